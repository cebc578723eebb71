package pk

import (
	"math"
	"testing"
)

// Every linear model of the library, with and without doses given before, over an
// infusion and by mouth where there is a depot: the balance and the engine are two
// ways to the same exposure.
func TestTheBalanceOfMassGivesTheExposureOfTheEngine(t *testing.T) {
	compared := 0
	for _, m := range shipped(t) {
		if !m.fits || !m.sys.closed {
			continue
		}
		for _, given := range []int{0, 2} {
			daily := *m
			if len(daily.sys.kappaNames) > 0 && daily.bins == 0 {
				daily.bins = 24
			}
			if compareExposures(t, &daily, given) {
				compared++
			}
		}
	}
	if compared < 16 {
		t.Errorf("only %d courses were compared", compared)
	}
}

func compareExposures(t *testing.T, m *Model, given int) bool {
	t.Helper()
	c := &DoseCase{ID: "synthetic", Drug: m.File.Drug.EN, Plan: Planned{FirstH: 24 * float64(given), EveryH: 24, Count: 3, DurationH: 1.5}}
	if given > 0 {
		c.GivenDoses = []Given{{Amount: Quantity{9, "mg"}, DurationH: 2, EveryH: 24, Count: given}}
	}
	cov := map[string]float64{}
	for _, name := range m.sys.covNames {
		cov[name] = 1
	}
	for name, x := range map[string]float64{"WT": 15, "AGE": 4, "HT": 100, "BSA": 0.65, "FFM": 12, "PMA": 250, "CRCL": 90} {
		if _, uses := cov[name]; uses {
			cov[name] = x
		}
	}
	sub, planned, err := c.subject(m, cov, 1)
	if err != nil {
		t.Fatalf("%s: %v", m.File.ID, err)
	}
	sub.Records = append(sub.Records, Record{Time: 400, EVID: 2, MDV: true, DV: math.NaN(), Cov: sub.Records[0].Cov})
	p, err := prepare(m, sub, 1e-10)
	if err != nil {
		t.Fatalf("%s: %v", m.File.ID, err)
	}
	draws, _, err := p.priorDraws(12)
	if err != nil {
		return false // the made-up child lies outside what the formulas allow
	}
	x := &exposures{c: c, p: p, planned: planned}
	if x.balance = newBalance(x); x.balance == nil {
		return false
	}
	for _, d := range draws {
		quick, err := x.of(d)
		if err != nil {
			t.Fatal(err)
		}
		for _, dose := range []float64{0.5, 40} {
			want, before, err := x.total(d.Eta, dose)
			if err != nil {
				t.Fatal(err)
			}
			if got := quick.exposure(dose, nil); math.Abs(got-want) > 1e-9*want || math.Abs(quick.received-before) > 1e-9*want {
				t.Fatalf("%s after %d doses: %v and %v, the engine %v and %v", m.File.ID, given, got, quick.received, want, before)
			}
		}
	}
	return true
}
