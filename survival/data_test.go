package survival

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/day"
)

func TestDaysBetweenDatesAreWhole(t *testing.T) {
	d := func(s string) day.Date { return must(day.ParseDate(s))(t) }
	got := must(Days([]day.Date{d("2024-02-28"), d("2025-01-02")}, []day.Date{d("2024-03-01"), d("2025-02-13")}))(t)
	if !reflect.DeepEqual(got, []float64{2, 42}) {
		t.Errorf("got %v", got)
	}
	_, err := Days([]day.Date{d("2025-01-02"), {}}, []day.Date{d("2025-01-01"), d("2025-01-01")})
	var in *InputError
	if !errors.As(err, &in) || len(in.Problems) != 2 || !strings.Contains(err.Error(), "lies before") {
		t.Errorf("got %v", err)
	}
}

func TestGroupsThatAreNumbersStandInTheOrderOfNumbers(t *testing.T) {
	var got []string
	for _, g := range groups([]string{"10", "2", "b", "1", "a"}, 5) {
		got = append(got, g.label)
	}
	if !reflect.DeepEqual(got, []string{"1", "2", "10", "a", "b"}) {
		t.Errorf("got %v", got)
	}
}

func TestNearEqualTimesBecomeOneAndDistinctDaysStayApart(t *testing.T) {
	tenth := 0.1 // a variable: the sum of constants would be exact
	d := Data{Time: []float64{tenth + 0.2, 0.3, 365, 365.00000001, 366}, Status: []int{1, 1, 1, 1, 1}}
	m := must(d.merged())(t)
	if m.Time[0] != m.Time[1] || m.Time[2] != m.Time[3] || m.Time[3] == m.Time[4] {
		t.Errorf("%v", m.Time)
	}
	if d.Time[0] == d.Time[1] {
		t.Error("the caller's data were written to")
	}
}

// Times a hair apart as entry and exit leave no interval after merging.
func TestIntervalThatVanishesIsRefused(t *testing.T) {
	d := Data{Time: []float64{5, 6}, Entry: []float64{5 - 1e-12, 0}, Status: []int{1, 1}}
	if _, err := KaplanMeier(d, CurveOptions{}); !errors.Is(err, ErrInput) {
		t.Errorf("got %v", err)
	}
}

func TestSubsetKeepsRowsTogether(t *testing.T) {
	d := Data{Time: []float64{1, 2, 3}, Status: []int{0, 1, 2}, By: []string{"a", "b", "c"}, Covariates: []Covariate{{Name: "x", Values: []float64{7, 8, 9}}}}
	s := d.Subset(func(i int) bool { return i != 1 })
	if s.Len() != 2 || s.Status[1] != 2 || s.By[1] != "c" || s.Covariates[0].Values[1] != 9 {
		t.Errorf("%+v", s)
	}
}
