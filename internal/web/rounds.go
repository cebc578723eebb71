package web

import (
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/ward"
)

// roundsView is what a round or a handover asks, with links to the entries.
type roundsView struct {
	ward.Rounds
	Lines         []deviceView
	Cultures      []cultureView
	Antimicrobial []antimicrobialView
	Balances      []balanceView
	BaselineText  string
	Fevers        []feverView
}

type deviceView struct {
	Device, Placed, Removed, Path string
	Days                          int
}

type cultureView struct{ Organism, Site, Status, Day, Path string }

type antimicrobialView struct {
	ward.AntimicrobialDays
	Path string
}

type balanceView struct {
	ward.Balance
	Name  string
	Links []entryLink
}

type feverView struct {
	When, Value, Drug, Path string
	Minutes                 int
}

func dayIn(d day.Transplant, lang string) string {
	if d == day.NoDay {
		return ""
	}
	if lang == i18n.Chinese {
		return d.Chinese()
	}
	return d.String()
}

func known(d day.Date) string {
	if !d.Known() {
		return ""
	}
	return d.String()
}

func (c *child) rounds(r ward.Rounds) roundsView {
	lang := c.visit.lang
	out := roundsView{Rounds: r}
	for _, l := range r.Lines {
		out.Lines = append(out.Lines, deviceView{Device: l.Device, Placed: known(l.Placed), Removed: known(l.Removed), Days: l.Days, Path: c.Entry(l.Entries[0])})
	}
	for _, x := range r.Cultures {
		out.Cultures = append(out.Cultures, cultureView{x.Organism, x.Site, x.Status, dayIn(x.Day, lang), c.Entry(x.Entry)})
	}
	for _, a := range r.Antimicrobial {
		out.Antimicrobial = append(out.Antimicrobial, antimicrobialView{a, c.Entry(a.Entry)})
	}
	for _, b := range r.Balances {
		out.Balances = append(out.Balances, balanceView{b, dayIn(b.Day, lang), c.entryLinks(b.Entries, 3)})
		if b.Baseline != "" {
			out.BaselineText = c.Words().Course.Baseline + " " + b.Baseline + " (" + dayIn(b.BaselineOfDay, lang) + ")"
		}
	}
	for _, f := range r.Fevers {
		out.Fevers = append(out.Fevers, feverView{When: c.moment(*f.Fever, false), Value: unitText(f.Value), Drug: f.Drug, Minutes: f.Minutes(), Path: c.Entry(f.Fever.ID)})
	}
	return out
}

// medicineView is one row of the list of medicines.
type medicineView struct {
	ward.Medicine
	From, To, State, Dose string
	Links                 []entryLink
}

// medicines lists the medicines; running ones only on today's sheet.
func (c *child) medicines(list []ward.Medicine, runningOnly bool) []medicineView {
	w := c.Words()
	today := c.View.Today()
	var out []medicineView
	for _, m := range list {
		if runningOnly && !m.Running(today) {
			continue
		}
		view := medicineView{Medicine: m, From: known(m.From), To: known(m.To), Links: c.datedLinks(m.Entries, 4), State: w.Course.Running1}
		if n := len(m.Orders); n > 0 {
			view.Dose = m.Orders[n-1].Dose
		}
		switch {
		case m.Stopped || !m.Running(today):
			view.State = w.Course.Stopped
		case m.Tapering():
			view.State = w.Course.Taper
		}
		out = append(out, view)
	}
	return out
}

// todayBody is today's sheet: what is due, what stands, and where to sign.
type todayBody struct {
	Back, Day, Printed, Knowledge string
	Open                          []alertView
	Due                           []itemView
	Tasks                         []plan.Note
	Flow                          flowView
	Medicines                     []medicineView
	Rounds                        roundsView
	Handover                      handoverView
}

// sheetDays is how many days of values today's sheet prints.
const sheetDays = 5

func showToday(v *visit) error {
	c, err := v.openWard("course")
	if err != nil {
		return err
	}
	s := ward.Make(c.View, c.Plan.Child.Radiosensitive, c.Limits)
	body := todayBody{Back: c.Link("course"), Day: dayIn(s.Course.Today, v.lang), Tasks: c.Plan.Tasks, Rounds: c.rounds(s.Rounds), Handover: c.handoverView(), Medicines: c.medicines(s.Rounds.Medicines, true)}
	body.Rounds.Problems = nil
	if c.View.Location != nil {
		body.Printed = v.door.Now().In(c.View.Location).Format("2006-01-02 15:04")
	}
	if base := v.door.Knowledge(); base != nil {
		body.Knowledge = base.VersionShort()
	}
	body.Open, _ = c.alerts(s.Alerts)
	body.Due = c.dueItems()
	body.Flow = c.printedFlow(s.Course.Today)
	return v.render("today", page{Title: i18n.For(v.lang).Course.SheetTitle, Child: c, Body: body})
}

// printedFlow is the flowsheet of the last days, without its links to others.
func (c *child) printedFlow(today day.Transplant) flowView {
	view := flowView{Today: today}
	if today == day.NoDay {
		return view
	}
	view.Flowsheet = ward.MakeFlowsheet(c.View, today-sheetDays+1, today)
	view.Columns = len(view.Days) + 1
	c.flowRows(&view)
	return view
}
