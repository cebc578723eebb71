package survival

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func fineGrayData(t *testing.T, name string) Data {
	switch name {
	case "bmt":
		f := loadFrame(t, "kmsurv_bmt_analysis")
		d := f.data("dfs_time", "cr_status", "")
		d.Covariates = f.covs("g2", "g3", "age28", "mtx")
		return d
	case "bmtcrr":
		f := loadFrame(t, "casebase_bmtcrr")
		d := f.data("ftime", "Status", "")
		d.Covariates = []Covariate{{Name: "dAML", Values: is(f.text("D"), "AML")}, {Name: "age", Values: f.num("Age")},
			{Name: "female", Values: is(f.text("Sex"), "F")}, {Name: "pb", Values: is(f.text("Source"), "PB")}}
		return d
	case "children_gvhd":
		f := loadFrame(t, "uci_children_analysis")
		d := f.data("gvhd_time", "gvhd_status", "")
		d.Covariates = f.covs("age10", "pbsc", "hla_mm", "malignant")
		return d
	case "mgus2":
		f := loadFrame(t, "mgus2_cr")
		d := f.data("time", "status", "")
		d.Covariates = f.covs("age", "male")
		return d
	case "scrucca35":
		f := loadFrame(t, "scrucca_bmt35")
		d := f.data("ftime", "status", "")
		d.Covariates = f.covs("dis")
		return d
	}
	t.Fatal(name)
	return Data{}
}

var fineGrayNames = []string{"bmt", "bmtcrr", "children_gvhd", "mgus2", "scrucca35"}

func TestFineGrayAgreesWithCmprsk(t *testing.T) {
	for _, n := range fineGrayNames {
		t.Run(n, func(t *testing.T) {
			v := loadVector(t, "finegray_crr_"+n)
			f := must(FineGray(fineGrayData(t, n), FineGrayOptions{}))(t)
			times, jumps := f.Baseline()
			got := obj{"names": skip, "coef": f.Coef, "se": f.SE, "var": f.Var, "inv_information": f.NaiveVar, "loglik": f.LogLik, // names: R's spelling
				"loglik_null": f.LogLikNull, "lrt": f.LRT.Statistic, "n": f.N, "uftime": times, "bfitj": jumps}
			compare(t, n, got, v.Expected, v.Rtol)
		})
	}
}

func TestFineGrayAgreesWithTheWeightedCoxOfR(t *testing.T) {
	for _, n := range fineGrayNames {
		t.Run(n, func(t *testing.T) {
			v := loadVector(t, "finegray_weighted_cox_"+n)
			f := must(FineGray(fineGrayData(t, n), FineGrayOptions{Convention: EventsFirst}))(t)
			got := coxObject(&CoxFit{Regression: f.Regression})
			got["rows"], got["weight_sum"], got["n"] = skip, skip, skip // R counts the rows it splits the subjects into
			compare(t, n, got, v.Expected, v.Rtol)
		})
	}
}

func TestTieConventionsDifferAsTheTwoPackagesDo(t *testing.T) {
	v := loadVector(t, "finegray_tie_convention")
	d := Data{Time: floatsOf(v.Expected["time"]), Status: toInts(floatsOf(v.Expected["status"])), Covariates: []Covariate{{Name: "x", Values: floatsOf(v.Expected["x"])}}}
	a := must(FineGray(d, FineGrayOptions{Convention: Simultaneous}))(t)
	b := must(FineGray(d, FineGrayOptions{Convention: EventsFirst}))(t)
	got := obj{"time": d.Time, "status": d.Status, "x": d.Covariates[0].Values, "crr_coef": a.Coef, "finegray_coef": b.Coef, "difference": a.Coef[0] - b.Coef[0]}
	compare(t, "ties", got, v.Expected, v.Rtol)
}

func TestFineGrayPredictionAgreesWithCmprsk(t *testing.T) {
	v := loadVector(t, "finegray_predict_bmt")
	d := fineGrayData(t, "bmt")
	d.Covariates = d.Covariates[:3]
	f := must(FineGray(d, FineGrayOptions{}))(t)
	times := []float64{100, 365, 730, 1825}
	cif := make([][]float64, len(times))
	for _, x := range [][]float64{{0, 0, 0}, {1, 0, -10}, {0, 1, 5}} {
		c := must(f.Predict(x))(t)
		for i, at := range times {
			cif[i] = append(cif[i], c.At(at))
		}
	}
	compare(t, "predict", obj{"times": times, "cif": cif}, v.Expected, v.Rtol)
}

func TestFineGrayWithoutCompetingEventsIsCox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := histories(1).Draw(t, "data")
		d.Covariates = []Covariate{{Name: "x", Values: rapid.SliceOfN(rapid.Float64Range(-2, 2), d.Len(), d.Len()).Draw(t, "x")}}
		a, errA := FineGray(d, FineGrayOptions{})
		b, errB := Cox(d, CoxOptions{Ties: Breslow})
		if (errA == nil) != (errB == nil) {
			t.Fatal(errA, errB)
		}
		if errA != nil || !a.Converged || math.IsNaN(a.Coef[0]) {
			return
		}
		if math.Abs(a.Coef[0]-b.Coef[0]) > 1e-9*(1+math.Abs(b.Coef[0])) || math.Abs(a.LogLik-b.LogLik) > 1e-9 {
			t.Fatalf("%v against %v", a.Coef, b.Coef)
		}
	})
}

func TestFineGrayRefusesWhatItDoesNotOffer(t *testing.T) {
	d := Data{Time: []float64{1, 2, 3}, Status: []int{1, 2, 0}, Covariates: []Covariate{{Name: "x", Values: []float64{1, 2, 1}}}}
	late, strata, bare := d, d, d
	late.Entry, strata.Strata, bare.Covariates = []float64{0, 0, 0}, []string{"a", "a", "b"}, nil
	for name, c := range map[string]struct {
		d Data
		o FineGrayOptions
	}{"entry": {late, FineGrayOptions{}}, "strata": {strata, FineGrayOptions{}}, "no covariates": {bare, FineGrayOptions{}},
		"efron with cmprsk": {d, FineGrayOptions{Ties: Efron}}, "convention": {d, FineGrayOptions{Convention: "other"}}} {
		if _, err := FineGray(c.d, c.o); !errors.Is(err, ErrOption) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
