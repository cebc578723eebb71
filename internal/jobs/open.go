package jobs

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	_ "modernc.org/sqlite" // the driver beneath River's
)

// File is the queue's own file in the data folder. It lies apart from the
// record, whose rows are only ever added.
const File = "jobs.db"

// schema is where River's tables lie in a PostgreSQL that also holds the record.
const schema = "jobs"

// OpenFolder opens the queue of a data folder, which must exist. Errors wrap
// app.ErrStorage.
func OpenFolder(ctx context.Context, folder string, o Options) (*Queue, error) {
	options := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)"}, "_txlock": {"immediate"}}
	name := (&url.URL{Scheme: "file", Path: filepath.Join(folder, File), RawQuery: options.Encode()}).String()
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, storage("the file of long work cannot be opened", err)
	}
	db.SetMaxOpenConns(1) // SQLite has one writer; River would meet itself
	q, err := settle(ctx, riversqlite.New(db), "", o)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	q.closing = db.Close
	q.readmit = func(ctx context.Context, id int64) error {
		_, err := db.ExecContext(ctx, "UPDATE river_job SET state = 'available' WHERE id = ? AND state = 'running'", id)
		return err
	}
	return q, nil
}

// OpenURL opens the queue in the PostgreSQL of the record. Errors wrap
// app.ErrStorage and never show a password.
func OpenURL(ctx context.Context, address string, o Options) (*Queue, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, storage("the database URL cannot be read", errors.New("it is not a URL of PostgreSQL"))
	}
	config.MaxConns = 4
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, storage("the database of long work cannot be opened", err)
	}
	if _, err := pool.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+schema); err != nil {
		pool.Close()
		return nil, storage("the tables of long work cannot be made", err)
	}
	q, err := settle(ctx, riverpgxv5.New(pool), schema, o)
	if err != nil {
		pool.Close()
		return nil, err
	}
	q.closing = func() error { pool.Close(); return nil }
	q.readmit = func(ctx context.Context, id int64) error {
		_, err := pool.Exec(ctx, "UPDATE "+schema+".river_job SET state = 'available' WHERE id = $1 AND state = 'running'", id)
		return err
	}
	return q, nil
}

// settle brings River's tables up and makes the queue over them.
func settle[T any](ctx context.Context, driver riverdriver.Driver[T], in string, o Options) (*Queue, error) {
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Schema: in, Logger: o.Log})
	if err != nil {
		return nil, storage("the tables of long work cannot be made", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return nil, storage("the tables of long work cannot be made", err)
	}
	return build(driver, in, o)
}
