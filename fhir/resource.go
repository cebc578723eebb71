package fhir

import "encoding/json"

// Systems of codes and identifiers.
const (
	LOINC               = "http://loinc.org"
	UCUM                = "http://unitsofmeasure.org"
	ObservationCategory = "http://terminology.hl7.org/CodeSystem/observation-category"
)

// Meta is what a resource says about itself.
type Meta struct {
	Profile  []string `json:"profile,omitempty"`
	Security []Coding `json:"security,omitempty"`
	Tag      []Coding `json:"tag,omitempty"`
}

// Coding is one code of one system. Display is for people; nothing is decided by it.
type Coding struct {
	System  string `json:"system,omitempty"`
	Code    string `json:"code,omitempty"`
	Display string `json:"display,omitempty"`
}

// CodeableConcept is a meaning as codes, as text, or both.
type CodeableConcept struct {
	Coding []Coding `json:"coding,omitempty"`
	Text   string   `json:"text,omitempty"`
}

// Quantity is a number with its unit. Value keeps its text.
type Quantity struct {
	Value      json.Number `json:"value,omitempty"`
	Comparator string      `json:"comparator,omitempty"`
	Unit       string      `json:"unit,omitempty"`
	System     string      `json:"system,omitempty"`
	Code       string      `json:"code,omitempty"`
}

// Identifier is a number of a system.
type Identifier struct {
	System string `json:"system,omitempty"`
	Value  string `json:"value,omitempty"`
}

// Reference points to another resource: Patient/example.
type Reference struct {
	Reference string `json:"reference,omitempty"`
	Display   string `json:"display,omitempty"`
}

// Annotation is a remark in words.
type Annotation struct {
	Text string `json:"text"`
}

// Period is a span of time; an end that is not known is left out.
type Period struct {
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
}

// HumanName is a name; examples carry no real one.
type HumanName struct {
	Text   string   `json:"text,omitempty"`
	Family string   `json:"family,omitempty"`
	Given  []string `json:"given,omitempty"`
}

// Patient is a person. BirthDate is a civil date, as precise as it is known.
type Patient struct {
	ResourceType string       `json:"resourceType"`
	ID           string       `json:"id,omitempty"`
	Meta         *Meta        `json:"meta,omitempty"`
	Identifier   []Identifier `json:"identifier,omitempty"`
	Name         []HumanName  `json:"name,omitempty"`
	Gender       string       `json:"gender,omitempty"`
	BirthDate    string       `json:"birthDate,omitempty"`
}

// ReferenceRange is the range of a laboratory.
type ReferenceRange struct {
	Low  *Quantity `json:"low,omitempty"`
	High *Quantity `json:"high,omitempty"`
	Text string    `json:"text,omitempty"`
}

// Observation is one result. EffectiveDateTime is as precise as it is known.
type Observation struct {
	ResourceType         string            `json:"resourceType"`
	ID                   string            `json:"id,omitempty"`
	Meta                 *Meta             `json:"meta,omitempty"`
	Identifier           []Identifier      `json:"identifier,omitempty"`
	Status               string            `json:"status"`
	Category             []CodeableConcept `json:"category,omitempty"`
	Code                 CodeableConcept   `json:"code"`
	Subject              *Reference        `json:"subject,omitempty"`
	EffectiveDateTime    string            `json:"effectiveDateTime,omitempty"`
	Issued               string            `json:"issued,omitempty"`
	ValueQuantity        *Quantity         `json:"valueQuantity,omitempty"`
	ValueCodeableConcept *CodeableConcept  `json:"valueCodeableConcept,omitempty"`
	Method               *CodeableConcept  `json:"method,omitempty"`
	ReferenceRange       []ReferenceRange  `json:"referenceRange,omitempty"`
	Note                 []Annotation      `json:"note,omitempty"`
}

// Dosage is the dose of one administration.
type Dosage struct {
	Text string    `json:"text,omitempty"`
	Dose *Quantity `json:"dose,omitempty"`
}

// MedicationAdministration is one dose given.
type MedicationAdministration struct {
	ResourceType              string           `json:"resourceType"`
	ID                        string           `json:"id,omitempty"`
	Meta                      *Meta            `json:"meta,omitempty"`
	Status                    string           `json:"status"`
	MedicationCodeableConcept *CodeableConcept `json:"medicationCodeableConcept,omitempty"`
	Subject                   *Reference       `json:"subject,omitempty"`
	EffectiveDateTime         string           `json:"effectiveDateTime,omitempty"`
	Dosage                    *Dosage          `json:"dosage,omitempty"`
}

// Condition is a diagnosis.
type Condition struct {
	ResourceType string          `json:"resourceType"`
	ID           string          `json:"id,omitempty"`
	Code         CodeableConcept `json:"code"`
	Subject      *Reference      `json:"subject,omitempty"`
	Note         []Annotation    `json:"note,omitempty"`
}

// Activity is one line of a plan of care.
type Activity struct {
	Detail ActivityDetail `json:"detail"`
}

// ActivityDetail says what is planned, for when, and why it is not free to go.
type ActivityDetail struct {
	Kind            string           `json:"kind,omitempty"`
	Code            *CodeableConcept `json:"code,omitempty"`
	Status          string           `json:"status"`
	ScheduledString string           `json:"scheduledString,omitempty"`
	ScheduledPeriod *Period          `json:"scheduledPeriod,omitempty"`
	DailyAmount     *Quantity        `json:"dailyAmount,omitempty"`
	Quantity        *Quantity        `json:"quantity,omitempty"`
	Description     string           `json:"description,omitempty"`
}

// CarePlan is a plan for one person. Intent is proposal for a plan that nobody
// has signed.
type CarePlan struct {
	ResourceType string       `json:"resourceType"`
	ID           string       `json:"id,omitempty"`
	Meta         *Meta        `json:"meta,omitempty"`
	Identifier   []Identifier `json:"identifier,omitempty"`
	Status       string       `json:"status"`
	Intent       string       `json:"intent"`
	Title        string       `json:"title,omitempty"`
	Description  string       `json:"description,omitempty"`
	Subject      Reference    `json:"subject"`
	Created      string       `json:"created,omitempty"`
	Activity     []Activity   `json:"activity,omitempty"`
	Note         []Annotation `json:"note,omitempty"`
}

// Request is how an entry of a transaction is to be handled.
type Request struct {
	Method string `json:"method"`
	URL    string `json:"url"`
}

// Entry is one resource of a bundle that is written: one of the structs of this
// package.
type Entry struct {
	FullURL  string   `json:"fullUrl,omitempty"`
	Resource any      `json:"resource,omitempty"`
	Request  *Request `json:"request,omitempty"`
}

// Bundle is a list of resources: collection, or transaction for a server.
type Bundle struct {
	ResourceType string  `json:"resourceType"`
	ID           string  `json:"id,omitempty"`
	Meta         *Meta   `json:"meta,omitempty"`
	Type         string  `json:"type"`
	Timestamp    string  `json:"timestamp,omitempty"`
	Entry        []Entry `json:"entry,omitempty"`
}

// Encode writes a resource as indented JSON that ends with a line break; the same
// value gives the same bytes.
func Encode(resource any) ([]byte, error) {
	body, err := json.MarshalIndent(resource, "", "  ")
	if err != nil {
		return nil, err
	}
	return append(body, '\n'), nil
}
