package i18n

import "maps"

// Course are the words of the course room, the scored forms, today's sheet and
// the follow-up.
type Course struct {
	Alerts, NoAlert, Interrupts, Notice, Changed, Definition, Check, MissingInputs, TeamDecides, RestsOn        string
	Acknowledge, AcknowledgeHelp, Reason, Acknowledged, AcknowledgedBy                                          string
	NotStarted, Flowsheet, FlowNote, Earlier, Later, Days, Folded, AllDays, From, Corrected                     string
	Withdrawn, Running, Legend, Today, TodayLink, NoValues                                                      string
	Endpoints, EndpointsNote, Edition                                                                           string
	Trends, Gate, GateOpen, GateShut, GateMet, GateNotMet, GateUnknown, GateSign, GateLead, Sign, State, Result string
	Rounds, Problems, Lines, InPlace, Removed, NotRecorded, Cultures, NoCultures, Antimicrobials                string
	Day, DayOf, Running1, Balance, In, Out, Net, Weight, Baseline, FromBaseline, Fevers, NoFever                string
	Minutes, StillNone, Medicines, Since, Until, Taper, Stopped, Dose, Steps                                    string
	Score, ScoreLead, ScoreSave, LastScore, BodyMap, BodyLead, When, LastMeasured                               string
	SheetTitle, SheetPrint, DueToday, NothingDue, OpenTasks, NoTasks, Signature, PrintedAt, Version             string
	ForNextShift                                                                                                string
	And                                                                                                         string // between the members of a list
	Handover, HandoverNone, HandoverNote, HandOver, TakeOver, GivenBy, TakenBy, NotTaken                        string
}

var englishCourse = Course{
	Alerts: "Alerts", NoAlert: "No alert stands.", Interrupts: "Look now", Notice: "In the list", Changed: "Changed", Definition: "Definition", Check: "Check next", MissingInputs: "Missing", TeamDecides: "Team decides", RestsOn: "Rests on",
	Acknowledge: "Acknowledge", AcknowledgeHelp: "A reason is kept with your name. When the state changes, the alert stands again.", Reason: "Reason", Acknowledged: "Acknowledged", AcknowledgedBy: "acknowledged by",
	NotStarted: "No graft has been infused by this day: the course begins with Day 0.", Flowsheet: "Flowsheet", FlowNote: "Every value opens to its entry. Another unit, specimen or method has a row of its own.", Earlier: "Earlier", Later: "Later", Days: "Days", Folded: "Days with values", AllDays: "Every day", From: "from", Corrected: "corrected",
	Withdrawn: "result withdrawn", Running: "medicine runs", Legend: "Marks", Today: "today", TodayLink: "Today's sheet", NoValues: "No value in these days.",
	Endpoints: "Endpoints by named definition", EndpointsNote: "What is missing is named; what the texts leave open is the team's.", Edition: "Edition",
	Trends: "Trends", Gate: "Discharge gate", GateOpen: "Every fact is met: the gate is open.", GateShut: "Not met or not known", GateMet: "met", GateNotMet: "not met", GateUnknown: "not known", GateSign: "Sign a line", GateLead: "A checklist of facts; the decision is the team's.", Sign: "Sign", State: "State", Result: "What was found",
	Rounds: "Round and handover", Problems: "By system", Lines: "Lines", InPlace: "in place", Removed: "removed", NotRecorded: "not recorded", Cultures: "Cultures", NoCultures: "No culture is recorded.", Antimicrobials: "Antimicrobial days",
	Day: "Day", DayOf: "day %d", Running1: "running", Balance: "Fluid balance and weight", In: "In", Out: "Out", Net: "Net", Weight: "Weight", Baseline: "Baseline", FromBaseline: "From baseline", Fevers: "Fever to first antimicrobial", NoFever: "No fever is recorded.",
	Minutes: "min", StillNone: "none recorded since", Medicines: "Medicines", Since: "from", Until: "to", Taper: "changed", Stopped: "stopped", Dose: "As ordered", Steps: "Orders",
	Score: "Scored forms", ScoreLead: "An empty answer is unknown, never normal. The result is computed when the form is recorded, by every system side by side.", ScoreSave: "Record this form", LastScore: "Last", BodyMap: "Body map", BodyLead: "Share of each region in percent of the whole body surface. The sum is the affected surface; no share by age is assumed.", When: "Scored at; empty means now", LastMeasured: "last measured:",
	SheetTitle: "Today's sheet", SheetPrint: "Print with the browser; one sheet a day.", DueToday: "Due", NothingDue: "Nothing is due by the calendar.", OpenTasks: "Open tasks", NoTasks: "No open task.", Signature: "Name, time", PrintedAt: "Made at", Version: "Knowledge",
	Handover: "Handover", HandoverNone: "No handover is recorded.", HandoverNote: "What the next shift must know", HandOver: "Hand over with my name", TakeOver: "Take over with my name", GivenBy: "Given by", TakenBy: "taken over by", NotTaken: "not taken over yet",
	ForNextShift: "Open alerts", And: ", ",
}

var chineseCourse = Course{
	Alerts: "预警", NoAlert: "目前无预警。", Interrupts: "立即查看", Notice: "列表提示", Changed: "变化", Definition: "定义", Check: "下一步核对", MissingInputs: "缺少", TeamDecides: "由团队决定", RestsOn: "依据记录",
	Acknowledge: "确认已阅", AcknowledgeHelp: "理由与姓名一并留存；状态变化后预警重新出现。", Reason: "理由", Acknowledged: "已确认", AcknowledgedBy: "确认人",
	NotStarted: "截至该日尚未回输移植物：移植病程自0 d起。", Flowsheet: "病程流程表", FlowNote: "每个数值可打开原始记录。单位、标本或方法不同者另列一行。", Earlier: "更早", Later: "更晚", Days: "天数", Folded: "仅有数据的日期", AllDays: "每一天", From: "来源", Corrected: "已更正",
	Withdrawn: "结果已撤回", Running: "用药中", Legend: "标记", Today: "当日", TodayLink: "今日单", NoValues: "这些日期内无数值。",
	Endpoints: "按定义计算的终点", EndpointsNote: "缺项逐一列明；文献未定者由团队决定。", Edition: "版本",
	Trends: "趋势图", Gate: "出院放行核查", GateOpen: "各项事实均已满足：可放行。", GateShut: "未满足或不明", GateMet: "满足", GateNotMet: "未满足", GateUnknown: "不明", GateSign: "签认一项", GateLead: "仅为事实清单；是否出院由团队决定。", Sign: "签认", State: "状态", Result: "所见",
	Rounds: "查房与交班", Problems: "按系统", Lines: "管路", InPlace: "在位", Removed: "已拔除", NotRecorded: "未记录", Cultures: "培养", NoCultures: "无培养记录。", Antimicrobials: "抗感染用药天数",
	Day: "移植日", DayOf: "第%d天", Running1: "使用中", Balance: "液体平衡与体重", In: "入量", Out: "出量", Net: "净平衡", Weight: "体重", Baseline: "基线", FromBaseline: "较基线", Fevers: "发热至首剂抗感染药物", NoFever: "无发热记录。",
	Minutes: "分钟", StillNone: "其后尚无给药记录", Medicines: "用药", Since: "自", Until: "至", Taper: "已调整", Stopped: "已停", Dose: "医嘱", Steps: "医嘱记录",
	Score: "评分表", ScoreLead: "留空表示不明，绝不视为正常。保存时自动计算，各分度系统并列。", ScoreSave: "保存本表", LastScore: "最近一次", BodyMap: "体表示意图", BodyLead: "各区受累面积占全身体表面积的百分比，其和即受累面积；不按年龄假定各区比例。", When: "评估时间；留空为当前", LastMeasured: "最近检测：",
	SheetTitle: "今日单", SheetPrint: "用浏览器打印，每日一张。", DueToday: "应做", NothingDue: "日程中无应做项目。", OpenTasks: "未完成任务", NoTasks: "无未完成任务。", Signature: "姓名、时间", PrintedAt: "生成时间", Version: "知识库",
	Handover: "交班", HandoverNone: "尚无交班记录。", HandoverNote: "下一班须知", HandOver: "署名交班", TakeOver: "署名接班", GivenBy: "交班人", TakenBy: "接班人", NotTaken: "尚未接班",
	ForNextShift: "未处理预警", And: "、",
}

// courseTerms are the words of what the ward measures and records.
var courseTerms = map[string]pair{
	"temperature": {"temperature", "体温"}, "heart-rate": {"heart rate", "心率"}, "respiratory-rate": {"respiratory rate", "呼吸频率"}, "systolic-pressure": {"systolic pressure", "收缩压"},
	"diastolic-pressure": {"diastolic pressure", "舒张压"}, "oxygen-saturation": {"oxygen saturation", "血氧饱和度"}, "fluid-in": {"fluid in", "液体入量"}, "fluid-out": {"fluid out", "液体出量"},
	"fluid-balance": {"fluid balance", "液体平衡"}, "stool-volume": {"stool volume", "粪便量"}, "urine-output": {"urine output", "尿量"}, "white-cells": {"white cells", "白细胞"},
	"alt": {"ALT", "ALT"}, "ast": {"AST", "AST"}, "ggt": {"GGT", "GGT"}, "albumin": {"albumin", "白蛋白"}, "urea": {"urea", "尿素"}, "potassium": {"potassium", "钾"}, "magnesium": {"magnesium", "镁"},
	"phosphate": {"phosphate", "磷"}, "sodium": {"sodium", "钠"}, "urine-protein-creatinine": {"urine protein/creatinine", "尿蛋白/肌酐"}, "sc5b9": {"sC5b-9", "sC5b-9"}, "haptoglobin": {"haptoglobin", "结合珠蛋白"},
	"crp": {"C-reactive protein", "C反应蛋白"}, "procalcitonin": {"procalcitonin", "降钙素原"}, "galactomannan": {"galactomannan", "半乳甘露聚糖"}, "cd3": {"CD3 cells", "CD3⁺细胞"}, "cd4": {"CD4 cells", "CD4⁺细胞"},
	"cd8": {"CD8 cells", "CD8⁺细胞"}, "cd19": {"B cells (CD19)", "B细胞（CD19⁺）"}, "nk": {"NK cells", "NK细胞"}, "naive-cd4": {"naive CD4 cells", "初始CD4⁺T细胞"}, "iga": {"IgA", "IgA"}, "igm": {"IgM", "IgM"},
	"tacrolimus-trough": {"tacrolimus trough", "他克莫司谷浓度"}, "sirolimus-trough": {"sirolimus trough", "西罗莫司谷浓度"}, "whole-blood": {"whole blood", "全血"}, "whole blood": {"whole blood", "全血"}, "plasma": {"plasma", "血浆"}, "serum": {"serum", "血清"},
	"ciclosporin": {"ciclosporin", "环孢素"}, "tacrolimus": {"tacrolimus", "他克莫司"}, "fluconazole": {"fluconazole", "氟康唑"}, "micafungin": {"micafungin", "米卡芬净"}, "aciclovir": {"aciclovir", "阿昔洛韦"},
	"co-trimoxazole": {"co-trimoxazole", "复方磺胺甲噁唑"}, "intravenous immunoglobulin": {"intravenous immunoglobulin", "静脉用丙种球蛋白"}, "ursodeoxycholic acid": {"ursodeoxycholic acid", "熊去氧胆酸"},
	"ondansetron": {"ondansetron", "昂丹司琼"}, "specimen not stated": {"specimen not stated", "标本未注明"}, "karnofsky": {"Karnofsky", "Karnofsky评分"},
	"centre entry": {"centre entry", "由本中心填写"}, "stool": {"stool", "粪便"}, "urine": {"urine", "尿液"},
	"ganciclovir": {"ganciclovir", "更昔洛韦"}, "filgrastim": {"filgrastim", "非格司亭"}, "mesna": {"mesna", "美司钠"}, "adenovirus": {"adenovirus", "腺病毒"}, "past": {"past", "已过"}, "none-known": {"none known", "无已知过敏"},
	"both parents": {"both parents", "父母双方"}, "home hospital": {"home hospital", "当地医院"}, "transplant centre": {"transplant centre", "移植中心"},
	// the items of the work-up as the record names them
	"heart": {"heart", "心脏"}, "lung": {"lung", "肺"}, "liver": {"liver", "肝脏"}, "kidney": {"kidney", "肾脏"}, "marrow": {"marrow", "骨髓"}, "brain": {"brain", "脑"}, "chest": {"chest", "胸部"}, "immune": {"immune system", "免疫功能"},
	"virology": {"virology", "病毒学检查"}, "fungi": {"fungi", "真菌"}, "toxoplasma": {"toxoplasma", "弓形虫"}, "fertility": {"fertility", "生育力"}, "dental": {"teeth", "口腔"}, "growth": {"growth", "生长"}, "milk": {"breast milk", "母乳"},
	"chimerism-baseline": {"chimerism baseline", "嵌合基线标本"}, "vaccine-viruses": {"vaccine viruses", "疫苗株病毒"}, "risk-score": {"risk score", "风险评分"}, "respiratory viruses": {"respiratory viruses", "呼吸道病毒"},
}

func init() {
	for code, words := range terms {
		if _, twice := courseTerms[code]; twice {
			courseTerms[code] = words // the word that stands elsewhere goes first
		}
	}
	maps.Copy(terms, courseTerms)
}
