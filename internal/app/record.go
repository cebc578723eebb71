package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/audit"
	"github.com/dayzero-hsct/dayzero/internal/authz"
)

// Record adds one entry, or a correction of one; the old value stays readable.
// It returns the id of the new entry.
//
// Errors: ErrDenied (the role may not write this kind), ErrNotFound (no such
// entry to correct), ErrRefused with every problem of the input in one message.
func (a *App) Record(ctx context.Context, p Principal, patient string, r EntryRequest) (string, error) {
	if err := a.allow(ctx, p, authz.WriteEntry, patient); err != nil {
		return "", err
	}
	if !MayWrite(p.Role, r.Kind) {
		why := fmt.Errorf("%w: the role %s does not write entries of the kind %s", ErrDenied, p.Role, clip(r.Kind, 40))
		return "", a.refusal(ctx, p, string(authz.WriteEntry), patient, why)
	}
	c, view, err := a.view(ctx, patient, r.AsOf)
	if err != nil {
		return "", err
	}
	e, err := a.draft(p, c, view, r)
	if err != nil {
		return "", a.refusal(ctx, p, string(authz.WriteEntry), patient, err)
	}
	return e.ID, a.append(ctx, p, c, e, string(authz.WriteEntry), r.Kind)
}

// draft builds and checks the entry of a request.
func (a *App) draft(p Principal, c chart.Case, v chart.View, r EntryRequest) (chart.Entry, error) {
	if !r.AsOf.Now() && !a.demo {
		return chart.Entry{}, refused("an entry is written as the record stands now; return to now first", "只能按当前时间的记录录入；请先回到“现在”")
	}
	payload, err := payloadOf(r.Kind, r.Fields)
	effective, wrong := effectiveOf(v, r.Effective)
	if err == nil {
		wrong = append(wrong, references(v, payload)...)
	}
	if err != nil || len(wrong) > 0 {
		return chart.Entry{}, refusedAll(append(Told(err), wrong...))
	}
	sign(payload, p)
	e, err := a.entry(p, c, v, r.AsOf, r.About, payload)
	if err != nil {
		return chart.Entry{}, err
	}
	if r.About != "" {
		if _, ok := v.Individual(r.About); !ok {
			return chart.Entry{}, refusedField("about", "%q is not a person of this record", "%q 不是本记录中的人员", clip(r.About, 40))
		}
	}
	if effective.Known() {
		if effective.Time().After(e.Recorded.Time()) {
			return chart.Entry{}, refusedField("at", "%s lies in the future", "%s 在将来", r.Effective)
		}
		e.Effective = effective
	}
	return e, correct(&e, c, r, p.Role)
}

// effectiveOf reads the time of an entry; an empty one is unknown, and means now.
func effectiveOf(v chart.View, text string) (day.Moment, []chart.Problem) {
	if text == "" {
		return day.Moment{}, nil
	}
	at, err := day.ParseMoment(text, v.Location)
	if err != nil {
		return day.Moment{}, []chart.Problem{{Path: "at", Said: saidBy(err)}}
	}
	return at, nil
}

// correct ties a correction to the entry it replaces.
func correct(e *chart.Entry, c chart.Case, r EntryRequest, role authz.Role) error {
	if r.Supersedes == "" {
		if e.Payload.Kind() == "withdrawal" {
			return refusedField("supersedes", "a withdrawal names the entry it withdraws", "撤销须指明所撤销的记录")
		}
		return nil
	}
	if strings.TrimSpace(r.Reason) == "" {
		return refusedField("reason", "a correction needs a reason", "更正须写明原因")
	}
	for _, old := range c.Entries {
		if old.ID != r.Supersedes {
			continue
		}
		if kind := e.Payload.Kind(); old.Payload.Kind() != kind && kind != "withdrawal" {
			return refusedField("kind", "a correction keeps the kind of the entry it corrects, or withdraws it", "更正不能改变原记录的类别，或改为撤销")
		}
		if e.Payload.Kind() == "withdrawal" && !MayWithdraw(role, string(old.Payload.Kind())) {
			return refusedField("supersedes", "the role %s does not withdraw entries of the kind %s", "您的角色不能撤销此类记录", role, old.Payload.Kind())
		}
		e.Supersedes, e.Reason, e.About = old.ID, strings.TrimSpace(r.Reason), old.About
		if !old.Version.IsZero() { // what the source issues after this correction stands over it again
			e.Version = chart.Version{Of: old.Version.Of, Issued: e.Recorded, Rank: chart.Corrected}
		}
		if r.Effective == "" {
			e.Effective = old.Effective
		}
		switch old.Payload.(type) {
		case *chart.Person, *chart.FamilyMember:
			if e.About == "" {
				e.About = old.ID
			}
		}
		return nil
	}
	return fmt.Errorf("%w: no such entry to correct", ErrNotFound)
}

// MayWithdraw reports whether a role may take an entry of a kind back without
// putting another in its place: what it may write and what can be withdrawn.
func MayWithdraw(role authz.Role, kind string) bool {
	return chart.Withdrawable(chart.Kind(kind)) && MayWrite(role, kind)
}

// sign puts the author's name under a decision; the second name is added by the
// second person's own signature.
func sign(payload chart.Payload, p Principal) {
	if d, ok := payload.(*chart.Decision); ok {
		d.By = []chart.Signer{{Name: p.Display, Role: string(p.Role)}}
	}
}

// writers lists who writes what. A signature is never written here: it has its
// own door, which asks for the password. Kinds not listed are written by any
// role that carries the right to write.
var writers = map[string][]authz.Role{
	"signature":                 {},
	"drug-level":                {}, // its own door asks for plausibility
	"centre-protocol":           {authz.Physician, authz.Pharmacist},
	"decision":                  {authz.Physician, authz.Pharmacist},
	"medication-order":          {authz.Physician},
	"medication-stop":           {authz.Physician},
	"irradiation":               {authz.Physician},
	"medication-administration": {authz.Nurse, authz.Physician},
	"infusion":                  {authz.Nurse, authz.Physician},
	"identity-check":            {authz.Nurse, authz.Physician, authz.Laboratory},
	"collection":                {authz.Nurse, authz.Physician, authz.Laboratory, authz.Coordinator},
	"preparation":               {authz.Pharmacist},
	"day-release":               {authz.Physician, authz.Pharmacist},
	"reconciliation":            {authz.Pharmacist, authz.Physician},
	"level-request":             {authz.Pharmacist, authz.Physician},
	"diagnosis":                 {authz.Physician, authz.Geneticist},
	"variant":                   {authz.Geneticist, authz.Laboratory, authz.Physician},
	"hla-typing":                {authz.Laboratory, authz.Physician},
	"donor-work-up":             {authz.Physician, authz.Coordinator},
	"person":                    {authz.Physician, authz.Coordinator},
	"family-member":             {authz.Physician, authz.Coordinator, authz.Geneticist},
}

// MayWrite reports whether a role writes entries of a kind; pages offer no other.
func MayWrite(role authz.Role, kind string) bool {
	roles, limited := writers[kind]
	if !limited {
		return true
	}
	for _, r := range roles {
		if r == role {
			return true
		}
	}
	return false
}

// ImportCase takes a whole case in, all or nothing.
func (a *App) ImportCase(ctx context.Context, p Principal, c chart.Case) error {
	if err := a.allow(ctx, p, authz.ImportCase, ""); err != nil {
		return err
	}
	return a.importCase(ctx, c, a.event(p, string(authz.ImportCase), c.ID, "done", "case file imported"))
}

func (a *App) importCase(ctx context.Context, c chart.Case, event audit.Draft) error {
	if c.ID == "" || len(c.Entries) == 0 {
		return refused("the case has no id or no entries", "病历没有编号或没有记录")
	}
	if err := a.store.CreateCase(ctx, c, event); err != nil {
		return err
	}
	return a.refreshCard(ctx, c.ID)
}
