// Package cli is the command line of Dayzero: plans from a case file, the server
// and the demonstration, the care of a store (import, check, rebuild, backup,
// restore, accounts), and the engines on files of the user's own (survival, hla,
// course, pk).
//
// Promises: data goes to standard output and messages to standard error; the
// exit codes are typed and listed in the help; input that is refused is refused
// whole, with every problem as file:line:column: sentence; a batch answers every
// row in its place and never ends for a bad one; a file named by -o
// appears complete or not at all. Colour and prompts appear on a terminal only.
//
// The package opens stores and makes pages through functions handed in by the
// program, so that it knows no database and no page.
package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/dayzero-hsct/dayzero/internal/app"
)

// ExitCode is what a command ends with; the set is closed and part of the
// contract with scripts.
type ExitCode int

// The exit codes.
const (
	Done         ExitCode = 0 // done
	Internal     ExitCode = 1 // internal error
	Usage        ExitCode = 2 // usage
	InputRefused ExitCode = 3 // input refused, each problem on standard error
	StopApplies  ExitCode = 4 // a stop applies to the chosen or signed option
	NotIntact    ExitCode = 5 // integrity check failed
)

// exitCodes lists the codes with their meaning, for the help.
func exitCodes() string {
	meaning := []struct {
		code ExitCode
		text string
	}{
		{Done, "done"}, {Internal, "internal error"}, {Usage, "usage: the command line was not understood"},
		{InputRefused, "input refused; each problem on standard error as file:line:column: sentence"},
		{StopApplies, "a stop applies to the chosen or signed option; the output is still written"},
		{NotIntact, "integrity check failed"},
	}
	var out strings.Builder
	out.WriteString("Exit codes:\n")
	for _, m := range meaning {
		fmt.Fprintf(&out, "  %d  %s\n", m.code, m.text)
	}
	return out.String()
}

// failure is an error that knows its exit code. lines are printed one by one;
// an empty list prints the error itself.
type failure struct {
	code  ExitCode
	lines []string
	cause error
}

func (f *failure) Error() string {
	if len(f.lines) > 0 {
		return strings.Join(f.lines, "\n")
	}
	return f.cause.Error()
}

func (f *failure) Unwrap() error { return f.cause }

func usage(format string, args ...any) error {
	return &failure{code: Usage, cause: fmt.Errorf(format, args...)}
}

func refusedInput(lines ...string) error {
	return &failure{code: InputRefused, lines: lines, cause: app.ErrRefused}
}

// notBuilt says plainly that a part of Dayzero does not exist yet.
func notBuilt(what string) error {
	return usage("%s is not built yet; nothing was read and nothing was written", what)
}

// codeOf gives the exit code of an error.
func codeOf(err error) ExitCode {
	var f *failure
	switch {
	case err == nil:
		return Done
	case errors.As(err, &f):
		return f.code
	case errors.Is(err, app.ErrRefused), errors.Is(err, app.ErrExists), errors.Is(err, app.ErrNotFound), errors.Is(err, app.ErrConflict):
		return InputRefused
	case errors.Is(err, app.ErrStop):
		return StopApplies
	case errors.Is(err, app.ErrUnsound):
		return NotIntact
	}
	return Internal
}
