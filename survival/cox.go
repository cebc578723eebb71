package survival

import (
	"fmt"
	"math"
	"strings"
	"sync"
)

// Ties names how a Cox model treats events of one time.
type Ties string

// The two treatments of ties; they agree where no two events share a time.
const (
	Efron   Ties = "efron" // the default
	Breslow Ties = "breslow"
)

func (t Ties) or(fallback Ties) (Ties, error) {
	switch t {
	case "":
		return fallback, nil
	case Efron, Breslow:
		return t, nil
	}
	return t, optionError("there is no treatment of ties %q; known are efron, breslow", string(t))
}

// CoxOptions says how a Cox model is fitted; the zero value is Efron, 95 %.
type CoxOptions struct {
	Ties  Ties
	Level float64 // of the limits; 0.95 when 0
	Cause int     // 0: status is 0 or 1; otherwise the cause-specific hazard of this cause, other causes censored
}

// Test is a chi-square test.
type Test struct {
	Statistic float64
	DF        int
	P         float64
}

func newTest(statistic float64, df int) Test {
	if df < 1 {
		return Test{math.NaN(), df, math.NaN()}
	}
	return Test{statistic, df, chiSquareTail(statistic, df)}
}

// Regression is what a fitted hazards model reports. Var holds the variance in
// use: when Robust the sandwich clustered on subjects (Lin & Wei, JASA
// 1989;84:1074), else the inverse information, which NaiveVar always holds. A
// column that depends on earlier ones has NaN throughout.
type Regression struct {
	Names, Terms           []string
	Coef, SE, NaiveSE      []float64
	HR, Lower, Upper, Z, P []float64
	Var, NaiveVar          [][]float64
	LogLikNull, LogLik     float64
	LRT, Wald, Score       Test
	RobustScore            Test // NaN unless Robust
	Concordance            Concordance
	N, Events              int
	Ties                   Ties
	Cause                  int // 0: the only kind of event
	Robust, Stratified     bool
	Converged              bool     // false: see Verdict
	Endless                []string // columns in which the likelihood rises without end
	Warnings               []string
	Level                  float64
}

// CoxFit is a fitted proportional hazards model.
type CoxFit struct {
	Regression
	model       *hazardModel
	b           []float64 // coefficients of the standardized columns
	inverse     square    // inverse information of the standardized columns
	sandwich    square    // robust variance of the standardized columns
	strata      []labelled
	aliased     map[int]bool
	endless     map[int]bool
	nullScore   []float64
	nullInverse square

	once     sync.Once
	atTheFit *momentFits
}

// fits are the contributions of the moments at the coefficients, made when they
// are first asked for: coefficients, tests and concordance do not need them.
func (f *CoxFit) fits() *momentFits {
	f.once.Do(func() { f.atTheFit = f.model.fits(f.b) })
	return f.atTheFit
}

// Cox fits a proportional hazards model to the covariates of d: left truncation
// and time-dependent covariates by Entry (rows (Entry, Time]), strata by Strata,
// robust variance by Cluster.
func Cox(d Data, o CoxOptions) (*CoxFit, error) {
	ties, err := o.Ties.or(Efron)
	if err != nil {
		return nil, err
	}
	if d, err = d.cause(o.Cause, "a Cox model without a named cause"); err != nil {
		return nil, err
	}
	if d, err = d.merged(); err != nil {
		return nil, err
	}
	if len(d.Covariates) == 0 {
		return nil, optionError("a Cox model needs at least one covariate")
	}
	m, strata := newHazardModel(d, ties)
	f := &CoxFit{model: m, strata: strata, Regression: Regression{Ties: ties, Cause: o.Cause, Robust: d.Cluster != nil, Stratified: d.Strata != nil, N: d.Len()}}
	f.name(d.Covariates)
	if err := f.fit(o.Level); err != nil {
		return nil, err
	}
	f.finish(nil)
	f.Concordance = m.concordance(m.linear(f.b), roundingOfPredictors, math.Inf(1), nil)
	f.withdraw()
	return f, nil
}

func (f *CoxFit) name(cs []Covariate) {
	f.Warnings = append(f.Warnings, markedCovariates(cs)...)
	for _, c := range cs {
		f.Names = append(f.Names, c.Name)
		term := c.Term
		if term == "" {
			term = c.Name
		}
		f.Terms = append(f.Terms, term)
	}
}

const maxIterations = 40

// fit climbs the partial likelihood by Newton steps, halved until they climb,
// and stops when the step is worth less than rounding.
func (f *CoxFit) fit(confidence float64) error {
	m := f.model
	f.Events = 0
	for _, mo := range m.moments {
		f.Events += len(mo.deaths)
	}
	if f.Events == 0 {
		return inputError("there is no event, so nothing can be fitted")
	}
	if err := m.noComparison(); err != nil {
		return err
	}
	var err error
	if f.Level, _, err = level(confidence); err != nil {
		return err
	}
	b := make([]float64, m.p)
	now := m.evaluate(b, nil)
	f.LogLikNull, f.nullScore = now.loglik, now.u
	var lost []int
	f.nullInverse, lost = now.information().inverse()
	f.aliased = map[int]bool{}
	for _, j := range lost {
		f.aliased[j] = true
		f.Warnings = append(f.Warnings, fmt.Sprintf("%s is constant or depends on the columns before it; it has no coefficient", f.Names[j]))
	}
	if len(lost) == m.p {
		return inputError("no covariate differs between those at risk, so nothing can be fitted (%s)", strings.Join(f.Names, ", "))
	}
	var step []float64
	for i := 0; i < maxIterations && !f.Converged; i++ {
		step = f.newton(now.information(), now.u)
		gain := dot(now.u, step)
		now = m.climb(now, step)
		f.Converged = gain <= 1e-14*(1+math.Abs(now.loglik)*1e-3)
	}
	f.b, f.LogLik = now.b, now.loglik
	f.inverse, lost = now.information().inverse()
	f.findRunaways(step, lost)
	return nil
}

// newton is the Newton step with the aliased columns left where they are.
func (f *CoxFit) newton(info square, u []float64) []float64 {
	if len(f.aliased) == 0 {
		return info.solve(u)
	}
	free := f.free()
	out := make([]float64, len(u))
	for k, v := range info.pick(free).solve(take(u, free)) {
		out[free[k]] = v
	}
	return out
}

func (f *CoxFit) free() []int {
	var free []int
	for j := 0; j < f.model.p; j++ {
		if !f.aliased[j] {
			free = append(free, j)
		}
	}
	return free
}

// climb takes the step, or the longest of its halves that does not descend.
func (m *hazardModel) climb(from *evaluation, step []float64) *evaluation {
	factor := 1.0
	for range 30 {
		b := make([]float64, len(from.b))
		for j := range b {
			b[j] = from.b[j] + factor*step[j]
		}
		if next := m.evaluate(b, nil); next.loglik >= from.loglik-1e-12*math.Abs(from.loglik) {
			return next
		}
		factor /= 2
	}
	return from
}

// finish carries the fit back to the caller's units and makes the tests; meat is
// the sum of squares of the subjects' influences where a caller has its own.
func (f *CoxFit) finish(meat *square) {
	m := f.model
	variance := f.inverse
	if f.Robust {
		if meat == nil {
			k := m.clusterSquares(m.scoreResiduals(f.b, f.fits()))
			meat = &k
		}
		f.sandwich = f.inverse.mul(*meat).mul(f.inverse)
		variance = f.sandwich
	}
	f.Var, f.NaiveVar = f.inUnits(variance), f.inUnits(f.inverse)
	_, z, _ := level(f.Level)
	for j := range f.b {
		c, se, naive := f.b[j]/m.scale[j], math.Sqrt(f.Var[j][j]), math.Sqrt(f.NaiveVar[j][j])
		if f.aliased[j] {
			c = math.NaN()
		}
		f.Coef, f.SE, f.NaiveSE = append(f.Coef, c), append(f.SE, se), append(f.NaiveSE, naive)
		f.HR, f.Z, f.P = append(f.HR, math.Exp(c)), append(f.Z, c/se), append(f.P, twoSided(c/se))
		f.Lower, f.Upper = append(f.Lower, math.Exp(c-z*se)), append(f.Upper, math.Exp(c+z*se))
	}
	free := f.free()
	df := len(free)
	f.LRT = newTest(2*(f.LogLik-f.LogLikNull), df)
	f.Score = newTest(dot(f.nullScore, f.nullInverse.times(f.nullScore)), df)
	wald, _ := variance.pick(free).quadratic(take(f.b, free))
	f.Wald = newTest(wald, df)
	f.RobustScore = newTest(0, 0)
	if f.Robust {
		none := make([]float64, m.p)
		at0 := m.clusterSquares(m.scoreResiduals(none, m.fits(none)))
		s, _ := at0.pick(free).quadratic(take(f.nullScore, free))
		f.RobustScore = newTest(s, df)
	}
}

// inUnits turns a variance of standardized coefficients into one of the caller's
// columns; what has no value becomes NaN.
func (f *CoxFit) inUnits(v square) [][]float64 {
	out := v.rows()
	for i := range out {
		for j := range out[i] {
			out[i][j] /= f.model.scale[i] * f.model.scale[j]
			if f.inverse.at(i, i) == 0 || f.inverse.at(j, j) == 0 {
				out[i][j] = math.NaN()
			}
		}
	}
	return out
}

// LinearPredictor is the sum of covariate times coefficient of every row, with
// reference zero (not centred).
func (f *CoxFit) LinearPredictor() []float64 {
	shift := 0.0
	for j := range f.b {
		shift += f.b[j] / f.model.scale[j] * f.model.center[j]
	}
	out := f.model.inDataOrder(f.model.linear(f.b))
	for i := range out {
		out[i] += shift
	}
	return out
}

// HazardCurve is a cumulative hazard of one stratum, and what it predicts, over
// the distinct times of the stratum's rows.
type HazardCurve struct {
	Stratum                string
	Time, CumHaz, CumHazSE []float64
	Surv, SE, Lower, Upper []float64
	Conf                   Transform
	Level                  float64
}

// Predict gives the survival of someone with the covariates x (in the order of
// Names) in every stratum; the error carries that of the coefficients too
// (Tsiatis, Ann Stat 1981;9:93; with Efron's ties, the matching increments).
// Predict of zeros is the baseline hazard. A fit without an answer predicts
// nothing ([ErrInput]).
func (f *CoxFit) Predict(x []float64, o CurveOptions) ([]HazardCurve, error) {
	if err := f.refusal(); err != nil {
		return nil, err
	}
	if len(x) != f.model.p {
		return nil, optionError("there are %d values for %d covariates", len(x), f.model.p)
	}
	conf, err := o.Conf.orDefault()
	if err != nil {
		return nil, err
	}
	lvl, z, err := level(o.Level)
	if err != nil {
		return nil, err
	}
	s := make([]float64, len(x))
	for j := range s {
		s[j] = (x[j] - f.model.center[j]) / f.model.scale[j]
	}
	var out []HazardCurve
	for k, g := range f.strata {
		c := HazardCurve{Stratum: g.label, Conf: conf, Level: lvl}
		f.predictStratum(k, s, &c, z)
		out = append(out, c)
	}
	return out, nil
}

func (f *CoxFit) predictStratum(k int, x []float64, c *HazardCurve, z float64) {
	m, part := f.model, f.model.parts[k]
	variance := f.inverse
	if f.Robust {
		variance = f.sandwich
	}
	risk := math.Exp(dot(x, f.b))
	h, v, d := 0.0, 0.0, make([]float64, m.p)
	next, fits := part.firstMom, f.fits()
	for i := part.past - 1; i >= part.first; i-- {
		t := m.stop[i]
		if i > part.first && m.stop[i-1] == t {
			continue
		}
		for ; next < part.afterMom && m.moments[next].time <= t; next++ {
			h, v = h+fits.hazard[next], v+fits.hazardVar[next]
			mean := fits.of(fits.hazardX, next)
			for j := range d {
				d[j] += fits.hazard[next]*x[j] - mean[j]
			}
		}
		cum := risk * h
		se := risk * math.Sqrt(v+dot(d, variance.times(d)))
		s := math.Exp(-cum)
		lower, upper := c.Conf.limits(s, s*se, z)
		c.Time, c.CumHaz, c.CumHazSE = append(c.Time, t), append(c.CumHaz, cum), append(c.CumHazSE, se)
		c.Surv, c.SE = append(c.Surv, s), append(c.SE, s*se)
		c.Lower, c.Upper = append(c.Lower, lower), append(c.Upper, upper)
	}
}

// ReadAt reads the predicted curve at the given times (survival 1 before the
// first time; the last value stands after the last one and is marked).
func (c HazardCurve) ReadAt(times []float64) []At {
	out := make([]At, len(times))
	for i, t := range times {
		a := At{Time: t, Surv: 1, Lower: 1, Upper: 1}
		if k := lastAt(c.Time, t); k >= 0 {
			a.Surv, a.SE, a.Lower, a.Upper = c.Surv[k], c.SE[k], c.Lower[k], c.Upper[k]
			a.BeyondFollowUp = t > c.Time[len(c.Time)-1]
		}
		out[i] = a
	}
	return out
}
