// Package phenopacket reads and writes GA4GH phenopackets, version 2, as JSON:
// the description of one individual that laboratories and registries exchange.
//
// Promises: a packet is read whole or refused with every problem, each with its
// path; a member that the schema does not know, and a member that stands twice,
// are problems, never skipped; what is read is written again without loss. The
// package knows nothing of charts and decides nothing about a child.
//
// Not done: genotypes inside VRS objects, pedigrees and cohorts (other messages
// of the schema) and the meaning of ontology terms. Members that are not read
// into types are kept as they stand.
//
// Source: GA4GH Phenopackets schema 2.0 (phenopacket-schema.readthedocs.io) and
// the JSON mapping of Protocol Buffers 3, which the schema uses.
package phenopacket

import "encoding/json"

// Packet is one phenopacket: one individual.
type Packet struct {
	ID              string            `json:"id" req:"yes"`
	Subject         *Individual       `json:"subject,omitempty"`
	Features        []Feature         `json:"phenotypicFeatures,omitempty"`
	Measurements    []json.RawMessage `json:"measurements,omitempty"`
	Biosamples      []json.RawMessage `json:"biosamples,omitempty"`
	Interpretations []Interpretation  `json:"interpretations,omitempty"`
	Diseases        []Disease         `json:"diseases,omitempty"`
	MedicalActions  []json.RawMessage `json:"medicalActions,omitempty"`
	Files           []json.RawMessage `json:"files,omitempty"`
	MetaData        *MetaData         `json:"metaData" req:"yes"`
}

// Term is an ontology class: a code such as HP:0000252 and its label.
type Term struct {
	ID    string `json:"id" req:"yes"`
	Label string `json:"label,omitempty"`
}

// Individual is the subject. DateOfBirth is an RFC 3339 time.
type Individual struct {
	ID                  string          `json:"id" req:"yes"`
	AlternateIDs        []string        `json:"alternateIds,omitempty"`
	DateOfBirth         string          `json:"dateOfBirth,omitempty" form:"timestamp"`
	TimeAtLastEncounter *Time           `json:"timeAtLastEncounter,omitempty"`
	VitalStatus         *VitalStatus    `json:"vitalStatus,omitempty"`
	Sex                 string          `json:"sex,omitempty" enum:"UNKNOWN_SEX,FEMALE,MALE,OTHER_SEX"`
	KaryotypicSex       string          `json:"karyotypicSex,omitempty" enum:"UNKNOWN_KARYOTYPE,XX,XY,XO,XXY,XXX,XXYY,XXXY,XXXX,XYY,OTHER_KARYOTYPE"`
	Gender              *Term           `json:"gender,omitempty"`
	Taxonomy            json.RawMessage `json:"taxonomy,omitempty"`
}

// VitalStatus says whether the individual lives.
type VitalStatus struct {
	Status         string `json:"status,omitempty" enum:"UNKNOWN_STATUS,ALIVE,DECEASED"`
	TimeOfDeath    *Time  `json:"timeOfDeath,omitempty"`
	CauseOfDeath   *Term  `json:"causeOfDeath,omitempty"`
	SurvivalInDays int64  `json:"survivalTimeInDays,omitempty"`
}

// Time is one of the ways in which the schema says when; exactly one is set.
type Time struct {
	GestationalAge *GestationalAge `json:"gestationalAge,omitempty"`
	Age            *Age            `json:"age,omitempty"`
	AgeRange       *AgeRange       `json:"ageRange,omitempty"`
	OntologyClass  *Term           `json:"ontologyClass,omitempty"`
	Timestamp      string          `json:"timestamp,omitempty" form:"timestamp"`
	Interval       *Interval       `json:"interval,omitempty"`
}

// Age is an ISO 8601 duration since birth, for instance P3M.
type Age struct {
	Duration string `json:"iso8601duration" req:"yes" form:"duration"`
}

// AgeRange is a range of ages.
type AgeRange struct {
	Start *Age `json:"start" req:"yes"`
	End   *Age `json:"end" req:"yes"`
}

// Interval lies between two times.
type Interval struct {
	Start string `json:"start" req:"yes" form:"timestamp"`
	End   string `json:"end" req:"yes" form:"timestamp"`
}

// GestationalAge is the age of a fetus in weeks and days. A packet may write a
// zero, so both are kept as they stand.
type GestationalAge struct {
	Weeks *int64 `json:"weeks" req:"yes"`
	Days  *int64 `json:"days,omitempty"`
}

// Feature is one phenotypic feature; Excluded says that it was looked for and
// is absent.
type Feature struct {
	Description string            `json:"description,omitempty"`
	Type        *Term             `json:"type" req:"yes"`
	Excluded    bool              `json:"excluded,omitempty"`
	Severity    *Term             `json:"severity,omitempty"`
	Modifiers   []Term            `json:"modifiers,omitempty"`
	Onset       *Time             `json:"onset,omitempty"`
	Resolution  *Time             `json:"resolution,omitempty"`
	Evidence    []json.RawMessage `json:"evidence,omitempty"`
}

// Disease is a disease that was diagnosed or, when Excluded, ruled out.
type Disease struct {
	Term        *Term  `json:"term" req:"yes"`
	Excluded    bool   `json:"excluded,omitempty"`
	Onset       *Time  `json:"onset,omitempty"`
	Resolution  *Time  `json:"resolution,omitempty"`
	Stages      []Term `json:"diseaseStage,omitempty"`
	TNM         []Term `json:"clinicalTnmFinding,omitempty"`
	PrimarySite *Term  `json:"primarySite,omitempty"`
	Laterality  *Term  `json:"laterality,omitempty"`
}

// MetaData says who made the packet and with which ontologies.
type MetaData struct {
	Created            string            `json:"created" req:"yes" form:"timestamp"`
	CreatedBy          string            `json:"createdBy" req:"yes"`
	SubmittedBy        string            `json:"submittedBy,omitempty"`
	Resources          []Resource        `json:"resources" req:"yes"`
	Updates            []json.RawMessage `json:"updates,omitempty"`
	SchemaVersion      string            `json:"phenopacketSchemaVersion" req:"yes"`
	ExternalReferences []Reference       `json:"externalReferences,omitempty"`
}

// Resource is an ontology that the codes of the packet come from.
type Resource struct {
	ID              string `json:"id" req:"yes"`
	Name            string `json:"name" req:"yes"`
	URL             string `json:"url" req:"yes"`
	Version         string `json:"version" req:"yes"`
	NamespacePrefix string `json:"namespacePrefix" req:"yes"`
	IRIPrefix       string `json:"iriPrefix" req:"yes"`
}

// Reference is a publication or record outside the packet.
type Reference struct {
	ID          string `json:"id,omitempty"`
	Reference   string `json:"reference,omitempty"`
	Description string `json:"description,omitempty"`
}
