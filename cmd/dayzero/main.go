// Command dayzero is the planning board of a stem cell transplant team that
// treats children with rare diseases. This package wires engines, pages and
// commands together and holds no logic of its own.
package main

import (
	"context"
	"crypto/rand"
	"html/template"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // time zones of the centres, also where the system has none

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/cli"
	"github.com/dayzero-hsct/dayzero/internal/jobs"
	"github.com/dayzero-hsct/dayzero/internal/sheet"
	"github.com/dayzero-hsct/dayzero/internal/store/postgres"
	"github.com/dayzero-hsct/dayzero/internal/store/sqlite"
	"github.com/dayzero-hsct/dayzero/internal/web"
	"github.com/dayzero-hsct/dayzero/plan"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, os.Args[1:], cli.Config{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Clock: day.ClockFunc(time.Now), Random: rand.Reader, Version: version(),
		OpenFolder: sqlite.Open, OpenURL: postgres.Open,
		RestoreFolder: sqlite.Restore, RestoreURL: postgres.Restore,
		OpenQueue: openQueue,
		Handler: func(a *app.App, secure bool) (http.Handler, error) {
			return web.New(web.Options{App: a, Sheets: sheets{}, Secure: secure})
		},
	})
	stop()
	os.Exit(int(code))
}

// openQueue opens the queue of long work beside the record.
func openQueue(ctx context.Context, folder, url string, works []app.Work) (cli.Queue, error) {
	if url != "" {
		return jobs.OpenURL(ctx, url, jobs.Options{Works: works})
	}
	return jobs.OpenFolder(ctx, folder, jobs.Options{Works: works})
}

// version is what the build recorded about itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	revision := ""
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			revision = " (" + s.Value[:12] + ")"
		}
	}
	return info.Main.Version + revision
}

// sheets joins the printed sheets to the pages.
type sheets struct{}

// OrderSheet gives the body of the order sheet.
func (sheets) OrderSheet(p plan.Plan, language, printedAt string) template.HTML {
	return sheet.OrderSheet(p, sheet.OrderOptions{Lang: language, PrintedAt: printedAt})
}

// CSS gives the stylesheet of the sheets.
func (sheets) CSS() string { return sheet.CSS() }
