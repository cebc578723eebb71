package pk

import (
	"fmt"
	"math"
)

// linear solves the mammillary model of one to three compartments, with or
// without a depot, in closed form. Amounts scaled by the square root of their
// volume make the rate matrix symmetric, so its roots are real and its vectors
// orthonormal; equal roots (KA = CL/V, KA = a disposition rate) need no special
// case because every difference of exponentials goes through expm1.
type linear struct {
	depot bool
	theta [7]float64 // CL V1 Q2 V2 Q3 V3 KA of the last set
	ready bool
	n     int           // active disposition compartments
	of    [3]int        // index of each active compartment in the state
	root  [3]float64    // rates, 1/h
	vec   [3][3]float64 // vec[i][k]: component i of vector k
	vol   [3]float64    // square roots of the volumes of the active compartments

	t0, mass0, auc0, input float64
	depot0, depotRate      float64
	z0, drive, feed        [3]float64
}

// Order of the parameters of a linear model.
const (
	thCL = iota
	thV1
	thQ2
	thV2
	thQ3
	thV3
	thKA
)

// set prepares the roots for a parameter set; nothing is done when it is the
// one already prepared.
func (l *linear) set(theta [7]float64) {
	if l.ready && theta == l.theta {
		return
	}
	l.theta, l.ready = theta, true
	base := 0
	if l.depot {
		base = 1
	}
	l.n, l.of[0], l.vol[0] = 1, base, math.Sqrt(theta[thV1])
	var a [3][3]float64
	a[0][0] = theta[thCL] / theta[thV1]
	for k := 0; k < 2; k++ {
		q, v := theta[thQ2+2*k], theta[thV2+2*k]
		if q == 0 {
			continue
		}
		i := l.n
		l.of[i], l.vol[i] = base+1+k, math.Sqrt(v)
		a[0][0] += q / theta[thV1]
		a[i][i] = q / v
		a[0][i] = -q / (l.vol[0] * l.vol[i])
		a[i][0] = a[0][i]
		l.n++
	}
	l.vec = jacobi(&a, l.n)
	for k := 0; k < l.n; k++ {
		l.root[k] = math.Max(a[k][k], 0)
	}
}

// jacobi diagonalises the leading n by n block of a symmetric matrix in place
// by cyclic rotations and gives the vectors in columns (Golub and Van Loan,
// Matrix Computations, section 8.5).
func jacobi(a *[3][3]float64, n int) (v [3][3]float64) {
	for i := range v {
		v[i][i] = 1
	}
	for sweep := 0; sweep < 30; sweep++ {
		off := 0.0
		for p := 0; p < n-1; p++ {
			for q := p + 1; q < n; q++ {
				if math.Abs(a[p][q]) > 1e-300 && math.Abs(a[p][q]) > 1e-17*math.Sqrt(math.Abs(a[p][p]*a[q][q])) {
					off++
					rotate(a, &v, n, p, q)
				}
			}
		}
		if off == 0 {
			break
		}
	}
	return v
}

func rotate(a, v *[3][3]float64, n, p, q int) {
	tau := (a[q][q] - a[p][p]) / (2 * a[p][q])
	t := 1 / (math.Abs(tau) + math.Sqrt(1+tau*tau))
	if tau < 0 {
		t = -t
	}
	c := 1 / math.Sqrt(1+t*t)
	s := t * c
	apq := a[p][q]
	a[p][p] -= t * apq
	a[q][q] += t * apq
	a[p][q], a[q][p] = 0, 0
	for k := 0; k < n; k++ {
		if k != p && k != q {
			kp, kq := a[k][p], a[k][q]
			a[k][p], a[k][q] = c*kp-s*kq, s*kp+c*kq
			a[p][k], a[q][k] = a[k][p], a[k][q]
		}
		kp, kq := v[k][p], v[k][q]
		v[k][p], v[k][q] = c*kp-s*kq, s*kp+c*kq
	}
}

// begin starts a smooth stretch at time t from the amounts y (the last element
// is the AUC) under constant input rates.
func (l *linear) begin(t float64, y, rate []float64) {
	l.t0, l.auc0 = t, y[len(y)-1]
	l.mass0, l.input = 0, 0
	for i := range rate {
		l.mass0 += y[i]
		l.input += rate[i]
	}
	l.depot0, l.depotRate = 0, 0
	if l.depot {
		l.depot0, l.depotRate = y[0], rate[0]
	}
	ka := l.theta[thKA]
	for k := 0; k < l.n; k++ {
		z, g := 0.0, 0.0
		for i := 0; i < l.n; i++ {
			at := l.of[i]
			in := rate[at]
			if i == 0 {
				in += l.depotRate
			}
			z += l.vec[i][k] * y[at] / l.vol[i]
			g += l.vec[i][k] * in / l.vol[i]
		}
		l.z0[k], l.drive[k] = z, g
		l.feed[k] = l.vec[0][k] / l.vol[0] * (ka*l.depot0 - l.depotRate)
	}
}

// at gives the amounts and the AUC at time t of the stretch.
func (l *linear) at(t float64, y []float64) {
	d := t - l.t0
	mass := 0.0
	ka := l.theta[thKA]
	if l.depot {
		y[0] = l.depot0*math.Exp(-ka*d) + l.depotRate*span(ka, d)
		mass += y[0]
	}
	for i := 0; i < l.n; i++ {
		y[l.of[i]] = 0
	}
	for k := 0; k < l.n; k++ {
		z := l.z0[k]*math.Exp(-l.root[k]*d) + l.drive[k]*span(l.root[k], d)
		if l.feed[k] != 0 {
			z += l.feed[k] * pair(l.root[k], ka, d)
		}
		for i := 0; i < l.n; i++ {
			y[l.of[i]] += l.vec[i][k] * l.vol[i] * z
		}
	}
	for i := 0; i < l.n; i++ {
		if y[l.of[i]] < 0 { // rounding only: amounts cannot be negative
			y[l.of[i]] = 0
		}
		mass += y[l.of[i]]
	}
	for i := range y[:len(y)-1] { // compartments that are absent keep what they hold
		if !l.active(i) {
			mass += y[i]
		}
	}
	y[len(y)-1] = l.auc0 + (l.mass0+l.input*d-mass)/l.theta[thCL]
}

func (l *linear) active(i int) bool {
	if l.depot && i == 0 {
		return true
	}
	for k := 0; k < l.n; k++ {
		if l.of[k] == i {
			return true
		}
	}
	return false
}

// span is (1-exp(-k d))/k, and d where k is zero.
func span(k, d float64) float64 {
	x := k * d
	if x < 1e-300 {
		return d
	}
	return -math.Expm1(-x) / k
}

// pair is (exp(-b d)-exp(-a d))/(a-b) without loss for equal rates.
func pair(a, b, d float64) float64 {
	return math.Exp(-math.Min(a, b)*d) * span(math.Abs(a-b), d)
}

// steady holds the memory for the search of a periodic solution.
type steady struct {
	x, fx, try, out, step []float64
	held, rates           []float64
	active                []int
	jac                   []float64
	piv                   []int
	scratch               []coming
}

func newSteady(n int) *steady {
	p := &steady{jac: make([]float64, n*n), piv: make([]int, n), active: make([]int, n)}
	for _, v := range []*[]float64{&p.x, &p.fx, &p.try, &p.out, &p.step, &p.held, &p.rates} {
		*v = make([]float64, n+1)
	}
	return p
}

// settle brings the compartments to steady state for a dose record: the
// periodic solution itself, solved for and not approached by a train of doses.
// With a lag the record falls at the phase II - lag of the cycle; doses of the
// implied past whose lag has not run out stay in the queue.
func (e *engine) settle(r *Record, in intake, row []float64) error {
	if e.ss == nil {
		e.ss = newSteady(len(e.rate))
	}
	add := r.SS == 2
	copy(e.ss.held, e.y)
	copy(e.ss.rates, e.rate)
	copy(e.ss.active, e.active)
	e.ss.scratch = append(e.ss.scratch[:0], e.queue...)
	auc := e.y[len(e.y)-1]
	e.empty(row)
	copy(e.ss.x, e.y)
	var err error
	if r.Amt == 0 {
		err = e.level(in, row)
	} else {
		err = e.cycle(r, in, row)
	}
	if err != nil {
		return err
	}
	e.empty(row)
	copy(e.y, e.ss.x)
	e.y[len(e.y)-1] = auc
	for i, only := range e.s.tally {
		if only {
			e.y[i] = e.ss.held[i]
		}
	}
	if add {
		for i := range e.rate {
			if !e.s.tally[i] {
				e.y[i] += e.ss.held[i]
			}
		}
		copy(e.rate, e.ss.rates)
		copy(e.active, e.ss.active)
		e.queue = append(e.queue[:0], e.ss.scratch...)
	}
	if r.Amt > 0 {
		e.running(r, in)
	}
	e.stale = true
	return nil
}

// running queues what earlier doses of the implied past still have to bring: the
// ends of running infusions, and doses whose lag has not run out.
func (e *engine) running(r *Record, in intake) {
	for k := 1; ; k++ {
		start := in.lag - float64(k)*r.II
		if start+in.last <= 0 && start < 0 {
			return
		}
		switch {
		case start >= 0:
			e.enter(r.Time+start, in)
		case in.infusion:
			e.rate[in.cmt] += in.rate
			e.active[in.cmt]++
			e.push(coming{time: r.Time + start + in.last, kind: 'e', cmt: in.cmt, rate: in.rate})
		}
	}
}

// cycle solves x = state one interval later. The map is affine for a linear
// model, so Newton's method ends after one step; otherwise it is started from a
// short train of doses.
func (e *engine) cycle(r *Record, in intake, row []float64) error {
	n := len(e.rate)
	if !e.s.closed {
		for k := 0; k < 12; k++ {
			if err := e.once(r, in, row, e.ss.x, e.ss.out); err != nil {
				return err
			}
			copy(e.ss.x, e.ss.out)
		}
	}
	before := math.Inf(1)
	for it := 0; it < 40; it++ {
		if err := e.once(r, in, row, e.ss.x, e.ss.fx); err != nil {
			return err
		}
		size, off := 0.0, 0.0
		for i := 0; i < n; i++ {
			if e.s.tally[i] {
				e.ss.fx[i] = e.ss.x[i]
				continue
			}
			off = math.Max(off, math.Abs(e.ss.fx[i]-e.ss.x[i]))
			size = math.Max(size, math.Abs(e.ss.fx[i]))
		}
		if math.IsNaN(off) || size > 1e9*math.Max(in.amt, 1e-300) {
			break
		}
		if it > 0 && (e.s.closed || off <= 3e-13*size || off <= 1e-10*size && off >= before/2) {
			copy(e.ss.x, e.ss.fx)
			return nil
		}
		before = off
		if err := e.newton(r, in, row); err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: there is no steady state for the dose at time %g; the input may exceed the elimination", ErrNumerics, r.Time)
}

// newton improves the periodic state with a Jacobian by differences.
func (e *engine) newton(r *Record, in intake, row []float64) error {
	n, p := len(e.rate), e.ss
	size := 0.0
	for _, x := range p.x[:n] {
		size = math.Max(size, math.Abs(x))
	}
	for j := 0; j < n; j++ {
		d := math.Max(in.amt, size)
		if !e.s.closed {
			d = 1e-5 * math.Max(math.Abs(p.x[j]), 1e-3*d)
		}
		copy(p.try, p.x)
		p.try[j] += d
		if err := e.once(r, in, row, p.try, p.out); err != nil {
			return err
		}
		for i := 0; i < n; i++ {
			p.jac[i*n+j] = -(p.out[i] - p.fx[i]) / d
		}
		p.jac[j*n+j]++
	}
	for i := 0; i < n; i++ {
		p.step[i] = p.fx[i] - p.x[i]
		if e.s.tally[i] {
			for j := 0; j < n; j++ {
				p.jac[i*n+j] = 0
			}
		}
		row := 0.0
		for j := 0; j < n; j++ {
			row = math.Max(row, math.Abs(p.jac[i*n+j]))
		}
		if row < 1e-9 && p.step[i] == 0 { // an absent compartment is any amount's steady state
			p.jac[i*n+i] = 1
		}
	}
	if !luFactor(p.jac, n, p.piv) {
		return fmt.Errorf("%w: the steady state at time %g is not determined", ErrNumerics, r.Time)
	}
	luSolve(p.jac, n, p.piv, p.step[:n])
	for i := 0; i < n; i++ {
		p.x[i] = math.Max(p.x[i]+p.step[i], 0)
	}
	return nil
}

// once runs one interval of the repeated dosing from the state x, beginning at
// the record, that is at the phase II - lag.
func (e *engine) once(r *Record, in intake, row []float64, x, out []float64) error {
	e.empty(row)
	copy(e.y, x)
	from := r.Time
	e.t = from
	phase := math.Mod(in.lag, r.II)
	if in.infusion {
		for start := phase - r.II; start+in.last > 0; start -= r.II {
			e.rate[in.cmt] += in.rate
			e.active[in.cmt]++
			e.push(coming{time: from + start + in.last, kind: 'e', cmt: in.cmt, rate: in.rate})
		}
	}
	e.enter(from+phase, in)
	if e.open != nil {
		e.open.stiff = false
	}
	err := e.advanceBefore(from+r.II, row)
	copy(out, e.y)
	e.t = from
	e.stale = true
	return err
}

// advanceBefore is advance that leaves alone what falls due at the very end.
func (e *engine) advanceBefore(to float64, row []float64) error {
	for len(e.queue) > 0 && e.queue[0].time < to-slack(to) {
		next := e.queue[0]
		if err := e.glide(next.time, row); err != nil {
			return err
		}
		copy(e.queue, e.queue[1:])
		e.queue = e.queue[:len(e.queue)-1]
		e.take(next)
	}
	return e.glide(to, row)
}

// level solves the constant state under a constant infusion, which ends at the
// record.
func (e *engine) level(in intake, row []float64) error {
	e.rate[in.cmt] = in.rate
	if e.s.closed {
		e.constant(in, row)
		return nil
	}
	// The interval is arbitrary for a constant input; a day moves every model.
	r := &Record{Amt: in.rate * 24, Rate: in.rate, II: 24, CMT: in.cmt + 1, Time: e.t}
	whole := in
	whole.amt, whole.last, whole.infusion, whole.lag = in.rate*24, 24, true, 0
	return e.cycle(r, whole, row)
}

// constant is the constant state of the closed form: what goes in goes out, and
// the peripheral compartments are in balance with the central one.
func (e *engine) constant(in intake, row []float64) {
	p := e.s.theta(row)
	conc := in.rate / p[thCL]
	base := 0
	if e.s.depot {
		base = 1
		if in.cmt == 0 {
			e.ss.x[0] = in.rate / p[thKA]
		}
	}
	e.ss.x[base] = conc * p[thV1]
	for k := 0; k < 2 && base+1+k < len(e.rate); k++ {
		if q := p[thQ2+2*k]; q > 0 {
			e.ss.x[base+1+k] = conc * p[thV2+2*k]
			if in.cmt == base+1+k { // the input itself enters there
				e.ss.x[base+1+k] += in.rate * p[thV2+2*k] / q
			}
		}
	}
}
