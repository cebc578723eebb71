package hla

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// BlankRule says how one reported allele with a blank beside it is read.
type BlankRule string

// The rules for a blank second position.
const (
	BlankHomozygous BlankRule = "homozygous" // one value means the same allele twice, by convention of the registries
	BlankUnknown    BlankRule = "unknown"    // the second allele may be any
	BlankRefused    BlankRule = "refused"    // a half-typed locus is an error
)

// GenotypeOptions are the choices in reading a typing. The zero value reads a
// blank as homozygous and has no code list.
type GenotypeOptions struct {
	Codes *Codes
	Blank BlankRule
}

// blankAt gives the rule for a blank at one locus.
func (o GenotypeOptions) blankAt(locus Locus) BlankRule {
	switch {
	case o.Blank != "" && o.Blank != BlankHomozygous:
		return o.Blank
	case locus.mayBeAbsent():
		return BlankUnknown // the gene may be missing from the other chromosome
	}
	return BlankHomozygous
}

// Genotype is one person's typing, as ambiguous as it was reported, read
// against one release, which it remembers. It is immutable.
type Genotype struct {
	release *Release
	text    string
	loci    map[Locus]locusGenotype
}

// locusGenotype is one locus: alternatives of two positions each.
type locusGenotype struct {
	alternatives [][2]position
	blank        BlankRule // the rule that fired, "" without a blank
}

// position is one gene copy: everything that it can be.
type position struct {
	text     string
	single   bool // one full allele name
	combined bool // a code, family or group: never graded above a G group
	isNull   bool // nothing that it can be is expressed
	hasNull  bool // a null stands by name among what it can be
	isNew    bool
	any      bool     // nothing is known
	unlisted []string // names that the release does not have, in a family that it has
	own      []string // the groups that such names are by themselves
	members  []int32
	antigen  *antigen // set where typed by serology
	p        []string // P groups, sorted; an expressed allele without one is its own
	g        []string // G groups, likewise
	direct   []*antigen
	sequences
}

// ReadGenotype reads a genotype list string against a release: loci in blocks,
// alternatives ("|", "/") and phase ("~") are understood, a deleted name is
// followed to its successor, and NEW matches nothing. Every problem is
// collected, with its locus as path.
func (r *Release) ReadGenotype(text string, options GenotypeOptions) (Genotype, error) {
	out := Genotype{release: r, text: text, loci: map[Locus]locusGenotype{}}
	g, err := ParseGL(strings.TrimSpace(text))
	if err != nil {
		return Genotype{}, err
	}
	if g.operator == '?' {
		return Genotype{}, &Error{Kind: KindForm, Input: clip(text), Sentence: "the typing leaves open on which gene a sequence lies (?); state the gene before comparing"}
	}
	var problems Problems
	for _, block := range g.split('^') {
		for _, part := range unphase(block) {
			if err := out.addLocus(part, options); err != nil {
				problems = append(problems, within(part.Names()[0].gene, err)...)
			}
		}
	}
	if len(problems) > 0 {
		return Genotype{}, problems
	}
	return out, nil
}

// unphase turns a block with phase ("A*…~B*…+A*…~B*…") into a block for each
// locus.
func unphase(block GLString) []GLString {
	copies := block.split('+')
	if !slices.ContainsFunc(copies, func(c GLString) bool { return c.operator == '~' }) {
		return []GLString{block}
	}
	var genes []string
	byGene := map[string]GLString{}
	for _, copied := range copies {
		for _, allele := range copied.split('~') {
			gene := allele.Names()[0].gene
			if _, seen := byGene[gene]; !seen {
				genes = append(genes, gene)
			}
			b := byGene[gene]
			b.operator, b.parts = '+', append(b.parts, allele)
			byGene[gene] = b
		}
	}
	var out []GLString
	for _, gene := range genes {
		b := byGene[gene]
		if len(b.parts) == 1 {
			b = b.parts[0]
		}
		out = append(out, b)
	}
	return out
}

// locusOf gives the locus of a name; serology stands under its gene.
func locusOf(n Name) (Locus, error) {
	gene := n.gene
	if n.form == FormSerology {
		gene = map[string]string{"A": "A", "B": "B", "Cw": "C", "DR": "DRB1", "DQ": "DQB1", "DPw": "DPB1"}[n.gene]
		if n.gene == "DR" {
			switch n.tail {
			case "51":
				gene = "DRB5"
			case "52":
				gene = "DRB3"
			case "53":
				gene = "DRB4"
			}
		}
	}
	if gene == "Cw" {
		gene = "C"
	}
	return ParseLocus(gene)
}

func (t *Genotype) addLocus(block GLString, options GenotypeOptions) error {
	names := block.Names()
	locus, err := locusOf(names[0])
	if err != nil {
		return err
	}
	for _, n := range names {
		if other, err := locusOf(n); err != nil || other != locus && n.form != FormNew {
			return &Error{Kind: KindLocus, Locus: locus, Input: clip(block.String()), Sentence: fmt.Sprintf("%s stands in the block of locus %s", n, locus)}
		}
	}
	if _, twice := t.loci[locus]; twice {
		return &Error{Kind: KindDuplicate, Locus: locus, Input: clip(block.String()), Sentence: fmt.Sprintf("locus %s is given twice", locus)}
	}
	if names[0].form == FormUntyped {
		return nil
	}
	var out locusGenotype
	for _, alternative := range block.split('|') {
		copies := alternative.split('+')
		if len(copies) > 2 {
			return &Error{Kind: KindForm, Locus: locus, Input: clip(alternative.String()), Sentence: fmt.Sprintf("locus %s has %d gene copies", locus, len(copies))}
		}
		pair, blank, err := t.readPair(locus, copies, options)
		if err != nil {
			return err
		}
		if blank != "" {
			out.blank = blank
		}
		out.alternatives = append(out.alternatives, pair)
	}
	t.loci[locus] = out
	return nil
}

func (t *Genotype) readPair(locus Locus, copies []GLString, options GenotypeOptions) (pair [2]position, rule BlankRule, err error) {
	for i, copied := range copies {
		if pair[i], err = t.release.readPosition(copied, options.Codes); err != nil {
			return pair, "", err
		}
	}
	if len(copies) == 2 {
		return pair, "", nil
	}
	switch rule = options.blankAt(locus); rule {
	case BlankHomozygous:
		pair[1] = pair[0]
	case BlankUnknown:
		pair[1] = position{text: "–", any: true}
	default:
		return pair, "", &Error{Kind: KindBlank, Locus: locus, Input: clip(copies[0].String()), Sentence: fmt.Sprintf("locus %s is typed at one position only", locus)}
	}
	return pair, rule, nil
}

// readPosition reads one gene copy, a list of alternative alleles.
func (r *Release) readPosition(g GLString, codes *Codes) (position, error) {
	out := position{text: g.String()}
	parts := g.split('/')
	for _, part := range parts {
		if err := r.readMember(&out, part.name, codes); err != nil {
			return position{}, err
		}
		out.hasNull = out.hasNull || part.name.suffix == 'N'
	}
	slices.Sort(out.members)
	out.members = slices.Compact(out.members)
	out.single = out.single && len(parts) == 1 && len(out.members) == 1
	expressed := slices.ContainsFunc(out.members, func(i int32) bool { return r.alleles[i].name.suffix != 'N' })
	if out.isNull = out.isNull || len(out.members) > 0 && !expressed && out.antigen == nil; expressed || len(out.own) > 0 {
		out.isNull = false // a list that may hold a null may be expressed
	}
	out.p, out.g = r.pGroups(out.members), r.gGroups(out.members)
	if len(out.own) > 0 {
		out.p = append(out.p, out.own...)
		slices.Sort(out.p)
		out.p = slices.Compact(out.p)
	}
	out.direct, out.sequences = r.directOf(out), r.sequencesOf(out.members)
	return out, nil
}

// readMember adds what one name of any form can be.
func (r *Release) readMember(out *position, n Name, codes *Codes) error {
	switch n.form {
	case FormNew:
		out.isNew = true
		return nil
	case FormAbsent:
		out.isNull = true
		return nil
	case FormUntyped:
		out.any = true
		return nil
	case FormSerology:
		a := r.serology[serologyKey{n.gene, n.tail}]
		if a == nil {
			return r.unknown(n, "is not an antigen of")
		}
		out.antigen, out.combined = a, true
		for _, node := range r.matching(a) {
			out.members = append(out.members, node.own...)
		}
		return nil
	}
	if modern := n.Modern(); r.namesOnly && modern.form == FormAllele && modern.count >= 2 {
		out.readByName(modern)
		return nil
	} else if r.namesOnly && modern.form == FormCode {
		return r.readCodeByName(out, modern, codes)
	}
	set, err := r.allelesOf(n, codes)
	if err != nil {
		return r.readUnlisted(out, n.Modern(), err)
	}
	_, out.single = r.byName[n.String()]
	out.combined = out.combined || n.form != FormAllele && n.form != FormVersion2
	out.members = append(out.members, set...)
	return nil
}

// readUnlisted takes a well-formed name that the release does not have, though
// it has the family: the name of a newer release, or an abandoned one. A longer
// name is read as its two fields, any other as a group of its own that matches
// nothing but itself; neither is ever certain. Other names stay refused.
func (r *Release) readUnlisted(out *position, n Name, problem error) error {
	if n.form != FormAllele || n.count < 2 || len(r.families[n.gene+"*"+n.fields[0]]) == 0 {
		return problem
	}
	out.combined = true
	out.unlisted = append(out.unlisted, n.String())
	stem := r.stemMembers(cutName(n, 2))
	switch {
	case n.suffix == 'N':
		out.isNull = true
	case n.count > 2 && len(stem) > 0:
		out.members = append(out.members, stem...)
	default:
		out.own = append(out.own, exonFree(n))
	}
	return nil
}

// allelesOf gives every allele that a molecular name of any form can be. Nulls
// inside a decoded code are left out where an expressed allele remains.
func (r *Release) allelesOf(n Name, codes *Codes) ([]int32, error) {
	x := reduction{Release: r, codes: codes}
	switch n.form {
	case FormVersion2:
		modern, err := x.modern(n)
		if err != nil {
			return nil, err
		}
		return r.allelesOf(modern, codes)
	case FormFamily:
		if members := r.familyMembers(n); len(members) > 0 {
			return members, nil
		}
		return nil, r.unknown(n, "has no allele in")
	case FormGGroup, FormPGroup:
		if index, known := r.byGroup[n.String()]; known {
			return r.groups[index].members, nil
		}
		return nil, r.unknown(n, "is not a group of")
	case FormSmallG:
		n.form = FormAllele
		if members := r.lgxBy(0).membersOf(n); len(members) > 0 {
			return members, nil
		}
		return nil, r.unknown(n, "is not a group of")
	case FormCode:
		return r.allelesOfCode(n, codes)
	}
	if members := r.stemMembers(n); len(members) > 0 {
		return members, nil
	}
	if successor, _, found := r.Successor(n.String()); found {
		return []int32{r.byName[successor]}, nil
	}
	if members := r.bareNull(n); members != nil {
		return members, nil
	}
	return nil, r.unknown(n, "is not an allele of")
}

func (r *Release) allelesOfCode(n Name, codes *Codes) ([]int32, error) {
	list, err := codes.expand(n)
	if err != nil {
		return nil, err
	}
	var all, expressed []int32
	for _, member := range list {
		set, err := r.allelesOf(member, nil)
		if err != nil {
			continue // codes outlive the names they hold
		}
		for _, i := range set {
			all = append(all, i)
			if r.alleles[i].name.suffix != 'N' {
				expressed = append(expressed, i)
			}
		}
	}
	if len(all) == 0 {
		return nil, &Error{Kind: KindExpansion, Input: n.String(), Sentence: fmt.Sprintf("%s: no allele of this code is left in %s", n, r)}
	}
	if len(expressed) > 0 {
		return expressed, nil
	}
	return all, nil
}

// pGroups gives the P groups of the expressed alleles; one without a published
// group is its own, called by its two fields.
func (r *Release) pGroups(members []int32) []string {
	var out []string
	for _, i := range members {
		a := r.alleles[i]
		switch {
		case a.name.suffix == 'N':
		case a.p >= 0:
			out = append(out, r.groups[a.p].name)
		default:
			out = append(out, exonFree(a.name))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func exonFree(n Name) string {
	letter := n.suffix
	n = cutName(n, 2)
	n.suffix = letter
	return n.String()
}

// TCEGroup gives the T-cell epitope groups that one DPB1 name of any form can
// have; none where nothing is assigned.
func (r *Release) TCEGroup(name string, codes *Codes) (TCEGroups, error) {
	n, err := ReadName(name)
	if err != nil {
		return nil, err
	}
	members, err := r.allelesOf(n, codes)
	if err != nil {
		return nil, err
	}
	return r.tceOf(members), nil
}

// Release gives the release against which the typing was read.
func (t Genotype) Release() *Release { return t.release }

// String gives the typing as it was reported.
func (t Genotype) String() string { return t.text }

// Loci lists the typed loci.
func (t Genotype) Loci() []Locus {
	var out []Locus
	for _, locus := range Loci() {
		if _, typed := t.loci[locus]; typed {
			out = append(out, locus)
		}
	}
	return out
}

// Warnings names every allele that the release does not have although it has
// the family; such names are compared by name and never certain.
func (t Genotype) Warnings() []string {
	var out []string
	for _, name := range t.Unlisted() {
		out = append(out, fmt.Sprintf("%s is not an allele of %s; it is compared by its name alone", name, t.release))
	}
	return out
}

// Unlisted gives the names that the release does not have, once each.
func (t Genotype) Unlisted() []string {
	var out []string
	for _, locus := range t.Loci() {
		for _, pair := range t.loci[locus].alternatives {
			for _, x := range pair {
				for _, name := range x.unlisted {
					if !slices.Contains(out, name) {
						out = append(out, name)
					}
				}
			}
		}
	}
	return out
}

// Possible lists, for one locus, the full allele names that each of the two
// positions can be, over every alternative; nil where the locus is not typed.
func (t Genotype) Possible(locus Locus) [2][]string {
	var out [2][]string
	for _, pair := range t.loci[locus].alternatives {
		for i, p := range pair {
			out[i] = append(out[i], t.release.texts(p.members)...)
		}
	}
	for i := range out {
		slices.Sort(out[i])
		out[i] = slices.Compact(out[i])
	}
	return out
}

// PGroups lists, for one locus, the P groups that each of the two positions can
// be; an expressed allele without a published group stands for itself. Nil where
// the locus is not typed.
func (t Genotype) PGroups(locus Locus) [2][]string {
	var out [2][]string
	for _, pair := range t.loci[locus].alternatives {
		for i, p := range pair {
			out[i] = append(out[i], p.p...)
		}
	}
	for i := range out {
		slices.Sort(out[i])
		out[i] = slices.Compact(out[i])
	}
	return out
}

// Column turns one position as registries write it in a column for a locus
// ("*02:01", "02:01", "*01:01/03", "16", "NEW") into a genotype list string.
func Column(locus Locus, text string) string {
	text = strings.TrimPrefix(strings.TrimSpace(text), "HLA-")
	text = strings.TrimPrefix(text, string(locus))
	if text == "NEW" || text == "UUUU" || text == "NNNN" {
		return string(locus) + "*" + text
	}
	if digits(text) && len(text) <= 4 {
		return serologyGene(string(locus)) + text
	}
	parts := strings.Split(strings.TrimPrefix(text, "*"), "/")
	family, _, _ := strings.Cut(parts[0], ":")
	for i, part := range parts {
		if i > 0 && !strings.Contains(part, ":") {
			part = family + ":" + part
		}
		parts[i] = string(locus) + "*" + strings.TrimPrefix(part, string(locus)+"*")
	}
	return strings.Join(parts, "/")
}

// blankText says which rule fired for a blank second position.
func (rule BlankRule) blankText() evidence.Text {
	switch rule {
	case BlankHomozygous:
		return evidence.Text{EN: "one reported allele read as two equal ones", ZH: "仅报告一个等位基因，按纯合处理"}
	case BlankUnknown:
		return evidence.Text{EN: "the second allele is not known and may be any", ZH: "第二个等位基因未知，可为任意等位基因"}
	}
	return evidence.Text{}
}
