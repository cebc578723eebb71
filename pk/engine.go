package pk

import (
	"errors"
	"math"
	"slices"
	"sync"
)

// coming is a change of input that lies ahead: a bolus, or the start or the end
// of an infusion.
type coming struct {
	time      float64
	kind      byte // 'b' bolus, 's' start of an infusion, 'e' end of an infusion
	cmt       int
	amt, rate float64
	duration  float64
}

// slack is how far apart two times may lie and still be the same: sums such as
// 12 + 0.4 are not exact.
func slack(t float64) float64 { return 1e-10 * math.Max(1, math.Abs(t)) }

// Rule says on which interval the covariates of a record hold.
type Rule string

// The two rules.
const (
	Backward Rule = "nocb" // NONMEM: on the interval that ends at the record; the default
	Forward  Rule = "locf" // on the interval that begins at the record
)

// engine runs one subject through one system. All its memory is taken once and
// used again on every run.
type engine struct {
	s       *system
	recs    []Record
	rule    Rule
	keepAUC bool // a reset does not empty the AUC

	rows  []float64 // filled slots, one row per record
	width int
	tau   [][]float64 // kappa of each record, nil where there is none

	t      float64
	y      []float64 // amounts, then the AUC
	rate   []float64
	active []int // running infusions per compartment
	queue  []coming
	stale  bool // the motion must begin anew

	closed  linear
	open    *integrator
	field   *moving
	current []float64 // row of the motion

	pred, auc []float64
	watch     func(i int) // called after each record, where set
	until     int         // records to run; 0: all
	tape      *tape       // where the course is written down
	held      int         // record whose parameters hold
	ss        *steady
}

// moving is the right-hand side of a model given by differential equations.
type moving struct {
	s    *system
	row  []float64
	rate []float64
}

// slope gives the change of the amounts and, last, the concentration itself,
// whose integral is the AUC.
func (m *moving) slope(t float64, y, dy []float64) {
	m.s.move(m.row, t, y)
	for i, d := range m.s.derivs {
		dy[i] = d.eval(m.row) + m.rate[i]
	}
	dy[len(m.s.derivs)] = m.s.scale * m.row[m.s.cp]
}

func newEngine(s *system, records []Record, rule Rule, rtol float64) (*engine, error) {
	if err := check(records, s.compartments()); err != nil {
		return nil, err
	}
	n := s.compartments()
	e := engines.Get().(*engine)
	old, width := *e, len(s.names)
	*e = engine{s: s, recs: records, rule: rule, width: width, rows: again(old.rows, len(records)*width), tau: again(old.tau, len(records)),
		y: again(old.y, n+1), rate: again(old.rate, n), active: again(old.active, n), current: again(old.current, width),
		pred: again(old.pred, len(records)), auc: again(old.auc, len(records))}
	e.closed.depot = s.depot
	if !s.closed {
		e.field = &moving{s: s, row: make([]float64, e.width), rate: e.rate}
		e.open = newIntegrator(e.field, n+1, rtol)
		e.open.series = newSeries(s, e.rate, rtol)
	}
	return e, nil
}

// engines is the memory of engines that were given back.
var engines = sync.Pool{New: func() any { return new(engine) }}

// again is memory of n zeros, the old one where it is enough.
func again[T any](old []T, n int) []T {
	out := slices.Grow(old[:0], n)[:n]
	clear(out)
	return out
}

func (e *engine) row(i int) []float64 { return e.rows[i*e.width : (i+1)*e.width] }

// queues is the memory for what is still to come in a run: many doses of one
// record wait together, and an engine is asked now and then only.
var queues = sync.Pool{New: func() any {
	q := make([]coming, 0, 16)
	return &q
}}

// run predicts at every record for the given random effects.
func (e *engine) run(eta []float64) error {
	end := len(e.recs)
	if e.until > 0 {
		end = e.until
	}
	if err := e.fill(end, eta); err != nil {
		return err
	}
	waiting := queues.Get().(*[]coming)
	e.queue = (*waiting)[:0]
	defer func() {
		*waiting, e.queue = e.queue, nil
		queues.Put(waiting)
	}()
	e.t = e.recs[0].Time
	e.empty(e.row(0))
	e.y[len(e.y)-1] = 0
	if e.open != nil {
		for i := range e.open.top {
			e.open.top[i] = 0
			if e.open.series != nil {
				e.open.series.top[i] = 0
			}
		}
		e.open.stiff, e.open.usual = false, 0 // nothing of the run before
	}
	for i := range e.recs[:end] {
		if err := e.record(i); err != nil {
			return e.located(i, err)
		}
	}
	return nil
}

// fill computes the parameters of every record; a record that differs from the
// one before in its time only shares them, unless a formula names the time.
func (e *engine) fill(end int, eta []float64) error {
	for i := range e.recs[:end] {
		if row := e.row(i); i > 0 && e.repeats(i) {
			copy(row, e.row(i-1))
			row[e.s.time] = e.recs[i].Time
			continue
		}
		e.s.fill(e.row(i), e.recs[i].Time, e.recs[i].Cov, eta, e.tau[i])
		if err := e.s.sound(e.row(i)); err != nil {
			return e.located(i, err)
		}
	}
	return nil
}

// located gives an error of a record the line of the record, where it has one.
func (e *engine) located(i int, err error) error {
	var refused *RefusedError
	if line := e.recs[i].Line; line > 0 && errors.As(err, &refused) {
		out := RefusedError{Kind: refused.Kind}
		for _, p := range refused.Problems {
			if p.Line == 0 {
				p = Problem{Line: line, Sentence: p.String()}
			}
			out.Problems = append(out.Problems, p)
		}
		return &out
	}
	return err
}

func (e *engine) repeats(i int) bool {
	if e.s.used["TIME"] || e.s.used["t"] {
		return false
	}
	a, b := e.tau[i], e.tau[i-1]
	if len(a) != len(b) || (len(a) > 0 && &a[0] != &b[0]) {
		return false
	}
	for k, x := range e.recs[i].Cov {
		if x != e.recs[i-1].Cov[k] {
			return false
		}
	}
	return true
}

func (e *engine) record(i int) error {
	r, held := &e.recs[i], i
	if e.rule == Forward && i > 0 {
		held = i - 1
	}
	reset := r.EVID == 3 || r.EVID == 4
	if !(reset && r.Time < e.t) {
		e.held = held
		if err := e.advance(r.Time, e.row(held)); err != nil {
			return err
		}
	}
	e.held = i
	if reset {
		e.t = r.Time
		e.empty(e.row(i))
		if !e.keepAUC {
			e.y[len(e.y)-1] = 0
		}
	}
	if r.EVID == 1 || r.EVID == 4 {
		if err := e.dose(r, e.row(i)); err != nil {
			return err
		}
		if err := e.advance(r.Time, e.row(i)); err != nil { // a dose at this very time enters now
			return err
		}
	}
	e.pred[i] = e.s.concentration(e.row(i), e.t, e.y)
	e.auc[i] = e.exposure()
	if e.tape != nil {
		e.tape.read(i)
	}
	if e.watch != nil {
		e.watch(i)
	}
	return nil
}

// exposure is the AUC so far, in the unit of the concentration times hours.
func (e *engine) exposure() float64 {
	if e.s.closed {
		return e.s.scale * e.y[len(e.y)-1]
	}
	return e.y[len(e.y)-1]
}

// empty sets the amounts to their starting values and forgets all input; the
// AUC stays.
func (e *engine) empty(row []float64) {
	for i := range e.rate {
		e.y[i], e.rate[i], e.active[i] = 0, 0, 0
		if e.s.inits != nil && e.s.inits[i] != nil {
			e.y[i] = e.s.inits[i].eval(row)
		}
	}
	e.queue = e.queue[:0]
	e.stale = true
	if e.tape != nil {
		e.tape.emptied()
	}
}

// advance moves to a time, taking in what falls due up to and at it.
func (e *engine) advance(to float64, row []float64) error {
	for len(e.queue) > 0 && e.queue[0].time <= to+slack(to) {
		next := e.queue[0]
		if next.time > e.t {
			if err := e.glide(math.Min(next.time, to), row); err != nil {
				return err
			}
		}
		copy(e.queue, e.queue[1:])
		e.queue = e.queue[:len(e.queue)-1]
		e.take(next)
	}
	return e.glide(to, row)
}

// glide moves the amounts without any change of input.
func (e *engine) glide(to float64, row []float64) error {
	if to <= e.t+1e-3*slack(to) {
		return nil
	}
	if e.tape != nil { // the course is only written down
		e.tape.step(e.held, to-e.t)
		e.t = to
		return nil
	}
	if e.stale || e.changed(row) {
		e.start(row)
	}
	e.t = to
	if e.s.closed {
		e.closed.at(to, e.y)
		return nil
	}
	return e.open.to(to, e.y)
}

func (e *engine) changed(row []float64) bool {
	for _, at := range e.s.deps {
		if row[at] != e.current[at] {
			return true
		}
	}
	return false
}

func (e *engine) start(row []float64) {
	copy(e.current, row)
	e.stale = false
	if e.s.closed {
		e.closed.set(e.s.theta(row))
		e.closed.begin(e.t, e.y, e.rate)
		return
	}
	copy(e.field.row, row)
	if e.open.series != nil {
		copy(e.open.series.row, row)
	}
	stop := math.Inf(1)
	if len(e.queue) > 0 {
		stop = e.queue[0].time
	}
	e.open.start(e.t, stop, e.y, false)
}

// take applies a change of input.
func (e *engine) take(c coming) {
	e.stale = true
	switch c.kind {
	case 'b':
		e.y[c.cmt] += c.amt
	case 's':
		e.rate[c.cmt] += c.rate
		e.active[c.cmt]++
		e.push(coming{time: c.time + c.duration, kind: 'e', cmt: c.cmt, rate: c.rate})
	case 'e':
		e.rate[c.cmt] -= c.rate
		if e.active[c.cmt]--; e.active[c.cmt] == 0 {
			e.rate[c.cmt] = 0 // exactly, without what rounding left
		}
	}
	if e.tape != nil {
		e.tape.change(c, e.rate)
	}
}

// push keeps the queue in order of time; what came first stays first.
func (e *engine) push(c coming) {
	at := len(e.queue)
	for at > 0 && e.queue[at-1].time > c.time {
		at--
	}
	e.queue = append(e.queue, coming{})
	copy(e.queue[at+1:], e.queue[at:])
	e.queue[at] = c
	e.stale = true
}

// maxOverlap bounds how many doses of a series may run at once.
const maxOverlap = 1000

// intake is how a dose enters: compartment, effective amount, lag, and rate and
// duration of an infusion.
type intake struct {
	cmt                  int
	amt, lag, rate, last float64
	infusion             bool
}

func (e *engine) intake(r *Record, row []float64) (intake, error) {
	in := intake{cmt: max(r.CMT, 1) - 1, amt: r.Amt, rate: r.Rate}
	slots := e.s.intake[in.cmt]
	if slots[intakeF] >= 0 {
		in.amt *= row[slots[intakeF]]
	}
	if slots[intakeLag] >= 0 {
		in.lag = row[slots[intakeLag]]
	}
	if e.s.closed && !e.present(in.cmt, row) {
		return in, refuse(ErrInput, "CMT", "compartment %d does not exist for these parameters", in.cmt+1)
	}
	if r.SS != 0 && r.II > 0 && in.lag > maxOverlap*r.II {
		return in, refuse(ErrInput, "records", "the lag of the dose at time %g is longer than %d intervals", r.Time, maxOverlap)
	}
	if in.lag < 0 || in.amt < 0 || math.IsNaN(in.lag) || math.IsNaN(in.amt) || math.IsInf(in.lag, 0) {
		return in, refuse(ErrInput, "records", "the dose at time %g has a negative or unknown lag or bioavailability", r.Time)
	}
	return in, e.spread(r, row, slots, &in)
}

// spread settles rate and duration of an infusion.
func (e *engine) spread(r *Record, row []float64, slots [4]int, in *intake) error {
	switch {
	case r.Rate == -1:
		if slots[intakeRate] < 0 {
			return refuse(ErrInput, "RATE", "the model has no modelled rate R%d", in.cmt+1)
		}
		in.rate = row[slots[intakeRate]]
	case r.Rate == -2:
		if slots[intakeDuration] < 0 {
			return refuse(ErrInput, "RATE", "the model has no modelled duration D%d", in.cmt+1)
		}
		in.last = row[slots[intakeDuration]]
		in.rate = in.amt / in.last
	}
	if in.infusion = r.Rate != 0; !in.infusion {
		return nil
	}
	if r.Rate != -2 && in.rate > 0 {
		in.last = in.amt / in.rate
	}
	if r.II > 0 && in.last > maxOverlap*r.II {
		return refuse(ErrInput, "RATE", "the infusion at time %g lasts more than %d intervals", r.Time, maxOverlap)
	}
	if !(in.rate > 0) || math.IsInf(in.rate, 0) {
		if in.amt == 0 && r.Amt != 0 { // bioavailability zero: nothing enters
			in.infusion = false
			return nil
		}
		return refuse(ErrInput, "RATE", "the dose at time %g has no positive rate or duration", r.Time)
	}
	return nil
}

func (e *engine) present(cmt int, row []float64) bool {
	if e.s.depot {
		cmt--
	}
	if cmt <= 0 {
		return true
	}
	q := e.s.role[thQ2+2*(cmt-1)]
	return q >= 0 && row[q] > 0
}

// dose queues a dose record and its additional doses, after steady state where
// it is asked for. F, lag, rate and duration of all of them are those of the
// dose record itself.
func (e *engine) dose(r *Record, row []float64) error {
	in, err := e.intake(r, row)
	if err != nil {
		return err
	}
	if r.SS != 0 {
		if err := e.settle(r, in, row); err != nil {
			return err
		}
		if r.Amt == 0 {
			return nil
		}
	}
	for k := 0; k <= r.ADDL; k++ {
		e.enter(r.Time+float64(k)*r.II+in.lag, in)
	}
	return nil
}

func (e *engine) enter(t float64, in intake) {
	if in.infusion {
		e.push(coming{time: t, kind: 's', cmt: in.cmt, rate: in.rate, duration: in.last})
		return
	}
	e.push(coming{time: t, kind: 'b', cmt: in.cmt, amt: in.amt})
}

// rtol is the relative tolerance of the integration.
func (e *engine) rtol() float64 {
	if e.open == nil {
		return 1e-10
	}
	return e.open.rtol
}
