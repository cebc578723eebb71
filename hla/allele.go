package hla

import (
	"fmt"
	"strings"
)

// Locus is one classical HLA gene, written without the prefix "HLA-".
type Locus string

// The loci of this package.
const (
	A    Locus = "A"
	C    Locus = "C"
	B    Locus = "B"
	DRB1 Locus = "DRB1"
	DRB3 Locus = "DRB3"
	DRB4 Locus = "DRB4"
	DRB5 Locus = "DRB5"
	DQA1 Locus = "DQA1"
	DQB1 Locus = "DQB1"
	DPA1 Locus = "DPA1"
	DPB1 Locus = "DPB1"
)

// Loci lists every locus of this package in the order in which typings print,
// which for A, C, B, DRB1, DQB1 and DPB1 is their order on chromosome 6.
func Loci() []Locus {
	return []Locus{A, C, B, DRB1, DRB3, DRB4, DRB5, DQA1, DQB1, DPA1, DPB1}
}

// FamilyLoci lists the loci by which haplotypes are followed through a family,
// in their order along chromosome 6p21 (telomere to centromere).
func FamilyLoci() []Locus { return []Locus{A, C, B, DRB1, DQB1, DPB1} }

// LociOf6 gives A, B, DRB1: a match out of six.
func LociOf6() []Locus { return []Locus{A, B, DRB1} }

// LociOf8 gives A, C, B, DRB1: a match out of eight.
func LociOf8() []Locus { return []Locus{A, C, B, DRB1} }

// LociOf10 gives A, C, B, DRB1, DQB1: a match out of ten.
func LociOf10() []Locus { return []Locus{A, C, B, DRB1, DQB1} }

// LociOf12 gives A, C, B, DRB1, DQB1, DPB1: a match out of twelve.
func LociOf12() []Locus { return []Locus{A, C, B, DRB1, DQB1, DPB1} }

// ParseLocus reads a locus name such as "DRB1" or "HLA-DRB1". It refuses any
// other gene with a *Error of KindLocus.
func ParseLocus(text string) (Locus, error) {
	name := Locus(trimPrefixHLA(text))
	if name.order() < 0 {
		return "", &Error{Kind: KindLocus, Input: text, Sentence: fmt.Sprintf(
			"%q is not a locus known here; known are A, B, C, DRB1, DRB3, DRB4, DRB5, DQA1, DQB1, DPA1 and DPB1", clip(text))}
	}
	return name, nil
}

// order gives the place of the locus in Loci, or -1.
func (l Locus) order() int {
	for i, known := range Loci() {
		if l == known {
			return i
		}
	}
	return -1
}

// mayBeAbsent tells whether the gene is missing from some chromosomes, so that
// one reported allele does not mean two equal ones.
func (l Locus) mayBeAbsent() bool { return l == DRB3 || l == DRB4 || l == DRB5 }

// maxName bounds the length of a name in bytes; fields have no upper bound in
// the nomenclature, but no name comes near this length.
const maxName = 64

// Allele is one molecular name: a locus, one to four fields and an expression
// letter. It is comparable. The zero Allele stands for a blank and prints "".
// A name with one field ("A*02", made only by ParseFamily or inside a typing)
// names an allele family and is never evidence of a match, nor is a copy that
// was reported open (made only by ReportedTyping).
type Allele struct {
	locus  Locus
	fields [4]string
	count  int
	suffix byte
	open   string // what was reported where no one name stands, see ReportedTyping
}

// ParseName reads a whole name such as "A*02:07" or "HLA-DRB1*15:01:01:02";
// see ParseAllele. The prefix "HLA-" is accepted and not printed again.
func ParseName(text string) (Allele, error) {
	locus, rest, err := splitName(text)
	if err != nil {
		return Allele{}, err
	}
	return ParseAllele(locus, rest)
}

// ParseAllele reads the part of a name behind the star: two to four fields of
// at least two digits separated by colons, then at most one expression letter
// (N null, L low, S secreted, C cytoplasm, A aberrant, Q questionable). Only
// the form is checked: whether the allele exists is a question to a release.
// String gives the text back. Errors are *Error.
func ParseAllele(locus Locus, text string) (Allele, error) {
	a, err := parseFields(locus, text)
	if err != nil {
		return Allele{}, err
	}
	if a.count < 2 {
		return Allele{}, refuse(KindFieldCount, locus, text, "names an allele family, not an allele; at least two fields are needed")
	}
	return a, nil
}

// ParseFamily reads an allele family, one field without expression letter,
// such as "02" for A*02. Errors are *Error.
func ParseFamily(locus Locus, text string) (Allele, error) {
	a, err := parseFields(locus, text)
	if err != nil {
		return Allele{}, err
	}
	if a.count != 1 || a.suffix != 0 {
		return Allele{}, refuse(KindFieldCount, locus, text, "is not an allele family: one field without an expression letter is needed")
	}
	return a, nil
}

func parseFields(locus Locus, text string) (Allele, error) {
	if locus.order() < 0 {
		_, err := ParseLocus(string(locus))
		return Allele{}, err
	}
	if err := refuseCode(locus, text); err != nil {
		return Allele{}, err
	}
	a, body := Allele{locus: locus}, text
	if last := text[len(text)-1]; last != ':' && (last < '0' || last > '9') {
		if !strings.ContainsRune("NLSCAQ", rune(last)) {
			return Allele{}, refuse(KindSuffix, locus, text, "ends in something that is not an expression letter (N, L, S, C, A or Q)")
		}
		a.suffix, body = last, text[:len(text)-1]
	}
	parts := strings.Split(body, ":")
	if len(parts) > len(a.fields) {
		return Allele{}, refuse(KindFieldCount, locus, text, "has more than four fields")
	}
	for i, part := range parts {
		if problem := fieldProblem(part); problem != "" {
			return Allele{}, refuse(KindField, locus, text, problem)
		}
		a.fields[i] = part
	}
	a.count = len(parts)
	return a, nil
}

// fieldProblem says what is wrong with one field, or "".
func fieldProblem(field string) string {
	for _, r := range field {
		if r < '0' || r > '9' {
			return "has a field that is not a number"
		}
	}
	switch {
	case len(field) < 2:
		return "has a field of fewer than two digits"
	case strings.Trim(field, "0") == "":
		return "has a field that is zero"
	case len(field) > 2 && field[0] == '0':
		return "has a field with a needless leading zero"
	}
	return ""
}

// refuseCode refuses what is no allele name but often stands in its place.
func refuseCode(locus Locus, text string) error {
	switch {
	case text == "":
		return refuse(KindBlank, locus, text, "is empty")
	case len(text) > maxName:
		return refuse(KindForm, locus, text, "is too long for an allele name")
	case text == "NNNN" || text == "UUUU" || text == "NEW":
		return refuse(KindNoAllele, locus, text, "reports that there is no allele name (NNNN absent, UUUU not typed, NEW without a name); leave the locus untyped")
	}
	first, second, two := strings.Cut(text, ":")
	letters := func(s string) bool {
		return s != "" && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	}
	switch last := text[len(text)-1]; {
	case two && fieldProblem(first) == "" && letters(second):
		return refuse(KindCode, locus, text, "is a multiple allele code; it can be read only with a loaded release and code list")
	case two && (last == 'G' || last == 'P' || last == 'g'):
		return refuse(KindCode, locus, text, "is a group of alleles; it can be read only with a loaded release")
	case !two && len(strings.TrimRight(text, "NLSCAQ")) > 2 && fieldProblem(strings.TrimRight(text, "NLSCAQ")) != "has a field that is not a number":
		return refuse(KindCode, locus, text, "looks like a name from before 2010 without colons; write the fields apart")
	}
	return nil
}

func refuse(kind ErrorKind, locus Locus, text, what string) error {
	return &Error{Kind: kind, Locus: locus, Input: text, Sentence: fmt.Sprintf("%s %s", clip(string(locus)+"*"+text), what)}
}

// splitName cuts a whole name at its star.
func splitName(text string) (Locus, string, error) {
	name, rest, found := strings.Cut(text, "*")
	if !found {
		return "", "", &Error{Kind: KindForm, Input: text, Sentence: fmt.Sprintf(
			"%q is not a molecular HLA name: a locus, a star and at least two fields are needed, as in A*02:07", clip(text))}
	}
	locus, err := ParseLocus(name)
	return locus, rest, err
}

func trimPrefixHLA(text string) string { return strings.TrimPrefix(text, "HLA-") }

// clip shortens an input for an error sentence.
func clip(text string) string {
	runes := []rune(text)
	if len(runes) <= maxName {
		return text
	}
	return string(runes[:maxName]) + "…"
}

// Locus gives the gene of the name.
func (a Allele) Locus() Locus { return a.locus }

// Fields gives the fields as written, one to four; none for a blank.
func (a Allele) Fields() []string { return append([]string(nil), a.fields[:a.count]...) }

// Suffix gives the expression letter (N, L, S, C, A or Q), or "".
func (a Allele) Suffix() string {
	if a.suffix == 0 {
		return ""
	}
	return string(a.suffix)
}

// Null tells whether the name says "not expressed" (letter N). The other
// letters count as expressed in matching.
func (a Allele) Null() bool { return a.suffix == 'N' }

// Blank tells whether this is the zero Allele.
func (a Allele) Blank() bool { return a.count == 0 && a.open == "" }

// TwoField gives the name cut to its first two fields, the expression letter
// kept: dropping an N would turn an allele that is not expressed into one that
// is. A blank or an allele family is returned unchanged.
func (a Allele) TwoField() Allele {
	if a.count > 2 {
		a.fields[2], a.fields[3], a.count = "", "", 2
	}
	return a
}

// Short gives the name without its locus, as in a table column: "02:07".
func (a Allele) Short() string {
	if a.open != "" {
		return strings.ReplaceAll(a.open, string(a.locus)+"*", "")
	}
	return strings.Join(a.fields[:a.count], ":") + a.Suffix()
}

// String gives the name as it was read, without the prefix "HLA-".
func (a Allele) String() string {
	if a.Blank() {
		return ""
	}
	if a.open != "" {
		return a.open
	}
	return string(a.locus) + "*" + a.Short()
}

// MarshalText writes the name; a blank is empty. A copy that was reported open has
// no one name and is refused with a *Error of KindCode.
func (a Allele) MarshalText() ([]byte, error) {
	if a.open != "" {
		return nil, &Error{Kind: KindCode, Locus: a.locus, Input: clip(a.open), Sentence: clip(a.open) + " leaves open which allele it is"}
	}
	return []byte(a.String()), nil
}

// UnmarshalText reads what MarshalText writes: a name, an allele family, or
// nothing.
func (a *Allele) UnmarshalText(text []byte) error {
	*a = Allele{}
	if len(text) == 0 {
		return nil
	}
	locus, rest, err := splitName(string(text))
	if err != nil {
		return err
	}
	*a, err = parseFields(locus, rest)
	return err
}

// key is what two-field comparison compares: locus, two fields, null or not.
// Names of fewer than two fields have no key.
func (a Allele) key() (string, bool) {
	if a.count < 2 {
		return "", false
	}
	key := a.fields[0] + ":" + a.fields[1]
	if a.Null() {
		key += "N"
	}
	return key, true
}
