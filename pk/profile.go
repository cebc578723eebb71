package pk

import (
	"math"
	"slices"
	"sort"
)

// Curve is a prediction over time under one model, or under the blend of the
// credible ones: concentration in mg/L and cumulative AUC in mg·h/L, with the
// middle and the 90 % band over the draws.
type Curve struct {
	ID        string
	Times     []float64 // h from the first dose
	Low, Mid  []float64 // concentration: 5 % and 50 %
	High      []float64 // 95 %
	AUCLow    []float64
	AUCMid    []float64
	AUCHigh   []float64
	Credible  bool
	Reference bool // computed for comparison only: the child lies outside its cohort
}

// curveDraws is the number of draws behind a curve: the tail probability of the
// dose comes from all draws, the band on the screen from these.
const curveDraws = 120

// Curves predicts the course for a dose per administration in mg: one curve per
// computed model, then the blend of the credible ones by their weights (equal
// weights before any level).
func (d *Decision) Curves(mg float64, times []float64) ([]Curve, error) {
	var out []Curve
	var blend mixture
	blend.prepare(len(times))
	for i := range d.Models {
		v := &d.Models[i]
		if v.sample == nil {
			continue
		}
		m := mixture{}
		m.prepare(len(times))
		if err := v.predict(d, mg, times, &m, 1); err != nil {
			return nil, err
		}
		curve := m.curve(v.ID, times)
		curve.Credible, curve.Reference = v.Credible, v.Extrapolated
		out = append(out, curve)
		if v.Credible {
			share := 1.0
			if v.Weight != nil {
				share = *v.Weight
			}
			blend.add(&m, share)
		}
	}
	if len(blend.weight) > 0 {
		curve := blend.curve("blend", times)
		curve.Credible = true
		out = append(out, curve)
	}
	return out, nil
}

// mixture gathers weighted draws of the concentration and the AUC at each time.
type mixture struct {
	conc, auc [][]float64 // per time
	weight    []float64
}

func (m *mixture) prepare(n int) { m.conc, m.auc = make([][]float64, n), make([][]float64, n) }

func (m *mixture) add(o *mixture, share float64) {
	for i := range o.conc {
		m.conc[i], m.auc[i] = append(m.conc[i], o.conc[i]...), append(m.auc[i], o.auc[i]...)
	}
	for _, w := range o.weight {
		m.weight = append(m.weight, w*share)
	}
}

// curve takes the quantiles.
func (m *mixture) curve(id string, times []float64) Curve {
	c := Curve{ID: id, Times: times}
	for i := range times {
		q := weightedQuantiles(m.conc[i], m.weight, 0.05, 0.5, 0.95)
		c.Low, c.Mid, c.High = append(c.Low, q[0]), append(c.Mid, q[1]), append(c.High, q[2])
		q = weightedQuantiles(m.auc[i], m.weight, 0.05, 0.5, 0.95)
		c.AUCLow, c.AUCMid, c.AUCHigh = append(c.AUCLow, q[0]), append(c.AUCMid, q[1]), append(c.AUCHigh, q[2])
	}
	return c
}

// predict runs a share of the draws over the times.
func (v *ModelVerdict) predict(d *Decision, mg float64, times []float64, into *mixture, share float64) error {
	c, err := v.course(d, mg, times)
	if err != nil {
		return err
	}
	var given *course // without the planned doses, to which alone the fall of clearance applies
	if v.fallBy != 1 {
		if given, err = v.course(d, 0, times); err != nil {
			return err
		}
	}
	step := max(len(v.sample)/curveDraws, 1)
	report := v.report
	for k := 0; k < len(v.sample); k += step {
		if err := c.run(v.sample[k].Eta); err != nil {
			continue // no value for this draw
		}
		if given != nil && given.run(v.sample[k].Eta) != nil {
			continue
		}
		for i, at := range c.at {
			conc, auc := c.e.pred[at], c.e.auc[at]
			if given != nil {
				conc, auc = given.e.pred[at]+v.fallBy*(conc-given.e.pred[at]), given.e.auc[at]+v.fallBy*(auc-given.e.auc[at])
			}
			into.conc[i], into.auc[i] = append(into.conc[i], report*conc), append(into.auc[i], report*auc)
		}
		into.weight = append(into.weight, v.sample[k].Weight*share)
	}
	return nil
}

// course sets the planned doses of the records to mg.
func (v *ModelVerdict) course(d *Decision, mg float64, times []float64) (*course, error) {
	recs := slices.Clone(v.p.e.recs)
	for _, i := range v.planned {
		recs[i].Amt = math.Max(mg, 1e-9) * v.mg
		if recs[i].Rate > 0 {
			recs[i].Rate = recs[i].Amt / d.durationH
		}
	}
	return newCourse(v.p, recs, times)
}

func weightedQuantiles(x, w []float64, at ...float64) []float64 {
	order := make([]int, len(x))
	total := 0.0
	for i := range order {
		order[i] = i
		total += w[i]
	}
	sort.Slice(order, func(a, b int) bool { return x[order[a]] < x[order[b]] })
	out := make([]float64, len(at))
	sum, k := 0.0, 0
	for _, i := range order {
		sum += w[i]
		for k < len(at) && sum >= at[k]*total {
			out[k] = x[i]
			k++
		}
	}
	for ; k < len(at) && len(order) > 0; k++ {
		out[k] = x[order[len(order)-1]]
	}
	return out
}

// At restates the decision for another dose per administration in mg: what each
// model expects of it. The decision itself does not change.
func (d *Decision) At(c *DoseCase, mg float64) *Decision {
	out := *d
	out.Models = slices.Clone(d.Models)
	for i := range out.Models {
		out.Models[i].Stress = nil
	}
	out.PAboveCeiling, out.PBelowFloor = map[string]float64{}, nil
	var outside []string
	out.describe(c, mg, &outside)
	return &out
}

// Expect is the interval in which the credible models together expect a level at
// a time, residual error included, in mg/L: 5 % and 95 %. ok is false where no
// model speaks.
func (d *Decision) Expect(c *DoseCase, at float64) (low, high float64, ok bool) {
	var values, weights []float64
	for i := range d.Models {
		v := &d.Models[i]
		if !v.Credible || v.sample == nil {
			continue
		}
		k, err := v.course(d, 0, []float64{at})
		if err != nil {
			continue
		}
		random, share := newStream(c.Seed, 4), 1.0
		if v.Weight != nil {
			share = *v.Weight
		}
		for _, s := range v.sample {
			if k.run(s.Eta) != nil {
				continue
			}
			values = append(values, v.report*v.m.withError(k.e.pred[k.at[0]], random.normal()))
			weights = append(weights, s.Weight*share)
		}
	}
	if len(values) == 0 {
		return 0, 0, false
	}
	q := weightedQuantiles(values, weights, 0.05, 0.95)
	return q[0], q[1], true
}
