package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/app"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed static/*
var static embed.FS

// page is what the layout shows around the body of one page.
type page struct {
	Title string
	Child *child // header of the pages about a child
	Wide  bool   // no frame: the printed sheet
	Paper bool   // each printed page repeats who the child is; filled by execute
	Body  any

	// The rest is filled by render.
	Lang, Tag, Here, Version, Forgery string
	Demo                              bool
	Reader                            string
	Nav                               []navItem
	Jump                              *jumpLink
	Alert                             *alert
	Done                              string
	OtherLang, OtherTag               string
	Help                              []i18n.HelpTerm
}

// reader is who is signed in, as the header names them.
func (v *visit) reader() string {
	name, role := v.who.Name(v.lang), i18n.Term(v.lang, string(v.who.Role))
	if name == role {
		return name
	}
	return name + " · " + role
}

type navItem struct {
	Path, Name string
	Current    bool
}

// parsedPages are the templates, parsed at first use.
var parsedPages = sync.OnceValues(parsePages)

// parsePages parses every page once per language, so that the words and the
// language of statements are bound to the template set.
func parsePages() (map[string]map[string]*template.Template, error) {
	files, err := fs.Glob(templates, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("web: templates: %w", err)
	}
	all := map[string]map[string]*template.Template{}
	for _, lang := range i18n.Languages() {
		base, err := template.New("layout.html").Funcs(functions(lang)).ParseFS(templates, "templates/layout.html", "templates/part-*.html")
		if err != nil {
			return nil, fmt.Errorf("web: templates: %w", err)
		}
		all[lang] = map[string]*template.Template{}
		for _, file := range files {
			name := strings.TrimSuffix(path.Base(file), ".html")
			if name == "layout" || strings.HasPrefix(name, "part-") {
				continue
			}
			set, err := template.Must(base.Clone()).ParseFS(templates, file)
			if err != nil {
				return nil, fmt.Errorf("web: page %s: %w", name, err)
			}
			all[lang][name] = set
		}
	}
	return all, nil
}

// functions are what templates may call. w is the catalogue; t shows a
// statement in the language of the page and marks it when only English exists.
func functions(lang string) template.FuncMap {
	words := i18n.For(lang)
	return template.FuncMap{
		"w":         func() *i18n.Words { return words },
		"t":         func(text evidence.Text) template.HTML { return statement(text, lang) },
		"plain":     func(text evidence.Text) string { return text.In(lang) },
		"term":      func(code string) string { return i18n.Term(lang, code) },
		"kind":      func(code string) string { return i18n.Kind(lang, code) },
		"paper":     func(code string) string { return i18n.DocumentKind(lang, code) },
		"label":     func(code string) string { return i18n.Field(lang, code) },
		"status":    func(s evidence.Status) template.HTML { return statusMark(s, lang) },
		"unit":      unitText,
		"short":     shortHash,
		"args":      func(values ...any) []any { return values },
		"onDay":     func(d day.Transplant) string { return transplantDay(d, lang) },
		"cite":      func(s evidence.Source) template.HTML { return citation(s, lang) },
		"word":      func(s string) template.HTML { return asWritten(codeText(s, lang), lang) },
		"said":      func(s string) template.HTML { return asWritten(s, lang) },
		"en":        func(s string) template.HTML { return onlyEnglish(s, lang) },
		"join":      strings.Join,
		"once":      sourcesOnce,
		"feedfield": func(name string) string { return i18n.FeedField(lang, name) },
	}
}

// statement shows words in the language of the page. Words that exist in
// English only are marked as such on a Chinese page.
func statement(text evidence.Text, lang string) template.HTML {
	if lang == i18n.Chinese && text.ZH == "" && text.EN != "" {
		return onlyEnglish(text.EN, lang)
	}
	return asWritten(text.In(lang), lang)
}

// asWritten shows words of the chart as their author wrote them: on a Chinese page
// words of English say that they are, for eyes, voices and fonts.
func asWritten(text, lang string) template.HTML { return i18n.AsWritten(lang, text) }

// transplantDay writes "Day −6" or "−6 d".
func transplantDay(d day.Transplant, lang string) string {
	if lang == i18n.Chinese {
		return d.Chinese()
	}
	return d.String()
}

// citation shows a source; on a Chinese page a title says that it is English.
func citation(s evidence.Source, lang string) template.HTML {
	escaped := template.HTMLEscapeString(s.In(lang))
	if s.English(lang) {
		escaped = `<span lang="en">` + escaped + `</span>`
	}
	return template.HTML(escaped)
}

// onlyEnglish shows text that has no Chinese form.
func onlyEnglish(text, lang string) template.HTML {
	escaped := template.HTMLEscapeString(text)
	if lang != i18n.Chinese || text == "" {
		return template.HTML(escaped)
	}
	return template.HTML(`<span lang="en">` + escaped + `</span> <span class="only-en">` +
		template.HTMLEscapeString(i18n.For(lang).Site.EnglishOnly) + `</span>`)
}

func statusMark(s evidence.Status, lang string) template.HTML {
	return template.HTML(`<span class="status status-` + string(evidence.Weakest(s)) + `">` +
		template.HTMLEscapeString(s.Label(lang)) + `</span>`)
}

// sourcesOnce are the texts of sources, each said once.
func sourcesOnce(sources []evidence.Source) []string {
	var out []string
	for _, s := range sources {
		if !slices.Contains(out, s.Text) {
			out = append(out, s.Text)
		}
	}
	return out
}

// shortHash shows enough of a hash to compare by eye.
func shortHash(hash string) string {
	if len(hash) <= 12 {
		return hash
	}
	return hash[:6] + "…" + hash[len(hash)-4:]
}

// unitText writes a UCUM unit as it is read on the ward.
func unitText(unit string) string {
	return strings.NewReplacer("10*9/L", "×10⁹/L", "10*12/L", "×10¹²/L", "10*6/kg", "×10⁶/kg", "10*8/kg", "×10⁸/kg",
		"m2", "m²", "mg.h/L", "mg·h/L", "umol", "µmol", "/uL", "/µL", "ug/", "µg/", "Cel", "℃", "{score}", "").Replace(unit)
}

// render writes a page; nothing is sent before the whole page is made.
func (v *visit) render(name string, p page) error {
	v.complete(&p)
	body, err := v.execute(name, p)
	if err != nil {
		return err
	}
	v.send(body)
	return nil
}

// headedPages bring a running head of their own for print.
var headedPages = map[string]bool{"today": true, "family-calendar": true}

// execute makes the whole page.
func (v *visit) execute(name string, p page) ([]byte, error) {
	set, ok := v.pages[p.Lang][name]
	if !ok {
		return nil, fmt.Errorf("web: there is no page %q", name)
	}
	p.Paper = p.Child != nil && !p.Wide && !headedPages[name]
	if name != "help" {
		p.Help = i18n.HelpFor(name)
	}
	var out bytes.Buffer
	if err := set.ExecuteTemplate(&out, "layout.html", p); err != nil {
		return nil, fmt.Errorf("web: page %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// send writes a finished page.
func (v *visit) send(body []byte) {
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.Header().Set("Content-Language", i18n.Tag(v.lang))
	if v.status != 0 {
		v.w.WriteHeader(v.status)
	}
	_, _ = v.w.Write(body) // a reader who has gone needs no answer
}

// complete fills what every page carries.
func (v *visit) complete(p *page) {
	if p.Child != nil {
		p.Child.dress()
	}
	words := i18n.For(v.lang)
	p.Lang, p.Tag = i18n.Pick(v.lang), i18n.Tag(v.lang)
	p.OtherLang = i18n.Chinese
	if p.Lang == i18n.Chinese {
		p.OtherLang = i18n.English
	}
	p.OtherTag = i18n.Tag(p.OtherLang)
	p.Here = v.here()
	p.Forgery = v.ensureForm()
	p.Demo = v.door.Demo()
	p.Alert = v.alert
	p.Done = v.doneText(words)
	if base := v.door.Knowledge(); base != nil {
		p.Version = base.VersionShort()
	}
	if !v.known {
		return
	}
	p.Jump = v.jumpLink(p.Child)
	p.Reader = v.reader()
	for _, item := range []struct {
		right      authz.Action
		path, name string
	}{
		{authz.ReadBoard, "/board", words.Site.NavBoard}, {authz.ReadConsult, "/consult", words.Site.NavConsult},
		{authz.ReadKnowledge, "/evidence", words.Site.NavEvidence}, {authz.ReadProgramme, "/programme", words.Site.NavProgramme},
		{authz.ReadKnowledge, "/knowledge", words.Site.NavKnowledge}, {authz.ReadFeed, "/feed", words.Feed.Nav}, {authz.ReadAudit, "/audit", words.Site.NavAudit},
	} {
		if v.may(item.right) {
			current := v.r.URL.Path == item.path || strings.HasPrefix(v.r.URL.Path, item.path+"/")
			p.Nav = append(p.Nav, navItem{item.path, item.name, current})
		}
	}
}

// here is the address a change of language returns to: after a form, the page
// the form stands on.
func (v *visit) here() string {
	if v.r.Method == http.MethodGet {
		u := *v.r.URL
		q := u.Query()
		q.Del("lang")
		q.Del("done")
		u.RawQuery = q.Encode()
		return u.RequestURI()
	}
	if id := v.r.PathValue("id"); id != "" {
		return "/child/" + url.PathEscape(id) + "/plan"
	}
	return "/"
}

// doneText is the sentence after a form was accepted; the address names it by a
// word of a closed set.
func (v *visit) doneText(words *i18n.Words) string {
	switch v.r.URL.Query().Get("done") {
	case "saved":
		return words.Request.Saved
	case "sent":
		return words.Request.SentDone
	case "placed":
		return words.Desk.PlacedDone
	case "replied":
		return words.Desk.RepliedDone
	case "closed":
		return words.Desk.ClosedDone
	case "accepted":
		return words.Desk.AcceptedDone
	case "signed":
		return words.Plan.SignedDone
	case "answered":
		return words.Plan.AnsweredDone
	case "recorded":
		return words.Entry.RecordedDone
	case "commissioned":
		return words.Exposure.CommissionDone
	case "typed":
		return words.Donors.TypingsWritten
	case "cleared":
		return words.Family.SignDone
	}
	return ""
}

// showStatic serves the stylesheets and the one script; the sheet's stylesheet
// comes from the printed forms.
func showStatic(v *visit) error {
	name := v.r.PathValue("file")
	v.w.Header().Set("Cache-Control", "public, max-age=300")
	if name == "sheet.css" {
		v.w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = v.w.Write([]byte(v.sheets.CSS())) // a reader who has gone needs no answer
		return nil
	}
	types := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
	kind, known := types[path.Ext(name)]
	body, err := static.ReadFile("static/" + name)
	if err != nil || !known {
		v.w.Header().Set("Cache-Control", "no-store")
		return app.ErrNotFound
	}
	v.w.Header().Set("Content-Type", kind)
	_, _ = v.w.Write(body) // a reader who has gone needs no answer
	return nil
}
