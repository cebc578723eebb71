package sheet

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/plan"
)

// How far ahead of the moment the text form lists the calendar, in days.
const calendarDays = 30

func (t *text) calendar(p plan.Plan) {
	t.section(t.w("calendar"))
	var rows [][]string
	left := 0
	for _, c := range p.Calendar {
		if !showsInText(p, c) {
			left++
			continue
		}
		rows = append(rows, []string{orDash(c.DayText), c.Date.String(), t.w(c.State), calendarText(c, t.lang), c.Status.Label(t.lang)})
	}
	if len(rows) > 0 {
		t.rows(2, []string{t.w("day"), t.w("date"), t.w("state"), t.w("what"), t.w("source")}, rows)
	}
	if left > 0 {
		t.para(2, strconv.Itoa(left)+" "+t.w("more-lines"))
	}
	t.noneIf(len(p.Calendar) == 0)
}

// showsInText keeps what is due, what is overdue and what comes soon.
func showsInText(p plan.Plan, c plan.CalendarLine) bool {
	switch c.State {
	case "due", "overdue":
		return true
	case "done", "past":
		return false
	}
	return !c.Date.Known() || c.Date.DaysSince(p.AsOf) <= calendarDays
}

func calendarText(c plan.CalendarLine, lang string) string {
	s := c.Text.In(lang)
	if c.Local {
		s += aside(word("local", lang), lang)
	}
	return s
}

func (t *text) outcome(o plan.Outcome) {
	t.section(t.w("outcome"))
	t.para(2, t.in(o.Sentence))
	for _, parts := range [][]plan.OutcomePart{o.Parts, o.Persists, o.NotYet} {
		for _, part := range parts {
			t.para(2, outcomeMark(part.State)+" "+t.in(part.Text)+colon(t.lang)+t.w(part.State))
			t.para(4, t.in(part.Detail))
		}
	}
	t.noneIf(o.Sentence.Empty() && len(o.Parts)+len(o.Persists)+len(o.NotYet) == 0)
}

func outcomeMark(state string) string {
	switch state {
	case "complete":
		return "✓"
	case "missing":
		return "◇"
	case "contradicted":
		return "■"
	}
	return "·"
}

func (t *text) signing(s plan.Signing) {
	t.section(t.w("signing"))
	t.para(2, t.pair("plan-hash", s.Hash))
	if len(s.Signed) == 0 {
		t.para(2, t.w("nobody"))
	}
	for _, one := range s.Signed {
		t.para(2, fmt.Sprintf("%s · %s · %s · %s · %s (%s)", one.Name, t.w(one.Role), one.At, one.Meaning, short(one.Hash), currentWord(one, t.lang)))
	}
	if s.Outdated {
		t.para(2, "▒ "+t.in(outdated.Text))
		for _, c := range s.Changed {
			t.para(4, t.w("outdated-inputs")+colon(t.lang)+t.in(c))
		}
	}
	for _, b := range s.Blocked {
		t.para(2, t.w("cannot-sign")+colon(t.lang)+t.in(b))
	}
}

func currentWord(s plan.Signed, lang string) string {
	if s.Current {
		return word("of-this-plan", lang)
	}
	return word("of-earlier", lang)
}

func (t *text) foot(p plan.Plan) {
	t.line("")
	t.line(strings.Repeat("─", t.width))
	t.para(0, t.in(plan.IntendedUse))
	t.para(0, t.w("knowledge")+" "+p.KnowledgeVersion)
}
