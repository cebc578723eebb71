package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/authz"
)

// ProtocolRequest is a centre protocol for one child as a person writes it. Body
// is the payload as JSON, in the form of a case file; who commissioned it is
// never written, it follows from the signatures.
type ProtocolRequest struct {
	AsOf AsOf
	Body []byte
}

// WriteProtocol adds a centre protocol to a chart, or a new wording under the
// same name: the latest counts. Nobody has commissioned what was just written.
//
// Errors: ErrDenied (role), ErrRefused with every problem of the input.
func (a *App) WriteProtocol(ctx context.Context, p Principal, patient string, r ProtocolRequest) (string, error) {
	if err := a.allow(ctx, p, authz.WriteEntry, patient); err != nil {
		return "", err
	}
	const kind = "centre-protocol"
	if !MayWrite(p.Role, kind) {
		return "", a.refusal(ctx, p, string(authz.WriteEntry), patient, fmt.Errorf("%w: the role %s writes no protocol", ErrDenied, p.Role))
	}
	c, view, err := a.view(ctx, patient, r.AsOf)
	if err != nil {
		return "", err
	}
	protocol, err := readProtocol(r.Body)
	if err == nil && !r.AsOf.Now() && !a.demo {
		err = refused("an entry is written as the record stands now; return to now first", "只能按当前时间的记录录入；请先回到“现在”")
	}
	var e chart.Entry
	if err == nil {
		e, err = a.entry(p, c, view, r.AsOf, "", protocol)
	}
	if err != nil {
		return "", a.refusal(ctx, p, string(authz.WriteEntry), patient, err)
	}
	return e.ID, a.append(ctx, p, c, e, string(authz.WriteEntry), kind)
}

func readProtocol(body []byte) (*chart.CentreProtocol, error) {
	protocol := &chart.CentreProtocol{}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(protocol); err != nil {
		return nil, refusedBy("data", err)
	}
	protocol.Commissioned = nil
	problems := chart.Check(protocol)
	for i, d := range protocol.Drugs {
		if !d.PerKg.Known() && !d.PerM2.Known() {
			problems = append(problems, problem("data.drugs", "%d: a dose per kg or per m² is missing", "第 %d 个药物：缺少每公斤或每平方米剂量", i+1))
		}
		for _, n := range d.Days {
			if n >= 0 || n < -60 {
				problems = append(problems, problem("data.drugs", "%d: Day %d is not a day before Day 0", "第 %d 个药物：第 %d 天不在第 0 天之前", i+1, n))
			}
		}
	}
	if len(problems) > 0 {
		return nil, refusedAll(problems)
	}
	return protocol, nil
}

// CommissionProtocol puts a person's name under a centre protocol as it stands:
// a pharmacist and a physician, two different people, each with the password,
// make it one that may reach an order. It is a new version of the entry with one
// more name.
//
// Errors: ErrDenied (role, password), ErrNotFound (no such protocol, or a newer
// one of its name stands), ErrRefused (the profession or the person signed it).
func (a *App) CommissionProtocol(ctx context.Context, p Principal, patient, entry, password string, at AsOf) error {
	if err := a.allow(ctx, p, authz.SignPlan, patient); err != nil {
		return err
	}
	if err := a.reenter(ctx, p, password, string(authz.SignPlan), patient); err != nil {
		return err
	}
	c, view, err := a.view(ctx, patient, at)
	if err != nil {
		return err
	}
	item, ok := standingProtocol(view, entry)
	if !ok {
		return fmt.Errorf("%w: no such protocol stands", ErrNotFound)
	}
	e, err := a.oneMoreName(p, c, view, at, item)
	if err != nil {
		return a.refusal(ctx, p, string(authz.SignPlan), patient, err)
	}
	return a.append(ctx, p, c, e, string(authz.SignPlan), "protocol "+item.Data.Name+" commissioned")
}

// oneMoreName is the next version of a protocol with one more name under it.
func (a *App) oneMoreName(p Principal, c chart.Case, v chart.View, at AsOf, item chart.Item[*chart.CentreProtocol]) (chart.Entry, error) {
	if !at.Now() && !a.demo {
		return chart.Entry{}, refused("a protocol is commissioned as the record stands now; return to now first", "中心方案只能按当前记录启用；请先回到“现在”")
	}
	for _, by := range item.Data.Commissioned {
		if by.Name == p.Display || by.Role == string(p.Role) {
			return chart.Entry{}, refused("a %s has commissioned this protocol already; the second name is the other profession's", "该方案已有同一职业的人员签名启用，第二个签名须由另一职业的人员签署", by.Role)
		}
	}
	next := *item.Data
	e, err := a.entry(p, c, v, at, "", &next)
	if err != nil {
		return chart.Entry{}, err
	}
	next.Commissioned = append(slices.Clone(item.Data.Commissioned), chart.Commissioner{Name: p.Display, Role: string(p.Role), On: day.DateOf(e.Recorded.Time(), v.Location)})
	e.Supersedes, e.Reason, e.Effective = item.ID, "commissioned", item.Effective
	return e, nil
}

// standingProtocol finds a protocol that is the latest of its name.
func standingProtocol(v chart.View, entry string) (found chart.Item[*chart.CentreProtocol], ok bool) {
	all := chart.All[*chart.CentreProtocol](v)
	for _, item := range all {
		if item.ID == entry {
			found, ok = item, true
		}
	}
	for _, item := range all {
		if ok && item.Data.Name == found.Data.Name && item.ID != entry && item.Recorded.Time().After(found.Recorded.Time()) {
			return found, false
		}
	}
	return found, ok
}
