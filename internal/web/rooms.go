package web

import (
	"html/template"
	"slices"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/plot"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/ward"
)

// roomBody is the consult room: the requests, and what else is recorded for it.
type roomBody struct {
	Key      string
	Title    evidence.Text
	Requests []askedView
	Rows     []entryRow
	Record   recordView
}

// roomKinds says which kinds of entry belong to a room.
var roomKinds = map[string][]chart.Kind{
	"consult": {"consult", "referral", "document", "consent", "note"},
}

// roomTitles are the names of the rooms when the journey does not carry them.
var roomTitles = map[string]evidence.Text{
	"consult": {EN: "Consult", ZH: "就诊咨询"}, "diagnosis": {EN: "Diagnosis", ZH: "诊断"}, "disease": {EN: "Disease profile", ZH: "疾病档案"},
	"evaluation": {EN: "Pre-transplant evaluation", ZH: "移植前评估"}, "exposure": {EN: "Drug exposure", ZH: "药物暴露"},
	"day-0": {EN: "Day 0", ZH: "移植日（回输）"}, "course": {EN: "Transplant course", ZH: "移植病程"}, "follow-up": {EN: "Follow-up", ZH: "随访"},
}

func showRoom(v *visit) error { return v.showRoomNamed(v.r.PathValue("room")) }

// showConsultRoom shows the consult room again after a form of it.
func showConsultRoom(v *visit) error { return v.showRoomNamed("consult") }

func (v *visit) showRoomNamed(room string) error {
	kinds, ok := roomKinds[room]
	if !ok {
		return app.ErrNotFound
	}
	c, err := v.openChild(room)
	if err != nil {
		return err
	}
	body := roomBody{Key: room, Title: roomTitles[room], Requests: c.requests(), Rows: c.entryRows(c.ofKinds(kinds)), Record: c.recordHere(kinds...)}
	return v.render("room", page{Title: body.Title.In(v.lang), Child: c, Body: body})
}

// ofKinds lists the entries of some kinds, newest first.
func (c *child) ofKinds(kinds []chart.Kind) []chart.Entry {
	var out []chart.Entry
	for _, e := range c.View.Case.Entries {
		if slices.Contains(kinds, e.Payload.Kind()) {
			out = append(out, e)
		}
	}
	slices.Reverse(out)
	return out
}

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

// trendSeries is one series over transplant days.
type trendSeries struct {
	what, unit string
	log        bool
	threshold  float64
	label      string
	source     string
}

// trendKinds are the series of the child's page. Threshold lines are the
// recovery values of the ASTCT/EBMT 2024 definitions (course/definitions.md
// sections 1.1 and 1.2, status read): neutrophils 0.5, platelets 20, both
// ×10⁹/L. They are drawn for the eye; no recovery date is computed here.
var trendKinds = []trendSeries{
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
		return page{Title: c.name().In(v.lang), Child: c, Body: body}
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
	if _, _, ok := c.axis(); !ok {
		return nil, true
	}
	for _, k := range trendKinds {
		views = append(views, c.trend(k))
	}
	return views, false
}

// axis gives the start of Day 0 and the child whose values are drawn.
func (c *child) axis() (zero time.Time, recipient string, ok bool) {
	if c.View.Location == nil {
		return time.Time{}, "", false
	}
	date, _, known := c.View.DayZero()
	r, found := c.View.Recipient()
	if !known || !found {
		return time.Time{}, "", false
	}
	return date.Start(c.View.Location), r.ID, true
}

// trend draws one series in its one unit.
func (c *child) trend(k trendSeries) trendView {
	zero, recipient, _ := c.axis()
	in := plot.TrendInput{Lang: c.visit.lang, ID: "trend-" + k.what, Title: i18n.Term(c.visit.lang, k.what), Unit: unitText(k.unit), Log: k.log}
	for _, m := range c.View.Measured(recipient, k.what) {
		if m.Data.Value.Unit() != k.unit {
			continue // another unit never shares a line
		}
		in.Points = append(in.Points, c.point(m, zero))
	}
	if k.label != "" {
		in.Thresholds = []plot.Threshold{{Value: k.threshold, Label: k.label}}
	}
	if band, set := c.Limits.Of(ward.LevelLimit, k.what); set && band.High.Unit() == k.unit && band.Low.Unit() == k.unit {
		in.Thresholds = []plot.Threshold{{Value: band.Low.Float(), Label: band.Low.Text()}, {Value: band.High.Float(), Label: band.High.Text()}}
	}
	in.Events = c.marks(k.what)
	return viewOf(in, k.source)
}

// point is one measured value on the axis.
func (c *child) point(m chart.Item[*chart.Measurement], zero time.Time) plot.TrendPoint {
	return plot.TrendPoint{Day: m.Effective.Time().Sub(zero).Hours() / 24, Value: m.Data.Value.Float(),
		Text: m.Data.Value.Comparator() + m.Data.Value.Text(), Censored: m.Data.Value.Comparator() != "", Href: c.Entry(m.ID)}
}

func viewOf(in plot.TrendInput, source string) trendView {
	return trendView{Title: in.Title, ID: in.ID, Unit: in.Unit, Count: len(in.Points), Figure: plot.Trend(in), Table: plot.TrendTable(in), Source: source}
}

// marks are the events drawn on a series: transfusions with platelets, drugs
// with the level of a calcineurin inhibitor.
func (c *child) marks(what string) []plot.Mark {
	switch what {
	case "ciclosporin-trough", "tacrolimus-trough":
		return c.drugMarks()
	case "platelets":
	default:
		return nil
	}
	var marks []plot.Mark
	for _, it := range chart.OfTheChild[*chart.Transfusion](c.View) {
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

// mostOutcomeLinks is how many entries a part of the outcome names before it counts.
const mostOutcomeLinks = 6

func (c *child) parts(list []plan.OutcomePart) []outcomePart {
	w := c.Words()
	looks := map[string][2]string{"complete": {"✓", w.Room.StateComplete}, "missing": {"◇", w.Room.StateMissing},
		"contradicted": {"■", w.Room.StateContradicted}, "persists": {"▲", ""}, "not-yet": {"○", ""}}
	var out []outcomePart
	for _, p := range list {
		part := outcomePart{OutcomePart: p, Symbol: looks[p.State][0], Word: looks[p.State][1]}
		part.Links = c.entryLinks(p.Entries, mostOutcomeLinks)
		out = append(out, part)
	}
	return out
}
