package survival

import (
	"math"
	"sort"
)

// hazardModel is the partial likelihood of rows (start, stop] with weights and
// strata (Cox, JRSS B 1972;34:187; counting process form: Therneau & Grambsch,
// Modeling Survival Data, 2000, chapter 3). Columns are centred and scaled; a
// faded row is at risk from its start for ever, with its weight times the fade of
// the moment: what a Fine–Gray model needs after a competing event.
//
// Rows lie in the order in which a sweep visits them, stratum by stratum and the
// latest stop first, so that a sweep reads the memory once from end to end.
type hazardModel struct {
	p             int
	x             []float64 // p values a row, centred and scaled
	center, scale []float64
	start, stop   []float64 // start -Inf: from the beginning
	event, faded  []bool
	weight        []float64
	cluster       []int // subject of each row
	clusters      int
	origin        []int // row of the data
	ties          Ties
	parts         []stratumPart
	moments       []moment
	fadedSums     []float64 // of every moment, kept from one evaluation to the next
}

// stratumPart holds the rows of a stratum and the orders in which they are visited.
type stratumPart struct {
	first, past        int   // rows that end, latest first, rows of one time in data order
	end                int   // past to end: faded rows, earliest start first
	byStart            []int // rows with a start, latest start first
	firstMom, afterMom int
}

// moment is a time with events in one stratum.
type moment struct {
	stratum int
	time    float64
	fade    float64 // weight of faded rows here; 1 elsewhere
	deaths  []int
}

func newHazardModel(d Data, ties Ties) (*hazardModel, []labelled) {
	strata := groups(d.Strata, d.Len())
	m := &hazardModel{p: len(d.Covariates), ties: ties}
	stratum := index(strata, d.Len())
	m.place(d, d.timeline().falling(stratum, len(strata)))
	at := 0
	for _, s := range strata {
		part := stratumPart{first: at, past: at + len(s.rows), end: at + len(s.rows)}
		at = part.past
		m.parts = append(m.parts, part)
	}
	m.prepare(nil)
	return m, strata
}

// falling lists the rows stratum by stratum, the latest time first and rows of one
// time in data order.
func (l timeline) falling(stratum []int, strata int) []int {
	rows := l.rising()
	for end := len(rows); end > 0; { // turn the order of the times, not that within them
		first := end - 1
		for first > 0 && l.at[rows[first-1]] == l.at[rows[end-1]] {
			first--
		}
		for a, b := first, end-1; a < b; a, b = a+1, b-1 {
			rows[a], rows[b] = rows[b], rows[a]
		}
		end = first
	}
	for a, b := 0, len(rows)-1; a < b; a, b = a+1, b-1 {
		rows[a], rows[b] = rows[b], rows[a]
	}
	if strata == 1 {
		return rows
	}
	next := make([]int, strata+1)
	for _, s := range stratum {
		next[s+1]++
	}
	for s := range strata {
		next[s+1] += next[s]
	}
	out := make([]int, len(rows))
	for _, r := range rows {
		out[next[stratum[r]]] = r
		next[stratum[r]]++
	}
	return out
}

// place takes the rows of the data in the given order, a row of weight 1 for each;
// a row may come again.
func (m *hazardModel) place(d Data, order []int) {
	n := len(order)
	m.origin = order
	m.stop, m.start, m.weight = take(d.Time, order), take(d.Entry, order), make([]float64, n)
	m.event, m.faded = make([]bool, n), make([]bool, n)
	if d.Entry == nil {
		m.start = make([]float64, n)
	}
	m.setClusters(d.Cluster, d.Len())
	m.cluster = take(m.cluster, order)
	m.standardize(d.Covariates)
	inParallel(n, func(from, to int) {
		for k := from; k < to; k++ {
			m.event[k], m.weight[k] = d.Status[order[k]] > 0, 1
			if d.Entry == nil {
				m.start[k] = math.Inf(-1)
			}
		}
	})
	m.x = make([]float64, n*m.p)
	inParallel(n, func(from, to int) {
		for j, c := range d.Covariates {
			if m.scale[j] == 0 { // a constant column stays zero and is aliased
				continue
			}
			for k := from; k < to; k++ {
				m.x[k*m.p+j] = (c.Values[order[k]] - m.center[j]) / m.scale[j]
			}
		}
	})
	for j := range m.scale {
		if m.scale[j] == 0 {
			m.scale[j] = 1
		}
	}
}

func (m *hazardModel) setClusters(labels []string, n int) {
	if labels == nil {
		m.clusters, m.cluster = n, make([]int, n)
		for i := range m.cluster {
			m.cluster[i] = i
		}
		return
	}
	gs := groups(labels, n)
	m.clusters, m.cluster = len(gs), index(gs, n)
}

// standardize finds centre and scale of the columns, so that unlike units cannot
// make a pivot look like zero; the scale of a constant column is zero.
func (m *hazardModel) standardize(columns []Covariate) {
	m.center, m.scale = make([]float64, m.p), make([]float64, m.p)
	for j, c := range columns {
		n := float64(len(c.Values))
		for _, v := range c.Values {
			m.center[j] += v / n
		}
		for _, v := range c.Values {
			m.scale[j] += math.Abs(v-m.center[j]) / n
		}
		if !(m.scale[j] > 1e-14*math.Abs(m.center[j])) {
			m.scale[j] = 0
		}
	}
}

// row is the covariates of a row.
func (m *hazardModel) row(i int) []float64 { return m.x[i*m.p : (i+1)*m.p : (i+1)*m.p] }

// prepare collects the starts and the moments of every part; fade gives the weight
// of faded rows at a time (nil: none).
func (m *hazardModel) prepare(fade func(t float64) float64) {
	for k := range m.parts {
		s := &m.parts[k]
		for i := s.first; i < s.past; i++ {
			if !math.IsInf(m.start[i], -1) {
				s.byStart = append(s.byStart, i)
			}
		}
		if len(s.byStart) > 0 {
			starts := take(m.start, s.byStart)
			rising := sortedRows(starts)
			for a, b := 0, len(rising)-1; a < b; a, b = a+1, b-1 {
				rising[a], rising[b] = rising[b], rising[a]
			}
			s.byStart = take(s.byStart, rising)
		}
		s.firstMom = len(m.moments)
		m.collectMoments(k, fade)
		s.afterMom = len(m.moments)
	}
}

func (m *hazardModel) collectMoments(stratum int, fade func(float64) float64) {
	s := &m.parts[stratum]
	deaths := make([]int, 0, s.past-s.first)
	for end := s.past; end > s.first; {
		first, t := end, m.stop[end-1]
		for first > s.first && m.stop[first-1] == t {
			first--
		}
		from := len(deaths)
		for i := first; i < end; i++ {
			if m.event[i] {
				deaths = append(deaths, i)
			}
		}
		end = first
		if len(deaths) == from {
			continue
		}
		mo := moment{stratum: stratum, time: t, fade: 1, deaths: deaths[from:len(deaths):len(deaths)]}
		if fade != nil {
			mo.fade = fade(t)
		}
		m.moments = append(m.moments, mo)
	}
}

// until is the index of the last moment of a part that is not after t, or one
// before its first.
func (m *hazardModel) until(part stratumPart, t float64) int {
	return part.firstMom + sort.Search(part.afterMom-part.firstMom, func(k int) bool { return m.moments[part.firstMom+k].time > t }) - 1
}

// linear is x'b of every row.
func (m *hazardModel) linear(b []float64) []float64 {
	out := make([]float64, len(m.stop))
	inParallel(len(out), func(from, to int) {
		for i := from; i < to; i++ {
			out[i] = dot(m.row(i), b)
		}
	})
	return out
}

// inDataOrder gives the values of the rows that end in the order of the data.
func (m *hazardModel) inDataOrder(values []float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[m.origin[i]] = v
	}
	return out
}
