package app_test

import (
	"errors"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/jobs"
)

// queued gives the house a running queue.
func (h house) queued(t *testing.T) {
	t.Helper()
	q, err := jobs.OpenFolder(t.Context(), t.TempDir(), jobs.Options{Works: h.App.Works()})
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := q.Close(t.Context()); err != nil && !errors.Is(err, t.Context().Err()) {
			t.Error(err)
		}
	})
	h.UseJobs(q)
}

func TestLongWorkIsAskedForByRightAndSeenByWhoAsked(t *testing.T) {
	h := open(t, false)
	h.queued(t)
	h.load(t, "one", "two")
	for _, role := range []authz.Role{authz.Administrator, authz.Nurse} {
		h.account(t, role)
	}
	administrator, nurse := h.as(t, authz.Administrator), h.as(t, authz.Nurse)
	if _, err := h.AskRebuild(t.Context(), nurse); !errors.Is(err, app.ErrDenied) {
		t.Fatalf("a nurse asked: %v", err)
	}
	id, err := h.AskRebuild(t.Context(), administrator)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Job(t.Context(), nurse, id); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("a nurse sees the job of the administrator: %v", err)
	}
	if own, err := h.Jobs(t.Context(), nurse); err != nil || len(own) != 0 {
		t.Errorf("a nurse has jobs: %v, %v", own, err)
	}
	var job app.Job
	for range 400 {
		if job, err = h.Job(t.Context(), administrator, id); err != nil || job.State == app.JobDone {
			break
		}
		time.Sleep(25 * time.Millisecond)
	}
	if err != nil || job.State != app.JobDone || string(job.Result) != `{"cases":2}` || job.Progress.Done != 2 {
		t.Errorf("%+v, %v", job, err)
	}
	if err := h.StopJob(t.Context(), nurse, id); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("a nurse stopped it: %v", err)
	}
	seen := map[string]int{}
	for _, e := range h.events(t, "") {
		seen[e.Action+" "+e.Outcome]++
	}
	if seen["job.ask done"] != 1 || seen["store.manage denied"] != 1 || seen["projections.rebuild done"] != 1 {
		t.Errorf("events: %v", seen)
	}
}

func TestWithoutAServerLongWorkIsRefused(t *testing.T) {
	h := open(t, false)
	h.account(t, authz.Administrator)
	if _, err := h.AskRebuild(t.Context(), h.as(t, authz.Administrator)); !errors.Is(err, app.ErrRefused) {
		t.Errorf("%v", err)
	}
	if _, err := h.Job(t.Context(), h.as(t, authz.Administrator), 1); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("%v", err)
	}
}
