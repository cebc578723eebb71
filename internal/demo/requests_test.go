package demo

import (
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/consult"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// Control: HAZ-23.
func TestTheRequestsOfTheDeskAreWholeSyntheticAndOrdered(t *testing.T) {
	base, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	today := day.MustDate("2026-03-01")
	levels := []int{}
	for _, r := range Requests(today) {
		name := r.Answers.One("child", "name")
		if !strings.Contains(name, "模拟") && !strings.Contains(name, "Synthetic") {
			t.Errorf("%q does not say that it is invented", name)
		}
		if problems := consult.Unsendable(r.Answers, today); len(problems) > 0 {
			t.Errorf("%s: %v", name, problems)
		}
		if kept := consult.Tidy(r.Answers); len(kept) != len(r.Answers) {
			t.Errorf("%s: the form asks %d of its %d groups", name, len(kept), len(r.Answers))
		}
		c := consult.Consult{Answers: r.Answers, Language: r.Language}
		levels = append(levels, consult.Place(c, base, today).Level)
		if len(consult.Complete(c, base, today)) == 0 {
			t.Errorf("%s: nothing is asked for any more", name)
		}
	}
	if levels[0] != consult.First || levels[1] == consult.First {
		t.Errorf("places %v: the T-B- infant comes first", levels)
	}
}
