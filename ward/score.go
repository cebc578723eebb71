package ward

import (
	"encoding/json"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// Scored is one scored form of the chart, computed again from its answers.
type Scored struct {
	Form    Form
	Day     day.Transplant
	Entry   string
	Answers map[string]string
	Results []course.Result // in the order of the endpoints of the form
}

// findings reads the yes-or-no answers.
func (s Scored) findings() map[string]course.Finding {
	out := map[string]course.Finding{}
	for key, a := range s.Answers {
		switch a {
		case "yes":
			out[key] = course.Yes
		case "no":
			out[key] = course.No
		}
	}
	return out
}

// ScoredGVHD is one form of acute GVHD, graded by each system.
type ScoredGVHD struct {
	Scored
	Grades []course.AcuteGrade
}

// Grade gives the grade by one system, the zero grade if it was not computed.
func (s ScoredGVHD) Grade(system course.GradeSystem) course.AcuteGrade {
	for _, g := range s.Grades {
		if g.System == system {
			return g
		}
	}
	return course.AcuteGrade{}
}

// scores reads every scored form. The newest of each form stands among the
// endpoints; a form that cannot be computed any more stays an entry only.
func (a *assessor) scores() {
	newest := map[string]int{}
	for _, it := range of[*chart.Score](a.index) {
		s, ok := readScore(it)
		if !ok {
			continue
		}
		s.Day = a.dayOf(&it.Entry)
		if s.Form.System == AcuteGVHDForm {
			a.out.GVHD = append(a.out.GVHD, gradesOf(s))
			continue
		}
		a.out.Scores = append(a.out.Scores, s)
		newest[s.Form.System] = len(a.out.Scores) - 1
	}
	if n := len(a.out.GVHD); n > 0 {
		a.addForm(a.out.GVHD[n-1].Scored)
	}
	for _, f := range forms {
		if at, ok := newest[f.System]; ok && f.System != VODForm { // the daily check carries the answers of this one
			a.addForm(a.out.Scores[at])
		}
	}
	a.twoTimePoints()
}

func (a *assessor) addForm(s Scored) {
	for i, r := range s.Results {
		e := s.Form.Endpoints[i]
		a.add(e.ID, s.Form.Area, e.Title, r, []string{s.Entry}).Form = s.Form.System
	}
}

// twoTimePoints judges TA-TMA over the two newest forms: a criterion counts that
// was there at both (Schoettler 2023).
func (a *assessor) twoTimePoints() {
	var forms []Scored
	for _, s := range a.out.Scores {
		if s.Form.System == TMAForm {
			forms = append(forms, s)
		}
	}
	if len(forms) < 2 {
		return
	}
	last, before := forms[len(forms)-1], forms[len(forms)-2]
	input := map[string]any{"time_point_days": []int{int(before.Day), int(last.Day)}}
	first, second := before.findings(), last.findings()
	for _, field := range last.Form.Fields() {
		f := second[field.Key]
		if strings.HasPrefix(field.Key, "present_at_every_time_point.") {
			f = bothTimes(first[field.Key], f)
		}
		nest(input, field.Key, answered(f))
	}
	raw, err := json.Marshal(input)
	if err != nil {
		return
	}
	if r, err := course.Assess("ta-tma", raw); err == nil {
		for i := range a.out.Endpoints {
			if a.out.Endpoints[i].ID == "ta-tma" {
				a.out.Endpoints[i].Assessment, a.out.Endpoints[i].Entries = r.Grounds(), []string{before.Entry, last.Entry}
			}
		}
	}
}

func bothTimes(a, b course.Finding) course.Finding {
	switch {
	case a == course.No || b == course.No:
		return course.No
	case a == course.Yes && b == course.Yes:
		return course.Yes
	}
	return course.Unknown
}

func answered(f course.Finding) any {
	if !f.Known() {
		return nil
	}
	return f == course.Yes
}

// stageKeys are the organs of an entry that carries stages and no raw values.
var stageKeys = map[string]string{"skin": "skin_stage", "liver": "liver_stage", "upper-gut": "upper_gi_stage", "lower-gut": "lower_gi_stage"}

// readScore computes an entry of a scored form; ok is false if no form carries
// its system or its answers cannot be computed.
func readScore(it chart.Item[*chart.Score]) (Scored, bool) {
	system := it.Data.System
	if strings.EqualFold(system, "MAGIC") {
		system = AcuteGVHDForm
	}
	form, ok := FormOf(system)
	if !ok {
		return Scored{}, false
	}
	s := Scored{Form: form, Entry: it.ID, Answers: map[string]string{}}
	staged := false
	for key, values := range it.Data.Stages {
		if len(values) == 0 {
			continue
		}
		if k, organ := stageKeys[key]; organ {
			key, staged = k, true
		}
		s.Answers[key] = values[0]
	}
	if staged {
		s.Form = stagedForm(form)
	}
	results, problems := s.Form.compute(s.Answers)
	s.Results = results
	return s, len(problems) == 0
}

// stagedForm is the form of an entry that gives organ stages.
func stagedForm(f Form) Form {
	f.Parts = []FormPart{{f.Title, []FormField{stageField("skin_stage", 4), stageField("liver_stage", 4), stageField("upper_gi_stage", 1), stageField("lower_gi_stage", 4)}}}
	return f
}

func gradesOf(s Scored) ScoredGVHD {
	out := ScoredGVHD{Scored: s}
	for _, r := range s.Results {
		if g, ok := r.(course.AcuteGrade); ok {
			out.Grades = append(out.Grades, g)
		}
	}
	return out
}

// lastScore gives the newest scored form of a system since a day.
func (a *assessor) lastScore(system string, from day.Transplant) (Scored, bool) {
	for i := len(a.out.Scores) - 1; i >= 0; i-- {
		if s := a.out.Scores[i]; s.Form.System == system && s.Day >= from {
			return s, true
		}
	}
	return Scored{}, false
}

// Summary is what an entry of a scored form says in one line: the conclusions.
func Summary(results []course.Result) evidence.Text {
	var out evidence.Text
	for i, r := range results {
		if i > 0 {
			out.EN += "; "
			out.ZH += "；"
		}
		t := r.Grounds().Text
		out.EN += t.EN
		out.ZH += t.ZH
	}
	return out
}
