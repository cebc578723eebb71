package i18n

import (
	"html/template"
	"strings"
	"unicode"
)

// AsWritten gives words of the chart as their author wrote them, escaped: in a
// Chinese text a run of English words is marked lang="en", for eyes, voices and fonts.
func AsWritten(language, text string) template.HTML {
	if Pick(language) != Chinese {
		return template.HTML(template.HTMLEscapeString(text))
	}
	if !holdsWord(text) {
		return template.HTML(template.HTMLEscapeString(text))
	}
	var out strings.Builder
	rest := 0
	for at := 0; at < len(text); {
		if !isLatin(text[at]) {
			at++
			continue
		}
		end := at + runEnd(text[at:])
		if run := text[at:end]; isEnglish(run) {
			out.WriteString(template.HTMLEscapeString(text[rest:at]) + `<span lang="en">` + template.HTMLEscapeString(run) + `</span>`)
			rest = end
		}
		at = end
	}
	return template.HTML(out.String() + template.HTMLEscapeString(text[rest:]))
}

// holdsWord reports three small letters in a row, without which nothing is English:
// most Chinese texts end here.
func holdsWord(text string) bool {
	run := 0
	for i := range len(text) {
		if text[i] < 'a' || text[i] > 'z' {
			run = 0
		} else if run++; run == 3 {
			return true
		}
	}
	return false
}

func isLatin(b byte) bool { return b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' }

// runEnd is the length of the run of Latin words that a text begins with: up to the
// last letter, digit, bracket or end of a sentence before another script.
func runEnd(text string) int {
	end := 1
	for i, r := range text {
		switch {
		case r < 0x80 && (isLatin(byte(r)) || r >= '0' && r <= '9' || strings.ContainsRune(").?!", r)):
			end = i + 1
		case r < ' ' || r > '~' && !strings.ContainsRune("–−·°µ²³×≥≤", r):
			return end
		}
	}
	return end
}

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
