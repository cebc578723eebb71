package consult

import (
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// The kinds of question.
const (
	Line   = "line"   // one line of text
	Long   = "long"   // several lines
	Date   = "date"   // a civil date
	Choice = "choice" // one of a closed list
	Answer = "answer" // yes, no or not known
	Number = "number" // a decimal number in the unit of the field
	Amount = "amount" // a decimal number; its unit is the next field
	Names  = "names"  // one or two names of HLA alleles
)

// Step is one page of the form.
type Step struct {
	Key         string
	Title, Lead evidence.Text
	Groups      []Group
}

// Group is a set of questions that belong together. Most is how many rows it
// may have; 1 means that it is asked once.
type Group struct {
	Key         string
	Title, Help evidence.Text
	Most        int
	Fields      []Field
}

// Field is one question. Limit is the most characters of the answer.
type Field struct {
	Key         string
	Label, Help evidence.Text
	Kind        string
	Unit        string // of a Number, in UCUM
	Options     []Option
	Limit       int
	Needed      bool // without it the form cannot be sent
}

// Option is one value of a closed list.
type Option struct {
	Code string
	Text evidence.Text
}

// Form returns the steps of the form in order. Documents and consent have pages
// of their own kind: the step "documents" holds one group, "consent" another.
func Form() []Step { return steps }

// StepOf returns a step by its key.
func StepOf(key string) (Step, bool) {
	i := slices.IndexFunc(steps, func(s Step) bool { return s.Key == key })
	if i < 0 {
		return Step{}, false
	}
	return steps[i], true
}

// GroupOf returns a group by its key.
func GroupOf(key string) (Group, bool) {
	for _, s := range steps {
		for _, g := range s.Groups {
			if g.Key == key {
				return g, true
			}
		}
	}
	return Group{}, false
}

// FieldOf returns a field of a group.
func (g Group) FieldOf(key string) (Field, bool) {
	i := slices.IndexFunc(g.Fields, func(f Field) bool { return f.Key == key })
	if i < 0 {
		return Field{}, false
	}
	return g.Fields[i], true
}

// Allows reports whether a code is in the closed list of the field.
func (f Field) Allows(code string) bool {
	return slices.ContainsFunc(f.options(), func(o Option) bool { return o.Code == code })
}

// options are the values of a choice, or the three answers.
func (f Field) options() []Option {
	if f.Kind == Answer {
		return answers
	}
	return f.Options
}

// Choices are the values a page offers; empty for a field that is written.
func (f Field) Choices() []Option { return f.options() }

// Shown is an answer as it is read: the words of a code, or what was written.
func (f Field) Shown(answer, language string) string {
	for _, o := range f.options() {
		if o.Code == answer {
			return o.Text.In(language)
		}
	}
	if f.Kind == Number && answer != "" {
		return answer + " " + f.Unit
	}
	return answer
}

// choices reads triples "code", "English", "中文".
func choices(triples ...string) []Option {
	var out []Option
	for i := 0; i+2 < len(triples); i += 3 {
		out = append(out, Option{triples[i], text(triples[i+1], triples[i+2])})
	}
	return out
}

var answers = choices("yes", "yes", "是", "no", "no", "否", "unknown", "not known", "不清楚")

func line(key, en, zh string) Field {
	return Field{Key: key, Label: text(en, zh), Kind: Line, Limit: 200}
}
func long(key, en, zh string) Field {
	return Field{Key: key, Label: text(en, zh), Kind: Long, Limit: 6000}
}
func date(key, en, zh string) Field {
	return Field{Key: key, Label: text(en, zh), Kind: Date, Limit: 10}
}
func choice(key, en, zh string, options []Option) Field {
	return Field{Key: key, Label: text(en, zh), Kind: Choice, Options: options, Limit: 40}
}
func yesNo(key, en, zh string) Field {
	return Field{Key: key, Label: text(en, zh), Kind: Answer, Limit: 10}
}
func number(key, en, zh, unit string) Field {
	return Field{Key: key, Label: text(en, zh), Kind: Number, Unit: unit, Limit: 20}
}
func (f Field) needed() Field { f.Needed = true; return f }
func (f Field) help(en, zh string) Field {
	f.Help = text(en, zh)
	return f
}

func once(key, en, zh string, fields ...Field) Group {
	return Group{Key: key, Title: text(en, zh), Most: 1, Fields: fields}
}
func rows(most int, key, en, zh string, fields ...Field) Group {
	return Group{Key: key, Title: text(en, zh), Most: most, Fields: fields}
}
func (g Group) help(en, zh string) Group {
	g.Help = text(en, zh)
	return g
}

// Tidy brings answers that came from outside to what the form asks: unknown
// groups and fields fall away, texts are trimmed and cut at their limit, rows
// beyond the most and empty rows at the end are dropped, characters that no
// store keeps are replaced.
func Tidy(raw Answers) Answers {
	out := Answers{}
	for _, s := range steps {
		for _, g := range s.Groups {
			if rows := g.tidy(raw[g.Key]); len(rows) > 0 {
				out[g.Key] = rows
			}
		}
	}
	return out
}

func (g Group) tidy(raw []Row) []Row {
	var out []Row
	for _, r := range raw[:min(len(raw), g.Most)] {
		row := Row{}
		for _, f := range g.Fields {
			if v := f.tidy(r[f.Key]); v != "" {
				row[f.Key] = v
			}
		}
		out = append(out, row)
	}
	for len(out) > 0 && out[len(out)-1].empty() {
		out = out[:len(out)-1]
	}
	return out
}

func (f Field) tidy(v string) string {
	v = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < ' ' || r == 0x7f || r == 0x2028 || r == 0x2029 || (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069):
			return -1 // control characters and marks that turn the direction of the text around them
		}
		return r
	}, strings.ToValidUTF8(v, "�"))
	if f.Kind != Long {
		v = strings.Join(strings.Fields(v), " ")
	}
	v = strings.TrimSpace(v)
	if runes := []rune(v); f.Limit > 0 && len(runes) > f.Limit {
		v = strings.TrimSpace(string(runes[:f.Limit]))
	}
	return v
}
