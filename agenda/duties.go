package agenda

import (
	"maps"
	"slices"
	"strings"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// duty says how an item of the calendar is proven, and what the family calls it.
// An item that is no duty is a statement: a rule, a medicine or a remark.
type duty struct {
	proof  func(chart.Entry) bool
	days   []int // transplant days where they are not evenly spaced; empty: from, every, to
	then   int   // distance in days after the last of days, 0 when it ends there
	family evidence.Text
}

func text(en, zh string) evidence.Text { return evidence.Text{EN: en, ZH: zh} }

// Measured is proven by a value of one of the kinds.
func Measured(kinds ...string) func(chart.Entry) bool {
	return func(e chart.Entry) bool {
		m, ok := e.Payload.(*chart.Measurement)
		return ok && contains(kinds, m.What)
	}
}

// searched is proven by a test for one of the organisms, whatever it found.
func searched(organisms ...string) func(chart.Entry) bool {
	return func(e chart.Entry) bool {
		i, ok := e.Payload.(*chart.Infection)
		return ok && contains(organisms, strings.ToLower(i.Organism))
	}
}

// Scored is proven by a scored form of one of the systems.
func Scored(systems ...string) func(chart.Entry) bool {
	return func(e chart.Entry) bool {
		s, ok := e.Payload.(*chart.Score)
		return ok && contains(systems, strings.ToLower(s.System))
	}
}

func visited(e chart.Entry) bool {
	event, ok := e.Payload.(*chart.Event)
	return ok && event.What == "visit"
}

func imaged(modality string) func(chart.Entry) bool {
	return func(e chart.Entry) bool {
		i, ok := e.Payload.(*chart.Imaging)
		return ok && i.Status == "done" && i.Modality == modality
	}
}

// assessedOnly is proven by an assessment of the item alone.
func assessedOnly(chart.Entry) bool { return false }

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// monthsIn turns months into days as the calendar does: 30.4375 days, rounded up.
func monthsIn(months int) int { return (months*487 + 15) / 16 }

// chimerismDays: +28, +42, +56, +84 to +100, then 4, 5, 6, 9, 12 months and 2
// years, yearly (course/calendar.md section 3, derived). Day +14 is for high risk
// and is the team's.
var chimerismDays = []int{28, 42, 56, 92, monthsIn(4), monthsIn(5), monthsIn(6), monthsIn(9), 365, 731}

// duties of the calendar, by item.
var duties = map[string]duty{
	"calendar.early.csa-level":       {proof: Measured("ciclosporin-trough", "tacrolimus-trough"), family: text("blood level of the medicine", "抽血查药物浓度")},
	"calendar.early.blood-count":     {proof: Measured("neutrophils"), family: text("blood count", "血常规")},
	"calendar.early.coagulation":     {proof: Measured("inr"), family: text("blood test: clotting", "抽血查凝血")},
	"calendar.early.tma":             {proof: Measured("ldh"), family: text("blood and urine test", "抽血及尿检")},
	"calendar.early.vod":             {proof: Scored("vod-paediatric"), family: text("examination of the liver and weight", "肝脏与体重检查")},
	"calendar.early.gvhd-form":       {proof: Scored("acute-gvhd", "magic"), family: text("examination of skin and gut", "皮肤与肠道检查")},
	"calendar.to100.clinic-1":        {proof: visited, family: text("clinic visit", "门诊复诊")},
	"calendar.to100.clinic-2":        {proof: visited, family: text("clinic visit", "门诊复诊")},
	"calendar.to100.clinic-3":        {proof: visited, family: text("clinic visit", "门诊复诊")},
	"calendar.to100.labs":            {proof: Measured("neutrophils"), family: text("blood tests", "抽血化验")},
	"calendar.to100.cmv":             {proof: searched("cmv"), family: text("blood test for the virus CMV", "抽血查巨细胞病毒")},
	"calendar.to100.ebv":             {proof: searched("ebv"), family: text("blood test for the virus EBV", "抽血查EB病毒")},
	"calendar.to100.adenovirus":      {proof: searched("adenovirus", "adv"), family: text("blood test for adenovirus", "抽血查腺病毒")},
	"calendar.to100.chimerism-iei":   {proof: Measured("chimerism"), days: chimerismDays, then: 365, family: text("blood test: share of the donor's cells", "抽血查供者细胞比例")},
	"calendar.to100.subsets":         {proof: Measured("cd4", "cd3"), family: text("blood test: defence cells", "抽血查免疫细胞")},
	"calendar.to100.subsets-year1":   {proof: Measured("cd4", "cd3"), family: text("blood test: defence cells", "抽血查免疫细胞")},
	"calendar.to100.igg":             {proof: Measured("igg"), family: text("blood test: antibodies", "抽血查抗体（IgG）")},
	"calendar.to100.growth":          {proof: Measured("length", "height"), family: text("weight and height", "测体重和身高")},
	"calendar.to100.ferritin":        {proof: Measured("ferritin"), family: text("blood test: iron store", "抽血查铁蛋白")},
	"calendar.to100.registry":        {proof: assessedOnly},
	"calendar.to100.registry-6m":     {proof: assessedOnly},
	"calendar.to100.registry-yearly": {proof: assessedOnly},
	"calendar.taper.hbv":             {proof: searched("hbv", "hepatitis b"), family: text("blood test for hepatitis B", "抽血查乙肝病毒")},
	"calendar.late.visit-handbook":   {proof: visited, family: text("clinic visit", "门诊复诊")},
	"calendar.late.lifelong":         {proof: visited, family: text("yearly clinic visit, for life", "每年复诊，终身")},
	"calendar.late.eyes":             {proof: assessedOnly, family: text("eyes", "眼科检查")},
	"calendar.late.mouth":            {proof: assessedOnly, family: text("mouth and teeth", "口腔检查")},
	"calendar.late.lungs":            {proof: assessedOnly, family: text("lungs", "肺部检查")},
	"calendar.late.heart":            {proof: assessedOnly, family: text("heart and vessels", "心血管检查")},
	"calendar.late.liver":            {proof: Measured("alt", "bilirubin"), family: text("blood test: liver", "抽血查肝功能")},
	"calendar.late.kidney":           {proof: Measured("urine-protein-creatinine"), family: text("blood pressure and urine", "测血压及尿检")},
	"calendar.late.bone-density":     {proof: imaged("dxa")},
	"calendar.late.cognition":        {proof: assessedOnly, family: text("development and learning", "发育与认知评估")},
	"calendar.late.thyroid":          {proof: Measured("tsh", "free-t4"), family: text("blood test: thyroid", "抽血查甲状腺")},
	"calendar.late.growth":           {proof: Measured("length", "height"), family: text("growth", "生长评估")},
	"calendar.late.gonads":           {proof: Measured("fsh", "lh", "amh"), family: text("blood test: hormones", "抽血查性激素")},
	"calendar.late.skin":             {proof: assessedOnly, family: text("skin, sun protection", "皮肤检查与防晒")},
	"calendar.late.psychosocial":     {proof: assessedOnly, family: text("how the family is doing", "家庭与心理状况")},
	"calendar.late.ibmfs-labs":       {proof: Measured("vitamin-d", "cystatin-c"), family: text("blood tests", "抽血化验")},
	"calendar.late.cancer-skin":      {proof: assessedOnly, family: text("skin doctor", "皮肤科检查")},
	"calendar.late.cancer-mouth":     {proof: assessedOnly, family: text("mouth and thyroid examination", "口腔与甲状腺检查")},
	"calendar.late.cancer-fanconi":   {proof: assessedOnly, family: text("head and neck examination", "头颈部检查")},
	"calendar.late.lig4-plan":        {proof: visited, family: text("examination and blood count", "体检与血常规")},
	"calendar.late.lig4-ultrasound":  {proof: imaged("ultrasound"), family: text("ultrasound", "超声检查")},
	"calendar.discharge.cards":       {proof: assessedOnly},
}

// Duties lists the items of the calendar that are duties, in alphabetical order.
func Duties() []string { return slices.Sorted(maps.Keys(duties)) }
