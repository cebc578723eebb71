package pk

import (
	"math"
	"slices"
)

// blockSize is how many children go through a course together, so that what
// belongs to them stays in the nearest cache.
const blockSize = 256

// block solves a linear course with one set of parameters, whose input is all
// central, for many children at once. Each mode of a child answers a unit of
// input; from one moment to the next it is multiplied by its own exponential, so
// a course costs a few multiplications for each moment, however many doses came
// before. What belongs to the children lies in rows, one number for each.
type block struct {
	steps    []blockStep
	lengths  []float64 // the different lengths of the steps
	modes    int
	from     linear
	row      []float64
	x        [3][]float64 // answer of each mode so far
	conc     [3][]float64 // concentration per answer
	mass     [3][]float64 // amount in the body per answer
	root     [3][]float64
	keep     [][3][]float64 // per length: exp(-root h)
	take     [][3][]float64 // per length: (1-exp(-root h))/root
	clear    []float64      // 1/CL, in the unit of the exposure
	level    []float64
	left     []float64
	child    []int
	prepared []bool
}

// blockStep is one moment of a course: what enters at once before it, the time
// that passes, and what is read after it.
type blockStep struct {
	bolus, rate float64
	length      int     // index, -1: no time passes
	input       float64 // since the beginning, after the step
	time        int     // index of the time that is read, -1: none
}

// newBlock lays out a course; nil where it is not of the kind.
func newBlock(c *crowd) *block {
	s, tl := c.p.m.sys, c.tl
	if len(tl.sets) != 1 || len(s.kappas) > 0 {
		return nil
	}
	b := &block{row: make([]float64, len(s.names))}
	b.from.depot = s.depot
	for i := range tl.stretches {
		if st := &tl.stretches[i]; i > 0 && st.reset || !onlyAt(s.central, st.bolus) || !onlyAt(s.central, st.rate) {
			return nil
		}
	}
	b.layOut(c)
	b.modes = 1
	for _, q := range []int{thQ2, thQ3} {
		if s.role[q] >= 0 {
			b.modes++
		}
	}
	n := blockSize
	rows := func() []float64 { return make([]float64, n) }
	for k := 0; k < b.modes; k++ {
		b.x[k], b.conc[k], b.mass[k], b.root[k] = rows(), rows(), rows(), rows()
	}
	b.clear, b.level, b.left, b.child = rows(), rows(), rows(), make([]int, n)
	slots := len(b.lengths)
	if slots > mostLengths {
		slots = 1
	}
	b.keep, b.take, b.prepared = make([][3][]float64, slots), make([][3][]float64, slots), make([]bool, slots)
	for i := range b.keep {
		for k := 0; k < b.modes; k++ {
			b.keep[i][k], b.take[i][k] = rows(), rows()
		}
	}
	return b
}

// mostLengths bounds the exponentials that are kept; a course of more different
// steps computes them as it goes.
const mostLengths = 32

func onlyAt(central int, input [4]float64) bool {
	for i, x := range input {
		if i != central && x != 0 {
			return false
		}
	}
	return true
}

// layOut turns the stretches into steps from one moment to the next.
func (b *block) layOut(c *crowd) {
	input, central := 0.0, c.p.m.sys.central
	for i := range c.tl.stretches {
		st := &c.tl.stretches[i]
		bolus, at := st.bolus[central], 0.0
		step := func(to float64, time int) {
			s := blockStep{bolus: bolus, rate: st.rate[central], length: -1, time: time}
			if to > at {
				s.length = b.length(to - at)
				input += s.rate * (to - at)
			}
			input += bolus
			s.input = input
			b.steps = append(b.steps, s)
			bolus, at = 0, math.Max(to, at)
		}
		for _, r := range c.tl.reads[st.from:st.to] {
			step(r.after, c.order[r.record])
		}
		if st.length > at || bolus > 0 {
			step(st.length, -1)
		}
	}
}

// length finds a length among those there are; lengths that differ by rounding
// only are one.
func (b *block) length(h float64) int {
	i := slices.IndexFunc(b.lengths, func(x float64) bool { return math.Abs(x-h) <= 1e-13*(1+h) })
	if i < 0 {
		b.lengths = append(b.lengths, h)
		i = len(b.lengths) - 1
	}
	return i
}

// children draws some children, takes them through the course together and
// counts what they show.
func (b *block) children(c *crowd, from, to int, auc []float64) error {
	n := b.draw(c, from, to, auc)
	clear(b.prepared)
	for k := 0; k < b.modes; k++ {
		clear(b.x[k][:n])
	}
	for i := range b.steps {
		st := &b.steps[i]
		b.move(st, n)
		if st.time < 0 {
			continue
		}
		b.observe(n, st.input, c.cp[st.time].counts, c.cumulative[st.time].counts)
		if st.time == c.final {
			for j, area := range b.left[:n] {
				auc[b.child[j]] = max(area, 0)
			}
		}
	}
	return nil
}

// draw prepares the modes of each child; children without meaningful parameters
// are left out, and the others close up.
func (b *block) draw(c *crowd, from, to int, auc []float64) int {
	s, n := c.p.m.sys, 0
	base := c.p.e.row(c.tl.sets[0])
	for child := from; child < to; child++ {
		c.draw(child)
		copy(b.row, base)
		for i, at := range s.etas {
			b.row[at] = c.p.eta[i]
		}
		for _, st := range s.static {
			if s.random[st.slot] {
				b.row[st.slot] = st.code.eval(b.row)
			}
		}
		if s.sound(b.row) != nil {
			c.leaveOut(child, auc)
			continue
		}
		theta := s.theta(b.row)
		b.from.set(theta)
		b.clear[n], b.child[n] = s.scale/theta[thCL], child
		b.place(n, theta[thV1], s.scale)
		n++
	}
	return n
}

// place writes the modes of one child into its place of the rows.
func (b *block) place(j int, v1, scale float64) {
	l := &b.from
	for k := 0; k < b.modes; k++ {
		if k >= l.n { // a flow of zero: the compartment stays empty
			b.root[k][j], b.conc[k][j], b.mass[k][j] = 0, 0, 0
			continue
		}
		share := l.vec[0][k] / l.vol[0]
		sum := 0.0
		for i := 0; i < l.n; i++ {
			sum += l.vec[i][k] * l.vol[i]
		}
		b.root[k][j] = l.root[k]
		b.conc[k][j] = scale * l.vec[0][k] * l.vol[0] * share / v1
		b.mass[k][j] = share * sum
	}
}

// move takes all children over one step.
func (b *block) move(st *blockStep, n int) {
	if st.bolus != 0 {
		for k := 0; k < b.modes; k++ {
			for j := range b.x[k][:n] {
				b.x[k][j] += st.bolus
			}
		}
	}
	if st.length < 0 {
		return
	}
	slot := b.exponentials(st.length, n)
	for k := 0; k < b.modes; k++ {
		x, keep, take := b.x[k][:n], b.keep[slot][k][:n], b.take[slot][k][:n]
		if st.rate == 0 {
			for j := range x {
				x[j] *= keep[j]
			}
			continue
		}
		for j := range x {
			x[j] = x[j]*keep[j] + st.rate*take[j]
		}
	}
}

// exponentials gives the place of those of a length, computed where they are not
// there yet.
func (b *block) exponentials(length, n int) int {
	slot := length
	if len(b.lengths) > len(b.keep) {
		slot = 0
		b.prepared[0] = false
	}
	if b.prepared[slot] {
		return slot
	}
	h := b.lengths[length]
	for k := 0; k < b.modes; k++ {
		for j, root := range b.root[k][:n] {
			g := span(root, h)
			b.keep[slot][k][j], b.take[slot][k][j] = 1-root*g, g
		}
	}
	b.prepared[slot] = true
	return slot
}

// observe counts concentrations and cumulative exposures: what came in less what
// is left in the body, over the clearance. The exposures stay in left.
func (b *block) observe(n int, input float64, cp, cumulative *[sketchBins]uint32) {
	level, left, clearance := b.level[:n], b.left[:n], b.clear[:n]
	clear(level)
	clear(left)
	for k := 1; k < b.modes; k++ {
		x, conc, mass := b.x[k][:n], b.conc[k][:n], b.mass[k][:n]
		for j := range level {
			level[j] += conc[j] * x[j]
			left[j] += mass[j] * x[j]
		}
	}
	x, conc, mass := b.x[0][:n], b.conc[0][:n], b.mass[0][:n]
	for j := range level {
		cp[bin(level[j]+conc[j]*x[j])]++
		area := (input - left[j] - mass[j]*x[j]) * clearance[j]
		left[j] = area
		cumulative[bin(area)]++
	}
}

// saturable takes children one by one through the series of [taylor], reading
// concentration and AUC within its steps.
func (c *crowd) saturable(from, to int, auc []float64) error {
	for child := from; child < to; child++ {
		c.draw(child)
		if !c.curved.stream(c.z, c) {
			c.leaveOut(child, auc)
			continue
		}
		for k := range c.level {
			c.cp[k].counts[bin(c.level[k])]++
			c.cumulative[k].counts[bin(c.area[k])]++
		}
		auc[child] = c.area[c.final]
	}
	return nil
}

// stream is one child's course: levels and areas at every time.
func (g *slopes) stream(z []float64, c *crowd) bool {
	g.take()
	g.p.spread(z)
	for k := range g.rows {
		g.fill(k, 0)
		if !g.sound(g.rows[k]) {
			return false
		}
	}
	clear(g.amount[:])
	g.curved.begin(g.tl)
	area, ok := 0.0, true
	for i := range g.tl.stretches {
		st := &g.tl.stretches[i]
		for k := range g.amount[:g.curved.n] {
			if st.reset {
				g.amount[k].v = 0
			}
			g.amount[k].v += st.bolus[k]
		}
		if area, ok = g.along(st, area, c); !ok {
			return false
		}
	}
	return true
}

// along takes the amounts over a stretch and notes what is read in it; area is
// the integral of the central amount over its volume.
func (g *slopes) along(st *stretch, area float64, c *crowd) (float64, bool) {
	t, sys := g.curved, g.p.m.sys
	row, mid := g.rows[st.set], sys.central
	t.rates(sys, row, 0)
	v1 := row[sys.role[thV1]].v
	next, at := st.from, 0.0
	for steps := 0; ; steps++ {
		for ; next < st.to && g.tl.reads[next].after <= at; next++ {
			c.note(&g.tl.reads[next], g, g.amount[mid].v, area)
		}
		if at >= st.length {
			return area, true
		}
		t.expandPlain(mid, g.amount[:t.n], st.rate[:t.n])
		h := t.reach(mid)
		last := at+h >= st.length
		if last {
			h = st.length - at
		}
		if !(h > 0) || steps > maxSteps {
			return area, false
		}
		for ; next < st.to && g.tl.reads[next].after <= at+h; next++ {
			d := g.tl.reads[next].after - at
			c.note(&g.tl.reads[next], g, t.value(mid, d), area+t.area(mid, d)/v1)
		}
		area += t.area(mid, h) / v1
		for k := range g.amount[:t.n] {
			g.amount[k].v = max(t.value(k, h), 0)
		}
		if at += h; last {
			at = st.length
		}
	}
}

func (c *crowd) note(r *reading, g *slopes, amount, area float64) {
	sys, k := g.p.m.sys, c.order[r.record]
	c.level[k] = max(sys.scale*amount/g.rows[r.set][sys.role[thV1]].v, 0)
	c.area[k] = max(sys.scale*area, 0)
}
