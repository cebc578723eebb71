package app

import (
	"errors"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
)

func TestListsOfAFormBecomeListsOfAnEntry(t *testing.T) {
	p, err := payloadOf("identity-check", map[string]string{"of": "graft", "identifier": "SYN-1", "matches": "yes", "checkedBy": " A \n\n B "})
	if err != nil {
		t.Fatal(err)
	}
	if c := p.(*chart.IdentityCheck); len(c.CheckedBy) != 2 || c.CheckedBy[0] != "A" || c.CheckedBy[1] != "B" {
		t.Errorf("%q", c.CheckedBy)
	}
	p, err = payloadOf("graft", map[string]string{"source": "pbsc", "donor": "sister", "state": "collected", "collectedOn": "2025-01-01\n2025-01-02"})
	if err != nil {
		t.Fatal(err)
	}
	if g := p.(*chart.Graft); len(g.CollectedOn) != 2 || g.CollectedOn[1].String() != "2025-01-02" {
		t.Errorf("%v", g.CollectedOn)
	}
}

func TestAListWithAnItemThatDoesNotFitIsRefusedWhole(t *testing.T) {
	for name, fields := range map[string]map[string]string{
		"a day that is none":     {"source": "pbsc", "donor": "sister", "state": "collected", "collectedOn": "2025-01-01\n2025-02-30"},
		"a list of lists":        {"source": "pbsc", "donor": "sister", "state": "collected", "collectedOn": "[[]]"},
		"a field that is no one": {"source": "pbsc", "donor": "sister", "state": "collected", "collector": "x"},
	} {
		if p, err := payloadOf("graft", fields); !errors.Is(err, ErrRefused) || p != nil {
			t.Errorf("%s: %v, %v", name, p, err)
		}
	}
	for _, present := range []string{"医生：甲", "Physician: 甲", "head of programme: 甲"} {
		if p, err := payloadOf("meeting", map[string]string{"question": "x", "present": present}); err != nil || p.(*chart.Meeting).Present[0].Name != "甲" {
			t.Errorf("%s: %v", present, err)
		}
	}
	if _, err := payloadOf("meeting", map[string]string{"question": "x", "present": "Dr A"}); !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), "role: name") {
		t.Errorf("%v", err)
	}
	if _, err := payloadOf("meeting", map[string]string{"question": "x", "present": "king: Dr A"}); !errors.Is(err, ErrRefused) {
		t.Errorf("a role that is none: %v", err)
	}
}

// Whatever is typed into a form, it becomes a payload that keeps its tags, or is
// refused.
func FuzzFieldsOfAForm(f *testing.F) {
	f.Add("meeting", "present", "physician: A\nnurse: B", "question", "?")
	f.Add("graft", "collectedOn", "2025-01-01\r\n\r\n2025-01-02", "cd34", "5 10*6/kg")
	f.Add("identity-check", "checkedBy", "\n\n", "matches", "yes")
	f.Add("infusion", "dmso", "-1 mL", "number", "1e9")
	f.Add("centre-protocol", "drugs", "[]", "title.en", "x")
	f.Fuzz(func(t *testing.T, kind, a, x, b, y string) {
		p, err := payloadOf(kind, map[string]string{a: x, b: y})
		switch {
		case err != nil && !errors.Is(err, ErrRefused):
			t.Errorf("another kind of error: %v", err)
		case err == nil && len(chart.Check(p)) > 0:
			t.Errorf("accepted and does not keep its tags: %v", chart.Check(p))
		}
	})
}

func TestATypingAndARelativeAreWrittenWithAForm(t *testing.T) {
	p, err := payloadOf("hla-typing", map[string]string{"alleles.A": "02:07, 11:01", "alleles.DRB1": " 09:01，15:01 ", "method": "NGS"})
	if err != nil {
		t.Fatal(err)
	}
	if a := p.(*chart.HLATyping).Alleles; len(a) != 2 || len(a["A"]) != 2 || a["DRB1"][1] != "15:01" {
		t.Errorf("%v", a)
	}
	for name, fields := range map[string]map[string]string{"three names": {"alleles.A": "02:07, 11:01, 24:02"}, "no name": {"alleles.A": "two"}, "a list across loci": {"alleles.A": "02:07/B*46:01, 11:01"}, "no locus": {"alleles.Q": "02:07"}, "nothing": {"method": "NGS"}} {
		if p, err := payloadOf("hla-typing", fields); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
	p, err = payloadOf("hla-typing", map[string]string{"alleles.A": "02:07/02:11 + 11:01:01G", "alleles.B": "46:01 + 40:01 | 46:02 + 40:01", "alleles.C": "01:02", "codes": "2026-01-05"})
	if err != nil {
		t.Fatal(err)
	}
	if a := p.(*chart.HLATyping).Alleles; len(a["A"]) != 2 || a["A"][0] != "02:07/02:11" || a["A"][1] != "11:01:01G" || len(a["B"]) != 1 || a["B"][0] != "46:01+40:01|46:02+40:01" || len(a["C"]) != 1 {
		t.Errorf("a typing as the laboratory wrote it: %v", a)
	}
	p, err = payloadOf("family-member", map[string]string{"relation": "sister", "label.en": "Sister", "label.zh": "姐姐", "sex": "female", "birth": "2018-03-14"})
	if err != nil {
		t.Fatal(err)
	}
	if m := p.(*chart.FamilyMember); m.Label.EN != "Sister" || m.Label.ZH != "姐姐" {
		t.Errorf("%+v", m)
	}
}
