package hla

import (
	"fmt"
	"slices"
	"strings"
)

// MaxChildren bounds one family: the joint inference over n children looks at
// four to the power n states a locus.
const MaxChildren = 8

// The two people of a family besides the children, as Between names them.
const (
	Father = "father"
	Mother = "mother"
)

// Label names one parental haplotype: a and b are the father's, c and d the
// mother's. By convention the first child carries a and c at its first locus.
type Label string

// The four parental haplotypes.
const (
	HaplotypeA Label = "a"
	HaplotypeB Label = "b"
	HaplotypeC Label = "c"
	HaplotypeD Label = "d"
)

// Child is one child of the couple, under a name that is unique in the family.
type Child struct {
	Name   string
	Typing Typing
}

// Segregation is what the typing of a family proves about its haplotypes.
type Segregation struct {
	// Children keeps the order given.
	Children []ChildHaplotypes
	// Haplotypes are the four parental haplotypes a, b, c, d.
	Haplotypes []Haplotype
	// Crossovers is the smallest number of crossovers, over all children, that
	// explains the typings; it is a lower bound.
	Crossovers int
	// Problems names every locus at which inheritance fails (KindInheritance).
	// They are for the laboratory: one locus suggests a typing error or an
	// allele drop-out, many suggest a sample swap or another parent.
	Problems Problems

	father, mother Typing
	typings        map[string]Typing
	relations      map[[2]string]Relation
	names          []string
}

// Haplotype is one parental haplotype as far as the children reveal it.
type Haplotype struct {
	Label  Label
	Parent string // Father or Mother
	Loci   []HaplotypeLocus
}

// HaplotypeLocus is the allele of a haplotype at one locus; the zero Allele
// where the family does not settle it.
type HaplotypeLocus struct {
	Locus  Locus
	Allele Allele
}

// String joins the settled alleles by "~" in chromosome order, "?" elsewhere.
func (h Haplotype) String() string {
	parts := make([]string, len(h.Loci))
	for i, l := range h.Loci {
		parts[i] = l.Allele.String()
		if l.Allele.Blank() {
			parts[i] = string(l.Locus) + "*?"
		}
	}
	return strings.Join(parts, "~")
}

// ChildHaplotypes is what one child inherited in the explanations with the
// fewest crossovers.
type ChildHaplotypes struct {
	Name string
	// Explained is false when the parents cannot explain the child's typing;
	// nothing else is then filled in.
	Explained bool
	Loci      []Origin
	// Paternal and Maternal are the label held along all loci, "" when it
	// changes or is open.
	Paternal, Maternal Label
	// CrossoversMin and CrossoversMax bound this child's crossovers over the
	// equally cheap explanations; they differ when the crossover may be
	// another child's.
	CrossoversMin, CrossoversMax int
	// Ambiguous lists the loci at which equally cheap explanations differ.
	Ambiguous []Locus
}

// Origin lists the labels possible at one locus; one label each means settled.
type Origin struct {
	Locus              Locus
	Paternal, Maternal []Label
}

// String gives "a/c", with alternatives as "a|b/c".
func (o Origin) String() string {
	join := func(labels []Label) string {
		parts := make([]string, len(labels))
		for i, l := range labels {
			parts[i] = string(l)
		}
		return strings.Join(parts, "|")
	}
	return join(o.Paternal) + "/" + join(o.Maternal)
}

// Segregate follows the haplotypes of a couple through its children over
// FamilyLoci, by two-field names. A parent that was not typed is the zero
// Typing. One reported allele with a blank, an allele family, an open or an untyped
// locus constrains nothing it does not say, and proves nothing. The error is *Error or Problems of
// KindFamily when the family cannot be computed at all; failures of inheritance
// are Segregation.Problems, and every relation they touch is undetermined.
func Segregate(father, mother Typing, children []Child) (Segregation, error) {
	if err := checkFamily(children); err != nil {
		return Segregation{}, err
	}
	s := Segregation{father: father, mother: mother,
		typings: map[string]Typing{}, relations: map[[2]string]Relation{}}
	var explained []Child
	for _, child := range children {
		s.typings[child.Name] = child.Typing
		s.names = append(s.names, child.Name)
		problems := childProblems(father, mother, child)
		s.Problems = append(s.Problems, problems...)
		if len(problems) == 0 {
			explained = append(explained, child)
		}
		s.Children = append(s.Children, ChildHaplotypes{Name: child.Name})
	}
	f := newFamilyCase(father, mother, explained)
	conflicts := f.conflicts()
	s.Problems = append(s.Problems, conflicts...)
	if len(explained) > 0 && len(conflicts) == 0 && len(f.loci) > 0 {
		s.label(f)
	}
	s.relate(f, len(conflicts) > 0)
	return s, nil
}

func checkFamily(children []Child) error {
	var problems Problems
	bad := func(path, sentence string) {
		problems = append(problems, &Error{Kind: KindFamily, Path: path, Input: path, Sentence: sentence})
	}
	if len(children) == 0 {
		bad("", "the family has no typed child")
	}
	if len(children) > MaxChildren {
		bad("", fmt.Sprintf("the family has %d children; at most %d can be computed at once", len(children), MaxChildren))
	}
	seen := map[string]bool{}
	for _, child := range children {
		switch {
		case child.Name == "" || child.Name == Father || child.Name == Mother:
			bad(clip(child.Name), fmt.Sprintf("%q cannot name a child", clip(child.Name)))
		case seen[child.Name]:
			problems = append(problems, &Error{Kind: KindDuplicate, Path: clip(child.Name), Input: child.Name,
				Sentence: fmt.Sprintf("the child %q is given twice", clip(child.Name))})
		}
		seen[child.Name] = true
	}
	return problems.orNil()
}

// childProblems names the loci at which no choice of one paternal and one
// maternal allele gives the child's typing.
func childProblems(father, mother Typing, child Child) Problems {
	var problems Problems
	for _, c := range newFamilyCase(father, mother, []Child{child}).loci {
		if !slices.Contains(c.allowed, true) {
			pair, _ := child.Typing.At(c.locus)
			problems = append(problems, &Error{Kind: KindInheritance, Path: child.Name + "." + string(c.locus),
				Locus: c.locus, Input: pair.String(), Sentence: fmt.Sprintf(
					"%s is typed %s at %s, which the parents' typing cannot explain", child.Name, pair, c.locus)})
		}
	}
	return append(problems, openProblems(father, mother, child)...)
}

// label runs the parsimony and fills haplotypes, children and crossovers.
func (s *Segregation) label(f familyCase) {
	bits := 2 * len(f.children)
	even := slices.Repeat([]int32{1}, bits)
	best, kept := cheapest(f.allowed(), even)
	s.Crossovers = int(best)
	s.Haplotypes = f.haplotypes(kept)
	for k, child := range f.children {
		i := slices.Index(s.names, child.Name)
		s.Children[i] = childHaplotypes(child.Name, k, f, kept)
		if best > 0 {
			s.Children[i].CrossoversMin = int(tilted(f, k, +1) - tilt*best)
			s.Children[i].CrossoversMax = int(tilt*best - tilted(f, k, -1))
		}
	}
}

func childHaplotypes(name string, k int, f familyCase, kept [][]bool) ChildHaplotypes {
	c := ChildHaplotypes{Name: name, Explained: true}
	for l, locus := range f.loci {
		o := Origin{Locus: locus.locus,
			Paternal: labels(kept[l], 2*k, HaplotypeA, HaplotypeB),
			Maternal: labels(kept[l], 2*k+1, HaplotypeC, HaplotypeD)}
		if len(o.Paternal) > 1 || len(o.Maternal) > 1 {
			c.Ambiguous = append(c.Ambiguous, o.Locus)
		}
		c.Loci = append(c.Loci, o)
	}
	c.Paternal = constant(c.Loci, func(o Origin) []Label { return o.Paternal })
	c.Maternal = constant(c.Loci, func(o Origin) []Label { return o.Maternal })
	return c
}

// constant gives the label that every locus agrees on, or "".
func constant(loci []Origin, side func(Origin) []Label) Label {
	first := side(loci[0])
	for _, o := range loci {
		if here := side(o); len(here) != 1 || here[0] != first[0] {
			return ""
		}
	}
	return first[0]
}

// labels lists which of the two labels a bit takes among the kept states.
func labels(states []bool, bit int, zero, one Label) []Label {
	var has [2]bool
	for state, kept := range states {
		if kept {
			has[state>>bit&1] = true
		}
	}
	var out []Label
	if has[0] {
		out = append(out, zero)
	}
	if has[1] {
		out = append(out, one)
	}
	return out
}

// Between gives the relation of two people of the family, named as the
// children are, or Father and Mother. Order does not matter.
func (s Segregation) Between(a, b string) (Relation, bool) {
	if r, ok := s.relations[[2]string{a, b}]; ok {
		return r, true
	}
	r, ok := s.relations[[2]string{b, a}]
	if ok {
		r.A, r.B = a, b
	}
	return r, ok
}

// Pairs lists the relation of every two children, in the order given.
func (s Segregation) Pairs() []Relation {
	var out []Relation
	for i, a := range s.names {
		for _, b := range s.names[i+1:] {
			r, _ := s.Between(a, b)
			out = append(out, r)
		}
	}
	return out
}
