package i18n

// chinese is the Simplified Chinese catalogue, in the words of the ward.
var chinese = Words{
	Site: Site{
		Name: "Dayzero", Skip: "跳至正文", Main: "主导航", Other: "English", SignOut: "退出登录", SignedInAs: "当前用户",
		Foot:             "供受过培训的移植团队使用的辅助工具。只计算并展示计算过程，从不代替决定。不用于急诊处置。未作为医疗器械获批，不构成对患者的建议。",
		KnowledgeVersion: "知识库版本", AboutLink: "预期用途",
		NavBoard: "患儿总览", NavConsult: "咨询受理台", NavEvidence: "循证依据", NavProgramme: "移植中心质控", NavKnowledge: "知识库", NavAudit: "操作日志",
		Synthetic: "模拟数据", EnglishOnly: "仅有英文", Sources: "条出处", Source: "出处", Status: "状态",
		NoValue: "未知", Yes: "是", No: "否", Unknown: "未知",
		Back: "返回", Close: "关闭", HelpBoard: "先按 g 再按 b：患儿总览", HelpHelp: "?：显示本列表", HelpPrint: "其余均可用 Tab 键和回车键到达",
		Keys: "键盘快捷键", Scroll: "表格，可左右滚动",
		NotBuilt: "此页面尚未建成", NotBuiltMore: "建成之前，仅如实列出已记录的内容。", Colon: "：", OneSource: "条出处", SyntheticShort: "模拟", Of: "/",
	},
	SignIn: SignIn{
		Title: "登录", Lead: "罕见病患儿造血干细胞移植团队的计划板。", Name: "账号", Password: "密码", Button: "登录",
		Refused:   "账号或密码不正确，或该账号不可登录。",
		DemoTitle: "演示账号", DemoNote: "密码由启动演示的命令打印。", Account: "账号", Role: "角色", SignedOut: "您已退出登录。",
	},
	Board: Board{
		Title: "患儿总览", Lead: "按移植进程列出每名患儿，并标出当前受阻或应做的一件事。", Empty: "您的权限范围内没有患儿。", NoCard: "无患儿",
		Stops: "禁止", Cautions: "警示", Gaps: "资料缺失", Nothing: "无受阻事项，无应做事项。", Radiosensitive: "辐射敏感",
	},
	Child: Child{
		Recipient: "受者", Donor: "供者", Header: "患儿", Weight: "体重", Length: "身长", BSA: "体表面积", BloodGroup: "血型", DonorGroup: "供者", Allergies: "过敏史",
		Radiosensitive: "辐射敏感", RadioYes: "是", RadioNo: "否", RadioHandled: "按“是”处理", Ionising: "电离辐射暴露", BCG: "卡介苗", Isolation: "隔离", DosingWeight: "给药体重",
		Born: "出生", Identifier: "病案号", Journey: "从就诊咨询到随访的移植进程", StateDone: "已完成", StateCurrent: "进行中", StateAhead: "未到", AsOf: "截至", AsOfShow: "显示该日",
		AsOfRange: "截至日期滑块（按天）", AsOfGo: "前往", AsOfNow: "记录截至现在", NotNow: "本页显示截至当日结束时的记录：", BackToNow: "回到现在", Before: "前一天", After: "后一天", Today: "今日",
		Matters: "当前要点", Open: "项未处理", Nothing: "无未处理的禁止、警示或资料缺失。", Trends: "趋势", TrendsNote: "横轴为移植天数 · 每个数值均可打开原始记录",
		NoTrend: "截至该日无记录。", TableTwin: "以表格显示", Outcome: "一年评估小结", Recent: "最近记录", AllEntries: "全部记录", When: "时间", What: "内容", Value: "数值", By: "记录人",
		Tasks: "应做", Home: "患儿主页", Planned: "计划", ChartOnly: "您的角色可查阅病历，不可查阅计划。", Missing: "缺失", Threshold: "虚线为植入定义",
	},
	Notes: Notes{
		Stop: "禁止", Caution: "警示", Gap: "资料缺失", Task: "应做", Answered: "已说明", Blocks: "阻断",
		TwoPerson: "须两名具名人员书面签名方可放行", Reason: "须书面说明理由", Geneticist: "须遗传科医生签名方可放行",
		OverruleTitle: "对此禁止项说明理由后放行", AnswerTitle: "对此警示说明理由", ReasonField: "理由", Password: "您的密码", OverruleButton: "签名放行", AnswerButton: "签名说明",
		OverruleHelp: "须两名不同人员各自说明理由并签名；两人均签名之前，禁止仍然有效。", AnswerHelp: "理由与您的姓名一并保存。", WhatToDo: "处理", MissingInputs: "缺少", Cleared: "已解除", Remark: "说明",
		BlockSignature: "签名", BlockDonor: "供者", BlockDayZero: "移植日（0 d）", BlockImaging: "影像检查",
	},
	Plan: Plan{
		Title: "预处理计划", Options: "方案对比", OptionsNote: "方案按其出处原样列出", Protocol: "方案", Drugs: "药物与疗程总剂量", Verdict: "对该患儿的判定", Why: "理由",
		Listed: "指南列入", Possible: "有具名理由时可考虑", NotRecommended: "不推荐", Contraindicated: "禁忌", Chosen: "团队已选",
		ReferenceOnly: "仅供参考，不得用于医嘱", Commissioned: "本中心审核启用", NotRanked: "仅列出，不排序", Published: "已发表",
		Matrix: "逐日给药表", MatrixNote: "每个剂量均可打开计算过程：体重及日期、公式、出处、取整。", Item: "项目", CourseTotal: "疗程总剂量", NoMatrix: "无逐日给药表：尚未选定方案，或缺少所需资料。", SignedNone: "已签名为“无”", Given: "已给", OrderSheet: "医嘱单（A4）", Work: "计算过程",
		Ledger: "DNA损伤性暴露累计", LedgerNote: "计划与已给，移植日前后合计，对照本病剂量上限", Agent: "药物/射线", PlannedCol: "计划", GivenCol: "已给", Ceiling: "本病剂量上限", Imaging: "电离辐射影像检查", NoImaging: "无记录。",
		Within: "未超上限", AtCeiling: "达到上限", Above: "超过上限", NoCeiling: "未查到上限", UnknownVerdict: "未知",
		Notes: "禁止、警示、资料缺失", NotesNone: "无未处理项。", Gates: "放行核查", GateOpen: "已放行", GateClosed: "未放行", Sign: "签名", SignNote: "双人签同一哈希值：医生与药师。", Hash: "计划哈希", Nobody: "此计划尚无人签名。",
		Meaning: "签名含义", MeaningDefault: "本人已核对此计划，并为该患儿签名。", Password: "您的密码", Identifier: "再次输入患儿病案号", IdentifierHelp: "请输入页首所示病案号；受者与供者同姓。", SignButton: "签署计划", Blocked: "目前不能签名",
		Complete: "两份签名均对应此计划。", Outdated: "依据已变更，需重签", Changed: "签名后变更的依据", CurrentMark: "对应当前计划", NotCurrent: "对应此前计划", SignedDone: "您的签名已记录。", AnsweredDone: "您的决定已记录。", NotYours: "您的角色不签署计划。",
		Calendar: "日程", CalendarNote: "监测与随访", Day: "移植天数", Due: "日期", Text: "内容", State: "状态", Local: "由本中心规定", GateImaging: "影像放行核查", CalendarEmpty: "无应做事项：尚无移植日。",
		Disease: "疾病", Role: "角色", AllCalendar: "完整日程", DueSoon: "逾期、应做与未来 7 天", OneOfTwo: "已有一份签名，尚需第二人签名。",
	},
	Family: Family{
		Title: "家系与供者", Pedigree: "家系图", PedigreeNote: "单体型按遗传来源着色，家系基因以符号表示", TextTwin: "家系表", Person: "成员", Relation: "关系", FamilyGene: "家系基因", Haplotypes: "单体型", Variants: "变异",
		Donors: "供者", NoDonors: "未记录供者。", Rank: "排序", Eligible: "可用", BlockedState: "受阻", Excluded: "排除", ChosenMark: "团队已选", BackupMark: "备选供者",
		Match: "相合", Locus: "位点", ChildCol: "患儿", GvH: "移植物抗宿主方向", HvG: "宿主抗移植物方向", MatchCol: "相合", NotTyped: "未分型",
		Facts: "HLA以外", FamilyStatus: "家系变异", Reasons: "理由", SignTitle: "放行该携带者作为供者", SignHelp: "放行携带者须有遗传科医生签名，一般性说明无效。", SignMeaning: "携带一个家系变异，非患病基因型：就此而言可作为供者。", SignButton: "签名放行", SignDone: "放行签名已记录。",
		NoBackup: "尚未指定备选供者。", Backup: "备选供者", GeneticistOnly: "仅遗传科医生可签名。", Proband: "患儿",
	},
	Entry: Entry{
		Title: "记录", Kind: "类别", About: "对象", Effective: "发生时间", Recorded: "记录时间", Author: "记录人", Source: "出处", Supersedes: "更正", Reason: "更正理由", Values: "内容",
		Versions: "既往版本", NoVersions: "无既往版本。", Correct: "更正此记录", CorrectHelp: "原记录保留可查；更正为一条新记录，并注明理由。", NotCorrectable: "此类记录含列表，须通过导入更正。", RecordTitle: "新增记录", RecordHelp: "每个数值须带单位，例如 6.8 kg。",
		EffectiveHelp: "日期，或日期与时间，如 2024-12-20T06:35", Submit: "保存记录", SubmitCorrection: "保存更正", Recipient: "患儿", Corrected: "已更正（原记录保留）", RecordedDone: "记录已保存。", NewOf: "记录类别",
		Superseded: "此版本已更正，原记录保留。", ChooseKind: "选择类别", DerivationTitle: "计算过程", DerivationLead: "该数值的由来：输入、公式、出处、取整。", BackToPlan: "返回计划", Later: "现行版本",
	},
	Room: Room{
		Recorded: "此步骤已记录的内容", NothingRecorded: "截至该日，此步骤无记录。", Calendar: "日程", Outcome: "一年评估小结", Persists: "持续存在", NotYetKnown: "目前尚不能判定",
		StateComplete: "完成", StateMissing: "缺失", StateContradicted: "与记录矛盾", Imaging: "影像检查", Gates: "放行核查", Meaning: "含义",
		Checklist: "移植前评估清单", Detail: "说明", BlocksDayZero: "未完成则不进入移植日", OpenIn: "打开",
	},
	Knowledge: Knowledge{
		Title: "知识库", Lead: "每条内容均附状态与出处。", Version: "版本", Diseases: "疾病", Drugs: "药物", Regimens: "方案", Rules: "规则", Calendar: "日程", Evidence: "循证依据", Checklist: "移植前评估", Groups: "分组",
		Gene: "基因", Name: "名称", Group: "分组", Inheritance: "遗传方式", Radiosensitive: "辐射敏感", Facts: "条目", Count: "数量", Id: "编号", Scope: "范围", Effect: "效力", Condition: "条件",
		Overrule: "放行人", Ceilings: "剂量上限", Agent: "药物/射线", Limit: "上限", Use: "用途", Interactions: "药物相互作用", Contraindications: "禁忌",
		StatusKey: "状态的含义", MayAct: "可生效", MayNot: "仅显示，不生效", NotRead: "未查阅原文", Platforms: "移植平台", From: "自", To: "至", Every: "间隔（天）", Field: "字段", State: "状态", Value: "内容",
		Reported: "已报道", NotReported: "未报道", NotReadState: "未查阅原文", Message: "提示", Action: "处理", WhenUnknown: "缺少资料时", Days: "天",
	},
	Programme: Programme{
		Title: "移植中心质控", Lead: "本中心移植活动。", SyntheticRows: "所有行均为模拟数据：不计入循证依据，也不计入真实中心的统计。", PerYear: "每年移植例数", PerGroup: "各疾病组移植例数", Year: "年份", Count: "例数", Group: "疾病组",
		Survival: "生存率、植入率、漏斗图与累积和控制图", Total: "合计", None: "无移植记录。", NotShown: "在能连同置信区间一并计算之前，不显示生存数据。",
	},
	Audit: Audit{
		Title: "操作日志", Lead: "何人对何病历做了何事，最新在前；每条事件均以前一条加封。", When: "时间（UTC）", Who: "操作人", Role: "角色", Action: "操作", Outcome: "结果", Detail: "说明", Hash: "哈希", Chain: "链", All: "全部链", Sequence: "序号", Filter: "显示", None: "无事件。",
	},
	About: About{
		Title: "预期用途", Intended: "预期用途", IntendedText: "Dayzero 为受过培训、治疗罕见病患儿的移植团队提供辅助。它根据病历与已发表的知识进行计算，展示计算过程与出处，由具名人员签名。它从不代替决定。",
		Not: "不属于", NotText: "不用于急诊处置。未作为医疗器械获批。不构成对患者或家庭的建议。",
		Status: "知识的状态", StatusText: "模型、方案与阈值出厂时均未启用：可以查看并带水印，经本中心双人签名审核启用之前不得进入医嘱。", Marks: "标记", KeyLead: "状态从不只用颜色表示。",
		Evidence: "循证依据", EvidenceLead: "知识库收录的已发表病例与队列，逐字段标明：已报道、未报道、未查阅原文。例数从不当作比率显示。",
		Consult: "咨询受理台", ConsultLead: "家庭与转诊医生的咨询。已记录的内容见每名患儿的就诊咨询页。", Demo: "演示", DemoText: "本系统为演示，使用模拟数据。", Knowledge: "知识库版本", KnowledgeText: "每份计划均记录其所用的知识库版本。",
	},
	Errors: Errors{
		NotFound: "未找到", NotFoundMore: "没有此页面或病历，或您的账号无权查阅。", Denied: "无权限", DeniedMore: "您的角色无此权限，或密码不正确。",
		Conflict: "本页显示之后病历已变更。请重新阅读后再签名。", Refused: "未被接受", Stop: "存在禁止项", Storage: "数据库无响应，未写入任何内容。", Internal: "系统出错，未写入任何内容。",
		Forged: "表单不属于当前会话，请重新打开页面。", BadDate: "日期格式不正确，请写作 2024-12-20。", TooLarge: "表单过大。", Title: "出现问题",
	},
	Sheet: Sheet{Title: "医嘱单", Back: "返回计划", Print: "请用浏览器以 A4 打印本页。"},
}
