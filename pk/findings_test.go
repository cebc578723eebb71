package pk

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// sentences joins findings for a look at their words.
func sentences(list []Warning) string {
	var out []string
	for _, w := range list {
		out = append(out, w.Message)
	}
	return strings.Join(out, " ")
}

// Every finding that the package makes is of a kind that both languages know,
// with the same figures.
func TestEveryFindingIsOfAKnownKindInBothLanguages(t *testing.T) {
	used := map[string]bool{}
	made := regexp.MustCompile(`(?:finding|\.warn|\.because)\("([a-z_]+)"`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range made.FindAllStringSubmatch(string(text), -1) {
			used[m[1]] = true
		}
	}
	verbs := regexp.MustCompile(`%.`)
	for code := range used {
		kind, ok := findings[code]
		if !ok {
			t.Errorf("%s has no sentence", code)
			continue
		}
		en, zh := verbs.FindAllString(kind.EN, -1), verbs.FindAllString(kind.ZH, -1)
		if kind.ZH == "" || strings.Count(strings.Join(en, ""), "%s") != strings.Count(strings.Join(zh, ""), "%s") {
			t.Errorf("%s: %q and %q do not take the same figures", code, kind.EN, kind.ZH)
		}
	}
	for code := range findings {
		if !used[code] {
			t.Errorf("no line of the package makes a finding %s", code)
		}
	}
}
