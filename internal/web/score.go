package web

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/plot"
	"github.com/dayzero-hsct/dayzero/ward"
)

// scoreBody is the page of the scored forms.
type scoreBody struct {
	Forms []scoreForm
	Back  string
}

// scoreForm is one form with what was typed and what was scored last.
type scoreForm struct {
	System  string
	Title   evidence.Text
	Open    bool
	Parts   []scorePart
	Regions []scoreField
	Map     *plot.BodyMap
	Figure  any // the body map of the last form, drawn
	Last    *lastScore
	Action  string
	When    string
}

type scorePart struct {
	Title  evidence.Text
	Fields []scoreField
}

type scoreField struct {
	ID, Name, Unit, Value, Hint string
	Label                       evidence.Text
	Choices                     []option
	Number                      bool
}

// lastScore is the newest form of a system with its conclusions.
type lastScore struct {
	Day   string
	Link  entryLink
	Texts []evidence.Text
}

func showScore(v *visit) error {
	c, err := v.openWard("course")
	if err != nil {
		return err
	}
	list := ward.Assess(c.View, c.Limits)
	asked := v.r.URL.Query().Get("form")
	if asked == "" {
		asked = v.field("system")
	}
	body := scoreBody{Back: c.Link("course")}
	for i, f := range ward.Forms() {
		form := c.scoreForm(f, list)
		form.Open = f.System == asked || asked == "" && i == 0
		body.Forms = append(body.Forms, form)
	}
	return v.render("score", page{Title: i18n.For(v.lang).Course.Score, Child: c, Body: body})
}

func (c *child) scoreForm(f ward.Form, list ward.Course) scoreForm {
	form := scoreForm{System: f.System, Title: f.Title}
	typed := func(string) string { return "" }
	if c.visit.field("system") == f.System {
		typed = func(key string) string { return c.visit.field("a." + key) }
		form.When = c.visit.field("effective")
	}
	if c.WritesEntries() && app.MayWrite(c.visit.who.Role, "score") {
		form.Action = c.base() + "/course/score"
	}
	for _, p := range f.Parts {
		part := scorePart{Title: p.Title}
		for _, field := range p.Fields {
			part.Fields = append(part.Fields, c.scoreField(f.System, field, typed(field.Key)))
		}
		form.Parts = append(form.Parts, part)
	}
	if f.Body {
		for _, r := range ward.Regions() {
			form.Regions = append(form.Regions, c.scoreField(f.System, ward.FormField{Key: ward.RegionKey(r.Value), Kind: ward.NumberField, Label: r.Label, Unit: "%"}, typed(ward.RegionKey(r.Value))))
		}
	}
	c.fillLast(&form, list)
	return form
}

func (c *child) scoreField(system string, f ward.FormField, typed string) scoreField {
	out := scoreField{ID: system + "-" + strings.NewReplacer(".", "-", "[]", "").Replace(f.Key), Name: "a." + f.Key, Unit: f.Unit, Label: f.Label, Value: typed, Hint: c.scoreHint(f.Key)}
	lang := c.visit.lang
	switch f.Kind {
	case ward.NumberField:
		out.Number = true
	case ward.AnswerField:
		out.Choices = []option{{"", "–", typed == ""}, {"yes", i18n.Term(lang, "yes"), typed == "yes"}, {"no", i18n.Term(lang, "no"), typed == "no"}}
	case ward.ChoiceField:
		out.Choices = []option{{"", "–", typed == ""}}
		for _, ch := range f.Choices {
			out.Choices = append(out.Choices, option{ch.Value, ch.Label.In(lang), typed == ch.Value})
		}
	case ward.StageField:
		if f.Most > 10 {
			out.Number = true
			break
		}
		out.Choices = []option{{"", "–", typed == ""}}
		for n := 0; n <= f.Most; n++ {
			out.Choices = append(out.Choices, option{itoa(n), itoa(n), typed == itoa(n)})
		}
	}
	return out
}

// scoreHint says what was measured last, to be typed or not: a form takes no
// value that the person at the bed did not enter.
func (c *child) scoreHint(key string) string {
	what := map[string]string{"weight_kg": "body-weight", "bilirubin_umol_per_L": "bilirubin"}[key]
	r, ok := c.View.Recipient()
	if what == "" || !ok {
		return ""
	}
	list := c.View.Measured(r.ID, what)
	if len(list) == 0 {
		return ""
	}
	last := list[len(list)-1]
	return c.Words().Course.LastMeasured + " " + unitText(last.Data.Value.String()) + ", " + c.moment(last.Entry, false)
}

// fillLast shows the newest form of the system, and for the skin its body map.
func (c *child) fillLast(form *scoreForm, list ward.Course) {
	all := list.Scores
	for _, g := range list.GVHD {
		all = append(all, g.Scored)
	}
	for _, s := range all {
		if s.Form.System != form.System {
			continue
		}
		last := &lastScore{Day: dayIn(s.Day, c.visit.lang), Link: c.link(s.Entry)}
		for _, r := range s.Results {
			last.Texts = append(last.Texts, r.Grounds().Text)
		}
		form.Last = last
		if len(form.Regions) > 0 {
			form.Map = bodyMap(s, c.visit.lang)
		}
	}
	if len(form.Regions) > 0 && form.Map == nil {
		form.Map = bodyMap(ward.Scored{}, c.visit.lang)
	}
	if form.Map != nil {
		form.Figure = plot.Body(*form.Map)
	}
}

// bodyMap reads the regions of a scored form.
func bodyMap(s ward.Scored, lang string) *plot.BodyMap {
	m := &plot.BodyMap{Lang: lang, ID: "body-map", Title: i18n.For(lang).Course.BodyMap, Shares: map[string]string{}, Names: map[string]string{}}
	for _, r := range ward.Regions() {
		m.Names[r.Value] = r.Label.In(lang)
		if share := s.Answers[ward.RegionKey(r.Value)]; share != "" {
			m.Shares[r.Value] = share
		}
	}
	return m
}

// doScore records one scored form; its result is computed by the application.
func doScore(v *visit) error {
	at, err := v.asOf()
	if err != nil {
		return err
	}
	request := app.EntryRequest{AsOf: at, Kind: "score", Effective: v.field("effective"), Fields: map[string]string{"system": v.field("system")}}
	for name := range v.r.PostForm {
		if key, ok := strings.CutPrefix(name, "a."); ok && v.field(name) != "" {
			request.Fields["stages."+key] = v.field(name)
		}
	}
	if _, err := v.door.Record(v.r.Context(), v.who, v.r.PathValue("id"), request); err != nil {
		return v.again(err, showScore)
	}
	return v.redirect(v.donePath("course", "recorded", at))
}
