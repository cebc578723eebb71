package survival

import "sort"

// TieConvention says what comes first when an event and a censoring share a time,
// in the Kaplan–Meier of censoring.
type TieConvention string

// The two conventions of R's packages; they differ only where an event shares its
// time with a censoring.
const (
	// Simultaneous counts those with an event at t among those who could have been
	// censored at t: the convention of cmprsk::crr, and the default.
	Simultaneous TieConvention = "cmprsk"
	// EventsFirst takes events just before censorings of the same time, so that
	// they leave the risk set of censoring: the convention of survival::finegray.
	EventsFirst TieConvention = "survival"
)

// censoringCurve is the Kaplan–Meier curve G of not being censored.
type censoringCurve struct {
	time, surv, atRisk, censored []float64 // at the times of censoring
}

func newCensoringCurve(d Data, ties TieConvention) censoringCurve {
	var c censoringCurve
	surv := 1.0
	for _, t := range tallies(d) {
		if t.censor == 0 {
			continue
		}
		n := float64(t.atRisk)
		if ties == EventsFirst {
			n -= float64(t.event)
		}
		surv *= (n - float64(t.censor)) / n
		c.time, c.surv = append(c.time, t.time), append(c.surv, surv)
		c.atRisk, c.censored = append(c.atRisk, n), append(c.censored, float64(t.censor))
	}
	return c
}

// before is G(t-).
func (c censoringCurve) before(t float64) float64 {
	k := sort.SearchFloat64s(c.time, t)
	if k == 0 {
		return 1
	}
	return c.surv[k-1]
}
