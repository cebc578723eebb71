package quantity

import (
	"fmt"
	"math"
	"strings"
)

type weightKind struct{}

var weightRule = &rule{name: "a body weight", chinese: "体重", units: []string{"kg", "g"}, least: "0", positive: true}

func (weightKind) rule() *rule { return weightRule }

// BodyWeight is the weight of a person, in kg or g only.
type BodyWeight struct{ measured[weightKind] }

// ParseBodyWeight reads a body weight in kg or g; refusals are *Error.
func ParseBodyWeight(text string) (BodyWeight, error) {
	m, err := parseMeasured[weightKind](text)
	return BodyWeight{m}, err
}

// WeightInKilograms makes a body weight of x kg; not finite, zero or negative
// gives unknown.
func WeightInKilograms(x float64) BodyWeight { return BodyWeight{measuredOf[weightKind](x, "kg")} }

// Kilograms gives the weight in kg, NaN if not known.
func (w BodyWeight) Kilograms() float64 { return w.a.in("kg") }

// Grams gives the weight in g, NaN if not known.
func (w BodyWeight) Grams() float64 { return w.a.in("g") }

// Cmp is -1, 0 or +1 by value; not known sorts first.
func (w BodyWeight) Cmp(o BodyWeight) int { return w.a.order(o.a) }

// Equal reports equal value, whatever the unit.
func (w BodyWeight) Equal(o BodyWeight) bool { return w.Cmp(o) == 0 }

type lengthKind struct{}

var lengthRule = &rule{name: "a length", chinese: "身长/身高", units: []string{"cm", "m", "mm"}, least: "0", positive: true}

func (lengthKind) rule() *rule { return lengthRule }

// Length is a length or height (cm, m, mm).
type Length struct{ measured[lengthKind] }

// ParseLength reads a length with its unit; refusals are *Error.
func ParseLength(text string) (Length, error) {
	m, err := parseMeasured[lengthKind](text)
	return Length{m}, err
}

// LengthInCentimetres makes a length of x cm; not finite, zero or negative
// gives unknown.
func LengthInCentimetres(x float64) Length { return Length{measuredOf[lengthKind](x, "cm")} }

// Centimetres gives the length in cm, NaN if not known.
func (l Length) Centimetres() float64 { return l.a.in("cm") }

// Metres gives the length in m, NaN if not known.
func (l Length) Metres() float64 { return l.a.in("m") }

// Cmp is -1, 0 or +1 by value; not known sorts first.
func (l Length) Cmp(o Length) int { return l.a.order(o.a) }

// Equal reports equal value, whatever the unit.
func (l Length) Equal(o Length) bool { return l.Cmp(o) == 0 }

// Formula names the expression by which a body surface was computed. The zero
// value is none: the surface was entered.
type Formula uint8

// The formulas of body surface.
const (
	// Mosteller: sqrt(cm x kg / 3600).
	Mosteller Formula = iota + 1
	// Haycock: 0.024265 x cm^0.3964 x kg^0.5378.
	Haycock
	// DuBois: 0.007184 x cm^0.725 x kg^0.425.
	DuBois
)

var formulaNames = [...]string{"", "Mosteller", "Haycock", "DuBois"}

// formulaExpressions are printed next to a computed surface (globalrph.com/bsa2.htm,
// harderworld.com, InsightRX/clinPK @86e3ad93; status read).
var formulaExpressions = [...]string{
	"", "sqrt(cm × kg / 3600)", "0.024265 × cm^0.3964 × kg^0.5378", "0.007184 × cm^0.725 × kg^0.425",
}

// Formulas lists the known formulas.
func Formulas() []Formula { return []Formula{Mosteller, Haycock, DuBois} }

// String gives the name, "" for none.
func (f Formula) String() string {
	if int(f) < len(formulaNames) {
		return formulaNames[f]
	}
	return ""
}

// Expression gives the formula as text for a derivation, "" for none.
func (f Formula) Expression() string {
	if int(f) < len(formulaExpressions) {
		return formulaExpressions[f]
	}
	return ""
}

// ParseFormula reads a name, whatever its letter case; refusals are *Error.
func ParseFormula(text string) (Formula, error) {
	for _, f := range Formulas() {
		if strings.EqualFold(strings.TrimSpace(text), f.String()) {
			return f, nil
		}
	}
	return 0, refuse(KindRange, text,
		quoted(text)+" is not a known formula of body surface; known: Mosteller, Haycock, DuBois",
		quoted(text)+"不是已知的体表面积公式；可用：Mosteller、Haycock、DuBois")
}

// MarshalText writes the name, empty for none.
func (f Formula) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads a name; empty text is none.
func (f *Formula) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*f = 0
		return nil
	}
	parsed, err := ParseFormula(string(text))
	if err != nil {
		return err
	}
	*f = parsed
	return nil
}

type surfaceKind struct{}

var surfaceRule = &rule{name: "a body surface", chinese: "体表面积", units: []string{"m2"}, least: "0", positive: true}

func (surfaceKind) rule() *rule { return surfaceRule }

// BodySurface is a body surface in m2 together with the formula that gave it.
type BodySurface struct {
	measured[surfaceKind]
	formula Formula
}

// ParseBodySurface reads a surface in m2; a formula name may follow in round
// brackets, as in "0.61 m2 (Haycock)". Refusals are *Error.
func ParseBodySurface(text string) (BodySurface, error) {
	number, formula := strings.TrimSpace(text), Formula(0)
	if before, name, found := strings.Cut(strings.TrimSuffix(number, ")"), " ("); found && strings.HasSuffix(number, ")") {
		parsed, err := ParseFormula(name)
		if err != nil {
			return BodySurface{}, err
		}
		number, formula = before, parsed
	}
	m, err := parseMeasured[surfaceKind](number)
	if err != nil {
		return BodySurface{}, err
	}
	return BodySurface{m, formula}, nil
}

// SquareMetres makes an entered surface of x m2; not finite, zero or negative
// gives unknown.
func SquareMetres(x float64) BodySurface {
	return BodySurface{measured: measuredOf[surfaceKind](x, "m2")}
}

// SquareMetres gives the surface in m2, NaN if not known.
func (s BodySurface) SquareMetres() float64 { return s.a.in("m2") }

// Formula gives the formula that computed the surface, the zero Formula if it
// was entered.
func (s BodySurface) Formula() Formula { return s.formula }

// Cmp is -1, 0 or +1 by value, whatever the formula; not known sorts first.
func (s BodySurface) Cmp(o BodySurface) int { return s.a.order(o.a) }

// Equal reports equal value and equal formula.
func (s BodySurface) Equal(o BodySurface) bool { return s.Cmp(o) == 0 && s.formula == o.formula }

// MarshalText writes the surface and, in round brackets, its formula, so that
// both survive storage. Not known is empty text.
func (s BodySurface) MarshalText() ([]byte, error) {
	if s.Known() && s.formula != 0 {
		return []byte(s.String() + " (" + s.formula.String() + ")"), nil
	}
	return []byte(s.String()), nil
}

// UnmarshalText reads what ParseBodySurface reads; empty text is not known.
func (s *BodySurface) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*s = BodySurface{}
		return nil
	}
	parsed, err := ParseBodySurface(string(text))
	if err != nil {
		return err
	}
	*s = parsed
	return nil
}

// SurfaceArea computes the body surface by the named formula. The result is
// never rounded. It is an error if weight or length is not known or the formula
// is none of the three.
func SurfaceArea(f Formula, w BodyWeight, l Length) (BodySurface, error) {
	if !w.Known() {
		return BodySurface{}, notKnown("the body weight", "体重")
	}
	if !l.Known() {
		return BodySurface{}, notKnown("the length", "身长/身高")
	}
	cm, kg := l.Centimetres(), w.Kilograms()
	var squareMetres float64
	switch f { // expressions: globalrph.com/bsa2.htm, harderworld.com, InsightRX/clinPK @86e3ad93 (read)
	case Mosteller:
		squareMetres = math.Sqrt(cm * kg / 3600)
	case Haycock:
		squareMetres = 0.024265 * math.Pow(cm, 0.3964) * math.Pow(kg, 0.5378)
	case DuBois:
		squareMetres = 0.007184 * math.Pow(cm, 0.725) * math.Pow(kg, 0.425)
	default:
		return BodySurface{}, refuse(KindRange, "", fmt.Sprintf("formula %d of body surface is not known", f), "未知的体表面积公式")
	}
	surface := BodySurface{measuredOf[surfaceKind](squareMetres, "m2"), f}
	if !surface.Known() {
		return BodySurface{}, refuse(KindRange, w.String()+", "+l.String(),
			"no body surface can be computed for "+w.String()+" and "+l.String(),
			"无法由"+w.String()+"和"+l.String()+"计算体表面积")
	}
	return surface, nil
}
