package knowledge

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/pk"
)

var (
	// symbolForm is a name of a quantity that reads the same in both languages.
	symbolForm = regexp.MustCompile(`^[A-Z][A-Za-z0-9_]*$`)
	figureForm = regexp.MustCompile(`\d+(?:\.\d+)?`)
)

// checkWords refuses a sentence of a model that one of the two languages lacks,
// and one whose Chinese carries other figures than its English: a page shows it
// beside a dose.
func (l *loader) checkWords(d *document, f *pk.ModelFile) {
	for _, s := range f.Said() {
		if s.Text.ZH == "" && isCode(s.Path, s.Text.EN) {
			continue
		}
		l.needText(d, s.Path, rawText{EN: s.Text.EN, ZH: s.Text.ZH}, true)
		if s.Text.ZH == "" || s.Text.EN == "" {
			continue
		}
		if !strings.ContainsFunc(s.Text.ZH, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			l.add(d.at(s.Path, "the Chinese text has no Chinese word"))
		}
		if en, zh := figures(s.Text.EN), figures(s.Text.ZH); !slices.Equal(en, zh) {
			l.add(d.at(s.Path, "the two languages carry different figures: %s and %s", strings.Join(en, " "), strings.Join(zh, " ")))
		}
	}
}

// isCode reports what stands for itself in both languages: a status, the letter
// of a tier, the symbol of a quantity that is missing.
func isCode(path, text string) bool {
	switch {
	case path == "$.evidence.status":
		return slices.Contains(evidence.Statuses(), evidence.Status(text))
	case path == "$.evidence.tier", strings.HasPrefix(path, "$.evidence.missing"):
		return symbolForm.MatchString(text)
	}
	return false
}

// figures are the numbers of a sentence, in order of their text: languages put
// them in different places.
func figures(text string) []string {
	out := figureForm.FindAllString(text, -1)
	slices.Sort(out)
	return out
}
