package pk

import "math"

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
	t := 1 / (math.Abs(tau) + math.Hypot(1, tau))
	if tau < 0 {
		t = -t
	}
	c := 1 / math.Hypot(1, t)
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
