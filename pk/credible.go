package pk

import (
	"fmt"
	"math"
	"sort"
	"strings"
)

// Credible is the share of the weight from which a model takes part in the
// decision once there are levels.
const Credible = 0.10

// FarOutside is the distance from which a model no longer speaks for a child: 1
// is the edge of its cohort, on the logarithmic scale from the median. Between 1
// and FarOutside its variability is widened by the square of the distance; beyond
// it the model is computed and shown, and does not count. Both are our own rule.
const FarOutside = 1.5

// widened is the model with the variability between children grown by the square
// of the distance.
func (m *Model) widened(by float64) *Model {
	out := *m
	out.omega = make([][]float64, len(m.omega))
	for i := range m.omega {
		out.omega[i] = make([]float64, len(m.omega[i]))
		for j, x := range m.omega[i] {
			out.omega[i][j] = x * by * by
		}
	}
	return &out
}

// place decides from the distances whether the model counts as published,
// widened, or not at all.
func (v *ModelVerdict) place(cov map[string]float64) {
	v.Valid = true
	farthest := 0.0
	for _, r := range v.m.valid {
		x, ok := lookup(cov, r.Cov)
		if !ok {
			v.Valid, v.Extrapolated = false, true
			v.Reasons = append(v.Reasons, finding("range_unknown", r.Name, named(r.Cov)))
			continue
		}
		d := distance(x, r)
		v.Distance[r.Cov] = d
		if x >= r.Lo && x <= r.Hi {
			continue
		}
		farthest = math.Max(farthest, d)
		v.Reasons = append(v.Reasons, finding("outside_cohort", named(r.Cov), short(x), number(r.Lo), number(r.Hi)))
	}
	switch {
	case farthest > FarOutside:
		v.Valid, v.Extrapolated = false, true
	case farthest > 1:
		v.Widened = farthest
		v.m = v.m.widened(farthest)
		v.Reasons = append(v.Reasons, finding("widened", fmt.Sprintf("%.3g", farthest*farthest)))
	}
}

// dropLoneEdges takes widened models out where no model holds the child within
// its cohort: outside every cohort nothing decides.
func (d *Decision) dropLoneEdges() {
	for _, v := range d.Models {
		if v.Valid && v.Widened == 0 {
			return
		}
	}
	for i := range d.Models {
		if v := &d.Models[i]; v.Valid {
			v.Valid, v.Extrapolated = false, true
			v.Reasons = append(v.Reasons, finding("only_near_edges"))
		}
	}
}

// weigh turns the likelihoods of the child's levels into weights of the valid
// models, with equal prior weights: by the marginal likelihood (Laplace) and by
// the Akaike criterion of the individual objective (as in Uster 2021,
// doi 10.1002/cpt.2065). A model that either finds credible is credible: the
// more models count, the smaller the dose.
func (d *Decision) weigh(levels bool) {
	marginal, akaike := d.shares(func(v *ModelVerdict) float64 { return v.logWeight }), d.shares(func(v *ModelVerdict) float64 { return v.logAIC })
	for i := range d.Models {
		v := &d.Models[i]
		if !v.Valid {
			continue
		}
		v.Credible = true
		if levels {
			v.Weight, v.WeightAIC = &marginal[i], &akaike[i]
			v.Credible = math.Max(marginal[i], akaike[i]) >= Credible
		}
	}
}

// shares normalises logarithmic weights of the valid models.
func (d *Decision) shares(of func(*ModelVerdict) float64) []float64 {
	out := make([]float64, len(d.Models))
	best, total := math.Inf(-1), 0.0
	for i := range d.Models {
		if d.Models[i].Valid {
			best = math.Max(best, of(&d.Models[i]))
		}
	}
	for i := range d.Models {
		if d.Models[i].Valid {
			out[i] = math.Exp(of(&d.Models[i]) - best)
			total += out[i]
		}
	}
	for i := range out {
		out[i] /= math.Max(total, 1e-300)
	}
	return out
}

// Band is the interval in which a model expects a level before it was drawn,
// residual error included.
type Band struct {
	TimeH float64 `json:"timeH"`
	Unit  string  `json:"unit"`
	Low   float64 `json:"low"`  // 2.5 %
	High  float64 `json:"high"` // 97.5 %
	Holds bool    `json:"holds"`
}

// bandDraws is the number of draws behind a band.
const bandDraws = 500

// bands predicts each level of the case from the cohort alone.
func (p *inference) bands() []Band { return p.bandsOf(bandDraws) }

func (p *inference) bandsOf(draws int) []Band {
	if len(p.obs) == 0 {
		return nil
	}
	values := make([][]float64, len(p.obs))
	random, steps := newStream(0, 3), p.evenSteps()
	for k := 1; k <= draws; k++ {
		if math.IsInf(p.objective(p.point(k, steps)), 0) {
			continue
		}
		for i, at := range p.obs {
			values[i] = append(values[i], p.m.withError(p.e.pred[at], random.normal()))
		}
	}
	out := make([]Band, len(p.obs))
	for i, at := range p.obs {
		r := p.e.recs[at]
		sort.Float64s(values[i])
		b := Band{TimeH: r.Time, Unit: p.m.units.Concentration}
		if n := len(values[i]); n > 0 {
			b.Low, b.High = values[i][int(0.025*float64(n))], values[i][min(int(0.975*float64(n)), n-1)]
		}
		b.Holds = r.DV >= b.Low && r.DV <= b.High
		if r.Cens > 0 { // below a limit: held if the band reaches down to it
			b.Holds = b.Low <= r.DV
		}
		out[i] = b
	}
	return out
}

// withError adds a residual to a prediction.
func (m *Model) withError(f, e float64) float64 {
	if m.res.kind == onLogs {
		return f * math.Exp(m.res.prop*e)
	}
	return math.Max(f+e*math.Sqrt(m.res.variance(f)), 0)
}

// doubtful lists the levels that no valid model expected. Then nothing is
// computed: the level is repeated first.
func (d *Decision) doubtful(c *DoseCase) {
	for i, l := range c.ordered() {
		judged, held := 0, false
		for _, v := range d.Models {
			if v.Valid && i < len(v.Bands) {
				judged++
				held = held || v.Bands[i].Holds
			}
		}
		if judged > 0 && !held {
			d.Repeat = append(d.Repeat, l)
		}
	}
}

// ordered are the levels by time, as the records hold them.
func (c *DoseCase) ordered() []Level {
	out := append([]Level(nil), c.Levels...)
	sort.SliceStable(out, func(i, j int) bool { return out[i].TimeH < out[j].TimeH })
	return out
}

// Fall is the fall of clearance over a course, as a share of the first day's,
// reached in a straight line after OverH hours. Models that do not carry a fall
// of their own are given this one.
type Fall struct {
	Fraction float64 `json:"fraction"`
	OverH    float64 `json:"overH"`
	Source   string  `json:"source"`
}

// fallsItself reports a model whose clearance moves with time by its own formulas.
func (m *Model) fallsItself() bool {
	return m.sys.proportional || strings.Contains(strings.ToLower(m.File.Structure.Elimination), "fall")
}

// fallFactor is the mean factor on the exposure of the planned doses. What the
// levels show is the clearance of their own time; before any level it is that of
// the first dose.
func (c *DoseCase) fallFactor(m *Model) float64 {
	if c.Fall == nil || m.fallsItself() {
		return 1
	}
	left := func(t float64) float64 { return 1 - c.Fall.Fraction*math.Min(t/c.Fall.OverH, 1) }
	seen := 0.0
	for _, l := range c.Levels {
		seen = math.Max(seen, l.TimeH)
	}
	sum := 0.0
	for k := 0; k < c.Plan.Count; k++ {
		sum += math.Max(left(seen)/left(c.Plan.FirstH+float64(k)*c.Plan.EveryH), 1)
	}
	return sum / float64(c.Plan.Count)
}

// Stress asks what would follow if the child cleared the drug like children with
// a sibling disease.
type Stress struct {
	ID        string  `json:"id"`
	Clearance float64 `json:"clearance"` // factor, below 1
}

// StressResult is the answer of one model. It is shown beside the estimate and
// never enters the dose.
type StressResult struct {
	ID            string  `json:"id"`
	Median        float64 `json:"exposureMedian"`
	PAboveCeiling float64 `json:"pAboveCeiling"`
}

// stress fills the scenarios: exposure still to come grows by the inverse of the
// factor; what the levels showed stays.
func (v *ModelVerdict) stress(c *DoseCase, dose, ceiling float64) {
	for _, s := range c.Scenarios {
		of := func(o *outcome) float64 {
			all, had := v.exposureOf(o, dose), v.report*o.received
			return had + (all-had)/s.Clearance
		}
		if len(c.Levels) == 0 { // nothing was shown yet: all of it is a prediction
			of = func(o *outcome) float64 { return v.exposureOf(o, dose) / s.Clearance }
		}
		r := StressResult{ID: s.ID, Median: v.quantiles(of, 0.5)[0]}
		for i := range v.outcomes {
			if of(&v.outcomes[i]) > ceiling {
				r.PAboveCeiling += v.outcomes[i].weight
			}
		}
		v.Stress = append(v.Stress, r)
	}
}
