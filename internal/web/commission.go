package web

import (
	"html/template"
	"net/url"
	"strconv"

	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/knowledge"
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
			models.Rows = append(models.Rows, []template.HTML{k.link("model", it.ID, k.code(it.ID)), k.plain(it.Drug), k.plain(m.File.Evidence.Tier), k.plain(m.File.Evidence.Status), k.standing(it)})
			continue
		}
		e, _ := base.Exposure(it.Drug)
		t, _ := e.Target(it.ID)
		targets.Rows = append(targets.Rows, []template.HTML{k.link("target", it.ID, k.text(it.Name)), k.plain(it.Drug), k.plain(boundsText(t, k.w)), k.status(t.Fact.Status), k.standing(it)})
	}
	return []tableView{models, targets}, nil
}

// standing is how far an item is commissioned.
func (k writer) standing(it app.CommissionItem) template.HTML {
	w := k.w.Exposure
	switch {
	case it.Held != "":
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
		body := modelBody{Item: it, Complete: it.Complete(), MaySign: v.may(authz.Commission) && it.Held == "" && !it.Complete(), Forgery: v.ensureForm()}
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
	line := func(label, text string) {
		if text != "" {
			body.Lines = append(body.Lines, itemLine{label, onlyEnglish(text, k.lang)})
		}
	}
	line(w.Drug, m.File.Drug)
	line(w.Tier, m.File.Evidence.Tier)
	line(w.Status, m.File.Evidence.Status)
	line(w.SourceRef, m.Citation())
	for _, r := range m.File.Evidence.ReadIn {
		line(w.ReadIn, r)
	}
	line(w.Gate, m.File.Evidence.ShipGate)
	for _, c := range m.File.Evidence.Conflicts {
		line(w.Conflicts, c)
	}
	for _, c := range m.File.Cautions {
		line(w.Cautions, c)
	}
	if m.Compiled == nil {
		return
	}
	ranges := ""
	for _, r := range m.Compiled.ValidRanges() {
		ranges += r.Name + " " + significant(r.Lo) + "–" + significant(r.Hi) + "; "
	}
	line(w.Ranges, ranges)
	t := tableView{ID: "checks", Caption: w.Checks + " · " + w.CheckNote, Heads: []string{w.Check, w.Recorded, w.Computed, k.w.Site.Source, ""}}
	for _, c := range m.Compiled.Checked() {
		verdict := "✗ " + w.Fails
		if c.Holds {
			verdict = "✓ " + w.Holds
		}
		t.Rows = append(t.Rows, []template.HTML{k.plain(c.What), k.plain(significant(c.Want)), k.plain(significant(c.Got)), k.plain(c.Source), k.plain(verdict)})
	}
	if len(t.Rows) > 0 {
		body.Tables = append(body.Tables, t)
	}
}

func (k writer) fillTarget(body *modelBody, e knowledge.Exposure, t knowledge.ExposureTarget) {
	w := k.w.Exposure
	body.Lines = append(body.Lines, itemLine{w.Drug, k.plain(e.Drug)}, itemLine{w.Bounds, k.plain(boundsText(t, k.w))}, itemLine{w.Status, k.status(t.Fact.Status)})
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
