package programme

import (
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
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
	GraftFailureDay int      `json:"graftFailureDay,omitzero"`
	AcuteGVHD       string   `json:"acuteGvhdGrade,omitempty"` // highest grade: 0, I … IV
	AcuteGVHDDay    int      `json:"acuteGvhdDay,omitzero"`    // day on which grade II or more began
	Status          string   `json:"status"`                   // alive, dead, lost
	StatusDate      day.Date `json:"statusDate"`               // death or last contact
	FollowUpDays    int      `json:"followUpDays"`             // from Date to StatusDate
	Synthetic       bool     `json:"synthetic"`
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
	case r.EngraftmentDay < 0, r.GraftFailureDay < 0, r.AcuteGVHDDay < 0:
		return "a day of an event lies before the transplant"
	case max(r.EngraftmentDay, r.GraftFailureDay, r.AcuteGVHDDay) > r.FollowUpDays:
		return "a day of an event lies after the last contact"
	case r.EngraftmentDay > 0 && r.Engrafted != "yes":
		return "a day of engraftment without engraftment"
	}
	return ""
}

// followed reports whether the row has an outcome with its time.
func (r *Row) followed() bool { return r.Status != "" }

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
