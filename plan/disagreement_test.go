package plan_test

import (
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/plan"
)

// Control: HAZ-68 (two standing entries contradict each other).
func TestEntriesThatContradictEachOtherHoldTheSignature(t *testing.T) {
	const on, at = "2024-12-20", "2024-12-19T10:00"
	typed := func(a1, a2 string) *chart.HLATyping {
		return &chart.HLATyping{Confirmatory: chart.Yes, Alleles: map[string][]string{"A": {a1, a2}, "B": {"46:01", "40:01"}}}
	}
	for name, c := range map[string]struct {
		gap, about string
		payload    chart.Payload
	}{
		"two blood groups of the child":                {"blood-group-disagrees", "", &chart.BloodGroup{ABO: "B", RhD: "positive"}},
		"two rhesus factors of the donor":              {"blood-group-disagrees", "sister", &chart.BloodGroup{ABO: "A", RhD: "negative"}},
		"a second sample of the child typed otherwise": {"typing-disagrees", "", typed("02:07", "11:02")},
		"a second sample of the donor typed otherwise": {"typing-disagrees", "sister", typed("02:07", "24:02")},
		"the donor's variant found, then absent":       {"variant-result-disagrees", "sister", &chart.Variant{Gene: "LIG4", HGVS: "c.1904del", Zygosity: "absent"}},
		"a parent's variant found, then absent":        {"variant-result-disagrees", "mother", &chart.Variant{Gene: "LIG4", HGVS: "c.1904del", Zygosity: "absent"}},
		"the confirmed diagnosis excluded":             {"diagnosis-disagrees", "", &chart.Diagnosis{Gene: "LIG4", Disease: "LIG4 syndrome", Certainty: "excluded"}},
		"another gene suspected beside the confirmed":  {"diagnosis-disagrees", "", &chart.Diagnosis{Gene: "IL2RG", Disease: "X-linked SCID", Certainty: "suspected"}},
		"another gene confirmed beside the confirmed":  {"diagnosis-disagrees", "", &chart.Diagnosis{Gene: "IL2RG", Disease: "X-linked SCID", Certainty: "confirmed"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := planOf(t, with(t, founding(t), at, c.about, c.payload), on)
			n := mustFind(t, p.Gaps, c.gap)
			if n.Blocks != "signature" || p.Signing.Possible || len(n.Entries) != 2 {
				t.Errorf("blocks %q, signing possible: %v, entries %v", n.Blocks, p.Signing.Possible, n.Entries)
			}
			if p.Child.Radiosensitive == "no" {
				t.Error("a disputed diagnosis opens what radiosensitivity closes")
			}
			if d := donor(t, p, "sister"); c.about == "sister" && (d.Eligible || d.State != "blocked") {
				t.Errorf("the sister is %s", d.State)
			}
		})
	}
}

func TestEntriesThatSayTheSameHoldNothing(t *testing.T) {
	const on, at = "2024-12-20", "2024-12-19T10:00"
	for name, c := range map[string]struct {
		about   string
		payload chart.Payload
	}{
		"the same blood group twice": {"", &chart.BloodGroup{ABO: "A", RhD: "positive"}},
		"the same typing in another order": {"", &chart.HLATyping{Confirmatory: chart.Yes, Alleles: map[string][]string{"A": {"11:01:01", "02:07"}, "C": {"01:02", "07:02"},
			"B": {"40:01", "46:01"}, "DRB1": {"15:01", "09:01"}, "DQB1": {"03:03", "06:02"}, "DPB1": {"05:01", "02:01"}}}},
		"the same variant result twice": {"sister", &chart.Variant{Gene: "LIG4", HGVS: "c.1904del", Zygosity: "heterozygous", Origin: "maternal"}},
		"the same diagnosis again":      {"", &chart.Diagnosis{Gene: "LIG4", Disease: "LIG4 syndrome", Certainty: "confirmed", NonMalignant: chart.Yes, LymphocytePhenotype: "T-B-NK+"}},
		"another gene excluded":         {"", &chart.Diagnosis{Gene: "RAG1", Disease: "RAG1 deficiency", Certainty: "excluded"}},
		"a diagnosis of a relative":     {"sister", &chart.Diagnosis{Gene: "IL2RG", Certainty: "confirmed"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := planOf(t, with(t, founding(t), at, c.about, c.payload), on)
			for _, n := range p.Gaps {
				if n.Open() {
					t.Errorf("%s: %s", n.ID, n.Message.EN)
				}
			}
			if p.Disease.Gene != "LIG4" {
				t.Errorf("the diagnosis became %s", p.Disease.Gene)
			}
		})
	}
}

func TestAfterTheGraftTheBloodOfTheDonorContradictsNothing(t *testing.T) {
	c := with(t, founding(t), "2025-03-10T08:00", "", &chart.BloodGroup{ABO: "O", RhD: "positive"})
	if n, found := find(planOf(t, c, "2025-03-20").Gaps, "blood-group-disagrees"); found {
		t.Error(n.Message.EN)
	}
}

func TestACorrectedOrWithdrawnEntryContradictsNothing(t *testing.T) {
	for name, last := range map[string]chart.Payload{
		"corrected": &chart.BloodGroup{ABO: "A", RhD: "positive"},
		"withdrawn": &chart.Withdrawal{Why: "wrong-patient", What: "blood group"},
	} {
		t.Run(name, func(t *testing.T) {
			c := with(t, founding(t), "2024-12-19T10:00", "", &chart.BloodGroup{ABO: "B", RhD: "negative"})
			wrong := c.Entries[len(c.Entries)-1].ID
			c = with(t, c, "2024-12-19T11:00", "", last)
			c.Entries[len(c.Entries)-1].Supersedes = wrong
			p := planOf(t, c, "2024-12-20")
			if n, found := find(p.Gaps, "blood-group-disagrees"); found || p.Child.BloodGroup != "A+" {
				t.Errorf("%s; %s", p.Child.BloodGroup, n.Message.EN)
			}
		})
	}
}

// What is written about a donor or a parent is not the child's: a death in the
// family ended the child's calendar, and the donor's allergy stood in its header.
func TestWhatIsRecordedOfARelativeIsNotTheChilds(t *testing.T) {
	const on = "2025-06-01"
	before := planOf(t, founding(t), on)
	c := with(t, founding(t), "2025-05-20T10:00", "father", &chart.Event{What: "death"}, &chart.Allergy{Substance: "penicillin"},
		&chart.Isolation{Type: "airborne"}, &chart.Infection{Organism: "CMV", Status: "active"}, &chart.Event{What: "graft-failure"})
	after := planOf(t, c, on)
	if before.Child.Allergies != after.Child.Allergies || before.Child.Isolation != after.Child.Isolation {
		t.Errorf("header: %v, %v", after.Child.Allergies, after.Child.Isolation)
	}
	if a, b := states(before), states(after); a != b {
		t.Errorf("the calendar changed:\n%s\n%s", a, b)
	}
	if before.Outcome.Sentence != after.Outcome.Sentence {
		t.Errorf("the outcome became: %s", after.Outcome.Sentence.EN)
	}
}

func states(p plan.Plan) string {
	out := ""
	for _, l := range p.Calendar {
		out += l.Item + " " + l.State + "\n"
	}
	return out
}

func TestADiagnosisSuspectedAndExcludedIsNone(t *testing.T) {
	c := with(t, without(founding(t), "diagnosis"), "2024-12-01T10:00", "", &chart.Diagnosis{Gene: "RAG1", Disease: "RAG1 deficiency", Certainty: "suspected"})
	c = with(t, c, "2024-12-10T10:00", "", &chart.Diagnosis{Gene: "RAG1", Disease: "RAG1 deficiency", Certainty: "excluded"})
	loc, err := c.Centre.Location()
	if err != nil {
		t.Fatal(err)
	}
	for date, want := range map[string]string{"2024-12-05": "RAG1", "2024-12-15": ""} {
		v, err := chart.Fold(c, chart.EndOf(day.MustDate(date), loc))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if d, ok := v.Diagnosis(); ok {
			got = d.Data.Gene
		}
		if got != want {
			t.Errorf("%s: the diagnosis is %q, want %q", date, got, want)
		}
	}
}
