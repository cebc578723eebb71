package rooms

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
)

// TraceStep is one link of the chain from the donor's vein to the recipient's.
type TraceStep struct {
	Label   evidence.Text
	When    string
	Value   evidence.Text
	By      string
	State   string
	Entries []string
	Work    string // key of the derivation in the plan; empty without one
}

// Trace is the whole chain on one page. Unbroken reports that no link is missing.
type Trace struct {
	Steps    []TraceStep
	Unbroken bool
}

// VeinToVein follows the graft from the donor's consent to the first chimerism.
func VeinToVein(p plan.Plan, v chart.View, base *knowledge.Base) Trace {
	return newReader(p, v, base).chain()
}

func (r reader) chain() Trace {
	d, hasDonor := r.chosenDonor()
	var t Trace
	t.add(r.traceRecipient())
	if hasDonor {
		t.add(r.traceDonor(d)...)
	} else {
		t.missing(text("Donor", "供者"))
	}
	t.add(r.traceGraft()...)
	t.add(r.traceIdentity(), r.traceInfusion())
	t.add(r.traceAfter()...)
	t.Unbroken = true
	for _, s := range t.Steps {
		t.Unbroken = t.Unbroken && s.State != Gap && s.State != Stop
	}
	return t
}

func (t *Trace) add(steps ...TraceStep) { t.Steps = append(t.Steps, steps...) }

func (t *Trace) missing(label evidence.Text) { t.add(broken(label)) }

func broken(label evidence.Text) TraceStep {
	return TraceStep{Label: label, Value: text("not recorded", "未记录"), State: Gap}
}

// step is a link that an entry holds.
func (r reader) step(e chart.Entry, label, value evidence.Text) TraceStep {
	return TraceStep{Label: label, When: r.date(e), Value: value, By: e.Author, State: Done, Entries: []string{e.ID}}
}

func (r reader) traceRecipient() TraceStep {
	label := text("Recipient", "受者")
	if r.child.ID == "" {
		return broken(label)
	}
	value := text(r.name(r.child.ID).EN+" · "+r.child.Identifier, r.name(r.child.ID).In("zh")+" · "+r.child.Identifier)
	s := TraceStep{Label: label, Value: value, State: Done, Entries: []string{r.child.ID}}
	if r.child.Identifier == "" {
		s.State = Gap
	}
	return s
}

func (r reader) traceDonor(d chart.Individual) []TraceStep {
	value := text(d.Label.EN+" · "+d.Identifier, d.Label.In("zh")+" · "+d.Identifier)
	who := TraceStep{Label: text("Donor", "供者"), Value: value, State: Done, Entries: []string{d.ID}}
	if d.Identifier == "" {
		who.State, who.Value = Gap, text(d.Label.EN+": no identifier", d.Label.In("zh")+"：无编号")
	}
	steps := []TraceStep{who}
	if c, ok := r.consent(d.ID, "donation"); ok && c.Data.Status == "given" {
		steps = append(steps, r.step(c.Entry, text("Consent to the donation", "捐献知情同意"), text("given by "+c.Data.GivenBy, "同意人："+said(c.Data.GivenBy).ZH)))
	} else {
		steps = append(steps, broken(text("Consent to the donation", "捐献知情同意")))
	}
	w, ok := r.workUp(d.ID)
	if !ok || !w.Data.Cleared.True() {
		steps = append(steps, broken(text("Final clearance", "最终合格判定")))
	} else {
		steps = append(steps, r.step(w.Entry, text("Final clearance", "最终合格判定"), same(w.Data.ClearedBy)))
	}
	if ok && w.Data.Markers == "negative" {
		steps = append(steps, TraceStep{Label: text("Infection markers", "传染病标志物"), When: w.Data.MarkersOn.String(), Value: answerWords["negative"], By: w.Author, State: Done, Entries: []string{w.ID}})
	} else {
		steps = append(steps, broken(text("Infection markers", "传染病标志物")))
	}
	sessions := about[*chart.Collection](r, d.ID)
	if len(sessions) == 0 {
		steps = append(steps, broken(text("Collection", "采集")))
	}
	for _, c := range sessions {
		steps = append(steps, r.step(c.Entry, text("Collection", "采集"), sessionText(c.Data)))
	}
	return steps
}

func (r reader) traceGraft() []TraceStep {
	g, ok := r.graft()
	if !ok {
		return []TraceStep{broken(text("Product released", "产品放行"))}
	}
	release := r.step(g.Entry, text("Product", "产品"), text(graftStates[g.Data.State].EN+" · "+g.Data.Identifier, graftStates[g.Data.State].ZH+" · "+g.Data.Identifier))
	if g.Data.State != "released" || g.Data.Identifier == "" {
		release.State = Gap
	}
	handled := r.step(g.Entry, text("Not irradiated, not leukofiltered", "未辐照、未去白细胞过滤"), text("both stated", "均已说明"))
	switch {
	case g.Data.Irradiated == chart.Yes || g.Data.Leukofiltered == chart.Yes:
		handled.State, handled.Value = Stop, text("handled in a way that forbids infusion", "处理方式禁止回输")
	case g.Data.Irradiated != chart.No || g.Data.Leukofiltered != chart.No:
		handled.State, handled.Value = Gap, text("not said", "未说明")
	}
	return []TraceStep{release, handled}
}

func (r reader) traceIdentity() TraceStep {
	label := text("Identity, two people", "双人身份核对")
	g, found := r.graft()
	c, ok := chart.Last(chart.Where(chart.All[*chart.IdentityCheck](r.view), func(c chart.Item[*chart.IdentityCheck]) bool { return c.Data.Of == "graft" }))
	if !ok {
		return broken(label)
	}
	s := r.step(c.Entry, label, evidence.Text{})
	s.State, s.Value = r.judgeIdentity(c, g, found)
	s.By = strings.Join(c.Data.CheckedBy, ", ")
	return s
}

func (r reader) traceInfusion() TraceStep {
	label := text("Infusion", "回输")
	i, ok := r.infusion()
	if !ok {
		return broken(label)
	}
	value := i.Data.Volume.String()
	if g, found := r.graft(); found {
		value = strings.TrimSuffix(g.Data.Identifier+" · "+value, " · ")
	}
	return r.step(i.Entry, label, same(value))
}

// traceAfter is what shows that the cells arrived: recovery and chimerism.
func (r reader) traceAfter() []TraceStep {
	var steps []TraceStep
	for _, e := range r.plan.Endpoints {
		if e.ID == "neutrophil-recovery" {
			steps = append(steps, TraceStep{Label: e.Title, Value: e.Text, Work: e.Derivation})
		}
	}
	if m := r.view.Measured(r.child.ID, "chimerism"); len(m) > 0 {
		s := r.step(m[0].Entry, text("First donor chimerism", "首次供者嵌合率"), same(m[0].Data.Value.String()+" "+strings.ToUpper(m[0].Data.Lineage)))
		steps = append(steps, s)
	} else if r.isInfused() {
		steps = append(steps, TraceStep{Label: text("First donor chimerism", "首次供者嵌合率"), Value: text("not measured yet", "尚未检测")})
	}
	return steps
}
