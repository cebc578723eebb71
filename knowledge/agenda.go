package knowledge

import "fmt"

// addCalendar reads one phase of the calendar.
func (l *loader) addCalendar(d *document, raw rawCalendar) {
	l.needText(d, "$.title", raw.Title, true)
	l.claim(d, "$.phase", "phase", raw.Phase)
	for i, it := range raw.Items {
		at := fmt.Sprintf("$.items[%d]", i)
		l.claim(d, at+".id", "fact", it.ID)
		l.needText(d, at+".text", it.Text, true)
		l.oneOf(d, at+".kind", "the kind", it.Kind, calendarKinds)
		if it.From != nil && it.To != nil && *it.From > *it.To {
			l.add(d.at(at+".from", "the item starts on day %d, after its end on day %d", *it.From, *it.To))
		}
		if it.EveryDays < 0 {
			l.add(d.at(at+".every_days", "the distance between repeats is negative"))
		}
		item := CalendarItem{
			ID: it.ID, Phase: raw.Phase, From: it.From, To: it.To, EveryDays: it.EveryDays, Kind: it.Kind,
			Text: textOf(it.Text), Local: it.Local, Applies: it.Applies, Ionising: it.Ionising,
			Status: l.status(d, at+".status", it.Status), Sources: l.resolve(d, at+".sources", it.Sources),
		}
		l.base.calendar = append(l.base.calendar, item)
		l.base.facts = append(l.base.facts, Fact{ID: item.ID, Text: item.Text, Status: item.Status, Sources: item.Sources})
	}
}

func (l *loader) addChecklist(d *document, raw rawChecklist) {
	for i, it := range raw.Items {
		at := fmt.Sprintf("$.items[%d]", i)
		l.oneOf(d, at+".section", "the section", it.Section, checklistSections)
		l.needText(d, at+".text", it.Text, true)
		f := l.fact(d, at, rawFact{ID: it.ID, Text: it.Text, Status: it.Status, Sources: it.Sources})
		l.base.checklist = append(l.base.checklist, ChecklistItem{
			ID: it.ID, Section: it.Section, Text: f.Text, Detail: textOf(it.Detail), BlocksDay0: it.BlocksDay0, Fact: f,
		})
	}
}

func (l *loader) addCases(d *document, raw rawCases) {
	for i, c := range raw.Cases {
		at := fmt.Sprintf("$.cases[%d]", i)
		l.claim(d, at+".id", "case", c.ID)
		l.oneOf(d, at+".kind", "the kind of case", c.Kind, caseKinds)
		out := Case{ID: c.ID, Kind: c.Kind, Status: l.status(d, at+".status", c.Status), Note: textOf(c.Note)}
		if s := l.resolve(d, at+".sources", c.Sources); len(s) > 0 {
			out.Source = s[0]
		}
		for j, f := range c.Fields {
			fat := fmt.Sprintf("%s.fields[%d]", at, j)
			l.oneOf(d, fat+".state", "the state of a field", f.State, caseStates)
			if f.State == Reported && f.Value == "" {
				l.add(d.at(fat, "the field %q is called reported and carries no value", f.Key))
			}
			label, ok := raw.Labels[f.Key]
			if !ok {
				l.add(d.at(fat+".key", "the field %q has no label", f.Key))
			}
			out.Fields = append(out.Fields, CaseField{Key: f.Key, Label: textOf(label), State: f.State, Value: f.Value})
		}
		l.base.cases = append(l.base.cases, out)
	}
}
