package programme_test

import (
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/demo"
	"github.com/dayzero-hsct/dayzero/programme"
)

// The founding chart with some of its entries left out.
func foundingRow(t *testing.T, on string, drop func(chart.Entry) bool) programme.Row {
	t.Helper()
	cases, err := demo.Cases()
	if err != nil {
		t.Fatal(err)
	}
	c := cases[0]
	zone, err := c.Centre.Location()
	if err != nil {
		t.Fatal(err)
	}
	var kept []chart.Entry
	for _, e := range c.Entries {
		if !drop(e) {
			kept = append(kept, e)
		}
	}
	c.Entries = kept
	v, err := chart.Fold(c, chart.EndOf(day.MustDate(on), zone))
	if err != nil {
		t.Fatal(err)
	}
	rows := programme.FromChart(v, nil)
	if len(rows) != 1 {
		t.Fatalf("%d rows", len(rows))
	}
	return rows[0]
}

func isEngraftmentEvent(e chart.Entry) bool {
	event, ok := e.Payload.(*chart.Event)
	return ok && event.What == "neutrophil-engraftment"
}

func isNeutrophilCount(e chart.Entry) bool {
	m, ok := e.Payload.(*chart.Measurement)
	return ok && m.What == "neutrophils"
}

// Control: HAZ-35 (an outcome that nobody defined).
func TestEngraftmentOfAChartComesFromTheCountsBeforeAStatement(t *testing.T) {
	none := func(chart.Entry) bool { return false }
	both := func(e chart.Entry) bool { return isEngraftmentEvent(e) || isNeutrophilCount(e) }
	whole := foundingRow(t, "2026-01-09", none)
	if whole.Engrafted != "yes" || whole.EngraftmentBy != programme.ByCounts || whole.EngraftmentDay < 5 {
		t.Errorf("whole chart: %+v", whole)
	}
	for name, c := range map[string]struct {
		on, engrafted, by string
		drop              func(chart.Entry) bool
	}{
		"counts alone":                  {"2026-01-09", "yes", programme.ByCounts, isEngraftmentEvent},
		"a statement alone":             {"2026-01-09", "yes", programme.ByStatement, isNeutrophilCount},
		"neither":                       {"2026-01-09", "pending", "", both},
		"counts of the first week only": {"2025-01-09", "pending", "", isEngraftmentEvent},
	} {
		if r := foundingRow(t, c.on, c.drop); r.Engrafted != c.engrafted || r.EngraftmentBy != c.by {
			t.Errorf("%s: %q by %q, want %q by %q", name, r.Engrafted, r.EngraftmentBy, c.engrafted, c.by)
		}
	}
}
