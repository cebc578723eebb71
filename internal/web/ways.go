package web

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// way is an address that leads on from a page that has nothing to show, and its name.
type way struct{ Path, Name string }

// waysTo names those of the addresses that the reader may open.
func (v *visit) waysTo(paths ...string) []way {
	var out []way
	for _, place := range v.placeHits() {
		if slices.Contains(paths, place.Path) {
			out = append(out, way{place.Path, place.Name.In(v.lang)})
		}
	}
	return out
}

// askedAt is the page on which each kind of long work is asked for.
var askedAt = map[string]string{"donors.import": "/donors", "programme.cohort": "/programme", "projections.rebuild": "/jobs"}

// resultLine is one figure of a job that is done.
type resultLine struct{ Name, Value string }

// resultLines names the figures of a result; what has no name is not for a reader.
func resultLines(raw json.RawMessage, w *i18n.Words) []resultLine {
	var result map[string]any
	if json.Unmarshal(raw, &result) != nil {
		return nil
	}
	var out []resultLine
	for _, f := range []struct{ key, name string }{{"cases", w.States.Cases}, {"charts", w.States.Cases}, {"transplants", w.States.Transplants}, {"source", w.States.File}, {"release", w.States.Release}, {"rows", w.States.Rows}, {"added", w.States.Added}, {"same", w.States.Same},
		{"replaced", w.States.Replaced}, {"rejected", w.States.Rejected}, {"warned", w.States.Warned}, {"report", w.States.Report}} {
		if value, there := result[f.key]; there && value != "" {
			out = append(out, resultLine{f.name, fmt.Sprint(value)})
		}
	}
	return out
}

// Unwritten reports a day before anything was recorded of the child.
func (c *child) Unwritten() bool { return len(c.View.Case.Entries) == 0 }

// Today is the address of the page as of now.
func (c *child) Today() string { return c.visit.pagePath(c) }
