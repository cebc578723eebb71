package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/app"
)

var bg = context.Background()

func caseComesBack(t *testing.T, s app.Store) {
	e := Note("n1", 0)
	e.About, e.Reason = "sister", "synthetic reason"
	e.Payload = &chart.Note{Text: "特殊字符 <&> \x00 \u2028 \"quoted\" 🧬"}
	want := Case("child", e, Note("n2", 1))
	if err := s.CreateCase(bg, want, Draft("case.import", "child")); err != nil {
		t.Fatal(err)
	}
	got, err := s.Case(bg, "child")
	if err != nil {
		t.Fatal(err)
	}
	for i := range want.Entries {
		want.Entries[i].Patient = "child" // filled in by the store
	}
	equal := cmp.Comparer(func(a, b day.Moment) bool { return a.Equal(b) })
	if diff := cmp.Diff(want, got, equal); diff != "" {
		t.Fatalf("the case came back changed (-written +read):\n%s", diff)
	}
}

func entriesAreSorted(t *testing.T, s app.Store) {
	put(t, s, "child", Note("late", 9), Note("b", 3), Note("early", 1))
	if err := appendTo(s, "child", -1, Note("a", 3), Note("first", 0)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"first", "early", "a", "b", "late"}, entryIDs(t, s, "child")); diff != "" {
		t.Fatal(diff)
	}
}

func bareDatesStartInTheCentre(t *testing.T, s app.Store) {
	e := Note("n1", 0)
	e.Effective = day.MomentOn(day.MustDate("2024-12-17"), shanghai)
	put(t, s, "child", e)
	c, err := s.Case(bg, "child")
	if err != nil {
		t.Fatal(err)
	}
	got := c.Entries[0].Effective
	if !got.Equal(e.Effective) || !got.DateOnly() {
		t.Fatalf("the moment came back as %v (%v), want %v", got, got.Time(), e.Effective.Time())
	}
}

func unknownCase(t *testing.T, s app.Store) {
	_, err := s.Case(bg, "nobody")
	wantError(t, err, app.ErrNotFound)
}

func hostileIDs(t *testing.T, s app.Store) {
	put(t, s, "child", Note("n1", 0))
	for _, id := range []string{"", "'", "child' OR '1'='1", "child\x00", "\xff\xfe", "%", "$1", strings.Repeat("x", 100000)} {
		_, err := s.Case(bg, id)
		wantError(t, err, app.ErrNotFound)
		wantError(t, appendTo(s, id, -1, Note("n2", 1)), app.ErrNotFound)
		_, err = s.Account(bg, id)
		wantError(t, err, app.ErrNotFound)
		_, err = s.Session(bg, id)
		wantError(t, err, app.ErrNotFound)
		if cases, err := s.Cases(bg, []string{id}); err != nil || len(cases) != 0 {
			t.Fatalf("headers of %q: %d, %v", id, len(cases), err)
		}
	}
	wantSound(t, s)
}

func caseIDTaken(t *testing.T, s app.Store) {
	put(t, s, "child", Note("n1", 0))
	nothingWritten(t, s, "child", func() error {
		return s.CreateCase(bg, Case("child", Note("n2", 0)), Draft("case.import", "child"))
	}, app.ErrExists)
}

func installationIsNoCase(t *testing.T, s app.Store) {
	nothingWritten(t, s, "installation", func() error {
		return s.CreateCase(bg, Case("installation"), Draft("case.import", "installation"))
	}, app.ErrExists)
}

func entryIDTaken(t *testing.T, s app.Store) {
	put(t, s, "child", Note("n1", 0))
	nothingWritten(t, s, "child", func() error {
		return appendTo(s, "child", -1, Note("n2", 0), Note("n1", 0))
	}, app.ErrExists)
}

func entryIDOfTwoCases(t *testing.T, s app.Store) {
	put(t, s, "child", Note("mother", 0))
	put(t, s, "other", Note("mother", 1), Note("n1", 2))
	for id, want := range map[string]int{"child": 1, "other": 2} {
		if c, err := s.Case(bg, id); err != nil || len(c.Entries) != want {
			t.Errorf("case %s: %d entries, %v", id, len(c.Entries), err)
		}
		if n, err := s.Size(bg, id); err != nil || n != want {
			t.Errorf("size of %s: %d, %v", id, n, err)
		}
	}
	if _, err := s.Size(bg, "nobody"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("size of a case that does not exist: %v", err)
	}
	if findings, err := s.Check(bg); err != nil || len(findings) != 0 {
		t.Errorf("check: %v, %v", findings, err)
	}
}

func entryIDTwice(t *testing.T, s app.Store) {
	nothingWritten(t, s, "child", func() error {
		return s.CreateCase(bg, Case("child", Note("n1", 0), Note("n1", 1)), Draft("case.import", "child"))
	}, app.ErrExists)
	put(t, s, "child")
	nothingWritten(t, s, "child", func() error {
		return appendTo(s, "child", -1, Note("n1", 0), Note("n1", 1))
	}, app.ErrExists)
}

func appendAdds(t *testing.T, s app.Store) {
	put(t, s, "child", Note("n0", 0))
	for i := 1; i <= 20; i++ {
		if err := appendTo(s, "child", i, Note(fmt.Sprintf("n%d", i), i)); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(entryIDs(t, s, "child")); n != 21 {
		t.Fatalf("%d entries, want 21", n)
	}
	wantSound(t, s)
}

func appendUnknown(t *testing.T, s app.Store) {
	nothingWritten(t, s, "nobody", func() error { return appendTo(s, "nobody", -1, Note("n1", 0)) }, app.ErrNotFound)
	// A refused look at an unknown record begins its chain, but makes no case.
	if err := s.Audit(bg, Draft("chart.read", "nobody")); err != nil {
		t.Fatal(err)
	}
	nothingWritten(t, s, "nobody", func() error { return appendTo(s, "nobody", -1, Note("n1", 0)) }, app.ErrNotFound)
	put(t, s, "nobody", Note("n1", 0)) // and the id is free
	wantSound(t, s)
}

func corrects(e chart.Entry, id string) chart.Entry {
	e.Supersedes, e.Reason = id, "synthetic correction"
	return e
}

func correctionUnknown(t *testing.T, s app.Store) {
	put(t, s, "child", Note("n1", 0))
	nothingWritten(t, s, "child", func() error {
		return appendTo(s, "child", -1, Note("n3", 1), corrects(Note("n2", 0), "n9"))
	}, app.ErrNotFound)
	nothingWritten(t, s, "other", func() error {
		return s.CreateCase(bg, Case("other", corrects(Note("m1", 0), "m9")), Draft("case.import", "other"))
	}, app.ErrNotFound)
}

func correctionElsewhere(t *testing.T, s app.Store) {
	put(t, s, "child", Note("n1", 0))
	put(t, s, "other", Note("m1", 0))
	nothingWritten(t, s, "child", func() error {
		return appendTo(s, "child", -1, corrects(Note("n2", 0), "m1"))
	}, app.ErrNotFound)
}

func correctionTogether(t *testing.T, s app.Store) {
	put(t, s, "child", corrects(Note("a-correction", 1), "n1"), Note("n1", 0))
	if err := appendTo(s, "child", 2, corrects(Note("n3", 2), "n1")); err != nil {
		t.Fatal(err)
	}
	c, err := s.Case(bg, "child")
	if err != nil {
		t.Fatal(err)
	}
	if c.Entries[2].Supersedes != "n1" || c.Entries[2].Reason == "" {
		t.Fatalf("the correction came back as %+v", c.Entries[2])
	}
	wantSound(t, s)
}

func foreignEntry(t *testing.T, s app.Store) {
	put(t, s, "child")
	put(t, s, "other")
	e := Note("n1", 0)
	e.Patient = "other"
	nothingWritten(t, s, "child", func() error { return appendTo(s, "child", -1, e) }, app.ErrRefused)
	nothingWritten(t, s, "child", func() error {
		return s.Append(bg, "child", -1, []chart.Entry{Note("n1", 0)}, Draft("entry.write", "other"))
	}, app.ErrRefused)
}

func entryWithoutPayload(t *testing.T, s app.Store) {
	put(t, s, "child")
	e := Note("n1", 0)
	e.Payload = nil
	nothingWritten(t, s, "child", func() error { return appendTo(s, "child", -1, e) }, app.ErrRefused)
}

func expectConflicts(t *testing.T, s app.Store) {
	put(t, s, "child", Note("n1", 0))
	for _, expect := range []int{0, 2, 100} {
		nothingWritten(t, s, "child", func() error { return appendTo(s, "child", expect, Note("n2", 0)) }, app.ErrConflict)
	}
	if err := appendTo(s, "child", 1, Note("n2", 0)); err != nil {
		t.Fatal(err)
	}
}

// together runs n calls at the same time and returns their errors.
func together(n int, call func(i int) error) []error {
	errs := make([]error, n)
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		ready.Add(1)
		done.Add(1)
		go func() {
			defer done.Done()
			ready.Done()
			<-start
			errs[i] = call(i)
		}()
	}
	ready.Wait()
	close(start)
	done.Wait()
	return errs
}

func expectRace(t *testing.T, s app.Store) {
	put(t, s, "child", Note("n", 0))
	won := 0
	for _, err := range together(12, func(i int) error { return appendTo(s, "child", 1, Note(fmt.Sprintf("n%d", i), i)) }) {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, app.ErrConflict):
			t.Errorf("a loser was told %v", err)
		}
	}
	if n := len(entryIDs(t, s, "child")); won != 1 || n != 2 {
		t.Fatalf("%d writers won and the case holds %d entries; want 1 and 2", won, n)
	}
	wantSound(t, s)
}

func appendsToOneCase(t *testing.T, s app.Store) {
	put(t, s, "child")
	for i, err := range together(16, func(i int) error {
		for j := range 5 {
			if err := appendTo(s, "child", -1, Note(fmt.Sprintf("n%d-%d", i, j), j)); err != nil {
				return err
			}
		}
		return nil
	}) {
		if err != nil {
			t.Fatalf("writer %d: %v", i, err)
		}
	}
	if n := len(entryIDs(t, s, "child")); n != 80 {
		t.Fatalf("%d entries, want 80", n)
	}
	if events := trail(t, s, "child"); len(events) != 81 {
		t.Fatalf("%d events, want 81", len(events))
	}
	wantSound(t, s)
}

func appendsToManyCases(t *testing.T, s app.Store) {
	for i, err := range together(12, func(i int) error {
		id := fmt.Sprintf("child-%02d", i)
		if err := s.CreateCase(bg, Case(id, Note(id+"-0", 0)), Draft("case.import", id)); err != nil {
			return err
		}
		for j := 1; j < 5; j++ {
			if err := appendTo(s, id, j, Note(fmt.Sprintf("%s-%d", id, j), j)); err != nil {
				return err
			}
		}
		return s.Audit(bg, Draft("sign-in", ""), Draft("chart.read", id), Draft("chart.read", "child-00"))
	}) {
		if err != nil {
			t.Fatalf("writer %d: %v", i, err)
		}
	}
	ids, err := s.CaseIDs(bg)
	if err != nil || len(ids) != 12 || !slices.IsSorted(ids) {
		t.Fatalf("case ids %v, %v", ids, err)
	}
	for _, id := range ids {
		if n := len(entryIDs(t, s, id)); n != 5 {
			t.Errorf("case %s holds %d entries, want 5", id, n)
		}
	}
	wantSound(t, s)
}

func refusedNeighbours(t *testing.T, s app.Store) {
	put(t, s, "child", Note("taken", 0))
	for i, err := range together(24, func(i int) error {
		if i%3 == 0 {
			return appendTo(s, "child", -1, Note(fmt.Sprintf("half-%d", i), 0), Note("taken", i))
		}
		return appendTo(s, "child", -1, Note(fmt.Sprintf("good-%d", i), i))
	}) {
		switch {
		case i%3 == 0 && !errors.Is(err, app.ErrExists):
			t.Errorf("writer %d was told %v, want %v", i, err, app.ErrExists)
		case i%3 != 0 && err != nil:
			t.Errorf("writer %d: %v", i, err)
		}
	}
	ids := entryIDs(t, s, "child")
	if len(ids) != 17 {
		t.Errorf("%d entries, want 17", len(ids))
	}
	for _, id := range ids {
		if strings.HasPrefix(id, "half") {
			t.Errorf("entry %s of a refused request was kept", id)
		}
	}
	wantSound(t, s)
}

func emptyListGivesNothing(t *testing.T, s app.Store) {
	put(t, s, "child")
	for _, ids := range [][]string{nil, {}} {
		if cases, err := s.Cases(bg, ids); err != nil || len(cases) != 0 {
			t.Fatalf("an empty list gave %d cases, %v", len(cases), err)
		}
	}
}

func headersOnly(t *testing.T, s app.Store) {
	for _, id := range []string{"c", "a", "b", "B"} {
		put(t, s, id, Note("n-"+id, 0))
	}
	cases, err := s.Cases(bg, []string{"c", "nobody", "b", "B", "c"})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range cases {
		ids = append(ids, c.ID)
		if len(c.Entries) != 0 || c.Title.ZH != "虚构患儿" || !c.Synthetic || c.Centre.RenalMaxAgeDays != 2 {
			t.Errorf("the header of %s came back as %+v", c.ID, c)
		}
	}
	if diff := cmp.Diff([]string{"B", "b", "c"}, ids); diff != "" {
		t.Fatal(diff)
	}
}

func manyHeaders(t *testing.T, s app.Store) {
	var ids []string
	for i := range 300 {
		ids = append(ids, fmt.Sprintf("child-%03d", i))
	}
	for i, err := range together(6, func(i int) error {
		for j := i; j < len(ids); j += 6 {
			if err := s.CreateCase(bg, Case(ids[j]), Draft("case.import", ids[j])); err != nil {
				return err
			}
		}
		return nil
	}) {
		if err != nil {
			t.Fatalf("writer %d: %v", i, err)
		}
	}
	cases, err := s.Cases(bg, ids)
	if err != nil || len(cases) != len(ids) || cases[299].ID != "child-299" {
		t.Fatalf("%d headers, %v", len(cases), err)
	}
}

func returnedValuesAreCopies(t *testing.T, s app.Store) {
	put(t, s, "child", Note("n1", 0))
	first, err := s.Case(bg, "child")
	if err != nil {
		t.Fatal(err)
	}
	first.Entries[0].Payload.(*chart.Note).Text = "changed"
	if second, err := s.Case(bg, "child"); err != nil || second.Entries[0].Payload.(*chart.Note).Text == "changed" {
		t.Fatalf("a change of a returned value reached the store (%v)", err)
	}
}

func givenUp(t *testing.T, s app.Store) {
	put(t, s, "child")
	ended, cancel := context.WithDeadline(bg, time.Unix(0, 0))
	defer cancel()
	nothingWritten(t, s, "child", func() error {
		return s.Append(ended, "child", -1, []chart.Entry{Note("n1", 0)}, Draft("entry.write", "child"))
	}, app.ErrStorage)
	nothingWritten(t, s, "child", func() error { return s.Audit(ended, Draft("sign-in", "")) }, context.DeadlineExceeded)
}
