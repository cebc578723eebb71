package hla

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// serologyKey is one antigen: its letters as in hla_nom.txt ("A", "Cw", "DR")
// and its number.
type serologyKey struct{ letters, number string }

// antigen is one node of the tree of rel_ser_ser.txt.
type antigen struct {
	letters, number    string
	splits, associated []string
	broad              []string // broads of which this is a split
	associatedWith     []string // antigens with which this is associated
	alleles            []int32  // assigned in rel_dna_ser.txt, with those of its splits
	own                []int32  // assigned to this very antigen
}

// AntigenKind is the place of an antigen among broads, splits and associated.
type AntigenKind string

// The kinds of antigen.
const (
	AntigenBroad      AntigenKind = "broad"      // has splits
	AntigenSplit      AntigenKind = "split"      // of a broad
	AntigenAssociated AntigenKind = "associated" // a variant of another antigen
	AntigenNotSplit   AntigenKind = "not split"
	AntigenPublic     AntigenKind = "public" // Bw4, Bw6, DR51, DR52, DR53: no matching unit
)

func (a *antigen) kind() AntigenKind {
	switch {
	case a.letters == "Bw" || a.letters == "DR" && (a.number == "51" || a.number == "52" || a.number == "53"):
		return AntigenPublic
	case len(a.splits) > 0:
		return AntigenBroad
	case len(a.associatedWith) > 0:
		return AntigenAssociated
	case len(a.broad) > 0:
		return AntigenSplit
	}
	return AntigenNotSplit
}

func (a *antigen) String() string { return a.letters + a.number }

// Antigen tells the kind of a serological name ("B62") in this release, its
// broads and splits, and the antigens it is associated with or that are
// associated with it.
func (r *Release) Antigen(name string) (kind AntigenKind, relatives []string, ok bool) {
	n, err := ReadName(name)
	if err != nil || n.form != FormSerology {
		return "", nil, false
	}
	a := r.serology[serologyKey{n.gene, n.tail}]
	if a == nil {
		return "", nil, false
	}
	for _, list := range [][]string{a.broad, a.splits, a.associatedWith, a.associated} {
		for _, number := range list {
			relatives = append(relatives, a.letters+number)
		}
	}
	return a.kind(), relatives, true
}

// serologyGene gives the letters under which the antigens of a gene are
// written, "" where it has none.
func serologyGene(gene string) string {
	switch gene {
	case "A", "B":
		return gene
	case "C":
		return "Cw"
	case "DRB1", "DRB3", "DRB4", "DRB5":
		return "DR"
	case "DQB1":
		return "DQ"
	case "DPB1":
		return "DPw"
	}
	return ""
}

// assignment is one row of rel_dna_ser.txt: antigen numbers without letters.
type assignment struct {
	unambiguous, possible, assumed []string
}

// all gives every antigen number, without "0" (not expressed) and "?" (none).
func (a assignment) all() []string {
	var out []string
	for _, list := range [][]string{a.unambiguous, a.possible, a.assumed} {
		for _, number := range list {
			if !slices.Contains(out, number) {
				out = append(out, number)
			}
		}
	}
	return out
}

// readAntigens reads rel_ser_ser.txt: locus;antigen;splits;associated.
func (l *loader) readAntigens() {
	file := path.Join(l.folder, "rel_ser_ser.txt")
	rows, ok := l.rows(file, ";", true)
	if !ok {
		return
	}
	for _, r := range rows {
		if len(r.fields) != 4 {
			l.refuse(file, r.line, "the row has %d fields instead of 4", len(r.fields))
			continue
		}
		letters := r.fields[0]
		a := l.release.serology[serologyKey{letters, r.fields[1]}]
		if a == nil {
			l.refuse(file, r.line, "%s%s is not a live antigen of hla_nom.txt", letters, clip(r.fields[1]))
			continue
		}
		link := func(numbers string, join func(other *antigen)) {
			for _, number := range listOf(numbers) {
				other := l.release.serology[serologyKey{letters, number}]
				if other == nil {
					l.refuse(file, r.line, "%s%s is not a live antigen of hla_nom.txt", letters, clip(number))
					continue
				}
				join(other)
			}
		}
		link(r.fields[2], func(split *antigen) {
			a.splits = append(a.splits, split.number)
			split.broad = append(split.broad, a.number)
		})
		link(r.fields[3], func(other *antigen) {
			a.associated = append(a.associated, other.number)
			other.associatedWith = append(other.associatedWith, a.number)
		})
	}
}

func listOf(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "/")
}

// readAssignments reads rel_dna_ser.txt:
// locus*;allele;unambiguous;possible;assumed;exceptions, with a seventh field
// since release 3.64.0.
func (l *loader) readAssignments() {
	file := path.Join(l.folder, "rel_dna_ser.txt")
	rows, ok := l.rows(file, ";", true)
	if !ok {
		return
	}
	for _, r := range rows {
		if len(r.fields) < 5 || len(r.fields) > 7 {
			l.refuse(file, r.line, "the row has %d fields instead of 6 or 7", len(r.fields))
			continue
		}
		index, live := l.release.byName[r.fields[0]+r.fields[1]]
		if !live {
			l.refuse(file, r.line, "%s is not a live allele of hla_nom.txt", clip(r.fields[0]+r.fields[1]))
			continue
		}
		a := &l.release.alleles[index]
		for field, list := range map[int]*[]string{2: &a.assigned.unambiguous, 3: &a.assigned.possible, 4: &a.assigned.assumed} {
			for _, number := range listOf(r.fields[field]) {
				if number == "0" || number == "?" {
					continue
				}
				if !digits(number) {
					l.refuse(file, r.line, "%q is not the number of an antigen", clip(number))
				}
				*list = append(*list, number)
			}
		}
		l.assign(index)
	}
	l.spread()
}

// assign enters an allele under its antigens.
func (l *loader) assign(index int32) {
	a := l.release.alleles[index]
	letters := serologyGene(a.name.gene)
	if letters == "" {
		return
	}
	for _, number := range a.assigned.all() {
		key := serologyKey{letters, number}
		if l.release.serology[key] == nil {
			l.release.serology[key] = &antigen{letters: letters, number: number}
		}
		node := l.release.serology[key]
		node.own = append(node.own, index)
		l.release.alleles[index].antigens = append(l.release.alleles[index].antigens, node)
	}
}

// spread gives every broad antigen the alleles of its splits.
func (l *loader) spread() {
	for _, a := range l.release.serology {
		a.alleles = slices.Clone(a.own)
		for _, split := range a.splits {
			if node := l.release.serology[serologyKey{a.letters, split}]; node != nil {
				a.alleles = append(a.alleles, node.own...)
			}
		}
		slices.Sort(a.alleles)
		a.alleles = slices.Compact(a.alleles)
	}
}

// antigensOf lists the antigens under their letters by number, so that answers
// have one order.
func (r *Release) antigensOf(letters string) []*antigen {
	var out []*antigen
	for key, a := range r.serology {
		if key.letters == letters {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b *antigen) int { return cmp.Compare(number(a.number), number(b.number)) })
	return out
}

// matching gives the antigens that an antigen can stand for: itself, its
// broads, its splits, and those joined with any of these by association.
func (r *Release) matching(a *antigen) []*antigen {
	out := []*antigen{a}
	add := func(numbers []string) {
		for _, number := range numbers {
			if node := r.serology[serologyKey{a.letters, number}]; node != nil && !slices.Contains(out, node) {
				out = append(out, node)
			}
		}
	}
	add(a.splits)
	down := len(out) // a broad stands for its splits and what is associated with them
	for _, node := range out[:down] {
		add(node.associated)
	}
	add(a.associatedWith) // an associated antigen is a variant of these
	add(a.broad)
	for _, number := range a.associatedWith {
		if node := r.serology[serologyKey{a.letters, number}]; node != nil {
			add(node.broad)
		}
	}
	return out
}
