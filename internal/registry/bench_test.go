package registry

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/internal/nomenclature"
)

// BenchmarkSearch searches the index of the data folder that DAYZERO_DONORS
// names, for one of its own donors: at most two mismatches over five loci, graded
// and in both directions. Without the variable it makes 100,000 donors.
func BenchmarkSearch(b *testing.B) {
	release, dir := hla.NamesOnly(), filepath.Join(b.TempDir(), "registry")
	if data := os.Getenv("DAYZERO_DONORS"); data != "" {
		dir = filepath.Join(data, "registry")
		if newest, err := nomenclature.Newest(data); err == nil {
			if release, err = nomenclature.Open(newest); err != nil {
				b.Fatal(err)
			}
		}
	} else {
		take(b, dir, write(b, "donors.csv", generated(b, 100_000)), options())
	}
	r, err := Open(dir, release, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	d, err := r.donor(uint32(r.m.Donors / 2))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	found := int64(0)
	for b.Loop() {
		got, err := r.Search(b.Context(), Query{Patient: d.Typing, MaxMismatches: 2, On: day.MustDate("2026-01-01")})
		if err != nil {
			b.Fatal(err)
		}
		found = got.Found
	}
	b.ReportMetric(float64(r.Size()), "donors")
	b.ReportMetric(float64(found), "found")
	b.ReportMetric(28, "B/donor") // the columns; see docs/adr/0020
}

// BenchmarkImport takes 100,000 synthetic donors in, durably.
func BenchmarkImport(b *testing.B) {
	file := write(b, "donors.csv", generated(b, 100_000))
	for b.Loop() {
		take(b, filepath.Join(b.TempDir(), "registry"), file, options())
	}
	b.ReportMetric(100_000*float64(b.N)/b.Elapsed().Seconds(), "donors/s")
}
