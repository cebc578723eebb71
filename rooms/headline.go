package rooms

import (
	"strconv"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
)

// headlines give each step of the journey, and the rooms beside it, one sentence.
var headlines = map[string]func(r reader) evidence.Text{
	"consult": reader.headConsult, "diagnosis": reader.headDiagnosis, "disease": reader.headDisease, "evaluation": reader.headEvaluation,
	"donor": reader.headDonor, "plan": reader.headPlan, "exposure": reader.headExposure, "day-0": reader.headDayZero,
	"course": reader.headCourse, "follow-up": reader.headFollowUp,
	"meeting": reader.headMeeting, "pharmacy": reader.headPharmacy, "trace": reader.headTrace,
}

// Headline says in one sentence how a step of the journey stands at the moment
// of the view; empty for a step that has none.
func Headline(p plan.Plan, v chart.View, base *knowledge.Base, step string) evidence.Text {
	head, ok := headlines[step]
	if !ok {
		return evidence.Text{}
	}
	return head(newReader(p, v, base))
}

func (r reader) headConsult() evidence.Text {
	c, ok := chart.Last(chart.All[*chart.Consult](r.view))
	switch {
	case !ok:
		return text("No consult is recorded", "未记录就诊咨询")
	case !c.Data.Answered.Known() || c.Data.Answered.After(r.plan.AsOf):
		return text("Asked on "+r.date(c.Entry)+", not answered", r.date(c.Entry)+"提出，尚未答复")
	case len(c.Data.Missing) > 0:
		n := strconv.Itoa(len(c.Data.Missing))
		return text("Answered on "+c.Data.Answered.String()+"; "+n+" papers asked for", c.Data.Answered.String()+"已答复；尚需补充"+n+"项资料")
	}
	return text("Answered on "+c.Data.Answered.String(), c.Data.Answered.String()+"已答复")
}

func (r reader) headMeeting() evidence.Text {
	met, ok := chart.Last(chart.All[*chart.Meeting](r.view))
	switch {
	case !ok:
		return text("No meeting is recorded", "未记录会诊")
	case met.Data.Decision == "":
		return text("Met on "+r.date(met.Entry)+"; no decision recorded", r.date(met.Entry)+"讨论；未记录决定")
	}
	return text("Met on "+r.date(met.Entry)+"; decision recorded", r.date(met.Entry)+"讨论；已记录决定")
}

func (r reader) headPharmacy() evidence.Text {
	n := strconv.Itoa(len(r.running()))
	if rec, ok := chart.Last(chart.All[*chart.Reconciliation](r.view)); ok {
		return text("Medicines running: "+n+"; reconciled on "+r.date(rec.Entry), "在用药物"+n+"种；"+r.date(rec.Entry)+"已核对")
	}
	return text("Medicines running: "+n+"; not reconciled", "在用药物"+n+"种；尚未核对")
}

func (r reader) headTrace() evidence.Text {
	open := 0
	for _, s := range r.chain().Steps {
		if s.State == Gap || s.State == Stop {
			open++
		}
	}
	if open == 0 {
		return text("From vein to vein: no link is missing", "静脉到静脉：链条完整")
	}
	n := strconv.Itoa(open)
	return text("From vein to vein: links missing: "+n, "静脉到静脉：缺"+n+"个环节")
}

func (r reader) headDiagnosis() evidence.Text {
	if r.plan.Disease.Gene == "" {
		return text("Gap: the gene is not known", "缺项：基因未明")
	}
	switch r.plan.Disease.ExplainedState {
	case "proven":
		return text("Proven: "+r.plan.Disease.Gene+", "+r.plan.Child.Phase.EN, "已证实："+r.plan.Disease.Gene+"，"+r.plan.Child.Phase.In("zh"))
	case "cis":
		return text("Not explained: both variants in cis", "不能解释：两个变异呈顺式")
	}
	return text("Gap: "+r.plan.Disease.Gene+" is not proven by the variants", "缺项："+r.plan.Disease.Gene+"尚未由变异证实")
}

func (r reader) headDisease() evidence.Text {
	handled := map[string]evidence.Text{"yes": {EN: "radiosensitive", ZH: "辐射敏感"}, "no": {EN: "not radiosensitive", ZH: "非辐射敏感"}}[r.plan.Disease.Radiosensitive]
	if handled.Empty() {
		handled = text("handled as radiosensitive until disproved", "在排除前按辐射敏感处理")
	}
	if !r.plan.Disease.Known {
		return text("No profile: "+handled.EN, "无疾病档案："+handled.ZH)
	}
	return text(r.plan.Disease.Name.EN+": "+handled.EN, r.plan.Disease.Name.In("zh")+"："+handled.ZH)
}

func (r reader) headEvaluation() evidence.Text {
	return Evaluate(r.plan, r.view, r.base).Headline()
}

func (r reader) headDonor() evidence.Text {
	for _, d := range r.plan.Donors {
		if !d.Chosen {
			continue
		}
		state := map[string]evidence.Text{"eligible": {EN: "eligible", ZH: "可捐献"}, "blocked": {EN: "blocked", ZH: "受阻"}, "excluded": {EN: "excluded", ZH: "排除"}}[d.State]
		cleared := text("not cleared by the donor's own team", "供者医疗组尚未判定合格")
		if w, ok := r.workUp(d.ID); ok && w.Data.Cleared.True() {
			cleared = text("cleared by the donor's own team", "供者医疗组已判定合格")
		}
		return text("Chosen: "+d.Label.EN+", "+state.EN+", "+cleared.EN, "已选定："+d.Label.In("zh")+"，"+state.ZH+"，"+cleared.ZH)
	}
	n := strconv.Itoa(len(r.plan.Donors))
	return text("No donor chosen; "+n+" considered", "尚未选定供者；候选"+n+"人")
}

func (r reader) headPlan() evidence.Text {
	switch {
	case r.plan.Chosen == "":
		return text("No regimen chosen", "尚未选定方案")
	case r.plan.Signing.Outdated:
		return text(r.plan.Chosen+": the signature is outdated", r.plan.Chosen+"：签名已失效")
	case r.plan.Signing.Complete:
		return text(r.plan.Chosen+": signed by two", r.plan.Chosen+"：已由两人签名")
	case r.isInfused():
		return text(r.plan.Chosen+": given, without two signatures in this record", r.plan.Chosen+"：已执行，本记录中无两人签名")
	case r.plan.Signing.Possible:
		return text(r.plan.Chosen+": ready to sign", r.plan.Chosen+"：可以签名")
	}
	n := strconv.Itoa(len(r.plan.Signing.Blocked))
	return text(r.plan.Chosen+": not ready, "+n+" open", r.plan.Chosen+"：尚不能签名，"+n+"项未完成")
}

// headExposure counts the doses of conditioning that were given; what they bring
// is the matter of the room itself.
func (r reader) headExposure() evidence.Text {
	chosen, ok := r.chosenOption()
	planned, given := 0, 0
	for _, d := range chosen.Drugs {
		for _, a := range d.Administrations {
			planned++
			if a.Given.Known {
				given++
			}
		}
	}
	if !ok || planned == 0 {
		return text("No dose is planned", "尚无计划剂量")
	}
	c := count(given, planned)
	return text(c.EN+" doses of conditioning recorded as given", "预处理给药已记录"+c.ZH)
}

func (r reader) headDayZero() evidence.Text {
	zero, planned, ok := r.view.DayZero()
	if !ok {
		return text("No date is set", "尚未确定日期")
	}
	if planned {
		days := strconv.Itoa(zero.DaysSince(r.plan.AsOf))
		return text("Planned for "+zero.String()+", in "+days+" days", "计划于"+zero.String()+"，还有"+days+"天")
	}
	if r.identityProven() {
		return text("Infused on "+zero.String()+", identity checked by two people", zero.String()+"已回输，身份经双人核对")
	}
	return text("Infused on "+zero.String()+"; no identity check by two people stands in the record", zero.String()+"已回输；记录中无有效的双人身份核对")
}

func (r reader) headCourse() evidence.Text {
	if !r.isInfused() {
		return text("Begins with the infusion", "自回输起")
	}
	day := text(r.plan.Child.TransplantDay, r.plan.Child.TransplantDayZH)
	for _, e := range r.plan.Endpoints {
		if e.ID == "neutrophil-recovery" {
			return text(day.EN+"; neutrophils: "+e.Text.EN, day.ZH+"；中性粒细胞："+e.Text.In("zh"))
		}
	}
	return text(day.EN+"; no count after Day 0 yet", day.ZH+"；尚无回输后血象")
}

func (r reader) headFollowUp() evidence.Text {
	if !r.isInfused() {
		return text("Begins after discharge", "自出院起")
	}
	if r.plan.Outcome.Complete {
		return r.plan.Outcome.Sentence
	}
	done := 0
	for _, p := range r.plan.Outcome.Parts {
		if p.State == "complete" {
			done++
		}
	}
	if len(r.plan.Outcome.Parts) == 0 {
		return text("No outcome can be stated yet", "尚不能作结局陈述")
	}
	c := count(done, len(r.plan.Outcome.Parts))
	return text("Outcome: "+c.EN+" parts complete", "结局："+c.ZH+"项已完成")
}
