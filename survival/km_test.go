package survival

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

type curveCase struct {
	name, file, time, status, by string
	at, tau                      []float64
}

var curveCases = []curveCase{
	{"bmt_os", "kmsurv_bmt_analysis", "os_time", "os", "", []float64{100, 365, 730, 1825}, []float64{365, 730}},
	{"bmt_dfs_group", "kmsurv_bmt_analysis", "dfs_time", "dfs", "group", []float64{100, 365, 730, 1825}, []float64{365, 730}},
	{"children_os", "uci_children_analysis", "os_time", "os", "", nil, []float64{365, 730}},
	{"colon_death_rx", "survival_colon", "time", "status", "rx", []float64{365, 1095, 1825, 2555}, []float64{1095, 1825}},
	{"lung_sex", "survival_lung", "time", "status", "sex", nil, []float64{180, 365}},
	{"ovarian_rx", "survival_ovarian", "futime", "fustat", "rx", nil, []float64{365, 730}},
	{"veteran_celltype", "survival_veteran", "time", "status", "celltype", nil, []float64{100, 365}},
}

func (c curveCase) data(t *testing.T) Data {
	f := loadFrame(t, c.file)
	if c.file == "survival_colon" {
		e := f.text("etype")
		f = f.where(func(i int) bool { return e[i] == "2" })
	}
	d := f.data(c.time, c.status, c.by)
	if c.file == "survival_lung" {
		for i := range d.Status {
			d.Status[i]--
		}
	}
	return d
}

// column flattens one column over all curves, as R does.
func column[T any](cs []Curve, pick func(Curve) []T) []T {
	var out []T
	for _, c := range cs {
		out = append(out, pick(c)...)
	}
	return out
}

func curveObject(cs []Curve) obj {
	f := func(pick func(Curve) []float64) []float64 { return column(cs, pick) }
	return obj{
		"strata_names": skip, "strata_len": skip, // R's names of the groups
		"time": f(func(c Curve) []float64 { return c.Time }), "surv": f(func(c Curve) []float64 { return c.Surv }),
		"se": f(func(c Curve) []float64 { return c.SE }), "lower": f(func(c Curve) []float64 { return c.Lower }),
		"upper": f(func(c Curve) []float64 { return c.Upper }), "cumhaz": f(func(c Curve) []float64 { return c.CumHaz }),
		"se_cumhaz": f(func(c Curve) []float64 { return c.CumHazSE }),
		"n_risk":    column(cs, func(c Curve) []int { return c.NRisk }), "n_event": column(cs, func(c Curve) []int { return c.NEvent }),
		"n_censor": column(cs, func(c Curve) []int { return c.NCensor }),
	}
}

func atObject(cs []Curve, times []float64) obj {
	out := obj{"strata": skip} // R's names of the groups
	var time, surv, se, lower, upper []float64
	var risk, event, censor []int
	for _, c := range cs {
		for _, a := range c.ReadAt(times) {
			time, surv, se = append(time, a.Time), append(surv, a.Surv), append(se, a.SE)
			lower, upper = append(lower, a.Lower), append(upper, a.Upper)
			risk, event, censor = append(risk, a.NRisk), append(event, a.NEvent), append(censor, a.NCensor)
		}
	}
	out["time"], out["surv"], out["se"], out["lower"], out["upper"] = time, surv, se, lower, upper
	out["n_risk"], out["n_event_in_interval"], out["n_censor_in_interval"] = risk, event, censor
	return out
}

func TestCurvesAgreeWithR(t *testing.T) {
	for _, c := range curveCases {
		for name, conf := range map[string]Transform{"log": Log, "loglog": LogLog, "plain": Plain} {
			t.Run(c.name+"_"+name, func(t *testing.T) {
				v := loadVector(t, "km_"+c.name+"_"+name)
				cs := must(KaplanMeier(c.data(t), CurveOptions{Conf: conf}))(t)
				at := floatsOf(v.Expected["times_chosen"].(obj)["time"])
				compare(t, "km", obj{"curve": curveObject(cs), "times_chosen": atObject(cs, distinct(at))}, v.Expected, v.Rtol)
			})
		}
	}
}

func floatsOf(x any) []float64 {
	var out []float64
	l, ok := x.([]any)
	if !ok {
		l = []any{x}
	}
	for _, v := range l {
		out = append(out, v.(float64))
	}
	return out
}

func distinct(x []float64) []float64 {
	var out []float64
	for _, v := range x {
		if len(out) > 0 && v <= out[len(out)-1] {
			break
		}
		out = append(out, v)
	}
	return out
}

func TestLogitAndNinetyPercentLimitsAgreeWithR(t *testing.T) {
	d := curveCases[0].data(t)
	for id, o := range map[string]CurveOptions{"km_bmt_os_logit": {Conf: Logit}, "km_bmt_os_90ci": {Level: 0.9}} {
		v := loadVector(t, id)
		compare(t, id, atObject(must(KaplanMeier(d, o))(t), []float64{100, 365, 730, 1825}), v.Expected, v.Rtol)
	}
}

func TestHazardsAgreeWithR(t *testing.T) {
	for _, c := range curveCases {
		t.Run(c.name, func(t *testing.T) {
			v := loadVector(t, "nelson_aalen_"+c.name)
			km := curveObject(must(KaplanMeier(c.data(t), CurveOptions{}))(t))
			km["se"] = km["se_cumhaz"]
			fh := curveObject(must(KaplanMeier(c.data(t), CurveOptions{Estimator: FlemingHarrington, Conf: Log}))(t))
			compare(t, c.name, obj{"na": km, "fleming_harrington_tie_corrected": fh}, v.Expected, v.Rtol)
		})
	}
}

func quantileObject(cs []Curve, probs []float64) obj {
	var q, lo, up [][]float64
	for _, c := range cs {
		var a, b, d []float64
		for _, p := range probs {
			e := c.Quantile(p)
			a, b, d = append(a, e.Value), append(b, e.Lower), append(d, e.Upper)
		}
		q, lo, up = append(q, a), append(lo, b), append(up, d)
	}
	if len(cs) == 1 {
		return obj{"probs": probs, "quantile": q[0], "lower": lo[0], "upper": up[0], "strata": skip}
	}
	return obj{"probs": probs, "quantile": q, "lower": lo, "upper": up, "strata": skip}
}

func TestQuantilesAgreeWithR(t *testing.T) {
	for _, c := range curveCases {
		t.Run(c.name, func(t *testing.T) {
			v := loadVector(t, "quantiles_"+c.name)
			got := obj{}
			for name, conf := range map[string]Transform{"log": Log, "loglog": LogLog, "plain": Plain} {
				got[name] = quantileObject(must(KaplanMeier(c.data(t), CurveOptions{Conf: conf}))(t), []float64{.25, .5, .75})
			}
			compare(t, c.name, got, v.Expected, v.Rtol)
		})
	}
}

func TestRestrictedMeansAgreeWithR(t *testing.T) {
	for _, c := range curveCases {
		t.Run(c.name, func(t *testing.T) {
			v := loadVector(t, "rmst_"+c.name)
			cs := must(KaplanMeier(c.data(t), CurveOptions{}))(t)
			got := obj{}
			for i, key := range []string{"a", "b"} {
				var mean, se []float64
				for _, k := range cs {
					m := k.RestrictedMean(c.tau[i])
					mean, se = append(mean, m.Mean), append(se, m.SE)
				}
				got[key] = obj{"tau": c.tau[i], "rmean": mean, "se": se, "strata": skip}
			}
			compare(t, c.name, got, v.Expected, v.Rtol)
		})
	}
}

func TestLeftTruncatedCurveAgreesWithR(t *testing.T) {
	f := loadFrame(t, "kmsurv_channing")
	age, entry := f.num("age"), f.num("ageentry")
	f = f.where(func(i int) bool { return age[i] > entry[i] })
	d := f.data("age", "death", "gender")
	d.Entry = f.num("ageentry")
	v := loadVector(t, "lefttrunc_channing_km")
	cs := must(KaplanMeier(d, CurveOptions{Start: 816}))(t)
	compare(t, "channing", obj{"n_used": d.Len(), "at": atObject(cs, []float64{840, 900, 960, 1020, 1080}), "curve": curveObject(cs)}, v.Expected, v.Rtol)
}

func TestNumbersAtRiskAgreeWithR(t *testing.T) {
	v := loadVector(t, "numbers_at_risk_children")
	cs := must(KaplanMeier(loadFrame(t, "uci_children_analysis").data("os_time", "os", "disease"), CurveOptions{}))(t)
	compare(t, "risk", atObject(cs, []float64{0, 365, 730, 1095, 1460, 1825, 2190}), v.Expected, v.Rtol)
}

func TestReverseCurveAgreesWithR(t *testing.T) {
	v := loadVector(t, "reverse_km_followup_children")
	cs := must(ReverseKaplanMeier(loadFrame(t, "uci_children_analysis").data("os_time", "os", ""), CurveOptions{Conf: Log}))(t)
	compare(t, "reverse", obj{"median_followup": quantileObject(cs, []float64{.5})}, v.Expected, v.Rtol)
}

func TestEdgesOfCurvesAgreeWithR(t *testing.T) {
	tenth := 0.1 // a variable: the sum of constants would be exact
	cases := []struct {
		id     string
		time   []float64
		status []int
	}{
		{"edge_all_censored", []float64{1, 2, 3}, []int{0, 0, 0}},
		{"edge_all_die_same_day", []float64{5, 5, 5}, []int{1, 1, 1}},
		{"edge_median_on_flat", []float64{1, 2, 3, 4}, []int{1, 1, 0, 1}},
		{"edge_single_event", []float64{10}, []int{1}},
		{"edge_tie_event_censor", []float64{2, 2, 2, 4, 4, 6}, []int{1, 0, 1, 0, 1, 0}},
		{"edge_beyond_followup", []float64{1, 2, 3, 4}, []int{1, 0, 1, 0}},
		{"edge_float_ties", []float64{1, 1 + 1e-12, 2, tenth + 0.2, 0.3}, []int{1, 1, 1, 1, 1}},
	}
	for _, c := range cases {
		t.Run(c.id, func(t *testing.T) {
			v := loadVector(t, c.id)
			cs := must(KaplanMeier(Data{Time: c.time, Status: c.status}, CurveOptions{Conf: Log}))(t)
			got := obj{"curve": curveObject(cs), "q": quantileObject(cs, []float64{.5}), "at": atObject(cs, []float64{4, 10, 100}),
				"timefix": curveObject(cs), "no_timefix": skip} // near-equal times are always merged here
			compare(t, c.id, got, v.Expected, v.Rtol)
		})
	}
}

// Worked by hand: six children, the textbook product 5/6 · 3/4 · 1/2.
func TestCurveOfSixIsTheProductWorkedByHand(t *testing.T) {
	d := Data{Time: []float64{1, 2, 3, 4, 5, 6}, Status: []int{1, 0, 1, 0, 1, 0}}
	c := must(KaplanMeier(d, CurveOptions{}))(t)[0]
	for i, want := range []float64{5. / 6, 5. / 6, 5. / 8, 5. / 8, 5. / 16, 5. / 16} {
		if math.Abs(c.Surv[i]-want) > 1e-15 {
			t.Errorf("S(%v) = %v, want %v", c.Time[i], c.Surv[i], want)
		}
	}
	if m := c.Median(); m.Value != 5 || !math.IsNaN(m.Upper) {
		t.Errorf("median %+v, want 5 with an upper limit that was not reached", m)
	}
	if got := c.RestrictedMean(4).Mean; math.Abs(got-(1+2*5./6+5./8)) > 1e-15 {
		t.Errorf("restricted mean %v", got)
	}
}

func TestKaplanMeierRefusesCompetingCauses(t *testing.T) {
	_, err := KaplanMeier(Data{Time: []float64{1, 2}, Status: []int{1, 2}}, CurveOptions{})
	if !errors.Is(err, ErrInput) || !strings.Contains(err.Error(), "cumulative incidence") {
		t.Errorf("got %v, want a refusal that names the right method", err)
	}
}

func TestBadDataAreRefusedWithEveryProblem(t *testing.T) {
	d := Data{Time: []float64{-1, math.NaN(), 3}, Status: []int{0, 1, -2}, Entry: []float64{0, 0, 3}}
	_, err := KaplanMeier(d, CurveOptions{})
	var in *InputError
	if !errors.As(err, &in) || len(in.Problems) != 5 {
		t.Errorf("got %v, want five problems", err)
	}
}

func TestOptionsWithoutMeaningAreRefused(t *testing.T) {
	d := Data{Time: []float64{1, 2}, Status: []int{1, 0}}
	for _, o := range []CurveOptions{{Conf: "loglog"}, {Level: 1.5}, {Estimator: "spline"}} {
		if _, err := KaplanMeier(d, o); !errors.Is(err, ErrOption) {
			t.Errorf("%+v: got %v", o, err)
		}
	}
}

// histories draws data on whole days, with ties, of up to 40 rows.
func histories(causes int) *rapid.Generator[Data] {
	return rapid.Custom(func(t *rapid.T) Data {
		n := rapid.IntRange(1, 40).Draw(t, "n")
		d := Data{}
		for i := 0; i < n; i++ {
			d.Time = append(d.Time, float64(rapid.IntRange(0, 30).Draw(t, "time")))
			d.Status = append(d.Status, rapid.IntRange(0, causes).Draw(t, "status"))
			d.By = append(d.By, fmt.Sprint(rapid.IntRange(1, 3).Draw(t, "by")))
		}
		return d
	})
}

func TestCurvesNeverRiseAndStayBetweenTheirLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := histories(1).Draw(t, "data")
		conf := rapid.SampledFrom(Transforms).Draw(t, "conf")
		cs, err := KaplanMeier(d, CurveOptions{Conf: conf})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cs {
			before := 1.0
			for i, s := range c.Surv {
				if s < 0 || s > before {
					t.Fatalf("S goes from %v to %v", before, s)
				}
				before = s
				if c.Lower[i] > s+1e-12 || c.Upper[i] < s-1e-12 {
					t.Fatalf("%s: %v outside %v to %v", conf, s, c.Lower[i], c.Upper[i])
				}
			}
		}
	})
}

func TestUnitAndOrderOfRowsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := histories(1).Draw(t, "data")
		scaled := d.rows(rapid.Permutation(groups(nil, d.Len())[0].rows).Draw(t, "order"))
		scaled.Time = append([]float64(nil), scaled.Time...)
		for i := range scaled.Time {
			scaled.Time[i] /= 365.25
		}
		a, errA := KaplanMeier(d, CurveOptions{})
		b, errB := KaplanMeier(scaled, CurveOptions{})
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		for k := range a {
			for i := range a[k].Surv {
				if a[k].Surv[i] != b[k].Surv[i] || a[k].NRisk[i] != b[k].NRisk[i] {
					t.Fatalf("days %v, years %v", a[k].Surv, b[k].Surv)
				}
			}
		}
	})
}

// Who comes under observation after the last event, and whatever is seen of the
// others after it, changes nothing up to it.
func TestACensoringAfterTheLastEventChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := histories(2).Draw(t, "data")
		d.By, d.Entry = nil, make([]float64, d.Len())
		last := 0.0
		for i, s := range d.Status {
			d.Time[i]++ // so that everyone is seen for a while
			if s > 0 {
				last = math.Max(last, d.Time[i])
			}
		}
		longer := d.Subset(func(int) bool { return true })
		for i, s := range d.Status {
			if s == 0 && d.Time[i] >= last {
				longer.Time[i] += float64(rapid.IntRange(0, 30).Draw(t, "more"))
			}
		}
		longer.Entry, longer.Time, longer.Status = append(longer.Entry, last), append(longer.Time, last+5), append(longer.Status, 0)
		for _, v := range []CIFVariance{GreenwoodCIF, JackknifeCIF, CmprskCIF} {
			a, errA := CumulativeIncidence(d, IncidenceOptions{Variance: v})
			b, errB := CumulativeIncidence(longer, IncidenceOptions{Variance: v})
			if errA != nil || errB != nil || len(a) != len(b) {
				t.Fatal(errA, errB)
			}
			for k := range a {
				for i, at := range a[k].Time {
					if at <= last && (a[k].Est[i] != b[k].Est[i] || math.Abs(a[k].SE[i]-b[k].SE[i]) > 1e-15 || a[k].NRisk[i] != b[k].NRisk[i]) {
						t.Fatalf("%s: %+v, longer %+v", v, a[k], b[k])
					}
				}
			}
		}
	})
}
