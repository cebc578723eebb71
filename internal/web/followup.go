package web

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/agenda"
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/followup"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/sheet"
	"github.com/dayzero-hsct/dayzero/ward"
)

// followUpBody is the follow-up room.
type followUpBody struct {
	Started      bool
	Due, Ahead   []itemView
	Late, Closed []itemView
	Gated        []itemView
	Statements   []followup.Statement
	Vaccines     []vaccineView
	Rules        []followup.Statement
	Withheld     []entryLink
	Tapers       []taperView
	Medicines    []medicineView
	Interactions []interactionView
	Outcome      *outcomeView
	Trends       []trendView
	Rows         []entryRow
	Family, File string
	Action       string
	Items        []option
}

// itemView is one item of the calendar with its marks and links.
type itemView struct {
	followup.Item
	Symbol, Word, Next string
	Last               *entryLink
}

type vaccineView struct {
	agenda.Vaccine
	Symbol, Word, Next string
	Links              []entryLink
}

type taperView struct {
	followup.Taper
	Steps []taperStepView
}

type taperStepView struct {
	followup.TaperStep
	Link          entryLink
	Word          string
	Before, After []lookView
}

type lookView struct {
	followup.Look
	Symbol, Path string
}

type interactionView struct {
	ward.Interaction
	Links []entryLink
}

var followUpSymbols = map[agenda.State]string{agenda.Done: "✓", agenda.Due: "●", agenda.Overdue: "■", agenda.Ahead: "○", agenda.Closed: "–", agenda.Gated: "◇"}

func (c *child) stateWord(s agenda.State) string {
	w := c.Words()
	return map[agenda.State]string{agenda.Done: w.FollowUp.StateDone, agenda.Due: w.FollowUp.StateDue, agenda.Overdue: w.FollowUp.StateOverdue,
		agenda.Ahead: w.FollowUp.StateAhead, agenda.Closed: w.FollowUp.StateClosed, agenda.Gated: w.FollowUp.StateGated}[s]
}

// followUpRecent is how many of the newest entries of the room are listed.
const followUpRecent = 12

func showFollowUp(v *visit) error {
	c, err := v.openChild("follow-up")
	if err != nil {
		return err
	}
	return v.renderChild(c, "follow-up", func() page {
		return page{Title: roomTitles["follow-up"].In(v.lang), Child: c, Body: c.followUp()}
	})
}

func (c *child) followUp() followUpBody {
	_, planned, ok := c.View.DayZero()
	body := followUpBody{Started: ok && !planned, Family: c.Link("follow-up/calendar"), File: c.Link("follow-up/calendar.ics")}
	base := c.visit.door.Knowledge()
	if base == nil {
		return body
	}
	items, statements := followup.Calendar(c.View, base, c.Plan)
	body.Statements = statements
	for _, it := range items {
		view := c.itemView(it)
		body.Items = append(body.Items, option{it.ID, it.Text.In(c.visit.lang), it.ID == c.Kept("item")})
		switch {
		case it.State == agenda.Due || it.State == agenda.Overdue:
			body.Due = append(body.Due, view)
		case it.State == agenda.Gated:
			body.Gated = append(body.Gated, view)
		case it.State == agenda.Closed:
			body.Closed = append(body.Closed, view)
		case strings.HasPrefix(it.ID, "calendar.late."):
			body.Late = append(body.Late, view)
		default:
			body.Ahead = append(body.Ahead, view)
		}
	}
	for _, x := range agenda.Vaccines(c.View, base) {
		body.Vaccines = append(body.Vaccines, c.vaccineView(x))
	}
	rules, withheld := followup.Withheld(c.View, c.Plan)
	body.Rules = rules
	for _, p := range withheld {
		body.Withheld = append(body.Withheld, entryLink{p.On.String(), c.Entry(p.Entry)})
	}
	c.fillFollowUp(&body)
	return body
}

// dueItems lists the items of the calendar that are due or overdue.
func (c *child) dueItems() []itemView {
	base := c.visit.door.Knowledge()
	if base == nil {
		return nil
	}
	var out []itemView
	items, _ := followup.Calendar(c.View, base, c.Plan)
	for _, it := range items {
		if it.State == agenda.Due || it.State == agenda.Overdue {
			out = append(out, c.itemView(it))
		}
	}
	return out
}

// fillFollowUp adds what does not come from the calendar.
func (c *child) fillFollowUp(body *followUpBody) {
	for _, t := range followup.Tapers(c.View) {
		body.Tapers = append(body.Tapers, c.taperView(t))
	}
	body.Medicines = c.medicines(ward.Medicines(c.View), false)
	for _, i := range ward.Interactions(c.View) {
		body.Interactions = append(body.Interactions, interactionView{i, c.entryLinks(i.Entries, 4)})
	}
	if len(c.Plan.Outcome.Parts) > 0 {
		o := c.outcome()
		body.Outcome = &o
	}
	if _, _, ok := c.axis(); ok {
		for _, s := range []trendSeries{{what: "body-weight", unit: "kg"}, {what: "length", unit: "cm"}, {what: "cd4", unit: "/uL"}, {what: "cd19", unit: "/uL"}, {what: "igg", unit: "g/L"}, {what: "ciclosporin-trough", unit: "ng/mL"}} {
			if t := c.trend(s); t.Count > 0 {
				body.Trends = append(body.Trends, t)
			}
		}
	}
	rows := c.ofKinds([]chart.Kind{"event", "vaccine", "document", "note", "task", "medication-stop"})
	body.Rows = c.entryRows(rows[:min(followUpRecent, len(rows))])
	if c.WritesEntries() {
		body.Action = c.base() + "/follow-up/done"
	}
}

func (c *child) itemView(it followup.Item) itemView {
	view := itemView{Item: it, Symbol: followUpSymbols[it.State], Word: c.stateWord(it.State), Next: known(it.Next)}
	if it.Last.Entry != "" {
		view.Last = &entryLink{it.Last.On.String(), c.Entry(it.Last.Entry)}
	}
	return view
}

func (c *child) vaccineView(x agenda.Vaccine) vaccineView {
	view := vaccineView{Vaccine: x, Symbol: followUpSymbols[x.State], Word: c.stateWord(x.State), Next: known(x.Next)}
	for _, p := range x.Given {
		view.Links = append(view.Links, entryLink{p.On.String(), c.Entry(p.Entry)})
	}
	return view
}

func (c *child) taperView(t followup.Taper) taperView {
	w := c.Words()
	out := taperView{Taper: t}
	for _, s := range t.Steps {
		view := taperStepView{TaperStep: s, Link: entryLink{s.On.String(), c.Entry(s.Entry)}, Before: c.looks(s.Before), After: c.looks(s.After), Word: w.Course.Taper}
		switch {
		case s.Start:
			view.Word = w.FollowUp.Start
		case s.Stop:
			view.Word = w.FollowUp.Stop
		}
		out.Steps = append(out.Steps, view)
	}
	return out
}

func (c *child) looks(list []followup.Look) []lookView {
	var out []lookView
	for _, l := range list {
		view := lookView{Look: l, Symbol: "◇"}
		switch {
		case l.Entry != "":
			view.Symbol, view.Path = "✓", c.Entry(l.Entry)
		case l.Later:
			view.Symbol = "○"
		}
		out = append(out, view)
	}
	return out
}

// doFollowUp records that an item was done, as an assessment of the item.
func doFollowUp(v *visit) error {
	at, err := v.asOf()
	if err != nil {
		return err
	}
	fields := map[string]string{"item": v.field("item"), "state": v.field("state"), "result": v.field("result")}
	if _, err := v.door.Record(v.r.Context(), v.who, v.r.PathValue("id"), app.EntryRequest{AsOf: at, Kind: "assessment", Effective: v.field("effective"), Fields: fields}); err != nil {
		return v.again(err, showFollowUp)
	}
	return v.redirect(v.donePath("follow-up", "recorded", at))
}

// familyDays is how far the family's calendar looks ahead.
const familyDays = 400

// familyCalendarBody is the family's own calendar, both languages side by side.
type familyCalendarBody struct {
	Back, File string
	Dates      []followup.FamilyDate
	Contact    []string
	Radiation  bool
	Centre     evidence.Text
	English    *i18n.Words
	Chinese    *i18n.Words
	Today      string
}

func (c *child) familyDates() []followup.FamilyDate {
	base := c.visit.door.Knowledge()
	if base == nil {
		return nil
	}
	items, _ := followup.Calendar(c.View, base, c.Plan)
	return followup.FamilyCalendar(items, agenda.Vaccines(c.View, base), c.View.Today(), familyDays)
}

func showFamilyCalendar(v *visit) error {
	c, err := v.openChild("follow-up")
	if err != nil {
		return err
	}
	body := familyCalendarBody{Back: c.Link("follow-up"), File: c.Link("follow-up/calendar.ics"), Dates: c.familyDates(), Contact: c.View.Case.Centre.Contact,
		Centre: c.View.Case.Centre.Name, Radiation: c.Plan.Child.Radiosensitive != "no", English: i18n.For(i18n.English), Chinese: i18n.For(i18n.Chinese), Today: c.View.Today().String()}
	return v.render("family-calendar", page{Title: i18n.For(v.lang).FollowUp.FamilyCalendar, Child: c, Body: body})
}

// calendarKey keeps the events of a child the same without naming the record.
func calendarKey(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:8])
}

// sendCalendar sends the family's calendar as a file.
func sendCalendar(v *visit) error {
	c, err := v.openChild("follow-up")
	if err != nil {
		return err
	}
	file := sheet.ICalendar(c.familyDates(), v.lang, calendarKey(c.ID), v.door.Now().Truncate(time.Second))
	v.w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="calendar.ics"`)
	_, _ = v.w.Write(file) // a reader who has gone needs no answer
	return nil
}
