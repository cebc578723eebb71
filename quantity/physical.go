package quantity

type absorbedKind struct{}

var absorbedRule = &rule{name: "an absorbed dose", chinese: "吸收剂量", units: []string{"Gy", "cGy", "mGy"}, least: "0"}

func (absorbedKind) rule() *rule { return absorbedRule }

// AbsorbedDose is an absorbed dose of radiation (Gy, cGy, mGy).
type AbsorbedDose struct{ measured[absorbedKind] }

// ParseAbsorbedDose reads an absorbed dose with its unit; refusals are *Error.
func ParseAbsorbedDose(text string) (AbsorbedDose, error) {
	m, err := parseMeasured[absorbedKind](text)
	return AbsorbedDose{m}, err
}

// Gray makes an absorbed dose of x Gy; not finite or negative gives unknown.
func Gray(x float64) AbsorbedDose { return AbsorbedDose{measuredOf[absorbedKind](x, "Gy")} }

// Gray gives the dose in Gy, NaN if not known.
func (d AbsorbedDose) Gray() float64 { return d.a.in("Gy") }

// Cmp is -1, 0 or +1 by value; not known sorts first.
func (d AbsorbedDose) Cmp(o AbsorbedDose) int { return d.a.order(o.a) }

// Equal reports equal value, whatever the unit.
func (d AbsorbedDose) Equal(o AbsorbedDose) bool { return d.Cmp(o) == 0 }

// Add gives the exact sum in the unit of d; unknown if either is.
func (d AbsorbedDose) Add(o AbsorbedDose) AbsorbedDose {
	return AbsorbedDose{admitted[absorbedKind](d.a.plus(o.a))}
}

type effectiveKind struct{}

var effectiveRule = &rule{name: "an effective dose", chinese: "有效剂量", units: []string{"mSv", "Sv", "uSv"}, least: "0"}

func (effectiveKind) rule() *rule { return effectiveRule }

// EffectiveDose is an effective dose of radiation (Sv, mSv, uSv), as of imaging.
type EffectiveDose struct{ measured[effectiveKind] }

// ParseEffectiveDose reads an effective dose with its unit; refusals are *Error.
func ParseEffectiveDose(text string) (EffectiveDose, error) {
	m, err := parseMeasured[effectiveKind](text)
	return EffectiveDose{m}, err
}

// Millisieverts makes an effective dose of x mSv; not finite or negative gives unknown.
func Millisieverts(x float64) EffectiveDose {
	return EffectiveDose{measuredOf[effectiveKind](x, "mSv")}
}

// Millisieverts gives the dose in mSv, NaN if not known.
func (d EffectiveDose) Millisieverts() float64 { return d.a.in("mSv") }

// Cmp is -1, 0 or +1 by value; not known sorts first.
func (d EffectiveDose) Cmp(o EffectiveDose) int { return d.a.order(o.a) }

// Equal reports equal value, whatever the unit.
func (d EffectiveDose) Equal(o EffectiveDose) bool { return d.Cmp(o) == 0 }

// Add gives the exact sum in the unit of d; unknown if either is.
func (d EffectiveDose) Add(o EffectiveDose) EffectiveDose {
	return EffectiveDose{admitted[effectiveKind](d.a.plus(o.a))}
}

type temperatureKind struct{}

// The least temperature is absolute zero (definition of the degree Celsius, SI brochure).
var temperatureRule = &rule{name: "a temperature", chinese: "温度", units: []string{"Cel"}, least: "-273.15"}

func (temperatureKind) rule() *rule { return temperatureRule }

// Temperature is a temperature in degrees Celsius (UCUM Cel), of a body or of
// a stored product.
type Temperature struct{ measured[temperatureKind] }

// ParseTemperature reads a temperature such as "38.5 Cel"; refusals are *Error.
func ParseTemperature(text string) (Temperature, error) {
	m, err := parseMeasured[temperatureKind](text)
	return Temperature{m}, err
}

// DegreesCelsius makes a temperature of x degrees; not finite or below absolute zero gives unknown.
func DegreesCelsius(x float64) Temperature {
	return Temperature{measuredOf[temperatureKind](x, "Cel")}
}

// Celsius gives the temperature in degrees Celsius, NaN if not known.
func (t Temperature) Celsius() float64 { return t.a.in("Cel") }

// Cmp is -1, 0 or +1 by value; not known sorts first.
func (t Temperature) Cmp(o Temperature) int { return t.a.order(o.a) }

// Equal reports equal value.
func (t Temperature) Equal(o Temperature) bool { return t.Cmp(o) == 0 }

type filtrationKind struct{}

var filtrationRule = &rule{name: "a glomerular filtration rate", chinese: "肾小球滤过率",
	units: []string{"mL/min/{1.73_m2}"}, least: "0"}

func (filtrationKind) rule() *rule { return filtrationRule }

// GlomerularFiltration is a filtration rate per 1.73 m2 of body surface. A bare
// mL/min is another quantity and is refused.
type GlomerularFiltration struct{ measured[filtrationKind] }

// ParseGlomerularFiltration reads a rate in mL/min/{1.73_m2}; refusals are *Error.
func ParseGlomerularFiltration(text string) (GlomerularFiltration, error) {
	m, err := parseMeasured[filtrationKind](text)
	return GlomerularFiltration{m}, err
}

// MillilitresPerMinutePer173 makes a rate of x mL/min/{1.73_m2}; not finite or negative gives unknown.
func MillilitresPerMinutePer173(x float64) GlomerularFiltration {
	return GlomerularFiltration{measuredOf[filtrationKind](x, "mL/min/{1.73_m2}")}
}

// MillilitresPerMinutePer173 gives the rate in mL/min/{1.73_m2}, NaN if not known.
func (g GlomerularFiltration) MillilitresPerMinutePer173() float64 {
	return g.a.in("mL/min/{1.73_m2}")
}

// Cmp is -1, 0 or +1 by value; not known sorts first.
func (g GlomerularFiltration) Cmp(o GlomerularFiltration) int { return g.a.order(o.a) }

// Equal reports equal value.
func (g GlomerularFiltration) Equal(o GlomerularFiltration) bool { return g.Cmp(o) == 0 }
