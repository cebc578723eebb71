package demo

import (
	"github.com/dayzero-hsct/dayzero/consult"
	"github.com/dayzero-hsct/dayzero/day"
)

// Request is one invented request to the consult desk: the language in which the
// form was filled in, and its answers.
type Request struct {
	Language string
	Answers  consult.Answers
}

// Requests are the two invented requests on the desk of a demonstration: an
// infant who may be T-B-, written by a family in Chinese, and an older child of
// a referring doctor, written in English. Dates lie before the given day, so
// that the infant is an infant. No person, number or hospital in them exists.
func Requests(today day.Date) []Request {
	return []Request{infant(today), older(today)}
}

func one(pairs ...string) []consult.Row {
	row := consult.Row{}
	for i := 0; i+1 < len(pairs); i += 2 {
		row[pairs[i]] = pairs[i+1]
	}
	return []consult.Row{row}
}

func infant(today day.Date) Request {
	before := func(days int) string { return today.AddDays(-days).String() }
	return Request{Language: "zh", Answers: consult.Answers{
		"asker":    one("from", "family", "language", "zh", "interpreter", "no"),
		"child":    one("name", "模拟患儿乙（并无其人）", "sex", "female", "birth", before(118), "place", "中国（模拟）"),
		"guardian": one("name", "模拟母亲（并无其人）", "relation", "mother", "decides", "yes", "phone", "000 0000 0001"),
		"question": one("question", "模拟咨询：孩子反复感染、淋巴细胞低，能否移植？"),
		"summary":  one("text", "模拟病情：头围小，生长慢，两次肺炎；基因报告提示两个变异，父母尚未检测。", "date", before(9)),
		"disease":  one("name", "重症联合免疫缺陷", "gene", "NHEJ1", "certainty", "suspected", "phenotype", "T-B-NK+"),
		"findings": one("microcephaly", "yes", "growth-failure", "yes", "lymphopenia", "yes"),
		"growth":   one("date", before(9), "weight", "4.9", "length", "57"),
		"infected": one("any", "yes"),
		"infections": {{"date": before(40), "site": "肺", "status": "resolved"},
			{"date": before(12), "organism": "CMV", "site": "血", "status": "active"}},
		"bcg":        one("given", "yes", "date", before(117), "complication", "接种处化脓"),
		"radiated":   one("any", "yes"),
		"imaging":    one("date", before(39), "modality", "x-ray", "region", "胸部"),
		"transfused": one("any", "no"),
		"relatives":  one("relation", "brother", "sex", "male", "birth", before(2300), "donor", "yes", "affected", "no"),
		"consent":    one("by", "模拟母亲", "contact", "yes", "data-sharing", "yes", "research", "no"),
	}}
}

func older(today day.Date) Request {
	before := func(days int) string { return today.AddDays(-days).String() }
	return Request{Language: "en", Answers: consult.Answers{
		"asker":      one("from", "referring-doctor", "language", "en", "interpreter", "no"),
		"child":      one("name", "Synthetic child C (nobody of this name exists)", "sex", "male", "birth", before(2480), "place", "nowhere (synthetic)"),
		"guardian":   one("name", "Synthetic father", "relation", "father", "decides", "yes", "mail", "nobody@invalid.example"),
		"doctor":     one("name", "Synthetic doctor", "hospital", "Synthetic hospital", "contact", "000 0000 0002"),
		"question":   one("question", "Synthetic request: is it time for a transplant, and can the sister give?"),
		"disease":    one("name", "Fanconi anaemia", "gene", "FANCA", "certainty", "confirmed", "phenotype", "not-immune"),
		"findings":   one("growth-failure", "yes", "cytopenia", "yes", "lymphopenia", "no"),
		"growth":     one("date", before(20), "weight", "17.4", "length", "108"),
		"infected":   one("any", "no"),
		"transfused": one("any", "yes"),
		"transfusions": {{"date": before(60), "product": "red-cells", "irradiated": "yes"},
			{"date": before(31), "product": "platelets", "irradiated": "yes"}},
		"medicated": one("any", "no"),
		"allergic":  one("any", "no"),
		"relatives": one("relation", "sister", "sex", "female", "birth", before(3300), "donor", "yes", "parous", "no", "affected", "no"),
		"consent":   one("by", "Synthetic father", "contact", "yes", "data-sharing", "yes", "research", "yes"),
	}}
}
