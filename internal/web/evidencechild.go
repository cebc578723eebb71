package web

import (
	"errors"
	"html/template"
	"net/url"
	"strconv"

	"github.com/dayzero-hsct/dayzero/cases"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// likeBody is the page "patients like this one": the features of the child, and
// the published and own patients beside it, part by part.
type likeBody struct {
	Features  tableView
	Published *tableView
	Own       *tableView
	Itself    []evidenceLink // reports of this very child
	Later     int            // published after the day of the page
	Groups    int            // rows over several patients
	Disease   string         // page of the published rows of the disease
	OwnPath   string         // opens the charts of the centre; empty without the right
	Asked     bool           // the charts were asked for
	Limited   bool
	Synthetic bool // synthetic charts stand in the table
}

// ownLimit is how many charts one page opens: each leaves an audit event.
const ownLimit = 60

// showLike is the page of the likenesses of one child. It is kept with the state
// of the tables of cases that were accepted here, but not with other charts on it:
// each of them is opened anew, and the audit tells.
func showLike(v *visit) error {
	c, err := v.openChild("evidence")
	if err != nil {
		return err
	}
	if v.door.Knowledge() == nil {
		return app.ErrNotFound
	}
	tables, err := v.door.EvidenceTables(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	if v.may(authz.ReadBoard) && v.r.URL.Query().Get("charts") == "own" {
		p, err := v.likePage(c, true)
		if err != nil {
			return err
		}
		return v.render("evidence-child", p)
	}
	for _, t := range tables {
		v.beside += t.ID + " " + string(t.State) + "; "
	}
	return v.renderAsked(c, "evidence-child", func() (page, error) { return v.likePage(c, false) })
}

// likePage compares the child with the published patients and, where asked, with
// those of the centre.
func (v *visit) likePage(c *child, own bool) (page, error) {
	base := v.door.Knowledge()
	k, rows, err := v.published()
	if err != nil {
		return page{}, err
	}
	child := cases.OfChart(base, c.View)
	published, later := cases.Published(base, rows, c.View.Today().Year())
	published, itself := c.without(k, published)
	body := likeBody{Itself: itself, Features: k.features(c, child), Later: later, Published: k.likenesses(c, cases.Rank(child, published), "like-published", k.w.Evidence.LikePublished), Asked: own}
	for _, r := range rows {
		if !r.Person() {
			body.Groups++
		}
	}
	if d, ok := base.DiseaseOfGene(child.Values[cases.Gene].Class); ok {
		body.Disease = evidencePath(d.Key)
	}
	if v.may(authz.ReadBoard) {
		body.OwnPath = c.ownPath()
	}
	if own {
		if err := v.fillOwn(&body, c, child, base); err != nil {
			return page{}, err
		}
	}
	return page{Title: k.w.Evidence.LikeTitle, Child: c, Body: body}, nil
}

// without leaves out the reports that give the same Day 0 as this chart, and
// names them.
func (c *child) without(k writer, published []cases.Profile) (others []cases.Profile, itself []evidenceLink) {
	zero, _, ok := c.View.DayZero()
	for _, p := range published {
		if ok && cases.SameDayZero(*p.Row, zero) {
			itself = append(itself, evidenceLink{k.casePath(p.ID), evidence.Text{EN: p.ID, ZH: p.ID}})
			continue
		}
		others = append(others, p)
	}
	return others, itself
}

// ownPath asks for the charts of the centre on the same day.
func (c *child) ownPath() string {
	if c.Now {
		return c.base() + "/evidence?charts=own"
	}
	return c.Link("evidence") + "&charts=own"
}

// fillOwn compares the charts that the reader reaches, through the door, as of
// the same day. A synthetic chart stands beside a synthetic child only, and a
// real one never beside a synthetic child.
func (v *visit) fillOwn(body *likeBody, c *child, subject cases.Profile, base *knowledge.Base) error {
	at, err := v.asOf()
	if err != nil {
		return err
	}
	board, err := v.door.Board(v.r.Context(), v.who, at)
	if err != nil {
		return err
	}
	var own []cases.Profile
	for _, column := range board.Columns {
		for _, card := range column.Cards {
			if card.Case == c.ID || card.Synthetic != c.Plan.Synthetic {
				continue
			}
			if len(own) == ownLimit {
				body.Limited = true
				break
			}
			view, err := v.door.Chart(v.r.Context(), v.who, card.Case, at)
			if errors.Is(err, app.ErrNotFound) || errors.Is(err, app.ErrDenied) {
				continue // on the board, but not for this reader to open
			}
			if err != nil {
				return err
			}
			own = append(own, cases.OfChart(base, view))
			body.Synthetic = body.Synthetic || card.Synthetic
		}
	}
	k := v.writer()
	body.Own = k.likenesses(c, cases.Rank(subject, own), "like-own", k.w.Evidence.LikeOwn)
	return nil
}

// featureWord names a similarity.
func (k writer) featureWord(f cases.Feature) string {
	w := k.w.Evidence
	return map[cases.Feature]string{cases.Gene: w.FeatureGene, cases.VariantClass: w.FeatureVariants, cases.Age: w.FeatureAge,
		cases.Donor: w.FeatureDonor, cases.Conditioning: w.FeatureConditioning, cases.Infections: w.FeatureInfections}[f]
}

// features lists what of this child is compared, each with its entries.
func (k writer) features(c *child, p cases.Profile) tableView {
	w := k.w.Evidence
	t := tableView{ID: "like-features", Caption: w.ThisChild, Heads: []string{w.Field, w.ThisChild, w.ClassCompared, k.w.Site.Source}}
	for _, f := range cases.Features() {
		value := p.Values[f]
		var links template.HTML
		for i, l := range c.entryLinks(value.Entries, len(value.Entries)) {
			if i > 0 {
				links += k.plain(k.w.Course.And)
			}
			links += anchor(l.Path, k.plain(l.Name))
		}
		class := k.plain(i18n.Class(k.lang, value.Class))
		if f == cases.Conditioning && value.Class == cases.Reduced {
			class = k.link("fact", cases.ReducedFact, class)
		}
		t.Rows = append(t.Rows, []template.HTML{k.plain(k.featureWord(f)), k.value(p, value), class, links})
	}
	return t
}

// value shows one side of a part; a chart says "not recorded" where a paper says
// "not read".
func (k writer) value(p cases.Profile, value cases.Value) template.HTML {
	switch {
	case value.State != knowledge.Reported && p.Row == nil:
		return `<span class="not-read"><span aria-hidden="true">◇</span> ` + k.plain(k.w.Evidence.NotRecorded) + "</span>"
	case value.State != knowledge.Reported:
		return k.state(knowledge.CaseField{State: value.State})
	}
	var shown template.HTML
	if p.Row != nil && value.Text.ZH == "" {
		shown = k.transcribed(value.Text.EN)
	} else {
		shown = k.text(value.Text)
	}
	if value.Class == "" {
		shown += `<div class="muted small">` + k.plain(k.w.Evidence.NotSupported) + "</div>"
	}
	return shown
}

// likeSign is the sign, word and class of a verdict.
func (k writer) likeSign(verdict cases.Verdict) (sign, word string) {
	w := k.w.Evidence
	switch verdict {
	case cases.Same:
		return "=", w.Same
	case cases.Near:
		return "≈", w.Near
	case cases.Different:
		return "≠", w.Different
	}
	return "◇", w.Open
}

// likenesses is the table of others, best first; every count in it is the count
// of the parts beside it.
func (k writer) likenesses(c *child, list []cases.Likeness, id, caption string) *tableView {
	if len(list) == 0 {
		return nil
	}
	w := k.w.Evidence
	t := &tableView{ID: id, Caption: caption, Heads: []string{w.Row, w.Likeness}}
	for _, f := range cases.Features() {
		t.Heads = append(t.Heads, k.featureWord(f))
	}
	if list[0].Other.Row != nil {
		t.Heads = append(t.Heads, w.Outcome, k.w.Site.Source)
	}
	for i, l := range list {
		row := []template.HTML{k.other(c, l.Other, strconv.Itoa(i+1)+". "), k.sums(l)}
		for _, p := range l.Parts {
			sign, word := k.likeSign(p.Verdict)
			cell := template.HTML(`<div class="like-`+string(p.Verdict)+`"><span aria-hidden="true">`+sign+`</span> `) + k.plain(word) + "</div>" + k.value(l.Other, p.Other)
			if !p.Why.Empty() {
				cell += `<div class="muted small">` + k.text(p.Why) + "</div>"
			}
			row = append(row, cell)
		}
		if r := l.Other.Row; r != nil {
			row = append(row, k.lastReport(*r), k.status(r.Status)+" "+k.sources([]evidence.Source{r.Source}))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// other names and opens the other patient, after its place in the list.
func (k writer) other(c *child, p cases.Profile, place string) template.HTML {
	opened := func(path string) template.HTML {
		return `<span class="nowrap">` + k.plain(place) + anchor(path, k.plain(p.ID)) + "</span>"
	}
	if p.Row == nil {
		shown := opened("/child/" + url.PathEscape(p.ID) + "/evidence" + c.query())
		if p.Synthetic {
			shown += ` <span class="synthetic small">` + k.plain(k.w.Site.SyntheticShort) + "</span>"
		}
		return shown
	}
	shown := opened(k.casePath(p.ID))
	if len(p.Row.Diseases) == 0 {
		shown += `<div class="muted small">` + k.plain(k.w.Evidence.GeneOpen) + "</div>"
	}
	return shown
}

// sums counts the parts by verdict.
func (k writer) sums(l cases.Likeness) template.HTML {
	var out template.HTML
	for _, sum := range []struct {
		verdict cases.Verdict
		n       int
	}{{cases.Same, l.Same}, {cases.Near, l.Near}, {cases.Different, l.Different}, {cases.Open, l.Open}} {
		sign, word := k.likeSign(sum.verdict)
		out += template.HTML(`<div class="nowrap"><span aria-hidden="true">`+sign+`</span> `) + k.plain(strconv.Itoa(sum.n)+" "+word) + "</div>"
	}
	return out
}

// lastReport is how the published course was last told.
func (k writer) lastReport(r cases.Row) template.HTML {
	return k.state(r.Field("outcome")) + "<div>" + k.plain(r.Field("follow_up_months").Label.In(k.lang)+k.w.Site.Colon) + k.state(r.Field("follow_up_months")) + "</div>"
}
