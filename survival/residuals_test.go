package survival

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestResidualsAgreeWithR(t *testing.T) {
	for _, n := range coxNames {
		t.Run(n, func(t *testing.T) {
			v := loadVector(t, "coxresid_"+n)
			d := coxData(t, n)
			f := must(Cox(d, CoxOptions{}))(t)
			base := must(f.Predict(make([]float64, len(f.Names)), CurveOptions{}))(t)[0]
			var schoenfeld [][]float64
			for _, s := range f.SchoenfeldResiduals(false)[:10] {
				schoenfeld = append(schoenfeld, s.Residual)
			}
			got := obj{"martingale_first20": f.Martingale()[:20], "deviance_first20": f.Deviance()[:20], "schoenfeld_first10": schoenfeld,
				"lp_first10": f.LinearPredictor()[:10], "basehaz_time": base.Time, "basehaz": base.CumHaz}
			compare(t, n, got, v.Expected, v.Rtol)
		})
	}
}

func TestPredictionAgreesWithR(t *testing.T) {
	v := loadVector(t, "coxpred_bmt")
	file := loadFrame(t, "kmsurv_bmt_analysis")
	d := file.data("dfs_time", "dfs", "")
	d.Covariates = file.covs("g2", "g3", "age28", "fab")
	f := must(Cox(d, CoxOptions{}))(t)
	times := []float64{100, 365, 730, 1825}
	cols := map[string][][]float64{}
	for _, x := range [][]float64{{0, 0, 0, 1}, {1, 0, -18, 0}} {
		c := must(f.Predict(x, CurveOptions{}))(t)[0]
		for i, a := range c.ReadAt(times) {
			for k, v := range map[string]float64{"surv": a.Surv, "se": a.SE, "lower": a.Lower, "upper": a.Upper, "cumhaz": -math.Log(a.Surv)} {
				if len(cols[k]) <= i {
					cols[k] = append(cols[k], nil)
				}
				cols[k][i] = append(cols[k][i], v)
			}
		}
	}
	got := obj{"time": times}
	for k, v := range cols {
		got[k] = v
	}
	compare(t, "prediction", got, v.Expected, v.Rtol)
}

func TestProportionalHazardsTestsAgreeWithR(t *testing.T) {
	for _, n := range coxNames {
		t.Run(n, func(t *testing.T) {
			v := loadVector(t, "coxzph_"+n)
			f := must(Cox(coxData(t, n), CoxOptions{}))(t)
			got := obj{}
			for _, tr := range []TimeTransform{KMTime, IdentityTime, RankTime, LogTime} {
				var chi, p []float64
				var df []int
				for _, x := range must(f.ProportionalHazards(tr))(t) {
					chi, p, df = append(chi, x.Statistic), append(p, x.P), append(df, x.DF)
				}
				got[string(tr)] = obj{"terms": skip, "chisq": chi, "df": df, "p": p, "transform": string(tr)} // terms: R's spelling
			}
			compare(t, n, got, v.Expected, v.Rtol)
		})
	}
}

func TestTermOfSeveralColumnsIsTestedAsOne(t *testing.T) {
	d := Data{Time: []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, Status: []int{1, 1, 0, 1, 1, 1, 0, 1, 1, 0}}
	d.Covariates = append(Factor("arm", []string{"a", "b", "c", "a", "b", "c", "a", "b", "c", "a"}), Covariate{Name: "x", Values: []float64{3, 1, 4, 1, 5, 9, 2, 6, 5, 3}})
	ts := must(must(Cox(d, CoxOptions{}))(t).ProportionalHazards(""))(t)
	if len(ts) != 3 || ts[0].Name != "arm" || ts[0].DF != 2 || ts[1].DF != 1 || ts[2].Name != "GLOBAL" || ts[2].DF != 3 {
		t.Errorf("%+v", ts)
	}
}

func TestTransformsThatDoNotExistAreRefused(t *testing.T) {
	d := Data{Time: []float64{0, 2, 3}, Status: []int{1, 1, 1}, Covariates: []Covariate{{Name: "x", Values: []float64{1, 0, 2}}}}
	f := must(Cox(d, CoxOptions{}))(t)
	if _, err := f.ProportionalHazards("sqrt"); !errors.Is(err, ErrOption) {
		t.Errorf("sqrt: %v", err)
	}
	if _, err := f.ProportionalHazards(LogTime); !errors.Is(err, ErrInput) {
		t.Errorf("log of zero: %v", err)
	}
}

// Identities of the residuals at the maximum: martingale and score residuals add
// to zero, and so do the Schoenfeld residuals.
func TestResidualsAddToZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := histories(1).Draw(t, "data")
		x := rapid.SliceOfN(rapid.Float64Range(-2, 2), d.Len(), d.Len()).Draw(t, "x")
		d.Covariates = []Covariate{{Name: "x", Values: x}}
		d.Strata, d.By = d.By, nil
		if rapid.Bool().Draw(t, "late") {
			d.Entry = make([]float64, d.Len())
			for i := range d.Entry {
				d.Entry[i] = math.Floor(d.Time[i]/2) - 1
			}
		}
		f, err := Cox(d, CoxOptions{Ties: rapid.SampledFrom([]Ties{Efron, Breslow}).Draw(t, "ties")})
		if err != nil || !f.Converged || math.IsNaN(f.Coef[0]) {
			return
		}
		martingale, score, schoenfeld := 0.0, 0.0, 0.0
		for i, r := range f.Martingale() {
			martingale += r
			score += f.ScoreResiduals()[i][0]
		}
		for _, s := range f.SchoenfeldResiduals(false) {
			schoenfeld += s.Residual[0]
		}
		if math.Abs(martingale) > 1e-6 || math.Abs(score) > 1e-6 || math.Abs(schoenfeld) > 1e-6 {
			t.Fatalf("martingale %v, score %v, schoenfeld %v", martingale, score, schoenfeld)
		}
	})
}

// The changes of the coefficient when each row is left out are the parts of the
// robust variance (Lin & Wei, JASA 1989;84:1074): their squares add up to it.
func TestTheChangesOfLeavingARowOutMakeTheRobustVariance(t *testing.T) {
	d := Data{Time: []float64{1, 2, 3, 4, 5, 6}, Status: []int{1, 1, 0, 1, 0, 1}, Covariates: []Covariate{{Name: "x", Values: []float64{1, 0, 1, 0, 0, 1}}},
		Cluster: []string{"a", "b", "c", "d", "e", "f"}}
	f := must(Cox(d, CoxOptions{}))(t)
	sum, squares := 0.0, 0.0
	for _, change := range f.DFBeta() {
		sum, squares = sum+change[0], squares+change[0]*change[0]
	}
	if math.Abs(sum) > 1e-9 || math.Abs(math.Sqrt(squares)-f.SE[0]) > 1e-9 {
		t.Errorf("they add up to %v, their squares to %v, the robust error is %v", sum, math.Sqrt(squares), f.SE[0])
	}
}
