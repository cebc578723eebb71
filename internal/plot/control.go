package plot

import (
	"html/template"
	"math"
	"strings"
)

// FunnelInput is a funnel: shares against the number behind them, with control
// limits around a reference.
type FunnelInput struct {
	Lang, ID, Title, Description string
	Axis, Size, Mark             string // vertical axis, horizontal axis, word on the figure
	Reference                    float64
	ReferenceLabel               string
	Inner, Outer                 []FunnelLimit
	InnerLabel, OuterLabel       string
	Points                       []FunnelPoint
}

// FunnelLimit holds the limits at one size.
type FunnelLimit struct{ N, Low, High float64 }

// FunnelPoint is one point; a hollow one does not count.
type FunnelPoint struct {
	N, Value float64
	Label    string
	Hollow   bool
}

// Measures of the control charts.
const (
	controlWidth  = 640.0
	controlHeight = 300.0
	controlLeft   = 52.0
	controlRight  = 622.0
	controlTop    = 40.0
	controlBottom = 258.0
)

// Funnel draws the funnel.
func Funnel(in FunnelInput) template.HTML {
	most, least := 1.0, 1.0
	for _, p := range in.Points {
		if within(p.N, furthestDay) && within(p.Value, 1) {
			most, least = math.Max(most, p.N), math.Min(least, p.Value)
		}
	}
	for _, l := range in.Outer {
		if within(l.N, furthestDay) && l.N >= 10 && within(l.Low, 1) {
			least = math.Min(least, l.Low)
		}
	}
	x := scale{low: 0, high: niceCeiling(most), start: controlLeft, end: controlRight}
	y := scale{low: math.Max(0, math.Floor(least*10)/10-0.1), high: 1, start: controlBottom, end: controlTop}
	var c canvas
	c.control(frame{id: identifier(in.ID, "funnel"), class: "funnel", lang: in.Lang, title: in.Title, description: in.Description}, in.Axis+" (%)", in.Size, in.Mark)
	c.axes(x, y, 100)
	c.limits(in.Outer, x, y, "2 3", in.OuterLabel)
	c.limits(in.Inner, x, y, "7 4", in.InnerLabel)
	if within(in.Reference, 1) {
		c.line(controlLeft, y.at(in.Reference), controlRight, y.at(in.Reference), at("stroke", ink), at("stroke-width", "1.3"))
		c.text(controlLeft+4, y.at(in.Reference)-4, in.ReferenceLabel, at("font-size", "11"), at("fill", ink))
	}
	for _, p := range in.Points {
		if !within(p.N, furthestDay) || !within(p.Value, 1) {
			continue
		}
		fill := teal
		if p.Hollow {
			fill = paper
		}
		c.empty("circle", num("cx", x.at(p.N)), num("cy", y.at(p.Value)), at("r", "4"), at("fill", fill), at("stroke", teal), at("stroke-width", "1.6"))
		c.text(x.at(p.N)+6, y.at(p.Value)-5, p.Label, at("font-size", "11"), at("fill", ink))
	}
	c.close("svg")
	return template.HTML(c.out.String())
}

// ControlInput is a path over a count, with a threshold.
type ControlInput struct {
	Lang, ID, Title, Description string
	Axis, Count, Mark            string
	Path                         []float64
	Threshold                    float64
	ThresholdLabel               string
	Signal                       int // place of the first point past the threshold, from 0; below 0: none
	SignalLabel                  string
	Marks                        []Mark // on the axis of counts, such as the first transplant of a year
}

// Control draws the path of a cumulative sum.
func Control(in ControlInput) template.HTML {
	high := 1.0
	if within(in.Threshold, furthestValue) {
		high = math.Max(high, in.Threshold*1.15)
	}
	for _, v := range in.Path {
		if within(v, furthestValue) {
			high = math.Max(high, v)
		}
	}
	x := scale{low: 0, high: math.Max(1, float64(len(in.Path))), start: controlLeft, end: controlRight}
	y := scale{low: 0, high: math.Ceil(high), start: controlBottom, end: controlTop}
	var c canvas
	c.control(frame{id: identifier(in.ID, "control"), class: "control", lang: in.Lang, title: in.Title, description: in.Description}, in.Axis, in.Count, in.Mark)
	c.axes(x, y, 1)
	free := controlLeft
	for _, m := range in.Marks {
		if within(m.Day, furthestDay) {
			c.line(x.at(m.Day), controlTop, x.at(m.Day), controlBottom, at("stroke", rule), at("stroke-dasharray", "1 3"))
			if x.at(m.Day) < free {
				continue
			}
			free = x.at(m.Day) + 26
			c.text(x.at(m.Day)+2, controlTop+9, m.Label, at("font-size", "9.5"), at("fill", muted))
		}
	}
	if within(in.Threshold, furthestValue) {
		c.line(controlLeft, y.at(in.Threshold), controlRight, y.at(in.Threshold), at("stroke", red), at("stroke-width", "1.4"), at("stroke-dasharray", "7 4"))
		c.text(controlRight, y.at(in.Threshold)-5, in.ThresholdLabel, at("text-anchor", "end"), at("font-size", "11"), at("fill", red))
	}
	points := []string{coordinate(x.at(0)) + "," + coordinate(y.at(0))}
	for i, v := range in.Path {
		if within(v, furthestValue) {
			points = append(points, coordinate(x.at(float64(i+1)))+","+coordinate(y.at(v)))
		}
	}
	c.empty("polyline", at("points", strings.Join(points, " ")), at("fill", "none"), at("stroke", teal), at("stroke-width", "1.6"))
	if s := in.Signal; s >= 0 && s < len(in.Path) && within(in.Path[s], furthestValue) {
		c.empty("circle", num("cx", x.at(float64(s+1))), num("cy", y.at(in.Path[s])), at("r", "5"), at("fill", "none"), at("stroke", red), at("stroke-width", "2"))
		c.text(x.at(float64(s+1)), y.at(in.Path[s])-9, in.SignalLabel, at("text-anchor", "middle"), at("font-size", "11"), at("fill", red))
	}
	c.close("svg")
	return template.HTML(c.out.String())
}

// control opens a chart with the names of its axes.
func (c *canvas) control(f frame, axis, count, mark string) {
	f.width, f.height = controlWidth, controlHeight
	c.begin(f)
	c.rect(0, 0, controlWidth, controlHeight, at("fill", paper))
	small := []attr{at("font-size", "11"), at("fill", muted)}
	c.text(6, 18, axis, small...)
	c.text(controlRight, controlHeight-8, count, append(small, at("text-anchor", "end"))...)
	if mark != "" {
		c.text(controlRight, 18, "▒ "+mark, at("text-anchor", "end"), at("font-size", "12"), at("font-weight", "bold"), at("fill", muted))
	}
}

// axes draws grid and numbers; values of y are shown times factor.
func (c *canvas) axes(x, y scale, factor float64) {
	small := []attr{at("font-size", "11"), at("fill", muted)}
	step := niceStep((y.high - y.low) / 5)
	for v := math.Ceil(y.low/step-1e-9) * step; v <= y.high+1e-9; v += step {
		c.line(controlLeft, y.at(v), controlRight, y.at(v), at("stroke", rule))
		c.text(controlLeft-6, y.at(v)+4, tickText(factor*v), append(small, at("text-anchor", "end"))...)
	}
	step = niceStep(x.high / 6)
	for v := 0.0; v <= x.high+1e-9; v += step {
		c.line(x.at(v), controlBottom, x.at(v), controlBottom+4, at("stroke", muted))
		c.text(x.at(v), controlBottom+16, tickText(v), append(small, at("text-anchor", "middle"))...)
	}
	c.line(controlLeft, controlBottom, controlRight, controlBottom, at("stroke", muted))
}

func (c *canvas) limits(all []FunnelLimit, x, y scale, dash, label string) {
	for _, upper := range []bool{false, true} {
		var points []string
		tip := 0.0
		for _, l := range all {
			v := l.Low
			if upper {
				v = l.High
			}
			if !within(l.N, furthestDay) || !within(v, furthestValue) || l.N > x.high {
				continue
			}
			tip = y.at(math.Min(1, math.Max(y.low, v)))
			points = append(points, coordinate(x.at(l.N))+","+coordinate(tip))
		}
		if len(points) < 2 {
			continue
		}
		c.empty("polyline", at("points", strings.Join(points, " ")), at("fill", "none"), at("stroke", muted), at("stroke-width", "1.3"), at("stroke-dasharray", dash))
		if !upper {
			c.text(controlRight, tip+12, label, at("text-anchor", "end"), at("font-size", "10.5"), at("fill", muted))
		}
	}
}

// niceCeiling is the next round number above.
func niceCeiling(v float64) float64 {
	step := niceStep(math.Max(1, v) / 4)
	return math.Ceil(v*1.05/step) * step
}
