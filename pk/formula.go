package pk

import (
	"fmt"
	"math"
	"strings"
)

// A formula is compiled once to a short program for a stack machine over a
// vector of named slots, and then evaluated without allocation.

type opcode uint8

const (
	opConst opcode = iota
	opSlot
	opAdd
	opSub
	opMul
	opDiv
	opPow
	opNeg
	opNot
	opLess
	opLessEq
	opEq
	opNotEq
	opAnd
	opOr
	opChoose
	opExp
	opLog
	opLog10
	opSqrt
	opAbs
	opFloor
	opMin
	opMax
	opGamma
)

type instruction struct {
	op   opcode
	slot int32
	num  float64
}

// maxStack bounds the depth of one formula; deeper ones are refused.
const maxStack = 24

type program []instruction

// functions of the language with their number of arguments.
var functions = map[string]struct {
	op   opcode
	args int
}{
	"exp": {opExp, 1}, "ln": {opLog, 1}, "log": {opLog, 1}, "log10": {opLog10, 1}, "sqrt": {opSqrt, 1},
	"abs": {opAbs, 1}, "floor": {opFloor, 1}, "min": {opMin, 2}, "max": {opMax, 2}, "gamma": {opGamma, 1},
}

// parser turns tokens into a program; resolve finds the slot of a name.
type parser struct {
	tokens  []token
	i       int
	depth   int // of the machine's stack
	nest    int // of the parser, against malicious nesting
	deepest int
	out     program
	resolve func(name string) (int, error)
}

// compile reads one formula. Text after two blanks that cannot continue the
// formula is a remark and is given back.
func compile(text string, resolve func(string) (int, error)) (program, string, error) {
	tokens, err := lex(text)
	if err != nil {
		return nil, "", err
	}
	p := &parser{tokens: tokens, resolve: resolve}
	if err := p.choice(); err != nil {
		return nil, "", err
	}
	if p.deepest > maxStack {
		return nil, "", fmt.Errorf("the formula is nested too deeply")
	}
	t := p.peek()
	if t.kind == 0 {
		return p.out, "", nil
	}
	if t.gap {
		return p.out, strings.TrimSpace(text[t.at:]), nil
	}
	return nil, "", fmt.Errorf("%q at character %d cannot follow there", t.text, t.at+1)
}

func (p *parser) peek() token { return p.tokens[p.i] }

func (p *parser) take(signs ...string) string {
	t := p.peek()
	for _, s := range signs {
		if t.kind != 0 && t.kind != 'n' && t.text == s {
			p.i++
			return s
		}
	}
	return ""
}

func (p *parser) emit(op opcode, slot int, num float64, grow int) {
	p.out = append(p.out, instruction{op, int32(slot), num})
	p.depth += grow
	p.deepest = max(p.deepest, p.depth)
}

// choice: a, "a if c else b", "c ? a : b".
func (p *parser) choice() error {
	if p.nest++; p.nest > 60 {
		return fmt.Errorf("the formula is nested too deeply")
	}
	defer func() { p.nest-- }()
	if err := p.either(); err != nil {
		return err
	}
	start := p.i
	switch {
	case p.peek().kind == 'i' && p.peek().text == "if":
		p.i++
		if err := p.either(); err != nil {
			return err
		}
		if p.take("else") == "" {
			return fmt.Errorf("the if at character %d has no else", p.tokens[start].at+1)
		}
		if err := p.choice(); err != nil {
			return err
		}
		p.emit(opChoose, 1, 0, -2) // order on the stack: value, condition, other
	case p.take("?") != "":
		if err := p.choice(); err != nil {
			return err
		}
		if p.take(":") == "" {
			return fmt.Errorf("the ? at character %d is without its second value", p.tokens[start].at+1)
		}
		if err := p.choice(); err != nil {
			return err
		}
		p.emit(opChoose, 0, 0, -2) // condition, value, other
	}
	return nil
}

// level describes the binary signs of one precedence.
type level struct {
	signs []string
	ops   []opcode
}

var levels = []level{
	{[]string{"||", "or"}, []opcode{opOr, opOr}},
	{[]string{"&&", "and"}, []opcode{opAnd, opAnd}},
	{[]string{"<=", ">=", "==", "!=", "<", ">", "="}, nil},
	{[]string{"+", "-"}, []opcode{opAdd, opSub}},
	{[]string{"*", "/"}, []opcode{opMul, opDiv}},
}

func (p *parser) either() error { return p.binary(0) }

func (p *parser) binary(at int) error {
	if at == len(levels) {
		return p.sign()
	}
	if err := p.binary(at + 1); err != nil {
		return err
	}
	for {
		s := p.take(levels[at].signs...)
		if s == "" {
			return nil
		}
		if err := p.binary(at + 1); err != nil {
			return err
		}
		p.combine(levels[at], s)
	}
}

func (p *parser) combine(l level, s string) {
	for i, sign := range l.signs {
		if sign == s && l.ops != nil {
			p.emit(l.ops[i], 0, 0, -1)
			return
		}
	}
	switch s { // slot 1 swaps the operands
	case "<":
		p.emit(opLess, 0, 0, -1)
	case ">":
		p.emit(opLess, 1, 0, -1)
	case "<=":
		p.emit(opLessEq, 0, 0, -1)
	case ">=":
		p.emit(opLessEq, 1, 0, -1)
	case "==", "=":
		p.emit(opEq, 0, 0, -1)
	default:
		p.emit(opNotEq, 0, 0, -1)
	}
}

// sign: leading minus, plus or not; -a^b is -(a^b).
func (p *parser) sign() error {
	if p.nest++; p.nest > 60 {
		return fmt.Errorf("the formula is nested too deeply")
	}
	defer func() { p.nest-- }()
	switch p.take("-", "+", "!", "not") {
	case "-":
		if err := p.sign(); err != nil {
			return err
		}
		p.emit(opNeg, 0, 0, 0)
		return nil
	case "+":
		return p.sign()
	case "!", "not":
		if err := p.sign(); err != nil {
			return err
		}
		p.emit(opNot, 0, 0, 0)
		return nil
	}
	if err := p.atom(); err != nil {
		return err
	}
	if p.take("^", "**") == "" {
		return nil
	}
	if err := p.sign(); err != nil {
		return err
	}
	p.emit(opPow, 0, 0, -1)
	return nil
}

func (p *parser) atom() error {
	t := p.peek()
	switch {
	case t.kind == 'n':
		p.i++
		p.emit(opConst, 0, t.num, 1)
		return nil
	case t.kind == 'i':
		p.i++
		if f, known := functions[strings.ToLower(t.text)]; known && p.peek().text == "(" {
			p.i++
			return p.call(t.text, f.op, f.args)
		}
		slot, err := p.resolve(t.text)
		if err != nil {
			return err
		}
		p.emit(opSlot, slot, 0, 1)
		return nil
	case t.text == "(" || t.text == "[":
		p.i++
		if err := p.choice(); err != nil {
			return err
		}
		if closing := map[string]string{"(": ")", "[": "]"}[t.text]; p.take(closing) == "" {
			return fmt.Errorf("the bracket at character %d is not closed", t.at+1)
		}
		return nil
	}
	return fmt.Errorf("a number, a name or a bracket is missing at character %d", t.at+1)
}

func (p *parser) call(name string, op opcode, args int) error {
	for k := 0; k < args; k++ {
		if k > 0 && p.take(",") == "" {
			return fmt.Errorf("%s takes %d values", name, args)
		}
		if err := p.choice(); err != nil {
			return err
		}
	}
	if p.take(")") == "" {
		return fmt.Errorf("the bracket of %s is not closed, or holds too many values", name)
	}
	p.emit(op, 0, 0, 1-args)
	return nil
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// eval runs the program over the slots. It does not allocate.
func (c program) eval(v []float64) float64 {
	var s [maxStack + 1]float64
	n := 0
	for i := range c {
		in := &c[i]
		switch in.op {
		case opConst:
			s[n] = in.num
			n++
		case opSlot:
			s[n] = v[in.slot]
			n++
		case opNeg, opNot, opExp, opLog, opLog10, opSqrt, opAbs, opFloor, opGamma:
			s[n-1] = unary(in.op, s[n-1])
		case opChoose:
			n -= 2
			yes, cond := s[n], s[n-1]
			if in.slot == 1 {
				yes, cond = cond, yes
			}
			if cond != 0 {
				s[n-1] = yes
			} else {
				s[n-1] = s[n+1]
			}
		default:
			n--
			a, b := s[n-1], s[n]
			if in.slot == 1 {
				a, b = b, a
			}
			s[n-1] = twofold(in.op, a, b)
		}
	}
	return s[0]
}

func unary(op opcode, x float64) float64 {
	switch op {
	case opNeg:
		return -x
	case opNot:
		return truth(x == 0)
	case opExp:
		return math.Exp(x)
	case opLog:
		return math.Log(x)
	case opLog10:
		return math.Log10(x)
	case opSqrt:
		return math.Sqrt(x)
	case opAbs:
		return math.Abs(x)
	case opFloor:
		return math.Floor(x)
	}
	return math.Gamma(x)
}

func twofold(op opcode, a, b float64) float64 {
	switch op {
	case opAdd:
		return a + b
	case opSub:
		return a - b
	case opMul:
		return a * b
	case opDiv:
		return a / b
	case opPow:
		return math.Pow(a, b)
	case opLess:
		return truth(a < b)
	case opLessEq:
		return truth(a <= b)
	case opEq:
		return truth(a == b)
	case opNotEq:
		return truth(a != b)
	case opAnd:
		return truth(a != 0 && b != 0)
	case opOr:
		return truth(a != 0 || b != 0)
	case opMin:
		return math.Min(a, b)
	}
	return math.Max(a, b)
}

// inputs is how many values an instruction takes from the stack.
func (in instruction) inputs() int {
	switch in.op {
	case opConst, opSlot:
		return 0
	case opNeg, opNot, opExp, opLog, opLog10, opSqrt, opAbs, opFloor, opGamma:
		return 1
	case opChoose:
		return 3
	}
	return 2
}

// hoist moves the largest parts of a moving formula that do not move themselves
// into statements that are evaluated once per record.
func (s *system) hoist(code program) program { return s.hoistFrom(code, s.moving) }

// hoistFrom moves the parts out that none of the given slots reaches.
func (s *system) hoistFrom(code program, reached []bool) program {
	begin := make([]int, len(code)) // where the part that ends here begins
	still := make([]bool, len(code))
	var ends []int // ends of the parts on the stack
	for i, in := range code {
		begin[i], still[i] = i, in.op != opSlot || !reached[in.slot]
		for k := in.inputs(); k > 0; k-- {
			e := ends[len(ends)-1]
			ends = ends[:len(ends)-1]
			begin[i] = begin[e]
			still[i] = still[i] && still[e]
		}
		ends = append(ends, i)
	}
	var out program
	for i := 0; i < len(code); {
		last := -1 // the largest part that begins here, stands still and is worth it
		for j := i + 1; j < len(code); j++ {
			if begin[j] == i && still[j] {
				last = j
			}
		}
		if last < 0 {
			out = append(out, code[i])
			i++
			continue
		}
		at := s.slot(fmt.Sprintf("(part %d)", len(s.names)), false)
		s.static = append(s.static, statement{at, append(program(nil), code[i:last+1]...)})
		out = append(out, instruction{op: opSlot, slot: int32(at)})
		i = last + 1
	}
	return out
}
