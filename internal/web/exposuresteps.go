package web

import (
	"html/template"
	"math"
	"slices"

	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/plot"
	"github.com/dayzero-hsct/dayzero/pk"
	"github.com/dayzero-hsct/dayzero/plan"
)

// stepFigure is one re-estimation: what the credible models together expected
// around a level before it was known and after.
type stepFigure struct {
	Title  string
	Figure template.HTML
	Table  tableView
}

// stepFigures draws each re-estimation at the dose of the page. All of them lie
// on the grid of the main figure: the last one is read off what was predicted for
// it, and the earlier ones are asked for the hours that are drawn alone.
func (v *visit) stepFigures(c *child, e plan.DrugExposure) ([]stepFigure, error) {
	if len(e.Steps) < 2 {
		return nil, nil
	}
	mg, err := askedDose("", e)
	if err != nil {
		return nil, err
	}
	blends := make([]*pk.Curve, len(e.Steps))
	for i, s := range e.Steps {
		times := courseTimes(e.Case)
		if i+1 < len(e.Steps) {
			times = drawnTimes(e, i, times)
		}
		curve, ok, err := s.Decision.Blend(mg, times)
		if err != nil {
			return nil, err
		}
		if ok {
			blends[i] = &curve
		}
	}
	var out []stepFigure
	for i := 1; i < len(e.Steps); i++ {
		if at := e.Steps[i].Levels - 1; at < len(e.Case.Levels) && (blends[i-1] != nil || blends[i] != nil) {
			out = append(out, v.stepFigure(c, e, at, blends[i-1], blends[i]))
		}
	}
	return out, nil
}

// drawnTimes are the times of a step that its figures show: that of its own level,
// where it stands as after, and that of the next, where it stands as before.
func drawnTimes(e plan.DrugExposure, step int, times []float64) []float64 {
	var out []float64
	for _, t := range times {
		for _, s := range e.Steps[step : step+2] {
			if s.Levels < 1 || s.Levels > len(e.Case.Levels) {
				continue
			}
			if from, to := stepWindow(e.Case, e.Case.Levels[s.Levels-1].TimeH); t >= from && t <= to {
				out = append(out, t)
				break
			}
		}
	}
	return out
}

// stepWindow is from the dose before a level to a day behind it.
func stepWindow(c *pk.DoseCase, level float64) (from, to float64) {
	for _, g := range c.GivenDoses {
		if g.TimeH <= level {
			from = math.Max(from, g.TimeH)
		}
	}
	return math.Max(from-1, 0), level + 24
}

// between cuts a curve to the hours of a window.
func between(k pk.Curve, from, to float64) pk.Curve {
	a := slices.IndexFunc(k.Times, func(t float64) bool { return t >= from })
	b := slices.IndexFunc(k.Times, func(t float64) bool { return t > to })
	if b < 0 {
		b = len(k.Times)
	}
	if a < 0 || a >= b {
		return pk.Curve{}
	}
	k.Times, k.Low, k.Mid, k.High = k.Times[a:b], k.Low[a:b], k.Mid[a:b], k.High[a:b]
	return k
}

func (v *visit) stepFigure(c *child, e plan.DrugExposure, at int, before, after *pk.Curve) stepFigure {
	w := i18n.For(v.lang).Exposure
	level := e.Case.Levels[at]
	from, to := stepWindow(e.Case, level.TimeH)
	in := v.figure(c, e, nil, "")
	if !e.Orderable {
		in.Mark = w.Reference
	}
	s := stepFigure{Title: w.StepFigure + " " + itoa(at+1) + i18n.For(v.lang).Site.Colon + e.Levels[at].Text + ", " + c.shownAt(e, level.TimeH)}
	in.ID, in.Title, in.Axis, in.From = "exposure-step-"+itoa(at+1), s.Title, "mg/L", from
	in.Ticks = c.stepTicks(from, to)
	s.Table = tableView{ID: "step-" + itoa(at+1), Caption: s.Title, Heads: []string{w.At, w.StepBefore + " (mg/L)", w.StepAfter + " (mg/L)"}}
	bands := [2]pk.Curve{}
	for i, k := range []*pk.Curve{after, before} {
		if k == nil {
			continue
		}
		bands[i] = between(*k, from, to)
		in.Curves = append(in.Curves, plot.CourseCurve{Label: []string{w.StepAfter, w.StepBefore}[i], Times: bands[i].Times, Low: bands[i].Low, Mid: bands[i].Mid, High: bands[i].High, Strong: i == 0, Earlier: i == 1})
	}
	for i := 0; i <= at; i++ {
		if l, ok := c.drawnLevel(e, i); ok {
			l.Marked = i == at
			in.Levels = append(in.Levels, l)
		}
	}
	s.Table.Rows = c.stepRows(e, bands[1], bands[0])
	in.Description = describeCurves([]pk.Curve{named(bands[1], w.StepBefore), named(bands[0], w.StepAfter)}, "mg/L", highest) + "; " + w.Value + " " + e.Levels[at].Text
	s.Figure = plot.Course(in)
	return s
}

func named(k pk.Curve, id string) pk.Curve {
	k.ID = id
	return k
}

// stepTicks stand every six hours.
func (c *child) stepTicks(from, to float64) []plot.Tick {
	var out []plot.Tick
	for t := 6 * math.Ceil(from/6); t <= to; t += 6 {
		out = append(out, plot.Tick{At: t, Label: significant(t) + " h"})
	}
	return out
}

// stepRows are the table twin at a dozen hours.
func (c *child) stepRows(e plan.DrugExposure, before, after pk.Curve) [][]template.HTML {
	times := after.Times
	if times == nil {
		times = before.Times
	}
	cell := func(k pk.Curve, i int) template.HTML {
		if i >= len(k.Mid) {
			return "–"
		}
		return bandCell(k.Mid[i], k.Low[i], k.High[i])
	}
	var rows [][]template.HTML
	for i := 0; i < len(times); i += max(len(times)/12, 1) {
		rows = append(rows, []template.HTML{c.hourCell(e, times[i]), cell(before, i), cell(after, i)})
	}
	return rows
}
