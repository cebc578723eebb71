package quantity

import "math/big"

type massKind struct{}

var massRule = &rule{name: "a mass", chinese: "质量", units: []string{"mg", "kg", "g", "ug", "ng"}, least: "0"}

func (massKind) rule() *rule { return massRule }

// Mass is an amount of a drug or substance (kg, g, mg, ug, ng), never a body
// weight.
type Mass struct{ measured[massKind] }

// ParseMass reads a mass with its unit; refusals are *Error.
func ParseMass(text string) (Mass, error) {
	m, err := parseMeasured[massKind](text)
	return Mass{m}, err
}

// Milligrams makes a mass of x mg; not finite or negative gives unknown.
func Milligrams(x float64) Mass { return Mass{measuredOf[massKind](x, "mg")} }

// Grams makes a mass of x g; not finite or negative gives unknown.
func Grams(x float64) Mass { return Mass{measuredOf[massKind](x, "g")} }

// Micrograms makes a mass of x ug; not finite or negative gives unknown.
func Micrograms(x float64) Mass { return Mass{measuredOf[massKind](x, "ug")} }

// Milligrams gives the mass in mg, NaN if not known.
func (m Mass) Milligrams() float64 { return m.a.in("mg") }

// Grams gives the mass in g, NaN if not known.
func (m Mass) Grams() float64 { return m.a.in("g") }

// Micrograms gives the mass in ug, NaN if not known.
func (m Mass) Micrograms() float64 { return m.a.in("ug") }

// WholeMicrograms gives the mass as an exact whole number of micrograms; ok is
// false if it is not known, not whole or too large.
func (m Mass) WholeMicrograms() (micrograms int64, ok bool) {
	value := m.a.exactIn("ug")
	if value == nil || !value.IsInt() || !value.Num().IsInt64() {
		return 0, false
	}
	return value.Num().Int64(), true
}

// Cmp is -1, 0 or +1 by value; not known sorts first.
func (m Mass) Cmp(o Mass) int { return m.a.order(o.a) }

// Equal reports equal value, whatever the unit: 1 g equals 1000 mg.
func (m Mass) Equal(o Mass) bool { return m.Cmp(o) == 0 }

// Add gives the exact sum in the unit of m; unknown if either is.
func (m Mass) Add(o Mass) Mass {
	return Mass{admitted[massKind](m.a.plus(o.a))}
}

// SumMass adds masses exactly; unknown if any is, and 0 mg of none.
func SumMass(masses ...Mass) Mass {
	if len(masses) == 0 {
		return Milligrams(0)
	}
	sum := masses[0]
	for _, mass := range masses[1:] {
		sum = sum.Add(mass)
	}
	return sum
}

// Mul gives the exact n-fold; a negative n gives unknown.
func (m Mass) Mul(n int) Mass {
	if !m.Known() || n < 0 {
		return Mass{}
	}
	product := m.a.exact()
	return Mass{admitted[massKind](amountOf(product.Mul(product, new(big.Rat).SetInt64(int64(n))), m.a.unit))}
}

// RoundTo gives the nearest whole multiple of step, in the unit of step; a mass
// half way between two multiples goes up. Unknown if either is, or if step is 0.
func (m Mass) RoundTo(step Mass) Mass {
	if !m.Known() || !step.Known() || step.a.exact().Sign() == 0 {
		return Mass{}
	}
	unit := step.a.unit
	steps := m.a.exactIn(unit)
	steps.Quo(steps, step.a.exact())
	steps.Add(steps, big.NewRat(1, 2))
	whole := new(big.Rat).SetInt(new(big.Int).Quo(steps.Num(), steps.Denom()))
	return Mass{admitted[massKind](amountOf(whole.Mul(whole, step.a.exact()), unit))}
}

// DeviationPercent gives how far m lies from the mass of, in percent of it:
// 100 x (m - of) / of, negative when m is less. Unknown if either is unknown or
// of is 0.
func (m Mass) DeviationPercent(of Mass) Percent {
	if !m.Known() || !of.Known() || of.a.exact().Sign() == 0 {
		return Percent{}
	}
	reference := of.a.exact()
	deviation := m.a.exactIn(of.a.unit)
	deviation.Sub(deviation, reference)
	deviation.Quo(deviation, reference)
	return Percent{admitted[percentKind](amountOf(deviation.Mul(deviation, big.NewRat(100, 1)), "%"))}
}

type volumeKind struct{}

var volumeRule = &rule{name: "a volume", chinese: "容积", units: []string{"mL", "L", "uL"}, least: "0"}

func (volumeKind) rule() *rule { return volumeRule }

// Volume is a volume of fluid (L, mL, uL).
type Volume struct{ measured[volumeKind] }

// ParseVolume reads a volume with its unit; refusals are *Error.
func ParseVolume(text string) (Volume, error) {
	m, err := parseMeasured[volumeKind](text)
	return Volume{m}, err
}

// Millilitres makes a volume of x mL; not finite or negative gives unknown.
func Millilitres(x float64) Volume { return Volume{measuredOf[volumeKind](x, "mL")} }

// Millilitres gives the volume in mL, NaN if not known.
func (v Volume) Millilitres() float64 { return v.a.in("mL") }

// Litres gives the volume in L, NaN if not known.
func (v Volume) Litres() float64 { return v.a.in("L") }

// Cmp is -1, 0 or +1 by value; not known sorts first.
func (v Volume) Cmp(o Volume) int { return v.a.order(o.a) }

// Equal reports equal value, whatever the unit.
func (v Volume) Equal(o Volume) bool { return v.Cmp(o) == 0 }

// Add gives the exact sum in the unit of v; unknown if either is.
func (v Volume) Add(o Volume) Volume {
	return Volume{admitted[volumeKind](v.a.plus(o.a))}
}

type percentKind struct{}

var percentRule = &rule{name: "a percentage", chinese: "百分比", units: []string{"%"}}

func (percentKind) rule() *rule { return percentRule }

// Percent is a share or a deviation in percent; it may be negative, and whether
// it may pass 100 is for the user of the value to say.
type Percent struct{ measured[percentKind] }

// ParsePercent reads a percentage with its sign %; refusals are *Error.
func ParsePercent(text string) (Percent, error) {
	m, err := parseMeasured[percentKind](text)
	return Percent{m}, err
}

// PercentOf makes a percentage of x percent; not finite gives unknown.
func PercentOf(x float64) Percent { return Percent{measuredOf[percentKind](x, "%")} }

// Percent gives the number of percent (12.5 for 12.5 %), NaN if not known.
func (p Percent) Percent() float64 { return p.a.in("%") }

// Cmp is -1, 0 or +1 by value; not known sorts first.
func (p Percent) Cmp(o Percent) int { return p.a.order(o.a) }

// Equal reports equal value.
func (p Percent) Equal(o Percent) bool { return p.Cmp(o) == 0 }
