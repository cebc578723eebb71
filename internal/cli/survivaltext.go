package cli

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/dayzero-hsct/dayzero/survival"
)

// report is a text of lines and aligned tables.
type report struct {
	out strings.Builder
	by  string // column of the groups
}

func (r *report) String() string { return r.out.String() }

func (r *report) line(format string, a ...any) {
	r.out.WriteString(printable(fmt.Sprintf(format, a...)) + "\n")
}

// table writes rows under a head; the first column is aligned to the left, the
// others to the right. Widths are display columns, a Chinese character counts two.
func (r *report) table(rows [][]string) {
	var width []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], runewidth.StringWidth(printable(cell)))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			blank := strings.Repeat(" ", width[i]-runewidth.StringWidth(printable(cell)))
			if i == 0 {
				line.WriteString("  " + cell + blank)
			} else {
				line.WriteString("  " + blank + cell)
			}
		}
		r.line("%s", strings.TrimRight(line.String(), " "))
	}
}

// leftOut names the rows that were not used, one line for each reason.
func (r *report) leftOut(excluded []survival.Exclusion) {
	var reasons []string
	lines := map[string][]string{}
	for _, e := range excluded {
		if lines[e.Reason] == nil {
			reasons = append(reasons, e.Reason)
		}
		lines[e.Reason] = append(lines[e.Reason], strconv.Itoa(e.Line))
	}
	for _, reason := range reasons {
		of := lines[reason]
		shown := strings.Join(of[:min(10, len(of))], ", ")
		if len(of) > 10 {
			shown += ", …"
		}
		r.line("left out (%s): %d of the rows, lines %s", reason, len(of), shown)
	}
}

// group heads a group; the only one of a table without groups is called all.
func (r *report) group(label string, format string, a ...any) {
	if r.by != "" {
		label = r.by + " " + label
	}
	r.line("")
	r.line("%s: %s", label, fmt.Sprintf(format, a...))
}

// dash stands for a number that does not exist.
const dash = "–"

// decimals gives a number with n decimals.
func decimals(x survival.Number, n int) string {
	if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
		return dash
	}
	return strconv.FormatFloat(float64(x), 'f', n, 64)
}

// short gives a time or another number as written, to six digits.
func short(x survival.Number) string {
	if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
		return dash
	}
	return strconv.FormatFloat(float64(x), 'g', 6, 64)
}

// pValue gives a p-value; a very small one by its bound.
func pValue(p survival.Number) string {
	if p < 0.0001 {
		return "<0.0001"
	}
	return decimals(p, 4)
}

func percent(level survival.Number) string { return short(level*100) + " %" }

func beyond(is bool) string {
	if is {
		return "after the last time seen"
	}
	return ""
}

func textOfKM(r *report, a survival.KMResult) {
	r.line("Kaplan–Meier; %s limits on the %s scale; standard errors by Greenwood", percent(a.Level), a.Conf)
	for _, g := range a.Groups {
		median := "not reached"
		if !math.IsNaN(float64(g.Median.Value)) {
			median = short(g.Median.Value)
		}
		r.group(g.Label, "n %d, events %d, median %s (%s to %s)", g.N, g.Events, median, short(g.Median.Lower), short(g.Median.Upper))
		rows := [][]string{{"time", "at risk", "events", "survival", "se", "lower", "upper"}}
		if g.At != nil {
			rows = [][]string{{"time", "at risk", "survival", "se", "lower", "upper"}}
		}
		for _, p := range g.At {
			rows = append(rows, []string{short(p.Time), strconv.Itoa(p.NRisk), decimals(p.Surv, 4), decimals(p.SE, 4), decimals(p.Lower, 4), decimals(p.Upper, 4), beyond(p.BeyondFollowUp)})
		}
		for i := range g.Time {
			if g.At == nil && g.NEvent[i] > 0 {
				rows = append(rows, []string{short(g.Time[i]), strconv.Itoa(g.NRisk[i]), strconv.Itoa(g.NEvent[i]), decimals(g.Surv[i], 4), decimals(g.SE[i], 4), decimals(g.Lower[i], 4), decimals(g.Upper[i], 4)})
			}
		}
		r.table(rows)
		if g.Verdict != "" {
			r.line("  %s", g.Verdict)
		}
	}
}

func textOfCIF(r *report, a survival.CIFResult) {
	r.line("cumulative incidence (Aalen–Johansen); variance %s; %s limits on the %s scale", a.Variance, percent(a.Level), a.Conf)
	for _, g := range a.Groups {
		for _, c := range g.Causes {
			r.group(g.Label, "cause %d, n %d, events %d", c.Cause, g.N, c.Events)
			rows := [][]string{{"time", "at risk", "incidence", "se", "lower", "upper"}}
			for _, p := range c.At {
				rows = append(rows, []string{short(p.Time), strconv.Itoa(p.NRisk), decimals(p.Est, 4), decimals(p.SE, 4), decimals(p.Lower, 4), decimals(p.Upper, 4), beyond(p.BeyondFollowUp)})
			}
			before := survival.Number(0)
			for i := range c.Time {
				if c.At == nil && c.Est[i] != before {
					rows = append(rows, []string{short(c.Time[i]), strconv.Itoa(c.NRisk[i]), decimals(c.Est[i], 4), decimals(c.SE[i], 4), decimals(c.Lower[i], 4), decimals(c.Upper[i], 4)})
				}
				before = c.Est[i]
			}
			r.table(rows)
		}
	}
}

func textOfRMST(r *report, a survival.RMSTResult) {
	r.line("mean event-free time up to the horizon tau: the area under Kaplan–Meier; standard errors by Greenwood")
	rows := [][]string{{"group", "tau", "mean", "se"}}
	for _, g := range a.Groups {
		rows = append(rows, []string{g.Label, short(g.Tau), short(g.Mean), short(g.SE), beyond(g.BeyondFollowUp)})
	}
	r.table(rows)
	for _, g := range a.Groups {
		if g.Verdict != "" {
			r.line("%s: %s", g.Label, g.Verdict)
		}
	}
}

func textOfLogRank(r *report, a survival.LogRankResult) {
	name := "log-rank test"
	if a.Rho != 0 {
		name = fmt.Sprintf("Fleming–Harrington test, rho %s", short(a.Rho))
		if a.Rho == 1 {
			name += " (Peto & Peto)"
		}
	}
	r.line("%s%s", name, stratified(a.Stratified))
	rows := [][]string{{"group", "n", "observed", "expected"}}
	for _, g := range a.Groups {
		rows = append(rows, []string{g.Label, strconv.Itoa(g.N), short(g.Observed), short(g.Expected)})
	}
	r.table(rows)
	if a.DF == 0 {
		r.line("%s", a.Verdict)
		return
	}
	r.line("chi-square %s on %d df, p %s", decimals(a.Statistic, 4), a.DF, pValue(a.P))
}

func stratified(is bool) string {
	if is {
		return ", stratified"
	}
	return ""
}

func textOfGray(r *report, a survival.GrayResult) {
	r.line("Gray's test, rho %s%s", short(a.Rho), stratified(a.Stratified))
	rows, verdict := [][]string{{"cause", "chi-square", "df", "p"}}, ""
	for _, t := range a.Tests {
		rows = append(rows, []string{strconv.Itoa(t.Cause), decimals(t.Statistic, 4), strconv.Itoa(t.DF), pValue(t.P)})
		if t.Verdict != "" {
			verdict = t.Verdict
		}
	}
	r.table(rows)
	if verdict != "" {
		r.line("%s", verdict)
	}
}

func textOfRegression(r *report, a survival.RegressionResult) {
	name := "Cox proportional hazards"
	if a.TieConvention != "" {
		name = fmt.Sprintf("Fine–Gray model of cause %d; event and censoring of one time: %s", a.Cause, a.TieConvention)
	} else if a.Cause > 0 {
		name += fmt.Sprintf(", cause %d", a.Cause)
	}
	errors := "from the information"
	if a.Robust {
		errors = "robust"
	}
	r.line("%s; ties %s%s; standard errors %s; %s limits", name, a.Ties, stratified(a.Stratified), errors, percent(a.Level))
	r.line("n %d, events %d", a.N, a.Events)
	rows := [][]string{{"covariate", "coefficient", "se", "hazard ratio", "lower", "upper", "p"}}
	for i, n := range a.Names {
		rows = append(rows, []string{n, decimals(a.Coef[i], 5), decimals(a.SE[i], 5), decimals(a.HR[i], 4), decimals(a.Lower[i], 4), decimals(a.Upper[i], 4), pValue(a.P[i])})
	}
	r.table(rows)
	r.line("log likelihood %s (without covariates %s)", short(a.LogLik.Model), short(a.LogLik.Null))
	r.table([][]string{{"test", "chi-square", "df", "p"}, {"likelihood ratio", decimals(a.Tests.LRT, 4), strconv.Itoa(a.DF), pValue(a.TestsP.LRT)},
		{"Wald", decimals(a.Tests.Wald, 4), strconv.Itoa(a.DF), pValue(a.TestsP.Wald)}, {"score", decimals(a.Tests.Score, 4), strconv.Itoa(a.DF), pValue(a.TestsP.Score)}})
	r.line("concordance %s (se %s)", decimals(a.Concordance.Value, 4), decimals(a.Concordance.SE, 4))
	if a.Verdict != "" {
		r.line("%s", a.Verdict)
	}
	for _, w := range a.Warnings {
		r.line("caution: %s", w)
	}
}

func textOfZPH(r *report, a survival.ZPHResult) {
	r.line("test of proportional hazards; function of time: %s", a.Transform)
	rows := [][]string{{"term", "chi-square", "df", "p"}}
	for _, t := range a.Terms {
		rows = append(rows, []string{t.Name, decimals(t.Statistic, 4), strconv.Itoa(t.DF), pValue(t.P)})
	}
	r.table(rows)
}
