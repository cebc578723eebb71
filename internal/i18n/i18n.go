// Package i18n holds the fixed words of the pages and commands in two
// languages, English and Simplified Chinese, as typed catalogues: a word that is
// missing in one language fails a test, and a template that names a word that
// does not exist does not run.
//
// The Chinese is that of a transplant ward (clinical glossary). Digits, decimal
// point and units are the same in both languages, without thousands separators.
// Statements that come with the knowledge or the chart carry their own two
// languages (evidence.Text) and are not kept here.
package i18n

import "strings"

// The languages.
const (
	English = "en"
	Chinese = "zh"
)

// Languages lists the languages of the catalogue.
func Languages() []string { return []string{English, Chinese} }

// Pick gives the language for a requested tag such as "zh-CN"; anything that is
// not Chinese gives English.
func Pick(tag string) string {
	lower := strings.ToLower(strings.TrimSpace(tag))
	if lower == "zh" || strings.HasPrefix(lower, "zh-") || strings.HasPrefix(lower, "zh_") {
		return Chinese
	}
	return English
}

// Tag gives the value of the lang attribute: "en" or "zh-Hans".
func Tag(language string) string {
	if Pick(language) == Chinese {
		return "zh-Hans"
	}
	return "en"
}

// For gives the catalogue of a language.
func For(language string) *Words {
	if Pick(language) == Chinese {
		return &chinese
	}
	return &english
}

// Term gives the word for a code of the chart or the plan (a kind of entry, a
// state, a relation) in a language; a code without a word is shown as it is.
func Term(language, code string) string { return lookup(terms, language, code) }

// Kind gives the name of a kind of entry; an unknown kind is shown as it is.
func Kind(language, kind string) string { return lookup(kinds, language, kind) }

// Field gives the label of a field of an entry; an unknown field is shown as it is.
func Field(language, field string) string { return lookup(fields, language, field) }

// Known reports whether a code has words in both languages: kinds, fields and
// terms are asked by name of table.
func Known(table, code string) bool {
	t, ok := map[string]map[string]pair{"kind": kinds, "field": fields, "term": terms}[table]
	if !ok {
		return false
	}
	p, ok := t[code]
	return ok && p.en != "" && p.zh != ""
}

// pair is one word in both languages.
type pair struct{ en, zh string }

func lookup(table map[string]pair, language, code string) string {
	p, ok := table[code]
	switch {
	case !ok:
		return code
	case Pick(language) == Chinese:
		return p.zh
	default:
		return p.en
	}
}
