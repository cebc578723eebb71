package course

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// agrees reports whether an answer holds what is wanted: of objects the wanted
// keys, of a list of objects an element for each wanted one, everything else
// exactly.
func agrees(want, got any) bool {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		for key, part := range w {
			value, given := g[key]
			ok = ok && given && agrees(part, value)
		}
		return ok
	case []any:
		g, ok := got.([]any)
		if !ok || len(w) == 0 || !isObject(w[0]) {
			return ok && same(want, got)
		}
		for _, part := range w {
			found := false
			for _, value := range g {
				found = found || agrees(part, value)
			}
			ok = ok && found
		}
		return ok
	}
	return same(want, got)
}

func isObject(x any) bool { _, ok := x.(map[string]any); return ok }

// testdata/branches.tsv names every branch of every definition: the endpoint, the
// branch in words, what the input holds and what the answer says there. A branch
// without a case that was worked by hand fails; so does an endpoint without a
// branch.
func TestEveryBranchOfEveryDefinitionHasAHandWorkedCase(t *testing.T) {
	cases := map[string][]handCase{}
	for _, c := range handWorked(t) {
		cases[c.Endpoint] = append(cases[c.Endpoint], c)
	}
	file, err := os.Open("testdata/branches.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Scan() // the heading
	branches, seen := map[string]int{}, map[string]bool{}
	for lines.Scan() {
		cells := strings.Split(lines.Text(), "\t")
		if len(cells) != 4 {
			t.Fatalf("a branch has four cells: %q", lines.Text())
		}
		if seen[cells[0]+cells[1]] {
			t.Errorf("%s: the branch %q stands twice", cells[0], cells[1])
		}
		branches[cells[0]]++
		seen[cells[0]+cells[1]] = true
		if !shown(t, cases[cells[0]], cells[2], cells[3]) {
			t.Errorf("%s: no case of testdata/worked.json shows the branch %q (input %s, answer %s)", cells[0], cells[1], cells[2], cells[3])
		}
	}
	for _, name := range Endpoints() {
		if branches[name] < 2 {
			t.Errorf("%s: %d branches are named", name, branches[name])
		}
	}
	t.Logf("%d branches of %d endpoints", len(seen), len(branches))
}

// shown reports whether a hand-worked case has this input and states this answer.
func shown(t *testing.T, cases []handCase, input, answer string) bool {
	t.Helper()
	var wantInput, wantAnswer map[string]any
	if err := json.Unmarshal([]byte(input), &wantInput); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(answer), &wantAnswer); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		var given map[string]any
		if err := json.Unmarshal(c.Input, &given); err != nil {
			t.Fatal(err)
		}
		if agrees(wantInput, given) && agrees(wantAnswer, c.Expected) {
			return true
		}
	}
	return false
}

// beyondTheForm are statements that no case of the batch form can reach, each
// with the reason; they are worked in the tests named.
var beyondTheForm = map[string]string{
	"return Stage{}":      "the form refuses a stage outside 0 to 4: TestABadRowIsAnsweredAndTheBatchGoesOn",
	"return Bilirubin{}":  "the form refuses a negative value",
	"return OrganScore{}": "the form refuses a score outside 0 to 3",
	"the lineages were measured by different methods": "the form states one method: TestLineagesByDifferentMethodsAreShownToAPerson",
	"func (b Bilirubin) Compare":                      "orders bilirubins for the ward: TestBilirubinsOrderAcrossUnits",
	"func (r GraftFailureResult) Term":                "a reader for Go callers: TestGraftFailureInBothEditions",
	"func (r CompositeResult) Endpoint":               "a reader for Go callers: TestCompositeEndpointsByName",
}

// The table of branches is only as good as the person who wrote it. This test
// runs the hand-worked cases alone under the coverage of the compiler: a
// statement of a definition that none of them reaches fails.
func TestTheHandWorkedCasesReachEveryStatementOfTheDefinitions(t *testing.T) {
	tool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command here: ", err)
	}
	profile := filepath.Join(t.TempDir(), "reached")
	run := exec.Command(tool, "test", "-count=1", "-run", "^TestEveryHandWorkedCaseGivesItsAnswer$", "-coverprofile", profile, ".")
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	raw, err := os.ReadFile(profile)
	if err != nil {
		t.Fatal(err)
	}
	sources := map[string][]string{}
	blocks := regexp.MustCompile(`/(\w+\.go):(\d+)\.(\d+),(\d+)\.(\d+) \d+ 0\n`).FindAllStringSubmatch(string(raw), -1)
	for _, b := range blocks {
		name := b[1]
		switch name {
		case "batch.go", "form.go", "errors.go", "names.go", "finding.go", "assessment.go":
			continue // reading, words and numbers, not a definition
		}
		if sources[name] == nil {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			sources[name] = strings.Split(string(text), "\n")
		}
		first, _ := strconv.Atoi(b[2])
		last, _ := strconv.Atoi(b[4])
		text := strings.Join(sources[name][first-1:last], "\n")
		if !isRefusal(text) && !excused(first, sources[name]) {
			t.Errorf("%s:%d is reached by no hand-worked case:\n%s", name, first, text)
		}
	}
}

// isRefusal reports whether the statements refuse an input: that is no branch of
// a definition, and has tests of its own.
func isRefusal(text string) bool {
	for _, mark := range []string{"bad.add(", ".add(Kind", "Problems", ", bad", ", err", "*f.bad", "isChronicOrgan", "err != nil", "return false"} {
		if strings.Contains(text, mark) {
			return true
		}
	}
	return false
}

// excused reports whether the statement, or its function, stands in beyondTheForm.
func excused(line int, source []string) bool {
	function := line - 1
	for function > 0 && !strings.HasPrefix(source[function], "func ") {
		function--
	}
	text := strings.Join(source[line-1:min(line+1, len(source))], "\n") + source[function]
	for mark := range beyondTheForm {
		if strings.Contains(text, mark) {
			return true
		}
	}
	return false
}
