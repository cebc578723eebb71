package survival

import (
	"fmt"
	"math"
	"sort"
)

// ProportionMethod names the confidence interval of a proportion.
type ProportionMethod string

// The intervals.
const (
	Wilson         ProportionMethod = "wilson"                 // score interval (Wilson, JASA 1927;22:209)
	WilsonCC       ProportionMethod = "wilson-with-continuity" // Newcombe, Stat Med 1998;17:857, method 4
	ClopperPearson ProportionMethod = "clopper-pearson"        // exact (Clopper & Pearson, Biometrika 1934;26:404)
	AgrestiCoull   ProportionMethod = "agresti-coull"          // Am Stat 1998;52:119; may leave 0 to 1
	Jeffreys       ProportionMethod = "jeffreys"               // equal tails of beta(x+1/2, n-x+1/2)
	Wald           ProportionMethod = "wald"                   // for comparison only: too short, and may leave 0 to 1
)

// Proportion is x of n with its interval. A proportion is a legal estimate only
// where everyone was followed to the point in question; otherwise use
// [KaplanMeier] or [CumulativeIncidence].
func Proportion(x, n int, method ProportionMethod, confidence float64) (Estimate, error) {
	_, z, err := level(confidence)
	if err != nil {
		return Estimate{}, err
	}
	if n < 1 || x < 0 || x > n {
		return Estimate{}, optionError("%d of %d is no proportion", x, n)
	}
	nn, p := float64(n), float64(x)/float64(n)
	a := math.Erfc(z/math.Sqrt2) / 2
	var lo, up float64
	switch method {
	case Wilson:
		lo, up = wilson(p, nn, z, 0)
	case WilsonCC:
		lo, up = wilson(p, nn, z, 0.5)
	case ClopperPearson:
		lo, up = betaLimits(a, float64(x), nn-float64(x)+1, float64(x)+1, nn-float64(x))
	case Jeffreys:
		lo, up = betaLimits(a, float64(x)+0.5, nn-float64(x)+0.5, float64(x)+0.5, nn-float64(x)+0.5)
	case AgrestiCoull:
		nt := nn + z*z
		pt := (float64(x) + z*z/2) / nt
		h := z * math.Sqrt(pt*(1-pt)/nt)
		return Estimate{p, pt - h, pt + h}, nil
	case Wald:
		h := z * math.Sqrt(p*(1-p)/nn)
		return Estimate{p, p - h, p + h}, nil
	default:
		return Estimate{}, optionError("there is no interval %q of a proportion", string(method))
	}
	if x == 0 {
		lo = 0
	}
	if x == n {
		up = 1
	}
	return Estimate{p, lo, up}, nil
}

// wilson solves the score equation, with a continuity correction of c events.
func wilson(p, n, z, c float64) (lo, up float64) {
	solve := func(p, sign float64) float64 {
		if p <= 0 || p >= 1 {
			if c > 0 {
				return math.Max(0, math.Min(1, p))
			}
		}
		return (p + z*z/(2*n) + sign*z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))) / (1 + z*z/n)
	}
	return solve(p-c/n, -1), solve(p+c/n, 1)
}

func betaLimits(tail, a1, b1, a2, b2 float64) (lo, up float64) {
	if a1 > 0 && b1 > 0 {
		lo = betaQuantile(tail, a1, b1)
	}
	up = 1
	if a2 > 0 && b2 > 0 {
		up = 1 - betaQuantile(tail, b2, a2)
	}
	return lo, up
}

// ExactGreater is the one-sided exact P(X >= x) if the true proportion were p0:
// small values speak for a proportion above p0.
func ExactGreater(x, n int, p0 float64) (float64, error) {
	if n < 1 || x < 0 || x > n || !(p0 >= 0 && p0 <= 1) {
		return math.NaN(), optionError("%d of %d against %v is no test", x, n, p0)
	}
	if x == 0 {
		return 1, nil
	}
	return regularizedBeta(float64(x), float64(n-x+1), p0), nil
}

// Difference of two proportions, x1 of n1 less x2 of n2, with Newcombe's hybrid
// score interval (Stat Med 1998;17:873, method 10).
func Difference(x1, n1, x2, n2 int, confidence float64) (Estimate, error) {
	a, err := Proportion(x1, n1, Wilson, confidence)
	if err != nil {
		return Estimate{}, err
	}
	b, err := Proportion(x2, n2, Wilson, confidence)
	if err != nil {
		return Estimate{}, err
	}
	d := a.Value - b.Value
	return Estimate{d, d - math.Hypot(a.Value-a.Lower, b.Upper-b.Value), d + math.Hypot(a.Upper-a.Value, b.Value-b.Lower)}, nil
}

// FisherExact is the two-sided exact test of x1 of n1 against x2 of n2: the
// probability of all tables that are no likelier than the one seen.
func FisherExact(x1, n1, x2, n2 int) (float64, error) {
	if n1 < 1 || n2 < 1 || x1 < 0 || x2 < 0 || x1 > n1 || x2 > n2 {
		return math.NaN(), optionError("%d of %d against %d of %d is no table", x1, n1, x2, n2)
	}
	k := x1 + x2
	table := func(x int) float64 { return logChoose(n1, x) + logChoose(n2, k-x) - logChoose(n1+n2, k) }
	seen, p := table(x1), 0.0
	for x := max(0, k-n2); x <= min(n1, k); x++ {
		if l := table(x); l <= seen+1e-7 { // ties up to rounding, as R does
			p += math.Exp(l)
		}
	}
	return math.Min(p, 1), nil
}

// FunnelLimits are the control limits around a target proportion for a centre
// with n patients. They may leave 0 to 1 at small n: clip them for drawing.
type FunnelLimits struct {
	N                        int
	Target, Level            float64
	Lower, Upper             float64 // exact binomial, interpolated (Spiegelhalter, Stat Med 2005;24:1185, appendix)
	NormalLower, NormalUpper float64
}

// Funnel computes the limits for each size of a centre; the level is that of the
// two-sided limits, such as 0.95 or 0.998.
func Funnel(target float64, sizes []int, confidence float64) ([]FunnelLimits, error) {
	lvl, z, err := level(confidence)
	if err != nil {
		return nil, err
	}
	if !(target > 0 && target < 1) {
		return nil, optionError("the target %v is not between 0 and 1", target)
	}
	var out []FunnelLimits
	for _, n := range sizes {
		if n < 1 {
			return nil, optionError("a centre of %d patients has no limits", n)
		}
		h := z * math.Sqrt(target*(1-target)/float64(n))
		out = append(out, FunnelLimits{n, target, lvl, interpolatedLimit((1-lvl)/2, n, target), interpolatedLimit(1-(1-lvl)/2, n, target), target - h, target + h})
	}
	return out, nil
}

func interpolatedLimit(p float64, n int, target float64) float64 {
	r := sort.Search(n, func(k int) bool { return binomialAtMost(k, n, target) >= p })
	return (float64(r) - (binomialAtMost(r, n, target)-p)/binomialProbability(r, n, target)) / float64(n)
}

// CentreOutcome compares a centre's observed events with those its case mix lets
// expect (indirect standardisation).
type CentreOutcome struct {
	Centre              string
	N                   int
	Observed, Expected  float64
	Ratio, Lower, Upper float64 // observed/expected with exact Poisson limits (Garwood, Biometrika 1936;28:437)
	Z, P                float64 // (O-E)/sqrt(sum p(1-p)), two-sided
	AdjustedEventFree   float64 // 1 - ratio × overall event proportion
}

// CentreComparison is the comparison of all centres.
type CentreComparison struct {
	Centres        []CentreOutcome
	Overdispersion float64 // mean of the squared z, winsorised at the 10 % and 90 % quantiles (Spiegelhalter 2005)
}

// CompareCentres needs for every patient the event, its predicted probability and
// the centre; everyone must have been followed to the horizon of the event.
func CompareCentres(event []bool, predicted []float64, centre []string, confidence float64) (CentreComparison, error) {
	lvl, _, err := level(confidence)
	if err != nil {
		return CentreComparison{}, err
	}
	if err := checkPredictions(event, predicted); err != nil {
		return CentreComparison{}, err
	}
	if len(centre) != len(event) {
		return CentreComparison{}, inputError("there are %d centres for %d patients", len(centre), len(event))
	}
	overall := 0.0
	for _, e := range event {
		if e {
			overall += 1 / float64(len(event))
		}
	}
	var out CentreComparison
	var zs []float64
	for _, g := range groups(centre, len(centre)) {
		c, v := CentreOutcome{Centre: g.label, N: len(g.rows)}, 0.0
		for _, r := range g.rows {
			if event[r] {
				c.Observed++
			}
			c.Expected += predicted[r]
			v += predicted[r] * (1 - predicted[r])
		}
		lo, up := poissonLimits(int(c.Observed), (1-lvl)/2)
		c.Ratio, c.Lower, c.Upper = c.Observed/c.Expected, lo/c.Expected, up/c.Expected
		c.Z = (c.Observed - c.Expected) / math.Sqrt(v)
		c.P, c.AdjustedEventFree = twoSided(c.Z), 1-c.Ratio*overall
		out.Centres, zs = append(out.Centres, c), append(zs, c.Z)
	}
	lo, up := sampleQuantile(zs, 0.1), sampleQuantile(zs, 0.9)
	for _, z := range zs {
		w := math.Min(math.Max(z, lo), up)
		out.Overdispersion += w * w / float64(len(zs))
	}
	return out, nil
}

func checkPredictions(event []bool, predicted []float64) error {
	if len(event) == 0 || len(predicted) != len(event) {
		return inputError("there are %d predictions for %d patients", len(predicted), len(event))
	}
	var bad []Problem
	for i, p := range predicted {
		if !(p > 0 && p < 1) {
			bad = append(bad, Problem{Row: i, Field: "predicted", Message: fmt.Sprintf("the predicted probability %v is not between 0 and 1", p)})
		}
	}
	if len(bad) > 0 {
		return &InputError{bad}
	}
	return nil
}

func poissonLimits(observed int, tail float64) (lo, up float64) {
	high := 10*float64(observed) + 100
	if observed > 0 {
		lo = bisect(0, high, tail, func(mu float64) float64 { return 1 - poissonAtMost(observed-1, mu) })
	}
	up = bisect(0, high, 1-tail, func(mu float64) float64 { return 1 - poissonAtMost(observed, mu) })
	return lo, up
}

// sampleQuantile interpolates between order statistics (R's type 7).
func sampleQuantile(x []float64, p float64) float64 {
	s := append([]float64(nil), x...)
	sort.Float64s(s)
	at := p * float64(len(s)-1)
	k := min(int(at), len(s)-1)
	if k+1 >= len(s) {
		return s[k]
	}
	return s[k] + (at-float64(k))*(s[k+1]-s[k])
}

// CUSUM is a risk-adjusted log-likelihood-ratio chart, patient by patient.
type CUSUM struct {
	OddsRatio, Threshold float64
	Weight, Path         []float64 // Path rises from 0 for an odds ratio above 1, falls from 0 for one below
	VLAD                 []float64 // expected minus observed events so far
	FirstSignal          int       // index of the first patient at or past the threshold, or -1
	Extreme              float64   // largest distance of the path from 0
}

// RiskAdjustedCUSUM charts events against predicted probabilities in the order
// given, for a change of the odds by the ratio (Steiner et al., Biostatistics
// 2000;1:441). The chart is not reset after a signal.
func RiskAdjustedCUSUM(event []bool, predicted []float64, oddsRatio, threshold float64) (CUSUM, error) {
	if err := checkPredictions(event, predicted); err != nil {
		return CUSUM{}, err
	}
	if !(oddsRatio > 0) || oddsRatio == 1 || math.IsInf(oddsRatio, 0) || !(threshold > 0) {
		return CUSUM{}, optionError("an odds ratio of %v with the threshold %v makes no chart", oddsRatio, threshold)
	}
	c := CUSUM{OddsRatio: oddsRatio, Threshold: threshold, FirstSignal: -1}
	at, vlad := 0.0, 0.0
	for i, p := range predicted {
		w := -math.Log(1 - p + oddsRatio*p)
		vlad += p
		if event[i] {
			w += math.Log(oddsRatio)
			vlad--
		}
		if oddsRatio > 1 {
			at = math.Max(0, at+w)
		} else {
			at = math.Min(0, at-w)
		}
		if c.FirstSignal < 0 && math.Abs(at) >= threshold {
			c.FirstSignal = i
		}
		c.Extreme = math.Max(c.Extreme, math.Abs(at))
		c.Weight, c.Path, c.VLAD = append(c.Weight, w), append(c.Path, at), append(c.VLAD, vlad)
	}
	return c, nil
}

// LogisticFit is a logistic regression of a case mix.
type LogisticFit struct {
	Names               []string // the intercept first
	Coef, SE, Predicted []float64
	Converged           bool
}

// Logistic fits events on covariates by Newton's method.
func Logistic(event []bool, covariates []Covariate) (LogisticFit, error) {
	p := len(covariates) + 1
	x := make([][]float64, len(event))
	f := LogisticFit{Names: []string{"(intercept)"}}
	for _, c := range covariates {
		f.Names = append(f.Names, c.Name)
		if len(c.Values) != len(event) {
			return f, inputError("covariate %s has %d rows, the event has %d", c.Name, len(c.Values), len(event))
		}
	}
	for i := range x {
		x[i] = []float64{1}
		for _, c := range covariates {
			x[i] = append(x[i], c.Values[i])
		}
	}
	b, info := make([]float64, p), square{}
	f.Predicted = make([]float64, len(event))
	for iteration := 0; iteration < 50 && !f.Converged; iteration++ {
		u := make([]float64, p)
		info = newSquare(p)
		for i, row := range x {
			q := 1 / (1 + math.Exp(-dot(row, b)))
			y := 0.0
			if event[i] {
				y = 1
			}
			for j, v := range row {
				u[j] += v * (y - q)
			}
			info.addOuter(row, q*(1-q))
		}
		step := info.solve(u)
		for j := range b {
			b[j] += step[j]
		}
		f.Converged = dot(step, u) < 1e-20*float64(1+len(event))
	}
	for i, row := range x {
		f.Predicted[i] = 1 / (1 + math.Exp(-dot(row, b)))
	}
	inv, aliased := info.inverse()
	if len(aliased) > 0 || !f.Converged {
		return f, inputError("the logistic model has no single best fit: columns depend on each other, or separate the events")
	}
	f.Coef = b
	for j := range b {
		f.SE = append(f.SE, math.Sqrt(inv.at(j, j)))
	}
	return f, nil
}
