package cli

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/pk"
)

// Config is what the program hands in: streams, clock, randomness and the
// engines. The zero value of an engine means that it is not there.
type Config struct {
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	Clock  day.Clock
	Random io.Reader
	// Version of the program, as released.
	Version string
	// OpenFolder opens the store in a folder, OpenURL the one at a database URL.
	OpenFolder func(ctx context.Context, dir string) (app.Store, error)
	OpenURL    func(ctx context.Context, url string) (app.Store, error)
	// RestoreFolder and RestoreURL read a backup into an empty store.
	RestoreFolder func(ctx context.Context, dir string, r io.Reader) error
	RestoreURL    func(ctx context.Context, url string, r io.Reader) error
	// OpenQueue opens the queue of long work beside a store: in the folder, or at
	// the URL where that is not empty.
	OpenQueue func(ctx context.Context, folder, url string, works []app.Work) (Queue, error)
	// Handler makes the pages of a door; secure cookies travel over TLS only.
	Handler func(a *app.App, secure bool) (http.Handler, error)
}

// Queue is long work that runs while a server does.
type Queue interface {
	app.Jobs
	Start(ctx context.Context) error
	Close(ctx context.Context) error
}

// grammar is the command line.
type grammar struct {
	Demo     demoCommand       `cmd:"" help:"Founding case and a synthetic programme in a throw-away folder."`
	Serve    serveCommand      `cmd:"" help:"The server. SQLite in a folder, PostgreSQL by URL."`
	Plan     planCommand       `cmd:"" help:"The plan of one case file."`
	Import   importCommand     `cmd:"" help:"Take files into the store, all or none."`
	Feed     feedCommand       `cmd:"" help:"Results and admissions from other systems: listen, map, tasks."`
	Account  accountCommand    `cmd:"" help:"People who may sign in."`
	Backup   backupCommand     `cmd:"" help:"Write a verified copy of the store."`
	Restore  restoreCommand    `cmd:"" help:"Read a backup into an empty store."`
	Check    checkCommand      `cmd:"" help:"Verify database, audit chains and entries."`
	Rebuild  rebuildCommand    `cmd:"" help:"Make every projection again from the entries."`
	Export   exportCommand     `cmd:"" help:"What leaves the house: a phenopacket without names, a registry data set."`
	Report   reportCommand     `cmd:"" help:"Reports: the figures of the programme."`
	KB       kbCommand         `cmd:"" name:"kb" help:"The knowledge: lint, list, show, diff, commission."`
	HLA      hlaCommand        `cmd:"" name:"hla" help:"Typings: reduce, match, probability, family, load."`
	Donors   donorsCommand     `cmd:"" help:"Registries of donors: generate, import, search."`
	PK       pkCommand         `cmd:"" name:"pk" help:"Exposure: models, simulate, fit, dose."`
	Course   courseCommand     `cmd:"" help:"Endpoints of the course after transplant."`
	Survival survivalCommand   `cmd:"" help:"Survival, competing risks and regression of a table."`
	About    aboutCommand      `cmd:"" help:"Intended use and versions."`
	Complete completionCommand `cmd:"" name:"completion" help:"Completion script for a shell."`
}

func newParser(s *session, exit func(int)) (*kong.Kong, error) {
	return kong.New(&grammar{}, kong.Name("dayzero"), kong.Description(description), kong.Writers(s.Stdout, s.Stderr),
		kong.Exit(exit), kong.UsageOnError(), kong.Help(help),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}), kong.Bind(s))
}

// session is one run of a command.
type session struct {
	Config
	ctx    context.Context
	model  *kong.Application
	centre chart.Centre // of this installation, where a command knows it
	growth *pk.Growth   // the centre's growth table, where a command knows it
}

const description = "Dayzero: the planning board of a stem cell transplant team that treats children with rare diseases. It computes, shows its work and its sources, and a named person signs."

// Run runs one command line, without the program name, and returns its exit
// code. It never ends the process; a cancelled context ends a server.
func Run(ctx context.Context, args []string, c Config) ExitCode {
	s := &session{Config: c, ctx: ctx}
	helped := false
	parser, err := newParser(s, func(int) { helped = true })
	if err != nil {
		return s.report(err)
	}
	s.model = parser.Model
	args = asFlag(args)
	parsed, err := parser.Parse(args)
	if helped {
		return Done
	}
	if err != nil {
		s.say("dayzero: " + err.Error())
		s.say("dayzero: run dayzero --help for the commands")
		return Usage
	}
	return s.report(parsed.Run(s))
}

// report prints an error to standard error and gives its exit code.
func (s *session) report(err error) ExitCode {
	if err == nil {
		return Done
	}
	code := codeOf(err)
	for _, line := range strings.Split(err.Error(), "\n") {
		if code != InputRefused {
			line = "dayzero: " + line
		}
		s.say(line)
	}
	return code
}

// say writes one message line.
func (s *session) say(line string) { fmt.Fprintln(s.Stderr, printable(line)) }

// print writes one data line.
func (s *session) print(format string, args ...any) {
	fmt.Fprintln(s.Stdout, printable(fmt.Sprintf(format, args...)))
}

// printable replaces control characters, which could steer a terminal.
func printable(line string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r >= 0x7f && r <= 0x9f {
			return '·'
		}
		return r
	}, line)
}

// terminal reports whether a stream is a terminal, and its width.
func terminal(stream any) (width int, ok bool) {
	f, isFile := stream.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		width = 0
	}
	return width, true
}
