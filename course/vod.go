package course

import (
	"sort"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// DailyWeight is a body weight on a transplant day.
type DailyWeight struct {
	Day    day.Transplant
	Weight quantity.BodyWeight
}

// VODInput is what the paediatric EBMT diagnosis of SOS/VOD is made from.
// "Above baseline" means against the ultrasound before the transplant.
type VODInput struct {
	RefractoryPlatelets Finding          // consumptive, >= 1 weight-adjusted transfusion a day to hold the threshold
	WeightGain72h       quantity.Percent // above baseline, within 72 h
	Weights             []DailyWeight
	Diuretics           Finding // given during the rise
	Hepatomegaly        Finding // above baseline
	Ascites             Finding // above baseline
	BilirubinRising     Finding // from baseline on three consecutive days
	BilirubinTwo        Finding // >= 2 mg/dL within 72 h
}

// VODDiagnosis counts the five criteria; Met is unknown while an unknown one
// could decide.
type VODDiagnosis struct {
	Assessment
	Present, Known int
	Unknown        []string
	Met            Finding
}

// MarshalJSON writes the keys of the batch form.
func (v VODDiagnosis) MarshalJSON() ([]byte, error) {
	return v.merge(map[string]any{"criteria": v.Present, "known": v.Known, "unknown": list(v.Unknown), "met": v.Met})
}

// VOD counts the paediatric EBMT criteria of Corbacioglu 2018 (EBMT Handbook
// 2024, Table 49.5), without a time limit and without requiring bilirubin: two
// of five. Weight counts above 5 % in 72 h, or on three consecutive days of rise
// in spite of diuretics. It is an error if a day of the weights is not known.
func VOD(input VODInput) (VODDiagnosis, error) {
	for i, w := range input.Weights {
		if !w.Day.Known() {
			return VODDiagnosis{}, Problems{{KindDay, "daily_weights_kg[" + itoa(i) + "].day", "the day of a weight is not known"}}
		}
	}
	s := open("vod-paediatric", Edition{ID: "EBMT paediatric 2018", Name: evidence.Text{EN: "SOS/VOD, paediatric EBMT criteria", ZH: "SOS/VOD儿童EBMT诊断标准"},
		Status: evidence.Read, Sources: []evidence.Source{corbacioglu, medicalCrit}})
	criteria := []condition{
		{"refractory_thrombocytopenia", s.ask("refractory_thrombocytopenia", input.RefractoryPlatelets)},
		{"weight_gain", s.weightCriterion(input)},
		{"hepatomegaly_above_baseline", s.ask("hepatomegaly_above_baseline", input.Hepatomegaly)},
		{"ascites_above_baseline", s.ask("ascites_above_baseline", input.Ascites)},
		{"bilirubin", either(s.ask("bilirubin_rising_on_3_consecutive_days", input.BilirubinRising), s.ask("bilirubin_ge_2_mg_per_dL_within_72h", input.BilirubinTwo))},
	}
	var out VODDiagnosis
	found := make([]Finding, len(criteria))
	for i, c := range criteria {
		found[i] = c.met
		s.stepOf(c.name, c.met.String(), evidence.Read)
		if c.met == Unknown {
			out.Unknown = append(out.Unknown, c.name)
		}
	}
	t := count(found...)
	out.Present, out.Known, out.Met = t.present, t.known, t.reach(2)
	s.note("other causes must be excluded; 30 % of children have no jaundice and 20 % are later than day +21", "须排除其他原因；30%患儿无黄疸，20%发生于+21 d之后")
	s.note("two prints of the weight criterion leave out the 72 hours", "另有两处文献的体重标准未写72小时")
	out.Assessment = s.verdict(out.Met, "SOS/VOD (paediatric EBMT), "+itoa(t.present)+" of "+itoa(t.known)+" known criteria (of 5)", "SOS/VOD（儿童EBMT），5项中已知"+itoa(t.known)+"项、符合"+itoa(t.present)+"项")
	return out, nil
}

// weightCriterion is criterion 2: either form may carry it; No needs what was
// given to refute it.
func (s *sheet) weightCriterion(input VODInput) Finding {
	percent := decimal(input.WeightGain72h.Percent()).above("5")
	weights := sortedWeights(input.Weights)
	if len(weights) == 0 && percent == Unknown {
		s.take("weight_gain_percent_in_72h", "")
		return Unknown
	}
	out := percent
	if percent != Unknown {
		s.take("weight_gain_percent_in_72h", input.WeightGain72h.String())
	}
	if len(weights) > 0 {
		s.take("daily_weights_kg", weightsText(weights))
		rises := all(threeRises(weights), s.ask("diuretics_given", input.Diuretics))
		jump := fivePercentIn72h(weights)
		if jump == Yes && percent != Yes {
			s.review("the daily weights rise by more than 5 % within 72 h: check it against the baseline weight", "每日体重在72小时内上升超过5%：请与基线体重核对")
		}
		if percent != Unknown {
			jump = No // the stated percentage, against the baseline, goes first
		}
		out = either(known(percent, No), either(rises, jump))
	}
	return out
}

// known gives f, or the fallback where f is unknown.
func known(f, fallback Finding) Finding {
	if f == Unknown {
		return fallback
	}
	return f
}

func sortedWeights(weights []DailyWeight) []DailyWeight {
	out := make([]DailyWeight, 0, len(weights))
	for _, w := range weights {
		if w.Weight.Known() {
			out = append(out, w)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Day < out[j].Day })
	return out
}

func weightsText(weights []DailyWeight) string {
	out := ""
	for i, w := range weights {
		if i > 0 {
			out += ", "
		}
		out += w.Day.Chinese() + " " + w.Weight.String()
	}
	return out
}

// threeRises looks for three consecutive days each heavier than the day before
// (derived, definitions 5.1): Unknown where a day without weight could complete
// them.
func threeRises(weights []DailyWeight) Finding {
	at := map[day.Transplant]quantity.BodyWeight{}
	for _, w := range weights {
		if before, twice := at[w.Day]; !twice || w.Weight.Cmp(before) < 0 {
			at[w.Day] = w.Weight // the lowest of several weights of a day
		}
	}
	out := No
	for _, w := range weights { // every window of four days that holds a weight
		for from := w.Day - 3; from <= w.Day; from++ {
			if from < weights[0].Day || from+3 > weights[len(weights)-1].Day {
				continue
			}
			out = either(out, risesFrom(at, from))
		}
	}
	return out
}

func risesFrom(at map[day.Transplant]quantity.BodyWeight, from day.Transplant) Finding {
	var last quantity.BodyWeight
	out := Yes
	for d := from; d <= from+3; d++ {
		w, measured := at[d]
		switch {
		case !measured:
			out = Unknown
			continue
		case last.Known() && w.Cmp(last) <= 0:
			return No
		}
		last = w
	}
	return out
}

// fivePercentIn72h says whether a weight exceeds one of the three days before it
// by more than 5 %.
func fivePercentIn72h(weights []DailyWeight) Finding {
	for i, later := range weights {
		for _, earlier := range weights[:i] {
			gain := decimal(later.Weight.Kilograms()).over(decimal(earlier.Weight.Kilograms()))
			if later.Day-earlier.Day <= 3 && later.Day > earlier.Day && gain.above("1.05") == Yes {
				return Yes
			}
		}
	}
	return No
}

// BaltimoreInput is what the Baltimore and Seattle criteria are judged from.
type BaltimoreInput struct {
	Day          day.Transplant // of the findings; NoDay is unknown
	Bilirubin    Bilirubin
	Hepatomegaly Finding // painful
	Ascites      Finding
	WeightGain   quantity.Percent
}

// CriteriaResult is a yes-or-no endpoint.
type CriteriaResult struct {
	Assessment
	Met Finding
}

// MarshalJSON writes the keys of the batch form.
func (c CriteriaResult) MarshalJSON() ([]byte, error) {
	return c.merge(map[string]any{"met": c.Met})
}

// Baltimore judges SOS/VOD by the Baltimore criteria: until day +21, bilirubin
// at least 2 mg/dL, and two of painful hepatomegaly, weight gain above 5 %,
// ascites (EBMT Handbook 2024, ch. 49). Whether exactly 5 % counts is not
// settled: it stays unknown.
func Baltimore(input BaltimoreInput) CriteriaResult {
	s := open("vod-baltimore", Edition{ID: "Baltimore", Name: evidence.Text{EN: "SOS/VOD, Baltimore criteria", ZH: "SOS/VOD Baltimore标准"},
		Status: evidence.Read, Sources: []evidence.Source{handbook("49", "")}})
	inTime := Unknown
	if input.Day.Known() {
		s.take("day", input.Day.String())
		inTime = FindingOf(input.Day <= 21)
	} else {
		s.take("day", "")
	}
	s.take("bilirubin", input.Bilirubin.String())
	s.take("weight_gain_percent", input.WeightGain.String())
	gain := decimal(input.WeightGain.Percent())
	heavy := gain.above("5")
	if gain.is("5") == Yes {
		heavy = Unknown
		s.team("the sources differ on a weight gain of exactly 5 %", "体重恰增加5%是否计入，文献不一")
	}
	signs := count(s.ask("painful_hepatomegaly", input.Hepatomegaly), s.ask("ascites", input.Ascites), heavy)
	met := all(inTime, input.Bilirubin.inMilligrams().atLeast("2"), signs.reach(2))
	s.note("for adults and early disease: a child without jaundice, or later than day +21, is missed", "适用于早发者：无黄疸或+21 d后发病的患儿会漏诊")
	return CriteriaResult{Assessment: s.verdict(met, "SOS/VOD (Baltimore)", "SOS/VOD（Baltimore）"), Met: met}
}

// Seattle judges SOS/VOD by the modified Seattle criteria as far as they were
// read: two of bilirubin above 2 mg/dL, hepatomegaly or right upper pain, weight
// gain above 5 % (Kammersgaard 2019, for children). The time limit (day +20) is
// not settled: a finding after day +20 is left to the team, and so is a weight
// gain between 2 and 5 %, which the classic adult form counts.
func Seattle(input BaltimoreInput) CriteriaResult {
	s := open("vod-seattle", Edition{ID: "modified Seattle, as read", Name: evidence.Text{EN: "SOS/VOD, modified Seattle criteria (as adapted for children)", ZH: "SOS/VOD改良西雅图标准（儿童改编版）"},
		Status: evidence.Read, Sources: []evidence.Source{kammersgaard}})
	inTime := Unknown
	if input.Day.Known() {
		s.take("day", input.Day.String())
		if input.Day <= 20 {
			inTime = Yes
		} else {
			s.team("the time limit of day +20 is not settled", "+20 d的时限尚无定论")
		}
	} else {
		s.take("day", "")
	}
	s.take("bilirubin", input.Bilirubin.String())
	s.take("weight_gain_percent", input.WeightGain.String())
	gain := decimal(input.WeightGain.Percent())
	heavy := gain.above("5")
	if heavy == No && gain.above("2") == Yes {
		s.note("a gain above 2 % counts in the classic form, above 5 % in the form for children", "经典标准以体重增加>2%计，儿童改编版以>5%计")
	}
	signs := count(input.Bilirubin.inMilligrams().above("2"), s.ask("painful_hepatomegaly", input.Hepatomegaly), heavy).reach(2)
	met := all(inTime, signs)
	return CriteriaResult{Assessment: s.verdict(met, "SOS/VOD (modified Seattle)", "SOS/VOD（改良西雅图）"), Met: met}
}
