package evidence

import (
	"fmt"
	"strings"
)

// Status says how well a fact is founded. The set is closed; the zero value
// means that nothing was stated and never lets a fact act.
type Status string

// The five statuses, strongest first (table of status of the knowledge base).
const (
	// Read was found in the cited text itself.
	Read Status = "read"
	// Derived follows from read facts by steps that are shown.
	Derived Status = "derived"
	// Secondary was transcribed by a library, a copy or a review; it acts only
	// after the centre has commissioned the item with the source opened.
	Secondary Status = "secondary"
	// Unsure is from memory or from weak or conflicting sources; it never
	// opens, doses or clears anything.
	Unsure Status = "unsure"
	// Gap was looked for and not read; it is shown as a named gap.
	Gap Status = "gap"
)

// Statuses lists the closed set, strongest first.
func Statuses() []Status { return []Status{Read, Derived, Secondary, Unsure, Gap} }

// marks maps every mark used in the knowledge files, in lower case, to its
// status (table of status of the knowledge base).
var marks = map[string]Status{
	"read": Read, "[r]": Read, "[p]": Read,
	"derived": Derived, "own": Derived, "[d]": Derived, "[c]": Derived,
	"secondary": Secondary, "[s]": Secondary,
	"unsure": Unsure, "[u]": Unsure, "[k]": Unsure,
	"gap": Gap, "[gap]": Gap, "not_read": Gap, "not read": Gap, "not found": Gap,
}

// StatusError tells that a mark is not one of the known marks.
type StatusError struct{ Input string }

// Error says it in one sentence.
func (e *StatusError) Error() string {
	return fmt.Sprintf("evidence status %q is not one of read, derived, secondary, unsure, gap or their marks in the knowledge files", e.Input)
}

// ParseStatus reads a status or any mark of the knowledge files ("own", "[P]",
// "not_read" and so on; letter case, surrounding blanks and back-quotes do not matter). An
// unknown mark gives a *StatusError together with Gap, so that a caller who
// overlooks the error still fails closed.
func ParseStatus(text string) (Status, error) {
	key := strings.ToLower(strings.Trim(text, " \t\r\n`"))
	if status, found := marks[key]; found {
		return status, nil
	}
	return Gap, &StatusError{Input: text}
}

// MayAct reports whether a fact of this status may open, dose or clear
// something without commissioning: only read and derived ones may.
func (s Status) MayAct() bool { return s == Read || s == Derived }

// Valid reports whether the status is one of the five.
func (s Status) Valid() bool { return s.rank() < len(Statuses()) }

// rank is 0 for the strongest status; anything outside the set ranks last.
func (s Status) rank() int {
	for i, known := range Statuses() {
		if s == known {
			return i
		}
	}
	return len(Statuses())
}

// labels are the words for the reader; Chinese as in the clinical glossary
// (已核对原文, 推导, 待核实, 未查阅原文).
var labels = map[Status]Text{
	Read:      {EN: "read in the source", ZH: "已核对原文"},
	Derived:   {EN: "derived", ZH: "推导"},
	Secondary: {EN: "from a secondary source", ZH: "转引，未核对原文"},
	Unsure:    {EN: "to be verified", ZH: "待核实"},
	Gap:       {EN: "not read", ZH: "未查阅原文"},
}

// Label gives the words for the reader in the asked language ("en" or "zh");
// a status outside the set reads as a gap.
func (s Status) Label(lang string) string {
	if label, found := labels[s]; found {
		return label.In(lang)
	}
	return labels[Gap].In(lang)
}

// UnmarshalText reads any mark of the knowledge files; empty text gives the
// zero value.
func (s *Status) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*s = ""
		return nil
	}
	status, err := ParseStatus(string(text))
	if err != nil {
		return err
	}
	*s = status
	return nil
}

// MarshalText writes the status word.
func (s Status) MarshalText() ([]byte, error) { return []byte(s), nil }

// Weakest gives the weakest of the statuses. None at all, and a status outside
// the set, count as Gap.
func Weakest(statuses ...Status) Status {
	if len(statuses) == 0 {
		return Gap
	}
	weakest := Read
	for _, status := range statuses {
		if !status.Valid() {
			return Gap
		}
		if status.rank() > weakest.rank() {
			weakest = status
		}
	}
	return weakest
}
