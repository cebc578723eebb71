package pk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// The errors seen in real systems (knowledge, individualisation, chapter 4),
// each as a regression test.

// 1. Units: an audit found a serious dose error from a concentration in mg/L
// combined with a 24-h AUC in µmol/L·min, and reports with the wrong interval.
func TestPitfall1UnitsAreConvertedAndNeverGuessed(t *testing.T) {
	for _, c := range []struct {
		x        float64
		from, to string
		want     float64
	}{
		{900, "uM*min", "mg*h/L", 3.695}, {1125, "uM*min", "mg*h/L", 4.618}, {1350, "µM·min", "mg*h/L", 5.542}, {6000, "umol/L*min", "mg*h/L", 24.63},
		{18000, "uM*min", "mg*h/L", 73.89}, {16.4, "mg*h/L", "uM*min", 3995}, {350 * 48, "ng/mL*h", "mg*h/L", 16.8}, {1.88, "mg/L", "ng/mL", 1880},
	} {
		got, err := convert(c.x, c.from, c.to, "busulfan")
		if err != nil || math.Abs(got-c.want) > 5e-4*c.want {
			t.Errorf("%v %s is %v %s, expected %v (%v)", c.x, c.from, got, c.to, c.want, err)
		}
	}
	for _, bad := range [][2]string{{"mg/L", "mg*h/L"}, {"mg*h/L", "mg/L"}, {"uM*min", "mg/L"}, {"", "mg/L"}, {"furlong", "mg/L"}, {"mg", "mL"}} {
		if got, err := convert(1, bad[0], bad[1], "busulfan"); err == nil {
			t.Errorf("%q became %q: %v", bad[0], bad[1], got)
		}
	}
	if _, err := convert(1, "uM", "mg/L", "treosulfan"); err == nil {
		t.Error("a molar mass was made up")
	}
}

func TestPitfall1TheIntervalOfATargetIsPartOfIt(t *testing.T) {
	c := syntheticCase()
	same := []Bound{
		{Value: 16.8, Unit: "mg*h/L", Per: "course"}, {Value: 4.2, Unit: "mg*h/L", Per: "dose"}, {Value: 8.4, Unit: "mg*h/L", Per: "day"},
		{Value: 350, Unit: "ng/mL", Per: "course", OverH: 48}, {Value: 4.2 / 0.00410506667, Unit: "uM*min", Per: "dose"},
	}
	for _, b := range same {
		got, err := c.course(&b, exposureUnit)
		if err != nil || math.Abs(got-16.8) > 1e-6*16.8 {
			t.Errorf("%+v is %v per course (%v)", b, got, err)
		}
	}
	if _, err := c.course(&Bound{Value: 350, Unit: "ng/mL", Per: "course"}, exposureUnit); err == nil {
		t.Error("an average concentration without its hours became an exposure")
	}
	c.Target.Floor = &Bound{Value: 900, Unit: "mg*h/L", Per: "course"} // µM·min typed under the wrong unit
	all := shipped(t)
	if _, err := Decide(c, all); !errors.Is(err, ErrInput) {
		t.Errorf("a floor above the ceiling passed: %v", err)
	}
}

// 2. Dose mass basis: fludarabine phosphate against F-ara-A differs by 28 %.
func TestPitfall2TheSubstanceOfTheDoseIsNamed(t *testing.T) {
	c := &DoseCase{ID: "synthetic", Drug: "fludarabine", Models: []string{"fludarabine_langenhorst_2019"},
		Covariates: map[string]Quantity{"WT": {14, "kg"}, "AGE": {3, "years"}, "eGFR": {120, "mL/min/1.73m2"}},
		Plan:       Planned{EveryH: 24, Count: 4, DurationH: 1},
		Target:     Target{Ceiling: &Bound{Value: 20, Unit: "mg*h/L", Per: "course"}}}
	if d := decided(t, c); d.Dose != nil || !strings.Contains(sentences(d.Models[0].Reasons), "dose mass") {
		t.Errorf("a dose without its substance: %+v", d.Dose)
	}
	c.DoseMass = "fludarabine phosphate"
	both := decided(t, c)
	phosphate := both.Dose.Value
	if u := both.Models[0].Upper; u == nil || math.Abs(u.Median*0.781/(*both.Models[0].Median)-1) > 1e-6 || !(u.PAboveCeiling > *both.Models[0].PAboveCeiling) {
		t.Errorf("the scenario of the other mass is %+v", u)
	}
	c.GivenDoses, c.Plan.FirstH = []Given{{Amount: Quantity{5, "mg"}, DurationH: 1}}, 24 // given on the same basis, and nothing measured yet
	with := decided(t, c)
	if u := with.Models[0].Upper; math.Abs(u.Median*0.781/(*with.Models[0].Median)-1) > 1e-6 {
		t.Errorf("the scenario leaves the given dose as it was: %+v against %v", u, *with.Models[0].Median)
	}
	c.GivenDoses, c.Plan.FirstH = nil, 0
	c.DoseMass = "F-ara-A"
	metabolite := decided(t, c).Dose.Value
	if math.Abs(phosphate*0.781/metabolite-1) > 1e-6 {
		t.Errorf("%v mg phosphate and %v mg F-ara-A", phosphate, metabolite)
	}
	c.DoseMass = "gram"
	if d := decided(t, c); d.Dose != nil {
		t.Error("an unknown substance passed")
	}
}

// A table of records carries no substance: the answer names the one that the
// amounts are taken for.
func TestPitfall2AFitNamesTheSubstanceOfItsAmounts(t *testing.T) {
	var out bytes.Buffer
	table := "TIME,EVID,AMT,RATE,DV,WT,eGFR\n0,1,10,10,.,15,110\n4,0,0,0,0.3,15,110\n"
	if err := RunFit(modelJSON(t, compileLibrary(t, "fludarabine_langenhorst_2019")), strings.NewReader(table), &out, RunFitOptions{Draws: -1}); err != nil {
		t.Fatal(err)
	}
	if want := "an amount of fludarabine phosphate counts times 0.78"; !strings.Contains(out.String(), want) {
		t.Errorf("%q is missing in %s", want, out.String())
	}
}

// 3. Reference-mass mix-up: the coded McCune file gives 16 % less clearance than
// the abstract states. The model is held and not in the library.
func TestPitfall3AModelWithAnUnresolvedReferenceMassIsHeld(t *testing.T) {
	all := shipped(t)
	for _, m := range all {
		if strings.Contains(m.File.ID, "mccune") {
			t.Error("the held model is in the library")
		}
	}
	f := yamlModel(t, knowledgeFolder+"/models/busulfan_mccune_2014.yaml")
	if TierOf(f.Evidence.Tier.EN).Doses() || !never.MatchString(f.Evidence.ShipGate.EN) {
		t.Error("the held model could dose")
	}
}

// 4. Code typos: a volume scaled with the exponent of the clearance. Every model
// of the library reproduces recorded check values of volume and clearance
// (TestConcentrationVectorsOfTheModels); here the exponents themselves.
func TestPitfall4VolumesAreNotScaledWithTheExponentOfTheClearance(t *testing.T) {
	small := map[string]float64{"WT": 7, "TLAG": 0, "AGE": 2, "PMA": 144, "GSTA1": 2}
	large := map[string]float64{"WT": 28, "TLAG": 0, "AGE": 2, "PMA": 144, "GSTA1": 2}
	for id, want := range map[string][2]float64{"busulfan_neroutsos_2022": {0.75, 1}, "busulfan_nava_2018": {0.75, 1}, "busulfan_longboyle_2015": {0.75, 1}, "treosulfan_danielak_2018": {0.75, 1}} {
		m := compileLibrary(t, id)
		a, _ := m.Typical(small, 0)
		b, _ := m.Typical(large, 0)
		cl, v := "CL", "V1"
		if _, ok := a["CLi"]; ok {
			cl = "CLi"
		}
		if _, ok := a["V1"]; !ok {
			v = "V"
		}
		if e := math.Log(b[cl]/a[cl]) / math.Log(4); math.Abs(e-want[0]) > 1e-9 {
			t.Errorf("%s: clearance grows with weight to the power %v", id, e)
		}
		if e := math.Log(b[v]/a[v]) / math.Log(4); math.Abs(e-want[1]) > 1e-9 {
			t.Errorf("%s: volume grows with weight to the power %v", id, e)
		}
	}
}

// 5. Dead alarms: a toxicity alarm of 10000 never fires. Here the ceiling is
// asked for, and the warning fires on a wild level.
func TestPitfall5WithoutACeilingThereIsNoDoseAndWildLevelsAreNamed(t *testing.T) {
	c := syntheticCase()
	c.Target.Ceiling = nil
	all := shipped(t)
	if _, err := Decide(c, all); !errors.Is(err, ErrInput) {
		t.Error("no ceiling was needed")
	}
	c = withLevels(t, 1)
	c.Models = []string{"busulfan_vanhoogdalem_2020_fanconi"}
	c.Levels[2].Value *= 4
	found := false
	for _, w := range verdict(t, decided(t, c), c.Models[0]).Warnings {
		found = found || w.Code == "outlying_level" || w.Code == "unusual_child"
	}
	if !found {
		t.Error("a level four times too high gave no warning")
	}
}

// 6. Infusion-line lag: 40 minutes shift every early sample.
func TestPitfall6TheLagOfTheLineShiftsTheCurve(t *testing.T) {
	m := compileLibrary(t, "busulfan_neroutsos_2022")
	at := func(lag float64) float64 {
		cov := []float64{}
		for _, n := range m.Covariates() {
			cov = append(cov, map[string]float64{"WT": 10, "TLAG": lag}[n])
		}
		recs := []Record{{EVID: 1, CMT: 1, Amt: 12, Rate: 6, Cov: cov}, {Time: 1 + lag, EVID: 2, Cov: cov}}
		e, err := newEngine(m.sys, recs, Backward, 1e-10)
		if err != nil {
			t.Fatal(err)
		}
		if err := e.run(make([]float64, len(m.sys.etas))); err != nil {
			t.Fatal(err)
		}
		return e.pred[1]
	}
	if a, b := at(0), at(40./60); math.Abs(a-b) > 1e-12*a {
		t.Errorf("one hour after the drug arrives: %v without lag, %v with it", a, b)
	}
	c := syntheticCase()
	delete(c.Covariates, "TLAG")
	if v := verdict(t, decided(t, c), m.File.ID); v.Valid {
		t.Error("the lag of the line was taken as zero")
	}
}

// 7. Infants: models are sparse there; below every cohort nothing decides.
func TestPitfall7BelowEveryCohortThereIsNoDose(t *testing.T) {
	c := syntheticCase()
	c.Covariates = map[string]Quantity{"WT": {2.5, "kg"}, "HT": {48, "cm"}, "AGE": {0.01, "years"}, "SEX": {1, "1"}, "TLAG": {0, "h"}, "GSTA1": {2, "1"}}
	if d := decided(t, c); d.Dose != nil || !strings.Contains(d.Reason, "no model is valid") {
		t.Errorf("%+v %s", d.Dose, d.Reason)
	}
}

// 8. Creatinine in tiny children: a filtration rate that reads high raises the
// predicted clearance and with it the dose; it is never taken from elsewhere.
func TestPitfall8TheFiltrationRateIsAnInputWithItsUnit(t *testing.T) {
	c := &DoseCase{ID: "synthetic", Drug: "fludarabine", DoseMass: "fludarabine phosphate", Models: []string{"fludarabine_langenhorst_2019"},
		Covariates: map[string]Quantity{"WT": {14, "kg"}, "AGE": {3, "years"}, "eGFR": {120, "mL/min/1.73m2"}},
		Plan:       Planned{EveryH: 24, Count: 4, DurationH: 1},
		Target:     Target{Ceiling: &Bound{Value: 20, Unit: "mg*h/L", Per: "course"}}}
	high := decided(t, c).Dose.Value
	c.Covariates["eGFR"] = Quantity{60, "mL/min/1.73m2"}
	low := decided(t, c).Dose.Value
	if !(low < high) {
		t.Errorf("at 60: %v mg, at 120: %v mg", low, high)
	}
	for _, q := range []Quantity{{120, "mL/min"}, {120, "1"}, {300, "mL/min/1.73m2"}} { // other index, no unit, above the cap of the cohort
		c.Covariates["eGFR"] = q
		if d := decided(t, c); d.Dose != nil {
			t.Errorf("%+v gave a dose", q)
		}
	}
	delete(c.Covariates, "eGFR")
	if d := decided(t, c); d.Dose != nil {
		t.Error("a filtration rate was made up")
	}
}

// 9. Obesity: each model keeps its own size descriptor.
func TestPitfall9EachModelKeepsItsSizeDescriptor(t *testing.T) {
	c := syntheticCase()
	delete(c.Covariates, "SEX") // no fat-free mass can be told
	d := decided(t, c)
	if verdict(t, d, "busulfan_vanhoogdalem_2020_fanconi").Valid || verdict(t, d, "busulfan_lawson_2022").Valid {
		t.Error("weight was put in the place of fat-free mass")
	}
	if !verdict(t, d, "busulfan_paci_2012").Valid {
		t.Error("a model by weight needs no fat-free mass")
	}
}

// 10. Interactions: azoles lower the clearance of tacrolimus by 20 % and of
// ciclosporin by 36 %.
func TestPitfall10AzolesLowerTheClearance(t *testing.T) {
	for _, c := range []struct {
		id, cov string
		ratio   float64
		others  map[string]float64
	}{{"tacrolimus_brooks_2021", "INH", 0.8, nil}, {"ciclosporin_li_2019", "TAF", 0.64, map[string]float64{"POD": 9, "eGFR": 120, "CYP3A4_1G": 0}}} {
		m := compileLibrary(t, c.id)
		cov := map[string]float64{"WT": 15, c.cov: 0}
		for k, v := range c.others {
			cov[k] = v
		}
		without, err := m.Typical(cov, 0)
		if err != nil {
			t.Fatal(err)
		}
		cov[c.cov] = 1
		with, _ := m.Typical(cov, 0)
		if math.Abs(with["CL"]/without["CL"]-c.ratio) > 1e-12 {
			t.Errorf("%s: ratio %v", c.id, with["CL"]/without["CL"])
		}
		delete(cov, c.cov)
		if _, err := m.Typical(cov, 0); !errors.Is(err, ErrInput) {
			t.Errorf("%s: without word of azoles a clearance came out", c.id)
		}
	}
}

// 11. Trough-only models have artificial half-lives: no AUC comes from them.
func TestPitfall11TroughModelsGiveNoAUC(t *testing.T) {
	m := compileLibrary(t, "ciclosporin_feng_2023")
	data := "ID,TIME,EVID,AMT,RATE,DV,MDV,WT,HCT\n1,0,1,33,16.5,.,1,22,28\n1,12,0,0,0,15,0,22,28\n"
	out := fitText(t, m, data)
	if strings.Contains(out, `"auc":{`) || !strings.Contains(out, "trough_only") {
		t.Error(out)
	}
	if m.MayDose() == "" {
		t.Error("a trough model may dose by exposure")
	}
}

// 12. Printed-model ambiguities block until a person signs: nothing in the
// library is commissioned, and results say so.
func TestPitfall12AmbiguousModelsComputeInReferenceModeOnly(t *testing.T) {
	for _, id := range []string{"busulfan_longboyle_2015", "busulfan_nava_2018", "mycophenolate_zeng_2010"} {
		if m := compileLibrary(t, id); m.mode() != "reference" {
			t.Errorf("%s computes in %s mode", id, m.mode())
		}
	}
	m := compileLibrary(t, "mycophenolate_zeng_2010").AsCommissioned()
	if m.mode() != "reference" || m.MayDose() == "" {
		t.Error("a signature lifted a model of tier C")
	}
}

// A file that calls itself commissioned is no signature: it is refused wherever it
// comes in.
func TestAFileCannotCommissionItself(t *testing.T) {
	f := *compileLibrary(t, "busulfan_paci_2012").File
	f.Commissioned = true
	if _, err := Compile(&f); !errors.Is(err, ErrModel) || !strings.Contains(err.Error(), "cannot commission itself") {
		t.Errorf("compiled: %v", err)
	}
	c := syntheticCase()
	c.ModelFiles = []*ModelFile{&f}
	js, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := RunDose(shipped(t), bytes.NewReader(js), &out); !errors.Is(err, ErrModel) || out.Len() > 0 {
		t.Errorf("a dose from a file that commissioned itself: %v %s", err, out.String())
	}
}

func fitText(t *testing.T, m *Model, data string) string {
	t.Helper()
	js, err := json.Marshal(m.File)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := RunFit(bytes.NewReader(js), strings.NewReader(data), &out, RunFitOptions{}); err != nil {
		fmt.Fprint(&out, err)
	}
	return out.String()
}
