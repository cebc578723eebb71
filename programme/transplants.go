package programme

import (
	"strconv"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
)

// transplantOf is one transplant within a chart: its first infusion, and the day
// up to which what happens belongs to it.
type transplantOf struct {
	first   chart.Item[*chart.Infusion]
	zero    day.Date
	next    day.Date // of the next transplant; unknown: there is none
	further int      // infusions on later dates that began no other transplant
}

// transplants parts the infusions of a chart into transplants. An infusion on a
// later date begins another transplant when conditioning began, or graft failure
// or rejection was stated, since the transplant before; else it is a further
// infusion of the same one: a second bag, a boost, donor lymphocytes, the cord
// blood of a haplo-cord graft. A convention of the house: the chart holds no word
// of its own for it.
func transplants(v chart.View) []transplantOf {
	var out []transplantOf
	for _, it := range chart.All[*chart.Infusion](v) {
		on := v.DateOf(it.Entry)
		if len(out) == 0 {
			out = append(out, transplantOf{first: it, zero: on})
			continue
		}
		last := &out[len(out)-1]
		switch {
		case !on.After(last.zero):
		case renewed(v, last.zero, on):
			last.next = on
			out = append(out, transplantOf{first: it, zero: on})
		default:
			last.further++
		}
	}
	return out
}

// renewed reports conditioning, graft failure or rejection between two infusions.
func renewed(v chart.View, from, to day.Date) bool {
	for _, e := range chart.OfTheChild[*chart.Event](v) {
		on := v.DateOf(e.Entry)
		switch e.Data.What {
		case "conditioning-start", "graft-failure", "graft-rejection":
			if on.After(from) && !on.After(to) {
				return true
			}
		}
	}
	return false
}

// holds reports whether a day belongs to the transplant: from its Day 0 to the day
// before the next one.
func (t transplantOf) holds(on day.Date) bool {
	return !on.Before(t.zero) && (!t.next.Known() || on.Before(t.next))
}

// alone is the chart as if the transplant were the only one: without the infusions
// before its Day 0, and without the measurements from the next transplant on. What
// is read day by day since Day 0 can then be read of any transplant.
func (t transplantOf) alone(v chart.View) chart.View {
	of := v.Case
	of.Entries = nil
	for _, e := range v.Case.Entries {
		on := v.DateOf(e)
		switch e.Payload.(type) {
		case *chart.Infusion:
			if on.Before(t.zero) {
				continue
			}
		case *chart.Measurement:
			if t.next.Known() && !on.Before(t.next) {
				continue
			}
		}
		of.Entries = append(of.Entries, e)
	}
	if len(of.Entries) == len(v.Case.Entries) {
		return v
	}
	alone, err := chart.Fold(of, v.Moment)
	if err != nil { // the zone was read when v was folded
		return v
	}
	return alone
}

// rowID is the identifier of a child's transplant.
func rowID(child string, number int) string {
	if number < 2 {
		return child
	}
	return child + "-" + strconv.Itoa(number)
}
