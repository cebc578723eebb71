package i18n

// States are the words of a page that has nothing to show yet, that stopped, or
// that has ended: what to do next.
type States struct {
	OpenForm, ImportCase, BoardNext, ConsultNext, ProgrammeNext, JobsNext, AtPage                                               string
	GeneFirst, RecordGene, ForbidsUnknown, RecordRelative, NoChoiceDonor, ToFamily                                              string
	NoRequest, NoRequestMore, TooLargeFile, Now, NoEntryYet, JobFailedNext, JobStoppedNext, JobDoneNext, ClosedNext, ConsultAsk string
	InEnglish, InChinese, NothingToChoose                                                                                       string
	Cases, Transplants, Rows, Added, Same, Replaced, Rejected, Warned, File, Release, Report                                    string
}

var englishStates = States{
	OpenForm: "The form for families and referring doctors", ImportCase: "A child comes here by a request that the consult desk takes up, or as a case file: dayzero import case FILE.",
	BoardNext: "If you expected children here, ask the administrator whether your account reaches them.", ConsultNext: "A request comes in through the public form; nothing else is needed.",
	ProgrammeNext: "A row comes of itself as soon as a graft is recorded as infused in a chart.", JobsNext: "Long work is asked for on these pages:", AtPage: "To the page it belongs to",
	GeneFirst: "The gene of this child is not known, so no profile can be shown. Until it is known the child is handled as radiosensitive.", RecordGene: "Record the diagnosis",
	ForbidsUnknown: "Without the gene nobody can say what it forbids: the stops for radiosensitive diseases apply.", RecordRelative: "Record a relative",
	NoChoiceDonor: "No donor is recorded: record the family first, then decide.", ToFamily: "To the family",
	NoRequest: "This link opens no request", NoRequestMore: "It may be mistyped, or it is a request that was begun and not sent for thirty days: such a draft is no longer shown. Begin a new request, or telephone the centre.", TooLargeFile: "The file is larger than the centre takes.", NoEntryYet: "Nothing was recorded of this child by this day.", Now: "Show this page as of now", JobFailedNext: "Nothing of it counts as done. Mend what the reason names and ask again.", JobStoppedNext: "It can be asked for again; an import is taken up where it stood.", JobDoneNext: "It is done.",
	ClosedNext: "Ask the transplant centre by telephone or through the child's hospital.", ConsultAsk: "No request of this child is recorded: the chart was not opened from the consult form.",
	InEnglish: "English", InChinese: "Chinese", NothingToChoose: "Nothing of this kind is recorded of this child yet: record it first.", Cases: "Records", Transplants: "Transplants", Rows: "Rows", Added: "Added", Same: "There already", Replaced: "Replaced", Rejected: "Rejected", Warned: "Taken with a warning", File: "File", Release: "Naming release", Report: "Report of rejected rows",
}

var chineseStates = States{
	OpenForm: "家属与转诊医生的咨询表单", ImportCase: "患儿由咨询台受理申请后进入此处，或由病例文件导入：dayzero import case FILE。",
	BoardNext: "如果此处本应有患儿，请向管理员确认您账号的可见范围。", ConsultNext: "申请由公开咨询表单提交后自动出现在此处，无需其他操作。",
	ProgrammeNext: "病历中一旦记录移植物已输注，此处即自动生成一行。", JobsNext: "后台任务在以下页面发起：", AtPage: "前往对应页面",
	GeneFirst: "该患儿的致病基因尚不明确，无法显示疾病档案。在明确之前，一律按辐射敏感处理。", RecordGene: "记录诊断",
	ForbidsUnknown: "基因未明，无法判断其禁忌：适用辐射敏感性疾病的各项禁止。", RecordRelative: "记录亲属",
	NoChoiceDonor: "尚未记录供者：请先记录家系，再作决定。", ToFamily: "前往家系与供者",
	NoRequest: "此链接没有对应的申请", NoRequestMore: "链接可能输入有误；或者申请开始填写后三十天内未提交，草稿已不再显示。请重新填写申请，或致电中心。", TooLargeFile: "文件超过本中心可接收的大小。", NoEntryYet: "截至该日，尚无该患儿的任何记录。", Now: "按现在查看本页", JobFailedNext: "本次任务不算完成。请按失败原因处理后重新提交。", JobStoppedNext: "可重新提交；导入会从中断处接续。", JobDoneNext: "任务已完成。",
	ClosedNext: "请致电移植中心，或通过患儿所在医院联系。", ConsultAsk: "未记录该患儿的咨询申请：本病历不是由咨询表单建立的。",
	InEnglish: "英文", InChinese: "中文", NothingToChoose: "本患儿尚无此类记录：请先记录。", Cases: "病历数", Transplants: "移植例数", Rows: "行数", Added: "新增", Same: "已存在", Replaced: "替换", Rejected: "拒绝", Warned: "接受但有警告", File: "文件", Release: "命名数据库版本", Report: "拒绝行报告",
}
