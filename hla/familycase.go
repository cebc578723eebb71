package hla

import (
	"fmt"
	"math"
	"slices"
)

// familyCase is a family reduced to what the inference needs.
//
// A state of one locus says which haplotype each child got: bit 2k is child
// k's paternal haplotype (0 a, 1 b), bit 2k+1 its maternal one (0 c, 1 d). A
// state is allowed when some assignment of alleles to a, b, c, d agrees with
// every typing at that locus. Because both phases of each parent are tried,
// the allowed states already contain the unknown phase.
type familyCase struct {
	children []Child
	loci     []locusCase
}

type locusCase struct {
	locus   Locus
	typed   [2]bool     // father, mother: both alleles known
	fathers [][2]string // possible alleles of a, b
	mothers [][2]string // possible alleles of c, d
	kids    [][2]string // "" is an allele that is not known
	allowed []bool      // indexed by state
}

func newFamilyCase(father, mother Typing, children []Child) familyCase {
	f := familyCase{children: children}
	for _, locus := range FamilyLoci() {
		c := locusCase{locus: locus}
		var seen []string
		for _, child := range children {
			kid := keys(child.Typing, locus)
			c.kids = append(c.kids, kid)
			for _, key := range kid {
				if key != "" && !slices.Contains(seen, key) {
					seen = append(seen, key)
				}
			}
		}
		if len(seen) == 0 {
			continue
		}
		slices.Sort(seen)
		for side, known := range [][2]string{keys(father, locus), keys(mother, locus)} {
			c.typed[side] = known[0] != "" && known[1] != ""
		}
		c.fathers = parentChoices(keys(father, locus), seen)
		c.mothers = parentChoices(keys(mother, locus), seen)
		c.allowed = make([]bool, 1<<(2*len(children)))
		if len(seen) <= 4 { // two parents have at most four alleles
			c.allow()
		}
		f.loci = append(f.loci, c)
	}
	return f
}

// keys gives the two comparison keys at a locus; "" where nothing is known, be
// it untyped, blank or of low resolution.
func keys(t Typing, locus Locus) [2]string {
	pair, _ := t.At(locus)
	first, _ := pair[0].key()
	second, _ := pair[1].key()
	return [2]string{first, second}
}

// parentChoices lists the ordered allele pairs a parent may have. An unknown
// allele may be any that the children show: an allele that no child shows
// explains nothing that these do not.
func parentChoices(known [2]string, seen []string) [][2]string {
	options := func(key string) []string {
		if key != "" {
			return []string{key}
		}
		return seen
	}
	var out [][2]string
	for _, x := range options(known[0]) {
		for _, y := range options(known[1]) {
			for _, ordered := range [][2]string{{x, y}, {y, x}} {
				if !slices.Contains(out, ordered) {
					out = append(out, ordered)
				}
			}
		}
	}
	return out
}

// fits tells whether a child may have got these two alleles.
func fits(kid [2]string, paternal, maternal string) bool {
	is := func(key, allele string) bool { return key == "" || key == allele }
	return is(kid[0], paternal) && is(kid[1], maternal) || is(kid[1], paternal) && is(kid[0], maternal)
}

// origins lists the two-bit origins by which one child agrees with an
// assignment of alleles to the four haplotypes.
func origins(kid, father, mother [2]string) []int {
	var out []int
	for origin := range 4 {
		if fits(kid, father[origin&1], mother[origin>>1]) {
			out = append(out, origin)
		}
	}
	return out
}

// allow marks every state that some assignment of alleles explains.
func (c *locusCase) allow() {
	for _, father := range c.fathers {
		for _, mother := range c.mothers {
			states := []int{0}
			for k, kid := range c.kids {
				var next []int
				for _, origin := range origins(kid, father, mother) {
					for _, state := range states {
						next = append(next, state|origin<<(2*k))
					}
				}
				states = next
			}
			for _, state := range states {
				c.allowed[state] = true
			}
		}
	}
}

// conflicts names the loci that no assignment explains although each child
// alone is explained: more than two alleles from one parent.
func (f familyCase) conflicts() Problems {
	var problems Problems
	for _, c := range f.loci {
		if len(f.children) > 0 && !slices.Contains(c.allowed, true) {
			problems = append(problems, &Error{Kind: KindInheritance, Path: "family." + string(c.locus), Locus: c.locus,
				Sentence: fmt.Sprintf("the children together show more alleles at %s than two parents can give", c.locus)})
		}
	}
	return problems
}

func (f familyCase) allowed() [][]bool {
	out := make([][]bool, len(f.loci))
	for l, c := range f.loci {
		out[l] = c.allowed
	}
	return out
}

const unreachable = math.MaxInt32 / 4

// cheapest finds the paths through the loci with the smallest weighted number
// of switches, and the states at each locus that lie on one of them. The
// switch of bit i between neighbouring loci costs weight[i]. The first child
// is held to a and c at the first locus, since the names a/b and c/d are free.
func cheapest(allowed [][]bool, weight []int32) (int32, [][]bool) {
	open := slices.Clone(allowed[0])
	for state := range open {
		open[state] = open[state] && state&3 == 0
	}
	gates := append([][]bool{open}, allowed[1:]...)
	forward := sweep(gates, weight)
	reversed := slices.Clone(gates)
	slices.Reverse(reversed)
	backward := sweep(reversed, weight)
	slices.Reverse(backward)
	best := slices.Min(forward[len(forward)-1])
	kept := make([][]bool, len(gates))
	for l := range gates {
		kept[l] = make([]bool, len(gates[l]))
		for state := range kept[l] {
			kept[l][state] = gates[l][state] && forward[l][state]+backward[l][state] == best
		}
	}
	return best, kept
}

// sweep gives, for each locus and state, the least cost of reaching it. The
// step between loci is a distance transform over the bits, which is separable:
// one bit after the other is enough.
func sweep(gates [][]bool, weight []int32) [][]int32 {
	out := make([][]int32, len(gates))
	cost := make([]int32, len(gates[0]))
	for l, gate := range gates {
		if l > 0 {
			cost = slices.Clone(cost)
			for bit, w := range weight {
				for state := range cost {
					if other := cost[state^1<<bit] + w; other < cost[state] {
						cost[state] = other
					}
				}
			}
		}
		for state, open := range gate {
			if !open {
				cost[state] = unreachable
			}
		}
		out[l] = cost
	}
	return out
}

// tilt weighs every switch so that one child's own switches can break ties
// without changing which explanations are cheapest.
const tilt = 1000

// tilted gives the least cost when the switches of child k weigh tilt+sign and
// all others tilt.
func tilted(f familyCase, k int, sign int32) int32 {
	weight := slices.Repeat([]int32{tilt}, 2*len(f.children))
	weight[2*k] += sign
	weight[2*k+1] += sign
	best, _ := cheapest(f.allowed(), weight)
	return best
}

// haplotypes reads the alleles of a, b, c, d off the kept states; an allele is
// settled where every assignment that explains a kept state agrees on it.
func (f familyCase) haplotypes(kept [][]bool) []Haplotype {
	out := []Haplotype{{Label: HaplotypeA, Parent: Father}, {Label: HaplotypeB, Parent: Father},
		{Label: HaplotypeC, Parent: Mother}, {Label: HaplotypeD, Parent: Mother}}
	for l, c := range f.loci {
		var found [4]map[string]bool
		for i := range found {
			found[i] = map[string]bool{}
		}
		for _, father := range c.fathers {
			for _, mother := range c.mothers {
				if c.explains(kept[l], father, mother) {
					for i, key := range []string{father[0], father[1], mother[0], mother[1]} {
						found[i][key] = true
					}
				}
			}
		}
		for i := range out {
			allele := settled(c.locus, found[i])
			if !c.typed[i/2] && !c.shown(kept[l], i/2, i%2) {
				allele = Allele{}
			}
			out[i].Loci = append(out[i].Loci, HaplotypeLocus{Locus: c.locus, Allele: allele})
		}
	}
	return out
}

// explains tells whether an assignment of alleles agrees with a kept state.
func (c locusCase) explains(kept []bool, father, mother [2]string) bool {
	var possible [][]int
	for _, kid := range c.kids {
		possible = append(possible, origins(kid, father, mother))
	}
	for state, in := range kept {
		if !in {
			continue
		}
		all := true
		for k := range possible {
			all = all && slices.Contains(possible[k], state>>(2*k)&3)
		}
		if all {
			return true
		}
	}
	return false
}

// shown tells whether in every kept state a child with both alleles known
// carries the given haplotype (0 or 1) of the given parent (0 or 1).
func (c locusCase) shown(kept []bool, parent, haplotype int) bool {
	for state, in := range kept {
		carried := false
		for k, kid := range c.kids {
			carried = carried || kid[0] != "" && kid[1] != "" && state>>(2*k+parent)&1 == haplotype
		}
		if in && !carried {
			return false
		}
	}
	return true
}

// settled gives the only allele found, as a two-field name.
func settled(locus Locus, found map[string]bool) Allele {
	if len(found) != 1 {
		return Allele{}
	}
	for key := range found {
		allele, err := ParseAllele(locus, key)
		if err == nil {
			return allele
		}
	}
	return Allele{}
}
