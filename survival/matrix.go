package survival

import "math"

// square is a dense symmetric-purpose matrix of order n, row by row.
type square struct {
	n int
	a []float64
}

func newSquare(n int) square { return square{n, make([]float64, n*n)} }

func (m square) at(i, j int) float64     { return m.a[i*m.n+j] }
func (m square) add(i, j int, x float64) { m.a[i*m.n+j] += x }
func (m square) set(i, j int, x float64) { m.a[i*m.n+j] = x }

func (m square) rows() [][]float64 {
	out := make([][]float64, m.n)
	for i := range out {
		out[i] = append([]float64(nil), m.a[i*m.n:(i+1)*m.n]...)
	}
	return out
}

func (m square) times(v []float64) []float64 {
	out := make([]float64, m.n)
	for i := range out {
		out[i] = dot(m.a[i*m.n:(i+1)*m.n], v)
	}
	return out
}

func (m square) mul(b square) square {
	out := newSquare(m.n)
	for i := 0; i < m.n; i++ {
		for k := 0; k < m.n; k++ {
			if f := m.at(i, k); f != 0 {
				for j := 0; j < m.n; j++ {
					out.add(i, j, f*b.at(k, j))
				}
			}
		}
	}
	return out
}

// addOuter adds f times v v'.
func (m square) addOuter(v []float64, f float64) {
	for i, x := range v {
		if x == 0 {
			continue
		}
		for j, y := range v {
			m.add(i, j, f*x*y)
		}
	}
}

// pick keeps the rows and columns of the list.
func (m square) pick(keep []int) square {
	out := newSquare(len(keep))
	for i, r := range keep {
		for j, c := range keep {
			out.set(i, j, m.at(r, c))
		}
	}
	return out
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i, x := range a {
		s += x * b[i]
	}
	return s
}

// pivotTolerance is the share of the largest diagonal element under which a
// pivot counts as zero: the machine epsilon to the power 3/4.
var pivotTolerance = math.Pow(2.220446049250313e-16, 0.75)

// inverse inverts a symmetric non-negative definite matrix by its LDL'
// decomposition. A column that depends on the ones before it gets zero rows and
// columns, and its index is listed in aliased.
func (m square) inverse() (inv square, aliased []int) {
	l, d, aliased := m.decompose()
	inv = newSquare(m.n)
	e := make([]float64, m.n)
	for j := 0; j < m.n; j++ {
		if d[j] == 0 {
			continue
		}
		for i := range e {
			e[i] = 0
		}
		e[j] = 1
		substitute(l, d, e)
		for i := range e {
			inv.set(i, j, e[i])
		}
	}
	for i := 0; i < m.n; i++ {
		for j := 0; j < i; j++ {
			mean := (inv.at(i, j) + inv.at(j, i)) / 2
			inv.set(i, j, mean)
			inv.set(j, i, mean)
		}
	}
	return inv, aliased
}

// solve answers m x = b with zero for the columns that depend on earlier ones.
func (m square) solve(b []float64) []float64 {
	l, d, _ := m.decompose()
	x := append([]float64(nil), b...)
	substitute(l, d, x)
	return x
}

func (m square) decompose() (l square, d []float64, aliased []int) {
	n := m.n
	l, d = newSquare(n), make([]float64, n)
	largest := 0.0
	for i := 0; i < n; i++ {
		largest = math.Max(largest, math.Abs(m.at(i, i)))
	}
	for j := 0; j < n; j++ {
		s := m.at(j, j)
		for k := 0; k < j; k++ {
			s -= l.at(j, k) * l.at(j, k) * d[k]
		}
		l.set(j, j, 1)
		if !(s > largest*pivotTolerance) {
			aliased = append(aliased, j)
			continue
		}
		d[j] = s
		for i := j + 1; i < n; i++ {
			t := m.at(i, j)
			for k := 0; k < j; k++ {
				t -= l.at(i, k) * l.at(j, k) * d[k]
			}
			l.set(i, j, t/s)
		}
	}
	return l, d, aliased
}

func substitute(l square, d, x []float64) {
	n := l.n
	for i := 0; i < n; i++ {
		for k := 0; k < i; k++ {
			x[i] -= l.at(i, k) * x[k]
		}
		if d[i] == 0 {
			x[i] = 0
		}
	}
	for i := n - 1; i >= 0; i-- {
		if d[i] == 0 {
			x[i] = 0
			continue
		}
		x[i] /= d[i]
		for k := i + 1; k < n; k++ {
			x[i] -= l.at(k, i) * x[k]
		}
	}
}

// quadratic is v' m^-1 v over the independent columns, with their number.
func (m square) quadratic(v []float64) (float64, int) {
	_, d, _ := m.decompose()
	rank := 0
	for _, x := range d {
		if x > 0 {
			rank++
		}
	}
	return dot(v, m.solve(v)), rank
}
