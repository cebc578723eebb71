package app

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"slices"
	"sync"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/programme"
)

// Cohort is the transplants of the programme, one a row: those that were imported
// as rows, and one for each chart in which a graft was infused.
type Cohort struct {
	Table    programme.Table
	Imported int       // rows that came as rows
	Charts   int       // charts in the scope that hold a transplant
	Without  int       // charts in the scope without one
	Outside  int       // charts outside the scope of the reader: not counted
	Behind   int       // charts in the scope whose row is missing, or older than the knowledge
	Computed time.Time // when the oldest row of a chart was made; zero without charts
}

// cohortProjection is the name of the stored rows: made from the entries on each
// write, by Rebuild, and by the job that computes them all.
const cohortProjection = "cohort"

// cohortForm counts the forms of the stored rows: the second has one for each
// transplant of a chart.
const cohortForm = 2

// storedRows are the rows of a chart, one for each transplant, and what tells
// whether they still hold. There is none while no graft was infused.
type storedRows struct {
	Form      int               `json:"form"` // cohortForm; rows of another form are computed again
	Rows      []json.RawMessage `json:"rows,omitempty"`
	Knowledge string            `json:"knowledge"`
	Computed  time.Time         `json:"computed"`
}

// Cohort gives the rows that the figures of the programme are computed from. Rows
// of charts come as they are kept; which are behind is said.
func (a *App) Cohort(ctx context.Context, p Principal) (Cohort, error) {
	if err := a.allow(ctx, p, authz.ReadProgramme, ""); err != nil {
		return Cohort{}, err
	}
	raw, err := a.store.Programme(ctx)
	if err != nil {
		return Cohort{}, err
	}
	c := Cohort{Imported: len(raw)}
	if raw, err = a.addCharts(ctx, p, raw, &c); err != nil {
		return Cohort{}, err
	}
	c.Table = a.rows.parse(raw)
	return c, a.store.Audit(ctx, a.event(p, string(authz.ReadProgramme), "", "done", fmt.Sprintf("%d rows, %d charts", c.Imported, c.Charts)))
}

// addCharts adds the kept rows of the charts that the person may reach.
func (a *App) addCharts(ctx context.Context, p Principal, raw [][]byte, c *Cohort) ([][]byte, error) {
	ids, err := a.store.CaseIDs(ctx)
	if err != nil {
		return nil, err
	}
	kept, err := a.store.Projections(ctx, cohortProjection)
	if err != nil {
		return nil, err
	}
	raw = slices.Clip(raw)
	for _, id := range ids {
		if !p.Scope.Reaches(id) {
			c.Outside++
			continue
		}
		var ofChart storedRows
		if body, ok := kept[id]; !ok || json.Unmarshal(body, &ofChart) != nil || ofChart.Form != cohortForm {
			c.Behind++
			continue
		}
		if ofChart.Knowledge != a.know.Version() {
			c.Behind++
		}
		if c.Computed.IsZero() || ofChart.Computed.Before(c.Computed) {
			c.Computed = ofChart.Computed
		}
		if len(ofChart.Rows) == 0 {
			c.Without++
			continue
		}
		c.Charts++
		for _, row := range ofChart.Rows {
			raw = append(raw, row)
		}
	}
	return raw, nil
}

// cohortCache keeps the rows last parsed, by what they were parsed from: the
// figures of a large programme are looked at many times between two changes.
type cohortCache struct {
	mu    sync.Mutex
	seed  maphash.Seed
	sum   uint64
	table *programme.Table
}

// parse reads the rows, or gives those read before from the same bytes. What it
// gives is shared: readers must not change it.
func (c *cohortCache) parse(raw [][]byte) programme.Table {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.table == nil {
		c.seed = maphash.MakeSeed()
	}
	var h maphash.Hash
	h.SetSeed(c.seed)
	for _, row := range raw {
		_, _ = h.Write(row) // never fails
		_ = h.WriteByte('\n')
	}
	if sum := h.Sum64(); c.table == nil || sum != c.sum {
		table := programme.Parse(raw)
		c.table, c.sum = &table, sum
	}
	return *c.table
}

// keepCohortRows writes the rows of a chart down, and tells how many there are.
func (a *App) keepCohortRows(ctx context.Context, v chart.View) (transplants int, err error) {
	kept := storedRows{Form: cohortForm, Knowledge: a.know.Version(), Computed: a.clock.Now()}
	if kept.Rows, err = cohortRows(v, a.know); err != nil {
		return 0, err
	}
	body, err := json.Marshal(kept)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrStorage, err)
	}
	return len(kept.Rows), a.store.PutProjection(ctx, cohortProjection, v.Case.ID, body)
}

// cohortRows are the rows of a chart as JSON.
func cohortRows(v chart.View, base *knowledge.Base) ([]json.RawMessage, error) {
	var out []json.RawMessage
	for _, row := range programme.FromChart(v, base) {
		body, err := json.Marshal(row)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrStorage, err)
		}
		out = append(out, body)
	}
	return out, nil
}

// cohortWork is the kind of job that computes the row of every chart anew.
const cohortWork = "programme.cohort"

// AskCohort queues the computing of every chart's row, for all who read the
// programme. It changes no entry.
func (a *App) AskCohort(ctx context.Context, p Principal) (int64, error) {
	if err := a.allow(ctx, p, authz.ReadProgramme, ""); err != nil {
		return 0, err
	}
	return a.ask(ctx, p, cohortWork, struct{}{})
}

// cohortCounts is the result of the job.
type cohortCounts struct {
	Charts      int `json:"charts"`
	Transplants int `json:"transplants"`
}

func (a *App) cohortJob(ctx context.Context, _ Job, report func(JobProgress)) (any, error) {
	ids, err := a.store.CaseIDs(ctx)
	if err != nil {
		return nil, err
	}
	var counts cohortCounts
	for i, id := range ids {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		_, view, err := a.view(ctx, id, AsOf{})
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", id, err)
		}
		transplants, err := a.keepCohortRows(ctx, view)
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", id, err)
		}
		counts.Charts++
		counts.Transplants += transplants
		report(JobProgress{Done: int64(i + 1), Total: int64(len(ids))})
	}
	return counts, a.store.Audit(ctx, a.system(cohortWork, "", fmt.Sprintf("%d charts, %d transplants", counts.Charts, counts.Transplants)))
}

// SystemCohort gives the rows of the programme and those of every chart that
// holds a transplant, as JSON, to a command on the machine. Each chart was
// read for it, and its chain says so, with or without a transplant.
func (a *App) SystemCohort(ctx context.Context) ([][]byte, error) {
	rows, err := a.store.Programme(ctx)
	if err != nil {
		return nil, err
	}
	ids, err := a.store.CaseIDs(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		_, view, err := a.view(ctx, id, AsOf{})
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", id, err)
		}
		if err := a.store.Audit(ctx, a.system(string(authz.ReadChart), id, "read for the programme")); err != nil {
			return nil, err
		}
		ofChart, err := cohortRows(view, a.know)
		if err != nil {
			return nil, err
		}
		for _, row := range ofChart {
			rows = append(rows, row)
		}
	}
	return rows, a.store.Audit(ctx, a.system(string(authz.ReadProgramme), "", fmt.Sprintf("%d rows", len(rows))))
}
