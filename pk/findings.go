package pk

import (
	"fmt"
	"slices"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// Warning is a finding about an estimate or a decision: one of a closed set of
// codes, with its sentence in both languages.
type Warning struct {
	Code    string        `json:"code"`
	Message string        `json:"message"`
	Text    evidence.Text `json:"-"`
}

// findings holds every kind by its code; the figures of a sentence stand in the
// same order in both languages.
var findings = map[string]evidence.Text{
	"poorly_informed": {EN: "the levels say little about %s: it rests on the cohort", ZH: "现有浓度几乎不含%s的信息：其估计仍依赖建模人群"},
	"outlying_level": {EN: "the level at %s h lies %s residual standard deviations from the fit: check times, line and unit",
		ZH: "%s h处的浓度偏离拟合值%s个残差标准差：请核对时间、管路与单位"},
	"unusual_child": {EN: "%s lies %s standard deviations from the model's cohort", ZH: "%s偏离建模人群%s个标准差"},
	"other_optimum": {EN: "another explanation of the levels is nearly as good: a second optimum lies within 3.84 of the objective",
		ZH: "现有浓度另有几乎同样好的解释：目标函数相差3.84以内存在第二个最优解"},
	"trough_only": {EN: "the model was fitted to troughs only: no AUC is given", ZH: "该模型仅由谷浓度拟合：不给出AUC"},
	"not_normal":  {EN: "the posterior is not close to normal: use draws, not the covariance", ZH: "后验分布不接近正态：请使用抽样，勿用协方差"},
	"occasion_assumed": {EN: "the paper does not say what an occasion is: each day is taken as one",
		ZH: "原文未说明“场合”的定义：此处以每日为一个场合"},
	"few_effective_draws": {EN: "only %s of %s draws are effective: the tail probability is rough", ZH: "有效抽样仅%s／%s：尾部概率较粗略"},
	"capped": {EN: "the models would allow more; no proposal goes beyond the highest published dose (%s mg each time)",
		ZH: "模型本可允许更高剂量；建议量不超过已发表的最高剂量（每次%s mg）"},
	"lower_outside_cohort": {EN: "the model %s, outside whose cohort the child lies, would allow less",
		ZH: "患儿超出模型%s的建模人群，而该模型所允许的剂量更低"},
	"one_model":       {EN: "a single model decides: there is no second opinion", ZH: "仅由一个模型决定：没有第二意见"},
	"models_disagree": {EN: "the credible models disagree %s-fold: %s", ZH: "可信模型之间相差%s倍：%s"},

	// why a model takes no part, or takes part changed
	"tier_never_doses": {EN: "tier %s never computes a dose", ZH: "%s级模型不得用于计算剂量"},
	"gate_forbids":     {EN: "its gate says: %s", ZH: "其使用限制：%s"},
	"troughs_fitted":   {EN: "it was fitted to %s levels only: no peak and no AUC", ZH: "仅由%s浓度拟合：无峰浓度与AUC"},
	"cannot_estimate":  {EN: "%s", ZH: "无法估计：%s"},
	"covariates_missing": {EN: "these covariates are not given, and no default is put in their place: %s",
		ZH: "缺少以下协变量，系统不代以默认值：%s"},
	"covariate_unusable": {EN: "%s", ZH: "协变量不可用（英文）：%s"},
	"dose_mass_unnamed": {EN: "doses of %s are written as different substances: name the dose mass (%s or %s)",
		ZH: "%s的剂量可按不同物质书写：请注明剂量质量基准（%s或%s）"},
	"range_unknown":   {EN: "whether the child lies within %s cannot be told: %s is not given", ZH: "无法判断患儿是否在%s范围内：未给出%s"},
	"outside_cohort":  {EN: "%s %s lies outside the cohort (%s to %s)", ZH: "%s %s超出建模人群（%s至%s）"},
	"widened":         {EN: "near the edge of the cohort: its variability is widened %s-fold", ZH: "接近建模人群边缘：变异放宽%s倍"},
	"only_near_edges": {EN: "no model holds the child within its cohort, so one near its edge does not count", ZH: "没有模型的建模人群包含该患儿，故边缘模型不计入"},
	"fall_applied": {EN: "carries no fall of clearance: exposure of the planned doses times %s (%s)",
		ZH: "模型本身不含清除率下降：计划剂量的暴露量乘以%s（%s）"},
	"body_slip": {EN: "look again: %s kg does not fit %s cm (pounds, centimetres or a slipped point?)",
		ZH: "请复核：体重%s kg与身长%s cm不相称（磅、厘米或小数点错误？）"},
	"clock_goes_back": {EN: "the records go back in time: no AUC between hours is given", ZH: "记录的时间回退：不给出时段AUC"},
	"columns_unused":  {EN: "the model takes nothing from the columns %s: is one of them misspelt?", ZH: "模型未使用以下列：%s；请核对列名是否有误"},
	"dose_mass_taken": {EN: "the amounts are taken as mass of %s: an amount of %s counts times %s, and is not converted here",
		ZH: "剂量按%s的质量计入：以%s计的剂量须乘以%s，此处不作换算"},
	"level_zero": {EN: "the level of 0 at %s h counts as measured, which no assay can: a level below a limit is written <limit",
		ZH: "%s h处的浓度为0并按实测值计入，而任何检测均有下限：低于检测下限的浓度请写作<下限"},
	"not_computed": {EN: "%s", ZH: "未能计算（英文）：%s"},

	"target_slip": {EN: "the ceiling (%s mg*h/L per course) lies far from every published bound (%s to %s): wrong unit, or per day taken for per course?",
		ZH: "暴露上限（每疗程%s mg*h/L）远离所有已发表的界值（%s至%s）：单位有误，或将每日值当作全疗程值？"},
	"cap_unknown": {EN: "the highest published dose could not be applied: the weight or the body surface it needs is not given",
		ZH: "无法套用已发表的最高剂量：缺少所需的体重或体表面积"},

	// why no sampling times are planned
	"sample_too_large": {EN: "one sample (%s mL) is more than the limit of %s mL/kg allows", ZH: "一次采血（%s mL）已超过上限%s mL/kg"},
	"no_times":         {EN: "no model is valid for this child: no times are planned", ZH: "没有模型适用于该患儿：不计算采血时间"},

	// why there is no dose
	"no_valid_model": {EN: "no model is valid for this child: no dose is computed", ZH: "没有模型适用于该患儿：不计算剂量"},
	"repeat_level": {EN: "every model's 95 %% band misses the level at %s h: repeat the level and check times, line and unit; no dose is computed",
		ZH: "所有模型的95 %%区间均不含%s h处的浓度：请复测并核对时间、管路与单位；不计算剂量"},
	"ceiling_passed": {EN: "under %s the exposure already received passes the ceiling with a probability above %s: there is no further dose",
		ZH: "按%s，已接受暴露量超过上限的概率大于%s：不再给药"},
	"computations_differ": {EN: "two computations of the dose differ by more than %s %% (%s and %s mg): no dose is shown",
		ZH: "两套剂量计算相差超过%s %%（%s与%s mg）：不显示剂量"},
}

// finding is the sentence of a code with its figures.
func finding(code string, values ...any) Warning {
	kind := findings[code]
	w := Warning{Code: code, Text: evidence.Text{EN: fmt.Sprintf(kind.EN, spoken(values, "en")...), ZH: fmt.Sprintf(kind.ZH, spoken(values, "zh")...)}}
	w.Message = w.Text.EN
	return w
}

// spoken puts words that a file carries in both languages into one of them.
func spoken(values []any, lang string) []any {
	out := slices.Clone(values)
	for i, v := range out {
		if t, ok := v.(evidence.Text); ok {
			out[i] = t.In(lang)
		}
	}
	return out
}

func gap(en, zh string) evidence.Text { return evidence.Text{EN: en, ZH: zh} }

// joined is a list of sentences in one.
func joined(list []evidence.Text) (out evidence.Text) {
	for i, t := range list {
		if i > 0 {
			out.EN, out.ZH = out.EN+"; ", out.ZH+"；"
		}
		out.EN, out.ZH = out.EN+t.EN, out.ZH+t.ZH
	}
	return out
}

// english are the sentences for a table that has one language.
func english(list []evidence.Text) []string {
	var out []string
	for _, t := range list {
		out = append(out, t.EN)
	}
	return out
}

// short writes a figure of a sentence.
func short(x float64) string { return fmt.Sprintf("%.4g", x) }
