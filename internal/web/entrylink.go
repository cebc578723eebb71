package web

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// entryLink opens an entry. Its name is what the entry is and its date, in the
// language of the page; an identifier says nothing to who reads the page.
type entryLink struct{ Name, Path string }

// link is the link to one entry.
func (c *child) link(id string) entryLink {
	e, ok := c.entry(id)
	if !ok {
		return entryLink{id, c.Entry(id)}
	}
	return entryLink{strings.TrimSpace(c.entryName(e) + " " + c.dateOf(e)), c.Entry(id)}
}

// dated is the link to an entry whose row has said what it is: its date alone.
func (c *child) dated(id string) entryLink {
	if e, ok := c.entry(id); ok && c.dateOf(e) != "" {
		return entryLink{c.dateOf(e), c.Entry(id)}
	}
	return c.link(id)
}

// entryLinks are at most so many links; what is left stands as a number that opens
// the record. A name is said once for a run of entries that share it.
func (c *child) entryLinks(ids []string, most int) []entryLink {
	var out []entryLink
	last := ""
	for i, id := range ids {
		if i == most {
			out = append(out, entryLink{"+" + itoa(len(ids)-most), c.Link("entries")})
			break
		}
		e, ok := c.entry(id)
		name := ""
		if ok {
			name = c.entryName(e)
		}
		if ok && name == last {
			out = append(out, c.dated(id))
		} else {
			out = append(out, c.link(id))
		}
		last = name
	}
	return out
}

// datedLinks are links that their row has named.
func (c *child) datedLinks(ids []string, most int) []entryLink {
	var out []entryLink
	for i, id := range ids {
		if i == most {
			return append(out, entryLink{"+" + itoa(len(ids)-most), c.Link("entries")})
		}
		out = append(out, c.dated(id))
	}
	return out
}

// entry finds an entry of the record as it is shown, by an index that the page
// makes once.
func (c *child) entry(id string) (chart.Entry, bool) {
	if c.byID == nil {
		c.byID = make(map[string]int, len(c.View.Case.Entries))
		for i, e := range c.View.Case.Entries {
			c.byID[e.ID] = i
		}
	}
	if i, ok := c.byID[id]; ok {
		return c.View.Case.Entries[i], true
	}
	e, _, ok := c.find(id)
	return e, ok
}

func (c *child) dateOf(e chart.Entry) string {
	if !e.Effective.Known() || c.View.Location == nil {
		return ""
	}
	return c.View.DateOf(e).String()
}

// entryName says what an entry is: what was measured, looked for or given where
// its kind says less.
func (c *child) entryName(e chart.Entry) string {
	lang := c.visit.lang
	switch p := e.Payload.(type) {
	case *chart.Measurement:
		return strings.TrimSpace(i18n.Term(lang, p.What) + " " + i18n.Term(lang, p.Lineage))
	case *chart.Infection:
		return codeText(p.Organism, lang)
	case *chart.MedicationOrder:
		return codeText(p.Drug, lang)
	case *chart.MedicationAdministration:
		return codeText(p.Drug, lang)
	case *chart.DrugLevel:
		return codeText(p.Drug, lang)
	case *chart.Event:
		return i18n.Term(lang, p.What)
	}
	return i18n.Kind(lang, string(e.Payload.Kind()))
}
