package plan

import (
	"fmt"

	"github.com/dayzero-hsct/dayzero/agenda"
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// Make computes the plan of a child from the chart as of a moment and the
// knowledge. It reads no clock: today is the clinical moment of the view.
//
// An error means that the knowledge could not be evaluated; a chart with holes
// gives a plan with gaps, never an error.
func Make(v chart.View, base *knowledge.Base) (Plan, error) {
	m := newMaker(v, base)
	steps := []func() error{
		m.readChild, m.readDisease, m.stateDiagnosis, m.readFamily, m.childDisagreements, m.computeEndpoints, m.judgeDonors, m.weighOptions,
		m.judgeChild, m.listTasks, m.judgeGraft, m.judgeImaging, m.judgeTransfusions,
		m.fillMatrix, m.fillLedger, m.openGates, m.fillCalendar, m.stateOutcome, m.drawJourney, m.readSigning,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return Plan{}, fmt.Errorf("plan of %s: %w", v.Case.ID, err)
		}
	}
	return m.plan, nil
}

// maker carries the parts while a plan is being made. It never leaves Make.
type maker struct {
	v          chart.View
	base       *knowledge.Base
	plan       Plan
	recipient  string // person id of the child, empty while unknown
	sex        string
	disease    knowledge.Disease
	hasDisease bool
	facts      knowledge.Facts // child scope; option and donor scopes start from a copy
	dosing     dosing
	protocols  []chart.Item[*chart.CentreProtocol]
	variants   familyVariants
	planned    plannedTotals
	chosen     *Option
	agenda     *agenda.Reader // nil before the graft
}

func newMaker(v chart.View, base *knowledge.Base) *maker {
	m := &maker{v: v, base: base, facts: knowledge.Facts{}}
	m.plan = Plan{
		Case: v.Case.ID, Title: v.Case.Title, Notice: v.Case.Notice, Synthetic: v.Case.Synthetic,
		AsOf: v.Today(), KnowledgeVersion: base.Version(),
		Derivations: map[string]evidence.Derivation{},
	}
	if r, ok := v.Recipient(); ok {
		m.recipient, m.sex = r.ID, r.Sex
	}
	m.protocols = latestProtocols(v)
	return m
}

// derive keeps a derivation and returns its key.
func (m *maker) derive(key string, d evidence.Derivation) string {
	m.plan.Derivations[key] = d
	return key
}

// set records a fact for the rules; a fact that is not set is unknown.
func (m *maker) set(name string, value any) { m.facts[name] = value }

// setAnswer records a three-state answer: only yes and no are known.
func (m *maker) setAnswer(name string, a chart.Answer) {
	setAnswer(m.facts, name, a)
}

func (m *maker) copyFacts() knowledge.Facts {
	c := make(knowledge.Facts, len(m.facts)+16)
	for k, v := range m.facts {
		c[k] = v
	}
	return c
}

// latestProtocols returns the current centre protocols, the latest of each name.
func latestProtocols(v chart.View) []chart.Item[*chart.CentreProtocol] {
	var out []chart.Item[*chart.CentreProtocol]
	at := map[string]int{}
	for _, p := range chart.All[*chart.CentreProtocol](v) {
		p = withAgentKeys(p)
		if i, ok := at[p.Data.Name]; ok {
			out[i] = p
			continue
		}
		at[p.Data.Name] = len(out)
		out = append(out, p)
	}
	return out
}

func text(en, zh string) evidence.Text { return evidence.Text{EN: en, ZH: zh} }
