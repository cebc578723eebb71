package course

import (
	"encoding/json"
	"testing"
)

// row is a synthetic case through the batch form: the keys of want must be as
// given.
type row struct {
	name, endpoint, input, want string
}

func check(t *testing.T, rows []row) {
	t.Helper()
	for _, c := range rows {
		t.Run(c.name, func(t *testing.T) {
			answer := runRow(t, "synthetic", c.endpoint, json.RawMessage(c.input))
			result, ok := answer["result"].(map[string]any)
			if !ok {
				t.Fatalf("answer %v", answer)
			}
			var want map[string]any
			if err := json.Unmarshal([]byte(c.want), &want); err != nil {
				t.Fatal(err)
			}
			for key, w := range want {
				if !same(w, result[key]) {
					t.Errorf("%s is %v, want %v", key, result[key], w)
				}
			}
		})
	}
}

func TestNeutrophilRecovery(t *testing.T) {
	check(t, []row{
		{"early host neutrophils before the nadir do not count", "neutrophil-engraftment",
			`{"anc_1e9_per_L":[{"day":0,"value":2},{"day":1,"value":1.5},{"day":2,"value":0.9},{"day":8,"value":0.02},{"day":20,"value":0.5},{"day":21,"value":0.6},{"day":22,"value":0.7}]}`,
			`{"status":"engrafted","day":20,"review":false}`},
		{"the lowest of several values of a day stands for the day", "neutrophil-engraftment",
			`{"anc_1e9_per_L":[{"day":9,"value":0},{"day":15,"value":0.6},{"day":16,"value":0.7},{"day":16,"value":0.4},{"day":17,"value":0.6},{"day":18,"value":0.6},{"day":19,"value":0.8}]}`,
			`{"status":"engrafted","day":17}`},
		{"a manual differential decides an automated 0.5", "neutrophil-engraftment",
			`{"anc_1e9_per_L":[{"day":9,"value":0},{"day":15,"value":0.5,"method":"automated"},{"day":15,"value":0.6,"method":"manual"},{"day":16,"value":0.7},{"day":17,"value":0.9}]}`,
			`{"status":"engrafted","day":15,"review":false}`},
		{"a manual differential below refuses an automated 0.5", "neutrophil-engraftment",
			`{"anc_1e9_per_L":[{"day":9,"value":0},{"day":15,"value":0.5,"method":"automated"},{"day":15,"value":0.4,"method":"manual"},{"day":16,"value":0.7},{"day":17,"value":0.9},{"day":18,"value":1}]}`,
			`{"status":"engrafted","day":16}`},
		{"an automated 0.5 alone counts and is shown to a person", "neutrophil-engraftment",
			`{"anc_1e9_per_L":[{"day":9,"value":0},{"day":15,"value":0.5,"method":"automated"},{"day":16,"value":0.7},{"day":17,"value":0.9}]}`,
			`{"status":"engrafted","day":15,"review":true}`},
		{"a value that was not measured is a missing day, not 0", "neutrophil-engraftment",
			`{"anc_1e9_per_L":[{"day":9,"value":0},{"day":15,"value":0.6},{"day":16,"value":null},{"day":17,"value":0.9},{"day":18,"value":1}]}`,
			`{"status":"engrafted","day":15,"basis":"consecutive lab values"}`},
		{"never below gives no date, never day 0", "neutrophil-engraftment",
			`{"anc_1e9_per_L":[{"day":0,"value":3},{"day":7,"value":0.8},{"day":14,"value":0.9},{"day":21,"value":2}]}`,
			`{"status":"never_below","day":null,"provisional":false}`},
		{"never below before day +21 is provisional", "neutrophil-engraftment",
			`{"anc_1e9_per_L":[{"day":0,"value":3},{"day":2,"value":0.8},{"day":4,"value":0.9}]}`,
			`{"status":"never_below","day":null,"provisional":true}`},
		{"a late fall leaves the date and asks for a person", "neutrophil-engraftment",
			`{"anc_1e9_per_L":[{"day":9,"value":0.1},{"day":15,"value":0.6},{"day":16,"value":0.7},{"day":17,"value":0.9},{"day":40,"value":0.0}]}`,
			`{"status":"engrafted","day":15,"review":true}`},
		{"a second infusion before recovery is a competing event", "neutrophil-engraftment",
			`{"anc_1e9_per_L":[{"day":9,"value":0},{"day":30,"value":0.1},{"day":50,"value":0.6},{"day":51,"value":0.7},{"day":52,"value":0.9}],"second_infusion_day":35,"death_day":90}`,
			`{"status":"second_infusion_before","day":null}`},
		{"a second infusion after recovery changes nothing", "neutrophil-engraftment",
			`{"anc_1e9_per_L":[{"day":9,"value":0},{"day":20,"value":0.6},{"day":21,"value":0.7},{"day":22,"value":0.9}],"second_infusion_day":60}`,
			`{"status":"engrafted","day":20}`},
		{"two values are not three", "neutrophil-engraftment",
			`{"anc_1e9_per_L":[{"day":9,"value":0},{"day":20,"value":0.6},{"day":21,"value":0.7}]}`, `{"status":"not_yet","day":null}`},
		{"no value is unknown, not 'not yet'", "neutrophil-engraftment", `{"anc_1e9_per_L":[]}`, `{"status":"unknown"}`},
		{"growth factor never moves the official date", "neutrophil-engraftment",
			`{"anc_1e9_per_L":[{"day":9,"value":0},{"day":15,"value":0.6},{"day":16,"value":0.7},{"day":17,"value":0.9},{"day":18,"value":1},{"day":19,"value":1}],"gcsf_days":[14,15,16]}`,
			`{"status":"engrafted","day":15,"on_gcsf":true,"holds_off_gcsf_from_day":17}`},
	})
}

// A supported platelet count is not taken for recovery.
func TestPlateletRecovery(t *testing.T) {
	check(t, []row{
		{"never below needs no transfusion at all", "platelet-engraftment",
			`{"platelets_1e9_per_L":[{"day":0,"value":60},{"day":10,"value":45},{"day":20,"value":50},{"day":100,"value":90}],"platelet_transfusions":[],"threshold_1e9_per_L":20}`,
			`{"status":"never_below","day":null,"provisional":false}`},
		{"an unknown list of transfusions gives no date", "platelet-engraftment",
			`{"platelets_1e9_per_L":[{"day":10,"value":10},{"day":20,"value":50},{"day":21,"value":50},{"day":22,"value":50}],"platelet_transfusions":null,"threshold_1e9_per_L":20}`,
			`{"status":"unknown","day":null}`},
		{"the recipient's own platelets before the fall do not count", "platelet-engraftment",
			`{"platelets_1e9_per_L":[{"day":0,"value":90},{"day":1,"value":80},{"day":2,"value":60},{"day":9,"value":8},{"day":20,"value":21},{"day":21,"value":22},{"day":22,"value":25}],"platelet_transfusions":[{"day":9},{"day":13}],"threshold_1e9_per_L":20}`,
			`{"status":"recovered","day":20}`},
		{"a transfusion after recovery keeps the date", "platelet-engraftment",
			`{"platelets_1e9_per_L":[{"day":9,"value":8},{"day":20,"value":21},{"day":21,"value":22},{"day":22,"value":25}],"platelet_transfusions":[{"day":9},{"day":60,"reason":"line removal"}],"threshold_1e9_per_L":20}`,
			`{"status":"recovered","day":20}`},
		{"the sixth day after a transfusion is too early", "platelet-engraftment",
			`{"platelets_1e9_per_L":[{"day":9,"value":8},{"day":15,"value":21},{"day":16,"value":22},{"day":17,"value":25}],"platelet_transfusions":[{"day":9}],"threshold_1e9_per_L":20}`,
			`{"status":"not_yet"}`},
		{"50 is not settled in the texts and is left to the team", "platelet-engraftment",
			`{"platelets_1e9_per_L":[{"day":9,"value":8},{"day":30,"value":60},{"day":31,"value":60},{"day":32,"value":60}],"platelet_transfusions":[],"threshold_1e9_per_L":50}`,
			`{"status":"team_decides","day":null}`},
		{"50 is computed once the centre has set it", "platelet-engraftment",
			`{"platelets_1e9_per_L":[{"day":9,"value":8},{"day":30,"value":60},{"day":31,"value":60},{"day":32,"value":60}],"platelet_transfusions":[],"threshold_1e9_per_L":50,"threshold_set_by_centre":true}`,
			`{"status":"recovered","day":30}`},
		{"death before recovery is a competing event", "platelet-engraftment",
			`{"platelets_1e9_per_L":[{"day":9,"value":8},{"day":30,"value":10}],"platelet_transfusions":[],"threshold_1e9_per_L":20,"death_day":33}`,
			`{"status":"died_before"}`},
	})
}

// Control: HAZ-12 (a missing organ is not 0), HAZ-02 (mg/dL against µmol/L).
func TestAcuteGVHD(t *testing.T) {
	check(t, []row{
		{"erythroderma with bullae and desquamation is stage 4", "agvhd-skin-stage", `{"active_erythema_percent_bsa":80,"bullae":true,"desquamation_percent_bsa":6}`, `{"stage":4,"at_least":false}`},
		{"bullae without desquamation above 5 % stay stage 3", "agvhd-skin-stage", `{"active_erythema_percent_bsa":80,"bullae":true,"desquamation_percent_bsa":5}`, `{"stage":3,"at_least":false}`},
		{"exactly 50 % is stage 2", "agvhd-skin-stage", `{"active_erythema_percent_bsa":50,"bullae":true,"desquamation_percent_bsa":10}`, `{"stage":2}`},
		{"unknown bullae give at least 3", "agvhd-skin-stage", `{"active_erythema_percent_bsa":80,"bullae":null,"desquamation_percent_bsa":10}`, `{"stage":3,"at_least":true}`},
		{"unmeasured erythema is unknown, not 0", "agvhd-skin-stage", `{"active_erythema_percent_bsa":null,"bullae":false,"desquamation_percent_bsa":0}`, `{"stage":null}`},
		{"bilirubin 1.95 rounds to 2.0", "agvhd-liver-stage", `{"bilirubin_mg_per_dL":1.95}`, `{"stage":1}`},
		{"bilirubin 1.94 rounds to 1.9", "agvhd-liver-stage", `{"bilirubin_mg_per_dL":1.94}`, `{"stage":0}`},
		{"bilirubin 3.04 closes the gap downwards", "agvhd-liver-stage", `{"bilirubin_mg_per_dL":3.04}`, `{"stage":1}`},
		{"bilirubin 3.05 closes the gap upwards", "agvhd-liver-stage", `{"bilirubin_mg_per_dL":3.05}`, `{"stage":2}`},
		{"bilirubin 15 is stage 3", "agvhd-liver-stage", `{"bilirubin_mg_per_dL":15}`, `{"stage":3}`},
		{"bilirubin 51 µmol/L is 3.0 mg/dL", "agvhd-liver-stage", `{"bilirubin_umol_per_L":51}`, `{"stage":1}`},
		{"a second cause is shown beside and lowers nothing", "agvhd-liver-stage", `{"bilirubin_mg_per_dL":7,"second_cause_of_bilirubin":true}`, `{"stage":3,"stage_if_lowered_for_second_cause":2}`},
		{"mixed urine and stool counts by half", "agvhd-gut-stage", `{"weight_kg":20,"stool_mL_per_day":100,"unmeasured_episodes_per_day":1,"mixed_urine_and_stool_mL_per_day":80}`, `{"stage":1}`},
		{"an unmeasured stool above 50 kg is 200 mL", "agvhd-gut-stage", `{"weight_kg":60,"stool_mL_per_day":null,"unmeasured_episodes_per_day":5}`, `{"stage":2}`},
		{"exactly 30 mL/kg is stage 2", "agvhd-gut-stage", `{"weight_kg":7.1,"stool_mL_per_day":213}`, `{"stage":2}`},
		{"exactly 1,500 mL in an adult is stage 2", "agvhd-gut-stage", `{"weight_kg":70,"stool_mL_per_day":1500}`, `{"stage":2}`},
		{"grossly bloody stool is stage 4 without any volume", "agvhd-gut-stage", `{"weight_kg":null,"stool_mL_per_day":null,"grossly_bloody_stool":true}`, `{"stage":4}`},
		{"unknown blood gives at least the stage by volume", "agvhd-gut-stage", `{"weight_kg":10,"stool_mL_per_day":150,"grossly_bloody_stool":null,"severe_pain_or_ileus":false}`, `{"stage":1,"at_least":true}`},
		{"unmeasured stool is unknown, not 0", "agvhd-gut-stage", `{"weight_kg":10,"stool_mL_per_day":null,"unmeasured_episodes_per_day":null}`, `{"stage":null}`},
		{"an unknown weight leaves the scale unknown", "agvhd-gut-stage", `{"weight_kg":null,"stool_mL_per_day":600}`, `{"stage":null}`},
		{"no stool is 0 on every scale", "agvhd-gut-stage", `{"weight_kg":null,"stool_mL_per_day":0}`, `{"stage":0}`},
		{"contrast 1: upper gut 1 and lower gut 4", "agvhd-grade", `{"system":"magic","skin_stage":0,"liver_stage":0,"upper_gi_stage":1,"lower_gi_stage":4}`, `{"grade":"IV"}`},
		{"contrast 2: liver 1 and lower gut 2", "agvhd-grade", `{"system":"magic","skin_stage":0,"liver_stage":1,"upper_gi_stage":0,"lower_gi_stage":2}`, `{"grade":"III"}`},
		{"contrast 3: skin 4 and liver 1", "agvhd-grade", `{"system":"magic","skin_stage":4,"liver_stage":1,"upper_gi_stage":0,"lower_gi_stage":0}`, `{"grade":"IV"}`},
		{"unknown upper gut cannot raise III", "agvhd-grade", `{"system":"magic","skin_stage":4,"liver_stage":2,"upper_gi_stage":null,"lower_gi_stage":0}`, `{"grade":"IV","at_least":false}`},
		{"unknown skin could raise III", "agvhd-grade", `{"system":"magic","skin_stage":null,"liver_stage":2,"upper_gi_stage":0,"lower_gi_stage":0}`, `{"grade":"III","at_least":true}`},
		{"IBMTR with an unknown liver", "agvhd-grade", `{"system":"ibmtr","skin_stage":1,"liver_stage":null,"upper_gi_stage":0,"lower_gi_stage":0}`, `{"grade":"A","at_least":true}`},
		{"IBMTR liver 1 alone is B", "agvhd-grade", `{"system":"ibmtr","skin_stage":0,"liver_stage":1,"upper_gi_stage":0,"lower_gi_stage":0}`, `{"grade":"B"}`},
		{"Glucksberg above II is left to the team", "agvhd-grade", `{"system":"glucksberg","skin_stage":0,"liver_stage":0,"upper_gi_stage":0,"lower_gi_stage":4}`, `{"grade":null}`},
		{"Glucksberg II is settled", "agvhd-grade", `{"system":"glucksberg","skin_stage":3,"liver_stage":0,"upper_gi_stage":0,"lower_gi_stage":0}`, `{"grade":"II"}`},
		{"three days at onset take the highest", "agvhd-gut-stage", `{"weight_kg":10,"stool_mL_of_3_days":[90,210,120],"at_onset":true}`, `{"stage":2}`},
		{"three days later take the mean", "agvhd-gut-stage", `{"weight_kg":10,"stool_mL_of_3_days":[90,210,120],"at_onset":false}`, `{"stage":1}`},
		{"nausea for three days is upper gut 1", "agvhd-upper-gi-stage", `{"nausea":true,"lasting_days":3,"anorexia":false,"vomiting_episodes_per_day":0}`, `{"stage":1}`},
		{"no persistent sign is upper gut 0", "agvhd-upper-gi-stage", `{"nausea":false,"anorexia":true,"weight_loss":false,"vomiting_episodes_per_day":1}`, `{"stage":0}`},
		{"chronic severity is left to the team", "cgvhd-nih", `{"scores":{"skin":1}}`, `{"severity":null}`},
		{"one organ at 1 is mild once commissioned", "cgvhd-nih", `{"scores":{"skin":1,"mouth":0,"eyes":0,"gi":0,"liver":0,"lung":0,"joints":0,"genital":0},"rule_commissioned_by_centre":true}`, `{"severity":"mild","at_least":false}`},
		{"an unknown lung keeps mild at 'at least'", "cgvhd-nih", `{"scores":{"skin":1,"mouth":0,"eyes":0,"gi":0,"liver":0,"lung":null,"joints":0,"genital":0},"rule_commissioned_by_centre":true}`, `{"severity":"mild","at_least":true}`},
		{"lung 1 alone is moderate", "cgvhd-nih", `{"scores":{"skin":0,"mouth":0,"eyes":0,"gi":0,"liver":"other cause","lung":1,"joints":0,"genital":0},"rule_commissioned_by_centre":true}`, `{"severity":"moderate"}`},
	})
}

func TestSinusoidalObstruction(t *testing.T) {
	const none = `"refractory_thrombocytopenia":false,"hepatomegaly_above_baseline":true,"ascites_above_baseline":false,"bilirubin_rising_on_3_consecutive_days":false,"bilirubin_ge_2_mg_per_dL_within_72h":false`
	check(t, []row{
		{"three rises without diuretics do not count", "vod-paediatric", `{` + none + `,"diuretics_given":false,"daily_weights_kg":[{"day":9,"value":10},{"day":10,"value":10.1},{"day":11,"value":10.2},{"day":12,"value":10.3}]}`, `{"criteria":1,"met":false}`},
		{"exactly 5 % in 72 h does not count", "vod-paediatric", `{` + none + `,"weight_gain_percent_in_72h":5}`, `{"criteria":1,"met":false}`},
		{"two rises are not three", "vod-paediatric", `{` + none + `,"diuretics_given":true,"daily_weights_kg":[{"day":9,"value":10},{"day":10,"value":10.1},{"day":11,"value":10.2}]}`, `{"criteria":1,"met":false}`},
		{"a fall between refutes the rise", "vod-paediatric", `{` + none + `,"diuretics_given":true,"daily_weights_kg":[{"day":9,"value":10},{"day":10,"value":10.1},{"day":11,"value":10.0},{"day":12,"value":10.3},{"day":13,"value":10.4}]}`, `{"criteria":1,"met":false}`},
		{"a missing weight inside the rise leaves it open", "vod-paediatric", `{` + none + `,"diuretics_given":true,"daily_weights_kg":[{"day":9,"value":10},{"day":10,"value":10.1},{"day":12,"value":10.3}]}`, `{"criteria":1,"met":null}`},
		{"an unknown criterion could decide", "vod-paediatric", `{"refractory_thrombocytopenia":true,"weight_gain_percent_in_72h":2,"hepatomegaly_above_baseline":null,"ascites_above_baseline":false,"bilirubin_rising_on_3_consecutive_days":false,"bilirubin_ge_2_mg_per_dL_within_72h":false}`, `{"criteria":1,"known":4,"met":null}`},
		{"Baltimore ends at day +21", "vod-baltimore", `{"day":22,"bilirubin_mg_per_dL":3,"painful_hepatomegaly":true,"ascites":true,"weight_gain_percent":7}`, `{"met":false}`},
		{"Baltimore at exactly 5 % is left open where it decides", "vod-baltimore", `{"day":14,"bilirubin_mg_per_dL":3,"painful_hepatomegaly":true,"ascites":false,"weight_gain_percent":5}`, `{"met":null}`},
		{"modified Seattle before day +20", "vod-seattle", `{"day":14,"bilirubin_mg_per_dL":2.1,"painful_hepatomegaly":true,"weight_gain_percent":0}`, `{"met":true}`},
		{"modified Seattle after day +20 is left to the team", "vod-seattle", `{"day":24,"bilirubin_mg_per_dL":2.1,"painful_hepatomegaly":true,"weight_gain_percent":0}`, `{"met":null}`},
	})
}

func TestSeverityOfSinusoidalObstruction(t *testing.T) {
	mild := map[string]string{"alt_ast_or_gldh_times_uln": "1", "refractory_thrombocytopenia_days": "1", "bilirubin_mg_per_dL": `[{"day":10,"value":0.9}]`, "ascites": `"minimal"`,
		"coagulation": `"normal"`, "gfr_mL_per_min": "100", "oxygen": `"none"`, "new_cognitive_impairment": "false", "multi_organ_failure": "false"}
	with := func(pairs ...string) string {
		out := "{"
		for key, value := range mild {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == key {
					value = pairs[i+1]
				}
			}
			out += `"` + key + `":` + value + ","
		}
		return out[:len(out)-1] + "}"
	}
	check(t, []row{
		{"the mild column", "vod-paediatric-severity", with(), `{"severity":"mild","at_least":false}`},
		{"one starred item at severe is severe", "vod-paediatric-severity", with("refractory_thrombocytopenia_days", "8"), `{"severity":"severe"}`},
		{"two starred items at severe are very severe", "vod-paediatric-severity", with("refractory_thrombocytopenia_days", "8", "alt_ast_or_gldh_times_uln", "6"), `{"severity":"very severe"}`},
		{"two items at severe without star stay severe", "vod-paediatric-severity", with("gfr_mL_per_min", "20", "oxygen", `"ventilation including CPAP"`), `{"severity":"severe"}`},
		{"doubling in 48 h is severe", "vod-paediatric-severity", with("bilirubin_mg_per_dL", `[{"day":10,"value":0.8},{"day":12,"value":1.6}]`), `{"severity":"severe"}`},
		{"doubling in 72 h is not", "vod-paediatric-severity", with("bilirubin_mg_per_dL", `[{"day":10,"value":0.8},{"day":13,"value":1.6}]`), `{"severity":"mild"}`},
		{"the last bilirubin is the level", "vod-paediatric-severity", with("bilirubin_mg_per_dL", `[{"day":20,"value":1.5},{"day":10,"value":2.8}]`), `{"severity":"mild"}`},
		{"factor replacement is very severe", "vod-paediatric-severity", with("coagulation", `"impaired needing factor replacement"`), `{"severity":"very severe"}`},
		{"GFR below 15 is very severe", "vod-paediatric-severity", with("gfr_mL_per_min", "14.9"), `{"severity":"very severe"}`},
		{"exactly day 7 shows both prints", "vod-paediatric-severity", with("refractory_thrombocytopenia_days", "7"), `{"severity":"severe","alternatives":["moderate","severe"],"review":true}`},
		{"exactly 2 L/min shows both prints", "vod-paediatric-severity", with("oxygen", `"2 L/min"`), `{"severity":"moderate","alternatives":["mild","moderate"]}`},
		{"an unknown item gives at least", "vod-paediatric-severity", with("gfr_mL_per_min", "null"), `{"severity":"mild","at_least":true}`},
		{"multi-organ failure is very severe whatever is unknown", "vod-paediatric-severity", with("gfr_mL_per_min", "null", "multi_organ_failure", "true"), `{"severity":"very severe","at_least":false}`},
	})
}

func TestMicroangiopathy(t *testing.T) {
	four := `"present_at_every_time_point":{"anaemia":true,"thrombocytopenia":true,"ldh_above_uln":true,"schistocytes":false,"hypertension":true,"sc5b9_above_uln":false,"rupcr_ge_1_mg_per_mg":false}`
	two := `"present_at_every_time_point":{"anaemia":true,"thrombocytopenia":true,"ldh_above_uln":false,"schistocytes":false,"hypertension":false,"sc5b9_above_uln":null,"rupcr_ge_1_mg_per_mg":false}`
	check(t, []row{
		{"exactly 14 days apart count", "ta-tma", `{"time_point_days":[30,44],` + four + `}`, `{"met":true}`},
		{"15 days apart do not", "ta-tma", `{"time_point_days":[30,45],` + four + `}`, `{"met":false}`},
		{"one time point waits for the second", "ta-tma", `{"time_point_days":[30],` + four + `}`, `{"met":null,"review":true}`},
		{"a biopsy decides alone", "ta-tma", `{"time_point_days":[30],"biopsy_proven":true,` + two + `}`, `{"met":true,"present":2,"known":6}`},
		{"an unknown that cannot decide leaves 'not met'", "ta-tma", `{"time_point_days":[30,37],"biopsy_proven":false,` + two + `}`, `{"met":false,"unknown":["sc5b9_above_uln"]}`},
		{"a feature of high risk is enough", "ta-tma", `{"time_point_days":[30,37],` + four + `,"high_risk":{"systemic_infection":true}}`, `{"high_risk":true}`},
		{"unknown features keep high risk open", "ta-tma", `{"time_point_days":[30,37],` + four + `}`, `{"high_risk":null}`},
	})
}

func TestKidney(t *testing.T) {
	check(t, []row{
		{"ratio 2.96 is still stage 2", "aki-kdigo", `{"age_years":10,"creatinine_mg_per_dL":0.74,"baseline_creatinine_mg_per_dL":0.25,"rise_in_48h_mg_per_dL":0.49}`, `{"stage":2}`},
		{"exactly threefold is stage 3", "aki-kdigo", `{"age_years":10,"creatinine_mg_per_dL":0.9,"baseline_creatinine_mg_per_dL":0.3}`, `{"stage":3,"at_least":false}`},
		{"exactly 1.5-fold is stage 1", "aki-kdigo", `{"age_years":10,"creatinine_mg_per_dL":0.45,"baseline_creatinine_mg_per_dL":0.3,"rise_in_48h_mg_per_dL":0.15}`, `{"stage":1}`},
		{"eGFR 34 in a child is stage 3", "aki-kdigo", `{"age_years":10,"creatinine_mg_per_dL":0.4,"baseline_creatinine_mg_per_dL":0.4,"egfr_mL_per_min_per_1_73m2":34}`, `{"stage":3}`},
		{"eGFR 34 in an adult is not by itself", "aki-kdigo", `{"age_years":18,"creatinine_mg_per_dL":0.4,"baseline_creatinine_mg_per_dL":0.4,"rise_in_48h_mg_per_dL":0,"egfr_mL_per_min_per_1_73m2":34}`, `{"stage":0}`},
		{"eGFR 34 in an infant is left open", "aki-kdigo", `{"age_years":0.5,"creatinine_mg_per_dL":0.4,"baseline_creatinine_mg_per_dL":0.4,"rise_in_48h_mg_per_dL":0,"egfr_mL_per_min_per_1_73m2":34}`, `{"stage":0,"at_least":true,"review":true}`},
		{"a neonate has its own table", "aki-kdigo", `{"age_days":10,"creatinine_mg_per_dL":2.5,"baseline_creatinine_mg_per_dL":2.0,"rise_in_48h_mg_per_dL":0.1}`, `{"stage":3,"edition":"KDIGO neonatal"}`},
		{"urine of a neonate at exactly 0.3 is stage 3", "aki-kdigo", `{"age_days":10,"urine_mL_per_kg_h_over_24h":0.3}`, `{"stage":3}`},
		{"urine of a neonate at 1.0 is stage 1", "aki-kdigo", `{"age_days":10,"urine_mL_per_kg_h_over_24h":1.0}`, `{"stage":1}`},
		{"six hours of low urine are stage 1", "aki-kdigo", `{"age_years":3,"hours_urine_below_0_5_mL_per_kg_h":6}`, `{"stage":1}`},
		{"anuria of 12 hours is stage 3", "aki-kdigo", `{"age_years":3,"hours_anuria":12}`, `{"stage":3}`},
		{"nothing measured is not stage 0", "aki-kdigo", `{"age_years":3}`, `{"stage":null}`},
	})
}

func TestSyndromes(t *testing.T) {
	const es = `"non_infectious_temperature_C":38.6,"rash_percent_bsa_not_gvhd_or_drug":40,"diarrhoea":false,"hepatic_dysfunction":false,"creatinine_ge_2x":false,"encephalopathy":false`
	check(t, []row{
		{"Spitzer ends at 96 h", "engraftment-syndrome", `{"system":"spitzer",` + es + `,"noncardiac_pulmonary_oedema_or_hypoxia":false,"weight_gain_percent":3,"hours_from_engraftment":97}`, `{"met":false}`},
		{"Spitzer with two majors and no minor", "engraftment-syndrome", `{"system":"spitzer",` + es + `,"noncardiac_pulmonary_oedema_or_hypoxia":false,"weight_gain_percent":2.5,"hours_from_engraftment":-96}`, `{"met":false}`},
		{"Spitzer with an unknown lung", "engraftment-syndrome", `{"system":"spitzer",` + es + `,"noncardiac_pulmonary_oedema_or_hypoxia":null,"weight_gain_percent":1,"hours_from_engraftment":0}`, `{"met":null}`},
		{"Spitzer with three majors", "engraftment-syndrome", `{"system":"spitzer",` + es + `,"noncardiac_pulmonary_oedema_or_hypoxia":true,"weight_gain_percent":0,"hours_from_engraftment":0}`, `{"met":true}`},
		{"Maiolino begins 24 h before", "engraftment-syndrome", `{"system":"maiolino",` + es + `,"noncardiac_pulmonary_oedema_or_hypoxia":false,"weight_gain_percent":0,"hours_from_engraftment":-25}`, `{"met":false}`},
		{"Maiolino has no end", "engraftment-syndrome", `{"system":"maiolino",` + es + `,"noncardiac_pulmonary_oedema_or_hypoxia":false,"weight_gain_percent":0,"hours_from_engraftment":200}`, `{"met":true}`},
		{"CRS needs fever", "crs", `{"temperature_ge_38C":false,"fever_earlier_then_antipyretic_or_anticytokine":false,"hypotension":"one vasopressor","hypoxia":"none"}`, `{"grade":0}`},
		{"CRS with fever alone", "crs", `{"temperature_ge_38C":true,"hypotension":"none","hypoxia":"none"}`, `{"grade":1,"at_least":false}`},
		{"CRS by several vasopressors", "crs", `{"temperature_ge_38C":true,"hypotension":"several vasopressors excluding vasopressin","hypoxia":"none"}`, `{"grade":4}`},
		{"CRS by high flow", "crs", `{"temperature_ge_38C":true,"hypotension":"none","hypoxia":"high-flow nasal cannula or mask"}`, `{"grade":3}`},
		{"CRS with unknown hypoxia", "crs", `{"temperature_ge_38C":true,"hypotension":"no vasopressor needed","hypoxia":null}`, `{"grade":2,"at_least":true}`},
		{"CRS with unknown fever", "crs", `{"temperature_ge_38C":null,"hypotension":"none","hypoxia":"none"}`, `{"grade":null}`},
		{"capillary leak needs all three", "capillary-leak", `{"weight_gain_percent_in_24h":3.1,"generalised_oedema":true,"no_response_to_furosemide":true}`, `{"met":true}`},
		{"capillary leak at exactly 3 %", "capillary-leak", `{"weight_gain_percent_in_24h":3,"generalised_oedema":true,"no_response_to_furosemide":null}`, `{"met":false}`},
		{"cystitis with clots", "haemorrhagic-cystitis", `{"microscopic_haematuria":true,"macroscopic_haematuria":true,"clots":true,"obstruction_or_renal_failure":false}`, `{"grade":3,"at_least":false}`},
		{"cystitis with unknown clots", "haemorrhagic-cystitis", `{"microscopic_haematuria":true,"macroscopic_haematuria":true,"clots":null,"obstruction_or_renal_failure":null}`, `{"grade":2,"at_least":true}`},
		{"refractory after two fresh identical units", "platelet-refractoriness", `{"transfusions":[{"cci_1h_per_uL":4999,"fresh":true,"abo_identical":true},{"cci_1h_per_uL":1000,"fresh":true,"abo_identical":true}]}`, `{"met":true}`},
		{"one unit is not enough", "platelet-refractoriness", `{"transfusions":[{"cci_1h_per_uL":1000,"fresh":true,"abo_identical":true},{"cci_1h_per_uL":5000,"fresh":true,"abo_identical":true}]}`, `{"met":false}`},
		{"red cells from g/L give the same volume", "rbc-volume", `{"target_hb_g_per_L":90,"current_hb_g_per_L":68,"weight_kg":14}`, `{"volume_mL":123.2}`},
		{"a missing band count gives no ANC", "anc", `{"wbc_1e9_per_L":0.9,"segs_percent":52,"bands_percent":null}`, `{"anc_1e9_per_L":null}`},
	})
}
