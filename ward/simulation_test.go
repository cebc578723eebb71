package ward_test

import (
	"fmt"
	"math/rand/v2"
	"sort"
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/ward"
)

// trouble is what happens to a simulated child. Values and courses are invented:
// the test asks how often the ward is interrupted, not how often children are ill.
type trouble struct {
	name                       string
	fever, kidney, liver, skin int // day of onset, 0 of none
	noRecovery, losesDonor     bool
	mustInterrupt              int
}

// simulate writes a month of entries of one child, in order of time: weights,
// temperatures, fluids, counts, kidney, liver, levels, viruses, forms.
func simulate(t *testing.T, seed uint64, x trouble) chart.Case {
	t.Helper()
	k := newChild(t)
	rng := rand.New(rand.NewPCG(seed, 7))
	n := 0
	at := func(d int, clock string) string { return day.MustDate("2025-01-02").AddDays(d).String() + "T" + clock }
	value := func(what, unit string, v float64, d int, clock string) {
		n++
		k.measure(fmt.Sprintf("%s-%d", what, n), at(d, clock), what, fmt.Sprintf("%.2f %s", v, unit))
	}
	k.measure("base-weight", "2024-12-20T06:00", "body-weight", "12 kg")
	k.measure("base-creatinine", "2024-12-20T07:00", "creatinine", "25 umol/L")
	for d := range 31 {
		fever := x.fever > 0 && d >= x.fever && d < x.fever+2
		ill := 1.0
		if x.kidney > 0 && d >= x.kidney {
			ill = min(1+0.25*float64(d-x.kidney+1), 2.4)
		}
		value("body-weight", "kg", 12+rng.Float64()*0.2+map[bool]float64{true: 0.28 * float64(min(d-x.liver, 12)), false: 0}[x.liver > 0 && d >= x.liver], d, "06:30")
		for _, clock := range []string{"02:00", "08:00", "14:00", "20:00"} {
			value("temperature", "Cel", 36.5+rng.Float64()*0.6+map[bool]float64{true: 2, false: 0}[fever], d, clock)
		}
		if x.fever == d && d > 0 {
			k.add("dose", at(d, "02:45"), &chart.MedicationAdministration{Drug: "meropenem", Category: "antimicrobial"})
		}
		value("fluid-in", "mL", 1000+rng.Float64()*100, d, "23:00")
		value("fluid-out", "mL", 900+rng.Float64()*100, d, "23:10")
		anc := map[bool]float64{true: 0.02, false: 0.05 + 0.25*float64(max(0, d-11))}[x.noRecovery || d < 12]
		value("neutrophils", "10*9/L", anc, d, "07:00")
		value("platelets", "10*9/L", 15+2*float64(max(0, d-14)), d, "07:01")
		value("haemoglobin", "g/L", 80+rng.Float64()*10, d, "07:02")
		value("creatinine", "umol/L", (24+rng.Float64()*3)*ill, d, "07:03")
		value("bilirubin", "umol/L", 9+rng.Float64()*4+map[bool]float64{true: 18 * float64(d-x.liver), false: 0}[x.liver > 0 && d >= x.liver], d, "07:04")
		if d%2 == 0 {
			value("ciclosporin-trough", "ng/mL", 120+rng.Float64()*40, d, "08:05")
		}
		for _, virus := range []string{"CMV", "EBV", "adenovirus"} {
			if d%7 == 0 {
				n++
				k.add(fmt.Sprintf("virus-%d", n), at(d, "09:00"), &chart.Infection{Organism: virus, Test: "PCR plasma", Status: "not-detected"})
			}
		}
		if d >= 7 {
			n++
			k.add(fmt.Sprintf("gvhd-%d", n), at(d, "10:00"), gvhdForm(x.skin > 0 && d >= x.skin, d-x.skin))
		}
		if d == 28 && !x.noRecovery {
			for i, lineage := range []string{"cd3", "cd15"} {
				m := k.measure(fmt.Sprintf("chimerism-%d-%d", d, i), at(d, "11:00"), "chimerism", map[bool]string{true: "62 %", false: "98 %"}[x.losesDonor])
				m.Lineage, m.Method = lineage, "STR"
			}
		}
		if d == 14 && x.losesDonor {
			for i, lineage := range []string{"cd3", "cd15"} {
				m := k.measure(fmt.Sprintf("chimerism-%d-%d", d, i), at(d, "11:00"), "chimerism", "97 %")
				m.Lineage, m.Method = lineage, "STR"
			}
		}
	}
	sort.SliceStable(k.c.Entries, func(i, j int) bool {
		return k.c.Entries[i].Recorded.Time().Before(k.c.Entries[j].Recorded.Time())
	})
	return k.c
}

// gvhdForm is the day's form; a rash grows over the first days.
func gvhdForm(rash bool, since int) *chart.Score {
	skin := "0"
	if rash {
		skin = []string{"10", "30", "60"}[min(since, 2)]
	}
	return &chart.Score{System: ward.AcuteGVHDForm, Stages: map[string][]string{"active_erythema_percent_bsa": {skin}, "bullae": {"no"}, "desquamation_percent_bsa": {"0"}, "bilirubin_umol_per_L": {"9"},
		"anorexia": {"no"}, "nausea": {"no"}, "vomiting_episodes_per_day": {"0"}, "lasting_days": {"0"}, "weight_kg": {"12"}, "stool_mL_per_day": {"40"}, "severe_pain_or_ileus": {"no"}, "grossly_bloody_stool": {"no"}}}
}

// interruptions counts, entry by entry, the interrupting alerts that were not
// there before the entry.
func interruptions(t *testing.T, c chart.Case) (entries, interrupting int, said []string) {
	t.Helper()
	all := c.Entries
	before := map[string]bool{}
	for i, e := range all {
		if e.Recorded.Time().Before(all[0].Recorded.Time().AddDate(0, 0, 1)) && i < 5 {
			continue
		}
		now := c
		now.Entries = all[:i+1]
		v, err := chart.Fold(now, chart.Moment{Clinical: e.Effective.Time(), Recorded: e.Recorded.Time()})
		if err != nil {
			t.Fatal(err)
		}
		stands := map[string]bool{}
		for _, a := range ward.Alerts(v, nil) {
			if !a.Interrupts || !a.Open() {
				continue
			}
			stands[a.ID] = true
			if !before[a.ID] {
				interrupting++
				said = append(said, e.ID+": "+a.ID)
			}
		}
		before = stands
		entries++
	}
	return entries, interrupting, said
}

func TestTheWardIsInterruptedAtMostOnceInTwentyEntries(t *testing.T) {
	total, interrupting := 0, 0
	for i, x := range []trouble{
		{name: "a plain course"},
		{name: "fever treated within the hour", fever: 9, mustInterrupt: 1},
		{name: "kidney injury", kidney: 10, mustInterrupt: 1},
		{name: "jaundice and weight", liver: 12, mustInterrupt: 1},
		{name: "skin GVHD of grade II", skin: 16, fever: 8, mustInterrupt: 2},
		{name: "no recovery", noRecovery: true, mustInterrupt: 1},
		{name: "the donor share falls", losesDonor: true, mustInterrupt: 1},
	} {
		c := simulate(t, uint64(i+1), x)
		entries, n, said := interruptions(t, c)
		total, interrupting = total+entries, interrupting+n
		if n*20 > entries || n < x.mustInterrupt || x.mustInterrupt == 0 && n > 0 {
			t.Errorf("%s: %d interruptions in %d entries, at least %d expected: %v", x.name, n, entries, x.mustInterrupt, said)
		}
	}
	t.Logf("%d interruptions in %d entries", interrupting, total)
	if total < 2000 || interrupting*20 > total {
		t.Errorf("%d interruptions in %d entries", interrupting, total)
	}
}

// year is a synthetic year of one child with about 5,000 values: 50 days in
// hospital with vital signs every four hours and daily blood tests, then visits
// twice a week and weekly.
func year(t testing.TB) chart.Case {
	k := newChild(t)
	rng := rand.New(rand.NewPCG(3, 4))
	n := 0
	put := func(d int, clock, what, unit string) {
		n++
		k.measure(fmt.Sprintf("%s-%d", what, n), day.MustDate("2025-01-02").AddDays(d).String()+"T"+clock, what, fmt.Sprintf("%.1f %s", 20+rng.Float64()*10, unit))
	}
	vital := [][2]string{{"heart-rate", "/min"}, {"respiratory-rate", "/min"}, {"systolic-pressure", "mm[Hg]"}, {"diastolic-pressure", "mm[Hg]"}, {"oxygen-saturation", "%"}, {"temperature", "Cel"}}
	blood := [][2]string{{"neutrophils", "10*9/L"}, {"platelets", "10*9/L"}, {"haemoglobin", "g/L"}, {"white-cells", "10*9/L"}, {"creatinine", "umol/L"}, {"urea", "mmol/L"}, {"potassium", "mmol/L"}, {"sodium", "mmol/L"},
		{"magnesium", "mmol/L"}, {"phosphate", "mmol/L"}, {"bilirubin", "umol/L"}, {"alt", "U/L"}, {"ast", "U/L"}, {"ldh", "U/L"}, {"crp", "mg/L"}, {"albumin", "g/L"}, {"ciclosporin-trough", "ng/mL"}}
	for d := range 366 {
		switch {
		case d < 50:
			for hour := 2; hour < 24; hour += 4 {
				for _, x := range vital {
					put(d, fmt.Sprintf("%02d:00", hour), x[0], x[1])
				}
			}
			put(d, "06:30", "body-weight", "kg")
			put(d, "23:00", "fluid-in", "mL")
			put(d, "23:00", "fluid-out", "mL")
		case d%3 != 0:
			continue
		}
		for _, x := range blood {
			put(d, "07:00", x[0], x[1])
		}
		if d%15 == 0 {
			for _, x := range [][2]string{{"cd3", "/uL"}, {"cd4", "/uL"}, {"cd8", "/uL"}, {"cd19", "/uL"}, {"nk", "/uL"}, {"igg", "g/L"}} {
				put(d, "08:00", x[0], x[1])
			}
			for _, lineage := range []string{"cd3", "cd15", "whole-blood"} {
				n++
				m := k.measure(fmt.Sprintf("chimerism-%d", n), day.MustDate("2025-01-02").AddDays(d).String()+"T09:00", "chimerism", "98 %")
				m.Lineage, m.Method = lineage, "STR"
			}
		}
	}
	return k.c
}

// BenchmarkCourseOfAYear computes every endpoint, alert, gate and round of a
// child with 5,000 values.
func BenchmarkCourseOfAYear(b *testing.B) {
	v := seen(b, year(b), "2026-01-02")
	b.ReportMetric(float64(len(v.Case.Entries)), "values")
	for b.Loop() {
		if s := ward.Make(v, "yes", nil); !s.Course.Started {
			b.Fatal("not started")
		}
	}
}

// BenchmarkFlowsheetOfAFortnight lays out fourteen days of the same child.
func BenchmarkFlowsheetOfAFortnight(b *testing.B) {
	v := seen(b, year(b), "2026-01-02")
	for b.Loop() {
		if f := ward.MakeFlowsheet(v, 352, 365); len(f.Days) != 14 {
			b.Fatal("no days")
		}
	}
}
