package knowledge

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is one fault of the folder, at the line and column where it stands.
type Problem struct {
	File string
	// Line and Column count from 1; 0 means the file as a whole.
	Line, Column int
	// Sentence says the fault in one sentence.
	Sentence string
}

// Error writes the problem as file:line:column: sentence.
func (p Problem) Error() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.File, p.Sentence)
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Sentence)
}

// LoadError carries every problem that kept a folder from loading.
type LoadError struct{ Problems []Problem }

// Error lists the problems, one a line.
func (e *LoadError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.Error()
	}
	return "the knowledge cannot be loaded:\n" + strings.Join(lines, "\n")
}

// Unwrap gives each problem as an error of its own.
func (e *LoadError) Unwrap() []error {
	out := make([]error, len(e.Problems))
	for i, p := range e.Problems {
		out[i] = p
	}
	return out
}

func sortProblems(ps []Problem) []Problem {
	slices.SortFunc(ps, func(a, b Problem) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		if a.Column != b.Column {
			return a.Column - b.Column
		}
		return strings.Compare(a.Sentence, b.Sentence)
	})
	return slices.Compact(ps)
}
