package cli_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/internal/cli"
)

// shared is a file that lies beside the repository; its licence keeps it out.
func shared(t testing.TB, parts ...string) []byte {
	t.Helper()
	b, err := os.ReadFile(sharedPath(parts...))
	if err != nil {
		t.Skip("not beside this repository: ", filepath.Join(parts...))
	}
	return b
}

func sharedPath(parts ...string) string {
	return filepath.Join(append([]string{"..", "..", "..", "shared"}, parts...)...)
}

// run runs one command line in this process.
func run(stdin string, args ...string) (stdout, stderr string, code cli.ExitCode) {
	var out, messages bytes.Buffer
	c := config()
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(stdin), &out, &messages
	code = cli.Run(context.Background(), args, c)
	return out.String(), messages.String(), code
}

// csvTable is a table that a test may derive columns of.
type csvTable struct {
	header []string
	rows   []map[string]string
}

func readTable(t *testing.T, name string) *csvTable {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(shared(t, "vectors", "survival", "data", name+".csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := &csvTable{header: all[0]}
	for _, record := range all[1:] {
		row := map[string]string{}
		for i, h := range all[0] {
			row[h] = record[i]
		}
		out.rows = append(out.rows, row)
	}
	return out
}

// literal is a table of columns given as lists of text.
func literal(columns map[string][]string) *csvTable {
	out := &csvTable{}
	for name, cells := range columns {
		out.header = append(out.header, name)
		for len(out.rows) < len(cells) {
			out.rows = append(out.rows, map[string]string{})
		}
		for i, c := range cells {
			out.rows[i][name] = c
		}
	}
	return out
}

func (f *csvTable) keep(want func(map[string]string) bool) *csvTable {
	f.rows = slices.DeleteFunc(f.rows, func(r map[string]string) bool { return !want(r) })
	return f
}

func (f *csvTable) derive(name string, of func(map[string]string) any) *csvTable {
	if !slices.Contains(f.header, name) {
		f.header = append(f.header, name)
	}
	for _, r := range f.rows {
		r[name] = fmt.Sprint(of(r))
	}
	return f
}

func (f *csvTable) String() string {
	var out strings.Builder
	w := csv.NewWriter(&out)
	_ = w.Write(f.header)
	for _, r := range f.rows {
		var record []string
		for _, h := range f.header {
			record = append(record, r[h])
		}
		_ = w.Write(record)
	}
	w.Flush()
	return out.String()
}

func num(s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.NaN()
	}
	return x
}

func flag(is bool) any {
	if is {
		return 1
	}
	return 0
}

// survive runs an analysis and decodes its JSON.
func survive(t *testing.T, f *csvTable, line string) any {
	t.Helper()
	out, messages, code := run(f.String(), append([]string{"survival"}, strings.Fields(line)...)...)
	if code != cli.Done {
		t.Fatalf("survival %s: code %d, %s", line, code, messages)
	}
	var v any
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// part walks into decoded JSON: names of keys; "*" goes into every element.
func part(v any, path string) any {
	for i, step := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			if step == "*" {
				rest := strings.Join(strings.Split(path, ".")[i+1:], ".")
				out := []any{}
				for _, e := range x {
					out = append(out, part(e, rest))
				}
				return out
			}
			n, err := strconv.Atoi(step)
			if err != nil || n >= len(x) {
				return nil
			}
			v = x[n]
		default:
			return nil
		}
	}
	return v
}

// numbers flattens decoded JSON; null, and an infinity, count as no number.
func numbers(v any) []float64 {
	switch x := v.(type) {
	case []any:
		out := []float64{}
		for _, e := range x {
			out = append(out, numbers(e)...)
		}
		return out
	case float64:
		return []float64{x}
	case string:
		if n := num(x); !math.IsInf(n, 0) {
			return []float64{n}
		}
	}
	return []float64{math.NaN()}
}

func column(v any, j int) any {
	out := []any{}
	for _, row := range v.([]any) {
		out = append(out, row.([]any)[j])
	}
	return out
}

func squared(v any) any {
	out := []any{}
	for _, x := range numbers(v) {
		out = append(out, x*x)
	}
	return out
}

// agree compares as the README of the vectors says.
func agree(t *testing.T, what string, got, want any, rtol float64) {
	t.Helper()
	if got == nil {
		t.Errorf("%s: the answer has no such part", what)
		return
	}
	g, w := numbers(got), numbers(want)
	if len(g) != len(w) {
		t.Errorf("%s: %d numbers, want %d", what, len(g), len(w))
		return
	}
	for i := range w {
		if math.IsNaN(w[i]) != math.IsNaN(g[i]) || math.Abs(g[i]-w[i]) > rtol*math.Abs(w[i])+1e-12 {
			t.Errorf("%s[%d]: got %v, want %v", what, i, g[i], w[i])
			return
		}
	}
}

type survivalVector struct {
	ID, Family string
	RCommand   string `json:"r_command"`
	Rtol       float64
	Expected   any
	Inputs     struct{ File string }
}

// table is the data of a vector, with the columns its command derives.
func (v survivalVector) table(t *testing.T) *csvTable {
	f := readTable(t, strings.TrimSuffix(strings.TrimPrefix(v.Inputs.File, "data/"), ".csv"))
	switch v.Inputs.File {
	case "data/survival_colon.csv":
		if v.ID != "cox_cluster_colon" {
			f.keep(func(r map[string]string) bool { return r["etype"] == "2" })
		}
	case "data/survival_lung.csv":
		f.derive("status", func(r map[string]string) any { return num(r["status"]) - 1 })
		if strings.Contains(v.RCommand, "!is.na(d$ph_ecog)") {
			f.keep(func(r map[string]string) bool { return r["ph_ecog"] != "" })
		}
	case "data/uci_children_analysis.csv":
		f.derive("logcd34", func(r map[string]string) any { return math.Log(num(r["cd34"])) }).
			derive("censored", func(r map[string]string) any { return 1 - num(r["os"]) })
	case "data/survival_transplant.csv":
		f.keep(func(r map[string]string) bool { return num(r["futime"]) > 0 }).
			derive("st", func(r map[string]string) any {
				return slices.Index([]string{"censored", "ltx", "death", "withdraw"}, r["event"])
			})
	case "data/kmsurv_channing.csv":
		f.keep(func(r map[string]string) bool { return num(r["age"]) > num(r["ageentry"]) })
	case "data/survival_heart.csv":
		for _, n := range []string{"age", "surgery"} {
			f.derive(n+"tx", func(r map[string]string) any { return num(r[n]) * num(r["transplant"]) })
		}
	case "data/kmsurv_bmt_analysis.csv":
		f.derive("begun", func(r map[string]string) any { return max(1, num(r["wait"])) }).
			derive("left", func(r map[string]string) any { return max(1, num(r["wait"])) + num(r["dfs_time"]) })
	case "data/mstate_ebmt3.csv":
		for name, level := range map[string][2]string{"all": {"dissub", "ALL"}, "cml": {"dissub", "CML"}, "middle": {"age", "20-40"}, "old": {"age", ">40"}, "depleted": {"tcd", "TCD"}, "mismatch": {"drmatch", "Gender mismatch"}} {
			f.derive(name, func(r map[string]string) any { return flag(r[level[0]] == level[1]) })
		}
	case "data/casebase_bmtcrr.csv":
		for name, level := range map[string][2]string{"dAML": {"D", "AML"}, "female": {"Sex", "F"}, "pb": {"Source", "PB"}} {
			f.derive(name, func(r map[string]string) any { return flag(r[level[0]] == level[1]) })
		}
	}
	if f.rows[0]["rx"] == "Lev" || f.rows[0]["rx"] == "Lev+5FU" {
		f.derive("lev", func(r map[string]string) any { return flag(r["rx"] == "Lev") }).derive("lev5", func(r map[string]string) any { return flag(r["rx"] == "Lev+5FU") })
	}
	return f
}

// The columns of each data set, by the part of the id that names it.
var survivalColumns = map[string]string{
	"alloauto": "--time time --status delta --by type", "bmt_dfs_group": "--time dfs_time --status dfs --by group", "bmt_dfs": "--time dfs_time --status dfs --by group",
	"bmt_os": "--time os_time --status os", "children_os": "--time os_time --status os", "colon_death_rx": "--time time --status status --by rx", "colon": "--time time --status status --by rx",
	"lung_sex": "--time time --status status --by sex", "lung": "--time time --status status --by sex", "ovarian_rx": "--time futime --status fustat --by rx", "ovarian": "--time futime --status fustat --by rx",
	"veteran_celltype": "--time time --status status --by celltype",
	// competing causes
	"bmt": "--time dfs_time --status cr_status", "bmtcrr": "--time ftime --status Status", "children_gvhd": "--time gvhd_time --status gvhd_status", "mgus2": "--time time --status status",
	"scrucca35": "--time ftime --status status", "transplant_wait": "--time futime --status st",
}

var survivalStrata = map[string]string{"bmt_dfs": "mtx", "colon": "node4", "lung": "ph_ecog", "ovarian": "ecog_ps"}

var grayGroups = map[string]string{"bmt": "group", "bmtcrr": "D", "children_gvhd": "pbsc", "mgus2": "male", "scrucca35": "dis", "transplant_wait": "abo"}

var coxModels = map[string]string{
	"bmt_dfs": "--time dfs_time --status dfs --covariates g2,g3,age28,dage28,ageint,mtx", "children": "--time os_time --status os --covariates age10,pbsc,malignant,high_risk,hla_mm,logcd34",
	"colon": "--time time --status status --covariates lev,lev5,age,sex,node4,extent", "lung": "--time time --status status --covariates age,sex,ph_ecog",
	"ebmt3_rfs": "--time rfstime --status rfsstat --covariates all,cml,middle,old,depleted,mismatch",
}

var fineGrayModels = map[string]string{"bmt": "g2,g3,age28,mtx", "bmtcrr": "dAML,Age,female,pb", "children_gvhd": "age10,pbsc,hla_mm,malignant", "mgus2": "age,male", "scrucca35": "dis"}

var scales = map[string]string{"log": "log", "loglog": "log-log", "plain": "plain"}

// cut takes the first and the last word of an id away where asked.
func cut(id, prefix string) (name, last string) {
	name = strings.TrimPrefix(id, prefix)
	i := strings.LastIndex(name, "_")
	return name, name[i+1:]
}

func times(v any) string {
	var out []string
	for _, x := range numbers(v) {
		if s := fmt.Sprint(x); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return strings.Join(out, ",")
}

func agreeCurve(t *testing.T, got, want any, rtol float64) {
	t.Helper()
	for ours, theirs := range map[string]string{"time": "time", "nRisk": "n_risk", "nEvent": "n_event", "surv": "surv", "se": "se", "lower": "lower", "upper": "upper"} {
		agree(t, ours, part(got, "groups.*."+ours), part(want, theirs), rtol)
	}
}

func agreeAt(t *testing.T, got, want any, rtol float64) {
	t.Helper()
	for ours, theirs := range map[string]string{"time": "time", "nRisk": "n_risk", "surv": "surv", "se": "se", "lower": "lower", "upper": "upper"} {
		if part(want, theirs) != nil {
			agree(t, "at "+ours, part(got, "groups.*.at.*."+ours), part(want, theirs), rtol)
		}
	}
}

func agreeRegression(t *testing.T, got, want any, rtol float64) {
	t.Helper()
	for ours, theirs := range map[string]string{"coef": "coef", "se": "se", "hr": "hr", "lower": "hr_lower95", "upper": "hr_upper95", "p": "p", "loglik.null": "loglik_null", "loglik.model": "loglik",
		"tests.lrt": "lrt", "tests.score": "score", "df": "df", "n": "n", "events": "nevent", "concordance.value": "concordance", "concordance.se": "concordance_se"} {
		if part(want, theirs) != nil {
			agree(t, ours, part(got, ours), part(want, theirs), rtol)
		}
	}
}

func agreeLogRank(t *testing.T, got, want any, rtol float64) {
	t.Helper()
	for ours, theirs := range map[string]string{"statistic": "chisq", "df": "df", "p": "p", "groups.*.n": "n", "groups.*.observed": "observed", "groups.*.expected": "expected"} {
		agree(t, ours, part(got, ours), part(want, theirs), rtol)
	}
}

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
