package hla

import (
	"fmt"
	"slices"
	"strings"
)

// typedLocus is one locus of a typing in the names of a frequency set.
type typedLocus struct {
	any           bool // not typed: no constraint
	open          bool // may be more than one P group a position
	first, second map[int32]bool
	alternatives  [][2]map[int32]bool
	own           [2]int32 // the typing's own names, where it is not open
}

// read brings a typing to the names of the set, locus by locus.
func (x *imputer) read(text, who string) ([]typedLocus, error) {
	g, err := ParseGL(strings.TrimSpace(text))
	if err != nil {
		return nil, err
	}
	if g.operator == '?' {
		return nil, &Error{Kind: KindForm, Input: clip(text), Sentence: "the typing leaves open on which gene a sequence lies (?)"}
	}
	out := make([]typedLocus, len(x.loci))
	for i := range out {
		out[i].any, out[i].open = true, true
	}
	var problems Problems
	for _, block := range g.split('^') {
		for _, part := range unphase(block) {
			locus, err := locusOf(part.Names()[0])
			if err != nil {
				problems = append(problems, within("", err)...)
				continue
			}
			at := slices.Index(x.loci, locus)
			if at < 0 || part.Names()[0].form == FormUntyped {
				continue // a locus that is not predicted
			}
			if !out[at].any {
				problems = append(problems, &Error{Kind: KindDuplicate, Path: string(locus), Locus: locus, Sentence: fmt.Sprintf("locus %s is given twice", locus)})
				continue
			}
			out[at], err = x.readLocus(at, part, who)
			problems = append(problems, within(string(locus), err)...)
		}
	}
	return out, problems.orNil()
}

func (x *imputer) readLocus(at int, block GLString, who string) (typedLocus, error) {
	out := typedLocus{first: map[int32]bool{}, second: map[int32]bool{}}
	alternatives := block.split('|')
	out.open = len(alternatives) > 1
	for _, alternative := range alternatives {
		copies := alternative.split('+')
		if len(copies) > 2 {
			return out, &Error{Kind: KindForm, Input: clip(alternative.String()), Sentence: fmt.Sprintf("the locus has %d gene copies", len(copies))}
		}
		var pair [2]map[int32]bool
		for i, copied := range copies {
			found, own, closed, err := x.readCopy(at, copied, fmt.Sprint(who, i))
			if err != nil {
				return out, err
			}
			pair[i], out.own[i] = found, own
			out.open = out.open || !closed
		}
		if len(copies) == 1 { // one value: homozygous by convention
			pair[1], out.own[1] = pair[0], out.own[0]
		}
		for id := range pair[0] {
			out.first[id] = true
		}
		for id := range pair[1] {
			out.second[id] = true
		}
		out.alternatives = append(out.alternatives, pair)
	}
	return out, nil
}

// readCopy gives the set names that one gene copy can be, its own name, and
// whether it is closed: one P group and no more.
func (x *imputer) readCopy(at int, g GLString, who string) (found map[int32]bool, own int32, closed bool, err error) {
	if x.options.Release != nil {
		return x.copyByRelease(at, g, who)
	}
	found = map[int32]bool{}
	parts := g.split('/')
	for _, part := range parts {
		names, err := x.expandWithout(part.name)
		if err != nil {
			return nil, 0, false, err
		}
		for id, set := range x.names[at] {
			if slices.ContainsFunc(names, func(n Name) bool { return covers(n, set.name) }) {
				found[int32(id)] = true
			}
		}
	}
	name := parts[0].name
	closed = len(parts) == 1 && slices.Contains([]Form{FormAllele, FormGGroup, FormPGroup, FormSmallG, FormVersion2, FormNew}, name.form)
	return found, x.ownID(at, found, name.Modern(), who), closed, nil
}

// ownID numbers the typing's own name: the set's name where there is just one.
func (x *imputer) ownID(at int, found map[int32]bool, name Name, who string) int32 {
	if len(found) == 1 {
		for id := range found {
			return id
		}
	}
	short := !slices.ContainsFunc(x.names[at], func(e setEntry) bool { return e.name.count > 2 })
	if name.form == FormSmallG || short && x.options.Release == nil && (name.form == FormGGroup || name.form == FormPGroup) {
		name.form = FormAllele
	}
	text := name.String()
	if short && x.options.Release == nil && name.form == FormAllele {
		text = exonFree(name) // a set of two-field names compares two fields
	}
	if name.form == FormNew {
		text = "NEW of the " + who // matches nothing, not even another
	}
	return x.ownEntry(at, text)
}

// expandWithout gives the names that a name can be, without a release.
func (x *imputer) expandWithout(n Name) ([]Name, error) {
	n = n.Modern()
	switch n.form {
	case FormSerology:
		return nil, &Error{Kind: KindCode, Input: n.String(), Sentence: fmt.Sprintf("%s is serology; it can be read only with a loaded release", n)}
	case FormCode:
		return x.options.Codes.expand(n)
	}
	return []Name{n}, nil
}

// covers tells whether a typed name and a name of the set can be the same
// allele, by their fields: one begins with the other. An expressed name never
// stands for a null, nor a null for an expressed one.
func covers(typed, set Name) bool {
	if (typed.suffix == 'N') != (set.suffix == 'N') || typed.gene != set.gene {
		return false
	}
	if typed.form == FormGGroup && set.form == FormGGroup {
		return typed == set
	}
	shorter := min(typed.count, set.count)
	if typed.form == FormFamily {
		shorter = 1
	}
	return shorter > 0 && slices.Equal(typed.fields[:shorter], set.fields[:shorter])
}

// copyByRelease compares by alleles. A name of the set stands for the members
// of its group, a two-field name for those of its g group.
func (x *imputer) copyByRelease(at int, g GLString, who string) (found map[int32]bool, own int32, closed bool, err error) {
	r := x.options.Release
	p, err := r.readPosition(g, x.options.Codes)
	if err != nil {
		return nil, 0, false, err
	}
	found = map[int32]bool{}
	for id, set := range x.names[at] {
		if set.silent == p.isNull && slices.ContainsFunc(set.members, func(i int32) bool {
			_, in := slices.BinarySearch(p.members, i)
			return in && (p.isNull || r.alleles[i].name.suffix != 'N')
		}) {
			found[int32(id)] = true
		}
	}
	name := g.split('/')[0].name
	closed = p.isNew || p.isNull || len(p.p) == 1 && p.antigen == nil
	if closed && len(p.members) > 0 && !p.isNull {
		name = r.lgxBy(0).name(p.members[0])
		if x.byGroups(at) {
			if named, err := ReadName(p.p[0]); err == nil {
				name = named
			}
		}
	}
	return found, x.ownID(at, found, name.Modern(), who), closed, nil
}

// byGroups tells whether the set names G groups at a locus.
func (x *imputer) byGroups(at int) bool {
	return slices.ContainsFunc(x.names[at], func(e setEntry) bool { return e.name.form == FormGGroup })
}

// membersOfEntry gives the alleles that a name of a frequency set stands for:
// those of its group, and for a two-field name those of its g group.
func (r *Release) membersOfEntry(n Name) []int32 {
	if n.form == FormAllele && n.count == 2 && n.suffix == 0 {
		if members := r.lgxBy(0).membersOf(n); len(members) > 0 {
			return members
		}
	}
	members, err := r.allelesOf(n, nil)
	if err != nil {
		return nil // the set may be older or newer than the release
	}
	return members
}
