package i18n

import (
	"html/template"
	"regexp"
	"strings"
	"unicode"
)

// AsWritten gives words of the chart as their author wrote them, escaped: in a
// Chinese text a run of English words is marked lang="en", for eyes, voices and fonts.
func AsWritten(language, text string) template.HTML {
	if Pick(language) != Chinese {
		return template.HTML(template.HTMLEscapeString(text))
	}
	var out strings.Builder
	rest := 0
	for _, at := range latinRun.FindAllStringIndex(text, -1) {
		if run := text[at[0]:at[1]]; isEnglish(run) {
			out.WriteString(template.HTMLEscapeString(text[rest:at[0]]) + `<span lang="en">` + template.HTMLEscapeString(run) + `</span>`)
			rest = at[1]
		}
	}
	return template.HTML(out.String() + template.HTMLEscapeString(text[rest:]))
}

// latinRun is a run of Latin words and what stands between them, from a letter to
// the last letter, digit or bracket.
var latinRun = regexp.MustCompile(`[A-Za-z](?:[!-~ –−·°µ²³×≥≤]*[A-Za-z0-9).?!])?`)

// isEnglish reports whether a text is words of English rather than codes, units or
// names: a word of four small letters, or one of three among others.
func isEnglish(text string) bool {
	words, small := 0, false
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
		if len(word) < 3 {
			continue
		}
		words++
		if strings.Trim(word, "abcdefghijklmnopqrstuvwxyz-") == "" {
			small = true
			if len(word) > 3 {
				return true
			}
		}
	}
	return small && words > 1
}
