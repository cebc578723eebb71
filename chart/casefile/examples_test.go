package casefile

import (
	"io/fs"
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/examples"
)

// exampleFiles lists the example cases that ship with the product.
func exampleFiles(t testing.TB) []string {
	t.Helper()
	names, err := fs.Glob(examples.Files, "*/case.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	return names
}

func parseExample(t testing.TB, name string) chart.Case {
	t.Helper()
	f, err := examples.Files.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, problems := Parse(f, name)
	for _, p := range problems {
		t.Error(p.Error())
	}
	if t.Failed() {
		t.FailNow()
	}
	return c
}

func TestEveryExampleParsesWithoutProblems(t *testing.T) {
	for _, name := range exampleFiles(t) {
		t.Run(name, func(t *testing.T) {
			c := parseExample(t, name)
			if !c.Synthetic {
				t.Error("an example must be marked synthetic")
			}
			if c.Notice.EN == "" || c.Notice.ZH == "" {
				t.Error("an example carries its notice in both languages")
			}
		})
	}
}
