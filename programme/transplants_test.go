package programme_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/demo"
	"github.com/dayzero-hsct/dayzero/programme"
)

// rowsOf folds the founding chart with entries added at the end of a day.
func rowsOf(t *testing.T, on string, more ...chart.Entry) []programme.Row {
	t.Helper()
	cases, err := demo.Cases()
	if err != nil {
		t.Fatal(err)
	}
	c := cases[0]
	zone, err := c.Centre.Location()
	if err != nil {
		t.Fatal(err)
	}
	c.Entries = append(append([]chart.Entry{}, c.Entries...), more...)
	v, err := chart.Fold(c, chart.EndOf(day.MustDate(on), zone))
	if err != nil {
		t.Fatal(err)
	}
	return programme.FromChart(v, nil)
}

var shanghai = time.FixedZone("CST", 8*3600)

func entry(t *testing.T, id, on string, payload chart.Payload) chart.Entry {
	t.Helper()
	at, err := day.ParseMoment(on, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	return chart.Entry{ID: id, Effective: at, Recorded: at, Author: "physician", Synthetic: true, Payload: payload}
}

func event(t *testing.T, on, what, grade, cause string) chart.Entry {
	t.Helper()
	return entry(t, what+on, on, &chart.Event{What: what, Grade: grade, Cause: cause})
}

func infused(t *testing.T, on string) chart.Entry {
	t.Helper()
	return entry(t, "infusion"+on, on, &chart.Infusion{Graft: "graft"})
}

func TestAnInfusionBeginsAnotherTransplantOnlyAfterConditioningOrAFailedGraft(t *testing.T) {
	const second = "2025-06-01"
	for name, c := range map[string]struct {
		between     []chart.Entry
		transplants int
	}{
		"with nothing between it is a further infusion": {nil, 1},
		"conditioning began again":                      {[]chart.Entry{event(t, "2025-05-20", "conditioning-start", "", "")}, 2},
		"the graft had failed":                          {[]chart.Entry{event(t, "2025-04-20", "graft-failure", "", "")}, 2},
		"the graft was rejected":                        {[]chart.Entry{event(t, "2025-04-20", "graft-rejection", "", "")}, 2},
	} {
		rows := rowsOf(t, "2026-01-09", append(c.between, infused(t, second))...)
		if len(rows) != c.transplants {
			t.Errorf("%s: %d transplants", name, len(rows))
			continue
		}
		first := rows[0]
		if c.transplants == 1 {
			if first.FurtherInfusions != 1 || first.NextTransplantDay != 0 {
				t.Errorf("%s: %+v", name, first)
			}
			continue
		}
		later := rows[1]
		if first.NextTransplantDay != 150 || first.FollowUpDays <= 150 || first.Number != 0 || first.FurtherInfusions != 0 {
			t.Errorf("%s: first %+v", name, first)
		}
		if later.ID != first.ID+"-2" || later.Child != first.ID || later.Number != 2 || later.Date.String() != second || *later.AgeMonths != *first.AgeMonths+5 {
			t.Errorf("%s: later %+v", name, later)
		}
		if read := programme.Parse(asJSON(t, rows)); len(read.Synthetic) != 2 || len(read.Refused) > 0 {
			t.Errorf("%s: refused %v", name, read.Refused)
		}
	}
}

func TestEventsBelongToTheTransplantInWhichTheyHappenAndADeathToAll(t *testing.T) {
	rows := rowsOf(t, "2026-01-09", event(t, "2025-04-20", "graft-failure", "", ""), infused(t, "2025-06-01"), event(t, "2025-07-01", "neutrophil-engraftment", "", ""),
		event(t, "2025-09-01", "chronic-gvhd", "moderate", ""), event(t, "2025-10-01", "relapse", "", ""), event(t, "2025-12-01", "death", "", "infection"))
	if len(rows) != 2 {
		t.Fatal(len(rows))
	}
	first, later := rows[0], rows[1]
	if first.ChronicGVHD != "" || first.RelapseDay != 0 || first.GraftFailureDay == 0 || first.DeathCause != "infection" || first.Status != "dead" {
		t.Errorf("first: %+v", first)
	}
	if later.ChronicGVHD != "moderate" || later.ChronicGVHDDay != 92 || later.RelapseDay != 122 || later.GraftFailureDay != 0 || later.DeathCause != "infection" {
		t.Errorf("later: %+v", later)
	}
}

// Control: HAZ-71 (what nobody recorded counts as not having happened).
func TestWhatTheChartDoesNotSayOfChronicGVHDAndDeathStaysUnknown(t *testing.T) {
	scores := func(v string) chart.Payload {
		s := &chart.Score{System: "cgvhd", Stages: map[string][]string{}}
		for _, organ := range []string{"skin", "mouth", "eyes", "gi", "liver", "lung", "joints", "genital"} {
			s.Stages[organ] = []string{"0"}
		}
		if v == "" {
			delete(s.Stages, "lung")
		} else {
			s.Stages["skin"] = []string{v}
		}
		return s
	}
	for name, c := range map[string]struct {
		more []chart.Entry
		want string
		day  int
	}{
		"nothing is said":                  {nil, "", 0},
		"the team says that there is none": {[]chart.Entry{event(t, "2025-06-01", "chronic-gvhd", "none", "")}, "no", 0},
		"a statement without a severity":   {[]chart.Entry{event(t, "2025-06-01", "chronic-gvhd", "", "")}, "yes", 150},
		"the worst stands, the first day":  {[]chart.Entry{event(t, "2025-06-01", "chronic-gvhd", "mild", ""), event(t, "2025-08-01", "chronic-gvhd", "severe", ""), event(t, "2025-10-01", "chronic-gvhd", "mild", "")}, "severe", 150},
		"eight organs at 0":                {[]chart.Entry{entry(t, "s", "2025-06-01", scores("0"))}, "no", 0},
		"seven organs at 0, one left":      {[]chart.Entry{entry(t, "s", "2025-06-01", scores(""))}, "", 0},
		"the skin scored 2":                {[]chart.Entry{entry(t, "s", "2025-06-01", scores("2"))}, "yes", 150},
	} {
		r := rowsOf(t, "2026-01-09", c.more...)[0]
		if r.ChronicGVHD != c.want || r.ChronicGVHDDay != c.day {
			t.Errorf("%s: %q on day %d", name, r.ChronicGVHD, r.ChronicGVHDDay)
		}
	}
	if r := rowsOf(t, "2026-01-09", event(t, "2025-12-01", "death", "", ""))[0]; r.Status != "dead" || r.DeathCause != "" {
		t.Errorf("a death without a cause: %+v", r)
	}
}

func TestACauseOfDeathThatNobodyStatedIsABandOfItsOwn(t *testing.T) {
	a := analyse(t, programme.Selection{}, programme.Options{})
	overall, _ := a.Figure("overall")
	deaths, ok := a.Figure("death-cause")
	if !ok {
		t.Fatal("no causes of death")
	}
	unknown := 0.0
	for i, r := range overall.Groups[0].Series[0].Readings {
		sum := r.Est
		for _, s := range deaths.Groups[0].Series {
			sum += s.Readings[i].Est
			if deaths.Causes[s.Cause-1].EN == "cause not recorded" {
				unknown = s.Readings[i].Est
			}
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Errorf("day %v: the bands and survival add up to %v", r.Time, sum)
		}
	}
	if unknown == 0 {
		t.Error("deaths without a cause are in none of the bands")
	}
}

func TestChronicGVHDIsDrawnOnlyWhereMostTransplantsSpeakOfIt(t *testing.T) {
	a := analyse(t, programme.Selection{}, programme.Options{})
	f, ok := a.Figure("chronic-gvhd")
	if !ok || f.LeftOut == 0 || a.GVHD.ChronicUnknown != f.LeftOut {
		t.Errorf("drawn %v, %d left out, %d unknown", ok, f.LeftOut, a.GVHD.ChronicUnknown)
	}
	read := table(t)
	for i := range read.Synthetic {
		if read.Synthetic[i].ChronicGVHD == "no" {
			read.Synthetic[i].ChronicGVHD = "" // only those who had it speak of it
		}
	}
	few, err := programme.Analyse(read, programme.Selection{Synthetic: true}, programme.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, drawn := few.Figure("chronic-gvhd"); drawn || few.GVHD.ChronicUnknown < 500 {
		t.Error("a curve of those who had it")
	}
}

func TestAChildCountsOnceInTheCurvesAndEachTransplantInTheActivity(t *testing.T) {
	a := analyse(t, programme.Selection{}, programme.Options{})
	f, _ := a.Figure("overall")
	if a.Later == 0 || a.N != 640 || f.Groups[0].N+a.Later > 640 || f.Groups[0].N+a.Later < 620 {
		t.Errorf("%d transplants, %d later, %d in the curve", a.N, a.Later, f.Groups[0].N)
	}
	total := 0
	for _, l := range a.Activity[0].Lines {
		total += l.N
	}
	if total != 640 {
		t.Errorf("activity of %d", total)
	}
	later := analyse(t, programme.Selection{Number: programme.LaterTransplants}, programme.Options{})
	if later.N != a.Later {
		t.Errorf("%d selected of %d", later.N, a.Later)
	}
	for _, r := range table(t).Synthetic {
		if r.Number > 1 && !strings.HasPrefix(r.Child, "SYN-") {
			t.Errorf("%+v", r)
		}
	}
}

// Museum: "0.0 % (0.0–0.0)" of 629 transplants before the first relapse.
func TestAnEstimateWithoutAnIntervalClaimsNoRange(t *testing.T) {
	a := analyse(t, programme.Selection{}, programme.Options{})
	seen := false
	for _, f := range a.Figures {
		for _, g := range f.Groups {
			for _, s := range g.Series {
				for _, r := range s.Readings {
					if r.Shown && (r.Est == 0 || r.Est == 1) {
						seen = true
						if !math.IsNaN(r.Lower) || !math.IsNaN(r.Upper) || !strings.HasSuffix(r.Work.Value, "% (–)") {
							t.Errorf("%s at %v: %s", f.ID, r.Time, r.Work.Value)
						}
					}
				}
			}
		}
		if strings.Contains(string(f.CSV()), "NaN") {
			t.Errorf("%s: NaN in the data", f.ID)
		}
	}
	if !seen {
		t.Error("no reading before the first event")
	}
}
