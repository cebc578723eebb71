package app_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/demo"
	"github.com/dayzero-hsct/dayzero/programme"
)

// Control: HAZ-28 (a record read without a trace).
func TestTheCohortJoinsRowsAndChartsAndLeavesAnEventInEachChain(t *testing.T) {
	h, ctx := open(t, true), context.Background()
	cases, err := demo.Cases()
	if err != nil {
		t.Fatal(err)
	}
	founding := cases[0]
	if err := h.SystemImport(ctx, founding); err != nil {
		t.Fatal(err)
	}
	if err := h.SystemProgramme(ctx, [][]byte{[]byte(`{"id":"SYN-1","date":"2019-03-01","synthetic":true}`)}); err != nil {
		t.Fatal(err)
	}
	for _, moment := range []struct {
		move time.Duration
		want int
	}{{0, 1}, {400 * 24 * time.Hour, 2}} { // on 2024-12-20 nothing was infused yet
		h.clock.move(moment.move)
		raw, err := h.SystemCohort(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if table := programme.Parse(raw); len(table.Synthetic) != moment.want || len(table.Real) != 0 || len(table.Refused) != 0 {
			t.Errorf("%s: %d synthetic rows, want %d; %v", h.clock.Now(), len(table.Synthetic), moment.want, table.Refused)
		}
	}
	for chain, want := range map[string]string{founding.ID: string(authz.ReadChart), "installation": string(authz.ReadProgramme)} {
		events, err := h.store.AuditTrail(ctx, chain, 50)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, e := range events {
			if e.Action == want && strings.Contains(e.Actor, "system") {
				n++
			}
		}
		if n != 2 {
			t.Errorf("%s: %d events of two readings", chain, n)
		}
	}
}

// cohort reads the cohort as a role with a scope.
func (h house) cohort(t *testing.T, role authz.Role, scope authz.Scope) app.Cohort {
	t.Helper()
	c, err := h.Cohort(t.Context(), app.Principal{Account: string(role), Role: role, Scope: scope})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheCohortIsAProjectionOfTheCharts(t *testing.T) {
	h := open(t, true)
	h.queued(t)
	cases, err := demo.Cases()
	if err != nil {
		t.Fatal(err)
	}
	h.clock.move(400 * 24 * time.Hour)
	for _, c := range cases {
		if err := h.SystemImport(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	whole := h.cohort(t, authz.DataManager, authz.Every())
	if whole.Charts < 1 || whole.Charts+whole.Without != len(cases) || len(whole.Table.Synthetic) != whole.Charts || whole.Behind != 0 {
		t.Fatalf("after import: %+v", whole)
	}
	if out := h.cohort(t, authz.Physician, authz.Only("nobody")); out.Charts != 0 || out.Outside != len(cases) || len(out.Table.Synthetic) != 0 {
		t.Errorf("a scope without charts: %+v", out)
	}
	if err := h.store.ClearProjections(t.Context()); err != nil {
		t.Fatal(err)
	}
	if lost := h.cohort(t, authz.DataManager, authz.Every()); lost.Behind != len(cases) || lost.Charts != 0 {
		t.Errorf("rows that are missing: %+v", lost)
	}
	manager := app.Principal{Account: "m", Role: authz.DataManager, Scope: authz.Every()}
	if _, err := h.AskCohort(t.Context(), app.Principal{Account: "n", Role: authz.Nurse, Scope: authz.Every()}); !errors.Is(err, app.ErrDenied) {
		t.Errorf("a nurse asked: %v", err)
	}
	id, err := h.AskCohort(t.Context(), manager)
	if err != nil {
		t.Fatal(err)
	}
	var job app.Job
	for range 400 {
		if job, err = h.Job(t.Context(), manager, id); err != nil || job.State == app.JobDone || job.State == app.JobFailed {
			break
		}
		time.Sleep(25 * time.Millisecond)
	}
	want := fmt.Sprintf(`{"charts":%d,"transplants":%d}`, len(cases), whole.Charts)
	if err != nil || job.State != app.JobDone || string(job.Result) != want || job.Progress.Done != int64(len(cases)) {
		t.Errorf("%+v %s, %v", job, job.Result, err)
	}
	if again := h.cohort(t, authz.DataManager, authz.Every()); again.Charts != whole.Charts || again.Behind != 0 {
		t.Errorf("computed again: %+v", again)
	}
}
