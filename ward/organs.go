package ward

import (
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// bilirubinOf reads a bilirubin in the unit it was reported in.
func bilirubinOf(v quantity.Value) course.Bilirubin {
	if v.Censored() {
		return course.Bilirubin{}
	}
	if mass, err := v.MassConcentration(); err == nil {
		return course.BilirubinByMass(mass)
	}
	moles, err := v.SubstanceConcentration()
	if err != nil {
		return course.Bilirubin{}
	}
	return course.BilirubinBySubstance(moles)
}

// sinusoids screens for SOS/VOD every day from what is recorded: the weights and
// bilirubins of the last days, and what the last form of the day before says of
// liver, ascites and platelets. What nobody looked at stays unknown.
func (a *assessor) sinusoids() {
	if a.today < 0 || a.today > 100 { // the daily check runs to day +21 and beyond; 20 % come later (H49)
		return
	}
	var input course.VODInput
	var entries []string
	from := a.today - 3
	for _, o := range since(a.measured["body-weight"], from) {
		if w, err := o.Value.BodyWeight(); err == nil && !o.Value.Censored() {
			input.Weights = append(input.Weights, course.DailyWeight{Day: o.Day, Weight: w})
			entries = append(entries, o.Entry.ID)
		}
	}
	input.Diuretics = a.diuretics(from)
	recent := since(a.measured["bilirubin"], from)
	for _, o := range recent {
		entries = append(entries, o.Entry.ID)
	}
	input.BilirubinTwo, input.BilirubinRising = bilirubinCriteria(recent, a.today)
	if s, ok := a.lastScore("vod-paediatric", from); ok {
		form := s.findings()
		input.RefractoryPlatelets, input.Hepatomegaly, input.Ascites = form["refractory_thrombocytopenia"], form["hepatomegaly_above_baseline"], form["ascites_above_baseline"]
		entries = append(entries, s.Entry)
	}
	r, err := course.VOD(input)
	if err != nil {
		return
	}
	a.out.VOD = r
	a.add("vod-paediatric", Liver, text("SOS/VOD, daily check", "SOS/VOD每日核查"), r, entries).Form = "vod-paediatric"
}

// diuretics says whether a diuretic was given or ordered since a day.
func (a *assessor) diuretics(from day.Transplant) course.Finding {
	for _, it := range of[*chart.MedicationAdministration](a.index) {
		if isDiuretic(it.Data.Drug) && a.dayOf(&it.Entry) >= from {
			return course.Yes
		}
	}
	for _, m := range a.medicines() {
		if isDiuretic(m.Drug) && m.Running(a.view.Today()) {
			return course.Yes
		}
	}
	return course.Unknown
}

func isDiuretic(drug string) bool {
	name := strings.ToLower(drug)
	for _, d := range []string{"furosemide", "spironolactone", "bumetanide", "torasemide"} {
		if strings.Contains(name, d) {
			return true
		}
	}
	return false
}

// bilirubinCriteria: at least 2 mg/dL within the last 72 hours, and three rises
// on consecutive days (Corbacioglu 2018; the reading in days is derived).
func bilirubinCriteria(recent []Observation, today day.Transplant) (two, rising course.Finding) {
	highest := map[day.Transplant]course.Bilirubin{}
	for _, o := range recent {
		b := bilirubinOf(o.Value)
		if !b.Known() {
			continue
		}
		if two == course.Unknown {
			two = course.No
		}
		if course.LiverStage(course.LiverInput{Bilirubin: b}).Stage.Low() >= 1 { // stage 1 begins at 2 mg/dL
			two = course.Yes
		}
		highest[o.Day] = b
	}
	rising = course.No
	for d := today - 2; d <= today; d++ {
		before, has := highest[d-1]
		now, hasToo := highest[d]
		if !has || !hasToo {
			return two, course.Unknown
		}
		if before.Compare(now) >= 0 {
			rising = course.No
			return two, rising
		}
		rising = course.Yes
	}
	return two, rising
}

// kidney stages acute kidney injury from creatinine: the latest value of the
// last week against the lower of the lowest of the seven days before it and the
// lowest before conditioning (definitions section 7; taking the lower is
// derived).
func (a *assessor) kidney() {
	now, ok := a.last("creatinine")
	if !ok || now.Value.Censored() || a.today-now.Day > 7 {
		return
	}
	value, err := creatinine(now.Value)
	if err != nil {
		return
	}
	entries := []string{now.Entry.ID}
	input := course.KidneyInput{Creatinine: value, Age: a.ageInDays()}
	for _, o := range a.measured["creatinine"] {
		hours := between(o.Entry, now.Entry).Hours()
		beforeConditioning := o.Day < conditioningFrom && o.Day >= -60
		if hours <= 0 || hours > 7*24 && !beforeConditioning || o.Value.Censored() {
			continue
		}
		v, err := creatinine(o.Value)
		if err != nil {
			continue
		}
		if !input.Baseline.Known() || v.Cmp(input.Baseline) < 0 {
			input.Baseline = v
			entries = append(entries, o.Entry.ID)
		}
		if hours <= 48 {
			rise := max(0, value.MilligramsPerDecilitre()-v.MilligramsPerDecilitre())
			if !input.RiseIn48h.Known() || rise > input.RiseIn48h.MilligramsPerDecilitre() {
				input.RiseIn48h = quantity.MilligramsPerDecilitre(roundThousandth(rise))
			}
		}
	}
	if r, err := course.KidneyInjury(input); err == nil {
		a.out.Kidney = r
		a.add("aki-kdigo", Kidney, text("Acute kidney injury", "急性肾损伤"), r, entries)
	}
}

// conditioningFrom bounds "before conditioning": no regimen of the knowledge
// begins earlier than day -10.
const conditioningFrom = day.Transplant(-10)

// roundThousandth keeps a difference of two decimals from showing the digits of
// its binary form.
func roundThousandth(x float64) float64 {
	text := strconv.FormatFloat(x, 'f', 3, 64)
	rounded, _ := strconv.ParseFloat(text, 64) // its own text is a number
	return rounded
}

// creatinineMolarMass in g/mol (C4H7N3O).
const creatinineMolarMass = 113.12

func creatinine(v quantity.Value) (quantity.MassConcentration, error) {
	if mass, err := v.MassConcentration(); err == nil {
		return mass, nil
	}
	moles, err := v.SubstanceConcentration()
	if err != nil {
		return quantity.MassConcentration{}, err
	}
	mass, err := moles.MassConcentration(quantity.GramsPerMole(creatinineMolarMass))
	if err != nil {
		return quantity.MassConcentration{}, err
	}
	return quantity.MilligramsPerDecilitre(roundThousandth(mass.MilligramsPerDecilitre())), nil
}

func (a *assessor) ageInDays() quantity.Value {
	r, ok := a.view.Recipient()
	if !ok {
		return quantity.Value{}
	}
	age, known := r.Age(a.view)
	if !known {
		return quantity.Value{}
	}
	v, err := quantity.ParseValue(strconv.Itoa(age.Days()) + " d")
	if err != nil {
		return quantity.Value{}
	}
	return v
}

// immunity judges the milestones of reconstitution from the subsets of each day.
func (a *assessor) immunity() {
	byDay := map[day.Transplant]*course.SubsetTest{}
	var order []day.Transplant
	var entries []string
	take := func(what string, set func(*course.SubsetTest, quantity.CountPerLitre)) {
		for _, o := range since(a.measured[what], 0) {
			count, err := o.Value.CountPerLitre()
			if err != nil || o.Value.Censored() {
				continue
			}
			t := byDay[o.Day]
			if t == nil {
				t = &course.SubsetTest{Day: o.Day}
				byDay[o.Day], order = t, append(order, o.Day)
			}
			set(t, count)
			entries = append(entries, o.Entry.ID)
		}
	}
	take("cd3", func(t *course.SubsetTest, c quantity.CountPerLitre) { t.CD3 = c })
	take("cd4", func(t *course.SubsetTest, c quantity.CountPerLitre) { t.CD4 = c })
	take("cd8", func(t *course.SubsetTest, c quantity.CountPerLitre) { t.CD8 = c })
	take("cd19", func(t *course.SubsetTest, c quantity.CountPerLitre) { t.B = c })
	take("naive-cd4", func(t *course.SubsetTest, c quantity.CountPerLitre) { t.NaiveCD4 = c })
	if len(order) == 0 {
		return
	}
	var input course.ImmuneInput
	for _, d := range order {
		test := *byDay[d]
		input.Tests = append(input.Tests, test)
		if d >= 335 && d <= 395 { // the test of the one-year review: within 30 days of day +365 (derived)
			input.OneYear = test
		}
	}
	if r, err := course.Reconstitution(input); err == nil {
		a.out.Immune = r
		a.add("immune-reconstitution", Immunity, text("Immune reconstitution", "免疫重建"), r, entries)
	}
}
