package knowledge

import "testing"

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(EmbeddedFS()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEvaluateOption(b *testing.B) {
	base := shippedBase(b)
	facts := Facts{"repair_group": "dsb", "radiosensitivity": "yes", "regimen": "IEWP-F", "cyclophosphamide_mg_kg": 40.0}
	for b.Loop() {
		if _, err := base.Evaluate("option", facts); err != nil {
			b.Fatal(err)
		}
	}
}
