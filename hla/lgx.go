package hla

import (
	"slices"
	"sync"
)

// lgxIndex keeps the lgx name of every allele, and the alleles and antigens of
// every lgx name. It is made when it is first asked for.
type lgxIndex struct {
	of       []int32 // for each allele the place of its lgx name
	names    []Name
	places   map[Name]int32
	members  [][]int32
	antigens [][]*antigen
}

// name gives the lgx name of an allele.
func (x *lgxIndex) name(allele int32) Name { return x.names[x.of[allele]] }

// membersOf gives the alleles of an lgx name, nil where there is no such name.
func (x *lgxIndex) membersOf(short Name) []int32 {
	if at, found := x.places[short]; found {
		return x.members[at]
	}
	return nil
}

// lgxBy gives the index of one naming, 0 by published names and 1 by first
// members.
func (r *Release) lgxBy(naming int) *lgxIndex { return r.lgx[naming]() }

// indexLgx prepares both indexes, and the place of the tables of whole names.
func (r *Release) indexLgx() {
	r.tables = newPlainTables()
	for naming := range r.lgx {
		r.lgx[naming] = sync.OnceValue(func() *lgxIndex { return r.newLgx(naming) })
	}
}

// newLgx works out the lgx name of every allele.
func (r *Release) newLgx(naming int) *lgxIndex {
	x := &lgxIndex{of: make([]int32, len(r.alleles)), places: map[Name]int32{}}
	settled := map[Name]Name{} // few names come out of the first pass
	for i, a := range r.alleles {
		once := r.lgxOf([]int32{int32(i)}, a.name, naming)
		short, seen := settled[once]
		if !seen {
			short = r.lgxAgain(once, naming)
			settled[once] = short
		}
		at, seen := x.places[short]
		if !seen {
			at = int32(len(x.names))
			x.places[short] = at
			x.names, x.members = append(x.names, short), append(x.members, nil)
		}
		x.of[i] = at
		x.members[at] = append(x.members[at], int32(i))
	}
	r.spreadAntigens(x)
	return x
}

// spreadAntigens gives every lgx name the antigens of its alleles.
func (r *Release) spreadAntigens(x *lgxIndex) {
	x.antigens = make([][]*antigen, len(x.names))
	for _, letters := range serologyLetters {
		for _, a := range r.antigensOf(letters) {
			for _, i := range a.alleles {
				if at := x.of[i]; !slices.Contains(x.antigens[at], a) {
					x.antigens[at] = append(x.antigens[at], a)
				}
			}
		}
	}
}

// lgxName gives the two-field name of the P group and the nulls with its
// exons, and reduces that name once more where it is itself an allele.
func (r *Release) lgxName(n Name, naming int) Name {
	return r.lgxAgain(r.lgxOf(r.stemMembers(n), n, naming), naming)
}

func (r *Release) lgxAgain(once Name, naming int) Name {
	if again := r.stemMembers(once); len(again) > 0 {
		if twice := r.lgxOf(again, once, naming); r.exists(twice) {
			return twice
		}
	}
	return once
}

// lgxOf takes the G groups of the members first, of several the lowest. Where
// no allele of the two-field stem has a G group, it takes the P groups of the
// members, and at last the name itself.
func (r *Release) lgxOf(members []int32, n Name, naming int) Name {
	if best, found := r.lowestGroup(members, ModeG, naming); found {
		return best
	}
	if best, found := r.onlyP(members, n, naming); found {
		return best
	}
	return cutName(n, 2)
}

// onlyP gives the two-field name of the P group where no allele of the
// two-field stem has a G group. The reference does so for full names alone.
func (r *Release) onlyP(members []int32, n Name, naming int) (Name, bool) {
	if _, full := r.byName[n.String()]; !full && naming == 1 {
		return Name{}, false
	}
	if _, found := r.lowestGroup(r.stemMembers(cutName(n, 2)), ModeG, naming); found {
		return Name{}, false
	}
	return r.lowestGroup(members, ModeP, naming)
}

func (r *Release) lowestGroup(members []int32, mode Mode, naming int) (best Name, found bool) {
	last := int32(-1) // neighbours mostly share their group
	for _, i := range members {
		at := r.alleles[i].g
		if mode == ModeP {
			at = r.alleles[i].p
		}
		if at < 0 || at == last {
			continue
		}
		last = at
		group := r.groups[at].read[naming]
		group.form = FormAllele
		if short := cutName(group, 2); !found || compareFields(short, best) < 0 {
			best, found = short, true
		}
	}
	return best, found
}

// antigensByLgx finds the antigens to which any allele of an lgx name is
// assigned.
func (r *Release) antigensByLgx(naming int, short Name) []Name {
	x := r.lgxBy(naming)
	if at, found := x.places[short]; found {
		return antigenNames(x.antigens[at])
	}
	return nil
}

// antigensOfMembers gives the antigens to which any of the alleles is assigned.
func (r *Release) antigensOfMembers(gene string, members []int32) []Name {
	var out []*antigen
	for _, a := range r.antigensOf(serologyGene(gene)) {
		if slices.ContainsFunc(members, func(i int32) bool { _, in := slices.BinarySearch(a.alleles, i); return in }) {
			out = append(out, a)
		}
	}
	return antigenNames(out)
}

func antigenNames(antigens []*antigen) []Name {
	out := make([]Name, len(antigens))
	for i, a := range antigens {
		out[i] = Name{form: FormSerology, gene: a.letters, tail: a.number}
	}
	return out
}
