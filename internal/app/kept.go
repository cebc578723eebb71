package app

import (
	"context"
	"slices"
	"time"

	"github.com/maypok86/otter/v2"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/plan"
)

// planKey names a computed plan. The record only grows, so its size names its
// content. A plan seen "now" (no day) is kept for a few seconds only, because
// hours count for the age of a weight.
type planKey struct {
	patient string
	entries int
	day     day.Date
}

// keptEntries bounds the records that are kept decoded, and those that kept
// plans hold on to, by the entries in them: about 1 KB each.
const (
	keptEntries = 150_000
	nowLasts    = 5 * time.Second
)

// kept holds the records and plans of late, so that a ward that looks at the
// same children all day does not decode and plan them at each look. What it hands
// out is shared: readers must not change it.
type kept struct {
	cases *otter.Cache[string, chart.Case]
	plans *otter.Cache[planKey, keptPlan]
}

type keptPlan struct {
	plan plan.Plan
	view chart.View
	at   time.Time
}

func newKept() *kept {
	return &kept{
		cases: otter.Must(&otter.Options[string, chart.Case]{MaximumWeight: keptEntries,
			Weigher: func(_ string, c chart.Case) uint32 { return uint32(len(c.Entries)) + 1 }}),
		plans: otter.Must(&otter.Options[planKey, keptPlan]{MaximumWeight: keptEntries,
			Weigher: func(_ planKey, p keptPlan) uint32 { return uint32(p.view.Size) + 1 }}),
	}
}

// plan gives a plan that still holds.
func (k *kept) plan(key planKey, now time.Time) (keptPlan, bool) {
	p, ok := k.plans.GetIfPresent(key)
	if !ok || (!key.day.Known() && now.Sub(p.at).Abs() > nowLasts) {
		return keptPlan{}, false
	}
	return p, true
}

// record reads a case, or takes the one that was read when the store held the
// same number of entries of it.
func (a *App) record(ctx context.Context, patient string, size int) (chart.Case, error) {
	if c, ok := a.kept.cases.GetIfPresent(patient); ok && len(c.Entries) == size {
		return c, nil
	}
	c, err := a.store.Case(ctx, patient)
	if err != nil {
		return chart.Case{}, err
	}
	c.Entries = slices.Clip(c.Entries) // whoever adds to the list gets one of his own
	a.kept.cases.Set(patient, c)
	return c, nil
}
