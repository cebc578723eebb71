package web

import (
	"context"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/plot"
	"github.com/dayzero-hsct/dayzero/plan"
)

// planBody is the plan page in its order: options, matrix, ledger, notes,
// gates, signature, calendar.
type planBody struct {
	Options  []optionView
	Matrix   matrixView
	Ledger   []ledgerView
	Imaging  []imagingView
	Matters  []noteView
	Answered []noteView
	Tasks    []noteView
	Gates    []plan.Gate
	Signing  signingView
	Due      []calendarView
	Calendar []calendarView
}

type optionView struct {
	plan.Option
	Symbol, Class, Word string
	Drugs               []drugView
	Gaps                []gapLine
	Reasons             []noteView
}

// gapLine says once for several drugs why no amount is shown.
type gapLine struct {
	Drugs string
	Text  evidence.Text
}

type drugView struct {
	plan.OptionDrug
	Amounts template.HTML
}

type matrixView struct {
	plan.Matrix
	Heads []matrixHead
	Rows  []matrixRow
}

type matrixHead struct {
	Day, Date string
	Zero      bool
}

type matrixRow struct {
	plan.MatrixRow
	Cells []matrixCell
	Total template.HTML
}

type matrixCell struct {
	Dose   template.HTML
	Detail string
	Given  string
	Zero   bool
}

type ledgerView struct {
	plan.LedgerRow
	Bar                    template.HTML
	Word, Symbol           string
	PlannedF, GivenF, Most template.HTML
}

type imagingView struct {
	plan.Exposure
	Path string
	Word string
	Sum  template.HTML
}

type signingView struct {
	plan.Signing
	Signed  []signedView
	Half    bool // one of the two signatures stands
	MaySign bool
	Past    bool // signing waits until the page shows now
	Action  string
}

// signedView is a signature with its time in the centre's time zone.
type signedView struct {
	plan.Signed
	When string
}

type calendarView struct {
	plan.CalendarLine
	Symbol, Word string
}

func showPlan(v *visit) error {
	c, err := v.openChild("plan")
	if err != nil {
		return err
	}
	return v.renderChild(c, "plan", func() page { return planOf(v, c) })
}

// planOf fills the page of the plan.
func planOf(v *visit, c *child) page {
	body := planBody{
		Options: c.options(), Matrix: c.matrix(), Ledger: c.ledger(), Imaging: c.imaging(false),
		Matters: c.viewNotes(matters(c.Plan)), Answered: c.viewNotes(answeredNotes(c.Plan)), Tasks: c.viewNotes(c.Plan.Tasks), Gates: c.Plan.Gates,
		Signing: signingView{Signing: c.Plan.Signing, MaySign: v.may(authz.SignPlan), Past: !c.Writable(), Action: c.base() + "/plan/sign"},
	}
	for _, s := range c.Plan.Signing.Signed {
		body.Signing.Signed = append(body.Signing.Signed, signedView{s, c.localTime(s.At)})
		body.Signing.Half = body.Signing.Half || (s.Current && !c.Plan.Signing.Complete)
	}
	body.Due, body.Calendar = c.calendar()
	return page{Title: i18n.For(v.lang).Plan.Title, Child: c, Body: body}
}

// soonDays is how many days ahead the short list of the calendar looks; the
// whole calendar stands folded below it.
const soonDays = 7

// soon reports whether a line belongs on the short list: due, overdue, or ahead
// within the next days.
func (c *child) soon(l plan.CalendarLine) bool {
	if l.State == "due" || l.State == "overdue" {
		return true
	}
	ahead := l.Date.DaysSince(c.Plan.AsOf)
	return l.State == "ahead" && l.Date.Known() && ahead >= 0 && ahead <= soonDays
}

// localTime prints an RFC 3339 time in the centre's time zone; other text stays.
func (c *child) localTime(at string) string {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil || c.View.Location == nil {
		return at
	}
	return t.In(c.View.Location).Format("2006-01-02 15:04")
}

// options prepares the options side by side; the verdict is a symbol and a word.
func (c *child) options() []optionView {
	w := c.Words()
	looks := map[string][3]string{"listed": {"✓", "listed", w.Plan.Listed}, "possible": {"○", "possible", w.Plan.Possible},
		"not-recommended": {"▲", "caution", w.Plan.NotRecommended}, "contraindicated": {"■", "stop", w.Plan.Contraindicated}}
	var views []optionView
	for _, o := range c.Plan.Options {
		look := looks[o.Verdict]
		view := optionView{Option: o, Symbol: look[0], Class: look[1], Word: look[2], Reasons: c.viewNotes(o.Reasons)}
		for _, d := range o.Drugs {
			view.Drugs = append(view.Drugs, drugView{d, c.amounts(d)})
		}
		view.Gaps = gapLines(o.Drugs, c.visit.lang)
		views = append(views, view)
	}
	return views
}

// gapLines joins the drugs of an option that share a reason for showing no amount.
func gapLines(drugs []plan.OptionDrug, lang string) []gapLine {
	var lines []gapLine
	for _, d := range drugs {
		if d.PerCourse.Known || d.Gap.Empty() {
			continue
		}
		i := slices.IndexFunc(lines, func(l gapLine) bool { return l.Text == d.Gap })
		if i < 0 {
			lines = append(lines, gapLine{d.Name.In(lang), d.Gap})
			continue
		}
		lines[i].Drugs += comma(lang) + d.Name.In(lang)
	}
	return lines
}

// amounts is what a published range means for this child, each number with its work.
func (c *child) amounts(d plan.OptionDrug) template.HTML {
	if !d.PerCourse.Known {
		return ""
	}
	out := c.Fig(d.PerCourse)
	if d.PerCourseMax.Known && d.PerCourseMax.Text != d.PerCourse.Text {
		out += "–" + c.Fig(d.PerCourseMax)
	}
	return out
}

func (c *child) matrix() matrixView {
	m := matrixView{Matrix: c.Plan.Matrix}
	for i, d := range m.Days {
		head := matrixHead{Day: d.String(), Zero: d == 0}
		if c.visit.lang == i18n.Chinese {
			head.Day = d.Chinese()
		}
		if i < len(m.Dates) {
			head.Date = m.Dates[i].String()
		}
		m.Heads = append(m.Heads, head)
	}
	for _, r := range c.Plan.Matrix.Rows {
		row := matrixRow{MatrixRow: r, Total: c.total(r)}
		row.None = r.None && !strings.Contains(r.Span.In(c.visit.lang), c.Words().Plan.SignedNone)
		for i, cell := range r.Cells {
			view := matrixCell{Detail: cell.Detail, Given: cell.Given, Zero: i < len(m.Days) && m.Days[i] == 0}
			if cell.Dose != "" {
				view.Dose = c.dose(cell)
			}
			row.Cells = append(row.Cells, view)
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

// dose shows a cell: a number opens to its work, a word of a text row does not.
func (c *child) dose(cell plan.MatrixCell) template.HTML {
	if cell.Derivation == "" && !strings.ContainsAny(cell.Dose, "0123456789") {
		return template.HTML(template.HTMLEscapeString(cell.Dose))
	}
	return c.Num(unitText(cell.Dose), cell.Derivation)
}

func (c *child) total(r plan.MatrixRow) template.HTML {
	text := r.Total.In(c.visit.lang)
	if text == "" || r.Derivation == "" {
		return template.HTML(template.HTMLEscapeString(unitText(text)))
	}
	return c.Num(unitText(text), r.Derivation)
}

// ledger prepares the bars; each has its numbers as text beside it.
func (c *child) ledger() []ledgerView {
	w, lang := c.Words(), c.visit.lang
	words := map[string][2]string{"within": {"✓", w.Plan.Within}, "at-ceiling": {"▲", w.Plan.AtCeiling}, "above": {"■", w.Plan.Above},
		"no-ceiling": {"◇", w.Plan.NoCeiling}, "unknown": {"◇", w.Plan.UnknownVerdict}}
	var views []ledgerView
	for _, r := range c.Plan.Ledger {
		view := ledgerView{LedgerRow: r, Symbol: words[r.Verdict][0], Word: words[r.Verdict][1],
			PlannedF: c.Fig(r.Planned), GivenF: c.Fig(r.Given), Most: c.ceiling(r)}
		view.Bar = plot.LedgerBar(plot.BarInput{Lang: lang, ID: "ledger-" + r.Agent, Title: r.Name.In(lang), Unit: unitText(r.Unit),
			Planned: barValue(r.Planned), Given: barValue(r.Given), Ceiling: barValue(r.Ceiling), Text: view.Symbol + " " + view.Word})
		views = append(views, view)
	}
	return views
}

// ceiling shows a dose ceiling; where the plan holds no derivation of it, its
// sources stand behind it in the same row.
func (c *child) ceiling(r plan.LedgerRow) template.HTML {
	if !r.Ceiling.Known || r.Ceiling.Derivation != "" {
		return c.Fig(r.Ceiling)
	}
	return template.HTML(`<details class="inline"><summary class="number">` + template.HTMLEscapeString(r.Ceiling.Text+" "+unitText(r.Ceiling.Unit)) +
		`</summary>` + string(sourceList(r.Sources, c.visit.lang)) + `</details>`)
}

func sourceList(sources []evidence.Source, lang string) template.HTML {
	if len(sources) == 0 {
		return ""
	}
	out := `<ul class="sources">`
	for _, s := range sources {
		out += `<li lang="en">` + template.HTMLEscapeString(s.String()) + `</li>`
	}
	return template.HTML(out + `</ul>`)
}

func barValue(f plan.Figure) plot.BarValue {
	return plot.BarValue{Known: f.Known, Value: f.Value, Text: f.Text}
}

// imaging lists the examinations with their gates; those known to be without
// radiation only when all are asked for.
func (c *child) imaging(all bool) []imagingView {
	var views []imagingView
	for _, x := range c.Plan.Imaging {
		if !all && x.Ionising == "no" {
			continue
		}
		view := imagingView{Exposure: x, Path: c.Entry(x.Entry), Word: i18n.Term(c.visit.lang, x.Gate)}
		if x.Dose.Known {
			view.Sum = c.Fig(x.Dose)
		}
		views = append(views, view)
	}
	return views
}

// calendar gives the short list and the whole one.
func (c *child) calendar() (due, all []calendarView) {
	looks := map[string]string{"done": "✓", "due": "●", "overdue": "■", "ahead": "○", "past": "–", "gated": "◇"}
	for _, l := range c.Plan.Calendar {
		l.DayText = strings.ReplaceAll(l.DayText, "Day ", "") // the column says what the numbers are
		all = append(all, calendarView{l, looks[l.State], i18n.Term(c.visit.lang, l.State)})
		if c.soon(l) {
			due = append(due, all[len(all)-1])
		}
	}
	return due, all
}

// doSign submits one signature; a refusal shows the plan again with its reason.
func doSign(v *visit) error {
	at, err := v.asOf()
	if err != nil {
		return err
	}
	id := v.r.PathValue("id")
	err = v.door.SignPlan(v.r.Context(), v.who, id, app.SignRequest{AsOf: at, Hash: v.field("hash"), Meaning: v.field("meaning"),
		Password: v.r.PostForm.Get("password"), Identifier: v.field("identifier")})
	if err != nil {
		return v.again(err, showPlan)
	}
	return v.redirect(v.donePath("plan", "signed", at))
}

func doOverrule(v *visit) error {
	return v.decide(v.door.Overrule)
}

func doAnswer(v *visit) error {
	return v.decide(v.door.Answer)
}

// decide submits a written decision about one note.
func (v *visit) decide(act func(context.Context, app.Principal, string, app.OverruleRequest) error) error {
	at, err := v.asOf()
	if err != nil {
		return err
	}
	err = act(v.r.Context(), v.who, v.r.PathValue("id"), app.OverruleRequest{AsOf: at, Rule: v.field("rule"), Subject: v.field("subject"),
		Reason: v.field("reason"), Password: v.r.PostForm.Get("password")})
	if err != nil {
		return v.again(err, showPlan)
	}
	return v.redirect(v.donePath("plan", "answered", at))
}

// donePath is the room to return to after a form, on the same day.
func (v *visit) donePath(room, done string, at app.AsOf) string {
	c := child{ID: v.r.PathValue("id"), Now: at.Now()}
	c.Plan.AsOf = at.Date
	separator := "?"
	if !at.Now() {
		separator = "&"
	}
	return c.Link(room) + separator + "done=" + done
}

// sheetBody is the frame of the printed order sheet.
type sheetBody struct {
	Sheet template.HTML
	Back  string
}

func showSheet(v *visit) error {
	c, err := v.openChild("plan")
	if err != nil {
		return err
	}
	printed := v.door.Now().In(c.View.Location).Format("2006-01-02 15:04")
	return v.render("sheet", page{Title: i18n.For(v.lang).Sheet.Title, Wide: true,
		Body: sheetBody{v.sheets.OrderSheet(c.Plan, v.lang, printed), c.Link("plan")}})
}

// derivationBody is one computed value with the work behind it.
type derivationBody struct {
	Key  string
	Tree template.HTML
	Back string
}

func showDerivation(v *visit) error {
	c, err := v.openChild("plan")
	if err != nil {
		return err
	}
	key := v.r.PathValue("key")
	d, ok := c.Plan.Derivations[key]
	if !ok {
		return app.ErrNotFound
	}
	tree := strings.ReplaceAll(string(d.HTML(v.lang)), `<details class="derivation"`, `<details class="derivation" open`)
	return v.render("derivation", page{Title: d.Label.In(v.lang), Child: c, Body: derivationBody{key, template.HTML(tree), c.Link("plan")}})
}
