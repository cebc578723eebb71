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
// results each. What the guide cannot take is listed as left out, each with its
// reason: its list has no code for chimerism, subsets, IgG, drug levels, EBV and
// adenovirus (registry.md 1.6), and takes a load of CMV only with a reference
// range, which the chart does not keep. Nothing is sent.
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
		m := &fhir.Meta{Security: []fhir.Coding{{System: centre.System, Code: "rc_" + centre.CCN}}}
		if profile != "" {
			m.Profile = []string{profile}
		}
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
	leave := func(what string) {
		if !slices.Contains(leftOut, what) {
			leftOut = append(leftOut, what)
		}
	}
	for _, i := range chart.All[*chart.Infection](p.view) {
		switch {
		case !i.Data.Load.Known() || !p.view.Concerns(i.Entry, p.recipient) || !c.within(i.Entry) || !c.afterDayZero(i.Entry):
		case i.Data.Organism == "CMV":
			leave("CMV viral load: the guide takes it only with a reference range, and the chart keeps none")
		default:
			leave(i.Data.Organism + " viral load: the guide's list has no code for it")
		}
	}
	for _, m := range chart.All[*chart.Measurement](p.view) {
		if !p.view.Concerns(m.Entry, p.recipient) || !c.within(m.Entry) || !c.afterDayZero(m.Entry) {
			continue
		}
		code, found := codeOf(base, m.Data)
		if !found {
			leave(m.Data.What + ": the guide's list has no code that was read for it")
			continue
		}
		category, profile := "laboratory", profileLaboratory
		switch m.Data.What {
		case "body-weight":
			category, profile = "vital-signs", profileWeight
		case "length":
			category, profile = "vital-signs", "" // a vital sign of the guide; the address of its profile was not read
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

// guideCodes is the source of the codes that the value sets of the guide list.
const guideCodes = "LOINC-CIBMTR-VALUESETS"

// codeOf finds the LOINC code of a result: listed by the guide, of its own
// dimension and method, and with a status that may act.
func codeOf(base *knowledge.Base, m *chart.Measurement) (knowledge.LaboratoryCode, bool) {
	item, known := base.LaboratoryItem(m.What)
	if !known {
		return knowledge.LaboratoryCode{}, false
	}
	for _, code := range item.Codes {
		if code.Status == evidence.Read && slices.ContainsFunc(code.Sources, func(s evidence.Source) bool { return s.ID == guideCodes }) && code.Method == m.Method && slices.Contains(code.Dimensions, m.Value.Dimension()) {
			return code, true
		}
	}
	return knowledge.LaboratoryCode{}, false
}
