package quantity

import "math/big"

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
