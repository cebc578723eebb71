package survival

import (
	"math"
	"slices"
	"sort"
)

// timeline is the distinct values of a column of times, rising, and the place of
// every row among them. Whole days are placed by counting, without comparing two
// rows; other times are sorted by their digits. Either is linear in the rows.
type timeline struct {
	time []float64
	at   []int32
}

func newTimeline(x []float64) timeline {
	if last, ok := wholeDays(x); ok {
		return countedTimeline(x, last)
	}
	line := timeline{at: make([]int32, len(x))}
	for _, r := range sortedRows(x) {
		if n := len(line.time); n == 0 || x[r] != line.time[n-1] {
			line.time = append(line.time, x[r])
		}
		line.at[r] = int32(len(line.time) - 1)
	}
	return line
}

// wholeDays tells whether all values are whole numbers from 0 to last, few enough
// to be counted day by day.
func wholeDays(x []float64) (last int, ok bool) {
	most := float64(4*len(x) + 4096)
	for _, t := range x {
		if !(t >= 0 && t <= most) || t != math.Trunc(t) {
			return 0, false
		}
		last = max(last, int(t))
	}
	return last, true
}

func countedTimeline(x []float64, last int) timeline {
	place := make([]int32, last+1)
	for _, t := range x {
		place[int(t)] = 1
	}
	line := timeline{at: make([]int32, len(x))}
	for t, seen := range place {
		if seen > 0 {
			place[t] = int32(len(line.time))
			line.time = append(line.time, float64(t))
		}
	}
	for i, t := range x {
		line.at[i] = place[int(t)]
	}
	return line
}

// after gives for each value the place of the first time of the line that is
// later: where a row that enters then is first at risk.
func (l timeline) after(x []float64) []int32 {
	out := make([]int32, len(x))
	for i, t := range x {
		out[i] = int32(sort.Search(len(l.time), func(k int) bool { return l.time[k] > t }))
	}
	return out
}

// rising lists the rows by time, rows of one time in data order.
func (l timeline) rising() []int {
	next := make([]int32, len(l.time)+1)
	for _, k := range l.at {
		next[k+1]++
	}
	for k := range l.time {
		next[k+1] += next[k]
	}
	out := make([]int, len(l.at))
	for i, k := range l.at {
		out[next[k]] = i
		next[k]++
	}
	return out
}

// digitBits is the size of the digits by which numbers are sorted: six digits of
// eleven bits hold the 64 bits of a number, and 2,048 piles stay in the cache.
const digitBits = 11

// sortedRows orders rows by a value, rows of one value in data order: digit by
// digit from the last (a radix sort) where there are many.
func sortedRows(x []float64) []int {
	out := make([]int, len(x))
	for i := range out {
		out[i] = i
	}
	if len(x) < 1<<digitBits {
		sort.SliceStable(out, func(a, b int) bool { return x[out[a]] < x[out[b]] })
		return out
	}
	rows, spare := make([]keyed, len(x)), make([]keyed, len(x))
	for i, v := range x {
		rows[i] = keyed{orderedBits(v), i}
	}
	for shift := 0; shift < 64; shift += digitBits {
		if byDigit(rows, spare, shift) {
			rows, spare = spare, rows
		}
	}
	for i, k := range rows {
		out[i] = k.row
	}
	return out
}

type keyed struct {
	bits uint64
	row  int
}

// orderedBits are the bits of a number, turned so that they order as it does.
func orderedBits(v float64) uint64 {
	if v == 0 {
		v = 0 // minus zero is zero
	}
	b := math.Float64bits(v)
	if b>>63 == 1 {
		return ^b
	}
	return b | 1<<63
}

// byDigit deals the rows on the piles of one digit, and tells whether it had to.
func byDigit(rows, to []keyed, shift int) bool {
	var start [1 << digitBits]int
	for i := range rows {
		start[rows[i].bits>>shift&(1<<digitBits-1)]++
	}
	if start[rows[0].bits>>shift&(1<<digitBits-1)] == len(rows) {
		return false
	}
	sum := 0
	for d, n := range start {
		start[d], sum = sum, sum+n
	}
	for _, k := range rows {
		d := k.bits >> shift & (1<<digitBits - 1)
		to[start[d]] = k
		start[d]++
	}
	return true
}

// timeTolerance is the distance under which two times are one: the square root
// of the machine epsilon, as in R's survival package (help page aeqSurv).
const timeTolerance = 1.4901161193847656e-08

// merged returns the data with near-equal times made equal; entry and time are
// judged together. Whole numbers are never near each other.
func (d Data) merged() (Data, error) {
	if err := d.Validate(); err != nil {
		return Data{}, err
	}
	line := newTimeline(d.Time)
	d.line = &line
	if d.wholeNumbers() {
		return d, nil
	}
	times := line.time
	if d.Entry != nil {
		times = slices.Concat(line.time, newTimeline(d.Entry).time)
		slices.Sort(times)
		times = slices.Compact(times)
	}
	cuts := mergeCuts(times)
	if cuts == nil {
		return d, nil
	}
	out, fewer := d, line.snapped(cuts)
	out.line, out.Time = &fewer, make([]float64, d.Len())
	for i, k := range fewer.at {
		out.Time[i] = fewer.time[k]
	}
	if d.Entry != nil {
		out.Entry = snap(d.Entry, cuts)
	}
	return out, out.Validate()
}

// snapped is the line with each time taken back to the cut before it.
func (l timeline) snapped(cuts []float64) timeline {
	out := timeline{at: make([]int32, len(l.at))}
	place, c := make([]int32, len(l.time)), 0
	for k, t := range l.time {
		for c+1 < len(cuts) && cuts[c+1] <= t {
			c++
		}
		if n := len(out.time); n == 0 || out.time[n-1] != cuts[c] {
			out.time = append(out.time, cuts[c])
		}
		place[k] = int32(len(out.time) - 1)
	}
	for i, k := range l.at {
		out.at[i] = place[k]
	}
	return out
}

// wholeNumbers tells whether no two times can be near: whole and below ten million,
// where a difference of one is far beyond the tolerance.
func (d Data) wholeNumbers() bool {
	for _, set := range [][]float64{d.Time, d.Entry} {
		for _, t := range set {
			if t != math.Trunc(t) || math.Abs(t) > 1e7 {
				return false
			}
		}
	}
	return true
}

// mergeCuts lists of distinct rising times those that remain, or nil when no two
// are near.
func mergeCuts(distinct []float64) []float64 {
	sum := 0.0
	for _, t := range distinct {
		sum += math.Abs(t)
	}
	mean := sum / float64(len(distinct))
	near := func(i int) bool {
		gap := distinct[i] - distinct[i-1]
		return !(gap > timeTolerance && gap/mean > timeTolerance)
	}
	i := 1
	for i < len(distinct) && !near(i) {
		i++
	}
	if i >= len(distinct) {
		return nil
	}
	cuts := append([]float64(nil), distinct[:i]...)
	for ; i < len(distinct); i++ {
		if !near(i) {
			cuts = append(cuts, distinct[i])
		}
	}
	return cuts
}

func snap(x, cuts []float64) []float64 {
	out := make([]float64, len(x))
	for i, t := range x {
		out[i] = cuts[sort.Search(len(cuts), func(k int) bool { return cuts[k] > t })-1]
	}
	return out
}

// timeline is that of the merged data, or a new one.
func (d Data) timeline() timeline {
	if d.line != nil {
		return *d.line
	}
	return newTimeline(d.Time)
}
