package web

import (
	"context"
	"html/template"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/demo"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/sheet"
	"github.com/dayzero-hsct/dayzero/internal/store/sqlite"
	"github.com/dayzero-hsct/dayzero/plan"
)

// These tests run the pages over the application itself, with the founding case
// in a throw-away store.

const founding = "/child/lig4-shanghai"

type printed struct{}

func (printed) OrderSheet(p plan.Plan, language, at string) template.HTML {
	return sheet.OrderSheet(p, sheet.OrderOptions{Lang: language, PrintedAt: at})
}
func (printed) CSS() string { return sheet.CSS() }

// house is a running application with a session of each role.
type house struct {
	app     *app.App
	h       http.Handler
	tokens  map[authz.Role]string
	forgery map[authz.Role]string
}

func newHouse(t testing.TB, roles ...authz.Role) *house {
	t.Helper()
	return newHouseOf(t, foundingCase(t), roles...)
}

// newHouseOf is a house with one case.
func newHouseOf(t testing.TB, only chart.Case, roles ...authz.Role) *house {
	t.Helper()
	ctx := context.Background()
	store, err := sqlite.Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	base, err := sharedBase()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 2, 1, 4, 0, 0, 0, time.UTC)
	a, err := app.New(app.Options{Store: store, Knowledge: base, Clock: day.Fixed(now), Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.SystemImport(ctx, only); err != nil {
		t.Fatal(err)
	}
	h, err := New(Options{App: a, Sheets: printed{}, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	house := &house{app: a, h: h, tokens: map[authz.Role]string{}, forgery: map[authz.Role]string{}}
	for _, role := range roles {
		if err := a.AddAccount(ctx, app.Account{Name: string(role), Display: "Test " + string(role), Role: string(role), Scope: []string{"lig4-shanghai"}, Demo: true}, goodPass); err != nil {
			t.Fatal(err)
		}
		token, p, err := a.SignIn(ctx, string(role), goodPass, i18n.English)
		if err != nil {
			t.Fatal(err)
		}
		house.tokens[role], house.forgery[role] = token, p.Forgery
	}
	return house
}

func foundingCase(t testing.TB) chart.Case {
	t.Helper()
	cases, err := demo.Cases()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if c.ID == "lig4-shanghai" {
			return c
		}
	}
	t.Fatal("the founding case is not among the examples")
	return chart.Case{}
}

func (x *house) ask(role authz.Role, r *http.Request) *httptest.ResponseRecorder {
	if role != "" {
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: x.tokens[role]})
	}
	w := httptest.NewRecorder()
	x.h.ServeHTTP(w, r)
	return w
}

func (x *house) get(role authz.Role, path string) *httptest.ResponseRecorder {
	return x.ask(role, httptest.NewRequest(http.MethodGet, path, nil))
}

func (x *house) post(role authz.Role, path string, values ...string) *httptest.ResponseRecorder {
	form := url.Values{"forgery": {x.forgery[role]}}
	for i := 0; i+1 < len(values); i += 2 {
		form.Add(values[i], values[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return x.ask(role, r)
}

// Control: HAZ-28 (access beyond the role).
func TestTheApplicationItselfRefusesWhatARoleLacks(t *testing.T) {
	x := newHouse(t, authz.Roles()...)
	before := x.entries(t)
	for _, r := range routes() {
		method, path := concrete(r.Pattern)
		path = strings.NewReplacer(caseID, "lig4-shanghai", "weight-1", "weight-1217").Replace(path)
		if path == "/sign-out" || path == "/sign-in" {
			continue // they end or start the session this test needs
		}
		for _, role := range authz.Roles() {
			w := x.get(role, path)
			if method == http.MethodPost {
				w = x.post(role, path, "password", "a wrong pass phrase", "kind", "no-such-kind")
			}
			allowed := r.Public || r.AnyRole || authz.Decide(role, authz.Only("lig4-shanghai"), r.Right, "").Allowed
			switch {
			case !allowed && w.Code != http.StatusForbidden:
				t.Errorf("%s %s as %s: %d, but the role lacks %s", method, path, role, w.Code, r.Right)
			case allowed && method == http.MethodGet && w.Code == http.StatusForbidden:
				t.Errorf("%s %s as %s: refused, but the role has %s", method, path, role, r.Right)
			case w.Code >= http.StatusInternalServerError:
				t.Errorf("%s %s as %s: %d", method, path, role, w.Code)
			}
		}
	}
	if after := x.entries(t); after != before {
		t.Errorf("refused forms changed the record from %d to %d entries", before, after)
	}
}

func (x *house) entries(t *testing.T) int { return len(x.chart(t).Entries) }

func (x *house) chart(t *testing.T) chart.Case {
	t.Helper()
	p, err := x.app.Authenticate(context.Background(), x.tokens[authz.Physician])
	if err != nil {
		t.Fatal(err)
	}
	v, err := x.app.Chart(context.Background(), p, "lig4-shanghai", app.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	return v.Case
}

// Control: HAZ-35 (a number cannot be checked).
func TestEveryNumberOfTheFoundingCaseOpensToItsWork(t *testing.T) {
	x := newHouse(t, authz.Physician)
	followed := map[string]bool{}
	for _, path := range []string{founding + "/plan?as-of=2024-12-20", founding + "/plan?as-of=2025-01-21", founding + "?as-of=2024-12-20", founding + "/donor?as-of=2024-12-18"} {
		w := x.get(authz.Physician, path)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", path, w.Code)
		}
		numbers, bare := walkNumbers(t, w.Body.String())
		if numbers == 0 || len(bare) > 0 {
			t.Errorf("%s: %d numbers, without their work: %v", path, numbers, bare)
		}
		for _, m := range regexp.MustCompile(`class="number" href="([^"]+)"`).FindAllStringSubmatch(w.Body.String(), -1) {
			if link := strings.ReplaceAll(m[1], "&amp;", "&"); !followed[link] {
				followed[link] = true
				if w := x.get(authz.Physician, link); w.Code != http.StatusOK {
					t.Errorf("%s: the work at %s answers %d", path, link, w.Code)
				}
			}
		}
	}
	if len(followed) < 10 {
		t.Errorf("only %d derivations were opened", len(followed))
	}
}

func TestEveryLinkOfTheFoundingCaseLeadsToAPage(t *testing.T) {
	x := newHouse(t, authz.Physician)
	href := regexp.MustCompile(`href="(/[^"]*)"`)
	seen := map[string]bool{}
	for _, room := range []string{"", "/plan", "/donor", "/disease", "/evaluation", "/course", "/follow-up", "/consult", "/diagnosis", "/exposure", "/day-0"} {
		path := founding + room + "?as-of=2025-01-21"
		w := x.get(authz.Physician, path)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", path, w.Code)
		}
		for _, m := range href.FindAllStringSubmatch(w.Body.String(), -1) {
			link := strings.ReplaceAll(m[1], "&amp;", "&")
			if seen[link] || strings.Contains(link, "/entry/") && len(seen) > 150 {
				continue
			}
			seen[link] = true
			if w := x.get(authz.Physician, link); w.Code >= 400 {
				t.Errorf("%s leads to %s: %d", path, link, w.Code)
			}
		}
	}
}

// Control: HAZ-13 (a signed plan whose grounds have changed).
func TestTwoPeopleSignTheFoundingPlanAndAChangedWeightOutdatesIt(t *testing.T) {
	x := newHouse(t, authz.Physician, authz.Pharmacist, authz.Nurse)
	page := founding + "/plan?as-of=2024-12-20"
	hash := regexp.MustCompile(`name="hash" value="([0-9a-f]{64})"`)
	sign := func(role authz.Role) *httptest.ResponseRecorder {
		m := hash.FindStringSubmatch(x.get(role, page).Body.String())
		if m == nil {
			t.Fatalf("%s sees no form to sign", role)
		}
		return x.post(role, founding+"/plan/sign", "hash", m[1], "as-of", "2024-12-20", "meaning", "checked", "identifier", "SYN-LIG4-01", "password", goodPass)
	}
	w := i18n.For(i18n.English).Plan
	if got := sign(authz.Physician); got.Code != http.StatusSeeOther {
		t.Fatalf("physician: %d %s", got.Code, alertOf(got))
	}
	half := x.get(authz.Pharmacist, page).Body.String()
	if !strings.Contains(half, w.OneOfTwo) || strings.Contains(half, w.Complete) {
		t.Error("one signature does not read as one of two")
	}
	if got := sign(authz.Physician); got.Code < 400 {
		t.Error("the same person signed twice")
	}
	if got := sign(authz.Pharmacist); got.Code != http.StatusSeeOther {
		t.Fatalf("pharmacist: %d %s", got.Code, alertOf(got))
	}
	if body := x.get(authz.Physician, page).Body.String(); !strings.Contains(body, w.Complete) || strings.Contains(body, w.Outdated) {
		t.Error("two signatures do not read as complete")
	}
	got := x.post(authz.Nurse, founding+"/entries", "kind", "measurement", "about", "child", "as-of", "2024-12-20", "f.what", "body-weight", "f.value", "7.9 kg")
	if got.Code != http.StatusSeeOther {
		t.Fatalf("weight: %d %s", got.Code, alertOf(got))
	}
	if body := x.get(authz.Physician, page).Body.String(); !strings.Contains(body, w.Outdated) || strings.Contains(body, w.Complete) {
		t.Error("a weight outside the band leaves the signed plan standing")
	}
}

// alertOf is the refusal on a page, for the message of a failed test.
func alertOf(w *httptest.ResponseRecorder) string {
	_, rest, _ := strings.Cut(w.Body.String(), `role="alert"`)
	text, _, _ := strings.Cut(rest, "</div>")
	return text
}

func TestNoDayHoweverOddBreaksAPage(t *testing.T) {
	x := newHouse(t, authz.Physician)
	for _, day := range []string{"1900-01-01", "2024-05-09", "2024-05-10", "2024-10-03", "2025-01-02", "2025-02-13", "2026-01-09", "2200-12-31", "2024-02-30", "%00", "2024-12-20T06:35"} {
		for _, room := range []string{"", "/plan", "/donor", "/evaluation", "/follow-up", "/entries", "/plan/sheet"} {
			w := x.get(authz.Physician, founding+room+"?as-of="+day)
			if w.Code != http.StatusOK && w.Code != http.StatusBadRequest {
				t.Errorf("%s as of %s: %d", room, day, w.Code)
			}
			if strings.Contains(w.Body.String(), "NaN") || strings.Contains(w.Body.String(), "%!") {
				t.Errorf("%s as of %s: a number that is none", room, day)
			}
		}
	}
}

// Control: HAZ-28 (access beyond the role): a page made for one session carries
// no secret of it into another session of the same account.
func TestAKeptPageCarriesTheFormSecretOfTheSessionThatReadsIt(t *testing.T) {
	x := newHouse(t, authz.Physician)
	secret := regexp.MustCompile(`name="forgery" value="([^"]*)"`)
	paths := []string{founding + "/plan?as-of=2024-12-20", founding + "?as-of=2024-12-20", founding + "/donor?as-of=2024-12-18"}
	for _, path := range paths {
		x.get(authz.Physician, path) // made, and kept, for the first session
	}
	token, p, err := x.app.SignIn(context.Background(), string(authz.Physician), goodPass, i18n.English)
	if err != nil {
		t.Fatal(err)
	}
	first := x.forgery[authz.Physician]
	x.tokens[authz.Physician] = token
	for _, path := range paths {
		found := secret.FindAllStringSubmatch(x.get(authz.Physician, path).Body.String(), -1)
		if len(found) < 2 {
			t.Errorf("%s: only %d forms", path, len(found))
		}
		for _, m := range found {
			if m[1] != p.Forgery || m[1] == first {
				t.Errorf("%s: a form carries %q, not the secret of this session", path, m[1])
			}
		}
	}
}

func TestTheConsultRoomShowsTheRequestAsItStoodOnItsDay(t *testing.T) {
	x := newHouse(t, authz.Physician)
	for lang, want := range map[string][]string{
		i18n.English: {"can his sister give?", "genetic report of the child<br>", "parents&#39; genetic results<br>", "was not examined in person"},
		i18n.Chinese: {"未审阅的内容", "尚缺资料", "网络"},
	} {
		token, _, err := x.app.SignIn(t.Context(), string(authz.Physician), goodPass, lang)
		if err != nil {
			t.Fatal(err)
		}
		x.tokens[authz.Physician] = token
		body := x.get(authz.Physician, founding+"/consult?as-of=2024-10-03").Body.String()
		for _, text := range want {
			if !strings.Contains(body, text) {
				t.Errorf("%s: the room does not say %q", lang, text)
			}
		}
	}
}

// A page that is kept for a role names whoever reads it.
func TestAKeptPageNamesTheReaderAndNoOther(t *testing.T) {
	x := newHouse(t, authz.Physician)
	everyone := func(name string) string {
		err := x.app.AddAccount(t.Context(), app.Account{Name: name, Display: "Dr " + name + " <b>", Role: string(authz.Physician), Scope: []string{"*"}, Demo: true}, goodPass)
		if err != nil {
			t.Fatal(err)
		}
		token, _, err := x.app.SignIn(t.Context(), name, goodPass, i18n.English)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	first, second := everyone("first"), everyone("second")
	for _, path := range []string{founding + "?as-of=2024-12-20", founding + "/exposure?as-of=2024-12-20"} {
		x.tokens[authz.Physician] = first
		x.get(authz.Physician, path)
		x.tokens[authz.Physician] = second
		if body := x.get(authz.Physician, path).Body.String(); !strings.Contains(body, "Dr second &lt;b&gt;") || strings.Contains(body, "Dr first") {
			t.Errorf("%s: the page kept for the role does not name its reader", path)
		}
	}
}

// Control: HAZ-29 (the two languages say different things): the foot of the
// pages, the sheets and the commands carry one statement of intended use.
func TestTheIntendedUseHasOneWording(t *testing.T) {
	for _, lang := range i18n.Languages() {
		if foot := i18n.For(lang).Site.Foot; foot != plan.IntendedUse.In(lang) {
			t.Errorf("%s: the foot reads %q, the sheets %q", lang, foot, plan.IntendedUse.In(lang))
		}
	}
}
