package genetics

import (
	"strconv"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// Fraction is an exact probability. The zero Fraction (denominator 0) is not
// known.
type Fraction struct{ Numerator, Denominator int }

// Known tells whether the fraction is one.
func (f Fraction) Known() bool { return f.Denominator != 0 }

// String gives "3/16", "0" or "1"; "" when not known.
func (f Fraction) String() string {
	switch {
	case !f.Known():
		return ""
	case f.Numerator == 0:
		return "0"
	case f.Numerator == f.Denominator:
		return "1"
	}
	return strconv.Itoa(f.Numerator) + "/" + strconv.Itoa(f.Denominator)
}

// Times multiplies two fractions and cancels; unknown if either is.
func (f Fraction) Times(o Fraction) Fraction {
	if !f.Known() || !o.Known() {
		return Fraction{}
	}
	n, d := f.Numerator*o.Numerator, f.Denominator*o.Denominator
	divisor, rest := n, d
	for rest != 0 {
		divisor, rest = rest, divisor%rest
	}
	return Fraction{n / divisor, d / divisor} // d is not 0, so neither is divisor
}

// rest gives one minus the fraction; unknown stays unknown.
func (f Fraction) rest() Fraction {
	return Fraction{f.Denominator - f.Numerator, f.Denominator}.Times(Fraction{1, 1})
}

// Prior is what can be expected of a full sibling who was not tested.
type Prior struct {
	Affected, Carrier, Clear Fraction
	// CarrierIfUnaffected is the chance of being a carrier once affected is
	// excluded.
	CarrierIfUnaffected Fraction
	// Identical is the chance of sharing both HLA haplotypes.
	Identical Fraction
	// IdenticalAndUnaffected is not known where the gene lies on chromosome 6,
	// since it may then travel with HLA.
	IdenticalAndUnaffected Fraction
	Derivation             evidence.Derivation
}

// mendel marks the steps: they follow from Mendel's laws under the stated
// assumption (knowledge hla/spec section 7.8).
var mendel = evidence.Source{ID: "hla/spec", Text: "Mendelian segregation", Locator: "section 7.5 and 7.8"}

// SiblingPrior gives the exact prior chances of an untested full sibling.
// Recessive: both parents are taken as heterozygous carriers. X-linked: the
// mother is taken as heterozygous; an unknown sex averages over both.
// Dominant and unknown modes give no number, since a parent may or may not
// carry the variant. onChromosome6 says that the gene is not independent of
// HLA.
func SiblingPrior(mode Inheritance, sex Sex, onChromosome6 bool) Prior {
	p := Prior{Identical: Fraction{1, 4}}
	var assumption evidence.Text
	switch mode {
	case AutosomalRecessive:
		p.Affected, p.Carrier, p.Clear = Fraction{1, 4}, Fraction{1, 2}, Fraction{1, 4}
		p.CarrierIfUnaffected = Fraction{2, 3}
		assumption = text("both parents are heterozygous carriers", "父母均为杂合携带者")
	case XLinked:
		p.xLinked(sex)
		assumption = text("the mother is a heterozygous carrier and the father is not affected", "母亲为杂合携带者，父亲未患病")
	default:
		p.Derivation = evidence.Derivation{Label: text("Prior of an untested sibling", "未检测同胞的先验概率"), Status: evidence.Gap,
			Note: text("no prior for this mode of inheritance without the parents' results", "该遗传方式须有父母检测结果，否则无先验概率")}
		return p
	}
	if !onChromosome6 {
		p.IdenticalAndUnaffected = p.Identical.Times(p.Affected.rest())
	}
	p.Derivation = p.derivation(assumption, onChromosome6)
	return p
}

func (p *Prior) xLinked(sex Sex) {
	switch sex {
	case Male:
		p.Affected, p.Carrier, p.Clear, p.CarrierIfUnaffected = Fraction{1, 2}, Fraction{0, 1}, Fraction{1, 2}, Fraction{0, 1}
	case Female:
		p.Affected, p.Carrier, p.Clear, p.CarrierIfUnaffected = Fraction{0, 1}, Fraction{1, 2}, Fraction{1, 2}, Fraction{1, 2}
	default: // the mean of the two
		p.Affected, p.Carrier, p.Clear, p.CarrierIfUnaffected = Fraction{1, 4}, Fraction{1, 4}, Fraction{1, 2}, Fraction{1, 3}
	}
}

func (p Prior) derivation(assumption evidence.Text, onChromosome6 bool) evidence.Derivation {
	step := func(en, zh string, value Fraction, formula string) evidence.Derivation {
		return evidence.Derivation{Label: text(en, zh), Value: value.String(), Formula: formula, Status: evidence.Derived, Sources: []evidence.Source{mendel}}
	}
	d := evidence.Derivation{
		Label:  text("Prior of an untested sibling", "未检测同胞的先验概率"),
		Note:   text("Assumed: "+assumption.EN+".", "前提："+assumption.ZH+"。"),
		Status: evidence.Derived,
		Steps: []evidence.Derivation{
			step("affected", "患病", p.Affected, ""),
			step("carrier", "携带者", p.Carrier, ""),
			step("carrier, once affected is excluded", "排除患病后为携带者", p.CarrierIfUnaffected, "carrier / (1 − affected)"),
			step("HLA-identical", "HLA全相合", p.Identical, "1/2 × 1/2"),
		}}
	if onChromosome6 {
		d.Steps = append(d.Steps, evidence.Derivation{Label: text("HLA-identical and not affected", "HLA全相合且未患病"), Status: evidence.Gap,
			Note: text("not computed: the gene lies on chromosome 6 and may travel with HLA", "未计算：该基因位于6号染色体，可能与HLA连锁")})
		return d
	}
	d.Steps = append(d.Steps, step("HLA-identical and not affected", "HLA全相合且未患病", p.IdenticalAndUnaffected, "1/4 × (1 − affected)"))
	return d
}
