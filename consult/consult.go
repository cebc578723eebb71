// Package consult is the first contact of a family or a referring doctor before
// there is a chart: the questions of the form, what is missing, how urgent it
// is, who looks alike, and how the answers become entries of a chart.
//
// Promises: answers are kept as they were written; an answer that cannot be read
// as a date or a number is said beside its field and never guessed; nobody is
// ever merged with anybody; a question that was not answered is missing, never
// "no"; conversion to a chart loses no answer: what has no kind of entry stands
// in a note. The questions are the minimum consult record of the knowledge
// (fact ids consult.minimum.*). The package reads no clock and writes nothing.
package consult

import (
	"strconv"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// The states of a consult.
const (
	Draft    = "draft"    // the family is still writing
	Sent     = "sent"     // on the desk
	Accepted = "accepted" // there is a chart
	Closed   = "closed"   // ended without a chart
	// Withdrawn by the family: answers and documents are gone, the number stays.
	Withdrawn = "withdrawn"
)

// Consult is one request with everything that was sent and decided about it.
// Times are UTC.
type Consult struct {
	Number    string     `json:"number"` // shown to both sides
	Revision  int        `json:"revision"`
	State     string     `json:"state"`
	Language  string     `json:"language"` // in which the family is written to: en or zh
	Source    string     `json:"source"`   // form or phenopacket
	Started   time.Time  `json:"started"`
	Changed   time.Time  `json:"changed"`
	Sent      time.Time  `json:"sent,omitzero"`
	Answers   Answers    `json:"answers,omitempty"`
	Documents []Document `json:"documents,omitempty"`
	Ranked    *Ranked    `json:"ranked,omitempty"`
	Replies   []Reply    `json:"replies,omitempty"`
	Case      string     `json:"case,omitempty"` // the chart it became
	Reason    string     `json:"reason,omitempty"`
	Synthetic bool       `json:"synthetic,omitempty"`
}

// Document is a file that was attached; its bytes are kept apart.
type Document struct {
	ID     string    `json:"id"`
	Kind   string    `json:"kind"` // summary, genetic-report, laboratory, growth, imaging, photo, other
	Name   string    `json:"name"`
	Media  string    `json:"media"`
	Bytes  int       `json:"bytes"`
	SHA256 string    `json:"sha256"`
	At     time.Time `json:"at"`
}

// Ranked is a person's own place in the queue for a consult, with the reason.
type Ranked struct {
	Level  int       `json:"level"`
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// Reply is one answer to the family. It is never changed; a later one stands
// beside it.
type Reply struct {
	At          time.Time `json:"at"`
	By          string    `json:"by"`
	Language    string    `json:"language"`
	Text        string    `json:"text"`
	NotExamined string    `json:"notExamined"`
	Evidence    []string  `json:"evidence"`
	Unknown     []string  `json:"unknown"`
	NextTest    string    `json:"nextTest"`
	Whom        []string  `json:"whom"` // the centre's own contact lines as they were
}

// Answers are the rows of each group of questions, as written.
type Answers map[string][]Row

// Row is one row of a group: answers by the key of the field.
type Row map[string]string

// One returns an answer of a group that has one row.
func (a Answers) One(group, field string) string {
	if rows := a[group]; len(rows) > 0 {
		return rows[0][field]
	}
	return ""
}

// Rows returns the rows of a group that say anything.
func (a Answers) Rows(group string) []Row {
	var rows []Row
	for _, r := range a[group] {
		if !r.empty() {
			rows = append(rows, r)
		}
	}
	return rows
}

func (r Row) empty() bool {
	for _, v := range r {
		if strings.TrimSpace(v) != "" {
			return false
		}
	}
	return true
}

// Name is the child's name as written; the number of the consult without one.
func (c Consult) Name() string {
	if name := c.Answers.One("child", "name"); name != "" {
		return name
	}
	return c.Number
}

// Has reports whether a document of a kind was attached.
func (c Consult) Has(kind string) bool {
	for _, d := range c.Documents {
		if d.Kind == kind {
			return true
		}
	}
	return false
}

// Problem is an answer that cannot be read. Group, Row (from 0) and Field say
// where; Text says what to write instead.
type Problem struct {
	Group, Field string
	Row          int
	Text         evidence.Text
}

// Error gives place and sentence.
func (p Problem) Error() string {
	return p.Group + "[" + strconv.Itoa(p.Row) + "]." + p.Field + ": " + p.Text.EN
}

func text(en, zh string) evidence.Text { return evidence.Text{EN: en, ZH: zh} }
