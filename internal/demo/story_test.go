package demo

import (
	"slices"
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
)

// planAsOf computes the plan of a case at the end of a day.
func planAsOf(t *testing.T, id, date string) plan.Plan {
	t.Helper()
	cases, err := Cases()
	if err != nil {
		t.Fatal(err)
	}
	base, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(cases, func(c chart.Case) bool { return c.ID == id })
	if at < 0 {
		t.Fatalf("no case %s", id)
	}
	loc, err := cases[at].Centre.Location()
	if err != nil {
		t.Fatal(err)
	}
	view, err := chart.Fold(cases[at], chart.EndOf(day.MustDate(date), loc))
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Make(view, base)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func gateOpen(p plan.Plan, id string) bool {
	return slices.ContainsFunc(p.Gates, func(g plan.Gate) bool { return g.ID == id && g.Open })
}

func openNote(notes []plan.Note, id string) bool {
	return slices.ContainsFunc(notes, func(n plan.Note) bool { return n.ID == id && n.Open() })
}

func donor(t *testing.T, p plan.Plan, id string) plan.Donor {
	t.Helper()
	at := slices.IndexFunc(p.Donors, func(d plan.Donor) bool { return d.ID == id })
	if at < 0 {
		t.Fatalf("no donor %s", id)
	}
	return p.Donors[at]
}

// Control: HAZ-20.
func TestTheSisterIsBlockedUntilHerVariantResultIsSigned(t *testing.T) {
	before := donor(t, planAsOf(t, "lig4-shanghai", "2024-12-17"), "sister")
	if before.Eligible || !openNote(before.Reasons, "donor-not-tested-for-variants") {
		t.Errorf("on 17 December: eligible %v, %v", before.Eligible, before.Reasons)
	}
	after := donor(t, planAsOf(t, "lig4-shanghai", "2024-12-18"), "sister")
	if !after.Eligible || after.FamilyVariant != "carrier" || after.Match.Count != 12 {
		t.Errorf("on 18 December: eligible %v, %s, %d", after.Eligible, after.FamilyVariant, after.Match.Count)
	}
}

func TestTheFoundingPlanIsReadyToSignOnThe20th(t *testing.T) {
	p := planAsOf(t, "lig4-shanghai", "2024-12-20")
	for _, g := range []string{"diagnosis", "donor", "evaluation", "signature", "imaging"} {
		if !gateOpen(p, g) {
			t.Errorf("gate %s is closed", g)
		}
	}
	if early := planAsOf(t, "lig4-shanghai", "2024-12-19"); gateOpen(early, "signature") {
		t.Error("the plan was complete a day too early")
	}
}

// Control: HAZ-25, HAZ-34 (later results do not show through; nothing unmeasured is ticked).
func TestTheOutcomeIsCompleteWithTheLastResultAndNotBefore(t *testing.T) {
	for date, complete := range map[string]bool{"2026-01-12": false, "2026-01-19": false, "2026-01-20": true} {
		if got := planAsOf(t, "lig4-shanghai", date).Outcome.Complete; got != complete {
			t.Errorf("as of %s: complete %v", date, got)
		}
	}
	persists := planAsOf(t, "lig4-shanghai", "2026-01-20").Outcome.Persists
	for _, id := range []string{"growth", "development"} {
		if !slices.ContainsFunc(persists, func(p plan.OutcomePart) bool { return p.ID == id && len(p.Entries) > 0 }) {
			t.Errorf("%s is not on the list of what persists", id)
		}
	}
}

func TestEachExampleShowsTheGapItIsMadeFor(t *testing.T) {
	artemis := planAsOf(t, "artemis", "2026-11-20")
	if !openNote(artemis.Gaps, "renal-missing-or-stale") || !openNote(donor(t, artemis, "art-brother").Reasons, "donor-not-tested-for-variants") {
		t.Error("Artemis: renal function and the brother's test are missing")
	}
	was := planAsOf(t, "wiskott-aldrich", "2026-11-20")
	if !openNote(was.Gaps, "gvhd-prophylaxis-row") || was.Child.Radiosensitive != "no" {
		t.Errorf("Wiskott-Aldrich: rows empty, not radiosensitive; got %q", was.Child.Radiosensitive)
	}
	scid := planAsOf(t, "unknown-scid", "2026-11-20")
	if scid.Child.Radiosensitive != "handled-as-yes" || !openNote(scid.Stops, "active-infection-day0") ||
		!openNote(scid.Stops, "ionising-imaging-radiosensitive") || !openNote(scid.Gaps, "imaging-emergency-review") {
		t.Errorf("SCID without a gene: %q, %v", scid.Child.Radiosensitive, scid.Stops)
	}
}
