package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/store/storetest"
)

func put(t *testing.T, s app.Store, id string) {
	t.Helper()
	if err := s.CreateCase(t.Context(), storetest.Case(id, storetest.Note("n-"+id, 0)), storetest.Draft("case.import", id)); err != nil {
		t.Fatal(err)
	}
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func TestAConnectionWithAnotherSettingIsRefused(t *testing.T) {
	conn := connect(t, database(t))
	for _, r := range required {
		if r.name == "fsync" || r.name == "full_page_writes" || r.name == "server_encoding" || r.name == "transaction_read_only" || r.name == "transaction_isolation" {
			continue // set by the server or by a transaction
		}
		other := map[string]string{"synchronous_commit": "off", "client_encoding": "LATIN1"}[r.name]
		if _, err := conn.Exec(t.Context(), "SET "+r.name+" = '"+other+"'"); err != nil {
			t.Fatal(err)
		}
		err := readBack(t.Context(), conn)
		if !errors.Is(err, app.ErrStorage) || !strings.Contains(err.Error(), r.name+" = "+other) {
			t.Errorf("%s: %v", r.name, err)
		}
		if _, err := conn.Exec(t.Context(), "SET "+r.name+" = '"+r.value+"'"); err != nil {
			t.Fatal(err)
		}
	}
	if err := readBack(t.Context(), conn); err != nil {
		t.Error(err)
	}
}

func TestAConnectionAlwaysAsksForDurableCommits(t *testing.T) {
	s := fresh(t, database(t)+"&synchronous_commit=off")
	if got := s.Describe()["synchronous_commit"]; got != "on" {
		t.Errorf("synchronous_commit is %s", got)
	}
}

func TestADatabaseOutOfReachIsSaidInOneSentence(t *testing.T) {
	for url, want := range map[string]string{
		"postgres://dayzero:secret-word@127.0.0.1:1/x?connect_timeout=2": "cannot be reached",
		"postgres://dayzero:secret-word@/x?host=/nonexistent":            "cannot be reached",
		"postgres://dayzero:secret-word@host:notaport/x":                 "URL cannot be read",
		"not a url": "URL cannot be read",
		"postgres://dayzero@127.0.0.1/x?sslmode=impossible": "URL cannot be read",
	} {
		_, err := Open(t.Context(), url)
		if !errors.Is(err, app.ErrStorage) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret-word") {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestCodesOfTheServerAreExplained(t *testing.T) {
	for code, want := range map[string]string{"53100": "disk of the database is full: nothing was written", "25006": "read-only",
		"28P01": "refused the sign-in", "3D000": "no such database", "57P01": "stopping", "40P01": "circle", "99999": "the database failed: words", "": "words"} {
		if got, damaged := explain(fmt.Errorf("wrapped: %w", &pgconn.PgError{Code: code, Message: "words"})); !strings.Contains(got, want) || damaged {
			t.Errorf("%s is explained as %q (%v)", code, got, damaged)
		}
	}
	if _, damaged := explain(&pgconn.PgError{Code: "XX001"}); !damaged {
		t.Error("damaged data are not said to be damaged")
	}
}

func TestANewerSchemaIsRefusedInOneSentence(t *testing.T) {
	url := database(t)
	fresh(t, url)
	if _, err := connect(t, url).Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, true)"); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), url)
	if !errors.Is(err, app.ErrStorage) || !strings.Contains(err.Error(), "written by a newer Dayzero (schema 99; this program knows schema ") {
		t.Fatalf("the answer was %v", err)
	}
}

func TestRowsAreOnlyAdded(t *testing.T) {
	url := database(t)
	s := fresh(t, url)
	put(t, s, "child")
	conn := connect(t, url)
	for _, statement := range []string{
		"UPDATE entry SET body = ''", "DELETE FROM entry", "TRUNCATE entry", "UPDATE event SET actor = 'x'", "DELETE FROM event", "TRUNCATE event",
		"UPDATE case_header SET body = ''", "DELETE FROM case_header", "TRUNCATE case_header CASCADE",
		"UPDATE daily_root SET root = 'x'", "DELETE FROM daily_root", "TRUNCATE daily_root",
		"INSERT INTO entry (id, patient, supersedes, body) VALUES ('n-child', 'child', '', '') ON CONFLICT (patient, id) DO UPDATE SET body = excluded.body",
	} {
		if _, err := conn.Exec(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "only added") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if findings, err := s.Check(t.Context()); err != nil || len(findings) != 0 {
		t.Errorf("%v, %v", findings, err)
	}
}

func TestAGuardThatWasTakenAwayIsFound(t *testing.T) {
	for _, act := range []string{"DROP TRIGGER event_only_added ON event", "ALTER TABLE event DISABLE TRIGGER ALL"} {
		url := database(t)
		s := fresh(t, url)
		if _, err := connect(t, url).Exec(t.Context(), act); err != nil {
			t.Fatal(err)
		}
		findings, err := s.Check(t.Context())
		if err != nil || len(findings) != 1 || findings[0].Where != "guard event_only_added" {
			t.Errorf("%s: %v, %v", act, findings, err)
		}
	}
}

func TestServersThatStartTogetherMakeOneSchema(t *testing.T) {
	url := database(t)
	var wait sync.WaitGroup
	for range 5 {
		wait.Go(func() {
			s, err := Open(t.Context(), url)
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

// The server dies without a checkpoint while writers write: what was
// acknowledged is there afterwards, and the store goes on by itself.
func TestWhatWasAcknowledgedSurvivesTheDeathOfTheServer(t *testing.T) {
	if cluster == nil {
		t.Skip(storetest.ErrNoPostgreSQL)
	}
	own, err := storetest.StartPostgreSQL()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := own.Stop(); err != nil {
			t.Error(err)
		}
	}()
	s := fresh(t, own.Database(t))
	put(t, s, "child")
	for round := range 3 {
		kept := writeUntilCrash(t, own, s, round)
		if err := own.Start(); err != nil {
			t.Fatal(err)
		}
		// The pool is full of dead connections; neither reader nor writer may notice.
		survived(t, s, kept)
		if err := s.Audit(t.Context(), storetest.Draft("chart.read", "child")); err != nil {
			t.Error(err)
		}
	}
}

// writeUntilCrash lets four writers write until the server is gone, and returns
// the ids that were acknowledged.
func writeUntilCrash(t *testing.T, own *storetest.Cluster, s app.Store, round int) []string {
	t.Helper()
	var mu sync.Mutex
	var kept []string
	enough := make(chan struct{})
	var once sync.Once
	var wait sync.WaitGroup
	for w := range 4 {
		wait.Go(func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("r%d-w%d-%d", round, w, i)
				err := s.Append(context.Background(), "child", -1, []chart.Entry{storetest.Note(id, i)}, storetest.Draft("entry.write", "child"))
				if err != nil {
					if !errors.Is(err, app.ErrStorage) {
						t.Errorf("the answer under a dying server was %v", err)
					}
					once.Do(func() { close(enough) })
					return
				}
				mu.Lock()
				if kept = append(kept, id); len(kept) == 40 {
					once.Do(func() { close(enough) })
				}
				mu.Unlock()
			}
		})
	}
	<-enough
	if err := own.Crash(); err != nil {
		t.Error(err)
	}
	wait.Wait()
	return kept
}

func survived(t *testing.T, s app.Store, kept []string) {
	t.Helper()
	c, err := s.Case(t.Context(), "child")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, e := range c.Entries {
		there[e.ID] = true
	}
	for _, id := range kept {
		if !there[id] {
			t.Errorf("the acknowledged entry %s is gone", id)
		}
	}
	if findings, err := s.Check(t.Context()); err != nil || len(findings) != 0 {
		t.Errorf("%v, %v", findings, err)
	}
}
