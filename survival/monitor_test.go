package survival

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestProportionsAgreeWithR(t *testing.T) {
	for _, c := range [][2]int{{0, 12}, {1, 600}, {30, 40}, {471, 612}, {480, 612}} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			v := loadVector(t, fmt.Sprintf("binom_%d_of_%d", c[0], c[1]))
			got := obj{"x": c[0], "n": c[1], "exact_p_greater_075": must(ExactGreater(c[0], c[1], .75))(t)}
			for key, m := range map[string]ProportionMethod{"clopper_pearson": ClopperPearson, "wilson": Wilson, "wilson_cc": WilsonCC, "agresti_coull": AgrestiCoull, "jeffreys": Jeffreys, "wald": Wald} {
				e := must(Proportion(c[0], c[1], m, 0))(t)
				got["p"], got[key] = e.Value, []float64{e.Lower, e.Upper}
			}
			for key, m := range map[string]ProportionMethod{"wilson_99": Wilson, "clopper_99": ClopperPearson} {
				e := must(Proportion(c[0], c[1], m, .99))(t)
				got[key] = []float64{e.Lower, e.Upper}
			}
			compare(t, "binom", got, v.Expected, v.Rtol)
		})
	}
}

// 480 of 612: the interval decides whether "above 75 %" may be said.
func TestClaimAboveThreeQuartersHangsOnTheInterval(t *testing.T) {
	exact, score := must(Proportion(480, 612, ClopperPearson, 0))(t), must(Proportion(480, 612, Wilson, 0))(t)
	if exact.Lower >= 0.75 || score.Lower <= 0.75 {
		t.Errorf("exact %v, score %v", exact, score)
	}
}

func TestDifferenceAgreesWithR(t *testing.T) {
	v := loadVector(t, "newcombe_diff")
	e := must(Difference(480, 612, 45, 71, 0))(t)
	compare(t, "difference", obj{"x1": 480, "n1": 612, "x2": 45, "n2": 71, "diff": e.Value, "newcombe": []float64{e.Lower, e.Upper},
		"fisher_p": must(FisherExact(480, 612, 45, 71))(t)}, v.Expected, v.Rtol)
}

func TestFunnelLimitsAgreeWithR(t *testing.T) {
	v := loadVector(t, "funnel_exact_limits")
	sizes := []int{5, 10, 20, 40, 80, 160, 320, 612}
	got := obj{"n": sizes, "target": 0.78}
	for key, lvl := range map[string]float64{"95": .95, "998": .998} {
		var lo, up, nlo, nup []float64
		for _, l := range must(Funnel(.78, sizes, lvl))(t) {
			lo, up, nlo, nup = append(lo, l.Lower), append(up, l.Upper), append(nlo, l.NormalLower), append(nup, l.NormalUpper)
		}
		got["lower"+key], got["upper"+key] = lo, up
		if key == "95" {
			got["normal95_lower"], got["normal95_upper"] = nlo, nup
		}
	}
	compare(t, "funnel", got, v.Expected, v.Rtol)
}

// caseMix is the one-year mortality of the children with pseudo-centres.
func caseMix(t *testing.T) (event []bool, centre []string, fit LogisticFit) {
	f := loadFrame(t, "uci_children_analysis")
	time, os := f.num("os_time"), f.num("os")
	f = f.where(func(i int) bool { return time[i] >= 365 || os[i] == 1 })
	id := f.num("id")
	time, os = f.num("os_time"), f.num("os")
	for i := range id {
		event = append(event, os[i] == 1 && time[i] <= 365)
		centre = append(centre, fmt.Sprint((int(id[i])*7)%6+1))
	}
	return event, centre, must(Logistic(event, f.covs("age10", "malignant", "high_risk", "hla_mm")))(t)
}

func TestCentresAgreeWithR(t *testing.T) {
	v := loadVector(t, "risk_adjusted_centres")
	event, centre, fit := caseMix(t)
	c := must(CompareCentres(event, fit.Predicted, centre, 0))(t)
	cols := map[string][]float64{}
	for _, x := range c.Centres {
		for k, v := range map[string]float64{"n": float64(x.N), "O": x.Observed, "E": x.Expected, "SMR": x.Ratio, "z": x.Z, "p_two_sided": x.P,
			"smr_lower": x.Lower, "smr_upper": x.Upper, "adjusted_survival": x.AdjustedEventFree} {
			cols[k] = append(cols[k], v)
		}
	}
	got := obj{"glm_coef": fit.Coef, "glm_se": fit.SE, "centre": skip, "winsor_phi": c.Overdispersion} // centre: text
	for k, v := range cols {
		got[k] = v
	}
	compare(t, "centres", got, v.Expected, v.Rtol)
}

func TestCUSUMAgreesWithR(t *testing.T) {
	v := loadVector(t, "cusum_risk_adjusted")
	event, _, fit := caseMix(t)
	up := must(RiskAdjustedCUSUM(event, fit.Predicted, 2, 3))(t)
	down := must(RiskAdjustedCUSUM(event, fit.Predicted, .5, 3))(t)
	var y []int
	for _, e := range event {
		if e {
			y = append(y, 1)
		} else {
			y = append(y, 0)
		}
	}
	signal := math.NaN()
	if up.FirstSignal >= 0 {
		signal = float64(up.FirstSignal + 1)
	}
	compare(t, "cusum", obj{"y": y, "p": fit.Predicted, "weight": up.Weight, "cusum": up.Path, "cusum_improve": down.Path, "vlad": up.VLAD,
		"first_signal_h3": signal, "max": up.Extreme}, v.Expected, v.Rtol)
}

func TestMonitoringRefusesWhatHasNoAnswer(t *testing.T) {
	checks := map[string]error{}
	_, checks["proportion"] = Proportion(3, 2, Wilson, 0)
	_, checks["method"] = Proportion(1, 2, "other", 0)
	_, checks["target"] = Funnel(1, []int{5}, 0)
	_, checks["size"] = Funnel(.5, []int{0}, 0)
	_, checks["prediction"] = RiskAdjustedCUSUM([]bool{true}, []float64{1}, 2, 3)
	_, checks["ratio"] = RiskAdjustedCUSUM([]bool{true}, []float64{.5}, 1, 3)
	_, checks["separated"] = Logistic([]bool{true, false}, []Covariate{{Name: "x", Values: []float64{1, 0}}})
	_, checks["centres"] = CompareCentres([]bool{true}, []float64{.5}, nil, 0)
	_, checks["fisher"] = FisherExact(2, 1, 0, 1)
	for name, err := range checks {
		if !errors.Is(err, ErrOption) && !errors.Is(err, ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestExactIntervalsCoverTheirProportion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 2000).Draw(t, "n")
		x := rapid.IntRange(0, n).Draw(t, "x")
		for _, m := range []ProportionMethod{Wilson, WilsonCC, ClopperPearson, Jeffreys} {
			e, err := Proportion(x, n, m, 0)
			if err != nil || e.Lower < 0 || e.Upper > 1 || e.Lower > e.Value+1e-12 || e.Upper < e.Value-1e-12 {
				t.Fatalf("%s of %d/%d: %+v %v", m, x, n, e, err)
			}
		}
	})
}
