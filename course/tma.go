package course

import (
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// TMAInput is what TA-TMA is judged from by the 2023 harmonised definition. Each
// criterion is Yes only if it was present at every time point.
type TMAInput struct {
	TimePoints       []day.Transplant // of the two consecutive assessments
	Anaemia          Finding          // no red-cell independence despite engraftment, Hb fall >= 1 g/dL or new dependence; AIHA and PRCA excluded
	Thrombocytopenia Finding          // no engraftment, more transfusions than expected, refractory, or fall >= 50 %
	LDH              Finding          // above the upper limit for age
	Schistocytes     Finding
	Hypertension     Finding // above the 99th centile for age below 18 years, >= 140/90 from 18
	C5b9             Finding // sC5b-9 above the upper limit
	Proteinuria      Finding // urine protein/creatinine >= 1 mg/mg
	BiopsyProven     Finding
	HighRisk         TMARisk
}

// TMARisk holds the further features of high risk; the zero value is unknown.
type TMARisk struct {
	LDHTwice          Finding // >= 2 times the upper limit
	AcuteGVHD         Finding // grade II-IV
	SystemicInfection Finding
	OrganDysfunction  Finding // other than KDIGO stage 1
}

// TMAResult counts the seven criteria. Met is unknown while an unmeasured one,
// or a missing second time point, could decide.
type TMAResult struct {
	Assessment
	Present, Known int
	Unknown        []string
	Met            Finding
	HighRisk       Finding // any feature of high risk
}

// MarshalJSON writes the keys of the batch form.
func (t TMAResult) MarshalJSON() ([]byte, error) {
	return t.merge(map[string]any{"present": t.Present, "known": t.Known, "unknown": list(t.Unknown), "met": t.Met, "high_risk": t.HighRisk})
}

// TMA counts the criteria of the 2023 harmonised definition (Schoettler 2023;
// EBMT Handbook 2024 section 42.6.4): biopsy-proven, or at least four of seven
// within 14 days at two consecutive time points. It is an error if a time point
// is not known.
func TMA(input TMAInput) (TMAResult, error) {
	for i, d := range input.TimePoints {
		if !d.Known() {
			return TMAResult{}, Problems{{KindDay, "time_point_days[" + itoa(i) + "]", "the day of a time point is not known"}}
		}
	}
	s := open("ta-tma", Edition{ID: "TA-TMA 2023 harmonised", Name: evidence.Text{EN: "TA-TMA, harmonised definition 2023", ZH: "TA-TMA 2023年统一定义"},
		Status: evidence.Read, Sources: []evidence.Source{schoettler, handbook("42", "42.6.4")}})
	criteria := []condition{{"anaemia", input.Anaemia}, {"thrombocytopenia", input.Thrombocytopenia}, {"ldh_above_uln", input.LDH}, {"schistocytes", input.Schistocytes},
		{"hypertension", input.Hypertension}, {"sc5b9_above_uln", input.C5b9}, {"rupcr_ge_1_mg_per_mg", input.Proteinuria}}
	var out TMAResult
	found := make([]Finding, len(criteria))
	for i, c := range criteria {
		found[i] = s.ask(c.name, c.met)
		if c.met == Unknown {
			out.Unknown = append(out.Unknown, c.name)
		}
	}
	t := count(found...)
	out.Present, out.Known = t.present, t.known
	twice := s.timePoints(input.TimePoints)
	biopsy := s.ask("biopsy_proven", input.BiopsyProven)
	out.Met = either(known(biopsy, No), all(t.reach(4), twice)) // a biopsy that was not taken proves nothing
	out.HighRisk = s.tmaRisk(input)
	s.note("screening is advised to day +100 in all allogeneic transplants", "建议所有异基因移植患者筛查至+100 d")
	s.note("the older Jodele set (proteinuria ≥ 30 mg/dL, blood pressure ≥ 95th centile) is another version and is not mixed in", "较早的Jodele标准（尿蛋白≥30 mg/dL、血压≥第95百分位）为另一版本，不混用")
	s.step("criteria present at every time point", "各时间点均存在的标准", itoa(t.present)+" of "+itoa(t.known)+" known", "≥ 4 of 7", evidence.Read)
	out.Assessment = s.verdict(out.Met, "TA-TMA, "+itoa(t.present)+" of "+itoa(t.known)+" known criteria (of 7)", "TA-TMA，7项中已知"+itoa(t.known)+"项、符合"+itoa(t.present)+"项")
	return out, nil
}

// timePoints says whether two time points lie within 14 days: Unknown while
// there is only one.
func (s *sheet) timePoints(days []day.Transplant) Finding {
	text, distinct := "", map[day.Transplant]bool{}
	var first, last day.Transplant
	for i, d := range days {
		if i > 0 {
			text += ", "
		}
		text += d.Chinese()
		if i == 0 || d < first {
			first = d
		}
		if i == 0 || d > last {
			last = d
		}
		distinct[d] = true
	}
	s.take("time_point_days", text)
	if len(distinct) < 2 {
		s.review("one time point only: repeat within 14 days", "仅一个时间点：14天内需复查")
		return Unknown
	}
	return FindingOf(last-first <= 14) // days: Schoettler 2023
}

// tmaRisk is high if any feature is there (Schoettler 2023).
func (s *sheet) tmaRisk(input TMAInput) Finding {
	r := input.HighRisk
	out := No
	for _, c := range []condition{{"ldh_ge_2_uln", r.LDHTwice}, {"rupcr_ge_1_mg_per_mg", input.Proteinuria}, {"sc5b9_above_uln", input.C5b9},
		{"acute_gvhd_2_to_4", r.AcuteGVHD}, {"systemic_infection", r.SystemicInfection}, {"organ_dysfunction", r.OrganDysfunction}} {
		out = either(out, c.met)
		l := InputLabel(c.name)
		s.step("high risk: "+l.EN, "高危因素："+l.ZH, c.met.String(), "", evidence.Read)
	}
	return out
}
