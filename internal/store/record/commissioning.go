package record

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/audit"
)

const (
	insertCommissioning = `INSERT INTO commissioning (id, body) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`
	allCommissionings   = `SELECT id, body FROM commissioning ORDER BY id`
)

// PutCommissioning adds a signature with the event that carries its digest.
func (s *Store) PutCommissioning(ctx context.Context, c app.Commissioning, event audit.Draft) error {
	return s.addSigned(ctx, signedRow{"commissioning", c.ID, c, insertCommissioning, audit.CommissioningReference(c.ID)}, event)
}

// signedRow is a row of the installation that is only ever added.
type signedRow struct {
	what, id  string
	body      any
	insert    string
	reference string
}

// addSigned adds a row with the event that carries its digest, on the chain of
// the installation.
func (s *Store) addSigned(ctx context.Context, row signedRow, event audit.Draft) error {
	if err := checkKey(row.what, row.id); err != nil {
		return err
	}
	if event.Patient != "" {
		return fmt.Errorf("%s %q: %w: its event names a patient", row.what, row.id, app.ErrRefused)
	}
	body, err := json.Marshal(row.body)
	if err != nil {
		return fmt.Errorf("%s %q: %w: %w", row.what, row.id, app.ErrRefused, err)
	}
	event.Entries, event.Digest = []string{row.reference}, audit.DigestOf(body)
	return s.write(ctx, func(ctx context.Context, tx Tx) error {
		head, err := s.lockChain(ctx, tx, audit.Installation)
		if err != nil {
			return err
		}
		n, err := changed(ctx, tx, row.insert, row.id, body)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("%s %q: %w", row.what, row.id, app.ErrExists)
		}
		return extend(ctx, tx, head, event)
	})
}

// Commissionings returns every signature, by id.
func (s *Store) Commissionings(ctx context.Context) (all []app.Commissioning, err error) {
	err = each(ctx, s.engine.Read(), func(scan func(...any) error) error {
		var id string
		var body []byte
		if err := scan(&id, &body); err != nil {
			return err
		}
		c, err := readCommissioning(id, body)
		all = append(all, c)
		return err
	}, allCommissionings)
	if err != nil {
		return nil, s.shape(err)
	}
	return all, nil
}

func readCommissioning(id string, body []byte) (c app.Commissioning, err error) {
	if err := json.Unmarshal(body, &c); err != nil || c.ID != id {
		return app.Commissioning{}, &StorageError{fmt.Sprintf("the stored commissioning %s cannot be read", id), err}
	}
	return c, nil
}
