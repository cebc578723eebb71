package casefile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one reason why a file is refused.
type Problem struct {
	File     string // name as given to Parse
	Line     int    // from 1; 0 when the file as a whole is meant
	Column   int    // from 1, in characters
	Path     string // the offending input, for instance entries[weight-1217].data.value
	Sentence string // one sentence that names the path and says what is wrong
}

// Error gives "file:line:column: sentence".
func (p Problem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Sentence)
}

// place is a position in the file.
type place struct{ line, column int }

// list collects problems.
type list struct {
	file     string
	problems []Problem
}

func (l *list) add(at place, path, format string, args ...any) {
	sentence := printable(fmt.Sprintf(format, args...))
	if path != "" {
		sentence = printable(path) + ": " + sentence
	}
	l.problems = append(l.problems, Problem{File: l.file, Line: at.line, Column: at.column, Path: path, Sentence: sentence})
}

// sorted gives the problems by position, at most maxProblems of them; one more
// says so when some were left out.
func (l *list) sorted() []Problem {
	slices.SortStableFunc(l.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Sentence, b.Sentence))
	})
	all := slices.Compact(l.problems)
	if len(all) <= maxProblems {
		return all
	}
	left := len(all) - maxProblems
	all = all[:maxProblems]
	last := all[maxProblems-1]
	return append(all, Problem{File: l.file, Line: last.Line, Column: last.Column,
		Sentence: fmt.Sprintf("%d further problems are not listed; correct these first", left)})
}

// printable keeps a sentence on one line and readable whatever the file held.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) || r == 0x2028 || r == 0x2029 || r == 0xfeff {
			return '�'
		}
		return r
	}, s)
}

// clip shortens an input for use in a sentence.
func clip(s string) string {
	runes := []rune(s)
	if len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return s
}
