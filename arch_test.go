// Package arch_test holds the rules of the house as tests: who may import whom,
// what the lower layers may not touch, and what every package owes its reader.
package arch_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/dayzero-hsct/dayzero/"

// layer of each package; a package that is not listed fails the test.
var layers = map[string]int{
	"quantity": 0, "day": 0, "evidence": 0,
	"hla": 1, "hml": 1, "fhirhla": 1, "genetics": 1, "survival": 1, "course": 1, "pk": 1,
	"hl7v2": 1, "fhir": 1, "phenopacket": 1, // wire formats: bytes to typed values and back
	"chart": 2, "chart/casefile": 2, "knowledge": 2, "plan": 2, "programme": 2,
	"cases": 2, "consult": 2, "registrypack": 2, "ward": 2, "followup": 2, "agenda": 2,
	"rooms":        2, // reads chart, plan and knowledge; draws and serves nothing
	"internal/app": 3, "internal/authz": 3, "internal/audit": 3,
	"internal/nomenclature": 3, // releases lie in the data folder; the door, the pages and the commands ask for them
	"internal/registry":     3, // files of its own beside the record; the door, the pages and the commands ask it
	"internal/jobs":         4, "internal/store/sqlite": 4, "internal/store/postgres": 4, "internal/store/storetest": 4, "internal/store/record": 4,
	"internal/web": 4, "internal/feed": 4, "internal/plot": 4, "internal/sheet": 4, "internal/cli": 4, "internal/i18n": 4, "internal/demo": 4, "internal/robust": 4,
	"examples": 4, "cmd/dayzero": 5,
	"docs/hazard": 5, ".ci": 5, // tests of the hazard log; the counter of the full check
}

// siblings are imports inside one layer that the house allows; every other one
// is forbidden, with the reason beside it.
var siblings = map[string][]string{
	"quantity":                 {"day", "evidence"},
	"evidence":                 {},
	"chart/casefile":           {"chart"},
	"cases":                    {"chart", "knowledge"},                           // compares a chart with the published cases
	"consult":                  {"chart", "knowledge"},                           // answers become entries; what is urgent stands in the knowledge
	"agenda":                   {"chart", "knowledge", "ward"},                   // what the chart did of the calendar; the plan and the follow-up read it
	"followup":                 {"agenda", "chart", "knowledge", "plan", "ward"}, // what is due after Day 0, from the calendar that applies to the child
	"ward":                     {"chart"},                                        // the course of one child, from the chart and the definitions alone
	"plan":                     {"agenda", "chart", "knowledge", "ward"},         // the plan brings chart, knowledge and the recovery of the counts together
	"registrypack":             {"chart", "knowledge", "plan"},                   // reads the chart and the endpoints of the plan into the fields of a registry
	"rooms":                    {"chart", "knowledge", "plan", "ward"},           // the steps up to Day 0, from the plan and the chart it was made of
	"programme":                {"chart", "knowledge", "ward"},                   // recovery is read as the ward reads it; the cohort is a projection of the charts, beside published outcomes
	"internal/app":             {"internal/authz", "internal/audit", "internal/registry", "internal/nomenclature"},
	"internal/web":             {"internal/plot", "internal/i18n", "internal/sheet"}, // pages may draw and print
	"internal/cli":             {"internal/feed", "internal/plot", "internal/i18n", "internal/sheet", "internal/demo"},
	"internal/sheet":           {"internal/plot", "internal/i18n"},
	"internal/demo":            {"examples"},
	"internal/store/sqlite":    {"internal/store/record"},
	"internal/store/postgres":  {"internal/store/record"},
	"internal/store/storetest": {},
	"internal/robust":          {"internal/feed", "internal/store/sqlite", "internal/store/postgres", "internal/store/storetest"},
}

// untouchable are packages that L0 to L2 never import: engines take bytes,
// clocks and randomness as inputs, so that a result replays from its inputs.
var untouchable = map[string]string{
	"net/http": "engines do not serve", "database/sql": "an engine never sees a database row", "os": "opening files is the adapters' work",
	"log": "engines return, they do not log", "log/slog": "engines return, they do not log", "math/rand": "randomness is an input", "math/rand/v2": "randomness is an input",
}

type source struct {
	pkg, file string
	test      bool
	syntax    *ast.File
	set       *token.FileSet
}

func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules" || (strings.HasPrefix(d.Name(), ".") && p != ".")) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(p, ".go") || filepath.Dir(p) == "." {
			return nil
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, p, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		out = append(out, source{pkg: path.Dir(filepath.ToSlash(p)), file: p, test: strings.HasSuffix(p, "_test.go"), syntax: f, set: set})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestLayersOnlyLookDown(t *testing.T) {
	for _, s := range sources(t) {
		own, listed := layers[s.pkg]
		if !listed {
			t.Errorf("%s: the package %s has no layer; give it one in arch_test.go", s.file, s.pkg)
			continue
		}
		if s.test {
			continue
		}
		for _, im := range s.syntax.Imports {
			p, _ := strconv.Unquote(im.Path.Value)
			if why, no := untouchable[p]; no && own <= 2 {
				t.Errorf("%s imports %s: %s", s.file, p, why)
			}
			if !strings.HasPrefix(p, module) {
				if own == 0 && strings.Contains(strings.Split(p, "/")[0], ".") {
					t.Errorf("%s imports %s: the ground floor uses the standard library only", s.file, p)
				}
				continue
			}
			other := strings.TrimPrefix(p, module)
			theirs, ok := layers[other]
			if !ok {
				t.Errorf("%s imports %s, which has no layer", s.file, other)
				continue
			}
			if theirs > own || (theirs == own && !contains(siblings[s.pkg], other)) {
				t.Errorf("%s (layer %d) imports %s (layer %d)", s.file, own, other, theirs)
			}
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func TestLowerLayersDoNotAskTheClock(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || layers[s.pkg] > 2 {
			continue
		}
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && (sel.Sel.Name == "Now" || sel.Sel.Name == "Since" || sel.Sel.Name == "Until") {
					t.Errorf("%s: time.%s; the clock is an input", s.set.Position(sel.Pos()), sel.Sel.Name)
				}
			}
			return true
		})
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	said := map[string]bool{}
	all := map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		all[s.pkg] = true
		if s.syntax.Doc != nil && len(s.syntax.Doc.Text()) > 40 {
			said[s.pkg] = true
		}
		name := path.Base(s.pkg)
		for _, bad := range []string{"util", "utils", "common", "helper", "helpers", "pkg", "core"} {
			if name == bad {
				t.Errorf("%s: a folder says what it is for; %q says nothing", s.pkg, name)
			}
		}
		if strings.Count(s.pkg, "/") > 2 {
			t.Errorf("%s lies more than three folders deep", s.pkg)
		}
	}
	for p := range all {
		if !said[p] {
			t.Errorf("%s has no package comment", p)
		}
	}
}

func TestExportedNamesAreExplained(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || s.pkg == "cmd/dayzero" {
			continue
		}
		for _, d := range s.syntax.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && exportedReceiver(d) && d.Doc == nil {
					t.Errorf("%s: %s has no comment", s.set.Position(d.Pos()), d.Name.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if ts, ok := spec.(*ast.TypeSpec); ok && ts.Name.IsExported() && d.Doc == nil && ts.Doc == nil {
						t.Errorf("%s: %s has no comment", s.set.Position(ts.Pos()), ts.Name.Name)
					}
				}
			}
		}
	}
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return true
	}
	typ := d.Recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.IndexListExpr:
			typ = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

// The house figures: no function over 70 lines, the median about a dozen.
func TestFunctionsStaySmall(t *testing.T) {
	var lengths []int
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, d := range s.syntax.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			n := s.set.Position(f.End()).Line - s.set.Position(f.Pos()).Line + 1
			lengths = append(lengths, n)
			if n > 70 {
				t.Errorf("%s: %s has %d lines, 70 are allowed", s.set.Position(f.Pos()), f.Name.Name, n)
			}
		}
	}
	sort.Ints(lengths)
	if median := lengths[len(lengths)/2]; median > 13 {
		t.Errorf("the median function has %d lines; about 12 is the house figure", median)
	}
}

// Exported functions of plan take no bare float64: a clinical number carries its
// unit (product rule 6).
func TestThePlanTakesNoBareNumbers(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || s.pkg != "plan" {
			continue
		}
		for _, d := range s.syntax.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || !f.Name.IsExported() || f.Type.Params == nil {
				continue
			}
			for _, p := range f.Type.Params.List {
				if id, ok := p.Type.(*ast.Ident); ok && id.Name == "float64" {
					t.Errorf("%s: %s takes a bare float64", s.set.Position(f.Pos()), f.Name.Name)
				}
			}
		}
	}
}

// The driver and its libc are released as a tested pair.
func TestSQLiteRunsWithTheLibcItWasTestedWith(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	version := func(name string) string {
		for _, line := range strings.Split(string(mod), "\n") {
			fields := strings.Fields(line)
			if len(fields) >= 2 && fields[0] == name {
				return fields[1]
			}
		}
		return ""
	}
	driver, libc := version("modernc.org/sqlite"), version("modernc.org/libc")
	if driver == "" || libc == "" {
		t.Fatal("go.mod names no modernc.org/sqlite or no modernc.org/libc")
	}
	out, err := os.ReadFile(filepath.Join(gomodcache(), "cache/download/modernc.org/sqlite/@v", driver+".mod"))
	if err != nil {
		t.Skip("the module cache does not hold the go.mod of the driver: ", err)
	}
	if !strings.Contains(string(out), "modernc.org/libc "+libc+"\n") {
		t.Errorf("go.mod pins modernc.org/libc %s; the driver %s was released with another one", libc, driver)
	}
}

func gomodcache() string {
	if d := os.Getenv("GOMODCACHE"); d != "" {
		return d
	}
	if d := os.Getenv("GOPATH"); d != "" {
		return filepath.Join(d, "pkg/mod")
	}
	home, _ := os.UserHomeDir()
	return filepath.Join(home, "go/pkg/mod")
}
