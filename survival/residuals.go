package survival

import "math"

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
		d, expected := 0.0, -r
		if f.model.event[i] {
			expected = 1 - r
			d = math.Log(expected)
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
