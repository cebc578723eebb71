package cli_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/cli"
	"github.com/dayzero-hsct/dayzero/internal/store/sqlite"
)

// present is the clock of every transcript: after the one-year visit of the
// founding case.
var present = time.Date(2026, 2, 1, 4, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"dayzero": func() {
		os.Exit(int(cli.Run(context.Background(), os.Args[1:], config())))
	}})
}

func config() cli.Config {
	return cli.Config{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Clock: day.Fixed(present), Random: rand.Reader, Version: "test",
		OpenFolder: sqlite.Open, RestoreFolder: sqlite.Restore,
		Handler: func(a *app.App, _ bool) (http.Handler, error) {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				fmt.Fprintf(w, "accounts: %d\n", len(a.DemoAccounts()))
			}), nil
		}}
}

func TestTranscripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			root, err := os.Getwd()
			if err != nil {
				return err
			}
			e.Setenv("EXAMPLES", root+"/../../examples")
			e.Setenv("KNOWLEDGE", root+"/../../knowledge")
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){"status": status, "tamper": tamper}})
}

// status runs a command and compares its exit code: status 3 dayzero plan …
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status CODE COMMAND [ARGUMENT…]")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	var exit interface{ ExitCode() int }
	if err != nil {
		if e, ok := err.(interface{ ExitCode() int }); ok {
			exit = e
			code = exit.ExitCode()
		} else {
			ts.Fatalf("%v", err)
		}
	}
	if fmt.Sprint(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// tamper changes one entry behind the program's back, as a person with the file
// and a database tool could: tamper FOLDER
func tamper(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: tamper FOLDER")
	}
	db, err := sql.Open("sqlite", filepath.Join(ts.MkAbs(args[0]), sqlite.File))
	ts.Check(err)
	for _, statement := range []string{"DROP TRIGGER entry_keeps",
		"UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), '6.75', '67.5') AS BLOB) WHERE id = 'small-weight'"} {
		_, err := db.Exec(statement)
		ts.Check(err)
	}
	ts.Check(db.Close())
}
