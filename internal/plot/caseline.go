package plot

import (
	"html/template"
	"math"
	"slices"
)

// CaseLinesInput is the picture of published cases: a line each, from transplant
// to the last report. Every word on it is given, so that the picture says what
// the table beside it says.
type CaseLinesInput struct {
	Lang        string // en or zh
	ID          string // id within the page
	Title       string
	Description string
	Axis        string // label of the axis: "months from transplant"
	Lines       []CaseLine
}

// CaseLine is one published case.
type CaseLine struct {
	Label string
	// Months is the length of follow-up; a line that is not Known is not drawn, and
	// Text says why.
	Months float64
	Known  bool
	// End is alive, dead or anything else for an end that is not known.
	End  string
	Text string // beside the end of the line
	Href string // page of the case; only paths of this site become links
}

// Measures of the picture of cases.
const (
	caseWidth  = 760.0
	caseLeft   = 104.0
	caseRight  = 560.0 // what follows is room for the text of the longest line
	caseTop    = 12.0
	caseStep   = 24.0
	caseMonths = 1200.0 // no follow-up beyond a hundred years is drawn
)

// CaseLines draws the cases in the order given. The end of a line is told by its
// shape and by its text: a disc for alive, a cross for dead, an open diamond where
// it is not known.
func CaseLines(in CaseLinesInput) template.HTML {
	bottom := caseTop + caseStep*float64(len(in.Lines))
	linked := slices.ContainsFunc(in.Lines, func(l CaseLine) bool { return local(l.Href) != "" })
	var c canvas
	c.begin(frame{id: identifier(in.ID, "cases"), class: "case-lines", lang: in.Lang, title: in.Title, description: in.Description,
		width: caseWidth, height: bottom + 40, linked: linked})
	s := in.months()
	for _, tick := range s.ticks {
		x := s.at(tick)
		c.line(x, caseTop, x, bottom, at("stroke", rule))
		c.text(x, bottom+14, tickText(tick), at("text-anchor", "middle"), at("font-size", "12"), at("fill", muted))
	}
	c.line(caseLeft, bottom, caseRight, bottom, at("stroke", muted))
	c.text(caseLeft, bottom+31, in.Axis, at("font-size", "12"), at("fill", muted))
	if linked {
		c.close("g")
	}
	for i, l := range in.Lines {
		c.caseLine(l, s, caseTop+caseStep*(float64(i)+0.5))
	}
	c.close("svg")
	return template.HTML(c.out.String())
}

// months spans from transplant to the longest follow-up, in steps of whole
// years where the span allows it.
func (in CaseLinesInput) months() scale {
	high := 12.0
	for _, l := range in.Lines {
		if l.drawable() {
			high = math.Max(high, l.Months)
		}
	}
	step := math.Ceil(high/10/12) * 12
	high = math.Ceil(high/step) * step
	s := scale{low: 0, high: high, start: caseLeft, end: caseRight}
	for m := 0.0; m <= high; m += step {
		s.ticks = append(s.ticks, m)
	}
	return s
}

func (l CaseLine) drawable() bool { return l.Known && l.Months >= 0 && l.Months <= caseMonths }

// caseLine draws label, line, end and text of one case.
func (c *canvas) caseLine(l CaseLine, s scale, y float64) {
	label := func() {
		c.text(caseLeft-10, y+4, l.Label, at("text-anchor", "end"), at("font-size", "12.5"), at("fill", ink))
	}
	if href := local(l.Href); href != "" {
		c.open("a", at("href", href))
		label()
		c.close("a")
	} else {
		label()
	}
	x := caseLeft
	if l.drawable() {
		x = s.at(l.Months)
		c.line(caseLeft, y, x, y, at("stroke", teal), at("stroke-width", "3"))
	}
	switch l.End {
	case "alive":
		c.empty("circle", num("cx", x), num("cy", y), at("r", "5"), at("fill", teal))
	case "dead":
		c.line(x-5, y-5, x+5, y+5, at("stroke", red), at("stroke-width", "2.5"))
		c.line(x-5, y+5, x+5, y-5, at("stroke", red), at("stroke-width", "2.5"))
	default:
		c.empty("path", at("d", "M"+coordinate(x)+" "+coordinate(y-6)+"l6 6l-6 6l-6 -6z"), at("fill", paper), at("stroke", muted), at("stroke-width", "1.5"))
	}
	c.text(x+11, y+4, l.Text, at("font-size", "12"), at("fill", ink))
}
