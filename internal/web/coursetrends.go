package web

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/plot"
	"github.com/dayzero-hsct/dayzero/ward"
)

// courseSeries are further series of the course room. Their limits are the
// centre's or belong to a definition over several values, so no line is drawn.
var courseSeries = []trendSeries{
	{what: "haemoglobin", unit: "g/L"}, {what: "creatinine", unit: "umol/L"}, {what: "bilirubin", unit: "umol/L"}, {what: "ldh", unit: "U/L"},
	{what: "temperature", unit: "Cel"}, {what: "crp", unit: "mg/L"}, {what: "igg", unit: "g/L"}, {what: "tacrolimus-trough", unit: "ng/mL"},
}

// courseTrends draws every series that has values: the blood and the drug level,
// each lineage of chimerism by its method, and each virus by specimen and unit.
func (c *child) courseTrends(list ward.Course) []trendView {
	views, noDay := c.trends()
	if noDay {
		return nil
	}
	for _, s := range courseSeries {
		views = append(views, c.trend(s))
	}
	views = append(views, c.chimerismTrends()...)
	views = append(views, c.virusTrends()...)
	out := views[:0]
	for _, t := range views {
		if t.Count > 0 {
			out = append(out, t)
		}
	}
	return out
}

// chimerismTrends draws one figure a lineage and method: two methods never share
// a line. Thresholds are those of the classes (EBMT Handbook 2024, chapter 21).
func (c *child) chimerismTrends() []trendView {
	zero, recipient, ok := c.axis()
	if !ok {
		return nil
	}
	type line struct{ lineage, method string }
	figures := map[line]*plot.TrendInput{}
	var order []line
	for _, m := range c.View.Measured(recipient, "chimerism") {
		key := line{m.Data.Lineage, m.Data.Method}
		in := figures[key]
		if in == nil {
			name := i18n.Term(c.visit.lang, "chimerism") + " " + i18n.Term(c.visit.lang, key.lineage)
			in = &plot.TrendInput{Lang: c.visit.lang, ID: "trend-chimerism-" + itoa(len(order)), Title: name, Unit: "%", Thresholds: []plot.Threshold{{Value: 95, Label: "95 %"}, {Value: 5, Label: "5 %"}}}
			if key.method != "" {
				in.Title += " (" + key.method + ")"
			}
			figures[key], order = in, append(order, key)
		}
		in.Points = append(in.Points, c.point(m, zero))
	}
	var out []trendView
	for _, key := range order {
		out = append(out, viewOf(*figures[key], "EBMT Handbook 2024, ch. 21"))
	}
	return out
}

// virusTrends draws one figure a virus, specimen and unit, in decades; a test
// without virus stands hollow at the foot.
func (c *child) virusTrends() []trendView {
	zero, recipient, ok := c.axis()
	if !ok {
		return nil
	}
	type line struct{ organism, test, unit string }
	figures := map[line]*plot.TrendInput{}
	var order []line
	tests := chart.All[*chart.Infection](c.View)
	for _, it := range tests {
		if !it.Data.Load.Known() || !c.View.Concerns(it.Entry, recipient) {
			continue
		}
		key := line{it.Data.Organism, it.Data.Test, it.Data.Load.Unit()}
		if figures[key] == nil {
			figures[key] = &plot.TrendInput{Lang: c.visit.lang, ID: "trend-virus-" + itoa(len(order)), Title: it.Data.Organism + " · " + it.Data.Test, Unit: unitText(key.unit), Log: true}
			order = append(order, key)
		}
	}
	for _, it := range tests {
		for _, key := range order {
			if key.organism != it.Data.Organism || key.test != it.Data.Test {
				continue
			}
			p := plot.TrendPoint{Day: it.Effective.Time().Sub(zero).Hours() / 24, Href: c.Entry(it.ID), Text: loadText(it.Data)}
			switch {
			case it.Data.Load.Known() && it.Data.Load.Unit() == key.unit:
				p.Value = loadValue(it.Data)
			case it.Data.Status == "not-detected":
				p.Text, p.Censored = i18n.Term(c.visit.lang, "not-detected"), true
			default:
				continue
			}
			figures[key].Points = append(figures[key].Points, p)
		}
	}
	var out []trendView
	for _, key := range order {
		figures[key].Thresholds = c.virusLimits(key.organism, key.test, key.unit)
		out = append(out, viewOf(*figures[key], ""))
	}
	return out
}

// virusLimits are the centre's limits of a virus in the specimen and unit of a
// figure.
func (c *child) virusLimits(organism, test, unit string) []plot.Threshold {
	var out []plot.Threshold
	for _, l := range c.Limits {
		load, err := l.High.ViralLoad()
		if err == nil && l.Kind == ward.VirusLimit && strings.EqualFold(l.Subject, organism) && strings.Contains(strings.ToLower(test), l.Specimen) && load.Unit() == unit {
			out = append(out, plot.Threshold{Value: l.High.Float(), Label: l.Range()})
		}
	}
	return out
}

func loadValue(i *chart.Infection) float64 {
	if i.Load.Unit() == "copies/mL" {
		return i.Load.CopiesPerMillilitre()
	}
	return i.Load.InternationalUnitsPerMillilitre()
}

// drugMarks are the starts of a calcineurin inhibitor and of what changes its
// level, drawn on the level.
func (c *child) drugMarks() []plot.Mark {
	var marks []plot.Mark
	zero, _, ok := c.View.DayZero()
	if !ok {
		return nil
	}
	for _, m := range ward.Medicines(c.View) {
		if !ward.ChangesLevels(m.Drug) {
			continue
		}
		name := i18n.Term(c.visit.lang, m.Drug)
		marks = append(marks, plot.Mark{Day: float64(day.DayOf(m.From, zero)), Label: name})
		if m.Stopped {
			marks = append(marks, plot.Mark{Day: float64(day.DayOf(m.To, zero)), Label: "■ " + name})
		}
	}
	return marks
}

// loadText is the number of a load as recorded; the unit stands in the title.
func loadText(i *chart.Infection) string {
	return strings.TrimSpace(strings.TrimSuffix(i.Load.String(), i.Load.Unit()))
}
