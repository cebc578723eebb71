package record

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/audit"
)

const (
	upsertAccount = `INSERT INTO account (name, body) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET body = excluded.body`
	selectAccount = `SELECT body FROM account WHERE name = $1`
	allAccounts   = `SELECT name, body FROM account ORDER BY name`
	upsertSession = `INSERT INTO session (token_hash, account, started, last_seen, language, forgery) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (token_hash) DO UPDATE SET account = excluded.account, started = excluded.started, last_seen = excluded.last_seen,
language = excluded.language, forgery = excluded.forgery`
	selectSession    = `SELECT token_hash, account, started, last_seen, language, forgery FROM session WHERE token_hash = $1`
	deleteSession    = `DELETE FROM session WHERE token_hash = $1`
	deleteSessionsOf = `DELETE FROM session WHERE account = $1`
)

// PutAccount writes an account, new or changed, with the event that says so. The
// event carries the digest of the account, so a changed row is found.
func (s *Store) PutAccount(ctx context.Context, a app.Account, event audit.Draft) error {
	if err := checkKey("account", a.Name); err != nil {
		return err
	}
	if event.Patient != "" {
		return fmt.Errorf("account %q: %w: its event names a patient", a.Name, app.ErrRefused)
	}
	body, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("account %q: %w: %w", a.Name, app.ErrRefused, err)
	}
	event.Entries = []string{audit.AccountReference(a.Name)}
	event.Digest = audit.DigestOf(body)
	return s.write(ctx, func(ctx context.Context, tx Tx) error {
		// The chain first: it decides which of two writers comes last.
		head, err := s.lockChain(ctx, tx, audit.Installation)
		if err != nil {
			return err
		}
		if err := exec(ctx, tx, upsertAccount, a.Name, body); err != nil {
			return err
		}
		return extend(ctx, tx, head, event)
	})
}

// Account returns one account.
func (s *Store) Account(ctx context.Context, name string) (app.Account, error) {
	var body []byte
	if !keepable(name) {
		return app.Account{}, missing("account", name)
	}
	found, err := one(ctx, s.engine.Read(), []any{&body}, selectAccount, name)
	if err != nil {
		return app.Account{}, s.shape(err)
	}
	if !found {
		return app.Account{}, missing("account", name)
	}
	return readAccount(name, body)
}

// Accounts returns all accounts, sorted by name.
func (s *Store) Accounts(ctx context.Context) (accounts []app.Account, err error) {
	err = each(ctx, s.engine.Read(), func(scan func(...any) error) error {
		var name string
		var body []byte
		if err := scan(&name, &body); err != nil {
			return err
		}
		a, err := readAccount(name, body)
		accounts = append(accounts, a)
		return err
	}, allAccounts)
	if err != nil {
		return nil, s.shape(err)
	}
	return accounts, nil
}

func readAccount(name string, body []byte) (a app.Account, err error) {
	if err := json.Unmarshal(body, &a); err != nil || a.Name != name {
		return app.Account{}, &StorageError{fmt.Sprintf("the stored account %s cannot be read", name), err}
	}
	return a, nil
}

// PutSession writes a session, new or seen again. Times are kept in UTC to the
// microsecond.
func (s *Store) PutSession(ctx context.Context, v app.Session) error {
	if err := checkKey("session", v.TokenHash); err != nil {
		return err
	}
	return s.write(ctx, func(ctx context.Context, tx Tx) error {
		return exec(ctx, tx, upsertSession, v.TokenHash, audit.Keepable(v.Account), v.Started.UnixMicro(),
			v.LastSeen.UnixMicro(), audit.Keepable(v.Language), audit.Keepable(v.Forgery))
	})
}

// Session returns one session.
func (s *Store) Session(ctx context.Context, tokenHash string) (v app.Session, err error) {
	if !keepable(tokenHash) {
		return v, fmt.Errorf("session: %w", app.ErrNotFound)
	}
	var started, seen int64
	found, err := one(ctx, s.engine.Read(), []any{&v.TokenHash, &v.Account, &started, &seen, &v.Language, &v.Forgery},
		selectSession, tokenHash)
	if err != nil {
		return app.Session{}, s.shape(err)
	}
	if !found {
		return app.Session{}, fmt.Errorf("session: %w", app.ErrNotFound)
	}
	v.Started, v.LastSeen = time.UnixMicro(started).UTC(), time.UnixMicro(seen).UTC()
	return v, nil
}

// DeleteSession ends a session; a session that is not there is ended already.
func (s *Store) DeleteSession(ctx context.Context, tokenHash string) error {
	return s.write(ctx, func(ctx context.Context, tx Tx) error {
		return exec(ctx, tx, deleteSession, audit.Keepable(tokenHash))
	})
}

// DeleteSessionsOf ends every session of an account.
func (s *Store) DeleteSessionsOf(ctx context.Context, account string) error {
	return s.write(ctx, func(ctx context.Context, tx Tx) error {
		return exec(ctx, tx, deleteSessionsOf, audit.Keepable(account))
	})
}
