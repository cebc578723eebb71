package i18n

import "regexp"

// Feed are the pages of what came in from other systems.
type Feed struct {
	Nav, Title, Lead, Waiting, Oldest, OpenTasks, InAll, Tasks, NoTasks, Messages, NoMessages, Mapping, MappingLead, NoMapping, Knowledge string
	What, Owner, Age, Overdue, Count, Number, Received, Sender, Control, Type, State, Record, Hash, Connection                            string
	Raw, RawLead, Lines, NoLines, Entries, WaitsFor, Place, Remark, Subject, Opened, Ended, EndedBy, Reason                               string
	Take, Close, CloseHelp, NotOurs, NotOursHelp, Again, MapIt, MapHelp, Save, Kind, System, Code, Means, By, At                          string
	AllStates, Older, TaskTitle, MessageTitle, TooLong, SenderAll, Back                                                                   string
}

var englishFeed = Feed{
	Nav: "Feed", Title: "Results and admissions from other systems", Lead: "Each message is kept byte for byte with its hash before it is acknowledged. It ends in a chart, or here as a task with an owner. Nothing is guessed.",
	Waiting: "Waiting to be sorted", Oldest: "Oldest waiting", OpenTasks: "Open tasks", InAll: "Messages in all", Tasks: "What waits for a person", NoTasks: "Nothing waits for a person.",
	Messages: "Messages", NoMessages: "No message came in.", Mapping: "Codes and units", MappingLead: "What a code or a unit of a sender means here. The centre's own lines come before the knowledge; a code of the knowledge files a result only when its status is read or derived.",
	NoMapping: "The centre has no line of its own yet.", Knowledge: "From the knowledge",
	What: "What", Owner: "Owner", Age: "Age", Overdue: "overdue: more than 5 minutes", Count: "Messages", Number: "Number", Received: "Received (UTC)", Sender: "Sender", Control: "Control id", Type: "Type", State: "State", Record: "Record", Hash: "SHA-256", Connection: "Connection",
	Raw: "As it came in", RawLead: "Control characters and the ends of segments are shown as line breaks; nothing else was changed.", Lines: "What was said about it", NoLines: "Nothing.", Entries: "Written into the chart", WaitsFor: "Waits for", Place: "Place", Remark: "Remark",
	Subject: "As sent", Opened: "Since (UTC)", Ended: "Ended (UTC)", EndedBy: "Ended by", Reason: "Reason",
	Take: "I take it on", Close: "End with a reason", CloseHelp: "The messages stay kept and are sorted again; what this task held back is not filed.", NotOurs: "No patient of this programme", NotOursHelp: "Later messages with this identifier are passed over by name.",
	Again: "Sort again", MapIt: "Say what it means", MapHelp: "The line is kept for this sender; the messages that waited are sorted again.", Save: "Save", Kind: "Kind", System: "Coding system", Code: "Code or unit as sent", Means: "Means", By: "By", At: "At (UTC)",
	AllStates: "all", Older: "Older", TaskTitle: "Task", MessageTitle: "Message", TooLong: "The message is longer than what is shown here; the file holds all of it.", SenderAll: "every sender", Back: "Back to the feed",
}

var chineseFeed = Feed{
	Nav: "接口", Title: "来自其他系统的结果与出入院信息", Lead: "每条消息在应答前已按原始字节连同哈希保存，最终归入病历，或在此成为有责任人的待办。系统不作任何猜测。",
	Waiting: "待分拣", Oldest: "最早待分拣", OpenTasks: "未完成待办", InAll: "消息总数", Tasks: "待人工处理", NoTasks: "没有待人工处理的项目。",
	Messages: "消息", NoMessages: "尚未收到消息。", Mapping: "代码与单位对照", MappingLead: "发送方的代码或单位在本系统中的含义。本中心的对照优先于知识库；知识库中的代码仅在其状态为“已核对原文”或“推导”时才自动归档结果。",
	NoMapping: "本中心尚无对照条目。", Knowledge: "来自知识库",
	What: "事项", Owner: "责任人", Age: "已等待", Overdue: "逾时：超过5分钟", Count: "消息数", Number: "编号", Received: "接收时间（UTC）", Sender: "发送方", Control: "消息控制号", Type: "类型", State: "状态", Record: "病历", Hash: "SHA-256校验值", Connection: "连接",
	Raw: "原始消息", RawLead: "控制字符与段结尾显示为换行，其余未作改动。", Lines: "处理说明", NoLines: "无。", Entries: "已写入病历", WaitsFor: "等待", Place: "位置", Remark: "说明",
	Subject: "原始内容", Opened: "起始（UTC）", Ended: "结束（UTC）", EndedBy: "结束人", Reason: "理由",
	Take: "由我处理", Close: "注明理由后结束", CloseHelp: "消息继续保存并重新分拣；本待办所涉内容不归档。", NotOurs: "非本中心患者", NotOursHelp: "此后带有该标识号的消息将按名略过。",
	Again: "重新分拣", MapIt: "说明其含义", MapHelp: "条目仅用于该发送方；等待中的消息将重新分拣。", Save: "保存", Kind: "类别", System: "编码系统", Code: "原始代码或单位", Means: "含义", By: "录入人", At: "时间（UTC）",
	AllStates: "全部", Older: "更早", TaskTitle: "待办", MessageTitle: "消息", TooLong: "消息过长，此处仅显示一部分；完整内容已保存。", SenderAll: "所有发送方", Back: "返回接口页",
}

// feedTerms are the states and kinds of the feed, and the fields of a mapping.
var feedTerms = map[string]pair{
	"waiting": {"waiting", "待分拣"}, "filed": {"filed", "已归档"}, "task": {"waits for a person", "待人工处理"}, "nothing": {"kept, nothing to file", "已保存，无需归档"}, "refused": {"could not be read", "无法读取"},
	"open": {"open", "未完成"}, "resolved": {"resolved", "已解决"}, "closed": {"ended by a person", "已人工结束"}, "not-ours": {"no patient of this programme", "非本中心患者"},
	"unreadable": {"message cannot be read", "消息无法读取"}, "collision": {"same key, other bytes", "控制号相同而内容不同"}, "patient": {"unknown patient", "患者未知"}, "identity": {"identity", "身份不符"},
	"merge": {"merge of records", "病历合并"}, "test": {"test message", "测试消息"}, "code": {"code", "代码"}, "unit": {"unit", "单位"}, "value": {"value", "数值"}, "time": {"time", "时间"}, "status": {"result status", "结果状态"},
	"pending": {"pending", "结果未出"}, "table": {"table", "表格"}, "connection": {"connection", "连接"},
	"what": {"measurement", "检测项目"}, "organism": {"organism", "病原体"}, "specimen": {"specimen", "标本"}, "method": {"method", "方法"}, "lineage": {"cell lineage", "细胞系"},
	"below": {"below the limit means", "低于检测下限视为"}, "text": {"remark", "备注"}, "charset": {"character set", "字符集"},
	"laboratory": {"laboratory", "检验科"}, "coordinator": {"coordinator", "协调员"},
}

// placeZH writes the places of a message as they are read in Chinese.
var placeZH = regexp.MustCompile(`\((before )?segment ([0-9]+)\)`)

// MessagePlace is a place in a message ("OBX-3 (segment 4)") in a language; the
// names of fields are those of the standard.
func MessagePlace(language, place string) string {
	if Pick(language) != Chinese {
		return place
	}
	return placeZH.ReplaceAllStringFunc(place, func(found string) string {
		parts := placeZH.FindStringSubmatch(found)
		if parts[1] != "" {
			return "（第" + parts[2] + "段之前）"
		}
		return "（第" + parts[2] + "段）"
	})
}

// FeedField is the label of a field of a mapping. A test is a method of the
// laboratory there; among the kinds of task it is a message sent as a trial.
func FeedField(language, field string) string {
	if field != "test" {
		return FeedTerm(language, field)
	}
	if Pick(language) == Chinese {
		return "病原体检验（如血浆PCR）"
	}
	return "test of an organism (for instance PCR plasma)"
}

// FeedTerm gives the word for a code of the feed; a code it does not know stays
// as it is.
func FeedTerm(language, code string) string { return lookup(feedTerms, language, code) }
