package i18n

// Evidence is the room of published cases and cohorts, and of patients like this one.
type Evidence struct {
	Title, Lead, Bias, Overlap, StatesTitle, ReportedMeans, NotReportedMeans, NotReadMeans                             string
	Diseases, Disease, Transplanted, OtherRows, Cohorts, Statements, NothingOn                                         string
	BackToAll, DiseaseLink, Of, Cases, CasesNote, NoCases, Timeline, TimelineNote, Months                              string
	FollowUpOpen, Coverage, CoverageNote, Field, Counted, KnownOf, Publication                                         string
	Figures, FiguresNote, Cohort, Measure, Patients, Published, Counts, Interval                                       string
	IntervalSource, IntervalWilson, IntervalNone, NoFigures, CountsOpen, Survival                                      string
	AcuteGVHD, StatementsNote, Unplaced, UnplacedNote, ManyDiseases, OtherNote                                         string
	Import, ImportLead, ImportSchema, Column, Kind, Meaning, Required, NotAccepted                                     string
	LikeTitle, LikeLead, LikeOrder, LikeAge, LikePublished, LikeOwn, LikeNone                                          string
	ThisChild, Likeness, Same, Near, Different, Open, Outcome, SameChild                                               string
	LikeGroups, LikeLater, OwnLead, OwnLink, OwnNone, OwnShown, OwnSynthetic, OwnLimit                                 string
	NotRecorded, AllOf, LikeLink, GeneOpen, PhenopacketLater, Alive, Dead, CountOnly                                   string
	FeatureGene, FeatureVariants, FeatureAge, FeatureDonor, FeatureConditioning                                        string
	FeatureInfections, Row, NotSupported, ClassCompared, Check, CheckButton, CheckField, CheckGood, CheckBad, Download string
}

var englishEvidence = Evidence{
	Title: "Evidence", Lead: "Published cases and cohorts, as they could be read. A count is never shown as a rate.",
	Bias:        "Publication bias: case reports are not a sample. A remarkable course, good or bad, is written up more readily than an ordinary one, and what could not be read is missing. No survival rate is computed from case reports, here or anywhere in Dayzero.",
	Overlap:     "One patient may stand in two publications, and a patient of this centre in one of them; Dayzero cannot tell.",
	StatesTitle: "Three states of a field", ReportedMeans: "the source gives it; the value is shown", NotReportedMeans: "the source was read and says nothing about it", NotReadMeans: "the place in the source was not seen by us: it may be there",
	Diseases: "Diseases with published rows or figures", Disease: "Disease", Transplanted: "Transplanted cases read", OtherRows: "Patients and groups without transplant data", Cohorts: "Cohorts", Statements: "Statements on groups of patients", NothingOn: "Nothing on groups of patients recorded for",
	BackToAll: "All diseases", DiseaseLink: "Disease profile", Of: "of", Cases: "Transplanted cases, one a row", CasesNote: "Each case opens to all its fields and its source.", NoCases: "No transplanted case of this disease is recorded. That says nothing about whether any was published.",
	Timeline: "Follow-up of each case", TimelineNote: "Disc: alive at the last report. Cross: dead. Open diamond: not known. The same figures stand in the table of cases.", Months: "months from transplant",
	FollowUpOpen: "follow-up not read", Coverage: "What was counted, and of how many", CoverageNote: "Counts of the cases in the table below. The denominator is the number of cases whose field is known, and differs from field to field.", Field: "Field", Counted: "Counted", KnownOf: "Known", Publication: "Year, country",
	Figures: "Figures of cohorts", FiguresNote: "A percentage is shown only where the source states it. The interval is that of the source, or computed from the counts of the source, or missing with its reason.", Cohort: "Cohort", Measure: "Figure", Patients: "Patients", Published: "As published", Counts: "Counts", Interval: "95 % interval",
	IntervalSource: "interval of the source", IntervalWilson: "computed here (Wilson)", IntervalNone: "no interval: the counts were not read", NoFigures: "No cohort with a percentage is recorded for this disease.", CountsOpen: "counts not read", Survival: "overall survival",
	AcuteGVHD: "acute GVHD", StatementsNote: "Taken from the disease profile. Where a percentage stands without an interval, the counts behind it were not read.", Unplaced: "Counted for no disease", UnplacedNote: "The gene was not read: until it has been, the case counts nowhere.", ManyDiseases: "Cohorts over many diseases", OtherNote: "Patients and groups whose publication was read without transplant data. They enter no count of this page.",
	Import: "Adding cases", ImportLead: "A table of cases is checked against a published schema, and every problem is told with its line.", ImportSchema: "Schema of the table (Table Schema, JSON)", Column: "Column", Kind: "Type", Meaning: "Meaning", Required: "required", NotAccepted: "A checked table enters nothing. It can be proposed, and enters the evidence when a second person has accepted it.",
	LikeTitle: "Patients like this one", LikeLead: "Each likeness is a list of named parts: what is the same, what is near, what differs, and what is open because one side is not known. There is no other score.",
	LikeOrder: "Order: first the gene, then most parts the same, most near, fewest open, and at last the identifier. Outcomes do not enter the order.", LikeAge: "Ages count as near when the younger is at least half as old: a convention of this page, from no paper. It orders the list and decides nothing.",
	LikePublished: "From published cases", LikeOwn: "From this centre's charts", LikeNone: "No published single patient can be compared.", ThisChild: "This child", Likeness: "Parts", Same: "same", Near: "near", Different: "different", Open: "open", Outcome: "Last report",
	SameChild:  "gives the same Day 0: most likely this very child, and no other patient. It is not compared.",
	LikeGroups: "groups of patients are not compared: a group resembles nobody", LikeLater: "published later than this page's day, or of unknown year, and not shown", OwnLead: "Charts that your account reaches, as of the same day. Opening them leaves a line for each chart in the audit trail.", OwnLink: "Compare with this centre's charts", OwnNone: "No other chart can be compared.",
	OwnShown: "charts compared", OwnSynthetic: "Synthetic charts stand beside a synthetic child only. They are no evidence.", OwnLimit: "Not all were opened; the number is limited for one page.", NotRecorded: "not recorded", AllOf: "All published rows and figures of this disease", LikeLink: "Evidence: patients like this one", GeneOpen: "gene not read",
	PhenopacketLater: "A case file leaves as a de-identified GA4GH phenopacket by dayzero export phenopacket CASE.yaml; what is left out is said.", Alive: "alive", Dead: "dead", CountOnly: "count, no rate",
	FeatureGene: "Gene", FeatureVariants: "Class of variants", FeatureAge: "Age at transplant", FeatureDonor: "Donor", FeatureConditioning: "Conditioning class", FeatureInfections: "Infection at transplant", Row: "Row", NotSupported: "not classed", ClassCompared: "Class that is compared",
	Check: "Check of a table of cases", CheckButton: "Check the table", CheckField: "Table of cases, CSV with its header", CheckGood: "The table keeps the schema. Nothing of it is stored.", CheckBad: "The table is refused; each line below names line and column.", Download: "The published rows as such a table (CSV)",
}

var chineseEvidence = Evidence{
	Title: "循证依据", Lead: "已发表的病例与队列，以实际查阅到的内容为准。例数绝不作为比率显示。",
	Bias:        "发表偏倚：个案报道不是抽样样本。病程特殊（无论好坏）者更易发表，未能查阅的内容缺失。Dayzero任何页面均不以个案报道计算生存率。",
	Overlap:     "同一患者可能见于两篇文献，本中心患者也可能已被发表；Dayzero无法判别。",
	StatesTitle: "字段的三种状态", ReportedMeans: "文献已给出，显示其值", NotReportedMeans: "已查阅文献，文中未提及", NotReadMeans: "尚未看到文献相应部分：可能有记载",
	Diseases: "有已发表病例或数据的疾病", Disease: "疾病", Transplanted: "已查阅的移植病例", OtherRows: "无移植资料的患者及病例组", Cohorts: "队列", Statements: "关于患者群体的陈述", NothingOn: "以下疾病无患者群体资料",
	BackToAll: "全部疾病", DiseaseLink: "疾病档案", Of: "/", Cases: "移植病例（每行一例）", CasesNote: "点击病例可查看全部字段及出处。", NoCases: "未收录本病的移植病例；这并不表示没有发表过。",
	Timeline: "各病例随访", TimelineNote: "实心圆：末次报告时存活；叉：死亡；空心菱形：不详。数据与病例表一致。", Months: "移植后月数",
	FollowUpOpen: "随访未查阅原文", Coverage: "计数及其分母", CoverageNote: "对下表病例的计数。分母为该字段已知的例数，各字段不同。", Field: "字段", Counted: "计数", KnownOf: "已知", Publication: "年份、国家",
	Figures: "队列数据", FiguresNote: "仅当文献给出百分比时才显示。区间取自文献，或由文献例数计算；均不可得时说明原因。", Cohort: "队列", Measure: "指标", Patients: "例数", Published: "文献数值", Counts: "事件数/例数", Interval: "95 %区间",
	IntervalSource: "文献给出的区间", IntervalWilson: "本页计算（Wilson法）", IntervalNone: "无区间：例数未查阅原文", NoFigures: "本病未收录含百分比的队列。", CountsOpen: "例数未查阅原文", Survival: "总生存率",
	AcuteGVHD: "急性移植物抗宿主病", StatementsNote: "取自疾病档案。百分比未附区间者，其例数未查阅原文。", Unplaced: "不计入任何疾病", UnplacedNote: "基因未查阅原文：查明之前不计入任何统计。", ManyDiseases: "跨多种疾病的队列", OtherNote: "所查阅的文献部分无移植资料的患者及病例组，不计入本页计数。",
	Import: "增补病例", ImportLead: "病例表按公开的格式逐项校验，所有问题均注明行号。", ImportSchema: "表格格式（Table Schema，JSON）", Column: "列名", Kind: "类型", Meaning: "含义", Required: "必填", NotAccepted: "校验通过的表格不会自动进入循证依据；可提交，经第二人接受后入库。",
	LikeTitle: "相似患者", LikeLead: "相似性逐项列出：相同、相近、不同，以及因一方不详而无法比较的项目。此外不设任何评分。",
	LikeOrder: "排序：先看基因，再看相同项最多、相近项最多、无法比较项最少，最后按编号。结局不参与排序。", LikeAge: "较小者年龄不小于较大者一半时视为相近：仅为本页约定，并非文献依据，只用于排序，不作任何判断。",
	LikePublished: "已发表病例", LikeOwn: "本中心病历", LikeNone: "没有可比较的已发表单个患者。", ThisChild: "本例患儿", Likeness: "各项", Same: "相同", Near: "相近", Different: "不同", Open: "无法比较", Outcome: "末次报告",
	SameChild:  "所报道的移植日相同：很可能就是本例患儿，并非另一名患者，故不作比较。",
	LikeGroups: "个病例组未作比较：群体不能与个人相似", LikeLater: "例发表于本页日期之后或年份不详，未显示", OwnLead: "您的账号可查看的病历，截至同一日期。打开时每份病历均在审计日志中留痕。", OwnLink: "与本中心病历比较", OwnNone: "没有可比较的其他病历。",
	OwnShown: "份病历已比较", OwnSynthetic: "模拟病历仅与模拟患儿并列，不作为证据。", OwnLimit: "并未全部打开：单页数量有限。", NotRecorded: "未记录", AllOf: "本病全部已发表病例与数据", LikeLink: "循证依据：相似患者", GeneOpen: "基因未查阅原文",
	PhenopacketLater: "病例文件可用 dayzero export phenopacket CASE.yaml 导出为去标识的GA4GH phenopacket，并说明略去的内容。", Alive: "存活", Dead: "死亡", CountOnly: "仅为例数，非比率",
	FeatureGene: "基因", FeatureVariants: "变异类别", FeatureAge: "移植时年龄", FeatureDonor: "供者", FeatureConditioning: "预处理强度", FeatureInfections: "移植时感染", Row: "病例", NotSupported: "无法归类", ClassCompared: "用于比较的类别",
	Check: "病例表校验", CheckButton: "校验表格", CheckField: "病例表（含表头的CSV）", CheckGood: "表格符合格式；内容不作保存。", CheckBad: "表格未通过；以下逐条注明行号与列号。", Download: "已发表病例表下载（CSV）",
}

// published are values of the table of cases that have a fixed Chinese form.
// Everything else a source says is shown as it was transcribed.
var published = map[string]string{
	"alive": "存活", "dead": "死亡", "male": "男", "female": "女", "yes": "有", "no": "无", "sibling": "同胞", "sister": "姐妹", "brother": "兄弟", "father": "父亲", "mother": "母亲",
	"unrelated": "非血缘", "matched sibling": "同胞全相合", "haploidentical": "单倍体", "MUD": "非血缘全相合（MUD）", "PBSC": "外周血造血干细胞", "umbilical cord blood": "脐带血", "T-cell depleted": "去T细胞",
	"RIC": "减低强度（RIC）", "MAC": "清髓性（MAC）", "RIC (no irradiation)": "减低强度（RIC），无照射", "MAC-type": "清髓性（MAC）类", "complete, stable": "完全嵌合，稳定", "no complication reported": "报道无并发症",
	"none at one year": "一年时无", "perfect match (as reported)": "完全相合（据报道）", "tailored, cautious (not published)": "个体化、谨慎（未公布）", "yes, fatal": "有，致死",
	"thrombotic microangiopathy, >3 months after HSCT": "血栓性微血管病，移植后3个月以上", "transplant-related toxicity (day 143)": "移植相关毒性（第143天）", "TCR-alpha-beta/CD19 depleted": "去除TCRαβ/CD19",
	"China": "中国", "Germany": "德国", "Germany (unsure)": "德国（存疑）", "Brazil": "巴西", "France": "法国", "Mexico": "墨西哥", "Portugal (presumed)": "葡萄牙（推测）", "biallelic truncating": "双等位基因截短变异",
}

// classes are the closed words by which patients are compared.
var classes = map[string]pair{
	"sibling": {"sibling", "同胞"}, "parent": {"parent", "父母"}, "other-relative": {"other relative", "其他亲属"}, "unrelated": {"unrelated", "非血缘"},
	"reduced": {"reduced intensity, by the definition of Slack 2018", "减低强度（按Slack 2018的定义）"}, "myeloablative": {"myeloablative", "清髓性"}, "none": {"no conditioning", "无预处理"},
	"active": {"active infection", "有活动性感染"}, "no-active": {"no active infection", "无活动性感染"}, "months": {"age in months", "月龄"},
	"truncating+truncating": {"both alleles truncating", "两个等位基因均为截短变异"}, "missense+truncating": {"one missense, one truncating", "一个错义、一个截短变异"},
	"missense+missense": {"both alleles missense", "两个等位基因均为错义变异"},
}

// Class gives the word for a class by which patients are compared; one without
// a word (a gene) is shown as it is.
func Class(language, class string) string { return lookup(classes, language, class) }

// Published gives the form of a transcribed value in a language; known is false
// for a value that exists in English only.
func Published(language, value string) (text string, known bool) {
	if Pick(language) == English {
		return value, true
	}
	text, known = published[value]
	if !known {
		return value, false
	}
	return text, true
}
