package programme

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/course"
)

// chronicWord is the severity of a stated chronic GVHD; a statement without one,
// or with a word that is none, says only that there is chronic GVHD.
func chronicWord(grade string) string {
	switch word := strings.ToLower(strings.TrimSpace(grade)); word {
	case "0", "no", "none":
		return "no"
	case "mild", "moderate", "severe":
		return word
	}
	return "yes"
}

// chronicState keeps the worst that was stated, and the day on which the first
// chronic GVHD was.
func (r *Row) chronicState(word string, at int) {
	if slices.Index(chronicGrades, word) > slices.Index(chronicGrades, r.ChronicGVHD) {
		r.ChronicGVHD = word
	}
	if word != "no" && r.ChronicGVHDDay == 0 {
		r.ChronicGVHDDay = at
	}
}

// chronicForms reads the NIH forms: an organ scored 1 or more is chronic GVHD on
// that day; a form with all eight organs at 0 says that there is none, and one with
// an organ left empty says nothing.
func (r *Row) chronicForms(v chart.View, t transplantOf) {
	child, _ := v.Recipient()
	for _, s := range chart.All[*chart.Score](v) {
		on := v.DateOf(s.Entry)
		if s.Data.System != "cgvhd" || !v.Concerns(s.Entry, child.ID) || !t.holds(on) {
			continue
		}
		switch scored, highest := organScores(s.Data.Stages); {
		case highest > 0:
			r.chronicState("yes", on.DaysSince(r.Date))
		case scored == len(course.ChronicOrgans()):
			r.chronicState("no", 0)
		}
	}
}

// organScores counts the organs with a score and gives the highest.
func organScores(stages map[string][]string) (scored, highest int) {
	for _, organ := range course.ChronicOrgans() {
		values := stages[string(organ)]
		if len(values) == 0 {
			continue
		}
		if n, err := strconv.Atoi(strings.TrimSpace(values[0])); err == nil && n >= 0 {
			scored, highest = scored+1, max(highest, n)
		}
	}
	return scored, highest
}
