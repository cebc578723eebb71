package survival

import (
	"iter"
	"math"
)

// WeightKind names the weights of a two-or-more-sample test.
type WeightKind string

// The weights. FlemingHarringtonG with Rho = Gamma = 0 is the log-rank test, with
// Rho = 1 the Peto & Peto modification of Gehan–Wilcoxon.
const (
	FlemingHarringtonG WeightKind = "fleming-harrington" // S(t-)^rho (1-S(t-))^gamma, S the pooled Kaplan–Meier (Harrington & Fleming, Biometrika 1982;69:553)
	Gehan              WeightKind = "gehan"              // the number at risk
	TaroneWare         WeightKind = "tarone-ware"        // its square root
)

// Weighting chooses the member of the family; the zero value is the log-rank test.
type Weighting struct {
	Kind       WeightKind // FlemingHarringtonG when empty
	Rho, Gamma float64    // of FlemingHarringtonG, from 0
}

func (w Weighting) check() (Weighting, error) {
	if w.Kind == "" {
		w.Kind = FlemingHarringtonG
	}
	if w.Kind != FlemingHarringtonG && w.Kind != Gehan && w.Kind != TaroneWare {
		return w, optionError("there is no weighting %q; known are fleming-harrington, gehan, tarone-ware", string(w.Kind))
	}
	if !(w.Rho >= 0 && w.Gamma >= 0) || math.IsInf(w.Rho+w.Gamma, 0) {
		return w, optionError("rho %v and gamma %v must be numbers from 0 on", w.Rho, w.Gamma)
	}
	return w, nil
}

func (w Weighting) at(surv, atRisk float64) float64 {
	switch w.Kind {
	case Gehan:
		return atRisk
	case TaroneWare:
		return math.Sqrt(atRisk)
	}
	f := 1.0
	if w.Rho != 0 {
		f = math.Pow(surv, w.Rho)
	}
	if w.Gamma != 0 {
		f *= math.Pow(1-surv, w.Gamma)
	}
	return f
}

// GroupCount is one line of a log-rank table; with weights the counts are weighted.
type GroupCount struct {
	Label              string
	N                  int
	Observed, Expected float64
}

// GroupTest is the comparison of groups. Score is observed minus expected of each
// group and Variance its covariance, both summed over strata.
type GroupTest struct {
	Weighting  Weighting
	Stratified bool
	Statistic  float64
	DF         int
	P          float64
	Groups     []GroupCount
	Score      []float64
	Variance   [][]float64
}

// LogRank compares the groups of By with the chosen weights (Mantel, Cancer
// Chemother Rep 1966;50:163), within the strata of Strata where there are any.
// Status 1 is the event. A group in which nothing could be expected leaves the
// comparison and its degree of freedom.
func LogRank(d Data, w Weighting) (GroupTest, error) {
	w, err := w.check()
	if err != nil {
		return GroupTest{}, err
	}
	if err := d.refuseCauses("the log-rank test"); err != nil {
		return GroupTest{}, err
	}
	if d, err = d.merged(); err != nil {
		return GroupTest{}, err
	}
	gs := groups(d.By, d.Len())
	if len(gs) < 2 {
		return GroupTest{}, inputError("there is nothing to compare: fewer than two groups")
	}
	out := GroupTest{Weighting: w, Stratified: d.Strata != nil, Score: make([]float64, len(gs)), DF: -1}
	for _, g := range gs {
		out.Groups = append(out.Groups, GroupCount{Label: g.label, N: len(g.rows)})
	}
	v := newSquare(len(gs))
	member := index(gs, d.Len())
	for _, s := range groups(d.Strata, d.Len()) {
		out.addStratum(d.part(s), take(member, s.rows), v)
	}
	out.finish(v)
	return out, nil
}

func (g *GroupTest) addStratum(d Data, member []int, v square) {
	surv := 1.0
	for m := range moments(d, member, len(g.Groups)) {
		n, e := m.total(m.atRisk), m.total(m.event)
		if e == 0 {
			continue
		}
		w := g.Weighting.at(surv, n)
		for i := range g.Groups {
			share := m.atRisk[i] / n
			g.Groups[i].Observed += w * m.event[i]
			g.Groups[i].Expected += w * e * share
			if n > 1 {
				f := w * w * e * (n - e) / (n - 1) * share
				v.add(i, i, f)
				for j := range g.Groups {
					v.add(i, j, -f*m.atRisk[j]/n)
				}
			}
		}
		surv *= (n - e) / n
	}
}

func (g *GroupTest) finish(v square) {
	var kept []int
	for i := range g.Groups {
		g.Score[i] = g.Groups[i].Observed - g.Groups[i].Expected
		if g.Groups[i].Expected > 0 {
			kept = append(kept, i)
		}
	}
	g.Variance = v.rows()
	g.DF = max(len(kept)-1, 0)
	g.Statistic, g.P = math.NaN(), math.NaN()
	if g.DF > 0 {
		free := kept[1:]
		statistic, rank := v.pick(free).quadratic(take(g.Score, free))
		if g.DF = rank; rank > 0 { // without variance there is no test: all died on one time
			g.Statistic, g.P = statistic, chiSquareTail(statistic, rank)
		}
	}
}

// Trend tests for a trend over the groups with the given scores, in the order of
// Groups (1, 2, 3 … when scores is nil), with one degree of freedom (Tarone,
// Biometrika 1975;62:679).
func (g GroupTest) Trend(scores []float64) (statistic, p float64, err error) {
	if scores == nil {
		for i := range g.Groups {
			scores = append(scores, float64(i+1))
		}
	}
	if len(scores) != len(g.Groups) {
		return 0, 0, optionError("there are %d scores for %d groups", len(scores), len(g.Groups))
	}
	u, v := dot(scores, g.Score), 0.0
	for i, s := range scores {
		v += s * dot(scores, g.Variance[i])
	}
	statistic = u * u / v
	return statistic, chiSquareTail(statistic, 1), nil
}

// PetoRatio is the one-step hazard ratio of the group with the given label
// against the other one, exp((O-E)/V), with limits at the confidence level (Peto
// et al., Br J Cancer 1977;35:1). It needs two groups.
func (g GroupTest) PetoRatio(label string, confidence float64) (Estimate, error) {
	_, z, err := level(confidence)
	if err != nil {
		return Estimate{}, err
	}
	if len(g.Groups) != 2 {
		return Estimate{}, optionError("a Peto ratio needs two groups, there are %d", len(g.Groups))
	}
	for i, c := range g.Groups {
		if c.Label == label {
			v := g.Variance[i][i]
			l := g.Score[i] / v
			return Estimate{math.Exp(l), math.Exp(l - z/math.Sqrt(v)), math.Exp(l + z/math.Sqrt(v))}, nil
		}
	}
	return Estimate{}, optionError("there is no group %q", label)
}

// groupMoment is what happens at one time in each group.
type groupMoment struct {
	time          float64
	atRisk, event []float64
	other         []float64 // events of another cause than the first
}

func (m groupMoment) total(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

// moments visits the distinct times with an event, with the numbers at risk
// (entry < time <= exit) and the events of each of k groups; a status above 1
// counts in other. The slices of a moment are used again by the next one.
func moments(d Data, member []int, k int) iter.Seq[groupMoment] {
	return func(yield func(groupMoment) bool) {
		line := d.timeline()
		slots := len(line.time) * k
		event, other, leaving := make([]int32, slots), make([]int32, slots), make([]int32, slots)
		now := groupMoment{atRisk: make([]float64, k), event: make([]float64, k), other: make([]float64, k)}
		for i, at := range line.at {
			cell := int(at)*k + member[i]
			leaving[cell]++
			switch s := d.Status[i]; {
			case s == 1:
				event[cell]++
			case s > 1:
				other[cell]++
			}
			if d.Entry == nil {
				now.atRisk[member[i]]++
			}
		}
		entering := d.entering(line, member, k)
		for at, t := range line.time {
			happened := false
			now.time = t
			for g := range k {
				cell := at*k + g
				if entering != nil {
					now.atRisk[g] += float64(entering[cell])
				}
				now.event[g], now.other[g] = float64(event[cell]), float64(other[cell])
				happened = happened || event[cell]+other[cell] > 0
			}
			if happened && !yield(now) {
				return
			}
			for g := range k {
				now.atRisk[g] -= float64(leaving[at*k+g])
			}
		}
	}
}

// entering counts by time and group the rows that come under observation before
// it; nil where all were from the beginning.
func (d Data) entering(line timeline, member []int, k int) []int32 {
	if d.Entry == nil {
		return nil
	}
	out := make([]int32, len(line.time)*k)
	for i, at := range line.after(d.Entry) {
		out[int(at)*k+member[i]]++
	}
	return out
}
