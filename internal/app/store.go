package app

import (
	"context"
	"io"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/audit"
)

// Store is what the door needs from a database. Two engines keep it, SQLite and
// PostgreSQL, and one conformance suite (internal/store/storetest) holds both to
// the same behaviour. Every method is safe for concurrent use.
//
// Errors, wrapped: ErrNotFound, ErrExists, ErrConflict, ErrRefused (an id or a
// payload that cannot be kept, a damaged backup) and ErrStorage; nothing else.
type Store interface {
	FeedStore

	// CreateCase writes the header, all entries and the event in one
	// transaction: all or nothing. ErrExists if the case id is taken or an entry
	// id occurs twice; entry ids are unique within their case.
	CreateCase(ctx context.Context, c chart.Case, event audit.Draft) error
	// Append adds entries to a case, with the event, in one transaction. The
	// store fills event.Entries and event.Digest. ErrNotFound without such a
	// case or without the entry that a Supersedes names; ErrExists for a taken id.
	// If expect >= 0 and the case holds another number of entries, nothing is
	// written and ErrConflict is returned.
	Append(ctx context.Context, patient string, expect int, entries []chart.Entry, event audit.Draft) error
	// Case returns header and all entries in chart.Sort order. ErrNotFound.
	Case(ctx context.Context, id string) (chart.Case, error)
	// Size returns how many entries a case holds, cheaply. ErrNotFound.
	Size(ctx context.Context, id string) (int, error)
	// Cases returns the headers (no entries) of the given ids, sorted by id; an empty list gives nothing.
	Cases(ctx context.Context, ids []string) ([]chart.Case, error)
	// CaseIDs returns every case id, sorted. Only for the door itself.
	CaseIDs(ctx context.Context) ([]string, error)

	// Audit seals events that come with no entries (reads, sign-ins, denials).
	Audit(ctx context.Context, events ...audit.Draft) error
	// AuditTrail returns sealed events, newest first, of one chain ("" = all
	// chains), at most limit (1..1000).
	AuditTrail(ctx context.Context, chain string, limit int) ([]audit.Event, error)

	// Accounts.
	PutAccount(ctx context.Context, a Account, event audit.Draft) error
	Account(ctx context.Context, name string) (Account, error)
	Accounts(ctx context.Context) ([]Account, error)

	// Sessions: the token is stored hashed by the caller. Session returns
	// ErrNotFound for unknown tokens.
	PutSession(ctx context.Context, s Session) error
	Session(ctx context.Context, tokenHash string) (Session, error)
	DeleteSession(ctx context.Context, tokenHash string) error
	// DeleteSessionsOf ends every session of an account.
	DeleteSessionsOf(ctx context.Context, account string) error

	// Projections are rebuildable from entries: one JSON document per case and name.
	PutProjection(ctx context.Context, name, patient string, body []byte) error
	Projections(ctx context.Context, name string) (map[string][]byte, error)
	ClearProjections(ctx context.Context) error

	// PutCommissioning adds a signature under the version of a model or target.
	// The store fills event.Entries and event.Digest. ErrExists for a taken id.
	PutCommissioning(ctx context.Context, c Commissioning, event audit.Draft) error
	// Commissionings returns every signature, by id.
	Commissionings(ctx context.Context) ([]Commissioning, error)
	// PutLimit adds a version of a limit of the centre, or the second name under
	// one; ErrExists when it is there.
	PutLimit(ctx context.Context, l CentreLimit, event audit.Draft) error
	// Limits returns every version and second name, by id.
	Limits(ctx context.Context) ([]CentreLimit, error)

	// PutOutcomes replaces the synthetic or real programme rows; Outcomes reads them.
	PutProgramme(ctx context.Context, rows [][]byte) error
	Programme(ctx context.Context) ([][]byte, error)

	ConsultStore
	EvidenceStore

	// SealDay writes the root over the heads of all chains for one civil day (UTC).
	SealDay(ctx context.Context, at time.Time) (root string, err error)
	// Check verifies database integrity, every chain, every entry against the
	// digest of the event that wrote it, and every daily root. It returns all
	// findings; an error only if checking itself was impossible.
	Check(ctx context.Context) ([]Finding, error)
	// Backup writes a verified, self-describing copy; Restore (a function of
	// each engine's package) reads it into an empty store.
	Backup(ctx context.Context, w io.Writer) error
	// Describe names engine, version and the settings read back at start.
	Describe() map[string]string
	Close() error
}

// Finding is one thing that Check found wrong.
type Finding struct {
	Where    string // table, chain or entry
	Sentence string
}

// Account is a person who may sign in. PasswordHash is an argon2id string.
type Account struct {
	Name         string   `json:"name"`
	Display      string   `json:"display"`
	DisplayZH    string   `json:"displayZh"`
	Role         string   `json:"role"`
	Scope        []string `json:"scope"` // case ids, or the single word "*"; empty means nothing
	PasswordHash string   `json:"passwordHash"`
	Demo         bool     `json:"demo"`
	Disabled     bool     `json:"disabled"`
}

// Session is a signed-in browser. Times are UTC.
type Session struct {
	TokenHash string    `json:"tokenHash"`
	Account   string    `json:"account"`
	Started   time.Time `json:"started"`
	LastSeen  time.Time `json:"lastSeen"`
	Language  string    `json:"language"`
	// Forgery is the secret that every form of the session carries.
	Forgery string `json:"forgery"`
}
