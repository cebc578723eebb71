package web

import (
	"errors"
	"html/template"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/dayzero-hsct/dayzero/cases"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

func evidenceTableRoutes() []route {
	return []route{
		{Pattern: "POST /evidence/propose", Right: authz.ProposeCases, Audit: "evidence.propose", Do: proposeCases},
		{Pattern: "GET /evidence/tables/{table}", Right: authz.ReadKnowledge, Own: true, NoAudit: noRecord, Do: showEvidenceTable},
		{Pattern: "POST /evidence/tables/{table}/decide", Right: authz.DecideCases, Audit: "evidence.decide", Do: decideCases},
	}
}

func tablePath(id string) string { return "/evidence/tables/" + url.PathEscape(id) }

// published gives the published rows: those of the knowledge, and those that two
// people accepted here.
func (v *visit) published() (writer, []cases.Row, error) {
	k := v.writer()
	all, err := v.door.EvidenceRows(v.r.Context(), v.who)
	if err != nil {
		return k, nil, err
	}
	k.tables = map[string]string{}
	var rows []cases.Row
	for _, r := range all {
		rows = append(rows, r.Row)
		if r.Table != "" {
			k.tables[r.ID] = r.Table
		}
	}
	return k, rows, nil
}

// evidenceTableBody is one table that was proposed here.
type evidenceTableBody struct {
	app.EvidenceTable
	Lines []chosenLine
	Rows  *tableView
	May   bool // decide about it
	Own   bool // proposed by the reader
	// Successor took its place; Change: the reader may propose what does.
	Successor string
	Change    bool
	Back      bool // takes another back, without rows of its own
}

// tableList lists the tables that were proposed here; nil without one.
func (v *visit) tableList(k writer) (*tableView, error) {
	all, err := v.door.EvidenceTables(v.r.Context(), v.who)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	t := &tableView{ID: "evidence-tables", Caption: k.w.CaseTable.Title, Heads: []string{k.w.CaseTable.Table, k.w.CaseTable.Rows, k.w.CaseTable.State, k.w.CaseTable.ProposedBy, k.w.CaseTable.DecidedBy}}
	for _, one := range all {
		t.Rows = append(t.Rows, []template.HTML{anchor(tablePath(one.ID), k.code(one.ID)), k.plain(strconv.Itoa(one.Rows)), k.tableState(one, successor(all, one.ID)), k.actor(one.Proposed), k.actor(one.Verdict)})
	}
	return t, nil
}

// tableState says where a table stands; next took its place.
func (k writer) tableState(t app.EvidenceTable, next string) template.HTML {
	switch {
	case next != "":
		return k.plain("↷ " + k.w.CaseTable.Superseded)
	case t.State == app.EvidenceAccepted:
		return k.plain("✓ " + k.w.CaseTable.Accepted)
	case t.State == app.EvidenceRefused:
		return k.plain("✗ " + k.w.CaseTable.Refused)
	}
	return k.plain("◇ " + k.w.CaseTable.Waiting)
}

// successor is the accepted table that took the place of another.
func successor(all []app.EvidenceTable, id string) string {
	for _, t := range all {
		if t.Replaces == id && t.State == app.EvidenceAccepted {
			return t.ID
		}
	}
	return ""
}

func (k writer) actor(a app.EvidenceAct) template.HTML { return k.plain(k.actorText(a)) }

func (k writer) actorText(a app.EvidenceAct) string {
	if a.Account == "" {
		return "–"
	}
	role := " (" + i18n.Term(k.lang, a.Role) + ") · "
	if i18n.Pick(k.lang) == i18n.Chinese {
		role = "（" + i18n.Term(k.lang, a.Role) + "） · "
	}
	return a.Name + role + a.At.UTC().Format(time.DateTime) + " UTC"
}

// showEvidenceTable shows a table with its rows as they would be, or are, read.
func showEvidenceTable(v *visit) error {
	base := v.door.Knowledge()
	all, err := v.door.EvidenceTables(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	for _, one := range all {
		if one.ID != v.r.PathValue("table") || base == nil {
			continue
		}
		k := v.writer()
		body := evidenceTableBody{EvidenceTable: one, May: v.may(authz.DecideCases) && !one.Decided(), Own: one.Proposed.Account == v.who.Account}
		body.Lines = []chosenLine{{k.w.CaseTable.ProposedBy, k.actorText(one.Proposed)}}
		if one.Decided() {
			body.Lines = append(body.Lines, chosenLine{k.w.CaseTable.DecidedBy, k.actorText(one.Verdict)})
		}
		if one.Reason != "" {
			body.Lines = append(body.Lines, chosenLine{k.w.CaseTable.Reason, one.Reason})
		}
		body.Successor, body.Back = successor(all, one.ID), one.Replaces != "" && one.Rows == 0
		body.Change = one.State == app.EvidenceAccepted && body.Successor == "" && !body.Back && v.may(authz.ProposeCases)
		if body.Back {
			return v.render("evidence-table", page{Title: k.w.CaseTable.Table + " " + one.ID, Body: body})
		}
		rows, err := cases.ReadCSV(strings.NewReader(one.Table), func(key string) bool { _, ok := base.Disease(key); return ok })
		if err != nil {
			return err
		}
		body.Rows = k.proposed(rows)
		body.Rows.Caption = k.w.CaseTable.RowsTitle
		return v.render("evidence-table", page{Title: k.w.CaseTable.Table + " " + one.ID, Body: body})
	}
	return app.ErrNotFound
}

// proposeCases keeps a checked table for another person.
func proposeCases(v *visit) error {
	c := app.CasesProposal{Table: v.r.PostForm.Get("table"), Replaces: v.field("replaces"), Why: v.field("why")}
	if v.field("change") == "back" {
		c.Table = ""
	}
	id, err := v.door.ProposeCases(v.r.Context(), v.who, c)
	if err != nil {
		return v.again(err, checkCases)
	}
	return v.redirect(tablePath(id))
}

// decideCases is the verdict of the second person.
func decideCases(v *visit) error {
	id := v.r.PathValue("table")
	err := v.door.DecideCases(v.r.Context(), v.who, app.CasesVerdict{Table: id, Accept: v.field("verdict") == "accept", Reason: v.field("reason"), Password: v.r.PostForm.Get("password")})
	if errors.Is(err, app.ErrRefused) {
		return v.again(err, showEvidenceTable)
	}
	if err != nil {
		return err
	}
	return v.redirect(tablePath(id))
}

// checkBody is what checking a table found. Nothing of the table is kept.
type checkBody struct {
	Table    string
	Replaces string // the accepted table that it is to take the place of
	Why      string
	Problems cases.Problems
	Rows     *tableView
	May      bool // propose it
}

// checkCases checks a table of cases against the schema and says what each row
// would bring. It stores nothing: a good table can then be proposed.
func checkCases(v *visit) error {
	base := v.door.Knowledge()
	if base == nil {
		return app.ErrNotFound
	}
	k, body := v.writer(), checkBody{Table: v.r.PostForm.Get("table"), Replaces: v.field("replaces"), Why: v.field("why"), May: v.may(authz.ProposeCases)}
	rows, err := cases.ReadCSV(strings.NewReader(body.Table), func(key string) bool { _, ok := base.Disease(key); return ok })
	if err != nil && !errors.As(err, &body.Problems) {
		return err
	}
	if len(rows) > 0 {
		body.Rows = k.proposed(rows)
	}
	return v.render("evidence-check", page{Title: k.w.Evidence.Check, Body: body})
}

// proposed lists the rows of a checked table with the states of their fields.
func (k writer) proposed(rows []cases.Row) *tableView {
	w := k.w.Knowledge
	t := &tableView{ID: "evidence-proposed", Caption: k.w.Evidence.CheckGood, Heads: []string{k.w.Evidence.Row, k.w.Entry.Kind, k.w.Evidence.Disease, w.Reported, w.NotReported, w.NotReadState, k.w.Site.Status, k.w.Site.Source}}
	for _, r := range rows {
		count := map[string]int{}
		for _, f := range r.Fields {
			count[f.State]++
		}
		t.Rows = append(t.Rows, []template.HTML{k.code(r.ID), k.plain(i18n.Term(k.lang, r.Kind)), k.plain(strings.Join(r.Diseases, ", ")), k.plain(strconv.Itoa(count[knowledge.Reported])),
			k.plain(strconv.Itoa(count[knowledge.NotReported])), k.plain(strconv.Itoa(count[knowledge.NotRead])), k.status(r.Status), onlyEnglish(r.Source.String(), i18n.English)})
	}
	return t
}
