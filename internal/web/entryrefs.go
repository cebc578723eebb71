package web

import (
	"slices"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/plan"
)

// references are the records that a field of an entry may name: nil where the field
// names none. The door refuses every other.
func (c *child) references(kind, field string) []option {
	switch kind + "." + field {
	case "graft.donor", "donor-antibody.donor":
		return c.donorOptions()
	case "infusion.graft", "identity-check.graft":
		return entryOptions(c, func(g *chart.Graft) string {
			return plan.Words(g.Source).In(c.visit.lang) + " · " + c.person(g.Donor)
		})
	case "medication-administration.order":
		return entryOptions(c, func(o *chart.MedicationOrder) string {
			return codeText(o.Drug, c.visit.lang) + " · " + codeText(o.Dose, c.visit.lang)
		})
	case "task.meeting":
		return entryOptions(c, func(m *chart.Meeting) string { return m.Question })
	}
	return nil
}

// donorOptions are the people of the record other than the child.
func (c *child) donorOptions() []option {
	out := []option{{}}
	child, _ := c.View.Recipient()
	for _, p := range c.View.People() {
		if p.ID != child.ID {
			out = append(out, option{Value: p.ID, Label: c.person(p.ID)})
		}
	}
	return out
}

// entryOptions are the standing entries of a kind, the newest first.
func entryOptions[T chart.Payload](c *child, name func(T) string) []option {
	out := []option{{}}
	standing := chart.All[T](c.View)
	for _, it := range slices.Backward(standing) {
		out = append(out, option{Value: it.ID, Label: name(it.Data) + " · " + c.View.DateOf(it.Entry).String() + " · " + it.ID})
	}
	return out
}

// choose makes a field a choice among records. What the field holds already stays
// in the list, so that a correction never loses it unseen.
func (f *formField) choose(records []option) {
	if records == nil {
		return
	}
	f.Help = evidence.Text{} // the help of a typed id says nothing of a choice
	held := f.Value == ""
	for i := range records {
		records[i].Chosen = records[i].Value == f.Value
		held = held || records[i].Chosen
	}
	if len(records) == 1 && held {
		f.Help = both(func(w *i18n.Words) string { return w.States.NothingToChoose })
	}
	if !held {
		records = append(records, option{f.Value, f.Value, true})
	}
	f.Options = records
}
