package hla

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

var (
	reasonConflict = evidence.Text{
		EN: "Inheritance fails at a locus of this family; the laboratory must check the typings before any descent is stated.",
		ZH: "该家系有位点不符合遗传规律；须由实验室复核分型后才能判断单体型来源。"}
	reasonParents = evidence.Text{
		EN: "The two parents are taken to be unrelated; their typing proves no shared descent.",
		ZH: "父母按无亲缘关系处理；其分型不能证明共同来源。"}
)

func parentWord(name string) evidence.Text {
	if name == Father {
		return evidence.Text{EN: "father", ZH: "父亲"}
	}
	return evidence.Text{EN: "mother", ZH: "母亲"}
}

func reasonParentUntyped(name string) evidence.Text {
	w := parentWord(name)
	return evidence.Text{EN: "The " + w.EN + " is not typed.", ZH: w.ZH + "未分型。"}
}

func reasonParentPartly(name string) evidence.Text {
	w := parentWord(name)
	return evidence.Text{
		EN: "The " + w.EN + " or the child is not fully typed at A, B and DRB1.",
		ZH: w.ZH + "或子女在 A、B、DRB1 位点未完整分型。"}
}

func reasonParentChild(name string) evidence.Text {
	w := parentWord(name)
	return evidence.Text{
		EN: "Parent and child: one haplotype is the " + w.EN + "'s, and no locus contradicts it.",
		ZH: "亲子关系：一条单体型来自" + w.ZH + "，各位点均无矛盾。"}
}

// unexplained says which child breaks the rules of inheritance.
func (s *Segregation) unexplained(a, b string) evidence.Text {
	var loci []string
	for _, p := range s.Problems {
		if p.Path == a+"."+string(p.Locus) || p.Path == b+"."+string(p.Locus) {
			loci = append(loci, p.Path)
		}
	}
	list := strings.Join(loci, ", ")
	return evidence.Text{
		EN: "The parents cannot explain the typing (" + list + "); the laboratory must check it before any descent is stated.",
		ZH: "父母分型不能解释该分型（" + list + "）；须由实验室复核后才能判断单体型来源。"}
}

// reason writes why the relation of two children is what it is.
func (s *Segregation) reason(r Relation, spanned bool) evidence.Text {
	switch r.Descent {
	case DescentIdentical, DescentHaploidentical, DescentNone:
		return s.reasonProven(r)
	case DescentRecombinant:
		return reasonRecombinant(r)
	}
	return s.reasonOpen(r, spanned)
}

func (s *Segregation) reasonProven(r Relation) evidence.Text {
	var en, zh []string
	if r.BothParentsTyped {
		en = append(en, "Both parents typed, four haplotypes told apart")
		zh = append(zh, "父母均已分型，四条单体型可区分")
	} else {
		en = append(en, "Not both parents are typed; the children together tell the haplotypes apart, taken to have both parents in common")
		zh = append(zh, "父母未全部分型；由子女分型共同区分单体型（按同父同母处理）")
	}
	en = append(en, fmt.Sprintf("no crossover between the two from %s to %s", r.First, r.Last))
	zh = append(zh, fmt.Sprintf("两人之间 %s 至 %s 未见重组", r.First, r.Last))
	en = append(en, map[int]string{0: "no haplotype", 1: "one haplotype", 2: "both haplotypes"}[r.Shared]+" shared by descent")
	zh = append(zh, map[int]string{0: "无共同来源的单体型", 1: "一条单体型来源相同", 2: "两条单体型来源均相同"}[r.Shared])
	text := evidence.Text{EN: strings.Join(en, "; ") + ".", ZH: strings.Join(zh, "；") + "。"}
	if carried := s.carried(r); carried.EN != "" {
		text.EN += " " + carried.EN
		text.ZH += carried.ZH
	}
	note := s.noteDPB1(r)
	return evidence.Text{EN: text.EN + note.EN, ZH: text.ZH + note.ZH}
}

// carried names the haplotypes of the two children where they are settled.
func (s *Segregation) carried(r Relation) evidence.Text {
	var of [2]ChildHaplotypes
	for _, c := range s.Children {
		switch c.Name {
		case r.A:
			of[0] = c
		case r.B:
			of[1] = c
		}
	}
	for _, c := range of {
		if c.Paternal == "" || c.Maternal == "" {
			return evidence.Text{}
		}
	}
	if r.Shared == 2 {
		return evidence.Text{
			EN: fmt.Sprintf("Both carry %s and %s.", of[0].Paternal, of[0].Maternal),
			ZH: fmt.Sprintf("两人均携带 %s 与 %s。", of[0].Paternal, of[0].Maternal)}
	}
	return evidence.Text{
		EN: fmt.Sprintf("%s carries %s and %s, %s carries %s and %s.", r.A, of[0].Paternal, of[0].Maternal, r.B, of[1].Paternal, of[1].Maternal),
		ZH: fmt.Sprintf("%s 携带 %s 与 %s，%s 携带 %s 与 %s。", r.A, of[0].Paternal, of[0].Maternal, r.B, of[1].Paternal, of[1].Maternal)}
}

// noteDPB1 says what the proof leaves open at DPB1, which lies beyond a
// recombination hotspot.
func (s *Segregation) noteDPB1(r Relation) evidence.Text {
	_, inA := s.typings[r.A].At(DPB1)
	_, inB := s.typings[r.B].At(DPB1)
	switch {
	case !inA || !inB:
		return evidence.Text{
			EN: " DPB1 lies beyond a recombination hotspot and is not typed in both: type it before a match of twelve is stated.",
			ZH: "DPB1 位于重组热点之外，两人未均分型：判定12个位点相合前须完成 DPB1 分型。"}
	case slices.Contains(r.Paternal.Open, DPB1) || slices.Contains(r.Maternal.Open, DPB1):
		return evidence.Text{
			EN: " At DPB1 the family does not show descent: likeness there is by allele name only.",
			ZH: "DPB1 的来源未能由家系证明：该位点仅为等位基因名称比较。"}
	}
	return evidence.Text{}
}

func reasonRecombinant(r Relation) evidence.Text {
	var en, zh []string
	for _, side := range []struct {
		name string
		Side
	}{{Father, r.Paternal}, {Mother, r.Maternal}} {
		if side.Sharing == SharingCrossover {
			w := parentWord(side.name)
			en = append(en, fmt.Sprintf("the %s's haplotype is the same at %s and different at %s", w.EN, join(side.Same, ", "), join(side.Different, ", ")))
			zh = append(zh, fmt.Sprintf("%s的单体型在 %s 相同而在 %s 不同", w.ZH, join(side.Same, "、"), join(side.Different, "、")))
		}
	}
	return evidence.Text{
		EN: "A crossover lies between the two: " + strings.Join(en, "; ") + ".",
		ZH: "两人之间存在重组：" + strings.Join(zh, "；") + "。"}
}

// reasonOpen names what keeps descent open, parent by parent.
func (s *Segregation) reasonOpen(r Relation, spanned bool) evidence.Text {
	var en, zh []string
	if r.PhenotypicallyIdentical {
		en, zh = append(en, "Phenotypically identical, descent not proven"), append(zh, "表型相同，来源未证实")
	} else {
		en, zh = append(en, "Descent not proven"), append(zh, "来源未证实")
	}
	if !spanned {
		en = append(en, "the two are not both fully typed from A to DRB1")
		zh = append(zh, "两人未均完成 A 至 DRB1 的完整分型")
	}
	for _, side := range []struct {
		name   string
		parent Typing
		Side
	}{{Father, s.father, r.Paternal}, {Mother, s.mother, r.Maternal}} {
		if side.Sharing != SharingOpen {
			continue
		}
		w := parentWord(side.name)
		if side.parent.Untyped() {
			en, zh = append(en, "the "+w.EN+" is not typed"), append(zh, w.ZH+"未分型")
		}
		hidden := hiddenAt(side.Open)
		switch {
		case len(side.Same) > 0:
			en = append(en, fmt.Sprintf("the %s's haplotype is seen to be the same only at %s%s", w.EN, join(side.Same, ", "), hidden.EN))
			zh = append(zh, fmt.Sprintf("%s的单体型仅在 %s 可证相同%s", w.ZH, join(side.Same, "、"), hidden.ZH))
		case len(side.Different) > 0:
			en = append(en, fmt.Sprintf("the %s's haplotype is seen to differ only at %s%s", w.EN, join(side.Different, ", "), hidden.EN))
			zh = append(zh, fmt.Sprintf("%s的单体型仅在 %s 可证不同%s", w.ZH, join(side.Different, "、"), hidden.ZH))
		case !side.parent.Untyped():
			en = append(en, "no locus tells the "+w.EN+"'s two haplotypes apart for these two")
			zh = append(zh, "没有位点能在两人间区分"+w.ZH+"的两条单体型")
		}
	}
	return evidence.Text{EN: strings.Join(en, "; ") + ".", ZH: strings.Join(zh, "；") + "。"}
}

// hiddenAt says where a crossover would go unseen.
func hiddenAt(open []Locus) evidence.Text {
	if len(open) == 0 {
		return evidence.Text{}
	}
	return evidence.Text{
		EN: ", and at " + join(open, ", ") + " a crossover would not be seen",
		ZH: "，" + join(open, "、") + " 处的重组无法识别"}
}

func join(loci []Locus, separator string) string {
	parts := make([]string, len(loci))
	for i, l := range loci {
		parts[i] = string(l)
	}
	return strings.Join(parts, separator)
}
