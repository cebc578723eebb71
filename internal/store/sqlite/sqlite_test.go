package sqlite

import (
	"database/sql"
	"io"
	"path/filepath"
	"testing"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/store/record"
	"github.com/dayzero-hsct/dayzero/internal/store/storetest"
)

// fresh opens a store in a folder of the test.
func fresh(t testing.TB, dir string) *record.Store {
	t.Helper()
	s, err := open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestSQLiteKeepsEveryPromiseOfTheStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) app.Store { return fresh(t, t.TempDir()) })
}

func TestSQLiteIsGuarded(t *testing.T) {
	storetest.RunGuarded(t, storetest.Engine{
		Open: func(t *testing.T) app.Store { return fresh(t, t.TempDir()) },
		Raw:  raw,
		Restore: func(t *testing.T, r io.Reader) (app.Store, error) {
			dir := filepath.Join(t.TempDir(), "restored")
			err := Restore(t.Context(), dir, r)
			return fresh(t, dir), err
		},
	})
}

// raw tampers through a plain connection with the guards taken away, and sets
// them up again.
func raw(t *testing.T, s app.Store, tamper func(*sql.Tx) error) {
	t.Helper()
	db, err := sql.Open("sqlite", s.Describe()["file"])
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	var restore []string
	for _, name := range guards {
		var text string
		if err := tx.QueryRow("SELECT sql FROM sqlite_master WHERE name = $1", name).Scan(&text); err != nil {
			t.Fatal(err)
		}
		restore = append(restore, text)
		if _, err := tx.Exec("DROP TRIGGER " + name); err != nil {
			t.Fatal(err)
		}
	}
	if err := tamper(tx); err != nil {
		t.Fatal(err)
	}
	for _, text := range restore {
		if _, err := tx.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkSQLite(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) app.Store { return fresh(b, b.TempDir()) })
}
