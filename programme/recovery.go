package programme

import (
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/day"
)

// Where the engraftment of a chart's row comes from.
const (
	ByCounts    = "counts"    // computed by course.Neutrophils from the counts
	ByStatement = "statement" // an event that the team wrote down
)

// recovery settles neutrophil engraftment by the definition of package course
// (first of three counts of at least 0.5 × 10⁹/L after the nadir): the counts
// decide where they answer, before what was stated.
func (r *Row) recovery(v chart.View) {
	if r.Engrafted != "pending" {
		r.EngraftmentBy = ByStatement
	}
	counts, last := neutrophilCounts(v)
	if len(counts) == 0 {
		return
	}
	n, err := course.Neutrophils(course.NeutrophilInput{Counts: counts, Death: r.death(), SecondInfusion: secondInfusion(v)})
	if err != nil {
		return
	}
	switch {
	case n.State == course.Engrafted:
		r.Engrafted, r.EngraftmentDay, r.EngraftmentBy = "yes", int(n.Day), ByCounts
	case n.State == course.NeverBelow && !n.Provisional: // engrafted without a day
		r.Engrafted, r.EngraftmentDay, r.EngraftmentBy = "yes", 0, ByCounts
	case r.EngraftmentBy != "":
	case n.State == course.SecondInfusionBefore, n.State == course.NotYet && int(last) >= r.failureLimit():
		r.Engrafted, r.EngraftmentBy = "no", ByCounts
	}
}

// failureLimit is the day by which neutrophils must have come back.
func (r *Row) failureLimit() int {
	if r.Graft == "cord" {
		return failureDayCord
	}
	return failureDay
}

func (r *Row) death() course.Occurrence {
	if r.dead() {
		return course.Happened(day.Transplant(r.FollowUpDays))
	}
	return course.Occurrence{}
}

// neutrophilCounts lists the child's counts since Day 0 that can be read as counts
// (a censored value is none), and the day of the last one.
func neutrophilCounts(v chart.View) (counts []course.Count, last day.Transplant) {
	child, ok := v.Recipient()
	if !ok {
		return nil, 0
	}
	for _, it := range v.Measured(child.ID, "neutrophils") {
		n, ok := v.TransplantDay(v.DateOf(it.Entry))
		value, err := it.Data.Value.CountPerLitre()
		if !ok || n < 0 || err != nil {
			continue
		}
		counts, last = append(counts, course.Count{Day: n, Value: value}), max(last, n)
	}
	return counts, last
}

// secondInfusion is the day of the first infusion on a later date than the first.
func secondInfusion(v chart.View) course.Occurrence {
	infusions := chart.All[*chart.Infusion](v)
	for _, it := range infusions {
		date := v.DateOf(it.Entry)
		if n, ok := v.TransplantDay(date); ok && date.After(v.DateOf(infusions[0].Entry)) {
			return course.Happened(n)
		}
	}
	return course.Occurrence{}
}
