package web

import (
	"html/template"
	"slices"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/plot"
	"github.com/dayzero-hsct/dayzero/plan"
)

// overviewBody is the child's own page: what matters now first, then trends.
type overviewBody struct {
	Matters  []noteView
	Answered []noteView
	Tasks    []noteView
	Trends   []trendView
	NoDay    bool
	Outcome  *outcomeView
	Recent   []entryRow
}

// trendView is a figure with its table twin.
type trendView struct {
	Title, ID, Unit string
	Count           int
	Figure          template.HTML
	Table           template.HTML
	Source          string
}

// outcomeView is the outcome statement with links.
type outcomeView struct {
	plan.Outcome
	Parts, Persists, NotYet []outcomePart
}

type outcomePart struct {
	plan.OutcomePart
	Symbol string
	Word   string
	Links  []entryLink
}

// trendKinds are the series of the child's page. Threshold lines are the
// recovery values of the ASTCT/EBMT 2024 definitions (course/definitions.md
// sections 1.1 and 1.2, status read): neutrophils 0.5, platelets 20, both
// ×10⁹/L. They are drawn for the eye; no recovery date is computed here.
var trendKinds = []struct {
	what, unit string
	log        bool
	threshold  float64
	label      string
	source     string
}{
	{"neutrophils", "10*9/L", true, 0.5, "0.5", "ASTCT/EBMT 2024"},
	{"platelets", "10*9/L", false, 20, "20", "ASTCT/EBMT 2024"},
	{"body-weight", "kg", false, 0, "", ""},
	{"ciclosporin-trough", "ng/mL", false, 0, "", ""},
}

func showChild(v *visit) error {
	c, err := v.openChild("")
	if err != nil {
		return err
	}
	return v.renderChild(c, "child", func() page {
		body := overviewBody{Matters: c.viewNotes(matters(c.Plan)), Answered: c.viewNotes(answeredNotes(c.Plan)),
			Tasks: c.viewNotes(c.Plan.Tasks), Recent: c.entryRows(c.recent(12))}
		body.Trends, body.NoDay = c.trends()
		if len(c.Plan.Outcome.Parts) > 0 {
			o := c.outcome()
			body.Outcome = &o
		}
		return page{Title: c.Head.Name.In(v.lang), Child: c, Body: body}
	})
}

// recent lists the newest entries, newest first.
func (c *child) recent(n int) []chart.Entry {
	entries := slices.Clone(c.View.Case.Entries)
	slices.Reverse(entries)
	return entries[:min(n, len(entries))]
}

// trends draws the series over transplant days; without a Day 0 there is no
// axis and noDay is true.
func (c *child) trends() (views []trendView, noDay bool) {
	if c.View.Location == nil {
		return nil, true
	}
	zero, _, ok := c.View.DayZero()
	if !ok {
		return nil, true
	}
	recipient, found := c.View.Recipient()
	if !found {
		return nil, true
	}
	start := zero.Start(c.View.Location)
	for _, k := range trendKinds {
		in := plot.TrendInput{Lang: c.visit.lang, ID: "trend-" + k.what, Title: i18n.Term(c.visit.lang, k.what), Unit: unitText(k.unit), Log: k.log}
		for _, m := range c.View.Measured(recipient.ID, k.what) {
			if m.Data.Value.Unit() != k.unit {
				continue // another unit never shares a line
			}
			in.Points = append(in.Points, plot.TrendPoint{Day: m.Effective.Time().Sub(start).Hours() / 24, Value: m.Data.Value.Float(),
				Text: m.Data.Value.Comparator() + m.Data.Value.Text(), Censored: m.Data.Value.Comparator() != "", Href: c.Entry(m.ID)})
		}
		if k.label != "" {
			in.Thresholds = []plot.Threshold{{Value: k.threshold, Label: k.label}}
		}
		in.Events = c.marks(k.what)
		views = append(views, trendView{Title: in.Title, ID: in.ID, Unit: in.Unit, Count: len(in.Points), Figure: plot.Trend(in), Table: plot.TrendTable(in), Source: k.source})
	}
	return views, false
}

// marks are the events drawn on a series: transfusions with platelets.
func (c *child) marks(what string) []plot.Mark {
	if what != "platelets" {
		return nil
	}
	var marks []plot.Mark
	for _, it := range chart.All[*chart.Transfusion](c.View) {
		if d, ok := c.View.TransplantDay(c.View.DateOf(it.Entry)); ok && it.Data.Product == "platelets" {
			marks = append(marks, plot.Mark{Day: float64(d), Label: i18n.Kind(c.visit.lang, "transfusion")})
		}
	}
	return marks
}

func (c *child) outcome() outcomeView {
	o := c.Plan.Outcome
	return outcomeView{Outcome: o, Parts: c.parts(o.Parts), Persists: c.parts(o.Persists), NotYet: c.parts(o.NotYet)}
}

func (c *child) parts(list []plan.OutcomePart) []outcomePart {
	w := c.Words()
	looks := map[string][2]string{"complete": {"✓", w.Room.StateComplete}, "missing": {"◇", w.Room.StateMissing},
		"contradicted": {"■", w.Room.StateContradicted}, "persists": {"▲", ""}, "not-yet": {"○", ""}}
	var out []outcomePart
	for _, p := range list {
		part := outcomePart{OutcomePart: p, Symbol: looks[p.State][0], Word: looks[p.State][1]}
		for _, id := range p.Entries {
			part.Links = append(part.Links, entryLink{id, c.Entry(id)})
		}
		out = append(out, part)
	}
	return out
}
