package i18n

// Request is the public form of families and referring doctors. Its questions
// stand in the package consult.
type Request struct {
	Title, Lead, NotEmergency, Begin, Closed, ClosedMore, WhatWeAsk, WhatWeAskMore, NoAccount, Yours, Number, KeepLink, KeepLinkMore, Contact string
	StateDraft, StateSent, StateAccepted, StateClosed, StateWithdrawn, StateMore, AcceptedMore, WithdrawnMore                                 string
	Missing, MissingMore, NothingMissing, NotSent, CannotSend, ToForm, Answers, AnswerOf, NoAnswer, Print                                     string
	Steps, Filled, Empty, Wrong, Save, SaveNext, SaveMore, Saved, Saving, NotSaved, Number1, Needed, DateHelp                                 string
	Attached, NoneAttached, Attach, File, KindOf, FileHelp, Remove, Packet, PacketHelp, PacketButton, PacketRefused, Send, SendAgain          string
	SentDone, Withdraw, WithdrawMore, WithdrawButton, Choose, SaveNote                                                                        string
}

// Desk is the consult desk of the team.
type Desk struct {
	Title, Lead, Waiting, Done, None, NoneDone, Child, Place, Why, MissingCol, Sent, First, Early, InOrder, Chart, Packet, PacketHelp, PacketButton           string
	Triage, TriageMore, PlacedBy, Rank, RankLevel, RankReason, RankButton, NoReason                                                                           string
	Missing, MissingMore, MissingNone, Alike, AlikeMore, AlikeNone, AlikeNotMerged, MaySame, MaySibling, Looked, Compared, ComparedEnd                        string
	Papers, NoPapers, NotOpened, Answered, Reply, ReplyMore, Text, NotExamined, Evidence, OneLine, Unknown, NextTest, Whom, ReplyButton, Replies, AnswerTitle string
	Accept, AcceptMore, AcceptButton, Close, CloseMore, CloseReason, CloseButton, Accepted, ClosedState, WithdrawnState                                       string
	NotExaminedText, FormItself, SentOn, DiseaseFile, Knowledge, FromForm, FromPacket, PlacedDone, RepliedDone, ClosedDone, AcceptedDone                      string
	AnswerTo, Born, Question, By, OnDay, PageHash, NoChange                                                                                                   string
}

var englishRequest = Request{
	Title: "Ask the transplant team", Lead: "For families and referring doctors anywhere. Tell us about the child; a physician of the team reads it and answers in writing.",
	NotEmergency: "Not for emergencies: if the child is in danger now, call your local emergency number or go to the nearest hospital.", Begin: "Begin", Closed: "This form is not open here",
	ClosedMore: "The centre has not set its name, time zone and contact yet.", WhatWeAsk: "What we ask for", WhatWeAskMore: "Send what you have; we will say exactly what is missing.",
	NoAccount: "No account is needed. Your answers are kept as you write, under an address that only you have.", Yours: "Your request", Number: "Request number",
	KeepLink: "Keep the address of this page.", KeepLinkMore: "It is the only way back to your request. Anyone who has it can read what you sent.", Contact: "Whom to call",
	StateDraft: "not sent yet", StateSent: "with the team", StateAccepted: "taken up: there is a chart", StateClosed: "closed", StateWithdrawn: "withdrawn", StateMore: "The team reads requests by urgency, then in the order they come.",
	AcceptedMore: "The team goes on with the child's chart. Telephone to add anything.", WithdrawnMore: "Your answers and documents were removed.",
	Missing: "What is still missing", MissingMore: "Add it here or on the form; the request may be sent without it.", NothingMissing: "Nothing is missing.", NotSent: "The request is not sent yet.", CannotSend: "Before it can be sent", ToForm: "Go on with the form",
	Answers: "Answers of the team", AnswerOf: "Answer of", NoAnswer: "There is no answer yet.", Print: "Print or save this page as PDF.",
	Steps: "Pages of the form", Filled: "filled", Empty: "empty", Wrong: "to put right", Save: "Save", SaveNext: "Save and go on", SaveMore: "Save and add rows", Saved: "Saved.", Saving: "Saving …", NotSaved: "Not saved: no connection. Press Save.",
	Number1: "Row", Needed: "needed", DateHelp: "year-month-day, for instance 2024-05-31",
	Attached: "Attached", NoneAttached: "Nothing is attached yet.", Attach: "Attach", File: "File", KindOf: "What is it", FileHelp: "PDF, JPEG, PNG or plain text; at most 10 MiB each, 20 files. Photos of the child are optional.", Remove: "Remove",
	Packet: "A phenopacket in place of typing", PacketHelp: "A laboratory can give you a GA4GH phenopacket (JSON, version 2). It fills the questions that are still empty.", PacketButton: "Read the phenopacket", PacketRefused: "The phenopacket was not read; nothing was changed.",
	Send: "Send to the team", SendAgain: "Save", SentDone: "Your request is with the team.", Withdraw: "Withdraw the request", WithdrawMore: "Answers and documents are removed at once. This cannot be undone.", WithdrawButton: "Remove everything",
	Choose: "choose", SaveNote: "The form is also saved by itself while you write.",
}

var chineseRequest = Request{
	Title: "向移植团队咨询", Lead: "面向各地家庭与转诊医生。请介绍患儿情况，团队医生阅读后书面答复。",
	NotEmergency: "本页不用于急救：如患儿情况危急，请立即拨打当地急救电话或前往就近医院。", Begin: "开始填写", Closed: "本中心尚未开放在线咨询", ClosedMore: "本中心尚未设置名称、时区和联系方式。",
	WhatWeAsk: "需要的资料", WhatWeAskMore: "先提交现有资料，我们会告知具体还缺什么。", NoAccount: "无需注册。填写内容随写随存，只有您持有的网址可以打开。", Yours: "您的咨询", Number: "咨询编号",
	KeepLink: "请保存本页网址。", KeepLinkMore: "这是返回本次咨询的唯一途径。任何持有该网址的人都能看到您提交的内容。", Contact: "联系方式",
	StateDraft: "尚未提交", StateSent: "团队处理中", StateAccepted: "已受理并建立病历", StateClosed: "已结束", StateWithdrawn: "已撤回", StateMore: "团队按紧急程度、再按提交先后阅读。",
	AcceptedMore: "团队已建立病历继续处理。如需补充请电话联系。", WithdrawnMore: "您的填写内容与资料均已删除。",
	Missing: "还缺少的资料", MissingMore: "可在此处或表单中补充；缺少这些也可先提交。", NothingMissing: "资料齐全。", NotSent: "咨询尚未提交。", CannotSend: "提交前须完成", ToForm: "继续填写",
	Answers: "团队答复", AnswerOf: "答复时间", NoAnswer: "尚无答复。", Print: "可打印本页或另存为PDF。",
	Steps: "表单各页", Filled: "已填写", Empty: "未填写", Wrong: "处需更正", Save: "保存", SaveNext: "保存并继续", SaveMore: "保存并增加行", Saved: "已保存。", Saving: "正在保存……", NotSaved: "未保存：网络中断。请点击“保存”。",
	Number1: "行", Needed: "必填", DateHelp: "年-月-日，如2024-05-31",
	Attached: "已上传", NoneAttached: "尚未上传资料。", Attach: "上传", File: "文件", KindOf: "资料类型", FileHelp: "PDF、JPEG、PNG或纯文本；每个文件不超过10 MiB，最多20个。患儿照片为自愿提供。", Remove: "删除",
	Packet: "用phenopacket代替填写", PacketHelp: "检测机构可提供GA4GH phenopacket文件（JSON，第2版），可自动填入尚未填写的内容。", PacketButton: "读取phenopacket", PacketRefused: "未能读取phenopacket，未作任何更改。",
	Send: "提交给团队", SendAgain: "保存", SentDone: "咨询已提交给团队。", Withdraw: "撤回咨询", WithdrawMore: "填写内容与资料将立即删除，无法恢复。", WithdrawButton: "全部删除",
	Choose: "请选择", SaveNote: "填写时也会自动保存。",
}

var englishDesk = Desk{
	Title: "Consult desk", Lead: "Requests of families and referring doctors: T-B- infants first, then by urgency and arrival.", Waiting: "Waiting", Done: "Ended", None: "No request is waiting.", NoneDone: "None has ended yet.",
	Child: "Child", Place: "Place", Why: "Why", MissingCol: "Missing", Sent: "Sent", First: "first", Early: "early", InOrder: "in order of arrival", Chart: "chart",
	Packet: "Put a phenopacket on the desk", PacketHelp: "GA4GH phenopacket, version 2, JSON. It becomes a request; what it does not hold is listed as missing.", PacketButton: "Read the phenopacket",
	Triage: "Place in the queue", TriageMore: "The program proposes, with what the knowledge says; no count is compared with a threshold, because none for this purpose has been read.", PlacedBy: "Placed by", Rank: "Place it otherwise", RankLevel: "Place", RankReason: "Reason", RankButton: "Place", NoReason: "Nothing speaks for another place than the order of arrival.",
	Missing: "What is missing", MissingMore: "In the family's language, ready to be sent on. The family sees the same list at its own address.", MissingNone: "Nothing of the minimum record is missing.",
	Alike: "Same child, or brother or sister?", AlikeMore: "A hint for a person to look at.", AlikeNone: "Nobody looks alike.", AlikeNotMerged: "Nothing is ever merged by the program.", MaySame: "may be the same child", MaySibling: "may be of the same family", Looked: "I have looked at the record that may be the same child; this is another one, or a chart of its own is right.", Compared: "Compared with every waiting request and", ComparedEnd: "charts of your scope.",
	Papers: "Documents", NoPapers: "No document was attached.", NotOpened: "Documents come from outside and are saved, not opened here.", Answered: "Answers as written", Reply: "Answer the family", ReplyMore: "Every part is needed. What the program can say is filled in; read and change all of it. The answer cannot be changed afterwards; a second one can be written.",
	Text: "Answer", NotExamined: "Not examined in person", Evidence: "Evidence used", Unknown: "What remains unknown", OneLine: "one per line", NextTest: "Next test", Whom: "Whom to call", ReplyButton: "Give the answer", Replies: "Answers given", AnswerTitle: "Answer to a consult",
	Accept: "Accept into a chart", AcceptMore: "Each answer becomes an entry of a new chart, with its day and source; nothing is typed again.", AcceptButton: "Make the chart", Close: "End without a chart", CloseMore: "The family sees that the request is closed.", CloseReason: "Reason", CloseButton: "Close the request",
	Accepted: "accepted", ClosedState: "closed", WithdrawnState: "withdrawn by the family",
	NotExaminedText: "The child was not examined in person. Nothing was measured, heard or seen by us; this answer rests on the papers listed here.", FormItself: "The request", SentOn: ", sent ", DiseaseFile: "Disease file", Knowledge: "knowledge", FromForm: "form", FromPacket: "phenopacket",
	PlacedDone: "The place is recorded.", RepliedDone: "The answer is given; the family sees it at its address.", ClosedDone: "The request is closed.", AcceptedDone: "The chart is made. Go on with the steps above.",
	AnswerTo: "To the family of", Born: "born", Question: "Question", By: "Written by", OnDay: "on", PageHash: "answer", NoChange: "Not advice for emergencies. Treatment decisions belong to the doctors who see the child.",
}

var chineseDesk = Desk{
	Title: "咨询台", Lead: "家庭与转诊医生的咨询：T−B−婴儿优先，其次按紧急程度和提交先后。", Waiting: "待处理", Done: "已结束", None: "暂无待处理咨询。", NoneDone: "暂无已结束咨询。",
	Child: "患儿", Place: "顺位", Why: "理由", MissingCol: "缺项", Sent: "提交时间", First: "最先", Early: "优先", InOrder: "按先后", Chart: "病历",
	Packet: "将phenopacket送至咨询台", PacketHelp: "GA4GH phenopacket第2版（JSON）。读取后成为一条咨询，未包含的内容列为缺项。", PacketButton: "读取phenopacket",
	Triage: "排序", TriageMore: "由程序提出建议并附知识库依据；尚未查阅到用于此目的的阈值，故不与任何数值比较。", PlacedBy: "调整人", Rank: "调整顺位", RankLevel: "顺位", RankReason: "理由", RankButton: "调整", NoReason: "无需提前，按先后处理。",
	Missing: "缺少的资料", MissingMore: "以家属语言列出，可直接转发。家属在自己的网址看到同一清单。", MissingNone: "最低资料齐全。",
	Alike: "是否同一患儿或同胞？", AlikeMore: "仅作提示，由人核对。", AlikeNone: "未发现相似者。", AlikeNotMerged: "程序绝不自动合并。", MaySame: "可能为同一患儿", MaySibling: "可能为同一家庭", Looked: "我已核对可能为同一患儿的记录；确为另一人，或应单独建立病历。", Compared: "已与全部待处理咨询及您权限内的", ComparedEnd: "份病历比对。",
	Papers: "资料", NoPapers: "未上传资料。", NotOpened: "外来文件仅供下载，不在本页打开。", Answered: "填写内容（原文）", Reply: "答复家属", ReplyMore: "各项均须填写。程序已填入可确定的内容，请逐项阅读并修改。答复后不可更改，可另写一份。",
	Text: "答复", NotExamined: "未经当面检查的内容", Evidence: "所依据的资料", Unknown: "仍不明确之处", OneLine: "每行一项", NextTest: "下一步检查", Whom: "联系何人", ReplyButton: "发出答复", Replies: "已发答复", AnswerTitle: "咨询答复",
	Accept: "受理并建立病历", AcceptMore: "各项填写内容连同日期和来源转为新病历的记录，无需重新录入。", AcceptButton: "建立病历", Close: "不建病历，结束咨询", CloseMore: "家属可见咨询已结束。", CloseReason: "理由", CloseButton: "结束咨询",
	Accepted: "已受理", ClosedState: "已结束", WithdrawnState: "家属已撤回",
	NotExaminedText: "我们未当面检查患儿，未亲自测量、听诊或观察；本答复仅依据所列资料。", FormItself: "咨询", SentOn: "，提交于", DiseaseFile: "疾病档案", Knowledge: "知识库", FromForm: "表单", FromPacket: "phenopacket文件",
	PlacedDone: "顺位已记录。", RepliedDone: "答复已发出，家属可在其网址查看。", ClosedDone: "咨询已结束。", AcceptedDone: "病历已建立，请按上方步骤继续。",
	AnswerTo: "致患儿家属：", Born: "出生", Question: "问题", By: "答复人", OnDay: "时间", PageHash: "答复", NoChange: "不用于急救。治疗决定由直接诊治患儿的医生作出。",
}

// documentKinds are the kinds of paper that are attached to a request.
var documentKinds = map[string]pair{"summary": {"medical summary", "病情摘要"}, "genetic-report": {"genetic report", "基因报告"}, "laboratory": {"laboratory report", "化验报告"},
	"growth": {"growth chart", "生长曲线"}, "imaging": {"list or report of imaging", "影像清单或报告"}, "photo": {"photo", "照片"}, "other": {"other", "其他"}}

// DocumentKind gives the word for a kind of attached paper.
func DocumentKind(language, code string) string { return lookup(documentKinds, language, code) }
