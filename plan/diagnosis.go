package plan

import (
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/genetics"
)

// Diagnosis is the statement "explained by the variants" or the named gap, with
// everything it rests on.
type Diagnosis struct {
	Variants  []VariantLine
	Phase     evidence.Text // how two variants lie to each other, and why
	PhaseKey  string        // trans, cis, unproven, homozygous; empty with fewer than two
	Explained evidence.Text
	State     string // proven, cis, gap
	Cautions  []evidence.Text
	Assays    []Line
	Findings  []Line
}

// VariantLine is one variant of the child with both classifications side by
// side; neither overrules the other, and neither is the laboratory's own.
type VariantLine struct {
	Entry, Gene, HGVS, Protein, Transcript string
	Zygosity, Origin, Method, Laboratory   string
	Accreditation                          string // of the laboratory for this test
	Date                                   string
	Reported                               string // class as the laboratory reported it
	Criteria                               []string
	Classified                             bool
	Rules, PointsClass                     evidence.Text
	Rule                                   string
	Points                                 int
	Disagree                               bool
	Note                                   evidence.Text // why nothing is classified, or what the engine remarks
	OtherGene                              bool
	Father, Mother                         string // present, absent, not tested
}

// stateDiagnosis fills the diagnosis room.
func (m *maker) stateDiagnosis() error {
	d := &m.plan.Diagnosis
	d.Explained, d.State, d.Cautions = m.variants.explain.Reason, m.plan.Disease.ExplainedState, m.variants.explain.Cautions
	obs := m.variants.family.Observations
	d.PhaseKey = phaseFact(obs)
	if len(obs) >= 2 {
		_, d.Phase = genetics.Phase(obs[0], obs[1])
	}
	for _, it := range chart.All[*chart.Variant](m.v) {
		if m.v.Concerns(it.Entry, m.recipient) {
			d.Variants = append(d.Variants, m.variantLine(it))
		}
	}
	for _, it := range chart.All[*chart.FunctionalAssay](m.v) {
		if m.v.Concerns(it.Entry, m.recipient) {
			d.Assays = append(d.Assays, Line{Key: it.ID, Label: Said(it.Data.Assay), Entries: []string{it.ID},
				Text: text(it.Data.Result+interpreted(it.Data.Interpretation).EN, Said(it.Data.Result).ZH+interpreted(it.Data.Interpretation).ZH)})
		}
	}
	for _, it := range chart.All[*chart.Finding](m.v) {
		if m.v.Concerns(it.Entry, m.recipient) {
			label := featureText[it.Data.Feature]
			d.Findings = append(d.Findings, Line{Key: it.ID, Label: label, Entries: []string{it.ID},
				Text: text(answerText(it.Data.Present).EN+because(it.Data.Detail), answerText(it.Data.Present).ZH+becauseZH(Said(it.Data.Detail).ZH))})
		}
	}
	return nil
}

func interpreted(key string) evidence.Text {
	return map[string]evidence.Text{
		"radiosensitive": {EN: " · radiosensitive", ZH: " · 辐射敏感"}, "not-radiosensitive": {EN: " · not radiosensitive", ZH: " · 非辐射敏感"},
		"inconclusive": {EN: " · inconclusive", ZH: " · 结果不确定"},
	}[key]
}

var featureText = map[string]evidence.Text{
	"microcephaly": {EN: "microcephaly", ZH: "小头畸形"}, "growth-failure": {EN: "growth failure", ZH: "生长迟缓"},
	"lymphopenia": {EN: "lymphopenia", ZH: "淋巴细胞减少"}, "cytopenia": {EN: "cytopenia", ZH: "血细胞减少"},
	"maternal-t-cells": {EN: "maternal T cells", ZH: "母源T细胞植入"}, "omenn-features": {EN: "Omenn features", ZH: "Omenn综合征表现"},
	"immune-reconstituted": {EN: "immune reconstitution", ZH: "免疫重建"}, "other": {EN: "other finding", ZH: "其他表现"},
}

func answerText(a chart.Answer) evidence.Text {
	switch a {
	case chart.Yes:
		return text("present", "有")
	case chart.No:
		return text("absent", "无")
	}
	return text("unknown", "不详")
}

func (m *maker) variantLine(it chart.Item[*chart.Variant]) VariantLine {
	v := it.Data
	line := VariantLine{Entry: it.ID, Gene: v.Gene, HGVS: v.HGVS, Protein: v.Protein, Transcript: v.Transcript, Zygosity: v.Zygosity, Origin: v.Origin,
		Method: v.Method, Laboratory: v.Laboratory, Accreditation: v.Accreditation, Date: m.v.DateOf(it.Entry).String(), Reported: v.Classification, Criteria: v.Criteria,
		OtherGene: m.plan.Disease.Gene != "" && v.Gene != m.plan.Disease.Gene}
	if parsed, err := genetics.ParseHGVS(v.HGVS); err == nil {
		line.Father, line.Mother = presenceText(m.presence(m.variants.father, parsed)), presenceText(m.presence(m.variants.mother, parsed))
	}
	if len(v.Criteria) == 0 {
		line.Note = text("no criteria recorded: not classified", "未记录评级证据：不分级")
		return line
	}
	criteria, err := genetics.ParseCriteria(v.Criteria)
	if err != nil {
		line.Note = text("criteria cannot be read: "+err.Error(), "评级证据代码无法识别")
		return line
	}
	c := genetics.Classify(criteria)
	line.Classified, line.Rules, line.PointsClass, line.Rule = true, c.Rules.Label(), c.PointsClass.Label(), c.Rule
	line.Points, line.Disagree, line.Note = c.Points, c.Disagree, c.Note
	return line
}

func presenceText(p genetics.Presence) string {
	if p == genetics.NotTestedFor {
		return "not-tested"
	}
	return string(p)
}
