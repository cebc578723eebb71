package pk

import (
	"math"
	"sync"
)

// bench is memory that outlives nobody: a fit takes one and leaves it to the next,
// so that little is behind to be collected.
type bench struct {
	stack  [maxStack + 1]dual
	closed modes // of the parameter set at hand
	set    int   // its index; -1: none yet
	amount [4]dual
	slots  []dual
	pred   []dual
	search *scoring
}

var benches = sync.Pool{New: func() any { return new(bench) }}

// slopes predicts the levels of one child with their derivatives by the random
// effects, over a timeline that was laid out once.
type slopes struct {
	p      *inference
	tl     *timeline
	rows   [][]dual // per parameter set
	work   *bench   // while a run lasts
	curved *taylor
	amount *[4]dual
	pred   []dual // per reading
}

// differentiate prepares the derivatives; nil where the model or the course does
// not allow them.
func (p *inference) differentiate() *slopes {
	sys := p.m.sys
	if p.free > maxLanes || len(p.obs) == 0 || !sys.differentiable() {
		return nil
	}
	tl := p.e.layOut(p.obs, make([]float64, len(sys.etaNames)))
	if tl == nil {
		return nil
	}
	return p.slopesOver(tl)
}

// slopesOver takes the memory for a timeline that the engine has just laid out.
func (p *inference) slopesOver(tl *timeline) *slopes {
	sys := p.m.sys
	g := &slopes{p: p, tl: tl}
	g.rows = make([][]dual, len(tl.sets))
	if !sys.closed {
		g.curved = newTaylor(len(p.e.rate))
	}
	return g
}

// within chooses how exactly differential equations are integrated.
func (g *slopes) within(a accuracy) {
	if g.curved != nil {
		g.curved.accuracy = a
	}
}

// take prepares the memory of a run.
func (g *slopes) take() {
	if g.work != nil {
		g.work.set = -1
		return
	}
	b := benches.Get().(*bench)
	width := len(g.p.m.sys.names)
	if n := width * len(g.rows); len(b.slots) < n {
		b.slots = make([]dual, n)
	}
	for k := range g.rows {
		g.rows[k] = b.slots[k*width : (k+1)*width]
		clear(g.rows[k])
		for i, x := range g.p.e.row(g.tl.sets[k]) { // what no effect reaches holds since the course was laid out
			g.rows[k][i].v = x
		}
	}
	if len(b.pred) < len(g.tl.reads) {
		b.pred = make([]dual, len(g.tl.reads))
	}
	if n := g.p.free; b.search == nil || len(b.search.piv) != n {
		b.search = newScoring(n)
	}
	g.p.s = b.search
	g.work, g.amount, g.pred, b.set = b, &b.amount, b.pred[:len(g.tl.reads)], -1
}

// leave gives the memory back; a later run takes it anew.
func (g *slopes) leave() {
	if g.work != nil {
		clear(g.rows)
		benches.Put(g.work)
		g.work, g.amount, g.pred, g.p.s = nil, nil, nil, nil
	}
}

// fill computes what the random effects reach in one parameter set.
func (g *slopes) fill(k, lanes int) {
	sys, row, p := g.p.m.sys, g.rows[k], g.p
	for i, at := range sys.etas {
		row[at].set(p.eta[i], lanes)
	}
	base, per := len(sys.etas), len(sys.kappas)
	from := 0
	if per > 0 {
		from = base + p.occasion[g.tl.sets[k]]*per
		for i, at := range sys.kappas {
			row[at].set(p.eta[from+i], lanes)
		}
	}
	if lanes > 0 {
		for i, at := range p.at {
			switch {
			case at < base:
				copy(row[sys.etas[at]].d[:i+1], p.factor[i][:i+1])
			case per > 0 && at >= from && at < from+per:
				copy(row[sys.kappas[at-from]].d[:i+1], p.factor[i][:i+1])
			}
		}
	}
	for i, onto := range sys.onto {
		if onto >= 0 {
			row[onto].add(&row[onto], &row[sys.kappas[i]], lanes)
		}
	}
	for _, st := range sys.static {
		if sys.random[st.slot] {
			row[st.slot].copy(st.code.evalDual(row, g.work.stack[:], lanes), lanes)
		}
	}
}

// run predicts every reading; false where the parameters have no meaning.
func (g *slopes) run(z []float64, lanes int) bool {
	g.take()
	g.p.spread(z)
	for k := range g.rows {
		g.fill(k, lanes)
		if !g.sound(g.rows[k]) {
			return false
		}
	}
	for i := range g.amount {
		g.amount[i].set(0, lanes)
	}
	if g.curved != nil {
		g.curved.begin(g.tl)
	}
	for i := range g.tl.stretches {
		if !g.stretch(&g.tl.stretches[i], lanes) {
			return false
		}
	}
	return true
}

// sound is the check of [system.sound] without its words.
func (g *slopes) sound(row []dual) bool {
	sys := g.p.m.sys
	for _, at := range sys.deps {
		if x := row[at].v; math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	for i, at := range sys.role {
		if at < 0 {
			continue
		}
		x := row[at].v
		if x < 0 || x == 0 && (i == thV1 || i == thV2 || i == thV3 || i == thCL && sys.closed) {
			return false
		}
	}
	return true
}

func (g *slopes) stretch(s *stretch, lanes int) bool {
	n := len(g.p.e.rate)
	for i := range g.amount[:n] {
		if s.reset {
			g.amount[i].set(0, lanes)
		}
		g.amount[i].v += s.bolus[i]
	}
	if g.curved != nil {
		return g.curved.stretch(g, s, lanes)
	}
	m := &g.work.closed
	if g.work.set != s.set {
		m.prepare(g.p.m.sys, g.rows[s.set], lanes)
		g.work.set = s.set
	}
	m.begin(g.amount[:n], s.rate[:n], lanes)
	central := g.p.m.sys.central
	for k := s.from; k < s.to; k++ {
		r := &g.tl.reads[k]
		m.central(r.after, &g.pred[k], lanes)
		g.read(k, &g.pred[k], lanes)
	}
	if s.length > 0 && s != &g.tl.stretches[len(g.tl.stretches)-1] {
		m.amounts(s.length, g.amount[:n], lanes)
		if a := &g.amount[central]; a.v < 0 { // rounding only
			a.set(0, lanes)
		}
	}
	return true
}

// read turns a central amount into a concentration.
func (g *slopes) read(k int, amount *dual, lanes int) { // amount may be the place itself
	sys := g.p.m.sys
	out := &g.pred[k]
	out.div(amount, &g.rows[g.tl.reads[k].set][sys.volume], lanes)
	if sys.scale != 1 {
		out.scale(out, sys.scale, lanes)
	}
	if out.v < 0 {
		out.set(0, lanes)
	}
}

// objective is that of [inference.objective]; with a gradient given it fills it,
// and the expected curvature (twice Fisher's information and the prior), row by
// row.
func (g *slopes) objective(z, gradient, curvature []float64) float64 {
	lanes := len(gradient)
	total := 0.0
	for i, x := range z {
		total += x * x
		if lanes > 0 {
			gradient[i] = 2 * x
		}
	}
	clear(curvature)
	for i := 0; i < lanes; i++ {
		curvature[i*lanes+i] = 2
	}
	if !g.run(z, lanes) {
		return math.Inf(1)
	}
	m := g.p.m
	for k := range g.tl.reads {
		at := g.tl.reads[k].record
		f := &g.pred[k]
		g.p.e.pred[at] = f.v
		if lanes == 0 {
			total += m.misfit(&g.p.e.recs[at], f.v)
			continue
		}
		value, slope, bend := m.misfitSlopes(&g.p.e.recs[at], f.v)
		total += value
		for i, di := range f.d[:lanes] {
			gradient[i] += slope * di
			for j, dj := range f.d[:i+1] {
				curvature[i*lanes+j] += bend * di * dj
			}
		}
	}
	for i := 0; i < lanes; i++ {
		for j := 0; j < i; j++ {
			curvature[j*lanes+i] = curvature[i*lanes+j]
		}
	}
	if math.IsNaN(total) {
		return math.Inf(1)
	}
	return total
}

// misfitSlopes are the misfit of one level, its derivative by the prediction,
// and its expected second derivative.
func (m *Model) misfitSlopes(r *Record, f float64) (value, slope, bend float64) {
	value = m.misfit(r, f)
	y, inner := r.DV, 1.0
	if m.res.kind == onLogs {
		inner = 1 / math.Max(f, 1e-300)
		y, f = math.Log(y), math.Log(math.Max(f, 1e-300))
	}
	v, dv := m.res.variance(f), m.res.varianceSlope(f)
	if v == 0 {
		v, dv = 1, 0
	}
	if r.Cens != 0 {
		side := 1.0
		if r.Cens < 0 {
			side = -1
		}
		sd := math.Sqrt(v)
		u := side * (y - f) / sd
		du := side * (-1/sd - (y-f)*dv/(2*v*sd))
		h := math.Exp(-u*u/2-logPhi(u)) / math.Sqrt(2*math.Pi)
		slope, bend = -2*h*du, 2*math.Max(h*(h+u), 0)*du*du
	} else {
		e := y - f
		slope = dv/v - 2*e/v - e*e*dv/(v*v)
		bend = 2/v + dv*dv/(v*v)
	}
	return value, slope * inner, bend * inner * inner
}

// varianceSlope is the derivative of the variance by the prediction.
func (r residual) varianceSlope(f float64) float64 {
	switch r.kind {
	case sdAdds:
		return 2 * r.prop * (r.add + r.prop*f)
	case onLogs:
		return 0
	}
	return 2 * r.prop * r.prop * f
}
