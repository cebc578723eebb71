package rooms

import (
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// answers are the rows of the checklist that the record itself answers: a row
// that a typing, a consent or a test decides is not ticked by hand.
var answers = map[string]func(r reader) (state string, result evidence.Text, entries []string){
	"gene": reader.answerGene, "functional": reader.answerFunctional, "imaging": reader.answerImaging, "hla": reader.answerTypings,
	"family": reader.answerFamily, "consent": reader.answerConsent, "infection-status": reader.answerInfection,
	"isolation": reader.answerIsolation, "donor-record": reader.answerDonorRecord,
}

func (r reader) answerGene() (string, evidence.Text, []string) {
	var entries []string
	if d, ok := r.view.Diagnosis(); ok {
		entries = []string{d.ID}
	}
	if r.plan.Disease.ExplainedState == "proven" {
		return "done", text(r.plan.Disease.Gene+": "+r.plan.Disease.Explained.EN, r.plan.Disease.Gene+"："+r.plan.Disease.Explained.In("zh")), entries
	}
	return "missing", r.plan.Disease.Explained, entries
}

func (r reader) answerFunctional() (string, evidence.Text, []string) {
	it, ok := chart.Last(about[*chart.FunctionalAssay](r, r.child.ID))
	if !ok {
		return "missing", text("no functional assay recorded", "未记录功能试验"), nil
	}
	return "done", text(it.Data.Assay+": "+it.Data.Result, said(it.Data.Assay).ZH+"："+said(it.Data.Result).ZH), []string{it.ID}
}

func (r reader) answerImaging() (string, evidence.Text, []string) {
	var entries []string
	open := 0
	for _, x := range r.plan.Imaging {
		entries = append(entries, x.Entry)
		if x.Gate == "open" || x.Gate == "review-due" {
			open++
		}
	}
	n := strconv.Itoa(len(entries))
	result := text("ionising examinations in the ledger: "+n, "辐射台账共"+n+"项")
	if open > 0 {
		return "missing", text(result.EN+", "+strconv.Itoa(open)+" open", result.ZH+"，"+strconv.Itoa(open)+"项未完成核查"), entries
	}
	return "done", result, entries
}

// answerTypings asks for two samples of the child and of the chosen donor, one
// of them marked as confirmatory.
func (r reader) answerTypings() (string, evidence.Text, []string) {
	var missing []evidence.Text
	var entries []string
	ask := func(id string, who evidence.Text) {
		samples, confirmed := map[string]bool{}, false
		for _, it := range about[*chart.HLATyping](r, id) {
			samples[it.Data.Sample] = true
			confirmed = confirmed || it.Data.Confirmatory.True()
			entries = append(entries, it.ID)
		}
		if len(samples) < 2 || !confirmed {
			missing = append(missing, text(who.EN+": second sample", who.In("zh")+"：复核标本"))
		}
	}
	ask(r.child.ID, text("child", "患儿"))
	if d, ok := r.chosenDonor(); ok {
		ask(d.ID, d.Label)
	} else {
		missing = append(missing, text("donor not chosen", "尚未选定供者"))
	}
	if len(missing) > 0 {
		return "missing", join(missing), entries
	}
	return "done", text("two samples each, child and donor", "患儿与供者各两份标本"), entries
}

// answerFamily asks whether parents and every brother and sister were tested for
// the variants of the family.
func (r reader) answerFamily() (string, evidence.Text, []string) {
	if len(r.plan.Diagnosis.Variants) == 0 {
		return "missing", text("no variant of the child is recorded", "未记录患儿变异"), nil
	}
	var open []evidence.Text
	tested := 0
	relatives := map[string]bool{"mother": true, "father": true, "sister": true, "brother": true}
	for _, m := range r.plan.Family.Members {
		if m.Proband || !relatives[m.Relation] {
			continue
		}
		if m.Status == "not-tested" || m.Status == "incomplete" {
			open = append(open, m.Label)
			continue
		}
		tested++
	}
	if len(open) > 0 {
		names := join(open)
		return "missing", text("not tested for both: "+names.EN, "未完成两个变异检测："+names.ZH), nil
	}
	if tested == 0 {
		return "missing", text("no parent or sibling is recorded", "未记录父母及同胞"), nil
	}
	return "done", text(strconv.Itoa(tested)+" relatives tested", "已检测亲属"+strconv.Itoa(tested)+"人"), nil
}

func (r reader) consent(person, purpose string) (chart.Item[*chart.Consent], bool) {
	return chart.Last(chart.Where(about[*chart.Consent](r, person), func(c chart.Item[*chart.Consent]) bool { return c.Data.Purpose == purpose }))
}

func (r reader) answerConsent() (string, evidence.Text, []string) {
	var missing []evidence.Text
	var entries []string
	ask := func(person, purpose string, what evidence.Text) {
		c, ok := r.consent(person, purpose)
		if ok {
			entries = append(entries, c.ID)
		}
		if !ok || c.Data.Status != "given" {
			missing = append(missing, what)
		}
	}
	ask(r.child.ID, "transplant", text("consent to the transplant", "移植知情同意"))
	if d, ok := r.chosenDonor(); ok {
		ask(d.ID, "donation", text("consent to the donation", "捐献知情同意"))
	} else {
		missing = append(missing, text("donor not chosen", "尚未选定供者"))
	}
	if len(missing) > 0 {
		return "missing", join(missing), entries
	}
	return "done", text("transplant and donation: given", "移植与捐献均已同意"), entries
}

// answerInfection reads the latest result of each organism. An active one is
// answered only by the stop that two people passed.
func (r reader) answerInfection() (string, evidence.Text, []string) {
	latest := map[string]chart.Item[*chart.Infection]{}
	var order []string
	for _, it := range about[*chart.Infection](r, r.child.ID) {
		if zero, ok := r.infused(); ok && r.view.DateOf(it.Entry).After(zero) {
			continue
		}
		if _, known := latest[it.Data.Organism]; !known {
			order = append(order, it.Data.Organism)
		}
		latest[it.Data.Organism] = it
	}
	var entries, active []string
	for _, organism := range order {
		entries = append(entries, latest[organism].ID)
		if latest[organism].Data.Status == "active" {
			active = append(active, organism)
		}
	}
	switch {
	case len(order) == 0:
		return "missing", text("no infection status recorded", "未记录感染状态"), nil
	case len(active) == 0:
		n := strconv.Itoa(len(order))
		return "done", text(n+" organisms looked for, none active", "已查"+n+"种病原体，均无活动性感染"), entries
	}
	names := strings.Join(active, ", ")
	for _, n := range r.plan.Stops {
		if n.ID == "active-infection-day0" && !n.Open() {
			return "waived", text("active: "+names+"; stop passed by two people", "活动性感染："+names+"；已由两人签名放行"), entries
		}
	}
	return "missing", text("active: "+names, "活动性感染："+names), entries
}

func (r reader) answerIsolation() (string, evidence.Text, []string) {
	it, ok := chart.Last(about[*chart.Isolation](r, r.child.ID))
	if !ok {
		return "missing", evidence.Text{}, nil
	}
	value := isolationWords[it.Data.Type]
	if it.Data.Room != "" {
		value = text(value.EN+", "+it.Data.Room, value.ZH+"，"+said(it.Data.Room).ZH)
	}
	return "done", value, []string{it.ID}
}

var isolationWords = map[string]evidence.Text{"none": {EN: "none", ZH: "无需隔离"}, "protective": {EN: "protective", ZH: "保护性隔离"}, "contact": {EN: "contact", ZH: "接触隔离"},
	"droplet": {EN: "droplet", ZH: "飞沫隔离"}, "airborne": {EN: "airborne", ZH: "空气隔离"}}

func (r reader) answerDonorRecord() (string, evidence.Text, []string) {
	d, ok := r.chosenDonor()
	if !ok {
		return "missing", text("donor not chosen", "尚未选定供者"), nil
	}
	open := 0
	for _, panel := range r.donorPanels(d) {
		if panel.Key != "eligibility" && panel.Key != "consent" {
			continue
		}
		for _, l := range panel.Lines {
			if l.State == Gap || l.State == Stop {
				open++
			}
		}
	}
	if open > 0 {
		return "missing", text(strconv.Itoa(open)+" lines of the donor's chart are open", "供者病历尚有"+strconv.Itoa(open)+"项未完成"), nil
	}
	return "done", text("donor's chart complete", "供者病历已完整"), nil
}
