package pk

import (
	"math"
	"strings"
	"testing"
)

func TestTwoIndependentComputationsAgreeOrNoDoseIsShown(t *testing.T) {
	for _, levels := range []bool{false, true} {
		for _, m := range shipped(t) {
			if !sameDrug(m.File.Drug.EN, "busulfan") || m.MayDose() != "" {
				continue
			}
			c := syntheticCase()
			if levels {
				c = withLevels(t, 0.9)
			}
			c.Draws, c.Models = 200, []string{m.File.ID}
			c.Fall = &Fall{Fraction: 0.109, OverH: 72, Source: "Lawson 2021"}
			d := decided(t, c)
			if d.Dose == nil {
				if len(d.Repeat) == 0 {
					t.Errorf("%s: no dose: %s", m.File.ID, d.Reason)
				}
				continue
			}
			if !d.Recheck.Agrees || math.Abs(d.Recheck.Dose/d.Dose.Value-1) > Agreement {
				t.Errorf("%s: %v mg, the second way %+v", m.File.ID, d.Dose.Value, d.Recheck)
			}
		}
	}
	// A first computation that is wrong by half a per cent is not shown.
	c := syntheticCase()
	c.Models = []string{"busulfan_paci_2012"}
	d := decided(t, c)
	v := d.Models[0]
	for i := range v.outcomes {
		v.outcomes[i].perDose *= 1.005
	}
	if check, err := v.recheck(c, v.largest(d.Ceiling.Value, d.Alpha), d.Ceiling.Value, d.Alpha); err != nil || check.Agrees {
		t.Errorf("%+v passed, %v", check, err)
	}
}

func TestALevelThatNoModelExpectedAsksForARepeat(t *testing.T) {
	c := withLevels(t, 1)
	c.Levels[1].Value *= 10
	d := decided(t, c)
	if d.Dose != nil || len(d.Repeat) == 0 || d.Repeat[0].TimeH != c.Levels[1].TimeH || !strings.Contains(d.Reason, "repeat the level") {
		t.Errorf("dose %v, repeat %v, %q", d.Dose, d.Repeat, d.Reason)
	}
	if d := decided(t, withLevels(t, 1)); d.Dose == nil {
		t.Errorf("ordinary levels asked for a repeat: %q", d.Reason)
	}
}

func TestUpwardChangesWantASecondReaderAndDownwardOnesNone(t *testing.T) {
	c := withLevels(t, 1.1)
	dose := decided(t, c).Dose.Value
	c.Running = &Quantity{dose / 1.2, "mg"}
	if d := decided(t, c); d.Change != "up" || !d.SecondReader || d.SecondLevel {
		t.Errorf("%s, second reader %v, second level %v", d.Change, d.SecondReader, d.SecondLevel)
	}
	c.Running = &Quantity{dose * 1.2, "mg"}
	if d := decided(t, c); d.Change != "down" || d.SecondReader {
		t.Errorf("%s, second reader %v", d.Change, d.SecondReader)
	}
	c.Levels, c.Running = c.Levels[:1], &Quantity{1, "mg"} // one level at 2.25 h, the next dose at 12 h
	if d := decided(t, c); !d.SecondLevel {
		t.Error("a second level is not asked for although there is time")
	}
}

func TestFallingClearanceLowersTheDose(t *testing.T) {
	c := syntheticCase()
	c.Models = []string{"busulfan_paci_2012"}
	c.Plan = Planned{EveryH: 24, Count: 4, DurationH: 3}
	without := decided(t, c).Dose.Value
	c.Fall = &Fall{Fraction: 0.109, OverH: 72, Source: "Lawson 2021"}
	with := decided(t, c).Dose.Value
	// By hand: the four days see 1, 1-0.109/3, 1-2·0.109/3 and 1-0.109 of the clearance.
	want := 0.0
	for k := 0.0; k < 4; k++ {
		want += 1 / (1 - 0.109*k/3) / 4
	}
	if math.Abs(without/with-want) > 1e-6 {
		t.Errorf("ratio %v, by hand %v", without/with, want)
	}
	c.Models = []string{"busulfan_lawson_2022"} // carries its own
	c.Draws = 50
	own := decided(t, c).Dose.Value
	c.Fall = nil
	if got := decided(t, c).Dose.Value; math.Abs(own-got) > 1e-9*got {
		t.Error("a model with a fall of its own was given another one")
	}
}

func TestNearTheEdgeAModelIsWidenedAndFarFromItDropped(t *testing.T) {
	c := syntheticCase()
	id := "busulfan_vanhoogdalem_2020_fanconi"
	c.Models = []string{id, "busulfan_paci_2012"}
	c.Covariates["AGE"] = Quantity{3.9, "years"} // the cohort begins at 4.3 years
	d := decided(t, c)
	v := verdict(t, d, id)
	if !v.Valid || !(v.Widened > 1 && v.Widened < FarOutside) || d.Dose == nil {
		t.Fatalf("%+v", v)
	}
	inside := decided(t, syntheticCase())
	spread := func(v ModelVerdict) float64 { return *v.High / *v.Low }
	if !(spread(v) > spread(verdict(t, inside, id))) {
		t.Error("the band did not grow")
	}
	c.Covariates["AGE"] = Quantity{2.5, "years"}
	if v := verdict(t, decided(t, c), id); v.Valid || !v.Extrapolated {
		t.Errorf("%+v", v)
	}
	c.Covariates["AGE"] = Quantity{3.9, "years"}
	c.Models = []string{id}
	if d := decided(t, c); d.Dose != nil {
		t.Error("a model near its edge decided alone")
	}
}

func TestAStressScenarioIsShownAndNeverEntersTheDose(t *testing.T) {
	c := syntheticCase()
	c.Models = []string{"busulfan_paci_2012"}
	plain := decided(t, c)
	c.Scenarios = []Stress{{ID: "slow", Clearance: 1 / 2.46}}
	d := decided(t, c)
	s := d.Models[0].Stress
	if d.Dose.Value != plain.Dose.Value || len(s) != 1 || math.Abs(s[0].Median/(*d.Models[0].Median)-2.46) > 1e-9 || !(s[0].PAboveCeiling > 0.5) {
		t.Errorf("dose %v against %v, scenario %+v", d.Dose, plain.Dose, s)
	}
}

func TestTheDoseNeverPassesTheCap(t *testing.T) {
	c := syntheticCase()
	c.Cap = &Quantity{5, "mg"}
	d := decided(t, c)
	if !d.Capped || d.Dose.Value != 5 {
		t.Errorf("capped %v, %v", d.Capped, d.Dose)
	}
	for name, broken := range map[string]func(*DoseCase){
		"an infinite weight":    func(c *DoseCase) { c.Covariates["WT"] = Quantity{math.Inf(1), "kg"} },
		"no number as weight":   func(c *DoseCase) { c.Covariates["WT"] = Quantity{math.NaN(), "kg"} },
		"a huge weight":         func(c *DoseCase) { c.Covariates["WT"] = Quantity{1e300, "kg"} },
		"a negative weight":     func(c *DoseCase) { c.Covariates["WT"] = Quantity{-15, "kg"} },
		"an infinite ceiling":   func(c *DoseCase) { c.Target.Ceiling.Value = math.Inf(1) },
		"a huge ceiling":        func(c *DoseCase) { c.Target.Ceiling.Value = 1e250 },
		"no number as ceiling":  func(c *DoseCase) { c.Target.Ceiling.Value = math.NaN() },
		"no number as cap":      func(c *DoseCase) { c.Cap.Value = math.NaN() },
		"an infinite cap":       func(c *DoseCase) { c.Cap.Value = math.Inf(1) },
		"an infinite age":       func(c *DoseCase) { c.Covariates["AGE"] = Quantity{math.Inf(1), "years"} },
		"no number as duration": func(c *DoseCase) { c.Plan.DurationH = math.NaN() },
		"an infinite interval":  func(c *DoseCase) { c.Plan.EveryH = math.Inf(1) },
	} {
		c := syntheticCase()
		c.Draws, c.Cap = 50, &Quantity{5, "mg"}
		broken(c)
		if d, err := Decide(c, shipped(t)); err == nil && d.Dose != nil && !(d.Dose.Value <= 5) {
			t.Errorf("%s: %v mg", name, d.Dose.Value)
		}
	}
}

func TestDuplicatesAndEarlyLevelsAreRefused(t *testing.T) {
	c := withLevels(t, 1)
	c.GivenDoses[0].TimeH = 3
	c.Levels = append(c.Levels, c.Levels[3])
	c.GivenDoses = append(c.GivenDoses, c.GivenDoses[0])
	err := c.check()
	for _, want := range []string{"levels[0]: the level (2.25 h) lies before the first dose", "levels[4]: the same level stands twice", "given[1]: the same dose stands twice"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in %v", want, err)
		}
	}
}

func TestSamplingTimesNarrowTheExposureWithinTheBloodLimit(t *testing.T) {
	c := syntheticCase()
	c.GivenDoses = []Given{{Amount: Quantity{7.5, "mg"}, DurationH: 2}}
	c.Plan.FirstH = 72
	s := &SamplingCase{Case: c, Candidates: []float64{2.08, 2.25, 3, 4, 5, 6, 8, 10, 12}, Samples: 4, MLPerSample: 1, MLPerKg: 0.2}
	p, err := PlanSampling(s, shipped(t))
	if err != nil || len(p.Times) != 3 || !p.Limited || p.PerKg > 0.2 {
		t.Fatalf("%+v %v", p, err)
	}
	for _, m := range p.Models {
		if !(m.After < 0.8*m.Before) {
			t.Errorf("%s: %v before, %v after", m.ID, m.Before, m.After)
		}
	}
	// Nobody does better by trying every three of the nine times.
	views := make([]*sensitivity, 0, 5)
	for _, m := range shipped(t) {
		if v, err := s.look(m); err == nil && v != nil {
			views = append(views, v)
		}
	}
	mean := func(set []int) (sum float64) {
		for _, v := range views {
			sum += v.deviation(set) / float64(len(views))
		}
		return sum
	}
	best := math.Inf(1)
	for a := 0; a < 9; a++ {
		for b := a + 1; b < 9; b++ {
			for k := b + 1; k < 9; k++ {
				best = math.Min(best, mean([]int{a, b, k}))
			}
		}
	}
	if got := mean(choose(views, 9, 3)); got > best*(1+1e-9) {
		t.Errorf("the planned times leave %v, the best %v", got, best)
	}
	s.MLPerKg = 0.01
	if p, err := PlanSampling(s, shipped(t)); err != nil || len(p.Times) != 0 || p.Reason == "" {
		t.Errorf("%+v %v", p, err)
	}
	s.MLPerKg = 0
	if _, err := PlanSampling(s, shipped(t)); err == nil {
		t.Error("a limit of blood was made up")
	}
}

func TestCurvesMeetTheDecisionAtTheEndOfTheCourse(t *testing.T) {
	c := withLevels(t, 0.9)
	c.Fall = &Fall{Fraction: 0.109, OverH: 72, Source: "Lawson 2021"}
	d := decided(t, c)
	curves, err := d.Curves(d.Dose.Value, []float64{0, 2, 12, 48, 200})
	if err != nil {
		t.Fatal(err)
	}
	last := curves[len(curves)-1]
	if last.ID != "blend" || len(curves) < 4 {
		t.Fatalf("%d curves, the last is %s", len(curves), last.ID)
	}
	for _, x := range curves[:len(curves)-1] {
		v := verdict(t, d, x.ID)
		if got := x.AUCMid[4]; math.Abs(got/(*v.Median)-1) > 0.05 {
			t.Errorf("%s: the curve ends at %v, the decision says %v", x.ID, got, *v.Median)
		}
	}
}
