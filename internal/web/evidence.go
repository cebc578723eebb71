package web

import (
	"bytes"
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/cases"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/plot"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// evidenceBody is the first page of the room: the diseases with published rows
// or figures, what is counted for none of them, and how cases are added.
type evidenceBody struct {
	Diseases tableView
	Nothing  []evidenceLink
	Figures  *tableView
	Unplaced *tableView
	Tables   *tableView // proposed here
	Schema   tableView
}

type evidenceLink struct {
	Path string
	Name evidence.Text
}

// diseaseEvidence is the page of one disease.
type diseaseEvidence struct {
	Key, Profile      string
	Name              evidence.Text
	Timeline          template.HTML
	Counts            *tableView
	Cases             *tableView
	Figures           *tableView
	Cohorts           *tableView
	Others            *tableView
	Statements        []statementView
	TransplantedCount int
}

// statementView is a fact on a group with the intervals of its proportions.
type statementView struct {
	cases.Statement
	Work []template.HTML
}

// casePath is the page of one published case: of the knowledge, or of the table in
// which two people accepted it.
func (k writer) casePath(id string) string {
	if table, ok := k.tables[id]; ok {
		return tablePath(table)
	}
	return "/knowledge/case/" + url.PathEscape(id)
}

func evidencePath(disease string) string { return "/evidence/" + url.PathEscape(disease) }

func (v *visit) writer() writer { return writer{lang: v.lang, w: i18n.For(v.lang)} }

// showEvidence is the list of diseases.
func showEvidence(v *visit) error {
	base := v.door.Knowledge()
	if base == nil {
		return app.ErrNotFound
	}
	k, rows, err := v.published()
	if err != nil {
		return err
	}
	w := k.w.Evidence
	body := evidenceBody{Schema: k.schemaTable(),
		Diseases: tableView{ID: "evidence-diseases", Caption: w.Diseases, Heads: []string{w.Disease, w.Transplanted, w.OtherRows, w.Cohorts, w.Statements}}}
	for _, d := range base.Diseases() {
		counts := []int{len(cases.Select(rows, cases.Transplanted, d.Key)), len(cases.Select(rows, cases.NotTransplant, d.Key)),
			len(cases.Select(rows, cases.Cohort, d.Key)), len(cases.Statements(d))}
		if counts[0]+counts[1]+counts[2]+counts[3] == 0 {
			body.Nothing = append(body.Nothing, evidenceLink{evidencePath(d.Key), d.Name})
			continue
		}
		row := []template.HTML{anchor(evidencePath(d.Key), k.text(d.Name))}
		for _, n := range counts {
			row = append(row, k.plain(strconv.Itoa(n)))
		}
		body.Diseases.Rows = append(body.Diseases.Rows, row)
	}
	body.Figures = k.figures(cases.Figures(rows, ""), "evidence-figures", w.ManyDiseases)
	body.Unplaced = k.caseTable(cases.Select(rows, cases.UnverifiedGene, ""), "evidence-unplaced", w.Unplaced)
	if body.Tables, err = v.tableList(k); err != nil {
		return err
	}
	return v.render("evidence", page{Title: w.Title, Body: body})
}

func anchor(path string, shown template.HTML) template.HTML {
	return template.HTML(`<a href="`+template.HTMLEscapeString(path)+`">`) + shown + "</a>"
}

// showDiseaseEvidence is the page of one disease.
func showDiseaseEvidence(v *visit) error {
	base := v.door.Knowledge()
	if base == nil {
		return app.ErrNotFound
	}
	d, ok := base.Disease(v.r.PathValue("disease"))
	if !ok {
		return app.ErrNotFound
	}
	k, rows, err := v.published()
	if err != nil {
		return err
	}
	w := k.w.Evidence
	transplanted, cohorts := cases.Select(rows, cases.Transplanted, d.Key), cases.Select(rows, cases.Cohort, d.Key)
	body := diseaseEvidence{Key: d.Key, Name: d.Name, Profile: "/knowledge/disease/" + url.PathEscape(d.Key), TransplantedCount: len(transplanted)}
	if len(transplanted) > 0 {
		body.Timeline = k.timeline(transplanted)
		body.Counts = k.counts(transplanted)
		body.Cases = k.caseTable(transplanted, "evidence-cases", w.Cases)
	}
	body.Figures = k.figures(cases.Figures(rows, d.Key), "evidence-figures", w.Figures)
	body.Cohorts = k.rowTable(cohorts, "evidence-cohorts", w.Cohorts)
	body.Others = k.rowTable(cases.Select(rows, cases.NotTransplant, d.Key), "evidence-others", w.OtherRows)
	for _, s := range cases.Statements(d) {
		view := statementView{Statement: s}
		for _, p := range s.Proportions {
			view.Work = append(view.Work, k.interval(p))
		}
		body.Statements = append(body.Statements, view)
	}
	return v.render("evidence-disease", page{Title: w.Title + " · " + d.Name.In(v.lang), Body: body})
}

// state shows a field: its value, or by sign and word which of the two other
// states it is in. The three never look alike.
func (k writer) state(f knowledge.CaseField) template.HTML {
	switch f.State {
	case knowledge.Reported:
		return k.transcribed(f.Value)
	case knowledge.NotReported:
		return `<span class="not-reported"><span aria-hidden="true">○</span> ` + k.plain(k.w.Knowledge.NotReported) + "</span>" + k.beside(f.Value)
	}
	return `<span class="not-read"><span aria-hidden="true">◇</span> ` + k.plain(k.w.Knowledge.NotReadState) + "</span>"
}

// beside are the words of a source that says a thing without giving it.
func (k writer) beside(words string) template.HTML {
	if words == "" {
		return ""
	}
	return `<div class="muted small">` + k.transcribed(words) + "</div>"
}

// transcribed shows a value of a source; one without a fixed Chinese form is
// shown as it was transcribed, with its language named.
func (k writer) transcribed(value string) template.HTML {
	text, known := i18n.Published(k.lang, value)
	if known || strings.Trim(value, "0123456789.,/%-–()<> ") == "" {
		return k.plain(text)
	}
	return template.HTML(`<span lang="en">`) + k.plain(value) + "</span>"
}

// caseFields are the columns of the table of cases; the page of a case has all.
var caseFields = []string{"sex", "age_at_hsct_months", "genotype_cdna_protein", "indication", "donor_relation", "hla_match", "graft_source", "conditioning_class",
	"conditioning_drugs_total_doses", "engraft_anc_day", "acute_gvhd", "tma", "infections", "last_chimerism", "follow_up_months", "outcome", "cause_of_death"}

func (k writer) caseTable(rows []cases.Row, id, caption string) *tableView {
	if len(rows) == 0 {
		return nil
	}
	w := k.w.Evidence
	t := &tableView{ID: id, Caption: caption, Heads: []string{w.Row, w.Publication}}
	for _, key := range caseFields {
		t.Heads = append(t.Heads, rows[0].Field(key).Label.In(k.lang))
	}
	t.Heads = append(t.Heads, k.w.Site.Status, k.w.Site.Source)
	for _, r := range rows {
		cells := []template.HTML{anchor(k.casePath(r.ID), k.plain(r.ID)), k.state(r.Field("year")) + k.plain(comma(k.lang)) + k.state(r.Field("country"))}
		for _, key := range caseFields {
			cells = append(cells, k.state(r.Field(key)))
		}
		t.Rows = append(t.Rows, append(cells, k.status(r.Status), k.sources([]evidence.Source{r.Source})))
	}
	return t
}

// rowTable lists cohorts, groups and patients without transplant data.
func (k writer) rowTable(rows []cases.Row, id, caption string) *tableView {
	if len(rows) == 0 {
		return nil
	}
	w := k.w.Evidence
	t := &tableView{ID: id, Caption: caption, Heads: []string{w.Row, w.Publication, w.Patients, k.w.Room.Detail, k.w.Site.Status, k.w.Site.Source}}
	for _, r := range rows {
		detail := k.text(r.Note)
		for _, key := range []string{"genotype_cdna_protein", "microcephaly", "immune_phenotype", "conditioning_class", "outcome", "infections"} {
			if f := r.Field(key); f.State == knowledge.Reported {
				detail += template.HTML("<div>") + k.plain(f.Label.In(k.lang)+k.w.Site.Colon) + k.transcribed(f.Value) + "</div>"
			}
		}
		t.Rows = append(t.Rows, []template.HTML{anchor(k.casePath(r.ID), k.plain(r.ID)), k.state(r.Field("year")) + k.plain(comma(k.lang)) + k.state(r.Field("country")),
			k.state(r.Field("n")), detail, k.status(r.Status), k.sources([]evidence.Source{r.Source})})
	}
	return t
}

// countedFields are the fields whose values are counted over the cases.
var countedFields = []string{"outcome", "donor_relation", "hla_match", "graft_source", "conditioning_class", "acute_gvhd", "tma", "graft_failure", "microcephaly", "sex"}

// counts shows each count with the number of cases whose field is known.
func (k writer) counts(rows []cases.Row) *tableView {
	w := k.w.Evidence
	t := &tableView{ID: "evidence-counts", Caption: w.Coverage, Heads: []string{w.Field, w.Counted + " (" + w.CountOnly + ")", w.KnownOf, k.w.Knowledge.NotReported, k.w.Knowledge.NotReadState}}
	for _, key := range countedFields {
		tally := cases.Tallied(rows, key)
		var counted template.HTML
		for _, c := range tally.Counts {
			counted += template.HTML("<div>") + k.transcribed(c.Value) + k.plain(k.w.Site.Colon+strconv.Itoa(c.N)+" (") + k.casesOf(c.Cases) + ")" + "</div>"
		}
		t.Rows = append(t.Rows, []template.HTML{k.text(tally.Label), counted, k.plain(strconv.Itoa(tally.Reported) + " " + w.Of + " " + strconv.Itoa(tally.Of())),
			k.plain(strconv.Itoa(tally.NotReported)), k.plain(strconv.Itoa(tally.NotRead))})
	}
	return t
}

// casesOf opens a count to the cases behind it.
func (k writer) casesOf(ids []string) template.HTML {
	var out template.HTML
	for i, id := range ids {
		if i > 0 {
			out += k.plain(comma(k.lang))
		}
		out += anchor(k.casePath(id), k.plain(id))
	}
	return out
}

// figures is the table of proportions of cohorts, each with its interval.
func (k writer) figures(list []cases.Figure, id, caption string) *tableView {
	if len(list) == 0 {
		return nil
	}
	w := k.w.Evidence
	t := &tableView{ID: id, Caption: caption, Heads: []string{w.Cohort, w.Measure, w.Patients, w.Published, w.Counts, w.Interval, k.w.Site.Status, k.w.Site.Source}}
	names := map[cases.Measure]string{cases.OverallSurvival: w.Survival, cases.AcuteGVHD: w.AcuteGVHD}
	for _, f := range list {
		counts := k.plain(w.CountsOpen)
		if f.Counted {
			counts = k.plain(strconv.Itoa(f.Events) + "/" + strconv.Itoa(f.Of))
		}
		t.Rows = append(t.Rows, []template.HTML{anchor(k.casePath(f.Row.ID), k.plain(f.Row.ID)) + `<div class="muted small" lang="en">` + k.plain(f.Row.Source.Text) + "</div>", k.plain(names[f.Measure]),
			k.state(f.Row.Field("n")), k.plain(published(f)), counts, k.interval(f.Proportion), k.status(f.Row.Status), k.sources([]evidence.Source{f.Row.Source})})
	}
	return t
}

// published is the percentage as the source gives it, with what it says beside it.
func published(f cases.Figure) string {
	if f.Counted {
		return f.Percent + " %"
	}
	return strings.Replace(f.Text, f.Percent, f.Percent+" %", 1)
}

// interval opens the interval of a proportion to its work.
func (k writer) interval(p cases.Proportion) template.HTML {
	w := k.w.Evidence
	word := map[string]string{cases.FromSource: w.IntervalSource, cases.Computed: w.IntervalWilson, cases.NoInterval: w.IntervalNone}[p.Interval]
	if p.Interval == cases.NoInterval {
		return `<span class="unknown">` + k.plain("◇ "+word) + "</span>"
	}
	return `<details class="why"><summary><span class="number">` + k.plain(p.Lower+" – "+p.Upper+" %") + "</span> · " + k.plain(word) + "</summary>" +
		p.Derivation.HTML(k.lang) + "</details>"
}

// timeline draws the cases, longest follow-up first as they come.
func (k writer) timeline(rows []cases.Row) template.HTML {
	w := k.w.Evidence
	in := plot.CaseLinesInput{Lang: k.lang, ID: "evidence-timeline", Title: w.Timeline, Axis: w.Months}
	said := make([]string, 0, len(rows))
	for _, r := range rows {
		line := plot.CaseLine{Label: r.ID, End: r.End(), Href: k.casePath(r.ID), Text: k.endWord(r)}
		if line.Months, line.Known = r.FollowUp(); line.Known {
			line.Text += " · " + r.Field("follow_up_months").Value
		} else {
			line.Text += " · " + w.FollowUpOpen
		}
		said = append(said, r.ID+" "+line.Text)
		in.Lines = append(in.Lines, line)
	}
	in.Description = w.Months + k.w.Site.Colon + strings.Join(said, "; ")
	return plot.CaseLines(in)
}

func (k writer) endWord(r cases.Row) string {
	switch r.End() {
	case cases.Alive:
		return k.w.Evidence.Alive
	case cases.Dead:
		return k.w.Evidence.Dead
	case cases.EndSilent:
		return k.w.Knowledge.NotReported
	}
	return k.w.Knowledge.NotReadState
}

// schemaTable lists the columns that a table of cases may have.
func (k writer) schemaTable() tableView {
	w := k.w.Evidence
	t := tableView{ID: "evidence-schema", Caption: w.ImportSchema, Heads: []string{w.Column, w.Kind, w.Meaning}}
	for _, c := range cases.Columns() {
		kind := c.Type
		if c.Unit != "" {
			kind += ", " + c.Unit
		}
		if len(c.Constraints.Enum) > 0 {
			kind = strings.Join(c.Constraints.Enum, " | ")
		}
		cell := k.code(kind)
		if c.Constraints.Required {
			cell += k.plain(" · " + w.Required)
		}
		said, english := i18n.ColumnMeaning(k.lang, c.Name, c.Description)
		meaning := k.plain(said)
		if english {
			meaning = onlyEnglish(said, k.lang)
		}
		t.Rows = append(t.Rows, []template.HTML{k.code(c.Name), cell, meaning})
	}
	return t
}

// showCaseTable answers every published row as a table of the schema.
func showCaseTable(v *visit) error {
	base := v.door.Knowledge()
	if base == nil {
		return app.ErrNotFound
	}
	_, rows, err := v.published()
	if err != nil {
		return err
	}
	var table bytes.Buffer
	if err := cases.WriteCSV(&table, rows); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="dayzero-cases-`+base.VersionShort()+`.csv"`)
	_, _ = v.w.Write(table.Bytes()) // a reader who has gone needs no answer
	return nil
}

// showCaseSchema answers the schema itself.
func showCaseSchema(v *visit) error {
	body, err := cases.Schema()
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = v.w.Write(append(body, '\n')) // a reader who has gone needs no answer
	return nil
}
