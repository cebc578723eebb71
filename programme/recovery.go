package programme

import (
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/ward"
)

// Where the engraftment of a chart's row comes from.
const (
	ByCounts    = "counts"    // computed by ward.Recovery from the counts
	ByStatement = "statement" // an event that the team wrote down
)

// recovery settles neutrophil engraftment as the ward reads it (package course:
// first of three counts of at least 0.5 × 10⁹/L after the nadir): the counts
// decide where they answer, before what was stated.
func (r *Row) recovery(v chart.View, t transplantOf) {
	if r.Engrafted != "pending" {
		r.EngraftmentBy = ByStatement
	}
	read := ward.Recovery(t.alone(v))
	n := read.Neutrophils
	if !read.Counted.Known() {
		return
	}
	switch {
	case n.State == course.Engrafted:
		r.Engrafted, r.EngraftmentDay, r.EngraftmentBy = "yes", int(n.Day), ByCounts
	case n.State == course.NeverBelow && !n.Provisional: // engrafted without a day
		r.Engrafted, r.EngraftmentDay, r.EngraftmentBy = "yes", 0, ByCounts
	case r.EngraftmentBy != "":
	case n.State == course.SecondInfusionBefore, n.State == course.NotYet && int(read.Counted) >= r.failureLimit():
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
