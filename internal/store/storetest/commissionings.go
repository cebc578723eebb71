package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dayzero-hsct/dayzero/internal/app"
)

// commissioning is a synthetic signature under a model.
func commissioning(id string) app.Commissioning {
	return app.Commissioning{ID: id, Kind: "model", Item: "synthetic_model", Version: "00ff", Role: "pharmacist", Name: "Synthetic pharmacist",
		Account: "pharmacist", At: noon, Opened: "Table 2 of the paper", Meaning: "compared"}
}

func commissionings(t *testing.T, s app.Store) {
	for _, id := range []string{"c2", "c1"} {
		if err := s.PutCommissioning(bg, commissioning(id), Draft("knowledge.commission", "")); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Commissionings(bg)
	if diff := cmp.Diff([]app.Commissioning{commissioning("c1"), commissioning("c2")}, got); diff != "" || err != nil {
		t.Fatal(err, diff)
	}
	nothingWritten(t, s, "a", func() error {
		return s.PutCommissioning(bg, commissioning("c1"), Draft("knowledge.commission", ""))
	}, app.ErrExists)
	nothingWritten(t, s, "a", func() error { return s.PutCommissioning(bg, commissioning(""), Draft("knowledge.commission", "")) }, app.ErrRefused)
	nothingWritten(t, s, "a", func() error { return s.PutCommissioning(bg, commissioning("c3"), Draft("knowledge.commission", "a")) }, app.ErrRefused)
	if events := trail(t, s, "installation"); len(events) != 2 || events[0].Digest == "" {
		t.Fatalf("the trail holds %+v", events)
	}
	wantSound(t, s)
}
