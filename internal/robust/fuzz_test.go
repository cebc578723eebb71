package robust

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/store/sqlite"
)

// FuzzARestoreIsWholeOrNothing reads arbitrary lines as a backup. Whatever they
// are, the answer is a refusal that leaves the store empty, or a record that
// holds.
func FuzzARestoreIsWholeOrNothing(f *testing.F) {
	lines := seedLines(f)
	f.Add(bytes.Join(lines, nil))
	f.Add(bytes.Join(lines[:len(lines)-1], nil))
	f.Add(bytes.Join(lines[1:], nil))
	f.Add(append(bytes.Clone(lines[0]), lines[len(lines)-1]...))
	for _, odd := range []string{"", "\n", "{}\n", "null\n", `{"backup":null}` + "\n", `{"seal":{}}` + "\n",
		`{"backup":{"product":"Dayzero","format":1}}` + "\n" + `{"entry":{"id":"a","kind":"nothing"}}` + "\n",
		`{"backup":{"product":"Dayzero","format":1}}` + "\n" + `{"root":{"heads":null}}` + "\n"} {
		f.Add([]byte(odd))
	}
	base := f.TempDir()
	var store app.Store // serves again as long as it stays empty
	f.Fuzz(func(t *testing.T, text []byte) {
		if store == nil {
			dir, err := os.MkdirTemp(base, "restored")
			if err != nil {
				t.Fatal(err)
			}
			if store, err = sqlite.Open(context.Background(), dir); err != nil {
				t.Fatal(err)
			}
		}
		restored, ok := store.(interface {
			Restore(context.Context, io.Reader) error
		})
		if !ok {
			t.Fatalf("%T has no Restore", store)
		}
		err := restored.Restore(context.Background(), bytes.NewReader(packed(t, text)))
		if err == nil {
			wantSound(t, store)
			if err := store.Close(); err != nil {
				t.Error(err)
			}
			store = nil
			return
		}
		if !errors.Is(err, app.ErrRefused) {
			t.Errorf("the answer was %v", err)
		}
		ids, err := store.CaseIDs(context.Background())
		events, err2 := store.AuditTrail(context.Background(), "", 1)
		if err := errors.Join(err, err2); err != nil || len(ids)+len(events) != 0 {
			t.Errorf("a refused backup left %v and %d events behind (%v)", ids, len(events), err)
		}
	})
}

// packed packs text into a backup file.
func packed(t *testing.T, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// seedLines are the lines of a small synthetic backup, one of each kind; the
// file was written by Backup and is read by every later version.
func seedLines(f *testing.F) [][]byte {
	file, err := os.Open(filepath.Join("testdata", "synthetic-format-1.jsonl.gz"))
	if err != nil {
		f.Fatal(err)
	}
	defer file.Close()
	r, err := gzip.NewReader(file)
	if err != nil {
		f.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		f.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	return lines[:len(lines)-1]
}
