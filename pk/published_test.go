package pk

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Bounds and highest dose of busulfan as read (targets.md 1.2, 1.3).
func publishedBusulfan(string) Published {
	return Published{Bounds: []Bound{{Value: 16.4, Unit: "mg*h/L", Per: "course"}, {Value: 101, Unit: "mg*h/L", Per: "course"}}, CapPerDay: 4.8, CapPerUnit: "mg/kg"}
}

func decideWithin(t *testing.T, name string) Decision {
	t.Helper()
	question, err := os.ReadFile(filepath.Join("testdata", "museum", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := RunDoseWithin(shipped(t), publishedBusulfan, bytes.NewReader(question), &out); err != nil {
		t.Fatal(err)
	}
	var d Decision
	if err := json.Unmarshal(out.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAnExposureInAnotherUnitOrForAnotherTimeGivesNoDose(t *testing.T) {
	d := decideWithin(t, "ceiling-in-another-unit") // 1125 µM·min written as mg·h/L
	if d.Dose != nil || !strings.Contains(d.Reason, "far from every published bound (16.4 to 101)") {
		t.Errorf("%v %s", d.Dose, d.Reason)
	}
	d = decideWithin(t, "ceiling-of-a-day-for-the-course") // 4.1 mg·h/L, the day of 16.4
	if !strings.Contains(sentences(d.Warnings), "per day taken for per course") {
		t.Errorf("%v", d.Warnings)
	}
}

func TestNoDoseBeyondTheHighestPublishedOne(t *testing.T) {
	d := decideWithin(t, "ceiling-beyond-every-practice") // 250 mg·h/L, 15 kg, four times a day
	if d.Dose == nil || math.Abs(d.Dose.Value-4.8*15/4) > 1e-9 || !d.Capped {
		t.Errorf("%v %s", d.Dose, d.Reason)
	}
	c := &DoseCase{Covariates: map[string]Quantity{"wt": {Value: 15000, Unit: "g"}}, Plan: Planned{Count: 2, EveryH: 12}, Cap: &Quantity{Value: 5, Unit: "mg"}}
	if c.Within(publishedBusulfan("")); c.Cap.Value != 5 {
		t.Errorf("a lower cap of the case became %v", c.Cap)
	}
	c.Cap = nil
	if c.Within(publishedBusulfan("")); math.Abs(c.Cap.Value-36) > 1e-9 {
		t.Errorf("4.8 mg/kg a day for 15 kg, twice a day: %v", c.Cap)
	}
	c.Covariates = nil
	if c.Cap = nil; c.CapDaily(40, "mg/m2") || c.Cap != nil {
		t.Errorf("without a body surface the cap is %v", c.Cap)
	}
}

// 30 mg·h/L is a published exposure of a course: for each of four days it is 120.
func TestTheExposureOfTheCourseTakenForThatOfADayGivesNoDose(t *testing.T) {
	c := &DoseCase{Drug: "busulfan", Plan: Planned{Count: 4, EveryH: 24}, Target: Target{Ceiling: &Bound{Value: 30, Unit: "mg*h/L", Per: "day"}}}
	c.Within(publishedBusulfan(""))
	for daily, want := range map[float64]bool{30: true, 90: true, 17.5: false, 25: false} {
		c.Target.Ceiling.Value = daily
		d := &Decision{Ceiling: Quantity{4 * daily, exposureUnit}}
		if stops := d.compareTargets(c); stops != want {
			t.Errorf("%g mg·h/L a day: %v %s", daily, stops, d.Reason)
		}
	}
}

// The highest fludarabine dose is one of the phosphate: written as F-ara-A it is
// 28 % less.
func TestTheCapIsOfTheSubstanceOfTheDose(t *testing.T) {
	p := Published{CapPerDay: 40, CapPerUnit: "mg/m2", DoseMass: "fludarabine phosphate"}
	models := []*Model{compileLibrary(t, "fludarabine_langenhorst_2019")}
	for mass, want := range map[string]float64{"fludarabine phosphate": 40, "f-ara-a": 40 * models[0].File.DoseMassBasis.FromPrescribed()} {
		if got := p.inMassOf(&DoseCase{Drug: "fludarabine", DoseMass: mass}, models); math.Abs(got.CapPerDay-want) > 1e-12 {
			t.Errorf("%s: %v, expected %v", mass, got.CapPerDay, want)
		}
	}
}
