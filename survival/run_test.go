package survival

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
)

// A synthetic table with the oddities that exports have.
const syntheticCSV = "\xef\xbb\xbfid,days,state,arm,age,late\n" +
	"1,5,1,\"a, first\",3,0\n2,8,2,b,4.5,1\n3,12,0,b,1,2\n4,12,1,\"a, first\",2,0\n5,NA,1,b,3,0\n6,20,0,b,,0\n7,21,1,b,6,21\n8,30,2,\"a, first\",2.5,3\n9,31,0,b,1.5,0\n"

func readSynthetic(t *testing.T, cols Columns) Data {
	t.Helper()
	return must(ReadCSV(strings.NewReader(syntheticCSV), cols))(t)
}

func TestReaderLeavesOutWhatIsMissingAndSaysSo(t *testing.T) {
	d := readSynthetic(t, Columns{Time: "days", Status: "state", By: "arm", Entry: "late", Covariates: []string{"age"}})
	if !reflect.DeepEqual(d.Time, []float64{5, 8, 12, 12, 30, 31}) || d.By[0] != "a, first" || d.Covariates[0].Values[1] != 4.5 {
		t.Errorf("%+v", d)
	}
	want := []Exclusion{{6, "missing: days"}, {7, "missing: age"}, {8, "entry is not before the time: never under observation"}}
	if !reflect.DeepEqual(d.Excluded, want) {
		t.Errorf("excluded %+v, want %+v", d.Excluded, want)
	}
}

func TestReaderNamesEveryBadCellWithItsPlace(t *testing.T) {
	in := "t;s;x\n1,5;1;2\n-3;0;3\n4;maybe;4\n5;1.5;old\n6;1\n7;0;7\n"
	_, err := ReadCSV(strings.NewReader(in), Columns{Time: "t", Status: "s", Covariates: []string{"x"}})
	var e *InputError
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	var got []string
	for _, p := range e.Problems {
		got = append(got, p.String())
	}
	want := []string{
		`2:1: t: "1,5" has a comma; write the decimal point and no thousands mark`,
		`3:1: the time -3 is negative`,
		`4:3: s: "maybe" is not a number`,
		`5:3: the status 1.5 is not a whole number from 0 to 64 (0 censored, 1 and above are causes)`,
		`5:7: x: "old" is not a number, while other rows hold numbers`,
		`6:1: the line has 2 fields, the header has 3`,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Museum: exports that write a number where nothing happened, or nothing is known.
func TestMarksForWhatIsMissingAreRefusedWithTheirLine(t *testing.T) {
	for name, c := range map[string]struct {
		in, want string
	}{
		"1000000 days":         {"t,s\n19,1\n1000000,1\n3305,0\n", "3:1: the time 1000000 looks like a mark for “did not happen”, the longest other is 3305; give the last contact with status 0, or leave the cell empty"},
		"99999 days":           {"t,s\n19,1\n99999,0\n400,0\n", "3:1: the time 99999 looks like a mark for “did not happen”, the longest other is 400; give the last contact with status 0, or leave the cell empty"},
		"status 9":             {"t,s\n19,1\n30,9\n400,2\n", "3:1: the status 9 looks like a code for “not known”, as no cause 8 stands beside it; leave the cell empty, or number the causes from 1"},
		"status 99":            {"t,s\n19,1\n30,99\n400,2\n", "3:4: the status 99 is not a whole number from 0 to 64 (0 censored, 1 and above are causes)"},
		"status of a sentence": {"t,s\n19,dead\n", `2:4: s: "dead" is not a number`},
	} {
		d, err := ReadCSV(strings.NewReader(c.in), Columns{Time: "t", Status: "s"})
		if err == nil {
			_, err = RunCIF(d, RunOptions{})
		}
		var e *InputError
		if !errors.As(err, &e) || len(e.Problems) != 1 || e.Problems[0].String() != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, in := range map[string]string{
		"the only time":        "t,s\n1000000,1\n",
		"seconds":              "t,s\n1000000,1\n999000,1\n31000,0\n",
		"nine causes with one": "t,s\n1,8\n2,9\n3,1\n",
	} {
		d := must(ReadCSV(strings.NewReader(in), Columns{Time: "t", Status: "s"}))(t)
		if _, err := RunCIF(d, RunOptions{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestACovariateThatHoldsAMarkIsNamed(t *testing.T) {
	d := Data{Time: []float64{1, 2, 3, 4, 5, 6}, Status: []int{1, 1, 0, 1, 0, 1}, Covariates: []Covariate{{Name: "recovery", Values: []float64{12, 1000000, 20, 15, 1000000, 18}}}}
	r := must(RunCox(d, RunOptions{}))(t)
	if len(r.Warnings) == 0 || !strings.Contains(r.Warnings[0], "recovery holds 1000000 in 2 rows") {
		t.Errorf("%v", r.Warnings)
	}
}

func TestReaderRefusesFilesWithoutWhatIsNeeded(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		cols Columns
		kind error
	}{
		"empty file":         {"", Columns{Time: "t", Status: "s"}, ErrInput},
		"no such column":     {"t,s\n1,1\n", Columns{Time: "t", Status: "status"}, ErrInput},
		"column twice":       {"t,t,s\n1,1,1\n", Columns{Time: "t", Status: "s"}, ErrInput},
		"no time named":      {"t,s\n1,1\n", Columns{Status: "s"}, ErrOption},
		"header alone":       {"t,s\n", Columns{Time: "t", Status: "s"}, ErrInput},
		"open quotation":     {"t,s\n\"1,1\n", Columns{Time: "t", Status: "s"}, ErrInput},
		"hexadecimal number": {"t,s\n0x10,1\n", Columns{Time: "t", Status: "s"}, ErrInput},
		"infinite number":    {"t,s\nInf,1\n", Columns{Time: "t", Status: "s"}, ErrInput},
	} {
		if _, err := ReadCSV(strings.NewReader(c.in), c.cols); !errors.Is(err, c.kind) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestWordsBecomeOneColumnPerLevelButTheFirst(t *testing.T) {
	d := must(ReadCSV(strings.NewReader("t\ts\tdrug\n1\t1\tbusulfan\n2\t0\ttreosulfan\n3\t1\tnone\n"), Columns{Time: "t", Status: "s", Covariates: []string{"drug"}}))(t)
	if len(d.Covariates) != 2 || d.Covariates[0].Name != "drugnone" || d.Covariates[1].Term != "drug" || d.Covariates[1].Values[1] != 1 {
		t.Errorf("%+v", d.Covariates)
	}
}

func marshal(t *testing.T, v any) map[string]any {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func hasKeys(t *testing.T, path string, v any, keys ...string) map[string]any {
	t.Helper()
	m, ok := v.(map[string]any)
	if !ok {
		t.Fatalf("%s is %T", path, v)
	}
	for _, k := range keys {
		if _, ok := m[k]; !ok {
			t.Errorf("%s has no key %s", path, k)
		}
	}
	return m
}

func first(t *testing.T, v any) any {
	t.Helper()
	l, ok := v.([]any)
	if !ok || len(l) == 0 {
		t.Fatalf("%v is no list with a first element", v)
	}
	return l[0]
}

// The published keys of the JSON answers: add to them, never rename.
func TestAnswersHaveTheirPublishedKeys(t *testing.T) {
	cr := readSynthetic(t, Columns{Time: "days", Status: "state", By: "arm", Covariates: []string{"age"}})
	one := cr
	one.Status = relabel(cr.Status, 1)
	for i, s := range one.Status {
		one.Status[i] = s % 2
	}
	o := RunOptions{At: []float64{10, 100}}

	km := hasKeys(t, "km", marshal(t, must(RunKM(one, o))(t)), "conf", "groups", "excluded")
	g := hasKeys(t, "km group", first(t, km["groups"]), "label", "n", "events", "median", "time", "nRisk", "nEvent", "surv", "se", "lower", "upper", "at")
	hasKeys(t, "median", g["median"], "value", "lower", "upper")
	hasKeys(t, "km at", first(t, g["at"]), "time", "nRisk", "surv", "se", "lower", "upper")

	cif := hasKeys(t, "cif", marshal(t, must(RunCIF(cr, o))(t)), "variance", "groups")
	c := hasKeys(t, "cif group", first(t, cif["groups"]), "label", "causes")
	c = hasKeys(t, "cif cause", first(t, c["causes"]), "cause", "time", "est", "se", "lower", "upper", "at")
	hasKeys(t, "cif at", first(t, c["at"]), "time", "est", "se", "lower", "upper")

	rmst := hasKeys(t, "rmst", marshal(t, must(RunRMST(one, o))(t)), "groups")
	hasKeys(t, "rmst group", first(t, rmst["groups"]), "label", "tau", "rmean", "se")
	lr := hasKeys(t, "logrank", marshal(t, must(RunLogRank(one, o))(t)), "statistic", "df", "p", "groups")
	hasKeys(t, "logrank group", first(t, lr["groups"]), "label", "n", "observed", "expected")
	gr := hasKeys(t, "gray", marshal(t, must(RunGray(cr, o))(t)), "tests")
	hasKeys(t, "gray test", first(t, gr["tests"]), "cause", "statistic", "df", "p")
	for name, r := range map[string]RegressionResult{"cox": must(RunCox(one, o))(t), "finegray": must(RunFineGray(cr, o))(t)} {
		m := hasKeys(t, name, marshal(t, r), "names", "coef", "se", "hr", "lower", "upper", "p", "loglik", "tests", "concordance", "n", "events")
		hasKeys(t, name, m["loglik"], "null", "model")
		hasKeys(t, name, m["tests"], "lrt", "wald", "score")
		hasKeys(t, name, m["concordance"], "value", "se")
	}
	z := hasKeys(t, "coxzph", marshal(t, must(RunCoxZPH(one, o))(t)), "transform", "terms")
	hasKeys(t, "coxzph term", first(t, z["terms"]), "name", "statistic", "df", "p")
}

func TestAnswersNameTheConventionThatMadeThem(t *testing.T) {
	cr := readSynthetic(t, Columns{Time: "days", Status: "state", Covariates: []string{"age"}})
	if r := must(RunCIF(cr, RunOptions{}))(t); r.Variance != GreenwoodCIF || r.Conf != LogLog {
		t.Errorf("cif %s %s", r.Variance, r.Conf)
	}
	if r := must(RunFineGray(cr, RunOptions{}))(t); r.TieConvention != Simultaneous || r.Ties != Breslow || r.Cause != 1 {
		t.Errorf("finegray %+v", r)
	}
	if r := must(RunCox(cr, RunOptions{Cause: 1}))(t); r.Ties != Efron || r.TieConvention != "" {
		t.Errorf("cox %+v", r)
	}
	if r := must(RunCoxZPH(cr, RunOptions{Cause: 2}))(t); r.Transform != KMTime {
		t.Errorf("coxzph %+v", r)
	}
}

func TestNumbersThatDoNotExistAreNull(t *testing.T) {
	b, err := json.Marshal([]Number{Number(math.NaN()), Number(math.Inf(1)), 0.1, 2})
	if err != nil || string(b) != "[null,null,0.10000000000000001,2]" {
		t.Errorf("%s %v", b, err)
	}
	var back []Number
	if err := json.Unmarshal(b, &back); err != nil || !math.IsNaN(float64(back[0])) || back[2] != 0.1 {
		t.Errorf("%v %v", back, err)
	}
	d := Data{Time: []float64{1, 2, 3}, Status: []int{0, 0, 0}}
	if m := must(RunKM(d, RunOptions{}))(t).Groups[0].Median; !math.IsNaN(float64(m.Value)) {
		t.Errorf("median %v of a curve without events", m)
	}
}

func TestHorizonOfTheRestrictedMeanIsTheLastTimeOfAllGroups(t *testing.T) {
	d := Data{Time: []float64{1, 4, 2, 9}, Status: []int{1, 0, 1, 0}, By: []string{"a", "a", "b", "b"}}
	r := must(RunRMST(d, RunOptions{}))(t)
	if r.Groups[0].Tau != 4 || r.Groups[1].Tau != 4 || r.Groups[0].BeyondFollowUp {
		t.Errorf("%+v", r)
	}
	if r = must(RunRMST(d, RunOptions{Tau: 6}))(t); !r.Groups[0].BeyondFollowUp || r.Groups[1].BeyondFollowUp {
		t.Errorf("%+v", r)
	}
}

func TestRunsRefuseWhatMeansNothing(t *testing.T) {
	d := Data{Time: []float64{1, 2, 3}, Status: []int{1, 2, 0}, Strata: []string{"x", "x", "y"}}
	plain := d
	plain.Strata = nil
	checks := map[string]error{}
	_, checks["km strata"] = RunKM(d, RunOptions{})
	_, checks["km causes"] = RunKM(plain, RunOptions{})
	_, checks["cif strata"] = RunCIF(d, RunOptions{})
	_, checks["cif cause"] = RunCIF(plain, RunOptions{Cause: 3})
	_, checks["cif variance"] = RunCIF(plain, RunOptions{CIFVariance: "other"})
	_, checks["rmst tau"] = RunRMST(plain, RunOptions{Tau: -1})
	_, checks["gray alone"] = RunGray(plain, RunOptions{})
	_, checks["logrank causes"] = RunLogRank(plain, RunOptions{})
	_, checks["cox bare"] = RunCox(plain, RunOptions{Cause: 1})
	_, checks["finegray bare"] = RunFineGray(plain, RunOptions{})
	_, checks["coxzph ties"] = RunCoxZPH(plain, RunOptions{Ties: "exact"})
	for name, err := range checks {
		if !errors.Is(err, ErrOption) && !errors.Is(err, ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add(syntheticCSV, "days", "state", "arm")
	f.Add("t;s;x\n1,5;1;2\n-3;0;3\n", "t", "s", "x")
	f.Add("t\ts\n1e308\t1\n.5\t0\n5.\t1\n", "t", "s", "")
	f.Add("t,s\n\"1\n2\",1\n", "t", "s", "")
	f.Add("t,s,t\n５,1,1\n", "t", "s", "t")
	f.Fuzz(func(t *testing.T, in, time, status, x string) {
		cols := Columns{Time: time, Status: status}
		if x != "" {
			cols.Covariates = []string{x}
		}
		d, err := ReadCSV(strings.NewReader(in), cols)
		if err != nil {
			if !errors.Is(err, ErrInput) && !errors.Is(err, ErrOption) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		if err := d.Validate(); err != nil {
			t.Fatalf("the reader let through: %v", err)
		}
		if _, err := CumulativeIncidence(d, IncidenceOptions{}); err != nil && !errors.Is(err, ErrInput) {
			t.Fatal(err)
		}
	})
}

func TestAComparisonThatHasNoAnswerSaysSo(t *testing.T) {
	none := Data{Time: []float64{5, 6, 7}, Status: []int{0, 0, 0}, By: []string{"a", "a", "b"}}
	for name, run := range map[string]func() error{
		"log-rank": func() error { _, err := RunLogRank(none, RunOptions{}); return err },
		"Gray":     func() error { _, err := RunGray(none, RunOptions{}); return err },
	} {
		if err := run(); !errors.Is(err, ErrInput) {
			t.Errorf("%s without an event: %v", name, err)
		}
	}
	tied := Data{Time: []float64{5, 5, 5, 5}, Status: []int{1, 1, 1, 1}, By: []string{"a", "a", "b", "b"}}
	if r := must(RunLogRank(tied, RunOptions{}))(t); r.DF != 0 || !math.IsNaN(float64(r.Statistic)) || !math.IsNaN(float64(r.P)) {
		t.Errorf("log-rank of events on one time: %+v", r)
	}
	if r := must(RunGray(tied, RunOptions{}))(t); r.Tests[0].DF != 0 || !math.IsNaN(float64(r.Tests[0].Statistic)) {
		t.Errorf("Gray of events on one time: %+v", r)
	}
}
