package app_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/consult"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
)

var stranger = app.Visitor{Client: "192.0.2.1", Language: "zh"}

// requested is what a family answers on all pages, synthetic.
func requested(name string) consult.Answers {
	return consult.Answers{"asker": {{"from": "family", "language": "zh", "interpreter": "no"}}, "child": {{"name": name, "sex": "male", "birth": "2024-05-10"}},
		"guardian": {{"name": "Guardian of " + name, "phone": "021 0000 0001", "decides": "yes"}}, "question": {{"question": "Can he be transplanted?"}},
		"disease": {{"gene": "LIG4", "phenotype": "T-B-NK+"}}, "growth": {{"date": "2024-12-19", "weight": "6.8"}},
		"consent": {{"by": "Guardian", "contact": "yes", "data-sharing": "yes"}}}
}

func groupsOf(a consult.Answers) []string {
	var out []string
	for g := range a {
		out = append(out, g)
	}
	return out
}

// sent writes and sends a request through the public form.
func (h house) sent(t *testing.T, a consult.Answers) (link string, c consult.Consult) {
	t.Helper()
	link, _, err := h.StartConsult(t.Context(), stranger)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.SaveConsult(t.Context(), stranger, link, groupsOf(a), a); err != nil {
		t.Fatal(err)
	}
	if c, err = h.SendConsult(t.Context(), link); err != nil {
		t.Fatal(err)
	}
	return link, c
}

func TestAStrangersRequestBecomesAChartWithoutRetyping(t *testing.T) {
	h := open(t, false)
	p := h.as(t, authz.Physician)
	_, c := h.sent(t, requested("Child A"))
	q, err := h.Desk(t.Context(), p)
	if err != nil || len(q.Waiting) != 1 || q.Waiting[0].Triage.Level != consult.First {
		t.Fatalf("%+v, %v", q, err)
	}
	id, err := h.AcceptConsult(t.Context(), p, c.Number, c.Revision, false)
	if err != nil {
		t.Fatal(err)
	}
	v, err := h.Chart(t.Context(), p, id, app.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	if r, ok := v.Recipient(); !ok || r.Label.EN != "Child A" || len(v.Measured(r.ID, "body-weight")) != 1 {
		t.Errorf("recipient %+v", r)
	}
	if d := chart.All[*chart.Diagnosis](v); len(d) != 1 || d[0].Data.Gene != "LIG4" {
		t.Errorf("diagnosis %+v", d)
	}
	if _, err := h.AcceptConsult(t.Context(), p, c.Number, c.Revision+1, false); !errors.Is(err, app.ErrRefused) {
		t.Errorf("accepted twice: %v", err)
	}
	if b, err := h.Board(t.Context(), p, app.AsOf{}); err != nil || len(b.Columns[1].Cards) != 1 {
		t.Errorf("the board does not hold the child at the diagnosis: %+v, %v", b, err)
	}
	if f, err := h.Check(t.Context()); err != nil || len(f.Findings) > 0 {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestALinkOpensItsOwnRequestAndNothingElse(t *testing.T) {
	h := open(t, false)
	a, _ := h.sent(t, requested("Child A"))
	b, second := h.sent(t, requested("Child B"))
	if a == b || len(a) < 32 {
		t.Errorf("links %q and %q", a, b)
	}
	for _, wrong := range []string{"", a[:len(a)-1], strings.ToUpper(a) + "x", second.Number, "../" + a} {
		if _, err := h.OpenConsult(t.Context(), wrong); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("%q opens: %v", wrong, err)
		}
	}
	if c, err := h.OpenConsult(t.Context(), a); err != nil || c.Name() != "Child A" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestADraftIsTheFamilysOwnAndIsForgottenAfterAMonth(t *testing.T) {
	h := open(t, false)
	p := h.as(t, authz.Physician)
	link, c, err := h.StartConsult(t.Context(), stranger)
	if err != nil {
		t.Fatal(err)
	}
	if q, _ := h.Desk(t.Context(), p); len(q.Waiting)+len(q.Done) != 0 {
		t.Errorf("the desk shows a draft: %+v", q)
	}
	if _, err := h.Consult(t.Context(), p, c.Number); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("a draft is read at the desk: %v", err)
	}
	if n, err := h.ForgetDrafts(t.Context()); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	h.clock.move(31 * 24 * time.Hour)
	if _, err := h.OpenConsult(t.Context(), link); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("an old draft opens: %v", err)
	}
	if n, err := h.ForgetDrafts(t.Context()); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if f, err := h.Check(t.Context()); err != nil || len(f.Findings) > 0 {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestAWithdrawnRequestLeavesItsNumberAlone(t *testing.T) {
	h := open(t, false)
	p := h.as(t, authz.Coordinator)
	link, c := h.sent(t, requested("Canary Name"))
	if _, err := h.AttachDocument(t.Context(), stranger, link, app.Attachment{Kind: "summary", Name: "a.txt", Body: []byte("canary paper")}); err != nil {
		t.Fatal(err)
	}
	if err := h.WithdrawConsult(t.Context(), link); err != nil {
		t.Fatal(err)
	}
	d, err := h.Consult(t.Context(), p, c.Number)
	if err != nil || d.State != consult.Withdrawn || len(d.Answers)+len(d.Documents) != 0 {
		t.Errorf("%+v, %v", d.Consult, err)
	}
	if _, err := h.AcceptConsult(t.Context(), p, c.Number, d.Revision, true); !errors.Is(err, app.ErrRefused) {
		t.Errorf("a withdrawn request becomes a chart: %v", err)
	}
	for _, e := range h.events(t, "") {
		if strings.Contains(fmt.Sprint(e), "anary") {
			t.Errorf("the trail holds the name: %+v", e)
		}
	}
}

func TestNothingMergesByItselfAndASameChildHasToBeLookedAt(t *testing.T) {
	h := open(t, false)
	p := h.as(t, authz.Physician)
	_, first := h.sent(t, requested("Child A"))
	if _, err := h.AcceptConsult(t.Context(), p, first.Number, first.Revision, false); err != nil {
		t.Fatal(err)
	}
	_, again := h.sent(t, requested("Child A"))
	d, err := h.Consult(t.Context(), p, again.Number)
	if err != nil || len(d.Alike) != 1 || d.Alike[0].Kind != consult.SameChild || d.Charts != 1 {
		t.Fatalf("%+v, %v", d.Alike, err)
	}
	if _, err := h.AcceptConsult(t.Context(), p, again.Number, again.Revision, false); !errors.Is(err, app.ErrRefused) {
		t.Errorf("accepted unseen: %v", err)
	}
	if _, err := h.AcceptConsult(t.Context(), p, again.Number, again.Revision, true); err != nil {
		t.Error(err)
	}
	if o, _ := h.Check(t.Context()); o.Cases != 2 {
		t.Errorf("%d charts", o.Cases)
	}
}

// A chart outside the scope of the reader is compared with nothing: its likeness
// would tell that it exists.
func TestLikenessNeverReachesBeyondTheScopeOfTheReader(t *testing.T) {
	h := open(t, false)
	wide := h.as(t, authz.Physician)
	_, first := h.sent(t, requested("Child A"))
	id, err := h.AcceptConsult(t.Context(), wide, first.Number, first.Revision, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.AddAccount(t.Context(), app.Account{Name: "narrow", Display: "Narrow", Role: "coordinator"}, password); err != nil {
		t.Fatal(err)
	}
	_, narrow, err := h.SignIn(t.Context(), "narrow", password, "en")
	if err != nil {
		t.Fatal(err)
	}
	_, again := h.sent(t, requested("Child A"))
	d, err := h.Consult(t.Context(), narrow, again.Number)
	if err != nil || len(d.Alike) != 0 || d.Charts != 0 {
		t.Errorf("%+v, %v", d.Alike, err)
	}
	if q, err := h.Desk(t.Context(), narrow); err != nil || len(q.Done) != 0 {
		t.Errorf("the desk names a chart outside the scope: %+v, %v", q.Done, err)
	}
	if _, err := h.Consult(t.Context(), narrow, first.Number); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("the accepted request is read: %v", err)
	}
	own, err := h.AcceptConsult(t.Context(), narrow, again.Number, again.Revision, false)
	if err != nil {
		t.Fatal(err)
	}
	_, narrow, _ = h.SignIn(t.Context(), "narrow", password, "en")
	if !narrow.Scope.Reaches(own) || narrow.Scope.Reaches(id) {
		t.Errorf("scope %v after accepting %s", narrow.Scope.IDs(), own)
	}
}

func TestAnAnswerCarriesEveryPartAndIsNeverChanged(t *testing.T) {
	h := open(t, false)
	p := h.as(t, authz.Physician)
	link, c := h.sent(t, requested("Child A"))
	whole := consult.Reply{Language: "zh", Text: "answer", NotExamined: "not examined", Evidence: []string{"papers"}, Unknown: []string{"phase"}, NextTest: "parents"}
	for name, spoil := range map[string]func(*consult.Reply){
		"text": func(r *consult.Reply) { r.Text = " " }, "not examined": func(r *consult.Reply) { r.NotExamined = "" }, "evidence": func(r *consult.Reply) { r.Evidence = nil },
		"unknown": func(r *consult.Reply) { r.Unknown = nil }, "next test": func(r *consult.Reply) { r.NextTest = "" },
	} {
		r := whole
		spoil(&r)
		if err := h.ReplyConsult(t.Context(), p, c.Number, c.Revision, r); !errors.Is(err, app.ErrRefused) {
			t.Errorf("an answer without %s is given: %v", name, err)
		}
	}
	if err := h.ReplyConsult(t.Context(), p, c.Number, c.Revision, whole); err != nil {
		t.Fatal(err)
	}
	if err := h.ReplyConsult(t.Context(), p, c.Number, c.Revision, whole); !errors.Is(err, app.ErrConflict) {
		t.Errorf("an answer on an outdated page is given: %v", err)
	}
	got, err := h.OpenConsult(t.Context(), link)
	if err != nil || len(got.Replies) != 1 || got.Replies[0].By != p.Display || len(got.Replies[0].Whom) != 1 {
		t.Errorf("%+v, %v", got.Replies, err)
	}
}

func TestDocumentsAreTakenByWhatTheyAreAndWithinLimits(t *testing.T) {
	h := open(t, false)
	p := h.as(t, authz.Physician)
	link, c := h.sent(t, requested("Child A"))
	for name, f := range map[string]app.Attachment{
		"a program":        {Name: "report.pdf", Body: []byte("MZ\x90\x00")},
		"a page":           {Name: "a.html", Body: []byte("<html>\x01")},
		"an archive":       {Name: "a.png", Body: []byte("PK\x03\x04")},
		"a page as text":   {Name: "a.txt", Body: []byte("dear doctor\n <ScRiPt src=x>")},
		"a drawing":        {Name: "a.txt", Body: []byte("<svg onload=alert(1)>")},
		"nothing":          {Name: "a.pdf"},
		"more than 10 MiB": {Name: "a.pdf", Body: append([]byte("%PDF-"), make([]byte, app.MostDocumentBytes)...)},
	} {
		if _, err := h.AttachDocument(t.Context(), stranger, link, f); !errors.Is(err, app.ErrRefused) {
			t.Errorf("%s is taken: %v", name, err)
		}
	}
	got, err := h.AttachDocument(t.Context(), stranger, link, app.Attachment{Kind: "nonsense", Name: "../../etc/\u202epa\"ss\r\nwd%00.pdf", Body: []byte("%PDF-1.7 synthetic")})
	if err != nil {
		t.Fatal(err)
	}
	d := got.Documents[0]
	if d.Kind != "other" || d.Media != "application/pdf" || strings.ContainsAny(d.Name, "/\\\"\r\n%\u202e") {
		t.Errorf("%+v", d)
	}
	if _, body, err := h.ConsultDocument(t.Context(), p, c.Number, d.ID); err != nil || string(body) != "%PDF-1.7 synthetic" {
		t.Errorf("%q, %v", body, err)
	}
	if _, err := h.RemoveDocument(t.Context(), link, d.ID); err != nil {
		t.Error(err)
	}
	if _, _, err := h.ConsultDocument(t.Context(), p, c.Number, d.ID); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("a removed document is read: %v", err)
	}
	if got, err = h.AttachDocument(t.Context(), stranger, link, app.Attachment{Name: "letter.html", Body: []byte("plain words")}); err != nil || got.Documents[0].Name != "letter.html.txt" {
		t.Errorf("a text keeps a name that a browser opens: %+v, %v", got.Documents, err)
	}
	for i := range app.MostDocuments + 1 {
		_, err = h.AttachDocument(t.Context(), stranger, link, app.Attachment{Name: "a.txt", Body: fmt.Append(nil, "paper ", i)})
	}
	if !errors.Is(err, app.ErrRefused) {
		t.Errorf("more than %d documents: %v", app.MostDocuments, err)
	}
}

func TestStrangersAreLimitedEachAndTogether(t *testing.T) {
	h := open(t, false)
	started := 0
	for range 20 {
		if _, _, err := h.StartConsult(t.Context(), stranger); err == nil {
			started++
		} else if !errors.Is(err, app.ErrRefused) {
			t.Fatal(err)
		}
	}
	if started != 10 {
		t.Errorf("one client began %d requests in an hour", started)
	}
	other := stranger
	other.Client = "192.0.2.2"
	if _, _, err := h.StartConsult(t.Context(), other); err != nil {
		t.Errorf("another client: %v", err)
	}
	h.clock.move(time.Hour)
	if _, _, err := h.StartConsult(t.Context(), stranger); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}

func TestTheFormIsClosedWhereTheCentreSaysNotWhoItIs(t *testing.T) {
	h := open(t, false)
	closed, err := app.New(app.Options{Store: h.store, Knowledge: h.Knowledge(), Clock: h.clock})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := closed.StartConsult(t.Context(), stranger); closed.ConsultsOpen() || !errors.Is(err, app.ErrRefused) {
		t.Errorf("open: %v", err)
	}
}

func TestOnlyTheDeskHandlesAndADenialWritesNothingButItsLine(t *testing.T) {
	h := open(t, false)
	_, c := h.sent(t, requested("Child A"))
	for _, role := range authz.Roles() {
		p := h.as(t, role)
		before := len(h.events(t, ""))
		err := h.RankConsult(t.Context(), p, c.Number, c.Revision, 2, "a written reason")
		if may := authz.Decide(role, p.Scope, authz.HandleConsult, "").Allowed; may != (err == nil) {
			t.Errorf("%s: %v", role, err)
		}
		if err == nil {
			c.Revision++
			continue
		}
		if after := h.events(t, ""); len(after) != before+1 || after[0].Outcome != "denied" {
			t.Errorf("%s: %d events after a denial, the last %+v", role, len(after)-before, after[0])
		}
	}
}

func TestAPacketFillsWhatIsEmptyAndOverwritesNothing(t *testing.T) {
	h := open(t, false)
	files, _ := filepath.Glob("../../../shared/data/phenopackets/NHEJ1/*.json")
	if len(files) == 0 {
		t.Skip("the published packets are not here (../shared/data/phenopackets)")
	}
	body, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	link, _, err := h.StartConsult(t.Context(), stranger)
	if err != nil {
		t.Fatal(err)
	}
	typed := consult.Answers{"disease": {{"name": "as the family writes it"}}}
	if _, err := h.SaveConsult(t.Context(), stranger, link, []string{"disease"}, typed); err != nil {
		t.Fatal(err)
	}
	c, problems, err := h.FillFromPacket(t.Context(), stranger, link, body)
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	if c.Answers.One("disease", "name") != "as the family writes it" || c.Answers.One("disease", "gene") != "NHEJ1" || len(c.Answers.Rows("variants")) == 0 {
		t.Errorf("%+v", c.Answers)
	}
	if _, problems, err := h.FillFromPacket(t.Context(), stranger, link, []byte(`{"id":"x"}`)); err != nil || len(problems) == 0 {
		t.Errorf("a broken packet: %v, %v", problems, err)
	}
}
