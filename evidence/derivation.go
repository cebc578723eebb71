package evidence

import (
	"html"
	"html/template"
	"regexp"
	"strings"
)

// Derivation is one named step of a computation with the steps it rests on.
// Value is decimal text as it is to be shown, Unit its UCUM unit, Formula the
// expression in words and symbols.
type Derivation struct {
	Label Text   `json:"label,omitzero" yaml:"label,omitempty"`
	Value string `json:"value,omitempty" yaml:"value,omitempty"`
	// ValueZH is the value in Chinese words where it is a sentence and no number.
	ValueZH string `json:"valueZh,omitempty" yaml:"valueZh,omitempty"`
	Unit    string `json:"unit,omitempty" yaml:"unit,omitempty"`
	Formula string `json:"formula,omitempty" yaml:"formula,omitempty"`
	// FormulaZH is the formula in Chinese words; empty where it is one of symbols or
	// is known in English only.
	FormulaZH string       `json:"formulaZh,omitempty" yaml:"formulaZh,omitempty"`
	Status    Status       `json:"status,omitempty" yaml:"status,omitempty"`
	Sources   []Source     `json:"sources,omitempty" yaml:"sources,omitempty"`
	Note      Text         `json:"note,omitzero" yaml:"note,omitempty"`
	Steps     []Derivation `json:"steps,omitempty" yaml:"steps,omitempty"`
}

// Walk calls visit for the step itself and then for every step below it, in
// reading order.
func (d Derivation) Walk(visit func(Derivation)) {
	visit(d)
	for _, step := range d.Steps {
		step.Walk(visit)
	}
}

// Weakest gives the weakest status in the whole tree. A step that states no
// status (a measured input) is passed over; a tree that states none at all is
// a Gap.
func (d Derivation) Weakest() Status {
	var stated []Status
	d.Walk(func(step Derivation) {
		if step.Status != "" {
			stated = append(stated, step.Status)
		}
	})
	return Weakest(stated...)
}

// words are the fixed words of the renderings (Chinese: clinical glossary).
var words = map[string]Text{
	"formula": {EN: "formula", ZH: "公式"},
	"source":  {EN: "source", ZH: "出处"},
	"note":    {EN: "note", ZH: "备注"},
}

// punctuation gives the separators of a language: after a label, and around
// the status.
func punctuation(lang string) (colon, open, closing string) {
	if isChinese(lang) {
		return "：", "（", "）"
	}
	return ": ", " (", ")"
}

// valueWithUnit joins value and unit with one space.
func (d Derivation) valueWithUnit() string {
	return strings.TrimSpace(d.Value + " " + d.Unit)
}

// headline is the first line of a step, without its status.
func (d Derivation) headline(lang string) string {
	colon, _, _ := punctuation(lang)
	label, value := d.Label.In(lang), d.valueWithUnit()
	if isChinese(lang) && d.ValueZH != "" {
		value = strings.TrimSpace(d.ValueZH + " " + d.Unit)
	}
	if word, closed := answers[value]; closed {
		value = word.In(lang)
	} else if isChinese(lang) {
		value = valueZH(value)
	}
	if label == "" || value == "" {
		return label + value
	}
	return label + colon + value
}

// answers are the closed values that a computation gives instead of a number, as
// they are read.
var answers = map[string]Text{
	"yes": {"yes", "是"}, "no": {"no", "否"}, "unknown": {"unknown", "不明"}, "undetermined": {"undetermined", "暂不能判定"},
	"handled-as-yes": {"handled as yes", "按“是”处理"}, "proven": {"proven", "已证实"}, "unproven": {"not proven", "未证实"},
	"event": {"event", "发生事件"}, "event_free": {"free of the event", "无事件"},
}

// valueWords are the words that stand beside a number in a value.
var valueWords = []struct {
	word    string // without it the pattern is not tried
	pattern *regexp.Regexp
	zh      string
}{
	{"Day ", regexp.MustCompile(`\bDay ([+−-]?[0-9]+)`), "$1 d"},
	{" known", regexp.MustCompile(`([0-9]+) of ([0-9]+) known`), "已知${2}项中符合${1}项"},
	{"stage ", regexp.MustCompile(`\bstage ([0-9])`), "${1}期"},
	{"→ full", regexp.MustCompile(`→ full\b`), "→ 完全供者嵌合"},
	{"→ mixed", regexp.MustCompile(`→ mixed\b`), "→ 混合嵌合"},
	{"→ absent", regexp.MustCompile(`→ absent\b`), "→ 无供者嵌合"},
	{"→ unknown", regexp.MustCompile(`→ unknown\b`), "→ 不明"},
}

// valueZH is a value of numbers and few words in Chinese.
func valueZH(value string) string {
	for _, w := range valueWords {
		if strings.Contains(value, w.word) {
			value = w.pattern.ReplaceAllString(value, w.zh)
		}
	}
	return value
}

// detail is one line under a step: the kind of line and its content.
type detail struct {
	kind, content string
	english       bool // on a Chinese page: a citation, or a formula without Chinese words
}

// holdsWords reports whether a formula is more than symbols and units: a run of
// four small letters is a word.
func holdsWords(formula string) bool {
	run := 0
	for _, r := range formula {
		if r < 'a' || r > 'z' {
			run = 0
		} else if run++; run == 4 {
			return true
		}
	}
	return false
}

func (d Derivation) details(lang string) []detail {
	var lines []detail
	if d.Formula != "" {
		formula := detail{"formula", d.Formula, isChinese(lang) && holdsWords(d.Formula)}
		if isChinese(lang) && d.FormulaZH != "" {
			formula.content, formula.english = d.FormulaZH, false
		}
		lines = append(lines, formula)
	}
	for _, source := range d.Sources {
		lines = append(lines, detail{"source", source.In(lang), source.English(lang)})
	}
	if note := d.Note.In(lang); note != "" {
		lines = append(lines, detail{"note", note, false})
	}
	return lines
}

// Text renders the tree as indented plain text, two spaces a level, one line
// for each step, formula, source and note. Line breaks inside a field become
// spaces, so the shape of the tree cannot be forged by its content.
func (d Derivation) Text(lang string) string {
	var out strings.Builder
	d.writeText(&out, lang, 0)
	return out.String()
}

func (d Derivation) writeText(out *strings.Builder, lang string, depth int) {
	colon, open, closing := punctuation(lang)
	indent := strings.Repeat("  ", depth)
	out.WriteString(indent + oneLine(d.headline(lang)))
	if d.Status != "" {
		out.WriteString(open + d.Status.Label(lang) + closing)
	}
	out.WriteString("\n")
	for _, line := range d.details(lang) {
		out.WriteString(indent + "  " + words[line.kind].In(lang) + colon + oneLine(line.content) + "\n")
	}
	for _, step := range d.Steps {
		step.writeText(out, lang, depth+1)
	}
}

// oneLine replaces every run of blanks and control characters by one space, and
// bytes that are no UTF-8 by U+FFFD.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "\uFFFD"), func(r rune) bool {
		return r <= ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029
	}), " ")
}

// HTML renders the tree as nested details elements with lists, classes and no
// inline style. Every field is escaped, so the result is safe to place in a
// page whatever the tree holds.
func (d Derivation) HTML(lang string) template.HTML {
	var out strings.Builder
	d.writeHTML(&out, lang, 0)
	return template.HTML(out.String())
}

func (d Derivation) writeHTML(out *strings.Builder, lang string, depth int) {
	indent := strings.Repeat("  ", depth)
	out.WriteString(indent + "<details class=\"derivation\"")
	if depth == 0 {
		out.WriteString(" lang=\"" + htmlLanguage(lang) + "\"")
	}
	out.WriteString(">\n" + indent + "<summary>" + escaped(d.headline(lang)))
	if d.Status != "" {
		class := "status-" + string(Weakest(d.Status))
		out.WriteString(" <span class=\"status " + class + "\">" + escaped(d.Status.Label(lang)) + "</span>")
	}
	out.WriteString("</summary>\n")
	d.writeHTMLList(out, lang, depth)
	out.WriteString(indent + "</details>\n")
}

// writeHTMLList writes the lines and the steps below one step.
func (d Derivation) writeHTMLList(out *strings.Builder, lang string, depth int) {
	lines := d.details(lang)
	if len(lines) == 0 && len(d.Steps) == 0 {
		return
	}
	indent := strings.Repeat("  ", depth)
	colon, _, _ := punctuation(lang)
	out.WriteString(indent + "<ul>\n")
	for _, line := range lines {
		word := escaped(words[line.kind].In(lang) + colon)
		content := escaped(line.content)
		if line.english {
			content = "<span lang=\"en\">" + content + "</span>"
		}
		out.WriteString(indent + "<li class=\"" + line.kind + "\">" + word + content + "</li>\n")
	}
	for _, step := range d.Steps {
		out.WriteString(indent + "<li class=\"step\">\n")
		step.writeHTML(out, lang, depth+1)
		out.WriteString(indent + "</li>\n")
	}
	out.WriteString(indent + "</ul>\n")
}

// escaped makes a text safe for HTML; bytes that are no UTF-8 become U+FFFD.
func escaped(text string) string {
	return html.EscapeString(strings.ToValidUTF8(text, "\uFFFD"))
}

func htmlLanguage(lang string) string {
	if isChinese(lang) {
		return "zh-Hans"
	}
	return "en"
}
