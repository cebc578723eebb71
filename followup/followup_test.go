package followup_test

import (
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/agenda"
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/chart/casefile"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/followup"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
)

var base = sync.OnceValues(knowledge.Embedded)

func example(t testing.TB, name string) chart.Case {
	t.Helper()
	f, err := os.Open("../examples/" + name + "/case.yaml")
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

// seen folds a case and makes its plan as of the end of a day.
func seen(t testing.TB, c chart.Case, on string) (chart.View, *knowledge.Base, plan.Plan) {
	t.Helper()
	loc, err := time.LoadLocation(c.Centre.Timezone)
	if err != nil {
		t.Fatal(err)
	}
	v, err := chart.Fold(c, chart.EndOf(day.MustDate(on), loc))
	if err != nil {
		t.Fatal(err)
	}
	b, err := base()
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Make(v, b)
	if err != nil {
		t.Fatal(err)
	}
	return v, b, p
}

func add(t testing.TB, c chart.Case, id, at string, p chart.Payload) chart.Case {
	t.Helper()
	m, err := day.ParseMoment(at, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	c.Entries = append(append([]chart.Entry{}, c.Entries...), chart.Entry{ID: id, Effective: m, Recorded: m, Author: "nurse", Source: "synthetic", Payload: p})
	return c
}

func item(items []followup.Item, id string) followup.Item {
	for _, it := range items {
		if it.ID == id {
			return it
		}
	}
	return followup.Item{}
}

func TestEveryDutyIsAnItemOfTheKnowledge(t *testing.T) {
	b, err := base()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, it := range b.Calendar() {
		known[it.ID] = true
	}
	for _, id := range agenda.Duties() {
		if !known[id] {
			t.Errorf("the duty %s is no item of the calendar", id)
		}
	}
}

func TestNothingIsDueBeforeTheGraft(t *testing.T) {
	v, b, p := seen(t, example(t, "lig4-shanghai"), "2025-01-01")
	if items, statements := followup.Calendar(v, b, p); len(items)+len(statements) > 0 || len(agenda.Vaccines(v, b)) > 0 {
		t.Errorf("%d items before Day 0", len(items))
	}
}

func TestAnItemIsDoneByAnEntryAndOverdueWithoutOne(t *testing.T) {
	v, b, p := seen(t, example(t, "lig4-shanghai"), "2025-04-12") // Day +100
	items, _ := followup.Calendar(v, b, p)
	chimerism := item(items, "calendar.to100.chimerism-iei")
	// Hand count: dates +28, +42, +56, +92 have come. Tests on +28 (30 Jan), and the visits; the
	// example tests on 3 April (+91), which is nearer to +92 than a third of the distance.
	if chimerism.State != agenda.Done || chimerism.Last.Entry == "" || chimerism.Due != 4 {
		t.Errorf("chimerism %+v", chimerism)
	}
	if registry := item(items, "calendar.to100.registry"); registry.State != agenda.Due {
		t.Errorf("Day-100 pack %+v", registry)
	}
	if late := item(items, "calendar.late.eyes"); late.State != agenda.Ahead || !late.Next.Equal(day.MustDate("2026-01-02")) {
		t.Errorf("eyes %+v", late)
	}
	c := add(t, example(t, "lig4-shanghai"), "pack", "2025-04-10", &chart.Assessment{Item: "calendar.to100.registry", State: "done"})
	v, b, p = seen(t, c, "2025-04-12")
	items, _ = followup.Calendar(v, b, p)
	if registry := item(items, "calendar.to100.registry"); registry.State != agenda.Done || registry.Last.Entry != "pack" {
		t.Errorf("Day-100 pack after its assessment %+v", registry)
	}
}

func TestTheCalendarRunsToAdulthoodAndIonisingItemsAreNotRoutine(t *testing.T) {
	v, b, p := seen(t, example(t, "lig4-shanghai"), "2026-01-20")
	items, _ := followup.Calendar(v, b, p)
	eyes := item(items, "calendar.late.eyes")
	if n := len(eyes.Dates); n != 17 || eyes.Dates[n-1].After(day.MustDate("2042-05-10")) { // +365 yearly to the eighteenth birthday, 10 May 2042
		t.Errorf("%d yearly dates, last %v", n, eyes.Dates[len(eyes.Dates)-1])
	}
	for _, id := range []string{"calendar.late.bone-density"} {
		if it := item(items, id); it.State != agenda.Gated || len(it.Dates) > 0 || it.Next.Known() {
			t.Errorf("%s is routine for a radiosensitive child: %+v", id, it)
		}
	}
	dates := followup.FamilyCalendar(items, agenda.Vaccines(v, b), v.Today(), 400)
	for _, d := range dates {
		for _, thing := range d.Things {
			if thing.Text.EN == "" || thing.Text.ZH == "" || strings.Contains(thing.Text.EN, "DXA") || strings.Contains(thing.Text.EN, "LIG4") {
				t.Errorf("%s on %s: %+v", thing.Item, d.Date, thing.Text)
			}
		}
	}
	if len(dates) == 0 || dates[0].Date.Before(v.Today()) {
		t.Errorf("family calendar %+v", dates)
	}
}

func TestANonRadiosensitiveChildKeepsTheBoneDensity(t *testing.T) {
	c := example(t, "wiskott-aldrich")
	c = add(t, c, "bag", "2025-01-02", &chart.Infusion{Graft: "graft", Number: 1})
	v, b, p := seen(t, c, "2026-11-20")
	if p.Child.Radiosensitive != "no" {
		t.Fatalf("the example is handled as %s", p.Child.Radiosensitive)
	}
	items, _ := followup.Calendar(v, b, p)
	if it := item(items, "calendar.late.bone-density"); it.State == agenda.Gated || it.ID == "" {
		t.Errorf("bone density %+v", it)
	}
	if it := item(items, "calendar.late.lig4-plan"); it.ID != "" {
		t.Error("the plan of another disease applies")
	}
}

func TestVaccinesCountDosesAndNameWhatWaits(t *testing.T) {
	c := example(t, "lig4-shanghai")
	c = add(t, c, "pcv-1", "2025-04-10", &chart.Vaccine{Vaccine: "PCV", Status: "given"})
	row := func(on, id string, c chart.Case) agenda.Vaccine {
		v, b, _ := seen(t, c, on)
		for _, x := range agenda.Vaccines(v, b) {
			if x.Item == id {
				return x
			}
		}
		t.Fatalf("no vaccine %s", id)
		return agenda.Vaccine{}
	}
	pcv := row("2025-04-12", "calendar.vaccine.pcv", c)
	if len(pcv.Given) != 1 || pcv.DoseText() != "1 / 3" || !pcv.Next.Equal(day.MustDate("2025-05-10")) || pcv.State != agenda.Ahead {
		t.Errorf("after the first dose %+v", pcv)
	}
	mmr := row("2027-02-01", "calendar.vaccine.mmr", c)
	if mmr.State != agenda.Gated || len(mmr.Open) == 0 {
		t.Errorf("a live vaccine opens without T-cell function: %+v", mmr)
	}
	open := add(t, c, "t-cells", "2027-01-20", &chart.Assessment{Item: "t-cell-function", State: "done"})
	if mmr = row("2027-02-01", "calendar.vaccine.mmr", open); mmr.State != agenda.Due && mmr.State != agenda.Overdue {
		t.Errorf("every condition is answered, and it waits: %+v", mmr)
	}
	if mmr = row("2026-06-01", "calendar.vaccine.mmr", open); mmr.State != agenda.Ahead {
		t.Errorf("a live vaccine before 24 months: %+v", mmr)
	}
	hib := row("2025-06-01", "calendar.vaccine.hib", add(t, c, "hib-1", "2025-04-10", &chart.Vaccine{Vaccine: "Hib", Status: "given"}))
	if hib.Next.Known() || hib.Interval.Empty() {
		t.Errorf("an interval that the text does not give is computed: %+v", hib)
	}
	if bcg := row("2025-04-12", "calendar.vaccine.pcv", add(t, c, "ritux", "2025-03-01", &chart.MedicationOrder{Drug: "rituximab", Category: "other", From: day.MustDate("2025-03-01"), To: day.MustDate("2025-03-01")})); len(bcg.Wait) == 0 {
		t.Errorf("rituximab within 6 months is no reason: %+v", bcg)
	}
}

func TestATaperShowsLevelsAndWhatWasLookedAt(t *testing.T) {
	v, _, _ := seen(t, example(t, "lig4-shanghai"), "2026-01-20")
	for _, taper := range followup.Tapers(v) {
		if taper.Drug != "ciclosporin" {
			continue
		}
		last := taper.Steps[len(taper.Steps)-1]
		if len(taper.Steps) != 3 || !taper.Steps[0].Start || !last.Stop || last.LevelBefore != "41 ng/mL (2025-07-03)" || len(last.Before) != 3 || last.Before[2].Entry == "" {
			t.Errorf("steps %+v", taper.Steps)
		}
		return
	}
	t.Error("ciclosporin is no taper")
}

func TestNothingIsDueAfterDeath(t *testing.T) {
	v, b, p := seen(t, add(t, example(t, "lig4-shanghai"), "death", "2025-03-01", &chart.Event{What: "death"}), "2025-06-01")
	items, _ := followup.Calendar(v, b, p)
	for _, it := range items {
		if it.State != agenda.Closed && it.State != agenda.Gated {
			t.Errorf("%s is %s", it.ID, it.State)
		}
	}
}
