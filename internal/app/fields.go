package app

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/plan"
)

// payloadOf builds a payload from scalar text fields, and collects every problem
// with the field it stands in. Overrules and answers have their own door.
func payloadOf(kind string, fields map[string]string) (chart.Payload, error) {
	payload, err := chart.New(chart.Kind(kind))
	if err != nil {
		return nil, refusedField("kind", "%q is not a kind of entry", "没有 %q 这一类记录", clip(kind, 40))
	}
	values, problems := typed(payload, fields)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		problems = append(problems, fill(payload, name, values[name])...)
	}
	if d, ok := payload.(*chart.Decision); ok && (d.What == "overrule" || d.What == "answer-caution") {
		return nil, refusedField("data.what", "a stop is overruled and a caution answered on the plan page, with the password", "越过禁止项、答复警示须在方案页进行，并输入密码")
	}
	unread := map[string]bool{}
	for _, p := range problems {
		unread[p.Path] = true
	}
	for _, p := range chart.Check(payload) {
		if !unread[p.Path] {
			problems = append(problems, p)
		}
	}
	if len(problems) > 0 {
		return nil, refusedAll(problems)
	}
	if h, ok := payload.(*chart.HLATyping); ok {
		return payload, namesRead(h)
	}
	if s, ok := payload.(*chart.Score); ok {
		return payload, score(s)
	}
	return payload, nil
}

// fill puts one value into the payload.
func fill(payload chart.Payload, name string, value any) []chart.Problem {
	raw, err := json.Marshal(map[string]any{name: value})
	if err == nil {
		err = json.Unmarshal(raw, payload)
	}
	if err == nil {
		return nil
	}
	if said := saidBy(err); said.ZH != "" {
		return []chart.Problem{{Path: "data." + name, Said: said}}
	}
	return []chart.Problem{problem("data."+name, "%q cannot be read here", "%q 在此处无法识别", clip(fmt.Sprint(value), 40))}
}

// typed gives each text the JSON type of its field: numbers as numbers, labels
// in two languages as {en, zh} from "name.en" and "name.zh", the names of alleles
// by locus from "alleles.A", lists one item a line, the rest as text.
func typed(payload chart.Payload, fields map[string]string) (map[string]any, []chart.Problem) {
	t := reflect.TypeOf(payload).Elem()
	out := map[string]any{}
	var problems []chart.Problem
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		value := strings.TrimSpace(fields[name])
		if value == "" {
			continue
		}
		base, sub, nested := strings.Cut(name, ".")
		f, ok := fieldOf(t, base)
		if !ok {
			problems = append(problems, problem("data."+clip(name, 60), "is not a field of this kind", "不是此类记录的字段"))
			continue
		}
		switch {
		case nested && f.Type.Kind() == reflect.Map && f.Type.Elem().Kind() == reflect.Slice:
			lists, _ := out[base].(map[string][]string)
			if lists == nil {
				lists = map[string][]string{}
			}
			lists[sub] = []string{value}
			if base == "alleles" {
				lists[sub] = copiesOf(value)
			}
			out[base] = lists
		case nested:
			m, _ := out[base].(map[string]string)
			if m == nil {
				m = map[string]string{}
			}
			m[sub] = value
			out[base] = m
		case f.Type.Kind() == reflect.Int:
			n, err := strconv.Atoi(value)
			if err != nil {
				problems = append(problems, problem("data."+base, "%q is not a whole number", "%q 不是整数", clip(value, 40)))
				continue
			}
			out[base] = n
		case f.Type == reflect.TypeFor[[]chart.Signer]():
			signers, bad := signersOf(base, value)
			problems = append(problems, bad...)
			out[base] = signers
		case f.Type.Kind() == reflect.Slice:
			out[base] = typedLines(value)
		default:
			out[base] = value
		}
	}
	return out, problems
}

// namesRead refuses a typing with what has no form of a name, the name of another
// locus, or more than two copies at one.
func namesRead(h *chart.HLATyping) error {
	var loci []hla.Report
	for _, locus := range slices.Sorted(maps.Keys(h.Alleles)) {
		loci = append(loci, hla.Report{Locus: locus, Copies: h.Alleles[locus]})
	}
	if _, err := hla.ReportedTyping(loci...); err != nil {
		return refusedBy("data.alleles", err)
	}
	return nil
}

// copiesOf cuts what a form holds for one locus into its gene copies; a genotype
// list stays whole.
func copiesOf(value string) []string {
	if strings.Contains(value, "|") {
		return []string{strings.Join(strings.Fields(value), "")}
	}
	return strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune("+,，、; \t\r\n", r) })
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

// roleOf is the role that is written in either language; another word stays as it is
// and is refused as no role.
func roleOf(written string) string {
	for _, role := range append(authz.Roles(), "head-of-programme") { // named in a chart, without an account of its own
		word := plan.Words(string(role))
		if strings.EqualFold(written, string(role)) || strings.EqualFold(written, word.EN) || written == word.ZH {
			return string(role)
		}
	}
	return written
}

// signersOf reads named people, one a line, as "role: name", the role in
// either language.
func signersOf(field, value string) (signers []chart.Signer, problems []chart.Problem) {
	for _, line := range typedLines(value) {
		role, name, ok := strings.Cut(strings.Replace(line, "：", ":", 1), ":")
		if !ok {
			problems = append(problems, problem("data."+field, "%q is not written as role: name", "%q 未按“角色：姓名”书写", clip(line, 60)))
			continue
		}
		signers = append(signers, chart.Signer{Name: strings.TrimSpace(name), Role: roleOf(strings.TrimSpace(role))})
	}
	return signers, problems
}
