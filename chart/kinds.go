package chart

import (
	"fmt"
	"sort"
)

// Kind names what an entry is about. The words are those of the ward.
type Kind string

// registry makes an empty payload for each kind; adding a kind is one line here
// and one struct in a payload file.
var registry = map[Kind]func() Payload{
	"acknowledgement":           func() Payload { return &Acknowledgement{} },
	"adverse-event":             func() Payload { return &AdverseEvent{} },
	"allergy":                   func() Payload { return &Allergy{} },
	"assessment":                func() Payload { return &Assessment{} },
	"blood-group":               func() Payload { return &BloodGroup{} },
	"centre-protocol":           func() Payload { return &CentreProtocol{} },
	"collection":                func() Payload { return &Collection{} },
	"consent":                   func() Payload { return &Consent{} },
	"consult":                   func() Payload { return &Consult{} },
	"day-release":               func() Payload { return &DayRelease{} },
	"decision":                  func() Payload { return &Decision{} },
	"device":                    func() Payload { return &Device{} },
	"diagnosis":                 func() Payload { return &Diagnosis{} },
	"document":                  func() Payload { return &Document{} },
	"donor-antibody":            func() Payload { return &DonorAntibody{} },
	"donor-work-up":             func() Payload { return &DonorWorkUp{} },
	"drug-level":                func() Payload { return &DrugLevel{} },
	"event":                     func() Payload { return &Event{} },
	"family-member":             func() Payload { return &FamilyMember{} },
	"finding":                   func() Payload { return &Finding{} },
	"functional-assay":          func() Payload { return &FunctionalAssay{} },
	"graft":                     func() Payload { return &Graft{} },
	"hla-typing":                func() Payload { return &HLATyping{} },
	"identity-check":            func() Payload { return &IdentityCheck{} },
	"imaging":                   func() Payload { return &Imaging{} },
	"infection":                 func() Payload { return &Infection{} },
	"infusion":                  func() Payload { return &Infusion{} },
	"irradiation":               func() Payload { return &Irradiation{} },
	"isolation":                 func() Payload { return &Isolation{} },
	"level-request":             func() Payload { return &LevelRequest{} },
	"measurement":               func() Payload { return &Measurement{} },
	"medication-administration": func() Payload { return &MedicationAdministration{} },
	"medication-order":          func() Payload { return &MedicationOrder{} },
	"medication-stop":           func() Payload { return &MedicationStop{} },
	"meeting":                   func() Payload { return &Meeting{} },
	"note":                      func() Payload { return &Note{} },
	"person":                    func() Payload { return &Person{} },
	"preparation":               func() Payload { return &Preparation{} },
	"reconciliation":            func() Payload { return &Reconciliation{} },
	"referral":                  func() Payload { return &Referral{} },
	"score":                     func() Payload { return &Score{} },
	"signature":                 func() Payload { return &Signature{} },
	"stage-change":              func() Payload { return &StageChange{} },
	"task":                      func() Payload { return &Task{} },
	"transfusion":               func() Payload { return &Transfusion{} },
	"vaccine":                   func() Payload { return &Vaccine{} },
	"variant":                   func() Payload { return &Variant{} },
	"withdrawal":                func() Payload { return &Withdrawal{} },
}

// Kinds lists every kind in alphabetical order.
func Kinds() []Kind {
	kinds := make([]Kind, 0, len(registry))
	for k := range registry {
		kinds = append(kinds, k)
	}
	sort.Slice(kinds, func(i, j int) bool { return kinds[i] < kinds[j] })
	return kinds
}

// New returns an empty payload of the kind, to be filled by a decoder. An
// unknown kind is an error.
func New(k Kind) (Payload, error) {
	make, ok := registry[k]
	if !ok {
		return nil, fmt.Errorf("kind: %q is not a kind of entry", string(k))
	}
	return make(), nil
}

// Answer is a three-state answer. The zero value means nobody has said; it is
// never read as "no".
type Answer string

// The three answers.
const (
	NotSaid Answer = ""
	Yes     Answer = "yes"
	No      Answer = "no"
	// UnknownAnswer was asked and could not be answered.
	UnknownAnswer Answer = "unknown"
)

// Known reports whether the answer is yes or no.
func (a Answer) Known() bool { return a == Yes || a == No }

// True reports yes; everything else, unknown included, is not yes.
func (a Answer) True() bool { return a == Yes }

// UnmarshalText accepts yes, no, unknown, true, false; anything else is refused.
func (a *Answer) UnmarshalText(text []byte) error {
	switch string(text) {
	case "yes", "true":
		*a = Yes
	case "no", "false":
		*a = No
	case "unknown":
		*a = UnknownAnswer
	case "":
		*a = NotSaid
	default:
		return fmt.Errorf("%q is not an answer: write yes, no or unknown", string(text))
	}
	return nil
}

// MarshalText writes the answer as it is read.
func (a Answer) MarshalText() ([]byte, error) { return []byte(a), nil }
