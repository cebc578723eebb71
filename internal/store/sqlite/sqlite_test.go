package sqlite

import (
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
