package sheet

import (
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/plan"
)

func (t *text) gates(gates []plan.Gate) {
	t.section(t.w("gates"))
	for _, g := range gates {
		mark, state := "✓", t.w("gate-open")
		if !g.Open {
			mark, state = "✗", t.w("gate-closed")
		}
		t.para(2, mark+" "+t.in(g.Title)+colon(t.lang)+state)
		for _, m := range g.Missing {
			t.para(4, t.w("missing")+colon(t.lang)+t.in(m))
		}
	}
	t.noneIf(len(gates) == 0)
}

func (t *text) noneIf(empty bool) {
	if empty {
		t.para(2, t.w("none"))
	}
}

func (t *text) donors(p plan.Plan) {
	t.section(t.w("donors"))
	t.noneIf(len(p.Donors) == 0)
	if len(p.Donors) == 0 {
		return
	}
	var rows [][]string
	for _, d := range p.Donors {
		rank := "–"
		if d.Rank > 0 {
			rank = strconv.Itoa(d.Rank)
		}
		rows = append(rows, []string{rank, t.in(d.Label) + " [" + d.ID + "]", donorState(d, t.lang), matchText(d.Match),
			orDash(d.Match.GvHText()), orDash(d.Match.HvGText()), t.in(d.DescentText), t.in(d.FamilyText)})
	}
	t.rows(2, []string{t.w("rank"), t.w("donor"), t.w("state"), t.w("match"), t.w("gvh"), t.w("hvg"), t.w("descent"), t.w("family-variant")}, rows)
	for _, d := range p.Donors {
		for _, n := range d.Reasons {
			t.para(2, t.in(d.Label)+"  "+symbolOf(n)+" "+t.w(n.Kind)+" · "+t.in(n.Title)+"  ["+n.ID+"]")
			t.para(4, t.in(n.Message))
		}
	}
}

func symbolOf(n plan.Note) string {
	if !n.Open() {
		return "✓"
	}
	return symbol(n.Kind)
}

func donorState(d plan.Donor, lang string) string {
	state := word(d.State, lang)
	if d.Chosen {
		state += comma(lang) + word("chosen", lang)
	}
	if d.Backup {
		state += comma(lang) + word("backup", lang)
	}
	return state
}

func matchText(m plan.Match) string {
	if m.CountText() == "" {
		return "–"
	}
	return m.CountText() + "/" + strconv.Itoa(m.Of)
}

func (t *text) options(p plan.Plan) {
	t.section(t.w("options"))
	t.noneIf(len(p.Options) == 0)
	if len(p.Options) == 0 {
		return
	}
	var rows [][]string
	for _, o := range p.Options {
		var drugs, why []string
		for _, d := range o.Drugs {
			drugs = append(drugs, optionDrug(d, t.lang))
		}
		for _, n := range o.Reasons {
			why = append(why, symbolOf(n)+" "+t.in(n.Title)+" ["+n.ID+"]")
		}
		rows = append(rows, []string{o.Regimen, optionVerdict(o, t.lang), strings.Join(drugs, semicolon(t.lang)), strings.Join(why, semicolon(t.lang))})
	}
	t.rows(2, []string{t.w("option"), t.w("verdict"), t.w("drugs"), t.w("why")}, rows)
	t.chosenReasons(p)
}

// chosenReasons prints the reasons of the chosen option in full.
func (t *text) chosenReasons(p plan.Plan) {
	if o, ok := chosenOption(p); ok {
		for _, n := range o.Reasons {
			t.note(2, n)
		}
	}
}

func optionVerdict(o plan.Option, lang string) string {
	mark := map[string]string{"listed": "✓ ", "contraindicated": "■ ", "not-recommended": "▲ "}[o.Verdict]
	parts := []string{mark + word(o.Verdict, lang)}
	if o.Chosen {
		parts = append(parts, word("chosen", lang))
	}
	if o.Commissioned {
		parts = append(parts, word("commissioned", lang))
	} else {
		parts = append(parts, word("reference-only", lang))
	}
	if !o.Ranked {
		parts = append(parts, word("not-ranked", lang))
	}
	return strings.Join(parts, comma(lang))
}

// optionDrug says what is published and what it means for this child.
func optionDrug(d plan.OptionDrug, lang string) string {
	s := d.Name.In(lang) + " " + written(d.Published)
	switch {
	case d.PerCourse.Known && d.PerCourseMax.Known:
		s += " = " + written(d.PerCourse.Text) + "–" + amount(d.PerCourseMax)
	case d.PerCourse.Known:
		s += " = " + amount(d.PerCourse)
	case !d.Gap.Empty():
		s += aside("◇ "+d.Gap.In(lang), lang)
	}
	return s
}

func (t *text) matrix(p plan.Plan) {
	t.section(t.w("matrix"))
	if !p.Matrix.Known {
		t.para(2, t.w("no-matrix")+" "+t.in(p.Matrix.Remark))
		return
	}
	t.para(2, t.in(p.Matrix.Title))
	for _, m := range across(p) {
		t.para(2, "▒ "+t.in(m.Text))
	}
	head := []string{t.w("item")}
	for _, d := range p.Matrix.Days {
		head = append(head, shortDay(d))
	}
	head = append(head, t.w("course-total"))
	var rows [][]string
	for _, r := range p.Matrix.Rows {
		if len(r.Cells) == 0 {
			continue
		}
		row := []string{joined(" ", t.in(r.Name), t.in(r.Detail))}
		for i := range p.Matrix.Days {
			row = append(row, cellText(r, i, t.lang))
		}
		rows = append(rows, append(row, written(t.in(r.Total))))
	}
	t.rows(2, head, rows)
	for _, r := range p.Matrix.Rows {
		if len(r.Cells) == 0 {
			t.para(2, t.in(r.Name)+colon(t.lang)+joined(" · ", noneWord(r, t.lang), t.in(r.Span), t.in(r.Detail)))
		}
	}
	t.para(2, t.in(p.Matrix.Remark))
}

// noneWord says that a row is signed as none, unless its text already does.
func noneWord(r plan.MatrixRow, lang string) string {
	if r.None && !strings.Contains(r.Span.EN, "signed as none") {
		return word("signed-none", lang)
	}
	return ""
}

func cellText(r plan.MatrixRow, i int, lang string) string {
	if i >= len(r.Cells) || r.Cells[i].Dose == "" {
		return "–"
	}
	c := r.Cells[i]
	s := joined(" ", written(c.Dose), written(c.Detail))
	if c.Given != "" {
		s += " " + word("given", lang) + " " + written(c.Given)
	}
	return s
}

// shortDay is the head of a day column: the number with its sign.
func shortDay(d day.Transplant) string { return strings.TrimPrefix(d.Short(), "D") }

func (t *text) ledger(rows []plan.LedgerRow) {
	t.section(t.w("ledger"))
	t.noneIf(len(rows) == 0)
	if len(rows) == 0 {
		return
	}
	var lines [][]string
	for _, r := range rows {
		lines = append(lines, []string{t.in(r.Name), amount(r.Planned), amount(r.Given), amount(r.Ceiling), ledgerVerdict(r, t.lang)})
	}
	t.rows(2, []string{t.w("agent"), t.w("planned"), t.w("given-col"), t.w("ceiling"), t.w("verdict")}, lines)
	for _, r := range rows {
		t.para(2, t.in(r.Name)+colon(t.lang)+joined(" · ", t.in(r.Text), sourceLine(r.Sources, r.Status, t.lang)))
	}
}

func ledgerVerdict(r plan.LedgerRow, lang string) string {
	mark := map[string]string{"within": "✓ ", "above": "■ ", "at-ceiling": "▲ ", "unknown": "◇ "}[r.Verdict]
	return mark + word(r.Verdict, lang)
}
