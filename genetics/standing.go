package genetics

import (
	"fmt"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// Status is what a relative carries of the family's variants.
type Status string

// The statuses. Only Clear and Carrier can be brought to the geneticist for a
// signature; all others keep a donor closed.
const (
	Clear      Status = "clear"
	Carrier    Status = "carrier"
	Affected   Status = "affected"
	NotTested  Status = "not tested"
	Incomplete Status = "incomplete"
)

// Kinship is how a relative stands to the child.
type Kinship string

// The kinships. Only a full sibling or a parent shares the child's phase.
const (
	FullSibling   Kinship = "full sibling"
	Parent        Kinship = "parent"
	OtherRelative Kinship = "other relative"
)

// Sex is the chromosomal sex, needed for X-linked genes only; "" is not known.
type Sex string

// The sexes.
const (
	Male   Sex = "male"
	Female Sex = "female"
)

// Result is a relative's test for one of the family's variants. Zygosity is
// needed when Presence is Present.
type Result struct {
	Variant  Variant
	Presence Presence
	Zygosity Zygosity
	Method   string
	Date     string
}

// Family is what is known of the child: the variants, the mode and any direct
// phasing.
type Family struct {
	Observations []Observation
	Mode         Inheritance
	Assertions   []PhaseAssertion
}

// Relative is one relative with the results at hand.
type Relative struct {
	Kinship Kinship
	Sex     Sex
	Results []Result
}

// Standing is a relative's status with its reason.
type Standing struct {
	Status   Status
	Reason   evidence.Text
	Cautions []evidence.Text
}

// finding is what was found in the relative for one variant of the family.
type finding struct {
	variant  Variant
	presence Presence
	zygosity Zygosity
}

// Status tells what a relative carries. Recessive: no variant is clear, one is
// carrier, one homozygous or two in trans is affected; two in cis are carrier.
// Clear and carrier are said only when every family variant was tested and the
// child's own disease is explained, since an unknown second variant would not
// have been looked for. Whatever is missing or contradictory is Incomplete.
// Results for variants that the family does not have are named as a caution.
func (f Family) Status(r Relative) Standing {
	findings, s, stop := f.collect(r)
	if stop {
		return s
	}
	var decided Standing
	switch f.Mode {
	case AutosomalRecessive:
		decided = f.recessiveStatus(r, findings)
	case XLinked:
		decided = xLinkedStatus(r, findings)
	case AutosomalDominant:
		decided = dominantStatus(findings)
	default:
		decided = incomplete("the mode of inheritance is not known", "遗传方式未知")
	}
	decided.Cautions = append(s.Cautions, decided.Cautions...)
	if decided.Status == Affected {
		return decided
	}
	if untested := list(findings, NotTestedFor); untested != "" {
		decided.Status = Incomplete
		decided.Reason = text("not tested for "+untested, "未检测 "+untested)
		return decided
	}
	explanation := Biallelic(f.Observations, f.Mode, f.Assertions...)
	if explanation.Verdict != Proven && decided.Status != Incomplete {
		decided.Status = Incomplete
		decided.Reason = text("the child's own disease is not explained yet, so an unknown family variant may be missed: "+explanation.Reason.EN,
			"患儿本人的病因尚未明确，可能遗漏未知的家系变异："+explanation.Reason.ZH)
		return decided
	}
	decided.Cautions = append(decided.Cautions, explanation.Cautions...)
	return decided
}

func incomplete(en, zh string) Standing {
	return Standing{Status: Incomplete, Reason: text(en, zh)}
}

// collect joins the results with the family's variants; stop is true when
// there is nothing to decide.
func (f Family) collect(r Relative) (findings []finding, s Standing, stop bool) {
	if len(f.Observations) == 0 {
		return nil, incomplete("the family's variants are not recorded", "未记录家系变异"), true
	}
	used := make([]bool, len(r.Results))
	tested := false
	for _, o := range f.Observations {
		found := finding{variant: o.Variant}
		for i, result := range r.Results {
			if !result.Variant.Same(o.Variant) {
				continue
			}
			used[i] = true
			if result.Presence == NotTestedFor {
				continue
			}
			again := finding{o.Variant, result.Presence, result.Zygosity}
			if found.presence != NotTestedFor && found != again || result.Presence == Absent && result.Zygosity != "" {
				return nil, incomplete(fmt.Sprintf("the results for %s contradict each other", o.Variant),
					fmt.Sprintf("%s 的检测结果相互矛盾", o.Variant)), true
			}
			found, tested = again, true
		}
		findings = append(findings, found)
	}
	for i, result := range r.Results {
		if !used[i] {
			s.Cautions = append(s.Cautions, text(fmt.Sprintf("a result for %s was given, which is not a variant of this family", result.Variant),
				fmt.Sprintf("提供了 %s 的结果，但该变异不属于本家系", result.Variant)))
		}
	}
	if !tested {
		s.Status = NotTested
		s.Reason = text("not tested for the family's variants", "未检测家系变异")
		return nil, s, true
	}
	return findings, s, false
}

// list names the variants with the given result.
func list(findings []finding, presence Presence) string {
	var names []string
	for _, f := range findings {
		if f.presence == presence {
			names = append(names, f.variant.String())
		}
	}
	return strings.Join(names, ", ")
}

func (f Family) recessiveStatus(r Relative, findings []finding) Standing {
	var present []int
	for i, found := range findings {
		if found.presence != Present {
			continue
		}
		switch found.zygosity {
		case Homozygous:
			return Standing{Status: Affected, Reason: text(fmt.Sprintf("homozygous for %s", found.variant), fmt.Sprintf("%s 纯合", found.variant))}
		case Heterozygous:
			present = append(present, i)
		default:
			return incomplete(fmt.Sprintf("%s is present, but not recorded as heterozygous or homozygous", found.variant),
				fmt.Sprintf("%s 阳性，但未记录杂合或纯合", found.variant))
		}
	}
	switch len(present) {
	case 0:
		if r.Kinship == Parent && !f.anyDeNovo() {
			return incomplete("a parent of the affected child carries none of the variants: check the samples, copy number and a de novo origin",
				"患儿父母之一不携带任何家系变异：须核对样本、拷贝数及新发变异可能")
		}
		return Standing{Status: Clear, Reason: text("carries none of the family's variants", "不携带家系变异")}
	case 1:
		name := findings[present[0]].variant
		return Standing{Status: Carrier, Reason: text(fmt.Sprintf("heterozygous for %s alone", name), fmt.Sprintf("仅携带 %s（杂合）", name))}
	}
	return f.severalPresent(r, present)
}

func (f Family) anyDeNovo() bool {
	for _, o := range f.Observations {
		if o.Origin == DeNovo {
			return true
		}
	}
	return false
}

// severalPresent judges a relative with two or more heterozygous variants by
// the phase they have in the child.
func (f Family) severalPresent(r Relative, present []int) Standing {
	if r.Kinship != FullSibling && r.Kinship != Parent {
		return incomplete("carries several of the family's variants; their phase in this relative is not known",
			"携带多个家系变异；其在该亲属中的相位未知")
	}
	allCis := true
	for i, a := range present {
		for _, b := range present[i+1:] {
			configuration, why := Phase(f.Observations[a], f.Observations[b], f.Assertions...)
			if configuration == Trans {
				return Standing{Status: Affected, Reason: text("carries both variants that lie in trans in the child: "+why.EN, "携带在患儿中呈反式的两个变异："+why.ZH)}
			}
			allCis = allCis && configuration == Cis
		}
	}
	if allCis {
		return Standing{Status: Carrier, Reason: text("carries several variants that lie in cis in the child, on one chromosome", "携带的多个变异在患儿中呈顺式，位于同一条染色体")}
	}
	return incomplete("carries several of the family's variants, and their phase is not proven", "携带多个家系变异，相位未证实")
}

func xLinkedStatus(r Relative, findings []finding) Standing {
	carried := list(findings, Present)
	if carried == "" {
		return Standing{Status: Clear, Reason: text("carries none of the family's variants", "不携带家系变异")}
	}
	for _, found := range findings {
		if found.presence != Present {
			continue
		}
		switch {
		case r.Sex == Male && found.zygosity != Heterozygous:
			return Standing{Status: Affected, Reason: text("male with "+carried, "男性，携带 "+carried)}
		case r.Sex == Female && found.zygosity == Homozygous:
			return Standing{Status: Affected, Reason: text("female, homozygous for "+carried, "女性，"+carried+" 纯合")}
		case r.Sex == Female && found.zygosity == Heterozygous:
		default:
			return incomplete(carried+" is present, but sex and zygosity do not settle what it means", carried+" 阳性，但性别与杂合/纯合状态不足以判断")
		}
	}
	if strings.Contains(carried, ", ") {
		return incomplete("female with "+carried+"; their phase in her is not known", "女性，携带 "+carried+"；其相位未知")
	}
	return Standing{Status: Carrier, Reason: text("female, heterozygous for "+carried, "女性，"+carried+" 杂合")}
}

func dominantStatus(findings []finding) Standing {
	if carried := list(findings, Present); carried != "" {
		return Standing{Status: Affected, Reason: text("carries "+carried+", and one variant is enough", "携带 "+carried+"，显性遗传一个变异即可致病")}
	}
	return Standing{Status: Clear, Reason: text("carries none of the family's variants", "不携带家系变异")}
}
