package ward

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
)

// HandoverItem is the assessment in which a person hands the child over; its
// result is what the next shift must know. HandoverTaken is the one in which
// another person takes the child over; its result names the handover.
const (
	HandoverItem  = "handover"
	HandoverTaken = "handover-taken"
)

// Handover is the newest handover of the child. It is complete when somebody
// other than the one who gave it has taken it.
type Handover struct {
	Entry, Note, By, At string
	TakenBy, TakenAt    string // empty until another person takes it
}

// Given reports whether there is a handover at all.
func (h Handover) Given() bool { return h.Entry != "" }

// Taken reports whether another person has taken the child over.
func (h Handover) Taken() bool { return h.TakenBy != "" }

// LastHandover gives the newest handover as of the view.
func LastHandover(v chart.View) Handover { return newIndex(v).handover() }

func (x *index) handover() Handover {
	var out Handover
	for _, it := range of[*chart.Assessment](x) {
		at := it.Effective.In(x.view.Location).String()
		switch {
		case it.Data.Item == HandoverItem:
			out = Handover{Entry: it.ID, Note: it.Data.Result, By: it.Author, At: at}
		case it.Data.Item == HandoverTaken && out.Given() && strings.TrimSpace(it.Data.Result) == out.Entry && it.Author != out.By:
			out.TakenBy, out.TakenAt = it.Author, at
		}
	}
	return out
}
