package survival

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// regressionData draws histories with two covariates, one of few values so that
// predictors tie.
func regressionData(causes int) *rapid.Generator[Data] {
	return rapid.Custom(func(t *rapid.T) Data {
		d := histories(causes).Draw(t, "data")
		x, y := make([]float64, d.Len()), make([]float64, d.Len())
		for i := range x {
			x[i] = float64(rapid.IntRange(0, 2).Draw(t, "x"))
			y[i] = float64(rapid.IntRange(-64, 64).Draw(t, "y")) / 64
			d.Time[i]++ // so that every row can be split
		}
		d.Covariates = []Covariate{{Name: "x", Values: x}, {Name: "y", Values: y}}
		return d
	})
}

func close64(a, b, tol float64) bool {
	return (math.IsNaN(a) && math.IsNaN(b)) || math.Abs(a-b) <= tol*(1+math.Abs(b))
}

// Splitting a history into intervals says nothing new: fit, tests, concordance and
// its error over subjects stay what they were.
func TestSplitHistoriesGiveTheSameCoxModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := regressionData(1).Draw(t, "data")
		d.Strata, d.By = d.By, nil
		ties := rapid.SampledFrom([]Ties{Efron, Breslow}).Draw(t, "ties")
		cut := make([]float64, d.Len())
		for i := range cut {
			cut[i] = float64(rapid.IntRange(1, 31).Draw(t, "cut")) - 0.5
		}
		s, err := SplitAt(d, "unused", cut)
		if err != nil {
			t.Fatal(err)
		}
		s.Covariates = s.Covariates[1:]
		d.Cluster = nil
		a, errA := Cox(d, CoxOptions{Ties: ties})
		b, errB := Cox(s, CoxOptions{Ties: ties})
		if (errA == nil) != (errB == nil) {
			t.Fatal(errA, errB)
		}
		if errA != nil || !a.Converged || !b.Converged {
			return
		}
		for j := range a.Coef {
			if !close64(a.Coef[j], b.Coef[j], 1e-6) || !close64(a.NaiveSE[j], b.NaiveSE[j], 1e-6) {
				t.Fatalf("whole %v %v, split %v %v", a.Coef, a.NaiveSE, b.Coef, b.NaiveSE)
			}
		}
		ca, cb := a.Concordance, b.Concordance
		if !close64(a.LogLik, b.LogLik, 1e-9) || !close64(a.Score.Statistic, b.Score.Statistic, 1e-7) || !close64(ca.Concordant, cb.Concordant, 1e-9) ||
			!close64(ca.TiedX, cb.TiedX, 1e-9) || !close64(ca.SE, cb.SE, 1e-7) {
			t.Fatalf("whole %+v, split %+v", a.Regression, b.Regression)
		}
	})
}

// The definition, pair by pair.
func pairByPair(d Data, x []float64) (con, dis, tied float64) {
	for i := range x {
		if d.Status[i] == 0 {
			continue
		}
		for j := range x {
			late := d.Time[j] > d.Time[i] || (d.Time[j] == d.Time[i] && d.Status[j] == 0)
			if !late || (d.Entry != nil && d.Entry[j] >= d.Time[i]) {
				continue
			}
			switch {
			case x[i] > x[j]:
				con++
			case x[i] < x[j]:
				dis++
			default:
				tied++
			}
		}
	}
	return con, dis, tied
}

func TestConcordanceCountsEveryPair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := regressionData(1).Draw(t, "data")
		if rapid.Bool().Draw(t, "late") {
			d.Entry = make([]float64, d.Len())
			for i := range d.Entry {
				d.Entry[i] = float64(rapid.IntRange(0, int(d.Time[i])-1).Draw(t, "entry"))
			}
		}
		x := d.Covariates[0].Values
		c, err := ConcordanceOf(d, x, HarrellWeight, 0)
		if err != nil {
			t.Fatal(err)
		}
		con, dis, tied := pairByPair(d, x)
		if c.Concordant != con || c.Discordant != dis || c.TiedX != tied {
			t.Fatalf("trees %v %v %v, pairs %v %v %v", c.Concordant, c.Discordant, c.TiedX, con, dis, tied)
		}
	})
}

// The infinitesimal jackknife is a derivative: leaving one row out moves the
// estimate by nearly minus its influence, so over many rows the two errors agree.
func TestErrorOfTheConcordanceIsNearTheJackknife(t *testing.T) {
	d := Data{}
	x := []float64{}
	for i := 0; i < 120; i++ {
		u := math.Mod(float64(i)*0.6180339887498949, 1)
		x = append(x, float64(i%7))
		d.Time = append(d.Time, math.Ceil(100*u)+float64(i%5)*8)
		d.Status = append(d.Status, min(i%3, 1))
	}
	all := must(ConcordanceOf(d, x, HarrellWeight, 0))(t)
	v := 0.0
	for i := range x {
		keep := func(r int) bool { return r != i }
		rest := append(append([]float64(nil), x[:i]...), x[i+1:]...)
		c := must(ConcordanceOf(d.Subset(keep), rest, HarrellWeight, 0))(t)
		v += (c.Value - all.Value) * (c.Value - all.Value)
	}
	if jack := math.Sqrt(v); math.Abs(jack/all.SE-1) > 0.03 {
		t.Errorf("jackknife %v, influence %v", jack, all.SE)
	}
}

func TestOrderOfRowsDoesNotMatterToAnyAnalysis(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := regressionData(2).Draw(t, "data")
		p := d.rows(rapid.Permutation(groups(nil, d.Len())[0].rows).Draw(t, "order"))
		ga, errA := Gray(d, 1)
		gb, errB := Gray(p, 1)
		if (errA == nil) != (errB == nil) || len(ga) != len(gb) {
			t.Fatal(errA, errB)
		}
		for k := range ga {
			for i := range ga[k].Score {
				if !close64(ga[k].Score[i], gb[k].Score[i], 1e-9) || !close64(ga[k].Variance[i][i], gb[k].Variance[i][i], 1e-9) {
					t.Fatalf("Gray %+v against %+v", ga[k], gb[k])
				}
			}
		}
		for _, c := range []TieConvention{Simultaneous, EventsFirst} {
			a, errA := FineGray(d, FineGrayOptions{Convention: c})
			b, errB := FineGray(p, FineGrayOptions{Convention: c})
			if (errA == nil) != (errB == nil) {
				t.Fatal(errA, errB)
			}
			if errA != nil || !a.Converged || !b.Converged {
				continue
			}
			for j := range a.Coef {
				if !close64(a.Coef[j], b.Coef[j], 1e-6) || !close64(a.SE[j], b.SE[j], 1e-5) {
					t.Fatalf("%s: %v %v against %v %v", c, a.Coef, a.SE, b.Coef, b.SE)
				}
			}
		}
	})
}

// A fading row is a short way of writing many rows with falling weights: after its
// competing event a subject stands in each later interval between censorings with
// its weight there.
func TestFadingRowsEqualTheSplitRowsOfTheWeightedCoxModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := regressionData(2).Draw(t, "data")
		o := FineGrayOptions{Cause: 1, Convention: EventsFirst, Ties: Breslow}
		free := newCensoringCurve(d, o.Convention)
		short := newSubdistribution(d, o, free)
		if len(short.moments) == 0 {
			return
		}
		long := splitSubdistribution(d, free)
		b := []float64{rapid.Float64Range(-1, 1).Draw(t, "b1"), rapid.Float64Range(-1, 1).Draw(t, "b2")}
		at, lt := short.evaluate(b, nil), long.evaluate(b, nil)
		if !close64(at.loglik, lt.loglik, 1e-9) || !close64(at.u[0], lt.u[0], 1e-8) || !close64(at.u[1], lt.u[1], 1e-8) {
			t.Fatalf("fading %v %v, split %v %v", at.loglik, at.u, lt.loglik, lt.u)
		}
	})
}

func splitSubdistribution(d Data, free censoringCurve) *hazardModel {
	var rows []int
	var start, stop, weight []float64
	var event []int
	add := func(i int, from, to, w float64, status int) {
		rows, start, stop = append(rows, i), append(start, from), append(stop, to)
		weight, event = append(weight, w), append(event, status)
	}
	for i, t := range d.Time {
		status := 0
		if d.Status[i] == 1 {
			status = 1
		}
		add(i, math.Inf(-1), t, 1, status)
		if d.Status[i] > 1 {
			for day := t; day < 40; day++ {
				add(i, day, day+1, free.before(day+1)/free.before(t), 0)
			}
		}
	}
	long := d.rows(rows)
	long.Strata, long.Entry, long.Time, long.Status = nil, start, stop, event
	m, _ := newHazardModel(long, Breslow)
	for k, r := range m.origin { // the same centre and scale as the short rows
		m.weight[k] = weight[r]
		for j, c := range d.Covariates {
			m.x[k*m.p+j] = (c.Values[rows[r]] - mean(c.Values)) / spread(c.Values)
		}
	}
	return m
}

func mean(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v / float64(len(x))
	}
	return s
}

// spread is the mean distance from the mean, or 1 where there is none.
func spread(x []float64) float64 {
	s, m := 0.0, mean(x)
	for _, v := range x {
		s += math.Abs(v-m) / float64(len(x))
	}
	if s == 0 {
		return 1
	}
	return s
}

func TestTailsAndQuantilesHaveTheirKnownValues(t *testing.T) {
	for _, c := range []struct {
		got, want float64
		what      string
	}{
		{chiSquareTail(3.841458820694124, 1), 0.05, "5 % point of chi-square 1 (Abramowitz & Stegun, table 26.8)"},
		{chiSquareTail(5.991464547107979, 2), 0.05, "chi-square 2"},
		{chiSquareTail(18.307038053275146, 10), 0.05, "chi-square 10"},
		{chiSquareTail(0, 3), 1, "chi-square at 0"},
		{normalQuantile(0.975), 1.959963984540054, "normal 97.5 %"},
		{twoSided(1.959963984540054), 0.05, "two-sided normal"},
		{regularizedBeta(2, 3, 0.4), 0.5248, "I(2,3) at 0.4: the polynomial 6x²-8x³+3x⁴"},
		{poissonAtMost(2, 3), 8.5 * math.Exp(-3), "Poisson: e^-3 (1+3+4.5)"},
		{binomialAtMost(1, 4, 0.5), 5. / 16, "binomial"},
		{binomialProbability(2, 4, 0.5), 6. / 16, "binomial point"},
	} {
		if math.Abs(c.got-c.want) > 1e-13 {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}
	if p := chiSquareTail(1400, 3); !(p > 0 && p < 1e-300) {
		t.Errorf("far tail %v", p)
	}
}

func TestBetaQuantileTurnsTheDistributionRound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Float64Range(0.5, 400).Draw(t, "a"), rapid.Float64Range(0.5, 400).Draw(t, "b")
		p := rapid.Float64Range(1e-6, 0.9995).Draw(t, "p")
		if got := regularizedBeta(a, b, betaQuantile(p, a, b)); math.Abs(got-p) > 1e-9 {
			t.Fatalf("%v came back as %v", p, got)
		}
	})
}

func TestInverseOfAMatrixIsItsInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5).Draw(t, "n")
		m := newSquare(n)
		for k := 0; k < 3*n; k++ {
			m.addOuter(rapid.SliceOfN(rapid.Float64Range(-1, 1), n, n).Draw(t, "v"), 1)
		}
		for i := 0; i < n; i++ {
			m.add(i, i, 0.1)
		}
		inv, aliased := m.inverse()
		if len(aliased) > 0 {
			t.Fatal("a positive definite matrix lost columns")
		}
		p := m.mul(inv)
		for i := 0; i < n; i++ {
			for j := 0; j < n; j++ {
				want := 0.0
				if i == j {
					want = 1
				}
				if math.Abs(p.at(i, j)-want) > 1e-9 {
					t.Fatalf("product %v", p.rows())
				}
			}
		}
	})
}
