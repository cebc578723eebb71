package survival

import "math"

// riskSums are the sums over a risk set: weight w·exp(η), times x, times x x'
// (packed upper triangle).
type riskSums []float64

func (m *hazardModel) sumLength() int { return 1 + m.p + m.p*(m.p+1)/2 }

func (m *hazardModel) newSums() riskSums { return make(riskSums, m.sumLength()) }

func (s riskSums) addRow(x []float64, r float64) {
	s[0] += r
	first, second := s[1:1+len(x)], s[1+len(x):]
	for i, a := range x {
		ra := r * a
		first[i] += ra
		for j, b := range x[i:] {
			second[j] += ra * b
		}
		second = second[len(x)-i:]
	}
}

// evaluation is the partial likelihood at some coefficients: its logarithm, score
// and information.
type evaluation struct {
	m      *hazardModel
	b      []float64
	risk   []float64 // w·exp(x'b) of every row
	loglik float64
	u      []float64
	info   []float64 // packed upper triangle

	here        []float64 // what the moment just visited adds to info
	step        momentStep
	mean        []float64
	dying, left riskSums
}

// momentStep is what a visitor is told of a moment: the increments of the baseline
// hazard and of its variance, the hazard as it meets a row that dies there, the
// same times the mean covariate, and the mean covariate itself over tied deaths.
type momentStep struct {
	hazard, hazardVar, own float64
	hazardX, ownX, mean    []float64
}

// information is the information as a matrix.
func (e *evaluation) information() square { return unpacked(e.info, e.m.p) }

func unpacked(packed []float64, p int) square {
	out := newSquare(p)
	k := 0
	for i := range p {
		for j := i; j < p; j++ {
			out.set(i, j, packed[k])
			out.set(j, i, packed[k])
			k++
		}
	}
	return out
}

// evaluate goes through all moments at the coefficients b; visit, where it is
// given, sees each in turn, the last of a stratum first.
func (m *hazardModel) evaluate(b []float64, visit func(at int, e *evaluation)) *evaluation {
	packed := m.p * (m.p + 1) / 2
	e := &evaluation{m: m, b: b, u: make([]float64, m.p), info: make([]float64, packed), here: make([]float64, packed),
		mean: make([]float64, m.p), dying: m.newSums(), left: m.newSums()}
	e.step = momentStep{hazardX: make([]float64, m.p), ownX: make([]float64, m.p), mean: make([]float64, m.p)}
	e.risk = m.linear(b)
	inParallel(len(e.risk), func(from, to int) {
		for i := from; i < to; i++ {
			e.risk[i] = m.weight[i] * math.Exp(e.risk[i])
		}
	})
	for k := range m.parts {
		m.sumFaded(k, e.risk)
		e.sweep(k, visit)
	}
	return e
}

// sweep visits the moments of a stratum from the last to the first with the sums
// over the rows at risk: start < t <= stop.
func (e *evaluation) sweep(k int, visit func(at int, e *evaluation)) {
	m, part := e.m, &e.m.parts[k]
	sums, out, total := m.newSums(), m.newSums(), m.newSums()
	plain := len(part.byStart) == 0 && part.end == part.past
	in, gone := part.first, 0
	for at := part.afterMom - 1; at >= part.firstMom; at-- {
		mo := &m.moments[at]
		for ; in < part.past && m.stop[in] >= mo.time; in++ {
			sums.addRow(m.row(in), e.risk[in])
		}
		for ; gone < len(part.byStart) && m.start[part.byStart[gone]] >= mo.time; gone++ {
			out.addRow(m.row(part.byStart[gone]), e.risk[part.byStart[gone]])
		}
		if plain {
			e.moment(mo, sums, visit != nil)
		} else {
			for i := range total {
				total[i] = sums[i] - out[i]
			}
			if part.end > part.past {
				for i, v := range m.fadedSums[(at-part.firstMom)*len(total):][:len(total)] {
					total[i] += v
				}
			}
			e.moment(mo, total, visit != nil)
		}
		if visit != nil {
			visit(at, e)
		}
	}
}

// sumFaded keeps for each moment of a stratum the sums over its faded rows (start
// < t), already times the fade.
func (m *hazardModel) sumFaded(k int, risk []float64) {
	part := &m.parts[k]
	if part.end == part.past {
		return
	}
	sums := m.newSums()
	if need := (part.afterMom - part.firstMom) * len(sums); len(m.fadedSums) < need {
		m.fadedSums = make([]float64, need)
	}
	next := part.past
	for at := part.firstMom; at < part.afterMom; at++ {
		mo := &m.moments[at]
		for ; next < part.end && m.start[next] < mo.time; next++ {
			sums.addRow(m.row(next), risk[next])
		}
		for j, v := range sums {
			m.fadedSums[(at-part.firstMom)*len(sums)+j] = v * mo.fade
		}
	}
}

// moment adds one moment. Breslow (Biometrics 1974;30:89) sets every tied death
// against the whole risk set; Efron (JASA 1977;72:557) takes the share l/d of the
// dying out for the l-th of d tied deaths.
func (e *evaluation) moment(mo *moment, total riskSums, wanted bool) {
	m, mass := e.m, 0.0
	for _, i := range mo.deaths {
		w, x := m.weight[i], m.row(i)
		mass += w
		e.loglik += w * dot(x, e.b)
		for j, v := range x {
			e.u[j] += w * v
		}
	}
	steps := 1
	if m.ties == Efron {
		steps = len(mo.deaths)
	}
	if steps > 1 {
		clear(e.dying)
		for _, i := range mo.deaths {
			e.dying.addRow(m.row(i), e.risk[i])
		}
	}
	if wanted {
		clear(e.here)
		e.step.clear()
	}
	w := mass / float64(steps)
	left := total
	for l := range steps {
		share := float64(l) / float64(steps)
		if l > 0 {
			left = e.left
			for i := range left {
				left[i] = total[i] - share*e.dying[i]
			}
		}
		e.against(left, w, wanted)
		if wanted {
			e.step.add(w/left[0], w/(left[0]*left[0]), share, 1/float64(steps), e.mean)
		}
	}
}

// against sets a weight w of deaths against the sums of a risk set.
func (e *evaluation) against(left riskSums, w float64, wanted bool) {
	e.loglik -= w * math.Log(left[0])
	per := 1 / left[0]
	first, second := left[1:1+len(e.mean)], left[1+len(e.mean):]
	for i := range e.mean {
		e.mean[i] = first[i] * per
		e.u[i] -= w * e.mean[i]
	}
	k := 0
	for i, a := range e.mean {
		for _, b := range e.mean[i:] {
			c := w * (second[k]*per - a*b)
			e.info[k] += c
			if wanted {
				e.here[k] += c
			}
			k++
		}
	}
}

func (s *momentStep) clear() {
	s.hazard, s.hazardVar, s.own = 0, 0, 0
	clear(s.hazardX)
	clear(s.ownX)
	clear(s.mean)
}

func (s *momentStep) add(h, v, share, part float64, mean []float64) {
	s.hazard += h
	s.hazardVar += v
	s.own += (1 - share) * h
	for j, z := range mean {
		s.hazardX[j] += h * z
		s.ownX[j] += (1 - share) * h * z
		s.mean[j] += part * z
	}
}

// momentFits keeps what every moment contributes at some coefficients.
type momentFits struct {
	hazard, hazardVar, own []float64
	hazardX, ownX, mean    []float64 // p values a moment
	p                      int
}

// fits evaluates the model once more and keeps the contributions of its moments.
func (m *hazardModel) fits(b []float64) *momentFits {
	n := len(m.moments)
	f := &momentFits{p: m.p, hazard: make([]float64, n), hazardVar: make([]float64, n), own: make([]float64, n),
		hazardX: make([]float64, n*m.p), ownX: make([]float64, n*m.p), mean: make([]float64, n*m.p)}
	m.evaluate(b, func(at int, e *evaluation) {
		f.hazard[at], f.hazardVar[at], f.own[at] = e.step.hazard, e.step.hazardVar, e.step.own
		copy(f.of(f.hazardX, at), e.step.hazardX)
		copy(f.of(f.ownX, at), e.step.ownX)
		copy(f.of(f.mean, at), e.step.mean)
	})
	return f
}

// of is the values of one moment.
func (f *momentFits) of(values []float64, at int) []float64 {
	return values[at*f.p : (at+1)*f.p : (at+1)*f.p]
}
