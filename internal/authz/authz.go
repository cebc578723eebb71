// Package authz decides who may do what to whose record. The default is to
// deny; an empty scope means nothing, never everything.
package authz

import "sort"

// Role is one of the closed set of roles.
type Role string

// The roles.
const (
	Physician     Role = "physician"
	Pharmacist    Role = "pharmacist"
	Geneticist    Role = "geneticist"
	Nurse         Role = "nurse"
	Laboratory    Role = "laboratory"
	Coordinator   Role = "coordinator"
	DataManager   Role = "data-manager"
	Administrator Role = "administrator"
	FamilyLink    Role = "family-link"
)

// Roles lists every role.
func Roles() []Role {
	return []Role{Physician, Pharmacist, Geneticist, Nurse, Laboratory, Coordinator, DataManager, Administrator, FamilyLink}
}

// Action is one right.
type Action string

// The rights. Each use case of the door names exactly one.
const (
	ReadBoard     Action = "board.read"
	ReadChart     Action = "chart.read"
	ReadPlan      Action = "plan.read"
	WriteEntry    Action = "entry.write"
	SignPlan      Action = "plan.sign"
	SignVariant   Action = "donor-variant.sign"
	Overrule      Action = "stop.overrule"
	Answer        Action = "caution.answer"
	ImportCase    Action = "case.import"
	ReadKnowledge Action = "knowledge.read"
	ReadAudit     Action = "audit.read"
	ReadProgramme Action = "programme.read"
	ManageAccount Action = "account.manage"
	ManageStore   Action = "store.manage"
	ProposeCases  Action = "evidence.propose"
	DecideCases   Action = "evidence.decide" // on what another person proposed
	SearchDonors  Action = "donors.search"
	ImportDonors  Action = "donors.import"
	SendConsult   Action = "consult.send"   // the family, through its own link
	ReadConsult   Action = "consult.read"   // the desk
	HandleConsult Action = "consult.handle" // rank, answer, accept, close
	ReadFeed      Action = "feed.read"
	WorkFeed      Action = "feed.work" // own, close and map what the feed could not file
	Commission    Action = "knowledge.commission"
	OrderExposure Action = "exposure.order"
	SetLimits     Action = "limits.set" // of the centre, by two people
)

// Actions lists every right.
func Actions() []Action {
	return []Action{ReadBoard, ReadChart, ReadPlan, WriteEntry, SignPlan, SignVariant, Overrule, Answer,
		ImportCase, ReadKnowledge, ReadAudit, ReadProgramme, ManageAccount, ManageStore,
		SendConsult, ReadConsult, HandleConsult, ReadFeed, WorkFeed, SearchDonors, ImportDonors, ProposeCases, DecideCases, Commission, OrderExposure, SetLimits}
}

// granted is the whole table of rights; what is not listed is denied. The
// family link opens no room of the team: it reaches the one consult that its
// scope names.
var granted = map[Role][]Action{
	Physician:     {ReadBoard, ReadChart, ReadPlan, WriteEntry, SignPlan, Overrule, Answer, ImportCase, ReadKnowledge, ReadProgramme, ReadConsult, HandleConsult, ReadFeed, WorkFeed, SearchDonors, ProposeCases, DecideCases, Commission, OrderExposure, SetLimits},
	Pharmacist:    {ReadBoard, ReadChart, ReadPlan, WriteEntry, SignPlan, Overrule, Answer, ReadKnowledge, ReadProgramme, Commission, SetLimits},
	Geneticist:    {ReadBoard, ReadChart, ReadPlan, WriteEntry, SignVariant, Overrule, Answer, ReadKnowledge, ReadConsult, SearchDonors, ProposeCases, DecideCases},
	Nurse:         {ReadBoard, ReadChart, ReadPlan, WriteEntry, ReadKnowledge},
	Laboratory:    {ReadBoard, ReadChart, WriteEntry, ReadKnowledge, ReadFeed, WorkFeed, SearchDonors},
	Coordinator:   {ReadBoard, ReadChart, ReadPlan, WriteEntry, ImportCase, ReadKnowledge, ReadConsult, HandleConsult, ReadFeed, WorkFeed, SearchDonors, ImportDonors},
	DataManager:   {ReadBoard, ReadChart, ReadPlan, ReadKnowledge, ReadProgramme, ReadFeed, ProposeCases},
	Administrator: {ReadKnowledge, ReadAudit, ManageAccount, ManageStore, ImportDonors},
	FamilyLink:    {SendConsult},
}

// Scope is the set of records a person may reach. The zero value is empty and
// reaches nothing.
type Scope struct {
	all bool
	ids map[string]bool
}

// Every is the scope that reaches every record; it must be named.
func Every() Scope { return Scope{all: true} }

// Only is the scope of the named records. The word "*" names every record.
func Only(ids ...string) Scope {
	s := Scope{ids: map[string]bool{}}
	for _, id := range ids {
		if id == "*" {
			s.all = true
		} else if id != "" {
			s.ids[id] = true
		}
	}
	return s
}

// Reaches reports whether the scope holds the record.
func (s Scope) Reaches(patient string) bool { return patient != "" && (s.all || s.ids[patient]) }

// All reports whether the scope reaches every record.
func (s Scope) All() bool { return s.all }

// IDs lists the named records of a limited scope, sorted.
func (s Scope) IDs() []string {
	ids := make([]string, 0, len(s.ids))
	for id := range s.ids {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	return ids
}

// Decision is the answer to a question of rights. Hidden tells that the person
// may not even learn that the record exists.
type Decision struct {
	Allowed bool
	Hidden  bool
	Reason  string
}

// Decide answers whether a role with a scope may do the action to the record.
// patient is empty for actions that concern no single record.
func Decide(role Role, scope Scope, action Action, patient string) Decision {
	if !holds(role, action) {
		return Decision{Reason: "the role " + string(role) + " does not carry the right " + string(action)}
	}
	if patient != "" && !scope.Reaches(patient) {
		return Decision{Hidden: true, Reason: "the record is outside the scope of the account"}
	}
	return Decision{Allowed: true}
}

func holds(role Role, action Action) bool {
	for _, a := range granted[role] {
		if a == action {
			return true
		}
	}
	return false
}
