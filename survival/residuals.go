package survival

import (
	"math"
	"sort"
)

// scoreResiduals are the score contributions of every row in standardized units,
// without the row's weight (Therneau & Grambsch 2000, section 4.6), at the
// coefficients b for which fits were made.
func (m *hazardModel) scoreResiduals(b []float64, fits *momentFits) [][]float64 {
	out := make([][]float64, len(m.stop))
	flat := make([]float64, len(m.stop)*m.p)
	e := m.exposures(fits)
	inParallel(len(out), func(from, to int) {
		hx := make([]float64, m.p)
		for i := from; i < to; i++ {
			x, u := m.row(i), flat[i*m.p:(i+1)*m.p:(i+1)*m.p]
			h := e.of(i, hx)
			risk := math.Exp(dot(x, b))
			for j := range u {
				u[j] = -risk * (x[j]*h - hx[j])
			}
			if at := e.ownAt[i]; at >= 0 {
				for j, mean := range fits.of(fits.mean, at) {
					u[j] += x[j] - mean
				}
			}
			out[i] = u
		}
	})
	return out
}

// clusterSquares sums the weighted residuals within subjects and adds up their
// squares: the middle of a sandwich.
func (m *hazardModel) clusterSquares(u [][]float64) square {
	sums := make([]float64, m.clusters*m.p)
	for i, v := range u {
		of := sums[m.cluster[i]*m.p:][:m.p]
		for j, x := range v {
			of[j] += m.weight[i] * x
		}
	}
	out := newSquare(m.p)
	for k := range m.clusters {
		out.addOuter(sums[k*m.p:(k+1)*m.p], 1)
	}
	return out
}

// exposure answers how much baseline hazard a row has met.
type exposure struct {
	m      *hazardModel
	fits   *momentFits
	h, g   []float64 // running sums over the moments of a stratum: hazard, and hazard times fade
	hx, gx []float64 // the same of hazardX, p values a moment
	ownAt  []int     // moment in which a row dies, or -1
	last   []int     // last moment that a row which ends has met
}

func (m *hazardModel) exposures(fits *momentFits) *exposure {
	n := len(m.moments)
	e := &exposure{m: m, fits: fits, ownAt: make([]int, len(m.stop)), last: make([]int, len(m.stop)),
		h: make([]float64, n), g: make([]float64, n), hx: make([]float64, n*m.p), gx: make([]float64, n*m.p)}
	for i := range e.ownAt {
		e.ownAt[i] = -1
	}
	for _, part := range m.parts {
		e.sumPart(part)
		at := part.firstMom
		for i := part.past - 1; i >= part.first; i-- {
			for at < part.afterMom && m.moments[at].time <= m.stop[i] {
				at++
			}
			e.last[i] = at - 1
		}
	}
	return e
}

func (e *exposure) sumPart(part stratumPart) {
	m, fits := e.m, e.fits
	h, g, hx, gx := 0.0, 0.0, make([]float64, m.p), make([]float64, m.p)
	for at := part.firstMom; at < part.afterMom; at++ {
		fade := m.moments[at].fade
		h, g = h+fits.hazard[at], g+fade*fits.hazard[at]
		for j, v := range fits.of(fits.hazardX, at) {
			hx[j] += v
			gx[j] += fade * v
		}
		e.h[at], e.g[at] = h, g
		copy(fits.of(e.hx, at), hx)
		copy(fits.of(e.gx, at), gx)
		for _, i := range m.moments[at].deaths {
			e.ownAt[i] = at
		}
	}
}

// of sums hazard, and into hx hazardX, over the moments in (start, stop] of row i;
// at the row's own death the share that Efron leaves it.
func (e *exposure) of(i int, hx []float64) (h float64) {
	m := e.m
	clear(hx)
	part := &m.parts[0]
	if len(m.parts) > 1 {
		part = m.partOf(i)
	}
	add := func(at int, sign float64, c, cx []float64) {
		if at < part.firstMom {
			return
		}
		h += sign * c[at]
		for j, v := range e.fits.of(cx, at) {
			hx[j] += sign * v
		}
	}
	if m.faded[i] {
		add(part.afterMom-1, 1, e.g, e.gx)
		add(m.until(*part, m.start[i]), -1, e.g, e.gx)
		return h
	}
	add(e.last[i], 1, e.h, e.hx)
	if !math.IsInf(m.start[i], -1) {
		add(m.until(*part, m.start[i]), -1, e.h, e.hx)
	}
	if at := e.ownAt[i]; at >= 0 {
		h += e.fits.own[at] - e.fits.hazard[at]
		own, all := e.fits.of(e.fits.ownX, at), e.fits.of(e.fits.hazardX, at)
		for j := range hx {
			hx[j] += own[j] - all[j]
		}
	}
	return h
}

// partOf is the part in which a row lies.
func (m *hazardModel) partOf(row int) *stratumPart {
	return &m.parts[sort.Search(len(m.parts), func(k int) bool { return m.parts[k].end > row })]
}

// Martingale gives the residuals observed minus expected events of every row.
func (f *CoxFit) Martingale() []float64 {
	m := f.model
	e := m.exposures(f.fits())
	out, hx := make([]float64, len(m.stop)), make([]float64, m.p)
	for i := range out {
		out[i] = -e.of(i, hx) * math.Exp(dot(m.row(i), f.b))
		if e.ownAt[i] >= 0 {
			out[i]++
		}
	}
	return m.inDataOrder(out)
}

// Deviance gives the martingale residuals made symmetric (Therneau, Grambsch
// & Fleming, Biometrika 1990;77:147).
func (f *CoxFit) Deviance() []float64 {
	out := f.Martingale()
	for i, row := range f.model.origin {
		r, d := out[row], 0.0
		if f.model.event[i] {
			d = math.Log(1 - r) // the expected events
		}
		inside := -2 * (r + d)
		out[row] = math.Copysign(math.Sqrt(math.Max(inside, 0)), r)
	}
	return out
}

// ScoreResiduals of every row, in units of covariate times events.
func (f *CoxFit) ScoreResiduals() [][]float64 {
	out := make([][]float64, f.N)
	for i, u := range f.model.scoreResiduals(f.b, f.fits()) {
		for j := range u {
			u[j] *= f.model.scale[j]
		}
		out[f.model.origin[i]] = u
	}
	return out
}

// DFBeta is the approximate change of the coefficients when a row is left out.
func (f *CoxFit) DFBeta() [][]float64 {
	out := make([][]float64, f.N)
	for i, u := range f.model.scoreResiduals(f.b, f.fits()) {
		d := f.inverse.times(u)
		for j := range d {
			d[j] *= f.model.weight[i] / f.model.scale[j]
		}
		out[f.model.origin[i]] = d
	}
	return out
}

// Schoenfeld is a residual of one event: its covariates minus the mean of the
// risk set.
type Schoenfeld struct {
	Row      int
	Stratum  string
	Time     float64
	Residual []float64
}

// SchoenfeldResiduals lists the events by stratum and time, tied events in row
// order (Schoenfeld, Biometrika 1982;69:239). Scaled, each residual is times the
// number of events and the variance, plus the coefficients (Grambsch & Therneau,
// Biometrika 1994;81:515).
func (f *CoxFit) SchoenfeldResiduals(scaled bool) []Schoenfeld {
	m, fits := f.model, f.fits()
	var out []Schoenfeld
	for at, mo := range m.moments {
		mean := fits.of(fits.mean, at)
		for _, i := range mo.deaths {
			r, x := make([]float64, m.p), m.row(i)
			for j := range r {
				r[j] = x[j] - mean[j]
			}
			if scaled {
				r = f.inverse.times(r)
			}
			for j := range r {
				if scaled {
					r[j] = (r[j]*float64(f.Events) + f.b[j]) / m.scale[j]
				} else {
					r[j] *= m.scale[j]
				}
			}
			out = append(out, Schoenfeld{m.origin[i], f.strata[mo.stratum].label, mo.time, r})
		}
	}
	return out
}

// TimeTransform names the function of time against which proportional hazards
// are tested.
type TimeTransform string

// The four transforms.
const (
	KMTime       TimeTransform = "km" // the default: 1-S(t-), S the Kaplan–Meier of all rows
	IdentityTime TimeTransform = "identity"
	RankTime     TimeTransform = "rank" // mid-ranks among the times of all rows, censored ones too
	LogTime      TimeTransform = "log"
)

// TermTest is the test of one term; the last one, named GLOBAL, is of all.
type TermTest struct {
	Name string
	Test
}

// ProportionalHazards tests for each term whether its coefficient changes with a
// function g of time: the score test of adding g(t) times the term to the model,
// the other coefficients kept where they are (Grambsch & Therneau, Biometrika
// 1994;81:515, exact as in R's survival from 3.0 on). Terms of several columns have
// as many degrees of freedom. Events of one time alone, and a fit without an
// answer, are refused ([ErrInput]).
func (f *CoxFit) ProportionalHazards(transform TimeTransform) ([]TermTest, error) {
	if err := f.refusal(); err != nil {
		return nil, err
	}
	if !f.severalEventTimes() {
		return nil, inputError("all events share one time, so nothing can change with time")
	}
	if transform == "" {
		transform = KMTime
	}
	g, err := f.timeTransform(transform)
	if err != nil {
		return nil, err
	}
	m := f.model
	u, packed := make([]float64, m.p), m.p*(m.p+1)/2
	sum, sumSquared := make([]float64, packed), make([]float64, packed)
	m.evaluate(f.b, func(at int, e *evaluation) {
		for _, i := range m.moments[at].deaths {
			x := m.row(i)
			for j := range u {
				u[j] += g[at] * m.weight[i] * (x[j] - e.step.mean[j])
			}
		}
		for k, v := range e.here {
			sum[k] += g[at] * v
			sumSquared[k] += g[at] * g[at] * v
		}
	})
	once, twice := unpacked(sum, m.p), unpacked(sumSquared, m.p)
	// Variance of the score given the fitted coefficients.
	left := once.mul(f.inverse).mul(once)
	for k := range left.a {
		left.a[k] = twice.a[k] - left.a[k]
	}
	var out []TermTest
	test := func(name string, cols []int) {
		statistic, rank := left.pick(cols).quadratic(take(u, cols))
		out = append(out, TermTest{name, newTest(statistic, rank)})
	}
	for _, term := range f.termColumns() {
		test(term.label, term.rows)
	}
	test("GLOBAL", f.free())
	return out, nil
}

// severalEventTimes reports events of more than one time.
func (f *CoxFit) severalEventTimes() bool {
	for _, mo := range f.model.moments {
		if mo.time != f.model.moments[0].time {
			return true
		}
	}
	return false
}

// termColumns lists the terms in order with their columns that have coefficients.
func (f *CoxFit) termColumns() []labelled {
	var out []labelled
	for j, t := range f.Terms {
		if len(out) == 0 || out[len(out)-1].label != t {
			out = append(out, labelled{label: t})
		}
		if !f.aliased[j] {
			out[len(out)-1].rows = append(out[len(out)-1].rows, j)
		}
	}
	return out
}

// timeTransform is g at every moment, less its mean over the events.
func (f *CoxFit) timeTransform(transform TimeTransform) ([]float64, error) {
	m := f.model
	g := make([]float64, len(m.moments))
	switch transform {
	case IdentityTime, LogTime:
		for at, mo := range m.moments {
			g[at] = mo.time
			if transform == LogTime {
				if mo.time <= 0 {
					return nil, inputError("an event at time 0 has no logarithm; choose another transform than log")
				}
				g[at] = math.Log(mo.time)
			}
		}
	case RankTime:
		stops := append([]float64(nil), m.stop...)
		sort.Float64s(stops)
		for at, mo := range m.moments {
			through := lastAt(stops, mo.time) + 1
			g[at] = float64(sort.SearchFloat64s(stops, mo.time)+1+through) / 2
		}
	case KMTime:
		pooled := f.pooledSurvival()
		for at, mo := range m.moments {
			g[at] = 1 - pooled(mo.time)
		}
	default:
		return nil, optionError("there is no transform of time %q; known are km, identity, rank, log", string(transform))
	}
	mean := 0.0
	for at, mo := range m.moments {
		mean += g[at] * float64(len(mo.deaths)) / float64(f.Events)
	}
	for at := range g {
		g[at] -= mean
	}
	return g, nil
}

// pooledSurvival is S(t-) of all rows whatever their stratum.
func (f *CoxFit) pooledSurvival() func(t float64) float64 {
	d := Data{Time: f.model.stop, Status: make([]int, len(f.model.stop))}
	for _, part := range f.model.parts {
		if len(part.byStart) > 0 {
			d.Entry = f.model.start
		}
	}
	for i, e := range f.model.event {
		if e {
			d.Status[i] = 1
		}
	}
	var times, surv []float64
	s := 1.0
	for _, t := range tallies(d) {
		if t.event > 0 {
			s *= float64(t.atRisk-t.event) / float64(t.atRisk)
			times, surv = append(times, t.time), append(surv, s)
		}
	}
	return func(t float64) float64 {
		if k := lastAt(times, math.Nextafter(t, math.Inf(-1))); k >= 0 {
			return surv[k]
		}
		return 1
	}
}
