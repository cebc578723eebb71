package programme

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
)

// CSV is the data of a figure: the steps of its curves, the table beneath and the
// readings, one line each. A group of fewer than LeastInGroup is not named.
func (f Figure) CSV() []byte {
	return sheet([]string{"figure", "group", "n", "kind", "cause", "day", "at_risk", "censored", "events", "estimate", "lower", "upper"}, func(write func(...string)) {
		for _, g := range f.Groups {
			if g.N < LeastInGroup {
				write(f.ID, "", "<"+strconv.Itoa(LeastInGroup), "hidden", "", "", "", "", "", "", "", "")
				continue
			}
			n := strconv.Itoa(g.N)
			for _, s := range g.Series {
				cause := ""
				if s.Cause > 0 {
					cause = f.Causes[s.Cause-1].EN
				}
				for _, p := range s.Points {
					write(f.ID, g.Label, n, "curve", cause, plain(p.Time), strconv.Itoa(p.AtRisk), "", "", plain(p.Est), plain(p.Lower), plain(p.Upper))
				}
				for _, r := range s.Readings {
					if r.Shown {
						write(f.ID, g.Label, n, "reading", cause, plain(r.Time), strconv.Itoa(r.AtRisk), "", "", plain(r.Est), plain(r.Lower), plain(r.Upper))
					}
				}
			}
			for _, c := range g.Risk {
				for k, e := range c.Events {
					cause := ""
					if len(f.Causes) > 0 {
						cause = f.Causes[k].EN
					}
					write(f.ID, g.Label, n, "table", cause, plain(c.Time), strconv.Itoa(c.AtRisk), strconv.Itoa(c.Censored), strconv.Itoa(e), "", "", "")
				}
			}
		}
	})
}

// FunnelCSV is the data of the funnel. A year of fewer than LeastInGroup
// transplants is not given.
func (q Quality) FunnelCSV() []byte {
	return sheet([]string{"year", "n", "deaths", "not_followed", "survival", "lower", "upper", "method", "counted", "reference"}, func(write func(...string)) {
		for _, y := range q.Years {
			if y.N < LeastInGroup {
				write(strconv.Itoa(y.Year), "<"+strconv.Itoa(LeastInGroup), "", "", "", "", "", "", "false", plain(q.Reference))
				continue
			}
			write(strconv.Itoa(y.Year), strconv.Itoa(y.N), strconv.Itoa(y.Dead), strconv.Itoa(y.NotFollowed), plain(y.Est), plain(y.Lower), plain(y.Upper), y.Method, strconv.FormatBool(y.Counted), plain(q.Reference))
		}
	})
}

// CUSUMCSV is the path of the chart by number of the transplant, without dates.
// A path of fewer than LeastInGroup transplants is not given.
func (q Quality) CUSUMCSV() []byte {
	return sheet([]string{"transplant", "cusum", "expected_minus_observed", "threshold", "odds_ratio", "reference"}, func(write func(...string)) {
		for i, v := range q.CUSUM.Path {
			if len(q.CUSUM.Path) < LeastInGroup {
				break
			}
			write(strconv.Itoa(i+1), plain(v), plain(q.CUSUM.VLAD[i]), plain(q.CUSUM.Threshold), plain(q.CUSUM.OddsRatio), plain(q.Reference))
		}
	})
}

// ActivityCSV is the counts; a count below LeastInGroup is hidden, and where one
// alone is hidden the next smallest too, so that a total does not give it away.
func (a Analysis) ActivityCSV() []byte {
	return sheet([]string{"key", "value", "n"}, func(write func(...string)) {
		for _, table := range a.Activity {
			for _, c := range Masked(table.Lines) {
				write(table.Key, c.Value, c.N)
			}
		}
	})
}

// MaskedCount is a count as it may leave the house.
type MaskedCount struct{ Value, N string }

// Masked hides counts below LeastInGroup, and the next smallest where only one
// would be hidden.
func Masked(counts []Choice) []MaskedCount {
	hidden, next := 0, -1
	for i, c := range counts {
		switch {
		case c.N < LeastInGroup && c.N > 0:
			hidden++
		case c.N > 0 && (next < 0 || c.N < counts[next].N):
			next = i
		}
	}
	out := make([]MaskedCount, len(counts))
	for i, c := range counts {
		out[i] = MaskedCount{c.Value, strconv.Itoa(c.N)}
		switch {
		case c.N < LeastInGroup && c.N > 0:
			out[i].N = "<" + strconv.Itoa(LeastInGroup)
		case hidden == 1 && i == next:
			out[i].N = "hidden"
		}
	}
	return out
}

// plain writes a number with 10 significant digits.
func plain(v float64) string {
	if v != v {
		return ""
	}
	return strconv.FormatFloat(v, 'g', 10, 64)
}

// sheet writes a table; a cell that a spreadsheet would take for a formula is
// written as text.
func sheet(head []string, fill func(write func(...string))) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	write := func(cells ...string) {
		for i, c := range cells {
			if c != "" && strings.ContainsAny(c[:1], "=+-@\t\r") {
				if _, err := strconv.ParseFloat(c, 64); err != nil {
					cells[i] = "'" + c
				}
			}
		}
		_ = w.Write(cells) // a buffer takes everything
	}
	write(head...)
	fill(write)
	w.Flush()
	return out.Bytes()
}
