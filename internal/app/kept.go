package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/maypok86/otter/v2"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/pk"
	"github.com/dayzero-hsct/dayzero/plan"
)

// planKey names a computed plan. The record only grows, so its size names its
// content. A plan seen "now" (no day) is kept as long as quiet says, because hours
// count for the age of a weight.
type planKey struct {
	patient string
	entries int
	day     day.Date
}

// keptEntries bounds the records that are kept decoded, and those that kept
// plans hold on to, by the entries in them: about 1 KB each.
const keptEntries = 400_000

// quietLasts bounds how long a plan of now holds.
const quietLasts = 10 * time.Minute

// quiet is until when a plan seen now holds if nothing is written: to the end of
// the day or the next full hour of a latest measurement whose age rules ask for in
// hours, and ten minutes at most. With an entry within a day of now, past or to come,
// waits may show, which are counted in minutes: it holds to the next full minute.
func quiet(c chart.Case, v chart.View) time.Time {
	now := v.Moment.Clinical
	until := now.Add(quietLasts)
	soonest := func(t time.Time) {
		if t.Before(until) {
			until = t
		}
	}
	soonest(v.Today().End(v.Location))
	for _, e := range c.Entries {
		age := now.Sub(e.Effective.Time())
		if age.Abs() < 24*time.Hour || now.Sub(e.Recorded.Time()).Abs() < 24*time.Hour {
			return now.Truncate(time.Minute).Add(time.Minute)
		}
	}
	for _, age := range latestAges(v) {
		soonest(now.Add(time.Hour - age%time.Hour))
	}
	return until
}

// latestAges are the ages of the latest standing measurement of each person and
// each kind whose age rules ask for in hours.
func latestAges(v chart.View) map[string]time.Duration {
	aged, out := plan.AgedInHours(), map[string]time.Duration{}
	for _, m := range chart.All[*chart.Measurement](v) {
		if !slices.Contains(aged, m.Data.What) {
			continue
		}
		key, age := m.About+" "+m.Data.What, v.Moment.Clinical.Sub(m.Effective.Time())
		if old, ok := out[key]; age > 0 && (!ok || age < old) {
			out[key] = age
		}
	}
	return out
}

// kept holds the records and plans of late, so that a ward that looks at the
// same children all day does not decode and plan them at each look. What it hands
// out is shared: readers must not change it.
type kept struct {
	cases     *otter.Cache[string, chart.Case]
	plans     *otter.Cache[planKey, keptPlan]
	exposures *otter.Cache[exposureKey, keptExposure]
	decisions *otter.Cache[string, *pk.Decision] // by question
}

type keptPlan struct {
	plan  plan.Plan
	view  chart.View
	until time.Time // of a plan of now
}

func newKept() *kept {
	return &kept{
		cases: otter.Must(&otter.Options[string, chart.Case]{MaximumWeight: keptEntries,
			Weigher: func(_ string, c chart.Case) uint32 { return uint32(len(c.Entries)) + 1 }}),
		plans: otter.Must(&otter.Options[planKey, keptPlan]{MaximumWeight: keptEntries,
			Weigher: func(_ planKey, p keptPlan) uint32 { return uint32(p.view.Size) + 1 }}),
		exposures: otter.Must(&otter.Options[exposureKey, keptExposure]{MaximumSize: keptExposures}),
		decisions: otter.Must(&otter.Options[string, *pk.Decision]{MaximumSize: keptExposures}),
	}
}

// plan gives a plan that still holds.
func (k *kept) plan(key planKey, now time.Time) (keptPlan, bool) {
	p, ok := k.plans.GetIfPresent(key)
	if !ok || !key.day.Known() && (!now.Before(p.until) || now.Before(p.view.Moment.Clinical)) {
		return keptPlan{}, false
	}
	return p, true
}

// decider answers a question to the models once: most entries of a child change
// nothing that the models are asked, and the next look at the exposure need not
// wait for them. The question is the whole case, the child in it; signatures say
// which models are commissioned.
func (k *kept) decider(signatures int) func(*pk.DoseCase, []*pk.Model) (*pk.Decision, error) {
	return func(c *pk.DoseCase, models []*pk.Model) (*pk.Decision, error) {
		question, err := json.Marshal(c)
		if err != nil { // a number that is none: the answer says so
			return pk.Decide(c, models)
		}
		key := fmt.Sprintf("%d %s", signatures, question)
		if d, ok := k.decisions.GetIfPresent(key); ok {
			return d, nil
		}
		d, err := pk.Decide(c, models)
		if err == nil {
			k.decisions.Set(key, d)
		}
		return d, err
	}
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
