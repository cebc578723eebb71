package plot

import (
	"html/template"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// aCourse is synthetic: two models and their blend, two infusions, a level and a
// level below its limit, a ceiling.
func aCourse(lang string) CourseInput {
	times := []float64{0, 3, 6, 12, 24, 27, 48}
	curve := func(label string, by float64) CourseCurve {
		c := CourseCurve{Label: label, Times: times}
		for _, x := range []float64{0, 1, 0.6, 0.2, 0.05, 1.05, 0.02} {
			c.Low, c.Mid, c.High = append(c.Low, 0.7*by*x), append(c.Mid, by*x), append(c.High, 1.4*by*x)
		}
		return c
	}
	blend := curve("blend", 1)
	blend.Strong = true
	return CourseInput{Lang: lang, ID: "course", Title: "Concentration", Axis: "mg/L", Time: "h", Mark: "Reference only", Description: "two models",
		Ticks: []Tick{{0, "0 h"}, {24, "24 h"}, {48, "48 h"}}, Curves: []CourseCurve{curve("model_a", 0.9), curve("model_b", 1.2), blend},
		Levels:    []CourseLevel{{At: 6, Value: 0.7, Name: "0.7 mg/L", Href: "/entry/1"}, {At: 24, Value: 0.05, Name: "< 0.05 mg/L", Below: true}},
		Infusions: []CourseSpan{{0, 3, "given", false}, {24, 27, "planned", true}}, Lines: []Threshold{{Value: 1.5, Label: "ceiling 1.5"}}}
}

func TestCourseFigures(t *testing.T) {
	bare := aCourse("en")
	bare.Levels, bare.Lines, bare.Mark = nil, nil, ""
	step := aCourse("en") // before and after a level, from the dose before it on
	step.From, step.Curves = 20, step.Curves[:2]
	step.Levels[1].Marked = true
	for i := range step.Curves {
		step.Curves[i] = step.Curves[i].since(20)
	}
	step.Curves[0].Strong, step.Curves[1].Earlier = true, true
	for name, figure := range map[string]template.HTML{
		"course-en.svg": Course(aCourse("en")), "course-zh.svg": Course(aCourse("zh")), "course-bare.svg": Course(bare), "course-step.svg": Course(step), "course-none.svg": Course(CourseInput{Lang: "zh"}),
	} {
		t.Run(name, func(t *testing.T) { golden(t, name, figure) })
	}
}

// since leaves out what lies before an hour.
func (s CourseCurve) since(hour float64) CourseCurve {
	at := slices.IndexFunc(s.Times, func(t float64) bool { return t >= hour })
	s.Times, s.Low, s.Mid, s.High = s.Times[at:], s.Low[at:], s.Mid[at:], s.High[at:]
	return s
}

func TestCourseFiguresStandWhateverTheyAreGiven(t *testing.T) {
	odd := rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, -1, 1e300}))
	list := rapid.SliceOfN(odd, 3, 3)
	rapid.Check(t, func(t *rapid.T) {
		text, v := rapid.String().Draw(t, "text"), odd.Draw(t, "v")
		in := CourseInput{Lang: text, ID: text, Title: text, Axis: text, Time: text, Mark: text, Description: text, From: odd.Draw(t, "from"), Ticks: []Tick{{v, text}},
			Levels: []CourseLevel{{At: v, Value: odd.Draw(t, "level"), Name: text, Href: text}}, Infusions: []CourseSpan{{v, odd.Draw(t, "to"), text, true}}, Lines: []Threshold{{Value: v, Label: text}}}
		for range rapid.IntRange(0, 7).Draw(t, "curves") {
			in.Curves = append(in.Curves, CourseCurve{Label: text, Times: list.Draw(t, "times"), Low: list.Draw(t, "low"), Mid: list.Draw(t, "mid"), High: list.Draw(t, "high")})
		}
		wellFormed(t, Course(in))
	})
}
