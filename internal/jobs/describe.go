package jobs

import (
	"encoding/json"

	"github.com/riverqueue/river/rivertype"

	"github.com/dayzero-hsct/dayzero/internal/app"
)

// noted is what River and the work wrote beside a job.
type noted struct {
	Output said `json:"output"`
	Cancel any  `json:"cancel_attempted_at"`
}

func notes(row *rivertype.JobRow) (noted, error) {
	var n noted
	if len(row.Metadata) == 0 {
		return n, nil
	}
	if err := json.Unmarshal(row.Metadata, &n); err != nil {
		return n, storage("what a job said of itself cannot be read", err)
	}
	return n, nil
}

// describe turns a row of River into a job.
func describe(row *rivertype.JobRow) (app.Job, error) {
	var a asked
	if err := json.Unmarshal(row.EncodedArgs, &a); err != nil {
		return app.Job{}, storage("a job cannot be read", err)
	}
	n, err := notes(row)
	if err != nil {
		return app.Job{}, err
	}
	job := app.Job{ID: row.ID, Kind: a.Work, By: a.By, Input: a.Input, State: state(row.State, n), Progress: n.Output.Progress,
		Result: n.Output.Result, Problem: n.Output.Problem, Asked: row.CreatedAt.UTC()}
	if row.FinalizedAt != nil {
		job.Ended = row.FinalizedAt.UTC()
	}
	return job, nil
}

// state brings River's states to those of the door.
func state(s rivertype.JobState, n noted) app.JobState {
	switch s {
	case rivertype.JobStateRunning:
		return app.JobRunning
	case rivertype.JobStateCompleted:
		return app.JobDone
	case rivertype.JobStateDiscarded:
		return app.JobFailed
	case rivertype.JobStateCancelled:
		if n.Output.Problem != "" {
			return app.JobFailed
		}
		return app.JobStopped
	}
	return app.JobWaiting
}
