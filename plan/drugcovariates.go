package plan

import (
	"math"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/pk"
)

// readInputs gathers the covariates that the chart holds. What it does not hold
// stays a gap: no default is put in its place.
func (m *exposureMaker) readInputs() {
	m.cov = map[string]pk.Quantity{}
	m.schedule()
	c := m.p.Child
	m.weight()
	if c.Length.Known {
		m.input("HT", words("length"), pk.Quantity{Value: c.Length.Value, Unit: c.Length.Unit}, true, entryOf(c.Length), evidence.Text{})
	} else {
		m.input("HT", words("length"), pk.Quantity{}, false, "", text("not recorded", "未记录"))
	}
	if c.Surface.Known {
		m.input("BSA", text("body surface", "体表面积"), pk.Quantity{Value: c.Surface.Value, Unit: "m2"}, true, "", text(c.Formula, c.Formula))
	}
	m.age()
	switch c.Sex {
	case "male":
		m.input("SEX", text("sex", "性别"), pk.Quantity{Value: 1, Unit: "1"}, true, "", text("male", "男"))
	case "female":
		m.input("SEX", text("sex", "性别"), pk.Quantity{Value: 0, Unit: "1"}, true, "", text("female", "女"))
	}
	m.renal()
	m.input("TLAG", text("lag of the line in the model", "模型中的管路延迟"), pk.Quantity{Value: 0, Unit: "h"}, true, "",
		text("0: the lag is part of the start of each infusion", "0：延迟已计入各次输注的起始时间"))
	m.heightScore()
}

// heightScore compares the length with the growth table of the centre; without
// one, or outside it, the z-score is a gap.
func (m *exposureMaker) heightScore() {
	if m.growth == nil {
		m.unknown("height z-score: no growth table of the centre is loaded", "身高z值：本中心未载入生长曲线表")
		return
	}
	c, age := m.p.Child, m.cov["AGE"]
	z, ok := 0.0, false
	if c.Length.Known && c.Length.Unit == "cm" && age.Unit != "" {
		z, ok = m.growth.ZScore("height", c.Sex, age.Value, c.Length.Value)
	}
	if !ok {
		m.unknown("height z-score: the growth table of the centre does not reach this child, or length, age or sex is missing",
			"身高z值：本中心生长曲线表不涵盖该患儿，或缺少身长、年龄或性别")
		return
	}
	m.input("HTZ", text("height z-score", "身高z值"), pk.Quantity{Value: math.Round(100*z) / 100, Unit: "1"}, true, "",
		text("from the centre's table: "+m.growth.Source, "依据本中心生长曲线表："+m.growth.Source))
}

func entryOf(f Figure) string {
	if len(f.Derivation) > 6 && f.Derivation[:6] == "entry/" {
		return f.Derivation[6:]
	}
	return ""
}

// weight takes the signed dosing weight, else the latest one for reference.
func (m *exposureMaker) weight() {
	c := m.p.Child
	switch {
	case c.DosingWeight.Known:
		m.input("WT", text("dosing weight", "给药体重"), pk.Quantity{Value: c.DosingWeight.Value, Unit: "kg"}, true, entryOf(c.DosingWeight), text("signed by two people", "两人签名"))
	case c.Weight.Known:
		m.input("WT", words("body-weight"), pk.Quantity{Value: c.Weight.Value, Unit: c.Weight.Unit}, true, entryOf(c.Weight), text("latest; the dosing weight is not signed", "最近一次；给药体重未签名"))
	default:
		m.input("WT", words("body-weight"), pk.Quantity{}, false, "", text("not recorded", "未记录"))
		return
	}
	if c.Length.Known && c.Length.Unit == "cm" {
		for _, s := range pk.BodySlips(m.cov["WT"].Value, c.Length.Value) {
			m.unknown("look again: "+s.Message, "请复核：体重与身长不相称（"+decimal(m.cov["WT"].Value, 3)+" kg，"+decimal(c.Length.Value, 1)+" cm）")
		}
	}
}

// daysPerYear is the mean length of a year.
const daysPerYear = 365.25

func (m *exposureMaker) age() {
	born := m.p.Child.Birth
	if !born.Known() {
		m.input("AGE", text("age", "年龄"), pk.Quantity{}, false, "", text("date of birth not recorded", "出生日期未记录"))
		return
	}
	on := m.v.Today()
	if len(m.out.Given) > 0 {
		on = day.DateOf(m.out.Given[0].Start, m.v.Location)
	}
	years := float64(on.DaysSince(born)) / daysPerYear
	m.input("AGE", text("age", "年龄"), pk.Quantity{Value: math.Round(years*1000) / 1000, Unit: "years"}, true, "",
		text("on "+on.String()+", from the date of birth; term birth is the models' own assumption", "截至"+on.String()+"，由出生日期计算；模型自身假定足月出生"))
}

// renal takes a measured filtration rate; without one the bedside Schwartz
// formula from creatinine and length, under the limit that the fludarabine model
// states for its own covariate: 140 mL/min/1.73m², and from birth to 1.5 years a
// line from 35 to 140 (model/fludarabine_langenhorst_2019).
func (m *exposureMaker) renal() {
	child := m.p.Child.ID
	if it, ok := latest(m.v.Measured(child, "gfr")); ok {
		q := pk.Quantity{Value: it.Data.Value.Float(), Unit: "mL/min/1.73m2"}
		m.input("eGFR", words("gfr"), q, true, it.ID, text("measured", "实测"))
		m.cov["GFR"] = q
		return
	}
	creatinine, ok := latest(m.v.Measured(child, "creatinine"))
	age, hasAge := m.cov["AGE"]
	if !ok || !m.p.Child.Length.Known || !hasAge {
		m.input("eGFR", text("filtration rate", "肾小球滤过率"), pk.Quantity{}, false, "", text("neither a measured rate nor creatinine with length and age", "无实测值，亦无肌酐、身长及年龄"))
		return
	}
	value, err := creatinine.Data.Value.In("umol/L")
	if err != nil || !(value > 0) {
		m.input("eGFR", text("filtration rate", "肾小球滤过率"), pk.Quantity{}, false, creatinine.ID, text("the creatinine is not in µmol/L", "肌酐单位不是µmol/L"))
		return
	}
	rate, limit := 36.5*m.p.Child.Length.Value/value, 140.0
	if age.Value < 1.5 {
		limit = 35 + 105*age.Value/1.5
	}
	used := math.Round(math.Min(rate, limit)*10) / 10
	m.input("eGFR", text("filtration rate", "肾小球滤过率"), pk.Quantity{Value: used, Unit: "mL/min/1.73m2"}, true, creatinine.ID,
		text("36.5 × "+decimal(m.p.Child.Length.Value, 1)+" cm ÷ "+decimal(value, 1)+" µmol/L = "+decimal(rate, 1)+", limited to "+decimal(limit, 1)+
			" as the model states; creatinine reads clearance high in a child with little muscle, so a measured rate comes first",
			"36.5 × "+decimal(m.p.Child.Length.Value, 1)+" cm ÷ "+decimal(value, 1)+" µmol/L = "+decimal(rate, 1)+"，按模型限于"+decimal(limit, 1)+"；肌肉量少的患儿肌酐会高估清除率，应优先实测"))
}

// Plausible reports whether a level lies within what any model expects of it
// before it is known, with the bands of the models. Without a model that speaks
// for the child nothing can be said, and a person has to confirm.
func (d DrugExposure) Plausible(entry string) (ok bool, bands []pk.Band) {
	if d.Decision == nil {
		return false, nil
	}
	at := -1
	for i, l := range d.Levels {
		if l.Entry == entry {
			at = i
		}
	}
	if at < 0 {
		return false, nil
	}
	for _, v := range d.Decision.Models {
		if at < len(v.Bands) && v.Valid {
			bands = append(bands, v.Bands[at])
			ok = ok || v.Bands[at].Holds
		}
	}
	return ok, bands
}
