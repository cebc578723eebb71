package web

import (
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/rooms"
)

// dayZeroBody is the room of the infusion.
type dayZeroBody struct {
	Full   bool
	Gates  []plan.Gate
	Doses  []doseView
	Panels []panelView
	Donor  string // address of the donor's own chart
	Record recordView
	Rows   []entryRow
}

// doseView is one recorded dose beside one range.
type doseView struct {
	rooms.DoseRange
	Symbol, Class, Path, Dose string
}

var dayZeroKinds = []chart.Kind{"graft", "identity-check", "infusion", "blood-group", "measurement", "adverse-event"}

func showDayZero(v *visit) error {
	c, err := v.openChild("day-0")
	if err != nil {
		return err
	}
	return v.renderChild(c, "day-0", func() page {
		body := dayZeroBody{Full: c.Full, Record: c.recordHere(dayZeroKinds...), Rows: c.entryRows(c.ofKinds([]chart.Kind{"graft", "identity-check", "infusion"}))}
		if c.Full {
			room := rooms.DayZeroRoom(c.Plan, c.View, v.door.Knowledge())
			body.Gates, body.Panels = []plan.Gate{room.Gate}, c.panelViews(room.Panels)
			for _, d := range room.Doses {
				look := lineLooks[d.State]
				body.Doses = append(body.Doses, doseView{d, look[0], look[1], c.Entry(d.Entry), unitText(d.Dose)})
			}
			for _, d := range c.Plan.Donors {
				if d.Chosen {
					body.Donor = c.Link(donorRoom + d.ID)
				}
			}
		}
		return page{Title: i18n.For(v.lang).Rooms.DayZero, Child: c, Body: body}
	})
}

// traceBody is the chain from vein to vein.
type traceBody struct {
	Full     bool
	Unbroken bool
	Steps    []traceView
}

type traceView struct {
	rooms.TraceStep
	Symbol, Class, WorkPath string
	Links                   []entryLink
}

func showTrace(v *visit) error {
	c, err := v.openChild("trace")
	if err != nil {
		return err
	}
	return v.renderChild(c, "trace", func() page {
		body := traceBody{Full: c.Full}
		if c.Full {
			trace := rooms.VeinToVein(c.Plan, c.View, v.door.Knowledge())
			body.Unbroken = trace.Unbroken
			for _, s := range trace.Steps {
				look := lineLooks[s.State]
				step := traceView{TraceStep: s, Symbol: look[0], Class: look[1], Links: c.standingLinks(s.Entries)}
				if s.Work != "" {
					step.WorkPath = c.Work(s.Work)
				}
				body.Steps = append(body.Steps, step)
			}
		}
		return page{Title: i18n.For(v.lang).Rooms.Trace, Child: c, Body: body}
	})
}

// donorBody is a donor's own chart.
type donorBody struct {
	rooms.Donor
	Full   bool
	Head   []roomLine
	Panels []panelView
	Record recordView
	Rows   []entryRow
	Back   string
}

var donorKinds = []chart.Kind{"donor-work-up", "consent", "collection", "measurement", "blood-group", "variant", "hla-typing", "medication-administration", "adverse-event"}

func showDonorChart(v *visit) error {
	id := v.r.PathValue("donor")
	c, err := v.openChild(donorRoom + id)
	if err != nil {
		return err
	}
	donor, ok := rooms.DonorChart(c.Plan, c.View, v.door.Knowledge(), id)
	if !ok {
		return app.ErrNotFound
	}
	c.Donor = &donor.Person
	return v.renderChild(c, "donor-chart", func() page {
		body := donorBody{Donor: donor, Full: c.Full, Back: c.Link("donor"), Record: c.recordHere(donorKinds...), Rows: c.entryRows(c.aboutPerson(id))}
		for _, l := range donor.Head {
			body.Head = append(body.Head, c.roomLine(l))
		}
		if c.Full {
			body.Panels = c.panelViews(donor.Panels)
		}
		return page{Title: i18n.For(v.lang).Rooms.DonorChart + " · " + donor.Person.Label.In(v.lang), Child: c, Body: body}
	})
}

// aboutPerson lists the entries about one person, newest first.
func (c *child) aboutPerson(id string) []chart.Entry {
	var out []chart.Entry
	for _, e := range c.View.Case.Entries {
		if e.About == id || e.ID == id {
			out = append(out, e)
		}
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}
