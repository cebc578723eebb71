package cli

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
)

// aboutCommand says what the program is for.
type aboutCommand struct {
	Lang string `enum:"en,zh" default:"en" help:"en or zh."`
}

// Run prints intended use and the versions of program and knowledge.
func (c aboutCommand) Run(s *session) error {
	base, err := knowledge.Embedded()
	if err != nil {
		return fmt.Errorf("the knowledge: %w", err)
	}
	s.print("Dayzero %s", s.Version)
	s.print("%s", plan.IntendedUse.In(c.Lang))
	s.print("knowledge: %s", base.Version())
	s.print("built with: %s %s/%s", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

// completionCommand prints a completion script.
type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Help shows how to use it.
func (completionCommand) Help() string { return "bash: source <(dayzero completion bash)" }

// Run prints the script, made from the commands themselves.
func (c completionCommand) Run(s *session) error {
	lines := map[string][]string{}
	collect(s.model.Node, "", lines)
	switch c.Shell {
	case "fish":
		for _, path := range sorted(lines) {
			for _, word := range lines[path] {
				s.print("complete -c dayzero -n '__fish_seen_subcommand_from %s' -a '%s'", lastWord(path), word)
			}
		}
		return nil
	case "zsh":
		s.print("autoload -U +X bashcompinit && bashcompinit")
	}
	s.print("_dayzero() {")
	s.print("  local line=\"${COMP_WORDS[*]:1:COMP_CWORD-1}\"")
	s.print("  local words=\"\"")
	s.print("  case \"$line\" in")
	paths := sorted(lines)
	for i := len(paths) - 1; i >= 0; i-- { // the longest path first
		pattern := "\"" + paths[i] + "\"*"
		if paths[i] == "" {
			pattern = "*"
		}
		s.print("    %s) words=\"%s\" ;;", pattern, strings.Join(lines[paths[i]], " "))
	}
	s.print("  esac")
	s.print("  COMPREPLY=($(compgen -f -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))")
	s.print("}")
	s.print("complete -o default -F _dayzero dayzero")
	return nil
}

// collect lists for each command what may follow it: commands and flags.
func collect(n *kong.Node, path string, into map[string][]string) {
	for _, child := range n.Children {
		if child.Type != kong.CommandNode {
			continue
		}
		into[path] = append(into[path], child.Name)
		collect(child, strings.TrimSpace(path+" "+child.Name), into)
	}
	for _, f := range n.Flags {
		into[path] = append(into[path], "--"+f.Name)
	}
}

func sorted(m map[string][]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func lastWord(path string) string {
	words := strings.Fields(path)
	if len(words) == 0 {
		return "dayzero"
	}
	return words[len(words)-1]
}
