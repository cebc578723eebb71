package chart

import "github.com/dayzero-hsct/dayzero/day"

// Version places an entry among the versions that one source issued of one
// observation: preliminary, final, corrected, withdrawn. Of all versions that were
// written down by the moment of a view, the one issued last stands and the others
// stay readable beneath it, in whatever order they arrived. The zero Version
// belongs to an entry that has no versions.
type Version struct {
	Of     string     `json:"of"`            // the observation at its source; the same for all its versions
	Issued day.Moment `json:"issued"`        // when the source issued this version
	Rank   int        `json:"rank,omitzero"` // decides among versions issued at one moment: Preliminary to Withdrawn
}

// The ranks of versions issued at one moment.
const (
	Preliminary = iota + 1
	Final
	Corrected
	Withdrawn
)

// IsZero reports an entry without versions; encoders use it to leave it out.
func (v Version) IsZero() bool { return v.Of == "" }

// after orders versions of one observation: by issue, rank, and at last by the
// ids of their entries, so that the order never depends on arrival.
func (v Version) after(o Version, id, other string) bool {
	if c := v.Issued.Compare(o.Issued); c != 0 {
		return c > 0
	}
	if v.Rank != o.Rank {
		return v.Rank > o.Rank
	}
	return id > other
}

// newestVersions adds to replacedBy every entry that a later version of the same
// observation replaces. A correction by a person (Supersedes) stands before it.
func newestVersions(entries []Entry, m Moment, replacedBy map[string]string) {
	last := map[string]Entry{}
	for _, e := range entries {
		if e.Version.IsZero() || e.Recorded.Time().After(m.Recorded) {
			continue
		}
		if top, found := last[e.Version.Of]; !found || e.Version.after(top.Version, e.ID, top.ID) {
			last[e.Version.Of] = e
		}
	}
	if len(last) == 0 {
		return
	}
	for _, e := range entries {
		if e.Version.IsZero() || e.Recorded.Time().After(m.Recorded) {
			continue
		}
		top := last[e.Version.Of]
		if _, corrected := replacedBy[e.ID]; !corrected && top.ID != e.ID {
			replacedBy[e.ID] = top.ID
		}
	}
}

// Withdrawal takes an entry out of every list and curve without putting another
// value in its place: the result belonged to another patient, was deleted, or
// could not be obtained. The entry it withdraws stays readable beneath it.
type Withdrawal struct {
	Why    string `json:"why" req:"yes" enum:"deleted,wrong-patient,not-obtained,cancelled,entered-in-error" doc:"why no value stands"`
	What   string `json:"what,omitzero" doc:"what was withdrawn, for instance neutrophils"`
	Detail string `json:"detail,omitzero"`
}

// Kind returns "withdrawal".
func (*Withdrawal) Kind() Kind { return "withdrawal" }

// Withdrawable reports whether an entry of a kind can be taken back without
// another in its place: neither a person nor a signature can, nor what itself
// took an entry back.
func Withdrawable(k Kind) bool {
	switch k {
	case "withdrawal", "signature", "person", "family-member":
		return false
	}
	return true
}
