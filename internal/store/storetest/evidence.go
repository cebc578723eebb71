package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dayzero-hsct/dayzero/internal/app"
)

// tableOfCases is a synthetic proposal.
func tableOfCases(id string) app.EvidenceTable {
	return app.EvidenceTable{ID: id, Table: "case_id,row_type\n虚构-1,hsct\n", Rows: 1, State: app.EvidenceProposed,
		Proposed: app.EvidenceAct{Account: "amy", Name: "Synthetic amy", Role: "physician", At: noon}}
}

func accepted(t app.EvidenceTable) app.EvidenceTable {
	t.State, t.Verdict = app.EvidenceAccepted, app.EvidenceAct{Account: "zed", Name: "Synthetic zed", Role: "geneticist", At: noon}
	return t
}

func evidenceTables(t *testing.T, s app.Store) {
	for _, id := range []string{"t2", "t1"} {
		if err := s.PutEvidence(bg, tableOfCases(id), Draft("evidence.propose", "")); err != nil {
			t.Fatal(err)
		}
	}
	nothingWritten(t, s, "a", func() error { return s.PutEvidence(bg, tableOfCases("t1"), Draft("evidence.propose", "")) }, app.ErrExists)
	nothingWritten(t, s, "a", func() error { return s.PutEvidence(bg, accepted(tableOfCases("t9")), Draft("evidence.decide", "")) }, app.ErrNotFound)
	nothingWritten(t, s, "a", func() error { return s.PutEvidence(bg, tableOfCases(""), Draft("evidence.propose", "")) }, app.ErrRefused)
	if err := s.PutEvidence(bg, accepted(tableOfCases("t1")), Draft("evidence.decide", "")); err != nil {
		t.Fatal(err)
	}
	nothingWritten(t, s, "a", func() error { return s.PutEvidence(bg, accepted(tableOfCases("t1")), Draft("evidence.decide", "")) }, app.ErrConflict)
	got, err := s.EvidenceTables(bg)
	if diff := cmp.Diff([]app.EvidenceTable{accepted(tableOfCases("t1")), tableOfCases("t2")}, got); diff != "" || err != nil {
		t.Fatal(err, diff)
	}
	if events := trail(t, s, "installation"); len(events) != 3 || events[2].Action != "evidence.decide" {
		t.Fatalf("the trail holds %+v", events)
	}
	wantSound(t, s)
}
