package web

import (
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/rooms"
)

// meetingBody is the page of the transplant meeting.
type meetingBody struct {
	Full     bool
	Agenda   []noteView
	Meetings []meetingView
	Record   recordView
}

type meetingView struct {
	rooms.Meeting
	Path, TaskPath string
	Tasks          []actionView
}

type actionView struct {
	rooms.Action
	Path string
}

func showMeeting(v *visit) error {
	c, err := v.openChild("meeting")
	if err != nil {
		return err
	}
	return v.renderChild(c, "meeting", func() page {
		body := meetingBody{Full: c.Full, Record: c.recordHere("meeting", "task", "decision")}
		if c.Full {
			body.Agenda = c.viewNotes(rooms.Agenda(c.Plan))
		}
		for _, m := range rooms.Meetings(c.Plan, c.View) {
			view := meetingView{Meeting: m, Path: c.Entry(m.Entry), TaskPath: c.recordLinkOf(&rooms.Record{Kind: "task", Fields: map[string]string{"meeting": m.Entry}})}
			for _, t := range m.Tasks {
				view.Tasks = append(view.Tasks, actionView{t, c.Entry(t.Entry)})
			}
			body.Meetings = append(body.Meetings, view)
		}
		return page{Title: i18n.For(v.lang).Rooms.Meeting, Child: c, Body: body}
	})
}

// pharmacyBody is the pharmacist's worksheet.
type pharmacyBody struct {
	Full         bool
	Medicines    []runningView
	Interactions []pairView
	Doses        []preparedView
	Uncommitted  bool
	Today        bool // a dose of conditioning is planned for this day or later
	Panels       []panelView
	Below        []panelView // stand below the medicines, so that both columns are as long
	Record       recordView
	Rows         []entryRow
}

type runningView struct {
	rooms.Medicine
	Path string
}

type pairView struct {
	rooms.Interaction
}

type preparedView struct {
	rooms.PreparedDose
	Made, Handled, Released, Administered roomLine
}

var pharmacyKinds = []chart.Kind{"reconciliation", "preparation", "day-release", "level-request", "medication-order", "medication-stop", "medication-administration", "measurement"}

func showPharmacy(v *visit) error {
	c, err := v.openChild("pharmacy")
	if err != nil {
		return err
	}
	return v.renderChild(c, "pharmacy", func() page {
		body := pharmacyBody{Full: c.Full, Record: c.recordHere(pharmacyKinds...), Rows: c.entryRows(c.ofKinds([]chart.Kind{"reconciliation", "preparation", "day-release", "level-request"}))}
		if c.Full {
			c.fillPharmacy(&body)
		}
		return page{Title: i18n.For(v.lang).Rooms.Pharmacy, Child: c, Body: body}
	})
}

func (c *child) fillPharmacy(body *pharmacyBody) {
	room := rooms.PharmacyRoom(c.Plan, c.View, c.visit.door.Knowledge())
	body.Uncommitted = room.Uncommitted
	for _, p := range c.panelViews(room.Panels) {
		if p.Key == "fluid" || p.Key == "levels" {
			body.Below = append(body.Below, p)
		} else {
			body.Panels = append(body.Panels, p)
		}
	}
	for _, m := range room.Medicines {
		body.Medicines = append(body.Medicines, runningView{m, c.Entry(m.Entry)})
	}
	for _, i := range room.Interactions {
		body.Interactions = append(body.Interactions, pairView{i})
	}
	for _, d := range room.Doses {
		body.Today = body.Today || !d.Date.Before(c.Plan.AsOf)
		body.Doses = append(body.Doses, preparedView{d, c.roomLine(d.Prepared), c.roomLine(d.Handling), c.roomLine(d.Release), c.roomLine(d.Given)})
	}
}
