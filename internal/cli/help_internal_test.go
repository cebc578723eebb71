package cli

import (
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
)

// word is one argument of a line as a shell splits it.
var word = regexp.MustCompile(`'[^']*'|"[^"]*"|\S+`)

func TestEveryCommandHasAnExampleThatIsUnderstood(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, err := range []error{os.Mkdir("knowledge", 0o755), os.Mkdir("knowledge-before", 0o755), os.WriteFile("centre.yaml", nil, 0o644)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	parser, err := newParser(&session{Config: Config{Stdout: io.Discard, Stderr: io.Discard}}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"": true}
	for _, leaf := range parser.Model.Leaves(false) {
		known[commandOf(leaf)] = true
		if len(examples[commandOf(leaf)]) == 0 {
			t.Errorf("%s has no example", commandOf(leaf))
		}
	}
	for command, lines := range examples {
		if !known[command] {
			t.Errorf("%q is no command", command)
		}
		for _, line := range lines {
			_, line, _ = strings.Cut(line, "dayzero ")
			var args []string
			for _, w := range word.FindAllString(line, -1) {
				args = append(args, strings.Trim(w, `'"`))
			}
			parsed, err := parser.Parse(args)
			if err != nil {
				t.Errorf("%s: %v", line, err)
				continue
			}
			if got := commandOf(parsed.Selected()); command != "" && got != command {
				t.Errorf("%s is an example of %q and runs %q", line, command, got)
			}
		}
	}
}
