package web

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/internal/audit"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// auditBody is the trail, newest first.
type auditBody struct {
	Chain  string
	Events []auditRow
}

type auditRow struct {
	audit.Event
	When, RoleWord, OutcomeWord, ActionWord string
}

// auditLimit is how many events a page shows.
const auditLimit = 200

func showAudit(v *visit) error {
	chain := strings.TrimSpace(v.r.URL.Query().Get("chain"))
	events, err := v.door.Audit(v.r.Context(), v.who, chain, auditLimit)
	if err != nil {
		return err
	}
	body := auditBody{Chain: chain}
	for _, e := range events {
		body.Events = append(body.Events, auditRow{e, e.At.UTC().Format("2006-01-02 15:04:05"), i18n.Term(v.lang, e.Role), i18n.Term(v.lang, e.Outcome), i18n.AuditAction(v.lang, e.Action)})
	}
	return v.render("audit", page{Title: i18n.For(v.lang).Audit.Title, Body: body})
}
