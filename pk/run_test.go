package pk

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
)

const scenarioText = `{"model":"lin","params":{"CL":3.33,"V1":11.9},"records":[{"TIME":0,"AMT":16,"RATE":8,"EVID":1,"CMT":2,"II":6,"ADDL":15}]}`

func TestSimulateWritesTheAgreedColumns(t *testing.T) {
	var out bytes.Buffer
	if err := RunSimulate(strings.NewReader(scenarioText), strings.NewReader("TIME\n0\n2\n6\n"), &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 4 || lines[0] != "TIME,CP,AUC" || !strings.HasPrefix(lines[1], "0,0,0") {
		t.Errorf("%q", lines)
	}
	out.Reset()
	if err := RunSimulate(strings.NewReader(scenarioText), nil, &out); err != nil || strings.Count(out.String(), "\n") != 202 {
		t.Errorf("without times: %v, %d lines", err, strings.Count(out.String(), "\n"))
	}
}

func TestSimulateRefusesWithEveryProblemAndWritesNothing(t *testing.T) {
	var out bytes.Buffer
	err := RunSimulate(strings.NewReader(`{"model":"lin","params":{"CL":1,"XX":2},"covariate_rule":"mine","records":[{"AMT":1,"EVID":1.5}]}`), nil, &out)
	if !errors.Is(err, ErrInput) || out.Len() > 0 {
		t.Fatal(err, out.String())
	}
	for _, want := range []string{"params.V1", "params.XX", "covariate_rule", "records[0].TIME", "EVID"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in %v", want, err)
		}
	}
	var refused *RefusedError
	err = RunSimulate(strings.NewReader("{\"model\":\n 7}"), nil, &out)
	if !errors.As(err, &refused) || refused.Problems[0].Line != 2 {
		t.Errorf("no line in %v", err)
	}
	if err := RunSimulate(strings.NewReader(scenarioText), strings.NewReader("TIME\n1\nx\n"), &out); err == nil || !strings.Contains(err.Error(), "3:1") {
		t.Errorf("no place in %v", err)
	}
}

func modelJSON(t *testing.T, m *Model) *bytes.Reader {
	t.Helper()
	js, err := json.Marshal(m.File)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(js)
}

// One child without weight, one with a typing error, one well: three lines, in
// order, and the errors at the end.
func TestFitKeepsGoingPastABadChild(t *testing.T) {
	m := compileLibrary(t, "busulfan_paci_2012")
	data := "ID,TIME,EVID,AMT,RATE,DV,MDV,WT\n" +
		"a,0,1,12,6,.,1,.\na,2,0,0,0,1.1,0,.\n" +
		"b,0,1,12,6,.,1,10\nb,2,0,0,0,1.l,0,10\n" +
		"c,0,1,12,6,.,1,10\nc,2.25,0,0,0,1.1,0,10\nc,6,0,0,0,<0.2,0,10\n"
	var out bytes.Buffer
	err := RunFit(modelJSON(t, m), strings.NewReader(data), &out, RunFitOptions{})
	if !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), `"1.l" is not a number`) {
		t.Errorf("errors at the end: %v", err)
	}
	var rows []map[string]any
	for _, l := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		var row map[string]any
		if err := json.Unmarshal([]byte(l), &row); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if len(rows) != 3 || rows[0]["error"] == nil || rows[1]["error"] == nil || rows[2]["error"] != nil {
		t.Fatal(out.String())
	}
	for _, key := range []string{"eta", "ofv", "parameters", "ipred", "posteriorCov", "auc"} {
		if rows[2][key] == nil {
			t.Errorf("the key %s is missing", key)
		}
	}
	if rows[2]["auc"].(map[string]any)["0-24"] == nil || rows[2]["mode"] != "reference" {
		t.Error("no AUC of the first day, or no mode")
	}
}

func TestALevelBelowItsLimitPullsTheEstimateDown(t *testing.T) {
	m := compileLibrary(t, "busulfan_paci_2012")
	fit := func(dv string) *Estimate {
		subs, err := ReadSubjects(strings.NewReader("TIME,EVID,AMT,RATE,DV,MDV,WT\n0,1,12,6,.,1,10\n6,0,0,0," + dv + ",0,10\n"))
		if err != nil {
			t.Fatal(err)
		}
		est, err := m.Fit(subs[0], FitOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return est
	}
	below, at, none := fit("<0.2"), fit("0.2"), fit(".")
	if !(below.IPredAt(6) < none.IPredAt(6)) {
		t.Errorf("censored %v, no level %v", below.IPredAt(6), none.IPredAt(6))
	}
	if math.Abs(at.IPredAt(6)-0.2) > 0.1 {
		t.Errorf("measured 0.2 is fitted as %v", at.IPredAt(6))
	}
}

// The estimate moves toward the data as the residual error falls.
func TestTheEstimateFollowsTheDataAsTheErrorFalls(t *testing.T) {
	last := math.Inf(1)
	for _, sd := range []float64{0.5, 0.2, 0.05, 0.01} {
		f := *compileLibrary(t, "busulfan_vanhoogdalem_2020_fanconi").File
		f.Residual = map[string]any{"type": "proportional", "proportional_sd_fraction": sd}
		m, err := Compile(&f)
		if err != nil {
			t.Fatal(err)
		}
		subs, _ := ReadSubjects(strings.NewReader("TIME,EVID,AMT,RATE,DV,MDV,FFM\n0,1,10,5,.,1,12\n4,0,0,0,0.9,0,12\n"))
		est, err := m.Fit(subs[0], FitOptions{})
		if err != nil {
			t.Fatal(err)
		}
		off := math.Abs(est.IPred[0] - 0.9)
		if off >= last {
			t.Errorf("with sd %v the fit is %v off, before %v", sd, off, last)
		}
		last = off
	}
}

// In Monolix's combined1 the standard deviations add, in NONMEM the variances.
func TestTheTwoConventionsOfTheCombinedError(t *testing.T) {
	for kind, want := range map[string]float64{"proportional + additive": 0.1*0.1*4 + 0.3*0.3, "proportional + additive, sd adds": (0.1*2 + 0.3) * (0.1*2 + 0.3)} {
		r, ok, err := readResidual(map[string]any{"type": kind, "proportional_sd_fraction": 0.1, "additive_sd": 0.3})
		if err != nil || !ok || math.Abs(r.variance(2)-want) > 1e-15 {
			t.Errorf("%s: variance %v, expected %v (%v)", kind, r.variance(2), want, err)
		}
	}
}

func TestDrawsAgreeWithTheNormalApproximationWhereLevelsAreMany(t *testing.T) {
	m := compileLibrary(t, "busulfan_vanhoogdalem_2020_fanconi")
	data := "TIME,EVID,AMT,RATE,DV,MDV,FFM\n0,1,10,5,.,1,12\n2,0,0,0,0.9,0,12\n2.25,0,0,0,0.82,0,12\n4,0,0,0,0.5,0,12\n6,0,0,0,0.28,0,12\n8,0,0,0,0.16,0,12\n"
	subs, _ := ReadSubjects(strings.NewReader(data))
	est, err := m.Fit(subs[0], FitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := est.CheckNormal(2000, 3)
	if err != nil || !c.Holds {
		t.Errorf("%+v %v", c, err)
	}
	again, _ := est.CheckNormal(2000, 3)
	if again != c {
		t.Error("the same seed gave other draws")
	}
	for i, s := range est.Shrinkage {
		if s < 0.3 {
			t.Errorf("%s keeps %v of its spread after five levels", est.EtaNames[i], 1-s)
		}
	}
}

func TestAnOccasionWithoutLevelsStaysAtZero(t *testing.T) {
	m := compileLibrary(t, "busulfan_nava_2018")
	data := "TIME,EVID,AMT,RATE,DV,MDV,WT,PMA,GSTA1,OCC\n0,1,20,10,.,1,14,196,2,1\n2.5,0,0,0,1.6,0,14,196,2,1\n6,0,0,0,0.4,0,14,196,2,1\n24,1,20,10,.,1,14,196,2,2\n48,1,20,10,.,1,14,196,2,3\n"
	subs, err := ReadSubjects(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	est, err := m.Fit(subs[0], FitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range est.EtaNames {
		future := strings.HasSuffix(name, "[2]") || strings.HasSuffix(name, "[3]")
		if future && math.Abs(est.Eta[i]) > 1e-8 {
			t.Errorf("%s is %v", name, est.Eta[i])
		}
		if future && math.Abs(est.Shrinkage[i]) > 1e-4 {
			t.Errorf("%s: its spread fell by %v", name, est.Shrinkage[i])
		}
	}
}

func TestTablesThatCannotBeReadSayWhere(t *testing.T) {
	for text, want := range map[string]string{
		"ID,AMT\n1,2\n":            "no column TIME",
		"TIME,TIME\n1,2\n":         "stands twice",
		"TIME,DV\n1\n":             "2:1",
		"ID,TIME\na,1\nb,1\na,2\n": "stand together",
		"TIME,EVID\n0,1.5\n":       "whole number",
		"TIME\n":                   "no record",
		"TIME,DV\n,1\n":            "no time",
		"TIME,\"DV\n":              "cannot be read",
	} {
		if _, err := ReadSubjects(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// The terse form of a model file: typical values, matrix of variances, variances
// of the residual error.
func TestATerseModelFileGivesTheSameEstimate(t *testing.T) {
	long := `{"id":"m","equations":"CL = 10*(WT/70)^0.75*exp(eta1); V = 40*WT/70*exp(eta2)","covariates":[{"name":"WT","unit":"kg"}],
		"iiv":{"omega2":{"1":0.06,"2":0.03,"cov_1_2":0.02}},"residual":{"type":"proportional + additive","proportional_sd_fraction":0.1,"additive_sd":0.02}}`
	terse := `{"name":"m","theta":{"TVCL":10,"TVV":40},"omega":[[0.06,0.02],[0.02,0.03]],"sigma_prop_var":0.01,"sigma_add_var":0.0004,"covariates":["WT"],
		"equations":"CL = TVCL*(WT/70)^0.75*exp(eta1); V = TVV*WT/70*exp(eta2)"}`
	data := "TIME,EVID,AMT,RATE,DV,MDV,WT\n0,1,12,6,.,1,10\n2.25,0,0,0,0.8,0,10\n"
	var a, b bytes.Buffer
	if err := RunFit(strings.NewReader(long), strings.NewReader(data), &a, RunFitOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := RunFit(strings.NewReader(terse), strings.NewReader(data), &b, RunFitOptions{}); err != nil {
		t.Fatal(err)
	}
	if a.String() != b.String() {
		t.Errorf("%s\n%s", a.String(), b.String())
	}
}

func TestModelFilesThatContradictThemselvesAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		`{"id":"x"}`: "no equations",
		`{"id":"x","equations":"CL = 3*exp(eta_CL); V = 2","iiv":{"omega2":{"V":0.1}}}`:                                "no variance is given for eta_CL",
		`{"id":"x","equations":"CL = 3; V = 2","covariates":[{"name":"WT"}]}`:                                          "no formula uses this covariate",
		`{"id":"x","equations":"CL = 3*WT; V = 2"}`:                                                                    "no parameter, no covariate",
		`{"id":"x","equations":"V = 2"}`:                                                                               "a clearance",
		`{"id":"x","equations":"CL = 3; V = 2","parameters":[{"name":"CL","value":3,"unit":"L"}]}`:                     "does not fit the name",
		`{"id":"x","equations":"CL = 3; V = 2; VMAX=1; KM=2","parameters":[{"name":"Km","value":338,"unit":"ug/L"}]}`:  "does not match doses",
		`{"id":"x","structure":{"compartments":2},"equations":"CL = 3; V = 2"}`:                                        "needs Q2",
		`{"id":"x","equations":"CL = 3*exp(eta1); V = 2*exp(eta2)","iiv":{"omega":[[1],[2,1]]}}`:                       "not positive definite",
		`{"id":"x","equations":"CL = 3; V = 2","residual":{"type":"proportional","proportional_sd_fraction":-0.1}}`:    "must be positive",
		`{"id":"x","equations":"CL = 3; V = 2","residual":{"type":"additive","additive_sd":3,"additive_unit":"U/mL"}}`: "units.concentration",
		`{"id":"x","equations":"dX/dt = -X","parameters":[]}`:                                                          "no line gives the concentration",
		`{"id":"x","equations":"CL = 3; V = (2"}`:                                                                      "not closed",
	} {
		f, err := DecodeModel(strings.NewReader(text))
		if err == nil {
			_, err = Compile(f)
		}
		if !errors.Is(err, ErrModel) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// A unit in another notation is not judged, and none is no fault.
func TestUnitsInOtherNotationsAreNotMistaken(t *testing.T) {
	for _, unit := range []string{"L/h", "L/h/70kg", "L/h/kg", "L·h⁻¹", "L h-1", "L/hr", "L/h/(mL/min)", "L/h per 70 kg", ""} {
		f, err := DecodeModel(strings.NewReader(`{"id":"x","parameters":[{"name":"TVCL","value":3,"unit":"` + unit + `"},{"name":"TVKA","value":1,"unit":"h-1"},{"name":"REF","value":70,"unit":"kg"}],
			"structure":{"absorption":"first order"},"covariates":[{"name":"WT","unit":"kg"}],"equations":"CL = TVCL*(WT/REF)^0.75; V = 20; KA = TVKA"}`))
		if err == nil {
			_, err = Compile(f)
		}
		if err != nil {
			t.Errorf("%q: %v", unit, err)
		}
	}
}

func TestTheListOfModelsNamesTierAndRanges(t *testing.T) {
	var out bytes.Buffer
	if err := RunModels(shipped(t), &out, false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"id\tdrug\ttier", "busulfan_paci_2012\tbusulfan (intravenous)\tA\tsecondary\tfalse\ttrue\tWT\tage_years 0.03-15; weight_kg 3.5-62.5"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in %s", want, out.String())
		}
	}
	out.Reset()
	var list []Listing
	if err := RunModels(shipped(t), &out, true); err != nil || json.Unmarshal(out.Bytes(), &list) != nil || len(list) < 18 {
		t.Errorf("%v, %d models", err, len(list))
	}
}
