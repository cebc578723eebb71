package feed

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// The limits of a workbook: a packed file can unfold to any size.
const (
	longestPart = 64 << 20 // bytes of one part, unpacked
	mostRows    = 200_000
	mostColumns = 1_000
)

// ReadXLSX reads the first sheet of a workbook (Office Open XML) as a table of
// results. A number is taken as it is stored; one that a spreadsheet has computed
// or rounded, and stores with more than 15 digits, is refused, and so is a day
// that is stored as a number: such cells have to be written as text.
func ReadXLSX(file []byte, c Columns) ([][]byte, []Refusal) {
	rows, err := sheetRows(file)
	if err != nil {
		return nil, []Refusal{{1, 1, err.Error()}}
	}
	lines := make([]int, len(rows))
	for i := range rows {
		lines[i] = i + 1
	}
	messages, refused := readRows(rows, lines, c)
	for i := range refused {
		if strings.Contains(refused[i].Sentence, "is not a day written") {
			refused[i].Sentence += "; in a workbook the day has to be written as text"
		}
	}
	return messages, refused
}

// sheetRows unpacks the shared texts and the first sheet.
func sheetRows(file []byte) ([][]string, error) {
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, errors.New("the file is no workbook (xlsx)")
	}
	var shared sharedTexts
	if err := part(archive, "xl/sharedStrings.xml", &shared); err != nil && !errors.Is(err, errNoPart) {
		return nil, err
	}
	var sheet worksheet
	if err := part(archive, "xl/worksheets/sheet1.xml", &sheet); err != nil {
		return nil, err
	}
	if len(sheet.Rows) > mostRows {
		return nil, fmt.Errorf("the sheet has more than %d rows", mostRows)
	}
	var rows [][]string
	width := 0
	for _, r := range sheet.Rows {
		row, err := r.texts(shared)
		if err != nil {
			return nil, err
		}
		width = max(width, len(row))
		rows = append(rows, row)
	}
	for i := range rows { // cells at the end that were never filled
		for len(rows[i]) < width {
			rows[i] = append(rows[i], "")
		}
	}
	return rows, nil
}

var errNoPart = errors.New("the workbook has no such part")

func part(archive *zip.Reader, name string, into any) error {
	f, err := archive.Open(name)
	if err != nil {
		return fmt.Errorf("%w: %s", errNoPart, name)
	}
	defer f.Close()
	limited := &io.LimitedReader{R: f, N: longestPart}
	decoder := xml.NewDecoder(limited)
	decoder.Strict, decoder.Entity = true, nil
	err = decoder.Decode(into)
	if limited.N <= 0 {
		return fmt.Errorf("%s unfolds to more than %d bytes", name, longestPart)
	}
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w", name, err)
	}
	return nil
}

type sharedTexts struct {
	Items []richText `xml:"si"`
}

type richText struct {
	Plain string   `xml:"t"`
	Runs  []string `xml:"r>t"`
}

func (t richText) text() string { return t.Plain + strings.Join(t.Runs, "") }

type worksheet struct {
	Rows []sheetRow `xml:"sheetData>row"`
}

type sheetRow struct {
	Cells []sheetCell `xml:"c"`
}

type sheetCell struct {
	Ref    string   `xml:"r,attr"`
	Type   string   `xml:"t,attr"`
	Value  string   `xml:"v"`
	Inline richText `xml:"is"`
}

// texts puts the cells of a row into their columns.
func (r sheetRow) texts(shared sharedTexts) ([]string, error) {
	var row []string
	for _, c := range r.Cells {
		column := columnOf(c.Ref)
		if column < 0 || column >= mostColumns {
			return nil, fmt.Errorf("the cell %q lies outside the table", clip(c.Ref, 20))
		}
		text, err := c.text(shared)
		if err != nil {
			return nil, fmt.Errorf("cell %s: %w", clip(c.Ref, 20), err)
		}
		for len(row) <= column {
			row = append(row, "")
		}
		row[column] = text
	}
	return row, nil
}

// columnOf counts the letters of a reference: A is 0, AA is 26.
func columnOf(ref string) int {
	n := 0
	letters := strings.TrimRight(ref, "0123456789")
	if letters == "" || len(letters) > 3 {
		return -1
	}
	for _, b := range []byte(letters) {
		if b < 'A' || b > 'Z' {
			return -1
		}
		n = n*26 + int(b-'A') + 1
	}
	return n - 1
}

// longestStored is how many digits a typed number keeps in a spreadsheet; more
// come from computing in binary.
const longestStored = 15

func (c sheetCell) text(shared sharedTexts) (string, error) {
	switch c.Type {
	case "s":
		i, err := strconv.Atoi(c.Value)
		if err != nil || i < 0 || i >= len(shared.Items) {
			return "", errors.New("it names a text that is not there")
		}
		return shared.Items[i].text(), nil
	case "inlineStr":
		return c.Inline.text(), nil
	case "str":
		return c.Value, nil
	case "e":
		return "", fmt.Errorf("it holds the error %s", clip(c.Value, 20))
	}
	digits := strings.Trim(strings.TrimLeft(strings.ReplaceAll(strings.TrimPrefix(c.Value, "-"), ".", ""), "0"), " ")
	if len(digits) > longestStored || strings.ContainsAny(c.Value, "eE") {
		return "", fmt.Errorf("the number %s is stored with more digits than were typed; write the column as text", clip(c.Value, 30))
	}
	return c.Value, nil
}
