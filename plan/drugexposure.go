package plan

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/pk"
)

// Commissioned is what the centre has put two signatures on: the models that run,
// those with two signatures on their version marked so, and the targets.
type Commissioned struct {
	Models     []*pk.Model
	Targets    map[string]bool
	Growth     *pk.Growth // table for z-scores that the centre has loaded; nil: a gap
	Signatures int        // how many stand, complete or not; they only grow

	// Decide answers a case from these models; nil: pk.Decide. A caller who keeps
	// answers puts himself in between.
	Decide func(*pk.DoseCase, []*pk.Model) (*pk.Decision, error)
}

func (c Commissioned) decide(d *pk.DoseCase) (*pk.Decision, error) {
	if c.Decide != nil {
		return c.Decide(d, c.Models)
	}
	return pk.Decide(d, c.Models)
}

// ExposureWish is what a page asks about one drug. A schedule of zero is taken
// from the centre's own protocol; where there is none it stays a gap.
type ExposureWish struct {
	Drug    string
	Target  string // id; empty: the lowest published ceiling, until the team chooses
	Every   int    // h between administrations
	Count   int    // administrations still to come
	Minutes int    // of each infusion
}

// ExposureInput is one number the prediction rests on, or the gap where it is
// missing.
type ExposureInput struct {
	Key   string
	Label evidence.Text
	Value pk.Quantity
	Known bool
	Entry string // chart entry it was read from; empty where it was derived
	Note  evidence.Text
}

// ExposureDose is one dose given.
type ExposureDose struct {
	Entry   string
	Start   time.Time // drug reaches the blood: start of the pump and lag of the line
	Amount  pk.Quantity
	Minutes int
	Lag     bool // the lag of the line is recorded
}

// ExposureLevel is one level.
type ExposureLevel struct {
	Entry     string
	At        time.Time
	Text      string
	Specimen  string
	Confirmed bool
	Synthetic bool
}

// DrugExposure is the exposure part of a plan: the case put to the models, their
// decision, and what keeps it from an order.
type DrugExposure struct {
	Drug      string
	Name      evidence.Text
	Known     knowledge.Exposure
	HasFacts  bool // the knowledge says something about the exposure of this drug
	Target    *knowledge.ExposureTarget
	Start     time.Time // hour 0 of the case
	Planned   []time.Time
	Hours     float64 // of each infusion
	Complete  bool    // the course was given: nothing is sought any more
	Case      *pk.DoseCase
	Decision  *pk.Decision
	Inputs    []ExposureInput
	Given     []ExposureDose
	Levels    []ExposureLevel
	Unknown   []evidence.Text // what was not known
	Locked    []knowledge.Fact
	Scenarios []knowledge.Scenario
	Steps     []ExposureStep // what was believed with fewer levels, oldest first
	Orderable bool
	Withheld  []evidence.Text // why the dose may not reach an order
}

// ExposureStep is the decision as it stood with the first levels only.
type ExposureStep struct {
	Levels   int
	Decision *pk.Decision
}

// ForDrug predicts the exposure of one drug for the child of a plan. It reads no
// clock: now is the moment of the view. An error means that the question cannot
// be put at all; everything that is missing in the chart becomes a gap.
func ForDrug(p Plan, v chart.View, base *knowledge.Base, signed Commissioned, wish ExposureWish) (DrugExposure, error) {
	m := &exposureMaker{p: p, v: v, base: base, wish: wish, growth: signed.Growth}
	m.out = DrugExposure{Drug: wish.Drug, Name: words(wish.Drug)}
	m.out.Known, m.out.HasFacts = base.Exposure(wish.Drug)
	m.lock()
	m.scenarios()
	m.readDoses()
	m.readLevels()
	m.chooseTarget()
	m.readInputs()
	if err := m.ask(signed); err != nil {
		return m.out, fmt.Errorf("exposure of %s: %w", wish.Drug, err)
	}
	m.judge(signed)
	return m.out, nil
}

// ExposureDrugs lists the drugs whose exposure is looked at for a child: those of
// the chosen option, those with levels, then every one the knowledge speaks of.
func ExposureDrugs(p Plan, v chart.View, base *knowledge.Base) []string {
	var out []string
	add := func(drug string) {
		if _, ok := base.Exposure(drug); ok && !slices.Contains(out, drug) {
			out = append(out, drug)
		}
	}
	for _, l := range chart.OfTheChild[*chart.DrugLevel](v) {
		add(agentOf(l.Data.Drug))
	}
	for _, o := range p.Options {
		for _, d := range o.Drugs {
			if o.Chosen {
				add(d.Drug)
			}
		}
	}
	for _, e := range base.Exposures() {
		add(e.Drug)
	}
	return out
}

// exposureMaker carries the parts while the exposure of a drug is worked out.
type exposureMaker struct {
	p    Plan
	v    chart.View
	base *knowledge.Base
	wish ExposureWish
	out  DrugExposure
	cov  map[string]pk.Quantity

	growth *pk.Growth
}

func (m *exposureMaker) unknown(en, zh string) { m.out.Unknown = append(m.out.Unknown, text(en, zh)) }

// lock names the contraindications of the product information that close the
// drug to this child's repair group: what is contraindicated is predicted for
// comparison only.
func (m *exposureMaker) lock() {
	d, ok := m.base.Drug(m.wish.Drug)
	if !ok {
		return
	}
	for _, c := range d.Contraindications {
		if slices.Contains(c.Groups, m.p.Disease.Group) {
			m.out.Locked = append(m.out.Locked, c.Fact)
		}
	}
}

// scenarios are shown to children of the groups they name; a child handled as
// radiosensitive without a gene sees them too.
func (m *exposureMaker) scenarios() {
	for _, s := range m.out.Known.Scenarios {
		if slices.Contains(s.Groups, m.p.Disease.Group) || (m.p.Disease.Group == "" && m.p.Child.Radiosensitive == "handled-as-yes") {
			m.out.Scenarios = append(m.out.Scenarios, s)
		}
	}
}

// chooseTarget takes the target asked for, or the lowest published ceiling of
// those that speak of this child: one published for a repair disorder stands for
// every child with one, and for a child handled as radiosensitive.
func (m *exposureMaker) chooseTarget() {
	if t, ok := m.out.Known.Target(m.wish.Target); ok {
		m.out.Target = &t
		return
	}
	for _, t := range m.out.Known.Targets {
		if len(t.Groups) > 0 && !slices.Contains(t.Groups, m.p.Disease.Group) && m.p.Child.Radiosensitive == "no" {
			continue
		}
		if m.out.Target == nil || t.Ceiling.Value < m.out.Target.Ceiling.Value {
			m.out.Target = &t
		}
	}
}

// ask puts the case to the models.
func (m *exposureMaker) ask(signed Commissioned) error {
	o := &m.out
	if o.Target == nil {
		m.unknown("no exposure target is known: no dose is computed", "无已知暴露目标：不计算剂量")
	}
	if len(o.Planned) == 0 && len(o.Given) == 0 {
		m.unknown("no schedule: neither a protocol of the centre nor the form below says when doses are due", "无给药安排：本中心方案及下方表单均未说明给药时间")
	}
	if o.Target == nil || len(o.Planned) == 0 && len(o.Given) == 0 {
		return nil
	}
	c := &pk.DoseCase{ID: m.p.Case, Drug: m.wish.Drug, DoseMass: o.Known.DoseMass, Covariates: m.cov, Target: pk.Target{Ceiling: &o.Target.Ceiling, Floor: o.Target.Floor}}
	m.course(c)
	if f := o.Known.Fall; f != nil {
		c.Fall = &pk.Fall{Fraction: f.Fraction, OverH: f.OverH, Source: f.Fact.ID}
	}
	for _, s := range o.Scenarios {
		if s.Clearance > 0 && s.Clearance < 1 {
			c.Scenarios = append(c.Scenarios, pk.Stress{ID: s.ID, Clearance: s.Clearance})
		}
	}
	m.cap(c)
	o.Case = c
	d, err := signed.decide(c)
	if errors.Is(err, pk.ErrInput) {
		m.unknown("the course cannot be put to the models: "+err.Error(), "疗程数据无法交由模型计算："+err.Error())
		return nil
	}
	o.Decision = d
	if err != nil {
		return err
	}
	return m.steps(signed)
}

// stepDraws is the number of draws behind a step: it shows the way, and decides
// nothing.
const stepDraws = 300

// mostSteps bounds the work of one page.
const mostSteps = 6

// steps asks the models again with the first levels only, from none on.
func (m *exposureMaker) steps(signed Commissioned) error {
	n := len(m.out.Case.Levels)
	for k := max(0, n-mostSteps); k < n; k++ {
		c := *m.out.Case
		c.Levels, c.Draws = m.out.Case.Levels[:k], stepDraws
		d, err := signed.decide(&c)
		if err != nil {
			return err
		}
		m.out.Steps = append(m.out.Steps, ExposureStep{k, d})
	}
	if n > 0 {
		m.out.Steps = append(m.out.Steps, ExposureStep{n, m.out.Decision})
	}
	return nil
}

// cap turns the highest published dose into one of each administration.
func (m *exposureMaker) cap(c *pk.DoseCase) {
	limit := m.out.Known.Cap
	if limit == nil {
		m.unknown("no highest dose is known: nothing may reach an order", "无已知最高剂量：任何剂量不得进入医嘱")
		return
	}
	if !c.CapDaily(limit.Value, limit.Unit) {
		m.unknown("the highest dose needs a weight or body surface that is missing", "最高剂量所需的体重或体表面积缺失")
	}
}

// judge says whether the dose may reach an order, and what keeps it from one.
func (m *exposureMaker) judge(signed Commissioned) {
	o := &m.out
	no := func(en, zh string) { o.Withheld = append(o.Withheld, text(en, zh)) }
	if len(o.Locked) > 0 {
		no("contraindicated in this child's disease group", "该患儿疾病分组为禁忌")
	}
	if o.Decision == nil || o.Decision.Dose == nil {
		no("no dose was computed", "未计算剂量")
	}
	if o.Complete {
		no("the course was given", "疗程已完成")
	}
	if o.Decision != nil && o.Decision.Mode != "commissioned" {
		no("the models that decide are not commissioned by this centre", "起决定作用的模型未经本中心审核启用")
	}
	if o.Target != nil && !signed.Targets[o.Target.ID] {
		no("the target is not commissioned by this centre", "该目标未经本中心审核启用")
	}
	if o.Case != nil && o.Case.Cap == nil {
		no("no highest dose is known", "无已知最高剂量")
	}
	if !m.p.Child.DosingWeight.Known {
		no("the dosing weight is not signed", "给药体重未签名")
	}
	for _, n := range m.p.Stops {
		if n.Answered == nil {
			no("a stop of the plan is open: "+n.Title.EN, "计划中有未解除的禁止项："+n.Title.ZH)
			break
		}
	}
	o.Orderable = len(o.Withheld) == 0
}

// Order is the only way from a prediction to an order: the dose per
// administration, or the reasons why there is none. Nothing else of this package
// hands a dose of a model on.
func (d DrugExposure) Order() (pk.Quantity, error) {
	if !d.Orderable || d.Decision == nil || d.Decision.Dose == nil {
		reasons := ""
		for _, w := range d.Withheld {
			reasons += "; " + w.EN
		}
		return pk.Quantity{}, fmt.Errorf("reference only, not for an order%s", reasons)
	}
	return *d.Decision.Dose, nil
}
