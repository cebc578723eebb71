package agenda

import (
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
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

// Standing is where a duty stands.
type Standing struct {
	State  State
	Family evidence.Text // what the family calls it; empty where it is not theirs
	Next   day.Date      // next date that is due; unknown when none is left
	Last   Proof         // newest entry that did it
	Due    int           // dates that have come
	Met    int           // of those, dates with an entry
	Dates  []day.Date
}

// adulthood is the age in years to which the calendar is written out.
const adulthood = 18

func hasDied(v chart.View) bool {
	for _, it := range chart.OfTheChild[*chart.Event](v) {
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

// Reader judges the items of the calendar for one child on the day of a view.
type Reader struct {
	view           chart.View
	zero, today    day.Date
	radiosensitive bool
	last           int
	closed         bool
	dated          []datedEntry // of the child since Day 0
}

type datedEntry struct {
	entry *chart.Entry
	on    day.Date
}

// Read prepares a view; false without a Day 0 on which a graft was infused.
// Radiosensitive says that ionising items are not routine.
func Read(v chart.View, radiosensitive bool) (*Reader, bool) {
	zero, planned, ok := v.DayZero()
	if !ok || planned {
		return nil, false
	}
	r := &Reader{view: v, zero: zero, today: v.Today(), radiosensitive: radiosensitive, last: horizon(v, zero), closed: hasDied(v)}
	for i := range v.Case.Entries {
		e := &v.Case.Entries[i]
		if on := v.DateOf(*e); !on.Before(zero) && v.ConcernsRecipient(*e) {
			r.dated = append(r.dated, datedEntry{e, on})
		}
	}
	return r, true
}

// Judge says where an item stands; false if it is no duty, but a rule, a medicine
// or a remark.
func (r *Reader) Judge(it knowledge.CalendarItem) (Standing, bool) {
	d, isDuty := duties[it.ID]
	if !isDuty {
		return Standing{}, false
	}
	out := Standing{Family: d.family}
	for _, n := range r.days(it, d) {
		out.Dates = append(out.Dates, r.zero.AddDays(n))
	}
	proofs := r.proofs(it.ID, d)
	if len(proofs) > 0 {
		out.Last = proofs[len(proofs)-1]
	}
	if it.Ionising && r.radiosensitive {
		out.State, out.Dates = Gated, nil
		return out, true
	}
	r.judge(&out, it, proofs)
	return out, true
}

// days lists the transplant days of an item up to the horizon.
func (r *Reader) days(it knowledge.CalendarItem, d duty) []int {
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
func (r *Reader) proofs(item string, d duty) []Proof {
	var out []Proof
	for _, x := range r.dated {
		e, on := *x.entry, x.on
		a, assessed := e.Payload.(*chart.Assessment)
		if d.proof(e) || assessed && a.Item == item && (a.State == "done" || a.State == "abnormal" || a.State == "waived") {
			out = append(out, Proof{e.ID, on})
		}
	}
	return out
}

// judge compares dates with proofs. An entry does a date if it lies nearer to it
// than to the next date, from a third of the distance before it on (derived): a
// visit two days early is that visit.
func (r *Reader) judge(out *Standing, it knowledge.CalendarItem, proofs []Proof) {
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
