package followup

import (
	"github.com/dayzero-hsct/dayzero/agenda"
	"sort"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// FamilyDate is one date of the family's calendar with everything that falls on
// it, in plain words of both languages. It names no diagnosis, dose or result.
type FamilyDate struct {
	Date   day.Date
	Things []FamilyThing
}

// FamilyThing is one thing of a date.
type FamilyThing struct {
	Item string
	Text evidence.Text
	Late bool // it should have been earlier
}

// FamilyCalendar lists what lies ahead of the family up to a number of days, and
// what is late, put on today. Dates less than four days apart are one visit
// (derived): the family comes once.
func FamilyCalendar(items []Item, vaccines []agenda.Vaccine, today day.Date, days int) []FamilyDate {
	byDate := map[day.Date][]FamilyThing{}
	end := today.AddDays(days)
	put := func(on day.Date, item string, words evidence.Text) {
		late := on.Before(today)
		if late {
			on = today
		}
		if words.Empty() || on.After(end) {
			return
		}
		byDate[on] = append(byDate[on], FamilyThing{item, words, late})
	}
	for _, it := range items {
		switch it.State {
		case agenda.Closed, agenda.Gated:
			continue
		case agenda.Due, agenda.Overdue:
			put(it.Next, it.ID, it.Family)
		}
		for _, on := range it.Dates {
			if on.After(today) && !(it.State == agenda.Done && !it.Next.Known()) && !on.Before(it.Next) {
				put(on, it.ID, it.Family)
			}
		}
	}
	for _, x := range vaccines {
		if x.State != agenda.Done && x.State != agenda.Gated && x.Next.Known() {
			put(x.Next, x.Item, text("vaccine: "+x.Name.EN, "疫苗："+x.Name.ZH))
		}
	}
	return together(byDate)
}

const sameVisit = 4 // days

// together joins dates that lie close and drops what a visit holds twice.
func together(byDate map[day.Date][]FamilyThing) []FamilyDate {
	dates := make([]day.Date, 0, len(byDate))
	for d := range byDate {
		dates = append(dates, d)
	}
	sort.Slice(dates, func(i, j int) bool { return dates[i].Before(dates[j]) })
	var out []FamilyDate
	for _, d := range dates {
		if n := len(out); n == 0 || d.DaysSince(out[n-1].Date) >= sameVisit {
			out = append(out, FamilyDate{Date: d})
		}
		visit := &out[len(out)-1]
		for _, thing := range byDate[d] {
			if !holds(visit.Things, thing) {
				visit.Things = append(visit.Things, thing)
			}
		}
	}
	for i := range out {
		sort.SliceStable(out[i].Things, func(a, b int) bool { return out[i].Things[a].Text.EN < out[i].Things[b].Text.EN })
	}
	return out
}

func holds(list []FamilyThing, thing FamilyThing) bool {
	for _, x := range list {
		if x.Text == thing.Text {
			return true
		}
	}
	return false
}
