package app

import (
	"context"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/plan"
)

// SystemExport gives chart and plan of one record to an export by a command on
// the machine. The event says what was exported, before the answer leaves.
func (a *App) SystemExport(ctx context.Context, patient, what string, at AsOf) (plan.Plan, chart.View, error) {
	made, view, err := a.makePlan(ctx, patient, at)
	if err != nil {
		return plan.Plan{}, chart.View{}, err
	}
	return made, view, a.store.Audit(ctx, a.system("export", patient, what+" as of "+made.AsOf.String()))
}
