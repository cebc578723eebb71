package pk

import (
	"errors"
	"math"
	"slices"
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
	shown, mixed, err := d.drawn(mg, times, func(v *ModelVerdict) bool { return true })
	if err != nil {
		return nil, err
	}
	out := make([]Curve, len(shown))
	sideBySide(len(shown), func(i int) {
		out[i] = mixed[i].curve(shown[i].ID, times)
		out[i].Credible, out[i].Reference = shown[i].Credible, shown[i].Extrapolated
	})
	if blend := blended(shown, mixed, len(times)); len(blend.weight) > 0 {
		curve := blend.curve("blend", times)
		curve.Credible = true
		out = append(out, curve)
	}
	return out, nil
}

// Blend predicts the concentration for a dose per administration in mg under the
// credible models together, by their weights: the blend of [Decision.Curves]
// alone, without AUC. ok is false where no model speaks.
func (d *Decision) Blend(mg float64, times []float64) (c Curve, ok bool, err error) {
	shown, mixed, err := d.drawn(mg, times, func(v *ModelVerdict) bool { return v.Credible })
	if err != nil {
		return Curve{}, false, err
	}
	blend := blended(shown, mixed, len(times))
	c = Curve{ID: "blend", Times: times, Credible: true}
	for i := range times {
		c.concentration(blend.conc[i], blend.weight)
	}
	return c, len(blend.weight) > 0, nil
}

// drawn predicts the draws of the models that are wanted, side by side.
func (d *Decision) drawn(mg float64, times []float64, wanted func(*ModelVerdict) bool) ([]*ModelVerdict, []mixture, error) {
	var shown []*ModelVerdict
	for i := range d.Models {
		if v := &d.Models[i]; v.sample != nil && wanted(v) {
			shown = append(shown, v)
		}
	}
	mixed, errs := make([]mixture, len(shown)), make([]error, len(shown))
	sideBySide(len(shown), func(i int) {
		mixed[i].prepare(len(times))
		errs[i] = shown[i].predict(d, mg, times, &mixed[i], 1)
	})
	return shown, mixed, errors.Join(errs...)
}

// blended joins the draws of the credible models by their weights.
func blended(shown []*ModelVerdict, mixed []mixture, times int) mixture {
	var blend mixture
	blend.prepare(times)
	for i, v := range shown {
		if !v.Credible {
			continue
		}
		share := 1.0
		if v.Weight != nil {
			share = *v.Weight
		}
		blend.add(&mixed[i], share)
	}
	return blend
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
		c.concentration(m.conc[i], m.weight)
		q := weightedQuantiles(m.auc[i], m.weight, 0.05, 0.5, 0.95)
		c.AUCLow, c.AUCMid, c.AUCHigh = append(c.AUCLow, q[0]), append(c.AUCMid, q[1]), append(c.AUCHigh, q[2])
	}
	return c
}

// concentration appends the quantiles of the draws at the next time.
func (c *Curve) concentration(draws, weights []float64) {
	q := weightedQuantiles(draws, weights, 0.05, 0.5, 0.95)
	c.Low, c.Mid, c.High = append(c.Low, q[0]), append(c.Mid, q[1]), append(c.High, q[2])
}

// responses are the draws of one model over the times of a figure. Where exposure
// is proportional to the dose they are kept as what is there without the planned
// doses and what a milligram of them adds, and a new dose costs no prediction.
type responses struct {
	times  []float64
	draws  []response
	shared bool // without and perMg hold for every dose
	mg     float64
}

type response struct {
	weight                     float64
	conc, auc, perConc, perAUC []float64
}

// unitDose is the dose in mg at which the answer to the planned doses is read off
// for proportional models.
const unitDose = 1.0

// curveTolerance is the relative tolerance of equations behind a figure.
const curveTolerance = 1e-5

// predict gives the draws of a model for a dose, kept ones where they hold.
func (v *ModelVerdict) predict(d *Decision, mg float64, times []float64, into *mixture, share float64) error {
	r, err := v.answers(d, mg, times)
	if err != nil {
		return err
	}
	for k := range r.draws {
		x := &r.draws[k]
		for i := range times {
			conc, auc := x.conc[i], x.auc[i]
			if r.shared {
				conc, auc = conc+mg*x.perConc[i], auc+mg*x.perAUC[i]
			}
			into.conc[i], into.auc[i] = append(into.conc[i], conc), append(into.auc[i], auc)
		}
		into.weight = append(into.weight, x.weight*share)
	}
	return nil
}

// answers computes the draws, or finds them.
func (v *ModelVerdict) answers(d *Decision, mg float64, times []float64) (*responses, error) {
	d.kept.mu.Lock()
	kept := d.kept.of[v.ID]
	d.kept.mu.Unlock()
	if kept != nil && slices.Equal(kept.times, times) && (kept.shared || kept.mg == mg) {
		return kept, nil
	}
	r := &responses{times: times, shared: v.m.sys.linearInDose(), mg: mg}
	dose := mg
	if r.shared {
		dose = unitDose
	}
	with, err := v.course(d, dose, times)
	if err != nil {
		return nil, err
	}
	without, err := v.course(d, 0, times) // to the planned doses alone the fall of clearance applies
	if err != nil {
		return nil, err
	}
	step := max(len(v.sample)/curveDraws, 1)
	for k := 0; k < len(v.sample); k += step {
		if with.run(v.sample[k].Eta) != nil || (r.shared || v.fallBy != 1) && without.run(v.sample[k].Eta) != nil {
			continue // no value for this draw
		}
		r.draws = append(r.draws, v.response(r.shared, v.sample[k].Weight, with, without))
	}
	d.kept.mu.Lock()
	defer d.kept.mu.Unlock()
	if d.kept.of == nil {
		d.kept.of = map[string]*responses{}
	}
	d.kept.of[v.ID] = r
	return r, nil
}

// response reads one draw off the two courses, in the units that are reported.
func (v *ModelVerdict) response(shared bool, weight float64, with, without *course) response {
	n := len(with.at)
	all := make([]float64, 4*n)
	x := response{weight, all[:n], all[n : 2*n], all[2*n : 3*n], all[3*n:]}
	for i, at := range with.at {
		conc, auc := v.report*with.e.pred[at], v.report*with.e.auc[at]
		if !shared && v.fallBy == 1 {
			x.conc[i], x.auc[i] = conc, auc
			continue
		}
		x.conc[i], x.auc[i] = v.report*without.e.pred[at], v.report*without.e.auc[at]
		x.perConc[i], x.perAUC[i] = v.fallBy*(conc-x.conc[i]), v.fallBy*(auc-x.auc[i])
		if !shared {
			x.conc[i], x.auc[i] = x.conc[i]+x.perConc[i], x.auc[i]+x.perAUC[i]
		}
	}
	return x
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
	k, err := newCourse(v.p, recs, times)
	if err == nil && k.e.open != nil {
		k.e.open.loosen(curveTolerance)
	}
	return k, err
}

func weightedQuantiles(x, w []float64, at ...float64) []float64 {
	type draw struct{ x, w float64 }
	list := make([]draw, len(x))
	total := 0.0
	for i := range list {
		list[i] = draw{x[i], w[i]}
		total += w[i]
	}
	slices.SortFunc(list, func(a, b draw) int { // no draw is NaN
		switch {
		case a.x < b.x:
			return -1
		case a.x > b.x:
			return 1
		}
		return 0
	})
	out := make([]float64, len(at))
	sum, k := 0.0, 0
	for _, d := range list {
		sum += d.w
		for k < len(at) && sum >= at[k]*total {
			out[k] = d.x
			k++
		}
	}
	for ; k < len(at) && len(list) > 0; k++ {
		out[k] = list[len(list)-1].x
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
