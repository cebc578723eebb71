package i18n

// Limits are the words of the page of the centre's own limits.
type Limits struct {
	Title, Lead, None, What, Range, Version, State, First, Second, Reason, Set, SetLead string
	Specimen, Assay, Low, High, From, WithUnit, TakeBack, Write, PutSecond              string
	InForce, WantsSecond, Replaced, NeverInForce, TakenBack, TeamDecides                string
}

var englishLimits = Limits{
	Title: "Limits of this centre", Lead: "No text gives a universal number for these. While the centre has set none, the team decides and nothing is judged. A limit is in force from the second name on; nothing is deleted.",
	None: "The centre has set no limit: the team decides.", What: "What", Range: "Limit", Version: "Version", State: "State", First: "First name", Second: "Second name", Reason: "Where the number comes from",
	Set: "Set a limit", SetLead: "A new version replaces the one before once a second physician or pharmacist puts the second name.",
	Specimen: "Specimen", Assay: "Assay (empty: any)", Low: "Lower end", High: "Upper end", From: "From", WithUnit: "With its unit, for example", TakeBack: "Take the limit back: the team decides again", Write: "Write with my name", PutSecond: "Put the second name",
	InForce: "in force", WantsSecond: "waits for the second name", Replaced: "replaced", NeverInForce: "was never in force", TakenBack: "taken back", TeamDecides: "the team decides",
}

var chineseLimits = Limits{
	Title: "本中心界值", Lead: "以下各项文献均无统一数值。本中心未设定前由团队决定，系统不作判断。第二人签名后生效；历史版本不删除。",
	None: "本中心尚未设定界值：由团队决定。", What: "项目", Range: "界值", Version: "版本", State: "状态", First: "第一签名", Second: "第二签名", Reason: "数值依据",
	Set: "设定界值", SetLead: "新版本经另一位医师或药师第二签名后，取代原版本。",
	Specimen: "标本", Assay: "试剂（留空表示不限）", Low: "下限", High: "上限", From: "界值（≥）", WithUnit: "连同单位填写，如", TakeBack: "撤回该界值，改由团队决定", Write: "签名并写入", PutSecond: "第二签名",
	InForce: "生效中", WantsSecond: "待第二签名", Replaced: "已被取代", NeverInForce: "未曾生效", TakenBack: "已撤回", TeamDecides: "由团队决定",
}
