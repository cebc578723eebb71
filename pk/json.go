package pk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// decodeJSON reads one document and nothing behind it; a key that stands twice in
// one object is refused, for the second would take the place of the first without
// a word.
func decodeJSON(data []byte, into any, strict bool) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if strict {
		dec.DisallowUnknownFields()
	}
	if err := dec.Decode(into); err != nil {
		return jsonProblem(data, err)
	}
	end := dec.InputOffset()
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return placed(data, end+1, "nothing may follow the document")
	}
	return twice(data)
}

// twice finds the first key that stands twice in one object.
func twice(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	var open []map[string]bool // keys of each open object; nil for a list
	key := false               // the next text is a key
	for {
		token, err := dec.Token()
		if err != nil {
			return nil // the end: the document was decoded before
		}
		inside := func() bool { return len(open) > 0 && open[len(open)-1] != nil }
		switch t := token.(type) {
		case json.Delim:
			switch t {
			case '{':
				open = append(open, map[string]bool{})
			case '[':
				open = append(open, nil)
			default:
				open = open[:len(open)-1]
			}
			key = inside()
			continue
		case string:
			if key {
				if keys := open[len(open)-1]; keys[t] {
					return placed(data, dec.InputOffset(), "the key %q stands twice", t)
				}
				open[len(open)-1][t] = true
				key = false
				continue
			}
		}
		key = inside()
	}
}

// placed is a refusal at a byte of the document.
func placed(data []byte, offset int64, format string, args ...any) error {
	head := data[:min(max(offset, 0), int64(len(data)))]
	var bad problems
	bad.line(1+bytes.Count(head, []byte("\n")), len(head)-bytes.LastIndexByte(head, '\n'), format, args...)
	return bad.err(ErrInput)
}

// jsonProblem places a decoding error at its line and column.
func jsonProblem(data []byte, err error) error {
	offset, said := int64(len(data)), err.Error()
	switch e := err.(type) {
	case *json.SyntaxError:
		offset = e.Offset
	case *json.UnmarshalTypeError:
		offset, said = e.Offset, fmt.Sprintf("%s is not of the kind that belongs to %q", e.Value, strings.TrimPrefix(e.Field, "Scenario."))
		if e.Field == "" {
			said = e.Value + " is not an object with keys"
		}
	}
	return placed(data, offset, "not the JSON that is expected here: %s", said)
}
