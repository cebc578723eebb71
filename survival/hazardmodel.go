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
type hazardModel struct {
	p             int
	x             [][]float64 // centred and scaled
	center, scale []float64
	start, stop   []float64 // start -Inf: from the beginning
	event, faded  []bool
	weight        []float64
	stratum       []int
	cluster       []int // subject of each row
	clusters      int
	ties          Ties
	parts         []stratumPart
	moments       []moment
}

// moment is a time with events in one stratum.
type moment struct {
	stratum int
	time    float64
	fade    float64 // weight of faded rows here; 1 elsewhere
	deaths  []int
}

// stratumPart holds the orders in which a sweep visits a stratum.
type stratumPart struct {
	byStop, byStart    []int // rows that end, latest first; byStart only rows with a start
	fading             []int // faded rows, earliest start first
	firstMom, afterMom int
}

// riskSums are the sums over a risk set: weight w·exp(η), times x, times x x'
// (packed upper triangle).
type riskSums []float64

func (m *hazardModel) newSums() riskSums { return make(riskSums, 1+m.p+m.p*(m.p+1)/2) }

func (s riskSums) addRow(x []float64, r float64) {
	s[0] += r
	k := 1 + len(x)
	for i, a := range x {
		ra := r * a
		s[1+i] += ra
		for _, b := range x[i:] {
			s[k] += ra * b
			k++
		}
	}
}

// momentFit is what a moment contributes at some coefficients.
type momentFit struct {
	hazard, hazardVar float64   // increment of the baseline hazard and of its variance
	hazardX           []float64 // its integral of the mean covariate
	own               float64   // hazard and hazardX as they meet a row that dies here
	ownX              []float64
	mean              []float64 // mean covariate in the risk set, averaged over tied deaths
	spread            square    // sum over deaths of the covariance of x in the risk set
}

// prepare sorts rows into sweeps and collects the moments; fade gives the weight
// of faded rows at a time of a stratum (nil: none).
func (m *hazardModel) prepare(strata int, fade func(stratum int, t float64) float64) {
	m.parts = make([]stratumPart, strata)
	for i := range m.stop {
		s := &m.parts[m.stratum[i]]
		if m.faded[i] {
			s.fading = append(s.fading, i)
			continue
		}
		s.byStop = append(s.byStop, i)
		if !math.IsInf(m.start[i], -1) {
			s.byStart = append(s.byStart, i)
		}
	}
	for k := range m.parts {
		s := &m.parts[k]
		sort.SliceStable(s.byStop, func(a, b int) bool { return m.stop[s.byStop[a]] > m.stop[s.byStop[b]] })
		sort.SliceStable(s.byStart, func(a, b int) bool { return m.start[s.byStart[a]] > m.start[s.byStart[b]] })
		sort.SliceStable(s.fading, func(a, b int) bool { return m.start[s.fading[a]] < m.start[s.fading[b]] })
		s.firstMom = len(m.moments)
		m.collectMoments(k, fade)
		s.afterMom = len(m.moments)
	}
}

func (m *hazardModel) collectMoments(stratum int, fade func(int, float64) float64) {
	var deaths []int
	for _, i := range m.parts[stratum].byStop {
		if m.event[i] {
			deaths = append(deaths, i)
		}
	}
	sort.Ints(deaths)
	sort.SliceStable(deaths, func(a, b int) bool { return m.stop[deaths[a]] < m.stop[deaths[b]] })
	for i := 0; i < len(deaths); {
		mo := moment{stratum: stratum, time: m.stop[deaths[i]], fade: 1}
		for ; i < len(deaths) && m.stop[deaths[i]] == mo.time; i++ {
			mo.deaths = append(mo.deaths, deaths[i])
		}
		if fade != nil {
			mo.fade = fade(stratum, mo.time)
		}
		m.moments = append(m.moments, mo)
	}
}

// standardize centres and scales the columns so that unlike units cannot make a
// pivot look like zero.
func (m *hazardModel) standardize(raw [][]float64) {
	n := float64(len(raw))
	m.center, m.scale = make([]float64, m.p), make([]float64, m.p)
	for j := 0; j < m.p; j++ {
		for i := range raw {
			m.center[j] += raw[i][j] / n
		}
		for i := range raw {
			m.scale[j] += math.Abs(raw[i][j]-m.center[j]) / n
		}
		if !(m.scale[j] > 1e-14*math.Abs(m.center[j])) {
			m.scale[j] = 0
		}
	}
	m.x = make([][]float64, len(raw))
	flat := make([]float64, len(raw)*m.p)
	for i := range raw {
		m.x[i] = flat[i*m.p : (i+1)*m.p : (i+1)*m.p]
		for j := range m.x[i] {
			if m.scale[j] > 0 { // a constant column stays zero and is aliased
				m.x[i][j] = (raw[i][j] - m.center[j]) / m.scale[j]
			}
		}
	}
	for j := range m.scale {
		if m.scale[j] == 0 {
			m.scale[j] = 1
		}
	}
}

// risks are w·exp(x'b) of every row.
func (m *hazardModel) risks(b []float64) []float64 {
	out := make([]float64, len(m.x))
	for i, x := range m.x {
		out[i] = m.weight[i] * math.Exp(dot(x, b))
	}
	return out
}

// evaluate gives log likelihood, score and information at b, and the moments'
// contributions when detail is asked for.
func (m *hazardModel) evaluate(b []float64, detail bool) (loglik float64, u []float64, info square, fits []momentFit) {
	u, info = make([]float64, m.p), newSquare(m.p)
	if detail {
		fits = make([]momentFit, len(m.moments))
	}
	r := m.risks(b)
	for k := range m.parts {
		faded := m.fadedSums(k, r)
		m.sweep(k, r, func(at int, total riskSums) {
			if faded != nil {
				for i, v := range faded[at-m.parts[k].firstMom] {
					total[i] += v
				}
			}
			var f *momentFit
			if detail {
				fits[at] = m.newMomentFit()
				f = &fits[at]
			}
			loglik += m.addMoment(&m.moments[at], total, b, r, u, info, f)
		})
	}
	return loglik, u, info, fits
}

func (m *hazardModel) newMomentFit() momentFit {
	return momentFit{hazardX: make([]float64, m.p), ownX: make([]float64, m.p), mean: make([]float64, m.p), spread: newSquare(m.p)}
}

// sweep visits the moments of a stratum from the last to the first with the sums
// over the rows at risk: start < t <= stop. The visitor may change the sums it gets.
func (m *hazardModel) sweep(k int, r []float64, visit func(at int, total riskSums)) {
	part := &m.parts[k]
	sums, out, scratch := m.newSums(), m.newSums(), m.newSums()
	in, gone := 0, 0
	for at := part.afterMom - 1; at >= part.firstMom; at-- {
		t := m.moments[at].time
		for ; in < len(part.byStop) && m.stop[part.byStop[in]] >= t; in++ {
			sums.addRow(m.x[part.byStop[in]], r[part.byStop[in]])
		}
		for ; gone < len(part.byStart) && m.start[part.byStart[gone]] >= t; gone++ {
			out.addRow(m.x[part.byStart[gone]], r[part.byStart[gone]])
		}
		for i := range scratch {
			scratch[i] = sums[i] - out[i]
		}
		visit(at, scratch)
	}
}

// fadedSums gives for each moment of a stratum the sums over its faded rows
// (start < t), already times the fade; nil when there are none.
func (m *hazardModel) fadedSums(k int, r []float64) []riskSums {
	part := &m.parts[k]
	if len(part.fading) == 0 {
		return nil
	}
	sums := m.newSums()
	out := make([]riskSums, part.afterMom-part.firstMom)
	next := 0
	for i := range out {
		mo := &m.moments[part.firstMom+i]
		for ; next < len(part.fading) && m.start[part.fading[next]] < mo.time; next++ {
			sums.addRow(m.x[part.fading[next]], r[part.fading[next]])
		}
		out[i] = m.newSums()
		for j, v := range sums {
			out[i][j] = v * mo.fade
		}
	}
	return out
}

// addMoment adds one moment. Breslow (Biometrics 1974;30:89) sets every tied
// death against the whole risk set; Efron (JASA 1977;72:557) takes the share l/d
// of the dying out for the l-th of d tied deaths.
func (m *hazardModel) addMoment(mo *moment, total riskSums, b, r, u []float64, info square, f *momentFit) float64 {
	loglik, mass := 0.0, 0.0
	dying := m.newSums()
	for _, i := range mo.deaths {
		mass += m.weight[i]
		dying.addRow(m.x[i], r[i])
		loglik += m.weight[i] * dot(m.x[i], b)
		for j, v := range m.x[i] {
			u[j] += m.weight[i] * v
		}
	}
	steps := 1
	if m.ties == Efron {
		steps = len(mo.deaths)
	}
	w := mass / float64(steps)
	mean := make([]float64, m.p)
	left := m.newSums()
	for l := 0; l < steps; l++ {
		share := float64(l) / float64(steps)
		for i := range left {
			left[i] = total[i] - share*dying[i]
		}
		loglik -= w * math.Log(left[0])
		k := 1 + m.p
		for i := range mean {
			mean[i] = left[1+i] / left[0]
			u[i] -= w * mean[i]
		}
		for i := range mean {
			for j := i; j < m.p; j++ {
				c := w * (left[k]/left[0] - mean[i]*mean[j])
				k++
				info.add(i, j, c)
				if i != j {
					info.add(j, i, c)
				}
				if f != nil {
					f.spread.add(i, j, c)
					if i != j {
						f.spread.add(j, i, c)
					}
				}
			}
		}
		if f != nil {
			f.addStep(w/left[0], w/(left[0]*left[0]), share, 1/float64(steps), mean)
		}
	}
	return loglik
}

func (f *momentFit) addStep(h, v, share, part float64, mean []float64) {
	f.hazard += h
	f.hazardVar += v
	f.own += (1 - share) * h
	for j, z := range mean {
		f.hazardX[j] += h * z
		f.ownX[j] += (1 - share) * h * z
		f.mean[j] += part * z
	}
}
