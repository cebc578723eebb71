package quantity_test

import (
	"math"
	"testing"

	"github.com/dayzero-hsct/dayzero/quantity"
)

func mass(t *testing.T, text string) quantity.Mass {
	t.Helper()
	return must[quantity.Mass](t)(quantity.ParseMass(text))
}

func TestMassesAddExactlyInTheUnitOfTheFirst(t *testing.T) {
	cases := []struct{ a, b, want string }{
		{"0.1 mg", "0.2 mg", "0.3 mg"},
		{"1 g", "1 ug", "1.000001 g"},
		{"1 mg", "1 ng", "1.000001 mg"},
		{"0 mg", "12.50 mg", "12.5 mg"},
	}
	for _, c := range cases {
		if sum := mass(t, c.a).Add(mass(t, c.b)); sum.String() != c.want {
			t.Errorf("%s + %s = %s, want %s", c.a, c.b, sum, c.want)
		}
	}
}

func TestRoundToGoesToTheNearestStepAndUpFromTheMiddle(t *testing.T) {
	cases := []struct{ exact, step, want string }{
		{"91.17 mg", "0.5 mg", "91 mg"}, {"91.25 mg", "0.5 mg", "91.5 mg"}, {"91.2499999999 mg", "0.5 mg", "91 mg"},
		{"2.5 mg", "5 mg", "5 mg"}, {"2.4 mg", "5 mg", "0 mg"}, {"0.35 mg", "0.1 mg", "0.4 mg"},
		{"1.0049 g", "10 mg", "1000 mg"}, {"204 mg", "1 mg", "204 mg"}, {"204 mg", "0.25 g", "0.25 g"},
	}
	for _, c := range cases {
		if rounded := mass(t, c.exact).RoundTo(mass(t, c.step)); rounded.String() != c.want {
			t.Errorf("%s to steps of %s is %s, want %s", c.exact, c.step, rounded, c.want)
		}
	}
}

func TestDeviationIsCountedFromTheReference(t *testing.T) {
	if d := mass(t, "95 mg").DeviationPercent(mass(t, "100 mg")); d.Percent() != -5 || d.String() != "-5 %" {
		t.Errorf("95 of 100 deviates by %v", d)
	}
	if d := mass(t, "0.11 g").DeviationPercent(mass(t, "100 mg")); d.Percent() != 10 {
		t.Errorf("110 of 100 deviates by %v", d)
	}
	if d := mass(t, "1 mg").DeviationPercent(mass(t, "3 mg")); math.Abs(d.Percent()+200.0/3) > 1e-12 {
		t.Errorf("1 of 3 deviates by %v", d)
	}
}

func TestMassesThatAreNotKnownStaySo(t *testing.T) {
	one := mass(t, "1 mg")
	for name, result := range map[string]thing{
		"sum left": quantity.Mass{}.Add(one), "sum right": one.Add(quantity.Mass{}),
		"sum of several": quantity.SumMass(one, quantity.Mass{}, one), "fold": quantity.Mass{}.Mul(2), "negative fold": one.Mul(-1),
		"rounding": quantity.Mass{}.RoundTo(one), "unknown step": one.RoundTo(quantity.Mass{}), "zero step": one.RoundTo(quantity.Milligrams(0)),
		"deviation": one.DeviationPercent(quantity.Mass{}), "deviation from 0": one.DeviationPercent(quantity.Milligrams(0)),
		"volume": quantity.Millilitres(1).Add(quantity.Volume{}), "gray": quantity.AbsorbedDose{}.Add(quantity.Gray(1)),
		"sievert": quantity.Millisieverts(1).Add(quantity.EffectiveDose{}),
	} {
		if result.Known() {
			t.Errorf("%s gives %v", name, result)
		}
	}
	if _, ok := (quantity.Mass{}).WholeMicrograms(); ok {
		t.Error("an unknown mass has whole micrograms")
	}
}

func TestComparisonGoesByValueAndPutsUnknownFirst(t *testing.T) {
	gram, milligrams := mass(t, "1 g"), mass(t, "1000.0 mg")
	if gram.Cmp(milligrams) != 0 || !gram.Equal(milligrams) || gram == milligrams {
		t.Error("1 g and 1000.0 mg must have equal value and different text")
	}
	if gram.Cmp(mass(t, "1000.001 mg")) != -1 || gram.Cmp(quantity.Mass{}) != 1 || (quantity.Mass{}).Cmp(gram) != -1 || (quantity.Mass{}).Cmp(quantity.Mass{}) != 0 {
		t.Error("the order of masses is wrong")
	}
}

func TestGettersOfMassVolumeAndRadiationConvert(t *testing.T) {
	m := mass(t, "0.0125 g")
	if m.Milligrams() != 12.5 || m.Micrograms() != 12500 || m.Grams() != 0.0125 {
		t.Errorf("got %v mg, %v ug, %v g", m.Milligrams(), m.Micrograms(), m.Grams())
	}
	if n, ok := m.WholeMicrograms(); n != 12500 || !ok {
		t.Errorf("got %d whole micrograms, %v", n, ok)
	}
	if _, ok := mass(t, "0.5 ug").WholeMicrograms(); ok {
		t.Error("half a microgram is whole")
	}
	if v := quantity.Millilitres(250).Add(quantity.Millilitres(0.5)); v.Litres() != 0.2505 || v.Millilitres() != 250.5 || !v.Equal(v) {
		t.Errorf("got %v", v)
	}
	if g := quantity.Gray(2).Add(must[quantity.AbsorbedDose](t)(quantity.ParseAbsorbedDose("200 cGy"))); g.Gray() != 4 || g.Cmp(quantity.Gray(4)) != 0 || !g.Equal(quantity.Gray(4)) {
		t.Errorf("got %v", g)
	}
	if s := must[quantity.EffectiveDose](t)(quantity.ParseEffectiveDose("20 uSv")); s.Add(s).Millisieverts() != 0.04 || s.Cmp(quantity.Millisieverts(0.02)) != 0 || !s.Equal(s) {
		t.Errorf("got %v", s)
	}
	if c := quantity.DegreesCelsius(38.5); c.Celsius() != 38.5 || c.Cmp(quantity.DegreesCelsius(37)) != 1 || !c.Equal(c) {
		t.Errorf("got %v", c)
	}
	if g := quantity.MillilitresPerMinutePer173(90); g.MillilitresPerMinutePer173() != 90 || g.Cmp(quantity.MillilitresPerMinutePer173(60)) != 1 || !g.Equal(g) {
		t.Errorf("got %v", g)
	}
	if p := quantity.PercentOf(5); p.Cmp(quantity.PercentOf(-5)) != 1 || !p.Equal(quantity.PercentOf(5)) {
		t.Errorf("got %v", p)
	}
}
