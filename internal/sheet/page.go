package sheet

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"sort"
	"strings"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/plan"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed sheet.css
var stylesheet string

// CSS is the stylesheet of every sheet: pages serve it as a file, self-contained
// forms carry it inside.
func CSS() string { return stylesheet }

var english, chinese = parsed("en"), parsed("zh")

// parsed reads the templates with the words of one language. The templates are
// part of the program, so a mistake in them is found by every test.
func parsed(lang string) *template.Template {
	return template.Must(template.New("sheets").Funcs(functions(lang)).ParseFS(templates, "templates/*.html"))
}

func inLanguage(lang string) *template.Template {
	if isChinese(lang) {
		return chinese
	}
	return english
}

// functions are what templates may call, bound to a language.
func functions(lang string) template.FuncMap {
	return template.FuncMap{
		"w":        func(key string) string { return word(key, lang) },
		"t":        func(s evidence.Text) template.HTML { return spoken(s, lang) },
		"plain":    func(s evidence.Text) string { return s.In(lang) },
		"orNot":    func(s string) string { return orWord(s, "not-recorded", lang) },
		"htmlLang": func() string { return htmlLanguage(lang) },
		"amount":   amount, "written": written, "short": short, "symbol": symbol,
		"dated": func(f plan.Figure, on evidence.Text) string {
			return orWord(dated(f, on.In(lang), lang), "not-recorded", lang)
		},
		"day":           func(d day.Transplant) string { return dayHead(d, lang) },
		"dateAt":        dateAt,
		"dash":          func(s string) string { return orDash(s) },
		"answered":      func(a plan.Answered) template.HTML { return i18n.AsWritten(lang, answeredLine(a, lang)) },
		"said":          func(text string) template.HTML { return i18n.AsWritten(lang, text) },
		"sources":       func(s []evidence.Source, st evidence.Status) string { return sourceLine(s, st, lang) },
		"donorState":    func(d plan.Donor) string { return donorState(d, lang) },
		"match":         matchText,
		"optionDrug":    func(d plan.OptionDrug) string { return optionDrug(d, lang) },
		"optionVerdict": func(o plan.Option) string { return optionVerdict(o, lang) },
		"verdict":       func(r plan.LedgerRow) string { return ledgerVerdict(r, lang) },
		"outcomeMark":   outcomeMark,
		"pair":          pair,
		"term":          func(code string) string { return i18n.Term(lang, code) },
		"matchOf":       matchText,
		"orDash":        orDash,
		"colon":         func() string { return colon(lang) },
		"noneWord":      func(r plan.MatrixRow) string { return noneWord(r, lang) },
		"intendedUse":   func() evidence.Text { return plan.IntendedUse },
	}
}

// spoken writes a statement in the language of the sheet; one that has English
// words only says so to a reader's voice.
func spoken(s evidence.Text, lang string) template.HTML {
	if isChinese(lang) && s.ZH == "" && s.EN != "" {
		return `<span lang="en">` + template.HTML(template.HTMLEscapeString(s.EN)) + `</span>`
	}
	return i18n.AsWritten(lang, s.In(lang))
}

func orWord(s, key, lang string) string {
	if strings.TrimSpace(s) == "" {
		return "◇ " + word(key, lang)
	}
	return s
}

func orDash(s string) string {
	if strings.TrimSpace(s) == "" {
		return "–"
	}
	return s
}

func dayHead(d day.Transplant, lang string) string {
	if isChinese(lang) {
		return d.Chinese()
	}
	return d.String()
}

func dateAt(dates []day.Date, i int) string {
	if i >= len(dates) {
		return ""
	}
	return dates[i].String()
}

// planView is what the plan page shows.
type planView struct {
	common
	Lists       []noteList
	Outcome     []plan.OutcomePart
	Derivations []work
}

// common is what plan and order sheet share.
type common struct {
	Plan               plan.Plan
	Marks              []mark
	Notice             evidence.Text
	DayNumber, DayZero string
}

type noteList struct {
	Heading   string
	OpenCount int
	Notes     []plan.Note
}

type work struct {
	Key  string
	HTML template.HTML
}

func shared(p plan.Plan, lang string) common {
	return common{Plan: p, Marks: across(p), Notice: noticeOf(p), DayNumber: dayNumber(p, lang, " · "), DayZero: dayZero(p, lang)}
}

// Page is the whole plan as one self-contained HTML document: no script, no
// outside reference, printable on A4, with every derivation opened from it.
func Page(p plan.Plan, lang string) []byte {
	view := planView{common: shared(p, lang)}
	for _, l := range []noteList{{Heading: "stops", Notes: p.Stops}, {Heading: "gaps", Notes: p.Gaps}, {Heading: "cautions", Notes: p.Cautions}, {Heading: "tasks", Notes: p.Tasks}} {
		l.OpenCount = len(openNotes(l.Notes))
		view.Lists = append(view.Lists, l)
	}
	for _, parts := range [][]plan.OutcomePart{p.Outcome.Parts, p.Outcome.Persists, p.Outcome.NotYet} {
		view.Outcome = append(view.Outcome, parts...)
	}
	for key, d := range p.Derivations {
		view.Derivations = append(view.Derivations, work{key, d.HTML(lang)})
	}
	sort.Slice(view.Derivations, func(i, j int) bool { return view.Derivations[i].Key < view.Derivations[j].Key })
	return document(word("plan", lang)+" · "+p.Title.In(lang), render("plan", view, lang), lang)
}

// render executes one template. Templates and views are both of this package; a
// mismatch is a fault of the program that the sheet then says in its place.
func render(name string, view any, lang string) template.HTML {
	var out bytes.Buffer
	if err := inLanguage(lang).ExecuteTemplate(&out, name, view); err != nil {
		return template.HTML("<p class=\"dz-notice\">" + template.HTMLEscapeString("The sheet could not be written: "+err.Error()) + "</p>")
	}
	return template.HTML(out.String())
}

// document puts a body into a self-contained page whose content security policy
// allows exactly its own stylesheet and nothing else.
func document(title string, body template.HTML, lang string) []byte {
	sum := sha256.Sum256([]byte(stylesheet))
	view := struct {
		Title, StyleHash string
		Style            template.CSS
		Body             template.HTML
	}{title, "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'", template.CSS(stylesheet), body}
	return []byte(render("document", view, lang))
}
