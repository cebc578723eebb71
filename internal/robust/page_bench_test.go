package robust

import (
	"context"
	"html/template"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/demo"
	"github.com/dayzero-hsct/dayzero/internal/sheet"
	"github.com/dayzero-hsct/dayzero/internal/store/sqlite"
	"github.com/dayzero-hsct/dayzero/internal/web"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
)

// BenchmarkChartPage measures the child's page over HTTP with 16 signed-in
// clients against SQLite with durable, audited reads: server and clients share
// the machine. It reports pages a second and the slowest hundredth.
//
//	go test ./internal/robust -run xx -bench ChartPage -benchtime 10s
func BenchmarkChartPage(b *testing.B) {
	server := demonstration(b)
	clients := signedInAll(b, server, 16)
	target := server.URL + "/child/lig4-shanghai?as-of=2024-12-20"
	fetch(b, clients[0], target) // the first page fills what is computed once
	times := walk(b, clients, func(int) (string, string) { return "child", target })
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(slowest(times["child"]), "p99-ms")
}

// BenchmarkFlowsheetPage measures the course room in the same way: every endpoint,
// alert and curve of a child two weeks after the discharge, and fourteen days of
// the flowsheet.
//
//	go test ./internal/robust -run xx -bench FlowsheetPage -benchtime 10s
func BenchmarkFlowsheetPage(b *testing.B) {
	server := demonstration(b)
	clients := signedInAll(b, server, 16)
	target := server.URL + "/child/lig4-shanghai/course?as-of=2025-02-27"
	fetch(b, clients[0], target)
	times := walk(b, clients, func(int) (string, string) { return "course", target })
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(slowest(times["course"]), "p99-ms")
}

type sheets struct{}

func (sheets) OrderSheet(p plan.Plan, language, printedAt string) template.HTML {
	return sheet.OrderSheet(p, sheet.OrderOptions{Lang: language, PrintedAt: printedAt})
}

func (sheets) CSS() string { return sheet.CSS() }

// BenchmarkFirstPage measures the same page for one reader when nothing was kept:
// each request asks for another day, so the chart is read, folded, planned, drawn
// and audited anew.
//
//	go test ./internal/robust -run xx -bench FirstPage -benchtime 10s
func BenchmarkFirstPage(b *testing.B) {
	server := demonstration(b)
	c := signedIn(b, server.URL)
	first := day.MustDate("2024-11-01")
	for i := 0; b.Loop(); i++ {
		fetch(b, c, server.URL+"/child/lig4-shanghai?as-of="+first.AddDays(i%400).String())
	}
}

// signedInAll signs in as many clients of the same account.
func signedInAll(b *testing.B, server *httptest.Server, n int) []*http.Client {
	b.Helper()
	clients := make([]*http.Client, n)
	for i := range clients {
		clients[i] = signedIn(b, server.URL)
	}
	return clients
}

func demonstration(b *testing.B) *httptest.Server {
	b.Helper()
	server, _ := demonstrationWithDoor(b)
	return server
}

// demonstrationWithDoor serves the demonstration and gives its door.
func demonstrationWithDoor(b *testing.B) (*httptest.Server, *app.App) {
	b.Helper()
	ctx := context.Background()
	store, err := sqlite.Open(ctx, b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	base, err := knowledge.Embedded()
	if err != nil {
		b.Fatal(err)
	}
	a, err := app.New(app.Options{Store: store, Knowledge: base, Clock: day.ClockFunc(time.Now), Demo: true})
	if err != nil {
		b.Fatal(err)
	}
	cases, err := demo.Cases()
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range cases {
		if err := a.SystemImport(ctx, c); err != nil {
			b.Fatal(err)
		}
	}
	if err := a.AddAccount(ctx, app.Account{Name: "physician", Display: "P", Role: "physician", Scope: []string{"*"}, Demo: true}, "demonstration"); err != nil {
		b.Fatal(err)
	}
	h, err := web.New(web.Options{App: a, Sheets: sheets{}})
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(h)
	b.Cleanup(server.Close)
	return server, a
}

var forgery = regexp.MustCompile(`name="forgery" value="([0-9a-f]+)"`)

func signedIn(b *testing.B, base string) *http.Client {
	b.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	c := &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 1, DisableCompression: true}}
	page := fetch(b, c, base+"/sign-in")
	m := forgery.FindStringSubmatch(page)
	if m == nil {
		b.Fatal("the sign-in page carries no forgery token")
	}
	form := url.Values{"forgery": {m[1]}, "next": {"/"}, "name": {"physician"}, "password": {"demonstration"}}
	res, err := c.Post(base+"/sign-in", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	if err != nil {
		b.Fatal(err)
	}
	res.Body.Close()
	return c
}

func fetch(b *testing.B, c *http.Client, target string) string {
	b.Helper()
	res, err := c.Get(target)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		b.Fatalf("%s: %s, %v", target, res.Status, err)
	}
	return string(body)
}
