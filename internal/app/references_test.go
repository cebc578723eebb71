package app_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
)

// A reference that leads nowhere is refused at its field in both languages, and
// nothing is written; one that leads to a record of this child is taken.
func TestAnEntryNamesOnlyWhatTheRecordOfThisChildHolds(t *testing.T) {
	h := open(t, false)
	h.load(t, "one")
	physician, nurse := h.as(t, authz.Physician), h.as(t, authz.Nurse)
	before := h.count(t, "one")
	for name, c := range map[string]struct {
		kind, path string
		fields     map[string]string
	}{
		"an infusion of no graft":          {"infusion", "data.graft", map[string]string{"graft": "anything"}},
		"a check of no graft":              {"identity-check", "data.graft", map[string]string{"of": "graft", "graft": "one-sister", "identifier": "X", "matches": "yes", "checkedBy": "A\nB"}},
		"a graft of nobody":                {"graft", "data.donor", map[string]string{"source": "pbsc", "donor": "nobody", "state": "planned"}},
		"a graft of the child":             {"graft", "data.donor", map[string]string{"source": "pbsc", "donor": "one-child", "state": "planned"}},
		"antibodies against nobody":        {"donor-antibody", "data.donor", map[string]string{"donor": "nobody", "result": "negative"}},
		"a donor chosen who is nobody":     {"decision", "data.choice", map[string]string{"what": "donor", "choice": "nobody"}},
		"a dose of no order":               {"medication-administration", "data.order", map[string]string{"drug": "mesna", "dose": "10 mg", "order": "graft"}},
		"a task of a meeting that was not": {"task", "data.meeting", map[string]string{"what": "x", "state": "open", "meeting": "one-child"}},
	} {
		_, err := h.Record(t.Context(), physician, "one", app.EntryRequest{Kind: c.kind, Fields: c.fields})
		told := app.Told(err)
		if !errors.Is(err, app.ErrRefused) || len(told) != 1 || told[0].Path != c.path || told[0].Said.ZH == "" || told[0].Said.ZH == told[0].Said.EN {
			t.Errorf("%s: %v", name, err)
		}
	}
	if after := h.count(t, "one"); after != before {
		t.Errorf("%d entries were written by refusals", after-before)
	}
	id, err := h.Record(t.Context(), physician, "one", app.EntryRequest{Kind: "graft", Fields: map[string]string{"source": "pbsc", "donor": "one-sister", "state": "released"}})
	if err != nil || !strings.HasPrefix(id, "graft-") {
		t.Fatal(err)
	}
	if _, err := h.Record(t.Context(), nurse, "one", app.EntryRequest{Kind: "infusion", Fields: map[string]string{"graft": id}}); err != nil {
		t.Errorf("a recorded graft: %v", err)
	}
}
