package quantity

import (
	"math"
	"math/big"
	"slices"
	"strings"
)

// amount is a decimal with its unit. The zero value is not known. number is as
// entered, unit the canonical code, typed the unit as entered if it differs.
type amount struct {
	number string
	unit   string
	typed  string
}

// entered makes an amount of checked text. The typed unit is kept only where it
// differs from the code, so that a computed value equals itself read back.
func entered(number, code, typed string) amount {
	if typed == code {
		typed = ""
	}
	return amount{number: number, unit: code, typed: typed}
}

// known reports whether there is a number.
func (a amount) known() bool { return a.number != "" }

// text writes the amount as entered, or in its canonical unit if computed.
func (a amount) text() string {
	if !a.known() {
		return ""
	}
	if a.unit == titreUnit {
		return "1:" + a.number
	}
	if a.typed != "" {
		return a.number + " " + a.typed
	}
	return a.number + " " + a.unit
}

// exact gives the value in the amount's own unit, nil if not known.
func (a amount) exact() *big.Rat {
	if !a.known() {
		return nil
	}
	return ratOf(a.number)
}

// exactIn gives the value in another unit of the same dimension, nil if not
// known or not convertible.
func (a amount) exactIn(unit string) *big.Rat {
	from, to := unitTable[a.unit], unitTable[unit]
	value := a.exact()
	if value == nil || from == nil || to == nil || from.dimension != to.dimension {
		return nil
	}
	if from == to {
		return value
	}
	value.Mul(value, from.size)
	return value.Quo(value, to.size)
}

// in gives the value in a unit as the nearest float64, NaN if not known or not
// convertible.
func (a amount) in(unit string) float64 {
	value := a.exactIn(unit)
	if value == nil {
		return math.NaN()
	}
	nearest, _ := value.Float64()
	return nearest
}

// amountOf makes a computed amount of an exact value in a unit.
func amountOf(value *big.Rat, unit string) amount {
	if value == nil {
		return amount{}
	}
	number, ok := ratText(value)
	if !ok {
		return amount{}
	}
	return amount{number: number, unit: unit}
}

// order compares by value. Not known sorts before known; amounts of different
// dimensions never meet here.
func (a amount) order(o amount) int {
	switch {
	case !a.known() && !o.known():
		return 0
	case !a.known():
		return -1
	case !o.known():
		return 1
	}
	return a.exactIn(o.unit).Cmp(o.exact())
}

// rule says what one kind of quantity accepts.
type rule struct {
	name     string
	chinese  string
	units    []string // canonical codes; the first is the natural unit
	least    string   // least value, "" for none; other than 0 only where there is one unit
	positive bool     // the least value itself is impossible too
}

// accepted lists the units for a sentence.
func (r *rule) accepted() string { return strings.Join(r.units, ", ") }

// acceptedZH is the same list in a Chinese sentence.
func (r *rule) acceptedZH() string {
	return strings.ReplaceAll(r.accepted(), ", and others in UCUM", "等（UCUM写法）")
}

// admits checks unit and range of an amount that was made from text.
func (r *rule) admits(text string, a amount) *Error {
	definition := unitTable[a.unit]
	if !slices.Contains(r.units, a.unit) {
		if !slices.ContainsFunc(r.units, func(unit string) bool { return unitTable[unit].dimension == definition.dimension }) {
			return refuse(KindWrongDimension, text,
				r.name+" cannot be given in "+a.unit+", which measures "+string(definition.dimension)+" ("+quoted(text)+"); accepted: "+r.accepted(),
				r.chinese+"不能用 "+a.unit+" 表示（"+quoted(text)+"）；可用单位："+r.acceptedZH())
		}
		return r.unitRefused(text, a.unit)
	}
	if !r.inRange(a) {
		return refuse(KindRange, text,
			r.name+" cannot be "+quoted(text),
			r.chinese+"不可能为"+quoted(text))
	}
	return nil
}

func (r *rule) unitRefused(text, unit string) *Error {
	return refuse(KindUnitRefused, text,
		r.name+" is not taken in "+quoted(unit)+" ("+quoted(text)+"); accepted: "+r.accepted(),
		r.chinese+"不接受单位"+quoted(unit)+"（"+quoted(text)+"）；可用单位："+r.acceptedZH())
}

func (r *rule) inRange(a amount) bool {
	if r.least == "" {
		return true
	}
	if strings.HasPrefix(a.number, "-") && r.least == "0" {
		return false // "-0" too: a sign where none can be
	}
	against := a.exact().Cmp(ratOf(r.least))
	return against > 0 || against == 0 && !r.positive
}

// parse reads a text under the rule.
func (r *rule) parse(text string) (amount, *Error) {
	number, typed, err := split(text)
	if err != nil {
		return amount{}, err
	}
	if typed == "" {
		return amount{}, refuse(KindMissingUnit, text,
			r.name+" "+quoted(text)+" has no unit; write one of "+r.accepted(),
			r.chinese+quoted(text)+"缺少单位；请写明其中之一："+r.acceptedZH())
	}
	if typed == titreMark {
		a := amount{number: number, unit: titreUnit}
		return a, r.admits(text, a)
	}
	definition, found := spellingTable[foldUnit(typed)]
	if !found && refusedUnits[typed] {
		return amount{}, r.unitRefused(text, typed)
	}
	if !found {
		return amount{}, refuse(KindUnknownUnit, text,
			"the unit "+quoted(typed)+" of "+r.name+" is not known (capital and small letters count); accepted: "+r.accepted(),
			r.chinese+"的单位"+quoted(typed)+"无法识别（区分大小写）；可用单位："+r.acceptedZH())
	}
	a := entered(number, definition.code, typed)
	return a, r.admits(text, a)
}

// kind ties a quantity type to its rule; each type has its own, so that no two
// types convert into each other.
type kind interface{ rule() *rule }

// measured is what all quantity types share.
type measured[K kind] struct{ a amount }

func ruleOf[K kind]() *rule {
	var k K
	return k.rule()
}

func parseMeasured[K kind](text string) (measured[K], error) {
	a, err := ruleOf[K]().parse(text)
	if err != nil {
		return measured[K]{}, err
	}
	return measured[K]{a}, nil
}

// measuredOf makes a quantity of a float64 in a unit; what the rule does not
// admit becomes unknown.
func measuredOf[K kind](x float64, unit string) measured[K] {
	number, ok := floatText(x)
	if !ok {
		return measured[K]{}
	}
	return admitted[K](amount{number: number, unit: unit})
}

// admitted keeps a computed amount if the rule admits it.
func admitted[K kind](a amount) measured[K] {
	if !a.known() || ruleOf[K]().admits(a.number, a) != nil {
		return measured[K]{}
	}
	return measured[K]{a}
}

// Known reports whether there is a value; the zero value has none.
func (m measured[K]) Known() bool { return m.a.known() }

// IsZero reports whether the value is not known; encoders use it to leave it
// out. A known 0 is not zero in this sense.
func (m measured[K]) IsZero() bool { return !m.a.known() }

// String writes number and unit as entered; a computed value is written as its
// decimal in its natural unit. Not known is "".
func (m measured[K]) String() string { return m.a.text() }

// Unit gives the canonical UCUM code of the unit in which the value is held,
// "" if not known.
func (m measured[K]) Unit() string { return m.a.unit }

// Number gives the decimal text that goes with Unit, "" if not known.
func (m measured[K]) Number() string { return m.a.number }

// MarshalText writes what String writes; not known is empty text.
func (m measured[K]) MarshalText() ([]byte, error) { return []byte(m.a.text()), nil }

// UnmarshalText reads what Parse reads; empty text is not known.
func (m *measured[K]) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*m = measured[K]{}
		return nil
	}
	parsed, err := parseMeasured[K](string(text))
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}

// plus gives the exact sum in the unit of a; not known if either is.
func (a amount) plus(o amount) amount {
	other := o.exactIn(a.unit)
	if !a.known() || other == nil {
		return amount{}
	}
	return amountOf(other.Add(other, a.exact()), a.unit)
}
