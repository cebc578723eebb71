package hla

import "slices"

// lgxIndex keeps the lgx name of every allele, and the alleles and antigens of
// every lgx name.
type lgxIndex struct {
	names    []Name
	members  map[Name][]int32
	antigens map[Name][]*antigen
}

// indexLgx fills both indexes once, at the end of loading.
func (r *Release) indexLgx() {
	for naming := range r.lgx {
		index := lgxIndex{members: map[Name][]int32{}, antigens: map[Name][]*antigen{}}
		settled := map[Name]Name{} // few names come out of the first pass
		for i, a := range r.alleles {
			once := r.lgxOf([]int32{int32(i)}, a.name, naming)
			short, seen := settled[once]
			if !seen {
				short = r.lgxAgain(once, naming)
				settled[once] = short
			}
			index.names = append(index.names, short)
			index.members[short] = append(index.members[short], int32(i))
		}
		for _, letters := range serologyLetters {
			for _, a := range r.antigensOf(letters) {
				for _, i := range a.alleles {
					short := index.names[i]
					if !slices.Contains(index.antigens[short], a) {
						index.antigens[short] = append(index.antigens[short], a)
					}
				}
			}
		}
		r.lgx[naming] = index
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
	return antigenNames(r.lgx[naming].antigens[short])
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
