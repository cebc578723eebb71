package plan

import (
	"math"
	"strconv"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/evidence"
)

// decimal prints a computed number for the eye: at most the given decimals, no
// trailing zeros, a leading zero always, never an exponent or a separator.
func decimal(x float64, decimals int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "–"
	}
	scale := math.Pow(10, float64(decimals))
	rounded := math.Round(x*scale) / scale
	if rounded == 0 {
		rounded = 0 // no "-0"
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// figure makes a known figure from a computed number.
func figure(x float64, decimals int, unit, derivation string) Figure {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return Figure{Unit: unit}
	}
	return Figure{Known: true, Text: decimal(x, decimals), Value: x, Unit: unit, Derivation: derivation}
}

// measured makes a figure from a recorded measurement, with the text as entered.
func (m *maker) measured(it chart.Item[*chart.Measurement]) Figure {
	key := m.derive("entry/"+it.ID, m.entryDerivation(it.Entry, it.Data.What, it.Data.Value.Text(), it.Data.Value.Unit()))
	return Figure{Known: true, Text: it.Data.Value.Comparator() + it.Data.Value.Text(), Value: it.Data.Value.Float(),
		Unit: it.Data.Value.Unit(), Derivation: key}
}

// entryDerivation shows where a recorded value comes from.
func (m *maker) entryDerivation(e chart.Entry, what, value, unit string) evidence.Derivation {
	note := text("recorded "+m.minute(e.Recorded.Time())+" by "+e.Author, "记录于"+m.minute(e.Recorded.Time())+"，记录人："+words(e.Author).In("zh"))
	if e.Synthetic {
		note.EN += "; synthetic value"
		note.ZH += "；模拟数据"
	}
	return evidence.Derivation{
		Label: text(words(what).EN, words(what).ZH), Value: value, Unit: unit, Status: evidence.Read,
		Sources: []evidence.Source{{ID: e.ID, Text: "chart entry " + e.ID + ", " + m.minute(e.Effective.Time()) + ", source " + e.Source,
			TextZH: "病历记录 " + e.ID + "，" + m.minute(e.Effective.Time()) + "，来源：" + words(e.Source).In("zh")}},
		Note: note,
	}
}

// words names what a measurement or a drug is called on the screen.
func words(key string) evidence.Text {
	if t, ok := names[key]; ok {
		return t
	}
	return evidence.Text{EN: key, ZH: key}
}

// Words returns the name on the screen for a short key: a drug, a measurement, a
// relation, a graft source; the key itself when none is known.
func Words(key string) evidence.Text { return words(key) }

// names follows knowledge/clinical/glossary-zh.tsv.
var names = map[string]evidence.Text{
	"severe combined immunodeficiency": {EN: "severe combined immunodeficiency", ZH: "重症联合免疫缺陷病"},
	"body-weight":                      {EN: "weight", ZH: "体重"},
	"length":                           {EN: "length", ZH: "身长"},
	"height":                           {EN: "height", ZH: "身高"},
	"head-circumference":               {EN: "head circumference", ZH: "头围"},
	"creatinine":                       {EN: "creatinine", ZH: "肌酐"},
	"cystatin-c":                       {EN: "cystatin C", ZH: "胱抑素C"},
	"gfr":                              {EN: "measured GFR", ZH: "实测肾小球滤过率"},
	"haemoglobin":                      {EN: "haemoglobin", ZH: "血红蛋白"},
	"neutrophils":                      {EN: "absolute neutrophil count", ZH: "中性粒细胞绝对值"},
	"platelets":                        {EN: "platelets", ZH: "血小板"},
	"ciclosporin-trough":               {EN: "ciclosporin trough", ZH: "环孢素谷浓度"},
	"chimerism":                        {EN: "donor chimerism", ZH: "供者嵌合率"},
	"cd4":                              {EN: "CD4 cells", ZH: "CD4⁺细胞"},
	"naive-cd4":                        {EN: "naive CD4 cells", ZH: "初始CD4⁺T细胞"},
	"cd19":                             {EN: "B cells (CD19)", ZH: "B细胞（CD19⁺）"},
	"nk":                               {EN: "NK cells", ZH: "NK细胞"},
	"igg":                              {EN: "immunoglobulin G", ZH: "免疫球蛋白G（IgG）"},
	"fludarabine":                      {EN: "fludarabine", ZH: "氟达拉滨"},
	"cyclophosphamide":                 {EN: "cyclophosphamide", ZH: "环磷酰胺"},
	"busulfan":                         {EN: "busulfan", ZH: "白消安"},
	"treosulfan":                       {EN: "treosulfan", ZH: "曲奥舒凡"},
	"melphalan":                        {EN: "melphalan", ZH: "美法仑"},
	"ciclosporin":                      {EN: "ciclosporin", ZH: "环孢素"},
	"tacrolimus":                       {EN: "tacrolimus", ZH: "他克莫司"},
	"mycophenolate":                    {EN: "mycophenolate", ZH: "吗替麦考酚酯"},
	"thiotepa":                         {EN: "thiotepa", ZH: "塞替派"},
	"fluconazole":                      {EN: "fluconazole", ZH: "氟康唑"}, "micafungin": {EN: "micafungin", ZH: "米卡芬净"},
	"aciclovir": {EN: "aciclovir", ZH: "阿昔洛韦"}, "ganciclovir": {EN: "ganciclovir", ZH: "更昔洛韦"},
	"co-trimoxazole": {EN: "co-trimoxazole", ZH: "复方磺胺甲噁唑"}, "intravenous immunoglobulin": {EN: "intravenous immunoglobulin", ZH: "静脉用丙种球蛋白"},
	"ursodeoxycholic acid": {EN: "ursodeoxycholic acid", ZH: "熊去氧胆酸"}, "ondansetron": {EN: "ondansetron", ZH: "昂丹司琼"}, "filgrastim": {EN: "filgrastim", ZH: "非格司亭"},
	"physician": {EN: "physician", ZH: "医生"}, "pharmacist": {EN: "pharmacist", ZH: "药师"}, "geneticist": {EN: "geneticist", ZH: "遗传科医生"}, "nurse": {EN: "nurse", ZH: "护士"},
	"laboratory": {EN: "laboratory", ZH: "实验室"}, "coordinator": {EN: "coordinator", ZH: "协调员"}, "data-manager": {EN: "data manager", ZH: "数据管理员"}, "administrator": {EN: "administrator", ZH: "管理员"}, "head-of-programme": {EN: "head of programme", ZH: "移植中心负责人"},
	"tbi":                 {EN: "total body irradiation", ZH: "全身照射"},
	"tli":                 {EN: "total lymphoid irradiation", ZH: "全淋巴照射"},
	"recipient":           {EN: "recipient", ZH: "受者"},
	"father":              {EN: "father", ZH: "父亲"},
	"mother":              {EN: "mother", ZH: "母亲"},
	"sister":              {EN: "sister", ZH: "姐妹"},
	"brother":             {EN: "brother", ZH: "兄弟"},
	"half-sister":         {EN: "half-sister", ZH: "半同胞姐妹"},
	"half-brother":        {EN: "half-brother", ZH: "半同胞兄弟"},
	"grandmother":         {EN: "grandmother", ZH: "祖母/外祖母"},
	"grandfather":         {EN: "grandfather", ZH: "祖父/外祖父"},
	"aunt":                {EN: "aunt", ZH: "姑/姨"},
	"uncle":               {EN: "uncle", ZH: "叔/舅"},
	"cousin":              {EN: "cousin", ZH: "表/堂亲"},
	"unrelated-donor":     {EN: "unrelated donor", ZH: "非血缘供者"},
	"male":                {EN: "boy", ZH: "男"},
	"female":              {EN: "girl", ZH: "女"},
	"pbsc":                {EN: "peripheral blood stem cells", ZH: "外周血造血干细胞"},
	"bone-marrow":         {EN: "bone marrow", ZH: "骨髓（移植物）"},
	"cord":                {EN: "cord blood", ZH: "脐带血"},
	"serotherapy":         {EN: "serotherapy (ATG, alemtuzumab)", ZH: "体内去T细胞治疗（ATG/阿仑单抗）"},
	"gvhd-prophylaxis":    {EN: "GVHD prophylaxis", ZH: "移植物抗宿主病预防"},
	"mesna":               {EN: "mesna", ZH: "美司钠"},
	"hydration":           {EN: "hyperhydration", ZH: "水化"},
	"antiemetic":          {EN: "antiemetic", ZH: "止吐药"},
	"seizure-prophylaxis": {EN: "seizure prophylaxis", ZH: "抗惊厥预防"},
	"antimicrobial":       {EN: "antimicrobial", ZH: "抗感染预防"},
	"synthetic":           {EN: "synthetic", ZH: "模拟数据"},
	"entered on the page": {EN: "entered on the page", ZH: "页面录入"},
	"graft":               {EN: "graft", ZH: "移植物"},
	"x-ray":               {EN: "X-ray", ZH: "X线摄片"},
	"ct":                  {EN: "CT", ZH: "CT"},
	"fluoroscopy":         {EN: "fluoroscopy", ZH: "透视"},
	"nuclear":             {EN: "nuclear medicine", ZH: "核医学检查"},
	"ultrasound":          {EN: "ultrasound", ZH: "超声"},
	"mri":                 {EN: "MRI", ZH: "磁共振"},
	"whole-blood":         {EN: "whole blood", ZH: "全血"},
	"cd3":                 {EN: "CD3", ZH: "CD3⁺细胞"},
	"cd15":                {EN: "CD15", ZH: "CD15⁺细胞"},
}
