package web

import (
	"context"
	"fmt"
	"html/template"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/cases"
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/audit"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/programme"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// The door of these tests keeps the contract of rights and errors of the real
// one over one synthetic case, and counts what is written through it.
type testDoor struct {
	t    *testing.T
	base *knowledge.Base
	now  time.Time
	c    chart.Case

	mu       sync.Mutex
	language map[string]string
	writes   []string
	refuse   error // returned by every write, to see a refusal
	identity string
}

const (
	caseID      = "syn-1"
	goodPass    = "a good pass phrase"
	caseIdent   = "SYN-0007"
	testForgery = "0123456789abcdef0123456789abcdef"
)

// sharedBase loads the knowledge once for all tests.
var sharedBase = sync.OnceValues(knowledge.Embedded)

func newDoor(t *testing.T) *testDoor {
	t.Helper()
	base, err := sharedBase()
	if err != nil {
		t.Fatal(err)
	}
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	return &testDoor{t: t, base: base, now: time.Date(2025, 1, 21, 9, 0, 0, 0, shanghai), c: testCase(t, shanghai),
		language: map[string]string{}, identity: caseIdent}
}

func (d *testDoor) account(token string) (app.Principal, bool) {
	role := authz.Role(strings.TrimPrefix(token, "token-"))
	for _, known := range authz.Roles() {
		if known == role && strings.HasPrefix(token, "token-") {
			d.mu.Lock()
			defer d.mu.Unlock()
			return app.Principal{Account: string(role), Display: "Test " + string(role), DisplayZH: "测试", Role: role, Scope: authz.Only(caseID),
				Language: d.language[token], Forgery: testForgery}, true
		}
	}
	return app.Principal{}, false
}

func (d *testDoor) SignIn(_ context.Context, name, password, language string) (string, app.Principal, error) {
	p, ok := d.account("token-" + name)
	if !ok || password != goodPass {
		return "", app.Principal{}, fmt.Errorf("sign-in: %w", app.ErrDenied)
	}
	d.mu.Lock()
	d.language["token-"+name] = language
	d.mu.Unlock()
	p.Language = language
	return "token-" + name, p, nil
}

func (d *testDoor) SignOut(context.Context, string) error { return nil }

func (d *testDoor) Authenticate(_ context.Context, token string) (app.Principal, error) {
	p, ok := d.account(token)
	if !ok {
		return app.Principal{}, fmt.Errorf("session: %w", app.ErrSignedOut)
	}
	return p, nil
}

func (d *testDoor) SetLanguage(_ context.Context, token, language string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.language[token] = language
	return nil
}

func (d *testDoor) decide(p app.Principal, action authz.Action, patient string) error {
	decision := authz.Decide(p.Role, p.Scope, action, patient)
	switch {
	case decision.Hidden:
		return fmt.Errorf("case: %w", app.ErrNotFound)
	case !decision.Allowed:
		return fmt.Errorf("%s: %w", decision.Reason, app.ErrDenied)
	case patient != "" && patient != d.c.ID:
		return fmt.Errorf("case: %w", app.ErrNotFound)
	}
	return nil
}

func (d *testDoor) Board(_ context.Context, p app.Principal, _ app.AsOf) (app.Board, error) {
	if err := d.decide(p, authz.ReadBoard, ""); err != nil {
		return app.Board{}, err
	}
	b := app.Board{AsOf: day.MustDate("2025-01-21")}
	for _, s := range testPlan().Journey {
		column := app.Column{Number: s.Number, Key: s.Key, Title: s.Title}
		if s.State == "current" {
			note := testPlan().Gaps[0]
			column.Cards = []app.Card{{Case: caseID, Label: text("Synthetic child", "模拟患儿"), Synthetic: true, Age: text("8 months", "8月龄"),
				Disease: text("LIG4 syndrome", "LIG4综合征"), Day: text("Day +19", "+19 d"), Radiosensitive: "yes", Stops: 1, Cautions: 1, Gaps: 1, Now: &note}}
		}
		b.Columns = append(b.Columns, column)
	}
	return b, nil
}

func (d *testDoor) view(at app.AsOf) (chart.View, error) {
	loc, err := d.c.Centre.Location()
	if err != nil {
		return chart.View{}, err
	}
	m := chart.Moment{Clinical: d.now, Recorded: d.now}
	if !at.Now() {
		m = chart.EndOf(at.Date, loc)
	}
	return chart.Fold(d.c, m)
}

func (d *testDoor) Plan(_ context.Context, p app.Principal, patient string, at app.AsOf) (plan.Plan, chart.View, error) {
	if err := d.decide(p, authz.ReadPlan, patient); err != nil {
		return plan.Plan{}, chart.View{}, err
	}
	v, err := d.view(at)
	if err != nil {
		return plan.Plan{}, chart.View{}, err
	}
	made := testPlan()
	made.AsOf = v.Today()
	made.KnowledgeVersion = d.base.Version()
	return made, v, nil
}

func (d *testDoor) Chart(_ context.Context, p app.Principal, patient string, at app.AsOf) (chart.View, error) {
	if err := d.decide(p, authz.ReadChart, patient); err != nil {
		return chart.View{}, err
	}
	return d.view(at)
}

func (d *testDoor) write(p app.Principal, action authz.Action, patient, password, what string) error {
	if err := d.decide(p, action, patient); err != nil {
		return err
	}
	if action != authz.WriteEntry && password != goodPass {
		return fmt.Errorf("password: %w", app.ErrDenied)
	}
	if d.refuse != nil {
		return d.refuse
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.writes = append(d.writes, what)
	return nil
}

func (d *testDoor) SignPlan(_ context.Context, p app.Principal, patient string, r app.SignRequest) error {
	if r.Identifier != d.identity {
		return fmt.Errorf("the identifier is not that of the child: %w", app.ErrRefused)
	}
	if r.Hash != testPlan().Signing.Hash {
		return fmt.Errorf("plan: %w", app.ErrConflict)
	}
	return d.write(p, authz.SignPlan, patient, r.Password, "sign "+r.AsOf.Date.String())
}

func (d *testDoor) SignEntry(_ context.Context, p app.Principal, patient, entry, _, password string, at app.AsOf) error {
	return d.write(p, authz.SignPlan, patient, password, "entry "+entry+" "+at.Date.String())
}

func (d *testDoor) SignDonorVariant(_ context.Context, p app.Principal, patient, donor, _, password string) error {
	return d.write(p, authz.SignVariant, patient, password, "variant "+donor)
}

func (d *testDoor) Overrule(_ context.Context, p app.Principal, patient string, r app.OverruleRequest) error {
	return d.write(p, authz.Overrule, patient, r.Password, "overrule "+r.Rule+" "+r.Subject+" "+r.Reason)
}

func (d *testDoor) Answer(_ context.Context, p app.Principal, patient string, r app.OverruleRequest) error {
	return d.write(p, authz.Answer, patient, r.Password, "answer "+r.Rule+" "+r.Reason)
}

func (d *testDoor) Record(_ context.Context, p app.Principal, patient string, r app.EntryRequest) (string, error) {
	return "weight-2", d.write(p, authz.WriteEntry, patient, "", fmt.Sprint("record ", r.Kind, " ", r.Supersedes, " ", r.Reason, " ", r.Fields["value"]))
}

func (d *testDoor) Audit(_ context.Context, p app.Principal, chain string, limit int) ([]audit.Event, error) {
	if err := d.decide(p, authz.ReadAudit, ""); err != nil {
		return nil, err
	}
	e := audit.Seal(audit.Draft{At: d.now, Actor: "physician", Role: "physician", Action: "plan.read", Patient: caseID, Outcome: "done", Detail: "<b>read</b>"}, 0, "")
	return []audit.Event{e}, nil
}

func (d *testDoor) EvidenceTables(_ context.Context, p app.Principal) ([]app.EvidenceTable, error) {
	table := app.EvidenceTable{ID: caseID, State: app.EvidenceProposed, Rows: 1, Proposed: app.EvidenceAct{Account: "x", Name: "X", Role: "physician", At: d.now},
		Table: "case_id,row_type,disease,n,source,doi_pmid_url,evidence_read,status\nSYN-1,hsct,LIG4,1,synthetic source,synthetic,abstract,read\n"}
	accepted, back := table, table
	accepted.ID, accepted.State, accepted.Verdict = "accepted", app.EvidenceAccepted, app.EvidenceAct{Account: "y", Name: "Y", Role: "geneticist", At: d.now}
	back.ID, back.Table, back.Rows, back.Replaces, back.Why = "back", "", 0, "accepted", "withdrawn by the journal"
	return []app.EvidenceTable{accepted, back, table}, d.decide(p, authz.ReadKnowledge, "")
}

func (d *testDoor) EvidenceRows(_ context.Context, p app.Principal) ([]app.EvidenceRow, error) {
	var out []app.EvidenceRow
	for _, r := range cases.Rows(d.base) {
		out = append(out, app.EvidenceRow{Row: r})
	}
	return out, d.decide(p, authz.ReadKnowledge, "")
}

func (d *testDoor) ProposeCases(_ context.Context, p app.Principal, _ app.CasesProposal) (string, error) {
	return "t1", d.decide(p, authz.ProposeCases, "")
}

func (d *testDoor) DecideCases(_ context.Context, p app.Principal, _ app.CasesVerdict) error {
	return d.decide(p, authz.DecideCases, "")
}

func (d *testDoor) AskCohort(_ context.Context, p app.Principal) (int64, error) {
	return 1, d.decide(p, authz.ReadProgramme, "")
}

func (d *testDoor) Cohort(_ context.Context, p app.Principal) (app.Cohort, error) {
	if err := d.decide(p, authz.ReadProgramme, ""); err != nil {
		return app.Cohort{}, err
	}
	return app.Cohort{Imported: 3, Table: programme.Parse([][]byte{[]byte(`{"id":"SYN-1","date":"2019-03-01","group":"dsb","synthetic":true}`), []byte(`{"id":"SYN-2","date":"2019-05-01","group":"none","synthetic":true}`), []byte(`not json`)})}, nil
}

func (d *testDoor) Knowledge() *knowledge.Base { return d.base }
func (d *testDoor) Demo() bool                 { return true }
func (d *testDoor) Now() time.Time             { return d.now }
func (d *testDoor) DemoAccounts() []app.Account {
	return []app.Account{{Name: "physician", Display: "Physician (demo)", DisplayZH: "医生（演示）", Role: "physician", Demo: true}}
}

// testSheets stands for the printed forms, which have tests of their own.
type testSheets struct{}

func (testSheets) OrderSheet(p plan.Plan, language, printedAt string) template.HTML {
	return template.HTML(`<section class="sheet"><h2>` + template.HTMLEscapeString(p.Title.In(language)+" "+printedAt) + `</h2></section>`)
}
func (testSheets) CSS() string { return ".sheet{color:#000}" }

func text(en, zh string) evidence.Text { return evidence.Text{EN: en, ZH: zh} }

// testCase is a small synthetic record with a correction, a hostile note and a
// series over transplant days.
func testCase(t *testing.T, loc *time.Location) chart.Case {
	t.Helper()
	moment := func(s string) day.Moment {
		m, err := day.ParseMoment(s, loc)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	value := func(s string) quantity.Value {
		v, err := quantity.ParseValue(s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	c := chart.Case{ID: caseID, Title: text("Synthetic child", "模拟患儿"), Notice: text("Not the regimen he received", "并非其实际所用方案"), Synthetic: true,
		Centre: chart.Centre{Name: text("Centre", "中心"), Timezone: "Asia/Shanghai", SurfaceFormula: "Mosteller"}}
	add := func(id, about, at string, p chart.Payload) {
		c.Entries = append(c.Entries, chart.Entry{ID: id, Patient: caseID, About: about, Effective: moment(at), Recorded: moment(at), Author: "nurse", Source: "synthetic", Synthetic: true, Payload: p})
	}
	add("child", "", "2024-10-03", &chart.Person{Role: "recipient", Label: c.Title, Sex: "male", Birth: day.MustDate("2024-05-10"), Identifier: caseIdent})
	add("sister", "", "2024-10-03", &chart.FamilyMember{Relation: "sister", Label: text("Sister", "姐姐"), Sex: "female", Birth: day.MustDate("2018-03-01"), PotentialDonor: chart.Yes})
	add("variant-1", "child", "2024-10-21", &chart.Variant{Gene: "LIG4", HGVS: "c.2440C>T", Zygosity: "heterozygous", Origin: "paternal"})
	add("date-1", "", "2024-12-10", &chart.Decision{What: "transplant-date", Date: day.MustDate("2025-01-02")})
	add("note-1", "child", "2024-12-11", &chart.Note{Text: `<script>alert("x")</script>`})
	add("weight-0", "child", "2024-12-20T06:35", &chart.Measurement{What: "body-weight", Value: value("6.7 kg")})
	add("weight-1", "child", "2024-12-20T06:35", &chart.Measurement{What: "body-weight", Value: value("6.8 kg")})
	c.Entries[len(c.Entries)-1].Supersedes, c.Entries[len(c.Entries)-1].Reason = "weight-0", "misread scale"
	add("bag", "", "2025-01-02", &chart.Infusion{Graft: "g", Number: 1})
	for i, v := range []string{"2.1", "0.6", "0.05", "<0.01", "0.4", "0.9"} {
		add(fmt.Sprintf("anc-%d", i), "child", day.MustDate("2024-12-31").AddDays(i*3).String()+"T06:00", &chart.Measurement{What: "neutrophils", Value: value(v + " 10*9/L")})
	}
	return c
}
