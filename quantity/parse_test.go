package quantity_test

import (
	"encoding"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/quantity"
)

// thing is what every quantity type can do.
type thing interface {
	fmt.Stringer
	encoding.TextMarshaler
	Known() bool
	IsZero() bool
	Unit() string
}

// door is one parser with texts that it accepts.
type door struct {
	name      string
	parse     func(string) (thing, error)
	unmarshal func(string) (thing, error)
	good      string // in the natural unit
	canonical string // the unit of good
	signed    bool
}

func doorOf[T thing](name, good, canonical string, parse func(string) (T, error)) door {
	return door{
		name:  name,
		parse: func(text string) (thing, error) { return parse(text) },
		unmarshal: func(text string) (thing, error) {
			var value T
			err := any(&value).(encoding.TextUnmarshaler).UnmarshalText([]byte(text))
			return value, err
		},
		good: good, canonical: canonical,
	}
}

// doors lists every parser of the package.
func doors() []door {
	signed := func(d door) door { d.signed = true; return d }
	return []door{
		doorOf("body weight", "6.80 kg", "kg", quantity.ParseBodyWeight),
		doorOf("length", "95 cm", "cm", quantity.ParseLength),
		doorOf("body surface", "0.61 m²", "m2", quantity.ParseBodySurface),
		doorOf("mass", "12.5 mg", "mg", quantity.ParseMass),
		doorOf("volume", "250 mL", "mL", quantity.ParseVolume),
		signed(doorOf("percent", "97.5 %", "%", quantity.ParsePercent)),
		doorOf("mass concentration", "98 g/L", "g/L", quantity.ParseMassConcentration),
		doorOf("substance concentration", "24 µmol/L", "umol/L", quantity.ParseSubstanceConcentration),
		doorOf("molar mass", "246.3 g/mol", "g/mol", quantity.ParseMolarMass),
		doorOf("exposure", "60 mg*h/L", "mg.h/L", quantity.ParseExposure),
		doorOf("cell dose", "5.2 10*6/kg", "10*6/kg", quantity.ParseCellDose),
		doorOf("count", "0.5 ×10⁹/L", "10*9/L", quantity.ParseCountPerLitre),
		doorOf("titre", "1:32", "{titre}", quantity.ParseTitre),
		doorOf("viral load", "500 IU/mL", "[IU]/mL", quantity.ParseViralLoad),
		doorOf("absorbed dose", "2 Gy", "Gy", quantity.ParseAbsorbedDose),
		doorOf("effective dose", "0.1 mSv", "mSv", quantity.ParseEffectiveDose),
		signed(doorOf("temperature", "38.5 Cel", "Cel", quantity.ParseTemperature)),
		doorOf("filtration", "90 mL/min/1.73m2", "mL/min/{1.73_m2}", quantity.ParseGlomerularFiltration),
		doorOf("dose per kg", "1 mg/kg", "mg/kg", quantity.ParseDose[quantity.PerKilogram, quantity.Administration]),
		doorOf("dose per kg and day", "1 mg/kg/day", "mg/kg/d", quantity.ParseDose[quantity.PerKilogram, quantity.Day]),
		doorOf("dose per kg and course", "40 mg/kg", "mg/kg", quantity.ParseDose[quantity.PerKilogram, quantity.Course]),
		doorOf("dose per m2", "30 mg/m²", "mg/m2", quantity.ParseDose[quantity.PerSquareMetre, quantity.Administration]),
		doorOf("dose per m2 and day", "30 mg/m2/d", "mg/m2/d", quantity.ParseDose[quantity.PerSquareMetre, quantity.Day]),
		doorOf("dose per m2 and course", "150 mg/m2", "mg/m2", quantity.ParseDose[quantity.PerSquareMetre, quantity.Course]),
		doorOf("mass given once", "204 mg", "mg", quantity.ParseDose[quantity.Absolute, quantity.Administration]),
		doorOf("mass per day", "204 mg/d", "mg/d", quantity.ParseDose[quantity.Absolute, quantity.Day]),
		doorOf("mass per course", "1 g", "g", quantity.ParseDose[quantity.Absolute, quantity.Course]),
		doorOf("value", "6.75 kg", "kg", quantity.ParseValue),
	}
}

func kindOf(t *testing.T, err error) quantity.ErrorKind {
	t.Helper()
	if err == nil {
		return ""
	}
	var refusal *quantity.Error
	if !errors.As(err, &refusal) {
		t.Fatalf("error %v is %T, want *quantity.Error", err, err)
	}
	if refusal.Sentence == "" || refusal.SentenceZH == "" || strings.ContainsAny(refusal.Sentence, "\n\r") {
		t.Fatalf("refusal %+v lacks a sentence in one of the languages, or has a line break", refusal)
	}
	return refusal.Kind
}

func TestEveryTypeKeepsTheTextAsEnteredAndSurvivesStorage(t *testing.T) {
	for _, d := range doors() {
		t.Run(d.name, func(t *testing.T) {
			value, err := d.parse("  " + d.good + "\t")
			if err != nil {
				t.Fatal(err)
			}
			if !value.Known() || value.IsZero() || value.String() != d.good || value.Unit() != d.canonical {
				t.Errorf("got %q in %q, known %v; want %q in %q", value, value.Unit(), value.Known(), d.good, d.canonical)
			}
			text, err := value.MarshalText()
			if err != nil {
				t.Fatal(err)
			}
			again, err := d.unmarshal(string(text))
			if err != nil || again != value {
				t.Errorf("came back from %q as %v, %v", text, again, err)
			}
		})
	}
}

func TestTheZeroValueOfEveryTypeIsNotKnownAndEmptyText(t *testing.T) {
	for _, d := range doors() {
		t.Run(d.name, func(t *testing.T) {
			value, err := d.unmarshal("")
			if err != nil || value.Known() || !value.IsZero() || value.String() != "" || value.Unit() != "" {
				t.Errorf("empty text gives %q, known %v, %v", value, value.Known(), err)
			}
			if text, err := value.MarshalText(); err != nil || len(text) != 0 {
				t.Errorf("unknown marshals as %q, %v", text, err)
			}
		})
	}
}

// Control: a dose or weight that can be read in two ways is refused at entry.
func TestNoTypeGuessesAtANumber(t *testing.T) {
	numbers := []string{
		"1,5", "1,000", "1.000.000", "1'000", "1 000", "1_000", "0x1F", "0x10", "1e3", "1E+3", "1e-3",
		"６.８", "٣", "NaN", "Inf", "-Inf", "+Inf", "infinity", "+5", "−5", "--5", "5-", "5-6", ".5", "5.", "-", ".", "",
		strings.Repeat("1", 31), "0." + strings.Repeat("0", 30),
	}
	for _, d := range doors() {
		unit := d.canonical
		for _, number := range numbers {
			if number == "" && strings.HasPrefix(unit, "10") {
				continue // the unit alone begins with digits and reads as a number without its unit
			}
			if kind := kindOf(t, second(d.parse(number+" "+unit))); kind != quantity.KindNumber {
				t.Errorf("%s: %q has kind %q, want %q", d.name, number+" "+unit, kind, quantity.KindNumber)
			}
		}
		if kind := kindOf(t, second(d.parse("5  "+unit))); kind != quantity.KindNumber {
			t.Errorf("%s: two blanks have kind %q", d.name, kind)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestANumberWithoutUnitIsRefusedAsMissingUnit(t *testing.T) {
	for _, d := range doors() {
		for _, text := range []string{"6.8", " 6.8 ", "0"} {
			if kind := kindOf(t, second(d.parse(text))); kind != quantity.KindMissingUnit {
				t.Errorf("%s: %q has kind %q", d.name, text, kind)
			}
		}
	}
}

func TestAUnitOutsideTheTableIsRefusedAsUnknown(t *testing.T) {
	for _, d := range doors() {
		for _, unit := range []string{"KG", "Mg", "furlong", "kg kg", "kg/", "/", "*9/L", "{titre}", "mg/kg/dose", "kg,", "\x00", "\xff"} {
			if kind := kindOf(t, second(d.parse("6 "+unit))); kind != quantity.KindUnknownUnit {
				t.Errorf("%s: %q has kind %q", d.name, "6 "+unit, kind)
			}
		}
	}
}

// Control: pounds are never converted silently.
func TestPoundsOuncesAndInchesAreRefusedByNameWithTheAcceptedUnits(t *testing.T) {
	for _, d := range doors() {
		for _, unit := range []string{"lb", "lbs", "pounds", "oz", "in", "inches", "\"", "st", "斤", "公斤", "°F", "rad"} {
			err := second(d.parse("15 " + unit))
			if kind := kindOf(t, err); kind != quantity.KindUnitRefused {
				t.Errorf("%s: %q has kind %q", d.name, "15 "+unit, kind)
			}
			if !strings.Contains(err.Error(), "accepted: ") {
				t.Errorf("%s: the sentence %q does not say what is accepted", d.name, err)
			}
		}
	}
	_, err := quantity.ParseBodyWeight("15 lb")
	if want := `a body weight is not taken in "lb" ("15 lb"); accepted: kg, g`; err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
}

func TestAUnitOfAnotherDimensionIsRefused(t *testing.T) {
	foreign := map[string]string{ // a unit that the type must refuse for its dimension
		"body weight": "cm", "length": "kg", "body surface": "m", "mass": "mL", "volume": "mg", "percent": "1",
		"mass concentration": "mmol/L", "substance concentration": "mg/L", "molar mass": "g/L", "exposure": "mg/L",
		"cell dose": "10*9/L", "count": "10*6/kg", "titre": "kg", "viral load": "/uL", "absorbed dose": "mSv",
		"effective dose": "Gy", "temperature": "%", "filtration": "mL/min",
		"dose per kg": "mg/kg/d", "dose per kg and day": "mg/kg", "dose per kg and course": "mg/kg/day",
		"dose per m2": "mg/kg", "dose per m2 and day": "mg/m2", "dose per m2 and course": "mg/m2/d",
		"mass given once": "mg/kg", "mass per day": "mg", "mass per course": "mg/d",
	}
	for _, d := range doors() {
		unit, listed := foreign[d.name]
		if d.name == "value" {
			continue // takes every dimension
		}
		if !listed {
			t.Errorf("%s has no foreign unit in this table", d.name)
			continue
		}
		if kind := kindOf(t, second(d.parse("5 "+unit))); kind != quantity.KindWrongDimension {
			t.Errorf("%s: 5 %s has kind %q", d.name, unit, kind)
		}
	}
}

func TestAUnitOfTheRightDimensionThatIsNotForBodiesIsRefused(t *testing.T) {
	for _, text := range []string{"6800000 mg", "6800000 ug", "6800000000 µg"} {
		if kind := kindOf(t, second(quantity.ParseBodyWeight(text))); kind != quantity.KindUnitRefused {
			t.Errorf("%q has kind %q", text, kind)
		}
	}
	if kind := kindOf(t, second(quantity.ParseDose[quantity.Absolute, quantity.Day]("5 mg/kg/d"))); kind != quantity.KindWrongDimension {
		t.Errorf("5 mg/kg/d as a mass per day has kind %q", kind)
	}
}

func TestNegativeValuesAreRefusedWhereTheyCannotBe(t *testing.T) {
	for _, d := range doors() {
		text := "-5 " + d.canonical
		if d.name == "titre" {
			text = "1:0"
		}
		want := quantity.KindRange
		if d.signed {
			want = ""
		}
		if kind := kindOf(t, second(d.parse(text))); kind != want {
			t.Errorf("%s: %q has kind %q, want %q", d.name, text, kind, want)
		}
	}
	for _, text := range []string{"-0 kg", "-0.0 g", "0 kg", "0.000 g"} {
		if kind := kindOf(t, second(quantity.ParseBodyWeight(text))); kind != quantity.KindRange {
			t.Errorf("body weight %q has kind %q", text, kind)
		}
	}
	for text, want := range map[string]quantity.ErrorKind{"-273.15 Cel": "", "-273.16 Cel": quantity.KindRange} {
		if kind := kindOf(t, second(quantity.ParseTemperature(text))); kind != want {
			t.Errorf("temperature %q has kind %q", text, kind)
		}
	}
}

func TestSpellingsOfAUnitAreReadAsOneCode(t *testing.T) {
	spellings := map[string][]string{
		"ug":               {"ug", "µg", "μg", "mcg"},
		"m2":               {"m2", "m²"},
		"10*9/L":           {"10*9/L", "10^9/L", "10⁹/L", "×10⁹/L", "×10^9/L", "x10^9/L", "X10^9/L", "x 10^9/L", "× 10⁹/L", "10**9/L", "10*9/l"},
		"10*12/L":          {"10¹²/L", "×10¹²/L", "10^12/L"},
		"10*3/uL":          {"10*3/uL", "10³/µL", "x10^3/ul"},
		"10*6/kg":          {"10*6/kg", "10^6/kg", "×10⁶/kg"},
		"/uL":              {"/uL", "/µL", "cells/uL", "/ul"},
		"/kg":              {"/kg", "cells/kg"},
		"umol/L":           {"umol/L", "µmol/L", "μmol/l"},
		"mg.h/L":           {"mg.h/L", "mg*h/L", "mg·h/L", "mg⋅h/l", "mg×h/L"},
		"umol.min/L":       {"umol.min/L", "µmol*min/L", "µmol·min/L"},
		"mL/min/{1.73_m2}": {"mL/min/{1.73_m2}", "mL/min/1.73m2", "mL/min/1.73 m2", "ml/min/1.73m²", "mL/min/1.73 m²"},
		"[IU]/mL":          {"[IU]/mL", "IU/mL", "IU/ml"},
		"copies/mL":        {"copies/mL", "copies/ml", "{copies}/mL"},
		"Cel":              {"Cel", "°C", "℃"},
		"mg/kg/d":          {"mg/kg/d", "mg/kg/day"},
		"mg/m2/d":          {"mg/m²/d", "mg/m2/day", "mg/m²/day"},
		"ug/kg":            {"mcg/kg", "µg/kg"},
		"mm[Hg]":           {"mmHg", "mm[Hg]"},
		"{score}":          {"{score}"},
		"1":                {"1"},
	}
	for code, typed := range spellings {
		for _, unit := range typed {
			value, err := quantity.ParseValue("4.50 " + unit)
			if err != nil || value.Unit() != code || value.String() != "4.50 "+unit || value.Text() != "4.50" {
				t.Errorf("4.50 %s: %q in %q, %v; want the code %s", unit, value, value.Unit(), err, code)
			}
		}
	}
}

func TestTheBlankBetweenNumberAndUnitMayBeMissingOrNarrow(t *testing.T) {
	for _, text := range []string{"6.8kg", "6.8 kg", "6.8\u00a0kg", "\u30006.8kg\u3000"} {
		weight, err := quantity.ParseBodyWeight(text)
		if err != nil || weight.Kilograms() != 6.8 {
			t.Errorf("%q gives %v, %v", text, weight, err)
		}
	}
	// Without the blank the digits of the unit would run into the number.
	if kind := kindOf(t, second(quantity.ParseCountPerLitre("4.510*9/L"))); kind != quantity.KindUnknownUnit {
		t.Errorf("4.510*9/L has kind %q", kind)
	}
}

func TestThirtyDigitsAreKeptToTheLast(t *testing.T) {
	text := "123456789012345.678901234567891 mg"
	mass, err := quantity.ParseMass(text)
	if err != nil || mass.String() != text {
		t.Fatalf("%q, %v", mass, err)
	}
	sum := mass.Add(mass)
	if want := "246913578024691.357802469135782 mg"; sum.String() != want {
		t.Errorf("twice is %s, want %s", sum, want)
	}
}
