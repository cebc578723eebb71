package quantity

import (
	"slices"
	"strings"
)

// Value is any accepted number with its unit, before it is known what it
// measures: a laboratory line, a field of a form. It may be censored ("<0.01
// 10*9/L"). The zero value is not known.
type Value struct {
	a          amount
	comparator string
}

// signedDimensions may hold negative values.
var signedDimensions = []Dimension{
	DimensionTemperature, DimensionPercent, DimensionNumber, DimensionScore,
	DimensionSubstanceConcentration, // base excess in mmol/L
}

// comparators are the signs of a censored value as typed, longest first, with
// their canonical form.
var comparators = []struct{ typed, canonical string }{
	{"<=", "<="}, {">=", ">="}, {"≤", "<="}, {"≥", ">="}, {"<", "<"}, {">", ">"},
}

// ParseValue reads a number with any unit of the table, with an optional
// comparator before it. A count without dimension is written with the unit 1,
// a score with {score}, a titre as 1:32. Refusals are *Error.
func ParseValue(text string) (Value, error) {
	rest, comparator := strings.TrimSpace(text), ""
	for _, sign := range comparators {
		if after, found := strings.CutPrefix(rest, sign.typed); found {
			rest, comparator = strings.TrimPrefix(after, " "), sign.canonical
			break
		}
	}
	a, err := anyUnit.parseAny(text, rest)
	if err != nil {
		return Value{}, err
	}
	return Value{a: a, comparator: comparator}, nil
}

// anyUnit speaks for values of no special kind.
var anyUnit = &rule{name: "a value", chinese: "数值", units: someUnits()}

// someUnits lists examples for the sentences of a value.
func someUnits() []string { return []string{"kg", "mg", "10*9/L", "g/L", "%", "and others in UCUM"} }

// parseAny reads rest under no rule but that of its own dimension.
func (r *rule) parseAny(text, rest string) (amount, *Error) {
	number, typed, err := split(rest)
	if err != nil {
		return amount{}, err
	}
	if typed != "" && typed != titreMark && !refusedUnits[typed] {
		if definition, found := spellingTable[foldUnit(typed)]; found {
			return signChecked(text, entered(number, definition.code, typed))
		}
	}
	if typed == titreMark {
		return titreRule.parse(rest)
	}
	return r.parse(rest)
}

func signChecked(text string, a amount) (amount, *Error) {
	dimension := unitTable[a.unit].dimension
	if strings.HasPrefix(a.number, "-") && !slices.Contains(signedDimensions, dimension) {
		return amount{}, refuse(KindRange, text,
			"a "+string(dimension)+" cannot be negative ("+quoted(text)+")",
			quoted(text)+"不可能为负值")
	}
	return a, nil
}

// Known reports whether there is a value.
func (v Value) Known() bool { return v.a.known() }

// IsZero reports whether the value is not known; encoders use it to leave it out.
func (v Value) IsZero() bool { return !v.a.known() }

// String writes the value as entered, with its comparator; not known is "".
func (v Value) String() string { return v.comparator + v.a.text() }

// Text gives the decimal text as entered, without comparator and unit; "" if
// not known. Of a titre 1:32 it gives 32.
func (v Value) Text() string { return v.a.number }

// Unit gives the canonical UCUM code, "" if not known.
func (v Value) Unit() string { return v.a.unit }

// Dimension gives what the unit measures, DimensionNone if not known.
func (v Value) Dimension() Dimension {
	if definition := unitTable[v.a.unit]; definition != nil {
		return definition.dimension
	}
	return DimensionNone
}

// Comparator gives "", "<", ">", "<=" or ">=".
func (v Value) Comparator() string { return v.comparator }

// Censored reports whether there is a comparator.
func (v Value) Censored() bool { return v.comparator != "" }

// Float gives the number in Unit(), NaN if not known. Of a censored value it is
// the limit, so look at Comparator first.
func (v Value) Float() float64 { return v.a.in(v.a.unit) }

// In gives the number in another unit of the same dimension. It is an error if
// the value is not known or censored, or the unit is unknown or measures
// something else.
func (v Value) In(unit string) (float64, error) {
	if err := v.plain(); err != nil {
		return 0, err
	}
	definition, found := spellingTable[foldUnit(unit)]
	if !found {
		return 0, refuse(KindUnknownUnit, unit, "the unit "+quoted(unit)+" is not known", "单位"+quoted(unit)+"无法识别")
	}
	if definition.dimension != v.Dimension() {
		return 0, refuse(KindWrongDimension, v.String(),
			v.String()+" cannot be given in "+definition.code+", which measures "+string(definition.dimension),
			v.String()+"不能换算为"+definition.code)
	}
	return v.a.in(definition.code), nil
}

// Cmp is -1, 0 or +1 by value. It is an error if either is not known or
// censored, or if they measure different things.
func (v Value) Cmp(o Value) (int, error) {
	for _, value := range []Value{v, o} {
		if err := value.plain(); err != nil {
			return 0, err
		}
	}
	if v.Dimension() != o.Dimension() {
		return 0, refuse(KindWrongDimension, v.String()+", "+o.String(),
			v.String()+" and "+o.String()+" measure different things",
			v.String()+"与"+o.String()+"不是同一种量")
	}
	return v.a.order(o.a), nil
}

// Equal reports the same comparator and the same value, whatever the unit.
func (v Value) Equal(o Value) bool {
	return v.comparator == o.comparator && v.Dimension() == o.Dimension() && v.a.order(o.a) == 0
}

// plain refuses values that are not known or censored.
func (v Value) plain() error {
	if !v.Known() {
		return notKnown("the value", "数值")
	}
	if v.Censored() {
		return refuse(KindRange, v.String(),
			quoted(v.String())+" is only a limit and cannot be used as a number",
			quoted(v.String())+"只是检测界限，不能作为数值使用")
	}
	return nil
}

// MarshalText writes what String writes; not known is empty text.
func (v Value) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads what ParseValue reads; empty text is not known.
func (v *Value) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*v = Value{}
		return nil
	}
	parsed, err := ParseValue(string(text))
	if err != nil {
		return err
	}
	*v = parsed
	return nil
}
