package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"golang.org/x/term"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
)

// accountCommand keeps the people who may sign in.
type accountCommand struct {
	Add     accountAdd     `cmd:"" help:"Add a person; the password is read from standard input."`
	List    accountList    `cmd:"" help:"List people, roles and scopes."`
	Disable accountDisable `cmd:"" help:"End an account and every session of it."`
}

// accountAdd adds one person.
type accountAdd struct {
	Name      string   `arg:"" help:"Name to sign in with."`
	Role      string   `required:"" help:"Role: physician, pharmacist, geneticist, nurse, laboratory, coordinator, data-manager, administrator or family-link."`
	Display   string   `help:"Name on the screen and in signatures (default: the sign-in name)."`
	DisplayZH string   `name:"display-zh" help:"Name on Chinese pages."`
	Scope     []string `help:"Case ids the person may reach, or * for every record. Without it: none."`
	place
}

// Run adds the account. Without a scope it reaches nothing, which is said.
func (c accountAdd) Run(s *session) error {
	if !known(c.Role) {
		return usage("--role %s is not one of the roles: %s", c.Role, strings.Join(roles(), ", "))
	}
	password, err := s.password("Password for " + c.Name + ": ")
	if err != nil {
		return err
	}
	if c.Display == "" {
		c.Display = c.Name
	}
	return s.withDoor(c.place, true, func(ctx context.Context, a *app.App, store app.Store) error {
		if _, err := store.Account(ctx, c.Name); err == nil {
			return fmt.Errorf("%w: the account %s", app.ErrExists, c.Name)
		} else if !errors.Is(err, app.ErrNotFound) {
			return err
		}
		acc := app.Account{Name: c.Name, Display: c.Display, DisplayZH: c.DisplayZH, Role: c.Role, Scope: c.Scope}
		if err := a.AddAccount(ctx, acc, password); err != nil {
			return err
		}
		s.say("account added: " + c.Name + ", " + c.Role)
		if len(c.Scope) == 0 {
			s.say("its scope is empty: it reaches no record; give --scope with case ids or *")
		}
		return nil
	})
}

func roles() []string {
	var all []string
	for _, r := range authz.Roles() {
		all = append(all, string(r))
	}
	return all
}

func known(role string) bool {
	for _, r := range authz.Roles() {
		if string(r) == role {
			return true
		}
	}
	return false
}

// password asks on a terminal without showing it, and otherwise reads the first
// line of standard input. It is never a flag: flags are seen by every process.
func (s *session) password(prompt string) (string, error) {
	if f, ok := s.Stdin.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(s.Stderr, prompt)
		typed, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(s.Stderr)
		return string(typed), err
	}
	line, err := bufio.NewReader(io.LimitReader(s.Stdin, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", usage("no password on standard input")
	}
	return line, nil
}

// accountList lists the accounts.
type accountList struct{ place }

// Run prints a table; password hashes never leave the door.
func (c accountList) Run(s *session) error {
	return s.withDoor(c.place, false, func(ctx context.Context, a *app.App, _ app.Store) error {
		all, err := a.Accounts(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(s.Stdout, 0, 4, 2, ' ', 0)
		fmt.Fprintln(table, "NAME\tROLE\tDISPLAY\tSCOPE\tSTATE")
		for _, acc := range all {
			scope, state := strings.Join(acc.Scope, ","), "active"
			if scope == "" {
				scope = "none"
			}
			if acc.Disabled {
				state = "disabled"
			}
			fmt.Fprintln(table, printable(strings.Join([]string{acc.Name, acc.Role, acc.Display, scope, state}, "\t")))
		}
		return table.Flush()
	})
}

// accountDisable ends an account.
type accountDisable struct {
	Name string `arg:"" help:"Name of the account."`
	place
}

// Run disables the account.
func (c accountDisable) Run(s *session) error {
	return s.withDoor(c.place, false, func(ctx context.Context, a *app.App, _ app.Store) error {
		if err := a.DisableAccount(ctx, c.Name); err != nil {
			return fmt.Errorf("account %s: %w", c.Name, err)
		}
		s.say("account disabled: " + c.Name)
		return nil
	})
}
