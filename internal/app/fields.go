package app

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/hla"
)

// payloadOf builds a payload from scalar text fields. Overrules and answers have
// their own door.
func payloadOf(kind string, fields map[string]string) (chart.Payload, error) {
	payload, err := chart.New(chart.Kind(kind))
	if err != nil {
		return nil, refused("%s", err)
	}
	raw, err := typed(payload, fields)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(payload); err != nil {
		return nil, refused("data: %s", err)
	}
	if d, ok := payload.(*chart.Decision); ok && (d.What == "overrule" || d.What == "answer-caution") {
		return nil, refused("data.what: a stop is overruled and a caution answered on the plan page, with the password")
	}
	if problems := chart.Check(payload); len(problems) > 0 {
		return nil, refused("%s", strings.Join(problems, "; "))
	}
	if h, ok := payload.(*chart.HLATyping); ok {
		return payload, namesRead(h)
	}
	if s, ok := payload.(*chart.Score); ok {
		return payload, score(s)
	}
	return payload, nil
}

// typed gives each text the JSON type of its field: numbers as numbers, labels
// in two languages as {en, zh} from "name.en" and "name.zh", the names of alleles
// by locus from "alleles.A", lists one item a line, the rest as text.
func typed(payload chart.Payload, fields map[string]string) ([]byte, error) {
	t := reflect.TypeOf(payload).Elem()
	out := map[string]any{}
	for name, value := range fields {
		value = strings.TrimSpace(value)
		if value == "" {
			continue
		}
		base, sub, nested := strings.Cut(name, ".")
		f, ok := fieldOf(t, base)
		if !ok {
			return nil, refused("data.%s: is not a field of this kind", clip(name, 60))
		}
		switch {
		case nested:
			if f.Type.Kind() == reflect.Map && f.Type.Elem().Kind() == reflect.Slice {
				lists, _ := out[base].(map[string][]string)
				if lists == nil {
					lists = map[string][]string{}
				}
				lists[sub] = []string{value}
				if base == "alleles" {
					lists[sub] = strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(",，、; \t\r\n", r) })
				}
				out[base] = lists
				continue
			}
			m, _ := out[base].(map[string]string)
			if m == nil {
				m = map[string]string{}
			}
			m[sub] = value
			out[base] = m
		case f.Type.Kind() == reflect.Int:
			n, err := strconv.Atoi(value)
			if err != nil {
				return nil, refused("data.%s: %q is not a whole number", base, clip(value, 40))
			}
			out[base] = n
		case f.Type == reflect.TypeFor[[]chart.Signer]():
			signers, err := signersOf(base, value)
			if err != nil {
				return nil, err
			}
			out[base] = signers
		case f.Type.Kind() == reflect.Slice:
			out[base] = typedLines(value)
		default:
			out[base] = value
		}
	}
	return json.Marshal(out)
}

// namesRead refuses a typing whose names cannot be read; more than two names at
// a locus are refused with the second.
func namesRead(h *chart.HLATyping) error {
	var entries []hla.Entry
	for _, locus := range slices.Sorted(maps.Keys(h.Alleles)) {
		names := h.Alleles[locus]
		e := hla.Entry{Locus: locus}
		if len(names) > 0 {
			e.First, e.Second = names[0], strings.Join(names[1:], ",")
		}
		entries = append(entries, e)
	}
	if _, err := hla.NewTyping(entries...); err != nil {
		return refused("data.alleles: %s", err)
	}
	return nil
}

func fieldOf(t reflect.Type, name string) (reflect.StructField, bool) {
	for i := range t.NumField() {
		tag, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if tag == name {
			return t.Field(i), true
		}
	}
	return reflect.StructField{}, false
}

// typedLines splits a list as a form sends it: one item a line, empty lines left out.
func typedLines(value string) []string {
	var items []string
	for line := range strings.Lines(value) {
		if item := strings.TrimSpace(line); item != "" {
			items = append(items, item)
		}
	}
	return items
}

// signersOf reads named people, one a line, as "role: name".
func signersOf(field, value string) ([]chart.Signer, error) {
	var signers []chart.Signer
	for _, line := range typedLines(value) {
		role, name, ok := strings.Cut(line, ":")
		if !ok {
			return nil, refused("data.%s: %q is not written as role: name", field, clip(line, 60))
		}
		signers = append(signers, chart.Signer{Name: strings.TrimSpace(name), Role: strings.TrimSpace(role)})
	}
	return signers, nil
}
