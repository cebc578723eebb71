package ward_test

import (
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/ward"
)

func TestAHandoverIsCompleteWhenAnotherPersonTakesIt(t *testing.T) {
	k := newChild(t)
	on := "2025-01-10"
	if h := ward.LastHandover(seen(t, k.c, on)); h.Given() || h.Taken() {
		t.Errorf("%+v", h)
	}
	k.add("h1", "2025-01-09T19:00", &chart.Assessment{Item: ward.HandoverItem, State: "done", Result: "watch the balance"}).Author = "anna"
	k.add("h1-own", "2025-01-09T19:05", &chart.Assessment{Item: ward.HandoverTaken, State: "done", Result: "h1"}).Author = "anna"
	if h := ward.LastHandover(seen(t, k.c, on)); !h.Given() || h.Taken() || h.Note != "watch the balance" {
		t.Errorf("taken by the one who gave it: %+v", h)
	}
	k.add("h1-taken", "2025-01-09T19:10", &chart.Assessment{Item: ward.HandoverTaken, State: "done", Result: "h1"}).Author = "ben"
	if h := ward.LastHandover(seen(t, k.c, on)); h.TakenBy != "ben" || h.By != "anna" {
		t.Errorf("%+v", h)
	}
	k.add("h2", "2025-01-10T07:00", &chart.Assessment{Item: ward.HandoverItem, State: "done", Result: "quiet night"}).Author = "ben"
	if h := ward.LastHandover(seen(t, k.c, on)); h.Note != "quiet night" || h.Taken() {
		t.Errorf("a new handover waits again: %+v", h)
	}
}

func TestAHandoverTakenInItsOwnMinuteIsCompleteInAnyOrder(t *testing.T) {
	for _, name := range []string{"a-taken", "z-taken"} { // sorts before and after the handover
		k := newChild(t)
		k.add("h1", "2025-01-09T19:00", &chart.Assessment{Item: ward.HandoverItem, State: "done", Result: "watch the balance"}).Author = "anna"
		k.add(name, "2025-01-09T19:00", &chart.Assessment{Item: ward.HandoverTaken, State: "done", Result: "h1"}).Author = "ben"
		if h := ward.LastHandover(seen(t, k.c, "2025-01-10")); h.TakenBy != "ben" {
			t.Errorf("%s: %+v", name, h)
		}
	}
}
