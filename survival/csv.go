package survival

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
)

// Columns names the columns of a file that an analysis uses. Time and Status are
// needed; the others may be empty.
type Columns struct {
	Time, Status, Entry, By, Strata, Cluster string
	Covariates                               []string
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

type cell struct {
	text         string
	line, column int
}

type table struct {
	csv    *csv.Reader
	header []string
	at     map[string]int
	rows   []map[string]cell // complete rows only, the used columns
	out    Data
	bad    []Problem
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
	t := &table{csv: csv.NewReader(b), at: map[string]int{}}
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
	for _, n := range cols.used() {
		if _, ok := t.at[n]; !ok {
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
	used := cols.used()
	for {
		rec, err := t.csv.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && !errors.Is(err, csv.ErrFieldCount) {
			return readProblem(err)
		}
		line, _ := t.csv.FieldPos(0)
		if err != nil {
			t.bad = append(t.bad, Problem{Line: line, Column: 1, Row: -1,
				Message: fmt.Sprintf("the line has %d fields, the header has %d", len(rec), len(t.header))})
			continue
		}
		row, lacking := map[string]cell{}, []string{}
		for _, n := range used {
			text := strings.TrimSpace(rec[t.at[n]])
			l, c := t.csv.FieldPos(t.at[n])
			row[n] = cell{text, l, c}
			if missing(text) {
				lacking = append(lacking, n)
			}
		}
		if len(lacking) > 0 {
			t.out.Excluded = append(t.out.Excluded, Exclusion{line, "missing: " + strings.Join(lacking, ", ")})
			continue
		}
		t.rows = append(t.rows, row)
	}
}

func missing(s string) bool { return s == "" || s == "NA" || s == "NaN" || s == "." }

func (t *table) data(cols Columns) (Data, error) {
	var kept []map[string]cell
	for _, row := range t.rows {
		if t.readTimes(row, cols) {
			kept = append(kept, row)
		}
	}
	t.rows = kept
	text := func(name string) []string {
		if name == "" {
			return nil
		}
		out := make([]string, len(t.rows))
		for i, row := range t.rows {
			out[i] = row[name].text
		}
		return out
	}
	t.out.By, t.out.Strata, t.out.Cluster = text(cols.By), text(cols.Strata), text(cols.Cluster)
	for _, n := range cols.Covariates {
		t.out.Covariates = append(t.out.Covariates, t.covariate(n)...)
	}
	if len(t.bad) == 0 && len(t.rows) == 0 {
		t.bad = []Problem{{Line: 1, Column: 1, Row: -1, Message: fmt.Sprintf("no row can be used (%d left out)", len(t.out.Excluded))}}
	}
	if len(t.bad) > 0 {
		sort.SliceStable(t.bad, func(a, b int) bool { return t.bad[a].Line < t.bad[b].Line })
		return Data{}, &InputError{t.bad}
	}
	return t.out, nil
}

// readTimes appends entry, time and status of a row and tells whether it stays.
func (t *table) readTimes(row map[string]cell, cols Columns) bool {
	time, ok := t.number(row[cols.Time], cols.Time)
	if ok && time < 0 {
		t.say(row[cols.Time], cols.Time, "the time %s is negative", row[cols.Time].text)
	}
	status, okS := t.number(row[cols.Status], cols.Status)
	if okS && (status < 0 || status != float64(int(status)) || status > 1e6) {
		t.say(row[cols.Status], cols.Status, "the status %s is not a whole number from 0 on (0 censored, 1 and above are causes)", row[cols.Status].text)
	}
	if cols.Entry != "" {
		entry, okE := t.number(row[cols.Entry], cols.Entry)
		if ok && okE && entry >= time {
			t.out.Excluded = append(t.out.Excluded, Exclusion{row[cols.Entry].line, "entry is not before the time: never under observation"})
			return false
		}
		t.out.Entry = append(t.out.Entry, entry)
	}
	t.out.Time = append(t.out.Time, time)
	t.out.Status = append(t.out.Status, int(status))
	return true
}

func (t *table) say(c cell, field, format string, a ...any) {
	t.bad = append(t.bad, Problem{Line: c.line, Column: c.column, Row: -1, Field: field, Message: fmt.Sprintf(format, a...)})
}

func (t *table) number(c cell, field string) (float64, bool) {
	x, err := parseNumber(c.text)
	if err != nil {
		t.say(c, field, "%s: %s", field, err)
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

// covariate reads a column as numbers when every cell that parses says so, and as
// levels of a factor when no cell is a number; a mixture is refused cell by cell.
func (t *table) covariate(name string) []Covariate {
	values, levels := make([]float64, len(t.rows)), make([]string, len(t.rows))
	var words []cell
	for i, row := range t.rows {
		x, err := parseNumber(row[name].text)
		if err != nil {
			words = append(words, row[name])
		}
		values[i], levels[i] = x, row[name].text
	}
	switch {
	case len(words) == 0:
		return []Covariate{{name, name, values}}
	case len(words) < len(t.rows):
		for _, c := range words {
			_, err := parseNumber(c.text)
			t.say(c, name, "%s: %s, while other rows hold numbers", name, err)
		}
		return nil
	}
	return Factor(name, levels)
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
