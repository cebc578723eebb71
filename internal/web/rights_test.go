package web

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/consult"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/audit"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/demo"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/store/sqlite"
)

// The records of the matrix: one in the scope of every account, one that never
// was, and one that was until after the sign-in.
const (
	ownCase       = "lig4-shanghai"
	foreignCase   = "foreign-child"
	withdrawnCase = "withdrawn-child"
	canary        = "Canaryname"
	canaryZH      = "金丝雀"
)

// matrixHouse is a house with the three records, a session of each role, and a
// log that is read afterwards.
type matrixHouse struct {
	*house
	store app.Store
	log   *bytes.Buffer
}

func newMatrixHouse(t *testing.T) *matrixHouse {
	t.Helper()
	store, err := sqlite.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	base, err := sharedBase()
	if err != nil {
		t.Fatal(err)
	}
	centre, err := demo.Centre()
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(app.Options{Store: store, Knowledge: base, Clock: day.Fixed(time.Date(2026, 2, 1, 4, 0, 0, 0, time.UTC)), Demo: true, Centre: centre})
	if err != nil {
		t.Fatal(err)
	}
	own := foundingCase(t)
	for _, c := range []chart.Case{own, renamed(own, foreignCase), renamed(own, withdrawnCase)} {
		if err := a.SystemImport(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	log := &bytes.Buffer{}
	h, err := New(Options{App: a, Sheets: printed{}, Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	x := &matrixHouse{&house{app: a, h: h, tokens: map[authz.Role]string{}, forgery: map[authz.Role]string{}}, store, log}
	for _, role := range authz.Roles() {
		acc := app.Account{Name: string(role), Display: "Test " + string(role), Role: string(role), Scope: []string{ownCase, withdrawnCase}, Demo: true}
		if err := a.AddAccount(t.Context(), acc, goodPass); err != nil {
			t.Fatal(err)
		}
		token, p, err := a.SignIn(t.Context(), acc.Name, goodPass, i18n.English)
		if err != nil {
			t.Fatal(err)
		}
		x.tokens[role], x.forgery[role] = token, p.Forgery
		kept, err := store.Account(t.Context(), acc.Name)
		if err != nil {
			t.Fatal(err)
		}
		kept.Scope = []string{ownCase} // withdrawn while the session lives
		if err := store.PutAccount(t.Context(), kept, audit.Draft{At: a.Now(), Actor: "test", Role: "system", Action: string(authz.ManageAccount), Outcome: "done"}); err != nil {
			t.Fatal(err)
		}
	}
	return x
}

// renamed is the founding case as another child's, with names that may appear
// nowhere.
func renamed(c chart.Case, id string) chart.Case {
	out := c
	out.ID, out.Title = id, evidence.Text{EN: canary + " of " + id, ZH: canaryZH + id}
	out.Entries = nil
	for _, e := range c.Entries {
		e.Patient = id
		if p, is := e.Payload.(*chart.Person); is {
			q := *p
			q.Label, q.Identifier = out.Title, canary+"-"+id
			e.Payload = &q
		}
		out.Entries = append(out.Entries, e)
	}
	return out
}

// filledPath fills the places of a pattern for a record; a place that nobody
// named fails the test of a new route.
func filledPath(t *testing.T, pattern, patient string) (method, path string) {
	t.Helper()
	method, path = concrete(pattern)
	if strings.Contains(path, "{") {
		t.Fatalf("%s: give concrete() a value for the place in %s, so that the matrix covers the route", pattern, path)
	}
	return method, strings.NewReplacer(caseID, patient, "weight-1", "weight-1217").Replace(path)
}

func (x *matrixHouse) send(role authz.Role, method, path string) *httptest.ResponseRecorder {
	if method == http.MethodGet {
		return x.get(role, path)
	}
	return x.post(role, path, "password", "a wrong pass phrase", "kind", "note", "f.text", "x", "what", "x", "revision", "1", "lang", "en")
}

func (x *matrixHouse) size(t *testing.T, patient string) int {
	t.Helper()
	n, err := x.store.Size(t.Context(), patient)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The matrix: every route that names a record, by every role, for the own, the
// foreign and the withdrawn record. What is denied writes nothing but its line,
// and names nobody. Control: HAZ-28 (access beyond the role).
func TestTheMatrixOfRightsHoldsForEveryRouteRoleAndRecord(t *testing.T) {
	x := newMatrixHouse(t)
	before := map[string]int{foreignCase: x.size(t, foreignCase), withdrawnCase: x.size(t, withdrawnCase)}
	rows := 0
	for _, r := range routes() {
		if !strings.HasPrefix(strings.SplitN(r.Pattern, " ", 2)[1], "/child/{id}") {
			continue
		}
		for _, patient := range []string{foreignCase, withdrawnCase} {
			method, path := filledPath(t, r.Pattern, patient)
			for _, role := range authz.Roles() {
				rows++
				want := http.StatusForbidden
				if authz.Decide(role, authz.Only(ownCase), r.Right, "").Allowed {
					want = http.StatusNotFound
				}
				old := x.newest(t, 1)[0]
				w := x.send(role, method, path)
				if w.Code != want {
					t.Errorf("%s as %s: %d, want %d", path, role, w.Code, want)
				}
				x.holdsNoCanary(t, path+" as "+string(role), w)
				line := x.newest(t, 2)
				if line[0].Outcome != "denied" || line[1].Hash != old.Hash || line[0].Patient != "" {
					t.Errorf("%s as %s left %+v after %s %s", path, role, line[0], line[1].Action, line[1].Outcome)
				}
			}
			if w := x.send("", method, path); w.Code != http.StatusSeeOther && w.Code != http.StatusForbidden {
				t.Errorf("%s without a session: %d", path, w.Code)
			}
		}
	}
	for patient, n := range before {
		if after := x.size(t, patient); after != n {
			t.Errorf("%s grew from %d to %d entries", patient, n, after)
		}
	}
	if strings.Contains(x.log.String(), canary) || strings.Contains(x.log.String(), canaryZH) {
		t.Error("a log line names a foreign child")
	}
	t.Logf("%d rows", rows)
}

func (x *matrixHouse) newest(t *testing.T, n int) []audit.Event {
	t.Helper()
	events, err := x.store.AuditTrail(t.Context(), "", n)
	if err != nil || len(events) < n {
		t.Fatal(events, err)
	}
	return events
}

func (x *matrixHouse) holdsNoCanary(t *testing.T, where string, w *httptest.ResponseRecorder) {
	t.Helper()
	for header, values := range w.Header() {
		for _, v := range values {
			if strings.Contains(v, canary) {
				t.Errorf("%s: the header %s names a foreign child", where, header)
			}
		}
	}
	if body := w.Body.String(); strings.Contains(body, canary) || strings.Contains(body, canaryZH) {
		t.Errorf("%s: the answer names a foreign child", where)
	}
}

// Every route as it answers for the reader's own record, and every route without
// a record: no page, file or export holds a name from outside the scope.
func TestNoAnswerAndNoExportNamesAChildOutsideTheScope(t *testing.T) {
	x := newMatrixHouse(t)
	for _, r := range routes() {
		method, path := filledPath(t, r.Pattern, ownCase)
		if method != http.MethodGet {
			continue
		}
		for _, role := range append(authz.Roles(), "") {
			w := x.get(role, path)
			x.holdsNoCanary(t, path+" as "+string(role), w)
			if w.Code >= http.StatusInternalServerError {
				t.Errorf("%s as %s: %d", path, role, w.Code)
			}
		}
	}
	for _, e := range x.newest(t, 200) {
		if strings.Contains(fmt.Sprint(e), canary) {
			t.Errorf("the trail names a foreign child: %+v", e)
		}
	}
}

// hostile are fifty payloads that a stranger may send: markup, scripts, queries,
// templates, paths, odd Unicode, huge and broken numbers.
var hostile = []string{
	`<script>alert(1)</script>`, `"><script>alert(1)</script>`, `'><img src=x onerror=alert(1)>`, `<svg/onload=alert(1)>`, `javascript:alert(1)`, `</textarea><script>alert(1)</script>`,
	`</option></select><script>alert(1)</script>`, `<iframe src=//evil.example>`, `<style>*{display:none}</style>`, `<b onmouseover="alert(1)">x</b>`, `&lt;script&gt;`, `&#60;script&#62;`,
	`{{.Forgery}}`, `{{w.Site}}`, `${7*7}`, `#{7*7}`, `<%= 7*7 %>`, `%s%s%s%n`, `%00`, "a\x00b", "a\x1b[31mred", "a\r\nSet-Cookie: x=1", "line\nline\nline", "\u202egnp.exe", "\u2066x\u2069", "a\u0000b",
	`'; DROP TABLE consult; --`, `" OR "1"="1`, `1); DELETE FROM entry; --`, `$1`, `\'; --`, `../../../../etc/passwd`, `..\..\windows`, `file:///etc/passwd`, `http://169.254.169.254/`, `//evil.example`,
	`{"a":1}`, `[]`, `null`, `undefined`, `NaN`, `1e999`, `-1e999`, `99999999999999999999999999`, `0x41`, "\xff\xfe\xfd", "\xed\xa0\x80", strings.Repeat("A", 20000), strings.Repeat("长", 7000), "👩‍👩‍👧‍👦🏳️‍🌈", `a:b:c|d;e,f`,
}

// every field of the form gets every payload; the pages that show it stay whole.
func TestThePublicFormSurvivesFiftyHostilePayloadsInEveryField(t *testing.T) {
	if len(hostile) < 50 {
		t.Fatalf("only %d payloads", len(hostile))
	}
	x := strangersHouse(t)
	form := x.stranger(t)
	link := form.begin()
	token, p, err := x.app.SignIn(t.Context(), string(authz.Physician), goodPass, i18n.English)
	if err != nil {
		t.Fatal(err)
	}
	x.tokens, x.forgery = map[authz.Role]string{authz.Physician: token}, map[authz.Role]string{authz.Physician: p.Forgery}
	for _, payload := range hostile {
		for _, s := range consult.Form() {
			values := url.Values{"next": {payload}}
			for _, g := range s.Groups {
				for _, f := range g.Fields {
					values.Set("g."+g.Key+".0."+f.Key, payload)
				}
			}
			values.Set("g."+payload+".0.x", payload)
			values.Set("g.growth."+payload+".weight", payload)
			if w := form.post(link+"/"+s.Key, values); w.Code != http.StatusRequestEntityTooLarge && (w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), link)) {
				t.Errorf("%.30q on %s: %d to %q", payload, s.Key, w.Code, w.Header().Get("Location"))
			}
			form.whole(payload, form.get(link+"/"+s.Key))
		}
		form.whole(payload, form.get(link))
	}
	if w := form.post(link+"/send", url.Values{}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a form of payloads is sent: %d", w.Code)
	}
	x.hostileOnTheDesk(t, p)
	if o, err := x.app.Check(t.Context()); err != nil || len(o.Findings) > 0 {
		t.Errorf("%+v, %v", o, err)
	}
}

// hostileOnTheDesk sends the payloads as the free text of a sound request and
// reads desk, request, chart and board.
func (x *house) hostileOnTheDesk(t *testing.T, p app.Principal) {
	t.Helper()
	form := x.stranger(t)
	for i, payload := range hostile {
		if i%10 != 0 {
			continue // the escaping is the same for all; five go the whole way
		}
		link := form.begin()
		a := url.Values{}
		for k, v := range map[string]string{"asker.0.from": "family", "child.0.name": payload + " x", "child.0.sex": "male", "child.0.birth": "2025-07-10", "guardian.0.name": payload + " x", "guardian.0.phone": payload + " 021 0000 000" + itoa(i), "question.0.question": payload + " x"} {
			a.Set("g."+k, v)
		}
		form.post(link+"/child", a)
		form.post(link+"/illness", url.Values{"g.disease.0.name": {payload}, "g.summary.0.text": {payload}})
		if w := form.post(link+"/send", url.Values{"g.consent.0.by": {payload + " x"}, "g.consent.0.contact": {"yes"}, "g.consent.0.data-sharing": {"yes"}}); w.Code != http.StatusSeeOther {
			t.Errorf("%.30q is not sent: %d %s", payload, w.Code, alertOf(w))
		}
	}
	q, err := x.app.Desk(t.Context(), p)
	if err != nil || len(q.Waiting) == 0 {
		t.Fatal(q, err)
	}
	pages := []string{"/consult", "/board"}
	for _, c := range q.Waiting {
		pages = append(pages, "/consult/"+c.Number)
		id, err := x.app.AcceptConsult(t.Context(), p, c.Number, c.Revision, true)
		if err != nil {
			t.Errorf("%.30q does not become a chart: %v", c.Name(), err)
			continue
		}
		pages = append(pages, "/child/"+id, "/child/"+id+"/consult", "/child/"+id+"/entries", "/child/"+id+"/path")
	}
	for _, page := range pages {
		w := x.get(authz.Physician, page)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", page, w.Code)
		}
		form.whole(page, w)
	}
}

// strangerClient is a browser without a session, over the handler.
type strangerClient struct {
	t       *testing.T
	h       http.Handler
	cookies []*http.Cookie
	secret  string
	n       int
}

func (x *house) stranger(t *testing.T) *strangerClient { return &strangerClient{t: t, h: x.h} }

func (s *strangerClient) do(r *http.Request) *httptest.ResponseRecorder {
	for _, c := range s.cookies {
		r.AddCookie(c)
	}
	s.n++
	r.RemoteAddr = fmt.Sprintf("192.0.2.%d:1", s.n%250) // many clients: the limits are another test's
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		s.cookies = append(s.cookies, c)
		if c.Name == formCookie {
			s.secret = c.Value
		}
	}
	return w
}

func (s *strangerClient) get(path string) *httptest.ResponseRecorder {
	return s.do(httptest.NewRequest(http.MethodGet, path, nil))
}

func (s *strangerClient) post(path string, values url.Values) *httptest.ResponseRecorder {
	values.Set("forgery", s.secret)
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(r)
}

// begin opens a request and returns its address.
func (s *strangerClient) begin() string {
	s.t.Helper()
	s.get("/open-a-case")
	w := s.post("/open-a-case", url.Values{})
	to := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/request/") {
		s.t.Fatalf("%d %s", w.Code, w.Body)
	}
	return strings.TrimSuffix(to, "/child")
}

// whole fails when a page is broken by what it shows.
func (s *strangerClient) whole(what string, w *httptest.ResponseRecorder) {
	s.t.Helper()
	body := w.Body.String()
	if w.Code >= http.StatusInternalServerError || !strings.HasSuffix(strings.TrimSpace(body), "</html>") {
		s.t.Errorf("%.40q: %d, a broken page", what, w.Code)
	}
	for _, r := range []interface{ FindString(string) string }{inlineScript, inlineStyle, outside} {
		if found := r.FindString(body); found != "" {
			s.t.Errorf("%.40q: the page holds %q", what, found)
		}
	}
	for _, raw := range []string{"<script>alert", "<svg/onload", "<img src=x", "<iframe", "<style>", "\x00", "\x1b", "\u202e"} {
		if strings.Contains(body, raw) {
			s.t.Errorf("%.40q: the page holds %q", what, raw)
		}
	}
}

// The next visitor of the same browser finds nothing of the one before: no
// cookie knows the request, and no page may be kept.
func TestNothingOfARequestIsLeftForTheNextVisitor(t *testing.T) {
	x := strangersHouse(t)
	form := x.stranger(t)
	link := form.begin()
	form.post(link+"/child", url.Values{"g.child.0.name": {canary}})
	secret := strings.TrimPrefix(link, "/request/")
	for _, c := range form.cookies {
		if strings.Contains(c.Value, secret) || strings.Contains(c.Value, canary) {
			t.Errorf("the cookie %s holds the link or the name", c.Name)
		}
	}
	w := form.get(link + "/child")
	if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("headers %v", w.Header())
	}
	if !strings.Contains(w.Body.String(), `autocomplete="off"`) {
		t.Error("the browser may keep what was typed")
	}
	for _, path := range []string{"/open-a-case", "/sign-in", "/about"} {
		if body := form.get(path).Body.String(); strings.Contains(body, secret) || strings.Contains(body, canary) {
			t.Errorf("%s shows something of the request before", path)
		}
	}
}
