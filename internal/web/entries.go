package web

import (
	"encoding"
	"html/template"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/ward"
)

// entryRow is one entry in a list.
type entryRow struct {
	ID, Path, Kind, When, By, About string
	Summary                         template.HTML
	Synthetic, Correction           bool
}

// entryBody is the page of one entry with its earlier versions.
type entryBody struct {
	Row        entryRow
	Fields     []fieldView
	Effective  string
	Recorded   string
	Author     string
	Source     string
	Supersedes *entryLink
	Reason     string
	Later      *entryLink    // the version that replaced this one
	Withdraw   *withdrawForm // nil where this reader cannot take the entry back
	Versions   []entryBody
	Form       *entryForm
	Sign       string // address of the second signature of a decision; empty when it does not apply
	Fixed      bool   // it has lists inside and is corrected by import
}

// entriesBody lists the entries and holds the form of a chosen kind.
type entriesBody struct {
	Rows  []entryRow
	Kinds []option
	Form  *entryForm
}

// moment prints a time of the chart in the centre's time zone; a bare date stays one.
func (c *child) moment(e chart.Entry, recorded bool) string {
	m := e.Effective
	if recorded {
		m = e.Recorded
	}
	if !m.Known() || c.View.Location == nil {
		return ""
	}
	if m.DateOnly() {
		return m.Date(c.View.Location).String()
	}
	return m.Time().In(c.View.Location).Format("2006-01-02 15:04")
}

func (c *child) entryRows(entries []chart.Entry) []entryRow {
	rows := make([]entryRow, 0, len(entries))
	for _, e := range entries {
		rows = append(rows, c.entryRow(e))
	}
	return rows
}

func (c *child) entryRow(e chart.Entry) entryRow {
	lang := c.visit.lang
	return entryRow{ID: e.ID, Path: c.Entry(e.ID), Kind: i18n.Kind(lang, string(e.Payload.Kind())), Summary: summary(c.fields(e.Payload), lang),
		When: c.moment(e, false), By: i18n.Term(lang, e.Author), About: c.person(e.About), Synthetic: e.Synthetic, Correction: e.Supersedes != ""}
}

// person is the name on the screen of a person of the chart.
func (c *child) person(id string) string {
	if p, ok := c.View.Individual(id); ok && !p.Label.Empty() {
		return p.Label.In(c.visit.lang)
	}
	if id == "" {
		return c.Words().Entry.Recipient
	}
	return id
}

// find returns an entry by id, whether it stands or was corrected; later is the
// id of the version that stands.
func (c *child) find(id string) (e chart.Entry, later string, ok bool) {
	for _, current := range c.View.Case.Entries {
		if current.ID == id {
			return current, "", true
		}
		for _, old := range c.View.Corrected(current.ID) {
			if old.ID == id {
				return old, current.ID, true
			}
		}
	}
	return chart.Entry{}, "", false
}

func (c *child) entryBody(e chart.Entry) entryBody {
	b := entryBody{Row: c.entryRow(e), Fields: c.fields(e.Payload), Effective: c.moment(e, false), Recorded: c.moment(e, true),
		Author: i18n.Term(c.visit.lang, e.Author), Source: i18n.Term(c.visit.lang, e.Source), Reason: e.Reason}
	if e.Supersedes != "" {
		b.Supersedes = &entryLink{e.Supersedes, c.Entry(e.Supersedes)}
	}
	return b
}

func showEntry(v *visit) error {
	c, err := v.openChild("entry")
	if err != nil {
		return err
	}
	e, later, ok := c.find(v.r.PathValue("entry"))
	if !ok {
		return app.ErrNotFound
	}
	body := c.entryBody(e)
	if later != "" {
		body.Later = &entryLink{later, c.Entry(later)}
	}
	for _, old := range c.View.Corrected(e.ID) {
		body.Versions = append(body.Versions, c.entryBody(old))
	}
	if later == "" && c.Writable() && v.may(authz.SignPlan) && signable(e) {
		body.Sign = c.base() + "/entry/" + url.PathEscape(e.ID) + "/sign"
	}
	if later == "" && c.WritesEntries() && app.MayWithdraw(v.who.Role, string(e.Payload.Kind())) {
		body.Withdraw = c.withdrawForm(e)
	}
	if later == "" && c.WritesEntries() {
		if correctable(e.Payload) {
			body.Form = c.entryForm(e.Payload, e)
		} else {
			body.Fixed = true
		}
	}
	return v.render("entry", page{Title: i18n.For(v.lang).Entry.Title + " " + e.ID, Child: c, Body: body})
}

// withdrawForm takes an entry back without putting another in its place.
type withdrawForm struct {
	Action, ID, What, Reason string
	Why                      []option
}

func (c *child) withdrawForm(e chart.Entry) *withdrawForm {
	f := &withdrawForm{Action: c.base() + "/entries", ID: e.ID}
	if m, ok := e.Payload.(*chart.Measurement); ok {
		f.What = m.What
	}
	again := c.visit.field("kind") == "withdrawal"
	if again {
		f.Reason = c.visit.field("reason")
	}
	for _, why := range []string{"entered-in-error", "wrong-patient", "deleted", "not-obtained", "cancelled"} {
		f.Why = append(f.Why, option{why, i18n.Term(c.visit.lang, why), again && why == c.visit.field("f.why")})
	}
	return f
}

// signable reports whether an entry is a decision that a second person signs.
func signable(e chart.Entry) bool {
	d, ok := e.Payload.(*chart.Decision)
	return ok && slices.Contains([]string{"dosing-weight", "dosing-basis", "serotherapy", "gvhd-prophylaxis"}, d.What)
}

// doSignEntry submits the second signature of a decision.
func doSignEntry(v *visit) error {
	at, err := v.asOf()
	if err != nil {
		return err
	}
	id := v.r.PathValue("entry")
	if err := v.door.SignEntry(v.r.Context(), v.who, v.r.PathValue("id"), id, v.field("meaning"), v.r.PostForm.Get("password"), at); err != nil {
		return v.again(err, showEntry)
	}
	return v.redirect(v.donePath("entry/"+url.PathEscape(id), "signed", at))
}

// showEntries lists every entry, newest first, and holds the form that records
// a new one.
func showEntries(v *visit) error {
	c, err := v.openChild("entries")
	if err != nil {
		return err
	}
	entries := slices.Clone(c.View.Case.Entries)
	slices.Reverse(entries)
	body := entriesBody{Rows: c.entryRows(entries)}
	if c.WritesEntries() {
		asked := v.r.URL.Query().Get("kind")
		if asked == "" {
			asked = v.field("kind")
		}
		for _, kind := range chart.Kinds() {
			if writable(kind) && app.MayWrite(v.who.Role, string(kind)) {
				body.Kinds = append(body.Kinds, option{string(kind), i18n.Kind(v.lang, string(kind)), string(kind) == asked})
			}
		}
		if p, err := chart.New(chart.Kind(asked)); err == nil && writable(chart.Kind(asked)) {
			body.Form = c.entryForm(p, chart.Entry{})
		}
	}
	return v.render("entries", page{Title: i18n.For(v.lang).Child.AllEntries, Child: c, Body: body})
}

// fieldView is one field of an entry as read.
type fieldView struct {
	Label string
	Value template.HTML
	Text  string // the same as one line
}

// readFields lists the filled fields of a payload in the order of its struct.
func readFields(p chart.Payload, lang string) []fieldView {
	return structFields(string(p.Kind()), reflect.ValueOf(p).Elem(), lang)
}

func structFields(kind string, v reflect.Value, lang string) []fieldView {
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
		out = append(out, fieldView{Label: i18n.FieldOf(lang, kind, name), Value: asWritten(text, lang), Text: text})
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
	case day.Moment:
		if x.DateOnly() {
			return x.String()
		}
		return x.Time().Format("2006-01-02 15:04 -07:00") // with its own offset: the field does not know the centre's zone
	case encoding.TextMarshaler:
		if b, err := x.MarshalText(); err == nil {
			return unitText(string(b))
		}
		return ""
	}
	switch v.Kind() {
	case reflect.String:
		if v.String() == i18n.English || v.String() == i18n.Chinese {
			return languageName(v.String(), lang)
		}
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
		for _, f := range structFields("", v, lang) {
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
	return plan.Said(s).In(lang)
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
		parts = append(parts, codeText(k.String(), lang)+" "+fieldText(v.MapIndex(k), false, lang))
	}
	return strings.Join(parts, "; ")
}

// longestSummary is how many characters an entry has on one line.
const longestSummary = 140

// summary is an entry on one line: its first filled fields.
func summary(fields []fieldView, lang string) template.HTML {
	var line template.HTML
	left := longestSummary
	for i, f := range fields[:min(len(fields), 4)] {
		if i > 0 {
			line += " · "
		}
		text := []rune(f.Text)
		if len(text) > left {
			return line + asWritten(cutAtWord(string(text[:max(left-1, 0)])), lang) + "…"
		}
		line += asWritten(f.Text, lang)
		left -= len(text) + 3
	}
	return line
}

// cutAtWord leaves out a last Latin word, of which only a part is left; Chinese is
// cut anywhere.
func cutAtWord(text string) string {
	return strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ")
}

// fields are the filled fields of a payload; the item of an assessment has the
// name that the checklist gives it.
func (c *child) fields(p chart.Payload) []fieldView {
	if p == nil {
		return nil
	}
	fields := c.named(p, readFields(p, c.visit.lang))
	a, is := p.(*chart.Assessment)
	if !is || c.visit.door.Knowledge() == nil || len(fields) == 0 {
		return fields
	}
	if name := c.itemName(a.Item); !name.Empty() {
		fields[0].Text = name.In(c.visit.lang)
		fields[0].Value = asWritten(fields[0].Text, c.visit.lang)
	}
	return fields
}

// named puts the name of a person in the place of an id that a field holds.
func (c *child) named(p chart.Payload, fields []fieldView) []fieldView {
	field, id := "", ""
	switch x := p.(type) {
	case *chart.Graft:
		field, id = "donor", x.Donor
	case *chart.DonorAntibody:
		field, id = "donor", x.Donor
	case *chart.Decision:
		if x.What == "donor" || x.What == "backup-donor" {
			field, id = "choice", x.Choice
		}
	}
	for i, f := range fields {
		if id != "" && f.Label == i18n.FieldOf(c.visit.lang, string(p.Kind()), field) {
			fields[i].Text = c.person(id)
			fields[i].Value = asWritten(fields[i].Text, c.visit.lang)
		}
	}
	return fields
}

// itemName is the name of the item of an assessment: a row of the checklist or of
// the discharge gate; empty for others.
func (c *child) itemName(item string) evidence.Text {
	for _, row := range c.visit.door.Knowledge().Checklist() {
		if row.ID == item || strings.HasSuffix(row.ID, "."+item) {
			return row.Text
		}
	}
	return ward.SignedItem(item)
}
