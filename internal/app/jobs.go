package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/authz"
)

// JobState is where a job stands.
type JobState string

// The states of a job. A job whose server ended goes back to waiting and is
// taken up again.
const (
	JobWaiting JobState = "waiting"
	JobRunning JobState = "running"
	JobDone    JobState = "done"
	JobFailed  JobState = "failed"
	JobStopped JobState = "stopped" // by a person
)

// JobProgress is how far a job has come. Total is 0 where it is not known.
type JobProgress struct {
	Done, Total int64
	Note        evidence.Text
}

// Job is one piece of long work: an import of many rows, a cohort computed anew.
// It is no part of the record: what it writes goes through the door as its own
// use case, with its own events.
type Job struct {
	ID       int64
	Kind     string
	By       string // account that asked for it
	Input    json.RawMessage
	State    JobState
	Progress JobProgress
	Result   json.RawMessage // once done
	Problem  string          // one sentence, once failed
	Asked    time.Time
	Ended    time.Time // zero until then
}

// Work does one kind of job. It may be run again from the start after a crash,
// so it takes up what it finds. The context ends when the job is stopped or the
// server ends.
type Work struct {
	Kind string
	Name evidence.Text
	Do   func(ctx context.Context, job Job, report func(JobProgress)) (result any, err error)
}

// Jobs is what the door needs of the queue of long work.
type Jobs interface {
	// Ask queues a job and returns its number. ErrRefused for an unknown kind.
	Ask(ctx context.Context, kind, by string, input any) (int64, error)
	// Job gives one job. ErrNotFound.
	Job(ctx context.Context, id int64) (Job, error)
	// Jobs lists the jobs, newest first, at most limit.
	Jobs(ctx context.Context, limit int) ([]Job, error)
	// Stop ends a job that has not ended.
	Stop(ctx context.Context, id int64) error
}

// Works lists what this door does as jobs.
func (a *App) Works() []Work { return a.works }

// UseJobs gives the door its queue. Without one, long work is refused with a
// sentence.
func (a *App) UseJobs(q Jobs) { a.jobs = q }

// ask queues a job after its use case has allowed it, and leaves an event.
func (a *App) ask(ctx context.Context, p Principal, kind string, input any) (int64, error) {
	if a.jobs == nil {
		return 0, refused("long work runs on the server only", "耗时任务只能在服务器上运行")
	}
	id, err := a.jobs.Ask(ctx, kind, p.Account, input)
	if err != nil {
		return 0, err
	}
	return id, a.store.Audit(ctx, a.event(p, "job.ask", "", "done", fmt.Sprintf("job %d: %s", id, kind)))
}

// Job gives a job to the person who asked for it, and to an administrator.
// Anybody else learns only that there is nothing.
func (a *App) Job(ctx context.Context, p Principal, id int64) (Job, error) {
	if a.jobs == nil {
		return Job{}, fmt.Errorf("%w: there is no such job", ErrNotFound)
	}
	job, err := a.jobs.Job(ctx, id)
	if err != nil {
		return Job{}, err
	}
	if !mayJob(p, job) {
		return Job{}, fmt.Errorf("%w: there is no such job", ErrNotFound)
	}
	return job, nil
}

// Jobs lists the jobs a person may see, newest first.
func (a *App) Jobs(ctx context.Context, p Principal) ([]Job, error) {
	if a.jobs == nil {
		return nil, nil
	}
	all, err := a.jobs.Jobs(ctx, jobsShown)
	if err != nil {
		return nil, err
	}
	var own []Job
	for _, job := range all {
		if mayJob(p, job) {
			own = append(own, job)
		}
	}
	return own, nil
}

// jobsShown bounds the list of jobs.
const jobsShown = 200

func mayJob(p Principal, job Job) bool {
	return job.By == p.Account || p.Role == authz.Administrator
}

// StopJob ends a job of one's own; an administrator may end any.
func (a *App) StopJob(ctx context.Context, p Principal, id int64) error {
	job, err := a.Job(ctx, p, id)
	if err != nil {
		return err
	}
	if err := a.jobs.Stop(ctx, id); err != nil {
		return err
	}
	return a.store.Audit(ctx, a.event(p, "job.stop", "", "done", fmt.Sprintf("job %d: %s", id, job.Kind)))
}

// JobName gives the words for a kind of job.
func (a *App) JobName(kind string) evidence.Text {
	for _, w := range a.works {
		if w.Kind == kind {
			return w.Name
		}
	}
	return evidence.Text{EN: kind, ZH: kind}
}

// longWork is the table of what the door does as jobs.
func (a *App) longWork() []Work {
	return []Work{
		{Kind: "projections.rebuild", Name: evidence.Text{EN: "Rebuild the board from the records", ZH: "由病历重建看板"}, Do: a.rebuildJob},
		{Kind: cohortWork, Name: evidence.Text{EN: "Compute the rows of the programme from the charts", ZH: "由病历重新计算中心质控数据"}, Do: a.cohortJob},
		{Kind: donorImport, Name: evidence.Text{EN: "Import a registry of donors", ZH: "导入供者登记库"}, Do: a.importDonors},
	}
}

// AskRebuild queues the rebuilding of every projection. Administrators only.
func (a *App) AskRebuild(ctx context.Context, p Principal) (int64, error) {
	if err := a.allow(ctx, p, authz.ManageStore, ""); err != nil {
		return 0, err
	}
	return a.ask(ctx, p, "projections.rebuild", struct{}{})
}

func (a *App) rebuildJob(ctx context.Context, _ Job, report func(JobProgress)) (any, error) {
	n, err := a.rebuild(ctx, func(done, total int) { report(JobProgress{Done: int64(done), Total: int64(total)}) })
	return map[string]int{"cases": n}, err
}
