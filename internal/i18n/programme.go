package i18n

// Programme is the page of the centre's figures, and its printed report.
type Programme struct {
	Title, Lead, SyntheticRows, SyntheticMark, None, NoOutcome, RefusedRows, Row, ShowReal, ShowSynthetic             string
	Filters, All, From, To, Apply, Reset, Compare, NoCompare, AskNone, AskKM, AskHelp                                 string
	Before, BeforeLead, CountedOn, Interval, IntervalProportion, AtHorizon, ReferenceLabel, ReferenceOwn, Design      string
	CurveInterval, Cut, SmallGroups, Selected, Transplants, Answers, RefusedWish, Reworked                            string
	Activity, PerYear, PerKey, Year, Count, Total, Unknown, Figures, Definition, ReadAt, NotShown, Few, Group         string
	AtRisk, Censored, Events, Days, Years, AfterDayZero, AsTable, Data, TestNote                                      string
	GVHD, GVHDNote, NotGraded, Quality, QualityLead, Funnel, FunnelAxis, FunnelSize, Limits, OuterLimits              string
	Hollow, Reference, Deaths, NotFollowed, Method, Counted, CUSUM, CUSUMAxis, CUSUMCount, Threshold, Signal          string
	NoSignal, SignalAt, FalseAlarm, ExpectedLess, FollowUp, Median, Lost, Completeness, Complete, Horizon, NotReached string
	Published, PublishedLead, Conventions, Report, ReportLead, Printed, KnowledgeVersion, NotBuilt, NotBuiltText      string
	Origin, OriginLead, Imported, FromCharts, Without, Outside, Behind, ComputedOn, Compute, ComputeHelp              string
	LaterNote, Chronic, ChronicNote, ChronicUnknown                                                                   string
	ExportText, PerYearTable, Alive, Dead, Value, Survival, Left, Period                                              string
}

var englishProgramme = Programme{
	Title: "Programme", Lead: "One transplant per row. Each figure names its definition, its interval and its conventions, and opens to its numbers.",
	SyntheticRows: "All rows are synthetic: they enter no evidence and no count of a real programme.", SyntheticMark: "synthetic rows", None: "No transplant is recorded.",
	NoOutcome: "transplants without an outcome: counted as activity, left out of every curve", RefusedRows: "Rows that could not be read, left out of everything", Row: "Row",
	ShowReal: "Show the rows of the centre", ShowSynthetic: "Show the synthetic rows",
	Filters: "Selection", All: "all", From: "From", To: "To", Apply: "Apply", Reset: "All transplants", Compare: "Compare by", NoCompare: "no comparison",
	AskNone: "cumulative incidence", AskKM: "one minus Kaplan–Meier", AskHelp: "Causes that compete",
	Before: "Chosen before looking", BeforeLead: "These choices stand in the address of the page, so that a figure can be made again exactly.", CountedOn: "Counted on", Interval: "Interval",
	IntervalProportion: "Proportions, where everyone was followed", AtHorizon: "Quality at", ReferenceLabel: "Reference survival", ReferenceOwn: "the selection's own survival", Design: "CUSUM design",
	CurveInterval: "Curves: 95 % limits, log-log, Greenwood variance", Cut: "A curve ends where fewer than 10 are at risk", SmallGroups: "Groups of fewer than 5 are hidden in every export",
	Selected: "Selected", Transplants: "transplants", Answers: "Asked and answered in another form", RefusedWish: "Refused", Reworked: "Answered in another form",
	Activity: "Activity", PerYear: "Transplants per year", PerKey: "Transplants by", Year: "Year", Count: "Count", Total: "Total", Unknown: "unknown", Figures: "Outcomes", Definition: "Definition",
	ReadAt: "Read at", NotShown: "not shown: fewer than 10 at risk", Few: "too few for a curve", Group: "Group", AtRisk: "At risk", Censored: "Censored", Events: "Events",
	Days: "Days", Years: "Years", AfterDayZero: "after Day 0", AsTable: "As a table: at risk, censored and events", Data: "Data (CSV)",
	TestNote: "Describes this selection; it is not adjusted, and where curves cross a log-rank test says little.",
	GVHD:     "Acute GVHD, highest grade", GVHDNote: "Counts, no incidence: the rows carry no day of onset for every grade of II to IV, and a share of everyone would count those who died early as free of it.",
	NotGraded: "not graded", Quality: "Quality of the centre", QualityLead: "Survival at the chosen horizon among the transplants that could have reached it by the closing day. Not adjusted for case mix.",
	Funnel: "Funnel: survival by year of transplant", FunnelAxis: "Survival at the horizon", FunnelSize: "Transplants in the year", Limits: "95 % limits", OuterLimits: "99.8 % limits",
	Hollow: "A hollow mark does not count: fewer than 5 transplants, or fewer than 80 % followed to the horizon.", Reference: "reference", Deaths: "Deaths", NotFollowed: "Not followed", Method: "Method", Counted: "Counts",
	CUSUM: "CUSUM of deaths by the horizon, in order of transplant", CUSUMAxis: "Log-likelihood ratio, cumulative", CUSUMCount: "Transplants followed to the horizon", Threshold: "threshold", Signal: "signal",
	NoSignal: "The path does not reach the threshold.", SignalAt: "The path first reaches the threshold at transplant", FalseAlarm: "Were the reference true, a false alarm would come on average after this many transplants",
	ExpectedLess: "Expected less observed deaths", FollowUp: "Completeness of follow-up", Median: "Median follow-up (reverse Kaplan–Meier)", Lost: "Lost to follow-up", Completeness: "Completeness index (seen / possible person-time)",
	Complete: "State at the horizon known, of all (later transplants cannot have reached it)", Horizon: "Horizon", NotReached: "not reached", Published: "Published cohorts, as points to look at", PublishedLead: "They differ in disease, donor, era and definition. Nothing is tested against them.",
	Conventions: "Definitions and conventions", Report: "Programme report", ReportLead: "Computed from one transplant per row; nothing is adjusted for case mix.", Printed: "Made on", KnowledgeVersion: "Knowledge",
	NotBuilt: "Not built yet", NotBuiltText: "Case-mix models and a comparison of several centres.",
	LaterNote: "are later transplants of a child: counted in the activity, and in the curves only where they are selected, so that a child counts once", Chronic: "Chronic GVHD, worst stated", ChronicUnknown: "not stated",
	ChronicNote: "No incidence is drawn: it needs the day of every chronic GVHD, and a word on it from at least 80 % of the transplants. A curve of those who speak of it would be one of those who had it.",
	Origin:      "Where the rows come from", OriginLead: "A chart in which a graft was infused is one row, made from its entries; rows that were imported stand beside them. A chart that no longer agrees is computed again.",
	Imported: "Imported rows", FromCharts: "Charts with a transplant", Without: "Charts without one yet", Outside: "Charts outside your scope, not counted", Behind: "Charts to be computed again", ComputedOn: "Oldest row of a chart made on",
	Compute: "Compute the charts again", ComputeHelp: "Runs beside the server; a page shows how far it has come.",
	ExportText:   "dayzero report programme --research FILE writes a table without names: random identifiers, shifted dates, ages in bands, no combination rarer than 5, and the k that was reached.",
	PerYearTable: "Survival by year of transplant", Alive: "Alive", Dead: "Dead", Value: "Value", Survival: "Survival", Left: "left out: not followed to the horizon", Period: "Period of transplant",
}

var chineseProgramme = Programme{
	Title: "移植中心质控", Lead: "每行一例移植。每幅图均注明定义、置信区间与约定，并可展开至原始数字。",
	SyntheticRows: "所有行均为模拟数据：不计入循证依据，也不计入真实中心的统计。", SyntheticMark: "模拟数据", None: "无移植记录。",
	NoOutcome: "例无结局记录：计入移植例数，不纳入任何曲线", RefusedRows: "无法读取的行，未纳入任何统计", Row: "行",
	ShowReal: "显示本中心数据", ShowSynthetic: "显示模拟数据",
	Filters: "筛选", All: "全部", From: "自", To: "至", Apply: "应用", Reset: "全部移植", Compare: "分组比较", NoCompare: "不分组",
	AskNone: "累积发生率", AskKM: "1 − Kaplan–Meier（一减生存率）", AskHelp: "相互竞争的原因",
	Before: "查看结果前已选定", BeforeLead: "以下选择均写入本页网址，可完全重现同一图表。", CountedOn: "统计截止日", Interval: "置信区间",
	IntervalProportion: "比例（全部随访到位时）", AtHorizon: "质控时点", ReferenceLabel: "参考生存率", ReferenceOwn: "所选移植自身的生存率", Design: "累积和控制图设计",
	CurveInterval: "曲线：95 %置信限，log-log变换，Greenwood方差", Cut: "在险人数不足10例处曲线终止", SmallGroups: "导出时隐藏不足5例的组",
	Selected: "已选", Transplants: "例移植", Answers: "以其他形式回答的请求", RefusedWish: "不予提供", Reworked: "改用其他形式回答",
	Activity: "移植活动", PerYear: "每年移植例数", PerKey: "移植例数，按", Year: "年份", Count: "例数", Total: "合计", Unknown: "不详", Figures: "结局", Definition: "定义",
	ReadAt: "读取时点", NotShown: "不显示：在险人数不足10例", Few: "例数过少，不绘制曲线", Group: "分组", AtRisk: "在险", Censored: "删失", Events: "事件",
	Days: "天", Years: "年", AfterDayZero: "（自0 d起）", AsTable: "表格形式：在险、删失与事件数", Data: "数据（CSV）",
	TestNote: "仅描述所选数据，未校正；曲线交叉时对数秩检验意义有限。",
	GVHD:     "急性移植物抗宿主病，最高分度", GVHDNote: "仅为例数，不是发生率：并非每例II–IV度均记录发生日期；以全体为分母会把早期死亡者算作未发生。",
	NotGraded: "未评分", Quality: "中心质量", QualityLead: "截止日前可达所选时点的移植，其该时点生存率。未按病例组合校正。",
	Funnel: "漏斗图：按移植年份的生存率", FunnelAxis: "时点生存率", FunnelSize: "当年移植例数", Limits: "95 %控制限", OuterLimits: "99.8 %控制限",
	Hollow: "空心点不计入：移植不足5例，或随访至该时点者不足80 %。", Reference: "参考值", Deaths: "死亡", NotFollowed: "未随访到位", Method: "方法", Counted: "计入",
	CUSUM: "按移植顺序的死亡累积和控制图", CUSUMAxis: "累积对数似然比", CUSUMCount: "随访至该时点的移植例数", Threshold: "阈值", Signal: "报警",
	NoSignal: "曲线未达阈值。", SignalAt: "曲线首次达到阈值：移植序号", FalseAlarm: "若参考值成立，平均多少例移植出现一次误报",
	ExpectedLess: "预期减实际死亡数", FollowUp: "随访完整率", Median: "中位随访时间（反向Kaplan–Meier）", Lost: "失访", Completeness: "完整率指数（实际/可能人时）",
	Complete: "该时点状态已知者占全部比例（较晚移植者尚未到达）", Horizon: "时点", NotReached: "未达到", Published: "已发表队列，仅供对照", PublishedLead: "疾病、供者、年代与定义各不相同，不与之做统计检验。",
	Conventions: "定义与约定", Report: "移植中心质控报告", ReportLead: "按每行一例移植计算；未按病例组合校正。", Printed: "生成于", KnowledgeVersion: "知识库",
	NotBuilt: "尚未建成", NotBuiltText: "病例组合模型及多中心比较尚未建成。",
	LaterNote: "例为同一患儿的再次移植：计入移植例数；仅在筛选时纳入曲线，以保证每例患儿只计一次", Chronic: "慢性移植物抗宿主病，最重程度", ChronicUnknown: "未记录",
	ChronicNote: "未绘制发生率曲线：须每例慢性GVHD均有发生日期，且至少80 %的移植记录了有无慢性GVHD；仅以有记录者绘制的曲线只反映患病者。",
	Origin:      "数据来源", OriginLead: "已输注移植物的病历各为一行，由其记录生成；导入的行并列其旁。与病历不再一致的行须重新计算。",
	Imported: "导入的行", FromCharts: "已移植的病历", Without: "尚未移植的病历", Outside: "不在您权限范围内的病历（未计入）", Behind: "待重新计算的病历", ComputedOn: "病历行最早生成于",
	Compute: "重新计算病历数据", ComputeHelp: "在服务器后台运行，可在任务页查看进度。",
	ExportText:   "dayzero report programme --research FILE 可导出去标识数据：随机编号、日期平移、年龄分段，任一组合均不少于5例，并注明达到的k值。",
	PerYearTable: "按移植年份的生存率", Alive: "存活", Dead: "死亡", Value: "数值", Survival: "生存率", Left: "例未随访至该时点，未纳入", Period: "移植时期",
}

// programmeTerms are the codes of programme rows.
var programmeTerms = map[string]pair{
	"group": {"disease group", "疾病组"}, "donor": {"donor", "供者"}, "graft": {"graft", "移植物"}, "conditioning": {"conditioning", "预处理"},
	"period": {"period", "移植时期"}, "year": {"year", "年份"}, "gvhd": {"acute GVHD", "急性移植物抗宿主病"},
	"IEI": {"inborn errors of immunity", "免疫出生错误"}, "IEM": {"inborn errors of metabolism", "遗传代谢病"},
	"matched-sibling": {"matched sibling", "同胞全相合供者"}, "unrelated": {"unrelated donor", "非血缘供者"}, "unrelated-cord": {"unrelated cord blood", "非血缘脐带血"},
	"haploidentical": {"haploidentical donor", "单倍体相合供者"}, "bone-marrow": {"bone marrow", "骨髓"}, "pbsc": {"peripheral-blood stem cells", "外周血造血干细胞"}, "cord": {"cord blood", "脐带血"},
	"Bu/Flu full exposure": {"Bu/Flu, full exposure", "白消安/氟达拉滨，全暴露量"}, "Bu/Flu reduced exposure": {"Bu/Flu, reduced exposure", "白消安/氟达拉滨，减低暴露量"},
	"Treo/Flu": {"Treo/Flu", "曲奥舒凡/氟达拉滨"}, "Flu/Mel": {"Flu/Mel", "氟达拉滨/美法仑"}, "Flu/low-dose Cy": {"Flu/low-dose Cy", "氟达拉滨/低剂量环磷酰胺"},
	"gvhd-ii-iv": {"acute GVHD II to IV by day +100", "+100 d前II–IV度急性GVHD"}, "gvhd-0-i": {"none or grade I by day +100", "+100 d前无或I度"},
	"clopper-pearson": {"Clopper–Pearson (exact)", "Clopper–Pearson（精确法）"}, "wilson": {"Wilson (score)", "Wilson（得分法）"}, "jeffreys": {"Jeffreys", "Jeffreys法"},
	"kaplan-meier log-log": {"Kaplan–Meier, log-log", "Kaplan–Meier法，log-log"}, "log-rank": {"log-rank test", "对数秩检验"}, "Gray": {"Gray's test", "Gray检验"},
	"number": {"transplant of the child", "移植次数"}, "first": {"first", "首次移植"}, "later": {"later", "再次移植"},
	"no": {"no", "无"}, "yes": {"yes, severity not stated", "有，未注明程度"}, "mild": {"mild", "轻度"}, "moderate": {"moderate", "中度"}, "severe": {"severe", "重度"},
	"100": {"100 days", "100天"}, "365": {"one year", "1年"},
}

// ProgrammeTerm gives the word for a code of a programme row; a code that the
// programme does not know is looked up among the terms of the chart.
func ProgrammeTerm(language, code string) string {
	if _, ok := programmeTerms[code]; ok {
		return lookup(programmeTerms, language, code)
	}
	return Term(language, code)
}
