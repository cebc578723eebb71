package record

import (
	"context"
)

const (
	upsertProjection = `INSERT INTO projection (name, patient, body) VALUES ($1, $2, $3)
ON CONFLICT (name, patient) DO UPDATE SET body = excluded.body`
	selectProjections = `SELECT patient, body FROM projection WHERE name = $1`
	clearProjections  = `DELETE FROM projection`
	clearProgramme    = `DELETE FROM programme`
	insertProgramme   = `INSERT INTO programme (position, body) VALUES ($1, $2)`
	selectProgramme   = `SELECT body FROM programme ORDER BY position`
)

// PutProjection writes the document of one case under a name; ErrNotFound
// without such a case.
func (s *Store) PutProjection(ctx context.Context, name, patient string, body []byte) error {
	if err := checkKey("projection", name); err != nil {
		return err
	}
	if !keepable(patient) {
		return missing("case", patient)
	}
	return s.write(ctx, func(ctx context.Context, tx Tx) error {
		var n int
		if _, err := one(ctx, tx, []any{&n}, selectCase, patient); err != nil {
			return err
		}
		if n == 0 {
			return missing("case", patient)
		}
		return exec(ctx, tx, upsertProjection, name, patient, filled(body))
	})
}

// filled makes an empty body of a missing one; databases tell the two apart.
func filled(body []byte) []byte {
	if body == nil {
		return []byte{}
	}
	return body
}

// Projections returns the documents under a name by case.
func (s *Store) Projections(ctx context.Context, name string) (map[string][]byte, error) {
	documents := map[string][]byte{}
	if !keepable(name) {
		return documents, nil
	}
	err := each(ctx, s.engine.Read(), func(scan func(...any) error) error {
		var patient string
		var body []byte
		if err := scan(&patient, &body); err != nil {
			return err
		}
		documents[patient] = filled(body)
		return nil
	}, selectProjections, name)
	if err != nil {
		return nil, s.shape(err)
	}
	return documents, nil
}

// ClearProjections removes every document; they are rebuilt from entries.
func (s *Store) ClearProjections(ctx context.Context) error {
	return s.write(ctx, func(ctx context.Context, tx Tx) error { return exec(ctx, tx, clearProjections) })
}

// PutProgramme replaces the programme rows.
func (s *Store) PutProgramme(ctx context.Context, rows [][]byte) error {
	return s.write(ctx, func(ctx context.Context, tx Tx) error {
		if err := exec(ctx, tx, clearProgramme); err != nil {
			return err
		}
		for i, row := range rows {
			if err := exec(ctx, tx, insertProgramme, i, filled(row)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Programme returns the programme rows in the order they were put.
func (s *Store) Programme(ctx context.Context) (rows [][]byte, err error) {
	rows, err = programmeRows(ctx, s.engine.Read())
	return rows, s.shape(err)
}

func programmeRows(ctx context.Context, tx Tx) (rows [][]byte, err error) {
	err = each(ctx, tx, func(scan func(...any) error) error {
		var body []byte
		if err := scan(&body); err != nil {
			return err
		}
		rows = append(rows, filled(body))
		return nil
	}, selectProgramme)
	return rows, err
}
