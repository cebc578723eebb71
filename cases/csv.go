package cases

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// notReported is the word of a cell about which the source says nothing.
const notReported = knowledge.NotReported

// Bounds of a table: far above what is published on a rare disease.
const (
	maxRows  = 5000
	maxRunes = 4000
)

// ErrTable is the kind of every refusal of a table.
var ErrTable = errors.New("the table of cases is refused")

// Problem is one thing that is wrong with a table, with its place.
type Problem struct {
	Line, Column int    // from 1; Column counts bytes as editors do
	Name         string // of the column, where it is known
	Sentence     string
}

// Chinese says where the table cannot be taken; the sentence itself is English.
func (p *Problem) Chinese() string {
	return "第" + strconv.Itoa(p.Line) + "行第" + strconv.Itoa(p.Column) + "列不符合表格格式（" + p.Sentence + "）"
}

// Error writes the place and the sentence.
func (p *Problem) Error() string {
	return strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column) + ": " + p.Sentence
}

// Unwrap gives ErrTable.
func (p *Problem) Unwrap() error { return ErrTable }

// Problems are all problems of a table.
type Problems []*Problem

// Error writes one problem a line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives ErrTable and the problems one by one.
func (p Problems) Unwrap() []error {
	out := []error{ErrTable}
	for _, one := range p {
		out = append(out, one)
	}
	return out
}

// ReadCSV reads a table of cases. disease tells whether a key is known to the
// knowledge base. Either every row is good, or no row is returned and the error
// is a Problems with everything that was found. The rows are proposals: nothing
// here adds them to the evidence.
func ReadCSV(r io.Reader, disease func(key string) bool) ([]Row, error) {
	t := table{reader: csv.NewReader(r), disease: disease, seen: map[string]int{}}
	t.reader.FieldsPerRecord = -1
	if t.header() {
		t.rows()
	}
	if len(t.problems) > 0 {
		return nil, t.problems
	}
	return t.out, nil
}

type table struct {
	reader   *csv.Reader
	disease  func(string) bool
	columns  []Column // by position
	seen     map[string]int
	out      []Row
	problems Problems
}

func (t *table) complain(line, column int, name, format string, args ...any) {
	t.problems = append(t.problems, &Problem{line, column, name, fmt.Sprintf(format, args...)})
}

// next reads one record; a broken one ends the reading, since where the next
// one begins is then a guess.
func (t *table) next() ([]string, bool) {
	record, err := t.reader.Read()
	var broken *csv.ParseError
	switch {
	case err == io.EOF:
		return nil, false
	case errors.As(err, &broken):
		t.complain(broken.Line, broken.Column, "", "the line cannot be read as CSV: %v", broken.Err)
		return nil, false
	case err != nil:
		t.complain(1, 1, "", "the table cannot be read: %v", err)
		return nil, false
	}
	return record, true
}

func (t *table) header() bool {
	names, ok := t.next()
	if !ok {
		if len(t.problems) == 0 {
			t.complain(1, 1, "", "the table is empty; the first line names the columns")
		}
		return false
	}
	known := Columns()
	for i, name := range names {
		if i == 0 {
			name = strings.TrimPrefix(name, "\ufeff")
		}
		line, column := t.reader.FieldPos(i)
		at := slices.IndexFunc(known, func(c Column) bool { return c.Name == strings.TrimSpace(name) })
		if at < 0 {
			t.complain(line, column, name, "there is no column %q", name)
			continue
		}
		if slices.ContainsFunc(t.columns, func(c Column) bool { return c.Name == known[at].Name }) {
			t.complain(line, column, name, "the column %q stands twice", name)
			continue
		}
		t.columns = append(t.columns, known[at])
	}
	for _, c := range known {
		if c.Constraints.Required && !slices.ContainsFunc(t.columns, func(has Column) bool { return has.Name == c.Name }) {
			t.complain(1, 1, c.Name, "the column %q is missing", c.Name)
		}
	}
	return len(t.problems) == 0
}

func (t *table) rows() {
	for {
		record, ok := t.next()
		if !ok {
			return
		}
		line, _ := t.reader.FieldPos(0)
		if len(t.out) >= maxRows {
			t.complain(line, 1, "", "the table has more than %d rows", maxRows)
			return
		}
		if len(record) != len(t.columns) {
			t.complain(line, 1, "", "the row has %d cells, the header names %d columns", len(record), len(t.columns))
			continue
		}
		t.row(record, line)
	}
}

func (t *table) row(record []string, line int) {
	cells := map[string]string{}
	row := Row{}
	for i, c := range t.columns {
		_, column := t.reader.FieldPos(i)
		value := strings.TrimSpace(record[i])
		if sentence := c.refuse(value); sentence != "" {
			t.complain(line, column, c.Name, "%s: %s", c.Name, sentence)
			continue
		}
		cells[c.Name] = value
		if c.Field {
			row.Fields = append(row.Fields, fieldOf(c, value))
		}
	}
	row.ID, row.Kind = cells["case_id"], cells["row_type"]
	row.Source = evidence.Source{ID: cells["doi_pmid_url"], Text: cells["source"]}
	row.Status = evidence.Status(cells["status"])
	row.Note = evidence.Text{EN: noteOf(cells["notes"], cells["evidence_read"])}
	for key := range strings.SplitSeq(cells["disease"], ";") {
		if key = strings.TrimSpace(key); key == "" {
			continue
		}
		if t.disease != nil && !t.disease(key) {
			t.complain(line, 1, "disease", "disease: the knowledge base has no disease %q", key)
		}
		row.Diseases = append(row.Diseases, key)
	}
	t.whole(row, line)
	t.out = append(t.out, row)
}

// whole checks what concerns more than one cell.
func (t *table) whole(row Row, line int) {
	if first, twice := t.seen[row.ID]; twice && row.ID != "" {
		t.complain(line, 1, "case_id", "case_id: %q stands already in line %d", row.ID, first)
	}
	t.seen[row.ID] = line
	if row.Kind == UnverifiedGene && len(row.Diseases) > 0 {
		t.complain(line, 1, "disease", "disease: a row whose gene was not read belongs to no disease")
	}
	outcome := row.Field("outcome")
	if row.Kind == Transplanted && row.Person() && outcome.State == knowledge.Reported && outcome.Value != Alive && outcome.Value != Dead {
		t.complain(line, 1, "outcome", "outcome: of a single patient it is alive, dead, not_reported or empty")
	}
	if row.Kind != Cohort && row.Field("os_percent").State == knowledge.Reported {
		t.complain(line, 1, "os_percent", "os_percent: only a cohort carries a survival figure")
	}
}

// WriteCSV writes rows in the form that ReadCSV reads.
func WriteCSV(w io.Writer, rows []Row) error {
	out, columns := csv.NewWriter(w), Columns()
	record := make([]string, len(columns))
	for i, c := range columns {
		record[i] = c.Name
	}
	if err := out.Write(record); err != nil {
		return fmt.Errorf("cases: %w", err)
	}
	for _, r := range rows {
		note, read, found := cutLast(r.Note.EN, "seen: ")
		if !found {
			note, read = r.Note.EN, "not stated"
		}
		cells := map[string]string{"row_type": r.Kind, "case_id": r.ID, "disease": strings.Join(r.Diseases, ";"), "source": r.Source.Text,
			"doi_pmid_url": r.Source.ID, "evidence_read": read, "status": string(r.Status), "notes": strings.TrimSuffix(note, "; ")}
		for i, c := range columns {
			if record[i] = cells[c.Name]; c.Field {
				record[i] = cellOf(r.Field(c.Name))
			}
		}
		if err := out.Write(record); err != nil {
			return fmt.Errorf("cases: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

func cellOf(f knowledge.CaseField) string {
	switch f.State {
	case knowledge.Reported:
		return f.Value
	case knowledge.NotReported:
		if f.Value != "" {
			return knowledge.NotReported + ": " + f.Value
		}
		return knowledge.NotReported
	}
	return ""
}

func cutLast(s, mark string) (before, after string, found bool) {
	i := strings.LastIndex(s, mark)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(mark):], true
}

func noteOf(note, read string) string {
	if note == "" {
		return "seen: " + read
	}
	return note + "; seen: " + read
}

func fieldOf(c Column, value string) knowledge.CaseField {
	f := knowledge.CaseField{Key: c.Name, State: knowledge.Reported, Value: value}
	silent, words, _ := strings.Cut(value, ":")
	switch {
	case value == "" || value == knowledge.NotRead:
		f.State, f.Value = knowledge.NotRead, ""
	case silent == knowledge.NotReported:
		f.State, f.Value = knowledge.NotReported, strings.TrimSpace(words)
	}
	return f
}

var patterns = map[string]*regexp.Regexp{percentForm: regexp.MustCompile(percentForm)}

var caseID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

// refuse says what is wrong with a cell, "" when nothing is.
func (c Column) refuse(value string) string {
	silent := value == knowledge.NotReported || strings.HasPrefix(value, knowledge.NotReported+":") || value == knowledge.NotRead
	switch {
	case !utf8.ValidString(value):
		return "the text is not UTF-8"
	case utf8.RuneCountInString(value) > maxRunes:
		return fmt.Sprintf("the text is longer than %d characters", maxRunes)
	case value == "" && c.Constraints.Required:
		return "a value is required"
	case silent && (c.Constraints.Required || !c.Field):
		return "this column has no states; a value is required or the cell is empty"
	case value == "" || silent:
		return ""
	case c.Name == "case_id" && !caseID.MatchString(value):
		return "an id has letters, digits, hyphens and underscores only"
	case len(c.Constraints.Enum) > 0 && !slices.Contains(c.Constraints.Enum, value):
		return fmt.Sprintf("%q is not one of %s", value, strings.Join(c.Constraints.Enum, ", "))
	case c.Constraints.Pattern != "" && !patterns[c.Constraints.Pattern].MatchString(value):
		return fmt.Sprintf("%q does not have the form %s", value, c.Constraints.Pattern)
	case c.Type == "integer" || c.Type == "number":
		return c.refuseNumber(value)
	}
	return ""
}

var plainNumber = regexp.MustCompile(`^\d{1,9}(\.\d{1,9})?$`)

func (c Column) refuseNumber(value string) string {
	if !plainNumber.MatchString(value) || c.Type == "integer" && strings.Contains(value, ".") {
		return fmt.Sprintf("%q is not a plain %s without unit", value, c.Type)
	}
	x, err := strconv.ParseFloat(value, 64)
	if err != nil || c.Constraints.Minimum != nil && x < *c.Constraints.Minimum || c.Constraints.Maximum != nil && x > *c.Constraints.Maximum {
		return fmt.Sprintf("%q is out of range", value)
	}
	return ""
}
