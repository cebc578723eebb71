package web

import (
	"encoding"
	"html/template"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// fieldView is one field of an entry as read.
type fieldView struct {
	Label string
	Value template.HTML
	Text  string // the same as one line
}

// formField is one field of the form that records or corrects an entry.
type formField struct {
	Name, Label, Help, Value string
	Required                 bool
	Options                  []option
}

type option struct {
	Value, Label string
	Chosen       bool
}

// readFields lists the filled fields of a payload in the order of its struct.
func readFields(p chart.Payload, lang string) []fieldView {
	return structFields(reflect.ValueOf(p).Elem(), lang)
}

func structFields(v reflect.Value, lang string) []fieldView {
	var out []fieldView
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if v.Field(i).IsZero() {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		text := fieldText(v.Field(i), f.Tag.Get("enum") != "", lang)
		if text == "" {
			continue
		}
		out = append(out, fieldView{Label: i18n.Field(lang, name), Value: template.HTML(template.HTMLEscapeString(text)), Text: text})
	}
	return out
}

// fieldText writes one value as text: quantities and dates as entered, codes by
// their words, lists joined.
func fieldText(v reflect.Value, closed bool, lang string) string {
	switch x := v.Interface().(type) {
	case evidence.Text:
		return x.In(lang)
	case chart.Answer:
		return i18n.Term(lang, string(x))
	case encoding.TextMarshaler:
		if b, err := x.MarshalText(); err == nil {
			return unitText(string(b))
		}
		return ""
	}
	switch v.Kind() {
	case reflect.String:
		if closed {
			return i18n.Term(lang, v.String())
		}
		return codeText(v.String(), lang)
	case reflect.Int:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Slice:
		return listText(v, lang)
	case reflect.Map:
		return mapText(v, lang)
	case reflect.Struct:
		var parts []string
		for _, f := range structFields(v, lang) {
			parts = append(parts, f.Text)
		}
		return strings.Join(parts, " · ")
	}
	return ""
}

// codeText gives the word of an open code such as the name of a measurement.
func codeText(s, lang string) string {
	if i18n.Known("term", s) && s == strings.ToLower(s) {
		return i18n.Term(lang, s)
	}
	return s
}

func listText(v reflect.Value, lang string) string {
	separator := ", "
	if v.Type().Elem().Kind() == reflect.Struct {
		separator = "; "
	}
	var parts []string
	for i := range v.Len() {
		parts = append(parts, fieldText(v.Index(i), false, lang))
	}
	return strings.Join(parts, separator)
}

func mapText(v reflect.Value, lang string) string {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	var parts []string
	for _, k := range keys {
		parts = append(parts, k.String()+" "+fieldText(v.MapIndex(k), false, lang))
	}
	return strings.Join(parts, "; ")
}

// summary is an entry on one line: its first filled fields.
func summary(p chart.Payload, lang string) string {
	if p == nil {
		return ""
	}
	var parts []string
	for _, f := range readFields(p, lang) {
		if parts = append(parts, f.Text); len(parts) == 4 {
			break
		}
	}
	line := strings.Join(parts, " · ")
	if runes := []rune(line); len(runes) > 140 {
		line = string(runes[:139]) + "…"
	}
	return line
}

// isScalar reports whether a field is one value that a form can carry.
func isScalar(t reflect.Type) bool {
	return t.Kind() == reflect.String || t.Kind() == reflect.Int ||
		reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// writable reports whether a kind can be recorded with a form: every field it
// requires is one value, and a signature is never written as an entry.
func writable(kind chart.Kind) bool {
	if kind == "signature" {
		return false
	}
	p, err := chart.New(kind)
	if err != nil {
		return false
	}
	t := reflect.TypeOf(p).Elem()
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("req") == "yes" && !isScalar(t.Field(i).Type) {
			return false
		}
	}
	return true
}

// correctable reports whether everything the entry says fits in a form.
func correctable(p chart.Payload) bool {
	if p == nil || !writable(p.Kind()) {
		return false
	}
	v := reflect.ValueOf(p).Elem()
	for i := range v.NumField() {
		if !isScalar(v.Type().Field(i).Type) && !v.Field(i).IsZero() {
			return false
		}
	}
	return true
}

// formFields are the fields of a kind, filled from a payload and from what was
// typed before.
func formFields(p chart.Payload, typed func(string) string, lang string) []formField {
	v := reflect.ValueOf(p).Elem()
	var out []formField
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !isScalar(f.Type) {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		field := formField{Name: name, Label: i18n.Field(lang, name), Required: f.Tag.Get("req") == "yes", Help: f.Tag.Get("doc")}
		if !v.Field(i).IsZero() {
			field.Value = rawText(v.Field(i))
		}
		if again := typed("f." + name); again != "" {
			field.Value = again
		}
		field.Options = fieldOptions(f, field, lang)
		out = append(out, field)
	}
	return out
}

// rawText is the value as a form would send it.
func rawText(v reflect.Value) string {
	if m, ok := v.Interface().(encoding.TextMarshaler); ok {
		if b, err := m.MarshalText(); err == nil {
			return string(b)
		}
	}
	if v.Kind() == reflect.Int {
		return strconv.FormatInt(v.Int(), 10)
	}
	return v.String()
}

// fieldOptions are the closed values of a field. A stop or a caution is passed
// on the plan page, never by an entry, so those values are not offered.
func fieldOptions(f reflect.StructField, field formField, lang string) []option {
	values := strings.Split(f.Tag.Get("enum"), ",")
	if f.Type == reflect.TypeFor[chart.Answer]() {
		values = []string{"yes", "no", "unknown"}
	}
	if values[0] == "" {
		return nil
	}
	var out []option
	if !field.Required || field.Value == "" {
		out = append(out, option{})
	}
	for _, value := range values {
		if value == "overrule" || value == "answer-caution" {
			continue
		}
		out = append(out, option{value, i18n.Term(lang, value), value == field.Value})
	}
	return out
}
