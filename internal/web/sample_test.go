package web

import (
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/plan"
)

// testPlan is a synthetic plan with one of everything a page can show. Its
// numbers are layout, not advice.
func testPlan() plan.Plan {
	source := []evidence.Source{{ID: "TEST-1", Text: "Synthetic source", Locator: "table 1"}}
	fig := func(text, unit, key string) plan.Figure {
		return plan.Figure{Known: true, Text: text, Value: 1, Unit: unit, Derivation: key}
	}
	p := plan.Plan{Case: caseID, Title: text("Synthetic child", "模拟患儿"), Notice: text("Not the regimen he received", "并非其实际所用方案"), Synthetic: true,
		Derivations: map[string]evidence.Derivation{}}
	for _, key := range []string{"bsa", "dose/fludarabine/-6", "dose/fludarabine", "ledger/cyclophosphamide", "radiosensitivity", "option/IEWP-F/fludarabine"} {
		p.Derivations[key] = evidence.Derivation{Label: text("work of "+key, key+"的计算过程"), Value: "1.5", Unit: "mg", Formula: "a × b", Status: evidence.Derived, Sources: source,
			Steps: []evidence.Derivation{{Label: text("weight", "体重"), Value: "6.8", Unit: "kg"}}}
	}
	p.Child = plan.Child{ID: "child", Label: p.Title, Identifier: caseIdent, Sex: "male", Birth: day.MustDate("2024-05-10"), Age: text("8 months", "8月龄"), AgeKnown: true,
		Weight: fig("6.8", "kg", "entry/weight-1"), WeightDate: text("2024-12-20 06:35", "2024-12-20 06:35"), Length: plan.Figure{Unit: "cm"}, Surface: fig("0.35", "m2", "bsa"), Formula: "Mosteller",
		BloodGroup: "A+", DonorGroup: "A+", Allergies: text("none known", "无已知过敏史"), Radiosensitive: "yes", Ionising: text("1 known, elsewhere unknown", "已知1次，外院不详"),
		BCG: text("given at birth", "出生时已接种"), DayZero: day.MustDate("2025-01-02"), TransplantDay: "Day +19", TransplantDayZH: "+19 d", Phase: text("biallelic, in trans", "双等位，反式")}
	p.Disease = plan.Disease{Known: true, Key: "LIG4", Gene: "LIG4", Name: text("LIG4 syndrome", "LIG4综合征"), Group: "dsb", GroupName: text("double-strand break repair", "双链断裂修复"), Inheritance: "AR", Explained: text("biallelic proven", "双等位已证实")}
	for i, s := range []struct{ key, en, zh string }{{"consult", "Consult", "就诊咨询"}, {"diagnosis", "Diagnosis", "诊断"}, {"disease", "Disease profile", "疾病档案"},
		{"evaluation", "Evaluation", "移植前评估"}, {"donor", "Donor", "供者"}, {"plan", "Plan", "预处理计划"}, {"exposure", "Exposure", "药物暴露"}, {"day-0", "Day 0", "移植日"},
		{"course", "Course", "移植病程"}, {"follow-up", "Follow-up", "随访"}} {
		state := map[bool]string{true: "done", false: "ahead"}[i < 8]
		if i == 8 {
			state = "current"
		}
		p.Journey = append(p.Journey, plan.Step{Number: i + 1, Key: s.key, Title: text(s.en, s.zh), State: state, Text: text("synthetic", "模拟")})
	}
	note := func(id, kind, overrule, blocks string) plan.Note {
		return plan.Note{ID: id, Kind: kind, Title: text("Title of "+id, id+"的标题"), Message: text("Message of "+id, "提示"), Action: text("Act", "处理"), Sources: source, Status: evidence.Read,
			Overrule: overrule, Blocks: blocks, Entries: []string{"weight-1"}}
	}
	p.Stops = []plan.Note{note("active-infection-day0", "stop", "two-person", "signature")}
	p.Cautions = []plan.Note{note("pbsc-nonmalignant", "caution", "reason", "")}
	answered := note("bcg-given", "caution", "reason", "")
	answered.Answered = &plan.Answered{Entry: "note-1", On: day.MustDate("2024-12-11"), Reason: "seen", By: []string{"Physician"}}
	p.Cautions = append(p.Cautions, answered)
	gap := note("renal-missing-or-stale", "gap", "none", "signature")
	gap.Missing = []string{"renal_known"}
	p.Gaps, p.Tasks = []plan.Note{gap}, []plan.Note{note("chimerism-due", "task", "", "")}
	p.Gates = []plan.Gate{{ID: "g1", Title: text("Evaluation", "移植前评估"), Open: true}, {ID: "g2", Title: text("Conditioning", "预处理"), Missing: []evidence.Text{text("back-up donor", "备选供者")}}}
	fillTestDonors(&p, note)
	fillTestOptions(&p, fig, note, source)
	p.Calendar = []plan.CalendarLine{{Day: 14, DayText: "+14", Date: day.MustDate("2025-01-16"), Kind: "laboratory", Text: text("Chimerism", "嵌合"), State: "overdue", Sources: source, Status: evidence.Unsure, Local: true},
		{Day: 28, DayText: "+28", Date: day.MustDate("2025-01-30"), Kind: "laboratory", Text: evidence.Text{EN: "English only item"}, State: "ahead", Sources: source, Status: evidence.Read}}
	p.Outcome = plan.Outcome{Sentence: text("Not complete", "尚未完成"), Parts: []plan.OutcomePart{{ID: "o1", Text: text("no infection", "无感染"), State: "missing", Sources: source, Status: evidence.Read, Entries: []string{"anc-0"}}},
		Persists: []plan.OutcomePart{{ID: "o2", Text: text("radiosensitivity", "辐射敏感性"), State: "persists", Status: evidence.Read}}, NotYet: []plan.OutcomePart{{ID: "o3", Text: text("live vaccines", "活疫苗"), State: "not-yet", Status: evidence.Read}}}
	p.Signing = plan.Signing{Hash: "9ad1000000000000000000000000000000000000000000000000000000000e7a", Possible: true, Outdated: true, Changed: []evidence.Text{text("weight", "体重")},
		Signed: []plan.Signed{{Entry: "note-1", Name: "Pharmacist", Role: "pharmacist", At: "2024-12-20T10:12:00+08:00", Hash: "9ad1", Meaning: "checked", Current: true}}}
	return p
}

func fillTestDonors(p *plan.Plan, note func(id, kind, overrule, blocks string) plan.Note) {
	sister := plan.Donor{ID: "sister", Label: text("Sister", "姐姐"), Relation: "sister", Sex: "female", Age: text("6 years", "6岁"), Rank: 1, State: "blocked", Chosen: true,
		Reasons: []plan.Note{note("donor-carrier", "stop", "geneticist", "donor")}, Descent: "identical", DescentText: text("Both parents typed.", "父母均已分型。"),
		FamilyVariant: "carrier", FamilyText: text("carries one of two", "携带其一"), BloodGroup: "A+",
		Facts: []plan.Line{{Key: "abo", Label: text("ABO", "ABO"), Text: text("identical", "相同"), Entries: []string{"sister"}}},
		Match: plan.Match{Known: true, Of: 12, Count: 12, Basis: text("two fields", "两字段"), Loci: []plan.LocusMatch{
			{Locus: "A", Patient: []string{"02:07", "11:01"}, Donor: []string{"02:07", "11:01"}, Known: true, Count: 2}, {Locus: "DPB1", Patient: []string{"05:01"}, Donor: nil}}}}
	p.Donors = []plan.Donor{sister}
	p.Family = plan.Family{Text: text("Two paternal, two maternal haplotypes.", "父源两条，母源两条。"), Members: []plan.Member{
		{ID: "child", Relation: "recipient", Label: p.Title, Sex: "male", Proband: true, Status: "affected", Haplotypes: []string{"a", "c"}, Variants: []string{"c.2440C>T"}},
		{ID: "sister", Relation: "sister", Label: text("Sister", "姐姐"), Sex: "female", Donor: true, Status: "carrier", Haplotypes: []string{"a", "c"}}}}
}

func fillTestOptions(p *plan.Plan, fig func(text, unit, key string) plan.Figure, note func(id, kind, overrule, blocks string) plan.Note, source []evidence.Source) {
	drug := plan.OptionDrug{Drug: "fludarabine", Name: text("fludarabine", "氟达拉滨"), Published: "150 mg/m2", Basis: "per-m2", PerCourse: fig("52.2", "mg", "option/IEWP-F/fludarabine"),
		PerCourseMax: fig("60", "mg", "option/IEWP-F/fludarabine")}
	gap := plan.OptionDrug{Drug: "treosulfan", Name: text("treosulfan", "曲奥舒凡"), Published: "30–42 g/m2", Gap: text("basis not signed", "给药依据未签名")}
	p.Chosen = "IEWP-F"
	p.Options = []plan.Option{
		{Regimen: "IEWP-F", Name: text("Protocol F", "方案F"), Verdict: "listed", Ranked: true, Reasons: []plan.Note{note("protocol-f-listed", "note", "none", "")}, Chosen: true, Commissioned: true, Drugs: []plan.OptionDrug{drug}, Sources: source, Status: evidence.Read},
		{Regimen: "IEWP-B", Verdict: "contraindicated", Reasons: []plan.Note{note("treosulfan-dna-repair", "stop", "two-person", "")}, Drugs: []plan.OptionDrug{gap}, Sources: source, Status: evidence.Read}}
	p.Matrix = plan.Matrix{Known: true, Title: text("centre protocol", "本中心方案"), Days: []day.Transplant{-1, 0}, Dates: []day.Date{day.MustDate("2025-01-01"), day.MustDate("2025-01-02")},
		Rows: []plan.MatrixRow{{Key: "fludarabine", Name: text("Fludarabine", "氟达拉滨"), Detail: text("IV 30 min", "静脉 30 min"), Total: text("34 mg", "34 mg"), Derivation: "dose/fludarabine",
			Cells: []plan.MatrixCell{{Dose: "6.8 mg", Detail: "1 mg/kg", Derivation: "dose/fludarabine/-6", Given: "6.8 mg"}, {}}},
			{Key: "serotherapy", Name: text("Serotherapy", "体内去T细胞治疗"), Span: text("no recommendation read", "未查到推荐"), None: true},
			{Key: "graft", Name: text("Graft", "移植物"), Cells: []plan.MatrixCell{{}, {Dose: "PBSC"}}}}}
	p.Ledger = []plan.LedgerRow{{Agent: "cyclophosphamide", Name: text("Cyclophosphamide", "环磷酰胺"), Planned: fig("20", "mg/kg", "ledger/cyclophosphamide"), Given: plan.Figure{Unit: "mg/kg"},
		Ceiling: plan.Figure{Known: true, Text: "40", Value: 40, Unit: "mg/kg"}, Unit: "mg/kg", Verdict: "within", Effect: "stop", Sources: source, Status: evidence.Read}}
	p.Imaging = []plan.Exposure{{Entry: "note-1", Date: day.MustDate("2024-12-05"), Text: text("X-ray chest", "胸部X线"), Ionising: "yes", Gate: "open", Missing: []evidence.Text{text("approver", "批准人")}}}
}
