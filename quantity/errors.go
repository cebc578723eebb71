package quantity

import (
	"strings"
	"unicode"
)

// ErrorKind names the reason why a text or a computation was refused. The set
// is closed.
type ErrorKind string

// The kinds of refusal.
const (
	// KindMissingUnit: a number without a unit.
	KindMissingUnit ErrorKind = "missing-unit"
	// KindUnknownUnit: the unit is not in the table.
	KindUnknownUnit ErrorKind = "unknown-unit"
	// KindWrongDimension: the unit measures something else.
	KindWrongDimension ErrorKind = "wrong-dimension"
	// KindUnitRefused: the unit is known and not accepted here, such as pounds.
	KindUnitRefused ErrorKind = "unit-refused"
	// KindNumber: the number cannot be read without guessing.
	KindNumber ErrorKind = "number"
	// KindRange: the number is readable and impossible, such as a negative weight.
	KindRange ErrorKind = "range"
	// KindNotKnown: an input of a computation is not known.
	KindNotKnown ErrorKind = "not-known"
)

// Error is a refusal: its kind, the offending input and one sentence in each
// language. All errors of this package are *Error.
type Error struct {
	Kind     ErrorKind
	Input    string
	Sentence string
	// SentenceZH is the sentence in Simplified Chinese.
	SentenceZH string
}

// Error gives the English sentence.
func (e *Error) Error() string { return e.Sentence }

func refuse(kind ErrorKind, input, en, zh string) *Error {
	return &Error{Kind: kind, Input: input, Sentence: en, SentenceZH: zh}
}

// quoted shows an input inside a sentence: printable, and cut after 40 signs.
func quoted(text string) string {
	const longest = 40
	var out strings.Builder
	count := 0
	for _, r := range text {
		if count == longest {
			out.WriteString("…")
			break
		}
		if !unicode.IsPrint(r) {
			r = '�'
		}
		out.WriteRune(r)
		count++
	}
	return `"` + out.String() + `"`
}

// notKnown is the refusal of a computation whose inputs are not all known.
func notKnown(name, chinese string) *Error {
	return refuse(KindNotKnown, "", name+" is not known", chinese+"未知")
}
