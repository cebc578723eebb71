package survival

import (
	"math"
	"sort"
)

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

// FineGrayOptions says how a subdistribution model is fitted; the zero value is
// cause 1 with the tie convention of cmprsk.
type FineGrayOptions struct {
	Cause      int           // 1 when 0
	Convention TieConvention // Simultaneous when empty
	Ties       Ties          // of events of the cause: Breslow when empty; Efron only with EventsFirst
	Level      float64
}

// FineGrayFit is a fitted proportional subdistribution hazards model (Fine &
// Gray, JASA 1999;94:496). Its variance is always a sandwich: with Simultaneous
// the one of the paper (equations 7 and 8), which counts that the censoring curve
// was estimated; with EventsFirst that of the weighted Cox model clustered on
// subjects, which takes the censoring curve as known.
type FineGrayFit struct {
	Regression
	Convention TieConvention
	cox        *CoxFit
}

// FineGray models the incidence of one cause on the covariates of d. After a
// competing event a subject stays at risk with the weight G(t-)/G(T-), G the
// Kaplan–Meier of censoring. Late entry and strata are refused.
func FineGray(d Data, o FineGrayOptions) (*FineGrayFit, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	if d, err = d.merged(); err != nil {
		return nil, err
	}
	switch {
	case d.Entry != nil:
		return nil, optionError("a Fine–Gray model is not offered for late entry")
	case d.Strata != nil:
		return nil, optionError("a Fine–Gray model is not offered with strata")
	case len(d.Covariates) == 0:
		return nil, optionError("a Fine–Gray model needs at least one covariate")
	}
	free := newCensoringCurve(d, o.Convention)
	m := newSubdistribution(d, o, free)
	cox := &CoxFit{model: m, strata: groups(nil, len(m.stop)), Regression: Regression{Ties: o.Ties, Cause: o.Cause, Robust: true, N: d.Len()}}
	cox.name(d.Covariates)
	if err := cox.fit(o.Level); err != nil {
		return nil, err
	}
	var meat *square
	if o.Convention == Simultaneous {
		u := m.scoreResiduals(cox.b, cox.fits())
		m.addCensoringInfluence(u, cox, d, free)
		k := m.clusterSquares(u)
		meat = &k
	}
	cox.finish(meat)
	cox.Concordance = m.concordance(m.linear(cox.b), roundingOfPredictors, math.Inf(1), nil)
	cox.withdraw()
	return &FineGrayFit{Regression: cox.Regression, Convention: o.Convention, cox: cox}, nil
}

func (o FineGrayOptions) complete() (FineGrayOptions, error) {
	if o.Cause == 0 {
		o.Cause = 1
	}
	if o.Cause < 0 {
		return o, optionError("the cause %d is negative", o.Cause)
	}
	if o.Convention == "" {
		o.Convention = Simultaneous
	}
	if o.Convention != Simultaneous && o.Convention != EventsFirst {
		return o, optionError("there is no tie convention %q; known are cmprsk, survival", string(o.Convention))
	}
	var err error
	if o.Ties, err = o.Ties.or(Breslow); err != nil {
		return o, err
	}
	if o.Ties == Efron && o.Convention == Simultaneous {
		return o, optionError("the convention cmprsk knows Breslow's ties only; Efron's go with the convention survival")
	}
	return o, nil
}

// newSubdistribution sets a second, fading row beside each competing event: at
// risk from its time on with the weight 1/G(T-), to be times G(t-) at t.
func newSubdistribution(d Data, o FineGrayOptions, free censoringCurve) *hazardModel {
	m := &hazardModel{p: len(d.Covariates), ties: o.Ties}
	n := d.Len()
	order := d.timeline().falling(nil, 1)
	for k := n - 1; k >= 0; k-- {
		if s := d.Status[order[k]]; s > 0 && s != o.Cause {
			order = append(order, order[k])
		}
	}
	m.place(d, order)
	for k, r := range order {
		m.event[k] = k < n && d.Status[r] == o.Cause
		if k >= n {
			m.start[k], m.stop[k], m.faded[k], m.weight[k] = d.Time[r], math.Inf(1), true, 1/free.before(d.Time[r])
		}
	}
	m.parts = []stratumPart{{past: n, end: len(order)}}
	m.prepare(free.before)
	return m
}

// addCensoringInfluence adds to the residuals of the subjects' own rows what each
// subject moves through the estimated censoring curve: the integral of Q(u)/Y(u)
// over its censoring martingale, Q(u) the residuals at u and after of those whose
// competing event lies before u: I(s >= u > X) in Fine & Gray's equation for q.
func (m *hazardModel) addCensoringInfluence(u [][]float64, cox *CoxFit, d Data, free censoringCurve) {
	e := m.exposures(cox.fits())
	part := m.parts[0]
	last := part.afterMom - 1
	risk, riskX, next, at := 0.0, make([]float64, m.p), part.past, part.firstMom
	drift := make([]float64, m.p) // integral of Q dN/Y² so far
	jumps, drifts := make([]float64, len(free.time)*m.p), make([]float64, len(free.time)*m.p)
	for k, t := range free.time {
		for ; next < part.end && m.start[next] < t; next++ {
			x := m.row(next)
			r := m.weight[next] * math.Exp(dot(x, cox.b))
			risk += r
			for j, v := range x {
				riskX[j] += r * v
			}
		}
		for at < part.afterMom && m.moments[at].time < t {
			at++
		}
		for j := range drift {
			h, hx := e.g[last], e.gx[last*m.p+j]
			if at > part.firstMom {
				h, hx = h-e.g[at-1], hx-e.gx[(at-1)*m.p+j]
			}
			jump := (riskX[j]*h - risk*hx) / free.atRisk[k]
			drift[j] += jump * free.censored[k] / free.atRisk[k]
			jumps[k*m.p+j], drifts[k*m.p+j] = jump, drift[j]
		}
	}
	for i := range part.past {
		k := lastAt(free.time, m.stop[i])
		if k < 0 {
			continue
		}
		for j := range u[i] {
			u[i][j] -= drifts[k*m.p+j]
			if d.Status[m.origin[i]] == 0 {
				u[i][j] += jumps[k*m.p+j]
			}
		}
	}
}

// IncidenceCurve is a predicted incidence over the times of the cause's events.
type IncidenceCurve struct{ Time, Incidence []float64 }

// At reads the curve: zero before its first time.
func (c IncidenceCurve) At(t float64) float64 {
	if k := lastAt(c.Time, t); k >= 0 {
		return c.Incidence[k]
	}
	return 0
}

// Baseline lists the times of the cause's events and the jumps there of the
// cumulative subdistribution hazard at covariates zero.
func (f *FineGrayFit) Baseline() (times, jumps []float64) {
	shift := 0.0
	m := f.cox.model
	for j, b := range f.cox.b {
		shift -= b * m.center[j] / m.scale[j]
	}
	fits := f.cox.fits()
	for at, mo := range m.moments {
		times, jumps = append(times, mo.time), append(jumps, fits.hazard[at]*math.Exp(shift))
	}
	return times, jumps
}

// Predict is the incidence of the cause for someone with the covariates x, in the
// order of Names. A fit without an answer predicts nothing ([ErrInput]).
func (f *FineGrayFit) Predict(x []float64) (IncidenceCurve, error) {
	if err := f.refusal(); err != nil {
		return IncidenceCurve{}, err
	}
	if len(x) != len(f.Names) {
		return IncidenceCurve{}, optionError("there are %d values for %d covariates", len(x), len(f.Names))
	}
	m, eta := f.cox.model, 0.0
	for j, b := range f.cox.b {
		eta += b * (x[j] - m.center[j]) / m.scale[j]
	}
	var out IncidenceCurve
	h, fits := 0.0, f.cox.fits()
	for at, mo := range m.moments {
		h += fits.hazard[at] * math.Exp(eta)
		out.Time, out.Incidence = append(out.Time, mo.time), append(out.Incidence, -math.Expm1(-h))
	}
	return out, nil
}
