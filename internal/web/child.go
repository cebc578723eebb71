package web

import (
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/rooms"
	"github.com/dayzero-hsct/dayzero/ward"
)

// child is one child as of a day: the plan and the chart behind a page, and the
// addresses that keep the day.
type child struct {
	visit *visit
	ID    string
	Plan  plan.Plan
	View  chart.View
	// Limits are those of the centre at the moment of the view; the course reads them.
	Limits ward.Limits
	Full   bool // the reader may read the plan; else only header and chart
	Now    bool // seen from now
	Room   string
	Head   header
	Steps  []stepView
	AsOf   asOfView
	// Headline says in one sentence how the room's step stands; empty elsewhere.
	Headline evidence.Text
	Tour     *tourBar          // the page is a stop of the tour; nil elsewhere
	Donor    *chart.Individual // whose own chart the page is; nil elsewhere
	forms    int
	byID     map[string]int // the place of each entry of the record; see entry
}

// header is the identity and the facts on every page about the child.
type header struct {
	Name       evidence.Text
	Synthetic  bool
	Notice     evidence.Text
	Identity   []string
	Identifier string
	Born       string
	Facts      []factView
	Day        string
}

// factView is one labelled fact of the header.
type factView struct {
	Label  string
	Value  template.HTML
	After  string
	Strong bool
	Alarm  bool
}

// stepView is one mark on the journey ribbon.
type stepView struct {
	plan.Step
	Path    string
	Symbol  string
	Word    string
	Current bool // the page shown now is this room
}

// asOfView is the scrubber: a date and the days between the first entry and today.
type asOfView struct {
	Date, Min, Max, Before, After string
	Offset, Span                  int
	Day                           string
	Path                          string // page without the day
}

func itoa(n int) string { return strconv.Itoa(n) }

// asOf reads the day a page is asked for: ?as-of=2024-12-20, or in a submitted
// form the hidden field; nothing means now.
func (v *visit) asOf() (app.AsOf, error) {
	asked := v.r.URL.Query().Get("as-of")
	if asked == "" && v.r.PostForm != nil {
		asked = v.field("as-of")
	}
	if asked == "" {
		return app.AsOf{}, nil
	}
	d, err := day.ParseDate(asked)
	if err != nil {
		return app.AsOf{}, errBadDate
	}
	return app.AsOf{Date: d}, nil
}

// openChild reads the child for a page. A reader without the right to the plan
// gets header and chart.
func (v *visit) openChild(room string) (*child, error) {
	at, err := v.asOf()
	if err != nil {
		return nil, err
	}
	c := &child{visit: v, ID: v.r.PathValue("id"), Room: room, Now: at.Now(), Full: v.may(authz.ReadPlan) || v.route.Right == authz.ReadPlan}
	if c.Full {
		c.Plan, c.View, err = v.door.Plan(v.r.Context(), v.who, c.ID, at)
	} else {
		c.View, err = v.door.Chart(v.r.Context(), v.who, c.ID, at)
		c.Plan = planOfChart(c.View)
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// dress fills what stands round every room: header, scrubber, journey, headline
// and tour. A page that was made before needs none of it.
func (c *child) dress() {
	c.fillHeader()
	c.fillAsOf()
	c.fillSteps()
	c.Tour = c.visit.tour()
	if c.Full {
		c.Headline = rooms.Headline(c.Plan, c.View, c.visit.door.Knowledge(), c.Room)
	}
}

// planOfChart fills the header for a reader who reads the chart alone.
func planOfChart(v chart.View) plan.Plan {
	p := plan.Plan{Case: v.Case.ID, Title: v.Case.Title, Notice: v.Case.Notice, Synthetic: v.Case.Synthetic}
	if v.Location == nil {
		return p
	}
	p.AsOf = v.Today()
	if r, ok := v.Recipient(); ok {
		p.Child.ID, p.Child.Label, p.Child.Identifier, p.Child.Sex, p.Child.Birth = r.ID, r.Label, r.Identifier, r.Sex, r.Birth
		if age, known := r.Age(v); known {
			p.Child.Age, p.Child.AgeKnown = evidence.Text{EN: age.String(), ZH: age.Chinese()}, true
		}
	}
	return p
}

func (c *child) base() string { return "/child/" + url.PathEscape(c.ID) }

// query keeps the day on every address about the child.
func (c *child) query() string {
	if c.Now {
		return ""
	}
	return "?as-of=" + c.Plan.AsOf.String()
}

// Link is the address of a room; the empty room is the child's own page.
func (c *child) Link(room string) string {
	if room == "" {
		return c.base() + c.query()
	}
	return c.base() + "/" + room + c.query()
}

// Entry is the address of an entry.
func (c *child) Entry(id string) string {
	return c.base() + "/entry/" + url.PathEscape(id) + c.query()
}

// Work is the address of a derivation; a measured value opens to its entry.
func (c *child) Work(key string) string {
	if id, measured := strings.CutPrefix(key, "entry/"); measured {
		return c.Entry(id)
	}
	parts := strings.Split(key, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return c.base() + "/derivation/" + strings.Join(parts, "/") + c.query()
}

// Day is the value of the hidden field that keeps the day in a form.
func (c *child) Day() string {
	if c.Now {
		return ""
	}
	return c.Plan.AsOf.String()
}

// Fig shows a figure as a link to the work behind it.
func (c *child) Fig(f plan.Figure) template.HTML {
	if !f.Known {
		return template.HTML(`<span class="unknown">` + template.HTMLEscapeString(i18n.For(c.visit.lang).Site.NoValue) + `</span>`)
	}
	text := f.Text
	if unit := unitText(f.Unit); unit != "" {
		text += " " + unit
	}
	return c.Num(text, f.Derivation)
}

// Num shows a number as a link to its derivation. A number without one is
// marked, and a test refuses it on the plan page.
func (c *child) Num(text, key string) template.HTML {
	shown := template.HTMLEscapeString(text)
	if key == "" {
		return template.HTML(`<span class="number unworked">` + shown + `</span>`)
	}
	return template.HTML(`<a class="number" href="` + template.HTMLEscapeString(c.Work(key)) + `">` + shown + `</a>`)
}

// Words gives the catalogue of the page.
func (c *child) Words() *i18n.Words { return i18n.For(c.visit.lang) }

// Writable reports whether the page may carry forms: a record is written as it
// stands now; in a demonstration the story of a synthetic child is played
// through on past days too.
func (c *child) Writable() bool { return c.Now || c.visit.door.Demo() }

// WritesEntries reports whether the reader may record entries on this page.
func (c *child) WritesEntries() bool { return c.Writable() && c.visit.may(authz.WriteEntry) }

// Forgery is the secret that each form carries.
func (c *child) Forgery() string { return c.visit.who.Forgery }

// name is what the child is called on its pages.
func (c *child) name() evidence.Text {
	if c.Plan.Child.Label.Empty() {
		return c.Plan.Title
	}
	return c.Plan.Child.Label
}

func (c *child) fillHeader() {
	lang, p := c.visit.lang, c.Plan
	h := header{Name: c.name(), Synthetic: p.Synthetic, Notice: p.Notice, Identifier: p.Child.Identifier, Day: c.transplantDay()}
	if h.Identifier == "" {
		h.Identifier = c.ID
	}
	if p.Child.Birth.Known() {
		h.Born = p.Child.Birth.String()
	}
	if who := personWord(p.Child, lang); who != "" {
		h.Identity = append(h.Identity, who)
	}
	if p.Disease.Known || !p.Disease.Name.Empty() {
		h.Identity = append(h.Identity, diseaseWord(p, lang))
	}
	h.Facts = c.facts()
	c.Head = h
}

// personWord is sex and age, "boy, 7 months".
func personWord(c plan.Child, lang string) string {
	var parts []string
	switch c.Sex {
	case "male":
		parts = append(parts, i18n.Term(lang, "boy"))
	case "female":
		parts = append(parts, i18n.Term(lang, "girl"))
	}
	if !c.Age.Empty() {
		parts = append(parts, c.Age.In(lang))
	}
	return strings.Join(parts, comma(lang))
}

func comma(lang string) string {
	if lang == i18n.Chinese {
		return "，"
	}
	return ", "
}

// diseaseWord is the disease with inheritance and phase.
func diseaseWord(p plan.Plan, lang string) string {
	var more []string
	phase := p.Child.Phase.In(lang)
	inheritance := ""
	if p.Disease.Inheritance != "" {
		inheritance = i18n.Term(lang, p.Disease.Inheritance)
	}
	if inheritance != "" && !strings.Contains(phase, inheritance) {
		more = append(more, inheritance)
	}
	if phase != "" {
		more = append(more, phase)
	}
	name := p.Disease.Name.In(lang)
	if len(more) == 0 {
		return name
	}
	if lang == i18n.Chinese {
		return name + "（" + strings.Join(more, "，") + "）"
	}
	return name + " (" + strings.Join(more, ", ") + ")"
}

// facts is the line of facts under the name.
func (c *child) facts() []factView {
	if !c.Full {
		return nil
	}
	w, p, lang := c.Words(), c.Plan.Child, c.visit.lang
	facts := []factView{{Label: w.Child.Weight, Value: c.Fig(p.Weight), After: paren(p.WeightDate.In(lang)), Strong: true}}
	if p.DosingWeight.Known {
		facts = append(facts, factView{Label: w.Child.DosingWeight, Value: c.Fig(p.DosingWeight), Strong: true})
	}
	facts = append(facts,
		factView{Label: w.Child.Length, Value: c.Fig(p.Length), Strong: true},
		factView{Label: w.Child.BSA, Value: c.Fig(p.Surface), After: p.Formula, Strong: true},
		factView{Label: w.Child.BloodGroup, Value: c.groups(), Strong: true},
		c.words(w.Child.Allergies, p.Allergies), c.radiosensitive(),
		c.words(w.Child.Ionising, p.Ionising), c.words(w.Child.BCG, p.BCG))
	if !p.Isolation.Empty() {
		facts = append(facts, c.words(w.Child.Isolation, p.Isolation))
	}
	return facts
}

func paren(s string) string {
	if s == "" {
		return ""
	}
	return "(" + s + ")"
}

func (c *child) words(label string, text evidence.Text) factView {
	f := factView{Label: label, Value: statement(text, c.visit.lang), Strong: true}
	if text.Empty() {
		f.Value, f.Strong = template.HTML(template.HTMLEscapeString(c.Words().Site.Unknown)), false
	}
	return f
}

func (c *child) groups() template.HTML {
	p := c.Plan.Child
	if p.BloodGroup == "" {
		return template.HTML(template.HTMLEscapeString(c.Words().Site.Unknown))
	}
	text := p.BloodGroup
	if p.DonorGroup != "" {
		text += " ← " + c.Words().Child.DonorGroup + " " + p.DonorGroup
	}
	return template.HTML(template.HTMLEscapeString(text))
}

// radiosensitive says it in a word, never by colour alone.
func (c *child) radiosensitive() factView {
	w, p := c.Words(), c.Plan.Child
	f := factView{Label: w.Child.Radiosensitive, Strong: true, Alarm: p.Radiosensitive != "no"}
	text := map[string]string{"yes": w.Child.RadioYes, "no": w.Child.RadioNo}[p.Radiosensitive]
	if text == "" {
		text = w.Child.RadioHandled
	}
	f.Value = template.HTML(template.HTMLEscapeString(text))
	if _, ok := c.Plan.Derivations["radiosensitivity"]; ok {
		f.Value = template.HTML(fmt.Sprintf(`<a href="%s">%s</a>`, template.HTMLEscapeString(c.Work("radiosensitivity")), f.Value))
	}
	return f
}

// transplantDay is the day count of the page, "Day −13".
func (c *child) transplantDay() string {
	if c.visit.lang == i18n.Chinese && c.Plan.Child.TransplantDayZH != "" {
		return c.Plan.Child.TransplantDayZH
	}
	return c.Plan.Child.TransplantDay
}

func (c *child) fillSteps() {
	w := c.Words()
	for _, s := range c.Plan.Journey {
		step := stepView{Step: s, Path: c.Link(s.Key), Symbol: "○", Word: w.Child.StateAhead, Current: s.Key == c.Room}
		switch s.State {
		case "done":
			step.Symbol, step.Word = "✓", w.Child.StateDone
		case "current":
			step.Symbol, step.Word = "●", w.Child.StateCurrent
		}
		c.Steps = append(c.Steps, step)
	}
}

// fillAsOf prepares the scrubber between birth, or the first entry, and today.
func (c *child) fillAsOf() {
	if c.View.Location == nil || !c.Plan.AsOf.Known() {
		return
	}
	today := day.DateOf(c.visit.door.Now(), c.View.Location)
	first := c.Plan.AsOf
	if c.Plan.Child.Birth.Known() && c.Plan.Child.Birth.Before(first) {
		first = c.Plan.Child.Birth
	}
	for _, e := range c.View.Case.Entries {
		if d := c.View.DateOf(e); d.Known() && d.Before(first) {
			first = d
		}
	}
	last := today
	if c.Plan.AsOf.After(last) {
		last = c.Plan.AsOf
	}
	c.AsOf = asOfView{Date: c.Plan.AsOf.String(), Min: first.String(), Max: last.String(),
		Before: c.Plan.AsOf.AddDays(-1).String(), After: c.Plan.AsOf.AddDays(1).String(),
		Offset: c.Plan.AsOf.DaysSince(first), Span: last.DaysSince(first), Day: c.Head.Day, Path: c.visit.pagePath(c)}
	if !c.Plan.AsOf.Before(last) {
		c.AsOf.After = ""
	}
}

// pagePath is the address of the page without its query; after a form, the room
// the form stands on.
func (v *visit) pagePath(c *child) string {
	if v.r.Method == "GET" {
		return v.r.URL.EscapedPath()
	}
	if c.Room == "" {
		return c.base()
	}
	return c.base() + "/" + c.Room
}

// scrubbed turns the slider's days into a date: the page then redirects to the
// one address of that day. ok is false when the slider was not used.
func (v *visit) scrubbed() (to string, ok bool) {
	q := v.r.URL.Query()
	from, offset := q.Get("from"), q.Get("offset")
	if from == "" || offset == "" {
		return "", false
	}
	first, err := day.ParseDate(from)
	days, wrong := strconv.Atoi(offset)
	if err != nil || wrong != nil || days < 0 || days > 200*366 {
		return "", false
	}
	return v.r.URL.EscapedPath() + "?as-of=" + first.AddDays(days).String(), true
}
