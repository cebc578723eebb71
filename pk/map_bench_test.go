package pk

import (
	"sort"
	"testing"
	"time"
)

// The estimate with its covariance for every reference patient, the engine call
// alone; the metric p50 and p99 are over single calls.
func BenchmarkMAP(b *testing.B) {
	var models struct {
		Models map[string]struct {
			Covs []string `json:"covariates"`
		} `json:"models"`
	}
	decode(b, "map/models.json", &models)
	var patients []judged
	decode(b, "map/patients.json", &patients)
	for _, name := range []string{"bus1", "bus2", "mab"} {
		m := testModel(b, name)
		var subs []Subject
		for _, p := range patients {
			if p.Model == name {
				subs = append(subs, subjectOf(b, p.Records, models.Models[name].Covs))
			}
		}
		b.Run(name, func(b *testing.B) {
			var all []float64
			for b.Loop() {
				for i := range subs {
					from := time.Now()
					if _, err := m.Fit(subs[i], FitOptions{}); err != nil {
						b.Fatal(err)
					}
					all = append(all, float64(time.Since(from).Microseconds()))
				}
			}
			sort.Float64s(all)
			b.ReportMetric(all[len(all)/2], "p50-µs")
			b.ReportMetric(all[len(all)*99/100], "p99-µs")
			b.ReportMetric(0, "ns/op")
		})
	}
}
