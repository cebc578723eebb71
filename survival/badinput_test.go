package survival

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// model is a fit of either kind under one name.
type model struct {
	Regression
	predict func() error
}

var models = map[string]func(Data) (model, error){
	"Cox, Efron":   func(d Data) (model, error) { return coxModel(d, Efron) },
	"Cox, Breslow": func(d Data) (model, error) { return coxModel(d, Breslow) },
	"Fine–Gray, cmprsk": func(d Data) (model, error) {
		return fineGrayModel(d, Simultaneous)
	},
	"Fine–Gray, survival": func(d Data) (model, error) {
		return fineGrayModel(d, EventsFirst)
	},
}

func coxModel(d Data, ties Ties) (model, error) {
	f, err := Cox(d, CoxOptions{Ties: ties, Cause: 1})
	if err != nil {
		return model{}, err
	}
	return model{f.Regression, func() error {
		_, err := f.Predict(make([]float64, len(f.Names)), CurveOptions{})
		_, alike := f.ProportionalHazards("")
		return errors.Join(err, alike)
	}}, nil
}

func fineGrayModel(d Data, convention TieConvention) (model, error) {
	f, err := FineGray(d, FineGrayOptions{Convention: convention})
	if err != nil {
		return model{}, err
	}
	return model{f.Regression, func() error { _, err := f.Predict(make([]float64, len(f.Names))); return err }}, nil
}

func covariateOf(name string, values ...float64) Covariate {
	return Covariate{Name: name, Values: values}
}

func TestASeparatedColumnHasNoEstimateAndTheVerdictNamesIt(t *testing.T) {
	for name, d := range map[string]Data{
		"every event in one group": {Time: []float64{1, 2, 3, 4, 5, 6}, Status: []int{1, 1, 1, 0, 0, 0},
			Covariates: []Covariate{covariateOf("x", 1, 1, 1, 0, 0, 0)}},
		"none in one of three levels": {Time: []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}, Status: []int{1, 1, 0, 1, 0, 1, 0, 0, 0},
			Covariates: []Covariate{covariateOf("y", 1, 0, 1, 0, 0, 1, 0, 0, 0), covariateOf("x", 0, 0, 0, 0, 0, 0, 1, 1, 1)}},
		"whoever has more dies first": {Time: []float64{1, 2, 3, 4}, Status: []int{1, 1, 1, 1},
			Covariates: []Covariate{covariateOf("x", 9, 7, 5, 1)}},
		"a mark beside a separation": {Time: []float64{1, 2, 3, 4, 5}, Status: []int{1, 1, 0, 0, 0},
			Covariates: []Covariate{covariateOf("x", 1e6, 1e6, 3, 4, 2)}},
	} {
		for kind, fit := range models {
			m, err := fit(d)
			if err != nil {
				t.Errorf("%s, %s: %v", name, kind, err)
				continue
			}
			if m.Converged || len(m.Endless) != 1 || m.Endless[0] != "x" || !strings.Contains(m.Verdict(), "rises without end in x") {
				t.Errorf("%s, %s: converged %v, %q", name, kind, m.Converged, m.Verdict())
			}
			j := len(m.Names) - 1
			for what, v := range map[string]float64{"coefficient": m.Coef[j], "error": m.SE[j], "ratio": m.HR[j], "lower": m.Lower[j], "upper": m.Upper[j], "p": m.P[j],
				"variance": m.Var[j][j], "Wald": m.Wald.Statistic, "concordance": m.Concordance.Value} {
				if !math.IsNaN(v) {
					t.Errorf("%s, %s: a silent %s of %v", name, kind, what, v)
				}
			}
			if j == 1 && (math.IsNaN(m.Coef[0]) || math.IsNaN(m.SE[0])) {
				t.Errorf("%s, %s: the other column lost its estimate %v (%v)", name, kind, m.Coef[0], m.SE[0])
			}
			if math.IsNaN(m.LRT.Statistic) || math.IsNaN(m.Score.Statistic) {
				t.Errorf("%s, %s: tests that need no coefficient are gone", name, kind)
			}
			if err := m.predict(); !errors.Is(err, ErrInput) {
				t.Errorf("%s, %s: predicted from nothing (%v)", name, kind, err)
			}
		}
	}
}

func TestAFitThatDoesNotSettleHasNoNumberAtAll(t *testing.T) {
	d := Data{Time: []float64{1, 2, 3, 4}, Status: []int{1, 1, 0, 1}, Covariates: []Covariate{covariateOf("x", 1, 0, 1, 0)}}
	f := must(Cox(d, CoxOptions{}))(t)
	f.Converged = false // as after maxIterations without a direction that runs away
	f.withdraw()
	if f.Verdict() != "no answer: the fit did not settle in 40 steps, so there are no estimates" {
		t.Error(f.Verdict())
	}
	for what, v := range map[string]float64{"coefficient": f.Coef[0], "ratio": f.HR[0], "p": f.P[0], "likelihood": f.LogLik, "its test": f.LRT.P, "Wald": f.Wald.P, "concordance": f.Concordance.Value} {
		if !math.IsNaN(v) {
			t.Errorf("a silent %s of %v", what, v)
		}
	}
}

func TestWhatCannotBeFittedIsRefusedInOneSentence(t *testing.T) {
	x := covariateOf("x", 1, 2, 0, 5)
	for _, c := range []struct {
		name, want string
		d          Data
	}{
		{"no event", "there is no event", Data{Time: []float64{1, 2, 3, 4}, Status: []int{0, 0, 0, 0}, Covariates: []Covariate{x}}},
		{"all events tied and nobody outlives them", "events all tied", Data{Time: []float64{5, 5, 5, 5}, Status: []int{1, 1, 1, 1}, Covariates: []Covariate{x}}},
		{"a covariate that never differs", "no covariate differs", Data{Time: []float64{1, 2, 3, 4}, Status: []int{1, 1, 0, 1}, Covariates: []Covariate{covariateOf("x", 7, 7, 7, 7)}}},
		{"a negative time", "is not a number from 0 on", Data{Time: []float64{1, -2, 3, 4}, Status: []int{1, 1, 0, 1}, Covariates: []Covariate{x}}},
		{"a missing time", "is not a number from 0 on", Data{Time: []float64{1, math.NaN(), 3, 4}, Status: []int{1, 1, 0, 1}, Covariates: []Covariate{x}}},
		{"a status that is no code", "is negative", Data{Time: []float64{1, 2, 3, 4}, Status: []int{1, -1, 0, 1}, Covariates: []Covariate{x}}},
		{"a status far beyond every cause", "is no code of a cause", Data{Time: []float64{1, 2, 3, 4}, Status: []int{1, 99, 0, 1}, Covariates: []Covariate{x}}},
		{"a mark for a time", "looks like a mark", Data{Time: []float64{1, 2, 1000000, 4}, Status: []int{1, 1, 0, 1}, Covariates: []Covariate{x}}},
		{"a covariate that is missing", "has no number here", Data{Time: []float64{1, 2, 3, 4}, Status: []int{1, 1, 0, 1}, Covariates: []Covariate{covariateOf("x", 1, math.NaN(), 2, 3)}}},
	} {
		for kind, fit := range models {
			if _, err := fit(c.d); !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s, %s: %v", c.name, kind, err)
			}
		}
	}
}

func TestEventsOfOneTimeWithSurvivorsAreFittedAndTheirChangeWithTimeIsRefused(t *testing.T) {
	d := Data{Time: []float64{5, 5, 5, 9, 9, 9}, Status: []int{1, 1, 1, 0, 0, 0}, Covariates: []Covariate{covariateOf("x", 1, 4, 2, 3, 1, 2)}}
	f := must(Cox(d, CoxOptions{}))(t)
	if !f.Converged || math.IsNaN(f.Coef[0]) {
		t.Errorf("%v, %s", f.Coef, f.Verdict())
	}
	if _, err := f.ProportionalHazards(""); !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), "one time") {
		t.Errorf("%v", err)
	}
}

func TestACurveWithoutEventsSaysThatItIsNoEstimate(t *testing.T) {
	d := Data{Time: []float64{1, 2, 3, 4}, Status: []int{1, 0, 0, 0}, By: []string{"a", "a", "b", "b"}}
	km := must(RunKM(d, RunOptions{}))(t)
	mean := must(RunRMST(d, RunOptions{}))(t)
	for k, want := range []string{"", noEvent} {
		if km.Groups[k].Verdict != want || mean.Groups[k].Verdict != want {
			t.Errorf("group %d: %q, %q", k, km.Groups[k].Verdict, mean.Groups[k].Verdict)
		}
	}
	if m := km.Groups[1].Median.Value; !math.IsNaN(float64(m)) {
		t.Errorf("a median of %v", m)
	}
}

// Ten million rows: a million times the same ten. Estimates are those of the ten,
// errors a thousandth.
func TestTenMillionRowsAreAnsweredLikeTheTenTheyRepeat(t *testing.T) {
	if testing.Short() {
		t.Skip("ten million rows")
	}
	ten := Data{Time: []float64{5, 8, 12, 12, 20, 33, 33, 40, 41, 60}, Status: []int{1, 2, 0, 1, 0, 1, 2, 1, 0, 2}}
	const times = 1_000_000
	d := Data{Time: make([]float64, 0, 10*times), Status: make([]int, 0, 10*times)}
	for range times {
		d.Time, d.Status = append(d.Time, ten.Time...), append(d.Status, ten.Status...)
	}
	few := must(CumulativeIncidence(ten, IncidenceOptions{}))(t)
	many := must(CumulativeIncidence(d, IncidenceOptions{}))(t)
	for k := range few {
		for i := range few[k].Time {
			if math.Abs(few[k].Est[i]-many[k].Est[i]) > 1e-12 || math.Abs(few[k].SE[i]/1000-many[k].SE[i]) > 1e-9 || many[k].NRisk[i] != times*few[k].NRisk[i] {
				t.Fatal(fmt.Sprint(few[k].Est[i], few[k].SE[i], many[k].Est[i], many[k].SE[i]))
			}
		}
	}
}
