package web

import (
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/rooms"
)

// evaluationBody is the room of the work-up before transplant.
type evaluationBody struct {
	rooms.Evaluation
	Full     bool
	Gates    []plan.Gate
	Items    []workUpView
	Ledger   []exposureView
	Scores   []panelView
	Sections []knowledge.Section
	Record   recordView
	Rows     []entryRow
}

// workUpView is one row of the checklist.
type workUpView struct {
	rooms.Item
	Symbol, Class, Word, RecordPath string
	Links                           []entryLink
}

// exposureView is one line of the radiation ledger.
type exposureView struct {
	rooms.Exposure
	Path, Word string
}

// itemLooks give each state of a checklist row symbol and class.
var itemLooks = map[string][2]string{"done": {"✓", "good"}, "abnormal": {"▲", "caution-line"}, "waived": {"✓", "caution-line"},
	"not-applicable": {"–", "muted"}, "pending": {"◷", "closed"}, "expired": {"■", "stop-line"}, "missing": {"◇", "closed"}}

var evaluationKinds = []chart.Kind{"assessment", "imaging", "infection", "score", "consent", "isolation", "blood-group", "allergy", "vaccine", "functional-assay", "device", "task"}

func showEvaluation(v *visit) error {
	c, err := v.openChild("evaluation")
	if err != nil {
		return err
	}
	return v.renderChild(c, "evaluation", func() page {
		body := evaluationBody{Full: c.Full, Record: c.recordHere(evaluationKinds...), Rows: c.entryRows(c.ofKinds(evaluationKinds))}
		if c.Full {
			c.fillEvaluation(&body)
		}
		return page{Title: roomTitles["evaluation"].In(v.lang), Child: c, Body: body}
	})
}

func (c *child) fillEvaluation(body *evaluationBody) {
	w := c.Words()
	body.Evaluation = rooms.Evaluate(c.Plan, c.View, c.visit.door.Knowledge())
	body.Gates = append([]plan.Gate{body.Gate}, c.Plan.Gates...)
	body.Sections = body.Facts
	for _, i := range body.Evaluation.Items {
		look := itemLooks[i.State]
		word := i18n.Term(c.visit.lang, i.State)
		if i.State == "missing" {
			word = w.Room.NoAssessment
		}
		view := workUpView{Item: i, Symbol: look[0], Class: look[1], Word: word, Links: c.standingLinks(i.Entries)}
		if !i.Recorded {
			view.RecordPath = c.recordLinkOf(i.Record)
		}
		body.Items = append(body.Items, view)
	}
	gates := c.imaging(true)
	for n, x := range body.Radiation {
		view := exposureView{Exposure: x, Path: c.Entry(x.Entry)}
		if n < len(gates) {
			view.Word = gates[n].Word
		}
		body.Ledger = append(body.Ledger, view)
	}
	body.Scores = c.panelViews([]rooms.Panel{body.Evaluation.Scores})
}
