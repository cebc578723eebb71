package pk

import "math"

// series integrates a compiled system by its Taylor series: every instruction of
// the moving formulas has a recurrence for its coefficients (Griewank and
// Walther, Evaluating Derivatives, chapter 13). It serves systems whose formulas
// are sums, products, quotients and exponentials; all others, and stretches that
// turn out stiff, are left to [integrator].
type series struct {
	s      *system
	rate   []float64
	row    []float64 // slots that do not move, from the record
	nodes  []node
	state  [][]float64 // coefficients of the amounts, then of the AUC
	motion []int       // node of the slope of each amount
	cp     int         // node of the concentration
	order  int
	rtol   float64
	top    []float64
	y      []float64
	t      float64 // where the coefficients were taken
	h      float64 // how far they hold
}

// node is one instruction with the coefficients of its value.
type node struct {
	op    opcode
	a, b  int // nodes; for a slot that moves: a is the amount, -1 for the time
	slot  int // of a value that does not move; -1: num
	num   float64
	still bool
	c     []float64
}

// mostSeriesSteps is how many steps a stretch may take before it counts as stiff.
const mostSeriesSteps = 400

// newSeries compiles the moving formulas; nil where one of them has no recurrence
// here.
func newSeries(s *system, rate []float64, rtol float64) *series {
	if !s.analytic() {
		return nil
	}
	g := &series{s: s, rate: rate, row: make([]float64, len(s.names)), rtol: rtol}
	g.order = int(math.Max(6, math.Min(18, 4-math.Log(rtol)/2)))
	n := len(s.derivs) + 1
	g.state, g.top, g.y = make([][]float64, n), make([]float64, n), make([]float64, n)
	for i := range g.state {
		g.state[i] = make([]float64, g.order+1)
	}
	at := map[int]int{} // node of each slot that moves
	for i, slot := range s.states {
		at[slot] = g.add(node{op: opSlot, a: i, slot: slot})
	}
	at[s.t] = g.add(node{op: opSlot, a: -1, slot: s.t})
	for _, st := range s.dynamic {
		at[st.slot] = g.compile(st.code, at)
	}
	for _, d := range s.derivs {
		g.motion = append(g.motion, g.compile(d, at))
	}
	g.cp = at[s.cp]
	return g
}

// analytic reports that every moving formula has a recurrence.
func (s *system) analytic() bool {
	codes := append([]program(nil), s.derivs...)
	for _, st := range s.dynamic {
		codes = append(codes, st.code)
	}
	for _, c := range codes {
		for _, in := range c {
			switch in.op {
			case opConst, opSlot, opAdd, opSub, opMul, opDiv, opNeg, opExp:
			default:
				return false
			}
		}
	}
	return s.cp >= 0
}

func (g *series) add(n node) int {
	n.c = make([]float64, g.order+1)
	g.nodes = append(g.nodes, n)
	return len(g.nodes) - 1
}

// compile turns a program into nodes and gives the last one.
func (g *series) compile(code program, at map[int]int) int {
	var stack []int
	pop := func() int {
		x := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		return x
	}
	for _, in := range code {
		switch in.op {
		case opConst:
			stack = append(stack, g.add(node{op: opConst, slot: -1, num: in.num, still: true}))
		case opSlot:
			k, moving := at[int(in.slot)]
			if !moving {
				k = g.add(node{op: opConst, slot: int(in.slot), still: true})
			}
			stack = append(stack, k)
		case opNeg, opExp:
			a := pop()
			stack = append(stack, g.add(node{op: in.op, a: a, still: g.nodes[a].still}))
		default:
			b, a := pop(), pop()
			if in.slot == 1 {
				a, b = b, a
			}
			stack = append(stack, g.add(node{op: in.op, a: a, b: b, still: g.nodes[a].still && g.nodes[b].still}))
		}
	}
	return stack[0]
}

// start begins a smooth stretch.
func (g *series) start(t float64, y []float64) {
	copy(g.y, y)
	g.t, g.h = t, 0
	for i := range g.nodes {
		if n := &g.nodes[i]; n.op == opConst {
			if n.c[0] = n.num; n.slot >= 0 {
				n.c[0] = g.row[n.slot]
			}
		}
	}
	g.expand()
}

// expand takes the coefficients at g.t and finds how far they hold.
func (g *series) expand() {
	for i := range g.state {
		g.state[i][0] = g.y[i]
		g.top[i] = math.Max(g.top[i], math.Abs(g.y[i]))
	}
	for k := 0; k < g.order; k++ {
		per := reciprocal(k)
		for i := range g.nodes {
			if n := &g.nodes[i]; n.op != opConst && (k == 0 || !n.still) {
				n.c[k] = g.coefficient(n, k)
			}
		}
		for i, m := range g.motion {
			x := g.nodes[m].c[k]
			if k == 0 {
				x += g.rate[i]
			}
			g.state[i][k+1] = x * per
		}
		g.state[len(g.motion)][k+1] = g.s.scale * g.nodes[g.cp].c[k] * per
	}
	g.h = g.reach()
}

func reciprocal(k int) float64 { return 1 / float64(k+1) }

// coefficient k of a node from those below it.
func (g *series) coefficient(n *node, k int) float64 {
	if n.op == opSlot {
		switch {
		case n.a >= 0:
			return g.state[n.a][k]
		case k == 0:
			return g.t
		}
		return truth(k == 1)
	}
	a := g.nodes[n.a].c
	switch n.op {
	case opNeg:
		return -a[k]
	case opExp:
		return exponential(n.c, a, k)
	case opAdd:
		return a[k] + g.nodes[n.b].c[k]
	case opSub:
		return a[k] - g.nodes[n.b].c[k]
	}
	b := g.nodes[n.b].c
	if n.op == opMul {
		switch {
		case g.nodes[n.a].still:
			return a[0] * b[k]
		case g.nodes[n.b].still:
			return a[k] * b[0]
		}
		sum := 0.0
		for j, x := range a[:k+1] {
			sum += x * b[k-j]
		}
		return sum
	}
	sum := a[k] // quotient
	if !g.nodes[n.b].still {
		for j := 1; j <= k; j++ {
			sum -= b[j] * n.c[k-j]
		}
	}
	return sum / b[0]
}

func exponential(e, a []float64, k int) float64 {
	if k == 0 {
		return math.Exp(a[0])
	}
	sum := 0.0
	for j := 1; j <= k; j++ {
		sum += float64(j) * a[j] * e[k-j]
	}
	return sum / float64(k)
}

// reach is the length over which the series of the amounts hold.
func (g *series) reach() float64 {
	whole := 0.0
	for _, x := range g.top[:len(g.motion)] {
		whole = math.Max(whole, x)
	}
	steepest := math.Inf(-1)
	for i := range g.motion {
		input := g.rate[i] // an empty compartment takes its size from what comes in
		size := g.rtol * (math.Abs(g.y[i]) + 1e-3*math.Max(g.top[i], 1e-3*whole) + 1e-3*input + 1e-300)
		for k := g.order - 1; k <= g.order; k++ {
			if x := math.Abs(g.state[i][k]); x > 0 {
				steepest = math.Max(steepest, octaves(x/size)/float64(k))
			}
		}
	}
	return math.Exp2(-steepest)
}

// to gives the solution at time t; false where the steps become too many or a
// number is none.
func (g *series) to(t float64, y []float64) bool {
	for steps := 0; t > g.t+g.h; steps++ {
		if steps > mostSeriesSteps || !(g.h > 0) {
			return false
		}
		g.values(g.h, g.y)
		g.t += g.h
		g.expand()
	}
	if math.IsNaN(g.h) {
		return false
	}
	g.values(t-g.t, y)
	return true
}

// values sums the series h hours on.
func (g *series) values(h float64, y []float64) {
	for i, c := range g.state {
		sum := 0.0
		for k := g.order; k >= 0; k-- {
			sum = sum*h + c[k]
		}
		y[i] = sum
	}
}
