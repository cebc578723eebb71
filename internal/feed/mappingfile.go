package feed

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/internal/app"
)

// Refusal is one reason why a file is refused, at its place.
type Refusal struct {
	Line, Column int // counted from 1
	Sentence     string
}

// Error gives line, column and sentence.
func (r Refusal) Error() string { return fmt.Sprintf("%d:%d: %s", r.Line, r.Column, r.Sentence) }

// mappingKeys are the columns of a mapping file that name the line itself; every
// other column is a field of what it means.
var mappingKeys = []string{"kind", "sender", "system", "code"}

// ReadMapping reads lines of the centre's own mapping from a table with a header:
// kind, sender, system and code, and the fields of what a code or unit means
// (app.MappingFields). A field with the name of a key, such as the column of the
// codes of a table, is headed column.code. It gives all lines, or every reason
// why there are none.
func ReadMapping(r io.Reader) ([]app.FeedMapping, []Refusal) {
	table := csv.NewReader(r)
	table.FieldsPerRecord = -1
	header, err := table.Read()
	if err != nil {
		return nil, []Refusal{{1, 1, "the file holds no table with a header: " + err.Error()}}
	}
	var refused []Refusal
	for i, name := range header {
		header[i] = strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))
		if header[i] == "" || slices.Contains(header[:i], header[i]) {
			refused = append(refused, Refusal{1, i + 1, fmt.Sprintf("the column %q has no name, or occurs twice", header[i])})
		}
	}
	for _, key := range mappingKeys {
		if !slices.Contains(header, key) {
			refused = append(refused, Refusal{1, 1, "the column " + key + " is missing"})
		}
	}
	var lines []app.FeedMapping
	for {
		row, err := table.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, append(refused, csvRefusal(err))
		}
		at, _ := table.FieldPos(0)
		switch {
		case len(row) != len(header):
			refused = append(refused, Refusal{at, 1, fmt.Sprintf("the row has %d columns, the header %d", len(row), len(header))})
		default:
			lines = append(lines, mappingRow(header, row))
		}
	}
	if len(refused) > 0 {
		return nil, refused
	}
	return lines, nil
}

func mappingRow(header, row []string) app.FeedMapping {
	m := app.FeedMapping{To: map[string]string{}}
	for i, name := range header {
		value := strings.TrimSpace(row[i])
		switch name {
		case "kind":
			m.Kind = value
		case "sender":
			m.Sender = value
		case "system":
			m.System = value
		case "code":
			m.Code = value
		default:
			if value != "" {
				m.To[strings.TrimPrefix(name, "column.")] = value
			}
		}
	}
	return m
}

// csvRefusal places what the reader of tables refuses.
func csvRefusal(err error) Refusal {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return Refusal{max(parse.Line, 1), max(parse.Column, 1), parse.Err.Error()}
	}
	return Refusal{1, 1, err.Error()}
}
