package app

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/cases"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/phenopacket"
	"github.com/dayzero-hsct/dayzero/quantity"
)

func TestARefusalTellsEveryProblemAtItsFieldInBothLanguages(t *testing.T) {
	_, err := payloadOf("infusion", map[string]string{"volume": "three", "number": "x", "nothing": "y"})
	told := Told(err)
	want := map[string]bool{"data.volume": true, "data.number": true, "data.nothing": true, "data.graft": true}
	for _, p := range told {
		if !want[p.Path] || p.Said.EN == "" || p.Said.ZH == "" || p.Said.EN == p.Said.ZH {
			t.Errorf("%+v", p)
		}
		delete(want, p.Path)
	}
	if !errors.Is(err, ErrRefused) || len(want) > 0 {
		t.Errorf("%v does not name %v", err, want)
	}
}

// What another package refuses is told in the languages that it knows, one problem
// at a time, and never with the name of the kind of error before it.
func TestWhatAnotherPackageRefusesIsToldInItsWords(t *testing.T) {
	_, amount := quantity.ParseValue("three")
	_, date := day.ParseDate("tomorrow")
	for name, c := range map[string]struct {
		err  error
		many int
	}{
		"a quantity": {refusedBy("value", amount), 1}, "a date": {refusedBy("at", date), 1}, "a refusal that wraps another": {fmt.Errorf("%w: %w", ErrRefused, date), 1},
		"a packet": {fmt.Errorf("%w: file: %w", ErrRefused, errors.Join(phenopacket.Problem{Path: "$.id", Sentence: "is missing"}, phenopacket.Problem{Sentence: "is empty"})), 2},
		"a table":  {fmt.Errorf("%w: %w", ErrRefused, cases.Problems{{Line: 1, Column: 2, Sentence: "is empty"}, {Line: 3, Column: 4, Sentence: "is empty"}}), 2},
	} {
		told := Told(c.err)
		if len(told) != c.many {
			t.Errorf("%s: %d problems: %+v", name, len(told), told)
		}
		for _, p := range told {
			if p.Said.ZH == "" || strings.HasPrefix(p.Said.EN, "refused") {
				t.Errorf("%s: %+v", name, p.Said)
			}
		}
	}
	both := errors.Join(Refuse("a", saidBy(date)), fmt.Errorf("without words"), ErrRefused)
	if told := Told(both); len(told) != 2 || told[0].Path != "a" || told[1].Said.EN != "without words" {
		t.Errorf("of several refusals one is lost: %+v", told)
	}
	if Told(ErrStorage) != nil || Told(nil) != nil {
		t.Error("an error of the inside is told")
	}
}
