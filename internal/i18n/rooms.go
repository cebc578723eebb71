package i18n

// Rooms are the words of the rooms up to Day 0: evaluation, meeting, pharmacy,
// donor's chart, Day 0, trace, and the tour.
type Rooms struct {
	Record, Cancel, OnePerLine, RecordLink, Headline, NotFull                                          string
	Checklist, Item, State, Result, Date, ValidUntil, NoValidity, Owner, Waits, FromRecord, ExpiresBy  string
	Radiation, RadiationNote, Examination, Reason, Alternative, Approver, Dose, DoseUnknown, Gate      string
	NoneIonising, Emergency, GateNote, JudgedOn                                                        string
	Meeting, MeetingLead, Options, Decision, Dissent, Present, Actions, Tasks, NoMeeting, MeetingEntry string
	NoDecision, NoDissent, Agenda, AgendaNone, Due, Overdue, NoTask, Names                             string
	Pharmacy, PharmacyLead, Medicines, NoMedicines, Medicine, Route, FromTo, Interactions              string
	InteractionsNote, NoInteractions, Preparation, NotCommissioned, NoDoses, Planned, Prepared         string
	Handling, Release, Given, Differs, Today, Drug, NoneToday, AllDoses                                string
	DonorChart, DonorChartLead, OpenDonorChart, ForRecipient, BackToDonors                             string
	DayZero, CellDoses, CellDosesNote, Cells, Range, Verdict, NoRanges, Trace, TraceLead, Unbroken     string
	Broken, Step, When, By, What                                                                       string
	Profile, ProfileLead, NoProfile, Forbids, StatusNote, LinkMeeting, LinkPharmacy, LinkTrace         string
	Tour, TourLead, TourStop, TourNext, TourStart                                                      string
	NextTest, FormGood, FormBad, Accreditation                                                         string
}

var englishRooms = Rooms{
	Record: "Record here", Cancel: "Close the form", OnePerLine: "One item a line.", RecordLink: "record", Headline: "In one sentence", NotFull: "Your role reads the chart, not the plan: this room lists what is recorded.",
	Checklist: "Work-up checklist", Item: "Item", State: "State", Result: "Result", Date: "Date", ValidUntil: "Valid until", NoValidity: "no validity given", Owner: "Owner", Waits: "Day 0 waits", FromRecord: "answered by the record", ExpiresBy: "expires before Day 0",
	Radiation: "Radiation ledger", RadiationNote: "Every ionising examination with its reason, the alternative considered and who approved it. No source read gives a dose threshold.", Examination: "Examination", Reason: "Reason", Alternative: "Alternative considered", Approver: "Approved by", Dose: "Dose", DoseUnknown: "not reported", Gate: "Gate",
	NoneIonising: "No ionising examination is recorded. Examinations in other hospitals stay unknown until they are listed.", Emergency: "emergency bypass", GateNote: "This gate speaks of Day 0. The signature of the plan has a gate of its own.", JudgedOn: "Judged as of",
	MeetingEntry: "The entry, corrections", Meeting: "Transplant meeting", MeetingLead: "The question, the options, the dissent, the decision, and who does what. It prints on A4.", Options: "Options", Decision: "Decision", Dissent: "Dissent", Present: "Present", Actions: "Actions", Tasks: "Tasks with owners", NoMeeting: "No meeting is recorded.",
	NoDecision: "no decision recorded", NoDissent: "none recorded", Agenda: "Open before the team", AgendaNone: "No stop, gap or caution is open.", Due: "Due", Overdue: "overdue", NoTask: "No task names this meeting.", Names: "Signatures of those present",
	Pharmacy: "Pharmacist's worksheet", PharmacyLead: "Medicines of the day, what to look at together, what was made, released and given. Doses stand here only from a commissioned protocol.", Medicines: "Medicines running today", NoMedicines: "No order runs today.", Medicine: "Medicine", Route: "Route", FromTo: "From, to", Interactions: "Pairs to look at",
	InteractionsNote: "Only pairs of which something was read or which every centre is expected to look at. An empty list is not the statement that nothing interacts.", NoInteractions: "No pair of the knowledge is among today's medicines.", Preparation: "Preparation, release, administration", NotCommissioned: "The chosen protocol is not commissioned: nothing is prepared from it.", NoDoses: "No dose is planned by day.", Planned: "Planned", Prepared: "Made, by, checked by",
	Handling: "Diluent, volume, lot, extravasation", Release: "Released", Given: "Given, by, checked by", Differs: "differs from the plan", Today: "today", Drug: "Drug", NoneToday: "No dose of conditioning is planned for today or later.", AllDoses: "All doses of conditioning",
	DonorChart: "Donor's own chart", DonorChartLead: "Kept apart from the child's, for the donor's own team.", OpenDonorChart: "Donor's own chart", ForRecipient: "For the recipient", BackToDonors: "Family and donors",
	DayZero: "Day 0", CellDoses: "Cell doses beside the ranges read", CellDosesNote: "Per kg of the recipient. The sources differ; each stands for itself.", Cells: "Cells", Range: "Range read", Verdict: "Recorded dose", NoRanges: "No range was read for this source, or no graft is recorded.", Trace: "From vein to vein", TraceLead: "The chain from the donor's consent to the cells in the recipient. It prints on one page.", Unbroken: "No link is missing.",
	Broken: "The chain has a gap.", Step: "Link", When: "When", By: "By", What: "What stands in the record",
	Profile: "Disease profile", ProfileLead: "What this gene means for everything that follows. Each sentence carries its source and its status.", NoProfile: "No profile of this gene stands in the knowledge.", Forbids: "What it forbids", StatusNote: "An item of status unsure is shown and opens nothing.", LinkMeeting: "Meeting", LinkPharmacy: "Pharmacy", LinkTrace: "Vein to vein",
	Tour: "A tour of six stops", TourLead: "The founding case from the first question to one year, as it stood on six days. Everything the press did not report is synthetic.", TourStop: "Stop", TourNext: "Next stop", TourStart: "Sign in and take the tour",
	NextTest: "What would close the gap", FormGood: "form of the name: good", FormBad: "form of the name", Accreditation: "accreditation",
}

var chineseRooms = Rooms{
	Record: "在此录入", Cancel: "关闭表单", OnePerLine: "每行一项。", RecordLink: "录入", Headline: "一句话小结", NotFull: "您的角色可查阅病历，不含方案：本页仅列出已录入内容。",
	Checklist: "移植前评估清单", Item: "项目", State: "状态", Result: "结果", Date: "日期", ValidUntil: "有效期至", NoValidity: "未注明有效期", Owner: "责任人", Waits: "回输前必需", FromRecord: "由病历自动判定", ExpiresBy: "移植日前将过期",
	Radiation: "辐射台账", RadiationNote: "逐项记录电离辐射检查的理由、考虑过的替代方法及批准人。所读文献均未给出剂量阈值。", Examination: "检查", Reason: "理由", Alternative: "考虑过的替代方法", Approver: "批准人", Dose: "剂量", DoseUnknown: "未报告", Gate: "核查",
	NoneIonising: "未记录电离辐射检查。外院检查在取得清单前视为不详。", Emergency: "急诊先行", GateNote: "此处针对移植日放行；方案签名另有条件。", JudgedOn: "判定日期",
	MeetingEntry: "查看记录与更正", Meeting: "移植讨论会", MeetingLead: "讨论问题、可选方案、不同意见、决定及责任分工。可打印为A4。", Options: "可选方案", Decision: "决定", Dissent: "不同意见", Present: "到会人员", Actions: "后续安排", Tasks: "任务与责任人", NoMeeting: "未记录会诊。",
	NoDecision: "未记录决定", NoDissent: "未记录", Agenda: "待团队讨论", AgendaNone: "无未处理的禁止项、缺项或警示。", Due: "期限", Overdue: "逾期", NoTask: "无任务指向本次会诊。", Names: "到会人员签名",
	Pharmacy: "药师工作单", PharmacyLead: "当日用药、需一并审核的组合，以及配制、放行与给药记录。仅显示已审核启用方案的剂量。", Medicines: "当日在用药物", NoMedicines: "当日无在用医嘱。", Medicine: "药物", Route: "途径", FromTo: "起止", Interactions: "需审核的药物组合",
	InteractionsNote: "仅列出已核对资料或各中心均应审核的组合。列表为空不等于无相互作用。", NoInteractions: "当日用药中无知识库所载组合。", Preparation: "配制、放行与给药", NotCommissioned: "所选方案尚未审核启用：不得据此配制。", NoDoses: "无逐日计划剂量。", Planned: "计划", Prepared: "配制量、配制人、核对人",
	Handling: "溶媒、体积、批号、外渗分级", Release: "放行", Given: "给药量、给药人、核对人", Differs: "与方案不一致", Today: "今日", Drug: "药物", NoneToday: "今日及以后无预处理计划剂量。", AllDoses: "全部预处理剂量",
	DonorChart: "供者本人病历", DonorChartLead: "与患儿病历分开，由供者医疗组使用。", OpenDonorChart: "供者本人病历", ForRecipient: "受者", BackToDonors: "家系与供者",
	DayZero: "移植日（0 d）", CellDoses: "细胞剂量与已核对范围对照", CellDosesNote: "按受者每kg计。各出处不一致，分别列出。", Cells: "细胞", Range: "已核对范围", Verdict: "记录剂量", NoRanges: "该来源无已核对范围，或未记录移植物。", Trace: "静脉到静脉追溯", TraceLead: "自供者知情同意至细胞进入受者的全链条。打印为一页。", Unbroken: "链条完整。",
	Broken: "链条存在缺口。", Step: "环节", When: "时间", By: "记录人", What: "记录内容",
	Profile: "疾病档案", ProfileLead: "该基因对后续各环节的影响。每句均注明出处与可信状态。", NoProfile: "知识库中没有该基因的档案。", Forbids: "禁止事项", StatusNote: "状态为“待核实”的内容仅供显示，不作放行依据。", LinkMeeting: "讨论会", LinkPharmacy: "药师工作单", LinkTrace: "静脉到静脉",
	Tour: "六站导览", TourLead: "首例患儿自首次咨询至移植后一年，选取六个日期。报道未提供的内容均为模拟数据。", TourStop: "第几站", TourNext: "下一站", TourStart: "登录并开始导览",
	NextTest: "如何补齐该缺项", FormGood: "命名格式正确", FormBad: "命名格式有误", Accreditation: "资质",
}
