package survival

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

type competingCase struct {
	name, file, time, status string
	at                       []float64
}

var competingCases = []competingCase{
	{"bmt", "kmsurv_bmt_analysis", "dfs_time", "cr_status", []float64{100, 365, 730, 1825}},
	{"bmtcrr", "casebase_bmtcrr", "ftime", "Status", []float64{6, 12, 24, 60}},
	{"children_gvhd", "uci_children_analysis", "gvhd_time", "gvhd_status", []float64{14, 30, 60, 100}},
	{"mgus2", "mgus2_cr", "time", "status", []float64{60, 120, 240, 360}},
	{"scrucca35", "scrucca_bmt35", "ftime", "status", nil},
	{"transplant_wait", "survival_transplant", "futime", "event", nil},
}

func (c competingCase) data(t *testing.T, by string) Data {
	f := loadFrame(t, c.file)
	if c.name == "transplant_wait" {
		f = f.complete("futime", "event")
		t0 := f.num("futime")
		f = f.where(func(i int) bool { return t0[i] > 0 })
		d := Data{Time: f.num("futime")}
		code := map[string]int{"censored": 0, "ltx": 1, "death": 2, "withdraw": 3}
		for _, e := range f.text("event") {
			s, ok := code[e]
			if !ok {
				t.Fatalf("event %q", e)
			}
			d.Status = append(d.Status, s)
		}
		if by != "" {
			d.By = f.text(by)
		}
		return d
	}
	return f.data(c.time, c.status, by)
}

// stateObject sets the event-free state and the incidences side by side, as R does.
func stateObject(t *testing.T, d Data, o IncidenceOptions, times []float64) (at, curve obj) {
	t.Helper()
	free := d
	free.Status = make([]int, d.Len())
	for i, s := range d.Status {
		free.Status[i] = min(s, 1)
	}
	km := must(KaplanMeier(free, CurveOptions{Conf: o.Conf}))(t)[0]
	cs := must(CumulativeIncidence(d, o))(t)
	var p, se, lo, up [][]float64
	var risk [][]int
	for i, a := range km.ReadAt(times) {
		p, se, lo, up = append(p, []float64{a.Surv}), append(se, []float64{a.SE}), append(lo, []float64{a.Lower}), append(up, []float64{a.Upper})
		risk = append(risk, []int{a.NRisk})
		for _, c := range cs {
			b := c.ReadAt(times)[i]
			p[i], se[i], lo[i], up[i] = append(p[i], b.Est), append(se[i], b.SE), append(lo[i], b.Lower), append(up[i], b.Upper)
			risk[i] = append(risk[i], 0)
		}
	}
	at = obj{"states": skip, "time": times, "n_risk": risk, "pstate": p, "se": se, "lower": lo, "upper": up} // states: names
	var ps, ses [][]float64
	for i := range km.Time {
		row, rse := []float64{km.Surv[i]}, []float64{km.SE[i]}
		if km.Surv[i] == 0 {
			rse[0] = 0
		}
		for _, c := range cs {
			row, rse = append(row, c.Est[i]), append(rse, c.SE[i])
		}
		ps, ses = append(ps, row), append(ses, rse)
	}
	return at, obj{"time": km.Time, "pstate": ps, "se": ses}
}

func TestIncidencesAgreeWithR(t *testing.T) {
	for _, c := range competingCases {
		for name, conf := range map[string]Transform{"log": Log, "loglog": LogLog, "plain": Plain} {
			for _, variance := range []CIFVariance{GreenwoodCIF, JackknifeCIF} {
				t.Run(c.name+"_"+name+"_"+string(variance), func(t *testing.T) {
					v := loadVector(t, "aj_"+c.name+"_"+name)
					times := floatsOf(v.Expected["at"].(obj)["time"])
					at, curve := stateObject(t, c.data(t, ""), IncidenceOptions{Variance: variance, Conf: conf}, times)
					compare(t, c.name, obj{"at": at, "curve": curve}, v.Expected, v.Rtol)
				})
			}
		}
	}
}

func TestMeanTimeLostAgreesWithR(t *testing.T) {
	v := loadVector(t, "cif_area_bmt")
	cs := must(CumulativeIncidence(competingCases[0].data(t, ""), IncidenceOptions{}))(t)
	a, b := cs[0].MeanTimeLost(730), cs[1].MeanTimeLost(730)
	compare(t, "area", obj{"tau": 730, "states": skip, "rmean_time_in_state": []float64{730 - a - b, a, b}, "se": skip}, v.Expected, v.Rtol) // R gave no errors
}

func grayObject(t *testing.T, d Data, strata []string, times []float64) obj {
	t.Helper()
	cs := must(CumulativeIncidence(d, IncidenceOptions{Variance: CmprskCIF}))(t)
	var est, variance [][]float64
	for _, cause := range d.causes() {
		for _, c := range cs {
			if c.Cause != cause {
				continue
			}
			var e, v []float64
			for _, a := range c.ReadAt(times) {
				if a.BeyondFollowUp { // cmprsk gives nothing after the last time
					a.Est, a.SE = math.NaN(), math.NaN()
				}
				e, v = append(e, a.Est), append(v, a.SE*a.SE)
			}
			est, variance = append(est, e), append(variance, v)
		}
	}
	out := obj{"curves": skip, "times": times, "est": est, "var_gray": variance} // curves: names
	if d.By != nil {
		d.Strata = strata
		var df []int
		var stat, p []float64
		for _, g := range must(Gray(d, 0))(t) {
			df, stat, p = append(df, g.DF), append(stat, g.Statistic), append(p, g.P)
		}
		out["gray"] = obj{"cause": skip, "stat": stat, "p": p, "df": df} // cause: R has text
	}
	return out
}

func TestGrayVarianceAndTestAgreeWithCmprsk(t *testing.T) {
	for _, c := range competingCases {
		for _, kind := range []string{"cuminc_", "gray_"} {
			t.Run(kind+c.name, func(t *testing.T) {
				v := loadVector(t, kind+c.name)
				by := ""
				if kind == "gray_" {
					by = map[string]string{"bmt": "group", "bmtcrr": "D", "children_gvhd": "pbsc", "mgus2": "male", "scrucca35": "dis", "transplant_wait": "abo"}[c.name]
				}
				compare(t, c.name, grayObject(t, c.data(t, by), nil, floatsOf(v.Expected["times"])), v.Expected, v.Rtol)
			})
		}
	}
}

func TestStratifiedGrayAgreesWithCmprsk(t *testing.T) {
	v := loadVector(t, "gray_strat_bmt")
	f := loadFrame(t, "kmsurv_bmt_analysis")
	compare(t, "gray", grayObject(t, f.data("dfs_time", "cr_status", "group"), f.text("mtx"), []float64{365, 730}), v.Expected, v.Rtol)
}

func TestOneCauseIsOneMinusKaplanMeier(t *testing.T) {
	v := loadVector(t, "edge_cif_one_cause_equals_km")
	d := Data{Time: []float64{1, 2, 2, 3, 5, 8}, Status: []int{1, 0, 1, 1, 0, 1}}
	times := []float64{1, 2, 3, 5, 8}
	var km []float64
	for _, a := range must(KaplanMeier(d, CurveOptions{}))(t)[0].ReadAt(times) {
		km = append(km, 1-a.Surv)
	}
	compare(t, "edge", obj{"cif": grayObject(t, d, nil, times), "one_minus_km": km}, v.Expected, v.Rtol)
}

func TestNaiveCurveOverstatesWhatTheIncidenceGives(t *testing.T) {
	for _, c := range competingCases {
		t.Run(c.name, func(t *testing.T) {
			v := loadVector(t, "naive_km_vs_cif_"+c.name)
			d := c.data(t, "")
			naive := d
			naive.Status = make([]int, d.Len())
			for i, s := range d.Status {
				if s == 1 {
					naive.Status[i] = 1
				}
			}
			times := floatsOf(v.Expected["times"])
			var km, cif []float64
			for _, a := range must(KaplanMeier(naive, CurveOptions{}))(t)[0].ReadAt(times) {
				km = append(km, 1-a.Surv)
			}
			for _, a := range must(CumulativeIncidence(d, IncidenceOptions{}))(t)[0].ReadAt(times) {
				if a.BeyondFollowUp {
					a.Est = math.NaN()
				}
				cif = append(cif, a.Est)
			}
			compare(t, c.name, obj{"times": times, "one_minus_km": km, "cif": cif}, v.Expected, v.Rtol)
		})
	}
}

func TestLateEntryIncidenceAgreesWithEtm(t *testing.T) {
	v := loadVector(t, "lefttrunc_cif_etm_bmt")
	f := loadFrame(t, "kmsurv_bmt_analysis")
	d := f.data("dfs_time", "cr_status", "")
	d.Entry = f.num("wait")
	for i := range d.Entry {
		d.Entry[i] = math.Max(1, d.Entry[i])
		d.Time[i] += d.Entry[i]
	}
	cs := must(CumulativeIncidence(d, IncidenceOptions{}))(t)
	got := obj{"times": []float64{200, 365, 730, 1825}, "names": skip} // names of the curves
	for i, suffix := range []string{"1", "2"} {
		var e, s []float64
		for _, a := range cs[i].ReadAt([]float64{200, 365, 730, 1825}) {
			e, s = append(e, a.Est), append(s, a.SE*a.SE)
		}
		got["cif"+suffix], got["var"+suffix] = e, s
	}
	compare(t, "etm", got, v.Expected, v.Rtol)
}

func TestIllnessDeathOccupanciesAgreeWithR(t *testing.T) {
	v := loadVector(t, "multistate_mgus2_illness_death")
	f := loadFrame(t, "survival_mgus2")
	pt, ps, ft, death, id := f.num("ptime"), f.ints("pstat"), f.num("futime"), f.ints("death"), f.text("id")
	var rows []Sojourn
	for i := range pt {
		at, from := 0.0, 0
		if ps[i] == 1 {
			if pt[i] == ft[i] {
				pt[i] -= 0.1
			}
			rows = append(rows, Sojourn{id[i], 0, pt[i], 0, 1})
			at, from = pt[i], 1
		}
		to := from
		if death[i] == 1 {
			to = 2
		}
		rows = append(rows, Sojourn{id[i], at, ft[i], from, to})
	}
	s := must(AalenJohansen(rows, 3, JackknifeCIF))(t)
	p, se := s.ReadAt([]float64{60, 120, 240})
	compare(t, "mgus2", obj{"states": skip, "times": []float64{60, 120, 240}, "pstate": p, "se": se}, v.Expected, v.Rtol) // states: names
}

func TestIllnessDeathWithGreenwoodAgreesWithMstate(t *testing.T) {
	v := loadVector(t, "mstate_ebmt3_probtrans")
	f := loadFrame(t, "mstate_ebmt3")
	pr, ps, rt, rs, id := f.num("prtime"), f.ints("prstat"), f.num("rfstime"), f.ints("rfsstat"), f.text("id")
	var rows []Sojourn
	for i := range pr {
		at, from := 0.0, 0
		if ps[i] == 1 {
			rows = append(rows, Sojourn{id[i], 0, pr[i], 0, 1})
			at, from = pr[i], 1
		}
		to := from
		if rs[i] == 1 {
			to = 2
		}
		if at < rt[i] {
			rows = append(rows, Sojourn{id[i], at, rt[i], from, to})
		}
	}
	s := must(AalenJohansen(rows, 3, GreenwoodCIF))(t)
	p, se := s.ReadAt([]float64{100, 365, 730, 1825})
	compare(t, "ebmt3", obj{"transitions": skip, "rows": skip, "times": []float64{100, 365, 730, 1825}, "pstate": p, "se": se}, v.Expected, v.Rtol) // counts of R's long format
}

func TestIncidencesAndEventFreeSurvivalAddToOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := histories(3).Draw(t, "data")
		d.By = nil
		o := IncidenceOptions{Variance: rapid.SampledFrom([]CIFVariance{GreenwoodCIF, JackknifeCIF, CmprskCIF}).Draw(t, "variance")}
		cs, err := CumulativeIncidence(d, o)
		if err != nil {
			t.Fatal(err)
		}
		if len(cs) == 0 {
			return
		}
		whole := d
		whole.Status = make([]int, d.Len())
		for i, s := range d.Status {
			whole.Status[i] = min(s, 1)
		}
		km, err := KaplanMeier(whole, CurveOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range km[0].Surv {
			for _, c := range cs {
				s += c.Est[i]
				if i > 0 && c.Est[i] < c.Est[i-1]-1e-15 {
					t.Fatalf("cause %d falls", c.Cause)
				}
			}
			if math.Abs(s-1) > 1e-12 {
				t.Fatalf("the states add to %v", s)
			}
		}
	})
}

// The infinitesimal jackknife, computed subject by subject, is the Greenwood type
// error of a history that was seen from its beginning: for those the recursion,
// linear in the rows, answers for both.
func TestGreenwoodAndJackknifeAreOneForWholeHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := histories(2).Draw(t, "data")
		d.By = nil
		causes := d.causes()
		a, err := CumulativeIncidence(d, IncidenceOptions{Variance: JackknifeCIF})
		if err != nil {
			t.Fatal(err)
		}
		if d, err = d.merged(); err != nil {
			t.Fatal(err)
		}
		subjects := d.occupancy(causes, true)
		for k := range a {
			for i, se := range a[k].SE {
				if by := subjects.SE[i][k+1]; math.Abs(se-by) > 1e-14 {
					t.Fatalf("%v, subject by subject %v", se, by)
				}
			}
		}
	})
}

// With late entry the two differ, and the sums over moments say what a list of
// subjects says.
func TestTheJackknifeWithLateEntryIsThatOfEachSubject(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := histories(2).Draw(t, "data")
		d.By, d.Entry = nil, make([]float64, d.Len())
		for i := range d.Entry {
			d.Time[i]++
			d.Entry[i] = float64(rapid.IntRange(-1, int(d.Time[i])-1).Draw(t, "entry"))
			if d.Entry[i] >= d.Time[i] {
				d.Entry[i] = -1
			}
		}
		causes := d.causes()
		got, err := CumulativeIncidence(d, IncidenceOptions{Variance: JackknifeCIF})
		if err != nil {
			t.Fatal(err)
		}
		if d, err = d.merged(); err != nil {
			t.Fatal(err)
		}
		subjects := d.occupancy(causes, true)
		for k := range got {
			for i, se := range got[k].SE {
				if by := subjects.SE[i][k+1]; math.Abs(se-by) > 1e-7 || math.Abs(se*se-by*by) > 1e-14 {
					t.Fatalf("cause %d at %v: %v, subject by subject %v", got[k].Cause, got[k].Time[i], se, by)
				}
			}
		}
	})
}

func TestGrayRefusesLateEntryAndOneGroup(t *testing.T) {
	d := Data{Time: []float64{2, 3}, Status: []int{1, 2}}
	if _, err := Gray(d, 0); !errors.Is(err, ErrInput) {
		t.Errorf("one group: %v", err)
	}
	d.By, d.Entry = []string{"a", "b"}, []float64{0, 1}
	if _, err := Gray(d, 0); !errors.Is(err, ErrOption) {
		t.Errorf("entry: %v", err)
	}
}
