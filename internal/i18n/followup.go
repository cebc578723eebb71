package i18n

// FollowUp are the words of the follow-up room and the family's calendar.
type FollowUp struct {
	Due, NothingDue, What, Next, Last, Never, Count, Ahead, AheadLead, Late, Gated, GatedNote, Closed, Statements string
	MarkDone, MarkLead, Result, Record, CentreSets                                                                string
	Vaccines, VaccinesLead, Doses, Wait, Unanswered, Withheld, NotGiven                                           string
	Tapers, TapersLead, NoTapers, Step, Before, After, LevelBefore, LevelAfter, Start, Stop, Later                string
	Medicines, Interactions, NoInteraction, Outcome, Growth, Recorded                                             string
	FamilyCalendar, Download, FamilyLead, FamilyEmpty, Contact, Fever, Radiation, PrintNote, Today, NoContact     string
	StateDone, StateDue, StateOverdue, StateAhead, StateClosed, StateGated                                        string
}

var englishFollowUp = FollowUp{
	Due: "Due and overdue", NothingDue: "Nothing is due by the calendar on this day.", What: "What", Next: "Date", Last: "Last done", Never: "never recorded", Count: "Done of dates", Ahead: "Ahead", AheadLead: "Written out to the eighteenth birthday, or ten years after Day 0 where that is later", Late: "Late effects and surveillance", Gated: "Not routine for this child", GatedNote: "ionising: only through the imaging gate", Closed: "Windows that have passed", Statements: "Rules and remarks of the calendar",
	MarkDone: "Record that an item was done", MarkLead: "A value, visit, test, form or vaccine in the record ticks its item by itself.", Result: "What was found", Record: "Record", CentreSets: "the centre sets it",
	Vaccines: "Vaccines after transplant", VaccinesLead: "Counted as never vaccinated", Doses: "Doses", Wait: "Wait", Unanswered: "Not answered", Withheld: "Marked as withheld", NotGiven: "Not given",
	Tapers: "Immunosuppression: steps and looks", TapersLead: "Steps are the team's orders; the looks are chimerism, GVHD form and blood count within two weeks.", NoTapers: "No immunosuppression is ordered.", Step: "Step", Before: "Two weeks before", After: "Two weeks after", LevelBefore: "Level before", LevelAfter: "Level after", Start: "start", Stop: "stop", Later: "not yet",
	Medicines: "Medicines: start, change, stop", Interactions: "Interactions", NoInteraction: "No pair of running medicines is known to the list.", Outcome: "Outcome statement", Growth: "Growth and immune trends", Recorded: "Recorded for this room",
	FamilyCalendar: "The family's calendar", Download: "Calendar file (iCalendar)", FamilyLead: "Dates from the team's calendar. The team confirms each appointment; a date that does not suit is moved with the team.", FamilyEmpty: "No date lies ahead.", Contact: "Whom to call", Fever: "Fever of 38 °C or more: to the hospital at once.", Radiation: "Tell every hospital: no X-ray or CT unless life needs it; ask the transplant team first.", PrintNote: "Print with the browser.", Today: "as soon as possible", NoContact: "The centre has not entered its contact lines.",
	StateDone: "done", StateDue: "due", StateOverdue: "overdue", StateAhead: "ahead", StateClosed: "passed", StateGated: "wait",
}

var chineseFollowUp = FollowUp{
	Due: "应做与逾期", NothingDue: "当日日程中无应做项目。", What: "项目", Next: "日期", Last: "最近一次", Never: "从未记录", Count: "已做/应做次数", Ahead: "未到", AheadLead: "列至18周岁，或移植后10年（以较晚者为准）", Late: "远期效应与监测", Gated: "本患儿不作常规", GatedNote: "电离辐射：须经影像放行核查", Closed: "已过时段", Statements: "日程中的规则与说明",
	MarkDone: "记录某项已完成", MarkLead: "记录中的检测值、就诊、检查、评分表或疫苗会自动对应其项目。", Result: "所见", Record: "记录", CentreSets: "由本中心设定",
	Vaccines: "移植后疫苗", VaccinesLead: "按从未接种处理", Doses: "剂次", Wait: "暂缓", Unanswered: "未明", Withheld: "已标注暂缓", NotGiven: "不接种",
	Tapers: "免疫抑制剂：减量步骤与核查", TapersLead: "步骤为团队医嘱；核查项为前后两周内的嵌合、GVHD评估表和血常规。", NoTapers: "无免疫抑制剂医嘱。", Step: "步骤", Before: "前两周", After: "后两周", LevelBefore: "之前浓度", LevelAfter: "之后浓度", Start: "开始", Stop: "停用", Later: "未到",
	Medicines: "用药：开始、调整、停用", Interactions: "相互作用", NoInteraction: "当前用药中无列表内的相互作用。", Outcome: "结局陈述", Growth: "生长与免疫趋势", Recorded: "本页相关记录",
	FamilyCalendar: "家庭日历", Download: "日历文件（iCalendar）", FamilyLead: "日期来自团队日程，每次预约以团队确认为准；不便时请与团队协商调整。", FamilyEmpty: "暂无后续日期。", Contact: "联系谁", Fever: "发热≥38℃：立即到医院。", Radiation: "请告知每家医院：非救命不做X线或CT；先咨询移植团队。", PrintNote: "用浏览器打印。", Today: "尽快", NoContact: "本中心尚未填写联系方式。",
	StateDone: "已做", StateDue: "应做", StateOverdue: "逾期未做", StateAhead: "未到", StateClosed: "已过", StateGated: "暂缓",
}
