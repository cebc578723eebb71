package app

import (
	"context"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/consult"
	"github.com/dayzero-hsct/dayzero/internal/audit"
)

// ConsultStore keeps the requests of families and referring doctors until they
// become charts. Each write carries its event on the chain of the installation,
// which holds the digest of the row, so that the check finds a changed one.
type ConsultStore interface {
	// PutConsult writes a consult. Revision 1 is new (ErrExists for a taken
	// number or token); a later one replaces the revision before it, or is
	// refused with ErrConflict. The token is stored hashed by the caller, and
	// stays as it was when it is empty. Documents that the consult names no more
	// are removed.
	PutConsult(ctx context.Context, c consult.Consult, tokenHash string, event audit.Draft) error
	// AttachDocument writes a consult that names one more document, and its bytes.
	AttachDocument(ctx context.Context, c consult.Consult, id string, body []byte, event audit.Draft) error
	// AcceptConsult makes the chart and writes the consult that names it, both or
	// neither.
	AcceptConsult(ctx context.Context, c consult.Consult, made chart.Case, event audit.Draft) error
	// RemoveConsult removes a consult with its documents. ErrNotFound.
	RemoveConsult(ctx context.Context, number string, event audit.Draft) error
	// Consult returns one consult. ErrNotFound.
	Consult(ctx context.Context, number string) (consult.Consult, error)
	// ConsultByToken finds a consult by its hashed link. ErrNotFound.
	ConsultByToken(ctx context.Context, tokenHash string) (consult.Consult, error)
	// Consults returns every consult by number, drafts too. Only for the door itself.
	Consults(ctx context.Context) ([]consult.Consult, error)
	// ConsultDocument returns the bytes of a document. ErrNotFound.
	ConsultDocument(ctx context.Context, number, id string) ([]byte, error)
}
