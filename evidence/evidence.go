// Package evidence holds what stands behind a statement or a number: its words
// in two languages, its sources, its status, and the derivation that shows how
// a computed value came about.
//
// Promises: a status is never upgraded, the weakest part of a derivation
// decides the whole, and the three renderings (text, HTML, JSON) show the same
// tree. Not promised: the truth of a source; a named person signs for that.
//
// The package uses the standard library only and is safe for concurrent use,
// since all its values are plain values.
package evidence

import "strings"

// Text is one statement in English and Simplified Chinese.
type Text struct {
	EN string `json:"en,omitempty" yaml:"en,omitempty"`
	ZH string `json:"zh,omitempty" yaml:"zh,omitempty"`
}

// In gives the statement in the asked language. "zh" and its regional forms
// ("zh-CN", "zh-Hans") give the Chinese words where there are any; everything
// else gives the English words, and the Chinese ones only where English is
// missing.
func (t Text) In(lang string) string {
	if isChinese(lang) && t.ZH != "" {
		return t.ZH
	}
	if t.EN == "" {
		return t.ZH
	}
	return t.EN
}

// Empty reports whether neither language has words.
func (t Text) Empty() bool { return t.EN == "" && t.ZH == "" }

// IsZero lets encoders leave an empty text out.
func (t Text) IsZero() bool { return t.Empty() }

func isChinese(lang string) bool {
	lower := strings.ToLower(lang)
	return lower == "zh" || strings.HasPrefix(lower, "zh-") || strings.HasPrefix(lower, "zh_")
}

// Source says where a fact was found: an identifier (DOI, PMID, file of the
// knowledge base), the reference as text, the place inside it (table, section,
// page) and, for a label or a law, the jurisdiction it holds in.
type Source struct {
	ID           string `json:"id,omitempty" yaml:"id,omitempty"`
	Text         string `json:"text,omitempty" yaml:"text,omitempty"`
	TextZH       string `json:"textZh,omitempty" yaml:"textZh,omitempty"` // of what is no title of a publication
	Locator      string `json:"locator,omitempty" yaml:"locator,omitempty"`
	Jurisdiction string `json:"jurisdiction,omitempty" yaml:"jurisdiction,omitempty"`
}

// In writes the source on one line in a language: a publication keeps its own title.
func (s Source) In(lang string) string {
	if isChinese(lang) && s.TextZH != "" && s.Locator == "" {
		s.Text = s.TextZH
	}
	return s.String()
}

// English reports whether the source is cited in English words on a page of a language.
func (s Source) English(lang string) bool {
	return isChinese(lang) && (s.TextZH == "" || s.Locator != "")
}

// String writes the source in English on one line: text, locator, identifier in square
// brackets, jurisdiction in round ones; empty parts are left out.
func (s Source) String() string {
	var named []string
	for _, part := range []string{s.Text, s.Locator} {
		if part != "" {
			named = append(named, part)
		}
	}
	line := strings.Join(named, ", ")
	if s.ID != "" && line == "" {
		line = s.ID
	} else if s.ID != "" {
		line += " [" + s.ID + "]"
	}
	if s.Jurisdiction != "" {
		line = strings.TrimSpace(line + " (" + s.Jurisdiction + ")")
	}
	return line
}
