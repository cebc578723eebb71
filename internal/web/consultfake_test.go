package web

import (
	"context"
	"fmt"
	"time"

	"github.com/dayzero-hsct/dayzero/consult"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/phenopacket"
)

const (
	testLink   = "0123456789abcdef"
	testNumber = "C-0001"
)

// testConsult is a synthetic request with an answer that cannot be read, hostile
// text, a document and a reply.
func testConsult(d *testDoor) consult.Consult {
	at := d.now.UTC()
	return consult.Consult{Number: testNumber, Revision: 4, State: consult.Sent, Language: "zh", Source: "form", Started: at, Changed: at, Sent: at, Synthetic: true,
		Answers: consult.Answers{"child": {{"name": `Child <b>"x"</b>`, "sex": "male", "birth": "2024-11-10"}}, "guardian": {{"name": "Guardian", "phone": "021 0000 0001"}},
			"question": {{"question": "line 1\nline 2"}}, "growth": {{"date": "2025-01-20", "weight": "6,8"}}, "disease": {{"gene": "LIG4", "phenotype": "T-B-NK+"}},
			"variants": {{"person": "child", "gene": "LIG4", "hgvs": "c.2440C>T", "zygosity": "heterozygous"}}},
		Documents: []consult.Document{{ID: "d1", Kind: "summary", Name: `summary "1".pdf`, Media: "application/pdf", Bytes: 2048, SHA256: "aa", At: at}},
		Replies:   []consult.Reply{{At: at, By: "Test physician", Language: "zh", Text: "答复", NotExamined: "未当面检查", Evidence: []string{"咨询"}, Unknown: []string{"父母结果"}, NextTest: "父母检测", Whom: []string{"联系方式（占位）"}}}}
}

func (d *testDoor) ConsultsOpen() bool        { return true }
func (d *testDoor) Contact() []string         { return []string{"Contact (placeholder)"} }
func (d *testDoor) CentreName() evidence.Text { return text("Centre", "中心") }
func (d *testDoor) Zone() *time.Location      { return d.now.Location() }
func (d *testDoor) today() day.Date           { return day.DateOf(d.now, d.now.Location()) }
func (d *testDoor) FamilyItems(c consult.Consult) []consult.Item {
	return consult.Complete(c, d.base, d.today())
}
func (d *testDoor) Unsendable(c consult.Consult) []consult.Problem {
	return consult.Unsendable(c.Answers, d.today())
}

func (d *testDoor) link(token string) (consult.Consult, error) {
	if token != testLink {
		return consult.Consult{}, fmt.Errorf("consult: %w", app.ErrNotFound)
	}
	return testConsult(d), nil
}

func (d *testDoor) StartConsult(context.Context, app.Visitor) (string, consult.Consult, error) {
	return testLink, testConsult(d), d.written(d.refuse, "start consult")
}
func (d *testDoor) OpenConsult(_ context.Context, token string) (consult.Consult, error) {
	return d.link(token)
}

func (d *testDoor) byLink(token, what string) (consult.Consult, error) {
	c, err := d.link(token)
	if err == nil {
		err = d.refuse
	}
	return c, d.written(err, what)
}

func (d *testDoor) SaveConsult(_ context.Context, _ app.Visitor, token string, groups []string, a consult.Answers) (consult.Consult, error) {
	return d.byLink(token, fmt.Sprint("save ", groups, consult.Tidy(a)))
}
func (d *testDoor) SendConsult(_ context.Context, token string) (consult.Consult, error) {
	return d.byLink(token, "send")
}
func (d *testDoor) WithdrawConsult(_ context.Context, token string) error {
	_, err := d.byLink(token, "withdraw")
	return err
}
func (d *testDoor) AttachDocument(_ context.Context, _ app.Visitor, token string, f app.Attachment) (consult.Consult, error) {
	return d.byLink(token, fmt.Sprint("attach ", f.Kind, " ", f.Name, " ", len(f.Body)))
}
func (d *testDoor) RemoveDocument(_ context.Context, token, id string) (consult.Consult, error) {
	return d.byLink(token, "remove "+id)
}
func (d *testDoor) FillFromPacket(_ context.Context, _ app.Visitor, token string, _ []byte) (consult.Consult, []phenopacket.Problem, error) {
	c, err := d.byLink(token, "packet")
	return c, nil, err
}

func (d *testDoor) desk(c consult.Consult) app.DeskConsult {
	return app.DeskConsult{Consult: c, Items: consult.Complete(c, d.base, d.today()), Triage: consult.Place(c, d.base, d.today()), Charts: 1,
		Alike: []consult.Likeness{{Key: caseID, Kind: consult.SameChild, Reasons: []evidence.Text{text("same name", "姓名相同")}}}}
}

func (d *testDoor) Desk(_ context.Context, p app.Principal) (app.Queue, error) {
	if err := d.decide(p, authz.ReadConsult, ""); err != nil {
		return app.Queue{}, err
	}
	done := testConsult(d)
	done.Number, done.State, done.Case = "C-0002", consult.Accepted, caseID
	return app.Queue{Waiting: []app.DeskConsult{d.desk(testConsult(d))}, Done: []consult.Consult{done}}, nil
}

func (d *testDoor) onDesk(p app.Principal, action authz.Action, number, what string) error {
	err := d.decide(p, action, "")
	if err == nil && number != testNumber {
		err = fmt.Errorf("consult: %w", app.ErrNotFound)
	}
	if err == nil && what != "" {
		if err = d.refuse; err == nil {
			return d.written(nil, what)
		}
	}
	return err
}

func (d *testDoor) Consult(_ context.Context, p app.Principal, number string) (app.DeskConsult, error) {
	return d.desk(testConsult(d)), d.onDesk(p, authz.ReadConsult, number, "")
}
func (d *testDoor) ConsultDocument(_ context.Context, p app.Principal, number, _ string) (consult.Document, []byte, error) {
	return testConsult(d).Documents[0], []byte("%PDF-"), d.onDesk(p, authz.ReadConsult, number, "")
}
func (d *testDoor) RankConsult(_ context.Context, p app.Principal, number string, seen, level int, reason string) error {
	return d.onDesk(p, authz.HandleConsult, number, fmt.Sprint("rank ", seen, level, reason))
}
func (d *testDoor) ReplyConsult(_ context.Context, p app.Principal, number string, _ int, r consult.Reply) error {
	return d.onDesk(p, authz.HandleConsult, number, "reply "+r.Text)
}
func (d *testDoor) CloseConsult(_ context.Context, p app.Principal, number string, _ int, reason string) error {
	return d.onDesk(p, authz.HandleConsult, number, "close "+reason)
}
func (d *testDoor) AcceptConsult(_ context.Context, p app.Principal, number string, _ int, _ bool) (string, error) {
	return caseID, d.onDesk(p, authz.HandleConsult, number, "accept")
}
func (d *testDoor) PacketConsult(_ context.Context, p app.Principal, _ []byte) (string, []phenopacket.Problem, error) {
	return testNumber, nil, d.onDesk(p, authz.HandleConsult, testNumber, "packet")
}

func (d *testDoor) WriteProtocol(_ context.Context, p app.Principal, patient string, r app.ProtocolRequest) (string, error) {
	return "weight-1", d.write(p, authz.WriteEntry, patient, "", "protocol "+string(r.Body))
}
func (d *testDoor) CommissionProtocol(_ context.Context, p app.Principal, patient, entry, password string, _ app.AsOf) error {
	return d.write(p, authz.SignPlan, patient, password, "commission "+entry)
}
