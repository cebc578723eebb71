package hla

import (
	"os"
	"testing"
)

func BenchmarkLoadRelease(b *testing.B) {
	realRelease(b)
	for b.Loop() {
		if _, err := LoadRelease(os.DirFS(sharedPath("data", "imgthla-3.58.0"))); err != nil {
			b.Fatal(err)
		}
	}
}
