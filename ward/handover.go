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

// handover looks for the newest handover first and then for who took it: both may
// be of one minute, in any order.
func (x *index) handover() Handover {
	var out Handover
	list := of[*chart.Assessment](x)
	for _, it := range list {
		if it.Data.Item == HandoverItem {
			out = Handover{Entry: it.ID, Note: it.Data.Result, By: it.Author, At: it.Effective.In(x.view.Location).String()}
		}
	}
	for _, it := range list {
		if out.Given() && it.Data.Item == HandoverTaken && strings.TrimSpace(it.Data.Result) == out.Entry && it.Author != out.By {
			out.TakenBy, out.TakenAt = it.Author, it.Effective.In(x.view.Location).String()
		}
	}
	return out
}
