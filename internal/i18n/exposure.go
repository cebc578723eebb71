package i18n

// Exposure is the exposure room, the pages of models and targets, and their
// commissioning.
type Exposure struct {
	Title, Lead, Drug, Reference, ReferenceWhy, Locked, LockedLead, MayOrder                                                         string
	Question, Target, LowestCeiling, Every, Count, Minutes, Ask, ScheduleHelp                                                        string
	Answer, Largest, Each, Course, Governs, NoDose, Above, Below, Ceiling, Floor, NoFloor, Capped                                    string
	Change, Up, Down, Same, SecondReader, SecondLevel, Recheck, Complete, Received                                                   string
	Slider, SliderLead, Dose, Show, Concentration, Cumulative, HoursAxis, Blend, Infusion, PlannedInfusion                           string
	TableTwin, At, Model, Median, Range90, LargestUnder, Weight, WeightAIC, Distance, Tier, Status, State                            string
	Credible, NotCredible, Outside, Widened, Silent, Cautions, Conflicts, UpperMass, Scenario, ScenarioLead                          string
	Levels, NoLevels, Drawn, Value, Confirmed, Synthetic, Expected                                                                   string
	Enter, EnterLead, ValueHelp, Sampled, SampledHelp, PumpStart, LineLag, LagHelp, Specimen, Method                                 string
	Confirm, ConfirmHelp, Save, Reestimates, ReestimatesLead, BeforeLevels, AfterLevels, Inputs                                      string
	Unknown, Envelopes, EnvelopesLead, Renal, Gaps, Facts, Work, Warnings, NothingKnown                                              string
	Order, OrderLead, OrderDose, OrderButton, SecondAccount, SecondPassword                                                          string
	Models, Targets, Version, Commission, CommissionLead, Signed, Void, VoidLead, Nobody, Held                                       string
	Opened, OpenedHelp, SignButton, Complete2, Transcription, SourceRef, Checks, Check, Recorded, Computed                           string
	Holds, Fails, Gate, ReadIn, NotYours, CommissionDone, Ranges, CheckNote, Ceilings, Bounds                                        string
	Calibration, CalibrationLead, CalibrationNone, CalibrationWithout, Inside, OutOf, Predicted, Measured, In, Out, CalibrationLimit string
	Sampling, SamplingLead, Candidates, Samples, Blood, BloodLimit, Plan, Planned, Certainty                                         string
	TestDose                                                                                                                         string
	StepFigure, StepBefore, StepAfter, StepLead, DoseTable, OutsideShort, AfterLevel                                                 string
	Cohort, Predicts, MassBasis, Missing, NotRead, Independent                                                                       string
	Beside, BesideLead, MayCompute, NeverCompute, NoModel, NoTarget                                                                  string
}

var englishExposure = Exposure{
	Title: "Exposure", Lead: "Prediction from published population models, re-estimated with the child's own levels. The dose is bounded by the worst credible model, never by the average.",
	Drug: "Drug", Reference: "Reference only: not for orders", ReferenceWhy: "What keeps this from an order", Locked: "Closed for this child", LockedLead: "Shown for comparison only.", MayOrder: "Models and target are commissioned: this dose may reach an order.",
	Question: "Question", Target: "Target of the course", LowestCeiling: "the lowest published ceiling stands until the team chooses", Every: "Interval (h)", Count: "Doses to come", Minutes: "Length of each infusion (min)", Ask: "Ask the models", ScheduleHelp: "Left empty, the days of the centre's own protocol are taken. Nothing is assumed.",
	Answer: "Largest dose", Largest: "Largest dose per administration", Each: "each time", Course: "planned in all", Governs: "governed by", NoDose: "No dose is computed", Above: "P(above the ceiling)", Below: "P(below the floor)", Ceiling: "Ceiling", Floor: "Floor", NoFloor: "no floor was published", Capped: "capped at the highest published dose",
	Change: "Against the dose that is running", Up: "upward: a second reader signs", Down: "downward: at once", Same: "unchanged", SecondReader: "second reader", SecondLevel: "a second level comes first: there is time to draw it", Recheck: "second, independent computation", Complete: "The course was given: what follows is the exposure received.", Received: "received so far",
	Slider: "Dose and prediction", SliderLead: "Move the dose: the server answers for every model.", Dose: "Dose (mg, each time)", Show: "Show", Concentration: "Concentration", Cumulative: "Cumulative AUC", HoursAxis: "hours from the first dose", Blend: "Blend of the credible models", Infusion: "infusion", PlannedInfusion: "planned infusion",
	TableTwin: "As a table", At: "Hour", Model: "Model", Median: "Exposure, middle", Range90: "90 % band", LargestUnder: "Largest dose under this model alone", Weight: "Weight (likelihood)", WeightAIC: "Weight (AIC)", Distance: "Distance from the cohort (1 is its edge)", Tier: "Tier", Status: "Status", State: "Part in the decision",
	Credible: "credible", NotCredible: "not credible by the levels", Outside: "outside its cohort: shown, does not count", Widened: "near the edge: widened", Silent: "does not speak for this child", Cautions: "Cautions", Conflicts: "Open questions of the transcription", UpperMass: "If the dose mass were the other one", Scenario: "Stress scenario", ScenarioLead: "What would follow if this child cleared the drug like children with a sibling disease. A scenario, no estimate; it never enters the dose.",
	Levels: "Levels", NoLevels: "No level is recorded by this day.", Drawn: "Drawn", Value: "Level", Confirmed: "confirmed outside plausibility", Synthetic: "synthetic", Expected: "Expected before it was known (95 %)",
	Enter: "Enter a level", EnterLead: "Unit, time of drawing, start of the pump and lag of the line are asked for; nothing is assumed.", ValueHelp: "with its unit: 1.35 mg/L, 820 ng/mL; < before it below the limit", Sampled: "Blood drawn", SampledHelp: "date and minute, 2025-01-02T11:05", PumpStart: "Pump of the infusion before it started", LineLag: "Lag of the line", LagHelp: "with its unit: 12 min; 0 min is said", Specimen: "Specimen", Method: "Method",
	Confirm: "I have looked at value, unit and times again: they are right", ConfirmHelp: "Needed where no model expects the level.", Save: "Record the level", Reestimates: "Before and after each level", ReestimatesLead: "What was believed with the levels up to then.", BeforeLevels: "before any level", AfterLevels: "levels", Inputs: "What the prediction rests on",
	Unknown: "What was not known", Envelopes: "Labels and guidelines", EnvelopesLead: "Published doses to look at. They are no proposal.", Renal: "Kidney", Gaps: "Not read, not known", Facts: "Read", Work: "How the dose came about", Warnings: "To be seen with it", NothingKnown: "The knowledge says nothing about the exposure of this drug.",
	Order: "Order this dose", OrderLead: "Only output of commissioned models can be ordered, and never more than the largest dose.", OrderDose: "Dose, with unit", OrderButton: "Write the order", SecondAccount: "Second reader (account)", SecondPassword: "Password of the second reader",
	Models: "Population models", Targets: "Exposure targets", Version: "Version", Commission: "Commission for this centre", CommissionLead: "Open the source, compare it with the transcription line by line, and sign this version. A pharmacist and a physician sign; any change of the item makes the signatures void.", Signed: "Signatures on this version", Void: "Void signatures", VoidLead: "They stand on another version: the item has changed since.", Nobody: "Nobody has signed this version.", Held: "Cannot be commissioned",
	Opened: "Source opened", OpenedHelp: "title, page, table", SignButton: "Sign this version", Complete2: "commissioned", Transcription: "Transcription", SourceRef: "Source", Checks: "Check values", Check: "Check", Recorded: "recorded", Computed: "computed",
	Holds: "holds", Fails: "does not hold", Gate: "Gate", ReadIn: "Read in", NotYours: "A pharmacist and a physician commission models and targets.", CommissionDone: "Your signature stands under this version.", Ranges: "Valid for", CheckNote: "computed now, from these formulas", Ceilings: "Ceiling", Bounds: "Band",
	Calibration: "Calibration of the predictions", CalibrationLead: "Each level, of a course the last six, against the 90 % interval that the credible models gave for it from what was known before. Nine in ten should lie inside; a level below the limit of its assay is inside where the interval reaches down to the limit.", CalibrationNone: "No level is recorded in the charts that your account reaches.", Inside: "inside the 90 % interval", OutOf: "of", Predicted: "Predicted (90 %)", Measured: "Measured", In: "inside", Out: "outside", CalibrationWithout: "Further levels without an interval, not counted here (older than the last six of a course, or no model, target, dose or weight to predict them from):", CalibrationLimit: "Not every chart was opened: the number is limited for one page.",
	Sampling: "When to draw after a test dose", SamplingLead: "The times that leave the exposure of the course most certain, with little blood.", Candidates: "Possible times (h, comma between)", Samples: "Samples at most", Blood: "Blood of one sample (mL)", BloodLimit: "Limit of the centre (mL/kg)", Plan: "Plan the times", Planned: "Draw at", Certainty: "Uncertainty of the exposure (SD of its logarithm)",
	TestDose:   "Test dose (mg)",
	StepFigure: "Before and after level", StepBefore: "before the level", StepAfter: "after the level", StepLead: "Middle and 90 % band of the credible models together. Broken line and outline: before the level was known; full line and tint: after. The level itself is ringed.", DoseTable: "What each model expects of this dose", OutsideShort: "outside its cohort", AfterLevel: "level",
	Cohort: "Cohort", Predicts: "Predicts", MassBasis: "Dose as mass of", Missing: "Missing from the transcription", NotRead: "Not read", Independent: "Checked against other sources",
	Beside: "The drugs side by side", BesideLead: "What is known before any model is asked; ✓ belongs to the chosen option.", MayCompute: "may compute a dose", NeverCompute: "shown, never compute one", NoModel: "no releasable model: labels and guidelines only", NoTarget: "no target is known",
}

var chineseExposure = Exposure{
	Title: "药物暴露", Lead: "依据已发表的群体药代动力学模型预测，并以患儿自身浓度重新估计。剂量以最不利的可信模型为界，而非取平均。",
	Drug: "药物", Reference: "仅供参考，不得用于医嘱", ReferenceWhy: "不得进入医嘱的原因", Locked: "对该患儿禁用", LockedLead: "仅供对照。", MayOrder: "模型与目标均经本中心审核启用：该剂量可进入医嘱。",
	Question: "问题设定", Target: "疗程目标", LowestCeiling: "团队选定前以已发表的最低上限为准", Every: "给药间隔（h）", Count: "剩余给药次数", Minutes: "每次输注时长（min）", Ask: "交由模型计算", ScheduleHelp: "留空则采用本中心方案的给药日；系统不作任何假设。",
	Answer: "最大剂量", Largest: "每次给药的最大剂量", Each: "每次", Course: "计划总量", Governs: "决定模型", NoDose: "未计算剂量", Above: "超过上限的概率", Below: "低于下限的概率", Ceiling: "上限", Floor: "下限", NoFloor: "无已发表下限", Capped: "已限于已发表的最高剂量",
	Change: "与当前剂量比较", Up: "上调：须第二人复核签名", Down: "下调：立即执行", Same: "不变", SecondReader: "第二复核人", SecondLevel: "先复查一次浓度：时间允许", Recheck: "第二套独立计算", Complete: "疗程已给完：以下为实际暴露量。", Received: "已接受暴露",
	Slider: "剂量与预测", SliderLead: "移动剂量，服务器即按各模型作答。", Dose: "剂量（mg，每次）", Show: "显示", Concentration: "血药浓度", Cumulative: "累积AUC", HoursAxis: "距首剂小时数", Blend: "可信模型加权合并", Infusion: "输注", PlannedInfusion: "计划输注",
	TableTwin: "表格形式", At: "小时", Model: "模型", Median: "暴露量（中位）", Range90: "90 %区间", LargestUnder: "仅按该模型的最大剂量", Weight: "权重（似然）", WeightAIC: "权重（AIC）", Distance: "与建模人群的距离（1为边缘）", Tier: "等级", Status: "状态", State: "在决策中的作用",
	Credible: "可信", NotCredible: "据浓度不可信", Outside: "超出建模人群：仅显示，不计入", Widened: "接近边缘：已放宽变异", Silent: "不适用于该患儿", Cautions: "注意事项", Conflicts: "转录中的未决问题", UpperMass: "若剂量质量基准为另一种", Scenario: "压力情景", ScenarioLead: "若该患儿如同类疾病患儿那样清除药物会怎样。属情景，不是估计；不参与剂量计算。",
	Levels: "血药浓度", NoLevels: "截至该日无浓度记录。", Drawn: "采血时间", Value: "浓度", Confirmed: "超出合理范围，已确认", Synthetic: "模拟", Expected: "事先预期（95 %）",
	Enter: "录入血药浓度", EnterLead: "须填写单位、采血时间、启泵时间及管路延迟；系统不作任何假设。", ValueHelp: "含单位：1.35 mg/L、820 ng/mL；低于定量下限者前加<", Sampled: "采血时间", SampledHelp: "日期与分钟，如2025-01-02T11:05", PumpStart: "此前输注的启泵时间", LineLag: "管路延迟", LagHelp: "含单位：12 min；为零亦须写0 min", Specimen: "标本", Method: "检测方法",
	Confirm: "已再次核对数值、单位与时间，均无误", ConfirmHelp: "所有模型均未预期该浓度时必填。", Save: "记录浓度", Reestimates: "每次浓度前后对照", ReestimatesLead: "依据当时已有浓度的估计。", BeforeLevels: "尚无浓度时", AfterLevels: "个浓度", Inputs: "预测所依据的数据",
	Unknown: "未知事项", Envelopes: "说明书与指南", EnvelopesLead: "已发表剂量，仅供对照，不是建议。", Renal: "肾功能", Gaps: "未查阅、未知", Facts: "已查阅", Work: "剂量的由来", Warnings: "须一并注意", NothingKnown: "知识库中没有该药暴露量的内容。",
	Order: "按此剂量开具医嘱", OrderLead: "仅经审核启用模型的结果可开具医嘱，且不得超过最大剂量。", OrderDose: "剂量（含单位）", OrderButton: "写入医嘱", SecondAccount: "第二复核人（账号）", SecondPassword: "第二复核人密码",
	Models: "群体药代动力学模型", Targets: "暴露目标", Version: "版本", Commission: "本中心审核启用", CommissionLead: "打开原文，逐行核对转录内容，再对该版本签名。须药师与医生各签一次；内容一经变更签名即失效。", Signed: "对该版本的签名", Void: "已失效的签名", VoidLead: "签于其他版本：内容此后已变更。", Nobody: "尚无人对该版本签名。", Held: "不可启用",
	Opened: "已打开的原文", OpenedHelp: "题名、页码、表号", SignButton: "对该版本签名", Complete2: "已启用", Transcription: "转录内容", SourceRef: "出处", Checks: "核对值", Check: "核对项", Recorded: "记录值", Computed: "计算值",
	Holds: "相符", Fails: "不符", Gate: "使用限制", ReadIn: "查阅处", NotYours: "模型与目标由药师和医生审核启用。", CommissionDone: "您的签名已写入该版本。", Ranges: "适用范围", CheckNote: "由上述公式即时计算", Ceilings: "上限", Bounds: "区间",
	Calibration: "预测校准", CalibrationLead: "将每个浓度（每疗程取最后六个）与此前可信模型给出的90 %区间对照；十次中应有九次落入区间。低于定量下限者，区间下端不高于该下限即为落入。", CalibrationNone: "您账号可及的病历中无浓度记录。", Inside: "落入90 %区间", OutOf: "/", Predicted: "预测（90 %）", Measured: "实测", In: "区间内", Out: "区间外", CalibrationWithout: "另有未计入的浓度（早于该疗程最近六次，或缺少可用于预测的模型、目标、剂量或体重）：", CalibrationLimit: "未打开全部病历：单页数量有限。",
	Sampling: "试验剂量后的采血时间", SamplingLead: "以少量血液使疗程暴露量最为确定的时间点。", Candidates: "可选时间（h，以逗号分隔）", Samples: "最多采血次数", Blood: "每次采血量（mL）", BloodLimit: "本中心上限（mL/kg）", Plan: "计算采血时间", Planned: "采血时间", Certainty: "暴露量不确定性（对数标准差）",
	TestDose:   "试验剂量（mg）",
	StepFigure: "前后对照：浓度", StepBefore: "该浓度之前", StepAfter: "该浓度之后", StepLead: "可信模型合并后的中位数与90 %区间。虚线与轮廓为获知该浓度之前，实线与填色为之后；圈出者为该浓度。", DoseTable: "各模型对该剂量的预期", OutsideShort: "超出建模人群", AfterLevel: "个浓度",
	Cohort: "建模人群", Predicts: "预测内容", MassBasis: "剂量质量基准", Missing: "转录所缺", NotRead: "未查阅原文", Independent: "与其他来源核对",
	Beside: "各药并列", BesideLead: "调用模型之前的已知内容；✓为所选方案用药。", MayCompute: "个可计算剂量", NeverCompute: "个仅显示，不计算剂量", NoModel: "无可用模型：仅有说明书与指南", NoTarget: "无已知目标",
}
