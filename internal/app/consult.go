package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/consult"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/phenopacket"
)

// The limits of what a stranger may leave.
const (
	MostDocuments     = 20
	MostDocumentBytes = 10 << 20
	mostConsultBytes  = 60 << 20
	// draftLasts is how long a form that was never sent is kept after its last
	// change. It is a choice of the house: long enough to wait for a report, short
	// enough not to keep the papers of people who went elsewhere.
	draftLasts = 30 * 24 * time.Hour
)

// ErrTooOften is a refusal of a stranger who acts too often.
var ErrTooOften = refused("too many requests; wait an hour, or telephone", "请求过于频繁；请一小时后再试，或致电中心")

// Visitor is a stranger before the public form: Client tells one apart from
// another only for the limits.
type Visitor struct {
	Client   string
	Language string
}

// ConsultsOpen reports whether the public form is open: the centre has to say who
// it is, where its clock stands and whom to call.
func (a *App) ConsultsOpen() bool {
	_, err := a.centre.Location()
	return err == nil && !a.centre.Name.Empty() && len(a.centre.Contact) > 0
}

// Contact is the centre's own contact block.
func (a *App) Contact() []string { return slices.Clone(a.centre.Contact) }

// CentreName is the name of this installation's centre.
func (a *App) CentreName() evidence.Text { return a.centre.Name }

// Zone is the centre's time zone, UTC without one.
func (a *App) Zone() *time.Location {
	loc, err := a.centre.Location()
	if err != nil {
		return time.UTC
	}
	return loc
}

// family is the principal behind a link: it reaches its own consult and nothing
// else.
func family(number, language string) Principal {
	return Principal{Account: "consult " + number, Display: "consult " + number, Role: authz.FamilyLink, Scope: authz.Only(consultKey(number)), Language: language}
}

func consultKey(number string) string { return "consult/" + number }

// StartConsult begins an empty consult and returns the secret of its link.
func (a *App) StartConsult(ctx context.Context, v Visitor) (token string, c consult.Consult, err error) {
	if !a.ConsultsOpen() {
		return "", c, refused("this centre takes no requests here: its name, time zone and contact are not set", "本中心尚未在此受理咨询：中心名称、时区和联系方式未设置")
	}
	if !a.rates.take(startRate, v.Client, a.clock.Now()) {
		return "", c, ErrTooOften
	}
	if token, err = a.token(24); err != nil {
		return "", c, err
	}
	if c, err = a.newConsult(v.Language, "form"); err != nil {
		return "", c, err
	}
	p := family(c.Number, c.Language)
	if err := a.allow(ctx, p, authz.SendConsult, consultKey(c.Number)); err != nil {
		return "", c, err
	}
	return token, c, a.store.PutConsult(ctx, c, hashToken(token), a.event(p, string(authz.SendConsult), "", "done", "consult "+c.Number+" begun"))
}

func (a *App) newConsult(language, source string) (consult.Consult, error) {
	name, err := a.token(4)
	if err != nil {
		return consult.Consult{}, err
	}
	now := a.clock.Now().UTC().Truncate(time.Microsecond)
	return consult.Consult{Number: "C-" + strings.ToUpper(name), Revision: 1, State: consult.Draft, Language: languageOf(language), Source: source,
		Started: now, Changed: now, Synthetic: a.demo}, nil
}

// today is the civil day of the centre.
func (a *App) today() day.Date { return day.DateOf(a.clock.Now(), a.Zone()) }

// byLink finds the consult of a link, for a use that leaves its own event.
func (a *App) byLink(ctx context.Context, token string) (consult.Consult, Principal, error) {
	c, err := a.store.ConsultByToken(ctx, hashToken(token))
	if err != nil {
		return c, Principal{}, err
	}
	p := family(c.Number, c.Language)
	if err := a.allow(ctx, p, authz.SendConsult, consultKey(c.Number)); err != nil {
		return consult.Consult{}, Principal{}, err
	}
	if c.State == consult.Draft && a.clock.Now().Sub(c.Changed) > draftLasts {
		return consult.Consult{}, Principal{}, fmt.Errorf("%w: there is no such request", ErrNotFound)
	}
	return c, p, nil
}

// OpenConsult shows a consult to who holds its link. ErrNotFound for any other
// link.
func (a *App) OpenConsult(ctx context.Context, token string) (consult.Consult, error) {
	c, p, err := a.byLink(ctx, token)
	if err != nil {
		return consult.Consult{}, err
	}
	return c, a.store.Audit(ctx, a.event(p, string(authz.SendConsult), "", "done", "consult "+c.Number+" read by its link"))
}

// FamilyItems is what the family still has to send, as the desk sees it.
func (a *App) FamilyItems(c consult.Consult) []consult.Item {
	return consult.Complete(c, a.know, a.today())
}

// Unsendable lists what keeps a consult from being sent.
func (a *App) Unsendable(c consult.Consult) []consult.Problem {
	return consult.Unsendable(c.Answers, a.today())
}

// changeByLink changes a consult through its link. Two windows of one family may
// write at the same time: the change is tried again on what the other one wrote.
func (a *App) changeByLink(ctx context.Context, token, detail string, change func(*consult.Consult) error) (consult.Consult, error) {
	for try := 0; ; try++ {
		c, p, err := a.byLink(ctx, token)
		if err != nil {
			return c, err
		}
		if c.State != consult.Draft && c.State != consult.Sent {
			return c, refused("the request is closed or taken up already; telephone the centre to add to it", "该申请已关闭或已被受理；如需补充，请致电中心")
		}
		if err := change(&c); err != nil {
			return c, err
		}
		a.touch(&c)
		err = a.store.PutConsult(ctx, c, "", a.event(p, string(authz.SendConsult), "", "done", "consult "+c.Number+" "+detail))
		if !errors.Is(err, ErrConflict) || try == 3 {
			return c, err
		}
	}
}

func (a *App) touch(c *consult.Consult) {
	c.Revision++
	c.Changed = a.clock.Now().UTC().Truncate(time.Microsecond)
}

// SaveConsult keeps the answers of some groups as they are, readable or not; the
// other groups stay. A question that the form does not ask is dropped.
func (a *App) SaveConsult(ctx context.Context, v Visitor, token string, groups []string, answers consult.Answers) (consult.Consult, error) {
	if !a.rates.take(saveRate, v.Client, a.clock.Now()) {
		return consult.Consult{}, ErrTooOften
	}
	tidy := consult.Tidy(answers)
	return a.changeByLink(ctx, token, "saved", func(c *consult.Consult) error {
		if c.Answers == nil {
			c.Answers = consult.Answers{}
		}
		for _, g := range groups {
			delete(c.Answers, g)
			if rows := tidy[g]; len(rows) > 0 {
				c.Answers[g] = rows
			}
		}
		c.Language = writtenTo(c.Answers, v.Language)
		return nil
	})
}

// writtenTo is the language in which a family is written to: the one it chose to
// speak where the product has it, else that of the page.
func writtenTo(a consult.Answers, page string) string {
	if chosen := a.One("asker", "language"); chosen == "zh" || chosen == "en" {
		return chosen
	}
	return languageOf(page)
}

// SendConsult puts a consult on the desk. ErrRefused while Unsendable lists
// anything.
func (a *App) SendConsult(ctx context.Context, token string) (consult.Consult, error) {
	return a.changeByLink(ctx, token, "sent", func(c *consult.Consult) error {
		if problems := a.Unsendable(*c); len(problems) > 0 {
			return refused("%d answers are needed or cannot be read", "有 %d 项回答缺失或无法识别", len(problems))
		}
		if c.State == consult.Draft {
			c.State, c.Sent = consult.Sent, a.clock.Now().UTC().Truncate(time.Microsecond)
		}
		return nil
	})
}

// WithdrawConsult takes a request back: answers and documents are removed, number
// and dates stay.
func (a *App) WithdrawConsult(ctx context.Context, token string) error {
	_, err := a.changeByLink(ctx, token, "withdrawn by the family", func(c *consult.Consult) error {
		*c = consult.Consult{Number: c.Number, Revision: c.Revision, State: consult.Withdrawn, Language: c.Language, Source: c.Source,
			Started: c.Started, Sent: c.Sent, Synthetic: c.Synthetic, Reason: "withdrawn by the family"}
		return nil
	})
	return err
}

// RemoveDocument takes an attached file away again.
func (a *App) RemoveDocument(ctx context.Context, token, id string) (consult.Consult, error) {
	return a.changeByLink(ctx, token, "document "+clip(id, 20)+" removed", func(c *consult.Consult) error {
		before := len(c.Documents)
		c.Documents = slices.DeleteFunc(slices.Clone(c.Documents), func(d consult.Document) bool { return d.ID == id })
		if len(c.Documents) == before {
			return fmt.Errorf("%w: no such document", ErrNotFound)
		}
		return nil
	})
}

// FillFromPacket takes a phenopacket in place of typing: what it holds goes into
// the groups that are still empty; nothing that was typed is overwritten.
func (a *App) FillFromPacket(ctx context.Context, v Visitor, token string, body []byte) (consult.Consult, []phenopacket.Problem, error) {
	if !a.rates.take(attachRate, v.Client, a.clock.Now()) {
		return consult.Consult{}, nil, ErrTooOften
	}
	answers, problems := packetAnswers(body)
	if len(problems) > 0 {
		c, err := a.OpenConsult(ctx, token)
		return c, problems, err
	}
	c, err := a.changeByLink(ctx, token, "filled from a phenopacket", func(c *consult.Consult) error {
		if c.Answers == nil {
			c.Answers = consult.Answers{}
		}
		for group, rows := range answers {
			for i, row := range rows {
				if i >= len(c.Answers[group]) {
					c.Answers[group] = append(c.Answers[group], row)
					continue
				}
				for field, value := range row {
					if c.Answers[group][i][field] == "" && len(rows) == 1 {
						c.Answers[group][i][field] = value
					}
				}
			}
		}
		return nil
	})
	return c, nil, err
}

func packetAnswers(body []byte) (consult.Answers, []phenopacket.Problem) {
	p, problems := phenopacket.Parse(bytes.NewReader(body))
	if len(problems) > 0 {
		return nil, problems
	}
	return consult.FromPacket(p)
}

// ForgetDrafts removes the forms that were begun and never sent and have not
// changed for a month. A server calls it through the day.
func (a *App) ForgetDrafts(ctx context.Context) (int, error) {
	all, err := a.store.Consults(ctx)
	if err != nil {
		return 0, err
	}
	gone := 0
	for _, c := range all {
		if c.State != consult.Draft || a.clock.Now().Sub(c.Changed) <= draftLasts {
			continue
		}
		if err := a.store.RemoveConsult(ctx, c.Number, a.system(string(authz.SendConsult), "", "consult "+c.Number+" was never sent and is forgotten")); err != nil && !isNone(err) {
			return gone, err
		}
		gone++
	}
	return gone, nil
}
