package app_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/demo"
	"github.com/dayzero-hsct/dayzero/programme"
)

// Control: HAZ-28 (a record read without a trace).
func TestTheCohortJoinsRowsAndChartsAndLeavesAnEventInEachChain(t *testing.T) {
	h, ctx := open(t, true), context.Background()
	cases, err := demo.Cases()
	if err != nil {
		t.Fatal(err)
	}
	founding := cases[0]
	if err := h.SystemImport(ctx, founding); err != nil {
		t.Fatal(err)
	}
	if err := h.SystemProgramme(ctx, [][]byte{[]byte(`{"id":"SYN-1","date":"2019-03-01","synthetic":true}`)}); err != nil {
		t.Fatal(err)
	}
	for _, moment := range []struct {
		move time.Duration
		want int
	}{{0, 1}, {400 * 24 * time.Hour, 2}} { // on 2024-12-20 nothing was infused yet
		h.clock.move(moment.move)
		raw, err := h.SystemCohort(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if table := programme.Parse(raw); len(table.Synthetic) != moment.want || len(table.Real) != 0 || len(table.Refused) != 0 {
			t.Errorf("%s: %d synthetic rows, want %d; %v", h.clock.Now(), len(table.Synthetic), moment.want, table.Refused)
		}
	}
	for chain, want := range map[string]string{founding.ID: string(authz.ReadChart), "installation": string(authz.ReadProgramme)} {
		events, err := h.store.AuditTrail(ctx, chain, 50)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, e := range events {
			if e.Action == want && strings.Contains(e.Actor, "system") {
				n++
			}
		}
		if n != 2 {
			t.Errorf("%s: %d events of two readings", chain, n)
		}
	}
}
