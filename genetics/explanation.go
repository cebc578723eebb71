package genetics

import (
	"fmt"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// Inheritance is the mode by which the gene causes the disease.
type Inheritance string

// The modes.
const (
	AutosomalRecessive Inheritance = "autosomal recessive"
	AutosomalDominant  Inheritance = "autosomal dominant"
	XLinked            Inheritance = "X-linked" // recessive
)

// Verdict tells whether the variants explain the disease by their number and
// phase. It says nothing about their class.
type Verdict string

// The verdicts.
const (
	Proven       Verdict = "proven"
	NotExplained Verdict = "not explained" // all variants are in cis
	Gap          Verdict = "gap"           // something named is missing
)

// GapName names what is missing; a closed list.
type GapName string

// The gaps.
const (
	GapNone         GapName = ""
	GapNoVariant    GapName = "no variant recorded"
	GapOneVariant   GapName = "second variant not found"
	GapPhase        GapName = "phase not proven"
	GapZygosity     GapName = "zygosity not recorded"
	GapCopyNumber   GapName = "copy number not tested"
	GapHemizygous   GapName = "hemizygous in an autosomal gene"
	GapDuplicate    GapName = "one variant recorded twice"
	GapHeterozygote GapName = "heterozygous in an X-linked gene"
	GapMode         GapName = "mode of inheritance not known"
)

// Explanation is the answer of Biallelic.
type Explanation struct {
	Verdict  Verdict
	Gap      GapName // set when Verdict is Gap
	Reason   evidence.Text
	Cautions []evidence.Text
}

// Biallelic tells whether the observed variants of one gene explain the
// disease under its mode of inheritance. Recessive: two variants proven in
// trans, or one homozygous; variants all in cis do not explain it; every other
// case is a gap with a name. A homozygous variant that a tested parent lacks
// is a gap until copy number is tested (deletion on the other allele,
// uniparental disomy, allele drop-out). X-linked: hemizygous or homozygous.
// Dominant: one variant of recorded zygosity. The class of the variants is a
// separate question.
func Biallelic(observations []Observation, mode Inheritance, assertions ...PhaseAssertion) Explanation {
	if e, bad := unreadable(observations, mode); bad {
		return e
	}
	switch mode {
	case AutosomalRecessive:
		return recessive(observations, assertions)
	case XLinked:
		return xLinked(observations)
	}
	return Explanation{Verdict: Proven, Reason: text("Dominant: one variant is enough.", "显性遗传：一个变异即可解释。")}
}

func gap(name GapName, en, zh string) Explanation {
	return Explanation{Verdict: Gap, Gap: name, Reason: text(en, zh)}
}

// unreadable finds what no mode of inheritance can work with.
func unreadable(observations []Observation, mode Inheritance) (Explanation, bool) {
	if mode != AutosomalRecessive && mode != AutosomalDominant && mode != XLinked {
		return gap(GapMode, "The mode of inheritance is not known.", "遗传方式未知。"), true
	}
	if len(observations) == 0 {
		return gap(GapNoVariant, "No variant is recorded.", "未记录变异。"), true
	}
	for i, o := range observations {
		if !o.Variant.Known() {
			return gap(GapNoVariant, "An observation has no variant.", "有记录缺少变异名称。"), true
		}
		if o.Zygosity != Heterozygous && o.Zygosity != Homozygous && o.Zygosity != Hemizygous {
			return gap(GapZygosity, fmt.Sprintf("%s: zygosity is not recorded.", o.Variant),
				fmt.Sprintf("%s：未记录杂合/纯合状态。", o.Variant)), true
		}
		for _, earlier := range observations[:i] {
			if o.Variant.Same(earlier.Variant) {
				return gap(GapDuplicate, fmt.Sprintf("%s is recorded twice.", o.Variant),
					fmt.Sprintf("%s 重复记录。", o.Variant)), true
			}
		}
	}
	return Explanation{}, false
}

func recessive(observations []Observation, assertions []PhaseAssertion) Explanation {
	for _, o := range observations {
		if o.Zygosity == Homozygous {
			return homozygote(o)
		}
	}
	if len(observations) == 1 {
		o := observations[0]
		if o.Zygosity == Hemizygous {
			return gap(GapHemizygous, fmt.Sprintf("%s: hemizygous in an autosomal gene; record the deletion of the other allele as a variant of its own.", o.Variant),
				fmt.Sprintf("%s：常染色体基因呈半合子状态；须将另一等位基因的缺失作为独立变异记录。", o.Variant))
		}
		return gap(GapOneVariant, fmt.Sprintf("%s is heterozygous and no second variant is recorded.", o.Variant),
			fmt.Sprintf("%s 为杂合，未发现第二个变异。", o.Variant))
	}
	var unproven, cis *evidence.Text
	for i, a := range observations {
		for _, b := range observations[i+1:] {
			switch configuration, why := Phase(a, b, assertions...); configuration {
			case Trans:
				return Explanation{Verdict: Proven, Reason: why}
			case Cis:
				cis = &why
			default:
				unproven = &why
			}
		}
	}
	if unproven != nil {
		return Explanation{Verdict: Gap, Gap: GapPhase, Reason: *unproven}
	}
	return Explanation{Verdict: NotExplained, Reason: text(
		cis.EN+" A recessive disease is not explained.", cis.ZH+"不能解释隐性遗传病。")}
}

// homozygote judges a homozygous variant by the parents' results.
func homozygote(o Observation) Explanation {
	oneParentOnly := o.Origin == Paternal || o.Origin == Maternal || o.Origin == DeNovo
	if o.InFather == Absent || o.InMother == Absent || oneParentOnly {
		e := gap(GapCopyNumber, fmt.Sprintf("%s is called homozygous, but a parent lacks it.", o.Variant),
			fmt.Sprintf("%s 判读为纯合，但父母一方不携带。", o.Variant))
		e.Cautions = append(e.Cautions, text(
			"Test copy number (deletion on the other allele), uniparental disomy and allele drop-out.",
			"须检测拷贝数变异（另一等位基因缺失），并排除单亲二倍体和等位基因脱扣。"))
		return e
	}
	e := Explanation{Verdict: Proven, Reason: text(fmt.Sprintf("%s: homozygous, both alleles carry it.", o.Variant),
		fmt.Sprintf("%s：纯合，两个等位基因均携带。", o.Variant))}
	if o.Origin != BothParents && (o.InFather != Present || o.InMother != Present) {
		e.Cautions = append(e.Cautions, text(
			"Not both parents are tested: a deletion on the other allele is not excluded, and testing relatives for this variant alone would miss it.",
			"父母未全部检测：不能排除另一等位基因缺失；仅检测该变异会漏检亲属中的缺失携带者。"))
	}
	return e
}

func xLinked(observations []Observation) Explanation {
	for _, o := range observations {
		if o.Zygosity == Hemizygous || o.Zygosity == Homozygous {
			return Explanation{Verdict: Proven, Reason: text(fmt.Sprintf("%s: every copy of the X-linked gene carries it.", o.Variant),
				fmt.Sprintf("%s：X连锁基因的全部拷贝均携带。", o.Variant))}
		}
	}
	o := observations[0]
	return gap(GapHeterozygote, fmt.Sprintf("%s is heterozygous in an X-linked gene; a second copy is left, and X inactivation is not recorded.", o.Variant),
		fmt.Sprintf("%s 在X连锁基因上为杂合，尚有另一拷贝，且未记录X染色体失活情况。", o.Variant))
}
