package web

import (
	"fmt"
	"strconv"
	"time"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

func jobRoutes() []route {
	return []route{
		{Pattern: "GET /jobs", AnyRole: true, NoAudit: noRecord, Do: showJobs},
		{Pattern: "GET /jobs/{job}", AnyRole: true, NoAudit: noRecord, Do: showJob},
		{Pattern: "POST /jobs/{job}/stop", AnyRole: true, Audit: "job.stop", Do: stopJob},
		{Pattern: "POST /jobs/rebuild", Right: authz.ManageStore, Audit: "job.ask", Do: askRebuild},
	}
}

// jobsBody is the list of jobs, or one of them.
type jobsBody struct {
	Jobs       []jobRow
	MayRebuild bool
	Ways       []way // where long work is asked for
}

// jobRow is a job as a page shows it.
type jobRow struct {
	ID                      int64
	Name, Note              evidence.Text
	By, State, Asked, Ended string
	Mark, Progress, Problem string
	Result                  []resultLine
	Next                    string // what to do now that it has ended
	From                    string // the page it was asked for on
	Done, Total             int64
	Bar                     bool // the share that is done is known
	Going                   bool // neither ended nor failed
}

func showJobs(v *visit) error {
	jobs, err := v.door.Jobs(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	body := jobsBody{MayRebuild: authz.Decide(v.who.Role, v.who.Scope, authz.ManageStore, "").Allowed}
	if len(jobs) == 0 {
		body.Ways = v.waysTo("/donors", "/programme")
	}
	for _, job := range jobs {
		body.Jobs = append(body.Jobs, v.jobRow(job))
	}
	return v.render("jobs", page{Title: i18n.For(v.lang).Jobs.Title, Body: body})
}

// showJob shows one job. While it goes on the browser is asked to look again:
// by a header, so that it works without script.
func showJob(v *visit) error {
	job, err := v.job()
	if err != nil {
		return err
	}
	row := v.jobRow(job)
	if row.Going {
		v.w.Header().Set("Refresh", "2")
	}
	return v.render("job", page{Title: fmt.Sprintf("%s %d", i18n.For(v.lang).Jobs.Title, job.ID), Body: row})
}

// job is the job of the address; a number that is none is not found.
func (v *visit) job() (app.Job, error) {
	id, err := strconv.ParseInt(v.r.PathValue("job"), 10, 64)
	if err != nil {
		return app.Job{}, app.ErrNotFound
	}
	return v.door.Job(v.r.Context(), v.who, id)
}

func stopJob(v *visit) error {
	job, err := v.job()
	if err != nil {
		return err
	}
	if err := v.door.StopJob(v.r.Context(), v.who, job.ID); err != nil {
		return err
	}
	return v.toJob(job.ID)
}

func askRebuild(v *visit) error {
	id, err := v.door.AskRebuild(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	return v.toJob(id)
}

// toJob leads to the page of a job that was just asked for.
func (v *visit) toJob(id int64) error { return v.redirect(fmt.Sprintf("/jobs/%d", id)) }

func (v *visit) jobRow(job app.Job) jobRow {
	words := i18n.For(v.lang)
	row := jobRow{ID: job.ID, Name: v.door.JobName(job.Kind), Note: job.Progress.Note, By: job.By, Problem: job.Problem, Result: resultLines(job.Result, words), From: askedAt[job.Kind],
		Asked: job.Asked.Format(time.DateTime), Done: job.Progress.Done, Total: job.Progress.Total, Bar: job.Progress.Total > 0}
	if !job.Ended.IsZero() {
		row.Ended = job.Ended.Format(time.DateTime)
	}
	switch job.State {
	case app.JobWaiting:
		row.State, row.Mark, row.Going = words.Jobs.Waiting, "○", true
	case app.JobRunning:
		row.State, row.Mark, row.Going = words.Jobs.Running, "◐", true
	case app.JobDone:
		row.State, row.Mark = words.Jobs.Done, "✓"
		row.Next = words.States.JobDoneNext
	case app.JobFailed:
		row.State, row.Mark = words.Jobs.Failed, "■"
		row.Next = words.States.JobFailedNext
	case app.JobStopped:
		row.State, row.Mark = words.Jobs.Stopped, "▲"
		row.Next = words.States.JobStoppedNext
	}
	switch {
	case row.Bar:
		row.Progress = fmt.Sprintf("%d %s %d", row.Done, words.Jobs.Of, row.Total)
	case row.Done > 0:
		row.Progress = strconv.FormatInt(row.Done, 10)
	}
	return row
}
