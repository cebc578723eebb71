// Package record is what the two database engines share: the statements, the
// mapping between rows and values, the audit chain as rows, the check, and the
// backup format. It implements app.Store over an Engine; the packages sqlite and
// postgres bring the engines.
//
// Promises: what a method wrote is durable when it returns nil; a method that
// returns an error wrote nothing; entries, headers, events and daily roots are
// only ever added. Not promised: speed of Check and Backup on a busy store; both
// read everything.
package record

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/audit"
)

// Tx runs statements, inside a transaction or on their own.
type Tx interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Engine is one kind of database. Statements carry numbered parameters ($1, $2)
// and are plain enough for both.
type Engine interface {
	// Write runs act in one durable transaction: it is on disk when Write returns
	// nil, and undone when act or the commit fails. Act may run more than once.
	Write(ctx context.Context, act func(context.Context, Tx) error) error
	// Read gives access outside a transaction; each statement sees its own moment.
	Read() Tx
	// Snapshot runs look over one unmoving moment of the database.
	Snapshot(ctx context.Context, look func(context.Context, Tx) error) error
	// RowLock is added to a SELECT of alias c that must hold its row until commit.
	RowLock() string
	// Explain says in one sentence what an error of the engine means, and whether
	// it means that stored data are damaged.
	Explain(err error) (sentence string, damaged bool)
	// Inspect lets the engine check its own files, indexes and guards.
	Inspect(ctx context.Context, tx Tx) ([]app.Finding, error)
	// Describe names engine, version and the settings read back at start.
	Describe() map[string]string
	Close() error
}

// Store is an app.Store over an engine. It is safe for concurrent use.
type Store struct{ engine Engine }

// New makes a store of an engine whose schema is in place.
func New(engine Engine) *Store { return &Store{engine: engine} }

// Describe names engine, version and the settings read back at start.
func (s *Store) Describe() map[string]string { return s.engine.Describe() }

// Close ends the store; what was acknowledged is on disk already.
func (s *Store) Close() error { return s.engine.Close() }

// StorageError is a failure of the database in one plain sentence. It wraps
// app.ErrStorage and the cause.
type StorageError struct {
	Sentence string
	Cause    error // nil when there is none beneath
}

// Error gives the sentence.
func (e *StorageError) Error() string { return e.Sentence }

// Unwrap gives app.ErrStorage and the cause.
func (e *StorageError) Unwrap() []error {
	if e.Cause == nil {
		return []error{app.ErrStorage}
	}
	return []error{app.ErrStorage, e.Cause}
}

// Answered reports whether the error is an answer of the record itself rather
// than a failure of the database.
func Answered(err error) bool {
	for _, kind := range []error{app.ErrNotFound, app.ErrExists, app.ErrConflict, app.ErrRefused} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// shape turns every error that leaves the store into one of the closed kinds.
func (s *Store) shape(err error) error {
	if err == nil || Answered(err) || errors.Is(err, app.ErrStorage) {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return &StorageError{"the request was given up before the database answered", err}
	}
	sentence, _ := s.engine.Explain(err)
	return &StorageError{sentence, err}
}

// write runs a change and shapes its error.
func (s *Store) write(ctx context.Context, act func(context.Context, Tx) error) error {
	return s.shape(s.engine.Write(ctx, act))
}

// each runs a query and hands every row to take.
func each(ctx context.Context, tx Tx, take func(scan func(...any) error) error, query string, args ...any) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := take(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// one reads the single row of a query into the targets; false when there is none.
func one(ctx context.Context, tx Tx, into []any, query string, args ...any) (found bool, err error) {
	err = each(ctx, tx, func(scan func(...any) error) error {
		found = true
		return scan(into...)
	}, query, args...)
	return found, err
}

// changed runs a statement and returns how many rows it touched.
func changed(ctx context.Context, tx Tx, query string, args ...any) (int64, error) {
	result, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// exec runs a statement whose count does not matter.
func exec(ctx context.Context, tx Tx, query string, args ...any) error {
	_, err := tx.ExecContext(ctx, query, args...)
	return err
}

// keepable reports whether a key can be stored and looked up as it is.
func keepable(key string) bool { return audit.Keepable(key) == key }

// missing is the answer for a thing that is not there.
func missing(what, id string) error { return fmt.Errorf("%s %q: %w", what, id, app.ErrNotFound) }
