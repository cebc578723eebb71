package pk

import "math"

// modes is the closed form of [linear] with derivatives: the same roots and
// vectors, carried through in dual numbers.
type modes struct {
	n         int
	depot     bool
	of        [3]int
	root      [3]dual
	vec       [3][3]dual
	vol       [3]dual // square roots of the volumes; 1 for a single compartment
	ka        dual
	start     [3]dual // each mode at the beginning of the stretch
	drive     [3]dual
	feed      [3]dual
	driven    bool
	fed       bool
	depot0    dual
	depotRate float64
	moved     float64 // h for which now holds; negative: none
	now       [3]dual
	work      [3]dual
}

// prepare finds the roots for a parameter set.
func (m *modes) prepare(s *system, row []dual, lanes int) {
	m.depot, m.moved = s.depot, -1
	base := 0
	if m.depot {
		base = 1
		m.ka.copy(&row[s.role[thKA]], lanes)
	}
	cl, v1 := &row[s.role[thCL]], &row[s.role[thV1]]
	m.n, m.of[0] = 1, base
	var a [3][3]dual
	a[0][0].div(cl, v1, lanes)
	for k := 0; k < 2; k++ {
		if s.role[thQ2+2*k] < 0 || row[s.role[thQ2+2*k]].v == 0 {
			continue
		}
		q, v := &row[s.role[thQ2+2*k]], &row[s.role[thV2+2*k]]
		if m.n == 1 {
			m.vol[0].sqrt(v1, lanes)
		}
		i := m.n
		m.of[i] = base + 1 + k
		m.vol[i].sqrt(v, lanes)
		m.work[0].div(q, v1, lanes)
		a[0][0].add(&a[0][0], &m.work[0], lanes)
		a[i][i].div(q, v, lanes)
		m.work[0].mul(&m.vol[0], &m.vol[i], lanes)
		a[0][i].div(q, &m.work[0], lanes)
		a[0][i].scale(&a[0][i], -1, lanes)
		m.n++
	}
	if m.n == 1 {
		m.vol[0].set(1, lanes)
		m.vec[0][0].set(1, lanes)
		m.root[0].copy(&a[0][0], lanes)
		return
	}
	m.diagonalise(&a, lanes)
}

// diagonalise is [jacobi] in dual numbers; one sweep more than the values need
// lets the derivatives follow.
func (m *modes) diagonalise(a *[3][3]dual, lanes int) {
	for i := 0; i < m.n; i++ {
		for k := 0; k < m.n; k++ {
			m.vec[i][k].set(truth(i == k), lanes)
		}
	}
	for sweep, after := 0, 0; sweep < 30 && after < 2; sweep++ {
		off := 0.0
		for p := 0; p < m.n-1; p++ {
			for q := p + 1; q < m.n; q++ {
				if math.Abs(a[p][q].v) > 1e-17*math.Sqrt(math.Abs(a[p][p].v*a[q][q].v)) {
					off++
				}
				m.rotate(a, p, q, lanes)
			}
		}
		if off == 0 || m.n == 2 {
			after++
		}
		if m.n == 2 {
			break // one rotation is exact
		}
	}
	for k := 0; k < m.n; k++ {
		if m.root[k].copy(&a[k][k], lanes); m.root[k].v < 0 { // rounding only
			m.root[k].set(0, lanes)
		}
	}
}

// rotate clears a[p][q], which lies above the diagonal.
func (m *modes) rotate(a *[3][3]dual, p, q, lanes int) {
	apq := a[p][q]
	if apq.v == 0 && a[q][q].v == a[p][p].v {
		return
	}
	// t = 2 apq / (δ + sign(δ) sqrt(δ² + 4 apq²)), also where apq is zero and
	// only its derivatives are not
	var delta, r, t, c, s dual
	delta.sub(&a[q][q], &a[p][p], lanes)
	root := math.Sqrt(delta.v*delta.v + 4*apq.v*apq.v)
	if delta.v < 0 {
		root = -root
	}
	r.chain2(&delta, &apq, root, delta.v/root, 4*apq.v/root, lanes)
	r.add(&r, &delta, lanes)
	t.scale(&apq, 2, lanes)
	t.div(&t, &r, lanes)
	h := 1 / math.Sqrt(1+t.v*t.v)
	c.chain(&t, h, -t.v*h*h*h, lanes)
	s.mul(&t, &c, lanes)
	r.mul(&t, &apq, lanes)
	a[p][p].sub(&a[p][p], &r, lanes)
	a[q][q].add(&a[q][q], &r, lanes)
	a[p][q].set(0, lanes)
	for k := 0; k < m.n; k++ {
		if k != p && k != q {
			turn(&a[min(k, p)][max(k, p)], &a[min(k, q)][max(k, q)], &c, &s, lanes)
		}
		turn(&m.vec[k][p], &m.vec[k][q], &c, &s, lanes)
	}
}

// turn rotates a pair of numbers.
func turn(x, y, c, s *dual, lanes int) {
	var u, v, w dual
	u.mul(c, x, lanes)
	w.mul(s, y, lanes)
	u.sub(&u, &w, lanes)
	v.mul(s, x, lanes)
	w.mul(c, y, lanes)
	y.add(&v, &w, lanes)
	x.copy(&u, lanes)
}

// begin starts a stretch from the amounts under constant rates.
func (m *modes) begin(y []dual, rate []float64, lanes int) {
	m.moved, m.driven, m.fed, m.depotRate = -1, false, false, 0
	if m.depot {
		m.depot0.copy(&y[0], lanes)
		m.depotRate = rate[0]
		m.fed = y[0].v != 0 || rate[0] != 0
	}
	for k := 0; k < m.n; k++ {
		m.start[k].set(0, lanes)
		m.drive[k].set(0, lanes)
		for i := 0; i < m.n; i++ {
			w := &m.vec[i][k]
			if m.n > 1 {
				w = &m.work[0]
				w.div(&m.vec[i][k], &m.vol[i], lanes)
			}
			m.start[k].gain(w, &y[m.of[i]], lanes)
			in := rate[m.of[i]]
			if i == 0 {
				in += m.depotRate
			}
			if in != 0 {
				m.driven = true
				m.drive[k].gainScaled(w, in, lanes)
			}
		}
		if m.fed {
			m.work[0].mul(&m.ka, &m.depot0, lanes)
			m.work[0].v -= m.depotRate
			m.work[1].div(&m.vec[0][k], &m.vol[0], lanes)
			m.feed[k].mul(&m.work[0], &m.work[1], lanes)
		}
	}
}

// move brings the modes to a time after the beginning.
func (m *modes) move(d float64, lanes int) {
	if m.moved == d {
		return
	}
	m.moved = d
	for k := 0; k < m.n; k++ {
		f := &m.work[0]
		root := &m.root[k]
		if d == 0 {
			m.now[k].copy(&m.start[k], lanes)
			continue
		}
		g, slope := relaxation(root.v * d)
		e := 1 - root.v*d*g // exp(-root d)
		f.chain(root, e, -d*e, lanes)
		m.now[k].mul(&m.start[k], f, lanes)
		if m.driven {
			f.chain(root, d*g, d*d*slope, lanes)
			m.now[k].gain(&m.drive[k], f, lanes)
		}
		if m.fed {
			m.pair(f, root, d, lanes)
			m.now[k].gain(&m.feed[k], f, lanes)
		}
	}
}

// pair is [pair] of a root and the absorption rate with its derivatives.
func (m *modes) pair(out, root *dual, d float64, lanes int) {
	slow, fast := root, &m.ka
	if slow.v > fast.v {
		slow, fast = fast, slow
	}
	e := math.Exp(-slow.v * d)
	g, slope := relaxation((fast.v - slow.v) * d)
	out.chain2(slow, fast, e*d*g, -d*d*e*(g+slope), d*d*e*slope, lanes)
}

// central is the amount in the central compartment after d hours.
func (m *modes) central(d float64, out *dual, lanes int) {
	m.move(d, lanes)
	m.compartment(0, out, lanes)
}

func (m *modes) compartment(i int, out *dual, lanes int) {
	if m.n == 1 {
		out.copy(&m.now[0], lanes)
		return
	}
	out.set(0, lanes)
	for k := 0; k < m.n; k++ {
		out.gain(&m.vec[i][k], &m.now[k], lanes)
	}
	out.mul(out, &m.vol[i], lanes)
}

// amounts are those of all compartments after d hours.
func (m *modes) amounts(d float64, y []dual, lanes int) {
	m.move(d, lanes)
	for i := 0; i < m.n; i++ {
		m.compartment(i, &y[m.of[i]], lanes)
	}
	if m.depot && m.fed {
		g, slope := relaxation(m.ka.v * d)
		e := 1 - m.ka.v*d*g
		f := &m.work[0]
		f.chain(&m.ka, e, -d*e, lanes)
		y[0].mul(&m.depot0, f, lanes)
		f.chain(&m.ka, d*g, d*d*slope, lanes)
		y[0].gainScaled(f, m.depotRate, lanes)
	}
}
