package ward

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"

	"github.com/dayzero-hsct/dayzero/course"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// FieldKind says how a field of a scored form is answered.
type FieldKind string

// The kinds of answer.
const (
	NumberField FieldKind = "number" // a decimal number in the unit of the field
	AnswerField FieldKind = "answer" // yes or no; empty is unknown
	ChoiceField FieldKind = "choice" // one of the words
	StageField  FieldKind = "stage"  // a whole number from 0 to Most
)

// FormField is one question of a scored form. Key is the key of the batch form
// of package course; an unanswered question is unknown.
type FormField struct {
	Key     string
	Kind    FieldKind
	Label   evidence.Text
	Unit    string
	Choices []Choice
	Most    int
}

// Choice is one word that may be chosen, and what it is called.
type Choice struct {
	Value string
	Label evidence.Text
}

// FormPart is a group of questions under one heading.
type FormPart struct {
	Title  evidence.Text
	Fields []FormField
}

// Form is a scored form: its questions, and the endpoints that are computed from
// the answers.
type Form struct {
	System    string // what the entry of the chart names
	Title     evidence.Text
	Area      System
	Endpoints []FormEndpoint
	Parts     []FormPart
	Body      bool // asks for the surface by region of the body
}

// FormEndpoint is one endpoint computed from a form, with what is fixed in it.
type FormEndpoint struct {
	ID, Endpoint string
	Title        evidence.Text
	Fixed        map[string]string // keys that the form does not ask
}

// Fields lists the questions of every part.
func (f Form) Fields() []FormField {
	var out []FormField
	for _, p := range f.Parts {
		out = append(out, p.Fields...)
	}
	return out
}

// FormOf gives the form of a system, false if there is none.
func FormOf(system string) (Form, bool) {
	for _, f := range forms {
		if f.System == system {
			return f, true
		}
	}
	return Form{}, false
}

// Forms lists every scored form in the order of the page.
func Forms() []Form { return append([]Form(nil), forms...) }

// FormError says which answer of a form cannot be.
type FormError struct {
	Key  string
	Said evidence.Text
}

// Error gives the key and the sentence.
func (e *FormError) Error() string { return e.Key + ": " + e.Said.EN }

// Score computes the endpoints of a form from its answers, each text as typed.
// The answers come back tidied, without the empty ones. It is an error, with
// every problem, if a key is not asked, an answer is none of the allowed ones,
// or an endpoint refuses a value; a form without any answer is refused.
func (f Form) Score(answers map[string]string) (tidy map[string]string, results []course.Result, problems []error) {
	tidy = map[string]string{}
	fields := map[string]FormField{}
	for _, field := range append(f.Fields(), f.regions()...) {
		fields[field.Key] = field
	}
	for key, answer := range answers {
		answer = strings.TrimSpace(answer)
		field, asked := fields[key]
		switch {
		case answer == "":
		case !asked:
			problems = append(problems, &FormError{key, evidence.Text{EN: "the form does not ask this", ZH: "该评分表没有这一项"}})
		case !field.refuses(answer).Empty():
			problems = append(problems, &FormError{key, field.refuses(answer)})
		default:
			tidy[key] = answer
		}
	}
	if len(tidy) == 0 && len(problems) == 0 {
		problems = append(problems, &FormError{f.System, evidence.Text{EN: "nothing was answered", ZH: "没有填写任何一项"}})
	}
	if len(problems) > 0 {
		return nil, nil, problems
	}
	if problem := f.sumRegions(tidy); problem != nil {
		return nil, nil, []error{problem}
	}
	results, problems = f.compute(tidy)
	return tidy, results, problems
}

// RegionKey is the key under which the share of one region of the body is
// entered, in percent of the whole body surface.
func RegionKey(region string) string { return "body." + region }

// regions are the questions of the body map.
func (f Form) regions() []FormField {
	if !f.Body {
		return nil
	}
	var out []FormField
	for _, r := range bodyRegions {
		out = append(out, FormField{Key: RegionKey(r.key), Kind: NumberField, Label: r.name, Unit: "%"})
	}
	return out
}

// surfaceKey is the answer that the body map sums up.
const surfaceKey = "active_erythema_percent_bsa"

// sumRegions adds the regions of the body map up to the affected surface. A
// stated surface that differs is refused: one of the two is wrong.
func (f Form) sumRegions(tidy map[string]string) error {
	sum, any := new(big.Rat), false
	for _, r := range f.regions() {
		share, ok := new(big.Rat).SetString(tidy[r.Key])
		if !ok {
			continue
		}
		if share.Sign() < 0 {
			return &FormError{r.Key, evidence.Text{EN: "a share of the body surface is not negative", ZH: "体表面积百分比不能为负"}}
		}
		sum, any = sum.Add(sum, share), true
	}
	if !any {
		return nil
	}
	total := strings.TrimSuffix(strings.TrimRight(sum.FloatString(4), "0"), ".")
	if stated, given := tidy[surfaceKey]; given {
		if x, ok := new(big.Rat).SetString(stated); !ok || x.Cmp(sum) != 0 {
			return &FormError{surfaceKey, evidence.Text{EN: "the stated surface (" + stated + " %) is not the sum of the regions (" + total + " %)", ZH: "所填总面积（" + stated + " %）与各部位之和（" + total + " %）不符"}}
		}
	}
	tidy[surfaceKey] = total
	return nil
}

// Said is what the entry keeps as its result: the conclusions of the endpoints,
// or the answers where the form computes nothing.
func (f Form) Said(tidy map[string]string, results []course.Result) string {
	if len(results) > 0 {
		return Summary(results).EN
	}
	var said []string
	for _, field := range f.Fields() {
		if answer, ok := tidy[field.Key]; ok {
			said = append(said, answer)
		}
	}
	return strings.Join(said, " ")
}

// refuses says why an answer cannot be, "" if it can.
func (f FormField) refuses(answer string) evidence.Text {
	switch f.Kind {
	case NumberField:
		if x, err := strconv.ParseFloat(answer, 64); err != nil || x < -1e6 || x > 1e6 || !plainNumber(answer) {
			return evidence.Text{EN: "a number with a decimal point is wanted", ZH: "须填写数字（可带小数点）"}
		}
	case StageField:
		if n, err := strconv.Atoi(answer); err != nil || n < 0 || n > f.Most {
			return evidence.Text{EN: "a whole number from 0 to " + strconv.Itoa(f.Most) + " is wanted", ZH: "须填写 0 至 " + strconv.Itoa(f.Most) + " 的整数"}
		}
	case AnswerField:
		if answer != "yes" && answer != "no" {
			return evidence.Text{EN: "yes or no is wanted", ZH: "须填写“是”或“否”"}
		}
	case ChoiceField:
		for _, c := range f.Choices {
			if c.Value == answer {
				return evidence.Text{}
			}
		}
		return evidence.Text{EN: "the answer is none of the offered ones", ZH: "不在可选项之内"}
	}
	return evidence.Text{}
}

// plainNumber keeps words such as NaN, and exponents, out of a form.
func plainNumber(text string) bool {
	return strings.Trim(text, "0123456789.-") == ""
}

// compute runs every endpoint of the form.
func (f Form) compute(answers map[string]string) (results []course.Result, problems []error) {
	for _, e := range f.Endpoints {
		input, err := json.Marshal(f.input(answers, e.Fixed))
		if err != nil {
			return nil, []error{err}
		}
		r, err := course.Assess(e.Endpoint, input)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		results = append(results, r)
	}
	return results, problems
}

// input writes the answers as the batch form of package course reads them; an
// unanswered yes-or-no question is sent as null, which is unknown.
func (f Form) input(answers, fixed map[string]string) map[string]any {
	out := map[string]any{}
	for key, value := range fixed {
		out[key] = value
	}
	for _, field := range f.Fields() {
		answer, given := answers[field.Key]
		switch {
		case !given && field.Kind == AnswerField:
			nest(out, field.Key, nil)
		case !given:
		case field.Kind == AnswerField:
			nest(out, field.Key, answer == "yes")
		case field.Kind == ChoiceField:
			nest(out, field.Key, answer)
		default:
			nest(out, field.Key, json.Number(decimalText(answer)))
		}
	}
	return out
}

// decimalText writes a typed number as JSON wants it: "007.50" is 7.5.
func decimalText(answer string) string {
	x, err := strconv.ParseFloat(answer, 64)
	if err != nil {
		return "null"
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// nest puts "object.key" into the object; a key that ends in [] is a list of
// one day, the day before Day 0 being of no concern to what is asked.
func nest(out map[string]any, key string, value any) {
	if list, ok := strings.CutSuffix(key, "[]"); ok {
		if value != nil {
			out[list] = []any{map[string]any{"day": 0, "value": value}}
		}
		return
	}
	object, inner, nested := strings.Cut(key, ".")
	if !nested {
		out[key] = value
		return
	}
	m, _ := out[object].(map[string]any)
	if m == nil {
		m = map[string]any{}
		out[object] = m
	}
	m[inner] = value
}
