package cases

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/survival"
)

// Where the interval of a proportion comes from.
const (
	FromSource = "source" // the source gives it
	Computed   = "wilson" // computed here from the counts of the source
	NoInterval = "none"   // the source's counts were not read, or are no whole number
)

// Proportion is a percentage that a source states, with an honest interval. A
// percentage that no source states is never made.
type Proportion struct {
	// Text is what was found, as written: "41/83 (49 %)".
	Text string
	// Percent is the published figure, decimal text.
	Percent string
	// Events of Of are the counts, where Counted.
	Events, Of int
	Counted    bool
	// Lower and Upper are percent, decimal text, where Interval is not NoInterval.
	Lower, Upper string
	Interval     string
	// Derivation shows where each number comes from.
	Derivation evidence.Derivation
}

// The forms in which a source gives counts together with its percentage.
var (
	slashForm = regexp.MustCompile(`(\d+)/(\d+) \((\d+(?:\.\d+)?) ?%\)`)
	ofForm    = regexp.MustCompile(`(\d+) of (\d+) [a-z]+ \((\d+(?:\.\d+)?) ?%\)`)
	aliveForm = regexp.MustCompile(`^(\d+) alive\b`)
	rangeForm = regexp.MustCompile(`^(\d+(?:\.\d+)?) ?[-–] ?(\d+(?:\.\d+)?)$`)
	leading   = regexp.MustCompile(`^\d+(?:\.\d+)?`)
)

// InText finds the proportions that a text states with their counts. Counts that
// do not give the percentage beside them are not believed and not returned.
func InText(text string, status evidence.Status, sources []evidence.Source) []Proportion {
	var out []Proportion
	for _, form := range []*regexp.Regexp{slashForm, ofForm} {
		for _, m := range form.FindAllStringSubmatch(text, -1) {
			events, err1 := strconv.Atoi(m[1])
			of, err2 := strconv.Atoi(m[2])
			if err1 != nil || err2 != nil || !agrees(events, of, m[3]) {
				continue
			}
			out = append(out, counted(m[0], m[3], events, of, status, sources))
		}
	}
	return out
}

// agrees reports whether events of n, rounded to the digits of the published
// percentage, is that percentage.
func agrees(events, n int, percent string) bool {
	published, err := strconv.ParseFloat(percent, 64)
	if err != nil || n < 1 || events < 0 || events > n {
		return false
	}
	_, fraction, _ := strings.Cut(percent, ".")
	half := 0.5 * math.Pow10(-len(fraction))
	return math.Abs(100*float64(events)/float64(n)-published) <= half+1e-9
}

// counted computes the interval of counts: the score interval of Wilson (JASA
// 1927;22:209) at 95 %.
func counted(text, percent string, events, of int, status evidence.Status, sources []evidence.Source) Proportion {
	p := Proportion{Text: text, Percent: percent, Events: events, Of: of, Counted: true, Interval: NoInterval}
	e, err := survival.Proportion(events, of, survival.Wilson, 0)
	if err != nil {
		return p
	}
	p.Lower, p.Upper, p.Interval = tenth(e.Lower), tenth(e.Upper), Computed
	p.Derivation = evidence.Derivation{
		Label: evidence.Text{EN: "95 % interval of the published proportion", ZH: "已发表比例的95 %区间"},
		Value: p.Lower + " – " + p.Upper, Unit: "%", Formula: "Wilson score interval, x = " + strconv.Itoa(events) + ", n = " + strconv.Itoa(of),
		Status: evidence.Weakest(evidence.Derived, status), Sources: []evidence.Source{{Text: "Wilson 1927, J Am Stat Assoc 22:209"}},
		Note: evidence.Text{EN: "A crude proportion at the last report of each patient: follow-up differs between patients and censoring is ignored. It is no survival at a time. Alternative: the exact interval of Clopper and Pearson, which is wider.",
			ZH: "各例末次随访时的粗比例：随访时间不一，未考虑删失，并非某一时点的生存率。另可用Clopper-Pearson精确区间，范围更宽。"},
		Steps: []evidence.Derivation{{Label: evidence.Text{EN: "as the source states it", ZH: "文献原文"}, Value: text, Status: status, Sources: sources}},
	}
	return p
}

func tenth(share float64) string { return strconv.FormatFloat(100*share, 'f', 1, 64) }

// Measure is what a figure of a cohort is about.
type Measure string

// The measures that the table of cohorts carries.
const (
	OverallSurvival Measure = "overall-survival"
	AcuteGVHD       Measure = "acute-gvhd"
)

// Figure is one proportion of one cohort.
type Figure struct {
	Row     Row
	Measure Measure
	Proportion
}

// Figures lists the proportions of the cohorts that belong to a disease, or, for
// the empty disease, of those that belong to none alone.
func Figures(rows []Row, disease string) []Figure {
	var out []Figure
	for _, r := range Select(rows, Cohort, disease) {
		if p, ok := r.survival(); ok {
			out = append(out, Figure{r, OverallSurvival, p})
		}
		if f := r.Field("acute_gvhd"); f.State == knowledge.Reported {
			for _, p := range InText(f.Value, r.Status, []evidence.Source{r.Source}) {
				out = append(out, Figure{r, AcuteGVHD, p})
			}
		}
	}
	return out
}

// survival is the overall survival of a cohort as published. Its interval is
// that of the source; or is computed where the source states how many are alive
// of how many and the two give the percentage; or is missing with its reason.
func (r Row) survival() (Proportion, bool) {
	f := r.Field("os_percent")
	percent := leading.FindString(f.Value)
	if f.State != knowledge.Reported || percent == "" {
		return Proportion{}, false
	}
	sources := []evidence.Source{r.Source}
	p := Proportion{Text: f.Value, Percent: percent, Interval: NoInterval}
	p.Derivation = evidence.Derivation{Label: evidence.Text{EN: "overall survival as published", ZH: "文献报告的总生存率"}, Value: f.Value, Unit: "%", Status: r.Status, Sources: sources}
	if m := rangeForm.FindStringSubmatch(r.Field("os_ci").Value); m != nil {
		p.Lower, p.Upper, p.Interval = m[1], m[2], FromSource
		p.Derivation.Note = evidence.Text{EN: "The interval is that of the source.", ZH: "区间取自文献。"}
		return p, true
	}
	if m := aliveForm.FindStringSubmatch(r.Note.EN); m != nil {
		alive, err := strconv.Atoi(m[1])
		n, known := r.number("n")
		if err == nil && known && agrees(alive, int(n), percent) {
			return counted(m[1]+" of "+r.Field("n").Value+" alive ("+percent+" %)", percent, alive, int(n), r.Status, sources), true
		}
	}
	p.Derivation.Note = evidence.Text{EN: "No interval: the counts behind the percentage were not read.", ZH: "无区间：未读到该百分比的例数。"}
	return p, true
}

// Statement is a fact of a disease that carries figures of patients, with the
// proportions it states.
type Statement struct {
	Section     evidence.Text
	Fact        knowledge.Fact
	Proportions []Proportion
	// Bare tells that the text states a percentage whose counts were not read.
	Bare bool
}

var (
	speaksOfPatients = regexp.MustCompile(`(?i)\b\d+ (patients|children|cases|infants)|\bcohort|\b\d+ of \d+|\b\d+/\d+|\bn ?= ?\d|\bOS\b|\bEFS\b|surviv|\balive\b|\bdied\b`)
	aPercentage      = regexp.MustCompile(`\d ?%`)
	// aside are the sections that speak of cells, of another disease, of single
	// cases shown in the table, or of what was not read.
	aside = []string{"radiosensitivity", "hpo", "identifiers", "neighbouring-disease", "details", "not-read", "mechanism"}
)

// Statements lists what the profile of a disease says about groups of patients.
func Statements(d knowledge.Disease) []Statement {
	var out []Statement
	for _, s := range d.Sections {
		if slices.Contains(aside, s.Key) {
			continue
		}
		for _, f := range s.Facts {
			if s.Key != "cohort-context" && !speaksOfPatients.MatchString(f.Text.EN) {
				continue
			}
			st := Statement{Section: s.Title, Fact: f, Proportions: InText(f.Text.EN, f.Status, f.Sources)}
			st.Bare = len(aPercentage.FindAllString(f.Text.EN, -1)) > len(st.Proportions)
			out = append(out, st)
		}
	}
	return out
}
