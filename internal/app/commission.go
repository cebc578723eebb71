package app

import (
	"context"
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
)

// Commissioning is one of the two signatures that a centre puts under the exact
// version of a model or a target, with the source opened. Times are UTC.
type Commissioning struct {
	ID      string    `json:"id"`
	Kind    string    `json:"kind"` // model or target
	Item    string    `json:"item"`
	Version string    `json:"version"`
	Role    string    `json:"role"` // pharmacist or physician
	Name    string    `json:"name"`
	Account string    `json:"account"`
	At      time.Time `json:"at"`
	Opened  string    `json:"opened"` // the source that the person opened
	Meaning string    `json:"meaning"`
}

// CommissionItem is something that can be commissioned, with the signatures on
// it. Void are signatures on earlier versions: any change of the item made them so.
type CommissionItem struct {
	Kind, ID, Version string
	Name              evidence.Text
	Drug              string
	Held              evidence.Text // why it can never be commissioned for doses; empty otherwise
	Signed, Void      []Commissioning
}

// Complete reports a pharmacist and a physician, two different people, on the
// version as it stands.
func (c CommissionItem) Complete() bool {
	for _, a := range c.Signed {
		for _, b := range c.Signed {
			if a.Role == string(authz.Pharmacist) && b.Role == string(authz.Physician) && a.Account != b.Account && a.Name != b.Name {
				return c.Held.Empty()
			}
		}
	}
	return false
}

// CommissionRequest is one signature. Version is what was shown.
type CommissionRequest struct {
	Kind, Item, Version string
	Opened              string
	Meaning             string
	Password            string
}

// Commission puts a signature under the version of a model or target as it
// stands.
//
// Errors: ErrDenied (role, password), ErrNotFound, ErrConflict (another version
// stands now), ErrRefused (held, no source named, or signed already by this
// person or profession).
func (a *App) Commission(ctx context.Context, p Principal, r CommissionRequest) error {
	if err := a.allow(ctx, p, authz.Commission, ""); err != nil {
		return err
	}
	if err := a.reenter(ctx, p, r.Password, string(authz.Commission), ""); err != nil {
		return err
	}
	items, err := a.commissionItems(ctx)
	if err != nil {
		return err
	}
	c, err := a.commissioningOf(p, items, r)
	if err != nil {
		return a.refusal(ctx, p, string(authz.Commission), "", err)
	}
	return a.store.PutCommissioning(ctx, c, a.event(p, string(authz.Commission), "", "done", c.Kind+" "+c.Item+" version "+c.Version))
}

// commissioningOf checks everything that can speak against a signature.
func (a *App) commissioningOf(p Principal, items []CommissionItem, r CommissionRequest) (Commissioning, error) {
	item, ok := findItem(items, r.Kind, r.Item)
	switch {
	case !ok:
		return Commissioning{}, fmt.Errorf("%w: no such model or target", ErrNotFound)
	case r.Version != item.Version:
		return Commissioning{}, fmt.Errorf("%w: the version shown is not the one that stands; open it again", ErrConflict)
	case !item.Held.Empty():
		return Commissioning{}, refused("it cannot be commissioned: %[1]s", "不能启用：%[2]s", item.Held.EN, item.Held.ZH)
	case len(strings.TrimSpace(r.Opened)) < 3 || len(r.Opened) > 500:
		return Commissioning{}, refusedField("opened", "name the source that lies open before you (title, page or table)", "请写明您面前打开的原文出处（标题、页码或表号）")
	}
	for _, s := range item.Signed {
		if s.Account == p.Account || s.Name == p.Display {
			return Commissioning{}, refused("the same person cannot sign the same version twice", "同一人不能对同一版本签名两次")
		}
		if s.Role == string(p.Role) {
			return Commissioning{}, refused("this version carries a signature of a %s already; the second one is the other profession's", "该版本已有同一职业人员的签名，第二个签名须由另一职业的人员签署", p.Role)
		}
	}
	id, err := a.token(8)
	if err != nil {
		return Commissioning{}, err
	}
	meaning := strings.TrimSpace(r.Meaning)
	if meaning == "" {
		meaning = "I have compared the transcription with the source, and its check values hold"
	}
	return Commissioning{ID: id, Kind: item.Kind, Item: item.ID, Version: item.Version, Role: string(p.Role), Name: p.Display, Account: p.Account,
		At: a.clock.Now().UTC().Truncate(time.Microsecond), Opened: strings.TrimSpace(r.Opened), Meaning: meaning}, nil
}

func findItem(items []CommissionItem, kind, id string) (CommissionItem, bool) {
	for _, it := range items {
		if it.Kind == kind && it.ID == id {
			return it, true
		}
	}
	return CommissionItem{}, false
}

// CommissionItems lists every model and target with its signatures.
func (a *App) CommissionItems(ctx context.Context, p Principal) ([]CommissionItem, error) {
	if err := a.allow(ctx, p, authz.ReadKnowledge, ""); err != nil {
		return nil, err
	}
	items, err := a.commissionItems(ctx)
	if err != nil {
		return nil, err
	}
	return items, a.store.Audit(ctx, a.event(p, string(authz.ReadKnowledge), "", "done", "commissioning"))
}

// SystemCommissionItems lists them for a command on the machine.
func (a *App) SystemCommissionItems(ctx context.Context) ([]CommissionItem, error) {
	items, err := a.commissionItems(ctx)
	if err != nil {
		return nil, err
	}
	return items, a.store.Audit(ctx, a.system(string(authz.ReadKnowledge), "", "commissioning"))
}

func (a *App) commissionItems(ctx context.Context) ([]CommissionItem, error) {
	signatures, err := a.store.Commissionings(ctx)
	if err != nil {
		return nil, err
	}
	sort.SliceStable(signatures, func(i, j int) bool { return signatures[i].At.Before(signatures[j].At) })
	items := itemsOf(a.know)
	for i := range items {
		for _, s := range signatures {
			switch {
			case s.Kind != items[i].Kind || s.Item != items[i].ID:
			case s.Version == items[i].Version:
				items[i].Signed = append(items[i].Signed, s)
			default:
				items[i].Void = append(items[i].Void, s)
			}
		}
	}
	return items, nil
}

// itemsOf lists what can be commissioned in a base.
func itemsOf(base *knowledge.Base) []CommissionItem {
	var out []CommissionItem
	for _, m := range base.Models() {
		it := CommissionItem{Kind: "model", ID: m.ID, Version: m.Version, Name: evidence.Text{EN: m.ID, ZH: m.ID}, Drug: m.File.Drug.EN}
		if m.Compiled != nil {
			it.Held = m.Compiled.WhyNoDose()
		} else {
			it.Held = evidence.Text{EN: m.Why, ZH: "转录的公式无法运行（英文）：" + m.Why}
		}
		out = append(out, it)
	}
	for _, e := range base.Exposures() {
		for _, t := range e.Targets {
			it := CommissionItem{Kind: "target", ID: t.ID, Version: t.Version, Name: t.Name, Drug: e.Drug}
			if t.Fact.Status == evidence.Unsure || t.Fact.Status == evidence.Gap {
				it.Held = evidence.Text{EN: "its status is " + t.Fact.Status.Label("en"), ZH: "其状态为" + t.Fact.Status.Label("zh")}
			}
			out = append(out, it)
		}
	}
	return out
}

// commissioned gives the models, those with two signatures on their version
// marked so, the targets that carry two, and the number of signatures.
func (a *App) commissioned(ctx context.Context) (plan.Commissioned, error) {
	items, err := a.commissionItems(ctx)
	if err != nil {
		return plan.Commissioned{}, err
	}
	out := plan.Commissioned{Targets: map[string]bool{}, Growth: a.growth}
	done := map[string]bool{}
	for _, it := range items {
		out.Signatures += len(it.Signed)
		if it.Complete() {
			done[it.Kind+" "+it.ID] = true
			out.Targets[it.ID] = it.Kind == "target" || out.Targets[it.ID]
		}
	}
	for _, m := range a.know.Running() {
		if done["model "+m.File.ID] {
			m = m.AsCommissioned()
		}
		out.Models = append(out.Models, m)
	}
	out.Decide = a.kept.decider(out.Signatures)
	return out, nil
}
