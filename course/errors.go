package course

import "strings"

// ErrorKind is the closed list of reasons for which an input is refused.
type ErrorKind string

// The kinds of refusal; the texts are the error codes of the batch form.
const (
	KindRow      ErrorKind = "row"      // a line that is not a JSON object of the batch form
	KindEndpoint ErrorKind = "endpoint" // an endpoint that does not exist
	KindType     ErrorKind = "type"     // a value of another JSON type than the key wants
	KindRange    ErrorKind = "range"    // a number that cannot be
	KindChoice   ErrorKind = "choice"   // a word that is none of the allowed ones
	KindDay      ErrorKind = "day"      // a day that is not a whole transplant day
	KindConflict ErrorKind = "conflict" // the same fact given twice with different values
	KindUnit     ErrorKind = "unit"     // a quantity of another dimension
)

// Error is one refusal: its kind, the path of the offending input and one
// sentence for a person.
type Error struct {
	Kind     ErrorKind
	Path     string
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

// Error joins the sentences.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, e := range p {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "; ")
}

// Unwrap lets errors.Is and errors.As reach each refusal.
func (p Problems) Unwrap() []error {
	all := make([]error, len(p))
	for i, e := range p {
		all[i] = e
	}
	return all
}

func (p *Problems) add(kind ErrorKind, path, sentence string) {
	*p = append(*p, &Error{kind, path, sentence})
}
