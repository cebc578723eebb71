package pk

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"sort"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// ModelVerdict is what one model says about a case.
type ModelVerdict struct {
	ID            string             `json:"id"`
	Tier          Tier               `json:"tier"`
	Status        string             `json:"status"`
	Valid         bool               `json:"valid"`
	Extrapolated  bool               `json:"extrapolated"` // computed, but the child lies outside the cohort
	Reasons       []Warning          `json:"reasons,omitempty"`
	Weight        *float64           `json:"weight"` // by marginal likelihood; null before any level
	WeightAIC     *float64           `json:"weightAIC,omitempty"`
	Credible      bool               `json:"credible"`
	LargestDose   *float64           `json:"largestDose"` // under this model alone, per administration
	PAboveCeiling *float64           `json:"pAboveCeiling"`
	PBelowFloor   *float64           `json:"pBelowFloor"`
	Median        *float64           `json:"exposureMedian"`
	Low           *float64           `json:"exposureP5"`
	High          *float64           `json:"exposureP95"`
	Received      *float64           `json:"exposureReceived"` // median, from the doses already given
	Distance      map[string]float64 `json:"distance,omitempty"`
	Widened       float64            `json:"widened,omitempty"` // distance by which its variability was grown; 0: as published
	Upper         *UpperScenario     `json:"upperScenario,omitempty"`
	Stress        []StressResult     `json:"stress,omitempty"`
	Bands         []Band             `json:"bands,omitempty"` // what it expected of each level
	Warnings      []Warning          `json:"warnings,omitempty"`

	m         *Model
	p         *inference
	sample    []Draw
	planned   []int // records of the doses that are sought
	logWeight float64
	logAIC    float64
	outcomes  []outcome
	factor    float64   // mass of the model per mass of the case
	report    float64   // factor from the model's exposure unit to mg·h/L
	mg        float64   // the model's dose per mg of the case
	fallBy    float64   // factor on the exposure of the planned doses
	grid      []float64 // doses of the curves of a saturable model
}

// UpperScenario is what would follow if the mass basis of the model were wrong:
// the exposure when the prescribed mass itself entered the model. It is shown
// wherever the basis is inferred (fludarabine_langenhorst_2019, ship_gate).
type UpperScenario struct {
	Basis         string  `json:"basis"`
	Median        float64 `json:"exposureMedian"`
	PAboveCeiling float64 `json:"pAboveCeiling"`
}

// outcome is the exposure of one draw as a function of the dose.
type outcome struct {
	weight   float64
	received float64
	fixed    float64   // from the given doses, all of it
	perDose  float64   // linear models: exposure per unit of dose
	curve    []float64 // other models: exposure beyond the fixed part on the grid of doses
}

// never are the words by which a model file forbids a dose.
var never = regexp.MustCompile(`(?i)never a dose|never for a child|no paediatric use|not runnable|not transferable|do not ship|never a posterior|\bhold:`)

// MayDose gives the reason why a model never computes a dose; empty where it may,
// in reference mode until it is commissioned.
func (m *Model) MayDose() string { return m.mayDose().Message }

// WhyNoDose is the same reason in both languages.
func (m *Model) WhyNoDose() evidence.Text { return m.mayDose().Text }

// mayDose is the same as a finding; without a code where the model may.
func (m *Model) mayDose() Warning {
	switch {
	case !m.Tier.Doses():
		return finding("tier_never_doses", m.Tier)
	case never.MatchString(m.File.Evidence.ShipGate.EN):
		return finding("gate_forbids", m.File.Evidence.ShipGate.Text)
	case m.File.PredictsOnly != "":
		return finding("troughs_fitted", m.File.PredictsOnly)
	case !m.fits:
		return finding("cannot_estimate", joined(m.Gaps))
	}
	return Warning{}
}

// sameDrug compares the first words: "busulfan (intravenous)" is busulfan.
func sameDrug(a, b string) bool {
	word := func(s string) string {
		f := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ' ' || r == '(' || r == ',' })
		if len(f) == 0 {
			return ""
		}
		return f[0]
	}
	return word(a) == word(b) && word(a) != ""
}

// Of reports whether the model is one of the drug.
func (m *Model) Of(drug string) bool { return sameDrug(m.File.Drug.EN, drug) }

// judge decides whether a model may speak about the case, and how far the child
// is from its cohort. Distance is 0 at the cohort's median and 1 at its edge, on
// the logarithmic scale (our own measure).
func (c *DoseCase) judge(m *Model) (v ModelVerdict, cov map[string]float64) {
	v = ModelVerdict{ID: m.File.ID, Tier: m.Tier, Status: string(m.File.Evidence.status()), m: m, factor: 1, Distance: map[string]float64{}}
	if why := m.mayDose(); why.Code != "" {
		v.Reasons = append(v.Reasons, why)
		return v, nil
	}
	cov, err := c.covariates(m)
	if err != nil {
		v.Reasons = append(v.Reasons, finding("covariate_unusable", err))
		return v, nil
	}
	if missing := m.missing(cov); len(missing) > 0 {
		v.Reasons = append(v.Reasons, finding("covariates_missing", strings.Join(missing, ", ")))
		return v, nil
	}
	if v.factor, err = m.massFactor(c.DoseMass); err != nil {
		b := m.File.DoseMassBasis
		v.Reasons = append(v.Reasons, finding("dose_mass_unnamed", m.File.Drug.EN, b.Prescribed, b.Value))
		return v, nil
	}
	v.report, v.mg = v.toReport(), v.perMg()
	v.place(cov)
	return v, cov
}

func distance(x float64, r Range) float64 {
	mid := r.Median
	if !(mid > r.Lo && mid < r.Hi) {
		mid = (r.Lo + r.Hi) / 2
		if r.Lo > 0 {
			mid = math.Sqrt(r.Lo * r.Hi)
		}
	}
	edge := r.Hi
	if x < mid {
		edge = r.Lo
	}
	if x > 0 && mid > 0 && edge > 0 && edge != mid {
		return math.Log(x/mid) / math.Log(edge/mid)
	}
	return math.Abs(x-mid) / math.Max(math.Abs(edge-mid), 1e-12)
}

// massFactor is the mass of the model's substance per mass of the substance in
// which the case writes its doses. Where they differ the case must name its own.
func (m *Model) massFactor(named string) (float64, error) {
	b := m.File.DoseMassBasis
	if b == nil {
		return 1, nil
	}
	same := func(s string) bool {
		clean := strings.NewReplacer("_", " ", "-", " ").Replace
		return s != "" && strings.EqualFold(clean(named), clean(s))
	}
	switch {
	case same(b.Prescribed):
		return b.factor(), nil
	case same(b.Value), same("f ara a") && b.Value == "f_ara_a_equivalent":
		return 1, nil
	}
	return 0, errors.New(finding("dose_mass_unnamed", m.File.Drug.EN, b.Prescribed, b.Value).Message)
}

// subject builds the record sequence: given doses, levels, planned doses of one
// unit each, and looks just before each dose, so that a dose record ends the
// interval of its own day and not of the day before.
func (c *DoseCase) subject(m *Model, cov map[string]float64, factor float64) (sub Subject, planned []int, err error) {
	values, err := m.order(cov)
	if err != nil {
		return sub, nil, err
	}
	sub = Subject{ID: c.ID, Covariates: m.sys.covNames}
	add := func(r Record) { r.Cov = values; sub.Records = append(sub.Records, r) }
	cmt := 1
	if m.sys.depot {
		cmt = 2 // intravenous
	}
	dose := func(t, amt, hours float64) {
		if t > 0 {
			add(Record{Time: t - 1e-6, EVID: 2, MDV: true, DV: math.NaN()})
		}
		r := Record{Time: t, EVID: 1, CMT: cmt, Amt: amt, DV: math.NaN(), MDV: true}
		if hours > 0 {
			r.Rate = amt / hours
		}
		add(r)
	}
	for _, g := range c.GivenDoses {
		amt, err := convert(g.Amount.Value, g.Amount.Unit, m.units.Dose, c.Drug)
		if err != nil {
			return sub, nil, err
		}
		for k := 0; k < max(g.Count, 1); k++ {
			dose(g.TimeH+float64(k)*g.EveryH, amt*factor, g.DurationH)
		}
	}
	for _, l := range c.Levels {
		x, err := convert(l.Value, l.Unit, m.units.Concentration, c.Drug)
		if err != nil {
			return sub, nil, err
		}
		add(Record{Time: l.TimeH, DV: x, Cens: int(truth(l.Below))})
	}
	for k := 0; k < c.Plan.Count; k++ {
		dose(c.Plan.FirstH+float64(k)*c.Plan.EveryH, plannedUnit, c.Plan.DurationH)
	}
	sort.SliceStable(sub.Records, func(i, j int) bool { return sub.Records[i].Time < sub.Records[j].Time })
	for i, r := range sub.Records {
		if r.EVID == 1 && r.Amt == plannedUnit && r.Time >= c.Plan.FirstH {
			planned = append(planned, i)
		}
	}
	if len(sub.Records) > 0 && sub.Records[0].Time > 0 {
		sub.Records = append([]Record{{EVID: 2, MDV: true, DV: math.NaN(), Cov: values}}, sub.Records...)
		for i := range planned {
			planned[i]++
		}
	}
	return sub, planned, nil
}

// plannedUnit stands for the dose that is sought while records are built.
const plannedUnit = 1.0

// tailHours is how long exposure is followed after the last dose where there is
// no closed form for the rest.
const tailHours = 336

// predictCase draws children from a model after the levels and prepares their
// exposures.
func (c *DoseCase) predictCase(v *ModelVerdict, cov map[string]float64, draws int) error {
	if len(v.m.sys.kappaNames) > 0 && v.m.bins == 0 {
		daily := *v.m
		daily.bins = 24
		v.m = &daily
		v.Warnings = append(v.Warnings, finding("occasion_assumed"))
	}
	sub, planned, err := c.subject(v.m, cov, v.factor)
	if err != nil {
		return err
	}
	end := 0.0
	for _, r := range sub.Records {
		if end = math.Max(end, r.Time); r.Rate > 0 {
			end = math.Max(end, r.Time+r.Amt/r.Rate)
		}
	}
	end += 24 // all input is in by then, lags included
	if !v.m.sys.closed {
		end += tailHours
	}
	sub.Records = append(sub.Records, Record{Time: end, EVID: 2, MDV: true, DV: math.NaN(), Cov: sub.Records[0].Cov})
	est, err := v.m.Fit(sub, FitOptions{Seed: c.Seed, Starts: 3, rtol: 1e-6})
	if err != nil {
		return err
	}
	v.logWeight = est.LogMarginal + est.jacobian()
	v.logAIC = -est.Objective/2 - float64(est.p.free) + est.jacobian()
	v.Bands = est.asked().bands()
	if len(c.Levels) > 0 {
		for _, w := range est.Warnings {
			if w.Code == "outlying_level" || w.Code == "unusual_child" || w.Code == "other_optimum" {
				v.Warnings = append(v.Warnings, w)
			}
		}
	}
	sample, effective, err := est.Sample(draws, c.Seed)
	if err != nil {
		return err
	}
	if effective < float64(draws)/20 {
		v.Warnings = append(v.Warnings, finding("few_effective_draws", fmt.Sprintf("%.0f", effective), number(float64(draws))))
	}
	x := &exposures{c: c, p: est.asked(), planned: planned}
	x.balance = newBalance(x)
	v.outcomes = make([]outcome, len(sample))
	for i, d := range sample {
		if v.outcomes[i], err = x.of(d); err != nil {
			v.outcomes = nil
			return err
		}
	}
	v.grid, v.p, v.sample, v.planned = x.grid, x.p, sample, planned
	v.fall(c)
	return nil
}

// fall grows the exposure of the planned doses where the model carries no fall
// of clearance of its own.
func (v *ModelVerdict) fall(c *DoseCase) {
	by := c.fallFactor(v.m)
	v.fallBy = by
	if by == 1 {
		return
	}
	for i := range v.outcomes {
		o := &v.outcomes[i]
		o.perDose *= by
		for k := range o.curve {
			o.curve[k] *= by
		}
	}
	v.Reasons = append(v.Reasons, finding("fall_applied", short(by), c.Fall.Source))
}

// linearInDose reports whether exposure is proportional to the dose.
func (s *system) linearInDose() bool { return s.closed || s.proportional }

// exposures computes cumulative exposures of one model for draws of a child.
type exposures struct {
	c       *DoseCase
	p       *inference
	planned []int
	grid    []float64 // doses of the curve of a model that is not linear
	balance *balance  // of a linear model; nil where the engine computes
}

// total is the exposure of the course for a planned dose, and the part that was
// there before the first planned dose.
func (x *exposures) total(eta []float64, dose float64) (total, before float64, err error) {
	e := x.p.e
	for _, i := range x.planned {
		r := &e.recs[i]
		r.Amt = dose
		if r.Rate > 0 {
			r.Rate = dose / x.c.Plan.DurationH
		}
	}
	copy(x.p.eta, eta)
	if err := e.run(x.p.eta[:len(x.p.m.sys.etaNames)]); err != nil {
		return 0, 0, err
	}
	last := len(e.recs) - 1
	total = e.auc[last]
	if e.s.closed {
		mass := 0.0
		for _, y := range e.y[:len(e.y)-1] {
			mass += y
		}
		total += e.s.scale * mass / e.s.theta(e.row(last))[thCL]
	}
	return total, e.auc[x.planned[0]], nil
}

func (x *exposures) of(d Draw) (o outcome, err error) {
	o.weight = d.Weight
	if !x.p.m.sys.linearInDose() {
		return x.curved(d, o)
	}
	if x.balance != nil && x.balance.outcome(d, &o) {
		return o, nil
	}
	one, before, err := x.total(d.Eta, 1)
	if err != nil {
		return o, err
	}
	two, _, err := x.total(d.Eta, 1001)
	if err != nil {
		return o, err
	}
	o.received = before
	o.perDose = (two - one) / 1000
	o.fixed = math.Max(one-o.perDose, 0)
	return o, nil
}

// curved tabulates the exposure of a saturable model over doses in fixed steps
// of a factor; between them it is interpolated.
func (x *exposures) curved(d Draw, o outcome) (outcome, error) {
	if x.grid == nil {
		if err := x.span(); err != nil {
			return o, err
		}
	}
	o.curve = make([]float64, len(x.grid))
	var err error
	if o.fixed, o.received, err = x.total(d.Eta, 1e-6*x.grid[0]); err != nil {
		return o, err
	}
	for i, dose := range x.grid {
		total, _, err := x.total(d.Eta, dose)
		if err != nil {
			return o, err
		}
		o.curve[i] = math.Max(total-o.fixed, 0)
	}
	return o, nil
}

// span finds doses of the typical child that bring from a thirtieth of the
// ceiling to twice the ceiling.
func (x *exposures) span() error {
	ceiling, err := x.c.course(x.c.Target.Ceiling, x.p.m.units.Concentration+"*h")
	if err != nil {
		return err
	}
	dose := 1.0
	zero := make([]float64, x.p.n)
	for k := 0; k < 60; k++ {
		total, _, err := x.total(zero, dose)
		if err != nil {
			return err
		}
		if total > ceiling {
			break
		}
		dose *= 2
	}
	for k := 0; k < 6; k++ {
		x.grid = append(x.grid, dose/16*math.Pow(2, float64(k)))
	}
	return nil
}

// exposure of a draw for a dose, in the model's unit. Between the doses of a
// table the exposure per dose is interpolated through the four doses round it.
func (o *outcome) exposure(dose float64, grid []float64) float64 {
	if o.curve == nil {
		return o.fixed + o.perDose*dose
	}
	at := math.Min(dose, grid[len(grid)-1]) // beyond the table the last exposure per dose holds
	i := min(max(sort.SearchFloat64s(grid, at)-2, 0), len(grid)-4)
	per := 0.0
	for a := i; a < i+4; a++ {
		w := 1.0
		for b := i; b < i+4; b++ {
			if b != a {
				w *= (at - grid[b]) / (grid[a] - grid[b])
			}
		}
		per += w * o.curve[a] / grid[a]
	}
	return o.fixed + math.Max(per, 0)*dose
}
