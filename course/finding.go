package course

import (
	"math"
	"math/big"
	"strconv"
	"time"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// Finding is the answer to a yes-or-no question at the bedside. The zero value
// is Unknown: not looked for, not measured, or not told.
type Finding uint8

// The three answers.
const (
	Unknown Finding = iota
	No
	Yes
)

// FindingOf gives Yes or No.
func FindingOf(yes bool) Finding {
	if yes {
		return Yes
	}
	return No
}

// Known reports whether there is an answer.
func (f Finding) Known() bool { return f == No || f == Yes }

// String writes "yes", "no" or "unknown".
func (f Finding) String() string {
	switch f {
	case Yes:
		return "yes"
	case No:
		return "no"
	}
	return "unknown"
}

// MarshalJSON writes true, false, and null for unknown.
func (f Finding) MarshalJSON() ([]byte, error) {
	switch f {
	case Yes:
		return []byte("true"), nil
	case No:
		return []byte("false"), nil
	}
	return []byte("null"), nil
}

// either is Yes if one is, No only if both are.
func either(a, b Finding) Finding {
	switch {
	case a == Yes || b == Yes:
		return Yes
	case a == No && b == No:
		return No
	}
	return Unknown
}

// all is No if one is No, Yes only if every one is Yes.
func all(findings ...Finding) Finding {
	out := Yes
	for _, f := range findings {
		if f == No {
			return No
		}
		if f != Yes {
			out = Unknown
		}
	}
	return out
}

// tally counts findings.
type tally struct{ present, known, unknown int }

func count(findings ...Finding) tally {
	var t tally
	for _, f := range findings {
		switch f {
		case Yes:
			t.present++
			t.known++
		case No:
			t.known++
		default:
			t.unknown++
		}
	}
	return t
}

// reach says whether at least n are present: Unknown while the unknown ones
// could still decide.
func (t tally) reach(n int) Finding {
	switch {
	case t.present >= n:
		return Yes
	case t.present+t.unknown < n:
		return No
	}
	return Unknown
}

// Occurrence says whether and when something happened. The zero value is
// unknown.
type Occurrence struct {
	state Finding
	on    day.Transplant
}

// Happened is something that happened on a transplant day; an unknown day gives
// an unknown occurrence.
func Happened(on day.Transplant) Occurrence {
	if !on.Known() {
		return Occurrence{}
	}
	return Occurrence{Yes, on}
}

// DidNotHappen is something that is known not to have happened.
func DidNotHappen() Occurrence { return Occurrence{state: No} }

// State says whether it happened.
func (o Occurrence) State() Finding { return o.state }

// Day gives the day, NoDay if it did not happen or is not known.
func (o Occurrence) Day() day.Transplant {
	if o.state != Yes {
		return day.NoDay
	}
	return o.on
}

// String writes the day, "did not happen", or "unknown".
func (o Occurrence) String() string {
	switch o.state {
	case Yes:
		return o.on.String()
	case No:
		return "did not happen"
	}
	return "unknown"
}

// num is an exact decimal; nil is not known. A float64 enters as its shortest
// decimal, so that 0.3 is three tenths and boundaries hold.
type num struct{ r *big.Rat }

func decimal(x float64) num {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return num{}
	}
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(x, 'g', -1, 64))
	if !ok {
		return num{}
	}
	return num{r}
}

// in takes a value in a unit; not known, censored or of another dimension is
// not known (the functions refuse the latter before).
func in(v quantity.Value, unit string) num {
	x, err := v.In(unit)
	if err != nil {
		return num{}
	}
	return decimal(x)
}

func fixed(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return new(big.Rat)
	}
	return r
}

func (n num) known() bool { return n.r != nil }

func (n num) compare(limit string, holds func(int) bool) Finding {
	if !n.known() {
		return Unknown
	}
	return FindingOf(holds(n.r.Cmp(fixed(limit))))
}

func (n num) atLeast(limit string) Finding {
	return n.compare(limit, func(c int) bool { return c >= 0 })
}

func (n num) above(limit string) Finding {
	return n.compare(limit, func(c int) bool { return c > 0 })
}

func (n num) below(limit string) Finding {
	return n.compare(limit, func(c int) bool { return c < 0 })
}

func (n num) is(limit string) Finding {
	return n.compare(limit, func(c int) bool { return c == 0 })
}

func (n num) plus(o num) num {
	if !n.known() || !o.known() {
		return num{}
	}
	return num{new(big.Rat).Add(n.r, o.r)}
}

func (n num) minus(o num) num {
	if !n.known() || !o.known() {
		return num{}
	}
	return num{new(big.Rat).Sub(n.r, o.r)}
}

func (n num) times(o num) num {
	if !n.known() || !o.known() {
		return num{}
	}
	return num{new(big.Rat).Mul(n.r, o.r)}
}

func (n num) over(o num) num {
	if !n.known() || !o.known() || o.r.Sign() == 0 {
		return num{}
	}
	return num{new(big.Rat).Quo(n.r, o.r)}
}

func (n num) scaled(factor string) num { return n.times(num{fixed(factor)}) }

// tenth rounds to one decimal, halves up.
func (n num) tenth() num {
	if !n.known() {
		return n
	}
	x := new(big.Rat).Mul(n.r, big.NewRat(10, 1))
	x.Add(x, big.NewRat(1, 2))
	q := new(big.Int).Div(x.Num(), x.Denom()) // floor: the denominator is positive
	return num{new(big.Rat).SetFrac(q, big.NewInt(10))}
}

func (n num) float() float64 {
	if !n.known() {
		return math.NaN()
	}
	f, _ := n.r.Float64()
	return f
}

// text writes the number for a reader: the shortest decimal, or four
// significant digits of what does not end.
func (n num) text() string {
	if !n.known() {
		return ""
	}
	long := strconv.FormatFloat(n.float(), 'f', -1, 64)
	if len(long) <= 8 {
		return long
	}
	return strconv.FormatFloat(n.float(), 'g', 4, 64)
}

func orZero(p quantity.Percent) *big.Rat {
	if n := decimal(p.Percent()); n.known() {
		return n.r
	}
	return new(big.Rat)
}

// Lasted is how long something has lasted; the zero value is unknown.
type Lasted struct {
	set bool
	d   time.Duration
}

// LastedFor gives a known time; a negative one is unknown.
func LastedFor(d time.Duration) Lasted { return Lasted{d >= 0, d} }

func (l Lasted) atLeast(hours int) Finding {
	if !l.set {
		return Unknown
	}
	return FindingOf(l.d >= time.Duration(hours)*time.Hour)
}

// String writes the time, "" if unknown.
func (l Lasted) String() string {
	if !l.set {
		return ""
	}
	return decimal(l.d.Hours()).text() + " h"
}

// Offset is a time before (negative) or after an event; the zero value is unknown.
type Offset struct {
	set bool
	d   time.Duration
}

// OffsetOf gives a known offset.
func OffsetOf(d time.Duration) Offset { return Offset{true, d} }

// String writes the hours, "" if unknown.
func (o Offset) String() string {
	if !o.set {
		return ""
	}
	return o.hours().text() + " h"
}

func (o Offset) hours() num {
	if !o.set {
		return num{}
	}
	return decimal(o.d.Hours())
}
