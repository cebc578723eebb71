package sheet

import (
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/plan"
)

func txt(en, zh string) evidence.Text { return evidence.Text{EN: en, ZH: zh} }

func fig(text, unit string) plan.Figure {
	return plan.Figure{Known: true, Text: text, Unit: unit, Derivation: "d"}
}

// sample is a synthetic plan with one of everything; no value in it stands for a
// real child or for a recommendation.
func sample() plan.Plan {
	zero := day.MustDate("2025-01-02")
	p := plan.Plan{Case: "lig4-shanghai", Title: txt("Founding case", "首例患儿"), Synthetic: true,
		Notice: txt("Synthetic · not the regimen he received.", "模拟数据，并非该患儿实际接受的方案。"),
		AsOf:   day.MustDate("2024-12-20"), KnowledgeVersion: "4f2c91aa0b5d4e6f8a7b", Chosen: "SYN-F1",
		Child: sampleChild(zero), Disease: plan.Disease{Known: true, Gene: "LIG4", Name: txt("LIG4 syndrome", "LIG4综合征"), Inheritance: "AR",
			Explained: txt("biallelic, in trans", "双等位基因变异，反式")},
		Stops: []plan.Note{{ID: "donor-carrier", Kind: "stop", Subject: "sister", Title: txt("Carrier donor", "供者为携带者"),
			Message: txt("Carrier of one familial variant.", "携带一个家系变异。"), Status: evidence.Derived, Overrule: "geneticist",
			Answered: &plan.Answered{On: day.MustDate("2024-12-18"), Reason: "carrier, not affected", By: []string{"geneticist (demo)"}}}},
		Cautions: []plan.Note{{ID: "infant-dosing-basis-signed", Kind: "caution", Title: txt("Under 10 kg and under 12 months", "体重<10 kg且<12月龄"),
			Message: txt("Per m2 would give 10.4 mg, per kg 6.8 mg.", "按m²为10.4 mg，按kg为6.8 mg。"), Status: evidence.Read,
			Sources: []evidence.Source{{ID: "practice", Text: "Corrections that bind", Locator: "1"}}}},
		Gaps: []plan.Note{{ID: "renal-missing-or-stale", Kind: "gap", Title: txt("Renal function", "肾功能"), Message: txt("Not recorded within the centre's limit.", "未在本中心规定期限内记录。"),
			Action: txt("Record it.", "请记录。"), Missing: []string{"renal_age_hours"}, Blocks: "signature", Status: evidence.Derived}},
		Gates:   []plan.Gate{{ID: "evaluation", Title: txt("Evaluation", "移植前评估"), Missing: []evidence.Text{txt("dental check", "口腔检查")}}, {ID: "donor", Title: txt("Donor", "供者"), Open: true}},
		Donors:  sampleDonors(),
		Options: sampleOptions(zero), Matrix: sampleMatrix(zero),
		Ledger: []plan.LedgerRow{{Agent: "cyclophosphamide", Name: txt("Cyclophosphamide", "环磷酰胺"), Planned: fig("20", "mg/kg"), Given: fig("0", "mg/kg"), Ceiling: fig("40", "mg/kg"), Verdict: "within", Status: evidence.Read},
			{Agent: "tbi", Name: txt("Total body irradiation", "全身照射"), Planned: fig("0", "Gy"), Given: fig("0", "Gy"), Ceiling: fig("0", "Gy"), Verdict: "within", Status: evidence.Read},
			{Agent: "imaging", Name: txt("Ionising imaging", "电离辐射影像检查"), Verdict: "unknown", Status: evidence.Gap}},
		Calendar: []plan.CalendarLine{{DayText: "Day +14", Date: zero.AddDays(14), Kind: "laboratory", Text: txt("Chimerism", "嵌合状态"), State: "ahead", Status: evidence.Secondary},
			{DayText: "Day +365", Date: zero.AddDays(365), Kind: "clinic", Text: txt("One-year visit", "一年随访"), State: "ahead", Local: true, Status: evidence.Unsure}},
		Outcome: plan.Outcome{Sentence: txt("No statement yet.", "尚无小结。"), Parts: []plan.OutcomePart{{ID: "chimerism", Text: txt("donor chimerism", "供者嵌合率"), State: "missing"}},
			Persists: []plan.OutcomePart{{ID: "radiosensitivity", Text: txt("radiosensitivity", "辐射敏感性"), State: "persists"}}},
		Signing: plan.Signing{Hash: "9ad1c0ffee00112233445566778899e7", Possible: false, Blocked: []evidence.Text{txt("a gap is open: renal function", "资料缺失未处理：肾功能")}},
		Derivations: map[string]evidence.Derivation{"dose/flu": {Label: txt("fludarabine", "氟达拉滨"), Value: "6.8", Unit: "mg", Formula: "1 mg/kg × 6.8 kg", Status: evidence.Derived},
			"surface": {Label: txt("body surface", "体表面积"), Value: "0.34769", Unit: "m2", Formula: "Mosteller", Status: evidence.Read}},
	}
	return p
}

func sampleChild(zero day.Date) plan.Child {
	return plan.Child{ID: "child", Label: txt("Founding case", "首例患儿"), Identifier: "SYN-0001", Sex: "male", Birth: day.MustDate("2024-05-10"),
		Age: txt("7 months", "7月龄"), Weight: fig("6.80", "kg"), WeightDate: txt("20 Dec 06:35", "12月20日 06:35"), Length: fig("64", "cm"), LengthDate: txt("17 Dec", "12月17日"),
		Surface: fig("0.3477", "m2"), Formula: "Mosteller", DosingWeight: fig("6.8", "kg"), BloodGroup: "A+", DonorGroup: "A+", Allergies: txt("none known", "无已知过敏史"),
		RadiosensitiveText: txt("YES", "是"), Ionising: txt("1 known, elsewhere unknown", "已知1次，院外不详"), BCG: txt("given at birth", "出生时已接种"),
		DayZero: zero, DayZeroPlanned: true, TransplantDay: "Day −13", TransplantDayZH: "−13 d"}
}

func sampleDonors() []plan.Donor {
	return []plan.Donor{{ID: "sister", Label: txt("Sister", "姐姐"), State: "eligible", Eligible: true, Chosen: true, Rank: 1, Match: plan.Match{Known: true, Of: 12, Count: 12},
		DescentText: txt("identical by descent", "同源全相合（家系证实）"), FamilyText: txt("carrier", "携带者")},
		{ID: "father", Label: txt("Father", "父亲"), State: "blocked", Backup: true, Rank: 2, Match: plan.Match{Known: true, Of: 12, Count: 6, GvH: 6, HvG: 6}, DescentText: txt("one haplotype shared", "单倍体相合"),
			Reasons: []plan.Note{{ID: "donor-not-tested-for-variants", Kind: "stop", Title: txt("Not tested", "未检测"), Message: txt("Test before clearance.", "放行前须检测。")}}},
		{ID: "mother", Label: txt("Mother", "母亲"), State: "excluded"}}
}

func sampleOptions(zero day.Date) []plan.Option {
	flu := plan.OptionDrug{Drug: "fludarabine", Name: txt("Fludarabine", "氟达拉滨"), Published: "1 mg/kg × 2", Basis: "per-kg", PerCourse: fig("13.6", "mg")}
	for _, n := range []day.Transplant{-6, -5} {
		flu.Administrations = append(flu.Administrations, plan.Administration{Day: n, Date: n.On(zero), Exact: fig("6.80", "mg"), Dose: fig("6.8", "mg"), Deviation: fig("0", "%"), PerBasis: fig("1", "mg/kg"), Derivation: "dose/flu"})
	}
	cy := plan.OptionDrug{Drug: "cyclophosphamide", Name: txt("Cyclophosphamide", "环磷酰胺"), Published: "5 mg/kg × 1", Basis: "per-kg", PerCourse: fig("34.0", "mg"),
		Administrations: []plan.Administration{{Day: -5, Date: day.Transplant(-5).On(zero), Exact: fig("34", "mg"), Dose: fig("34", "mg"), Deviation: fig("0", "%"), PerBasis: fig("5", "mg/kg")}}}
	return []plan.Option{
		{Regimen: "SYN-F1", Base: "IEWP-F", Name: txt("Centre protocol SYN-F1 (synthetic)", "本中心方案SYN-F1（模拟）"), Verdict: "listed", Ranked: true, Commissioned: true, Centre: true, Chosen: true, Drugs: []plan.OptionDrug{flu, cy},
			Reasons: []plan.Note{{ID: "protocol-f-listed", Kind: "note", Title: txt("Listed by the guideline", "指南列入"), Message: txt("For DNA-repair disorders except Artemis.", "用于除Artemis外的DNA修复缺陷病。"), Status: evidence.Read}}},
		{Regimen: "IEWP-B", Base: "IEWP-B", Name: txt("Protocol B", "方案B"), Verdict: "contraindicated",
			Drugs:   []plan.OptionDrug{{Drug: "treosulfan", Name: txt("Treosulfan", "曲奥舒凡"), Published: "30–42 g/m2", Gap: txt("no amount for a closed option", "禁忌方案不显示剂量")}},
			Reasons: []plan.Note{{ID: "treosulfan-dna-repair", Kind: "stop", Title: txt("Contraindicated by the EU label", "欧盟说明书禁忌"), Message: txt("DNA breakage repair disorders.", "DNA断裂修复障碍。"), Status: evidence.Read}}},
	}
}

func sampleMatrix(zero day.Date) plan.Matrix {
	m := plan.Matrix{Known: true, Title: txt("Centre protocol SYN-F1 (synthetic)", "本中心方案SYN-F1（模拟）")}
	for n := day.Transplant(-6); n <= 0; n++ {
		m.Days, m.Dates = append(m.Days, n), append(m.Dates, n.On(zero))
	}
	cells := func(at map[int]plan.MatrixCell) []plan.MatrixCell {
		row := make([]plan.MatrixCell, 7)
		for i, c := range at {
			row[i] = c
		}
		return row
	}
	flu := plan.MatrixCell{Dose: "6.80 mg", Detail: "1 mg/kg"}
	m.Rows = []plan.MatrixRow{
		{Key: "fludarabine", Name: txt("Fludarabine", "氟达拉滨"), Detail: txt("IV 30 min, per kg", "IV 30分钟，按kg"), Cells: cells(map[int]plan.MatrixCell{0: flu, 1: flu}), Total: txt("13.6 mg · 2 mg/kg · 39.1 mg/m2", "13.6 mg · 2 mg/kg · 39.1 mg/m2")},
		{Key: "cyclophosphamide", Name: txt("Cyclophosphamide", "环磷酰胺"), Detail: txt("IV 60 min, per kg", "IV 60分钟，按kg"), Cells: cells(map[int]plan.MatrixCell{1: {Dose: "34 mg", Detail: "5 mg/kg"}}), Total: txt("34 mg · 5 mg/kg", "34 mg · 5 mg/kg")},
		{Key: "serotherapy", Name: txt("Serotherapy", "体内去T细胞治疗"), Span: txt("no recommendation for a matched sibling was read", "未查阅到同胞全相合的建议"), None: true},
		{Key: "gvhd-prophylaxis", Name: txt("GVHD prophylaxis", "移植物抗宿主病预防"), Span: txt("centre entry", "本中心录入")},
		{Key: "graft", Name: txt("Graft", "移植物"), Detail: txt("Sister", "姐姐"), Cells: cells(map[int]plan.MatrixCell{6: {Dose: "PBSC"}})},
	}
	return m
}

// signed is the sample with its gap closed and both signatures.
func signed() plan.Plan {
	p := sample()
	p.Gaps, p.Signing.Blocked, p.Signing.Possible, p.Signing.Complete = nil, nil, true, true
	p.Signing.Signed = []plan.Signed{
		{Name: "Physician (demo)", Role: "physician", At: "2024-12-20T10:12:00+08:00", Meaning: "I have checked this plan.", Hash: p.Signing.Hash, Current: true},
		{Name: "Pharmacist (demo)", Role: "pharmacist", At: "2024-12-20T11:02:00+08:00", Meaning: "I have checked this plan.", Hash: p.Signing.Hash, Current: true}}
	return p
}
