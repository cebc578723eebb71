package robust

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/store/postgres"
	"github.com/dayzero-hsct/dayzero/internal/store/sqlite"
	"github.com/dayzero-hsct/dayzero/internal/store/storetest"
)

// A backup of format 1, kept as it was written, is read by every later version
// and gives the same record: written out again it has the same lines.
func TestAKeptBackupOfFormatOneIsStillRead(t *testing.T) {
	kept, err := os.ReadFile(filepath.Join("testdata", "synthetic-format-1.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := sqlite.Restore(t.Context(), dir, bytes.NewReader(kept)); err != nil {
		t.Fatal(err)
	}
	restored := openSQLite(t, dir)
	if findings, err := restored.Check(t.Context()); err != nil || len(findings) != 0 {
		t.Errorf("%v, %v", findings, err)
	}
	var again bytes.Buffer
	if err := restored.Backup(t.Context(), &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sealed(t, kept), sealed(t, again.Bytes())); diff != "" {
		t.Errorf("the record changed on its way:\n%s", diff)
	}
}

// sealed gives the lines under the seal; the seal itself, the last line, also
// counts what later versions keep.
func sealed(t *testing.T, packed []byte) []string {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return lines[:len(lines)-1]
}

// Sixty-four mutations of one backup, drawn with a fixed seed: cut, flipped,
// overwritten, shortened in the middle. Each is refused and leaves no file.
func TestADamagedBackupIsNeverRead(t *testing.T) {
	whole := storetest.Backup(t, openSQLite(t, t.TempDir()))
	random := rand.New(rand.NewPCG(20250102, 0))
	for i := range 64 {
		kind, mutated := mutate(random, whole, i)
		dir := filepath.Join(t.TempDir(), "restored")
		if err := sqlite.Restore(t.Context(), dir, bytes.NewReader(mutated)); !errors.Is(err, app.ErrRefused) {
			t.Errorf("mutation %d (%s): the answer was %v", i, kind, err)
		}
		if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) != 0 {
			t.Errorf("mutation %d (%s) left %v, %v", i, kind, left, err)
		}
	}
}

// mutate damages a copy. The gzip header (10 bytes, RFC 1952 section 2.3) carries
// no part of the record, so damage begins after it.
func mutate(random *rand.Rand, whole []byte, i int) (string, []byte) {
	const header = 10
	at := header + random.IntN(len(whole)-header)
	damaged := bytes.Clone(whole)
	switch i % 4 {
	case 0:
		return "cut", damaged[:at]
	case 1:
		damaged[at] ^= 1 << random.IntN(8)
		return "flipped bit", damaged
	case 2:
		end := min(at+1+random.IntN(64), len(damaged))
		for j := at; j < end; j++ {
			damaged[j] ^= byte(1 + random.IntN(255))
		}
		return "overwritten stretch", damaged
	default:
		end := min(at+1+random.IntN(64), len(damaged))
		return "missing stretch", append(damaged[:at], whole[end:]...)
	}
}

// A record moves from one engine to the other and back without a change.
func TestARecordMovesBetweenTheEngines(t *testing.T) {
	cluster, err := storetest.StartPostgreSQL()
	if errors.Is(err, storetest.ErrNoPostgreSQL) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cluster.Stop(); err != nil {
			t.Error(err)
		}
	})
	first := openSQLite(t, t.TempDir())
	fromSQLite := storetest.Backup(t, first)
	url := cluster.Database(t)
	if err := postgres.Restore(t.Context(), url, bytes.NewReader(fromSQLite)); err != nil {
		t.Fatal(err)
	}
	second, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	storetest.SameRecord(t, first, second)
	var fromPostgreSQL bytes.Buffer
	if err := second.Backup(t.Context(), &fromPostgreSQL); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := sqlite.Restore(t.Context(), dir, &fromPostgreSQL); err != nil {
		t.Fatal(err)
	}
	storetest.SameRecord(t, first, openSQLite(t, dir))
}
