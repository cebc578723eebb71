package followup

import (
	"sort"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
)

// State is where an item of the calendar stands.
type State string

// The states. Closed: its window has passed; what was not done in it is said.
const (
	Done    State = "done"
	Due     State = "due"
	Overdue State = "overdue"
	Ahead   State = "ahead"
	Closed  State = "closed"
	Gated   State = "gated" // ionising, and radiosensitivity is not excluded: not routine
)

// Proof is an entry that did an item.
type Proof struct {
	Entry string
	On    day.Date
}

// Item is one duty of the calendar.
type Item struct {
	ID      string
	Kind    string // clinic, laboratory, imaging, registry, task
	Text    evidence.Text
	Family  evidence.Text // what the family calls it; empty where it is not theirs
	Status  evidence.Status
	Sources []evidence.Source
	Local   bool // the centre sets its own rule
	State   State
	Next    day.Date // next date that is due; unknown when none is left
	Last    Proof    // newest entry that did it
	Due     int      // dates that have come
	Met     int      // of those, dates with an entry
	Dates   []day.Date
}

// Statement is an item of the calendar that is a rule or a remark.
type Statement struct {
	ID, Kind string
	Text     evidence.Text
	Status   evidence.Status
	Sources  []evidence.Source
	Local    bool
}

// adulthood is the age in years to which the calendar is written out.
const adulthood = 18

// Calendar reads the chart against the calendar of the knowledge, as it applies
// to the child of the plan. Without a Day 0 there is none.
func Calendar(v chart.View, base *knowledge.Base, p plan.Plan) (items []Item, statements []Statement) {
	zero, planned, ok := v.DayZero()
	if !ok || planned {
		return nil, nil
	}
	known := map[string]knowledge.CalendarItem{}
	for _, it := range base.Calendar() {
		known[it.ID] = it
	}
	r := reader{view: v, zero: zero, today: v.Today(), radiosensitive: p.Child.Radiosensitive != "no", last: horizon(v, zero), closed: hasDied(v)}
	for _, line := range p.Calendar {
		it, found := known[line.Item]
		if !found || it.From != nil && *it.From < 0 && it.To != nil && *it.To < 0 || beforeDayZero(it) {
			continue
		}
		d, isDuty := dutyOf(it.ID)
		if !isDuty {
			if !isVaccine(it.ID) {
				statements = append(statements, Statement{it.ID, it.Kind, line.Text, it.Status, it.Sources, it.Local})
			}
			continue
		}
		items = append(items, r.item(it, line.Text, d))
	}
	sort.SliceStable(items, func(i, j int) bool { return stateRank(items[i].State) < stateRank(items[j].State) })
	return items, statements
}

// beforeDayZero leaves out what belongs to the time before the graft.
func beforeDayZero(it knowledge.CalendarItem) bool {
	for _, phase := range []string{"calendar.before.", "calendar.conditioning.", "calendar.day0."} {
		if strings.HasPrefix(it.ID, phase) {
			return true
		}
	}
	return false
}

func stateRank(s State) int {
	for i, x := range []State{Overdue, Due, Ahead, Gated, Done, Closed} {
		if x == s {
			return i
		}
	}
	return 99
}

func hasDied(v chart.View) bool {
	for _, it := range chart.All[*chart.Event](v) {
		if it.Data.What == "death" {
			return true
		}
	}
	return false
}

// horizon is the last transplant day of the calendar: the eighteenth birthday, or
// ten years after Day 0 where that is later (St Jude: to 18 years of age or 10
// years after, whichever is later).
func horizon(v chart.View, zero day.Date) int {
	last := 3653
	if r, ok := v.Recipient(); ok && r.Birth.Known() {
		if grown, err := day.NewDate(r.Birth.Year()+adulthood, int(r.Birth.Month()), min(r.Birth.Day(), 28)); err == nil {
			last = max(last, grown.DaysSince(zero))
		}
	}
	return last
}

type reader struct {
	view           chart.View
	zero, today    day.Date
	radiosensitive bool
	last           int
	closed         bool
}

func (r reader) item(it knowledge.CalendarItem, words evidence.Text, d duty) Item {
	out := Item{ID: it.ID, Kind: it.Kind, Text: words, Family: d.family, Status: it.Status, Sources: it.Sources, Local: it.Local}
	for _, n := range r.days(it, d) {
		out.Dates = append(out.Dates, r.zero.AddDays(n))
	}
	proofs := r.proofs(it.ID, d)
	if len(proofs) > 0 {
		out.Last = proofs[len(proofs)-1]
	}
	if it.Ionising && r.radiosensitive {
		out.State, out.Dates = Gated, nil
		return out
	}
	r.judge(&out, it, proofs)
	return out
}

// days lists the transplant days of an item up to the horizon.
func (r reader) days(it knowledge.CalendarItem, d duty) []int {
	last := r.last
	if it.To != nil {
		last = min(last, *it.To)
	}
	if len(d.days) > 0 {
		out := append([]int(nil), d.days...)
		for n := out[len(out)-1] + d.then; d.then > 0 && n <= r.last; n += d.then {
			out = append(out, n)
		}
		return out
	}
	switch {
	case it.From == nil:
		return nil
	case it.EveryDays == 0:
		return []int{*it.From}
	}
	var out []int
	for n := *it.From; n <= last; n += it.EveryDays {
		out = append(out, n)
	}
	return out
}

// proofs lists the entries that did an item, oldest first: by its own kind of
// entry, or by an assessment that names the item.
func (r reader) proofs(item string, d duty) []Proof {
	var out []Proof
	for _, e := range r.view.Case.Entries {
		on := r.view.DateOf(e)
		if on.Before(r.zero) || !concernsChild(r.view, e) {
			continue
		}
		a, assessed := e.Payload.(*chart.Assessment)
		if d.proof(e) || assessed && a.Item == item && (a.State == "done" || a.State == "abnormal" || a.State == "waived") {
			out = append(out, Proof{e.ID, on})
		}
	}
	return out
}

func concernsChild(v chart.View, e chart.Entry) bool {
	r, ok := v.Recipient()
	return ok && v.Concerns(e, r.ID)
}

// judge compares dates with proofs. An entry does a date if it lies nearer to it
// than to the next date, from a third of the distance before it on (derived): a
// visit two days early is that visit.
func (r reader) judge(out *Item, it knowledge.CalendarItem, proofs []Proof) {
	current, met := -1, false
	for i, on := range out.Dates {
		if on.After(r.today) {
			break
		}
		current, met = i, done(out.Dates, i, proofs)
		out.Due++
		if met {
			out.Met++
		}
	}
	if next := current + 1; next < len(out.Dates) {
		out.Next = out.Dates[next]
		if done(out.Dates, next, proofs) { // done ahead of its day
			out.Next = day.Date{}
			if next+1 < len(out.Dates) {
				out.Next = out.Dates[next+1]
			}
		}
	}
	window := r.zero.AddDays(lastDay(it, out.Dates, r.zero))
	switch {
	case r.closed || it.To != nil && window.Before(r.today):
		out.State, out.Next = Closed, day.Date{}
	case current < 0:
		out.State = Ahead
	case met:
		out.State = Done
	case r.today.DaysSince(out.Dates[current]) <= slack(out.Dates, current):
		out.State, out.Next = Due, out.Dates[current]
	default:
		out.State, out.Next = Overdue, out.Dates[current]
	}
}

func lastDay(it knowledge.CalendarItem, dates []day.Date, zero day.Date) int {
	last := 0
	if len(dates) > 0 {
		last = dates[len(dates)-1].DaysSince(zero)
	}
	if it.To != nil {
		last = max(last, *it.To)
	}
	return last
}

// slack is a third of the distance to the neighbouring date, at least a day and
// at most thirty (derived).
func slack(dates []day.Date, i int) int {
	distance := 90
	switch {
	case i+1 < len(dates):
		distance = dates[i+1].DaysSince(dates[i])
	case i > 0:
		distance = dates[i].DaysSince(dates[i-1])
	}
	return min(30, max(1, distance/3))
}

func done(dates []day.Date, i int, proofs []Proof) bool {
	from := dates[i].AddDays(-slack(dates, i))
	for _, p := range proofs {
		if p.On.Before(from) {
			continue
		}
		if i+1 < len(dates) && !p.On.Before(dates[i+1].AddDays(-slack(dates, i+1))) && p.On.After(dates[i]) {
			continue
		}
		return true
	}
	return false
}
