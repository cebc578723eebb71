package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	sqlitedriver "modernc.org/sqlite"

	"github.com/dayzero-hsct/dayzero/internal/store/record"
)

// oldest is the oldest SQLite that is accepted: 3.51.3 mends a rare corruption
// of databases in WAL mode when a checkpoint restarts the log
// (sqlite.org/wal.html, "The WAL-Reset Bug").
var oldest = [3]int{3, 51, 3}

// setting is one thing that is set on every connection and read back.
type setting struct{ name, set, back string }

var common = []setting{
	{"busy_timeout", "10000", "10000"},
	{"journal_mode", "WAL", "wal"},
	{"synchronous", "FULL", "2"},
	{"foreign_keys", "ON", "1"},
	{"recursive_triggers", "ON", "1"},
	{"trusted_schema", "OFF", "0"},
	{"cell_size_check", "ON", "1"},
	{"temp_store", "MEMORY", "2"},
}

var (
	writing = append([]setting{{"query_only", "OFF", "0"}}, common...)
	reading = append([]setting{{"query_only", "ON", "1"}}, common...)
)

// connector opens connections that carry the settings.
type connector struct {
	path     string
	settings []setting
}

func newConnector(path string, settings []setting) *connector { return &connector{path, settings} }

// Driver names the driver beneath.
func (c *connector) Driver() driver.Driver { return &sqlitedriver.Driver{} }

// Connect opens one connection, applies the settings and reads them back.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	name := (&url.URL{Scheme: "file", Path: c.path}).String()
	conn, err := c.Driver().Open(name)
	if err != nil {
		return nil, err
	}
	if err := c.settle(ctx, conn); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

func (c *connector) settle(ctx context.Context, conn driver.Conn) error {
	query, ok := conn.(driver.QueryerContext)
	if !ok {
		return &record.StorageError{Sentence: "the SQLite driver cannot be asked for its settings"}
	}
	version, err := asked(ctx, query, "SELECT sqlite_version()")
	if err != nil {
		return err
	}
	if err := newEnough(version); err != nil {
		return err
	}
	for _, s := range c.settings {
		if _, err := asked(ctx, query, "PRAGMA "+s.name+" = "+s.set); err != nil {
			return err
		}
	}
	return readBack(ctx, query, c.settings)
}

// readBack compares what is set with what was asked for.
func readBack(ctx context.Context, query driver.QueryerContext, settings []setting) error {
	for _, s := range settings {
		got, err := asked(ctx, query, "PRAGMA "+s.name)
		if err != nil {
			return err
		}
		if got != s.back {
			return &record.StorageError{Sentence: fmt.Sprintf("SQLite did not take the setting %s: it is %q and must be %q", s.name, got, s.back)}
		}
	}
	return nil
}

// asked returns the first value of a query as text, empty when there is none.
func asked(ctx context.Context, query driver.QueryerContext, text string) (string, error) {
	rows, err := query.QueryContext(ctx, text, nil)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	if len(rows.Columns()) == 0 {
		return "", nil
	}
	values := make([]driver.Value, len(rows.Columns()))
	if err := rows.Next(values); errors.Is(err, io.EOF) {
		return "", nil
	} else if err != nil {
		return "", err
	}
	return fmt.Sprint(values[0]), nil
}

// newEnough refuses an SQLite before the oldest accepted one.
func newEnough(version string) error {
	parts := strings.SplitN(version, ".", 3)
	for i, want := range oldest {
		got := -1
		if i < len(parts) {
			if n, err := strconv.Atoi(parts[i]); err == nil {
				got = n
			}
		}
		if got > want {
			return nil
		}
		if got < want {
			return &record.StorageError{Sentence: fmt.Sprintf("SQLite %s is too old: %d.%d.%d or newer is needed", version, oldest[0], oldest[1], oldest[2])}
		}
	}
	return nil
}

// describe reads version and settings as they stand.
func describe(ctx context.Context, conn *sql.Conn) (map[string]string, error) {
	about := map[string]string{"engine": "SQLite"}
	err := conn.Raw(func(raw any) error {
		query, ok := raw.(driver.QueryerContext)
		if !ok {
			return errors.New("the SQLite driver cannot be asked")
		}
		version, err := asked(ctx, query, "SELECT sqlite_version()")
		if err != nil {
			return err
		}
		about["version"] = version
		for _, s := range writing {
			if about[s.name], err = asked(ctx, query, "PRAGMA "+s.name); err != nil {
				return err
			}
		}
		return nil
	})
	return about, err
}
