// Package postgres keeps the record in PostgreSQL, for programmes that run
// several servers over one database.
//
// Promises: an acknowledged write is on the disk of the database; a write locks
// the end of the chain it extends and nothing else, so that writes to different
// patients share commits; every setting that this rests on is read back on every
// connection, and a connection that differs is refused. Not promised: replication
// or the care of the server; backup files are those of every store.
package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/store/record"
)

//go:embed migrations/*.sql
var migrations embed.FS

const (
	// oldest is the oldest server version that still gets corrections at the time
	// of writing and runs the statements (postgresql.org/support/versioning).
	oldest = 140000
	// connections is the most a server opens; writers beyond it wait.
	connections = 24
	// migrating is the advisory lock that servers starting together queue at.
	migrating = 7241309
	// attempts is how often a write is tried when writers met in a circle.
	attempts = 5
)

// engine is a record.Engine over a pool of connections.
type engine struct {
	db    *sql.DB
	about map[string]string
}

// Open opens the record in the database of the URL and makes its tables if they
// are not there. An error wraps app.ErrStorage and says in one sentence what
// stands in the way; it never shows a password.
func Open(ctx context.Context, url string) (app.Store, error) { return open(ctx, url) }

func open(ctx context.Context, url string) (*record.Store, error) {
	e, err := openEngine(ctx, url)
	if err == nil {
		return record.New(e), nil
	}
	if errors.Is(err, app.ErrStorage) {
		return nil, err
	}
	sentence, _ := explain(err)
	return nil, &record.StorageError{Sentence: sentence, Cause: err}
}

// Restore reads a backup of either engine into an empty database. When it fails
// nothing of the backup stays.
func Restore(ctx context.Context, url string, r io.Reader) error {
	s, err := open(ctx, url)
	if err != nil {
		return err
	}
	return errors.Join(s.Restore(ctx, r), s.Close())
}

func openEngine(ctx context.Context, url string) (*engine, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, &record.StorageError{Sentence: "the database URL cannot be read", Cause: err}
	}
	for name, value := range session {
		config.RuntimeParams[name] = value
	}
	db := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(readBack))
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	e := &engine{db: db}
	if err := e.start(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return e, nil
}

// start brings the schema up, one server at a time, and reads what it runs on.
func (e *engine) start(ctx context.Context) (err error) {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if e.about, err = describe(ctx, conn); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", migrating); err != nil {
		return err
	}
	defer func() {
		_, unlocked := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", migrating)
		err = errors.Join(err, unlocked)
	}()
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	version, err := record.Migrate(ctx, goose.DialectPostgres, e.db, files)
	e.about["schema"] = strconv.FormatInt(version, 10)
	return err
}

// Close closes the connections.
func (e *engine) Close() error { return e.db.Close() }

// Write runs act in a transaction. Once it has begun it is carried to its end
// whatever becomes of ctx, so that nobody is told "not written" of what was.
// Writers that met in a circle are tried again, and so is a write that found
// only a dead connection: it had not begun.
func (e *engine) Write(ctx context.Context, act func(context.Context, record.Tx) error) error {
	circles, dead := 0, 0
	for {
		err := e.once(ctx, act)
		var idle *unbegun
		switch {
		case err == nil:
			return nil
		case again(err) && circles < attempts:
			circles++
		case errors.As(err, &idle) && lost(err) && dead <= connections:
			dead++
		default:
			return err
		}
	}
}

func (e *engine) once(ctx context.Context, act func(context.Context, record.Tx) error) error {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() // gives it back to the pool; the answer is that of the commit
	carried := context.WithoutCancel(ctx)
	tx, err := conn.BeginTx(carried, nil)
	if err != nil {
		return &unbegun{err}
	}
	if err := act(carried, tx); err != nil {
		if undone := tx.Rollback(); undone != nil && !record.Answered(err) {
			return errors.Join(err, undone)
		}
		return err
	}
	if err := tx.Commit(); err != nil {
		return &uncertain{err}
	}
	return nil
}

// unbegun is a transaction that never began.
type unbegun struct{ cause error }

func (u *unbegun) Error() string { return "begin: " + u.cause.Error() }
func (u *unbegun) Unwrap() error { return u.cause }

// uncertain is a commit without answer.
type uncertain struct{ cause error }

func (u *uncertain) Error() string { return "commit: " + u.cause.Error() }
func (u *uncertain) Unwrap() error { return u.cause }

// Read gives access to the pool.
func (e *engine) Read() record.Tx { return pool{e.db} }

// pool runs single statements. A question that met a dead connection is asked
// again on another one; only questions go this way.
type pool struct{ *sql.DB }

// QueryContext asks a question.
func (p pool) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := p.DB.QueryContext(ctx, query, args...)
	for dead := 0; err != nil && ctx.Err() == nil && lost(err) && dead <= connections; dead++ {
		rows, err = p.DB.QueryContext(ctx, query, args...)
	}
	return rows, err
}

// Snapshot reads inside one repeatable-read transaction, which sees one moment.
func (e *engine) Snapshot(ctx context.Context, look func(context.Context, record.Tx) error) error {
	tx, err := e.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return err
	}
	err = look(ctx, tx)
	if undone := tx.Rollback(); undone != nil && err == nil && !errors.Is(undone, sql.ErrTxDone) {
		return undone
	}
	return err
}

// RowLock holds the end of one chain until commit.
func (e *engine) RowLock() string { return " FOR UPDATE OF c" }

// Explain says what an error means.
func (e *engine) Explain(err error) (string, bool) { return explain(err) }

// Describe names engine, version and the settings read back.
func (e *engine) Describe() map[string]string {
	about := make(map[string]string, len(e.about))
	for k, v := range e.about {
		about[k] = v
	}
	return about
}

// guards are the triggers without which rows could be changed unseen.
var guards = []string{"case_header_only_added", "entry_only_added", "event_only_added", "daily_root_only_added", "feed_message_only_added"}

const (
	enabledGuard     = `SELECT count(*) FROM pg_trigger WHERE tgname = $1 AND tgenabled IN ('O', 'A') AND tgrelid = $2::regclass`
	checksumFailures = `SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()`
)

// Inspect looks for the guards and for pages that the server found damaged.
func (e *engine) Inspect(ctx context.Context, tx record.Tx) ([]app.Finding, error) {
	var findings []app.Finding
	for _, name := range guards {
		n, err := number(ctx, tx, enabledGuard, name, name[:len(name)-len("_only_added")])
		if err != nil {
			return findings, err
		}
		if n == 0 {
			findings = append(findings, app.Finding{Where: "guard " + name, Sentence: "the guard that forbids changes was taken away"})
		}
	}
	n, err := number(ctx, tx, checksumFailures)
	if n > 0 {
		findings = append(findings, app.Finding{Where: "database", Sentence: fmt.Sprintf("the server counted %d damaged pages", n)})
	}
	return findings, err
}

// number reads one number; none is 0.
func number(ctx context.Context, tx record.Tx, query string, args ...any) (n int64, err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
	}
	return n, rows.Err()
}
