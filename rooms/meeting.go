package rooms

import (
	"slices"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/plan"
)

// Meeting is one discussion with the tasks it gave, for the page and for paper.
type Meeting struct {
	*chart.Meeting
	Entry string
	Date  string
	Tasks []Action
}

// Action is a task that a meeting asked for.
type Action struct {
	Entry, What, Owner, Due, State string
	Overdue                        bool
}

// Meetings lists the meetings, newest first.
func Meetings(p plan.Plan, v chart.View) []Meeting {
	r := newReader(p, v, nil)
	var out []Meeting
	for _, it := range chart.All[*chart.Meeting](v) {
		m := Meeting{Meeting: it.Data, Entry: it.ID, Date: r.date(it.Entry)}
		for _, t := range chart.All[*chart.Task](v) {
			if t.Data.Meeting == it.ID {
				m.Tasks = append(m.Tasks, r.action(t))
			}
		}
		out = append(out, m)
	}
	slices.Reverse(out)
	return out
}

func (r reader) action(t chart.Item[*chart.Task]) Action {
	a := Action{Entry: t.ID, What: t.Data.What, Owner: t.Data.Owner, State: t.Data.State}
	if t.Data.Due.Known() {
		a.Due = t.Data.Due.String()
		a.Overdue = t.Data.State == "open" && t.Data.Due.Before(r.plan.AsOf)
	}
	return a
}

// Agenda lists what stands open and needs the team: stops, then gaps, then
// cautions that nobody has answered.
func Agenda(p plan.Plan) []plan.Note {
	var out []plan.Note
	for _, list := range [][]plan.Note{p.Stops, p.Gaps, p.Cautions} {
		for _, n := range list {
			if n.Open() {
				out = append(out, n)
			}
		}
	}
	return out
}
