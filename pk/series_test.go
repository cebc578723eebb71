package pk

import (
	"math"
	"testing"
)

// A system with exponentials of the time, saturation and an empty compartment,
// by its series and by the pair of Dormand and Prince.
func TestTheSeriesAgreesWithTheRungeKuttaPair(t *testing.T) {
	m := textModel(t, `
id: mixed
drug: test
evidence: {status: gap, tier: D}
structure: {elimination: given}
parameters: [{name: A, value: 2}]
equations: |
  V1 = 5*exp(eta1)
  CP = CENT/V1
  FALL = exp(-0.2*t/(50 + t))
  dCENT/dt = -A*FALL*CP/(1 + CP/3) - 0.4*CENT + 0.2*PER
  dPER/dt = 0.4*CENT - (0.2 + 0.001*TIME)*PER
iiv: {omega2: {1: 0.1}}
residual: {type: proportional, proportional_sd_fraction: 0.1}
`)
	sub := rich(m, false)
	e, err := newEngine(m.sys, sub.Records, Backward, 1e-11)
	if err != nil {
		t.Fatal(err)
	}
	for i := range e.recs {
		e.recs[i].Cov = nil
	}
	if e.open.series == nil {
		t.Fatal("the formulas have no series")
	}
	if err := e.run([]float64{0.2}); err != nil {
		t.Fatal(err)
	}
	pred, auc := append([]float64(nil), e.pred...), append([]float64(nil), e.auc...)
	e.open.series = nil
	if err := e.run([]float64{0.2}); err != nil {
		t.Fatal(err)
	}
	for i := range pred {
		if math.Abs(pred[i]-e.pred[i]) > 1e-9*(1+e.pred[i]) || math.Abs(auc[i]-e.auc[i]) > 1e-9*(1+e.auc[i]) {
			t.Errorf("record %d: %v and %v, AUC %v and %v", i+1, pred[i], e.pred[i], auc[i], e.auc[i])
		}
	}
}

// A stiff exchange is left to the implicit method in the middle of a stretch.
func TestAStiffStretchLeavesTheSeries(t *testing.T) {
	sc := &Scenario{Model: "lin", Rule: Backward}
	s, err := build(blueprint{equations: "CP = CENT\ndCENT/dt = -20000*CENT + 20000*PER\ndPER/dt = 20000*CENT - 20000*PER - 0.1*PER", params: []namedValue{{"V1", 1}}})
	if err != nil {
		t.Fatal(err)
	}
	recs := []Record{{Time: 0, EVID: 1, CMT: 1, Amt: 2}, {Time: 10, EVID: 2}}
	e, err := newEngine(s, recs, sc.Rule, 1e-8)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.run(nil); err != nil {
		t.Fatal(err)
	}
	if want := math.Exp(-0.05 * 10); math.Abs(e.pred[1]/want-1) > 1e-4 {
		t.Errorf("%v, about %v", e.pred[1], want)
	}
	if !e.open.left {
		t.Error("the series did not give up")
	}
}
