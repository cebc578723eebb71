package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dayzero-hsct/dayzero/internal/app"
)

// limit is the first version of a synthetic limit.
func limit(id string) app.CentreLimit {
	return app.CentreLimit{ID: id, Kind: "virus", Subject: "CMV", Specimen: "plasma", High: "1000 copies/mL", Version: 1, Role: "physician", Name: "Synthetic physician",
		Account: "physician", At: noon, Reason: "protocol of the centre, page 3"}
}

func limits(t *testing.T, s app.Store) {
	for _, id := range []string{"l2", "l1"} {
		if err := s.PutLimit(bg, limit(id), Draft("limits.set", "")); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Limits(bg)
	if diff := cmp.Diff([]app.CentreLimit{limit("l1"), limit("l2")}, got); diff != "" || err != nil {
		t.Fatal(err, diff)
	}
	nothingWritten(t, s, "a", func() error { return s.PutLimit(bg, limit("l1"), Draft("limits.set", "")) }, app.ErrExists)
	nothingWritten(t, s, "a", func() error { return s.PutLimit(bg, limit(""), Draft("limits.set", "")) }, app.ErrRefused)
	nothingWritten(t, s, "a", func() error { return s.PutLimit(bg, limit("l3"), Draft("limits.set", "a")) }, app.ErrRefused)
	if events := trail(t, s, "installation"); len(events) != 2 || events[0].Digest == "" {
		t.Fatalf("the trail holds %+v", events)
	}
	wantSound(t, s)
}
