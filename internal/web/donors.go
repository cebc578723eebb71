package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/plot"
	"github.com/dayzero-hsct/dayzero/internal/registry"
	"github.com/dayzero-hsct/dayzero/internal/sheet"
	"github.com/dayzero-hsct/dayzero/plan"
)

func donorRoutes() []route {
	return []route{
		{Pattern: "GET /donors", Right: authz.ReadKnowledge, NoAudit: noRecord, Do: showDonors},
		{Pattern: "POST /donors/import", Right: authz.ImportDonors, Audit: "job.ask", Do: askDonorImport},
		{Pattern: "GET /donors/rejected/{report}", Right: authz.ImportDonors, Audit: "donors.report", Do: showRejectedRows},
		{Pattern: "GET /typing", Right: authz.ReadKnowledge, Own: true, NoAudit: "reads a typing and keeps nothing of it", Do: showTyping},
		{Pattern: "POST /typing", Right: authz.ReadKnowledge, Own: true, NoAudit: "reads a typing and keeps nothing of it", Do: showTyping},
		{Pattern: "GET /child/{id}/donor/compare", Right: authz.ReadPlan, Audit: "plan.read", Do: showComparison},
		{Pattern: "GET /child/{id}/donor/sheet", Right: authz.ReadPlan, Audit: "plan.read", Do: showFamilySheet},
		{Pattern: "GET /child/{id}/donor/search", Right: authz.SearchDonors, Audit: "donors.search", Do: showSearch},
	}
}

// showFamilySheet is the one page for paper.
func showFamilySheet(v *visit) error {
	c, err := v.openChild("donor")
	if err != nil {
		return err
	}
	release, codes, err := v.nomenclature()
	if err != nil {
		return err
	}
	body := sheet.FamilySheet(c.Plan, sheet.FamilyOptions{ByRelease: func(d plan.Donor) evidence.Text {
		return plan.MatchBy(release, codes, c.View, c.recipientID(), d).Verdict
	}, Lang: v.lang, PrintedAt: v.door.Now().In(c.View.Location).Format("2006-01-02 15:04"),
		Pedigree: plot.Pedigree(c.pedigree()), DPB1: func(d plan.Donor) evidence.Text { return plan.DPB1(release, codes, d) }})
	return v.render("sheet", page{Title: i18n.For(v.lang).Family.Title, Wide: true, Body: sheetBody{body, c.Link("donor")}})
}

// nomenclature gives the newest kept release and code list, and marks the page as
// one that rests on them.
func (v *visit) nomenclature() (*hla.Release, *hla.Codes, error) {
	release, err := v.door.Nomenclature()
	if err != nil {
		return nil, nil, err
	}
	codes, err := v.door.Codes()
	v.beside = fmt.Sprintf("%s, %d codes", release, codes.Len())
	return release, codes, err
}

// comparisonBody is all candidates side by side.
type comparisonBody struct {
	Columns []sortColumn
	Rows    []comparisonRow
	Order   []plan.RankStep
	Limits  []evidence.Text
	Sorted  string // name of the column, empty for the order of the knowledge
	Family  string // address of the family
}

type sortColumn struct {
	Name, Path string
	Current    bool
}

type comparisonRow struct {
	donorView
	Cells   []string
	Unknown []evidence.Text
}

// comparison lists the columns: a key of the address, its words, what a cell
// shows, and how two donors are ordered by it.
type comparison struct {
	key   string
	words func(w *i18n.Words) string
	cell  func(c *child, d plan.Donor) string
	less  func(a, b plan.Donor) int
}

func factOf(key string) func(c *child, d plan.Donor) string {
	return func(c *child, d plan.Donor) string {
		for _, f := range d.Facts {
			if f.Key == key {
				return f.Text.In(c.visit.lang)
			}
		}
		return ""
	}
}

func byFact(key string) func(a, b plan.Donor) int {
	find := factText(key)
	return func(a, b plan.Donor) int {
		x, y := find(a), find(b)
		if (x == "") != (y == "") { // what is not known stands last
			return strings.Compare(y, x)
		}
		return strings.Compare(x, y)
	}
}

func factText(key string) func(d plan.Donor) string {
	return func(d plan.Donor) string {
		for _, f := range d.Facts {
			if f.Key == key {
				return f.Text.EN
			}
		}
		return ""
	}
}

func matchCell(c *child, d plan.Donor) string {
	if d.Match.CountText() == "" {
		return ""
	}
	return d.Match.CountText() + " / " + strconv.Itoa(d.Match.Of)
}

func gvh(m plan.Match) int { return m.GvH }
func hvg(m plan.Match) int { return m.HvG }

func byNumber(pick func(m plan.Match) int, sign int) func(a, b plan.Donor) int {
	return func(a, b plan.Donor) int {
		switch {
		case a.Match.Known != b.Match.Known:
			if a.Match.Known {
				return -1
			}
			return 1
		default:
			return sign * (pick(a.Match) - pick(b.Match))
		}
	}
}

var comparisons = []comparison{
	{"match", func(w *i18n.Words) string { return w.Family.Match }, matchCell, byNumber(func(m plan.Match) int { return m.Count }, -1)},
	{"gvh", func(w *i18n.Words) string { return w.Family.GvH }, func(c *child, d plan.Donor) string { return d.Match.GvHText() }, byNumber(gvh, 1)},
	{"hvg", func(w *i18n.Words) string { return w.Family.HvG }, func(c *child, d plan.Donor) string { return d.Match.HvGText() }, byNumber(hvg, 1)},
	{"descent", func(w *i18n.Words) string { return w.Donors.Descent }, func(c *child, d plan.Donor) string { return i18n.Term(c.visit.lang, d.Descent) },
		func(a, b plan.Donor) int { return strings.Compare(a.Descent, b.Descent) }},
	{"variant", func(w *i18n.Words) string { return w.Family.FamilyStatus }, func(c *child, d plan.Donor) string { return i18n.Term(c.visit.lang, d.FamilyVariant) },
		func(a, b plan.Donor) int { return strings.Compare(b.FamilyVariant, a.FamilyVariant) }},
	{"age", func(w *i18n.Words) string { return w.Donors.Age }, func(c *child, d plan.Donor) string { return d.Age.In(c.visit.lang) },
		func(a, b plan.Donor) int { return b.Birth.Compare(a.Birth) }},
	{"weight", func(w *i18n.Words) string { return w.Donors.Weight }, factOf("weight"), byFact("weight")},
	{"cmv", func(w *i18n.Words) string { return "CMV" }, factOf("cmv"), byFact("cmv")},
	{"abo", func(w *i18n.Words) string { return "ABO" }, factOf("abo"), byFact("abo")},
	{"dsa", func(w *i18n.Words) string { return w.Donors.Antibody }, factOf("dsa"), byFact("dsa")},
}

// showComparison lists all candidates; the reader may sort them otherwise, and
// nothing is chosen by it.
func showComparison(v *visit) error {
	c, err := v.openChild("donor")
	if err != nil {
		return err
	}
	w := i18n.For(v.lang)
	body := comparisonBody{Order: c.Plan.RankOrder, Family: c.Link("donor")}
	for _, f := range v.door.Knowledge().FactsUnder("donor-ranking.limits") {
		body.Limits = append(body.Limits, f.Text)
	}
	release, codes, err := v.nomenclature()
	if err != nil {
		return err
	}
	donors := slices.Clone(c.Plan.Donors)
	asked := v.r.URL.Query().Get("sort")
	body.Columns = append(body.Columns, sortColumn{w.Family.Rank, c.Link("donor/compare"), true})
	for _, column := range comparisons {
		current := asked == column.key
		body.Columns = append(body.Columns, sortColumn{column.words(w), withQuery(c.Link("donor/compare"), "sort", column.key), current})
		if current {
			slices.SortStableFunc(donors, column.less)
			body.Sorted, body.Columns[0].Current = column.words(w), false
		}
	}
	for _, d := range donors {
		row := comparisonRow{donorView: c.donor(d, false)}
		row.ByRelease = plan.MatchBy(release, codes, c.View, c.recipientID(), d)
		for _, column := range comparisons {
			row.Cells = append(row.Cells, column.cell(c, d))
		}
		for _, n := range d.Reasons {
			if (n.Kind == "gap" || n.Kind == "stop") && n.Open() {
				row.Unknown = append(row.Unknown, n.Title)
			}
		}
		body.Rows = append(body.Rows, row)
	}
	return v.renderChild(c, "compare", func() page { return page{Title: w.Donors.Compare, Child: c, Body: body} })
}

// searchBody is the search of a registry for one child.
type searchBody struct {
	Action, Family string
	Typing         string
	NoTyping       bool
	Donors         int64
	Release        string
	NamesOnly      bool
	Asked          bool
	Loci           []choice
	Max            []choice
	Sexes, CMVs    []choice
	ABOs           []choice
	MinAge, MaxAge string
	Result         registry.Result
	Rows           []foundRow
	Index          string // address of the registry's own page
}

type choice struct {
	Value, Name string
	Chosen      bool
}

type foundRow struct {
	registry.Found
	Age, Group string
	Loci       []foundLocus
}

type foundLocus struct {
	Locus, Sentence string
	Count, GvH, HvG int
	Grades          string
	Certain         int
}

// showSearch searches the registry with the typing of the child.
func showSearch(v *visit) error {
	if !v.may(authz.SearchDonors) { // the door refuses, and keeps that it did
		_, err := v.door.SearchDonors(v.r.Context(), v.who, app.DonorQuery{Child: v.r.PathValue("id")})
		return err
	}
	c, err := v.openChild("donor")
	if err != nil {
		return err
	}
	body := searchBody{Action: c.base() + "/donor/search", Family: c.Link("donor"), Index: "/donors", Typing: plan.TypingOf(c.View, c.recipientID())}
	if body.Typing == "" {
		body.NoTyping = true
		return v.render("search", page{Title: i18n.For(v.lang).Donors.Search, Child: c, Body: body})
	}
	query := app.DonorQuery{Child: c.ID, Typing: body.Typing, Top: 50, MaxMismatches: 2}
	if err := body.read(v, &query); err != nil {
		return err
	}
	if body.Result, err = v.door.SearchDonors(v.r.Context(), v.who, query); err != nil {
		return err
	}
	body.Donors, body.Release, body.NamesOnly = body.Result.Searched, body.Result.Release.String(), body.Result.Release.NamesOnly()
	for _, f := range body.Result.Donors {
		body.Rows = append(body.Rows, v.found(f))
	}
	return v.render("search", page{Title: i18n.For(v.lang).Donors.Search, Child: c, Body: body})
}

// read takes the wishes of the address; a wish that cannot be read is refused.
func (b *searchBody) read(v *visit, q *app.DonorQuery) error {
	values := v.r.URL.Query()
	w := i18n.For(v.lang)
	for _, locus := range registry.Loci() {
		chosen := slices.Contains(values["locus"], string(locus)) || len(values["locus"]) == 0 && locus != hla.DPB1
		b.Loci = append(b.Loci, choice{string(locus), string(locus), chosen})
		if chosen {
			q.Loci = append(q.Loci, locus)
		}
	}
	for n := range 4 {
		b.Max = append(b.Max, choice{strconv.Itoa(n), strconv.Itoa(n), values.Get("max") == strconv.Itoa(n) || values.Get("max") == "" && n == 2})
		if b.Max[n].Chosen {
			q.MaxMismatches = n
		}
	}
	q.Filter.Sex = pick(&b.Sexes, values.Get("sex"), [][2]string{{"", w.Donors.Any}, {"male", i18n.Term(v.lang, "male")}, {"female", i18n.Term(v.lang, "female")}})
	q.Filter.CMV = pick(&b.CMVs, values.Get("cmv"), [][2]string{{"", w.Donors.Any}, {"positive", i18n.Term(v.lang, "positive")}, {"negative", i18n.Term(v.lang, "negative")}})
	for _, group := range []string{"O", "A", "B", "AB"} {
		chosen := slices.Contains(values["abo"], group)
		b.ABOs = append(b.ABOs, choice{group, group, chosen})
		if chosen {
			q.Filter.ABO = append(q.Filter.ABO, group)
		}
	}
	for key, to := range map[string]*int{"min-age": &q.Filter.MinAge, "max-age": &q.Filter.MaxAge} {
		if text := strings.TrimSpace(values.Get(key)); text != "" {
			years, err := strconv.Atoi(text)
			if err != nil || years < 0 || years > 120 {
				return errBadWish
			}
			*to = years
		}
	}
	b.MinAge, b.MaxAge = values.Get("min-age"), values.Get("max-age")
	return nil
}

// pick marks the chosen value; one that is not offered asks nothing.
func pick(to *[]choice, asked string, offered [][2]string) string {
	chosen := ""
	for _, o := range offered {
		*to = append(*to, choice{o[0], o[1], o[0] == asked})
		if o[0] == asked {
			chosen = asked
		}
	}
	return chosen
}

func (v *visit) found(f registry.Found) foundRow {
	row := foundRow{Found: f, Group: f.Blood()}
	if years, known := f.Donor.Age(day.DateOf(v.door.Now(), nil)); known {
		row.Age = strconv.Itoa(years)
	}
	for _, l := range f.Score.Loci {
		row.Loci = append(row.Loci, foundLocus{Locus: string(l.Locus), Sentence: l.Sentence(v.lang), Count: l.Count, GvH: l.GvH, HvG: l.HvG,
			Grades: l.Grades[0].Text().In(v.lang) + " · " + l.Grades[1].Text().In(v.lang), Certain: l.Certain()})
	}
	return row
}

// searchLink is the address of the search from the page of the family, empty
// where the reader may not search.
func (c *child) searchLink() string {
	if !c.visit.may(authz.SearchDonors) {
		return ""
	}
	return c.base() + "/donor/search"
}

// recipientID is the person the record is about.
func (c *child) recipientID() string {
	for _, p := range c.View.People() {
		if p.Relation == "recipient" {
			return p.ID
		}
	}
	return ""
}

// withQuery adds a value to an address that may have a query already.
func withQuery(path, key, value string) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	q := u.Query()
	q.Set(key, value)
	u.RawQuery = q.Encode()
	return u.String()
}
