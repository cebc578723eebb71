package app

import (
	"context"
	"fmt"
	"io"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/audit"
	"github.com/dayzero-hsct/dayzero/internal/authz"
)

// system is the actor of commands on the machine itself. Its acts are audited
// like everybody's.
func (a *App) system(action, patient, detail string) audit.Draft {
	return audit.Draft{At: a.clock.Now(), Actor: "system", Role: "system", Action: action, Patient: patient, Outcome: "done", Detail: detail}
}

// AddAccount creates or replaces an account. The password is kept as argon2id.
// A demonstration account is refused outside a demonstration.
func (a *App) AddAccount(ctx context.Context, acc Account, password string) error {
	if acc.Name == "" || acc.Display == "" || !validRole(acc.Role) {
		return refused("an account needs a name, a display name and one of the roles", "账户须有登录名、显示姓名和一个角色")
	}
	if acc.Demo && !a.demo {
		return refused("demonstration accounts exist in demonstration mode only", "演示账户只存在于演示模式")
	}
	if len([]rune(password)) < 10 && !acc.Demo {
		return refused("the password needs at least ten characters", "密码至少十个字符")
	}
	salt := make([]byte, saltLength)
	if _, err := io.ReadFull(a.random, salt); err != nil {
		return fmt.Errorf("%w: no randomness: %w", ErrStorage, err)
	}
	acc.PasswordHash = hashPassword(password, salt)
	return a.store.PutAccount(ctx, acc, a.system(string(authz.ManageAccount), "", "account "+acc.Name+" with role "+acc.Role))
}

func validRole(role string) bool {
	for _, r := range authz.Roles() {
		if string(r) == role {
			return true
		}
	}
	return false
}

// DisableAccount ends an account and every session of it.
func (a *App) DisableAccount(ctx context.Context, name string) error {
	acc, err := a.store.Account(ctx, name)
	if err != nil {
		return err
	}
	acc.Disabled = true
	if err := a.store.PutAccount(ctx, acc, a.system(string(authz.ManageAccount), "", "account "+name+" disabled")); err != nil {
		return err
	}
	return a.store.DeleteSessionsOf(ctx, name)
}

// Accounts lists the accounts without their password hashes.
func (a *App) Accounts(ctx context.Context) ([]Account, error) {
	all, err := a.store.Accounts(ctx)
	for i := range all {
		all[i].PasswordHash = ""
	}
	return all, err
}

// DemoAccounts lists the demonstration accounts; none outside a demonstration.
func (a *App) DemoAccounts() []Account {
	if !a.demo {
		return nil
	}
	all, err := a.Accounts(context.Background())
	if err != nil {
		return nil
	}
	var demo []Account
	for _, acc := range all {
		if acc.Demo {
			demo = append(demo, acc)
		}
	}
	return demo
}

// SystemImport takes a case in from a command on the machine.
func (a *App) SystemImport(ctx context.Context, c chart.Case) error {
	return a.importCase(ctx, c, a.system(string(authz.ImportCase), c.ID, "case file imported"))
}

// SystemProgramme replaces the rows of the programme.
func (a *App) SystemProgramme(ctx context.Context, rows [][]byte) error {
	if err := a.store.PutProgramme(ctx, rows); err != nil {
		return err
	}
	return a.store.Audit(ctx, a.system("programme.replace", "", fmt.Sprintf("%d rows", len(rows))))
}

// Check verifies the database, every chain and every entry, and beside the record
// the index of donors and the kept nomenclature.
func (a *App) Check(ctx context.Context) (Overview, error) {
	ids, err := a.store.CaseIDs(ctx)
	if err != nil {
		return Overview{}, err
	}
	findings, err := a.store.Check(ctx)
	if err != nil {
		return Overview{}, err
	}
	beside, err := a.checkFolder()
	return Overview{Engine: a.store.Describe(), Cases: len(ids), Findings: append(findings, beside...)}, err
}

// Rebuild throws every projection away and makes it again from the entries.
func (a *App) Rebuild(ctx context.Context) (int, error) {
	return a.rebuild(ctx, func(int, int) {})
}

// rebuild tells how many cases are done of how many.
func (a *App) rebuild(ctx context.Context, report func(done, total int)) (int, error) {
	if err := a.store.ClearProjections(ctx); err != nil {
		return 0, err
	}
	ids, err := a.store.CaseIDs(ctx)
	if err != nil {
		return 0, err
	}
	for i, id := range ids {
		if err := ctx.Err(); err != nil {
			return i, err
		}
		if err := a.refreshCard(ctx, id); err != nil {
			return i, fmt.Errorf("case %s: %w", id, err)
		}
		report(i+1, len(ids))
	}
	return len(ids), a.store.Audit(ctx, a.system("projections.rebuild", "", fmt.Sprintf("%d cases", len(ids))))
}

// SealDay seals the heads of all audit chains into a root and returns it. A
// server calls it through the day; a copy of the root kept elsewhere proves that
// nothing before it was rewritten.
func (a *App) SealDay(ctx context.Context) (string, error) {
	return a.store.SealDay(ctx, a.clock.Now())
}

// Backup writes a verified copy of everything.
func (a *App) Backup(ctx context.Context, w io.Writer) error {
	if err := a.store.Backup(ctx, w); err != nil {
		return err
	}
	return a.store.Audit(ctx, a.system("backup", "", "backup written"))
}
