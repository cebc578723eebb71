// Package sqlite keeps the record in one SQLite file, dayzero.db, in a data
// folder.
//
// Promises: an acknowledged write survives the death of the process and of the
// machine (write-ahead log, synchronous=FULL); waiting writers share one commit;
// a refused request never spoils the commit of its neighbours; every setting
// that this rests on is read back on every connection, and a connection that
// differs is refused. Not promised: a folder on a network file system, or two
// machines over one folder.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/pressly/goose/v3"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/store/record"
)

// File is the name of the database file in the data folder.
const File = "dayzero.db"

//go:embed migrations/*.sql
var migrations embed.FS

// engine is a record.Engine over one SQLite file.
type engine struct {
	readers *sql.DB
	read    *prepared
	writers *sql.DB
	writer  *writer
	about   map[string]string
}

// Open opens the record in the folder and makes both if they are not there. An
// error wraps app.ErrStorage and says in one sentence what stands in the way.
func Open(ctx context.Context, dir string) (app.Store, error) { return open(ctx, dir) }

func open(ctx context.Context, dir string) (*record.Store, error) {
	e, err := openEngine(ctx, dir)
	if err == nil {
		return record.New(e), nil
	}
	if errors.Is(err, app.ErrStorage) {
		return nil, err
	}
	sentence, _ := explain(err)
	return nil, &record.StorageError{Sentence: fmt.Sprintf("data folder %s: %s", dir, sentence), Cause: err}
}

// Restore reads a backup of either engine into an empty data folder. When it
// fails nothing of the backup stays; a database file that was not there before
// is removed again.
func Restore(ctx context.Context, dir string, r io.Reader) error {
	path := filepath.Join(dir, File)
	_, err := os.Stat(path)
	fresh := errors.Is(err, fs.ErrNotExist)
	s, err := open(ctx, dir)
	if err != nil {
		return err
	}
	err = s.Restore(ctx, r)
	closed := s.Close()
	if err != nil && fresh && closed == nil {
		for _, name := range []string{path, path + "-wal", path + "-shm"} {
			if gone := os.Remove(name); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
				err = errors.Join(err, gone)
			}
		}
	}
	return errors.Join(err, closed)
}

func openEngine(ctx context.Context, dir string) (*engine, error) {
	path, err := prepareFolder(dir)
	if err != nil {
		return nil, err
	}
	writers := sql.OpenDB(newConnector(path, writing))
	writers.SetMaxOpenConns(1)
	e := &engine{writers: writers}
	if err := e.start(ctx, path); err != nil {
		return nil, errors.Join(err, e.shut())
	}
	return e, nil
}

// prepareFolder makes folder and file so that only their owner can read them.
func prepareFolder(dir string) (path string, err error) {
	if dir, err = filepath.Abs(dir); err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	path = filepath.Join(dir, File)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", err
	}
	return path, f.Close()
}

// start brings the schema up, reads the settings back and opens both sides.
func (e *engine) start(ctx context.Context, path string) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	version, err := record.Migrate(ctx, goose.DialectSQLite3, e.writers, files)
	if err != nil {
		return err
	}
	e.readers = sql.OpenDB(newConnector(path, reading))
	e.readers.SetMaxOpenConns(max(4, 2*runtime.GOMAXPROCS(0)))
	e.readers.SetMaxIdleConns(max(4, 2*runtime.GOMAXPROCS(0)))
	e.read = newPrepared(e.readers)
	conn, err := e.writers.Conn(ctx)
	if err != nil {
		return err
	}
	if e.about, err = describe(ctx, conn); err != nil {
		return errors.Join(err, conn.Close())
	}
	e.about["schema"] = strconv.FormatInt(version, 10)
	e.about["file"] = path
	e.writer = newWriter(conn)
	return nil
}

// shut closes what is open.
func (e *engine) shut() error {
	var errs []error
	if e.writer != nil {
		errs = append(errs, e.writer.close())
	}
	if e.read != nil {
		errs = append(errs, e.read.close())
	}
	if e.readers != nil {
		errs = append(errs, e.readers.Close())
	}
	return errors.Join(append(errs, e.writers.Close())...)
}

// Close waits for the writes under way and closes the file.
func (e *engine) Close() error { return e.shut() }

// Write hands act to the writer, which commits it together with others.
func (e *engine) Write(ctx context.Context, act func(context.Context, record.Tx) error) error {
	return e.writer.do(ctx, act)
}

// Read gives access to the pool of reading connections.
func (e *engine) Read() record.Tx { return e.read }

// Snapshot reads inside one transaction, which in WAL mode sees one moment.
func (e *engine) Snapshot(ctx context.Context, look func(context.Context, record.Tx) error) error {
	tx, err := e.readers.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	err = look(ctx, tx)
	return errors.Join(err, tx.Rollback())
}

// RowLock is empty: there is one writer.
func (e *engine) RowLock() string { return "" }

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
