package hml

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// invented is a message made for these tests.
const invented = `<?xml version="1.0"?>
<hml xmlns="http://schemas.nmdp.org/spec/hml/1.0.1" version="1.0.1" project-name="LAB">
 <hmlid root="1.2.3" extension="m1"/>
 <reporting-center reporting-center-id="789"/>
 <sample id="S1" center-code="5"><collection-method>buccal swab</collection-method>
  <typing gene-family="HLA" date="2024-12-01">
   <allele-assignment date="2024-12-02" allele-db="IMGT/HLA" allele-version="3.58.0">
    <glstring>
      HLA-A*02:07+
      HLA-A*11:01
    </glstring>
   </allele-assignment>
   <typing-method><sbt-ngs locus="HLA-A" test-id="T1" test-id-source="LAB"><raw-reads/></sbt-ngs></typing-method>
  </typing>
 </sample>
</hml>`

func TestAMessageGivesSampleReleaseAndTyping(t *testing.T) {
	m, err := Parse(strings.NewReader(invented))
	if err != nil || m.ID != "1.2.3^m1" || m.Centre != "789" || len(m.Samples) != 1 || len(m.Advice) != 0 {
		t.Fatalf("%+v %v", m, err)
	}
	s := m.Samples[0]
	typing := s.Typings[0]
	if s.ID != "S1" || s.Method != "buccal swab" || typing.GLString != "HLA-A*02:07+HLA-A*11:01" || typing.Release != "3.58.0" || typing.Date != "2024-12-02" || typing.Line != 8 || fmt.Sprint(typing.Methods) != "[sbt-ngs]" {
		t.Errorf("%+v", s)
	}
}

func TestABrokenMessageIsRefusedWithLineAndReason(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"no number", `<hmlid root="1.2.3" extension="m1"/>`, "", "2: hml: there is no hmlid"},
		{"no extension", `extension="m1"`, "", "3: hmlid: the hmlid has a root and no extension"},
		{"no laboratory", `<reporting-center reporting-center-id="789"/>`, "", "no reporting-center"},
		{"another version", `version="1.0.1" project`, `version="0.9" project`, `the version is "0.9"`},
		{"another language", "http://schemas.nmdp.org/spec/hml/1.0.1", "http://example.org", "the root is not hml"},
		{"sample without id", `id="S1"`, "", "5: sample: the sample has no id"},
		{"empty genotype", "HLA-A*02:07+\n      HLA-A*11:01", "", "8: glstring: the glstring is empty"},
		{"address alone", "<glstring>\n      HLA-A*02:07+\n      HLA-A*11:01\n    </glstring>", `<glstring uri="http://example.org/1"/>`, "kept at an address only"},
		{"address and text", "<glstring>", `<glstring uri="http://example.org/1">`, "both an address and a text"},
		{"two texts", "</glstring>", "</glstring><glstring>HLA-B*08:01</glstring>", "more than one glstring"},
		{"no test", `test-id="T1"`, "", "no test-id"},
		{"cut off", "</hml>", "", "not well-formed XML"},
		{"entities", `<?xml version="1.0"?>`, `<!DOCTYPE hml [<!ENTITY a "b">]>`, "a document type is not read"},
		{"sample twice", "</sample>", `</sample><sample id="S1"><typing gene-family="KIR"/></sample>`, "stands in the message twice"},
	} {
		text := strings.Replace(invented, c.old, c.new, 1)
		m, err := Parse(strings.NewReader(text))
		var problems Problems
		if text == invented || !errors.As(err, &problems) || !strings.Contains(err.Error(), c.want) || len(m.Samples) != 0 {
			t.Errorf("%s: %+v %v, want %q", c.name, m, err, c.want)
		}
	}
}

// The public samples, by what their names say of them. A sample that is broken in
// its sequences alone still gives its typing, and the advice names the line.
func TestThePublicSamplesAreReadRefusedOrCommented(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "shared", "data", "interop", "hml", "*.xml"))
	if err != nil || len(files) == 0 {
		t.Skip("the shared HML samples are not at hand")
	}
	refused := map[string]string{
		"Element1.hmlid.not.OID": "no extension", "Element1.no.hmlid": "no hmlid", "Element1.sbtngs.missing.testid": "no test-id", "Element3.glstring.empty": "empty",
		"Element3.glstring.missing": "no glstring", "Element3.glstring.textanduri": "both", "MinimalHML": "no allele-assignment", "demobad": "no hmlid", "invalid-schema": "no sample", "missing-hmlid": "no hmlid",
	}
	advised := map[string]string{
		"Element1.missing.rawreads": "no raw-reads", "Element2.referencesequence.bad.startend": "needs id, name", "Element2.referencesequence.missing.attributes": "needs id, name, start and end",
		"Element2.refsequence.nomatch.csb": "no consensus-sequence-block names", "Element4.CSB.bad.attributes": "needs start and end", "Element4.CSB.bad.sequencelength": "the sequence has 2 bases, its place 5",
		"Element4.CSB.not.continuous": "does not begin at its end", "Element4.CSB.outside.refseq.1": "lies outside", "Element4.CSB.outside.refseq.2": "lies outside", "Element4.CSB.outside.refseq.3": "lies outside",
		"Element4.SeqQual.bad.3": "lies behind", "Element5.variant.bad.attributes": "lies behind", "Element5.variant.bad.ids.2": "numbered", "Element5.variant.bad.ids.3": "numbered",
	}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		m, err := Parse(f)
		if closing := f.Close(); closing != nil {
			t.Fatal(closing)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".xml")
		if want := refused[name]; want != "" {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want a refusal for %q", name, err, want)
			}
			continue
		}
		if err != nil || len(m.Samples) == 0 || len(m.Samples[0].Typings) == 0 || !strings.HasPrefix(m.Samples[0].Typings[0].GLString, "HLA-A*02:01:01:01") {
			t.Errorf("%s: no typing, %v", name, err)
		}
		if want := advised[name]; want != "" && !strings.Contains(Problems(m.Advice).Error(), want) {
			t.Errorf("%s: %v, want advice on %q", name, m.Advice, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(invented))
	f.Add([]byte(`<hml xmlns="http://schemas.nmdp.org/spec/hml/1.0.1" version="1.0.1"><sample id="1"><typing gene-family="HLA"><consensus-sequence><reference-database><reference-sequence id="r" name="n" start="0" end="9"/></reference-database><consensus-sequence-block reference-sequence-id="r" start="2" end="3" continuity="true"><sequence>ACGT</sequence><variant id="0"/></consensus-sequence-block></consensus-sequence></typing></sample></hml>`))
	f.Add([]byte("<a><b></a>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Parse(strings.NewReader(string(data)))
		if err == nil {
			for _, s := range m.Samples {
				for _, typing := range s.Typings {
					if s.ID == "" || typing.GLString == "" || strings.ContainsAny(typing.GLString, " \t\n") {
						t.Fatalf("%+v", s)
					}
				}
			}
		}
	})
}

func ExampleParse() {
	m, err := Parse(strings.NewReader(invented))
	fmt.Println(m.Samples[0].ID, m.Samples[0].Typings[0].GLString, err)
	// Output: S1 HLA-A*02:07+HLA-A*11:01 <nil>
}
