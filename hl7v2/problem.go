package hl7v2

import (
	"fmt"
	"strings"
)

// Kind is the closed list of reasons for a refusal.
type Kind string

// The kinds.
const (
	KindEmpty      Kind = "empty"      // no bytes, or blank ones only
	KindHeader     Kind = "header"     // the message does not begin with a usable MSH
	KindSegment    Kind = "segment"    // a line is no segment
	KindMissing    Kind = "missing"    // a required field is empty
	KindCharset    Kind = "charset"    // the character set is unknown or does not fit the bytes
	KindCharacter  Kind = "character"  // a character that no message holds
	KindTime       Kind = "time"       // a time that cannot be read
	KindFrame      Kind = "frame"      // bytes on a connection that are no frame
	KindTooLong    Kind = "too-long"   // more bytes than the limit
	KindHalfFrame  Kind = "half-frame" // the connection ended inside a frame
	KindNoMessages Kind = "no-message" // a file without a message
)

// Problem is one reason why a message is refused, with its place.
type Problem struct {
	Segment  string // name of the segment, empty where there is none
	Index    int    // which segment of the message, from 1; 0 for the whole
	Field    int    // which field, from 1; 0 for the segment as a whole
	Kind     Kind
	Sentence string // one human sentence in English
}

// Place gives the place as people write it: OBX-5 (segment 7).
func (p Problem) Place() string {
	switch {
	case p.Index == 0:
		return "message"
	case p.Field == 0 && p.Segment == "":
		return fmt.Sprintf("segment %d", p.Index)
	case p.Field == 0:
		return fmt.Sprintf("%s (segment %d)", p.Segment, p.Index)
	}
	return fmt.Sprintf("%s-%d (segment %d)", p.Segment, p.Field, p.Index)
}

// Error gives place and sentence.
func (p Problem) Error() string { return p.Place() + ": " + p.Sentence }

// Problems are all reasons why one message is refused; it is never empty as an
// error.
type Problems []Problem

// Error gives every problem, one a line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the problems one by one.
func (p Problems) Unwrap() []error {
	all := make([]error, len(p))
	for i, one := range p {
		all[i] = one
	}
	return all
}

// mostProblems is how many problems of one message are kept.
const mostProblems = 50

func (p *Problems) add(one Problem) {
	if len(*p) < mostProblems {
		*p = append(*p, one)
	}
}

// orNil keeps an empty list from becoming an error that is not nil.
func (p Problems) orNil() error {
	if len(p) == 0 {
		return nil
	}
	return p
}
