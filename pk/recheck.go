package pk

import (
	"fmt"
	"math"
	"slices"
	"sort"
)

// Agreement is how far two computations of a dose may differ before none is shown.
const Agreement = 1e-3

// Recheck is the second computation of the dose: the exposures of the draws round
// the ceiling by a Runge-Kutta method of fixed step, without the closed forms,
// the event queue and the solver of the first one, and the quantile by sorting
// instead of halving.
type Recheck struct {
	Draws      int     `json:"draws"`
	Difference float64 `json:"largestDifference"` // of an exposure, relative
	Dose       float64 `json:"dose"`              // mg; what the second way gives
	Agrees     bool    `json:"agrees"`
}

// nearest is how many draws round the ceiling are computed a second time.
const nearest = 40

// recheck computes the dose of the governing model a second time.
func (v *ModelVerdict) recheck(c *DoseCase, dose, ceiling, alpha float64) (Recheck, error) {
	type item struct{ exposure, weight float64 }
	at := make([]int, len(v.outcomes))
	for i := range at {
		at[i] = i
	}
	gap := func(i int) float64 { return math.Abs(v.exposureOf(&v.outcomes[i], dose) - ceiling) }
	sort.Slice(at, func(a, b int) bool { return gap(at[a]) < gap(at[b]) })
	s, err := newStepper(v, c)
	if err != nil {
		return Recheck{}, err
	}
	list := make([]item, len(v.outcomes))
	for i := range v.outcomes {
		list[i] = item{v.exposureOf(&v.outcomes[i], dose), v.outcomes[i].weight}
	}
	r := Recheck{Draws: min(nearest, len(at))}
	for _, i := range at[:r.Draws] {
		second := v.report * s.exposure(v.sample[i].Eta, dose*v.mg)
		if math.IsNaN(second) {
			return r, fmt.Errorf("%w: the second computation gave no number", ErrNumerics)
		}
		r.Difference = math.Max(r.Difference, math.Abs(second/list[i].exposure-1))
		list[i].exposure = second
	}
	slices.SortFunc(list, func(a, b item) int {
		switch {
		case a.exposure > b.exposure:
			return -1
		case a.exposure < b.exposure:
			return 1
		}
		return 0
	})
	// The largest dose puts the ceiling on the draw at which the weight of those
	// above it reaches alpha; near the dose exposure grows in proportion to it.
	sum, limit := 0.0, list[len(list)-1].exposure
	for _, x := range list {
		if sum += x.weight; sum > alpha {
			limit = x.exposure
			break
		}
	}
	fixed := v.quantiles(func(o *outcome) float64 { return v.exposureOf(o, 0) }, 0.5)[0]
	r.Dose = dose * (ceiling - fixed) / (limit - fixed)
	r.Agrees = r.Difference <= Agreement && math.Abs(r.Dose/dose-1) <= Agreement
	return r, nil
}

// stepper integrates a course by the classical Runge-Kutta method of fourth order.
type stepper struct {
	v      *ModelVerdict
	p      *inference
	doses  []stepDose
	breaks []float64
	fall   float64
	row    []float64
	active []float64 // input rates
	k      [4][]float64
	try    []float64
}

type stepDose struct {
	from, to, amount float64 // amount in the model's unit
	planned          bool
}

// Steps of the fixed grid, h: within the course, and behind it.
const (
	stepWithin = 0.05
	stepBehind = 0.25
)

func newStepper(v *ModelVerdict, c *DoseCase) (*stepper, error) {
	s := &stepper{v: v, p: v.p, fall: c.fallFactor(v.m)}
	for _, g := range c.GivenDoses {
		amount, err := convert(g.Amount.Value, g.Amount.Unit, v.m.units.Dose, c.Drug)
		if err != nil {
			return nil, err
		}
		for k := 0; k < max(g.Count, 1); k++ {
			from := g.TimeH + float64(k)*g.EveryH
			s.doses = append(s.doses, stepDose{from, from + g.DurationH, amount * v.factor, false})
		}
	}
	for k := 0; k < c.Plan.Count; k++ {
		from := c.Plan.FirstH + float64(k)*c.Plan.EveryH
		s.doses = append(s.doses, stepDose{from: from, to: from + c.Plan.DurationH, planned: true})
	}
	n := v.m.sys.compartments() + 1
	s.row, s.active, s.try = make([]float64, len(v.m.sys.names)), make([]float64, n), make([]float64, n)
	for i := range s.k {
		s.k[i] = make([]float64, n)
	}
	return s, nil
}

// settle fills the parameters that hold at a time.
func (s *stepper) settle(t float64, eta []float64) {
	base, per := len(s.p.m.sys.etaNames), len(s.p.m.sys.kappaNames)
	var kappa []float64
	if per > 0 {
		if o := s.p.occasionAt(t); o >= 0 {
			kappa = eta[base+o*per : base+(o+1)*per]
		}
	}
	s.p.m.sys.fill(s.row, t, s.p.e.recs[0].Cov, eta[:base], kappa)
}

// exposure of the course for one draw and a planned dose, in the model's unit.
func (s *stepper) exposure(eta []float64, dose float64) float64 {
	whole := s.integrate(eta, dose)
	if s.fall == 1 {
		return whole
	}
	given := s.integrate(eta, 0)
	return given + (whole-given)*s.fall
}

func (s *stepper) integrate(eta []float64, dose float64) float64 {
	sys, y := s.p.m.sys, make([]float64, len(s.try))
	s.settle(0, eta)
	lag, cmt := 0.0, s.p.m.intravenous()-1
	if at := sys.intake[cmt][intakeLag]; at >= 0 {
		lag = s.row[at]
	}
	s.events(lag)
	t := 0.0
	for _, next := range s.breaks {
		s.settle(next, eta)
		s.input(t, next, lag, dose, cmt)
		y = s.span(y, t, next)
		for _, d := range s.doses { // a dose without duration enters at once
			if d.from == d.to && d.from+lag == next {
				y[cmt] += s.amount(d, dose)
			}
		}
		t = next
	}
	last := len(y) - 1
	if !sys.closed {
		return y[last]
	}
	mass := 0.0
	for _, a := range y[:last] {
		mass += a
	}
	return y[last] + sys.scale*mass/s.row[sys.role[thCL]] // what is left leaves through the clearance
}

func (s *stepper) amount(d stepDose, dose float64) float64 {
	if d.planned {
		return dose
	}
	return d.amount
}

// events collects the times at which anything changes: starts and ends of
// infusions, the days, and the records at which an occasion ends.
func (s *stepper) events(lag float64) {
	s.breaks = s.breaks[:0]
	for _, d := range s.doses {
		s.breaks = append(s.breaks, d.from+lag, d.to+lag)
	}
	for _, r := range s.p.e.recs {
		if r.Time > 0 {
			s.breaks = append(s.breaks, r.Time)
		}
	}
	sort.Float64s(s.breaks)
	s.breaks = slices.Compact(s.breaks)
}

func (s *stepper) input(from, to, lag, dose float64, cmt int) {
	for i := range s.active {
		s.active[i] = 0
	}
	middle := (from + to) / 2
	for _, d := range s.doses {
		if d.to > d.from && d.from+lag <= middle && middle < d.to+lag {
			s.active[cmt] += s.amount(d, dose) / (d.to - d.from)
		}
	}
}

// span integrates from one change to the next.
func (s *stepper) span(y []float64, from, to float64) []float64 {
	step := stepWithin
	if to-from > 48 {
		step = stepBehind
	}
	n := max(int(math.Ceil((to-from)/step)), 1)
	h := (to - from) / float64(n)
	for i := 0; i < n && to > from; i++ {
		t := from + float64(i)*h
		s.slope(t, y, s.k[0])
		s.slope(t+h/2, s.shifted(y, s.k[0], h/2), s.k[1])
		s.slope(t+h/2, s.shifted(y, s.k[1], h/2), s.k[2])
		s.slope(t+h, s.shifted(y, s.k[2], h), s.k[3])
		for j := range y {
			y[j] += h / 6 * (s.k[0][j] + 2*s.k[1][j] + 2*s.k[2][j] + s.k[3][j])
		}
	}
	return y
}

func (s *stepper) shifted(y, k []float64, h float64) []float64 {
	for i := range y {
		s.try[i] = y[i] + h*k[i]
	}
	return s.try
}

// slope is the change of the amounts and, last, the concentration.
func (s *stepper) slope(t float64, y, dy []float64) {
	sys, last := s.p.m.sys, len(y)-1
	if !sys.closed {
		sys.move(s.row, t, y)
		for i, d := range sys.derivs {
			dy[i] = d.eval(s.row) + s.active[i]
		}
		dy[last] = sys.scale * s.row[sys.cp]
		return
	}
	p, c := sys.theta(s.row), sys.central
	copy(dy, s.active)
	conc := y[c] / p[thV1]
	dy[c] -= p[thCL] * conc
	if sys.depot {
		dy[0] -= p[thKA] * y[0]
		dy[c] += p[thKA] * y[0]
	}
	for k := 0; c+1+k < last && k < 2; k++ {
		if q := p[thQ2+2*k]; q > 0 {
			flow := q * (conc - y[c+1+k]/p[thV2+2*k])
			dy[c] -= flow
			dy[c+1+k] += flow
		}
	}
	dy[last] = sys.scale * conc
}
