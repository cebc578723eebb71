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
