package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// jumpRoutes look for things by name. Children are looked for among the cards of
// the board, relatives in the chart that is open: what the reader may not read
// is not there to be found, and each look leaves the event of the read it is.
func jumpRoutes() []route {
	return []route{
		{Pattern: "GET /jump", Right: authz.ReadKnowledge, Own: true, Audit: "board.read, when children are looked for", Do: showJump},
		{Pattern: "GET /child/{id}/jump", Right: authz.ReadChart, Audit: "plan.read or chart.read; board.read, when children are looked for", Do: showChildJump},
	}
}

// jumpBody is what was asked and what was found.
type jumpBody struct {
	Query, Action, Day, Lead string
	Asked                    bool
	Groups                   []jumpGroup
}

// jumpGroup is one kind of hit; More counts those that are not listed.
type jumpGroup struct {
	Title string
	Hits  []hit
	More  int
}

// hit is one thing that can be jumped to. Words are what it is found by, beside
// its name in both languages.
type hit struct {
	Name  evidence.Text
	Note  evidence.Text
	Path  string
	words []string
}

// jumpLink is the way to the search from any page: within a child, it stays with
// the child and the day.
type jumpLink struct {
	Path, Day string
	Dialog    bool // the page carries the dialog; the search itself does not
}

func (v *visit) jumpLink(c *child) *jumpLink {
	dialog := !strings.HasSuffix(v.r.URL.Path, "/jump")
	switch {
	case c != nil:
		return &jumpLink{c.base() + "/jump", c.Day(), dialog}
	case v.may(authz.ReadKnowledge):
		return &jumpLink{"/jump", "", dialog}
	}
	return nil
}

const (
	mostHits      = 12  // listed of one kind
	mostQueryRune = 120 // a longer question is cut
)

func showJump(v *visit) error { return v.jump(nil) }

func showChildJump(v *visit) error {
	c, err := v.openChild("jump")
	if err != nil {
		return err
	}
	return v.jump(c)
}

// jump answers a question; the only hit opens at once.
func (v *visit) jump(c *child) error {
	w := i18n.For(v.lang)
	body := jumpBody{Query: queryOf(v.r.URL.Query().Get("q")), Action: "/jump", Lead: w.Jump.Lead, Asked: v.r.URL.Query().Has("q")}
	var groups []jumpGroup
	if c != nil {
		body.Action, body.Day, body.Lead = c.base()+"/jump", c.Day(), w.Jump.LeadChild
		groups = append(groups, jumpGroup{Title: w.Jump.Rooms, Hits: c.roomHits()}, jumpGroup{Title: w.Jump.People, Hits: c.relativeHits()})
	}
	if body.Query != "" {
		children, err := v.childHits()
		if err != nil {
			return err
		}
		groups = append(groups, jumpGroup{Title: w.Jump.Children, Hits: children}, jumpGroup{Title: w.Jump.Knowledge, Hits: v.knowledgeHits()}, jumpGroup{Title: w.Jump.Words, Hits: helpHits()})
	}
	groups = append(groups, jumpGroup{Title: w.Jump.Places, Hits: v.placeHits()})
	all := 0
	for _, g := range groups {
		if g.Hits = found(g.Hits, body.Query); len(g.Hits) == 0 {
			continue
		}
		all += len(g.Hits)
		if len(g.Hits) > mostHits && body.Query != "" {
			g.Hits, g.More = g.Hits[:mostHits], len(g.Hits)-mostHits
		}
		body.Groups = append(body.Groups, g)
	}
	if all == 1 && body.Query != "" {
		return v.redirect(body.Groups[0].Hits[0].Path)
	}
	return v.render("jump", page{Title: w.Jump.Title, Child: c, Body: body})
}

// queryOf bounds and folds a question.
func queryOf(asked string) string {
	runes := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(asked, "")), " "))
	return string(runes[:min(len(runes), mostQueryRune)])
}

// found keeps what holds every word of the question: names that are the
// question first, then names that begin with it, then the others in their order.
func found(hits []hit, query string) []hit {
	query = strings.ToLower(query)
	words := strings.Fields(query)
	ranks := [3][]hit{}
	for _, h := range hits {
		text := strings.ToLower(strings.Join(append([]string{h.Name.EN, h.Name.ZH, h.Note.EN, h.Note.ZH}, h.words...), "\n"))
		if slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) }) {
			continue
		}
		rank := 2
		for _, name := range append([]string{h.Name.EN, h.Name.ZH}, h.words...) {
			switch name = strings.ToLower(name); {
			case name == query:
				rank = 0
			case strings.HasPrefix(name, query):
				rank = min(rank, 1)
			}
		}
		ranks[rank] = append(ranks[rank], h)
	}
	return slices.Concat(ranks[:]...)
}

// childHits are the cards of the board: name, number, gene and disease.
func (v *visit) childHits() ([]hit, error) {
	if !v.may(authz.ReadBoard) {
		return nil, nil
	}
	board, err := v.door.Board(v.r.Context(), v.who, app.AsOf{})
	if err != nil {
		return nil, err
	}
	var hits []hit
	for _, column := range board.Columns {
		for _, card := range column.Cards {
			note := evidence.Text{EN: card.Identifier + " · " + card.Disease.In(i18n.English), ZH: card.Identifier + " · " + card.Disease.In(i18n.Chinese)}
			hits = append(hits, hit{Name: card.Label, Note: note, Path: "/child/" + url.PathEscape(card.Case), words: []string{card.Case, card.Identifier}})
		}
	}
	return hits, nil
}

// both makes a name of one word of the catalogue in each language.
func both(word func(*i18n.Words) string) evidence.Text {
	return evidence.Text{EN: word(i18n.For(i18n.English)), ZH: word(i18n.For(i18n.Chinese))}
}

// roomHits are the rooms of the child that the reader's role opens, on the day
// of the page.
func (c *child) roomHits() []hit {
	hits := []hit{{Name: both(func(w *i18n.Words) string { return w.Child.Home }), Path: c.Link("")}}
	for _, s := range c.Plan.Journey {
		hits = append(hits, hit{Name: s.Title, Path: c.Link(s.Key), words: []string{s.Key, itoa(s.Number)}})
	}
	for _, r := range []struct {
		room  string
		right authz.Action
		name  func(*i18n.Words) string
	}{
		{"path", authz.ReadPlan, func(w *i18n.Words) string { return w.Path.Title }}, {"plan/sheet", authz.ReadPlan, func(w *i18n.Words) string { return w.Plan.OrderSheet }},
		{"protocol", authz.ReadPlan, func(w *i18n.Words) string { return w.Path.ProtocolTitle }}, {"meeting", authz.ReadPlan, func(w *i18n.Words) string { return w.Rooms.Meeting }},
		{"pharmacy", authz.ReadPlan, func(w *i18n.Words) string { return w.Rooms.Pharmacy }}, {"trace", authz.ReadPlan, func(w *i18n.Words) string { return w.Rooms.Trace }},
		{"donor/search", authz.SearchDonors, func(w *i18n.Words) string { return w.Donors.Search }}, {"course/today", authz.ReadPlan, func(w *i18n.Words) string { return w.Course.SheetTitle }},
		{"follow-up/calendar", authz.ReadPlan, func(w *i18n.Words) string { return w.FollowUp.FamilyCalendar }}, {"evidence", authz.ReadChart, func(w *i18n.Words) string { return w.Evidence.LikeLink }},
		{"entries", authz.ReadChart, func(w *i18n.Words) string { return w.Child.AllEntries }},
	} {
		if c.visit.may(r.right) {
			hits = append(hits, hit{Name: both(r.name), Path: c.Link(r.room), words: []string{r.room}})
		}
	}
	return hits
}

// relativeHits are the people of the open chart; who may give has a chart of
// their own, the others stand with the family.
func (c *child) relativeHits() []hit {
	var hits []hit
	for _, person := range c.View.People() {
		if person.Relation == "recipient" {
			continue
		}
		room := "donor"
		if person.Donor {
			room += "/" + url.PathEscape(person.ID)
		}
		relation := evidence.Text{EN: i18n.Term(i18n.English, person.Relation), ZH: i18n.Term(i18n.Chinese, person.Relation)}
		hits = append(hits, hit{Name: person.Label, Note: relation, Path: c.Link(room), words: []string{person.Identifier}})
	}
	return hits
}

// placeHits are the rooms without a child that the reader's role opens.
func (v *visit) placeHits() []hit {
	var hits []hit
	for _, p := range []struct {
		path  string
		right authz.Action
		name  func(*i18n.Words) string
	}{
		{"/board", authz.ReadBoard, func(w *i18n.Words) string { return w.Site.NavBoard }}, {"/consult", authz.ReadConsult, func(w *i18n.Words) string { return w.Site.NavConsult }},
		{"/evidence", authz.ReadKnowledge, func(w *i18n.Words) string { return w.Site.NavEvidence }}, {"/programme", authz.ReadProgramme, func(w *i18n.Words) string { return w.Site.NavProgramme }},
		{"/knowledge", authz.ReadKnowledge, func(w *i18n.Words) string { return w.Site.NavKnowledge }}, {"/donors", authz.SearchDonors, func(w *i18n.Words) string { return w.Donors.Registry }},
		{"/typing", authz.ReadKnowledge, func(w *i18n.Words) string { return w.Donors.Typing }}, {"/feed", authz.ReadFeed, func(w *i18n.Words) string { return w.Feed.Nav }},
		{"/audit", authz.ReadAudit, func(w *i18n.Words) string { return w.Site.NavAudit }}, {"/jobs", authz.ReadKnowledge, func(w *i18n.Words) string { return w.Jobs.Title }},
		{"/help", authz.ReadKnowledge, func(w *i18n.Words) string { return w.Help.Title }}, {"/about", authz.ReadKnowledge, func(w *i18n.Words) string { return w.About.Title }},
	} {
		if v.may(p.right) {
			hits = append(hits, hit{Name: both(p.name), Path: p.path, words: []string{p.path[1:]}})
		}
	}
	return hits
}

// knowledgeHits are diseases by name and gene, groups, regimens, drugs and rules.
func (v *visit) knowledgeHits() []hit {
	base := v.door.Knowledge()
	if base == nil {
		return nil
	}
	var hits []hit
	add := func(kind, id string, name evidence.Text, kindName func(*i18n.Words) string, words ...string) {
		hits = append(hits, hit{Name: name, Note: both(kindName), Path: "/knowledge/" + kind + "/" + url.PathEscape(id), words: append(words, id)})
	}
	for _, d := range base.Diseases() {
		add("disease", d.Key, d.Name, func(w *i18n.Words) string { return w.Knowledge.Diseases }, d.Genes...)
	}
	for _, g := range base.Groups() {
		add("group", g.Key, g.Name, func(w *i18n.Words) string { return w.Knowledge.Groups })
	}
	for _, d := range base.Drugs() {
		add("drug", d.Key, nameOf(base, d.Key), func(w *i18n.Words) string { return w.Knowledge.Drugs })
	}
	for _, r := range base.Regimens() {
		add("regimen", r.ID, r.Name, func(w *i18n.Words) string { return w.Knowledge.Regimens })
	}
	for _, r := range base.Rules("") {
		add("rule", r.ID, r.Title, func(w *i18n.Words) string { return w.Knowledge.Rules })
	}
	return hits
}

// helpHits are the words that the help explains.
func helpHits() []hit {
	var hits []hit
	for _, term := range i18n.Help() {
		hits = append(hits, hit{Name: term.Name, Path: "/help#" + term.Key})
	}
	return hits
}
