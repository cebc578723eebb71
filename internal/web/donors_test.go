package web

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/jobs"
	"github.com/dayzero-hsct/dayzero/internal/registry"
)

func (d *testDoor) Nomenclature() (*hla.Release, error) { return hla.NamesOnly(), nil }

func (d *testDoor) Donors(_ context.Context, p app.Principal) (app.DonorIndex, error) {
	return app.DonorIndex{Release: hla.NamesOnly(), Incoming: []string{"registry.csv"}, Imports: []registry.Import{{Source: "old.csv", Rows: 3, Rejected: 1, Report: "rejected-old.tsv"}}}, d.decide(p, authz.ReadKnowledge, "")
}

func (d *testDoor) SearchDonors(_ context.Context, p app.Principal, q app.DonorQuery) (registry.Result, error) {
	return registry.Result{Release: hla.NamesOnly(), Loci: q.Loci}, d.decide(p, authz.SearchDonors, q.Child)
}

func (d *testDoor) Codes() (*hla.Codes, error) { return nil, nil }

func (d *testDoor) ReadTypings(_ context.Context, p app.Principal, patient string, _ []byte) (app.TypingReport, error) {
	return app.TypingReport{Format: "HML", Name: "1.2.3^m1", Samples: []app.SampleTyping{{Sample: "S1", Release: "3.58.0", ReadWith: "synthetic", Loci: []app.LocusTyping{{Locus: hla.A, Names: []string{"02:07", "11:01"}}}}}}, d.decide(p, authz.WriteEntry, patient)
}

func (d *testDoor) FileTypings(_ context.Context, p app.Principal, patient string, _ []byte, _ []app.SampleOwner) ([]string, error) {
	return []string{"hla-typing-1"}, d.write(p, authz.WriteEntry, patient, "", "typings")
}

func (d *testDoor) ReadTyped(_ context.Context, p app.Principal, patient string, _ app.TypedTyping) (app.TypingReport, error) {
	return app.TypingReport{Samples: []app.SampleTyping{{ReadWith: "synthetic", Loci: []app.LocusTyping{{Locus: hla.A, Names: []string{"02:07/02:11"}}}}}}, d.decide(p, authz.WriteEntry, patient)
}

func (d *testDoor) FileTyped(_ context.Context, p app.Principal, patient string, _ app.TypedTyping, owner app.SampleOwner) (string, error) {
	return "hla-typing-1", d.write(p, authz.WriteEntry, patient, "", "typing of "+owner.About)
}

func (d *testDoor) RejectedRows(_ context.Context, p app.Principal, _ string) ([]byte, error) {
	return []byte("2\tX\trejected\tsynthetic\n"), d.decide(p, authz.ImportDonors, "")
}

func (d *testDoor) AskDonorImport(_ context.Context, p app.Principal, in app.DonorImport) (int64, error) {
	return 2, d.written(d.decide(p, authz.ImportDonors, ""), "import "+in.File)
}

func TestADonorTableIsSortedByWhatIsAskedAndKeepsItsRanks(t *testing.T) {
	x := newHouse(t, authz.Physician)
	byRank := x.get(authz.Physician, founding+"/donor/compare").Body.String()
	byHvG := x.get(authz.Physician, founding+"/donor/compare?sort=match&as-of=2024-12-20").Body.String()
	if !strings.Contains(byRank, `aria-sort="ascending"`) || !strings.Contains(byHvG, "Sorted by") || !strings.Contains(byHvG, "as-of=2024-12-20&amp;sort=gvh") {
		t.Error("the table does not say how it is sorted, or loses its day")
	}
	if strings.Index(byRank, "sister") > strings.Index(byRank, "Father") {
		t.Error("the sister does not stand first")
	}
}

func TestAPageThatReadsATypingSaysWhatItDidNotUnderstand(t *testing.T) {
	x := newHouse(t, authz.Laboratory)
	w := x.post(authz.Laboratory, "/typing", "typing", "A*02:07+A*11:01^B*banana")
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "Not understood") || !strings.Contains(body, "banana") {
		t.Errorf("%d %s", w.Code, body)
	}
	w = x.post(authz.Laboratory, "/typing", "typing", "A*02:07+A*11:01")
	if body := w.Body.String(); !strings.Contains(body, "A*02:07") || !strings.Contains(body, "Every name was understood") {
		t.Errorf("%s", body)
	}
}

// From the file to the page: a registry is imported as a job and searched for the
// child.
func TestARegistryIsImportedAndSearchedForAChild(t *testing.T) {
	x := newHouse(t, authz.Coordinator, authz.Nurse, authz.Pharmacist)
	data := t.TempDir()
	x.app.UseFolder(data)
	queue, err := jobs.OpenFolder(t.Context(), data, jobs.Options{Works: x.app.Works()})
	if err != nil {
		t.Fatal(err)
	}
	if err := queue.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = queue.Close(context.Background()) })
	x.app.UseJobs(queue)
	if err := os.MkdirAll(filepath.Join(data, "incoming"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "incoming", "codes.txt"), []byte("\"LAST UPDATED: 07/11/20\"\nCODE\tSUBTYPE\n\nAB\t01/02\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	rows := "id,sex,birth_date,cmv,abo,typing\nNEAR,female,1999-01-01,positive,A+,A*02:07+A*11:01^C*01:02+C*07:02^B*46:01+B*40:01^DRB1*09:01+DRB1*15:01^DQB1*03:03+DQB1*06:02\nFAR,,,,,A*01:01+A*03:01^B*08:01+B*07:02^DRB1*03:01+DRB1*04:01\nBAD,,,,,A*banana\nCODED,,,,,A*02:AB+A*11:01^B*46:01+B*40:01\n"
	if err := os.WriteFile(filepath.Join(data, "incoming", "registry.csv"), []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	if w := x.post(authz.Nurse, "/donors/import", "file", "registry.csv"); w.Code != http.StatusForbidden {
		t.Errorf("a nurse imports: %d", w.Code)
	}
	if w := x.post(authz.Coordinator, "/donors/import", "file", "../jobs.db"); w.Code == http.StatusSeeOther {
		t.Error("a way out of the folder is taken for a file")
	}
	if w := x.post(authz.Coordinator, "/donors/import", "file", "registry.csv", "codes", "../jobs.db"); w.Code == http.StatusSeeOther {
		t.Error("a way out of the folder is taken for a code list")
	}
	if w := x.post(authz.Coordinator, "/donors/import", "file", "registry.csv", "codes", "codes.txt"); w.Code != http.StatusSeeOther {
		t.Fatalf("the import is not asked for: %d %s", w.Code, w.Body)
	}
	body := ""
	for range 400 {
		if body = x.get(authz.Coordinator, "/donors").Body.String(); strings.Contains(body, "rejected-1.tsv") {
			break
		}
		time.Sleep(25 * time.Millisecond)
	}
	if !strings.Contains(body, "registry.csv") || !strings.Contains(body, "rejected-1.tsv") {
		t.Fatalf("the registry does not tell of its import: %s", body)
	}
	report := x.get(authz.Coordinator, "/donors/rejected/rejected-1.tsv")
	if rows := report.Body.String(); !strings.Contains(rows, "4\tBAD\trejected\t") || strings.Contains(rows, "CODED\trejected") {
		t.Errorf("the report of rejected rows: %d %s", report.Code, rows)
	}
	for name, path := range map[string]string{"no such report": "rejected-9.tsv", "a file that is no report": "donors.manifest", "a way out": "..%2Fjobs.db"} {
		if w := x.get(authz.Coordinator, "/donors/rejected/"+path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if w := x.get(authz.Nurse, "/donors/rejected/rejected-1.tsv"); w.Code != http.StatusForbidden {
		t.Errorf("a nurse reads the report: %d", w.Code)
	}
	found := x.get(authz.Coordinator, founding+"/donor/search?max=0").Body.String()
	if !strings.Contains(found, "NEAR") || strings.Contains(found, "FAR") || !strings.Contains(found, "10 / 10") {
		t.Errorf("the search: %s", found)
	}
	if none := x.get(authz.Coordinator, founding+"/donor/search?max=0&max-age=10").Body.String(); strings.Contains(none, "NEAR") {
		t.Error("the filter on age lets everybody through")
	}
	if w := x.get(authz.Coordinator, founding+"/donor/search?max-age=old"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("an age that is none: %d", w.Code)
	}
	if w := x.get(authz.Pharmacist, founding+"/donor/search"); w.Code != http.StatusForbidden {
		t.Errorf("a pharmacist searches: %d", w.Code)
	}
	if w := x.get(authz.Coordinator, "/child/nobody/donor/search"); w.Code != http.StatusNotFound {
		t.Errorf("a child that is not there: %d", w.Code)
	}
}

const typingMessage = `<hml xmlns="http://schemas.nmdp.org/spec/hml/1.0.1" version="1.0.1"><hmlid root="1.2.3" extension="m1"/><reporting-center reporting-center-id="789"/>
<sample id="S1"><typing gene-family="HLA" date="2024-12-01"><allele-assignment date="2024-12-02" allele-db="IMGT/HLA" allele-version="3.58.0"><glstring>HLA-A*24:02+HLA-A*33:03^HLA-B*15:02+HLA-B*58:01</glstring></allele-assignment><typing-method><sbt-ngs locus="HLA-A" test-id="T1" test-id-source="LAB"/></typing-method></typing></sample>
<sample id="S2"><typing gene-family="HLA" date="2024-12-01"><allele-assignment date="2024-12-02" allele-db="IMGT/HLA" allele-version="3.58.0"><glstring>HLA-A*02:07+HLA-A*11:01</glstring></allele-assignment><typing-method><sbt-ngs locus="HLA-A" test-id="T2" test-id-source="LAB"/></typing-method></typing></sample></hml>`

func (x *house) upload(role authz.Role, path, name, content string) *httptest.ResponseRecorder {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("forgery", x.forgery[role])
	if part, err := form.CreateFormFile("file", name); err == nil {
		_, _ = part.Write([]byte(content))
	}
	_ = form.Close()
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return x.ask(role, r)
}

var hiddenMessage = regexp.MustCompile(`name="message" value="([^"]+)"`)

// A message becomes entries of the relatives its samples belong to, all of them
// or none.
func TestATypingMessageIsReadConfirmedAndWritten(t *testing.T) {
	x := newHouse(t, authz.Laboratory, authz.Nurse, authz.Physician)
	page := founding + "/donor/typing"
	if w := x.get(authz.Laboratory, page); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "up to 4 MiB") {
		t.Errorf("the form: %d", w.Code)
	}
	for what, c := range map[string]struct{ content, want string }{
		"broken":                   {strings.Replace(typingMessage, `<hmlid root="1.2.3" extension="m1"/>`, "", 1), "no hmlid"},
		"no name":                  {strings.Replace(typingMessage, "A*33:03", "A*banana", 1), "A*banana"},
		"a list of two loci":       {strings.Replace(typingMessage, "HLA-A*33:03", "HLA-A*33:03/HLA-B*33:01", 1), "B*33:01"},
		"a locus twice":            {strings.Replace(typingMessage, "^HLA-B*15:02+HLA-B*58:01", "^HLA-A*01:01+HLA-A*33:03", 1), "locus A"},
		"a gene that is no locus":  {strings.Replace(typingMessage, "HLA-B*15:02+HLA-B*58:01", "HFE*001", 1), "HFE"},
		"nothing":                  {"", "file"},
		"a table":                  {"a,b\n1,2\n", "no element"},
		"FHIR without a genotype":  {`{"resourceType":"Patient"}`, "Patient"},
		"FHIR entered in error":    {`{"resourceType":"Observation","id":"g1","status":"entered-in-error","code":{"coding":[{"system":"http://loinc.org","code":"84413-4"}]},"valueCodeableConcept":{"coding":[{"system":"http://glstring.org","code":"hla#3.58.0#HLA-A*02:07+HLA-A*11:01"}]}}`, "entered-in-error"},
		"two names in one message": {strings.Replace(typingMessage, `id="S2"`, `id="S1"`, 1), "S1"},
	} {
		w := x.upload(authz.Laboratory, page, "message.xml", c.content)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), c.want) || strings.Contains(w.Body.String(), `name="message"`) {
			t.Errorf("%s: %d %s", what, w.Code, alertOf(w))
		}
	}
	genotype := `{"resourceType":"Observation","id":"g1","status":"final","subject":{"reference":"Patient/p1"},"code":{"coding":[{"system":"http://loinc.org","code":"84413-4"}]},"valueCodeableConcept":{"coding":[{"system":"http://glstring.org","code":"hla#3.58.0#HLA-A*24:02+HLA-A*33:03"}]}}`
	if w := x.upload(authz.Laboratory, page, "genotype.json", genotype); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Patient/p1") || !strings.Contains(w.Body.String(), "24:02 · 33:03") {
		t.Errorf("a FHIR genotype: %d %s", w.Code, alertOf(w))
	}
	w := x.upload(authz.Laboratory, page, "message.xml", typingMessage)
	hidden := hiddenMessage.FindStringSubmatch(w.Body.String())
	if w.Code != http.StatusOK || len(hidden) != 2 || !strings.Contains(w.Body.String(), "24:02 · 33:03") || !strings.Contains(w.Body.String(), "IPD-IMGT/HLA 3.58.0") {
		t.Fatalf("what was understood: %d %s", w.Code, w.Body)
	}
	before := len(x.chart(t).Entries)
	refused := x.post(authz.Laboratory, page+"-entries", "message", hidden[1], "sample", "S1", "owner", "sister", "sample", "S2", "owner", "nobody")
	if refused.Code != http.StatusUnprocessableEntity || !strings.Contains(refused.Body.String(), "nobody") || len(x.chart(t).Entries) != before {
		t.Errorf("one person who is not there: %d, %d entries", refused.Code, len(x.chart(t).Entries)-before)
	}
	if w := x.post(authz.Laboratory, page+"-entries", "message", hidden[1], "sample", "S1", "owner", "", "sample", "S2", "owner", ""); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("no owner at all: %d", w.Code)
	}
	if w := x.post(authz.Nurse, page+"-entries", "message", hidden[1], "sample", "S1", "owner", "sister"); w.Code != http.StatusForbidden {
		t.Errorf("a nurse writes typings: %d", w.Code)
	}
	if w := x.post(authz.Laboratory, page+"-entries", "message", hidden[1], "sample", "S1", "owner", "sister", "second-S1", "yes", "sample", "S2", "owner", "father"); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	var written []chart.Entry
	for _, e := range x.chart(t).Entries {
		if typing, ok := e.Payload.(*chart.HLATyping); ok && typing.Report != "" {
			written = append(written, e)
		}
	}
	slices.SortFunc(written, func(a, b chart.Entry) int { return strings.Compare(b.About, a.About) })
	if len(written) != 2 || written[0].About != "sister" || written[1].About != "father" {
		t.Fatalf("%+v", written)
	}
	first := written[0].Payload.(*chart.HLATyping)
	if first.Report != "HML 1.2.3^m1" || first.Release != "3.58.0" || first.Sample != "S1" || !first.Confirmatory.True() || strings.Join(first.Alleles["A"], "+") != "24:02+33:03" {
		t.Errorf("%+v", first)
	}
	if w := x.post(authz.Laboratory, page+"-entries", "message", hidden[1], "sample", "S1", "owner", "sister"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "already") {
		t.Errorf("the same message again: %d", w.Code)
	}
}

// What a laboratory leaves open is kept as it wrote it, shown as open and counted as
// a range; the reason stands on the page of the family, in both languages.
func TestAnOpenTypingIsKeptAsWrittenAndShownAsOpen(t *testing.T) {
	x := newHouse(t, authz.Laboratory, authz.Nurse, authz.Physician)
	page := founding + "/donor/typing"
	open := strings.NewReplacer("HLA-A*33:03", "HLA-A*33:03/HLA-A*33:01", "HLA-B*15:02+HLA-B*58:01", "HLA-B*15:02:01G+HLA-B*58:AB").Replace(typingMessage)
	w := x.upload(authz.Laboratory, page, "message.xml", open)
	hidden := hiddenMessage.FindStringSubmatch(w.Body.String())
	for _, want := range []string{"24:02 · 33:03/33:01", "leaves several alleles open", "15:02:01G · 58:AB", "kept as written and not compared"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the page does not say %q: %s", want, alertOf(w))
		}
	}
	if len(hidden) != 2 {
		t.Fatalf("%d %s", w.Code, alertOf(w))
	}
	if w := x.post(authz.Laboratory, page+"-entries", "message", hidden[1], "sample", "S1", "owner", "father"); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, alertOf(w))
	}
	of := func(sample string) *chart.HLATyping {
		for _, e := range x.chart(t).Entries {
			if typing, ok := e.Payload.(*chart.HLATyping); ok && typing.Sample == sample {
				return typing
			}
		}
		return &chart.HLATyping{}
	}
	if a := of("S1").Alleles; strings.Join(a["A"], "+") != "24:02+33:03/33:01" || strings.Join(a["B"], "+") != "15:02:01G+58:AB" || of("S1").Release != "3.58.0" {
		t.Errorf("%v", a)
	}
	typed := []string{"typing", "A*02:07/A*02:11+A*24:02^B*46:01+B*40:01^C*01:02+C*07:02^DRB1*09:01+DRB1*15:01^DQB1*03:03+DQB1*06:01", "about", "sister", "release", "3.58.0", "sample-id", "S9"}
	if w := x.post(authz.Laboratory, founding+"/donor/typed", append(typed, "do", "read")...); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "02:07/02:11 leaves several alleles open") || of("S9").Sample != "" {
		t.Errorf("reading alone: %d %s", w.Code, alertOf(w))
	}
	if w := x.post(authz.Nurse, founding+"/donor/typed", append(typed, "do", "write")...); w.Code != http.StatusForbidden {
		t.Errorf("a nurse writes a typing: %d", w.Code)
	}
	for what, fields := range map[string][]string{"no name": {"typing", "A*banana", "about", "sister"}, "nobody": {"typing", "A*02:07", "about", "nobody"}, "nothing": {"about", "sister"}} {
		if w := x.post(authz.Laboratory, founding+"/donor/typed", append(fields, "do", "write")...); w.Code != http.StatusUnprocessableEntity || of("S9").Sample != "" {
			t.Errorf("%s: %d %s", what, w.Code, alertOf(w))
		}
	}
	if w := x.post(authz.Laboratory, founding+"/donor/typed", append(typed, "do", "write")...); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, alertOf(w))
	}
	if got := of("S9"); got.Sample != "S9" || got.Alleles["A"][0] != "02:07/02:11" || got.Report != "" {
		t.Errorf("%+v", got)
	}
	for path, want := range map[string]string{"/donor": "leaves several alleles open", "/donor/compare": "HLA typing leaves the match open", "/donor/sheet": "leaves several alleles open"} {
		if body := x.get(authz.Physician, founding+path).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s does not say that the typing is open", path)
		}
	}
	if live := x.post(authz.Laboratory, "/typing", "typing", "A*02:07/A*02:11+A*11:01:01G").Body.String(); !strings.Contains(live, "Kept as written; not settled at two fields") {
		t.Error("the page that reads a typing does not say what stays open")
	}
}
