package consult

var (
	sexes     = choices("female", "girl", "女", "male", "boy", "男", "unknown", "not known", "不清楚")
	languages = choices("zh", "Chinese", "中文", "en", "English", "英语", "ar", "Arabic", "阿拉伯语", "es", "Spanish", "西班牙语", "fr", "French", "法语",
		"ru", "Russian", "俄语", "ur", "Urdu", "乌尔都语", "fa", "Persian", "波斯语", "other", "another language", "其他语言")
	people = choices("child", "the child", "患儿", "mother", "mother", "母亲", "father", "father", "父亲", "sibling-1", "1st sibling in the table of relatives", "亲属表中第1名同胞",
		"sibling-2", "2nd sibling", "第2名同胞", "sibling-3", "3rd sibling", "第3名同胞", "sibling-4", "4th sibling", "第4名同胞")
	relations = choices("mother", "mother", "母亲", "father", "father", "父亲", "sister", "sister", "姐妹", "brother", "brother", "兄弟",
		"half-sister", "half-sister", "同父异母或同母异父姐妹", "half-brother", "half-brother", "同父异母或同母异父兄弟", "other", "another relative", "其他亲属")
	findings = []Field{yesNo("microcephaly", "Small head", "小头畸形"), yesNo("growth-failure", "Poor growth", "生长迟缓"),
		yesNo("lymphopenia", "Few lymphocytes", "淋巴细胞减少"), yesNo("cytopenia", "Few blood cells of another kind", "其他血细胞减少"),
		yesNo("maternal-t-cells", "Maternal T cells found", "检出母源T细胞"), yesNo("omenn-features", "Omenn syndrome features", "Omenn综合征表现")}
	measured = choices("cd3", "CD3+ T cells", "CD3⁺T细胞", "cd4", "CD4+ T cells", "CD4⁺T细胞", "cd8", "CD8+ T cells", "CD8⁺T细胞", "naive-cd4", "naive CD4+ T cells", "初始CD4⁺T细胞",
		"cd19", "CD19+ B cells", "CD19⁺B细胞", "nk", "NK cells", "NK细胞", "lymphocytes", "lymphocytes", "淋巴细胞", "neutrophils", "neutrophils", "中性粒细胞",
		"platelets", "platelets", "血小板", "haemoglobin", "haemoglobin", "血红蛋白", "igg", "IgG", "IgG", "iga", "IgA", "IgA", "igm", "IgM", "IgM",
		"creatinine", "creatinine", "肌酐", "cystatin-c", "cystatin C", "胱抑素C")
	units = choices("/uL", "/µL (cells)", "/µL（细胞数）", "10*9/L", "×10⁹/L", "×10⁹/L", "g/L", "g/L", "g/L", "mg/L", "mg/L", "mg/L", "mg/dL", "mg/dL", "mg/dL", "umol/L", "µmol/L", "µmol/L")
)

// steps are the questions: the minimum consult record of the knowledge, in the
// order in which a family can answer them.
var steps = []Step{
	{Key: "child", Title: text("The child and you", "患儿与联系人"), Lead: text("Who the child is, who asks, and how we reach you.", "患儿是谁，由谁咨询，如何联系。"), Groups: []Group{
		once("asker", "Who asks", "咨询人", choice("from", "You are", "您是", choices("family", "the family", "家属", "referring-doctor", "a doctor of the child", "患儿的医生", "other", "somebody else", "其他")).needed(),
			choice("language", "Language to speak with you", "沟通语言", languages), yesNo("interpreter", "Interpreter needed", "是否需要口译")),
		once("child", "The child", "患儿", line("name", "Name of the child", "患儿姓名").needed(), choice("sex", "Sex", "性别", sexes).needed(), date("birth", "Date of birth", "出生日期").needed(),
			line("place", "Country and city", "国家与城市"), line("identifier", "Record number at your hospital", "当地医院病历号")),
		once("guardian", "Guardian", "监护人", line("name", "Name", "姓名").needed(), choice("relation", "Relation to the child", "与患儿关系", choices("mother", "mother", "母亲", "father", "father", "父亲", "both parents", "both parents", "父母双方", "legal guardian", "legal guardian", "法定监护人", "other", "other", "其他")),
			yesNo("decides", "May this person decide for the child", "是否有权为患儿作决定"), line("phone", "Telephone with country code", "电话（含国家代码）"), line("mail", "E-mail", "电子邮箱")).
			help("Telephone or e-mail is needed, so that we can answer.", "电话或邮箱至少填一项，以便答复。"),
		once("doctor", "Doctor at home", "当地医生", line("name", "Name", "姓名"), line("hospital", "Hospital", "医院"), line("contact", "Telephone or e-mail", "电话或邮箱")),
		once("question", "Your question", "您的问题", long("question", "What would you like to know", "您想了解什么").needed()),
	}},
	{Key: "illness", Title: text("The illness", "病情"), Lead: text("What is known today. Leave empty what you do not know: we will say what we still need.", "目前已知的情况。不清楚的可留空，我们会告知还需要什么。"), Groups: []Group{
		once("summary", "Medical summary", "病情摘要", long("text", "The illness in a few sentences, or attach the doctor's summary", "用几句话说明病情，或上传医生的病情摘要"), date("date", "Date of the summary", "摘要日期")),
		once("disease", "Diagnosis", "诊断", line("name", "Name of the disease", "疾病名称"), line("gene", "Gene", "基因").help("as in the report, for instance LIG4", "按报告填写，如LIG4"),
			choice("certainty", "How sure", "确定程度", choices("suspected", "suspected", "疑似", "confirmed", "confirmed", "确诊")),
			choice("phenotype", "Lymphocyte type in the report", "报告中的淋巴细胞表型", choices("T-B-NK+", "T-B-NK+", "T−B−NK+", "T-B-NK-", "T-B-NK-", "T−B−NK−", "T-B+NK+", "T-B+NK+", "T−B+NK+", "T-B+NK-", "T-B+NK-", "T−B+NK−", "other", "another", "其他", "not-immune", "not an immune disease", "非免疫缺陷病"))),
		once("findings", "Features", "临床表现", findings...),
		rows(12, "growth", "Growth", "生长记录", date("date", "Date", "日期"), number("weight", "Weight (kg)", "体重（kg）", "kg"), number("length", "Length or height (cm)", "身长或身高（cm）", "cm"), number("head", "Head circumference (cm)", "头围（cm）", "cm")),
	}},
	{Key: "family", Title: text("Genes and family", "基因与家庭"), Lead: text("Copy from the reports, letter by letter. The results of the parents matter as much as those of the child.", "请按报告逐字填写。父母的结果与患儿的结果同样重要。"), Groups: []Group{
		rows(10, "relatives", "Relatives", "亲属", choice("relation", "Relation", "关系", relations), choice("sex", "Sex", "性别", choices("female", "female", "女", "male", "male", "男", "unknown", "not known", "不清楚")), date("birth", "Date of birth", "出生日期"), yesNo("donor", "Could be a donor", "可否作为供者"), yesNo("parous", "Has been pregnant", "是否曾妊娠"), yesNo("affected", "Has the same illness", "是否患同样疾病")).
			help("Parents and all full brothers and sisters.", "请填写父母及所有同父同母兄弟姐妹。"),
		rows(16, "variants", "Genetic results", "基因检测结果", choice("person", "Person", "受检者", people), line("gene", "Gene", "基因"), line("hgvs", "Change (c.…)", "变异（c.…）").help("for instance NM_206937.2:c.2440C>T", "如NM_206937.2:c.2440C>T"),
			choice("zygosity", "Result", "结果", choices("heterozygous", "one copy (heterozygous)", "杂合", "homozygous", "two copies (homozygous)", "纯合", "hemizygous", "hemizygous", "半合", "absent", "tested, not found", "已检测，未检出")),
			choice("origin", "From", "来源", choices("paternal", "the father", "父源", "maternal", "the mother", "母源", "de-novo", "neither (de novo)", "新发", "unknown", "not known", "不清楚")), line("method", "Method", "检测方法")),
		rows(12, "hla", "HLA typing", "HLA分型", choice("person", "Person", "受检者", people), choice("sample", "Sample", "标本", choices("first", "first", "首次", "second", "second, confirming", "复核")), allele("A"), allele("B"), allele("C"), allele("DRB1"), allele("DQB1"), allele("DPB1")).
			help("Two names for each locus, separated by a comma: 02:07, 11:01", "每个位点填两个名称，用逗号分隔：02:07, 11:01"),
		rows(6, "blood", "Blood groups", "血型", choice("person", "Person", "受检者", people), choice("abo", "ABO", "ABO血型", choices("A", "A", "A", "B", "B", "B", "AB", "AB", "AB", "O", "O", "O")), choice("rhd", "RhD", "RhD", choices("positive", "positive", "阳性", "negative", "negative", "阴性"))),
	}},
	{Key: "history", Title: text("What has happened so far", "既往经过"), Lead: text("Each question can be answered with no. An empty answer means that we will ask again.", "每个问题都可以回答“否”。留空则我们会再次询问。"), Groups: []Group{
		rows(40, "laboratory", "Blood results", "血液检查", date("date", "Date", "日期"), choice("what", "Result of", "项目", measured), Field{Key: "value", Label: text("Value", "数值"), Kind: Amount, Limit: 20}, choice("unit", "Unit", "单位", units)),
		once("infected", "Infections", "感染", yesNo("any", "Any infection so far", "是否发生过感染")),
		rows(20, "infections", "Each infection", "历次感染", date("date", "Date", "日期"), line("organism", "Germ, if found", "病原体（如已明确）"), line("site", "Where", "部位"), choice("status", "Now", "目前", choices("active", "still active", "未控制", "controlled", "under control", "已控制", "resolved", "over", "已痊愈"))),
		rows(20, "viruses", "Virus tests (PCR)", "病毒PCR", date("date", "Date", "日期"), line("virus", "Virus", "病毒"), choice("result", "Result", "结果", choices("not-detected", "not found", "未检出", "active", "found", "检出")), line("load", "Amount as in the report", "报告中的载量")),
		once("bcg", "BCG", "卡介苗", yesNo("given", "BCG given", "是否接种卡介苗"), date("date", "Date", "日期"), line("complication", "Trouble at the scar or gland", "接种处或淋巴结异常")),
		once("live", "Live vaccines", "减毒活疫苗", yesNo("any", "Any live vaccine besides BCG", "除卡介苗外是否接种过减毒活疫苗")),
		rows(10, "vaccines", "Each live vaccine", "历次减毒活疫苗", date("date", "Date", "日期"), line("vaccine", "Vaccine", "疫苗")),
		once("radiated", "X-ray and CT", "X线与CT", yesNo("any", "Any X-ray or CT so far", "是否做过X线或CT")),
		rows(20, "imaging", "Each X-ray or CT", "历次X线或CT", date("date", "Date", "日期"), choice("modality", "Examination", "检查", choices("x-ray", "X-ray", "X线", "ct", "CT", "CT", "fluoroscopy", "fluoroscopy", "透视", "nuclear", "nuclear medicine", "核医学", "pet", "PET", "PET")), line("region", "Part of the body", "部位")),
		once("transfused", "Transfusions", "输血", yesNo("any", "Any transfusion so far", "是否输过血")),
		rows(20, "transfusions", "Each transfusion", "历次输血", date("date", "Date", "日期"), choice("product", "Product", "血制品", choices("red-cells", "red cells", "红细胞", "platelets", "platelets", "血小板", "plasma", "plasma", "血浆", "granulocytes", "granulocytes", "粒细胞")), yesNo("irradiated", "Irradiated", "是否辐照")),
		once("allergic", "Allergies", "过敏", yesNo("any", "Any allergy", "是否有过敏")),
		rows(10, "allergies", "Each allergy", "各项过敏", line("substance", "To what", "过敏原"), line("reaction", "What happens", "反应")),
		once("medicated", "Medicines", "用药", yesNo("any", "Any medicine now", "目前是否用药")),
		rows(30, "medicines", "Each medicine", "各项用药", line("drug", "Medicine", "药名"), line("dose", "Dose as written on the prescription", "处方剂量（照抄）"), date("from", "Since", "开始日期")),
	}},
	{Key: "documents", Title: text("Documents", "资料"), Lead: text("Attach what you have. PDF, JPEG, PNG or plain text.", "上传现有资料。支持PDF、JPEG、PNG或纯文本。"), Groups: []Group{
		once("funding", "Costs", "费用", long("statement", "How treatment would be paid", "治疗费用的来源"))}},
	{Key: "consent", Title: text("Consent and sending", "同意与提交"), Lead: text("Nothing is used for a purpose that you do not agree to. You can withdraw each consent at any time.", "未经您同意的用途一律不使用。每项同意均可随时撤回。"), Groups: []Group{
		once("consent", "Consent", "同意", line("by", "Your name", "您的姓名").needed(), yesNo("contact", "You may contact me about this request", "可就本次咨询与我联系").needed(),
			yesNo("data-sharing", "The transplant team may read and discuss these papers", "移植团队可阅读和讨论这些资料").needed(), yesNo("research", "The data may be used for research without names", "去标识后可用于研究"))}},
}

func allele(locus string) Field {
	return Field{Key: locus, Label: text(locus, locus), Kind: Names, Limit: 60}
}
