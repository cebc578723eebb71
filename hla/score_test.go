package hla

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// genotype reads a typing against a release or fails the test.
func genotype(t testing.TB, r *Release, text string) Genotype {
	t.Helper()
	codes, _ := loadSharedCodes()
	g, err := r.ReadGenotype(text, GenotypeOptions{Codes: codes})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return g
}

// fromColumns turns {"A_1": "*01:01", "A_2": "NEW"} into a genotype list string.
func fromColumns(columns map[string]string) string {
	var blocks []string
	for _, locus := range Loci() {
		first, second := columns[string(locus)+"_1"], columns[string(locus)+"_2"]
		if first != "" {
			blocks = append(blocks, Column(locus, first)+"+"+Column(locus, second))
		}
	}
	return strings.Join(blocks, "^")
}

type scenario struct {
	Patient, Donor map[string]string
	Search         string
}

// holds judges one sentence of a published scenario; known is false for a
// sentence that is no fact of one comparison.
func holds(then string, s Score, at func(Locus) LocusScore) (ok, known bool) {
	words := strings.Fields(then)
	locus := Locus(strings.ToUpper(words[len(words)-1]))
	for i, w := range words {
		if w == "locus" && i+1 < len(words) {
			locus = Locus(strings.ToUpper(words[i+1]))
		}
		if w == "at" && i+1 < len(words) && Locus(words[i+1]).order() >= 0 {
			locus = Locus(words[i+1])
		}
	}
	l := at(locus)
	serology := []Grade{GradeAssociated, GradeSplit, GradeBroad}
	molecular := []Grade{GradePGroup, GradeGGroup, GradeProtein, GradeCDNA, GradeGDNA}
	both := func(f func(int) bool) (bool, bool) { return f(0) && f(1), true }
	switch {
	case strings.HasPrefix(then, "antigen match should be true in position 1 and false in position 2"):
		return l.Antigens == [2]Antigen{AntigenMatched, AntigenMismatched}, true
	case strings.HasPrefix(then, "antigen match should be false in position 1 and true in position 2"):
		return l.Antigens == [2]Antigen{AntigenMismatched, AntigenMatched}, true
	case strings.HasPrefix(then, "antigen match should be true"):
		return both(func(i int) bool { return l.Antigens[i] == AntigenMatched })
	case strings.HasPrefix(then, "antigen match should be false"):
		return both(func(i int) bool { return l.Antigens[i] == AntigenMismatched })
	case strings.HasPrefix(then, "the locus match category should be"):
		return string(l.Category) == words[6], true
	case strings.HasPrefix(then, "the locus score count should be 0"):
		return l.Count == 0, true
	case strings.HasPrefix(then, "the match confidence should be not-mismatch"):
		return both(func(i int) bool { return l.Confidences[i] != ConfidenceMismatch })
	case strings.HasPrefix(then, "the match confidence should be mismatch at"):
		return both(func(i int) bool { return l.Confidences[i] == ConfidenceMismatch })
	case strings.HasPrefix(then, "the match confidence should be potential in position 1 and mismatch in position 2"):
		return l.Confidences == [2]Confidence{ConfidencePotential, ConfidenceMismatch}, true
	case strings.HasPrefix(then, "the match confidence should be mismatch in position 1 and potential in position 2"):
		return l.Confidences == [2]Confidence{ConfidenceMismatch, ConfidencePotential}, true
	case strings.HasPrefix(then, "the match confidence should be") && strings.HasSuffix(then, "at position 1"):
		return string(l.Confidences[0]) == words[5], true
	case strings.HasPrefix(then, "the match grade should be serology at"):
		return slices.Contains(serology, l.Grades[0]), true
	case strings.HasPrefix(then, "the match grade should be mismatch in position 1 and serology in position 2"):
		return l.Grades[0] == GradeMismatch && slices.Contains(serology, l.Grades[1]), true
	case strings.HasPrefix(then, "the match grade should be serology in position 1 and mismatch in position 2"):
		return slices.Contains(serology, l.Grades[0]) && l.Grades[1] == GradeMismatch, true
	case strings.HasPrefix(then, "the match grade should be molecular-match in position 1 and expressing-vs-null"):
		return slices.Contains(molecular, l.Grades[0]) && l.Grades[1] == GradeExpressingVsNull, true
	}
	return false, false
}

func TestPublishedSearchScenariosAreReproduced(t *testing.T) {
	r := realRelease(t)
	judged := 0
	for _, row := range readVectors(t, "match_cases.tsv") {
		if row["kind"] != "search_scenario" {
			continue
		}
		var in scenario
		var want struct{ Then string }
		if json.Unmarshal([]byte(row["input_json"]), &in) != nil || json.Unmarshal([]byte(row["expected_json"]), &want) != nil {
			t.Fatal(row["id"])
		}
		codes := realCodes(t)
		patient, err := r.ReadGenotype(fromColumns(in.Patient), GenotypeOptions{Codes: codes})
		if err != nil {
			t.Logf("%s is not judged: %v", row["id"], err)
			continue
		}
		donor, err := r.ReadGenotype(fromColumns(in.Donor), GenotypeOptions{Codes: codes})
		if err != nil {
			t.Logf("%s is not judged: %v", row["id"], err)
			continue
		}
		s, err := r.Match(patient, donor, ScoreOptions{Loci: LociOf12()})
		if err != nil {
			t.Fatal(err)
		}
		at := func(locus Locus) LocusScore {
			i := slices.IndexFunc(s.Loci, func(l LocusScore) bool { return l.Locus == locus })
			if i < 0 {
				t.Fatalf("%s: no locus %q in %q", row["id"], locus, want.Then)
			}
			return s.Loci[i]
		}
		if want.Then == "the results should contain the specified donor" {
			loci := map[string][]Locus{"6": LociOf6(), "10": LociOf10(), "9": LociOf10()}[strings.Split(in.Search, "/")[0]]
			s, err := r.Match(patient, donor, ScoreOptions{Loci: loci})
			least, _ := strconv.Atoi(strings.Split(in.Search, "/")[0])
			if judged++; err != nil || s.Count < least {
				t.Errorf("%s %s: %s %v", row["id"], row["description"], s.Sentence("en"), err)
			}
			continue
		}
		ok, known := holds(want.Then, s, at)
		if !known {
			t.Logf("%s is no fact of one comparison: %s", row["id"], want.Then)
			continue
		}
		if judged++; !ok {
			t.Errorf("%s %s: want %q; got %+v", row["id"], row["description"], want.Then, s.Loci)
		}
	}
	if judged < 35 {
		t.Errorf("only %d scenarios were judged", judged)
	}
}

func TestAmbiguousTypingsFollowBothConsensusTables(t *testing.T) {
	r := realRelease(t)
	for _, row := range readVectors(t, "wmda_mismatch_tables.tsv") {
		convention := map[string]Convention{"WMDA2011": WMDA2011, "WMDA2016": WMDA2016}[row["table"]]
		s, err := r.Match(genotype(t, r, lettered(t, row["patient"]).String()), genotype(t, r, lettered(t, row["donor"]).String()),
			ScoreOptions{Loci: []Locus{A}, Convention: convention})
		if err != nil || strconv.Itoa(s.GvH) != row["GvH"] || strconv.Itoa(s.HvG) != row["HvG"] {
			t.Errorf("%s %s against %s: GvH %d HvG %d %v, want %s %s", row["table"], row["patient"], row["donor"], s.GvH, s.HvG, err, row["GvH"], row["HvG"])
		}
	}
}

func TestPublishedEpitopeCasesAreReproduced(t *testing.T) {
	r, codes := realRelease(t), realCodes(t)
	judged := 0
	for _, row := range readVectors(t, "match_cases.tsv") {
		switch row["kind"] {
		case "dpb1_tce_pair":
			var in struct {
				Patient [2]int    `json:"patient_tce"`
				Donor   [2]int    `json:"donor_tce"`
				P       [2]string `json:"patient_dpb1"`
				D       [2]string `json:"donor_dpb1"`
			}
			var want struct{ TCE string }
			if json.Unmarshal([]byte(row["input_json"]), &in) != nil || json.Unmarshal([]byte(row["expected_json"]), &want) != nil {
				t.Fatal(row["id"])
			}
			verdict := map[string]TCEVerdict{"Permissive": TCEPermissive, "NonPermissiveGvH": TCENonPermissiveGvH, "NonPermissiveHvG": TCENonPermissiveHvG}[want.TCE]
			pair := func(p [2]int) [2]TCEGroups { return [2]TCEGroups{{p[0]}, {p[1]}} }
			if got := TCEPair(pair(in.Patient), pair(in.Donor)); got != verdict {
				t.Errorf("%s: %s, want %s", row["id"], got, verdict)
			}
			p := genotype(t, r, "DPB1*"+in.P[0]+"+DPB1*"+in.P[1])
			d := genotype(t, r, "DPB1*"+in.D[0]+"+DPB1*"+in.D[1])
			s, err := r.Match(p, d, ScoreOptions{Loci: []Locus{DPB1}})
			if judged++; err != nil || s.DPB1.Verdict != verdict {
				t.Errorf("%s: %s %v, want %s", row["id"], s.DPB1.Why.EN, err, verdict)
			}
		case "dpb1_epitope_service":
			var in struct{ Recipient, Donor string }
			var want struct{ Grade string }
			if json.Unmarshal([]byte(row["input_json"]), &in) != nil || json.Unmarshal([]byte(row["expected_json"]), &want) != nil {
				t.Fatal(row["id"])
			}
			verdict := map[string]TCEVerdict{"MATCH": TCEMatch, "PERMISSIVE": TCEPermissive, "GVH_NONPERMISSIVE": TCENonPermissiveGvH, "HVG_NONPERMISSIVE": TCENonPermissiveHvG}[want.Grade]
			if verdict == "" {
				verdict = TCEUnknown // the service says "potential" or names no direction
			}
			p, errP := r.ReadGenotype(in.Recipient, GenotypeOptions{Codes: codes})
			d, errD := r.ReadGenotype(in.Donor, GenotypeOptions{Codes: codes})
			if errP != nil || errD != nil {
				t.Logf("%s is not judged: %v %v", row["id"], errP, errD)
				continue
			}
			s, err := r.Match(p, d, ScoreOptions{Loci: []Locus{DPB1}})
			if judged++; err != nil || s.DPB1.Verdict != verdict {
				t.Errorf("%s %s: %s %v, want %s", row["id"], row["description"], s.DPB1.Why.EN, err, verdict)
			}
		case "dpb1_tce_group":
			var in struct{ DPB1 string }
			var want struct {
				Group string `json:"tce_group"`
			}
			if json.Unmarshal([]byte(row["input_json"]), &in) != nil || json.Unmarshal([]byte(row["expected_json"]), &want) != nil {
				t.Fatal(row["id"])
			}
			got, err := r.TCEGroup("DPB1*"+in.DPB1, codes)
			if err != nil {
				t.Errorf("%s: %v", row["id"], err)
			}
			if judged++; got.String() != want.Group {
				t.Logf("%s: the case is of release 3.33.0; here %q, there %q", row["id"], got, want.Group)
			}
		}
	}
	if judged < 50 {
		t.Errorf("only %d cases were judged", judged)
	}
}

// What one locus of the published counts says in letters, said in positions.
func TestPublishedLocusCountsAreReproduced(t *testing.T) {
	r := syntheticRelease(t)
	for _, row := range readVectors(t, "match_cases.tsv") {
		if row["kind"] != "locus_match_count" {
			continue
		}
		var in struct {
			Patient, Donor []*string
			Untyped        string
		}
		input := strings.NewReplacer("patient_pgroups", "patient", "donor_pgroups", "donor").Replace(row["input_json"])
		var want struct {
			Count *int `json:"match_count"`
			Error string
		}
		if json.Unmarshal([]byte(input), &in) != nil || json.Unmarshal([]byte(row["expected_json"]), &want) != nil {
			t.Fatal(row["id"])
		}
		if want.Error != "" {
			if _, err := r.ReadGenotype("A*02:07", GenotypeOptions{Blank: BlankRefused}); err == nil {
				t.Errorf("%s: a half-typed locus was read", row["id"])
			}
			continue
		}
		locus := func(groups []*string) (out locusGenotype) {
			if groups != nil {
				out.alternatives = [][2]position{{{p: []string{*groups[0]}}, {p: []string{*groups[1]}}}}
			}
			return out
		}
		l := r.scoreLocus(A, locus(in.Patient), locus(in.Donor), ScoreOptions{UntypedMismatch: in.Untyped == "mismatch"}, TCEUnknown)
		if l.Count != *want.Count {
			t.Errorf("%s %s: %d, want %d", row["id"], row["description"], l.Count, *want.Count)
		}
	}
}

// Hazard: an open typing shown as a certain match.
func TestWhatIsOpenIsCountedAsPossibleAndNotAsCertain(t *testing.T) {
	r := syntheticRelease(t)
	for _, c := range []struct {
		name, patient, donor string
		count, certain       int
		category             Category
	}{
		{"single alleles", "A*01:01:02+A*02:01:01", "A*02:01:01+A*01:01:02", 2, 2, CategoryDefinite},
		{"one P group each", "A*01:01+A*02:01", "A*02:01+A*01:01", 2, 2, CategoryExact},
		{"one P group each, by group names", "A*01:01:01G+A*02:01P", "A*02:01g+A*01:01P", 2, 2, CategoryExact},
		{"a family", "A*01:01+A*02:XX", "A*01:01+A*02:01", 2, 1, CategoryPotential},
		{"a list", "A*01:01+A*02:01/A*02:07", "A*01:01+A*02:07", 2, 1, CategoryPotential},
		{"serology", "A1+A2", "A*01:01+A*02:01", 2, 0, CategoryPotential},
		{"alternatives that agree in part", "A*01:01+A*02:01|A*01:01+A*02:07", "A*01:01+A*02:07", 2, 0, CategoryPotential},
		{"alternatives that do not mix", "A*01:01+A*02:07|A*24:02+A*02:01", "A*24:02+A*02:07", 1, 0, CategoryMismatch},
		{"phase is read", "A*01:01~B*07:02+A*02:01~B*07:02", "A*01:01+A*02:01", 2, 2, CategoryExact},
		{"NEW matches nothing", "A*NEW+A*02:01", "A*NEW+A*02:01", 1, 1, CategoryMismatch},
		{"a null takes its partner's place", "A*24:09N+A*02:01", "A*02:01+A*02:01", 2, 2, CategoryExact},
		{"a stem of nulls is a null", "A*01:01:01:02N+A*02:01", "A*0105N+A*02:01", 2, 2, CategoryExact},
		{"an abandoned name is followed", "A*01:77+A*02:01", "A*01:01:02+A*02:01", 2, 2, CategoryExact},
		{"one value is homozygous", "A*02:01", "A*02:01+A*02:01", 2, 2, CategoryExact},
		{"a name the release lacks matches itself, not for certain", "A*02:99+A*02:01", "A*02:99+A*02:01", 2, 1, CategoryPotential},
		{"a name the release lacks matches nothing else", "A*02:99+A*02:01", "A*02:98+A*02:01", 1, 1, CategoryMismatch},
		{"a longer name the release lacks is read as its two fields", "A*02:01:99+A*02:07", "A*02:01+A*02:07", 2, 1, CategoryPotential},
		{"a null the release lacks is a null", "A*02:99N+A*02:07", "A*02:07+A*02:07", 2, 2, CategoryDefinite},
		{"not typed", "B*07:02", "A*02:01", 2, 0, CategoryPotential},
	} {
		s, err := r.Match(genotype(t, r, c.patient), genotype(t, r, c.donor), ScoreOptions{Loci: []Locus{A}})
		if err != nil || s.Count != c.count || s.Certain != c.certain || s.Category != c.category {
			t.Errorf("%s: %d (%d certain) %s, want %d (%d) %s: %s %v", c.name, s.Count, s.Certain, s.Category, c.count, c.certain, c.category, s.Loci[0].Sentence("en"), err)
		}
		for _, lang := range []string{"en", "zh"} {
			if s.Loci[0].Sentence(lang) == "" || !strings.Contains(s.Sentence(lang), "0.0.1") {
				t.Errorf("%s: no sentence with the release in %s", c.name, lang)
			}
		}
	}
	open, err := r.ReadGenotype("A*02:07", GenotypeOptions{Blank: BlankUnknown})
	if err != nil {
		t.Fatal(err)
	}
	s, err := r.Match(open, genotype(t, r, "A*02:07+A*24:02"), ScoreOptions{Loci: []Locus{A}})
	if err != nil || s.Count != 2 || s.Certain != 1 || !strings.Contains(s.Loci[0].Why.EN, "may be any") {
		t.Errorf("an unknown second allele: %+v %v", s, err)
	}
	for _, bad := range []string{"", "A*02:01+A*02:07+A*01:01", "A*02:01^A*02:07", "A*02:01+B*07:02", "A*02:01?A*02:07", "MICA*002:01", "A*99:01", "A*02:AB", "A77", "A*02:01:01G"} {
		if _, err := r.ReadGenotype(bad, GenotypeOptions{}); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestPublishedCountsHoldWithAReleaseToo(t *testing.T) {
	r := realRelease(t)
	for i, row := range readVectors(t, "immunogenetr_xof.tsv") {
		var loci []Locus
		for _, name := range strings.Split(row["loci"], "/") {
			loci = append(loci, Locus(name))
		}
		m, err := r.Match(genotype(t, r, row["recipient"]), genotype(t, r, row["donor"]), ScoreOptions{Loci: loci})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int{"HvG": m.Of - m.HvG, "GvH": m.Of - m.GvH, "bidirectional": m.Count}[row["direction"]]
		if row["scope"] == "genotype" {
			got = m.Of - min(m.GvH, m.HvG)
		}
		if strconv.Itoa(got) != row["expected"] {
			t.Errorf("row %d %s %s: %d, want %s", i, row["direction"], row["scope"], got, row["expected"])
		}
		if abandoned := strings.Contains(row["donor"]+row["recipient"], "C*06:01"); abandoned != (strings.Contains(strings.Join(m.Warnings, ""), "C*06:01")) {
			t.Errorf("row %d: warnings %v", i, m.Warnings)
		}
	}
}

func TestMatchingIsSymmetricAndBlindToTheOrderOfAlleles(t *testing.T) {
	r := syntheticRelease(t)
	names := []string{"A*01:01", "A*01:01:02", "A*02:01", "A*02:07", "A*24:09N", "A*24:02", "A*01:XX", "A*01:01/A*02:07", "A*01:01:01G", "A*NEW"}
	rapid.Check(t, func(t *rapid.T) {
		draw := func() string { return rapid.SampledFrom(names).Draw(t, "allele") }
		a, b, c, d := draw(), draw(), draw(), draw()
		read := func(x, y string) Genotype {
			g, err := r.ReadGenotype(x+"+"+y, GenotypeOptions{})
			if err != nil {
				t.Fatal(err)
			}
			return g
		}
		convention := rapid.SampledFrom([]Convention{WMDA2016, WMDA2011}).Draw(t, "convention")
		options := ScoreOptions{Loci: []Locus{A}, Convention: convention}
		there, _ := r.Match(read(a, b), read(c, d), options)
		back, _ := r.Match(read(c, d), read(a, b), options)
		swapped, _ := r.Match(read(b, a), read(c, d), options)
		if there.Count != back.Count || there.GvH != back.HvG || there.HvG != back.GvH || there.Certain != back.Certain {
			t.Fatalf("%+v and back %+v", there, back)
		}
		if there.Count != swapped.Count || there.GvH != swapped.GvH || there.HvG != swapped.HvG || there.Certain != swapped.Certain {
			t.Fatalf("%+v and swapped %+v", there, swapped)
		}
		if there.Certain > there.Count {
			t.Fatalf("more certain than possible: %+v", there)
		}
	})
}
