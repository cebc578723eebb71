// Package hazard_test holds the list of hazards to the tests that guard them.
package hazard_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

const root = "../.."

type hazard struct {
	ID       string    `yaml:"id"`
	Hazard   string    `yaml:"hazard"`
	Sequence string    `yaml:"sequence"`
	Harm     string    `yaml:"harm"`
	Severity int       `yaml:"severity"`
	Before   int       `yaml:"before"`
	After    int       `yaml:"after"`
	Controls []control `yaml:"controls"`
	Open     string    `yaml:"open"`
}

type control struct {
	Type  string   `yaml:"type"`
	Does  string   `yaml:"does"`
	Tests []string `yaml:"tests"`
}

// order is the order in which controls have to be considered (ISO 14971, 7.1).
var order = map[string]int{"design": 1, "guard": 2, "information": 3}

func hazards(t *testing.T) []hazard {
	t.Helper()
	data, err := os.ReadFile("hazards.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Hazards []hazard `yaml:"hazards"`
	}
	if err := yaml.UnmarshalWithOptions(data, &list, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	if len(list.Hazards) == 0 {
		t.Fatal("the list is empty")
	}
	return list.Hazards
}

var (
	testFunction = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Example)\w*)\(`)
	mention      = regexp.MustCompile(`Control: .*?\b(HAZ-\d+)`)
	identifier   = regexp.MustCompile(`^HAZ-\d\d$`)
)

// testFiles hands over the text of every test file of the module.
func testFiles(t *testing.T, take func(name, text string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(p, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		take(p, string(text))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryHazardIsDescribedAndRated(t *testing.T) {
	seen := map[string]bool{}
	for _, h := range hazards(t) {
		if !identifier.MatchString(h.ID) || seen[h.ID] {
			t.Errorf("%q is not an id of its own", h.ID)
		}
		seen[h.ID] = true
		if h.Hazard == "" || h.Sequence == "" || h.Harm == "" {
			t.Errorf("%s: hazard, sequence and harm are needed", h.ID)
		}
		for _, n := range []int{h.Severity, h.Before, h.After} {
			if n < 1 || n > 5 {
				t.Errorf("%s: %d is not on the scale from 1 to 5", h.ID, n)
			}
		}
		if h.After > h.Before {
			t.Errorf("%s: its controls make it more probable", h.ID)
		}
		if len(h.Controls) == 0 && (h.Open == "" || h.After != h.Before) {
			t.Errorf("%s: without a control its gap is named and its probability stays", h.ID)
		}
	}
}

func TestControlsComeInOrderAndInformationAloneIsNotEnough(t *testing.T) {
	for _, h := range hazards(t) {
		strong := false
		for _, c := range h.Controls {
			if order[c.Type] == 0 {
				t.Errorf("%s: %q is not a type of control", h.ID, c.Type)
			}
			if c.Does == "" {
				t.Errorf("%s: a control says what it does", h.ID)
			}
			strong = strong || order[c.Type] < order["information"]
		}
		if h.Severity >= 4 && !strong && h.Open == "" {
			t.Errorf("%s: severity %d needs a design or a guard, or its gap named", h.ID, h.Severity)
		}
	}
}

func TestEveryControlNamesTestsThatExist(t *testing.T) {
	known := map[string]bool{}
	testFiles(t, func(_, text string) {
		for _, m := range testFunction.FindAllStringSubmatch(text, -1) {
			known[m[1]] = true
		}
	})
	for _, h := range hazards(t) {
		for _, c := range h.Controls {
			if len(c.Tests) == 0 {
				t.Errorf("%s: the control %q names no test", h.ID, c.Does)
			}
			for _, name := range c.Tests {
				if !known[name] {
					t.Errorf("%s: there is no test %s", h.ID, name)
				}
			}
		}
	}
}

func TestNoTestClaimsAHazardThatIsNotListed(t *testing.T) {
	known := map[string]bool{}
	for _, h := range hazards(t) {
		known[h.ID] = true
	}
	testFiles(t, func(name, text string) {
		for _, m := range mention.FindAllStringSubmatch(text, -1) {
			if !known[m[1]] {
				t.Errorf("%s names %s, which is not in hazards.yaml", name, m[1])
			}
		}
	})
}
