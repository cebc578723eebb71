package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
)

func (d *testDoor) jobs() []app.Job {
	asked := d.now.UTC()
	return []app.Job{
		{ID: 2, Kind: "projections.rebuild", By: "administrator", State: app.JobRunning, Progress: app.JobProgress{Done: 3, Total: 640}, Asked: asked},
		{ID: 1, Kind: "projections.rebuild", By: "administrator", State: app.JobFailed, Problem: "case 7 <b>broke</b>", Asked: asked, Ended: asked.Add(time.Minute)},
		{ID: 3, Kind: "projections.rebuild", By: "administrator", State: app.JobDone, Result: json.RawMessage(`{"cases":4}`), Asked: asked, Ended: asked.Add(time.Minute)},
	}
}

func (d *testDoor) Jobs(_ context.Context, p app.Principal) ([]app.Job, error) {
	if p.Role != authz.Administrator {
		return nil, nil
	}
	return d.jobs(), nil
}

func (d *testDoor) Job(ctx context.Context, p app.Principal, id int64) (app.Job, error) {
	jobs, err := d.Jobs(ctx, p)
	for _, job := range jobs {
		if job.ID == id {
			return job, err
		}
	}
	return app.Job{}, fmt.Errorf("job: %w", app.ErrNotFound)
}

func (d *testDoor) StopJob(ctx context.Context, p app.Principal, id int64) error {
	_, err := d.Job(ctx, p, id)
	return d.written(err, "stop job")
}

func (d *testDoor) AskRebuild(_ context.Context, p app.Principal) (int64, error) {
	return 2, d.written(d.decide(p, authz.ManageStore, ""), "rebuild")
}

func (d *testDoor) JobName(kind string) evidence.Text { return evidence.Text{EN: kind, ZH: kind} }

// written notes a write that was allowed.
func (d *testDoor) written(err error, what string) error {
	if err == nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.writes = append(d.writes, what)
	}
	return err
}

func TestAJobThatGoesOnLooksAgainAndOneThatEndedDoesNot(t *testing.T) {
	_, h := newSite(t)
	running, failed, done := get(h, authz.Administrator, "/jobs/2"), get(h, authz.Administrator, "/jobs/1"), get(h, authz.Administrator, "/jobs/3")
	if running.Header().Get("Refresh") != "2" || !strings.Contains(running.Body.String(), "3 of 640") {
		t.Errorf("a running job: %v", running.Header())
	}
	if failed.Header().Get("Refresh") != "" || !strings.Contains(failed.Body.String(), "case 7 &lt;b&gt;broke&lt;/b&gt;") || strings.Contains(failed.Body.String(), "/jobs/1/stop") {
		t.Error("a failed job goes on, hides its reason, or can be stopped")
	}
	if !strings.Contains(done.Body.String(), "Records 4") {
		t.Error("a job that is done does not tell its result")
	}
}

func TestAJobOfSomebodyElseIsNotThere(t *testing.T) {
	d, h := newSite(t)
	for _, path := range []string{"/jobs/2", "/jobs/99", "/jobs/x"} {
		if w := get(h, authz.Nurse, path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if w := post(h, authz.Nurse, "/jobs/2/stop", signed()); w.Code != http.StatusNotFound || len(d.writes) != 0 {
		t.Errorf("%d, %v", w.Code, d.writes)
	}
	if w := post(h, authz.Administrator, "/jobs/2/stop", signed()); w.Code != http.StatusSeeOther || len(d.writes) != 1 {
		t.Errorf("%d, %v", w.Code, d.writes)
	}
}
