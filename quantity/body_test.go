package quantity_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/dayzero-hsct/dayzero/quantity"
)

func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func weight(t *testing.T, text string) quantity.BodyWeight {
	t.Helper()
	return must[quantity.BodyWeight](t)(quantity.ParseBodyWeight(text))
}

func length(t *testing.T, text string) quantity.Length {
	t.Helper()
	return must[quantity.Length](t)(quantity.ParseLength(text))
}

// The check values stand in the knowledge base under formulas.bsa_m2 (own
// computation, status derived): 14 kg, 95 cm.
func TestSurfaceAreaMeetsTheCheckValuesOfEachFormula(t *testing.T) {
	want := map[quantity.Formula]float64{quantity.Mosteller: 0.6078, quantity.Haycock: 0.6100, quantity.DuBois: 0.5989}
	for _, f := range quantity.Formulas() {
		t.Run(f.String(), func(t *testing.T) {
			surface, err := quantity.SurfaceArea(f, weight(t, "14 kg"), length(t, "95 cm"))
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(surface.SquareMetres()-want[f]) > 0.00005 {
				t.Errorf("got %v, want %v", surface.SquareMetres(), want[f])
			}
			if surface.Formula() != f {
				t.Errorf("the surface says %q", surface.Formula())
			}
		})
	}
}

// Control: a body surface is never rounded before it is multiplied.
func TestSurfaceAreaIsTheUnroundedFloatAndTheSameForEveryUnit(t *testing.T) {
	first := must[quantity.BodySurface](t)(quantity.SurfaceArea(quantity.Mosteller, weight(t, "14 kg"), length(t, "95 cm")))
	second := must[quantity.BodySurface](t)(quantity.SurfaceArea(quantity.Mosteller, weight(t, "14000 g"), length(t, "0.95 m")))
	if first.SquareMetres() != math.Sqrt(95.0*14/3600) {
		t.Errorf("got %v, want %v", first.SquareMetres(), math.Sqrt(95.0*14/3600))
	}
	if !first.Equal(second) {
		t.Errorf("%v and %v differ", first, second)
	}
}

func TestSurfaceAreaRefusesUnknownInputsAndFormulas(t *testing.T) {
	w, l := weight(t, "14 kg"), length(t, "95 cm")
	for name, err := range map[string]error{
		"no weight": second(quantity.SurfaceArea(quantity.Haycock, quantity.BodyWeight{}, l)),
		"no length": second(quantity.SurfaceArea(quantity.Haycock, w, quantity.Length{})),
	} {
		if kind := kindOf(t, err); kind != quantity.KindNotKnown {
			t.Errorf("%s has kind %q", name, kind)
		}
	}
	for _, f := range []quantity.Formula{0, 4, 255} {
		surface, err := quantity.SurfaceArea(f, w, l)
		if kindOf(t, err) != quantity.KindRange || surface.Known() || f.String() != "" || f.Expression() != "" {
			t.Errorf("formula %d gives %v, %v", f, surface, err)
		}
	}
}

func TestABodySurfaceIsStoredWithItsFormula(t *testing.T) {
	surface := must[quantity.BodySurface](t)(quantity.SurfaceArea(quantity.Haycock, weight(t, "14 kg"), length(t, "95 cm")))
	text := must[[]byte](t)(json.Marshal(surface))
	var again quantity.BodySurface
	if err := json.Unmarshal(text, &again); err != nil || again != surface {
		t.Errorf("%s comes back as %v (%v), %v", text, again, again.Formula(), err)
	}
	for _, text := range []string{"0.61 m2 (Boyd)", "0.61 m2 ()", "0.61 m2 (Haycock", "0.61 m2 Haycock)", "0.61 m2 (Haycock) x"} {
		if surface, err := quantity.ParseBodySurface(text); err == nil {
			t.Errorf("%q is taken as %v", text, surface)
		}
	}
	entered := must[quantity.BodySurface](t)(quantity.ParseBodySurface("0.61 m2 (dubois)"))
	if entered.Formula() != quantity.DuBois || entered.String() != "0.61 m2" {
		t.Errorf("got %v, %v", entered, entered.Formula())
	}
}

func TestFormulaNamesAreReadInAnyLetterCase(t *testing.T) {
	for _, f := range quantity.Formulas() {
		var again quantity.Formula
		text := must[[]byte](t)(f.MarshalText())
		if err := again.UnmarshalText(text); err != nil || again != f || f.Expression() == "" {
			t.Errorf("%s comes back as %v, %v", text, again, err)
		}
	}
	var f quantity.Formula
	if err := f.UnmarshalText([]byte("boyd")); kindOf(t, err) != quantity.KindRange {
		t.Errorf("boyd gives %v, %v", f, err)
	}
	if err := f.UnmarshalText(nil); err != nil || f != 0 {
		t.Errorf("empty text gives %v, %v", f, err)
	}
}

func TestGettersConvertBetweenUnitsOfABody(t *testing.T) {
	w, l := weight(t, "6800 g"), length(t, "655 mm")
	if w.Kilograms() != 6.8 || w.Grams() != 6800 || l.Centimetres() != 65.5 || l.Metres() != 0.655 {
		t.Errorf("got %v kg, %v g, %v cm, %v m", w.Kilograms(), w.Grams(), l.Centimetres(), l.Metres())
	}
	if w.Cmp(weight(t, "6.8 kg")) != 0 || w.Cmp(weight(t, "6.81 kg")) != -1 || w.Cmp(quantity.BodyWeight{}) != 1 {
		t.Error("the order of weights is wrong")
	}
	if !w.Equal(weight(t, "6.80 kg")) || l.Equal(length(t, "65.4 cm")) || l.Cmp(length(t, "0.654 m")) != 1 {
		t.Error("the equality of weights or lengths is wrong")
	}
}

// Control: what is not known never looks like a number.
func TestGettersOfUnknownValuesGiveNaN(t *testing.T) {
	getters := map[string]float64{
		"weight": quantity.BodyWeight{}.Kilograms(), "length": quantity.Length{}.Centimetres(),
		"surface": quantity.BodySurface{}.SquareMetres(), "mass": quantity.Mass{}.Milligrams(),
		"volume": quantity.Volume{}.Millilitres(), "percent": quantity.Percent{}.Percent(),
		"concentration": quantity.MassConcentration{}.GramsPerLitre(), "dose": quantity.MassPerDay{}.Milligrams(),
		"substance": quantity.SubstanceConcentration{}.MillimolesPerLitre(), "molar": quantity.MolarMass{}.GramsPerMole(),
		"exposure": quantity.Exposure{}.MilligramHoursPerLitre(), "cells": quantity.CellDose{}.MillionsPerKilogram(),
		"count": quantity.CountPerLitre{}.BillionsPerLitre(), "titre": quantity.Titre{}.Reciprocal(),
		"load": quantity.ViralLoad{}.CopiesPerMillilitre(), "gray": quantity.AbsorbedDose{}.Gray(),
		"sievert": quantity.EffectiveDose{}.Millisieverts(), "temperature": quantity.Temperature{}.Celsius(),
		"gfr": quantity.GlomerularFiltration{}.MillilitresPerMinutePer173(), "value": quantity.Value{}.Float(),
	}
	for name, number := range getters {
		if !math.IsNaN(number) {
			t.Errorf("%s gives %v", name, number)
		}
	}
}

// Control: a constructor that is handed an impossible number fails closed.
func TestConstructorsGiveUnknownForImpossibleNumbers(t *testing.T) {
	makers := map[string]func(float64) thing{
		"weight":     func(x float64) thing { return quantity.WeightInKilograms(x) },
		"length":     func(x float64) thing { return quantity.LengthInCentimetres(x) },
		"surface":    func(x float64) thing { return quantity.SquareMetres(x) },
		"milligrams": func(x float64) thing { return quantity.Milligrams(x) },
		"grams":      func(x float64) thing { return quantity.Grams(x) },
		"micrograms": func(x float64) thing { return quantity.Micrograms(x) },
		"volume":     func(x float64) thing { return quantity.Millilitres(x) },
		"g/dL":       func(x float64) thing { return quantity.GramsPerDecilitre(x) },
		"mmol/L":     func(x float64) thing { return quantity.MillimolesPerLitre(x) },
		"g/mol":      func(x float64) thing { return quantity.GramsPerMole(x) },
		"exposure":   func(x float64) thing { return quantity.MilligramHoursPerLitre(x) },
		"cells":      func(x float64) thing { return quantity.MillionsPerKilogram(x) },
		"count":      func(x float64) thing { return quantity.BillionsPerLitre(x) },
		"load":       func(x float64) thing { return quantity.CopiesPerMillilitre(x) },
		"gray":       func(x float64) thing { return quantity.Gray(x) },
		"sievert":    func(x float64) thing { return quantity.Millisieverts(x) },
		"gfr":        func(x float64) thing { return quantity.MillilitresPerMinutePer173(x) },
		"dose": func(x float64) thing {
			return quantity.DoseInMilligrams[quantity.PerKilogram, quantity.Day](x)
		},
	}
	for name, maker := range makers {
		for _, x := range []float64{-1, -1e-9, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64} {
			if value := maker(x); value.Known() {
				t.Errorf("%s of %v is %v", name, x, value)
			}
		}
		if value := maker(2.5); !value.Known() {
			t.Errorf("%s of 2.5 is not known", name)
		}
	}
	for _, x := range []float64{math.NaN(), math.Inf(1), -300} {
		if quantity.DegreesCelsius(x).Known() {
			t.Errorf("a temperature of %v is known", x)
		}
	}
	if quantity.WeightInKilograms(0).Known() || quantity.TitreOf(0).Known() || !quantity.Milligrams(0).Known() {
		t.Error("zero is judged wrongly")
	}
	if quantity.PercentOf(math.NaN()).Known() || quantity.PercentOf(-12.5).String() != "-12.5 %" {
		t.Error("a percentage is judged wrongly")
	}
}
