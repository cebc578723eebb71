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
	if err := checkKey("commissioning", c.ID); err != nil {
		return err
	}
	if event.Patient != "" {
		return fmt.Errorf("commissioning %q: %w: its event names a patient", c.ID, app.ErrRefused)
	}
	body, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("commissioning %q: %w: %w", c.ID, app.ErrRefused, err)
	}
	event.Entries, event.Digest = []string{audit.CommissioningReference(c.ID)}, audit.DigestOf(body)
	return s.write(ctx, func(ctx context.Context, tx Tx) error {
		head, err := s.lockChain(ctx, tx, audit.Installation)
		if err != nil {
			return err
		}
		n, err := changed(ctx, tx, insertCommissioning, c.ID, body)
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("commissioning %q: %w", c.ID, app.ErrExists)
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
