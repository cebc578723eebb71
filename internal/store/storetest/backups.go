package storetest

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/app"
)

// backup returns the backup of a store.
func backup(t *testing.T, s app.Store) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Backup(bg, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Backup returns the backup of a furnished store, for tests across engines.
func Backup(t *testing.T, s app.Store) []byte {
	t.Helper()
	furnished(t, s)
	return backup(t, s)
}

// SameRecord fails unless two stores hold the same record.
func SameRecord(t *testing.T, want, got app.Store) {
	t.Helper()
	if diff := cmp.Diff(contents(t, want), contents(t, got), cmp.Comparer(func(a, b day.Moment) bool { return a.Equal(b) })); diff != "" {
		t.Fatalf("the records differ:\n%s", diff)
	}
	wantSound(t, got)
	if !bytes.Equal(backup(t, want), backup(t, got)) {
		t.Error("the same record gives two different backups")
	}
}

// contents reads everything that a backup carries.
func contents(t *testing.T, s app.Store) any {
	t.Helper()
	ids, err := s.CaseIDs(bg)
	if err != nil {
		t.Fatal(err)
	}
	var cases []chart.Case
	for _, id := range ids {
		c, err := s.Case(bg, id)
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	accounts, err := s.Accounts(bg)
	rows, err2 := s.Programme(bg)
	requests, err3 := s.Consults(bg)
	tables, err4 := s.EvidenceTables(bg)
	signatures, err5 := s.Commissionings(bg)
	centre, err6 := s.Limits(bg)
	if err := errors.Join(err, err2, err3, err4, err5, err6); err != nil {
		t.Fatal(err)
	}
	return []any{cases, accounts, rows, requests, tables, signatures, centre, trail(t, s, "")}
}

func roundTrip(t *testing.T, e Engine) {
	for _, fill := range []func(*testing.T, app.Store){func(*testing.T, app.Store) {}, furnished} {
		s := e.Open(t)
		fill(t, s)
		restored, err := e.Restore(t, bytes.NewReader(backup(t, s)))
		if err != nil {
			t.Fatal(err)
		}
		SameRecord(t, s, restored)
	}
	s := e.Open(t)
	furnished(t, s)
	restored, err := e.Restore(t, bytes.NewReader(backup(t, s)))
	if err != nil {
		t.Fatal(err)
	}
	// The restored store goes on where the other stood.
	if err := appendTo(restored, "a", 5, Note("n6", 9)); err != nil {
		t.Fatal(err)
	}
	if _, err := restored.SealDay(bg, noon.AddDate(0, 0, 5)); err != nil {
		t.Fatal(err)
	}
	wantSound(t, restored)
}

func backupUnderWriting(t *testing.T, e Engine) {
	s := e.Open(t)
	furnished(t, s)
	var copies [4]bytes.Buffer
	for i, err := range together(8, func(i int) error {
		if i < len(copies) {
			return s.Backup(bg, &copies[i])
		}
		for j := range 10 {
			if err := appendTo(s, "b", -1, Note(fmt.Sprintf("w%d-%d", i, j), j)); err != nil {
				return err
			}
		}
		return nil
	}) {
		if err != nil {
			t.Fatalf("worker %d: %v", i, err)
		}
	}
	for i := range copies {
		restored, err := e.Restore(t, &copies[i])
		if err != nil {
			t.Fatalf("backup %d: %v", i, err)
		}
		wantSound(t, restored)
	}
}

func restoreIntoEmptyOnly(t *testing.T, e Engine) {
	s := e.Open(t)
	furnished(t, s)
	restorer, ok := s.(interface {
		Restore(ctx context.Context, r io.Reader) error
	})
	if !ok {
		t.Fatalf("%T has no Restore", s)
	}
	data := backup(t, s)
	before := contents(t, s)
	wantError(t, restorer.Restore(bg, bytes.NewReader(data)), app.ErrExists)
	if diff := cmp.Diff(before, contents(t, s), cmp.Comparer(func(a, b day.Moment) bool { return a.Equal(b) })); diff != "" {
		t.Fatal(diff)
	}
}

func brokenNotBackedUp(t *testing.T, e Engine) {
	s := e.Open(t)
	furnished(t, s)
	e.Raw(t, s, replaces("entry", "id", "n4", "synthetic note", "other note"))
	var b bytes.Buffer
	err := s.Backup(bg, &b)
	wantError(t, err, app.ErrStorage)
	wantError(t, err, app.ErrUnsound)
	if b.Len() != 0 || !strings.Contains(err.Error(), "entry n4") {
		t.Fatalf("%d bytes were written, and the answer was %q", b.Len(), err)
	}
}

// narrow is a writer that fails after a number of bytes.
type narrow struct{ left int }

func (n *narrow) Write(p []byte) (int, error) {
	if len(p) > n.left {
		return n.left, errors.New("no space left on device")
	}
	n.left -= len(p)
	return len(p), nil
}

func backupWithoutRoom(t *testing.T, e Engine) {
	s := e.Open(t)
	furnished(t, s)
	whole := len(backup(t, s))
	for _, room := range []int{0, 1, whole / 2, whole - 1} {
		err := s.Backup(bg, &narrow{room})
		wantError(t, err, app.ErrStorage)
		if !strings.Contains(err.Error(), "no space left") {
			t.Errorf("room for %d bytes: %v", room, err)
		}
	}
	wantSound(t, s)
}

// refusedWhole fails unless the backup is refused in words and leaves nothing.
func refusedWhole(t *testing.T, e Engine, name string, data []byte) {
	t.Helper()
	s, err := e.Restore(t, bytes.NewReader(data))
	if !errors.Is(err, app.ErrRefused) || !strings.Contains(err.Error(), "the backup is damaged and was not read") {
		t.Errorf("%s: the answer was %v", name, err)
	}
	ids, err := s.CaseIDs(bg)
	accounts, err2 := s.Accounts(bg)
	if err := errors.Join(err, err2); err != nil || len(ids)+len(accounts)+len(trail(t, s, "")) != 0 {
		t.Errorf("%s: a refused backup left %v, %v behind (%v)", name, ids, accounts, err)
	}
}

func cutBackups(t *testing.T, e Engine) {
	s := e.Open(t)
	furnished(t, s)
	whole := backup(t, s)
	for i := range 12 {
		cut := i * len(whole) / 12
		refusedWhole(t, e, fmt.Sprintf("cut at byte %d of %d", cut, len(whole)), whole[:cut])
	}
	for _, cut := range []int{1, 4, 8, 9} {
		refusedWhole(t, e, fmt.Sprintf("%d bytes missing at the end", cut), whole[:len(whole)-cut])
	}
	lines := linesOfBackup(t, whole)
	refusedWhole(t, e, "without its seal", packed(t, lines[:len(lines)-1]))
}

func flippedBackups(t *testing.T, e Engine) {
	s := e.Open(t)
	furnished(t, s)
	whole := backup(t, s)
	for i := range 16 {
		at := 10 + i*(len(whole)-10)/16 // the ten bytes before are the gzip header
		flipped := bytes.Clone(whole)
		flipped[at] ^= 1 << (i % 8)
		refusedWhole(t, e, fmt.Sprintf("bit %d of byte %d", i%8, at), flipped)
	}
}

// linesOfBackup unpacks a backup into its lines.
func linesOfBackup(t *testing.T, data []byte) [][]byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	return lines[:len(lines)-1]
}

// packed packs lines into a backup file.
func packed(t *testing.T, lines [][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(bytes.Join(lines, nil)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// resealed makes the seal of changed lines fit again.
func resealed(t *testing.T, lines [][]byte) [][]byte {
	t.Helper()
	var last struct{ Seal map[string]any }
	if err := json.Unmarshal(lines[len(lines)-1], &last); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(bytes.Join(lines[:len(lines)-1], nil))
	last.Seal["SHA256"] = hex.EncodeToString(sum[:])
	counts := map[string]int{}
	for _, l := range lines {
		var kinds map[string]json.RawMessage
		if err := json.Unmarshal(l, &kinds); err != nil {
			t.Fatal(err)
		}
		for kind := range kinds {
			counts[kind]++
		}
	}
	for key, kind := range map[string]string{"Cases": "case", "Entries": "entry", "Events": "event", "Roots": "root", "Accounts": "account", "Programme": "programme", "Evidence": "evidence"} {
		last.Seal[key] = counts[kind]
	}
	seal, err := json.Marshal(map[string]any{"seal": last.Seal})
	if err != nil {
		t.Fatal(err)
	}
	return append(append([][]byte{}, lines[:len(lines)-1]...), append(seal, '\n'))
}

// piecedBackups tries what someone with patience would: whole files and right
// seals around a wrong record.
func piecedBackups(t *testing.T, e Engine) {
	s := e.Open(t)
	furnished(t, s)
	whole := backup(t, s)
	lines := linesOfBackup(t, whole)
	other := e.Open(t)
	put(t, other, "a", Note("n1", 0), Note("n2", 1))
	otherLines := linesOfBackup(t, backup(t, other))
	with := func(i int, l ...[]byte) [][]byte {
		return append(append(append([][]byte{}, lines[:i]...), l...), lines[i+1:]...)
	}
	refusedWhole(t, e, "empty", nil)
	refusedWhole(t, e, "no backup at all", []byte("dayzero"))
	refusedWhole(t, e, "twice the same file", append(bytes.Clone(whole), whole...))
	refusedWhole(t, e, "a byte after the end", append(bytes.Clone(whole), 0))
	refusedWhole(t, e, "the seal of another backup", packed(t, append(append([][]byte{}, lines[:len(lines)-1]...), otherLines[len(otherLines)-1])))
	refusedWhole(t, e, "halves of two backups", packed(t, append(append([][]byte{}, otherLines[:3]...), lines[3:]...)))
	refusedWhole(t, e, "another format", packed(t, resealed(t, with(0, bytes.Replace(lines[0], []byte(`"format":1`), []byte(`"format":2`), 1)))))
	refusedWhole(t, e, "another product", packed(t, resealed(t, with(0, bytes.Replace(lines[0], []byte("Dayzero"), []byte("Nightone"), 1)))))
	refusedWhole(t, e, "a line of an unknown kind", packed(t, resealed(t, with(1, lines[1], []byte("{\"extra\":1}\n")))))
	refusedWhole(t, e, "an empty line", packed(t, resealed(t, with(1, lines[1], []byte("{}\n")))))
	for i := 1; i < len(lines)-1; i++ {
		refusedWhole(t, e, fmt.Sprintf("line %d changed, seal not", i+1), packed(t, with(i, bytes.Replace(lines[i], []byte(`"`), []byte(`" `), 1))))
		if bytes.HasPrefix(lines[i], []byte(`{"programme"`)) || bytes.HasPrefix(lines[i], []byte(`{"feed"`)) {
			continue // programme rows and the feed are covered by the seal; the bytes of messages by their hash as well
		}
		if !bytes.HasPrefix(lines[i], []byte(`{"root"`)) || i < len(lines)-2 {
			refusedWhole(t, e, fmt.Sprintf("line %d left out, sealed again", i+1), packed(t, resealed(t, with(i))))
		}
		if changed := bytes.Replace(lines[i], []byte("ynthetic"), []byte("YNTHETIC"), 1); !bytes.Equal(changed, lines[i]) {
			refusedWhole(t, e, fmt.Sprintf("line %d changed, sealed again", i+1), packed(t, resealed(t, with(i, changed))))
		}
		if i+1 < len(lines)-1 && bytes.HasPrefix(lines[i], []byte(`{"event"`)) && bytes.HasPrefix(lines[i+1], []byte(`{"root"`)) {
			refusedWhole(t, e, "a line twice, sealed again", packed(t, resealed(t, with(i, lines[i], lines[i]))))
		}
	}
}
