package survival

import (
	"errors"
	"math"
	"testing"
)

func TestCompletenessAgreesWithTheDefinition(t *testing.T) {
	v := loadVector(t, "clark_completeness_children")
	c := must(FollowUpCompleteness(loadFrame(t, "uci_children_analysis").data("os_time", "os", ""), 1095, nil))(t)
	one := must(FollowUpCompleteness(loadFrame(t, "uci_children_analysis").data("os_time", "os", ""), 365, nil))(t)
	compare(t, "clark", obj{"horizon": c.Horizon, "observed": c.Observed, "potential": c.Potential, "clark_C": c.Index, "pct_complete_1y": one.CompleteShare}, v.Expected, v.Rtol)
}

// never is NaN where the event did not happen.
func never(happened, time []float64) []float64 {
	out := make([]float64, len(time))
	for i := range out {
		out[i] = math.NaN()
		if happened[i] == 1 {
			out[i] = time[i]
		}
	}
	return out
}

func bools(x []float64) []bool {
	out := make([]bool, len(x))
	for i, v := range x {
		out[i] = v == 1
	}
	return out
}

func TestCompositeEndpointAgreesWithItsDerivation(t *testing.T) {
	f := loadFrame(t, "kmsurv_bmt")
	v := loadVector(t, "grfs_derivation_bmt")
	dfs, relapse, dead := f.num("t2"), bools(f.num("d2")), bools(f.num("d1"))
	death := make([]bool, len(dfs))
	for i := range death {
		death[i] = dead[i] && !relapse[i]
	}
	last := append([]float64(nil), dfs...)
	acute, chronic := f.num("ta"), f.num("tc")
	ha, hc := bools(f.num("da")), bools(f.num("dc"))
	for i := range last { // GVHD after relapse is not part of the disease-free time
		ha[i], hc[i] = ha[i] && acute[i] <= last[i], hc[i] && chronic[i] <= last[i]
	}
	c := must(FirstOf(last, []Component{{"acute GVHD", ha, acute}, {"chronic GVHD", hc, chronic}, {"relapse", relapse, dfs}, {"death", death, dfs}}))(t)
	compare(t, "grfs", obj{"time": c.Time, "event": c.Data().Status}, v.Expected, v.Rtol)

	v = loadVector(t, "grfs_bmt")
	d := c.Data()
	all := must(KaplanMeier(d, CurveOptions{}))(t)
	d.By = f.text("group")
	by := must(KaplanMeier(d, CurveOptions{}))(t)
	times := []float64{100, 180, 365, 730}
	got := obj{"events": c.Count, "at": atObject(all, times), "by_group": atObject(by, times), "median": quantileObject(all, []float64{.5}),
		"logrank": testObject(must(LogRank(d, Weighting{}))(t))}
	compare(t, "grfs", got, v.Expected, v.Rtol)
}

func TestComponentAfterTheLastContactIsRefused(t *testing.T) {
	_, err := FirstOf([]float64{10}, []Component{{"death", []bool{true}, []float64{11}}})
	if !errors.Is(err, ErrInput) {
		t.Errorf("got %v", err)
	}
}

func TestImmortalTimeIsAvoidedByTheTwoHonestAnalyses(t *testing.T) {
	v := loadVector(t, "immortal_time_bmt_cgvhd")
	f := loadFrame(t, "kmsurv_bmt_analysis")
	d := f.data("dfs_time", "dfs", "")
	since := never(f.num("cgvhd"), f.num("cgvhd_time"))
	naive := d
	naive.Covariates = f.covs("cgvhd")
	split := must(SplitAt(d, "cgvhd", since))(t)
	split.Cluster = nil // R's fit has no robust variance
	landmark := must(Landmark(d, 180, "cgvhd", since))(t)
	got := obj{"naive_ever": coxObject(must(Cox(naive, CoxOptions{}))(t)), "time_dependent": coxObject(must(Cox(split, CoxOptions{}))(t)),
		"landmark180": coxObject(must(Cox(landmark, CoxOptions{}))(t))}
	compare(t, "immortal", got, v.Expected, v.Rtol)
}

func TestLandmarkAgreesWithR(t *testing.T) {
	v := loadVector(t, "landmark100_bmt_agvhd")
	f := loadFrame(t, "kmsurv_bmt_analysis")
	d := f.data("dfs_time", "dfs", "")
	d.Covariates = f.covs("g2", "g3")
	x := must(Landmark(d, 100, "a", never(f.num("agvhd"), f.num("agvhd_time"))))(t)
	na := 0.0
	for _, a := range x.Covariates[0].Values {
		na += a
	}
	got := obj{"landmark": 100, "n": x.Len(), "n_a": na, "km": atObject(must(KaplanMeier(x, CurveOptions{}))(t), []float64{265, 630, 1725}),
		"logrank": testObject(must(LogRank(x, Weighting{}))(t)), "cox": coxObject(must(Cox(x, CoxOptions{}))(t))}
	compare(t, "landmark", got, v.Expected, v.Rtol)
}

func TestPseudoValuesAgreeWithR(t *testing.T) {
	v := loadVector(t, "pseudo_values_children")
	d := loadFrame(t, "uci_children_analysis").data("os_time", "os", "")
	p := must(PseudoSurvival(d, 365))(t)
	mean := 0.0
	for _, x := range p {
		mean += x / float64(len(p))
	}
	s := must(KaplanMeier(d, CurveOptions{}))(t)[0].ReadAt([]float64{365})[0].Surv
	compare(t, "pseudo", obj{"s365": s, "pseudo": p, "mean": mean}, v.Expected, v.Rtol)
}

// Without censoring the pseudo-value is what happened to the row.
func TestPseudoValuesWithoutCensoringAreTheOutcomes(t *testing.T) {
	d := Data{Time: []float64{1, 2, 3, 4, 5}, Status: []int{1, 1, 1, 1, 1}}
	two := Data{Time: d.Time, Status: []int{1, 2, 1, 2, 1}}
	for name, c := range map[string]struct {
		got  []float64
		want []float64
	}{"survival at 3": {must(PseudoSurvival(d, 3))(t), []float64{0, 0, 0, 1, 1}}, "mean to 4": {must(PseudoRestrictedMean(d, 4))(t), []float64{1, 2, 3, 4, 4}},
		"incidence of 1 at 3": {must(PseudoIncidence(two, 1, 3))(t), []float64{1, 0, 1, 0, 0}}} {
		for i := range c.want {
			if math.Abs(c.got[i]-c.want[i]) > 1e-12 {
				t.Errorf("%s: %v, want %v", name, c.got, c.want)
				break
			}
		}
	}
}

func TestFollowUpAnalysesRefuseWhatHasNoAnswer(t *testing.T) {
	d := Data{Time: []float64{1, 2}, Status: []int{1, 0}}
	late := d
	late.Entry = []float64{0, 1}
	checks := map[string]error{}
	_, checks["horizon"] = FollowUpCompleteness(d, 0, nil)
	_, checks["landmark length"] = Landmark(d, 1, "x", nil)
	_, checks["landmark late entry"] = Landmark(late, 1, "x", []float64{1, 1})
	_, checks["landmark empty"] = Landmark(d, 5, "x", []float64{1, 1})
	_, checks["split length"] = SplitAt(d, "x", nil)
	_, checks["pseudo entry"] = PseudoSurvival(late, 1)
	_, checks["pseudo cause"] = PseudoIncidence(d, 0, 1)
	for name, err := range checks {
		if !errors.Is(err, ErrOption) && !errors.Is(err, ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
