package quantity

import (
	"math/big"
	"strings"
)

// Basis says what a dose is counted by: PerKilogram, PerSquareMetre or Absolute.
type Basis interface {
	PerKilogram | PerSquareMetre | Absolute
	basis() doseBasis
}

// Period says what a dose covers: one Administration, one Day or the Course.
type Period interface {
	Administration | Day | Course
	period() dosePeriod
}

// PerKilogram is the basis of a dose per kilogram of body weight.
type PerKilogram struct{}

// PerSquareMetre is the basis of a dose per square metre of body surface.
type PerSquareMetre struct{}

// Absolute is the basis of a dose that is a plain mass.
type Absolute struct{}

// Administration is the period of a dose that is given once.
type Administration struct{}

// Day is the period of a dose that is given in the course of one day.
type Day struct{}

// Course is the period of a dose that is given in the whole course.
type Course struct{}

type doseBasis struct{ suffix, name, chinese string }

type dosePeriod struct{ suffix, name, chinese string }

func (PerKilogram) basis() doseBasis { return doseBasis{"/kg", " per kg", "每千克"} }

func (PerSquareMetre) basis() doseBasis { return doseBasis{"/m2", " per m2", "每平方米"} }

func (Absolute) basis() doseBasis { return doseBasis{} }

func (Administration) period() dosePeriod { return dosePeriod{"", " per administration", "单次"} }

func (Day) period() dosePeriod { return dosePeriod{"/d", " per day", "每日"} }

func (Course) period() dosePeriod { return dosePeriod{"", " per course", "全程"} }

// doseKind ties a dose type to its rule.
type doseKind[B Basis, P Period] struct{}

// doseSuffix is what follows the mass unit of a dose type: "/kg/d" and so on.
func doseSuffix[B Basis, P Period]() string {
	var b B
	var p P
	return b.basis().suffix + p.period().suffix
}

func (doseKind[B, P]) rule() *rule {
	var b B
	var p P
	suffix := doseSuffix[B, P]()
	return &rule{
		name:    "a dose" + b.basis().name + p.period().name,
		chinese: p.period().chinese + b.basis().chinese + "剂量",
		units:   []string{"mg" + suffix, "g" + suffix, "ug" + suffix},
		least:   "0",
	}
}

// Dose is a dose of a drug on a basis and over a period. Doses of different
// basis or period are different types: none converts into another except by
// the functions below, which ask for the weight, the surface or the schedule.
type Dose[B Basis, P Period] struct{ measured[doseKind[B, P]] }

// The nine kinds of dose by name.
type (
	// DosePerKgPerAdministration is in mg/kg, given once.
	DosePerKgPerAdministration = Dose[PerKilogram, Administration]
	// DosePerKgPerDay is in mg/kg/d.
	DosePerKgPerDay = Dose[PerKilogram, Day]
	// DosePerKgPerCourse is in mg/kg over the course.
	DosePerKgPerCourse = Dose[PerKilogram, Course]
	// DosePerM2PerAdministration is in mg/m2, given once.
	DosePerM2PerAdministration = Dose[PerSquareMetre, Administration]
	// DosePerM2PerDay is in mg/m2/d.
	DosePerM2PerDay = Dose[PerSquareMetre, Day]
	// DosePerM2PerCourse is in mg/m2 over the course.
	DosePerM2PerCourse = Dose[PerSquareMetre, Course]
	// MassPerAdministration is in mg, given once.
	MassPerAdministration = Dose[Absolute, Administration]
	// MassPerDay is in mg/d.
	MassPerDay = Dose[Absolute, Day]
	// MassPerCourse is in mg over the course.
	MassPerCourse = Dose[Absolute, Course]
)

// ParseDose reads a dose of the asked basis and period, such as "1 mg/kg" or
// "30 mg/m2/d". A dose per day must end in /d or /day, the others must not; a
// unit of another basis or period is refused with KindWrongDimension. Masses
// may be mg, g or ug.
func ParseDose[B Basis, P Period](text string) (Dose[B, P], error) {
	m, err := parseMeasured[doseKind[B, P]](text)
	return Dose[B, P]{m}, err
}

// DoseInMilligrams makes a dose of x mg, mg/kg or mg/m2 over its period, as
// basis and period say; not finite or negative gives unknown.
func DoseInMilligrams[B Basis, P Period](x float64) Dose[B, P] {
	return Dose[B, P]{measuredOf[doseKind[B, P]](x, "mg"+doseSuffix[B, P]())}
}

// Milligrams gives the dose in mg (Absolute), mg/kg (PerKilogram) or mg/m2
// (PerSquareMetre), over its period; NaN if not known.
func (d Dose[B, P]) Milligrams() float64 { return d.a.in("mg" + doseSuffix[B, P]()) }

// Cmp is -1, 0 or +1 by value; not known sorts first.
func (d Dose[B, P]) Cmp(o Dose[B, P]) int { return d.a.order(o.a) }

// Equal reports equal value, whatever the unit: 1 g/m2 equals 1000 mg/m2.
func (d Dose[B, P]) Equal(o Dose[B, P]) bool { return d.Cmp(o) == 0 }

// Add gives the exact sum over the same basis and period, in the unit of d;
// unknown if either is.
func (d Dose[B, P]) Add(o Dose[B, P]) Dose[B, P] {
	return Dose[B, P]{admitted[doseKind[B, P]](d.a.plus(o.a))}
}

// massUnit is the mass part of the dose's unit: "mg" of "mg/kg/d".
func (d Dose[B, P]) massUnit() string {
	unit, _, _ := strings.Cut(d.a.unit, "/")
	return unit
}

// doseOf makes a dose of an exact value in a mass unit.
func doseOf[B Basis, P Period](value *big.Rat, massUnit string) Dose[B, P] {
	return Dose[B, P]{admitted[doseKind[B, P]](amountOf(value, massUnit+doseSuffix[B, P]()))}
}

// MassOf gives the mass of an absolute dose over its period.
func MassOf[P Period](d Dose[Absolute, P]) Mass {
	return Mass{admitted[massKind](amountOf(d.a.exact(), d.massUnit()))}
}

// AbsoluteDose makes an absolute dose of a mass. The unit is kept if it is mg,
// g or ug; otherwise the dose is in mg.
func AbsoluteDose[P Period](m Mass) Dose[Absolute, P] {
	unit := m.a.unit
	if unit != "g" && unit != "ug" {
		unit = "mg"
	}
	return doseOf[Absolute, P](m.a.exactIn(unit), unit)
}

// ForWeight gives the absolute dose for a body weight. It is an error if
// either is not known. Nothing is rounded.
func ForWeight[P Period](d Dose[PerKilogram, P], w BodyWeight) (Dose[Absolute, P], error) {
	if !w.Known() {
		return Dose[Absolute, P]{}, notKnown("the body weight", "体重")
	}
	return times[PerKilogram, P](d, w.a.exactIn("kg"))
}

// ForSurface gives the absolute dose for a body surface. It is an error if
// either is not known. Nothing is rounded.
func ForSurface[P Period](d Dose[PerSquareMetre, P], s BodySurface) (Dose[Absolute, P], error) {
	if !s.Known() {
		return Dose[Absolute, P]{}, notKnown("the body surface", "体表面积")
	}
	return times[PerSquareMetre, P](d, s.a.exactIn("m2"))
}

func times[B Basis, P Period](d Dose[B, P], size *big.Rat) (Dose[Absolute, P], error) {
	if !d.Known() {
		return Dose[Absolute, P]{}, notKnown("the dose", "剂量")
	}
	product := doseOf[Absolute, P](size.Mul(size, d.a.exact()), d.massUnit())
	return product, computed(product.Known(), d.String())
}

// PerKgOf gives an absolute dose per kilogram of a body weight. It is an error
// if either is not known.
func PerKgOf[P Period](d Dose[Absolute, P], w BodyWeight) (Dose[PerKilogram, P], error) {
	if !w.Known() {
		return Dose[PerKilogram, P]{}, notKnown("the body weight", "体重")
	}
	return divided[PerKilogram, P](d, w.a.exactIn("kg"))
}

// PerM2Of gives an absolute dose per square metre of a body surface. It is an
// error if either is not known.
func PerM2Of[P Period](d Dose[Absolute, P], s BodySurface) (Dose[PerSquareMetre, P], error) {
	if !s.Known() {
		return Dose[PerSquareMetre, P]{}, notKnown("the body surface", "体表面积")
	}
	return divided[PerSquareMetre, P](d, s.a.exactIn("m2"))
}

func divided[B Basis, P Period](d Dose[Absolute, P], size *big.Rat) (Dose[B, P], error) {
	if !d.Known() {
		return Dose[B, P]{}, notKnown("the dose", "剂量")
	}
	quotient := doseOf[B, P](size.Quo(d.a.exact(), size), d.massUnit())
	return quotient, computed(quotient.Known(), d.String())
}

// computed turns a result that cannot be written as a decimal into an error.
func computed(known bool, input string) error {
	if known {
		return nil
	}
	return refuse(KindRange, input,
		"the result of computing with "+quoted(input)+" is out of range",
		"用"+quoted(input)+"计算的结果超出范围")
}
