package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/audit"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/pk"
)

// App is the door. Make one with New; it is safe for concurrent use.
type App struct {
	store  Store
	know   *knowledge.Base
	clock  day.Clock
	random io.Reader
	demo   bool
	centre chart.Centre // of this installation; charts made of consults belong to it
	rates  rates        // of strangers before the public form
	growth *pk.Growth   // table for z-scores; nil where the centre has loaded none

	mu    sync.Mutex
	tries map[string][]time.Time // failed sign-ins by account
	kept  *kept
	rows  cohortCache

	works []Work // what the door does as jobs
	jobs  Jobs   // nil without a server

	donors donorFolder
}

// New makes a door. Store, Knowledge and Clock are required; Random falls back
// to the system's secure source.
func New(o Options) (*App, error) {
	if o.Store == nil || o.Knowledge == nil || o.Clock == nil {
		return nil, fmt.Errorf("%w: the door needs a store, the knowledge and a clock", ErrRefused)
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	a := &App{store: o.Store, know: o.Knowledge, clock: o.Clock, random: o.Random, demo: o.Demo, centre: o.Centre, growth: o.Growth,
		tries: map[string][]time.Time{}, kept: newKept()}
	a.works = a.longWork()
	return a, nil
}

// Knowledge returns the loaded knowledge.
func (a *App) Knowledge() *knowledge.Base { return a.know }

// Demo reports whether this is a demonstration.
func (a *App) Demo() bool { return a.demo }

// Now returns the present from the injected clock.
func (a *App) Now() time.Time { return a.clock.Now() }

// token returns n random bytes in hex.
func (a *App) token(n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(a.random, b); err != nil {
		return "", fmt.Errorf("%w: no randomness: %w", ErrStorage, err)
	}
	return hex.EncodeToString(b), nil
}

// allow asks for a right; a denial leaves an audit event of its own, and the
// answer tells a person outside the scope only that there is nothing.
func (a *App) allow(ctx context.Context, p Principal, action authz.Action, patient string) error {
	d := authz.Decide(p.Role, p.Scope, action, patient)
	if d.Allowed {
		return nil
	}
	ev := a.event(p, string(action), patient, "denied", d.Reason)
	if d.Hidden || !p.Scope.Reaches(patient) {
		ev.Patient = "" // a record outside the scope may not exist: no chain is started for it
		ev.Detail = "record " + patient + ": " + d.Reason
	}
	if err := a.store.Audit(ctx, ev); err != nil {
		return err
	}
	if d.Hidden {
		return fmt.Errorf("%w: there is no such record", ErrNotFound)
	}
	return fmt.Errorf("%w: %s", ErrDenied, d.Reason)
}

// event drafts an audit event at the present.
func (a *App) event(p Principal, action, patient, outcome, detail string) audit.Draft {
	return audit.Draft{At: a.clock.Now(), Actor: p.Account, Role: string(p.Role), Action: action, Patient: patient, Outcome: outcome, Detail: detail}
}

// moment turns the day a page is seen from into the pair of times of a view.
func (a *App) moment(c chart.Case, at AsOf) (chart.Moment, error) {
	if at.Now() {
		now := a.clock.Now()
		return chart.Moment{Clinical: now, Recorded: now}, nil
	}
	loc, err := c.Centre.Location()
	if err != nil {
		return chart.Moment{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return chart.EndOf(at.Date, loc), nil
}

// view loads a case and folds it at the moment. ErrNotFound stays ErrNotFound.
func (a *App) view(ctx context.Context, patient string, at AsOf) (chart.Case, chart.View, error) {
	size, err := a.store.Size(ctx, patient)
	if err != nil {
		return chart.Case{}, chart.View{}, err
	}
	c, err := a.record(ctx, patient, size)
	if err != nil {
		return chart.Case{}, chart.View{}, err
	}
	m, err := a.moment(c, at)
	if err != nil {
		return chart.Case{}, chart.View{}, err
	}
	v, err := chart.Fold(c, m)
	if err != nil {
		return chart.Case{}, chart.View{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return c, v, nil
}

// isNone reports that something does not exist.
func isNone(err error) bool { return errors.Is(err, ErrNotFound) }
