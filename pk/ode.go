package pk

import (
	"fmt"
	"math"
)

// field is the right-hand side of a system of differential equations.
type field interface {
	slope(t float64, y, dy []float64)
}

// integrator advances a system with controlled error: Dormand and Prince's pair
// of orders 5 and 4 with its continuous extension (Hairer, Nørsett and Wanner,
// Solving Ordinary Differential Equations I, section II.5 and II.6), and Radau
// IIA of order 5 once the steps are held down by stiffness (Solving … II,
// section IV.8). Between two starts the solution is read off the last step.
type integrator struct {
	f      field
	n      int
	rtol   float64
	stiff  bool // Radau is in charge
	flags  int  // steps that looked stiff in a row
	cool   int
	t, old float64 // end and beginning of the last step
	h      float64 // proposed next step
	usual  float64 // largest step of the last stretch, a first guess for the next
	prev   float64 // error of the last accepted step, for the controller
	stop   float64 // not to be stepped over
	y      []float64
	top    []float64 // largest size of each component so far
	k      [7][]float64
	tmp    []float64
	next   []float64
	cont   [5][]float64 // dense output of the last step
	radau  *radau
	series *series // nil where the formulas have none, or it gave up
	left   bool    // the series gave up in this stretch
}

// maxSteps bounds the steps between two starts.
const maxSteps = 200000

func newIntegrator(f field, n int, rtol float64) *integrator {
	g := &integrator{f: f, n: n, rtol: rtol}
	for _, v := range []*[]float64{&g.y, &g.top, &g.tmp, &g.next} {
		*v = make([]float64, n)
	}
	for i := range g.k {
		g.k[i] = make([]float64, n)
	}
	for i := range g.cont {
		g.cont[i] = make([]float64, n)
	}
	return g
}

// loosen sets another tolerance.
func (g *integrator) loosen(rtol float64) {
	if g.rtol = rtol; g.series != nil {
		g.series.rtol = rtol
	}
}

// start begins a smooth stretch; stop is a time that no step crosses.
func (g *integrator) start(t, stop float64, y []float64, fresh bool) {
	copy(g.y, y)
	g.t, g.old, g.stop, g.prev, g.flags = t, t, stop, 1e-4, 0
	if g.left = g.series == nil; !g.left {
		g.series.start(t, y)
		return
	}
	g.begin(t, fresh)
}

// begin starts the steps of the pair.
func (g *integrator) begin(t float64, fresh bool) {
	if fresh {
		g.stiff = false
		for i := range g.top {
			g.top[i] = 0
		}
	}
	g.f.slope(t, g.y, g.k[0])
	g.h = math.Max(g.firstStep(), 0.3*g.usual)
	g.usual = 0
	for i := range g.cont {
		for j := range g.cont[i] {
			g.cont[i][j] = 0
		}
	}
	copy(g.cont[0], g.y)
}

// tolerance of component i: relative to its size, with a floor far below the
// largest amount.
func (g *integrator) tolerance(i int, whole float64) float64 {
	return g.rtol * (math.Max(math.Abs(g.y[i]), math.Abs(g.next[i])) + 1e-3*math.Max(g.top[i], 1e-3*whole) + 1e-300)
}

func (g *integrator) whole() float64 {
	w := 0.0
	for i, y := range g.y {
		g.top[i] = math.Max(g.top[i], math.Abs(y))
		w = math.Max(w, g.top[i])
	}
	return w
}

// firstStep is Hairer's choice from the sizes of the solution and its slope.
func (g *integrator) firstStep() float64 {
	w := g.whole()
	d0, d1 := 0.0, 0.0
	for i := range g.y {
		sc := 1e-3*w + math.Abs(g.y[i]) + 1e-300
		d0 = math.Max(d0, math.Abs(g.y[i])/sc)
		d1 = math.Max(d1, math.Abs(g.k[0][i])/sc)
	}
	if d0 < 1e-10 || d1 < 1e-10 {
		return 1e-3
	}
	return math.Min(0.01*d0/d1, 1)
}

// to gives the solution at time t, which must not lie before the start nor
// beyond the stop.
func (g *integrator) to(t float64, y []float64) error {
	if !g.left {
		if g.series.to(t, y) {
			return nil
		}
		g.left = true // from the beginning of the stretch, where y and t still stand
		g.begin(g.t, false)
	}
	for steps := 0; g.t < t; steps++ {
		if steps > maxSteps {
			return fmt.Errorf("%w: the integration needs more than %d steps at time %g", ErrNumerics, maxSteps, g.t)
		}
		if err := g.step(); err != nil {
			return err
		}
	}
	if t == g.t || g.t == g.old {
		copy(y, g.y)
		return nil
	}
	s := (t - g.old) / (g.t - g.old)
	if g.stiff {
		g.radau.read(s, g.cont, y)
		return nil
	}
	u := 1 - s
	for i := range y {
		y[i] = g.cont[0][i] + s*(g.cont[1][i]+u*(g.cont[2][i]+s*(g.cont[3][i]+u*g.cont[4][i])))
	}
	return nil
}

func (g *integrator) step() error {
	for tries := 0; ; tries++ {
		h := math.Min(g.h, g.stop-g.t)
		last := h >= g.stop-g.t
		if h <= 1e-14*math.Abs(g.t)+1e-300 && !last || tries > 200 || math.IsNaN(h) {
			return fmt.Errorf("%w: the step size collapsed at time %g", ErrNumerics, g.t)
		}
		var err float64
		if g.stiff {
			err = g.radau.attempt(g, h)
		} else {
			err = g.attempt(h)
		}
		if !(err <= 1) { // also NaN
			shrink := 0.1
			if err > 1 && !math.IsInf(err, 0) {
				shrink = math.Max(0.1, 0.9*math.Pow(err, -1/g.order()))
			}
			g.h = h * shrink
			continue
		}
		g.accept(h, err, last)
		return nil
	}
}

// order of the local error that the controller sees.
func (g *integrator) order() float64 {
	if g.stiff {
		return 4
	}
	return 5
}

func (g *integrator) accept(h, err float64, last bool) {
	err = math.Max(err, 1e-10)
	g.usual = math.Max(g.usual, h)
	grow := 0.9 * math.Pow(err, -0.7/g.order()) * math.Pow(g.prev, 0.4/g.order())
	if g.stiff {
		grow = 0.9 * math.Pow(err, -1/g.order())
	}
	g.prev = math.Max(err, 1e-4)
	explicit := !g.stiff
	if explicit {
		g.dense(h)
		g.watch(h)
	} else {
		g.radau.dense(g.y, g.cont)
	}
	g.old = g.t
	if g.t += h; last {
		g.t = g.stop
	}
	copy(g.y, g.next)
	if explicit {
		copy(g.k[0], g.k[6]) // the last slope of this step is the first of the next
	} else {
		g.f.slope(g.t, g.y, g.k[0])
	}
	g.h = h * math.Min(8, math.Max(0.2, grow))
}

// Coefficients of Dormand and Prince (Hairer, Nørsett, Wanner I, table II.5.2).
var dpC = [7]float64{0, 1. / 5, 3. / 10, 4. / 5, 8. / 9, 1, 1}

var dpA = [7][6]float64{
	{},
	{1. / 5},
	{3. / 40, 9. / 40},
	{44. / 45, -56. / 15, 32. / 9},
	{19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729},
	{9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656},
	{35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84},
}

var dpE = [7]float64{71. / 57600, 0, -71. / 16695, 71. / 1920, -17253. / 339200, 22. / 525, -1. / 40}

var dpD = [7]float64{-12715105075. / 11282082432, 0, 87487479700. / 32700410799, -10690763975. / 1880347072,
	701980252875. / 199316789632, -1453857185. / 822651844, 69997945. / 29380423}

// attempt makes one explicit step and gives its error over the tolerance.
func (g *integrator) attempt(h float64) float64 {
	for s := 1; s < 7; s++ {
		a := &dpA[s]
		for i := 0; i < g.n; i++ {
			sum := 0.0
			for j := 0; j < s; j++ {
				sum += a[j] * g.k[j][i]
			}
			g.next[i] = g.y[i] + h*sum
		}
		if s == 5 {
			copy(g.tmp, g.next) // for the watch on stiffness
		}
		g.f.slope(g.t+dpC[s]*h, g.next, g.k[s])
	}
	w := g.whole()
	worst := 0.0
	for i := 0; i < g.n; i++ {
		e := 0.0
		for j := range dpE {
			e += dpE[j] * g.k[j][i]
		}
		r := math.Abs(h*e) / g.tolerance(i, w)
		if math.IsNaN(r) {
			return math.Inf(1)
		}
		worst = math.Max(worst, r)
	}
	return worst
}

func (g *integrator) dense(h float64) {
	for i := 0; i < g.n; i++ {
		d := g.next[i] - g.y[i]
		b := h*g.k[0][i] - d
		e := 0.0
		for j := range dpD {
			e += dpD[j] * g.k[j][i]
		}
		g.cont[0][i], g.cont[1][i], g.cont[2][i] = g.y[i], d, b
		g.cont[3][i], g.cont[4][i] = d-h*g.k[6][i]-b, h*e
	}
}

// watch counts steps whose size is set by stability and hands over to Radau.
func (g *integrator) watch(h float64) {
	num, den := 0.0, 0.0
	for i := 0; i < g.n; i++ {
		a, b := g.k[6][i]-g.k[5][i], g.next[i]-g.tmp[i]
		num += a * a
		den += b * b
	}
	if den > 0 && h*math.Sqrt(num/den) > 3.25 {
		g.cool = 0
		if g.flags++; g.flags > 300 {
			g.stiff, g.flags = true, 0
			if g.radau == nil {
				g.radau = newRadau(g.n)
			}
			// the dense output of this step is still the explicit one
			g.radau.adopt(g.y, g.next, g.cont)
		}
		return
	}
	if g.cool++; g.cool > 6 {
		g.flags, g.cool = 0, 0
	}
}
