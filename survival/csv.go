package survival

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"sort"
	"strconv"
	"strings"
)

// Columns names the columns of a file that an analysis uses. Time and Status are
// needed; the others may be empty.
type Columns struct {
	Time, Status, Entry, By, Strata, Cluster string
	Covariates                               []string
	Since                                    string // time at which something happened after the start; an empty cell means never
}

// ReadCSV reads a table with a header row: UTF-8 (a byte order mark is skipped),
// separated by comma, semicolon or tab (told by the header), decimal point.
//
// Empty, NA and NaN mean missing: such a row is left out and listed in Excluded,
// as is a row whose entry is not before its time. Anything else that is not what
// its column holds refuses the file; the [InputError] lists every such cell with
// line and column. A covariate column with words is coded as one 0/1 column per
// level but the first, in label order, under one Term.
func ReadCSV(r io.Reader, cols Columns) (Data, error) {
	t, err := newTable(r)
	if err != nil {
		return Data{}, err
	}
	if err := t.locate(cols); err != nil {
		return Data{}, err
	}
	if err := t.readRows(cols); err != nil {
		return Data{}, err
	}
	return t.data(cols)
}

// mostProblems is how many problems of one file are listed; the last one then says
// that there are more.
const mostProblems = 10_000

// cell is a cell of a used column with its place.
type cell struct {
	text         string
	line, column int
}

// table reads a file row by row and keeps what the used columns hold, column by
// column, so that ten million rows fit in memory.
type table struct {
	csv        *csv.Reader
	header     []string
	at         map[string]int
	cols       Columns
	used       []string
	labels     map[string]string // one copy of each label
	covariates []covariateColumn
	out        Data
	bad        []Problem
	more       int // problems beyond mostProblems
}

// covariateColumn is a covariate as it is read: its numbers, and its cells that
// hold no number.
type covariateColumn struct {
	name   string
	values []float64
	words  []cell
}

func newTable(r io.Reader) (*table, error) {
	b := bufio.NewReader(r)
	if mark, _ := b.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = b.Discard(3)
	}
	first, _ := b.Peek(4096)
	if i := bytes.IndexByte(first, '\n'); i >= 0 {
		first = first[:i]
	}
	t := &table{csv: csv.NewReader(b), at: map[string]int{}, labels: map[string]string{}}
	t.csv.Comma = separator(string(first))
	header, err := t.csv.Read()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return nil, &InputError{[]Problem{{Line: 1, Column: 1, Row: -1, Message: "the file is empty; a header row is needed"}}}
		}
		return nil, readProblem(err)
	}
	for i, h := range header {
		h = strings.TrimSpace(h)
		if _, twice := t.at[h]; twice {
			line, col := t.csv.FieldPos(i)
			t.bad = append(t.bad, Problem{Line: line, Column: col, Row: -1, Field: h, Message: fmt.Sprintf("the column %q occurs twice", h)})
		}
		t.at[h] = i
		t.header = append(t.header, h)
	}
	return t, nil
}

// separator is the one of tab, semicolon and comma that parts the header most.
func separator(header string) rune {
	best, count := ',', strings.Count(header, ",")
	for _, c := range []rune{';', '\t'} {
		if n := strings.Count(header, string(c)); n > count {
			best, count = c, n
		}
	}
	return best
}

func readProblem(err error) error {
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		return &InputError{[]Problem{{Line: pe.Line, Column: pe.Column, Row: -1, Message: "the line cannot be parted into fields: " + pe.Err.Error()}}}
	}
	return fmt.Errorf("%w: the file cannot be read: %w", ErrInput, err)
}

func (c Columns) used() []string {
	var out []string
	seen := map[string]bool{}
	for _, n := range append([]string{c.Time, c.Status, c.Entry, c.By, c.Strata, c.Cluster}, c.Covariates...) {
		if n != "" && !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	return out
}

func (t *table) locate(cols Columns) error {
	if cols.Time == "" || cols.Status == "" {
		return optionError("the columns of time and status must be named")
	}
	for _, n := range append(cols.used(), cols.Since) {
		if _, ok := t.at[n]; !ok && n != "" {
			t.bad = append(t.bad, Problem{Line: 1, Column: 1, Row: -1, Field: n,
				Message: fmt.Sprintf("there is no column %q; the columns are %s", n, strings.Join(t.header, ", "))})
		}
	}
	if len(t.bad) > 0 {
		return &InputError{t.bad}
	}
	return nil
}

func (t *table) readRows(cols Columns) error {
	t.cols, t.used = cols, cols.used()
	for _, n := range cols.Covariates {
		t.covariates = append(t.covariates, covariateColumn{name: n})
	}
	t.csv.ReuseRecord = true
	for {
		rec, err := t.csv.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && !errors.Is(err, csv.ErrFieldCount) {
			return readProblem(err)
		}
		if err != nil {
			line, _ := t.csv.FieldPos(0)
			t.say(cell{line: line, column: 1}, "", "the line has %d fields, the header has %d", len(rec), len(t.header))
			continue
		}
		t.readRow(rec)
	}
}

// readRow keeps a row, unless a used cell is missing or the row was never under
// observation.
func (t *table) readRow(rec []string) {
	var lacking []string
	for _, n := range t.used {
		if missing(strings.TrimSpace(rec[t.at[n]])) {
			lacking = append(lacking, n)
		}
	}
	if lacking != nil {
		t.exclude("missing: " + strings.Join(lacking, ", "))
		return
	}
	if !t.readTimes(rec) {
		return
	}
	for _, c := range []struct {
		name string
		to   *[]string
	}{{t.cols.By, &t.out.By}, {t.cols.Strata, &t.out.Strata}, {t.cols.Cluster, &t.out.Cluster}} {
		if c.name != "" {
			*c.to = append(*c.to, t.label(strings.TrimSpace(rec[t.at[c.name]])))
		}
	}
	if t.cols.Since != "" {
		since := math.NaN()
		if !missing(strings.TrimSpace(rec[t.at[t.cols.Since]])) {
			since, _ = t.number(rec, t.cols.Since)
		}
		t.out.Since = append(t.out.Since, since)
	}
	for k := range t.covariates {
		c := &t.covariates[k]
		text := strings.TrimSpace(rec[t.at[c.name]])
		x, err := parseNumber(text)
		if err != nil {
			word := t.cell(rec, c.name)
			word.text = t.label(text)
			c.words = append(c.words, word)
		}
		c.values = append(c.values, x)
	}
}

func (t *table) exclude(reason string) {
	line, _ := t.csv.FieldPos(0)
	t.out.Excluded = append(t.out.Excluded, Exclusion{line, t.label(reason)})
}

// label gives the one copy of a text that many rows carry.
func (t *table) label(text string) string {
	kept, ok := t.labels[text]
	if !ok {
		kept = strings.Clone(text)
		t.labels[kept] = kept
	}
	return kept
}

func (t *table) cell(rec []string, name string) cell {
	line, column := t.csv.FieldPos(t.at[name])
	return cell{strings.TrimSpace(rec[t.at[name]]), line, column}
}

func missing(s string) bool { return s == "" || s == "NA" || s == "NaN" || s == "." }

func (t *table) data(cols Columns) (Data, error) {
	for _, c := range t.covariates {
		t.out.Covariates = append(t.out.Covariates, t.covariate(c)...)
	}
	if len(t.bad) == 0 && len(t.out.Time) == 0 {
		t.bad = []Problem{{Line: 1, Column: 1, Row: -1, Message: fmt.Sprintf("no row can be used (%d left out)", len(t.out.Excluded))}}
	}
	if len(t.bad) > 0 {
		sort.SliceStable(t.bad, func(a, b int) bool { return t.bad[a].Line < t.bad[b].Line })
		if t.more > 0 {
			t.bad = append(t.bad, Problem{Row: -1, Message: fmt.Sprintf("there are %d problems more", t.more)})
		}
		return Data{}, &InputError{t.bad}
	}
	if err := t.out.Validate(); err != nil { // marks show only when the whole column is known
		return Data{}, err
	}
	return t.out, nil
}

// readTimes appends entry, time and status of a row and tells whether it stays.
func (t *table) readTimes(rec []string) bool {
	at := func(name string) cell { return t.cell(rec, name) }
	time, ok := t.number(rec, t.cols.Time)
	if ok && time < 0 {
		t.say(at(t.cols.Time), t.cols.Time, "the time %s is negative", at(t.cols.Time).text)
	}
	status, okS := t.number(rec, t.cols.Status)
	if okS && (status < 0 || status != math.Trunc(status) || status > mostCauses) {
		t.say(at(t.cols.Status), t.cols.Status, "the status %s is not a whole number from 0 to %d (0 censored, 1 and above are causes)", at(t.cols.Status).text, mostCauses)
		status = 0
	}
	if t.cols.Entry != "" {
		entry, okE := t.number(rec, t.cols.Entry)
		if ok && okE && entry >= time {
			t.exclude("entry is not before the time: never under observation")
			return false
		}
		t.out.Entry = append(t.out.Entry, entry)
	}
	line, _ := t.csv.FieldPos(0)
	t.out.lines = append(t.out.lines, int32(line))
	t.out.Time = append(t.out.Time, time)
	t.out.Status = append(t.out.Status, int(status))
	return true
}

func (t *table) say(c cell, field, format string, a ...any) {
	if len(t.bad) == mostProblems {
		t.more++
		return
	}
	t.bad = append(t.bad, Problem{Line: c.line, Column: c.column, Row: -1, Field: field, Message: fmt.Sprintf(format, a...)})
}

func (t *table) number(rec []string, field string) (float64, bool) {
	x, err := parseNumber(strings.TrimSpace(rec[t.at[field]]))
	if err != nil {
		t.say(t.cell(rec, field), field, "%s: %s", field, err)
		return 0, false
	}
	return x, true
}

// parseNumber takes digits, one decimal point, a sign and an exponent; a decimal
// comma is refused, because 1,500 could be one and a half or fifteen hundred.
func parseNumber(s string) (float64, error) {
	if strings.Trim(s, "0123456789+-.eE") != "" || strings.ContainsAny(s, "xX_,pP") {
		if strings.Contains(s, ",") {
			return 0, fmt.Errorf("%q has a comma; write the decimal point and no thousands mark", s)
		}
		return 0, fmt.Errorf("%q is not a number", s)
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not a number", s)
	}
	return x, nil
}

// covariate takes a column as numbers when every cell is one, and as levels of a
// factor when no cell is; a mixture is refused cell by cell.
func (t *table) covariate(c covariateColumn) []Covariate {
	switch {
	case len(c.words) == 0:
		return []Covariate{{c.name, c.name, c.values}}
	case len(c.words) < len(c.values):
		for _, w := range c.words {
			_, err := parseNumber(w.text)
			t.say(w, c.name, "%s: %s, while other rows hold numbers", c.name, err)
		}
		return nil
	}
	levels := make([]string, len(c.words))
	for i, w := range c.words {
		levels[i] = w.text
	}
	return Factor(c.name, levels)
}

// Factor codes labels as 0/1 columns, one per level but the first in label order,
// named like R's treatment contrasts: the name followed by the level.
func Factor(name string, levels []string) []Covariate {
	gs := groups(levels, len(levels))
	var out []Covariate
	for _, g := range gs[min(1, len(gs)):] {
		c := Covariate{name + g.label, name, make([]float64, len(levels))}
		for _, r := range g.rows {
			c.Values[r] = 1
		}
		out = append(out, c)
	}
	return out
}
