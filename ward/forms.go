package ward

import (
	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// AcuteGVHDForm and the other names are what an entry of a scored form carries
// as its system.
const (
	AcuteGVHDForm   = "acute-gvhd"
	VODForm         = "vod-paediatric"
	VODSeverityForm = "vod-severity"
	TMAForm         = "ta-tma"
	PerformanceForm = "performance"
)

func number(key, unit string) FormField {
	return FormField{Key: key, Kind: NumberField, Unit: unit, Label: label(key)}
}

func answer(key string) FormField { return FormField{Key: key, Kind: AnswerField, Label: label(key)} }

func stageField(key string, most int) FormField {
	return FormField{Key: key, Kind: StageField, Most: most, Label: label(key)}
}

func choice(key string, choices ...Choice) FormField {
	return FormField{Key: key, Kind: ChoiceField, Label: label(key), Choices: choices}
}

// label takes the words of the batch form, of the part after the dot.
func label(key string) evidence.Text {
	if words, own := formWords[key]; own {
		return words
	}
	for i := len(key) - 1; i >= 0; i-- {
		if key[i] == '.' {
			key = key[i+1:]
			break
		}
	}
	return course.InputLabel(key)
}

// formWords are questions whose key is shared by several forms or has no words
// of its own.
var formWords = map[string]evidence.Text{
	"stool_mL_per_day":                 text("liquid stool, measured", "稀便量（计量）"),
	"bilirubin_umol_per_L":             text("total bilirubin", "总胆红素"),
	"bilirubin_mg_per_dL[]":            text("total bilirubin, last", "总胆红素（最近一次）"),
	"weight_kg":                        text("weight", "体重"),
	"high_risk.ldh_ge_2_uln":           text("LDH ≥ 2 times the upper limit", "LDH ≥ 上限2倍"),
	"second_cause_of_bilirubin":        text("another documented cause of the raised bilirubin", "胆红素升高有其他明确原因"),
	"vomiting_episodes_per_day":        text("vomiting episodes a day", "每日呕吐次数"),
	"lasting_days":                     text("upper gut signs for", "上消化道症状持续"),
	"mixed_urine_and_stool_mL_per_day": text("stool mixed with urine", "尿便混合量"),
	"egfr_mL_per_min_per_1_73m2":       text("eGFR", "eGFR"),
	"score":                            text("score", "评分"),
	"scale":                            text("scale", "量表"),
	"bk_urine_copies_per_mL":           text("BK virus in urine", "尿BK病毒"),
}

// bodyRegions are the regions of the body map. The share of each is entered as
// percent of the whole body surface: tables of region by age were not read.
var bodyRegions = []struct {
	key  string
	name evidence.Text
}{
	{"head", text("head and neck", "头颈")}, {"chest", text("chest and abdomen", "胸腹")}, {"back", text("back and buttocks", "背臀")}, {"right-arm", text("right arm", "右上肢")},
	{"left-arm", text("left arm", "左上肢")}, {"right-leg", text("right leg", "右下肢")}, {"left-leg", text("left leg", "左下肢")}, {"genital", text("genital", "会阴")},
}

// Regions lists the keys and names of the body map.
func Regions() []Choice {
	out := make([]Choice, len(bodyRegions))
	for i, r := range bodyRegions {
		out[i] = Choice{r.key, r.name}
	}
	return out
}

// The choices of the severity and syndrome forms; the values are words that the
// batch form understands.
var (
	ascitesChoices = []Choice{{"none", text("none", "无")}, {"minimal", text("minimal", "少量")}, {"moderate", text("moderate", "中量")}, {"paracentesis", text("needs paracentesis", "需穿刺引流")}}
	clotChoices    = []Choice{{"normal", text("normal", "正常")}, {"impaired without replacement", text("impaired", "异常")}, {"impaired needing factor replacement", text("needs factor replacement", "需补充凝血因子")}}
	oxygenChoices  = []Choice{{"none", text("none", "无")}, {"< 2 L/min", text("< 2 L/min", "< 2 L/min")}, {"2 L/min", text("exactly 2 L/min", "恰2 L/min")}, {"> 2 L/min", text("> 2 L/min", "> 2 L/min")}, {"ventilation", text("ventilation, CPAP included", "机械通气（含CPAP）")}}
	pressorChoices = []Choice{{"none", text("no hypotension", "无低血压")}, {"no vasopressor needed", text("hypotension, no vasopressor", "低血压，无需升压药")}, {"one vasopressor", text("one vasopressor", "一种升压药")}, {"several vasopressors", text("several vasopressors", "多种升压药")}}
	hypoxiaChoices = []Choice{{"none", text("none", "无")}, {"low flow up to 6 L/min or blow-by", text("low flow up to 6 L/min, blow-by", "低流量≤6 L/min或口鼻旁给氧")}, {"high flow or mask", text("high flow or mask", "高流量或面罩")}, {"positive pressure", text("positive pressure", "正压通气")}}
)

var forms = []Form{
	{System: AcuteGVHDForm, Title: text("Acute GVHD", "急性移植物抗宿主病"), Area: GVHD, Body: true,
		Endpoints: []FormEndpoint{
			{ID: "agvhd-magic", Endpoint: "agvhd-grade", Title: text("Acute GVHD, MAGIC", "急性GVHD（MAGIC）"), Fixed: map[string]string{"system": "magic"}},
			{ID: "agvhd-ibmtr", Endpoint: "agvhd-grade", Title: text("Acute GVHD, IBMTR index", "急性GVHD（IBMTR指数）"), Fixed: map[string]string{"system": "ibmtr"}},
			{ID: "agvhd-glucksberg", Endpoint: "agvhd-grade", Title: text("Acute GVHD, Glucksberg", "急性GVHD（Glucksberg）"), Fixed: map[string]string{"system": "glucksberg"}}},
		Parts: []FormPart{
			{text("Skin", "皮肤"), []FormField{number("active_erythema_percent_bsa", "%"), answer("bullae"), number("desquamation_percent_bsa", "%")}},
			{text("Liver", "肝脏"), []FormField{number("bilirubin_umol_per_L", "µmol/L"), answer("second_cause_of_bilirubin")}},
			{text("Upper gut", "上消化道"), []FormField{answer("anorexia"), answer("weight_loss"), answer("nausea"), number("vomiting_episodes_per_day", "/d"), number("lasting_days", "d")}},
			{text("Lower gut: stool of one day", "下消化道：一日粪便"), []FormField{number("weight_kg", "kg"), number("stool_mL_per_day", "mL"), number("unmeasured_episodes_per_day", "/d"), number("mixed_urine_and_stool_mL_per_day", "mL"), answer("severe_pain_or_ileus"), answer("grossly_bloody_stool")}},
		}},
	{System: VODForm, Title: text("SOS/VOD, paediatric EBMT", "SOS/VOD（儿童EBMT）"), Area: Liver,
		Endpoints: []FormEndpoint{{ID: "vod-form", Endpoint: "vod-paediatric", Title: text("SOS/VOD, scored", "SOS/VOD评估")}},
		Parts: []FormPart{{text("Against the baseline before conditioning", "与预处理前基线相比"), []FormField{answer("refractory_thrombocytopenia"), number("weight_gain_percent_in_72h", "%"), answer("hepatomegaly_above_baseline"), answer("ascites_above_baseline"),
			answer("bilirubin_rising_on_3_consecutive_days"), answer("bilirubin_ge_2_mg_per_dL_within_72h"), answer("diuretics_given")}}}},
	{System: VODSeverityForm, Title: text("SOS/VOD, severity", "SOS/VOD严重度"), Area: Liver,
		Endpoints: []FormEndpoint{{ID: "vod-severity", Endpoint: "vod-paediatric-severity", Title: text("SOS/VOD severity", "SOS/VOD严重度")}},
		Parts: []FormPart{{text("Worst item of today", "当日最差项目"), []FormField{number("alt_ast_or_gldh_times_uln", "× ULN"), number("refractory_thrombocytopenia_days", "d"), number("bilirubin_mg_per_dL[]", "mg/dL"),
			choice("ascites", ascitesChoices...), choice("coagulation", clotChoices...), number("gfr_mL_per_min", "mL/min"), choice("oxygen", oxygenChoices...), answer("new_cognitive_impairment"), answer("multi_organ_failure")}}}},
	{System: TMAForm, Title: text("TA-TMA, 2023", "TA-TMA（2023）"), Area: Vessels,
		Endpoints: []FormEndpoint{{ID: "ta-tma", Endpoint: "ta-tma", Title: text("TA-TMA, harmonised 2023", "TA-TMA 2023年统一定义")}},
		Parts: []FormPart{
			{text("Criteria today", "当日各项标准"), []FormField{answer("present_at_every_time_point.anaemia"), answer("present_at_every_time_point.thrombocytopenia"), answer("present_at_every_time_point.ldh_above_uln"), answer("present_at_every_time_point.schistocytes"),
				answer("present_at_every_time_point.hypertension"), answer("present_at_every_time_point.sc5b9_above_uln"), answer("present_at_every_time_point.rupcr_ge_1_mg_per_mg"), answer("biopsy_proven")}},
			{text("Further features of high risk", "其他高危因素"), []FormField{answer("high_risk.ldh_ge_2_uln"), answer("high_risk.acute_gvhd_2_to_4"), answer("high_risk.systemic_infection"), answer("high_risk.organ_dysfunction")}}}},
	{System: "engraftment-syndrome", Title: text("Engraftment syndrome", "植入综合征"), Area: Vessels,
		Endpoints: []FormEndpoint{{ID: "es-spitzer", Endpoint: "engraftment-syndrome", Title: text("Engraftment syndrome, Spitzer", "植入综合征（Spitzer）"), Fixed: map[string]string{"system": "spitzer"}},
			{ID: "es-maiolino", Endpoint: "engraftment-syndrome", Title: text("Engraftment syndrome, Maiolino", "植入综合征（Maiolino）"), Fixed: map[string]string{"system": "maiolino"}}},
		Parts: []FormPart{{text("Signs", "表现"), []FormField{number("non_infectious_temperature_C", "℃"), number("rash_percent_bsa_not_gvhd_or_drug", "%"), answer("noncardiac_pulmonary_oedema_or_hypoxia"), answer("diarrhoea"), answer("hepatic_dysfunction"),
			answer("creatinine_ge_2x"), number("weight_gain_percent", "%"), answer("encephalopathy"), number("hours_from_engraftment", "h")}}}},
	{System: "capillary-leak", Title: text("Capillary leak", "毛细血管渗漏"), Area: Vessels,
		Endpoints: []FormEndpoint{{ID: "capillary-leak", Endpoint: "capillary-leak", Title: text("Capillary leak syndrome", "毛细血管渗漏综合征")}},
		Parts:     []FormPart{{text("Signs", "表现"), []FormField{number("weight_gain_percent_in_24h", "%"), answer("generalised_oedema"), answer("no_response_to_furosemide")}}}},
	{System: "crs", Title: text("Cytokine release", "细胞因子释放"), Area: Vessels,
		Endpoints: []FormEndpoint{{ID: "crs", Endpoint: "crs", Title: text("Cytokine release syndrome", "细胞因子释放综合征")}},
		Parts:     []FormPart{{text("Worst of today", "当日最差"), []FormField{answer("temperature_ge_38C"), answer("fever_earlier_then_antipyretic_or_anticytokine"), choice("hypotension", pressorChoices...), choice("hypoxia", hypoxiaChoices...)}}}},
	{System: "haemorrhagic-cystitis", Title: text("Haemorrhagic cystitis", "出血性膀胱炎"), Area: Kidney,
		Endpoints: []FormEndpoint{{ID: "haemorrhagic-cystitis", Endpoint: "haemorrhagic-cystitis", Title: text("Haemorrhagic cystitis", "出血性膀胱炎")}},
		Parts:     []FormPart{{text("Urine", "尿液"), []FormField{answer("microscopic_haematuria"), answer("macroscopic_haematuria"), answer("clots"), answer("obstruction_or_renal_failure"), answer("symptoms"), answer("during_conditioning")}}}},
	{System: "cgvhd", Title: text("Chronic GVHD, NIH 2014", "慢性GVHD（NIH 2014）"), Area: GVHD,
		Endpoints: []FormEndpoint{{ID: "cgvhd-nih", Endpoint: "cgvhd-nih", Title: text("Chronic GVHD, NIH 2014", "慢性GVHD（NIH 2014）")}},
		Parts:     []FormPart{{text("Organ scores; an organ not examined stays empty", "各器官评分；未评估者留空"), chronicFields()}}},
	{System: PerformanceForm, Title: text("Performance status", "体能状态"), Area: General,
		Parts: []FormPart{{text("As the scale of the centre defines it", "按本中心所用量表"), []FormField{
			choice("scale", Choice{"Lansky", text("Lansky", "Lansky")}, Choice{"Karnofsky", text("Karnofsky", "Karnofsky")}), stageField("score", 100)}}}},
}

func chronicFields() []FormField {
	words := map[course.ChronicOrgan]evidence.Text{course.ChronicSkin: text("skin", "皮肤"), course.ChronicMouth: text("mouth", "口腔"), course.ChronicEyes: text("eyes", "眼"), course.ChronicGut: text("gut", "胃肠道"),
		course.ChronicLiver: text("liver", "肝脏"), course.ChronicLung: text("lung, by FEV1 where there is one", "肺（有FEV1时以其为准）"), course.ChronicJoints: text("joints and fascia", "关节与筋膜"), course.ChronicGenital: text("genital", "生殖器")}
	var out []FormField
	for _, organ := range course.ChronicOrgans() {
		out = append(out, FormField{Key: "scores." + string(organ), Kind: StageField, Most: 3, Label: words[organ]})
	}
	return out
}
