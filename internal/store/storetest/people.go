package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dayzero-hsct/dayzero/internal/app"
)

// account is a synthetic account.
func account(name string) app.Account {
	return app.Account{Name: name, Display: "Synthetic " + name, DisplayZH: "虚构 " + name, Role: "nurse",
		Scope: []string{"a", "b"}, PasswordHash: "$argon2id$synthetic", Demo: true}
}

func accounts(t *testing.T, s app.Store) {
	for _, name := range []string{"zed", "amy"} {
		if err := s.PutAccount(bg, account(name), Draft("account.create", "")); err != nil {
			t.Fatal(err)
		}
	}
	changed := account("zed")
	changed.Disabled, changed.Scope = true, []string{"*"}
	if err := s.PutAccount(bg, changed, Draft("account.change", "")); err != nil {
		t.Fatal(err)
	}
	got, err := s.Accounts(bg)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]app.Account{account("amy"), changed}, got); diff != "" {
		t.Fatal(diff)
	}
	single, err := s.Account(bg, "zed")
	if diff := cmp.Diff(changed, single); diff != "" || err != nil {
		t.Fatal(err, diff)
	}
	_, err = s.Account(bg, "nobody")
	wantError(t, err, app.ErrNotFound)
	_, err = s.Account(bg, "ZED")
	wantError(t, err, app.ErrNotFound)
	if events := trail(t, s, "installation"); len(events) != 3 || events[2].Action != "account.change" {
		t.Fatalf("the trail holds %+v", events)
	}
	nothingWritten(t, s, "a", func() error { return s.PutAccount(bg, account(""), Draft("account.create", "")) }, app.ErrRefused)
	wantSound(t, s)
}

func emptyScope(t *testing.T, s app.Store) {
	for i, scope := range [][]string{nil, {}} {
		a := account(fmt.Sprintf("person-%d", i))
		a.Scope = scope
		if err := s.PutAccount(bg, a, Draft("account.create", "")); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Account(bg, a.Name); err != nil || len(got.Scope) != 0 {
			t.Fatalf("an empty scope came back as %v, %v", got.Scope, err)
		}
	}
}

func sessions(t *testing.T, s app.Store) {
	session := func(token, account string) app.Session {
		return app.Session{TokenHash: token, Account: account, Started: noon, LastSeen: noon.Add(time.Minute), Language: "zh", Forgery: "secret-" + token}
	}
	for _, v := range []app.Session{session("t1", "amy"), session("t2", "amy"), session("t3", "zed")} {
		if err := s.PutSession(bg, v); err != nil {
			t.Fatal(err)
		}
	}
	seen := session("t1", "amy")
	seen.LastSeen, seen.Language = noon.Add(time.Hour), "en"
	if err := s.PutSession(bg, seen); err != nil {
		t.Fatal(err)
	}
	got, err := s.Session(bg, "t1")
	if diff := cmp.Diff(seen, got); diff != "" || err != nil {
		t.Fatal(err, diff)
	}
	_, err = s.Session(bg, "unknown")
	wantError(t, err, app.ErrNotFound)
	alive := func(want ...string) {
		t.Helper()
		var tokens []string
		for _, token := range []string{"t1", "t2", "t3"} {
			if _, err := s.Session(bg, token); err == nil {
				tokens = append(tokens, token)
			} else if !errors.Is(err, app.ErrNotFound) {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, tokens); diff != "" {
			t.Fatal(diff)
		}
	}
	for _, end := range []func() error{
		func() error { return s.DeleteSession(bg, "t1") },
		func() error { return s.DeleteSession(bg, "t1") },
		func() error { return s.DeleteSessionsOf(bg, "nobody") },
	} {
		if err := end(); err != nil {
			t.Fatal(err)
		}
		alive("t2", "t3")
	}
	if err := s.DeleteSessionsOf(bg, "amy"); err != nil {
		t.Fatal(err)
	}
	alive("t3")
}

func projections(t *testing.T, s app.Store) {
	put(t, s, "a")
	put(t, s, "b")
	for _, p := range [][3]string{{"board", "a", `{"old":1}`}, {"board", "b", `{}`}, {"cohort", "a", ``}, {"board", "a", `{"new":1}`}} {
		if err := s.PutProjection(bg, p[0], p[1], []byte(p[2])); err != nil {
			t.Fatal(err)
		}
	}
	wantError(t, s.PutProjection(bg, "board", "nobody", nil), app.ErrNotFound)
	for name, want := range map[string]map[string][]byte{
		"board":  {"a": []byte(`{"new":1}`), "b": []byte(`{}`)},
		"cohort": {"a": {}},
		"none":   {},
	} {
		got, err := s.Projections(bg, name)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
	if err := s.ClearProjections(bg); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Projections(bg, "board"); err != nil || len(got) != 0 {
		t.Fatalf("after clearing: %v, %v", got, err)
	}
	if ids, err := s.CaseIDs(bg); err != nil || len(ids) != 2 {
		t.Fatalf("clearing projections left the cases %v, %v", ids, err)
	}
}

func programme(t *testing.T, s app.Store) {
	for _, rows := range [][]string{{"z", "a", "z", ""}, {"one"}, {}} {
		var want [][]byte
		for _, r := range rows {
			want = append(want, []byte(r))
		}
		if err := s.PutProgramme(bg, want); err != nil {
			t.Fatal(err)
		}
		got, err := s.Programme(bg)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Fatal(err, diff)
		}
	}
}

func closedStore(t *testing.T, s app.Store) {
	put(t, s, "a")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, call := range map[string]func() error{
		"read":  func() error { _, err := s.Case(bg, "a"); return err },
		"write": func() error { return appendTo(s, "a", -1, Note("n1", 0)) },
		"audit": func() error { return s.Audit(bg, Draft("sign-in", "")) },
		"check": func() error { _, err := s.Check(bg); return err },
	} {
		if err := call(); !errors.Is(err, app.ErrStorage) {
			t.Errorf("%s on a closed store: %v", name, err)
		}
	}
}

func describes(t *testing.T, s app.Store) {
	about := s.Describe()
	for _, key := range []string{"engine", "version", "schema"} {
		if about[key] == "" {
			t.Errorf("the store does not say its %s: %v", key, about)
		}
	}
	about["engine"] = "changed"
	if s.Describe()["engine"] == "changed" {
		t.Error("the description can be changed from outside")
	}
}
