package quantity

import "math/big"

type massConcentrationKind struct{}

var massConcentrationRule = &rule{name: "a mass concentration", chinese: "质量浓度", least: "0",
	units: []string{"g/L", "g/dL", "mg/dL", "mg/L", "mg/mL", "ug/mL", "ug/L", "ug/dL", "ng/mL", "ng/L", "pg/mL"}}

func (massConcentrationKind) rule() *rule { return massConcentrationRule }

// MassConcentration is mass per volume: haemoglobin, creatinine in mg/dL, a
// drug level.
type MassConcentration struct {
	measured[massConcentrationKind]
}

// ParseMassConcentration reads a concentration with its unit; refusals are *Error.
func ParseMassConcentration(text string) (MassConcentration, error) {
	m, err := parseMeasured[massConcentrationKind](text)
	return MassConcentration{m}, err
}

func massConcentration(x float64, unit string) MassConcentration {
	return MassConcentration{measuredOf[massConcentrationKind](x, unit)}
}

// GramsPerLitre makes a concentration of x g/L; not finite or negative gives unknown.
func GramsPerLitre(x float64) MassConcentration { return massConcentration(x, "g/L") }

// GramsPerDecilitre makes a concentration of x g/dL; not finite or negative gives unknown.
func GramsPerDecilitre(x float64) MassConcentration { return massConcentration(x, "g/dL") }

// MilligramsPerDecilitre makes a concentration of x mg/dL; not finite or negative gives unknown.
func MilligramsPerDecilitre(x float64) MassConcentration { return massConcentration(x, "mg/dL") }

// MilligramsPerLitre makes a concentration of x mg/L; not finite or negative gives unknown.
func MilligramsPerLitre(x float64) MassConcentration { return massConcentration(x, "mg/L") }

// NanogramsPerMillilitre makes a concentration of x ng/mL; not finite or negative gives unknown.
func NanogramsPerMillilitre(x float64) MassConcentration { return massConcentration(x, "ng/mL") }

// GramsPerLitre gives the concentration in g/L, NaN if not known.
func (c MassConcentration) GramsPerLitre() float64 { return c.a.in("g/L") }

// GramsPerDecilitre gives the concentration in g/dL, NaN if not known.
func (c MassConcentration) GramsPerDecilitre() float64 { return c.a.in("g/dL") }

// MilligramsPerDecilitre gives the concentration in mg/dL, NaN if not known.
func (c MassConcentration) MilligramsPerDecilitre() float64 { return c.a.in("mg/dL") }

// MilligramsPerLitre gives the concentration in mg/L, NaN if not known.
func (c MassConcentration) MilligramsPerLitre() float64 { return c.a.in("mg/L") }

// MicrogramsPerLitre gives the concentration in ug/L, NaN if not known.
func (c MassConcentration) MicrogramsPerLitre() float64 { return c.a.in("ug/L") }

// MicrogramsPerMillilitre gives the concentration in ug/mL, NaN if not known.
func (c MassConcentration) MicrogramsPerMillilitre() float64 { return c.a.in("ug/mL") }

// NanogramsPerMillilitre gives the concentration in ng/mL, NaN if not known.
func (c MassConcentration) NanogramsPerMillilitre() float64 { return c.a.in("ng/mL") }

// Cmp is -1, 0 or +1 by value; not known sorts first.
func (c MassConcentration) Cmp(o MassConcentration) int { return c.a.order(o.a) }

// Equal reports equal value, whatever the unit: 100 g/L equals 10 g/dL.
func (c MassConcentration) Equal(o MassConcentration) bool { return c.Cmp(o) == 0 }

type substanceConcentrationKind struct{}

var substanceConcentrationRule = &rule{name: "a substance concentration", chinese: "物质的量浓度", least: "0",
	units: []string{"mmol/L", "mol/L", "umol/L", "nmol/L", "pmol/L"}}

func (substanceConcentrationKind) rule() *rule { return substanceConcentrationRule }

// SubstanceConcentration is amount of substance per volume (mol/L, mmol/L,
// umol/L). It becomes a mass concentration only through a MolarMass.
type SubstanceConcentration struct {
	measured[substanceConcentrationKind]
}

// ParseSubstanceConcentration reads a concentration with its unit; refusals are *Error.
func ParseSubstanceConcentration(text string) (SubstanceConcentration, error) {
	m, err := parseMeasured[substanceConcentrationKind](text)
	return SubstanceConcentration{m}, err
}

// MillimolesPerLitre makes a concentration of x mmol/L; not finite or negative gives unknown.
func MillimolesPerLitre(x float64) SubstanceConcentration {
	return SubstanceConcentration{measuredOf[substanceConcentrationKind](x, "mmol/L")}
}

// MicromolesPerLitre makes a concentration of x umol/L; not finite or negative gives unknown.
func MicromolesPerLitre(x float64) SubstanceConcentration {
	return SubstanceConcentration{measuredOf[substanceConcentrationKind](x, "umol/L")}
}

// MolesPerLitre gives the concentration in mol/L, NaN if not known.
func (c SubstanceConcentration) MolesPerLitre() float64 { return c.a.in("mol/L") }

// MillimolesPerLitre gives the concentration in mmol/L, NaN if not known.
func (c SubstanceConcentration) MillimolesPerLitre() float64 { return c.a.in("mmol/L") }

// MicromolesPerLitre gives the concentration in umol/L, NaN if not known.
func (c SubstanceConcentration) MicromolesPerLitre() float64 { return c.a.in("umol/L") }

// Cmp is -1, 0 or +1 by value; not known sorts first.
func (c SubstanceConcentration) Cmp(o SubstanceConcentration) int { return c.a.order(o.a) }

// Equal reports equal value, whatever the unit.
func (c SubstanceConcentration) Equal(o SubstanceConcentration) bool { return c.Cmp(o) == 0 }

type molarMassKind struct{}

var molarMassRule = &rule{name: "a molar mass", chinese: "摩尔质量", units: []string{"g/mol"}, least: "0", positive: true}

func (molarMassKind) rule() *rule { return molarMassRule }

// MolarMass is the mass of one mole of a named substance (g/mol): the only
// bridge between mass and amount of substance.
type MolarMass struct{ measured[molarMassKind] }

// ParseMolarMass reads a molar mass in g/mol; refusals are *Error.
func ParseMolarMass(text string) (MolarMass, error) {
	m, err := parseMeasured[molarMassKind](text)
	return MolarMass{m}, err
}

// GramsPerMole makes a molar mass of x g/mol; not finite, zero or negative gives unknown.
func GramsPerMole(x float64) MolarMass { return MolarMass{measuredOf[molarMassKind](x, "g/mol")} }

// GramsPerMole gives the molar mass in g/mol, NaN if not known.
func (m MolarMass) GramsPerMole() float64 { return m.a.in("g/mol") }

// Cmp is -1, 0 or +1 by value; not known sorts first.
func (m MolarMass) Cmp(o MolarMass) int { return m.a.order(o.a) }

// Equal reports equal value.
func (m MolarMass) Equal(o MolarMass) bool { return m.Cmp(o) == 0 }

// MassConcentration converts with the molar mass of the substance: 1 mmol/L of
// M g/mol is M mg/L. The result is in mg/L.
func (c SubstanceConcentration) MassConcentration(m MolarMass) (MassConcentration, error) {
	if err := bothKnown(c.Known(), "the substance concentration", "物质的量浓度", m); err != nil {
		return MassConcentration{}, err
	}
	value := c.a.exactIn("mmol/L")
	value.Mul(value, m.a.exact())
	return MassConcentration{admitted[massConcentrationKind](amountOf(value, "mg/L"))}, nil
}

// SubstanceConcentration converts with the molar mass of the substance: M mg/L
// of M g/mol is 1 mmol/L. The result is in umol/L.
func (c MassConcentration) SubstanceConcentration(m MolarMass) (SubstanceConcentration, error) {
	if err := bothKnown(c.Known(), "the mass concentration", "质量浓度", m); err != nil {
		return SubstanceConcentration{}, err
	}
	value := c.a.exactIn("mg/L")
	value.Quo(value, m.a.exact())
	value.Mul(value, big.NewRat(1000, 1))
	return SubstanceConcentration{admitted[substanceConcentrationKind](amountOf(value, "umol/L"))}, nil
}

func bothKnown(known bool, name, chinese string, m MolarMass) error {
	if !known {
		return notKnown(name, chinese)
	}
	if !m.Known() {
		return notKnown("the molar mass", "摩尔质量")
	}
	return nil
}

type exposureKind struct{}

var exposureRule = &rule{name: "an exposure", chinese: "药物暴露量", least: "0",
	units: []string{"mg.h/L", "umol.min/L", "ug.h/mL", "ug.h/L", "ng.h/mL", "umol.h/L"}}

func (exposureKind) rule() *rule { return exposureRule }

// Exposure is an area under the concentration curve, as mass (mg.h/L) or as
// amount of substance (umol.min/L). One becomes the other only through a
// MolarMass; the unit is kept as entered.
type Exposure struct{ measured[exposureKind] }

// ParseExposure reads an exposure with its unit; refusals are *Error.
func ParseExposure(text string) (Exposure, error) {
	m, err := parseMeasured[exposureKind](text)
	return Exposure{m}, err
}

// MilligramHoursPerLitre makes an exposure of x mg.h/L; not finite or negative gives unknown.
func MilligramHoursPerLitre(x float64) Exposure {
	return Exposure{measuredOf[exposureKind](x, "mg.h/L")}
}

// MicromoleMinutesPerLitre makes an exposure of x umol.min/L; not finite or negative gives unknown.
func MicromoleMinutesPerLitre(x float64) Exposure {
	return Exposure{measuredOf[exposureKind](x, "umol.min/L")}
}

// MilligramHoursPerLitre gives the exposure in mg.h/L. NaN if not known, or if
// it is held as amount of substance: then InMass converts it first.
func (e Exposure) MilligramHoursPerLitre() float64 { return e.a.in("mg.h/L") }

// MicromoleMinutesPerLitre gives the exposure in umol.min/L. NaN if not known,
// or if it is held as mass: then InSubstance converts it first.
func (e Exposure) MicromoleMinutesPerLitre() float64 { return e.a.in("umol.min/L") }

// IsMass reports whether the exposure is known and held as mass.
func (e Exposure) IsMass() bool { return e.a.exactIn("mg.h/L") != nil }

// IsSubstance reports whether the exposure is known and held as amount of substance.
func (e Exposure) IsSubstance() bool { return e.a.exactIn("umol.min/L") != nil }

// InMass gives the exposure in mg.h/L: umol.min/L x M / 60000 for a molar mass
// of M g/mol. An exposure that is a mass already is given back unchanged, but
// the molar mass must be known all the same.
func (e Exposure) InMass(m MolarMass) (Exposure, error) {
	if err := bothKnown(e.Known(), "the exposure", "药物暴露量", m); err != nil {
		return Exposure{}, err
	}
	if e.IsMass() {
		return e, nil
	}
	value := e.a.exactIn("umol.min/L")
	value.Mul(value, m.a.exact())
	value.Quo(value, big.NewRat(60000, 1))
	return Exposure{admitted[exposureKind](amountOf(value, "mg.h/L"))}, nil
}

// InSubstance gives the exposure in umol.min/L: mg.h/L x 60000 / M for a molar
// mass of M g/mol. An exposure that is an amount of substance already is given
// back unchanged, but the molar mass must be known all the same.
func (e Exposure) InSubstance(m MolarMass) (Exposure, error) {
	if err := bothKnown(e.Known(), "the exposure", "药物暴露量", m); err != nil {
		return Exposure{}, err
	}
	if e.IsSubstance() {
		return e, nil
	}
	value := e.a.exactIn("mg.h/L")
	value.Quo(value, m.a.exact())
	value.Mul(value, big.NewRat(60000, 1))
	return Exposure{admitted[exposureKind](amountOf(value, "umol.min/L"))}, nil
}

// Cmp is -1, 0 or +1 by value; not known sorts first. A mass exposure and a
// substance exposure cannot be compared: that is an *Error of
// KindWrongDimension.
func (e Exposure) Cmp(o Exposure) (int, error) {
	if e.Known() && o.Known() && e.IsMass() != o.IsMass() {
		return 0, refuse(KindWrongDimension, e.String()+", "+o.String(),
			e.String()+" and "+o.String()+" cannot be compared without a molar mass",
			e.String()+"与"+o.String()+"没有摩尔质量不能比较")
	}
	return e.a.order(o.a), nil
}

// Equal reports equal value in the same dimension.
func (e Exposure) Equal(o Exposure) bool {
	order, err := e.Cmp(o)
	return err == nil && order == 0
}
