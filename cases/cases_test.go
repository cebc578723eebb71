package cases

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"pgregory.net/rapid"
)

var loaded = sync.OnceValues(knowledge.Embedded)

func theBase(t testing.TB) *knowledge.Base {
	t.Helper()
	base, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return base
}

func TestEveryPublishedRowHasAStatedDiseaseOrNone(t *testing.T) {
	base := theBase(t)
	for _, r := range Rows(base) {
		if _, listed := diseasesOf[r.ID]; !listed {
			t.Errorf("%s is assigned to no disease and not listed as such", r.ID)
		}
		for _, key := range r.Diseases {
			if _, ok := base.Disease(key); !ok {
				t.Errorf("%s belongs to %q, which the knowledge does not hold", r.ID, key)
			}
		}
	}
}

func TestACaseWhoseGeneWasNotReadIsCountedForNoDisease(t *testing.T) {
	rows := Rows(theBase(t))
	for _, r := range Select(rows, Transplanted, "LIG4") {
		if r.Kind == UnverifiedGene || r.ID == "SLG20-1" {
			t.Errorf("%s counts as LIG4", r.ID)
		}
	}
	if got := Select(rows, UnverifiedGene, ""); len(got) != 1 {
		t.Errorf("%d rows with a gene that was not read, want 1", len(got))
	}
}

// clinical/lig4_cases.md: of the 8, alive 4, dead 3, unknown 1.
func TestTheOutcomesOfTheEightTransplantedAreCountedAsTheirTableCountsThem(t *testing.T) {
	got := Tallied(Select(Rows(theBase(t)), Transplanted, "LIG4"), "outcome")
	if got.Of() != 8 || got.Reported != 7 || got.NotRead+got.NotReported != 1 {
		t.Errorf("denominators %+v", got.Known)
	}
	want := map[string]int{Alive: 4, Dead: 3}
	for _, c := range got.Counts {
		if want[c.Value] != c.N || len(c.Cases) != c.N {
			t.Errorf("%s: %d (%v)", c.Value, c.N, c.Cases)
		}
	}
}

func TestTheThreeStatesAlwaysAddUpToTheCasesLookedAt(t *testing.T) {
	rows := Rows(theBase(t))
	rapid.Check(t, func(rt *rapid.T) {
		some := rapid.SliceOfDistinct(rapid.SampledFrom(rows), func(r Row) string { return r.ID }).Draw(rt, "rows")
		for _, k := range Coverage(some) {
			if k.Of() != len(some) {
				rt.Fatalf("%s: %d + %d + %d of %d", k.Key, k.Reported, k.NotReported, k.NotRead, len(some))
			}
			tally, sum := Tallied(some, k.Key), 0
			for _, c := range tally.Counts {
				sum += c.N
			}
			if sum != tally.Reported {
				rt.Fatalf("%s: counts give %d, reported are %d", k.Key, sum, tally.Reported)
			}
		}
	})
}

func TestProportionsAreTakenFromTextOnlyWithCountsThatGiveThem(t *testing.T) {
	for _, c := range []struct {
		name, text   string
		events, of   int
		lower, upper string
	}{
		// Wilson limits checked by hand: z = 1.959964; (p + z²/2n ± z√(p(1-p)/n + z²/4n²)) / (1 + z²/n).
		{"counts with a slash", "41/83 (49 %)", 41, 83, "38.9", "59.9"},
		{"counts in words", "Slack cohort: 53 of 77 alive (69 %); deaths early", 53, 77, "57.8", "78.1"},
		{"counts that do not give the percentage", "41/83 (59 %)", 0, 0, "", ""},
		{"a percentage alone", "3-y OS 85.7 %", 0, 0, "", ""},
		{"counts without a percentage stay counts", "5 of 7 transplanted, 4 alive", 0, 0, "", ""},
		{"more events than patients", "90/83 (108 %)", 0, 0, "", ""},
		{"a denominator of zero", "0/0 (0 %)", 0, 0, "", ""},
		{"a number too long to be one", "99999999999999999999/99999999999999999999 (100 %)", 0, 0, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := InText(c.text, evidence.Read, nil)
			if c.of == 0 {
				if len(got) != 0 {
					t.Fatalf("%+v", got)
				}
				return
			}
			if len(got) != 1 || got[0].Events != c.events || got[0].Of != c.of || got[0].Lower != c.lower || got[0].Upper != c.upper {
				t.Fatalf("%+v", got)
			}
			if got[0].Derivation.Weakest() == evidence.Gap {
				t.Error("the derivation has no status")
			}
		})
	}
}

func TestASurvivalFigureHasTheSourcesIntervalOrOneFromItsCountsOrNone(t *testing.T) {
	base := theBase(t)
	want := map[string]string{"SLA18-nonAT": Computed, "FUD-PRD": FromSource, "SLA18-AT": NoInterval, "NBS21": NoInterval}
	seen := map[string]bool{}
	for _, disease := range []string{"LIG4", "ATM", "NBN", ""} {
		for _, f := range Figures(Rows(base), disease) {
			if f.Measure != OverallSurvival {
				continue
			}
			if want[f.Row.ID] != f.Interval {
				t.Errorf("%s: interval %q, want %q", f.Row.ID, f.Interval, want[f.Row.ID])
			}
			seen[f.Row.ID] = true
			if (f.Interval == NoInterval) != (f.Lower == "") {
				t.Errorf("%s: %+v", f.Row.ID, f.Proportion)
			}
		}
	}
	if len(seen) != len(want) {
		t.Errorf("found %v, want %v", seen, want)
	}
}

// Control: HAZ-35 (a number cannot be checked).
func TestNoSurvivalFigureComesFromCaseReports(t *testing.T) {
	base := theBase(t)
	for _, d := range base.Diseases() {
		for _, f := range Figures(Rows(base), d.Key) {
			if f.Row.Kind != Cohort {
				t.Errorf("%s: a figure of %s, which is %s", d.Key, f.Row.ID, f.Row.Kind)
			}
		}
	}
}

func TestStatementsOfADiseaseSpeakOfPatientsNotOfCells(t *testing.T) {
	base := theBase(t)
	d, _ := base.Disease("LIG4")
	var ids []string
	for _, s := range Statements(d) {
		ids = append(ids, s.Fact.ID)
	}
	for _, id := range []string{"disease.LIG4.outcome.1", "disease.LIG4.gvhd.1", "disease.LIG4.cohort.WOL20"} {
		if !slices.Contains(ids, id) {
			t.Errorf("%s is missing", id)
		}
	}
	for _, id := range []string{"disease.LIG4.radiosensitivity.1", "disease.LIG4.neighbour.1", "disease.LIG4.detail.GRU07-1"} {
		if slices.Contains(ids, id) {
			t.Errorf("%s does not belong there", id)
		}
	}
}

func TestAlleleClassesComeFromNamesThatTellThem(t *testing.T) {
	for text, want := range map[string]string{
		"c.2440C>T p.Arg814Ter": Truncating, "p.R814*": Truncating, "p.R814X": Truncating, "p.Lys635ArgfsTer10": Truncating, "p.S205LfsX29": Truncating,
		"c.1271_1275del p.Lys424Argfs*20": Truncating, "frameshift (mainly c.1271_1275delAAAGA)": Truncating,
		"c.833G>T p.R278L": Missense, "p.Arg278Leu": Missense, "p.(Arg278Leu)": Missense, "p.(His35Asp)": Missense,
		"c.2T>C p.(Met1?)": "", "p.Met1Val": "", "c.1904del": "", "": "", "variants not read": "", "hypomorphic": "",
	} {
		if got := alleleClass(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"c.833G>T p.Arg278Leu + c.1271_1275del p.Lys424Argfs*20":             "missense+truncating",
		"compound heterozygous: c.833G>T p.R278L + frameshift (as all 7)":    "missense+truncating",
		"p.S205LfsX29 + p.K635RfsX10":                                        "truncating+truncating",
		"biallelic truncating":                                               "truncating+truncating",
		"compound heterozygous (variants not read)":                          "",
		"c.833G>T p.R278L + not found":                                       "",
		"c.833G>T p.R278L + frameshift (mainly c.1271_1275delAAAGA) + other": "",
	} {
		if got := readGenotype(text).class(); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	if got := codingNames("c.833G>T p.R278L + c.1271_1275delAAAGA"); fmt.Sprint(got) != "[c.833G>T c.1271_1275del]" {
		t.Errorf("%v", got)
	}
}

func TestAGroupResemblesNobody(t *testing.T) {
	base := theBase(t)
	for _, r := range Rows(base) {
		if _, ok := OfRow(base, r); ok != (r.Person() && r.Kind != Cohort) {
			t.Errorf("%s: profile %v", r.ID, ok)
		}
	}
}

func TestAPageOfAPastYearShowsNoLaterPublication(t *testing.T) {
	base := theBase(t)
	for year := 2005; year <= 2026; year++ {
		profiles, later := Published(base, Rows(base), year)
		for _, p := range profiles {
			if p.Row.Year() > year {
				t.Errorf("%d shows %s of %d", year, p.ID, p.Row.Year())
			}
		}
		if all, _ := Published(base, Rows(base), 9999); len(profiles)+later < len(all) {
			t.Errorf("%d: %d shown and %d left out", year, len(profiles), later)
		}
	}
}

func TestSchemaNamesEveryColumnOfTheKnowledge(t *testing.T) {
	var names []string
	for _, c := range Columns() {
		if slices.Contains(names, c.Name) {
			t.Errorf("%s stands twice", c.Name)
		}
		names = append(names, c.Name)
	}
	for _, r := range Rows(theBase(t)) {
		for _, f := range r.Fields {
			if !slices.Contains(names, f.Key) {
				t.Errorf("the field %s of %s has no column", f.Key, r.ID)
			}
		}
	}
	schema, err := Schema()
	if err != nil || !strings.Contains(string(schema), `"not_reported"`) {
		t.Errorf("%v %s", err, schema)
	}
}

func ExampleTallied() {
	base, err := knowledge.Embedded()
	if err != nil {
		fmt.Println(err)
		return
	}
	t := Tallied(Select(Rows(base), Transplanted, "LIG4"), "outcome")
	for _, c := range t.Counts {
		fmt.Println(c.Value, c.N, "of", t.Reported, "with a known outcome, of", t.Of(), "cases")
	}
	// Output:
	// alive 4 of 7 with a known outcome, of 8 cases
	// dead 3 of 7 with a known outcome, of 8 cases
}
