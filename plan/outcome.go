package plan

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// oneYear is the day from which a one-year finding counts: Day +365.
const oneYear = 365

// fullChimerismPercent: full donor chimerism is more than 95 % (EBMT Handbook
// 2024, ch. 21.1, fact iei-048; ch. 41 prints "at least 95 %", fact diff-007).
const fullChimerismPercent = 95

// stateOutcome writes the outcome statement part by part. Nothing is ticked that
// was not measured; the word "cured" is left to the quoted report (practice.md,
// correction 14).
func (m *maker) stateOutcome() error {
	o := &m.plan.Outcome
	_, planned, ok := m.v.DayZero()
	if !ok || planned {
		o.Sentence = text("No graft has been infused: there is no outcome to state.", "尚未回输移植物，暂无结局可述。")
		return nil
	}
	o.Parts = []OutcomePart{
		m.partRecovery("neutrophil-engraftment", "neutrophil-recovery", text("Neutrophil engraftment", "中性粒细胞植入")),
		m.partRecovery("platelet-engraftment", "platelet-recovery", text("Platelet engraftment", "血小板植入")),
		m.partEvent("discharge", "discharge", text("Discharged home", "出院")),
		m.partChimerism(),
		m.partMeasured("t-cells", "naive-cd4", text("T-cell recovery measured at one year", "一年时T细胞恢复已检测")),
		m.partMeasured("b-cells", "cd19", text("B-cell recovery measured at one year", "一年时B细胞恢复已检测")),
		m.partMeasured("igg", "igg", text("Immunoglobulin G measured at one year", "一年时免疫球蛋白G已检测")),
		m.partMedication(),
		m.partAssessed("infection", "outcome-infection", text("No infection at one year", "一年时无感染"), []string{"serious-infection"}),
		m.partAssessed("rejection", "outcome-rejection", text("No rejection", "无排斥"), []string{"graft-failure", "graft-rejection"}),
		m.partAssessed("gvhd", "outcome-gvhd", text("No graft-versus-host disease at one year", "一年时无移植物抗宿主病"), nil),
	}
	m.persistingParts(o)
	m.notYetParts(o)
	o.Complete = true
	for _, p := range o.Parts {
		if p.State != "complete" {
			o.Complete = false
		}
	}
	o.Sentence = outcomeSentence(o)
	return nil
}

func outcomeSentence(o *Outcome) evidence.Text {
	if o.Complete {
		return text("Haematological and immunological correction at one year; what persists and what cannot be known yet is listed below.",
			"一年时造血与免疫已重建；持续存在的问题和尚不能判定的项目列于下方。")
	}
	missing := 0
	for _, p := range o.Parts {
		if p.State != "complete" {
			missing++
		}
	}
	return text("The outcome statement is not complete: "+decimal(float64(missing), 0)+" of "+decimal(float64(len(o.Parts)), 0)+" parts are open.",
		"结局陈述尚不完整："+decimal(float64(len(o.Parts)), 0)+"项中"+decimal(float64(missing), 0)+"项未完成。")
}

// onOrAfterOneYear reports whether an entry is about Day +365 or later.
func (m *maker) onOrAfterOneYear(e chart.Entry) bool {
	n, ok := m.v.TransplantDay(m.v.DateOf(e))
	return ok && int(n) >= oneYear
}

func (m *maker) dayText(e chart.Entry) evidence.Text {
	date := m.v.DateOf(e)
	n, ok := m.v.TransplantDay(date)
	if !ok {
		return text(date.String(), date.String())
	}
	return text(date.String()+", "+n.String(), date.String()+"（"+n.Chinese()+"）")
}

// partEvent is complete when the milestone is recorded.
func (m *maker) partEvent(id, what string, title evidence.Text) OutcomePart {
	p := OutcomePart{ID: id, Text: title, State: "missing", Status: evidence.Read, Detail: text("not recorded", "未记录")}
	for _, it := range chart.OfTheChild[*chart.Event](m.v) {
		if it.Data.What == what {
			p.State, p.Detail, p.Entries = "complete", m.dayText(it.Entry), append(p.Entries, it.ID)
			break
		}
	}
	return p
}

// partRecovery is complete by the counts, as the definition of the endpoint reads
// them; where they do not say, by the event that the team recorded.
func (m *maker) partRecovery(event, endpoint string, title evidence.Text) OutcomePart {
	for _, e := range m.plan.Endpoints {
		if e.ID == endpoint && e.Reached {
			return OutcomePart{ID: event, Text: title, State: "complete", Detail: e.Text, Entries: e.Entries, Sources: e.Sources, Status: e.Status}
		}
	}
	return m.partEvent(event, event, title)
}

// partChimerism needs whole-blood and T-cell chimerism from Day +365 on, each
// above the limit of full donor chimerism.
func (m *maker) partChimerism() OutcomePart {
	p := OutcomePart{ID: "chimerism", Text: text("Full donor chimerism at one year, whole blood and T cells", "一年时全血及T细胞完全供者嵌合"),
		State: "missing", Status: evidence.Read, Detail: text("not measured from Day +365 on", "+365 d以后未检测"),
		Sources: []evidence.Source{{ID: "iei-048", Text: "EBMT Handbook 2024, ch. 21", Locator: "21.1"}}}
	found := map[string]float64{}
	var detail, detailZH []string
	for _, it := range m.v.Measured(m.recipient, "chimerism") {
		if !m.onOrAfterOneYear(it.Entry) || it.Data.Value.Comparator() != "" {
			continue
		}
		pct, err := it.Data.Value.Percent()
		if err != nil {
			continue
		}
		found[it.Data.Lineage] = pct.Percent()
		p.Entries = append(p.Entries, it.ID)
		share := " " + it.Data.Value.Text() + " %, " + m.v.DateOf(it.Entry).String()
		name := words(it.Data.Lineage)
		detail, detailZH = append(detail, name.EN+share), append(detailZH, name.ZH+share)
	}
	whole, hasWhole := found["whole-blood"]
	cd3, hasCD3 := found["cd3"]
	if len(detail) > 0 {
		p.Detail = text(strings.Join(detail, "; "), strings.Join(detailZH, "；"))
	}
	switch {
	case !hasWhole || !hasCD3:
	case whole > fullChimerismPercent && cd3 > fullChimerismPercent:
		p.State = "complete"
	default:
		p.State = "contradicted"
	}
	return p
}

// partMeasured is complete when the value was measured from Day +365 on. It says
// what was found; it does not call it normal.
func (m *maker) partMeasured(id, what string, title evidence.Text) OutcomePart {
	p := OutcomePart{ID: id, Text: title, State: "missing", Status: evidence.Read, Detail: text("not measured from Day +365 on", "+365 d以后未检测")}
	for _, it := range m.v.Measured(m.recipient, what) {
		if m.onOrAfterOneYear(it.Entry) {
			s := it.Data.Value.String() + ", " + m.v.DateOf(it.Entry).String()
			p.State, p.Detail, p.Entries = "complete", text(words(what).EN+" "+s, words(what).In("zh")+" "+s), []string{it.ID}
		}
	}
	return p
}

// partMedication is complete when every order was stopped and the reconciliation
// was assessed from Day +365 on.
func (m *maker) partMedication() OutcomePart {
	p := OutcomePart{ID: "medication", Text: text("All medication stopped", "全部药物已停用"), State: "missing", Status: evidence.Read,
		Detail: text("medication not reconciled from Day +365 on", "+365 d以后未核对用药")}
	running := m.runningMedicines()
	if len(running) > 0 {
		var chinese []string
		for _, name := range running {
			chinese = append(chinese, words(name).ZH)
		}
		p.Detail = text("still running: "+strings.Join(running, ", "), "仍在使用："+strings.Join(chinese, "、"))
		return p
	}
	for _, it := range chart.OfTheChild[*chart.Assessment](m.v) {
		if it.Data.Item == "outcome-medication" && it.Data.State == "done" && m.onOrAfterOneYear(it.Entry) {
			p.State, p.Detail, p.Entries = "complete", m.dayText(it.Entry), append(p.Entries, it.ID)
		}
	}
	return p
}

// runningMedicines lists the drugs ordered and not stopped by the moment: an
// order ends with its last day or with a stop entry.
func (m *maker) runningMedicines() []string {
	running := map[string]bool{}
	var order []string
	for _, e := range m.v.Case.Entries {
		switch d := e.Payload.(type) {
		case *chart.MedicationOrder:
			if !m.v.Concerns(e, m.recipient) || (d.To.Known() && d.To.Before(m.plan.AsOf)) {
				continue
			}
			if !running[d.Drug] {
				order = append(order, d.Drug)
			}
			running[d.Drug] = true
		case *chart.MedicationStop:
			delete(running, d.Drug)
		}
	}
	var left []string
	for _, name := range order {
		if running[name] {
			left = append(left, name)
			running[name] = false
		}
	}
	return left
}

// partAssessed needs a physician's assessment from Day +365 on; a recorded event
// that contradicts it after Day 0 wins over it.
func (m *maker) partAssessed(id, item string, title evidence.Text, against []string) OutcomePart {
	p := OutcomePart{ID: id, Text: title, State: "missing", Status: evidence.Read, Detail: text("not assessed from Day +365 on", "+365 d以后未评估")}
	for _, it := range chart.OfTheChild[*chart.Assessment](m.v) {
		if it.Data.Item != item || !m.onOrAfterOneYear(it.Entry) {
			continue
		}
		p.Entries, p.Detail = []string{it.ID}, m.dayText(it.Entry)
		p.State = map[string]string{"done": "complete", "abnormal": "contradicted"}[it.Data.State]
		if p.State == "" {
			p.State = "missing"
		}
	}
	for _, it := range chart.OfTheChild[*chart.Event](m.v) {
		for _, what := range against {
			n, ok := m.v.TransplantDay(m.v.DateOf(it.Entry))
			if it.Data.What == what && ok && n >= 0 {
				p.State, p.Detail, p.Entries = "contradicted", text(what+" recorded", what+"已记录"), append(p.Entries, it.ID)
			}
		}
	}
	return p
}

// persistingParts lists what a transplant does not correct in this disease
// (practice.md, correction 14; disease profile, surveillance).
func (m *maker) persistingParts(o *Outcome) {
	sources := []evidence.Source{{ID: "practice.14", Text: "Dayzero clinical practice notes", Locator: "correction 14"}}
	if m.plan.Child.Radiosensitive == "no" {
		return
	}
	add := func(id string, title evidence.Text, item string) {
		p := OutcomePart{ID: id, Text: title, State: "persists", Status: evidence.Read, Sources: sources, Detail: text("not assessed at one year", "一年时未评估")}
		for _, it := range chart.OfTheChild[*chart.Assessment](m.v) {
			if item != "" && it.Data.Item == item && m.onOrAfterOneYear(it.Entry) {
				p.Detail, p.Entries = text(it.Data.Result, it.Data.Result), []string{it.ID}
			}
		}
		if item == "" {
			p.Detail = text("belongs to the gene, not to the blood: lifelong", "源于基因本身而非血液：终身存在")
		}
		o.Persists = append(o.Persists, p)
	}
	add("growth", text("Growth", "生长"), "outcome-growth")
	add("development", text("Development", "发育"), "outcome-development")
	add("radiosensitivity", text("Radiosensitivity of every other tissue", "其他组织的辐射敏感性"), "")
	add("cancer-risk", text("Cancer risk: lifelong surveillance", "肿瘤风险：需终身监测"), "")
}

// liveVaccineDay: live vaccines from 24 months on (EBMT Handbook 2024, ch. 29,
// Table 29.1; course/calendar.md section 5), so their titres cannot be known
// before.
const liveVaccineDay = 730

func (m *maker) notYetParts(o *Outcome) {
	zero := m.plan.Child.DayZero
	if int(day.DayOf(m.plan.AsOf, zero)) < liveVaccineDay {
		o.NotYet = append(o.NotYet, OutcomePart{ID: "live-vaccine-titres", State: "not-yet", Status: evidence.Read,
			Text:    text("Live-vaccine responses", "活疫苗应答"),
			Detail:  text("live vaccines from 24 months after transplant on, under conditions", "活疫苗须移植后满24个月且符合条件方可接种"),
			Sources: []evidence.Source{{ID: "H29", Text: "EBMT Handbook 2024, ch. 29", Locator: "Table 29.1"}}})
	}
	o.NotYet = append(o.NotYet, OutcomePart{ID: "late-effects", State: "not-yet", Status: evidence.Derived,
		Text:   text("Late effects and second cancers", "远期效应与第二肿瘤"),
		Detail: text("follow-up continues for life", "终身随访")})
}
