package plot

import (
	"cmp"
	"html/template"
	"math"
	"slices"
	"strings"
)

// CourseInput is a figure of a drug over the hours of a course: predicted curves
// with their bands, levels, infusions and lines of reference.
type CourseInput struct {
	Lang, ID, Title string
	Axis            string // what the vertical axis counts, with its unit
	Time            string
	Mark            string  // a word that belongs on the figure, such as reference; empty: none
	From            float64 // first hour shown
	Ticks           []Tick
	Curves          []CourseCurve
	Levels          []CourseLevel
	Infusions       []CourseSpan
	Lines           []Threshold
	Description     string
}

// CourseCurve is a prediction; the band lies between Low and High.
type CourseCurve struct {
	Label          string
	Low, Mid, High []float64
	Times          []float64
	Strong         bool // the blend: drawn over the others
	Earlier        bool // what was believed before: broken lines, its band an outline
}

// CourseLevel is a measured value.
type CourseLevel struct {
	At, Value float64
	Name      string
	Below     bool // below the limit: hollow
	Marked    bool // the one that the figure is about: ringed
	Href      string
}

// CourseSpan is an infusion.
type CourseSpan struct {
	From, To float64
	Name     string
	Planned  bool
}

// Measures of the figure of a course.
const (
	courseWidth  = 640.0
	courseLeft   = 62.0
	courseRight  = 622.0
	courseHeight = 220.0
)

// Course draws the figure.
func Course(in CourseInput) template.HTML {
	top := 34 + legendLine*float64(len(in.Curves))
	f := frameOf{top: top, bottom: top + courseHeight, height: top + courseHeight + 48}
	f.x = scale{low: in.first(), high: in.last(), start: courseLeft, end: courseRight}
	f.y = scale{low: 0, high: in.most(), start: f.bottom, end: f.top}
	var c canvas
	c.begin(frame{id: identifier(in.ID, "course"), class: "course", lang: in.Lang, title: in.Title, description: in.Description, width: courseWidth, height: f.height, linked: true})
	c.rect(0, 0, courseWidth, f.height, at("fill", paper))
	in.grid(&c, f)
	for i, curve := range in.Curves {
		curve.band(&c, f, i)
	}
	for i, curve := range in.Curves {
		curve.line(&c, f, i)
	}
	in.letters(&c, f)
	in.spans(&c, f)
	in.lines(&c, f)
	in.legend(&c)
	c.close("g")
	in.levels(&c, f)
	c.close("svg")
	return template.HTML(c.out.String())
}

// first is the hour where the figure begins.
func (in CourseInput) first() float64 {
	if within(in.From, furthestDay) {
		return in.From
	}
	return 0
}

// shows reports whether an hour lies in the figure.
func (in CourseInput) shows(t float64) bool {
	return within(t, furthestDay) && t >= in.first() && t <= in.last()
}

func (in CourseInput) last() float64 {
	last := in.first() + 1
	for _, curve := range in.Curves {
		for _, t := range curve.Times {
			if within(t, furthestDay) {
				last = math.Max(last, t)
			}
		}
	}
	return last
}

// most is the top of the axis: the next round number over all that is drawn.
func (in CourseInput) most() float64 {
	top := 0.0
	see := func(x float64) {
		if within(x, furthestValue) {
			top = math.Max(top, x)
		}
	}
	for _, curve := range in.Curves {
		for _, x := range curve.High {
			see(x)
		}
	}
	for _, l := range in.Levels {
		see(l.Value)
	}
	for _, l := range in.Lines {
		see(l.Value)
	}
	if top <= 0 {
		return 1
	}
	step := niceStep(top / 4)
	return step * math.Ceil(top/step)
}

func (in CourseInput) grid(c *canvas, f frameOf) {
	small := []attr{at("font-size", "11"), at("fill", muted)}
	for i := range 5 {
		v := f.y.high * float64(i) / 4
		y := f.y.at(v)
		c.line(courseLeft, y, courseRight, y, at("stroke", rule))
		c.text(courseLeft-6, y+4, tickText(v), append(small, at("text-anchor", "end"))...)
	}
	for _, t := range in.Ticks {
		if !in.shows(t.At) {
			continue
		}
		c.line(f.x.at(t.At), f.bottom, f.x.at(t.At), f.bottom+4, at("stroke", muted))
		c.text(f.x.at(t.At), f.bottom+28, t.Label, append(small, at("text-anchor", "middle"))...)
	}
	c.line(courseLeft, f.bottom, courseRight, f.bottom, at("stroke", muted))
	c.text(6, f.top-8, in.Axis, small...)
	c.text(courseRight, f.bottom+43, in.Time, append(small, at("text-anchor", "end"))...)
	if in.Mark != "" {
		c.text(courseRight, 16, "▒ "+in.Mark, at("text-anchor", "end"), at("font-size", "12"), at("font-weight", "bold"), at("fill", red))
	}
}

func (in CourseInput) legend(c *canvas) {
	for i, curve := range in.Curves {
		pen, y := pens[i%len(pens)], 16+legendLine*float64(i)
		c.line(8, y-4, 32, y-4, curve.pen(i)...)
		c.text(38, y, letter(i)+"  "+strings.Join(wrap(curve.Label, 58, 1), ""), at("font-size", "12"), at("fill", pen.stroke))
	}
}

func (s CourseCurve) pen(i int) []attr {
	pen := pens[i%len(pens)]
	attrs := penAttrs(pen.stroke, pen.dash)
	if s.Strong {
		attrs[1] = at("stroke-width", "3.2")
	}
	return attrs
}

// points are the corners of a line, left out where a value cannot be drawn.
func (s CourseCurve) points(values []float64, f frameOf) []string {
	var out []string
	for i, t := range s.Times {
		if i < len(values) && within(t, furthestDay) && within(values[i], furthestValue) {
			out = append(out, coordinate(f.x.at(t))+","+coordinate(f.y.at(values[i])))
		}
	}
	return out
}

func (s CourseCurve) band(c *canvas, f frameOf, i int) {
	upper, lower := s.points(s.High, f), s.points(s.Low, f)
	if len(upper) < 2 || len(lower) < 2 {
		return
	}
	for k, j := 0, len(lower)-1; k < j; k, j = k+1, j-1 {
		lower[k], lower[j] = lower[j], lower[k]
	}
	if s.Earlier {
		pen := pens[i%len(pens)]
		c.empty("polygon", at("points", strings.Join(append(upper, lower...), " ")), at("fill", "none"), at("stroke", pen.stroke), at("stroke-dasharray", "4 3"), at("stroke-width", "1"))
		return
	}
	opacity := "0.10"
	if s.Strong {
		opacity = "0.20"
	}
	c.empty("polygon", at("points", strings.Join(append(upper, lower...), " ")), at("fill", pens[i%len(pens)].stroke), at("fill-opacity", opacity))
}

func (s CourseCurve) line(c *canvas, f frameOf, i int) {
	points := s.points(s.Mid, f)
	if len(points) < 2 {
		return
	}
	c.empty("polyline", append([]attr{at("points", strings.Join(points, " "))}, s.pen(i)...)...)
}

// letterGap is the least distance between two letters that stand over one another.
const letterGap = 11.0

// letters name the curves at their ends; those that end close together are set
// apart, in the order of their ends.
func (in CourseInput) letters(c *canvas, f frameOf) {
	type mark struct {
		curve int
		x, y  float64
	}
	var marks []mark
	for i, s := range in.Curves {
		last := len(s.Times) - 1
		if last >= 0 && last < len(s.Mid) && in.shows(s.Times[last]) && within(s.Mid[last], furthestValue) {
			marks = append(marks, mark{i, f.x.at(s.Times[last]) + 4, f.y.at(s.Mid[last]) + 4})
		}
	}
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(b.y, a.y) })
	for k := range marks {
		if k > 0 {
			marks[k].y = math.Min(marks[k].y, marks[k-1].y-letterGap)
		}
		c.text(marks[k].x, marks[k].y, letter(marks[k].curve), at("font-size", "12"), at("font-weight", "bold"), at("fill", pens[marks[k].curve%len(pens)].stroke))
	}
}

// spans draws the infusions as bars under the axis; planned ones are hollow.
func (in CourseInput) spans(c *canvas, f frameOf) {
	for _, s := range in.Infusions {
		if !in.shows(s.From) || !within(s.To, furthestDay) {
			continue
		}
		fill := ink
		if s.Planned {
			fill = paper
		}
		x := f.x.at(s.From)
		c.open("rect", num("x", x), num("y", f.bottom+6), num("width", math.Max(f.x.at(s.To)-x, 3)), num("height", 7), at("fill", fill), at("stroke", ink))
		c.element("title", s.Name)
		c.close("rect")
	}
}

func (in CourseInput) lines(c *canvas, f frameOf) {
	for _, l := range in.Lines {
		if !within(l.Value, furthestValue) {
			continue
		}
		y := f.y.at(l.Value)
		c.line(courseLeft, y, courseRight, y, at("stroke", red), at("stroke-width", "1.6"), at("stroke-dasharray", "7 3"))
		c.text(courseLeft+4, y-4, l.Label, at("font-size", "11"), at("fill", red))
	}
}

func (in CourseInput) levels(c *canvas, f frameOf) {
	for _, l := range in.Levels {
		if !in.shows(l.At) || !within(l.Value, furthestValue) {
			continue
		}
		fill := ink
		if l.Below {
			fill = paper
		}
		href := local(l.Href)
		if href != "" {
			c.open("a", at("href", href), at("tabindex", "-1"), at("aria-label", l.Name))
		}
		c.open("circle", num("cx", f.x.at(l.At)), num("cy", f.y.at(l.Value)), at("r", "4.5"), at("fill", fill), at("stroke", ink), at("stroke-width", "1.6"))
		c.element("title", l.Name)
		c.close("circle")
		if l.Marked {
			c.empty("circle", num("cx", f.x.at(l.At)), num("cy", f.y.at(l.Value)), at("r", "9"), at("fill", "none"), at("stroke", ink), at("stroke-width", "1.6"))
		}
		if href != "" {
			c.close("a")
		}
	}
}
