// Package audit is the hash chain: one chain per patient, each event sealed over
// the one before it, the heads of all chains sealed into a daily root.
//
// An event that writes entries carries the digest of what it wrote, so a changed
// entry breaks the chain as surely as a changed event.
//
// Promises: sealing is a pure function of the draft and of the event before it;
// every field of an event takes part in its hash; a text that a database could
// not keep byte for byte is made keepable before it is sealed. Not promised: a
// defence against someone who rewrites a whole chain and every daily root; for
// that the roots are kept outside the machine.
package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Draft is an event before it has a place in a chain.
type Draft struct {
	At      time.Time // when, from the injected clock
	Actor   string    // account name; "system" for the program itself
	Role    string    // role the actor acted in
	Action  string    // what was done, for instance chart.read, plan.sign, sign-in.failed
	Patient string    // whose record; empty for events of the installation
	Outcome string    // done, denied, failed
	Detail  string    // one sentence, no free clinical text
	Entries []string  // what the act wrote: entry ids, CaseReference, AccountReference, CommissioningReference
	Digest  string    // DigestOf the stored bytes of what it wrote, in order; empty if none
}

// Event is a sealed draft. Chain is the patient id, or "installation".
type Event struct {
	Draft
	Chain    string // patient id or Installation
	Sequence int64  // 1, 2, 3 … without gaps within the chain
	Previous string // hash of the event before; empty for the first
	Hash     string // hex SHA-256 over everything above
}

// Installation is the chain of events that concern no single patient.
const Installation = "installation"

// ChainOf returns the chain a draft belongs to.
func ChainOf(d Draft) string {
	if d.Patient == "" {
		return Installation
	}
	return d.Patient
}

// CaseReference is how an event names the header of a case among what it wrote.
// No entry id holds a slash.
func CaseReference(id string) string { return "case/" + id }

// AccountReference is how an event names an account among what it wrote.
func AccountReference(name string) string { return "account/" + name }

// ConsultReference is how an event names a consult among what it wrote.
func ConsultReference(number string) string { return "consult/" + number }

// EvidenceReference is how an event names a table of published cases among what it
// wrote.
func EvidenceReference(id string) string { return "evidence/" + id }

// CommissioningReference is how an event names a commissioning signature among
// what it wrote.
func CommissioningReference(id string) string { return "commissioning/" + id }

// LimitReference is how an event names a version of a centre's limit among what
// it wrote.
func LimitReference(id string) string { return "limit/" + id }

// Keepable makes a text that every database returns byte for byte: what is not
// UTF-8, and the character zero, become U+FFFD.
func Keepable(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}

// tidy brings a draft to the form that is hashed and stored: UTC, microseconds,
// keepable texts, no entries as nil.
func (d Draft) tidy() Draft {
	d.At = time.UnixMicro(d.At.UnixMicro()).UTC()
	for _, text := range []*string{&d.Actor, &d.Role, &d.Action, &d.Patient, &d.Outcome, &d.Detail, &d.Digest} {
		*text = Keepable(*text)
	}
	var entries []string
	for _, id := range d.Entries {
		entries = append(entries, Keepable(id))
	}
	d.Entries = entries
	return d
}

// Seal places a draft after the event with the given sequence and hash. The time
// is kept in UTC to the microsecond.
func Seal(d Draft, previousSequence int64, previousHash string) Event {
	d = d.tidy()
	e := Event{Draft: d, Chain: ChainOf(d), Sequence: previousSequence + 1, Previous: previousHash}
	e.Hash = e.sum()
	return e
}

// Intact reports whether the event still has the hash of its content.
func (e Event) Intact() bool { return e.Hash == e.sum() }

func (e Event) sum() string {
	if len(e.Entries) == 0 {
		e.Entries = nil
	}
	body, err := json.Marshal([]any{e.Chain, e.Sequence, e.Previous, e.At.UTC().Format(time.RFC3339Nano), e.Actor,
		e.Role, e.Action, e.Patient, e.Outcome, e.Detail, e.Entries, e.Digest})
	if err != nil { // cannot happen: only strings, numbers and string slices
		return ""
	}
	h := sha256.Sum256(body)
	return hex.EncodeToString(h[:])
}

// DigestOf returns the hex SHA-256 over the stored bytes of entries, in order,
// each preceded by its length so that no two lists share a digest.
func DigestOf(bodies ...[]byte) string {
	h := sha256.New()
	for _, b := range bodies {
		fmt.Fprintf(h, "%d:", len(b))
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Break names the first place where a chain does not hold.
type Break struct {
	Chain    string
	Sequence int64
	Sentence string
}

// Walk verifies one chain as its events come by, in order; the zero Walk stands
// before the first event.
type Walk struct {
	Sequence int64  // of the event seen last
	Hash     string // of the event seen last
}

// Next takes the following event and says where the chain breaks, or nil. After
// a break the walk goes on from the event as it stands.
func (w *Walk) Next(e Event) *Break {
	expected, previous := w.Sequence+1, w.Hash
	w.Sequence, w.Hash = e.Sequence, e.Hash
	switch {
	case e.Sequence != expected:
		return &Break{e.Chain, e.Sequence, fmt.Sprintf("event %d stands where event %d belongs", e.Sequence, expected)}
	case e.Previous != previous:
		return &Break{e.Chain, e.Sequence, "the event does not follow from the one before it"}
	case e.Chain != ChainOf(e.Draft):
		return &Break{e.Chain, e.Sequence, fmt.Sprintf("the event belongs to the chain %s", ChainOf(e.Draft))}
	case !e.Intact():
		return &Break{e.Chain, e.Sequence, "the event was changed after it was sealed"}
	}
	return nil
}

// Verify walks one chain in order and returns its first break, or nil.
func Verify(events []Event) *Break {
	var walk Walk
	for _, e := range events {
		if b := walk.Next(e); b != nil {
			return b
		}
	}
	return nil
}

// Head is the end of one chain.
type Head struct {
	Chain    string `json:"chain"`
	Sequence int64  `json:"sequence"`
	Hash     string `json:"hash"`
}

// Root seals the heads that moved since the root before it; through that root it
// covers all others. Day is the civil day (UTC) as 2006-01-02, number counts the
// roots from 1. The result is a hex SHA-256.
func Root(number int64, day string, at time.Time, previous string, heads []Head) string {
	if heads == nil {
		heads = []Head{}
	}
	body, err := json.Marshal([]any{number, day, at.UnixMicro(), previous, heads})
	if err != nil { // cannot happen: only strings and numbers
		return ""
	}
	h := sha256.Sum256(body)
	return hex.EncodeToString(h[:])
}
