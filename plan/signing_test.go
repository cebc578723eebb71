package plan_test

import (
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/quantity"
)

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
		"the second name under a decision":       &chart.Signature{Of: "decision", Ref: "decision-serotherapy", Meaning: "agreed", Name: "Q", Role: "pharmacist"},
		"a signature of the plan without a hash": &chart.Signature{Of: "plan", Ref: "decision-serotherapy", Meaning: "agreed", Name: "Q", Role: "pharmacist"},
		"an answer to a caution":                 &chart.Decision{What: "answer-caution", Rule: "bcg-given", Reason: "plan written", By: []chart.Signer{{Name: "P", Role: "physician"}}},
	}
	for name, p := range untouched {
		c := with(t, signed(t, founding(t)), "2024-12-20T12:00", "", p)
		if s := planOf(t, c, "2024-12-20").Signing; s.Outdated || !s.Complete {
			t.Errorf("%s outdates the plan: %v", name, s.Changed)
		}
	}
}

func TestAWithdrawnInputOutdatesASignedPlanAndIsNamed(t *testing.T) {
	c := with(t, signed(t, founding(t)), "2024-12-20T12:00", "", &chart.Withdrawal{Why: "wrong-patient", What: "variant"})
	c.Entries[len(c.Entries)-1].Supersedes = "variant-child-2"
	s := planOf(t, c, "2024-12-20").Signing
	if !s.Outdated || s.Complete || len(s.Changed) != 1 || s.Changed[0].EN != "withdrawn: variant (variant-child-2)" {
		t.Errorf("outdated %v, complete %v, changed %v", s.Outdated, s.Complete, s.Changed)
	}
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
