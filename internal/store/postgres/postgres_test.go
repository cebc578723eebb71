package postgres

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/store/record"
	"github.com/dayzero-hsct/dayzero/internal/store/storetest"
)

// cluster is the server of this test run; nil when none is installed.
var cluster *storetest.Cluster

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	var err error
	cluster, err = storetest.StartPostgreSQL()
	if err != nil && !errors.Is(err, storetest.ErrNoPostgreSQL) {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := m.Run()
	if cluster != nil {
		if err := cluster.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return code
}

// database gives the address of an empty database, or skips the test.
func database(t testing.TB) string {
	t.Helper()
	if cluster == nil {
		t.Skip(storetest.ErrNoPostgreSQL)
	}
	return cluster.Database(t)
}

// fresh opens a store of the test.
func fresh(t testing.TB, url string) *record.Store {
	t.Helper()
	s, err := open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestPostgreSQLKeepsEveryPromiseOfTheStore(t *testing.T) {
	if cluster == nil {
		t.Skip(storetest.ErrNoPostgreSQL)
	}
	storetest.Run(t, func(t *testing.T) app.Store { return fresh(t, database(t)) })
}

func TestPostgreSQLIsGuarded(t *testing.T) {
	if cluster == nil {
		t.Skip(storetest.ErrNoPostgreSQL)
	}
	urls := map[app.Store]string{}
	empty := "" // a place that a refused backup left empty serves again
	storetest.RunGuarded(t, storetest.Engine{
		Open: func(t *testing.T) app.Store {
			url := database(t)
			s := fresh(t, url)
			urls[s] = url
			return s
		},
		Raw: func(t *testing.T, s app.Store, tamper func(*sql.Tx) error) { raw(t, urls[s], tamper) },
		Restore: func(t *testing.T, r io.Reader) (app.Store, error) {
			if empty == "" {
				empty = database(t)
			}
			url := empty
			err := Restore(t.Context(), url, r)
			if err == nil {
				empty = ""
			}
			return fresh(t, url), err
		},
	})
}

// raw tampers through a plain connection past guards and references.
func raw(t *testing.T, url string, tamper func(*sql.Tx) error) {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec("SET LOCAL session_replication_role = replica"); err != nil {
		t.Fatal(err)
	}
	if err := tamper(tx); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkPostgreSQL(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) app.Store { return fresh(b, database(b)) })
}
