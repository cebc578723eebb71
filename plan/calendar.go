package plan

import (
	"sort"
	"strconv"

	"github.com/dayzero-hsct/dayzero/agenda"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// fillCalendar places the monitoring and follow-up items on dates. Without a
// Day 0 the items stand with their day number only. Whether a duty was done is
// read from the chart (package agenda); what is no duty, a rule or a medicine,
// stands with its window.
func (m *maker) fillCalendar() error {
	m.agenda, _ = agenda.Read(m.v, m.plan.Child.Radiosensitive != "no")
	for _, it := range m.base.Calendar() {
		ok, err := m.applies(it)
		if err != nil {
			return err
		}
		if ok {
			m.plan.Calendar = append(m.plan.Calendar, m.calendarLine(it))
		}
	}
	sort.SliceStable(m.plan.Calendar, func(i, j int) bool { return m.plan.Calendar[i].Day < m.plan.Calendar[j].Day })
	return nil
}

func (m *maker) applies(it knowledge.CalendarItem) (bool, error) {
	if it.Applies == "" {
		return true, nil
	}
	result, _, err := m.base.Applies(it, m.facts)
	return result != knowledge.Quiet, err
}

func (m *maker) calendarLine(it knowledge.CalendarItem) CalendarLine {
	line := CalendarLine{Kind: it.Kind, Text: it.Text, Local: it.Local, Sources: it.Sources, Status: it.Status, Item: it.ID, State: "ahead"}
	switch {
	case it.From != nil:
		line.Day = *it.From
	case it.To != nil:
		line.Day = *it.To
	}
	line.DayText = window(it)
	if it.Ionising && m.plan.Child.Radiosensitive != "no" {
		line.Text.EN += " (ionising: only through the imaging gate)"
		line.Text.ZH = line.Text.In("zh") + "（电离辐射：须经影像放行核查）"
	}
	zero := m.plan.Child.DayZero
	if !zero.Known() {
		return line
	}
	line.Date = zero.AddDays(line.Day)
	today := int(day.DayOf(m.plan.AsOf, zero))
	end := line.Day
	if it.To != nil {
		end = *it.To
	}
	switch {
	case today > end && it.To != nil:
		line.State = "past"
	case today >= line.Day && it.From != nil:
		line.State = "due"
	}
	if state, judged := m.judged(it); judged {
		line.State = state
	}
	return line
}

// agendaStates are the words of the calendar for what the agenda says; what has
// its window behind it is past, and what is not routine for the child waits.
var agendaStates = map[agenda.State]string{agenda.Done: "done", agenda.Due: "due", agenda.Overdue: "overdue", agenda.Ahead: "ahead", agenda.Closed: "past", agenda.Gated: "gated"}

// judged is the state of a duty, or of a vaccine whose doses are given, by the
// chart; false for what is neither, and before the graft.
func (m *maker) judged(it knowledge.CalendarItem) (state string, judged bool) {
	if m.agenda == nil {
		return "", false
	}
	if m.agenda.VaccineDone(it.ID) {
		return agendaStates[agenda.Done], true
	}
	s, ok := m.agenda.Judge(it)
	return agendaStates[s.State], ok
}

// window prints the days an item covers and how often.
func window(it knowledge.CalendarItem) string {
	s := ""
	switch {
	case it.From != nil && it.To != nil && *it.From != *it.To:
		s = day.Transplant(*it.From).String() + " … " + day.Transplant(*it.To).String()
	case it.From != nil && it.To == nil:
		s = day.Transplant(*it.From).String() + " …"
	case it.From == nil && it.To != nil:
		s = "… " + day.Transplant(*it.To).String()
	case it.From != nil:
		s = day.Transplant(*it.From).String()
	}
	if it.EveryDays > 0 {
		s += ", ×" + strconv.Itoa(it.EveryDays) + " d"
	}
	return s
}
