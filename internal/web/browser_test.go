package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// sharedBrowser is the one browser of all tests, started by the first that
// needs it; the error says why there is none.
var sharedBrowser = sync.OnceValues(func() (context.Context, error) {
	chromium := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			chromium = path
			break
		}
	}
	if chromium == "" {
		return nil, errors.New("no chromium on this machine: pages were not opened in a browser")
	}
	flags := []chromedp.ExecAllocatorOption{chromedp.ExecPath(chromium)}
	for _, name := range []string{"headless", "no-sandbox", "disable-gpu", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"} {
		flags = append(flags, chromedp.Flag(name, true))
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), flags...)
	ctx, cancel := chromedp.NewContext(allocator)
	closeBrowser = func() { cancel(); stop() }
	return ctx, chromedp.Do(ctx)
})

var closeBrowser = func() {}

func TestMain(m *testing.M) {
	code := m.Run()
	closeBrowser()
	os.Exit(code)
}

// browser opens a tab of its own, with cookies of its own, for a server of the
// pages; it skips where no browser is installed.
func browser(t *testing.T, h http.Handler) (context.Context, string) {
	t.Helper()
	if testing.Short() {
		t.Skip("no browser in short tests")
	}
	shared, err := sharedBrowser()
	if shared == nil {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	ctx, cancel := chromedp.NewContext(shared, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, late := context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(late)
	return ctx, server.URL
}

// seen is a page of a walk: its path, and the session it is read with.
type seen struct{ path, session string }

// carry gives the tab a session, or none; the tab has to stand on the server.
func carry(t *testing.T, ctx context.Context, session string) {
	t.Helper()
	evaluate[json.RawMessage](t, ctx, fmt.Sprintf(`document.cookie = %q; 1`, sessionCookie+"="+session+"; path=/; SameSite=Strict"))
}

// walk examines many pages of a server, in two tabs with cookies of their own.
func walk(t *testing.T, h http.Handler, source string, pages []seen) {
	t.Helper()
	type place struct {
		tab  context.Context
		base string
	}
	h, reports := countingReports(h)
	places := make(chan place, 2)
	for range cap(places) {
		tab, base := browser(t, h)
		open(t, tab, base+"/about")
		places <- place{tab, base}
	}
	t.Run("walk", func(t *testing.T) { // ends when every page has been seen
		for _, page := range pages {
			t.Run(page.path, func(t *testing.T) {
				t.Parallel()
				p := <-places
				defer func() { places <- p }()
				carry(t, p.tab, page.session)
				examine(t, p.tab, source, p.base+page.path)
			})
		}
	})
	if n := reports.Load(); n > 0 {
		t.Errorf("the browser reported %d breaches of the content security policy", n)
	}
}

// countingReports counts the breaches of the policy that browsers report.
func countingReports(h http.Handler) (http.Handler, *atomic.Int64) {
	reports := &atomic.Int64{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == policyReports {
			reports.Add(1)
		}
		h.ServeHTTP(w, r)
	}), reports
}

// axe finds the accessibility checker; it skips where it is not installed.
func axe(t *testing.T) string {
	t.Helper()
	for _, path := range []string{os.Getenv("DAYZERO_AXE"), filepath.Join("..", "..", "node_modules", "axe-core", "axe.min.js")} {
		if b, err := os.ReadFile(path); err == nil {
			return string(b)
		}
	}
	t.Skip("axe-core is not installed (npm install --no-save axe-core, or DAYZERO_AXE=path/to/axe.min.js): accessibility was not checked")
	return ""
}

func open(t *testing.T, ctx context.Context, url string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		t.Fatalf("%s: %v", url, err)
	}
}

func evaluate[T any](t *testing.T, ctx context.Context, script string) T {
	t.Helper()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%.80s: %v", script, err)
	}
	return got
}

// press sends keys one after the other, as a person without a mouse would.
func press(t *testing.T, ctx context.Context, keys ...string) {
	t.Helper()
	for _, k := range keys {
		if err := chromedp.Do(ctx, chromedp.KeyEvent(k)); err != nil {
			t.Fatal(err)
		}
	}
}

// signIn signs in with the keyboard alone.
func signIn(t *testing.T, ctx context.Context, base string, role authz.Role, lang string) {
	t.Helper()
	open(t, ctx, base+"/sign-in?lang="+lang)
	tabTo(t, ctx, `document.activeElement.id === "name"`)
	press(t, ctx, string(role), kb.Tab, goodPass, kb.Enter)
	settle(t, ctx, `!location.pathname.startsWith("/sign-in") && document.readyState === "complete"`)
}

// tabTo presses Tab until the condition on the focused element holds.
func tabTo(t *testing.T, ctx context.Context, condition string) {
	t.Helper()
	for range 250 {
		press(t, ctx, kb.Tab)
		if evaluate[bool](t, ctx, condition) {
			return
		}
	}
	t.Fatalf("Tab never reaches %s", condition)
}

// settle waits until a condition holds.
func settle(t *testing.T, ctx context.Context, condition string) {
	t.Helper()
	for range 500 {
		if ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](condition)); err == nil && ok {
			return
		}
		if err := chromedp.Do(ctx, chromedp.Sleep(20*time.Millisecond)); err != nil {
			t.Fatal(err)
		}
	}
	t.Fatalf("never: %s (at %s)", condition, evaluate[string](t, ctx, `location.href + " " + document.body.innerText.slice(0, 300)`))
}

// violation is what the checker reports.
type violation struct {
	ID    string
	Help  string
	Nodes []struct {
		HTML           string
		FailureSummary string
	}
}

const openAll = `document.querySelectorAll("details").forEach(d => d.open = true)`

// examine opens a page and checks it: script and styles run under the page's own
// policy, no accessibility rule is broken, and nothing scrolls sideways on a
// desktop, on a tablet or at twice the size (640 CSS pixels of 1280).
func examine(t *testing.T, ctx context.Context, source, address string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900)); err != nil {
		t.Fatal(err)
	}
	open(t, ctx, address)
	inspect(t, ctx, source, address)
}

// inspect checks the page that stands in the tab.
func inspect(t *testing.T, ctx context.Context, source, address string) {
	t.Helper()
	if !evaluate[bool](t, ctx, `document.documentElement.classList.contains("scripted") && document.styleSheets.length > 0`) {
		t.Errorf("%s: script or stylesheet did not load", address)
	}
	evaluate[json.RawMessage](t, ctx, openAll+";"+source+";1")
	for _, v := range evaluate[[]violation](t, ctx, `axe.run(document, {resultTypes: ["violations"], preload: false}).then(r => r.violations.map(v => ({ID: v.id, Help: v.help, Nodes: v.nodes.map(n => ({HTML: n.html.slice(0, 240), FailureSummary: n.failureSummary}))})))`) {
		for _, n := range v.Nodes {
			t.Errorf("%s: %s: %s\n  %s\n  %s", address, v.ID, v.Help, n.HTML, n.FailureSummary)
		}
	}
	for _, width := range []int64{1280, 800, 640} {
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)); err != nil {
			t.Fatal(err)
		}
		if over := evaluate[int](t, ctx, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
			culprit := evaluate[string](t, ctx, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, .figure")).slice(0, 3).map(e => e.outerHTML.slice(0, 90)).join(" || ")`)
			t.Errorf("%s at %d px is %d px too wide: %s", address, width, over, culprit)
		}
	}
}

// speak changes the language of the session with the form of the page.
func speak(t *testing.T, ctx context.Context, base, language string) {
	t.Helper()
	open(t, ctx, base+"/about")
	if evaluate[string](t, ctx, `document.documentElement.lang`) == i18n.Tag(language) {
		return
	}
	evaluate[json.RawMessage](t, ctx, `document.querySelector('form[action="/language"]').requestSubmit(); 1`)
	settle(t, ctx, fmt.Sprintf(`document.documentElement.lang === %q && document.readyState === "complete"`, i18n.Tag(language)))
}

func TestEveryPageIsAccessibleAndFitsInBothLanguages(t *testing.T) {
	source := axe(t)
	for _, language := range i18n.Languages() {
		d, h := newSite(t)
		var pages []seen
		for path, role := range pagesOf() {
			if role == "" {
				pages = append(pages, seen{path + "?lang=" + language, ""})
				continue
			}
			d.language["token-"+string(role)] = language
			pages = append(pages, seen{path, "token-" + string(role)})
		}
		pages = append(pages, seen{"/child/" + caseID + "/donor", "token-" + string(authz.Geneticist)}, seen{"/child/" + caseID, "token-" + string(authz.Laboratory)})
		d.language["token-"+string(authz.Geneticist)] = language
		sort.Slice(pages, func(i, j int) bool { return pages[i].path < pages[j].path })
		t.Run(language, func(t *testing.T) { walk(t, h, source, pages) })
	}
}

// inLanguage turns the sessions of a house to a language and lists pages read
// with the session of one role.
func (x *house) inLanguage(t *testing.T, role authz.Role, language string, paths ...string) []seen {
	t.Helper()
	if err := x.app.SetLanguage(t.Context(), x.tokens[role], language); err != nil {
		t.Fatal(err)
	}
	var out []seen
	for _, path := range paths {
		out = append(out, seen{path, x.tokens[role]})
	}
	return out
}

func TestTheFoundingCaseIsAccessibleAndFitsInBothLanguages(t *testing.T) {
	source := axe(t)
	x := newHouse(t, authz.Physician)
	for _, language := range i18n.Languages() {
		t.Run(language, func(t *testing.T) {
			walk(t, x.h, source, x.inLanguage(t, authz.Physician, language, "/board", founding+"?as-of=2025-01-21", founding+"/plan?as-of=2024-12-20", founding+"/donor?as-of=2024-12-18",
				founding+"/evaluation?as-of=2024-12-20&record=assessment&f.item=heart", founding+"/disease", founding+"/pharmacy?as-of=2024-12-29", founding+"/day-0?as-of=2025-01-03", founding+"/donor/sister?as-of=2025-01-03", founding+"/follow-up", founding+"/plan/sheet?as-of=2024-12-20", founding+"/evidence?charts=own",
				founding+"/jump?q=a", founding+"/exposure", founding+"/diagnosis"))
			ctx, base := browser(t, x.h)
			open(t, ctx, base+"/about")
			carry(t, ctx, x.tokens[authz.Physician])
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900)); err != nil {
				t.Fatal(err)
			}
			open(t, ctx, base+founding+"/plan?as-of=2024-12-20")
			if hidden := evaluate[int](t, ctx, `(s => s.scrollWidth - s.clientWidth)(document.querySelector(".matrix").closest(".scroll"))`); hidden > 0 {
				t.Errorf("%d px of the day matrix, the course totals first, are out of sight at 1280 px", hidden)
			}
		})
	}
}

// A plan that only a mouse can sign would keep a person from signing it.
func TestAPhysicianSignsThePlanFromTheBoardWithTheKeyboardAlone(t *testing.T) {
	d, h := newSite(t)
	ctx, base := browser(t, h)
	signIn(t, ctx, base, authz.Physician, "en")
	settle(t, ctx, `location.pathname === "/board"`)
	press(t, ctx, kb.Tab)
	if !evaluate[bool](t, ctx, `document.activeElement.classList.contains("skip") && document.activeElement.getBoundingClientRect().left >= 0`) {
		t.Error("the first stop of Tab is not the visible link to the content")
	}
	press(t, ctx, kb.Enter)
	tabTo(t, ctx, `document.activeElement.matches(".card a")`)
	press(t, ctx, kb.Enter)
	settle(t, ctx, fmt.Sprintf(`location.pathname === "/child/%s" && document.readyState === "complete"`, caseID))
	tabTo(t, ctx, `document.activeElement.matches(".journey a") && document.activeElement.pathname.endsWith("/plan")`)
	if outline := evaluate[string](t, ctx, `getComputedStyle(document.activeElement).outlineStyle`); outline == "none" {
		t.Error("the focused link has no ring")
	}
	press(t, ctx, kb.Enter)
	settle(t, ctx, `location.pathname.endsWith("/plan") && document.readyState === "complete"`)
	tabTo(t, ctx, `document.activeElement.id === "sign-identifier"`)
	press(t, ctx, caseIdent, kb.Tab, goodPass, kb.Enter)
	settle(t, ctx, `location.search.includes("done=signed")`)
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.writes) != 1 || !strings.HasPrefix(d.writes[0], "sign ") {
		t.Errorf("wrote %v", d.writes)
	}
}

func TestShortcutsLeadToTheBoardAndToTheirOwnList(t *testing.T) {
	_, h := newSite(t)
	ctx, base := browser(t, h)
	signIn(t, ctx, base, authz.Physician, "en")
	open(t, ctx, base+"/about")
	press(t, ctx, "?")
	if !evaluate[bool](t, ctx, `document.getElementById("keys").open`) {
		t.Error("? does not open the list of keys")
	}
	press(t, ctx, kb.Escape, "g", "b")
	settle(t, ctx, `location.pathname === "/board"`)
}

func TestTheSliderMovesThePageToItsDay(t *testing.T) {
	_, h := newSite(t)
	ctx, base := browser(t, h)
	signIn(t, ctx, base, authz.Physician, "en")
	open(t, ctx, base+"/child/"+caseID+"/plan")
	tabTo(t, ctx, `document.activeElement.id === "as-of-range"`)
	press(t, ctx, kb.ArrowLeft)
	if text := evaluate[string](t, ctx, `document.activeElement.getAttribute("aria-valuetext")`); text != "2025-01-20" {
		t.Errorf("the slider says %q", text)
	}
	press(t, ctx, kb.Enter)
	settle(t, ctx, `location.search === "?as-of=2025-01-20"`)
}
