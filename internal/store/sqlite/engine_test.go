package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/store/record"
	"github.com/dayzero-hsct/dayzero/internal/store/storetest"
)

func put(t *testing.T, s app.Store, id string) {
	t.Helper()
	if err := s.CreateCase(t.Context(), storetest.Case(id, storetest.Note("n-"+id, 0)), storetest.Draft("case.import", id)); err != nil {
		t.Fatal(err)
	}
}

func TestTheRecordIsThereAfterOpeningAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "数据 100%20?#&x=1 'quoted'")
	s := fresh(t, dir)
	put(t, s, "child")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := fresh(t, dir)
	if c, err := again.Case(t.Context(), "child"); err != nil || len(c.Entries) != 1 {
		t.Fatalf("the case came back with %d entries, %v", len(c.Entries), err)
	}
	if _, err := os.Stat(filepath.Join(dir, File)); err != nil {
		t.Error(err)
	}
}

func TestOnlyTheOwnerCanReadTheFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	s := fresh(t, dir)
	put(t, s, "child")
	for _, name := range []string{"", File, File + "-wal", File + "-shm"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%q is open to others: %v", name, info.Mode())
		}
	}
}

func TestTheSettingsAreReadBack(t *testing.T) {
	about := fresh(t, t.TempDir()).Describe()
	for name, want := range map[string]string{"engine": "SQLite", "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1",
		"busy_timeout": "10000"} {
		if about[name] != want {
			t.Errorf("%s is %q, want %q", name, about[name], want)
		}
	}
	if about["schema"] == "" {
		t.Error("the version of the schema is not said")
	}
}

func TestAConnectionThatDoesNotTakeASettingIsRefused(t *testing.T) {
	c := newConnector(filepath.Join(t.TempDir(), File), []setting{{"synchronous", "FULL", "3"}})
	_, err := c.Connect(t.Context())
	if !errors.Is(err, app.ErrStorage) || !strings.Contains(err.Error(), `the setting synchronous: it is "2" and must be "3"`) {
		t.Fatalf("the answer was %v", err)
	}
}

func TestReadersCannotWrite(t *testing.T) {
	s := fresh(t, t.TempDir())
	db := sql.OpenDB(newConnector(s.Describe()["file"], reading))
	defer db.Close()
	if _, err := db.Exec("DELETE FROM session"); err == nil {
		t.Fatal("a reading connection wrote")
	}
}

func TestAnOldSQLiteIsRefused(t *testing.T) {
	for version, good := range map[string]bool{"3.51.3": true, "3.51.4": true, "3.54.1": true, "4.0.0": true, "3.51.10": true,
		"3.51.2": false, "3.50.9": false, "2.99.99": false, "3.51": false, "": false, "x.y.z": false} {
		if err := newEnough(version); (err == nil) != good {
			t.Errorf("version %q: %v", version, err)
		}
	}
}

func TestANewerSchemaIsRefusedInOneSentence(t *testing.T) {
	dir := t.TempDir()
	s := fresh(t, dir)
	put(t, s, "child")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	change(t, dir, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)")
	_, err := Open(t.Context(), dir)
	if !errors.Is(err, app.ErrStorage) || !strings.Contains(err.Error(), "written by a newer Dayzero (schema 99; this program knows schema ") {
		t.Fatalf("the answer was %v", err)
	}
}

// change runs a statement on the file of a closed store.
func change(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func TestRowsAreOnlyAdded(t *testing.T) {
	s := fresh(t, t.TempDir())
	put(t, s, "child")
	if _, err := s.SealDay(t.Context(), storetest.Draft("", "").At); err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(newConnector(s.Describe()["file"], writing))
	defer db.Close()
	for _, statement := range []string{
		"UPDATE entry SET body = x'00'", "DELETE FROM entry", "UPDATE event SET actor = 'x'", "DELETE FROM event",
		"UPDATE case_header SET body = x'00'", "DELETE FROM case_header", "UPDATE daily_root SET root = 'x'", "DELETE FROM daily_root",
		"INSERT OR REPLACE INTO entry (id, patient, supersedes, body) VALUES ('n-child', 'child', '', x'00')",
		"INSERT INTO entry (id, patient, supersedes, body) VALUES ('n-child', 'child', '', x'00') ON CONFLICT (patient, id) DO UPDATE SET body = excluded.body",
	} {
		if _, err := db.Exec(statement); err == nil || !strings.Contains(err.Error(), "only added") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if findings, err := s.Check(t.Context()); err != nil || len(findings) != 0 {
		t.Errorf("%v, %v", findings, err)
	}
}

func TestAGuardThatWasTakenAwayIsFound(t *testing.T) {
	s := fresh(t, t.TempDir())
	db := sql.OpenDB(newConnector(s.Describe()["file"], writing))
	defer db.Close()
	if _, err := db.Exec("DROP TRIGGER event_keeps"); err != nil {
		t.Fatal(err)
	}
	findings, err := s.Check(t.Context())
	if err != nil || len(findings) != 1 || findings[0].Where != "guard event_keeps" {
		t.Fatalf("%v, %v", findings, err)
	}
}

func TestTwoProgramsOverOneFolderKeepOneChain(t *testing.T) {
	dir := t.TempDir()
	first, second := fresh(t, dir), fresh(t, dir)
	put(t, first, "child")
	done := make(chan error, 2)
	for i, s := range []app.Store{first, second} {
		go func() {
			for j := range 20 {
				entry := storetest.Note(fmt.Sprintf("n%d-%d", i, j), j)
				if err := s.Append(context.Background(), "child", -1, []chart.Entry{entry}, storetest.Draft("entry.write", "child")); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if c, err := second.Case(t.Context(), "child"); err != nil || len(c.Entries) != 41 {
		t.Errorf("%d entries, %v", len(c.Entries), err)
	}
	if findings, err := first.Check(t.Context()); err != nil || len(findings) != 0 {
		t.Errorf("%v, %v", findings, err)
	}
}

func TestAFileThatIsNoDatabaseIsRefusedAndKept(t *testing.T) {
	dir := t.TempDir()
	text := bytes.Repeat([]byte("this is a letter and not a database\n"), 200)
	if err := os.WriteFile(filepath.Join(dir, File), text, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), dir)
	if !errors.Is(err, app.ErrStorage) || !strings.Contains(err.Error(), "is not a database of Dayzero") {
		t.Errorf("the answer was %v", err)
	}
	if kept, err := os.ReadFile(filepath.Join(dir, File)); err != nil || !bytes.Equal(kept, text) {
		t.Errorf("the file was changed (%v)", err)
	}
}

func TestADamagedPageIsFound(t *testing.T) {
	dir := t.TempDir()
	s := fresh(t, dir)
	for i := range 50 {
		put(t, s, fmt.Sprintf("child-%02d", i))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, File)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	found, pages := 0, len(whole)/page
	for n := 1; n < pages; n++ { // the first page holds the schema
		damaged := bytes.Clone(whole)
		copy(damaged[n*page:], bytes.Repeat([]byte{0x5a}, page))
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if discovered(t, dir) {
			found++
		} else {
			t.Logf("page %d of %d carries nothing that is checked", n+1, pages)
		}
	}
	if found < pages-3 { // free pages and the pages of tables that are rebuilt may hide damage
		t.Errorf("damage was found in %d of %d pages", found, pages-1)
	}
}

// discovered reports whether opening or checking a damaged folder says so.
func discovered(t *testing.T, dir string) bool {
	t.Helper()
	s, err := open(t.Context(), dir)
	if err != nil {
		return errors.Is(err, app.ErrStorage)
	}
	defer s.Close()
	findings, err := s.Check(t.Context())
	return err != nil && errors.Is(err, app.ErrStorage) || len(findings) > 0
}

func TestARefusedRestoreRemovesTheFileItMade(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	if err := Restore(t.Context(), dir, strings.NewReader("no backup")); !errors.Is(err, app.ErrRefused) {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestARefusedRestoreLeavesAFilledStoreAlone(t *testing.T) {
	dir := t.TempDir()
	s := fresh(t, dir)
	put(t, s, "child")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Restore(t.Context(), dir, strings.NewReader("no backup")); !errors.Is(err, app.ErrExists) {
		t.Fatal(err)
	}
	if _, err := fresh(t, dir).Case(t.Context(), "child"); err != nil {
		t.Error(err)
	}
}

// queued holds the writer busy while acts queue up, so that they share a batch,
// and returns their answers.
func queued(t *testing.T, w *writer, acts ...func(context.Context, record.Tx) error) []error {
	t.Helper()
	begun, release := make(chan struct{}), make(chan struct{})
	first := make(chan error, 1)
	go func() {
		first <- w.do(context.Background(), func(context.Context, record.Tx) error { close(begun); <-release; return nil })
	}()
	<-begun
	errs := make([]error, len(acts))
	var wait sync.WaitGroup
	for i, act := range acts {
		wait.Go(func() { errs[i] = w.do(context.Background(), act) })
	}
	for len(w.queue) < len(acts) {
		runtime.Gosched()
	}
	close(release)
	wait.Wait()
	if err := <-first; err != nil {
		t.Error(err)
	}
	return errs
}

func TestARequestThatBreaksTheBatchSpoilsNoOther(t *testing.T) {
	e, err := openEngine(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	session := func(token string, after error) func(context.Context, record.Tx) error {
		return func(ctx context.Context, tx record.Tx) error {
			_, err := tx.ExecContext(ctx, "INSERT INTO session VALUES ($1, '', 0, 0, '', '')", token)
			return errors.Join(err, after)
		}
	}
	broken := errors.New("the disk reported an error")
	errs := queued(t, e.writer, session("a", nil), session("b", broken), session("c", app.ErrConflict), session("d", nil))
	for i, want := range []error{nil, broken, app.ErrConflict, nil} {
		if !errors.Is(errs[i], want) || want == nil && errs[i] != nil {
			t.Errorf("request %d was told %v, want %v", i, errs[i], want)
		}
	}
	kept, err := column(t.Context(), e.Read(), "SELECT token_hash FROM session ORDER BY token_hash", 1)
	if err != nil || strings.Join(kept, "") != "ad" {
		t.Errorf("kept %v, %v", kept, err)
	}
}

func TestARequestGivenUpInTheQueueIsNotWritten(t *testing.T) {
	e, err := openEngine(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	ran := false
	ctx, giveUp := context.WithCancel(t.Context())
	giveUp()
	if err := e.writer.do(ctx, func(context.Context, record.Tx) error { ran = true; return nil }); !errors.Is(err, context.Canceled) || ran {
		t.Errorf("the answer was %v, and the request ran: %v", err, ran)
	}
	// Given up while it waits: the writer is held, the request queues, ctx ends.
	begun, release := make(chan struct{}), make(chan struct{})
	go func() {
		_ = e.writer.do(context.Background(), func(context.Context, record.Tx) error { close(begun); <-release; return nil })
	}()
	<-begun
	ctx, giveUp = context.WithCancel(t.Context())
	answer := make(chan error)
	go func() {
		answer <- e.writer.do(ctx, func(context.Context, record.Tx) error { ran = true; return nil })
	}()
	for len(e.writer.queue) < 1 {
		runtime.Gosched()
	}
	giveUp()
	if err := <-answer; !errors.Is(err, context.Canceled) {
		t.Errorf("the answer was %v", err)
	}
	close(release)
	if err := e.Close(); err != nil || ran {
		t.Errorf("closing: %v; the request ran: %v", err, ran)
	}
}
