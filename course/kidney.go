package course

import (
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// KidneyInput is what the KDIGO stage is computed from.
type KidneyInput struct {
	Age             quantity.Value             // a time; years are 365.25 d
	Creatinine      quantity.MassConcentration // now
	Baseline        quantity.MassConcentration // lowest of the last 7 days, or before conditioning
	RiseIn48h       quantity.MassConcentration
	EGFR            quantity.GlomerularFiltration
	UrineBelowHalf  Lasted // below 0.5 mL/kg/h
	UrineBelowThird Lasted // below 0.3 mL/kg/h
	Anuria          Lasted
	Replacement     Finding        // renal replacement
	UrineOfDay      quantity.Value // mL/kg/h over 24 h, for the neonatal table
}

// KidneyStage is the KDIGO stage, from Low (proven) to High (still possible).
type KidneyStage struct {
	Assessment
	Low, High int
	Assessed  bool // false if neither creatinine nor urine was known and nothing was proven
}

// MarshalJSON writes the keys of the batch form.
func (k KidneyStage) MarshalJSON() ([]byte, error) {
	value := map[string]any{"stage": any(k.Low), "at_least": k.High > k.Low, "at_most": k.High}
	if !k.Assessed {
		value["stage"] = nil
	}
	return k.merge(value)
}

// stageRule is one way to reach a stage.
type stageRule struct {
	stage int
	name  string
	zh    string
	met   Finding
}

// KidneyInjury stages acute kidney injury by KDIGO; below 28 days of age by the
// neonatal table (doi 10.1186/s12882-020-01945-z Table 1). Below twelve months
// an eGFR below 35 is not counted by itself: it can be physiological. It is an
// error if the age, or urine of a day, has another dimension.
func KidneyInjury(input KidneyInput) (KidneyStage, error) {
	var bad Problems
	checkDimension(&bad, "age", input.Age, "d")
	checkDimension(&bad, "urine_mL_per_kg_h", input.UrineOfDay, "mL/kg/h")
	if len(bad) > 0 {
		return KidneyStage{}, bad
	}
	age := in(input.Age, "d")
	neonate := age.below("28") == Yes // the word neonate: the first 28 days (derived)
	edition := Edition{ID: "KDIGO", Name: evidence.Text{EN: "Acute kidney injury, KDIGO", ZH: "急性肾损伤KDIGO分期"}, Status: evidence.Read, Sources: []evidence.Source{kdigo}}
	if neonate {
		edition = Edition{ID: "KDIGO neonatal", Name: evidence.Text{EN: "Acute kidney injury, neonatal KDIGO", ZH: "急性肾损伤新生儿KDIGO分期"}, Status: evidence.Read, Sources: []evidence.Source{kdigoNeonatal}}
	}
	s := open("aki-kdigo", edition)
	s.kidneyInputs(input, neonate)
	rules := s.kidneyRules(input)
	if neonate {
		rules = neonatalRules(input)
	} else {
		rules = append(rules, s.eGFRRule(input, age))
	}
	out := KidneyStage{Assessed: input.Creatinine.Known() || input.RiseIn48h.Known() || input.UrineBelowHalf.set || input.UrineOfDay.Known()}
	for _, r := range rules {
		if r.met == Yes {
			out.Low = max(out.Low, r.stage)
			s.step(r.name, r.zh, "stage "+itoa(r.stage), "", evidence.Read)
		}
		if r.met != No {
			out.High = max(out.High, r.stage)
		}
	}
	out.Assessed = out.Assessed || out.Low > 0
	s.kidneyWords(out, neonate)
	out.Assessment = s.done()
	return out, nil
}

func checkDimension(bad *Problems, path string, v quantity.Value, unit string) {
	if !v.Known() {
		return
	}
	if _, err := v.In(unit); err != nil {
		bad.add(KindUnit, path, v.String()+" cannot be read in "+unit)
	}
}

func (s *sheet) kidneyInputs(input KidneyInput, neonate bool) {
	s.take("age", input.Age.String())
	s.take("creatinine", input.Creatinine.String())
	s.take("baseline_creatinine", input.Baseline.String())
	s.take("rise_in_48h", input.RiseIn48h.String())
	if neonate {
		s.take("urine_mL_per_kg_h", input.UrineOfDay.String())
	} else {
		s.take("egfr", input.EGFR.String())
		s.take("hours_urine_below_0_5_mL_per_kg_h", input.UrineBelowHalf.String())
		s.take("hours_urine_below_0_3_mL_per_kg_h", input.UrineBelowThird.String())
		s.take("hours_anuria", input.Anuria.String())
	}
	s.ask("renal_replacement", input.Replacement)
}

func ratioRules(input KidneyInput) []stageRule {
	ratio := decimal(input.Creatinine.MilligramsPerDecilitre()).over(decimal(input.Baseline.MilligramsPerDecilitre()))
	return []stageRule{
		{1, "creatinine 1.5–1.9 × baseline", "肌酐为基线1.5–1.9倍", ratio.atLeast("1.5")},
		{1, "creatinine rise ≥ 0.3 mg/dL in 48 h", "48小时内肌酐升高≥0.3 mg/dL", decimal(input.RiseIn48h.MilligramsPerDecilitre()).atLeast("0.3")},
		{2, "creatinine 2.0–2.9 × baseline", "肌酐为基线2.0–2.9倍", ratio.atLeast("2")},
		{3, "creatinine ≥ 3 × baseline", "肌酐≥基线3倍", ratio.atLeast("3")},
		{3, "renal replacement", "肾脏替代治疗", input.Replacement},
	}
}

// kidneyRules are those of KDIGO for children and adults (PMC4943672 T1).
func (s *sheet) kidneyRules(input KidneyInput) []stageRule {
	return append(ratioRules(input), []stageRule{
		{3, "creatinine ≥ 4.0 mg/dL", "肌酐≥4.0 mg/dL", decimal(input.Creatinine.MilligramsPerDecilitre()).atLeast("4")},
		{1, "urine < 0.5 mL/kg/h for ≥ 6 h", "尿量<0.5 mL/kg/h≥6小时", input.UrineBelowHalf.atLeast(6)},
		{2, "urine < 0.5 mL/kg/h for ≥ 12 h", "尿量<0.5 mL/kg/h≥12小时", input.UrineBelowHalf.atLeast(12)},
		{3, "urine < 0.3 mL/kg/h for ≥ 24 h", "尿量<0.3 mL/kg/h≥24小时", input.UrineBelowThird.atLeast(24)},
		{3, "anuria for ≥ 12 h", "无尿≥12小时", input.Anuria.atLeast(12)},
	}...)
}

// eGFRRule counts an eGFR below 35 from twelve months to 18 years.
func (s *sheet) eGFRRule(input KidneyInput, age num) stageRule {
	low := decimal(input.EGFR.MillilitresPerMinutePer173()).below("35")
	rule := stageRule{3, "eGFR < 35 mL/min/1.73 m² below 18 years", "18岁以下eGFR<35 mL/min/1.73 m²", all(low, age.below("6574.5"))} // 18 x 365.25 d
	if age.below("365.25") == Yes && low == Yes {
		rule.met = Unknown
		s.review("eGFR < 35 below twelve months can be physiological: not counted by itself", "12月龄以下eGFR<35可为生理性，不单独计入")
	}
	return rule
}

// neonatalRules: urine over 24 h above 0.5 to 1 is stage 1, 0.3 to 0.5 stage 2,
// up to 0.3 stage 3; creatinine 2.5 mg/dL or more is stage 3.
func neonatalRules(input KidneyInput) []stageRule {
	urine := in(input.UrineOfDay, "mL/kg/h")
	return append(ratioRules(input), []stageRule{
		{3, "creatinine ≥ 2.5 mg/dL", "肌酐≥2.5 mg/dL", decimal(input.Creatinine.MilligramsPerDecilitre()).atLeast("2.5")},
		{1, "urine ≤ 1 mL/kg/h over 24 h", "24小时尿量≤1 mL/kg/h", not(urine.above("1"))},
		{2, "urine ≤ 0.5 mL/kg/h over 24 h", "24小时尿量≤0.5 mL/kg/h", known(not(urine.above("0.5")), input.UrineBelowHalf.atLeast(24))},
		{3, "urine ≤ 0.3 mL/kg/h over 24 h", "24小时尿量≤0.3 mL/kg/h", known(not(urine.above("0.3")), input.UrineBelowThird.atLeast(24))},
	}...)
}

func (s *sheet) kidneyWords(k KidneyStage, neonate bool) {
	zh := "AKI（KDIGO）"
	en := "acute kidney injury, KDIGO"
	if neonate {
		en, zh = en+" neonatal", "AKI（新生儿KDIGO）"
	}
	s.team("that the 1.5-fold rise must fall within 7 days is not settled in the texts read", "肌酐升高1.5倍须在7天内这一时限，所读文献未定")
	switch {
	case !k.Assessed:
		s.say(en+": not assessed", zh+"：未评估")
	case k.Low == 0 && k.High > 0:
		s.say(en+": no criterion met in what is known", zh+"：已知数据中未达标准")
	case k.High > k.Low:
		s.say(en+" stage "+itoa(k.Low)+" by what is known", zh+"：按已知数据为"+itoa(k.Low)+"期")
	default:
		s.say(en+" stage "+itoa(k.Low), zh+"："+itoa(k.Low)+"期")
	}
}
