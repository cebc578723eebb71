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
	cox := &CoxFit{model: m, strata: groups(nil, len(m.x)), Regression: Regression{Ties: o.Ties, Cause: o.Cause, Robust: true, N: d.Len()}}
	cox.name(d.Covariates)
	if err := cox.fit(o.Level); err != nil {
		return nil, err
	}
	var meat *square
	if o.Convention == Simultaneous {
		u := m.scoreResiduals(cox.b, cox.fits)
		m.addCensoringInfluence(u, cox, d, free)
		k := m.clusterSquares(u)
		meat = &k
	}
	cox.finish(meat)
	cox.Concordance = m.concordance(m.linear(cox.b), roundingOfPredictors, math.Inf(1), nil)
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
	var raw [][]float64
	add := func(i int, start, stop, weight float64, event, faded bool) {
		x := make([]float64, m.p)
		for j, c := range d.Covariates {
			x[j] = c.Values[i]
		}
		raw = append(raw, x)
		m.start, m.stop, m.weight = append(m.start, start), append(m.stop, stop), append(m.weight, weight)
		m.event, m.faded = append(m.event, event), append(m.faded, faded)
	}
	for i, s := range d.Status {
		add(i, math.Inf(-1), d.Time[i], 1, s == o.Cause, false)
	}
	m.setClusters(d.Cluster, d.Len())
	own := m.cluster
	for i, s := range d.Status {
		if s > 0 && s != o.Cause {
			add(i, d.Time[i], math.Inf(1), 1/free.before(d.Time[i]), false, true)
			own = append(own, own[i])
		}
	}
	m.cluster, m.stratum = own, make([]int, len(raw))
	m.standardize(raw)
	m.prepare(1, func(_ int, t float64) float64 { return free.before(t) })
	return m
}

// addCensoringInfluence adds to the residuals of the subjects' own rows what each
// subject moves through the estimated censoring curve: the integral of Q(u)/Y(u)
// over its censoring martingale, Q(u) the residuals at u and after of those whose
// competing event lies before u: I(s >= u > X) in Fine & Gray's equation for q.
func (m *hazardModel) addCensoringInfluence(u [][]float64, cox *CoxFit, d Data, free censoringCurve) {
	e := m.exposures(cox.fits)
	part := m.parts[0]
	last := part.afterMom - 1
	risk, riskX, next := 0.0, make([]float64, m.p), 0
	drift := make([]float64, m.p) // integral of Q dN/Y² so far
	jumps := make([][]float64, len(free.time))
	drifts := make([][]float64, len(free.time))
	for k, t := range free.time {
		for ; next < len(part.fading) && m.start[part.fading[next]] < t; next++ {
			i := part.fading[next]
			r := m.weight[i] * math.Exp(dot(m.x[i], cox.b))
			risk += r
			for j, x := range m.x[i] {
				riskX[j] += r * x
			}
		}
		h := e.g[last]
		hx := append([]float64(nil), e.gx[last]...)
		if at := e.until(part, math.Nextafter(t, math.Inf(-1))); at >= part.firstMom {
			h -= e.g[at]
			for j := range hx {
				hx[j] -= e.gx[at][j]
			}
		}
		jump := make([]float64, m.p)
		for j := range jump {
			jump[j] = (riskX[j]*h - risk*hx[j]) / free.atRisk[k]
			drift[j] += jump[j] * free.censored[k] / free.atRisk[k]
		}
		jumps[k], drifts[k] = jump, append([]float64(nil), drift...)
	}
	for i, t := range d.Time {
		k := lastAt(free.time, t)
		if k < 0 {
			continue
		}
		for j := range u[i] {
			u[i][j] -= drifts[k][j]
			if d.Status[i] == 0 {
				u[i][j] += jumps[k][j]
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
	for at, mo := range m.moments {
		times, jumps = append(times, mo.time), append(jumps, f.cox.fits[at].hazard*math.Exp(shift))
	}
	return times, jumps
}

// Predict is the incidence of the cause for someone with the covariates x, in the
// order of Names.
func (f *FineGrayFit) Predict(x []float64) (IncidenceCurve, error) {
	if len(x) != len(f.Names) {
		return IncidenceCurve{}, optionError("there are %d values for %d covariates", len(x), len(f.Names))
	}
	m, eta := f.cox.model, 0.0
	for j, b := range f.cox.b {
		eta += b * (x[j] - m.center[j]) / m.scale[j]
	}
	var out IncidenceCurve
	h := 0.0
	for at, mo := range m.moments {
		h += f.cox.fits[at].hazard * math.Exp(eta)
		out.Time, out.Incidence = append(out.Time, mo.time), append(out.Incidence, -math.Expm1(-h))
	}
	return out, nil
}
