package chart

import (
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// CentreProtocol is the centre's own day-by-day protocol. It is used for doses
// only when a pharmacist and a physician have commissioned it.
type CentreProtocol struct {
	Name         string         `json:"name" req:"yes" doc:"short id, for instance SYN-F1"`
	Title        evidence.Text  `json:"title" req:"yes"`
	Base         string         `json:"base" req:"yes" doc:"guideline regimen it is checked against, for instance IEWP-F"`
	Drugs        []ProtocolDrug `json:"drugs" req:"yes"`
	Rows         []ProtocolRow  `json:"rows,omitzero" doc:"serotherapy, GVHD prophylaxis, supportive rows"`
	Commissioned []Commissioner `json:"commissioned,omitzero"`
}

// Commissioner is a named person who commissioned an item with the source opened.
type Commissioner struct {
	Name string   `json:"name" req:"yes"`
	Role string   `json:"role" req:"yes" enum:"pharmacist,physician"`
	On   day.Date `json:"on" req:"yes"`
}

// ProtocolDrug is one drug of a centre protocol. PerKg and PerM2 are doses per
// administration; which one counts is the signed dosing basis of the child.
type ProtocolDrug struct {
	Drug    string                              `json:"drug" req:"yes"`
	PerKg   quantity.DosePerKgPerAdministration `json:"perKg,omitzero" doc:"dose per administration, for instance 1 mg/kg"`
	PerM2   quantity.DosePerM2PerAdministration `json:"perM2,omitzero" doc:"dose per administration, for instance 30 mg/m2"`
	Days    []int                               `json:"days" req:"yes" doc:"transplant days, one administration each"`
	Route   string                              `json:"route,omitzero"`
	Minutes int                                 `json:"minutes,omitzero" doc:"length of the infusion"`
	Round   quantity.Mass                       `json:"round,omitzero" doc:"rounding step of the centre"`
}

// ProtocolRow is a row of the day matrix without a computed dose.
type ProtocolRow struct {
	Row  string        `json:"row" req:"yes" enum:"serotherapy,gvhd-prophylaxis,mesna,hydration,antiemetic,seizure-prophylaxis,antimicrobial,other"`
	Text evidence.Text `json:"text" req:"yes"`
	None Answer        `json:"none,omitzero" doc:"yes when the row is signed as none"`
	Days []int         `json:"days,omitzero"`
}

// MedicationOrder is an order as written.
type MedicationOrder struct {
	Drug     string   `json:"drug" req:"yes"`
	Category string   `json:"category" req:"yes" enum:"conditioning,serotherapy,gvhd-prophylaxis,immunosuppression,antimicrobial,immunoglobulin,supportive,growth-factor,other"`
	Dose     string   `json:"dose,omitzero" doc:"as written, with unit"`
	Route    string   `json:"route,omitzero"`
	From     day.Date `json:"from,omitzero"`
	To       day.Date `json:"to,omitzero"`
	Product  string   `json:"product,omitzero" doc:"mandatory for any anti-thymocyte globulin"`
	// CyclophosphamidePerKg carries a planned post-transplant dose into the ledger.
	PerKgCourse quantity.DosePerKgPerCourse `json:"perKgCourse,omitzero" doc:"course total per kg, for the genotoxic ledger"`
	PerM2Course quantity.DosePerM2PerCourse `json:"perM2Course,omitzero" doc:"course total per m2, for the genotoxic ledger"`
}

// MedicationStop ends a medicine.
type MedicationStop struct {
	Drug   string `json:"drug" req:"yes"`
	Reason string `json:"reason,omitzero"`
}

// MedicationAdministration is one dose given at the bedside.
type MedicationAdministration struct {
	Drug      string        `json:"drug" req:"yes"`
	Category  string        `json:"category,omitzero" enum:"conditioning,serotherapy,gvhd-prophylaxis,immunosuppression,antimicrobial,immunoglobulin,supportive,growth-factor,other"`
	Dose      quantity.Mass `json:"dose" req:"yes"`
	Order     string        `json:"order,omitzero"`
	GivenBy   string        `json:"givenBy,omitzero"`
	CheckedBy string        `json:"checkedBy,omitzero" doc:"second person of the bedside double check"`
	Minutes   int           `json:"minutes,omitzero"`
}

// Irradiation is total body or lymphoid irradiation, planned or given.
type Irradiation struct {
	Field  string                `json:"field" req:"yes" enum:"tbi,tli,thoraco-abdominal,other"`
	Dose   quantity.AbsorbedDose `json:"dose" req:"yes"`
	Status string                `json:"status" req:"yes" enum:"planned,given"`
}

// Transfusion is a blood product given or ordered.
type Transfusion struct {
	Product      string          `json:"product" req:"yes" enum:"red-cells,platelets,plasma,granulocytes"`
	Irradiated   Answer          `json:"irradiated" req:"yes"`
	Leukoreduced Answer          `json:"leukoreduced,omitzero"`
	Volume       quantity.Volume `json:"volume,omitzero"`
}

// Graft is the cell product: what was collected, from whom, and its handling.
type Graft struct {
	Source        string            `json:"source" req:"yes" enum:"pbsc,bone-marrow,cord"`
	Donor         string            `json:"donor" req:"yes" doc:"person id of the donor"`
	State         string            `json:"state" req:"yes" enum:"planned,collected,released"`
	CollectedOn   []day.Date        `json:"collectedOn,omitzero"`
	CD34          quantity.CellDose `json:"cd34,omitzero" doc:"per kg of the recipient"`
	CD3           quantity.CellDose `json:"cd3,omitzero" doc:"per kg of the recipient"`
	TNC           quantity.CellDose `json:"tnc,omitzero" doc:"per kg of the recipient"`
	Volume        quantity.Volume   `json:"volume,omitzero"`
	Irradiated    Answer            `json:"irradiated,omitzero" doc:"must never be yes"`
	Leukofiltered Answer            `json:"leukofiltered,omitzero" doc:"must never be yes"`
	Identifier    string            `json:"identifier,omitzero"`
}

// Infusion is the infusion of a graft: Day 0 of the first one.
type Infusion struct {
	Graft         string          `json:"graft" req:"yes" doc:"entry id of the graft"`
	CheckedBy     []string        `json:"checkedBy,omitzero" doc:"two people of the identity check"`
	Volume        quantity.Volume `json:"volume,omitzero"`
	Reaction      string          `json:"reaction,omitzero"`
	Number        int             `json:"number,omitzero" doc:"1 for the first infusion"`
	Ended         string          `json:"ended,omitzero" doc:"time of day the infusion ended, for instance 11:40"`
	Premedication string          `json:"premedication,omitzero" doc:"as given; none is an answer"`
	DMSO          quantity.Volume `json:"dmso,omitzero" doc:"volume of DMSO in the product; 0 mL for a fresh graft"`
	Haemolysis    string          `json:"haemolysis,omitzero" doc:"haemolysis watch with ABO incompatibility: what was looked at"`
}

// DonorWorkUp is the donor's own clearance by the donor's own team.
type DonorWorkUp struct {
	Cleared           Answer          `json:"cleared" req:"yes"`
	ClearedBy         string          `json:"clearedBy,omitzero"`
	Advocate          string          `json:"advocate,omitzero" doc:"advocate of a minor donor"`
	Consent           Answer          `json:"consent,omitzero" doc:"consent of the guardians and assent"`
	CollectionOn      []day.Date      `json:"collectionOn,omitzero"`
	MarkersOn         day.Date        `json:"markersOn,omitzero" doc:"infection markers"`
	Markers           string          `json:"markers,omitzero" enum:"negative,positive,pending"`
	CMV               string          `json:"cmv,omitzero" enum:"positive,negative,unknown"`
	Veins             string          `json:"veins,omitzero" doc:"vein assessment and line plan"`
	Extracorporeal    quantity.Volume `json:"extracorporeal,omitzero" doc:"set volume outside the donor's body"`
	Haemoglobinopathy string          `json:"haemoglobinopathy,omitzero" doc:"sickle and other haemoglobin testing"`
	LiveVaccines      string          `json:"liveVaccines,omitzero" doc:"BCG and live vaccines of the donor, with dates"`
	PregnancyTest     string          `json:"pregnancyTest,omitzero" enum:"negative,positive,not-applicable"`
	Team              string          `json:"team,omitzero" doc:"the donor's own medical team"`
	FollowUpOn        day.Date        `json:"followUpOn,omitzero" doc:"long-term follow-up of the donor"`
	Detail            string          `json:"detail,omitzero"`
}

// Event is a dated milestone.
type Event struct {
	What   string `json:"what" req:"yes" enum:"admission,conditioning-start,discharge,readmission,neutrophil-engraftment,platelet-engraftment,graft-failure,graft-rejection,acute-gvhd,chronic-gvhd,serious-infection,visit,relapse,death,back-to-school,other"`
	Detail string `json:"detail,omitzero"`
	Grade  string `json:"grade,omitzero"`
	Cause  string `json:"cause,omitzero" enum:"graft-failure,gvhd,infection,organ-toxicity,microangiopathy,bleeding,original-disease,second-cancer,other" doc:"main cause of a death, by the team; left out while it is not known"`
}

// AdverseEvent is an adverse event with its grade.
type AdverseEvent struct {
	What    string `json:"what" req:"yes"`
	Grade   string `json:"grade,omitzero"`
	Outcome string `json:"outcome,omitzero"`
}

// Device is a line or other device in place or removed.
type Device struct {
	Device string `json:"device" req:"yes"`
	State  string `json:"state" req:"yes" enum:"placed,removed,planned"`
	Detail string `json:"detail,omitzero"`
}

// Task is something due, with an owner.
type Task struct {
	What    string   `json:"what" req:"yes"`
	Due     day.Date `json:"due,omitzero"`
	Owner   string   `json:"owner,omitzero"`
	State   string   `json:"state" req:"yes" enum:"open,done,cancelled"`
	Meeting string   `json:"meeting,omitzero" doc:"entry id of the meeting that asked for it"`
}

// Kind returns "adverse-event".
func (*AdverseEvent) Kind() Kind { return "adverse-event" }

// Kind returns "centre-protocol".
func (*CentreProtocol) Kind() Kind { return "centre-protocol" }

// Kind returns "device".
func (*Device) Kind() Kind { return "device" }

// Kind returns "donor-work-up".
func (*DonorWorkUp) Kind() Kind { return "donor-work-up" }

// Kind returns "event".
func (*Event) Kind() Kind { return "event" }

// Kind returns "graft".
func (*Graft) Kind() Kind { return "graft" }

// Kind returns "infusion".
func (*Infusion) Kind() Kind { return "infusion" }

// Kind returns "irradiation".
func (*Irradiation) Kind() Kind { return "irradiation" }

// Kind returns "medication-administration".
func (*MedicationAdministration) Kind() Kind { return "medication-administration" }

// Kind returns "medication-order".
func (*MedicationOrder) Kind() Kind { return "medication-order" }

// Kind returns "medication-stop".
func (*MedicationStop) Kind() Kind { return "medication-stop" }

// Kind returns "task".
func (*Task) Kind() Kind { return "task" }

// Kind returns "transfusion".
func (*Transfusion) Kind() Kind { return "transfusion" }
