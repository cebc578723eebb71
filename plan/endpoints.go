package plan

import (
	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/ward"
)

// Endpoint is one endpoint of the course, computed by a named definition from
// what is recorded.
type Endpoint struct {
	ID         string
	Title      evidence.Text
	Text       evidence.Text
	Edition    evidence.Text
	Derivation string
	Missing    []string
	Review     []evidence.Text
	Reached    bool     // recovered; false while it is not, or not known
	Entries    []string // the counts that it rests on
	Status     evidence.Status
	Sources    []evidence.Source
}

// computeEndpoints takes the recovery of neutrophils and platelets from the
// counts since Day 0. Before the infusion there is nothing to compute; the rest
// of the course has its own room.
func (m *maker) computeEndpoints() error {
	c := ward.Recovery(m.v)
	reached := map[string]bool{"neutrophil-recovery": c.Neutrophils.State == course.Engrafted, "platelet-recovery": c.Platelets.State == course.Recovered}
	for _, e := range c.Endpoints {
		a := e.Assessment
		m.plan.Endpoints = append(m.plan.Endpoints, Endpoint{ID: e.ID, Title: e.Title, Text: a.Text, Edition: a.Edition.Name,
			Derivation: m.derive("endpoint/"+e.ID, a.Derivation), Missing: a.Missing, Review: a.Review,
			Reached: reached[e.ID], Entries: e.Entries, Status: a.Status(), Sources: a.Edition.Sources})
	}
	return nil
}
