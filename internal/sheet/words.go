// Package sheet renders a plan for paper, for a file and for the terminal: the
// A4 order sheet, the whole plan as one self-contained HTML page, and the whole
// plan as text.
//
// Promises: the same plan and options give the same bytes; a dose is written
// with a leading zero and without a trailing one, and micrograms in full; what
// is not signed, not commissioned, outdated or synthetic says so across the
// sheet in both languages; stops, cautions and gaps that are open are on the
// sheet. Not promised: computation. The package prints what the plan holds.
package sheet

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// words are the fixed words of the sheets (Chinese: clinical glossary).
var words = map[string]evidence.Text{
	"family-calendar":  {EN: "Dates with the hospital", ZH: "医院日程"},
	"family-date":      {EN: "Hospital: see the note / 医院：见备注", ZH: "医院：见备注 / Hospital: see the note"},
	"family-confirm":   {EN: "To be confirmed with the team. / 以团队确认为准。", ZH: "以团队确认为准。 / To be confirmed with the team."},
	"kin-person":       {EN: "Person", ZH: "成员"},
	"kin-haplotypes":   {EN: "Haplotypes by descent", ZH: "单体型（按遗传来源）"},
	"kin-child":        {EN: "Child", ZH: "患儿"},
	"kin-open":         {EN: "Open, blocks sign-off", ZH: "未明，阻止签署"},
	"plan":             {EN: "Conditioning plan", ZH: "预处理计划"},
	"order-sheet":      {EN: "Order sheet", ZH: "医嘱单"},
	"reference-sheet":  {EN: "Reference sheet", ZH: "参考单"},
	"synthetic":        {EN: "Synthetic values", ZH: "模拟数据"},
	"recipient":        {EN: "RECIPIENT", ZH: "受者"},
	"as-of":            {EN: "as of", ZH: "截至"},
	"born":             {EN: "Born", ZH: "出生日期"},
	"age":              {EN: "Age", ZH: "年龄"},
	"sex":              {EN: "Sex", ZH: "性别"},
	"male":             {EN: "male", ZH: "男"},
	"female":           {EN: "female", ZH: "女"},
	"identifier":       {EN: "Identifier", ZH: "病案号"},
	"name":             {EN: "Name", ZH: "姓名"},
	"weight":           {EN: "Weight", ZH: "体重"},
	"dosing-weight":    {EN: "Dosing weight", ZH: "给药体重"},
	"signed":           {EN: "signed", ZH: "已签名"},
	"length":           {EN: "Length", ZH: "身长"},
	"bsa":              {EN: "Body surface area", ZH: "体表面积"},
	"blood-group":      {EN: "Blood group", ZH: "血型"},
	"allergies":        {EN: "Allergies", ZH: "过敏史"},
	"isolation":        {EN: "Isolation", ZH: "隔离"},
	"radiosensitive":   {EN: "Radiosensitive", ZH: "辐射敏感"},
	"ionising":         {EN: "Ionising exposures", ZH: "电离辐射暴露"},
	"bcg":              {EN: "BCG vaccine", ZH: "卡介苗"},
	"day-0":            {EN: "Day 0", ZH: "移植日（0 d）"},
	"planned-date":     {EN: "planned", ZH: "计划"},
	"disease":          {EN: "Disease", ZH: "疾病"},
	"not-known":        {EN: "not known", ZH: "未知"},
	"not-recorded":     {EN: "not recorded", ZH: "未记录"},
	"stop":             {EN: "Stop", ZH: "禁止"},
	"caution":          {EN: "Caution", ZH: "警示"},
	"gap":              {EN: "Gap", ZH: "资料缺失"},
	"task":             {EN: "Due", ZH: "应做"},
	"note":             {EN: "Note", ZH: "说明"},
	"stops":            {EN: "Stops", ZH: "禁止"},
	"cautions":         {EN: "Cautions", ZH: "警示"},
	"gaps":             {EN: "Gaps", ZH: "资料缺失"},
	"tasks":            {EN: "Due", ZH: "应做"},
	"items-open":       {EN: " open", ZH: "项未处理"},
	"open":             {EN: "open", ZH: "未处理"},
	"answered":         {EN: "answered", ZH: "已处理"},
	"by":               {EN: "by", ZH: "签名人"},
	"action":           {EN: "What to do", ZH: "处理"},
	"source":           {EN: "source", ZH: "出处"},
	"status":           {EN: "status", ZH: "状态"},
	"missing":          {EN: "missing", ZH: "缺少"},
	"blocks":           {EN: "blocks", ZH: "阻断"},
	"none":             {EN: "none", ZH: "无"},
	"gates":            {EN: "Gates", ZH: "放行核查"},
	"gate-open":        {EN: "open", ZH: "已放行"},
	"gate-closed":      {EN: "not open", ZH: "未放行"},
	"donors":           {EN: "Donors", ZH: "供者"},
	"donor":            {EN: "Donor", ZH: "供者"},
	"backup":           {EN: "Back-up donor", ZH: "备选供者"},
	"rank":             {EN: "Rank", ZH: "排序"},
	"state":            {EN: "State", ZH: "状态"},
	"eligible":         {EN: "eligible", ZH: "可用"},
	"blocked":          {EN: "blocked", ZH: "受阻"},
	"excluded":         {EN: "excluded", ZH: "排除"},
	"chosen":           {EN: "chosen by the team", ZH: "团队已选"},
	"match":            {EN: "Match", ZH: "相合"},
	"gvh":              {EN: "GvH", ZH: "移植物抗宿主方向"},
	"hvg":              {EN: "HvG", ZH: "宿主抗移植物方向"},
	"descent":          {EN: "Descent", ZH: "遗传来源"},
	"family-variant":   {EN: "Family variant", ZH: "家系变异"},
	"options":          {EN: "Options side by side", ZH: "方案对比"},
	"option":           {EN: "Protocol", ZH: "方案"},
	"verdict":          {EN: "Verdict for this child", ZH: "对该患儿的判定"},
	"drugs":            {EN: "Drugs, course totals", ZH: "药物与疗程总剂量"},
	"why":              {EN: "Why", ZH: "理由"},
	"listed":           {EN: "listed by the guideline", ZH: "指南列入"},
	"possible":         {EN: "possible with a named reason", ZH: "有具名理由时可考虑"},
	"not-recommended":  {EN: "not recommended", ZH: "不推荐"},
	"contraindicated":  {EN: "contraindicated", ZH: "禁忌"},
	"commissioned":     {EN: "commissioned by the centre", ZH: "本中心审核启用"},
	"reference-only":   {EN: "reference only, not for orders", ZH: "仅供参考，不得用于医嘱"},
	"not-ranked":       {EN: "listed, not ranked", ZH: "仅列出，不排序"},
	"this-child":       {EN: "this child", ZH: "该患儿"},
	"base":             {EN: "checked against", ZH: "对照"},
	"matrix":           {EN: "Day matrix", ZH: "逐日给药表"},
	"item":             {EN: "Item", ZH: "项目"},
	"course-total":     {EN: "Course total", ZH: "疗程总剂量"},
	"no-matrix":        {EN: "No day matrix.", ZH: "无逐日给药表。"},
	"given":            {EN: "given", ZH: "已给"},
	"ledger":           {EN: "Genotoxic ledger", ZH: "DNA损伤性暴露累计"},
	"agent":            {EN: "Agent", ZH: "药物/射线"},
	"planned":          {EN: "Planned", ZH: "计划"},
	"given-col":        {EN: "Given", ZH: "已给"},
	"ceiling":          {EN: "Dose ceiling for this disease", ZH: "本病剂量上限"},
	"within":           {EN: "within the ceiling", ZH: "未超上限"},
	"at-ceiling":       {EN: "at the ceiling", ZH: "达到上限"},
	"above":            {EN: "above the ceiling", ZH: "超过上限"},
	"no-ceiling":       {EN: "no ceiling known", ZH: "未查到上限"},
	"unknown":          {EN: "unknown", ZH: "未知"},
	"calendar":         {EN: "Calendar", ZH: "日程"},
	"day":              {EN: "Day", ZH: "移植天数"},
	"date":             {EN: "Date", ZH: "日期"},
	"what":             {EN: "What", ZH: "内容"},
	"done":             {EN: "done", ZH: "已完成"},
	"due":              {EN: "due", ZH: "应做"},
	"overdue":          {EN: "overdue", ZH: "逾期未做"},
	"gated":            {EN: "not routine: only through the imaging gate", ZH: "不作常规：须经影像放行核查"},
	"past":             {EN: "time has passed", ZH: "时间已过"},
	"ahead":            {EN: "ahead", ZH: "未到"},
	"local":            {EN: "the centre sets it", ZH: "由本中心规定"},
	"more-lines":       {EN: "further lines; the JSON form holds all", ZH: "条未列出；JSON 格式含全部"},
	"outcome":          {EN: "Outcome statement", ZH: "一年评估小结"},
	"complete":         {EN: "complete", ZH: "完成"},
	"contradicted":     {EN: "contradicted by the record", ZH: "与记录矛盾"},
	"persists":         {EN: "persists", ZH: "持续存在"},
	"not-yet":          {EN: "cannot be known yet", ZH: "目前尚不能判定"},
	"signing":          {EN: "Signatures", ZH: "签名"},
	"plan-hash":        {EN: "Plan version (hash)", ZH: "计划版本（哈希）"},
	"knowledge":        {EN: "Knowledge version", ZH: "知识库版本"},
	"role":             {EN: "Role", ZH: "角色"},
	"time":             {EN: "Time", ZH: "时间"},
	"meaning":          {EN: "Meaning", ZH: "签名含义"},
	"of-this-plan":     {EN: "of this plan", ZH: "对应当前计划"},
	"of-earlier":       {EN: "of an earlier plan", ZH: "对应此前计划"},
	"nobody":           {EN: "nobody has signed this plan", ZH: "此计划尚无人签名"},
	"cannot-sign":      {EN: "cannot be signed now", ZH: "目前不能签名"},
	"physician":        {EN: "physician", ZH: "医生"},
	"pharmacist":       {EN: "pharmacist", ZH: "药师"},
	"geneticist":       {EN: "geneticist", ZH: "遗传科医生"},
	"nurse":            {EN: "nurse", ZH: "护士"},
	"administrations":  {EN: "Doses to prepare and give", ZH: "配制与给药"},
	"drug":             {EN: "Drug", ZH: "药物"},
	"dose":             {EN: "Dose", ZH: "单次剂量"},
	"exact":            {EN: "before rounding", ZH: "取整前"},
	"deviation":        {EN: "rounding", ZH: "取整偏差"},
	"basis":            {EN: "Basis", ZH: "给药基准"},
	"per-kg":           {EN: "per kg", ZH: "按kg"},
	"per-m2":           {EN: "per m²", ZH: "按m²"},
	"exposure":         {EN: "by exposure", ZH: "按药物暴露量"},
	"route":            {EN: "Route, infusion time", ZH: "途径与输注时间"},
	"prepared":         {EN: "Prepared by / checked by", ZH: "配制人/核对人"},
	"bedside":          {EN: "Bedside: given by / checked by", ZH: "床旁：给药人/核对人"},
	"start-end":        {EN: "Start / end", ZH: "开始/结束"},
	"other-rows":       {EN: "Without a computed dose", ZH: "无计算剂量的项目"},
	"signed-none":      {EN: "signed as none", ZH: "已签名为“无”"},
	"against-ceiling":  {EN: "against the ceiling", ZH: "对照上限"},
	"no-dose":          {EN: "No dose is shown", ZH: "不显示剂量"},
	"no-option":        {EN: "No option is chosen: there is nothing to order.", ZH: "尚未选定方案：无可开立的医嘱。"},
	"withheld":         {EN: "The protocol is not commissioned by the centre: this sheet carries no fields for preparation and giving.", ZH: "该方案未经本中心审核启用：本单不设配制与给药栏。"},
	"open-notes":       {EN: "Open stops, cautions and gaps", ZH: "未处理的禁止、警示、资料缺失"},
	"answered-notes":   {EN: "Passed in writing", ZH: "已书面放行或说明"},
	"printed":          {EN: "Printed", ZH: "打印时间"},
	"printed-by":       {EN: "by", ZH: "打印人"},
	"outdated-inputs":  {EN: "changed since the signature", ZH: "签名后变更"},
	"sign-here":        {EN: "signature, date, time", ZH: "签名、日期、时间"},
	"weight-of":        {EN: "of", ZH: "测于"},
	"formula":          {EN: "formula", ZH: "公式"},
	"treatment-notice": {EN: "Not a real child's regimen.", ZH: "并非真实患儿的方案。"},
	"derivations":      {EN: "How each number came about", ZH: "每个数值的计算过程"},
	"case":             {EN: "Case", ZH: "病例"},
}

// mark is a warning that lies across a sheet; Key names its class in CSS.
type mark struct {
	Key string
	evidence.Text
}

// The marks stand in both languages, whatever the language of the sheet: a sheet
// is read by whoever finds it.
var (
	unsigned  = mark{"unsigned", evidence.Text{EN: "NOT SIGNED: not an order", ZH: "未签名，不得作为医嘱"}}
	reference = mark{"reference", evidence.Text{EN: "reference only, not for orders", ZH: "仅供参考，不得用于医嘱"}}
	outdated  = mark{"outdated", evidence.Text{EN: "OUTDATED: an input changed, sign again", ZH: "依据已变更，需重签"}}
	synthetic = mark{"synthetic", evidence.Text{EN: "SYNTHETIC VALUES", ZH: "模拟数据"}}
	stopped   = mark{"stopped", evidence.Text{EN: "A STOP IS OPEN: not an order", ZH: "存在未处理的禁止项，不得作为医嘱"}}
)

// word gives a fixed word; a code without a word is shown as it is.
func word(key, lang string) string {
	if w, found := words[key]; found {
		return w.In(lang)
	}
	return key
}

func isChinese(lang string) bool { return strings.HasPrefix(strings.ToLower(lang), "zh") }

func htmlLanguage(lang string) string {
	if isChinese(lang) {
		return "zh-Hans"
	}
	return "en"
}

func colon(lang string) string {
	if isChinese(lang) {
		return "："
	}
	return ": "
}

func comma(lang string) string {
	if isChinese(lang) {
		return "、"
	}
	return ", "
}

// aside puts words in the round brackets of a language.
func aside(s, lang string) string {
	if isChinese(lang) {
		return "（" + s + "）"
	}
	return " (" + s + ")"
}

func semicolon(lang string) string {
	if isChinese(lang) {
		return "；"
	}
	return "; "
}
