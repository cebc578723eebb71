package web

import (
	"html/template"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/ward"
)

func courseRoutes() []route {
	const read = "plan.read or chart.read"
	return []route{
		{Pattern: "GET /child/{id}/course", Right: authz.ReadChart, Audit: read, Do: showCourse},
		{Pattern: "GET /child/{id}/course/score", Right: authz.ReadChart, Audit: read, Do: showScore},
		{Pattern: "POST /child/{id}/course/score", Right: authz.WriteEntry, Audit: "entry.write", Do: doScore},
		{Pattern: "POST /child/{id}/course/acknowledge", Right: authz.WriteEntry, Audit: "entry.write", Do: doAcknowledge},
		{Pattern: "POST /child/{id}/course/gate", Right: authz.WriteEntry, Audit: "entry.write", Do: doGateLine},
		{Pattern: "GET /child/{id}/course/today", Right: authz.ReadChart, Audit: read, Do: showToday},
		{Pattern: "GET /child/{id}/follow-up", Right: authz.ReadPlan, Audit: "plan.read", Do: showFollowUp},
		{Pattern: "POST /child/{id}/follow-up/done", Right: authz.WriteEntry, Audit: "entry.write", Do: doFollowUp},
		{Pattern: "GET /child/{id}/follow-up/calendar", Right: authz.ReadPlan, Audit: "plan.read", Do: showFamilyCalendar},
		{Pattern: "GET /child/{id}/follow-up/calendar.ics", Right: authz.ReadPlan, Audit: "plan.read", Do: sendCalendar},
	}
}

// courseBody is the course room: alerts first, then the flowsheet, the
// endpoints by their definitions, trends, the round and the discharge gate.
type courseBody struct {
	Started   bool
	Open      []alertView
	Answered  []alertView
	Endpoints []endpointGroup
	Flow      flowView
	Trends    []trendView
	Gate      gateView
	Handover  handoverView
	Rounds    roundsView
	Forms     []ward.Form
	Today     string // address of today's sheet
}

// alertView is one alert with the words of its marks.
type alertView struct {
	ward.Alert
	Symbol, Word string
	SystemName   evidence.Text
	Links        []entryLink
	Action       string // where it is acknowledged, "" where this reader cannot
}

// endpointGroup is the endpoints of one system.
type endpointGroup struct {
	System evidence.Text
	Rows   []endpointView
}

type endpointView struct {
	ward.Endpoint
	Missing []evidence.Text
	Work    template.HTML
	Links   []entryLink
	Status  evidence.Status
}

// flowView is the flowsheet with its window.
type flowView struct {
	ward.Flowsheet
	Groups              []flowGroup
	DayNames            []string // the days of the head in the language of the page
	Columns             int
	Earlier, Later      string
	Windows             []choiceLink
	Filled              bool
	FilledPath, AllPath string
	Sources             []legendMark
	Today               day.Transplant
}

type flowGroup struct {
	Name evidence.Text
	Rows []flowRow
}

type flowRow struct {
	Name, Unit, Detail string
	Cells              []flowCell
}

type flowCell struct {
	Values []flowValue
	Span   bool
	Today  bool
}

type flowValue struct {
	Text, Path, Mark, Title string
	Corrected, Withdrawn    bool
}

// legendMark explains the letter behind a value.
type legendMark struct{ Mark, Name string }

// work is the derivation of a result; its conclusion stands in the language of the
// page.
func (c *child) work(a course.Assessment) template.HTML {
	d := a.Derivation
	if d.Value == a.Text.EN {
		d.Value = a.Text.In(c.visit.lang)
	}
	return d.HTML(c.visit.lang)
}

func showCourse(v *visit) error {
	c, err := v.openWard("course")
	if err != nil {
		return err
	}
	if h := ward.LastHandover(c.View); h.By == v.who.Account {
		v.beside = "the reader gave the handover" // and is not asked to take it over
	}
	return v.renderChild(c, "course", func() page {
		s := ward.Make(c.View, c.Plan.Child.Radiosensitive, c.Limits)
		body := courseBody{Started: s.Course.Started, Endpoints: c.endpoints(s.Course), Flow: c.flow(s.Course.Today), Gate: c.gateView(s.Gate),
			Rounds: c.rounds(s.Rounds), Handover: c.handoverView(), Forms: ward.Forms(), Today: c.Link("course/today")}
		body.Open, body.Answered = c.alerts(s.Alerts)
		body.Trends = c.courseTrends(s.Course)
		return page{Title: roomTitles["course"].In(v.lang), Child: c, Body: body}
	})
}

func (c *child) alerts(list []ward.Alert) (open, answered []alertView) {
	w := c.Words()
	for _, a := range list {
		view := alertView{Alert: a, Symbol: "▲", Word: w.Course.Notice, SystemName: a.System.Name(), Links: c.entryLinks(a.Entries, 6)}
		if a.Interrupts {
			view.Symbol, view.Word = "■", w.Course.Interrupts
		}
		if !a.Open() {
			answered = append(answered, view)
			continue
		}
		if c.WritesEntries() {
			view.Action = c.base() + "/course/acknowledge"
		}
		open = append(open, view)
	}
	return open, answered
}

func (c *child) endpoints(list ward.Course) []endpointGroup {
	var out []endpointGroup
	for _, s := range ward.Systems() {
		group := endpointGroup{System: s.Name()}
		for _, e := range list.Endpoints {
			if e.System != s {
				continue
			}
			view := endpointView{Endpoint: e, Work: c.work(e.Assessment), Links: c.entryLinks(e.Entries, 4), Status: e.Assessment.Status()}
			for _, name := range e.Assessment.Missing {
				view.Missing = append(view.Missing, course.InputLabel(name))
			}
			group.Rows = append(group.Rows, view)
		}
		if len(group.Rows) > 0 {
			out = append(out, group)
		}
	}
	return out
}

// The windows of the flowsheet, in days.
var flowWindows = []int{7, 14, 28}

const denseUntil = day.Transplant(100) // afterwards days without a value are folded by default

// flow lays out the window that the address asks for: ?last=+12&days=14, and
// whether days without a value are folded.
func (c *child) flow(today day.Transplant) flowView {
	q := c.visit.r.URL.Query()
	view := flowView{Today: today}
	if today == day.NoDay {
		return view
	}
	last, days := today, 14
	if n, err := strconv.Atoi(q.Get("last")); err == nil && n <= int(today) && n > int(today)-20000 {
		last = day.Transplant(n)
	}
	for _, n := range flowWindows {
		if q.Get("days") == itoa(n) {
			days = n
		}
	}
	view.Filled = q.Get("show") == "filled" || (q.Get("show") == "" && last > denseUntil)
	if view.Filled {
		view.Flowsheet = ward.MakeFlowsheet(c.View, max(last-399, -60), last).Filled(days)
	} else {
		view.Flowsheet = ward.MakeFlowsheet(c.View, last-day.Transplant(days)+1, last)
	}
	first := last - day.Transplant(days) + 1
	if len(view.Days) > 0 {
		first = view.Days[0]
	}
	view.Columns = len(view.Days) + 1
	view.Earlier = c.flowLink(first-1, days, view.Filled)
	if last < today {
		view.Later = c.flowLink(min(today, last+day.Transplant(days)), days, view.Filled)
	}
	for _, n := range flowWindows {
		view.Windows = append(view.Windows, choiceLink{Name: itoa(n), Path: c.flowLink(last, n, view.Filled), Current: n == days})
	}
	view.FilledPath, view.AllPath = c.flowLink(last, days, true), c.flowLink(last, days, false)
	c.flowRows(&view)
	return view
}

// flowLink keeps the day of the page and names the window.
func (c *child) flowLink(last day.Transplant, days int, filled bool) string {
	q := url.Values{"last": {strconv.Itoa(int(last))}, "days": {itoa(days)}, "show": {map[bool]string{true: "filled", false: "all"}[filled]}}
	if !c.Now {
		q.Set("as-of", c.Plan.AsOf.String())
	}
	return c.base() + "/course?" + q.Encode() + "#flowsheet"
}

func (c *child) flowRows(view *flowView) {
	marks := map[string]string{}
	lang := c.visit.lang
	for _, d := range view.Days {
		name := d.Short()
		if lang == i18n.Chinese {
			name = d.Chinese()
		}
		view.DayNames = append(view.DayNames, name)
	}
	for _, g := range view.Flowsheet.Groups {
		group := flowGroup{Name: g.System.Name()}
		for _, r := range g.Rows {
			row := flowRow{Name: c.rowName(r), Unit: unitText(r.Unit), Detail: c.detail(r.Detail)}
			for i, cells := range r.Cells {
				row.Cells = append(row.Cells, c.flowCell(cells, view.Days[i] == view.Today, marks))
			}
			group.Rows = append(group.Rows, row)
		}
		view.Groups = append(view.Groups, group)
	}
	for _, mark := range slices.Sorted(maps.Keys(marks)) {
		view.Sources = append(view.Sources, legendMark{mark, marks[mark]})
	}
}

// detail is what parts one row from another of the same measurement: lineage,
// specimen, method.
func (c *child) detail(written string) string {
	var parts []string
	for _, part := range strings.Split(written, ", ") {
		parts = append(parts, i18n.Term(c.visit.lang, part))
	}
	return strings.Join(parts, c.Words().Course.And)
}

func (c *child) rowName(r ward.FlowRow) string {
	lang := c.visit.lang
	switch r.Kind {
	case "score":
		if f, ok := ward.FormOf(r.What); ok {
			return f.Title.In(lang)
		}
	case "transfusion":
		return i18n.Kind(lang, "transfusion") + c.Words().Site.Colon + i18n.Term(lang, r.What)
	}
	return i18n.Term(lang, r.What)
}

func (c *child) flowCell(cells []ward.FlowCell, today bool, marks map[string]string) flowCell {
	out := flowCell{Today: today}
	w, lang := c.Words(), c.visit.lang
	for _, cell := range cells {
		out.Span = out.Span || cell.Span
		if cell.Text == "" {
			continue
		}
		name := i18n.Term(lang, cell.Source)
		value := flowValue{Text: i18n.Term(lang, cell.Text), Path: c.Entry(cell.Entry), Corrected: cell.Corrected, Withdrawn: cell.Withdrawn, Title: w.Course.From + " " + name}
		if cell.Source != "" {
			value.Mark = sourceMark(cell.Source)
			marks[value.Mark] = name
		}
		if cell.Corrected {
			value.Title += ", " + w.Course.Corrected
		}
		out.Values = append(out.Values, value)
	}
	return out
}

// sourceMark is the short form of a source that stands behind each value.
func sourceMark(source string) string {
	switch source {
	case "synthetic", "demonstration":
		return "s"
	case "laboratory":
		return "L"
	case "press":
		return "p"
	case "family":
		return "F"
	}
	mark := []rune(source)
	return string(mark[:min(3, len(mark))])
}

// gateView is the discharge gate with its marks.
type gateView struct {
	ward.DischargeGate
	Lines  []gateLineView
	Open   bool
	Left   int
	Action string
	Day    string
}

type gateLineView struct {
	ward.GateLine
	Symbol, Word string
	Links        []entryLink
}

func (c *child) gateView(g ward.DischargeGate) gateView {
	w := c.Words()
	out := gateView{DischargeGate: g, Open: g.Open(), Left: g.Left()}
	if c.WritesEntries() {
		out.Action = c.base() + "/course/gate"
	}
	for _, l := range g.Lines {
		view := gateLineView{GateLine: l, Symbol: "◇", Word: w.Course.GateUnknown, Links: c.entryLinks(l.Entries, 3)}
		switch l.Met {
		case course.Yes:
			view.Symbol, view.Word = "✓", w.Course.GateMet
		case course.No:
			view.Symbol, view.Word = "■", w.Course.GateNotMet
		}
		out.Lines = append(out.Lines, view)
	}
	return out
}

// doAcknowledge records why an alert is left as it stands.
func doAcknowledge(v *visit) error {
	return v.recordFromCourse("acknowledgement", map[string]string{"alert": v.field("alert"), "reason": v.field("reason")})
}

// doGateLine signs one line of the discharge gate as an assessment.
func doGateLine(v *visit) error {
	return v.recordFromCourse("assessment", map[string]string{"item": v.field("item"), "state": v.field("state"), "result": v.field("result")})
}

// recordFromCourse records an entry and returns to the course room.
func (v *visit) recordFromCourse(kind string, fields map[string]string) error {
	at, err := v.asOf()
	if err != nil {
		return err
	}
	if _, err := v.door.Record(v.r.Context(), v.who, v.r.PathValue("id"), app.EntryRequest{AsOf: at, Kind: kind, Fields: fields}); err != nil {
		return v.again(err, showCourse)
	}
	return v.redirect(v.donePath("course", "recorded", at))
}
