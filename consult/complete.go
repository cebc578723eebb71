package consult

import (
	"fmt"
	"slices"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

// Item is one line of the minimum consult record: complete, or what exactly is
// missing in words that the family can act on.
type Item struct {
	Key     string
	Fact    knowledge.Fact // consult.minimum.<key>
	Missing []evidence.Text
}

// summaryLasts is how old a medical summary may be, in days (knowledge fact
// consult.minimum.summary: at most 30 days).
const summaryLasts = 30

// Complete holds a consult against the minimum record. on is the civil day the
// age of the summary counts to.
func Complete(c Consult, base *knowledge.Base, on day.Date) []Item {
	a := c.Answers
	checks := []struct {
		key     string
		missing []evidence.Text
	}{
		{"child", missingChild(a)}, {"home-doctor", missingDoctor(a)}, {"summary", missingSummary(c, on)}, {"growth", missingGrowth(c)},
		{"genetics", missingGenetics(c)}, {"immune", missingImmune(c)}, {"infections", missingRows(a, "infected", "any", "infections", text("whether there were infections", "是否发生过感染"), text("each infection with its germ", "历次感染及病原体"))},
		{"vaccines", missingVaccines(a)}, {"imaging", missingImaging(c)}, {"transfusions", missingRows(a, "transfused", "any", "transfusions", text("whether there were transfusions", "是否输过血"), text("each transfusion", "历次输血"))},
		{"hla", missingHLA(a)}, {"pcr", missingPCR(a)}, {"medicines", missingMedicines(a)}, {"photos", nil}, {"funding", missingFunding(a)}, {"consent", missingConsent(a)},
	}
	var out []Item
	for _, check := range checks {
		item := Item{Key: check.key, Missing: check.missing}
		item.Fact, _ = base.Fact("consult.minimum." + check.key)
		out = append(out, item)
	}
	return out
}

// Missing lists everything that is missing, one sentence each.
func Missing(items []Item) []evidence.Text {
	var out []evidence.Text
	for _, i := range items {
		out = append(out, i.Missing...)
	}
	return out
}

// wanted collects what an answer lacks.
type wanted struct{ list []evidence.Text }

func (w *wanted) unless(there bool, en, zh string) {
	if !there {
		w.list = append(w.list, text(en, zh))
	}
}

func missingChild(a Answers) []evidence.Text {
	var w wanted
	w.unless(a.One("child", "name") != "", "name of the child", "患儿姓名")
	w.unless(a.One("child", "birth") != "", "date of birth", "出生日期")
	w.unless(a.One("child", "sex") == "male" || a.One("child", "sex") == "female", "sex of the child", "患儿性别")
	w.unless(a.One("asker", "language") != "", "language to speak with the family", "与家属沟通的语言")
	w.unless(a.One("asker", "interpreter") != "", "whether an interpreter is needed", "是否需要口译")
	w.unless(a.One("guardian", "name") != "", "name of the guardian", "监护人姓名")
	w.unless(a.One("guardian", "decides") == "yes" || a.One("guardian", "decides") == "no", "whether the guardian may decide for the child", "监护人是否有权作决定")
	return w.list
}

func missingDoctor(a Answers) []evidence.Text {
	var w wanted
	w.unless(a.One("doctor", "name") != "" || a.One("doctor", "hospital") != "", "name and hospital of the doctor at home", "当地医生姓名及医院")
	w.unless(a.One("doctor", "contact") != "", "telephone or e-mail of the doctor at home", "当地医生的联系方式")
	return w.list
}

func missingSummary(c Consult, on day.Date) []evidence.Text {
	var w wanted
	w.unless(c.Answers.One("summary", "text") != "" || c.Has("summary"), "a medical summary", "病情摘要")
	written, err := day.ParseDate(c.Answers.One("summary", "date"))
	w.unless(err == nil, "the date of the medical summary", "病情摘要的日期")
	if err == nil && on.DaysSince(written) > summaryLasts {
		n := on.DaysSince(written)
		w.unless(false, fmt.Sprintf("a newer medical summary: this one is %d days old, at most %d are accepted", n, summaryLasts), fmt.Sprintf("更新的病情摘要：现有摘要已%d天，应不超过%d天", n, summaryLasts))
	}
	return w.list
}

func missingGrowth(c Consult) []evidence.Text {
	var w wanted
	has := func(key string) bool {
		return slices.ContainsFunc(c.Answers.Rows("growth"), func(r Row) bool { return r[key] != "" && r["date"] != "" })
	}
	w.unless(has("weight") || c.Has("growth"), "weight with its date", "体重及测量日期")
	w.unless(has("length") || c.Has("growth"), "length or height with its date", "身长或身高及测量日期")
	return w.list
}

func missingGenetics(c Consult) []evidence.Text {
	var w wanted
	tested := func(person string) bool {
		return slices.ContainsFunc(c.Answers.Rows("variants"), func(r Row) bool { return r["person"] == person })
	}
	w.unless(tested("child") || c.Has("genetic-report"), "genetic report of the child with the exact names of the changes", "患儿基因报告（含变异的规范命名）")
	w.unless(tested("mother"), "genetic result of the mother for the same changes", "母亲相同变异的检测结果")
	w.unless(tested("father"), "genetic result of the father for the same changes", "父亲相同变异的检测结果")
	return w.list
}

func missingImmune(c Consult) []evidence.Text {
	var w wanted
	any := func(whats ...string) bool {
		return slices.ContainsFunc(c.Answers.Rows("laboratory"), func(r Row) bool { return slices.Contains(whats, r["what"]) })
	}
	w.unless(any("cd3") || c.Has("laboratory"), "lymphocyte subsets: T cells", "淋巴细胞亚群：T细胞")
	w.unless(any("cd19") || c.Has("laboratory"), "lymphocyte subsets: B cells", "淋巴细胞亚群：B细胞")
	w.unless(any("igg") || c.Has("laboratory"), "immunoglobulins", "免疫球蛋白")
	return w.list
}

// missingRows is the pattern of a question with a table behind it: the question
// answered, and the table filled where the answer is yes.
func missingRows(a Answers, group, field, table string, asked, each evidence.Text) []evidence.Text {
	switch answer := a.One(group, field); {
	case answer == "yes" && len(a.Rows(table)) == 0:
		return []evidence.Text{each}
	case answer != "yes" && answer != "no":
		return []evidence.Text{asked}
	}
	return nil
}

func missingVaccines(a Answers) []evidence.Text {
	var w wanted
	given := a.One("bcg", "given")
	w.unless(given == "yes" || given == "no", "whether BCG was given", "是否接种卡介苗")
	w.unless(given != "yes" || a.One("bcg", "date") != "", "the date of BCG", "卡介苗接种日期")
	return append(w.list, missingRows(a, "live", "any", "vaccines", text("whether other live vaccines were given", "是否接种过其他减毒活疫苗"), text("each live vaccine with its date", "历次减毒活疫苗及日期"))...)
}

func missingImaging(c Consult) []evidence.Text {
	a := c.Answers
	if c.Has("imaging") && a.One("radiated", "any") == "yes" {
		return nil
	}
	out := missingRows(a, "radiated", "any", "imaging", text("whether X-rays or CTs were done", "是否做过X线或CT"), text("list of every X-ray and CT", "历次X线及CT清单"))
	for _, r := range a.Rows("imaging") {
		if r["date"] == "" {
			return append(out, text("the date of each X-ray and CT", "每次X线及CT的日期"))
		}
	}
	return out
}

func missingHLA(a Answers) []evidence.Text {
	var w wanted
	typed := func(person string) bool {
		return slices.ContainsFunc(a.Rows("hla"), func(r Row) bool { return r["person"] == person })
	}
	w.unless(typed("child"), "HLA of the child", "患儿HLA分型")
	w.unless(typed("mother"), "HLA of the mother", "母亲HLA分型")
	w.unless(typed("father"), "HLA of the father", "父亲HLA分型")
	for i := range siblings(a) {
		code := fmt.Sprintf("sibling-%d", i+1)
		w.unless(typed(code), fmt.Sprintf("HLA of sibling %d", i+1), fmt.Sprintf("第%d名同胞HLA分型", i+1))
	}
	return w.list
}

// siblings are the full brothers and sisters in the order of the table.
func siblings(a Answers) []Row {
	var out []Row
	for _, r := range a.Rows("relatives") {
		if r["relation"] == "sister" || r["relation"] == "brother" {
			out = append(out, r)
		}
	}
	return out[:min(len(out), 4)]
}

func missingPCR(a Answers) []evidence.Text {
	if len(a.Rows("viruses")) == 0 {
		return []evidence.Text{text("virus tests by PCR", "病毒PCR结果")}
	}
	return nil
}

func missingMedicines(a Answers) []evidence.Text {
	return append(missingRows(a, "medicated", "any", "medicines", text("whether medicines are taken", "目前是否用药"), text("list of medicines with doses", "用药清单及剂量")),
		missingRows(a, "allergic", "any", "allergies", text("whether there are allergies", "是否有过敏"), text("each allergy", "各项过敏"))...)
}

func missingFunding(a Answers) []evidence.Text {
	var w wanted
	w.unless(a.One("funding", "statement") != "", "how treatment would be paid", "治疗费用来源说明")
	return w.list
}

func missingConsent(a Answers) []evidence.Text {
	var w wanted
	w.unless(a.One("consent", "contact") == "yes", "consent to be contacted", "同意被联系")
	w.unless(a.One("consent", "data-sharing") == "yes", "consent that the team reads the papers", "同意团队阅读资料")
	return w.list
}
