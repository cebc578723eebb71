package survival

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func coxObject(f *CoxFit) obj {
	return obj{"names": skip, "coef": f.Coef, "se": f.SE, "naive_se": f.NaiveSE, "var": f.Var, "hr": f.HR, "hr_lower95": f.Lower, "hr_upper95": f.Upper, // names: R's spelling
		"z": f.Z, "p": f.P, "loglik_null": f.LogLikNull, "loglik": f.LogLik, "lrt": f.LRT.Statistic, "score": f.Score.Statistic,
		"robust_score": f.RobustScore.Statistic, "df": f.LRT.DF, "n": f.N, "nevent": f.Events,
		"concordance": f.Concordance.Value, "concordance_se": f.Concordance.SE, "ties": string(f.Ties)}
}

func logOf(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.Log(v)
	}
	return out
}

func is(x []string, v string) []float64 {
	out := make([]float64, len(x))
	for i, s := range x {
		if s == v {
			out[i] = 1
		}
	}
	return out
}

// complete keeps the rows in which none of the columns is empty, as R does.
func (f frame) complete(names ...string) frame {
	return f.where(func(i int) bool {
		for _, n := range names {
			if f.cols[n][i] == "" || f.cols[n][i] == "NA" {
				return false
			}
		}
		return true
	})
}

// coxData are the models of the reference by name.
func coxData(t *testing.T, name string) Data {
	t.Helper()
	switch name {
	case "bmt_dfs":
		f := loadFrame(t, "kmsurv_bmt_analysis")
		d := f.data("dfs_time", "dfs", "")
		d.Covariates = f.covs("g2", "g3", "age28", "dage28", "ageint", "mtx")
		return d
	case "children":
		f := loadFrame(t, "uci_children_analysis")
		d := f.data("os_time", "os", "")
		d.Covariates = append(f.covs("age10", "pbsc", "malignant", "high_risk", "hla_mm"), Covariate{Name: "log(cd34)", Values: logOf(f.num("cd34"))})
		return d
	case "colon":
		f := loadFrame(t, "survival_colon")
		e := f.text("etype")
		f = f.where(func(i int) bool { return e[i] == "2" })
		d := f.data("time", "status", "")
		d.Covariates = append([]Covariate{{Name: "Lev", Values: is(f.text("rx"), "Lev")}, {Name: "Lev+5FU", Values: is(f.text("rx"), "Lev+5FU")}},
			f.covs("age", "sex", "node4", "extent")...)
		return d
	case "lung":
		f := loadFrame(t, "survival_lung").complete("age", "sex", "ph_ecog")
		d := f.data("time", "status", "")
		for i := range d.Status {
			d.Status[i]--
		}
		d.Covariates = f.covs("age", "sex", "ph_ecog")
		return d
	case "ebmt3_rfs":
		return ebmt3(t)
	}
	t.Fatal(name)
	return Data{}
}

func ebmt3(t *testing.T) Data {
	f := loadFrame(t, "mstate_ebmt3")
	d := f.data("rfstime", "rfsstat", "")
	d.Covariates = []Covariate{
		{Name: "ALL", Values: is(f.text("dissub"), "ALL")}, {Name: "CML", Values: is(f.text("dissub"), "CML")},
		{Name: "20-40", Values: is(f.text("age"), "20-40")}, {Name: ">40", Values: is(f.text("age"), ">40")},
		{Name: "TCD", Values: is(f.text("tcd"), "TCD")}, {Name: "mismatch", Values: is(f.text("drmatch"), "Gender mismatch")}}
	return d
}

var coxNames = []string{"bmt_dfs", "children", "colon", "lung", "ebmt3_rfs"}

func TestCoxModelsAgreeWithR(t *testing.T) {
	for _, n := range coxNames {
		for _, ties := range []Ties{Efron, Breslow} {
			t.Run(n+"_"+string(ties), func(t *testing.T) {
				v := loadVector(t, "cox_"+n+"_"+string(ties))
				compare(t, n, coxObject(must(Cox(coxData(t, n), CoxOptions{Ties: ties}))(t)), v.Expected, v.Rtol)
			})
		}
	}
}

func TestStratifiedCoxAgreesWithR(t *testing.T) {
	f := loadFrame(t, "kmsurv_bmt_analysis")
	d := f.data("dfs_time", "dfs", "")
	d.Strata, d.Covariates = f.text("hospital"), f.covs("g2", "g3", "fab")
	v := loadVector(t, "cox_strata_bmt_hospital")
	compare(t, "strata", coxObject(must(Cox(d, CoxOptions{}))(t)), v.Expected, v.Rtol)
}

func TestClusteredCoxAgreesWithR(t *testing.T) {
	f := loadFrame(t, "survival_colon")
	d := f.data("time", "status", "")
	d.Strata, d.Cluster = f.text("etype"), f.text("id")
	d.Covariates = []Covariate{{Name: "Lev", Values: is(f.text("rx"), "Lev")}, {Name: "Lev+5FU", Values: is(f.text("rx"), "Lev+5FU")}}
	v := loadVector(t, "cox_cluster_colon")
	compare(t, "cluster", coxObject(must(Cox(d, CoxOptions{}))(t)), v.Expected, v.Rtol)
}

func TestTimeDependentCoxAgreesWithR(t *testing.T) {
	f := loadFrame(t, "survival_heart")
	d := f.data("stop", "event", "")
	d.Entry, d.Covariates = f.num("start"), f.covs("age", "surgery", "transplant")
	tx := f.num("transplant")
	for _, n := range []string{"age", "surgery"} {
		x := f.num(n)
		for i := range x {
			x[i] *= tx[i]
		}
		d.Covariates = append(d.Covariates, Covariate{Name: n + ":transplant", Values: x})
	}
	v := loadVector(t, "cox_heart_timedep")
	compare(t, "heart", coxObject(must(Cox(d, CoxOptions{}))(t)), v.Expected, v.Rtol)
}

func TestLeftTruncatedCoxAgreesWithR(t *testing.T) {
	f := loadFrame(t, "kmsurv_channing")
	age, entry := f.num("age"), f.num("ageentry")
	f = f.where(func(i int) bool { return age[i] > entry[i] })
	d := f.data("age", "death", "")
	d.Entry, d.Covariates = f.num("ageentry"), f.covs("gender")
	v := loadVector(t, "lefttrunc_channing_cox")
	compare(t, "channing", coxObject(must(Cox(d, CoxOptions{}))(t)), v.Expected, v.Rtol)
}

func TestCauseSpecificCoxAgreesWithR(t *testing.T) {
	f := loadFrame(t, "kmsurv_bmt_analysis")
	d := f.data("dfs_time", "cr_status", "")
	d.Covariates = f.covs("g2", "g3", "age28", "mtx")
	v := loadVector(t, "cause_specific_cox_bmt")
	got := obj{"relapse": coxObject(must(Cox(d, CoxOptions{Cause: 1}))(t)), "nrm": coxObject(must(Cox(d, CoxOptions{Cause: 2}))(t))}
	compare(t, "cause", got, v.Expected, v.Rtol)
	if _, err := Cox(d, CoxOptions{}); !errors.Is(err, ErrInput) {
		t.Errorf("two causes and none named: got %v", err)
	}
}

func TestConcordanceAgreesWithR(t *testing.T) {
	d := coxData(t, "children")
	d.Covariates = []Covariate{d.Covariates[0], d.Covariates[3], d.Covariates[4], d.Covariates[5]}
	f := must(Cox(d, CoxOptions{}))(t)
	lp := f.LinearPredictor()
	h := must(ConcordanceOf(d, lp, HarrellWeight, 0))(t)
	got := obj{"harrell": h.Value, "harrell_se": h.SE, "counts": []float64{h.Concordant, h.Discordant, h.TiedX, h.TiedTime, h.TiedXTime},
		"uno": must(ConcordanceOf(d, lp, UnoWeight, 0))(t).Value, "uno_tau730": must(ConcordanceOf(d, lp, UnoWeight, 730))(t).Value}
	v := loadVector(t, "concordance_children")
	compare(t, "concordance", got, v.Expected, v.Rtol)
}

func TestCoxRefusesWhatHasNoAnswer(t *testing.T) {
	d := Data{Time: []float64{1, 2, 3}, Status: []int{0, 0, 0}, Covariates: []Covariate{{Name: "a", Values: []float64{1, 2, 3}}}}
	if _, err := Cox(d, CoxOptions{}); !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), "no event") {
		t.Errorf("no events: %v", err)
	}
	d.Status, d.Covariates = []int{1, 1, 1}, nil
	if _, err := Cox(d, CoxOptions{}); !errors.Is(err, ErrOption) {
		t.Errorf("no covariates: %v", err)
	}
	d.Covariates = []Covariate{{Name: "a", Values: []float64{1, 2}}}
	if _, err := Cox(d, CoxOptions{}); !errors.Is(err, ErrInput) {
		t.Errorf("short covariate: %v", err)
	}
}

func TestColumnThatDependsOnOthersHasNoCoefficient(t *testing.T) {
	d := Data{Time: []float64{1, 2, 3, 4, 5, 6}, Status: []int{1, 1, 1, 1, 0, 1}, Covariates: []Covariate{
		{Name: "a", Values: []float64{1, 5, 2, 7, 3, 4}}, {Name: "twice", Values: []float64{2, 10, 4, 14, 6, 8}}, {Name: "constant", Values: []float64{7, 7, 7, 7, 7, 7}}}}
	f := must(Cox(d, CoxOptions{}))(t)
	if math.IsNaN(f.Coef[0]) || !math.IsNaN(f.Coef[1]) || !math.IsNaN(f.Coef[2]) || f.LRT.DF != 1 || len(f.Warnings) != 2 {
		t.Errorf("coefficients %v, df %d, warnings %v", f.Coef, f.LRT.DF, f.Warnings)
	}
}

// Worked by hand: the score of three deaths is zero at the estimate.
func TestCoxOfThreeWorkedByHand(t *testing.T) {
	d := Data{Time: []float64{1, 2, 3, 4}, Status: []int{1, 1, 1, 0}, Covariates: []Covariate{{Name: "x", Values: []float64{0, 1, 0, 1}}}}
	// log likelihood, e = exp(b): -log(2+2e) + b - log(1+2e) - log(1+e); its derivative is
	// 1 - 2e/(2+2e) - 2e/(1+2e) - e/(1+e).
	f := must(Cox(d, CoxOptions{}))(t)
	e := f.HR[0]
	if g := e/(1+e) + 2*e/(1+2*e) + e/(1+e); math.Abs(g-1) > 1e-9 {
		t.Errorf("score at the estimate: %v", 1-g)
	}
}

func TestUnitsOfACovariateOnlyScaleItsCoefficient(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := histories(1).Draw(t, "data")
		x := make([]float64, d.Len())
		for i := range x {
			x[i] = float64(rapid.IntRange(-96, 96).Draw(t, "x")) / 32
		}
		y := make([]float64, len(x))
		for i := range x {
			y[i] = 1000*x[i] + 5
		}
		d.Covariates = []Covariate{{Name: "x", Values: x}}
		a, err := Cox(d, CoxOptions{})
		if err != nil || !a.Converged || math.IsNaN(a.Coef[0]) {
			return
		}
		d.Covariates = []Covariate{{Name: "y", Values: y}}
		b, err := Cox(d, CoxOptions{})
		if err != nil || math.Abs(a.LogLik-b.LogLik) > 1e-7 || math.Abs(a.Z[0]-b.Z[0]) > 1e-4 {
			t.Fatalf("%v %v against %v %v (%v)", a.Coef, a.LogLik, b.Coef, b.LogLik, err)
		}
	})
}
