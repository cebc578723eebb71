package web

import (
	"slices"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// askedView is a request as it stands in the chart: what was asked and sent,
// what is still missing, and what the answer left out.
type askedView struct {
	Title, Path string
	Lines       []askedLine
}

// askedLine is a line of a request; nothing said means not recorded.
type askedLine struct {
	Label string
	Said  []string
}

// requests lists the consults of the chart, newest first.
func (c *child) requests() []askedView {
	lang := c.visit.lang
	var out []askedView
	for _, it := range chart.All[*chart.Consult](c.View) {
		view := askedView{Title: i18n.Kind(lang, "consult") + " · " + c.View.DateOf(it.Entry).String(), Path: c.Entry(it.ID)}
		add := func(field string, said ...string) {
			said = slices.DeleteFunc(slices.Clone(said), func(s string) bool { return s == "" })
			view.Lines = append(view.Lines, askedLine{i18n.Field(lang, field), said})
		}
		d := it.Data
		answered := ""
		if d.Answered.Known() && !d.Answered.After(c.View.Today()) {
			answered = d.Answered.String()
		}
		add("question", d.Question)
		add("from", i18n.Term(lang, d.From), i18n.Term(lang, d.Channel))
		add("guardian", codeText(d.Guardian, lang))
		add("language", languageName(d.Language, lang))
		add("documents", worded(d.Documents, lang)...)
		add("missing", worded(d.Missing, lang)...)
		add("answered", answered)
		add("notExamined", d.NotExamined)
		out = append(out, view)
	}
	slices.Reverse(out)
	return out
}

// worded are written items, in Chinese where they are made of known words.
func worded(items []string, lang string) []string {
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = codeText(item, lang)
	}
	return out
}

// languageName is the name of a language of the pages; another one stays as it was
// written.
func languageName(code, lang string) string {
	switch code {
	case i18n.English:
		return both(func(w *i18n.Words) string { return w.States.InEnglish }).In(lang)
	case i18n.Chinese:
		return both(func(w *i18n.Words) string { return w.States.InChinese }).In(lang)
	}
	return code
}
