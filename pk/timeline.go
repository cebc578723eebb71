package pk

import (
	"slices"
	"sync"
)

// timeline is the course of one child laid out once: stretches of constant input
// and parameters, and the moments at which a level is read. It holds for every
// value of the random effects, as long as none of them moves a time or an amount
// of a dose.
type timeline struct {
	sets      []int // record whose row fills each parameter set
	stretches []stretch
	reads     []reading
}

// stretch begins with what enters at once and goes on under constant rates.
type stretch struct {
	set      int
	length   float64 // h
	reset    bool    // the amounts are emptied before anything enters
	bolus    [4]float64
	rate     [4]float64
	from, to int // reads within it
}

// reading is a moment of a stretch at which a concentration is read, with the
// volume of the set.
type reading struct {
	after  float64 // h from the beginning of the stretch
	set    int
	record int
}

// tape writes a timeline while an engine runs through its records.
type tape struct {
	*timeline
	setOf []int // per record
	now   stretch
	wants []bool // records that are read
}

// layOut runs the engine once without random effects and writes down what
// happens; nil where the course depends on the random effects, or the model is
// neither closed nor saturable.
func (e *engine) layOut(wanted []int, eta []float64) *timeline {
	if !e.s.closed && !e.s.saturable || len(e.rate) > 4 || e.movable() {
		return nil
	}
	tp := tapes.Get().(*tape)
	defer func() {
		tp.timeline = nil
		tapes.Put(tp)
	}()
	tp.begin(len(e.recs), len(wanted))
	end := 0
	for _, i := range wanted {
		tp.wants[i] = true
		end = max(end, i+1)
	}
	for i := range e.recs[:end] {
		if r := &e.recs[i]; r.SS != 0 && (r.EVID == 1 || r.EVID == 4) {
			return nil
		}
		if i == 0 || !e.repeats(i) {
			tp.sets = append(tp.sets, i)
		}
		tp.setOf[i] = len(tp.sets) - 1
	}
	e.tape, e.until = tp, end
	err := e.run(eta)
	e.tape, e.until = nil, 0
	if err != nil {
		return nil
	}
	tp.close()
	return tp.timeline
}

// tapes is the memory of tapes that were written, timelines that of courses that
// nobody asks any more.
var timelines = sync.Pool{New: func() any { return new(timeline) }}

var tapes = sync.Pool{New: func() any { return new(tape) }}

// begin clears the tape for a course and begins a timeline of its own.
func (tp *tape) begin(records, wanted int) {
	tl := timelines.Get().(*timeline)
	*tl = timeline{sets: tl.sets[:0], reads: slices.Grow(tl.reads[:0], wanted), stretches: slices.Grow(tl.stretches[:0], records)}
	tp.timeline = tl
	tp.now = stretch{}
	tp.setOf, tp.wants = slices.Grow(tp.setOf[:0], records)[:records], slices.Grow(tp.wants[:0], records)[:records]
	clear(tp.wants)
}

// movable reports that a random effect reaches a lag, a bioavailability, a
// duration or a rate.
func (e *engine) movable() bool {
	for _, slots := range e.s.intake {
		for _, at := range slots {
			if at >= 0 && e.s.random[at] {
				return true
			}
		}
	}
	return false
}

func (tp *tape) close() {
	tp.now.to = len(tp.reads)
	if tp.now.length > 0 || tp.now.to > tp.now.from || tp.now.reset || tp.now.bolus != [4]float64{} {
		tp.stretches = append(tp.stretches, tp.now)
	}
	tp.now = stretch{set: tp.now.set, rate: tp.now.rate, from: len(tp.reads)}
}

func (tp *tape) begun() bool { return tp.now.length > 0 || len(tp.reads) > tp.now.from }

// step notes a motion of the given length under the parameters of a record.
func (tp *tape) step(record int, length float64) {
	set := tp.setOf[record]
	if set != tp.now.set {
		if tp.begun() {
			tp.close()
		}
		tp.now.set = set
	}
	tp.now.length += length
}

// change notes new input; the rates are those after it.
func (tp *tape) change(c coming, rate []float64) {
	if tp.begun() {
		tp.close()
	}
	if c.kind == 'b' {
		tp.now.bolus[c.cmt] += c.amt
	}
	copy(tp.now.rate[:], rate)
}

func (tp *tape) emptied() {
	if tp.begun() {
		tp.close()
	}
	tp.now.reset, tp.now.bolus, tp.now.rate = true, [4]float64{}, [4]float64{}
}

func (tp *tape) read(record int) {
	if tp.wants[record] {
		tp.reads = append(tp.reads, reading{after: tp.now.length, set: tp.setOf[record], record: record})
	}
}

// settleRandom finds the slots that random effects reach, and moves the parts of
// their formulas that none reaches into statements of their own, which are
// evaluated once per child.
func (s *system) settleRandom() {
	s.random = make([]bool, len(s.names), 2*len(s.names))
	for _, at := range append(append([]int(nil), s.etas...), s.kappas...) {
		s.random[at] = true
	}
	old := s.static
	s.static = nil
	for _, st := range old {
		touched := false
		for _, in := range st.code {
			touched = touched || in.op == opSlot && s.random[in.slot]
		}
		if touched {
			st.code = s.hoistFrom(st.code, s.random)
			for len(s.random) < len(s.names) {
				s.random = append(s.random, false)
			}
			s.random[st.slot] = true
		}
		s.static = append(s.static, st)
	}
}

// differentiable reports that the formulas which random effects reach have
// derivatives that are written down here.
func (s *system) differentiable() bool {
	for _, st := range s.static {
		if !s.random[st.slot] {
			continue
		}
		for _, in := range st.code {
			if in.op == opGamma || in.op == opFloor {
				return false
			}
		}
	}
	return true
}
