package programme

import (
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/dayzero-hsct/dayzero/day"
)

// Row is one transplant with its outcome. A field that is empty is not known;
// what depends on it then leaves the row out and says how many it left out.
type Row struct {
	ID             string   `json:"id"`
	Date           day.Date `json:"date"` // Day 0
	Centre         string   `json:"centre,omitempty"`
	Group          string   `json:"group"` // disease group
	Disease        string   `json:"disease"`
	Sex            string   `json:"sex"`
	AgeMonths      *int     `json:"ageMonths,omitempty"` // completed months at transplant
	Donor          string   `json:"donor"`
	Graft          string   `json:"graft"`
	Conditioning   string   `json:"conditioning"`
	Engrafted      string   `json:"engrafted"` // yes, no, pending
	EngraftmentDay int      `json:"engraftmentDay,omitzero"`
	// EngraftmentBy says where a chart has it from: ByCounts or ByStatement.
	EngraftmentBy string `json:"engraftmentBy,omitempty"`
	// GraftFailureDay is the day on which graft failure was stated; without it a
	// failure is dated by its definition.
	GraftFailureDay int    `json:"graftFailureDay,omitzero"`
	AcuteGVHD       string `json:"acuteGvhdGrade,omitempty"` // highest grade: 0, I … IV
	AcuteGVHDDay    int    `json:"acuteGvhdDay,omitzero"`    // day on which grade II or more began
	// ChronicGVHD is no, yes (no severity stated), mild, moderate or severe, the
	// worst that was stated; empty: not known, which is not no.
	ChronicGVHD    string `json:"chronicGvhd,omitempty"`
	ChronicGVHDDay int    `json:"chronicGvhdDay,omitzero"` // day on which it began
	RelapseDay     int    `json:"relapseDay,omitzero"`
	// Child is the child of a later transplant, by the identifier of its first row,
	// and Number counts the child's transplants; a first one carries neither.
	Child  string `json:"child,omitempty"`
	Number int    `json:"number,omitzero"`
	// NextTransplantDay is the day of the child's next transplant: what happens
	// from then on, but death, belongs to the next row.
	NextTransplantDay int `json:"nextTransplantDay,omitzero"`
	// FurtherInfusions counts infusions on later dates that began no other
	// transplant (boosts, donor cells).
	FurtherInfusions int `json:"furtherInfusions,omitzero"`
	// DeathCause is the main cause of death as the team stated it; empty: not known.
	DeathCause   string   `json:"deathCause,omitempty"`
	Status       string   `json:"status"`       // alive, dead, lost
	StatusDate   day.Date `json:"statusDate"`   // death or last contact
	FollowUpDays int      `json:"followUpDays"` // from Date to StatusDate
	Synthetic    bool     `json:"synthetic"`
}

// Refused is a row that could not be read, with its place from 1 and one
// sentence.
type Refused struct {
	Place    int
	ID       string
	Sentence string
}

// Table is the rows of a programme, real and synthetic apart, in order of date.
type Table struct {
	Real, Synthetic []Row
	Refused         []Refused
}

// Rows gives the rows of one kind; the two are never joined.
func (t Table) Rows(synthetic bool) []Row {
	if synthetic {
		return t.Synthetic
	}
	return t.Real
}

// Parse reads rows of JSON, one object each. A row that cannot be read, that
// contradicts itself or that repeats an identifier is refused with its reason;
// the others stand.
func Parse(raw [][]byte) Table {
	rows, complaints := make([]Row, len(raw)), make([]string, len(raw))
	readAll(raw, rows, complaints)
	var t Table
	seen := make(map[string]bool, len(raw))
	for i, r := range rows {
		complaint := complaints[i]
		if complaint == "" && seen[r.ID] {
			complaint = "the identifier occurs twice"
		}
		if complaint != "" {
			t.Refused = append(t.Refused, Refused{i + 1, r.ID, complaint})
			continue
		}
		seen[r.ID] = true
		if r.Synthetic {
			t.Synthetic = append(t.Synthetic, r)
		} else {
			t.Real = append(t.Real, r)
		}
	}
	for _, rows := range [][]Row{t.Real, t.Synthetic} {
		slices.SortStableFunc(rows, func(a, b Row) int { return a.Date.Compare(b.Date) })
	}
	return t
}

// readAll reads the rows on all processors; each has its own place.
func readAll(raw [][]byte, rows []Row, complaints []string) {
	workers := min(runtime.GOMAXPROCS(0), 1+len(raw)/1000)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for i := w * len(raw) / workers; i < (w+1)*len(raw)/workers; i++ {
				if err := json.Unmarshal(raw[i], &rows[i]); err != nil {
					rows[i], complaints[i] = Row{}, "the row is no JSON object of a transplant: "+err.Error()
					continue
				}
				complaints[i] = rows[i].complaint()
			}
		})
	}
	wait.Wait()
}

// The words of chronic GVHD in order of severity, and the causes of death that a
// row may carry.
var (
	chronicGrades = []string{"no", "yes", "mild", "moderate", "severe"}
	deathCauses   = []string{"graft-failure", "gvhd", "infection", "organ-toxicity", "microangiopathy", "bleeding", "original-disease", "second-cancer", "other"}
)

// grades are the grades of acute GVHD in order.
var grades = []string{"0", "I", "II", "III", "IV"}

// complaint says what is wrong with a row, or nothing.
func (r *Row) complaint() string {
	switch {
	case r.ID == "":
		return "the row has no identifier"
	case !r.Date.Known():
		return "the row has no date of transplant"
	case !slices.Contains([]string{"", "alive", "dead", "lost"}, r.Status):
		return fmt.Sprintf("the status %q is not alive, dead or lost", r.Status)
	case !slices.Contains([]string{"", "yes", "no", "pending"}, r.Engrafted):
		return fmt.Sprintf("engrafted is %q, not yes, no or pending", r.Engrafted)
	case r.AcuteGVHD != "" && !slices.Contains(grades, r.AcuteGVHD):
		return fmt.Sprintf("the grade %q of acute GVHD is not 0 or I to IV", r.AcuteGVHD)
	case r.AgeMonths != nil && *r.AgeMonths < 0:
		return "the age is negative"
	case r.ChronicGVHD != "" && !slices.Contains(chronicGrades, r.ChronicGVHD):
		return fmt.Sprintf("chronic GVHD is %q, not no, yes, mild, moderate or severe", r.ChronicGVHD)
	case r.DeathCause != "" && !slices.Contains(deathCauses, r.DeathCause):
		return fmt.Sprintf("the cause of death %q is none of %s", r.DeathCause, strings.Join(deathCauses, ", "))
	case r.DeathCause != "" && r.Status != "dead":
		return "a cause of death without a death"
	case r.Number < 0, r.FurtherInfusions < 0:
		return "a count is negative"
	case (r.Number > 1) != (r.Child != ""):
		return "a later transplant names its child and its number, a first one neither"
	case r.Status == "":
		return ""
	}
	return r.timeComplaint()
}

// timeComplaint settles the length of follow-up and looks for days beyond it.
func (r *Row) timeComplaint() string {
	if r.StatusDate.Known() {
		n := r.StatusDate.DaysSince(r.Date)
		if r.FollowUpDays != 0 && r.FollowUpDays != n {
			return fmt.Sprintf("the follow-up of %d days is not the %d days between the dates", r.FollowUpDays, n)
		}
		r.FollowUpDays = n
	}
	switch {
	case r.FollowUpDays < 0:
		return "the last contact lies before the transplant"
	case !r.StatusDate.Known() && r.FollowUpDays == 0:
		return "a status without its date"
	case min(r.EngraftmentDay, r.GraftFailureDay, r.AcuteGVHDDay, r.ChronicGVHDDay, r.RelapseDay, r.NextTransplantDay) < 0:
		return "a day of an event lies before the transplant"
	case max(r.EngraftmentDay, r.GraftFailureDay, r.AcuteGVHDDay, r.ChronicGVHDDay, r.RelapseDay, r.NextTransplantDay) > r.FollowUpDays:
		return "a day of an event lies after the last contact"
	case r.NextTransplantDay > 0 && max(r.EngraftmentDay, r.GraftFailureDay, r.AcuteGVHDDay, r.ChronicGVHDDay) > r.NextTransplantDay:
		return "a day of an event lies after the next transplant, to which it belongs"
	case r.ChronicGVHDDay > 0 && !r.chronic():
		return "a day of chronic GVHD without chronic GVHD"
	case r.EngraftmentDay > 0 && r.Engrafted != "yes":
		return "a day of engraftment without engraftment"
	}
	return ""
}

// followed reports whether the row has an outcome with its time.
func (r *Row) followed() bool { return r.Status != "" }

// first reports whether it is the child's first transplant.
func (r *Row) first() bool { return r.Number < 2 }

// chronic reports chronic GVHD of any severity.
func (r *Row) chronic() bool { return r.ChronicGVHD != "" && r.ChronicGVHD != "no" }

// ownEnd is the day up to which the course belongs to this transplant, and whether
// it ended it: by death, or by the next transplant. Without either it is the last
// contact.
func (r *Row) ownEnd() (at float64, ended bool) {
	if r.NextTransplantDay > 0 {
		return float64(r.NextTransplantDay), true
	}
	return float64(r.FollowUpDays), r.dead()
}

// dead reports whether the child died.
func (r *Row) dead() bool { return r.Status == "dead" }

// LatestContact is the last day on which anything is known of any row: the day
// on which the figures are counted unless another is given.
func LatestContact(rows []Row) day.Date {
	var last day.Date
	for i := range rows {
		for _, d := range []day.Date{rows[i].Date, rows[i].StatusDate} {
			if d.Known() && (!last.Known() || d.After(last)) {
				last = d
			}
		}
	}
	return last
}
