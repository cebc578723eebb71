package cli_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/internal/cli"
)

// Each family of the reference, through the command line.
var survivalFamilies = map[string]func(t *testing.T, v survivalVector){
	"kaplan_meier": func(t *testing.T, v survivalVector) {
		name, last := cut(v.ID, "km_")
		data, options, at := "bmt_os", "--conf "+last, v.Expected
		switch {
		case scales[last] != "":
			data, options, at = strings.TrimSuffix(name, "_"+last), "--conf "+scales[last], part(v.Expected, "times_chosen")
		case last == "90ci":
			options = "--level 0.9"
		}
		got := survive(t, v.table(t), "km - --json "+survivalColumns[data]+" "+options+" --at "+times(part(at, "time")))
		agreeAt(t, got, at, v.Rtol)
		if curve := part(v.Expected, "curve"); curve != nil {
			agreeCurve(t, got, curve, v.Rtol)
		}
	},
	"median_quantiles": func(t *testing.T, v survivalVector) {
		for name, scale := range scales {
			got := survive(t, v.table(t), "km - --json "+survivalColumns[strings.TrimPrefix(v.ID, "quantiles_")]+" --conf "+scale)
			for ours, theirs := range map[string]string{"value": "quantile", "lower": "lower", "upper": "upper"} {
				want := part(v.Expected, name+"."+theirs)
				if _, grouped := want.([]any)[0].([]any); grouped {
					want = column(want, 1)
				} else {
					want = want.([]any)[1]
				}
				agree(t, name+" "+ours, part(got, "groups.*.median."+ours), want, v.Rtol)
			}
		}
	},
	"rmst": func(t *testing.T, v survivalVector) {
		for _, key := range []string{"a", "b"} {
			got := survive(t, v.table(t), "rmst - --json "+survivalColumns[strings.TrimPrefix(v.ID, "rmst_")]+" --tau "+times(part(v.Expected, key+".tau")))
			agree(t, key+" mean", part(got, "groups.*.rmean"), part(v.Expected, key+".rmean"), v.Rtol)
			agree(t, key+" se", part(got, "groups.*.se"), part(v.Expected, key+".se"), v.Rtol)
		}
	},
	"logrank": func(t *testing.T, v survivalVector) {
		got := survive(t, v.table(t), "logrank - --json "+survivalColumns[strings.TrimPrefix(strings.TrimPrefix(v.ID, "logrank_"), "peto_odds_ratio_")])
		if v.ID == "peto_odds_ratio_ovarian" {
			agree(t, "observed minus expected", part(got, "groups.0.observed").(float64)-part(got, "groups.0.expected").(float64), part(v.Expected, "O_minus_E"), v.Rtol)
			return
		}
		agreeLogRank(t, got, v.Expected, v.Rtol)
	},
	"stratified_logrank": func(t *testing.T, v survivalVector) {
		name := strings.TrimPrefix(v.ID, "logrank_strat_")
		agreeLogRank(t, survive(t, v.table(t), "logrank - --json "+survivalColumns[name]+" --strata "+survivalStrata[name]), v.Expected, v.Rtol)
	},
	"peto_prentice": func(t *testing.T, v survivalVector) {
		agreeLogRank(t, survive(t, v.table(t), "logrank - --json --rho 1 "+survivalColumns[strings.TrimPrefix(v.ID, "peto_")]), v.Expected, v.Rtol)
	},
	"weighted_logrank": func(t *testing.T, v survivalVector) { // of the weights, the command offers those of rho
		got := survive(t, v.table(t), "logrank - --json "+survivalColumns[strings.TrimPrefix(v.ID, "weighted_")])
		agree(t, "statistic", part(got, "statistic"), part(v.Expected, "logrank.chisq"), v.Rtol)
	},
	"aalen_johansen": func(t *testing.T, v survivalVector) {
		name, last := cut(v.ID, "aj_")
		if v.ID == "cif_area_bmt" {
			t.Skip("the mean time lost to a cause is not on the command line")
		}
		at := part(v.Expected, "at")
		got := survive(t, v.table(t), "cif - --json "+survivalColumns[strings.TrimSuffix(name, "_"+last)]+" --conf "+scales[last]+" --at "+times(part(at, "time")))
		for cause := range part(got, "groups.0.causes").([]any) {
			for ours, theirs := range map[string]string{"est": "pstate", "se": "se", "lower": "lower", "upper": "upper"} {
				agree(t, ours, part(got, fmt.Sprintf("groups.0.causes.%d.at.*.%s", cause, ours)), column(part(at, theirs), cause+1), v.Rtol)
				if curve := part(v.Expected, "curve."+theirs); curve != nil && ours != "lower" && ours != "upper" {
					agree(t, "curve "+ours, part(got, fmt.Sprintf("groups.0.causes.%d.%s", cause, ours)), column(curve, cause+1), v.Rtol)
				}
			}
		}
	},
	"cuminc_gray_variance": func(t *testing.T, v survivalVector) {
		got := survive(t, v.table(t), "cif - --json --cif-variance cmprsk "+survivalColumns[strings.TrimPrefix(v.ID, "cuminc_")]+" --at "+times(part(v.Expected, "times")))
		agree(t, "incidence", part(got, "groups.0.causes.*.at.*.est"), part(v.Expected, "est"), v.Rtol)
		agree(t, "variance", squared(part(got, "groups.0.causes.*.at.*.se")), part(v.Expected, "var_gray"), v.Rtol)
	},
	"gray_test": func(t *testing.T, v survivalVector) {
		name, strata := strings.TrimPrefix(v.ID, "gray_"), ""
		if name == "strat_bmt" {
			name, strata = "bmt", " --strata mtx"
		}
		got := survive(t, v.table(t), "gray - --json "+survivalColumns[name]+" --by "+grayGroups[name]+strata)
		for ours, theirs := range map[string]string{"cause": "cause", "statistic": "stat", "df": "df", "p": "p"} {
			agree(t, ours, part(got, "tests.*."+ours), part(v.Expected, "gray."+theirs), v.Rtol)
		}
	},
	"cox": func(t *testing.T, v survivalVector) {
		name, last := cut(v.ID, "cox_")
		line := coxModels[strings.TrimSuffix(name, "_"+last)] + " --ties " + last
		switch v.ID {
		case "cox_strata_bmt_hospital":
			line = "--time dfs_time --status dfs --covariates g2,g3,fab --strata hospital"
		case "cox_cluster_colon":
			line = "--time time --status status --covariates lev,lev5 --strata etype --cluster id"
		}
		agreeRegression(t, survive(t, v.table(t), "cox - --json "+line), v.Expected, v.Rtol)
	},
	"cause_specific_cox": func(t *testing.T, v survivalVector) {
		for cause, name := range map[string]string{"1": "relapse", "2": "nrm"} {
			got := survive(t, v.table(t), "cox - --json --time dfs_time --status cr_status --covariates g2,g3,age28,mtx --cause "+cause)
			agreeRegression(t, got, part(v.Expected, name), v.Rtol)
		}
	},
	"cox_time_dependent": func(t *testing.T, v survivalVector) {
		got := survive(t, v.table(t), "cox - --json --entry start --time stop --status event --covariates age,surgery,transplant,agetx,surgerytx")
		agreeRegression(t, got, v.Expected, v.Rtol)
	},
	"left_truncation": func(t *testing.T, v survivalVector) {
		switch v.ID {
		case "lefttrunc_channing_cox":
			agreeRegression(t, survive(t, v.table(t), "cox - --json --entry ageentry --time age --status death --covariates gender"), v.Expected, v.Rtol)
		case "lefttrunc_cif_etm_bmt":
			got := survive(t, v.table(t), "cif - --json --entry begun --time left --status cr_status --at "+times(part(v.Expected, "times")))
			for cause, n := range []string{"1", "2"} {
				agree(t, "cif"+n, part(got, fmt.Sprintf("groups.0.causes.%d.at.*.est", cause)), part(v.Expected, "cif"+n), v.Rtol)
				agree(t, "var"+n, squared(part(got, fmt.Sprintf("groups.0.causes.%d.at.*.se", cause))), part(v.Expected, "var"+n), v.Rtol)
			}
		default:
			t.Skip("a curve that starts late is not on the command line")
		}
	},
	"cox_ph_test": func(t *testing.T, v survivalVector) {
		for _, transform := range []string{"km", "identity", "rank", "log"} {
			got := survive(t, v.table(t), "coxzph - --json "+coxModels[strings.TrimPrefix(v.ID, "coxzph_")]+" --transform "+transform)
			for ours, theirs := range map[string]string{"statistic": "chisq", "df": "df", "p": "p"} {
				agree(t, transform+" "+ours, part(got, "terms.*."+ours), part(v.Expected, transform+"."+theirs), v.Rtol)
			}
		}
	},
	"fine_gray": fineGrayFamily,
	"number_at_risk": func(t *testing.T, v survivalVector) {
		got := survive(t, v.table(t), "km - --json --time os_time --status os --by disease --at "+times(part(v.Expected, "time")))
		agree(t, "at risk", part(got, "groups.*.at.*.nRisk"), part(v.Expected, "n_risk"), v.Rtol)
	},
	"follow_up": func(t *testing.T, v survivalVector) {
		if v.ID != "reverse_km_followup_children" {
			t.Skip("the index of completeness is not on the command line")
		}
		got := survive(t, v.table(t), "km - --json --time os_time --status censored --conf log")
		for ours, theirs := range map[string]string{"value": "quantile", "lower": "lower", "upper": "upper"} {
			agree(t, ours, part(got, "groups.*.median."+ours), part(v.Expected, "median_followup."+theirs), v.Rtol)
		}
	},
	"grfs": func(t *testing.T, v survivalVector) {
		if v.ID != "grfs_bmt" {
			t.Skip("composites are not derived on the command line")
		}
		line := " - --json --time grfs_time --status grfs"
		agreeAt(t, survive(t, v.table(t), "km"+line+" --at 100,180,365,730"), part(v.Expected, "at"), v.Rtol)
		agreeAt(t, survive(t, v.table(t), "km"+line+" --by group --at 100,180,365,730"), part(v.Expected, "by_group"), v.Rtol)
		agreeLogRank(t, survive(t, v.table(t), "logrank"+line+" --by group"), part(v.Expected, "logrank"), v.Rtol)
	},
	"landmark": func(t *testing.T, v survivalVector) {
		f := v.table(t).keep(func(r map[string]string) bool { return num(r["dfs_time"]) >= 100 }).
			derive("a", func(r map[string]string) any { return flag(r["agvhd"] == "1" && num(r["agvhd_time"]) <= 100) }).
			derive("since", func(r map[string]string) any { return num(r["dfs_time"]) - 100 })
		agreeAt(t, survive(t, f, "km - --json --time since --status dfs --by a --at 265,630,1725"), part(v.Expected, "km"), v.Rtol)
		agreeLogRank(t, survive(t, f, "logrank - --json --time since --status dfs --by a"), part(v.Expected, "logrank"), v.Rtol)
		agreeRegression(t, survive(t, f, "cox - --json --time since --status dfs --covariates a,g2,g3"), part(v.Expected, "cox"), v.Rtol)
	},
	"pitfall_immortal_time": func(t *testing.T, v survivalVector) {
		f := v.table(t).keep(func(r map[string]string) bool { return num(r["dfs_time"]) >= 180 }).
			derive("c", func(r map[string]string) any { return flag(r["cgvhd"] == "1" && num(r["cgvhd_time"]) <= 180) }).
			derive("since", func(r map[string]string) any { return num(r["dfs_time"]) - 180 })
		agreeRegression(t, survive(t, f, "cox - --json --time since --status dfs --covariates c"), part(v.Expected, "landmark180"), v.Rtol)
	},
	"pitfall_km_for_cr": func(t *testing.T, v survivalVector) { // Control: one minus Kaplan–Meier is refused where causes compete
		columns := survivalColumns[strings.TrimPrefix(v.ID, "naive_km_vs_cif_")]
		got := survive(t, v.table(t), "cif - --json --cause 1 "+columns+" --at "+times(part(v.Expected, "times")))
		agree(t, "incidence", part(got, "groups.0.causes.0.at.*.est"), part(v.Expected, "cif"), v.Rtol)
		if _, messages, code := run(v.table(t).String(), append([]string{"survival", "km", "-"}, strings.Fields(columns)...)...); code != cli.InputRefused || !strings.Contains(messages, "cumulative incidence") {
			t.Errorf("Kaplan–Meier of competing causes: code %d, %s", code, messages)
		}
	},
	"edge_case": edgeFamily,
}

func fineGrayFamily(t *testing.T, v survivalVector) {
	name, convention := strings.CutPrefix(v.ID, "finegray_crr_")
	if !convention {
		name = strings.TrimPrefix(v.ID, "finegray_weighted_cox_")
	}
	switch {
	case v.ID == "finegray_predict_bmt":
		t.Skip("predictions are not on the command line")
	case v.ID == "finegray_tie_convention":
		columns := map[string][]string{}
		for _, c := range []string{"time", "status", "x"} {
			for _, x := range numbers(part(v.Expected, c)) {
				columns[c] = append(columns[c], fmt.Sprint(x))
			}
		}
		for convention, key := range map[string]string{"cmprsk": "crr_coef", "survival": "finegray_coef"} {
			got := survive(t, literal(columns), "finegray - --json --time time --status status --covariates x --tie-convention "+convention)
			agree(t, convention, part(got, "coef"), part(v.Expected, key), v.Rtol)
		}
		return
	}
	line := "finegray - --json " + survivalColumns[name] + " --covariates " + fineGrayModels[name]
	if !convention {
		line += " --tie-convention survival"
	}
	want := v.Expected.(map[string]any)
	if !convention {
		delete(want, "n") // R counts the rows it splits the subjects into
	}
	agreeRegression(t, survive(t, v.table(t), line), want, v.Rtol)
}

var rLists = regexp.MustCompile(`c\(([^()]*)\)`)

func edgeFamily(t *testing.T, v survivalVector) {
	lists := [][]string{}
	for _, m := range rLists.FindAllStringSubmatch(v.RCommand, -1) {
		lists = append(lists, strings.Split(m[1], ","))
	}
	switch v.ID {
	case "edge_group_without_events":
		got := survive(t, literal(map[string][]string{"t": lists[0], "s": lists[1], "g": lists[2]}), "logrank - --json --time t --status s --by g")
		agreeLogRank(t, got, v.Expected, v.Rtol)
		return
	case "edge_single_event":
		lists = [][]string{{"10"}, {"1"}}
	case "edge_float_ties":
		tenth := 0.1
		lists = [][]string{{"1", fmt.Sprint(1 + 1e-12), "2", fmt.Sprint(tenth + 0.2), "0.3"}, {"1", "1", "1", "1", "1"}}
		v.Expected = map[string]any{"curve": part(v.Expected, "timefix")}
	case "edge_cif_one_cause_equals_km":
		got := survive(t, literal(map[string][]string{"t": lists[0], "s": lists[1]}), "cif - --json --time t --status s --at 1,2,3,5,8")
		agree(t, "incidence", part(got, "groups.0.causes.0.at.*.est"), part(v.Expected, "cif.est"), v.Rtol)
		return
	}
	got := survive(t, literal(map[string][]string{"t": lists[0], "s": lists[1]}), "km - --json --conf log --time t --status s --at 4,10,100")
	if curve := part(v.Expected, "curve"); curve != nil {
		agreeCurve(t, got, curve, v.Rtol)
	}
	if at := part(v.Expected, "at"); at != nil {
		agreeAt(t, got, at, v.Rtol)
	}
	if q := part(v.Expected, "q"); q != nil {
		agree(t, "median", part(got, "groups.*.median.value"), part(q, "quantile"), v.Rtol)
	}
}

// survivalElsewhere are the families that no command offers; the engine's own
// tests hold them.
var survivalElsewhere = map[string]bool{"proportion_ci": true, "concordance": true, "cox_prediction": true, "cox_residuals": true, "cusum": true, "funnel": true,
	"multi_state": true, "nelson_aalen": true, "pseudo_values": true}

func TestEveryFamilyOfTheReferenceAgreesThroughTheCommandLine(t *testing.T) {
	files, err := filepath.Glob(sharedPath("vectors", "survival", "reference", "*.json"))
	if err != nil || len(files) == 0 {
		t.Skip("the reference vectors are not beside this repository")
	}
	for _, name := range files {
		var v survivalVector
		if err := json.Unmarshal(shared(t, "vectors", "survival", "reference", filepath.Base(name)), &v); err != nil {
			t.Fatal(err)
		}
		check := survivalFamilies[v.Family]
		if check == nil {
			if !survivalElsewhere[v.Family] {
				t.Errorf("%s: the family %s is neither checked nor listed as not on the command line", v.ID, v.Family)
			}
			continue
		}
		t.Run(v.ID, func(t *testing.T) { check(t, v) })
	}
}
