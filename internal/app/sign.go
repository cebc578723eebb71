package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/plan"
)

// SignPlan binds name, time and meaning to the hash of exactly what was shown.
//
// Errors: ErrDenied (role, password), ErrConflict (what was shown is no longer
// what stands), ErrStop (an open stop or gap blocks), ErrRefused (the same
// person signed already, the identifier does not match, or a past day is shown
// outside a demonstration).
func (a *App) SignPlan(ctx context.Context, p Principal, patient string, r SignRequest) error {
	if err := a.allow(ctx, p, authz.SignPlan, patient); err != nil {
		return err
	}
	if err := a.reenter(ctx, p, r.Password, string(authz.SignPlan), patient); err != nil {
		return err
	}
	c, view, err := a.view(ctx, patient, r.AsOf)
	if err != nil {
		return err
	}
	made, err := plan.Make(view, a.know)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if err := a.maySign(p, made, r); err != nil {
		return a.refusal(ctx, p, string(authz.SignPlan), patient, err)
	}
	meaning := strings.TrimSpace(r.Meaning)
	if meaning == "" {
		meaning = meaningOf[p.Role]
	}
	e, err := a.entry(p, c, view, r.AsOf, "", &chart.Signature{Of: "plan", Ref: made.Chosen, Hash: made.Signing.Hash, Inputs: made.Signing.Inputs,
		Meaning: meaning, Name: p.Display, Role: string(p.Role), Account: p.Account, AsOf: made.AsOf})
	if err != nil {
		return err
	}
	return a.append(ctx, p, c, e, string(authz.SignPlan), "plan hash "+made.Signing.Hash)
}

var meaningOf = map[authz.Role]string{
	authz.Physician:  "I have read the plan and prescribe it",
	authz.Pharmacist: "I have checked doses, ceilings and rounding independently",
}

// maySign checks everything that can speak against a signature.
func (a *App) maySign(p Principal, made plan.Plan, r SignRequest) error {
	identifier := made.Child.Identifier
	if identifier == "" {
		identifier = made.Case
	}
	switch {
	case !r.AsOf.Now() && !a.demo:
		return refused("a plan is signed as it stands now; return to now first", "方案只能按当前状态签名；请先回到“现在”")
	case strings.TrimSpace(r.Identifier) != identifier:
		return refused("the identifier entered is not that of the child on this page", "输入的标识号与本页患儿不符")
	case r.Hash != made.Signing.Hash:
		return fmt.Errorf("%w: open the plan again and read it before signing", ErrConflict)
	case !made.Signing.Possible:
		return &Refusal{[]chart.Problem{{Said: firstBlocked(made)}}, ErrStop}
	}
	for _, s := range made.Signing.Signed {
		if s.Current && (s.Account == p.Account || s.Name == p.Display) {
			return refused("the same person cannot sign the same plan twice", "同一人不能对同一方案签名两次")
		}
		if s.Current && s.Role == string(p.Role) && s.Hash == r.Hash {
			return refused("the plan carries a signature of a %s already; the second one is the other profession's", "该方案已有同一职业人员的签名，第二个签名须由另一职业的人员签署", p.Role)
		}
	}
	return nil
}

func firstBlocked(made plan.Plan) evidence.Text {
	if len(made.Signing.Blocked) == 0 {
		return evidence.Text{EN: "signing is not possible now", ZH: "目前不能签名"}
	}
	return made.Signing.Blocked[0]
}

// refusal audits a refused act and returns the refusal.
func (a *App) refusal(ctx context.Context, p Principal, action, patient string, why error) error {
	if err := a.store.Audit(ctx, a.event(p, action, patient, "denied", why.Error())); err != nil {
		return err
	}
	return why
}

// SignDonorVariant is the geneticist's signature on the family-variant result of
// a donor: the only thing that clears a carrier (knowledge README, rule 6).
func (a *App) SignDonorVariant(ctx context.Context, p Principal, patient, donor, meaning, password string) error {
	if err := a.allow(ctx, p, authz.SignVariant, patient); err != nil {
		return err
	}
	if err := a.reenter(ctx, p, password, string(authz.SignVariant), patient); err != nil {
		return err
	}
	c, view, err := a.view(ctx, patient, AsOf{})
	if err != nil {
		return err
	}
	if _, ok := view.Individual(donor); !ok {
		return fmt.Errorf("%w: no such donor", ErrNotFound)
	}
	tested := chart.Where(chart.All[*chart.Variant](view), func(v chart.Item[*chart.Variant]) bool { return v.About == donor })
	if len(tested) == 0 {
		return a.refusal(ctx, p, string(authz.SignVariant), patient, refused("no variant result of this donor is recorded; there is nothing to sign", "尚未记录该供者的变异检测结果，无可签名内容"))
	}
	if strings.TrimSpace(meaning) == "" {
		meaning = "variant results of the donor read; suitability as a donor with regard to the family variants stated"
	}
	e, err := a.entry(p, c, view, AsOf{}, donor, &chart.Signature{Of: "donor-variant", Ref: donor, Meaning: meaning, Name: p.Display, Role: string(p.Role), Account: p.Account})
	if err != nil {
		return err
	}
	return a.append(ctx, p, c, e, string(authz.SignVariant), "donor "+donor)
}

// SignEntry adds a second person's signature to a decision such as the dosing
// weight or the dosing basis.
func (a *App) SignEntry(ctx context.Context, p Principal, patient, entry, meaning, password string, at AsOf) error {
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
	for _, d := range chart.All[*chart.Decision](view) {
		of := signable[d.Data.What]
		if d.ID != entry || of == "" {
			continue
		}
		for _, s := range d.Data.By {
			if s.Name == p.Display {
				return a.refusal(ctx, p, string(authz.SignPlan), patient, refused("the same person cannot sign the same decision twice", "同一人不能对同一决定签名两次"))
			}
		}
		e, err := a.entry(p, c, view, at, "", &chart.Signature{Of: of, Ref: entry, Meaning: orElse(meaning, "agreed"), Name: p.Display, Role: string(p.Role), Account: p.Account})
		if err != nil {
			return err
		}
		return a.append(ctx, p, c, e, "decision.sign", "decision "+entry)
	}
	return fmt.Errorf("%w: no such decision to sign", ErrNotFound)
}

// signable maps the decisions that need two people to what the signature is of.
var signable = map[string]string{"dosing-weight": "dosing-weight", "dosing-basis": "dosing-basis", "overrule": "overrule",
	"serotherapy": "decision", "gvhd-prophylaxis": "decision"}

func orElse(s, fallback string) string {
	if strings.TrimSpace(s) == "" {
		return fallback
	}
	return strings.TrimSpace(s)
}

// Overrule records one person's written decision to pass a stop. The stop is
// passed only when two different named people, one of them a physician, have
// each done so.
func (a *App) Overrule(ctx context.Context, p Principal, patient string, r OverruleRequest) error {
	return a.decide(ctx, p, patient, r, authz.Overrule, "overrule")
}

// Answer records the reason that answers a caution.
func (a *App) Answer(ctx context.Context, p Principal, patient string, r OverruleRequest) error {
	return a.decide(ctx, p, patient, r, authz.Answer, "answer-caution")
}

func (a *App) decide(ctx context.Context, p Principal, patient string, r OverruleRequest, action authz.Action, what string) error {
	if err := a.allow(ctx, p, action, patient); err != nil {
		return err
	}
	if err := a.reenter(ctx, p, r.Password, string(action), patient); err != nil {
		return err
	}
	if len([]rune(strings.TrimSpace(r.Reason))) < 8 {
		return a.refusal(ctx, p, string(action), patient, refused("a written reason is required", "须写明理由（至少 8 个字符）"))
	}
	c, view, err := a.view(ctx, patient, r.AsOf)
	if err != nil {
		return err
	}
	if err := a.mayDecide(p, view, r, what); err != nil {
		return a.refusal(ctx, p, string(action), patient, err)
	}
	e, err := a.entry(p, c, view, r.AsOf, "", &chart.Decision{What: what, Rule: r.Rule, Choice: r.Subject, Reason: strings.TrimSpace(r.Reason),
		By: []chart.Signer{{Name: p.Display, Role: string(p.Role)}}})
	if err != nil {
		return err
	}
	return a.append(ctx, p, c, e, string(action), "rule "+r.Rule)
}

// mayDecide refuses an answer to a rule that does not speak, an overrule of what
// nobody may overrule, and the same person twice.
func (a *App) mayDecide(p Principal, view chart.View, r OverruleRequest, what string) error {
	if !r.AsOf.Now() && !a.demo {
		return refused("a decision is made as the record stands now; return to now first", "决定只能按当前记录作出；请先回到“现在”")
	}
	made, err := plan.Make(view, a.know)
	if err != nil {
		return refusedBy("", err)
	}
	list := made.Cautions
	if what == "overrule" {
		list = made.Stops
	}
	for _, n := range list {
		if n.ID != r.Rule {
			continue
		}
		if n.Overrule == "none" || n.Overrule == "geneticist" {
			return refused("this cannot be overruled; it is closed by the missing input or the geneticist's signature", "此项不能越过：须补齐缺失资料，或由遗传学医师签名")
		}
		for _, d := range chart.All[*chart.Decision](view) {
			if d.Data.What == what && d.Data.Rule == r.Rule && d.Data.Choice == r.Subject {
				for _, s := range d.Data.By {
					if s.Name == p.Display && what == "overrule" {
						return refused("the second person must be another one", "第二人须为另一人")
					}
				}
			}
		}
		return nil
	}
	return refused("no open rule of that name applies", "没有该名称的未处理规则")
}

// entry drafts an entry by a person at the present. In a demonstration, what is
// entered while a past day is shown is recorded as of that day and marked
// synthetic, so that the story of a synthetic child can be played through; the
// audit event keeps the true time.
func (a *App) entry(p Principal, c chart.Case, v chart.View, at AsOf, about string, payload chart.Payload) (chart.Entry, error) {
	if problems := chart.Check(payload); len(problems) > 0 {
		return chart.Entry{}, refusedAll(problems)
	}
	id, err := a.token(8)
	if err != nil {
		return chart.Entry{}, err
	}
	now := a.clock.Now()
	when := now
	if !at.Now() && a.demo && c.Synthetic {
		local := now.In(v.Location)
		since := local.Sub(day.DateOf(local, v.Location).Start(v.Location))
		when = at.Date.Start(v.Location).Add(since)
		if last := at.Date.End(v.Location); when.After(last) {
			when = last
		}
	}
	return chart.Entry{ID: string(payload.Kind()) + "-" + id, Patient: c.ID, About: about, Effective: day.MomentAt(when), Recorded: day.MomentAt(when),
		Author: p.Account, Source: sourceOf(c), Synthetic: c.Synthetic, Payload: payload}, nil
}

func sourceOf(c chart.Case) string {
	if c.Synthetic {
		return "synthetic"
	}
	return "entered on the page"
}

// append writes entries and event in one transaction and renews the card.
func (a *App) append(ctx context.Context, p Principal, c chart.Case, e chart.Entry, action, detail string) error {
	if err := a.store.Append(ctx, c.ID, len(c.Entries), []chart.Entry{e}, a.event(p, action, c.ID, "done", detail)); err != nil {
		return err
	}
	return a.refreshCard(ctx, c.ID)
}

// refreshCard renews what is kept of a chart beside its entries: the card of the
// board and the row of the programme.
func (a *App) refreshCard(ctx context.Context, patient string) error {
	if _, err := a.card(ctx, patient, AsOf{}, nil); err != nil {
		return err
	}
	_, view, err := a.makePlan(ctx, patient, AsOf{})
	if err != nil {
		return err
	}
	if _, err = a.keepCohortRows(ctx, view); err != nil {
		return err
	}
	return a.keepPeople(ctx, view)
}
