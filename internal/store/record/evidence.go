package record

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/audit"
)

const (
	insertEvidence = `INSERT INTO evidence_table (id, decided, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	decideEvidence = `UPDATE evidence_table SET decided = 1, body = $2 WHERE id = $1 AND decided = 0`
	countEvidence  = `SELECT count(*) FROM evidence_table WHERE id = $1`
	allEvidence    = `SELECT id, decided, body FROM evidence_table ORDER BY id`
)

// PutEvidence writes a proposed table, or the verdict on one.
func (s *Store) PutEvidence(ctx context.Context, t app.EvidenceTable, event audit.Draft) error {
	if err := checkKey("table of cases", t.ID); err != nil {
		return err
	}
	if event.Patient != "" {
		return fmt.Errorf("table of cases %q: %w: its event names a patient", t.ID, app.ErrRefused)
	}
	body, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("table of cases %q: %w: %w", t.ID, app.ErrRefused, err)
	}
	event.Entries = []string{audit.EvidenceReference(t.ID)}
	event.Digest = audit.DigestOf(body)
	return s.write(ctx, func(ctx context.Context, tx Tx) error {
		// The chain first: it decides which of two writers comes last.
		head, err := s.lockChain(ctx, tx, audit.Installation)
		if err != nil {
			return err
		}
		if err := putEvidence(ctx, tx, t, body); err != nil {
			return fmt.Errorf("table of cases %q: %w", t.ID, err)
		}
		return extend(ctx, tx, head, event)
	})
}

func putEvidence(ctx context.Context, tx Tx, t app.EvidenceTable, body []byte) error {
	if !t.Decided() {
		n, err := changed(ctx, tx, insertEvidence, t.ID, 0, body)
		if err == nil && n == 0 {
			err = app.ErrExists
		}
		return err
	}
	n, err := changed(ctx, tx, decideEvidence, t.ID, body)
	if err != nil || n > 0 {
		return err
	}
	var there int
	if _, err := one(ctx, tx, []any{&there}, countEvidence, t.ID); err != nil {
		return err
	}
	if there == 0 {
		return app.ErrNotFound
	}
	return app.ErrConflict
}

// EvidenceTables returns every table, sorted by id.
func (s *Store) EvidenceTables(ctx context.Context) (tables []app.EvidenceTable, err error) {
	err = each(ctx, s.engine.Read(), func(scan func(...any) error) error {
		var id string
		var decided int
		var body []byte
		if err := scan(&id, &decided, &body); err != nil {
			return err
		}
		t, err := readEvidence(body)
		tables = append(tables, t)
		return err
	}, allEvidence)
	if err != nil {
		return nil, s.shape(err)
	}
	return tables, nil
}

func readEvidence(body []byte) (t app.EvidenceTable, err error) {
	if err := json.Unmarshal(body, &t); err != nil {
		return app.EvidenceTable{}, &StorageError{"a stored table of cases cannot be read", err}
	}
	return t, nil
}

// checkEvidence compares each table with the last event that wrote it.
func (k *checker) checkEvidence(ctx context.Context, tx Tx) error {
	err := each(ctx, tx, func(scan func(...any) error) error {
		var id string
		var decided int
		var body []byte
		if err := scan(&id, &decided, &body); err != nil {
			return err
		}
		ref := audit.EvidenceReference(id)
		last, known := k.evidence[ref]
		delete(k.evidence, ref)
		t, err := readEvidence(body)
		switch {
		case !known:
			k.find("table of cases "+id, "it is there, but no event wrote it")
		case last.digest != audit.DigestOf(body):
			k.find("table of cases "+id, "it differs from what event %d of the installation wrote", last.sequence)
		case err != nil || t.ID != id || t.Decided() != (decided == 1):
			k.find("table of cases "+id, "its row and its content say different things")
		}
		return nil
	}, allEvidence)
	var lost []string
	for ref := range k.evidence {
		lost = append(lost, ref)
	}
	sort.Strings(lost)
	for _, ref := range lost {
		id := strings.TrimPrefix(ref, audit.EvidenceReference(""))
		k.find("table of cases "+id, "it is missing, but event %d of the installation wrote it", k.evidence[ref].sequence)
	}
	return err
}
