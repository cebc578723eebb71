package robust

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/store/sqlite"
	"github.com/dayzero-hsct/dayzero/internal/store/storetest"
)

// smallDisk mounts a disk in memory of the given size, or skips the test.
func smallDisk(t *testing.T, kilobytes int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dk,mode=700", kilobytes)); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmounting %s: %v", dir, err)
		}
	})
	return dir
}

// fill takes all but the given room on a disk and returns the file that does.
func fill(t *testing.T, dir string, room int64) string {
	t.Helper()
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "something-else")
	if err := os.WriteFile(path, make([]byte, max(int64(disk.Bavail)*disk.Bsize-room, 0)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// writeOn writes pairs until the store refuses, and returns how many were
// acknowledged and what the refusal said.
func writeOn(t *testing.T, s app.Store, name string, most int) (int, error) {
	t.Helper()
	for i := range most {
		id := fmt.Sprintf("%s-%d", name, i)
		long := storetest.Note(id+"-second", i)
		long.Payload = &chart.Note{Text: strings.Repeat("synthetic ", 300)}
		err := s.Append(t.Context(), "child", -1, []chart.Entry{storetest.Note(id+"-first", i), long}, storetest.Draft("entry.write", "child"))
		if err != nil {
			return i, err
		}
	}
	return most, nil
}

// A full disk is said in a plain sentence, nothing is half-written, reading goes
// on, and writing goes on as soon as there is room.
func TestAFullDiskIsSaidPlainlyAndNothingIsHalfWritten(t *testing.T) {
	for _, room := range []int64{0, 4 << 10, 40 << 10, 300 << 10} {
		t.Run(fmt.Sprintf("%d kilobytes left", room>>10), func(t *testing.T) {
			dir := smallDisk(t, 12<<10)
			s := openSQLite(t, dir)
			if err := s.CreateCase(t.Context(), storetest.Case("child"), storetest.Draft("case.import", "child")); err != nil {
				t.Fatal(err)
			}
			filler := fill(t, dir, room)
			written, err := writeOn(t, s, "full", 5000)
			if !errors.Is(err, app.ErrStorage) || err.Error() != "the disk is full: nothing was written" {
				t.Fatalf("after %d pairs the answer was %v", written, err)
			}
			wantPairs(t, s, pairs("full", written))
			if err := os.Remove(filler); err != nil {
				t.Fatal(err)
			}
			if n, err := writeOn(t, s, "again", 5); err != nil {
				t.Fatalf("with room again, after %d pairs: %v", n, err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			reopened := openSQLite(t, dir)
			wantPairs(t, reopened, append(pairs("full", written), pairs("again", 5)...))
			if c, err := reopened.Case(t.Context(), "child"); err != nil || len(c.Entries) != 2*(written+5) {
				t.Errorf("%d entries, %v; want %d", len(c.Entries), err, 2*(written+5))
			}
		})
	}
}

func pairs(name string, n int) []string {
	var ids []string
	for i := range n {
		ids = append(ids, fmt.Sprintf("%s-%d", name, i))
	}
	return ids
}

func TestAFullDiskLetsNoStoreBegin(t *testing.T) {
	dir := smallDisk(t, 1024)
	filler := fill(t, dir, 8<<10)
	_, err := sqlite.Open(t.Context(), dir)
	if !errors.Is(err, app.ErrStorage) || !strings.Contains(err.Error(), "the disk is full") {
		t.Fatalf("the answer was %v", err)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	wantSound(t, openSQLite(t, dir))
}

func TestARestoreOntoAFullDiskLeavesTheStoreEmpty(t *testing.T) {
	source := openSQLite(t, t.TempDir())
	if err := source.CreateCase(t.Context(), storetest.Case("child"), storetest.Draft("case.import", "child")); err != nil {
		t.Fatal(err)
	}
	if n, err := writeOn(t, source, "pair", 400); err != nil {
		t.Fatalf("after %d pairs: %v", n, err)
	}
	var backup bytes.Buffer
	if err := source.Backup(t.Context(), &backup); err != nil {
		t.Fatal(err)
	}
	dir := smallDisk(t, 1<<10)
	err := sqlite.Restore(t.Context(), dir, bytes.NewReader(backup.Bytes()))
	if !errors.Is(err, app.ErrStorage) || !strings.Contains(err.Error(), "the disk is full: nothing was written") {
		t.Fatalf("the answer was %v", err)
	}
	if ids, err := openSQLite(t, dir).CaseIDs(t.Context()); err != nil || len(ids) != 0 {
		t.Errorf("left behind: %v, %v", ids, err)
	}
}

// A folder that cannot be written to is said so at start and while running.
func TestAReadOnlyFolderIsSaidPlainly(t *testing.T) {
	dir := smallDisk(t, 4<<10)
	s := openSQLite(t, dir)
	if err := s.CreateCase(t.Context(), storetest.Case("child"), storetest.Draft("case.import", "child")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	remount := func(flags uintptr) {
		t.Helper()
		if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, ""); err != nil {
			t.Fatal(err)
		}
	}
	remount(syscall.MS_RDONLY)
	_, err := sqlite.Open(t.Context(), dir)
	if !errors.Is(err, app.ErrStorage) || !strings.HasSuffix(err.Error(), "the data folder cannot be written to: nothing was written") {
		t.Errorf("the answer was %v", err)
	}
	remount(0)
	again := openSQLite(t, dir)
	if n, err := writeOn(t, again, "pair", 3); err != nil {
		t.Fatalf("after %d pairs: %v", n, err)
	}
	wantPairs(t, again, pairs("pair", 3))
}

func TestAFolderOfSomebodyElseIsSaidPlainly(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("the superuser may write everywhere")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	_, err := sqlite.Open(t.Context(), filepath.Join(dir, "data"))
	if !errors.Is(err, app.ErrStorage) || !strings.HasSuffix(err.Error(), "the data folder cannot be written to: nothing was written") {
		t.Errorf("the answer was %v", err)
	}
}
