package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/store/storetest"
)

// opener opens a queue over one database, again and again.
type opener func(o Options) (*Queue, error)

// engines gives a fresh database of each kind.
func engines(t *testing.T) map[string]opener {
	t.Helper()
	dir := t.TempDir()
	all := map[string]opener{"SQLite": func(o Options) (*Queue, error) { return OpenFolder(t.Context(), dir, o) }}
	cluster, err := storetest.StartPostgreSQL()
	if errors.Is(err, storetest.ErrNoPostgreSQL) {
		t.Log(err)
		return all
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cluster.Stop(); err != nil {
			t.Error(err)
		}
	})
	url := cluster.Database(t)
	all["PostgreSQL"] = func(o Options) (*Queue, error) { return OpenURL(t.Context(), url, o) }
	return all
}

// begin opens and starts a queue that is closed at the end of the test.
func begin(t *testing.T, open opener, o Options) *Queue {
	t.Helper()
	q, err := open(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { end(t, q) })
	return q
}

// end closes a queue once.
func end(t *testing.T, q *Queue) {
	t.Helper()
	if q.closing == nil {
		return
	}
	limit, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := q.Close(limit); err != nil {
		t.Error(err)
	}
	q.closing = nil
}

// await waits until a job is in one of the states.
func await(t *testing.T, q *Queue, id int64, states ...app.JobState) app.Job {
	t.Helper()
	for range 600 {
		job, err := q.Job(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if slices.Contains(states, job.State) {
			return job
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("job %d never came to %v", id, states)
	return app.Job{}
}

func ask(t *testing.T, q *Queue, kind string) int64 {
	t.Helper()
	id, err := q.Ask(t.Context(), kind, "anna", map[string]int{"rows": 3})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestAQueueOfLongWork(t *testing.T) {
	for name, open := range engines(t) {
		t.Run(name, func(t *testing.T) {
			started := make(chan struct{}, 10)
			var runs atomic.Int32
			works := []app.Work{
				{Kind: "counts", Do: func(_ context.Context, job app.Job, report func(app.JobProgress)) (any, error) {
					report(app.JobProgress{Done: 2, Total: 3})
					return string(job.Input), nil
				}},
				{Kind: "fails", Do: func(context.Context, app.Job, func(app.JobProgress)) (any, error) {
					return nil, errors.New("row 7 is no donor")
				}},
				{Kind: "panics", Do: func(context.Context, app.Job, func(app.JobProgress)) (any, error) { panic("index out of range") }},
				{Kind: "waits", Do: func(ctx context.Context, _ app.Job, _ func(app.JobProgress)) (any, error) {
					if runs.Add(1) > 1 {
						return "taken up", nil
					}
					started <- struct{}{}
					<-ctx.Done()
					return nil, ctx.Err()
				}},
			}
			q := begin(t, open, Options{Works: works, Lease: 2 * time.Second})

			t.Run("a job that is done tells progress, result and who asked", func(t *testing.T) {
				job := await(t, q, ask(t, q, "counts"), app.JobDone)
				if job.By != "anna" || job.Progress.Done != 2 || job.Progress.Total != 3 || string(job.Result) != `"{\"rows\":3}"` && string(job.Result) != `"{\"rows\": 3}"` || job.Ended.IsZero() {
					t.Errorf("%+v, result %s", job, job.Result)
				}
			})
			t.Run("a job that fails says why and is not tried again", func(t *testing.T) {
				job := await(t, q, ask(t, q, "fails"), app.JobFailed)
				if job.Problem != "row 7 is no donor" {
					t.Errorf("%+v", job)
				}
			})
			t.Run("a panic is the failure of its job alone", func(t *testing.T) {
				if job := await(t, q, ask(t, q, "panics"), app.JobFailed); !strings.Contains(job.Problem, "the work broke off: index out of range") {
					t.Errorf("%+v", job)
				}
			})
			t.Run("a running job can be stopped", func(t *testing.T) {
				runs.Store(0)
				id := ask(t, q, "waits")
				<-started
				if err := q.Stop(t.Context(), id); err != nil {
					t.Fatal(err)
				}
				if job := await(t, q, id, app.JobStopped, app.JobFailed, app.JobDone); job.State != app.JobStopped {
					t.Errorf("%+v", job)
				}
			})
			t.Run("what is not there is said", func(t *testing.T) {
				_, unknown := q.Ask(t.Context(), "dances", "anna", nil)
				_, none := q.Job(t.Context(), 999)
				if !errors.Is(unknown, app.ErrRefused) || !errors.Is(none, app.ErrNotFound) || !errors.Is(q.Stop(t.Context(), 999), app.ErrNotFound) {
					t.Errorf("%v; %v", unknown, none)
				}
			})
			t.Run("a job whose server ended is taken up by the next", func(t *testing.T) {
				runs.Store(0)
				id := ask(t, q, "waits")
				<-started
				end(t, q)
				next := begin(t, open, Options{Works: works, Lease: 2 * time.Second})
				if job := await(t, next, id, app.JobDone); string(job.Result) != `"taken up"` {
					t.Errorf("%+v", job)
				}
				jobs, err := next.Jobs(t.Context(), 10)
				if err != nil || len(jobs) != 5 || jobs[0].ID != id {
					t.Errorf("%d jobs, %v", len(jobs), err)
				}
			})
		})
	}
}

func TestAJobThatGivesNoSignIsTakenUp(t *testing.T) {
	dir := t.TempDir()
	open := func(o Options) (*Queue, error) { return OpenFolder(t.Context(), dir, o) }
	var runs atomic.Int32
	release := make(chan struct{})
	works := []app.Work{{Kind: "sticks", Do: func(ctx context.Context, _ app.Job, _ func(app.JobProgress)) (any, error) {
		if runs.Add(1) == 1 {
			select {
			case <-release:
			case <-ctx.Done():
			}
			return nil, fmt.Errorf("the first server was gone")
		}
		return "second", nil
	}}}
	silent := begin(t, open, Options{Works: works, Lease: time.Hour}) // beats once a second: too seldom for the other
	defer close(release)
	id := ask(t, silent, "sticks")
	await(t, silent, id, app.JobRunning)
	next := begin(t, open, Options{Works: works, Lease: 100 * time.Millisecond})
	if job := await(t, next, id, app.JobDone); string(job.Result) != `"second"` {
		t.Errorf("%+v", job)
	}
}
