package plot

import (
	"cmp"
	"html/template"
	"math"
	"slices"
	"strings"
)

// CurvesInput is a figure of step curves with the table of at risk, censored and
// events beneath (KMunicate form). Values are shares from 0 to 1; times are in
// the unit of the ticks.
type CurvesInput struct {
	Lang  string
	ID    string
	Title string
	Axis  string // what the vertical axis counts
	Time  string // what the horizontal axis counts
	Mark  string // a word that belongs on the figure, such as synthetic; empty: none
	Ticks []Tick
	// Curves are drawn in this order; Stacked draws each on top of the one before.
	Curves  []StepCurve
	Stacked bool
	Risk    []RiskBlock
	// Description says in words what the figure shows.
	Description string
}

// Tick is a mark on the axis of time.
type Tick struct {
	At    float64
	Label string
}

// StepCurve is one curve: Steps hold from their time on, up to End.
type StepCurve struct {
	Label string
	Steps []CurveStep
	End   float64
}

// CurveStep is a value with its interval.
type CurveStep struct{ At, Value, Low, High float64 }

// RiskBlock is the part of the table that belongs to one curve.
type RiskBlock struct {
	Label string
	Rows  []RiskRow
}

// RiskRow is one line; Cells stand under the ticks, empty where nothing is drawn.
type RiskRow struct {
	Name  string
	Cells []string
}

// Measures of a curve figure.
const (
	curveWidth  = 640.0
	curveLeft   = 148.0
	curveRight  = 622.0
	curveHeight = 210.0
	legendLine  = 16.0
	riskLine    = 14.5
)

// pens are the strokes of curves: each differs in colour, lightness and dashes,
// so that a copy without colour can be read.
var pens = []struct{ stroke, dash, fill string }{
	{teal, "", tealLight}, {purple, "8 3", "#e7d6f2"}, {amber, "2 3", "#f3e0bd"}, {ink, "10 3 2 3", "#d5dae1"}, {red, "5 2", "#f3cfcc"}, {muted, "1 2", "#e9ecf0"},
}

// frameOf places the parts of the figure above one another.
type frameOf struct {
	top, bottom, height float64
	x, y                scale
}

func (in CurvesInput) place() frameOf {
	f := frameOf{top: 30 + legendLine*float64(len(in.Curves))}
	if len(in.Curves) < 2 {
		f.top = 34
	}
	f.bottom = f.top + curveHeight
	rows := 0
	for _, b := range in.Risk {
		rows += len(b.Rows)
		if b.Label != "" {
			rows++
		}
	}
	f.height = f.bottom + 42 + riskLine*float64(rows)
	last := 1.0
	if len(in.Ticks) > 0 {
		last = math.Max(1e-9, in.Ticks[len(in.Ticks)-1].At)
	}
	f.x = scale{low: 0, high: last, start: curveLeft, end: curveRight}
	f.y = scale{low: 0, high: in.most(), start: f.bottom, end: f.top}
	return f
}

// most is the top of the axis: all of it, or half or a quarter where no curve
// goes higher; the axis always starts at none.
func (in CurvesInput) most() float64 {
	high := 0.0
	for _, c := range in.Curves {
		top := 0.0
		for _, s := range c.Steps {
			if within(s.Value, 1) {
				top = math.Max(top, s.Value)
			}
			if within(s.High, 1) && !in.Stacked {
				top = math.Max(top, s.High)
			}
		}
		if in.Stacked {
			high += top
		} else {
			high = math.Max(high, top)
		}
	}
	for _, limit := range []float64{0.25, 0.5} {
		if high <= limit {
			return limit
		}
	}
	return 1
}

// Curves draws the figure.
func Curves(in CurvesInput) template.HTML {
	f := in.place()
	var c canvas
	c.begin(frame{id: identifier(in.ID, "curves"), class: "curves", lang: in.Lang, title: in.Title, description: in.Description, width: curveWidth, height: f.height})
	c.rect(0, 0, curveWidth, f.height, at("fill", paper))
	in.grid(&c, f)
	if in.Stacked {
		in.areas(&c, f)
	} else {
		for i, curve := range in.Curves {
			band(&c, curve, f, i)
		}
		for i, curve := range in.Curves {
			line(&c, curve, f, i)
		}
		in.ends(&c, f)
	}
	in.legend(&c)
	in.table(&c, f)
	c.close("svg")
	return template.HTML(c.out.String())
}

func (in CurvesInput) grid(c *canvas, f frameOf) {
	small := []attr{at("font-size", "11"), at("fill", muted)}
	for i := range 6 {
		v := f.y.high * float64(i) / 5
		y := f.y.at(v)
		c.line(curveLeft, y, curveRight, y, at("stroke", rule))
		c.text(curveLeft-6, y+4, tickText(100*v), append(small, at("text-anchor", "end"))...)
	}
	for _, t := range in.Ticks {
		if !within(t.At, furthestDay) {
			continue
		}
		c.line(f.x.at(t.At), f.bottom, f.x.at(t.At), f.bottom+4, at("stroke", muted))
		c.text(f.x.at(t.At), f.bottom+16, t.Label, append(small, at("text-anchor", "middle"))...)
	}
	c.line(curveLeft, f.bottom, curveRight, f.bottom, at("stroke", muted))
	c.text(curveLeft-6, f.top-8, in.Axis+" (%)", append(small, at("text-anchor", "start"), at("dx", "-100"))...)
	c.text(6, f.bottom+16, in.Time, small...)
	if in.Mark != "" {
		c.text(curveRight, 16, "▒ "+in.Mark, at("text-anchor", "end"), at("font-size", "12"), at("font-weight", "bold"), at("fill", muted))
	}
}

// letter names a curve on the figure and in the legend.
func letter(i int) string { return string(rune('A' + i%26)) }

func (in CurvesInput) legend(c *canvas) {
	if len(in.Curves) < 2 {
		return
	}
	for i, curve := range in.Curves {
		pen, y := pens[i%len(pens)], 14+legendLine*float64(i)
		if in.Stacked {
			c.rect(8, y-7, 24, 10, at("fill", pen.fill), at("stroke", pen.stroke))
		} else {
			c.line(8, y-2, 32, y-2, penAttrs(pen.stroke, pen.dash)...)
		}
		c.text(38, y+2, letter(i)+"  "+strings.Join(wrap(curve.Label, 60, 1), ""), at("font-size", "12"), at("fill", ink))
	}
}

func penAttrs(stroke, dash string) []attr {
	attrs := []attr{at("stroke", stroke), at("stroke-width", "2"), at("fill", "none")}
	if dash != "" {
		attrs = append(attrs, at("stroke-dasharray", dash))
	}
	return attrs
}

// drawn are the steps of a curve that can be drawn, in order of time.
func (s StepCurve) drawn() []CurveStep {
	var out []CurveStep
	for _, p := range s.Steps {
		if within(p.At, furthestDay) && p.At <= s.End && within(p.Value, 1) {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b CurveStep) int { return cmp.Compare(a.At, b.At) })
	return out
}

// stairs are the corners of a step function up to end.
func stairs(at []float64, values []float64, end float64, f frameOf) []string {
	var out []string
	for i, t := range at {
		y := coordinate(f.y.at(values[i]))
		next := end
		if i+1 < len(at) {
			next = at[i+1]
		}
		out = append(out, coordinate(f.x.at(t))+","+y, coordinate(f.x.at(next))+","+y)
	}
	return out
}

func band(c *canvas, s StepCurve, f frameOf, i int) {
	steps := s.drawn()
	if len(steps) == 0 {
		return
	}
	var times, low, high []float64
	for _, p := range steps {
		times = append(times, p.At)
		low, high = append(low, known(p.Low, p.Value)), append(high, known(p.High, p.Value))
	}
	upper, lower := stairs(times, high, s.End, f), stairs(times, low, s.End, f)
	slices.Reverse(lower)
	c.empty("polygon", at("points", strings.Join(append(upper, lower...), " ")), at("fill", pens[i%len(pens)].stroke), at("fill-opacity", "0.14"))
}

// known is a limit that can be drawn, or the value itself.
func known(limit, value float64) float64 {
	if within(limit, 1) {
		return limit
	}
	return value
}

func line(c *canvas, s StepCurve, f frameOf, i int) {
	steps := s.drawn()
	if len(steps) == 0 {
		return
	}
	var times, values []float64
	for _, p := range steps {
		times, values = append(times, p.At), append(values, p.Value)
	}
	pen := pens[i%len(pens)]
	c.empty("polyline", append([]attr{at("points", strings.Join(stairs(times, values, s.End, f), " "))}, penAttrs(pen.stroke, pen.dash)...)...)
}

// ends writes the letters at the ends of the curves, moved apart where curves end
// close together.
func (in CurvesInput) ends(c *canvas, f frameOf) {
	type end struct {
		i    int
		x, y float64
	}
	var all []end
	for i, s := range in.Curves {
		if steps := s.drawn(); len(steps) > 0 {
			all = append(all, end{i, f.x.at(s.End) + 4, f.y.at(steps[len(steps)-1].Value) + 4})
		}
	}
	slices.SortStableFunc(all, func(a, b end) int { return cmp.Compare(a.y, b.y) })
	for k := range all {
		if k > 0 && math.Abs(all[k].x-all[k-1].x) < 12 {
			all[k].y = math.Max(all[k].y, all[k-1].y+11)
		}
		c.text(all[k].x, all[k].y, letter(all[k].i), at("font-size", "12"), at("font-weight", "bold"), at("fill", pens[all[k].i%len(pens)].stroke))
	}
}

// areas stacks the curves on the times of all of them.
func (in CurvesInput) areas(c *canvas, f frameOf) {
	var times []float64
	end := math.Inf(1)
	all := make([][]CurveStep, len(in.Curves))
	for i, s := range in.Curves {
		all[i] = s.drawn()
		end = math.Min(end, s.End)
		for _, p := range all[i] {
			times = append(times, p.At)
		}
	}
	if len(times) == 0 {
		return
	}
	slices.Sort(times)
	times = slices.Compact(times)
	times = slices.DeleteFunc(times, func(t float64) bool { return t > end })
	below := make([]float64, len(times))
	for i := range in.Curves {
		top := make([]float64, len(times))
		for k, t := range times {
			top[k] = math.Min(1, below[k]+valueAt(all[i], t))
		}
		upper, lower := stairs(times, top, end, f), stairs(times, below, end, f)
		slices.Reverse(lower)
		pen := pens[i%len(pens)]
		c.empty("polygon", at("points", strings.Join(append(slices.Clone(upper), lower...), " ")), at("fill", pen.fill))
		c.empty("polyline", append([]attr{at("points", strings.Join(upper, " "))}, penAttrs(pen.stroke, pen.dash)...)...)
		if n := len(top); n > 0 {
			y := (f.y.at(top[n-1]) + f.y.at(below[n-1])) / 2
			if f.y.at(below[n-1])-f.y.at(top[n-1]) < 14 { // too thin for its letter
				y = f.y.at(top[n-1]) - 9
			}
			c.text(f.x.at(end)-6, y+4, letter(i), at("text-anchor", "end"), at("font-size", "12"), at("font-weight", "bold"), at("fill", ink))
		}
		below = top
	}
}

// valueAt reads a step function.
func valueAt(steps []CurveStep, t float64) float64 {
	v := 0.0
	for _, p := range steps {
		if p.At > t {
			break
		}
		v = p.Value
	}
	return v
}

// table writes at risk, censored and events beneath the ticks.
func (in CurvesInput) table(c *canvas, f frameOf) {
	y := f.bottom + 38
	for i, b := range in.Risk {
		if b.Label != "" {
			c.text(6, y, letter(i)+"  "+strings.Join(wrap(b.Label, 60, 1), ""), at("font-size", "11"), at("font-weight", "bold"), at("fill", pens[i%len(pens)].stroke))
			y += riskLine
		}
		for _, r := range b.Rows {
			c.text(6, y, strings.Join(wrap(r.Name, 22, 1), ""), at("font-size", "11"), at("fill", muted))
			for k, cell := range r.Cells {
				if k < len(in.Ticks) && cell != "" {
					c.text(f.x.at(in.Ticks[k].At), y, cell, at("text-anchor", "middle"), at("font-size", "11"), at("fill", ink))
				}
			}
			y += riskLine
		}
	}
}
