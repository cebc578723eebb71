package quantity_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"
)

const packagePath = "github.com/dayzero-hsct/dayzero/quantity"

// onePackage imports the package under test as checked from its sources, and
// everything else from the standard library.
type onePackage struct {
	standard types.Importer
	tested   *types.Package
}

func (o onePackage) Import(path string) (*types.Package, error) {
	if path == packagePath {
		return o.tested, nil
	}
	return o.standard.Import(path)
}

// checkSources type-checks the package under test.
func checkSources(t *testing.T, set *token.FileSet) onePackage {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	standard := importer.ForCompiler(set, "source", nil)
	config := types.Config{Importer: standard}
	tested, err := config.Check(packagePath, set, files, nil)
	if err != nil {
		t.Fatal(err)
	}
	return onePackage{standard: standard, tested: tested}
}

// snippet puts statements into a function that has one value of each type.
func snippet(statements string) string {
	return `package snippet
import . "` + packagePath + `"
func use(m Mass, w BodyWeight, l Length, s BodySurface, hb MassConcentration, na SubstanceConcentration, gfr GlomerularFiltration,
	once DosePerKgPerAdministration, day DosePerKgPerDay, course DosePerKgPerCourse, m2 DosePerM2PerDay, total MassPerCourse,
	x float64, wantMass func(Mass), wantCourse func(DosePerKgPerCourse), schedule Schedule) {
	` + statements + `
}`
}

// Control: a mix-up of units or periods is refused by the compiler.
func TestMixUpsOfQuantitiesDoNotCompile(t *testing.T) {
	set := token.NewFileSet()
	imports := checkSources(t, set)
	compile := func(statements string) error {
		file, err := parser.ParseFile(set, "snippet.go", snippet(statements), 0)
		if err != nil {
			t.Fatalf("%s is not even Go: %v", statements, err)
		}
		config := types.Config{Importer: imports}
		_, err = config.Check("snippet", set, []*ast.File{file}, nil)
		return err
	}
	wrong := map[string]string{
		"a mass and a body weight add up":                `_ = m.Add(w)`,
		"a mass and a body weight meet in plus":          `_ = m + w`,
		"a bare 25000 is a mass":                         `var a Mass = 25000; _ = a`,
		"a bare 25000 is handed in as a mass":            `wantMass(25000)`,
		"a bare number converts to a mass":               `_ = Mass(25000)`,
		"a float64 is handed in as a mass":               `wantMass(x)`,
		"a body weight converts to a mass":               `_ = Mass(w)`,
		"a mass literal is written":                      `_ = Mass{25000}`,
		"a dose per day stands for a course":             `wantCourse(day)`,
		"a dose per administration stands for a course":  `wantCourse(once)`,
		"a dose per day converts to a course":            `_ = DosePerKgPerCourse(day)`,
		"doses of two periods add up":                    `_ = day.Add(course)`,
		"a dose per m2 is multiplied by a weight":        `_, _ = ForWeight(m2, w)`,
		"a dose per kg is multiplied by a surface":       `_, _ = ForSurface(day, s)`,
		"a dose per m2 and one per kg compare":           `_ = m2.Cmp(day)`,
		"a day's dose becomes a course as if given once": `_ = CourseTotal(day, schedule)`,
		"a course is built of days":                      `_ = CourseOf(day, day)`,
		"a length stands for a weight":                   `_, _ = SurfaceArea(Haycock, l, w)`,
		"a weight is compared with a number":             `_ = w > 10`,
		"g/L is compared with mmol/L":                    `_ = hb.Cmp(na)`,
		"a weight is read without naming a unit":         `_ = float64(w)`,
		"a transfusion takes a bare haemoglobin":         `_, _ = RedCellVolume(100, 70, w)`,
		"a new basis is invented":                        `type PerCell struct{}; var d Dose[PerCell, Day]; _ = d`,
	}
	for name, statements := range wrong {
		if compile(statements) == nil {
			t.Errorf("it compiles that %s: %s", name, statements)
		}
	}
	right := []string{
		`_ = m.Add(m)`, `wantMass(Milligrams(25000))`, `wantCourse(course)`, `wantCourse(CourseTotal(once, schedule))`,
		`wantCourse(CourseOf(once, once))`, `_, _ = ForWeight(day, w)`, `_, _ = ForSurface(m2, s)`, `_, _ = SurfaceArea(Haycock, w, l)`,
		`wantMass(MassOf(total))`, `_, _ = RedCellVolume(hb, GramsPerLitre(70), w)`, `_ = w.Cmp(WeightInKilograms(10)) > 0`,
	}
	for _, statements := range right {
		if err := compile(statements); err != nil {
			t.Errorf("%s does not compile: %v", statements, err)
		}
	}
}
