package hla

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// Report is one locus as a laboratory wrote it: one or two gene copies, each a
// name of any form or a list of alternatives ("02:07", "02:01/02:05", "02:AB",
// "02:01:01G", "02:XX", "A2"), or one genotype list with its copies inside it
// ("02:01+11:01|02:05+11:02"). The prefix of the locus may be left out. One copy
// alone is one allele and a blank.
type Report struct {
	Locus  string
	Copies []string
}

// reported is a locus that two fields alone do not settle.
type reported struct {
	copies    []string      // as written
	text      string        // genotype list string of the locus
	genotypes []openPair    // what the names alone leave possible
	why       evidence.Text // what keeps it open
}

// openPair is one genotype of an open locus; blank where one copy was reported.
type openPair struct {
	copies [2]openCopy
	blank  bool
}

// openCopy is what one gene copy can be: its keys, "" for a null; any name of its
// families; or anything.
type openCopy struct {
	keys     []string
	families []string
	any      bool
}

// ReportedTyping builds a typing from loci as they were reported. A locus whose
// copies come down to one two-field name each is that plain name; every other is
// kept as written, is open, and is compared by what its names leave possible.
// Groups, codes, serology and names from before 2010 say nothing without a release
// or code list and leave a copy open to anything. Every refusal is collected, each
// with its path, in Problems: what has no form of a name, the name of another
// locus, a third copy.
func ReportedTyping(loci ...Report) (Typing, error) {
	out := Typing{pairs: map[Locus]Pair{}, open: map[Locus]reported{}}
	var problems Problems
	for _, report := range loci {
		locus, err := ParseLocus(report.Locus)
		if err != nil {
			problems = append(problems, within(clip(report.Locus), err)...)
			continue
		}
		if _, twice := out.pairs[locus]; twice {
			problems = append(problems, &Error{Kind: KindDuplicate, Path: string(locus), Locus: locus, Input: report.Locus, Sentence: fmt.Sprintf("locus %s is given twice", locus)})
			continue
		}
		read, err := readReport(locus, report.Copies)
		if err != nil {
			problems = append(problems, within(string(locus), err)...)
			continue
		}
		if plain, settled := read.settled(locus); settled {
			out.pairs[locus] = plain
			continue
		}
		out.pairs[locus], out.open[locus] = read.pair(locus), read
	}
	if len(problems) > 0 {
		return Typing{}, problems
	}
	return out, nil
}

// Open says why a typed locus is not settled at two fields; ok is false where it
// is, or is not typed.
func (t Typing) Open(locus Locus) (why evidence.Text, ok bool) {
	r, open := t.open[locus]
	return r.why, open
}

// SettledBy takes from another typing of the same person every locus that is open
// here and settled there, where what was reported here can be just that. An open
// locus that contradicts the other typing stays open.
func (t Typing) SettledBy(other Typing) Typing {
	out := Typing{pairs: maps.Clone(t.pairs), open: maps.Clone(t.open)}
	for locus := range t.open {
		pair, typed := other.pairs[locus]
		if !typed || other.isOpen(locus) {
			continue
		}
		if l := Compare(t, other, []Locus{locus}).Loci[0]; l.Possible.Count.Most == 2 {
			out.pairs[locus] = pair
			delete(out.open, locus)
		}
	}
	return out
}

func (t Typing) isOpen(locus Locus) bool {
	_, open := t.open[locus]
	return open
}

// genotypes gives everything that a typed locus can be, and whether one copy was
// reported and read as two equal ones.
func (t Typing) genotypes(locus Locus) (all []openPair, blank bool) {
	if r, open := t.open[locus]; open {
		return r.genotypes, slices.ContainsFunc(r.genotypes, func(g openPair) bool { return g.blank })
	}
	pair := t.pairs[locus]
	if pair.Blank() && locus.mayBeAbsent() {
		key, _, _ := positions(Pair{pair[0], pair[0]})
		return []openPair{{copies: [2]openCopy{{keys: key[:1]}, {any: true}}}}, false
	}
	keys, blank, why := positions(pair)
	if why.EN != "" { // low resolution
		return []openPair{{copies: [2]openCopy{{any: true}, {any: true}}}}, blank
	}
	return []openPair{{copies: [2]openCopy{{keys: keys[:1]}, {keys: keys[1:]}}}}, blank
}

// Written gives a locus as it was reported: one or two copies, or one genotype
// list; nil where it is not typed.
func (t Typing) Written(locus Locus) []string {
	if r, open := t.open[locus]; open {
		return slices.Clone(r.copies)
	}
	var out []string
	for _, a := range t.pairs[locus] {
		if !a.Blank() {
			out = append(out, a.Short())
		}
	}
	return out
}

// maxReport bounds what one locus is written with, in bytes.
const maxReport = 64 << 10

// readReport reads the copies of one locus.
func readReport(locus Locus, copies []string) (reported, error) {
	out := reported{copies: copies}
	switch {
	case len(strings.Join(copies, "")) > maxReport:
		return out, &Error{Kind: KindForm, Locus: locus, Input: clip(copies[0]), Sentence: fmt.Sprintf("the typing of locus %s is longer than %d characters", locus, maxReport)}
	case len(copies) == 0 || copies[0] == "":
		return out, &Error{Kind: KindBlank, Locus: locus, Sentence: fmt.Sprintf("locus %s has no first allele; leave out a locus that was not typed", locus)}
	case len(copies) > 2:
		return out, &Error{Kind: KindForm, Locus: locus, Input: clip(strings.Join(copies, ", ")), Sentence: fmt.Sprintf("%d names stand at locus %s; nobody has more than two alleles at a locus", len(copies), locus)}
	}
	genotypes := []string{strings.Join(copies, "+")}
	if strings.ContainsAny(copies[0], "|+") {
		if len(copies) > 1 {
			return out, &Error{Kind: KindForm, Locus: locus, Input: clip(copies[1]), Sentence: "a genotype list holds both copies; nothing can stand beside it"}
		}
		genotypes = strings.Split(copies[0], "|")
	}
	var texts []string
	for _, genotype := range genotypes {
		pair, text, err := out.readGenotype(locus, strings.Split(genotype, "+"))
		if err != nil {
			return out, err
		}
		texts = append(texts, text)
		if !slices.ContainsFunc(out.genotypes, pair.equals) {
			out.genotypes = append(out.genotypes, pair)
		}
	}
	out.text = strings.Join(texts, "|")
	if len(genotypes) > 1 {
		out.why = joinTexts(evidence.Text{EN: clip(copies[0]) + " leaves several genotypes open", ZH: clip(copies[0]) + " 含多个可能的基因型"}, out.why)
	}
	return out, nil
}

func (r *reported) readGenotype(locus Locus, copies []string) (openPair, string, error) {
	if len(copies) > 2 {
		return openPair{}, "", &Error{Kind: KindForm, Locus: locus, Input: clip(strings.Join(copies, "+")), Sentence: fmt.Sprintf("locus %s has %d gene copies", locus, len(copies))}
	}
	out := openPair{blank: len(copies) == 1}
	var texts []string
	for i, text := range copies {
		names, err := reportedNames(locus, strings.TrimSpace(text))
		if err != nil {
			return openPair{}, "", err
		}
		var written []string
		for _, n := range names {
			if err := out.copies[i].add(locus, n); err != nil {
				return openPair{}, "", err
			}
			written = append(written, n.String())
		}
		slices.Sort(out.copies[i].keys)
		out.copies[i].keys = slices.Compact(out.copies[i].keys)
		why := needs(names)
		if why.EN == "" && len(out.copies[i].keys) > 1 {
			why = evidence.Text{EN: "leaves several alleles open", ZH: "含多个可能的等位基因"}
		}
		if why.EN != "" {
			r.why = joinTexts(r.why, evidence.Text{EN: clip(text) + " " + why.EN, ZH: clip(text) + " " + why.ZH})
		}
		texts = append(texts, strings.Join(written, "/"))
	}
	switch {
	case out.blank && locus.mayBeAbsent(): // the gene may be missing from the other chromosome
		out.blank, out.copies[1] = false, openCopy{any: true}
	case out.blank:
		out.copies[1] = out.copies[0]
	}
	return out, strings.Join(texts, "+"), nil
}

// reportedNames reads the alternatives of one copy, with or without their locus.
// Behind a first name "02:01/05" shortens "02:01/02:05".
func reportedNames(locus Locus, text string) ([]Name, error) {
	var out []Name
	family := ""
	for _, part := range strings.Split(text, "/") {
		n, err := ReadName(reportedName(locus, family, strings.TrimSpace(part)))
		if err != nil {
			return nil, err
		}
		if at, err := locusOf(n); n.form != FormNew && (err != nil || at != locus) {
			return nil, &Error{Kind: KindLocus, Locus: locus, Input: clip(part), Sentence: fmt.Sprintf("%s stands under locus %s", clip(part), locus)}
		}
		if n.form == FormAllele && n.count == 1 && n.suffix != 0 {
			return nil, refuse(KindFieldCount, locus, part, "names an allele family with an expression letter; at least two fields are needed")
		}
		if n.count > 0 {
			family = n.fields[0]
		}
		out = append(out, n)
	}
	return out, nil
}

// reportedName puts the locus before a name that was written without it. A bare
// number is the antigen, as registries write it; with a leading zero it can only be
// the family of the DNA name.
func reportedName(locus Locus, family, part string) string {
	bare := trimPrefixHLA(part)
	switch {
	case bare == "":
		return part
	case strings.Contains(bare, "*"):
		return bare
	case bare == "NEW" || bare == "NNNN" || bare == "UUUU":
		return string(locus) + "*" + bare
	case family != "" && digits(strings.TrimRight(bare, "NLSCAQ")):
		return string(locus) + "*" + family + ":" + bare
	case digits(bare) && bare[0] == '0' && len(bare) == 2:
		return string(locus) + "*" + bare + ":XX"
	case digits(bare) && len(bare) <= 4:
		return serologyGene(string(locus)) + bare
	case bare[0] < '0' || bare[0] > '9':
		return bare // serology with its letters
	}
	return string(locus) + "*" + bare
}

// add takes one name for what it says at two fields.
func (c *openCopy) add(locus Locus, n Name) error {
	switch {
	case n.form == FormAllele && n.count >= 2:
		a, err := ParseAllele(locus, strings.TrimPrefix(n.String(), string(locus)+"*"))
		if err != nil {
			return err
		}
		key, _ := a.key()
		if a.Null() {
			key = ""
		}
		c.keys = append(c.keys, key)
	case (n.form == FormFamily || n.form == FormAllele) && len(broadFamilies[n.gene+"*"+n.fields[0]]) == 0:
		c.families = append(c.families, n.fields[0])
	default:
		c.any = true
	}
	return nil
}

// needs says what the names of a copy ask for before they can be compared; nothing
// where they are plain.
func needs(names []Name) evidence.Text {
	for _, n := range names {
		if why, known := needsOf[n.form]; known && (n.form != FormAllele || n.count == 1) {
			return why
		}
	}
	return evidence.Text{}
}

var needsOf = map[Form]evidence.Text{
	FormAllele:   {EN: "is typed at low resolution only", ZH: "仅为低分辨分型"},
	FormFamily:   {EN: "is typed at low resolution only", ZH: "仅为低分辨分型"},
	FormGGroup:   {EN: "is a group of alleles, not compared by names alone: a release says what is in it", ZH: "是等位基因组（G组），仅凭名称无法比较，须由命名数据库版本说明其成员"},
	FormPGroup:   {EN: "is a group of alleles, not compared by names alone: a release says what is in it", ZH: "是等位基因组（P组），仅凭名称无法比较，须由命名数据库版本说明其成员"},
	FormSmallG:   {EN: "is a group of alleles, not compared by names alone: a release says what is in it", ZH: "是等位基因组（g组），仅凭名称无法比较，须由命名数据库版本说明其成员"},
	FormCode:     {EN: "is a multiple allele code, not compared by names alone: a code list says what it stands for", ZH: "是多等位基因代码，仅凭名称无法比较，须由代码表说明其含义"},
	FormSerology: {EN: "is serology, not compared by names alone: a release says which alleles carry the antigen", ZH: "是血清学结果，仅凭名称无法比较，须由命名数据库版本说明对应的等位基因"},
	FormVersion2: {EN: "is a name from before 2010, not compared by names alone: a release says what it is called now", ZH: "是2010年以前的旧式名称，仅凭名称无法比较，须由命名数据库版本说明现行名称"},
	FormNew:      {EN: "is an allele that has no name yet", ZH: "是尚未命名的新等位基因"},
	FormAbsent:   {EN: "reports that the gene is absent", ZH: "报告该基因缺失"},
	FormUntyped:  {EN: "reports that this copy was not typed", ZH: "报告该拷贝未分型"},
}

func (p openPair) equals(q openPair) bool {
	same := func(x, y openCopy) bool {
		return !x.any && !y.any && slices.Equal(x.keys, y.keys) && slices.Equal(x.families, y.families)
	}
	return p.blank == q.blank && (same(p.copies[0], q.copies[0]) && same(p.copies[1], q.copies[1]) ||
		same(p.copies[0], q.copies[1]) && same(p.copies[1], q.copies[0]))
}

// settled gives the plain pair of a locus whose copies come down to one two-field
// name each. Single names stay as they were written.
func (r reported) settled(locus Locus) (Pair, bool) {
	if len(r.genotypes) != 1 {
		return Pair{}, false
	}
	var pair Pair
	for i, text := range strings.Split(strings.Split(r.text, "|")[0], "+") {
		parts := strings.Split(text, "/")
		key := ""
		for _, part := range parts {
			a, err := ParseName(part)
			if err != nil {
				return Pair{}, false // a family, a group, a code …
			}
			own, _ := a.key()
			if key != "" && own != key {
				return Pair{}, false
			}
			if key == "" {
				key, pair[i] = own, a
			}
		}
		if len(parts) > 1 || strings.Contains(r.text, "|") {
			pair[i] = pair[i].TwoField()
		}
	}
	return pair, true
}

// pair gives the copies of an open locus as alleles that are never evidence of a
// match or of descent, but for a copy that is one name in every genotype.
func (r reported) pair(locus Locus) Pair {
	first := strings.Split(strings.Split(r.text, "|")[0], "+")
	var out Pair
	for i, text := range first {
		out[i] = Allele{locus: locus, open: text}
		if a, err := ParseName(text); err == nil && len(r.genotypes) == 1 && !strings.Contains(r.text, "|") {
			out[i] = a
		}
	}
	if strings.Contains(r.text, "|") { // both copies inside one list
		out = Pair{{locus: locus, open: strings.Join(r.copies, "")}, {locus: locus, open: strings.Join(r.copies, "")}}
	}
	return out
}

// ShortNames writes the names of one locus without the locus before each, as a table
// column does; ReportedTyping reads it back. Names from before 2010 keep it.
func ShortNames(locus Locus, text string) string {
	text = strings.ReplaceAll(text, "HLA-", "")
	g, err := ParseGL(text)
	if err != nil || slices.ContainsFunc(g.Names(), func(n Name) bool { return n.form == FormVersion2 || n.form == FormAllele && n.count == 1 }) {
		return text
	}
	return strings.ReplaceAll(text, string(locus)+"*", "")
}

// HoldsCodes tells whether a genotype list string holds a multiple allele code.
func HoldsCodes(text string) bool {
	g, err := ParseGL(text)
	return err == nil && slices.ContainsFunc(g.Names(), func(n Name) bool { return n.Modern().form == FormCode })
}

// NeedsMore tells whether a typing was refused only because a release or a code list
// is not loaded, not because one that is loaded does not have the name.
func NeedsMore(err error, release *Release) bool {
	all := refusalsIn(err)
	for _, e := range all {
		if e.Kind != KindCode && (!release.namesOnly || e.Kind != KindUnknown) {
			return false
		}
	}
	return len(all) > 0
}

// readOpenTyping reads a genotype list string with all that it leaves open; phase is
// given up. Nothing is the untyped person.
func readOpenTyping(text string) (Typing, error) {
	if strings.TrimSpace(text) == "" {
		return Typing{}, nil
	}
	blocks, err := Blocks(text)
	if err != nil {
		return Typing{}, err
	}
	var loci []Report
	for _, b := range blocks {
		if strings.Trim(strings.ReplaceAll(trimPrefixHLA(b.Text), string(b.Locus)+"*UUUU", ""), "+") == "" {
			continue // not typed
		}
		loci = append(loci, Report{Locus: string(b.Locus), Copies: []string{b.Text}})
	}
	return ReportedTyping(loci...)
}
