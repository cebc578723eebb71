package plan_test

import (
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
)

// What the chart shows as done is done in the plan too, and a window that is open
// does not make it due again.
func TestTheCalendarOfThePlanReadsTheChart(t *testing.T) {
	c := founding(t)
	with := func(id, at string, p chart.Payload) {
		t.Helper()
		m, err := day.ParseMoment(at, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		c.Entries = append(c.Entries, chart.Entry{ID: id, Effective: m, Recorded: m, Author: "nurse", Source: "synthetic", Payload: p})
	}
	state := func(date, item string) string {
		t.Helper()
		for _, l := range planOf(t, c, date).Calendar {
			if l.Item == item {
				return l.State
			}
		}
		return "no such line"
	}
	want := func(date, item, state, got string) {
		t.Helper()
		if got != state {
			t.Errorf("%s on %s is %s, want %s", item, date, got, state)
		}
	}
	const chimerism, registry, pcv, dxa = "calendar.to100.chimerism-iei", "calendar.to100.registry", "calendar.vaccine.pcv", "calendar.late.bone-density"
	want("2025-04-12", chimerism, "done", state("2025-04-12", chimerism))
	want("2025-04-12", registry, "due", state("2025-04-12", registry))
	want("2025-04-12", pcv, "due", state("2025-04-12", pcv))
	want("2026-01-20", dxa, "gated", state("2026-01-20", dxa))
	want("2024-12-17", chimerism, "ahead", state("2024-12-17", chimerism))
	with("pack", "2025-04-10", &chart.Assessment{Item: registry, State: "done"})
	for i, at := range []string{"2025-04-05", "2025-05-06", "2025-06-06"} {
		want(at, pcv, "due", state(at, pcv))
		with("pcv-"+string(rune('1'+i)), at, &chart.Vaccine{Vaccine: "PCV", Status: "given"})
	}
	want("2025-04-12", registry, "done", state("2025-04-12", registry))
	want("2025-06-20", pcv, "done", state("2025-06-20", pcv))
}
