package casefile

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
)

// Write writes the case as a case file. Parse of the result gives the same case
// back, but for the author, which every entry then names itself. The bytes are
// the same for the same case. It is an error, before anything is written, when
// the case is not one that Parse would accept, the error joining the problems,
// and when it holds versions that another system issued of an observation.
func Write(w io.Writer, c chart.Case) error {
	location, err := c.Centre.Location()
	if err != nil {
		return err
	}
	p := &printer{location: location}
	p.header(c)
	for i, e := range c.Entries {
		if e.Payload == nil {
			return fmt.Errorf("entries[%d] (%s): the payload is missing", i, e.ID)
		}
		if !e.Version.IsZero() {
			return fmt.Errorf("entries[%d] (%s): a case file cannot hold the versions that another system issued of an observation", i, e.ID)
		}
		p.entry(e)
	}
	if p.broken != "" {
		return fmt.Errorf("the case cannot be written as a case file: %q is not text in UTF-8", clip(p.broken))
	}
	if _, problems := Parse(bytes.NewReader(p.out.Bytes()), c.ID); len(problems) > 0 {
		var all []error
		for _, problem := range problems {
			all = append(all, problem)
		}
		return fmt.Errorf("the case cannot be written as a case file: %w", errors.Join(all...))
	}
	_, err = w.Write(p.out.Bytes())
	return err
}

// printer writes block style, two blanks a level.
type printer struct {
	out      bytes.Buffer
	location *time.Location
	broken   string // a text that is no text
}

func (p *printer) header(c chart.Case) {
	p.record(0, reflect.ValueOf(header{Format: Format, ID: c.ID, Title: c.Title, Notice: c.Notice,
		Synthetic: c.Synthetic, Centre: c.Centre}))
	p.out.WriteString("entries:\n")
}

func (p *printer) entry(e chart.Entry) {
	l := line{ID: e.ID, Kind: string(e.Payload.Kind()), About: e.About, At: e.Effective, By: e.Author, Source: e.Source,
		Synthetic: e.Synthetic && e.Source != synthetic, Supersedes: e.Supersedes, Reason: e.Reason}
	if !e.Recorded.Equal(e.Effective) {
		l.Recorded = e.Recorded
	}
	start := p.out.Len()
	p.record(2, reflect.ValueOf(l))
	p.out.Bytes()[start+2] = '-' // the dash stands two blanks before the first key
	p.out.WriteString("    data:")
	p.nested(6, reflect.ValueOf(e.Payload).Elem(), "{}")
}

// record writes the keys of a struct that hold something, at the indentation; an
// entry's own keys stand two further in, behind the dash.
func (p *printer) record(indent int, v reflect.Value) {
	if v.Type() == reflect.TypeFor[line]() {
		indent += 2
	}
	for _, f := range fieldsOf(v.Type()) {
		value := v.Field(f.index)
		if f.typ == nodeType || p.empty(value) && !(f.required && value.Kind() == reflect.Int) {
			continue
		}
		fmt.Fprintf(&p.out, "%*s%s:", indent, "", f.name)
		p.value(indent, value)
	}
}

// empty reports a value that stands for nothing said.
func (p *printer) empty(v reflect.Value) bool {
	if known, ok := v.Interface().(interface{ IsZero() bool }); ok {
		return known.IsZero()
	}
	return v.IsZero() || (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) && v.Len() == 0
}

func (p *printer) value(indent int, v reflect.Value) {
	switch x := v.Interface().(type) {
	case day.Moment:
		p.scalar(p.moment(x))
		return
	case encoding.TextMarshaler:
		text, err := x.MarshalText()
		if err != nil {
			text = nil // Parse of the result then reports the empty value
		}
		p.scalar(string(text))
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		fmt.Fprintf(&p.out, " %t\n", v.Bool())
	case reflect.Int:
		fmt.Fprintf(&p.out, " %d\n", v.Int())
	case reflect.String:
		p.scalar(v.String())
	case reflect.Slice:
		p.items(indent, v)
	case reflect.Map:
		p.names(indent, v.Interface().(map[string][]string))
	case reflect.Struct:
		p.nested(indent+2, v, "{}")
	}
}

// nested writes a struct below its key.
func (p *printer) nested(indent int, v reflect.Value, none string) {
	p.out.WriteString("\n")
	start := p.out.Len()
	p.record(indent, v)
	if p.out.Len() == start {
		p.out.Truncate(start - 1)
		p.out.WriteString(" " + none + "\n")
	}
}

func (p *printer) items(indent int, v reflect.Value) {
	p.out.WriteString("\n")
	for i := range v.Len() {
		item := v.Index(i)
		if _, text := item.Interface().(encoding.TextMarshaler); item.Kind() != reflect.Struct || text {
			fmt.Fprintf(&p.out, "%*s-", indent+2, "")
			p.value(indent+2, item)
			continue
		}
		start := p.out.Len()
		p.record(indent+4, item)
		if p.out.Len() > start {
			p.out.Bytes()[start+indent+2] = '-'
		}
	}
}

func (p *printer) names(indent int, m map[string][]string) {
	p.out.WriteString("\n")
	for _, key := range sortedKeys(m) {
		fmt.Fprintf(&p.out, "%*s%s: [", indent+2, "", quote(key))
		for i, word := range m[key] {
			if i > 0 {
				p.out.WriteString(", ")
			}
			p.out.WriteString(inQuotes(word))
		}
		p.out.WriteString("]\n")
	}
}

func (p *printer) scalar(s string) {
	if !utf8.ValidString(s) {
		p.broken = s
	}
	p.out.WriteString(" " + quote(s) + "\n")
}

// moment writes a wall time of the centre where that names the instant, and the
// instant with its offset where the clocks were put back.
func (p *printer) moment(m day.Moment) string {
	if m.DateOnly() {
		return m.String()
	}
	local := m.Time().In(p.location)
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05"} {
		wall := local.Format(layout)
		if again, err := day.ParseMoment(wall, p.location); err == nil && again.Equal(m) {
			return wall
		}
	}
	return local.Format(time.RFC3339Nano)
}

// plain matches words that every YAML reader takes as text.
var plain = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*([ ._/()+-]{1,2}[A-Za-z0-9]+)*$|^[0-9]+(\.[0-9]+)? [A-Za-z%][A-Za-z0-9/*]*$|^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:]+)?$`)

// reserved are words that some YAML readers take for something else than text.
var reserved = []string{"y", "n", "yes", "no", "true", "false", "on", "off", "null", "nan", "inf"}

func quote(s string) string {
	if plain.MatchString(s) && (s == "yes" || s == "no" || !slices.Contains(reserved, strings.ToLower(s))) {
		return s
	}
	return inQuotes(s)
}

// inQuotes writes a text in double quotes, with the escapes of JSON, which are
// also those of YAML.
func inQuotes(s string) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil {
		return strconv.Quote(s)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
