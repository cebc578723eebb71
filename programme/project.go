package programme

import (
	"slices"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// FromChart gives a row for each transplant of a chart as of its moment, the
// first first; none while no graft was infused. Which infusion begins another
// transplant is settled by transplants. Neutrophil engraftment is computed from the
// counts by its named definition (package course); a statement of the team stands
// where the counts do not answer. What the chart does not say stays empty: without
// counts or statement engraftment is "pending", no GVHD event is not grade 0, no
// word of chronic GVHD is not "no", and a death without its cause has none.
// Disease and group come from the gene of the diagnosis as the knowledge knows it.
func FromChart(v chart.View, base *knowledge.Base) []Row {
	var out []Row
	for i, t := range transplants(v) {
		r := Row{ID: rowID(v.Case.ID, i+1), Date: t.zero, Synthetic: v.Case.Synthetic, Engrafted: "pending", FurtherInfusions: t.further}
		if i > 0 {
			r.Number, r.Child = i+1, v.Case.ID
		}
		if t.next.Known() {
			r.NextTransplantDay = t.next.DaysSince(t.zero)
		}
		if child, ok := v.Recipient(); ok {
			r.Sex = child.Sex
			if age, err := day.AgeOn(child.Birth, t.zero); err == nil && age.Known() {
				months := age.Months()
				r.AgeMonths = &months
			}
		}
		r.disease(v, base)
		r.graft(v, t)
		r.course(v, t)
		r.recovery(v, t)
		out = append(out, r)
	}
	return out
}

func (r *Row) disease(v chart.View, base *knowledge.Base) {
	last, ok := v.Diagnosis()
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

// graft reads donor and source of the transplant's first infusion, and the last
// conditioning decided on up to its Day 0.
func (r *Row) graft(v chart.View, t transplantOf) {
	r.Synthetic = r.Synthetic || t.first.Synthetic
	if g, known := v.GraftOf(t.first.Data); known {
		r.Graft, r.Synthetic = g.Data.Source, r.Synthetic || g.Synthetic
		if donor, ok := v.Individual(g.Data.Donor); ok {
			r.Donor = donor.Relation
		}
	}
	for _, d := range chart.All[*chart.Decision](v) {
		if d.Data.What == "regimen" && (!t.next.Known() || !v.DateOf(d.Entry).After(t.zero)) {
			r.Conditioning = d.Data.Choice
		}
	}
}

// course reads milestones from Day 0 to the next transplant; the last contact is
// the latest entry about the child, and a death is every transplant's.
func (r *Row) course(v chart.View, t transplantOf) {
	last := r.Date
	child, _ := v.Recipient()
	for _, e := range v.Case.Entries {
		if on := v.DateOf(e); v.Concerns(e, child.ID) && on.After(last) && !on.After(v.Today()) {
			last = on
		}
	}
	r.Status, r.StatusDate = "alive", last
	for _, e := range chart.All[*chart.Event](v) {
		on := v.DateOf(e.Entry)
		switch {
		case !v.Concerns(e.Entry, child.ID):
		case e.Data.What == "death" && !on.Before(r.Date):
			r.Status, r.StatusDate, r.DeathCause = "dead", on, e.Data.Cause
		case t.holds(on):
			r.milestone(*e.Data, on)
		}
	}
	r.chronicForms(v, t)
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
	case "chronic-gvhd":
		r.chronicState(chronicWord(e.Grade), at)
	case "relapse":
		if r.RelapseDay == 0 {
			r.RelapseDay = at
		}
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
