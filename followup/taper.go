package followup

import (
	"github.com/dayzero-hsct/dayzero/agenda"
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/ward"
)

// Taper is a medicine of immunosuppression with each step that the team ordered,
// and what was looked at before and after it.
type Taper struct {
	Drug    string
	Running bool
	Stopped bool
	To      day.Date
	Reason  string
	Steps   []TaperStep
	Entries []string
}

// TaperStep is one order, or the stop. The looks are those of the step rule:
// chimerism, GVHD form and blood count before each step and two weeks after
// (course/calendar.md section 4, derived).
type TaperStep struct {
	On            day.Date
	Dose          string
	Entry         string
	Start         bool // the first order
	Stop          bool
	Before, After []Look
	LevelBefore   string // last level before the step, with its date
	LevelAfter    string // first level after it
}

// Look is one thing looked at in the two weeks before or after a step; Entry is
// empty where the chart holds nothing.
type Look struct {
	Text  evidence.Text
	Entry string
	Later bool // the two weeks have not passed yet
}

// lookDays is the window before and after a step.
const lookDays = 14

// Tapers lists the medicines of immunosuppression in order of their first day.
func Tapers(v chart.View) []Taper {
	var out []Taper
	for _, m := range ward.Medicines(v) {
		if m.Category != "immunosuppression" && m.Category != "gvhd-prophylaxis" {
			continue
		}
		t := Taper{Drug: m.Drug, Running: m.Running(v.Today()), Stopped: m.Stopped, To: m.To, Reason: m.Reason, Entries: m.Entries}
		for i, o := range m.Orders {
			t.Steps = append(t.Steps, stepOf(v, o.From, o.Dose, o.Entry, i == 0))
		}
		if m.Stopped {
			s := stepOf(v, m.To, "", m.Entries[len(m.Entries)-1], false)
			s.Stop = true
			t.Steps = append(t.Steps, s)
		}
		out = append(out, t)
	}
	return out
}

func stepOf(v chart.View, on day.Date, dose, entry string, start bool) TaperStep {
	s := TaperStep{On: on, Dose: dose, Entry: entry, Start: start}
	s.LevelBefore, s.LevelAfter = levels(v, on)
	if start {
		return s
	}
	looks := []struct {
		words evidence.Text
		seen  func(chart.Entry) bool
	}{{text("chimerism", "嵌合"), agenda.Measured("chimerism")}, {text("GVHD form", "GVHD评估表"), agenda.Scored("acute-gvhd", "magic")}, {text("blood count", "血常规"), agenda.Measured("neutrophils")}}
	for _, l := range looks {
		s.Before = append(s.Before, Look{Text: l.words, Entry: find(v, on.AddDays(-lookDays), on, l.seen)})
		after := Look{Text: l.words, Entry: find(v, on.AddDays(1), on.AddDays(lookDays+7), l.seen)}
		after.Later = after.Entry == "" && v.Today().DaysSince(on) < lookDays
		s.After = append(s.After, after)
	}
	return s
}

// find gives the newest entry from..to that satisfies seen.
func find(v chart.View, from, to day.Date, seen func(chart.Entry) bool) string {
	id := ""
	for _, e := range v.Case.Entries {
		on := v.DateOf(e)
		if !on.Before(from) && !on.After(to) && seen(e) && v.ConcernsRecipient(e) {
			id = e.ID
		}
	}
	return id
}

func levels(v chart.View, on day.Date) (before, after string) {
	r, ok := v.Recipient()
	if !ok {
		return "", ""
	}
	for _, what := range []string{"ciclosporin-trough", "tacrolimus-trough"} {
		for _, m := range v.Measured(r.ID, what) {
			date := v.DateOf(m.Entry)
			said := m.Data.Value.String() + " (" + date.String() + ")"
			switch {
			case !date.After(on):
				before = said
			case after == "":
				after = said
			}
		}
	}
	return before, after
}
