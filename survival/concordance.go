package survival

import (
	"math"
	"sync"
)

// Concordance is the share of comparable pairs in which the one with the higher
// predictor has the event first; a tied predictor counts half (Harrell et al.,
// JAMA 1982;247:2543). Two events of one time are not compared; a censoring on
// the time of an event outlives it.
type Concordance struct {
	Value, SE                  float64 // SE by the infinitesimal jackknife, over clusters where there are any
	Concordant, Discordant     float64
	TiedX, TiedTime, TiedXTime float64
	Weight                     string  // what an event's pairs weigh
	MaxTime                    float64 // events after it are not used; +Inf: all
}

// ConcordanceWeight says what the pairs of an event weigh.
type ConcordanceWeight string

// The weights of pairs.
const (
	HarrellWeight ConcordanceWeight = "n"    // every pair one
	UnoWeight     ConcordanceWeight = "n/G2" // 1/G(t-)², G the Kaplan–Meier of censoring: Uno et al., Stat Med 2011;30:1105
)

// ConcordanceOf compares a predictor (higher: earlier event) with the histories
// of d, within strata. Events after maxTime are not used (0: all are).
func ConcordanceOf(d Data, predictor []float64, w ConcordanceWeight, maxTime float64) (Concordance, error) {
	if err := d.refuseCauses("the concordance"); err != nil {
		return Concordance{}, err
	}
	d, err := d.merged()
	if err != nil {
		return Concordance{}, err
	}
	if len(predictor) != d.Len() {
		return Concordance{}, optionError("there are %d predictors for %d rows", len(predictor), d.Len())
	}
	d.Covariates = nil
	m, strata := newHazardModel(d, Breslow)
	if maxTime <= 0 {
		maxTime = math.Inf(1)
	}
	var weigh func(stratum int, t float64) float64
	switch w {
	case "", HarrellWeight:
		w = HarrellWeight
	case UnoWeight:
		free := make([]censoringCurve, len(strata))
		for k, s := range strata {
			free[k] = newCensoringCurve(d.rows(s.rows), EventsFirst)
		}
		weigh = func(k int, t float64) float64 { g := free[k].before(t); return 1 / (g * g) }
	default:
		return Concordance{}, optionError("there is no weight of pairs %q; known are n, n/G2", string(w))
	}
	c := m.concordance(take(predictor, m.origin), 0, maxTime, weigh)
	c.Weight = string(w)
	return c, nil
}

// pairCounter sums weights by rank of the predictor: a Fenwick tree (Softw Pract
// Exper 1994;24:327), and the weight of each rank beside it.
type pairCounter struct {
	tree, own []float64
	total     float64
}

func newPairCounter(ranks int) *pairCounter {
	return &pairCounter{tree: make([]float64, ranks+1), own: make([]float64, ranks)}
}

func (c *pairCounter) add(rank int32, w float64) {
	c.total += w
	c.own[rank] += w
	for i := int(rank) + 1; i < len(c.tree); i += i & -i {
		c.tree[i] += w
	}
}

// split gives the weight below, at and above a rank.
func (c *pairCounter) split(rank int32) (below, at, above float64) {
	for i := int(rank); i > 0; i -= i & -i {
		below += c.tree[i]
	}
	at = c.own[rank]
	return below, at, c.total - below - at
}

// pairSums are one row's derivatives of the pair counts.
type pairSums struct{ con, dis, tied float64 }

type concordanceRun struct {
	m           *hazardModel
	rank        []int32 // of the predictor within the part
	ranks       []int   // how many there are in each part
	maxTime     float64
	weigh       func(int, float64) float64
	died, lived []pairSums // of each row, as the one that dies and as the one that outlives
	out         Concordance
}

// concordance of a predictor; values that lie no further apart than same are one.
func (m *hazardModel) concordance(predictor []float64, same, maxTime float64, weigh func(int, float64) float64) Concordance {
	n := len(m.stop)
	r := &concordanceRun{m: m, maxTime: maxTime, weigh: weigh, died: make([]pairSums, n), lived: make([]pairSums, n)}
	r.setRanks(predictor, same)
	var other sync.WaitGroup
	other.Go(func() {
		for k := range m.parts {
			r.asLiving(k)
		}
	})
	for k := range m.parts {
		r.asDying(k)
	}
	other.Wait()
	c := &r.out
	c.Weight, c.MaxTime = string(HarrellWeight), maxTime
	pairs := c.Concordant + c.Discordant + c.TiedX
	c.Value = (c.Concordant + c.TiedX/2) / pairs
	influence := make([]float64, m.clusters)
	for i := range r.died {
		a, b := r.died[i], r.lived[i]
		con, dis, tied := a.con+b.con, a.dis+b.dis, a.tied+b.tied
		influence[m.cluster[i]] += m.weight[i] * (con + tied/2 - c.Value*(con+dis+tied)) / pairs
	}
	c.SE = math.Sqrt(dot(influence, influence))
	return *c
}

// roundingOfPredictors is the distance under which two linear predictors (log
// hazards) differ by rounding alone.
const roundingOfPredictors = 1e-12

// setRanks numbers the values of the predictor in each part, so that many small
// strata cost no more than one large one.
func (r *concordanceRun) setRanks(x []float64, same float64) {
	r.rank, r.ranks = make([]int32, len(x)), make([]int, len(r.m.parts))
	before := make([]float64, len(r.m.parts))
	part := make([]int32, len(x))
	for k, p := range r.m.parts {
		for i := p.first; i < p.end; i++ {
			part[i] = int32(k)
		}
	}
	for _, i := range sortedRows(x) {
		k := part[i]
		if r.ranks[k] == 0 || x[i]-before[k] > same {
			r.ranks[k]++
		}
		before[k] = x[i]
		r.rank[i] = int32(r.ranks[k] - 1)
	}
}

func (r *concordanceRun) momentWeight(at int) float64 {
	mo := r.m.moments[at]
	switch {
	case mo.time > r.maxTime:
		return 0
	case r.weigh == nil:
		return 1
	}
	return r.weigh(mo.stratum, mo.time)
}

// asDying sets every event of a part against those at risk who outlive it.
func (r *concordanceRun) asDying(k int) {
	m, part := r.m, &r.m.parts[k]
	alive, gone := newPairCounter(r.ranks[k]), 0
	faded := r.fadedCounter(k)
	in := part.first
	for at := part.afterMom - 1; at >= part.firstMom; at-- {
		mo, w := &m.moments[at], r.momentWeight(at)
		for ; in < part.past && m.stop[in] >= mo.time; in++ {
			if m.stop[in] > mo.time || !m.event[in] {
				alive.add(r.rank[in], m.weight[in])
			}
		}
		for ; gone < len(part.byStart) && m.start[part.byStart[gone]] >= mo.time; gone++ {
			i := part.byStart[gone]
			alive.add(r.rank[i], -m.weight[i])
		}
		for _, i := range mo.deaths {
			below, equal, above := alive.split(r.rank[i])
			if faded != nil {
				faded.backTo(mo.time)
				b, e, a := faded.alive.split(r.rank[i])
				below, equal, above = below+mo.fade*b, equal+mo.fade*e, above+mo.fade*a
			}
			r.died[i] = pairSums{w * below, w * above, w * equal}
			r.out.Concordant += m.weight[i] * w * below
			r.out.TiedX += m.weight[i] * w * equal
			r.out.Discordant += m.weight[i] * w * above
		}
		r.tiedDeaths(mo.deaths, w)
		for _, i := range mo.deaths {
			alive.add(r.rank[i], m.weight[i])
		}
	}
}

// tiedDeaths counts the pairs of events of one time, which are not compared.
func (r *concordanceRun) tiedDeaths(deaths []int, w float64) {
	if len(deaths) < 2 {
		return
	}
	sum, same := 0.0, map[int32]float64{}
	for _, i := range deaths {
		v := r.m.weight[i]
		r.out.TiedTime += w * v * (sum - same[r.rank[i]])
		r.out.TiedXTime += w * v * same[r.rank[i]]
		sum += v
		same[r.rank[i]] += v
	}
}

// fadedCounter holds the faded rows that started before a falling time.
type fadedCounter struct {
	r           *concordanceRun
	first, past int
	alive       *pairCounter
}

func (r *concordanceRun) fadedCounter(k int) *fadedCounter {
	part := r.m.parts[k]
	if part.end == part.past {
		return nil
	}
	f := &fadedCounter{r: r, first: part.past, past: part.end, alive: newPairCounter(r.ranks[k])}
	for i := f.first; i < f.past; i++ {
		f.alive.add(r.rank[i], r.m.weight[i])
	}
	return f
}

func (f *fadedCounter) backTo(t float64) {
	for ; f.past > f.first && f.r.m.start[f.past-1] >= t; f.past-- {
		f.alive.add(f.r.rank[f.past-1], -f.r.m.weight[f.past-1])
	}
}

// asLiving sets every row of a part against the events that it outlives: the
// difference of two readings of the events so far.
func (r *concordanceRun) asLiving(k int) {
	m, part := r.m, &r.m.parts[k]
	died, diedFaded := newPairCounter(r.ranks[k]), (*pairCounter)(nil)
	if part.end > part.past {
		diedFaded = newPairCounter(r.ranks[k])
	}
	at := part.firstMom
	m.readings(k, func(row int, time, sign float64, beforeOwn bool) {
		for ; at < part.afterMom && (m.moments[at].time < time || (m.moments[at].time == time && !beforeOwn)); at++ {
			w := r.momentWeight(at)
			for _, i := range m.moments[at].deaths {
				died.add(r.rank[i], w*m.weight[i])
				if diedFaded != nil {
					diedFaded.add(r.rank[i], w*m.weight[i]*m.moments[at].fade)
				}
			}
		}
		c := died
		if m.faded[row] {
			c = diedFaded
		}
		below, equal, above := c.split(r.rank[row])
		s := &r.lived[row]
		s.con, s.tied, s.dis = s.con+sign*above, s.tied+sign*equal, s.dis+sign*below
	})
}

// readings lists in rising order of time when the events that a row outlives are
// to be counted: at its stop (sign 1), before the events of that time where the
// row has one itself; at its start (sign -1); of a faded row at the very end.
func (m *hazardModel) readings(k int, read func(row int, time, sign float64, beforeOwn bool)) {
	part := &m.parts[k]
	stop, start, fade := part.past, len(part.byStart), part.past
	for stop > part.first || start > 0 || fade < part.end {
		t := math.Inf(1)
		if stop > part.first {
			t = m.stop[stop-1]
		}
		if start > 0 {
			t = math.Min(t, m.start[part.byStart[start-1]])
		}
		if fade < part.end {
			t = math.Min(t, m.start[fade])
		}
		first := stop
		for first > part.first && m.stop[first-1] == t {
			first--
		}
		for _, event := range []bool{true, false} {
			for i := first; i < stop; i++ {
				if m.event[i] == event {
					read(i, t, 1, event)
				}
			}
		}
		stop = first
		for ; start > 0 && m.start[part.byStart[start-1]] == t; start-- {
			read(part.byStart[start-1], t, -1, false)
		}
		for ; fade < part.end && m.start[fade] == t; fade++ {
			read(fade, t, -1, false)
		}
	}
	for i := part.past; i < part.end; i++ {
		read(i, math.Inf(1), 1, false)
	}
}
