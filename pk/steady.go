package pk

import (
	"fmt"
	"math"
)

// steady holds the memory for the search of a periodic solution.
type steady struct {
	x, fx, try, out, step []float64
	held, rates           []float64
	active                []int
	jac                   []float64
	piv                   []int
	scratch               []coming
}

func (p *steady) prepare(n int) {
	for _, v := range []*[]float64{&p.x, &p.fx, &p.try, &p.out, &p.step, &p.held, &p.rates} {
		*v = make([]float64, n+1)
	}
	p.jac, p.piv, p.active = make([]float64, n*n), make([]int, n), make([]int, n)
}

// settle brings the compartments to steady state for a dose record: the
// periodic solution itself, solved for and not approached by a train of doses.
// With a lag the record falls at the phase II - lag of the cycle; doses of the
// implied past whose lag has not run out stay in the queue.
func (e *engine) settle(r *Record, in intake, row []float64) error {
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
	if add {
		for i := range e.rate {
			e.y[i] += e.ss.held[i]
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
	n, p := len(e.rate), &e.ss
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
