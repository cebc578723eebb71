package hla

import (
	"fmt"
	"slices"
	"strings"
)

// Mode is one of the reductions of a typing to a lower level.
type Mode string

// The reductions.
const (
	ModeG    Mode = "G"    // G groups: the same nucleotides in the antigen recognition exons
	ModeP    Mode = "P"    // P groups: the same protein there; nulls stay as they are
	ModeLg   Mode = "lg"   // two fields and g: P group and the nulls with the same exons
	ModeLgx  Mode = "lgx"  // the same without the letter
	ModeW    Mode = "W"    // every full name that the typing can be
	ModeExon Mode = "exon" // three fields, expression letter kept
	ModeU2   Mode = "U2"   // two fields, expression letter kept where it is unanimous, else lgx
	ModeS    Mode = "S"    // serology
)

// Modes lists the reductions.
func Modes() []Mode {
	return []Mode{ModeG, ModeP, ModeLg, ModeLgx, ModeW, ModeExon, ModeU2, ModeS}
}

// Naming chooses how groups are called.
type Naming string

// The namings.
const (
	// NamingWHO gives every group its published name and applies the rules of
	// Deviations.
	NamingWHO Naming = "who"
	// NamingFirst behaves as the common reference program does: a G group is
	// called after the first member that its row lists.
	NamingFirst Naming = "first"
)

// ReduceOptions are the choices of a reduction. The zero value is NamingWHO
// without a code list.
type ReduceOptions struct {
	Naming Naming
	Codes  *Codes
}

// Deviation is one rule by which NamingWHO differs, on purpose, from the
// reference program that NamingFirst follows.
type Deviation struct{ Name, Rule, Reason string }

// Deviations lists the differences between NamingWHO and NamingFirst.
func Deviations() []Deviation {
	return []Deviation{
		{"published group names", "every G and P name of the release is accepted and is its own reduction; groups carry their published name",
			"the founding allele of a group may leave it, so a name made from its members is a name nobody published"},
		{"unknown longer names", "A*01:01:9999, which no release has, is refused although A*01:01 exists", "a name that is not in the release may be a misprint of another allele"},
		{"deleted names", "an abandoned name is followed to its successor", "the release states what the allele was shown to be"},
		{"null without its letter", "A*24:596 is read as A*24:596N where only the null exists", "the name without the letter cannot be anything else"},
		{"members of a G group", "W and exon give the members that the release lists, and no others", "an allele under the same two fields may have other exons"},
		{"P groups without a G group", "U2 leaves such names as they are, and lgx gives their P group for the two-field name as for the full one", "the reference changes full names alone, and in U2 to another protein name"},
		{"serology of longer names", "three-field names and G groups have the antigens of their members", "no antigen would be said where the release gives one"},
		{"g names", "A*01:01g is accepted, and lg is lgx with its letter for every name", "registries and frequency sets use these names"},
		{"version-2 families", "B*15XX is read as B*15:XX", "it is the same code written before 2010"},
		{"gene locations", "the operator ? of the genotype list string 1.1 is accepted", "the reference knows version 1.0 only"},
		{"order", "lists are ordered by locus, fields and letter", "the reference ignores the locus and leaves ties to chance"},
	}
}

// Reduce brings a genotype list string down to one level and sorts it; doubles
// are dropped from every list but "+" and "~". The error is Problems, one for
// each name that cannot be reduced.
func (r *Release) Reduce(text string, mode Mode, options ReduceOptions) (string, error) {
	if !slices.Contains(Modes(), mode) {
		return "", &Error{Kind: KindMode, Input: clip(string(mode)), Sentence: fmt.Sprintf("%q is not a reduction; known are G, P, lg, lgx, W, exon, U2 and S", clip(string(mode)))}
	}
	g, err := ParseGL(text)
	if err != nil {
		return "", err
	}
	x := reduction{Release: r, mode: mode, codes: options.Codes, first: options.Naming == NamingFirst}
	if x.first && strings.ContainsRune(text, '?') {
		return "", &Error{Kind: KindForm, Input: clip(text), Sentence: "the operator ? is not known to the reference naming"}
	}
	out := x.node(g)
	if len(x.problems) > 0 {
		return "", x.problems
	}
	return x.sorted(out).String(), nil
}

// sorted puts a result into the order of its naming.
func (x *reduction) sorted(g GLString) GLString {
	if x.first {
		return g.sortedBy(referenceOrder)
	}
	return g.Sorted()
}

// reduction is one reduction under way.
type reduction struct {
	*Release
	mode     Mode
	codes    *Codes
	first    bool
	problems Problems
}

// node reduces every name; empty results are dropped except between "~".
func (x *reduction) node(g GLString) GLString {
	if g.operator == 0 {
		names, err := x.token(g.name)
		if err != nil {
			x.problems = append(x.problems, within("", err)...)
		}
		return listOfNames(names, g.prefixed)
	}
	out := GLString{operator: g.operator}
	for _, part := range g.parts {
		reduced := x.node(part)
		switch {
		case reduced.Empty() && g.operator != '~':
		case reduced.operator == g.operator:
			out.parts = append(out.parts, reduced.parts...)
		default:
			out.parts = append(out.parts, reduced)
		}
	}
	switch len(out.parts) {
	case 0:
		return GLString{}
	case 1:
		return out.parts[0]
	}
	return out
}

func listOfNames(names []Name, prefixed bool) GLString {
	out := GLString{operator: '/'}
	seen := map[Name]bool{}
	for _, n := range names {
		if !seen[n] {
			seen[n] = true
			out.parts = append(out.parts, GLString{name: n, prefixed: prefixed})
		}
	}
	switch len(out.parts) {
	case 0:
		return GLString{}
	case 1:
		return out.parts[0]
	}
	return out
}

// token reduces one name to the names it becomes.
func (x *reduction) token(n Name) ([]Name, error) {
	switch n.form {
	case FormVersion2:
		modern, err := x.modern(n)
		if err != nil {
			return nil, err
		}
		if x.first && (modern.form == FormFamily || modern.form == FormAllele && !x.exists(modern)) {
			return nil, x.unknown(n, "is not an allele of")
		}
		return x.token(modern)
	case FormSerology:
		a := x.serology[serologyKey{n.gene, n.tail}]
		if a == nil {
			return nil, x.unknown(n, "is not an antigen of")
		}
		return x.each(x.names(a.alleles))
	case FormFamily:
		members := x.twoFieldNames(x.familyMembers(n))
		if len(members) == 0 {
			return nil, x.unknown(n, "has no allele in")
		}
		return x.each(members)
	case FormCode:
		members, err := x.decode(n)
		if err != nil {
			return nil, err
		}
		return x.each(members)
	case FormGGroup, FormPGroup:
		return x.group(n)
	case FormSmallG:
		if !x.first {
			return x.smallGroup(n)
		}
	case FormAllele:
		return x.allele(n)
	}
	return nil, &Error{Kind: KindNoAllele, Input: n.String(), Sentence: fmt.Sprintf("%s cannot be reduced: it names no allele", n)}
}

func (x *reduction) names(members []int32) []Name {
	out := make([]Name, len(members))
	for i, index := range members {
		out[i] = x.alleles[index].name
	}
	return out
}

func (x *reduction) each(names []Name) ([]Name, error) {
	var out []Name
	for _, n := range names {
		reduced, err := x.token(n)
		if err != nil {
			return nil, err
		}
		out = append(out, reduced...)
	}
	return out, nil
}

func (r *Release) unknown(n Name, what string) error {
	if r.namesOnly {
		return &Error{Kind: KindUnknown, Input: n.String(), Locus: Locus(n.gene), Sentence: fmt.Sprintf("%s can be read only with a loaded release", n)}
	}
	return &Error{Kind: KindUnknown, Input: n.String(), Locus: Locus(n.gene), Sentence: fmt.Sprintf("%s %s %s", n, what, r)}
}

// modern gives the name with colons that a version-2 name became. A name that
// was abandoned under its old form is followed (A*0105N); one that lost its N
// when only nulls carry it means the first of them (A*0104).
func (x *reduction) modern(n Name) (Name, error) {
	m := n.Modern()
	if m.form != FormAllele {
		return m, nil
	}
	if successor, _, found := x.Successor(n.String()); found && (!x.first || m.suffix == 'N') {
		return ReadName(successor)
	}
	members := x.stemMembers(m)
	if len(members) == 0 {
		members = x.bareNull(m)
	}
	expressed := slices.ContainsFunc(members, func(i int32) bool { return x.alleles[i].name.suffix != 'N' })
	if len(members) > 0 && !expressed && m.suffix == 0 {
		return x.alleles[members[0]].name, nil
	}
	return m, nil
}

// decode expands a multiple allele code and drops what the release does not
// know; a code of which nothing is left is refused.
func (x *reduction) decode(n Name) ([]Name, error) {
	list, err := x.codes.expand(n)
	if err != nil {
		return nil, err
	}
	var out []Name
	for _, member := range list {
		if x.exists(member) && (member.suffix == 0 || x.unanimous(member)) {
			out = append(out, member)
		}
	}
	if len(out) == 0 {
		return nil, &Error{Kind: KindExpansion, Input: n.String(), Sentence: fmt.Sprintf("%s: no allele of this code is left in %s", n, x.Release)}
	}
	return out, nil
}

// exists tells whether a name is a full name, a stem or a short null.
func (r *Release) exists(n Name) bool { return len(r.stemMembers(n)) > 0 }

// allele reduces a molecular name of one to four fields.
func (x *reduction) allele(n Name) ([]Name, error) {
	_, full := x.byName[n.String()]
	known := full || n.count > 1 && x.exists(n)
	if !known && x.first && n.count > 2 {
		known = x.exists(cutName(n, 2)) // the reference looks at two fields only
	} else if !known && !x.first {
		if successor, _, found := x.Successor(n.String()); found {
			renamed, err := ReadName(successor)
			if err != nil {
				return nil, err
			}
			return x.allele(renamed)
		}
		if members := x.bareNull(n); members != nil {
			return x.allele(x.alleles[members[0]].name)
		}
	}
	if !known {
		return nil, x.unknown(n, "is not an allele of")
	}
	if !x.grouped[n.gene] {
		return []Name{n}, nil
	}
	if n.suffix != 0 && !full { // a short null stands for the members that carry its letter
		if members := x.stemMembers(n); len(members) > 0 {
			return x.each(x.names(members))
		}
	}
	return x.table(n), nil
}

// group reduces a G or P name.
func (x *reduction) group(n Name) ([]Name, error) {
	index, known := x.byGroup[n.String()]
	if x.first {
		index, known = x.byFirst[n.String()]
	}
	if !known {
		return nil, x.unknown(n, "is not a group of")
	}
	members := x.groups[index].members
	stem := n
	stem.form = FormAllele
	stands := slices.ContainsFunc(x.stemMembers(stem), func(i int32) bool { return slices.Contains(members, i) })
	if !x.first && (n.form == FormGGroup && x.mode == ModeG || n.form == FormPGroup && x.mode == ModeP) {
		return []Name{n}, nil
	}
	switch x.mode {
	case ModeW, ModeExon:
		if x.first && n.form == FormGGroup {
			members = x.withStems(index, members)
		}
		return x.each(x.names(members))
	case ModeU2:
		if n.form == FormPGroup {
			return []Name{n}, nil
		}
		if !x.first && !stands {
			return []Name{x.lgxOf(members, stem, x.naming())}, nil
		}
		return []Name{x.u2(stem)}, nil
	case ModeS:
		if n.form == FormPGroup && (x.first || stands) {
			return x.antigensByLgx(x.naming(), x.lgxName(stem, x.naming())), nil
		}
		if x.first {
			return nil, nil
		}
		return x.antigensOfMembers(n.gene, members), nil
	case ModeG, ModeP:
		if x.first {
			return x.allele(stem)
		}
	}
	if x.first || stands {
		return x.table(stem), nil
	}
	return x.membersTable(members, stem), nil
}

// membersTable reduces the members of a group whose name is that of no member.
func (x *reduction) membersTable(members []int32, n Name) []Name {
	out := x.tableOf(members, n)
	if len(out) == 1 && out[0] == n && (x.mode == ModeG || x.mode == ModeP) {
		return x.names(members) // no member has a group: they stay as they are
	}
	return out
}

// smallGroup reduces a g name by its alleles.
func (x *reduction) smallGroup(n Name) ([]Name, error) {
	plain := n
	plain.form = FormAllele
	members := x.lgxBy(0).membersOf(plain)
	if len(members) == 0 {
		return nil, x.unknown(n, "is not a group of")
	}
	switch x.mode {
	case ModeLg:
		return []Name{n}, nil
	case ModeLgx, ModeU2:
		return []Name{plain}, nil
	case ModeS:
		return x.antigensByLgx(x.naming(), plain), nil
	case ModeW, ModeExon:
		return x.each(x.names(members))
	}
	return x.membersTable(members, plain), nil
}

// withStems adds what the reference adds to a G group: every allele under the
// two- and three-field stems of its members, where this group is the last of
// the file to have the stem.
func (x *reduction) withStems(group int32, members []int32) []int32 {
	out := slices.Clone(members)
	for _, i := range members {
		for _, count := range []int{2, 3} {
			stem := x.stemMembers(cutName(x.alleles[i].name, count))
			if !slices.ContainsFunc(stem, func(j int32) bool { return x.alleles[j].g > group }) {
				out = append(out, stem...)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// table applies the mode to a molecular name that is a full name or a stem.
func (x *reduction) table(n Name) []Name {
	members := x.stemMembers(n)
	_, full := x.byName[n.String()]
	switch x.mode {
	case ModeW:
		if len(members) == 0 {
			return []Name{n}
		}
		return x.names(members)
	case ModeExon:
		if len(members) == 0 {
			return []Name{n}
		}
		if full {
			return []Name{exonName(n)}
		}
		var out []Name
		for _, i := range members {
			out = append(out, exonName(x.alleles[i].name))
		}
		return out
	case ModeU2:
		if group, only := x.onlyP(members, n, 1); x.first && only {
			return []Name{group}
		}
		if n.count > 2 {
			return []Name{x.u2(n)}
		}
		return []Name{n}
	case ModeS:
		if n.count == 2 {
			return x.antigensByLgx(x.naming(), x.lgxName(n, x.naming()))
		}
		if full || !x.first {
			return x.antigensOfMembers(n.gene, members)
		}
		return nil
	}
	return x.tableOf(members, n)
}

// tableOf applies the modes that look at the groups of the members.
func (x *reduction) tableOf(members []int32, n Name) []Name {
	switch x.mode {
	case ModeG, ModeP:
		var out []Name
		for _, i := range members {
			if group, found := x.groupName(i, x.mode, x.naming()); found && !slices.Contains(out, group) {
				out = append(out, group)
			}
		}
		if len(out) == 0 {
			return []Name{n}
		}
		return out
	case ModeLgx:
		return []Name{x.lgxName(n, x.naming())}
	case ModeLg:
		short := x.lgxName(n, x.naming())
		if x.first { // its second pass meets a name with the letter and leaves it
			short = x.lgxOf(x.stemMembers(n), n, x.naming())
		}
		short.form = FormSmallG
		return []Name{short}
	}
	return []Name{n}
}

// exonName cuts a full name to three fields and keeps its letter.
func exonName(n Name) Name {
	if n.count <= 3 {
		return n
	}
	letter := n.suffix
	n = cutName(n, 3)
	n.suffix = letter
	return n
}

// naming is the place of the chosen naming in an index by naming.
func (x *reduction) naming() int {
	if x.first {
		return 1
	}
	return 0
}

// groupName gives the group of an allele for mode G or P.
func (r *Release) groupName(index int32, mode Mode, naming int) (Name, bool) {
	at := r.alleles[index].g
	if mode == ModeP {
		at = r.alleles[index].p
	}
	if at < 0 {
		return Name{}, false
	}
	return r.groups[at].read[naming], true
}

// u2 gives two fields with the letter where that name is valid, else lgx.
func (x *reduction) u2(n Name) Name {
	two := cutName(n, 2)
	two.suffix = n.suffix
	if two.suffix == 0 && x.exists(two) || two.suffix != 0 && x.unanimous(two) {
		return two
	}
	return x.lgxName(n, x.naming())
}
