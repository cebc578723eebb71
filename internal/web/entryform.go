package web

import (
	"encoding"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// entryForm records a new entry or a correction.
type entryForm struct {
	Kind, KindWord, Supersedes, Effective, Reason, About string
	Room                                                 string        // where the reader goes back to; empty: to the entry
	TimeProblem                                          evidence.Text // why the time was refused
	People                                               []option
	Fields                                               []formField
	Action                                               string
}

// formField is one field of the form that records or corrects an entry.
type formField struct {
	Name, Label, Value string
	Help               evidence.Text
	Required           bool
	Lines              bool // a list, one item a line
	Options            []option
	Problem            evidence.Text // why the form was refused
}

type option struct {
	Value, Label string
	Chosen       bool
}

func (c *child) entryForm(p chart.Payload, e chart.Entry) *entryForm {
	typed := c.visit.typed
	f := &entryForm{Kind: string(p.Kind()), KindWord: i18n.Kind(c.visit.lang, string(p.Kind())), Supersedes: e.ID, About: e.About,
		Action: c.base() + "/entries", Fields: formFields(p, typed, c.visit.lang), Reason: typed("reason"), Effective: c.effective(e)}
	f.Room = c.visit.roomOfForm(c)
	if again := typed("effective"); again != "" {
		f.Effective = again
	}
	f.TimeProblem = c.visit.problemOf("at")
	for i := range f.Fields {
		f.Fields[i].choose(c.references(f.Kind, f.Fields[i].Name))
		f.Fields[i].Problem = c.visit.problemOf(f.Fields[i].Name)
	}
	about := f.About
	if again := typed("about"); again != "" {
		about = again
	}
	for _, person := range c.View.People() {
		f.People = append(f.People, option{person.ID, c.person(person.ID), person.ID == about})
	}
	return f
}

// problemOf is what the refused form had wrong in a field; of a field with parts
// every part carries it.
func (v *visit) problemOf(name string) evidence.Text {
	whole, _, _ := strings.Cut(name, ".")
	for _, p := range v.refused {
		if p.Path == "data."+name || p.Path == "data."+whole || p.Path == "at" && name == "at" {
			return p.Said
		}
	}
	return evidence.Text{}
}

// effective is the time of an entry as a form sends it; empty means now.
func (c *child) effective(e chart.Entry) string {
	return strings.Replace(c.moment(e, false), " ", "T", 1)
}

// doRecord submits a new entry or a correction.
func doRecord(v *visit) error {
	at, err := v.asOf()
	if err != nil {
		return err
	}
	request := app.EntryRequest{AsOf: at, Kind: v.field("kind"), About: v.field("about"), Effective: v.field("effective"),
		Supersedes: v.field("supersedes"), Reason: v.field("reason"), Fields: map[string]string{}}
	for name := range v.r.PostForm {
		if field, ok := strings.CutPrefix(name, "f."); ok && v.field(name) != "" {
			request.Fields[field] = v.field(name)
		}
	}
	id, err := v.door.Record(v.r.Context(), v.who, v.r.PathValue("id"), request)
	room := v.field("room")
	show := roomPage(room)
	switch {
	case err != nil && request.Supersedes != "":
		v.r.SetPathValue("entry", request.Supersedes)
		return v.again(err, showEntry)
	case err != nil && room == "path" && slices.Contains(decisions, v.field("f.what")):
		return v.again(err, showDecide)
	case err != nil && show != nil:
		v.setRoom(room)
		return v.again(err, show)
	case err != nil:
		return v.again(err, showEntries)
	case show != nil:
		return v.redirect(v.donePath(room, "recorded", at))
	}
	return v.redirect(v.donePath("entry/"+url.PathEscape(id), "recorded", at))
}

// isScalar reports whether a field is one value that a form can carry.
func isScalar(t reflect.Type) bool {
	return t.Kind() == reflect.String || t.Kind() == reflect.Int ||
		reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// isLines reports whether a field is a list that a form carries one item a line:
// words, dates, or named people as "role: name".
func isLines(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && (t.Elem() == reflect.TypeFor[chart.Signer]() || isScalar(t.Elem()))
}

// isBoth reports whether a field is a label in two languages, which a form
// carries as two fields; isNames whether it is the names of HLA alleles by locus,
// which a form carries as one field a locus.
func isBoth(t reflect.Type) bool  { return t == reflect.TypeFor[evidence.Text]() }
func isNames(t reflect.Type) bool { return t == reflect.TypeFor[map[string][]string]() }

// fits reports whether a form can carry a field.
func fits(t reflect.Type) bool { return isScalar(t) || isLines(t) || isBoth(t) || isNames(t) }

// writable reports whether a kind can be recorded with a form: every field it
// requires is one value or a list of them, and a signature is never written as an entry.
func writable(kind chart.Kind) bool {
	if kind == "signature" || kind == "withdrawal" { // signed on its own page; written over the entry it withdraws
		return false
	}
	p, err := chart.New(kind)
	if err != nil {
		return false
	}
	t := reflect.TypeOf(p).Elem()
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("req") == "yes" && !fits(t.Field(i).Type) {
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
		if !fits(v.Type().Field(i).Type) && !v.Field(i).IsZero() {
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
		if !fits(f.Type) {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if isBoth(f.Type) || isNames(f.Type) {
			out = append(out, partFields(string(p.Kind()), f, v.Field(i), typed, lang)...)
			continue
		}
		field := formField{Name: name, Label: i18n.FieldOf(lang, string(p.Kind()), name), Required: f.Tag.Get("req") == "yes", Help: i18n.FieldHelp(lang, string(p.Kind()), name, f.Tag.Get("doc")), Lines: isLines(f.Type)}
		if !v.Field(i).IsZero() {
			field.Value = rawText(v.Field(i), lang)
		}
		if again := typed("f." + name); again != "" {
			field.Value = again
		}
		field.Options = fieldOptions(f, field, lang)
		out = append(out, field)
	}
	return out
}

// loci are the loci that a form asks for; a typing that names others shows them too.
var loci = []string{"A", "B", "C", "DRB1", "DQB1", "DPB1", "DQA1", "DPA1", "DRB3", "DRB4", "DRB5"}

// partFields are the fields of a value that has parts: a label in two languages,
// or the names of alleles by locus.
func partFields(kind string, f reflect.StructField, value reflect.Value, typed func(string) string, lang string) []formField {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	var out []formField
	add := func(part, label, shown string, help evidence.Text, required bool) {
		if again := typed("f." + name + "." + part); again != "" {
			shown = again
		}
		out = append(out, formField{Name: name + "." + part, Label: label, Value: shown, Help: help, Required: required})
	}
	if isBoth(f.Type) {
		text := value.Interface().(evidence.Text)
		word, needed := i18n.FieldOf(lang, kind, name), f.Tag.Get("req") == "yes"
		add("en", word+" ("+i18n.For(lang).States.InEnglish+")", text.EN, evidence.Text{}, needed && lang == i18n.English)
		add("zh", word+" ("+i18n.For(lang).States.InChinese+")", text.ZH, evidence.Text{}, needed && lang == i18n.Chinese)
		return out
	}
	names := value.Interface().(map[string][]string)
	all := slices.Clone(loci)
	for _, locus := range slices.Sorted(maps.Keys(names)) {
		if !slices.Contains(all, locus) {
			all = append(all, locus)
		}
	}
	for _, locus := range all {
		add(locus, "HLA-"+locus, strings.Join(names[locus], ", "), evidence.Text{EN: "one or two names, for instance 02:07, 11:01; alternatives as reported: 02:07/02:11, 11:01:01G, 11:AB, or a whole genotype list with |", ZH: "一个或两个名称，如02:07, 11:01；多种可能按报告原样填写：02:07/02:11、11:01:01G、11:AB，或含 | 的完整基因型列表"}, false)
	}
	return out
}

// rawText is the value as a form would send it; a role is written in the language of the page.
func rawText(v reflect.Value, lang string) string {
	if m, ok := v.Interface().(encoding.TextMarshaler); ok {
		if b, err := m.MarshalText(); err == nil {
			return string(b)
		}
	}
	switch x := v.Interface().(type) {
	case chart.Signer:
		return i18n.Term(lang, x.Role) + i18n.For(lang).Site.Colon + x.Name
	case int:
		return strconv.Itoa(x)
	}
	if v.Kind() == reflect.Slice {
		var lines []string
		for i := range v.Len() {
			lines = append(lines, rawText(v.Index(i), lang))
		}
		return strings.Join(lines, "\n")
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
