package i18n

// Path is the way from a new chart to a signed plan, the form of a decision and
// the page of the centre's own protocol.
type Path struct {
	Title, Lead, Next, Holds, Ready, NoRule, NotMine, Link, PartChild, PartDonor, PartPlan, PartSign                               string
	Diagnosis, Variants, Weight, Length, Renal, Infection, Vaccines, Typed, EligibleDonor, Cleared, Protocol, Commission, TwoNames string
	SecondName, Signature, Decide, DecideButton, HelpDate, HelpWeight, HelpRow, HelpRegimen, Measured, Standing                    string
	ProtocolTitle, ProtocolLead, NoProtocol, ProtocolNew, ProtocolHelp, ProtocolName, TitleEN, TitleZH, Base, Drugs, PerKg, PerM2  string
	Days, Minutes, Step, OtherRows, TextEN, TextZH, ProtocolButton, ProtocolEntry, CommissionHelp, CommissionButton                string
}

var englishPath = Path{
	Title: "Path to the signed plan", Lead: "What chart and plan hold, and what they still wait for, in the order in which a team goes. Nothing is decided here.", Next: "Next", Holds: "What holds the signature back",
	Ready: "Nothing holds it back.", NoRule: "No stop or gap speaks; the open lines beside are needed first.", NotMine: "another role records this", Link: "Path to the signed plan", PartChild: "The child", PartDonor: "The donor", PartPlan: "The plan", PartSign: "Signatures",
	Diagnosis: "Diagnosis with its gene", Variants: "Both variants with the results of both parents", Weight: "Weight, as recent as the plan needs", Length: "Length or height", Renal: "Renal function", Infection: "Infections looked for", Vaccines: "BCG given or not",
	Typed: "HLA of the child and the relatives", EligibleDonor: "A donor whom no rule blocks", Cleared: "Donor cleared by the donor's own physician", Protocol: "Centre protocol, day by day", Commission: "Protocol commissioned", TwoNames: "a pharmacist and a physician",
	SecondName: "waits for the second name", Signature: "Signature", Decide: "Decision", DecideButton: "Record the decision", HelpDate: "The planned Day 0, year-month-day. Days of the plan count from it.", HelpWeight: "With its unit. It holds for the course within its band; a second person signs it.",
	HelpRow: "What is given, or the word none; a second person signs it.", HelpRegimen: "Doses by day come from a commissioned centre protocol only; a guideline regimen has course totals.", Measured: "latest weight:", Standing: "The decision that stands",
	ProtocolTitle: "Centre protocol for this child", ProtocolLead: "The centre's own day-by-day protocol. It is checked against the course totals of its base regimen, and reaches an order only when a pharmacist and a physician have put their names under it.", NoProtocol: "No protocol is written yet.", ProtocolNew: "Write a protocol",
	ProtocolHelp: "The same name replaces the protocol of that name; names under the old one do not carry over.", ProtocolName: "Short name", TitleEN: "Title, English", TitleZH: "Title, Chinese", Base: "Base regimen", Drugs: "Drugs, one dose each day named", PerKg: "mg/kg each time", PerM2: "mg/m² each time",
	Days: "Days (-6 to -2, or -6, -4)", Minutes: "Minutes", Step: "Round to (mg)", OtherRows: "Other rows", TextEN: "Text, English", TextZH: "Text, Chinese", ProtocolButton: "Write the protocol", ProtocolEntry: "entry",
	CommissionHelp: "With your password you put your name under this protocol: its source was opened and each dose checked.", CommissionButton: "Commission this protocol",
}

var chinesePath = Path{
	Title: "通往签署计划", Lead: "按团队的工作顺序列出病历与计划已有的和尚缺的内容。此处不作任何决定。", Next: "下一步", Holds: "阻碍签名的事项",
	Ready: "无阻碍。", NoRule: "暂无禁止项或缺项；请先完成左侧未完成各行。", NotMine: "由其他岗位录入", Link: "通往签署计划", PartChild: "患儿", PartDonor: "供者", PartPlan: "计划", PartSign: "签名",
	Diagnosis: "诊断及基因", Variants: "两个变异及父母双方结果", Weight: "体重（符合计划时限要求）", Length: "身长或身高", Renal: "肾功能", Infection: "感染筛查", Vaccines: "是否接种卡介苗",
	Typed: "患儿及亲属HLA分型", EligibleDonor: "无规则阻止的供者", Cleared: "供者本人医师判定合格", Protocol: "本中心逐日方案", Commission: "方案审核启用", TwoNames: "药师与医师各一名",
	SecondName: "待第二人签名", Signature: "签名", Decide: "团队决定", DecideButton: "记录决定", HelpDate: "计划移植日（0 d），年-月-日。计划各天以此计算。", HelpWeight: "请带单位。在约定范围内全程有效；须第二人签名。",
	HelpRow: "填写所用方案，或填none表示不用；须第二人签名。", HelpRegimen: "逐日剂量仅来自已审核启用的本中心方案；指南方案只有疗程总量。", Measured: "最近体重：", Standing: "现行决定",
	ProtocolTitle: "本患儿的中心方案", ProtocolLead: "本中心的逐日方案。系统与基础方案的疗程总剂量核对；须药师和医师均签名后方可用于医嘱。", NoProtocol: "尚未编写方案。", ProtocolNew: "编写方案",
	ProtocolHelp: "同名方案以最新为准；旧方案上的签名不沿用。", ProtocolName: "方案简称", TitleEN: "英文名称", TitleZH: "中文名称", Base: "基础方案", Drugs: "药物（所列各天每天一次）", PerKg: "每次mg/kg", PerM2: "每次mg/m²",
	Days: "天（-6 to -2，或-6, -4）", Minutes: "分钟", Step: "取整至（mg）", OtherRows: "其他各行", TextEN: "英文", TextZH: "中文", ProtocolButton: "保存方案", ProtocolEntry: "记录",
	CommissionHelp: "输入密码即在本方案上签名：已查阅来源并逐一核对剂量。", CommissionButton: "审核启用本方案",
}
