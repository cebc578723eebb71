package plot

import (
	"math"
	"strconv"
	"strings"
)

// scale maps days to x or values to y.
type scale struct {
	low, high  float64 // in the transformed domain
	start, end float64 // coordinates of low and high
	log        bool
	ticks      []float64 // in the domain of the data
}

// at gives the coordinate of a value; values outside stand at the edge.
func (s scale) at(v float64) float64 {
	if s.log {
		if v <= 0 {
			return s.start
		}
		v = math.Log10(v)
	}
	share := (v - s.low) / (s.high - s.low)
	return s.start + math.Min(1, math.Max(0, share))*(s.end-s.start)
}

// dayScale spans the asked days, or else points and events, and always shows
// at least one day.
func (t TrendInput) dayScale(points []TrendPoint) scale {
	low, high := t.DayMin, t.DayMax
	if !within(low, furthestDay) || !within(high, furthestDay) || high <= low {
		low, high = math.Inf(1), math.Inf(-1)
		for _, p := range points {
			low, high = math.Min(low, p.Day), math.Max(high, p.Day)
		}
		for _, e := range t.Events {
			if within(e.Day, furthestDay) {
				low, high = math.Min(low, e.Day), math.Max(high, e.Day)
			}
		}
	}
	if low > high {
		low, high = -1, 1
	}
	if high-low < 1 {
		low, high = low-1, high+1
	}
	return scale{low: low, high: high, start: plotLeft, end: plotRight, ticks: dayTicks(low, high)}
}

// daySteps are distances of ticks that a ward reads at once: days, weeks,
// months of four weeks, quarters, years.
var daySteps = []float64{1, 2, 7, 14, 28, 91, 182, 365, 730, 1825, 3650, 7300, 18250}

func dayTicks(low, high float64) []float64 {
	step := daySteps[len(daySteps)-1]
	for _, s := range daySteps {
		if (high-low)/s <= 9 {
			step = s
			break
		}
	}
	var ticks []float64
	for d := math.Ceil(low/step) * step; d <= high; d += step {
		ticks = append(ticks, d+0) // +0 turns a negative zero into zero
	}
	return ticks
}

// valueScale spans points, thresholds and band.
func (t TrendInput) valueScale(points []TrendPoint) scale {
	var values []float64
	for _, p := range points {
		values = append(values, p.Value)
	}
	for _, th := range t.Thresholds {
		values = append(values, th.Value)
	}
	if t.Band != nil {
		values = append(values, t.Band.Low, t.Band.High)
	}
	low, high := bounds(values, t.Log)
	if t.Log {
		return logScale(low, high)
	}
	return linearScale(low, high)
}

// bounds gives least and greatest of what can be drawn, positive only on a
// logarithmic scale; without any it gives 0 and 1, or 0.1 and 1.
func bounds(values []float64, positive bool) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !within(v, furthestValue) || (positive && v < 1/furthestValue) {
			continue
		}
		low, high = math.Min(low, v), math.Max(high, v)
	}
	switch {
	case low <= high:
		return low, high
	case positive:
		return 0.1, 1
	}
	return 0, 1
}

// linearScale starts at zero when the values fill at least half of the way from
// zero, so that a small change is neither hidden nor blown up.
func linearScale(low, high float64) scale {
	if low >= 0 && high-low >= high/2 {
		low = 0
	}
	if high-low < math.Max(math.Abs(high), 1e-9)*0.05 {
		pad := math.Max(math.Abs(high)*0.1, 1e-6)
		low, high = low-pad, high+pad
	}
	step := niceStep((high - low) / 4)
	first, last := math.Floor(low/step), math.Ceil(high/step)
	if first == last {
		last++
	}
	s := scale{low: first * step, high: last * step, start: plotBottom, end: plotTop}
	for i := first; i <= last; i++ {
		s.ticks = append(s.ticks, i*step)
	}
	return s
}

// niceStep gives the next of 1, 2, 2.5, 5 times a power of ten.
func niceStep(rough float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if m*power >= rough*0.999 {
			return m * power
		}
	}
	return 10 * power
}

func logScale(low, high float64) scale {
	first, last := math.Floor(math.Log10(low)), math.Ceil(math.Log10(high))
	if last <= first {
		last = first + 1
	}
	s := scale{low: first, high: last, start: plotBottom, end: plotTop, log: true}
	step := math.Ceil((last - first) / 6)
	for e := first; e <= last; e += step {
		s.ticks = append(s.ticks, math.Pow(10, e))
	}
	return s
}

// tickText writes a number with up to 6 significant digits, without exponent
// where a person would not use one, with a leading and without a trailing zero,
// and with the real minus sign.
func tickText(v float64) string {
	format := byte('f')
	if v != 0 && (math.Abs(v) < 1e-5 || math.Abs(v) >= 1e7) {
		format = 'g'
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 6, 64), 64)
	if err != nil || rounded == 0 {
		return "0"
	}
	return strings.Replace(strconv.FormatFloat(rounded, format, -1, 64), "-", "−", 1)
}

// signed writes a day number with its sign.
func signed(d float64) string {
	if d > 0 {
		return "+" + tickText(d)
	}
	return tickText(d)
}
