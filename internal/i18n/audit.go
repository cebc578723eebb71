package i18n

// auditActions are the actions of the audit trail as a person reads them; the code
// stands beside the word, because the sealed event holds the code.
var auditActions = map[string]pair{
	"account.manage": {"account changed", "账号管理"}, "audit.read": {"trail read", "查看日志"}, "board.read": {"board read", "查看患儿总览"}, "case.import": {"case imported", "导入病例"},
	"caution.answer": {"caution answered", "答复警示"}, "chart.read": {"chart read", "查看病历"}, "consult.handle": {"request handled", "处理咨询"}, "consult.read": {"request read", "查看咨询"}, "consult.send": {"request sent", "填写或提交咨询"},
	"donor-variant.sign": {"donor variant signed", "签署供者变异结果"}, "donors.import": {"donors imported", "导入供者"}, "donors.search": {"donors searched", "检索供者"}, "entry.write": {"entry written", "录入记录"},
	"evidence.decide": {"evidence decided", "审定证据"}, "evidence.propose": {"evidence proposed", "提交证据"}, "exposure.order": {"dose by exposure ordered", "按暴露量开立剂量"}, "feed.read": {"feed read", "查看接口"}, "feed.work": {"feed worked on", "处理接口"},
	"knowledge.commission": {"item commissioned", "审核启用"}, "knowledge.read": {"knowledge read", "查看知识库"}, "limits.set": {"limit set", "设定界值"}, "plan.read": {"plan read", "查看计划"}, "plan.sign": {"plan signed", "签署计划"},
	"programme.read": {"programme read", "查看质控"}, "programme.replace": {"programme replaced", "替换质控数据"}, "stop.overrule": {"stop overruled", "越过禁止"}, "store.manage": {"store managed", "数据库管理"},
	"sign-in": {"signed in", "登录"}, "sign-out": {"signed out", "退出登录"}, "job.ask": {"long work asked for", "提交后台任务"}, "job.stop": {"long work stopped", "停止后台任务"}, "backup": {"backup written", "备份"}, "export": {"record exported", "导出"}, "donors.report": {"donor report fetched", "下载供者报告"}, "projections.rebuild": {"projections rebuilt", "重建投影"},
}

// AuditAction is the word for an action of the audit trail; empty for one without.
func AuditAction(language, action string) string {
	if _, ok := auditActions[action]; !ok {
		return ""
	}
	return lookup(auditActions, language, action)
}
