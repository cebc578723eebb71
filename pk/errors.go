package pk

import (
	"errors"
	"fmt"
	"strings"
)

// The closed kinds of error; every error of this package wraps one of them.
var (
	// ErrInput: a record, a value or a unit of the input is refused.
	ErrInput = errors.New("input refused")
	// ErrModel: a model file is incomplete, contradictory or not runnable.
	ErrModel = errors.New("model refused")
	// ErrTier: the tier of the model forbids what was asked.
	ErrTier = errors.New("the tier of the model forbids this")
	// ErrNumerics: the computation did not reach its accuracy.
	ErrNumerics = errors.New("no result of the promised accuracy")
)

// Problem is one thing that is wrong, with the place of the offending input
// (a path in a document, or a line and a column of a table; 0 means unknown).
type Problem struct {
	Path         string
	Line, Column int
	Sentence     string
}

// String gives place and sentence on one line.
func (p Problem) String() string {
	switch {
	case p.Line > 0:
		return fmt.Sprintf("%d:%d: %s", p.Line, max(p.Column, 1), p.Sentence)
	case p.Path != "":
		return p.Path + ": " + p.Sentence
	}
	return p.Sentence
}

// RefusedError lists every problem found in one input.
type RefusedError struct {
	Kind     error // one of the closed kinds
	Problems []Problem
}

// Error lists the problems, separated by semicolons.
func (e *RefusedError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return fmt.Sprintf("%v: %s", e.Kind, strings.Join(lines, "; "))
}

// Unwrap gives the kind.
func (e *RefusedError) Unwrap() error { return e.Kind }

// problems collects what is wrong before anything is refused.
type problems struct{ list []Problem }

func (p *problems) at(path, format string, args ...any) {
	p.list = append(p.list, Problem{Path: path, Sentence: fmt.Sprintf(format, args...)})
}

func (p *problems) line(line, column int, format string, args ...any) {
	p.list = append(p.list, Problem{Line: line, Column: column, Sentence: fmt.Sprintf(format, args...)})
}

func (p *problems) err(kind error) error {
	if len(p.list) == 0 {
		return nil
	}
	return &RefusedError{Kind: kind, Problems: p.list}
}

func refuse(kind error, path, format string, args ...any) error {
	var p problems
	p.at(path, format, args...)
	return p.err(kind)
}
