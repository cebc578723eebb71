package app

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/audit"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/plan"
)

// Plan returns the plan and the view it was made from. The read is audited
// before the answer leaves.
func (a *App) Plan(ctx context.Context, p Principal, patient string, at AsOf) (plan.Plan, chart.View, error) {
	if err := a.allow(ctx, p, authz.ReadPlan, patient); err != nil {
		return plan.Plan{}, chart.View{}, err
	}
	made, view, err := a.makePlan(ctx, patient, at)
	if err != nil {
		return plan.Plan{}, chart.View{}, err
	}
	return made, view, a.store.Audit(ctx, a.event(p, string(authz.ReadPlan), patient, "done", "as of "+made.AsOf.String()))
}

// Chart returns the record for roles that do not see the plan.
func (a *App) Chart(ctx context.Context, p Principal, patient string, at AsOf) (chart.View, error) {
	if err := a.allow(ctx, p, authz.ReadChart, patient); err != nil {
		return chart.View{}, err
	}
	_, view, err := a.makePlan(ctx, patient, at)
	if err != nil {
		return chart.View{}, err
	}
	return view, a.store.Audit(ctx, a.event(p, string(authz.ReadChart), patient, "done", "as of "+view.Today().String()))
}

// makePlan computes a plan, or takes the one computed for the same entries,
// moment and knowledge: plans are pure, so equal inputs have equal results.
func (a *App) makePlan(ctx context.Context, patient string, at AsOf) (plan.Plan, chart.View, error) {
	size, err := a.store.Size(ctx, patient)
	if err != nil {
		return plan.Plan{}, chart.View{}, err
	}
	key := planKey{patient: patient, entries: size, day: at.Date}
	if kept, ok := a.kept.plan(key, a.clock.Now()); ok {
		return kept.plan, kept.view, nil
	}
	c, view, err := a.view(ctx, patient, at)
	if err != nil {
		return plan.Plan{}, chart.View{}, err
	}
	made, err := plan.Make(view, a.know)
	if err != nil {
		return plan.Plan{}, chart.View{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	key.entries = len(c.Entries)
	a.kept.plans.Set(key, keptPlan{made, view, quiet(c, view)})
	return made, view, nil
}

// Audit returns the trail of one chain, newest first; an empty chain means all.
func (a *App) Audit(ctx context.Context, p Principal, chain string, limit int) ([]audit.Event, error) {
	if err := a.allow(ctx, p, authz.ReadAudit, ""); err != nil {
		return nil, err
	}
	limit = min(max(limit, 1), 1000)
	events, err := a.store.AuditTrail(ctx, chain, limit)
	if err != nil {
		return nil, err
	}
	return events, a.store.Audit(ctx, a.event(p, string(authz.ReadAudit), "", "done", "trail "+chain))
}

// Board returns the cards of every child in the scope of the person.
func (a *App) Board(ctx context.Context, p Principal, at AsOf) (Board, error) {
	if err := a.allow(ctx, p, authz.ReadBoard, ""); err != nil {
		return Board{}, err
	}
	ids := p.Scope.IDs()
	if p.Scope.All() {
		var err error
		if ids, err = a.store.CaseIDs(ctx); err != nil {
			return Board{}, err
		}
	}
	b := emptyBoard()
	kept, err := a.store.Projections(ctx, boardProjection)
	if err != nil {
		return Board{}, err
	}
	for _, id := range ids {
		card, err := a.card(ctx, id, at, kept[id])
		if isNone(err) {
			continue
		}
		if err != nil {
			return Board{}, err
		}
		if !card.Visible {
			continue
		}
		b.AsOf = card.Day
		b.Columns[card.Column-1].Cards = append(b.Columns[card.Column-1].Cards, card.Card)
	}
	return b, a.store.Audit(ctx, a.event(p, string(authz.ReadBoard), "", "done", "board"))
}

// boardProjection is the name of the stored cards. They are rebuilt from the
// entries by Rebuild, on each write, and when the day or the knowledge changed.
const boardProjection = "board"

func emptyBoard() Board {
	var b Board
	for _, s := range plan.Journey() {
		b.Columns = append(b.Columns, Column{Number: s.Number, Key: s.Key, Title: s.Title})
	}
	return b
}

// card takes the stored card of today, or computes it.
func (a *App) card(ctx context.Context, id string, at AsOf, stored []byte) (storedCard, error) {
	if at.Now() && stored != nil {
		var kept storedCard
		if err := json.Unmarshal(stored, &kept); err == nil && kept.Until.After(a.clock.Now()) && kept.Knowledge == a.know.Version() {
			return kept, nil
		}
	}
	made, view, err := a.makePlan(ctx, id, at)
	if err != nil {
		return storedCard{}, err
	}
	card := cardOf(made, view)
	card.Knowledge = a.know.Version()
	card.Until = nextRefresh(a.clock.Now(), view)
	if !at.Now() {
		return card, nil
	}
	return card, a.keepCard(ctx, id, card)
}

func (a *App) keepCard(ctx context.Context, id string, card storedCard) error {
	body, err := json.Marshal(card)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrStorage, err)
	}
	return a.store.PutProjection(ctx, boardProjection, id, body)
}
