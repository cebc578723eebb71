package cli

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// kbCommission signs a model or target for the centre, or lists how far each is.
type kbCommission struct {
	Item   string `arg:"" optional:"" help:"Id of a model or target, as dayzero pk models and the list print it; without it: the list."`
	As     string `placeholder:"ACCOUNT" help:"Account that signs: a pharmacist or a physician."`
	Opened string `placeholder:"TEXT" help:"The source that lies open: title, page, table."`
	place
}

// Help says what a signature means.
func (kbCommission) Help() string {
	return "A model or target becomes usable for orders when a pharmacist and a physician have signed its exact version with the source opened. Any change of the item makes the signatures void. The password of the account is read from standard input."
}

// Run lists, or signs.
func (c kbCommission) Run(s *session) error {
	if c.Item == "" {
		return s.withDoor(c.place, false, func(ctx context.Context, a *app.App, _ app.Store) error { return c.list(ctx, s, a) })
	}
	if c.As == "" || c.Opened == "" {
		return usage("kb commission: --as and --opened are needed to sign %s", c.Item)
	}
	password, err := s.password("Password for " + c.As + ": ")
	if err != nil {
		return err
	}
	return s.withDoor(c.place, false, func(ctx context.Context, a *app.App, _ app.Store) error {
		token, person, err := a.SignIn(ctx, c.As, password, "en")
		if err != nil {
			return err
		}
		items, err := a.CommissionItems(ctx, person)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(items, func(it app.CommissionItem) bool { return it.ID == c.Item })
		if at < 0 {
			return usage("kb commission: there is no model or target %q; without an id the command lists them", c.Item)
		}
		if err := a.Commission(ctx, person, app.CommissionRequest{Kind: items[at].Kind, Item: c.Item, Version: items[at].Version, Opened: c.Opened, Password: password}); err != nil {
			return err
		}
		s.print("signed: %s %s version %s by %s (%s)", items[at].Kind, c.Item, items[at].Version[:12], person.Display, person.Role)
		return a.SignOut(ctx, token)
	})
}

func (c kbCommission) list(ctx context.Context, s *session, a *app.App) error {
	items, err := a.SystemCommissionItems(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(s.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "kind\tid\tversion\tstate")
	for _, it := range items {
		fmt.Fprintln(w, printable(it.Kind+"\t"+it.ID+"\t"+it.Version[:12]+"\t"+commissionState(it)))
	}
	return w.Flush()
}

// commissionState says in words how far an item is.
func commissionState(it app.CommissionItem) string {
	var who []string
	for _, s := range it.Signed {
		who = append(who, s.Name+" ("+s.Role+")")
	}
	switch {
	case !it.Held.Empty():
		return "held: " + strings.ReplaceAll(it.Held.EN, "\n", " ")
	case it.Complete():
		return "commissioned by " + strings.Join(who, " and ")
	case len(who) > 0:
		other := authz.Physician
		if it.Signed[0].Role == string(authz.Physician) {
			other = authz.Pharmacist
		}
		return "signed by " + strings.Join(who, " and ") + "; the " + string(other) + " is missing"
	case len(it.Void) > 0:
		return fmt.Sprintf("void: changed since %d signatures", len(it.Void))
	}
	return "reference only"
}

// kbDiff compares a folder of knowledge with the one of this program.
type kbDiff struct {
	Old string `arg:"" type:"existingdir" help:"Folder of the earlier knowledge."`
	New string `arg:"" optional:"" type:"existingdir" help:"Folder of the later one (default: the knowledge of this program)."`
}

// Help says what is compared.
func (kbDiff) Help() string {
	return "One line per fact, rule, model and target that was added, removed or changed. A changed model or target makes its commissioning void."
}

// Run prints the differences; none is said.
func (c kbDiff) Run(s *session) error {
	old, err := knowledge.Load(os.DirFS(c.Old))
	if err != nil {
		return refusedInput(c.Old + ":1:1: " + err.Error())
	}
	now, err := knowledge.Embedded()
	if c.New != "" {
		now, err = knowledge.Load(os.DirFS(c.New))
	}
	if err != nil {
		return err
	}
	before, after := versions(old), versions(now)
	var lines []string
	for id, v := range after {
		switch was, had := before[id]; {
		case !had:
			lines = append(lines, "added    "+id)
		case was != v && (strings.HasPrefix(id, "model ") || strings.HasPrefix(id, "target ")):
			lines = append(lines, "changed  "+id+"  (commissioning void)")
		case was != v:
			lines = append(lines, "changed  "+id)
		}
	}
	for id := range before {
		if _, has := after[id]; !has {
			lines = append(lines, "removed  "+id)
		}
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[9:]+a, b[9:]+b) })
	for _, l := range lines {
		s.print("%s", l)
	}
	if len(lines) == 0 {
		s.print("no difference")
	}
	return nil
}

// versions names the content of each item of a base.
func versions(b *knowledge.Base) map[string]string {
	out := map[string]string{}
	for _, f := range b.Facts() {
		out["fact "+f.ID] = fmt.Sprint(f)
	}
	for _, r := range b.Rules("") {
		out["rule "+r.ID] = fmt.Sprint(r)
	}
	for _, m := range b.Models() {
		out["model "+m.ID] = m.Version
	}
	for _, e := range b.Exposures() {
		for _, t := range e.Targets {
			out["target "+t.ID] = t.Version
		}
	}
	return out
}
