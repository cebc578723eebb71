package storetest

import (
	"database/sql"
	"io"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/app"
)

// Engine is what RunGuarded needs of an engine.
type Engine struct {
	// Open returns an empty store that the test may close.
	Open func(t *testing.T) app.Store
	// Raw runs tamper on a connection of its own, past every guard, as someone
	// with the disk in hand could; the guards stand again afterwards.
	Raw func(t *testing.T, s app.Store, tamper func(*sql.Tx) error)
	// Restore reads a backup into a fresh empty store and returns that store open,
	// together with the answer of the engine's Restore.
	Restore func(t *testing.T, r io.Reader) (app.Store, error)
}

// RunGuarded holds an engine to what Check, Backup and Restore promise.
func RunGuarded(t *testing.T, e Engine) {
	t.Run("tampering is found", func(t *testing.T) { tampering(t, e) })
	for _, tt := range []struct {
		name string
		test func(*testing.T, Engine)
	}{
		{"a rewritten chain is found by the daily root", rewrittenChain},
		{"a rolled back account is found", rolledBackAccount},
		{"a restored store is the store that was backed up", roundTrip},
		{"a backup taken while others write is whole", backupUnderWriting},
		{"a backup is read only into an empty store", restoreIntoEmptyOnly},
		{"a record that does not hold is not backed up", brokenNotBackedUp},
		{"a backup that cannot be written says so", backupWithoutRoom},
		{"a backup cut short is refused and leaves nothing", cutBackups},
		{"a backup with a flipped bit is refused and leaves nothing", flippedBackups},
		{"a backup pieced together is refused and leaves nothing", piecedBackups},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, e) })
	}
}

// furnished fills a store with a little of everything, seals a day and writes on.
func furnished(t *testing.T, s app.Store) {
	t.Helper()
	put(t, s, "a", Note("n1", 0), Note("n2", 1))
	put(t, s, "b", Note("m1", 0))
	steps := []func() error{
		func() error { return appendTo(s, "a", -1, corrects(Note("n3", 2), "n1")) },
		func() error { return s.PutAccount(bg, account("amy"), Draft("account.create", "")) },
		func() error { return s.PutAccount(bg, account("zed"), Draft("account.create", "")) },
		func() error { return s.PutCommissioning(bg, commissioning("c1"), Draft("knowledge.commission", "")) },
		func() error { return s.PutLimit(bg, limit("l1"), Draft("limits.set", "")) },
		func() error {
			return s.Audit(bg, Draft("chart.read", "a"), Draft("sign-in", ""), Draft("chart.read", "unknown"))
		},
		func() error { return furnishFeed(s) },
		func() error { return s.PutProgramme(bg, [][]byte{[]byte("row 1"), []byte("row 2"), {0xff, 0x00}}) },
		func() error { _, err := s.SealDay(bg, noon); return err },
		func() error { return appendTo(s, "a", -1, Note("n4", 3)) },
		func() error { return s.Audit(bg, Draft("chart.read", "b")) },
		func() error { _, err := s.SealDay(bg, noon.Add(24*time.Hour)); return err },
		func() error { return appendTo(s, "a", -1, Note("n5", 4)) },
		func() error { return s.PutConsult(bg, request("C-1", 1), "link-1", Draft("consult.send", "")) },
		func() error {
			return s.AttachDocument(bg, paper(request("C-1", 2), "d1", "paper \x00"), "d1", []byte("paper \x00"), Draft("consult.send", ""))
		},
		func() error { return s.PutEvidence(bg, tableOfCases("t1"), Draft("evidence.propose", "")) },
		func() error { return s.PutEvidence(bg, tableOfCases("t2"), Draft("evidence.propose", "")) },
		func() error { return s.PutEvidence(bg, accepted(tableOfCases("t1")), Draft("evidence.decide", "")) },
	}
	for i, step := range steps {
		if err := step(); err != nil {
			t.Fatalf("step %d of furnishing: %v", i, err)
		}
	}
	wantSound(t, s)
}
