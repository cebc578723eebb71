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
