package hla

import "strings"

// ErrorKind is the closed list of reasons for which an HLA input is refused.
type ErrorKind string

// The kinds of refusal.
const (
	KindLocus       ErrorKind = "locus"       // not one of the loci of this package
	KindForm        ErrorKind = "form"        // not the form of a molecular name
	KindField       ErrorKind = "field"       // a field is not a number of at least two digits
	KindFieldCount  ErrorKind = "field-count" // fewer than two or more than four fields
	KindSuffix      ErrorKind = "suffix"      // an expression letter that does not exist
	KindCode        ErrorKind = "code"        // a group, multiple allele code, serology or version-2 name
	KindNoAllele    ErrorKind = "no-allele"   // NNNN, UUUU, NEW: a report without an allele
	KindDuplicate   ErrorKind = "duplicate"   // one locus or one person given twice
	KindBlank       ErrorKind = "blank"       // a second allele without a first, or nothing at all
	KindInheritance ErrorKind = "inheritance" // a child that its parents cannot explain at a locus
	KindFamily      ErrorKind = "family"      // a family that cannot be computed as given
	KindUnknown     ErrorKind = "unknown"     // a name that the loaded release does not have
	KindExpansion   ErrorKind = "expansion"   // a multiple allele code that is unknown, or of which nothing is left
	KindMode        ErrorKind = "mode"        // a reduction that does not exist
	KindFile        ErrorKind = "file"        // a file of a release, code list or frequency set that cannot be used
	KindInput       ErrorKind = "input"       // a row of a batch that cannot be read
)

// Error is one refusal: its kind, the path of the offending input ("father.B",
// empty for a bare name), the input itself, and one sentence for a person.
type Error struct {
	Kind     ErrorKind
	Path     string
	Input    string
	Locus    Locus // set where the refusal concerns one locus
	Sentence string
}

// Error gives the path and the sentence.
func (e *Error) Error() string {
	if e.Path == "" {
		return e.Sentence
	}
	return e.Path + ": " + e.Sentence
}

// Problems collects every refusal of one input; errors.As finds each *Error.
type Problems []*Error

// Error joins the sentences, one a line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.Is and errors.As reach each refusal.
func (p Problems) Unwrap() []error {
	all := make([]error, len(p))
	for i, problem := range p {
		all[i] = problem
	}
	return all
}

// orNil gives nil where nothing was refused.
func (p Problems) orNil() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

// within puts a path in front of each refusal in err.
func within(path string, err error) Problems {
	var out Problems
	var walk func(error)
	walk = func(e error) {
		switch v := e.(type) {
		case nil:
		case Problems:
			for _, each := range v {
				walk(each)
			}
		case *Error:
			moved := *v
			moved.Path = joinPath(path, v.Path)
			out = append(out, &moved)
		default:
			out = append(out, &Error{Kind: KindForm, Path: path, Sentence: e.Error()})
		}
	}
	walk(err)
	return out
}

func joinPath(outer, inner string) string {
	if outer == "" || inner == "" {
		return outer + inner
	}
	return outer + "." + inner
}
