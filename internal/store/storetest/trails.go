package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/audit"
)

func eventCarriesEntries(t *testing.T, s app.Store) {
	put(t, s, "child", Note("z", 0), Note("a", 1))
	if err := appendTo(s, "child", -1, Note("n2", 0), Note("n1", 1)); err != nil {
		t.Fatal(err)
	}
	if err := appendTo(s, "child", -1); err != nil {
		t.Fatal(err)
	}
	events := trail(t, s, "child")
	want := [][]string{{"case/child", "z", "a"}, {"n2", "n1"}, nil}
	for i, e := range events {
		if diff := cmp.Diff(want[i], e.Entries); diff != "" {
			t.Errorf("event %d: %s", i+1, diff)
		}
		if (e.Digest == "") != (e.Entries == nil) {
			t.Errorf("event %d carries entries %v and digest %q", i+1, e.Entries, e.Digest)
		}
	}
	if events[1].Action != "entry.write" || events[1].Chain != "child" || !events[1].At.Equal(noon) || events[1].Actor != "synthetic-physician" {
		t.Errorf("the event came back as %+v", events[1])
	}
}

func chainsHold(t *testing.T, s app.Store) {
	put(t, s, "a")
	put(t, s, "b")
	for i := range 10 {
		d := Draft("chart.read", []string{"a", "b", ""}[i%3])
		d.At = noon.Add(time.Duration(-i)*time.Hour + 1234567*time.Nanosecond) // clocks may go back
		if err := s.Audit(bg, d); err != nil {
			t.Fatal(err)
		}
	}
	for chain, n := range map[string]int{"a": 5, "b": 4, audit.Installation: 3} {
		events := trail(t, s, chain)
		if len(events) != n {
			t.Errorf("chain %s holds %d events, want %d", chain, len(events), n)
		}
		if b := audit.Verify(events); b != nil {
			t.Errorf("chain %s, event %d: %s", chain, b.Sequence, b.Sentence)
		}
	}
	wantSound(t, s)
}

func trailNewestFirst(t *testing.T, s app.Store) {
	for i := range 12 {
		d := Draft(fmt.Sprintf("act-%02d", i), []string{"a", ""}[i%2])
		if err := s.Audit(bg, d); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		chain    string
		limit, n int
		first    string
	}{
		{"", 5, 5, "act-11"}, {"", 1000, 12, "act-11"}, {"", 0, 1, "act-11"}, {"", -3, 1, "act-11"}, {"", 5000, 12, "act-11"},
		{"a", 2, 2, "act-10"}, {"installation", 100, 6, "act-11"}, {"nobody", 10, 0, ""}, {"a\x00", 10, 0, ""},
	} {
		events, err := s.AuditTrail(bg, tt.chain, tt.limit)
		if err != nil || len(events) != tt.n {
			t.Fatalf("trail of %q, limit %d: %d events, %v", tt.chain, tt.limit, len(events), err)
		}
		for i, e := range events {
			if i == 0 && e.Action != tt.first {
				t.Errorf("trail of %q begins with %s, want %s", tt.chain, e.Action, tt.first)
			}
			if i > 0 && e.Action >= events[i-1].Action {
				t.Errorf("trail of %q: %s comes after %s", tt.chain, e.Action, events[i-1].Action)
			}
		}
	}
}

func auditManyChains(t *testing.T, s app.Store) {
	if err := s.Audit(bg); err != nil {
		t.Fatal(err)
	}
	if err := s.Audit(bg, Draft("one", "b"), Draft("two", "a"), Draft("three", ""), Draft("four", "b")); err != nil {
		t.Fatal(err)
	}
	events := trail(t, s, "b")
	if len(events) != 2 || events[0].Action != "one" || events[1].Action != "four" {
		t.Fatalf("chain b holds %+v", events)
	}
	if n := len(trail(t, s, "")); n != 4 {
		t.Fatalf("%d events, want 4", n)
	}
	wantSound(t, s)
}

func hostileTexts(t *testing.T, s app.Store) {
	for _, text := range []string{"zero \x00 inside", "not UTF-8 \xff\xfe", "引号 ' \" \\ ; --", "<script>&", "\u2028\u2029", "🧬\r\n\t\x7f"} {
		for _, patient := range []string{"", text} {
			d := Draft(text, patient)
			d.Actor, d.Detail, d.Outcome, d.Role = text, text, text, text
			d.Entries, d.Digest = []string{"forged"}, "forged" // only writes may claim entries
			if err := s.Audit(bg, d); err != nil {
				t.Fatalf("%q: %v", text, err)
			}
		}
	}
	for _, e := range trail(t, s, "") {
		if !e.Intact() || e.Entries != nil || e.Digest != "" || e.Detail != audit.Keepable(e.Detail) {
			t.Errorf("the event came back as %+v", e)
		}
	}
	wantSound(t, s)
}

func dailyRoot(t *testing.T, s app.Store) {
	put(t, s, "a", Note("n1", 0))
	put(t, s, "b")
	seal := func(at time.Time) string {
		t.Helper()
		root, err := s.SealDay(bg, at)
		if err != nil || len(root) != 64 {
			t.Fatalf("sealing gave %q, %v", root, err)
		}
		wantSound(t, s)
		return root
	}
	first := seal(noon)
	if again := seal(noon.Add(time.Hour)); again != first {
		t.Errorf("nothing moved, but the root of the day went from %s to %s", first, again)
	}
	if err := appendTo(s, "b", -1, Note("n2", 0)); err != nil {
		t.Fatal(err)
	}
	second := seal(noon.Add(2 * time.Hour))
	third := seal(noon.Add(24 * time.Hour)) // a quiet day has a root too
	if first == second || second == third || first == third {
		t.Errorf("roots repeat: %s, %s, %s", first, second, third)
	}
	for i, err := range together(4, func(i int) error {
		if err := appendTo(s, "a", -1, Note(fmt.Sprintf("m%d", i), i)); err != nil {
			return err
		}
		_, err := s.SealDay(bg, noon.Add(48*time.Hour))
		return err
	}) {
		if err != nil {
			t.Errorf("sealer %d: %v", i, err)
		}
	}
	wantSound(t, s)
}

func soundStore(t *testing.T, s app.Store) {
	wantSound(t, s)
	put(t, s, "a", Note("n1", 0), Note("n2", 1))
	put(t, s, "empty")
	if err := s.Audit(bg, Draft("sign-in", ""), Draft("chart.read", "unknown-child")); err != nil {
		t.Fatal(err)
	}
	wantSound(t, s)
}
