package pk

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Inputs that were once read without a word, with the place and the sentence that
// answer them now.
var refusedTables = map[string]string{
	"level-before-dose":         "2:1: record 1: the level at time 0 lies before the first dose",
	"level-without-dose":        "2:1: record 1: the level at time 0 lies before the first dose",
	"level-after-reset":         "4:1: record 3: the level at time 5 lies before the first dose",
	"level-twice":               "4:1: record 3 repeats record 2",
	"dose-twice":                "3:1: record 2 repeats record 1",
	"amount-without-dose":       "3:1: record 2: an amount stands in a record of EVID 0",
	"dose-with-level":           "2:1: record 1: the dose carries a level (1.2)",
	"covariate-out-of-range":    "2:1: record 1: WT 200 lies outside the cohort of busulfan_paci_2012 (3.5 to 62.5)",
	"modelled-rate":             "3:1: RATE: the model has no modelled rate R1",
	"moving-clock":              "1:2: a column DATE moves the clock",
	"column-misspelt":           "1:5: is the column RTAE meant to be RATE?",
	"comment-word":              `2:1: the column C holds "x"`,
	"additional-doses-misspelt": "1:7: is the column ADL meant to be ADDL?",
	"time-of-day":               `2:2: "10:30" is a time of day or a date`,
	"parted-by-semicolons":      "1:1: the columns must be parted by commas",
	"second-clock":              "1:3: a column DAT1 moves the clock",
	"no-such-body":              "2:1: record 1: WT 1000 is not possible (0.2 to 400 kg)",
	"one-bad-child":             "4:1: record 1: the dose -5 is negative",
}

func TestTablesOfTheMuseumAreRefusedWithPlaceAndReason(t *testing.T) {
	m := compileLibrary(t, "busulfan_paci_2012")
	for name, want := range refusedTables {
		out, err := fitMuseum(t, m, name)
		if !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
		if good := strings.Count(out, `"ofv"`); good != 0 && name != "one-bad-child" || name == "one-bad-child" && good != 2 {
			t.Errorf("%s: %d children were estimated", name, good)
		}
	}
}

// A row that is left out changes nothing, and a clock set back by a reset costs
// the AUC between hours alone.
func TestTablesOfTheMuseumThatAreReadAreReadRightly(t *testing.T) {
	m := compileLibrary(t, "busulfan_paci_2012")
	out, err := fitMuseum(t, m, "left-out-row")
	if err != nil || !strings.Contains(out, `"ipred":[0.3269755`) {
		t.Errorf("a row that is left out: %v %s", err, out)
	}
	out, err = fitMuseum(t, m, "clock-set-back")
	if err != nil || !strings.Contains(out, "clock_goes_back") || strings.Contains(out, `"auc":{`) || !strings.Contains(out, `"ofv"`) {
		t.Errorf("a clock set back: %v %s", err, out)
	}
}

// Remarks are passed over; a column that the model takes nothing from and a level
// of exactly zero are told.
func TestRemarksAreReadAndIdleColumnsTold(t *testing.T) {
	m := compileLibrary(t, "busulfan_paci_2012")
	out, err := fitMuseum(t, m, "remarks-and-idle-columns")
	if err != nil || !strings.Contains(out, `"ofv"`) || !strings.Contains(out, "takes nothing from the columns BLQ:") ||
		!strings.Contains(out, "the level of 0 at 30 h counts as measured") {
		t.Errorf("%v %s", err, out)
	}
}

func fitMuseum(t *testing.T, m *Model, name string) (string, error) {
	t.Helper()
	table, err := os.ReadFile(filepath.Join("testdata", "museum", name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	js, err := json.Marshal(m.File)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = RunFit(bytes.NewReader(js), bytes.NewReader(table), &out, RunFitOptions{Windows: []string{"0-24"}, Draws: -1})
	return out.String(), err
}

func TestQuestionsOfTheMuseumAreRefusedWithPlaceAndReason(t *testing.T) {
	for name, want := range map[string]string{
		"ceiling-beyond-numbers":   "target.ceiling: the value must be positive, and at most 1e+09",
		"weight-in-pounds":         `covariates.WT: the unit "lb" is not known`,
		"age-in-months":            `covariates.AGE: the unit "months" is not known`,
		"age-below-zero":           "covariates.AGE: -1 years is not possible",
		"sex-without-code":         "covariates.SEX: the sex is 1 (male) or 0 (female), not 2",
		"dose-per-kilogram":        `given[0].amount: "mg/kg" is not the same kind of quantity as "mg"`,
		"level-in-units":           `levels[0].unit: the unit "U/mL" is not known`,
		"infusion-beyond-interval": "plan.durationH: each infusion (30 h) would last beyond the next one (every 6 h)",
	} {
		out, err := doseMuseum(t, name)
		if !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), want) || out != "" {
			t.Errorf("%s: %v %s", name, err, out)
		}
	}
	out, err := doseMuseum(t, "centimetres-for-kilograms")
	if err != nil || !strings.Contains(out, `"code": "body_slip"`) {
		t.Errorf("76 kg at 76 cm was taken without a word: %v", err)
	}
}

func doseMuseum(t *testing.T, name string) (string, error) {
	t.Helper()
	question, err := os.ReadFile(filepath.Join("testdata", "museum", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = RunDose(shipped(t), bytes.NewReader(question), &out)
	return out.String(), err
}

// A rate whose name is misspelt would make a bolus of an infusion.
func TestAScenarioWithAnUnknownColumnIsRefused(t *testing.T) {
	scenario := `{"model": "lin", "params": {"CL": 1, "V1": 10}, "records": [{"TIME": 0, "EVID": 1, "AMT": 100, "RTAE": 50}]}`
	var out bytes.Buffer
	err := RunSimulate(strings.NewReader(scenario), nil, &out)
	if !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), "records[0].RTAE: a record has no such value") || out.Len() > 0 {
		t.Errorf("%v %s", err, out.String())
	}
}

// Keys that stand twice or are misspelt, what follows the document, a dose written
// twice, and times that are no list of times.
func TestScenariosAndTimesThatWouldBeMisreadAreRefused(t *testing.T) {
	const dose = `{"TIME": 0, "EVID": 1, "AMT": 100, "CMT": 2}`
	for text, want := range map[string]string{
		`{"model": "lin", "params": {"CL": 1, "V1": 10, "V1": 20}, "records": [` + dose + `]}`:                  `1:52: the key "V1" stands twice`,
		`{"model": "lin", "params": {"CL": 1, "V1": 10}, "records": [` + dose + `], "covariate_rules": "locf"}`: "covariate_rules: is this key meant to be covariate_rule?",
		`{"model": "lin", "params": {"CL": 1, "V1": 10}, "records": [` + dose + `]} {"model": "mm"}`:            "nothing may follow the document",
		`{"model": "lin", "params": {"CL": 1, "V1": 10}, "records": [` + dose + `,` + dose + `]}`:               "records[1]: the dose repeats records[0]",
		`[]`: "array is not an object with keys",
		`{"model": "lin", "params": {"CL": "1"}}`: `string is not of the kind that belongs to "params"`,
	} {
		if _, err := ReadScenario(strings.NewReader(text)); !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for text, want := range map[string]string{"0,1,2\n": "1:1: the row holds 3 cells", "ID,HOURS\n1,2\n": "1:1: the table has no column TIME"} {
		if _, err := ReadTimes(strings.NewReader(text)); !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := ReadDoseCase(strings.NewReader(`{"drug": "busulfan", "drug": "treosulfan"}`)); err == nil || !strings.Contains(err.Error(), `the key "drug" stands twice`) {
		t.Errorf("a drug that stands twice: %v", err)
	}
}

func TestModelsOfTheMuseumAreRefusedWithPlaceAndReason(t *testing.T) {
	for name, want := range map[string]string{
		"error-in-per-cent":        "residual: a proportional error of 10 is 1000 %: a fraction is expected here",
		"spread-as-fraction":       "iiv.cv_pct.CL: 0.2 would be 0.2 %: per cent are expected here",
		"range-turned-round":       "valid_ranges.weight_kg: the range from 20 to 3 holds nobody",
		"commissioned-by-itself":   "commissioned: a file cannot commission itself",
		"covariance-not-positive":  "iiv: the covariance matrix of the random effects is not positive definite",
		"clearance-per-minute":     `parameters.CL: the unit "L/min" does not match`,
		"number-not-used":          "parameters.K9: no formula uses this parameter",
		"covariate-not-used":       "covariates.AGE: no formula uses this covariate",
		"key-misspelt":             "unit: is this key meant to be units?",
		"unit-of-levels-lost":      "units.conc: nothing reads this key; known are dose, concentration",
		"typical-value-per-minute": "equations.CL: the units do not give a clearance for doses in mg, levels in mg/L and hours: TVCL in L/min/70kg",
		"typical-value-in-mg":      "equations.V: the units do not give a volume for doses in mg, levels in mg/L and hours: TVV in mg",
		"error-lost":               "residual: nothing reads the number under aditive_var",
		"error-combined-somehow":   `residual: combine is "sum": write variances add or SDs add`,
		"error-negative":           "residual: the residual error must be positive: proportional_var is -0.0121",
		"covariance-alone":         "iiv: eta2 has no variance and a covariance of 0.0216 with eta1",
		"effect-unknown":           "iiv.omega2.KA: the equations have no such effect (eta1, eta2)",
		"spread-in-per-cent-alone": "iiv: a coefficient of variation alone does not tell the variance of eta1",
		"name-not-known":           `equations, line 1 (CL): "THETA9" is no parameter`,
	} {
		f, err := readYAML(filepath.Join("testdata", "museum", name+".yaml"))
		if err == nil {
			_, err = Compile(f)
		}
		if !errors.Is(err, ErrModel) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
