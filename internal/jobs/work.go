package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/dayzero-hsct/dayzero/internal/app"
)

// worker hands a job of River to the work of the door.
type worker struct {
	river.WorkerDefaults[asked]
	queue *Queue
}

// errStopped is the cause with which a stopped job's context ends.
var errStopped = errors.New("a person stopped the job")

// Work runs one job to its end.
func (w *worker) Work(ctx context.Context, job *river.Job[asked]) error {
	work, known := w.queue.works[job.Args.Work]
	if !known {
		return w.fail(ctx, said{}, fmt.Errorf("this program has no work called %q", job.Args.Work))
	}
	described, err := describe(job.JobRow)
	if err != nil {
		return err
	}
	running, stop := context.WithCancelCause(ctx)
	p := &pulse{queue: w.queue, id: job.ID, stop: stop}
	beating := p.start(running)
	result, err := do(running, work, described, p.report)
	stop(nil)
	<-beating
	switch {
	case errors.Is(context.Cause(running), errStopped):
		return river.JobCancel(errStopped)
	case err != nil && ctx.Err() != nil:
		return err // the server ends: the job is taken up again
	case err != nil:
		return w.fail(ctx, p.now(), err)
	}
	end := p.now()
	if end.Result, err = json.Marshal(result); err != nil {
		return w.fail(ctx, p.now(), err)
	}
	return river.RecordOutput(ctx, end)
}

// do runs the work; a panic is its failure, not the server's.
func do(ctx context.Context, work app.Work, job app.Job, report func(app.JobProgress)) (result any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the work broke off: %v", p)
		}
	}()
	return work.Do(ctx, job, report)
}

// fail ends a job with its sentence; it is not tried again.
func (w *worker) fail(ctx context.Context, last said, cause error) error {
	last.Problem = cause.Error()
	if err := river.RecordOutput(ctx, last); err != nil {
		return err
	}
	return river.JobCancel(cause)
}

// pulse writes the progress of a running job down once a second, which is its
// sign of life, and looks whether somebody stopped it.
type pulse struct {
	queue *Queue
	id    int64
	stop  context.CancelCauseFunc
	mu    sync.Mutex
	last  app.JobProgress
}

func (p *pulse) report(progress app.JobProgress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = progress
}

func (p *pulse) now() said {
	p.mu.Lock()
	defer p.mu.Unlock()
	return said{Beat: time.Now().UTC(), Progress: p.last}
}

// start beats until the context ends, and closes the channel after the last one.
func (p *pulse) start(ctx context.Context) <-chan struct{} {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(min(beatTime, p.queue.lease/3))
		defer tick.Stop()
		for {
			p.beat(ctx)
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}()
	return ended
}

func (p *pulse) beat(ctx context.Context) {
	row, err := p.queue.backend.JobUpdate(ctx, p.id, &river.JobUpdateParams{Output: p.now()})
	if err != nil {
		if ctx.Err() == nil {
			p.queue.log.Warn("the progress of a job could not be written", "job", p.id, "error", err)
		}
		return
	}
	if n, err := notes(row); err == nil && n.Cancel != nil {
		p.stop(errStopped)
	}
}

// watch looks for jobs that another server, or an earlier run of this one, left
// behind in the state running.
func (q *Queue) watch(ctx context.Context) {
	defer close(q.watched)
	tick := time.NewTicker(q.lease / 2)
	defer tick.Stop()
	for {
		if err := q.takeUp(ctx); err != nil && ctx.Err() == nil {
			q.log.Warn("jobs that were left behind could not be looked for", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (q *Queue) takeUp(ctx context.Context) error {
	rows, err := q.backend.JobList(ctx, river.NewJobListParams().States(rivertype.JobStateRunning).First(100))
	if err != nil {
		return err
	}
	for _, row := range rows.Jobs {
		n, err := notes(row)
		if err != nil {
			return err
		}
		alive := n.Output.Beat
		if row.AttemptedAt != nil && row.AttemptedAt.After(alive) {
			alive = *row.AttemptedAt
		}
		if time.Since(alive) < q.lease {
			continue
		}
		if err := q.readmit(ctx, row.ID); err != nil {
			return err
		}
	}
	return nil
}
