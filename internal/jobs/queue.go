package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"github.com/dayzero-hsct/dayzero/internal/app"
)

const (
	// atOnce is how many jobs one server runs side by side: one core is left for
	// the people who wait for a page.
	atOnce = 1
	// leaseTime is how long a running job may be silent before another server
	// takes it up; beatTime is how often a running one gives a sign.
	leaseTime = time.Minute
	beatTime  = time.Second
	// attempts bounds how often a job is taken up after a crash.
	attempts = 25
	keptFor  = 7 * 24 * time.Hour
)

// Options are what a queue is made of.
type Options struct {
	Works []app.Work
	Log   *slog.Logger // nil: nothing is said
	// Lease is the silence after which a running job counts as left behind; 0
	// means a minute.
	Lease time.Duration
}

// backend is what the queue needs of River, whatever the database beneath.
type backend interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
	Insert(ctx context.Context, args river.JobArgs, opts *river.InsertOpts) (*rivertype.JobInsertResult, error)
	JobGet(ctx context.Context, id int64) (*rivertype.JobRow, error)
	JobList(ctx context.Context, params *river.JobListParams) (*river.JobListResult, error)
	JobCancel(ctx context.Context, id int64) (*rivertype.JobRow, error)
	JobUpdate(ctx context.Context, id int64, params *river.JobUpdateParams) (*rivertype.JobRow, error)
}

// Queue is an app.Jobs. It is safe for concurrent use.
type Queue struct {
	backend  backend
	works    map[string]app.Work
	lease    time.Duration
	log      *slog.Logger
	readmit  func(ctx context.Context, id int64) error // a running job becomes a waiting one
	closing  func() error
	watching context.CancelFunc
	watched  chan struct{}
}

var _ app.Jobs = (*Queue)(nil)

// asked is a job as River keeps it. Every kind of work is one kind of River's,
// so that the table of works stays that of the door.
type asked struct {
	Work  string          `json:"work"`
	By    string          `json:"by"`
	Input json.RawMessage `json:"input"`
}

// Kind is the name River knows.
func (asked) Kind() string { return "dayzero" }

// said is what a running job tells of itself.
type said struct {
	Beat     time.Time       `json:"beat"`
	Progress app.JobProgress `json:"progress"`
	Result   json.RawMessage `json:"result,omitempty"`
	Problem  string          `json:"problem,omitempty"`
}

// build makes the client of River; the driver brings the database.
func build[T any](driver riverdriver.Driver[T], schema string, o Options) (*Queue, error) {
	q := &Queue{works: map[string]app.Work{}, lease: o.Lease, log: o.Log, watched: make(chan struct{})}
	if q.lease == 0 {
		q.lease = leaseTime
	}
	if q.log == nil {
		q.log = slog.New(slog.DiscardHandler)
	}
	for _, w := range o.Works {
		q.works[w.Kind] = w
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, &worker{queue: q})
	client, err := river.NewClient(driver, &river.Config{
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: atOnce}}, Workers: workers, Schema: schema, Logger: q.log,
		JobTimeout: -1, MaxAttempts: attempts, FetchPollInterval: time.Second, FetchCooldown: 50 * time.Millisecond,
		RescueStuckJobsAfter:        10 * 365 * 24 * time.Hour, // the lease below does it sooner, and spares jobs that live
		CompletedJobRetentionPeriod: keptFor, CancelledJobRetentionPeriod: keptFor, DiscardedJobRetentionPeriod: keptFor,
	})
	if err != nil {
		return nil, storage("the queue of long work cannot be made", err)
	}
	q.backend = client
	return q, nil
}

// Start takes up waiting jobs, and those that a server left behind, until Close.
func (q *Queue) Start(ctx context.Context) error {
	if err := q.backend.Start(ctx); err != nil {
		return storage("the queue of long work does not start", err)
	}
	watching, stop := context.WithCancel(ctx)
	q.watching = stop
	go q.watch(watching)
	return nil
}

// Close lets running work go: it is taken up again at the next start.
func (q *Queue) Close(ctx context.Context) error {
	var err error
	if q.watching != nil {
		q.watching()
		<-q.watched
		err = q.backend.StopAndCancel(ctx)
	}
	return errors.Join(err, q.closing())
}

// Ask queues a job.
func (q *Queue) Ask(ctx context.Context, kind, by string, input any) (int64, error) {
	if _, known := q.works[kind]; !known {
		return 0, fmt.Errorf("%w: there is no work called %q", app.ErrRefused, kind)
	}
	body, err := json.Marshal(input)
	if err != nil {
		return 0, fmt.Errorf("%w: the input of the job: %w", app.ErrRefused, err)
	}
	made, err := q.backend.Insert(ctx, asked{Work: kind, By: by, Input: body}, nil)
	if err != nil {
		return 0, storage("the job cannot be queued", err)
	}
	return made.Job.ID, nil
}

// Job gives one job.
func (q *Queue) Job(ctx context.Context, id int64) (app.Job, error) {
	row, err := q.backend.JobGet(ctx, id)
	if errors.Is(err, rivertype.ErrNotFound) {
		return app.Job{}, fmt.Errorf("job %d: %w", id, app.ErrNotFound)
	}
	if err != nil {
		return app.Job{}, storage("the job cannot be read", err)
	}
	return describe(row)
}

// Jobs lists the newest jobs.
func (q *Queue) Jobs(ctx context.Context, limit int) ([]app.Job, error) {
	rows, err := q.backend.JobList(ctx, river.NewJobListParams().OrderBy(river.JobListOrderByID, river.SortOrderDesc).First(limit))
	if err != nil {
		return nil, storage("the jobs cannot be read", err)
	}
	var out []app.Job
	for _, row := range rows.Jobs {
		job, err := describe(row)
		if err != nil {
			return nil, err
		}
		out = append(out, job)
	}
	return out, nil
}

// Stop ends a job; a running one notices with its next sign of life.
func (q *Queue) Stop(ctx context.Context, id int64) error {
	_, err := q.backend.JobCancel(ctx, id)
	if errors.Is(err, rivertype.ErrNotFound) {
		return fmt.Errorf("job %d: %w", id, app.ErrNotFound)
	}
	if err != nil {
		return storage("the job cannot be stopped", err)
	}
	return nil
}

func storage(sentence string, err error) error {
	return fmt.Errorf("%w: %s: %w", app.ErrStorage, sentence, err)
}
