// Package audit is the hash chain: one chain per patient, each event sealed over
// the one before it, the heads of all chains sealed into a daily root.
//
// An event that writes entries carries the digest of the entries it wrote, so a
// changed entry breaks the chain as surely as a changed event.
package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
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
	Entries []string  // ids of entries written by this act
	Digest  string    // hex SHA-256 over the written entries' stored bytes, in order; empty if none
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

// Seal places a draft after the event with the given sequence and hash.
func Seal(d Draft, previousSequence int64, previousHash string) Event {
	d.At = d.At.UTC().Truncate(time.Microsecond)
	e := Event{Draft: d, Chain: ChainOf(d), Sequence: previousSequence + 1, Previous: previousHash}
	e.Hash = e.sum()
	return e
}

// Intact reports whether the event still has the hash of its content.
func (e Event) Intact() bool { return e.Hash == e.sum() }

func (e Event) sum() string {
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

// Verify walks one chain in order and returns its first break, or nil.
func Verify(events []Event) *Break {
	var previous Event
	for i, e := range events {
		switch {
		case e.Sequence != int64(i)+1:
			return &Break{e.Chain, e.Sequence, fmt.Sprintf("event %d stands where event %d belongs", e.Sequence, i+1)}
		case e.Previous != previous.Hash:
			return &Break{e.Chain, e.Sequence, "the event does not follow from the one before it"}
		case !e.Intact():
			return &Break{e.Chain, e.Sequence, "the event was changed after it was sealed"}
		}
		previous = e
	}
	return nil
}
