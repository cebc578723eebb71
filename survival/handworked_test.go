package survival

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"os"
	"strings"
	"testing"
)

// byHand reads a set of six subjects that was worked on paper.
func byHand(t *testing.T, name string, into any) {
	t.Helper()
	b, err := os.ReadFile("testdata/handworked/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

// exact is a number as it stands on paper: a fraction, "log 8/5", "-1 log 96",
// "sqrt 1/27", or "none".
type exact string

func (e exact) value(t *testing.T) float64 {
	t.Helper()
	if e == "none" {
		return math.NaN()
	}
	factor, of, f := 1.0, strings.Fields(string(e)), func(x float64) float64 { return x }
	if len(of) == 3 {
		factor, of = exact(of[0]).value(t), of[1:]
	}
	if len(of) == 2 {
		f = map[string]func(float64) float64{"log": math.Log, "sqrt": math.Sqrt}[of[0]]
		of = of[1:]
	}
	r, ok := new(big.Rat).SetString(of[0])
	if !ok || f == nil {
		t.Fatalf("%q is no exact number", string(e))
	}
	x, _ := r.Float64()
	return factor * f(x)
}

// agree compares computed numbers with those on paper.
func agree(t *testing.T, what string, got []float64, want []exact) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %v, by hand %v", what, got, want)
	}
	for i, w := range want {
		x := w.value(t)
		if g := got[i]; math.Abs(g-x) > 1e-12*(1+math.Abs(x)) || math.IsNaN(g) != math.IsNaN(x) {
			t.Errorf("%s, place %d: %.17g, by hand %s", what, i+1, g, w)
		}
	}
}

func squared(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = v * v
	}
	return out
}

func sameInts(t *testing.T, what string, got, want []int) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: %v, by hand %v", what, got, want)
	}
}

type handTest struct {
	Observed, Expected  []exact
	Variance, Statistic exact
}

func (h handTest) check(t *testing.T, name string, d Data, rho float64) {
	t.Helper()
	g := must(LogRank(d, Weighting{Rho: rho}))(t)
	var observed, expected []float64
	for _, c := range g.Groups {
		observed, expected = append(observed, c.Observed), append(expected, c.Expected)
	}
	agree(t, name+" observed", observed, h.Observed)
	agree(t, name+" expected", expected, h.Expected)
	agree(t, name, []float64{g.Variance[0][0], g.Statistic}, []exact{h.Variance, h.Statistic})
}

func TestOneEventByHand(t *testing.T) {
	var h struct {
		Time   []float64
		Status []int
		By     []string
		Curve  struct {
			Time                                                       []float64
			AtRisk, Event, Censored                                    []int
			Survival, Variance, Hazard, HazardVariance, HazardOneByOne []exact
		}
		Median, Quarter exact
		Mean            struct {
			Tau            float64
			Mean, Variance exact
		}
		FollowUp     struct{ Survival []exact }
		Completeness struct {
			Horizon                              float64
			Observed, Potential, Index, Complete exact
		}
		LogRank, Peto handTest
		Pseudo        struct {
			At     float64
			Values []exact
		}
	}
	byHand(t, "one_event", &h)
	d := Data{Time: h.Time, Status: h.Status}
	c := must(KaplanMeier(d, CurveOptions{}))(t)[0]
	sameInts(t, "at risk", c.NRisk, h.Curve.AtRisk)
	sameInts(t, "events", c.NEvent, h.Curve.Event)
	sameInts(t, "censored", c.NCensor, h.Curve.Censored)
	agree(t, "survival", c.Surv, h.Curve.Survival)
	agree(t, "Greenwood", squared(c.SE), h.Curve.Variance)
	agree(t, "Nelson–Aalen", c.CumHaz, h.Curve.Hazard)
	agree(t, "its variance", squared(c.CumHazSE), h.Curve.HazardVariance)
	agree(t, "one by one", must(KaplanMeier(d, CurveOptions{Estimator: FlemingHarrington}))(t)[0].CumHaz, h.Curve.HazardOneByOne)
	mean := c.RestrictedMean(h.Mean.Tau)
	agree(t, "quantiles and mean", []float64{c.Median().Value, c.Quantile(0.25).Value, mean.Mean, mean.SE * mean.SE}, []exact{h.Median, h.Quarter, h.Mean.Mean, h.Mean.Variance})
	agree(t, "follow-up", must(ReverseKaplanMeier(d, CurveOptions{}))(t)[0].Surv, h.FollowUp.Survival)
	f := must(FollowUpCompleteness(d, h.Completeness.Horizon, nil))(t)
	agree(t, "completeness", []float64{f.Observed, f.Potential, f.Index, f.CompleteShare}, []exact{h.Completeness.Observed, h.Completeness.Potential, h.Completeness.Index, h.Completeness.Complete})
	agree(t, "pseudo-values", must(PseudoSurvival(d, h.Pseudo.At))(t), h.Pseudo.Values)
	d.By = h.By
	h.LogRank.check(t, "log-rank", d, 0)
	h.Peto.check(t, "Peto", d, 1)
}

func TestTwoCausesByHand(t *testing.T) {
	var h struct {
		Time, Times    []float64
		Status, AtRisk []int
		Free           []exact
		First, Second  struct{ Incidence, Variance []exact }
	}
	byHand(t, "two_causes", &h)
	d := Data{Time: h.Time, Status: h.Status}
	for _, variance := range []CIFVariance{GreenwoodCIF, JackknifeCIF} {
		cs := must(CumulativeIncidence(d, IncidenceOptions{Variance: variance}))(t)
		sameInts(t, "at risk", cs[0].NRisk, h.AtRisk)
		agree(t, "cause 1", cs[0].Est, h.First.Incidence)
		agree(t, "its variance", squared(cs[0].SE), h.First.Variance)
		agree(t, "cause 2", cs[1].Est, h.Second.Incidence)
		agree(t, "its variance", squared(cs[1].SE), h.Second.Variance)
	}
	d.Status = []int{1, 1, 1, 1, 0, 1}
	agree(t, "free of any", must(KaplanMeier(d, CurveOptions{}))(t)[0].Surv, h.Free)
}

func TestCoxByHand(t *testing.T) {
	var h struct {
		Time, X []float64
		Status  []int
		Breslow struct {
			Coef, Variance, Null, Model, Score, RobustVariance exact
			Hazard, Martingale, Schoenfeld, ScoreResidual      []exact
		}
		Efron     struct{ Null, Score exact }
		Predicted struct {
			One           []exact
			FirstVariance exact
		}
		Proportional exact
		Concordance  struct {
			Concordant, Discordant, Tied float64
			Value                        exact
		}
	}
	byHand(t, "cox", &h)
	d := Data{Time: h.Time, Status: h.Status, Covariates: []Covariate{{Name: "x", Values: h.X}}}
	f := must(Cox(d, CoxOptions{Ties: Breslow}))(t)
	b := h.Breslow
	agree(t, "Breslow", []float64{f.Coef[0], f.Var[0][0], f.LogLikNull, f.LogLik, f.Score.Statistic}, []exact{b.Coef, b.Variance, b.Null, b.Model, b.Score})
	agree(t, "baseline", must(f.Predict([]float64{0}, CurveOptions{}))(t)[0].CumHaz, b.Hazard)
	agree(t, "prediction at one", must(f.Predict([]float64{1}, CurveOptions{}))(t)[0].CumHaz, h.Predicted.One)
	se := must(f.Predict([]float64{0}, CurveOptions{}))(t)[0].CumHazSE[0]
	agree(t, "variance of the baseline", []float64{se * se}, []exact{h.Predicted.FirstVariance})
	agree(t, "proportional hazards", []float64{must(f.ProportionalHazards(IdentityTime))(t)[0].Statistic}, []exact{h.Proportional})
	agree(t, "martingale", f.Martingale(), b.Martingale)
	var schoenfeld, score []float64
	for _, r := range f.SchoenfeldResiduals(false) {
		schoenfeld = append(schoenfeld, r.Residual[0])
	}
	for _, r := range f.ScoreResiduals() {
		score = append(score, r[0])
	}
	agree(t, "Schoenfeld", schoenfeld, b.Schoenfeld)
	agree(t, "score residuals", score, b.ScoreResidual)
	d.Cluster = []string{"1", "2", "3", "4", "5", "6"}
	agree(t, "robust variance", []float64{must(Cox(d, CoxOptions{Ties: Breslow}))(t).Var[0][0]}, []exact{b.RobustVariance})
	c := f.Concordance
	if c.Concordant != h.Concordance.Concordant || c.Discordant != h.Concordance.Discordant || c.TiedX != h.Concordance.Tied {
		t.Errorf("pairs %+v", c)
	}
	agree(t, "concordance", []float64{c.Value}, []exact{h.Concordance.Value})

	d.Cluster = nil
	e := must(Cox(d, CoxOptions{}))(t)
	agree(t, "Efron", []float64{e.LogLikNull, e.Score.Statistic}, []exact{h.Efron.Null, h.Efron.Score})
	if r := math.Exp(e.Coef[0]); math.Abs(r*r-r-4) > 1e-11 {
		t.Errorf("Efron: r = %v does not solve r² − r − 4 = 0", r)
	} else if information := 2*r/((r+1)*(r+1)) + 2*r/((r+2)*(r+2)); math.Abs(e.Var[0][0]*information-1) > 1e-11 {
		t.Errorf("Efron: variance %v, by hand %v", e.Var[0][0], 1/information)
	}
}

func TestFineGrayByHand(t *testing.T) {
	var h struct {
		Time, X          []float64
		Status           []int
		Cmprsk, Survival struct{ Null, Score exact }
	}
	byHand(t, "fine_gray", &h)
	d := Data{Time: h.Time, Status: h.Status, Covariates: []Covariate{{Name: "x", Values: h.X}}}
	for convention, want := range map[TieConvention]struct{ Null, Score exact }{Simultaneous: h.Cmprsk, EventsFirst: h.Survival} {
		f := must(FineGray(d, FineGrayOptions{Convention: convention}))(t)
		agree(t, string(convention), []float64{f.LogLikNull, f.Score.Statistic}, []exact{want.Null, want.Score})
	}
}

func TestLateEntryByHand(t *testing.T) {
	var h struct {
		Entry, Time, Times []float64
		Status, AtRisk     []int
		Survival           []exact
	}
	byHand(t, "late_entry", &h)
	c := must(KaplanMeier(Data{Entry: h.Entry, Time: h.Time, Status: h.Status}, CurveOptions{}))(t)[0]
	sameInts(t, "at risk", c.NRisk, h.AtRisk)
	agree(t, "survival", c.Surv, h.Survival)
}

func TestMonitorByHand(t *testing.T) {
	var h struct {
		Event                      []bool
		Risk                       exact
		OddsRatio                  float64
		Path, ExpectedLessObserved []exact
	}
	byHand(t, "monitor", &h)
	predicted := make([]float64, len(h.Event))
	for i := range predicted {
		predicted[i] = h.Risk.value(t)
	}
	c := must(RiskAdjustedCUSUM(h.Event, predicted, h.OddsRatio, 4))(t)
	agree(t, "path", c.Path, h.Path)
	agree(t, "VLAD", c.VLAD, h.ExpectedLessObserved)
}
