package genetics

import "strings"

// ErrorKind is the closed list of reasons for which a genetic input is refused.
type ErrorKind string

// The kinds of refusal.
const (
	KindForm      ErrorKind = "form"      // not the form of a variant name
	KindLevel     ErrorKind = "level"     // neither coding DNA (c.) nor protein (p.)
	KindReference ErrorKind = "reference" // the reference is unversioned, unknown or of the other level
	KindPosition  ErrorKind = "position"  // a position or range that cannot be
	KindSequence  ErrorKind = "sequence"  // letters that are no sequence, or of the wrong length
	KindChange    ErrorKind = "change"    // a change that is unknown or changes nothing
	KindCriterion ErrorKind = "criterion" // not one of the 28 ACMG/AMP criteria
	KindStrength  ErrorKind = "strength"  // a strength that does not exist
	KindDuplicate ErrorKind = "duplicate" // one criterion given twice
)

// Error is one refusal: its kind, the path of the offending input (empty for a
// bare value), the input, and one sentence for a person.
type Error struct {
	Kind     ErrorKind
	Path     string
	Input    string
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

// clip shortens an input for an error sentence.
func clip(text string) string {
	runes := []rune(text)
	if len(runes) <= 80 {
		return text
	}
	return string(runes[:80]) + "…"
}
