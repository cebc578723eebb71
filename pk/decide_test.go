package pk

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// syntheticCase is an invented child of 8 years and 15 kg; every value of it is
// synthetic.
func syntheticCase() *DoseCase {
	return &DoseCase{ID: "synthetic", Drug: "busulfan", Seed: 7,
		Covariates: map[string]Quantity{"WT": {15, "kg"}, "HT": {105, "cm"}, "AGE": {8, "years"}, "SEX": {0, "1"}, "TLAG": {0, "h"}, "GSTA1": {2, "1"}},
		Plan:       Planned{EveryH: 12, Count: 4, DurationH: 2},
		Target:     Target{Ceiling: &Bound{Value: 16.4, Unit: "mg*h/L", Per: "course"}, Floor: &Bound{Value: 10, Unit: "mg*h/L", Per: "course"}}}
}

func decided(t testing.TB, c *DoseCase) *Decision {
	t.Helper()
	all := shipped(t)
	d, err := Decide(c, all)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func verdict(t testing.TB, d *Decision, id string) ModelVerdict {
	t.Helper()
	for _, v := range d.Models {
		if v.ID == id {
			return v
		}
	}
	t.Fatalf("no verdict of %s", id)
	return ModelVerdict{}
}

// Before any level the exposure of a linear one-parameter course is dose over
// clearance, so the quantile can be worked by hand.
func TestTheLargestDoseOfALinearModelIsTheQuantileWorkedByHand(t *testing.T) {
	d := decided(t, syntheticCase())
	const z95 = 1.6448536269514722
	ffm := fatFreeMass(8, 15, 1.05, false)
	for id, want := range map[string]float64{
		// log-normal: CL = 12.6 FFM/56.1 exp(-z sqrt(0.0259055))
		"busulfan_vanhoogdalem_2020_fanconi": 16.4 / 4 * 12.6 * ffm / 56.1 * math.Exp(-z95*math.Sqrt(0.0259055)),
		// (1+eta): CL = 2.18 (15/9)^0.76 (1 - 0.23 z)
		"busulfan_paci_2012": 16.4 / 4 * 2.18 * math.Pow(15./9, 0.76) * (1 - 0.23*z95),
	} {
		got := *verdict(t, d, id).LargestDose
		if math.Abs(got-want) > 5e-3*want {
			t.Errorf("%s: %v mg, by hand %v", id, got, want)
		}
	}
}

func TestTheSmallestDoseOfTheCredibleModelsGoverns(t *testing.T) {
	d := decided(t, syntheticCase())
	for _, v := range d.Models {
		if !v.Credible {
			continue
		}
		if *v.LargestDose < d.Dose.Value {
			t.Errorf("%s allows less than the chosen dose", v.ID)
		}
		if *v.PAboveCeiling > d.Alpha {
			t.Errorf("%s: P above the ceiling is %v", v.ID, *v.PAboveCeiling)
		}
		if *v.LargestDose == d.Dose.Value && v.ID != d.Governing {
			t.Errorf("%s governs, %s is named", v.ID, d.Governing)
		}
	}
	if d.Mode != "reference" || d.Derivation.Value == "" || len(d.Derivation.Steps) < 4 {
		t.Error("mode or derivation is missing")
	}
}

func TestALargerAlphaOrCeilingNeverLowersTheDose(t *testing.T) {
	base := decided(t, syntheticCase()).Dose.Value
	rapid.Check(t, func(r *rapid.T) {
		c := syntheticCase()
		c.Draws = 300
		a1 := rapid.Float64Range(0.01, 0.3).Draw(r, "alpha")
		c.Alpha = &a1
		all := shipped(t)
		c.Models = []string{"busulfan_paci_2012"}
		d1, err := Decide(c, all)
		if err != nil {
			r.Fatal(err)
		}
		a2 := math.Min(a1*rapid.Float64Range(1, 3).Draw(r, "factor"), 0.5)
		c.Alpha = &a2
		c.Target.Ceiling = &Bound{Value: 16.4 * rapid.Float64Range(1, 2).Draw(r, "higher"), Unit: "mg*h/L", Per: "course"}
		d2, err := Decide(c, all)
		if err != nil {
			r.Fatal(err)
		}
		if d2.Dose.Value < d1.Dose.Value {
			r.Fatalf("%v fell to %v", d1.Dose.Value, d2.Dose.Value)
		}
	})
	if base <= 0 {
		t.Error("no dose")
	}
}

// withLevels gives two synthetic doses and levels that a child of the given
// clearance factor under the Fanconi model would show.
func withLevels(t testing.TB, factor float64) *DoseCase {
	t.Helper()
	c := syntheticCase()
	c.GivenDoses = []Given{{Amount: Quantity{9, "mg"}, DurationH: 2}}
	m := compileLibrary(t, "busulfan_vanhoogdalem_2020_fanconi")
	cov := map[string]float64{"FFM": fatFreeMass(8, 15, 1.05, false)}
	values, _ := m.order(cov)
	recs := []Record{{EVID: 1, CMT: 1, Amt: 9, Rate: 4.5, Cov: values}}
	times := []float64{2.25, 4, 6, 8}
	for _, at := range times {
		recs = append(recs, Record{Time: at, EVID: 2, Cov: values})
	}
	e, err := newEngine(m.sys, recs, Backward, 1e-10)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.run([]float64{math.Log(factor), 0}); err != nil {
		t.Fatal(err)
	}
	for i, at := range times {
		c.Levels = append(c.Levels, Level{TimeH: at, Value: e.pred[i+1], Unit: "mg/L"})
	}
	c.Plan = Planned{FirstH: 12, EveryH: 12, Count: 3, DurationH: 2}
	return c
}

func TestLevelsMoveTheDoseWithTheChildsClearance(t *testing.T) {
	slow, fast := decided(t, withLevels(t, 0.8)), decided(t, withLevels(t, 1.25))
	if !(slow.Dose.Value < fast.Dose.Value) {
		t.Errorf("slow %v mg, fast %v mg", slow.Dose.Value, fast.Dose.Value)
	}
	v := verdict(t, slow, "busulfan_vanhoogdalem_2020_fanconi")
	if v.Weight == nil || !(*v.Received > 0) {
		t.Error("after levels a model has a weight and a received exposure")
	}
	total := 0.0
	for _, v := range slow.Models {
		if v.Weight != nil {
			total += *v.Weight
			if v.Credible != (*v.Weight >= Credible) {
				t.Errorf("%s: weight %v, credible %v", v.ID, *v.Weight, v.Credible)
			}
		}
	}
	if math.Abs(total-1) > 1e-12 {
		t.Errorf("the weights add to %v", total)
	}
}

func TestWeightsDoNotDependOnTheUnitOfTheLevels(t *testing.T) {
	c := withLevels(t, 0.9)
	a := decided(t, c)
	for i := range c.Levels {
		c.Levels[i].Value *= 1000
		c.Levels[i].Unit = "ng/mL"
	}
	b := decided(t, c)
	if math.Abs(a.Dose.Value-b.Dose.Value) > 1e-9*a.Dose.Value {
		t.Errorf("%v and %v mg", a.Dose.Value, b.Dose.Value)
	}
}

func TestWhenTheCeilingIsAlreadyPassedThereIsNoDose(t *testing.T) {
	c := withLevels(t, 0.8)
	c.Target = Target{Ceiling: &Bound{Value: 2, Unit: "mg*h/L", Per: "course"}}
	d := decided(t, c)
	if d.Dose != nil || !strings.Contains(d.Reason, "no further dose") {
		t.Errorf("dose %v, reason %q", d.Dose, d.Reason)
	}
}

// Product rule: a missing input is a gap, and no number that depends on it is
// shown.
func TestAMissingCovariateGivesNoNumberFromThatModel(t *testing.T) {
	c := syntheticCase()
	delete(c.Covariates, "GSTA1")
	v := verdict(t, decided(t, c), "busulfan_nava_2018")
	if v.Valid || v.LargestDose != nil || !strings.Contains(sentences(v.Reasons), "GSTA1") {
		t.Errorf("%+v", v)
	}
	delete(c.Covariates, "WT")
	d := decided(t, c)
	if d.Dose != nil || d.Reason == "" {
		t.Errorf("a dose without a weight: %v", d.Dose)
	}
}

func TestAModelOutsideItsCohortIsShownAndDoesNotCount(t *testing.T) {
	c := syntheticCase()
	c.Covariates["AGE"] = Quantity{1.5, "years"}
	c.Covariates["WT"] = Quantity{7, "kg"}
	c.Covariates["HT"] = Quantity{70, "cm"}
	c.Models = []string{"busulfan_nava_2018", "busulfan_vanhoogdalem_2020_fanconi"}
	d := decided(t, c)
	v := verdict(t, d, "busulfan_vanhoogdalem_2020_fanconi")
	if v.Valid || v.Credible || !v.Extrapolated || v.LargestDose == nil || v.Distance["AGE"] <= 1 {
		t.Errorf("%+v", v)
	}
	warned := false
	for _, w := range d.Warnings {
		warned = warned || w.Code == "lower_outside_cohort"
	}
	if !warned {
		t.Error("the lower model outside its cohort is not named")
	}
}

// A saturable model has no straight line from dose to exposure; its table must
// give what a direct prediction gives.
func TestExposureOfASaturableModelIsReadOffItsTable(t *testing.T) {
	m := compileLibrary(t, "busulfan_longboyle_2015")
	c := syntheticCase()
	c.Draws, c.Models = 20, []string{m.File.ID}
	d := decided(t, c)
	v := verdict(t, d, m.File.ID)
	sub, planned, err := c.subject(m, map[string]float64{"WT": 15, "AGE": 8}, 1)
	if err != nil {
		t.Fatal(err)
	}
	sub.Records = append(sub.Records, Record{Time: 500, EVID: 2, MDV: true, DV: math.NaN(), Cov: sub.Records[0].Cov})
	p, err := prepare(m, sub, 1e-11)
	if err != nil {
		t.Fatal(err)
	}
	draws, _, _ := p.priorDraws(20)
	x := &exposures{c: c, p: p, planned: planned}
	for _, dose := range []float64{3, 11.7, 29} {
		want, _, err := x.total(draws[4].Eta, dose)
		if err != nil {
			t.Fatal(err)
		}
		if got := v.exposureOf(&v.outcomes[4], dose); math.Abs(got-want) > 1e-3*want {
			t.Errorf("dose %v: %v, directly %v", dose, got, want)
		}
	}
}

func TestTheCaseIsRefusedWithEveryProblem(t *testing.T) {
	_, err := ReadDoseCase(strings.NewReader(`{"id":"x","alpha":0.9,"plan":{"count":0},"covariates":{"WT":{"value":3}},"target":{"floor":{"value":1,"unit":"mg*h/L"}},
		"levels":[{"timeH":1,"value":2}],"given":[]}`))
	if !errors.Is(err, ErrInput) {
		t.Fatal(err)
	}
	for _, want := range []string{"drug", "alpha", "plan.count", "target.ceiling", "target.floor.per", "covariates.WT", "levels[0].unit", "no given dose"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in %v", want, err)
		}
	}
	if _, err := ReadDoseCase(strings.NewReader(`{"id":"x","wieght":3}`)); err == nil {
		t.Error("an unknown key passed")
	}
}

func TestRunDoseGivesTheSameBytesTwice(t *testing.T) {
	in, err := json.Marshal(withLevels(t, 0.9))
	if err != nil {
		t.Fatal(err)
	}
	var a, b bytes.Buffer
	if err := RunDose(shipped(t), bytes.NewReader(in), &a); err != nil {
		t.Fatal(err)
	}
	if err := RunDose(shipped(t), bytes.NewReader(in), &b); err != nil {
		t.Fatal(err)
	}
	if a.String() != b.String() || !strings.Contains(a.String(), `"governing"`) {
		t.Error("the two answers differ")
	}
}

func BenchmarkDecisionAfterLevels(b *testing.B) {
	c := withLevels(b, 0.9)
	all := shipped(b)
	for b.Loop() {
		if _, err := Decide(c, all); err != nil {
			b.Fatal(err)
		}
	}
}
