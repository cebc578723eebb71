package plan

import (
	"sort"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// file puts a note in its list. Effects that close something for one donor or
// one option are kept with that donor or option, not here.
func (m *maker) file(n Note) {
	switch n.Kind {
	case "stop":
		m.plan.Stops = append(m.plan.Stops, n)
	case "caution":
		m.plan.Cautions = append(m.plan.Cautions, n)
	case "gap":
		m.plan.Gaps = append(m.plan.Gaps, n)
	case "task":
		m.plan.Tasks = append(m.plan.Tasks, n)
	}
}

// addGap files a gap that no rule expresses: an input without which nothing
// below it can be computed.
func (m *maker) addGap(id string, title, message evidence.Text, blocks string) {
	m.file(Note{ID: id, Kind: "gap", Title: title, Message: message, Status: evidence.Derived, Blocks: blocks,
		Sources: []evidence.Source{{ID: "product.rule-1", Text: "Dayzero rule 1: a missing input is a gap; no default is put in its place"}}})
}

// note turns the outcome of a rule into a note; ok is false when the rule is
// quiet. A rule that could not be decided becomes a gap, unless its author said
// that an unknown input leaves it quiet.
func (m *maker) note(o knowledge.Outcome, subject string) (Note, bool) {
	kind := kindOf[o.Rule.Effect]
	switch {
	case o.Result == knowledge.Quiet:
		return Note{}, false
	case o.Result == knowledge.Unknown && o.Rule.WhenUnknown == "quiet":
		return Note{}, false
	case o.Result == knowledge.Unknown && o.Rule.WhenUnknown == "gap":
		kind = "gap"
	}
	n := Note{ID: o.Rule.ID, Kind: kind, Subject: subject, Title: o.Rule.Title, Message: o.Message, Action: o.Rule.Action,
		Sources: o.Rule.Sources, Status: o.Rule.Status, Overrule: o.Rule.Overrule, Missing: o.Missing}
	if o.Result == knowledge.Unknown {
		n.Message = m.missingMessage(o)
		if n.Kind == "gap" && o.Rule.Effect != "gap" { // the title states what nobody knows yet
			n.Title = text("Cannot be decided yet: "+o.Rule.Title.EN, "暂不能判定："+o.Rule.Title.In("zh"))
		}
	}
	n.Blocks = blocksOf(n)
	if n.Kind == "gap" && o.Rule.Scope == "option" && len(o.Missing) == 0 {
		n.Blocks = "" // a text that was not read: named, but no input of the child could close it
	}
	n.Answered = m.answered(n)
	return n, true
}

// kindOf says how the effect of a rule is shown. A block or an exclusion of a
// donor is a stop on the donor's sign-off.
var kindOf = map[string]string{
	"stop": "stop", "refuse": "stop", "block": "stop", "exclude": "stop", "gate": "stop",
	"caution": "caution", "gap": "gap", "note": "note",
}

// blocksOf says what a note holds back: an open gap or stop blocks the
// signature, a caution waits for a reason but blocks nothing.
func blocksOf(n Note) string {
	if n.Kind == "stop" || n.Kind == "gap" {
		return "signature"
	}
	return ""
}

func (m *maker) missingMessage(o knowledge.Outcome) evidence.Text {
	en, zh := "Cannot be decided: ", "无法判定，缺少："
	for i, name := range o.Missing {
		if i > 0 {
			en, zh = en+", ", zh+"、"
		}
		label := m.variableText(name)
		en, zh = en+label.EN, zh+label.In("zh")
	}
	return text(en+" not recorded. The rule asks: "+o.Rule.Title.EN+".", zh+"。相关规则："+o.Rule.Title.In("zh")+"。")
}

func (m *maker) variableText(name string) evidence.Text {
	for _, v := range m.base.Variables() {
		if v.Name == name {
			return v.Text
		}
	}
	return text(name, name)
}

// answered looks for the written decision that passes a note. A stop needs two
// different named people, one of them a physician (knowledge README, rule 4); a
// caution needs a reason from one. Gaps are closed by the missing input only.
func (m *maker) answered(n Note) *Answered {
	what, need := "", 0
	switch n.Kind {
	case "stop":
		what, need = "overrule", 2
	case "caution":
		what, need = "answer-caution", 1
	default:
		return nil
	}
	if n.Overrule == "none" || n.Overrule == "geneticist" {
		return nil
	}
	var found Answered
	physician := false
	signers := map[string]bool{}
	for _, d := range chart.All[*chart.Decision](m.v) {
		if d.Data.What != what || d.Data.Rule != n.ID || d.Data.Reason == "" || (d.Data.Choice != "" && d.Data.Choice != n.Subject) {
			continue
		}
		for _, s := range m.signersOf(d) {
			signers[s.Name] = true
			physician = physician || s.Role == "physician"
		}
		found.Entry, found.On, found.Reason = d.ID, m.v.DateOf(d.Entry), d.Data.Reason
	}
	if len(signers) < need || (need == 2 && !physician) {
		return nil
	}
	for name := range signers {
		found.By = append(found.By, name)
	}
	sort.Strings(found.By)
	return &found
}

// signersOf lists the named people of a decision: those it names and those who
// signed it afterwards.
func (m *maker) signersOf(d chart.Item[*chart.Decision]) []chart.Signer {
	signers := append([]chart.Signer{}, d.Data.By...)
	for _, s := range chart.All[*chart.Signature](m.v) {
		if s.Data.Ref == d.ID {
			signers = append(signers, chart.Signer{Name: s.Data.Name, Role: s.Data.Role})
		}
	}
	return signers
}

// signedByTwo reports whether two different people, one of them a physician,
// stand behind a decision.
func (m *maker) signedByTwo(d chart.Item[*chart.Decision]) bool {
	names := map[string]bool{}
	physician := false
	for _, s := range m.signersOf(d) {
		names[s.Name] = true
		physician = physician || s.Role == "physician"
	}
	return len(names) >= 2 && physician
}

// signedByPhysician reports whether a physician stands behind a decision.
func (m *maker) signedByPhysician(d chart.Item[*chart.Decision]) bool {
	for _, s := range m.signersOf(d) {
		if s.Role == "physician" {
			return true
		}
	}
	return false
}

// judgeChild evaluates the rules about the child and files what they say.
func (m *maker) judgeChild() error {
	if err := m.childFacts(); err != nil {
		return err
	}
	outcomes, err := m.base.Evaluate("child", m.facts)
	if err != nil {
		return err
	}
	for _, o := range outcomes {
		if n, ok := m.note(o, ""); ok {
			m.file(n)
		}
	}
	return nil
}

// childFacts completes the facts that stem from decisions of the team.
func (m *maker) childFacts() error {
	_, chosen := m.v.Decided("donor")
	m.set("donor_chosen", chosen)
	m.set("donor_cleared", m.chosenDonorCleared())
	_, backup := m.v.Decided("backup-donor")
	m.set("backup_donor_named", backup)
	m.set("serotherapy_filled", m.rowFilled("serotherapy"))
	m.set("gvhd_prophylaxis_filled", m.rowFilled("gvhd-prophylaxis"))
	signed, err := m.planSigned()
	if err != nil {
		return err
	}
	m.set("plan_signed", signed)
	m.readInfection()
	m.readVaccines()
	return nil
}

// rowFilled reports whether a row of the day matrix carries the centre's entry
// or is signed as none by a physician.
func (m *maker) rowFilled(what string) bool {
	if d, ok := m.v.Decided(what); ok {
		if d.Data.Choice != "" && d.Data.Choice != "none" {
			return true
		}
		return d.Data.Choice == "none" && m.signedByPhysician(d)
	}
	return false
}

// readInfection reads the state of every organism at the moment: active if the
// latest entry of one of them says so; known only if somebody looked.
func (m *maker) readInfection() {
	latestOf := map[string]string{}
	for _, it := range chart.All[*chart.Infection](m.v) {
		if m.v.Concerns(it.Entry, m.recipient) {
			latestOf[it.Data.Organism+"|"+it.Data.Site] = it.Data.Status
		}
	}
	if len(latestOf) == 0 {
		return
	}
	active := false
	for _, status := range latestOf {
		active = active || status == "active"
	}
	m.set("active_infection", active)
}

// readVaccines reads planned live vaccines, reconstitution and the BCG work-up.
func (m *maker) readVaccines() {
	planned := false
	for _, it := range chart.All[*chart.Vaccine](m.v) {
		if m.v.Concerns(it.Entry, m.recipient) && it.Data.Status == "planned" && it.Data.Live != chart.No {
			planned = true
		}
	}
	m.set("live_vaccine_planned", planned)
	_, bcgPlan := m.v.Decided("bcg-plan")
	done := bcgPlan
	for _, it := range chart.OfTheChild[*chart.Assessment](m.v) {
		done = done || (it.Data.Item == "bcg-work-up" && it.Data.State == "done")
	}
	m.set("bcg_workup_done", done)
	m.readFinding("immune-reconstituted", "immune_reconstituted")
}

// readFinding sets a fact from the latest finding of a feature; without one the
// fact stays unknown.
func (m *maker) readFinding(feature, fact string) {
	for _, it := range chart.All[*chart.Finding](m.v) {
		if it.Data.Feature == feature && m.v.Concerns(it.Entry, m.recipient) {
			m.setAnswer(fact, it.Data.Present)
		}
	}
}

// judgeGraft evaluates the rules about the graft, planned or collected.
func (m *maker) judgeGraft() error {
	facts := m.copyFacts()
	subject := ""
	if d, ok := m.v.Decided("graft-source"); ok && d.Data.Choice != "" {
		facts["graft_source"] = d.Data.Choice
		subject = d.ID
	}
	donor, _ := m.v.Decided("donor")
	donorID := ""
	if donor.Data != nil {
		donorID = donor.Data.Choice
	}
	if g, ok := chart.Last(chart.All[*chart.Graft](m.v)); ok {
		facts["graft_source"] = g.Data.Source
		if g.Data.CD34.Known() {
			facts["cd34_millions_per_kg"] = g.Data.CD34.MillionsPerKilogram()
		}
		setAnswer(facts, "graft_irradiated", g.Data.Irradiated)
		setAnswer(facts, "graft_leukofiltered", g.Data.Leukofiltered)
		subject, donorID = g.ID, g.Data.Donor
	}
	if subject == "" {
		return nil
	}
	if p, ok := m.v.Individual(donorID); ok {
		facts["sibling_donor"] = p.Relation == "sister" || p.Relation == "brother"
	}
	return m.fileOutcomes("graft", facts, subject)
}

func setAnswer(facts knowledge.Facts, name string, a chart.Answer) {
	if a.Known() {
		facts[name] = a.True()
	}
}

// fileOutcomes evaluates a scope and files what speaks.
func (m *maker) fileOutcomes(scope string, facts knowledge.Facts, subject string) error {
	outcomes, err := m.base.Evaluate(scope, facts)
	if err != nil {
		return err
	}
	for _, o := range outcomes {
		if n, ok := m.note(o, subject); ok {
			n.Entries = append(n.Entries, subject)
			if scope == "transfusion" && n.Blocks != "" {
				n.Blocks = "transfusion" // what was transfused cannot be undone by not signing
			}
			m.file(n)
		}
	}
	return nil
}

// judgeTransfusions evaluates each transfusion of a cellular product.
func (m *maker) judgeTransfusions() error {
	for _, it := range chart.All[*chart.Transfusion](m.v) {
		if !m.v.Concerns(it.Entry, m.recipient) {
			continue
		}
		facts := m.copyFacts()
		facts["product"] = it.Data.Product
		setAnswer(facts, "product_irradiated", it.Data.Irradiated)
		if err := m.fileOutcomes("transfusion", facts, it.ID); err != nil {
			return err
		}
	}
	return nil
}
