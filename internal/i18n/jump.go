package i18n

// Jump is the page that looks for children, rooms, knowledge and words by name.
type Jump struct {
	Title, Lead, LeadChild, Field, Button, Key, Short                  string
	Rooms, People, Children, Places, Knowledge, Words, None, More, Ask string
	NothingWritten, FirstPage, Working                                 string // what every page says when it stops or waits
}

var englishJump = Jump{
	Title: "Search and jump", Short: "Search", Key: "Ctrl K or ⌘ K: search and jump",
	Lead:      "Children you may see (name, number, gene), the rooms of the programme, knowledge, and words of the help. One hit opens at once.",
	LeadChild: "Rooms and relatives of this child, other children you may see, knowledge, and words of the help. One hit opens at once.",
	Field:     "Name, number, gene, drug, room or word", Button: "Search",
	Rooms: "Rooms of this child", People: "Relatives and donors of this child", Children: "Children", Places: "Rooms of the programme", Knowledge: "Knowledge", Words: "Words",
	None: "Nothing of that name among what you may see. Each word must occur; a part of a word is enough.", More: "more; add a word", Ask: "Write at least one word.",
	NothingWritten: "Nothing was shown of a record and nothing is known to be written.", FirstPage: "Your first page", Working: "Working …",
}

var chineseJump = Jump{
	Title: "检索与跳转", Short: "检索", Key: "Ctrl K 或 ⌘ K：检索与跳转",
	Lead:      "可检索您有权查看的患儿（姓名、编号、基因）、中心各页面、知识库及术语说明。仅一条结果时直接打开。",
	LeadChild: "可检索本患儿的各页面与亲属、您有权查看的其他患儿、知识库及术语说明。仅一条结果时直接打开。",
	Field:     "姓名、编号、基因、药物、页面或术语", Button: "检索",
	Rooms: "本患儿各页面", People: "本患儿的亲属与供者", Children: "患儿", Places: "中心各页面", Knowledge: "知识库", Words: "术语",
	None: "在您有权查看的内容中没有匹配项。每个词均须出现，可只输入一部分。", More: "条未列出，请增加关键词", Ask: "请至少输入一个词。",
	NothingWritten: "未显示任何病历内容，也未写入任何内容。", FirstPage: "返回首页", Working: "正在处理……",
}
