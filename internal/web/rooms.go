package web

import (
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
)

// roomBody is a room whose own page comes later: what is recorded for it, and
// what the knowledge or the plan already say.
type roomBody struct {
	Key       string
	Title     evidence.Text
	Rows      []entryRow
	Sections  []knowledge.Section
	Meaning   []plan.Line
	Checklist []checklistView
	Gates     []plan.Gate
	Imaging   []imagingView
	Due       []calendarView
	Calendar  []calendarView
	Outcome   *outcomeView
	Disease   plan.Disease
}

type checklistView struct {
	knowledge.ChecklistItem
	State string
	Link  *entryLink
}

// roomKinds says which kinds of entry belong to a room.
var roomKinds = map[string][]chart.Kind{
	"consult":    {"consult", "referral", "document", "consent", "note"},
	"diagnosis":  {"diagnosis", "variant", "functional-assay", "finding"},
	"disease":    {"diagnosis", "finding"},
	"evaluation": {"assessment", "infection", "vaccine", "imaging", "blood-group", "allergy", "isolation", "consent", "score", "meeting"},
	"exposure":   {"medication-order", "medication-administration"},
	"day-0":      {"graft", "infusion", "donor-work-up"},
	"course":     {"event", "measurement", "transfusion", "adverse-event", "score", "device", "medication-order", "medication-stop", "infection", "task"},
	"follow-up":  {"event", "vaccine", "medication-stop", "task", "assessment"},
}

// roomTitles are the names of the rooms when the journey does not carry them.
var roomTitles = map[string]evidence.Text{
	"consult": {EN: "Consult", ZH: "就诊咨询"}, "diagnosis": {EN: "Diagnosis", ZH: "诊断"}, "disease": {EN: "Disease profile", ZH: "疾病档案"},
	"evaluation": {EN: "Pre-transplant evaluation", ZH: "移植前评估"}, "exposure": {EN: "Drug exposure", ZH: "药物暴露"},
	"day-0": {EN: "Day 0", ZH: "移植日（回输）"}, "course": {EN: "Transplant course", ZH: "移植病程"}, "follow-up": {EN: "Follow-up", ZH: "随访"},
}

func showRoom(v *visit) error {
	room := v.r.PathValue("room")
	kinds, ok := roomKinds[room]
	if !ok {
		return app.ErrNotFound
	}
	c, err := v.openChild(room)
	if err != nil {
		return err
	}
	body := roomBody{Key: room, Title: roomTitles[room], Rows: c.entryRows(c.ofKinds(kinds)), Disease: c.Plan.Disease}
	switch room {
	case "disease":
		c.fillDisease(&body)
	case "evaluation":
		body.Checklist, body.Gates, body.Imaging = c.checklist(), c.Plan.Gates, c.imaging(true)
	case "follow-up":
		body.Due, body.Calendar = c.calendar()
		if len(c.Plan.Outcome.Parts) > 0 {
			o := c.outcome()
			body.Outcome = &o
		}
	}
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

// fillDisease shows what the knowledge says about the disease of this child.
func (c *child) fillDisease(body *roomBody) {
	base := c.visit.door.Knowledge()
	if base == nil || c.Plan.Disease.Key == "" {
		return
	}
	d, ok := base.Disease(c.Plan.Disease.Key)
	if !ok {
		return
	}
	w := c.Words()
	body.Sections = append(body.Sections, knowledge.Section{Key: "profile",
		Title: evidence.Text{EN: i18n.For(i18n.English).Knowledge.Radiosensitive, ZH: i18n.For(i18n.Chinese).Knowledge.Radiosensitive},
		Facts: []knowledge.Fact{d.RadiosensitiveFact, d.InheritanceFact}})
	body.Sections = append(body.Sections, d.Sections...)
	if group, ok := base.Group(d.Group); ok && len(group.Ceilings) > 0 {
		section := knowledge.Section{Key: "ceilings", Title: evidence.Text{EN: i18n.For(i18n.English).Plan.Ceiling, ZH: i18n.For(i18n.Chinese).Plan.Ceiling}}
		for _, ceiling := range group.Ceilings {
			section.Facts = append(section.Facts, ceiling.Fact)
		}
		body.Sections = append(body.Sections, section)
	}
	body.Meaning = []plan.Line{{Label: evidence.Text{EN: w.Knowledge.Group, ZH: w.Knowledge.Group}, Text: c.Plan.Disease.GroupName},
		{Label: evidence.Text{EN: w.Room.Meaning, ZH: w.Room.Meaning}, Text: c.Plan.Disease.Explained}}
}

// checklist joins the rows of the evaluation with what was recorded for each.
func (c *child) checklist() []checklistView {
	base := c.visit.door.Knowledge()
	if base == nil {
		return nil
	}
	latest := map[string]chart.Item[*chart.Assessment]{}
	for _, a := range chart.All[*chart.Assessment](c.View) {
		latest[a.Data.Item] = a
	}
	var out []checklistView
	for _, item := range base.Checklist() {
		view := checklistView{ChecklistItem: item}
		if item.Section == "gate-zero" || item.Section == "work-up" {
			view.State = c.Words().Room.NoAssessment // the other sections are statements, not tasks
		}
		if a, ok := latest[strings.TrimPrefix(item.ID, "checklist.")]; ok {
			view.State, view.Link = i18n.Term(c.visit.lang, a.Data.State), &entryLink{a.ID, c.Entry(a.ID)}
		}
		out = append(out, view)
	}
	return out
}
