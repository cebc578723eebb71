package web

import (
	"errors"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/sheet"
	"github.com/dayzero-hsct/dayzero/programme"
	"github.com/dayzero-hsct/dayzero/survival"
)

// programmeBody is the page of the centre's figures.
type programmeBody struct {
	N, Total, NoOutcome int
	Later               int // later transplants of a child: not in the curves
	Synthetic           bool
	OtherRows           string // address of the rows of the other kind, when there are any
	Refused             []programme.Refused
	Filters             []linkRow
	From, To, Reference string // as asked for
	Hidden              []hiddenField
	Chosen              []chosenLine
	Reset               string
	Sections            template.HTML
	Origin              []chosenLine // where the rows come from
	Behind              bool         // a chart has to be computed again
}

// linkRow is one row of choices.
type linkRow struct {
	Name  string
	Links []choiceLink
}

type choiceLink struct {
	Name, Path string
	N          int
	Counted    bool
	Current    bool
}

type hiddenField struct{ Name, Value string }

type chosenLine struct{ Name, Value string }

// errBadWish is a selection or an option that the address does not hold.
var errBadWish = app.Refuse("", evidence.Text{EN: "the address asks for a selection that does not exist", ZH: "地址中的筛选条件不存在"})

// wish is what the address asks for.
type wish struct {
	selection programme.Selection
	options   programme.Options
	values    url.Values // as they travel on every link
}

// The keys that travel on every link of the page.
var wishKeys = []string{"rows", programme.ByGroup, programme.ByDonor, programme.ByGraft, programme.ByConditioning, programme.ByNumber, "from", "to", "by", "method", "interval", "at", "ref"}

// readWish reads the address. Unknown keys are dropped; a value that cannot be
// read is refused.
func readWish(query url.Values, table programme.Table) (wish, error) {
	w := wish{values: url.Values{}}
	for _, key := range wishKeys {
		if v := strings.TrimSpace(query.Get(key)); v != "" && len(v) <= 100 {
			w.values.Set(key, v)
		}
	}
	get := w.values.Get
	s := programme.Selection{Group: get(programme.ByGroup), Donor: get(programme.ByDonor), Graft: get(programme.ByGraft), Conditioning: get(programme.ByConditioning), Number: get(programme.ByNumber)}
	s.Synthetic = get("rows") == "synthetic" || (get("rows") == "" && len(table.Real) == 0)
	var problems []error
	for key, to := range map[string]*day.Date{"from": &s.From, "to": &s.To} {
		if text := get(key); text != "" {
			d, err := day.ParseDate(text)
			if err != nil {
				problems = append(problems, err)
			}
			*to = d
		}
	}
	o := programme.Options{By: get("by"), OneMinusKM: get("method") == "1-km", Interval: survival.ProportionMethod(get("interval"))}
	for key, to := range map[string]*float64{"at": &o.Horizon, "ref": &o.Reference} {
		if text := get(key); text != "" {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
				problems = append(problems, app.Refuse(key, evidence.Text{EN: "is no number", ZH: "不是数字"}))
			}
			*to = v
		}
	}
	o.Reference /= 100
	w.selection, w.options = s, o
	if len(problems) > 0 {
		return w, errors.Join(append(problems, errBadWish)...)
	}
	return w, nil
}

// with is the address with one wish changed; an empty value drops it.
func (w wish) with(key, value string) string {
	next := url.Values{}
	for k, v := range w.values {
		next[k] = v
	}
	next.Del(key)
	if value != "" {
		next.Set(key, value)
	}
	return address("/programme", next)
}

func address(path string, values url.Values) string {
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// programmeRows reads the rows and the wish, and computes.
func (v *visit) programmeRows() (app.Cohort, wish, programme.Analysis, error) {
	cohort, err := v.door.Cohort(v.r.Context(), v.who)
	if err != nil {
		return app.Cohort{}, wish{}, programme.Analysis{}, err
	}
	asked, err := readWish(v.r.URL.Query(), cohort.Table)
	if err != nil {
		return cohort, asked, programme.Analysis{}, err
	}
	a, err := programme.Analyse(cohort.Table, asked.selection, asked.options)
	if errors.Is(err, programme.ErrOption) {
		err = errors.Join(err, errBadWish)
	}
	return cohort, asked, a, err
}

func showProgramme(v *visit) error {
	cohort, asked, a, err := v.programmeRows()
	if err != nil {
		return err
	}
	table := cohort.Table
	words := i18n.For(v.lang)
	body := programmeBody{N: a.N, Total: len(table.Rows(a.Synthetic)), NoOutcome: a.NoOutcome, Later: a.Later, Synthetic: a.Synthetic, Refused: table.Refused, Reset: "/programme", Origin: v.origin(cohort), Behind: cohort.Behind > 0}
	if len(table.Rows(!a.Synthetic)) > 0 {
		body.OtherRows = asked.with("rows", map[bool]string{true: "real", false: "synthetic"}[a.Synthetic])
	}
	body.Filters = v.filters(table, asked)
	body.From, body.To, body.Reference = asked.values.Get("from"), asked.values.Get("to"), asked.values.Get("ref")
	for _, key := range wishKeys {
		if value := asked.values.Get(key); value != "" && key != "from" && key != "to" && key != "ref" {
			body.Hidden = append(body.Hidden, hiddenField{key, value})
		}
	}
	body.Chosen = chosen(a, v.lang)
	data := func(figure string) template.URL {
		return template.URL(address("/programme/data/"+url.PathEscape(figure), asked.values))
	}
	body.Sections, err = sheet.Programme(a, sheet.ProgrammeOptions{Lang: v.lang, Prefix: "p-", Data: data, Name: v.programmeName, Published: programme.Published(v.door.Knowledge())})
	if err != nil {
		return err
	}
	return v.render("programme", page{Title: words.Programme.Title, Body: body})
}

// showProgrammeData sends the data of one figure as CSV, small groups hidden.
func showProgrammeData(v *visit) error {
	_, _, a, err := v.programmeRows()
	if err != nil {
		return err
	}
	var body []byte
	switch name := v.r.PathValue("figure"); name {
	case "activity":
		body = a.ActivityCSV()
	case "funnel":
		body = a.Quality.FunnelCSV()
	case "cusum":
		body = a.Quality.CUSUMCSV()
	default:
		f, ok := a.Figure(name)
		if !ok {
			return app.ErrNotFound
		}
		body = f.CSV()
	}
	kind := "centre"
	if a.Synthetic {
		kind = "synthetic"
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="dayzero-`+kind+`-`+url.PathEscape(v.r.PathValue("figure"))+`.csv"`)
	v.w.WriteHeader(http.StatusOK)
	_, _ = v.w.Write(body) // a reader who has gone needs no answer
	return nil
}

// programmeName is the word for a code of a row in the reader's language: a group
// or a disease of the knowledge, a term, or the code itself.
func (v *visit) programmeName(code string) string {
	if known := i18n.ProgrammeTerm(v.lang, code); known != code {
		return known
	}
	return v.groupName(code)
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
