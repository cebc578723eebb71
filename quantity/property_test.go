package quantity_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/quantity"
	"pgregory.net/rapid"
)

// decimals draws a decimal text of up to 8 digits before and 6 after the point.
func decimals(label string) func(*rapid.T) string {
	return func(t *rapid.T) string {
		return rapid.StringMatching(`[1-9][0-9]{0,7}(\.[0-9]{1,6})?`).Draw(t, label)
	}
}

func parsed[T any](t *rapid.T, parse func(string) (T, error), text string) T {
	value, err := parse(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return value
}

func TestPropertyGramsAndMilligramsOfTheSameTextAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		milligrams := rapid.Int64Range(0, 1<<50).Draw(t, "mg")
		a := parsed(t, quantity.ParseMass, fmt.Sprintf("%d mg", milligrams))
		b := parsed(t, quantity.ParseMass, fmt.Sprintf("%d.%03d g", milligrams/1000, milligrams%1000))
		if !a.Equal(b) || a.Milligrams() != b.Milligrams() || a.Grams() != b.Grams() {
			t.Fatalf("%v and %v differ", a, b)
		}
	})
}

// Control: a haemoglobin in g/L never gives ten times the red-cell volume.
func TestPropertyRedCellVolumeDoesNotDependOnTheUnitOfHaemoglobin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		current := rapid.IntRange(1, 200).Draw(t, "current g/L")
		target := rapid.IntRange(current+1, 250).Draw(t, "target g/L")
		w := parsed(t, quantity.ParseBodyWeight, decimals("kg")(t)+" kg")
		volume := func(targetText, currentText string) quantity.Volume {
			v, err := quantity.RedCellVolume(parsed(t, quantity.ParseMassConcentration, targetText), parsed(t, quantity.ParseMassConcentration, currentText), w)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		perLitre := volume(fmt.Sprintf("%d g/L", target), fmt.Sprintf("%d g/L", current))
		perDecilitre := volume(fmt.Sprintf("%d.%d g/dL", target/10, target%10), fmt.Sprintf("%d.%d g/dL", current/10, current%10))
		if perLitre != perDecilitre {
			t.Fatalf("%v and %v differ", perLitre, perDecilitre)
		}
		if want := float64(target-current) / 10 * 4 * w.Kilograms(); math.Abs(perLitre.Millilitres()-want) > 1e-9*want {
			t.Fatalf("%v, want %v", perLitre, want)
		}
	})
}

func TestPropertySumsAreExactAndDoNotDependOnTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		micrograms := rapid.SliceOfN(rapid.Int64Range(0, 1<<40), 1, 20).Draw(t, "ug")
		var masses, reversed []quantity.Mass
		var total int64
		for _, n := range micrograms {
			total += n
			m := parsed(t, quantity.ParseMass, fmt.Sprintf("%d.%03d mg", n/1000, n%1000))
			masses, reversed = append(masses, m), append([]quantity.Mass{m}, reversed...)
		}
		sum := quantity.SumMass(masses...)
		if got, ok := sum.WholeMicrograms(); !ok || got != total || sum != quantity.SumMass(reversed...) {
			t.Fatalf("%v is %d ug, want %d", sum, got, total)
		}
	})
}

func TestPropertyRoundingIsAMultipleWithinHalfAStepAndStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		exact := parsed(t, quantity.ParseMass, decimals("mg")(t)+" mg")
		stepMicrograms := rapid.Int64Range(1, 1_000_000).Draw(t, "step")
		step := parsed(t, quantity.ParseMass, fmt.Sprintf("%d ug", stepMicrograms))
		rounded := exact.RoundTo(step)
		n, ok := rounded.WholeMicrograms()
		if !ok || n%stepMicrograms != 0 {
			t.Fatalf("%v is no multiple of %v", rounded, step)
		}
		if away := math.Abs(rounded.Micrograms() - exact.Micrograms()); away > float64(stepMicrograms)/2*(1+1e-9) {
			t.Fatalf("%v rounds to %v with a step of %v", exact, rounded, step)
		}
		if rounded.RoundTo(step) != rounded {
			t.Fatalf("%v is not stable under a step of %v", rounded, step)
		}
	})
}

func TestPropertyADosePerKilogramComesBackFromItsAbsoluteDose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dose := parsed(t, quantity.ParseDose[quantity.PerKilogram, quantity.Day], decimals("dose")(t)+" mg/kg/d")
		w := parsed(t, quantity.ParseBodyWeight, decimals("weight")(t)+" kg")
		absolute, err := quantity.ForWeight(dose, w)
		if err != nil {
			t.Fatal(err)
		}
		back, err := quantity.PerKgOf(absolute, w)
		if err != nil || !back.Equal(dose) {
			t.Fatalf("%v at %v is %v and back %v, %v", dose, w, absolute, back, err)
		}
	})
}

func TestPropertyEveryComputedTextReadsBackAsTheSameValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := quantity.Milligrams(rapid.Float64Range(0, 1e12).Draw(t, "mg"))
		again := parsed(t, quantity.ParseMass, m.String())
		if again != m {
			t.Fatalf("%v comes back as %v", m, again)
		}
		surface, err := quantity.SurfaceArea(rapid.SampledFrom(quantity.Formulas()).Draw(t, "formula"),
			quantity.WeightInKilograms(rapid.Float64Range(0.4, 200).Draw(t, "kg")), quantity.LengthInCentimetres(rapid.Float64Range(25, 220).Draw(t, "cm")))
		if err != nil {
			t.Fatal(err)
		}
		text, _ := surface.MarshalText()
		if back := parsed(t, quantity.ParseBodySurface, string(text)); back != surface {
			t.Fatalf("%s comes back as %v", text, back)
		}
	})
}

func TestPropertyAConstructorGivesBackTheSameFloat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(1e-9, 1e12).Draw(t, "x")
		if got := quantity.Milligrams(x).Milligrams(); math.Abs(got-x) > 1e-20 {
			t.Fatalf("%v mg comes back as %v", x, got)
		}
	})
}

func TestPropertyOrderIsTotalOverUnits(t *testing.T) {
	units := []string{"kg", "g", "mg", "ug", "ng"}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) quantity.Mass {
			return parsed(t, quantity.ParseMass, decimals(label)(t)+" "+rapid.SampledFrom(units).Draw(t, "unit"))
		}
		a, b, c := draw("a"), draw("b"), draw("c")
		if a.Cmp(b) != -b.Cmp(a) {
			t.Fatalf("%v and %v", a, b)
		}
		if a.Cmp(b) <= 0 && b.Cmp(c) <= 0 && a.Cmp(c) > 0 {
			t.Fatalf("%v <= %v <= %v", a, b, c)
		}
	})
}

func FuzzParseValue(f *testing.F) {
	for _, d := range doors() {
		f.Add(d.good)
	}
	for _, oddity := range []string{
		"", " ", "1,5 kg", "1,000 mg", "６.８ kg", "6.8 lb", "0x1F kg", "<0.01 10*9/L", "≤ 5 mg/L", "1:32", "<1:8", "1:", "-0 Cel",
		"4.510*9/L", "10*9/L", "x10^9/L", "10⁹", "1 10⁹⁹/L", "5 ×", "5 x10", "NaN kg", "1e400 kg", "--1 kg", "5 kg\x00", "\xff\xfe", "5 \u2028kg",
		strings.Repeat("9", 40) + " kg", "1." + strings.Repeat("0", 29) + " kg", "99 µ", "99 ⁹", "12 {score}", "12 1", "5 mL/min/1.73 m²",
	} {
		f.Add(oddity)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, d := range doors() {
			v, err := d.parse(text)
			if err != nil {
				kindOf(t, err)
				if v.Known() || v.String() != "" {
					t.Fatalf("%s: %q is refused and given as %v", d.name, text, v)
				}
				continue
			}
			if !v.Known() {
				t.Fatalf("%s: %q is accepted and not known", d.name, text)
			}
			stored, _ := v.MarshalText()
			again, err := d.unmarshal(string(stored))
			if err != nil || again != v {
				t.Fatalf("%s: %q is stored as %q and comes back as %v, %v", d.name, text, stored, again, err)
			}
		}
		v, err := quantity.ParseValue(text)
		if err == nil && (math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0) || v.Dimension() == quantity.DimensionNone) {
			t.Fatalf("%q reads as %v of dimension %q", text, v.Float(), v.Dimension())
		}
	})
}

func FuzzParseFormula(f *testing.F) {
	for _, seed := range []string{"Haycock", " mosteller ", "DUBOIS", "", "Du Bois", "boyd", "İ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		formula, err := quantity.ParseFormula(text)
		if err != nil {
			kindOf(t, err)
		}
		if (err == nil) != (formula.Expression() != "") {
			t.Fatalf("%q gives %v, %v", text, formula, err)
		}
	})
}
