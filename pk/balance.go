package pk

import "math"

// balance computes the exposure of a linear course without the event queue of the
// engine: the stretches of constant input and parameters are laid out once, twice
// in fact, for the planned doses at one unit each and for the given ones alone.
// Exposure is that of the given doses and the dose times that of the planned.
type balance struct {
	p              *inference
	planned, given *timeline
	anyGiven       bool
	rows           [2][][]float64 // of the planned and the given course, per parameter set
	dosed          [2]float64     // what enters in all; NaN where parameters change or a reset takes something away
	solver         linear
	y              []float64 // amounts and AUC
}

// newBalance lays out the course; nil where that is not possible and the engine
// has to be asked.
func newBalance(x *exposures) *balance {
	e := x.p.e
	if !e.s.closed || len(x.planned) == 0 {
		return nil
	}
	b := &balance{p: x.p, y: make([]float64, len(e.y))}
	b.solver.depot = e.s.depot
	held := append([]Record(nil), e.recs...)
	defer copy(e.recs, held)
	b.anyGiven = doseOnly(e.recs, held, x, true)
	if b.planned, b.rows[0] = b.layOut(x); b.planned == nil {
		return nil
	}
	doseOnly(e.recs, held, x, false)
	if b.given, b.rows[1] = b.layOut(x); b.given == nil {
		return nil
	}
	b.dosed = [2]float64{b.planned.dosed(), b.given.dosed()}
	return b
}

// dosed is all that enters a course under one parameter set; NaN where a course is
// of another kind.
func (tl *timeline) dosed() (sum float64) {
	for i := range tl.stretches {
		st := &tl.stretches[i]
		if len(tl.sets) > 1 || i > 0 && st.reset {
			return math.NaN()
		}
		for k := range st.bolus {
			sum += st.bolus[k] + st.rate[k]*st.length
		}
	}
	return sum
}

// doseOnly leaves the planned doses in the records, at one unit each, or the given
// ones; it reports whether there are given ones.
func doseOnly(recs, held []Record, x *exposures, planned bool) (anyGiven bool) {
	next := 0
	for i := range recs {
		r := &recs[i]
		if r.EVID != 1 && r.EVID != 4 {
			continue
		}
		isPlanned := next < len(x.planned) && x.planned[next] == i
		if isPlanned {
			next++
		}
		anyGiven = anyGiven || !isPlanned
		r.Amt, r.Rate = 0, 0
		switch {
		case isPlanned && planned:
			if r.Amt = 1; held[i].Rate > 0 {
				r.Rate = 1 / x.c.Plan.DurationH
			}
		case !isPlanned && !planned:
			r.Amt, r.Rate = held[i].Amt, held[i].Rate
		}
	}
	return anyGiven
}

func (b *balance) layOut(x *exposures) (*timeline, [][]float64) {
	e := x.p.e
	tl := e.layOut([]int{x.planned[0], len(e.recs) - 1}, make([]float64, len(e.s.etaNames)))
	if tl == nil {
		return nil, nil
	}
	var rows [][]float64
	for _, set := range tl.sets {
		rows = append(rows, append([]float64(nil), e.row(set)...))
	}
	return tl, rows
}

// outcome of one draw; false where the parameters have no meaning.
func (b *balance) outcome(d Draw, o *outcome) bool {
	var ok bool
	if o.perDose, _, ok = b.exposure(0, d.Eta, false); ok && b.anyGiven {
		o.fixed, o.received, ok = b.exposure(1, d.Eta, true)
	}
	return ok
}

// exposure is the AUC of a whole course with what is left at its end, and where it
// is wanted the AUC up to the first moment that is read, in the unit of the model.
// Under one parameter set all that enters leaves by the same clearance: the whole
// is dose over clearance, and no moment behind the one that is read matters.
func (b *balance) exposure(which int, eta []float64, early bool) (total, before float64, ok bool) {
	s, l, tl, rows := b.p.m.sys, &b.solver, [2]*timeline{b.planned, b.given}[which], b.rows[which]
	plain := !math.IsNaN(b.dosed[which])
	clear(b.y)
	n, set := len(b.y)-1, -1
	for i := range tl.stretches {
		st := &tl.stretches[i]
		for k := range b.y[:n] {
			if st.reset {
				b.y[k] = 0
			}
			b.y[k] += st.bolus[k]
		}
		if set != st.set {
			set = st.set
			if b.fill(rows[set], tl.sets[set], eta); s.sound(rows[set]) != nil {
				return 0, 0, false
			}
			l.set(s.theta(rows[set]))
		}
		if plain && !early {
			break
		}
		l.begin(0, b.y, st.rate[:n])
		if st.from == 0 && st.to > 0 {
			l.at(tl.reads[0].after, b.y)
			before, early = s.scale*b.y[n], false
		}
		l.at(st.length, b.y)
	}
	if plain {
		return s.scale * b.dosed[which] / l.theta[thCL], before, true
	}
	mass := 0.0
	for _, y := range b.y[:n] {
		mass += y
	}
	return s.scale * (b.y[n] + mass/l.theta[thCL]), before, true
}

// fill puts the random effects of a draw into the row of a parameter set.
func (b *balance) fill(row []float64, record int, eta []float64) {
	s := b.p.m.sys
	for i, at := range s.etas {
		row[at] = eta[i]
	}
	if per := len(s.kappas); per > 0 {
		from := len(s.etas) + b.p.occasion[record]*per
		for i, at := range s.kappas {
			row[at] = eta[from+i]
			if i < len(s.onto) && s.onto[i] >= 0 {
				row[s.onto[i]] += row[at]
			}
		}
	}
	for _, st := range s.static {
		if s.random[st.slot] {
			row[st.slot] = st.code.eval(row)
		}
	}
}
