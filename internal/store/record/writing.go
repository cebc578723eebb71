package record

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/audit"
)

// line is an entry as it is stored. Body is the stored form of the entry; the
// other fields repeat what the database must look up.
type line struct {
	id, patient, supersedes string
	body                    []byte
}

// header is the stored form of a case without its entries.
type header struct {
	ID        string        `json:"id"`
	Title     evidence.Text `json:"title,omitzero"`
	Notice    evidence.Text `json:"notice,omitzero"`
	Synthetic bool          `json:"synthetic,omitzero"`
	Centre    chart.Centre  `json:"centre"`
}

// headerBody gives the stored bytes of a header.
func headerBody(c chart.Case) ([]byte, error) {
	if err := checkKey("case", c.ID); err != nil {
		return nil, err
	}
	if c.ID == audit.Installation {
		return nil, fmt.Errorf("case %q: %w: the word names the chain of the installation", c.ID, app.ErrExists)
	}
	body, err := json.Marshal(header{c.ID, c.Title, c.Notice, c.Synthetic, c.Centre})
	if err != nil {
		return nil, fmt.Errorf("case %s: %w: %w", c.ID, app.ErrRefused, err)
	}
	return body, nil
}

// readHeader reads the stored bytes of a header.
func readHeader(body []byte) (chart.Case, error) {
	var h header
	if err := json.Unmarshal(body, &h); err != nil {
		return chart.Case{}, fmt.Errorf("header: %w", err)
	}
	return chart.Case{ID: h.ID, Title: h.Title, Notice: h.Notice, Synthetic: h.Synthetic, Centre: h.Centre}, nil
}

// checkKey refuses an id that cannot be stored as it is.
func checkKey(what, id string) error {
	if id == "" || len(id) > 200 || !keepable(id) || strings.Contains(id, "/") {
		return fmt.Errorf("%s %q: %w: an id is 1 to 200 characters without slash or control zero", what, id, app.ErrRefused)
	}
	return nil
}

// linesOf brings the entries of a case to their stored form, in the order given.
func linesOf(patient string, entries []chart.Entry) ([]line, error) {
	lines := make([]line, 0, len(entries))
	seen := map[string]bool{}
	for _, e := range entries {
		l, err := lineOf(patient, e)
		if err != nil {
			return nil, err
		}
		if seen[l.id] {
			return nil, fmt.Errorf("entry %q occurs twice: %w", l.id, app.ErrExists)
		}
		seen[l.id] = true
		lines = append(lines, l)
	}
	return lines, nil
}

// lineOf brings one entry to its stored form. What could not be read back is
// refused here, because it would make the whole case unreadable.
func lineOf(patient string, e chart.Entry) (line, error) {
	if err := checkKey("entry", e.ID); err != nil {
		return line{}, err
	}
	if e.Patient == "" {
		e.Patient = patient
	}
	switch {
	case e.Patient != patient:
		return line{}, fmt.Errorf("entry %q: %w: it belongs to case %q, not to %q", e.ID, app.ErrRefused, e.Patient, patient)
	case e.Supersedes == e.ID:
		return line{}, fmt.Errorf("entry %q: %w: it names itself as the one it corrects", e.ID, app.ErrRefused)
	case !keepable(e.Supersedes):
		return line{}, missing("superseded entry", e.Supersedes)
	}
	body, err := json.Marshal(e)
	if err != nil {
		return line{}, fmt.Errorf("entry %q: %w: %w", e.ID, app.ErrRefused, err)
	}
	l := line{e.ID, patient, e.Supersedes, body}
	if _, err := l.entry(nil); err != nil {
		return line{}, fmt.Errorf("entry %q: %w: it could not be read back: %w", e.ID, app.ErrRefused, err)
	}
	return l, nil
}

// entry reads a stored entry. A moment of which only the date is known starts in
// the centre's time zone; a nil zone leaves it as written.
func (l line) entry(zone *time.Location) (chart.Entry, error) {
	var e chart.Entry
	if err := json.Unmarshal(l.body, &e); err != nil {
		return chart.Entry{}, err
	}
	if zone != nil && e.Effective.DateOnly() {
		e.Effective = e.Effective.In(zone)
	}
	if zone != nil && e.Recorded.DateOnly() {
		e.Recorded = e.Recorded.In(zone)
	}
	return e, nil
}

// claim fills in what an event wrote: references and the digest over the bodies.
func claim(d audit.Draft, patient string, headerBytes []byte, lines []line) (audit.Draft, error) {
	if d.Patient != "" && d.Patient != patient {
		return d, fmt.Errorf("event %s: %w: it names patient %q for entries of %q", d.Action, app.ErrRefused, d.Patient, patient)
	}
	d.Patient, d.Entries, d.Digest = patient, nil, ""
	var bodies [][]byte
	if headerBytes != nil {
		d.Entries = append(d.Entries, audit.CaseReference(patient))
		bodies = append(bodies, headerBytes)
	}
	for _, l := range lines {
		d.Entries = append(d.Entries, l.id)
		bodies = append(bodies, l.body)
	}
	if len(bodies) > 0 {
		d.Digest = audit.DigestOf(bodies...)
	}
	return d, nil
}
