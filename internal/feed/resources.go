package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/dayzero-hsct/dayzero/fhir"
	"github.com/dayzero-hsct/dayzero/hl7v2"
)

// resultStatus gives the status of a resource in the words of table 0085. A
// status that is not listed is no result.
var resultStatus = map[string]string{"final": "F", "preliminary": "P", "registered": "I", "corrected": "C", "amended": "C", "entered-in-error": "D", "cancelled": "X"}

// ReadFHIR reads observations of a bundle, with the patients they are about, into
// messages, one for each result, so that they take the same way into charts as
// every other message. Resources of other types are passed over. Any problem
// refuses the whole file.
func ReadFHIR(file []byte) ([][]byte, []Refusal) {
	all, err := fhir.Decode(file)
	if err != nil {
		return nil, []Refusal{{1, 1, err.Error()}}
	}
	patients := map[string]*fhir.Patient{}
	for _, d := range all {
		if p, ok := d.Resource.(*fhir.Patient); ok {
			patients["Patient/"+d.ID] = p
			if d.FullURL != "" {
				patients[d.FullURL] = p
			}
		}
	}
	var messages [][]byte
	var refused []Refusal
	for i, d := range all {
		o, ok := d.Resource.(*fhir.Observation)
		if !ok {
			continue
		}
		raw, why := observationMessage(o, patients, d.Raw)
		if why != "" {
			refused = append(refused, Refusal{1, 1, fmt.Sprintf("resource %d, Observation %s: %s", i+1, clip(d.ID, 60), why)})
			continue
		}
		messages = append(messages, raw)
	}
	if len(messages) == 0 && len(refused) == 0 {
		refused = []Refusal{{1, 1, "the file holds no Observation"}}
	}
	if len(refused) > 0 {
		return nil, refused
	}
	return messages, nil
}

// observationMessage writes one observation as a message; why says what it lacks.
func observationMessage(o *fhir.Observation, patients map[string]*fhir.Patient, source []byte) (raw []byte, why string) {
	status, known := resultStatus[o.Status]
	switch {
	case !known:
		return nil, fmt.Sprintf("the status %q is none of a result", clip(o.Status, 30))
	case o.Subject == nil || patients[o.Subject.Reference] == nil:
		return nil, "the patient it is about is not in the file"
	case len(o.Code.Coding) == 0:
		return nil, "it carries no code"
	}
	patient := patients[o.Subject.Reference]
	m := hl7v2.New(hl7v2.UTF8)
	d := m.Delimiters
	sum := sha256.Sum256(source)
	for n, part := range map[int]string{3: "FHIR", 4: d.Escaped(systemOf(patient)), 7: hl7Stamp(o.Issued), 9: d.Components("ORU", "R01", "ORU_R01"), 10: "R" + hex.EncodeToString(sum[:9]), 11: "P", 12: "2.5.1", 18: string(hl7v2.UTF8)} {
		m.SetHeader(n, part)
	}
	var numbers []string
	for _, id := range patient.Identifier {
		numbers = append(numbers, d.Escaped(id.Value))
	}
	m.Add("PID", "1", "", strings.Join(numbers, string([]byte{d.Repetition})), "", "", "", hl7Stamp(patient.BirthDate), map[string]string{"male": "M", "female": "F"}[patient.Gender])
	order := make([]string, 25)
	order[0], order[2], order[6] = "1", d.Escaped(o.ID), hl7Stamp(o.EffectiveDateTime)
	m.Add("OBR", order...)
	kind, value, unit := resourceValue(d, o)
	m.Add("OBX", "1", kind, codingField(d, o.Code.Coding), "", value, unit, "", "", "", "", status)
	raw, err := m.Encode()
	if err != nil {
		return nil, err.Error()
	}
	return raw, ""
}

// systemOf names the sender of a resource by the system of the identifier.
func systemOf(p *fhir.Patient) string {
	if len(p.Identifier) == 0 {
		return ""
	}
	return p.Identifier[0].System
}

// codingField writes the first two codings; LOINC is known by its table name.
func codingField(d hl7v2.Delimiters, codings []fhir.Coding) string {
	var parts []string
	for _, c := range codings[:min(2, len(codings))] {
		system := c.System
		if system == fhir.LOINC {
			system = loinc
		}
		parts = append(parts, c.Code, c.Display, system)
	}
	return d.Components(parts...)
}

// resourceValue gives type, value and unit; a value that is none of a number or a
// word stays blank.
func resourceValue(d hl7v2.Delimiters, o *fhir.Observation) (kind, value, unit string) {
	switch {
	case o.ValueQuantity != nil && o.ValueQuantity.Value != "":
		unit = o.ValueQuantity.Code
		if unit == "" {
			unit = o.ValueQuantity.Unit
		}
		return "ST", d.Escaped(o.ValueQuantity.Comparator + o.ValueQuantity.Value.String()), d.Escaped(unit)
	case o.ValueCodeableConcept != nil:
		words := o.ValueCodeableConcept.Text
		if words == "" && len(o.ValueCodeableConcept.Coding) > 0 {
			words = o.ValueCodeableConcept.Coding[0].Display
		}
		return "ST", d.Escaped(words), ""
	}
	return "ST", "", ""
}

// hl7Stamp brings a date or instant of a resource to the form of a message. A
// text that is neither is passed on as it is, and refused where it is read.
func hl7Stamp(text string) string {
	date, rest, timed := strings.Cut(text, "T")
	digits := strings.ReplaceAll(date, "-", "")
	if !timed {
		return digits
	}
	zone := ""
	switch i := strings.LastIndexAny(rest, "+-"); {
	case strings.HasSuffix(rest, "Z"):
		rest, zone = strings.TrimSuffix(rest, "Z"), "+0000"
	case i > 0:
		rest, zone = rest[:i], strings.ReplaceAll(rest[i:], ":", "")
	}
	whole, _, _ := strings.Cut(rest, ".")
	return digits + strings.ReplaceAll(whole, ":", "") + zone
}
