package app_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
)

// A synthetic table of the published schema.
const tableOfOne = "case_id,row_type,disease,n,source,doi_pmid_url,evidence_read,status,outcome\nSYN-CASE-1,hsct,LIG4,1,synthetic source,synthetic,abstract,read,alive\n"

// Two people read a case before it counts.
func TestACaseEntersTheEvidenceWhenASecondPersonAcceptsIt(t *testing.T) {
	h := open(t, false)
	for _, role := range []authz.Role{authz.Physician, authz.Geneticist, authz.DataManager, authz.Nurse} {
		h.account(t, role)
	}
	first, second, manager, nurse := h.as(t, authz.Physician), h.as(t, authz.Geneticist), h.as(t, authz.DataManager), h.as(t, authz.Nurse)
	has := func(p app.Principal) bool {
		rows, err := h.EvidenceRows(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(rows, func(r app.EvidenceRow) bool { return r.ID == "SYN-CASE-1" })
	}
	if _, err := h.ProposeCases(t.Context(), nurse, app.CasesProposal{Table: tableOfOne}); !errors.Is(err, app.ErrDenied) {
		t.Errorf("a nurse proposed: %v", err)
	}
	for name, table := range map[string]string{"no table": "", "an unknown column": "weather\n1\n", "a row of the knowledge": strings.Replace(tableOfOne, "SYN-CASE-1", "GRU07-1", 1)} {
		if _, err := h.ProposeCases(t.Context(), first, app.CasesProposal{Table: table}); !errors.Is(err, app.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	id, err := h.ProposeCases(t.Context(), first, app.CasesProposal{Table: tableOfOne})
	if err != nil {
		t.Fatal(err)
	}
	if has(first) {
		t.Fatal("a table that nobody accepted is evidence")
	}
	decide := func(p app.Principal, v app.CasesVerdict) error { v.Table = id; return h.DecideCases(t.Context(), p, v) }
	for name, c := range map[string]struct {
		who  app.Principal
		v    app.CasesVerdict
		want error
	}{
		"who proposed it":          {first, app.CasesVerdict{Accept: true, Password: password}, app.ErrDenied},
		"without the right":        {manager, app.CasesVerdict{Accept: true, Password: password}, app.ErrDenied},
		"with a wrong password":    {second, app.CasesVerdict{Accept: true, Password: "something else"}, app.ErrDenied},
		"refused without a reason": {second, app.CasesVerdict{Password: password}, app.ErrRefused},
	} {
		if err := decide(c.who, c.v); !errors.Is(err, c.want) || has(first) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := decide(second, app.CasesVerdict{Accept: true, Password: password}); err != nil || !has(nurse) {
		t.Fatalf("accepted: %v", err)
	}
	if err := decide(second, app.CasesVerdict{Accept: true, Password: password}); !errors.Is(err, app.ErrConflict) {
		t.Errorf("a second verdict: %v", err)
	}
	if _, err := h.ProposeCases(t.Context(), manager, app.CasesProposal{Table: tableOfOne}); !errors.Is(err, app.ErrRefused) {
		t.Errorf("the same case again: %v", err)
	}
	if findings, err := h.store.Check(t.Context()); err != nil || len(findings) > 0 {
		t.Errorf("%v %v", findings, err)
	}
}

// Control: HAZ-72 (a wrong row goes on as evidence).
func TestAnAcceptedTableIsTakenBackOrCorrectedByTwoPeopleAndStaysReadable(t *testing.T) {
	h := open(t, false)
	for _, role := range []authz.Role{authz.Physician, authz.Geneticist} {
		h.account(t, role)
	}
	first, second := h.as(t, authz.Physician), h.as(t, authz.Geneticist)
	propose := func(p app.Principal, c app.CasesProposal) string {
		t.Helper()
		id, err := h.ProposeCases(t.Context(), p, c)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	accept := func(p app.Principal, id string) error {
		return h.DecideCases(t.Context(), p, app.CasesVerdict{Table: id, Accept: true, Password: password})
	}
	outcome := func() string {
		rows, err := h.EvidenceRows(t.Context(), first)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if r.ID == "SYN-CASE-1" {
				return r.End()
			}
		}
		return "no row"
	}
	original := propose(first, app.CasesProposal{Table: tableOfOne})
	for name, c := range map[string]struct {
		p    app.CasesProposal
		want error
	}{
		"a table that waits":  {app.CasesProposal{Replaces: original, Why: "wrong"}, app.ErrConflict},
		"a table of nowhere":  {app.CasesProposal{Replaces: "nowhere", Why: "wrong"}, app.ErrNotFound},
		"nothing at all":      {app.CasesProposal{}, app.ErrRefused},
		"a row of the base":   {app.CasesProposal{Table: strings.Replace(tableOfOne, "SYN-CASE-1", "GRU07-1", 1)}, app.ErrRefused},
		"a reason for no one": {app.CasesProposal{Why: "wrong"}, app.ErrRefused},
	} {
		if _, err := h.ProposeCases(t.Context(), first, c.p); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := accept(second, original); err != nil || outcome() != "alive" {
		t.Fatal(err, outcome())
	}
	corrected := strings.Replace(tableOfOne, "alive", "dead", 1)
	if _, err := h.ProposeCases(t.Context(), second, app.CasesProposal{Table: corrected, Replaces: original}); !errors.Is(err, app.ErrRefused) {
		t.Errorf("without a reason: %v", err)
	}
	change := propose(second, app.CasesProposal{Table: corrected, Replaces: original, Why: "the follow-up of the paper says died"})
	rival := propose(first, app.CasesProposal{Replaces: original, Why: "withdrawn by the journal"})
	if outcome() != "alive" {
		t.Error("a proposal changed the evidence")
	}
	if err := accept(second, change); !errors.Is(err, app.ErrDenied) || outcome() != "alive" {
		t.Errorf("who proposed the correction accepted it: %v", err)
	}
	if err := accept(first, change); err != nil || outcome() != "dead" {
		t.Errorf("corrected: %v, %s", err, outcome())
	}
	if err := accept(second, rival); !errors.Is(err, app.ErrConflict) || outcome() != "dead" {
		t.Errorf("a table was replaced twice: %v", err)
	}
	back := propose(first, app.CasesProposal{Replaces: change, Why: "withdrawn by the journal"})
	if err := accept(second, back); err != nil || outcome() != "no row" {
		t.Errorf("taken back: %v, %s", err, outcome())
	}
	if _, err := h.ProposeCases(t.Context(), first, app.CasesProposal{Replaces: back, Why: "put it back"}); !errors.Is(err, app.ErrConflict) {
		t.Errorf("a taking back was replaced: %v", err)
	}
	propose(first, app.CasesProposal{Table: tableOfOne}) // it may be proposed anew
	tables, err := h.EvidenceTables(t.Context(), first)
	if err != nil || len(tables) != 5 {
		t.Errorf("%d tables, %v", len(tables), err)
	}
	if findings, err := h.store.Check(t.Context()); err != nil || len(findings) > 0 {
		t.Errorf("%v %v", findings, err)
	}
}
