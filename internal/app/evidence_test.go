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
	if _, err := h.ProposeCases(t.Context(), nurse, tableOfOne); !errors.Is(err, app.ErrDenied) {
		t.Errorf("a nurse proposed: %v", err)
	}
	for name, table := range map[string]string{"no table": "", "an unknown column": "weather\n1\n", "a row of the knowledge": strings.Replace(tableOfOne, "SYN-CASE-1", "GRU07-1", 1)} {
		if _, err := h.ProposeCases(t.Context(), first, table); !errors.Is(err, app.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	id, err := h.ProposeCases(t.Context(), first, tableOfOne)
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
	if _, err := h.ProposeCases(t.Context(), manager, tableOfOne); !errors.Is(err, app.ErrRefused) {
		t.Errorf("the same case again: %v", err)
	}
	if findings, err := h.store.Check(t.Context()); err != nil || len(findings) > 0 {
		t.Errorf("%v %v", findings, err)
	}
}
