package web

import (
	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
)

// diseaseBody is the profile of the gene as it binds this child.
type diseaseBody struct {
	Full     bool
	Disease  plan.Disease
	Lines    []plan.Line
	Forbids  []noteView          // stops and cautions of the plan that the disease causes
	Sections []knowledge.Section // of the profile
	Ceilings []knowledge.Ceiling
	Record   recordView
	Rows     []entryRow
}

func showDisease(v *visit) error {
	c, err := v.openChild("disease")
	if err != nil {
		return err
	}
	return v.renderChild(c, "disease", func() page {
		body := diseaseBody{Full: c.Full, Disease: c.Plan.Disease, Record: c.recordHere("diagnosis", "finding", "functional-assay"),
			Rows: c.entryRows(c.ofKinds([]chart.Kind{"diagnosis", "finding", "functional-assay"}))}
		c.fillDisease(&body)
		return page{Title: roomTitles["disease"].In(v.lang), Child: c, Body: body}
	})
}

// fillDisease shows what the knowledge says about the disease of this child, and
// the ceilings of its repair group; a group's ceiling is never the disease's own.
func (c *child) fillDisease(body *diseaseBody) {
	base := c.visit.door.Knowledge()
	if base == nil || c.Plan.Disease.Key == "" {
		return
	}
	d, ok := base.Disease(c.Plan.Disease.Key)
	if !ok {
		return
	}
	profile := knowledge.Section{Key: "profile", Facts: []knowledge.Fact{d.RadiosensitiveFact, d.InheritanceFact},
		Title: evidence.Text{EN: i18n.For(i18n.English).Knowledge.Radiosensitive, ZH: i18n.For(i18n.Chinese).Knowledge.Radiosensitive}}
	body.Sections = append([]knowledge.Section{profile}, d.Sections...)
	if group, known := base.Group(d.Group); known {
		body.Ceilings = group.Ceilings
	}
	w := c.Words()
	body.Lines = []plan.Line{{Label: evidence.Text{EN: w.Knowledge.Gene, ZH: w.Knowledge.Gene}, Text: evidence.Text{EN: c.Plan.Disease.Gene, ZH: c.Plan.Disease.Gene}},
		{Label: evidence.Text{EN: w.Knowledge.Group, ZH: w.Knowledge.Group}, Text: c.Plan.Disease.GroupName},
		{Label: evidence.Text{EN: w.Room.Meaning, ZH: w.Room.Meaning}, Text: c.Plan.Disease.Explained}}
	body.Forbids = c.viewNotes(forbidden(c.Plan))
}

// forbidden lists what stands against the options because of the disease: the
// stops of the options, each once.
func forbidden(p plan.Plan) []plan.Note {
	var out []plan.Note
	seen := map[string]bool{}
	for _, o := range p.Options {
		for _, n := range o.Reasons {
			if n.Kind == "stop" && !seen[n.ID] {
				seen[n.ID] = true
				out = append(out, n)
			}
		}
	}
	return out
}
