package plan_test

import (
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/plan"
)

// retyped is the founding case in which every typing of a person has other names
// at some loci.
func retyped(t *testing.T, about string, loci map[string][]string) chart.Case {
	t.Helper()
	c := founding(t)
	for _, e := range c.Entries {
		if typing, ok := e.Payload.(*chart.HLATyping); ok && e.About == about {
			for locus, copies := range loci {
				typing.Alleles[locus] = copies
			}
		}
	}
	return c
}

func alleles(t *testing.T, about, locus string) []string {
	t.Helper()
	for _, e := range founding(t).Entries {
		if typing, ok := e.Payload.(*chart.HLATyping); ok && e.About == about {
			return typing.Alleles[locus]
		}
	}
	t.Fatalf("%s is not typed at %s", about, locus)
	return nil
}

// Control: HAZ-21 an open typing is neither a match nor a mismatch.
func TestAnOpenTypingBlocksTheDonorUntilTheLaboratoryResolvesIt(t *testing.T) {
	own := alleles(t, "sister", "A")
	for name, c := range map[string]struct {
		copies []string
		count  hla.Range
		gvh    hla.Range
		reason string
	}{
		"a list that holds the child's name":   {[]string{own[0] + "/" + own[0][:2] + ":97", own[1]}, hla.Range{Least: 11, Most: 12}, hla.Range{Least: 0, Most: 1}, "leaves several alleles open"},
		"a family":                             {[]string{own[0][:2] + ":XX", own[1]}, hla.Range{Least: 11, Most: 12}, hla.Range{Least: 0, Most: 1}, "low resolution"},
		"a group that no names alone explain":  {[]string{own[0] + ":01G", own[1]}, hla.Range{Least: 11, Most: 12}, hla.Range{Least: 0, Most: 1}, "a release says what is in it"},
		"a code without its list":              {[]string{own[0][:2] + ":AB", own[1]}, hla.Range{Least: 11, Most: 12}, hla.Range{Least: 0, Most: 1}, "a code list says what it stands for"},
		"serology":                             {[]string{"A" + strings.TrimLeft(own[0][:2], "0"), own[1]}, hla.Range{Least: 11, Most: 12}, hla.Range{Least: 0, Most: 1}, "serology"},
		"a genotype list with hers and others": {[]string{own[0] + "+" + own[1] + "|" + own[0][:2] + ":97+" + own[1]}, hla.Range{Least: 11, Most: 12}, hla.Range{Least: 0, Most: 1}, "several genotypes"},
	} {
		c1 := retyped(t, "sister", map[string][]string{"A": c.copies})
		p := planOf(t, c1, "2024-12-18")
		d := donor(t, p, "sister")
		if d.State != "blocked" || d.Eligible || d.Match.Known || !d.Match.Typed() || d.Match.Possible.Count != c.count || d.Match.Possible.GvH != c.gvh || strings.Join(d.Match.Open(), "") != "A" {
			t.Errorf("%s: %s, %+v", name, d.State, d.Match.Possible)
		}
		if d.Descent == "identical" {
			t.Errorf("%s: an open end of the haplotype proves descent", name)
		}
		if got := ids(d.Reasons); !strings.Contains(got, "donor-hla-open") || strings.Contains(got, "donor-hla-missing") || d.Reasons[0].ID != "donor-hla-open" {
			t.Errorf("%s: %s", name, got)
		}
		if n := d.Reasons[0]; !strings.Contains(n.Message.EN, c.reason) || !strings.Contains(n.Action.EN, "laboratory resolve A") || n.Message.ZH == "" || strings.Contains(n.Message.ZH, "leaves") {
			t.Errorf("%s: %+v", name, n)
		}
		if count, gvh, _ := d.Match.Figures(); count != "11–12" || gvh != "0–1" {
			t.Errorf("%s: %s, %s", name, count, gvh)
		}
		body, err := plan.JSON(p)
		if err != nil || !strings.Contains(string(body), `"open": [`) || !strings.Contains(string(body), `"count": null`) {
			t.Errorf("%s: the JSON form does not say what is open: %v", name, err)
		}
	}
}

func TestTheChosenDonorsOpenTypingBlocksTheSignature(t *testing.T) {
	own := alleles(t, "sister", "B")
	p := planOf(t, retyped(t, "sister", map[string][]string{"B": {own[0] + "/" + own[0][:2] + ":97", own[1]}}), "2024-12-20")
	if p.Signing.Possible || !strings.Contains(ids(p.Gaps), "donor-hla-open") {
		t.Errorf("signing is possible: %v; gaps %s", p.Signing.Possible, ids(p.Gaps))
	}
}

func TestAlternativesOfOneProteinAreThePlainName(t *testing.T) {
	own := alleles(t, "sister", "A")
	d := donor(t, planOf(t, retyped(t, "sister", map[string][]string{"A": {own[0] + ":01/" + own[0] + ":02", own[1]}}), "2024-12-18"), "sister")
	if !d.Eligible || d.Match.Count != 12 || d.Descent != "identical" || len(d.Match.Open()) > 0 {
		t.Errorf("%s, %d, %s, %v", d.State, d.Match.Count, d.Descent, d.Match.Open())
	}
}

func TestASureMismatchAmongAlternativesIsCounted(t *testing.T) {
	own := alleles(t, "sister", "A")
	d := donor(t, planOf(t, retyped(t, "sister", map[string][]string{"A": {"66:01/66:02", own[1]}}), "2024-12-18"), "sister")
	if !d.Match.Known || d.Match.Count != 11 || d.Descent == "identical" {
		t.Errorf("%v, %d, %s", d.Match.Known, d.Match.Count, d.Descent)
	}
}

// A second sample typed at lower resolution does not undo the first, unless it
// contradicts it.
func TestASecondSampleAtLowResolutionLeavesTheFirstStanding(t *testing.T) {
	own := alleles(t, "sister", "A")
	for name, c := range map[string]struct {
		copies []string
		known  bool
	}{
		"the same family":       {[]string{own[0][:2] + ":XX", own[1][:2] + ":XX"}, true},
		"a list that holds it":  {[]string{own[0] + "/" + own[0][:2] + ":97", own[1]}, true},
		"a family that differs": {[]string{"66:XX", own[1]}, true}, // a sure mismatch, counted
		"a list without it":     {[]string{own[0][:2] + ":97/" + own[0][:2] + ":98", own[1][:2] + ":XX"}, false},
	} {
		c1 := founding(t)
		first := typingOf(t, c1, "sister")
		second := *first.Payload.(*chart.HLATyping)
		second.Alleles = map[string][]string{}
		for locus, copies := range first.Payload.(*chart.HLATyping).Alleles {
			second.Alleles[locus] = copies
		}
		second.Alleles["A"] = c.copies
		late := first
		late.ID, late.Payload = "sister-second", &second
		late.Recorded = day.MomentAt(first.Recorded.Time().AddDate(0, 0, 1))
		late.Effective = late.Recorded
		c1.Entries = append(c1.Entries, late)
		d := donor(t, planOf(t, c1, "2024-12-20"), "sister")
		if d.Match.Known != c.known || name == "the same family" && d.Match.Count != 12 || name == "a family that differs" && d.Match.Count != 11 {
			t.Errorf("%s: %v, %d, %s", name, d.Match.Known, d.Match.Count, ids(d.Reasons))
		}
	}
}

func typingOf(t *testing.T, c chart.Case, about string) chart.Entry {
	t.Helper()
	var out chart.Entry
	for _, e := range c.Entries {
		if _, ok := e.Payload.(*chart.HLATyping); ok && e.About == about {
			out = e
		}
	}
	return out
}
