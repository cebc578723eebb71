package web

import (
	"html/template"
	"net/url"
	"slices"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/plan"
)

func pathRoutes() []route {
	return []route{{Pattern: "GET /child/{id}/path", Right: authz.ReadPlan, Audit: "plan.read", Do: showPath}}
}

// pathLine is one thing between a new chart and a signed plan: done, or where it
// is recorded.
type pathLine struct {
	Title, Note string
	Done        bool
	Path        string        // where it is recorded, or read once it is done
	Mine        bool          // the reader's role records it
	Said        template.HTML // what stands, where a line is a decision
	Entry       string        // where that stands
}

// pathBody is the path from a new chart to a signed plan, in the order in which
// a team goes. It decides nothing: each line repeats what chart and plan say.
type pathBody struct {
	Parts []pathPart
	Next  *pathLine
	Open  []noteView // stops and gaps that hold the signature back
	Ready bool
	Whole bool // two signatures stand
}

type pathPart struct {
	Title string
	Lines []pathLine
}

func showPath(v *visit) error {
	c, err := v.openChild("path")
	if err != nil {
		return err
	}
	w := c.Words()
	body := pathBody{Ready: c.Plan.Signing.Possible, Whole: c.Plan.Signing.Complete, Parts: []pathPart{
		{w.Path.PartChild, c.pathChild()}, {w.Path.PartDonor, c.pathDonor()}, {w.Path.PartPlan, c.pathPlan()}, {w.Path.PartSign, c.pathSign()}}}
	for _, n := range matters(c.Plan) {
		if n.Blocks == "signature" {
			body.Open = append(body.Open, viewNote(n, c, v.lang))
		}
	}
	for _, p := range body.Parts {
		for i := range p.Lines {
			if body.Next == nil && !p.Lines[i].Done && p.Lines[i].Path != "" {
				body.Next = &p.Lines[i]
			}
		}
	}
	return v.render("path", page{Title: i18n.For(v.lang).Path.Title, Child: c, Body: body})
}

// record is the address of the form for a kind of entry, filled in where the
// line knows what it is about.
func (c *child) record(kind, about string, fields ...string) string {
	q := url.Values{"kind": {kind}}
	if about != "" {
		q.Set("about", about)
	}
	for i := 0; i+1 < len(fields); i += 2 {
		q.Set("f."+fields[i], fields[i+1])
	}
	if !c.Now {
		q.Set("as-of", c.Plan.AsOf.String())
	}
	return c.base() + "/entries?" + q.Encode()
}

// line makes one line; the form is offered to the roles that write the kind.
func (c *child) line(title string, done bool, kind, about string, fields ...string) pathLine {
	return pathLine{Title: title, Done: done, Path: c.record(kind, about, fields...), Mine: app.MayWrite(c.visit.who.Role, kind) && c.WritesEntries()}
}

func (c *child) pathChild() []pathLine {
	w, p := c.Words(), c.Plan
	waits := func(rule string) bool {
		return slices.ContainsFunc(p.Gaps, func(n plan.Note) bool { return n.ID == rule && n.Open() })
	}
	recipient := p.Child.ID
	explained := c.line(w.Path.Variants, p.Disease.ExplainedState == "proven", "variant", recipient)
	explained.Note = p.Disease.Explained.In(c.visit.lang)
	return []pathLine{
		c.line(w.Path.Diagnosis, p.Disease.Known, "diagnosis", recipient), explained,
		c.line(w.Path.Weight, p.Child.Weight.Known && !waits("weight-missing-or-stale"), "measurement", recipient, "what", "body-weight"),
		c.line(w.Path.Length, p.Child.Length.Known, "measurement", recipient, "what", "length"),
		c.line(w.Path.Renal, !waits("renal-missing-or-stale"), "measurement", recipient, "what", "creatinine"),
		c.line(w.Path.Infection, len(chart.OfTheChild[*chart.Infection](c.View)) > 0, "infection", recipient),
		c.line(w.Path.Vaccines, p.Child.BCG.In("en") != "", "vaccine", recipient, "vaccine", "BCG"),
	}
}

func (c *child) pathDonor() []pathLine {
	w := c.Words()
	typed := slices.ContainsFunc(c.Plan.Donors, func(d plan.Donor) bool { return d.Match.Known })
	eligible := slices.ContainsFunc(c.Plan.Donors, func(d plan.Donor) bool { return d.Eligible })
	lines := []pathLine{{Title: w.Path.Typed, Done: typed, Path: c.Link("donor")}, {Title: w.Path.EligibleDonor, Done: eligible, Path: c.Link("donor")},
		c.decided("donor"), c.decided("backup-donor")}
	chosen, cleared := "", false
	if d, ok := c.View.Decided("donor"); ok {
		chosen = d.Data.Choice
	}
	for _, it := range chart.All[*chart.DonorWorkUp](c.View) {
		if it.About == chosen {
			cleared = it.Data.Cleared.True()
		}
	}
	return append(lines, c.line(w.Path.Cleared, chosen != "" && cleared, "donor-work-up", chosen))
}

// decided is a decision of the team: taken, or the form that takes it.
func (c *child) decided(what string) pathLine {
	d, ok := c.View.Decided(what)
	line := c.line(i18n.Term(c.visit.lang, what), ok, "decision", "")
	line.Path = c.Link("decide/" + what)
	if ok {
		line.Said, line.Entry = c.choiceSaid(d.Data), c.Entry(d.ID)
	}
	return line
}

// choiceSaid is what a decision came to, in the words of the page.
func (c *child) choiceSaid(d *chart.Decision) template.HTML {
	lang := c.visit.lang
	switch {
	case d.Date.Known():
		return template.HTML(template.HTMLEscapeString(d.Date.String()))
	case d.Weight.Known():
		return template.HTML(template.HTMLEscapeString(unitText(d.Weight.String())))
	case d.What == "donor" || d.What == "backup-donor":
		return asWritten(c.person(d.Choice), lang)
	}
	return asWritten(codeText(d.Choice, lang), lang)
}

// signedDecision is a decision that a second person signs on its own page.
func (c *child) signedDecision(what string, signed bool) pathLine {
	line := c.decided(what)
	if d, ok := c.View.Decided(what); ok && !signed {
		line.Done, line.Path, line.Note = false, c.Entry(d.ID), c.Words().Path.SecondName
		line.Mine = c.visit.may(authz.SignPlan) && !slices.ContainsFunc(d.Data.By, func(s chart.Signer) bool { return s.Name == c.visit.who.Display })
	}
	return line
}

func (c *child) pathPlan() []pathLine {
	w := c.Words()
	protocols := chart.All[*chart.CentreProtocol](c.View)
	commissioned := slices.ContainsFunc(c.Plan.Options, func(o plan.Option) bool { return o.Centre && o.Commissioned })
	mayProtocol := app.MayWrite(c.visit.who.Role, "centre-protocol")
	open := func(rule string) bool {
		return slices.ContainsFunc(c.Plan.Gaps, func(n plan.Note) bool { return n.ID == rule && n.Open() })
	}
	lines := []pathLine{c.decided("indication"), c.decided("transplant-date"), c.decided("graft-source"),
		{Title: w.Path.Protocol, Done: len(protocols) > 0, Path: c.Link("protocol"), Mine: mayProtocol},
		{Title: w.Path.Commission, Done: commissioned, Path: c.Link("protocol"), Mine: mayProtocol, Note: w.Path.TwoNames},
		c.decided("regimen"), c.signedDecision("dosing-weight", c.Plan.Child.DosingWeight.Known)}
	if _, taken := c.View.Decided("dosing-basis"); taken || open("infant-dosing-basis") {
		lines = append(lines, c.signedDecision("dosing-basis", !open("infant-dosing-basis")))
	}
	return append(lines, c.signedDecision("serotherapy", !open("serotherapy-row")), c.signedDecision("gvhd-prophylaxis", !open("gvhd-prophylaxis-row")))
}

func (c *child) pathSign() []pathLine {
	w := c.Words()
	signed := map[string]bool{}
	for _, s := range c.Plan.Signing.Signed {
		if s.Current {
			signed[s.Role] = true
		}
	}
	var lines []pathLine
	for _, role := range []authz.Role{authz.Physician, authz.Pharmacist} {
		lines = append(lines, pathLine{Title: w.Path.Signature + c.Words().Site.Colon + i18n.Term(c.visit.lang, string(role)), Done: signed[string(role)],
			Path: c.Link("plan") + "#sign", Mine: c.visit.who.Role == role})
	}
	return lines
}
