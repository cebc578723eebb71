package knowledge

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// shippedBase loads the embedded knowledge or ends the test.
func shippedBase(t testing.TB) *Base {
	t.Helper()
	b, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// shippedCopy is the embedded folder as a map, to be damaged by a test.
func shippedCopy(t testing.TB) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(EmbeddedFS(), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(EmbeddedFS(), p)
		out[p] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// shippedPart is the part of the embedded folder under the prefixes, with the
// tables of sources and variables that every part needs.
func shippedPart(t testing.TB, prefixes ...string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	for p, file := range shippedCopy(t) {
		for _, prefix := range append(prefixes, sourcesFile, variablesFile) {
			if strings.HasPrefix(p, prefix) {
				out[p] = file
			}
		}
	}
	return out
}

// change replaces text in a file of the copy and insists that it was there.
func change(t testing.TB, fsys fstest.MapFS, file, old, new string) {
	t.Helper()
	raw, ok := fsys[file]
	if !ok || !strings.Contains(string(raw.Data), old) {
		t.Fatalf("%s does not hold %q", file, old)
	}
	fsys[file] = &fstest.MapFile{Data: []byte(strings.Replace(string(raw.Data), old, new, 1))}
}

func TestTheShippedKnowledgeHasNoProblem(t *testing.T) {
	for _, p := range Lint(EmbeddedFS()) {
		t.Error(p.Error())
	}
}

func TestTheVersionFollowsContentAndPathOnly(t *testing.T) {
	b := shippedBase(t)
	if len(b.Version()) != 64 || b.VersionShort() != b.Version()[:8] {
		t.Fatalf("version %q, short %q", b.Version(), b.VersionShort())
	}
	same, err := Load(shippedCopy(t))
	if err != nil || same.Version() != b.Version() {
		t.Fatalf("the same folder has version %v, error %v", same.Version(), err)
	}
	other := shippedCopy(t)
	change(t, other, "group/dsb.yaml", "order: 1", "order: 1 ")
	changed, err := Load(other)
	if err != nil || changed.Version() == b.Version() {
		t.Fatalf("a changed byte left the version as it was, error %v", err)
	}
}

func TestEveryDiseaseOfTheTableIsThere(t *testing.T) {
	want := map[string]string{
		"LIG4": "dsb", "NHEJ1": "dsb", "PRKDC": "dsb", "XRCC4": "dsb", "NBN": "dsb", "RAD50": "dsb", "MRE11": "dsb", "ATM": "dsb",
		"DCLRE1C": "artemis", "FANC": "crosslink", "BLM": "recq", "RNF168": "rnf168", "DC": "telomere",
		"ERCC6L2": "transcription-coupled", "POLE": "replication",
		"IL2RG": "none", "JAK3": "none", "RAG": "none", "ADA": "none", "WAS": "none", "CGD": "none", "HLH": "none", "XIAP": "none",
		"SH2D1A": "none", "CD40LG": "none", "ITGB2": "none", "FOXP3": "none", "OP": "none", "MHC2": "none", "HBB": "none",
		"IDUA": "none", "AK2": "none",
	}
	b := shippedBase(t)
	if len(b.Diseases()) != len(want) {
		t.Errorf("%d diseases, want %d", len(b.Diseases()), len(want))
	}
	for key, group := range want {
		d, ok := b.Disease(key)
		if !ok || d.Group != group {
			t.Errorf("%s: found %v in group %q, want %q", key, ok, d.Group, group)
			continue
		}
		sensitive := "yes"
		if group == "none" {
			sensitive = "no"
		}
		if d.Radiosensitive != sensitive || d.RadiosensitiveFact.Status != evidence.Derived {
			t.Errorf("%s: radiosensitive %q (%s), want %q derived from the group", key, d.Radiosensitive, d.RadiosensitiveFact.Status, sensitive)
		}
	}
}

func TestAGeneFindsItsDisease(t *testing.T) {
	b := shippedBase(t)
	for _, c := range []struct{ name, gene, want string }{
		{"a plain symbol", "LIG4", "LIG4"},
		{"lower case and blanks", " dclre1c ", "DCLRE1C"},
		{"a second gene of a disease", "RAG2", "RAG"},
		{"a Fanconi gene that is listed", "FANCA", "FANC"},
		{"a Fanconi gene known by prefix", "FANCM", "FANC"},
		{"a Fanconi gene under its other name", "BRCA2", "FANC"},
		{"the prefix alone is no gene", "FANC", ""},
		{"a gene the base does not hold", "CFTR", ""},
		{"no gene", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, ok := b.DiseaseOfGene(c.gene)
			if ok != (c.want != "") || d.Key != c.want {
				t.Errorf("%q gives %q (%v), want %q", c.gene, d.Key, ok, c.want)
			}
		})
	}
}

// The figures of Lankester 2021, Table 1, course totals.
func TestTheGuidelineProtocolsCarryTheirTable(t *testing.T) {
	want := map[string]string{
		"IEWP-A": "busulfan 85-95 mg.h/L auc; fludarabine 160-160 mg/m2 per-m2",
		"IEWP-B": "treosulfan 30-42 g/m2 per-m2; fludarabine 150-160 mg/m2 per-m2; thiotepa 8-10 mg/kg per-kg",
		"IEWP-C": "busulfan 60-70 mg.h/L auc; fludarabine 160-180 mg/m2 per-m2",
		"IEWP-D": "treosulfan 30-42 g/m2 per-m2; fludarabine 150-160 mg/m2 per-m2",
		"IEWP-E": "fludarabine 150-160 mg/m2 per-m2; melphalan 140-140 mg/m2 per-m2",
		"IEWP-F": "fludarabine 150-150 mg/m2 per-m2; cyclophosphamide 20-40 mg/kg per-kg",
	}
	b := shippedBase(t)
	if len(b.Regimens()) != len(want) {
		t.Errorf("%d regimens, want %d", len(b.Regimens()), len(want))
	}
	for id, figures := range want {
		r, ok := b.Regimen(id)
		var parts []string
		for _, d := range r.Drugs {
			parts = append(parts, d.Drug+" "+d.Min+"-"+d.Max+" "+d.Unit+" "+d.Basis)
		}
		if got := strings.Join(parts, "; "); !ok || got != figures {
			t.Errorf("%s: %s, want %s", id, got, figures)
		}
		if len(r.NotRead) != 5 {
			t.Errorf("%s names %d unread parts of the guideline, want 5", id, len(r.NotRead))
		}
	}
}

func TestTheCeilingsOfTheRepairGroupsAreThePublishedOnes(t *testing.T) {
	want := map[string]string{
		"dsb":       "tbi 0 Gy stop; tli 0 Gy stop; cyclophosphamide 40 mg/kg stop; fludarabine 150 mg/m2 caution",
		"artemis":   "tbi 0 Gy stop; tli 0 Gy stop",
		"crosslink": "tbi 0 Gy caution; cyclophosphamide 50 mg/kg caution; fludarabine 150 mg/m2 caution",
		"telomere":  "tbi 0 Gy caution; cyclophosphamide 50 mg/kg caution; fludarabine 200 mg/m2 caution",
		"none":      "",
	}
	b := shippedBase(t)
	for key, ceilings := range want {
		g, _ := b.Group(key)
		var parts []string
		for _, c := range g.Ceilings {
			parts = append(parts, c.Agent+" "+c.Limit+" "+c.Unit+" "+c.Effect)
		}
		if got := strings.Join(parts, "; "); got != ceilings {
			t.Errorf("%s: %s, want %s", key, got, ceilings)
		}
	}
	groups := b.Groups()
	if groups[0].Key != "dsb" || groups[len(groups)-1].Key != "none" {
		t.Errorf("the groups run from %s to %s", groups[0].Key, groups[len(groups)-1].Key)
	}
}

func TestPostTransplantCyclophosphamideIsNotOfferedWithF(t *testing.T) {
	for _, p := range shippedBase(t).Platforms() {
		if p.ID != "PTCy" {
			continue
		}
		if len(p.NotWith) != 1 || p.NotWith[0] != "IEWP-F" || len(p.With) != 4 {
			t.Errorf("with %v, not with %v", p.With, p.NotWith)
		}
		d := p.Drugs[0]
		if d.Drug != "cyclophosphamide" || d.Dose != "50" || d.Unit != "mg/kg" || len(d.Days) != 2 || d.Days[0] != 3 || d.Days[1] != 4 {
			t.Errorf("the drug of the platform is %+v", d)
		}
		return
	}
	t.Error("the platform PTCy is missing")
}

func TestEveryFactOfTheHandbookIsThere(t *testing.T) {
	b := shippedBase(t)
	// Counts of the section headings of the handbook extract.
	want := map[string]int{"iei": 67, "bmf": 26, "cond": 44, "pk": 30, "graft": 96, "gvhd": 41, "care": 89, "qual": 25, "fail": 21, "diff": 12}
	got := map[string]int{}
	for _, f := range b.FactsUnder("handbook") {
		kind, _, _ := strings.Cut(strings.TrimPrefix(f.ID, "handbook."), "-")
		got[kind]++
	}
	total := 0
	for kind, n := range want {
		total += n
		if got[kind] != n {
			t.Errorf("%s: %d facts, want %d", kind, got[kind], n)
		}
	}
	if f, ok := b.Fact("handbook.graft-064"); !ok || f.Values["cd34_per_kg"] != "8300000" || f.Sources[0].ID != "H16" || f.Sources[0].Locator != "16.4.2" {
		t.Errorf("handbook.graft-064 is %+v", f)
	}
}

func TestFactsUnderAPrefixDoNotLeakIntoALongerKey(t *testing.T) {
	b := shippedBase(t)
	for _, f := range b.FactsUnder("disease.DC") {
		if strings.HasPrefix(f.ID, "disease.DCLRE1C") {
			t.Errorf("%s is not of dyskeratosis congenita", f.ID)
		}
	}
	if len(b.FactsUnder("disease.LIG4")) < 40 {
		t.Errorf("only %d facts on LIG4", len(b.FactsUnder("disease.LIG4")))
	}
}

func TestTheCasesKeepTheirThreeStates(t *testing.T) {
	b := shippedBase(t)
	kinds := map[string]int{}
	for _, c := range b.Cases() {
		kinds[c.Kind]++
	}
	// lig4_cases.md: 8 transplanted, 1 of unverified gene, 10 natural history, 9 aggregates.
	for kind, n := range map[string]int{"hsct": 8, "unverified-gene": 1, "no-hsct-data-read": 10, "aggregate": 9} {
		if kinds[kind] != n {
			t.Errorf("%s: %d rows, want %d", kind, kinds[kind], n)
		}
	}
	c, ok := find(b.Cases(), func(c Case) bool { return c.ID == "FUD25-1" })
	if !ok {
		t.Fatal("the founding case is missing")
	}
	for key, state := range map[string]string{"donor_relation": Reported, "conditioning_drugs_total_doses": NotReported, "serotherapy": NotRead, "no_such_field": NotRead} {
		if got := c.Field(key).State; got != state {
			t.Errorf("%s is %s, want %s", key, got, state)
		}
	}
}

func TestWhereChineseIsPromisedItIsThere(t *testing.T) {
	b := shippedBase(t)
	for _, key := range []string{"LIG4", "DCLRE1C"} {
		d, _ := b.Disease(key)
		facts := []Fact{d.InheritanceFact, d.RadiosensitiveFact}
		for _, s := range d.Sections {
			facts = append(facts, s.Facts...)
		}
		for _, f := range facts {
			if f.Text.ZH == "" && !strings.HasSuffix(f.ID, ".hgnc") {
				t.Errorf("%s has no Chinese text", f.ID)
			}
		}
	}
}
