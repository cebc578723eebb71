package web

import (
	"bytes"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/plot"
	"github.com/dayzero-hsct/dayzero/pk"
	"github.com/dayzero-hsct/dayzero/plan"
)

// errBadDose is a dose in the address that is none.
var errBadDose = app.Refuse("dose", evidence.Text{EN: "is not a number of mg", ZH: "不是以 mg 为单位的数字"})

// doseBody is the answer for one dose: figures and their table twins. The slider
// fetches it alone.
type doseBody struct {
	Mg, Max, Step string
	Conc, AUC     template.HTML
	Table         tableView
	Curves        tableView
	At            *pk.Decision
	Complete      bool
	Reference     string
}

// showDose answers the slider with the part of the page that depends on the dose.
func showDose(v *visit) error {
	asked, err := v.askExposure()
	if err != nil {
		return err
	}
	e, err := asked.predict()
	if err != nil {
		return err
	}
	if e.Decision == nil {
		v.send([]byte("<p>" + template.HTMLEscapeString(i18n.For(v.lang).Exposure.NoDose) + "</p>"))
		return nil
	}
	mg, err := askedDose(v.r.URL.Query().Get("dose"), e)
	if err != nil {
		return err
	}
	body, err := v.doseOf(asked.child, e, mg)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := v.pages[v.lang]["exposure"].ExecuteTemplate(&out, "exposure-dose", body); err != nil {
		return fmt.Errorf("web: the answer for a dose: %w", err)
	}
	v.send(out.Bytes())
	return nil
}

// doseOf predicts the course for a dose.
func (v *visit) doseOf(c *child, e plan.DrugExposure, mg float64) (*doseBody, error) {
	w := i18n.For(v.lang).Exposure
	times := courseTimes(e.Case)
	curves, err := e.Decision.Curves(mg, times)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", app.ErrRefused, err)
	}
	body := &doseBody{Mg: significant(mg), At: e.Decision.At(e.Case, mg), Complete: e.Complete}
	body.Max, body.Step = sliderEnds(e)
	if !e.Orderable {
		body.Reference = w.Reference
	}
	body.Conc = v.concentration(c, e, curves, body.Reference)
	body.AUC = v.cumulative(c, e, curves, body.Reference)
	body.Table = v.doseTable(body.At)
	body.Curves = v.curveTable(c, e, curves)
	return body, nil
}

// sliderEnds is twice the largest dose, in two hundred steps.
func sliderEnds(e plan.DrugExposure) (most, step string) {
	top := 1.0
	switch {
	case e.Decision.Dose != nil:
		top = 2 * e.Decision.Dose.Value
	case e.Case.Running != nil:
		top = 2 * e.Case.Running.Value
	}
	magnitude := math.Pow(10, math.Floor(math.Log10(top))-2)
	top = math.Ceil(top/magnitude) * magnitude
	return significant(top), significant(magnitude / 2)
}

// courseTimes are the hours of the figure: an even grid and the ends of infusions.
func courseTimes(c *pk.DoseCase) []float64 {
	end := 24.0
	var edges []float64
	see := func(from, length float64) {
		edges = append(edges, from, from+length, from+length/2)
		end = math.Max(end, from+length+24)
	}
	for _, g := range c.GivenDoses {
		see(g.TimeH, g.DurationH)
	}
	for k := range c.Plan.Count {
		see(c.Plan.FirstH+float64(k)*c.Plan.EveryH, c.Plan.DurationH)
	}
	for i := range 101 {
		edges = append(edges, end*float64(i)/100)
	}
	slices.Sort(edges)
	return slices.CompactFunc(edges, func(a, b float64) bool { return math.Abs(a-b) < 1e-6 })
}

// ticks stand at every day, or every twelve hours of a short course.
func (c *child) ticks(e plan.DrugExposure, end float64) []plot.Tick {
	step := 24.0
	if end <= 36 {
		step = 12
	}
	for end/step > 8 {
		step *= 2
	}
	var out []plot.Tick
	for t := 0.0; t <= end; t += step {
		out = append(out, plot.Tick{At: t, Label: significant(t) + " h"})
	}
	return out
}

// figure is what both figures of a course share.
func (v *visit) figure(c *child, e plan.DrugExposure, curves []pk.Curve, mark string) plot.CourseInput {
	w := i18n.For(v.lang).Exposure
	in := plot.CourseInput{Lang: v.lang, Time: w.HoursAxis + " (" + c.shownAt(e, 0) + ")", Mark: mark}
	if len(curves) > 0 {
		in.Ticks = c.ticks(e, curves[0].Times[len(curves[0].Times)-1])
	}
	for _, g := range e.Case.GivenDoses {
		in.Infusions = append(in.Infusions, plot.CourseSpan{From: g.TimeH, To: g.TimeH + g.DurationH, Name: w.Infusion + " " + significant(g.Amount.Value) + " " + g.Amount.Unit})
	}
	if !e.Complete {
		for k := range e.Case.Plan.Count {
			from := e.Case.Plan.FirstH + float64(k)*e.Case.Plan.EveryH
			in.Infusions = append(in.Infusions, plot.CourseSpan{From: from, To: from + e.Case.Plan.DurationH, Name: w.PlannedInfusion, Planned: true})
		}
	}
	return in
}

// drawn are the curves of a figure: the credible models and their blend, then
// those outside their cohort. A single model needs no blend.
func (v *visit) drawn(curves []pk.Curve, low, mid, high func(pk.Curve) []float64) []plot.CourseCurve {
	w := i18n.For(v.lang).Exposure
	var out []plot.CourseCurve
	for _, c := range curves {
		if c.ID == "blend" && len(curves) == 2 {
			continue
		}
		label := c.ID
		switch {
		case c.ID == "blend":
			label = w.Blend
		case c.Reference:
			label += " (" + w.OutsideShort + ")"
		case !c.Credible:
			label += " (" + w.NotCredible + ")"
		}
		out = append(out, plot.CourseCurve{Label: label, Times: c.Times, Low: low(c), Mid: mid(c), High: high(c), Strong: c.ID == "blend"})
	}
	return out
}

func (v *visit) concentration(c *child, e plan.DrugExposure, curves []pk.Curve, mark string) template.HTML {
	w := i18n.For(v.lang).Exposure
	in := v.figure(c, e, curves, mark)
	in.ID, in.Title, in.Axis = "exposure-concentration", w.Concentration+": "+plan.Words(e.Drug).In(v.lang), "mg/L"
	in.Curves = v.drawn(curves, func(c pk.Curve) []float64 { return c.Low }, func(c pk.Curve) []float64 { return c.Mid }, func(c pk.Curve) []float64 { return c.High })
	for i := range e.Case.Levels {
		if level, ok := c.drawnLevel(e, i); ok {
			in.Levels = append(in.Levels, level)
		}
	}
	in.Description = describeCurves(curves, "mg/L", highest)
	return plot.Course(in)
}

// drawnLevel is a level in the unit of the figure; one that cannot be converted
// stands in the table alone.
func (c *child) drawnLevel(e plan.DrugExposure, i int) (plot.CourseLevel, bool) {
	l, w := e.Case.Levels[i], c.Words().Exposure
	x, err := pk.Concentration(l.Value, l.Unit, e.Drug)
	if err != nil {
		return plot.CourseLevel{}, false
	}
	return plot.CourseLevel{At: l.TimeH, Value: x, Below: l.Below, Href: c.Entry(e.Levels[i].Entry), Name: w.Value + " " + e.Levels[i].Text + ", " + c.shownAt(e, l.TimeH)}, true
}

// highest is the band at the highest middle of a curve.
func highest(c pk.Curve) (mid, low, high float64) {
	at := 0
	for i, x := range c.Mid {
		if x > c.Mid[at] {
			at = i
		}
	}
	return c.Mid[at], c.Low[at], c.High[at]
}

func (v *visit) cumulative(c *child, e plan.DrugExposure, curves []pk.Curve, mark string) template.HTML {
	w := i18n.For(v.lang).Exposure
	in := v.figure(c, e, curves, mark)
	in.ID, in.Title, in.Axis = "exposure-auc", w.Cumulative+": "+plan.Words(e.Drug).In(v.lang), "mg·h/L"
	in.Curves = v.drawn(curves, func(c pk.Curve) []float64 { return c.AUCLow }, func(c pk.Curve) []float64 { return c.AUCMid }, func(c pk.Curve) []float64 { return c.AUCHigh })
	in.Lines = append(in.Lines, plot.Threshold{Value: e.Decision.Ceiling.Value, Label: w.Ceiling + " " + significant(e.Decision.Ceiling.Value)})
	if e.Decision.Floor != nil {
		in.Lines = append(in.Lines, plot.Threshold{Value: e.Decision.Floor.Value, Label: w.Floor + " " + significant(e.Decision.Floor.Value)})
	}
	in.Description = describeCurves(curves, "mg·h/L", func(c pk.Curve) (float64, float64, float64) {
		n := len(c.AUCMid) - 1
		return c.AUCMid[n], c.AUCLow[n], c.AUCHigh[n]
	})
	return plot.Course(in)
}

// describeCurves says the figure in words.
func describeCurves(curves []pk.Curve, unit string, of func(pk.Curve) (mid, low, high float64)) string {
	var parts []string
	for _, c := range curves {
		if len(c.Mid) == 0 {
			continue
		}
		mid, low, high := of(c)
		parts = append(parts, c.ID+" "+significant(mid)+" ("+significant(low)+"–"+significant(high)+") "+unit)
	}
	return strings.Join(parts, "; ")
}

// doseTable is what each model expects of the dose.
func (v *visit) doseTable(d *pk.Decision) tableView {
	w := i18n.For(v.lang).Exposure
	t := tableView{ID: "dose-models", Caption: w.DoseTable, Heads: []string{w.Model, w.Median + " (" + w.Range90 + ")", w.Above, w.Below, w.State}}
	for _, m := range d.Models {
		if m.Median == nil {
			continue
		}
		card := v.card(plan.DrugExposure{}, m)
		below := "–"
		if card.Below != "" {
			below = card.Below
		}
		t.Rows = append(t.Rows, []template.HTML{breakable(m.ID), work(card.Exposure), work(card.Above), work(below), template.HTML(template.HTMLEscapeString(card.State))})
	}
	return t
}

// breakable is an id that may break behind its underscores.
func breakable(id string) template.HTML {
	return template.HTML(strings.ReplaceAll(template.HTMLEscapeString(id), "_", "_<wbr>"))
}

// curveTable is the table twin of the figures at a dozen hours.
func (v *visit) curveTable(c *child, e plan.DrugExposure, curves []pk.Curve) tableView {
	w := i18n.For(v.lang).Exposure
	t := tableView{ID: "dose-curves", Caption: w.TableTwin, Heads: []string{w.At}}
	if len(curves) == 0 {
		return t
	}
	for _, k := range curves {
		name := k.ID
		if k.ID == "blend" {
			name = w.Blend
		}
		t.Heads = append(t.Heads, name+" (mg/L)", name+" (mg·h/L)")
	}
	times := curves[0].Times
	for i := 0; i < len(times); i += max(len(times)/14, 1) {
		row := []template.HTML{c.hourCell(e, times[i])}
		for _, k := range curves {
			row = append(row, bandCell(k.Mid[i], k.Low[i], k.High[i]), bandCell(k.AUCMid[i], k.AUCLow[i], k.AUCHigh[i]))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// hourCell is an hour of the course with its clock.
func (c *child) hourCell(e plan.DrugExposure, hour float64) template.HTML {
	return template.HTML(template.HTMLEscapeString(significant(math.Round(hour*100)/100) + " h (" + c.shownAt(e, hour) + ")"))
}

func bandCell(mid, low, high float64) template.HTML {
	round := func(x float64) string { return significant(math.Round(x*1e4) / 1e4) }
	return template.HTML(template.HTMLEscapeString(round(mid) + " (" + round(low) + "–" + round(high) + ")"))
}
