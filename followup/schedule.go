package followup

import (
	"sort"
	"strings"

	"github.com/dayzero-hsct/dayzero/agenda"
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
)

func text(en, zh string) evidence.Text { return evidence.Text{EN: en, ZH: zh} }

// Item is one duty of the calendar as it applies to the child.
type Item struct {
	ID      string
	Kind    string // clinic, laboratory, imaging, registry, task
	Text    evidence.Text
	Status  evidence.Status
	Sources []evidence.Source
	Local   bool // the centre sets its own rule
	agenda.Standing
}

// Statement is an item of the calendar that is a rule or a remark.
type Statement struct {
	ID, Kind string
	Text     evidence.Text
	Status   evidence.Status
	Sources  []evidence.Source
	Local    bool
}

// Calendar reads the chart against the calendar of the knowledge, as it applies
// to the child of the plan. Without a Day 0 there is none.
func Calendar(v chart.View, base *knowledge.Base, p plan.Plan) (items []Item, statements []Statement) {
	r, ok := agenda.Read(v, p.Child.Radiosensitive != "no")
	if !ok {
		return nil, nil
	}
	known := map[string]knowledge.CalendarItem{}
	for _, it := range base.Calendar() {
		known[it.ID] = it
	}
	for _, line := range p.Calendar {
		it, found := known[line.Item]
		if !found || it.From != nil && *it.From < 0 && it.To != nil && *it.To < 0 || beforeDayZero(it) {
			continue
		}
		standing, isDuty := r.Judge(it)
		if !isDuty {
			if !agenda.IsVaccine(it.ID) {
				statements = append(statements, Statement{it.ID, it.Kind, line.Text, it.Status, it.Sources, it.Local})
			}
			continue
		}
		items = append(items, Item{ID: it.ID, Kind: it.Kind, Text: line.Text, Status: it.Status, Sources: it.Sources, Local: it.Local, Standing: standing})
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

func stateRank(s agenda.State) int {
	for i, x := range []agenda.State{agenda.Overdue, agenda.Due, agenda.Ahead, agenda.Gated, agenda.Done, agenda.Closed} {
		if x == s {
			return i
		}
	}
	return 99
}

// Withheld lists what the calendar never gives, and what the chart marks as
// withheld.
func Withheld(v chart.View, p plan.Plan) (rules []Statement, entries []agenda.Proof) {
	for _, line := range p.Calendar {
		switch line.Item {
		case "calendar.vaccine.never", "calendar.vaccine.bcg-never", "calendar.vaccine.live-function", "calendar.vaccine.postpone":
			rules = append(rules, Statement{line.Item, line.Kind, line.Text, line.Status, line.Sources, line.Local})
		}
	}
	for _, it := range chart.All[*chart.Vaccine](v) {
		if it.Data.Status == "withheld" && v.ConcernsRecipient(it.Entry) {
			entries = append(entries, agenda.Proof{Entry: it.ID, On: v.DateOf(it.Entry)})
		}
	}
	return rules, entries
}
