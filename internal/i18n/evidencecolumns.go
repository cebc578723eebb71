package i18n

// columnsZH say in Chinese what a column of a table of cases means; the English is
// that of the published schema.
var columnsZH = map[string]string{
	"row_type": "本行类别：移植患儿、基因未查阅原文的移植、无移植资料的患者、队列", "case_id": "短编号，仅字母、数字、连字符；不得用姓名",
	"disease": "知识库中的疾病代号，以分号分隔；基因未查阅原文者留空", "source": "文献出处（文字）", "doi_pmid_url": "DOI、PMID、网址，或知识库中的出处代号", "year": "发表年份",
	"country": "国家（按原文）", "n": "本行所指患者数；单个患者为1", "sex": "性别", "age_at_hsct_months": "移植时月龄", "genotype_cdna_protein": "两个等位基因，以' + '连接",
	"microcephaly": "小头畸形", "immune_phenotype": "免疫表型", "pre_hsct_malignancy": "移植前恶性肿瘤", "indication": "移植适应证", "donor_relation": "同胞、父亲、母亲、非血缘等",
	"hla_match": "HLA相合程度（按原文）", "graft_source": "移植物来源", "graft_manipulation": "移植物处理", "cd34_tnc_dose": "细胞剂量（含单位）", "conditioning_class": "RIC、MAC或无，按原文定义",
	"conditioning_drugs_total_doses": "药物及疗程总剂量（含单位）", "serotherapy": "体内去T细胞治疗", "gvhd_prophylaxis": "移植物抗宿主病预防", "engraft_anc_day": "中性粒细胞植入日", "engraft_plt_day": "血小板植入日",
	"acute_gvhd": "急性移植物抗宿主病；队列写作'x/n (p %)'", "chronic_gvhd": "慢性移植物抗宿主病", "vod": "肝窦隙阻塞综合征/肝静脉闭塞病", "tma": "血栓性微血管病", "infections": "移植后感染", "infections_at_hsct": "移植日的感染",
	"graft_failure": "植入失败", "last_chimerism": "末次嵌合", "follow_up_months": "移植至末次报道的月数", "outcome": "存活或死亡；分组数据用文字", "cause_of_death": "死亡原因",
	"os_percent": "队列总生存率（按原文），括号内写时点：78.5 (5 y)", "os_ci": "其区间（按原文），'低-高'", "evidence_read": "所查阅内容：全文、表格、摘要、新闻报道等", "status": "本行的状态", "notes": "读者须知",
}

// ColumnMeaning is what a column of a table of cases means; a column without
// Chinese words keeps those of the schema.
func ColumnMeaning(language, column, schema string) (meaning string, english bool) {
	if Pick(language) != Chinese {
		return schema, false
	}
	if zh := columnsZH[column]; zh != "" {
		return zh, false
	}
	return schema, true
}
