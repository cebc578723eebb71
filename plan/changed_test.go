package plan_test

import (
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/quantity"
)

func TestAChangedFactChangesThePlan(t *testing.T) {
	const on = "2024-12-20"
	t.Run("TBI 2 Gy added is a stop", func(t *testing.T) {
		p := planOf(t, with(t, founding(t), on+"T09:00", "", &chart.Irradiation{Field: "tbi", Dose: gray(t, "2 Gy"), Status: "planned"}), on)
		mustFind(t, p.Stops, "tbi-in-dsb")
		if len(p.StopsChosen()) == 0 || p.Signing.Possible {
			t.Error("the stop does not hold the signature back")
		}
		for _, r := range p.Ledger {
			if r.Agent == "tbi" && r.Verdict != "above" {
				t.Errorf("ledger says %s", r.Verdict)
			}
		}
	})
	t.Run("post-transplant cyclophosphamide added is two stops", func(t *testing.T) {
		p := planOf(t, with(t, founding(t), on+"T09:00", "", decisionBy("post-transplant-cyclophosphamide", "yes", "haploidentical thoughts")), on)
		mustFind(t, p.Stops, "ptcy-with-protocol-f")
		mustFind(t, p.Stops, "cyclophosphamide-ceiling-dsb")
		for _, r := range p.Ledger {
			if r.Agent == "cyclophosphamide" && (r.Planned.String() != "120 mg/kg" || r.Verdict != "above") {
				t.Errorf("ledger %s %s; 20 + 2 x 50 is 120", r.Planned, r.Verdict)
			}
		}
	})
	t.Run("treosulfan chosen is a stop with the label as source", func(t *testing.T) {
		p := planOf(t, with(t, founding(t), on+"T09:00", "", decisionBy("regimen", "IEWP-D", "wish")), on)
		n := mustFind(t, p.Stops, "treosulfan-dna-repair")
		found := false
		for _, s := range n.Sources {
			found = found || s.Jurisdiction == "EU"
		}
		if !found {
			t.Errorf("no source names the EU: %v", n.Sources)
		}
		mustFind(t, p.Gaps, "schedule-not-read")
	})
	t.Run("melphalan chosen is a caution that demands a reason", func(t *testing.T) {
		p := planOf(t, with(t, founding(t), on+"T09:00", "", decisionBy("regimen", "IEWP-E", "wish")), on)
		mustFind(t, p.Cautions, "alkylator-in-dsb")
		mustFind(t, p.Cautions, "fludarabine-ceiling-dsb")
	})
	t.Run("both variants from the father are in cis", func(t *testing.T) {
		p := planOf(t, changed(t, founding(t), "variant-child-2", func(v *chart.Variant) { v.Origin = "paternal" }), on)
		if p.Disease.ExplainedState == "proven" {
			t.Errorf("the diagnosis is explained: %s", p.Disease.Explained.EN)
		}
		mustFind(t, p.Stops, "diagnosis-in-cis")
		if p.Signing.Possible {
			t.Error("the plan can be signed")
		}
	})
	t.Run("both variants in cis and the parents agreeing is a stop", func(t *testing.T) {
		c := changed(t, founding(t), "variant-child-2", func(v *chart.Variant) { v.Origin = "paternal" })
		c = changed(t, c, "variant-father-2", func(v *chart.Variant) { v.Zygosity = "heterozygous" })
		c = changed(t, c, "variant-mother-2", func(v *chart.Variant) { v.Zygosity = "absent" })
		p := planOf(t, c, on)
		mustFind(t, p.Stops, "diagnosis-in-cis")
	})
	t.Run("variants of another gene than the diagnosis explain nothing", func(t *testing.T) {
		p := planOf(t, changed(t, founding(t), "diagnosis", func(d *chart.Diagnosis) { d.Gene = "NHEJ1" }), on)
		mustFind(t, p.Gaps, "variant-of-another-gene")
		if p.Disease.ExplainedState == "proven" || p.Signing.Possible {
			t.Errorf("explained: %s, signing possible: %v", p.Disease.ExplainedState, p.Signing.Possible)
		}
	})
	t.Run("an affected sister is excluded", func(t *testing.T) {
		c := changed(t, founding(t), "variant-sister-1", func(v *chart.Variant) { v.Zygosity, v.Origin = "heterozygous", "paternal" })
		d := donor(t, planOf(t, c, on), "sister")
		if d.State != "excluded" || d.FamilyVariant != "affected" {
			t.Errorf("%s, %s", d.State, d.FamilyVariant)
		}
		mustFind(t, d.Reasons, "donor-affected")
	})
	t.Run("a sister of thirteen is a caution", func(t *testing.T) {
		c := changed(t, founding(t), "sister", func(m *chart.FamilyMember) { m.Birth = day.MustDate("2011-06-01") })
		mustFind(t, planOf(t, c, on).Cautions, "female-donor-male-recipient")
	})
	t.Run("a sister of eleven is none", func(t *testing.T) {
		c := changed(t, founding(t), "sister", func(m *chart.FamilyMember) { m.Birth = day.MustDate("2013-06-01") })
		if _, fires := find(planOf(t, c, on).Cautions, "female-donor-male-recipient"); fires {
			t.Error("fires under twelve")
		}
	})
	t.Run("Artemis: not protocol F, nothing ranked, the unread text named", func(t *testing.T) {
		p := planOf(t, geneChanged(t, "DCLRE1C"), on)
		if o := option(t, p, "IEWP-F"); o.Verdict == "listed" || o.Verdict == "possible" {
			t.Errorf("protocol F is %s", o.Verdict)
		}
		for _, o := range p.Options {
			if o.Ranked {
				t.Errorf("%s is ranked", o.Regimen)
			}
		}
		mustFind(t, p.Gaps, "artemis-no-ranking")
		mustFind(t, option(t, p, "IEWP-D").Reasons, "treosulfan-dna-repair")
	})
	t.Run("Fanconi: own published practice as cautions, treosulfan closed", func(t *testing.T) {
		p := planOf(t, geneChanged(t, "FANCA"), on)
		if p.Disease.Group != "crosslink" || p.Child.Radiosensitive != "yes" || p.Disease.Inheritance != "AR" {
			t.Errorf("group %s, radiosensitive %s, inheritance %s", p.Disease.Group, p.Child.Radiosensitive, p.Disease.Inheritance)
		}
		mustFind(t, p.Cautions, "published-practice-other-repair")
		mustFind(t, option(t, p, "IEWP-D").Reasons, "treosulfan-dna-repair")
		if _, fires := find(p.Stops, "cyclophosphamide-ceiling-dsb"); fires {
			t.Error("the ceiling of the double-strand-break group is applied to Fanconi anaemia")
		}
	})
	t.Run("no gene with T-B-NK+ is handled as radiosensitive", func(t *testing.T) {
		c := changed(t, founding(t), "diagnosis", func(d *chart.Diagnosis) { d.Gene, d.Certainty = "", "suspected" })
		c = with(t, c, on+"T09:00", "", &chart.Irradiation{Field: "tbi", Dose: gray(t, "2 Gy"), Status: "planned"})
		p := planOf(t, c, on)
		if p.Child.Radiosensitive != "handled-as-yes" {
			t.Errorf("radiosensitive: %s", p.Child.Radiosensitive)
		}
		mustFind(t, p.Cautions, "unknown-gene-handled-as-radiosensitive")
		mustFind(t, p.Stops, "irradiation-handled-as-radiosensitive")
		if o := option(t, p, "IEWP-F"); o.Verdict == "listed" {
			t.Error("protocol F is listed although Artemis is not excluded")
		}
		mustFind(t, option(t, p, "IEWP-D").Reasons, "treosulfan-dna-repair")
	})
}

// geneChanged puts another gene of recessive inheritance under the same family.
func geneChanged(t testing.TB, gene string) chart.Case {
	t.Helper()
	c := changed(t, founding(t), "diagnosis", func(d *chart.Diagnosis) { d.Gene = gene })
	for _, e := range c.Entries {
		if v, ok := e.Payload.(*chart.Variant); ok {
			v.Gene = gene
		}
	}
	return c
}

// Control: HAZ-06 a stale weight gives no dose.
func TestAWeightOf25HoursBeforeSigningIsAGapThatBlocks(t *testing.T) {
	c := founding(t)
	loc, _ := c.Centre.Location()
	for hours, want := range map[time.Duration]bool{23 * time.Hour: true, 25 * time.Hour: false} {
		at := time.Date(2024, 12, 20, 6, 35, 0, 0, loc).Add(hours)
		p := planAt(t, without(c, "weight-1221"), chart.Moment{Clinical: at, Recorded: at})
		if p.Signing.Possible != want {
			t.Errorf("after %v signing is possible: %v, blocked by %v", hours, p.Signing.Possible, p.Signing.Blocked)
		}
		if !want {
			mustFind(t, p.Gaps, "weight-missing-or-stale")
		}
	}
}

// Control: HAZ-04 pounds are refused, never converted.
func TestPoundsAreRefused(t *testing.T) {
	if _, err := quantity.ParseValue("15 lb"); err == nil {
		t.Error("pounds were read")
	}
	if _, err := quantity.ParseBodyWeight("15 [lb_av]"); err == nil {
		t.Error("pounds were read as a body weight")
	}
}

// Control: HAZ-30 the red-cell formula cannot be fed ten times the value.
func TestHaemoglobinInGramsPerLitreGivesTheSameRedCellVolume(t *testing.T) {
	volume := func(target, current string) float64 {
		a, err := quantity.ParseMassConcentration(target)
		if err != nil {
			t.Fatal(err)
		}
		b, err := quantity.ParseMassConcentration(current)
		if err != nil {
			t.Fatal(err)
		}
		w, _ := quantity.ParseBodyWeight("6.8 kg")
		v, err := quantity.RedCellVolume(a, b, w)
		if err != nil {
			t.Fatal(err)
		}
		return v.Millilitres()
	}
	if a, b := volume("100 g/L", "70 g/L"), volume("10 g/dL", "7 g/dL"); a != b || a < 81.5 || a > 81.7 {
		t.Errorf("%v mL and %v mL; (10 - 7) x 4 x 6.8 is 81.6", a, b)
	}
}

func TestAChildOfElevenKilogramsAndFourteenMonthsNeedsNoSignedBasis(t *testing.T) {
	c := changed(t, founding(t), "child", func(p *chart.Person) { p.Birth = day.MustDate("2023-10-10") })
	c = changed(t, c, "weight-1220", func(m *chart.Measurement) { m.Value, _ = quantity.ParseValue("11 kg") })
	c = changed(t, c, "decision-dosing-weight", func(d *chart.Decision) { d.Weight, _ = quantity.ParseBodyWeight("11 kg") })
	c = changed(t, c, "length-1218", func(m *chart.Measurement) { m.Value, _ = quantity.ParseValue("78 cm") })
	c = without(c, "decision-dosing-basis", "signature-dosing-basis-physician", "signature-dosing-basis-pharmacist")
	p := planOf(t, c, "2024-12-20")
	if _, fires := find(p.Gaps, "infant-dosing-basis"); fires {
		t.Error("the infant rule fires at 11 kg and 14 months")
	}
	flu := option(t, p, "SYN-F1").Drugs[0]
	// Mosteller sqrt(78 x 11 / 3600) = 0.48819 m2; x 30 mg/m2 = 14.646 mg, rounded to 14.6 mg by the centre's 0.1 mg.
	if flu.Basis != "per-m2" || flu.PerDay.String() != "14.6 mg" || flu.PerCourse.String() != "73 mg" {
		t.Errorf("%s, %s a day, %s in all", flu.Basis, flu.PerDay, flu.PerCourse)
	}
	for _, r := range p.Ledger {
		if r.Agent == "fludarabine" && (r.Planned.String() != "150 mg/m2" || r.Verdict != "at-ceiling") {
			t.Errorf("ledger %s, %s: the ceiling is checked on unrounded values", r.Planned, r.Verdict)
		}
	}
}

func TestAChildUnderTenKilogramsOrTwelveMonthsHasNoDoseUntilTheBasisIsSigned(t *testing.T) {
	c := without(founding(t), "signature-dosing-basis-pharmacist", "signature-dosing-basis-physician")
	p := planOf(t, c, "2024-12-20")
	mustFind(t, p.Gaps, "infant-dosing-basis")
	flu := option(t, p, "SYN-F1").Drugs[0]
	if flu.PerCourse.Known || len(flu.Administrations) > 0 || p.Signing.Possible {
		t.Errorf("a dose is shown: %s", flu.PerCourse)
	}
	if !strings.Contains(flu.Gap.EN, "10.43 mg") || !strings.Contains(flu.Gap.EN, "6.8 mg") {
		t.Errorf("the two bases are not shown side by side: %s", flu.Gap.EN)
	}
	one := without(founding(t), "signature-dosing-basis-pharmacist")
	if planOf(t, one, "2024-12-20").Signing.Possible {
		t.Error("one signature under the basis is enough")
	}
}

func TestACentreProtocolIsCheckedAgainstTheCourseTotalsOfItsBase(t *testing.T) {
	n := mustFind(t, option(t, planOf(t, founding(t), "2024-12-20"), "SYN-F1").Reasons, "course-total-below-base")
	if !strings.Contains(n.Message.EN, "97.79 mg/m2") || !strings.Contains(n.Message.EN, "150 mg/m2") {
		t.Errorf("%s", n.Message.EN)
	}
	more := changed(t, founding(t), "protocol-syn-f1", func(p *chart.CentreProtocol) {
		p.Drugs[1].PerKg, _ = quantity.ParseDose[quantity.PerKilogram, quantity.Administration]("11 mg/kg")
	})
	p := planOf(t, more, "2024-12-20")
	mustFind(t, p.Cautions, "course-total-above-base")
	mustFind(t, p.Stops, "cyclophosphamide-ceiling-dsb")
}

// Control: HAZ-18 what damages DNA counts wherever and however it is written.
func TestAGenotoxicOrderCountsInWhateverRowAndSpellingItIsWritten(t *testing.T) {
	const on = "2024-12-20"
	perKg, err := quantity.ParseDose[quantity.PerKilogram, quantity.Course]("100 mg/kg")
	if err != nil {
		t.Fatal(err)
	}
	for name, order := range map[string]*chart.MedicationOrder{
		"in the row of GVHD prophylaxis":    {Drug: "cyclophosphamide", Category: "gvhd-prophylaxis", PerKgCourse: perKg},
		"with a capital":                    {Drug: "Cyclophosphamide", Category: "gvhd-prophylaxis", PerKgCourse: perKg},
		"in Chinese":                        {Drug: "环磷酰胺", Category: "gvhd-prophylaxis", PerKgCourse: perKg},
		"after Day 0, as immunosuppression": {Drug: "cyclophosphamide", Category: "immunosuppression", From: day.MustDate("2025-01-05"), PerKgCourse: perKg},
		"as anything else":                  {Drug: "cyclophosphamide", Category: "other", PerKgCourse: perKg},
	} {
		p := planOf(t, with(t, founding(t), on+"T09:00", "", order), on)
		if _, ok := find(p.Stops, "cyclophosphamide-ceiling-dsb"); !ok {
			t.Errorf("%s: 120 mg/kg is no stop; there are %s", name, ids(p.Stops))
		}
	}
	mustFind(t, planOf(t, with(t, founding(t), on+"T09:00", "", &chart.MedicationOrder{Drug: "曲奥舒凡", Category: "other"}), on).Stops, "treosulfan-dna-repair")
	p := planOf(t, with(t, founding(t), on+"T09:00", "", &chart.MedicationOrder{Drug: "CTX", Category: "conditioning"}), on)
	mustFind(t, p.Gaps, "agent-not-known")
	noDose := planOf(t, with(t, founding(t), on+"T09:00", "", &chart.MedicationOrder{Drug: "cyclophosphamide", Category: "gvhd-prophylaxis", Dose: "50 mg/kg twice"}), on)
	mustFind(t, noDose.Stops, "ptcy-with-protocol-f")
	if noDose.Signing.Possible {
		t.Error("an amount that is not known leaves the plan signable")
	}
}

func TestAStopHoldsBackWhatItIsAbout(t *testing.T) {
	const on = "2024-12-20"
	ct := &chart.Imaging{Modality: "ct", Region: "chest", Ionising: chart.Yes, Status: "planned"}
	p := planOf(t, with(t, founding(t), on+"T09:00", "", ct), on)
	mustFind(t, p.Stops, "ionising-imaging-radiosensitive")
	if !p.Signing.Possible || len(p.StopsChosen()) != 0 {
		t.Errorf("an examination without its gate holds the plan back: %v", p.Signing.Blocked)
	}
	cells := &chart.Transfusion{Product: "red-cells", Irradiated: chart.No}
	p = planOf(t, with(t, founding(t), on+"T09:00", "", cells), on)
	mustFind(t, p.Stops, "cellular-product-not-irradiated")
	if !p.Signing.Possible {
		t.Errorf("a transfusion that was given holds the plan back: %v", p.Signing.Blocked)
	}
	infection := &chart.Infection{Organism: "adenovirus", Status: "active"}
	p = planOf(t, with(t, founding(t), "2024-12-30T09:00", "", infection), "2024-12-30")
	mustFind(t, p.Stops, "active-infection-day0")
	irradiated := &chart.Graft{Source: "pbsc", Donor: "sister", State: "collected", Irradiated: chart.Yes, Leukofiltered: chart.Yes}
	p = planOf(t, with(t, without(founding(t), "graft"), "2025-01-01T20:00", "", irradiated), "2025-01-01")
	mustFind(t, p.Stops, "graft-irradiated")
	mustFind(t, p.Stops, "graft-leukofiltered")
	if s := planOf(t, founding(t), "2025-01-10").Signing; s.Possible {
		t.Error("a plan can be signed after the graft was infused")
	}
}
