package plot

import (
	"encoding/xml"
	"fmt"
	"html/template"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// twoCurves is synthetic: its numbers are layout, not an outcome.
func twoCurves(stacked bool) CurvesInput {
	in := CurvesInput{Lang: "en", ID: "overall", Title: "Overall survival", Axis: "Probability", Time: "Years after Day 0", Mark: "synthetic rows", Stacked: stacked,
		Ticks: []Tick{{0, "0"}, {365, "1"}, {1096, "3"}, {1826, "5"}}, Description: "A 80 % at 5 years; B 60 % at 3 years"}
	start, a, b := 1.0, []float64{0.95, 0.85, 0.8}, []float64{0.8, 0.7, 0.6}
	if stacked {
		start, a, b = 0, []float64{0.1, 0.15, 0.2}, []float64{0.02, 0.05, 0.1}
	}
	for k, values := range [][]float64{a, b} {
		c := StepCurve{Label: []string{"matched sibling", "unrelated donor"}[k], End: []float64{1826, 1200}[k], Steps: []CurveStep{{0, start, start, start}}}
		for i, v := range values {
			c.Steps = append(c.Steps, CurveStep{float64(i*350 + 90), v, math.Max(0, v-0.06), math.Min(1, v+0.05)})
		}
		in.Curves = append(in.Curves, c)
		in.Risk = append(in.Risk, RiskBlock{Label: c.Label, Rows: []RiskRow{{"At risk", []string{"114", "90", "49", "28"}}, {"Censored", []string{"0", "8", "34", "56"}}, {"Events", []string{"0", "16", "30", "30"}}}})
	}
	in.Risk[1].Rows[0].Cells[3] = ""
	return in
}

func funnelInput() FunnelInput {
	return FunnelInput{Lang: "en", ID: "f", Title: "Funnel", Axis: "Survival at the horizon", Size: "Transplants in the year", Mark: "synthetic rows", Reference: 0.85, ReferenceLabel: "reference 85 %",
		InnerLabel: "95 % limits", OuterLabel: "99.8 % limits", Inner: []FunnelLimit{{5, 0.5, 1.02}, {20, 0.68, 0.97}, {80, 0.77, 0.92}}, Outer: []FunnelLimit{{5, 0.25, 1.1}, {20, 0.55, 1.01}, {80, 0.71, 0.95}},
		Points: []FunnelPoint{{14, 0.93, "2014", false}, {60, 0.8, "2020", false}, {3, 0.67, "2026", true}}, Description: "3 years"}
}

func controlInput() ControlInput {
	return ControlInput{Lang: "zh", ID: "c", Title: "累积和控制图", Axis: "累积对数似然比", Count: "移植例数", Mark: "模拟数据", Path: []float64{0, 0.5, 1, 0.8, 2.4, 4.6, 4.2}, Threshold: 4.5, ThresholdLabel: "阈值 4.5",
		Signal: 5, SignalLabel: "报警", Marks: []Mark{{0, "2014"}, {1, "2015"}, {4, "2016"}}, Description: "第6例"}
}

func TestSurvivalFigures(t *testing.T) {
	one := twoCurves(false)
	one.Curves, one.Risk = one.Curves[:1], one.Risk[:1]
	for name, figure := range map[string]template.HTML{
		"curves-two.svg": Curves(twoCurves(false)), "curves-one.svg": Curves(one), "curves-stacked.svg": Curves(twoCurves(true)), "curves-none.svg": Curves(CurvesInput{Lang: "zh"}),
		"funnel.svg": Funnel(funnelInput()), "control.svg": Control(controlInput()),
	} {
		t.Run(name, func(t *testing.T) { golden(t, name, figure) })
	}
}

// wellFormed reads a figure as XML and looks for what must not be in it.
func wellFormed(t interface{ Errorf(string, ...any) }, figure template.HTML) {
	dec := xml.NewDecoder(strings.NewReader(string(figure)))
	for {
		if _, err := dec.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Errorf("not well-formed: %v", err)
			return
		}
	}
	for _, bad := range []string{`="NaN`, `="Inf`, " style=", "<script"} {
		if strings.Contains(string(figure), bad) {
			t.Errorf("the figure holds %q", bad)
		}
	}
	if !strings.Contains(string(figure), "<title") || !strings.Contains(string(figure), "<desc") {
		t.Errorf("no title or description")
	}
}

// Control: HAZ-36 (a text of the data becomes part of a page).
func TestSurvivalFiguresStandWhateverTheyAreGiven(t *testing.T) {
	odd := rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, -1, 1e300}))
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		in := CurvesInput{Lang: text, ID: text, Title: text, Axis: text, Time: text, Mark: text, Description: text, Stacked: rapid.Bool().Draw(t, "stacked")}
		for range rapid.IntRange(0, 7).Draw(t, "curves") {
			c := StepCurve{Label: text, End: odd.Draw(t, "end")}
			for range rapid.IntRange(0, 4).Draw(t, "steps") {
				c.Steps = append(c.Steps, CurveStep{odd.Draw(t, "at"), odd.Draw(t, "value"), odd.Draw(t, "low"), odd.Draw(t, "high")})
			}
			in.Curves = append(in.Curves, c)
			in.Ticks = append(in.Ticks, Tick{odd.Draw(t, "tick"), text})
			in.Risk = append(in.Risk, RiskBlock{text, []RiskRow{{text, []string{text, "", text}}}})
		}
		wellFormed(t, Curves(in))
		v := odd.Draw(t, "v")
		wellFormed(t, Funnel(FunnelInput{ID: text, Title: text, Description: text, Reference: v, Inner: []FunnelLimit{{v, v, v}, {v, 0, 1}}, Points: []FunnelPoint{{v, v, text, true}, {3, 0.5, text, false}}}))
		wellFormed(t, Control(ControlInput{ID: text, Title: text, Description: text, Path: []float64{v, 1, v}, Threshold: v, Signal: rapid.IntRange(-2, 5).Draw(t, "signal"), Marks: []Mark{{v, text}}}))
	})
}

// A copy without colour still tells the curves apart: each has its own dashes and
// its own letter, at its end and in the legend.
func TestCurvesAreToldApartWithoutColour(t *testing.T) {
	figure := string(Curves(twoCurves(false)))
	dashes := map[string]bool{}
	for _, m := range regexp.MustCompile(`<polyline[^>]*>`).FindAllString(figure, -1) {
		dash := regexp.MustCompile(`stroke-dasharray="[^"]*"`).FindString(m)
		if dashes[dash] {
			t.Errorf("two curves share the dashes %q", dash)
		}
		dashes[dash] = true
	}
	for i := range 2 {
		if !strings.Contains(figure, fmt.Sprintf(">%s</text>", letter(i))) {
			t.Errorf("curve %s has no letter at its end", letter(i))
		}
	}
	seen := map[string]bool{}
	for _, p := range pens {
		if seen[p.dash] {
			t.Errorf("two pens share the dashes %q", p.dash)
		}
		seen[p.dash] = true
	}
}
