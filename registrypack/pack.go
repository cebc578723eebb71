// Package registrypack collects what registries of transplants ask for, once, from
// a chart: the data sets of day 100, one year and each year after.
//
// Promises: every value names the entries it was read from, and a value that the
// chart does not hold is missing by name, never filled in and never "no"; what a
// registry asks for was taken from the list of its sections that was read, each
// field with that status. Not promised: the forms themselves; a data manager
// still answers the questions of context, and no text of a form is copied.
//
// Source: knowledge/course/registry.md, sections 1.3 to 1.6, 2 and 4.
package registrypack

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/plan"
)

// Set is one data set: its day after Day 0 and its name.
type Set struct {
	Name string
	Day  int // last transplant day it looks at
	Text evidence.Text
}

// Day100 and OneYear are the data sets of the first year; Annual gives those
// after. The visits are those of Form 2450 as read: 100 days, 6
// months, 1 year, 2 years, later yearly.
var (
	Day100  = Set{"day-100", 100, evidence.Text{EN: "Day 100", ZH: "+100 d"}}
	OneYear = Set{"one-year", 400, evidence.Text{EN: "one year", ZH: "1年"}}
)

// Annual is the data set of year n after Day 0, n from 2. A visit counts for a
// year until 35 days after its day, as for the first.
func Annual(n int) Set {
	return Set{fmt.Sprintf("year-%d", n), n*365 + 35, evidence.Text{EN: fmt.Sprintf("year %d", n), ZH: fmt.Sprintf("%d年", n)}}
}

// SetNamed finds a data set by name: day-100, one-year, year-2, year-3 …
func SetNamed(name string) (Set, bool) {
	switch name {
	case Day100.Name:
		return Day100, true
	case OneYear.Name:
		return OneYear, true
	}
	var n int
	if _, err := fmt.Sscanf(name, "year-%d", &n); err != nil || n < 2 || n > 99 || name != Annual(n).Name {
		return Set{}, false
	}
	return Annual(n), true
}

// Row is one field of a data set.
type Row struct {
	ID      string
	Section string
	Name    evidence.Text
	Feeds   string          // registry and form that asks for it
	Status  evidence.Status // of what is known about the form
	Value   string          // as recorded, with unit; empty when Missing
	On      day.Date        // day of the value, where it has one
	Entries []string        // what it was read from
	Missing string          // why there is no value; empty when there is one
}

// Pack is one data set of one chart.
type Pack struct {
	Case      string
	Synthetic bool
	Notice    evidence.Text
	Set       Set
	AsOf      day.Date
	DayZero   day.Date
	Knowledge string
	Rows      []Row
	view      chart.View
	recipient string
}

// Complete counts the fields that carry a value, and all fields.
func (p Pack) Complete() (known, all int) {
	for _, r := range p.Rows {
		if r.Missing == "" {
			known++
		}
	}
	return known, len(p.Rows)
}

// Make collects a data set from a view and the plan made of it. Without an
// infusion, and before the day of the set has come, there is none.
func Make(v chart.View, made plan.Plan, set Set) (Pack, error) {
	zero, planned, ok := v.DayZero()
	if !ok || planned {
		return Pack{}, fmt.Errorf("no graft was infused by %s: there is nothing to report", v.Today())
	}
	if n := int(day.DayOf(v.Today(), zero)); set.Name == Day100.Name && n < set.Day || set.Name != Day100.Name && n < set.Day-35 {
		return Pack{}, fmt.Errorf("the data set %s is due from Day +%d on, and %s is Day %+d", set.Name, dueDay(set), v.Today(), n)
	}
	p := Pack{Case: v.Case.ID, Synthetic: v.Case.Synthetic, Notice: v.Case.Notice, Set: set, AsOf: v.Today(), DayZero: zero, Knowledge: made.KnowledgeVersion, view: v}
	if r, ok := v.Recipient(); ok {
		p.recipient = r.ID
	}
	c := collector{Pack: &p, plan: made}
	for _, f := range fields() {
		row := Row{ID: f.id, Section: f.section, Name: f.name, Feeds: f.feeds, Status: f.status}
		f.read(&c, &row)
		if row.Value == "" && row.Missing == "" {
			row.Missing = "not recorded"
		}
		p.Rows = append(p.Rows, row)
	}
	return p, nil
}

func dueDay(s Set) int {
	if s.Name == Day100.Name {
		return s.Day
	}
	return s.Day - 35
}

// collector reads the values of one set.
type collector struct {
	*Pack
	plan plan.Plan
}

// within reports whether an entry lies on or before the last day of the set.
func (c *collector) within(e chart.Entry) bool {
	n, ok := c.view.TransplantDay(c.view.DateOf(e))
	return ok && int(n) <= c.Set.Day
}

// take fills a row from one entry.
func (c *collector) take(row *Row, value string, e chart.Entry) {
	row.Value, row.On, row.Entries = value, c.view.DateOf(e), []string{e.ID}
}

// event fills a row from the first event of a kind; that none was recorded is not
// the same as that there was none.
func (c *collector) event(row *Row, what string) {
	for _, e := range chart.OfTheChild[*chart.Event](c.view) {
		if e.Data.What == what && c.within(e.Entry) {
			value := "yes"
			if e.Data.Grade != "" {
				value = "grade " + e.Data.Grade
			}
			c.take(row, value, e.Entry)
			return
		}
	}
	row.Missing = "no such event is recorded; that is not the same as none"
}

// last fills a row from the last measurement of a kind within the set.
func (c *collector) last(row *Row, what, lineage string) {
	for _, m := range c.view.Measured(c.recipient, what) {
		if c.within(m.Entry) && m.Data.Lineage == lineage && c.afterDayZero(m.Entry) {
			value := m.Data.Value.String()
			if m.Data.Method != "" {
				value += " (" + m.Data.Method + ")"
			}
			c.take(row, value, m.Entry)
		}
	}
	if row.Value == "" {
		row.Missing = "not measured since Day 0"
	}
}

func (c *collector) afterDayZero(e chart.Entry) bool {
	n, ok := c.view.TransplantDay(c.view.DateOf(e))
	return ok && n >= 0
}

// endpoint fills a row from an endpoint computed by a named definition.
func (c *collector) endpoint(row *Row, id string) {
	for _, e := range c.plan.Endpoints {
		if e.ID == id {
			row.Value, row.Entries = e.Text.EN, e.Entries
			if len(e.Missing) > 0 {
				row.Value += "; not known: " + strings.Join(e.Missing, ", ")
			}
			return
		}
	}
	row.Missing = "no count since Day 0"
}

// stopped fills a row from the stop of any medicine that was ordered in a
// category.
func (c *collector) stopped(row *Row, category string) {
	var drugs []string
	for _, o := range chart.OfTheChild[*chart.MedicationOrder](c.view) {
		if o.Data.Category == category && !slices.Contains(drugs, o.Data.Drug) {
			drugs = append(drugs, o.Data.Drug)
		}
	}
	for _, s := range chart.OfTheChild[*chart.MedicationStop](c.view) {
		if slices.Contains(drugs, s.Data.Drug) && c.within(s.Entry) {
			c.take(row, s.Data.Drug+" stopped", s.Entry)
		}
	}
	if row.Value == "" {
		row.Missing = "no stop is recorded"
	}
}

// Consented reports whether a consent for the registry stands: given, and not
// withdrawn or refused since.
func (p Pack) Consented() bool {
	for _, r := range p.Rows {
		if r.ID == "consent" {
			return r.Value == "given"
		}
	}
	return false
}
