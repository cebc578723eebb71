package plan_test

import (
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
)

// A positive result once vanished behind a later test that was not done, or a screen
// that named nobody.
func TestOnlyAResultTakesTheResultOfADonorAntibodyAway(t *testing.T) {
	antibody := func(id, date, donor, result string) chart.Entry {
		at := day.MomentAt(day.MustDate(date).Start(time.UTC))
		return chart.Entry{ID: id, Patient: "x", Effective: at, Recorded: at, Author: "a", Source: "synthetic", Synthetic: true, Payload: &chart.DonorAntibody{Donor: donor, Result: result}}
	}
	for name, c := range map[string]struct {
		entries []chart.Entry
		want    string
	}{
		"not done after positive":            {[]chart.Entry{antibody("a1", "2024-12-05", "sister", "positive"), antibody("a2", "2024-12-10", "sister", "not-done")}, "positive, 2024-12-05"},
		"a clean screen after positive":      {[]chart.Entry{antibody("a1", "2024-12-05", "sister", "positive"), antibody("a2", "2024-12-10", "", "negative")}, "positive, 2024-12-05"},
		"negative for her after positive":    {[]chart.Entry{antibody("a1", "2024-12-05", "sister", "positive"), antibody("a2", "2024-12-10", "sister", "negative")}, "negative, 2024-12-10"},
		"a positive screen after negative":   {[]chart.Entry{antibody("a1", "2024-12-05", "sister", "negative"), antibody("a2", "2024-12-10", "", "positive")}, "positive, 2024-12-10"},
		"positive for another, screen clean": {[]chart.Entry{antibody("a1", "2024-12-05", "father", "positive"), antibody("a2", "2024-12-10", "", "negative")}, "negative, 2024-12-10"},
		"only not done":                      {[]chart.Entry{antibody("a1", "2024-12-05", "sister", "not-done")}, "not-done, 2024-12-05"},
	} {
		bare := founding(t)
		var entries []chart.Entry
		for _, e := range bare.Entries {
			if _, ok := e.Payload.(*chart.DonorAntibody); !ok {
				entries = append(entries, e)
			}
		}
		bare.Entries = append(entries, c.entries...)
		d := donor(t, planOf(t, bare, "2024-12-18"), "sister")
		said := ""
		for _, f := range d.Facts {
			if f.Key == "dsa" {
				said = f.Text.EN
			}
		}
		if !strings.HasPrefix(said, c.want) {
			t.Errorf("%s: %q, want %q", name, said, c.want)
		}
		if blocked := strings.Contains(ids(d.Reasons), "donor-antibody-positive"); blocked != strings.HasPrefix(c.want, "positive") {
			t.Errorf("%s: reasons %s", name, ids(d.Reasons))
		}
	}
}
