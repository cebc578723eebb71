package survival

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// benchmarkData draws n synthetic histories with six covariates: two competing
// causes with exponential times, censoring over ten years, whole days or not.
func benchmarkData(n int, wholeDays bool) Data {
	g := rand.New(rand.NewPCG(7, uint64(n)))
	d := Data{Time: make([]float64, n), Status: make([]int, n), By: make([]string, n)}
	for j := range 6 {
		d.Covariates = append(d.Covariates, Covariate{Name: fmt.Sprintf("x%d", j+1), Values: make([]float64, n)})
	}
	for i := range n {
		eta := 0.0
		for j := range d.Covariates {
			x := g.NormFloat64()
			if j%2 == 1 {
				x = float64(g.IntN(2))
			}
			d.Covariates[j].Values[i] = x
			eta += x * float64(j-2) / 10
		}
		first, second, last := g.ExpFloat64()*2500*math.Exp(-eta), g.ExpFloat64()*4000, 30+g.Float64()*3620
		d.Time[i], d.Status[i] = first, 1
		if second < d.Time[i] {
			d.Time[i], d.Status[i] = second, 2
		}
		if last < d.Time[i] {
			d.Time[i], d.Status[i] = last, 0
		}
		if wholeDays {
			d.Time[i] = math.Ceil(d.Time[i])
		}
		d.By[i] = []string{"related", "unrelated"}[g.IntN(2)]
	}
	return d
}

// oneEvent censors the second cause.
func oneEvent(d Data) Data {
	out, err := d.cause(1, "")
	if err != nil {
		panic(err)
	}
	return out
}

var benchmarkKinds = []struct {
	name  string
	whole bool
}{{"days", true}, {"continuous", false}}

func benchmarkAll(b *testing.B, sizes []int, prepare func(Data) Data, run func(Data) error) {
	for _, n := range sizes {
		for _, kind := range benchmarkKinds {
			b.Run(fmt.Sprintf("%s-%d", kind.name, n), func(b *testing.B) {
				d := prepare(benchmarkData(n, kind.whole))
				b.ReportAllocs()
				before := processorTime()
				for b.Loop() {
					if err := run(d); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64((processorTime()-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
			})
		}
	}
}

func ungrouped(d Data) Data {
	d.By = nil
	return d
}

var benchmarkSizes = []int{10_000, 1_000_000}

func BenchmarkKaplanMeier(b *testing.B) {
	benchmarkAll(b, benchmarkSizes, func(d Data) Data { return ungrouped(oneEvent(d)) }, func(d Data) error {
		_, err := KaplanMeier(d, CurveOptions{})
		return err
	})
}

func BenchmarkCumulativeIncidence(b *testing.B) {
	for _, v := range []CIFVariance{GreenwoodCIF, CmprskCIF, JackknifeCIF} {
		b.Run(string(v), func(b *testing.B) {
			benchmarkAll(b, benchmarkSizes, ungrouped, func(d Data) error {
				_, err := CumulativeIncidence(d, IncidenceOptions{Variance: v})
				return err
			})
		})
	}
}

// Everyone enters late: there the jackknife is not the Greenwood type.
func BenchmarkLateEntryJackknife(b *testing.B) {
	late := func(d Data) Data {
		d.By, d.Entry = nil, make([]float64, d.Len())
		g := rand.New(rand.NewPCG(11, uint64(d.Len())))
		for i, t := range d.Time {
			if d.Entry[i] = math.Floor(g.Float64() * t); d.Entry[i] >= t {
				d.Entry[i] = t - 1
			}
		}
		return d
	}
	benchmarkAll(b, []int{10_000, 100_000, 1_000_000}, late, func(d Data) error {
		_, err := CumulativeIncidence(d, IncidenceOptions{Variance: JackknifeCIF})
		return err
	})
}

func BenchmarkLogRank(b *testing.B) {
	benchmarkAll(b, benchmarkSizes, oneEvent, func(d Data) error {
		_, err := LogRank(d, Weighting{})
		return err
	})
}

func BenchmarkGray(b *testing.B) {
	benchmarkAll(b, benchmarkSizes, func(d Data) Data { return d }, func(d Data) error {
		_, err := Gray(d, 0)
		return err
	})
}

// With limits, tests and the concordance with its error.
func BenchmarkCox(b *testing.B) {
	benchmarkAll(b, benchmarkSizes, func(d Data) Data { return ungrouped(oneEvent(d)) }, func(d Data) error {
		_, err := Cox(d, CoxOptions{})
		return err
	})
}

func BenchmarkFineGray(b *testing.B) {
	benchmarkAll(b, []int{1_000, 10_000, 100_000, 1_000_000}, ungrouped, func(d Data) error {
		_, err := FineGray(d, FineGrayOptions{})
		return err
	})
}
