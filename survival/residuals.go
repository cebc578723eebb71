package survival

import (
	"math"
	"sort"
)

// scoreResiduals are the score contributions of every row in standardized units,
// without the row's weight (Therneau & Grambsch 2000, section 4.6), at the
// coefficients b for which fits were made.
func (m *hazardModel) scoreResiduals(b []float64, fits []momentFit) [][]float64 {
	out := make([][]float64, len(m.x))
	e := m.exposures(fits)
	for i, x := range m.x {
		h, hx, own := e.of(i)
		risk := math.Exp(dot(x, b))
		u := make([]float64, m.p)
		for j := range u {
			u[j] = -risk * (x[j]*h - hx[j])
			if own != nil {
				u[j] += x[j] - own.mean[j]
			}
		}
		out[i] = u
	}
	return out
}

// clusterSquares sums the weighted residuals within subjects and adds up their
// squares: the middle of a sandwich.
func (m *hazardModel) clusterSquares(u [][]float64) square {
	out := newSquare(m.p)
	for _, g := range m.clusterSums(u) {
		out.addOuter(g, 1)
	}
	return out
}

func (m *hazardModel) clusterSums(u [][]float64) [][]float64 {
	sums := make([][]float64, m.clusters)
	for i, v := range u {
		k := m.cluster[i]
		if sums[k] == nil {
			sums[k] = make([]float64, m.p)
		}
		for j, x := range v {
			sums[k][j] += m.weight[i] * x
		}
	}
	return sums
}

// exposure answers how much baseline hazard a row has met.
type exposure struct {
	m       *hazardModel
	fits    []momentFit
	h, g    []float64   // running sums over the moments of a stratum: hazard, and hazard times fade
	hx, gx  [][]float64 // the same of hazardX
	ownAt   []int       // moment in which a row dies, or -1
	scratch []float64
}

func (m *hazardModel) exposures(fits []momentFit) *exposure {
	e := &exposure{m: m, fits: fits, ownAt: make([]int, len(m.x)), scratch: make([]float64, m.p)}
	for i := range e.ownAt {
		e.ownAt[i] = -1
	}
	e.h, e.g = make([]float64, len(fits)), make([]float64, len(fits))
	for _, part := range m.parts {
		h, g, hx, gx := 0.0, 0.0, make([]float64, m.p), make([]float64, m.p)
		for at := part.firstMom; at < part.afterMom; at++ {
			f, fade := &fits[at], m.moments[at].fade
			h, g = h+f.hazard, g+fade*f.hazard
			for j, v := range f.hazardX {
				hx[j] += v
				gx[j] += fade * v
			}
			e.h[at], e.g[at] = h, g
			e.hx, e.gx = append(e.hx, append([]float64(nil), hx...)), append(e.gx, append([]float64(nil), gx...))
			for _, i := range m.moments[at].deaths {
				e.ownAt[i] = at
			}
		}
	}
	return e
}

// until is the index of the last moment of a part that is not after t, or one
// before its first.
func (e *exposure) until(part stratumPart, t float64) int {
	lo, hi := part.firstMom, part.afterMom
	for lo < hi {
		mid := (lo + hi) / 2
		if e.m.moments[mid].time <= t {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo - 1
}

// of sums hazard and hazardX over the moments in (start, stop] of row i; at the
// row's own death the share that Efron leaves it. own is that moment, or nil. The
// slice is used again by the next call.
func (e *exposure) of(i int) (h float64, hx []float64, own *momentFit) {
	m := e.m
	part := m.parts[m.stratum[i]]
	hx = e.scratch
	for j := range hx {
		hx[j] = 0
	}
	add := func(at int, sign float64, c []float64, cx [][]float64) {
		if at < part.firstMom {
			return
		}
		h += sign * c[at]
		for j, v := range cx[at] {
			hx[j] += sign * v
		}
	}
	if m.faded[i] {
		add(part.afterMom-1, 1, e.g, e.gx)
		add(e.until(part, m.start[i]), -1, e.g, e.gx)
		return h, hx, nil
	}
	add(e.until(part, m.stop[i]), 1, e.h, e.hx)
	add(e.until(part, m.start[i]), -1, e.h, e.hx)
	if at := e.ownAt[i]; at >= 0 {
		own = &e.fits[at]
		h += own.own - own.hazard
		for j := range hx {
			hx[j] += own.ownX[j] - own.hazardX[j]
		}
	}
	return h, hx, own
}

// Martingale gives the residuals observed minus expected events of every row.
func (f *CoxFit) Martingale() []float64 {
	m := f.model
	e := m.exposures(f.fits)
	out := make([]float64, len(m.x))
	for i, x := range m.x {
		h, _, own := e.of(i)
		out[i] = -h * math.Exp(dot(x, f.b))
		if own != nil {
			out[i]++
		}
	}
	return out
}

// Deviance gives the martingale residuals made symmetric (Therneau, Grambsch
// & Fleming, Biometrika 1990;77:147).
func (f *CoxFit) Deviance() []float64 {
	out := f.Martingale()
	for i, r := range out {
		d := 0.0
		if f.model.event[i] {
			d = math.Log(1 - r) // the expected events
		}
		inside := -2 * (r + d)
		out[i] = math.Copysign(math.Sqrt(math.Max(inside, 0)), r)
	}
	return out
}

// ScoreResiduals of every row, in units of covariate times events.
func (f *CoxFit) ScoreResiduals() [][]float64 {
	out := f.model.scoreResiduals(f.b, f.fits)
	for _, u := range out {
		for j := range u {
			u[j] *= f.model.scale[j]
		}
	}
	return out
}

// DFBeta is the approximate change of the coefficients when a row is left out.
func (f *CoxFit) DFBeta() [][]float64 {
	out := f.model.scoreResiduals(f.b, f.fits)
	for i, u := range out {
		d := f.inverse.times(u)
		for j := range d {
			d[j] *= f.model.weight[i] / f.model.scale[j]
		}
		out[i] = d
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
	m := f.model
	var out []Schoenfeld
	for at, mo := range m.moments {
		for _, i := range mo.deaths {
			r := make([]float64, m.p)
			for j := range r {
				r[j] = m.x[i][j] - f.fits[at].mean[j]
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
			out = append(out, Schoenfeld{i, f.strata[mo.stratum].label, mo.time, r})
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
// as many degrees of freedom.
func (f *CoxFit) ProportionalHazards(transform TimeTransform) ([]TermTest, error) {
	if transform == "" {
		transform = KMTime
	}
	g, err := f.timeTransform(transform)
	if err != nil {
		return nil, err
	}
	m := f.model
	u := make([]float64, m.p)
	once, twice := newSquare(m.p), newSquare(m.p)
	for at, mo := range m.moments {
		fit := &f.fits[at]
		for _, i := range mo.deaths {
			for j := range u {
				u[j] += g[at] * m.weight[i] * (m.x[i][j] - fit.mean[j])
			}
		}
		for k, v := range fit.spread.a {
			once.a[k] += g[at] * v
			twice.a[k] += g[at] * g[at] * v
		}
	}
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
	d := Data{Time: f.model.stop, Entry: f.model.start, Status: make([]int, len(f.model.stop))}
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
