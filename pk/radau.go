package pk

import "math"

// radau is the three-stage Radau IIA method with a simplified Newton iteration
// on the full system of stages (Hairer and Wanner, Solving Ordinary
// Differential Equations II, sections IV.5 and IV.8).
type radau struct {
	n              int
	jac            []float64 // n by n
	big, small     []float64 // 3n by 3n and n by n, factored
	pivBig, pivSml []int
	z, dz          []float64 // stage increments
	f              [3][]float64
	work, err      []float64
}

var (
	root6  = math.Sqrt(6)
	radauC = [3]float64{(4 - root6) / 10, (4 + root6) / 10, 1}
	radauA = [3][3]float64{
		{(88 - 7*root6) / 360, (296 - 169*root6) / 1800, (-2 + 3*root6) / 225},
		{(296 + 169*root6) / 1800, (88 + 7*root6) / 360, (-2 - 3*root6) / 225},
		{(16 - root6) / 36, (16 + root6) / 36, 1. / 9},
	}
	// radauG is the inverse of the real eigenvalue of the inverse of A.
	radauG = 1 / realEigenvalue()
	radauE = [3]float64{(-13 - 7*root6) / 3, (-13 + 7*root6) / 3, -1. / 3}
)

// realEigenvalue of the inverse of A, the root of its characteristic polynomial
// λ³ - 9λ² + 36λ - 60 (section IV.8), by bisection.
func realEigenvalue() float64 {
	p := func(x float64) float64 { return ((x-9)*x+36)*x - 60 }
	lo, hi := 3.0, 4.0
	for i := 0; i < 100; i++ {
		if mid := (lo + hi) / 2; p(mid) < 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}

func newRadau(n int) *radau {
	r := &radau{n: n, jac: make([]float64, n*n), big: make([]float64, 9*n*n), small: make([]float64, n*n),
		pivBig: make([]int, 3*n), pivSml: make([]int, n), z: make([]float64, 3*n), dz: make([]float64, 3*n),
		work: make([]float64, n), err: make([]float64, n)}
	for i := range r.f {
		r.f[i] = make([]float64, n)
	}
	return r
}

// jacobian by forward differences at the beginning of the step.
func (r *radau) jacobian(g *integrator) {
	w := g.whole()
	copy(r.work, g.y)
	for j := 0; j < r.n; j++ {
		d := 1e-7 * math.Max(math.Abs(g.y[j]), 1e-6*math.Max(g.top[j], 1e-3*w)+1e-30)
		r.work[j] = g.y[j] + d
		d = r.work[j] - g.y[j]
		g.f.slope(g.t, r.work, r.f[0])
		for i := 0; i < r.n; i++ {
			r.jac[i*r.n+j] = (r.f[0][i] - g.k[0][i]) / d
		}
		r.work[j] = g.y[j]
	}
}

func (r *radau) factor(h float64) bool {
	n, m := r.n, 3*r.n
	for i := range r.big {
		r.big[i] = 0
	}
	for a := 0; a < 3; a++ {
		for b := 0; b < 3; b++ {
			for i := 0; i < n; i++ {
				for j := 0; j < n; j++ {
					r.big[(a*n+i)*m+b*n+j] = -h * radauA[a][b] * r.jac[i*n+j]
				}
			}
		}
	}
	for i := 0; i < m; i++ {
		r.big[i*m+i]++
	}
	for i := range r.small {
		r.small[i] = -h * radauG * r.jac[i]
	}
	for i := 0; i < n; i++ {
		r.small[i*n+i]++
	}
	return luFactor(r.big, m, r.pivBig) && luFactor(r.small, n, r.pivSml)
}

// attempt makes one implicit step and gives its error over the tolerance.
func (r *radau) attempt(g *integrator, h float64) float64 {
	r.jacobian(g)
	if !r.factor(h) {
		return math.Inf(1)
	}
	for i := range r.z {
		r.z[i] = 0
	}
	if !r.newton(g, h) {
		return math.Inf(1)
	}
	for i := 0; i < r.n; i++ {
		g.next[i] = g.y[i] + r.z[2*r.n+i]
		r.err[i] = radauG*h*g.k[0][i] + radauG*(radauE[0]*r.z[i]+radauE[1]*r.z[r.n+i]+radauE[2]*r.z[2*r.n+i])
	}
	luSolve(r.small, r.n, r.pivSml, r.err)
	w := g.whole()
	worst := 0.0
	for i := 0; i < r.n; i++ {
		e := math.Abs(r.err[i]) / g.tolerance(i, w)
		if math.IsNaN(e) {
			return math.Inf(1)
		}
		worst = math.Max(worst, e)
	}
	return worst
}

// newton solves for the stage increments; false when it does not converge.
func (r *radau) newton(g *integrator, h float64) bool {
	w := g.whole()
	for it := 0; it < 12; it++ {
		for a := 0; a < 3; a++ {
			for i := 0; i < r.n; i++ {
				r.work[i] = g.y[i] + r.z[a*r.n+i]
			}
			g.f.slope(g.t+radauC[a]*h, r.work, r.f[a])
		}
		for a := 0; a < 3; a++ {
			for i := 0; i < r.n; i++ {
				s := radauA[a][0]*r.f[0][i] + radauA[a][1]*r.f[1][i] + radauA[a][2]*r.f[2][i]
				r.dz[a*r.n+i] = h*s - r.z[a*r.n+i]
			}
		}
		luSolve(r.big, 3*r.n, r.pivBig, r.dz)
		size := 0.0
		for k := range r.dz {
			r.z[k] += r.dz[k]
			size = math.Max(size, math.Abs(r.dz[k])/(g.tolerance(k%r.n, w)+1e-15*math.Abs(g.y[k%r.n])))
		}
		if math.IsNaN(size) {
			return false
		}
		if size < 1e-2 || it > 5 && size < 1 {
			return true
		}
	}
	return false
}

// dense keeps the stages of the accepted step; cont[0] is the beginning and
// cont[1] to cont[3] the three increments.
func (r *radau) dense(y []float64, cont [5][]float64) {
	copy(cont[0], y)
	for a := 0; a < 3; a++ {
		copy(cont[a+1], r.z[a*r.n:(a+1)*r.n])
	}
}

// adopt turns the explicit dense output of the step at hand-over into values at
// the stages.
func (r *radau) adopt(y, next []float64, cont [5][]float64) {
	var at [3][]float64
	for a, s := range radauC {
		u := 1 - s
		v := make([]float64, r.n)
		for i := range v {
			v[i] = s * (cont[1][i] + u*(cont[2][i]+s*(cont[3][i]+u*cont[4][i])))
		}
		at[a] = v
	}
	copy(cont[0], y)
	for a := range at {
		copy(cont[a+1], at[a])
	}
	for i := range next {
		cont[3][i] = next[i] - y[i]
	}
}

// read evaluates the collocation polynomial at the share s of the last step.
func (r *radau) read(s float64, cont [5][]float64, y []float64) {
	c := [4]float64{0, radauC[0], radauC[1], 1}
	var w [4]float64
	for a := 1; a < 4; a++ {
		w[a] = 1
		for b := 0; b < 4; b++ {
			if b != a {
				w[a] *= (s - c[b]) / (c[a] - c[b])
			}
		}
	}
	for i := range y {
		y[i] = cont[0][i] + w[1]*cont[1][i] + w[2]*cont[2][i] + w[3]*cont[3][i]
	}
}

// luFactor factors an n by n matrix in place with partial pivoting; false when
// it is singular.
func luFactor(a []float64, n int, piv []int) bool {
	for k := 0; k < n; k++ {
		p := k
		for i := k + 1; i < n; i++ {
			if math.Abs(a[i*n+k]) > math.Abs(a[p*n+k]) {
				p = i
			}
		}
		piv[k] = p
		if a[p*n+k] == 0 || math.IsNaN(a[p*n+k]) {
			return false
		}
		if p != k {
			for j := 0; j < n; j++ {
				a[k*n+j], a[p*n+j] = a[p*n+j], a[k*n+j]
			}
		}
		for i := k + 1; i < n; i++ {
			f := a[i*n+k] / a[k*n+k]
			a[i*n+k] = f
			if f == 0 {
				continue
			}
			for j := k + 1; j < n; j++ {
				a[i*n+j] -= f * a[k*n+j]
			}
		}
	}
	return true
}

// luSolve solves with a factored matrix, in place.
func luSolve(a []float64, n int, piv []int, b []float64) {
	for k := 0; k < n; k++ {
		b[k], b[piv[k]] = b[piv[k]], b[k]
	}
	for i := 1; i < n; i++ {
		for j := 0; j < i; j++ {
			b[i] -= a[i*n+j] * b[j]
		}
	}
	for i := n - 1; i >= 0; i-- {
		for j := i + 1; j < n; j++ {
			b[i] -= a[i*n+j] * b[j]
		}
		b[i] /= a[i*n+i]
	}
}
