package hla

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// Form is the closed list of the ways in which HLA is written down.
type Form string

// The forms of a name.
const (
	FormAllele   Form = "allele"    // A*02:07, DRB1*15:01:01:02, C*04:09N, MICA*002
	FormGGroup   Form = "G group"   // A*01:01:01G
	FormPGroup   Form = "P group"   // A*01:01P
	FormSmallG   Form = "g group"   // A*01:01g: the P group and the nulls with the same exons
	FormFamily   Form = "family"    // A*01:XX: any allele of the family
	FormCode     Form = "code"      // A*01:AB: a multiple allele code
	FormSerology Form = "serology"  // B62, Cw10, DR15
	FormVersion2 Form = "version 2" // A*0201, Cw*0702, A*01AB: before 2010, without colons
	FormNew      Form = "new"       // A*NEW: an allele without a name
	FormAbsent   Form = "absent"    // DRB4*NNNN: the gene is not there
	FormUntyped  Form = "untyped"   // A*UUUU: not typed
)

// Name is one HLA name of any form and any gene, read by form alone; whether
// it exists is a question to a Release. It is comparable. String gives the
// text back without the prefix "HLA-".
type Name struct {
	form   Form
	gene   string // "A", "MICA"; for serology the letters, "Cw"
	fields [4]string
	count  int
	suffix byte
	tail   string // code letters, serology number, version-2 digits, NNNN
}

// maxToken bounds one name of a genotype list in bytes.
const maxToken = 64

// ReadName reads one name of any form. One prefix "HLA-" is accepted. Errors
// are *Error.
func ReadName(text string) (Name, error) {
	bare := trimPrefixHLA(text)
	if len(bare) > maxToken {
		return Name{}, &Error{Kind: KindForm, Input: clip(text), Sentence: fmt.Sprintf("%q is too long for a name", clip(text))}
	}
	gene, rest, star := strings.Cut(bare, "*")
	if !star {
		return readSerology(text, bare)
	}
	if !geneForm(gene) {
		return Name{}, &Error{Kind: KindLocus, Input: clip(text), Sentence: fmt.Sprintf("%q does not begin with a gene name in capitals, as in A*02:07", clip(text))}
	}
	switch rest {
	case "NNNN":
		return Name{form: FormAbsent, gene: gene, tail: rest}, nil
	case "UUUU":
		return Name{form: FormUntyped, gene: gene, tail: rest}, nil
	case "NEW":
		return Name{form: FormNew, gene: gene, tail: rest}, nil
	}
	if !strings.Contains(rest, ":") {
		return readUncoloned(text, gene, rest)
	}
	return readColoned(text, gene, rest)
}

// geneForm accepts capitals and digits, and the old "Cw".
func geneForm(gene string) bool {
	if gene == "Cw" {
		return true
	}
	if gene == "" || len(gene) > 8 || gene[0] < 'A' || gene[0] > 'Z' {
		return false
	}
	return strings.Trim(gene, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// serologyLetters are the prefixes of serological names, longest first.
var serologyLetters = []string{"DPw", "Bw", "Cw", "DP", "DQ", "DR", "Dw", "A", "B", "C"}

func readSerology(text, bare string) (Name, error) {
	if bare == "NEW" {
		return Name{form: FormNew, tail: bare}, nil
	}
	for _, letters := range serologyLetters {
		number, found := strings.CutPrefix(bare, letters)
		if found && number != "" && len(number) <= 5 && digits(number) && number[0] != '0' {
			return Name{form: FormSerology, gene: letters, tail: number}, nil
		}
	}
	return Name{}, &Error{Kind: KindForm, Input: clip(text), Sentence: fmt.Sprintf(
		"%q is neither a molecular name such as A*02:07 nor a serological one such as B62", clip(text))}
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func capitals(s string) bool {
	return s != "" && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// readUncoloned reads names without a colon: version 2 ("0201", "0105N",
// "01AB") and the one-field names of genes such as MICA ("002", "171Q").
func readUncoloned(text, gene, rest string) (Name, error) {
	body := strings.TrimRight(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	letters := rest[len(body):]
	if !digits(body) || len(body) > 9 {
		return Name{}, &Error{Kind: KindForm, Input: clip(text), Sentence: fmt.Sprintf("%q has neither fields nor the digits of a name from before 2010", clip(text))}
	}
	if len(body) <= 3 && (letters == "" || len(body) == 3 && len(letters) == 1 && strings.Contains("NLSCAQ", letters)) {
		if len(body) < 2 {
			return Name{}, &Error{Kind: KindField, Input: clip(text), Sentence: fmt.Sprintf("%q has a field of fewer than two digits", clip(text))}
		}
		n := Name{form: FormAllele, gene: gene, fields: [4]string{body}, count: 1}
		if letters != "" {
			n.suffix = letters[0]
		}
		return n, nil
	}
	return Name{form: FormVersion2, gene: gene, tail: rest}, nil
}

// readColoned reads alleles, groups, families and codes.
func readColoned(text, gene, rest string) (Name, error) {
	refused := func(kind ErrorKind, what string) (Name, error) {
		return Name{}, &Error{Kind: kind, Input: clip(text), Sentence: clip(text) + " " + what}
	}
	if gene == "Cw" {
		return refused(KindLocus, "mixes the old locus Cw with colons; write C*")
	}
	parts := strings.Split(rest, ":")
	if len(parts) > 4 {
		return refused(KindFieldCount, "has more than four fields")
	}
	if len(parts) == 2 && capitals(parts[1]) && len(parts[1]) >= 2 && digits(parts[0]) {
		n := Name{form: FormCode, gene: gene, fields: [4]string{parts[0]}, count: 1, tail: parts[1]}
		if parts[1] == "XX" {
			n.form = FormFamily
		}
		return n, nil
	}
	n := Name{form: FormAllele, gene: gene, count: len(parts)}
	last := parts[len(parts)-1]
	if end := len(last) - 1; end > 0 && (last[end] < '0' || last[end] > '9') {
		parts[len(parts)-1] = last[:end]
		switch letter := last[end]; {
		case letter == 'G':
			n.form = FormGGroup
		case letter == 'P':
			n.form = FormPGroup
		case letter == 'g':
			n.form = FormSmallG
			if end > 1 && strings.IndexByte("NLSCAQ", last[end-1]) >= 0 { // A*01:11Ng stands for itself
				n.suffix, parts[len(parts)-1] = last[end-1], last[:end-1]
			}
		case strings.IndexByte("NLSCAQ", letter) >= 0:
			n.suffix = letter
		default:
			return refused(KindSuffix, "ends in something that is not an expression letter (N, L, S, C, A or Q) or a group letter")
		}
	}
	for i, part := range parts {
		padded := i == 0 && len(part) == 3 && Locus(gene).order() < 0 // MICA*002, HFE*001: three digits by custom
		if problem := fieldProblem(part); problem != "" && !(padded && digits(part)) {
			return refused(KindField, problem)
		}
		n.fields[i] = part
	}
	if n.form == FormGGroup && n.count != 3 || (n.form == FormPGroup || n.form == FormSmallG) && n.count != 2 {
		return refused(KindCode, "has not the number of fields that its group letter asks for (three before G, two before P or g)")
	}
	return n, nil
}

// Form tells which way of writing this is.
func (n Name) Form() Form { return n.form }

// Gene gives the gene, "A" or "MICA"; for serology the letters, "Cw"; "" for a
// NEW without a locus.
func (n Name) Gene() string { return n.gene }

// Fields gives the numeric fields as written; none for serology and version 2.
func (n Name) Fields() []string { return append([]string(nil), n.fields[:n.count]...) }

// Suffix gives the expression letter, or "".
func (n Name) Suffix() string {
	if n.suffix == 0 {
		return ""
	}
	return string(n.suffix)
}

// String prints the name as it was read, without the prefix "HLA-".
func (n Name) String() string {
	var b strings.Builder
	b.WriteString(n.gene)
	switch n.form {
	case "": // the zero Name
		return ""
	case FormSerology:
		return b.String() + n.tail
	case FormVersion2, FormNew, FormAbsent, FormUntyped:
		if n.gene != "" {
			b.WriteByte('*')
		}
		return b.String() + n.tail
	}
	b.WriteByte('*')
	b.WriteString(strings.Join(n.fields[:n.count], ":"))
	if n.suffix != 0 {
		b.WriteByte(n.suffix)
	}
	switch n.form {
	case FormGGroup:
		b.WriteByte('G')
	case FormPGroup:
		b.WriteByte('P')
	case FormSmallG:
		b.WriteByte('g')
	case FormFamily, FormCode:
		b.WriteString(":" + n.tail)
	}
	return b.String()
}

// Modern turns a version-2 name into its form with colons: pairs of digits for
// an even count, two and the rest for an odd one (three and two at DP loci with
// five digits); letters behind two digits are a multiple allele code. Every
// other name is returned as it is. Names renamed since are the release's affair.
func (n Name) Modern() Name {
	if n.form != FormVersion2 {
		return n
	}
	body := strings.TrimRight(n.tail, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	letters := n.tail[len(body):]
	out := Name{form: FormAllele, gene: n.gene}
	if out.gene == "Cw" {
		out.gene = "C"
	}
	var parts []string
	switch {
	case len(body) == 5 && strings.HasPrefix(n.gene, "DP"):
		parts = []string{body[:3], body[3:]}
	case len(body)%2 == 1:
		parts = []string{body[:min(2, len(body))], body[min(2, len(body)):]}
	default:
		for i := 0; i < len(body); i += 2 {
			parts = append(parts, body[i:i+2])
		}
	}
	if len(letters) == 1 && strings.Contains("NLSCAQ", letters) && len(parts) > 1 {
		out.suffix = letters[0]
	} else if letters != "" {
		out.form, out.tail = FormCode, letters
		if letters == "XX" {
			out.form = FormFamily
		}
	}
	out.count = copy(out.fields[:], parts)
	return out
}

// number gives a field or serology number for ordering; 0 where missing.
func number(s string) int {
	v, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return v
}

func (n Name) numbers() [4]int {
	if n.form == FormSerology {
		return [4]int{number(n.tail)}
	}
	m := n.Modern()
	var out [4]int
	for i := range m.count {
		out[i] = number(m.fields[i])
	}
	return out
}

// geneOrder places the loci of this package in their order, other genes after
// them by name.
func geneOrder(gene string) int {
	if i := Locus(gene).order(); i >= 0 {
		return i
	}
	return len(Loci())
}

// CompareNames is a total order of names: locus, then the fields by number, a
// missing field first, then the letter behind them.
func CompareNames(a, b Name) int {
	if c := cmp.Or(cmp.Compare(geneOrder(a.gene), geneOrder(b.gene)), strings.Compare(a.gene, b.gene)); c != 0 {
		return c
	}
	return compareFields(a, b)
}

// compareFields orders by fields and letter, the gene last.
func compareFields(a, b Name) int {
	x, y := a.numbers(), b.numbers()
	for i := range x {
		if c := cmp.Compare(x[i], y[i]); c != 0 {
			return c
		}
	}
	return cmp.Or(strings.Compare(a.gene, b.gene), strings.Compare(string(a.form), string(b.form)),
		cmp.Compare(a.count, b.count), cmp.Compare(a.suffix, b.suffix), strings.Compare(a.tail, b.tail), strings.Compare(a.String(), b.String()))
}
