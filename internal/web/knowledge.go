package web

import (
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// tableView is a plain table: caption, column heads, rows of safe cells. The
// first cell of a row is its head.
type tableView struct {
	ID, Caption string
	Heads       []string
	Rows        [][]template.HTML
}

// knowledgeBody is the first page of the knowledge.
type knowledgeBody struct {
	Version  string
	Statuses []evidence.Status
	Tables   []tableView
}

// itemBody is one item: labelled lines, sections of facts, tables.
type itemBody struct {
	ID       string
	Title    evidence.Text
	Status   evidence.Status
	Lines    []itemLine
	Sections []knowledge.Section
	Tables   []tableView
	Sources  []evidence.Source
}

type itemLine struct {
	Label string
	Value template.HTML
}

// writer makes cells in one language.
type writer struct {
	lang   string
	w      *i18n.Words
	tables map[string]string // published cases that were accepted here: the table of each
}

func (k writer) text(t evidence.Text) template.HTML { return statement(t, k.lang) }
func (k writer) plain(s string) template.HTML {
	return template.HTML(template.HTMLEscapeString(s))
}
func (k writer) code(s string) template.HTML {
	return template.HTML("<code>" + template.HTMLEscapeString(s) + "</code>")
}
func (k writer) status(s evidence.Status) template.HTML { return statusMark(s, k.lang) }

func (k writer) link(kind, id string, shown template.HTML) template.HTML {
	return template.HTML(`<a href="/knowledge/`+kind+`/`+template.HTMLEscapeString(url.PathEscape(id))+`">`) + shown + "</a>"
}

// sources folds the sources of a statement behind their number.
func (k writer) sources(list []evidence.Source) template.HTML {
	if len(list) == 0 {
		return ""
	}
	word := k.w.Site.Sources
	if len(list) == 1 {
		word = k.w.Site.OneSource
	}
	return template.HTML(`<details class="why"><summary>`+strconv.Itoa(len(list))+" "+template.HTMLEscapeString(word)+`</summary>`) +
		sourceList(list, k.lang) + "</details>"
}

func showKnowledge(v *visit) error {
	base := v.door.Knowledge()
	if base == nil {
		return app.ErrNotFound
	}
	k := v.writer()
	commission, err := v.commissionTables(base)
	if err != nil {
		return err
	}
	body := knowledgeBody{Version: base.Version(), Statuses: evidence.Statuses(), Tables: []tableView{
		k.groups(base), k.diseases(base), k.regimens(base), k.drugs(base), k.rules(base), k.more(base)}}
	body.Tables = append(body.Tables, commission...)
	return v.render("knowledge", page{Title: k.w.Knowledge.Title, Body: body})
}

func (k writer) groups(base *knowledge.Base) tableView {
	w := k.w.Knowledge
	t := tableView{ID: "groups", Caption: w.Groups, Heads: []string{w.Group, w.Radiosensitive, w.Ceilings, k.w.Site.Status}}
	for _, g := range base.Groups() {
		var ceilings template.HTML
		for _, c := range g.Ceilings {
			ceilings += template.HTML("<div>") + k.text(nameOf(base, c.Agent)) + k.plain(" ≤ "+c.Limit+" "+unitText(c.Unit)+" · "+i18n.Term(k.lang, c.Effect)+" ") +
				k.status(c.Fact.Status) + k.sources(c.Fact.Sources) + "</div>"
		}
		t.Rows = append(t.Rows, []template.HTML{k.link("group", g.Key, k.text(g.Name)), k.plain(i18n.Term(k.lang, g.Radiosensitive)), ceilings, k.status(g.Fact.Status)})
	}
	return t
}

// nameOf is the name of an agent: a drug of the base, or the word for a field
// of irradiation.
func nameOf(base *knowledge.Base, agent string) evidence.Text {
	if d, ok := base.Drug(agent); ok && !d.Name.Empty() {
		return d.Name
	}
	return evidence.Text{EN: i18n.Term(i18n.English, agent), ZH: i18n.Term(i18n.Chinese, agent)}
}

func (k writer) diseases(base *knowledge.Base) tableView {
	w := k.w.Knowledge
	t := tableView{ID: "diseases", Caption: w.Diseases, Heads: []string{w.Name, w.Gene, w.Group, w.Inheritance, w.Radiosensitive}}
	for _, d := range base.Diseases() {
		g, _ := base.Group(d.Group)
		genes := strings.Join(d.Genes, ", ")
		if len(d.Genes) > 8 {
			genes = strings.Join(d.Genes[:8], ", ") + " …"
		}
		t.Rows = append(t.Rows, []template.HTML{k.link("disease", d.Key, k.text(d.Name)), k.plain(genes), k.text(g.Name),
			k.plain(i18n.Term(k.lang, d.Inheritance)+" ") + k.status(d.InheritanceFact.Status), k.plain(i18n.Term(k.lang, d.Radiosensitive))})
	}
	return t
}

func (k writer) regimens(base *knowledge.Base) tableView {
	w := k.w.Knowledge
	t := tableView{ID: "regimens", Caption: w.Regimens, Heads: []string{w.Id, w.Name, w.Use, k.w.Plan.Drugs, k.w.Site.Status}}
	for _, r := range base.Regimens() {
		var drugs []string
		for _, d := range r.Drugs {
			drugs = append(drugs, nameOf(base, d.Drug).In(k.lang)+" "+rangeText(d))
		}
		t.Rows = append(t.Rows, []template.HTML{k.link("regimen", r.ID, k.plain(r.ID)), k.text(r.Name), k.text(r.Use), k.plain(strings.Join(drugs, "; ")),
			k.status(r.Fact.Status) + k.sources(r.Fact.Sources)})
	}
	return t
}

func rangeText(d knowledge.RegimenDrug) string {
	amount := d.Min
	if d.Max != "" && d.Max != d.Min {
		amount += "–" + d.Max
	}
	return strings.TrimSpace(amount + " " + unitText(d.Unit))
}

func (k writer) drugs(base *knowledge.Base) tableView {
	w := k.w.Knowledge
	t := tableView{ID: "drugs", Caption: w.Drugs, Heads: []string{w.Name, w.Facts, w.Interactions, w.Contraindications}}
	for _, d := range base.Drugs() {
		t.Rows = append(t.Rows, []template.HTML{k.link("drug", d.Key, k.text(nameOf(base, d.Key))), k.plain(strconv.Itoa(len(d.Facts))),
			k.plain(strconv.Itoa(len(d.Interactions))), k.plain(strconv.Itoa(len(d.Contraindications)))})
	}
	return t
}

func (k writer) rules(base *knowledge.Base) tableView {
	w := k.w.Knowledge
	t := tableView{ID: "rules", Caption: w.Rules, Heads: []string{w.Id, w.Name, w.Scope, w.Effect, w.Overrule, k.w.Site.Status}}
	for _, r := range base.Rules("") {
		t.Rows = append(t.Rows, []template.HTML{k.link("rule", r.ID, k.code(r.ID)), k.text(r.Title), k.plain(i18n.Term(k.lang, r.Scope)),
			k.plain(i18n.Term(k.lang, r.Effect)), k.plain(i18n.Term(k.lang, r.Overrule)), k.status(r.Status)})
	}
	return t
}

// more leads to what has pages of its own.
func (k writer) more(base *knowledge.Base) tableView {
	w := k.w.Knowledge
	t := tableView{ID: "more", Caption: k.w.Room.OpenIn, Heads: []string{w.Name, w.Count}}
	for _, row := range []struct {
		id, name string
		count    int
	}{{"calendar", w.Calendar, len(base.Calendar())}, {"checklist", w.Checklist, len(base.Checklist())},
		{"cases", w.Evidence, len(base.Cases())}, {"platforms", w.Platforms, len(base.Platforms())}} {
		t.Rows = append(t.Rows, []template.HTML{k.link("list", row.id, k.plain(row.name)), k.plain(strconv.Itoa(row.count))})
	}
	return t
}

func showKnowledgeItem(v *visit) error {
	base := v.door.Knowledge()
	if base == nil {
		return app.ErrNotFound
	}
	if kind := v.r.PathValue("kind"); kind == "model" || kind == "target" {
		return showCommissioned(v, kind, v.r.PathValue("id"))
	}
	k := v.writer()
	makers := map[string]func(*knowledge.Base, string) (itemBody, bool){"group": k.group, "disease": k.disease, "regimen": k.regimen,
		"drug": k.drug, "rule": k.rule, "list": k.list, "fact": k.fact, "case": k.published}
	makeBody, ok := makers[v.r.PathValue("kind")]
	if !ok {
		return app.ErrNotFound
	}
	body, ok := makeBody(base, v.r.PathValue("id"))
	if !ok {
		return app.ErrNotFound
	}
	return v.render("item", page{Title: body.Title.In(v.lang), Body: body})
}
