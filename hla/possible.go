package hla

import (
	"math/bits"
	"slices"
	"strconv"
)

// Range is the least and the most that an open typing leaves possible.
type Range struct{ Least, Most int }

// Settled tells whether only one number is possible.
func (r Range) Settled() bool { return r.Least == r.Most }

// String gives "9" or "9–10".
func (r Range) String() string {
	if r.Settled() {
		return strconv.Itoa(r.Least)
	}
	return strconv.Itoa(r.Least) + "–" + strconv.Itoa(r.Most)
}

func exactly(n int) Range { return Range{n, n} }

func (r Range) plus(s Range) Range { return Range{r.Least + s.Least, r.Most + s.Most} }

func (r Range) with(n int) Range { return Range{min(r.Least, n), max(r.Most, n)} }

// Possible is what one locus, or a whole comparison, can come to: positions that
// match and mismatches in both directions, each on its own.
type Possible struct{ Count, GvH, HvG Range }

// Settled tells whether nothing is left open.
func (p Possible) Settled() bool { return p.Count.Settled() && p.GvH.Settled() && p.HvG.Settled() }

func (p Possible) plus(q Possible) Possible {
	return Possible{p.Count.plus(q.Count), p.GvH.plus(q.GvH), p.HvG.plus(q.HvG)}
}

// anything is what a locus of which nothing is known can come to.
var anything = Possible{Range{0, 2}, Range{0, 2}, Range{0, 2}}

// mostCombinations bounds the work on one locus; beyond it the locus is as good as
// unknown and is said to be.
const mostCombinations = 2_000_000

// possible compares every genotype of the patient with every one of the donor, and
// every choice that their copies leave. What matters is which copies can carry the
// same name, so names that the same copies can carry stand for each other.
func possible(convention Convention, patient, donor []openPair) Possible {
	out, first, left := Possible{}, true, mostCombinations
	for _, p := range patient {
		for _, d := range donor {
			sets := representatives([4]openCopy{p.copies[0], p.copies[1], d.copies[0], d.copies[1]})
			mine, theirs := choices(sets[0], sets[1], p.blank), choices(sets[2], sets[3], d.blank)
			if left -= len(mine) * len(theirs); left < 0 {
				return anything
			}
			for _, x := range mine {
				for _, y := range theirs {
					count, gvh, hvg := counts(convention, x, y)
					if first {
						out, first = Possible{exactly(count), exactly(gvh), exactly(hvg)}, false
					}
					out = Possible{out.Count.with(count), out.GvH.with(gvh), out.HvG.with(hvg)}
				}
			}
			if out == anything {
				return out
			}
		}
	}
	if first {
		return anything
	}
	return out
}

// null is the key of an allele that is not expressed.
const null = ""

// counts compares one pair of keys with another.
func counts(convention Convention, p, d [2]string) (count, gvh, hvg int) {
	if convention == WMDA2011 {
		return matched(p, d), lackingDistinct(p, d), lackingDistinct(d, p)
	}
	return matched(p, d), lackingPositions(p, d), lackingPositions(d, p)
}

// choices lists the pairs that two copies can be; a blank is the same name twice.
func choices(first, second []string, blank bool) [][2]string {
	var out [][2]string
	for _, x := range first {
		if blank {
			out = append(out, [2]string{x, x})
			continue
		}
		for _, y := range second {
			out = append(out, [2]string{x, y})
		}
	}
	return out
}

// representatives gives for each of four copies the names worth trying. A family
// and an unknown copy can also carry names that nobody wrote; these are given names
// of their own. Of the names that exactly the same copies can carry, as many are
// kept as there are such copies: more could only play the same parts.
func representatives(copies [4]openCopy) [4][]string {
	carriers := map[string]uint{}
	for i, c := range copies {
		for _, key := range c.keys {
			carriers[key] |= 1 << i
		}
	}
	for _, c := range copies {
		for _, family := range c.families {
			unwritten(carriers, family+":")
		}
		if c.any {
			unwritten(carriers, "")
			carriers[null] |= 0 // an unknown copy may be a null
		}
	}
	for key := range carriers {
		for i, c := range copies {
			if c.canBe(key) {
				carriers[key] |= 1 << i
			}
		}
	}
	var out [4][]string
	kept := map[uint]int{}
	for _, key := range sortedNames(carriers) {
		by := carriers[key]
		if key != null && kept[by] == bits.OnesCount(by) {
			continue
		}
		if key != null {
			kept[by]++
		}
		for i := range out {
			if by>>i&1 == 1 {
				out[i] = append(out[i], key)
			}
		}
	}
	return out
}

// unwritten adds four names under a prefix that no laboratory writes.
func unwritten(carriers map[string]uint, prefix string) {
	for _, letter := range "wxyz" {
		carriers[prefix+string(letter)] |= 0
	}
}

// canBe tells whether the copy can carry the name; a family carries no null, as
// with a code.
func (c openCopy) canBe(key string) bool {
	if c.any || slices.Contains(c.keys, key) {
		return true
	}
	return slices.ContainsFunc(c.families, func(family string) bool {
		return len(key) > len(family) && key[:len(family)] == family && key[len(family)] == ':'
	})
}

func sortedNames(m map[string]uint) []string {
	out := make([]string, 0, len(m))
	for key := range m {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

// Possible gives what a comparison by the release can come to over the loci, in
// P groups: the range behind Score.Count and its directions.
func (r *Release) Possible(patient, donor Genotype, options ScoreOptions) Possible {
	loci := options.Loci
	if len(loci) == 0 {
		loci = LociOf10()
	}
	if options.Convention != WMDA2011 {
		options.Convention = WMDA2016
	}
	var out Possible
	for i, locus := range loci {
		p, d := patient.loci[locus], donor.loci[locus]
		switch {
		case slices.Contains(loci[:i], locus) || slices.Contains(options.Exclude, locus):
		case len(p.alternatives) == 0 || len(d.alternatives) == 0:
			out = out.plus(anything)
		default:
			out = out.plus(possible(options.Convention, openPairs(p, "patient"), openPairs(d, "donor")))
		}
	}
	return out
}

// openPairs turns a locus read by a release into what its copies can be.
func openPairs(l locusGenotype, whose string) []openPair {
	var out []openPair
	for _, pair := range l.alternatives {
		g := openPair{blank: l.blank == BlankHomozygous && pair[0].text == pair[1].text}
		for i, x := range pair {
			g.copies[i] = copyOf(x, whose+strconv.Itoa(i))
		}
		out = append(out, g)
	}
	return out
}

func copyOf(x position, own string) openCopy {
	switch {
	case x.any:
		return openCopy{any: true}
	case x.isNull:
		return openCopy{keys: []string{null}}
	case len(x.p) == 0: // an allele without a name matches nothing, not even its like
		return openCopy{keys: []string{own}}
	}
	keys := slices.Clone(x.p)
	if x.hasNull {
		keys = append(keys, null)
	}
	return openCopy{keys: keys}
}
