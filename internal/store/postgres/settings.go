package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/dayzero-hsct/dayzero/internal/store/record"
)

// session is what every connection asks for when it begins.
var session = map[string]string{
	"application_name":              "dayzero",
	"client_encoding":               "UTF8",
	"default_transaction_isolation": "read committed",
	"default_transaction_read_only": "off",
	"lock_timeout":                  "20s",
	"synchronous_commit":            "on",
	"timezone":                      "UTC",
}

// required is what must be read back, set by the connection or by the server.
var required = []struct{ name, value string }{
	{"synchronous_commit", "on"},
	{"fsync", "on"},
	{"full_page_writes", "on"},
	{"server_encoding", "UTF8"},
	{"client_encoding", "UTF8"},
	{"transaction_read_only", "off"},
	{"transaction_isolation", "read committed"},
}

// readBack refuses a connection whose settings do not keep what is promised.
func readBack(ctx context.Context, conn *pgx.Conn) error {
	asked := "SELECT current_setting('server_version_num')"
	got := make([]string, 1+len(required))
	into := []any{&got[0]}
	for i, r := range required {
		asked += ", current_setting('" + r.name + "')"
		into = append(into, &got[i+1])
	}
	if err := conn.QueryRow(ctx, asked).Scan(into...); err != nil {
		return err
	}
	if version, err := strconv.Atoi(got[0]); err != nil || version < oldest {
		return &record.StorageError{Sentence: fmt.Sprintf("PostgreSQL %s is too old: version %d or newer is needed", got[0], oldest/10000)}
	}
	for i, r := range required {
		if got[i+1] != r.value {
			return &record.StorageError{Sentence: fmt.Sprintf("PostgreSQL runs with %s = %s, and the record needs %s", r.name, got[i+1], r.value)}
		}
	}
	return nil
}

// describe reads version and settings as they stand.
func describe(ctx context.Context, conn *sql.Conn) (map[string]string, error) {
	about := map[string]string{"engine": "PostgreSQL"}
	var version string
	if err := conn.QueryRowContext(ctx, "SELECT current_setting('server_version')").Scan(&version); err != nil {
		return nil, err
	}
	about["version"] = version
	names := []string{"data_checksums"}
	for _, r := range required {
		names = append(names, r.name)
	}
	for _, name := range names {
		var value string
		if err := conn.QueryRowContext(ctx, "SELECT current_setting($1)", name).Scan(&value); err != nil {
			return nil, err
		}
		about[name] = value
	}
	return about, nil
}

// again reports whether writers met in a circle and one was sent back
// (postgresql.org/docs/current/errcodes-appendix.html, class 40).
func again(err error) bool {
	var failed *pgconn.PgError
	return errors.As(err, &failed) && (failed.Code == "40001" || failed.Code == "40P01")
}

// lost reports whether a connection died that had been open: neither an answer of
// the server, unless that it ends, nor a server that cannot be reached at all.
func lost(err error) bool {
	var failed *pgconn.PgError
	var unreachable *pgconn.ConnectError
	if errors.As(err, &failed) {
		return failed.Code == "57P01" || failed.Code == "57P02"
	}
	return !errors.As(err, &unreachable) && !errors.Is(err, sql.ErrConnDone) && err.Error() != closedPool
}

// closedPool is what database/sql says after Close; it has no value for it.
const closedPool = "sql: database is closed"

// explain says in one sentence what an error means and whether it means that
// stored data are damaged.
func explain(err error) (sentence string, damaged bool) {
	var stored *record.StorageError
	var failed *pgconn.PgError
	var unreachable *pgconn.ConnectError
	var commit *uncertain
	switch {
	case errors.As(err, &stored):
		return stored.Sentence, false
	case errors.As(err, &failed):
		return ofCode(failed.Code, failed.Message)
	case errors.As(err, &unreachable), errors.Is(err, fs.ErrNotExist):
		return "the database cannot be reached: nothing was written", false
	case errors.As(err, &commit):
		return "the connection to the database was lost while it was writing, and it is not certain that it kept the entry: look before writing again", false
	case errors.Is(err, sql.ErrConnDone), err.Error() == closedPool:
		return "the store is closed: nothing was written", false
	}
	return "the connection to the database failed: " + err.Error(), false
}

// sentences explains codes of PostgreSQL; a class of two characters covers the
// codes that are not named (errcodes-appendix.html).
var sentences = map[string]string{
	"53100": "the disk of the database is full: nothing was written",
	"25006": "the database is read-only: nothing was written",
	"28":    "the database refused the sign-in",
	"3D":    "there is no such database",
	"42501": "the database account lacks a right: nothing was written",
	"53300": "the database has no free connection: nothing was written",
	"55P03": "another writer held the record too long: nothing was written",
	"57P":   "the database is stopping or starting: nothing was written",
	"57014": "the database took too long: nothing was written",
	"40":    "writers met in a circle again and again: nothing was written",
}

// ofCode explains an error code of the server.
func ofCode(code, text string) (string, bool) {
	switch code {
	case "XX001", "XX002":
		return "the database found damaged data: " + text, true
	}
	for _, key := range []string{code, code[:min(3, len(code))], code[:min(2, len(code))]} {
		if sentence, known := sentences[key]; known {
			return sentence, false
		}
	}
	return "the database failed: " + text, false
}
