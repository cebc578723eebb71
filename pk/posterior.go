package pk

import (
	"fmt"
	"math"
)

// complete derives covariance, shrinkage, residuals and warnings from the
// optimum.
func (est *Estimate) complete() error {
	p := est.p
	base := len(p.m.sys.etaNames)
	for i := 0; i < p.n; i++ {
		name := ""
		if i < base {
			name = p.m.sys.etaNames[i]
		} else {
			per := len(p.m.sys.kappaNames)
			name = fmt.Sprintf("%s[%g]", p.m.sys.kappaNames[(i-base)%per], p.label[(i-base)/per])
		}
		est.EtaNames = append(est.EtaNames, name)
	}
	half := identity(p.free, 0)
	for i := range half {
		for j := range half {
			half[i][j] = est.hessian[i][j] / 2
		}
	}
	inv, logDet, ok := inverse(half)
	if !ok {
		return fmt.Errorf("%w: the curvature at the estimate is not positive; the levels do not fix it", ErrNumerics)
	}
	est.LogMarginal = -(est.Objective + logDet) / 2
	est.Cov = p.toEta(inv)
	typical := make([]float64, p.free)
	p.objective(typical)
	for _, i := range p.obs {
		est.Pred = append(est.Pred, p.e.pred[i])
	}
	est.shrinkage()
	p.objective(est.z)
	est.Eta = append([]float64(nil), p.eta...)
	for _, i := range p.obs {
		est.IPred = append(est.IPred, p.e.pred[i])
		est.Residuals = append(est.Residuals, p.m.weighted(&p.e.recs[i], p.e.pred[i]))
	}
	est.outliers()
	return nil
}

// jacobian turns the density of the levels into one per mg/L, so that models
// whose units or error scales differ can be compared.
func (est *Estimate) jacobian() float64 {
	p := est.asked()
	k, _ := convert(1, "mg/L", p.m.units.Concentration, p.m.File.Drug.EN)
	sum := 0.0
	for _, i := range p.obs {
		if r := p.e.recs[i]; r.Cens == 0 {
			sum += math.Log(k)
			if p.m.res.kind == onLogs {
				sum -= math.Log(r.DV)
			}
		}
	}
	return sum
}

// toEta carries a covariance from standard coordinates to the random effects:
// L C L', with rows of zeros for effects that do not vary.
func (p *inference) toEta(c [][]float64) [][]float64 {
	out, half := identity(p.n, 0), make([]float64, p.free)
	for i := range half {
		for j := range half { // a row of L C
			half[j] = 0
			for k := 0; k <= i; k++ {
				half[j] += p.factor[i][k] * c[k][j]
			}
		}
		for j := range half {
			for k := 0; k <= j; k++ {
				out[p.at[i]][p.at[j]] += half[k] * p.factor[j][k]
			}
		}
	}
	return out
}

func (m *Model) weighted(r *Record, f float64) float64 {
	if r.Cens != 0 {
		return 0
	}
	y := r.DV
	if m.res.kind == onLogs {
		y, f = math.Log(y), math.Log(math.Max(f, 1e-300))
	}
	v := m.res.variance(f)
	if v == 0 {
		v = 1
	}
	return (y - f) / math.Sqrt(v)
}

// Conventions of the warnings (ours, statistical and not clinical): an effect
// is poorly informed when less than 30 % of its prior spread is gone; a level
// is an outlier beyond 3 residual standard deviations; a child is unusual for a
// model beyond 3 prior standard deviations.
const (
	poorShrinkage = 0.30
	outlierLimit  = 3.0
	unusualLimit  = 3.0
)

// shrinkage compares the spread after the levels with the spread before.
func (est *Estimate) shrinkage() {
	p := est.asked()
	prior := make([]float64, p.n) // variances before the levels
	for k, at := range p.at {
		for _, f := range p.factor[k][:k+1] {
			prior[at] += f * f
		}
	}
	for i := 0; i < p.n; i++ {
		s := 0.0
		if prior[i] > 0 {
			s = 1 - math.Sqrt(est.Cov[i][i]/prior[i])
		}
		est.Shrinkage = append(est.Shrinkage, s)
		if i < len(p.m.sys.etaNames) && s < poorShrinkage && prior[i] > 0 {
			est.warn("poorly_informed", est.EtaNames[i])
		}
	}
}

func (est *Estimate) outliers() {
	for k, r := range est.Residuals {
		if math.Abs(r) > outlierLimit {
			rec := est.p.e.recs[est.p.obs[k]]
			est.warn("outlying_level", number(rec.Time), fmt.Sprintf("%.1f", r))
		}
	}
	for k, x := range est.z {
		if math.Abs(x) > unusualLimit {
			est.warn("unusual_child", est.EtaNames[est.p.at[k]], fmt.Sprintf("%.1f", x))
		}
	}
}

// Draw is one weighted sample of the random effects after the levels.
type Draw struct {
	Eta    []float64
	Weight float64 // the weights of all draws sum to one
	z      []float64
}

// Sample draws from the posterior by importance sampling from a multivariate t
// distribution with 5 degrees of freedom round the estimate; without levels it
// draws from the cohort. The effective
// number of draws tells how far the posterior is from normal.
func (est *Estimate) Sample(n int, seed uint64) (draws []Draw, effective float64, err error) {
	p := est.asked()
	half := identity(p.free, 0)
	for i := range half {
		for j := range half {
			half[i][j] = est.hessian[i][j] / 2
		}
	}
	cov, _, ok := inverse(half)
	if !ok {
		return nil, 0, fmt.Errorf("%w: the curvature at the estimate is not positive", ErrNumerics)
	}
	l, err := cholesky(cov)
	if err != nil {
		return nil, 0, fmt.Errorf("%w: %v", ErrNumerics, err)
	}
	if len(p.obs) == 0 {
		return p.priorDraws(n)
	}
	random := newStream(seed, 2)
	logs := make([]float64, n)
	best := math.Inf(-1)
	for k := 0; k < n; k++ {
		d := Draw{z: make([]float64, p.free)}
		logs[len(draws)] = p.draw(&d, l, est.z, random)
		if math.IsInf(logs[len(draws)], -1) {
			continue // the model has no value there
		}
		d.Eta = append([]float64(nil), p.eta...)
		best = math.Max(best, logs[len(draws)])
		draws = append(draws, d)
	}
	if math.IsInf(best, -1) {
		return nil, 0, fmt.Errorf("%w: no draw has any probability", ErrNumerics)
	}
	total, squares := 0.0, 0.0
	for k := range draws {
		draws[k].Weight = math.Exp(logs[k] - best)
		total += draws[k].Weight
	}
	for k := range draws {
		draws[k].Weight /= total
		squares += draws[k].Weight * draws[k].Weight
	}
	return draws, 1 / squares, nil
}

// priorDraws are draws of equal weight from the cohort itself, on an additive
// recurrence of generalised golden ratios, which fills the space far more evenly
// than random numbers. Effects for which the model has no value (a clearance
// below zero) are left out.
func (p *inference) priorDraws(n int) (draws []Draw, effective float64, err error) {
	steps := p.evenSteps()
	for k := 1; k <= n; k++ {
		d := Draw{z: p.point(k, steps), Weight: 1}
		if math.IsInf(p.objective(d.z), 0) {
			continue
		}
		d.Eta = append([]float64(nil), p.eta...)
		draws = append(draws, d)
	}
	if len(draws) == 0 {
		return nil, 0, fmt.Errorf("%w: no draw has any probability", ErrNumerics)
	}
	for k := range draws {
		draws[k].Weight = 1 / float64(len(draws))
	}
	return draws, float64(len(draws)), nil
}

// evenSteps are the steps of the recurrence along each effect: the powers of one
// over the positive root of x^(d+1) = x + 1 for d effects.
func (p *inference) evenSteps() []float64 {
	root := 2.0
	for k := 0; k < 60; k++ {
		root = math.Pow(1+root, 1/float64(p.free+1))
	}
	steps := make([]float64, p.free)
	for i := range steps {
		steps[i] = math.Pow(root, -float64(i+1))
	}
	return steps
}

// point is the k-th of the evenly spread standard normal points.
func (p *inference) point(k int, steps []float64) []float64 {
	z := make([]float64, p.free)
	for i, step := range steps {
		u := 0.5 + float64(k)*step
		z[i] = math.Sqrt2 * math.Erfinv(2*(u-math.Floor(u))-1)
	}
	return z
}

// draw fills one sample and gives the logarithm of its weight.
func (p *inference) draw(d *Draw, l [][]float64, centre []float64, random *stream) float64 {
	const nu = 5
	chi := 0.0
	for i := 0; i < nu; i++ {
		x := random.normal()
		chi += x * x
	}
	stretch := math.Sqrt(nu / chi)
	e := make([]float64, p.free)
	q := 0.0
	for i := range e {
		e[i] = random.normal() * stretch
		q += e[i] * e[i]
		d.z[i] = centre[i]
		for j := 0; j <= i; j++ {
			d.z[i] += l[i][j] * e[j]
		}
	}
	return -p.objective(d.z)/2 + float64(nu+p.free)/2*math.Log1p(q/nu)
}

// NormalCheck compares the normal approximation with weighted draws.
type NormalCheck struct {
	Draws       int     `json:"draws"`
	Effective   float64 `json:"effective"`
	LargestBias float64 `json:"largestBias"` // of a mean, in posterior standard deviations
	SDRatio     float64 `json:"sdRatio"`     // the one farthest from 1, drawn over approximated
	Holds       bool    `json:"holds"`
}

// CheckNormal draws n samples and reports whether the normal approximation
// holds: means within a quarter of a standard deviation, spreads within 20 %,
// and at least a fifth of the draws effective (our convention).
func (est *Estimate) CheckNormal(n int, seed uint64) (NormalCheck, error) {
	draws, effective, err := est.Sample(n, seed)
	if err != nil {
		return NormalCheck{}, err
	}
	c := NormalCheck{Draws: n, Effective: effective, SDRatio: 1}
	for i := range est.Eta {
		sd := math.Sqrt(est.Cov[i][i])
		if sd == 0 {
			continue
		}
		mean, square := 0.0, 0.0
		for _, d := range draws {
			mean += d.Weight * d.Eta[i]
		}
		for _, d := range draws {
			square += d.Weight * (d.Eta[i] - mean) * (d.Eta[i] - mean)
		}
		c.LargestBias = math.Max(c.LargestBias, math.Abs(mean-est.Eta[i])/sd)
		if r := math.Sqrt(square) / sd; math.Abs(math.Log(r)) > math.Abs(math.Log(c.SDRatio)) {
			c.SDRatio = r
		}
	}
	c.Holds = c.LargestBias < 0.25 && c.SDRatio > 0.8 && c.SDRatio < 1.25 && effective > float64(n)/5
	return c, nil
}

// ByRecord gives the structural parameters at each record of the child.
func (est *Estimate) ByRecord() []map[string]float64 {
	p := est.asked()
	p.spread(est.z)
	_ = p.e.fill(len(p.e.recs), p.eta[:len(p.m.sys.etaNames)]) // sound up to the last level, and shown as it is after it
	out := make([]map[string]float64, len(p.e.recs))
	for i := range p.e.recs {
		out[i] = p.m.parameters(p.e.row(i))
	}
	return out
}

// AUC is the exposure between two times under the estimate, in the
// concentration unit times hours. Beyond the last record the parameters of the
// last record hold, with the effects of unseen occasions at zero.
func (est *Estimate) AUC(from, to float64) (float64, error) {
	p := est.asked()
	c, err := newCourse(p, p.e.recs, []float64{from, to})
	if err != nil {
		return 0, err
	}
	if err := c.run(est.Eta); err != nil {
		return 0, err
	}
	return c.e.auc[c.at[1]] - c.e.auc[c.at[0]], nil
}

// course predicts a record sequence other than the one that was estimated from,
// with the same child's random effects.
type course struct {
	e  *engine
	p  *inference
	at []int // positions of the times asked for
}

// newCourse inserts times to look at; a look takes the occasion of the record
// that lends its covariates, and a record of an unseen occasion has no effect
// between occasions.
func newCourse(p *inference, recs []Record, times []float64) (*course, error) {
	all, at, err := withTimes(recs, times, p.e.rule)
	if err != nil {
		return nil, err
	}
	e, err := newEngine(p.m.sys, all, p.e.rule, p.e.rtol())
	if err != nil {
		return nil, err
	}
	e.keepAUC = true
	return &course{e: e, p: p, at: at}, nil
}

// run predicts under the random effects of a child.
func (c *course) run(eta []float64) error {
	base, per := len(c.p.m.sys.etaNames), len(c.p.m.sys.kappaNames)
	for i := range c.e.recs {
		c.e.tau[i] = nil
		if per == 0 {
			continue
		}
		if o := c.p.occasionAt(c.e.recs[i].Time); o >= 0 {
			c.e.tau[i] = eta[base+o*per : base+(o+1)*per]
		}
	}
	return c.e.run(eta[:base])
}

// occasionAt is the occasion of the next record of the estimated sequence at or
// after a time; -1 after the last one when that is another occasion.
func (p *inference) occasionAt(t float64) int {
	for i, r := range p.e.recs {
		if r.Time >= t-slack(t) {
			return p.occasion[i]
		}
	}
	last := len(p.occasion) - 1
	if p.m.bins > 0 && math.Floor(t/p.m.bins) > math.Floor(p.e.recs[last].Time/p.m.bins) {
		return -1
	}
	return p.occasion[last]
}

// IPredAt predicts the concentration of the estimated child at a time in hours;
// NaN where the prediction fails.
func (est *Estimate) IPredAt(t float64) float64 {
	p := est.asked()
	c, err := newCourse(p, p.e.recs, []float64{t})
	if err != nil || c.run(est.Eta) != nil {
		return math.NaN()
	}
	return c.e.pred[c.at[0]]
}
