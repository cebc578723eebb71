package consult_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/consult"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/phenopacket"
)

var today = day.MustDate("2025-06-01")

func base(t testing.TB) *knowledge.Base {
	t.Helper()
	b, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// infant is a synthetic request that can be sent.
func infant() consult.Consult {
	return consult.Consult{Number: "C-1", State: consult.Sent, Language: "zh", Source: "form", Sent: time.Date(2025, 5, 31, 8, 0, 0, 0, time.UTC), Synthetic: true, Answers: consult.Answers{
		"asker":     {{"from": "family", "language": "zh", "interpreter": "no"}},
		"child":     {{"name": "Synthetic Child", "sex": "male", "birth": "2025-01-10"}},
		"guardian":  {{"name": "Synthetic Mother", "relation": "mother", "decides": "yes", "phone": "+86 21 0000 0001"}},
		"question":  {{"question": "Can he be transplanted?"}},
		"disease":   {{"gene": "LIG4", "phenotype": "T-B-NK+", "certainty": "confirmed"}},
		"growth":    {{"date": "2025-05-30", "weight": "6.8", "length": "64"}},
		"relatives": {{"relation": "mother"}, {"relation": "father", "donor": "yes"}, {"relation": "sister", "birth": "2019-02-03", "donor": "yes"}},
		"variants": {{"person": "child", "gene": "LIG4", "hgvs": "NM_206937.2:c.2440C>T", "zygosity": "heterozygous", "origin": "paternal"},
			{"person": "father", "gene": "LIG4", "hgvs": "c.2440C>T", "zygosity": "heterozygous"}},
		"hla":      {{"person": "sibling-1", "A": "02:07, 11:01"}},
		"infected": {{"any": "no"}}, "bcg": {{"given": "yes", "date": "2025-01-11"}}, "live": {{"any": "no"}},
		"radiated": {{"any": "yes"}}, "imaging": {{"modality": "x-ray", "region": "chest"}}, "transfused": {{"any": "no"}},
		"medicated": {{"any": "yes"}}, "medicines": {{"drug": "co-trimoxazole", "dose": "as prescribed"}}, "allergic": {{"any": "no"}},
		"consent": {{"by": "Synthetic Mother", "contact": "yes", "data-sharing": "yes", "research": "no"}},
	}}
}

func changed(c consult.Consult, group, field, value string) consult.Consult {
	a := consult.Answers{}
	for k, rows := range c.Answers {
		for _, r := range rows {
			a[k] = append(a[k], maps.Clone(r))
		}
	}
	if len(a[group]) == 0 {
		a[group] = []consult.Row{{}}
	}
	a[group][0][field] = value
	c.Answers = a
	return c
}

func english(list []evidence.Text) string {
	var out []string
	for _, x := range list {
		out = append(out, x.EN)
	}
	return strings.Join(out, " | ")
}

func ExampleMissing() {
	b, _ := knowledge.Embedded()
	c := consult.Consult{Answers: consult.Answers{"child": {{"name": "A", "birth": "2025-01-10", "sex": "male"}}}}
	for _, m := range consult.Missing(consult.Complete(c, b, day.MustDate("2025-06-01")))[:2] {
		fmt.Println(m.EN, "/", m.ZH)
	}
	// Output:
	// language to speak with the family / 与家属沟通的语言
	// whether an interpreter is needed / 是否需要口译
}

func TestTheFormIsSaidInBothLanguagesAndItsKeysAreUnique(t *testing.T) {
	groups := map[string]bool{}
	say := func(where string, x evidence.Text) {
		if x.EN == "" || x.ZH == "" {
			t.Errorf("%s is not said in both languages: %+v", where, x)
		}
	}
	for _, s := range consult.Form() {
		say(s.Key, s.Title)
		say(s.Key, s.Lead)
		for _, g := range s.Groups {
			if groups[g.Key] {
				t.Errorf("the group %s occurs twice", g.Key)
			}
			groups[g.Key] = true
			say(g.Key, g.Title)
			fields := map[string]bool{}
			for _, f := range g.Fields {
				say(g.Key+"."+f.Key, f.Label)
				if fields[f.Key] || f.Limit == 0 {
					t.Errorf("%s.%s occurs twice or has no limit", g.Key, f.Key)
				}
				fields[f.Key] = true
				for _, o := range f.Choices() {
					say(g.Key+"."+f.Key+"."+o.Code, o.Text)
				}
			}
		}
	}
}

// Every line of the minimum record of the knowledge that a family can answer is
// asked for and checked.
func TestTheMinimumRecordOfTheKnowledgeIsCheckedLineByLine(t *testing.T) {
	b := base(t)
	checked := map[string]bool{"consult.minimum.receipt": true, "consult.minimum.triage-24h": true} // the desk's own lines
	for _, i := range consult.Complete(infant(), b, today) {
		if i.Fact.ID == "" {
			t.Errorf("%s is checked, but no fact of the knowledge asks for it", i.Key)
		}
		checked[i.Fact.ID] = true
	}
	for _, f := range b.FactsUnder("consult.minimum") {
		if !checked[f.ID] {
			t.Errorf("the knowledge asks for %s, the check does not", f.ID)
		}
	}
}

func TestWhatIsMissingIsSaidExactly(t *testing.T) {
	b := base(t)
	for name, row := range map[string]struct {
		c    consult.Consult
		want string
		gone bool
	}{
		"the mother's result":           {infant(), "genetic result of the mother for the same changes", false},
		"the father's result is there":  {infant(), "genetic result of the father", true},
		"HLA of the child":              {infant(), "HLA of the child", false},
		"HLA of the sister is there":    {infant(), "HLA of sibling 1", true},
		"X-ray without its day":         {infant(), "the date of each X-ray and CT", false},
		"a summary of 40 days":          {changed(changed(infant(), "summary", "text", "x"), "summary", "date", "2025-04-22"), "this one is 40 days old, at most 30 are accepted", false},
		"a summary of 30 days is taken": {changed(changed(infant(), "summary", "text", "x"), "summary", "date", "2025-05-02"), "a newer medical summary", true},
		"not known is not no":           {changed(infant(), "transfused", "any", "unknown"), "whether there were transfusions", false},
		"yes needs the table":           {changed(infant(), "transfused", "any", "yes"), "each transfusion", false},
		"BCG without its date":          {changed(infant(), "bcg", "date", ""), "the date of BCG", false},
		"consent refused stays missing": {changed(infant(), "consent", "contact", "no"), "consent to be contacted", false},
	} {
		t.Run(name, func(t *testing.T) {
			got := english(consult.Missing(consult.Complete(row.c, b, today)))
			if strings.Contains(got, row.want) == row.gone {
				t.Errorf("missing: %s", got)
			}
		})
	}
}

func TestInfantsWhoAreOrMayBeTBNegativeComeFirst(t *testing.T) {
	b := base(t)
	for name, row := range map[string]struct {
		c    consult.Consult
		want int
	}{
		"T-B- infant": {infant(), consult.First},
		"on the last day before the first birthday": {changed(infant(), "child", "birth", "2024-06-02"), consult.First},
		"on the first birthday":                     {changed(infant(), "child", "birth", "2024-06-01"), consult.Early},
		"a birth date that is not known":            {changed(infant(), "child", "birth", ""), consult.First},
		"T-B+ infant":                               {changed(infant(), "disease", "phenotype", "T-B+NK-"), consult.Early},
		"infant, type not stated":                   {changed(infant(), "disease", "phenotype", ""), consult.Early},
		"infant, type not stated but counts sent":   {changed(changed(infant(), "disease", "phenotype", ""), "laboratory", "what", "cd3"), consult.First},
		"an older child without an immune disease":  {changed(changed(infant(), "child", "birth", "2015-01-01"), "disease", "phenotype", "not-immune"), consult.InOrder},
		"the same with an active infection":         {changed(changed(changed(infant(), "child", "birth", "2015-01-01"), "disease", "phenotype", "not-immune"), "infections", "status", "active"), consult.Early},
	} {
		t.Run(name, func(t *testing.T) {
			got := consult.Place(row.c, b, today)
			if got.Level != row.want {
				t.Errorf("level %d, want %d: %+v", got.Level, row.want, got.Reasons)
			}
			for _, r := range got.Reasons {
				if r.Says.EN == "" || len(r.Sources) == 0 || r.Status == "" {
					t.Errorf("the reason %q has no source or status", r.Text.EN)
				}
			}
		})
	}
}

func TestAPersonsOwnPlaceCountsOverTheProposal(t *testing.T) {
	c := infant()
	c.Ranked = &consult.Ranked{Level: consult.InOrder, Reason: "seen yesterday"}
	if got := c.Standing(consult.Place(c, base(t), today)); got != consult.InOrder {
		t.Errorf("standing %d", got)
	}
}

func TestAnAnswerThatCannotBeReadIsSaidBesideItsField(t *testing.T) {
	for _, row := range []struct{ group, field, value string }{
		{"child", "birth", "31.5.2025"}, {"child", "birth", "2025-06-02"}, {"child", "birth", "0001-01-01"}, {"child", "sex", "boy"}, {"growth", "weight", "6,8"}, {"growth", "weight", "-1"},
		{"growth", "weight", "<3"}, {"growth", "weight", "six"}, {"variants", "hgvs", "2440"}, {"hla", "A", "B*07:02"}, {"hla", "A", "01:01, 02:01, 03:01"}, {"hla", "A", "02:07/11:01"}, {"hla", "A", "02:07 / 11:01"}, {"hla", "A", "02:07/B*46:01, 11:01"}, {"bcg", "given", "maybe"}, {"guardian", "mail", "a b"},
	} {
		problems := consult.Check(changed(infant(), row.group, row.field, row.value).Answers, today)
		if !slices.ContainsFunc(problems, func(p consult.Problem) bool { return p.Group == row.group && p.Field == row.field && p.Text.ZH != "" }) {
			t.Errorf("%s.%s %q is taken: %v", row.group, row.field, row.value, problems)
		}
	}
	if problems := consult.Check(infant().Answers, today); len(problems) > 0 {
		t.Errorf("a sound request has problems: %v", problems)
	}
	if problems := consult.Unsendable(infant().Answers, today); len(problems) > 0 {
		t.Errorf("a sound request cannot be sent: %v", problems)
	}
	if problems := consult.Unsendable(consult.Answers{}, today); len(problems) < 8 {
		t.Errorf("an empty form lacks only %v", problems)
	}
}

func TestLikenessIsAHintWithReasonsAndNeverOfStrangers(t *testing.T) {
	of := func(c consult.Consult) consult.Identity { return consult.IdentityOf(c) }
	a := of(infant())
	sister := changed(changed(changed(infant(), "child", "name", "Other Girl"), "child", "birth", "2019-02-03"), "child", "sex", "female")
	stranger := changed(changed(changed(sister, "guardian", "phone", "+44 20 0000 0002"), "guardian", "name", "Somebody Else"), "variants", "hgvs", "c.1A>G")
	for name, row := range map[string]struct {
		b    consult.Identity
		want string
	}{
		"the names the other way round":      {of(changed(infant(), "child", "name", "child SYNTHETIC")), consult.SameChild},
		"another name, same birth and phone": {of(changed(infant(), "child", "name", "Pet Name")), consult.SameChild},
		"phone without its country code":     {of(changed(changed(changed(infant(), "child", "name", "X"), "guardian", "phone", "021 0000 0001"), "guardian", "name", "Y")), consult.SameChild},
		"a sister":                           {of(sister), consult.Sibling},
		"a stranger":                         {of(stranger), ""},
		"same birth date alone":              {consult.Identity{Birth: "2025-01-10", Sex: "male"}, ""},
		"nothing known":                      {consult.Identity{}, ""},
	} {
		l, ok := consult.Compare(a, row.b)
		back, _ := consult.Compare(row.b, a)
		if l.Kind != row.want || ok != (row.want != "") || back.Kind != l.Kind || ok && len(l.Reasons) == 0 {
			t.Errorf("%s: %+v, want %q", name, l, row.want)
		}
	}
}

func shanghai(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func folded(t testing.TB, c consult.Consult) chart.View {
	t.Helper()
	at := c.Sent.Add(time.Hour)
	entries, err := consult.Entries(c, consult.Taking{CaseID: "case-1", Author: "physician", At: at, Location: shanghai(t), Missing: []evidence.Text{{EN: "HLA of the child"}}})
	if err != nil {
		t.Fatalf("%s: %v", c.Number, err)
	}
	v, err := chart.Fold(chart.Case{ID: "case-1", Centre: chart.Centre{Timezone: "Asia/Shanghai"}, Entries: entries}, chart.Moment{Clinical: at, Recorded: at})
	if err != nil {
		t.Fatalf("%s: %v", c.Number, err)
	}
	return v
}

func TestTheAnswersBecomeTheChartWithoutRetyping(t *testing.T) {
	v := folded(t, infant())
	child, ok := v.Recipient()
	if !ok || child.Label.EN != "Synthetic Child" || child.Birth.String() != "2025-01-10" || child.Identifier != "C-1" {
		t.Errorf("child %+v", child)
	}
	if w := v.Measured(child.ID, "body-weight"); len(w) != 1 || w[0].Data.Value.String() != "6.8 kg" || v.DateOf(w[0].Entry).String() != "2025-05-30" {
		t.Errorf("weight %+v", w)
	}
	variants := chart.All[*chart.Variant](v)
	if len(variants) != 2 || !slices.ContainsFunc(variants, func(x chart.Item[*chart.Variant]) bool {
		return x.About == "child" && x.Data.Transcript == "NM_206937.2" && x.Data.HGVS == "c.2440C>T" && x.Data.Origin == "paternal"
	}) {
		t.Errorf("variants %+v", variants)
	}
	people := v.People()
	if len(people) != 4 {
		t.Errorf("people %+v", people)
	}
	if typing := chart.All[*chart.HLATyping](v); len(typing) != 1 || typing[0].About != "sibling-1" || len(typing[0].Data.Alleles["A"]) != 2 {
		t.Errorf("typing %+v", typing)
	}
	x := chart.All[*chart.Imaging](v)
	if len(x) != 1 || !strings.Contains(x[0].Source, "the day was not given") {
		t.Errorf("imaging %+v", x)
	}
	if c := chart.All[*chart.Consent](v); len(c) != 3 {
		t.Errorf("consents %+v", c)
	}
	for _, e := range v.Case.Entries {
		if !e.Synthetic {
			t.Errorf("%s of a synthetic consult is not marked", e.ID)
		}
	}
}

func TestNothingOutsideTheFormIsKept(t *testing.T) {
	raw := consult.Answers{"child": {{"name": "  A\u202eB \x00 C\n", "pwned": "x"}, {"name": "a second child"}}, "nonsense": {{"a": "b"}},
		"question": {{"question": strings.Repeat("长", 7000)}}, "growth": slices.Repeat([]consult.Row{{"weight": "5"}}, 100), "imaging": {{}, {}, {"region": " "}}}
	got := consult.Tidy(raw)
	if len(got["child"]) != 1 || got.One("child", "name") != "AB C" || got.One("child", "pwned") != "" || got["nonsense"] != nil {
		t.Errorf("child %+v", got["child"])
	}
	if n := len([]rune(got.One("question", "question"))); n != 6000 {
		t.Errorf("question of %d characters", n)
	}
	if len(got["growth"]) != 12 || got["imaging"] != nil {
		t.Errorf("%d rows of growth, imaging %v", len(got["growth"]), got["imaging"])
	}
}

// The 348 published packets: each becomes a consult whose answers can be read
// and whose chart folds, or is refused with a reason.
func TestEveryPublishedPacketBecomesAConsultOrIsRefusedWithAReason(t *testing.T) {
	files, _ := filepath.Glob("../../shared/data/phenopackets/*/*.json")
	if len(files) == 0 {
		t.Skip("the published packets are not here (../shared/data/phenopackets)")
	}
	taken, refused, variants := 0, 0, 0
	for i, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		p, problems := phenopacket.Parse(f)
		_ = f.Close()
		if len(problems) == 0 {
			var a consult.Answers
			if a, problems = consult.FromPacket(p); len(problems) == 0 {
				if wrong := consult.Check(a, day.MustDate("2026-12-31")); len(wrong) > 0 {
					t.Errorf("%s: %v", file, wrong)
				}
				v := folded(t, consult.Consult{Number: fmt.Sprint("P-", i), Sent: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Answers: a, Source: "phenopacket", Language: "en"})
				variants += len(chart.All[*chart.Variant](v))
				taken++
				continue
			}
		}
		refused++
		t.Logf("%s is refused: %v", filepath.Base(file), problems)
	}
	if taken+refused != 348 || taken < 340 || variants < 370 {
		t.Errorf("%d taken, %d refused, %d variants", taken, refused, variants)
	}
	t.Logf("%d taken with %d variants, %d refused", taken, variants, refused)
}
