package pk

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// mammillary compiles a plain linear model for tests.
func mammillary(t testing.TB, params ...namedValue) *system {
	t.Helper()
	s, err := build(blueprint{params: params})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func predict(t testing.TB, s *system, recs []Record) (cp, auc []float64) {
	t.Helper()
	e, err := newEngine(s, recs, Backward, 1e-11)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.run(make([]float64, len(s.etas))); err != nil {
		t.Fatal(err)
	}
	return e.pred, e.auc
}

func look(times ...float64) (recs []Record) {
	for _, t := range times {
		recs = append(recs, Record{Time: t, EVID: 2, DV: math.NaN()})
	}
	return recs
}

// drawLinear draws a model of one to three compartments with or without depot,
// and a dosing history.
func drawLinear(r *rapid.T) ([]namedValue, []Record) {
	pos := func(name string, lo, hi float64) namedValue {
		return namedValue{name, math.Exp(rapid.Float64Range(math.Log(lo), math.Log(hi)).Draw(r, name))}
	}
	params := []namedValue{pos("CL", 0.1, 30), pos("V1", 1, 100)}
	n := rapid.IntRange(1, 3).Draw(r, "compartments")
	if n > 1 {
		params = append(params, pos("Q2", 0.1, 20), pos("V2", 1, 100))
	}
	if n > 2 {
		params = append(params, pos("Q3", 0.1, 20), pos("V3", 1, 100))
	}
	if rapid.Bool().Draw(r, "depot") {
		params = append(params, pos("KA", 0.05, 5), pos("F1", 0.1, 1))
	}
	var recs []Record
	at := 0.0
	for k := rapid.IntRange(1, 4).Draw(r, "doses"); k > 0; k-- {
		recs = append(recs, Record{Time: at, EVID: 1, Amt: rapid.Float64Range(1, 100).Draw(r, "amount"),
			Rate: rapid.SampledFrom([]float64{0, 5, 40}).Draw(r, "rate"), II: 6, ADDL: rapid.IntRange(0, 3).Draw(r, "more")})
		at += rapid.Float64Range(0, 20).Draw(r, "gap")
	}
	return params, append(recs, look(at+1, at+7, at+50)...)
}

func TestTwiceTheDoseGivesTwiceTheAUCInALinearModel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		params, recs := drawLinear(r)
		s := mammillary(t, params...)
		_, one := predict(t, s, recs)
		for i := range recs {
			recs[i].Amt *= 2
			recs[i].Rate *= 2
		}
		_, two := predict(t, s, recs)
		for i := range one {
			if math.Abs(two[i]-2*one[i]) > 1e-10*math.Max(two[i], 1e-9) {
				r.Fatalf("AUC %v became %v", one[i], two[i])
			}
		}
	})
}

func TestWhatWentInIsInTheBodyOrEliminated(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		params, recs := drawLinear(r)
		// Integrated, so that the AUC does not itself come from the balance.
		s, err := build(blueprint{params: params, equations: "CL0 = CL\nCL = CL0 + 0*t"})
		if err != nil {
			t.Fatal(err)
		}
		for i := range recs { // boluses, so that all of them are in by the last record
			recs[i].Rate = 0
		}
		recs[len(recs)-1].Time += 100
		e, err := newEngine(s, recs, Backward, 1e-12)
		if err != nil {
			t.Fatal(err)
		}
		if err := e.run(nil); err != nil {
			t.Fatal(err)
		}
		given, held := 0.0, 0.0
		f := 1.0
		for _, p := range params {
			if p.name == "F1" {
				f = p.value
			}
		}
		for _, rec := range recs {
			given += rec.Amt * float64(rec.ADDL+1) * f
		}
		for _, y := range e.y[:len(e.y)-1] {
			held += y
		}
		if got := held + params[0].value*e.auc[len(recs)-1]; math.Abs(got-given) > 1e-9*given {
			r.Fatalf("given %v, accounted for %v", given, got)
		}
	})
}

func TestClosedFormAndIntegrationAgree(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		params, recs := drawLinear(r)
		closed := mammillary(t, params...)
		// A clearance that names the continuous time has no closed form.
		open, err := build(blueprint{params: params, equations: "CL0 = CL\nCL = CL0 + 0*t"})
		if err != nil {
			t.Fatal(err)
		}
		if !closed.closed || open.closed {
			t.Fatal("the two ways are not two ways")
		}
		c1, a1 := predict(t, closed, recs)
		c2, a2 := predict(t, open, recs)
		peak := recs[0].Amt / params[1].value
		for i := range c1 {
			if math.Abs(c1[i]-c2[i]) > 1e-6*math.Max(c1[i], 1e-6*peak) || math.Abs(a1[i]-a2[i]) > 1e-6*math.Max(a1[i], 1e-6*recs[0].Amt/params[0].value) {
				r.Fatalf("record %d: closed %v %v, integrated %v %v", i, c1[i], a1[i], c2[i], a2[i])
			}
		}
	})
}

func TestSteadyStateIsWhatALongTrainOfDosesReaches(t *testing.T) {
	lag := namedValue{"ALAG1", 1.3}
	for _, c := range []struct {
		name   string
		params []namedValue
		dose   Record
	}{
		{"bolus into one compartment", []namedValue{{"CL", 3}, {"V", 20}}, Record{Amt: 50, II: 8}},
		{"infusion longer than the interval", []namedValue{{"CL", 3}, {"V", 20}}, Record{Amt: 50, II: 8, Rate: 2.6}},
		{"oral with lag", []namedValue{{"CL", 3}, {"V", 20}, {"KA", 0.7}, lag}, Record{Amt: 50, II: 8}},
		{"infusion with lag, two compartments", []namedValue{{"CL", 3}, {"V1", 20}, {"Q", 2}, {"V2", 30}, lag}, Record{Amt: 50, II: 8, Rate: 20}},
		{"lag longer than the interval", []namedValue{{"CL", 3}, {"V", 20}, {"KA", 0.7}, {"ALAG1", 19.5}}, Record{Amt: 50, II: 8}},
		{"lag equal to the interval", []namedValue{{"CL", 3}, {"V", 20}, {"ALAG1", 8}}, Record{Amt: 50, II: 8}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := mammillary(t, c.params...)
			ss, train := c.dose, c.dose
			ss.EVID, ss.SS, ss.ADDL, ss.Time = 1, 1, 2, 800
			train.EVID, train.ADDL = 1, 102
			grid := look(800, 800.7, 802, 806.5, 808.1, 815, 819.4, 823)
			a, _ := predict(t, s, append([]Record{ss}, grid...))
			b, _ := predict(t, s, append([]Record{train}, grid...))
			for i := range grid {
				if math.Abs(a[i+1]-b[i+1]) > 1e-9*b[i+1] {
					t.Errorf("at %v: %v, the train gives %v", grid[i].Time, a[i+1], b[i+1])
				}
			}
		})
	}
}

func TestSteadyStateOfASaturableModelIsPeriodic(t *testing.T) {
	s, err := build(blueprint{params: []namedValue{{"CL", 0.2}, {"V1", 15}, {"VMAX", 9}, {"KM", 2}}, saturable: true})
	if err != nil {
		t.Fatal(err)
	}
	cp, _ := predict(t, s, append([]Record{{EVID: 1, SS: 1, Amt: 60, Rate: 30, II: 12, ADDL: 1}}, look(12, 24)...))
	if math.Abs(cp[1]-cp[0]) > 1e-9*cp[0] || math.Abs(cp[2]-cp[0]) > 1e-9*cp[0] {
		t.Errorf("three troughs differ: %v", cp)
	}
	e, _ := newEngine(s, []Record{{EVID: 1, SS: 1, Amt: 0, Rate: 6}}, Backward, 1e-11)
	if err := e.run(nil); err != nil {
		t.Fatal(err)
	}
	if c := e.pred[0]; math.Abs(0.2*c+9*c/(2+c)-6) > 1e-8 { // input = elimination
		t.Errorf("a constant infusion settles at %v", c)
	}
}

func TestInputBeyondTheEliminationHasNoSteadyState(t *testing.T) {
	s, _ := build(blueprint{params: []namedValue{{"V1", 15}, {"VMAX", 4}, {"KM", 2}}, saturable: true})
	e, _ := newEngine(s, []Record{{EVID: 1, SS: 1, Amt: 60, II: 12}}, Backward, 1e-11)
	if err := e.run(nil); err == nil {
		t.Errorf("5 mg/h against at most 4 mg/h settled at %v", e.pred[0])
	}
}

func TestAStiffSystemIsHandedToTheImplicitMethod(t *testing.T) {
	s, err := build(blueprint{params: []namedValue{{"V1", 1}, {"CL", 1}},
		equations: "CP = CENT/V1\ndCENT/dt = -1e5*(CENT - FAST)\ndFAST/dt = 1e5*(CENT-FAST) - CL*FAST"})
	if err != nil {
		t.Fatal(err)
	}
	e, _ := newEngine(s, append([]Record{{EVID: 1, Amt: 10}}, look(1, 2.5, 7)...), Backward, 1e-9)
	if err := e.run(nil); err != nil {
		t.Fatal(err)
	}
	if !e.open.stiff {
		t.Error("the implicit method was not needed; the case is too mild")
	}
	// Two pools in fast exchange: the sum falls with rate 1/2 (to order 1e-5).
	for i, at := range []float64{1, 2.5, 7} {
		if want := 5 * math.Exp(-at/2); math.Abs(e.pred[i+1]-want) > 1e-4*want {
			t.Errorf("at %v: %v, expected %v", at, e.pred[i+1], want)
		}
	}
}

func TestRecordsThatBreakTheRulesAreRefusedTogether(t *testing.T) {
	s := mammillary(t, namedValue{"CL", 1}, namedValue{"V", 10})
	_, err := newEngine(s, []Record{
		{Time: 5, EVID: 1, Amt: -3}, {Time: 4, EVID: 7}, {Time: 6, EVID: 1, Amt: 1, SS: 1},
		{Time: 7, EVID: 1, Amt: 1, ADDL: 2}, {Time: 8, EVID: 1, Amt: 1, CMT: 4}, {Time: math.NaN()}, {Time: 9, EVID: 1},
	}, Backward, 1e-9)
	if err == nil {
		t.Fatal("nothing was refused")
	}
	for _, want := range []string{"negative", "back", "EVID 7", "interval II", "compartment 4", "not a usable number", "no amount"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in: %v", want, err)
		}
	}
}

func TestAResetCancelsWhatIsStillToCome(t *testing.T) {
	s := mammillary(t, namedValue{"CL", 1}, namedValue{"V", 10}, namedValue{"ALAG1", 3})
	cp, _ := predict(t, s, append([]Record{{EVID: 1, Amt: 10, II: 4, ADDL: 9}, {Time: 5, EVID: 3}}, look(6, 30)...))
	if cp[2] != 0 || cp[3] != 0 {
		t.Errorf("after the reset the concentrations are %v", cp[2:])
	}
}

func TestTheInnerLoopDoesNotAllocate(t *testing.T) {
	for _, p := range [][]namedValue{
		{{"CL", 3}, {"V1", 20}, {"Q", 2}, {"V2", 30}, {"KA", 1}},
		{{"V1", 15}, {"VMAX", 9}, {"KM", 2}},
	} {
		s, err := build(blueprint{params: p, saturable: len(p) == 3})
		if err != nil {
			t.Fatal(err)
		}
		recs := append([]Record{{EVID: 1, Amt: 50, Rate: 25, II: 12, ADDL: 3, SS: 1}}, look(1, 5, 13, 40)...)
		e, _ := newEngine(s, recs, Backward, 1e-9)
		if err := e.run(nil); err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(20, func() { _ = e.run(nil) }); n > 0 {
			t.Errorf("a run allocates %v times", n)
		}
	}
}

func BenchmarkTwoCompartmentCourse(b *testing.B) {
	s := mammillary(b, namedValue{"CL", 3}, namedValue{"V1", 20}, namedValue{"Q", 2}, namedValue{"V2", 30})
	e, _ := newEngine(s, append([]Record{{EVID: 1, Amt: 16, Rate: 8, II: 6, ADDL: 15}}, look(2, 4, 6, 96)...), Backward, 1e-9)
	b.ReportAllocs()
	for b.Loop() {
		_ = e.run(nil)
	}
}

func BenchmarkSaturableCourse(b *testing.B) {
	s, _ := build(blueprint{params: []namedValue{{"CL", 0.01}, {"V1", 3}, {"Q", 0.02}, {"V2", 2.4}, {"VMAX", 0.3}, {"KM", 1.5}}, saturable: true})
	e, _ := newEngine(s, append([]Record{{EVID: 1, Amt: 210, Rate: 210, II: 336, ADDL: 3}}, look(2, 400, 1344)...), Backward, 1e-10)
	b.ReportAllocs()
	for b.Loop() {
		_ = e.run(nil)
	}
}

// A second AUC never comes to rest; it must not stand in the way of the steady
// state of the compartments.
func TestSteadyStateLeavesTalliesAlone(t *testing.T) {
	sc, err := ReadScenario(strings.NewReader(`{"model":"parmet","params":{"CL":5,"V1":40,"KA":1.2,"FM":0.7,"CLM":2.5,"VM":25},
		"records":[{"TIME":0,"AMT":300,"EVID":1,"CMT":1,"II":12,"SS":1,"ADDL":1}]}`))
	if err != nil {
		t.Fatal(err)
	}
	p, err := sc.Simulate([]float64{0, 12, 24})
	if err != nil {
		t.Fatal(err)
	}
	// Over one interval the exposure is dose/CL, that of the metabolite FM*dose/CLM.
	for i, want := range []float64{0, 60, 120} {
		if math.Abs(p.AUC[i]-want) > 1e-6*math.Max(want, 1) || math.Abs(p.Extra["AUCMET"][i]-want*0.7*5/2.5) > 1e-6*math.Max(want, 1) {
			t.Errorf("interval %d: %v and %v", i, p.AUC[i], p.Extra["AUCMET"][i])
		}
	}
}
