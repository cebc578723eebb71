package pk

import "math"

// stream is a deterministic sequence of random numbers (SplitMix64: Steele,
// Lea and Flood, OOPSLA 2014). Streams of different numbers are independent for
// all practical purposes, so that a result does not depend on what ran before.
type stream struct {
	state uint64
	spare float64
	has   bool
}

func newStream(seed, number uint64) *stream {
	s := &stream{state: seed ^ 0x9e3779b97f4a7c15*(number+1)}
	s.bits()
	return s
}

func (s *stream) bits() uint64 {
	s.state += 0x9e3779b97f4a7c15
	z := s.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// uniform is in (0, 1).
func (s *stream) uniform() float64 { return (float64(s.bits()>>11) + 0.5) / (1 << 53) }

// normal has mean 0 and variance 1 (Box and Muller).
func (s *stream) normal() float64 {
	if s.has {
		s.has = false
		return s.spare
	}
	r := math.Sqrt(-2 * math.Log(s.uniform()))
	sin, cos := math.Sincos(2 * math.Pi * s.uniform())
	s.spare, s.has = r*sin, true
	return r * cos
}

// logPhi is the logarithm of the normal distribution function, also far in the
// lower tail.
func logPhi(x float64) float64 {
	if x > -30 {
		return math.Log(0.5 * math.Erfc(-x/math.Sqrt2))
	}
	return -x*x/2 - math.Log(-x) - 0.5*math.Log(2*math.Pi) - 1/(x*x)
}
