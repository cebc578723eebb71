// Package storetest is the one conformance suite of the stores. Every promise in
// the comment of app.Store is a named test here, and both engines pass the same
// suite.
//
// Run needs nothing but a way to open an empty store. RunGuarded needs more of
// an engine: a raw connection to tamper through, and its Restore. All data are
// synthetic.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/audit"
)

// Run holds a store to every promise of app.Store. Open returns an empty store
// that the test may close; it cleans up after the test.
func Run(t *testing.T, open func(t *testing.T) app.Store) {
	tests := []struct {
		name string
		test func(*testing.T, app.Store)
	}{
		{"a case comes back as it was written", caseComesBack},
		{"entries come back in the order of time, not of writing", entriesAreSorted},
		{"a bare date starts in the time zone of the centre", bareDatesStartInTheCentre},
		{"an unknown case is not found", unknownCase},
		{"a hostile id is not found and does no harm", hostileIDs},
		{"a case id is taken once", caseIDTaken},
		{"the word installation is never a case", installationIsNoCase},
		{"an entry id taken within the case refuses the whole write", entryIDTaken},
		{"two cases may use the same entry id", entryIDOfTwoCases},
		{"an entry id that occurs twice refuses the whole case", entryIDTwice},
		{"appended entries are added and nothing is lost", appendAdds},
		{"appending to an unknown case is not found", appendUnknown},
		{"a correction of an unknown entry is not found", correctionUnknown},
		{"a correction of an entry of another case is not found", correctionElsewhere},
		{"a correction may come with the entry it corrects", correctionTogether},
		{"an entry of another case is refused", foreignEntry},
		{"an entry without payload is refused", entryWithoutPayload},
		{"an append that expects another number of entries is a conflict", expectConflicts},
		{"of many appends that expect the same record one wins", expectRace},
		{"concurrent appends to one case are all kept in one chain", appendsToOneCase},
		{"concurrent appends to many cases are all kept", appendsToManyCases},
		{"a refused neighbour never takes another write with it", refusedNeighbours},
		{"an empty list of cases gives nothing", emptyListGivesNothing},
		{"headers come sorted, once and without entries", headersOnly},
		{"many headers come in one call", manyHeaders},
		{"what a call returned can be changed without changing the store", returnedValuesAreCopies},
		{"a request that is given up writes nothing", givenUp},
		{"an event carries what it wrote", eventCarriesEntries},
		{"chains count without gaps and hold", chainsHold},
		{"the trail comes newest first and limited", trailNewestFirst},
		{"events of several chains are sealed together", auditManyChains},
		{"a hostile text is sealed and read back the same", hostileTexts},
		{"an account comes back, changes and is listed by name", accounts},
		{"an empty scope stays empty", emptyScope},
		{"commissioning signatures are added once and come back", commissionings},
		{"limits of the centre are added once and come back", limits},
		{"sessions live until they are ended", sessions},
		{"projections are kept by name and case, and cleared", projections},
		{"programme rows are replaced as a whole and keep their order", programme},
		{"a consult comes back, by number and by link, with its documents", consults},
		{"a consult or document that was removed is gone and leaves its event", consultsGo},
		{"a consult and its chart are written together or not at all", consultAccepted},
		{"a message is kept once, byte for byte, and waits", messagesAreKeptOnce},
		{"other bytes under the same key are kept and collide", messagesCollide},
		{"a round of sorting is written whole and its tasks are tied", sortingIsWritten},
		{"a task that no message waits for is resolved, and opens again", tasksResolve},
		{"messages of a task wait again", tasksWaitAgain},
		{"the mapping is replaced by id", mappings},
		{"concurrent messages are all kept", messagesFromMany},
		{"a table of cases is proposed, decided once and kept", evidenceTables},
		{"a daily root covers every chain and is kept", dailyRoot},
		{"a store that is in order gives no finding", soundStore},
		{"a closed store answers with a storage error", closedStore},
		{"the store says what it is", describes},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, open(t)) })
	}
}

// The synthetic times and ids of the suite.
var (
	shanghai = mustZone("Asia/Shanghai")
	noon     = time.Date(2024, 12, 17, 4, 0, 0, 0, time.UTC)
)

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err) // the suite needs the time zone data of the machine
	}
	return zone
}

// Draft is an event of the suite about a patient; empty means the installation.
func Draft(action, patient string) audit.Draft {
	return audit.Draft{At: noon, Actor: "synthetic-physician", Role: "physician", Action: action, Patient: patient,
		Outcome: "done", Detail: "synthetic"}
}

// Note is a synthetic entry that was true and written down the given number of
// minutes after noon.
func Note(id string, minutes int) chart.Entry {
	at := day.MomentAt(noon.Add(time.Duration(minutes) * time.Minute))
	return chart.Entry{ID: id, Effective: at, Recorded: at, Author: "synthetic-physician", Source: "synthetic", Synthetic: true,
		Payload: &chart.Note{Text: "synthetic note " + id}}
}

// Case is a synthetic case with the given entries.
func Case(id string, entries ...chart.Entry) chart.Case {
	return chart.Case{ID: id, Title: evidence.Text{EN: "Synthetic child", ZH: "虚构患儿"},
		Notice: evidence.Text{EN: "synthetic, not a real child"}, Synthetic: true,
		Centre:  chart.Centre{Name: evidence.Text{EN: "Synthetic centre"}, Timezone: "Asia/Shanghai", RenalMaxAgeDays: 2},
		Entries: entries}
}

func put(t *testing.T, s app.Store, id string, entries ...chart.Entry) {
	t.Helper()
	if err := s.CreateCase(context.Background(), Case(id, entries...), Draft("case.import", id)); err != nil {
		t.Fatalf("creating case %s: %v", id, err)
	}
}

func appendTo(s app.Store, patient string, expect int, entries ...chart.Entry) error {
	return s.Append(context.Background(), patient, expect, entries, Draft("entry.write", patient))
}

func entryIDs(t *testing.T, s app.Store, id string) []string {
	t.Helper()
	c, err := s.Case(context.Background(), id)
	if err != nil {
		t.Fatalf("reading case %s: %v", id, err)
	}
	ids := []string{}
	for _, e := range c.Entries {
		ids = append(ids, e.ID)
	}
	return ids
}

func wantError(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error is %v, want %v", err, want)
	}
}

// trail reads a whole chain, oldest first.
func trail(t *testing.T, s app.Store, chain string) []audit.Event {
	t.Helper()
	events, err := s.AuditTrail(context.Background(), chain, 1000)
	if err != nil {
		t.Fatalf("reading the trail of %q: %v", chain, err)
	}
	for i, j := 0, len(events)-1; i < j; i, j = i+1, j-1 {
		events[i], events[j] = events[j], events[i]
	}
	return events
}

// wantSound fails when Check finds anything.
func wantSound(t *testing.T, s app.Store) {
	t.Helper()
	findings, err := s.Check(context.Background())
	if err != nil {
		t.Fatalf("check: %v", err)
	}
	for _, f := range findings {
		t.Errorf("check found %s: %s", f.Where, f.Sentence)
	}
}

// nothingWritten fails unless chain and case are as they were.
func nothingWritten(t *testing.T, s app.Store, id string, act func() error, want error) {
	t.Helper()
	state := func() string {
		var ids []string
		if c, err := s.Case(context.Background(), id); err == nil {
			for _, e := range c.Entries {
				ids = append(ids, e.ID)
			}
		}
		all, err := s.CaseIDs(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(ids, all, len(trail(t, s, "")))
	}
	before := state()
	wantError(t, act(), want)
	if after := state(); after != before {
		t.Fatalf("a refused write changed the store from %s to %s", before, after)
	}
	wantSound(t, s)
}
