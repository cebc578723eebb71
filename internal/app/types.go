package app

import (
	"io"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/pk"
	"github.com/dayzero-hsct/dayzero/plan"
)

// Options are what a door is made of; all are inputs.
type Options struct {
	Store     Store
	Knowledge *knowledge.Base
	Clock     day.Clock
	Random    io.Reader // tokens, salts and entry ids
	Demo      bool      // demonstration accounts may sign in
	// Centre is the installation's own: name, time zone and contact block. Without
	// it the public consult form is closed.
	Centre chart.Centre
	Growth *pk.Growth // table for z-scores, loaded by the centre; nil: they are a gap
}

// AsOf is the day a page is seen from; the zero value means now.
type AsOf struct{ Date day.Date }

// Now reports whether the page is seen from the present.
func (a AsOf) Now() bool { return !a.Date.Known() }

// Principal is a signed-in person.
type Principal struct {
	Account   string
	Display   string
	DisplayZH string
	Role      authz.Role
	Scope     authz.Scope
	Language  string // en or zh
	Forgery   string // secret that every form of this session carries
}

// Name returns the display name in a language.
func (p Principal) Name(language string) string {
	if language == "zh" && p.DisplayZH != "" {
		return p.DisplayZH
	}
	return p.Display
}

// Board is the planning board: a column per step, a card per child.
type Board struct {
	AsOf    day.Date
	Columns []Column
}

// Column is one step of the journey.
type Column struct {
	Number int
	Key    string
	Title  evidence.Text
	Cards  []Card
}

// Card is one child on the board.
type Card struct {
	Case           string
	Label          evidence.Text
	Identifier     string // the child's, second to the name
	Synthetic      bool
	Age            evidence.Text
	Disease        evidence.Text
	Day            evidence.Text // Day −13, +12 d, 1 y
	Radiosensitive string
	Stops          int
	Cautions       int
	Gaps           int
	Now            *plan.Note // the one thing that blocks or is due; nil when none
}

// SignRequest is what a person submits to sign the plan that was shown.
type SignRequest struct {
	AsOf       AsOf
	Hash       string // of the plan as shown
	Meaning    string
	Password   string // entered again for each signature
	Identifier string // the child's identifier, entered again
}

// OverruleRequest passes a stop or answers a caution in writing.
type OverruleRequest struct {
	AsOf     AsOf
	Rule     string
	Subject  string // option, donor or entry the rule speaks about; empty for the child
	Reason   string
	Password string
}

// EntryRequest is one entry as a person writes it on a page.
type EntryRequest struct {
	Kind       string
	About      string
	Effective  string            // date or date and minute in the centre's time zone
	Supersedes string            // id of the entry it corrects
	Reason     string            // required for a correction
	Fields     map[string]string // payload fields by json name, scalar ones only
	AsOf       AsOf              // the day the page was seen from
}

// Overview is the state of a store for the check command and the audit page.
type Overview struct {
	Engine   map[string]string
	Cases    int
	Findings []Finding
}
