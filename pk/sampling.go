package pk

import (
	"fmt"
	"math"
	"slices"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// SamplingCase asks when to draw blood after a test dose, so that the exposure
// of the course becomes as certain as it can be with little blood. The dose
// case holds the test dose among its given doses and the course that follows as
// its plan; it needs no target and no level.
type SamplingCase struct {
	Case        *DoseCase `json:"case"`
	Candidates  []float64 `json:"candidates"`  // h from the first dose
	Samples     int       `json:"samples"`     // at most
	MLPerSample float64   `json:"mlPerSample"` // blood of one sample, dead volume included
	MLPerKg     float64   `json:"mlPerKg"`     // most blood per kg; the centre's own limit
}

// SamplingPlan is the answer.
type SamplingPlan struct {
	Times   []float64       `json:"times"` // h from the first dose
	Blood   float64         `json:"bloodML"`
	PerKg   float64         `json:"bloodMLPerKg"`
	Limited bool            `json:"limited"` // fewer samples than asked for, because of the blood
	Models  []SamplingModel `json:"models"`
	Reason  string          `json:"reason,omitempty"`
	Why     evidence.Text   `json:"-"` // the reason in both languages
}

// SamplingModel is how certain the exposure is under one model, as the standard
// deviation of its logarithm, before and after the planned levels.
type SamplingModel struct {
	ID     string  `json:"id"`
	Before float64 `json:"before"`
	After  float64 `json:"after"`
}

func (p *SamplingPlan) because(code string, values ...any) {
	w := finding(code, values...)
	p.Reason, p.Why = w.Message, w.Text
}

// check refuses what cannot be planned; the limit of blood has no default.
func (s *SamplingCase) check() (weight float64, err error) {
	var bad problems
	if len(s.Candidates) == 0 || len(s.Candidates) > 60 {
		bad.at("candidates", "between 1 and 60 candidate times are needed")
	}
	for i, t := range s.Candidates {
		if !(t >= 0) || math.IsInf(t, 0) || (i > 0 && t <= s.Candidates[i-1]) {
			bad.at(fmt.Sprintf("candidates[%d]", i), "the times must rise and not be negative")
		}
	}
	if s.Samples < 1 || s.Samples > 8 {
		bad.at("samples", "between 1 and 8 samples can be planned")
	}
	if !(s.MLPerSample > 0) || !(s.MLPerKg > 0) {
		bad.at("mlPerKg", "the blood of a sample and the centre's limit per kg are needed; no default is put in their place")
	}
	q, ok := s.Case.Covariates["WT"]
	if weight, err = convert(q.Value, q.Unit, "kg", s.Case.Drug); !ok || err != nil || !(weight > 0) {
		bad.at("case.covariates.WT", "the weight is needed for the limit of blood")
	}
	if len(s.Case.GivenDoses) == 0 {
		bad.at("case.given", "the test dose is missing")
	}
	return weight, bad.err(ErrInput)
}

// PlanSampling chooses the times that leave the exposure of the course most
// certain, on average over the models that are valid for the child: the
// posterior variance follows from the sensitivity of the levels to the random
// effects (Fisher information), the variance of the exposure from its own.
func PlanSampling(s *SamplingCase, models []*Model) (*SamplingPlan, error) {
	weight, err := s.check()
	if err != nil {
		return nil, err
	}
	plan := &SamplingPlan{}
	most := min(int(s.MLPerKg*weight/s.MLPerSample), s.Samples, len(s.Candidates))
	if plan.Limited = most < s.Samples; most < 1 {
		plan.because("sample_too_large", short(s.MLPerSample), short(s.MLPerKg))
		return plan, nil
	}
	var views []*sensitivity
	for _, m := range models {
		if v, err := s.look(m); err == nil && v != nil {
			views = append(views, v)
		}
	}
	if len(views) == 0 {
		plan.because("no_times")
		return plan, nil
	}
	chosen := choose(views, len(s.Candidates), most)
	slices.Sort(chosen)
	for _, i := range chosen {
		plan.Times = append(plan.Times, s.Candidates[i])
	}
	plan.Blood = float64(len(chosen)) * s.MLPerSample
	plan.PerKg = plan.Blood / weight
	for _, v := range views {
		plan.Models = append(plan.Models, SamplingModel{ID: v.id, Before: v.deviation(nil), After: v.deviation(chosen)})
	}
	return plan, nil
}

// sensitivity is how levels and exposure of one model move with the random
// effects, in coordinates in which their prior is standard normal.
type sensitivity struct {
	id       string
	level    [][]float64 // per candidate, over its residual deviation
	exposure []float64   // of the logarithm of the exposure to come
}

// look computes the sensitivities of one model; nil where it does not speak for
// the child.
func (s *SamplingCase) look(m *Model) (*sensitivity, error) {
	c := *s.Case
	c.Levels = nil
	if !sameDrug(m.File.Drug.EN, c.Drug) {
		return nil, nil
	}
	v, cov := c.judge(m)
	if cov == nil || !v.Valid {
		return nil, nil
	}
	for _, t := range s.Candidates {
		c.Levels = append(c.Levels, Level{TimeH: t, Value: 1, Unit: v.m.units.Concentration})
	}
	daily := *v.m
	if len(daily.sys.kappaNames) > 0 && daily.bins == 0 {
		daily.bins = 24
	}
	sub, planned, err := c.subject(&daily, cov, v.factor)
	if err != nil {
		return nil, err
	}
	p, err := prepare(&daily, sub, 1e-8)
	if err != nil {
		return nil, err
	}
	return p.sensitivity(m.File.ID, &exposures{c: &c, p: p, planned: planned})
}

func (p *inference) sensitivity(id string, x *exposures) (*sensitivity, error) {
	const step = 1e-3
	v := &sensitivity{id: id, level: make([][]float64, len(p.obs)), exposure: make([]float64, p.free)}
	at := func(z []float64) ([]float64, float64, error) {
		p.spread(z)
		eta := slices.Clone(p.eta)
		total, before, err := x.total(eta, 1000) // any dose: only the shape counts
		out := make([]float64, len(p.obs))
		for i, k := range p.obs {
			out[i] = p.e.pred[k]
		}
		return out, math.Log(total - before), err
	}
	z := make([]float64, p.free)
	typical, _, err := at(z)
	if err != nil {
		return nil, err
	}
	for j := range z {
		z[j] = step
		up, more, err := at(z)
		if err != nil {
			return nil, err
		}
		z[j] = -step
		down, less, err := at(z)
		if err != nil {
			return nil, err
		}
		z[j] = 0
		v.exposure[j] = (more - less) / (2 * step)
		for i := range up {
			sd := math.Sqrt(p.m.res.variance(typical[i]))
			slope := (up[i] - down[i]) / (2 * step)
			if p.m.res.kind == onLogs {
				slope /= math.Max(typical[i], 1e-300)
			}
			v.level[i] = append(v.level[i], slope/math.Max(sd, 1e-300))
		}
	}
	return v, nil
}

// deviation of the logarithm of the exposure once the levels at the chosen
// candidates are known.
func (v *sensitivity) deviation(chosen []int) float64 {
	n := len(v.exposure)
	info := identity(n, 1)
	for _, k := range chosen {
		for i := range info {
			for j := range info {
				info[i][j] += v.level[k][i] * v.level[k][j]
			}
		}
	}
	inv, _, ok := inverse(info)
	if !ok {
		return math.Inf(1)
	}
	sum := 0.0
	for i := range inv {
		for j := range inv {
			sum += v.exposure[i] * inv[i][j] * v.exposure[j]
		}
	}
	return math.Sqrt(sum)
}

// choose takes the set of candidates with the smallest mean deviation: one after
// the other, then exchanged one by one until no exchange is better.
func choose(views []*sensitivity, candidates, n int) []int {
	mean := func(set []int) float64 {
		sum := 0.0
		for _, v := range views {
			sum += v.deviation(set)
		}
		return sum / float64(len(views))
	}
	var set []int
	for len(set) < n {
		best, at := math.Inf(1), -1
		for k := 0; k < candidates; k++ {
			if slices.Contains(set, k) {
				continue
			}
			if d := mean(append(slices.Clone(set), k)); d < best-1e-12 {
				best, at = d, k
			}
		}
		set = append(set, at)
	}
	for better := true; better; {
		better = false
		now := mean(set)
		for i := range set {
			for k := 0; k < candidates; k++ {
				old := set[i]
				if slices.Contains(set, k) {
					continue
				}
				if set[i] = k; mean(set) < now-1e-9 {
					now, better = mean(set), true
				} else {
					set[i] = old
				}
			}
		}
	}
	return set
}
