package app_test

import (
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/store/storetest"
)

func TestAnEntryOfAnotherServerIsSeenAtTheNextLook(t *testing.T) {
	h := open(t, false)
	h.load(t, "one")
	h.account(t, authz.Physician)
	physician := h.as(t, authz.Physician)
	_, before, err := h.Plan(t.Context(), physician, "one", app.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	entry := storetest.Note("of-another-server", 0)
	entry.Effective, entry.Recorded = moment("2024-12-19T08:00"), moment("2024-12-19T08:00")
	if err := h.store.Append(t.Context(), "one", -1, []chart.Entry{entry}, storetest.Draft("entry.write", "one")); err != nil {
		t.Fatal(err)
	}
	_, after, err := h.Plan(t.Context(), physician, "one", app.AsOf{})
	if err != nil || after.Size != before.Size+1 {
		t.Errorf("%d entries, then %d, %v", before.Size, after.Size, err)
	}
}

func TestAPlanOfNowIsMadeAnewAfterSeconds(t *testing.T) {
	h := open(t, false)
	h.load(t, "one")
	h.account(t, authz.Physician)
	physician := h.as(t, authz.Physician)
	_, before, err := h.Plan(t.Context(), physician, "one", app.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	h.clock.move(6 * time.Second)
	_, after, err := h.Plan(t.Context(), physician, "one", app.AsOf{})
	if err != nil || !after.Moment.Clinical.After(before.Moment.Clinical) {
		t.Errorf("%v, then %v, %v", before.Moment, after.Moment, err)
	}
}
