package plan_test

import (
	"os"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/chart/casefile"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/quantity"
)

func founding(t testing.TB) chart.Case {
	t.Helper()
	return load(t, "lig4-shanghai")
}

func load(t testing.TB, name string) chart.Case {
	t.Helper()
	f, err := os.Open("../examples/" + name + "/case.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, problems := casefile.Parse(f, name)
	for _, p := range problems {
		t.Fatal(p)
	}
	return c
}

func base(t testing.TB) *knowledge.Base {
	t.Helper()
	b, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func planOf(t testing.TB, c chart.Case, date string) plan.Plan {
	t.Helper()
	loc, err := c.Centre.Location()
	if err != nil {
		t.Fatal(err)
	}
	return planAt(t, c, chart.EndOf(day.MustDate(date), loc))
}

func planAt(t testing.TB, c chart.Case, m chart.Moment) plan.Plan {
	t.Helper()
	v, err := chart.Fold(c, m)
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Make(v, base(t))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// changed returns the case with one payload edited in place. The edit works on a
// fresh copy of the file, so tests do not see each other.
func changed[T chart.Payload](t testing.TB, c chart.Case, id string, edit func(T)) chart.Case {
	t.Helper()
	for _, e := range c.Entries {
		if e.ID == id {
			edit(e.Payload.(T))
			return c
		}
	}
	t.Fatalf("the case has no entry %s", id)
	return c
}

func without(c chart.Case, ids ...string) chart.Case {
	var kept []chart.Entry
	for _, e := range c.Entries {
		drop := false
		for _, id := range ids {
			drop = drop || e.ID == id
		}
		if !drop {
			kept = append(kept, e)
		}
	}
	c.Entries = kept
	return c
}

func with(t testing.TB, c chart.Case, at, about string, payloads ...chart.Payload) chart.Case {
	t.Helper()
	loc, err := c.Centre.Location()
	if err != nil {
		t.Fatal(err)
	}
	m, err := day.ParseMoment(at, loc)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range payloads {
		if problems := chart.Check(p); len(problems) > 0 {
			t.Fatal(problems)
		}
		c.Entries = append(c.Entries, chart.Entry{ID: "added-" + string(p.Kind()) + at + about + string(rune('a'+i)), Patient: c.ID, About: about,
			Effective: m, Recorded: m, Author: "test", Source: "synthetic", Synthetic: true, Payload: p})
	}
	return c
}

func ids(notes []plan.Note) string {
	var out []string
	for _, n := range notes {
		out = append(out, n.ID)
	}
	sort.Strings(out)
	return strings.Join(out, " ")
}

func option(t testing.TB, p plan.Plan, id string) plan.Option {
	t.Helper()
	for _, o := range p.Options {
		if o.Regimen == id {
			return o
		}
	}
	t.Fatalf("no option %s", id)
	return plan.Option{}
}

func donor(t testing.TB, p plan.Plan, id string) plan.Donor {
	t.Helper()
	for _, d := range p.Donors {
		if d.ID == id {
			return d
		}
	}
	t.Fatalf("no donor %s", id)
	return plan.Donor{}
}

func find(notes []plan.Note, id string) (plan.Note, bool) {
	for _, n := range notes {
		if n.ID == id {
			return n, true
		}
	}
	return plan.Note{}, false
}

func mustFind(t testing.TB, notes []plan.Note, id string) plan.Note {
	t.Helper()
	n, ok := find(notes, id)
	if !ok {
		t.Fatalf("%s does not speak; there are: %s", id, ids(notes))
	}
	if len(n.Sources) == 0 || n.Message.EN == "" || n.Message.ZH == "" {
		t.Errorf("%s speaks without a source or without both languages: %+v", id, n)
	}
	return n
}

// Control: HAZ-20 an untested relative is not a donor.
func TestOnThe17thTheSisterIsBlockedBecauseHerVariantResultIsMissing(t *testing.T) {
	d := donor(t, planOf(t, founding(t), "2024-12-17"), "sister")
	if d.State != "blocked" || d.Eligible || d.FamilyVariant != "not-tested" {
		t.Fatalf("state %s, family variant %s", d.State, d.FamilyVariant)
	}
	if got := ids(d.Reasons); got != "donor-not-tested-for-variants" {
		t.Errorf("reasons: %s", got)
	}
	if d.Match.Count != 12 || d.Match.Of != 12 || d.Descent != "identical" {
		t.Errorf("%d of %d, %s", d.Match.Count, d.Match.Of, d.Descent)
	}
}

func TestOnThe18thHerResultIsSignedByTheGeneticistAndSheIsFirst(t *testing.T) {
	p := planOf(t, founding(t), "2024-12-18")
	d := donor(t, p, "sister")
	if !d.Eligible || d.Rank != 1 || d.FamilyVariant != "carrier" || p.Donors[0].ID != "sister" {
		t.Errorf("eligible %v, rank %d, %s, reasons %s", d.Eligible, d.Rank, d.FamilyVariant, ids(d.Reasons))
	}
	unsigned := donor(t, planOf(t, without(founding(t), "signature-sister-variant"), "2024-12-18"), "sister")
	if unsigned.Eligible || ids(unsigned.Reasons) != "donor-carrier" {
		t.Errorf("without the geneticist: eligible %v, %s", unsigned.Eligible, ids(unsigned.Reasons))
	}
}

func TestOnThe20thTheStopsCautionsAndGapsThatApplyAndNoOthers(t *testing.T) {
	p := planOf(t, founding(t), "2024-12-20")
	if got := ids(p.Stops); got != "" {
		t.Errorf("stops: %s", got)
	}
	if got := ids(p.Cautions); got != "bcg-given infant-dosing-basis-signed pbsc-nonmalignant" {
		t.Errorf("cautions: %s", got)
	}
	if got := ids(p.Gaps); got != "" {
		t.Errorf("gaps: %s", got)
	}
	if !p.Signing.Possible {
		t.Errorf("signing is blocked: %v", p.Signing.Blocked)
	}
	for _, g := range p.Gates {
		if !g.Open {
			t.Errorf("gate %s: %v", g.ID, g.Missing)
		}
	}
	n := mustFind(t, p.Cautions, "pbsc-nonmalignant")
	if !strings.Contains(n.Message.EN, "founding case used") || !strings.Contains(n.Message.EN, "avoided") {
		t.Errorf("the plan does not say both things: %s", n.Message.EN)
	}
}

func TestOnThe20thTheOptionsStandSideBySideWithTheirReasons(t *testing.T) {
	p := planOf(t, founding(t), "2024-12-20")
	verdicts := map[string]string{"SYN-F1": "listed", "IEWP-F": "listed", "IEWP-A": "not-recommended", "IEWP-B": "contraindicated",
		"IEWP-C": "not-recommended", "IEWP-D": "contraindicated", "IEWP-E": "not-recommended"}
	if len(p.Options) != len(verdicts) {
		t.Errorf("%d options", len(p.Options))
	}
	for id, want := range verdicts {
		o := option(t, p, id)
		if o.Verdict != want || len(o.Reasons) == 0 {
			t.Errorf("%s: %s, %d reasons", id, o.Verdict, len(o.Reasons))
		}
	}
	for _, id := range []string{"IEWP-B", "IEWP-D"} {
		n := mustFind(t, option(t, p, id).Reasons, "treosulfan-dna-repair")
		if !strings.Contains(n.Message.EN, "EU") || !strings.Contains(n.Message.EN, "guideline") {
			t.Errorf("%s: the label and the conflict with the guideline are not both named: %s", id, n.Message.EN)
		}
	}
	for _, n := range option(t, p, "IEWP-F").Reasons {
		if strings.Contains(strings.ToLower(n.Message.EN), "matched related") {
			t.Error("protocol F is explained with a donor type that its table does not name")
		}
	}
	if o := option(t, p, "IEWP-F"); o.Commissioned || len(o.Drugs[0].Administrations) > 0 {
		t.Error("a guideline regimen carries administrations")
	}
}

// Hand-worked: 1 mg/kg x 6.8 kg = 6.8 mg, five times 34 mg; 5 mg/kg x 6.8 kg =
// 34 mg, four times 136 mg = 20 mg/kg; surface Mosteller sqrt(64 x 6.8 / 3600) =
// 0.34769 m2; 34 mg / 0.34769 m2 = 97.79 mg/m2.
func TestOnThe20thTheDosesAreThoseOfTheSignedWeightAndBasis(t *testing.T) {
	p := planOf(t, founding(t), "2024-12-20")
	o := option(t, p, "SYN-F1")
	if !o.Chosen || !o.Commissioned || len(o.Drugs) != 2 {
		t.Fatalf("%+v", o)
	}
	flu, cy := o.Drugs[0], o.Drugs[1]
	if flu.PerCourse.String() != "34 mg" || flu.PerDay.String() != "6.8 mg" || len(flu.Administrations) != 5 || flu.Basis != "per-kg" {
		t.Errorf("fludarabine %s, %s a day, %d times, %s", flu.PerCourse, flu.PerDay, len(flu.Administrations), flu.Basis)
	}
	if cy.PerCourse.String() != "136 mg" || cy.PerDay.String() != "34 mg" || len(cy.Administrations) != 4 {
		t.Errorf("cyclophosphamide %s, %s a day, %d times", cy.PerCourse, cy.PerDay, len(cy.Administrations))
	}
	if p.Child.Surface.Text != "0.3477" {
		t.Errorf("surface %s", p.Child.Surface)
	}
	rows := map[string]string{}
	for _, r := range p.Ledger {
		rows[r.Agent] = r.Planned.String() + " of " + r.Ceiling.String() + ", " + r.Verdict
	}
	for agent, want := range map[string]string{"cyclophosphamide": "20 mg/kg of 40 mg/kg, within", "fludarabine": "97.79 mg/m2 of 150 mg/m2, within",
		"tbi": "0 Gy of 0 Gy, within", "tli": "0 Gy of 0 Gy, within"} {
		if rows[agent] != want {
			t.Errorf("ledger %s: %s", agent, rows[agent])
		}
	}
	if p.Child.TransplantDay != "Day −13" || p.Matrix.Days[0] != -6 || p.Matrix.Days[len(p.Matrix.Days)-1] != 0 {
		t.Errorf("%s, matrix %v", p.Child.TransplantDay, p.Matrix.Days)
	}
}

func TestDischargeIsDay42(t *testing.T) {
	p := planOf(t, founding(t), "2025-02-13")
	if p.Child.DayZero.String() != "2025-01-02" || p.Child.DayZeroPlanned || p.Child.TransplantDay != "Day +42" {
		t.Errorf("%s %v %s", p.Child.DayZero, p.Child.DayZeroPlanned, p.Child.TransplantDay)
	}
}

func TestTheOutcomeIsCompleteOn20January2026AndOnNoEarlierDay(t *testing.T) {
	c := founding(t)
	for d := day.MustDate("2025-12-20"); d.Before(day.MustDate("2026-01-20")); d = d.AddDays(1) {
		if planOf(t, c, d.String()).Outcome.Complete {
			t.Errorf("complete on %s already", d)
		}
	}
	o := planOf(t, c, "2026-01-20").Outcome
	if !o.Complete {
		t.Fatalf("%+v", o)
	}
	for _, part := range o.Parts {
		if len(part.Entries) == 0 {
			t.Errorf("%s opens to no entry", part.ID)
		}
	}
	if len(o.Persists) != 4 || len(o.NotYet) != 2 {
		t.Errorf("persists %d, not yet %d", len(o.Persists), len(o.NotYet))
	}
	if strings.Contains(strings.ToLower(o.Sentence.EN), "cured") || strings.Contains(o.Sentence.ZH, "治愈") {
		t.Errorf("the product says cured: %s", o.Sentence.EN)
	}
}

func TestTheSurfaceDoesNotGrowWithTheChildAfterTheDosingWeightWasSigned(t *testing.T) {
	c := founding(t)
	a, b := planOf(t, c, "2024-12-20"), planOf(t, c, "2026-01-20")
	for i, r := range a.Ledger {
		if r.Planned != b.Ledger[i].Planned && r.Planned.Text != b.Ledger[i].Planned.Text {
			t.Errorf("%s: %s then, %s a year later", r.Agent, r.Planned, b.Ledger[i].Planned)
		}
	}
}

func TestTheSameInputsGiveTheSameBytes(t *testing.T) {
	for _, date := range []string{"2024-12-17", "2024-12-20", "2026-01-20"} {
		one, err := plan.JSON(planOf(t, founding(t), date))
		if err != nil {
			t.Fatal(err)
		}
		two, _ := plan.JSON(planOf(t, founding(t), date))
		if string(one) != string(two) {
			t.Errorf("%s: two runs differ", date)
		}
	}
}

func decisionBy(what, choice, reason string) *chart.Decision {
	return &chart.Decision{What: what, Choice: choice, Reason: reason,
		By: []chart.Signer{{Name: "P", Role: "physician"}, {Name: "Q", Role: "pharmacist"}}}
}

func gray(t testing.TB, text string) quantity.AbsorbedDose {
	t.Helper()
	d, err := quantity.ParseAbsorbedDose(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

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
		if p.Disease.Group != "crosslink" || p.Child.Radiosensitive != "yes" {
			t.Errorf("group %s, radiosensitive %s", p.Disease.Group, p.Child.Radiosensitive)
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

func TestADailyWeightInsideTheBandDoesNotOutdateASignedPlanAndOneOutsideDoes(t *testing.T) {
	c := signed(t, founding(t))
	kg := func(text string) chart.Payload {
		v, err := quantity.ParseValue(text)
		if err != nil {
			t.Fatal(err)
		}
		return &chart.Measurement{What: "body-weight", Value: v}
	}
	if s := planOf(t, c, "2024-12-20").Signing; !s.Complete || s.Outdated {
		t.Fatalf("signed: %+v", s)
	}
	inside := with(t, without(c, "weight-1221"), "2024-12-21T06:30", "child", kg("7.1 kg"))
	if s := planOf(t, inside, "2024-12-21").Signing; !s.Complete || s.Outdated {
		t.Errorf("4.4 %% above the dosing weight outdates the plan: %v", s.Changed)
	}
	outside := with(t, without(c, "weight-1221"), "2024-12-21T06:30", "child", kg("7.3 kg"))
	if s := planOf(t, outside, "2024-12-21").Signing; s.Complete || !s.Outdated {
		t.Errorf("7.4 %% above the dosing weight leaves the plan standing")
	}
}

// signed adds the two signatures that the page would add.
func signed(t testing.TB, c chart.Case) chart.Case {
	t.Helper()
	s := planOf(t, c, "2024-12-20").Signing
	sig := func(name, role string) *chart.Signature {
		return &chart.Signature{Of: "plan", Ref: "SYN-F1", Hash: s.Hash, Inputs: s.Inputs, Meaning: "m", Name: name, Role: role, Account: role}
	}
	return with(t, c, "2024-12-20T10:12", "", sig("P", "physician"), sig("Q", "pharmacist"))
}

func TestAnEditToAnInputOfASignedPlanMarksItOutdated(t *testing.T) {
	edits := map[string]chart.Payload{
		"a new decision on the basis": decisionBy("dosing-basis", "per-m2", "other thoughts"),
		"a new length":                &chart.Measurement{What: "length", Value: mustValue(t, "65 cm")},
		"a new creatinine":            &chart.Measurement{What: "creatinine", Value: mustValue(t, "40 umol/L")},
		"irradiation":                 &chart.Irradiation{Field: "tbi", Dose: gray(t, "2 Gy"), Status: "planned"},
		"an allergy":                  &chart.Allergy{Substance: "cyclophosphamide"},
		"another diagnosis":           &chart.Diagnosis{Gene: "NHEJ1", Certainty: "confirmed"},
	}
	for name, p := range edits {
		c := with(t, signed(t, founding(t)), "2024-12-20T12:00", "", p)
		s := planOf(t, c, "2024-12-20").Signing
		if !s.Outdated || s.Complete || len(s.Changed) == 0 {
			t.Errorf("%s: outdated %v, complete %v, changed %v", name, s.Outdated, s.Complete, s.Changed)
		}
	}
	untouched := map[string]chart.Payload{
		"a note": &chart.Note{Text: "seen"}, "a platelet count": &chart.Measurement{What: "platelets", Value: mustValue(t, "80 10*9/L")},
		"an answer to a caution": &chart.Decision{What: "answer-caution", Rule: "bcg-given", Reason: "plan written", By: []chart.Signer{{Name: "P", Role: "physician"}}},
	}
	for name, p := range untouched {
		c := with(t, signed(t, founding(t)), "2024-12-20T12:00", "", p)
		if s := planOf(t, c, "2024-12-20").Signing; s.Outdated || !s.Complete {
			t.Errorf("%s outdates the plan: %v", name, s.Changed)
		}
	}
}

func mustValue(t testing.TB, text string) quantity.Value {
	t.Helper()
	v, err := quantity.ParseValue(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTwoSignaturesOfOnePersonAreNotTwoPeople(t *testing.T) {
	c := founding(t)
	s := planOf(t, c, "2024-12-20").Signing
	for name, pair := range map[string][2]chart.Signer{
		"the same name in both roles": {{Name: "P", Role: "physician"}, {Name: "P", Role: "pharmacist"}},
		"two physicians":              {{Name: "P", Role: "physician"}, {Name: "R", Role: "physician"}},
		"two nurses":                  {{Name: "N", Role: "nurse"}, {Name: "O", Role: "nurse"}},
	} {
		x := c
		for _, who := range pair {
			x = with(t, x, "2024-12-20T10:1"+who.Name[:0]+"2", who.Name+who.Role, &chart.Signature{Of: "plan", Hash: s.Hash, Inputs: s.Inputs, Meaning: "m", Name: who.Name, Role: who.Role})
		}
		if planOf(t, x, "2024-12-20").Signing.Complete {
			t.Errorf("%s completes the plan", name)
		}
	}
}

func TestAStopIsPassedOnlyByTwoNamedPeopleOneOfThemAPhysician(t *testing.T) {
	const on = "2024-12-20"
	tbi := with(t, founding(t), on+"T09:00", "", &chart.Irradiation{Field: "tbi", Dose: gray(t, "2 Gy"), Status: "planned"})
	overrule := func(signers ...chart.Signer) *chart.Decision {
		return &chart.Decision{What: "overrule", Rule: "tbi-in-dsb", Reason: "written reason", By: signers}
	}
	for name, x := range map[string]struct {
		d    []chart.Payload
		pass bool
	}{
		"one physician":                            {[]chart.Payload{overrule(chart.Signer{Name: "P", Role: "physician"})}, false},
		"the same physician twice":                 {[]chart.Payload{overrule(chart.Signer{Name: "P", Role: "physician"}), overrule(chart.Signer{Name: "P", Role: "physician"})}, false},
		"a pharmacist and a nurse":                 {[]chart.Payload{overrule(chart.Signer{Name: "Q", Role: "pharmacist"}, chart.Signer{Name: "N", Role: "nurse"})}, false},
		"a physician and a pharmacist":             {[]chart.Payload{overrule(chart.Signer{Name: "P", Role: "physician"}, chart.Signer{Name: "Q", Role: "pharmacist"})}, true},
		"a physician and a second, each by itself": {[]chart.Payload{overrule(chart.Signer{Name: "P", Role: "physician"}), overrule(chart.Signer{Name: "Q", Role: "pharmacist"})}, true},
	} {
		p := planOf(t, with(t, tbi, on+"T10:00", "", x.d...), on)
		n := mustFind(t, p.Stops, "tbi-in-dsb")
		if n.Open() == x.pass {
			t.Errorf("%s: the stop is open: %v", name, n.Open())
		}
	}
}

// No unsure item changes a stop, a dose or a gate: every note that closes
// something and every figure that a dose rests on carries a status that may act.
func TestNoUnsureItemActs(t *testing.T) {
	b := base(t)
	for _, r := range b.Rules("") {
		if !r.Status.MayAct() {
			t.Errorf("rule %s has status %s", r.ID, r.Status)
		}
	}
	for _, g := range b.Groups() {
		for _, c := range g.Ceilings {
			if c.Effect == "stop" && !c.Fact.Status.MayAct() {
				t.Errorf("the ceiling of %s for %s has status %s", g.Key, c.Agent, c.Fact.Status)
			}
		}
	}
	for _, r := range b.Regimens() {
		if !r.Fact.Status.MayAct() {
			t.Errorf("regimen %s has status %s", r.ID, r.Fact.Status)
		}
	}
	for _, name := range []string{"lig4-shanghai", "artemis", "wiskott-aldrich", "unknown-scid"} {
		for _, date := range []string{"2024-12-17", "2024-12-20", "2025-06-01", "2026-06-01"} {
			p := planOf(t, load(t, name), date)
			for _, list := range [][]plan.Note{p.Stops, p.Gaps, p.Cautions} {
				for _, n := range list {
					if !n.Status.MayAct() {
						t.Errorf("%s %s: %s acts with status %s", name, date, n.ID, n.Status)
					}
				}
			}
			for _, o := range p.Options {
				for _, d := range o.Drugs {
					for _, a := range d.Administrations {
						if dv := p.Derivations[a.Derivation]; !dv.Weakest().MayAct() {
							t.Errorf("%s: the dose %s rests on %s", name, a.Derivation, dv.Weakest())
						}
					}
				}
			}
		}
	}
}

// Every figure of a plan leads to its derivation.
func TestNoNumberWithoutADerivation(t *testing.T) {
	for _, name := range []string{"lig4-shanghai", "artemis", "wiskott-aldrich", "unknown-scid"} {
		for _, date := range []string{"2024-12-20", "2026-01-20"} {
			p := planOf(t, load(t, name), date)
			check := func(what string, f plan.Figure) {
				if _, ok := p.Derivations[f.Derivation]; f.Known && !ok {
					t.Errorf("%s %s: %s = %s has no derivation", name, date, what, f)
				}
			}
			check("weight", p.Child.Weight)
			check("length", p.Child.Length)
			check("surface", p.Child.Surface)
			check("dosing weight", p.Child.DosingWeight)
			for _, o := range p.Options {
				for _, d := range o.Drugs {
					check(o.Regimen+" course", d.PerCourse)
					check(o.Regimen+" course max", d.PerCourseMax)
					check(o.Regimen+" day", d.PerDay)
					for _, a := range d.Administrations {
						check("dose", a.Dose)
						check("exact", a.Exact)
						check("deviation", a.Deviation)
						check("per basis", a.PerBasis)
						check("given", a.Given)
					}
				}
			}
			for _, r := range p.Ledger {
				check("planned "+r.Agent, r.Planned)
				check("given "+r.Agent, r.Given)
				check("ceiling "+r.Agent, r.Ceiling)
			}
		}
	}
}

func BenchmarkMake(b *testing.B) {
	c := founding(b)
	k := base(b)
	loc, _ := c.Centre.Location()
	v, err := chart.Fold(c, chart.EndOf(day.MustDate("2024-12-20"), loc))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := plan.Make(v, k); err != nil {
			b.Fatal(err)
		}
	}
}

func TestWhatIsDueIsATaskAndNotACaution(t *testing.T) {
	p := planOf(t, founding(t), "2024-12-17")
	if _, ok := find(p.Tasks, "clear-donor"); !ok {
		t.Errorf("tasks: %s", ids(p.Tasks))
	}
	if _, ok := find(p.Stops, "donor-or-backup-before-conditioning"); ok {
		t.Error("a task ten days ahead is a stop")
	}
	open := without(founding(t), "donor-work-up-sister", "decision-backup")
	mustFind(t, planOf(t, open, "2024-12-27").Stops, "donor-or-backup-before-conditioning")
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
