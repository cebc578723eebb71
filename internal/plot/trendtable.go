package plot

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"
)

// TrendTable is the table twin of Trend: the same values as text, in order of
// day, each with the link to its entry.
func TrendTable(t TrendInput) template.HTML {
	var c canvas
	c.open("table", at("class", "trend-table"), at("lang", htmlLanguage(t.Lang)))
	c.element("caption", titleWithUnit(t))
	c.out.WriteString("<thead><tr>")
	c.element("th", word("day", t.Lang), at("scope", "col"))
	c.element("th", unitHeading(t), at("scope", "col"))
	c.out.WriteString("</tr></thead>\n<tbody>\n")
	sorted := slices.Clone(t.Points)
	slices.SortStableFunc(sorted, func(a, b TrendPoint) int { return cmp.Compare(a.Day, b.Day) })
	for _, p := range sorted {
		c.open("tr")
		c.element("th", dayName(p.Day, t.Lang), at("scope", "row"))
		c.open("td")
		c.value(t, p)
		c.close("td")
		c.close("tr")
	}
	if len(sorted) == 0 {
		c.open("tr")
		c.element("td", word("no-values", t.Lang), at("colspan", "2"))
		c.close("tr")
	}
	c.out.WriteString("</tbody>")
	c.close("table")
	return template.HTML(c.out.String())
}

func (c *canvas) value(t TrendInput, p TrendPoint) {
	text := pointText(p)
	if p.Censored {
		text += " (" + word("below-limit", t.Lang) + ")"
	}
	if href := local(p.Href); href != "" {
		c.element("a", text, at("href", href))
		return
	}
	c.out.WriteString(clean(text))
}

func unitHeading(t TrendInput) string {
	if t.Unit == "" {
		return word("value", t.Lang)
	}
	return t.Unit
}

// describeTrend says in words what the figure shows.
func describeTrend(t TrendInput) string {
	points := t.drawn()
	parts := []string{word("no-values", t.Lang)}
	if len(points) > 0 {
		first, last := points[0], points[len(points)-1]
		lowest := slices.MinFunc(points, byValue)
		highest := slices.MaxFunc(points, byValue)
		parts = []string{strconv.Itoa(len(points)) + " " + word("values", t.Lang) + " " + word("from", t.Lang) + " " + said(t, first) +
			" " + word("to", t.Lang) + " " + said(t, last),
			word("lowest", t.Lang) + " " + said(t, lowest), word("highest", t.Lang) + " " + said(t, highest)}
	}
	if missing := len(t.Points) - len(points); missing > 0 {
		parts = append(parts, strconv.Itoa(missing)+" "+word("values", t.Lang)+" "+word("not-drawn", t.Lang))
	}
	if t.Log {
		parts = append(parts, word("logarithmic", t.Lang))
	}
	if slices.ContainsFunc(points, func(p TrendPoint) bool { return p.Censored }) {
		parts = append(parts, word("censored-mark", t.Lang))
	}
	for _, th := range t.Thresholds {
		parts = append(parts, word("threshold", t.Lang)+" "+th.Label)
	}
	if t.Band != nil {
		parts = append(parts, word("band", t.Lang)+" "+tickText(t.Band.Low)+"–"+tickText(t.Band.High)+" "+t.Unit+" "+t.Band.Label)
	}
	for _, e := range t.Events {
		parts = append(parts, word("event", t.Lang)+" "+dayName(e.Day, t.Lang)+colon(t.Lang)+e.Label)
	}
	return sentences(t.Lang, parts...)
}

func byValue(a, b TrendPoint) int { return cmp.Compare(a.Value, b.Value) }

func said(t TrendInput, p TrendPoint) string {
	return dayName(p.Day, t.Lang) + " (" + pointText(p) + ")"
}
