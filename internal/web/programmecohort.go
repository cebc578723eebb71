package web

import (
	"strconv"
	"time"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// origin says where the rows come from; a line without a count is left out.
func (v *visit) origin(c app.Cohort) []chosenLine {
	words := i18n.For(v.lang).Programme
	var out []chosenLine
	for _, l := range []struct {
		name string
		n    int
	}{{words.Imported, c.Imported}, {words.FromCharts, c.Charts}, {words.Without, c.Without}, {words.Outside, c.Outside}, {words.Behind, c.Behind}} {
		if l.n > 0 {
			out = append(out, chosenLine{l.name, strconv.Itoa(l.n)})
		}
	}
	if !c.Computed.IsZero() {
		out = append(out, chosenLine{words.ComputedOn, c.Computed.UTC().Format(time.RFC3339)})
	}
	return out
}

// askCohort queues the computing of the rows of all charts and leads to its page.
func askCohort(v *visit) error {
	id, err := v.door.AskCohort(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	return v.toJob(id)
}
