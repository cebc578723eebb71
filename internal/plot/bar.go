package plot

import (
	"html/template"
	"math"
)

// BarInput is one agent of the exposure ledger. Planned is the whole course as
// planned, Given what has been given of it, both over conditioning and after.
type BarInput struct {
	Lang    string // en or zh
	ID      string // id within the page
	Title   string // name of the agent
	Unit    string
	Planned BarValue
	Given   BarValue
	Ceiling BarValue
	Text    string // sentence below the bar, for instance the verdict
}

// BarValue is one amount in the unit of its bar. An amount that is not known is
// said to be unknown and never drawn as zero.
type BarValue struct {
	Known bool
	Value float64
	Text  string // number as shown, without unit
}

func (v BarValue) drawable() bool { return v.Known && within(v.Value, furthestValue) && v.Value >= 0 }

func (v BarValue) said(unit, lang string) string {
	switch {
	case !v.Known:
		return word("unknown", lang)
	case v.Text != "":
		return v.Text + " " + unit
	}
	return tickText(v.Value) + " " + unit
}

// Measures of a bar figure.
const (
	barFigureWidth = 400.0
	barTrackTop    = 24.0
	barTrackDepth  = 14.0
)

// LedgerBar draws planned (plain) and given (hatched) against the ceiling mark.
// What lies above the ceiling is outlined and cross-hatched in red.
func LedgerBar(b BarInput) template.HTML {
	id := identifier(b.ID, "bar")
	lines := wrap(b.Text, 62, 2)
	height := barTrackTop + barTrackDepth + 8 + lineStep*float64(len(lines))
	var c canvas
	c.begin(frame{id: id, class: "ledger-bar", lang: b.Lang, title: b.Title, description: describeBar(b),
		width: barFigureWidth, height: height})
	c.hatch(id)
	c.text(0, 14, b.Title, at("font-size", "13.5"), at("font-weight", "bold"), at("fill", ink))
	c.text(barFigureWidth-2, 14, b.headline(), at("text-anchor", "end"), at("font-size", "13"), at("fill", ink))
	c.rect(0, barTrackTop, barFigureWidth, barTrackDepth, at("fill", "#e9edf1"))
	b.amounts(&c, id)
	b.ceilingMark(&c)
	for i, line := range lines {
		c.text(0, barTrackTop+barTrackDepth+15+lineStep*float64(i), line, at("font-size", "12"), at("fill", muted))
	}
	c.close("svg")
	return template.HTML(c.out.String())
}

// hatch defines the pattern of given amounts; its id belongs to this figure.
func (c *canvas) hatch(id string) {
	c.open("defs")
	for _, p := range [][3]string{{"-given", "#06403e", teal}, {"-over", red, "#f6d5d2"}} {
		c.open("pattern", at("id", id+p[0]), at("width", "6"), at("height", "6"), at("patternUnits", "userSpaceOnUse"),
			at("patternTransform", "rotate(45)"))
		c.empty("rect", at("width", "6"), at("height", "6"), at("fill", p[2]))
		c.empty("rect", at("width", "3"), at("height", "6"), at("fill", p[1]))
		c.close("pattern")
	}
	c.close("defs")
}

// full is the amount at the right end of the track.
func (b BarInput) full() float64 {
	full := 0.0
	for _, v := range []BarValue{b.Planned, b.Given} {
		if v.drawable() {
			full = math.Max(full, v.Value)
		}
	}
	if b.Ceiling.drawable() {
		full = math.Max(full*1.05, b.Ceiling.Value*1.25)
	}
	if full == 0 {
		return 1
	}
	return full
}

func (b BarInput) x(v float64) float64 { return math.Min(1, v/b.full()) * barFigureWidth }

func (b BarInput) amounts(c *canvas, id string) {
	reach := 0.0
	if b.Planned.drawable() {
		reach = b.x(b.Planned.Value)
		c.rect(0, barTrackTop, reach, barTrackDepth, at("fill", tealLight))
	}
	if b.Given.drawable() {
		given := b.x(b.Given.Value)
		c.rect(0, barTrackTop, given, barTrackDepth, at("fill", "url(#"+id+"-given)"))
		reach = math.Max(reach, given)
	}
	if b.Ceiling.drawable() {
		if top := b.x(b.Ceiling.Value); reach > top+0.01 {
			c.rect(top, barTrackTop, reach-top, barTrackDepth, at("fill", "url(#"+id+"-over)"), at("stroke", red), at("stroke-width", "1.5"))
		}
	}
}

func (b BarInput) ceilingMark(c *canvas) {
	if !b.Ceiling.drawable() {
		return
	}
	x := math.Max(2, b.x(b.Ceiling.Value))
	c.line(x, barTrackTop-5, x, barTrackTop+barTrackDepth+5, at("stroke", red), at("stroke-width", "2.4"))
}

// headline is the short read-out beside the name: "20 of 40 mg/kg".
func (b BarInput) headline() string {
	if !b.Ceiling.Known {
		return b.Planned.said(b.Unit, b.Lang) + " · " + word("no-ceiling", b.Lang)
	}
	if !b.Planned.Known {
		return word("unknown", b.Lang) + " " + word("of", b.Lang) + " " + b.Ceiling.said(b.Unit, b.Lang)
	}
	return b.Planned.said("", b.Lang) + word("of", b.Lang) + " " + b.Ceiling.said(b.Unit, b.Lang)
}

func describeBar(b BarInput) string {
	ceiling := word("no-ceiling", b.Lang)
	if b.Ceiling.Known {
		ceiling = word("ceiling", b.Lang) + " " + b.Ceiling.said(b.Unit, b.Lang)
	}
	return sentences(b.Lang, word("planned", b.Lang)+" "+b.Planned.said(b.Unit, b.Lang),
		word("given", b.Lang)+" "+b.Given.said(b.Unit, b.Lang), ceiling, b.Text)
}
