package pk

import "github.com/dayzero-hsct/dayzero/evidence"

// covariateNames are the words and units of the covariates that cohorts are
// described by. A code that is not listed stands for itself.
var covariateNames = map[string]struct{ name, unit evidence.Text }{
	"AGE":  {evidence.Text{EN: "age", ZH: "年龄"}, evidence.Text{EN: "years", ZH: "岁"}},
	"WT":   {evidence.Text{EN: "weight", ZH: "体重"}, evidence.Text{EN: "kg"}},
	"HT":   {evidence.Text{EN: "height", ZH: "身高"}, evidence.Text{EN: "cm"}},
	"HTZ":  {evidence.Text{EN: "height z-score", ZH: "身高Z评分"}, evidence.Text{}},
	"BSA":  {evidence.Text{EN: "body surface", ZH: "体表面积"}, evidence.Text{EN: "m²"}},
	"BMI":  {evidence.Text{EN: "body mass index", ZH: "体质指数"}, evidence.Text{EN: "kg/m²"}},
	"FFM":  {evidence.Text{EN: "fat-free mass", ZH: "去脂体重"}, evidence.Text{EN: "kg"}},
	"eGFR": {evidence.Text{EN: "filtration rate", ZH: "肾小球滤过率"}, evidence.Text{EN: "mL/min/1.73 m²"}},
	"GFR":  {evidence.Text{EN: "measured filtration rate", ZH: "实测肾小球滤过率"}, evidence.Text{EN: "mL/min/1.73 m²"}},
	"CRCL": {evidence.Text{EN: "creatinine clearance", ZH: "肌酐清除率"}, evidence.Text{EN: "mL/min"}},
	"HCT":  {evidence.Text{EN: "haematocrit", ZH: "血细胞比容"}, evidence.Text{EN: "%"}},
	"POD":  {evidence.Text{EN: "days after transplant", ZH: "移植后天数"}, evidence.Text{EN: "d", ZH: "天"}},
}

// CovariateName is the word of a covariate by its code, or the code itself.
func CovariateName(code string) evidence.Text {
	if c, ok := covariateNames[code]; ok {
		return c.name
	}
	return evidence.Text{EN: code, ZH: code}
}

// CovariateUnit is the unit in which cohorts state a covariate; empty where it
// has none or the code is not known.
func CovariateUnit(code string) evidence.Text { return covariateNames[code].unit }

// named is a covariate in a sentence: its word and its code.
func named(code string) evidence.Text {
	if c, ok := covariateNames[code]; ok {
		return evidence.Text{EN: c.name.EN + " (" + code + ")", ZH: c.name.ZH + "（" + code + "）"}
	}
	return evidence.Text{EN: code, ZH: code}
}
