package web

import (
	"html/template"
	"slices"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// decideBody is the form of one decision of the team: only the fields that count
// for it, with the choices that this chart holds.
type decideBody struct {
	What, Title, Help, Action string
	Choices                   []option // of the field choice; empty when it is written or not asked
	Text                      bool     // the choice is written
	Date, Weight              bool
	Reason, Written           string
	When, Kilograms, Band     string        // as typed into a refused form
	Standing                  template.HTML // what was decided before, if anything
	StandingPath              string
	NoChoice                  string // there is nothing to choose from yet
	Measured                  string // the latest weight, to read beside the field
}

// decisions are those that a form asks for one by one; overrules and answers are
// given on the plan page, everything else as a plain entry.
var decisions = []string{"indication", "transplant-date", "donor", "backup-donor", "graft-source", "regimen", "dosing-weight", "dosing-basis", "serotherapy", "gvhd-prophylaxis"}

func decideRoutes() []route {
	return []route{{Pattern: "GET /child/{id}/decide/{what}", Right: authz.ReadPlan, Audit: "plan.read", Do: showDecide}}
}

func showDecide(v *visit) error {
	what := v.r.PathValue("what")
	if v.r.Method != "GET" {
		what = v.field("f.what")
	}
	if !slices.Contains(decisions, what) {
		return app.ErrNotFound
	}
	c, err := v.openChild("decide")
	if err != nil {
		return err
	}
	body := decideBody{What: what, Title: i18n.Term(v.lang, what), Reason: v.field("f.reason"), Written: v.field("f.choice"), When: v.field("f.date"), Kilograms: v.field("f.weight"), Band: v.field("f.band")}
	body.Help = map[string]string{"transplant-date": c.Words().Path.HelpDate, "dosing-weight": c.Words().Path.HelpWeight, "serotherapy": c.Words().Path.HelpRow,
		"gvhd-prophylaxis": c.Words().Path.HelpRow, "regimen": c.Words().Path.HelpRegimen}[what]
	if d, ok := c.View.Decided(what); ok {
		body.Standing, body.StandingPath = c.choiceSaid(d.Data), c.Entry(d.ID)
	}
	if app.MayWrite(v.who.Role, "decision") && c.WritesEntries() {
		body.Action = c.base() + "/entries"
	}
	switch what {
	case "transplant-date":
		body.Date = true
	case "dosing-weight":
		body.Weight = true
		if c.Plan.Child.Weight.Known {
			body.Measured = c.Plan.Child.Weight.String() + " " + paren(c.Plan.Child.WeightDate.In(v.lang))
		}
	case "serotherapy", "gvhd-prophylaxis":
		body.Text = true
	default:
		if body.Choices = c.choicesOf(what); len(body.Choices) == 0 {
			body.NoChoice = c.Words().States.NoChoiceDonor
		}
	}
	return v.render("decide", page{Title: body.Title, Child: c, Body: body})
}

// choicesOf are the values that a decision may take in this chart.
func (c *child) choicesOf(what string) []option {
	var out []option
	add := func(value, label string) { out = append(out, option{value, label, value == c.visit.field("f.choice")}) }
	codes := map[string][]string{"indication": {"transplant", "no-transplant"}, "graft-source": {"bone-marrow", "pbsc", "cord"}, "dosing-basis": {"per-kg", "per-m2"}}[what]
	for _, code := range codes {
		add(code, i18n.Term(c.visit.lang, code))
	}
	switch what {
	case "donor", "backup-donor":
		for _, d := range c.Plan.Donors {
			add(d.ID, d.Label.In(c.visit.lang))
		}
	case "regimen":
		seen := map[string]bool{}
		for _, p := range chart.All[*chart.CentreProtocol](c.View) {
			if !seen[p.Data.Name] {
				seen[p.Data.Name] = true
				add(p.Data.Name, p.Data.Name+" · "+p.Data.Title.In(c.visit.lang))
			}
		}
		for _, o := range c.Plan.Options {
			if !o.Centre {
				add(o.Regimen, o.Regimen)
			}
		}
	}
	return out
}
