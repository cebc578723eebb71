package pk

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// Quantity is a number with its unit; there is no default unit.
type Quantity struct {
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
}

// Given is a dose, or a series of equal doses, that the child has had.
type Given struct {
	TimeH     float64  `json:"timeH"` // true start of the infusion, hours from the first dose
	Amount    Quantity `json:"amount"`
	DurationH float64  `json:"durationH"` // 0: bolus
	EveryH    float64  `json:"everyH,omitempty"`
	Count     int      `json:"count,omitempty"` // 0 and 1: a single dose
}

// Level is a measured concentration.
type Level struct {
	TimeH float64 `json:"timeH"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	Below bool    `json:"below,omitempty"` // below the limit given as value
}

// Planned are the administrations whose dose is sought, all of one amount.
type Planned struct {
	FirstH    float64 `json:"firstH"`
	EveryH    float64 `json:"everyH"`
	Count     int     `json:"count"`
	DurationH float64 `json:"durationH"`
}

// Bound is a limit of exposure. Per says for what it holds (course, day, dose);
// a concentration is taken as an average over OverH hours.
type Bound struct {
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	Per   string  `json:"per"`
	OverH float64 `json:"overH,omitempty"`
}

// Target is the exposure band of a course.
type Target struct {
	Floor   *Bound `json:"floor"`
	Ceiling *Bound `json:"ceiling"`
}

// DoseCase is one question: which dose keeps the exposure of the course below
// the ceiling.
type DoseCase struct {
	ID         string              `json:"id"`
	Drug       string              `json:"drug"`
	DoseMass   string              `json:"doseMass"` // substance in which doses are written, where models differ
	Models     []string            `json:"models,omitempty"`
	ModelFiles []*ModelFile        `json:"modelFiles,omitempty"`
	Covariates map[string]Quantity `json:"covariates"`
	GivenDoses []Given             `json:"given"`
	Levels     []Level             `json:"levels"`
	Plan       Planned             `json:"plan"`
	Target     Target              `json:"target"`
	Alpha      *float64            `json:"alpha,omitempty"`
	Running    *Quantity           `json:"running,omitempty"` // dose per administration that is running now
	Cap        *Quantity           `json:"cap,omitempty"`     // highest dose per administration, mg
	Fall       *Fall               `json:"fall,omitempty"`    // of clearance, for models without one of their own
	Scenarios  []Stress            `json:"scenarios,omitempty"`
	Draws      int                 `json:"draws,omitempty"`
	Seed       uint64              `json:"seed,omitempty"`

	published []Bound // of the drug's targets, see [DoseCase.Within]
	uncapped  bool    // a highest dose is known, and the size it needs is missing
}

// ReadDoseCase decodes a case strictly: unknown keys, missing units and
// impossible numbers are refused together.
func ReadDoseCase(r io.Reader) (*DoseCase, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("the case cannot be read: %w", err)
	}
	var c DoseCase
	if err := decodeJSON(data, &c, true); err != nil {
		return nil, err
	}
	return &c, c.check()
}

// usualAlpha is the probability of passing the ceiling that is accepted where a
// case says nothing (5 %, the product's default).
const usualAlpha = 0.05

func (c *DoseCase) alpha() float64 {
	if c.Alpha == nil {
		return usualAlpha
	}
	return *c.Alpha
}

func (c *DoseCase) check() error {
	var bad problems
	if c.Drug == "" {
		bad.at("drug", "the drug is not named")
	}
	if a := c.alpha(); !(a > 0 && a <= 0.5) {
		bad.at("alpha", "%v is not a probability above 0 and up to 0.5", a)
	}
	p := c.Plan
	if p.Count < 1 || p.Count > 1000 {
		bad.at("plan.count", "at least one administration is needed, at most 1000")
	}
	switch {
	case p.Count > 1 && !(p.EveryH > 0):
		bad.at("plan.everyH", "several administrations need an interval")
	case p.Count > 1 && p.DurationH > p.EveryH:
		bad.at("plan.durationH", "each infusion (%g h) would last beyond the next one (every %g h)", p.DurationH, p.EveryH)
	}
	if !(p.DurationH >= 0) || p.DurationH > 1000 || math.IsNaN(p.FirstH) || p.FirstH < 0 || p.FirstH > 1e5 {
		bad.at("plan", "start and duration must be hours that are not negative")
	}
	if c.Draws < 0 || c.Draws > 100000 {
		bad.at("draws", "between 0 and 100000 draws are possible")
	}
	c.checkTarget(&bad)
	c.checkHistory(&bad)
	c.checkLimits(&bad)
	c.checkCovariates(&bad)
	return bad.err(ErrInput)
}

// checkCovariates refuses what no model can take: a missing or foreign unit, a
// number that is none, a size or an age that is not positive, a sex without code.
func (c *DoseCase) checkCovariates(bad *problems) {
	for _, name := range sortedKeys(c.Covariates) {
		q, path := c.Covariates[name], "covariates."+name
		want, known := covariateUnits[strings.ToUpper(name)]
		x, err := inUnit(q, want, c.Drug)
		_, _, human := impossible(name, "", x)
		switch {
		case q.Unit == "":
			bad.at(path, "the unit is missing (1 for a code)")
		case math.IsNaN(q.Value) || math.IsInf(q.Value, 0):
			bad.at(path, "the value is not a number")
		case known && err != nil:
			bad.at(path, "%v", err)
		case known && !human, known && !strings.EqualFold(name, "HTZ") && q.Value < 0:
			bad.at(path, "%g %s is not possible", q.Value, q.Unit)
		case strings.EqualFold(name, "SEX") && q.Value != 0 && q.Value != 1:
			bad.at(path, "the sex is 1 (male) or 0 (female), not %g", q.Value)
		}
	}
}

// bodySlips are findings about a weight that does not fit the height.
func (c *DoseCase) bodySlips() (out []Warning) {
	cov, err := c.covariates(&Model{File: &ModelFile{}})
	wt, okW := lookup(cov, "WT")
	ht, okH := lookup(cov, "HT")
	if err == nil && okW && okH && len(BodySlips(wt, ht)) > 0 {
		out = append(out, finding("body_slip", short(wt), short(ht)))
	}
	return out
}

// checkLimits looks at the dose that is running, the cap, the fall of clearance
// and the scenarios.
func (c *DoseCase) checkLimits(bad *problems) {
	if q := c.Running; q != nil {
		if mg, err := convert(q.Value, q.Unit, "mg", c.Drug); err != nil || !(mg > 0) || math.IsInf(mg, 0) {
			bad.at("running", "the dose that is running must be a positive mass")
		}
	}
	if q := c.Cap; q != nil && (q.Unit != "mg" || !(q.Value > 0) || math.IsInf(q.Value, 0)) {
		bad.at("cap", "the highest dose must be a positive number of mg")
	}
	if f := c.Fall; f != nil && (!(f.Fraction > 0 && f.Fraction < 1) || !(f.OverH > 0) || math.IsInf(f.OverH, 0)) {
		bad.at("fall", "the fall must be a share between 0 and 1 over a positive time")
	}
	for i, s := range c.Scenarios {
		if s.ID == "" || !(s.Clearance > 0 && s.Clearance < 1) {
			bad.at(fmt.Sprintf("scenarios[%d]", i), "a scenario needs an id and a factor between 0 and 1")
		}
	}
}

// largestBound is beyond every exposure in any unit: it keeps the arithmetic
// finite.
const largestBound = 1e9

func (c *DoseCase) checkTarget(bad *problems) {
	for _, b := range []struct {
		path  string
		bound *Bound
	}{{"target.ceiling", c.Target.Ceiling}, {"target.floor", c.Target.Floor}} {
		switch {
		case b.bound == nil && b.path == "target.ceiling":
			bad.at(b.path, "there is no ceiling; without one no dose is computed")
		case b.bound == nil:
		case !(b.bound.Value > 0 && b.bound.Value <= largestBound):
			bad.at(b.path, "the value must be positive, and at most %g", largestBound)
		case b.bound.Per != "course" && b.bound.Per != "day" && b.bound.Per != "dose":
			bad.at(b.path+".per", "say whether it holds per course, day or dose")
		}
	}
}

func (c *DoseCase) checkHistory(bad *problems) {
	for i, g := range c.GivenDoses {
		path := fmt.Sprintf("given[%d]", i)
		if mg, err := convert(g.Amount.Value, g.Amount.Unit, "mg", c.Drug); !(g.Amount.Value > 0) || g.Amount.Unit == "" || math.IsInf(mg, 0) {
			bad.at(path+".amount", "a positive amount with its unit is needed")
		} else if err != nil {
			bad.at(path+".amount", "%v", err)
		}
		if !(g.TimeH >= 0) || !(g.DurationH >= 0) || g.Count < 0 || g.Count > 1000 || (g.Count > 1 && !(g.EveryH > 0)) {
			bad.at(path, "time, duration, interval or count is not usable")
		}
		if last := g.TimeH + float64(max(g.Count-1, 0))*g.EveryH; last >= c.Plan.FirstH {
			bad.at(path, "a given dose (%g h) does not lie before the first planned one (%g h)", last, c.Plan.FirstH)
		}
	}
	first := math.Inf(1)
	for i, g := range c.GivenDoses {
		first = math.Min(first, g.TimeH)
		for k, h := range c.GivenDoses[:i] {
			if g == h {
				bad.at(fmt.Sprintf("given[%d]", i), "the same dose stands twice (given[%d])", k)
			}
		}
	}
	for i, l := range c.Levels {
		path := fmt.Sprintf("levels[%d]", i)
		if l.TimeH < first && len(c.GivenDoses) > 0 {
			bad.at(path, "the level (%g h) lies before the first dose (%g h)", l.TimeH, first)
		}
		for k, o := range c.Levels[:i] {
			if l == o {
				bad.at(path, "the same level stands twice (levels[%d])", k)
			}
		}
		if !(l.Value >= 0) || math.IsInf(l.Value, 0) || !(l.TimeH >= 0) {
			bad.at(path, "time and level must be numbers that are not negative")
		}
		if l.TimeH > c.Plan.FirstH {
			bad.at(path, "the level (%g h) lies after the first planned dose (%g h)", l.TimeH, c.Plan.FirstH)
		}
		if _, err := Concentration(l.Value, l.Unit, c.Drug); l.Unit == "" {
			bad.at(path+".unit", "the unit of the level is missing")
		} else if err != nil {
			bad.at(path+".unit", "%v", err)
		}
		if len(c.GivenDoses) == 0 {
			bad.at(path, "there is a level but no given dose")
		}
	}
}

// administrations counts all doses of the course, given and planned.
func (c *DoseCase) administrations() int {
	n := c.Plan.Count
	for _, g := range c.GivenDoses {
		n += max(g.Count, 1)
	}
	return n
}

// course turns a bound into the cumulative exposure of the course in the unit
// asked for.
func (c *DoseCase) course(b *Bound, unitName string) (float64, error) {
	x, from := b.Value, b.Unit
	u, err := parseUnit(b.Unit)
	if err != nil {
		return 0, err
	}
	if u.dim.time == 0 { // an average concentration
		if !(b.OverH > 0) {
			return 0, fmt.Errorf("the concentration %q is an exposure only with the hours it is averaged over (overH)", b.Unit)
		}
		x, from = x*b.OverH, b.Unit+"*h"
	}
	switch b.Per {
	case "dose":
		x *= float64(c.administrations())
	case "day":
		every := c.Plan.EveryH
		if !(every > 0) {
			every = 24
		}
		x *= float64(c.administrations()) * every / 24
	}
	return convert(x, from, unitName, c.Drug)
}

// covariateUnits are the units in which the formulas take the usual covariates.
var covariateUnits = map[string]string{"WT": "kg", "FFM": "kg", "HT": "cm", "AGE": "years", "PMA": "weeks", "BSA": "m2", "TLAG": "h", "POD": "days", "HTZ": "1"}

// covariates converts what the case gives into the units of the formulas, and
// adds what follows from definitions that the models share.
func (c *DoseCase) covariates(m *Model) (map[string]float64, error) {
	out := map[string]float64{}
	var bad problems
	for _, name := range sortedKeys(c.Covariates) {
		q := c.Covariates[name]
		want := covariateUnits[strings.ToUpper(name)]
		for _, d := range m.File.Covariates {
			if strings.EqualFold(d.Name, name) && d.Unit != "" {
				want = d.Unit
			}
		}
		x, err := inUnit(q, want, c.Drug)
		if err != nil {
			bad.at("covariates."+name, "%v", err)
		}
		out[name] = x
	}
	if err := bad.err(ErrInput); err != nil {
		return nil, err
	}
	derive(out)
	return out, nil
}

// inUnit converts a covariate into the unit of the formulas. A unit that is not
// a product of known ones (mL/min/1.73m2) must be the very same; a code has the
// unit 1.
func inUnit(q Quantity, want, drug string) (float64, error) {
	same := func(s string) string { return strings.ReplaceAll(strings.ToLower(s), " ", "") }
	switch {
	case same(q.Unit) == same(want):
		return q.Value, nil
	case want == "" || want == "binary" || want == "percent":
		if want == "binary" && q.Value != 0 && q.Value != 1 {
			return 0, fmt.Errorf("the value %g is neither 0 nor 1", q.Value)
		}
		if q.Unit == "1" && want != "percent" || want == "" || q.Unit == "%" && want == "percent" {
			return q.Value, nil
		}
		return 0, fmt.Errorf("the unit %q is not the %q of the formula", q.Unit, want)
	}
	if _, err := parseUnit(want); err != nil {
		return 0, fmt.Errorf("the unit %q is not the %q of the formula", q.Unit, want)
	}
	return convert(q.Value, q.Unit, want, drug)
}

// derive adds body mass index, post-menstrual age and fat-free mass by the
// definitions that the model files state: PMA = 40 weeks + postnatal age (term
// birth is the models' own assumption), fat-free mass after Al-Sallami 2015
// (formula in busulfan_vanhoogdalem_2020_fanconi). SEX is 1 male, 0 female.
func derive(cov map[string]float64) {
	wt, okW := lookup(cov, "WT")
	ht, okH := lookup(cov, "HT")
	age, okA := lookup(cov, "AGE")
	sex, okS := lookup(cov, "SEX")
	if _, has := lookup(cov, "BMI"); !has && okW && okH {
		cov["BMI"] = wt / (ht / 100 * ht / 100)
	}
	if _, has := lookup(cov, "PMA"); !has && okA {
		cov["PMA"] = 40 + 52.1775*age
	}
	if _, has := lookup(cov, "FFM"); !has && okW && okH && okA && okS && (sex == 0 || sex == 1) {
		cov["FFM"] = fatFreeMass(age, wt, ht/100, sex == 1)
	}
}

func fatFreeMass(age, wt, metres float64, male bool) float64 {
	h2 := metres * metres
	if male {
		return (0.88 + 0.12/(1+math.Pow(age/13.4, -12.7))) * 42.92 * h2 * wt / (30.93*h2 + wt)
	}
	return (1.11 - 0.11/(1+math.Pow(age/7.1, -1.1))) * 37.99 * h2 * wt / (35.98*h2 + wt)
}
