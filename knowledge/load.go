package knowledge

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/dayzero-hsct/dayzero/evidence"
)

//go:embed calendar code disease drug evidence exposure group model regimen rule
var shipped embed.FS

// EmbeddedFS is the folder shipped with Dayzero, for Lint and for listing.
func EmbeddedFS() fs.FS { return shipped }

var embedded = sync.OnceValues(func() (*Base, error) { return Load(shipped) })

// Embedded loads the knowledge shipped with Dayzero, once; later calls share it.
func Embedded() (*Base, error) { return embedded() }

// Load reads a folder of knowledge. When anything in it is refused the error is
// a *LoadError with every problem found, and the base is nil.
func Load(fsys fs.FS) (*Base, error) {
	l := newLoader(fsys)
	l.load()
	if len(l.problems) > 0 {
		return nil, &LoadError{Problems: sortProblems(l.problems)}
	}
	return l.base, nil
}

// loader gathers the parts of a base and every problem on the way.
type loader struct {
	fsys     fs.FS
	base     *Base
	problems []Problem
	docs     map[string]*document
	paths    []string
	sources  map[string]evidence.Source
	seen     map[string]string // kind and id -> file that first used it
	order    map[string]int    // group key -> clinical order
	// exposureFacts are looked up once every fact is read.
	exposureFacts []exposureFacts
}

func newLoader(fsys fs.FS) *loader {
	return &loader{
		fsys:    fsys,
		base:    &Base{factByID: map[string]int{}},
		docs:    map[string]*document{},
		sources: map[string]evidence.Source{},
		seen:    map[string]string{},
		order:   map[string]int{},
	}
}

func (l *loader) add(ps ...Problem) { l.problems = append(l.problems, ps...) }

// load runs in two passes: what others refer to first, then the rest by path.
func (l *loader) load() {
	l.walk()
	if !slices.Contains(l.paths, sourcesFile) {
		l.add(Problem{File: sourcesFile, Sentence: "the table of sources is missing"})
		return
	}
	l.loadSources()
	for _, p := range l.paths {
		if p != sourcesFile && p != variablesFile && path.Base(p) != "tests.yaml" {
			l.loadFile(p)
		}
	}
	l.loadRules()
	l.crossCheck()
	l.settleExposures()
	l.sortAll()
}

const (
	sourcesFile   = "evidence/sources.yaml"
	variablesFile = "rule/variables.yaml"
	checklistFile = "evidence/checklist.yaml"
	casesFile     = "evidence/cases.yaml"
)

// walk lists and parses every file and computes the version of the folder.
func (l *loader) walk() {
	sum := sha256.New()
	err := fs.WalkDir(l.fsys, ".", func(p string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() || path.Ext(p) == ".md" || isSchema(p) {
			return nil
		}
		if path.Ext(p) != ".yaml" {
			if path.Dir(p) == "." { // Go sources beside the data of this package
				return nil
			}
			l.add(Problem{File: p, Sentence: "only .yaml and .md files belong in a knowledge folder"})
			return nil
		}
		l.paths = append(l.paths, p)
		return nil
	})
	if err != nil {
		l.add(Problem{File: ".", Sentence: "the folder cannot be walked: " + err.Error()})
		return
	}
	slices.Sort(l.paths)
	for _, p := range l.paths {
		d, ps := readDocument(l.fsys, p)
		l.add(ps...)
		if d != nil {
			l.docs[p] = d
			fmt.Fprintf(sum, "%s\n%d\n", p, len(d.raw))
			sum.Write(d.raw)
		}
	}
	l.base.version = hex.EncodeToString(sum.Sum(nil))
}

func isSchema(p string) bool {
	return strings.HasPrefix(p, "schema/") || strings.HasPrefix(p, "testdata/")
}

// loadFile reads one file; its folder says what it holds.
func (l *loader) loadFile(p string) {
	d := l.docs[p]
	if d == nil {
		return // already reported
	}
	switch dir := path.Dir(p); {
	case p == checklistFile:
		read(l, d, l.addChecklist)
	case p == casesFile:
		read(l, d, l.addCases)
	case p == laboratoryFile:
		read(l, d, l.addLaboratory)
	case p == unitsFile:
		read(l, d, l.addUnits)
	case dir == "evidence", dir == "regimen/evidence":
		read(l, d, l.addFactFile)
	case dir == "disease":
		read(l, d, l.addDisease)
	case dir == "group":
		read(l, d, l.addGroup)
	case dir == "regimen":
		read(l, d, l.addRegimen)
	case dir == "regimen/platform":
		read(l, d, l.addPlatform)
	case dir == "drug":
		read(l, d, l.addDrug)
	case dir == "model":
		l.addModel(d)
	case dir == "exposure":
		read(l, d, l.addExposure)
	case dir == "calendar":
		read(l, d, l.addCalendar)
	case path.Dir(dir) == "rule" && path.Base(p) == "rule.yaml":
		// read by loadRules, after the variables
	default:
		l.add(Problem{File: p, Sentence: "nothing in Dayzero reads a file at this place"})
	}
}

func read[T any](l *loader, d *document, add func(*document, T)) {
	var raw T
	if ps := d.decode(&raw); len(ps) > 0 {
		l.add(ps...)
		return
	}
	add(d, raw)
}

func (l *loader) loadSources() {
	d := l.docs[sourcesFile]
	if d == nil {
		return
	}
	read(l, d, func(d *document, raw rawSources) {
		for i, s := range raw.Sources {
			at := fmt.Sprintf("$.sources[%d]", i)
			if s.ID == "" || strings.TrimSpace(s.Text) == "" {
				l.add(d.at(at, "a source needs an id and a text"))
				continue
			}
			if _, twice := l.sources[s.ID]; twice {
				l.add(d.at(at+".id", "the source %q is listed twice", s.ID))
			}
			l.sources[s.ID] = evidence.Source{ID: s.ID, Text: s.Text, TextZH: s.ZH, Jurisdiction: s.Jurisdiction}
		}
	})
}

// crossCheck looks at what only the whole base can tell.
func (l *loader) crossCheck() {
	groups := map[string]bool{}
	for _, g := range l.base.groups {
		groups[g.Key] = true
	}
	genes := map[string]string{}
	for i := range l.base.diseases {
		d := &l.base.diseases[i]
		file := "disease/" + d.Key + ".yaml"
		g, ok := l.base.Group(d.Group)
		if !ok {
			l.add(Problem{File: file, Sentence: fmt.Sprintf("the group %q is not described in group/", d.Group)})
			continue
		}
		for _, gene := range d.Genes {
			if other := genes[gene]; other != "" {
				l.add(Problem{File: file, Sentence: fmt.Sprintf("the gene %s already belongs to %s", gene, other)})
			}
			genes[gene] = d.Key
		}
		l.deriveRadiosensitivity(d, g)
	}
	for _, drug := range l.base.drugs {
		for _, c := range drug.Contraindications {
			for _, g := range c.Groups {
				if !groups[g] {
					l.add(Problem{File: "drug/" + drug.Key + ".yaml", Sentence: fmt.Sprintf("the group %q is not described in group/", g)})
				}
			}
		}
	}
	l.checkPlatforms()
}

func (l *loader) checkPlatforms() {
	for _, p := range l.base.platforms {
		for _, id := range append(slices.Clone(p.With), p.NotWith...) {
			if _, ok := l.base.Regimen(id); !ok {
				l.add(Problem{File: "regimen/platform/" + p.ID + ".yaml", Sentence: fmt.Sprintf("the regimen %q is not described in regimen/", id)})
			}
		}
	}
}

// deriveRadiosensitivity copies the answer of the group, as derived from it: the
// status of a single fact about one gene does not decide it.
func (l *loader) deriveRadiosensitivity(d *Disease, g Group) {
	d.Radiosensitive = g.Radiosensitive
	d.RadiosensitiveFact = Fact{
		ID:      "disease." + d.Key + ".radiosensitive",
		Text:    g.Fact.Text,
		Status:  evidence.Derived,
		Sources: slices.Clone(g.Fact.Sources),
	}
	l.base.facts = append(l.base.facts, d.RadiosensitiveFact)
}

func (l *loader) sortAll() {
	b := l.base
	slices.SortFunc(b.facts, func(x, y Fact) int { return cmp.Compare(x.ID, y.ID) })
	for i, f := range b.facts {
		if _, twice := b.factByID[f.ID]; twice {
			l.add(Problem{File: l.seen["fact "+f.ID], Sentence: fmt.Sprintf("the fact id %q is used twice", f.ID)})
		}
		b.factByID[f.ID] = i
	}
	slices.SortStableFunc(b.groups, func(x, y Group) int {
		return cmp.Or(cmp.Compare(l.order[x.Key], l.order[y.Key]), cmp.Compare(x.Key, y.Key))
	})
	slices.SortFunc(b.diseases, func(x, y Disease) int {
		return cmp.Or(cmp.Compare(l.order[x.Group], l.order[y.Group]), cmp.Compare(x.Key, y.Key))
	})
	slices.SortFunc(b.regimens, func(x, y Regimen) int { return cmp.Compare(x.ID, y.ID) })
	slices.SortFunc(b.platforms, func(x, y Platform) int { return cmp.Compare(x.ID, y.ID) })
	slices.SortFunc(b.drugs, func(x, y Drug) int { return cmp.Compare(x.Key, y.Key) })
	slices.SortFunc(b.models, func(x, y Model) int { return cmp.Compare(x.ID, y.ID) })
	slices.SortFunc(b.exposures, func(x, y Exposure) int { return cmp.Compare(x.Drug, y.Drug) })
	slices.SortFunc(b.rules, func(x, y Rule) int { return cmp.Compare(x.ID, y.ID) })
	l.sortCodes()
	slices.SortFunc(b.variables, func(x, y Variable) int { return cmp.Compare(x.Name, y.Name) })
}
