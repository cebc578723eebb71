package web

import (
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/ward"
)

func limitRoutes() []route {
	return []route{
		{Pattern: "GET /limits", Right: authz.ReadKnowledge, Audit: "none: the limits of the centre are no record of a child; what is set is an event", Do: showLimits},
		{Pattern: "POST /limits", Right: authz.SetLimits, Audit: "limits.set", Do: doSetLimit},
		{Pattern: "POST /limits/second", Right: authz.SetLimits, Audit: "limits.set", Do: doConfirmLimit},
	}
}

// limitsBody is the page of the centre's limits.
type limitsBody struct {
	Rows    []limitRow
	Forms   []limitForm
	Forgery string
}

// limitRow is one version of a limit.
type limitRow struct {
	What, Range, Assay        string
	Version                   int
	First, Second, At, Reason string
	Symbol, State             string
	Confirm                   string // id to put the second name under, "" where this reader cannot
}

// limitForm is the form of one kind; what was typed stays after a refusal.
type limitForm struct {
	Kind                  ward.LimitKind
	Name                  evidence.Text
	Subjects, Specimens   []option
	Band                  bool
	Unit                  string // an example of how the number is written
	Assay, Low, High, Why string
}

// limitUnits shows how a number of each kind is written.
var limitUnits = map[ward.LimitKind]string{ward.VirusLimit: "copies/mL, [IU]/mL", ward.LevelLimit: "ng/mL", ward.OverloadLimit: "%", ward.PlateletLimit: "10*9/L"}

func showLimits(v *visit) error {
	records, err := v.door.CentreLimits(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	body := limitsBody{Forgery: v.ensureForm()}
	for _, r := range records {
		body.Rows = append(body.Rows, v.limitRows(r)...)
	}
	if v.may(authz.SetLimits) {
		for _, kind := range ward.LimitKinds() {
			body.Forms = append(body.Forms, v.limitForm(kind))
		}
	}
	return v.render("limits", page{Title: i18n.For(v.lang).Limits.Title, Body: body})
}

func (v *visit) limitRows(r app.LimitRecord) []limitRow {
	w := i18n.For(v.lang).Limits
	force, inForce := r.InForce(v.door.Now())
	var rows []limitRow
	for i, version := range r.Versions {
		row := limitRow{What: v.limitName(version.CentreLimit), Assay: version.Assay, Version: version.Version, First: version.Name, At: version.At.Format("2006-01-02 15:04"), Reason: version.Reason,
			Range: strings.TrimPrefix(version.Low+" – "+version.High, " – "), Symbol: "–", State: w.Replaced}
		if version.Withdrawn() {
			row.Range = w.TakenBack
		}
		switch {
		case version.Second == nil && i == 0:
			row.Symbol, row.State = "◇", w.WantsSecond
			if v.may(authz.SetLimits) && version.Account != v.who.Account && version.Name != v.who.Display {
				row.Confirm = version.ID
			}
		case version.Second == nil:
			row.State = w.NeverInForce
		case inForce && version.ID == force.ID:
			row.Symbol, row.State = "✓", w.InForce
		case version.Withdrawn() && i == 0:
			row.Symbol, row.State = "◇", w.TeamDecides
		}
		if version.Second != nil {
			row.Second = version.Second.Name + ", " + version.Second.At.Format("2006-01-02 15:04")
		}
		rows = append(rows, row)
	}
	return rows
}

// limitName is what a limit is about, in words.
func (v *visit) limitName(l app.CentreLimit) string {
	name := ward.LimitKind(l.Kind).Name().In(v.lang)
	for _, part := range []string{l.Subject, l.Specimen} {
		if part != "" {
			name += " · " + codeText(part, v.lang)
		}
	}
	return name
}

func (v *visit) limitForm(kind ward.LimitKind) limitForm {
	f := limitForm{Kind: kind, Name: kind.Name(), Band: kind == ward.LevelLimit, Unit: limitUnits[kind]}
	typed := func(string) string { return "" }
	if v.field("kind") == string(kind) {
		typed = v.field
	}
	for _, s := range ward.LimitSubjects(kind) {
		f.Subjects = append(f.Subjects, option{s, codeText(s, v.lang), s == typed("subject")})
	}
	if kind == ward.VirusLimit {
		for _, s := range ward.LimitSpecimens() {
			f.Specimens = append(f.Specimens, option{s, codeText(s, v.lang), s == typed("specimen")})
		}
	}
	f.Assay, f.Low, f.High, f.Why = typed("assay"), typed("low"), typed("high"), typed("reason")
	return f
}

// doSetLimit writes a version over the newest one that stands now; a version that
// somebody else wrote between page and form is refused by its number.
func doSetLimit(v *visit) error {
	r := app.LimitRequest{Kind: v.field("kind"), Subject: v.field("subject"), Specimen: v.field("specimen"), Assay: v.field("assay"),
		Low: v.field("low"), High: v.field("high"), Reason: v.field("reason"), Password: v.field("password")}
	if v.field("back") != "" {
		r.Low, r.High = "", ""
	}
	records, err := v.door.CentreLimits(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	for _, known := range records {
		if known.Key == (app.CentreLimit{Kind: r.Kind, Subject: r.Subject, Specimen: r.Specimen, Assay: r.Assay}).Key() {
			r.Version = known.Versions[0].Version
		}
	}
	return v.afterLimit(v.door.SetLimit(v.r.Context(), v.who, r))
}

func doConfirmLimit(v *visit) error {
	return v.afterLimit(v.door.ConfirmLimit(v.r.Context(), v.who, v.field("version"), v.field("password")))
}

func (v *visit) afterLimit(err error) error {
	if err != nil {
		return v.again(err, showLimits)
	}
	return v.redirect("/limits")
}

// openWard opens a page of a child with the limits of the centre that were in
// force at the moment of the view.
func (v *visit) openWard(room string) (*child, error) {
	c, err := v.openChild(room)
	if err != nil {
		return nil, err
	}
	c.Limits, err = v.door.LimitsAt(v.r.Context(), v.who, c.View.Moment.Recorded)
	return c, err
}

// limitsMark names the limits that a kept page was made with.
func limitsMark(limits ward.Limits) string {
	var mark strings.Builder
	for _, l := range limits {
		mark.WriteString(string(l.Kind) + "|" + l.Subject + "|" + l.Specimen + "|" + l.Assay + "|" + strconv.Itoa(l.Version) + "\n")
	}
	return mark.String()
}
