package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	sqlitedriver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/store/record"
)

const (
	diskFull = "the disk is full: nothing was written"
	readOnly = "the data folder cannot be written to: nothing was written"
)

// explain says in one sentence what an error means and whether it means that
// stored data are damaged.
func explain(err error) (sentence string, damaged bool) {
	var failed *sqlitedriver.Error
	var stored *record.StorageError
	switch {
	case errors.As(err, &stored):
		return stored.Sentence, false
	case errors.As(err, &failed):
		return ofCode(failed.Code(), failed.Error())
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return diskFull, false
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return readOnly, false
	case errors.Is(err, sql.ErrConnDone), strings.Contains(err.Error(), "database is closed"):
		return errClosed.Sentence, false
	}
	return "the database failed: " + err.Error(), false
}

// ofCode explains a result code of SQLite (sqlite.org/rescode.html).
func ofCode(code int, text string) (string, bool) {
	switch code & 0xff {
	case codes.SQLITE_FULL:
		return diskFull, false
	case codes.SQLITE_READONLY, codes.SQLITE_PERM, codes.SQLITE_CANTOPEN:
		return readOnly, false
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED:
		return "another program holds the database: nothing was written", false
	case codes.SQLITE_CORRUPT:
		return "the database file is damaged: " + text, true
	case codes.SQLITE_NOTADB:
		return "the file " + File + " is not a database of Dayzero, or it is damaged", true
	case codes.SQLITE_MISMATCH:
		return "a stored value is not of its kind: " + text, true
	case codes.SQLITE_IOERR:
		if code == codes.SQLITE_IOERR_SHMSIZE {
			return diskFull, false
		}
		return "the disk reported an error, and it is not certain what it kept: run a check before going on", false
	}
	return "the database failed: " + text, false
}

// guards are the triggers without which rows could be changed unseen.
var guards = []string{"case_header_keeps", "case_header_stays", "entry_keeps", "entry_stays", "event_keeps", "event_stays",
	"daily_root_keeps", "daily_root_stays", "feed_message_keeps", "feed_message_stays"}

// Inspect runs SQLite's own check of file, indexes and references, and looks for
// the guards.
func (e *engine) Inspect(ctx context.Context, tx record.Tx) ([]app.Finding, error) {
	var findings []app.Finding
	lines, err := column(ctx, tx, "PRAGMA integrity_check", 1)
	if err != nil {
		return findings, err
	}
	for _, line := range lines {
		if line != "ok" {
			findings = append(findings, app.Finding{Where: "database", Sentence: line})
		}
	}
	tables, err := column(ctx, tx, "PRAGMA foreign_key_check", 4)
	if err != nil {
		return findings, err
	}
	for _, table := range tables {
		findings = append(findings, app.Finding{Where: "table " + table, Sentence: "a row points to a case that does not exist"})
	}
	present, err := column(ctx, tx, "SELECT name FROM sqlite_master WHERE type = 'trigger'", 1)
	if err != nil {
		return findings, err
	}
	there := map[string]bool{}
	for _, name := range present {
		there[name] = true
	}
	for _, name := range guards {
		if !there[name] {
			findings = append(findings, app.Finding{Where: "guard " + name, Sentence: "the guard that forbids changes was taken away"})
		}
	}
	return findings, nil
}

// column reads one column of a query as text.
func column(ctx context.Context, tx record.Tx, query string, width int) (texts []string, err error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	values := make([]any, width)
	for i := range values {
		values[i] = new(any)
	}
	for rows.Next() {
		if err := rows.Scan(values...); err != nil {
			return texts, err
		}
		texts = append(texts, fmt.Sprint(*values[0].(*any)))
	}
	return texts, rows.Err()
}
