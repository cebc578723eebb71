package record

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/audit"
)

const (
	insertLimit = `INSERT INTO centre_limit (id, body) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`
	allLimits   = `SELECT id, body FROM centre_limit ORDER BY id`
)

// PutLimit adds a version of a limit, or the second name under one, with the
// event that carries its digest. ErrExists when that version, or its second
// name, is there.
func (s *Store) PutLimit(ctx context.Context, l app.CentreLimit, event audit.Draft) error {
	return s.addSigned(ctx, signedRow{"centre limit", l.ID, l, insertLimit, audit.LimitReference(l.ID)}, event)
}

// Limits returns every version and second name, by id.
func (s *Store) Limits(ctx context.Context) (all []app.CentreLimit, err error) {
	err = each(ctx, s.engine.Read(), func(scan func(...any) error) error {
		var id string
		var body []byte
		if err := scan(&id, &body); err != nil {
			return err
		}
		var l app.CentreLimit
		if err := json.Unmarshal(body, &l); err != nil || l.ID != id {
			return &StorageError{fmt.Sprintf("the stored centre limit %s cannot be read", id), err}
		}
		all = append(all, l)
		return nil
	}, allLimits)
	if err != nil {
		return nil, s.shape(err)
	}
	return all, nil
}
