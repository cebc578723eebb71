package pk

import "math"

// taylor integrates the mammillary model with parallel linear and
// Michaelis-Menten elimination by its Taylor series: the coefficients follow from
// each other by recurrence, the step from the size of the last two (Jorba and
// Zou, Experimental Mathematics 2005;14:99). At tolerances near the last digit it
// needs a small part of the work of a Runge-Kutta pair, and derivatives by the
// random effects come along in dual numbers.
type taylor struct {
	accuracy
	c                        [4][]dual                              // coefficients of each amount
	sat                      []dual                                 // of A/(KM V1 + A)
	amount, ratio            [maxLanes + 1][taylorOrder + 1]float64 // the central coefficients and sat, in rows
	top                      float64                                // largest central amount so far, the floor of the error
	kel, kv, vmax, ka, floor dual
	out, back                [2]dual
	work                     dual
	n                        int
}

// accuracy is the order of the series and its tolerance.
type accuracy struct {
	order int
	tol   float64
}

// The search and the curvature at its end are rough (the covariance keeps six
// digits, four are asked for); the end itself is needed to ten.
var (
	rough = accuracy{8, 1e-7}
	fine  = accuracy{taylorOrder, 1e-11}
)

// taylorOrder is the highest order.
const taylorOrder = 13

func newTaylor(compartments int) *taylor {
	t := &taylor{accuracy: fine, n: compartments, sat: make([]dual, taylorOrder+1)}
	for i := range t.c[:compartments] {
		t.c[i] = make([]dual, taylorOrder+1)
	}
	return t
}

// begin forgets the run before.
func (t *taylor) begin(tl *timeline) {
	t.top = 0
	for i := range tl.stretches {
		s := &tl.stretches[i]
		for k := range s.rate {
			t.top = math.Max(t.top, math.Max(s.bolus[k], s.rate[k]*s.length))
		}
	}
}

// rates prepares the rate constants of a parameter set.
func (t *taylor) rates(s *system, row []dual, lanes int) {
	v1 := &row[s.role[thV1]]
	if t.kel.set(0, lanes); s.role[thCL] >= 0 {
		t.kel.div(&row[s.role[thCL]], v1, lanes)
	}
	t.kv.mul(&row[s.km], v1, lanes)
	t.vmax.copy(&row[s.vmax], lanes)
	if s.depot {
		t.ka.copy(&row[s.role[thKA]], lanes)
	}
	for k := range t.out {
		t.out[k].set(0, lanes)
		t.back[k].set(0, lanes)
		if q := s.role[thQ2+2*k]; q >= 0 {
			t.out[k].div(&row[q], v1, lanes)
			t.back[k].div(&row[q], &row[s.role[thV2+2*k]], lanes)
		}
	}
}

// expand computes the coefficients at the amounts y under constant rates.
func (t *taylor) expand(s *system, y []dual, rate []float64, lanes int) {
	mid := s.central
	for i := range t.c[:t.n] {
		t.c[i][0].copy(&y[i], lanes)
	}
	t.floor.add(&t.kv, &y[mid], lanes)
	for k := 0; k < t.order; k++ {
		t.saturation(k, mid, lanes)
		per := reciprocals[k]
		next := &t.c[mid][k+1]
		next.mul(&t.kel, &t.c[mid][k], lanes)
		next.gain(&t.vmax, &t.sat[k], lanes)
		for i := mid + 1; i < t.n; i++ {
			flow := &t.c[i][k+1]
			flow.mul(&t.out[i-mid-1], &t.c[mid][k], lanes)
			t.work.mul(&t.back[i-mid-1], &t.c[i][k], lanes)
			flow.sub(flow, &t.work, lanes)
			next.add(next, flow, lanes)
			if k == 0 {
				flow.v += rate[i]
			}
			flow.scale(flow, per, lanes)
		}
		next.scale(next, -1, lanes)
		if mid == 1 {
			drawn := &t.c[0][k+1]
			drawn.mul(&t.ka, &t.c[0][k], lanes)
			next.add(next, drawn, lanes)
			drawn.scale(drawn, -1, lanes)
			if k == 0 {
				drawn.v += rate[0]
			}
			drawn.scale(drawn, per, lanes)
		}
		if k == 0 {
			next.v += rate[mid]
		}
		next.scale(next, per, lanes)
	}
}

// saturation is coefficient k of A/(KM V1 + A): w (b + A) = A, solved for w. The
// sums run over plain rows, one for the values and one for each derivative.
func (t *taylor) saturation(k, mid, lanes int) {
	w, a := &t.sat[k], &t.c[mid][k]
	t.amount[0][k] = a.v
	value := a.v
	a0, w0 := t.amount[0][1:k+1], t.ratio[0][:k]
	for j, x := range a0 {
		value -= x * w0[k-1-j]
	}
	w.v = value / t.floor.v
	t.ratio[0][k] = w.v
	for l := range lanes {
		t.amount[l+1][k] = a.d[l]
		al, wl := t.amount[l+1][1:k+1], t.ratio[l+1][:k]
		slope := a.d[l]
		for j, x := range a0 {
			slope -= x*wl[k-1-j] + al[j]*w0[k-1-j]
		}
		w.d[l] = (slope - w.v*t.floor.d[l]) / t.floor.v
		t.ratio[l+1][k] = w.d[l]
	}
}

// expandPlain is expand without derivatives.
func (t *taylor) expandPlain(mid int, y []dual, rate []float64) {
	for i := range t.c[:t.n] {
		t.c[i][0].v = y[i].v
	}
	a, w := &t.amount[0], &t.ratio[0]
	floor := t.kv.v + y[mid].v
	for k := 0; k < t.order; k++ {
		x := t.c[mid][k].v
		a[k] = x
		sum := x
		for j := 1; j <= k; j++ {
			sum -= a[j] * w[k-j]
		}
		w[k] = sum / floor
		in := func(i int) float64 { return truth(k == 0) * rate[i] }
		per := reciprocals[k]
		next := in(mid) - t.kel.v*x - t.vmax.v*w[k]
		for i := mid + 1; i < t.n; i++ {
			flow := t.out[i-mid-1].v*x - t.back[i-mid-1].v*t.c[i][k].v
			next -= flow
			t.c[i][k+1].v = per * (flow + in(i))
		}
		if mid == 1 {
			drawn := t.ka.v * t.c[0][k].v
			next += drawn
			t.c[0][k+1].v = per * (in(0) - drawn)
		}
		t.c[mid][k+1].v = per * next
	}
}

// reach is the length over which the series holds to the tolerance.
func (t *taylor) reach(mid int) float64 {
	t.top = max(t.top, math.Abs(t.c[mid][0].v))
	var worst [2]float64 // last coefficients over the size that is tolerated
	for i := range t.c[:t.n] {
		size := t.tol * (math.Abs(t.c[i][0].v) + 1e-3*t.top)
		for k := range worst {
			worst[k] = max(worst[k], math.Abs(t.c[i][t.order-k].v)/size)
		}
	}
	steepest := math.Inf(-1)
	for k, w := range worst {
		if w > 0 {
			steepest = max(steepest, octaves(w)/float64(t.order-k))
		}
	}
	return power(-steepest)
}

// octaves is the binary logarithm to within 0.09, which is near enough for the
// length of a step.
func octaves(x float64) float64 { return float64(math.Float64bits(x))/(1<<52) - 1023 }

// power is the opposite of octaves: 2 to the x, low by at most a sixteenth.
func power(x float64) float64 {
	if x < -1000 || x > 1000 {
		return math.Exp2(x)
	}
	return math.Float64frombits(uint64((x+1023)*(1<<52))) * (15. / 16)
}

// value sums the series of one amount after h hours, without derivatives.
func (t *taylor) value(i int, h float64) float64 {
	sum := 0.0
	for k := t.order; k >= 0; k-- {
		sum = sum*h + t.c[i][k].v
	}
	return sum
}

// at sums the series of one amount after h hours.
func (t *taylor) at(i int, h float64, out *dual, lanes int) {
	out.copy(&t.c[i][t.order], lanes)
	for k := t.order - 1; k >= 0; k-- {
		out.v = out.v*h + t.c[i][k].v
		for l, d := range t.c[i][k].d[:lanes] {
			out.d[l] = out.d[l]*h + d
		}
	}
}

// area is the integral of the central amount over h hours.
func (t *taylor) area(mid int, h float64) float64 {
	sum := 0.0
	for k := t.order; k >= 0; k-- {
		sum = (sum + t.c[mid][k].v*reciprocals[k]) * h
	}
	return sum
}

// reciprocals are 1/(k+1).
var reciprocals = func() (out [taylorOrder + 1]float64) {
	for k := range out {
		out[k] = 1 / float64(k+1)
	}
	return out
}()

// stretch reads the levels of a stretch and moves the amounts to its end; false
// where the steps become too many.
func (t *taylor) stretch(g *slopes, s *stretch, lanes int) bool {
	sys := g.p.m.sys
	mid, next, from := sys.central, s.from, 0.0
	t.rates(sys, g.rows[s.set], lanes)
	for steps := 0; ; steps++ {
		for ; next < s.to && g.tl.reads[next].after <= from; next++ {
			g.read(next, &g.amount[mid], lanes)
		}
		if from >= s.length || next == len(g.tl.reads) {
			return true
		}
		if lanes > 0 {
			t.expand(sys, g.amount[:t.n], s.rate[:t.n], lanes)
		} else {
			t.expandPlain(mid, g.amount[:t.n], s.rate[:t.n])
		}
		h := t.reach(mid)
		last := from+h >= s.length
		if last {
			h = s.length - from
		}
		if !(h > 0) || steps > maxSteps {
			return false
		}
		for ; next < s.to && g.tl.reads[next].after <= from+h; next++ {
			t.at(mid, g.tl.reads[next].after-from, &g.pred[next], lanes)
			g.read(next, &g.pred[next], lanes)
		}
		for i := range g.amount[:t.n] {
			t.at(i, h, &g.amount[i], lanes)
			if g.amount[i].v < 0 { // rounding only
				g.amount[i].set(0, lanes)
			}
		}
		if from += h; last {
			from = s.length
		}
	}
}
