package web

import (
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/pk"
	"github.com/dayzero-hsct/dayzero/plan"
)

// modelBody is one model or target beside its source, with its check values and
// the signatures of the centre.
type modelBody struct {
	Item          app.CommissionItem
	Lines         []itemLine
	Tables        []tableView
	Sections      []knowledge.Section
	Transcription string
	Complete      bool
	MaySign       bool
	Forgery       string
	Back          string
}

// commissionTables are the lists of models and targets on the first page.
func (v *visit) commissionTables(base *knowledge.Base) ([]tableView, error) {
	items, err := v.door.CommissionItems(v.r.Context(), v.who)
	if err != nil {
		return nil, err
	}
	k := v.writer()
	w := k.w.Exposure
	models := tableView{ID: "models", Caption: w.Models, Heads: []string{k.w.Knowledge.Id, w.Drug, w.Tier, w.Status, w.Commission}}
	targets := tableView{ID: "targets", Caption: w.Targets, Heads: []string{k.w.Knowledge.Id, w.Drug, w.Bounds, w.Status, w.Commission}}
	for _, it := range items {
		if it.Kind == "model" {
			m, _ := base.Model(it.ID)
			models.Rows = append(models.Rows, []template.HTML{k.link("model", it.ID, k.code(it.ID)), k.text(m.File.Drug.Text), k.graded(m.File.Evidence.Tier), k.evidenceStatus(m.File.Evidence.Status), k.standing(it)})
			continue
		}
		e, _ := base.Exposure(it.Drug)
		t, _ := e.Target(it.ID)
		targets.Rows = append(targets.Rows, []template.HTML{k.link("target", it.ID, k.text(it.Name)), k.plain(plan.Words(it.Drug).In(k.lang)), k.plain(boundsText(t, k.w)), k.status(t.Fact.Status), k.standing(it)})
	}
	return []tableView{models, targets}, nil
}

// standing is how far an item is commissioned.
func (k writer) standing(it app.CommissionItem) template.HTML {
	w := k.w.Exposure
	switch {
	case !it.Held.Empty():
		return k.plain("■ " + w.Held)
	case it.Complete():
		return k.plain("✓ " + w.Complete2)
	case len(it.Signed) > 0:
		return k.plain("◇ " + w.Signed + k.w.Site.Colon + strconv.Itoa(len(it.Signed)) + "/2")
	case len(it.Void) > 0:
		return k.plain("▲ " + w.Void)
	}
	return k.plain("◇ " + w.Nobody)
}

// showCommissioned shows a model or a target.
func showCommissioned(v *visit, kind, id string) error {
	base := v.door.Knowledge()
	if base == nil {
		return app.ErrNotFound
	}
	items, err := v.door.CommissionItems(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	for _, it := range items {
		if it.Kind != kind || it.ID != id {
			continue
		}
		body := modelBody{Item: it, Complete: it.Complete(), MaySign: v.may(authz.Commission) && it.Held.Empty() && !it.Complete(), Forgery: v.ensureForm()}
		k := v.writer()
		if kind == "model" {
			m, _ := base.Model(id)
			k.fillModel(&body, m)
		} else {
			e, _ := base.Exposure(it.Drug)
			t, _ := e.Target(id)
			k.fillTarget(&body, e, t)
		}
		return v.render("model", page{Title: it.Name.In(v.lang), Body: body})
	}
	return app.ErrNotFound
}

func (k writer) fillModel(body *modelBody, m knowledge.Model) {
	w := k.w.Exposure
	body.Transcription = m.Raw
	add := func(label string, shown template.HTML) {
		if shown != "" {
			body.Lines = append(body.Lines, itemLine{label, shown})
		}
	}
	said := func(label string, sentences ...pk.Sentence) {
		for _, s := range sentences {
			add(label, k.text(s.Text))
		}
	}
	f := m.File
	said(w.Drug, f.Drug)
	add(w.Tier, k.graded(f.Evidence.Tier))
	add(w.Status, k.evidenceStatus(f.Evidence.Status))
	add(w.SourceRef, k.transcribed(m.Citation()))
	for _, r := range f.Evidence.ReadIn {
		add(w.ReadIn, k.transcribed(r))
	}
	said(w.NotRead, f.Evidence.NotRead)
	add(w.Missing, k.missing(f.Evidence.Missing))
	said(w.Predicts, f.Predicts)
	add(w.MassBasis, k.massBasis(f.DoseMassBasis))
	for _, c := range f.Cohort() {
		add(w.Cohort, k.text(c))
	}
	said(w.Gate, f.Evidence.ShipGate)
	said(w.Conflicts, f.Evidence.Conflicts...)
	said(w.Cautions, f.Cautions...)
	said(w.Independent, f.Evidence.IndependentChecks...)
	if m.Compiled == nil {
		return
	}
	add(w.Ranges, k.ranges(m.Compiled.ValidRanges()))
	body.Tables = append(body.Tables, k.checks(m.Compiled)...)
}

// graded is a tier: a letter, or letters with the situation they hold in. What has
// no Chinese words stands for itself.
func (k writer) graded(tier pk.Sentence) template.HTML {
	if tier.ZH == "" {
		return k.plain(tier.EN)
	}
	return k.text(tier.Text)
}

// missing is what a transcription lacks, in one line; a symbol reads the same in
// both languages.
func (k writer) missing(list []pk.Sentence) template.HTML {
	var parts []string
	for _, s := range list {
		parts = append(parts, string(k.graded(s)))
	}
	return template.HTML(strings.Join(parts, "; "))
}

// evidenceStatus is a status of the closed list with its mark, or the words of a
// transcription whose parts differ.
func (k writer) evidenceStatus(s pk.Sentence) template.HTML {
	for _, known := range evidence.Statuses() {
		if s.EN == string(known) {
			return k.status(known)
		}
	}
	return k.text(s.Text)
}

// massBasis says of which substance the dose mass is, and how surely.
func (k writer) massBasis(b *pk.MassBasis) template.HTML {
	if b == nil {
		return ""
	}
	words := i18n.Term(k.lang, b.Value)
	if factor := b.FromPrescribed(); factor != 1 {
		words += " = " + significant(factor) + " × " + i18n.Term(k.lang, b.Prescribed)
	}
	return k.plain(words) + "<div class=\"muted small\">" + k.text(b.Certainty.Text) + "</div>"
}

// ranges are the limits of the cohort.
func (k writer) ranges(list []pk.Range) template.HTML {
	var parts []string
	for _, r := range list {
		unit := pk.CovariateUnit(r.Cov).In(k.lang)
		parts = append(parts, strings.TrimSpace(pk.CovariateName(r.Cov).In(k.lang)+" "+significant(r.Lo)+"–"+significant(r.Hi)+" "+unit))
	}
	return k.plain(strings.Join(parts, "; "))
}

// checks are the check values of a model, computed now.
func (k writer) checks(m *pk.Model) []tableView {
	w := k.w.Exposure
	t := tableView{ID: "checks", Caption: w.Checks + " · " + w.CheckNote, Heads: []string{w.Check, w.Recorded, w.Computed, k.w.Site.Source, k.w.Rooms.State}}
	for _, c := range m.Checked() {
		verdict := "✗ " + w.Fails
		if c.Holds {
			verdict = "✓ " + w.Holds
		}
		t.Rows = append(t.Rows, []template.HTML{k.text(c.What), k.plain(significant(c.Want)), k.plain(significant(c.Got)), k.plain(i18n.Term(k.lang, "check-"+c.Source)), k.plain(verdict)})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return []tableView{t}
}

func (k writer) fillTarget(body *modelBody, e knowledge.Exposure, t knowledge.ExposureTarget) {
	w := k.w.Exposure
	body.Lines = append(body.Lines, itemLine{w.Drug, k.plain(plan.Words(e.Drug).In(k.lang))}, itemLine{w.Bounds, k.plain(boundsText(t, k.w))}, itemLine{w.Status, k.status(t.Fact.Status)})
	body.Sections = []knowledge.Section{{Key: "target", Title: t.Name, Facts: append([]knowledge.Fact{t.Fact}, e.Gaps...)}}
}

// doCommission puts the reader's signature under a version.
func doCommission(v *visit) error {
	if !v.may(authz.Commission) {
		return v.door.Commission(v.r.Context(), v.who, app.CommissionRequest{}) // the door refuses, and says so in the chain
	}
	kind, id := v.field("kind"), v.field("item")
	err := v.door.Commission(v.r.Context(), v.who, app.CommissionRequest{Kind: kind, Item: id, Version: v.field("version"), Opened: v.field("opened"),
		Meaning: v.field("meaning"), Password: v.r.PostForm.Get("password")})
	if err != nil {
		return v.again(err, func(v *visit) error { return showCommissioned(v, kind, id) })
	}
	return v.redirect("/knowledge/" + url.PathEscape(kind) + "/" + url.PathEscape(id) + "?done=commissioned")
}
