package genetics

import (
	"fmt"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// Zygosity is how many copies of a gene carry a variant; "" is not recorded.
type Zygosity string

// The zygosities.
const (
	Heterozygous Zygosity = "heterozygous"
	Homozygous   Zygosity = "homozygous"
	Hemizygous   Zygosity = "hemizygous"
)

// Origin is where a variant came from; "" is unknown.
type Origin string

// The origins.
const (
	UnknownOrigin Origin = ""
	Paternal      Origin = "paternal"
	Maternal      Origin = "maternal"
	BothParents   Origin = "both parents" // one copy from each; homozygous only
	DeNovo        Origin = "de novo"
)

// Presence is a test result for one variant in one person; "" is not tested.
type Presence string

// The test results.
const (
	NotTestedFor Presence = ""
	Present      Presence = "present"
	Absent       Presence = "absent"
)

// Observation is one variant found in the child, with what shows its origin:
// method (parental Sanger, trio, long read, RNA), date (YYYY-MM-DD) and, where
// the parents were tested for it, their results.
type Observation struct {
	Variant  Variant
	Zygosity Zygosity
	Origin   Origin
	Method   string
	Date     string
	InFather Presence
	InMother Presence
}

// Configuration tells how two variants lie to each other.
type Configuration string

// The configurations.
const (
	Trans    Configuration = "trans"    // on different chromosomes
	Cis      Configuration = "cis"      // on the same chromosome
	Unproven Configuration = "unproven" // not shown
)

// PhaseAssertion states that two variants were phased directly (long read,
// RNA, cloning). Without a method it is not used.
type PhaseAssertion struct {
	A, B          Variant
	Configuration Configuration
	Method        string
	Date          string
}

// Phase tells whether two variants of one child lie in trans, and why. In
// trans is said only when they come from different parents, when one of them
// is homozygous, or when a phasing assertion says so; from the same parent
// they are in cis. De novo and unknown origins prove nothing. Origins that
// contradict an assertion, parents' results or each other are unproven.
func Phase(a, b Observation, assertions ...PhaseAssertion) (Configuration, evidence.Text) {
	names := fmt.Sprintf("%s / %s", a.Variant, b.Variant)
	if !a.Variant.Known() || !b.Variant.Known() {
		return Unproven, text("A variant is missing.", "缺少变异。")
	}
	if a.Variant.Same(b.Variant) {
		return Unproven, text(names+": both names describe one variant.", names+"：两个名称描述同一变异。")
	}
	asserted, conflict := assertion(a.Variant, b.Variant, assertions)
	byOrigin, why := phaseByOrigin(a, b, names)
	switch {
	case conflict, asserted != "" && byOrigin != Unproven && asserted != byOrigin:
		return Unproven, text(names+": the records on phase contradict each other.", names+"：相位记录相互矛盾。")
	case asserted == Trans:
		return Trans, text(names+": in trans, phased directly.", names+"：反式，直接定相证实。")
	case asserted == Cis:
		return Cis, text(names+": in cis, phased directly.", names+"：顺式，直接定相证实。")
	}
	return byOrigin, why
}

// assertion finds the direct phasing of two variants, and whether records of
// it differ.
func assertion(a, b Variant, assertions []PhaseAssertion) (found Configuration, conflict bool) {
	for _, s := range assertions {
		about := s.A.Same(a) && s.B.Same(b) || s.A.Same(b) && s.B.Same(a)
		if !about || s.Method == "" || s.Configuration != Trans && s.Configuration != Cis {
			continue
		}
		conflict = conflict || found != "" && found != s.Configuration
		found = s.Configuration
	}
	return found, conflict
}

func phaseByOrigin(a, b Observation, names string) (Configuration, evidence.Text) {
	for _, o := range []Observation{a, b} {
		if o.contradictory() {
			return Unproven, text(fmt.Sprintf("%s: its recorded origin contradicts the parents' results.", o.Variant),
				fmt.Sprintf("%s：记录的来源与父母检测结果矛盾。", o.Variant))
		}
	}
	one, two := a.origin(), b.origin()
	parental := func(o Origin) bool { return o == Paternal || o == Maternal }
	switch {
	case a.Zygosity == Homozygous || b.Zygosity == Homozygous:
		return Trans, text(names+": one of them is on both chromosomes, so a copy of it lies opposite the other.",
			names+"：其中一个为纯合，因此必有一个拷贝与另一变异处于反式。")
	case a.Zygosity == Hemizygous && b.Zygosity == Hemizygous:
		return Cis, text(names+": both on the only copy of the gene.", names+"：均位于该基因的唯一拷贝上。")
	case parental(one) && parental(two) && one != two:
		return Trans, text(names+": in trans, one from each parent.", names+"：反式（分别来自父母）。")
	case parental(one) && one == two:
		return Cis, text(fmt.Sprintf("%s: in cis, both %s.", names, one), names+"：顺式（均来自"+originZH(one)+"）。")
	}
	return Unproven, text(names+": phase not proven; the origin of both from different parents, or direct phasing, is needed.",
		names+"：相位未证实；须证明分别来自父母双方，或直接定相。")
}

// origin gives the recorded origin, or else what the parents' results show:
// present in one and absent in the other.
func (o Observation) origin() Origin {
	switch {
	case o.Origin != UnknownOrigin:
		return o.Origin
	case o.InFather == Present && o.InMother == Absent:
		return Paternal
	case o.InMother == Present && o.InFather == Absent:
		return Maternal
	}
	return UnknownOrigin
}

// contradictory tells whether the recorded origin names a parent who was
// tested and lacks the variant, or a de novo variant that a parent has.
func (o Observation) contradictory() bool {
	switch o.Origin {
	case Paternal:
		return o.InFather == Absent
	case Maternal:
		return o.InMother == Absent
	case BothParents:
		return o.InFather == Absent || o.InMother == Absent || o.Zygosity == Heterozygous
	case DeNovo:
		return o.InFather == Present || o.InMother == Present
	}
	return false
}

func originZH(o Origin) string {
	if o == Paternal {
		return "父亲"
	}
	return "母亲"
}

func text(en, zh string) evidence.Text { return evidence.Text{EN: en, ZH: zh} }
