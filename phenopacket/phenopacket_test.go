package phenopacket_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dayzero-hsct/dayzero/phenopacket"
)

const small = `{"id":"P1","subject":{"id":"child 1","sex":"MALE","timeAtLastEncounter":{"age":{"iso8601duration":"P5M"}}},
"phenotypicFeatures":[{"type":{"id":"HP:0000252","label":"Microcephaly"}},{"type":{"id":"HP:0001888","label":"Lymphopenia"},"excluded":true}],
"interpretations":[{"id":"i1","progressStatus":"SOLVED","diagnosis":{"disease":{"id":"OMIM:606593","label":"LIG4 syndrome"},"genomicInterpretations":[
{"subjectOrBiosampleId":"child 1","interpretationStatus":"CAUSATIVE","variantInterpretation":{"acmgPathogenicityClassification":"PATHOGENIC","variationDescriptor":{
"geneContext":{"valueId":"HGNC:6601","symbol":"LIG4"},"expressions":[{"syntax":"hgvs.c","value":"NM_206937.2:c.2440C>T"}],"allelicState":{"id":"GENO:0000135","label":"heterozygous"}}}}]}}],
"metaData":{"created":"2025-01-02T00:00:00Z","createdBy":"test","resources":[],"phenopacketSchemaVersion":"2.0.2"}}`

func parse(text string) (phenopacket.Packet, []phenopacket.Problem) {
	return phenopacket.Parse(strings.NewReader(text))
}

func ExampleParse() {
	p, problems := phenopacket.Parse(strings.NewReader(small))
	if len(problems) > 0 {
		fmt.Println(problems)
		return
	}
	v := p.Interpretations[0].Diagnosis.Genomic[0].Variant.Variation
	name, _ := v.Expressed("hgvs.c")
	transcript, change := phenopacket.SplitTranscript(name)
	fmt.Println(p.Subject.Sex, v.Gene.Symbol, transcript, change, v.Zygosity())
	// Output: MALE LIG4 NM_206937.2 c.2440C>T heterozygous
}

func TestEveryProblemIsNamedWithItsPath(t *testing.T) {
	for name, row := range map[string]struct {
		from, to string
		want     string
	}{
		"an unknown member":            {`"sex":"MALE"`, `"sexe":"MALE"`, "subject.sexe: is not a member that version 2 of the schema has here"},
		"a member twice":               {`"sex":"MALE"`, `"sex":"MALE","sex":"FEMALE"`, "subject.sex: stands twice"},
		"a value outside the list":     {`"sex":"MALE"`, `"sex":"BOY"`, `subject.sex: "BOY" is not one of UNKNOWN_SEX, FEMALE, MALE, OTHER_SEX`},
		"a missing label is allowed":   {`,"label":"Microcephaly"`, ``, ""},
		"a missing code":               {`"id":"HP:0000252",`, ``, "phenotypicFeatures[0].type.id: is required and missing"},
		"an age that is none":          {`P5M`, `5 months`, `subject.timeAtLastEncounter.age.iso8601duration: "5 months" is not an ISO 8601 duration such as P3M`},
		"an empty duration":            {`P5M`, `P`, `subject.timeAtLastEncounter.age.iso8601duration: "P" is not an ISO 8601 duration such as P3M`},
		"two ways to say when":         {`"age":{`, `"timestamp":"2025-01-01T00:00:00Z","age":{`, "subject.timeAtLastEncounter: says when in 2 ways; exactly one is allowed"},
		"another version":              {`2.0.2`, `1.0.0`, `metaData.phenopacketSchemaVersion: "1.0.0" is not version 2`},
		"text in place of a truth":     {`"excluded":true`, `"excluded":"yes"`, "phenotypicFeatures[1].excluded: is not true or false"},
		"a list in place of an object": {`"subject":{`, `"subject":[],"subject2":{`, "subject: is not an object"},
		"field names of the proto":     {`"phenotypicFeatures"`, `"phenotypic_features"`, ""},
		"a null member":                {`"sex":"MALE"`, `"sex":null`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(small, row.from) {
				t.Fatal("the row changes nothing")
			}
			_, problems := parse(strings.Replace(small, row.from, row.to, 1))
			said := make([]string, len(problems))
			for i, p := range problems {
				said[i] = p.Error()
				if p.SentenceZH == "" || strings.Contains(p.SentenceZH, "%!") {
					t.Errorf("in Chinese: %q", p.Chinese())
				}
			}
			if row.want == "" && len(said) > 0 || row.want != "" && !strings.Contains(strings.Join(said, "\n"), row.want) {
				t.Errorf("problems %q, want %q", said, row.want)
			}
		})
	}
}

func TestWhatIsNoPacketIsRefusedInOneSentence(t *testing.T) {
	for _, text := range []string{"", "[]", "null", "{", small + "{}", `{"id":1}`, "\xff", strings.Repeat("[", 100), `{"id":"` + strings.Repeat("x", 5<<20) + `"}`} {
		p, problems := parse(text)
		if len(problems) == 0 {
			t.Errorf("%.20q is read as %+v", text, p)
		}
		for _, p := range problems {
			if p.SentenceZH == "" || strings.Contains(p.SentenceZH, "%!") {
				t.Errorf("%.20q in Chinese: %q", text, p.Chinese())
			}
		}
	}
}

func TestProblemsAreManyButBounded(t *testing.T) {
	_, problems := parse(`{` + strings.Repeat(`"x":1,`, 5000) + `"y":2}`)
	if len(problems) == 0 || len(problems) > 100 {
		t.Errorf("%d problems", len(problems))
	}
}

// The 348 published packets: each is read, and written again without loss.
func TestEveryPublishedPacketIsReadAndWrittenAgainWithoutLoss(t *testing.T) {
	files, _ := filepath.Glob("../../shared/data/phenopackets/*/*.json")
	if len(files) == 0 {
		t.Skip("the published packets are not here (../shared/data/phenopackets)")
	}
	if len(files) != 348 {
		t.Errorf("%d files, 348 are expected", len(files))
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, problems := phenopacket.Parse(bytes.NewReader(body))
		if len(problems) > 0 {
			t.Errorf("%s: %v", filepath.Base(file), problems)
			continue
		}
		written, err := p.JSON()
		if err != nil {
			t.Fatal(err)
		}
		var before, after any
		if err := json.Unmarshal(body, &before); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(written, &after); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("%s: %s", filepath.Base(file), diff)
		}
	}
}

// What is read can be written, and reads the same again; nothing panics.
func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(`{"id":"x","metaData":{"created":"2025-01-02T00:00:00Z","createdBy":"a","resources":[{"id":"hp"}],"phenopacketSchemaVersion":"2"},"biosamples":[{"a":[1,2.50,{"b":null}]}]}`))
	f.Add([]byte(`{"id":"a","id":"b"}`))
	f.Add([]byte(`{"subject":{"timeAtLastEncounter":{"gestationalAge":{"weeks":"12","days":0}}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		p, problems := phenopacket.Parse(bytes.NewReader(body))
		if len(problems) > 0 {
			return
		}
		written, err := p.JSON()
		if err != nil {
			t.Fatal(err)
		}
		again, problems := phenopacket.Parse(bytes.NewReader(written))
		if len(problems) > 0 {
			t.Fatalf("what was written is refused: %v\n%s", problems, written)
		}
		second, err := again.JSON()
		if err != nil || !bytes.Equal(written, second) {
			t.Fatalf("the second writing differs (%v):\n%s\n%s", err, written, second)
		}
	})
}
