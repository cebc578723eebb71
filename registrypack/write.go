package registrypack

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/fhir"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// CSV writes one line for each field: what it is, its value or why there is none,
// and the entries it was read from. A text that a spreadsheet would take for a
// formula is written behind an apostrophe.
func (p Pack) CSV(w io.Writer) error {
	table := csv.NewWriter(w)
	known, all := p.Complete()
	rows := [][]string{{"case", "data_set", "day_zero", "as_of", "synthetic", "fields_with_value", "fields", "section", "field", "name", "name_zh", "asked_by", "status_of_form", "value", "on", "missing", "entries", "knowledge"}}
	for _, r := range p.Rows {
		rows = append(rows, []string{p.Case, p.Set.Name, p.DayZero.String(), p.AsOf.String(), fmt.Sprint(p.Synthetic), fmt.Sprint(known), fmt.Sprint(all),
			r.Section, r.ID, r.Name.EN, r.Name.ZH, r.Feeds, string(r.Status), r.Value, r.On.String(), r.Missing, strings.Join(r.Entries, " "), p.Knowledge})
	}
	for _, row := range rows {
		for i := range row {
			row[i] = harmless(row[i])
		}
		if err := table.Write(row); err != nil {
			return err
		}
	}
	table.Flush()
	return table.Error()
}

// harmless keeps a spreadsheet from computing a text.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// The addresses of the reporting guide, as they stand in its example resources.
// The guide gives two for the centre: the one of its profiles is the default, and
// a centre may set another.
const (
	CentreSystem      = "http://terminology.cibmtr.org/codesystem/transplant-center"
	profileRoot       = "http://fhir.nmdp.org/ig/cibmtr-reporting/StructureDefinition/"
	profilePatient    = profileRoot + "cibmtr-patient"
	profileLaboratory = profileRoot + "cibmtr-obs-priority-variables"
	profileWeight     = profileRoot + "cibmtr-vital-signs-weight"
)

// Centre is what a bundle says about the reporting centre.
type Centre struct {
	CCN              string // five digits, given by the registry; required
	System           string // of the CCN; CentreSystem when empty
	IdentifierSystem string // of the local identifier; required, the centre's own
}

// mostObservations in one transaction, by the guide.
const mostObservations = 50

// FHIR writes the resources that the reporting guide takes: the patient, and the
// results within the set whose LOINC code was read, as transactions of at most 50
// results each. What has no such code, and viral loads, which the guide takes
// only with a reference range that no result here carries, are listed as left
// out. Nothing is sent.
func (p Pack) FHIR(base *knowledge.Base, centre Centre) (bundles []fhir.Bundle, leftOut []string, err error) {
	if len(centre.CCN) != 5 || strings.Trim(centre.CCN, "0123456789") != "" {
		return nil, nil, fmt.Errorf("the centre's number %q is not five digits", centre.CCN)
	}
	if centre.IdentifierSystem == "" {
		return nil, nil, fmt.Errorf("the system of the local identifier is missing")
	}
	if centre.System == "" {
		centre.System = CentreSystem
	}
	meta := func(profile string) *fhir.Meta {
		m := &fhir.Meta{Profile: []string{profile}, Security: []fhir.Coding{{System: centre.System, Code: "rc_" + centre.CCN}}}
		if p.Synthetic {
			m.Tag = []fhir.Coding{{System: "urn:dayzero:mark", Code: "synthetic", Display: "synthetic, not a real patient"}}
		}
		return m
	}
	patient := p.patient(meta(profilePatient), centre)
	observations, leftOut := p.observations(base, meta, patient.ID)
	for first := 0; first == 0 || first < len(observations); first += mostObservations {
		b := fhir.Bundle{ResourceType: "Bundle", Type: "transaction"}
		if first == 0 {
			b.Entry = append(b.Entry, transaction(patient.ID, patient, "Patient"))
		}
		for _, o := range observations[first:min(first+mostObservations, len(observations))] {
			b.Entry = append(b.Entry, transaction(o.ID, o, "Observation"))
		}
		bundles = append(bundles, b)
	}
	return bundles, leftOut, nil
}

func transaction(id string, resource any, kind string) fhir.Entry {
	return fhir.Entry{FullURL: "urn:dayzero:" + kind + ":" + id, Resource: resource, Request: &fhir.Request{Method: "POST", URL: kind}}
}

func (p Pack) patient(meta *fhir.Meta, centre Centre) fhir.Patient {
	out := fhir.Patient{ResourceType: "Patient", ID: p.Case, Meta: meta, Gender: "unknown"}
	r, ok := p.view.Recipient()
	if !ok {
		return out
	}
	if r.Identifier != "" {
		out.Identifier = []fhir.Identifier{{System: centre.IdentifierSystem, Value: r.Identifier}}
	}
	if r.Sex != "" {
		out.Gender = r.Sex
	}
	if r.Birth.Known() {
		out.BirthDate = r.Birth.String()
	}
	return out
}

// observations turns the results since Day 0 into resources.
func (p Pack) observations(base *knowledge.Base, meta func(string) *fhir.Meta, patient string) (out []fhir.Observation, leftOut []string) {
	c := collector{Pack: &p}
	for _, m := range chart.All[*chart.Measurement](p.view) {
		if !p.view.Concerns(m.Entry, p.recipient) || !c.within(m.Entry) || !c.afterDayZero(m.Entry) {
			continue
		}
		code, found := codeOf(base, m.Data)
		if !found {
			if name := m.Data.What; !slices.Contains(leftOut, name) {
				leftOut = append(leftOut, name)
			}
			continue
		}
		category, profile := "laboratory", profileLaboratory
		if m.Data.What == "body-weight" {
			category, profile = "vital-signs", profileWeight
		}
		o := fhir.Observation{ResourceType: "Observation", ID: m.ID, Meta: meta(profile), Status: "final",
			Category: []fhir.CodeableConcept{{Coding: []fhir.Coding{{System: fhir.ObservationCategory, Code: category}}}},
			Code:     fhir.CodeableConcept{Coding: []fhir.Coding{{System: fhir.LOINC, Code: code.LOINC, Display: code.Display}}},
			Subject:  &fhir.Reference{Reference: "Patient/" + patient}, EffectiveDateTime: m.Effective.In(p.view.Location).String(), ValueQuantity: quantityOf(m.Data.Value)}
		if strings.HasPrefix(m.Data.Detail, "preliminary") {
			o.Status = "preliminary"
		}
		out = append(out, o)
	}
	slices.Sort(leftOut)
	return out, leftOut
}

func quantityOf(v quantity.Value) *fhir.Quantity {
	return &fhir.Quantity{Value: json.Number(v.Text()), Comparator: v.Comparator(), Unit: v.Unit(), System: fhir.UCUM, Code: v.Unit()}
}

// codeOf finds the LOINC code of a result: its own dimension, its own method, and
// a status that may act.
func codeOf(base *knowledge.Base, m *chart.Measurement) (knowledge.LaboratoryCode, bool) {
	item, known := base.LaboratoryItem(m.What)
	if !known || m.What == "length" { // the guide names no profile for the length
		return knowledge.LaboratoryCode{}, false
	}
	for _, code := range item.Codes {
		if code.Status == evidence.Read && code.Method == m.Method && slices.Contains(code.Dimensions, m.Value.Dimension()) {
			return code, true
		}
	}
	return knowledge.LaboratoryCode{}, false
}
