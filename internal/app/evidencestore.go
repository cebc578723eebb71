package app

import (
	"context"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/audit"
)

// EvidenceStore keeps the tables of published cases that were proposed here. Each
// write carries its event on the chain of the installation, which holds the digest
// of the row, so that the check finds a changed one.
type EvidenceStore interface {
	// PutEvidence writes a table: a new one while it has no verdict (ErrExists for
	// a taken id), later once with its verdict. ErrConflict for a second verdict,
	// ErrNotFound for a verdict on nothing.
	PutEvidence(ctx context.Context, t EvidenceTable, event audit.Draft) error
	// EvidenceTables returns every table by id.
	EvidenceTables(ctx context.Context) ([]EvidenceTable, error)
}

// EvidenceTable is a table of published cases that one person proposed. It enters
// the evidence when another person has accepted it.
type EvidenceTable struct {
	ID       string        `json:"id"`
	Table    string        `json:"table"` // CSV of the published schema, as it was proposed
	Rows     int           `json:"rows"`
	Proposed EvidenceAct   `json:"proposed"`
	Verdict  EvidenceAct   `json:"verdict,omitzero"`
	State    EvidenceState `json:"state"`
	Reason   string        `json:"reason,omitempty"` // of the verdict
	// Replaces is the accepted table that this one takes the place of, and Why the
	// reason; a table without rows takes the other back. Nothing is deleted: the
	// replaced table stays readable, and its rows are evidence no more.
	Replaces string `json:"replaces,omitempty"`
	Why      string `json:"why,omitempty"`
}

// EvidenceAct is who did something, and when.
type EvidenceAct struct {
	Account string    `json:"account"`
	Name    string    `json:"name"`
	Role    string    `json:"role"`
	At      time.Time `json:"at"`
}

// EvidenceState is where a table stands.
type EvidenceState string

// The states of a table.
const (
	EvidenceProposed EvidenceState = "proposed"
	EvidenceAccepted EvidenceState = "accepted"
	EvidenceRefused  EvidenceState = "refused"
)

// Decided reports whether a verdict was given.
func (t EvidenceTable) Decided() bool { return t.State != EvidenceProposed }

// inPlaceOf names what the table replaces, for the trail.
func (t EvidenceTable) inPlaceOf() string {
	if t.Replaces == "" {
		return ""
	}
	return " in place of table " + t.Replaces
}
