package survival

import (
	"errors"
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/day"
)

// The closed kinds of refusal. Every error of this package matches one of them
// with [errors.Is].
var (
	// ErrInput: the data cannot be analysed as they are.
	ErrInput = errors.New("input refused")
	// ErrOption: the analysis was asked for in a way that has no answer.
	ErrOption = errors.New("option refused")
)

// Problem is one reason for which a piece of input was refused, with its place.
type Problem struct {
	Line, Column int    // in the file, from 1; 0 where the data did not come from a file
	Row          int    // index of the row in Data, or -1
	Field        string // column or field
	Message      string // one sentence
}

// String is the sentence with its place.
func (p Problem) String() string {
	switch {
	case p.Line > 0:
		return fmt.Sprintf("%d:%d: %s", p.Line, p.Column, p.Message)
	case p.Row >= 0:
		return fmt.Sprintf("row %d: %s", p.Row+1, p.Message)
	}
	return p.Message
}

// InputError collects every problem found in an input; it matches [ErrInput].
type InputError struct{ Problems []Problem }

// Error joins the sentences of all problems.
func (e *InputError) Error() string {
	all := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		all[i] = p.String()
	}
	return ErrInput.Error() + ": " + strings.Join(all, "; ")
}

// Unwrap makes the error match ErrInput.
func (e *InputError) Unwrap() error { return ErrInput }

func optionError(format string, a ...any) error {
	return fmt.Errorf("%w: %s", ErrOption, fmt.Sprintf(format, a...))
}

func inputError(format string, a ...any) error {
	return &InputError{[]Problem{{Row: -1, Message: fmt.Sprintf(format, a...)}}}
}

// Covariate is one numeric column of a regression. Columns that code one factor
// share a Term.
type Covariate struct {
	Name   string
	Term   string // empty: the Name
	Values []float64
}

// Exclusion is a row that was left out before the analysis, and why.
type Exclusion struct {
	Line   int
	Reason string
}

// Data is a set of observed histories, one row each; all slices that are not nil
// have the same length. Data is read, never written, by this package.
type Data struct {
	Time       []float64 // time of event or last contact, from 0, one unit throughout (whole days by preference)
	Entry      []float64 // nil, or the time from which the row is under observation (left truncation): at risk when Entry < t <= Time
	Status     []int     // 0 censored, 1..K the cause of the event
	By         []string  // nil, or the label of the compared group
	Strata     []string  // nil, or the label of the stratum
	Cluster    []string  // nil, or the subject to which a row belongs
	Covariates []Covariate
	Since      []float64   // nil, or the time at which something happened after the start (NaN: never): see Landmark and SplitAt
	Excluded   []Exclusion // rows that a reader left out; carried into every answer

	line  *timeline // of Time once near-equal times are merged, or nil
	lines []int32   // of the file a row came from, or nil
}

// Len is the number of rows.
func (d Data) Len() int { return len(d.Time) }

// Subset keeps the rows for which keep is true, in their order.
func (d Data) Subset(keep func(row int) bool) Data {
	var rows []int
	for i := range d.Time {
		if keep(i) {
			rows = append(rows, i)
		}
	}
	return d.rows(rows)
}

// rows takes some of the rows, in the order of the list.
func (d Data) rows(rows []int) Data {
	out := Data{Time: take(d.Time, rows), Entry: take(d.Entry, rows), Status: take(d.Status, rows), By: take(d.By, rows),
		Strata: take(d.Strata, rows), Cluster: take(d.Cluster, rows), Since: take(d.Since, rows), Excluded: d.Excluded, lines: take(d.lines, rows)}
	for _, c := range d.Covariates {
		out.Covariates = append(out.Covariates, Covariate{c.Name, c.Term, take(c.Values, rows)})
	}
	return out
}

// part is the rows of one group; all of them are the data themselves.
func (d Data) part(g labelled) Data {
	if len(g.rows) == d.Len() {
		return d
	}
	return d.rows(g.rows)
}

func take[T any](x []T, rows []int) []T {
	if x == nil {
		return nil
	}
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = x[r]
	}
	return out
}

// Validate reports the problems of the data at once: lengths that differ, times
// that are negative or no numbers, an entry that does not precede its time, a
// status that is no code of a cause, a covariate that is no number, a time or a
// status that is a mark for something missing (1000000, 9).
func (d Data) Validate() error {
	var bad []Problem
	say := func(row int, field, format string, a ...any) {
		if len(bad) < mostProblems {
			bad = append(bad, d.problem(row, field, fmt.Sprintf(format, a...)))
		}
	}
	n := len(d.Time)
	if n == 0 {
		say(-1, "time", "there are no rows to analyse")
	}
	lengths := []struct {
		name string
		n    int
		must bool
	}{{"status", len(d.Status), true}, {"entry", len(d.Entry), d.Entry != nil}, {"by", len(d.By), d.By != nil},
		{"since", len(d.Since), d.Since != nil}, {"strata", len(d.Strata), d.Strata != nil}, {"cluster", len(d.Cluster), d.Cluster != nil}}
	for _, c := range d.Covariates {
		lengths = append(lengths, struct {
			name string
			n    int
			must bool
		}{"covariate " + c.Name, len(c.Values), true})
	}
	for _, l := range lengths {
		if l.must && l.n != n {
			say(-1, l.name, "%s has %d rows, time has %d", l.name, l.n, n)
		}
	}
	if len(bad) > 0 {
		return &InputError{bad}
	}
	for i := range d.Time {
		d.validateRow(i, say)
	}
	d.refuseMarks(say)
	if len(bad) > 0 {
		return &InputError{bad}
	}
	return nil
}

// problem of a row, with its line where the data came from a file.
func (d Data) problem(row int, field, message string) Problem {
	p := Problem{Row: row, Field: field, Message: message}
	if row >= 0 && row < len(d.lines) {
		p.Line, p.Column = int(d.lines[row]), 1
	}
	return p
}

func (d Data) validateRow(i int, say func(row int, field, format string, a ...any)) {
	if t := d.Time[i]; math.IsNaN(t) || math.IsInf(t, 0) || t < 0 {
		say(i, "time", "the time %v is not a number from 0 on", t)
	}
	switch s := d.Status[i]; {
	case s < 0:
		say(i, "status", "the status %d is negative; 0 is censored, 1 and above are causes", s)
	case s > mostCauses:
		say(i, "status", "the status %d is no code of a cause; 0 is censored, 1 to %d are causes", s, mostCauses)
	}
	if d.Entry != nil {
		if e := d.Entry[i]; math.IsNaN(e) || math.IsInf(e, 0) {
			say(i, "entry", "the entry time %v is not a number", e)
		} else if e >= d.Time[i] {
			say(i, "entry", "the entry time %v is not before the time %v, so the row was never under observation", e, d.Time[i])
		}
	}
	for _, c := range d.Covariates {
		if v := c.Values[i]; math.IsNaN(v) || math.IsInf(v, 0) {
			say(i, c.Name, "the covariate %s has no number here", c.Name)
		}
	}
}

// Days counts whole days from one civil date to another, row by row: exact, and so
// free of the false differences that fractions of a year make. A date that is not
// known, or an end before its beginning, is refused with its row.
func Days(from, to []day.Date) ([]float64, error) {
	if len(from) != len(to) {
		return nil, inputError("there are %d first dates and %d last ones", len(from), len(to))
	}
	var bad []Problem
	out := make([]float64, len(from))
	for i := range from {
		switch {
		case !from[i].Known() || !to[i].Known():
			bad = append(bad, Problem{Row: i, Field: "date", Message: "a date is not known"})
		case to[i].Before(from[i]):
			bad = append(bad, Problem{Row: i, Field: "date", Message: fmt.Sprintf("%v lies before %v", to[i], from[i])})
		default:
			out[i] = float64(to[i].DaysSince(from[i]))
		}
	}
	if len(bad) > 0 {
		return nil, &InputError{bad}
	}
	return out, nil
}

// labelled is a label with the rows that carry it.
type labelled struct {
	label string
	rows  []int
}

// everyone is the label of the only group when nothing was compared.
const everyone = "all"

// groups splits n rows by label; labels that are all numbers are ordered as
// numbers, others as text.
func groups(labels []string, n int) []labelled {
	if labels == nil {
		all := labelled{label: everyone, rows: make([]int, n)}
		for i := range all.rows {
			all.rows[i] = i
		}
		return []labelled{all}
	}
	at := map[string]int{}
	var out []labelled
	for i, l := range labels {
		k, seen := at[l]
		if !seen {
			k = len(out)
			at[l] = k
			out = append(out, labelled{label: l})
		}
		out[k].rows = append(out[k].rows, i)
	}
	sort.SliceStable(out, func(a, b int) bool { return lessLabel(out[a].label, out[b].label) })
	return out
}

func lessLabel(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	switch {
	case errX == nil && errY == nil && x != y:
		return x < y
	case (errX == nil) != (errY == nil):
		return errX == nil
	}
	return a < b
}

// index numbers the labels by their order in groups.
func index(gs []labelled, n int) []int {
	out := make([]int, n)
	for k, g := range gs {
		for _, r := range g.rows {
			out[r] = k
		}
	}
	return out
}

// refuseCauses refuses a status above 1 where only one kind of event is known.
func (d Data) refuseCauses(what string) error {
	for i, s := range d.Status {
		if s > 1 {
			return &InputError{[]Problem{d.problem(i, "status", fmt.Sprintf(
				"status %d: %s knows 0 (censored) and 1 (event); with competing causes use cumulative incidence", s, what))}}
		}
	}
	return nil
}

// cause turns the status into 1 for the cause and 0 for all else: a
// cause-specific hazard. Cause 0 asks for the only kind of event there is.
func (d Data) cause(cause int, what string) (Data, error) {
	if cause < 0 {
		return d, optionError("the cause %d is negative", cause)
	}
	if cause == 0 {
		return d, d.refuseCauses(what)
	}
	if err := d.Validate(); err != nil { // before the codes are lost
		return d, err
	}
	out := d
	out.Status = make([]int, len(d.Status))
	for i, s := range d.Status {
		if s == cause {
			out.Status[i] = 1
		}
	}
	return out, nil
}

// causes lists the causes that occur, in order.
func (d Data) causes() []int {
	seen := map[int]bool{}
	var out []int
	for _, s := range d.Status {
		if s > 0 && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	sort.Ints(out)
	return out
}
