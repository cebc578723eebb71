package i18n

import "github.com/dayzero-hsct/dayzero/evidence"

// FieldHelp is the sentence beside a field of a form. The chart explains its fields
// in English; fieldHelps holds the Chinese of the fields that the rooms ask for. A
// field without Chinese is shown in English and says so.
func FieldHelp(language, kind, field, english string) evidence.Text {
	chinese := fieldHelps[kind+"."+field]
	if chinese == "" {
		chinese = fieldHelps[field]
	}
	if Pick(language) == Chinese && chinese == "" {
		return evidence.Text{EN: english}
	}
	return evidence.Text{EN: english, ZH: chinese}
}

// fieldHelps is keyed by kind and field, or by field alone where every kind means the same.
var fieldHelps = map[string]string{
	"adverse-event.grade":                 "分度",
	"hla-typing.release":                  "报告所用的IPD-IMGT/HLA版本",
	"hla-typing.codes":                    "解读多等位基因代码所用代码表的日期",
	"event.cause":                         "死亡的主要原因，由团队判定；未明确时留空",
	"assessment.item":                     "清单条目代号",
	"reconciliation.lists":                "比对了哪些清单：家属、转诊医院、病房",
	"reconciliation.complete":             "每种药物均已核实去向",
	"reconciliation.differences":          "差异内容及处理决定",
	"preparation.for":                     "给药日期",
	"preparation.volume":                  "计入出入量的体积",
	"preparation.extravasation":           "按本中心外渗分级表",
	"preparation.checkedBy":               "第二人",
	"day-release.for":                     "放行哪一天的用药",
	"day-release.reviewed":                "已审阅：体重、血象、肌酐、出入量",
	"level-request.clock":                 "采血时间，如 08:00，或给药后时间",
	"level-request.line":                  "采血所用导管或管腔",
	"level-request.infusionLine":          "给药所用导管或管腔",
	"collection.number":                   "第几次采集",
	"collection.processed":                "循环处理的血量",
	"collection.volume":                   "产品体积",
	"cd34":                                "按受者每kg计",
	"cd3":                                 "按受者每kg计",
	"tnc":                                 "按受者每kg计",
	"collection.identifier":               "采集袋编号",
	"collection.prime":                    "管路血液预充",
	"identity-check.graft":                "移植物条目编号",
	"identity-check.identifier":           "按标签所读",
	"identity-check.wristband":            "患儿腕带所读编号",
	"identity-check.checkedBy":            "两人各自核读",
	"infusion.graft":                      "移植物条目编号",
	"infusion.checkedBy":                  "身份核对的两人",
	"infusion.number":                     "首次回输填 1",
	"infusion.ended":                      "回输结束时间，如 11:40",
	"infusion.premedication":              "按实际用药填写；未用也须注明",
	"infusion.dmso":                       "产品中DMSO体积；新鲜移植物填 0 mL",
	"infusion.haemolysis":                 "ABO不合时的溶血观察内容",
	"donor-work-up.advocate":              "未成年供者的权益代表",
	"donor-work-up.consent":               "监护人同意及本人同意",
	"donor-work-up.markersOn":             "传染病标志物",
	"donor-work-up.veins":                 "血管评估与置管计划",
	"donor-work-up.extracorporeal":        "体外循环容量",
	"haemoglobinopathy":                   "镰状及其他血红蛋白检测",
	"donor-work-up.liveVaccines":          "供者卡介苗及活疫苗接种日期",
	"donor-work-up.team":                  "供者本人的医疗组",
	"donor-work-up.followUpOn":            "供者长期随访",
	"graft.donor":                         "供者人员编号",
	"graft.irradiated":                    "必须为否",
	"graft.leukofiltered":                 "必须为否",
	"task.meeting":                        "提出该任务的会诊条目编号",
	"variant.hgvs":                        "编码DNA命名，如 c.2440C>T",
	"variant.accreditation":               "实验室该项检测的资质",
	"variant.criteria":                    "ACMG/AMP证据代码",
	"diagnosis.gene":                      "HGNC基因符号；未明时留空",
	"diagnosis.disease":                   "疾病名称",
	"diagnosis.lymphocytePhenotype":       "如 T-B-NK+",
	"measurement.what":                    "检测项目",
	"measurement.value":                   "数值与UCUM单位，如 6.8 kg",
	"measurement.lineage":                 "嵌合率及亚群所用细胞系",
	"vaccine.vaccine":                     "卡介苗、麻腮风、轮状病毒、肺炎球菌等",
	"imaging.dose":                        "报告中的有效剂量",
	"imaging.alternative":                 "考虑过的无辐射替代检查",
	"imaging.emergency":                   "单人急诊先行，事后复核",
	"imaging.elsewhere":                   "转诊前外院完成",
	"allergy.substance":                   "过敏物质，或 none-known（无）",
	"consent.assent":                      "儿童本人同意",
	"medication-administration.checkedBy": "床旁核对第二人",
	"medication-order.dose":               "按医嘱原文，含单位",
	"medication-order.product":            "抗胸腺细胞球蛋白必须注明产品",
	"medication-order.perKgCourse":        "每kg疗程总量，计入基因毒性台账",
	"medication-order.perM2Course":        "每m²疗程总量，计入基因毒性台账",
	"decision.choice":                     "所选项：方案代号、人员编号、per-kg、per-m2、none 等",
	"decision.date":                       "移植日期：计划的移植日",
	"decision.weight":                     "用于给药体重",
	"decision.band":                       "用于给药体重：每日体重超出该范围时复核",
	"decision.rule":                       "用于禁止项放行和警示说明：相关规则",
	"decision.by":                         "作出决定的人员，每行写作 医生：姓名",
	"meeting.present":                     "到会人员，每行写作 医生：姓名",
}
