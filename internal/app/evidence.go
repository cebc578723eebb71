package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/cases"
	"github.com/dayzero-hsct/dayzero/internal/authz"
)

// EvidenceRow is a published row with the table it came in; Table is empty for the
// rows of the knowledge.
type EvidenceRow struct {
	cases.Row
	Table string
}

// EvidenceTables lists what was proposed here, with the verdicts.
func (a *App) EvidenceTables(ctx context.Context, p Principal) ([]EvidenceTable, error) {
	if err := a.allow(ctx, p, authz.ReadKnowledge, ""); err != nil {
		return nil, err
	}
	return a.store.EvidenceTables(ctx)
}

// EvidenceRows gives the published rows: those of the knowledge, and those of the
// tables that two people accepted.
func (a *App) EvidenceRows(ctx context.Context, p Principal) ([]EvidenceRow, error) {
	tables, err := a.EvidenceTables(ctx, p)
	if err != nil {
		return nil, err
	}
	var out []EvidenceRow
	for _, r := range cases.Rows(a.know) {
		out = append(out, EvidenceRow{Row: r})
	}
	for _, t := range tables {
		if t.State != EvidenceAccepted || replacement(tables, t.ID) != "" || t.Rows == 0 {
			continue
		}
		rows, err := a.casesOf(t.Table)
		if err != nil {
			return nil, fmt.Errorf("%w: the accepted table of cases %s does not keep the schema any more: %w", ErrStorage, t.ID, err)
		}
		for _, r := range rows {
			out = append(out, EvidenceRow{r, t.ID})
		}
	}
	return out, nil
}

// replacement is the accepted table that took the place of another; empty while it
// stands.
func replacement(tables []EvidenceTable, id string) string {
	for _, t := range tables {
		if t.Replaces == id && t.State == EvidenceAccepted {
			return t.ID
		}
	}
	return ""
}

// CasesProposal is a table of published cases that one person proposes.
type CasesProposal struct {
	Table    string // CSV of the published schema; empty only where Replaces is taken back whole
	Replaces string // id of the accepted table that it takes the place of, if any
	Why      string // required with Replaces
}

// casesOf reads a table against the schema and the diseases of the knowledge.
func (a *App) casesOf(table string) ([]cases.Row, error) {
	return cases.ReadCSV(strings.NewReader(table), func(key string) bool { _, ok := a.know.Disease(key); return ok })
}

// ProposeCases keeps a table of published cases for another person to read. It
// enters nothing yet, and takes nothing back yet where it replaces an accepted
// one. ErrRefused with every problem, a row that stands in the evidence already
// among them; ErrNotFound or ErrConflict for a table that cannot be replaced.
func (a *App) ProposeCases(ctx context.Context, p Principal, c CasesProposal) (id string, err error) {
	if err := a.allow(ctx, p, authz.ProposeCases, ""); err != nil {
		return "", err
	}
	c.Why = strings.TrimSpace(c.Why)
	if err := a.mayReplace(ctx, c.Replaces, c.Why); err != nil {
		return "", err
	}
	var rows []cases.Row
	if c.Replaces == "" || strings.TrimSpace(c.Table) != "" {
		if rows, err = a.casesOf(c.Table); err != nil {
			return "", fmt.Errorf("%w: %w", ErrRefused, err)
		}
		if len(rows) == 0 {
			return "", refused("the table has no row", "表中没有任何数据行")
		}
	}
	if err := a.unknownCases(ctx, p, rows, c.Replaces); err != nil {
		return "", err
	}
	if id, err = a.token(8); err != nil {
		return "", err
	}
	t := EvidenceTable{ID: id, Table: c.Table, Rows: len(rows), State: EvidenceProposed, Proposed: a.act(p), Replaces: c.Replaces, Why: c.Why}
	said := fmt.Sprintf("%d rows in table %s", len(rows), id)
	if c.Replaces != "" {
		said += " in place of table " + c.Replaces
	}
	return id, a.store.PutEvidence(ctx, t, a.event(p, string(authz.ProposeCases), "", "done", said))
}

// mayReplace checks that a table can be replaced: it was accepted, and no other
// took its place. An empty id replaces nothing.
func (a *App) mayReplace(ctx context.Context, id, why string) error {
	if id == "" {
		return nil
	}
	tables, err := a.store.EvidenceTables(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(tables, func(t EvidenceTable) bool { return t.ID == id })
	switch {
	case i < 0:
		return fmt.Errorf("%w: there is no such table of cases", ErrNotFound)
	case tables[i].State != EvidenceAccepted || tables[i].Rows == 0:
		return fmt.Errorf("%w: only an accepted table with rows can be replaced", ErrConflict)
	case replacement(tables, id) != "":
		return fmt.Errorf("%w: table %s took its place already", ErrConflict, replacement(tables, id))
	case why == "":
		return refused("what takes the place of an accepted table needs its reason", "替换已接受的表格须写明理由")
	}
	return nil
}

func (a *App) act(p Principal) EvidenceAct {
	return EvidenceAct{Account: p.Account, Name: p.Display, Role: string(p.Role), At: a.clock.Now()}
}

// unknownCases refuses rows whose id the evidence holds already, but for those of
// the table that is replaced.
func (a *App) unknownCases(ctx context.Context, p Principal, rows []cases.Row, except string) error {
	known, err := a.EvidenceRows(ctx, p)
	if err != nil {
		return err
	}
	var twice []string
	for _, r := range rows {
		if slices.ContainsFunc(known, func(k EvidenceRow) bool { return k.ID == r.ID && (except == "" || k.Table != except) }) {
			twice = append(twice, r.ID)
		}
	}
	if len(twice) > 0 {
		return refused("in the evidence already: %s", "证据中已有：%s", strings.Join(twice, ", "))
	}
	return nil
}

// CasesVerdict is what the second person decides about a proposed table.
type CasesVerdict struct {
	Table    string // id
	Accept   bool
	Reason   string // required for a refusal
	Password string
}

// DecideCases accepts or refuses a table that another person proposed.
//
// Errors: ErrDenied (role, password, or the same person), ErrNotFound, ErrConflict
// (decided already), ErrRefused (a refusal without a reason, a row that came into
// the evidence meanwhile).
func (a *App) DecideCases(ctx context.Context, p Principal, v CasesVerdict) error {
	if err := a.allow(ctx, p, authz.DecideCases, ""); err != nil {
		return err
	}
	if err := a.reenter(ctx, p, v.Password, string(authz.DecideCases), ""); err != nil {
		return err
	}
	t, err := a.proposedTable(ctx, v.Table)
	if err != nil {
		return err
	}
	if err := a.mayDecideCases(ctx, p, t, v); err != nil {
		return a.refusal(ctx, p, string(authz.DecideCases), "", err)
	}
	t.State, t.Verdict, t.Reason = EvidenceRefused, a.act(p), strings.TrimSpace(v.Reason)
	if v.Accept {
		t.State = EvidenceAccepted
	}
	return a.store.PutEvidence(ctx, t, a.event(p, string(authz.DecideCases), "", "done", string(t.State)+" table "+t.ID+t.inPlaceOf()))
}

func (a *App) proposedTable(ctx context.Context, id string) (EvidenceTable, error) {
	tables, err := a.store.EvidenceTables(ctx)
	if err != nil {
		return EvidenceTable{}, err
	}
	i := slices.IndexFunc(tables, func(t EvidenceTable) bool { return t.ID == id })
	if i < 0 {
		return EvidenceTable{}, fmt.Errorf("%w: there is no such table of cases", ErrNotFound)
	}
	return tables[i], nil
}

// mayDecideCases checks everything that can speak against a verdict.
func (a *App) mayDecideCases(ctx context.Context, p Principal, t EvidenceTable, v CasesVerdict) error {
	switch {
	case t.Decided():
		return fmt.Errorf("%w: the table has its verdict", ErrConflict)
	case t.Proposed.Account == p.Account:
		return fmt.Errorf("%w: who proposed a table does not decide about it", ErrDenied)
	case !v.Accept && strings.TrimSpace(v.Reason) == "":
		return refused("a refusal needs its reason", "不予接受时须写明理由")
	case !v.Accept:
		return nil
	}
	if err := a.mayReplace(ctx, t.Replaces, t.Why); err != nil || t.Rows == 0 {
		return err
	}
	rows, err := a.casesOf(t.Table)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return a.unknownCases(ctx, p, rows, t.Replaces)
}
