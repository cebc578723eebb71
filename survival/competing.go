package survival

import (
	"iter"
	"math"
	"sort"
)

// CIFVariance names the estimator of the variance of a cumulative incidence.
type CIFVariance string

// The three estimators. Greenwood and the jackknife are equal for whole,
// untruncated histories; that of cmprsk is 0.3 to 2 % larger, more in thin tails.
const (
	// GreenwoodCIF is the Aalen–Johansen (Greenwood type) variance, as in R's
	// mstate and etm (Andersen et al., Statistical Models Based on Counting
	// Processes, 1993, section IV.4.1.3). The default.
	GreenwoodCIF CIFVariance = "greenwood"
	// JackknifeCIF is the infinitesimal jackknife over subjects, as in R's survival.
	JackknifeCIF CIFVariance = "infinitesimal-jackknife"
	// CmprskCIF is the asymptotic variance with a correction for tied events, as in
	// R's cmprsk (Aalen, Ann Stat 1978;6:534; Gray, Ann Stat 1988;16:1141).
	CmprskCIF CIFVariance = "cmprsk"
)

func (v CIFVariance) orDefault() (CIFVariance, error) {
	switch v {
	case "":
		return GreenwoodCIF, nil
	case GreenwoodCIF, JackknifeCIF, CmprskCIF:
		return v, nil
	}
	return v, optionError("there is no variance %q; known are greenwood, infinitesimal-jackknife, cmprsk", string(v))
}

// IncidenceOptions says how incidences are made; the zero value is Greenwood with
// 95 % log-log limits.
type IncidenceOptions struct {
	Variance CIFVariance
	Conf     Transform
	Level    float64
}

// Incidence is the cumulative incidence of one cause in one group, over the
// distinct times of event or censoring of the group.
type Incidence struct {
	Label                 string
	Cause                 int
	N, Events             int
	Time                  []float64
	NRisk                 []int
	Est, SE, Lower, Upper []float64
	Variance              CIFVariance
	Conf                  Transform
	Level                 float64
}

// IncidenceAt is an incidence read at one time.
type IncidenceAt struct {
	Time                  float64
	NRisk                 int
	Est, SE, Lower, Upper float64
	BeyondFollowUp        bool // after the last time seen: the last values stand
}

// CumulativeIncidence estimates the probability of having had each cause by a
// time, in the presence of the others, for each label of By (Aalen & Johansen,
// Scand J Stat 1978;5:141). Every group is given every cause that occurs in d.
func CumulativeIncidence(d Data, o IncidenceOptions) ([]Incidence, error) {
	d, err := d.merged()
	if err != nil {
		return nil, err
	}
	if o.Variance, err = o.Variance.orDefault(); err != nil {
		return nil, err
	}
	if o.Conf, err = o.Conf.orDefault(); err != nil {
		return nil, err
	}
	var z float64
	if o.Level, z, err = level(o.Level); err != nil {
		return nil, err
	}
	causes := d.causes()
	var out []Incidence
	for _, g := range groups(d.By, d.Len()) {
		part := d.part(g)
		for _, cause := range causes {
			c := Incidence{Label: g.label, Cause: cause, N: part.Len(), Variance: o.Variance, Conf: o.Conf, Level: o.Level}
			c.fill(part)
			c.Lower, c.Upper = c.Conf.band(c.Est, c.SE, z)
			out = append(out, c)
		}
	}
	return out, nil
}

// incidenceNoise carries the incidence of a cause with the event-free probability
// and the noise of the two through the times with an event. The noise is held as
// factors (free = a·e1, incidence = b·e1 + c·e2 with independent unit noises e),
// not as variances: so an error that ends at zero ends there, and is not left with
// the root of a rounding.
type incidenceNoise struct {
	cmprsk    bool
	free, inc float64 // event-free, and incidence of the cause
	a, b, c   float64
}

// step goes over one time with n at risk. Greenwood: the multinomial noise of those
// at risk, split into that of having any event and that of which one. Cmprsk:
// independent events, S(j-)² d/n², d tied events weighing 1-(d-1)/(n-1).
func (x *incidenceNoise) step(n, own, other float64) {
	before, p, q := x.free, own/n, other/n
	stay := (n - own - other) / n
	x.inc += before * p
	x.free *= stay
	if x.free <= 0 { // nobody is left to have the event later
		x.free, stay = 0, 0
	}
	x.b += p * x.a
	x.a *= stay
	if x.cmprsk {
		scale, free := before/n, 0.0
		if stay > 0 {
			free = -scale
		}
		f, g := math.Sqrt(tied(own, n)), math.Sqrt(tied(other, n))
		x.add(free*f, scale*f)
		x.add(free*g, 0)
		return
	}
	if p+q > 0 {
		one := before * math.Sqrt(stay*(p+q)/n)
		x.add(one, -one*p/(p+q))
		x.add(0, before*math.Sqrt(p*q/((p+q)*n)))
	}
}

// add brings in one more independent noise, free in the event-free probability and
// inc in the incidence, and turns the factors so that two are enough again.
func (x *incidenceNoise) add(free, inc float64) {
	length := math.Hypot(x.a, free)
	if length == 0 {
		x.c = math.Hypot(x.c, math.Hypot(x.b, inc))
		x.b = 0
		return
	}
	cos, sin := x.a/length, free/length
	x.c = math.Hypot(x.c, cos*inc-sin*x.b)
	x.a, x.b = length, cos*x.b+sin*inc
}

func (x *incidenceNoise) se() float64 { return math.Hypot(x.b, x.c) }

func (c *Incidence) fill(d Data) {
	d.Status = relabel(d.Status, c.Cause)
	all := tallies(d)
	c.Time, c.NRisk, c.Est, c.SE = make([]float64, len(all)), make([]int, len(all)), make([]float64, len(all)), make([]float64, len(all))
	x := incidenceNoise{cmprsk: c.Variance == CmprskCIF, free: 1}
	for k, t := range all {
		if t.event > 0 {
			x.step(float64(t.atRisk), float64(t.first), float64(t.event-t.first))
		}
		c.Events += t.first
		c.Time[k], c.NRisk[k], c.Est[k], c.SE[k] = t.time, t.atRisk, x.inc, x.se()
	}
	if c.Variance == JackknifeCIF && d.Entry != nil {
		c.SE = lateEntryErrors(d, all)
	}
}

// tied is the number of events with its correction for ties.
func tied(events, atRisk float64) float64 {
	if events <= 1 {
		return events
	}
	return events * (1 - (events-1)/(atRisk-1))
}

// ReadAt reads the incidence at the given times: zero before the first one; after
// the last one the last values stand and are marked.
func (c Incidence) ReadAt(times []float64) []IncidenceAt {
	out := make([]IncidenceAt, len(times))
	for i, t := range times {
		a := IncidenceAt{Time: t}
		if next := sort.SearchFloat64s(c.Time, t); next < len(c.Time) {
			a.NRisk = c.NRisk[next]
		}
		if k := lastAt(c.Time, t); k >= 0 {
			a.Est, a.SE, a.Lower, a.Upper = c.Est[k], c.SE[k], c.Lower[k], c.Upper[k]
			a.BeyondFollowUp = t > c.Time[len(c.Time)-1]
		}
		out[i] = a
	}
	return out
}

// MeanTimeLost is the mean time lost to the cause up to tau: the area under its
// incidence (Andersen, Stat Med 2013;32:5278).
func (c Incidence) MeanTimeLost(tau float64) float64 {
	area, right := 0.0, tau
	for k := len(c.Time) - 1; k >= 0; k-- {
		if c.Time[k] < tau {
			area += c.Est[k] * (right - c.Time[k])
			right = c.Time[k]
		}
	}
	return area
}

// GrayTest is Gray's comparison of the incidence of one cause between groups.
type GrayTest struct {
	Cause      int
	Rho        float64
	Stratified bool
	Statistic  float64
	DF         int
	P          float64
	Score      []float64 // of every group but the last, summed over strata
	Variance   [][]float64
}

// Gray tests for each cause whether its incidence is the same in the groups of By,
// with weights (1-F(t-))^rho, within the strata of Strata (Gray, Ann Stat
// 1988;16:1141; with the corrections for tied events of its author's software).
func Gray(d Data, rho float64) ([]GrayTest, error) {
	if !(rho >= -10 && rho <= 10) {
		return nil, optionError("rho %v is not between -10 and 10", rho)
	}
	d, err := d.merged()
	if err != nil {
		return nil, err
	}
	if d.Entry != nil {
		return nil, optionError("Gray's test is not defined for late entry")
	}
	gs := groups(d.By, d.Len())
	if len(gs) < 2 {
		return nil, inputError("there is nothing to compare: fewer than two groups")
	}
	member := index(gs, d.Len())
	var out []GrayTest
	for _, cause := range d.causes() {
		g := newGray(len(gs), rho)
		for _, s := range groups(d.Strata, d.Len()) {
			part := d.part(s)
			part.Status = relabel(part.Status, cause)
			g.addStratum(moments(part, take(member, s.rows), len(gs)))
		}
		t := GrayTest{Cause: cause, Rho: rho, Stratified: d.Strata != nil, Score: g.score, Variance: g.variance.rows()}
		t.Statistic, t.DF = g.variance.quadratic(g.score)
		if t.P = chiSquareTail(t.Statistic, t.DF); t.DF == 0 {
			t.Statistic = math.NaN()
		}
		out = append(out, t)
	}
	return out, nil
}

// relabel makes the cause 1 and every other cause 2.
func relabel(status []int, cause int) []int {
	out := make([]int, len(status))
	for i, s := range status {
		switch {
		case s == cause:
			out[i] = 1
		case s > 0:
			out[i] = 2
		}
	}
	return out
}

type gray struct {
	k        int
	rho      float64
	score    []float64 // k-1
	variance square    // k-1
}

func newGray(k int, rho float64) *gray {
	return &gray{k: k, rho: rho, score: make([]float64, k-1), variance: newSquare(k - 1)}
}

// grayStep is what one time adds to the variance: for each group r the weights of
// the score of group i there, and the size of the noise.
type grayStep struct {
	a, c           square    // a(i,r): direct weight; c(i,r): its integral so far
	ratio          []float64 // (1-F0)/S_r
	own, competing []float64 // noise of the cause and of the others
}

// addStratum adds one stratum: the score, and the variance of Gray's formula with
// the martingale integrals a(t) + b(t) (c(end) - c(t)).
func (g *gray) addStratum(moments iter.Seq[groupMoment]) {
	k := g.k
	surv, inc := make([]float64, k), make([]float64, k) // S_r(t-) and F_r(t-)
	for r := range surv {
		surv[r] = 1
	}
	pooled := 0.0 // F0(t-)
	c := newSquare(k)
	var steps []grayStep
	for m := range moments {
		s := grayStep{a: newSquare(k), c: newSquare(k), ratio: make([]float64, k), own: make([]float64, k), competing: make([]float64, k)}
		events := m.total(m.event)
		tr, tq := 0.0, 0.0
		for r := 0; r < k; r++ {
			if m.atRisk[r] > 0 {
				tr += m.atRisk[r] / surv[r]
				tq += m.atRisk[r] * (1 - inc[r]) / surv[r]
			}
		}
		w := math.Pow(1-pooled, g.rho)
		g.addScore(m, surv, inc, events, w, tq)
		for i := 0; i < k; i++ {
			for r := 0; r < k; r++ {
				if m.atRisk[i] > 0 && m.atRisk[r] > 0 {
					h := m.atRisk[r] / surv[r]
					a := -w * h * m.atRisk[i] / surv[i] / tr
					if i == r {
						a += w * h
					}
					s.a.set(i, r, a)
					c.add(i, r, a*events/(tr*(1-pooled)))
				}
			}
		}
		copy(s.c.a, c.a)
		pooled += events / tr
		s.noise(m, surv, pooled, tr, events)
		for r := 0; r < k; r++ {
			if m.atRisk[r] > 0 {
				inc[r] += surv[r] * m.event[r] / m.atRisk[r]
				surv[r] *= (m.atRisk[r] - m.event[r] - m.other[r]) / m.atRisk[r]
			}
		}
		steps = append(steps, s)
	}
	for i := range steps {
		g.addVariance(&steps[i], c)
	}
}

func (g *gray) addScore(m groupMoment, surv, inc []float64, events, w, tq float64) {
	if events == 0 {
		return
	}
	for i := range g.score {
		if m.atRisk[i] > 0 {
			g.score[i] += w * (m.event[i] - events*m.atRisk[i]*(1-inc[i])/(surv[i]*tq))
		}
	}
}

// noise sizes the noise of one time; surv is before the time, pooled after it.
func (s *grayStep) noise(m groupMoment, surv []float64, pooled, tr, events float64) {
	for r := range surv {
		n := m.atRisk[r]
		if n <= 0 {
			continue
		}
		after := surv[r] * (n - m.event[r] - m.other[r]) / n
		s.ratio[r] = 0
		if after > 0 {
			s.ratio[r] = (1 - pooled) / after
		}
		if events > 0 {
			fix := 1.0
			if events > 1 {
				fix = 1 - (events-1)/(tr*surv[r]-1)
			}
			s.own[r] = fix * surv[r] * events / (tr * n)
		}
		if after > 0 && m.other[r] > 0 {
			s.competing[r] = tied(m.other[r], n) * surv[r] * surv[r] / (n * n)
		}
	}
}

func (g *gray) addVariance(s *grayStep, end square) {
	x, y := make([]float64, g.k-1), make([]float64, g.k-1)
	for r := 0; r < g.k; r++ {
		if s.own[r] == 0 && s.competing[r] == 0 {
			continue
		}
		for i := range x {
			rest := end.at(i, r) - s.c.at(i, r)
			x[i] = s.a.at(i, r) + (1-s.ratio[r])*rest
			y[i] = s.ratio[r] * rest
		}
		g.variance.addOuter(x, s.own[r])
		g.variance.addOuter(y, s.competing[r])
	}
}
