package hla

import (
	"compress/gzip"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNamesOfEveryFormPrintAsTheyWereRead(t *testing.T) {
	for text, c := range map[string]struct {
		form   Form
		modern string
	}{
		"A*02:07": {FormAllele, "A*02:07"}, "DRB1*15:01:01:02": {FormAllele, "DRB1*15:01:01:02"}, "A*24:02:01:02L": {FormAllele, "A*24:02:01:02L"},
		"DPB1*1723:01": {FormAllele, "DPB1*1723:01"}, "MICA*002": {FormAllele, "MICA*002"}, "MICA*171Q": {FormAllele, "MICA*171Q"}, "HFE*001:01:01": {FormAllele, "HFE*001:01:01"},
		"A*01:01:01G": {FormGGroup, "A*01:01:01G"}, "A*01:01P": {FormPGroup, "A*01:01P"}, "A*01:01g": {FormSmallG, "A*01:01g"}, "A*01:11Ng": {FormSmallG, "A*01:11Ng"},
		"A*01:XX": {FormFamily, "A*01:XX"}, "A*01:ABXY": {FormCode, "A*01:ABXY"}, "B62": {FormSerology, "B62"}, "Cw10": {FormSerology, "Cw10"}, "DPw4": {FormSerology, "DPw4"}, "Bw4": {FormSerology, "Bw4"},
		"A*0201": {FormVersion2, "A*02:01"}, "A*0105N": {FormVersion2, "A*01:05N"}, "Cw*0702": {FormVersion2, "C*07:02"}, "A*01AB": {FormVersion2, "A*01:AB"}, "B*15XX": {FormVersion2, "B*15:XX"},
		"DPB1*10401": {FormVersion2, "DPB1*104:01"}, "A*02101": {FormVersion2, "A*02:101"}, "DRB1*11010101": {FormVersion2, "DRB1*11:01:01:01"},
		"A*NEW": {FormNew, "A*NEW"}, "NEW": {FormNew, "NEW"}, "DRB4*NNNN": {FormAbsent, "DRB4*NNNN"}, "A*UUUU": {FormUntyped, "A*UUUU"},
	} {
		for _, prefix := range []string{"", "HLA-"} {
			n, err := ReadName(prefix + text)
			if err != nil || n.String() != text || n.Form() != c.form || n.Modern().String() != c.modern {
				t.Errorf("%s: %s %s %s %v", text, n, n.Form(), n.Modern(), err)
			}
		}
	}
	for text, kind := range map[string]ErrorKind{
		"": KindForm, "A*": KindForm, "A*1:1": KindField, "a*01:01": KindLocus, "HLA-HLA-A*01:01": KindLocus, "A*01:01:01:01 ": KindSuffix, "A*01:01:01:G": KindField,
		"C*04:59Q:01G": KindField, "C*02:10:01GG": KindField, "DQA1*01::01G": KindField, "A*01:468G": KindCode, "B*15:08:01:02G": KindCode, "A*01:01:01P": KindCode,
		"A*01:01:01:01:01": KindFieldCount, "Cw*07:02": KindLocus, "X1": KindForm, "A0": KindForm, "A*0x": KindForm, "A*01:01n": KindSuffix, "A*9": KindField,
		"A*" + strings.Repeat("1", 99): KindForm,
	} {
		_, err := ReadName(text)
		var refused *Error
		if !errors.As(err, &refused) || refused.Kind != kind || refused.Sentence == "" {
			t.Errorf("%q: %v, want kind %s", text, err, kind)
		}
	}
}

// anyGL draws a genotype list string from names of many forms.
func anyGL(t *rapid.T) string {
	names := []string{"A*02:07", "HLA-A*01:01:01G", "A*24:09N", "B62", "DRB1*15:01P", "A*01:XX", "C*0702", "DRB4*NNNN", "A*NEW", "MICA*002", "DPB1*02:ABXY"}
	var build func(level int) string
	build = func(level int) string {
		if level == len(glOperators) {
			return rapid.SampledFrom(names).Draw(t, "name")
		}
		parts := []string{build(level + 1)}
		for rapid.IntRange(0, 3).Draw(t, "more") == 0 {
			parts = append(parts, build(level+1))
		}
		return strings.Join(parts, string(glOperators[level]))
	}
	return build(0)
}

func TestGenotypeListsPrintWhatWasReadAndSortToOneOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyGL(t)
		g, err := ParseGL(text)
		if err != nil || g.String() != text {
			t.Fatalf("%s: %s %v", text, g, err)
		}
		sorted := g.Sorted()
		if sorted.Sorted().String() != sorted.String() {
			t.Fatalf("%s is not settled: %s", sorted, sorted.Sorted())
		}
		again, err := ParseGL(sorted.String())
		if err != nil || again.String() != sorted.String() {
			t.Fatalf("%s: %v", sorted, err)
		}
	})
}

func TestTheOrderOfNamesIsTotal(t *testing.T) {
	texts := []string{"A*02:07", "A*02:07N", "A*02:07:01", "A*2:07", "A*10:01", "A*02:101", "B*02:07", "A*02:07:01G", "A*02:07P", "A*02:07g", "A2", "B62", "C*0702", "C*07:02", "MICA*002", "A*NEW", "A*02:XX"}
	var names []Name
	for _, text := range texts {
		if n, err := ReadName(text); err == nil {
			names = append(names, n)
		}
	}
	for _, a := range names {
		for _, b := range names {
			c := CompareNames(a, b)
			if c != -CompareNames(b, a) || (c == 0) != (a == b) {
				t.Errorf("%s and %s: %d", a, b, c)
			}
			for _, d := range names {
				if c < 0 && CompareNames(b, d) < 0 && CompareNames(a, d) >= 0 {
					t.Errorf("%s < %s < %s", a, b, d)
				}
			}
		}
	}
	slices.SortFunc(names, CompareNames)
	if names[0].Gene() != "A" || names[len(names)-1].Gene() != "MICA" {
		t.Errorf("%v", names)
	}
}

func TestSenselessGenotypeListsAreNamed(t *testing.T) {
	for text, problems := range map[string]int{
		"A*01:01+A*02:01^B*07:02+B*08:01": 0, "A*01:01+A*02:01^A*03:01": 1, "A*01:01+B*07:02": 1, "A*01:01/B*07:02": 1,
		"DRB3*01:01+DRB4*01:03": 0, "DRB1*03:01~DRB3*01:01+DRB1*04:01~DRB4*01:03": 0, "DRB3*01:01?DRB4*01:03": 0,
	} {
		g, err := ParseGL(text)
		if err != nil || len(g.Check()) != problems {
			t.Errorf("%s: %v %v", text, g.Check(), err)
		}
	}
	_, err := ParseGL("A*01:01+A*1+^B*x")
	var all Problems
	if !errors.As(err, &all) || len(all) != 3 || all[0].Path != "name 2" {
		t.Errorf("every problem with its place: %v", err)
	}
}

func TestWithoutAReleaseACodeStandsForTheNamesOfItsList(t *testing.T) {
	codes, err := LoadCodes(strings.NewReader("AB\t01/07\nAN\t01N/07\nZN\t01N/02N\n"))
	if err != nil {
		t.Fatal(err)
	}
	r := NamesOnly()
	for input, want := range map[string][3]int{ // possible, certain, HvG against A*02:07+A*11:01
		"A*02:AB+A*11:01": {2, 1, 0}, "A*02:AN+A*11:01": {2, 2, 0}, "A*02:ZN+A*11:01": {1, 1, 1}, "A*03:AB+A*11:01": {1, 1, 1}, "A*02:QQ+A*11:01": {-1, 0, 0},
	} {
		patient, problem := r.ReadGenotype(input, GenotypeOptions{Codes: codes})
		if problem != nil {
			if want[0] >= 0 {
				t.Errorf("%s: %v", input, problem)
			}
			continue
		}
		donor, err := r.ReadGenotype("A*02:07+A*11:01", GenotypeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		s, err := r.Match(patient, donor, ScoreOptions{Loci: []Locus{A}})
		if got := [3]int{s.Count, s.Certain, s.HvG}; err != nil || got != want {
			t.Errorf("%s: %v %v, want %v", input, got, err, want)
		}
	}
}

const syntheticCodes = "\"LAST UPDATED: 01/01/00 (synthetic)\"\nCODE\tSUBTYPE\n\nAB\t01/07\nAC\t01:01/02:01/02:07\nAD\t24:02/24:09N\nAE\t98/99\nAF\t02:01/02:07\n"

func TestCodesStandForTheirListsInEveryLayout(t *testing.T) {
	r := syntheticRelease(t)
	var zipped strings.Builder
	w := gzip.NewWriter(&zipped)
	if _, err := w.Write([]byte(syntheticCodes)); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	alpha := "\"LAST UPDATED: 01/01/00\"\n*\tCODE\tSUBTYPE\n\n\tAB\t01/07\n*\tAC\t01:01/02:01/02:07\n*\tAD\t24:02/24:09N\n\tAE\t98/99\n*\tAF\t02:01/02:07\n"
	for name, text := range map[string]string{"numer": syntheticCodes, "gzip": zipped.String(), "alpha": alpha} {
		codes, err := LoadCodes(strings.NewReader(text))
		if err != nil || codes.Len() != 5 {
			t.Fatalf("%s: %d %v", name, codes.Len(), err)
		}
		for input, want := range map[string]string{"A*02:AB": "A*02:01/A*02:07", "A*02:AC": "A*01:01/A*02:01/A*02:07", "A*01:AC": "", "A*02:AE": "", "A*02:ZZ": "", "A*24:AD": "A*24:02/A*24:09N"} {
			got, err := r.Reduce(input, ModeU2, ReduceOptions{Codes: codes})
			if got != want || (err != nil) != (want == "") {
				t.Errorf("%s %s: %q %v", name, input, got, err)
			}
		}
		if code, ok := codes.Encode([]string{"A*02:07", "A*02:01"}); !ok || code != "A*02:AB" {
			t.Errorf("%s: encoded as %s", name, code)
		}
		if _, ok := codes.Encode([]string{"A*02:07", "B*02:01"}); ok {
			t.Error("two loci were encoded")
		}
	}
	// In matching a null inside a code is left out.
	codes, _ := LoadCodes(strings.NewReader(syntheticCodes))
	g, err := r.ReadGenotype("A*24:AD+A*02:07", GenotypeOptions{Codes: codes})
	if err != nil || strings.Join(g.Possible(A)[0], "/") != "A*24:02:01" {
		t.Errorf("%v %v", g.Possible(A), err)
	}
	for _, bad := range []string{"", "AB\t01/02\nAB\t01/03", "ab\t01", "AB 01/02", "AB\t01/x"} {
		if _, err := LoadCodes(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func FuzzReadName(f *testing.F) {
	for _, seed := range []string{"A*02:07", "HLA-DRB1*15:01:01G", "C*04:59Q:01G", "C*02:10:01GG", "DQA1*01::01G", "A*0105N", "Cw*0702", "B62", "A*NEW", "A*01:11Ng", "MICA*171Q", "A*", "*", "DRB4*NNNN"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := ReadName(text)
		if err != nil {
			return
		}
		if n.String() != strings.TrimPrefix(text, "HLA-") {
			t.Fatalf("%q prints as %q", text, n)
		}
		if again, err := ReadName(n.Modern().String()); err != nil && n.Form() != FormVersion2 || err == nil && CompareNames(again, again) != 0 {
			t.Fatalf("%q: %v", text, err)
		}
	})
}

func FuzzParseGL(f *testing.F) {
	for _, seed := range []string{"A*01:01+A*02:01^B*07:02|B*08:01", "A*01:01~B*08:01+A*02:01~B*07:02", "DRB3*01:01?DRB4*01:03", "A*01:01/", "+", "A1~~B7"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		g, err := ParseGL(text)
		if err == nil && g.String() != text {
			t.Fatalf("%q prints as %q", text, g)
		}
	})
}

func FuzzReduceAndMatch(f *testing.F) {
	r := syntheticRelease(f)
	codes, err := LoadCodes(strings.NewReader(syntheticCodes))
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"A*01:01+A*02:AB", "A*24:09N+A*24:09N", "A9+A203", "A*NEW+A*UUUU", "A*01:01~B*07:02", "A*0104+A*01:XX", "DPB1*01:01"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, naming := range []Naming{NamingWHO, NamingFirst} {
			for _, mode := range Modes() {
				if _, err := r.Reduce(text, mode, ReduceOptions{Naming: naming, Codes: codes}); err != nil && err.Error() == "" {
					t.Fatal("an error without words")
				}
			}
		}
		g, err := r.ReadGenotype(text, GenotypeOptions{Codes: codes})
		if err != nil {
			return
		}
		s, err := r.Match(g, g, ScoreOptions{Loci: Loci()})
		if err != nil || s.Count > s.Of || s.Certain > s.Of {
			t.Fatalf("%q: %+v %v", text, s, err)
		}
	})
}

func FuzzLoadFrequencies(f *testing.F) {
	for _, seed := range []string{syntheticSet, `[{"loci":{"A":"01:01"},"frequency":0.5}]`, "A\tfrequency\n01:01\t0.5\n", "EUR,HLA-A*01:01g~B*08:01,1E-3,1.0\n", "PK\x03\x04", "\x1f\x8b", `[{"frequency":0.5}]`, `[{"A":"01:01","freq":"1e300"}]`, "A,freq\n01:01,1e-200\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		set, err := LoadFrequencies("fuzz", strings.NewReader(text))
		if err != nil || set.Size("") > 50 {
			return
		}
		p, err := set.Predict("A*01:01+A*02:XX", "A*01:01", PredictOptions{})
		if v, known := p.P0.Value(); err == nil && known && !(v >= 0 && v <= 1) {
			t.Fatalf("probability %v", v)
		}
	})
}
