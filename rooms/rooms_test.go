package rooms_test

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/chart/casefile"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/quantity"
	"github.com/dayzero-hsct/dayzero/rooms"
)

var sharedBase = sync.OnceValues(knowledge.Embedded)

func base(t testing.TB) *knowledge.Base {
	t.Helper()
	b, err := sharedBase()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var loaded sync.Map // a case file is parsed once

func load(t testing.TB, name string) chart.Case {
	t.Helper()
	if c, ok := loaded.Load(name); ok {
		return c.(chart.Case)
	}
	f, err := os.Open("../examples/" + name + "/case.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, problems := casefile.Parse(f, name)
	for _, p := range problems {
		t.Fatal(p)
	}
	loaded.Store(name, c)
	return c
}

// at makes the plan and the view of a case at the end of a day.
func at(t testing.TB, c chart.Case, date string) (plan.Plan, chart.View) {
	t.Helper()
	loc, err := c.Centre.Location()
	if err != nil {
		t.Fatal(err)
	}
	v, err := chart.Fold(c, chart.EndOf(day.MustDate(date), loc))
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Make(v, base(t))
	if err != nil {
		t.Fatal(err)
	}
	return p, v
}

// change gives a copy of the case with one entry's payload replaced.
func change[T chart.Payload](t testing.TB, c chart.Case, id string, edit func(T) T) chart.Case {
	t.Helper()
	c.Entries = slices.Clone(c.Entries)
	for i, e := range c.Entries {
		if p, ok := e.Payload.(T); ok && e.ID == id {
			c.Entries[i].Payload = edit(p)
			return c
		}
	}
	t.Fatalf("no entry %s", id)
	return c
}

func without(c chart.Case, ids ...string) chart.Case {
	c.Entries = slices.DeleteFunc(slices.Clone(c.Entries), func(e chart.Entry) bool { return slices.Contains(ids, e.ID) })
	return c
}

func line(t testing.TB, panels []rooms.Panel, panel, key string) rooms.Line {
	t.Helper()
	for _, p := range panels {
		for _, l := range p.Lines {
			if p.Key == panel && l.Key == key {
				return l
			}
		}
	}
	t.Fatalf("no line %s in %s", key, panel)
	return rooms.Line{}
}

func item(t testing.TB, e rooms.Evaluation, name string) rooms.Item {
	t.Helper()
	i := slices.IndexFunc(e.Items, func(i rooms.Item) bool { return i.ID == "checklist."+name })
	if i < 0 {
		t.Fatalf("no row %s", name)
	}
	return e.Items[i]
}

func TestTheEvaluationGateOpensWhenNothingIsMissingAndNotBefore(t *testing.T) {
	c := load(t, "lig4-shanghai")
	for date, open := range map[string]bool{"2024-10-03": false, "2024-12-10": false, "2024-12-18": false, "2024-12-20": true, "2024-12-27": false, "2025-01-02": true, "2026-01-20": true} {
		p, v := at(t, c, date)
		if e := rooms.Evaluate(p, v, base(t)); e.Gate.Open != open {
			t.Errorf("%s: open %v, missing %v", date, e.Gate.Open, e.Gate.Missing)
		}
	}
}

func TestARowOfTheChecklist(t *testing.T) {
	c := load(t, "lig4-shanghai")
	for name, k := range map[string]struct {
		edit func(chart.Case) chart.Case
		row  string
		date string
		want string
	}{
		"is missing without an assessment":          {func(c chart.Case) chart.Case { return without(c, "assess-growth") }, "growth", "2024-12-20", "missing"},
		"expires with its validity":                 {func(c chart.Case) chart.Case { return c }, "kidney", "2024-12-27", "expired"},
		"is judged on Day 0 once the graft is in":   {func(c chart.Case) chart.Case { return c }, "kidney", "2025-06-01", "done"},
		"answered by the record is not ticked":      {func(c chart.Case) chart.Case { return without(c, "hla-sister-second") }, "hla", "2024-12-20", "missing"},
		"waived with a reason no longer waits":      {func(c chart.Case) chart.Case { return waive(t, c, "parents moved") }, "growth", "2024-12-20", "waived"},
		"waived without a reason is missing":        {func(c chart.Case) chart.Case { return waive(t, c, "") }, "growth", "2024-12-20", "missing"},
		"of consent asks for the donor's too":       {func(c chart.Case) chart.Case { return without(c, "consent-donation") }, "consent", "2024-12-20", "missing"},
		"of the family asks for each sibling":       {func(c chart.Case) chart.Case { return without(c, "variant-sister-1") }, "family", "2024-12-20", "missing"},
		"of infection closes with an active one":    {func(c chart.Case) chart.Case { return activeCMV(t, c) }, "infection-status", "2024-12-20", "missing"},
		"takes the name of an earlier case file":    {func(c chart.Case) chart.Case { return c }, "bcg-record", "2024-12-20", "done"},
		"of the donor waits for the donor's chart":  {func(c chart.Case) chart.Case { return without(c, "haemoglobin-sister") }, "donor-record", "2024-12-20", "missing"},
		"of isolation is answered by the isolation": {func(c chart.Case) chart.Case { return c }, "isolation", "2024-12-20", "done"},
	} {
		p, v := at(t, k.edit(c), k.date)
		if got := item(t, rooms.Evaluate(p, v, base(t)), k.row); got.State != k.want {
			t.Errorf("%s: %s is %s (%s), want %s", name, k.row, got.State, got.Result.EN, k.want)
		}
	}
}

func waive(t *testing.T, c chart.Case, reason string) chart.Case {
	return change(t, c, "assess-growth", func(*chart.Assessment) *chart.Assessment {
		return &chart.Assessment{Item: "growth", State: "waived", Result: reason}
	})
}

func activeCMV(t *testing.T, c chart.Case) chart.Case {
	return change(t, c, "infection-cmv-1216", func(*chart.Infection) *chart.Infection { return &chart.Infection{Organism: "CMV", Status: "active"} })
}

func TestNoSumOfAComorbidityIndexIsEverComputed(t *testing.T) {
	p, v := at(t, load(t, "lig4-shanghai"), "2024-12-20")
	for _, l := range rooms.Evaluate(p, v, base(t)).Scores.Lines {
		if strings.HasPrefix(l.Key, "score-risk") && (l.State != rooms.Gap || l.Work != nil) {
			t.Errorf("%s: %s %q", l.Key, l.State, l.Value.EN)
		}
	}
}

func titre(t *testing.T, text string) quantity.Titre {
	t.Helper()
	x, err := quantity.ParseTitre(text)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// Values by hand from EBMT Handbook 2024, 24.6: major 1:32 and above, minor
// 1:256 and above; 1:16 and 1:128 and below need nothing in peripheral blood.
func TestABOHandlingFollowsTheTitres(t *testing.T) {
	for name, k := range map[string]struct {
		child, donor chart.BloodGroup
		key, state   string
		says         string
	}{
		"major at the limit":            {chart.BloodGroup{ABO: "O", RhD: "positive", AntiA: titre(t, "1:32")}, chart.BloodGroup{ABO: "A", RhD: "positive"}, "major", rooms.Caution, "red cells below 20 mL"},
		"major below":                   {chart.BloodGroup{ABO: "O", RhD: "positive", AntiA: titre(t, "1:16")}, chart.BloodGroup{ABO: "A", RhD: "positive"}, "major", rooms.Done, "unmanipulated"},
		"major without a titre":         {chart.BloodGroup{ABO: "O", RhD: "positive"}, chart.BloodGroup{ABO: "A", RhD: "positive"}, "major", rooms.Gap, "handling open"},
		"major takes the higher of two": {chart.BloodGroup{ABO: "O", RhD: "positive", AntiA: titre(t, "1:8"), AntiB: titre(t, "1:64")}, chart.BloodGroup{ABO: "AB", RhD: "positive"}, "major", rooms.Caution, "1:64"},
		"major with one of two missing": {chart.BloodGroup{ABO: "O", RhD: "positive", AntiA: titre(t, "1:8")}, chart.BloodGroup{ABO: "AB", RhD: "positive"}, "major", rooms.Gap, "anti-B"},
		"minor at the limit":            {chart.BloodGroup{ABO: "A", RhD: "positive"}, chart.BloodGroup{ABO: "O", RhD: "positive", AntiA: titre(t, "1:256")}, "minor", rooms.Caution, "plasma depletion"},
		"minor below":                   {chart.BloodGroup{ABO: "A", RhD: "positive"}, chart.BloodGroup{ABO: "O", RhD: "positive", AntiA: titre(t, "1:128")}, "minor", rooms.Done, "unmanipulated"},
		"minor between":                 {chart.BloodGroup{ABO: "A", RhD: "positive"}, chart.BloodGroup{ABO: "O", RhD: "positive", AntiA: titre(t, "1:200")}, "minor", rooms.Caution, "the team decides"},
		"identical":                     {chart.BloodGroup{ABO: "A", RhD: "positive"}, chart.BloodGroup{ABO: "A", RhD: "negative"}, "groups", rooms.Done, "identical"},
		"bidirectional":                 {chart.BloodGroup{ABO: "A", RhD: "positive"}, chart.BloodGroup{ABO: "B", RhD: "positive"}, "groups", rooms.Done, "bidirectional"},
	} {
		c := load(t, "lig4-shanghai")
		c = change(t, c, "blood-group-child", func(*chart.BloodGroup) *chart.BloodGroup { return &k.child })
		c = change(t, c, "blood-group-sister", func(*chart.BloodGroup) *chart.BloodGroup { return &k.donor })
		p, v := at(t, c, "2025-01-01")
		got := line(t, rooms.DayZeroRoom(p, v, base(t)).Panels, "abo", k.key)
		if got.State != k.state || !strings.Contains(got.Value.EN, k.says) {
			t.Errorf("%s: %s %q", name, got.State, got.Value.EN)
		}
	}
}

func TestCellDosesStandBesideEveryRangeRead(t *testing.T) {
	cells := func(text string) quantity.CellDose {
		d, err := quantity.ParseCellDose(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for name, k := range map[string]struct {
		graft chart.Graft
		want  string // cells:state in order
	}{
		"5 million CD34 keep every range": {chart.Graft{Source: "pbsc", CD34: cells("5.0 10*6/kg"), CD3: cells("2.5 10*8/kg")}, "CD34:done CD34:done CD34:done CD34:done CD34:done CD3:done"},
		"3 million lie below three":       {chart.Graft{Source: "pbsc", CD34: cells("3 10*6/kg")}, "CD34:caution CD34:caution CD34:caution CD34:caution CD34:done CD3:gap"},
		"12 million lie above":            {chart.Graft{Source: "pbsc", CD34: cells("12 10*6/kg"), CD3: cells("11 10*8/kg")}, "CD34:caution CD34:done CD34:caution CD34:caution CD34:caution CD3:caution"},
		"marrow is asked for its TNC":     {chart.Graft{Source: "bone-marrow", CD34: cells("3 10*6/kg")}, "TNC:gap TNC:gap CD3:gap"},
		"cord has no range read":          {chart.Graft{Source: "cord"}, ""},
	} {
		c := change(t, load(t, "lig4-shanghai"), "graft", func(old *chart.Graft) *chart.Graft {
			g := k.graft
			g.Donor, g.State = old.Donor, old.State
			return &g
		})
		p, v := at(t, c, "2025-01-01")
		var got []string
		for _, d := range rooms.DayZeroRoom(p, v, base(t)).Doses {
			got = append(got, d.Cells+":"+d.State)
		}
		if strings.Join(got, " ") != k.want {
			t.Errorf("%s: %s", name, strings.Join(got, " "))
		}
	}
}

// Control: HAZ-80.
func TestAnIdentityCheckStandsOnlyWhenTwoPeopleReadTheSame(t *testing.T) {
	good := chart.IdentityCheck{Of: "graft", Graft: "graft", Identifier: "SYN-GRAFT-0001", Wristband: "SYN-LIG4-01", Matches: chart.Yes, CheckedBy: []string{"A", "B"}}
	for name, k := range map[string]struct {
		edit func(*chart.IdentityCheck)
		want string
	}{
		"two people, same identifiers": {func(*chart.IdentityCheck) {}, rooms.Done},
		"one person twice":             {func(c *chart.IdentityCheck) { c.CheckedBy = []string{"A", "A"} }, rooms.Gap},
		"one person":                   {func(c *chart.IdentityCheck) { c.CheckedBy = []string{"A"} }, rooms.Gap},
		"no wristband":                 {func(c *chart.IdentityCheck) { c.Wristband = "" }, rooms.Gap},
		"another bag":                  {func(c *chart.IdentityCheck) { c.Identifier = "SYN-GRAFT-0002" }, rooms.Stop},
		"another child":                {func(c *chart.IdentityCheck) { c.Wristband = "SYN-LIG4-02" }, rooms.Stop},
		"said not to match":            {func(c *chart.IdentityCheck) { c.Matches = chart.No }, rooms.Stop},
		"not said to match":            {func(c *chart.IdentityCheck) { c.Matches = chart.UnknownAnswer }, rooms.Stop},
	} {
		c := change(t, load(t, "lig4-shanghai"), "identity-graft", func(*chart.IdentityCheck) *chart.IdentityCheck {
			check := good
			k.edit(&check)
			return &check
		})
		p, v := at(t, c, "2025-01-02")
		room := rooms.DayZeroRoom(p, v, base(t))
		if got := line(t, room.Panels, "identity", "identity-identity-graft"); got.State != k.want || room.Gate.Open != (k.want == rooms.Done) {
			t.Errorf("%s: %s, gate open %v", name, got.State, room.Gate.Open)
		}
	}
}

func TestTheChainFromVeinToVeinNamesItsGap(t *testing.T) {
	c := load(t, "lig4-shanghai")
	p, v := at(t, c, "2025-02-13")
	if trace := rooms.VeinToVein(p, v, base(t)); !trace.Unbroken {
		t.Errorf("the founding case has a gap: %+v", trace.Steps)
	}
	for _, id := range []string{"consent-donation", "collection-1", "identity-graft"} {
		p, v := at(t, without(c, id), "2025-02-13")
		if rooms.VeinToVein(p, v, base(t)).Unbroken {
			t.Errorf("without %s the chain still holds", id)
		}
	}
}

func TestNoDoseStandsOnTheWorksheetOfAnUncommissionedProtocol(t *testing.T) {
	c := change(t, load(t, "lig4-shanghai"), "protocol-syn-f1", func(p *chart.CentreProtocol) *chart.CentreProtocol {
		q := *p
		q.Commissioned = nil
		return &q
	})
	p, v := at(t, c, "2024-12-27")
	if room := rooms.PharmacyRoom(p, v, base(t)); len(room.Doses) > 0 {
		t.Errorf("%d doses from a protocol that nobody commissioned", len(room.Doses))
	}
}

func TestTheWorksheetSeesWhatDiffersAndWhoChecked(t *testing.T) {
	c := load(t, "lig4-shanghai")
	dose := func(text string) quantity.Mass {
		m, err := quantity.ParseMass(text)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	c = change(t, c, "prepared-fludarabine-m6", func(p *chart.Preparation) *chart.Preparation {
		q := *p
		q.Dose, q.CheckedBy = dose("7.2 mg"), ""
		return &q
	})
	p, v := at(t, c, "2024-12-27")
	first := rooms.PharmacyRoom(p, v, base(t)).Doses[0]
	if !first.Differs || first.Prepared.State != rooms.Gap || !first.Today {
		t.Errorf("differs %v, prepared %s, today %v", first.Differs, first.Prepared.State, first.Today)
	}
}

func TestInteractionsAreThoseOfTheDay(t *testing.T) {
	c := load(t, "lig4-shanghai")
	for date, want := range map[string]int{"2025-01-10": 0, "2025-01-17": 1, "2025-05-01": 0} {
		p, v := at(t, c, date)
		got := rooms.PharmacyRoom(p, v, base(t)).Interactions
		if len(got) != want {
			t.Errorf("%s: %v", date, got)
		}
		for _, i := range got {
			if i.Fact.Status == evidence.Read && strings.HasPrefix(i.Fact.ID, "practice.") {
				t.Errorf("%s: experience is shown as read", i.Fact.ID)
			}
		}
	}
}

func TestALevelNamesItsLine(t *testing.T) {
	c := load(t, "lig4-shanghai")
	for name, k := range map[string]struct {
		line, state, want string
	}{
		"drawn elsewhere": {"peripheral vein", "drawn", rooms.Done}, "from the lumen of the drug": {"red lumen", "drawn", rooms.Caution},
		"without a line": {"", "planned", rooms.Gap}, "overdue": {"peripheral vein", "planned", rooms.Caution},
	} {
		c := change(t, c, "level-ciclosporin-250104", func(l *chart.LevelRequest) *chart.LevelRequest {
			q := *l
			q.Line, q.State = k.line, k.state
			return &q
		})
		p, v := at(t, c, "2025-01-08")
		if got := line(t, rooms.PharmacyRoom(p, v, base(t)).Panels, "levels", "level-ciclosporin-250104"); got.State != k.want {
			t.Errorf("%s: %s %q", name, got.State, got.Value.EN)
		}
	}
}

func TestTheDonorsChart(t *testing.T) {
	c := load(t, "lig4-shanghai")
	p, v := at(t, c, "2024-12-20")
	if _, ok := rooms.DonorChart(p, v, base(t), "child"); ok {
		t.Error("the recipient has a donor's chart")
	}
	sister, ok := rooms.DonorChart(p, v, base(t), "sister")
	if !ok {
		t.Fatal("no chart of the sister")
	}
	// 20.5 kg over 6.8 kg.
	if got := line(t, sister.Panels, "eligibility", "weight-ratio"); got.Value.EN != "3.01" || got.Work == nil {
		t.Errorf("weight ratio %q", got.Value.EN)
	}
	if got := line(t, sister.Panels, "consent", "advocate"); got.State != rooms.Done {
		t.Errorf("advocate %s", got.State)
	}
	p, v = at(t, without(c, "donor-work-up-sister-first", "donor-work-up-sister"), "2024-12-20")
	bare, _ := rooms.DonorChart(p, v, base(t), "sister")
	for _, key := range []string{"veins", "markers", "team", "cleared"} {
		if got := line(t, bare.Panels, "eligibility", key); got.State != rooms.Gap {
			t.Errorf("without a work-up %s is %s %q", key, got.State, got.Value.EN)
		}
	}
	father, _ := rooms.DonorChart(p, v, base(t), "father")
	for _, l := range father.Panels[1].Lines {
		if l.Key == "advocate" {
			t.Error("an adult donor is asked for an advocate")
		}
	}
}

func TestAMeetingCarriesItsTasks(t *testing.T) {
	c := load(t, "lig4-shanghai")
	p, v := at(t, c, "2024-12-14")
	meetings := rooms.Meetings(p, v)
	if len(meetings) != 1 || len(meetings[0].Tasks) != 2 {
		t.Fatalf("%+v", meetings)
	}
	p, v = at(t, without(c, "task-second-samples-done"), "2024-12-17")
	for _, task := range rooms.Meetings(p, v)[0].Tasks {
		if task.Entry == "task-second-samples" && !task.Overdue {
			t.Error("a task past its day is not overdue")
		}
	}
}

func TestAnOpenDiagnosisNamesTheTestThatWouldCloseIt(t *testing.T) {
	c := load(t, "lig4-shanghai")
	p, v := at(t, c, "2024-12-20")
	if next := rooms.NextTests(p, v); len(next) != 0 {
		t.Errorf("a proven diagnosis asks for %v", next)
	}
	p, v = at(t, without(c, "variant-mother-1", "variant-mother-2"), "2024-12-20")
	for _, l := range rooms.NextTests(p, v) {
		if l.Record == nil || l.Record.About != "mother" {
			t.Errorf("%s: %+v", l.Key, l.Record)
		}
	}
	p, v = at(t, load(t, "unknown-scid"), "2026-11-20")
	if next := rooms.NextTests(p, v); len(next) != 1 || next[0].Record.Kind != "variant" {
		t.Errorf("without a variant: %v", next)
	}
}

// No line of any room shows a value without an entry, its work or a statement
// behind it, on the examples at several days; and nothing fails on a chart with
// holes.
func TestEveryValueHasSomethingBehindIt(t *testing.T) {
	for _, name := range []string{"lig4-shanghai", "artemis", "unknown-scid", "wiskott-aldrich"} {
		c := load(t, name)
		for _, date := range []string{"2024-10-03", "2024-12-20", "2025-01-02", "2026-01-20", "2026-11-20"} {
			p, v := at(t, c, date)
			panels := rooms.DayZeroRoom(p, v, base(t)).Panels
			panels = append(panels, rooms.PharmacyRoom(p, v, base(t)).Panels...)
			for _, d := range p.Donors {
				chart, _ := rooms.DonorChart(p, v, base(t), d.ID)
				panels = append(panels, chart.Panels...)
			}
			for _, panel := range panels {
				for _, l := range panel.Lines {
					checkBehind(t, name+" "+date+" "+panel.Key+"/"+l.Key, l)
				}
			}
			for step := range map[string]bool{"consult": true, "diagnosis": true, "disease": true, "evaluation": true, "donor": true, "plan": true, "exposure": true, "day-0": true, "course": true, "follow-up": true} {
				if h := rooms.Headline(p, v, base(t), step); h.EN == "" || h.ZH == "" {
					t.Errorf("%s %s: %s has no headline in both languages", name, date, step)
				}
			}
		}
	}
}

func checkBehind(t *testing.T, where string, l rooms.Line) {
	t.Helper()
	if l.Value.EN == "" || l.Value.ZH == "" {
		t.Errorf("%s: an empty line in one language: %+v", where, l.Value)
	}
	digits := strings.ContainsAny(l.Value.EN, "0123456789")
	if digits && len(l.Entries) == 0 && l.Work == nil && l.Fact == nil {
		t.Errorf("%s: %q has a number and nothing behind it", where, l.Value.EN)
	}
}

// What every centre is expected to have a place for (practice.md) stands in a
// room: beside the lines of a panel, or as a row of the checklist.
func TestEverythingExpectedByEveryCentreHasItsPlace(t *testing.T) {
	p, v := at(t, load(t, "lig4-shanghai"), "2025-01-02")
	room := rooms.PharmacyRoom(p, v, base(t))
	panels := slices.Concat(room.Panels, rooms.DayZeroRoom(p, v, base(t)).Panels)
	donor, _ := rooms.DonorChart(p, v, base(t), "sister")
	panels = append(panels, donor.Panels...)
	has := map[string]bool{}
	for _, panel := range panels {
		for _, f := range panel.Facts {
			has[f.ID] = true
		}
	}
	// The list of pairs is the screen for interactions; a meeting is a page of its own.
	has["practice.pharmacist.interactions"], has["practice.course.calcineurin"], has["practice.pharmacist.preparation"], has["practice.meeting.record"] = true, true, true, true
	rows := map[string]string{"active-infection": "infection-status"}
	e := rooms.Evaluate(p, v, base(t))
	for _, f := range base(t).FactsUnder("practice.evaluation") {
		name := strings.TrimPrefix(f.ID, "practice.evaluation.")
		if other, ok := rows[name]; ok {
			name = other
		}
		item(t, e, name)
		has[f.ID] = true
	}
	for _, f := range base(t).FactsUnder("practice") {
		if !has[f.ID] {
			t.Errorf("%s has no place: %s", f.ID, f.Text.EN)
		}
		if f.Status != evidence.Unsure {
			t.Errorf("%s comes from experience and is marked %s", f.ID, f.Status)
		}
	}
}

func TestTheRowsOfTheOrderSayWhatTheProtocolWrites(t *testing.T) {
	p, v := at(t, load(t, "lig4-shanghai"), "2024-12-29")
	panels := rooms.PharmacyRoom(p, v, base(t)).Panels
	for key, want := range map[string]string{"serotherapy": "signed as none", "antiemetic": "centre entry (−6, −5, −4, −3, −2)", "mesna": "centre entry (−5, −4, −3, −2)"} {
		if got := line(t, panels, "rows", key); got.Value.EN != want || len(got.Entries) == 0 {
			t.Errorf("%s: %q", key, got.Value.EN)
		}
	}
	if got := line(t, panels, "fluid", "volume"); got.Value.EN != "25 mL" || got.Work == nil {
		t.Errorf("volume of the day %q", got.Value.EN)
	}
}

func TestAPregnancyTestIsNotAskedOfABoy(t *testing.T) {
	p, v := at(t, load(t, "lig4-shanghai"), "2024-12-20")
	if got := item(t, rooms.Evaluate(p, v, base(t)), "pregnancy-test"); got.State != "not-applicable" {
		t.Errorf("%s", got.State)
	}
}
