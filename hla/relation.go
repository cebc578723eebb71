package hla

import (
	"slices"

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
