package pk

import (
	"fmt"
	"math"
)

// Slip is the suspicion that a number was typed wrongly. It asks for a second
// look; a person who has looked confirms the number.
type Slip struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// referencePersons are height in cm and weight in kg of the ordinary persons
// with whom the model files were checked (knowledge, pk/checks). Between them the
// weight is read off a straight line of the logarithms; beyond the ends it goes
// with the square of the height. They serve to find slips of typing and are no
// clinical growth reference.
var referencePersons = [][2]float64{{54, 4}, {66, 7}, {76, 10}, {95, 14}, {122, 22}, {163, 50}, {176, 70}}

// Limits of weight over the weight of a reference person of the same height.
// Pounds read as kilograms move the ratio by 2.2, so the upper limit is the
// root of 2.2; the lower one catches a tenth (our own rule).
const (
	heaviest = 1.483
	lightest = 0.45
)

// Heights between which a weight can be compared, cm.
const (
	shortest = 40
	tallest  = 210
)

// expectedWeight of a height in cm; NaN where nothing can be said.
func expectedWeight(cm float64) float64 {
	first, last := referencePersons[0], referencePersons[len(referencePersons)-1]
	switch {
	case !(cm >= shortest && cm <= tallest):
		return math.NaN()
	case cm < first[0]:
		return first[1] * math.Pow(cm/first[0], 2)
	case cm > last[0]:
		return last[1] * math.Pow(cm/last[0], 2)
	}
	for i := 1; i < len(referencePersons); i++ {
		a, b := referencePersons[i-1], referencePersons[i]
		if cm >= a[0] && cm <= b[0] {
			share := math.Log(cm/a[0]) / math.Log(b[0]/a[0])
			return math.Exp(math.Log(a[1]) + share*math.Log(b[1]/a[1]))
		}
	}
	return math.NaN()
}

// BodySlips compares a weight in kg with a height in cm. Without a height nothing
// can be said, and that is said.
func BodySlips(kg, cm float64) []Slip {
	if !(kg > 0) || math.IsInf(kg, 0) {
		return []Slip{{"weight", "the weight is not a positive number"}}
	}
	want := expectedWeight(cm)
	if math.IsNaN(want) {
		return []Slip{{"height", "there is no height between 40 and 210 cm to compare the weight with"}}
	}
	switch ratio := kg / want; {
	case ratio > heaviest:
		return []Slip{{"weight", fmt.Sprintf("%.4g kg is %.2g times the weight of an ordinary child of %.4g cm: pounds, centimetres or a slipped point?", kg, ratio, cm)}}
	case ratio < lightest:
		return []Slip{{"weight", fmt.Sprintf("%.4g kg is %.2g of the weight of an ordinary child of %.4g cm: a slipped point?", kg, ratio, cm)}}
	}
	return nil
}

// TargetSlips compares a bound with the published ones of its drug, all per
// course in one unit: a factor of three beyond them is a slip of unit or
// interval (mg·h/L against µM·min differ 244-fold, a day against a course of
// four 4-fold). Three is our own limit, of typing and not of medicine.
func TargetSlips(value, lowest, highest float64) []Slip {
	if value >= lowest/3 && value <= highest*3 {
		return nil
	}
	return []Slip{{"target", fmt.Sprintf("%.4g lies far from every published bound (%.4g to %.4g): wrong unit, or per day taken for per course?", value, lowest, highest)}}
}

// Slips compares a typed dose per administration in mg with the decision: more
// than the largest dose, or less than a third of it, asks for a second look.
// Three is our own limit: a slipped point moves a dose ten-fold, a total read as
// a daily dose by the number of days.
func (d *Decision) Slips(mg float64) []Slip {
	switch {
	case !(mg > 0) || math.IsInf(mg, 0):
		return []Slip{{"dose", "the dose is not a positive number"}}
	case d.Dose == nil:
		return []Slip{{"dose", "there is no largest dose to compare with: " + d.Reason}}
	case mg > d.Dose.Value*1.0005:
		return []Slip{{"dose", fmt.Sprintf("%.4g mg is above the largest dose (%.4g mg)", mg, d.Dose.Value)}}
	case mg < d.Dose.Value/3:
		return []Slip{{"dose", fmt.Sprintf("%.4g mg is less than a third of the largest dose (%.4g mg): a slipped point?", mg, d.Dose.Value)}}
	}
	return nil
}
