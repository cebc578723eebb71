package i18n

// Jobs are the pages of long work.
type Jobs struct {
	Title, Lead, None, Number, Work, State, Progress, Asked, AskedBy, Ended, Of, Result, Problem string
	Stop, Rebuild, RebuildHelp, Refreshes, Waiting, Running, Done, Failed, Stopped               string
}

var englishJobs = Jobs{
	Title: "Long work", Lead: "Imports and computations that take longer than a page may wait. They go on when you leave the page; after a restart of the server they are taken up again.",
	None: "No long work was asked for in the last seven days.", Number: "Number", Work: "Work", State: "State", Progress: "Progress", Asked: "Asked (UTC)", AskedBy: "By", Ended: "Ended (UTC)", Of: "of",
	Result: "Result", Problem: "Why it failed", Stop: "Stop", Rebuild: "Rebuild the board", RebuildHelp: "Throws the kept cards of the board away and makes them again from the records. No record is changed.",
	Refreshes: "This page looks again every two seconds until the work has ended.",
	Waiting:   "waiting", Running: "running", Done: "done", Failed: "failed", Stopped: "stopped by a person",
}

var chineseJobs = Jobs{
	Title: "后台任务", Lead: "耗时较长的导入和计算。离开页面后任务继续进行；服务器重启后会自动接续。",
	None: "最近七天没有后台任务。", Number: "编号", Work: "任务", State: "状态", Progress: "进度", Asked: "提交时间（UTC）", AskedBy: "提交人", Ended: "结束时间（UTC）", Of: "/",
	Result: "结果", Problem: "失败原因", Stop: "停止", Rebuild: "重建看板", RebuildHelp: "清除看板缓存的卡片并由病历重新生成，不改动任何病历。",
	Refreshes: "任务结束前，本页每两秒自动刷新。",
	Waiting:   "等待中", Running: "进行中", Done: "已完成", Failed: "失败", Stopped: "已人工停止",
}
