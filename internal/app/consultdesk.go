package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/consult"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/audit"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/phenopacket"
)

// DeskConsult is a consult as the desk sees it: what is missing, where it stands
// in the queue and why, and who looks alike.
type DeskConsult struct {
	consult.Consult
	Items  []consult.Item
	Triage consult.Triage
	// Alike are other requests and charts of the reader's own scope that may
	// concern the same child or family. Nothing merges by it.
	Alike []consult.Likeness
	// Charts is how many charts the request was compared with.
	Charts int
}

// Queue is the desk: what waits, first things first, then what was ended.
type Queue struct {
	Waiting []DeskConsult
	Done    []consult.Consult
}

// Desk returns the queue. Drafts are the family's own and are not shown.
func (a *App) Desk(ctx context.Context, p Principal) (Queue, error) {
	if err := a.allow(ctx, p, authz.ReadConsult, ""); err != nil {
		return Queue{}, err
	}
	all, err := a.store.Consults(ctx)
	if err != nil {
		return Queue{}, err
	}
	var q Queue
	for _, c := range all {
		switch c.State {
		case consult.Sent:
			q.Waiting = append(q.Waiting, DeskConsult{Consult: c, Items: consult.Complete(c, a.know, a.today()), Triage: consult.Place(c, a.know, a.today())})
		case consult.Accepted, consult.Closed, consult.Withdrawn:
			if c.Case != "" && !p.Scope.Reaches(c.Case) {
				continue // a chart outside the scope has no history here either
			}
			q.Done = append(q.Done, c)
		}
	}
	slices.SortStableFunc(q.Waiting, func(x, y DeskConsult) int {
		return cmp.Or(cmp.Compare(x.Standing(x.Triage), y.Standing(y.Triage)), x.Sent.Compare(y.Sent))
	})
	slices.SortStableFunc(q.Done, func(x, y consult.Consult) int { return y.Changed.Compare(x.Changed) })
	return q, a.store.Audit(ctx, a.event(p, string(authz.ReadConsult), "", "done", "consult desk"))
}

// Consult returns one consult of the desk. ErrNotFound for a draft, for a number
// that does not exist, and for one whose chart is outside the scope.
func (a *App) Consult(ctx context.Context, p Principal, number string) (DeskConsult, error) {
	c, err := a.onDesk(ctx, p, authz.ReadConsult, number)
	if err != nil {
		return DeskConsult{}, err
	}
	d := DeskConsult{Consult: c, Items: consult.Complete(c, a.know, a.today()), Triage: consult.Place(c, a.know, a.today())}
	if d.Alike, d.Charts, err = a.alike(ctx, p, c); err != nil {
		return DeskConsult{}, err
	}
	return d, a.store.Audit(ctx, a.event(p, string(authz.ReadConsult), c.Case, "done", "consult "+c.Number))
}

// onDesk allows an act on one consult and reads it.
func (a *App) onDesk(ctx context.Context, p Principal, action authz.Action, number string) (consult.Consult, error) {
	none := fmt.Errorf("%w: there is no such request", ErrNotFound)
	if err := a.allow(ctx, p, action, ""); err != nil {
		return consult.Consult{}, err
	}
	c, err := a.store.Consult(ctx, number)
	if err != nil {
		return consult.Consult{}, err
	}
	if c.State == consult.Draft {
		return consult.Consult{}, none
	}
	if c.Case != "" {
		if err := a.allow(ctx, p, action, c.Case); err != nil {
			return consult.Consult{}, err
		}
	}
	return c, nil
}

// alike compares a consult with the others of the desk and with every chart that
// the reader may open, by the identities kept with the cards of the board.
func (a *App) alike(ctx context.Context, p Principal, c consult.Consult) ([]consult.Likeness, int, error) {
	own := consult.IdentityOf(c)
	var out []consult.Likeness
	all, err := a.store.Consults(ctx)
	if err != nil {
		return nil, 0, err
	}
	for _, other := range all {
		if other.Number == c.Number || other.State != consult.Sent {
			continue
		}
		if l, ok := consult.Compare(own, consult.IdentityOf(other)); ok {
			out = append(out, l)
		}
	}
	identities, err := a.identities(ctx, p)
	if err != nil {
		return nil, 0, err
	}
	for _, id := range identities {
		if l, ok := consult.Compare(own, id); ok && id.Key != c.Case {
			out = append(out, l)
		}
	}
	return out, len(identities), nil
}

// identities are those of every chart in the scope of a person.
func (a *App) identities(ctx context.Context, p Principal) ([]consult.Identity, error) {
	cards, err := a.cardsOf(ctx, p)
	var out []consult.Identity
	for _, c := range cards {
		if c.Identity != nil {
			out = append(out, *c.Identity)
		}
	}
	return out, err
}

// cardsOf are the cards of every child in the scope of a person, by id.
func (a *App) cardsOf(ctx context.Context, p Principal) ([]storedCard, error) {
	ids := p.Scope.IDs()
	if p.Scope.All() {
		var err error
		if ids, err = a.store.CaseIDs(ctx); err != nil {
			return nil, err
		}
	}
	kept, err := a.store.Projections(ctx, boardProjection)
	if err != nil {
		return nil, err
	}
	var out []storedCard
	for _, id := range ids {
		card, err := a.anyCard(ctx, id, kept[id])
		if isNone(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, card)
	}
	return out, nil
}

// anyCard is the kept card even when its counts have aged: who the child is does
// not age with them. One that was kept before identities were is made anew.
func (a *App) anyCard(ctx context.Context, id string, stored []byte) (storedCard, error) {
	if stored != nil {
		var kept storedCard
		if err := json.Unmarshal(stored, &kept); err == nil && kept.Identity != nil {
			return kept, nil
		}
	}
	return a.card(ctx, id, AsOf{}, nil)
}

// ConsultDocument returns a document of a consult on the desk.
func (a *App) ConsultDocument(ctx context.Context, p Principal, number, id string) (consult.Document, []byte, error) {
	c, err := a.onDesk(ctx, p, authz.ReadConsult, number)
	if err != nil {
		return consult.Document{}, nil, err
	}
	i := slices.IndexFunc(c.Documents, func(d consult.Document) bool { return d.ID == id })
	if i < 0 {
		return consult.Document{}, nil, fmt.Errorf("%w: no such document", ErrNotFound)
	}
	body, err := a.store.ConsultDocument(ctx, number, id)
	if err != nil {
		return consult.Document{}, nil, err
	}
	return c.Documents[i], body, a.store.Audit(ctx, a.event(p, string(authz.ReadConsult), c.Case, "done", "consult "+c.Number+" document "+id))
}

// handle changes a consult on the desk. seen is the revision that was shown:
// ErrConflict when the family or a colleague changed it since.
func (a *App) handle(ctx context.Context, p Principal, number string, seen int, detail string, change func(*consult.Consult) error) error {
	c, err := a.onDesk(ctx, p, authz.HandleConsult, number)
	if err != nil {
		return err
	}
	if c.Revision != seen {
		return fmt.Errorf("%w: open it again and read it", ErrConflict)
	}
	if err := change(&c); err != nil {
		return a.refusal(ctx, p, string(authz.HandleConsult), "", err)
	}
	a.touch(&c)
	return a.store.PutConsult(ctx, c, "", a.event(p, string(authz.HandleConsult), "", "done", "consult "+c.Number+" "+detail))
}

// RankConsult puts a consult in another place of the queue, with a reason.
func (a *App) RankConsult(ctx context.Context, p Principal, number string, seen, level int, reason string) error {
	return a.handle(ctx, p, number, seen, "placed", func(c *consult.Consult) error {
		reason = strings.TrimSpace(reason)
		if level < consult.First || level > consult.InOrder || len([]rune(reason)) < 8 {
			return refused("a place from 1 to 3 and a written reason are required", "须选择 1 至 3 的排序等级，并写明理由（至少 8 个字符）")
		}
		if c.State != consult.Sent {
			return refused("only a waiting request has a place in the queue", "只有等待中的申请才能排序")
		}
		c.Ranked = &consult.Ranked{Level: level, Reason: reason, By: p.Display, At: a.clock.Now().UTC().Truncate(time.Microsecond)}
		return nil
	})
}

// ReplyConsult answers the family. The answer carries what was not examined, the
// evidence, what remains unknown, the next test and whom to call; none may be
// left out (knowledge facts consult.answer.*).
func (a *App) ReplyConsult(ctx context.Context, p Principal, number string, seen int, r consult.Reply) error {
	return a.handle(ctx, p, number, seen, "answered", func(c *consult.Consult) error {
		if c.State == consult.Withdrawn {
			return refused("the family has withdrawn the request", "家属已撤回该申请")
		}
		r.At, r.By, r.Language, r.Whom = a.clock.Now().UTC().Truncate(time.Microsecond), p.Display, languageOf(r.Language), a.Contact()
		for _, part := range []struct {
			en, zh string
			empty  bool
		}{{"the answer", "答复内容", strings.TrimSpace(r.Text) == ""}, {"what was not examined", "未检查的内容", strings.TrimSpace(r.NotExamined) == ""}, {"the evidence used", "所用证据", len(r.Evidence) == 0},
			{"what remains unknown", "尚不清楚的内容", len(r.Unknown) == 0}, {"the next test", "下一步检查", strings.TrimSpace(r.NextTest) == ""}, {"whom to call", "联系人", len(r.Whom) == 0}} {
			if part.empty {
				return refused("the answer does not say %[1]s", "答复未写明%[2]s", part.en, part.zh)
			}
		}
		c.Replies = append(slices.Clone(c.Replies), r)
		return nil
	})
}

// CloseConsult ends a consult without a chart, with a reason.
func (a *App) CloseConsult(ctx context.Context, p Principal, number string, seen int, reason string) error {
	return a.handle(ctx, p, number, seen, "closed", func(c *consult.Consult) error {
		if c.State != consult.Sent || len([]rune(strings.TrimSpace(reason))) < 8 {
			return refused("only a waiting request is closed, with a written reason", "只能关闭等待中的申请，且须写明理由（至少 8 个字符）")
		}
		c.State, c.Reason = consult.Closed, strings.TrimSpace(reason)
		return nil
	})
}

// AcceptConsult makes a chart of a consult: each answer becomes an entry, nobody
// types it again. It returns the id of the chart. A chart that looks like the
// same child has to be named as looked at; it is never merged with.
func (a *App) AcceptConsult(ctx context.Context, p Principal, number string, seen int, looked bool) (string, error) {
	if err := a.allow(ctx, p, authz.ImportCase, ""); err != nil {
		return "", err
	}
	c, err := a.onDesk(ctx, p, authz.HandleConsult, number)
	if err != nil {
		return "", err
	}
	if c.Revision != seen {
		return "", fmt.Errorf("%w: open it again and read it", ErrConflict)
	}
	made, err := a.acceptable(ctx, p, c, looked)
	if err != nil {
		return "", a.refusal(ctx, p, string(authz.HandleConsult), "", err)
	}
	if err := a.widen(ctx, p, made.ID); err != nil {
		return "", err
	}
	c.State, c.Case = consult.Accepted, made.ID
	a.touch(&c)
	if err := a.store.AcceptConsult(ctx, c, made, a.event(p, string(authz.HandleConsult), "", "done", "consult "+c.Number+" becomes chart "+made.ID)); err != nil {
		return "", err
	}
	return made.ID, a.refreshCard(ctx, made.ID)
}

// acceptable checks everything that can speak against a chart and makes it.
func (a *App) acceptable(ctx context.Context, p Principal, c consult.Consult, looked bool) (chart.Case, error) {
	loc, err := a.centre.Location()
	if err != nil {
		return chart.Case{}, refused("the centre's own time zone is not set", "本中心的时区未设置")
	}
	if c.State != consult.Sent {
		return chart.Case{}, refused("only a waiting request becomes a chart", "只有等待中的申请才能建立病历")
	}
	if problems := consult.Check(c.Answers, a.today()); len(problems) > 0 {
		return chart.Case{}, refused("%[1]d answers cannot be read; the first: %[2]s", "有 %[1]d 项回答无法识别；第一项：%[3]s", len(problems), problems[0].Text.EN, problems[0].Text.ZH)
	}
	alike, _, err := a.alike(ctx, p, c)
	if err != nil {
		return chart.Case{}, err
	}
	same := slices.ContainsFunc(alike, func(l consult.Likeness) bool { return l.Kind == consult.SameChild })
	if same && !looked {
		return chart.Case{}, refused("another request or chart may be the same child: look at it first and say that you did", "另有申请或病历可能是同一患儿：请先查看并勾选“已查看”")
	}
	id, err := a.token(4)
	if err != nil {
		return chart.Case{}, err
	}
	made := chart.Case{ID: "c-" + id, Title: evidence.Text{EN: c.Name(), ZH: c.Name()}, Synthetic: a.demo, Centre: a.centre}
	if a.demo {
		made.Notice = evidence.Text{EN: "Entered in a demonstration: synthetic, removed at the end.", ZH: "演示中录入：模拟数据，演示结束即删除。"}
	}
	made.Entries, err = consult.Entries(c, consult.Taking{CaseID: made.ID, Author: p.Account, At: a.clock.Now(), Location: loc,
		Missing: consult.Missing(consult.Complete(c, a.know, a.today()))})
	if err != nil {
		return chart.Case{}, refusedBy("", err)
	}
	return made, nil
}

// widen lets a person with a limited scope reach the chart they are about to make.
func (a *App) widen(ctx context.Context, p Principal, id string) error {
	if p.Scope.All() {
		return nil
	}
	acc, err := a.store.Account(ctx, p.Account)
	if err != nil {
		return err
	}
	acc.Scope = append(slices.Clone(acc.Scope), id)
	return a.store.PutAccount(ctx, acc, a.event(p, string(authz.HandleConsult), "", "done", "account "+acc.Name+" reaches the chart it accepts"))
}

// PacketConsult puts a phenopacket on the desk as a request. Either the number of
// the request or the problems of the packet are returned.
func (a *App) PacketConsult(ctx context.Context, p Principal, body []byte) (string, []phenopacket.Problem, error) {
	if err := a.allow(ctx, p, authz.HandleConsult, ""); err != nil {
		return "", nil, err
	}
	answers, problems := packetAnswers(body)
	if len(problems) > 0 {
		return "", problems, a.store.Audit(ctx, a.event(p, string(authz.HandleConsult), "", "denied", "a phenopacket could not be read"))
	}
	c, err := a.fromPacket(ctx, answers, p.Language, a.event(p, string(authz.HandleConsult), "", "done", ""))
	return c, nil, err
}

// fromPacket writes a request that nobody holds a link to: a packet has no family
// behind it yet.
func (a *App) fromPacket(ctx context.Context, answers consult.Answers, language string, event audit.Draft) (string, error) {
	c, err := a.newConsult(language, "phenopacket")
	if err != nil {
		return "", err
	}
	secret, err := a.token(24)
	if err != nil {
		return "", err
	}
	c.State, c.Sent, c.Answers = consult.Sent, c.Started, answers
	event.Detail = "consult " + c.Number + " from a phenopacket"
	return c.Number, a.store.PutConsult(ctx, c, hashToken(secret), event)
}

// SystemPackets puts phenopackets on the desk from a command on the machine, all
// of them or, when one cannot be written, those before it. It returns their
// numbers.
func (a *App) SystemPackets(ctx context.Context, packets []consult.Answers, language string) ([]string, error) {
	var numbers []string
	for _, answers := range packets {
		number, err := a.fromPacket(ctx, answers, language, a.system(string(authz.SendConsult), "", ""))
		if err != nil {
			return numbers, err
		}
		numbers = append(numbers, number)
	}
	return numbers, nil
}
