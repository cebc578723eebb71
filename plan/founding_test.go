package plan_test

import (
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/day"
)

// Control: HAZ-20 an untested relative is not a donor.
func TestOnThe17thTheSisterIsBlockedBecauseHerVariantResultIsMissing(t *testing.T) {
	d := donor(t, planOf(t, founding(t), "2024-12-17"), "sister")
	if d.State != "blocked" || d.Eligible || d.FamilyVariant != "not-tested" {
		t.Fatalf("state %s, family variant %s", d.State, d.FamilyVariant)
	}
	if got := ids(d.Reasons); got != "donor-not-tested-for-variants" {
		t.Errorf("reasons: %s", got)
	}
	prior := ""
	for _, l := range d.Facts {
		if l.Key == "prior" {
			prior = l.Text.EN
		}
	}
	if prior != "affected 1/4, carrier 1/2, clear 1/4; HLA-identical and unaffected 3/16" {
		t.Errorf("the prior reads %q", prior)
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

func TestTheEndpointsOfTheCourseAreComputedByANamedDefinition(t *testing.T) {
	p := planOf(t, founding(t), "2025-02-13")
	got := map[string]string{}
	for _, e := range p.Endpoints {
		got[e.ID] = e.Text.EN
		if e.Edition.EN == "" || e.Text.ZH == "" {
			t.Errorf("%s names no edition or lacks a language", e.ID)
		}
		if _, ok := p.Derivations[e.Derivation]; !ok {
			t.Errorf("%s opens to no work", e.ID)
		}
	}
	// The team recorded the same days as events: 14 January is Day +12, 20 January Day +18.
	if !strings.Contains(got["neutrophil-recovery"], "+12") || !strings.Contains(got["platelet-recovery"], "+18") {
		t.Errorf("%v", got)
	}
	if before := planOf(t, founding(t), "2024-12-30").Endpoints; len(before) != 0 {
		t.Errorf("before Day 0 there are %d endpoints", len(before))
	}
}

// A step that was passed without a signature does not read as a draft that is done.
func TestAPlanThatWasPassedWithoutASignatureSaysSo(t *testing.T) {
	for date, want := range map[string]string{"2024-12-20": "draft", "2025-01-21": "not signed"} {
		for _, s := range planOf(t, founding(t), date).Journey {
			if s.Key == "plan" && (s.Text.EN != want || s.Text.ZH == "") {
				t.Errorf("on %s the plan step says %+v, want %q", date, s.Text, want)
			}
		}
	}
}
