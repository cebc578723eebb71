package web

import (
	"html/template"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/plot"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/rooms"
)

// diagnosisBody is the room of the variants: what was found, how it lies, what
// class it has by either system, and whether it explains the disease.
type diagnosisBody struct {
	plan.Diagnosis
	Title        evidence.Text
	Full         bool // the reader may see the plan; a reader of the chart alone sees the entries
	Symbol, Word string
	Class        string
	Lines        []variantView
	Pedigree     template.HTML
	Next         []roomLine // what would close the gap
	Record       recordView
	Rows         []entryRow
}

type variantView struct {
	plan.VariantLine
	Path    string
	Problem evidence.Text // of the form of the name
}

// diagnosisMark says the statement by symbol, word and class of the style sheet.
func diagnosisMark(state string, w *i18n.Words) (symbol, word, class string) {
	switch state {
	case "proven":
		return "✓", w.Diagnosis.Proven, "good"
	case "cis":
		return "■", w.Diagnosis.NotExplained, "stop"
	}
	return "◇", w.Diagnosis.Gap, "gap"
}

func showDiagnosis(v *visit) error {
	c, err := v.openChild("diagnosis")
	if err != nil {
		return err
	}
	return v.renderChild(c, "diagnosis", func() page {
		w := i18n.For(v.lang)
		body := diagnosisBody{Diagnosis: c.Plan.Diagnosis, Title: roomTitles["diagnosis"], Full: c.Full, Pedigree: plot.Pedigree(c.pedigree()),
			Rows: c.entryRows(c.ofKinds([]chart.Kind{"diagnosis", "variant", "functional-assay", "finding"}))}
		body.Symbol, body.Word, body.Class = diagnosisMark(body.State, w)
		for _, line := range c.Plan.Diagnosis.Variants {
			line.Rule = i18n.CombiningRule(v.lang, line.Rule)
			body.Lines = append(body.Lines, variantView{line, c.Entry(line.Entry), rooms.NameProblem(line)})
		}
		body.Record = c.recordHere("variant", "functional-assay", "finding", "diagnosis", "family-member")
		for _, l := range rooms.NextTests(c.Plan, c.View) {
			body.Next = append(body.Next, c.roomLine(l))
		}
		return page{Title: roomTitles["diagnosis"].In(v.lang), Child: c, Body: body}
	})
}
