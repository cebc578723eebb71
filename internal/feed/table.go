package feed

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/dayzero-hsct/dayzero/hl7v2"
	"github.com/dayzero-hsct/dayzero/internal/app"
)

// Columns says how a table of results is read. It is one saved line of the
// centre's mapping (kind table): which column holds what, the decimal sign, and
// how days are written. Nothing of it is guessed from the file.
type Columns struct {
	Name      string // of the saved line; messages of the table come from TABLE|name
	Patient   string // column of the identifier
	Date      string // column of the day, or of day and hour
	Time      string // column of the hour, empty when the day column holds it or nobody wrote it
	Code      string // column of the code
	Value     string
	Unit      string   // column of the unit; empty when the mapping of each code names it
	Status    string   // column of P, F or C; empty means final
	Wide      []string // instead of Code and Value: columns that are codes themselves
	Decimal   string   // "." (when empty) or ","
	Separator rune
	Charset   hl7v2.Charset
	Days      string // YYYY-MM-DD (when empty), YYYY/MM/DD, YYYYMMDD, DD.MM.YYYY, DD/MM/YYYY or MM/DD/YYYY
}

// dayForms are the accepted ways of writing a day.
var dayForms = map[string]string{"": "2006-01-02", "YYYY-MM-DD": "2006-01-02", "YYYY/MM/DD": "2006/01/02", "YYYYMMDD": "20060102",
	"DD.MM.YYYY": "02.01.2006", "DD/MM/YYYY": "02/01/2006", "MM/DD/YYYY": "01/02/2006"}

var separators = map[string]rune{"": ',', ",": ',', ";": ';', "tab": '\t'}

// ColumnsOf reads a saved line of the mapping. The error says what it lacks.
func ColumnsOf(m app.FeedMapping) (Columns, error) {
	c := Columns{Name: m.Code, Patient: m.To["patient"], Date: m.To["date"], Time: m.To["time"], Code: m.To["code"], Value: m.To["value"], Unit: m.To["unit"],
		Status: m.To["status"], Decimal: m.To["decimal"], Charset: hl7v2.Charset(m.To["charset"]), Days: m.To["dates"]}
	for _, name := range strings.Split(m.To["wide"], ",") {
		if name = strings.TrimSpace(name); name != "" {
			c.Wide = append(c.Wide, name)
		}
	}
	var known bool
	if c.Separator, known = separators[m.To["separator"]]; !known {
		return c, fmt.Errorf("the separator %q is not one of , ; tab", m.To["separator"])
	}
	if c.Charset == "" {
		c.Charset = hl7v2.UTF8
	}
	switch _, day := dayForms[c.Days]; {
	case c.Patient == "" || c.Date == "":
		return c, errors.New("the saved table names no column for patient or date")
	case (c.Code == "" || c.Value == "") && len(c.Wide) == 0:
		return c, errors.New("the saved table names no columns for code and value, and no wide columns")
	case c.Decimal != "" && c.Decimal != "." && c.Decimal != ",":
		return c, fmt.Errorf("the decimal sign %q is not . or ,", c.Decimal)
	case !day:
		return c, fmt.Errorf("days are not written as %q", c.Days)
	case !c.Charset.Known():
		return c, fmt.Errorf("the character set %q is not known", c.Charset)
	}
	return c, nil
}

// ReadCSV reads a table of results into messages, one for each result, so that it
// takes the same way into charts as every other message: matched, mapped, and
// kept. Any problem refuses the whole file, with every place.
func ReadCSV(file []byte, c Columns) ([][]byte, []Refusal) {
	text, err := c.Charset.Text(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf")))
	if err != nil {
		return nil, []Refusal{{1, 1, err.Error()}}
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = c.Separator, -1
	var rows [][]string
	var lines []int
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, []Refusal{csvRefusal(err)}
		}
		line, _ := r.FieldPos(0)
		rows, lines = append(rows, row), append(lines, line)
	}
	return readRows(rows, lines, c)
}

// readRows turns rows with a header into messages.
func readRows(rows [][]string, lines []int, c Columns) ([][]byte, []Refusal) {
	if len(rows) == 0 {
		return nil, []Refusal{{1, 1, "the table is empty"}}
	}
	t := &table{Columns: c, at: map[string]int{}}
	if refused := t.header(rows[0]); len(refused) > 0 {
		return nil, refused
	}
	t.mixed = t.bothSigns(rows[1:])
	for i, row := range rows[1:] {
		t.line = lines[i+1]
		if len(row) != len(rows[0]) {
			t.refuse(1, fmt.Sprintf("the row has %d columns, the header %d", len(row), len(rows[0])))
			continue
		}
		if t.legible(row) {
			t.row(row)
		}
	}
	if len(t.refused) > 0 {
		return nil, t.refused
	}
	return t.messages, nil
}

// table is the reading of one table.
type table struct {
	Columns
	at       map[string]int // column by name
	line     int
	mixed    bool // numbers with a point and numbers with a comma stand in one file
	messages [][]byte
	refused  []Refusal
}

func (t *table) refuse(column int, sentence string) {
	if len(t.refused) < 200 {
		t.refused = append(t.refused, Refusal{t.line, column, sentence})
	}
}

// header finds the named columns; one that is missing or occurs twice is refused.
func (t *table) header(names []string) []Refusal {
	t.line = 1
	for i, name := range names {
		name = strings.TrimSpace(name)
		if _, twice := t.at[name]; twice && name != "" {
			t.refuse(i+1, fmt.Sprintf("the column %q occurs twice", name))
		}
		t.at[name] = i
	}
	for _, name := range append([]string{t.Patient, t.Date, t.Time, t.Code, t.Value, t.Unit, t.Status}, t.Wide...) {
		if _, there := t.at[name]; !there && name != "" {
			t.refuse(1, fmt.Sprintf("the column %q, which the saved table names, is missing", name))
		}
	}
	return t.refused
}

// legible refuses control characters: none belongs into a table, and a message
// cannot carry those that frame it. A broken line inside a cell is text.
func (t *table) legible(row []string) bool {
	whole := true
	for i, cell := range row {
		at := strings.IndexFunc(cell, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\t\r\n", r) })
		if at >= 0 {
			r, _ := utf8.DecodeRuneInString(cell[at:])
			t.refuse(i+1, fmt.Sprintf("the character %U does not belong into a table", r))
			whole = false
		}
	}
	return whole
}

// valueColumns are the columns that hold numbers.
func (t *table) valueColumns() []string {
	if len(t.Wide) > 0 {
		return t.Wide
	}
	return []string{t.Value}
}

// bothSigns reports whether some numbers carry a decimal point and others a
// comma: then none of the commas can be trusted.
func (t *table) bothSigns(rows [][]string) bool {
	point, comma := false, false
	for _, row := range rows {
		for _, name := range t.valueColumns() {
			if i := t.at[name]; i < len(row) {
				point = point || strings.Contains(row[i], ".")
				comma = comma || strings.Contains(row[i], ",")
			}
		}
	}
	return point && comma
}

func (t *table) row(row []string) {
	get := func(name string) string {
		if name == "" {
			return ""
		}
		return strings.TrimSpace(row[t.at[name]])
	}
	patient, stamp := get(t.Patient), t.stamp(get(t.Date), get(t.Time))
	if patient == "" {
		t.refuse(t.at[t.Patient]+1, "the row names no patient")
	}
	status := get(t.Status)
	if status == "" {
		status = "F"
	}
	for _, column := range t.valueColumns() {
		code := get(t.Code)
		if len(t.Wide) > 0 {
			code = column
		}
		sent := get(column)
		if sent == "" {
			continue // nothing was measured
		}
		number, why := t.number(sent)
		if why != "" {
			t.refuse(t.at[column]+1, why)
			continue
		}
		if code == "" {
			t.refuse(t.at[t.Code]+1, "the row names no code")
			continue
		}
		if len(t.refused) == 0 {
			t.message(patient, stamp, code, number, get(t.Unit), status, strings.Join(row, " | "))
		}
	}
}

// stamp brings day and hour to the form of a message.
func (t *table) stamp(date, hour string) string {
	layout := dayForms[t.Days]
	rest := ""
	if len(date) > len(layout) && hour == "" {
		date, rest = date[:len(layout)], strings.TrimLeft(date[len(layout):], " T")
		hour = rest
	}
	day, err := time.Parse(layout, date)
	if err != nil {
		t.refuse(t.at[t.Date]+1, fmt.Sprintf("%q is not a day written as %s", clip(date, 30), orElse(t.Days, "YYYY-MM-DD")))
		return ""
	}
	if hour == "" {
		return day.Format("20060102")
	}
	for _, form := range []string{"15:04", "15:04:05"} {
		if at, err := time.Parse(form, hour); err == nil {
			return day.Format("20060102") + at.Format("1504")
		}
	}
	t.refuse(t.at[orElse(t.Time, t.Date)]+1, fmt.Sprintf("%q is not an hour written as 15:04", clip(hour, 30)))
	return ""
}

func orElse(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}

// number accepts a decimal point as it is, and a decimal comma only where the
// saved table says so and nothing speaks against it. No digit is changed.
func (t *table) number(sent string) (number, why string) {
	if !strings.Contains(sent, ",") {
		return sent, ""
	}
	whole, fraction, _ := strings.Cut(strings.TrimLeft(sent, "<>= "), ",")
	switch {
	case t.Decimal != ",":
		return "", fmt.Sprintf("the comma in %q is ambiguous: the saved table does not say that it is a decimal comma", clip(sent, 30))
	case t.mixed:
		return "", fmt.Sprintf("the comma in %q is ambiguous: other numbers of this file carry a decimal point", clip(sent, 30))
	case strings.Contains(fraction, ","):
		return "", fmt.Sprintf("%q carries two commas", clip(sent, 30))
	case len(fraction) == 3 && strings.Trim(whole, "0") != "":
		return "", fmt.Sprintf("the comma in %q is ambiguous: it may separate thousands", clip(sent, 30))
	}
	return strings.Replace(sent, ",", ".", 1), ""
}

// message writes one result as a message. Its control id comes from the row, so
// that the same file twice has one effect.
func (t *table) message(patient, stamp, code, number, unit, status, row string) {
	m := hl7v2.New(hl7v2.UTF8)
	d := m.Delimiters
	sum := sha256.Sum256([]byte(strings.Join([]string{t.Name, patient, stamp, code, number, unit, status}, "\x00")))
	control := "T" + hex.EncodeToString(sum[:9])
	for n, raw := range map[int]string{3: "TABLE", 4: d.Escaped(t.Name), 9: d.Components("ORU", "R01", "ORU_R01"), 10: control, 11: "P", 12: "2.5.1", 18: string(hl7v2.UTF8)} {
		m.SetHeader(n, raw)
	}
	m.Add("NTE", "1", "L", d.Escaped(fmt.Sprintf("line %d: %s", t.line, clip(row, 2000))))
	m.Add("PID", "1", "", d.Escaped(patient))
	order := make([]string, 25)
	order[0], order[6], order[24] = "1", stamp, "F"
	m.Add("OBR", order...)
	m.Add("OBX", "1", "ST", d.Components(code, "", "L"), "", d.Escaped(number), d.Escaped(unit), "", "", "", "", d.Escaped(status))
	raw, err := m.Encode()
	if err != nil {
		t.refuse(1, err.Error())
		return
	}
	t.messages = append(t.messages, raw)
}

// TableOf finds the saved line of a table.
func TableOf(lines []app.FeedMapping, name string) (Columns, error) {
	i := slices.IndexFunc(lines, func(m app.FeedMapping) bool { return m.Kind == "table" && m.Code == name })
	if i < 0 {
		var saved []string
		for _, m := range lines {
			if m.Kind == "table" {
				saved = append(saved, m.Code)
			}
		}
		if len(saved) == 0 {
			return Columns{}, fmt.Errorf("no table is saved yet, so none is called %q; add one with dayzero feed map", name)
		}
		return Columns{}, fmt.Errorf("no table %q is saved (saved are: %s); add one with dayzero feed map", name, strings.Join(saved, ", "))
	}
	return ColumnsOf(lines[i])
}
