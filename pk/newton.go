package pk

import "math"

// ending is where a start of the search came to rest.
type ending struct {
	z         []float64
	value     float64
	curvature []float64 // expected, row by row; nil where derivatives are differences
}

// scoring is the memory of the search with derivatives.
type scoring struct {
	gradient, curvature     []float64
	step, trial             []float64
	nextGradient, nextCurve []float64
	factored                []float64
	piv                     []int
	up, down                []float64
}

func newScoring(n int) *scoring {
	s := &scoring{piv: make([]int, n)}
	all := make([]float64, 6*n+3*n*n)
	for _, v := range []*[]float64{&s.gradient, &s.step, &s.trial, &s.nextGradient, &s.up, &s.down} {
		*v, all = all[:n:n], all[n:]
	}
	for _, v := range []*[]float64{&s.curvature, &s.nextCurve, &s.factored} {
		*v, all = all[:n*n:n*n], all[n*n:]
	}
	return s
}

// Limits of the scoring search: the promised fall of the objective at which it
// stops, the longest step, and the nearness (half a squared distance in the
// curvature of the other end) from which a start has joined an end.
const (
	smallFall   = 1e-6
	longestStep = 3.0
	joining     = 0.1
	mostScoring = 100
)

// score is Fisher's scoring with a backtracking line search: Newton's method with
// the expected curvature, which is always positive (Osborne, International
// Statistical Review 1992;60:99). It moves z. A start that comes near an end that
// is known already stops there.
func (p *inference) score(z []float64, known []ending) ending {
	s, n := p.s, len(z)
	p.g.within(rough)
	defer p.g.within(fine)
	value := p.g.objective(z, s.gradient, s.curvature)
	for it := 0; it < mostScoring && !math.IsInf(value, 1); it++ {
		for _, k := range known {
			if near(z, k) {
				return ending{z: append([]float64(nil), k.z...), value: k.value, curvature: k.curvature}
			}
		}
		copy(s.factored, s.curvature)
		copy(s.step, s.gradient)
		if !luFactor(s.factored, n, s.piv) {
			break
		}
		luSolve(s.factored, n, s.piv, s.step)
		slope, long := 0.0, norm(s.step)
		for i := range s.step {
			if long > longestStep {
				s.step[i] *= longestStep / long
			}
			slope += s.step[i] * s.gradient[i]
		}
		if slope < smallFall {
			break
		}
		got, ok := p.backtrack(z, value, slope)
		if !ok {
			break
		}
		value = got
	}
	return ending{z: z, value: value, curvature: append([]float64(nil), s.curvature...)}
}

// backtrack halves the step until the objective falls enough, and moves there.
func (p *inference) backtrack(z []float64, value, slope float64) (float64, bool) {
	s := p.s
	for t := 1.0; t > 1e-8; t /= 2 {
		for i := range z {
			s.trial[i] = z[i] - t*s.step[i]
		}
		got := p.g.objective(s.trial, s.nextGradient, s.nextCurve)
		if got <= value-1e-4*t*slope {
			copy(z, s.trial)
			s.gradient, s.nextGradient = s.nextGradient, s.gradient
			s.curvature, s.nextCurve = s.nextCurve, s.curvature
			return got, true
		}
	}
	return value, false
}

func near(z []float64, k ending) bool {
	n, sum := len(z), 0.0
	for i := range z {
		for j := range z {
			sum += (z[i] - k.z[i]) * k.curvature[i*n+j] * (z[j] - k.z[j])
		}
	}
	return sum/2 < joining
}

// refine ends the search with Newton steps in the observed curvature, and gives
// that curvature; nil where it is not positive there.
func (p *inference) refine(e *ending) [][]float64 {
	s, n := p.s, len(e.z)
	for round := 0; round < 4; round++ {
		h := p.observed(e.z, e.curvature)
		factored := flatten(h)
		if _, err := cholesky(h); err != nil || !luFactor(factored, n, s.piv) {
			return nil
		}
		moved := 0.0
		for it := 0; it < 8; it++ {
			p.g.objective(e.z, s.step, s.nextCurve)
			luSolve(factored, n, s.piv, s.step)
			size := 0.0
			for i := range e.z {
				s.trial[i] = e.z[i] - s.step[i]
				size = math.Max(size, math.Abs(s.step[i])*math.Sqrt(h[i][i]/2))
			}
			got := p.g.objective(s.trial, nil, nil)
			if !(got <= e.value+1e-11*(1+math.Abs(e.value))) {
				break
			}
			copy(e.z, s.trial)
			e.value = got
			if moved += size; size < 1e-8 {
				break
			}
		}
		if moved < 1e-4 { // the curvature is that of the end
			return h
		}
	}
	return p.observed(e.z, e.curvature)
}

// observed is the Hessian of the objective by central differences of the exact
// gradient; the steps are a thousandth of the posterior widths, so that the error
// of second order lies near 1e-6 of it.
func (p *inference) observed(z, curvature []float64) [][]float64 {
	s, n := p.s, len(z)
	out := identity(n, 0)
	p.g.within(rough)
	defer p.g.within(fine)
	for i := range z {
		x, h := z[i], 1e-3/math.Sqrt(math.Max(curvature[i*n+i]/2, 1))
		z[i] = x + h
		p.g.objective(z, s.up, s.nextCurve)
		z[i] = x - h
		p.g.objective(z, s.down, s.nextCurve)
		z[i] = x
		for j := range z {
			d := (s.up[j] - s.down[j]) / (4 * h)
			out[i][j] += d
			out[j][i] += d
		}
	}
	return out
}
