package plan

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/ward"
)

// Said returns the words of an open field of the chart in both languages: a drug,
// a specimen, a region, a list of such words. What is not made of known words, a
// sentence of a person above all, stays as its author wrote it in both.
func Said(written string) evidence.Text {
	if t, ok := wordOf(written); ok {
		return t
	}
	parts := strings.Split(written, ", ")
	said := make([]string, len(parts))
	for i, part := range parts {
		t, ok := wordOf(part)
		if !ok {
			return evidence.Text{EN: written, ZH: written}
		}
		said[i] = t.In("zh")
	}
	return evidence.Text{EN: written, ZH: strings.Join(said, "、")}
}

// wordOf is the word of one open code, whatever its capitals.
func wordOf(written string) (evidence.Text, bool) {
	key := strings.ToLower(strings.TrimSpace(written))
	if t, ok := names[key]; ok {
		return evidence.Text{EN: written, ZH: t.ZH}, true
	}
	if zh, ok := openWords[key]; ok {
		return evidence.Text{EN: written, ZH: zh}, true
	}
	t := ward.DrugWords(written) // the drugs that the ward watches have their names there
	return t, t.ZH != t.EN
}

// openWords are the Chinese of what open fields usually hold, in small letters
// (knowledge/clinical/glossary-zh.tsv, where it has them).
var openWords = map[string]string{
	// medicines
	"mycophenolate mofetil": "吗替麦考酚酯", "fludarabine phosphate": "磷酸氟达拉滨", "alemtuzumab": "阿仑单抗", "rituximab": "利妥昔单抗",
	"defibrotide": "去纤苷", "levetiracetam": "左乙拉西坦", "letermovir": "来特莫韦", "foscarnet": "膦甲酸钠", "cidofovir": "西多福韦",
	"caspofungin": "卡泊芬净", "liposomal amphotericin b": "两性霉素B脂质体", "isoniazid": "异烟肼", "eculizumab": "依库珠单抗",
	"ketoconazole": "酮康唑", "antithymocyte globulin": "抗胸腺细胞免疫球蛋白", "thymoglobulin": "兔抗人胸腺细胞免疫球蛋白", "grafalon": "抗人T细胞兔免疫球蛋白",
	"voriconazole-level": "伏立康唑浓度", "posaconazole-level": "泊沙康唑浓度",
	// specimens, sites and regions
	"whole blood": "全血", "plasma": "血浆", "serum": "血清", "urine": "尿液", "stool": "粪便", "cerebrospinal fluid": "脑脊液", "nasopharynx": "鼻咽部", "nasopharyngeal swab": "鼻咽拭子", "bronchoalveolar lavage": "支气管肺泡灌洗液", "bone marrow": "骨髓", "saliva": "唾液", "buccal swab": "口腔拭子",
	"chest": "胸部", "abdomen": "腹部", "head": "头部", "brain": "脑", "heart": "心脏", "liver": "肝脏", "kidneys": "肾脏", "abdomen and kidneys": "腹部和肾脏", "left axilla": "左腋下", "right axilla": "右腋下", "left upper arm": "左上臂", "right upper arm": "右上臂",
	"iv": "静脉", "po": "口服", "peripheral vein": "外周静脉", "central line": "中心静脉导管", "double-lumen tunnelled line": "双腔隧道式中心静脉导管", "tunnelled line": "隧道式中心静脉导管",
	"single room with filtered air": "净化空气单人病房", "laminar airflow room": "层流病房",
	// methods and tests
	"pcr": "PCR", "pcr plasma": "血浆PCR", "pcr whole blood": "全血PCR", "ngs": "二代测序", "sanger sequencing": "Sanger测序", "trio sequencing with parental sanger confirmation": "核心家系测序，父母Sanger验证", "str": "STR",
	"screen": "筛查", "classes i and ii": "Ⅰ类和Ⅱ类", "screen, classes i and ii": "Ⅰ类和Ⅱ类筛查", "single antigen": "单抗原",
	"gamma-h2ax in nk cells": "NK细胞γ-H2AX", "gamma-h2ax in t and nk cells": "T和NK细胞γ-H2AX", "body-temperature": "体温", "temperature": "体温",
	"mucositis": "黏膜炎", "visit": "就诊", "follow-up visit": "随访就诊", "syndrome": "综合征",
	// pathogens and vaccines
	"rotavirus": "轮状病毒", "adenovirus": "腺病毒", "respiratory viruses": "呼吸道病毒", "measles": "麻疹", "mmr": "麻腮风", "varicella": "水痘", "pneumococcus": "肺炎球菌", "hepatitis b": "乙肝", "influenza": "流感",
	// what was compared, reviewed or sent
	"family": "家属", "ward": "病房", "home hospital": "当地医院", "weight": "体重", "counts": "血象", "balance": "出入量", "centre entry": "由本中心填写",
	"chest x-ray": "胸片", "abdominal x-ray": "腹部X线", "echocardiogram": "超声心动图", "none": "无", "none seen": "未见", "none known": "无已知过敏史", "both parents": "父母双方", "given": "已给予", "yes": "是", "no": "否", "no reaction": "无反应", "no infection": "无感染", "no rejection": "无排斥",
	"no pain": "无疼痛", "not tested": "未检测", "not done": "未做", "negative": "阴性", "positive": "阳性", "not detected": "未检出", "normal": "正常", "abnormal": "异常", "eczema": "湿疹", "egg": "鸡蛋", "cow's milk protein": "牛奶蛋白", "penicillin": "青霉素",
	"protocol of the centre": "本中心方案",
	"lig4 syndrome":          "LIG4综合征", "artemis deficiency": "Artemis缺陷", "wiskott-aldrich syndrome": "Wiskott-Aldrich综合征", "fanconi anaemia": "范可尼贫血",
}

// kindWords name the kinds of entry that a signed plan rests on.
var kindWords = map[string]evidence.Text{
	"person": {EN: "person", ZH: "人员"}, "family-member": {EN: "family member", ZH: "家庭成员"}, "diagnosis": {EN: "diagnosis", ZH: "诊断"}, "finding": {EN: "finding", ZH: "临床表现"},
	"variant": {EN: "variant", ZH: "变异"}, "hla-typing": {EN: "HLA typing", ZH: "HLA分型"}, "donor-antibody": {EN: "donor-specific antibody", ZH: "供者特异性抗体"}, "donor-work-up": {EN: "donor work-up", ZH: "供者评估"},
	"centre-protocol": {EN: "centre protocol", ZH: "本中心方案"}, "irradiation": {EN: "irradiation", ZH: "照射"}, "blood-group": {EN: "blood group", ZH: "血型"}, "allergy": {EN: "allergy", ZH: "过敏史"}, "infection": {EN: "infection", ZH: "感染"},
	"measurement": {EN: "measurement", ZH: "检测值"}, "medication-order": {EN: "medication order", ZH: "用药医嘱"}, "decision": {EN: "decision", ZH: "团队决定"}, "signature": {EN: "signature", ZH: "签名"},
}

// entryName names what an entry is on the screen, a measurement by what was measured.
func entryName(p chart.Payload) evidence.Text {
	kind := string(p.Kind())
	name, ok := kindWords[kind]
	if !ok {
		name = evidence.Text{EN: kind, ZH: kind}
	}
	if m, is := p.(*chart.Measurement); is {
		return text(name.EN+", "+words(m.What).EN, name.ZH+"："+words(m.What).In("zh"))
	}
	return name
}
