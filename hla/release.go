package hla

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Release is one IPD-IMGT/HLA release, read by LoadRelease. It is immutable
// and safe for concurrent use. Every answer that depends on the nomenclature
// names the release it came from; several releases live side by side.
type Release struct {
	version, date string
	verified      bool
	namesOnly     bool // see NamesOnly
	missing       []string

	alleles   []alleleRow
	byName    map[string]int32   // full name
	stems     map[string][]int32 // two- and three-field stems: the alleles with more fields
	families  map[string][]int32 // "A*02"
	deleted   map[string]deletion
	groups    []groupRow
	byGroup   map[string]int32 // published G and P names
	byFirst   map[string]int32 // G names made from the first member listed
	grouped   map[string]bool  // genes that have G group rows
	serology  map[serologyKey]*antigen
	tce       map[string]tceRow
	hasStatus bool
	lgx       [2]func() *lgxIndex // by published name, by first member
	tables    *plainTables
}

// alleleRow is one live allele.
type alleleRow struct {
	name     Name
	text     string
	g, p     int32 // index into groups, -1 without
	assigned assignment
	antigens []*antigen // those of assigned
	status   sequenceStatus
	coding   int32 // number of its first three fields, 0 with fewer
	protein  int32 // number of its first two
	row      int   // line of hla_nom.txt
}

// groupRow is one G or P group.
type groupRow struct {
	name    string  // as published
	first   string  // the name that the first member listed would give
	read    [2]Name // both, as names
	members []int32
	row     int
}

// deletion is an abandoned name.
type deletion struct {
	successor, reason string
	row               int
}

type sequenceStatus uint8

const (
	statusUnknown sequenceStatus = iota
	statusPartial
	statusFullCDNA
	statusFullGDNA
)

// Version gives the release, "3.58.0".
func (r *Release) Version() string { return r.version }

// Date gives the date of the files, "2024-10-09".
func (r *Release) Date() string { return r.date }

// Verified tells whether every nomenclature file agreed with its checksum; it
// is false only where the copy has no checksum file.
func (r *Release) Verified() bool { return r.verified }

// Missing lists the optional files that the copy does not have, with what
// cannot be answered without them.
func (r *Release) Missing() []string { return slices.Clone(r.missing) }

// String gives "IPD-IMGT/HLA 3.58.0".
func (r *Release) String() string {
	if r.namesOnly {
		return BasisTwoField.EN
	}
	return "IPD-IMGT/HLA " + r.version
}

// Count gives the number of live alleles and of G and P groups with a name.
func (r *Release) Count() (alleles, gGroups, pGroups int) {
	for _, g := range r.groups {
		if strings.HasSuffix(g.name, "G") {
			gGroups++
		} else {
			pGroups++
		}
	}
	return len(r.alleles), gGroups, pGroups
}

// Releases keeps several releases side by side.
type Releases struct{ byVersion map[string]*Release }

// NewReleases gathers releases; one version given twice is refused.
func NewReleases(list ...*Release) (*Releases, error) {
	out := &Releases{byVersion: map[string]*Release{}}
	for _, r := range list {
		if r == nil {
			return nil, &Error{Kind: KindFile, Sentence: "a release is missing from the list"}
		}
		if out.byVersion[r.version] != nil {
			return nil, &Error{Kind: KindDuplicate, Input: r.version, Sentence: fmt.Sprintf("release %s is given twice", r.version)}
		}
		out.byVersion[r.version] = r
	}
	return out, nil
}

// At gives one release by its version, as "3.58.0" or "3580".
func (r *Releases) At(version string) (*Release, bool) {
	for _, each := range r.byVersion {
		if each.version == version || strings.ReplaceAll(each.version, ".", "") == version {
			return each, true
		}
	}
	return nil, false
}

// Versions lists the versions, oldest first.
func (r *Releases) Versions() []string {
	var out []string
	for version := range r.byVersion {
		out = append(out, version)
	}
	slices.SortFunc(out, func(a, b string) int {
		x, y := strings.Split(a, "."), strings.Split(b, ".")
		return slices.CompareFunc(x, y, func(s, t string) int { return cmp.Compare(number(s), number(t)) })
	})
	return out
}

// Latest gives the newest release, nil without any.
func (r *Releases) Latest() *Release {
	versions := r.Versions()
	if len(versions) == 0 {
		return nil
	}
	return r.byVersion[versions[len(versions)-1]]
}

// AlleleInfo is what a release says about one live allele.
type AlleleInfo struct {
	Name           string
	GGroup, PGroup string // published names, "" where it is its own group or, for P, not expressed
	Serology       []string
	Full           bool   // sequenced in full
	TCE            string // "1", "2", "3", "0" not expressed, "" none; DPB1 alone
	Row            string // file and line that names it
}

// Allele gives one full allele name of the release.
func (r *Release) Allele(name string) (AlleleInfo, bool) {
	i, found := r.byName[trimPrefixHLA(name)]
	if !found {
		return AlleleInfo{}, false
	}
	a := r.alleles[i]
	info := AlleleInfo{Name: a.text, Full: a.status >= statusFullCDNA, Row: fmt.Sprintf("hla_nom.txt:%d", a.row), TCE: r.tce[a.text].group}
	if a.g >= 0 {
		info.GGroup = r.groups[a.g].name
	}
	if a.p >= 0 {
		info.PGroup = r.groups[a.p].name
	}
	for _, number := range a.assigned.all() {
		info.Serology = append(info.Serology, serologyGene(a.name.gene)+number)
	}
	return info, true
}

// Group lists the members of a published G or P group in the order of the file.
func (r *Release) Group(name string) ([]string, bool) {
	i, found := r.byGroup[trimPrefixHLA(name)]
	if !found {
		return nil, false
	}
	return r.texts(r.groups[i].members), true
}

// GroupNames lists every published G or P group name ('G' or 'P').
func (r *Release) GroupNames(letter byte) []string {
	var out []string
	for _, g := range r.groups {
		if g.name[len(g.name)-1] == letter {
			out = append(out, g.name)
		}
	}
	return out
}

func (r *Release) texts(indexes []int32) []string {
	out := make([]string, len(indexes))
	for i, index := range indexes {
		out[i] = r.alleles[index].text
	}
	return out
}

// Successor follows a deleted name to the live allele that replaced it. It
// gives false for a name that was never deleted or has no successor.
func (r *Release) Successor(name string) (successor, reason string, ok bool) {
	name = trimPrefixHLA(name)
	for range 10 { // a chain of renamings is short; a longer one is a circle
		d, found := r.deleted[name]
		if !found {
			break
		}
		reason = d.reason
		if d.successor == "" {
			return "", reason, false
		}
		name = d.successor
		if _, live := r.byName[name]; live {
			return name, reason, true
		}
	}
	return "", reason, false
}

// stemMembers gives the alleles under a name: the allele itself, or every
// longer one; with a letter only those that carry it ("short null").
func (r *Release) stemMembers(n Name) []int32 {
	if i, found := r.byName[n.String()]; found {
		return []int32{i}
	}
	bare := n
	bare.suffix = 0
	members := r.stems[bare.String()]
	if n.suffix == 0 {
		return members
	}
	var out []int32
	for _, i := range members {
		if r.alleles[i].name.suffix == n.suffix {
			out = append(out, i)
		}
	}
	return out
}

// bareNull gives the two-field alleles that differ from the name only by a
// letter, so that A*24:596 finds A*24:596N.
func (r *Release) bareNull(n Name) []int32 {
	if n.suffix != 0 || n.count != 2 {
		return nil
	}
	for _, letter := range []byte("NLSCAQ") {
		n.suffix = letter
		if i, found := r.byName[n.String()]; found {
			return []int32{i}
		}
	}
	return nil
}

// unanimous tells whether a two-field name with a letter may be used: all
// longer alleles that carry a letter carry this one.
func (r *Release) unanimous(n Name) bool {
	if _, found := r.byName[n.String()]; found {
		return true
	}
	bare := n
	bare.suffix = 0
	some := false
	for _, i := range r.stems[bare.String()] {
		switch r.alleles[i].name.suffix {
		case 0:
		case n.suffix:
			some = true
		default:
			return false
		}
	}
	return some
}

// cutName gives the first fields of an allele name; a name that is not longer
// keeps its letter, a longer one loses it.
func cutName(n Name, count int) Name {
	if n.count <= count {
		return n
	}
	n.count, n.suffix = count, 0
	for i := count; i < len(n.fields); i++ {
		n.fields[i] = ""
	}
	return n
}

// broadFamilies are allele families written for a broad antigen, with the
// families they stand for: the antigens split since, whose numbers were never
// given to a DNA family.
var broadFamilies = map[string][]string{
	"A*09": {"23", "24"}, "A*10": {"25", "26", "34", "66"}, "A*19": {"29", "30", "31", "32", "33", "74"}, "A*28": {"68", "69"},
	"B*05": {"51", "52"}, "B*12": {"44", "45"}, "B*16": {"38", "39"}, "B*17": {"57", "58"}, "B*21": {"49", "50"}, "B*22": {"54", "55", "56"},
	"C*10": {"03", "04"}, "DQB1*01": {"05", "06"}, "DRB1*02": {"15", "16"}, "DRB1*06": {"13", "14"},
}

// familyMembers gives the alleles of a family or of a broad family.
func (r *Release) familyMembers(n Name) []int32 {
	key := n.gene + "*" + n.fields[0]
	if broad, found := broadFamilies[key]; found {
		var out []int32
		for _, family := range broad {
			out = append(out, r.families[n.gene+"*"+family]...)
		}
		return out
	}
	return r.families[key]
}

// twoFieldNames gives the members as two-field names, once each in order.
func (r *Release) twoFieldNames(members []int32) []Name {
	seen := map[Name]bool{}
	var out []Name
	for _, i := range members {
		two := cutName(r.alleles[i].name, 2)
		if !seen[two] {
			seen[two] = true
			out = append(out, two)
		}
	}
	return out
}
