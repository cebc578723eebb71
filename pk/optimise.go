package pk

import (
	"math"
)

// gradient by central differences of the objective.
func (p *inference) gradient(z, g []float64, h float64) {
	for i := range z {
		x := z[i]
		z[i] = x + h
		up := p.objective(z)
		z[i] = x - h
		down := p.objective(z)
		z[i] = x
		g[i] = (up - down) / (2 * h)
		if math.IsNaN(g[i]) || math.IsInf(g[i], 0) {
			g[i] = 0
		}
	}
}

// shallow is the gradient at which the search stops; polish goes on from there to
// far below it.
const shallow = 1e-3

// descend is the BFGS method with a backtracking line search (Nocedal and
// Wright, Numerical Optimization, chapter 6); z is moved to the minimum.
func (p *inference) descend(z []float64) float64 {
	n := len(z)
	if len(p.obs) == 0 { // the prior itself
		for i := range z {
			z[i] = 0
		}
		return 0
	}
	value := p.objective(z)
	g, next, step, gNext := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	inverse := identity(n, 0.5) // the prior's own Hessian is 2
	p.gradient(z, g, 1e-4)
	for it := 0; it < 150; it++ {
		slope := 0.0
		for i := range step {
			step[i] = 0
			for j := range g {
				step[i] -= inverse[i][j] * g[j]
			}
			slope += step[i] * g[i]
		}
		if norm(g) < shallow || n == 0 {
			break
		}
		if slope >= 0 {
			inverse = identity(n, 0.5)
			for i := range step {
				step[i] = -0.5 * g[i]
			}
			slope = -0.5 * norm(g) * norm(g)
		}
		if big := norm(step); big > 3 {
			for i := range step {
				step[i] *= 3 / big
			}
			slope *= 3 / big
		}
		got, ok := p.lineSearch(z, step, next, value, slope)
		if !ok {
			break
		}
		p.gradient(next, gNext, 1e-4)
		update(inverse, z, next, g, gNext)
		gain := value - got
		copy(z, next)
		copy(g, gNext)
		value = got
		if gain < 1e-9*(1+math.Abs(value)) {
			break
		}
	}
	return value
}

func (p *inference) lineSearch(z, step, next []float64, value, slope float64) (float64, bool) {
	for t := 1.0; t > 1e-8; t /= 2 {
		for i := range z {
			next[i] = z[i] + t*step[i]
		}
		if got := p.objective(next); got <= value+1e-4*t*slope {
			return got, true
		}
	}
	return value, false
}

// update is the BFGS formula for the inverse Hessian.
func update(inverse [][]float64, z, next, g, gNext []float64) {
	n := len(z)
	s, y, hy := make([]float64, n), make([]float64, n), make([]float64, n)
	sy, yhy := 0.0, 0.0
	for i := range s {
		s[i], y[i] = next[i]-z[i], gNext[i]-g[i]
		sy += s[i] * y[i]
	}
	if sy <= 1e-14 {
		return
	}
	for i := range hy {
		for j := range y {
			hy[i] += inverse[i][j] * y[j]
		}
		yhy += y[i] * hy[i]
	}
	for i := range s {
		for j := range s {
			inverse[i][j] += (1+yhy/sy)*s[i]*s[j]/sy - (hy[i]*s[j]+s[i]*hy[j])/sy
		}
	}
}

func identity(n int, x float64) [][]float64 {
	out, all := make([][]float64, n), make([]float64, n*n)
	for i := range out {
		out[i] = all[i*n : (i+1)*n : (i+1)*n]
		out[i][i] = x
	}
	return out
}

func norm(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x * x
	}
	return math.Sqrt(s)
}

// polish ends the search with Newton steps on derivatives of fourth order, which
// fix the estimate far below the accuracy of the search.
func (p *inference) polish(z []float64, value float64) float64 {
	if len(z) == 0 {
		return value
	}
	scale := p.scales(z, value)
	step, trial := make([]float64, len(z)), make([]float64, len(z))
	lu, piv := flatten(p.bend(z, scale)), make([]int, len(z))
	if !luFactor(lu, len(z), piv) {
		return value
	}
	for it := 0; it < 8; it++ { // the curvature hardly moves so near the end: one is enough
		copy(step, p.slope(z, scale))
		luSolve(lu, len(z), piv, step)
		size := 0.0
		for i := range z {
			trial[i] = z[i] - step[i]
			size = math.Max(size, math.Abs(step[i]))
		}
		got := p.objective(trial)
		if !(got <= value+1e-10*(1+math.Abs(value))) {
			return value
		}
		copy(z, trial)
		value = got
		if size < 1e-9 {
			break
		}
	}
	return value
}

// scales are the half-widths of the posterior along each coordinate, the
// measure for difference steps.
func (p *inference) scales(z []float64, value float64) []float64 {
	out := make([]float64, len(z))
	for i := range z {
		x, h := z[i], 1e-2
		z[i] = x + h
		up := p.objective(z)
		z[i] = x - h
		down := p.objective(z)
		z[i] = x
		curve := (up + down - 2*value) / (h * h)
		if out[i] = 1; curve > 2 && !math.IsInf(curve, 0) {
			out[i] = math.Sqrt(2 / curve)
		}
	}
	return out
}

// Steps of the differences, as shares of the posterior widths. What is differenced
// are the predictions, which are smooth over that width; the misfit of a level,
// which a limit of the assay can bend within a fraction of it, is differentiated
// by the prediction itself.
const (
	stepOfSlope = 0.02
	stepOfBend  = 0.06
)

// predictions at the levels for given standard coordinates.
func (p *inference) predictions(z []float64) []float64 {
	failed := math.IsInf(p.objective(z), 1)
	out := make([]float64, len(p.obs))
	for k, i := range p.obs {
		if out[k] = p.e.pred[i]; failed {
			out[k] = math.NaN()
		}
	}
	return out
}

// slope is the gradient of the objective; the predictions are differenced by the
// five-point formula.
func (p *inference) slope(z, scale []float64) []float64 {
	first, _ := p.misfits(z)
	out := make([]float64, len(z))
	for i := range z {
		out[i] = 2*z[i] + dot(first, p.tilt(z, i, stepOfSlope*scale[i]))
	}
	return out
}

// misfits are the first and second derivatives of the misfit of each level by its
// prediction.
func (p *inference) misfits(z []float64) (first, second []float64) {
	first = p.predictions(z)
	second = make([]float64, len(first))
	for k, i := range p.obs {
		r, f := &p.e.recs[i], first[k]
		_, slope, expected := p.m.misfitSlopes(r, f)
		d := 1e-4 / math.Sqrt(math.Max(expected, 1e-300)) // far within the width of the misfit
		d = math.Min(d, 1e-3*math.Max(math.Abs(f), 1e-9))
		_, up, _ := p.m.misfitSlopes(r, f+d)
		_, down, _ := p.m.misfitSlopes(r, f-d)
		first[k], second[k] = slope, (up-down)/(2*d)
	}
	return first, second
}

// tilt is the derivative of each prediction along one coordinate.
func (p *inference) tilt(z []float64, i int, h float64) []float64 {
	x, out := z[i], make([]float64, len(p.obs))
	for _, s := range [4][2]float64{{-2, 1}, {-1, -8}, {1, 8}, {2, -1}} {
		z[i] = x + s[0]*h
		for k, f := range p.predictions(z) {
			out[k] += s[1] * f / (12 * h)
		}
	}
	z[i] = x
	return out
}

// bend is the Hessian of the objective. The second differences of the predictions
// are extrapolated once (Richardson), so that their error is of fourth order.
func (p *inference) bend(z, scale []float64) [][]float64 {
	n := len(z)
	first, second := p.misfits(z)
	tilts := make([][]float64, n)
	for i := range tilts {
		tilts[i] = p.tilt(z, i, stepOfSlope*scale[i])
	}
	out := identity(n, 2)
	for i := 0; i < n; i++ {
		for j := 0; j <= i; j++ {
			fine := dot(first, p.twist(z, i, j, stepOfBend*scale[i], stepOfBend*scale[j]))
			coarse := dot(first, p.twist(z, i, j, 2*stepOfBend*scale[i], 2*stepOfBend*scale[j]))
			out[i][j] += (4*fine - coarse) / 3
			for k, bend := range second {
				out[i][j] += bend * tilts[i][k] * tilts[j][k]
			}
			out[j][i] = out[i][j]
		}
	}
	return out
}

// twist is the second derivative of each prediction along two coordinates.
func (p *inference) twist(z []float64, i, j int, hi, hj float64) []float64 {
	xi, xj, out := z[i], z[j], make([]float64, len(p.obs))
	add := func(a, b, weight float64) {
		if z[i] = xi + a*hi; i != j {
			z[j] = xj + b*hj
		}
		for k, f := range p.predictions(z) {
			out[k] += weight * f
		}
		z[i], z[j] = xi, xj
	}
	if i == j {
		w := 1 / (hi * hi)
		add(1, 0, w)
		add(-1, 0, w)
		add(0, 0, -2*w)
		return out
	}
	w := 1 / (4 * hi * hj)
	add(1, 1, w)
	add(1, -1, -w)
	add(-1, 1, -w)
	add(-1, -1, w)
	return out
}

func dot(a, b []float64) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func (p *inference) hessian(z []float64) [][]float64 {
	if len(p.obs) == 0 {
		return identity(p.free, 2)
	}
	return p.bend(z, p.scales(z, p.objective(z)))
}

func flatten(a [][]float64) []float64 {
	out := make([]float64, 0, len(a)*len(a))
	for _, row := range a {
		out = append(out, row...)
	}
	return out
}

// inverse of a symmetric positive definite matrix, with the logarithm of its
// determinant; ok is false where it is not positive definite.
func inverse(a [][]float64) (out [][]float64, logDet float64, ok bool) {
	l, err := cholesky(a)
	if err != nil {
		return nil, 0, false
	}
	n := len(a)
	out = identity(n, 0)
	column := make([]float64, n)
	for c := 0; c < n; c++ {
		for i := range column {
			sum := truth(i == c)
			for k := 0; k < i; k++ {
				sum -= l[i][k] * column[k]
			}
			column[i] = sum / l[i][i]
		}
		for i := n - 1; i >= 0; i-- {
			sum := column[i]
			for k := i + 1; k < n; k++ {
				sum -= l[k][i] * column[k]
			}
			column[i] = sum / l[i][i]
		}
		for i := range column {
			out[i][c] = column[i]
		}
		logDet += 2 * math.Log(l[c][c])
	}
	return out, logDet, true
}

// stream is a deterministic sequence of random numbers (SplitMix64: Steele,
// Lea and Flood, OOPSLA 2014). Streams of different numbers are independent for
// all practical purposes, so that a result does not depend on what ran before.
type stream struct {
	state uint64
	spare float64
	has   bool
}

func newStream(seed, number uint64) *stream {
	s := &stream{state: seed ^ 0x9e3779b97f4a7c15*(number+1)}
	s.bits()
	return s
}

func (s *stream) bits() uint64 {
	s.state += 0x9e3779b97f4a7c15
	z := s.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// uniform is in (0, 1).
func (s *stream) uniform() float64 { return (float64(s.bits()>>11) + 0.5) / (1 << 53) }

// normal has mean 0 and variance 1 (Box and Muller).
func (s *stream) normal() float64 {
	if s.has {
		s.has = false
		return s.spare
	}
	r := math.Sqrt(-2 * math.Log(s.uniform()))
	sin, cos := math.Sincos(2 * math.Pi * s.uniform())
	s.spare, s.has = r*sin, true
	return r * cos
}

// logPhi is the logarithm of the normal distribution function, also far in the
// lower tail.
func logPhi(x float64) float64 {
	if x > -30 {
		return math.Log(0.5 * math.Erfc(-x/math.Sqrt2))
	}
	return -x*x/2 - math.Log(-x) - 0.5*math.Log(2*math.Pi) - 1/(x*x)
}
