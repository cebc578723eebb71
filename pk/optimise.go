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
	lu, piv := flatten(p.secondOrder(z, value, scale)), make([]int, len(z))
	if !luFactor(lu, len(z), piv) {
		return value
	}
	for it := 0; it < 8; it++ { // the curvature hardly moves so near the end: one is enough
		p.fineGradient(z, step, scale)
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

// fineGradient uses the five-point formula.
func (p *inference) fineGradient(z, g, scale []float64) {
	for i := range z {
		x, h := z[i], 0.02*scale[i]
		var f [4]float64
		for k, s := range [4]float64{-2, -1, 1, 2} {
			z[i] = x + s*h
			f[k] = p.objective(z)
		}
		z[i] = x
		g[i] = (f[0] - 8*f[1] + 8*f[2] - f[3]) / (12 * h)
	}
}

// secondOrder is the Hessian by central differences, extrapolated once
// (Richardson), so that its error is of fourth order in the step.
func (p *inference) secondOrder(z []float64, value float64, scale []float64) [][]float64 {
	n := len(z)
	out := identity(n, 0)
	const small = 0.06
	for i := 0; i < n; i++ {
		for j := 0; j <= i; j++ {
			fine := p.second(z, i, j, small*scale[i], small*scale[j], value)
			coarse := p.second(z, i, j, 2*small*scale[i], 2*small*scale[j], value)
			out[i][j] = (4*fine - coarse) / 3
			out[j][i] = out[i][j]
		}
	}
	return out
}

func (p *inference) second(z []float64, i, j int, hi, hj, value float64) float64 {
	xi, xj := z[i], z[j]
	at := func(a, b float64) float64 {
		z[i] = xi + a*hi
		if i != j {
			z[j] = xj + b*hj
		}
		f := p.objective(z)
		z[i], z[j] = xi, xj
		return f
	}
	if i == j {
		return (at(1, 0) + at(-1, 0) - 2*value) / (hi * hi)
	}
	return (at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / (4 * hi * hj)
}

func (p *inference) hessian(z []float64) [][]float64 {
	if len(p.obs) == 0 {
		return identity(p.free, 2)
	}
	value := p.objective(z)
	return p.secondOrder(z, value, p.scales(z, value))
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
