package web

import (
	"encoding/xml"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// newSite starts the pages over the test door.
func newSite(t *testing.T) (*testDoor, http.Handler) {
	t.Helper()
	d := newDoor(t)
	h, err := New(Options{App: d, Sheets: testSheets{}, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	return d, h
}

// get asks for a page as a role, or without a session for the empty role.
func get(h http.Handler, role authz.Role, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	return do(h, role, r)
}

func do(h http.Handler, role authz.Role, r *http.Request) *httptest.ResponseRecorder {
	if role != "" {
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: "token-" + string(role)})
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func post(h http.Handler, role authz.Role, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return do(h, role, r)
}

func signed(values ...string) url.Values {
	form := url.Values{"forgery": {testForgery}}
	for i := 0; i+1 < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	return form
}

// childPages are all pages about a child.
func childPages() []string {
	base := "/child/" + caseID
	pages := []string{base, base + "/plan", base + "/donor", base + "/donor/compare", base + "/donor/compare?sort=age", base + "/donor/sheet", base + "/donor/search", base + "/donor/typing", base + "/plan/sheet", base + "/entries", base + "/entries?kind=measurement", base + "/path", base + "/protocol", base + "/decide/donor", base + "/decide/dosing-weight", base + "/decide/gvhd-prophylaxis", base + "/entry/weight-1", base + "/entry/weight-0",
		base + "/entry/variant-1", base + "/derivation/dose/fludarabine/-6", base + "?as-of=2024-12-20", base + "/plan?as-of=2024-12-20",
		base + "/evidence", base + "/evidence?charts=own", base + "/evidence?as-of=2024-12-20&charts=own"}
	for _, room := range []string{"consult", "diagnosis", "disease", "evaluation", "meeting", "pharmacy", "trace", "donor/sister", "exposure", "day-0", "course", "course/score", "course/today", "follow-up", "follow-up/calendar", "jump", "jump?q=a"} {
		pages = append(pages, base+"/"+room)
	}
	return pages
}

// sitePages are the pages without a child, for the role that reads them.
func sitePages() map[string]authz.Role {
	return map[string]authz.Role{"/board": authz.Physician, "/tour": authz.Physician, "/knowledge": authz.Physician, "/knowledge/disease/LIG4": authz.Physician, "/knowledge/group/dsb": authz.Physician,
		"/knowledge/list/calendar": authz.Physician, "/knowledge/list/checklist": authz.Physician, "/knowledge/list/cases": authz.Physician, "/knowledge/list/platforms": authz.Physician,
		"/knowledge/regimen/IEWP-F": authz.Physician, "/knowledge/rule/treosulfan-dna-repair": authz.Physician, "/programme": authz.Physician, "/audit": authz.Administrator, "/jobs": authz.Administrator, "/jobs/1": authz.Administrator, "/jobs/2": authz.Administrator, "/jobs/3": authz.Administrator,
		"/feed": authz.Physician, "/feed?state=task": authz.Physician, "/feed/message/2": authz.Physician, "/feed/task/code-1": authz.Laboratory, "/feed/task/patient-1": authz.Coordinator, "/feed/task/unit-1": authz.Laboratory, "/feed/mapping": authz.Laboratory,
		"/evidence": authz.Physician, "/evidence/LIG4": authz.Physician, "/evidence/FANC": authz.Physician, "/consult": authz.Physician, "/consult/" + testNumber: authz.Physician, "/consult/" + testNumber + "/answer/1": authz.Physician,
		"/open-a-case": "", "/request/" + testLink: "", "/request/" + testLink + "/illness": "", "/request/" + testLink + "/family": "", "/request/" + testLink + "/documents": "", "/request/" + testLink + "/consent": "",
		"/donors": authz.Coordinator, "/typing": authz.Laboratory, "/request/" + testLink + "/answer/1": "", "/evidence/tables/" + caseID: authz.Physician, "/programme/calibration": authz.Physician, "/jump": authz.Physician, "/jump?q=a": authz.Nurse, "/about": authz.Physician, "/limits": authz.Physician, "/help": authz.Physician, "/sign-in": ""}
}

// pagesOf are all pages with the role that reads each.
func pagesOf() map[string]authz.Role {
	pages := sitePages()
	for _, path := range childPages() {
		pages[path] = authz.Physician
	}
	return pages
}

// notPages are the GET routes that answer with something else than a page.
var notPages = map[string]string{
	"GET /{$}": "leads to the reader's first page", "GET /static/{file}": "a stylesheet, script or picture", "GET /healthz": "one word",
	"GET /programme/data/{figure}": "a table as CSV", "GET /evidence/cases.schema.json": "a schema", "GET /evidence/cases.csv": "a table as CSV",
	"GET /consult/{number}/document/{document}": "a file of the family", "GET /child/{id}/follow-up/calendar.ics": "a calendar file",
	"GET /donors/rejected/{report}": "a table of rows that were not taken", "GET /child/{id}/exposure/dose": "a part of the exposure page", "GET /child/{id}/{room}": "the consult room; any other name answers that there is no such page",
}

// Every page of the table of addresses is in the walk: the tests of the strict
// policy, of accessibility, of width and of what works without script see it.
func TestEveryPageOfTheTableOfAddressesIsWalked(t *testing.T) {
	mux := http.NewServeMux()
	for _, r := range routes() {
		mux.Handle(r.Pattern, http.NotFoundHandler())
	}
	walked := map[string]bool{}
	for path := range pagesOf() {
		_, pattern := mux.Handler(httptest.NewRequest(http.MethodGet, path, nil))
		walked[pattern] = true
	}
	for _, r := range routes() {
		if strings.HasPrefix(r.Pattern, "GET ") && walked[r.Pattern] == (notPages[r.Pattern] != "") && r.Pattern != "GET /child/{id}/{room}" {
			t.Errorf("%s: walked %v, no page because %q", r.Pattern, walked[r.Pattern], notPages[r.Pattern])
		}
	}
}

// everyPage visits every page in both languages.
func everyPage(t *testing.T, visit func(t *testing.T, d *testDoor, h http.Handler, role authz.Role, path, lang string)) {
	pages := pagesOf()
	for _, lang := range i18n.Languages() {
		d, h := newSite(t)
		for _, role := range authz.Roles() {
			d.language["token-"+string(role)] = lang
		}
		for path, role := range pages {
			t.Run(lang+" "+path, func(t *testing.T) { visit(t, d, h, role, path, lang) })
		}
	}
}

// page asks for a page in a language, with the language in the address before sign-in.
func pageIn(t *testing.T, h http.Handler, role authz.Role, path, lang string) string {
	t.Helper()
	if role == "" {
		path += "?lang=" + lang
	}
	w := get(h, role, path)
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s as %q: %d\n%s", path, role, w.Code, w.Body)
	}
	return w.Body.String()
}

var (
	inlineStyle  = regexp.MustCompile(`(?i)\sstyle\s*=|<style|\son[a-z]+\s*=\s*"`)
	inlineScript = regexp.MustCompile(`(?i)<script(?:\s[^>]*)?>\s*[^<\s]`)
	outside      = regexp.MustCompile(`(?i)(?:href|src|action)\s*=\s*"(?:[a-z]+:)?//`)
	lang         = regexp.MustCompile(`<html lang="([^"]+)">`)
)

// Control: HAZ-36 (a text of the chart becomes part of a page).
func TestEveryPageSaysWhatItIsForAndKeepsTheStrictPolicy(t *testing.T) {
	everyPage(t, func(t *testing.T, _ *testDoor, h http.Handler, role authz.Role, path, language string) {
		body := pageIn(t, h, role, path, language)
		words := i18n.For(language)
		for _, want := range []string{words.Site.Foot, `href="/about"`, "<h1", `id="content"`, words.Site.Skip} {
			if !strings.Contains(body, want) {
				t.Errorf("%q is missing", want)
			}
		}
		if m := lang.FindStringSubmatch(body); m == nil || m[1] != i18n.Tag(language) {
			t.Errorf("html lang is %v, want %s", m, i18n.Tag(language))
		}
		if !strings.Contains(body, `<details class="help">`) && path != "/help" {
			t.Error("no help explains the terms of the page")
		}
		if found := inlineStyle.FindString(body); found != "" {
			t.Errorf("inline style or handler %q", found)
		}
		if found := inlineScript.FindString(body); found != "" {
			t.Errorf("inline script %q", found)
		}
		if found := outside.FindString(body); found != "" {
			t.Errorf("an address outside this site: %q", found)
		}
		for _, hole := range []string{"ZgotmplZ", "<no value>", "%!"} {
			if strings.Contains(body, hole) {
				t.Errorf("%q on the page", hole)
			}
		}
		if strings.Contains(body, `<script>alert`) {
			t.Error("text of the chart runs as a script")
		}
	})
}

// Control: HAZ-23 (a synthetic value taken for that of a child).
func TestEveryPageOfASyntheticCaseSaysSo(t *testing.T) {
	for _, language := range i18n.Languages() {
		d, h := newSite(t)
		d.language["token-physician"] = language
		for _, path := range childPages() {
			if strings.HasSuffix(path, "/sheet") {
				continue // the sheet prints its own marks, tested with it
			}
			body := pageIn(t, h, authz.Physician, path, language)
			for _, want := range []string{i18n.For(language).Site.Synthetic, testPlan().Notice.In(language), i18n.For(language).Child.Recipient} {
				if !strings.Contains(body, want) {
					t.Errorf("%s %s: %q is missing", language, path, want)
				}
			}
		}
	}
}

func TestAnswersCarryTheHeadersOfSafety(t *testing.T) {
	_, h := newSite(t)
	for _, path := range []string{"/sign-in", "/board", "/child/" + caseID, "/nowhere"} {
		got := get(h, authz.Physician, path).Header()
		for name, want := range map[string]string{"Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"} {
			if !strings.Contains(got.Get(name), want) {
				t.Errorf("%s: %s is %q", path, name, got.Get(name))
			}
		}
		if csp := got.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: policy %q", path, csp)
		}
	}
}

// A paper of a request leaves the site as a download that no browser renders or
// sniffs, whatever its bytes are.
func TestAPaperOfARequestIsNeverRendered(t *testing.T) {
	_, h := newSite(t)
	w := get(h, authz.Physician, "/consult/"+testNumber+"/document/d1")
	if w.Code != http.StatusOK {
		t.Fatal(w.Code)
	}
	for name, want := range map[string]string{"Content-Disposition": "attachment;", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'", "Content-Type": "application/pdf"} {
		if got := w.Header().Get(name); !strings.HasPrefix(got, want) {
			t.Errorf("%s is %q", name, got)
		}
	}
}

func TestNoRouteWithoutARowOfRightsAndARowOfAudit(t *testing.T) {
	known := map[authz.Action]bool{}
	for _, a := range authz.Actions() {
		known[a] = true
	}
	for _, r := range routes() {
		rights := 0
		if r.Public {
			rights++
		}
		if r.AnyRole {
			rights++
		}
		if r.Right != "" {
			rights++
			if !known[r.Right] {
				t.Errorf("%s: %q is not a right", r.Pattern, r.Right)
			}
		}
		if rights != 1 {
			t.Errorf("%s: %d rows of rights", r.Pattern, rights)
		}
		if (r.Audit == "") == (r.NoAudit == "") {
			t.Errorf("%s: needs an audit action or the reason why there is none", r.Pattern)
		}
		if r.Do == nil {
			t.Errorf("%s: no page", r.Pattern)
		}
		if strings.Contains(r.Pattern, "{id}") && r.Audit == "" && !strings.Contains(r.Pattern, "/knowledge/") {
			t.Errorf("%s: shows a record without an audit event", r.Pattern)
		}
	}
}

// concrete fills the places of a pattern with the test case.
func concrete(pattern string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	for place, value := range map[string]string{"{id}": caseID, "{room}": "course", "{key...}": "bsa", "{disease}": "LIG4", "{entry}": "weight-1", "{donor}": "sister", "{kind}": "list", "{id...}": "cases", "{file}": "app.css", "{$}": "", "{figure}": "activity", "{job}": "2", "{table}": caseID,
		"{link}": testLink, "{step}": "illness", "{number}": testNumber, "{document}": "d1", "{index}": "1", "{what}": "donor", "{message}": "2", "{task}": "code-1", "{report}": "rejected-old.tsv"} {
		path = strings.ReplaceAll(path, place, value)
	}
	return method, path
}

// Control: HAZ-28 (access beyond the role).
func TestEachRoleReachesExactlyTheRoutesOfItsRights(t *testing.T) {
	for _, r := range routes() {
		method, path := concrete(r.Pattern)
		for _, role := range authz.Roles() {
			d, h := newSite(t)
			var w *httptest.ResponseRecorder
			if method == http.MethodGet {
				w = get(h, role, path)
			} else {
				w = post(h, role, path, signed("password", goodPass, "hash", testPlan().Signing.Hash, "identifier", caseIdent, "kind", "measurement", "note", "watch the balance"))
			}
			allowed := r.Public || r.AnyRole || authz.Decide(role, authz.Only(caseID), r.Right, "").Allowed
			if strings.Contains(r.Pattern, "{job}") && role != authz.Administrator {
				if w.Code != http.StatusNotFound || len(d.writes) > 0 { // somebody else's job
					t.Errorf("%s %s as %s: %d, wrote %v", method, path, role, w.Code, d.writes)
				}
				continue
			}
			if allowed && w.Code >= 400 {
				if r.Pattern == "POST /sign-in" && w.Code == http.StatusForbidden {
					continue // no account of that name and password
				}
				if strings.HasSuffix(r.Pattern, "/handover/taken") && w.Code == http.StatusConflict && len(d.writes) == 0 {
					continue // nobody gave a handover that could be taken
				}
				t.Errorf("%s %s as %s: %d, but the role has %s", method, path, role, w.Code, r.Right)
			}
			if !allowed && w.Code != http.StatusForbidden {
				t.Errorf("%s %s as %s: %d, but the role lacks %s", method, path, role, w.Code, r.Right)
			}
			if !allowed && len(d.writes) > 0 {
				t.Errorf("%s %s as %s: refused, yet wrote %v", method, path, role, d.writes)
			}
		}
	}
}

func TestARecordOutsideTheScopeAnswersLikeOneThatDoesNotExist(t *testing.T) {
	_, h := newSite(t)
	hidden, missing := get(h, authz.Physician, "/child/other-child"), get(h, authz.Physician, "/child/no-such")
	if hidden.Code != http.StatusNotFound || missing.Code != http.StatusNotFound {
		t.Fatalf("codes %d and %d", hidden.Code, missing.Code)
	}
	strip := func(s, id string) string { return strings.ReplaceAll(s, id, "ID") }
	if strip(hidden.Body.String(), "other-child") != strip(missing.Body.String(), "no-such") {
		t.Error("the two answers differ")
	}
}

func TestWithoutASessionEveryPageLeadsToSignInAndBack(t *testing.T) {
	_, h := newSite(t)
	for _, r := range routes() {
		method, path := concrete(r.Pattern)
		if r.Public || method != http.MethodGet {
			continue
		}
		w := get(h, "", path)
		if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/sign-in") {
			t.Errorf("GET %s: %d %s", path, w.Code, w.Header().Get("Location"))
		}
	}
}

// Control: HAZ-35 (a number cannot be checked).
func TestEveryNumberOnThePlanPageOpensToItsWork(t *testing.T) {
	for _, path := range []string{"/child/" + caseID + "/plan", "/child/" + caseID, "/child/" + caseID + "/donor"} {
		_, h := newSite(t)
		body := pageIn(t, h, authz.Physician, path, "en")
		numbers, bare := walkNumbers(t, body)
		if numbers == 0 {
			t.Errorf("%s: no number found", path)
		}
		for _, b := range bare {
			t.Errorf("%s: %q stands without a link or a details element", path, b)
		}
		for _, m := range regexp.MustCompile(`class="number" href="([^"]+)"`).FindAllStringSubmatch(body, -1) {
			if w := get(h, authz.Physician, strings.ReplaceAll(m[1], "&amp;", "&")); w.Code != http.StatusOK {
				t.Errorf("%s: the work at %s answers %d", path, m[1], w.Code)
			}
		}
	}
}

// walkNumbers finds the elements of class number and those of them that stand
// outside a link and outside a details element.
func walkNumbers(t *testing.T, body string) (numbers int, bare []string) {
	t.Helper()
	dec := xml.NewDecoder(strings.NewReader(body))
	dec.Strict, dec.AutoClose, dec.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var stack []string
	for {
		token, err := dec.Token()
		if err == io.EOF {
			return numbers, bare
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			stack = append(stack, e.Name.Local)
			for _, a := range e.Attr {
				if a.Name.Local != "class" || !strings.Contains(" "+a.Value+" ", " number ") {
					continue
				}
				numbers++
				path := "/" + strings.Join(stack, "/") + "/"
				if !strings.Contains(path, "/a/") && !strings.Contains(path, "/details/") {
					bare = append(bare, path)
				}
			}
		case xml.EndElement:
			for i := len(stack) - 1; i >= 0; i-- {
				if stack[i] == e.Name.Local {
					stack = stack[:i]
					break
				}
			}
		}
	}
}

func TestTheDayOfThePageTravelsOnEveryLinkAboutTheChild(t *testing.T) {
	_, h := newSite(t)
	body := pageIn(t, h, authz.Physician, "/child/"+caseID+"/plan?as-of=2024-12-20", "en")
	if !strings.Contains(body, i18n.For("en").Child.NotNow) {
		t.Error("the page does not say that it is not now")
	}
	_, header, _ := strings.Cut(body, `class="journey"`)
	for _, m := range regexp.MustCompile(`href="(/child/[^"]+)"`).FindAllStringSubmatch(header, -1) {
		if !strings.Contains(m[1], "as-of=") && m[1] != "/child/"+caseID+"/plan" {
			t.Errorf("%s loses the day", m[1])
		}
	}
}

func TestTheSliderLeadsToTheOneAddressOfItsDay(t *testing.T) {
	_, h := newSite(t)
	w := get(h, authz.Physician, "/child/"+caseID+"/plan?from=2024-05-10&offset=224")
	if want := "/child/" + caseID + "/plan?as-of=2024-12-20"; w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
		t.Errorf("%d %s, want %s", w.Code, w.Header().Get("Location"), want)
	}
	for _, bad := range []string{"?as-of=2024-13-01", "?as-of=yesterday", "?as-of=1"} {
		if w := get(h, authz.Physician, "/child/"+caseID+bad); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", bad, w.Code)
		}
	}
}

// Control: HAZ-25 (later knowledge shows through a past day).
func TestNothingRecordedLaterShowsThroughAnEarlierDay(t *testing.T) {
	_, h := newSite(t)
	early := pageIn(t, h, authz.Physician, "/child/"+caseID+"/entries?as-of=2024-10-21", "en")
	_, early, _ = strings.Cut(early, "<main")
	if strings.Contains(early, "weight-1") || !strings.Contains(early, "variant-1") {
		t.Error("the list of an earlier day is wrong")
	}
	if w := get(h, authz.Physician, "/child/"+caseID+"/entry/weight-1?as-of=2024-10-21"); w.Code != http.StatusNotFound {
		t.Errorf("a later entry answers %d on an earlier day", w.Code)
	}
}

// Control: HAZ-26 (a value erased by its correction).
func TestACorrectedEntryStaysReadableAndNamesTheVersionThatStands(t *testing.T) {
	_, h := newSite(t)
	old := pageIn(t, h, authz.Physician, "/child/"+caseID+"/entry/weight-0", "en")
	now := pageIn(t, h, authz.Physician, "/child/"+caseID+"/entry/weight-1", "en")
	if !strings.Contains(old, "6.7 kg") || !strings.Contains(old, "entry/weight-1") || strings.Contains(old, `name="reason"`) {
		t.Error("the corrected version is not shown as such")
	}
	for _, want := range []string{"6.8 kg", "6.7 kg", "misread scale", `name="supersedes" value="weight-1"`} {
		if !strings.Contains(now, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestAStatementThatExistsInEnglishOnlyIsMarkedOnAChinesePage(t *testing.T) {
	d, h := newSite(t)
	d.language["token-physician"] = "zh"
	body := pageIn(t, h, authz.Physician, "/child/"+caseID+"/plan", "zh")
	if !strings.Contains(body, `<span lang="en">English only item</span> <span class="only-en">仅有英文</span>`) {
		t.Error("the English statement is not marked")
	}
}

// Control: HAZ-29 (the two languages say different things).
func TestBothLanguagesShowTheSameDoses(t *testing.T) {
	numbers := map[string][]string{}
	cell := regexp.MustCompile(`class="number"[^>]*>([^<]+)<`)
	for _, language := range i18n.Languages() {
		d, h := newSite(t)
		d.language["token-physician"] = language
		for _, m := range cell.FindAllStringSubmatch(pageIn(t, h, authz.Physician, "/child/"+caseID+"/plan", language), -1) {
			numbers[language] = append(numbers[language], m[1])
		}
	}
	if len(numbers["en"]) == 0 || strings.Join(numbers["en"], "|") != strings.Join(numbers["zh"], "|") {
		t.Errorf("English %v, Chinese %v", numbers["en"], numbers["zh"])
	}
}

func TestARoleWithoutThePlanReadsTheChart(t *testing.T) {
	_, h := newSite(t)
	body := pageIn(t, h, authz.Laboratory, "/child/"+caseID, "en")
	if !strings.Contains(body, i18n.For("en").Child.ChartOnly) || strings.Contains(body, "Title of active-infection-day0") || !strings.Contains(body, "anc-0") {
		t.Error("the laboratory's page is wrong")
	}
}

func TestStaticFilesAreServedAndNothingElseIs(t *testing.T) {
	_, h := newSite(t)
	for path, kind := range map[string]string{"app.css": "text/css", "app.js": "text/javascript", "sheet.css": "text/css", "icon.svg": "image/svg+xml"} {
		if w := get(h, "", "/static/"+path); w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), kind) {
			t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Content-Type"))
		}
	}
	for _, path := range []string{"/static/..%2fweb.go", "/static/none.css", "/static/"} {
		if w := get(h, "", path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestNewRefusesToStartWithoutItsParts(t *testing.T) {
	if _, err := New(Options{}); err == nil {
		t.Error("started without an application")
	}
	if _, err := New(Options{App: newDoor(t)}); err == nil {
		t.Error("started without printed sheets")
	}
}

func TestEveryWordOfTheCatalogueIsShownSomewhere(t *testing.T) {
	var source strings.Builder
	for _, pattern := range []string{"*.go", "templates/*.html", "../sheet/programme*.go", "../sheet/templates/programme/*.html"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			source.Write(b)
		}
	}
	pairs := map[string]bool{} // Group.Name as it stands in w.Group.Name
	for _, chain := range regexp.MustCompile(`\w+(?:\.\w+)+`).FindAllString(source.String(), -1) {
		parts := strings.Split(chain, ".")
		for i := range parts[1:] {
			pairs[parts[i]+"."+parts[i+1]] = true
		}
	}
	groups := reflect.TypeFor[i18n.Words]()
	for i := range groups.NumField() {
		group := groups.Field(i)
		for j := range group.Type.NumField() {
			name := group.Type.Field(j).Name
			shown := pairs[group.Name+"."+name]
			switch group.Name {
			case "Knowledge", "Evidence", "Programme", "Exposure", "CaseTable", "Limits":
				// the tables of these pages name their group once
				shown = shown || pairs["w."+name] || pairs["words."+name] || pairs["Words."+name]
			}
			if !shown {
				t.Errorf("%s.%s is never shown", group.Name, name)
			}
		}
	}
}
