package knowledge

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// testKinds are the kinds of case each rule is tested with: it fires, it stays
// quiet, it is right at its boundary, and it knows what a missing input means.
var testKinds = []string{"fires", "quiet", "boundary", "missing"}

// Lint checks a folder as Load does and further: every file against its
// published schema, every rule against the tests that lie beside it, and every
// model against its check values. It returns every problem, ordered by file and line; none means the folder may be used.
func Lint(fsys fs.FS) []Problem {
	l := newLoader(fsys)
	l.load()
	l.checkSchemas()
	l.runTests()
	l.checkModels()
	return sortProblems(l.problems)
}

// runTests runs the tests.yaml beside each rule whose condition compiled.
func (l *loader) runTests() {
	tested := map[string]bool{}
	for _, p := range l.paths {
		if path.Base(p) != "tests.yaml" {
			continue
		}
		id := path.Base(path.Dir(p))
		tested[id] = true
		rule, ok := l.base.Rule(id)
		if !ok {
			if l.docs["rule/"+id+"/rule.yaml"] == nil {
				l.add(Problem{File: p, Sentence: "no rule.yaml lies beside these tests"})
			}
			continue
		}
		if d := l.docs[p]; d != nil && l.base.programs[id] != nil {
			read(l, d, func(d *document, raw rawTests) { l.testRule(d, rule, raw.Tests) })
		}
	}
	for _, r := range l.base.rules {
		if !tested[r.ID] {
			l.add(Problem{File: "rule/" + r.ID + "/rule.yaml", Sentence: "no tests.yaml lies beside this rule"})
		}
	}
}

func (l *loader) testRule(d *document, rule Rule, tests []rawTest) {
	kinds := map[string]bool{}
	names := map[string]bool{}
	for i, t := range tests {
		at := fmt.Sprintf("$.tests[%d]", i)
		kinds[t.Kind] = true
		if names[t.Name] || strings.TrimSpace(t.Name) == "" {
			l.add(d.at(at+".name", "the test needs a name of its own"))
		}
		names[t.Name] = true
		l.oneOf(d, at+".kind", "the kind of test", t.Kind, testKinds)
		l.oneOf(d, at+".want", "the wanted result", t.Want, []string{string(Fires), string(Quiet), string(Unknown)})
		if err := l.runTest(rule, t); err != nil {
			l.add(d.at(at, "the test %q fails: %s", t.Name, err))
		}
	}
	for _, k := range testKinds {
		if !kinds[k] {
			l.add(d.at("$.tests", "the rule %s has no test of the kind %q", rule.ID, k))
		}
	}
}

func (l *loader) runTest(rule Rule, t rawTest) error {
	facts := Facts(t.Facts)
	vars, err := l.base.activation(facts)
	if err != nil {
		return errors.New(strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	result, missing, err := run(l.base.programs[rule.ID], vars)
	if err != nil {
		return err
	}
	o := settle(rule, result, missing, facts)
	if o.Result != Result(t.Want) {
		return fmt.Errorf("the rule %s, wanted is %s", verb(o.Result), t.Want)
	}
	if t.Kind == "missing" && !o.Assumed {
		return errors.New("nothing was missing for the rule to decide")
	}
	if t.Kind != "missing" && o.Assumed {
		return fmt.Errorf("the inputs %s are missing", strings.Join(missing, ", "))
	}
	if !slices.Equal(o.Missing, t.Missing) {
		return fmt.Errorf("missing are %v, wanted is %v", o.Missing, t.Missing)
	}
	return nil
}

func verb(r Result) string {
	switch r {
	case Fires:
		return "fires"
	case Quiet:
		return "is quiet"
	}
	return "is open"
}
