package app

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/cases"
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/internal/registry"
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

// Told gives the problems that a reader may be told of: those of every Refusal
// inside, and what other packages refused in the languages they know; without any
// the sentence of a refused input or stop. Nil for every other error.
func Told(err error) []chart.Problem {
	if !errors.Is(err, ErrRefused) && !errors.Is(err, ErrStop) && !errors.Is(err, ErrExists) {
		return nil
	}
	told := problemsIn(err)
	if len(told) == 0 {
		told = []chart.Problem{{Said: saidBy(err)}}
	}
	return told[:min(len(told), mostTold)]
}

// problemsIn walks through everything that an error wraps.
func problemsIn(err error) []chart.Problem {
	switch e := err.(type) {
	case *Refusal:
		return e.Problems
	case *quantity.Error, *hla.Error, hla.Problems, interface{ Chinese() string }:
		return []chart.Problem{{Said: saidBy(err)}}
	case interface{ Unwrap() []error }:
		var out []chart.Problem
		for _, one := range e.Unwrap() {
			found := problemsIn(one)
			if len(found) == 0 && !slices.Contains(kindsOfRefusal, one) {
				found = []chart.Problem{{Said: saidBy(one)}}
			}
			out = append(out, found...)
		}
		return out
	case interface{ Unwrap() error }:
		return problemsIn(e.Unwrap())
	}
	return nil
}

// kindsOfRefusal say that something was refused, and nothing about it.
var kindsOfRefusal = []error{ErrRefused, ErrStop, ErrExists, cases.ErrTable, registry.ErrRefused}
