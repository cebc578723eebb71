package web

import (
	"context"
	"time"

	"github.com/dayzero-hsct/dayzero/consult"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/phenopacket"
)

// ConsultDoor is what the public form and the consult desk need of the
// application.
type ConsultDoor interface {
	ConsultsOpen() bool
	Contact() []string
	CentreName() evidence.Text
	Zone() *time.Location
	FamilyItems(c consult.Consult) []consult.Item
	Unsendable(c consult.Consult) []consult.Problem

	StartConsult(ctx context.Context, v app.Visitor) (token string, c consult.Consult, err error)
	OpenConsult(ctx context.Context, token string) (consult.Consult, error)
	SaveConsult(ctx context.Context, v app.Visitor, token string, groups []string, answers consult.Answers) (consult.Consult, error)
	SendConsult(ctx context.Context, token string) (consult.Consult, error)
	WithdrawConsult(ctx context.Context, token string) error
	AttachDocument(ctx context.Context, v app.Visitor, token string, f app.Attachment) (consult.Consult, error)
	RemoveDocument(ctx context.Context, token, id string) (consult.Consult, error)
	FillFromPacket(ctx context.Context, v app.Visitor, token string, body []byte) (consult.Consult, []phenopacket.Problem, error)

	Desk(ctx context.Context, p app.Principal) (app.Queue, error)
	Consult(ctx context.Context, p app.Principal, number string) (app.DeskConsult, error)
	ConsultDocument(ctx context.Context, p app.Principal, number, id string) (consult.Document, []byte, error)
	RankConsult(ctx context.Context, p app.Principal, number string, seen, level int, reason string) error
	ReplyConsult(ctx context.Context, p app.Principal, number string, seen int, r consult.Reply) error
	CloseConsult(ctx context.Context, p app.Principal, number string, seen int, reason string) error
	AcceptConsult(ctx context.Context, p app.Principal, number string, seen int, looked bool) (string, error)
	PacketConsult(ctx context.Context, p app.Principal, body []byte) (string, []phenopacket.Problem, error)
}
