package pk

import (
	"math"
	"sync"
	"testing"
)

// virtualChild is synthetic: height grows along a smooth made-up curve with
// individual deviation, weight follows from the reference persons of the same
// height with a log-normal deviation cut at 0.70 and 1.40. It is plausible from
// birth to 18 years and no clinical growth reference.
type virtualChild struct{ age, cm, kg float64 }

func grow(random *stream) virtualChild {
	c := virtualChild{age: 18 * math.Pow(random.uniform(), 1.6)} // more small ones
	middle := 50 + 26*(1-math.Exp(-1.6*c.age)) + 5.8*c.age
	if c.age > 14 {
		middle -= 3.2 * (c.age - 14)
	}
	c.cm = middle * (1 + 0.045*clamp(random.normal(), 2.6))
	c.kg = expectedWeight(c.cm) * math.Min(math.Max(math.Exp(0.13*random.normal()), 0.70), 1.40)
	return c
}

func clamp(x, limit float64) float64 { return math.Max(-limit, math.Min(limit, x)) }

// The slips of ten thousand virtual children.
func TestSlipsOfTenThousandVirtualChildren(t *testing.T) {
	const n = 10000
	random := newStream(2026, 9)
	var tenfold, tenth, pounds, centimetres, asked, unit float64
	for range n {
		c := grow(random)
		if len(BodySlips(c.kg, c.cm)) > 0 {
			asked++
		}
		tenfold += caught(BodySlips(10*c.kg, c.cm))
		tenth += caught(BodySlips(c.kg/10, c.cm))
		pounds += caught(BodySlips(c.kg*2.20462, c.cm))
		centimetres += caught(BodySlips(c.cm, c.cm))
		// A ceiling between the lowest and highest published course ceilings of
		// busulfan, once typed in µM·min under mg·h/L and once the other way.
		ceiling := 16.4 + random.uniform()*(101-16.4)
		if len(TargetSlips(ceiling, 16.4, 101)) > 0 {
			t.Fatalf("a published ceiling of %v was doubted", ceiling)
		}
		unit += math.Min(caught(TargetSlips(ceiling*243.6, 16.4, 101)), caught(TargetSlips(ceiling/243.6, 16.4, 101)))
	}
	for name, c := range map[string]struct{ got, least float64 }{"ten-fold weight": {tenfold / n, 0.99}, "a tenth of the weight": {tenth / n, 0.99},
		"pounds for kilograms": {pounds / n, 1}, "centimetres for kilograms": {centimetres / n, 1}, "mg·h/L for µM·min": {unit / n, 1}} {
		t.Logf("%s: caught in %.2f %%", name, 100*c.got)
		if c.got < c.least {
			t.Errorf("%s: caught in %.2f %%", name, 100*c.got)
		}
	}
	t.Logf("ordinary weights that were asked about: %.2f %%", 100*asked/n)
	if asked/n > 0.02 {
		t.Errorf("ordinary weights were asked about in %.2f %%", 100*asked/n)
	}
}

func caught(s []Slip) float64 { return truth(len(s) > 0) }

// Doses typed with a slip, against the decision for each of ten thousand virtual
// children under a model drawn for the child.
func TestDoseAndLevelSlipsOfTenThousandVirtualChildren(t *testing.T) {
	const n, workers = 10000, 4
	models := []*Model{compileLibrary(t, "busulfan_paci_2012"), compileLibrary(t, "busulfan_neroutsos_2022")}
	var sum [5]float64
	var lock sync.Mutex
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			random := newStream(7, uint64(w))
			var own [5]float64
			for range n / workers {
				s := slipsOf(grow(random), models, random)
				for k := range s {
					own[k] += s[k]
				}
			}
			lock.Lock()
			defer lock.Unlock()
			for k := range sum {
				sum[k] += own[k]
			}
		})
	}
	wait.Wait()
	if sum[0] < 0.9*n {
		t.Fatalf("only %v children lie within a cohort", sum[0])
	}
	for k, c := range []struct {
		name  string
		least float64
	}{1: {"a ten-fold dose", 0.99}, 2: {"a tenth of the dose", 0.99}, 3: {"the total for the daily dose", 1}, 4: {"a ten-fold level", 0.99}} {
		if k == 0 {
			continue
		}
		got := sum[k] / sum[0]
		t.Logf("%s: caught in %.2f %%", c.name, 100*got)
		if got < c.least {
			t.Errorf("%s: caught in %.2f %%", c.name, 100*got)
		}
	}
}

// slipsOf gives 1 where a decision was possible, then 1 for each slip caught.
func slipsOf(child virtualChild, models []*Model, random *stream) (out [5]float64) {
	c := &DoseCase{ID: "virtual", Drug: "busulfan", Draws: 40, Seed: random.bits(),
		Covariates: map[string]Quantity{"WT": {child.kg, "kg"}, "AGE": {child.age, "years"}, "TLAG": {0, "h"}},
		Plan:       Planned{EveryH: 24, Count: 4, DurationH: 3}, Target: Target{Ceiling: &Bound{Value: 70, Unit: "mg*h/L", Per: "course"}}}
	m := models[int(2*random.uniform())]
	v := c.consider(m)
	if !v.Valid || v.outcomes == nil {
		return out
	}
	d := &Decision{Dose: &Quantity{v.largest(70, 0.05), "mg"}}
	typed := d.Dose.Value * (0.4 + 0.6*random.uniform())
	out = [5]float64{1, caught(d.Slips(10 * typed)), caught(d.Slips(typed / 10)), caught(d.Slips(4 * typed)), 0}
	if len(d.Slips(typed)) > 0 {
		panic("an ordinary dose was doubted")
	}
	out[4] = levelSlip(c, m, typed, random)
	return out
}

// levelSlip draws a level at 3.25 or 6 h of a child of the cohort, types it with
// a slipped point up or down, and asks whether the model doubts it.
func levelSlip(c *DoseCase, m *Model, dose float64, random *stream) float64 {
	cov, err := c.covariates(m)
	if err != nil {
		return 0
	}
	q := *c
	q.Plan.FirstH = 24
	q.GivenDoses = []Given{{Amount: Quantity{dose, "mg"}, DurationH: 3}}
	at := 3.25
	if random.uniform() < 0.5 {
		at = 6
	}
	q.Levels = []Level{{TimeH: at, Value: 1, Unit: "mg/L"}}
	daily := *m
	daily.bins = 24
	sub, _, err := q.subject(&daily, cov, 1)
	if err != nil {
		return 0
	}
	p, err := prepare(&daily, sub, 1e-6)
	if err != nil {
		return 0
	}
	z := make([]float64, p.free)
	for i := range z {
		z[i] = random.normal()
	}
	p.objective(z)
	slipped := daily.withError(p.e.pred[p.obs[0]], random.normal()) * 10
	if random.uniform() < 0.5 {
		slipped /= 100
	}
	p.e.recs[p.obs[0]].DV = slipped
	return truth(!p.bandsOf(60)[0].Holds)
}
