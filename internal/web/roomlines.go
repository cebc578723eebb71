package web

import (
	"html/template"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/rooms"
)

// panelView is a panel of a room as shown.
type panelView struct {
	Key         string
	Title, Note evidence.Text
	Lines       []roomLine
	Facts       []knowledge.Fact
}

// roomLine is a line with its symbol, its links and the work behind it.
type roomLine struct {
	rooms.Line
	Symbol, Class, RecordPath string
	Links                     []entryLink
	Shown                     template.HTML // the computed value opens to its work
}

// lineLooks give each state a symbol and a class; the symbol carries the meaning.
var lineLooks = map[string][2]string{rooms.Done: {"✓", "good"}, rooms.Gap: {"◇", "closed"}, rooms.Caution: {"▲", "caution-line"}, rooms.Stop: {"■", "stop-line"}}

func (c *child) panelViews(panels []rooms.Panel) []panelView {
	out := make([]panelView, 0, len(panels))
	for _, p := range panels {
		v := panelView{Key: p.Key, Title: p.Title, Note: p.Note, Facts: p.Facts}
		for _, l := range p.Lines {
			v.Lines = append(v.Lines, c.roomLine(l))
		}
		out = append(out, v)
	}
	return out
}

func (c *child) roomLine(l rooms.Line) roomLine {
	look := lineLooks[l.State]
	view := roomLine{Line: l, Symbol: look[0], Class: look[1], RecordPath: c.recordLinkOf(l.Record), Links: c.standingLinks(l.Entries)}
	if l.Work != nil {
		view.Shown = l.Work.HTML(c.visit.lang)
	}
	return view
}

// standingLinks are links to the entries that the page can see.
func (c *child) standingLinks(ids []string) []entryLink {
	var links []entryLink
	for _, id := range ids {
		if _, ok := c.entry(id); ok {
			links = append(links, c.link(id))
		}
	}
	return links
}
