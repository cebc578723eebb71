package sheet

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"

	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/programme"
)

// ProgrammeReport says what a printed report carries besides the figures.
type ProgrammeReport struct {
	Langs            []string // languages in order; empty: English, then Chinese
	PrintedAt        string   // moment of making, as text
	KnowledgeVersion string
	Options          ProgrammeOptions // Lang, Prefix, Data and Masked are set by the page
}

// programmePart is the report in one language.
type programmePart struct {
	Lang, Tag string
	Words     i18n.Programme
	Body      template.HTML
	Foot      string
}

// ProgrammePage is the report as one HTML file that needs nothing beside it: every
// figure with its table and its data as CSV inside, groups below five hidden.
func ProgrammePage(a programme.Analysis, r ProgrammeReport) ([]byte, error) {
	if len(r.Langs) == 0 {
		r.Langs = i18n.Languages()
	}
	var parts []programmePart
	for _, lang := range r.Langs {
		o := r.Options
		o.Lang, o.Prefix, o.Masked, o.Data = lang, lang+"-", true, func(figure string) template.URL { return inside(a, figure) }
		body, err := Programme(a, o)
		if err != nil {
			return nil, err
		}
		parts = append(parts, programmePart{lang, htmlLanguage(lang), i18n.For(lang).Programme, body, i18n.For(lang).Site.Foot})
	}
	style := CSS() + reportCSS
	var out bytes.Buffer
	err := programmeEnglish.ExecuteTemplate(&out, "report.html", map[string]any{"Parts": parts, "A": a, "R": r, "Style": template.CSS(style), "Policy": policyOf(style)})
	if err != nil {
		return nil, fmt.Errorf("sheet: programme report: %w", err)
	}
	return out.Bytes(), nil
}

// policyOf allows exactly one stylesheet and nothing else.
func policyOf(style string) string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// inside is the data of a figure as an address that holds the data itself.
func inside(a programme.Analysis, figure string) template.URL {
	var body []byte
	switch figure {
	case "activity":
		body = a.ActivityCSV()
	case "funnel":
		body = a.Quality.FunnelCSV()
	case "cusum":
		body = a.Quality.CUSUMCSV()
	default:
		f, ok := a.Figure(figure)
		if !ok {
			return ""
		}
		body = f.CSV()
	}
	return template.URL("data:text/csv;charset=utf-8;base64," + base64.StdEncoding.EncodeToString(body))
}

// reportCSS is what a report of figures needs besides the sheets.
const reportCSS = `
.programme { max-width: 60rem; margin: 0 auto; padding: 1rem; font: 11pt/1.45 sans-serif; color: #1d2430; }
.programme h1 { font-size: 18pt; margin: 0 0 .3rem; } .programme h2 { font-size: 12.5pt; margin: .2rem 0 .5rem; } .programme h3 { font-size: 11pt; }
.programme .panel { border: 1px solid #dfe4ea; border-radius: 6px; padding: .7rem .9rem; margin: 0 0 .9rem; }
.programme table { border-collapse: collapse; width: 100%; font-size: 9.5pt; } .programme th, .programme td { border-bottom: 1px solid #dfe4ea; text-align: left; padding: .2rem .4rem; vertical-align: top; }
.programme caption { text-align: left; font-weight: bold; } .programme caption.hidden, .programme .hidden { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
.programme .scroll { overflow-x: auto; } .programme svg { max-width: 100%; height: auto; } .programme summary { cursor: pointer; }
.programme .muted, .programme .sources, .programme .behind { color: #4c5562; font-size: 9pt; } .programme .gap-line { color: #3f448f; }
.programme .synthetic { border: 1px dashed #76808e; padding: 0 .4rem; color: #4c5562; font-size: 9.5pt; } .programme .note { border-left: 4px solid #566171; padding: .3rem .7rem; margin-bottom: .5rem; background: #f5f6f8; }
.programme .counts-grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: .8rem; }
.programme .derivation ul { list-style: none; padding-left: 1rem; }
@media print { .programme { padding: 0; font-size: 9.5pt; } .programme table { font-size: 8pt; } .programme th, .programme td { padding: .1rem .25rem; } .programme svg { max-height: 82mm; } .programme .programme-figure p, .programme .programme-figure ul { margin: .2rem 0; } .programme .panel, .programme svg, .programme tr { break-inside: avoid; } .programme h2, .programme h3 { break-after: avoid; } .programme + .programme { break-before: page; } .programme a { color: inherit; } }
`
