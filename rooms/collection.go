package rooms

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// donorCollection is mobilisation, the planned days and each session.
func (r reader) donorCollection(d chart.Individual) Panel {
	p := Panel{Key: "collection", Title: text("Mobilisation and collection", "动员与采集"),
		Facts: r.facts("handbook.graft-069", "handbook.graft-070", "handbook.graft-073", "handbook.graft-074", "handbook.graft-075", "handbook.graft-077", "checklist.donor-gcsf")}
	p.Lines = append(p.Lines, r.growthFactor(d.ID), r.plannedDays(d.ID))
	sessions := about[*chart.Collection](r, d.ID)
	if len(sessions) == 0 {
		p.Lines = append(p.Lines, gap("session", text("Session", "采集"), &Record{Kind: "collection", About: d.ID}))
		return p
	}
	for _, s := range sessions {
		p.Lines = append(p.Lines, Line{Key: "session-" + s.ID, Label: text("Session, "+r.date(s.Entry), "采集，"+r.date(s.Entry)), Value: sessionText(s.Data), State: Done, Entries: []string{s.ID}})
	}
	p.Lines = append(p.Lines, r.collectedSum(sessions))
	return p
}

// growthFactor lists the days on which a growth factor was given to the donor.
func (r reader) growthFactor(id string) Line {
	label := text("Growth factor given", "已用动员药物")
	record := &Record{Kind: "medication-administration", About: id, Fields: map[string]string{"category": "growth-factor"}}
	var given []evidence.Text
	var entries []string
	for _, it := range about[*chart.MedicationAdministration](r, id) {
		if it.Data.Category == "growth-factor" {
			drug, dose := plan.Words(it.Data.Drug), " "+printed(it.Data.Dose.String())
			given, entries = append(given, text(r.date(it.Entry)+" "+drug.EN+dose, r.date(it.Entry)+" "+drug.ZH+dose)), append(entries, it.ID)
		}
	}
	if len(given) == 0 {
		return gap("growth-factor", label, record)
	}
	return Line{Key: "growth-factor", Label: label, Value: join(given), State: Done, Entries: entries, Record: record}
}

func (r reader) plannedDays(id string) Line {
	label := text("Collection planned on", "计划采集日期")
	var days []string
	w, ok := r.workUp(id)
	if ok {
		for _, d := range w.Data.CollectionOn {
			days = append(days, d.String())
		}
	}
	return told("planned-days", label, same(strings.Join(days, ", ")), w.ID, &Record{Kind: "donor-work-up", About: id})
}

// sessionText writes what a session recorded; what it did not record is absent.
func sessionText(c *chart.Collection) evidence.Text {
	method := map[string]evidence.Text{"apheresis": {EN: "apheresis", ZH: "血细胞单采"}, "marrow-harvest": {EN: "marrow harvest", ZH: "骨髓采集"},
		"cord-collection": {EN: "cord collection", ZH: "脐血采集"}}[c.Method]
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, strings.TrimSpace(name+" "+value))
		}
	}
	add("CD34", printed(c.CD34.String()))
	add("CD3", printed(c.CD3.String()))
	add("TNC", printed(c.TNC.String()))
	add("", c.Volume.String())
	add("", c.Identifier)
	rest := strings.Join(parts, " · ")
	if c.Processed.Known() {
		method = text(method.EN+", "+c.Processed.String()+" processed", method.ZH+"，循环处理"+c.Processed.String())
	}
	if rest == "" {
		return method
	}
	return text(method.EN+" · "+rest, method.ZH+" · "+rest)
}

// collectedSum adds the CD34 doses; a session without one leaves the sum unknown.
func (r reader) collectedSum(sessions []chart.Item[*chart.Collection]) Line {
	label := text("CD34 collected, all sessions", "CD34⁺采集总量")
	sum, work := 0.0, evidence.Derivation{Label: label, Formula: "sum of the sessions", FormulaZH: "各次采集之和", Status: evidence.Derived}
	var entries []string
	for _, s := range sessions {
		if !s.Data.CD34.Known() {
			return Line{Key: "collected", Label: label, Value: text("not known: a session has no count", "不详：有一次采集未计数"), State: Gap, Entries: []string{s.ID}}
		}
		sum += s.Data.CD34.MillionsPerKilogram()
		entries = append(entries, s.ID)
		work.Steps = append(work.Steps, r.measuredStep(s.Entry, text("session", "采集"), s.Data.CD34.Number(), s.Data.CD34.Unit()))
	}
	total := quantity.MillionsPerKilogram(sum)
	work.Value, work.Unit = total.Number(), total.Unit()
	return Line{Key: "collected", Label: label, Value: same(decimal(sum, 2) + " ×10⁶/kg"), State: Done, Entries: entries, Work: &work}
}

// donorAfter is what happened to the donor, and when the donor is seen again.
func (r reader) donorAfter(d chart.Individual) Panel {
	p := Panel{Key: "after", Title: text("Adverse events and follow-up of the donor", "供者不良事件与随访"), Facts: r.facts("handbook.graft-088", "checklist.donor-safety")}
	p.Lines = append(p.Lines, r.adverseEvents(d.ID)...)
	if len(p.Lines) == 0 {
		p.Lines = append(p.Lines, Line{Key: "adverse", Label: text("Adverse events", "不良事件"), Value: text("none recorded; that is not the statement that none happened", "无记录；不等于未发生"),
			Record: &Record{Kind: "adverse-event", About: d.ID}})
	}
	when, entry := "", ""
	if w, ok := r.workUp(d.ID); ok && w.Data.FollowUpOn.Known() {
		when, entry = w.Data.FollowUpOn.String(), w.ID
	}
	p.Lines = append(p.Lines, told("follow-up", text("Long-term follow-up of the donor on", "供者长期随访日期"), same(when), entry, &Record{Kind: "donor-work-up", About: d.ID}))
	return p
}

func (r reader) adverseEvents(person string) []Line {
	var lines []Line
	for _, it := range about[*chart.AdverseEvent](r, person) {
		value := it.Data.What
		if it.Data.Grade != "" {
			value += ", grade " + it.Data.Grade
		}
		if it.Data.Outcome != "" {
			value += ", " + it.Data.Outcome
		}
		lines = append(lines, Line{Key: "adverse-" + it.ID, Label: text("Adverse event, "+r.date(it.Entry), "不良事件，"+r.date(it.Entry)), Value: same(value), State: Caution, Entries: []string{it.ID}})
	}
	return lines
}
