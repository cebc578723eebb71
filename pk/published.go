package pk

import (
	"math"
	"strings"
)

// Published is what was read of a drug beside its models: the bounds of its
// exposure targets, and the highest dose per day.
type Published struct {
	Bounds     []Bound
	CapPerDay  float64 // 0: none is known
	CapPerUnit string  // mg/kg or mg/m2
	DoseMass   string  // substance of the cap, where several are in use
}

// inMassOf is the highest dose as mass of the substance in which a case writes
// its doses, by the factor of a model that names both.
func (p Published) inMassOf(c *DoseCase, models []*Model) Published {
	for _, m := range models {
		if b := m.File.DoseMassBasis; b != nil && m.Of(c.Drug) && strings.EqualFold(b.Prescribed, p.DoseMass) {
			if written, err := m.massFactor(c.DoseMass); err == nil && written == 1 && b.factor() < 1 {
				p.CapPerDay *= b.factor()
				return p
			}
		}
	}
	return p
}

// Within holds the case to what was published: no dose goes beyond the highest
// one, and a ceiling or floor far from every published bound is a slip of the
// unit or of the interval. A cap of the case itself stays where it is lower.
func (c *DoseCase) Within(p Published) {
	c.published = p.Bounds
	if p.CapPerDay <= 0 {
		return
	}
	if !c.CapDaily(p.CapPerDay, p.CapPerUnit) {
		c.uncapped = true
	}
}

// CapDaily turns a highest dose per day (in mg/kg or mg/m2) into one of each
// administration, unless the case has a lower one; false where the weight or the
// body surface is missing.
func (c *DoseCase) CapDaily(value float64, unit string) bool {
	name, of := "WT", "kg"
	if unit == "mg/m2" {
		name, of = "BSA", "m2"
	}
	size := math.NaN()
	for _, k := range sortedKeys(c.Covariates) {
		if strings.EqualFold(k, name) {
			size, _ = convert(c.Covariates[k].Value, c.Covariates[k].Unit, of, c.Drug)
		}
	}
	if !(size > 0) || math.IsInf(size, 0) {
		return false
	}
	perDay := 1.0
	if c.Plan.EveryH > 0 && c.Plan.EveryH < 24 && c.Plan.Count > 1 {
		perDay = 24 / c.Plan.EveryH
	}
	if each := value * size / perDay; c.Cap == nil || c.Cap.Value > each {
		c.Cap = &Quantity{Value: each, Unit: "mg"}
	}
	return true
}

// compareTargets looks at the ceiling beside the published bounds: far above them
// it stops the dose, far below them it is told.
func (d *Decision) compareTargets(c *DoseCase) (farAbove bool) {
	low, high := math.Inf(1), 0.0
	for i := range c.published {
		if x, err := c.course(&c.published[i], exposureUnit); err == nil {
			low, high = math.Min(low, x), math.Max(high, x)
		}
	}
	if c.uncapped {
		d.Warnings = append(d.Warnings, finding("cap_unknown"))
	}
	if high == 0 || len(TargetSlips(d.Ceiling.Value, low, high)) == 0 && !c.totalForDaily(d.Ceiling.Value, low, high) {
		return false
	}
	w := finding("target_slip", short(d.Ceiling.Value), short(low), short(high))
	if d.Ceiling.Value > high {
		d.Reason, d.Why = w.Message, w.Text
		return true
	}
	d.Warnings = append(d.Warnings, w)
	return false
}

// totalForDaily reports a ceiling per day or dose whose own number lies among the
// published ones of a course, and whose course lies above all of them by more than
// a tenth (our own limit: rounding of a published bound stays below it).
func (c *DoseCase) totalForDaily(course, low, high float64) bool {
	alone := *c.Target.Ceiling
	if alone.Per == "course" || course <= 1.1*high {
		return false
	}
	alone.Per = "course"
	x, err := c.course(&alone, exposureUnit)
	return err == nil && x >= low && x <= high
}
