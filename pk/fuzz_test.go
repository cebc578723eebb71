package pk

import (
	"bytes"
	"math"
	"strings"
	"testing"
)

func FuzzFormula(f *testing.F) {
	for _, s := range []string{"4.42*(BSA/0.81)^1.14*exp(eta_CL)", "2.18*(WT/9)^(1.25 if WT<9 else 0.76) * (1+eta_CL)      [L/h]", "1/(1+(WT/38)^-1.22)   applied to CL AND Q",
		"3.96*(1-0.135*[WT>24])", "-2^-2", "(((((", "WT=1?1.8:1", "min(WT,12", "1e999", "0x1p-2", "WT if", "3..2", "é", "a if b else c if d else e"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, _, err := compile(text, func(name string) (int, error) { return len(name) % 3, nil })
		if err != nil {
			return
		}
		v := []float64{1, 2, 3}
		if a, b := code.eval(v), code.eval(v); a != b && !math.IsNaN(a) {
			t.Errorf("%q gave %v and %v", text, a, b)
		}
	})
}

func FuzzModelFile(f *testing.F) {
	f.Add([]byte(`{"id":"x","equations":"CL = 3*(WT/70)^0.75*exp(eta_CL); V = 20","covariates":[{"name":"WT"}],"iiv":{"omega2":{"CL":0.1}},"residual":{"type":"proportional","proportional_sd_fraction":0.1}}`))
	f.Add([]byte(`{"id":"x","equations":"dA/dt = -A; A(0) = 1","parameters":[{"name":"V","value":1}]}`))
	f.Add([]byte(`{"id":"x","equations":"CL = CL; V = V","iiv":{"omega":[[1],[2]],"order":["CL"]}}`))
	f.Add([]byte(`{"id":"x","theta":{"TVCL":3},"omega":[[0.1]]}`))
	f.Add([]byte(`{"id":"x","parameters":[{"name":"TVCL","value":3,"unit":"L/h/70kg"},{"name":"K","value":1,"unit":"1/h"}],"equations":"CL = TVCL*(2 if K>1 else 1); V = CL/K"}`))
	f.Fuzz(func(_ *testing.T, data []byte) {
		file, err := DecodeModel(bytes.NewReader(data))
		if err != nil {
			return
		}
		m, err := Compile(file)
		if err != nil {
			return
		}
		_, _ = m.Typical(map[string]float64{"WT": 10}, 0)
	})
}

func FuzzSubjects(f *testing.F) {
	for _, s := range []string{"ID,TIME,DV\n1,0,.\n1,2,<0.05\n", "\xef\xbb\xbfTIME,AMT\n0,5\n", "TIME,EVID,AMT,II,ADDL,SS,RATE\n0,1,5,12,3,1,-2\n", "TIME\n1e400\n", "ID,TIME\n\"a,0\n", "time,Time\n1,2\n"} {
		f.Add(s)
	}
	m := []*Model{compileLibrary(f, "busulfan_paci_2012")}
	f.Fuzz(func(_ *testing.T, text string) {
		subs, err := ReadSubjects(strings.NewReader(text))
		if err != nil || len(subs) == 0 || len(subs[0].Records) > 20 {
			return
		}
		_, _ = m[0].Fit(subs[0], FitOptions{Starts: 1})
	})
}

func FuzzScenario(f *testing.F) {
	f.Add(scenarioText)
	f.Add(`{"model":"mm","params":{"V1":1,"VMAX":1,"KM":1},"records":[{"TIME":0,"AMT":1,"EVID":1,"CMT":2,"II":1,"SS":1}]}`)
	f.Add(`{"model":"wt","params":{"CLSTD":1,"V1STD":1},"covariate_rule":"locf","records":[{"TIME":0,"EVID":4,"AMT":1,"RATE":-2,"WT":3}]}`)
	f.Add(`{"model":"tmdd","records":[{}]}`)
	f.Fuzz(func(_ *testing.T, text string) {
		sc, err := ReadScenario(strings.NewReader(text))
		if err != nil || len(sc.Subject.Records) > 20 || !patternIsClosed(sc.Model) {
			return
		}
		_, _ = sc.Simulate([]float64{0, 1, 5})
	})
}

// Integrations may be long for wild rates; the fuzzer drives the closed forms.
func patternIsClosed(name string) bool { return name == "lin" || name == "wt" }

func FuzzTimes(f *testing.F) {
	for _, s := range []string{"TIME\n0\n1.5\n", "0\n1\n", "ID,TIME\n1,2\n", "NaN\n", "TIME\n\n", "1;2\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		times, err := ReadTimes(strings.NewReader(text))
		for _, x := range times {
			if err == nil && (math.IsNaN(x) || math.IsInf(x, 0)) {
				t.Errorf("%q gave the time %v", text, x)
			}
		}
	})
}

func FuzzUnit(f *testing.F) {
	for _, s := range []string{"mg/L", "uM*min", "µM·min", "ng*h/mL", "mL/min/1.73m2", "/", "mg//L", "1/h", "mg*", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := parseUnit(text)
		if err == nil && !(u.factor > 0) {
			t.Errorf("%q has the factor %v", text, u.factor)
		}
	})
}

func FuzzDoseCase(f *testing.F) {
	f.Add([]byte(`{"id":"x","drug":"busulfan","covariates":{"WT":{"value":10,"unit":"kg"}},"plan":{"count":1},"target":{"ceiling":{"value":16,"unit":"mg*h/L","per":"course"}}}`))
	f.Add([]byte(`{"plan":{"count":-1,"everyH":1e999}}`))
	f.Add([]byte(`[]`))
	all := shipped(f)
	f.Fuzz(func(_ *testing.T, data []byte) {
		c, err := ReadDoseCase(bytes.NewReader(data))
		if err != nil || c.Plan.Count > 5 || len(c.GivenDoses) > 3 || len(c.Levels) > 3 {
			return
		}
		c.Draws, c.Models, c.ModelFiles = 5, []string{"busulfan_paci_2012"}, nil
		_, _ = Decide(c, all)
	})
}
