package course

import (
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// EngraftmentSyndromeInput is what engraftment syndrome is judged from.
type EngraftmentSyndromeInput struct {
	System            string               // "spitzer" or "maiolino"
	Temperature       quantity.Temperature // of a fever without infection
	Rash              quantity.Percent     // of the body surface, not by GVHD or a drug
	LungOedema        Finding              // non-cardiac pulmonary oedema or hypoxia
	Diarrhoea         Finding
	Hepatic           Finding // bilirubin >= 2 mg/dL or ALT >= 2 times
	CreatinineDoubled Finding
	WeightGain        quantity.Percent
	Encephalopathy    Finding
	FromRecovery      Offset // from neutrophil recovery, negative before it
}

// EngraftmentSyndrome judges by Spitzer (three major, or two major and a minor,
// within 96 h either side of engraftment) or Maiolino (fever and one of rash,
// lung, diarrhoea, from 24 h before on; H42 adds weight above 3 %) as printed in
// the EBMT Handbook 2024, section 42.4. It is an error if the system does not
// exist.
func EngraftmentSyndrome(input EngraftmentSyndromeInput) (CriteriaResult, error) {
	switch input.System {
	case "spitzer":
		return spitzer(input), nil
	case "maiolino":
		return maiolino(input), nil
	}
	return CriteriaResult{}, Problems{{KindChoice, "system", "no definition “" + input.System + "” of engraftment syndrome; spitzer and maiolino exist"}}
}

func (s *sheet) syndromeInputs(input EngraftmentSyndromeInput) {
	s.take("non_infectious_temperature_C", input.Temperature.String())
	s.take("rash_percent_bsa_not_gvhd_or_drug", input.Rash.String())
	s.ask("noncardiac_pulmonary_oedema_or_hypoxia", input.LungOedema)
	s.take("hours_from_engraftment", input.FromRecovery.String())
	s.take("weight_gain_percent", input.WeightGain.String())
	s.note("in allogeneic transplants GVHD is to be excluded; the handbook advises Spitzer with a biopsy negative for GVHD", "异基因移植须先排除GVHD；EBMT手册建议采用Spitzer标准且活检不支持GVHD")
}

func spitzer(input EngraftmentSyndromeInput) CriteriaResult {
	s := open("engraftment-syndrome", Edition{ID: "Spitzer", Name: evidence.Text{EN: "Engraftment syndrome (Spitzer)", ZH: "植入综合征（Spitzer标准）"},
		Status: evidence.Read, Sources: []evidence.Source{handbook("42", "42.4")}})
	s.syndromeInputs(input)
	major := count(decimal(input.Temperature.Celsius()).atLeast("38.3"), decimal(input.Rash.Percent()).above("25"), input.LungOedema)
	minor := count(s.ask("hepatic_dysfunction", input.Hepatic), s.ask("creatinine_ge_2x", input.CreatinineDoubled),
		decimal(input.WeightGain.Percent()).above("2.5"), s.ask("encephalopathy", input.Encephalopathy))
	inTime := all(input.FromRecovery.hours().atLeast("-96"), not(input.FromRecovery.hours().above("96")))
	s.step("major criteria", "主要标准", itoa(major.present)+" of "+itoa(major.known)+" known", "", evidence.Read)
	s.step("minor criteria", "次要标准", itoa(minor.present)+" of "+itoa(minor.known)+" known", "", evidence.Read)
	s.step("within 96 h either side of engraftment", "植入前后96小时内", inTime.String(), "", evidence.Read)
	s.note("engraftment in Spitzer's paper is ANC ≥ 0.5 for two days", "Spitzer原文以ANC≥0.5连续2天为植入")
	met := all(inTime, either(major.reach(3), all(major.reach(2), minor.reach(1))))
	return CriteriaResult{Assessment: s.verdict(met, "engraftment syndrome (Spitzer)", "植入综合征（Spitzer）"), Met: met}
}

func maiolino(input EngraftmentSyndromeInput) CriteriaResult {
	s := open("engraftment-syndrome", Edition{ID: "Maiolino", Name: evidence.Text{EN: "Engraftment syndrome (Maiolino, as in H42)", ZH: "植入综合征（Maiolino标准，引自EBMT手册第42章）"},
		Status: evidence.Read, Sources: []evidence.Source{handbook("42", "42.4")}})
	s.syndromeInputs(input)
	temperature := decimal(input.Temperature.Celsius())
	fever := temperature.atLeast("38.3")
	if fever == No && temperature.atLeast("38") == Yes {
		fever = Unknown
		s.team("the fever limit of this definition is not printed: 38.0 to 38.2 °C is left to the team", "该标准未印明发热界值：38.0–38.2℃由团队判定")
	}
	signs := either(either(decimal(input.Rash.Percent()).above("0"), input.LungOedema), s.ask("diarrhoea", input.Diarrhoea))
	heavy := decimal(input.WeightGain.Percent()).above("3")
	if signs != Yes && heavy == Yes {
		s.review("met only by the weight gain that the handbook adds", "仅依据EBMT手册增加的体重标准成立")
	}
	met := all(input.FromRecovery.hours().atLeast("-24"), fever, either(signs, heavy))
	return CriteriaResult{Assessment: s.verdict(met, "engraftment syndrome (Maiolino)", "植入综合征（Maiolino）"), Met: met}
}

// CapillaryLeakInput is what capillary leak syndrome is judged from.
type CapillaryLeakInput struct {
	WeightGain24h          quantity.Percent
	GeneralisedOedema      Finding
	NoResponseToFurosemide Finding // 24 h of furosemide >= 1 mg/kg without response
}

// CapillaryLeak judges capillary leak syndrome: weight above 3 % in 24 h,
// generalised oedema, and no response to 24 h of furosemide of at least 1 mg/kg
// (EBMT Handbook 2024, section 42.3).
func CapillaryLeak(input CapillaryLeakInput) CriteriaResult {
	s := open("capillary-leak", Edition{ID: "EBMT Handbook 2024 CLS", Name: evidence.Text{EN: "Capillary leak syndrome (EBMT Handbook 2024)", ZH: "毛细血管渗漏综合征（EBMT手册2024）"},
		Status: evidence.Read, Sources: []evidence.Source{handbook("42", "42.3")}})
	s.take("weight_gain_percent_in_24h", input.WeightGain24h.String())
	met := all(decimal(input.WeightGain24h.Percent()).above("3"), s.ask("generalised_oedema", input.GeneralisedOedema), s.ask("no_response_to_furosemide", input.NoResponseToFurosemide))
	return CriteriaResult{Assessment: s.verdict(met, "capillary leak syndrome", "毛细血管渗漏综合征"), Met: met}
}

// Hypotension and Hypoxia are the two axes of the CRS grade; 0 is unknown.
type (
	// Hypotension is the support of blood pressure.
	Hypotension uint8
	// Hypoxia is the support of breathing.
	Hypoxia uint8
)

// The steps of both axes.
const (
	HypotensionUnknown Hypotension = iota
	NoHypotension
	HypotensionNoPressor
	OneVasopressor      // with or without vasopressin
	SeveralVasopressors // not counting vasopressin

	HypoxiaUnknown   Hypoxia = 0
	NoHypoxia        Hypoxia = 1
	LowFlowOxygen    Hypoxia = 2 // up to 6 L/min, or blow-by
	HighFlowOxygen   Hypoxia = 3 // high flow or mask
	PositivePressure Hypoxia = 4
)

var crsWords = [2][5]string{{"", "none", "no vasopressor", "one vasopressor", "several vasopressors"},
	{"", "none", "low flow up to 6 L/min or blow-by", "high flow or mask", "positive pressure"}}

// CRSInput is what the CRS grade is computed from.
type CRSInput struct {
	Fever            Finding // >= 38 °C
	FeverThenTreated Finding // fever earlier, then antipyretic or anti-cytokine treatment
	Hypotension      Hypotension
	Hypoxia          Hypoxia
}

// GradeResult is a numeric grade from Low (proven) to High (still possible).
type GradeResult struct {
	Assessment
	Low, High int
	Assessed  bool
}

// MarshalJSON writes the keys of the batch form.
func (g GradeResult) MarshalJSON() ([]byte, error) {
	value := map[string]any{"grade": any(g.Low), "at_least": g.Assessed && g.High > g.Low}
	if !g.Assessed {
		value["grade"] = nil
	}
	return g.merge(value)
}

// GradeCRS grades cytokine release syndrome by ASTCT 2019 (PMC8021214 Table 1):
// fever is needed, except after antipyretic or anti-cytokine treatment; the worse
// of hypotension and hypoxia decides.
func GradeCRS(input CRSInput) GradeResult {
	s := open("crs", Edition{ID: "ASTCT 2019", Name: evidence.Text{EN: "Cytokine release syndrome, ASTCT 2019", ZH: "细胞因子释放综合征（ASTCT 2019）"},
		Status: evidence.Read, Sources: []evidence.Source{astctCRS}})
	fever := either(s.ask("temperature_ge_38C", input.Fever), s.ask("fever_earlier_then_antipyretic_or_anticytokine", input.FeverThenTreated))
	low, high := 1, 1
	for i, axis := range []uint8{uint8(input.Hypotension), uint8(input.Hypoxia)} {
		name := [...]string{"hypotension", "hypoxia"}[i]
		if axis == 0 {
			s.take(name, "")
			high = 4
			continue
		}
		s.take(name, crsWords[i][min(axis, 4)])
		low, high = max(low, min(4, int(axis))), max(high, min(4, int(axis)))
	}
	s.note("made for CAR-T cells; after haploidentical grafts it is used by analogy. A systolic pressure below 90 mmHg is for adults: use the norm for age", "本标准为CAR-T制定，单倍体移植后属类推使用；收缩压<90 mmHg为成人界值，儿童按年龄正常值判断")
	out := GradeResult{Low: low, High: high, Assessed: true}
	switch {
	case fever == No:
		out.Low, out.High = 0, 0
		s.say("no cytokine release syndrome: fever is needed", "不符合CRS：须有发热")
	case fever == Unknown:
		out = GradeResult{High: high}
		s.say("cytokine release syndrome undetermined: fever unknown", "CRS暂不能判定：发热情况不明")
	case out.High > out.Low:
		s.say("cytokine release syndrome at least grade "+itoa(low), "CRS至少"+itoa(low)+"级")
	default:
		s.say("cytokine release syndrome grade "+itoa(low), "CRS "+itoa(low)+"级")
	}
	out.Assessment = s.done()
	return out
}

// CystitisInput is what the grade of haemorrhagic cystitis is read from.
type CystitisInput struct {
	Microscopic, Macroscopic, Clots, ObstructionOrFailure Finding
	DuringConditioning                                    Finding // during, or up to 48 h after, conditioning
	Symptoms                                              Finding
	BKUrine                                               quantity.ViralLoad
}

// GradeCystitis grades haemorrhagic cystitis: 1 microscopic, 2 macroscopic, 3
// clots, 4 clots with obstruction or kidney failure (EBMT Handbook 2024, ch. 51).
func GradeCystitis(input CystitisInput) GradeResult {
	s := open("haemorrhagic-cystitis", Edition{ID: "EBMT Handbook 2024 HC", Name: evidence.Text{EN: "Haemorrhagic cystitis (EBMT Handbook 2024)", ZH: "出血性膀胱炎（EBMT手册2024）"},
		Status: evidence.Read, Sources: []evidence.Source{handbook("51", "")}})
	clots := s.ask("clots", input.Clots)
	var out GradeResult
	for i, f := range []Finding{s.ask("microscopic_haematuria", input.Microscopic), s.ask("macroscopic_haematuria", input.Macroscopic), clots, all(clots, s.ask("obstruction_or_renal_failure", input.ObstructionOrFailure))} {
		if f == Yes {
			out.Low = i + 1
		}
		if f != No {
			out.High = i + 1
		}
	}
	out.Assessed = out.Low > 0 || out.High == 0
	disease := all(input.Macroscopic, s.ask("symptoms", input.Symptoms), decimal(input.BKUrine.CopiesPerMillilitre()).above("10000000"))
	s.take("bk_urine", input.BKUrine.String())
	if disease == Yes {
		s.note("BK disease: macroscopic haematuria, symptoms and viruria above 10⁷ copies/mL", "符合BK病毒病：肉眼血尿、症状及尿BK > 10⁷拷贝/mL")
	}
	switch s.ask("during_conditioning", input.DuringConditioning) {
	case Yes:
		s.note("early form: during or within 48 h of conditioning", "早发型：预处理期间或结束48小时内")
	case No:
		s.note("late form: later than 48 h after conditioning", "迟发型：预处理结束48小时后")
	}
	s.note("routine monitoring of BK virus is not advised", "不建议常规监测BK病毒")
	en, zh := itoa(out.Low), itoa(out.Low)
	switch {
	case !out.Assessed:
		en, zh = "undetermined", "不明"
	case out.High > out.Low:
		en, zh = "at least "+en, "至少"+zh
	}
	s.say("haemorrhagic cystitis grade "+en, "出血性膀胱炎分级："+zh)
	out.Assessment = s.done()
	return out
}

// FreshTransfusion is one platelet transfusion with its one-hour increment.
type FreshTransfusion struct {
	CCI          quantity.Value // corrected count increment at 1 h, /uL
	Fresh        Finding
	ABOIdentical Finding
}

// PlateletRefractoriness needs a one-hour corrected count increment below
// 5,000/µL after at least two fresh ABO-identical units (EBMT Handbook 2024, ch.
// 24). It is an error if an increment is not a count per volume.
func PlateletRefractoriness(units []FreshTransfusion) (CriteriaResult, error) {
	var bad Problems
	s := open("platelet-refractoriness", Edition{ID: "EBMT Handbook 2024 refractoriness", Name: evidence.Text{EN: "Platelet refractoriness (1-h CCI < 5,000/µL twice)", ZH: "血小板输注无效（1小时CCI<5000/µL，至少2次）"},
		Status: evidence.Read, Sources: []evidence.Source{handbook("24", "")}})
	found := make([]Finding, len(units))
	for i, u := range units {
		path := "transfusions[" + itoa(i) + "]"
		checkDimension(&bad, path+".cci", u.CCI, "/uL")
		s.take(path+".cci_per_uL", u.CCI.String())
		found[i] = all(in(u.CCI, "/uL").below("5000"), s.ask(path+".fresh", u.Fresh), s.ask(path+".abo_identical", u.ABOIdentical))
	}
	if len(bad) > 0 {
		return CriteriaResult{}, bad
	}
	if len(units) < 2 {
		s.note("at least two fresh ABO-identical units are needed", "至少需2次新鲜ABO同型血小板输注的结果")
	}
	t := count(found...)
	s.step("low increments after fresh ABO-identical units", "新鲜同型输注后增量不足次数", itoa(t.present), "≥ 2", evidence.Read)
	met := t.reach(2)
	if len(units) < 2 {
		met = Unknown
		s.take("transfusions", "")
	}
	return CriteriaResult{Assessment: s.verdict(met, "platelet refractoriness", "血小板输注无效"), Met: met}, nil
}
