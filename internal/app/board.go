package app

import (
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/consult"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/plan"
)

// storedCard is a card with what tells whether it still holds.
type storedCard struct {
	Card      Card      `json:"card"`
	Column    int       `json:"column"`
	Day       day.Date  `json:"day"`
	Visible   bool      `json:"visible"` // false before anything of the child was recorded
	Until     time.Time `json:"until"`
	Knowledge string    `json:"knowledge"`
	// Identity is what requests are compared with.
	Identity *consult.Identity `json:"identity,omitempty"`
}

// nextRefresh is when a card may change without a new entry: at the latest in an
// hour (a weight gets older), and at the end of the day (the day count moves).
func nextRefresh(now time.Time, v chart.View) time.Time {
	hour := now.Add(time.Hour)
	if end := v.Today().End(v.Location); end.Before(hour) && end.After(now) {
		return end
	}
	return hour
}

func cardOf(p plan.Plan, v chart.View) storedCard {
	card := Card{Case: p.Case, Label: p.Title, Identifier: p.Child.Identifier, Synthetic: p.Synthetic, Age: p.Child.Age, Disease: p.Disease.Name,
		Radiosensitive: p.Child.Radiosensitive, Stops: open(p.Stops), Cautions: open(p.Cautions), Gaps: open(p.Gaps), Now: first(p)}
	if p.Disease.Gene != "" {
		card.Disease = evidence.Text{EN: p.Disease.Gene + " · " + p.Disease.Name.EN, ZH: p.Disease.Gene + " · " + p.Disease.Name.In("zh")}
	}
	if p.Child.TransplantDay != "" {
		card.Day = evidence.Text{EN: p.Child.TransplantDay, ZH: p.Child.TransplantDayZH}
	}
	identity := consult.IdentityOfChart(v)
	out := storedCard{Identity: &identity, Card: card, Column: 1, Day: p.AsOf, Visible: len(v.Case.Entries) > 0}
	for _, s := range p.Journey {
		if s.State == "current" {
			out.Column = s.Number
		}
	}
	return out
}

func open(notes []plan.Note) int {
	n := 0
	for _, x := range notes {
		if x.Open() {
			n++
		}
	}
	return n
}

// first is the one thing that blocks: the first open stop, else the first open
// gap, else the first open caution.
func first(p plan.Plan) *plan.Note {
	for _, list := range [][]plan.Note{p.Stops, p.Gaps, p.Cautions} {
		for i := range list {
			if list[i].Open() {
				return &list[i]
			}
		}
	}
	return nil
}
