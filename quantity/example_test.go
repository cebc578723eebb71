package quantity_test

import (
	"fmt"

	"github.com/dayzero-hsct/dayzero/quantity"
)

// A dose per kilogram and day becomes milligrams only through a weight, and a
// course only through a schedule. All values are synthetic.
func Example() {
	weight, _ := quantity.ParseBodyWeight("6.80 kg")
	dose, _ := quantity.ParseDose[quantity.PerKilogram, quantity.Administration]("1 mg/kg")
	exact, _ := quantity.ForWeight(dose, weight)
	given := quantity.MassOf(exact).RoundTo(quantity.Milligrams(0.5))
	schedule, _ := quantity.NewSchedule(1, 5)
	course := quantity.CourseTotal(quantity.AbsoluteDose[quantity.Administration](given), schedule)
	deviation := given.DeviationPercent(quantity.MassOf(exact))
	fmt.Printf("%s: %s, given %s (%+.1f %%), course %s\n", weight, exact, given, deviation.Percent(), course)
	// Output: 6.80 kg: 6.8 mg, given 7 mg (+2.9 %), course 35 mg
}

func ExampleParseBodyWeight() {
	_, err := quantity.ParseBodyWeight("15 lb")
	fmt.Println(err)
	_, err = quantity.ParseBodyWeight("6,8 kg")
	fmt.Println(err)
	_, err = quantity.ParseBodyWeight("6.8")
	fmt.Println(err)
	// Output:
	// a body weight is not taken in "lb" ("15 lb"); accepted: kg, g
	// the comma in "6,8 kg" is ambiguous; write a decimal point and no thousands separator
	// a body weight "6.8" has no unit; write one of kg, g
}

func ExampleParseDose() {
	_, err := quantity.ParseDose[quantity.PerKilogram, quantity.Day]("1 mg/kg")
	fmt.Println(err)
	// Output: a dose per kg per day cannot be given in mg/kg, which measures mass per body weight ("1 mg/kg"); accepted: mg/kg/d, g/kg/d, ug/kg/d
}

func ExampleSurfaceArea() {
	weight, _ := quantity.ParseBodyWeight("14 kg")
	length, _ := quantity.ParseLength("95 cm")
	for _, formula := range quantity.Formulas() {
		surface, _ := quantity.SurfaceArea(formula, weight, length)
		fmt.Printf("%s %.4f m2\n", formula, surface.SquareMetres())
	}
	// Output:
	// Mosteller 0.6078 m2
	// Haycock 0.6100 m2
	// DuBois 0.5989 m2
}

func ExampleRedCellVolume() {
	weight, _ := quantity.ParseBodyWeight("6.80 kg")
	volume, _ := quantity.RedCellVolume(quantity.GramsPerLitre(100), quantity.GramsPerDecilitre(7), weight)
	fmt.Println(volume)
	// Output: 81.6 mL
}

func ExampleParseValue() {
	neutrophils, _ := quantity.ParseValue("<0.01 ×10⁹/L")
	fmt.Println(neutrophils, neutrophils.Unit(), neutrophils.Comparator())
	_, err := neutrophils.CountPerLitre()
	fmt.Println(err)
	// Output:
	// <0.01 ×10⁹/L 10*9/L <
	// "<0.01 ×10⁹/L" is only a limit and cannot be used as a number
}

func ExampleExposure_InSubstance() {
	busulfan := quantity.GramsPerMole(246.3)
	exposure, _ := quantity.MilligramHoursPerLitre(1).InSubstance(busulfan)
	fmt.Printf("%.1f %s\n", exposure.MicromoleMinutesPerLitre(), exposure.Unit())
	// Output: 243.6 umol.min/L
}
