package programme

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/survival"
)

// plan of a figure: what is drawn of a history.
type sketch struct {
	Figure
	history  history
	horizon  float64
	readings []float64
}

// groupsOf lists the labels in order with their sizes.
func (h history) groupsOf() []Choice {
	if h.data.By == nil {
		return []Choice{{"", len(h.rows)}}
	}
	counts := map[string]int{}
	for _, l := range h.data.By {
		counts[l]++
	}
	return sorted(counts)
}

// draw computes the curves group by group.
func (s sketch) draw() (Figure, error) {
	f := s.Figure
	f.LeftOut, f.Interval = s.history.leftOut, string(survival.LogLog)
	causes := max(1, len(f.Causes))
	for _, c := range s.history.groupsOf() {
		g := Group{Label: c.Value, N: c.N, Few: c.N < LeastAtRisk, End: -1}
		d := s.history.subset(c.Value)
		d.By = nil
		if !g.Few {
			var err error
			if g.Series, g.End, err = s.series(d, causes); err != nil {
				return f, fmt.Errorf("%s: %w", f.ID, err)
			}
			for _, t := range riskTable(d, causes, f.Ticks) {
				if t.Time <= g.End || t.Time == 0 {
					g.Risk = append(g.Risk, t)
				}
			}
		}
		f.Groups = append(f.Groups, g)
	}
	f.Notes = append(f.Notes, f.remarks(s.horizon)...)
	err := f.compare(s.history)
	return f, err
}

// series estimates one curve, or one for each cause.
func (s sketch) series(d survival.Data, causes int) ([]Series, float64, error) {
	if s.Kind == KindSurvival {
		curves, err := survival.KaplanMeier(d, survival.CurveOptions{Level: Level})
		if err != nil || len(curves) == 0 {
			return nil, -1, err
		}
		c := curves[0]
		end := lastDrawn(c.Time, c.NRisk, s.horizon)
		points := steps(1, c.Time, c.NRisk, c.Surv, c.Lower, c.Upper, end, d.Len())
		one := Series{Points: points}
		for _, at := range c.ReadAt(s.readings) {
			one.Readings = append(one.Readings, s.reading(d, 0, at.Time, at.NRisk, at.Surv, at.Lower, at.Upper))
		}
		return []Series{one}, end, nil
	}
	all, err := survival.CumulativeIncidence(d, survival.IncidenceOptions{Level: Level})
	if err != nil {
		return nil, -1, err
	}
	var out []Series
	end := -1.0
	for k := 1; k <= causes; k++ {
		i := slices.IndexFunc(all, func(c survival.Incidence) bool { return c.Cause == k })
		if i < 0 { // nobody had this event
			out = append(out, Series{Cause: k, Points: []Point{{AtRisk: d.Len()}}})
			continue
		}
		c := all[i]
		end = lastDrawn(c.Time, c.NRisk, s.horizon)
		one := Series{Cause: k, Points: steps(0, c.Time, c.NRisk, c.Est, c.Lower, c.Upper, end, d.Len())}
		for _, at := range c.ReadAt(s.readings) {
			one.Readings = append(one.Readings, s.reading(d, k, at.Time, at.NRisk, at.Est, at.Lower, at.Upper))
		}
		out = append(out, one)
	}
	return out, end, nil
}

// steps keeps the times at which the estimate changes, and the last one drawn.
func steps(start float64, times []float64, atRisk []int, est, lower, upper []float64, end float64, n int) []Point {
	points := []Point{{0, n, start, nan, nan}}
	for i, t := range times {
		if t > end {
			if last := points[len(points)-1]; last.Time < end { // still LeastAtRisk at the end
				points = append(points, Point{end, atRisk[i], last.Est, last.Lower, last.Upper})
			}
			break
		}
		p := Point{t, atRisk[i], est[i], lower[i], upper[i]}
		if last := points[len(points)-1]; p.Est != last.Est || t == end {
			points = append(points, p)
		}
	}
	return points
}

// reading is a value with the work behind it.
func (s sketch) reading(d survival.Data, cause int, t float64, atRisk int, est, lower, upper float64) Reading {
	r := Reading{Time: t, AtRisk: atRisk, Est: est, Lower: lower, Upper: upper, Shown: atRisk >= LeastAtRisk && t <= s.horizon}
	events, censored := 0, 0
	for i, time := range d.Time {
		switch {
		case time > t:
		case d.Status[i] == 0:
			censored++
		case cause == 0 || d.Status[i] == cause:
			events++
		}
	}
	method := say("Kaplan–Meier: product over the event times of (1 − events / at risk)", "Kaplan–Meier：各事件时点（1 − 事件数/在险人数）之积")
	source := sourceKM
	if s.Kind == KindIncidence {
		method = say("cumulative incidence: sum over the event times of (still without any event) × (events of this cause / at risk)",
			"累积发生率：各事件时点（尚无任何事件的概率）×（该原因事件数/在险人数）之和")
		source = sourceAJ
	}
	r.Work = evidence.Derivation{Label: s.Title, Value: percentRange(r.Est, r.Lower, r.Upper), Formula: method.EN, FormulaZH: method.ZH, Status: evidence.Derived, Sources: []evidence.Source{source},
		Note: say("95 % limits on the log-log scale, Greenwood variance.", "95%置信限：log-log尺度，Greenwood方差。"),
		Steps: []evidence.Derivation{
			{Label: say("transplants", "移植例数"), Value: strconv.Itoa(d.Len())},
			{Label: say("day", "天数"), Value: strconv.FormatFloat(t, 'f', -1, 64), Unit: "d"},
			{Label: say("events up to this day", "截至该日事件数"), Value: strconv.Itoa(events)},
			{Label: say("censored up to this day", "截至该日删失数"), Value: strconv.Itoa(censored)},
			{Label: say("at risk on this day", "该日在险人数"), Value: strconv.Itoa(atRisk)},
		}}
	return r
}

// Percent writes a share with one decimal, as "78.5".
func Percent(share float64) string {
	if math.IsNaN(share) {
		return "–"
	}
	return strconv.FormatFloat(100*share, 'f', 1, 64)
}

// percentRange writes an estimate with its limits. While nobody, or everybody, has
// had the event the log-log scale has none, and a range from 0 to 0 would claim to
// know: – stands for it.
func percentRange(est, lower, upper float64) string {
	if math.IsNaN(lower) || math.IsNaN(upper) {
		return Percent(est) + " % (–)"
	}
	return Percent(est) + " % (" + Percent(lower) + "–" + Percent(upper) + ")"
}

// remarks say what the picture leaves out.
func (f Figure) remarks(horizon float64) []evidence.Text {
	var out []evidence.Text
	few, cut := 0, false
	for _, g := range f.Groups {
		if g.Few {
			few++
		} else if g.End < horizon {
			cut = true
		}
	}
	if cut {
		out = append(out, say(fmt.Sprintf("A curve ends where fewer than %d are still at risk.", LeastAtRisk), fmt.Sprintf("在险人数不足%d例处曲线终止。", LeastAtRisk)))
	}
	if few > 0 {
		out = append(out, say(fmt.Sprintf("%d of the groups hold fewer than %d transplants: counted, not drawn.", few, LeastAtRisk),
			fmt.Sprintf("有%d组移植例数不足%d例：仅计数，不绘制曲线。", few, LeastAtRisk)))
	}
	if f.LeftOut > 0 {
		out = append(out, say(fmt.Sprintf("%d transplants are left out: what this figure needs is not recorded.", f.LeftOut), fmt.Sprintf("%d例因缺少本图所需资料未纳入。", f.LeftOut)))
	}
	return out
}

// compare tests groups that are known at transplant and large enough.
func (f *Figure) compare(h history) error {
	drawn := map[string]bool{}
	for _, g := range f.Groups {
		if !g.Few {
			drawn[g.Label] = true
		}
	}
	if f.By == "" || f.By == ByGVHD || len(drawn) < 2 {
		return nil
	}
	d := h.data.Subset(func(i int) bool { return drawn[h.data.By[i]] })
	if f.Kind == KindSurvival {
		if !slices.Contains(d.Status, 1) {
			return nil
		}
		t, err := survival.LogRank(d, survival.Weighting{})
		if err != nil {
			return fmt.Errorf("%s: %w", f.ID, err)
		}
		f.Test = &Comparison{Name: "log-rank", Statistic: t.Statistic, DF: t.DF, P: t.P}
		return nil
	}
	tests, err := survival.Gray(d, 0)
	if err != nil {
		return fmt.Errorf("%s: %w", f.ID, err)
	}
	for _, t := range tests {
		if t.Cause == 1 {
			f.Test = &Comparison{Name: "Gray", Cause: 1, Statistic: t.Statistic, DF: t.DF, P: t.P}
		}
	}
	return nil
}
