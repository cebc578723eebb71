package plan

import (
	"strconv"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// fillMatrix lays the chosen option out by day, Day -n to Day 0.
func (m *maker) fillMatrix() error {
	p, ok := m.chosenProtocol()
	if !ok || m.chosen == nil {
		m.plan.Matrix.Remark = m.noMatrix()
		return nil
	}
	x := &m.plan.Matrix
	x.Known, x.Title = true, p.Data.Title
	first := 0
	for _, d := range p.Data.Drugs {
		for _, n := range d.Days {
			first = min(first, n)
		}
	}
	for n := first; n <= 0; n++ {
		x.Days = append(x.Days, day.Transplant(n))
		if m.plan.Child.DayZero.Known() {
			x.Dates = append(x.Dates, m.plan.Child.DayZero.AddDays(n))
		}
	}
	for i, d := range p.Data.Drugs {
		x.Rows = append(x.Rows, m.drugRow(d, m.chosen.Drugs[i], x.Days))
	}
	for _, key := range []string{"serotherapy", "gvhd-prophylaxis"} {
		x.Rows = append(x.Rows, m.requiredRow(key, p.Data.Rows, x.Days))
	}
	for _, r := range p.Data.Rows {
		if r.Row != "serotherapy" && r.Row != "gvhd-prophylaxis" {
			x.Rows = append(x.Rows, textRow(r, x.Days))
		}
	}
	x.Rows = append(x.Rows, m.graftRow(x.Days))
	m.compareSchedule(p)
	return nil
}

// noMatrix says why there is no day matrix: nothing is chosen, or a guideline
// regimen was chosen whose day-by-day schedule was not read.
func (m *maker) noMatrix() evidence.Text {
	if m.chosen == nil {
		return text("No regimen is chosen yet.", "尚未选定方案。")
	}
	m.addGap("schedule-not-read", text("The day-by-day schedule was not read", "逐日给药方案未查阅"),
		text("The guideline table read for "+m.chosen.Regimen+" gives course totals only; the per-dose and day-by-day schedule was not read. Enter the centre's own protocol: it is checked against the course totals.",
			"已查阅的指南表格仅给出"+m.chosen.Regimen+"的疗程总剂量，逐日逐次方案未查阅。请录入本中心方案，系统将与疗程总剂量核对。"), "signature")
	return text("The day-by-day schedule of this regimen is not in the knowledge.", "知识库中没有该方案的逐日安排。")
}

// compareSchedule checks a centre protocol against the course totals of the
// guideline regimen it is based on.
func (m *maker) compareSchedule(p chart.Item[*chart.CentreProtocol]) {
	r, ok := m.base.Regimen(p.Data.Base)
	if !ok {
		m.addGap("base-regimen-unknown", text("The base regimen is not known", "基础方案未知"),
			text("Protocol "+p.Data.Name+" names "+p.Data.Base+" as its base; no such regimen is in the knowledge, so its totals cannot be checked.",
				"方案"+p.Data.Name+"的基础方案“"+p.Data.Base+"”不在知识库中，无法核对总剂量。"), "signature")
		return
	}
	listed := map[string]bool{}
	for _, d := range r.Drugs {
		listed[d.Drug] = true
	}
	for _, d := range p.Data.Drugs {
		if !genotoxic(d.Drug) {
			m.unknownAgent(d.Drug, p.Data.Name)
		}
		if !listed[d.Drug] {
			m.file(Note{ID: "drug-outside-base", Kind: "caution", Subject: d.Drug, Status: evidence.Derived, Overrule: "reason",
				Title:   text("A drug outside the base regimen", "基础方案之外的药物"),
				Message: text(d.Drug+" is not part of "+r.ID+".", words(d.Drug).In("zh")+"不属于"+r.ID+"方案。"), Sources: r.Fact.Sources})
		}
	}
	if !m.chosen.Commissioned {
		m.addGap("protocol-not-commissioned", text("The protocol is not commissioned", "方案尚未经本中心审核启用"),
			text("A pharmacist and a physician must commission "+p.Data.Name+" before it may reach an order: reference only.",
				"须由药师和医师审核启用"+p.Data.Name+"后方可用于医嘱：目前仅供参考。"), "signature")
	}
	for _, n := range m.chosen.Reasons {
		if n.ID == "course-total-above-base" {
			n.Answered = m.answered(n)
			m.file(n)
		}
	}
	for _, d := range m.chosen.Drugs {
		if !d.Gap.Empty() {
			m.addGap("dose-not-shown", text("No dose for "+d.Drug, words(d.Drug).In("zh")+"：无剂量"), d.Gap, "signature")
		}
	}
}

// drugRow is one drug across the days, each dose with its derivation.
func (m *maker) drugRow(d chart.ProtocolDrug, o OptionDrug, days []day.Transplant) MatrixRow {
	row := MatrixRow{Key: d.Drug, Name: words(d.Drug), Detail: routeText(d, o.Basis), Derivation: o.Derivation}
	for _, n := range days {
		cell := MatrixCell{}
		for _, a := range o.Administrations {
			if a.Day == n {
				cell = MatrixCell{Dose: a.Dose.String(), Detail: a.PerBasis.String(), Derivation: a.Derivation}
				if a.Given.Known {
					cell.Given = a.Given.String()
				}
			}
		}
		row.Cells = append(row.Cells, cell)
	}
	if o.PerCourse.Known {
		row.Total = m.totalText(d, o)
	} else {
		row.Total = o.Gap
	}
	return row
}

func routeText(d chart.ProtocolDrug, basis string) evidence.Text {
	en, zh := d.Route, d.Route
	if d.Minutes > 0 {
		en, zh = en+" "+strconv.Itoa(d.Minutes)+" min", zh+" "+strconv.Itoa(d.Minutes)+"分钟"
	}
	switch basis {
	case "per-kg":
		return text(en+", per kg", zh+"，按kg")
	case "per-m2":
		return text(en+", per m2", zh+"，按m²")
	}
	return text(en, zh)
}

func (m *maker) totalText(d chart.ProtocolDrug, o OptionDrug) evidence.Text {
	s := o.PerCourse.String()
	base := "course/" + m.chosen.Regimen + "/" + d.Drug
	for _, key := range []string{base + "/per-kg", base + "/per-m2"} {
		if dv, ok := m.plan.Derivations[key]; ok {
			s += " · " + rounded(dv.Value) + " " + dv.Unit
		}
	}
	return text(s, s)
}

func rounded(value string) string {
	if x, err := strconv.ParseFloat(value, 64); err == nil {
		return decimal(x, 1)
	}
	return value
}

// requiredRow is a row that must carry the centre's entry or be signed as none.
func (m *maker) requiredRow(key string, rows []chart.ProtocolRow, days []day.Transplant) MatrixRow {
	row := MatrixRow{Key: key, Name: words(key)}
	if d, ok := m.v.Decided(key); ok && m.rowFilled(key) {
		if d.Data.Choice == "none" {
			row.None = true
			row.Span = text("signed as none"+because(d.Data.Reason), "已签名“不用”"+becauseZH(Said(d.Data.Reason).ZH))
		} else {
			row.Span = text(d.Data.Choice+because(d.Data.Reason), d.Data.Choice+becauseZH(d.Data.Reason))
		}
		return row
	}
	for _, r := range rows {
		if r.Row == key {
			row.Detail = r.Text
			row.Span = text("named by the protocol, not decided for this child", "方案中已列出，尚未为本患儿确定")
			return row
		}
	}
	row.Span = text("not filled and not signed as none", "未填写，也未签名“不用”")
	return row
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return " · " + reason
}

func becauseZH(reason string) string {
	if reason == "" {
		return ""
	}
	return "：" + reason
}

func textRow(r chart.ProtocolRow, days []day.Transplant) MatrixRow {
	row := MatrixRow{Key: r.Row, Name: words(r.Row), None: r.None.True()}
	if len(r.Days) == 0 {
		row.Span = r.Text
		return row
	}
	row.Detail = r.Text
	for _, n := range days {
		cell := MatrixCell{}
		for _, d := range r.Days {
			if int(n) == d {
				cell.Dose = "•"
			}
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// graftRow shows source, donor and cell doses on Day 0.
func (m *maker) graftRow(days []day.Transplant) MatrixRow {
	row := MatrixRow{Key: "graft", Name: words("graft")}
	for range days {
		row.Cells = append(row.Cells, MatrixCell{})
	}
	last := len(row.Cells) - 1
	source, donor := "", ""
	if d, ok := m.v.Decided("graft-source"); ok {
		source = d.Data.Choice
	}
	if d, ok := m.v.Decided("donor"); ok {
		donor = d.Data.Choice
	}
	if g, ok := chart.Last(chart.All[*chart.Graft](m.v)); ok {
		source, donor = g.Data.Source, g.Data.Donor
		if g.Data.CD34.Known() {
			key := m.derive("entry/"+g.ID, m.entryDerivation(g.Entry, "CD34+", decimal(g.Data.CD34.MillionsPerKilogram(), 4), "10*6/kg"))
			row.Total, row.Derivation = text("CD34 "+decimal(g.Data.CD34.MillionsPerKilogram(), 2)+" ×10⁶/kg", "CD34⁺ "+decimal(g.Data.CD34.MillionsPerKilogram(), 2)+" ×10⁶/kg"), key
		}
	}
	if source != "" {
		row.Cells[last].Dose = shortSource[source]
	}
	if p, ok := m.v.Individual(donor); ok {
		row.Detail = p.Label
	}
	return row
}

var shortSource = map[string]string{"pbsc": "PBSC", "bone-marrow": "BM", "cord": "CB"}
