package web

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/plan"
)

// noteView is a stop, caution, gap or task as shown: a symbol and a word beside
// every colour.
type noteView struct {
	plan.Note
	Symbol   string
	Class    string
	KindWord string
	PassedBy string
	Blocked  string
	Links    []entryLink
	Missed   string
	Form     string // overrule or answer when the reader may pass it here; empty otherwise
	FormPath string // address of the form
	FormID   string
	Typed    string // the reason as typed into the form when it was refused
}

// symbols and classes of the kinds of note; shape and word carry the meaning,
// colour only repeats it.
var noteLooks = map[string]struct{ symbol, class string }{
	"stop": {"■", "stop"}, "caution": {"▲", "caution"}, "gap": {"◇", "gap"}, "task": {"●", "task"}, "note": {"✓", "note-good"},
}

// viewNote prepares a note for a page of a child; c is nil on the board.
func viewNote(n plan.Note, c *child, lang string) noteView {
	words := i18n.For(lang)
	look, ok := noteLooks[n.Kind]
	if !ok {
		look.symbol, look.class = "●", "task"
	}
	v := noteView{Note: n, Symbol: look.symbol, Class: look.class, KindWord: kindWord(n.Kind, words)}
	if !n.Open() {
		v.Symbol, v.Class = "✓", look.class+" answered"
	}
	v.PassedBy = map[string]string{"two-person": words.Notes.TwoPerson, "reason": words.Notes.Reason,
		"geneticist": words.Notes.Geneticist}[n.Overrule]
	v.Blocked = map[string]string{"signature": words.Notes.BlockSignature, "donor": words.Notes.BlockDonor,
		"day-0": words.Notes.BlockDayZero, "imaging": words.Notes.BlockImaging, "transfusion": words.Notes.BlockTransfusion}[n.Blocks]
	if c != nil {
		c.completeNote(&v)
	}
	return v
}

func kindWord(kind string, words *i18n.Words) string {
	switch kind {
	case "stop":
		return words.Notes.Stop
	case "caution":
		return words.Notes.Caution
	case "gap":
		return words.Notes.Gap
	case "note":
		return words.Notes.Remark
	}
	return words.Notes.Task
}

// Kept is what was typed into a field of a form that was refused; empty elsewhere.
func (c *child) Kept(name string) string {
	if c.visit.alert == nil {
		return ""
	}
	return c.visit.field(name)
}

// completeNote adds links and, seen from now, the form that passes the note.
func (c *child) completeNote(v *noteView) {
	if c.Kept("rule") == v.ID && c.Kept("subject") == v.Subject {
		v.Typed = c.Kept("reason")
	}
	for _, id := range v.Entries {
		v.Links = append(v.Links, c.link(id))
	}
	if v.Answered != nil && v.Answered.Entry != "" {
		v.Links = append(v.Links, c.link(v.Answered.Entry))
	}
	var missing []string
	for _, name := range v.Missing {
		missing = append(missing, c.variable(name))
	}
	v.Missed = strings.Join(missing, "; ")
	if !c.Writable() || !v.Open() {
		return
	}
	switch {
	case v.Kind == "stop" && v.Overrule == "two-person" && c.visit.may(authz.Overrule):
		v.Form, v.FormPath = "overrule", c.base()+"/overrule"
	case v.Kind == "caution" && v.Overrule == "reason" && c.visit.may(authz.Answer):
		v.Form, v.FormPath = "answer", c.base()+"/answer"
	}
	if v.Form != "" {
		c.forms++
		v.FormID = "form-" + v.ID + "-" + itoa(c.forms)
	}
}

// variable names an input of a rule in the reader's language.
func (c *child) variable(name string) string {
	base := c.visit.door.Knowledge()
	if base == nil {
		return name
	}
	for _, known := range base.Variables() {
		if known.Name == name {
			return known.Text.In(c.visit.lang)
		}
	}
	return name
}

// viewNotes prepares a list of notes.
func (c *child) viewNotes(notes []plan.Note) []noteView {
	views := make([]noteView, 0, len(notes))
	for _, n := range notes {
		views = append(views, viewNote(n, c, c.visit.lang))
	}
	return views
}

// matters lists what matters now in the order a reader needs it: open stops,
// open gaps, open cautions.
func matters(p plan.Plan) []plan.Note {
	var open []plan.Note
	for _, list := range [][]plan.Note{p.Stops, p.Gaps, p.Cautions} {
		for _, n := range list {
			if n.Open() {
				open = append(open, n)
			}
		}
	}
	return open
}

// answeredNotes lists what was passed in writing.
func answeredNotes(p plan.Plan) []plan.Note {
	var passed []plan.Note
	for _, list := range [][]plan.Note{p.Stops, p.Cautions, p.Gaps} {
		for _, n := range list {
			if !n.Open() {
				passed = append(passed, n)
			}
		}
	}
	return passed
}
