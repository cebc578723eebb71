package pk

import (
	"fmt"
	"strings"
)

// The units that pharmacokinetic papers and laboratories use, as products of
// mass (mg), volume (L), time (h) and amount of substance (µmol). A substance
// amount becomes a mass only with the molar mass of the drug.

type dimension struct{ mass, volume, time, substance, length, area int }

type unit struct {
	dim    dimension
	factor float64 // to mg, L, h, µmol
}

var baseUnits = map[string]unit{
	"g": {dimension{mass: 1}, 1e3}, "mg": {dimension{mass: 1}, 1}, "ug": {dimension{mass: 1}, 1e-3}, "ng": {dimension{mass: 1}, 1e-6}, "kg": {dimension{mass: 1}, 1e6},
	"L": {dimension{volume: 1}, 1}, "l": {dimension{volume: 1}, 1}, "mL": {dimension{volume: 1}, 1e-3}, "ml": {dimension{volume: 1}, 1e-3}, "dL": {dimension{volume: 1}, 0.1},
	"h": {dimension{time: 1}, 1}, "min": {dimension{time: 1}, 1. / 60}, "d": {dimension{time: 1}, 24}, "day": {dimension{time: 1}, 24}, "days": {dimension{time: 1}, 24},
	"week": {dimension{time: 1}, 168}, "weeks": {dimension{time: 1}, 168}, "year": {dimension{time: 1}, 8766}, "years": {dimension{time: 1}, 8766},
	"mol": {dimension{substance: 1}, 1e6}, "mmol": {dimension{substance: 1}, 1e3}, "umol": {dimension{substance: 1}, 1}, "nmol": {dimension{substance: 1}, 1e-3},
	"M": {dimension{substance: 1, volume: -1}, 1e6}, "mM": {dimension{substance: 1, volume: -1}, 1e3}, "uM": {dimension{substance: 1, volume: -1}, 1}, "nM": {dimension{substance: 1, volume: -1}, 1e-3},
	"cm": {dimension{length: 1}, 1}, "m": {dimension{length: 1}, 100}, "m2": {dimension{area: 1}, 1},
	"1": {}, "percent": {factor: 1}, "%": {factor: 1},
}

// parseUnit reads mg/L, ug*h/mL, uM*min, L/h and the like; µ may be written as
// u. It refuses what it does not know.
func parseUnit(text string) (unit, error) {
	s := strings.NewReplacer("µ", "u", "μ", "u", "·", "*", " ", "", "⋅", "*").Replace(strings.TrimSpace(text))
	if s == "" {
		return unit{}, fmt.Errorf("the unit is missing")
	}
	out := unit{factor: 1}
	sign := 1
	for s != "" {
		end := strings.IndexAny(s, "*/.")
		word := s
		if end >= 0 {
			word = s[:end]
		}
		u, known := baseUnits[word]
		if !known {
			return unit{}, fmt.Errorf("the unit %q is not known", text)
		}
		if u.factor == 0 {
			u.factor = 1
		}
		out.multiply(u, sign)
		if end < 0 {
			return out, nil
		}
		sign = 1
		if s[end] == '/' {
			sign = -1
		}
		if s = s[end+1:]; s == "" {
			return unit{}, fmt.Errorf("the unit %q is not complete", text)
		}
	}
	return out, nil
}

func (u *unit) multiply(o unit, sign int) {
	u.dim.mass += sign * o.dim.mass
	u.dim.volume += sign * o.dim.volume
	u.dim.time += sign * o.dim.time
	u.dim.substance += sign * o.dim.substance
	u.dim.length += sign * o.dim.length
	u.dim.area += sign * o.dim.area
	if sign > 0 {
		u.factor *= o.factor
	} else {
		u.factor /= o.factor
	}
}

// molarMass of the drugs whose exposures are reported in µM, g/mol (µg/µmol).
// Busulfan: 1 µM·min = 0.0041051 mg·h/L (targets.md section 1.1, derived from
// 246.304). F-ara-A: 285.23 (fludarabine_mohanan_2017, unit_conversion).
var molarMass = map[string]float64{"busulfan": 246.304, "fludarabine": 285.23}

// Concentration turns a level into mg/L; between mass and substance it needs the
// molar mass of the drug, and refuses where none is known.
func Concentration(x float64, unit, drug string) (float64, error) {
	return convert(x, unit, "mg/L", drug)
}

// convert turns a value from one unit into another of the same kind; between
// mass and substance it needs the molar mass of the drug.
func convert(x float64, from, to, drug string) (float64, error) {
	a, err := parseUnit(from)
	if err != nil {
		return 0, err
	}
	b, err := parseUnit(to)
	if err != nil {
		return 0, err
	}
	x *= a.factor / b.factor
	if a.dim == b.dim {
		return x, nil
	}
	moles := a.dim.substance - b.dim.substance
	shifted := a.dim
	shifted.mass += moles
	shifted.substance -= moles
	if moles == 0 || shifted != b.dim {
		return 0, fmt.Errorf("%q is not the same kind of quantity as %q", from, to)
	}
	for name, mass := range molarMass {
		if strings.HasPrefix(strings.ToLower(drug), name) {
			for ; moles > 0; moles-- {
				x *= mass * 1e-3
			}
			for ; moles < 0; moles++ {
				x /= mass * 1e-3
			}
			return x, nil
		}
	}
	return 0, fmt.Errorf("%q and %q differ by a molar mass, and none is known for %q", from, to, drug)
}
