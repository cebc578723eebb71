package pk

import (
	"errors"
	"math"
	"runtime"
	"sort"
	"strings"
	"testing"
)

// crowdScenario is a course of infusions every six hours over four days.
const crowdScenario = `{"model": "MODEL", "params": PARAMS, "variability": SPREAD,
	"records": [{"time": 0, "evid": 1, "amt": 16, "rate": 8, "ii": 6, "addl": 15, "cmt": CMT}]}`

func crowdCase(t testing.TB, model, params, spread, cmt string) *Scenario {
	t.Helper()
	text := strings.NewReplacer("MODEL", model, "PARAMS", params, "SPREAD", spread, "CMT", cmt).Replace(crowdScenario)
	sc, err := ReadScenario(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

func grid(n int, step float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = float64(i) * step
	}
	return out
}

const (
	twoParams = `{"CL": 3.2, "V1": 9, "Q2": 4, "V2": 6}`
	twoSpread = `{"CL": 0.25, "V1": 0.2, "Q2": 0.4, "V2": 0.25}`
	mmParams  = `{"CL": 0.4, "V1": 9, "Q2": 4, "V2": 6, "VMAX": 6, "KM": 2}`
	mmSpread  = `{"CL": 0.25, "V1": 0.2, "VMAX": 0.3}`
)

// Each way through a population (the blocks, the series, the plain engine) is
// held against one engine run for each child, sorted.
func TestAPopulationIsTheSumOfItsChildren(t *testing.T) {
	for name, sc := range map[string]*Scenario{
		"two compartments":   crowdCase(t, "lin", twoParams, twoSpread, "2"),
		"one compartment":    crowdCase(t, "lin", `{"CL": 3.2, "V1": 9}`, `{"CL": 0.25, "V1": 0.2}`, "2"),
		"three compartments": crowdCase(t, "lin", `{"CL": 3.2, "V1": 9, "Q2": 4, "V2": 6, "Q3": 0.5, "V3": 12}`, `{"CL": 0.25}`, "2"),
		"from a depot":       crowdCase(t, "lin", twoParams, `{"CL": 0.25, "KA": 0.4}`, "1"),
		"with a varying lag": crowdCase(t, "lin", `{"CL": 3.2, "V1": 9, "ALAG2": 0.5}`, `{"CL": 0.25, "ALAG2": 0.4}`, "2"),
		"saturable":          crowdCase(t, "mm", mmParams, mmSpread, "2"),
		"falling with time":  crowdCase(t, "tdcl", `{"CLSS": 2, "FRAC": 0.5, "KDEC": 0.02, "V1": 9}`, `{"CLSS": 0.3}`, "1"),
	} {
		t.Run(name, func(t *testing.T) {
			const children = 300
			times := append(grid(25, 4), 33.3, 7.1)
			q := Population{Children: children, Seed: 11, Percentiles: []float64{5, 50, 95}}
			got, err := sc.Population(times, q)
			if err != nil {
				t.Fatal(err)
			}
			cp, auc := oneByOne(t, sc, times, q)
			tight := 2e-5 // equations are integrated to 1e-6
			if sc.Model == "lin" {
				tight = 1e-9
			}
			for i := range auc {
				want := auc[i][24]
				if math.Abs(got.AUC[i]-want) > tight*want {
					t.Fatalf("child %d: AUC %v, alone %v", i, got.AUC[i], want)
				}
			}
			for k := range times {
				for j, p := range q.Percentiles {
					withinRanks(t, got.CP[k][j], cp, k, p)
					withinRanks(t, got.Cumulative[k][j], auc, k, p)
				}
			}
		})
	}
}

// oneByOne runs every child of a population through the plain engine.
func oneByOne(t *testing.T, sc *Scenario, times []float64, q Population) (cp, auc [][]float64) {
	t.Helper()
	s, omega, err := sc.varied()
	if err != nil {
		t.Fatal(err)
	}
	m := &Model{File: &ModelFile{ID: sc.Model}, sys: s, omega: omega}
	c, err := m.crowd(sc.Subject, sc.Rule, times, q.Seed)
	if err != nil {
		t.Fatal(err)
	}
	e, err := newEngine(s, c.p.e.recs, sc.Rule, 1e-10)
	if err != nil {
		t.Fatal(err)
	}
	for i := range q.Children {
		c.draw(i)
		if err := e.run(c.p.eta); err != nil {
			t.Fatal(err)
		}
		var x, y []float64
		for _, at := range c.at {
			x, y = append(x, e.pred[at]), append(y, e.auc[at])
		}
		cp, auc = append(cp, x), append(auc, y)
	}
	return cp, auc
}

// withinRanks holds a percentile between its neighbours in rank, widened by the
// stated error.
func withinRanks(t *testing.T, got float64, rows [][]float64, k int, percent float64) {
	t.Helper()
	values := make([]float64, len(rows))
	for i := range rows {
		values[i] = rows[i][k]
	}
	sort.Float64s(values)
	rank := percent / 100 * float64(len(values))
	low, high := values[max(int(math.Ceil(rank))-2, 0)], values[min(int(rank)+1, len(values)-1)]
	if got < low*(1-SketchError)-1e-9 || got > high*(1+SketchError)+1e-9 {
		t.Errorf("percentile %g at time %d: %v is not between %v and %v", percent, k, got, low, high)
	}
}

func TestTheSameSeedGivesTheSameChildrenOnAnyNumberOfCores(t *testing.T) {
	sc := crowdCase(t, "lin", twoParams, twoSpread, "2")
	q := Population{Children: 1000, Seed: 3}
	many, err := sc.Population(grid(5, 24), q)
	if err != nil {
		t.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one, err := sc.Population(grid(5, 24), q)
	if err != nil {
		t.Fatal(err)
	}
	for i := range one.AUC {
		if one.AUC[i] != many.AUC[i] {
			t.Fatalf("child %d: %v and %v", i, one.AUC[i], many.AUC[i])
		}
	}
	for k := range one.CP {
		for j := range one.CP[k] {
			if one.CP[k][j] != many.CP[k][j] {
				t.Fatalf("percentile %d at time %d differs", j, k)
			}
		}
	}
}

func TestAPopulationThatCannotBeIsRefusedWithTheReason(t *testing.T) {
	sc := crowdCase(t, "lin", twoParams, twoSpread, "2")
	for name, q := range map[string]Population{
		"children":    {Children: 0},
		"percentiles": {Children: 10, Percentiles: []float64{95, 5}},
	} {
		if _, err := sc.Population(grid(3, 1), q); !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	sc.Variability = map[string]float64{"CL": -1, "XX": 0.2}
	if _, err := sc.Population(grid(3, 1), Population{Children: 10}); err == nil || !strings.Contains(err.Error(), "variability.CL") || !strings.Contains(err.Error(), "variability.XX") {
		t.Errorf("a negative spread and an unknown parameter: %v", err)
	}
}

// The population of a library model with variability between occasions.
func TestAPopulationOfAModelKeepsItsCovariatesAndOccasions(t *testing.T) {
	m := testModel(t, "busiov")
	sub := rich(m, false)
	got, err := m.Population(sub, []float64{2, 24, 72}, Population{Children: 500, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	p, err := prepare(m, sub, 1e-10)
	if err != nil {
		t.Fatal(err)
	}
	p.objective(make([]float64, p.free))
	if err := p.e.run(p.eta[:2]); err != nil {
		t.Fatal(err)
	}
	typical := p.e.auc[len(p.e.auc)-1]
	if mid := got.Cumulative[2][2]; math.Abs(mid/typical-1) > 0.15 {
		t.Errorf("the median exposure %v is far from the typical %v", mid, typical)
	}
}

// 100,000 virtual children, two compartments, 16 infusions, 241 points with exact
// cumulative AUC.
func BenchmarkPopulation(b *testing.B) {
	run := func(name string, sc *Scenario, times []float64, children int) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := sc.Population(times, Population{Children: children, Seed: 1}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	two := crowdCase(b, "lin", twoParams, twoSpread, "2")
	run("curves", two, grid(241, 0.4), 100_000)
	run("AUC", two, []float64{96}, 100_000)
	run("saturable", crowdCase(b, "mm", mmParams, mmSpread, "2"), grid(241, 0.4), 10_000)
}
