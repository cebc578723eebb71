package survival

import (
	"math"
	"sort"
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
	c := m.concordance(predictor, 0, maxTime, weigh)
	c.Weight = string(w)
	return c, nil
}

// pairCounter sums weights by rank of the predictor: a Fenwick tree.
type pairCounter struct {
	tree  []float64
	total float64
}

func (c *pairCounter) add(rank int, w float64) {
	c.total += w
	for i := rank + 1; i < len(c.tree); i += i & -i {
		c.tree[i] += w
	}
}

func (c *pairCounter) upTo(rank int) float64 { // ranks 0..rank
	s := 0.0
	for i := rank + 1; i > 0; i -= i & -i {
		s += c.tree[i]
	}
	return s
}

// split gives the weight below, at and above a rank.
func (c *pairCounter) split(rank int) (below, at, above float64) {
	below = c.upTo(rank - 1)
	through := c.upTo(rank)
	return below, through - below, c.total - through
}

// pairSums are one row's derivatives of the pair counts.
type pairSums struct{ con, dis, tied float64 }

type concordanceRun struct {
	m       *hazardModel
	rank    []int
	ranks   int
	maxTime float64
	weigh   func(int, float64) float64
	rows    []pairSums
	out     Concordance
}

// concordance of a predictor; values that lie no further apart than same are one.
func (m *hazardModel) concordance(predictor []float64, same, maxTime float64, weigh func(int, float64) float64) Concordance {
	r := &concordanceRun{m: m, maxTime: maxTime, weigh: weigh, rows: make([]pairSums, len(m.stop))}
	r.rank, r.ranks = ranks(predictor, same)
	for k := range m.parts {
		r.asDying(k)
		r.asLiving(k)
	}
	c := &r.out
	c.Weight, c.MaxTime = string(HarrellWeight), maxTime
	pairs := c.Concordant + c.Discordant + c.TiedX
	c.Value = (c.Concordant + c.TiedX/2) / pairs
	influence := make([]float64, m.clusters)
	for i, s := range r.rows {
		influence[m.cluster[i]] += m.weight[i] * (s.con + s.tied/2 - c.Value*(s.con+s.dis+s.tied)) / pairs
	}
	c.SE = math.Sqrt(dot(influence, influence))
	return *c
}

// roundingOfPredictors is the distance under which two linear predictors (log
// hazards) differ by rounding alone.
const roundingOfPredictors = 1e-12

func ranks(x []float64, same float64) ([]int, int) {
	order := sortedRows(x)
	out, k := make([]int, len(x)), -1
	for i, r := range order {
		if i == 0 || x[r]-x[order[i-1]] > same {
			k++
		}
		out[r] = k
	}
	return out, k + 1
}

func (r *concordanceRun) counter() *pairCounter {
	return &pairCounter{tree: make([]float64, r.ranks+1)}
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
	alive, gone := r.counter(), 0
	faded := r.fadedCounters(k)
	in := 0
	for at := part.afterMom - 1; at >= part.firstMom; at-- {
		mo, w := &m.moments[at], r.momentWeight(at)
		var late []int
		for ; in < len(part.byStop) && m.stop[part.byStop[in]] >= mo.time; in++ {
			if i := part.byStop[in]; m.stop[i] == mo.time && m.event[i] {
				late = append(late, i)
			} else {
				alive.add(r.rank[i], m.weight[i])
			}
		}
		for ; gone < len(part.byStart) && m.start[part.byStart[gone]] >= mo.time; gone++ {
			i := part.byStart[gone]
			alive.add(r.rank[i], -m.weight[i])
		}
		faded.backTo(mo.time)
		for _, i := range mo.deaths {
			below, equal, above := alive.split(r.rank[i])
			b, e, a := faded.alive.split(r.rank[i])
			below, equal, above = below+mo.fade*b, equal+mo.fade*e, above+mo.fade*a
			s := &r.rows[i]
			s.con, s.tied, s.dis = s.con+w*below, s.tied+w*equal, s.dis+w*above
			r.out.Concordant += m.weight[i] * w * below
			r.out.TiedX += m.weight[i] * w * equal
			r.out.Discordant += m.weight[i] * w * above
		}
		r.tiedDeaths(mo.deaths, w)
		for _, i := range late {
			alive.add(r.rank[i], m.weight[i])
		}
	}
}

func (r *concordanceRun) tiedDeaths(deaths []int, w float64) {
	sum, same := 0.0, map[int]float64{}
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
	r     *concordanceRun
	rows  []int
	left  int
	alive *pairCounter
}

func (r *concordanceRun) fadedCounters(k int) *fadedCounter {
	f := &fadedCounter{r: r, rows: r.m.parts[k].fading, alive: r.counter()}
	for _, i := range f.rows {
		f.alive.add(r.rank[i], r.m.weight[i])
	}
	f.left = len(f.rows)
	return f
}

func (f *fadedCounter) backTo(t float64) {
	for ; f.left > 0 && f.r.m.start[f.rows[f.left-1]] >= t; f.left-- {
		i := f.rows[f.left-1]
		f.alive.add(f.r.rank[i], -f.r.m.weight[i])
	}
}

// asLiving sets every row of a part against the events that it outlives: the
// difference of two readings of the events so far.
func (r *concordanceRun) asLiving(k int) {
	m, part := r.m, &r.m.parts[k]
	died, diedFaded := r.counter(), r.counter()
	type reading struct {
		row        int
		time, sign float64
		first      bool // read before the events of its own time
	}
	var list []reading
	for _, i := range part.byStop {
		list = append(list, reading{i, m.stop[i], 1, m.event[i]})
	}
	for _, i := range part.byStart {
		list = append(list, reading{i, m.start[i], -1, false})
	}
	for _, i := range part.fading {
		list = append(list, reading{i, m.start[i], -1, false}, reading{i, math.Inf(1), 1, false})
	}
	sort.SliceStable(list, func(a, b int) bool {
		x, y := list[a], list[b]
		return x.time < y.time || (x.time == y.time && x.first && !y.first)
	})
	at := part.firstMom
	for _, l := range list {
		for ; at < part.afterMom && (m.moments[at].time < l.time || (m.moments[at].time == l.time && !l.first)); at++ {
			w := r.momentWeight(at)
			for _, i := range m.moments[at].deaths {
				died.add(r.rank[i], w*m.weight[i])
				diedFaded.add(r.rank[i], w*m.weight[i]*m.moments[at].fade)
			}
		}
		c := died
		if m.faded[l.row] {
			c = diedFaded
		}
		below, equal, above := c.split(r.rank[l.row])
		s := &r.rows[l.row]
		s.con, s.tied, s.dis = s.con+l.sign*above, s.tied+l.sign*equal, s.dis+l.sign*below
	}
}
