package hla

import (
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// maxProblems ends the reading of a broken file; a wrong file would otherwise
// give a problem for each of its lines.
const maxProblems = 50

// loader reads one release and collects every problem with file and line.
type loader struct {
	fsys     fs.FS
	folder   string // "wmda" or "."
	sums     map[string]string
	release  *Release
	problems Problems
	declared map[string]string // file to version line
	stems    map[Name]int32
}

// LoadRelease reads one IPD-IMGT/HLA release from a copy of the reader's own, a
// folder or an archive opened as one: the folder wmda (hla_nom, hla_nom_g, hla_nom_p, rel_dna_ser, rel_ser_ser,
// md5checksum) and, where present, tce/dpb_tce.csv, Allelelist.txt and
// Allele_status.txt beside it. A file that disagrees with md5checksum.txt, with
// the version of the others or with its own layout refuses the whole release;
// the error is Problems of KindFile with a path "hla_nom.txt:17".
func LoadRelease(fsys fs.FS) (*Release, error) {
	l := &loader{fsys: fsys, folder: "wmda", declared: map[string]string{}, stems: map[Name]int32{}, release: &Release{
		byName: map[string]int32{}, stems: map[string][]int32{}, families: map[string][]int32{}, deleted: map[string]deletion{},
		byGroup: map[string]int32{}, byFirst: map[string]int32{}, grouped: map[string]bool{}, serology: map[serologyKey]*antigen{}, tce: map[string]tceRow{}}}
	l.locate()
	l.readSums()
	l.readNames()
	l.readAntigens()
	l.readGroups("hla_nom_g.txt", 'G')
	l.readGroups("hla_nom_p.txt", 'P')
	l.readAssignments()
	l.readTCE()
	l.readList()
	l.readStatus()
	l.agreeVersions()
	if len(l.problems) > 0 {
		return nil, l.problems
	}
	l.release.indexLgx()
	return l.release, nil
}

// locate finds the folder of the nomenclature files: wmda, the root itself, or
// wmda inside the only folder of an archive.
func (l *loader) locate() {
	here := func(name string) bool {
		_, err := fs.Stat(l.fsys, name)
		return err == nil
	}
	if here("wmda/hla_nom.txt") {
		return
	}
	if here("hla_nom.txt") {
		l.folder = "."
		return
	}
	inside, err := fs.Glob(l.fsys, "*/wmda/hla_nom.txt")
	if err != nil || len(inside) != 1 {
		return
	}
	if sub, err := fs.Sub(l.fsys, path.Dir(path.Dir(inside[0]))); err == nil {
		l.fsys = sub
	}
}

func (l *loader) refuse(file string, line int, format string, a ...any) {
	where := path.Base(file)
	if line > 0 {
		where = fmt.Sprintf("%s:%d", where, line)
	}
	if len(l.problems) < maxProblems {
		l.problems = append(l.problems, &Error{Kind: KindFile, Path: where, Input: file, Sentence: fmt.Sprintf(format, a...)})
	}
}

// row is one line behind the header.
type row struct {
	line   int
	fields []string
}

// rows reads a file, checks its sum, and gives its rows. A required file that
// is not there is a problem; an optional one gives false.
func (l *loader) rows(file, separator string, required bool) ([]row, bool) {
	data, err := fs.ReadFile(l.fsys, file)
	if err != nil {
		switch {
		case errors.Is(err, fs.ErrNotExist) && !required:
		case errors.Is(err, fs.ErrNotExist):
			l.refuse(file, 0, "the file is not there; a release needs hla_nom, hla_nom_g, hla_nom_p, rel_dna_ser and rel_ser_ser")
		default:
			l.refuse(file, 0, "the file cannot be read: %v", err)
		}
		return nil, false
	}
	if want, listed := l.sums[path.Base(file)]; listed && required {
		if sum := md5.Sum(data); hex.EncodeToString(sum[:]) != want {
			l.refuse(file, 0, "the content does not agree with md5checksum.txt; take a fresh copy of the release")
			return nil, false
		}
	}
	var out []row
	for i, text := range strings.Split(string(data), "\n") {
		text = strings.TrimRight(text, "\r")
		if strings.HasPrefix(text, "#") {
			l.header(file, strings.TrimSpace(strings.TrimPrefix(text, "#")))
			continue
		}
		if text != "" {
			out = append(out, row{i + 1, strings.Split(text, separator)})
		}
	}
	if len(out) == 0 {
		l.refuse(file, 0, "the file has no rows")
	}
	return out, true
}

func (l *loader) header(file, text string) {
	if version, found := strings.CutPrefix(text, "version:"); found {
		l.declared[file] = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(version), "IPD-IMGT/HLA"))
	}
	if date, found := strings.CutPrefix(text, "date:"); found && path.Base(file) == "hla_nom.txt" {
		l.release.date = strings.TrimSpace(date)
	}
}

// agreeVersions refuses a copy whose files are of different releases.
func (l *loader) agreeVersions() {
	l.release.version = l.declared[path.Join(l.folder, "hla_nom.txt")]
	if l.release.version == "" && len(l.problems) == 0 {
		l.refuse("hla_nom.txt", 0, "the header does not name the version of the release")
	}
	var files []string
	for file := range l.declared {
		files = append(files, file)
	}
	slices.Sort(files)
	for _, file := range files {
		if version := l.declared[file]; version != l.release.version {
			l.refuse(file, 0, "the file is of release %s, hla_nom.txt of release %s", version, l.release.version)
		}
	}
}

// readSums reads lines such as "MD5 (hla_nom.txt) = 841ed7…".
func (l *loader) readSums() {
	file := path.Join(l.folder, "md5checksum.txt")
	data, err := fs.ReadFile(l.fsys, file)
	if err != nil {
		l.release.missing = append(l.release.missing, "md5checksum.txt: the files are not verified")
		return
	}
	l.sums = map[string]string{}
	for i, text := range strings.Split(string(data), "\n") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		name, sum, found := strings.Cut(text, ") = ")
		name, named := strings.CutPrefix(name, "MD5 (")
		if !found || !named || len(sum) != 32 {
			l.refuse(file, i+1, "%q is not a checksum line", clip(text))
			continue
		}
		l.sums[name] = strings.ToLower(sum)
	}
	l.release.verified = true
	for _, name := range []string{"hla_nom.txt", "hla_nom_g.txt", "hla_nom_p.txt", "rel_dna_ser.txt", "rel_ser_ser.txt"} {
		if _, listed := l.sums[name]; !listed {
			l.refuse(file, 0, "no checksum is given for %s", name)
		}
	}
}

// readNames reads hla_nom.txt: locus;name;assigned;deleted;identical;reason.
func (l *loader) readNames() {
	file := path.Join(l.folder, "hla_nom.txt")
	rows, ok := l.rows(file, ";", true)
	if !ok {
		return
	}
	for _, r := range rows {
		if len(r.fields) < 6 {
			l.refuse(file, r.line, "the row has %d fields instead of 6", len(r.fields))
			continue
		}
		locus, name, deleted := r.fields[0], r.fields[1], r.fields[3] != ""
		gene, molecular := strings.CutSuffix(locus, "*")
		switch {
		case !molecular && !deleted:
			l.release.serology[serologyKey{locus, name}] = &antigen{letters: locus, number: name}
		case molecular && deleted:
			successor := ""
			if r.fields[4] != "" {
				successor = locus + r.fields[4]
			}
			l.release.deleted[locus+name] = deletion{successor, strings.Join(r.fields[5:], ";"), r.line}
		case molecular:
			l.addAllele(file, r.line, gene, name)
		}
	}
}

func (l *loader) addAllele(file string, line int, gene, short string) {
	text := gene + "*" + short
	name, err := ReadName(text)
	if err != nil || name.form != FormAllele {
		l.refuse(file, line, "%q is not an allele name", clip(text))
		return
	}
	if _, twice := l.release.byName[text]; twice {
		l.refuse(file, line, "%s stands in the file twice", text)
		return
	}
	r := l.release
	index := int32(len(r.alleles))
	added := alleleRow{name: name, text: text, g: -1, p: -1, row: line, protein: l.stem(cutName(name, 2))}
	if name.count >= 3 {
		added.coding = l.stem(cutName(name, 3))
	}
	r.alleles = append(r.alleles, added)
	r.byName[text] = index
	family := gene + "*" + name.fields[0]
	r.families[family] = append(r.families[family], index)
	stem := family
	for i := 1; i < min(3, name.count-1); i++ {
		stem += ":" + name.fields[i]
		r.stems[stem] = append(r.stems[stem], index)
	}
}

// stem numbers the beginning of a name, so that comparing is cheap.
func (l *loader) stem(n Name) int32 {
	number, seen := l.stems[n]
	if !seen {
		number = int32(len(l.stems) + 1)
		l.stems[n] = number
	}
	return number
}

// readGroups reads hla_nom_g.txt or hla_nom_p.txt: locus*;members;name.
func (l *loader) readGroups(base string, letter byte) {
	file := path.Join(l.folder, base)
	rows, ok := l.rows(file, ";", true)
	if !ok {
		return
	}
	for _, r := range rows {
		if len(r.fields) != 3 {
			l.refuse(file, r.line, "the row has %d fields instead of 3", len(r.fields))
			continue
		}
		gene, star := strings.CutSuffix(r.fields[0], "*")
		if letter == 'G' {
			l.release.grouped[gene] = true
		}
		if !star || r.fields[2] == "" {
			continue
		}
		l.addGroup(file, r.line, letter, r.fields[0], strings.Split(r.fields[1], "/"), r.fields[2])
	}
}

func (l *loader) addGroup(file string, line int, letter byte, locus string, members []string, short string) {
	r := l.release
	g := groupRow{name: locus + short, row: line}
	want := FormGGroup
	if letter == 'P' {
		want = FormPGroup
	}
	name, err := ReadName(g.name)
	if err != nil || name.form != want {
		l.refuse(file, line, "%q is not the name of a %c group", clip(g.name), letter)
		return
	}
	if _, twice := r.byGroup[g.name]; twice {
		l.refuse(file, line, "the group %s stands in the file twice", g.name)
		return
	}
	index := int32(len(r.groups))
	for i, member := range members {
		at, live := r.byName[locus+member]
		if !live {
			l.refuse(file, line, "the member %s of %s is not an allele of hla_nom.txt", clip(locus+member), g.name)
			continue
		}
		if letter == 'G' {
			r.alleles[at].g = index
		} else {
			r.alleles[at].p = index
		}
		if i == 0 {
			g.first = firstName(r.alleles[at].name, letter, g.name)
			first, err := ReadName(g.first)
			if err != nil {
				l.refuse(file, line, "%q is not the name of a %c group", clip(g.first), letter)
			}
			g.read = [2]Name{name, first}
		}
		g.members = append(g.members, at)
	}
	r.groups = append(r.groups, g)
	r.byGroup[g.name] = index
	if _, taken := r.byFirst[g.first]; !taken {
		r.byFirst[g.first] = index
	}
}

// firstName gives the G name that the first member listed would give; P groups
// keep their published name.
func firstName(n Name, letter byte, published string) string {
	n.suffix = 0
	switch {
	case letter == 'P':
		return published
	case n.count == 2:
		return n.String() + ":01G"
	}
	return cutName(n, 3).String() + "G"
}

// readList checks the live alleles against Allelelist.txt: AlleleID,Allele.
func (l *loader) readList() {
	const file = "Allelelist.txt"
	rows, ok := l.rows(file, ",", false)
	if !ok {
		l.release.missing = append(l.release.missing, "Allelelist.txt: the names are not checked against the accession list")
		return
	}
	for _, r := range rows {
		if len(r.fields) != 2 {
			l.refuse(file, r.line, "the row has %d fields instead of 2", len(r.fields))
			continue
		}
		if r.fields[0] == "AlleleID" {
			continue
		}
		if _, live := l.release.byName[r.fields[1]]; !live {
			l.refuse(file, r.line, "%s is not a live allele of hla_nom.txt", clip(r.fields[1]))
		}
	}
}

// readStatus reads Allele_status.txt: Allele,…,Partial,Type.
func (l *loader) readStatus() {
	rows, ok := l.rows("Allele_status.txt", ",", false)
	if !ok {
		l.release.missing = append(l.release.missing, "Allele_status.txt: no grade better than a G group can be given")
		return
	}
	l.release.hasStatus = true
	for _, r := range rows {
		if len(r.fields) != 8 {
			l.refuse("Allele_status.txt", r.line, "the row has %d fields instead of 8", len(r.fields))
			continue
		}
		index, live := l.release.byName[r.fields[0]]
		if !live {
			continue
		}
		status := statusPartial
		if r.fields[6] == "Full" {
			status = statusFullCDNA
			if r.fields[7] == "gDNA" {
				status = statusFullGDNA
			}
		}
		l.release.alleles[index].status = status
	}
}
