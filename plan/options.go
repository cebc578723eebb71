package plan

import (
	"sort"
	"strconv"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// plannedTotals is what the plan as it stands would give over conditioning and
// after, per agent: the chosen option, post-transplant cyclophosphamide,
// irradiation and orders written beside it.
type plannedTotals struct {
	any              bool
	option           bool // an option is chosen
	cyclophosphamide amount
	fludarabine      amount
	tbi, tli         float64
	present          map[string]bool // busulfan, melphalan, thiotepa, treosulfan
	ptcy             bool
}

// amount is a course total in the unit of its ceiling; unknown when a part of it
// cannot be computed.
type amount struct {
	value   float64
	unknown bool
	steps   []evidence.Derivation
}

func (a *amount) add(x float64, step evidence.Derivation) {
	a.value += x
	a.steps = append(a.steps, step)
}

// weighOptions evaluates every guideline regimen and every centre protocol for
// this child, side by side, then the plan as it stands.
func (m *maker) weighOptions() error {
	m.readDosingBasis()
	m.readExtras()
	choice := ""
	if d, ok := m.v.Decided("regimen"); ok {
		choice = d.Data.Choice
	}
	for _, p := range m.protocols {
		if err := m.addOption(m.protocolOption(p), choice); err != nil {
			return err
		}
	}
	for _, r := range m.base.Regimens() {
		if err := m.addOption(m.guidelineOption(r), choice); err != nil {
			return err
		}
	}
	m.rankOptions()
	m.plan.Chosen = choice
	for i := range m.plan.Options {
		if m.plan.Options[i].Chosen {
			m.chosen = &m.plan.Options[i]
		}
	}
	if choice != "" && m.chosen == nil {
		m.addGap("regimen-unknown", text("The chosen regimen is not known", "所选方案未知"),
			text("The decision names "+choice+", which is neither a guideline regimen nor a protocol of the centre.",
				"决定中的方案“"+choice+"”既不是指南方案，也不是本中心方案。"), "signature")
	}
	return m.judgePlanAsItStands()
}

// addOption evaluates the option rules and sets the verdict.
func (m *maker) addOption(o optionDraft, choice string) error {
	o.Chosen = choice != "" && o.Regimen == choice
	facts := m.optionFacts(o)
	outcomes, err := m.base.Evaluate("option", facts)
	if err != nil {
		return err
	}
	o.Ranked = true
	verdict := "possible"
	for _, out := range outcomes {
		n, ok := m.note(out, o.Regimen)
		if !ok {
			continue
		}
		n.Blocks = ""
		o.Reasons = append(o.Reasons, n)
		if n.ID == "artemis-no-ranking" {
			o.Ranked = false
		}
		if out.Result == knowledge.Fires {
			verdict = worse(verdict, verdictOf(out.Rule))
		}
	}
	o.Verdict = verdict
	if o.Chosen {
		m.planned.option = true
		m.planned.any = true
		m.takeTotals(o.totals)
	}
	m.plan.Options = append(m.plan.Options, o.Option)
	return nil
}

// verdictOf says what a fired rule means for an option.
func verdictOf(r knowledge.Rule) string {
	switch {
	case r.Verdict != "":
		return r.Verdict
	case r.Effect == "stop" || r.Effect == "exclude" || r.Effect == "refuse":
		return "contraindicated"
	}
	return ""
}

// severity orders the verdicts; "listed" speaks only while nothing speaks against.
var severity = map[string]int{"": 0, "possible": 0, "listed": 1, "not-recommended": 2, "contraindicated": 3}

func worse(a, b string) string {
	if severity[b] > severity[a] {
		return b
	}
	return a
}

// rankOptions puts the chosen and the listed options first. Where an option may
// not be ranked (Artemis) the guideline's own order stays.
func (m *maker) rankOptions() {
	for _, o := range m.plan.Options {
		if !o.Ranked {
			m.nameUnread(o)
			for i := range m.plan.Options {
				m.plan.Options[i].Ranked = false
			}
			return
		}
	}
	order := map[string]int{"listed": 0, "possible": 1, "not-recommended": 2, "contraindicated": 3}
	sort.SliceStable(m.plan.Options, func(i, j int) bool {
		return order[m.plan.Options[i].Verdict] < order[m.plan.Options[j].Verdict]
	})
}

// nameUnread files the unread text that keeps the options from being ranked,
// whether or not one of them is chosen.
func (m *maker) nameUnread(o Option) {
	for _, n := range o.Reasons {
		if n.ID == "artemis-no-ranking" {
			n.Subject = ""
			m.file(n)
		}
	}
}

// optionDraft is an option with the totals the rules ask for.
type optionDraft struct {
	Option
	totals totals
}

// totals are the course totals of one option before anything is added to it.
type totals struct {
	cyclophosphamide amount // mg/kg
	fludarabine      amount // mg/m2
	present          map[string]bool
}

// optionFacts are the child's facts plus those of one option. Post-transplant
// cyclophosphamide is part of the plan whichever option carries it.
func (m *maker) optionFacts(o optionDraft) knowledge.Facts {
	f := m.copyFacts()
	f["regimen"], f["base_regimen"] = o.Regimen, o.Base
	cy := o.totals.cyclophosphamide
	if m.planned.ptcy {
		cy.value += m.planned.cyclophosphamide.value
		cy.unknown = cy.unknown || m.planned.cyclophosphamide.unknown
	}
	putTotals(f, cy, o.totals.fludarabine, o.totals.present)
	f["ptcy"] = m.planned.ptcy
	f["tbi_gy"], f["tli_gy"] = 0.0, 0.0
	if o.Chosen {
		f["tbi_gy"], f["tli_gy"] = m.planned.tbi, m.planned.tli
	}
	f["alkylator_reason_named"] = m.reasonNamed()
	return f
}

func putTotals(f knowledge.Facts, cy, flu amount, present map[string]bool) {
	if !cy.unknown {
		f["cyclophosphamide_mg_kg"] = cy.value
	}
	if !flu.unknown {
		f["fludarabine_mg_m2"] = flu.value
	}
	for _, drug := range []string{"busulfan", "melphalan", "thiotepa", "treosulfan"} {
		f[drug] = present[drug]
	}
}

func (m *maker) reasonNamed() bool {
	d, ok := m.v.Decided("alkylator-reason")
	return ok && d.Data.Reason != ""
}

// takeTotals adds the chosen option to what stands beside it.
func (m *maker) takeTotals(t totals) {
	add := func(into *amount, from amount) {
		into.value += from.value
		into.unknown = into.unknown || from.unknown
		into.steps = append(from.steps, into.steps...)
	}
	add(&m.planned.cyclophosphamide, t.cyclophosphamide)
	add(&m.planned.fludarabine, t.fludarabine)
	for drug := range t.present {
		m.planned.present[drug] = true
	}
}

// readExtras reads what is planned beside the option: irradiation,
// post-transplant cyclophosphamide and conditioning orders.
func (m *maker) readExtras() {
	m.planned.present = map[string]bool{}
	for _, it := range chart.OfTheChild[*chart.Irradiation](m.v) {
		m.planned.any = true
		switch it.Data.Field {
		case "tli":
			m.planned.tli += it.Data.Dose.Gray()
		default:
			m.planned.tbi += it.Data.Dose.Gray()
		}
	}
	m.readPostTransplantCy()
	for _, it := range chart.OfTheChild[*chart.MedicationOrder](m.v) {
		if it.Data.Category == "conditioning" || (genotoxic(agentOf(it.Data.Drug)) && !m.postTransplantCy(it)) {
			m.readConditioningOrder(it)
		}
	}
}

// readPostTransplantCy adds the platform's dose when the team decided on it, or
// the dose of an order in the GVHD prophylaxis row.
func (m *maker) readPostTransplantCy() {
	for _, it := range chart.OfTheChild[*chart.MedicationOrder](m.v) {
		if m.postTransplantCy(it) {
			m.planned.ptcy, m.planned.any = true, true
			if !it.Data.PerKgCourse.Known() {
				m.planned.cyclophosphamide.unknown = true
				continue
			}
			m.planned.cyclophosphamide.add(it.Data.PerKgCourse.Milligrams(), m.entryDerivation(it.Entry, "cyclophosphamide",
				decimal(it.Data.PerKgCourse.Milligrams(), 4), "mg/kg"))
		}
	}
	d, ok := m.v.Decided("post-transplant-cyclophosphamide")
	if !ok || d.Data.Choice == "no" || m.planned.ptcy {
		return
	}
	m.planned.ptcy, m.planned.any = true, true
	for _, p := range m.base.Platforms() {
		for _, drug := range p.Drugs {
			if p.ID != "PTCy" || drug.Drug != "cyclophosphamide" {
				continue
			}
			perDay, err := strconv.ParseFloat(drug.Dose, 64)
			if err != nil {
				m.planned.cyclophosphamide.unknown = true
				return
			}
			m.planned.cyclophosphamide.add(perDay*float64(len(drug.Days)), evidence.Derivation{
				Label: text("post-transplant cyclophosphamide", "移植后环磷酰胺"), Value: decimal(perDay*float64(len(drug.Days)), 4), Unit: "mg/kg",
				Formula: drug.Dose + " mg/kg × " + strconv.Itoa(len(drug.Days)), Status: p.Fact.Status, Sources: p.Fact.Sources})
			return
		}
	}
	m.planned.cyclophosphamide.unknown = true
}

// postTransplantCy reports whether an order is cyclophosphamide against GVHD: by
// its row, or because it begins after Day 0.
func (m *maker) postTransplantCy(it chart.Item[*chart.MedicationOrder]) bool {
	if agentOf(it.Data.Drug) != "cyclophosphamide" {
		return false
	}
	zero := m.plan.Child.DayZero
	return it.Data.Category == "gvhd-prophylaxis" || (zero.Known() && it.Data.From.Known() && it.Data.From.After(zero))
}

// readConditioningOrder takes an order into the ledger, whatever row it was
// written in: what damages DNA counts wherever it is ordered.
func (m *maker) readConditioningOrder(it chart.Item[*chart.MedicationOrder]) {
	m.planned.any = true
	d := it.Data
	switch agent := agentOf(d.Drug); agent {
	case "cyclophosphamide":
		if !d.PerKgCourse.Known() {
			m.planned.cyclophosphamide.unknown = true
			return
		}
		m.planned.cyclophosphamide.add(d.PerKgCourse.Milligrams(), m.entryDerivation(it.Entry, agent, decimal(d.PerKgCourse.Milligrams(), 4), "mg/kg"))
	case "fludarabine":
		if !d.PerM2Course.Known() {
			m.planned.fludarabine.unknown = true
			return
		}
		m.planned.fludarabine.add(d.PerM2Course.Milligrams(), m.entryDerivation(it.Entry, agent, decimal(d.PerM2Course.Milligrams(), 4), "mg/m2"))
	default:
		m.planned.present[agent] = true
		if !genotoxic(agent) {
			m.unknownAgent(d.Drug, it.ID)
		}
	}
}

// judgePlanAsItStands asks the option rules about everything planned together
// and files the stops, cautions and gaps of that plan.
func (m *maker) judgePlanAsItStands() error {
	if !m.planned.any {
		return nil
	}
	f := m.copyFacts()
	f["regimen"], f["base_regimen"] = "", ""
	subject := "plan"
	if m.chosen != nil {
		f["regimen"], f["base_regimen"] = m.chosen.Regimen, m.chosen.Base
		subject = m.chosen.Regimen
	}
	putTotals(f, m.planned.cyclophosphamide, m.planned.fludarabine, m.planned.present)
	f["ptcy"] = m.planned.ptcy
	f["tbi_gy"], f["tli_gy"] = m.planned.tbi, m.planned.tli
	f["alkylator_reason_named"] = m.reasonNamed()
	outcomes, err := m.base.Evaluate("option", f)
	if err != nil {
		return err
	}
	for _, o := range outcomes {
		if n, ok := m.note(o, subject); ok && n.ID != "artemis-no-ranking" {
			m.file(n)
		}
	}
	return nil
}

// StopsChosen returns the open stops that hold the plan back: those of the option
// that was chosen or signed and of what stands beside it. A verdict on an option
// nobody chose is no stop; an examination or a transfusion has its own gate.
func (p Plan) StopsChosen() []Note {
	var open []Note
	for _, n := range p.Stops {
		if n.Open() && n.Blocks == "signature" {
			open = append(open, n)
		}
	}
	return open
}
