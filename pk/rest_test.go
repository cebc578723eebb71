package pk

import (
	"fmt"
	"math"
	"testing"
)

// restful is a child with an infusion and two levels of its own size.
func restful(k int) Subject {
	nan := math.NaN()
	dose := 20 + 3*float64(k)
	sub := Subject{ID: fmt.Sprint(k), Covariates: []string{"WT", "PMA"}, Records: []Record{
		{Time: 0, EVID: 1, Amt: dose, Rate: dose / 2, CMT: 1, DV: nan, MDV: true},
		{Time: 2.5, EVID: 0, DV: dose / 25},
		{Time: 6 + float64(k%3), EVID: 0, DV: dose / 60},
	}}
	for i := range sub.Records {
		sub.Records[i].Cov = []float64{12 + float64(k), 100}
	}
	return sub
}

// An estimate gives its memory back to later ones, and answers afterwards as if
// nobody had used it in between.
func TestAnEstimateAnswersTheSameAfterOthersHaveUsedItsMemory(t *testing.T) {
	m := testModel(t, "bus1")
	answers := func(est *Estimate) string {
		draws, effective, err := est.Sample(40, 7)
		if err != nil {
			t.Fatal(err)
		}
		auc, err := est.AUC(0, 30)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(est.Eta, est.Cov, est.IPred, est.IPredAt(4), est.ByRecord(), auc, draws[39].Eta, effective)
	}
	fit := func(k int) *Estimate {
		est, err := m.Fit(restful(k), FitOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return est
	}
	var first []string
	for k := range 8 {
		first = append(first, answers(fit(k)))
	}
	var all []*Estimate
	for k := range 8 {
		all = append(all, fit(k))
	}
	for k := range 8 { // each asked after all others were made, and twice
		if got := answers(all[k]); got != first[k] {
			t.Errorf("child %d: %s, alone %s", k, got, first[k])
		}
		if got := answers(all[k]); got != first[k] {
			t.Errorf("child %d asked again: %s, alone %s", k, got, first[k])
		}
	}
}
