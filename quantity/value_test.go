package quantity_test

import (
	"math"
	"testing"

	"github.com/dayzero-hsct/dayzero/quantity"
)

func value(t *testing.T, text string) quantity.Value {
	t.Helper()
	return must[quantity.Value](t)(quantity.ParseValue(text))
}

func TestAValueKeepsTextUnitDimensionAndComparator(t *testing.T) {
	cases := []struct {
		entered, shown, text, unit, comparator string
		dimension                              quantity.Dimension
		float                                  float64
	}{
		{"6.750 kg", "6.750 kg", "6.750", "kg", "", quantity.DimensionMass, 6.75},
		{"<0.01 10*9/L", "<0.01 10*9/L", "0.01", "10*9/L", "<", quantity.DimensionCount, 0.01},
		{"< 0.01 ×10⁹/L", "<0.01 ×10⁹/L", "0.01", "10*9/L", "<", quantity.DimensionCount, 0.01},
		{"≥500 IU/mL", ">=500 IU/mL", "500", "[IU]/mL", ">=", quantity.DimensionInternationalUnits, 500},
		{"<=5 mg/L", "<=5 mg/L", "5", "mg/L", "<=", quantity.DimensionMassConcentration, 5},
		{">10000 ng/mL", ">10000 ng/mL", "10000", "ng/mL", ">", quantity.DimensionMassConcentration, 10000},
		{"12 {score}", "12 {score}", "12", "{score}", "", quantity.DimensionScore, 12},
		{"3 1", "3 1", "3", "1", "", quantity.DimensionNumber, 3},
		{"-6.2 mmol/L", "-6.2 mmol/L", "-6.2", "mmol/L", "", quantity.DimensionSubstanceConcentration, -6.2},
		{"<1:8", "<1:8", "8", "{titre}", "<", quantity.DimensionTitre, 8},
		{"1:32", "1:32", "32", "{titre}", "", quantity.DimensionTitre, 32},
		{"420 U/L", "420 U/L", "420", "U/L", "", quantity.DimensionEnzyme, 420},
		{"15 mL/kg/day", "15 mL/kg/day", "15", "mL/kg/d", "", quantity.DimensionVolumePerWeightDay, 15},
	}
	for _, c := range cases {
		v := value(t, c.entered)
		if v.String() != c.shown || v.Text() != c.text || v.Unit() != c.unit || v.Comparator() != c.comparator || v.Dimension() != c.dimension || v.Float() != c.float {
			t.Errorf("%q reads %q, %q, %q, %q, %q, %v", c.entered, v, v.Text(), v.Unit(), v.Comparator(), v.Dimension(), v.Float())
		}
		if v.Censored() != (c.comparator != "") {
			t.Errorf("%q: censored %v", c.entered, v.Censored())
		}
		var again quantity.Value
		if err := again.UnmarshalText([]byte(v.String())); err != nil || again != v || !again.Equal(v) {
			t.Errorf("%q comes back as %v, %v", c.entered, again, err)
		}
	}
	if (quantity.Value{}).Dimension() != quantity.DimensionNone || (quantity.Value{}).Comparator() != "" {
		t.Error("the zero value has a dimension or a comparator")
	}
}

func TestValuesThatCannotBeReadAreRefused(t *testing.T) {
	for text, want := range map[string]quantity.ErrorKind{
		"<": quantity.KindNumber, "<< 5 kg": quantity.KindNumber, "<  5 kg": "", "5 < kg": quantity.KindUnknownUnit, "~5 kg": quantity.KindNumber,
		"＜5 kg": quantity.KindNumber, "5 kg <": quantity.KindUnknownUnit, "-5 kg": quantity.KindRange, "-5 g/L": quantity.KindRange, "1:0": quantity.KindRange,
		"5 mEq/L": quantity.KindUnknownUnit, "<5": quantity.KindMissingUnit, "positive": quantity.KindNumber, "5 kg 6": quantity.KindUnknownUnit,
	} {
		if kind := kindOf(t, second(quantity.ParseValue(text))); kind != want {
			t.Errorf("%q has kind %q, want %q", text, kind, want)
		}
	}
}

// conversions lists every typed conversion with a text that fits it.
func conversions(v quantity.Value) map[string]func() (thing, error) {
	return map[string]func() (thing, error){
		"6.80 kg":               func() (thing, error) { return v.BodyWeight() },
		"95.0 cm":               func() (thing, error) { return v.Length() },
		"0.61 m²":               func() (thing, error) { return v.BodySurface() },
		"12.50 mg":              func() (thing, error) { return v.Mass() },
		"250 mL":                func() (thing, error) { return v.Volume() },
		"97.0 %":                func() (thing, error) { return v.Percent() },
		"98 g/L":                func() (thing, error) { return v.MassConcentration() },
		"24 µmol/L":             func() (thing, error) { return v.SubstanceConcentration() },
		"246.3 g/mol":           func() (thing, error) { return v.MolarMass() },
		"60 mg*h/L":             func() (thing, error) { return v.Exposure() },
		"5.2 10^6/kg":           func() (thing, error) { return v.CellDose() },
		"0.5 ×10⁹/L":            func() (thing, error) { return v.CountPerLitre() },
		"1:32":                  func() (thing, error) { return v.Titre() },
		"500 IU/mL":             func() (thing, error) { return v.ViralLoad() },
		"2 Gy":                  func() (thing, error) { return v.AbsorbedDose() },
		"0.1 mSv":               func() (thing, error) { return v.EffectiveDose() },
		"38.5 °C":               func() (thing, error) { return v.Temperature() },
		"90 mL/min/1.73 m2":     func() (thing, error) { return v.GlomerularFiltration() },
		"30 mg/m²":              func() (thing, error) { return quantity.DoseFrom[quantity.PerSquareMetre, quantity.Administration](v) },
		"30 mg/kg/day":          func() (thing, error) { return quantity.DoseFrom[quantity.PerKilogram, quantity.Day](v) },
		"{nothing of this one}": func() (thing, error) { return quantity.DoseFrom[quantity.Absolute, quantity.Day](v) },
	}
}

func TestEachConversionTakesItsOwnDimensionAndRefusesAllOthers(t *testing.T) {
	for own := range conversions(quantity.Value{}) {
		if own[0] == '{' {
			continue
		}
		v := value(t, own)
		for wanted, convert := range conversions(v) {
			typed, err := convert()
			switch {
			case wanted == own && (err != nil || typed.String() != own):
				t.Errorf("%q as its own type is %v, %v", own, typed, err)
			case wanted != own && err == nil && !(own == "12.50 mg" || own == "6.80 kg" && wanted == "12.50 mg"):
				t.Errorf("%q is taken where %q is", own, wanted)
			case err != nil && typed.Known():
				t.Errorf("%q is refused and given as %v", own, typed)
			}
		}
	}
	if _, err := value(t, "12.50 mg").BodyWeight(); kindOf(t, err) != quantity.KindUnitRefused {
		t.Errorf("12.50 mg as a body weight gives %v", err)
	}
	if _, err := value(t, "-5 mmol/L").SubstanceConcentration(); kindOf(t, err) != quantity.KindRange {
		t.Errorf("-5 mmol/L as a concentration gives %v", err)
	}
}

// Control: a detection limit is never used as a measured number.
func TestACensoredOrUnknownValueHasNoTypedConversion(t *testing.T) {
	for text := range conversions(quantity.Value{}) {
		if text[0] == '{' {
			continue
		}
		censored := value(t, "<"+text)
		if kind := kindOf(t, second(conversions(censored)[text]())); kind != quantity.KindRange {
			t.Errorf("<%s has kind %q", text, kind)
		}
		if kind := kindOf(t, second(conversions(quantity.Value{})[text]())); kind != quantity.KindNotKnown {
			t.Errorf("unknown for %s has kind %q", text, kind)
		}
	}
}

func TestAValueIsGivenInAnotherUnitOfItsDimensionOnly(t *testing.T) {
	haemoglobin := value(t, "98 g/L")
	if x, err := haemoglobin.In("g/dl"); err != nil || x != 9.8 {
		t.Errorf("98 g/L is %v g/dL, %v", x, err)
	}
	for name, c := range map[string]struct {
		err  error
		want quantity.ErrorKind
	}{
		"another dimension": {second(haemoglobin.In("mmol/L")), quantity.KindWrongDimension},
		"unknown unit":      {second(haemoglobin.In("stone")), quantity.KindUnknownUnit},
		"censored":          {second(value(t, "<98 g/L").In("g/L")), quantity.KindRange},
		"not known":         {second(quantity.Value{}.In("g/L")), quantity.KindNotKnown},
	} {
		if kind := kindOf(t, c.err); kind != c.want {
			t.Errorf("%s has kind %q, want %q", name, kind, c.want)
		}
	}
}

func TestValuesCompareOnlyWithinOneDimension(t *testing.T) {
	if order, err := value(t, "98 g/L").Cmp(value(t, "9.9 g/dL")); err != nil || order != -1 {
		t.Errorf("got %d, %v", order, err)
	}
	if _, err := value(t, "98 g/L").Cmp(value(t, "98 mmol/L")); kindOf(t, err) != quantity.KindWrongDimension {
		t.Errorf("got %v", err)
	}
	if _, err := value(t, "98 g/L").Cmp(value(t, "<98 g/L")); kindOf(t, err) != quantity.KindRange {
		t.Errorf("got %v", err)
	}
	if !value(t, "98 g/L").Equal(value(t, "9.8 g/dL")) || value(t, "98 g/L").Equal(value(t, "<98 g/L")) || value(t, "98 g/L").Equal(value(t, "98 mmol/L")) {
		t.Error("equality of values is wrong")
	}
	if !math.IsNaN((quantity.Value{}).Float()) {
		t.Error("an unknown value has a number")
	}
}
