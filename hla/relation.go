package hla

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// Descent says what is proven about the haplotypes two relatives share.
type Descent string

// The descents. Only these five exist.
const (
	DescentIdentical      Descent = "identical"      // both haplotypes shared, proven
	DescentHaploidentical Descent = "haploidentical" // exactly one shared, proven
	DescentNone           Descent = "none"           // none shared, proven
	DescentRecombinant    Descent = "recombinant"    // a crossover lies between the two, proven
	DescentUndetermined   Descent = "undetermined"   // the typing does not prove it
)

// Label gives the descent in the words of the clinic.
func (d Descent) Label() evidence.Text {
	return map[Descent]evidence.Text{
		DescentIdentical:      {EN: "genotypically identical, segregation proven", ZH: "基因型相同（家系分离证实）"},
		DescentHaploidentical: {EN: "haploidentical, one haplotype shared by descent", ZH: "单体型相合（一条单体型来源相同）"},
		DescentNone:           {EN: "no haplotype shared by descent", ZH: "无共同来源的单体型"},
		DescentRecombinant:    {EN: "recombinant, a crossover lies between the two", ZH: "重组（两人之间存在交换）"},
		DescentUndetermined:   {EN: "descent not proven", ZH: "来源未证实"},
	}[d]
}

// Sharing says what is proven about one parent's haplotype in two children.
type Sharing string

// The sharings of one parent's haplotype.
const (
	SharingSame      Sharing = "same"
	SharingDifferent Sharing = "different"
	SharingCrossover Sharing = "crossover"
	SharingOpen      Sharing = "open"
)

// Side is the evidence of one parent for two children, locus by locus. It
// rests on the alleles alone, not on a preference for few crossovers: a locus
// is Same (or Different) only if every assignment that explains the family at
// this locus gives the two children the same (a different) haplotype.
type Side struct {
	Same, Different, Open []Locus
	Sharing               Sharing
}

// Relation is what a family proves about two of its people.
type Relation struct {
	A, B string
	// Shared is the number of haplotypes shared by descent; it means nothing
	// unless SharedKnown.
	Shared      int
	SharedKnown bool
	Descent     Descent
	// Apparent is the descent if no crossover went unseen: every parent's
	// haplotype is seen at one locus at least, and no locus contradicts it. It
	// is what the loci show, not a proof; equal to Descent where that is proven.
	Apparent Descent
	// BothParentsTyped is the strongest ground of a proof; otherwise the other
	// children stand in for the missing parent, taken to be the same one.
	BothParentsTyped bool
	// PhenotypicallyIdentical: every family locus typed in both matches, and
	// at least A, B and DRB1 are among them. It proves no descent.
	PhenotypicallyIdentical bool
	// Match compares A as patient with B as donor over the family loci typed
	// in both.
	Match              Match
	Paternal, Maternal Side
	// First and Last are the ends of the stretch over which descent is proven,
	// "" where it is not.
	First, Last Locus
	Reason      evidence.Text
}

// relate computes the relation of every two people.
func (s *Segregation) relate(f familyCase, conflict bool) {
	typed := !s.father.Untyped() && !s.mother.Untyped()
	for i, a := range s.names {
		for _, b := range s.names[i+1:] {
			r := newRelation(a, s.typings[a], b, s.typings[b])
			r.BothParentsTyped = typed
			x, y := f.index(a), f.index(b)
			switch {
			case x < 0 || y < 0:
				r.Reason = s.unexplained(a, b)
			case conflict:
				r.Reason = reasonConflict
			default:
				s.judge(&r, f, x, y)
			}
			s.relations[[2]string{a, b}] = r
		}
		s.relateParent(Father, s.father, a, f.index(a) >= 0 && !conflict)
		s.relateParent(Mother, s.mother, a, f.index(a) >= 0 && !conflict)
	}
	r := newRelation(Father, s.father, Mother, s.mother)
	r.Reason = reasonParents
	s.relations[[2]string{Father, Mother}] = r
}

func newRelation(a string, typingA Typing, b string, typingB Typing) Relation {
	var both []Locus
	for _, locus := range FamilyLoci() {
		_, inA := typingA.At(locus)
		_, inB := typingB.At(locus)
		if inA && inB {
			both = append(both, locus)
		}
	}
	match := Compare(typingA, typingB, both)
	enough := slices.Contains(both, A) && slices.Contains(both, B) && slices.Contains(both, DRB1)
	return Relation{A: a, B: b, Descent: DescentUndetermined, Apparent: DescentUndetermined, Match: match,
		PhenotypicallyIdentical: enough && match.Complete && match.Count == match.Of}
}

// relateParent states that a child has one haplotype of each parent, where
// both are typed from A to DRB1 and no locus contradicts it.
func (s *Segregation) relateParent(name string, parent Typing, child string, consistent bool) {
	r := newRelation(name, parent, child, s.typings[child])
	r.BothParentsTyped = !s.father.Untyped() && !s.mother.Untyped()
	spans := true
	for _, locus := range LociOf6() {
		spans = spans && bothKnown(parent, locus) && bothKnown(s.typings[child], locus)
	}
	switch {
	case parent.Untyped():
		r.Reason = reasonParentUntyped(name)
	case !consistent:
		r.Reason = reasonConflict
	case !spans:
		r.Reason = reasonParentPartly(name)
	default:
		r.Descent, r.Apparent, r.Shared, r.SharedKnown = DescentHaploidentical, DescentHaploidentical, 1, true
		r.Reason = reasonParentChild(name)
	}
	s.relations[[2]string{name, child}] = r
}

func bothKnown(t Typing, locus Locus) bool {
	k := keys(t, locus)
	return k[0] != "" && k[1] != ""
}

func (f familyCase) index(name string) int {
	return slices.IndexFunc(f.children, func(c Child) bool { return c.Name == name })
}

// side reads the evidence of one parent (0 father, 1 mother) off the allowed
// states of each locus.
func (f familyCase) side(x, y, parent int) Side {
	var out Side
	for _, c := range f.loci {
		var same, different bool
		for state, allowed := range c.allowed {
			if allowed {
				equal := state>>(2*x+parent)&1 == state>>(2*y+parent)&1
				same, different = same || equal, different || !equal
			}
		}
		switch {
		case same && different:
			out.Open = append(out.Open, c.locus)
		case same:
			out.Same = append(out.Same, c.locus)
		default:
			out.Different = append(out.Different, c.locus)
		}
	}
	return out
}

// ends gives the outermost loci between A and DQB1 at which both children are
// fully typed. Descent over the haplotype is proven only if both ends are
// seen: an end at which a parent's two alleles are equal would hide a
// crossover next to it. Typing must reach from A to DRB1 at least. DPB1 lies
// beyond a recombination hotspot and is judged by itself.
func ends(a, b Typing) (first, last Locus, ok bool) {
	for _, locus := range LociOf10() {
		if bothKnown(a, locus) && bothKnown(b, locus) {
			if first == "" {
				first = locus
			}
			last = locus
		}
	}
	return first, last, first == A && (last == DRB1 || last == DQB1)
}

// conclude turns the evidence of one parent into what it proves.
func (side *Side) conclude(first, last Locus, spanned bool) {
	seen := func(loci []Locus) bool { return slices.Contains(loci, first) && slices.Contains(loci, last) }
	switch {
	case len(side.Same) > 0 && len(side.Different) > 0:
		side.Sharing = SharingCrossover
	case spanned && seen(side.Same):
		side.Sharing = SharingSame
	case spanned && seen(side.Different):
		side.Sharing = SharingDifferent
	default:
		side.Sharing = SharingOpen
	}
}

func (s *Segregation) judge(r *Relation, f familyCase, x, y int) {
	first, last, spanned := ends(s.typings[r.A], s.typings[r.B])
	r.Paternal, r.Maternal = f.side(x, y, 0), f.side(x, y, 1)
	r.Paternal.conclude(first, last, spanned)
	r.Maternal.conclude(first, last, spanned)
	r.Apparent = descentOf(r.Paternal.apparent(), r.Maternal.apparent())
	r.Descent = descentOf(r.Paternal.Sharing, r.Maternal.Sharing)
	if locus, denied := s.deniedAt(r.A, r.B, r.Descent); denied {
		r.Descent, r.Apparent, r.Reason = DescentUndetermined, DescentUndetermined, reasonDenied(locus)
		return
	}
	switch r.Descent {
	case DescentIdentical:
		r.Shared, r.SharedKnown = 2, true
	case DescentHaploidentical:
		r.Shared, r.SharedKnown = 1, true
	case DescentNone:
		r.SharedKnown = true
	}
	if r.SharedKnown {
		r.First, r.Last = first, last
		if !r.Paternal.openAt(DPB1) && !r.Maternal.openAt(DPB1) {
			r.Last = DPB1
		}
	}
	r.Reason = s.reason(*r, spanned)
}

// openAt tells whether the locus shows nothing about this parent.
func (side Side) openAt(locus Locus) bool {
	return !slices.Contains(side.Same, locus) && !slices.Contains(side.Different, locus)
}

// apparent is the sharing that the seen loci show.
func (side Side) apparent() Sharing {
	switch {
	case len(side.Same) > 0 && len(side.Different) > 0:
		return SharingCrossover
	case len(side.Same) > 0:
		return SharingSame
	case len(side.Different) > 0:
		return SharingDifferent
	}
	return SharingOpen
}

// descentOf joins what the two parents show.
func descentOf(paternal, maternal Sharing) Descent {
	switch {
	case paternal == SharingCrossover || maternal == SharingCrossover:
		return DescentRecombinant
	case paternal == SharingOpen || maternal == SharingOpen:
		return DescentUndetermined
	case paternal != maternal:
		return DescentHaploidentical
	case paternal == SharingSame:
		return DescentIdentical
	}
	return DescentNone
}

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
