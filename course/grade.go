package course

import (
	"github.com/dayzero-hsct/dayzero/evidence"
)

// GradeSystem names a grading of acute GVHD.
type GradeSystem string

// The systems. Of Glucksberg and Keystone the texts disagree on III and IV:
// these two are not computed.
const (
	MAGIC      GradeSystem = "magic"
	IBMTR      GradeSystem = "ibmtr"
	Glucksberg GradeSystem = "glucksberg"
)

// GradeInput holds the organ stages; a missing organ is the zero Stage.
type GradeInput struct {
	System                        GradeSystem
	Skin, Liver, UpperGut, LowGut Stage
}

// AcuteGrade is the grade of the whole child. Low and High are equal unless an
// organ is unknown; Low is empty where the grade is left to the team.
type AcuteGrade struct {
	Assessment
	System    GradeSystem
	Low, High string
}

// AtLeast reports that an unknown organ could raise the grade.
func (g AcuteGrade) AtLeast() bool { return g.Low != g.High }

// MarshalJSON writes the keys of the batch form.
func (g AcuteGrade) MarshalJSON() ([]byte, error) {
	return g.merge(map[string]any{"system": g.System, "grade": nullText(g.Low), "at_least": g.AtLeast(), "at_most": nullText(g.High)})
}

// GradeAcuteGVHD grades by MAGIC (Harris 2016), by the IBMTR index, or by
// Glucksberg as far as the texts agree. A missing organ gives the grade of what
// is known, marked as "at least". It is an error if the system does not exist or
// an upper gut stage above 1 is given.
func GradeAcuteGVHD(input GradeInput) (AcuteGrade, error) {
	var bad Problems
	if input.UpperGut.set && input.UpperGut.low > 1 {
		bad.add(KindRange, "upper_gi_stage", "the upper gut has the stages 0 and 1 only")
	}
	rule, ok := gradeRules[input.System]
	if !ok {
		bad.add(KindChoice, "system", "no grading "+string(input.System)+"; magic, ibmtr and glucksberg exist")
	}
	if len(bad) > 0 {
		return AcuteGrade{}, bad
	}
	if !input.UpperGut.set || input.UpperGut.high > 1 {
		input.UpperGut = StageBetween(0, 1)
	}
	s := open("agvhd-grade", rule.edition)
	low, high := s.stages(input)
	out := AcuteGrade{System: input.System, Low: rule.grade(low), High: rule.grade(high)}
	s.Notes = append(s.Notes, rule.notes...)
	s.gradeWords(&out, input)
	out.Assessment = s.done()
	return out, nil
}

// organStages are the four stages in the order skin, liver, upper, lower gut.
type organStages [4]int

func (s *sheet) stages(input GradeInput) (low, high organStages) {
	names := [4]string{"skin_stage", "liver_stage", "upper_gi_stage", "lower_gi_stage"}
	for i, stage := range []Stage{input.Skin, input.Liver, input.UpperGut, input.LowGut} {
		low[i], high[i] = stage.Low(), stage.High()
		text := ""
		if stage.Known() || stage.AtLeast() {
			text = stage.String()
		}
		s.take(names[i], text)
		s.stepOf(names[i], stage.String(), "")
	}
	return low, high
}

func (s *sheet) gradeWords(out *AcuteGrade, input GradeInput) {
	system := map[GradeSystem]string{MAGIC: "MAGIC", IBMTR: "IBMTR", Glucksberg: "Glucksberg"}[input.System]
	switch {
	case out.Low == "":
		s.team("III and IV of Glucksberg/Keystone: the sources disagree for gut 4 and liver 4; the grade is left to the team", "Glucksberg/Keystone Ⅲ、Ⅳ度：文献对肠道4级、肝脏4级的归属不一致，由团队决定")
		s.say("acute GVHD above grade II ("+system+"): III or IV, the team decides", "急性GVHD高于Ⅱ度（"+system+"）：Ⅲ或Ⅳ度由团队决定")
	case out.Low == "0" && out.AtLeast():
		s.say("acute GVHD ("+system+") undetermined: no sign in the organs examined, others unknown", "急性GVHD（"+system+"）暂不能判定：已评估器官无表现，其余器官未知")
	case out.AtLeast():
		s.say("acute GVHD at least grade "+out.Low+" ("+system+"); an organ is unknown", "急性GVHD至少"+gradeZH(out.Low)+"（"+system+"），有器官未评估")
	default:
		s.say("acute GVHD grade "+out.Low+" ("+system+")", "急性GVHD "+gradeZH(out.Low)+"（"+system+"）")
	}
	if input.System == IBMTR && input.UpperGut.Low() == 1 {
		s.review("upper gut stage 1 is counted as gut stage 1 in the IBMTR index", "IBMTR指数中上消化道1级按肠道1级计")
	}
}

func gradeZH(grade string) string {
	switch grade {
	case "I":
		return "Ⅰ度"
	case "II":
		return "Ⅱ度"
	case "III":
		return "Ⅲ度"
	case "IV":
		return "Ⅳ度"
	}
	return grade + "度"
}

type gradeRule struct {
	edition Edition
	grade   func(organStages) string
	notes   []evidence.Text
}

var gradeRules = map[GradeSystem]gradeRule{
	MAGIC: {Edition{ID: "MAGIC 2016", Name: evidence.Text{EN: "Acute GVHD grade (MAGIC, Harris 2016)", ZH: "急性GVHD分度（MAGIC，Harris 2016）"},
		Status: evidence.Read, Sources: []evidence.Source{harris2016}}, magicGrade, []evidence.Text{
		{EN: "graded from clinical data only; the class of a biopsy and the confidence are kept beside it", ZH: "仅依据临床资料分度；活检结果与把握度另行记录"}}},
	IBMTR: {Edition{ID: "IBMTR index", Name: evidence.Text{EN: "Acute GVHD, IBMTR severity index", ZH: "急性GVHD IBMTR严重度指数"},
		Status: evidence.Read, Sources: []evidence.Source{bloodref}}, ibmtrGrade, nil},
	Glucksberg: {Edition{ID: "Glucksberg/Keystone, not settled", Name: evidence.Text{EN: "Acute GVHD grade (Glucksberg/Keystone; only 0, I and II are settled)", ZH: "急性GVHD分度（Glucksberg/Keystone；仅0–Ⅱ度有定论）"},
		Status: evidence.Derived, Sources: []evidence.Source{bloodref}}, glucksbergGrade, []evidence.Text{
		{EN: "Przepiorka 1995 was not opened; poor performance status raises the grade to IV in this system", ZH: "尚未查阅Przepiorka 1995原文；该系统中体能状态极差者归Ⅳ度"}}},
}

// magicGrade evaluates from IV down (Harris 2016, EBMT Handbook 2024 ch. 43).
func magicGrade(o organStages) string {
	skin, liver, upper, lower := o[0], o[1], o[2], o[3]
	switch {
	case skin == 4 || liver == 4 || lower == 4:
		return "IV"
	case liver >= 2 || lower >= 2:
		return "III"
	case skin == 3 || liver == 1 || upper == 1 || lower == 1:
		return "II"
	case skin >= 1:
		return "I"
	}
	return "0"
}

// ibmtrGrade: A skin 1 alone, B at most 2 in any organ, C at most 3, D any 4
// (BLOODREF); upper gut 1 counts as gut 1 (derived).
func ibmtrGrade(o organStages) string {
	most := max(o[0], o[1], o[2], o[3])
	switch {
	case most == 4:
		return "D"
	case most == 3:
		return "C"
	case most == 0:
		return "0"
	case o[0] == 1 && o[1]+o[2]+o[3] == 0:
		return "A"
	}
	return "B"
}

// glucksbergGrade: I skin 1-2, II up to skin 3, liver 1 or gut 1 (BLOODREF);
// what lies above is "" (sources disagree).
func glucksbergGrade(o organStages) string {
	gut := max(o[2], o[3])
	switch {
	case o[0] > 3 || o[1] > 1 || gut > 1:
		return ""
	case o[0] == 3 || o[1] == 1 || gut == 1:
		return "II"
	case o[0] > 0:
		return "I"
	}
	return "0"
}

// With puts the derivations, missing inputs and remarks of the organ stages
// below the grade that was computed from them.
func (g AcuteGrade) With(organs ...OrganStage) AcuteGrade {
	s := &sheet{g.Assessment}
	for _, o := range organs {
		s.fold(o.Assessment)
	}
	g.Assessment = s.Assessment
	return g
}
