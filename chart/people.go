package chart

import (
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// Person is the recipient, or an unrelated donor.
type Person struct {
	Role  string        `json:"role" req:"yes" enum:"recipient,unrelated-donor" doc:"recipient or unrelated-donor"`
	Label evidence.Text `json:"label" req:"yes" doc:"name on the screen; no real names in examples"`
	Sex   string        `json:"sex" req:"yes" enum:"male,female,unknown"`
	Birth day.Date      `json:"birth,omitzero" doc:"civil date of birth"`
	// Identifier is the second identifier on printed sheets.
	Identifier string `json:"identifier,omitzero" doc:"record number, the second identifier on every sheet"`
	Parous     Answer `json:"parous,omitzero" doc:"has been pregnant (donors)"`
}

// FamilyMember is a relative of the recipient.
type FamilyMember struct {
	Relation       string        `json:"relation" req:"yes" enum:"mother,father,sister,brother,half-sister,half-brother,grandmother,grandfather,aunt,uncle,cousin,other"`
	Label          evidence.Text `json:"label" req:"yes"`
	Sex            string        `json:"sex" req:"yes" enum:"male,female,unknown"`
	Birth          day.Date      `json:"birth,omitzero"`
	Parous         Answer        `json:"parous,omitzero" doc:"has been pregnant"`
	Identifier     string        `json:"identifier,omitzero"`
	PotentialDonor Answer        `json:"potentialDonor,omitzero" doc:"considered as a donor"`
}

// Consult is the first contact of a family or a referring doctor.
type Consult struct {
	Channel     string   `json:"channel" req:"yes" enum:"web,telephone,letter,visit,e-mail,colleague"`
	Language    string   `json:"language" req:"yes" doc:"language of the family, BCP 47"`
	From        string   `json:"from" req:"yes" enum:"family,referring-doctor,other"`
	Guardian    string   `json:"guardian,omitzero"`
	Question    string   `json:"question" req:"yes"`
	Interpreter Answer   `json:"interpreter,omitzero"`
	Documents   []string `json:"documents,omitzero" doc:"what was sent"`
	Missing     []string `json:"missing,omitzero" doc:"what was asked for and not yet sent"`
	NotExamined string   `json:"notExamined,omitzero" doc:"what the answer says was not examined"`
	Answered    day.Date `json:"answered,omitzero"`
}

// Referral is a formal referral by another hospital.
type Referral struct {
	From   string `json:"from" req:"yes"`
	To     string `json:"to,omitzero"`
	Reason string `json:"reason" req:"yes"`
}

// Consent is given or withdrawn per purpose.
type Consent struct {
	Purpose  string `json:"purpose" req:"yes" enum:"treatment,transplant,donation,genetic-testing,registry,research,contact,data-sharing,imaging"`
	Status   string `json:"status" req:"yes" enum:"given,withdrawn,refused"`
	GivenBy  string `json:"givenBy,omitzero"`
	Language string `json:"language,omitzero"`
	Assent   Answer `json:"assent,omitzero" doc:"the child's own assent"`
}

// Allergy is a known allergy, or the statement that none is known.
type Allergy struct {
	Substance string `json:"substance" req:"yes" doc:"substance, or none-known"`
	Reaction  string `json:"reaction,omitzero"`
}

// BloodGroup is an ABO and RhD result with titres where they were measured.
type BloodGroup struct {
	ABO   string         `json:"abo" req:"yes" enum:"A,B,AB,O"`
	RhD   string         `json:"rhd" req:"yes" enum:"positive,negative"`
	AntiA quantity.Titre `json:"antiA,omitzero"`
	AntiB quantity.Titre `json:"antiB,omitzero"`
}

// Isolation is the isolation the child is nursed in.
type Isolation struct {
	Type string `json:"type" req:"yes" enum:"none,protective,contact,droplet,airborne"`
	Room string `json:"room,omitzero"`
}

// Document is a paper kept elsewhere; the hash binds the copy that was read.
type Document struct {
	Title  string `json:"title" req:"yes"`
	Media  string `json:"media,omitzero"`
	SHA256 string `json:"sha256,omitzero"`
}

// Note is free text, never computed from.
type Note struct {
	Text string `json:"text" req:"yes"`
}

// Kind returns "allergy".
func (*Allergy) Kind() Kind { return "allergy" }

// Kind returns "blood-group".
func (*BloodGroup) Kind() Kind { return "blood-group" }

// Kind returns "consent".
func (*Consent) Kind() Kind { return "consent" }

// Kind returns "consult".
func (*Consult) Kind() Kind { return "consult" }

// Kind returns "document".
func (*Document) Kind() Kind { return "document" }

// Kind returns "family-member".
func (*FamilyMember) Kind() Kind { return "family-member" }

// Kind returns "isolation".
func (*Isolation) Kind() Kind { return "isolation" }

// Kind returns "note".
func (*Note) Kind() Kind { return "note" }

// Kind returns "person".
func (*Person) Kind() Kind { return "person" }

// Kind returns "referral".
func (*Referral) Kind() Kind { return "referral" }
