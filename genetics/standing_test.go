package genetics

import (
	"testing"

	"pgregory.net/rapid"
)

func present(v Variant, z Zygosity) Result {
	return Result{Variant: v, Presence: Present, Zygosity: z}
}
func absent(v Variant) Result { return Result{Variant: v, Presence: Absent} }

var trans = Family{Mode: AutosomalRecessive, Observations: []Observation{het(stop, Paternal), het(shift, Maternal)}}

// Control: HAZ an affected sibling taken as donor.
func TestARelativeIsClearedOnlyByCompleteResults(t *testing.T) {
	cis := Family{Mode: AutosomalRecessive, Observations: []Observation{het(stop, Paternal), het(shift, Paternal)}}
	unphased := Family{Mode: AutosomalRecessive, Observations: []Observation{het(stop, ""), het(shift, "")}}
	single := Family{Mode: AutosomalRecessive, Observations: []Observation{het(stop, Paternal)}}
	homozygous := Family{Mode: AutosomalRecessive, Observations: []Observation{{Variant: stop, Zygosity: Homozygous, Origin: BothParents}}}
	x := Family{Mode: XLinked, Observations: []Observation{{Variant: stop, Zygosity: Hemizygous, Origin: Maternal}}}
	dominant := Family{Mode: AutosomalDominant, Observations: []Observation{het(stop, DeNovo)}}
	sibling := func(results ...Result) Relative { return Relative{Kinship: FullSibling, Results: results} }
	of := func(sex Sex, results ...Result) Relative {
		return Relative{Kinship: FullSibling, Sex: sex, Results: results}
	}
	for _, c := range []struct {
		name     string
		family   Family
		relative Relative
		want     Status
	}{
		{"the sister with one variant is a carrier", trans, sibling(absent(stop), present(shift, Heterozygous)), Carrier},
		{"a sibling without either is clear", trans, sibling(absent(stop), absent(shift)), Clear},
		{"a sibling with both in trans is affected", trans, sibling(present(stop, Heterozygous), present(shift, Heterozygous)), Affected},
		{"homozygous for one is affected even with the other untested", trans, sibling(present(stop, Homozygous)), Affected},
		{"nothing tested", trans, sibling(), NotTested},
		{"one absent and one untested is incomplete", trans, sibling(absent(stop)), Incomplete},
		{"one present and one untested is incomplete", trans, sibling(present(stop, Heterozygous)), Incomplete},
		{"present without zygosity is incomplete", trans, sibling(present(stop, ""), absent(shift)), Incomplete},
		{"contradicting results are incomplete", trans, sibling(absent(stop), present(stop, Heterozygous), absent(shift)), Incomplete},
		{"both in cis is a carrier, but the child is not explained", cis, sibling(present(stop, Heterozygous), present(shift, Heterozygous)), Incomplete},
		{"both with unproven phase is incomplete", unphased, sibling(present(stop, Heterozygous), present(shift, Heterozygous)), Incomplete},
		{"no clearance while the second variant is unknown", single, sibling(absent(stop)), Incomplete},
		{"homozygous family, sibling absent", homozygous, sibling(absent(stop)), Clear},
		{"homozygous family, sibling heterozygous", homozygous, sibling(present(stop, Heterozygous)), Carrier},
		{"homozygous family, sibling homozygous", homozygous, sibling(present(stop, Homozygous)), Affected},
		{"a parent with one variant is a carrier", trans, Relative{Kinship: Parent, Results: []Result{present(stop, Heterozygous), absent(shift)}}, Carrier},
		{"a parent with neither variant needs checking", trans, Relative{Kinship: Parent, Results: []Result{absent(stop), absent(shift)}}, Incomplete},
		{"a cousin with both has unknown phase", trans, Relative{Kinship: OtherRelative, Results: []Result{present(stop, Heterozygous), present(shift, Heterozygous)}}, Incomplete},
		{"X-linked brother with it is affected", x, of(Male, present(stop, Hemizygous)), Affected},
		{"X-linked brother without it is clear", x, of(Male, absent(stop)), Clear},
		{"X-linked sister with it is a carrier", x, of(Female, present(stop, Heterozygous)), Carrier},
		{"X-linked sister with two copies is affected", x, of(Female, present(stop, Homozygous)), Affected},
		{"X-linked without the sex is incomplete", x, of("", present(stop, Heterozygous)), Incomplete},
		{"X-linked heterozygous brother is a contradiction", x, of(Male, present(stop, Heterozygous)), Incomplete},
		{"dominant and present is affected", dominant, sibling(present(stop, Heterozygous)), Affected},
		{"dominant and absent is clear", dominant, sibling(absent(stop)), Clear},
		{"a family without variants", Family{Mode: AutosomalRecessive}, sibling(absent(stop)), Incomplete},
		{"no mode of inheritance", Family{Observations: trans.Observations}, sibling(absent(stop), absent(shift)), Incomplete},
	} {
		s := c.family.Status(c.relative)
		if s.Status != c.want || s.Reason.EN == "" || s.Reason.ZH == "" {
			t.Errorf("%s: %s (%s)", c.name, s.Status, s.Reason.EN)
		}
	}
}

func TestAResultForAForeignVariantIsNamed(t *testing.T) {
	s := trans.Status(Relative{Kinship: FullSibling, Results: []Result{absent(stop), absent(shift), absent(must("c.833G>T"))}})
	if s.Status != Clear || len(s.Cautions) != 1 {
		t.Errorf("%s with %d cautions", s.Status, len(s.Cautions))
	}
}

func TestMissingResultsNeverClearAnyone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var results []Result
		for _, v := range []Variant{stop, shift} {
			r := Result{Variant: v, Presence: rapid.SampledFrom([]Presence{NotTestedFor, Present, Absent}).Draw(t, "presence")}
			if r.Presence == Present {
				r.Zygosity = rapid.SampledFrom([]Zygosity{"", Heterozygous, Homozygous, Hemizygous}).Draw(t, "zygosity")
			}
			results = append(results, r)
		}
		s := trans.Status(Relative{Kinship: FullSibling, Results: results})
		if s.Status == Clear && (results[0].Presence != Absent || results[1].Presence != Absent) {
			t.Fatalf("cleared by %v", results)
		}
		if s.Status == Carrier && (results[0].Presence == NotTestedFor || results[1].Presence == NotTestedFor) {
			t.Fatalf("carrier by %v", results)
		}
	})
}

func TestPriorsOfAnUntestedSiblingAreExact(t *testing.T) {
	for _, c := range []struct {
		name                                               string
		mode                                               Inheritance
		sex                                                Sex
		six                                                bool
		affected, carrier, clear, ifUnaffected, identicalU string
	}{
		{"recessive", AutosomalRecessive, "", false, "1/4", "1/2", "1/4", "2/3", "3/16"},
		{"recessive on chromosome 6", AutosomalRecessive, "", true, "1/4", "1/2", "1/4", "2/3", ""},
		{"X-linked brother", XLinked, Male, false, "1/2", "0", "1/2", "0", "1/8"},
		{"X-linked sister", XLinked, Female, false, "0", "1/2", "1/2", "1/2", "1/4"},
		{"X-linked, sex unknown", XLinked, "", false, "1/4", "1/4", "1/2", "1/3", "3/16"},
		{"dominant gives no number", AutosomalDominant, "", false, "", "", "", "", ""},
	} {
		p := SiblingPrior(c.mode, c.sex, c.six)
		got := [5]string{p.Affected.String(), p.Carrier.String(), p.Clear.String(), p.CarrierIfUnaffected.String(), p.IdenticalAndUnaffected.String()}
		if got != [5]string{c.affected, c.carrier, c.clear, c.ifUnaffected, c.identicalU} {
			t.Errorf("%s: %v", c.name, got)
		}
		if p.Identical.String() != "1/4" || p.Derivation.Label.ZH == "" {
			t.Errorf("%s: identical %s", c.name, p.Identical)
		}
	}
}
