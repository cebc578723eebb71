package ward

import (
	"sort"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// Observation is one visible measurement of the child with its transplant day.
type Observation struct {
	*chart.Measurement
	Entry *chart.Entry
	Day   day.Transplant // NoDay without a Day 0
}

// index holds the entries of the child by what they are about, in order of
// time. It is made in one pass: a year of a child is thousands of entries.
type index struct {
	view      chart.View
	limits    Limits // of the centre; none while it has set none
	recipient string
	zero      day.Date
	started   bool // a graft was infused
	today     day.Transplant
	measured  map[string][]Observation
	kinds     map[chart.Kind][]*chart.Entry

	feverList   []FeverEpisode
	feversFound bool
}

func newIndex(v chart.View) *index { return indexWith(v, nil) }

func indexWith(v chart.View, limits Limits) *index {
	x := &index{view: v, limits: limits, today: day.NoDay, measured: map[string][]Observation{}, kinds: map[chart.Kind][]*chart.Entry{}}
	if r, ok := v.Recipient(); ok {
		x.recipient = r.ID
	}
	zero, planned, ok := v.DayZero()
	if ok {
		x.zero, x.started, x.today = zero, !planned, day.DayOf(v.Today(), zero)
	}
	dated := calendarDay{index: x}
	for i := range v.Case.Entries {
		e := &v.Case.Entries[i]
		if e.About != "" && e.About != x.recipient {
			continue
		}
		if m, ok := e.Payload.(*chart.Measurement); ok {
			x.measured[m.What] = append(x.measured[m.What], Observation{m, e, dated.of(e)})
		}
		x.kinds[e.Payload.Kind()] = append(x.kinds[e.Payload.Kind()], e)
	}
	return x
}

// calendarDay gives the transplant days of entries in order of time: what falls
// between the same two midnights is on the same day, so that the calendar is
// asked once a day and not once a value.
type calendarDay struct {
	*index
	start, end time.Time
	day        day.Transplant
}

func (c *calendarDay) of(e *chart.Entry) day.Transplant {
	at := e.Effective.Time()
	if c.end.IsZero() || at.Before(c.start) || at.After(c.end) || e.Effective.DateOnly() {
		date := c.view.DateOf(*e)
		c.start, c.end, c.day = date.Start(c.view.Location), date.End(c.view.Location), c.dayOf(e)
	}
	return c.day
}

// dayOf gives the transplant day of an entry, NoDay without a Day 0.
func (x *index) dayOf(e *chart.Entry) day.Transplant {
	if !x.zero.Known() {
		return day.NoDay
	}
	return day.DayOf(x.view.DateOf(*e), x.zero)
}

// of lists the payloads of one type, oldest first.
func of[T chart.Payload](x *index) []chart.Item[T] {
	var kind T
	var out []chart.Item[T]
	for _, e := range x.kinds[kind.Kind()] {
		if data, ok := e.Payload.(T); ok {
			out = append(out, chart.Item[T]{Entry: *e, Data: data})
		}
	}
	return out
}

// since keeps the observations from a day on, up to today.
func since(list []Observation, from day.Transplant) []Observation {
	at := sort.Search(len(list), func(i int) bool { return list[i].Day >= from })
	return list[at:]
}

// last gives the newest observation of a kind that has a number, or false.
func (x *index) last(what string) (Observation, bool) {
	list := x.measured[what]
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Value.Known() {
			return list[i], true
		}
	}
	return Observation{}, false
}

// hoursBefore is how many hours an entry lies before the moment of the view.
func (x *index) hoursBefore(e *chart.Entry) float64 {
	return x.view.Moment.Clinical.Sub(e.Effective.Time()).Hours()
}

// between is the time from one entry to another.
func between(from, to *chart.Entry) time.Duration {
	return to.Effective.Time().Sub(from.Effective.Time())
}

func text(en, zh string) evidence.Text { return evidence.Text{EN: en, ZH: zh} }
