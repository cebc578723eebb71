package course

import (
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/quantity"
)

func TestATrendAlertsAndNeverNamesADirectionForImmunosuppression(t *testing.T) {
	tests := []Share{}
	for _, x := range []struct {
		day    day.Transplant
		method string
		donor  float64
	}{{28, "STR", 97}, {42, "STR", 80}, {49, "STR", 48}, {49, "qPCR", 46}} {
		tests = append(tests, Share{Lineage: "CD3", Day: x.day, Method: x.method, Donor: quantity.PercentOf(x.donor)})
	}
	got, err := FollowChimerism(tests, DefaultTrendRules())
	if err != nil {
		t.Fatal(err)
	}
	kinds := ""
	for _, a := range got.Alerts {
		kinds += a.Day.Short() + " " + a.Method + " " + a.Kind + "; "
	}
	want := "D+42 STR crossing; D+42 STR fall; D+49 STR cd3-low; D+49 STR crossing; D+49 STR fall; D+49 qPCR cd3-low; "
	if kinds != want {
		t.Errorf("alerts\n%s\nwant\n%s", kinds, want)
	}
	if len(got.Lines) != 2 || got.Lines[0].Direction.EN != "increasing recipient share" || len(got.Review) != 1 {
		t.Errorf("lines %+v, review %v", got.Lines, got.Review)
	}
	everything := got.Text.EN + got.Derivation.Text("en")
	for _, a := range got.Alerts {
		everything += a.Text.EN
	}
	for _, verb := range []string{"taper", "stop", "reduce", "increase immuno", "raise immuno"} {
		if strings.Contains(everything, verb) {
			t.Errorf("the text says %q", verb)
		}
	}
}

func TestAFallOfSixDaysIsNotYetAFall(t *testing.T) {
	tests := []Share{{Lineage: "CD15", Day: 40, Donor: quantity.PercentOf(90)}, {Lineage: "CD15", Day: 46, Donor: quantity.PercentOf(80)}}
	got, err := FollowChimerism(tests, DefaultTrendRules())
	if err != nil || len(got.Alerts) != 0 {
		t.Errorf("alerts %v, error %v", got.Alerts, err)
	}
	tests[1].Day = 47
	if got, _ := FollowChimerism(tests, DefaultTrendRules()); len(got.Alerts) != 1 {
		t.Errorf("alerts %v", got.Alerts)
	}
}

func TestGraftFailureInBothEditions(t *testing.T) {
	notYet := NeutrophilRecovery{State: NotYet, Day: day.NoDay}
	engrafted := NeutrophilRecovery{State: Engrafted, Day: 20}
	platelets := PlateletRecovery{State: Recovered, Day: 25}
	for _, c := range []struct {
		name          string
		input         GraftInput
		term, edition string
		want          Finding
	}{
		{"primary 2024 needs pancytopenia", GraftInput{AsOf: 31, Cord: No, Neutrophils: notYet, Pancytopenia: Yes, ChimerismDone: Yes}, PrimaryGraftFailure, Edition2024, Yes},
		{"primary 2024 without chimerism is open", GraftInput{AsOf: 31, Cord: No, Neutrophils: notYet, Pancytopenia: Yes}, PrimaryGraftFailure, Edition2024, Unknown},
		{"primary 2024 is too early at day 29", GraftInput{AsOf: 29, Cord: No, Neutrophils: notYet, Pancytopenia: Yes, ChimerismDone: Yes}, PrimaryGraftFailure, Edition2024, No},
		{"cord blood waits until day 42", GraftInput{AsOf: 35, Cord: Yes, Neutrophils: notYet, Pancytopenia: Yes, ChimerismDone: Yes}, PrimaryGraftFailure, Edition2024, No},
		{"an unknown source is open between day 30 and 42", GraftInput{AsOf: 35, Neutrophils: notYet, Pancytopenia: Yes, ChimerismDone: Yes}, PrimaryGraftFailure, Edition2024, Unknown},
		{"primary 2019 by day 28 with haemoglobin and platelets", GraftInput{AsOf: 28, Cord: No, Neutrophils: notYet, Haemoglobin: quantity.GramsPerLitre(79), PlateletCount: quantity.BillionsPerLitre(10)}, PrimaryGraftFailure, Edition2019, Yes},
		{"haemoglobin in g/dL is the same", GraftInput{AsOf: 28, Cord: No, Neutrophils: notYet, Haemoglobin: quantity.GramsPerDecilitre(8), PlateletCount: quantity.BillionsPerLitre(10)}, PrimaryGraftFailure, Edition2019, No},
		{"a second infusion at day 45 does not hide primary failure", GraftInput{AsOf: 45, Cord: No, Neutrophils: NeutrophilRecovery{State: SecondInfusionBefore, EventDay: 45}, Pancytopenia: Yes, ChimerismDone: Yes}, PrimaryGraftFailure, Edition2024, Yes},
		{"secondary 2024 after both recoveries", GraftInput{AsOf: 80, Neutrophils: engrafted, Platelets: platelets, DeclineOnSupport: Yes, ChimerismDone: Yes}, SecondaryGraftFailure, Edition2024, Yes},
		{"secondary 2024 needs platelet recovery first", GraftInput{AsOf: 80, Neutrophils: engrafted, Platelets: PlateletRecovery{State: NotYet}, DeclineOnSupport: Yes, ChimerismDone: Yes}, SecondaryGraftFailure, Edition2024, No},
		{"secondary 2019 after reduced intensity needs donor loss", GraftInput{AsOf: 80, Neutrophils: engrafted, ANC: quantity.BillionsPerLitre(0.2), OtherCause: No, ReducedIntensity: Yes, Donor: quantity.PercentOf(40)}, SecondaryGraftFailure, Edition2019, No},
		{"poor graft function 2024 keeps the donor", GraftInput{AsOf: 80, Dependent: Yes, OtherCause: No, DonorInRange: Yes}, PoorGraftFunction, Edition2024, Yes},
		{"poor graft function 2019 reads > 95 %, not > 5 %", GraftInput{AsOf: 80, Cytopenias: Yes, Donor: quantity.PercentOf(60)}, PoorGraftFunction, Edition2019, No},
		{"rejection needs evidence of recipient cells", GraftInput{AsOf: 31, Cord: No, Neutrophils: notYet, Pancytopenia: Yes, ChimerismDone: Yes}, GraftRejection, Edition2024, Unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := GraftFailure(c.input)
			if err != nil {
				t.Fatal(err)
			}
			if term := got.Term(c.term, c.edition); term.Met != c.want {
				t.Errorf("%s %s is %v, want %v (missing %v)", c.term, c.edition, term.Met, c.want, term.Missing)
			}
		})
	}
}

// Control: HAZ-02 copies and international units never share a line.
func TestVirusLinesAreNeverMixed(t *testing.T) {
	copies, iu := quantity.CopiesPerMillilitre, quantity.InternationalUnitsPerMillilitre
	tests := []VirusTest{
		{Virus: "CMV", Day: 20, Load: copies(500), Specimen: "plasma"},
		{Virus: "CMV", Day: 27, Load: copies(2000), Specimen: "plasma"},
		{Virus: "CMV", Day: 27, Load: iu(90000), Specimen: "plasma"},
		{Virus: "CMV", Day: 27, Load: copies(90000), Specimen: "whole blood"},
		{Virus: "EBV", Day: 27, Detected: No, Specimen: "whole blood"},
	}
	got, err := Viruses(tests, []VirusThreshold{{Virus: "CMV", Specimen: "plasma", Load: copies(1000)}})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Lines) != 4 || len(got.Review) != 1 || len(got.TeamDecides) != 1 {
		t.Fatalf("lines %+v, review %v, team %v", got.Lines, got.Review, got.TeamDecides)
	}
	for _, l := range got.Lines {
		want := Unknown // no threshold of that unit and specimen
		if l.Virus == "CMV" && l.Specimen == "plasma" && l.Unit == "copies/mL" {
			want = Yes
			if l.Rising != Yes || l.Doubling != "84 h" {
				t.Errorf("rising %v, doubling %q", l.Rising, l.Doubling)
			}
		}
		if l.AtOrAbove != want {
			t.Errorf("%s %s %s: above threshold %v, want %v", l.Virus, l.Specimen, l.Unit, l.AtOrAbove, want)
		}
	}
	if _, err := Viruses([]VirusTest{{Virus: "CMV", Day: 1, Load: copies(5)}}, nil); err == nil {
		t.Error("a load without specimen is taken")
	}
}

func TestMilestonesOfReconstitution(t *testing.T) {
	per := quantity.PerMicrolitre
	got, err := Reconstitution(ImmuneInput{SCID: Yes, Day100: SubsetTest{CD3: per(299), CD8: per(50)},
		Tests: []SubsetTest{{Day: 90, CD4: per(60), CD3: per(301)}, {Day: 60, CD4: per(51)}, {Day: 30, CD4: per(20)}}})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Finding{"cd4-50-twice": Yes, "b-25": Unknown, "cd3-300": Yes, "naive-cd4-one-year": Unknown, "scid-cd3": Yes, "scid-cd8": No, "scid-cd45ra": Unknown, "scid-vbeta": Unknown}
	for _, m := range got.Milestones {
		if w, ok := want[m.ID]; !ok || m.Met != w {
			t.Errorf("%s is %v, want %v", m.ID, m.Met, w)
		}
	}
	if len(got.Milestones) != len(want) || len(got.TeamDecides) == 0 {
		t.Errorf("%d milestones, team decides %v", len(got.Milestones), got.TeamDecides)
	}
}

func TestCompositeEndpointsByName(t *testing.T) {
	never := DidNotHappen()
	events := Events{AcuteGVHD34: never, ChronicSystemic: Happened(200), ChronicExtensive: never, Relapse: never, Death: never, GraftFailure: never, Retransplant: never, SecondProcedure: never, LastContact: 800}
	got := CompositeEndpoints(events, Unknown)
	if e := got.Endpoint("grfs"); e.State != EventHappened || e.Day != 200 || e.Component != "chronic_gvhd_systemic" {
		t.Errorf("GRFS %+v", e)
	}
	if e := got.Endpoint("efs-non-malignant"); e.State != EventFree || e.Day != 800 {
		t.Errorf("EFS %+v", e)
	}
	if got.Endpoint("efs-without-gvhd").Name != "" {
		t.Error("an endpoint whose definition was not read is computed")
	}
	events.ChronicSystemic = Happened(400)
	if e := CompositeEndpoints(events, Yes).Endpoint("grfs"); e.State != EventFree || e.Day != 365 {
		t.Errorf("GRFS counts the first year only: %+v", e)
	}
	events.ChronicSystemic = Occurrence{}
	if e := CompositeEndpoints(events, Yes).Endpoint("grfs"); e.State != Undetermined {
		t.Errorf("an unknown component is read as no event: %+v", e)
	}
	events.Death = Happened(100)
	if e := CompositeEndpoints(events, Yes).Endpoint("grfs"); e.State != EventHappened || !e.AtMost || e.Component != "death" {
		t.Errorf("an event with an unknown component: %+v", e)
	}
}

func TestLineagesByDifferentMethodsAreShownToAPerson(t *testing.T) {
	got, err := Chimerism([]Share{{Lineage: "CD15", Donor: quantity.PercentOf(99), Method: "STR"}, {Lineage: "CD3", Donor: quantity.PercentOf(98), Method: "NGS"}})
	if err != nil || got.Whole != FullChimerism || len(got.Review) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestBilirubinsOrderAcrossUnits(t *testing.T) {
	two, same := BilirubinByMass(quantity.MilligramsPerDecilitre(2)), BilirubinBySubstance(quantity.MicromolesPerLitre(34.2))
	three := BilirubinByMass(quantity.MilligramsPerDecilitre(3))
	if two.Compare(same) != 0 || two.Compare(three) != -1 || three.Compare(same) != 1 || two.Compare(Bilirubin{}) != 0 {
		t.Error("bilirubins do not order by mg/dL (34.2 µmol/L / 17.1 = 2 mg/dL)")
	}
}
