package course

import (
	"sort"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// Severity of SOS/VOD, from none to very severe.
type Severity uint8

// The grades of severity.
const (
	NoSeverity Severity = iota
	Mild
	Moderate
	Severe
	VerySevere
)

// String writes the word of the batch form.
func (s Severity) String() string {
	return [...]string{"none", "mild", "moderate", "severe", "very severe"}[min(s, VerySevere)]
}

func (s Severity) chinese() string {
	return [...]string{"无", "轻度", "中度", "重度", "极重度"}[min(s, VerySevere)]
}

// Span is a severity item: the range it lies in, equal ends where it is known.
// The zero value is unknown.
type Span struct {
	set       bool
	low, high Severity
}

// SpanOf gives a known item.
func SpanOf(s Severity) Span { return Span{true, s, s} }

// SpanBetween gives an item that two sources, or a missing input, leave open.
func SpanBetween(low, high Severity) Span { return Span{true, min(low, high), max(low, high)} }

func (s Span) ends(worst Severity) (low, high Severity) {
	if !s.set {
		return NoSeverity, worst
	}
	return s.low, s.high
}

// DatedBilirubin is a bilirubin on a transplant day.
type DatedBilirubin struct {
	Day   day.Transplant
	Value Bilirubin
}

// The words of the severity form; the empty word is unknown.
type (
	// AscitesGrade is how much ascites there is.
	AscitesGrade string
	// Coagulation is the state of coagulation.
	Coagulation string
	// OxygenNeed is the support of breathing in the severity form.
	OxygenNeed string
)

// The allowed words.
const (
	AscitesNone         AscitesGrade = "none"
	AscitesMinimal      AscitesGrade = "minimal"
	AscitesModerate     AscitesGrade = "moderate"
	AscitesParacentesis AscitesGrade = "paracentesis"

	CoagulationNormal   Coagulation = "normal"
	CoagulationImpaired Coagulation = "impaired"
	CoagulationReplaced Coagulation = "impaired needing factor replacement"

	OxygenNone        OxygenNeed = "none"
	OxygenUnderTwo    OxygenNeed = "< 2 L/min"
	OxygenExactlyTwo  OxygenNeed = "2 L/min"
	OxygenOverTwo     OxygenNeed = "> 2 L/min"
	OxygenVentilation OxygenNeed = "ventilation"
)

// VODSeverityInput is what the paediatric EBMT severity is computed from.
type VODSeverityInput struct {
	Enzymes        quantity.Value // highest of ALT, AST, GLDH as a multiple of the upper limit, plain number
	RefractoryDays quantity.Value // days of persistent refractory thrombocytopenia, a time
	Bilirubin      []DatedBilirubin
	Ascites        AscitesGrade
	Coagulation    Coagulation
	GFR            quantity.Value // mL/min
	Oxygen         OxygenNeed
	Cognition      Finding // new cognitive impairment
	MultiOrgan     Finding // multi-organ dysfunction or failure
}

// VODSeverity is the severity; Low and High differ while an item is unknown or
// two sources differ.
type VODSeverity struct {
	Assessment
	Low, High Severity
	AtLeast   bool // an unknown item could raise it
	Ambiguous bool // two printed tables give Low and High
}

// MarshalJSON writes the keys of the batch form: severity is the higher of two
// printed readings, the other stands under alternatives.
func (v VODSeverity) MarshalJSON() ([]byte, error) {
	value := map[string]any{"at_least": v.AtLeast, "severity": v.shown().String(), "alternatives": []string{}}
	if v.Ambiguous {
		value["alternatives"] = []string{v.Low.String(), v.High.String()}
	}
	return v.merge(value)
}

// shown is the severity on screen: of two readings the worse, otherwise what is
// proven.
func (v VODSeverity) shown() Severity {
	if v.Ambiguous {
		return v.High
	}
	return v.Low
}

type severityItem struct {
	name    string
	zh      string
	starred bool
	span    Span
	worst   Severity // what it could be where unknown
}

// GradeVOD grades by the worst item of the paediatric EBMT table (PMC6020812
// table T3); two starred items at the level of severe, and multi-organ failure,
// are very severe (footnote; the level is derived). Exactly day 7 of refractory
// thrombocytopenia and exactly 2 L/min differ between prints: both are shown. It
// is an error if a word is none of the allowed ones.
func GradeVOD(input VODSeverityInput) (VODSeverity, error) {
	s := open("vod-paediatric-severity", Edition{ID: "EBMT paediatric severity", Name: evidence.Text{EN: "SOS/VOD severity, paediatric EBMT", ZH: "SOS/VOD严重度（儿童EBMT）"},
		Status: evidence.Read, Sources: []evidence.Source{vodSeverity, medicalCrit}})
	items, bad := s.severityItems(input)
	if len(bad) > 0 {
		return VODSeverity{}, bad
	}
	out := VODSeverity{}
	var lows, highs, ambiguous []Severity
	for _, item := range items {
		low, high := item.span.ends(item.worst)
		reading := high
		if !item.span.set {
			reading = low
		}
		lows, highs, ambiguous = append(lows, low), append(highs, high), append(ambiguous, reading)
		word := low.String()
		if low != high {
			word += " to " + high.String()
		}
		s.step(item.name, item.zh, word, "", evidence.Read)
	}
	proven, worse, most := worstOf(items, lows), worstOf(items, ambiguous), worstOf(items, highs)
	out.Low, out.High, out.Ambiguous = proven, worse, worse != proven
	out.AtLeast = most != worse
	if count(starredSevere(items, lows)...).present >= 2 {
		s.step("two or more starred items at the level of severe", "两项及以上标星指标达重度", "very severe", "", evidence.Derived)
	}
	s.severityWords(out)
	out.Assessment = s.done()
	return out, nil
}

func starredSevere(items []severityItem, levels []Severity) []Finding {
	out := make([]Finding, len(items))
	for i, item := range items {
		out[i] = FindingOf(item.starred && levels[i] >= Severe)
	}
	return out
}

func worstOf(items []severityItem, levels []Severity) Severity {
	worst := NoSeverity
	for _, level := range levels {
		worst = max(worst, level)
	}
	if count(starredSevere(items, levels)...).present >= 2 {
		return VerySevere
	}
	return worst
}

func (s *sheet) severityWords(v VODSeverity) {
	if v.Ambiguous {
		s.review("two printed tables differ here: "+v.Low.String()+" or "+v.High.String(), "两处文献表格在此不一致："+v.Low.chinese()+"或"+v.High.chinese())
		s.say("SOS/VOD severity "+v.Low.String()+" or "+v.High.String()+", by the print", "SOS/VOD严重度："+v.Low.chinese()+"或"+v.High.chinese()+"（文献不一）")
		return
	}
	en, zh := v.Low.String(), v.Low.chinese()
	if v.AtLeast {
		en, zh = "at least "+en, "至少"+zh
	}
	s.say("SOS/VOD severity: "+en, "SOS/VOD严重度："+zh)
}

func (s *sheet) severityItems(input VODSeverityInput) ([]severityItem, Problems) {
	var bad Problems
	s.take("alt_ast_or_gldh_times_uln", input.Enzymes.String())
	s.take("refractory_thrombocytopenia_days", input.RefractoryDays.String())
	s.take("ascites", string(input.Ascites))
	s.take("coagulation", string(input.Coagulation))
	s.take("gfr_mL_per_min", input.GFR.String())
	s.take("oxygen", string(input.Oxygen))
	level, kinetics := s.bilirubinItems(input.Bilirubin, &bad)
	items := []severityItem{
		{"ALT, AST or GLDH", "ALT/AST/GLDH", true, enzymesSpan(in(input.Enzymes, "1")), Severe},
		{"refractory thrombocytopenia", "难治性血小板减少持续时间", true, refractorySpan(in(input.RefractoryDays, "d")), Severe},
		{"bilirubin", "胆红素", true, level, Severe},
		{"ascites", "腹水", true, wordSpan(&bad, "ascites", input.Ascites, map[AscitesGrade]Span{AscitesNone: SpanOf(NoSeverity), AscitesMinimal: SpanOf(Mild), AscitesModerate: SpanOf(Moderate), AscitesParacentesis: SpanOf(Severe)}), Severe},
		{"bilirubin doubling in 48 h", "胆红素48小时内倍增", false, kinetics, Severe},
		{"coagulation", "凝血", false, wordSpan(&bad, "coagulation", input.Coagulation, map[Coagulation]Span{CoagulationNormal: SpanOf(NoSeverity), CoagulationImpaired: SpanOf(Severe), CoagulationReplaced: SpanOf(VerySevere)}), VerySevere},
		{"GFR", "肾小球滤过率", false, filtrationSpan(in(input.GFR, "mL/min")), VerySevere},
		{"oxygen", "氧疗/通气", false, wordSpan(&bad, "oxygen", input.Oxygen, map[OxygenNeed]Span{OxygenNone: SpanOf(NoSeverity), OxygenUnderTwo: SpanOf(Mild), OxygenExactlyTwo: SpanBetween(Mild, Moderate), OxygenOverTwo: SpanOf(Moderate), OxygenVentilation: SpanOf(Severe)}), Severe},
		{"new cognitive impairment", "新发认知障碍", false, yesSpan(s.ask("new_cognitive_impairment", input.Cognition)), VerySevere},
		{"multi-organ failure", "多器官功能障碍/衰竭", false, yesSpan(s.ask("multi_organ_failure", input.MultiOrgan)), VerySevere},
	}
	return items, bad
}

func wordSpan[W ~string](bad *Problems, path string, word W, table map[W]Span) Span {
	if word == "" {
		return Span{}
	}
	span, ok := table[word]
	if !ok {
		bad.add(KindChoice, path, "“"+string(word)+"” is none of the words of this item")
	}
	return span
}

func yesSpan(f Finding) Span {
	switch f {
	case Yes:
		return SpanOf(VerySevere)
	case No:
		return SpanOf(NoSeverity)
	}
	return Span{}
}

// enzymesSpan: up to 2 mild, above 2 to 5 moderate, above 5 severe (times the
// upper limit; table T3). The table has no column below mild.
func enzymesSpan(n num) Span {
	switch {
	case !n.known():
		return Span{}
	case n.above("5") == Yes:
		return SpanOf(Severe)
	case n.above("2") == Yes:
		return SpanOf(Moderate)
	}
	return SpanOf(Mild)
}

// refractorySpan: below 3 days mild, 3 to 7 moderate, above 7 severe; exactly 7
// is severe in table T3 and moderate in the other print.
func refractorySpan(n num) Span {
	switch {
	case !n.known():
		return Span{}
	case n.is("0") == Yes:
		return SpanOf(NoSeverity)
	case n.above("7") == Yes:
		return SpanOf(Severe)
	case n.is("7") == Yes:
		return SpanBetween(Moderate, Severe)
	case n.atLeast("3") == Yes:
		return SpanOf(Moderate)
	}
	return SpanOf(Mild)
}

// filtrationSpan: 89-60 mild, 59-30 moderate, 29-15 severe, below 15 very severe
// (mL/min; table T3).
func filtrationSpan(n num) Span {
	switch {
	case !n.known():
		return Span{}
	case n.below("15") == Yes:
		return SpanOf(VerySevere)
	case n.below("30") == Yes:
		return SpanOf(Severe)
	case n.below("60") == Yes:
		return SpanOf(Moderate)
	case n.below("90") == Yes:
		return SpanOf(Mild)
	}
	return SpanOf(NoSeverity)
}

// bilirubinItems: the last value is the level (2 mg/dL or more is severe); two
// values at most 48 h apart, the later at least twice the earlier, are doubling.
func (s *sheet) bilirubinItems(series []DatedBilirubin, bad *Problems) (level, kinetics Span) {
	var dated []DatedBilirubin
	for i, b := range series {
		switch {
		case !b.Day.Known():
			bad.add(KindDay, "bilirubin["+itoa(i)+"].day", "the day of a bilirubin is not known")
		case b.Value.Known():
			dated = append(dated, b)
		}
	}
	sort.SliceStable(dated, func(i, j int) bool { return dated[i].Day < dated[j].Day })
	if len(dated) == 0 {
		s.take("bilirubin", "")
		return Span{}, Span{}
	}
	last := dated[len(dated)-1]
	s.take("bilirubin", last.Day.Chinese()+" "+last.Value.String())
	level, kinetics = SpanOf(Mild), SpanOf(NoSeverity)
	if last.Value.inMilligrams().atLeast("2") == Yes {
		level = SpanOf(Severe)
	}
	for i, later := range dated {
		for _, earlier := range dated[:i] {
			ratio := later.Value.inMilligrams().over(earlier.Value.inMilligrams())
			if later.Day-earlier.Day <= 2 && later.Day > earlier.Day && ratio.atLeast("2") == Yes {
				kinetics = SpanOf(Severe)
			}
		}
	}
	return level, kinetics
}
