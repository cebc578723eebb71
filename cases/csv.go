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
	SentenceZH   string
}

// Chinese says in Chinese what is wrong and where.
func (p *Problem) Chinese() string {
	return "第" + strconv.Itoa(p.Line) + "行第" + strconv.Itoa(p.Column) + "列：" + p.Said().In("zh")
}

// Said is the sentence in both languages, without its place.
func (p *Problem) Said() evidence.Text { return evidence.Text{EN: p.Sentence, ZH: p.SentenceZH} }

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

// complain adds a problem; both sentences take the same arguments.
func (t *table) complain(line, column int, name, en, zh string, args ...any) {
	said := sentence(en, zh, args...)
	t.problems = append(t.problems, &Problem{line, column, name, said.EN, said.ZH})
}

// sentence puts the same arguments into both languages.
func sentence(en, zh string, args ...any) evidence.Text {
	if len(args) == 0 {
		return evidence.Text{EN: en, ZH: zh}
	}
	return evidence.Text{EN: fmt.Sprintf(en, args...), ZH: fmt.Sprintf(zh, args...)}
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
		t.complain(broken.Line, broken.Column, "", "the line cannot be read as CSV: %v", "该行不是有效的CSV（%v）", broken.Err)
		return nil, false
	case err != nil:
		t.complain(1, 1, "", "the table cannot be read: %v", "表格无法读取（%v）", err)
		return nil, false
	}
	return record, true
}

func (t *table) header() bool {
	names, ok := t.next()
	if !ok {
		if len(t.problems) == 0 {
			t.complain(1, 1, "", "the table is empty; the first line names the columns", "表格为空；第一行应为列名")
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
			t.complain(line, column, name, "there is no column %q", "没有名为 %q 的列", name)
			continue
		}
		if slices.ContainsFunc(t.columns, func(c Column) bool { return c.Name == known[at].Name }) {
			t.complain(line, column, name, "the column %q stands twice", "列 %q 重复出现", name)
			continue
		}
		t.columns = append(t.columns, known[at])
	}
	for _, c := range known {
		if c.Constraints.Required && !slices.ContainsFunc(t.columns, func(has Column) bool { return has.Name == c.Name }) {
			t.complain(1, 1, c.Name, "the column %q is missing", "缺少列 %q", c.Name)
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
			t.complain(line, 1, "", "the table has more than %d rows", "表格超过 %d 行", maxRows)
			return
		}
		if len(record) != len(t.columns) {
			t.complain(line, 1, "", "the row has %d cells, the header names %d columns", "该行有 %d 个单元格，表头有 %d 列", len(record), len(t.columns))
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
		if wrong := c.refuse(value); !wrong.Empty() {
			t.problems = append(t.problems, &Problem{line, column, c.Name, c.Name + ": " + wrong.EN, c.Name + "：" + wrong.ZH})
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
			t.complain(line, 1, "disease", "disease: the knowledge base has no disease %q", "disease：知识库中没有疾病 %q", key)
		}
		row.Diseases = append(row.Diseases, key)
	}
	t.whole(row, line)
	t.out = append(t.out, row)
}

// whole checks what concerns more than one cell.
func (t *table) whole(row Row, line int) {
	if first, twice := t.seen[row.ID]; twice && row.ID != "" {
		t.complain(line, 1, "case_id", "case_id: %q stands already in line %d", "case_id：%q 已出现在第 %d 行", row.ID, first)
	}
	t.seen[row.ID] = line
	if row.Kind == UnverifiedGene && len(row.Diseases) > 0 {
		t.complain(line, 1, "disease", "disease: a row whose gene was not read belongs to no disease", "disease：基因未查阅的病例不归入任何疾病")
	}
	outcome := row.Field("outcome")
	if row.Kind == Transplanted && row.Person() && outcome.State == knowledge.Reported && outcome.Value != Alive && outcome.Value != Dead {
		t.complain(line, 1, "outcome", "outcome: of a single patient it is alive, dead, not_reported or empty", "outcome：单个患者只能填 alive、dead、not_reported 或留空")
	}
	if row.Kind != Cohort && row.Field("os_percent").State == knowledge.Reported {
		t.complain(line, 1, "os_percent", "os_percent: only a cohort carries a survival figure", "os_percent：只有队列可填写生存率")
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

// refuse says what is wrong with a cell, nothing when all is well.
func (c Column) refuse(value string) evidence.Text {
	silent := value == knowledge.NotReported || strings.HasPrefix(value, knowledge.NotReported+":") || value == knowledge.NotRead
	switch {
	case !utf8.ValidString(value):
		return sentence("the text is not UTF-8", "文字不是UTF-8编码")
	case utf8.RuneCountInString(value) > maxRunes:
		return sentence("the text is longer than %d characters", "文字超过 %d 个字符", maxRunes)
	case value == "" && c.Constraints.Required:
		return sentence("a value is required", "必须填写")
	case silent && (c.Constraints.Required || !c.Field):
		return sentence("this column has no states; a value is required or the cell is empty", "该列没有“未报道/未查阅”状态：请填写数值或留空")
	case value == "" || silent:
		return evidence.Text{}
	case c.Name == "case_id" && !caseID.MatchString(value):
		return sentence("an id has letters, digits, hyphens and underscores only", "编号只能由字母、数字、连字符和下划线组成")
	case len(c.Constraints.Enum) > 0 && !slices.Contains(c.Constraints.Enum, value):
		return sentence("%q is not one of %s", "%q 不是以下之一：%s", value, strings.Join(c.Constraints.Enum, ", "))
	case c.Constraints.Pattern != "" && !patterns[c.Constraints.Pattern].MatchString(value):
		return sentence("%q does not have the form %s", "%q 不符合格式 %s", value, c.Constraints.Pattern)
	case c.Type == "integer" || c.Type == "number":
		return c.refuseNumber(value)
	}
	return evidence.Text{}
}

var plainNumber = regexp.MustCompile(`^\d{1,9}(\.\d{1,9})?$`)

func (c Column) refuseNumber(value string) evidence.Text {
	if !plainNumber.MatchString(value) || c.Type == "integer" && strings.Contains(value, ".") {
		return evidence.Text{EN: fmt.Sprintf("%q is not a plain %s without unit", value, c.Type), ZH: fmt.Sprintf("%q 不是不带单位的%s", value, map[string]string{"integer": "整数", "number": "数字"}[c.Type])}
	}
	x, err := strconv.ParseFloat(value, 64)
	if err != nil || c.Constraints.Minimum != nil && x < *c.Constraints.Minimum || c.Constraints.Maximum != nil && x > *c.Constraints.Maximum {
		return sentence("%q is out of range", "%q 超出允许范围", value)
	}
	return evidence.Text{}
}
