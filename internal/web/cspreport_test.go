package web

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// report sends a report as a browser does.
func report(h http.Handler, kind, body string) int {
	r := httptest.NewRequest(http.MethodPost, policyReports, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

func loggedSite(t *testing.T) (http.Handler, *bytes.Buffer) {
	t.Helper()
	log := &bytes.Buffer{}
	h, err := New(Options{App: newDoor(t), Sheets: testSheets{}, Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return h, log
}

// Control: HAZ-28: a report names no child and no link, whoever wrote it.
func TestAPolicyReportIsLoggedWithoutTheAddressOfARecord(t *testing.T) {
	h, log := loggedSite(t)
	for kind, body := range map[string]string{
		"application/csp-report":   `{"csp-report":{"document-uri":"http://localhost/child/Canaryname/plan?as-of=2024-12-20","effective-directive":"script-src-elem","blocked-uri":"https://evil.example/Canaryname.js","script-sample":"Canaryname"}}`,
		"application/reports+json": `[{"type":"csp-violation","url":"http://localhost/request/Canaryname","body":{"documentURL":"http://localhost/request/Canaryname","effectiveDirective":"style-src-attr","blockedURL":"inline","sample":"Canaryname"}},{"type":"deprecation","body":{}}]`,
	} {
		if code := report(h, kind, body); code != http.StatusNoContent {
			t.Errorf("%s: %d", kind, code)
		}
	}
	for _, want := range []string{"script-src-elem", "https://evil.example", "GET /child/{id}/plan", "style-src-attr", "inline", "GET /request/{link}"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not say %s: %s", want, log)
		}
	}
	if strings.Contains(log.String(), "Canaryname") || strings.Contains(log.String(), "2024-12-20") {
		t.Errorf("the log names a record: %s", log)
	}
}

func TestReportsThatAreNoneAreTooLargeOrTooManyLeaveNoTrace(t *testing.T) {
	h, log := loggedSite(t)
	for _, body := range []string{"", "null", "[]", "{}", "[[]]", `{"csp-report":[]}`, strings.Repeat("[", 5000), `{"csp-report":{"effective-directive":"x","document-uri":"` + strings.Repeat("a", maxReport) + `"}}`} {
		if code := report(h, "application/csp-report", body); code != http.StatusNoContent {
			t.Errorf("%.40s: %d", body, code)
		}
	}
	if log.Len() > 0 {
		t.Errorf("logged: %.400s", log)
	}
	for range reportsAMinute + 20 {
		report(h, "application/csp-report", `{"csp-report":{"effective-directive":"img-src"}}`)
	}
	if n := strings.Count(log.String(), "img-src"); n != reportsAMinute {
		t.Errorf("%d reports of one minute were logged", n)
	}
}

func TestDroppedReportsAreCountedInTheNextMinute(t *testing.T) {
	var r reportRate
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for range reportsAMinute + 7 {
		r.take(now)
	}
	if taken, dropped := r.take(now.Add(time.Minute)); !taken || dropped != 7 {
		t.Errorf("%v, %d", taken, dropped)
	}
}

func FuzzPolicyReport(f *testing.F) {
	for _, seed := range []string{`{"csp-report":{"document-uri":"http://x/child/a","effective-directive":"a b","blocked-uri":"data"}}`, `[{"type":"csp-violation","body":{"documentURL":"::"}}]`, `{"csp-report":{"document-uri":"//[","violated-directive":"x"}}`} {
		f.Add([]byte(seed))
	}
	s := &site{mux: http.NewServeMux()}
	s.mux.Handle("GET /child/{id}", http.NotFoundHandler())
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, r := range s.policyReports(body) {
			if strings.ContainsAny(r.Directive+r.Blocked+r.Page, "\n\r") || len(r.Directive) > 30 || len(r.Blocked) > 120 {
				t.Errorf("%+v", r)
			}
		}
	})
}

// The browser does report: without this the silence of the walks would say nothing.
func TestABrowserReportsWhatThePolicyKeepsOut(t *testing.T) {
	_, h := newSite(t)
	counted, reports := countingReports(h)
	ctx, base := browser(t, counted)
	open(t, ctx, base+"/about")
	evaluate[json.RawMessage](t, ctx, `document.body.insertAdjacentHTML("beforeend", "<p style='color:red'>x</p>"); 1`)
	for range 100 {
		if reports.Load() > 0 {
			return
		}
		if err := chromedp.Do(ctx, chromedp.Sleep(20*time.Millisecond)); err != nil {
			t.Fatal(err)
		}
	}
	t.Error("an inline style was kept out and nobody was told")
}
