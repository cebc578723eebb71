package course

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// InputLabel gives the words for an input name of the batch form, for a page or
// a sheet; a name without words is given as it is.
func InputLabel(name string) evidence.Text {
	if l, ok := inputLabels[name]; ok {
		return evidence.Text{EN: l[0], ZH: l[1]}
	}
	for _, prefix := range []string{"donor_percent.", "scores."} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			l := inputLabels[prefix]
			return evidence.Text{EN: l[0] + " " + rest, ZH: l[1] + " " + rest}
		}
	}
	return evidence.Text{EN: name, ZH: name}
}

// labelled joins the words of several names.
func labelled(names []string) (en, zh string) {
	for i, n := range names {
		l := InputLabel(n)
		if i > 0 {
			en, zh = en+", ", zh+"、"
		}
		en, zh = en+l.EN, zh+l.ZH
	}
	return en, zh
}

// inputLabels are the words of the inputs, English and Chinese. A table.
var inputLabels = map[string][2]string{
	"active_erythema_percent_bsa":            {"active erythema, % of the body surface", "活动性红斑占体表面积%"},
	"age":                                    {"age", "年龄"},
	"alt_ast_or_gldh_times_uln":              {"ALT, AST or GLDH, times the upper limit", "ALT/AST/GLDH（正常上限倍数）"},
	"anaemia":                                {"anaemia", "贫血"},
	"anc":                                    {"ANC", "中性粒细胞绝对值（ANC）"},
	"anorexia":                               {"anorexia", "厌食"},
	"as_of_day":                              {"day of the judgement", "判定日"},
	"ascites":                                {"ascites", "腹水"},
	"ascites_above_baseline":                 {"ascites above baseline", "腹水（较基线）"},
	"bands_percent":                          {"band cells %", "杆状核%"},
	"baseline_creatinine":                    {"baseline creatinine", "基线肌酐"},
	"bilirubin":                              {"bilirubin", "总胆红素"},
	"bilirubin_ge_2_mg_per_dL_within_72h":    {"bilirubin ≥ 2 mg/dL within 72 h", "72小时内胆红素≥2 mg/dL"},
	"bilirubin_rising_on_3_consecutive_days": {"bilirubin rising on three consecutive days", "胆红素连续3天上升"},
	"biopsy_proven":                          {"proven by biopsy", "活检证实"},
	"bk_urine":                               {"BK virus in urine", "尿BK病毒载量"},
	"bullae":                                 {"bullae", "水疱"},
	"chimerism_done":                         {"chimerism done", "已查嵌合"},
	"clots":                                  {"clots in the urine", "尿中血块"},
	"coagulation":                            {"coagulation", "凝血功能"},
	"creatinine":                             {"creatinine", "肌酐"},
	"creatinine_ge_2x":                       {"creatinine ≥ 2 times", "肌酐≥2倍"},
	"current_hb":                             {"present haemoglobin", "当前血红蛋白"},
	"cytopenias":                             {"two or three cytopenias for more than two weeks", "2–3系血细胞减少超过2周"},
	"daily_weights_kg":                       {"daily weights", "每日体重"},
	"day":                                    {"transplant day", "移植后天数"},
	"death_day":                              {"death", "死亡"},
	"decline_on_support":                     {"decline that needs blood products or growth factor", "造血下降需输血制品或生长因子"},
	"dependent":                              {"dependence on transfusion or growth factor", "依赖输血或生长因子"},
	"desquamation_percent_bsa":               {"desquamation, % of the body surface", "脱屑占体表面积%"},
	"diarrhoea":                              {"diarrhoea", "腹泻"},
	"diuretics_given":                        {"diuretics given", "已用利尿剂"},
	"donor_in_range":                         {"donor chimerism within the range the team wants", "供者嵌合率在目标范围内"},
	"donor_percent":                          {"donor share", "供者嵌合率"},
	"donor_percent.":                         {"donor share,", "供者嵌合率"},
	"during_conditioning":                    {"during or within 48 h of conditioning", "预处理期间或结束48小时内"},
	"egfr":                                   {"eGFR", "eGFR"},
	"encephalopathy":                         {"encephalopathy", "脑病"},
	"fever_earlier_then_antipyretic_or_anticytokine": {"fever earlier, then antipyretic or anti-cytokine treatment", "曾发热，后用退热药或抗细胞因子治疗"},
	"gcsf_days":                              {"days on G-CSF", "G-CSF用药日"},
	"generalised_oedema":                     {"generalised oedema", "全身水肿"},
	"gfr_mL_per_min":                         {"GFR", "肾小球滤过率"},
	"graft failure":                          {"graft failure", "植入失败"},
	"grossly_bloody_stool":                   {"grossly bloody stool", "肉眼血便"},
	"hb":                                     {"haemoglobin", "血红蛋白"},
	"hepatic_dysfunction":                    {"liver dysfunction", "肝功能异常"},
	"hepatomegaly_above_baseline":            {"hepatomegaly above baseline", "肝大（较基线）"},
	"hours_anuria":                           {"anuria", "无尿时间"},
	"hours_from_engraftment":                 {"time from engraftment", "距植入时间"},
	"hours_urine_below_0_3_mL_per_kg_h":      {"time with urine < 0.3 mL/kg/h", "尿量<0.3 mL/kg/h持续时间"},
	"hours_urine_below_0_5_mL_per_kg_h":      {"time with urine < 0.5 mL/kg/h", "尿量<0.5 mL/kg/h持续时间"},
	"hypertension":                           {"hypertension", "高血压"},
	"hypotension":                            {"hypotension", "低血压"},
	"hypoxia":                                {"hypoxia", "低氧"},
	"last_contact":                           {"last contact", "末次随访"},
	"lasting":                                {"how long the signs last", "症状持续时间"},
	"ldh_above_uln":                          {"LDH above the upper limit", "LDH高于上限"},
	"liver_stage":                            {"liver stage", "肝脏分级"},
	"lower_gi_stage":                         {"lower gut stage", "下消化道分级"},
	"macroscopic_haematuria":                 {"macroscopic haematuria", "肉眼血尿"},
	"microscopic_haematuria":                 {"microscopic haematuria", "镜下血尿"},
	"multi_organ_failure":                    {"multi-organ failure", "多器官功能衰竭"},
	"nausea":                                 {"nausea", "恶心"},
	"neutrophils":                            {"neutrophil recovery", "粒系植入情况"},
	"new_cognitive_impairment":               {"new cognitive impairment", "新发认知障碍"},
	"no_response_to_furosemide":              {"no response to 24 h of furosemide", "呋塞米治疗24小时无反应"},
	"non_infectious_temperature_C":           {"temperature without infection", "非感染性体温"},
	"noncardiac_pulmonary_oedema_or_hypoxia": {"non-cardiac pulmonary oedema or hypoxia", "非心源性肺水肿或低氧"},
	"obstruction_or_renal_failure":           {"obstruction or kidney failure", "尿路梗阻或肾衰竭"},
	"other_cause":                            {"another cause (relapse, infection, drug)", "其他原因（复发、感染、药物）"},
	"oxygen":                                 {"oxygen and ventilation", "氧疗与通气"},
	"painful_hepatomegaly":                   {"painful hepatomegaly", "痛性肝大"},
	"pancytopenia":                           {"pancytopenia", "全血细胞减少"},
	"platelet_count":                         {"platelet count", "血小板计数"},
	"platelet_transfusions":                  {"platelet transfusions", "血小板输注记录"},
	"platelets":                              {"platelets", "血小板"},
	"rash_percent_bsa_not_gvhd_or_drug":      {"rash not by GVHD or drug, % of the body surface", "皮疹（非GVHD、非药疹）占体表面积%"},
	"recipient_immune_cells":                 {"evidence of recipient immune cells", "受者免疫细胞证据"},
	"refractory_thrombocytopenia":            {"refractory thrombocytopenia", "难治性血小板减少（消耗性）"},
	"refractory_thrombocytopenia_days":       {"days of refractory thrombocytopenia", "难治性血小板减少天数"},
	"renal_replacement":                      {"renal replacement", "肾脏替代治疗"},
	"rise_in_48h":                            {"creatinine rise in 48 h", "48小时肌酐升高值"},
	"rupcr_ge_1_mg_per_mg":                   {"urine protein/creatinine ≥ 1 mg/mg", "尿蛋白/肌酐≥1 mg/mg"},
	"sc5b9_above_uln":                        {"sC5b-9 above the upper limit", "sC5b-9高于上限"},
	"schistocytes":                           {"schistocytes", "破碎红细胞"},
	"scores.":                                {"score,", "评分："},
	"second_infusion_day":                    {"second infusion", "二次输注"},
	"segs_percent":                           {"segmented cells %", "分叶核%"},
	"severe_pain_or_ileus":                   {"severe pain or ileus", "剧烈腹痛或肠梗阻"},
	"skin_stage":                             {"skin stage", "皮肤分级"},
	"stool":                                  {"stool volume", "粪便量"},
	"symptoms":                               {"symptoms", "膀胱刺激症状"},
	"target_hb":                              {"target haemoglobin", "目标血红蛋白"},
	"temperature_ge_38C":                     {"temperature ≥ 38 °C", "体温≥38℃"},
	"threshold":                              {"threshold", "阈值"},
	"thrombocytopenia":                       {"thrombocytopenia", "血小板减少"},
	"time_point_days":                        {"time points", "评估时间点"},
	"transfusions":                           {"transfusions with increments", "输注及增量记录"},
	"upper_gi_stage":                         {"upper gut stage", "上消化道分级"},
	"urine_mL_per_kg_h":                      {"urine over 24 h", "24小时尿量"},
	"vomiting_per_day":                       {"vomiting episodes a day", "每日呕吐次数"},
	"wbc":                                    {"white cells", "白细胞"},
	"weight":                                 {"weight", "体重"},
	"weight_gain":                            {"weight gain", "体重增加"},
	"weight_gain_percent":                    {"weight gain %", "体重增加%"},
	"weight_gain_percent_in_24h":             {"weight gain % in 24 h", "24小时体重增加%"},
	"weight_gain_percent_in_72h":             {"weight gain % in 72 h", "72小时体重增加%"},
	"weight_loss":                            {"weight loss", "体重下降"},
	"cd4-50-twice":                           {"CD4 twice before day +100", "+100 d前两次CD4"},
	"b-25":                                   {"B cells", "B细胞"},
	"cd3-300":                                {"CD3", "CD3"},
	"naive-cd4-one-year":                     {"naive CD4 at one year", "1年初始CD4"},
	"scid-cd3":                               {"CD3 at day +100", "+100 d CD3"},
	"scid-cd8":                               {"CD8 at day +100", "+100 d CD8"},
	"scid-cd45ra":                            {"CD45RA at day +100", "+100 d CD45RA"},
	"scid-vbeta":                             {"Vβ families at day +100", "+100 d Vβ家族数"},
	"acute_gvhd_3_4":                         {"acute GVHD III–IV", "Ⅲ–Ⅳ度急性GVHD"},
	"chronic_gvhd_systemic":                  {"chronic GVHD on systemic therapy", "需全身治疗的慢性GVHD"},
	"chronic_gvhd_extensive":                 {"extensive chronic GVHD", "广泛型慢性GVHD"},
	"relapse":                                {"relapse", "复发"},
	"death":                                  {"death", "死亡"},
	"graft_failure":                          {"graft failure", "植入失败"},
	"retransplant":                           {"second transplant", "二次移植"},
	"second_procedure":                       {"second cell procedure", "二次细胞治疗"},
	"unmeasured_episodes_per_day":            {"unmeasured liquid stools a day", "每日未计量稀便次数"},
	"mixed_urine_and_stool":                  {"stool mixed with urine", "尿便混合量"},
	"ldh_ge_2_uln":                           {"LDH ≥ 2 times the upper limit", "LDH≥上限2倍"},
	"acute_gvhd_2_to_4":                      {"acute GVHD II–IV", "Ⅱ–Ⅳ度急性GVHD"},
	"systemic_infection":                     {"systemic infection", "全身感染"},
	"organ_dysfunction":                      {"organ dysfunction other than KDIGO 1", "器官功能障碍（KDIGO 1期除外）"},
}
