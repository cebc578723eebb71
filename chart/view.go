package chart

import (
	"slices"
	"time"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// Moment is the pair of times a view is seen from. Nothing that happened after
// Clinical or was written down after Recorded shows through.
type Moment struct {
	Clinical time.Time
	Recorded time.Time
}

// EndOf is the moment that a bare date means: the end of that civil day in the
// centre's time zone, for what had happened and for what had been recorded.
func EndOf(d day.Date, loc *time.Location) Moment {
	end := d.End(loc)
	return Moment{Clinical: end, Recorded: end}
}

// View is the record as of a moment. It is a value: the same entries and the
// same moment give the same view.
type View struct {
	Case     Case // header; Entries holds every visible current entry, sorted
	Moment   Moment
	Size     int // how many entries the record held when it was folded, seen or not
	Location *time.Location
	hidden   map[string][]Entry // superseded entries visible at the moment, by the id that replaced them
	byKind   map[Kind][]Entry   // Case.Entries by kind, in the same order
	child    string             // id of the recipient, empty while unknown
}

// Fold returns the record as of the moment. An entry is visible when it was
// effective and recorded by then; a superseded entry leaves the current list as
// soon as its correction was recorded, and so does every version of an
// observation but the one its source issued last; both stay readable through
// Corrected.
func Fold(c Case, m Moment) (View, error) {
	loc, err := c.Centre.Location()
	if err != nil {
		return View{}, err
	}
	replacedBy := map[string]string{}
	entries := make([]Entry, len(c.Entries))
	for i, e := range c.Entries {
		// A bare date is placed in the centre's zone, whatever it was read in.
		e.Effective, e.Recorded = e.Effective.In(loc), e.Recorded.In(loc)
		entries[i] = e
		if e.Supersedes != "" && !e.Recorded.Time().After(m.Recorded) {
			replacedBy[e.Supersedes] = e.ID
		}
	}
	newestVersions(entries, m, replacedBy)
	v := View{Case: c, Moment: m, Size: len(c.Entries), Location: loc, hidden: map[string][]Entry{}}
	v.Case.Entries = nil
	for _, e := range entries {
		if e.Recorded.Time().After(m.Recorded) || e.Effective.Time().After(m.Clinical) {
			continue
		}
		if by, replaced := replacedBy[e.ID]; replaced {
			last := lastOf(by, replacedBy)
			v.hidden[last] = append(v.hidden[last], e)
			continue
		}
		v.Case.Entries = append(v.Case.Entries, e)
	}
	Sort(v.Case.Entries)
	v.byKind = make(map[Kind][]Entry, len(registry))
	for _, e := range v.Case.Entries {
		v.byKind[e.Payload.Kind()] = append(v.byKind[e.Payload.Kind()], e)
	}
	for id := range v.hidden {
		Sort(v.hidden[id])
	}
	if r, ok := v.Recipient(); ok {
		v.child = r.ID
	}
	return v, nil
}

// lastOf follows a chain of corrections to its end; a circle ends where it
// closes (import refuses circles).
func lastOf(id string, replacedBy map[string]string) string {
	seen := map[string]bool{}
	for !seen[id] {
		seen[id] = true
		next, ok := replacedBy[id]
		if !ok {
			return id
		}
		id = next
	}
	return id
}

// Corrected returns the earlier versions of an entry, oldest first.
func (v View) Corrected(id string) []Entry { return v.hidden[id] }

// Today is the civil date of the clinical moment in the centre's time zone.
func (v View) Today() day.Date { return day.DateOf(v.Moment.Clinical, v.Location) }

// DateOf is the civil date of an entry in the centre's time zone.
func (v View) DateOf(e Entry) day.Date { return e.Effective.Date(v.Location) }

// Item is one entry with its payload already typed.
type Item[T Payload] struct {
	Entry
	Data T
}

// All returns every visible entry of one payload type in time order, for
// instance All[*Measurement](view).
func All[T Payload](v View) []Item[T] {
	var kind T // a nil payload still knows its kind
	entries := v.byKind[kind.Kind()]
	if len(entries) == 0 {
		return nil
	}
	items := make([]Item[T], 0, len(entries))
	for _, e := range entries {
		if data, ok := e.Payload.(T); ok {
			items = append(items, Item[T]{Entry: e, Data: data})
		}
	}
	return items
}

// OfTheChild returns every visible entry of one payload type about the child in
// time order: what is recorded of a donor or a parent is not the child's.
func OfTheChild[T Payload](v View) []Item[T] {
	return Where(All[T](v), func(it Item[T]) bool { return v.ConcernsRecipient(it.Entry) })
}

// Where keeps the items that satisfy the condition.
func Where[T Payload](items []Item[T], keep func(Item[T]) bool) []Item[T] {
	var kept []Item[T]
	for _, it := range items {
		if keep(it) {
			kept = append(kept, it)
		}
	}
	return kept
}

// Last returns the latest item, and false when there is none.
func Last[T Payload](items []Item[T]) (Item[T], bool) {
	if len(items) == 0 {
		return Item[T]{}, false
	}
	return items[len(items)-1], true
}

// Individual is the recipient, a relative or an unrelated donor, as far as the
// record knows them at the moment.
type Individual struct {
	ID         string
	Relation   string // recipient, mother, sister, … unrelated-donor
	Label      evidence.Text
	Sex        string
	Birth      day.Date
	Identifier string
	Parous     Answer
	Donor      bool // considered as a donor
	Related    bool
}

// Age returns the completed age on the day of the view; false when the birth
// date is not known or lies after it.
func (p Individual) Age(v View) (day.Age, bool) {
	if !p.Birth.Known() {
		return day.Age{}, false
	}
	age, err := day.AgeOn(p.Birth, v.Today())
	return age, err == nil
}

// People lists recipient, relatives and unrelated donors, the recipient first.
func (v View) People() []Individual {
	var recipient, others []Individual
	for _, e := range append(slices.Clone(v.byKind["person"]), v.byKind["family-member"]...) {
		switch p := e.Payload.(type) {
		case *Person:
			if it := individual(e, p); p.Role == "recipient" {
				recipient = append(recipient, it)
			} else {
				others = append(others, it)
			}
		case *FamilyMember:
			others = append(others, Individual{personID(e), p.Relation, p.Label, p.Sex, p.Birth, p.Identifier, p.Parous, p.PotentialDonor.True(), true})
		}
	}
	return append(recipient, others...)
}

// personID is the id a person is referred to by: that of the entry that
// introduced them, kept through corrections by About.
func personID(e Entry) string {
	if e.About != "" {
		return e.About
	}
	return e.ID
}

// Recipient returns the child; false while no person entry is visible.
func (v View) Recipient() (Individual, bool) {
	for _, e := range v.byKind["person"] {
		if p, ok := e.Payload.(*Person); ok && p.Role == "recipient" {
			return individual(e, p), true
		}
	}
	return Individual{}, false
}

func individual(e Entry, p *Person) Individual {
	return Individual{personID(e), p.Role, p.Label, p.Sex, p.Birth, p.Identifier, p.Parous, p.Role != "recipient", false}
}

// Individual returns a person by id.
func (v View) Individual(id string) (Individual, bool) {
	for _, p := range v.People() {
		if p.ID == id {
			return p, true
		}
	}
	return Individual{}, false
}

// Concerns reports whether an entry is about the person; entries without About
// are about the recipient.
func (v View) Concerns(e Entry, person string) bool {
	if e.About == person {
		return true
	}
	if e.About != "" {
		return false
	}
	return v.child != "" && v.child == person
}

// ConcernsRecipient reports whether an entry is about the child; false while no
// person entry is visible.
func (v View) ConcernsRecipient(e Entry) bool { return v.child != "" && v.Concerns(e, v.child) }

// Decided returns the latest decision of the given kind; false when none stands.
func (v View) Decided(what string) (Item[*Decision], bool) {
	return Last(Where(All[*Decision](v), func(d Item[*Decision]) bool { return d.Data.What == what }))
}

// Measured returns the measurements of one kind for one person, oldest first.
func (v View) Measured(person, what string) []Item[*Measurement] {
	return Where(All[*Measurement](v), func(m Item[*Measurement]) bool {
		return m.Data.What == what && v.Concerns(m.Entry, person)
	})
}

// DayZero returns the day of the first infusion, or else the planned date.
// planned is true while no graft has been infused; ok is false when there is
// neither.
func (v View) DayZero() (zero day.Date, planned, ok bool) {
	if infusions := All[*Infusion](v); len(infusions) > 0 {
		return v.DateOf(infusions[0].Entry), false, true
	}
	if d, found := v.Decided("transplant-date"); found && d.Data.Date.Known() {
		return d.Data.Date, true, true
	}
	return day.Date{}, false, false
}

// TransplantDay returns the day number of a date; false without a Day 0.
func (v View) TransplantDay(d day.Date) (day.Transplant, bool) {
	zero, _, ok := v.DayZero()
	if !ok || !d.Known() {
		return 0, false
	}
	return day.DayOf(d, zero), true
}
