package hla

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Four invented haplotypes; every family here is synthetic.
const (
	hapA = "A*02:07~C*01:02~B*46:01~DRB1*09:01~DQB1*03:03~DPB1*05:01"
	hapB = "A*33:03~C*03:02~B*58:01~DRB1*03:01~DQB1*02:01~DPB1*04:01"
	hapC = "A*11:01~C*07:02~B*40:01~DRB1*15:01~DQB1*06:02~DPB1*02:01"
	hapD = "A*24:02~C*03:04~B*13:01~DRB1*12:02~DQB1*03:01~DPB1*13:01"
)

// diploid joins two haplotypes into an unphased typing.
func diploid(x, y string) Typing {
	one, two := strings.Split(x, "~"), strings.Split(y, "~")
	var blocks []string
	for i := range one {
		pair := []string{one[i], two[i]}
		slices.Sort(pair)
		blocks = append(blocks, strings.Join(pair, "+"))
	}
	return typed(strings.Join(blocks, "^"))
}

// cross changes from x to y behind the first n loci.
func cross(x, y string, n int) string {
	one, two := strings.Split(x, "~"), strings.Split(y, "~")
	return strings.Join(append(slices.Clone(one[:n]), two[n:]...), "~")
}

func segregated(t *testing.T, father, mother Typing, children ...Typing) Segregation {
	t.Helper()
	var all []Child
	for i, c := range children {
		all = append(all, Child{Name: fmt.Sprintf("child%d", i+1), Typing: c})
	}
	s, err := Segregate(father, mother, all)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// without drops a locus from a typing.
func without(x Typing, locus Locus) Typing {
	var kept []string
	for _, block := range strings.Split(x.String(), "^") {
		if !strings.HasPrefix(block, string(locus)+"*") {
			kept = append(kept, block)
		}
	}
	return typed(strings.Join(kept, "^"))
}

// Hazard: a relative called genotypically identical without proof.
func TestDescentOfTwoChildrenIsSaidOnlyWhereItIsProven(t *testing.T) {
	father, mother := diploid(hapA, hapB), diploid(hapC, hapD)
	homozygous := diploid(hapA, hapA)
	endless := diploid(hapA, "A*02:07"+strings.TrimPrefix(hapB, "A*33:03"))
	ac, ad, bc, bd := diploid(hapA, hapC), diploid(hapA, hapD), diploid(hapB, hapC), diploid(hapB, hapD)
	none := Typing{}
	for _, c := range []struct {
		name           string
		father, mother Typing
		children       []Typing
		want, apparent Descent
		phenotype      bool
	}{
		{"both parents typed, both haplotypes shared", father, mother, []Typing{ac, ac}, DescentIdentical, DescentIdentical, true},
		{"the paternal haplotype shared", father, mother, []Typing{ac, ad}, DescentHaploidentical, DescentHaploidentical, false},
		{"the maternal haplotype shared", father, mother, []Typing{ac, bc}, DescentHaploidentical, DescentHaploidentical, false},
		{"none shared", father, mother, []Typing{ac, bd}, DescentNone, DescentNone, false},
		{"a crossover between B and DRB1", father, mother, []Typing{ac, diploid(cross(hapA, hapB, 3), hapC)}, DescentRecombinant, DescentRecombinant, false},
		{"a crossover before DPB1", father, mother, []Typing{ac, diploid(cross(hapA, hapB, 5), hapC)}, DescentRecombinant, DescentRecombinant, false},
		{"a homozygous father", homozygous, mother, []Typing{ac, ac}, DescentUndetermined, DescentUndetermined, true},
		{"a father with one A allele twice", endless, mother, []Typing{ac, ac}, DescentUndetermined, DescentIdentical, true},
		{"father missing, two children alike", none, mother, []Typing{ac, ac}, DescentUndetermined, DescentUndetermined, true},
		{"father missing, two children with different paternal haplotypes", none, mother, []Typing{ac, bc}, DescentHaploidentical, DescentHaploidentical, false},
		{"father missing, a third child shows his other haplotype", none, mother, []Typing{ac, ac, bd}, DescentIdentical, DescentIdentical, true},
		{"both parents missing, two children alike", none, none, []Typing{ac, ac}, DescentUndetermined, DescentUndetermined, true},
		{"both parents missing, four haplotypes shown", none, none, []Typing{ac, ac, bd}, DescentIdentical, DescentIdentical, true},
		{"low resolution at A", father, mother, []Typing{ac, typed(strings.Replace(ac.String(), "A*11:01", "A*11", 1))}, DescentUndetermined, DescentIdentical, false},
	} {
		s := segregated(t, c.father, c.mother, c.children...)
		r, _ := s.Between("child1", "child2")
		if len(s.Problems) > 0 || r.Descent != c.want || r.Apparent != c.apparent || r.PhenotypicallyIdentical != c.phenotype {
			t.Errorf("%s: %s, apparently %s, phenotype %v: %s %v", c.name, r.Descent, r.Apparent, r.PhenotypicallyIdentical, r.Reason.EN, s.Problems)
		}
		if r.Reason.EN == "" || r.Reason.ZH == "" || r.SharedKnown != (c.want == DescentIdentical || c.want == DescentHaploidentical || c.want == DescentNone) {
			t.Errorf("%s: reason %q %q, shared known %v", c.name, r.Reason.EN, r.Reason.ZH, r.SharedKnown)
		}
	}
}

func TestHaplotypesOfAFamilyAreNamedAndSpelledOut(t *testing.T) {
	s := segregated(t, diploid(hapA, hapB), diploid(hapC, hapD), diploid(hapA, hapC), diploid(hapB, hapD), diploid(hapA, hapD))
	want := []string{hapA, hapB, hapC, hapD}
	for i, h := range s.Haplotypes {
		if h.String() != want[i] {
			t.Errorf("%s is %s, want %s", h.Label, h, want[i])
		}
	}
	for i, pair := range []string{"a/c", "b/d", "a/d"} {
		c := s.Children[i]
		if got := string(c.Paternal) + "/" + string(c.Maternal); got != pair || !c.Explained || c.CrossoversMax != 0 || len(c.Ambiguous) != 0 {
			t.Errorf("%s: %s, want %s (%+v)", c.Name, got, pair, c)
		}
	}
	r, _ := s.Between("child2", Father)
	if r.Descent != DescentHaploidentical || r.Shared != 1 || s.Crossovers != 0 {
		t.Errorf("child and father: %s", r.Descent)
	}
	if r, _ := s.Between(Father, Mother); r.Descent != DescentUndetermined {
		t.Errorf("parents: %s", r.Descent)
	}
	if _, ok := s.Between("child1", "nobody"); ok {
		t.Error("a person who is not in the family")
	}
}

func TestAMissingParentsHaplotypeIsSpelledOutOnlyIfAChildShowsIt(t *testing.T) {
	s := segregated(t, Typing{}, diploid(hapC, hapD), diploid(hapA, hapC))
	if a := s.Haplotypes[0].String(); a != hapA {
		t.Errorf("a is %s", a)
	}
	for _, l := range s.Haplotypes[1].Loci {
		if !l.Allele.Blank() {
			t.Errorf("b at %s is %s, which no child shows", l.Locus, l.Allele)
		}
	}
}

func TestWithTwoChildrenACrossoverMayBelongToEither(t *testing.T) {
	recombinant := diploid(cross(hapA, hapB, 3), hapC)
	s := segregated(t, diploid(hapA, hapB), diploid(hapC, hapD), diploid(hapA, hapC), recombinant)
	if s.Crossovers != 1 {
		t.Fatalf("%d crossovers", s.Crossovers)
	}
	for _, c := range s.Children {
		if c.CrossoversMin != 0 || c.CrossoversMax != 1 {
			t.Errorf("%s: %d to %d crossovers", c.Name, c.CrossoversMin, c.CrossoversMax)
		}
	}
	s = segregated(t, diploid(hapA, hapB), diploid(hapC, hapD), diploid(hapA, hapC), diploid(hapB, hapC), recombinant)
	if c := s.Children[2]; s.Crossovers != 1 || c.CrossoversMin != 1 || c.CrossoversMax != 1 || c.Paternal != "" {
		t.Errorf("a third child settles it: %+v", c)
	}
	if r, _ := s.Between("child1", "child2"); r.Descent != DescentHaploidentical {
		t.Errorf("the two others are %s", r.Descent)
	}
}

func TestFailuresOfInheritanceNameChildAndLocus(t *testing.T) {
	father, mother, ac := diploid(hapA, hapB), diploid(hapC, hapD), diploid(hapA, hapC)
	wrong := typed(strings.Replace(ac.String(), "B*46:01", "B*35:01", 1))
	s := segregated(t, father, mother, ac, wrong, ac)
	if len(s.Problems) != 1 || s.Problems[0].Kind != KindInheritance || s.Problems[0].Locus != B || s.Problems[0].Path != "child2.B" {
		t.Fatalf("problems: %v", s.Problems)
	}
	if r, _ := s.Between("child1", "child2"); r.Descent != DescentUndetermined || !strings.Contains(r.Reason.EN, "child2.B") {
		t.Errorf("with the wrong child: %s %s", r.Descent, r.Reason.EN)
	}
	if r, _ := s.Between("child1", "child3"); r.Descent != DescentIdentical {
		t.Errorf("the others: %s", r.Descent)
	}
	// Three paternal haplotypes cannot come from one father.
	third := strings.NewReplacer("02:07", "30:01", "46:01", "35:01").Replace(hapA)
	s = segregated(t, Typing{}, mother, ac, diploid(hapB, hapC), diploid(third, hapC))
	if len(s.Problems) != 2 || s.Problems[0].Path != "family.A" {
		t.Errorf("problems: %v", s.Problems)
	}
	if r, _ := s.Between("child1", "child2"); r.Descent != DescentUndetermined {
		t.Errorf("in a family that does not fit: %s", r.Descent)
	}
}

func TestAMatchOfTwelveIsNotPromisedWithoutDPB1(t *testing.T) {
	ac := without(diploid(hapA, hapC), DPB1)
	s := segregated(t, diploid(hapA, hapB), diploid(hapC, hapD), ac, ac)
	r, _ := s.Between("child1", "child2")
	if r.Descent != DescentIdentical || r.Match.Of != 10 || !strings.Contains(r.Reason.EN, "type it before a match of twelve") {
		t.Errorf("%s %d: %s", r.Descent, r.Match.Of, r.Reason.EN)
	}
}

func TestAFamilyThatCannotBeComputedIsRefused(t *testing.T) {
	many := make([]Child, MaxChildren+1)
	for i := range many {
		many[i].Name = fmt.Sprint("child", i)
	}
	for name, children := range map[string][]Child{
		"no child":           nil,
		"a child called so":  {{Name: Father}},
		"a child unnamed":    {{}},
		"one child twice":    {{Name: "x"}, {Name: "x"}},
		"too many to follow": many,
	} {
		_, err := Segregate(Typing{}, Typing{}, children)
		var refused *Error
		if !errors.As(err, &refused) || (refused.Kind != KindFamily && refused.Kind != KindDuplicate) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := segregated(t, Typing{}, Typing{}, Typing{}, Typing{})
	if r, _ := s.Between("child1", "child2"); r.Descent != DescentUndetermined || len(s.Problems) != 0 {
		t.Errorf("nobody typed: %s %v", r.Descent, s.Problems)
	}
}

// What a family proves must hold whatever the crossovers were.
func TestWhatIsProvenIsTrueOfTheFamilyItCameFrom(t *testing.T) {
	loci := FamilyLoci()
	rapid.Check(t, func(t *rapid.T) {
		var haplotypes [4][]string
		for h := range haplotypes {
			for range loci {
				haplotypes[h] = append(haplotypes[h], rapid.SampledFrom([]string{"01:01", "02:01", "03:01", "04:01"}).Draw(t, "allele"))
			}
		}
		person := func(x, y []string) Typing {
			var entries []Entry
			for i, locus := range loci {
				e := Entry{Locus: string(locus), First: x[i], Second: y[i]}
				if rapid.IntRange(0, 9).Draw(t, "blank") == 0 {
					e.Second = ""
				}
				entries = append(entries, e)
			}
			typing, err := NewTyping(entries...)
			if err != nil {
				t.Fatal(err)
			}
			return typing
		}
		father, mother := person(haplotypes[0], haplotypes[1]), person(haplotypes[2], haplotypes[3])
		if rapid.IntRange(0, 3).Draw(t, "father missing") == 0 {
			father = Typing{}
		}
		var children []Child
		var truth [][2][]int
		for n := range rapid.IntRange(2, 4).Draw(t, "children") {
			var origin [2][]int
			var got [2][]string
			for parent := range 2 {
				start, at := rapid.IntRange(0, 1).Draw(t, "start"), rapid.IntRange(0, 2*len(loci)).Draw(t, "crossover")
				for i := range loci {
					h := start
					if i >= at {
						h = 1 - start
					}
					origin[parent] = append(origin[parent], h)
					got[parent] = append(got[parent], haplotypes[2*parent+h][i])
				}
			}
			truth = append(truth, origin)
			children = append(children, Child{Name: fmt.Sprint("child", n), Typing: person(got[0], got[1])})
		}
		s, err := Segregate(father, mother, children)
		if err != nil || len(s.Problems) > 0 {
			t.Fatal(err, s.Problems)
		}
		for i := range children {
			for j := i + 1; j < len(children); j++ {
				r, _ := s.Between(children[i].Name, children[j].Name)
				for parent, side := range []Side{r.Paternal, r.Maternal} {
					for l, locus := range loci {
						same := truth[i][parent][l] == truth[j][parent][l]
						if slices.Contains(side.Same, locus) && !same || slices.Contains(side.Different, locus) && same {
							t.Fatalf("%s and %s at %s: %s is not true", r.A, r.B, locus, r.Reason.EN)
						}
					}
				}
			}
		}
	})
}
