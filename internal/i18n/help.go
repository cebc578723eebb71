package i18n

import (
	"slices"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// HelpTerm is a word of the pages with what it means here. It explains words
// and rules of this program, never a threshold: those stand in the knowledge,
// with their sources.
type HelpTerm struct {
	Key           string
	Name, Meaning evidence.Text
}

// HelpWords are the words around the terms.
type HelpWords struct{ Title, OnThisPage, All, Lead string }

// Help lists every term, in the order of the journey.
func Help() []HelpTerm { return slices.Clone(helpTerms) }

// HelpFor lists the terms of one page. Every page has some: the marks of the
// program are explained where nothing else is.
func HelpFor(page string) []HelpTerm {
	keys, own := helpPages[page]
	if !own {
		keys = helpEverywhere
	}
	var out []HelpTerm
	for _, term := range helpTerms {
		if slices.Contains(keys, term.Key) {
			out = append(out, term)
		}
	}
	return out
}

// helpEverywhere are the marks that may stand on any page.
var helpEverywhere = []string{"stop", "caution", "gap", "as-of", "status", "synthetic"}

// helpPages are the terms of each page, by template.
var helpPages = map[string][]string{
	"board":            {"stop", "caution", "gap", "day-zero", "journey", "radiosensitive"},
	"child":            {"stop", "caution", "gap", "as-of", "journey", "day-zero", "bsa", "dosing-weight", "outcome", "derivation"},
	"diagnosis":        {"variant", "biallelic", "phase", "acmg", "carrier", "gap", "derivation"},
	"family":           {"haplotype", "descent", "match-direction", "dpb1", "dsa", "carrier", "clearance", "donor-advocate", "abo"},
	"plan":             {"stop", "caution", "gap", "option-verdict", "ceiling", "ledger", "reference", "commissioned", "dosing-weight", "bsa", "signature", "outdated", "derivation"},
	"sheet":            {"signature", "outdated", "reference", "dosing-weight", "bsa"},
	"exposure":         {"exposure", "worst-model", "band", "reference", "commissioned", "posterior", "derivation"},
	"disease":          {"radiosensitive", "status", "ceiling", "option-verdict"},
	"evaluation":       {"gate", "stale", "ledger-imaging", "gap"},
	"day-0":            {"day-zero", "graft-identity", "cell-dose", "abo", "trace"},
	"course":           {"day-zero", "engraftment", "chimerism", "gvhd", "at-least", "edition", "alert", "censored-value"},
	"follow-up":        {"overdue", "outcome", "taper", "gap", "day-zero"},
	"programme":        {"curve", "at-risk", "censoring", "competing", "interval", "funnel", "cusum", "synthetic"},
	"evidence":         {"three-states", "denominator", "interval", "status"},
	"evidence-disease": {"three-states", "denominator", "interval", "status"},
	"evidence-child":   {"three-states", "like-this", "denominator"},
	"evidence-check":   {"three-states", "two-accept", "status"},
	"knowledge":        {"status", "commissioned", "reference", "gap"},
	"item":             {"status", "commissioned", "reference", "gap"},
	"audit":            {"chain", "entry", "as-of"},
	"entry":            {"entry", "correction", "as-of", "synthetic"},
	"entries":          {"entry", "correction", "as-of", "synthetic"},
	"derivation":       {"derivation", "status", "reference"},
	"consult-desk":     {"triage", "completeness", "no-merge", "synthetic"},
	"job":              {"job"},
	"jump":             {"as-of", "synthetic", "status", "gap"},
	"jobs":             {"job"},
}

func term(key, en, zh, meaning, meaningZH string) HelpTerm {
	return HelpTerm{Key: key, Name: evidence.Text{EN: en, ZH: zh}, Meaning: evidence.Text{EN: meaning, ZH: meaningZH}}
}

var helpTerms = []HelpTerm{
	term("stop", "Stop", "禁止", "Something that must not be done or passed over by one person. Two named people can overrule it in writing, each with a reason.", "单人不得放行的情形。须由两名署名人员分别书面说明理由后方可放行。"),
	term("caution", "Caution", "警示", "Something that one person may decide, with a written reason.", "可由一人决定，但须写明理由。"),
	term("gap", "Gap", "资料缺失", "An input that is missing or too old. Nothing is put in its place, and no number that needs it is shown.", "缺少或已过期的资料。系统不以任何默认值代替，依赖该资料的数值不予显示。"),
	term("gate", "Gate", "放行核查", "A list of facts that must be there before a step. It opens by itself when the last one is recorded, and says until then what is missing.", "进入下一步之前必须具备的事实清单。全部记录后自动放行，此前逐项列明所缺内容。"),
	term("as-of", "As of", "截至", "The page as it could have been seen at the end of a day: what had happened and what had been recorded by then. Nothing later shows through.", "页面按所选日期结束时的状态显示：仅含当时已发生且已记录的内容，之后的信息一概不显示。"),
	term("entry", "Entry", "记录", "One line of the record, with the time it happened, the time it was written down, its author and its source. Entries are only ever added.", "病历中的一条记录，含发生时间、记录时间、记录人和来源。记录只增不改。"),
	term("correction", "Correction", "更正", "A new entry that replaces an older one. The older one stays readable.", "以新记录替代旧记录，旧记录仍可查阅。"),
	term("stale", "Too old", "已过期", "A value past its validity counts as missing.", "超过有效期的数值按缺失处理。"),
	term("synthetic", "Synthetic", "模拟数据", "A made-up value of the demonstration. It enters no evidence and no count of a real programme.", "演示用的虚构数值，不进入循证依据，也不计入真实中心的统计。"),
	term("status", "Status of a statement", "陈述的核实状态", "How well a statement is known: read in the source, derived from what was read, taken from a secondary source, or to be verified. What is to be verified is shown but never drives a dose, a stop or a clearance.", "表示陈述的可靠程度：已核对原文、由原文推导、转引自二次文献、待核实。待核实内容仅供显示，不参与剂量、禁止或放行判断。"),
	term("derivation", "Derivation", "计算过程", "The work behind a number: inputs with date and source, the formula, the references. Every number opens to it.", "数值的来龙去脉：所用数据及其日期和来源、公式、参考文献。每个数值均可展开查看。"),
	term("journey", "Journey", "诊疗进程", "The steps from the first consult to the documented outcome. Done means that the record proves it, not that time has passed.", "从首次咨询到结局确认的各个步骤。“完成”以记录为证，而非时间已过。"),
	term("day-zero", "Day 0", "移植日（0 d）", "The day the graft is infused. Days before it carry a minus, days after it a plus.", "干细胞回输当日。之前的日期以“−”表示，之后以“+”表示。"),
	term("radiosensitive", "Radiosensitive", "辐射敏感", "A child whose cells cannot repair broken DNA as others do. While the gene is unknown and the picture fits, the child is handled as radiosensitive until that is disproved.", "患儿细胞修复DNA断裂的能力不足。病因基因未明而表现相符时，在排除之前一律按辐射敏感处理。"),
	term("triage", "Triage", "优先级评估", "The order in which requests are looked at, with the reason beside each. It is no decision about treatment.", "受理申请的先后顺序，每项附理由；并非治疗决定。"),
	term("completeness", "Completeness", "资料完整性核查", "What is still needed before the request can be answered, said in the language of the family.", "答复前尚需补充的资料，以家属使用的语言列出。"),
	term("no-merge", "Possible duplicate", "疑似重复", "Two requests that may be about the same child or about siblings. They are never joined by the program.", "两份申请可能属于同一患儿或同胞。系统不会自动合并。"),
	term("variant", "Variant", "变异", "A difference from the reference sequence, written in HGVS form on a named transcript.", "与参考序列的差异，按HGVS规则在指定转录本上书写。"),
	term("biallelic", "Biallelic", "双等位基因变异", "Both copies of the gene carry a variant that explains the disease. It is proven by the parents, by descent or by the laboratory; otherwise the missing proof is named.", "两个等位基因均携带可解释疾病的变异。须由父母验证、家系或实验室证实，否则列明所缺证据。"),
	term("phase", "Phase", "相位", "Whether two variants lie on different copies of the gene (in trans) or on one (in cis). Two variants in cis explain no recessive disease.", "两个变异位于不同染色体（反式）或同一条染色体（顺式）。顺式不能解释隐性遗传病。"),
	term("acmg", "ACMG/AMP class", "ACMG/AMP分类", "The class of a variant by the combining rules of 2015 and by the later point system, side by side. Where they differ, both are shown.", "按2015年组合规则与后续计分法并列给出变异分类；不一致时两者均显示。"),
	term("carrier", "Carrier", "携带者", "A person with one variant of a recessive pair. A carrier becomes a donor only after the geneticist has signed for it.", "仅携带隐性致病变异之一者。须经遗传科医生签名后方可作为供者。"),
	term("haplotype", "Haplotype", "单体型", "The HLA alleles that lie together on one chromosome and are inherited together. The letters a and b are the father's, c and d the mother's.", "位于同一条染色体、一同遗传的一组HLA等位基因。a、b来自父亲，c、d来自母亲。"),
	term("descent", "Identical by descent", "同源（家系证实）", "Both haplotypes are shown to come from the same parental chromosomes. Equal typings alone do not prove it.", "已证实两条单体型来自父母相同的染色体。仅分型结果相同不足以证明。"),
	term("match-direction", "Direction of a mismatch", "不合的方向", "Graft-versus-host: the child has what the donor lacks. Host-versus-graft: the donor has what the child lacks. They are counted separately.", "移植物抗宿主方向：受者有而供者无；宿主抗移植物方向：供者有而受者无。两者分别计数。"),
	term("dpb1", "Permissive DPB1 mismatch", "DPB1允许性错配", "A difference at DPB1 within the same T-cell-epitope group. The direction is given where it is none.", "DPB1不合但属于同一T细胞表位组。非允许性错配时注明方向。"),
	term("dsa", "Donor-specific antibodies", "供者特异性抗体", "Antibodies of the child against HLA of this donor, with the date and strength of the test.", "患儿体内针对该供者HLA的抗体，附检测日期与强度。"),
	term("clearance", "Donor clearance", "供者合格判定", "A donor is blocked until every safety question about this donor has an answer and the responsible person has signed.", "供者的每项安全问题均有答案并由责任人签名之前，一律不予放行。"),
	term("donor-advocate", "Donor advocate", "供者独立代表", "A person outside the child's team who speaks for a donor who is a minor.", "独立于患儿诊疗团队、代表未成年供者利益的人员。"),
	term("abo", "ABO mismatch", "ABO血型不合", "Major: the child has antibodies against the donor's red cells. Minor: the donor's plasma has antibodies against the child's.", "主侧不合：受者有抗供者红细胞抗体；次侧不合：供者血浆有抗受者红细胞抗体。"),
	term("option-verdict", "Verdict of an option", "方案判定", "Listed, possible, not recommended, or contraindicated for this child, each with its reason and source. It is no choice: the team chooses and signs.", "对本患儿而言：指南列入、可考虑、不推荐或禁忌，均附理由和出处。判定不等于选择，由团队选定并签名。"),
	term("ceiling", "Ceiling", "剂量上限", "The most of an agent that the group of this disease allows, in conditioning and afterwards together.", "本类疾病允许的药物最大累积量，预处理及移植后合并计算。"),
	term("ledger", "Genotoxic ledger", "DNA损伤性暴露累计", "Every DNA-damaging agent planned or given, against the ceilings of the disease's group.", "已计划或已给予的全部DNA损伤性药物与照射，对照本类疾病上限累计。"),
	term("ledger-imaging", "Imaging ledger", "电离辐射暴露记录", "Every examination with ionising radiation, with the reason, the alternative and who approved it.", "所有电离辐射检查，附理由、替代方案和批准人。"),
	term("reference", "Reference only", "仅供参考", "Computed from a published item that this centre has not approved. It cannot reach an order.", "依据本中心尚未审核启用的已发表资料计算，不得用于医嘱。"),
	term("commissioned", "Commissioned", "本中心审核启用", "Two people of this centre have opened the source and signed this exact version for local use. Any change ends it.", "本中心两人已核对原文并对该版本签名启用。内容一经变更即失效。"),
	term("dosing-weight", "Dosing weight", "给药体重", "The weight that was signed for the doses of the course. A daily weight inside its band changes nothing.", "为本疗程剂量签名确认的体重。每日体重在允许范围内波动时剂量不变。"),
	term("bsa", "Body surface area", "体表面积", "Computed, not measured: the formula is named beside it and the unrounded value is used.", "由公式计算而非测量；旁注公式名称，计算时使用未取整的数值。"),
	term("signature", "Two signatures", "双人签名", "Two people of different roles sign the hash of exactly what was shown. The same person cannot sign twice.", "两名不同角色的人员对所显示内容的哈希值签名，同一人不得签两次。"),
	term("outdated", "Outdated", "依据已变更，需重签", "An input of a signed plan has changed. The signatures stay readable but no longer hold.", "已签名计划的依据发生变更。原签名仍可查阅，但不再有效。"),
	term("exposure", "Exposure", "药物暴露量", "How much of a drug the body sees over time: the area under the concentration curve. It always names its unit.", "药物在体内随时间的总暴露，即药时曲线下面积，始终标明单位。"),
	term("worst-model", "Worst credible model", "最不利的可信模型", "Of all published models that may fit this child, the one that gives the highest chance of too much. It bounds the dose, not the average.", "在可能适用于本患儿的已发表模型中，过量概率最高者。剂量以其为界，而非取平均。"),
	term("band", "Band", "预测区间", "The range in which a level is expected under a model. A level outside the bands of every model is a reason to repeat it.", "模型预期的浓度范围。若超出所有模型的区间，应复查。"),
	term("posterior", "Re-estimation", "重新估计", "The model fitted to the child's own levels, with what was believed before and after.", "用患儿自身浓度重新拟合模型，并列显示前后估计。"),
	term("graft-identity", "Identity of the graft", "移植物身份核对", "Two people compare the label, the record and the child at the bedside. Both are named.", "两人在床旁核对标签、记录与患儿，均须署名。"),
	term("cell-dose", "Cell dose", "细胞剂量", "Cells per kilogram of the child who receives them, never of the donor.", "按受者（而非供者）每公斤体重计算的细胞数。"),
	term("trace", "Vein to vein", "身份链追溯", "Every step of the graft from the donor's vein to the child's on one page.", "移植物从供者静脉到受者静脉的每一步，汇于一页。"),
	term("engraftment", "Engraftment", "植入", "Recovery of blood counts by a named definition: the first of several days in a row. One missing day leaves it open.", "按指定定义判断的造血恢复：连续数日中的首日。缺少一天即为待定。"),
	term("chimerism", "Chimerism", "嵌合状态", "The share of blood cells that comes from the donor, by cell line, with the method. Its direction over time matters.", "按细胞系列出的供者来源细胞比例，注明检测方法；重在变化趋势。"),
	term("gvhd", "GVHD grade", "GVHD分度", "Computed from the stages of the organs by each named system, side by side.", "由各器官分级按各命名标准分别计算，并列显示。"),
	term("at-least", "At least", "至少", "An organ was not assessed, so the grade can only be higher than shown, never lower.", "有器官未评估，实际分度只会更高，不会更低。"),
	term("edition", "Edition", "版本", "Which edition of a definition was used. Editions differ, so a result without one cannot be compared.", "所用定义的版本。版本不同，结果不可直接比较。"),
	term("alert", "Alert", "预警", "A change that a named definition calls important, with why, and what to check next. Due tasks are tasks, not alerts.", "指定定义认为重要的变化，附原因与下一步核查。到期事项属任务，不作预警。"),
	term("censored-value", "Below the limit", "低于定量下限", "A result reported as “less than”. It is drawn as such and never counted as zero.", "以“小于”报告的结果，按原样标示，绝不按零计算。"),
	term("overdue", "Overdue", "逾期未做", "A planned examination whose day has passed without a result in the record.", "计划日期已过而病历中尚无结果的检查。"),
	term("taper", "Taper", "逐渐减量", "The steps by which a medicine is withdrawn, entered by the team and followed against the levels.", "由团队录入的逐步减量计划，并对照血药浓度跟踪。"),
	term("outcome", "Outcome statement", "结局声明", "The parts of a cure, each proven by entries or named as not yet known. Nothing is ticked that was not measured.", "逐项列出治愈的组成部分，均以记录为证，或注明尚未可知。未测量者不打勾。"),
	term("curve", "Survival curve", "生存曲线", "The estimated share still free of the event, with its limits. It ends where too few are left to say.", "估计的无事件比例及其区间；在险人数过少时即终止。"),
	term("at-risk", "At risk", "在险人数", "How many are still followed and free of the event at that time.", "该时点仍在随访且未发生事件的人数。"),
	term("censoring", "Censored", "删失", "Followed so far without the event, or lost from then on. It is no success and no failure.", "随访至今未发生事件，或此后失访；既非成功也非失败。"),
	term("competing", "Competing cause", "竞争风险", "An event after which the one in question can no longer happen. Its cases are not treated as censored.", "发生后所关注事件不再可能发生；不按删失处理。"),
	term("interval", "Confidence interval", "置信区间", "The range that the data still allow, with its method named. Small groups have wide ones.", "数据所允许的范围，注明方法。样本越小，范围越宽。"),
	term("funnel", "Funnel plot", "漏斗图", "Each point against the limits expected by chance for its size.", "各点与其样本量下随机波动界限的比较。"),
	term("cusum", "CUSUM", "累积和控制图", "A running sum that rises with outcomes worse than the reference and signals past a threshold.", "结局差于参照时上升的累积和，超过阈值即提示。"),
	term("three-states", "Reported, not reported, not read", "已报道、未报道、未查阅", "A case report may give a fact, leave it out, or not have been read for it. The three are never mixed.", "个案报道可能给出、未提及，或尚未查阅该项。三者绝不混同。"),
	term("denominator", "Denominator", "分母（总例数）", "Of how many the count is taken: those in whom the fact is known. A count of published cases is never a rate.", "计数所依据的总例数，即该项已知者。个案计数不是发生率。"),
	term("like-this", "Children like this one", "相似病例", "Published cases and own records ranked by named likenesses. What differs is shown beside what is the same.", "按列明的相似点排序的已发表病例和本中心病例，同时列出不同之处。"),
	term("two-accept", "Two acceptances", "双人接受", "New evidence counts after two people have compared it with its source.", "新证据须经两人与原文核对后方可采用。"),
	term("chain", "Chain", "审计链", "Each event carries the hash of the one before it, so that none can be changed or left out unseen.", "每条事件含前一条的哈希值，任何改动或缺失均可被发现。"),
	term("job", "Long work", "后台任务", "Work that goes on beside the pages. It is taken up again after a restart.", "在页面之外继续进行的任务，服务器重启后自动接续。"),
}
