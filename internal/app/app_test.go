package app_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/audit"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/store/sqlite"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// hand is a clock that a test moves.
type hand struct {
	mu  sync.Mutex
	now time.Time
}

func (h *hand) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hand) move(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

// house is a door over a fresh SQLite store with one account per role.
type house struct {
	*app.App
	store app.Store
	clock *hand
}

const password = "correct horse battery"

// centre is the installation's own, synthetic.
var centre = chart.Centre{Name: evidence.Text{EN: "Synthetic centre", ZH: "模拟中心"}, Timezone: "Asia/Shanghai", Contact: []string{"contact (placeholder)"}, SurfaceFormula: "Mosteller"}

func open(t *testing.T, demo bool) house {
	t.Helper()
	ctx := context.Background()
	store, err := sqlite.Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	base, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	clock := &hand{now: time.Date(2024, 12, 20, 2, 0, 0, 0, time.UTC)} // 10:00 in Shanghai
	a, err := app.New(app.Options{Store: store, Knowledge: base, Clock: clock, Demo: demo, Centre: centre})
	if err != nil {
		t.Fatal(err)
	}
	return house{a, store, clock}
}

// account makes the account of a role when a test first needs it: a password
// hash costs time on purpose.
func (h house) account(t *testing.T, role authz.Role) {
	t.Helper()
	if _, err := h.store.Account(context.Background(), string(role)); err == nil {
		return
	}
	acc := app.Account{Name: string(role), Display: "Test " + string(role), Role: string(role), Scope: []string{"*"}, Demo: h.Demo()}
	if err := h.AddAccount(context.Background(), acc, password); err != nil {
		t.Fatal(err)
	}
}

func (h house) as(t *testing.T, role authz.Role) app.Principal {
	t.Helper()
	h.account(t, role)
	_, p, err := h.SignIn(context.Background(), string(role), password, "en")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (h house) events(t *testing.T, chain string) []audit.Event {
	t.Helper()
	ev, err := h.store.AuditTrail(context.Background(), chain, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return ev
}

func moment(text string) day.Moment {
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		loc = time.FixedZone("CST", 8*3600)
	}
	m, err := day.ParseMoment(text, loc)
	if err != nil {
		panic(err) // the literals of this file
	}
	return m
}

func smallCase(id string) chart.Case {
	return chart.Case{ID: id, Title: evidence.Text{EN: "Child " + id, ZH: "患儿"}, Synthetic: true,
		Centre: chart.Centre{Name: evidence.Text{EN: "Centre", ZH: "中心"}, Timezone: "Asia/Shanghai", SurfaceFormula: "Mosteller"},
		Entries: []chart.Entry{
			{ID: id + "-child", Patient: id, Effective: moment("2024-10-03"), Recorded: moment("2024-10-03"), Author: "desk", Source: "synthetic", Synthetic: true,
				Payload: &chart.Person{Role: "recipient", Label: evidence.Text{EN: "Child", ZH: "患儿"}, Sex: "male", Birth: day.MustDate("2024-05-10"), Identifier: "SYN-1"}},
			{ID: id + "-sister", Patient: id, Effective: moment("2024-10-03"), Recorded: moment("2024-10-03"), Author: "desk", Source: "synthetic", Synthetic: true,
				Payload: &chart.FamilyMember{Relation: "sister", Label: evidence.Text{EN: "Sister", ZH: "姐姐"}, Sex: "female", PotentialDonor: chart.Yes}},
		}}
}

func (h house) load(t *testing.T, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if err := h.SystemImport(context.Background(), smallCase(id)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSignInRefusesWithTheSameWordsWhateverWasWrong(t *testing.T) {
	h := open(t, false)
	h.account(t, authz.Physician)
	ctx := context.Background()
	_, _, noAccount := h.SignIn(ctx, "nobody", password, "en")
	_, _, wrong := h.SignIn(ctx, "physician", "wrong", "en")
	if !errors.Is(noAccount, app.ErrDenied) || !errors.Is(wrong, app.ErrDenied) || noAccount.Error() != wrong.Error() {
		t.Errorf("%v / %v", noAccount, wrong)
	}
	denied := 0
	for _, e := range h.events(t, audit.Installation) {
		if e.Action == "sign-in" && e.Outcome == "denied" {
			denied++
		}
	}
	if denied != 2 {
		t.Errorf("%d refused sign-ins are in the trail, two were made", denied)
	}
}

func TestAfterTenFailuresTheAccountHasToWait(t *testing.T) {
	h := open(t, false)
	h.account(t, authz.Nurse)
	ctx := context.Background()
	for range 10 {
		if _, _, err := h.SignIn(ctx, "nurse", "wrong", "en"); err == nil {
			t.Fatal("a wrong password was accepted")
		}
	}
	if _, _, err := h.SignIn(ctx, "nurse", password, "en"); !errors.Is(err, app.ErrDenied) {
		t.Errorf("the eleventh try is let in: %v", err)
	}
	h.clock.move(16 * time.Minute)
	if _, _, err := h.SignIn(ctx, "nurse", password, "en"); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}

func TestASessionEndsWhenIdleWhenOldWhenSignedOutAndWhenTheAccountIsDisabled(t *testing.T) {
	ctx := context.Background()
	t.Run("sixteen minutes without a request", func(t *testing.T) {
		h := open(t, false)
		h.account(t, authz.Nurse)
		token, _, _ := h.SignIn(ctx, "nurse", password, "zh")
		h.clock.move(14 * time.Minute)
		p, err := h.Authenticate(ctx, token)
		if err != nil || p.Language != "zh" {
			t.Fatalf("after fourteen minutes: %v", err)
		}
		h.clock.move(16 * time.Minute)
		if _, err := h.Authenticate(ctx, token); !errors.Is(err, app.ErrSignedOut) {
			t.Errorf("still signed in: %v", err)
		}
	})
	t.Run("more than twelve hours in all", func(t *testing.T) {
		h := open(t, false)
		h.account(t, authz.Nurse)
		token, _, _ := h.SignIn(ctx, "nurse", password, "en")
		var err error
		for range 75 {
			h.clock.move(10 * time.Minute)
			if _, err = h.Authenticate(ctx, token); err != nil {
				break
			}
		}
		if !errors.Is(err, app.ErrSignedOut) {
			t.Errorf("a session lives for ever: %v", err)
		}
	})
	t.Run("signed out", func(t *testing.T) {
		h := open(t, false)
		h.account(t, authz.Nurse)
		token, _, _ := h.SignIn(ctx, "nurse", password, "en")
		if err := h.SignOut(ctx, token); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Authenticate(ctx, token); !errors.Is(err, app.ErrSignedOut) {
			t.Errorf("still signed in: %v", err)
		}
	})
	t.Run("account disabled", func(t *testing.T) {
		h := open(t, false)
		h.account(t, authz.Nurse)
		token, _, _ := h.SignIn(ctx, "nurse", password, "en")
		if err := h.DisableAccount(ctx, "nurse"); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Authenticate(ctx, token); !errors.Is(err, app.ErrSignedOut) {
			t.Errorf("still signed in: %v", err)
		}
	})
}

func TestDemonstrationAccountsExistInADemonstrationOnly(t *testing.T) {
	h := open(t, false)
	err := h.AddAccount(context.Background(), app.Account{Name: "d", Display: "D", Role: "nurse", Demo: true}, "demo")
	if !errors.Is(err, app.ErrRefused) {
		t.Errorf("a demonstration account was made: %v", err)
	}
	if len(h.DemoAccounts()) != 0 {
		t.Error("demonstration accounts are listed")
	}
}

// Every use case about a record, tried by a person without the right and by one
// whose scope does not hold it: refused, nothing written, one line in the trail.
func TestADenialWritesNothingAndLeavesOneLine(t *testing.T) {
	ctx := context.Background()
	uses := map[string]func(h house, p app.Principal) error{
		"plan":   func(h house, p app.Principal) error { _, _, err := h.Plan(ctx, p, "a", app.AsOf{}); return err },
		"chart":  func(h house, p app.Principal) error { _, err := h.Chart(ctx, p, "a", app.AsOf{}); return err },
		"record": func(h house, p app.Principal) error { _, err := h.Record(ctx, p, "a", note); return err },
		"sign": func(h house, p app.Principal) error {
			return h.SignPlan(ctx, p, "a", app.SignRequest{Password: password})
		},
		"variant": func(h house, p app.Principal) error {
			return h.SignDonorVariant(ctx, p, "a", "a-sister", "", password)
		},
		"overrule": func(h house, p app.Principal) error {
			return h.Overrule(ctx, p, "a", app.OverruleRequest{Rule: "tbi-in-dsb", Reason: "a reason in writing", Password: password})
		},
		"answer": func(h house, p app.Principal) error {
			return h.Answer(ctx, p, "a", app.OverruleRequest{Rule: "bcg-given", Reason: "a reason in writing", Password: password})
		},
	}
	for name, use := range uses {
		for _, who := range []string{"a family link", "a physician of another record"} {
			t.Run(name+" by "+who, func(t *testing.T) {
				h := open(t, false)
				h.load(t, "a")
				p := app.Principal{Account: "x", Display: "X", Role: authz.FamilyLink, Scope: authz.Every()}
				want := app.ErrDenied
				if who != "a family link" {
					p.Role, p.Scope, want = authz.Geneticist, authz.Only("b"), app.ErrNotFound
					if name == "sign" {
						p.Role = authz.Physician
					}
				}
				before, trail := h.count(t, "a"), len(h.events(t, ""))
				if err := use(h, p); !errors.Is(err, want) {
					t.Errorf("got %v, want %v", err, want)
				}
				if h.count(t, "a") != before {
					t.Error("a denied act wrote an entry")
				}
				if n := len(h.events(t, "")) - trail; n != 1 {
					t.Errorf("%d lines in the trail, one is right", n)
				}
			})
		}
	}
}

var note = app.EntryRequest{Kind: "note", Fields: map[string]string{"text": "seen"}}

func (h house) count(t *testing.T, id string) int {
	t.Helper()
	c, err := h.store.Case(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return len(c.Entries)
}

func TestARecordThatIsNotInScopeLooksLikeNoRecord(t *testing.T) {
	h := open(t, false)
	h.load(t, "a")
	p := app.Principal{Account: "x", Role: authz.Physician, Scope: authz.Only("b")}
	_, _, hidden := h.Plan(context.Background(), p, "a", app.AsOf{})
	_, _, absent := h.Plan(context.Background(), p, "nothing-here", app.AsOf{})
	if hidden == nil || absent == nil || hidden.Error() != absent.Error() {
		t.Errorf("%v / %v", hidden, absent)
	}
}

func TestTheBoardShowsOnlyTheScopeAndNothingForAnEmptyOne(t *testing.T) {
	h := open(t, false)
	h.load(t, "a", "b", "c")
	ctx := context.Background()
	for want, scope := range map[int]authz.Scope{0: {}, 1: authz.Only("b"), 3: authz.Every()} {
		b, err := h.Board(ctx, app.Principal{Account: "x", Role: authz.Physician, Scope: scope}, app.AsOf{})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, col := range b.Columns {
			n += len(col.Cards)
		}
		if n != want || len(b.Columns) != 10 {
			t.Errorf("%d cards in %d columns, want %d", n, len(b.Columns), want)
		}
	}
}

func TestReadingAPlanLeavesOneAuditEventBeforeTheAnswer(t *testing.T) {
	h := open(t, false)
	h.load(t, "a")
	before := len(h.events(t, "a"))
	if _, _, err := h.Plan(context.Background(), h.as(t, authz.Nurse), "a", app.AsOf{}); err != nil {
		t.Fatal(err)
	}
	after := h.events(t, "a")
	if len(after) != before+1 || after[0].Action != "plan.read" || after[0].Actor != "nurse" {
		t.Errorf("%d events before, %d after", before, len(after))
	}
}

func TestAnEntryIsCheckedBeforeItIsWritten(t *testing.T) {
	h := open(t, false)
	h.load(t, "a")
	nurse := h.as(t, authz.Nurse)
	for name, r := range map[string]app.EntryRequest{
		"pounds":                             {Kind: "transfusion", Fields: map[string]string{"product": "red-cells", "irradiated": "perhaps"}},
		"no unit":                            {Kind: "measurement", Fields: map[string]string{"what": "body-weight", "value": "6.8"}},
		"unknown field":                      {Kind: "note", Fields: map[string]string{"text": "x", "colour": "red"}},
		"unknown kind":                       {Kind: "horoscope", Fields: map[string]string{"text": "x"}},
		"missing required field":             {Kind: "note"},
		"a person who is not in the family":  {Kind: "note", About: "uncle", Fields: map[string]string{"text": "x"}},
		"the future":                         {Kind: "note", Effective: "2031-01-01", Fields: map[string]string{"text": "x"}},
		"a correction without a reason":      {Kind: "person", Supersedes: "a-child", Fields: map[string]string{"role": "recipient"}},
		"a past day outside a demonstration": {Kind: "note", AsOf: app.AsOf{Date: day.MustDate("2024-11-01")}, Fields: map[string]string{"text": "x"}},
	} {
		before := h.count(t, "a")
		if _, err := h.Record(context.Background(), nurse, "a", r); err == nil {
			t.Errorf("%s was written", name)
		}
		if h.count(t, "a") != before {
			t.Errorf("%s: something was written", name)
		}
	}
}

func TestASignatureIsNeverWrittenAsAnOrdinaryEntry(t *testing.T) {
	h := open(t, false)
	h.load(t, "a")
	for _, role := range authz.Roles() {
		p := app.Principal{Account: "x", Display: "X", Role: role, Scope: authz.Every()}
		_, err := h.Record(context.Background(), p, "a", app.EntryRequest{Kind: "signature",
			Fields: map[string]string{"of": "plan", "meaning": "m", "name": "n", "role": "physician"}})
		if !errors.Is(err, app.ErrDenied) {
			t.Errorf("%s wrote a signature: %v", role, err)
		}
	}
}

func TestACorrectionKeepsTheOldValueAndNamesItsAuthor(t *testing.T) {
	h := open(t, false)
	h.load(t, "a")
	ctx := context.Background()
	nurse := h.as(t, authz.Nurse)
	id, err := h.Record(ctx, nurse, "a", app.EntryRequest{Kind: "measurement", Effective: "2024-12-20T06:35", Fields: map[string]string{"what": "body-weight", "value": "8.6 kg"}})
	if err != nil {
		t.Fatal(err)
	}
	h.clock.move(time.Minute)
	fix, err := h.Record(ctx, nurse, "a", app.EntryRequest{Kind: "measurement", Supersedes: id, Reason: "digits swapped", Fields: map[string]string{"what": "body-weight", "value": "6.8 kg"}})
	if err != nil {
		t.Fatal(err)
	}
	h.clock.move(time.Minute)
	_, view, err := h.Plan(ctx, nurse, "a", app.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	now, _ := chart.Last(view.Measured("a-child", "body-weight"))
	old := view.Corrected(fix)
	if now.Data.Value.Text() != "6.8" || len(old) != 1 || old[0].ID != id || now.Author != "nurse" || now.Reason != "digits swapped" {
		t.Errorf("now %s, old %v", now.Data.Value, old)
	}
	if now.Effective.Compare(old[0].Effective) != 0 {
		t.Error("the correction moved the time of the measurement")
	}
}

func TestImportIsAllOrNothing(t *testing.T) {
	h := open(t, false)
	h.load(t, "a")
	bad := smallCase("b")
	bad.Entries = append(bad.Entries, bad.Entries[0]) // one id twice
	if err := h.SystemImport(context.Background(), bad); !errors.Is(err, app.ErrExists) {
		t.Errorf("got %v", err)
	}
	if _, err := h.store.Case(context.Background(), "b"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("half a case was imported: %v", err)
	}
}

func TestRebuildMakesTheSameBoardAgain(t *testing.T) {
	h := open(t, false)
	h.load(t, "a", "b")
	ctx := context.Background()
	p := h.as(t, authz.Physician)
	before, err := h.Board(ctx, p, app.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	n, err := h.Rebuild(ctx)
	if err != nil || n != 2 {
		t.Fatalf("%d, %v", n, err)
	}
	after, err := h.Board(ctx, p, app.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	if len(before.Columns[0].Cards) != len(after.Columns[0].Cards) || before.Columns[0].Cards[0].Gaps != after.Columns[0].Cards[0].Gaps {
		t.Errorf("%+v\n%+v", before.Columns[0], after.Columns[0])
	}
	o, err := h.Check(ctx)
	if err != nil || len(o.Findings) != 0 || o.Cases != 2 {
		t.Errorf("check: %+v, %v", o, err)
	}
}

func TestErrorsDoNotCarryThePassword(t *testing.T) {
	h := open(t, false)
	h.load(t, "a")
	err := h.SignPlan(context.Background(), h.as(t, authz.Physician), "a", app.SignRequest{Password: "open sesame 123"})
	if err == nil || strings.Contains(err.Error(), "sesame") {
		t.Errorf("%v", err)
	}
	for _, e := range h.events(t, "") {
		if strings.Contains(e.Detail, "sesame") {
			t.Error("the trail carries a password")
		}
	}
}
