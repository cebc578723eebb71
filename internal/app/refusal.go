package app

import (
	"errors"
	"fmt"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// Refusal is an input that is not acceptable, or an act that a stop forbids: every
// problem with the field it stands in and its sentence in both languages. It wraps
// one of the closed kinds.
type Refusal struct {
	Problems []chart.Problem
	kind     error
}

// Error gives kind and problems in English on one line.
func (r *Refusal) Error() string {
	return r.kind.Error() + ": " + strings.Join(chart.Sentences(r.Problems), "; ")
}

// Unwrap gives the closed kind.
func (r *Refusal) Unwrap() error { return r.kind }

// refused makes an ErrRefused about the input as a whole, with its sentence in
// both languages; both take the same arguments.
func refused(en, zh string, args ...any) error { return refusedField("", en, zh, args...) }

// refusedField makes an ErrRefused about one field.
func refusedField(path, en, zh string, args ...any) error {
	return refusedAll([]chart.Problem{problem(path, en, zh, args...)})
}

// refusedAll makes an ErrRefused of every problem.
func refusedAll(problems []chart.Problem) error { return &Refusal{problems, ErrRefused} }

// Refuse makes an ErrRefused of a door outside, such as a page that asks for more
// than the record does.
func Refuse(path string, said evidence.Text) error {
	return refusedAll([]chart.Problem{{Path: path, Said: said}})
}

// refusedBy makes an ErrRefused of an error of another package.
func refusedBy(path string, cause error) error {
	said := saidBy(cause)
	return refusedAll([]chart.Problem{{Path: path, Said: said}})
}

// problem is one problem with its arguments put in.
func problem(path, en, zh string, args ...any) chart.Problem {
	return chart.Problem{Path: path, Said: evidence.Text{EN: formatted(en, args), ZH: formatted(zh, args)}}
}

// formatted puts the arguments into a sentence; one without places takes none.
func formatted(sentence string, args []any) string {
	if !strings.Contains(sentence, "%") {
		return sentence
	}
	return fmt.Sprintf(sentence, args...)
}

// saidBy gives the sentence of an error in the languages its package knows.
func saidBy(err error) evidence.Text {
	said := evidence.Text{EN: strings.TrimPrefix(strings.ReplaceAll(err.Error(), "\n", "; "), ErrRefused.Error()+": ")}
	var amount *quantity.Error
	var other interface{ Chinese() string }
	switch {
	case errors.As(err, &amount):
		said.ZH = amount.SentenceZH
	case errors.As(err, &other):
		said.ZH = other.Chinese()
	case len(hla.Refusals(err)) > 0:
		said.ZH = hla.Refusal(err).ZH
	}
	return said
}

// mostTold is how many problems a page tells at once.
const mostTold = 12

// Told gives the problems that a reader may be told of: those of a Refusal, or
// for another refused input or stop the sentences it wraps; nil for every other
// error.
func Told(err error) []chart.Problem {
	var r *Refusal
	switch {
	case errors.As(err, &r):
		return r.Problems
	case errors.Is(err, ErrRefused), errors.Is(err, ErrStop), errors.Is(err, ErrExists):
		var told []chart.Problem
		for _, one := range each(err) {
			told = append(told, chart.Problem{Said: saidBy(one)})
		}
		return told[:min(len(told), mostTold)]
	}
	return nil
}

// each takes apart an error that joins several, each with its own Chinese words;
// any other error is one.
func each(err error) []error {
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		many, joined := inner.(interface{ Unwrap() []error })
		if !joined {
			continue
		}
		var out []error
		for _, one := range many.Unwrap() {
			if saidBy(one).ZH != "" {
				out = append(out, each(one)...)
			}
		}
		if len(out) > 0 {
			return out
		}
		break
	}
	return []error{err}
}
