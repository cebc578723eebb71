package record

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"sort"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/audit"
)

const (
	insertChain    = `INSERT INTO chain (name, sequence, hash, sealed) VALUES ($1, 0, '', 0) ON CONFLICT DO NOTHING`
	selectChain    = `SELECT c.sequence, c.hash FROM chain c WHERE c.name = $1`
	selectCaseHead = `SELECT c.sequence, c.hash FROM chain c JOIN case_header h ON h.id = c.name WHERE h.id = $1`
	updateChain    = `UPDATE chain SET sequence = $2, hash = $3 WHERE name = $1`
	insertEvent    = `INSERT INTO event (chain, sequence, previous, hash, at, actor, role, action, patient, outcome, detail, entries, digest)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
	eventColumns   = `SELECT chain, sequence, previous, hash, at, actor, role, action, patient, outcome, detail, entries, digest FROM event`
	selectTrail    = eventColumns + ` ORDER BY number DESC LIMIT $1`
	selectTrailOf  = eventColumns + ` WHERE chain = $1 ORDER BY sequence DESC LIMIT $2`
	selectWalk     = eventColumns + ` WHERE chain = $1 AND sequence > $2 ORDER BY sequence LIMIT 5000`
	selectEvents   = eventColumns + ` WHERE number > $1 ORDER BY number LIMIT 5000`
	selectNumber   = `SELECT number FROM event WHERE chain = $1 AND sequence = $2`
	beforeFirst    = int64(math.MinInt64)
	mostOfTheTrail = 1000
)

// caseHead locks and returns the end of the chain of a case that exists.
func (s *Store) caseHead(ctx context.Context, tx Tx, patient string) (audit.Head, bool, error) {
	head := audit.Head{Chain: patient}
	found, err := one(ctx, tx, []any{&head.Sequence, &head.Hash}, selectCaseHead+s.engine.RowLock(), patient)
	return head, found, err
}

// lockChain locks and returns the end of a chain; a chain that is not there yet
// begins.
func (s *Store) lockChain(ctx context.Context, tx Tx, chain string) (audit.Head, error) {
	head := audit.Head{Chain: chain}
	into := []any{&head.Sequence, &head.Hash}
	found, err := one(ctx, tx, into, selectChain+s.engine.RowLock(), chain)
	if err != nil || found {
		return head, err
	}
	if err := exec(ctx, tx, insertChain, chain); err != nil {
		return head, err
	}
	found, err = one(ctx, tx, into, selectChain+s.engine.RowLock(), chain)
	if err == nil && !found {
		err = fmt.Errorf("the chain %s could not be begun", chain)
	}
	return head, err
}

// seal adds one event to its chain.
func (s *Store) seal(ctx context.Context, tx Tx, d audit.Draft) error {
	head, err := s.lockChain(ctx, tx, audit.ChainOf(d))
	if err != nil {
		return err
	}
	return extend(ctx, tx, head, d)
}

// extend adds events after a locked head, in order.
func extend(ctx context.Context, tx Tx, head audit.Head, drafts ...audit.Draft) error {
	for _, d := range drafts {
		e := audit.Seal(d, head.Sequence, head.Hash)
		if err := putEvent(ctx, tx, e); err != nil {
			return err
		}
		head.Sequence, head.Hash = e.Sequence, e.Hash
	}
	return exec(ctx, tx, updateChain, head.Chain, head.Sequence, head.Hash)
}

// putEvent writes the row of a sealed event.
func putEvent(ctx context.Context, tx Tx, e audit.Event) error {
	entries := []byte("[]")
	if len(e.Entries) > 0 {
		var err error
		if entries, err = json.Marshal(e.Entries); err != nil {
			return err
		}
	}
	return exec(ctx, tx, insertEvent, e.Chain, e.Sequence, e.Previous, e.Hash, e.At.UnixMicro(), e.Actor, e.Role,
		e.Action, e.Patient, e.Outcome, e.Detail, string(entries), e.Digest)
}

// scanEvent reads the row of a sealed event.
func scanEvent(scan func(...any) error) (e audit.Event, err error) {
	var at int64
	var entries string
	err = scan(&e.Chain, &e.Sequence, &e.Previous, &e.Hash, &at, &e.Actor, &e.Role, &e.Action, &e.Patient,
		&e.Outcome, &e.Detail, &entries, &e.Digest)
	if err != nil {
		return e, err
	}
	e.At = time.UnixMicro(at).UTC()
	if entries == "[]" {
		return e, nil
	}
	// What is not a list any more cannot have the hash of the event: the check says so.
	if json.Unmarshal([]byte(entries), &e.Entries) != nil {
		e.Entries = []string{entries}
	}
	return e, nil
}

// eventsOf reads the events of a query.
func eventsOf(ctx context.Context, tx Tx, query string, args ...any) (events []audit.Event, err error) {
	err = each(ctx, tx, func(scan func(...any) error) error {
		e, err := scanEvent(scan)
		events = append(events, e)
		return err
	}, query, args...)
	return events, err
}

// Audit seals events that come with no entries, all or none.
func (s *Store) Audit(ctx context.Context, events ...audit.Draft) error {
	if len(events) == 0 {
		return nil
	}
	byChain := map[string][]audit.Draft{}
	for _, d := range events {
		d.Patient, d.Entries, d.Digest = audit.Keepable(d.Patient), nil, ""
		chain := audit.ChainOf(d)
		byChain[chain] = append(byChain[chain], d)
	}
	chains := make([]string, 0, len(byChain))
	for chain := range byChain {
		chains = append(chains, chain)
	}
	sort.Strings(chains)
	return s.write(ctx, func(ctx context.Context, tx Tx) error {
		for _, chain := range chains {
			head, err := s.lockChain(ctx, tx, chain)
			if err != nil {
				return err
			}
			if err := extend(ctx, tx, head, byChain[chain]...); err != nil {
				return err
			}
		}
		return nil
	})
}

// AuditTrail returns sealed events, newest first. A limit outside 1 to 1000 is
// moved to the nearer end.
func (s *Store) AuditTrail(ctx context.Context, chain string, limit int) ([]audit.Event, error) {
	limit = min(max(limit, 1), mostOfTheTrail)
	if chain == "" {
		events, err := eventsOf(ctx, s.engine.Read(), selectTrail, limit)
		return events, s.shape(err)
	}
	events, err := eventsOf(ctx, s.engine.Read(), selectTrailOf, audit.Keepable(chain), limit)
	return events, s.shape(err)
}
