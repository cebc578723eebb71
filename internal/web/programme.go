package web

import (
	"cmp"
	"encoding/json"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/internal/audit"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// programmeBody counts transplants; it shows no rate and no survival.
type programmeBody struct {
	Total     int
	Synthetic bool
	Tables    []tableView
}

// programmeRow is what the counts need of a row; the rest is left alone.
type programmeRow struct {
	Date      string `json:"date"`
	Year      int    `json:"year"`
	Group     string `json:"group"`
	Disease   string `json:"disease"`
	Synthetic bool   `json:"synthetic"`
}

// year is that of the transplant, 0 when the row does not say.
func (r programmeRow) year() int {
	if r.Year != 0 {
		return r.Year
	}
	if len(r.Date) >= 4 {
		if y, err := strconv.Atoi(r.Date[:4]); err == nil {
			return y
		}
	}
	return 0
}

func showProgramme(v *visit) error {
	raw, err := v.door.Programme(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	years, groups := map[string]int{}, map[string]int{}
	body := programmeBody{Total: len(raw)}
	words := i18n.For(v.lang)
	for _, b := range raw {
		var row programmeRow
		if err := json.Unmarshal(b, &row); err != nil {
			row = programmeRow{} // counted as unknown, never left out
		}
		body.Synthetic = body.Synthetic || row.Synthetic
		year := words.Site.Unknown
		if y := row.year(); y != 0 {
			year = strconv.Itoa(y)
		}
		years[year]++
		groups[cmp.Or(row.Group, row.Disease, words.Site.Unknown)]++
	}
	if body.Total > 0 {
		name := func(key string) string { return key }
		body.Tables = []tableView{countTable("per-year", words.Programme.PerYear, words.Programme.Year, words.Programme.Count, words.Programme.Total, years, name),
			countTable("per-group", words.Programme.PerGroup, words.Programme.Group, words.Programme.Count, words.Programme.Total, groups, v.groupName)}
	}
	return v.render("programme", page{Title: words.Programme.Title, Body: body})
}

// groupName is the name of a disease group in the reader's language.
func (v *visit) groupName(key string) string {
	if base := v.door.Knowledge(); base != nil {
		if g, ok := base.Group(key); ok {
			return g.Name.In(v.lang)
		}
		if d, ok := base.Disease(key); ok {
			return d.Name.In(v.lang)
		}
	}
	return i18n.Term(v.lang, key)
}

func countTable(id, caption, head, count, total string, counts map[string]int, name func(string) string) tableView {
	keys := make([]string, 0, len(counts))
	sum := 0
	for k, n := range counts {
		keys = append(keys, k)
		sum += n
	}
	slices.Sort(keys)
	t := tableView{ID: id, Caption: caption, Heads: []string{head, count}}
	for _, k := range keys {
		t.Rows = append(t.Rows, []template.HTML{template.HTML(template.HTMLEscapeString(name(k))), template.HTML(strconv.Itoa(counts[k]))})
	}
	t.Rows = append(t.Rows, []template.HTML{template.HTML(template.HTMLEscapeString(total)), template.HTML(strconv.Itoa(sum))})
	return t
}

// auditBody is the trail, newest first.
type auditBody struct {
	Chain  string
	Events []auditRow
}

type auditRow struct {
	audit.Event
	When, RoleWord, OutcomeWord string
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
		body.Events = append(body.Events, auditRow{e, e.At.UTC().Format("2006-01-02 15:04:05"), i18n.Term(v.lang, e.Role), i18n.Term(v.lang, e.Outcome)})
	}
	return v.render("audit", page{Title: i18n.For(v.lang).Audit.Title, Body: body})
}
