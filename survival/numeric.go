package survival

import (
	"math"
	"strconv"
)

// Number is a computed value in a JSON answer: 17 significant digits, and null
// where the number does not exist (NaN or infinite).
type Number float64

// MarshalJSON writes the number with 17 significant digits, or null.
func (n Number) MarshalJSON() ([]byte, error) {
	x := float64(n)
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, x, 'g', 17, 64), nil
}

// UnmarshalJSON reads a number or null (NaN).
func (n *Number) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*n = Number(math.NaN())
		return nil
	}
	x, err := strconv.ParseFloat(string(b), 64)
	*n = Number(x)
	return err
}

func numbers(x []float64) []Number {
	out := make([]Number, len(x))
	for i, v := range x {
		out[i] = Number(v)
	}
	return out
}

// normalQuantile is the p-quantile of the standard normal distribution.
func normalQuantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// twoSided is P(|Z| > |z|) of a standard normal Z.
func twoSided(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

// chiSquareTail is P(X > x) for chi-square with df degrees of freedom: the closed
// form for whole df (Abramowitz & Stegun 26.4.4 and 26.4.5), a sum of positive
// terms and so accurate far into the tail.
func chiSquareTail(x float64, df int) float64 {
	if df < 1 || math.IsNaN(x) {
		return math.NaN()
	}
	if x <= 0 {
		return 1
	}
	h, sum, a := x/2, math.Exp(-x/2), 1.0
	if df%2 == 1 {
		sum, a = math.Erfc(math.Sqrt(h)), 0.5
	}
	for ; a < float64(df)/2; a++ {
		g, _ := math.Lgamma(a + 1)
		sum += math.Exp(a*math.Log(h) - h - g)
	}
	return math.Min(sum, 1)
}

// regularizedBeta is I_x(a,b) by its continued fraction (DLMF 8.17.22), taken on
// the side where it converges fast.
func regularizedBeta(a, b, x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - regularizedBeta(b, a, 1-x)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab-la-lb+a*math.Log(x)+b*math.Log1p(-x)) / a
	const tiny = 1e-300
	c, d := 1.0, 1-(a+b)*x/(a+1)
	d = 1 / d
	f := d
	for m := 1.0; m < 10000; m++ {
		for _, k := range [2]float64{m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m)), -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))} {
			d = 1 + k*d
			if math.Abs(d) < tiny {
				d = tiny
			}
			c = 1 + k/c
			if math.Abs(c) < tiny {
				c = tiny
			}
			d = 1 / d
			f *= c * d
		}
		if math.Abs(c*d-1) < 1e-16 {
			break
		}
	}
	return front * f
}

// bisect finds x in [lo, hi] where the rising function f reaches target, to the
// last bit.
func bisect(lo, hi, target float64, f func(float64) float64) float64 {
	for i := 0; i < 2000; i++ {
		mid := lo + (hi-lo)/2
		if mid <= lo || mid >= hi {
			break
		}
		if f(mid) < target {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo + (hi-lo)/2
}

// betaQuantile is the p-quantile of the beta distribution.
func betaQuantile(p, a, b float64) float64 {
	return bisect(0, 1, p, func(x float64) float64 { return regularizedBeta(a, b, x) })
}

// binomialProbability is P(X = k) for n trials with success probability p.
func binomialProbability(k, n int, p float64) float64 {
	if k < 0 || k > n {
		return 0
	}
	if p <= 0 || p >= 1 {
		if (p <= 0 && k == 0) || (p >= 1 && k == n) {
			return 1
		}
		return 0
	}
	return math.Exp(logChoose(n, k) + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
}

func logChoose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n) + 1)
	b, _ := math.Lgamma(float64(k) + 1)
	c, _ := math.Lgamma(float64(n-k) + 1)
	return a - b - c
}

// binomialAtMost is P(X <= k).
func binomialAtMost(k, n int, p float64) float64 {
	if k < 0 {
		return 0
	}
	if k >= n {
		return 1
	}
	return regularizedBeta(float64(n-k), float64(k+1), 1-p)
}

// poissonAtMost is P(X <= k) with mean mu.
func poissonAtMost(k int, mu float64) float64 {
	if k < 0 {
		return 0
	}
	return chiSquareTail(2*mu, 2*(k+1))
}

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
