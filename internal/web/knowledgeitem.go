package web

import (
	"html/template"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

func (k writer) line(label string, value template.HTML) itemLine { return itemLine{label, value} }

func (k writer) section(title string, facts ...knowledge.Fact) knowledge.Section {
	return knowledge.Section{Title: evidence.Text{EN: title, ZH: title}, Facts: facts}
}

func (k writer) group(base *knowledge.Base, key string) (itemBody, bool) {
	g, ok := base.Group(key)
	if !ok {
		return itemBody{}, false
	}
	w := k.w.Knowledge
	t := tableView{ID: "ceilings", Caption: w.Ceilings, Heads: []string{w.Agent, w.Limit, w.Scope, w.Effect, k.w.Site.Status}}
	for _, c := range g.Ceilings {
		t.Rows = append(t.Rows, []template.HTML{k.text(nameOf(base, c.Agent)), k.plain(c.Limit + " " + unitText(c.Unit)), k.text(c.Scope),
			k.plain(i18n.Term(k.lang, c.Effect)), k.status(c.Fact.Status) + k.sources(c.Fact.Sources)})
	}
	return itemBody{ID: g.Key, Title: g.Name, Status: g.Fact.Status, Tables: []tableView{t},
		Lines:    []itemLine{k.line(w.Radiosensitive, k.plain(i18n.Term(k.lang, g.Radiosensitive)))},
		Sections: []knowledge.Section{k.section(w.Facts, g.Fact)}}, true
}

func (k writer) disease(base *knowledge.Base, key string) (itemBody, bool) {
	d, ok := base.Disease(key)
	if !ok {
		return itemBody{}, false
	}
	w := k.w.Knowledge
	g, _ := base.Group(d.Group)
	genes := ""
	for i, gene := range d.Genes {
		if i > 0 {
			genes += ", "
		}
		genes += gene
	}
	sections := append([]knowledge.Section{k.section(w.Inheritance, d.InheritanceFact), k.section(w.Radiosensitive, d.RadiosensitiveFact)}, d.Sections...)
	return itemBody{ID: d.Key, Title: d.Name, Sections: sections, Lines: []itemLine{k.line(w.Gene, k.plain(genes)),
		k.line(w.Group, k.link("group", g.Key, k.text(g.Name))), k.line(w.Inheritance, k.plain(i18n.Term(k.lang, d.Inheritance))),
		k.line(w.Radiosensitive, k.plain(i18n.Term(k.lang, d.Radiosensitive)))}}, true
}

func (k writer) regimen(base *knowledge.Base, id string) (itemBody, bool) {
	r, ok := base.Regimen(id)
	if !ok {
		return itemBody{}, false
	}
	w := k.w.Knowledge
	lines := []itemLine{k.line(w.Use, k.text(r.Use))}
	for _, d := range r.Drugs {
		lines = append(lines, k.line(nameOf(base, d.Drug).In(k.lang), k.plain(rangeText(d))))
	}
	sections := []knowledge.Section{k.section(w.Facts, r.Fact)}
	if len(r.NotRead) > 0 {
		sections = append(sections, k.section(w.NotRead, r.NotRead...))
	}
	return itemBody{ID: r.ID, Title: r.Name, Status: r.Fact.Status, Lines: lines, Sections: sections}, true
}

func (k writer) drug(base *knowledge.Base, key string) (itemBody, bool) {
	d, ok := base.Drug(key)
	if !ok {
		return itemBody{}, false
	}
	w := k.w.Knowledge
	var contra []knowledge.Fact
	for _, c := range d.Contraindications {
		contra = append(contra, c.Fact)
	}
	return itemBody{ID: d.Key, Title: nameOf(base, d.Key), Sections: []knowledge.Section{
		k.section(w.Contraindications, contra...), k.section(w.Interactions, d.Interactions...), k.section(w.Facts, d.Facts...)}}, true
}

func (k writer) rule(base *knowledge.Base, id string) (itemBody, bool) {
	r, ok := base.Rule(id)
	if !ok {
		return itemBody{}, false
	}
	w := k.w.Knowledge
	return itemBody{ID: r.ID, Title: r.Title, Status: r.Status, Sources: r.Sources, Lines: []itemLine{
		k.line(w.Scope, k.plain(i18n.Term(k.lang, r.Scope))), k.line(w.Effect, k.plain(i18n.Term(k.lang, r.Effect))),
		k.line(w.Condition, k.code(r.When)), k.line(w.WhenUnknown, k.plain(i18n.Term(k.lang, r.WhenUnknown))),
		k.line(w.Message, k.text(unfilled(base, r.Message))), k.line(w.Action, k.text(r.Action)), k.line(w.Overrule, k.plain(i18n.Term(k.lang, r.Overrule)))}}, true
}

// unfilled is the message of a rule with the names of the values that a child fills in.
func unfilled(base *knowledge.Base, message evidence.Text) evidence.Text {
	var en, zh []string
	for _, v := range base.Variables() {
		en, zh = append(en, "{"+v.Name+"}", "["+v.Text.EN+"]"), append(zh, "{"+v.Name+"}", "〔"+v.Text.In("zh")+"〕")
	}
	return evidence.Text{EN: strings.NewReplacer(en...).Replace(message.EN), ZH: strings.NewReplacer(zh...).Replace(message.ZH)}
}

func (k writer) fact(base *knowledge.Base, id string) (itemBody, bool) {
	f, ok := base.Fact(id)
	if !ok {
		return itemBody{}, false
	}
	return itemBody{ID: f.ID, Title: evidence.Text{EN: f.ID}, Sections: []knowledge.Section{k.section(k.w.Knowledge.Facts, f)}}, true
}

// list is one of the long tables.
func (k writer) list(base *knowledge.Base, id string) (itemBody, bool) {
	w := k.w.Knowledge
	switch id {
	case "calendar":
		return itemBody{ID: id, Title: k.both(w.Calendar), Tables: []tableView{k.calendar(base)}}, true
	case "checklist":
		return itemBody{ID: id, Title: k.both(w.Checklist), Tables: []tableView{k.checklist(base)}}, true
	case "cases":
		return itemBody{ID: id, Title: k.both(w.Evidence), Tables: []tableView{k.cases(base)}}, true
	case "platforms":
		return itemBody{ID: id, Title: k.both(w.Platforms), Tables: []tableView{k.platforms(base)}}, true
	}
	return itemBody{}, false
}

func (k writer) both(s string) evidence.Text { return evidence.Text{EN: s, ZH: s} }

func (k writer) calendar(base *knowledge.Base) tableView {
	w := k.w.Knowledge
	t := tableView{ID: "calendar", Caption: w.Calendar, Heads: []string{k.w.Plan.Text, w.From, w.To, w.Every, k.w.Entry.Kind, k.w.Site.Status}}
	for _, c := range base.Calendar() {
		every := ""
		if c.EveryDays > 0 {
			every = strconv.Itoa(c.EveryDays)
		}
		t.Rows = append(t.Rows, []template.HTML{k.text(c.Text), k.plain(dayText(c.From)), k.plain(dayText(c.To)), k.plain(every),
			k.plain(i18n.Term(k.lang, c.Kind)), k.status(c.Status) + k.sources(c.Sources)})
	}
	return t
}

// dayText writes a transplant day with its sign, nothing when open.
func dayText(d *int) string {
	switch {
	case d == nil:
		return ""
	case *d > 0:
		return "+" + strconv.Itoa(*d)
	case *d < 0:
		return "−" + strconv.Itoa(-*d)
	}
	return "0"
}

func (k writer) checklist(base *knowledge.Base) tableView {
	w := k.w.Knowledge
	t := tableView{ID: "checklist", Caption: w.Checklist, Heads: []string{k.w.Plan.Text, k.w.Room.Detail, k.w.Room.BlocksDayZero, k.w.Site.Status}}
	for _, c := range base.Checklist() {
		blocks := k.w.Site.No
		if c.BlocksDay0 {
			blocks = k.w.Site.Yes
		}
		t.Rows = append(t.Rows, []template.HTML{k.text(c.Text), k.text(c.Detail), k.plain(blocks), k.status(c.Fact.Status) + k.sources(c.Fact.Sources)})
	}
	return t
}

func (k writer) platforms(base *knowledge.Base) tableView {
	w := k.w.Knowledge
	t := tableView{ID: "platforms", Caption: w.Platforms, Heads: []string{w.Id, k.w.Plan.Text, k.w.Site.Status}}
	for _, p := range base.Platforms() {
		t.Rows = append(t.Rows, []template.HTML{k.plain(p.ID), "<div>" + k.text(p.Graft) + "</div><div>" + k.text(p.Serotherapy) + "</div><div>" + k.text(p.GVHD) + "</div>",
			k.status(p.Fact.Status) + k.sources(p.Fact.Sources)})
	}
	return t
}

// cases lists the published cases with the number of fields in each of the
// three states; a count is never shown as a rate.
func (k writer) cases(base *knowledge.Base) tableView {
	w := k.w.Knowledge
	t := tableView{ID: "cases", Caption: w.Evidence, Heads: []string{w.Id, k.w.Entry.Kind, w.Reported, w.NotReported, w.NotReadState, k.w.Site.Status, k.w.Site.Source}}
	for _, c := range base.Cases() {
		count := map[string]int{}
		for _, f := range c.Fields {
			count[f.State]++
		}
		t.Rows = append(t.Rows, []template.HTML{k.link("case", c.ID, k.code(c.ID)), k.plain(i18n.Term(k.lang, c.Kind)), k.plain(strconv.Itoa(count[knowledge.Reported])),
			k.plain(strconv.Itoa(count[knowledge.NotReported])), k.plain(strconv.Itoa(count[knowledge.NotRead])), k.status(c.Status),
			citation(c.Source, k.lang)})
	}
	return t
}

// published is one published case field by field.
func (k writer) published(base *knowledge.Base, id string) (itemBody, bool) {
	w := k.w.Knowledge
	states := map[string]string{knowledge.Reported: w.Reported, knowledge.NotReported: w.NotReported, knowledge.NotRead: w.NotReadState}
	for _, c := range base.Cases() {
		if c.ID != id {
			continue
		}
		t := tableView{ID: "fields", Caption: w.Evidence, Heads: []string{w.Field, w.State, w.Value}}
		for _, f := range c.Fields {
			t.Rows = append(t.Rows, []template.HTML{k.text(f.Label), k.plain(states[f.State]), k.transcribed(f.Value)})
		}
		return itemBody{ID: c.ID, Title: evidence.Text{EN: c.ID, ZH: c.ID}, Status: c.Status, Sources: []evidence.Source{c.Source}, Tables: []tableView{t},
			Lines: []itemLine{k.line(k.w.Room.Detail, k.text(c.Note))}}, true
	}
	return itemBody{}, false
}
