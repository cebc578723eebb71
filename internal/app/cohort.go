package app

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/programme"
)

// SystemCohort gives the rows of the programme and a row for every chart that
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
		row, err := a.cohortRow(ctx, id)
		if err != nil {
			return nil, err
		}
		if err := a.store.Audit(ctx, a.system(string(authz.ReadChart), id, "read for the programme")); err != nil {
			return nil, err
		}
		if row != nil {
			rows = append(rows, row)
		}
	}
	return rows, a.store.Audit(ctx, a.system(string(authz.ReadProgramme), "", fmt.Sprintf("%d rows", len(rows))))
}

// cohortRow is the row of one chart as of now, nil while no graft was infused.
func (a *App) cohortRow(ctx context.Context, id string) ([]byte, error) {
	record, err := a.store.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	now := a.clock.Now()
	view, err := chart.Fold(record, chart.Moment{Clinical: now, Recorded: now})
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", id, err)
	}
	row, ok := programme.FromChart(view, a.know)
	if !ok {
		return nil, nil
	}
	return json.Marshal(row)
}
