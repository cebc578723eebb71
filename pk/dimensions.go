package pk

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// measured is the kind of quantity that a part of a formula gives, as far as the
// units of the file tell: a pure number, a quantity with a unit, or unknown.
// Covariates and numbers written into a formula count as pure: a formula scales
// with them (WT/70) and does not name their units.
type measured struct {
	known  bool
	dim    dimension
	factor float64
}

var pureNumber = measured{known: true, factor: 1}

func (q measured) pure() bool { return q.known && q.dim == dimension{} }

// bodily are the units of sizes, ages and shares: what carries them scales a
// formula and counts as pure.
var bodily = []string{"kg", "cm", "m", "m2", "week", "weeks", "year", "years", "d", "day", "days", "%", "percent", "-"}

// norms stand behind a unit where a value belongs to a size.
var norms = []string{"/70kg", "/kg", "/m2"}

// goesOn is a further unit behind a blank.
var goesOn = regexp.MustCompile(`^ +(h|hr|min|d|day|L|mL|kg|mg)\b`)

// measuredUnit reads the unit of a parameter; a text that is no plain unit is
// unknown.
func measuredUnit(text string) measured {
	lead := leadingUnit.FindString(text)
	if rest := text[len(lead):]; rest != "" && (rest[0] != ' ' || goesOn.MatchString(rest)) {
		return measured{} // h-1, L·h⁻¹, L h-1, L/h/(mL/min)
	}
	text = lead
	for _, norm := range norms {
		text = strings.TrimSuffix(text, norm)
	}
	if slices.Contains(bodily, strings.TrimPrefix(text, "1/")) {
		return pureNumber
	}
	u, err := parseUnit(text)
	if err != nil {
		return measured{}
	}
	return measured{true, u.dim, u.factor}
}

// checkFormulas follows the units of the parameters through the formulas: a
// clearance whose typical value is in L/min or in mg would move every dose.
func (m *Model) checkFormulas(bad *problems) {
	kind := make([]measured, len(m.sys.names))
	for i := range kind {
		kind[i] = pureNumber // covariates, times, effects
	}
	of := map[int][]string{} // slots: the parameters with a unit that it is made of
	for _, p := range m.File.Parameters {
		at := slices.Index(m.sys.names, p.Name)
		if _, isNumber := numberOf(p.Value); at < 0 || !isNumber {
			continue
		}
		if kind[at] = measuredUnit(p.Unit); !kind[at].pure() {
			of[at] = []string{p.Name + " in " + p.Unit}
		}
	}
	for _, st := range m.sys.static {
		kind[st.slot] = st.code.measure(kind)
		for _, in := range st.code {
			if in.op == opSlot {
				of[st.slot] = append(of[st.slot], of[int(in.slot)]...)
			}
		}
		want, named := kinds[strings.ToLower(m.sys.names[st.slot])]
		if got := kind[st.slot]; named && got.known && !got.pure() && (got.dim != want || math.Abs(got.factor-m.expected(want)) > 1e-9*got.factor) {
			bad.at("equations."+m.sys.names[st.slot], "the units do not give %s for doses in %s, levels in %s and hours: %s",
				kindNames[want], m.units.Dose, m.units.Concentration, strings.Join(of[st.slot], ", "))
		}
	}
}

// kindNames are the quantities of [kinds] in words.
var kindNames = map[dimension]string{{volume: 1, time: -1}: "a clearance", {volume: 1}: "a volume", {time: -1}: "a rate constant",
	{mass: 1, volume: -1}: "a concentration", {mass: 1, time: -1}: "an amount per time"}

// measure gives the kind of quantity of a formula from the kinds of the slots.
func (c program) measure(kind []measured) measured {
	var s []measured
	pop := func() measured { q := s[len(s)-1]; s = s[:len(s)-1]; return q }
	for _, in := range c {
		switch in.op {
		case opConst:
			s = append(s, pureNumber)
		case opSlot:
			s = append(s, kind[in.slot])
		case opNeg, opAbs, opFloor:
		case opAdd, opSub, opMin, opMax:
			s = append(s, same(pop(), pop()))
		case opChoose:
			other, b, a := pop(), pop(), pop()
			if in.slot == 1 { // value, condition, other
				b = a
			}
			s = append(s, same(b, other))
		case opMul, opDiv:
			b, a := pop(), pop()
			if in.slot == 1 {
				a, b = b, a
			}
			s = append(s, a.times(b, in.op == opDiv))
		case opPow:
			exponent, base := pop(), pop()
			if !base.pure() || !exponent.known {
				base = measured{}
			}
			s = append(s, base)
		default: // comparisons and functions give a pure number
			for range in.inputs() {
				pop()
			}
			s = append(s, pureNumber)
		}
	}
	return s[0]
}

// same is the kind of a sum: that of both parts, or unknown where they differ.
func same(a, b measured) measured {
	if a != b {
		return measured{}
	}
	return a
}

func (q measured) times(o measured, over bool) measured {
	u := unit{q.dim, q.factor}
	sign := 1
	if over {
		sign = -1
	}
	u.multiply(unit{o.dim, o.factor}, sign)
	return measured{q.known && o.known, u.dim, u.factor}
}
