// Package chart is the child's record: the kinds of entry, and the fold from
// entries to a view as of a moment.
//
// The record is append-only. An entry says what happened (Effective), when it
// was written down (Recorded), by whom, from which source, and carries one typed
// payload. A correction is a new entry that names the one it supersedes; the old
// one stays readable. A view is a pure function of the entries and of two
// moments, clinical time and recorded time, so any page can be seen again as it
// was.
package chart

import (
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"time"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// Entry is one line of the record. The zero Effective or Recorded moment is
// refused by Check: an entry without a time cannot be placed.
type Entry struct {
	ID         string     // unique within the case, [a-z0-9-]
	Patient    string     // the case the entry belongs to
	About      string     // the person it is about; empty means the recipient
	Effective  day.Moment // when it was true or happened (clinical time)
	Recorded   day.Moment // when it was written down
	Author     string     // account or role that wrote it
	Source     string     // where the value comes from: press, laboratory, family, synthetic …
	Synthetic  bool       // true for invented demonstration values; shown wherever the value is shown
	Supersedes string     // id of the entry this one corrects
	Reason     string     // why it was corrected
	Version    Version    // its place among the versions a source issued; zero for most entries
	Payload    Payload
}

// Payload is the typed content of an entry. The set is closed: see Kinds.
type Payload interface {
	// Kind names the payload in files and stores.
	Kind() Kind
}

// Case is one child: the header and every entry. It is what a case file holds
// and what a store returns.
type Case struct {
	ID        string
	Title     evidence.Text
	Notice    evidence.Text // printed on every sheet, for instance "not the regimen he received"
	Synthetic bool
	Centre    Centre
	Entries   []Entry
}

// Centre holds the settings of the treating centre that a plan depends on.
// Contact lines are the centre's own; the demonstration carries placeholders.
type Centre struct {
	Name            evidence.Text `json:"name" req:"yes" doc:"name of the centre, both languages"`
	Timezone        string        `json:"timezone" req:"yes" doc:"IANA time zone; a date means the end of that day here"`
	Contact         []string      `json:"contact,omitzero" doc:"the centre's own contact lines; placeholders in examples"`
	RenalMaxAgeDays int           `json:"renalMaxAgeDays,omitzero" doc:"how old renal function may be before a plan, in days (the centre's rule)"`
	WeightBand      string        `json:"weightBand,omitzero" doc:"review band around the signed dosing weight, for instance 5 %"`
	SurfaceFormula  string        `json:"surfaceFormula,omitzero" enum:"Mosteller,Haycock,DuBois" doc:"body surface formula of the centre"`
}

// Location returns the centre's time zone.
func (c Centre) Location() (*time.Location, error) {
	if c.Timezone == "" {
		return nil, errors.New("centre.timezone: the time zone is missing")
	}
	loc, err := time.LoadLocation(c.Timezone)
	if err != nil {
		return nil, fmt.Errorf("centre.timezone: %q is not a known time zone", c.Timezone)
	}
	return loc, nil
}

// entryJSON is the stored form of an entry; payload bytes are decoded by kind.
type entryJSON struct {
	ID         string          `json:"id"`
	Patient    string          `json:"patient,omitzero"`
	Kind       Kind            `json:"kind"`
	About      string          `json:"about,omitzero"`
	Effective  day.Moment      `json:"at"`
	Recorded   day.Moment      `json:"recorded"`
	Author     string          `json:"by"`
	Source     string          `json:"source,omitzero"`
	Synthetic  bool            `json:"synthetic,omitzero"`
	Supersedes string          `json:"supersedes,omitzero"`
	Reason     string          `json:"reason,omitzero"`
	Version    Version         `json:"version,omitzero"`
	Payload    json.RawMessage `json:"payload"`
}

// MarshalJSON writes the stored form: the same bytes for the same entry.
func (e Entry) MarshalJSON() ([]byte, error) {
	if e.Payload == nil {
		return nil, fmt.Errorf("entry %s: the payload is missing", e.ID)
	}
	body, err := json.Marshal(e.Payload)
	if err != nil {
		return nil, fmt.Errorf("entry %s: %w", e.ID, err)
	}
	return json.Marshal(entryJSON{e.ID, e.Patient, e.Payload.Kind(), e.About, e.Effective, e.Recorded,
		e.Author, e.Source, e.Synthetic, e.Supersedes, e.Reason, e.Version, body})
}

// UnmarshalJSON reads the stored form; an unknown kind is an error, never skipped.
func (e *Entry) UnmarshalJSON(data []byte) error {
	var raw entryJSON
	if err := json.Unmarshal(data, &raw); err != nil {
		return fmt.Errorf("entry: %w", err)
	}
	payload, err := New(raw.Kind)
	if err != nil {
		return fmt.Errorf("entry %s: %w", raw.ID, err)
	}
	if err := json.Unmarshal(raw.Payload, payload); err != nil {
		return fmt.Errorf("entry %s: payload: %w", raw.ID, err)
	}
	*e = Entry{raw.ID, raw.Patient, raw.About, raw.Effective, raw.Recorded, raw.Author, raw.Source,
		raw.Synthetic, raw.Supersedes, raw.Reason, raw.Version, payload}
	return nil
}

// Sort orders entries by clinical time, then recorded time, then id: the total
// order every fold and every print uses.
func Sort(entries []Entry) {
	sort.SliceStable(entries, func(i, j int) bool { return before(entries[i], entries[j]) })
}

func before(a, b Entry) bool {
	if c := a.Effective.Compare(b.Effective); c != 0 {
		return c < 0
	}
	if c := a.Recorded.Compare(b.Recorded); c != 0 {
		return c < 0
	}
	return a.ID < b.ID
}
