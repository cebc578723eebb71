package pk

import (
	"math"
	"testing"
)

// What is kept for the slider gives the same curves as a fresh prediction.
func TestTheCurvesOfAnotherDoseAreThoseOfAFreshDecision(t *testing.T) {
	c := withLevels(t, 0.9)
	c.Draws = 60
	c.Fall = &Fall{Fraction: 0.109, OverH: 72, Source: "Lawson 2021"}
	times := grid(13, 8)
	first := decided(t, c)
	if _, err := first.Curves(20, times); err != nil {
		t.Fatal(err)
	}
	kept, err := first.Curves(7, times)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := decided(t, c).Curves(7, times)
	if err != nil {
		t.Fatal(err)
	}
	for k := range fresh {
		for i := range times {
			for _, pair := range [][2]float64{{kept[k].Mid[i], fresh[k].Mid[i]}, {kept[k].AUCHigh[i], fresh[k].AUCHigh[i]}} {
				if math.Abs(pair[0]-pair[1]) > 1e-9*(1+math.Abs(pair[1])) {
					t.Errorf("%s at %g h: %v, fresh %v", fresh[k].ID, times[i], pair[0], pair[1])
				}
			}
		}
	}
}

// A move of the slider: the curves of every model and their blend for another
// dose, the models asked before.
func BenchmarkSliderMove(b *testing.B) {
	c := withLevels(b, 0.9)
	d, err := Decide(c, shipped(b))
	if err != nil {
		b.Fatal(err)
	}
	times := grid(130, 1)
	if _, err := d.Curves(10, times); err != nil {
		b.Fatal(err)
	}
	mg := 10.0
	for b.Loop() {
		mg += 0.01
		if _, err := d.Curves(mg, times); err != nil {
			b.Fatal(err)
		}
	}
}

// The blend alone is that of all curves, and a part of the times changes nothing.
func TestTheBlendAloneIsThatOfAllCurves(t *testing.T) {
	c := withLevels(t, 0.9)
	c.Draws = 60
	times := grid(13, 8)
	curves, err := decided(t, c).Curves(20, times)
	if err != nil {
		t.Fatal(err)
	}
	all := curves[len(curves)-1]
	part, ok, err := decided(t, c).Blend(20, times[3:9])
	if err != nil || !ok || all.ID != "blend" {
		t.Fatal(all.ID, ok, err)
	}
	for i := range part.Times {
		for _, pair := range [][2]float64{{part.Low[i], all.Low[i+3]}, {part.Mid[i], all.Mid[i+3]}, {part.High[i], all.High[i+3]}} {
			if math.Abs(pair[0]-pair[1]) > 1e-4*(1+math.Abs(pair[1])) { // equations behind a figure hold to 1e-5
				t.Errorf("at %g h: %v, among all %v", part.Times[i], pair[0], pair[1])
			}
		}
	}
}
