package sheet

import (
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/plan"
)

// The least width of a text sheet; narrower terminals get this one.
const leastWidth = 60

// Text writes the whole plan for a terminal: header with the synthetic notice,
// stops, gaps, cautions, tasks, gates, donors, options, day matrix, ledger,
// calendar, outcome, signatures, and the foot with intended use and knowledge
// version. Lines are at most width display columns (at least 60); a Chinese
// character counts two. The text holds no control characters and no colour.
func Text(p plan.Plan, lang string, width int) string {
	t := &text{lang: lang, width: max(width, leastWidth)}
	t.header(p)
	t.notes("stops", p.Stops)
	t.notes("gaps", p.Gaps)
	t.notes("cautions", p.Cautions)
	t.notes("tasks", p.Tasks)
	t.gates(p.Gates)
	t.donors(p)
	t.options(p)
	t.matrix(p)
	t.ledger(p.Ledger)
	t.calendar(p)
	t.outcome(p.Outcome)
	t.signing(p.Signing)
	t.foot(p)
	return t.out.String()
}

// text is a plan being written.
type text struct {
	out   strings.Builder
	lang  string
	width int
}

func (t *text) w(key string) string { return word(key, t.lang) }

func (t *text) in(s evidence.Text) string { return s.In(t.lang) }

func (t *text) line(s string) { t.out.WriteString(strings.TrimRight(s, " ") + "\n") }

// para writes a paragraph with an indent; further lines hang two columns deeper.
func (t *text) para(indent int, s string) {
	if strings.TrimSpace(s) == "" {
		return
	}
	blank := strings.Repeat(" ", indent)
	for i, line := range fold(s, t.width-indent-2) {
		if i > 0 {
			line = "  " + line
		}
		t.line(blank + line)
	}
}

func (t *text) section(title string) {
	t.line("")
	t.line(strings.ToUpper(title))
}

func (t *text) rows(indent int, head []string, rows [][]string) {
	for _, line := range table(t.width-indent, head, rows) {
		t.line(strings.Repeat(" ", indent) + line)
	}
}

// pair joins label and value; an empty value is said to be not recorded.
func (t *text) pair(label, value string) string {
	if strings.TrimSpace(value) == "" {
		value = t.w("not-recorded")
	}
	return t.w(label) + colon(t.lang) + value
}

func (t *text) header(p plan.Plan) {
	c := p.Child
	t.para(0, "Dayzero · "+t.w("plan")+" · "+t.in(p.Title)+" ("+p.Case+") · "+t.w("as-of")+" "+p.AsOf.String()+dayNumber(p, t.lang, " · "))
	if p.Synthetic {
		t.para(0, "▒ "+strings.ToUpper(t.w("synthetic"))+" · "+t.notice(p))
	} else {
		t.para(0, t.in(p.Notice))
	}
	t.line(strings.Repeat("─", t.width))
	t.para(0, t.w("recipient")+"  "+t.in(c.Label)+" · "+t.pair("identifier", c.Identifier)+" · "+t.pair("born", c.Birth.String())+
		" · "+t.in(c.Age)+" · "+t.w(c.Sex))
	t.para(0, t.pair("weight", dated(c.Weight, t.in(c.WeightDate), t.lang))+" · "+t.pair("dosing-weight", known(c.DosingWeight))+
		" · "+t.pair("length", dated(c.Length, t.in(c.LengthDate), t.lang))+" · "+t.pair("bsa", surfaceOf(c)))
	t.para(0, t.pair("blood-group", bloodGroups(c, t.lang))+" · "+t.pair("allergies", t.in(c.Allergies))+" · "+t.pair("isolation", t.in(c.Isolation)))
	t.para(0, t.pair("radiosensitive", t.in(c.RadiosensitiveText))+" · "+t.pair("ionising", t.in(c.Ionising))+" · "+t.pair("bcg", t.in(c.BCG)))
	t.para(0, t.pair("disease", t.diseaseLine(p)))
	t.para(0, t.pair("day-0", dayZero(p, t.lang)))
}

func (t *text) notice(p plan.Plan) string { return noticeOf(p).In(t.lang) }

// noticeOf is the notice of the case; a synthetic case without its own words
// still says what its values are not.
func noticeOf(p plan.Plan) evidence.Text {
	if p.Notice.Empty() && p.Synthetic {
		return words["treatment-notice"]
	}
	return p.Notice
}

func (t *text) diseaseLine(p plan.Plan) string {
	return joined(" · ", t.in(p.Disease.Name), i18n.Term(t.lang, p.Disease.Inheritance), t.in(p.Disease.Explained))
}

func (t *text) notes(heading string, notes []plan.Note) {
	open := len(openNotes(notes))
	t.section(t.w(heading) + aside(strconv.Itoa(open)+t.w("items-open"), t.lang))
	if len(notes) == 0 {
		t.para(2, t.w("none"))
	}
	for _, n := range notes {
		t.note(2, n)
	}
}

func (t *text) note(indent int, n plan.Note) {
	mark := symbol(n.Kind)
	if !n.Open() {
		mark = "✓"
	}
	t.para(indent, mark+" "+t.w(n.Kind)+" · "+t.in(n.Title)+subject(n)+"  ["+n.ID+"]")
	t.para(indent+2, t.in(n.Message))
	if !n.Action.Empty() && n.Open() {
		t.para(indent+2, t.w("action")+colon(t.lang)+t.in(n.Action))
	}
	if len(n.Missing) > 0 {
		t.para(indent+2, t.w("missing")+colon(t.lang)+strings.Join(n.Missing, comma(t.lang)))
	}
	if n.Answered != nil {
		t.para(indent+2, answeredLine(*n.Answered, t.lang))
	}
	t.para(indent+2, t.sources(n.Sources, n.Status))
}

func subject(n plan.Note) string {
	if n.Subject == "" {
		return ""
	}
	return " (" + n.Subject + ")"
}

func answeredLine(a plan.Answered, lang string) string {
	return word("answered", lang) + " " + a.On.String() + " " + word("by", lang) + " " + strings.Join(a.By, comma(lang)) + colon(lang) + a.Reason
}

func (t *text) sources(sources []evidence.Source, status evidence.Status) string {
	return sourceLine(sources, status, t.lang)
}

func sourceLine(sources []evidence.Source, status evidence.Status, lang string) string {
	var all []string
	for _, s := range sources {
		all = append(all, s.In(lang))
	}
	line := ""
	if len(all) > 0 {
		line = word("source", lang) + colon(lang) + strings.Join(all, semicolon(lang))
	}
	switch {
	case status == "":
		return line
	case line == "":
		return word("status", lang) + colon(lang) + status.Label(lang)
	}
	return line + aside(status.Label(lang), lang)
}

// known writes a figure, or nothing when it is not known.
func known(f plan.Figure) string {
	if !f.Known {
		return ""
	}
	return amount(f)
}

// surfaceOf writes the body surface with its formula; a formula without a number is
// nothing.
func surfaceOf(c plan.Child) string {
	if !c.Surface.Known {
		return ""
	}
	return amount(c.Surface) + " " + c.Formula
}

func dated(f plan.Figure, date, lang string) string {
	if !f.Known {
		return ""
	}
	if date == "" {
		return amount(f)
	}
	return amount(f) + aside(date, lang)
}

func bloodGroups(c plan.Child, lang string) string {
	if c.DonorGroup == "" {
		return c.BloodGroup
	}
	return c.BloodGroup + " ← " + word("donor", lang) + " " + c.DonorGroup
}

func joined(by string, parts ...string) string {
	var kept []string
	for _, p := range parts {
		if strings.TrimSpace(p) != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, by)
}

// dayNumber is the transplant day of the moment, after a separator.
func dayNumber(p plan.Plan, lang, before string) string {
	number := p.Child.TransplantDay
	if isChinese(lang) && p.Child.TransplantDayZH != "" {
		number = p.Child.TransplantDayZH
	}
	if number == "" {
		return ""
	}
	return before + number
}

func dayZero(p plan.Plan, lang string) string {
	if !p.Child.DayZero.Known() {
		return ""
	}
	if p.Child.DayZeroPlanned {
		return p.Child.DayZero.String() + aside(word("planned-date", lang), lang)
	}
	return p.Child.DayZero.String()
}
