package survival

import (
	"math"
	"testing"
)

func TestGroupTestsByHand(t *testing.T) {
	var h struct {
		Stratified struct {
			Time       []float64
			Status     []int
			By, Strata []string
			handTest
		}
		Gray struct {
			Time   []float64
			Status []int
			By     []string
			Score  exact
		}
	}
	byHand(t, "groups", &h)
	s := h.Stratified
	s.check(t, "stratified log-rank", Data{Time: s.Time, Status: s.Status, By: s.By, Strata: s.Strata}, 0)
	g := must(Gray(Data{Time: h.Gray.Time, Status: h.Gray.Status, By: h.Gray.By}, 0))(t)
	agree(t, "Gray's score", g[0].Score, []exact{h.Gray.Score})
}

// At the first event S is 5/6 with the Greenwood sum 1/30; each scale is written out.
func TestLimitsByHand(t *testing.T) {
	d := Data{Time: []float64{1, 2, 3, 3, 3, 6}, Status: []int{1, 0, 1, 1, 0, 1}}
	const z, s = 1.959963984540054, 5.0 / 6
	sum := math.Sqrt(1.0 / 30)
	logit := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	square := func(x float64) float64 { return x * x }
	for conf, want := range map[Transform][2]float64{
		Plain:   {s - z*s*sum, 1},
		Log:     {s * math.Exp(-z*sum), 1},
		LogLog:  {math.Pow(s, math.Exp(z*sum/math.Log(1/s))), math.Pow(s, math.Exp(-z*sum/math.Log(1/s)))},
		Logit:   {logit(math.Log(5) - z*6*sum), logit(math.Log(5) + z*6*sum)},
		Arcsine: {square(math.Sin(math.Asin(math.Sqrt(s)) - z/2*sum*math.Sqrt(5))), square(math.Sin(math.Asin(math.Sqrt(s)) + z/2*sum*math.Sqrt(5)))},
	} {
		c := must(KaplanMeier(d, CurveOptions{Conf: conf}))(t)[0]
		if math.Abs(c.Lower[0]-want[0]) > 1e-12 || math.Abs(c.Upper[0]-want[1]) > 1e-12 {
			t.Errorf("%s: %v to %v, by hand %v", conf, c.Lower[0], c.Upper[0], want)
		}
	}
}

func TestIllnessAndDeathByHand(t *testing.T) {
	var h struct {
		Moves                               [][]any
		Times                               []float64
		AtRisk                              [][]int
		Healthy, Ill, Dead, HealthyVariance []exact
	}
	byHand(t, "states", &h)
	var rows []Sojourn
	for _, m := range h.Moves {
		rows = append(rows, Sojourn{m[0].(string), m[1].(float64), m[2].(float64), int(m[3].(float64)), int(m[4].(float64))})
	}
	a := must(AalenJohansen(rows, 3, GreenwoodCIF))(t)
	state := func(of [][]float64, s int) (out []float64) {
		for _, p := range of {
			out = append(out, p[s])
		}
		return out
	}
	for k, n := range a.NRisk {
		sameInts(t, "at risk", n, h.AtRisk[k])
	}
	agree(t, "healthy", state(a.P, 0), h.Healthy)
	agree(t, "ill", state(a.P, 1), h.Ill)
	agree(t, "dead", state(a.P, 2), h.Dead)
	agree(t, "variance of healthy", squared(state(a.SE, 0)), h.HealthyVariance)
}

// orNever turns an absent time into one that never comes.
func orNever(times []*float64) (out []float64, happened []bool) {
	for _, t := range times {
		if t == nil {
			out, happened = append(out, math.NaN()), append(happened, false)
			continue
		}
		out, happened = append(out, *t), append(happened, true)
	}
	return out, happened
}

func TestLandmarkByHand(t *testing.T) {
	var h struct {
		Time          []float64
		Status        []int
		Since         []*float64
		At            float64
		Kept, Exposed []float64
		KeptStatus    []int
		Without       struct {
			Times    []float64
			AtRisk   []int
			Survival []exact
		}
	}
	byHand(t, "landmark", &h)
	since, _ := orNever(h.Since)
	d := must(Landmark(Data{Time: h.Time, Status: h.Status}, h.At, "exposed", since))(t)
	sameNumbers(t, "kept", d.Time, h.Kept)
	sameInts(t, "status", d.Status, h.KeptStatus)
	sameNumbers(t, "exposed", d.Covariates[0].Values, h.Exposed)
	c := must(KaplanMeier(d, CurveOptions{}))(t)[0]
	sameNumbers(t, "times without", c.Time, h.Without.Times)
	sameInts(t, "at risk without", c.NRisk, h.Without.AtRisk)
	agree(t, "survival without", c.Surv, h.Without.Survival)
}

func sameNumbers(t *testing.T, what string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %v, by hand %v", what, got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("%s: %v, by hand %v", what, got, want)
			return
		}
	}
}

func TestCompositeByHand(t *testing.T) {
	var h struct {
		Last           []float64
		Relapse, Death []*float64
		Time           []float64
		First          []string
		Times          []float64
		Survival       []exact
	}
	byHand(t, "composite", &h)
	relapse, relapsed := orNever(h.Relapse)
	death, died := orNever(h.Death)
	c := must(FirstOf(h.Last, []Component{{"relapse", relapsed, relapse}, {"death", died, death}}))(t)
	sameNumbers(t, "time", c.Time, h.Time)
	for i, k := range c.Cause {
		name := ""
		if k > 0 {
			name = c.Names[k-1]
		}
		if name != h.First[i] {
			t.Errorf("row %d: first %q, by hand %q", i+1, name, h.First[i])
		}
	}
	d := c.Data()
	for i := range d.Status {
		d.Status[i] = min(d.Status[i], 1)
	}
	curve := must(KaplanMeier(d, CurveOptions{}))(t)[0]
	sameNumbers(t, "times", curve.Time, h.Times)
	agree(t, "survival", curve.Surv, h.Survival)
}

// Five of six, six of six; a funnel of six around one half. Wilson's limits solve
// (p - L)² = z² L (1 - L) / n; the lower limit of Clopper and Pearson of all six
// solves L⁶ = 1/40; the funnel lies where 1/64, 7/64, 57/64 and 63/64 are cut at
// 1/40 and 39/40: at (1 - 9/10)/6 and (5 - 1/10)/6.
func TestProportionAndFunnelByHand(t *testing.T) {
	const z = 1.959963984540054
	w := must(Proportion(5, 6, Wilson, 0.95))(t)
	for _, l := range []float64{w.Lower, w.Upper} {
		if off := (5.0/6-l)*(5.0/6-l) - z*z*l*(1-l)/6; math.Abs(off) > 1e-12 {
			t.Errorf("Wilson: %v does not solve its equation (%v)", l, off)
		}
	}
	c := must(Proportion(6, 6, ClopperPearson, 0.95))(t)
	if math.Abs(math.Pow(c.Lower, 6)-1.0/40) > 1e-12 || c.Upper != 1 {
		t.Errorf("Clopper–Pearson: %+v", c)
	}
	f := must(Funnel(0.5, []int{6}, 0.95))(t)[0]
	agree(t, "funnel", []float64{f.Lower, f.Upper}, []exact{"1/60", "49/60"})
}
