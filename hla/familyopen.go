package hla

import (
	"fmt"
	"slices"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// openProblems names the loci at which no choice among the alternatives of a child
// and its parents gives the child one allele of each. Loci that are settled in all
// three are judged by familyCase.
func openProblems(father, mother Typing, child Child) Problems {
	var problems Problems
	for _, locus := range FamilyLoci() {
		if _, typed := child.Typing.At(locus); !typed || !child.Typing.isOpen(locus) && !father.isOpen(locus) && !mother.isOpen(locus) {
			continue
		}
		paternal, maternal := father.canGive(locus), mother.canGive(locus)
		explained := slices.ContainsFunc(child.Typing.inherited(locus), func(g openPair) bool {
			return meetsAny(g.copies[0], paternal) && meetsAny(g.copies[1], maternal) || meetsAny(g.copies[1], paternal) && meetsAny(g.copies[0], maternal)
		})
		if !explained {
			text := child.Typing.blockText(locus)
			problems = append(problems, &Error{Kind: KindInheritance, Path: child.Name + "." + string(locus), Locus: locus, Input: clip(text),
				Sentence: fmt.Sprintf("%s is typed %s at %s, which the parents' typing cannot explain", child.Name, clip(text), locus)})
		}
	}
	return problems
}

// inherited gives everything that a locus can be where a blank is an allele that
// was not reported.
func (t Typing) inherited(locus Locus) []openPair {
	all, _ := t.genotypes(locus)
	out := slices.Clone(all)
	blank := t.pairs[locus].Blank()
	for i, g := range out {
		if g.blank || blank {
			out[i] = openPair{copies: [2]openCopy{g.copies[0], {any: true}}}
		}
	}
	return out
}

// canGive lists what a parent's gene copies can be; an untyped parent gives anything.
func (t Typing) canGive(locus Locus) []openCopy {
	if _, typed := t.At(locus); !typed {
		return []openCopy{{any: true}}
	}
	var out []openCopy
	for _, g := range t.inherited(locus) {
		out = append(out, g.copies[0], g.copies[1])
	}
	return out
}

func meetsAny(x openCopy, all []openCopy) bool {
	return slices.ContainsFunc(all, func(y openCopy) bool { return x.meets(y) })
}

// meets tells whether two copies can carry the same name.
func (c openCopy) meets(d openCopy) bool {
	if c.any || d.any || slices.ContainsFunc(c.keys, d.canBe) || slices.ContainsFunc(d.keys, c.canBe) {
		return true
	}
	return slices.ContainsFunc(c.families, func(family string) bool { return slices.Contains(d.families, family) })
}

// blockText writes one locus as a genotype list string.
func (t Typing) blockText(locus Locus) string {
	return Typing{pairs: map[Locus]Pair{locus: t.pairs[locus]}, open: t.open}.String()
}

// deniedAt finds an open locus at which two people cannot share as many alleles as
// their proven descent asks for.
func (s *Segregation) deniedAt(a, b string, descent Descent) (Locus, bool) {
	shared := map[Descent]int{DescentIdentical: 2, DescentHaploidentical: 1}[descent]
	for _, locus := range LociOf10() {
		x, y := s.typings[a], s.typings[b]
		_, inX := x.At(locus)
		_, inY := y.At(locus)
		if shared > 0 && inX && inY && (x.isOpen(locus) || y.isOpen(locus)) && sharable(x.inherited(locus), y.inherited(locus)) < shared {
			return locus, true
		}
	}
	return "", false
}

// sharable counts the alleles that two people can have in common at most.
func sharable(x, y []openPair) int {
	most := 0
	for _, p := range x {
		for _, d := range y {
			for cross := range 2 {
				here := 0
				for i := range 2 {
					if p.copies[i].meets(d.copies[i^cross]) {
						here++
					}
				}
				most = max(most, here)
			}
		}
	}
	return most
}

func reasonDenied(locus Locus) evidence.Text {
	return evidence.Text{
		EN: fmt.Sprintf("The other loci would prove descent, yet at %s no choice among the reported alternatives agrees with it; the laboratory must resolve %s before any descent is stated.", locus, locus),
		ZH: fmt.Sprintf("其他位点可证实来源，但 %s 报告的各种可能均与之不符；须由实验室明确 %s 后才能判断单体型来源。", locus, locus)}
}
