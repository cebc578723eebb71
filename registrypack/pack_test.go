package registrypack

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/chart/casefile"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/fhir"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// founding makes a data set of the founding case as of a day.
func founding(t *testing.T, set Set, asOf string, change ...func(*chart.Case)) (Pack, error) {
	t.Helper()
	f, err := os.Open("../examples/lig4-shanghai/case.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, problems := casefile.Parse(f, "case.yaml")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, edit := range change {
		edit(&c)
	}
	zone, err := c.Centre.Location()
	if err != nil {
		t.Fatal(err)
	}
	v, err := chart.Fold(c, chart.EndOf(day.MustDate(asOf), zone))
	if err != nil {
		t.Fatal(err)
	}
	made, err := plan.Make(v, base(t))
	if err != nil {
		t.Fatal(err)
	}
	return Make(v, made, set)
}

func base(t *testing.T) *knowledge.Base {
	t.Helper()
	b, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func row(t *testing.T, p Pack, id string) Row {
	t.Helper()
	for _, r := range p.Rows {
		if r.ID == id {
			return r
		}
	}
	t.Fatalf("no field %s", id)
	return Row{}
}

func TestTheDataSetsOfTheFoundingCaseHoldWhatWasRecordedAndNameWhatWasNot(t *testing.T) {
	hundred, err := founding(t, Day100, "2025-05-10")
	if err != nil {
		t.Fatal(err)
	}
	year, err := founding(t, OneYear, "2026-01-20")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		pack      Pack
		id, value string
		missing   string
	}{
		{hundred, "infusion", "2025-01-02", ""},
		{hundred, "source", "pbsc, sister", ""},
		{hundred, "cd34", "5.0 10*6/kg", ""},
		{hundred, "contact", "2025-04-03", ""},
		{hundred, "chimerism-whole", "99.3 % (STR)", ""},
		{year, "chimerism-whole", "99.4 % (STR)", ""},
		{year, "contact", "2026-01-05", ""},
		{hundred, "immunosuppression", "", "no stop is recorded"},
		{year, "immunosuppression", "ciclosporin stopped", ""},
		{hundred, "death", "", "that is not the same as none"},
		{hundred, "chronic-gvhd", "", "that is not the same as none"},
		{hundred, "crid", "", "assigned by the registry"},
		{hundred, "malignancy", "", "no field"},
	} {
		r := row(t, x.pack, x.id)
		if r.Value != x.value || !strings.Contains(r.Missing, x.missing) || (r.Value == "") == (r.Missing == "") {
			t.Errorf("%s of %s is %q, missing %q", x.id, x.pack.Set.Name, r.Value, r.Missing)
		}
		if r.Value != "" && len(r.Entries) == 0 && r.Section != "engraftment" {
			t.Errorf("%s has a value without an entry", x.id)
		}
	}
	if r := row(t, hundred, "anc"); !strings.Contains(r.Value, "Day +12") {
		t.Errorf("neutrophil recovery reads %q", r.Value)
	}
	known, all := year.Complete()
	t.Logf("one year: %d of %d fields carry a value", known, all)
	if known == all || known < 15 {
		t.Errorf("%d of %d", known, all)
	}
}

func TestADataSetIsRefusedBeforeItsDayAndWithoutATransplant(t *testing.T) {
	if _, err := founding(t, Day100, "2025-03-01"); err == nil || !strings.Contains(err.Error(), "due from Day +100") {
		t.Errorf("day 100 on day 58: %v", err)
	}
	if _, err := founding(t, OneYear, "2024-12-20"); err == nil || !strings.Contains(err.Error(), "no graft was infused") {
		t.Errorf("before Day 0: %v", err)
	}
	for _, name := range []string{"", "year-1", "year-", "year-2x", "day-99"} {
		if _, ok := SetNamed(name); ok {
			t.Errorf("%q is a data set", name)
		}
	}
	if s, ok := SetNamed("year-3"); !ok || s.Day != 3*365+35 {
		t.Errorf("year 3 is %+v", s)
	}
}

// Without a consent for the registry the field says so; a withdrawn one is shown.
func TestConsentIsShownAsItStands(t *testing.T) {
	p, err := founding(t, OneYear, "2026-01-20", func(c *chart.Case) {
		var kept []chart.Entry
		for _, e := range c.Entries {
			if k, isConsent := e.Payload.(*chart.Consent); !isConsent || k.Purpose != "registry" {
				kept = append(kept, e)
			}
		}
		c.Entries = kept
	})
	if err != nil {
		t.Fatal(err)
	}
	if r := row(t, p, "consent"); r.Value != "" || !strings.Contains(r.Missing, "nothing may be sent") || p.Consented() {
		t.Errorf("%+v", r)
	}
}

func TestTheTableIsWholeAndHarmless(t *testing.T) {
	p, err := founding(t, OneYear, "2026-01-20")
	if err != nil {
		t.Fatal(err)
	}
	p.Rows[0].Value = "=HYPERLINK(1)"
	var out bytes.Buffer
	if err := p.CSV(&out); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != len(p.Rows)+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if rows[1][13] != "'=HYPERLINK(1)" || rows[1][4] != "true" || rows[1][2] != "2025-01-02" {
		t.Errorf("%q", rows[1])
	}
}

func TestTheResourcesKeepTheShapeOfTheReportingGuideAndInventNothing(t *testing.T) {
	p, err := founding(t, OneYear, "2026-01-20")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.FHIR(base(t), Centre{CCN: "12", IdentifierSystem: "urn:x"}); err == nil {
		t.Error("a centre number of two digits was taken")
	}
	bundles, leftOut, err := p.FHIR(base(t), Centre{CCN: "99999", IdentifierSystem: "http://example.org/mrn"})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.Join(leftOut, " "), "chimerism") || strings.Contains(strings.Join(leftOut, " "), "neutrophils") {
		t.Errorf("left out: %v", leftOut)
	}
	results, heights := 0, 0
	for i, b := range bundles {
		n := 0
		for _, e := range b.Entry {
			if o, ok := e.Resource.(fhir.Observation); ok {
				n++
				heights += strings.Count(o.Code.Coding[0].Code, "8302-2")
				if o.ValueQuantity == nil || o.ValueQuantity.Value == "" || o.Meta.Security[0].Code != "rc_99999" || len(o.Meta.Tag) != 1 {
					t.Errorf("%s: %+v", o.ID, o)
				}
			}
		}
		if results += n; n > 50 {
			t.Errorf("bundle %d carries %d results", i, n)
		}
		body, err := fhir.Encode(b)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fhir.Decode(body); err != nil {
			t.Errorf("bundle %d cannot be read back: %v", i, err)
		}
		wantAddresses(t, body)
	}
	wantListed(t, bundles)
	t.Logf("%d results in %d bundles, left out %v", results, len(bundles), leftOut)
	if heights == 0 {
		t.Error("no length is reported, which the guide lists among its vital signs")
	}
	for _, what := range []string{"chimerism: ", "ciclosporin-trough: ", "igg: ", "cd4: "} {
		if !slices.ContainsFunc(leftOut, func(line string) bool { return strings.HasPrefix(line, what) && len(line) > len(what)+10 }) {
			t.Errorf("%s is not left out with a reason: %v", what, leftOut)
		}
	}
	if results < 100 {
		t.Errorf("%d results", results)
	}
}

// wantListed checks each code against the value sets of the guide.
func wantListed(t *testing.T, bundles []fhir.Bundle) {
	t.Helper()
	var lists []byte
	for _, name := range []string{"cibmtr-priority-variables-2022", "vital-signs"} {
		raw, err := os.ReadFile("../../shared/data/interop/fhir-cibmtr-valuesets/ValueSet-" + name + ".json")
		if err != nil {
			t.Log("the shared value sets are not there; the codes were not compared")
			return
		}
		lists = append(lists, raw...)
	}
	for _, b := range bundles {
		for _, e := range b.Entry {
			if o, ok := e.Resource.(fhir.Observation); ok && !bytes.Contains(lists, []byte(`"`+o.Code.Coding[0].Code+`"`)) {
				t.Errorf("%s carries %s, which the guide does not list", o.ID, o.Code.Coding[0].Code)
			}
		}
	}
}

// wantAddresses checks each address of the guide against its example resources.
func wantAddresses(t *testing.T, body []byte) {
	t.Helper()
	files, err := filepath.Glob("../../shared/data/interop/fhir-cibmtr-reporting/*.json")
	if err != nil || len(files) == 0 {
		t.Log("the shared example resources are not there; the addresses were not compared")
		return
	}
	var examples []byte
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		examples = append(examples, raw...)
	}
	for _, address := range []string{CentreSystem, profilePatient, profileLaboratory, profileWeight, fhir.LOINC, fhir.UCUM, fhir.ObservationCategory} {
		if !bytes.Contains(examples, []byte(`"`+address+`"`)) {
			t.Errorf("the address %s stands in no example of the guide", address)
		}
	}
	for _, part := range strings.Split(string(body), `"http`)[1:] {
		address := "http" + part[:strings.IndexByte(part, '"')]
		if !bytes.Contains(examples, []byte(`"`+address+`"`)) && address != "http://example.org/mrn" {
			t.Errorf("the address %s stands in no example of the guide", address)
		}
	}
}

// A load is never reported without what the guide asks for; it is named instead.
func TestViralLoadsAreLeftOutWithTheirReason(t *testing.T) {
	load, err := quantity.ParseValue("1200 copies/mL")
	if err != nil {
		t.Fatal(err)
	}
	p, err := founding(t, Day100, "2025-04-20", func(c *chart.Case) {
		for i, e := range c.Entries {
			if x, ok := e.Payload.(*chart.Infection); ok && (x.Organism == "CMV" || x.Organism == "EBV") {
				found := *x
				found.Status = "active"
				found.Load, _ = load.ViralLoad()
				c.Entries[i].Payload = &found
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	_, leftOut, err := p.FHIR(base(t), Centre{CCN: "99999", IdentifierSystem: "http://example.org/mrn"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"CMV viral load: the guide takes it only with a reference range, and the chart keeps none", "EBV viral load: the guide's list has no code for it"} {
		if !slices.Contains(leftOut, want) {
			t.Errorf("%q is not said: %v", want, leftOut)
		}
	}
}

// A graft is corrected after its infusion, a diagnosis is excluded, and the father
// dies: the data set keeps the graft, drops the diagnosis and leaves the child alive.
func TestCorrectionsAndEntriesOfOthersAreReadAsWhatTheyAre(t *testing.T) {
	add := func(c *chart.Case, like, id, about string, p chart.Payload) {
		for _, e := range c.Entries {
			if e.ID == like {
				e.ID, e.About, e.Payload = id, about, p
				if about == "" && p.Kind() == "graft" {
					e.Supersedes, e.Reason = like, "counted again"
				}
				c.Entries = append(c.Entries, e)
				return
			}
		}
		t.Fatalf("no entry %s", like)
	}
	p, err := founding(t, OneYear, "2026-01-20", func(c *chart.Case) {
		cells, err := quantity.ParseCellDose("4.8 10*6/kg")
		if err != nil {
			t.Fatal(err)
		}
		add(c, "graft", "graft-again", "", &chart.Graft{Source: "pbsc", Donor: "sister", State: "released", CD34: cells})
		add(c, "infusion", "death-of-father", "father", &chart.Event{What: "death"})
		add(c, "infusion", "diagnosis-of-father", "father", &chart.Diagnosis{Gene: "IL2RG", Certainty: "confirmed"})
		add(c, "infusion", "other-gene", "", &chart.Diagnosis{Gene: "RAG1", Certainty: "excluded"})
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := row(t, p, "gene").Value; got != "LIG4" {
		t.Errorf("gene %q", got)
	}
	if got := row(t, p, "death"); got.Value != "" {
		t.Errorf("the child died on the day of the father: %q", got.Value)
	}
	if got := row(t, p, "cd34").Value; got != "4.8 10*6/kg" {
		t.Errorf("CD34 %q", got)
	}
}
