package ward_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/chart/casefile"
	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/quantity"
	"github.com/dayzero-hsct/dayzero/ward"
	"pgregory.net/rapid"
)

func shanghai(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func foundingCase(t testing.TB) chart.Case {
	t.Helper()
	f, err := os.Open("../examples/lig4-shanghai/case.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, problems := casefile.Parse(f, "case.yaml")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return c
}

func seen(t testing.TB, c chart.Case, on string) chart.View {
	t.Helper()
	v, err := chart.Fold(c, chart.EndOf(day.MustDate(on), shanghai(t)))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// child is a synthetic child with Day 0 on 2 January 2025.
type child struct {
	t testing.TB
	c chart.Case
}

func newChild(t testing.TB) *child {
	k := &child{t: t, c: chart.Case{ID: "syn", Synthetic: true, Centre: chart.Centre{Timezone: "Asia/Shanghai"}}}
	k.add("child", "2024-10-01", &chart.Person{Role: "recipient", Birth: day.MustDate("2020-05-10")})
	k.add("conditioning", "2024-12-24", &chart.Event{What: "conditioning-start"})
	k.add("infusion", "2025-01-02", &chart.Infusion{Graft: "graft", Number: 1})
	return k
}

func (k *child) add(id, at string, p chart.Payload) *chart.Entry {
	k.t.Helper()
	m, err := day.ParseMoment(at, shanghai(k.t))
	if err != nil {
		k.t.Fatal(err)
	}
	k.c.Entries = append(k.c.Entries, chart.Entry{ID: id, Patient: "syn", Effective: m, Recorded: m, Author: "nurse", Source: "synthetic", Synthetic: true, Payload: p})
	return &k.c.Entries[len(k.c.Entries)-1]
}

func (k *child) measure(id, at, what, value string) *chart.Measurement {
	k.t.Helper()
	v, err := quantity.ParseValue(value)
	if err != nil {
		k.t.Fatal(err)
	}
	m := &chart.Measurement{What: what, Value: v}
	k.add(id, at, m)
	return m
}

func alert(list []ward.Alert, prefix string) (ward.Alert, bool) {
	for _, a := range list {
		if strings.HasPrefix(a.ID, prefix) {
			return a, true
		}
	}
	return ward.Alert{}, false
}

func TestTheFoundingCaseFromDayZeroToOneYear(t *testing.T) {
	c := foundingCase(t)
	before := ward.Make(seen(t, c, "2025-01-01"), "yes", nil)
	if before.Course.Started || len(before.Course.Endpoints) > 0 || len(before.Gate.Lines) > 0 {
		t.Errorf("before Day 0 the course has %d endpoints", len(before.Course.Endpoints))
	}
	home := ward.Make(seen(t, c, "2025-02-13"), "yes", nil)
	if home.Course.Neutrophils.Day != 12 || home.Course.Platelets.Day != 18 {
		t.Errorf("recovery on %v and %v, the hand count of the example says +12 and +18", home.Course.Neutrophils.Day, home.Course.Platelets.Day)
	}
	if !home.Gate.Open() {
		t.Errorf("the discharge gate is shut on Day +42: %+v", home.Gate.Lines)
	}
	if eve := ward.Make(seen(t, c, "2025-02-11"), "yes", nil); eve.Gate.Open() {
		t.Error("the gate is open before its lines were signed")
	}
	year := ward.Make(seen(t, c, "2026-01-20"), "yes", nil)
	if year.Course.Chimerism.Whole != course.FullChimerism || len(year.Alerts) > 0 {
		t.Errorf("at one year: %v, alerts %v", year.Course.Chimerism.Whole, year.Alerts)
	}
	if g := year.Course.GVHD[len(year.Course.GVHD)-1].Grade(course.MAGIC); g.Low != "0" || g.AtLeast() {
		t.Errorf("GVHD %s", g.Low)
	}
}

func TestTheOrderOfArrivalChangesNothing(t *testing.T) {
	c := foundingCase(t)
	want := ward.Make(seen(t, c, "2025-02-13"), "yes", nil)
	rapid.Check(t, func(rt *rapid.T) {
		shuffled := c
		shuffled.Entries = rapid.Permutation(c.Entries).Draw(rt, "order")
		got := ward.Make(seen(t, shuffled, "2025-02-13"), "yes", nil)
		if len(got.Alerts) != len(want.Alerts) || got.Gate.Left() != want.Gate.Left() || len(got.Course.Endpoints) != len(want.Course.Endpoints) {
			rt.Fatalf("%d alerts, %d left, %d endpoints", len(got.Alerts), got.Gate.Left(), len(got.Course.Endpoints))
		}
		for i, e := range want.Course.Endpoints {
			if got.Course.Endpoints[i].Assessment.Text != e.Assessment.Text {
				rt.Fatalf("%s: %s against %s", e.ID, got.Course.Endpoints[i].Assessment.Text.EN, e.Assessment.Text.EN)
			}
		}
	})
}

// Control: HAZ-02 another unit or specimen never shares a row.
func TestTheFlowsheetKeepsUnitsAndSpecimensApartAndMarksCorrections(t *testing.T) {
	k := newChild(t)
	k.measure("anc-1", "2025-01-10T07:00", "neutrophils", "0.4 10*9/L")
	k.measure("anc-2", "2025-01-10T07:00", "neutrophils", "<0.01 10*9/L")
	k.c.Entries[len(k.c.Entries)-1].Supersedes = "anc-1"
	k.measure("anc-3", "2025-01-11T07:00", "neutrophils", "20 /uL")
	k.add("cmv-1", "2025-01-10", &chart.Infection{Organism: "CMV", Test: "PCR plasma", Status: "active", Load: quantity.CopiesPerMillilitre(500)})
	k.add("cmv-2", "2025-01-11", &chart.Infection{Organism: "CMV", Test: "PCR whole blood", Status: "active", Load: quantity.InternationalUnitsPerMillilitre(900)})
	k.measure("odd", "2025-01-11T07:00", "moon-phase", "3 1")
	k.add("order", "2025-01-09", &chart.MedicationOrder{Drug: "ciclosporin", Category: "gvhd-prophylaxis", From: day.MustDate("2025-01-01")})
	f := ward.MakeFlowsheet(seen(t, k.c, "2025-01-12"), 7, 10)
	rows := map[string]int{}
	for _, g := range f.Groups {
		for _, r := range g.Rows {
			rows[string(g.System)+" "+r.What]++
			if r.What == "neutrophils" && r.Unit == "10*9/L" {
				cell := r.Cells[1][0]
				if cell.Text != "<0.01" || !cell.Censored || !cell.Corrected || cell.Source != "synthetic" || len(r.Cells[1]) != 1 {
					t.Errorf("corrected cell %+v", cell)
				}
			}
			if r.What == "ciclosporin" && (!r.Cells[0][0].Span || len(r.Cells) != 4) {
				t.Errorf("medicine %+v", r.Cells)
			}
		}
	}
	for name, want := range map[string]int{"blood neutrophils": 2, "infection CMV": 2, "other moon-phase": 1, "drugs ciclosporin": 1} {
		if rows[name] != want {
			t.Errorf("%s has %d rows, want %d (%v)", name, rows[name], want, rows)
		}
	}
	if folded := f.Filled(14); len(folded.Days) != 2 || folded.Days[0] != 8 {
		t.Errorf("folded days %v", folded.Days)
	}
}

func TestAWithdrawnResultLeavesItsMarkInItsRow(t *testing.T) {
	k := newChild(t)
	k.measure("anc", "2025-01-10T07:00", "neutrophils", "0.4 10*9/L")
	k.add("gone", "2025-01-10T07:00", &chart.Withdrawal{Why: "wrong-patient", What: "neutrophils"}).Supersedes = "anc"
	f := ward.MakeFlowsheet(seen(t, k.c, "2025-01-12"), 8, 8)
	if len(f.Groups) != 1 || f.Groups[0].Rows[0].What != "neutrophils" || !f.Groups[0].Rows[0].Cells[0][0].Withdrawn {
		t.Errorf("groups %+v", f.Groups)
	}
}

func TestEveryFormAsksWhatItsDefinitionReads(t *testing.T) {
	for _, f := range ward.Forms() {
		answers := map[string]string{}
		for _, field := range f.Fields() {
			if field.Label.EN == "" || field.Label.ZH == "" || field.Label.ZH == field.Key || strings.Contains(field.Label.EN, "_") {
				t.Errorf("%s: the question %s has no words", f.System, field.Key)
			}
			switch field.Kind {
			case ward.NumberField:
				answers[field.Key] = "1"
			case ward.StageField:
				answers[field.Key] = "0"
			case ward.AnswerField:
				answers[field.Key] = "no"
			case ward.ChoiceField:
				answers[field.Key] = field.Choices[0].Value
				for _, c := range field.Choices {
					if _, _, problems := f.Score(map[string]string{field.Key: c.Value}); len(problems) > 0 {
						t.Errorf("%s %s: the offered answer %q is refused: %v", f.System, field.Key, c.Value, problems)
					}
				}
			}
		}
		_, results, problems := f.Score(answers)
		if len(problems) > 0 || len(results) != len(f.Endpoints) {
			t.Errorf("%s: %v", f.System, problems)
		}
		for _, r := range results {
			for _, missing := range r.Grounds().Missing {
				t.Logf("%s leaves %s open", f.System, missing)
			}
		}
	}
}

func TestTheBodyMapIsSummedAndNeverOverruled(t *testing.T) {
	f, _ := ward.FormOf(ward.AcuteGVHDForm)
	tidy, results, problems := f.Score(map[string]string{"body.chest": "12.5", "body.head": "9", "body.left-arm": "0", "bullae": "no"})
	if len(problems) > 0 || tidy["active_erythema_percent_bsa"] != "21.5" {
		t.Fatalf("%v %v", tidy, problems)
	}
	if g := results[0].(course.AcuteGrade); g.Low != "I" || !g.AtLeast() {
		t.Errorf("grade %s, at least %v", g.Low, g.AtLeast())
	}
	for name, answers := range map[string]map[string]string{
		"a stated surface that differs":   {"body.chest": "12", "active_erythema_percent_bsa": "30"},
		"a negative share":                {"body.chest": "-3"},
		"more than the whole body":        {"body.chest": "60", "body.back": "60"},
		"a question that is not asked":    {"mood": "good"},
		"a word where a number is wanted": {"body.chest": "1e3"},
		"an answer that is none":          {"bullae": "perhaps"},
		"nothing":                         {},
		"a comma":                         {"stool_mL_per_day": "1,5"},
	} {
		if _, _, problems := f.Score(answers); len(problems) == 0 {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestAlertsSayWhyAndWhatIsMissing(t *testing.T) {
	k := newChild(t)
	k.measure("cr-0", "2024-12-20T07:00", "creatinine", "20 umol/L")
	k.measure("cr-1", "2025-01-09T07:00", "creatinine", "22 umol/L")
	k.measure("cr-2", "2025-01-10T07:00", "creatinine", "47 umol/L")
	for i, d := range []string{"2025-01-30", "2025-02-13"} {
		m := k.measure("cd3-"+d, d+"T08:00", "chimerism", []string{"97 %", "60 %"}[i])
		m.Lineage, m.Method = "cd3", "STR"
	}
	list := ward.Alerts(seen(t, k.c, "2025-01-10"), nil)
	a, ok := alert(list, "aki.2")
	if !ok || !a.Interrupts || a.Definition.EN == "" || a.Check.EN == "" || a.Check.ZH == "" || len(a.Missing) == 0 || len(a.Entries) == 0 {
		t.Errorf("kidney alert %+v of %v", a, list)
	}
	list = ward.Alerts(seen(t, k.c, "2025-02-13"), nil)
	fall, ok := alert(list, "chimerism.fall.cd3")
	if !ok || !fall.Interrupts || len(fall.Team) == 0 {
		t.Errorf("chimerism alert %+v of %v", fall, list)
	}
	for _, a := range list {
		for _, verb := range []string{"taper", "stop ", "raise immuno", "reduce immuno"} {
			if strings.Contains(a.Check.EN+a.Why.EN, verb) {
				t.Errorf("%s names a direction: %s", a.ID, a.Check.EN)
			}
		}
	}
}

func TestAnAcknowledgedAlertReturnsWhenItsStateChanges(t *testing.T) {
	k := newChild(t)
	k.measure("cr-0", "2024-12-20T07:00", "creatinine", "20 umol/L")
	k.measure("cr-1", "2025-01-10T07:00", "creatinine", "31 umol/L")
	k.add("seen", "2025-01-10T09:00", &chart.Acknowledgement{Alert: "aki.1", Reason: "dehydrated, seen by nephrology"})
	if a, ok := alert(ward.Alerts(seen(t, k.c, "2025-01-10"), nil), "aki"); !ok || a.Open() || a.Answer.Reason == "" || a.Answer.By != "nurse" {
		t.Errorf("acknowledged alert %+v", a)
	}
	k.measure("cr-2", "2025-01-11T07:00", "creatinine", "62 umol/L")
	if a, ok := alert(ward.Alerts(seen(t, k.c, "2025-01-11"), nil), "aki.3"); !ok || !a.Open() {
		t.Errorf("a worse stage hides behind the old answer: %+v", a)
	}
}

func TestFeverToTheFirstAntimicrobialIsMeasuredAndNotJudged(t *testing.T) {
	k := newChild(t)
	k.measure("t-1", "2025-01-10T22:00", "temperature", "38.0 Cel")
	k.measure("t-2", "2025-01-11T03:00", "temperature", "39.2 Cel")
	k.measure("t-0", "2025-01-08T22:00", "temperature", "37.9 Cel")
	v := seen(t, k.c, "2025-01-11")
	if a, ok := alert(ward.Alerts(v, nil), "fever.t-1"); ok {
		t.Errorf("a fever of more than a day ago still interrupts: %+v", a)
	}
	if a, ok := alert(ward.Alerts(seen(t, k.c, "2025-01-10"), nil), "fever.t-1"); !ok || !a.Interrupts || len(a.Team) == 0 {
		t.Errorf("fever without antimicrobial: %+v", a)
	}
	k.add("dose", "2025-01-10T22:47", &chart.MedicationAdministration{Drug: "meropenem", Category: "antimicrobial"})
	list := ward.Fevers(seen(t, k.c, "2025-01-11"))
	if len(list) != 1 || list[0].Minutes() != 47 || list[0].Drug != "meropenem" {
		t.Errorf("episodes %+v", list)
	}
	if _, ok := alert(ward.Alerts(seen(t, k.c, "2025-01-10"), nil), "fever"); ok {
		t.Error("the alert stands although a dose was given")
	}
}

func TestTheDischargeGateNeverOpensOnAnUnknown(t *testing.T) {
	c := foundingCase(t)
	for i, e := range c.Entries {
		a, ok := e.Payload.(*chart.Assessment)
		if !ok || !strings.HasPrefix(a.Item, "discharge-") || a.Item == "discharge-afebrile" {
			continue
		}
		without := c
		without.Entries = append(append([]chart.Entry{}, c.Entries[:i]...), c.Entries[i+1:]...)
		if g := ward.Gate(seen(t, without, "2025-02-13"), "yes", nil); g.Open() || g.Left() != 1 {
			t.Errorf("without %s the gate has %d lines left, open %v", a.Item, g.Left(), g.Open())
		}
	}
	fever := foundingCase(t)
	value, err := quantity.ParseValue("38.4 Cel")
	if err != nil {
		t.Fatal(err)
	}
	at, err := day.ParseMoment("2025-02-13T05:00", shanghai(t))
	if err != nil {
		t.Fatal(err)
	}
	fever.Entries = append(fever.Entries, chart.Entry{ID: "fever", Effective: at, Recorded: at, Payload: &chart.Measurement{What: "temperature", Value: value}})
	if ward.Gate(seen(t, fever, "2025-02-13"), "yes", nil).Open() {
		t.Error("the gate is open with a fever of the same morning")
	}
}

func TestInteractionsNameTheirStatus(t *testing.T) {
	k := newChild(t)
	k.add("o1", "2025-01-03", &chart.MedicationOrder{Drug: "ciclosporin", Category: "gvhd-prophylaxis"})
	k.add("o2", "2025-01-05", &chart.MedicationOrder{Drug: "voriconazole", Category: "antimicrobial"})
	k.add("o3", "2025-01-06", &chart.MedicationOrder{Drug: "rifampicin", Category: "antimicrobial"})
	k.add("o4", "2025-01-07", &chart.MedicationStop{Drug: "Voriconazole "})
	if got := ward.Interactions(seen(t, k.c, "2025-01-06")); len(got) != 2 || got[0].Status != "read" || got[1].Status != "unsure" {
		t.Errorf("interactions %+v", got)
	}
	if got := ward.Interactions(seen(t, k.c, "2025-01-08")); len(got) != 1 || got[0].First != "rifampicin" {
		t.Errorf("after the stop %+v", got)
	}
}

func TestRoundsCountLinesAntimicrobialDaysAndBalance(t *testing.T) {
	k := newChild(t)
	k.measure("w0", "2024-12-23T06:00", "body-weight", "10 kg")
	k.measure("w1", "2025-01-10T06:00", "body-weight", "10.6 kg")
	k.measure("in", "2025-01-10T12:00", "fluid-in", "900 mL")
	k.measure("in2", "2025-01-10T20:00", "fluid-in", "0.3 L")
	k.measure("out", "2025-01-10T20:00", "fluid-out", "700 mL")
	k.add("line", "2025-01-01", &chart.Device{Device: "tunnelled line", State: "placed"})
	k.add("mero", "2025-01-08", &chart.MedicationOrder{Drug: "meropenem", Category: "antimicrobial", From: day.MustDate("2025-01-08")})
	k.add("culture", "2025-01-09", &chart.Infection{Organism: "none", Test: "blood culture", Site: "line", Status: "not-detected"})
	r := ward.MakeRounds(seen(t, k.c, "2025-01-10"), nil)
	if len(r.Lines) != 1 || r.Lines[0].Days != 10 || len(r.Antimicrobial) != 1 || r.Antimicrobial[0].Days != 3 || !r.Antimicrobial[0].Running || len(r.Cultures) != 1 {
		t.Errorf("rounds %+v", r)
	}
	b := r.Balances[0]
	if b.In != "1200 mL" || b.Out != "700 mL" || b.Net != "500 mL" || b.FromBaseline != "+6.0 %" || b.Baseline != "10 kg" {
		t.Errorf("balance %+v", b)
	}
	if len(r.Team) == 0 {
		t.Error("the limits of fluid overload are not named as the centre's")
	}
}

func TestAFurtherBagOfTheGraftIsNoSecondInfusion(t *testing.T) {
	counts := func(k *child) {
		for i, value := range []string{"0.0", "0.1", "0.6", "0.8", "1.1"} {
			k.measure("anc-"+value, day.MustDate("2025-01-10").AddDays(i).String()+"T07:00", "neutrophils", value+" 10*9/L")
		}
	}
	for name, c := range map[string]struct {
		graft, on string
		want      course.RecoveryStatus
	}{
		"a second bag of the same graft":            {"graft", "2025-01-03T10:00", course.Engrafted},
		"the graft corrected between the two bags":  {"graft-corrected", "2025-01-03T10:00", course.Engrafted},
		"another graft before the neutrophils came": {"boost", "2025-01-11T10:00", course.SecondInfusionBefore},
	} {
		t.Run(name, func(t *testing.T) {
			k := newChild(t)
			k.add("graft", "2025-01-01T10:00", &chart.Graft{Source: "bone-marrow", Donor: "brother", State: "released"})
			k.add("graft-corrected", "2025-01-01T10:00", &chart.Graft{Source: "bone-marrow", Donor: "brother", State: "released"}).Supersedes = "graft"
			k.add("boost", "2025-01-11T09:00", &chart.Graft{Source: "pbsc", Donor: "brother", State: "released"})
			k.add("second", c.on, &chart.Infusion{Graft: c.graft, Number: 2})
			counts(k)
			if got := ward.Recovery(seen(t, k.c, "2025-02-01")).Neutrophils; got.State != c.want {
				t.Errorf("%s on %s", got.State, got.Day)
			}
		})
	}
}
