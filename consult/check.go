package consult

import (
	"fmt"
	"strings"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/genetics"
	"github.com/dayzero-hsct/dayzero/hla"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// Check holds every answer against its form: dates, numbers, closed lists, names
// of variants and alleles, and rows that say something but not what about. today
// is the civil day of the reader; a date after it is a problem. An empty answer
// is no problem: Missing says what is missing.
func Check(a Answers, today day.Date) []Problem {
	var out []Problem
	for _, s := range steps {
		for _, g := range s.Groups {
			for i, row := range a[g.Key] {
				for _, f := range g.Fields {
					if p, wrong := f.check(row[f.Key], today); wrong {
						p.Group, p.Field, p.Row = g.Key, f.Key, i
						out = append(out, p)
					}
				}
				out = append(out, wholeRow(g, row, i)...)
			}
		}
	}
	return out
}

// check reads one answer.
func (f Field) check(v string, today day.Date) (Problem, bool) {
	if v == "" {
		return Problem{}, false
	}
	wrong := func(en, zh string) (Problem, bool) { return Problem{Text: text(en, zh)}, true }
	switch {
	case (f.Kind == Choice || f.Kind == Answer) && !f.Allows(v):
		return wrong("Choose one of the list.", "请从列表中选择。")
	case f.Kind == Date:
		d, err := day.ParseDate(v)
		if err != nil || d.Year() < 1900 {
			return wrong("Write the date as 2024-05-31.", "请按2024-05-31的格式填写日期。")
		}
		if d.After(today) {
			return wrong("This day lies in the future.", "该日期在未来。")
		}
	case f.Kind == Number:
		q, err := quantity.ParseValue(v + " " + f.Unit)
		if err != nil || q.Comparator() != "" || q.Float() <= 0 {
			return wrong("Write a number with a decimal point, for instance 6.8.", "请填写数字，小数用小数点，如6.8。")
		}
	case f.Kind == Amount:
		if _, err := quantity.ParseValue(v + " g/L"); err != nil {
			return wrong("Write a number with a decimal point, for instance 0.25 or <0.1.", "请填写数字，小数用小数点，如0.25或<0.1。")
		}
	case f.Kind == Names:
		names := namesOf(v)
		if len(names) == 1 && strings.Contains(v, "/") {
			return wrong("Write the two copies with a comma between them, for instance 02:07, 11:01. A stroke means that the laboratory left open which allele it is: 02:07/02:11, 11:01.",
				"两个拷贝之间请用逗号分隔，如02:07, 11:01。斜线表示实验室未能确定是哪一个等位基因，如02:07/02:11, 11:01。")
		}
		if _, err := hla.ReportedTyping(hla.Report{Locus: f.Key, Copies: names}); err != nil {
			return wrong(fmt.Sprintf("Write one or two names of %s, for instance 02:07, 11:01.", f.Key), fmt.Sprintf("请填写%s的一个或两个等位基因名称，如02:07, 11:01。", f.Key))
		}
	case f.Key == "hgvs":
		if _, err := genetics.ParseHGVS(changeOf(v)); err != nil {
			return wrong("Write the change as in the report, for instance c.2440C>T.", "请按报告填写变异，如c.2440C>T。")
		}
	case f.Key == "mail" && (!strings.Contains(v, "@") || strings.ContainsAny(v, " <>")):
		return wrong("This is not an e-mail address.", "邮箱格式不正确。")
	}
	return Problem{}, false
}

// aroundStrokes takes the spaces out of a list of alternatives.
var aroundStrokes = strings.NewReplacer(" / ", "/", "/ ", "/", " /", "/")

// namesOf cuts the gene copies of one locus apart; a stroke joins the alternatives
// of one copy.
func namesOf(v string) []string {
	return strings.FieldsFunc(aroundStrokes.Replace(v), func(r rune) bool { return strings.ContainsRune(",;，、；+ ", r) })
}

// changeOf is the change of a name that may carry its transcript.
func changeOf(hgvs string) string {
	if _, after, found := strings.Cut(hgvs, ":"); found {
		return strings.TrimSpace(after)
	}
	return hgvs
}

// subjects are the fields without which a row of a group says nothing that a
// chart could hold.
var subjects = map[string][]string{
	"variants": {"person", "gene", "hgvs", "zygosity"}, "hla": {"person"}, "blood": {"person", "abo", "rhd"}, "laboratory": {"date", "what", "value", "unit"},
	"growth": {"date"}, "relatives": {"relation"}, "infections": {"status"}, "viruses": {"virus", "result"}, "vaccines": {"vaccine"},
	"imaging": {"modality", "region"}, "transfusions": {"product"}, "allergies": {"substance"}, "medicines": {"drug"},
}

func wholeRow(g Group, row Row, i int) []Problem {
	if row.empty() {
		return nil
	}
	var out []Problem
	for _, key := range subjects[g.Key] {
		if row[key] == "" {
			out = append(out, Problem{Group: g.Key, Row: i, Field: key, Text: text("Fill this too, or empty the row.", "请补充此项，或清空该行。")})
		}
	}
	if g.Key == "laboratory" && row["value"] != "" && row["unit"] != "" {
		if _, err := quantity.ParseValue(row["value"] + " " + row["unit"]); err != nil {
			out = append(out, Problem{Group: g.Key, Row: i, Field: "value", Text: text("This number and unit do not fit.", "数值与单位不符。")})
		}
	}
	return out
}

// Unsendable lists what must be answered or put right before the form can be
// sent: the few answers without which nobody could answer at all, the consents,
// and every answer that cannot be read.
func Unsendable(a Answers, today day.Date) []Problem {
	var out []Problem
	for _, s := range steps {
		for _, g := range s.Groups {
			for _, f := range g.Fields {
				if f.Needed && a.One(g.Key, f.Key) == "" {
					out = append(out, Problem{Group: g.Key, Field: f.Key, Text: text("This is needed before the request can be sent.", "提交前必须填写。")})
				}
			}
		}
	}
	if a.One("guardian", "phone") == "" && a.One("guardian", "mail") == "" {
		out = append(out, Problem{Group: "guardian", Field: "phone", Text: text("A telephone number or an e-mail address is needed.", "电话或邮箱至少填一项。")})
	}
	for _, purpose := range []string{"contact", "data-sharing"} {
		if v := a.One("consent", purpose); v != "" && v != "yes" {
			out = append(out, Problem{Group: "consent", Field: purpose, Text: text("Without this consent the team may not read the request.", "未同意此项，团队不能阅读本次咨询。")})
		}
	}
	return append(out, Check(a, today)...)
}
