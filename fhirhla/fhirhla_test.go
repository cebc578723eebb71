package fhirhla

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const genotype = `{"resourceType":"Observation","id":"g1","status":"final","subject":{"reference":"Patient/1"},"effectiveDateTime":"2024-12-01","code":{"coding":[{"system":"http://loinc.org","code":"84413-4"}]},
"valueCodeableConcept":{"coding":[{"system":"http://glstring.org","code":"hla#3.58.0#HLA-A*02:07+HLA-A*11:01"}]}}`

func TestAGenotypeIsReadAloneAndInABundle(t *testing.T) {
	want := Genotype{"Observation/g1", "Patient/1", "final", "2024-12-01", "3.58.0", "HLA-A*02:07+HLA-A*11:01"}
	for name, text := range map[string]string{
		"alone":    genotype,
		"bundle":   `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"1"}},{"resource":` + genotype + `}]}`,
		"report":   strings.NewReplacer(`"resourceType":"Observation"`, `"resourceType":"DiagnosticReport"`, "84413-4", "81247-9", `"valueCodeableConcept":`, `"extension":[{"url":"`+summaryURL+`","valueCodeableConcept":`, "]}}", "]}}]}").Replace(genotype),
		"two loci": strings.Replace(genotype, "HLA-A*11:01", "HLA-A*11:01^#HLA-B*46:01+HLA-B*40:01", 1),
	} {
		got, err := Parse(strings.NewReader(text))
		if err != nil || len(got) != 1 || got[0].Release != want.Release || !strings.HasPrefix(got[0].GLString, want.GLString) || got[0].Subject != want.Subject || got[0].Date != want.Date || strings.Contains(got[0].GLString, "#") {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}

func TestAResourceThatGivesNoTypingSaysWhy(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"entered in error", `"final"`, `"entered-in-error"`, "it is no result"},
		{"status of no kind", `"final"`, `"done"`, "none of FHIR"},
		{"another code", "84413-4", "1-8", "holds no HLA genotype"},
		{"another system", "http://glstring.org", "http://example.org", "not a code of"},
		{"no genotype", "hla#3.58.0#HLA-A*02:07+HLA-A*11:01", "hla#3.58.0#", "holds no genotype"},
		{"form", "hla#3.58.0#", "kir#3.58.0#", "not written as"},
		{"no value", "valueCodeableConcept", "valueString2", "has no value"},
		{"no JSON", "{", "[", "not a FHIR resource"},
	} {
		text := strings.Replace(genotype, c.old, c.new, 1)
		got, err := Parse(strings.NewReader(text))
		if text == genotype || err == nil || len(got) != 0 || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %+v %v, want %q", c.name, got, err, c.want)
		}
	}
}

func TestThePublicExamplesGiveTheirTypings(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "shared", "data", "interop", "fhir-hla-reporting", "*.json"))
	if err != nil || len(files) == 0 {
		t.Skip("the shared FHIR samples are not at hand")
	}
	read := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Parse(strings.NewReader(string(data)))
		name := filepath.Base(file)
		if genotypes := strings.Contains(name, "GenotypeExample") || strings.Contains(name, "SummaryReport"); genotypes != (err == nil) {
			t.Errorf("%s: %+v %v", name, got, err)
		}
		for _, g := range got {
			if read++; g.Release != "3.25.0" || !strings.HasPrefix(g.GLString, "HLA-") {
				t.Errorf("%s: %+v", name, g)
			}
		}
	}
	if read < 3 {
		t.Errorf("only %d genotypes", read)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(genotype))
	f.Add([]byte(`{"resourceType":"Bundle","entry":[{"resource":` + genotype + `},{"resource":3},{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Parse(strings.NewReader(string(data)))
		if err == nil && len(got) == 0 {
			t.Fatal("neither a genotype nor a reason")
		}
	})
}

func ExampleParse() {
	got, err := Parse(strings.NewReader(genotype))
	fmt.Println(got[0].Resource, got[0].Release, got[0].GLString, err)
	// Output: Observation/g1 3.58.0 HLA-A*02:07+HLA-A*11:01 <nil>
}
