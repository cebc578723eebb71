package plot

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// publishedLines are four of the published courses, with their ends.
func publishedLines() CaseLinesInput {
	return CaseLinesInput{Lang: "en", ID: "cases", Title: "Published cases", Description: "4 cases", Axis: "months from transplant", Lines: []CaseLine{
		{Label: "GRU07-1", Months: 60, Known: true, End: "alive", Text: "alive, 60", Href: "/knowledge/case/GRU07-1"},
		{Label: "SCH19-1", Months: 4.7, Known: true, End: "dead", Text: "dead, 4.7"},
		{Label: "SUN20-x", End: "dead", Text: "dead; follow-up not read"},
		{Label: "HEM25-1", End: "not-read", Text: "not read"},
	}}
}

func TestCaseLinesTellTheEndByShapeAndByText(t *testing.T) {
	figure := CaseLines(publishedLines())
	sound(t, string(figure))
	golden(t, "case-lines.svg", figure)
	for _, want := range []string{"<circle", "<path", "follow-up not read", `href="/knowledge/case/GRU07-1"`} {
		if !strings.Contains(string(figure), want) {
			t.Errorf("%q is missing", want)
		}
	}
	golden(t, "case-lines-none.svg", CaseLines(CaseLinesInput{}))
}

func TestCaseLinesStayWellFormedWhateverTheyAreGiven(t *testing.T) {
	odd := []float64{0, 1, 12, 1199, 5000, -1, math.NaN(), math.Inf(1)}
	rapid.Check(t, func(rt *rapid.T) {
		in := CaseLinesInput{Lang: rapid.SampledFrom([]string{"en", "zh", ""}).Draw(rt, "lang"), ID: rapid.String().Draw(rt, "id"), Title: rapid.String().Draw(rt, "title"), Axis: rapid.String().Draw(rt, "axis")}
		for range rapid.IntRange(0, 6).Draw(rt, "lines") {
			in.Lines = append(in.Lines, CaseLine{Label: rapid.String().Draw(rt, "label"), Months: rapid.SampledFrom(odd).Draw(rt, "months"), Known: rapid.Bool().Draw(rt, "known"),
				End: rapid.SampledFrom([]string{"alive", "dead", ""}).Draw(rt, "end"), Text: rapid.String().Draw(rt, "text"), Href: rapid.SampledFrom([]string{"", "/a", "//b", "javascript:x"}).Draw(rt, "href")})
		}
		sound(rt, string(CaseLines(in)))
	})
}
