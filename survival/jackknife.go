package survival

import "math"

// incidenceInfluence carries the influence of every subject on the event-free
// probability S and on the incidence F of one cause through the times of a group
// with late entry (the infinitesimal jackknife of the Aalen–Johansen estimate).
//
// With v the influence on S divided by S, and u that on F, a time with n at risk,
// e events, c of them of the cause, moves everyone at risk alike:
//
//	u += v·S·c/n - S·c/n²,   v += e/(n·(n-e))
//
// a subject with an event there further by v -= 1/(n-e) and, of the cause, u += S/n;
// a subject that has left keeps its v, and u += v·S·c/n. So the sum of the squares of
// u needs no list of subjects: the moments of (v, u) over those at risk and over
// those who left are enough, and the work is linear in the rows.
type incidenceInfluence struct {
	free         float64 // S before the time
	inside, left influenceMoments
	a, b, d, f   []float64 // sums over the times up to each: of v's step, S·c/n², a before times F's step, F
	first        []int32   // of each row: the first time at which it is at risk
	entering     []int     // rows of which a time is the first
}

// influenceMoments are sums over some subjects of 1, v, u and their products.
type influenceMoments struct{ n, v, u, vv, vu, uu float64 }

func (m *influenceMoments) add(v, u, sign float64) {
	m.n, m.v, m.u = m.n+sign, m.v+sign*v, m.u+sign*u
	m.vv, m.vu, m.uu = m.vv+sign*v*v, m.vu+sign*v*u, m.uu+sign*u*u
	if m.n == 0 { // what rounding left of nobody
		*m = influenceMoments{}
	}
}

// move carries the sums over u' = u + v·x + y and v' = v + z.
func (m *influenceMoments) move(x, y, z float64) {
	m.uu += 2*x*m.vu + 2*y*m.u + x*x*m.vv + 2*x*y*m.v + y*y*m.n
	m.vu += x*m.vv + y*m.v
	m.u += x*m.v + y*m.n
	m.vu += z * m.u
	m.vv += 2*z*m.v + z*z*m.n
	m.v += z * m.n
}

// lateEntryErrors gives the standard error of the incidence of cause 1 (others are
// 2) at each time of the tallies of d.
func lateEntryErrors(d Data, all []tally) []float64 {
	line := d.timeline()
	x := &incidenceInfluence{free: 1, first: line.after(d.Entry), entering: make([]int, len(all))}
	for _, sums := range []*[]float64{&x.a, &x.b, &x.d, &x.f} {
		*sums = make([]float64, 0, len(all))
	}
	for _, k := range x.first {
		x.entering[k]++
	}
	out, byEnd := make([]float64, len(all)), line.rising()
	for k, t := range all {
		ending := byEnd[:t.event+t.censor]
		byEnd = byEnd[len(ending):]
		x.step(k, t, ending, d.Status)
		out[k] = math.Sqrt(math.Max(x.inside.uu+x.left.uu, 0))
	}
	return out
}

// influenceStep is what one time does to those at risk and to those who left.
type influenceStep struct{ x, y, z, own, event float64 }

func (x *incidenceInfluence) step(k int, t tally, ending, status []int) {
	x.inside.n += float64(x.entering[k])
	n, events, cause := float64(t.atRisk), float64(t.event), float64(t.first)
	var s influenceStep
	if events > 0 {
		s.x, s.y, s.own = x.free*cause/n, -x.free*cause/(n*n), x.free/n
		if x.free *= (n - events) / n; events < n { // else S is 0 from here on, and v without a meaning
			s.z, s.event = events/(n*(n-events)), 1/(n-events)
		}
		x.left.move(s.x, 0, 0)
		x.inside.move(s.x, s.y, s.z)
	}
	x.remember(k, s)
	for _, i := range ending {
		v, u := x.of(i, k)
		x.inside.add(v, u, -1)
		if status[i] > 0 {
			v -= s.event
		}
		if status[i] == 1 {
			u += s.own
		}
		x.left.add(v, u, 1)
	}
}

// remember keeps the sums from which v and u of a single subject are told.
func (x *incidenceInfluence) remember(k int, s influenceStep) {
	a, b, d, f := 0.0, 0.0, 0.0, 0.0
	if k > 0 {
		a, b, d, f = x.a[k-1], x.b[k-1], x.d[k-1], x.f[k-1]
	}
	x.a, x.b, x.d, x.f = append(x.a, a+s.z), append(x.b, b-s.y), append(x.d, d+a*s.x), append(x.f, f+s.x)
}

// of is v and u of a subject that is at risk from its entry to the time k.
func (x *incidenceInfluence) of(row, k int) (v, u float64) {
	v, u = x.a[k], x.d[k]-x.b[k]
	if e := x.first[row] - 1; e >= 0 {
		v -= x.a[e]
		u += x.b[e] - x.d[e] - x.a[e]*(x.f[k]-x.f[e])
	}
	return v, u
}
