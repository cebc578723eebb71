package quantity_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/dayzero-hsct/dayzero/quantity"
)

func parseKg(t *testing.T, text string) quantity.DosePerKgPerAdministration {
	t.Helper()
	return must[quantity.DosePerKgPerAdministration](t)(quantity.ParseDose[quantity.PerKilogram, quantity.Administration](text))
}

func TestADoseForAWeightIsExactInTheMassUnitOfTheDose(t *testing.T) {
	cases := []struct{ dose, weight, want string }{
		{"1 mg/kg", "6.80 kg", "6.8 mg"}, {"0.1 mg/kg", "6800 g", "0.68 mg"},
		{"15 ug/kg", "6.8 kg", "102 ug"}, {"0.04 g/kg", "6.8 kg", "0.272 g"},
	}
	for _, c := range cases {
		absolute, err := quantity.ForWeight(parseKg(t, c.dose), weight(t, c.weight))
		if err != nil || absolute.String() != c.want {
			t.Errorf("%s at %s is %v, %v; want %s", c.dose, c.weight, absolute, err, c.want)
		}
		back, err := quantity.PerKgOf(absolute, weight(t, c.weight))
		if err != nil || !back.Equal(parseKg(t, c.dose)) {
			t.Errorf("%v per kg of %s is %v, %v; want %s", absolute, c.weight, back, err, c.dose)
		}
	}
}

func TestADoseForASurfaceUsesTheUnroundedSurface(t *testing.T) {
	surface := must[quantity.BodySurface](t)(quantity.SurfaceArea(quantity.Mosteller, weight(t, "14 kg"), length(t, "95 cm")))
	daily := must[quantity.DosePerM2PerDay](t)(quantity.ParseDose[quantity.PerSquareMetre, quantity.Day]("30 mg/m2/d"))
	absolute := must[quantity.MassPerDay](t)(quantity.ForSurface(daily, surface))
	if want := 30 * math.Sqrt(95.0*14/3600); math.Abs(absolute.Milligrams()-want) > 1e-12 {
		t.Errorf("got %v, want %v", absolute.Milligrams(), want)
	}
	if absolute.Unit() != "mg/d" {
		t.Errorf("the unit is %s", absolute.Unit())
	}
	back := must[quantity.DosePerM2PerDay](t)(quantity.PerM2Of(absolute, surface))
	if math.Abs(back.Milligrams()-30) > 1e-12 {
		t.Errorf("back is %v", back)
	}
}

// Control: the total of a course is the exact sum of what is given.
func TestTheCourseIsTheExactSumOfRoundedAdministrations(t *testing.T) {
	step := quantity.Milligrams(0.1)
	var given []quantity.MassPerAdministration
	var micrograms int64
	for _, exact := range []float64{20.049, 20.05, 20.1234567, 0.05, 1.0 / 3} {
		rounded := quantity.Milligrams(exact).RoundTo(step)
		n, ok := rounded.WholeMicrograms()
		if !ok {
			t.Fatalf("%v has no whole micrograms", rounded)
		}
		micrograms += n
		given = append(given, quantity.AbsoluteDose[quantity.Administration](rounded))
	}
	course := quantity.MassOf(quantity.CourseOf(given...))
	if n, ok := course.WholeMicrograms(); !ok || n != micrograms || course.String() != "60.6 mg" {
		t.Errorf("the course is %v (%d ug, %v), the sum %d ug", course, n, ok, micrograms)
	}
}

func TestAScheduleIsTheOnlyWayBetweenPeriods(t *testing.T) {
	schedule := must[quantity.Schedule](t)(quantity.NewSchedule(4, 3))
	dose := parseKg(t, "0.8 mg/kg")
	if day := quantity.DayTotal(dose, schedule); day.String() != "3.2 mg/kg/d" {
		t.Errorf("the day is %v", day)
	}
	if course := quantity.CourseTotal(dose, schedule); course.String() != "9.6 mg/kg" {
		t.Errorf("the course is %v", course)
	}
	if course := quantity.CourseOfDays(quantity.DayTotal(dose, schedule), schedule); !course.Equal(quantity.CourseTotal(dose, schedule)) {
		t.Errorf("the course by days is %v", course)
	}
	if !schedule.Known() || schedule.Administrations() != 12 || schedule.AdministrationsPerDay() != 4 || schedule.Days() != 3 {
		t.Errorf("the schedule reads %+v", schedule)
	}
	for _, numbers := range [][2]int{{0, 1}, {1, 0}, {-1, 5}, {5, -1}, {1 << 40, 1}, {1, 1 << 40}} {
		schedule, err := quantity.NewSchedule(numbers[0], numbers[1])
		if kindOf(t, err) != quantity.KindRange || schedule.Known() {
			t.Errorf("%v gives %v, %v", numbers, schedule, err)
		}
	}
}

func TestADoseThatRestsOnSomethingUnknownIsNotKnown(t *testing.T) {
	dose, w := parseKg(t, "1 mg/kg"), weight(t, "6.8 kg")
	surface := quantity.SquareMetres(0.61)
	var none quantity.DosePerKgPerAdministration
	for name, err := range map[string]error{
		"no weight":         second(quantity.ForWeight(dose, quantity.BodyWeight{})),
		"no dose":           second(quantity.ForWeight(none, w)),
		"no surface":        second(quantity.ForSurface(quantity.DosePerM2PerDay{}, quantity.BodySurface{})),
		"no dose per m2":    second(quantity.ForSurface(quantity.DosePerM2PerDay{}, surface)),
		"back, no dose":     second(quantity.PerKgOf(quantity.MassPerDay{}, w)),
		"back, no weight":   second(quantity.PerKgOf(quantity.MassPerDay{}, quantity.BodyWeight{})),
		"back, no surface":  second(quantity.PerM2Of(quantity.MassPerDay{}, quantity.BodySurface{})),
		"back, no dose, m2": second(quantity.PerM2Of(quantity.MassPerDay{}, surface)),
	} {
		if kind := kindOf(t, err); kind != quantity.KindNotKnown {
			t.Errorf("%s has kind %q", name, kind)
		}
	}
	schedule := must[quantity.Schedule](t)(quantity.NewSchedule(1, 5))
	for name, result := range map[string]thing{
		"day of unknown": quantity.DayTotal(none, schedule), "course of unknown": quantity.CourseTotal(none, schedule),
		"day without schedule": quantity.DayTotal(dose, quantity.Schedule{}), "course without schedule": quantity.CourseTotal(dose, quantity.Schedule{}),
		"days without schedule": quantity.CourseOfDays(quantity.DosePerKgPerDay{}, schedule),
		"course of nothing":     quantity.CourseOf[quantity.PerKilogram](), "course with a gap": quantity.CourseOf(dose, none, dose),
		"mass": quantity.MassOf(quantity.MassPerDay{}), "absolute": quantity.AbsoluteDose[quantity.Day](quantity.Mass{}), "sum": dose.Add(none),
	} {
		if result.Known() {
			t.Errorf("%s gives %v", name, result)
		}
	}
}

func TestMassAndAbsoluteDoseBecomeEachOther(t *testing.T) {
	for text, want := range map[string]string{"1.25 g": "1.25 g/d", "7 ug": "7 ug/d", "12.5 mg": "12.5 mg/d", "1000 ng": "0.001 mg/d", "0.001 kg": "1000 mg/d"} {
		dose := quantity.AbsoluteDose[quantity.Day](mass(t, text))
		if dose.String() != want || !quantity.MassOf(dose).Equal(mass(t, text)) {
			t.Errorf("%s becomes %v and %v", text, dose, quantity.MassOf(dose))
		}
	}
	if dose := quantity.DoseInMilligrams[quantity.PerSquareMetre, quantity.Course](150); dose.String() != "150 mg/m2" || dose.Cmp(dose) != 0 {
		t.Errorf("got %v", dose)
	}
}

func TestAResultTooLargeToWriteIsAnError(t *testing.T) {
	huge := parseKg(t, "999999999999999999999999999999 mg/kg")
	if dose, err := quantity.ForWeight(huge, weight(t, "999999999999999999999999999999 kg")); kindOf(t, err) != quantity.KindRange || dose.Known() {
		t.Errorf("got %v, %v", dose, err)
	}
	if dose, err := quantity.PerKgOf(quantity.AbsoluteDose[quantity.Day](mass(t, "999999999999999999999999999999 mg")), weight(t, "0.000000000000000000000000001 kg")); kindOf(t, err) != quantity.KindRange || dose.Known() {
		t.Errorf("got %v, %v", dose, err)
	}
}

// The formula: EBMT Handbook 2024, chapter 24; example values are synthetic.
// Control: a haemoglobin in g/L never gives ten times the volume.
func TestRedCellVolumeIsTheSameForGramsPerLitreAndPerDecilitre(t *testing.T) {
	w := weight(t, "6.80 kg")
	for _, pair := range [][2]string{{"100 g/L", "70 g/L"}, {"10 g/dL", "7 g/dL"}, {"100 g/L", "7.0 g/dL"}} {
		volume, err := quantity.RedCellVolume(concentration(t, pair[0]), concentration(t, pair[1]), w)
		if err != nil || volume.String() != "81.6 mL" { // (10 - 7) x 4 x 6.8
			t.Errorf("from %s to %s: %v, %v", pair[1], pair[0], volume, err)
		}
	}
}

func TestRedCellVolumeRefusesUnknownInputsAndATargetAlreadyMet(t *testing.T) {
	w, low, high := weight(t, "6.80 kg"), concentration(t, "70 g/L"), concentration(t, "10 g/dL")
	var none quantity.MassConcentration
	for name, c := range map[string]struct {
		err  error
		want quantity.ErrorKind
	}{
		"no target":  {second(quantity.RedCellVolume(none, low, w)), quantity.KindNotKnown},
		"no current": {second(quantity.RedCellVolume(high, none, w)), quantity.KindNotKnown},
		"no weight":  {second(quantity.RedCellVolume(high, low, quantity.BodyWeight{})), quantity.KindNotKnown},
		"met":        {second(quantity.RedCellVolume(high, concentration(t, "100 g/L"), w)), quantity.KindRange},
		"exceeded":   {second(quantity.RedCellVolume(low, high, w)), quantity.KindRange},
	} {
		if kind := kindOf(t, c.err); kind != c.want {
			t.Errorf("%s has kind %q, want %q", name, kind, c.want)
		}
	}
}

func TestDosesTravelThroughJSONAsTextAndUnknownAsEmptyText(t *testing.T) {
	type order struct {
		Dose   quantity.DosePerKgPerDay `json:"dose"`
		Weight quantity.BodyWeight      `json:"weight"`
		Volume quantity.Volume          `json:"volume,omitzero"`
	}
	var read order
	if err := json.Unmarshal([]byte(`{"dose":"0.80 mg/kg/day","weight":""}`), &read); err != nil {
		t.Fatal(err)
	}
	if text := string(must[[]byte](t)(json.Marshal(read))); text != `{"dose":"0.80 mg/kg/day","weight":""}` {
		t.Errorf("got %s", text)
	}
	if err := json.Unmarshal([]byte(`{"dose":"0.80 mg/kg"}`), &read); kindOf(t, err) != quantity.KindWrongDimension {
		t.Errorf("got %v", err)
	}
}
