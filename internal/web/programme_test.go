package web

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/demo"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// programmeHouse is an application with the synthetic programme of the
// demonstration.
func programmeHouse(t testing.TB, roles ...authz.Role) *house {
	t.Helper()
	x := newHouse(t, roles...)
	var rows [][]byte
	for _, r := range demo.Programme(2025) {
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, b)
	}
	if err := x.app.SystemProgramme(context.Background(), rows); err != nil {
		t.Fatal(err)
	}
	return x
}

// The addresses that show every state of the page.
var programmePages = []string{"/programme", "/programme?by=donor", "/programme?by=gvhd", "/programme?method=1-km&group=IEM", "/programme?at=100&interval=wilson&ref=90",
	"/programme?group=IEM&donor=matched-sibling", "/programme?group=none", "/programme?from=2024-01-01&to=2026-12-31&by=conditioning", "/programme?rows=real"}

func TestARowThatCannotBeReadIsNamedAndCountedNowhere(t *testing.T) {
	_, h := newSite(t)
	body := pageIn(t, h, authz.Physician, "/programme", "en")
	words := i18n.For("en").Programme
	for _, want := range []string{words.SyntheticRows, words.RefusedRows, `<th scope="row">2019</th><td>2</td>`, `<th scope="row">Total</th><td>2</td>`, words.NoOutcome, words.NotBuilt} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if strings.Contains(body, "<svg") {
		t.Error("a curve is drawn where only counts are known")
	}
}

// Control: HAZ-35 (a number cannot be checked).
func TestEveryNumberOfTheProgrammeOpensToItsWorkAndEveryFigureHasItsData(t *testing.T) {
	x := programmeHouse(t, authz.Physician)
	for _, path := range programmePages {
		w := x.get(authz.Physician, path)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", path, w.Code, alertOf(w))
		}
		body := w.Body.String()
		numbers, bare := walkNumbers(t, body)
		if len(bare) > 0 || (path == "/programme" && numbers < 20) {
			t.Errorf("%s: %d numbers, without their work: %v", path, numbers, bare)
		}
		if strings.Contains(body, "NaN") || strings.Contains(body, "%!") || inlineStyle.MatchString(body) {
			t.Errorf("%s: a number that is none, or an inline style", path)
		}
		if figures, marks := strings.Count(body, "<svg"), strings.Count(body, "▒ "+i18n.For("en").Programme.SyntheticMark); figures != marks {
			t.Errorf("%s: %d figures, %d say that their rows are synthetic", path, figures, marks)
		}
		for _, m := range regexp.MustCompile(`href="(/programme/data/[^"]+)"`).FindAllStringSubmatch(body, -1) {
			link := strings.ReplaceAll(m[1], "&amp;", "&")
			data := x.get(authz.Physician, link)
			if data.Code != http.StatusOK || !strings.HasPrefix(data.Header().Get("Content-Type"), "text/csv") || !strings.Contains(data.Header().Get("Content-Disposition"), "synthetic") {
				t.Errorf("%s: %d %v", link, data.Code, data.Header())
			}
			if _, err := csv.NewReader(data.Body).ReadAll(); err != nil {
				t.Errorf("%s: %v", link, err)
			}
		}
	}
}

func TestEveryChoiceOfTheProgrammeLeadsToItsPage(t *testing.T) {
	x := programmeHouse(t, authz.Physician)
	body := x.get(authz.Physician, "/programme").Body.String()
	links := regexp.MustCompile(`<li><a href="(/programme[^"]*)"`).FindAllStringSubmatch(body, -1)
	if len(links) < 30 {
		t.Errorf("only %d choices", len(links))
	}
	for _, m := range links {
		if w := x.get(authz.Physician, strings.ReplaceAll(m[1], "&amp;", "&")); w.Code != http.StatusOK {
			t.Errorf("%s: %d", m[1], w.Code)
		}
	}
}

// Control: HAZ-35 (a figure that misleads).
func TestMisleadingRequestsAreAnsweredInAnotherForm(t *testing.T) {
	x := programmeHouse(t, authz.Physician)
	for path, want := range map[string]string{
		"/programme?method=1-km": "against the true", "/programme?by=gvhd": "landmark at day +100", "/programme?from=2026-07-01&by=donor": i18n.For("en").Programme.Few,
	} {
		if body := x.get(authz.Physician, path).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s does not say %q", path, want)
		}
	}
	for _, path := range []string{"/programme?by=weather", "/programme?from=yesterday", "/programme?at=50", "/programme?ref=100", "/programme?interval=wald", "/programme?ref=NaN"} {
		if w := x.get(authz.Physician, path); w.Code < 400 || w.Code >= 500 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if w := x.get(authz.Physician, "/programme/data/weather"); w.Code != http.StatusNotFound {
		t.Errorf("data of no figure: %d", w.Code)
	}
}

func TestTheProgrammeIsAccessibleAndFitsInBothLanguages(t *testing.T) {
	source := axe(t)
	x := programmeHouse(t, authz.Physician)
	for _, language := range i18n.Languages() {
		t.Run(language, func(t *testing.T) {
			walk(t, x.h, source, x.inLanguage(t, authz.Physician, language, "/programme", "/programme?by=donor", "/programme?by=gvhd&method=1-km", "/programme?group=none", "/programme/calibration"))
		})
	}
	ctx, base := browser(t, x.h)
	open(t, ctx, base+"/about")
	carry(t, ctx, x.tokens[authz.Physician])
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900)); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkProgrammePage640(b *testing.B) {
	x := programmeHouse(b, authz.Physician)
	b.ResetTimer()
	for b.Loop() {
		if w := x.get(authz.Physician, "/programme"); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}

// largeHouse is an application with n synthetic transplants: the programme of the
// demonstration drawn again and again with other seeds.
func largeHouse(t testing.TB, n int) *house {
	t.Helper()
	x := newHouse(t, authz.Physician)
	var rows [][]byte
	for seed := uint64(1); len(rows) < n; seed++ {
		for _, r := range demo.Programme(seed) {
			r.ID = fmt.Sprintf("SYN-%d-%s", seed, r.ID)
			b, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			if rows = append(rows, b); len(rows) == n {
				break
			}
		}
	}
	if err := x.app.SystemProgramme(context.Background(), rows); err != nil {
		t.Fatal(err)
	}
	return x
}

func BenchmarkProgrammePage100000(b *testing.B) {
	x := largeHouse(b, 100_000)
	b.ResetTimer()
	for b.Loop() {
		if w := x.get(authz.Physician, "/programme"); w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}
