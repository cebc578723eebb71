package plot

import (
	"html/template"
	"strings"
)

// BodyMap is the skin by region: the share of each as entered, in percent of the
// whole body surface. A region without a share was not entered.
type BodyMap struct {
	Lang, ID, Title string
	Shares          map[string]string
	Names           map[string]string
}

// bodyShape is a region drawn on the front or the back.
type bodyShape struct {
	region              string
	x, y, width, height float64
	round               float64
}

// bodyShapes draw a child from the front (left) and the back (right). The child's
// right is on the left of the front view.
var bodyShapes = []bodyShape{
	{"head", 78, 10, 44, 46, 20}, {"chest", 70, 60, 60, 74, 8}, {"right-arm", 46, 62, 20, 76, 9}, {"left-arm", 134, 62, 20, 76, 9},
	{"genital", 90, 136, 20, 14, 5}, {"right-leg", 70, 152, 27, 86, 9}, {"left-leg", 103, 152, 27, 86, 9},
	{"head", 258, 10, 44, 46, 20}, {"back", 250, 60, 60, 90, 8}, {"left-arm", 226, 62, 20, 76, 9}, {"right-arm", 314, 62, 20, 76, 9},
	{"left-leg", 250, 154, 27, 84, 9}, {"right-leg", 283, 154, 27, 84, 9},
}

// Body draws the body map: an entered share above 0 is filled and written on its
// region, a share of 0 is outlined, a region that was not entered is dashed.
func Body(m BodyMap) template.HTML {
	var c canvas
	c.begin(frame{id: identifier(m.ID, "body"), class: "body-map", lang: m.Lang, title: m.Title, description: describeBody(m), width: 380, height: 262})
	c.text(100, 256, word("front", m.Lang), at("text-anchor", "middle"), at("font-size", "11"), at("fill", muted))
	c.text(280, 256, word("back", m.Lang), at("text-anchor", "middle"), at("font-size", "11"), at("fill", muted))
	for _, s := range bodyShapes {
		share, entered := m.Shares[s.region]
		fill, dash := paper, "3 3"
		switch {
		case entered && strings.Trim(share, "0.") != "":
			fill, dash = redLight, "none"
		case entered:
			dash = "none"
		}
		c.empty("rect", num("x", s.x), num("y", s.y), num("width", s.width), num("height", s.height), num("rx", s.round), at("fill", fill), at("stroke", ink), at("stroke-width", "1.2"), at("stroke-dasharray", dash))
		if entered && s.width >= 20 {
			c.text(s.x+s.width/2, s.y+s.height/2+4, share, at("text-anchor", "middle"), at("font-size", "11"), at("fill", ink))
		}
	}
	c.close("svg")
	return template.HTML(c.out.String())
}

// describeBody lists the entered shares for a reader who does not see the figure.
func describeBody(m BodyMap) string {
	var parts []string
	for _, region := range []string{"head", "chest", "back", "right-arm", "left-arm", "right-leg", "left-leg", "genital"} {
		if share, ok := m.Shares[region]; ok {
			parts = append(parts, m.Names[region]+" "+share+" %")
		}
	}
	if len(parts) == 0 {
		return word("no-values", m.Lang)
	}
	return sentences(m.Lang, parts...)
}
