package plan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// ledgerAgents is the order of the genotoxic ledger.
var ledgerAgents = []struct{ agent, unit string }{
	{"cyclophosphamide", "mg/kg"}, {"fludarabine", "mg/m2"}, {"busulfan", "mg/kg"}, {"treosulfan", "mg/m2"},
	{"melphalan", "mg/m2"}, {"thiotepa", "mg/kg"}, {"tbi", "Gy"}, {"tli", "Gy"},
}

// fillLedger puts each agent, planned and given, over conditioning and after,
// against the ceiling of the disease's group. Ceilings belong to a group
// (knowledge README, rule 3); without a group there is none to show.
func (m *maker) fillLedger() error {
	ceilings := map[string]knowledge.Ceiling{}
	if g, ok := m.base.Group(m.plan.Disease.Group); ok {
		for _, c := range g.Ceilings {
			if old, have := ceilings[c.Agent]; !have || stricter(c, old) {
				ceilings[c.Agent] = c
			}
		}
	}
	for _, a := range ledgerAgents {
		row := LedgerRow{Agent: a.agent, Name: words(a.agent), Unit: a.unit, Status: evidence.Derived}
		row.Planned = m.plannedFigure(a.agent, a.unit)
		row.Given = m.givenFigure(a.agent, a.unit)
		c, has := ceilings[a.agent]
		if has {
			m.putCeiling(&row, c)
		}
		if !has && !m.planned.present[a.agent] && row.Planned.Value == 0 && row.Given.Value == 0 {
			continue // no ceiling, not planned, not given: nothing to show
		}
		if !has && m.planned.present[a.agent] {
			row.Text = text("planned; no ceiling of this disease's group was read", "已列入计划；未查阅到本病组的剂量上限")
		}
		row.Verdict = verdictOfRow(row, has)
		m.plan.Ledger = append(m.plan.Ledger, row)
	}
	return nil
}

func stricter(a, b knowledge.Ceiling) bool {
	x, err1 := strconv.ParseFloat(a.Limit, 64)
	y, err2 := strconv.ParseFloat(b.Limit, 64)
	return err1 == nil && err2 == nil && a.Unit == b.Unit && x < y
}

func (m *maker) putCeiling(row *LedgerRow, c knowledge.Ceiling) {
	limit, err := strconv.ParseFloat(c.Limit, 64)
	if err != nil {
		return
	}
	key := m.derive("ceiling/"+c.Agent, evidence.Derivation{Label: c.Fact.Text, Value: c.Limit, Unit: c.Unit,
		Status: c.Fact.Status, Sources: c.Fact.Sources, Note: c.Scope})
	row.Ceiling = Figure{Known: true, Text: c.Limit, Value: limit, Unit: c.Unit, Derivation: key}
	row.Effect, row.Sources, row.Status, row.Text = c.Effect, c.Fact.Sources, c.Fact.Status, c.Fact.Text
}

// plannedFigure is what the plan as it stands would give of an agent.
func (m *maker) plannedFigure(agent, unit string) Figure {
	key := "planned/" + agent
	switch agent {
	case "cyclophosphamide":
		return m.plannedAmount(key, agent, unit, m.planned.cyclophosphamide)
	case "fludarabine":
		return m.plannedAmount(key, agent, unit, m.planned.fludarabine)
	case "tbi":
		return m.plannedGray(key, agent, m.planned.tbi)
	case "tli":
		return m.plannedGray(key, agent, m.planned.tli)
	}
	if m.planned.option && !m.planned.present[agent] {
		return figure(0, 0, unit, m.deriveZero(key, agent, unit))
	}
	return Figure{Unit: unit}
}

func (m *maker) plannedAmount(key, agent, unit string, a amount) Figure {
	if a.unknown || (!m.planned.option && len(a.steps) == 0) {
		return Figure{Unit: unit}
	}
	if len(a.steps) == 0 {
		return figure(0, 0, unit, m.deriveZero(key, agent, unit))
	}
	return figure(a.value, 2, unit, m.derive(key, evidence.Derivation{
		Label: text("planned "+agent+", conditioning and after", "计划"+words(agent).In("zh")+"（预处理及移植后）"),
		Value: decimal(a.value, 4), Unit: unit, Formula: "sum", FormulaZH: "合计", Status: evidence.Derived, Steps: a.steps}))
}

func (m *maker) plannedGray(key, agent string, gray float64) Figure {
	if gray == 0 {
		if !m.planned.option {
			return Figure{Unit: "Gy"}
		}
		return figure(0, 0, "Gy", m.deriveZero(key, agent, "Gy"))
	}
	var steps []evidence.Derivation
	for _, it := range chart.OfTheChild[*chart.Irradiation](m.v) {
		steps = append(steps, m.entryDerivation(it.Entry, it.Data.Field, decimal(it.Data.Dose.Gray(), 4), "Gy"))
	}
	return figure(gray, 4, "Gy", m.derive(key, evidence.Derivation{Label: words(agent), Value: decimal(gray, 4), Unit: "Gy", Status: evidence.Derived, Formula: "sum", FormulaZH: "合计", Steps: steps}))
}

func (m *maker) deriveZero(key, agent, unit string) string {
	return m.derive(key, evidence.Derivation{Label: text("planned "+words(agent).EN, "计划"+words(agent).In("zh")), Value: "0", Unit: unit, Status: evidence.Derived,
		Note: text("not part of the chosen option and not ordered beside it", "不在所选方案内，亦无另行医嘱")})
}

// givenFigure sums the administrations recorded at the bedside, per kg of the
// signed dosing weight or per m2 of its surface.
func (m *maker) givenFigure(agent, unit string) Figure {
	if unit == "Gy" {
		return m.givenGray(agent)
	}
	total := 0.0
	var steps []evidence.Derivation
	for _, it := range chart.OfTheChild[*chart.MedicationAdministration](m.v) {
		if agentOf(it.Data.Drug) == agent && it.Data.Dose.Known() {
			total += it.Data.Dose.Milligrams()
			steps = append(steps, m.entryDerivation(it.Entry, agent, decimal(it.Data.Dose.Milligrams(), 4), "mg"))
		}
	}
	by := m.dosing.weight.Kilograms()
	if unit == "mg/m2" {
		by = m.dosing.surface.SquareMetres()
	}
	if len(steps) == 0 {
		return Figure{Known: true, Text: "0", Unit: unit, Derivation: m.derive("given/"+agent, evidence.Derivation{
			Label: text("given so far", "已给予"), Value: "0", Unit: unit, Status: evidence.Derived, Note: text("no administration recorded", "无给药记录")})}
	}
	if by <= 0 {
		return Figure{Unit: unit}
	}
	return figure(total/by, 2, unit, m.derive("given/"+agent, evidence.Derivation{Label: text("given so far", "已给予"),
		Value: decimal(total/by, 4), Unit: unit, Formula: decimal(total, 4) + " mg ÷ " + decimal(by, 4), Status: evidence.Derived, Steps: steps}))
}

func (m *maker) givenGray(agent string) Figure {
	gray := 0.0
	for _, it := range chart.OfTheChild[*chart.Irradiation](m.v) {
		if it.Data.Status == "given" && ((agent == "tli") == (it.Data.Field == "tli")) {
			gray += it.Data.Dose.Gray()
		}
	}
	return figure(gray, 4, "Gy", m.derive("given/"+agent, evidence.Derivation{Label: text("given so far", "已给予"), Value: decimal(gray, 4), Unit: "Gy", Status: evidence.Derived}))
}

// verdictOfRow compares the larger of planned and given with the ceiling.
func verdictOfRow(r LedgerRow, has bool) string {
	if !has || !r.Ceiling.Known {
		return "no-ceiling"
	}
	if !r.Planned.Known && !r.Given.Known {
		return "unknown"
	}
	top := max(r.Planned.Value, r.Given.Value)
	switch {
	case top > r.Ceiling.Value:
		return "above"
	case !r.Planned.Known:
		return "unknown"
	case top == r.Ceiling.Value && top > 0:
		return "at-ceiling"
	}
	return "within"
}

// Agent gives the key of a drug for a name as somebody wrote it, English or
// Chinese, in any case; a name that is not known comes back as written.
func Agent(name string) string { return agentOf(name) }

// agentOf gives the key of a drug for a name as somebody wrote it: English or
// Chinese, in any case. A name it does not know comes back as written.
func agentOf(name string) string {
	written := strings.ToLower(strings.TrimSpace(name))
	for _, a := range ledgerAgents {
		t := names[a.agent]
		if written == a.agent || written == strings.ToLower(t.EN) || written == t.ZH {
			return a.agent
		}
	}
	return strings.TrimSpace(name)
}

// genotoxic reports whether a drug is one of the agents of the ledger.
func genotoxic(agent string) bool {
	for _, a := range ledgerAgents {
		if a.agent == agent {
			return true
		}
	}
	return false
}

// unknownAgent names a conditioning drug that the ledger does not know: what it
// adds to the burden cannot be checked, so nothing may be signed on it.
func (m *maker) unknownAgent(drug, where string) {
	m.addGap("agent-not-known", text("A conditioning drug is not known to the ledger", "基因毒性累计表中没有该预处理药物"),
		text(drug+" ("+where+"): no ceiling and no rule of the knowledge speaks about it.", drug+"（"+where+"）：知识库中没有相应的上限或规则。"), "signature")
}

// withAgentKeys returns the protocol with its drugs under their keys; the entry
// itself stays as it was written.
func withAgentKeys(p chart.Item[*chart.CentreProtocol]) chart.Item[*chart.CentreProtocol] {
	copied := *p.Data
	copied.Drugs = slices.Clone(p.Data.Drugs)
	for i := range copied.Drugs {
		copied.Drugs[i].Drug = agentOf(copied.Drugs[i].Drug)
	}
	p.Data = &copied
	return p
}
