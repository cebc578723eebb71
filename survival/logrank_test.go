package survival

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func testObject(g GroupTest) obj {
	var n []int
	var o, e []float64
	for _, c := range g.Groups {
		n, o, e = append(n, c.N), append(o, c.Observed), append(e, c.Expected)
	}
	return obj{"groups": skip, "n": n, "observed": o, "expected": e, "var": g.Variance, "V": g.Variance, "U": g.Score, // groups: R's names
		"chisq": g.Statistic, "df": g.DF, "p": g.P, "log_p": math.Log(g.P)}
}

type comparedCase struct{ name, file, time, status, by, strata string }

var comparedCases = []comparedCase{
	{"alloauto", "kmsurv_alloauto", "time", "delta", "type", ""},
	{"bmt_dfs", "kmsurv_bmt_analysis", "dfs_time", "dfs", "group", "mtx"},
	{"colon", "survival_colon", "time", "status", "rx", "node4"},
	{"lung", "survival_lung", "time", "status", "sex", "ph_ecog"},
	{"ovarian", "survival_ovarian", "futime", "fustat", "rx", "ecog_ps"},
}

func (c comparedCase) data(t *testing.T) (plain, stratified Data) {
	f := loadFrame(t, c.file)
	switch c.file {
	case "survival_colon":
		e := f.text("etype")
		f = f.where(func(i int) bool { return e[i] == "2" })
	case "survival_lung":
		e := f.text("ph_ecog")
		f = f.where(func(i int) bool { return e[i] != "" })
	}
	plain = f.data(c.time, c.status, c.by)
	if c.file == "survival_lung" {
		for i := range plain.Status {
			plain.Status[i]--
		}
	}
	stratified = plain
	if c.strata != "" {
		stratified.Strata = f.text(c.strata)
	}
	return plain, stratified
}

func TestGroupTestsAgreeWithR(t *testing.T) {
	for _, c := range comparedCases {
		t.Run(c.name, func(t *testing.T) {
			plain, stratified := c.data(t)
			v := loadVector(t, "logrank_"+c.name)
			compare(t, "logrank", testObject(must(LogRank(plain, Weighting{}))(t)), v.Expected, v.Rtol)
			v = loadVector(t, "peto_"+c.name)
			compare(t, "peto", testObject(must(LogRank(plain, Weighting{Rho: 1}))(t)), v.Expected, v.Rtol)
			if c.strata != "" {
				v = loadVector(t, "logrank_strat_"+c.name)
				compare(t, "stratified", testObject(must(LogRank(stratified, Weighting{}))(t)), v.Expected, v.Rtol)
			}
		})
	}
}

func TestWeightedTestsAgreeWithR(t *testing.T) {
	for _, c := range comparedCases {
		t.Run(c.name, func(t *testing.T) {
			d, _ := c.data(t)
			v := loadVector(t, "weighted_"+c.name)
			got := obj{}
			for key, w := range map[string]Weighting{"logrank": {}, "gehan": {Kind: Gehan}, "tarone_ware": {Kind: TaroneWare}, "fh01": {Gamma: 1}, "fh11": {Rho: 1, Gamma: 1}} {
				got[key] = testObject(must(LogRank(d, w))(t))
			}
			s, p, err := must(LogRank(d, Weighting{}))(t).Trend(nil)
			if err != nil {
				t.Fatal(err)
			}
			got["trend"] = obj{"chisq": s, "p": p, "score": skip} // score: 1, 2, 3 by definition
			compare(t, c.name, got, v.Expected, v.Rtol)
		})
	}
}

func TestPetoRatioAgreesWithR(t *testing.T) {
	d, _ := comparedCases[4].data(t)
	v := loadVector(t, "peto_odds_ratio_ovarian")
	g := must(LogRank(d, Weighting{}))(t)
	e := must(g.PetoRatio("1", 0))(t)
	got := obj{"O_minus_E": g.Score[0], "V": g.Variance[0][0], "peto_log_hr": math.Log(e.Value), "se": 1 / math.Sqrt(g.Variance[0][0]),
		"hr": e.Value, "lower": e.Lower, "upper": e.Upper}
	compare(t, "peto", got, v.Expected, v.Rtol)
}

func TestGroupWithoutEventsStaysInTheComparison(t *testing.T) {
	d := Data{Time: []float64{1, 2, 3, 4, 5, 6}, Status: []int{1, 1, 1, 0, 0, 0}, By: []string{"1", "1", "1", "2", "2", "2"}}
	v := loadVector(t, "edge_group_without_events")
	compare(t, "edge", testObject(must(LogRank(d, Weighting{}))(t)), v.Expected, v.Rtol)
}

func TestOneGroupCannotBeCompared(t *testing.T) {
	if _, err := LogRank(Data{Time: []float64{1}, Status: []int{1}}, Weighting{}); !errors.Is(err, ErrInput) {
		t.Errorf("got %v", err)
	}
	if _, err := LogRank(Data{Time: []float64{1}, Status: []int{1}}, Weighting{Rho: -1}); !errors.Is(err, ErrOption) {
		t.Errorf("got %v", err)
	}
}

func TestScoresOfGroupsAddToZeroAndNamesDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := histories(1).Draw(t, "data")
		a, err := LogRank(d, Weighting{Rho: 1})
		if err != nil {
			return // one group only
		}
		sum := 0.0
		for _, u := range a.Score {
			sum += u
		}
		if math.Abs(sum) > 1e-10 {
			t.Fatalf("scores add to %v", sum)
		}
		renamed := d
		renamed.By = make([]string, d.Len())
		for i, l := range d.By {
			renamed.By[i] = fmt.Sprint("g", 9-l[0])
		}
		b, err := LogRank(renamed, Weighting{Rho: 1})
		if err != nil || a.DF != b.DF || (a.DF > 0 && math.Abs(a.Statistic-b.Statistic) > 1e-6*(1+a.Statistic)) {
			t.Fatalf("%v against %v (%v)", a.Statistic, b.Statistic, err)
		}
	})
}

// Late entry: a row that enters after a time is not at risk there, so a data set
// of entries before every event equals the one without entries.
func TestEntryBeforeTheFirstEventChangesNothing(t *testing.T) {
	d := Data{Time: []float64{5, 6, 7, 8, 9, 10}, Status: []int{1, 1, 0, 1, 1, 0}, By: []string{"a", "b", "a", "b", "a", "b"}}
	late := d
	late.Entry = []float64{0, 1, 2, 3, 4, 4.5}
	a, b := must(LogRank(d, Weighting{}))(t), must(LogRank(late, Weighting{}))(t)
	if a.Statistic != b.Statistic {
		t.Errorf("%v against %v", a.Statistic, b.Statistic)
	}
}
