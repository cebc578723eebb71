package plan

import (
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// steps are the ten steps of the journey from consult to follow-up.
var steps = []struct {
	key   string
	title evidence.Text
}{
	{"consult", evidence.Text{EN: "Consult", ZH: "就诊咨询"}},
	{"diagnosis", evidence.Text{EN: "Diagnosis", ZH: "诊断"}},
	{"disease", evidence.Text{EN: "Disease profile", ZH: "疾病档案"}},
	{"evaluation", evidence.Text{EN: "Evaluation", ZH: "移植前评估"}},
	{"donor", evidence.Text{EN: "Donor", ZH: "供者"}},
	{"plan", evidence.Text{EN: "Plan", ZH: "预处理计划"}},
	{"exposure", evidence.Text{EN: "Exposure", ZH: "药物暴露"}},
	{"day-0", evidence.Text{EN: "Day 0", ZH: "移植日"}},
	{"course", evidence.Text{EN: "Course", ZH: "移植病程"}},
	{"follow-up", evidence.Text{EN: "Follow-up", ZH: "随访"}},
}

// drawJourney marks the ten steps from the stage changes that the record holds;
// the current step is the last one opened and not done.
func (m *maker) drawJourney() error {
	opened, done := map[int]day.Date{}, map[int]day.Date{}
	current := 0
	for _, it := range chart.All[*chart.StageChange](m.v) {
		n := it.Data.Step
		date := m.v.DateOf(it.Entry)
		if it.Data.State == "done" {
			done[n] = date
		} else {
			opened[n] = date
			delete(done, n)
		}
	}
	for n := range opened {
		if _, finished := done[n]; !finished && n > current {
			current = n
		}
	}
	last := 0
	for n := range done {
		last = max(last, n)
	}
	if current == 0 {
		current = min(last+1, len(steps))
	}
	for i, s := range steps {
		n := i + 1
		step := Step{Number: n, Key: s.key, Title: s.title, State: "ahead"}
		if d, ok := opened[n]; ok {
			step.Date = d
		}
		if d, ok := done[n]; ok {
			step.Date, step.State = d, "done"
		} else if n < current {
			step.State = "done"
		}
		if n == current {
			step.State = "current"
		}
		step.Text = m.stepText(step)
		m.plan.Journey = append(m.plan.Journey, step)
	}
	return nil
}

// stepText is the short line under a step.
func (m *maker) stepText(s Step) evidence.Text {
	date := ""
	if s.Date.Known() {
		date = s.Date.String()
	}
	switch s.Key {
	case "disease":
		if m.plan.Disease.Gene != "" {
			return text(m.plan.Disease.Gene, m.plan.Disease.Gene)
		}
		return text("gene unknown", "基因未知")
	case "donor":
		if d, ok := m.v.Decided("donor"); ok {
			if p, found := m.v.Individual(d.Data.Choice); found {
				return p.Label
			}
		}
	case "plan":
		if s.State != "ahead" {
			return m.planText(s.State)
		}
	case "day-0":
		if zero := m.plan.Child.DayZero; zero.Known() {
			if m.plan.Child.DayZeroPlanned {
				return text("planned "+zero.String(), "计划 "+zero.String())
			}
			return text(zero.String(), zero.String())
		}
	case "course":
		if !m.plan.Child.DayZeroPlanned && m.plan.Child.DayZero.Known() && s.State == "current" {
			return text(m.plan.Child.TransplantDay, m.plan.Child.TransplantDayZH)
		}
	}
	return text(date, date)
}

// planText tells who signed; a step that was passed without a signature is no draft
// any more, and its mark alone would say that all is well.
func (m *maker) planText(state string) evidence.Text {
	names := map[string]bool{}
	for _, it := range chart.All[*chart.Signature](m.v) {
		if ofPlan(it.Data) {
			names[it.Data.Name] = true
		}
	}
	switch len(names) {
	case 0:
		if state == "done" {
			return text("not signed", "未签名")
		}
		return text("draft", "草案")
	case 1:
		return text("1 of 2 signed", "已签1/2")
	}
	return text("signed ✓✓", "已签名 ✓✓")
}

// Journey lists the ten steps in order, without any child's marks.
func Journey() []Step {
	out := make([]Step, 0, len(steps))
	for i, s := range steps {
		out = append(out, Step{Number: i + 1, Key: s.key, Title: s.title, State: "ahead"})
	}
	return out
}
