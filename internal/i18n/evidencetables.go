package i18n

// EvidenceTables is the tables of published cases that were proposed here, and the
// verdict of a second person.
type EvidenceTables struct {
	Title, Lead, Table, Rows, RowsTitle, State, ProposedBy, DecidedBy, Reason, ReasonHelp string
	Waiting, Accepted, Refused, Propose, ProposeHelp, Decide, DecideLead, Accept, Refuse  string
	Own, NotYours, Confirm                                                                string
	Replaces, ReplacedBy, Why, TakesBack, Superseded, Change, ChangeLead, ChangeTable     string
	ProposeChange, TakeBack, BackLead                                                     string
}

var englishEvidenceTables = EvidenceTables{
	Title: "Tables proposed here", Lead: "A table enters the evidence when a second person has read it against its sources and accepted it. Both names stay beside it; a verdict is given once.",
	Table: "Table", Rows: "Rows", RowsTitle: "Rows of the table", State: "State", ProposedBy: "Proposed by", DecidedBy: "Decided by", Reason: "Reason", ReasonHelp: "required for a refusal",
	Waiting: "waits for a second person", Accepted: "accepted", Refused: "refused", Propose: "Propose this table", ProposeHelp: "Keeps it for a second person. It enters nothing yet.",
	Decide: "Verdict", DecideLead: "Accepting says: I have read these rows against their sources.", Accept: "Accept", Refuse: "Refuse",
	Own: "You proposed this table: another person decides.", NotYours: "Your role does not decide about tables of cases.", Confirm: "Give the verdict",
	Replaces: "Takes the place of", ReplacedBy: "Its place was taken by", Why: "Why", TakesBack: "Takes the table back: it holds no row", Superseded: "accepted, and evidence no more",
	Change: "Correct or take back", ChangeLead: "An accepted table is never changed. A corrected one, or none, takes its place when a second person has accepted that; until then this one stands, and afterwards it stays readable here.",
	ChangeTable: "Corrected table (CSV)", ProposeChange: "Propose the corrected table", TakeBack: "Propose to take it back whole", BackLead: "Accepting says: I have checked the reason, and the rows of that table are evidence no more.",
}

var chineseEvidenceTables = EvidenceTables{
	Title: "本中心提交的病例表", Lead: "须由第二人对照原始文献核对并接受后，病例表方可进入循证依据。两人姓名均予保留；审核结论只作一次。",
	Table: "病例表", Rows: "行数", RowsTitle: "表中各行", State: "状态", ProposedBy: "提交人", DecidedBy: "审核人", Reason: "理由", ReasonHelp: "拒绝时必填",
	Waiting: "等待第二人审核", Accepted: "已接受", Refused: "已拒绝", Propose: "提交此表", ProposeHelp: "保存以待第二人审核，尚不进入循证依据。",
	Decide: "审核", DecideLead: "接受即表示：我已对照原始文献核对这些行。", Accept: "接受", Refuse: "拒绝",
	Own: "此表由您提交，须由他人审核。", NotYours: "您的角色无权审核病例表。", Confirm: "提交审核结论",
	Replaces: "取代", ReplacedBy: "已被取代", Why: "原因", TakesBack: "撤回该表：不含任何行", Superseded: "曾被接受，现已不再作为循证依据",
	Change: "更正或撤回", ChangeLead: "已接受的表不作修改。更正后的表（或撤回）须经第二人接受后才取代原表；此前原表仍有效，此后仍可在此查阅。",
	ChangeTable: "更正后的表（CSV）", ProposeChange: "提交更正后的表", TakeBack: "提交整表撤回", BackLead: "接受即表示：我已核实原因，该表各行不再作为循证依据。",
}
