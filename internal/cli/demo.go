package cli

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"sync"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/demo"
)

// demoCommand runs the demonstration.
type demoCommand struct {
	Addr     string `default:"127.0.0.1:8080" placeholder:"ADDR" help:"Address to listen on; port 0 takes a free one (default ${default})."`
	Seed     uint64 `default:"2025" help:"Seed of the synthetic programme (default ${default})."`
	Password string `env:"DAYZERO_DEMO_PASSWORD" help:"One password for every demonstration account, on this machine's own address only. Default: a new one for each start."`
}

// Help says what the demonstration is and is not.
func (demoCommand) Help() string {
	return "All values are synthetic but the few that the press published, and each says so. The data folder is new at each start and removed at the end."
}

// Run serves the demonstration until the context ends.
func (c demoCommand) Run(s *session) (err error) {
	dir, err := os.MkdirTemp("", "dayzero-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	listener, err := listen(s.ctx, c.Addr)
	if err != nil {
		return err
	}
	if c.Password != "" && !own(listener.Addr()) {
		return errors.Join(usage("--password is for this machine's own address only"), listener.Close())
	}
	if s.centre, err = demo.Centre(); err != nil {
		return errors.Join(err, listener.Close())
	}
	store, err := s.open(s.ctx, place{Data: dir}, true)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	door, err := s.door(store, true)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	people, err := c.fill(s, door)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	s.welcome(listener.Addr().String(), people)
	return s.serve(s.ctx, door, listener, place{Data: dir}, false)
}

// welcome prints the address and a line for each account.
func (s *session) welcome(address string, people []person) {
	s.print("Dayzero demonstration: synthetic values, removed at the end")
	s.print("http://%s", address)
	s.print("")
	for _, p := range people {
		s.print("%-14s %-22s %s", p.Name, p.password, p.Display)
	}
	s.say("end with Ctrl-C")
}

// person is a demonstration account with its password in clear.
type person struct {
	app.Account
	password string
}

// fill imports the cases and the programme and adds an account for each role.
func (c demoCommand) fill(s *session, door *app.App) ([]person, error) {
	ctx := s.ctx
	people, added := c.addPeople(ctx, s, door) // hashing passwords takes longest: it runs beside the imports
	cases, err := demo.Cases()
	if err != nil {
		return nil, errors.Join(err, added())
	}
	for _, one := range cases {
		if err := door.SystemImport(ctx, one); err != nil {
			return nil, errors.Join(fmt.Errorf("case %s: %w", one.ID, err), added())
		}
	}
	var rows [][]byte
	for _, transplant := range demo.Programme(c.Seed) {
		row, err := json.Marshal(transplant)
		if err != nil {
			return nil, errors.Join(err, added())
		}
		rows = append(rows, row)
	}
	return people, errors.Join(door.SystemProgramme(ctx, rows), placeRequests(ctx, door), added())
}

// placeRequests sends the invented requests through the public form's own door.
func placeRequests(ctx context.Context, door *app.App) error {
	visitor := app.Visitor{Client: "demonstration"}
	for _, r := range demo.Requests(day.DateOf(door.Now(), door.Zone())) {
		visitor.Language = r.Language
		token, _, err := door.StartConsult(ctx, visitor)
		if err != nil {
			return fmt.Errorf("request: %w", err)
		}
		if _, err = door.SaveConsult(ctx, visitor, token, slices.Collect(maps.Keys(r.Answers)), r.Answers); err != nil {
			return fmt.Errorf("request: %w", err)
		}
		if _, err = door.SendConsult(ctx, token); err != nil {
			return fmt.Errorf("request: %w", err)
		}
	}
	return nil
}

// addPeople starts to add one account for each role and returns them with the
// function that waits for the end. Each carries the usual cost of a password
// hash; they are computed at the same time.
func (c demoCommand) addPeople(ctx context.Context, s *session, door *app.App) ([]person, func() error) {
	people := demoPeople()
	failed := make([]error, len(people))
	var wait sync.WaitGroup
	for i := range people {
		people[i].password, failed[i] = c.newPassword(s.Random)
		if failed[i] != nil {
			continue
		}
		wait.Go(func() { failed[i] = door.AddAccount(ctx, people[i].Account, people[i].password) })
	}
	return people, func() error {
		wait.Wait()
		return errors.Join(failed...)
	}
}

// newPassword makes a password of 16 letters and digits that cannot be taken
// for one another.
func (c demoCommand) newPassword(random io.Reader) (string, error) {
	if c.Password != "" {
		return c.Password, nil
	}
	if random == nil {
		random = rand.Reader
	}
	const letters = "abcdefghijkmnpqrstuvwxyz23456789" // 32 of them: no share of a byte is favoured
	raw := make([]byte, 16)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", err
	}
	for i := range raw {
		raw[i] = letters[raw[i]%byte(len(letters))]
	}
	return string(raw), nil
}

// demoPeople are the demonstration accounts, one for each role; the family link
// opens no room of the team and reaches its own child only.
func demoPeople() []person {
	titles := map[authz.Role][2]string{
		authz.Physician: {"Physician (demo)", "医生（演示）"}, authz.Pharmacist: {"Pharmacist (demo)", "药师（演示）"},
		authz.Geneticist: {"Geneticist (demo)", "遗传科医生（演示）"}, authz.Nurse: {"Nurse (demo)", "护士（演示）"},
		authz.Laboratory: {"HLA laboratory (demo)", "HLA实验室（演示）"}, authz.Coordinator: {"Coordinator (demo)", "协调员（演示）"},
		authz.DataManager: {"Data manager (demo)", "数据管理员（演示）"}, authz.Administrator: {"Administrator (demo)", "系统管理员（演示）"},
		authz.FamilyLink: {"Family link (demo)", "家庭联络（演示）"},
	}
	var people []person
	for _, role := range authz.Roles() {
		scope := []string{"*"}
		if role == authz.FamilyLink {
			scope = []string{"lig4-shanghai"}
		}
		people = append(people, person{Account: app.Account{Name: string(role), Display: titles[role][0], DisplayZH: titles[role][1],
			Role: string(role), Scope: scope, Demo: true}})
	}
	return people
}
