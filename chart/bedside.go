package chart

import (
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// Reconciliation compares the medicines a child takes with those ordered, at one
// passage of care.
type Reconciliation struct {
	At          string `json:"at" req:"yes" enum:"admission,before-conditioning,before-day-0,discharge,visit"`
	Lists       string `json:"lists" req:"yes" doc:"which lists were compared: family, referring hospital, ward"`
	Complete    Answer `json:"complete" req:"yes" doc:"every medicine accounted for"`
	Differences string `json:"differences,omitzero" doc:"what differed and what was decided"`
	CheckedBy   string `json:"checkedBy,omitzero"`
}

// Preparation is one dose as the pharmacy made it. Diluent, volume and handling
// are the centre's own.
type Preparation struct {
	Drug          string          `json:"drug" req:"yes"`
	For           day.Date        `json:"for" req:"yes" doc:"day of the administration"`
	Dose          quantity.Mass   `json:"dose" req:"yes"`
	Diluent       string          `json:"diluent,omitzero"`
	Volume        quantity.Volume `json:"volume,omitzero" doc:"volume that enters the fluid balance"`
	Product       string          `json:"product,omitzero"`
	Lot           string          `json:"lot,omitzero"`
	Expires       day.Date        `json:"expires,omitzero"`
	Extravasation string          `json:"extravasation,omitzero" doc:"class by the centre's own list"`
	PreparedBy    string          `json:"preparedBy,omitzero"`
	CheckedBy     string          `json:"checkedBy,omitzero" doc:"second person"`
}

// DayRelease is the daily decision, after the review of that day's results,
// whether the doses of the day are given.
type DayRelease struct {
	For        day.Date `json:"for" req:"yes" doc:"day whose doses are released"`
	Decision   string   `json:"decision" req:"yes" enum:"released,held,changed"`
	Reviewed   string   `json:"reviewed" req:"yes" doc:"what was reviewed: weight, counts, creatinine, balance"`
	Reason     string   `json:"reason,omitzero"`
	Physician  string   `json:"physician,omitzero"`
	Pharmacist string   `json:"pharmacist,omitzero"`
}

// LevelRequest is a drug level that is due, with the lumen it is drawn from: a
// level from the lumen that carried the drug misleads.
type LevelRequest struct {
	Drug         string   `json:"drug" req:"yes"`
	Due          day.Date `json:"due" req:"yes"`
	Clock        string   `json:"clock,omitzero" doc:"time of day, for instance 08:00, or the time after the dose"`
	Line         string   `json:"line,omitzero" doc:"line or lumen of the sample"`
	InfusionLine string   `json:"infusionLine,omitzero" doc:"line or lumen that carries the drug"`
	State        string   `json:"state" req:"yes" enum:"planned,drawn,cancelled"`
	Reason       string   `json:"reason,omitzero"`
}

// Collection is one session in which cells were taken from a donor; the entry is
// about the donor, the doses are per kg of the recipient.
type Collection struct {
	Method     string            `json:"method" req:"yes" enum:"apheresis,marrow-harvest,cord-collection"`
	Number     int               `json:"number,omitzero" doc:"first session, second session"`
	Processed  quantity.Volume   `json:"processed,omitzero" doc:"blood volume processed"`
	Volume     quantity.Volume   `json:"volume,omitzero" doc:"volume of the product"`
	CD34       quantity.CellDose `json:"cd34,omitzero" doc:"per kg of the recipient"`
	CD3        quantity.CellDose `json:"cd3,omitzero" doc:"per kg of the recipient"`
	TNC        quantity.CellDose `json:"tnc,omitzero" doc:"per kg of the recipient"`
	Identifier string            `json:"identifier,omitzero" doc:"identifier of the bag"`
	Prime      string            `json:"prime,omitzero" doc:"blood prime of the circuit"`
	Detail     string            `json:"detail,omitzero"`
}

// IdentityCheck is a comparison of identifiers by two people before a graft, a
// product or a sample is used.
type IdentityCheck struct {
	Of         string   `json:"of" req:"yes" enum:"graft,recipient,donor,sample"`
	Graft      string   `json:"graft,omitzero" doc:"entry id of the graft"`
	Identifier string   `json:"identifier" req:"yes" doc:"as read from the label"`
	Wristband  string   `json:"wristband,omitzero" doc:"identifier read from the child's wristband"`
	Matches    Answer   `json:"matches" req:"yes"`
	CheckedBy  []string `json:"checkedBy" req:"yes" doc:"two people, each by own reading"`
	Detail     string   `json:"detail,omitzero"`
}

// Kind returns "reconciliation".
func (*Reconciliation) Kind() Kind { return "reconciliation" }

// Kind returns "preparation".
func (*Preparation) Kind() Kind { return "preparation" }

// Kind returns "day-release".
func (*DayRelease) Kind() Kind { return "day-release" }

// Kind returns "level-request".
func (*LevelRequest) Kind() Kind { return "level-request" }

// Kind returns "collection".
func (*Collection) Kind() Kind { return "collection" }

// Kind returns "identity-check".
func (*IdentityCheck) Kind() Kind { return "identity-check" }
