package programme

import (
	"slices"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// FromChart is the row of the first transplant of a chart as of its moment;
// false while no graft was infused. Neutrophil engraftment is computed from the
// counts by its named definition (package course); a statement of the team stands
// where the counts do not answer. What the chart does not say stays empty: without
// counts or statement engraftment is "pending", and no GVHD event is not grade 0.
// Disease and group come from the gene of the diagnosis as the knowledge knows it.
func FromChart(v chart.View, base *knowledge.Base) (Row, bool) {
	zero, planned, ok := v.DayZero()
	if !ok || planned {
		return Row{}, false
	}
	r := Row{ID: v.Case.ID, Date: zero, Synthetic: v.Case.Synthetic, Engrafted: "pending"}
	if child, ok := v.Recipient(); ok {
		r.Sex = child.Sex
		if age, err := day.AgeOn(child.Birth, zero); err == nil && age.Known() {
			months := age.Months()
			r.AgeMonths = &months
		}
	}
	r.disease(v, base)
	r.graft(v)
	r.course(v)
	r.recovery(v)
	return r, true
}

func (r *Row) disease(v chart.View, base *knowledge.Base) {
	last, ok := chart.Last(chart.All[*chart.Diagnosis](v))
	if !ok || last.Data.Gene == "" {
		return
	}
	r.Disease = last.Data.Gene
	if base == nil {
		return
	}
	if d, ok := base.DiseaseOfGene(last.Data.Gene); ok {
		r.Disease, r.Group = d.Key, d.Group
	}
}

// graft reads donor and source of the first infusion.
func (r *Row) graft(v chart.View) {
	infusions := chart.All[*chart.Infusion](v)
	if len(infusions) == 0 {
		return
	}
	first := infusions[0]
	r.Synthetic = r.Synthetic || first.Synthetic
	for _, g := range chart.All[*chart.Graft](v) {
		if g.ID != first.Data.Graft {
			continue
		}
		r.Graft, r.Synthetic = g.Data.Source, r.Synthetic || g.Synthetic
		if donor, ok := v.Individual(g.Data.Donor); ok {
			r.Donor = donor.Relation
		}
	}
	if d, ok := v.Decided("regimen"); ok {
		r.Conditioning = d.Data.Choice
	}
}

// course reads milestones after Day 0; the last contact is the latest entry
// about the child.
func (r *Row) course(v chart.View) {
	last := r.Date
	child, _ := v.Recipient()
	for _, e := range v.Case.Entries {
		if on := v.DateOf(e); v.Concerns(e, child.ID) && on.After(last) && !on.After(v.Today()) {
			last = on
		}
	}
	r.Status, r.StatusDate = "alive", last
	for _, e := range chart.All[*chart.Event](v) {
		if on := v.DateOf(e.Entry); !on.Before(r.Date) && v.Concerns(e.Entry, child.ID) {
			r.milestone(*e.Data, on)
		}
	}
	r.FollowUpDays = r.StatusDate.DaysSince(r.Date)
}

func (r *Row) milestone(e chart.Event, on day.Date) {
	at := on.DaysSince(r.Date)
	switch e.What {
	case "neutrophil-engraftment":
		r.Engrafted, r.EngraftmentDay = "yes", at
	case "graft-failure", "graft-rejection":
		r.GraftFailureDay = at
		if r.Engrafted != "yes" {
			r.Engrafted = "no"
		}
	case "acute-gvhd":
		if slices.Index(grades, e.Grade) > slices.Index(grades, r.AcuteGVHD) {
			r.AcuteGVHD = e.Grade
		}
		if r.severe() && r.AcuteGVHDDay == 0 {
			r.AcuteGVHDDay = at
		}
	case "death":
		r.Status, r.StatusDate = "dead", on
	}
}

// Published are the outcomes of other cohorts that the knowledge holds, with
// source and status: points to look at beside the figures. They differ in
// disease, donor, era and definition, so nothing is tested against them.
func Published(base *knowledge.Base) []knowledge.Fact {
	if base == nil {
		return nil
	}
	return append(base.FactsUnder("consult.centre.cohort"), base.FactsUnder("consult.benchmark")...)
}
