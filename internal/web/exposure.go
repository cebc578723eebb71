package web

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/pk"
	"github.com/dayzero-hsct/dayzero/plan"
)

func exposureRoutes() []route {
	return []route{
		{Pattern: "GET /child/{id}/exposure", Right: authz.ReadPlan, Audit: "plan.read", Do: showExposure},
		{Pattern: "GET /child/{id}/exposure/dose", Right: authz.ReadPlan, Audit: "plan.read", Do: showDose},
		{Pattern: "POST /child/{id}/exposure/levels", Right: authz.WriteEntry, Audit: "entry.write", Do: doLevel},
		{Pattern: "POST /child/{id}/exposure/order", Right: authz.OrderExposure, Audit: "exposure.order", Do: doOrderExposure},
		{Pattern: "POST /knowledge/commission", Right: authz.Commission, Audit: "knowledge.commission", Do: doCommission},
		{Pattern: "GET /programme/calibration", Right: authz.ReadProgramme, Audit: "programme.read", Do: showCalibration},
	}
}

// exposureBody is the exposure room of one drug.
type exposureBody struct {
	plan.DrugExposure
	Drugs     []choiceLink
	Beside    []besideRow
	Targets   []targetLink
	Wish      plan.ExposureWish
	Reference bool
	Dose      *doseBody
	Answer    []answerLine
	Warnings  []evidence.Text
	Cards     []modelCard
	Words     []knowledge.Scenario // scenarios that have words only
	LevelRows []levelRow
	Steps     []stepRow
	StepViews []stepFigure
	Lines     []inputRow
	Work      template.HTML
	Form      levelForm
	MayWrite  bool
	MayOrder  bool
	Sampling  *samplingBody
	Action    string
	Here      string // address of this question, for the slider
}

type targetLink struct {
	Name, Path, Bounds string
	Current            bool
	Status             evidence.Status
}

// answerLine is one labelled part of the answer.
type answerLine struct {
	Label  string
	Value  template.HTML
	Strong bool
}

type levelRow struct {
	plan.ExposureLevel
	When, Path string
	Expected   []string
}

type inputRow struct {
	plan.ExposureInput
	Text, Path string
}

// stepRow is what was believed with the first levels.
type stepRow struct {
	Label, Dose, Governing, Middle string
}

type levelForm struct {
	Value, Sampled, PumpStart, LineLag, Specimen, Method string
	AskConfirm                                           bool
}

// wishOf reads the question from the address; what cannot be read is left out.
func (v *visit) wishOf(drugs []string) plan.ExposureWish {
	number := func(name string) int {
		n, err := strconv.Atoi(v.r.FormValue(name))
		if err != nil {
			return 0
		}
		return n
	}
	w := plan.ExposureWish{Drug: v.r.FormValue("drug"), Target: v.r.FormValue("target"), Every: number("every"), Count: number("count"), Minutes: number("minutes")}
	if !slices.Contains(drugs, w.Drug) && len(drugs) > 0 {
		w.Drug = drugs[0]
	}
	return w
}

// askedExposure is the question of the exposure room about one child.
type askedExposure struct {
	child      *child
	wish       plan.ExposureWish
	drugs      []string
	signatures int // of commissioning; with the record they name the answer
	predict    func() (plan.DrugExposure, error)
}

// askExposure opens the child and reads the question of the address.
func (v *visit) askExposure() (askedExposure, error) {
	c, err := v.openChild("exposure")
	if err != nil {
		return askedExposure{}, err
	}
	base := v.door.Knowledge()
	if base == nil {
		return askedExposure{}, app.ErrNotFound
	}
	asked := askedExposure{child: c, drugs: plan.ExposureDrugs(c.Plan, c.View, base)}
	asked.wish = v.wishOf(asked.drugs)
	at, err := v.asOf()
	if err != nil {
		return asked, err
	}
	asked.signatures, asked.predict, err = v.door.AskExposure(v.r.Context(), v.who, c.ID, at, asked.wish)
	return asked, err
}

func showExposure(v *visit) error {
	asked, err := v.askExposure()
	if err != nil {
		return err
	}
	v.beside = itoa(asked.signatures) + " signatures of commissioning"
	return v.renderAsked(asked.child, "exposure", func() (page, error) {
		e, err := asked.predict()
		if err != nil {
			return page{}, err
		}
		return v.exposurePage(asked.child, e, asked.wish, asked.drugs)
	})
}

func (v *visit) exposurePage(c *child, e plan.DrugExposure, wish plan.ExposureWish, drugs []string) (page, error) {
	w := i18n.For(v.lang)
	body := exposureBody{DrugExposure: e, Wish: wish, Reference: !e.Orderable, Action: c.base() + "/exposure", MayWrite: v.may(authz.WriteEntry) && app.MayWrite(v.who.Role, "measurement"),
		MayOrder: v.may(authz.OrderExposure) && e.Orderable && c.Now}
	for _, d := range drugs {
		body.Drugs = append(body.Drugs, choiceLink{Name: plan.Words(d).In(v.lang), Path: c.question(plan.ExposureWish{Drug: d}), Current: d == wish.Drug})
	}
	body.Beside = c.beside(plan.DrugsBeside(c.Plan, drugs, v.door.Knowledge()), wish)
	body.Targets, body.Here = c.targets(e, wish), c.question(wish)
	body.Lines, body.LevelRows = c.inputs(e), c.levels(e)
	for _, s := range e.Scenarios {
		if s.Clearance == 0 {
			body.Words = append(body.Words, s)
		}
	}
	if e.Decision != nil {
		if err := v.fillDecision(c, &body); err != nil {
			return page{}, err
		}
	}
	body.Form = levelForm{Value: v.field("value"), Sampled: v.field("sampled"), PumpStart: v.field("pump"), LineLag: v.field("lag"), Specimen: v.field("specimen"),
		Method: v.field("method"), AskConfirm: v.alert != nil && v.implausible}
	v.fillSampling(&body)
	return page{Title: w.Exposure.Title, Child: c, Body: body}, nil
}

// besideRow is one drug beside the others.
type besideRow struct {
	plan.DrugBeside
	Path, Ceiling string
	Current       bool
}

func (c *child) beside(drugs []plan.DrugBeside, wish plan.ExposureWish) []besideRow {
	var out []besideRow
	for _, d := range drugs {
		row := besideRow{DrugBeside: d, Path: c.question(plan.ExposureWish{Drug: d.Drug}), Current: d.Drug == wish.Drug}
		if d.Target != nil {
			row.Ceiling = boundsText(*d.Target, c.Words())
		}
		out = append(out, row)
	}
	return out
}

// question is the address of the room with a question.
func (c *child) question(w plan.ExposureWish) string {
	q := url.Values{"drug": {w.Drug}}
	if w.Target != "" {
		q.Set("target", w.Target)
	}
	if w.Every > 0 && w.Count > 0 {
		q.Set("every", itoa(w.Every))
		q.Set("count", itoa(w.Count))
		q.Set("minutes", itoa(w.Minutes))
	}
	if !c.Now {
		q.Set("as-of", c.Plan.AsOf.String())
	}
	return c.base() + "/exposure?" + q.Encode()
}

func (c *child) targets(e plan.DrugExposure, w plan.ExposureWish) []targetLink {
	var out []targetLink
	for _, t := range e.Known.Targets {
		asked := w
		asked.Target = t.ID
		out = append(out, targetLink{Name: t.Name.In(c.visit.lang), Path: c.question(asked), Bounds: boundsText(t, c.Words()), Status: t.Fact.Status, Current: e.Target != nil && e.Target.ID == t.ID})
	}
	return out
}

// boundsText writes a band with unit and what it is per.
func boundsText(t knowledge.ExposureTarget, w *i18n.Words) string {
	b := significant(t.Ceiling.Value) + " " + exposureUnit(t.Ceiling.Unit) + " / " + i18n.Term(langOf(w), "per-"+t.Ceiling.Per)
	if t.Floor != nil {
		return significant(t.Floor.Value) + "–" + b
	}
	return "≤ " + b
}

func exposureUnit(unit string) string {
	return strings.NewReplacer("mg*h/L", "mg·h/L", "uM*min", "µM·min").Replace(unit)
}

// significant writes a number for the eye with four significant digits.
func significant(x float64) string {
	text := strconv.FormatFloat(x, 'g', 4, 64)
	if v, err := strconv.ParseFloat(text, 64); err == nil {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return text
}

// share writes a probability in per cent.
func share(p float64) string {
	if p > 0 && p < 0.001 {
		return "< 0.1 %"
	}
	return strconv.FormatFloat(100*p, 'f', 1, 64) + " %"
}

func langOf(w *i18n.Words) string {
	if w == i18n.For(i18n.Chinese) {
		return i18n.Chinese
	}
	return i18n.English
}

func (c *child) inputs(e plan.DrugExposure) []inputRow {
	var out []inputRow
	for _, in := range e.Inputs {
		row := inputRow{ExposureInput: in}
		if in.Known && in.Key != "SEX" { // its number is the model's code, its word stands in the note
			unit := in.Value.Unit
			if unit == "years" || unit == "weeks" { // the units that are words
				unit = i18n.Term(c.visit.lang, unit)
			}
			row.Text = strings.TrimSpace(significant(in.Value.Value) + " " + strings.TrimSuffix(unitText(unit), "1"))
		}
		if in.Entry != "" {
			row.Path = c.Entry(in.Entry)
		}
		out = append(out, row)
	}
	return out
}

func (c *child) levels(e plan.DrugExposure) []levelRow {
	var out []levelRow
	for _, l := range e.Levels {
		row := levelRow{ExposureLevel: l, When: l.At.In(c.View.Location).Format("2006-01-02 15:04"), Path: c.Entry(l.Entry)}
		if _, bands := e.Plausible(l.Entry); len(bands) > 0 {
			for _, b := range bands {
				row.Expected = append(row.Expected, significant(b.Low)+"–"+significant(b.High)+" "+b.Unit)
			}
		}
		out = append(out, row)
	}
	return out
}

// fillDecision fills everything that rests on the models.
func (v *visit) fillDecision(c *child, body *exposureBody) error {
	e := body.DrugExposure
	mg, err := askedDose(v.r.URL.Query().Get("dose"), e)
	if err != nil {
		return err
	}
	if body.Dose, err = v.doseOf(c, e, mg); err != nil {
		return err
	}
	body.Answer = v.answer(e)
	for _, w := range e.Decision.Warnings {
		body.Warnings = append(body.Warnings, w.Text)
	}
	for _, m := range body.Dose.At.Models {
		body.Cards = append(body.Cards, v.card(e, m))
	}
	for _, s := range e.Steps {
		body.Steps = append(body.Steps, v.step(s))
	}
	if body.StepViews, err = v.stepFigures(c, e); err != nil {
		return err
	}
	tree := e.Decision.Derivation.HTML(v.lang)
	body.Work = template.HTML(strings.Replace(string(tree), `<details class="derivation"`, `<details class="derivation" open`, 1))
	return nil
}

func (v *visit) step(s plan.ExposureStep) stepRow {
	w := i18n.For(v.lang).Exposure
	row := stepRow{Label: w.BeforeLevels, Dose: w.NoDose, Governing: s.Decision.Governing}
	if s.Levels > 0 {
		row.Label = itoa(s.Levels) + " " + w.AfterLevels
		if s.Levels == 1 {
			row.Label = "1 " + w.AfterLevel
		}
	}
	if s.Decision.Dose != nil {
		row.Dose = significant(s.Decision.Dose.Value) + " mg"
	}
	for _, m := range s.Decision.Models {
		if m.ID == s.Decision.Governing && m.Median != nil {
			row.Middle = significant(*m.Median) + " (" + significant(*m.Low) + "–" + significant(*m.High) + ") mg·h/L"
		}
	}
	return row
}

// work links a number to the derivation on the same page.
func work(text string) template.HTML {
	return template.HTML(`<a class="number" href="#work">` + template.HTMLEscapeString(text) + `</a>`)
}

// answer is the decision in lines.
func (v *visit) answer(e plan.DrugExposure) []answerLine {
	w, d := i18n.For(v.lang).Exposure, e.Decision
	var out []answerLine
	add := func(label, text string) { out = append(out, answerLine{Label: label, Value: work(text)}) }
	switch {
	case e.Complete:
		out = append(out, answerLine{Label: w.Answer, Value: template.HTML(template.HTMLEscapeString(w.Complete))})
	case d.Dose == nil:
		out = append(out, answerLine{Label: w.NoDose, Value: template.HTML(template.HTMLEscapeString(d.Why.In(v.lang))), Strong: true})
	default:
		out = append(out, answerLine{Label: w.Largest, Value: work(significant(d.Dose.Value) + " mg " + w.Each), Strong: true})
		if e.Known.DoseMass != "" {
			add(w.MassBasis, i18n.Term(v.lang, e.Known.DoseMass))
		}
		add(w.Course, significant(d.PlannedTotal.Value)+" mg ("+itoa(d.Administrations)+" ×)")
		add(w.Governs, d.Governing)
		add(w.Recheck, significant(d.Recheck.Dose)+" mg")
		if d.Capped {
			add(w.Capped, significant(d.Dose.Value)+" mg")
		}
		if change := map[string]string{"up": w.Up, "down": w.Down, "same": w.Same}[d.Change]; change != "" {
			add(w.Change, change)
		}
		if d.SecondLevel {
			add(w.SecondReader, w.SecondLevel)
		}
	}
	for _, m := range d.Models {
		if m.ID == d.Governing && m.Received != nil && len(e.Given) > 0 {
			add(w.Received, significant(*m.Received)+" mg·h/L")
		}
	}
	add(w.Ceiling, significant(d.Ceiling.Value)+" mg·h/L")
	if d.Floor != nil {
		add(w.Floor, significant(d.Floor.Value)+" mg·h/L")
	} else {
		add(w.Floor, w.NoFloor)
	}
	return out
}

// askedDose is the dose of the slider in mg: what the address asks for, else the
// largest dose, else the dose that is running.
func askedDose(text string, e plan.DrugExposure) (float64, error) {
	if e.Complete {
		return 0, nil
	}
	if text != "" {
		mg, err := strconv.ParseFloat(text, 64)
		if err != nil || !(mg >= 0) || mg > 1e6 {
			return 0, errBadDose
		}
		return mg, nil
	}
	if e.Decision.Dose != nil {
		return e.Decision.Dose.Value, nil
	}
	if e.Case.Running != nil {
		return e.Case.Running.Value, nil
	}
	return 0, nil
}

// modelCard is one model beside the others.
type modelCard struct {
	pk.ModelVerdict
	Path, State, Class   string
	Largest, Exposure    string
	Above, Below         string
	Weight, WeightAIC    string
	Distances            []string
	Cautions, Conflicts  []pk.Sentence
	Upper                string
	StressLines          []string
	Title                string
	Commissioned, Silent bool
}

func (v *visit) card(e plan.DrugExposure, m pk.ModelVerdict) modelCard {
	w := i18n.For(v.lang).Exposure
	card := modelCard{ModelVerdict: m, Path: "/knowledge/model/" + url.PathEscape(m.ID), State: w.Silent, Class: "silent", Silent: m.LargestDose == nil}
	switch {
	case m.Credible && m.Widened > 0:
		card.State, card.Class = w.Credible+"; "+w.Widened, "credible"
	case m.Credible:
		card.State, card.Class = w.Credible, "credible"
	case m.Extrapolated:
		card.State, card.Class = w.Outside, "outside"
	case m.Valid:
		card.State, card.Class = w.NotCredible, "outside"
	}
	if base := v.door.Knowledge(); base != nil {
		if k, ok := base.Model(m.ID); ok {
			card.Cautions, card.Conflicts = k.File.Cautions, k.File.Evidence.Conflicts
		}
	}
	if m.LargestDose != nil {
		card.Largest = significant(*m.LargestDose) + " mg"
	}
	if m.Median != nil {
		card.Exposure = significant(*m.Median) + " (" + significant(*m.Low) + "–" + significant(*m.High) + ") mg·h/L"
		card.Above = share(*m.PAboveCeiling)
	}
	if m.PBelowFloor != nil {
		card.Below = share(*m.PBelowFloor)
	}
	if m.Weight != nil {
		card.Weight, card.WeightAIC = share(*m.Weight), share(*m.WeightAIC)
	}
	v.scales(&card, e)
	return card
}

// scales fills distances, the other mass basis and the scenarios of a card.
func (v *visit) scales(card *modelCard, e plan.DrugExposure) {
	w := i18n.For(v.lang).Exposure
	keys := make([]string, 0, len(card.Distance))
	for k := range card.Distance {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		card.Distances = append(card.Distances, pk.CovariateName(k).In(v.lang)+" "+significant(card.Distance[k]))
	}
	if u := card.ModelVerdict.Upper; u != nil {
		card.Upper = significant(u.Median) + " mg·h/L; " + w.Above + " " + share(u.PAboveCeiling)
	}
	for _, s := range card.Stress {
		name := s.ID
		for _, k := range e.Scenarios {
			if k.ID == s.ID {
				name = k.Name.In(v.lang)
			}
		}
		card.StressLines = append(card.StressLines, name+": "+significant(s.Median)+" mg·h/L; "+w.Above+" "+share(s.PAboveCeiling))
	}
}

// shownAt formats a moment of the course in the centre's time zone.
func (c *child) shownAt(e plan.DrugExposure, hours float64) string {
	return e.Start.Add(time.Duration(hours * float64(time.Hour))).In(c.View.Location).Format("01-02 15:04")
}
