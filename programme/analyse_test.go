package programme_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/demo"
	"github.com/dayzero-hsct/dayzero/programme"
	"github.com/dayzero-hsct/dayzero/survival"
)

// table is the synthetic programme of the demonstration.
func table(t testing.TB) programme.Table {
	t.Helper()
	var raw [][]byte
	for _, r := range demo.Programme(2025) {
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		raw = append(raw, b)
	}
	return programme.Parse(raw)
}

func analyse(t testing.TB, s programme.Selection, o programme.Options) programme.Analysis {
	t.Helper()
	s.Synthetic = true
	a, err := programme.Analyse(table(t), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTheDemonstrationProgrammeIsReadWhole(t *testing.T) {
	read := table(t)
	if len(read.Refused) != 0 || len(read.Real) != 0 || len(read.Synthetic) != 640 {
		t.Fatalf("%d real, %d synthetic, refused %v", len(read.Real), len(read.Synthetic), read.Refused)
	}
}

func TestTheCurvesOfOneEndpointAddUpAndMoveOneWay(t *testing.T) {
	a := analyse(t, programme.Selection{}, programme.Options{})
	efs, _ := a.Figure("event-free")
	first, ok := a.Figure("first-event")
	if !ok || len(first.Groups[0].Series) != 3 {
		t.Fatal("no first event")
	}
	for i, r := range efs.Groups[0].Series[0].Readings {
		sum := r.Est
		for _, s := range first.Groups[0].Series {
			sum += s.Readings[i].Est
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Errorf("day %v: the curves add up to %v", r.Time, sum)
		}
	}
	for _, f := range a.Figures {
		for _, g := range f.Groups {
			for _, s := range g.Series {
				for i := 1; i < len(s.Points); i++ {
					step := s.Points[i].Est - s.Points[i-1].Est
					if (f.Kind == programme.KindSurvival && step > 0) || (f.Kind == programme.KindIncidence && step < 0) || s.Points[i].Time < s.Points[i-1].Time {
						t.Errorf("%s goes the wrong way at %v", f.ID, s.Points[i].Time)
					}
				}
			}
		}
	}
}

func TestAtRiskCensoredAndEventsAlwaysAddUpToTheGroup(t *testing.T) {
	for _, by := range []string{"", programme.ByGroup, programme.ByDonor, programme.ByPeriod, programme.ByGVHD} {
		for _, f := range analyse(t, programme.Selection{}, programme.Options{By: by}).Figures {
			for _, g := range f.Groups {
				for _, c := range g.Risk {
					sum := c.AtRisk + c.Censored
					for _, e := range c.Events {
						sum += e
					}
					if sum != g.N {
						t.Errorf("%s %s day %v: %d of %d", f.ID, g.Label, c.Time, sum, g.N)
					}
				}
			}
		}
	}
}

// Control: HAZ-35 (a figure that shows more than was observed).
func TestNoCurveGoesOnBeyondTheFewAtRisk(t *testing.T) {
	for _, f := range analyse(t, programme.Selection{Group: "IEM"}, programme.Options{By: programme.ByPeriod}).Figures {
		for _, g := range f.Groups {
			if g.Few && len(g.Series) > 0 {
				t.Errorf("%s: a group of %d is drawn", f.ID, g.N)
			}
			for _, s := range g.Series {
				if last := s.Points[len(s.Points)-1]; last.AtRisk < programme.LeastAtRisk {
					t.Errorf("%s %s ends with %d at risk", f.ID, g.Label, last.AtRisk)
				}
				for _, r := range s.Readings {
					if r.Shown && r.AtRisk < programme.LeastAtRisk {
						t.Errorf("%s %s is read with %d at risk", f.ID, g.Label, r.AtRisk)
					}
				}
			}
		}
	}
}

func TestOneMinusKaplanMeierIsRefusedBesideTheTrueIncidence(t *testing.T) {
	a := analyse(t, programme.Selection{}, programme.Options{OneMinusKM: true})
	if len(a.Answers) != 1 || !a.Answers[0].Refused || !strings.Contains(a.Answers[0].Why.EN, "against the true") {
		t.Errorf("%+v", a.Answers)
	}
	if _, ok := a.Figure("first-event"); !ok {
		t.Error("the cumulative incidence is not shown instead")
	}
}

func TestEverHadGVHDIsAnsweredByALandmark(t *testing.T) {
	a := analyse(t, programme.Selection{}, programme.Options{By: programme.ByGVHD})
	f, ok := a.Figure("landmark")
	if !ok || len(f.Groups) != 2 || f.Test != nil || len(f.Notes) == 0 {
		t.Fatalf("%+v", f)
	}
	for _, other := range a.Figures {
		if other.ID != "landmark" && other.By != "" {
			t.Errorf("%s is grouped by an event that comes later", other.ID)
		}
	}
}

// A later event at hand: the undated one would be refused.
func TestDatedGVHDGivesAnIncidenceAndATimeDependentRatio(t *testing.T) {
	var raw [][]byte
	for i, r := range demo.Programme(7) {
		row := map[string]any{}
		b, _ := json.Marshal(r)
		if err := json.Unmarshal(b, &row); err != nil {
			t.Fatal(err)
		}
		if g := r.AcuteGVHD; g == "II" || g == "III" || g == "IV" {
			row["acuteGvhdDay"] = min(20+i%60, r.FollowUpDays)
		}
		b, _ = json.Marshal(row)
		raw = append(raw, b)
	}
	a, err := programme.Analyse(programme.Parse(raw), programme.Selection{Synthetic: true}, programme.Options{By: programme.ByGVHD})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := a.Figure("gvhd"); !ok || !a.GVHD.Dated {
		t.Error("no incidence of dated GVHD")
	}
	if len(a.Answers) != 2 || a.Answers[1].Refused || !strings.Contains(a.Answers[1].Instead.EN, "Hazard ratio") {
		t.Errorf("%+v", a.Answers)
	}
}

func TestAProportionIsUsedOnlyWhereEveryoneWasFollowed(t *testing.T) {
	for _, horizon := range []float64{programme.Day100, programme.OneYear} {
		q := analyse(t, programme.Selection{}, programme.Options{Horizon: horizon}).Quality
		for _, p := range append([]programme.YearPoint{{Proportion: q.Share}}, q.Years...) {
			if proportion := p.Method == string(survival.ClopperPearson); proportion != (p.NotFollowed == 0) {
				t.Errorf("horizon %v, %d: %d not followed, made by %q", horizon, p.Year, p.NotFollowed, p.Method)
			}
		}
		if q.N == 0 || len(q.Funnel) == 0 || len(q.CUSUM.Path) != len(q.CUSUM.Dates) {
			t.Errorf("horizon %v: %+v", horizon, q)
		}
	}
}

// The run length from the Markov chain against the mean of simulated charts with
// a fixed seed; four standard errors of the mean are allowed.
func TestTheFalseAlarmRateOfTheChartIsThatOfSimulatedCharts(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, threshold := range []float64{2, 3.5} {
		const p, ratio, runs = 0.2, 2.0, 2000
		sum, squares := 0.0, 0.0
		for range runs {
			at, n := 0.0, 0.0
			for at < threshold {
				weight := -math.Log(1 - p + ratio*p)
				if random.Float64() < p {
					weight += math.Log(ratio)
				}
				at, n = math.Max(0, at+weight), n+1
			}
			sum, squares = sum+n, squares+n*n
		}
		mean := sum / runs
		se := math.Sqrt((squares/runs - mean*mean) / runs)
		got := analyse(t, programme.Selection{}, programme.Options{Reference: 1 - p, OddsRatio: ratio, Threshold: threshold}).Quality.CUSUM.FalseAlarm
		if math.Abs(got-mean) > 4*se+0.02*mean {
			t.Errorf("threshold %v: %v, simulated %v (se %v)", threshold, got, mean, se)
		}
	}
}

func TestSyntheticAndRealRowsNeverMeet(t *testing.T) {
	raw := [][]byte{
		[]byte(`{"id":"a","date":"2020-01-01","status":"alive","statusDate":"2021-01-01"}`),
		[]byte(`{"id":"b","date":"2020-02-01","status":"dead","statusDate":"2020-05-01","synthetic":true}`),
	}
	read := programme.Parse(raw)
	for _, synthetic := range []bool{false, true} {
		a, err := programme.Analyse(read, programme.Selection{Synthetic: synthetic}, programme.Options{})
		if err != nil || a.N != 1 || a.Synthetic != synthetic {
			t.Errorf("synthetic %v: %d rows, %v", synthetic, a.N, err)
		}
	}
}

func TestRowsThatContradictThemselvesAreNamedAndLeftOut(t *testing.T) {
	cases := map[string]string{
		"no object":                        `not json`,
		"no identifier":                    `{"date":"2020-01-01"}`,
		"no date":                          `{"id":"a"}`,
		"an unknown status":                `{"id":"a","date":"2020-01-01","status":"well"}`,
		"an unknown grade":                 `{"id":"a","date":"2020-01-01","acuteGvhdGrade":"V"}`,
		"contact before the transplant":    `{"id":"a","date":"2020-01-01","status":"alive","statusDate":"2019-01-01"}`,
		"days that are not those of dates": `{"id":"a","date":"2020-01-01","status":"alive","statusDate":"2020-02-01","followUpDays":30}`,
		"an event after the last contact":  `{"id":"a","date":"2020-01-01","status":"dead","statusDate":"2020-01-10","engrafted":"yes","engraftmentDay":12}`,
		"a day without its event":          `{"id":"a","date":"2020-01-01","status":"alive","statusDate":"2020-02-01","engrafted":"no","engraftmentDay":12}`,
		"a status without a date":          `{"id":"a","date":"2020-01-01","status":"alive"}`,
		"a negative age":                   `{"id":"a","date":"2020-01-01","ageMonths":-1}`,
	}
	for name, row := range cases {
		if read := programme.Parse([][]byte{[]byte(row)}); len(read.Refused) != 1 || read.Refused[0].Sentence == "" || len(read.Real) != 0 {
			t.Errorf("%s: %+v", name, read)
		}
	}
	twice := []byte(`{"id":"a","date":"2020-01-01"}`)
	if read := programme.Parse([][]byte{twice, twice}); len(read.Refused) != 1 || len(read.Real) != 1 {
		t.Errorf("an identifier that occurs twice: %+v", read)
	}
}

func TestWishesWithoutMeaningAreRefused(t *testing.T) {
	for _, o := range []programme.Options{{By: "weather"}, {Horizon: 50}, {Reference: 1}, {Reference: -0.1}, {Interval: survival.Wald}, {OddsRatio: 0.5}, {Threshold: 99}, {Closing: day.MustDate("2020-01-01")}} {
		if _, err := programme.Analyse(table(t), programme.Selection{Synthetic: true}, o); err == nil {
			t.Errorf("%+v was computed", o)
		}
	}
}

func TestAnEmptySelectionGivesNoFigure(t *testing.T) {
	a := analyse(t, programme.Selection{Group: "none"}, programme.Options{By: programme.ByGVHD, OneMinusKM: true})
	if a.N != 0 || len(a.Figures) != 0 {
		t.Errorf("%+v", a)
	}
}

func BenchmarkAnalyse640(b *testing.B) {
	read := table(b)
	for b.Loop() {
		if _, err := programme.Analyse(read, programme.Selection{Synthetic: true}, programme.Options{By: programme.ByDonor}); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleAnalyse() {
	rows := programme.Parse([][]byte{
		[]byte(`{"id":"s1","date":"2020-01-01","engrafted":"yes","engraftmentDay":14,"status":"alive","statusDate":"2021-06-01","synthetic":true}`),
		[]byte(`{"id":"s2","date":"2020-03-01","engrafted":"no","status":"dead","statusDate":"2020-03-21","synthetic":true}`),
	})
	a, err := programme.Analyse(rows, programme.Selection{Synthetic: true}, programme.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	f, _ := a.Figure("overall")
	fmt.Printf("%d transplants, counted on %s; a curve is drawn: %v\n", a.N, a.Closing, !f.Groups[0].Few)
	// Output: 2 transplants, counted on 2021-06-01; a curve is drawn: false
}

// asJSON writes rows as they are stored.
func asJSON(t testing.TB, rows []programme.Row) [][]byte {
	t.Helper()
	var raw [][]byte
	for _, r := range rows {
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		raw = append(raw, b)
	}
	return raw
}
