package pk

import (
	"fmt"
	"io"
	"math"
	"sort"
	"strings"
)

// Scenario is a model with fixed parameters and a record sequence.
type Scenario struct {
	Model  string             `json:"model"`
	Params map[string]float64 `json:"params"`
	Rule   Rule               `json:"covariate_rule"`
	// Variability holds standard deviations of the logarithms of parameters, for
	// [Scenario.Population].
	Variability map[string]float64 `json:"variability"`
	Subject     Subject            `json:"-"`
	recordMaps  []map[string]any
}

// pattern is one of the built-in structural models of scenarios.
type pattern struct {
	equations string
	defaults  map[string]float64
	needs     []string
	output    []string // further columns beside CP and AUC
	saturable bool
	central   bool // no depot
	covs      []string
}

var mammillaryDefaults = map[string]float64{"Q2": 0, "V2": 1, "Q3": 0, "V3": 1, "KA": 1, "F1": 1, "ALAG1": 0, "D2": 0}

// patterns holds the structural models by name.
var patterns = map[string]pattern{
	"lin": {needs: []string{"CL", "V1"}, defaults: mammillaryDefaults},
	"wt": {needs: []string{"CLSTD", "V1STD"}, covs: []string{"WT", "CLMULT"},
		defaults: map[string]float64{"Q2STD": 0, "V2STD": 1, "KA": 1, "WT": 70, "CLMULT": 1, "F1": 1, "ALAG1": 0, "D2": 0},
		equations: `CL = CLSTD*(WT/70)^0.75*CLMULT
			V1 = V1STD*WT/70
			Q2 = Q2STD*(WT/70)^0.75
			V2 = V2STD*WT/70`},
	"mm": {needs: []string{"V1", "VMAX", "KM"}, saturable: true,
		defaults: map[string]float64{"CL": 0, "Q2": 0, "V2": 1, "KA": 1, "F1": 1, "ALAG1": 0, "D2": 0}},
	"tdcl": {needs: []string{"CLSS", "FRAC", "KDEC", "V1"}, central: true, defaults: map[string]float64{"Q2": 0, "V2": 1, "F1": 1, "ALAG1": 0},
		equations: `CL = CLSS*(1 + FRAC*exp(-KDEC*t))`},
	"transit": {needs: []string{"CL", "V1", "KTR"}, defaults: map[string]float64{"F1": 1, "ALAG1": 0},
		equations: `CP = CENT/V1
			dT0/dt = -KTR*T0; dT1/dt = KTR*(T0-T1); dT2/dt = KTR*(T1-T2)
			dT3/dt = KTR*(T2-T3); dT4/dt = KTR*(T3-T4); dT5/dt = KTR*(T4-T5)
			dCENT/dt = KTR*T5 - CL*CP`},
	"savic": {needs: []string{"CL", "V1", "KA", "MTT", "NN", "BIO", "DOSE"}, defaults: map[string]float64{"F1": 0},
		equations: `KTR = (NN+1)/MTT
			GIVEN = BIO*DOSE*KTR*exp(NN*ln(max(KTR*t, 1e-300)) - KTR*t)/gamma(NN+1)
			CP = CENT/V1
			dDEPOT/dt = GIVEN - KA*DEPOT
			dCENT/dt = KA*DEPOT - CL*CP`},
	"tmdd": {needs: []string{"KEL", "KTP", "KPT", "V1", "KON", "KOFF", "KINT", "KSYN", "KDEG"}, output: []string{"RFREE", "COMPLEX"},
		defaults: map[string]float64{"F1": 1},
		equations: `CP = CENT/V1
			RFREE = REC; COMPLEX = CPX
			BOUND = KON*CP*REC - KOFF*CPX
			dCENT/dt = -KEL*CENT - KTP*CENT + KPT*PER1 - BOUND*V1
			dPER1/dt = KTP*CENT - KPT*PER1
			dREC/dt = KSYN - KDEG*REC - BOUND
			dCPX/dt = BOUND - KINT*CPX
			REC(0) = KSYN/KDEG`},
	"parmet": {needs: []string{"CL", "V1", "KA", "FM", "CLM", "VM"}, output: []string{"CM", "AUCMET"}, defaults: map[string]float64{"F1": 1, "ALAG1": 0},
		equations: `CP = CENT/V1; CM = MET/VM; AUCMET = AMET
			dDEPOT/dt = -KA*DEPOT
			dCENT/dt = KA*DEPOT - CL*CP
			dMET/dt = FM*CL*CP - CLM*CM
			dAMET/dt = CM`},
	"friberg": {needs: []string{"CL", "V1", "CIRC0", "MTT", "GAM", "SLOPE"}, output: []string{"ANC"}, defaults: map[string]float64{"Q2": 0, "V2": 1},
		equations: `KTR = 4/MTT; CP = CENT/V1; ANC = CIRC
			dCENT/dt = -(CL+Q2)*CP + Q2*PER1/V2
			dPER1/dt = Q2*CP - Q2*PER1/V2
			dPROL/dt = KTR*PROL*(1 - SLOPE*CP)*(CIRC0/CIRC)^GAM - KTR*PROL
			dTR1/dt = KTR*(PROL-TR1); dTR2/dt = KTR*(TR1-TR2); dTR3/dt = KTR*(TR2-TR3)
			dCIRC/dt = KTR*(TR3-CIRC)
			PROL(0) = CIRC0; TR1(0) = CIRC0; TR2(0) = CIRC0; TR3(0) = CIRC0; CIRC(0) = CIRC0`},
}

// PatternNames lists the structural models that a scenario can name.
func PatternNames() []string {
	var names []string
	for n := range patterns {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// ReadScenario decodes a scenario; unknown models, missing or unknown
// parameters and unusable records are refused together, with their paths.
func ReadScenario(r io.Reader) (*Scenario, error) {
	var file struct {
		Scenario
		Records []map[string]any `json:"records"`
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("the scenario cannot be read: %w", err)
	}
	if err := decodeJSON(data, &file, false); err != nil {
		return nil, err
	}
	if err := checkScenarioKeys(data); err != nil {
		return nil, err
	}
	sc := file.Scenario
	sc.recordMaps = file.Records
	if sc.Rule == "" {
		sc.Rule = Backward
	}
	sc.Rule = Rule(strings.ToLower(string(sc.Rule)))
	return &sc, sc.complete()
}

func (sc *Scenario) complete() error {
	var bad problems
	pat, known := patterns[sc.Model]
	if !known {
		return refuse(ErrInput, "model", "there is no structural model %q; known are %s", sc.Model, strings.Join(PatternNames(), ", "))
	}
	if sc.Rule != Backward && sc.Rule != Forward {
		bad.at("covariate_rule", "%q is neither nocb nor locf", sc.Rule)
	}
	for _, n := range pat.needs {
		if _, ok := sc.Params[n]; !ok {
			bad.at("params."+n, "the model %s needs this parameter", sc.Model)
		}
	}
	for n, v := range sc.Params {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			bad.at("params."+n, "the value is not a number")
		}
		if _, ok := pat.defaults[n]; !ok && !contains(pat.needs, n) && !dosing(n) {
			bad.at("params."+n, "the model %s has no such parameter", sc.Model)
		}
	}
	sc.Subject.Covariates = pat.covs
	for i, m := range sc.recordMaps {
		rec := recordOf(m, pat.covs, sc.Params, fmt.Sprintf("records[%d]", i), &bad)
		if rec.CMT == 0 && (rec.EVID == 1 || rec.EVID == 4) {
			rec.CMT = 1
		}
		for k, o := range sc.Subject.Records {
			if rec.EVID == 1 && rec.SS == 0 && sameRecord(rec, o) {
				bad.at(fmt.Sprintf("records[%d]", i), "the dose repeats records[%d]: one record holds the amount that is given", k)
			}
		}
		sc.Subject.Records = append(sc.Subject.Records, rec)
	}
	sort.Slice(bad.list, func(i, j int) bool { return bad.list[i].Path < bad.list[j].Path })
	return bad.err(ErrInput)
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// dosing tells the names of intake parameters: F1, ALAG2, D3, R1 …
func dosing(n string) bool {
	for _, p := range []string{"ALAG", "F", "D", "R"} {
		if strings.HasPrefix(n, p) && len(n) == len(p)+1 && n[len(p)] >= '1' && n[len(p)] <= '9' {
			return true
		}
	}
	return false
}

// recordOf reads a record from a JSON object, letter case of the keys ignored.
func recordOf(m map[string]any, covs []string, fallback map[string]float64, path string, bad *problems) Record {
	for _, k := range sortedKeys(m) {
		if !standard[strings.ToUpper(k)] && columnOf(covs, k) < 0 {
			bad.at(path+"."+k, "a record has no such value, and the model no such covariate")
		}
	}
	get := func(name string, absent float64) float64 {
		for k, v := range m {
			if !strings.EqualFold(k, name) {
				continue
			}
			switch x := v.(type) {
			case float64:
				return x
			case nil:
				return absent
			}
			bad.at(path+"."+k, "%v is not a number", v)
			return 0
		}
		return absent
	}
	whole := func(name string) int {
		x := get(name, 0)
		if x != math.Trunc(x) || math.Abs(x) > 1e9 {
			bad.at(path+"."+name, "%v is not a whole number", x)
			return 0
		}
		return int(x)
	}
	r := Record{Time: get("TIME", math.NaN()), Amt: get("AMT", 0), Rate: get("RATE", 0), II: get("II", 0), EVID: whole("EVID"),
		CMT: whole("CMT"), ADDL: whole("ADDL"), SS: whole("SS"), MDV: get("MDV", 0) != 0, DV: get("DV", math.NaN())}
	if math.IsNaN(r.Time) {
		bad.at(path+".TIME", "the record has no time")
		r.Time = 0
	}
	for _, c := range covs {
		absent, ok := fallback[c]
		if !ok {
			absent = math.NaN()
		}
		v := get(c, absent)
		if math.IsNaN(v) {
			bad.at(path+"."+c, "the covariate is missing")
		}
		r.Cov = append(r.Cov, v)
	}
	return r
}

// system compiles the scenario's model with its parameters.
func (sc *Scenario) system() (*system, error) { return build(sc.blueprint()) }

func (sc *Scenario) blueprint() blueprint {
	pat := patterns[sc.Model]
	b := blueprint{equations: pat.equations, covariates: pat.covs, saturable: pat.saturable}
	if pat.central {
		b.absorption = "none"
	}
	values := map[string]float64{}
	for n, v := range pat.defaults {
		values[n] = v
	}
	for n, v := range sc.Params {
		values[n] = v
	}
	for n, v := range values {
		if !contains(pat.covs, n) {
			b.params = append(b.params, namedValue{n, v})
		}
	}
	sort.Slice(b.params, func(i, j int) bool { return b.params[i].name < b.params[j].name })
	return b
}

// Profile is a prediction over time: the concentration, the cumulative AUC, and
// further outputs of the model by name.
type Profile struct {
	Time, CP, AUC []float64
	Extra         map[string][]float64
	ExtraNames    []string
}

// Simulate predicts at the given times; without times it does so at the
// observation records, or on a regular grid where there are none. A value at
// the time of a dose is taken just after the dose.
func (sc *Scenario) Simulate(times []float64) (*Profile, error) {
	s, err := sc.system()
	if err != nil {
		return nil, err
	}
	if times == nil {
		times = sc.usualTimes()
	}
	recs, at, err := withTimes(sc.Subject.Records, times, sc.Rule)
	if err != nil {
		return nil, err
	}
	e, err := newEngine(s, recs, sc.Rule, 1e-11)
	if err != nil {
		return nil, err
	}
	pat := patterns[sc.Model]
	p := &Profile{ExtraNames: pat.output, Extra: map[string][]float64{}}
	slots := make([]int, len(pat.output))
	values := make([][]float64, len(recs))
	for k, n := range pat.output {
		slots[k] = s.bound[n]
	}
	e.watch = func(i int) {
		for _, at := range slots {
			values[i] = append(values[i], e.row(i)[at])
		}
	}
	if err := e.run(nil); err != nil {
		return nil, err
	}
	for k, i := range at {
		p.Time, p.CP, p.AUC = append(p.Time, times[k]), append(p.CP, e.pred[i]), append(p.AUC, e.auc[i])
		for j, n := range pat.output {
			p.Extra[n] = append(p.Extra[n], values[i][j])
		}
	}
	return p, nil
}

// usualTimes are the observation times, or 200 even steps to one interval after
// the last dose.
func (sc *Scenario) usualTimes() []float64 {
	var seen []float64
	for _, r := range sc.Subject.Records {
		if r.EVID == 0 && (len(seen) == 0 || r.Time > seen[len(seen)-1]) {
			seen = append(seen, r.Time)
		}
	}
	if len(seen) > 0 || len(sc.Subject.Records) == 0 {
		return seen
	}
	from := sc.Subject.Records[0].Time
	end := from + 24
	for _, r := range sc.Subject.Records {
		end = math.Max(end, r.Time+float64(r.ADDL)*r.II+math.Max(24, r.II))
	}
	for k := 0; k <= 200; k++ {
		seen = append(seen, from+(end-from)*float64(k)/200)
	}
	return seen
}

// withTimes inserts a record that only looks at each of the times, after the
// records of the same time, and gives the positions of the insertions.
func withTimes(recs []Record, times []float64, rule Rule) ([]Record, []int, error) {
	for i := 1; i < len(recs); i++ {
		if recs[i].Time < recs[i-1].Time {
			return nil, nil, refuse(ErrInput, "records", "record %d goes back in time; predictions at chosen times need a clock that runs forward", i+1)
		}
	}
	order := make([]int, len(times))
	for i := range order {
		order[i] = i
		if math.IsNaN(times[i]) || math.IsInf(times[i], 0) {
			return nil, nil, refuse(ErrInput, "times", "time %d is not a number", i+1)
		}
	}
	sort.SliceStable(order, func(a, b int) bool { return times[order[a]] < times[order[b]] })
	at := make([]int, len(times))
	var out []Record
	i := 0
	for _, k := range order {
		for i < len(recs) && recs[i].Time <= times[k]+slack(times[k]) {
			out = append(out, recs[i])
			i++
		}
		near := i // the next record lends its covariates
		if i > 0 && (rule == Forward || i == len(recs) || recs[i-1].Time >= times[k]-slack(times[k])) {
			near = i - 1
		}
		t := times[k]
		if len(out) > 0 {
			t = math.Max(t, out[len(out)-1].Time)
		}
		if len(recs) == 0 {
			return nil, nil, refuse(ErrInput, "records", "there is no record")
		}
		at[k] = len(out)
		out = append(out, Record{Time: t, EVID: 2, MDV: true, DV: math.NaN(), Cov: recs[near].Cov})
	}
	return append(out, recs[i:]...), at, nil
}
