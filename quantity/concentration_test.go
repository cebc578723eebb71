package quantity_test

import (
	"math"
	"testing"

	"github.com/dayzero-hsct/dayzero/quantity"
)

func concentration(t *testing.T, text string) quantity.MassConcentration {
	t.Helper()
	return must[quantity.MassConcentration](t)(quantity.ParseMassConcentration(text))
}

func TestMassConcentrationsConvertBetweenTheirUnits(t *testing.T) {
	haemoglobin := concentration(t, "98 g/L")
	if haemoglobin.GramsPerDecilitre() != 9.8 || haemoglobin.GramsPerLitre() != 98 || haemoglobin.MilligramsPerDecilitre() != 9800 {
		t.Errorf("haemoglobin reads %v g/dL", haemoglobin.GramsPerDecilitre())
	}
	level := concentration(t, "150 ng/mL")
	if level.NanogramsPerMillilitre() != 150 || level.MicrogramsPerLitre() != 150 || level.MilligramsPerLitre() != 0.15 || level.MicrogramsPerMillilitre() != 0.15 {
		t.Errorf("level reads %v mg/L", level.MilligramsPerLitre())
	}
	for a, b := range map[quantity.MassConcentration]quantity.MassConcentration{
		quantity.GramsPerLitre(1): quantity.MilligramsPerLitre(1000), quantity.GramsPerDecilitre(10): quantity.GramsPerLitre(100),
		quantity.MilligramsPerDecilitre(1): quantity.MilligramsPerLitre(10), quantity.NanogramsPerMillilitre(1000): quantity.MilligramsPerLitre(1),
	} {
		if !a.Equal(b) || a.Cmp(b) != 0 {
			t.Errorf("%v and %v differ", a, b)
		}
	}
}

// Creatinine, molar mass 113.12 g/mol: 1 mg/dL is 88.4 umol/L.
func TestAmountOfSubstanceBecomesMassOnlyThroughAMolarMass(t *testing.T) {
	creatinine := quantity.GramsPerMole(113.12)
	substance := must[quantity.SubstanceConcentration](t)(concentration(t, "1 mg/dL").SubstanceConcentration(creatinine))
	if math.Abs(substance.MicromolesPerLitre()-88.4) > 0.005 {
		t.Errorf("1 mg/dL is %v", substance)
	}
	back := must[quantity.MassConcentration](t)(substance.MassConcentration(creatinine))
	if math.Abs(back.MilligramsPerDecilitre()-1) > 1e-12 {
		t.Errorf("and back is %v", back)
	}
	one := quantity.MillimolesPerLitre(1)
	if one.MolesPerLitre() != 0.001 || !one.Equal(quantity.MicromolesPerLitre(1000)) || one.Cmp(quantity.MicromolesPerLitre(999)) != 1 {
		t.Error("substance concentrations convert wrongly")
	}
	for name, err := range map[string]error{
		"no molar mass":    second(one.MassConcentration(quantity.MolarMass{})),
		"no substance":     second(quantity.SubstanceConcentration{}.MassConcentration(creatinine)),
		"no mass":          second(quantity.MassConcentration{}.SubstanceConcentration(creatinine)),
		"no molar mass, 2": second(concentration(t, "1 g/L").SubstanceConcentration(quantity.MolarMass{})),
	} {
		if kind := kindOf(t, err); kind != quantity.KindNotKnown {
			t.Errorf("%s has kind %q", name, kind)
		}
	}
	if creatinine.GramsPerMole() != 113.12 || creatinine.Cmp(quantity.GramsPerMole(1)) != 1 || !creatinine.Equal(creatinine) {
		t.Error("the molar mass reads wrongly")
	}
}

// Busulfan, 246.3 g/mol: 1 mg.h/L = 60000/246.3 = 243.6 umol.min/L.
// Control: an exposure is never read in the other unit.
func TestExposureOfBusulfanConvertsBetweenBothScales(t *testing.T) {
	busulfan := quantity.GramsPerMole(246.3)
	substance := must[quantity.Exposure](t)(quantity.MilligramHoursPerLitre(1).InSubstance(busulfan))
	if math.Abs(substance.MicromoleMinutesPerLitre()-243.6) > 0.05 {
		t.Errorf("1 mg.h/L is %v", substance)
	}
	if !math.IsNaN(substance.MilligramHoursPerLitre()) || !substance.IsSubstance() || substance.IsMass() {
		t.Errorf("%v can be read as mass", substance)
	}
	back := must[quantity.Exposure](t)(substance.InMass(busulfan))
	if math.Abs(back.MilligramHoursPerLitre()-1) > 1e-12 || !math.IsNaN(back.MicromoleMinutesPerLitre()) || !back.IsMass() {
		t.Errorf("and back is %v", back)
	}
	if same := must[quantity.Exposure](t)(back.InMass(busulfan)); same != back {
		t.Errorf("mass in mass is %v", same)
	}
	if same := must[quantity.Exposure](t)(substance.InSubstance(busulfan)); same != substance {
		t.Errorf("substance in substance is %v", same)
	}
	for name, err := range map[string]error{
		"mass without molar mass":      second(back.InMass(quantity.MolarMass{})),
		"substance without molar mass": second(substance.InSubstance(quantity.MolarMass{})),
		"unknown in mass":              second(quantity.Exposure{}.InMass(busulfan)),
		"unknown in substance":         second(quantity.Exposure{}.InSubstance(busulfan)),
	} {
		if kind := kindOf(t, err); kind != quantity.KindNotKnown {
			t.Errorf("%s has kind %q", name, kind)
		}
	}
}

func TestExposuresAndViralLoadsCompareOnlyInTheirOwnDimension(t *testing.T) {
	mass, substance := quantity.MilligramHoursPerLitre(60), quantity.MicromoleMinutesPerLitre(60)
	if _, err := mass.Cmp(substance); kindOf(t, err) != quantity.KindWrongDimension || mass.Equal(substance) {
		t.Error("exposures of two dimensions compare")
	}
	hourly := must[quantity.Exposure](t)(quantity.ParseExposure("1 umol.h/L"))
	if order, err := hourly.Cmp(substance); err != nil || order != 0 || !hourly.Equal(substance) {
		t.Errorf("1 umol.h/L against 60 umol.min/L gives %d, %v", order, err)
	}
	copies, units := quantity.CopiesPerMillilitre(500), quantity.InternationalUnitsPerMillilitre(500)
	if _, err := copies.Cmp(units); kindOf(t, err) != quantity.KindWrongDimension || copies.Equal(units) {
		t.Error("copies and international units compare")
	}
	if order, err := copies.Cmp(quantity.CopiesPerMillilitre(400)); err != nil || order != 1 {
		t.Errorf("500 against 400 copies gives %d, %v", order, err)
	}
	if !math.IsNaN(copies.InternationalUnitsPerMillilitre()) || !math.IsNaN(units.CopiesPerMillilitre()) || units.InternationalUnitsPerMillilitre() != 500 {
		t.Error("a viral load can be read in the other unit")
	}
	if order, err := copies.Cmp(quantity.ViralLoad{}); err != nil || order != 1 {
		t.Errorf("against unknown gives %d, %v", order, err)
	}
}

func TestCellsCountsAndTitresConvert(t *testing.T) {
	dose := must[quantity.CellDose](t)(quantity.ParseCellDose("3 10*8/kg"))
	if dose.MillionsPerKilogram() != 300 || !dose.Equal(quantity.MillionsPerKilogram(300)) || dose.Cmp(quantity.MillionsPerKilogram(299)) != 1 {
		t.Errorf("got %v", dose)
	}
	bare := must[quantity.CellDose](t)(quantity.ParseCellDose("5200000 /kg"))
	if bare.MillionsPerKilogram() != 5.2 {
		t.Errorf("got %v", bare)
	}
	count := must[quantity.CountPerLitre](t)(quantity.ParseCountPerLitre("500 /uL"))
	if count.BillionsPerLitre() != 0.5 || count.PerMicrolitre() != 500 || !count.Equal(quantity.BillionsPerLitre(0.5)) || count.Cmp(quantity.PerMicrolitre(501)) != -1 {
		t.Errorf("got %v", count)
	}
	for text, billions := range map[string]float64{"0.5 10*3/uL": 0.5, "4.2 10*12/L": 4200, "20 10*6/L": 0.02} {
		if count := must[quantity.CountPerLitre](t)(quantity.ParseCountPerLitre(text)); count.BillionsPerLitre() != billions {
			t.Errorf("%s is %v 10*9/L", text, count.BillionsPerLitre())
		}
	}
	titre := must[quantity.Titre](t)(quantity.ParseTitre("1:256"))
	if titre.Reciprocal() != 256 || titre.Cmp(quantity.TitreOf(32)) != 1 || !titre.Equal(quantity.TitreOf(256)) || quantity.TitreOf(32).String() != "1:32" {
		t.Errorf("got %v", titre)
	}
	for _, text := range []string{"1:", "1:-2", "1:2.5", "1: 32", "1:32 kg", "32", "2:32", "1:3,2"} {
		if titre, err := quantity.ParseTitre(text); err == nil {
			t.Errorf("%q is taken as %v", text, titre)
		}
	}
}
