package plan

import (
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
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

// computeEndpoints computes the recovery of neutrophils and platelets from the
// counts since Day 0. Before the infusion there is nothing to compute.
func (m *maker) computeEndpoints() error {
	_, planned, ok := m.v.DayZero()
	if !ok || planned {
		return nil
	}
	death := m.occurred("death")
	second := m.secondInfusion()
	if counts := m.countsOf("neutrophils"); len(counts) > 0 {
		r, err := course.Neutrophils(course.NeutrophilInput{Counts: counts, Death: death, SecondInfusion: second})
		if err == nil {
			m.addEndpoint("neutrophil-recovery", text("Neutrophils ≥ 0.5 ×10⁹/L", "中性粒细胞 ≥ 0.5 ×10⁹/L"), r.Assessment)
		}
	}
	if counts := m.countsOf("platelets"); len(counts) > 0 {
		r, err := course.Platelets(course.PlateletInput{Counts: counts, Transfusions: m.plateletTransfusions(), Recorded: m.transfusionsKept(),
			Threshold: quantity.BillionsPerLitre(plateletThreshold), Death: death, SecondInfusion: second})
		if err == nil {
			m.addEndpoint("platelet-recovery", text("Platelets ≥ 20 ×10⁹/L, unsupported", "血小板 ≥ 20 ×10⁹/L（脱离输注）"), r.Assessment)
		}
	}
	return nil
}

// plateletThreshold in 10^9/L: the recovery that was read in the definition
// (ASTCT/EBMT 2024; course/definitions.md 1.2).
const plateletThreshold = 20

func (m *maker) addEndpoint(id string, title evidence.Text, a course.Assessment) {
	m.plan.Endpoints = append(m.plan.Endpoints, Endpoint{ID: id, Title: title, Text: a.Text, Edition: a.Edition.Name,
		Derivation: m.derive("endpoint/"+id, a.Derivation), Missing: a.Missing, Review: a.Review})
}

// countsOf lists the counts of one kind since Day 0 that can be read as counts;
// a censored value is left out, because it is no count.
func (m *maker) countsOf(what string) []course.Count {
	var counts []course.Count
	for _, it := range m.v.Measured(m.recipient, what) {
		n, ok := m.v.TransplantDay(m.v.DateOf(it.Entry))
		value, err := it.Data.Value.CountPerLitre()
		if !ok || n < 0 || err != nil {
			continue
		}
		c := course.Count{Day: n, Value: value}
		switch it.Data.Method {
		case "manual", "manual differential":
			c.Method = course.Manual
		case "automated":
			c.Method = course.Automated
		}
		counts = append(counts, c)
	}
	return counts
}

// transfusionsKept says whether this chart keeps transfusions at all: without a
// single one the list may simply not be kept here, which is unknown.
func (m *maker) transfusionsKept() course.Finding {
	if len(chart.All[*chart.Transfusion](m.v)) > 0 {
		return course.Yes
	}
	return course.Unknown
}

func (m *maker) plateletTransfusions() []course.Transfusion {
	var out []course.Transfusion
	for _, it := range chart.All[*chart.Transfusion](m.v) {
		if n, ok := m.v.TransplantDay(m.v.DateOf(it.Entry)); ok && it.Data.Product == "platelets" && m.v.Concerns(it.Entry, m.recipient) {
			out = append(out, course.Transfusion{Day: n})
		}
	}
	return out
}

// occurred says whether an event was recorded; what nobody recorded is unknown.
func (m *maker) occurred(what string) course.Occurrence {
	for _, it := range chart.All[*chart.Event](m.v) {
		if n, ok := m.v.TransplantDay(m.v.DateOf(it.Entry)); ok && it.Data.What == what {
			return course.Happened(n)
		}
	}
	return course.Occurrence{}
}

func (m *maker) secondInfusion() course.Occurrence {
	infusions := chart.All[*chart.Infusion](m.v)
	var first day.Date
	for i, it := range infusions {
		date := m.v.DateOf(it.Entry)
		if i == 0 {
			first = date
			continue
		}
		if n, ok := m.v.TransplantDay(date); ok && date.After(first) {
			return course.Happened(n)
		}
	}
	return course.Occurrence{}
}
