package chart

import (
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// DrugLevel is a measured concentration of a drug. The entry's own time is when
// the blood was drawn. A level without the start of the pump and the lag of the
// line cannot be placed against the infusion: 40 minutes of unrecorded lag
// distort every early sample of a small child.
type DrugLevel struct {
	Drug      string         `json:"drug" req:"yes" doc:"drug as in the record of doses given"`
	Value     quantity.Value `json:"value" req:"yes" doc:"with its unit, for instance 1.35 mg/L; < before a number is below the limit"`
	PumpStart day.Moment     `json:"pumpStart" req:"yes" doc:"when the pump of the infusion before the sample was started"`
	LineLag   quantity.Value `json:"lineLag" req:"yes" doc:"from the start of the pump until drug reaches the blood, for instance 12 min; 0 min is said, never assumed"`
	Specimen  string         `json:"specimen,omitzero" enum:"plasma,serum,whole-blood"`
	Method    string         `json:"method,omitzero"`
	Confirmed Answer         `json:"confirmed,omitzero" doc:"yes: outside what every model expects, and looked at again"`
	Detail    string         `json:"detail,omitzero"`
}

// Kind returns "drug-level".
func (*DrugLevel) Kind() Kind { return "drug-level" }
