package plot

import (
	"cmp"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/day"
)

// TrendInput is one series over transplant days. Values carry the one unit of
// the series; two units never share a figure.
type TrendInput struct {
	Lang  string // en or zh
	ID    string // id within the page
	Title string
	Unit  string
	// Points are the values, in any order.
	Points []TrendPoint
	// Log draws decades; a value of 0 or less then stands at the foot as a hollow mark.
	Log        bool
	Thresholds []Threshold
	Band       *Band
	Events     []Mark
	// DayMin and DayMax bound the day axis; when DayMax is not above DayMin the
	// points and events bound it.
	DayMin, DayMax float64
}

// TrendPoint is one value. Day counts from Day 0, with the time of day as its
// fraction; Text is the value as recorded and is what tables and read-outs show.
// A censored point lies below the limit of quantification.
type TrendPoint struct {
	Day      float64
	Value    float64
	Text     string
	Censored bool
	Href     string // page of the entry; only paths of this site become links
}

// Threshold is a horizontal line.
type Threshold struct {
	Value float64
	Label string
}

// Band is a horizontal band, such as a target range set by the centre.
type Band struct {
	Low, High float64
	Label     string
}

// Mark is an event on the day axis.
type Mark struct {
	Day   float64
	Label string
}

// Measures of a trend figure.
const (
	trendWidth  = 440.0
	trendHeight = 200.0
	plotLeft    = 48.0
	plotRight   = 428.0
	plotTop     = 30.0
	plotBottom  = 172.0
)

// Trend draws the series with its day axis, the line of Day 0, thresholds, band
// and event marks.
func Trend(t TrendInput) template.HTML {
	points := t.drawn()
	days, values := t.dayScale(points), t.valueScale(points)
	linked := slices.ContainsFunc(points, func(p TrendPoint) bool { return local(p.Href) != "" })
	var c canvas
	c.begin(frame{id: identifier(t.ID, "trend"), class: "trend", lang: t.Lang, title: titleWithUnit(t), description: describeTrend(t),
		width: trendWidth, height: trendHeight, linked: linked})
	drawBand(&c, t.Band, values)
	drawGrid(&c, t, days, values)
	drawThresholds(&c, t.Thresholds, values)
	drawEvents(&c, t.Events, days)
	drawCurve(&c, points, days, values)
	if len(points) == 0 {
		c.text((plotLeft+plotRight)/2, (plotTop+plotBottom)/2, word("no-values", t.Lang),
			at("text-anchor", "middle"), at("font-size", "12.5"), at("fill", muted))
	}
	if linked {
		c.close("g")
	}
	for _, p := range points {
		drawPoint(&c, t, p, days, values)
	}
	c.close("svg")
	return template.HTML(c.out.String())
}

func titleWithUnit(t TrendInput) string { return strings.TrimSpace(t.Title + " " + t.Unit) }

// The furthest day and value that a figure draws; what lies beyond is in the
// table only.
const (
	furthestDay   = 40000.0
	furthestValue = 1e12
)

// drawn gives the points that can be drawn, in order of day.
func (t TrendInput) drawn() []TrendPoint {
	var kept []TrendPoint
	for _, p := range t.Points {
		if within(p.Day, furthestDay) && within(p.Value, furthestValue) {
			kept = append(kept, p)
		}
	}
	slices.SortStableFunc(kept, func(a, b TrendPoint) int { return cmp.Compare(a.Day, b.Day) })
	return kept
}

func within(v, limit float64) bool { return !math.IsNaN(v) && math.Abs(v) <= limit }

func drawBand(c *canvas, b *Band, values scale) {
	if b == nil || !within(b.Low, furthestValue) || !within(b.High, furthestValue) {
		return
	}
	top, bottom := values.at(math.Max(b.Low, b.High)), values.at(math.Min(b.Low, b.High))
	c.rect(plotLeft, top, plotRight-plotLeft, bottom-top, at("fill", green))
	if b.Label != "" {
		c.text(plotRight-4, top+11, b.Label, at("text-anchor", "end"), at("font-size", "10.5"), at("fill", muted))
	}
}

func drawGrid(c *canvas, t TrendInput, days, values scale) {
	small := []attr{at("font-size", "11"), at("fill", muted)}
	for _, v := range values.ticks {
		y := values.at(v)
		c.line(plotLeft, y, plotRight, y, at("stroke", rule))
		c.text(plotLeft-6, y+4, tickText(v), append(small, at("text-anchor", "end"))...)
	}
	for _, d := range days.ticks {
		x := days.at(d)
		if d == 0 {
			c.line(x, plotTop, x, plotBottom, at("stroke", teal), at("stroke-width", "1.8"))
			c.text(x, plotBottom+15, word("day-0", t.Lang), append(small, at("text-anchor", "middle"))...)
			continue
		}
		c.line(x, plotTop, x, plotBottom, at("stroke", rule))
		c.text(x, plotBottom+15, signed(d), append(small, at("text-anchor", "middle"))...)
	}
}

func drawThresholds(c *canvas, thresholds []Threshold, values scale) {
	for _, th := range thresholds {
		if !within(th.Value, furthestValue) {
			continue
		}
		y := values.at(th.Value)
		c.line(plotLeft, y, plotRight, y, at("stroke", red), at("stroke-width", "1.3"), at("stroke-dasharray", "5 4"))
		c.text(plotRight-2, y-4, th.Label, at("text-anchor", "end"), at("font-size", "10.5"), at("fill", red))
	}
}

// drawEvents marks events above the plot. A label stands right of its mark, or
// left when the next mark is near; one that would run into another stays out of
// the picture and is in the description.
func drawEvents(c *canvas, events []Mark, days scale) {
	var shown []Mark
	for _, e := range events {
		if within(e.Day, furthestDay) {
			shown = append(shown, e)
		}
	}
	slices.SortStableFunc(shown, func(a, b Mark) int { return cmp.Compare(a.Day, b.Day) })
	free := 0.0
	for i, e := range shown {
		x, next := days.at(e.Day), trendWidth
		if i+1 < len(shown) {
			next = days.at(shown[i+1].Day) - 6
		}
		c.empty("polygon", at("points", coordinate(x-5)+","+coordinate(plotTop-12)+" "+coordinate(x+5)+","+coordinate(plotTop-12)+
			" "+coordinate(x)+","+coordinate(plotTop-4)), at("fill", amber))
		free = math.Max(free, eventLabel(c, e, x, free, next))
	}
}

// eventLabel writes a label between two coordinates if it fits and returns
// where the next one may start.
func eventLabel(c *canvas, e Mark, x, free, next float64) float64 {
	lines := wrap(e.Label, 26, 1)
	if len(lines) == 0 {
		return x + 8
	}
	length := 6.2 * float64(displayWidth(lines[0]))
	small := []attr{at("font-size", "11"), at("fill", amber)}
	switch {
	case x+8+length <= next:
		c.text(x+8, plotTop-5, lines[0], small...)
		return x + 14 + length
	case x-8-length >= free:
		c.text(x-8, plotTop-5, lines[0], append(small, at("text-anchor", "end"))...)
	}
	return x + 8
}

func drawCurve(c *canvas, points []TrendPoint, days, values scale) {
	if len(points) < 2 {
		return
	}
	var path []string
	for _, p := range points {
		path = append(path, coordinate(days.at(p.Day))+","+coordinate(values.at(p.Value)))
	}
	c.empty("polyline", at("points", strings.Join(path, " ")), at("fill", "none"), at("stroke", teal), at("stroke-width", "1.8"))
}

func drawPoint(c *canvas, t TrendInput, p TrendPoint, days, values scale) {
	href, name := local(p.Href), pointName(t, p)
	if href != "" { // the table twin carries the same links for the keyboard
		c.open("a", at("href", href), at("tabindex", "-1"), at("aria-label", name))
	}
	x, y := days.at(p.Day), values.at(p.Value)
	fill := teal
	if p.Censored || (t.Log && p.Value <= 0) {
		fill = paper
	}
	c.open("circle", num("cx", x), num("cy", y), at("r", "2.8"), at("fill", fill), at("stroke", teal), at("stroke-width", "1.4"))
	c.element("title", name)
	c.close("circle")
	if href != "" {
		c.close("a")
	}
}

func pointName(t TrendInput, p TrendPoint) string {
	name := dayName(p.Day, t.Lang) + colon(t.Lang) + strings.TrimSpace(pointText(p)+" "+t.Unit)
	if p.Censored {
		name += " (" + word("below-limit", t.Lang) + ")"
	}
	return name
}

func pointText(p TrendPoint) string {
	if p.Text != "" {
		return p.Text
	}
	if !within(p.Value, math.MaxFloat64) {
		return "–"
	}
	return tickText(p.Value)
}

// dayName writes the transplant day on which a moment lies.
func dayName(d float64, lang string) string {
	if !within(d, furthestDay) {
		return "?"
	}
	number := day.Transplant(math.Floor(d))
	if isChinese(lang) {
		return number.Chinese()
	}
	return number.String()
}
