package genetics

import (
	"testing"

	"pgregory.net/rapid"
)

// The two variants of the synthetic example.
var (
	stop  = must("c.2440C>T")
	shift = must("c.1904del")
)

func het(v Variant, origin Origin) Observation {
	return Observation{Variant: v, Zygosity: Heterozygous, Origin: origin, Method: "parental Sanger", Date: "2024-10-21"}
}

// Hazard: a compound heterozygote assumed without proof of phase.
func TestPhaseIsTransOnlyWhenProven(t *testing.T) {
	assert := func(c Configuration, method string) []PhaseAssertion {
		return []PhaseAssertion{{A: shift, B: stop, Configuration: c, Method: method}}
	}
	for _, c := range []struct {
		name       string
		a, b       Observation
		assertions []PhaseAssertion
		want       Configuration
	}{
		{"one from each parent is trans", het(stop, Paternal), het(shift, Maternal), nil, Trans},
		{"both from the father is cis", het(stop, Paternal), het(shift, Paternal), nil, Cis},
		{"both from the mother is cis", het(stop, Maternal), het(shift, Maternal), nil, Cis},
		{"one origin unknown is unproven", het(stop, Paternal), het(shift, UnknownOrigin), nil, Unproven},
		{"a de novo variant has no known chromosome", het(stop, Paternal), het(shift, DeNovo), nil, Unproven},
		{"two de novo variants prove nothing", het(stop, DeNovo), het(shift, DeNovo), nil, Unproven},
		{"direct phasing proves trans", het(stop, UnknownOrigin), het(shift, UnknownOrigin), assert(Trans, "long read"), Trans},
		{"direct phasing proves cis", het(stop, UnknownOrigin), het(shift, UnknownOrigin), assert(Cis, "long read"), Cis},
		{"phasing without a method is not used", het(stop, UnknownOrigin), het(shift, UnknownOrigin), assert(Trans, ""), Unproven},
		{"phasing against the origins is unproven", het(stop, Paternal), het(shift, Maternal), assert(Cis, "long read"), Unproven},
		{"two phasings that differ are unproven", het(stop, ""), het(shift, ""), append(assert(Trans, "x"), assert(Cis, "y")...), Unproven},
		{"the same variant twice has no phase", het(stop, Paternal), het(stop, Maternal), nil, Unproven},
		{"parents' results stand in for a missing origin",
			Observation{Variant: stop, Zygosity: Heterozygous, InFather: Present, InMother: Absent},
			Observation{Variant: shift, Zygosity: Heterozygous, InFather: Absent, InMother: Present}, nil, Trans},
		{"a father without the paternal variant is a contradiction",
			Observation{Variant: stop, Zygosity: Heterozygous, Origin: Paternal, InFather: Absent}, het(shift, Maternal), nil, Unproven},
		{"a missing variant is unproven", Observation{}, het(shift, Maternal), nil, Unproven},
	} {
		got, why := Phase(c.a, c.b, c.assertions...)
		if got != c.want || why.EN == "" || why.ZH == "" {
			t.Errorf("%s: %s (%s)", c.name, got, why.EN)
		}
	}
}

func TestPhaseDoesNotDependOnTheOrderOfTheTwo(t *testing.T) {
	presence := []Presence{NotTestedFor, Present, Absent}
	draw := func(t *rapid.T, name string, v Variant) Observation {
		return Observation{Variant: v,
			Zygosity: rapid.SampledFrom([]Zygosity{"", Heterozygous, Homozygous, Hemizygous}).Draw(t, name+" zygosity"),
			Origin:   rapid.SampledFrom([]Origin{UnknownOrigin, Paternal, Maternal, BothParents, DeNovo}).Draw(t, name+" origin"),
			InFather: rapid.SampledFrom(presence).Draw(t, name+" father"),
			InMother: rapid.SampledFrom(presence).Draw(t, name+" mother")}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t, "a", stop), draw(t, "b", shift)
		one, _ := Phase(a, b)
		two, _ := Phase(b, a)
		if one != two {
			t.Fatalf("%s and %s", one, two)
		}
		if one == Trans && a.Zygosity != Homozygous && b.Zygosity != Homozygous && a.origin() == b.origin() {
			t.Fatal("trans from one parent")
		}
	})
}

func TestTheDiseaseIsExplainedOnlyByWhatIsProven(t *testing.T) {
	hom := func(origin Origin, father, mother Presence) Observation {
		return Observation{Variant: stop, Zygosity: Homozygous, Origin: origin, InFather: father, InMother: mother}
	}
	for _, c := range []struct {
		name     string
		mode     Inheritance
		observed []Observation
		verdict  Verdict
		gap      GapName
		cautions int
	}{
		{"two in trans explain a recessive disease", AutosomalRecessive, []Observation{het(stop, Paternal), het(shift, Maternal)}, Proven, GapNone, 0},
		{"two in cis do not", AutosomalRecessive, []Observation{het(stop, Paternal), het(shift, Paternal)}, NotExplained, GapNone, 0},
		{"unproven phase is a gap", AutosomalRecessive, []Observation{het(stop, Paternal), het(shift, "")}, Gap, GapPhase, 0},
		{"one variant is a gap", AutosomalRecessive, []Observation{het(stop, Paternal)}, Gap, GapOneVariant, 0},
		{"no variant is a gap", AutosomalRecessive, nil, Gap, GapNoVariant, 0},
		{"a third variant in trans is enough", AutosomalRecessive,
			[]Observation{het(stop, Paternal), het(shift, Paternal), het(must("c.833G>T"), Maternal)}, Proven, GapNone, 0},
		{"homozygous with both parents carrying", AutosomalRecessive, []Observation{hom(BothParents, Present, Present)}, Proven, GapNone, 0},
		{"homozygous with parents not tested carries a caution", AutosomalRecessive, []Observation{hom("", "", "")}, Proven, GapNone, 1},
		{"homozygous with a mother who lacks it asks for copy number", AutosomalRecessive, []Observation{hom("", Present, Absent)}, Gap, GapCopyNumber, 1},
		{"homozygous from one parent asks for copy number", AutosomalRecessive, []Observation{hom(Paternal, "", "")}, Gap, GapCopyNumber, 1},
		{"hemizygous in an autosomal gene", AutosomalRecessive, []Observation{{Variant: stop, Zygosity: Hemizygous}}, Gap, GapHemizygous, 0},
		{"zygosity not recorded", AutosomalRecessive, []Observation{{Variant: stop}}, Gap, GapZygosity, 0},
		{"one variant recorded twice", AutosomalRecessive, []Observation{het(stop, Paternal), het(stop, Maternal)}, Gap, GapDuplicate, 0},
		{"X-linked and hemizygous", XLinked, []Observation{{Variant: stop, Zygosity: Hemizygous}}, Proven, GapNone, 0},
		{"X-linked and heterozygous", XLinked, []Observation{het(stop, Maternal)}, Gap, GapHeterozygote, 0},
		{"dominant", AutosomalDominant, []Observation{het(stop, DeNovo)}, Proven, GapNone, 0},
		{"mode not known", "", []Observation{het(stop, DeNovo)}, Gap, GapMode, 0},
	} {
		e := Biallelic(c.observed, c.mode)
		if e.Verdict != c.verdict || e.Gap != c.gap || len(e.Cautions) != c.cautions || e.Reason.EN == "" || e.Reason.ZH == "" {
			t.Errorf("%s: %s %s, %d cautions (%s)", c.name, e.Verdict, e.Gap, len(e.Cautions), e.Reason.EN)
		}
	}
}
