package pk

import (
	"math"
	"sort"
)

// sketch counts values in bins that are 1/128 of an octave wide, so that a
// percentile read from it lies within 1/128 (0.8 %) of the exact one. Values
// below 2^-40 count as zero, values from 2^24 on as the largest.
type sketch struct{ counts *[sketchBins]uint32 }

// The width of a bin is 2^-sketchBits of its lower end; the bins span the powers
// of two from sketchLow on.
const (
	sketchBits    = 7
	sketchLow     = -40
	sketchOctaves = 64
	sketchBins    = sketchOctaves << sketchBits
	// SketchError is the largest relative error of a percentile of a population.
	SketchError = 1.0 / (1 << sketchBits)
)

// sketchOffset is the key of the lowest bin.
const sketchOffset = (1023 + sketchLow) << sketchBits

// bin of a value; what is below zero by rounding is zero.
func bin(x float64) int {
	k := int(int64(math.Float64bits(x))>>(52-sketchBits)) - sketchOffset
	return max(0, min(k, sketchBins-1)) & (sketchBins - 1)
}

// sketches holds one sketch for each time.
func sketches(n int) []sketch {
	all := make([][sketchBins]uint32, n)
	out := make([]sketch, n)
	for i := range out {
		out[i].counts = &all[i]
	}
	return out
}

// merge adds the counts of another sketch.
func (s sketch) merge(o sketch) {
	for i, n := range o.counts {
		if n > 0 {
			s.counts[i] += n
		}
	}
}

// percentiles reads the values below which the given percentages lie, in rising
// order of the percentages.
func (s sketch) percentiles(percent []float64) []float64 {
	total := uint64(0)
	for _, n := range s.counts {
		total += uint64(n)
	}
	out := make([]float64, len(percent))
	k, below := 0, 0.0
	for i, n := range s.counts {
		for k < len(percent) && n > 0 && percent[k]/100*float64(total) <= below+float64(n) {
			low := math.Float64frombits(uint64(i+sketchOffset) << (52 - sketchBits))
			high := math.Float64frombits(uint64(i+1+sketchOffset) << (52 - sketchBits))
			if out[k] = low + (high-low)*(percent[k]/100*float64(total)-below)/float64(n); i == 0 {
				out[k] = 0
			}
			k++
		}
		below += float64(n)
	}
	return out
}

// rising reports whether percentages lie between 0 and 100 and rise.
func rising(percent []float64) bool {
	for _, p := range percent {
		if !(p > 0 && p < 100) {
			return false
		}
	}
	return sort.Float64sAreSorted(percent)
}
