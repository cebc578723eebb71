package hla

import (
	"errors"
	"reflect"
	"testing"
)

func cached(t testing.TB, r *Release) *Release {
	t.Helper()
	back, err := ReadCache(r.AppendCache(nil))
	if err != nil {
		t.Fatal(err)
	}
	return back
}

// plain are the parts of a release that can be compared as values.
func plain(r *Release) []any {
	bare := *r
	bare.lgx, bare.tables = [2]func() *lgxIndex{}, nil
	return []any{bare, *r.lgxBy(0), *r.lgxBy(1)}
}

func TestACachedReleaseIsTheReleaseItself(t *testing.T) {
	for name, r := range map[string]*Release{"synthetic": syntheticRelease(t), "real": realReleaseOrNil(t)} {
		if r == nil {
			continue
		}
		got, want := plain(cached(t, r)), plain(r)
		for i := range want {
			if !reflect.DeepEqual(got[i], want[i]) {
				t.Errorf("%s: part %d came back changed", name, i)
			}
		}
	}
}

func TestABrokenCacheIsNotUsed(t *testing.T) {
	data := syntheticRelease(t).AppendCache(nil)
	for i := 0; i < len(data); i += 7 {
		changed := append([]byte(nil), data...)
		changed[i] ^= 0x41
		if _, err := ReadCache(changed); !errors.Is(err, ErrCache) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
		if _, err := ReadCache(data[:i]); !errors.Is(err, ErrCache) {
			t.Fatalf("cut off at %d: %v", i, err)
		}
	}
}

// Bytes behind a right checksum may still be anything: none of them may break
// the reader.
func FuzzReadCache(f *testing.F) {
	f.Add(syntheticRelease(f).AppendCache(nil))
	f.Add([]byte(cacheMark))
	f.Fuzz(func(t *testing.T, data []byte) {
		c := &cacheReader{text: string(data[:len(data)/2]), in: data[len(data)/2:]}
		if r := c.release(); !c.broken && len(r.alleles) > 0 {
			r.Count()
		}
		if r, err := ReadCache(data); err == nil {
			r.lgxBy(0)
		}
	})
}

func BenchmarkReadCache(b *testing.B) {
	data := realRelease(b).AppendCache(nil)
	b.ReportMetric(float64(len(data)), "bytes")
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		r, err := ReadCache(data)
		if err != nil {
			b.Fatal(err)
		}
		r.lgxBy(0)
	}
}
