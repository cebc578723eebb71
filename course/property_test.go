package course

import (
	"testing"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
	"pgregory.net/rapid"
)

func anyStage(most int) *rapid.Generator[Stage] {
	return rapid.Custom(func(t *rapid.T) Stage {
		if rapid.Bool().Draw(t, "unknown") {
			return Stage{}
		}
		return StageOf(rapid.IntRange(0, most).Draw(t, "stage"))
	})
}

func anyFinding() *rapid.Generator[Finding] { return rapid.SampledFrom([]Finding{Unknown, No, Yes}) }

// filled answers an unknown.
func filled(t *rapid.T, f Finding) Finding {
	if f == Unknown {
		return rapid.SampledFrom([]Finding{No, Yes}).Draw(t, "answer")
	}
	return f
}

var order = map[GradeSystem][]string{MAGIC: {"0", "I", "II", "III", "IV"}, IBMTR: {"0", "A", "B", "C", "D"}, Glucksberg: {"0", "I", "II", ""}}

func rank(t *rapid.T, system GradeSystem, grade string) int {
	for i, g := range order[system] {
		if g == grade {
			return i
		}
	}
	t.Fatalf("no grade %q in %s", grade, system)
	return -1
}

// Control: HAZ-12 a missing organ is never read as 0.
func TestWhateverAnUnknownOrganIsTheGradeLiesInTheRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		system := rapid.SampledFrom([]GradeSystem{MAGIC, IBMTR, Glucksberg}).Draw(t, "system")
		input := GradeInput{System: system, Skin: anyStage(4).Draw(t, "skin"), Liver: anyStage(4).Draw(t, "liver"), UpperGut: anyStage(1).Draw(t, "upper"), LowGut: anyStage(4).Draw(t, "lower")}
		got, err := GradeAcuteGVHD(input)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []*Stage{&input.Skin, &input.Liver, &input.LowGut} {
			if !s.Known() {
				*s = StageOf(rapid.IntRange(0, 4).Draw(t, "found"))
			}
		}
		if !input.UpperGut.Known() {
			input.UpperGut = StageOf(rapid.IntRange(0, 1).Draw(t, "found"))
		}
		full, _ := GradeAcuteGVHD(input)
		if r := rank(t, system, full.Low); full.AtLeast() || r < rank(t, system, got.Low) || r > rank(t, system, got.High) {
			t.Fatalf("%q outside %q to %q", full.Low, got.Low, got.High)
		}
		if len(full.Missing) > 0 {
			t.Fatalf("missing %v of a full case", full.Missing)
		}
	})
}

func TestChronicSeverityCanReachEveryWord(t *testing.T) {
	seen := map[string]bool{}
	for skin := range 4 {
		for lung := range 4 {
			scores := map[ChronicOrgan]OrganScore{}
			for _, o := range ChronicOrgans() {
				scores[o] = ScoreOf(0)
			}
			scores[ChronicSkin], scores[ChronicLung] = ScoreOf(skin), ScoreOf(lung)
			got, err := GradeChronicGVHD(ChronicInput{Scores: scores, Commissioned: Yes})
			if err != nil || got.AtLeast {
				t.Fatal(got, err)
			}
			seen[got.Severity] = true
			if open, _ := GradeChronicGVHD(ChronicInput{Scores: scores}); open.Severity != "" || len(open.TeamDecides) == 0 {
				t.Errorf("an unsettled severity is computed: %q", open.Severity)
			}
		}
	}
	if len(seen) != 4 {
		t.Errorf("severities %v", seen)
	}
}

func TestADefiniteAnswerStandsWhateverTheUnknownsAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func() Finding { return anyFinding().Draw(t, "finding") }
		input := TMAInput{TimePoints: []day.Transplant{30, 37}, Anaemia: draw(), Thrombocytopenia: draw(), LDH: draw(), Schistocytes: draw(), Hypertension: draw(), C5b9: draw(), Proteinuria: draw(), BiopsyProven: No}
		before, err := TMA(input)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range []*Finding{&input.Anaemia, &input.Thrombocytopenia, &input.LDH, &input.Schistocytes, &input.Hypertension, &input.C5b9, &input.Proteinuria} {
			*f = filled(t, *f)
		}
		after, _ := TMA(input)
		if before.Met != Unknown && before.Met != after.Met || after.Met == Unknown || before.Known+len(before.Unknown) != 7 {
			t.Fatalf("%v became %v", before.Met, after.Met)
		}
		vod := VODInput{RefractoryPlatelets: draw(), WeightGain72h: quantity.PercentOf(3), Hepatomegaly: draw(), Ascites: draw(), BilirubinRising: draw(), BilirubinTwo: draw()}
		first, _ := VOD(vod)
		for _, f := range []*Finding{&vod.RefractoryPlatelets, &vod.Hepatomegaly, &vod.Ascites, &vod.BilirubinRising, &vod.BilirubinTwo} {
			*f = filled(t, *f)
		}
		second, _ := VOD(vod)
		if first.Met != Unknown && first.Met != second.Met || second.Present < first.Present {
			t.Fatalf("%v became %v", first.Met, second.Met)
		}
	})
}

func TestRecoveryDoesNotDependOnOrderOrUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.IntRange(0, 1500), 1, 30).Draw(t, "per µL")
		days := rapid.SliceOfN(rapid.IntRange(-5, 45), len(values), len(values)).Draw(t, "days")
		var litre, micro []Count
		for i, v := range values {
			d := day.Transplant(days[i])
			litre = append(litre, Count{Day: d, Value: quantity.BillionsPerLitre(float64(v) / 1000)})
			micro = append([]Count{{Day: d, Value: quantity.PerMicrolitre(float64(v))}}, micro...)
		}
		a, err := Neutrophils(NeutrophilInput{Counts: litre, Death: DidNotHappen(), SecondInfusion: DidNotHappen()})
		b, err2 := Neutrophils(NeutrophilInput{Counts: micro, Death: DidNotHappen(), SecondInfusion: DidNotHappen()})
		if err != nil || err2 != nil || a.State != b.State || a.Day != b.Day || a.Basis != b.Basis || a.Nadir != b.Nadir {
			t.Fatalf("%v %v %v against %v %v %v", a.State, a.Day, a.Nadir, b.State, b.Day, b.Nadir)
		}
		if (a.State == Engrafted) != a.Day.Known() || (a.State == Engrafted && (a.Day <= a.Nadir || a.Day < 0)) {
			t.Fatalf("%v on %v after a nadir on %v", a.State, a.Day, a.Nadir)
		}
	})
}

func TestAPlateletDateIsNeverSupported(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.IntRange(5, 40), 3, 60).Draw(t, "platelets")
		given := rapid.SliceOfN(rapid.IntRange(-10, 60), 0, 6).Draw(t, "transfusions")
		input := PlateletInput{Recorded: Yes, Threshold: quantity.BillionsPerLitre(20), Death: DidNotHappen(), SecondInfusion: DidNotHappen()}
		for d, v := range values {
			input.Counts = append(input.Counts, Count{Day: day.Transplant(d), Value: quantity.BillionsPerLitre(float64(v))})
		}
		for _, d := range given {
			input.Transfusions = append(input.Transfusions, Transfusion{Day: day.Transplant(d)})
		}
		got, err := Platelets(input)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range given {
			if got.State == Recovered && d > int(got.Day)-7 && d <= int(got.Day)+2 {
				t.Fatalf("recovered on %v with a transfusion on %d", got.Day, d)
			}
			if got.State == NeverBelow && d >= 0 {
				t.Fatalf("never below with a transfusion on %d", d)
			}
		}
		for d := got.Day; got.State == Recovered && d < got.Day+3; d++ {
			if values[d] < 20 {
				t.Fatalf("recovered on %v with %d on day %d", got.Day, values[d], d)
			}
		}
	})
}

func TestMoreSevereNeverGradesLower(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		input := VODSeverityInput{Enzymes: plain(t, 0, 9, "1"), RefractoryDays: plain(t, 0, 12, "d"), Ascites: rapid.SampledFrom([]AscitesGrade{"", AscitesNone, AscitesMinimal, AscitesModerate, AscitesParacentesis}).Draw(t, "ascites"),
			Coagulation: rapid.SampledFrom([]Coagulation{"", CoagulationNormal, CoagulationImpaired, CoagulationReplaced}).Draw(t, "coagulation"), GFR: plain(t, 5, 120, "mL/min"),
			Oxygen: rapid.SampledFrom([]OxygenNeed{"", OxygenNone, OxygenUnderTwo, OxygenExactlyTwo, OxygenOverTwo, OxygenVentilation}).Draw(t, "oxygen"), Cognition: anyFinding().Draw(t, "cognition"), MultiOrgan: No}
		got, err := GradeVOD(input)
		if err != nil || got.Low > got.High {
			t.Fatal(got, err)
		}
		input.MultiOrgan = Yes
		if worse, _ := GradeVOD(input); worse.Low != VerySevere || worse.AtLeast {
			t.Fatalf("multi-organ failure is %v", worse.Low)
		}
	})
}

func plain(t *rapid.T, low, high int, unit string) quantity.Value {
	v, err := quantity.ParseValue(itoa(rapid.IntRange(low, high).Draw(t, unit)) + " " + unit)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Control: HAZ-11 unsure knowledge is shown, never computed: only the commissioned chronic rule
// may carry a weaker mark than derived.
func TestNoComputedValueRestsOnUnsureKnowledge(t *testing.T) {
	for _, c := range vectors(t) {
		result := runRow(t, c.ID, c.Endpoint, c.Input)["result"].(map[string]any)
		if mark, _ := result["mark"].(string); !evidence.Status(mark).MayAct() {
			t.Errorf("%s rests on %q", c.ID, mark)
		}
	}
}
