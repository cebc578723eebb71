package pk

import "math"

// maxLanes is the most random effects for which derivatives are carried along;
// beyond it the search works with differences.
const maxLanes = 12

// dual is a number with its first derivatives by the random effects in standard
// coordinates (forward differentiation: Griewank and Walther, Evaluating
// Derivatives, chapter 3). Every operation takes the number of lanes in use.
type dual struct {
	v float64
	d [maxLanes]float64
}

func (r *dual) set(x float64, lanes int) {
	r.v = x
	clear(r.d[:lanes])
}

func (r *dual) copy(a *dual, lanes int) {
	r.v = a.v
	copy(r.d[:lanes], a.d[:lanes])
}

// chain is a function of one value with its derivative.
func (r *dual) chain(a *dual, value, slope float64, lanes int) {
	r.v = value
	for i := range r.d[:lanes] {
		r.d[i] = slope * a.d[i]
	}
}

// chain2 is a function of two values with its partial derivatives.
func (r *dual) chain2(a, b *dual, value, slopeA, slopeB float64, lanes int) {
	r.v = value
	for i := range r.d[:lanes] {
		r.d[i] = slopeA*a.d[i] + slopeB*b.d[i]
	}
}

func (r *dual) add(a, b *dual, lanes int) { r.chain2(a, b, a.v+b.v, 1, 1, lanes) }
func (r *dual) sub(a, b *dual, lanes int) { r.chain2(a, b, a.v-b.v, 1, -1, lanes) }
func (r *dual) mul(a, b *dual, lanes int) { r.chain2(a, b, a.v*b.v, b.v, a.v, lanes) }

func (r *dual) div(a, b *dual, lanes int) {
	q := a.v / b.v
	r.chain2(a, b, q, 1/b.v, -q/b.v, lanes)
}

func (r *dual) scale(a *dual, by float64, lanes int) { r.chain(a, by*a.v, by, lanes) }

func (r *dual) sqrt(a *dual, lanes int) {
	x := math.Sqrt(a.v)
	r.chain(a, x, 0.5/x, lanes)
}

// gain adds the product of two numbers.
func (r *dual) gain(a, b *dual, lanes int) {
	r.v += a.v * b.v
	for i := range r.d[:lanes] {
		r.d[i] += b.v*a.d[i] + a.v*b.d[i]
	}
}

// gainScaled adds a multiple.
func (r *dual) gainScaled(a *dual, by float64, lanes int) {
	r.v += by * a.v
	for i := range r.d[:lanes] {
		r.d[i] += by * a.d[i]
	}
}

// evalDual runs the program over dual slots with the stack given.
func (c program) evalDual(v, stack []dual, lanes int) *dual {
	n := 0
	for i := range c {
		in := &c[i]
		switch in.op {
		case opConst:
			stack[n].set(in.num, lanes)
			n++
		case opSlot:
			stack[n].copy(&v[in.slot], lanes)
			n++
		case opNeg, opNot, opExp, opLog, opLog10, opSqrt, opAbs, opFloor, opGamma:
			a := &stack[n-1]
			x := unary(in.op, a.v)
			a.chain(a, x, unarySlope(in.op, a.v, x), lanes)
		case opChoose:
			n -= 2
			yes, cond := &stack[n], &stack[n-1]
			if in.slot == 1 {
				yes, cond = cond, yes
			}
			from := &stack[n+1]
			if cond.v != 0 {
				from = yes
			}
			if from != &stack[n-1] {
				stack[n-1].copy(from, lanes)
			}
		default:
			n--
			a, b := &stack[n-1], &stack[n]
			if in.slot == 1 {
				a, b = b, a
			}
			x := twofold(in.op, a.v, b.v)
			da, db := twofoldSlopes(in.op, a.v, b.v, x)
			stack[n-1].chain2(a, b, x, da, db, lanes)
		}
	}
	return &stack[0]
}

// unarySlope is the derivative at a, where the value is x.
func unarySlope(op opcode, a, x float64) float64 {
	switch op {
	case opNeg:
		return -1
	case opExp:
		return x
	case opLog:
		return 1 / a
	case opLog10:
		return 1 / (a * math.Ln10)
	case opSqrt:
		return 0.5 / x
	case opAbs:
		return math.Copysign(1, a)
	}
	return 0 // steps; a formula with gamma or floor is not differentiated
}

// twofoldSlopes are the partial derivatives at a and b, where the value is x.
func twofoldSlopes(op opcode, a, b, x float64) (da, db float64) {
	switch op {
	case opAdd:
		return 1, 1
	case opSub:
		return 1, -1
	case opMul:
		return b, a
	case opDiv:
		return 1 / b, -x / b
	case opPow:
		if a > 0 {
			return b * x / a, x * math.Log(a)
		}
		return b * math.Pow(a, b-1), 0
	case opMin, opMax:
		return truth(x == a), truth(x != a)
	}
	return 0, 0
}

// relaxation is g(u) = (1-exp(-u))/u and its derivative, for u not negative,
// without loss near zero.
func relaxation(u float64) (g, slope float64) {
	if u < 0.02 { // the series to the seventh order: the rest is below 1e-16
		g = 1 - u/2*(1-u/3*(1-u/4*(1-u/5*(1-u/6*(1-u/7)))))
		slope = -0.5 + u*(1./3+u*(-1./8+u*(1./30+u*(-1./144+u*(1./840-u/5760)))))
		return g, slope
	}
	g = -math.Expm1(-u) / u
	return g, (1 - u*g - g) / u // exp(-u) = 1 - u g
}
