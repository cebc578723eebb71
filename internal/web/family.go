package web

import (
	"html/template"
	"net/url"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/plot"
	"github.com/dayzero-hsct/dayzero/plan"
)

// familyBody is the family and the donors.
type familyBody struct {
	Pedigree template.HTML
	Members  []plan.Member
	Donors   []donorView
	Backup   *plan.Donor
	Compare  string // addresses of the pages beside this one
	Sheet    string
	Search   string
	File     string // the page that takes a typing message, for those who may write one
}

type donorView struct {
	plan.Donor
	Symbol, Class, Word string
	Open                bool // shown unfolded
	DPB1                evidence.Text
	ByRelease           plan.ReleaseMatch
	Descent             string
	DescentGood         bool
	Status              string
	Reasons             []noteView
	Facts               []lineView
	SignAction          string // address of the geneticist's form, empty when it does not apply
	MayNotSign          bool   // a carrier waits, but the reader is no geneticist
}

type lineView struct {
	plan.Line
	Links []entryLink
}

func showFamily(v *visit) error {
	c, err := v.openChild("donor")
	if err != nil {
		return err
	}
	release, codes, err := v.nomenclature()
	if err != nil {
		return err
	}
	return v.renderChild(c, "family", func() page {
		body := familyBody{Compare: c.Link("donor/compare"), Sheet: c.Link("donor/sheet"), Search: c.searchLink(), Pedigree: plot.Pedigree(c.pedigree()), Members: c.Plan.Family.Members}
		if c.WritesEntries() && app.MayWrite(v.who.Role, "hla-typing") {
			body.File = c.base() + "/donor/typing"
		}
		for i := range c.Plan.Donors {
			d := c.Plan.Donors[i]
			one := c.donor(d, i == 0)
			one.DPB1, one.ByRelease = plan.DPB1(release, codes, d), plan.MatchBy(release, codes, c.View, c.recipientID(), d)
			body.Donors = append(body.Donors, one)
			if d.Backup {
				body.Backup = &c.Plan.Donors[i]
			}
		}
		return page{Title: i18n.For(v.lang).Family.Title, Child: c, Body: body}
	})
}

func (c *child) pedigree() plot.PedigreeInput {
	in := plot.PedigreeInput{ID: "pedigree", Lang: c.visit.lang}
	for _, m := range c.Plan.Family.Members {
		born := ""
		if p, ok := c.View.Individual(m.ID); ok && p.Birth.Known() {
			born = p.Birth.String()
		}
		in.Members = append(in.Members, plot.PedigreeMember{ID: m.ID, Relation: m.Relation, Label: m.Label.In(c.visit.lang), Sex: m.Sex,
			Status: m.Status, Born: born, Proband: m.Proband, Donor: m.Donor, Haplotypes: m.Haplotypes, Variants: m.Variants})
	}
	return in
}

func (c *child) donor(d plan.Donor, first bool) donorView {
	w, lang := c.Words(), c.visit.lang
	looks := map[string][3]string{"eligible": {"✓", "good", w.Family.Eligible}, "blocked": {"■", "stop", w.Family.BlockedState},
		"excluded": {"■", "stop", w.Family.Excluded}}
	look := looks[d.State]
	view := donorView{Donor: d, Symbol: look[0], Class: look[1], Word: look[2], Open: first || d.Chosen || d.Backup,
		Descent: i18n.Term(lang, d.Descent), DescentGood: d.Descent == "identical" || d.Descent == "haploidentical",
		Status: i18n.Term(lang, d.FamilyVariant), Reasons: c.viewNotes(d.Reasons)}
	for _, f := range d.Facts {
		line := lineView{Line: f}
		for _, id := range f.Entries {
			line.Links = append(line.Links, c.link(id))
		}
		view.Facts = append(view.Facts, line)
	}
	if d.FamilyVariant == "carrier" && c.Now && carrierWaits(d) {
		if c.visit.may(authz.SignVariant) {
			view.SignAction = c.base() + "/donor/" + url.PathEscape(d.ID) + "/sign-variant"
		} else {
			view.MayNotSign = true
		}
	}
	return view
}

// carrierWaits reports whether a geneticist's signature is still asked for.
func carrierWaits(d plan.Donor) bool {
	for _, n := range d.Reasons {
		if n.Overrule == "geneticist" && n.Kind == "stop" && n.Open() {
			return true
		}
	}
	return false
}

func doSignVariant(v *visit) error {
	err := v.door.SignDonorVariant(v.r.Context(), v.who, v.r.PathValue("id"), v.r.PathValue("donor"), v.field("meaning"), v.r.PostForm.Get("password"))
	if err != nil {
		return v.again(err, showFamily)
	}
	return v.redirect(v.donePath("donor", "cleared", app.AsOf{}))
}
