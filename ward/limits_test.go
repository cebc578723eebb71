package ward_test

import (
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/quantity"
	"github.com/dayzero-hsct/dayzero/ward"
)

func value(t *testing.T, text string) quantity.Value {
	t.Helper()
	v, err := quantity.ParseValue(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestALimitIsRefusedForEveryThingThatIsWrong(t *testing.T) {
	good := ward.Limit{Kind: ward.LevelLimit, Subject: "ciclosporin-trough", Low: value(t, "100 ng/mL"), High: value(t, "150 ng/mL")}
	if bad := good.Check(); len(bad) != 0 {
		t.Fatal(bad)
	}
	for name, c := range map[string]struct {
		limit ward.Limit
		says  string
	}{
		"no kind":                          {ward.Limit{}, "kind"},
		"a drug that has no level":         {ward.Limit{Kind: ward.LevelLimit, Subject: "prayer", Low: good.Low, High: good.High}, "subject"},
		"a band upside down":               {ward.Limit{Kind: ward.LevelLimit, Subject: good.Subject, Low: good.High, High: good.Low}, "low"},
		"half a band":                      {ward.Limit{Kind: ward.LevelLimit, Subject: good.Subject, High: good.High}, "low"},
		"a virus without specimen":         {ward.Limit{Kind: ward.VirusLimit, Subject: "CMV", High: value(t, "1000 copies/mL")}, "specimen"},
		"a virus in ng/mL":                 {ward.Limit{Kind: ward.VirusLimit, Subject: "CMV", Specimen: "plasma", High: good.High}, "high"},
		"no number":                        {ward.Limit{Kind: ward.OverloadLimit}, "high"},
		"a bound instead of a number":      {ward.Limit{Kind: ward.OverloadLimit, High: value(t, "<5 %")}, "high"},
		"a subject where there is none":    {ward.Limit{Kind: ward.OverloadLimit, Subject: "CMV", High: value(t, "5 %")}, "subject"},
		"a specimen where there is none":   {ward.Limit{Kind: ward.PlateletLimit, Specimen: "plasma", High: value(t, "50 10*9/L")}, "specimen"},
		"a lower end where there is none":  {ward.Limit{Kind: ward.PlateletLimit, Low: value(t, "20 10*9/L"), High: value(t, "50 10*9/L")}, "low"},
		"a platelet threshold in per cent": {ward.Limit{Kind: ward.PlateletLimit, High: value(t, "50 %")}, "high"},
	} {
		if bad := c.limit.Check(); len(bad) == 0 || !strings.HasPrefix(bad[0].String(), c.says) || bad[0].Said.ZH == "" {
			t.Errorf("%s: %v", name, bad)
		}
	}
}

// What the centre has not set stays with the team; what it has set is judged, and
// says who set it.
func TestLimitsOfTheCentreAreUsedOnceTheyAreSetAndNeverBefore(t *testing.T) {
	v := seen(t, foundingCase(t), "2025-01-25")
	unset := ward.Make(v, "yes", nil)
	for _, l := range unset.Gate.Lines {
		if l.ID == "discharge-levels" && l.Met != course.Unknown {
			t.Errorf("levels are judged without a band: %+v", l)
		}
	}
	if _, ok := unset.Course.Endpoint("platelet-recovery-further"); ok {
		t.Error("a further threshold of platelets is computed although nobody set it")
	}
	levels := v.Measured("child", "ciclosporin-trough")
	last := levels[len(levels)-1].Data.Value
	around := ward.Limit{Kind: ward.LevelLimit, Subject: "ciclosporin-trough", Low: value(t, "1 ng/mL"), High: value(t, "1000 ng/mL"), Version: 2, By: "A, B", On: "2025-01-01"}
	below := around
	below.Low, below.High = value(t, "900 ng/mL"), value(t, "1000 ng/mL")
	platelets := ward.Limit{Kind: ward.PlateletLimit, High: value(t, "50 10*9/L"), Version: 1}
	light := ward.Limit{Kind: ward.OverloadLimit, High: value(t, "0.1 %"), Version: 1}
	set := ward.Make(v, "yes", ward.Limits{around, platelets, light})
	if l := gateLine(set.Gate, "discharge-levels"); l.Met != course.Yes || len(l.Entries) != 2 || !strings.Contains(l.Detail.EN, "version 2") {
		t.Errorf("two levels in the band: %+v", l)
	}
	if e, ok := set.Course.Endpoint("platelet-recovery-further"); !ok || len(e.Centre) != 1 || !strings.Contains(e.Centre[0].EN, "version 1") {
		t.Errorf("platelets at the centre's threshold: %+v", e)
	}
	out := ward.Make(v, "yes", ward.Limits{below})
	if l := gateLine(out.Gate, "discharge-levels"); l.Met != course.No {
		t.Errorf("levels below the band: %+v", l)
	}
	if a, ok := alert(out.Alerts, "level.ciclosporin-trough."); !ok || a.Interrupts || !strings.Contains(a.Why.EN, last.String()) || !strings.Contains(a.Why.EN, "below") {
		t.Errorf("alert of the level: %+v", a)
	}
	if _, ok := alert(unset.Alerts, "level."); ok {
		t.Error("a level raises an alert without a band")
	}
	if _, ok := alert(unset.Alerts, "overload."); ok {
		t.Error("a weight raises an alert without a limit")
	}
	for _, b := range unset.Rounds.Balances {
		if b.Above != course.Unknown {
			t.Errorf("a weight is judged without a limit: %+v", b)
		}
	}
	if a, ok := alert(set.Alerts, "overload."); ok != strings.HasPrefix(set.Rounds.Balances[0].FromBaseline, "+") || a.Interrupts {
		t.Errorf("overload %v %+v", ok, set.Rounds.Balances[0])
	}
}

func TestACensoredLevelIsJudgedOnlyWhereItsBoundDecides(t *testing.T) {
	band := ward.Limit{Kind: ward.LevelLimit, Subject: "ciclosporin-trough", Low: value(t, "100 ng/mL"), High: value(t, "150 ng/mL")}
	for text, want := range map[string]course.Finding{"<25 ng/mL": course.No, "<120 ng/mL": course.Unknown, ">2000 ng/mL": course.No, ">120 ng/mL": course.Unknown,
		"100 ng/mL": course.Yes, "0.15 ug/mL": course.Yes, "150.1 ng/mL": course.No, "99.9 ng/mL": course.No, "3 %": course.Unknown} {
		if got := band.InBand(value(t, text)); got != want {
			t.Errorf("%s is %v in 100 to 150 ng/mL, want %v", text, got, want)
		}
	}
}

func gateLine(g ward.DischargeGate, id string) ward.GateLine {
	for _, l := range g.Lines {
		if l.ID == id {
			return l
		}
	}
	return ward.GateLine{}
}

func TestAVirusIsJudgedByTheLimitOfItsSpecimenAndUnit(t *testing.T) {
	k := newChild(t)
	load, err := value(t, "1200 copies/mL").ViralLoad()
	if err != nil {
		t.Fatal(err)
	}
	k.add("cmv", "2025-01-20T08:00", &chart.Infection{Organism: "CMV", Status: "active", Test: "CMV PCR plasma", Load: load})
	v := seen(t, k.c, "2025-01-21")
	for name, c := range map[string]struct {
		limit ward.Limit
		want  course.Finding
	}{
		"the same specimen and unit": {ward.Limit{Kind: ward.VirusLimit, Subject: "CMV", Specimen: "plasma", High: value(t, "1000 copies/mL")}, course.Yes},
		"above the load":             {ward.Limit{Kind: ward.VirusLimit, Subject: "CMV", Specimen: "plasma", High: value(t, "1500 copies/mL")}, course.No},
		"another specimen":           {ward.Limit{Kind: ward.VirusLimit, Subject: "CMV", Specimen: "whole blood", High: value(t, "1000 copies/mL")}, course.Unknown},
		"another unit":               {ward.Limit{Kind: ward.VirusLimit, Subject: "CMV", Specimen: "plasma", High: value(t, "1000 [IU]/mL")}, course.Unknown},
	} {
		s := ward.Make(v, "yes", ward.Limits{c.limit})
		if got := s.Course.Viruses.Lines[0].AtOrAbove; got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		a, raised := alert(s.Alerts, "virus.CMV")
		if raised != (c.want == course.Yes) || raised && (!a.Interrupts || !strings.Contains(a.Check.EN, "limit of the centre")) {
			t.Errorf("%s: alert %v %+v", name, raised, a)
		}
	}
}
