package sheet

import (
	"github.com/dayzero-hsct/dayzero/plan"
)

// chosenOption returns the option the team decided on.
func chosenOption(p plan.Plan) (plan.Option, bool) {
	for _, o := range p.Options {
		if o.Chosen || (p.Chosen != "" && o.Regimen == p.Chosen) {
			return o, true
		}
	}
	return plan.Option{}, false
}

// across lists the marks that must lie across a sheet of this plan.
func across(p plan.Plan) []mark {
	var all []mark
	if p.Synthetic {
		all = append(all, synthetic)
	}
	if o, ok := chosenOption(p); ok && !o.Commissioned {
		all = append(all, reference)
	}
	if p.Signing.Outdated {
		all = append(all, outdated)
	}
	if len(openNotes(p.Stops))+len(chosenStops(p)) > 0 {
		all = append(all, stopped)
	}
	if !p.Signing.Complete {
		all = append(all, unsigned)
	}
	return all
}

// chosenStops are the open stops among the reasons of the chosen option.
func chosenStops(p plan.Plan) []plan.Note {
	o, ok := chosenOption(p)
	if !ok {
		return nil
	}
	return openOf(o.Reasons, "stop")
}

func openOf(notes []plan.Note, kind string) []plan.Note {
	var kept []plan.Note
	for _, n := range notes {
		if n.Open() && n.Kind == kind {
			kept = append(kept, n)
		}
	}
	return kept
}

func openNotes(notes []plan.Note) []plan.Note {
	var kept []plan.Note
	for _, n := range notes {
		if n.Open() {
			kept = append(kept, n)
		}
	}
	return kept
}

// notesOfSheet are the notes an order sheet carries: those of the child and
// those of the chosen option and donor, each once.
func notesOfSheet(p plan.Plan) (open, passed []plan.Note) {
	lists := [][]plan.Note{p.Stops, p.Cautions, p.Gaps}
	if o, ok := chosenOption(p); ok {
		lists = append(lists, o.Reasons)
	}
	for _, d := range p.Donors {
		if d.Chosen {
			lists = append(lists, d.Reasons)
		}
	}
	seen := map[string]bool{}
	for _, kind := range []string{"stop", "caution", "gap"} {
		for _, list := range lists {
			for _, n := range list {
				key := n.Kind + "/" + n.ID + "/" + n.Subject
				if n.Kind != kind || seen[key] {
					continue
				}
				seen[key] = true
				if n.Open() {
					open = append(open, n)
				} else {
					passed = append(passed, n)
				}
			}
		}
	}
	return open, passed
}

// symbols tell the kinds apart without colour.
var symbols = map[string]string{"stop": "■", "caution": "▲", "gap": "◇", "task": "○", "note": "·"}

func symbol(kind string) string {
	if s, ok := symbols[kind]; ok {
		return s
	}
	return "·"
}
