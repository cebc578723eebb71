package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// place says where the store is.
type place struct {
	Data        string `type:"path" default:"dayzero-data" placeholder:"DIR" help:"Folder of the store (default ${default})."`
	DatabaseURL string `name:"database-url" env:"DAYZERO_DATABASE_URL" placeholder:"URL" help:"PostgreSQL instead of a folder."`
}

// open opens the store. Commands that only make sense on an existing one refuse
// a folder that does not exist, so that a mistyped name makes no new store.
func (s *session) open(ctx context.Context, p place, create bool) (app.Store, error) {
	if p.DatabaseURL != "" {
		if s.OpenURL == nil {
			return nil, notBuilt("storage by database URL")
		}
		return s.OpenURL(ctx, p.DatabaseURL)
	}
	if s.OpenFolder == nil {
		return nil, notBuilt("storage in a folder")
	}
	if !create {
		if info, err := os.Stat(p.Data); err != nil || !info.IsDir() {
			return nil, usage("there is no store in %s; name another folder with --data", p.Data)
		}
	}
	return s.OpenFolder(ctx, p.Data)
}

// withDoor opens the store, makes a door and closes the store again.
func (s *session) withDoor(p place, create bool, work func(ctx context.Context, a *app.App, store app.Store) error) (err error) {
	store, err := s.open(s.ctx, p, create)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	door, err := s.door(store, false)
	if err != nil {
		return err
	}
	door.UseFolder(p.Data)
	return work(s.ctx, door, store)
}

func (s *session) door(store app.Store, demonstration bool) (*app.App, error) {
	base, err := knowledge.Embedded()
	if err != nil {
		return nil, fmt.Errorf("the knowledge: %w", err)
	}
	return app.New(app.Options{Store: store, Knowledge: base, Clock: s.Clock, Random: s.Random, Demo: demonstration, Centre: s.centre, Growth: s.growth})
}

// checkCommand verifies the store.
type checkCommand struct {
	place
	JSON bool `name:"json" help:"The result as JSON."`
}

// Run prints the engine's settings and every finding; findings end with code 5.
func (c checkCommand) Run(s *session) error {
	return s.withDoor(c.place, false, func(ctx context.Context, a *app.App, _ app.Store) error {
		overview, err := a.Check(ctx)
		if err != nil {
			return &failure{code: NotIntact, cause: fmt.Errorf("the store could not be checked: %w", err)}
		}
		if err := c.show(s, overview); err != nil {
			return err
		}
		if n := len(overview.Findings); n > 0 {
			return &failure{code: NotIntact, cause: fmt.Errorf("%d findings: the store is not intact", n)}
		}
		return nil
	})
}

func (c checkCommand) show(s *session, o app.Overview) error {
	if c.JSON {
		body, err := json.MarshalIndent(map[string]any{"engine": o.Engine, "cases": o.Cases, "findings": findings(o), "intact": len(o.Findings) == 0}, "", "  ")
		if err != nil {
			return err
		}
		_, err = s.Stdout.Write(append(body, '\n'))
		return err
	}
	var keys []string
	for k := range o.Engine {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		s.print("%s: %s", k, o.Engine[k])
	}
	s.print("cases: %d", o.Cases)
	for _, f := range o.Findings {
		s.print("finding: %s: %s", f.Where, f.Sentence)
	}
	if len(o.Findings) == 0 {
		s.print("intact: every entry, every audit chain and every daily root holds; so do the donor index and the nomenclature of the folder, where there are any")
	}
	return nil
}

func findings(o app.Overview) []map[string]string {
	all := []map[string]string{}
	for _, f := range o.Findings {
		all = append(all, map[string]string{"where": f.Where, "sentence": f.Sentence})
	}
	return all
}

// rebuildCommand makes the projections again.
type rebuildCommand struct{ place }

// Run rebuilds and says how many cases there are.
func (c rebuildCommand) Run(s *session) error {
	return s.withDoor(c.place, false, func(ctx context.Context, a *app.App, _ app.Store) error {
		n, err := a.Rebuild(ctx)
		if err != nil {
			return err
		}
		s.print("rebuilt: %d cases", n)
		return nil
	})
}

// backupCommand writes a copy of the store.
type backupCommand struct {
	File string `arg:"" name:"FILE" help:"File to write, or - for standard output."`
	place
}

// Run writes the backup, complete or not at all.
func (c backupCommand) Run(s *session) error {
	return s.withDoor(c.place, false, func(ctx context.Context, a *app.App, _ app.Store) error {
		if err := s.output(c.File, func(w io.Writer) error { return a.Backup(ctx, w) }); err != nil {
			return err
		}
		s.say("backup written: " + c.File)
		return nil
	})
}

// restoreCommand reads a backup into an empty store.
type restoreCommand struct {
	File string `arg:"" name:"FILE" help:"Backup file, or - for standard input."`
	place
}

// Run restores and then verifies what was restored.
func (c restoreCommand) Run(s *session) error {
	r, err := s.reader(c.File)
	if err != nil {
		return err
	}
	if err := errors.Join(c.restore(s, r), r.Close()); err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	s.say("restored: " + c.File)
	return checkCommand{place: c.place}.Run(s)
}

func (c restoreCommand) restore(s *session, r io.Reader) error {
	switch {
	case c.DatabaseURL != "" && s.RestoreURL != nil:
		return s.RestoreURL(s.ctx, c.DatabaseURL, r)
	case c.DatabaseURL != "":
		return notBuilt("restoring by database URL")
	case s.RestoreFolder != nil:
		return s.RestoreFolder(s.ctx, c.Data, r)
	}
	return notBuilt("restoring into a folder")
}
