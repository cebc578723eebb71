package i18n

// Donors are the pages of comparison, registry and typing.
type Donors struct {
	Compare, CompareLead, SortedBy, Order, OrderLead, Limits, Descent, Age, Weight, Antibody, Open, Nothing            string
	Sheet, ToFamily, ToCompare, ToSearch, ToRegistry, ToTyping                                                         string
	Search, SearchLead, NoTyping, ChildTyping, Mismatches, Loci, Sex, Any, MinAge, MaxAge, Find, FoundOf, ByMismatches string
	LeftOut, Unusable, NoRegistry, Donor, Certain, NeverChosen, BasisLine                                              string
	Registry, RegistryLead, Size, ReleaseLine, NoRelease, Imports, Source, Begun, Rows, Added, Same                    string
	Replaced, Rejected, State, Complete, Unfinished, Report, Incoming, IncomingLead, NoIncoming                        string
	CodeFile, KeptCodes, NoCodes, CodeLine                                                                             string
	ImportFile, Update, ImportButton                                                                                   string
	Typing, TypingLead, TypingLabel, Read, Understood, Position, CanBe, Groups, Problem, Advice, NotKept               string
	FromFile, FromFileLead, FromFileNotYou, MessageFile, ReadFile, Sample, TypedBy, NoReleaseGiven, Assigned           string
	Method, Laboratory, WhoseSample, LeaveOut, SecondSample, AllOrNothing, WriteTypings, TypingsWritten                string
	ReleaseDiffers, ReleaseLoci                                                                                        string
	More, Fine, LeftOpen, ByHand, ByHandLead, WriteTyping, Kept                                                        string
}

var englishDonors = Donors{
	Compare: "Donors side by side", CompareLead: "Every candidate with what is known. Sorting changes the order of this table and nothing else.", SortedBy: "Sorted by", Order: "How the list is ordered",
	OrderLead: "Within eligible, blocked and excluded, by these criteria one after the other. The list proposes; the team decides.", Limits: "Its limits", Descent: "Descent", Age: "Age", Weight: "Weight", Antibody: "Donor-specific antibody", Open: "Open, blocks sign-off", Nothing: "nothing open",
	Sheet: "One page for paper", ToFamily: "Back to the family", ToCompare: "Donors side by side", ToSearch: "Search the registry", ToRegistry: "Registry of donors", ToTyping: "Read a typing",
	Search: "Search of the registry", SearchLead: "Positions that match or, where a typing leaves it open, can match count as matched; what is certain stands beside it. A donor of unknown age, sex, CMV or blood group passes no filter on it and is counted apart.",
	NoTyping: "No HLA typing of the child is recorded.", ChildTyping: "Typing of the child", Mismatches: "Mismatches at most", Loci: "Loci", Sex: "Sex", Any: "any", MinAge: "Age from", MaxAge: "to", Find: "Search", FoundOf: "donors found of", ByMismatches: "mismatches",
	LeftOut: "left out because the filter asks for what is not known of them", Unusable: "distinct typings cannot be read with this release; donors who have one are not found", NoRegistry: "No registry has been imported.", Donor: "Donor", Certain: "certain",
	NeverChosen: "A search proposes. Nothing is chosen or reserved by it.", BasisLine: "Read against",
	Registry: "Registry of donors", RegistryLead: "An index of the donors whose registry files this centre imported. It is no part of any child's record and not in its backup: the registry's own files are its source.", Size: "Donors in the index", ReleaseLine: "Nomenclature",
	NoRelease: "No release is loaded: names are compared at two fields; groups, codes and serology are not understood. An administrator loads one with: dayzero hla load", Imports: "Imports", Source: "File", Begun: "Begun (UTC)", Rows: "Rows", Added: "Added", Same: "There already",
	Replaced: "Replaced", Rejected: "Rejected", State: "State", Complete: "complete", Unfinished: "unfinished: import the same file again to go on", Report: "Report of rejected rows", Incoming: "Files that can be imported", IncomingLead: "An administrator puts registry files (CSV or JSON, plain or .gz) into this folder of the server:", NoIncoming: "There is no file.",
	CodeFile: "List of multiple allele codes, kept for every later reading", KeptCodes: "the list that is kept", NoCodes: "no code list is kept: codes are refused", CodeLine: "Multiple allele codes",
	FromFile: "Typings from a file", FromFileLead: "An HML 1.0.1 message or a FHIR resource with HLA genotypes. It is read first; you say whose each sample is; only then is anything written. What leaves alleles open is kept as written. A message of which one typing cannot be read gives none.",
	FromFileNotYou: "HLA typings are written by the laboratory and by physicians, in the record as it stands now.", MessageFile: "File (HML or FHIR in JSON, up to 4 MiB)", ReadFile: "Read the file", Sample: "Sample", TypedBy: "Assigned by", NoReleaseGiven: "the message names no release", Assigned: "Date of assignment",
	Method: "Method", Laboratory: "Laboratory", WhoseSample: "Whose sample is this?", LeaveOut: "leave out", SecondSample: "second, independent sample of this person", AllOrNothing: "All samples that have a person are written together, or none is.", WriteTypings: "Write the typings", TypingsWritten: "The typings are in the record.",
	ReleaseDiffers: "differs from the match at two fields", ReleaseLoci: "Locus by locus, with group and rule",
	ImportFile: "File", Update: "A known donor number with another record replaces the older one", ImportButton: "Import",
	Typing: "Read a typing", TypingLead: "Type or paste HLA as the laboratory wrote it (GL string; groups, codes and serology with a release). The page shows what it understood.", TypingLabel: "Typing", Read: "Read", Understood: "What was understood", Position: "Position", CanBe: "can be", Groups: "P groups", Problem: "Not understood", Advice: "To be looked at",
	NotKept: "Nothing of it is kept.", More: "more", Fine: "Every name was understood.", LeftOpen: "open: to be resolved by the laboratory",
	ByHand: "A typing as the report says it", ByHandLead: "Write it as the laboratory wrote it: groups, codes, alternatives and genotype lists are kept as they are. What two fields do not settle is open: it counts neither as a match nor as a mismatch and blocks the sign-off of that donor until the laboratory has resolved it.",
	WriteTyping: "Write the typing", Kept: "Kept as written; not settled at two fields",
}

var chineseDonors = Donors{
	Compare: "供者对比", CompareLead: "列出所有候选供者的已知信息。排序只改变本表顺序，不影响其他内容。", SortedBy: "当前排序", Order: "列表排序依据",
	OrderLead: "在可用、受阻、排除三类之内，依次按下列条件排序。列表仅供参考，由团队决定。", Limits: "局限", Descent: "遗传来源", Age: "年龄", Weight: "体重", Antibody: "供者特异性抗体", Open: "未明，阻止签署", Nothing: "无未明项",
	Sheet: "打印单页", ToFamily: "返回家系", ToCompare: "供者对比", ToSearch: "检索登记库", ToRegistry: "供者登记库", ToTyping: "识别分型",
	Search: "登记库检索", SearchLead: "相合或（分型不确定时）可能相合的位点计为相合，确定相合数另列。年龄、性别、CMV或血型未知的供者不通过相应筛选，另行计数。",
	NoTyping: "未记录患儿HLA分型。", ChildTyping: "患儿分型", Mismatches: "最多不合数", Loci: "位点", Sex: "性别", Any: "不限", MinAge: "年龄自", MaxAge: "至", Find: "检索", FoundOf: "名供者符合，共", ByMismatches: "个不合",
	LeftOut: "名因筛选项信息未知而未列入", Unusable: "种分型无法用当前版本识别，相应供者不会被检出", NoRegistry: "尚未导入登记库。", Donor: "供者", Certain: "确定",
	NeverChosen: "检索仅提供参考，不选定也不预留任何供者。", BasisLine: "命名依据",
	Registry: "供者登记库", RegistryLead: "由本中心导入的登记库文件建立的供者索引。它不属于任何患儿的病历，也不在备份内：登记库原文件即其来源。", Size: "索引中的供者数", ReleaseLine: "命名数据库",
	NoRelease: "未载入命名数据库版本：按两段式名称比较，不识别分组、代码和血清学名称。管理员可用 dayzero hla load 载入", Imports: "导入记录", Source: "文件", Begun: "开始时间（UTC）", Rows: "行数", Added: "新增", Same: "已存在",
	Replaced: "替换", Rejected: "拒绝", State: "状态", Complete: "完成", Unfinished: "未完成：再次导入同一文件即可接续", Report: "拒绝行报告", Incoming: "可导入的文件", IncomingLead: "管理员将登记库文件（CSV或JSON，可为.gz）放入服务器的此文件夹：", NoIncoming: "没有文件。",
	CodeFile: "多等位基因代码表（保存后供以后各次读取使用）", KeptCodes: "使用已保存的代码表", NoCodes: "未保存代码表：代码一律拒绝", CodeLine: "多等位基因代码",
	FromFile: "从文件读取分型", FromFileLead: "HML 1.0.1 报文或含 HLA 基因型的 FHIR 资源。先读取并显示结果，由您指定每份标本属于谁，确认后才写入。含多种可能的分型按原样保存。报文中只要有一项分型无法读取，整份报文不写入。",
	FromFileNotYou: "HLA 分型由实验室或医师在当前病历中写入。", MessageFile: "文件（HML 或 FHIR JSON，不超过 4 MiB）", ReadFile: "读取文件", Sample: "标本", TypedBy: "分型所用版本", NoReleaseGiven: "报文未注明版本", Assigned: "判定日期",
	Method: "方法", Laboratory: "实验室", WhoseSample: "这份标本属于谁？", LeaveOut: "不写入", SecondSample: "此人的第二份独立标本", AllOrNothing: "已指定人员的标本一起写入，否则全部不写入。", WriteTypings: "写入分型", TypingsWritten: "分型已写入病历。",
	ReleaseDiffers: "与两段式名称比较的结果不同", ReleaseLoci: "逐位点判定、所据组别与规则",
	ImportFile: "文件", Update: "供者编号相同而内容不同时，以新记录替换旧记录", ImportButton: "导入",
	Typing: "识别分型", TypingLead: "输入或粘贴实验室报告的HLA分型（GL字符串；载入命名数据库后可识别分组、代码和血清学名称）。页面显示识别结果。", TypingLabel: "分型", Read: "识别", Understood: "识别结果", Position: "位置", CanBe: "可能为", Groups: "P 组", Problem: "未能识别", Advice: "请核对",
	NotKept: "内容不会保存。", More: "其余", Fine: "所有名称均已识别。", LeftOpen: "未定，须由实验室明确",
	ByHand: "按报告原样录入分型", ByHandLead: "按实验室报告原样填写：等位基因组、多等位基因代码、多种可能和基因型列表均照原样保存。两段式水平不能确定者视为未定：既不计为相合，也不计为不合，在实验室明确之前阻止该供者签署。",
	WriteTyping: "写入分型", Kept: "按原样保存；两段式水平未定",
}
