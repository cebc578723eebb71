package record

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/consult"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/audit"
)

const (
	insertConsult         = `INSERT INTO consult (number, token_hash, revision, body) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`
	updateConsult         = `UPDATE consult SET revision = $2, body = $3 WHERE number = $1 AND revision = $2 - 1`
	selectConsult         = `SELECT token_hash, body FROM consult WHERE number = $1`
	selectConsultByToken  = `SELECT token_hash, body FROM consult WHERE token_hash = $1`
	allConsults           = `SELECT number, token_hash, body FROM consult ORDER BY number`
	deleteConsult         = `DELETE FROM consult WHERE number = $1`
	insertConsultDocument = `INSERT INTO consult_document (consult, id, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	selectConsultDocument = `SELECT body FROM consult_document WHERE consult = $1 AND id = $2`
	consultDocumentIDs    = `SELECT id FROM consult_document WHERE consult = $1 ORDER BY id`
	allConsultDocuments   = `SELECT consult, id FROM consult_document ORDER BY consult, id`
	deleteConsultDocument = `DELETE FROM consult_document WHERE consult = $1 AND id = $2`
)

// storedConsult is the stored form of a consult: the digest of its event covers
// the hashed link too.
type storedConsult struct {
	Token   string          `json:"token"`
	Consult consult.Consult `json:"consult"`
}

// PutConsult writes a consult, new or the next revision of it.
func (s *Store) PutConsult(ctx context.Context, c consult.Consult, tokenHash string, event audit.Draft) error {
	return s.writeConsult(ctx, c, tokenHash, event, nil)
}

// AttachDocument writes a consult and the bytes of a document that it names.
func (s *Store) AttachDocument(ctx context.Context, c consult.Consult, id string, body []byte, event audit.Draft) error {
	if err := checkKey("document", id); err != nil {
		return err
	}
	return s.writeConsult(ctx, c, "", event, func(ctx context.Context, tx Tx) error {
		n, err := changed(ctx, tx, insertConsultDocument, c.Number, id, filled(body))
		if err == nil && n == 0 {
			err = fmt.Errorf("document %q: %w", id, app.ErrExists)
		}
		return err
	})
}

// AcceptConsult makes the chart and writes the consult in one transaction.
func (s *Store) AcceptConsult(ctx context.Context, c consult.Consult, made chart.Case, event audit.Draft) error {
	body, err := headerBody(made)
	if err != nil {
		return err
	}
	lines, err := linesOf(made.ID, made.Entries)
	if err != nil {
		return err
	}
	chartEvent, err := claim(event, made.ID, body, lines)
	if err != nil {
		return err
	}
	event.Patient = ""
	return s.writeConsult(ctx, c, "", event, func(ctx context.Context, tx Tx) error {
		n, err := changed(ctx, tx, insertHeader, made.ID, body)
		if err == nil && n == 0 {
			err = fmt.Errorf("case %q: %w", made.ID, app.ErrExists)
		}
		if err != nil {
			return err
		}
		if err := insertLines(ctx, tx, made.ID, lines); err != nil {
			return err
		}
		return s.seal(ctx, tx, chartEvent)
	})
}

// writeConsult writes the row with its event; more runs in the same transaction.
func (s *Store) writeConsult(ctx context.Context, c consult.Consult, tokenHash string, event audit.Draft, more func(context.Context, Tx) error) error {
	if err := checkKey("consult", c.Number); err != nil {
		return err
	}
	if event.Patient != "" {
		return fmt.Errorf("consult %q: %w: its event names a patient", c.Number, app.ErrRefused)
	}
	return s.write(ctx, func(ctx context.Context, tx Tx) error {
		// The chain first: it decides which of two writers comes last.
		head, err := s.lockChain(ctx, tx, audit.Installation)
		if err != nil {
			return err
		}
		row := event
		if row.Digest, err = putConsult(ctx, tx, c, tokenHash); err != nil {
			return err
		}
		if more != nil {
			if err := more(ctx, tx); err != nil {
				return err
			}
		}
		if err := dropDocuments(ctx, tx, c); err != nil {
			return err
		}
		row.Entries = []string{audit.ConsultReference(c.Number)}
		return extend(ctx, tx, head, row)
	})
}

// putConsult writes the row and returns the digest of its stored form.
func putConsult(ctx context.Context, tx Tx, c consult.Consult, tokenHash string) (string, error) {
	var old []byte
	var token string
	found, err := one(ctx, tx, []any{&token, &old}, selectConsult, c.Number)
	if err != nil {
		return "", err
	}
	if !found {
		token = tokenHash
	}
	if err := checkKey("link of consult", token); err != nil {
		return "", err
	}
	body, err := json.Marshal(storedConsult{token, c})
	if err != nil {
		return "", fmt.Errorf("consult %q: %w: %w", c.Number, app.ErrRefused, err)
	}
	var n int64
	kind := app.ErrConflict
	if c.Revision == 1 {
		kind = app.ErrExists
		n, err = changed(ctx, tx, insertConsult, c.Number, token, c.Revision, body)
	} else if !found {
		kind = app.ErrNotFound
	} else {
		n, err = changed(ctx, tx, updateConsult, c.Number, c.Revision, body)
	}
	if err == nil && n == 0 {
		err = fmt.Errorf("consult %q: %w", c.Number, kind)
	}
	return audit.DigestOf(body), err
}

// dropDocuments removes the documents that a consult names no more, and refuses
// one that names a document which is not there.
func dropDocuments(ctx context.Context, tx Tx, c consult.Consult) error {
	kept, err := texts(ctx, tx, consultDocumentIDs, c.Number)
	if err != nil {
		return err
	}
	for _, d := range c.Documents {
		if !slices.Contains(kept, d.ID) {
			return fmt.Errorf("consult %q: %w", c.Number, missing("document", d.ID))
		}
	}
	for _, id := range kept {
		if !slices.ContainsFunc(c.Documents, func(d consult.Document) bool { return d.ID == id }) {
			if err := exec(ctx, tx, deleteConsultDocument, c.Number, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// RemoveConsult removes a consult with its documents; the event stays and says
// so with an empty digest.
func (s *Store) RemoveConsult(ctx context.Context, number string, event audit.Draft) error {
	return s.write(ctx, func(ctx context.Context, tx Tx) error {
		head, err := s.lockChain(ctx, tx, audit.Installation)
		if err != nil {
			return err
		}
		if err := dropDocuments(ctx, tx, consult.Consult{Number: number}); err != nil {
			return err
		}
		n, err := changed(ctx, tx, deleteConsult, number)
		if err == nil && n == 0 {
			err = missing("consult", number)
		}
		if err != nil {
			return err
		}
		event.Patient, event.Entries, event.Digest = "", []string{audit.ConsultReference(number)}, ""
		return extend(ctx, tx, head, event)
	})
}

// Consult returns one consult.
func (s *Store) Consult(ctx context.Context, number string) (consult.Consult, error) {
	return s.consultBy(ctx, selectConsult, number)
}

// ConsultByToken finds a consult by its hashed link.
func (s *Store) ConsultByToken(ctx context.Context, tokenHash string) (consult.Consult, error) {
	return s.consultBy(ctx, selectConsultByToken, tokenHash)
}

func (s *Store) consultBy(ctx context.Context, query, key string) (consult.Consult, error) {
	none := fmt.Errorf("consult: %w", app.ErrNotFound)
	if !keepable(key) {
		return consult.Consult{}, none
	}
	var token string
	var body []byte
	found, err := one(ctx, s.engine.Read(), []any{&token, &body}, query, key)
	if err != nil {
		return consult.Consult{}, s.shape(err)
	}
	if !found {
		return consult.Consult{}, none
	}
	stored, err := readConsult(body)
	return stored.Consult, err
}

func readConsult(body []byte) (stored storedConsult, err error) {
	if err := json.Unmarshal(body, &stored); err != nil || stored.Consult.Number == "" {
		return storedConsult{}, &StorageError{"a stored consult cannot be read", err}
	}
	return stored, nil
}

// Consults returns every consult by number.
func (s *Store) Consults(ctx context.Context) (all []consult.Consult, err error) {
	err = each(ctx, s.engine.Read(), func(scan func(...any) error) error {
		var number, token string
		var body []byte
		if err := scan(&number, &token, &body); err != nil {
			return err
		}
		stored, err := readConsult(body)
		all = append(all, stored.Consult)
		return err
	}, allConsults)
	if err != nil {
		return nil, s.shape(err)
	}
	return all, nil
}

// ConsultDocument returns the bytes of a document.
func (s *Store) ConsultDocument(ctx context.Context, number, id string) (body []byte, err error) {
	if !keepable(number) || !keepable(id) {
		return nil, missing("document", id)
	}
	found, err := one(ctx, s.engine.Read(), []any{&body}, selectConsultDocument, number, id)
	if err == nil && !found {
		err = missing("document", id)
	}
	if err != nil {
		return nil, s.shape(err)
	}
	return body, nil
}
