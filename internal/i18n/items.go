package i18n

import (
	"maps"
	"strings"
)

// itemTerms name the items of an assessment that stand in no checklist of the
// knowledge: what the team judges at one year, and the work-up after a BCG vaccine.
var itemTerms = map[string]pair{
	"bcg-work-up": {"search for BCG disease", "卡介苗病排查"}, "outcome-infection": {"one year: infection", "一年评估：感染"}, "outcome-rejection": {"one year: rejection", "一年评估：排斥"},
	"outcome-gvhd": {"one year: graft-versus-host disease", "一年评估：移植物抗宿主病"}, "outcome-medication": {"one year: medication", "一年评估：用药"},
	"outcome-growth": {"one year: growth", "一年评估：生长"}, "outcome-development": {"one year: development", "一年评估：发育"},
}

// fieldsOfKind are labels of fields that mean something else in one kind of entry.
var fieldsOfKind = map[string]pair{
	"meeting.present": {"who was present", "出席人员"}, "finding.present": {"present", "是否存在"}, "consult.from": {"who asks", "提出咨询者"}, "referral.from": {"referred from", "转诊自"}, "referral.to": {"referred to", "转诊至"},
	"medication-order.from": {"from", "开始日期"}, "medication-order.to": {"to", "结束日期"}, "consent.givenBy": {"given by", "同意人"}, "medication-administration.givenBy": {"given by", "给药人"},
	"graft.identifier": {"identifier of the bag", "产品编号"}, "collection.identifier": {"identifier of the bag", "采集袋编号"}, "identity-check.identifier": {"identifier on the label", "标签所读编号"},
	"graft.state": {"state", "移植物状态"}, "day-release.reviewed": {"what was reviewed", "已审阅内容"}, "consult.missing": {"asked for, not yet sent", "尚缺资料"},
}

// FieldOf gives the label of a field in one kind of entry; a field that means the
// same everywhere has one label.
func FieldOf(language, kind, field string) string {
	if _, own := fieldsOfKind[kind+"."+field]; own {
		return lookup(fieldsOfKind, language, kind+"."+field)
	}
	return Field(language, field)
}

// combiningWords are the words between the criteria of a combining rule.
var combiningWords = strings.NewReplacer("at least ", "≥", " and ", " + ", ", ", " + ", " or ", "或")

// CombiningRule writes a row of the ACMG/AMP table of combining rules in Chinese;
// the codes of the criteria are the same in both languages.
func CombiningRule(language, rule string) string {
	if Pick(language) != Chinese {
		return rule
	}
	return combiningWords.Replace(rule)
}

func init() { maps.Copy(terms, itemTerms) }
