package chart

import (
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// Decision is a choice of the team. Which fields count depends on What.
type Decision struct {
	What   string              `json:"what" req:"yes" enum:"indication,transplant-date,donor,backup-donor,graft-source,regimen,dosing-weight,dosing-basis,serotherapy,gvhd-prophylaxis,post-transplant-cyclophosphamide,alkylator-reason,overrule,answer-caution,bcg-plan,other"`
	Choice string              `json:"choice,omitzero" doc:"the option chosen: a regimen id, a person id, per-kg, per-m2, none …"`
	Date   day.Date            `json:"date,omitzero" doc:"for transplant-date: the planned Day 0"`
	Weight quantity.BodyWeight `json:"weight,omitzero" doc:"for dosing-weight"`
	Band   quantity.Percent    `json:"band,omitzero" doc:"for dosing-weight: review when the daily weight leaves it"`
	Rule   string              `json:"rule,omitzero" doc:"for overrule and answer-caution: the rule concerned"`
	Reason string              `json:"reason,omitzero"`
	By     []Signer            `json:"by,omitzero" doc:"named people who decided"`
}

// Signer is a named person with the role they sign in.
type Signer struct {
	Name string `json:"name" req:"yes"`
	Role string `json:"role" req:"yes" enum:"physician,pharmacist,geneticist,nurse,laboratory,coordinator,data-manager,administrator,head-of-programme"`
}

// Signature binds a name, a time and a meaning to the hash of exactly what was
// shown.
type Signature struct {
	Of      string   `json:"of" req:"yes" enum:"plan,decision,donor-variant,donor-clearance,dosing-weight,dosing-basis,overrule,outcome,answer"`
	Ref     string   `json:"ref,omitzero" doc:"what was signed: entry id or person id"`
	Hash    string   `json:"hash,omitzero" doc:"SHA-256 of exactly what was shown"`
	Inputs  string   `json:"inputs,omitzero" doc:"SHA-256 of the inputs the plan rests on"`
	Meaning string   `json:"meaning" req:"yes"`
	Name    string   `json:"name" req:"yes"`
	Role    string   `json:"role" req:"yes" enum:"physician,pharmacist,geneticist,nurse,laboratory,coordinator,data-manager,administrator,head-of-programme"`
	Account string   `json:"account,omitzero" doc:"account that signed"`
	AsOf    day.Date `json:"asOf,omitzero" doc:"the moment the plan was shown for"`
}

// Meeting is one discussion of the child by the team.
type Meeting struct {
	Question string   `json:"question" req:"yes"`
	Options  []string `json:"options,omitzero"`
	Decision string   `json:"decision,omitzero"`
	Dissent  string   `json:"dissent,omitzero"`
	Actions  []string `json:"actions,omitzero"`
	Present  []Signer `json:"present,omitzero"`
}

// StageChange moves the child on the journey of twelve steps.
type StageChange struct {
	Step  int    `json:"step" req:"yes" doc:"1 consult … 10 follow-up"`
	State string `json:"state" req:"yes" enum:"opened,done,reopened"`
}

// Kind returns "decision".
func (*Decision) Kind() Kind { return "decision" }

// Kind returns "meeting".
func (*Meeting) Kind() Kind { return "meeting" }

// Kind returns "signature".
func (*Signature) Kind() Kind { return "signature" }

// Kind returns "stage-change".
func (*StageChange) Kind() Kind { return "stage-change" }
