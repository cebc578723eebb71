// Package plan turns a chart as of a moment and the knowledge into what the team
// would otherwise work out by hand: stops, cautions, gaps, gates, donors,
// regimen options side by side, doses with their derivations, the genotoxic
// ledger, the day matrix, the calendar and the outcome statement.
//
// It never decides. It computes, shows its work and its sources, and a named
// person signs. The same chart, moment and knowledge give the same bytes.
package plan

import (
	"strconv"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/hla"
)

// Plan is the whole result for one child at one moment.
type Plan struct {
	Case             string        // case id
	Title            evidence.Text // name on the screen
	Notice           evidence.Text // printed on every sheet
	Synthetic        bool
	AsOf             day.Date // the civil date in the centre's time zone
	KnowledgeVersion string

	Child     Child
	Journey   []Step // ten steps, consult to follow-up
	Stops     []Note
	Cautions  []Note
	Gaps      []Note
	Tasks     []Note // due, not a caution (practice.md, correction 11)
	Disease   Disease
	Diagnosis Diagnosis
	Gates     []Gate
	Donors    []Donor
	RankOrder []RankStep // by what the donors of one state are listed
	Family    Family
	Options   []Option
	Chosen    string // regimen or centre protocol the team decided on; empty when none
	Matrix    Matrix
	Ledger    []LedgerRow
	Imaging   []Exposure
	Calendar  []CalendarLine
	Endpoints []Endpoint // of the course, by named definition
	Outcome   Outcome
	Signing   Signing

	// Derivations holds every computed value by key; other parts refer to keys.
	Derivations map[string]evidence.Derivation
}

// Note is a stop, a caution, a gap or a task: what, why, with its sources, and
// who may pass it.
type Note struct {
	ID       string // rule id; the contract with scripts
	Kind     string // stop, caution, gap, task
	Subject  string // option, donor or entry it concerns; empty for the child
	Title    evidence.Text
	Message  evidence.Text
	Action   evidence.Text
	Sources  []evidence.Source
	Status   evidence.Status
	Overrule string   // two-person, reason, geneticist, none
	Missing  []string // names of missing inputs, for gaps
	Entries  []string // entries it rests on
	// Answered is the decision that overruled or answered it; nil when open.
	Answered *Answered
	// Blocks names what it blocks: signature, donor, imaging, transfusion; empty for none.
	Blocks string
}

// Open reports whether the note still stands.
func (n Note) Open() bool { return n.Answered == nil }

// Answered names who passed a note, when and why.
type Answered struct {
	Entry  string
	On     day.Date
	Reason string
	By     []string
}

// Figure is one computed or measured number with its unit, printed as Text.
// Derivation is the key under which the work is shown.
type Figure struct {
	Known      bool
	Text       string // decimal text without unit
	Value      float64
	Unit       string
	Derivation string
}

// String prints number and unit, or a dash for an unknown figure.
func (f Figure) String() string {
	if !f.Known {
		return "–"
	}
	if f.Unit == "" {
		return f.Text
	}
	return f.Text + " " + f.Unit
}

// Child is the header of every page about the child.
type Child struct {
	ID                 string
	Label              evidence.Text
	Identifier         string
	Sex                string
	Birth              day.Date
	Age                evidence.Text
	AgeMonths          int
	AgeKnown           bool
	Weight             Figure // latest measured
	WeightDate         evidence.Text
	Length             Figure
	LengthDate         evidence.Text
	Surface            Figure // unrounded in the derivation
	Formula            string
	DosingWeight       Figure // signed dosing weight
	BloodGroup         string
	DonorGroup         string
	Allergies          evidence.Text
	Isolation          evidence.Text
	Radiosensitive     string // yes, no, handled-as-yes
	RadiosensitiveText evidence.Text
	Ionising           evidence.Text
	BCG                evidence.Text
	DayZero            day.Date
	DayZeroPlanned     bool
	TransplantDay      string // "Day −13", empty without a Day 0
	TransplantDayZH    string
	Phase              evidence.Text // diagnosis phrase: biallelic, in trans …
}

// Step is one mark on the journey ribbon.
type Step struct {
	Number int
	Key    string // consult, diagnosis, disease, evaluation, donor, plan, exposure, day-0, course, follow-up
	Title  evidence.Text
	State  string // done, current, ahead
	Text   evidence.Text
	Date   day.Date
}

// Disease is what the gene means for what follows.
type Disease struct {
	Known          bool
	Key            string
	Gene           string
	Name           evidence.Text
	Group          string
	GroupName      evidence.Text
	Radiosensitive string
	Inheritance    string
	Explained      evidence.Text // biallelic proven, or the named gap
	ExplainedState string        // proven, cis, gap
}

// Gate opens a step or lists what is missing.
type Gate struct {
	ID      string
	Title   evidence.Text
	Open    bool
	Missing []evidence.Text
}

// Donor is one candidate with every reason. State is eligible, blocked or
// excluded; rank follows state, match and descent and is never a decision.
type Donor struct {
	ID            string
	Label         evidence.Text
	Relation      string
	Sex           string
	Age           evidence.Text
	Birth         day.Date
	Rank          int
	State         string
	Eligible      bool
	Chosen        bool
	Backup        bool
	Reasons       []Note
	Match         Match
	Descent       string // identical, haploidentical, none, recombinant, undetermined
	DescentText   evidence.Text
	FamilyVariant string // clear, carrier, affected, not-tested, incomplete, not-related
	FamilyText    evidence.Text
	BloodGroup    string
	Facts         []Line // ABO, CMV, sex, weight, DSA, consent …

	facts donorFigures // what the order of the list asks
}

// Line is a labelled sentence with the entries it rests on.
type Line struct {
	Key     string
	Label   evidence.Text
	Text    evidence.Text
	Entries []string
}

// Match is the comparison at two fields, with both directions. Where Known is
// false, Count, GvH and HvG are what is certain at least.
type Match struct {
	Known    bool
	Of       int
	Count    int
	GvH      int
	HvG      int
	Possible hla.Possible // what open typings leave possible; settled where Known
	Basis    evidence.Text
	Loci     []LocusMatch
}

// Open lists the loci that are typed in both and that a typing leaves open.
func (m Match) Open() []string {
	var out []string
	for _, l := range m.Loci {
		if l.Open {
			out = append(out, l.Locus)
		}
	}
	return out
}

// Typed tells whether every locus is typed in both, be it open or not.
func (m Match) Typed() bool {
	for _, l := range m.Loci {
		if !l.Known && !l.Open {
			return false
		}
	}
	return len(m.Loci) > 0
}

// Figures writes the matched positions and both directions: one number each where
// the match is known, a range ("9–10") where a typing leaves it open, "" where a
// locus is not typed.
func (m Match) Figures() (count, gvh, hvg string) {
	if !m.Known && !m.Typed() {
		return "", "", ""
	}
	return figures(m.Known, m.Count, m.GvH, m.HvG, m.Possible)
}

// Figures is Match.Figures of one locus.
func (l LocusMatch) Figures() (count, gvh, hvg string) {
	if !l.Known && !l.Open {
		return "", "", ""
	}
	return figures(l.Known, l.Count, l.GvH, l.HvG, l.Possible)
}

func figures(known bool, count, gvh, hvg int, possible hla.Possible) (string, string, string) {
	if known {
		return strconv.Itoa(count), strconv.Itoa(gvh), strconv.Itoa(hvg)
	}
	return possible.Count.String(), possible.GvH.String(), possible.HvG.String()
}

// CountText is the first of Figures.
func (m Match) CountText() string { count, _, _ := m.Figures(); return count }

// GvHText is the second of Figures.
func (m Match) GvHText() string { _, gvh, _ := m.Figures(); return gvh }

// HvGText is the third of Figures.
func (m Match) HvGText() string { _, _, hvg := m.Figures(); return hvg }

// CountText is the first of Figures.
func (l LocusMatch) CountText() string { count, _, _ := l.Figures(); return count }

// GvHText is the second of Figures.
func (l LocusMatch) GvHText() string { _, gvh, _ := l.Figures(); return gvh }

// HvGText is the third of Figures.
func (l LocusMatch) HvGText() string { _, _, hvg := l.Figures(); return hvg }

// LocusMatch is one row of the per-locus table.
type LocusMatch struct {
	Locus   string
	Patient []string
	Donor   []string
	Known   bool
	Count   int
	GvH     int
	HvG     int
	Open    bool // typed in both, and a typing leaves open what it is
	// Possible is what the locus can come to; anything where it is not typed.
	Possible hla.Possible
	Text     evidence.Text
}

// Family is what the pedigree draws.
type Family struct {
	Members []Member
	Text    evidence.Text
}

// Member is one person of the pedigree. Haplotypes are labels by descent (a, b
// paternal; c, d maternal), empty when not proven.
type Member struct {
	ID         string
	Relation   string
	Label      evidence.Text
	Sex        string
	Proband    bool
	Donor      bool
	Status     string // affected, carrier, clear, not-tested, incomplete
	Haplotypes []string
	Variants   []string
}

// Option is one regimen with its verdict for this child.
type Option struct {
	Regimen      string
	Base         string // guideline regimen it is checked against
	Name         evidence.Text
	Verdict      string // listed, possible, not-recommended, contraindicated
	Ranked       bool   // false where the knowledge does not allow ranking
	Reasons      []Note
	Commissioned bool
	Centre       bool // the centre's own protocol
	Chosen       bool
	Drugs        []OptionDrug
	Sources      []evidence.Source
	Status       evidence.Status
}

// OptionDrug is one drug of an option: published course range, and the amounts
// for this child where they may be computed.
type OptionDrug struct {
	Drug            string
	Name            evidence.Text
	Published       string // "150 mg/m2", "20–40 mg/kg", "AUC 85–95 mg·h/L"
	Basis           string // per-kg, per-m2, exposure
	PerCourse       Figure // mg for this child, centre protocol or single-valued course total
	PerCourseMax    Figure // upper end where the guideline gives a range
	PerDay          Figure
	Administrations []Administration
	Gap             evidence.Text // why no amount is shown
	Derivation      string
}

// Administration is one dose on one day: computed, rounded, and the deviation.
type Administration struct {
	Day        day.Transplant
	Date       day.Date
	Exact      Figure // mg, unrounded
	Dose       Figure // mg, as it would be prepared
	Deviation  Figure // percent
	PerBasis   Figure // mg/kg or mg/m2 per administration
	Derivation string
	Given      Figure // mg recorded as given on that day
}

// Matrix is the day matrix of the chosen option.
type Matrix struct {
	Known  bool
	Title  evidence.Text
	Days   []day.Transplant
	Dates  []day.Date
	Rows   []MatrixRow
	Remark evidence.Text
}

// MatrixRow is a drug or a text row. Cells follow Matrix.Days.
type MatrixRow struct {
	Key        string
	Name       evidence.Text
	Detail     evidence.Text
	Cells      []MatrixCell
	Total      evidence.Text
	Span       evidence.Text // text across all days, instead of cells
	None       bool          // signed as none
	Derivation string
}

// MatrixCell is one field of the matrix.
type MatrixCell struct {
	Dose       string
	Detail     string
	Derivation string
	Given      string
}

// LedgerRow is one agent of the genotoxic ledger: planned and given, over
// conditioning and after, against the ceiling of the disease's group.
type LedgerRow struct {
	Agent   string
	Name    evidence.Text
	Planned Figure
	Given   Figure
	Ceiling Figure
	Unit    string
	Verdict string // within, at-ceiling, above, no-ceiling, unknown
	Effect  string // stop, caution of the ceiling; empty without one
	Text    evidence.Text
	Sources []evidence.Source
	Status  evidence.Status
}

// Exposure is one ionising examination with its gate.
type Exposure struct {
	Entry     string
	Date      day.Date
	Text      evidence.Text
	Ionising  string // yes, no, unknown
	Dose      Figure
	Gate      string // answered, open, emergency, review-due, not-needed
	Missing   []evidence.Text
	Elsewhere bool
}

// CalendarLine is one due item.
type CalendarLine struct {
	Day     int
	DayText string
	Date    day.Date
	Kind    string
	Text    evidence.Text
	State   string // done, due, overdue, ahead, past, gated (ionising, not routine); a rule or a medicine is due while its window is open
	Local   bool   // the centre sets it
	Sources []evidence.Source
	Status  evidence.Status
	Item    string
}

// Outcome is the statement, part by part. Nothing is ticked that was not
// measured.
type Outcome struct {
	Complete bool // every part that can be complete by now is complete
	Sentence evidence.Text
	Parts    []OutcomePart
	Persists []OutcomePart
	NotYet   []OutcomePart // cannot be known yet
}

// OutcomePart is one part with the entries it rests on.
type OutcomePart struct {
	ID      string
	Text    evidence.Text
	State   string // complete, missing, contradicted, persists, not-yet
	Detail  evidence.Text
	Entries []string
	Sources []evidence.Source
	Status  evidence.Status
}

// Signing says what a signature would bind, who signed, and whether the signed
// plan still stands.
type Signing struct {
	Hash     string // of exactly what is shown
	Inputs   string // of the inputs the plan rests on
	Possible bool
	Blocked  []evidence.Text // why signing is not possible now
	Signed   []Signed
	Complete bool // physician and pharmacist (or second) have signed the same plan
	Outdated bool
	Changed  []evidence.Text // which inputs changed since
}

// Signed is one signature as shown.
type Signed struct {
	Entry   string
	Name    string
	Role    string
	Account string
	Meaning string
	At      string // RFC 3339
	Hash    string
	Current bool
}
