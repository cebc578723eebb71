package pk

import (
	"fmt"
	"math"
	"sort"
)

// inference holds one child, one model and the memory of the search for the
// maximum a posteriori estimate. The search runs in coordinates in which the
// prior is the standard normal distribution.
type inference struct {
	m        *Model
	e        *engine     // nil in an estimate until it is asked again
	recs     []Record    // of the engine that was given back
	n        int         // effects in all: between children, then between occasions
	factor   [][]float64 // lower factor of the prior covariance, rows of all effects
	free     int         // effects with variance
	at       []int       // index in eta of each free effect
	eta      []float64
	obs      []int // records that hold a used level
	occasion []int // of each record
	label    []float64
	g        *slopes  // predictions with derivatives; nil where there are none
	s        *scoring // memory of the search with them
}

// prepare joins a child with a model. The covariates of the child are arranged
// in the order of the model; a missing one is refused.
func prepare(m *Model, sub Subject, rtol float64) (*inference, error) {
	recs, err := m.bind(sub)
	if err != nil {
		return nil, err
	}
	e, err := newEngine(m.sys, recs, Backward, rtol)
	if err != nil {
		return nil, err
	}
	e.keepAUC = true
	p := &inference{m: m, e: e}
	for i, r := range recs {
		if r.EVID == 0 && !r.MDV && !math.IsNaN(r.DV) {
			p.obs = append(p.obs, i)
		}
	}
	if err := p.occasions(sub); err != nil {
		return nil, err
	}
	if err := p.prior(); err != nil {
		return nil, err
	}
	p.g = p.differentiate()
	return p, nil
}

// occasions numbers the occasion of each record: a column OCC, bins of hours,
// or one per dose, as the model says.
func (p *inference) occasions(sub Subject) error {
	if len(p.m.sys.kappaNames) == 0 {
		return nil
	}
	column := columnOf(sub.Covariates, "OCC")
	if column < 0 && p.m.bins == 0 {
		return refuse(ErrInput, "OCC", "the model %s varies between occasions and the data do not name them", p.m.File.ID)
	}
	values := make([]float64, len(p.e.recs))
	doses := 0.0
	for i, r := range sub.Records {
		switch {
		case column >= 0 && column < len(r.Cov) && !math.IsNaN(r.Cov[column]):
			values[i] = r.Cov[column]
		case p.m.bins > 0:
			values[i] = math.Floor(r.Time/p.m.bins) + 1
		default:
			if r.EVID == 1 || r.EVID == 4 {
				doses++
			}
			values[i] = math.Max(doses, 1)
		}
	}
	p.label = distinct(values)
	p.occasion = make([]int, len(values))
	for i, v := range values {
		p.occasion[i] = sort.SearchFloat64s(p.label, v)
	}
	return nil
}

func distinct(values []float64) []float64 {
	sorted := append([]float64(nil), values...)
	sort.Float64s(sorted)
	out := sorted[:0]
	for i, v := range sorted {
		if i == 0 || v != sorted[i-1] {
			out = append(out, v)
		}
	}
	return out
}

// prior factors the covariance of all effects: one block between children and
// the same block for every occasion.
func (p *inference) prior() error {
	base, per := len(p.m.sys.etaNames), len(p.m.sys.kappaNames)
	p.n = base + per*len(p.label)
	full := make([][]float64, p.n)
	for i := range full {
		full[i] = make([]float64, p.n)
	}
	for i := range p.m.omega {
		copy(full[i], p.m.omega[i])
	}
	for o := range p.label {
		for i := range p.m.kappa {
			copy(full[base+o*per+i][base+o*per:], p.m.kappa[i])
		}
	}
	for i := range full {
		if full[i][i] > 0 {
			p.at = append(p.at, i)
		}
	}
	p.free = len(p.at)
	small, err := cholesky(p.m.positive(full))
	if err != nil {
		return refuse(ErrModel, "iiv", "%v", err)
	}
	p.factor = small
	p.eta = make([]float64, p.n)
	p.tie()
	return nil
}

// tie gives each record of the engine the effects of its occasion.
func (p *inference) tie() {
	base, per := len(p.m.sys.etaNames), len(p.m.sys.kappaNames)
	for i := range p.e.recs {
		if per > 0 {
			from := base + p.occasion[i]*per
			p.e.tau[i] = p.eta[from : from+per]
		}
	}
}

// rest gives the memory of the search back: of most children only the numbers of
// the estimate are asked. Differential equations keep theirs, which is laid out
// for the model.
func (p *inference) rest() {
	if p.g != nil {
		p.g.leave()
	}
	if !p.m.sys.closed {
		return
	}
	if p.g != nil {
		timelines.Put(p.g.tl)
	}
	p.recs, p.g = p.e.recs, nil
	p.e.recs, p.e.ss = nil, nil
	engines.Put(p.e)
	p.e = nil
}

// asked is the inference behind an estimate with the engine it rested without.
func (est *Estimate) asked() *inference {
	p := est.p
	if p.e != nil {
		return p
	}
	e, err := newEngine(p.m.sys, p.recs, Backward, 0)
	if err != nil { // the records were checked for the estimate
		panic("pk: the records of an estimate: " + err.Error())
	}
	e.keepAUC = true
	p.e = e
	p.tie()
	p.g = p.differentiate()
	return p
}

// spread turns standard coordinates into random effects.
func (p *inference) spread(z []float64) {
	for i := range p.factor {
		sum := 0.0
		for j := 0; j <= i; j++ {
			sum += p.factor[i][j] * z[j]
		}
		p.eta[p.at[i]] = sum
	}
}

// objective is NONMEM's: the sum of log v + (y-f)²/v over the levels plus
// eta' inv(OMEGA) eta, without constants. A level below its limit adds -2 log
// of the probability to lie there (Beal's method M3, J Pharmacokinet
// Pharmacodyn 2001;28:481).
func (p *inference) objective(z []float64) float64 {
	if p.g != nil {
		return p.g.objective(z, nil, nil)
	}
	p.spread(z)
	total := 0.0
	for _, x := range z {
		total += x * x
	}
	if len(p.obs) == 0 {
		if p.e.fill(len(p.e.recs), p.eta[:len(p.m.sys.etaNames)]) != nil {
			return math.Inf(1)
		}
		return total
	}
	p.e.until = p.obs[len(p.obs)-1] + 1 // what comes after the last level does not matter
	err := p.e.run(p.eta[:len(p.m.sys.etaNames)])
	p.e.until = 0
	if err != nil {
		return math.Inf(1)
	}
	for _, i := range p.obs {
		total += p.m.misfit(&p.e.recs[i], p.e.pred[i])
	}
	if math.IsNaN(total) {
		return math.Inf(1)
	}
	return total
}

// misfit of one level.
func (m *Model) misfit(r *Record, f float64) float64 {
	y := r.DV
	if m.res.kind == onLogs {
		y, f = math.Log(y), math.Log(math.Max(f, 1e-300))
	}
	v := m.res.variance(f)
	if v == 0 { // a prediction of exactly zero under a proportional error: weight one, as in NONMEM control streams
		v = 1
	}
	switch {
	case r.Cens > 0:
		return -2 * logPhi((y-f)/math.Sqrt(v))
	case r.Cens < 0:
		return -2 * logPhi((f-y)/math.Sqrt(v))
	}
	return math.Log(v) + (y-f)*(y-f)/v
}

// Estimate is the maximum a posteriori estimate of one child under one model.
type Estimate struct {
	Eta         []float64   // between children, then per occasion
	EtaNames    []string    // with the occasion in brackets where there is one
	Objective   float64     // NONMEM's, without constants
	Cov         [][]float64 // 2 times the inverse Hessian of the objective
	Pred, IPred []float64   // at the used levels
	Shrinkage   []float64   // 1 - sd after / sd before; 0: the levels tell nothing
	Residuals   []float64   // weighted, at the used levels; 0 for censored ones
	Starts      int         // starting points tried
	Reached     int         // of them, those that ended at the reported estimate
	LogMarginal float64     // log of the Laplace approximation to p(levels | model), up to the constant common to all models
	Warnings    []Warning
	z           []float64
	hessian     [][]float64 // of the objective, in standard coordinates
	p           *inference
}

// FitOptions steer an estimation; the zero value is the usual one.
type FitOptions struct {
	Starts int    // starting points; 0 means 5
	Seed   uint64 // of the random starting points
	rtol   float64
}

// Fit estimates the random effects of one child. Without any usable level the
// estimate is the prior itself.
func (m *Model) Fit(sub Subject, opt FitOptions) (*Estimate, error) {
	if !m.fits {
		return nil, refuse(ErrModel, m.File.ID, "the model cannot estimate: %s", joined(m.Gaps).EN)
	}
	if opt.rtol == 0 {
		opt.rtol = 1e-10
	}
	p, err := prepare(m, sub, opt.rtol)
	if err != nil {
		return nil, err
	}
	unjudged, err := m.inRange(sub)
	if err != nil {
		return nil, err
	}
	defer p.rest()
	if opt.Starts <= 0 {
		opt.Starts = 5
	}
	origin := make([]float64, p.free)
	if math.IsInf(p.objective(origin), 1) {
		if err := p.e.run(p.eta[:len(m.sys.etaNames)]); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("%w: the typical child of %s has no finite objective", ErrNumerics, m.File.ID)
	}
	est := &Estimate{p: p, Starts: opt.Starts}
	p.search(est, opt)
	if est.hessian == nil {
		est.hessian = p.hessian(est.z)
	}
	if err := est.complete(); err != nil {
		return nil, err
	}
	est.Warnings = append(append(est.Warnings, unjudged...), m.noticed(sub)...)
	return est, nil
}

// search starts at the typical child and at seeded points round it, and keeps
// the lowest end.
func (p *inference) search(est *Estimate, opt FitOptions) {
	random := newStream(opt.Seed, 1)
	ends := make([]ending, 0, opt.Starts)
	for s := 0; s < opt.Starts; s++ {
		z := make([]float64, p.free)
		if s > 0 {
			for i := range z {
				z[i] = 1.5 * random.normal()
			}
		}
		if e := p.end(z, ends); !math.IsInf(e.value, 1) {
			ends = append(ends, e)
		}
		if len(p.obs) == 0 {
			break
		}
	}
	best := 0
	for i := range ends {
		if ends[i].value < ends[best].value-1e-9 {
			best = i
		}
	}
	lowest := ends[best]
	if p.g != nil {
		lowest.value = p.objective(lowest.z)
		est.hessian = p.refine(&lowest)
	}
	if est.z = lowest.z; est.hessian == nil && len(p.obs) > 0 {
		lowest.value = p.polish(lowest.z, lowest.value)
	}
	est.Objective = lowest.value
	other := false
	for _, e := range ends {
		switch gap := e.value - est.Objective; {
		case gap < 1e-4:
			est.Reached++
		case gap < 3.84:
			other = true
		}
	}
	est.Starts = len(ends)
	if other {
		est.warn("other_optimum")
	}
}

// end runs one start to its end.
func (p *inference) end(z []float64, known []ending) ending {
	if p.g != nil {
		return p.score(z, known)
	}
	if math.IsInf(p.objective(z), 1) {
		return ending{value: math.Inf(1)}
	}
	return ending{z: z, value: p.descend(z)}
}

func (est *Estimate) warn(code string, values ...any) {
	est.Warnings = append(est.Warnings, finding(code, values...))
}
