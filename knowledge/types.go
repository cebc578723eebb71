package knowledge

import "github.com/dayzero-hsct/dayzero/evidence"

// Fact is one statement with its status and sources.
type Fact struct {
	// ID is unique in the base, dotted from general to special: "disease.LIG4.outcome.1".
	ID string
	// Text says the fact in words; ZH may be empty, and pages then show English and say so.
	Text evidence.Text
	// Status tells how far the fact was verified; it is never upgraded.
	Status evidence.Status
	// Sources are where the fact was taken from, at least one.
	Sources []evidence.Source
	// Values repeats the numbers of the text, decimal text by key; the unit is part
	// of the key or of the text.
	Values map[string]string
}

// Section is a titled list of facts.
type Section struct {
	Key   string
	Title evidence.Text
	Facts []Fact
}

// Disease is the profile of one disease and the genes that cause it.
type Disease struct {
	Key string
	// Genes are symbols as published. GenePrefix, if set, adds every symbol that
	// starts with it ("FANC").
	Genes      []string
	GenePrefix string
	Name       evidence.Text
	// Group is the key of the repair group, "none" for contrast indications.
	Group string
	// Inheritance is AR, XL, AD, AR-or-XL or mixed; its certainty is InheritanceFact.Status.
	Inheritance     string
	InheritanceFact Fact
	// Radiosensitive is yes, no or unknown, derived from the group.
	Radiosensitive     string
	RadiosensitiveFact Fact
	Sections           []Section
}

// Group is a family of repair disorders that shares limits.
type Group struct {
	Key  string
	Name evidence.Text
	// Radiosensitive is yes, no or unknown.
	Radiosensitive string
	Fact           Fact
	Ceilings       []Ceiling
}

// Ceiling is a dose limit of a group.
type Ceiling struct {
	// Agent is cyclophosphamide, fludarabine, tbi, tli, busulfan, melphalan,
	// thiotepa, treosulfan or other-alkylator.
	Agent string
	// Limit is decimal text in Unit (mg/kg, mg/m2, g/m2 or Gy), over the whole Scope.
	Limit string
	Unit  string
	Scope evidence.Text
	// Effect is stop or caution.
	Effect string
	Fact   Fact
}

// Regimen is a conditioning protocol as its source lists it. It is reference
// material to compare with, not an order.
type Regimen struct {
	ID        string
	Name, Use evidence.Text
	Drugs     []RegimenDrug
	// Platform tells that a graft platform may be combined with it.
	Platform bool
	Fact     Fact
	// NotRead names what of the source was not read.
	NotRead []Fact
}

// RegimenDrug is one drug of a regimen: a range over the course.
type RegimenDrug struct {
	Drug string
	// Min and Max are decimal text in Unit (mg/kg, mg/m2, g/m2 or mg.h/L).
	Min, Max string
	Unit     string
	// Basis is per-kg, per-m2 or auc.
	Basis string
	// Period is course.
	Period string
}

// Platform is a way to prepare or follow a haploidentical graft.
type Platform struct {
	ID string
	// With and NotWith are regimen ids the source names or excludes.
	With, NotWith            []string
	Graft, Serotherapy, GVHD evidence.Text
	Drugs                    []PlatformDrug
	Fact                     Fact
}

// PlatformDrug is a drug a platform adds, by transplant day.
type PlatformDrug struct {
	Drug string
	// Dose is decimal text in Unit (mg/kg or mg/m2) for each of Days.
	Dose string
	Unit string
	// Days are transplant days; Day 0 is 0.
	Days []int
	// Note carries the product and its conditions.
	Note evidence.Text
}

// Drug is what was read about one drug.
type Drug struct {
	Key               string
	Name              evidence.Text
	Facts             []Fact
	Interactions      []Fact
	Contraindications []Contraindication
}

// Contraindication is a contraindication of the product information.
type Contraindication struct {
	ID string
	// Groups are the repair groups it closes; empty when it does not depend on one.
	Groups []string
	Fact   Fact
	// Jurisdiction is the regulator's area, "EU".
	Jurisdiction string
}

// CalendarItem is something due on, or around, a transplant day.
type CalendarItem struct {
	ID    string
	Phase string
	// From and To are transplant days, nil when open on that side.
	From, To *int
	// EveryDays is the usual distance between repeats in days, 0 when it does not repeat.
	EveryDays int
	// Kind is laboratory, clinic, imaging, vaccine, medicine, task, registry or observation.
	Kind    string
	Text    evidence.Text
	Status  evidence.Status
	Sources []evidence.Source
	// Local tells that the centre sets its own rule here.
	Local bool
	// Applies is a condition over the declared variables, "" for every child.
	Applies string
	// Ionising tells that the item passes the imaging gate of a radiosensitive child.
	Ionising bool
}

// ChecklistItem is one row of the pre-transplant evaluation.
type ChecklistItem struct {
	ID string
	// Section is gate-zero, work-up, bcg, donor or timing.
	Section      string
	Text, Detail evidence.Text
	// BlocksDay0 tells that Day 0 waits for it unless the team decides otherwise.
	BlocksDay0 bool
	Fact       Fact
}

// Case is a published case, sibling group or cohort, field by field.
type Case struct {
	ID string
	// Kind is hsct, unverified-gene, no-hsct-data-read or aggregate.
	Kind   string
	Source evidence.Source
	Status evidence.Status
	Fields []CaseField
	Note   evidence.Text
}

// CaseField is one published value and the state of our knowledge of it.
type CaseField struct {
	Key   string
	Label evidence.Text
	// State is reported, not_reported or not_read.
	State string
	Value string
}

// The three states of a case field.
const (
	Reported    = "reported"
	NotReported = "not_reported"
	NotRead     = "not_read"
)

// Field returns the field with the key; a key the case does not carry is NotRead.
func (c Case) Field(key string) CaseField {
	for _, f := range c.Fields {
		if f.Key == key {
			return f
		}
	}
	return CaseField{Key: key, State: NotRead}
}

// Rule is a condition over declared variables with its effect and its words.
type Rule struct {
	ID string
	// Scope is option, child, donor, graft, imaging or transfusion.
	Scope string
	// Effect is stop, caution, gap, refuse, gate, exclude, block or note. A note
	// says something in favour or in addition and closes nothing.
	Effect string
	// When is a CEL condition over Variables.
	When string
	// WhenUnknown tells what a missing input means: gap, fires or quiet.
	WhenUnknown            string
	Title, Message, Action evidence.Text
	Status                 evidence.Status
	Sources                []evidence.Source
	// Overrule tells who may pass it: two-person, reason, geneticist or none.
	Overrule string
	// Verdict, in scope option, is contraindicated, not-recommended, possible, listed or "".
	Verdict string
	// Requires are the entries that let it pass, such as reason and alternative.
	Requires []string
}

// Variable is an input a rule may name.
type Variable struct {
	// Type is bool, string, int or double.
	Name, Type string
	// Unit is the UCUM unit of a double, "1" for a pure number, "" otherwise.
	Unit string
	Text evidence.Text
	// Values is the closed list of a string variable, empty when open.
	Values []string
}
