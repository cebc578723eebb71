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
}

// computeEndpoints takes the recovery of neutrophils and platelets from the
// counts since Day 0. Before the infusion there is nothing to compute; the rest
// of the course has its own room.
func (m *maker) computeEndpoints() error {
	for _, e := range ward.Recovery(m.v) {
		m.addEndpoint(e.ID, e.Title, e.Assessment)
	}
	return nil
}

func (m *maker) addEndpoint(id string, title evidence.Text, a course.Assessment) {
	m.plan.Endpoints = append(m.plan.Endpoints, Endpoint{ID: id, Title: title, Text: a.Text, Edition: a.Edition.Name,
		Derivation: m.derive("endpoint/"+id, a.Derivation), Missing: a.Missing, Review: a.Review})
}
