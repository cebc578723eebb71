package survival

import (
	"math"
	"sort"
)

// Estimator names how a survival curve is made of its hazards.
type Estimator string

// The two estimators.
const (
	// ProductLimit is Kaplan–Meier (JASA 1958;53:457) with Greenwood's variance;
	// its cumulative hazard is Nelson–Aalen, sum of d/n with variance d/n².
	ProductLimit Estimator = "kaplan-meier"
	// FlemingHarrington is exp(-H) with the cumulative hazard H corrected for
	// ties: d events of one time count as if they came one after the other
	// (Fleming & Harrington, Commun Stat 1984;13:2469).
	FlemingHarrington Estimator = "fleming-harrington"
)

// CurveOptions says how curves are made; the zero value is Kaplan–Meier with 95 %
// log-log limits from time 0.
type CurveOptions struct {
	Conf      Transform // LogLog when empty
	Level     float64   // 0.95 when 0
	Estimator Estimator // ProductLimit when empty
	Start     float64   // curves conditional on being event-free at Start; rows that end before it are left out
}

// Curve is the survival curve of one group. The slices run over its distinct
// times of event and of censoring.
type Curve struct {
	Label                  string
	N, Events              int
	Time                   []float64
	NRisk, NEvent, NCensor []int // at risk just before the time
	Surv, SE               []float64
	Lower, Upper           []float64
	CumHaz, CumHazSE       []float64 // cumulative hazard of the named estimator, and its standard error
	Conf                   Transform
	Level                  float64
	Estimator              Estimator
	start, last            float64
}

// KaplanMeier estimates a survival curve for each label of By. Status 1 is the
// event; a status above 1 is refused, because one minus Kaplan–Meier is not the
// incidence of a cause.
func KaplanMeier(d Data, o CurveOptions) ([]Curve, error) {
	if err := d.refuseCauses("Kaplan–Meier"); err != nil {
		return nil, err
	}
	return curves(d, o)
}

// ReverseKaplanMeier turns event and censoring round: the curve of follow-up that
// would have been seen without events; its median is the median follow-up
// (Schemper & Smith, Control Clin Trials 1996;17:343).
func ReverseKaplanMeier(d Data, o CurveOptions) ([]Curve, error) {
	out := d
	out.Status = make([]int, len(d.Status))
	for i, s := range d.Status {
		if s == 0 {
			out.Status[i] = 1
		}
	}
	return curves(out, o)
}

func curves(d Data, o CurveOptions) ([]Curve, error) {
	d, err := d.merged()
	if err != nil {
		return nil, err
	}
	if o.Conf, err = o.Conf.orDefault(); err != nil {
		return nil, err
	}
	var z float64
	if o.Level, z, err = level(o.Level); err != nil {
		return nil, err
	}
	if o.Estimator == "" {
		o.Estimator = ProductLimit
	}
	if o.Estimator != ProductLimit && o.Estimator != FlemingHarrington {
		return nil, optionError("there is no estimator %q; known are kaplan-meier, fleming-harrington", string(o.Estimator))
	}
	if o.Start != 0 {
		d = d.Subset(func(i int) bool { return d.Time[i] >= o.Start })
		if d.Len() == 0 {
			return nil, inputError("no row is under observation at the start %v", o.Start)
		}
	}
	var out []Curve
	for _, g := range groups(d.By, d.Len()) {
		out = append(out, newCurve(g.label, d.part(g), o, z))
	}
	return out, nil
}

// tally is what happens at one time.
type tally struct {
	time                  float64
	atRisk, event, censor int
	first                 int // events of cause 1
}

// tallies counts at each distinct time who is at risk just before it (entry <
// time <= exit), who has the event and who is censored.
func tallies(d Data) []tally {
	line := d.timeline()
	out := make([]tally, len(line.time))
	for i, k := range line.at {
		if d.Status[i] > 0 {
			out[k].event++
			if d.Status[i] == 1 {
				out[k].first++
			}
		} else {
			out[k].censor++
		}
	}
	entering := make([]int, len(out)+1)
	for _, k := range line.after(d.Entry) {
		entering[k]++
	}
	atRisk := 0
	for k := len(out) - 1; k >= 0; k-- {
		t := &out[k]
		atRisk += t.event + t.censor
		t.time, t.atRisk = line.time[k], atRisk
		atRisk -= entering[k]
	}
	return out
}

func newCurve(label string, d Data, o CurveOptions, z float64) Curve {
	c := Curve{Label: label, N: d.Len(), Conf: o.Conf, Level: o.Level, Estimator: o.Estimator, start: o.Start}
	all := tallies(d)
	c.room(len(all))
	surv, greenwood, hazard, hazardVar := 1.0, 0.0, 0.0, 0.0
	for k, t := range all {
		n, e := float64(t.atRisk), float64(t.event)
		c.Time[k], c.NRisk[k], c.NEvent[k], c.NCensor[k] = t.time, t.atRisk, t.event, t.censor
		c.Events += t.event
		if t.event == 0 && k > 0 { // nothing has changed
			c.CumHaz[k], c.CumHazSE[k], c.Surv[k], c.SE[k] = c.CumHaz[k-1], c.CumHazSE[k-1], c.Surv[k-1], c.SE[k-1]
			continue
		}
		if t.event > 0 {
			surv *= (n - e) / n
			greenwood += e / (n * (n - e)) // infinite when all die
			h, v := hazardStep(o.Estimator, t.event, n)
			hazard, hazardVar = hazard+h, hazardVar+v
		}
		c.CumHaz[k], c.CumHazSE[k] = hazard, math.Sqrt(hazardVar)
		c.Surv[k], c.SE[k] = surv, surv*math.Sqrt(greenwood) // 0 times infinity: NaN, as it should be
		if o.Estimator == FlemingHarrington {
			c.Surv[k] = math.Exp(-hazard)
			c.SE[k] = c.Surv[k] * c.CumHazSE[k]
		}
	}
	c.last = c.Time[len(all)-1]
	c.Lower, c.Upper = o.Conf.band(c.Surv, c.SE, z)
	return c
}

// room makes place for n times.
func (c *Curve) room(n int) {
	for _, x := range []*[]int{&c.NRisk, &c.NEvent, &c.NCensor} {
		*x = make([]int, n)
	}
	for _, x := range []*[]float64{&c.Time, &c.Surv, &c.SE, &c.CumHaz, &c.CumHazSE} {
		*x = make([]float64, n)
	}
}

func hazardStep(e Estimator, events int, n float64) (h, v float64) {
	if e == ProductLimit {
		d := float64(events)
		return d / n, d / (n * n)
	}
	for j := 0; j < events; j++ {
		left := n - float64(j)
		h, v = h+1/left, v+1/(left*left)
	}
	return h, v
}

// At is a curve read at one time.
type At struct {
	Time                   float64
	NRisk                  int // at risk just before the first time of the curve that is not before this one, as R counts
	NEvent, NCensor        int // since the time before it in the same reading
	Surv, SE, Lower, Upper float64
	BeyondFollowUp         bool // the time lies after the last one seen: the values are those of the last one
}

// ReadAt reads the curve at the given times. Before the first time the survival
// is 1 with limits 1; after the last one the last values stand and
// BeyondFollowUp says so.
func (c Curve) ReadAt(times []float64) []At {
	out := make([]At, len(times))
	for i, t := range times {
		a := At{Time: t, Surv: 1, Lower: 1, Upper: 1, BeyondFollowUp: t > c.last}
		if next := sort.SearchFloat64s(c.Time, t); next < len(c.Time) {
			a.NRisk = c.NRisk[next]
		}
		if k := lastAt(c.Time, t); k >= 0 {
			a.Surv, a.SE, a.Lower, a.Upper = c.Surv[k], c.SE[k], c.Lower[k], c.Upper[k]
		}
		before := math.Inf(-1)
		if i > 0 {
			before = times[i-1]
		}
		for k, u := range c.Time {
			if u > before && u <= t {
				a.NEvent, a.NCensor = a.NEvent+c.NEvent[k], a.NCensor+c.NCensor[k]
			}
		}
		out[i] = a
	}
	return out
}

// lastAt is the index of the last time not after t, or -1.
func lastAt(times []float64, t float64) int {
	return sort.Search(len(times), func(k int) bool { return times[k] > t }) - 1
}

// Quantile is the time by which the share p of the group has had the event
// (0.5: the median), with limits where the limits of the curve cross the same
// level (Brookmeyer & Crowley, Biometrics 1982;38:29). Not reached: NaN. A flat
// step exactly at the level gives its midpoint.
func (c Curve) Quantile(p float64) Estimate {
	x := append([]float64{c.start}, c.Time...)
	find := func(y []float64) float64 {
		return atQuantile(x, append([]float64{1}, y...), p, c.last)
	}
	return Estimate{find(c.Surv), find(c.Lower), find(c.Upper)}
}

// Median is Quantile(0.5).
func (c Curve) Median() Estimate { return c.Quantile(0.5) }

// MeanTime is a mean event-free time up to the horizon Tau.
type MeanTime struct {
	Tau, Mean, SE  float64
	BeyondFollowUp bool // Tau lies after the last time seen: the curve was drawn on flat
}

// RestrictedMean is the area under the curve from its start to tau, with
// Greenwood's variance (Klein & Moeschberger, section 4.5).
func (c Curve) RestrictedMean(tau float64) MeanTime {
	out := MeanTime{Tau: tau, BeyondFollowUp: tau > c.last}
	area, variance := 0.0, 0.0
	right := tau
	for k := len(c.Time) - 1; k >= 0; k-- { // area from Time[k] to tau
		if c.Time[k] >= tau {
			continue
		}
		area += c.Surv[k] * (right - c.Time[k])
		right = c.Time[k]
		n, e := float64(c.NRisk[k]), float64(c.NEvent[k])
		if n > e {
			variance += area * area * e / (n * (n - e))
		}
	}
	out.Mean, out.SE = area+math.Max(right-c.start, 0), math.Sqrt(variance)
	return out
}

// Transform is the scale on which the confidence limits of a probability are
// symmetric, before they are carried back (Klein & Moeschberger, Survival
// Analysis, 2nd ed., section 4.3; Borgan & Liestøl, Scand J Stat 1990;17:35).
type Transform string

// The five transforms. R's default is Log, that of Stata and SAS is LogLog.
const (
	LogLog  Transform = "log-log" // the default: log(-log p)
	Log     Transform = "log"     // log p
	Plain   Transform = "plain"   // p itself, cut at 0 and 1
	Logit   Transform = "logit"   // log(p/(1-p))
	Arcsine Transform = "arcsin"  // arcsine of the square root of p
)

// Transforms lists the names in the order in which help pages show them.
var Transforms = []Transform{LogLog, Log, Plain, Logit, Arcsine}

func (t Transform) orDefault() (Transform, error) {
	if t == "" {
		return LogLog, nil
	}
	for _, k := range Transforms {
		if t == k {
			return t, nil
		}
	}
	return t, optionError("there is no transform %q; known are log-log, log, plain, logit, arcsin", string(t))
}

// level turns a confidence level into the normal quantile; 0 means 0.95.
func level(confidence float64) (lvl, z float64, err error) {
	if confidence == 0 {
		confidence = 0.95
	}
	if !(confidence > 0 && confidence < 1) {
		return confidence, 0, optionError("the confidence level %v is not between 0 and 1", confidence)
	}
	return confidence, normalQuantile(0.5 + confidence/2), nil
}

// limits of a probability p with standard error se; NaN where the transform has
// no value (p at 0 or 1) or se does not exist.
func (t Transform) limits(p, se, z float64) (lower, upper float64) {
	nan := math.NaN()
	if math.IsNaN(se) || math.IsNaN(p) {
		return nan, nan
	}
	switch t {
	case Plain:
		return math.Max(p-z*se, 0), math.Min(p+z*se, 1)
	case Log:
		if p <= 0 {
			return nan, nan
		}
		return p * math.Exp(-z*se/p), math.Min(p*math.Exp(z*se/p), 1)
	}
	if p <= 0 || p >= 1 {
		return nan, nan
	}
	switch t {
	case Logit:
		l, h := math.Log(p/(1-p)), z*se/(p*(1-p))
		return 1 / (1 + math.Exp(h-l)), 1 / (1 + math.Exp(-h-l))
	case Arcsine:
		a, h := math.Asin(math.Sqrt(p)), z*se/(2*math.Sqrt(p*(1-p)))
		lo, up := math.Sin(math.Max(0, a-h)), math.Sin(math.Min(math.Pi/2, a+h))
		return lo * lo, up * up
	}
	l := math.Log(p)
	h := math.Exp(-z * se / (p * l)) // p to the power of h and of 1/h
	return math.Exp(l * h), math.Exp(l / h)
}

// band gives the limits along a curve; on a step they are computed once.
func (t Transform) band(p, se []float64, z float64) (lower, upper []float64) {
	lower, upper = make([]float64, len(p)), make([]float64, len(p))
	inParallel(len(p), func(from, to int) {
		for i := from; i < to; i++ {
			if i > from && p[i] == p[i-1] && se[i] == se[i-1] {
				lower[i], upper[i] = lower[i-1], upper[i-1]
				continue
			}
			lower[i], upper[i] = t.limits(p[i], se[i], z)
		}
	})
	return lower, upper
}

// Estimate is a value with its confidence limits; what does not exist is NaN.
type Estimate struct{ Value, Lower, Upper float64 }

// atQuantile finds the time at which the falling curve y (of x) has lost the
// share p, with R's rules: values within the time tolerance of the level count as
// on it; on a flat step exactly at the level the answer is the midpoint of the
// step, and the last time closes a step that never ends. NaN: not reached.
func atQuantile(x, y []float64, p, last float64) float64 {
	first, next := math.NaN(), math.NaN()
	for i := range x {
		lost := 1 - y[i]
		if math.IsNaN(lost) {
			continue
		}
		if math.IsNaN(first) && lost >= p-timeTolerance {
			first = x[i]
		}
		if lost >= p+timeTolerance {
			next = x[i]
			break
		}
	}
	if math.IsNaN(next) && !math.IsNaN(first) {
		next = last
	}
	return (first + next) / 2
}
