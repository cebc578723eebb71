package pk

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Record is one line of a NONMEM-style data set. Times are in hours, amounts,
// rates and levels in the units of the model. Cov holds the covariates in the
// order of the data set that the record belongs to.
type Record struct {
	Time float64
	EVID int     // 0 observation, 1 dose, 2 other, 3 reset, 4 reset and dose
	Amt  float64 // dose
	Rate float64 // 0 bolus, > 0 infusion, -1 modelled rate, -2 modelled duration
	CMT  int     // compartment of the dose, from 1; 0 is the model's first
	II   float64 // dosing interval, h
	ADDL int     // additional doses
	SS   int     // 0, 1 (reset to steady state), 2 (add steady state), 3 (as 1)
	MDV  bool    // the level is not used
	DV   float64 // level; NaN where there is none
	Cens int     // 0 measured, 1 below DV (censored at a limit), -1 above DV
	Cov  []float64
	Line int // line of the file, 0 when it comes from elsewhere
}

// Subject is the record sequence of one child; the covariates of a record hold
// on the interval that ends at it.
type Subject struct {
	ID         string
	Covariates []string
	Records    []Record
}

// maxAdditional bounds ADDL, against a typing error.
const maxAdditional = 20000

// check refuses records that NONMEM's rules do not allow.
func check(records []Record, compartments int) error {
	var bad problems
	if len(records) == 0 {
		bad.at("records", "there is no record")
	}
	last := math.Inf(-1)
	for i, r := range records {
		checkNumbers(&bad, i, r)
		reset := r.EVID == 3 || r.EVID == 4
		if r.Time < last && !reset {
			bad.line(r.Line, 0, "record %d: the time %g lies before the record above (%g); only a reset may go back", i+1, r.Time, last)
		}
		last = r.Time
		if r.EVID < 0 || r.EVID > 4 {
			bad.line(r.Line, 0, "record %d: EVID %d is not one of 0 to 4", i+1, r.EVID)
		}
		if r.CMT < 0 {
			bad.line(r.Line, 0, "record %d: CMT %d would turn a compartment off, which is not supported", i+1, r.CMT)
		}
		switch {
		case r.EVID == 1 || r.EVID == 4:
			checkDose(&bad, i, r, compartments)
		case r.Amt != 0 && r.EVID >= 0 && r.EVID <= 3:
			bad.line(r.Line, 0, "record %d: an amount stands in a record of EVID %d, which gives no dose", i+1, r.EVID)
		}
	}
	return bad.err(ErrInput)
}

func checkNumbers(bad *problems, i int, r Record) {
	for _, f := range []struct {
		name  string
		value float64
	}{{"TIME", r.Time}, {"AMT", r.Amt}, {"RATE", r.Rate}, {"II", r.II}} {
		if math.IsNaN(f.value) || math.IsInf(f.value, 0) || math.Abs(f.value) > 1e12 {
			bad.line(r.Line, 0, "record %d: %s is not a usable number", i+1, f.name)
		}
	}
}

func checkDose(bad *problems, i int, r Record, compartments int) {
	say := func(format string, args ...any) {
		bad.line(r.Line, 0, "record %d: "+format, append([]any{i + 1}, args...)...)
	}
	if !r.MDV && r.DV > 0 {
		say("the dose carries a level (%g), which would be lost: a record of its own holds a level", r.DV)
	}
	constant := r.SS != 0 && r.Amt == 0 && (r.Rate > 0 || r.Rate == -1) && r.II == 0
	switch {
	case r.CMT > compartments:
		say("the dose goes to compartment %d, the model has %d", r.CMT, compartments)
	case r.Amt < 0:
		say("the dose %g is negative", r.Amt)
	case r.Rate < 0 && r.Rate != -1 && r.Rate != -2:
		say("the rate %g is neither positive nor -1 nor -2", r.Rate)
	case r.SS < 0 || r.SS > 3:
		say("SS %d is not one of 0 to 3", r.SS)
	case r.SS != 0 && !constant && !(r.II > 0):
		say("a steady-state dose needs an interval II")
	case r.SS != 0 && !constant && r.Amt == 0:
		say("a steady-state dose needs an amount, or a rate without amount and interval")
	case r.Amt == 0 && !constant:
		say("the dose has no amount")
	case r.ADDL < 0 || r.ADDL > maxAdditional:
		say("ADDL %d is not between 0 and %d", r.ADDL, maxAdditional)
	case r.ADDL > 0 && !(r.II > 0):
		say("additional doses need an interval II")
	}
}

// standard columns of a NONMEM table; every other column is a covariate.
var standard = map[string]bool{"ID": true, "TIME": true, "EVID": true, "AMT": true, "RATE": true, "CMT": true, "II": true,
	"ADDL": true, "SS": true, "MDV": true, "DV": true, "CENS": true, "C": true}

// ReadSubjects reads a NONMEM-style table with a header row: ID, TIME, EVID, AMT,
// RATE, CMT, II, ADDL, SS, MDV, DV, covariates. A dot, NA or an empty cell is no
// value, a C in a column C leaves the row out; a level written as <0.05 is censored there, as is a DV with CENS 1.
// Records of one child stand together. Every unusable cell is reported with its
// line and column.
func ReadSubjects(r io.Reader) ([]Subject, error) {
	reads, err := readSubjects(r)
	if err != nil {
		return nil, err
	}
	var bad problems
	var out []Subject
	for _, s := range reads {
		out = append(out, s.Subject)
		bad.list = append(bad.list, s.bad.list...)
	}
	return out, bad.err(ErrInput)
}

// subjectRead is one child of a table with what is wrong in its records.
type subjectRead struct {
	Subject
	bad problems
}

// readSubjects keeps the problems of each child apart, so that one bad row does
// not stop the others; only a table that cannot be read as such is an error.
func readSubjects(r io.Reader) ([]subjectRead, error) {
	b := bufio.NewReader(r)
	if mark, _ := b.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = b.Discard(3)
	}
	c := csv.NewReader(b)
	c.TrimLeadingSpace, c.FieldsPerRecord = true, -1
	header, err := readHead(c)
	if err != nil {
		return nil, csvProblem(err)
	}
	t := &nmTable{csv: c, column: map[string]int{}}
	t.readHeader(header)
	if err := t.bad.err(ErrInput); err != nil {
		return nil, err
	}
	for {
		row, err := c.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, csvProblem(err)
		}
		t.readRow(row)
	}
	if len(t.out) == 0 {
		t.bad.line(1, 1, "the table has no record")
	}
	return t.out, t.bad.err(ErrInput)
}

// readHead reads the names of the columns; remarks above them and, from there on,
// lines that begin with # are passed over. A # may stand before the first name.
func readHead(c *csv.Reader) (header []string, err error) {
	for {
		if header, err = c.Read(); err != nil {
			return nil, err
		}
		first, marked := strings.CutPrefix(header[0], "#")
		if header[0] = first; !marked || columnOf(header, "TIME") >= 0 {
			c.Comment = '#'
			return header, nil
		}
	}
}

type nmTable struct {
	csv    *csv.Reader
	names  []string
	column map[string]int
	covs   []string
	from   []int // column of each covariate
	out    []subjectRead
	seen   map[string]bool
	bad    problems // of the table, and of the row at hand
}

func (t *nmTable) readHeader(header []string) {
	t.names = header
	t.seen = map[string]bool{}
	for i, h := range header {
		name := strings.TrimSpace(h)
		upper := strings.ToUpper(name)
		if _, twice := t.column[upper]; twice {
			t.bad.line(1, i+1, "the column %s stands twice", name)
		}
		if slices.Contains(clocks, upper) {
			t.bad.line(1, i+1, "a column %s moves the clock and is not read: TIME must count the hours from one moment on", name)
		}
		if meant := misspelt(upper); meant != "" {
			t.bad.line(1, i+1, "is the column %s meant to be %s? Under this name it would be a covariate that no model takes", name, meant)
		}
		t.column[upper] = i
		if !standard[upper] {
			t.covs, t.from = append(t.covs, name), append(t.from, i)
		}
	}
	switch _, ok := t.column["TIME"]; {
	case !ok && len(header) == 1 && strings.ContainsAny(header[0], ";\t"):
		t.bad.line(1, 1, "the columns must be parted by commas")
	case !ok:
		t.bad.line(1, 1, "the table has no column TIME")
	}
}

// clocks are the columns by which NONMEM moves the time of a record.
var clocks = []string{"DATE", "DAT1", "DAT2", "DAT3"}

// misspelt is the standard column whose letters stand in another order or of which
// one is missing or doubled: a RTAE would make a bolus of an infusion, an ADL a
// single dose of a course. A letter that is another one may be a covariate of its
// own (RACE, ALT).
func misspelt(upper string) string {
	if standard[upper] {
		return ""
	}
	letters := func(s string) string {
		b := []byte(s)
		slices.Sort(b)
		return string(b)
	}
	for _, name := range sortedKeys(standard) {
		doubled := len(upper) == len(name)+1 && string(slices.Compact([]byte(upper))) == string(slices.Compact([]byte(name)))
		lacking := len(name) > 3 && len(upper) == len(name)-1 && oneSlip(upper, name)
		if len(name) > 2 && (letters(upper) == letters(name) || doubled || lacking) {
			return name
		}
	}
	return ""
}

func (t *nmTable) readRow(row []string) {
	line := lineOf(t.csv, 0)
	if len(row) != len(t.names) {
		t.bad.line(line, 0, "the row has %d cells, the header %d", len(row), len(t.names))
		t.add(row, Record{Line: line, DV: math.NaN(), EVID: 2, MDV: true})
		return
	}
	if t.commented(row, line) {
		return
	}
	r := Record{Line: line, DV: math.NaN()}
	r.Time = t.number(row, "TIME", math.NaN())
	if math.IsNaN(r.Time) && t.blank(row, "TIME") {
		t.bad.line(line, t.column["TIME"]+1, "the record has no time")
	}
	r.Amt, r.Rate, r.II = t.number(row, "AMT", 0), t.number(row, "RATE", 0), t.number(row, "II", 0)
	r.CMT, r.ADDL, r.SS, r.Cens = t.whole(row, "CMT"), t.whole(row, "ADDL"), t.whole(row, "SS"), t.whole(row, "CENS")
	r.MDV = t.whole(row, "MDV") != 0
	if r.EVID = t.whole(row, "EVID"); t.missing("EVID") && (r.Amt != 0 || r.Rate != 0) {
		r.EVID = 1
	}
	if i, ok := t.column["DV"]; ok {
		text := strings.TrimSpace(row[i])
		if limit, below := strings.CutPrefix(text, "<"); below {
			text, r.Cens = strings.TrimSpace(limit), 1
		}
		r.DV = t.parse(text, line, i, math.NaN())
	}
	for _, i := range t.from {
		r.Cov = append(r.Cov, t.parse(strings.TrimSpace(row[i]), line, i, math.NaN()))
	}
	t.add(row, r)
}

// commented reports a row that a C in the column C leaves out; another word
// there is refused, for nobody knows what it means.
func (t *nmTable) commented(row []string, line int) bool {
	i, ok := t.column["C"]
	if !ok {
		return false
	}
	switch text := strings.TrimSpace(row[i]); text {
	case "C", "c":
		return true
	case "", ".", "0":
	default:
		t.bad.line(line, i+1, "the column C holds %q: C leaves a row out, a dot or 0 keeps it", text)
	}
	return false
}

// add appends the record to its child.
func (t *nmTable) add(row []string, r Record) {
	id := "1"
	if i, ok := t.column["ID"]; ok && i < len(row) {
		id = strings.TrimSpace(row[i])
	}
	if n := len(t.out); n == 0 || t.out[n-1].ID != id {
		if t.seen[id] {
			t.bad.line(r.Line, 1, "the records of %q do not stand together", id)
		}
		t.seen[id] = true
		t.out = append(t.out, subjectRead{Subject: Subject{ID: id, Covariates: t.covs}})
	}
	s := &t.out[len(t.out)-1]
	s.Records = append(s.Records, r)
	s.bad.list = append(s.bad.list, t.bad.list...)
	t.bad.list = nil
}

// blank reports a cell without a value.
func (t *nmTable) blank(row []string, name string) bool {
	i, ok := t.column[name]
	return !ok || noValue(strings.TrimSpace(row[i]))
}

func noValue(text string) bool {
	return contains([]string{"", ".", "NA", "NAN"}, strings.ToUpper(text))
}

func (t *nmTable) missing(name string) bool {
	_, ok := t.column[name]
	return !ok
}

func (t *nmTable) number(row []string, name string, absent float64) float64 {
	i, ok := t.column[name]
	if !ok {
		return absent
	}
	return t.parse(strings.TrimSpace(row[i]), lineOf(t.csv, i), i, absent)
}

func (t *nmTable) whole(row []string, name string) int {
	x := t.number(row, name, 0)
	if x != math.Trunc(x) || math.Abs(x) > 1e9 {
		t.bad.line(lineOf(t.csv, 0), t.column[name]+1, "%s must be a whole number, not %v", name, x)
		return 0
	}
	return int(x)
}

// clockForm is a time of day, or a date.
var clockForm = regexp.MustCompile(`^\d{1,2}:\d{2}(:\d{2})?$|^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b`)

func (t *nmTable) parse(text string, line, column int, absent float64) float64 {
	if noValue(text) {
		return absent
	}
	if clockForm.MatchString(text) {
		t.bad.line(line, column+1, "%q is a time of day or a date: TIME must count the hours from one moment on", text)
		return absent
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(x, 0) {
		t.bad.line(line, column+1, "%q is not a number", text)
		return absent
	}
	return x
}
