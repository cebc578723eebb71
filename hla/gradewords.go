package hla

import "github.com/dayzero-hsct/dayzero/evidence"

// gradeWords names the grades for a reader; the code stays what files and
// commands use.
var gradeWords = map[Grade]evidence.Text{
	GradeGDNA:             {EN: "gDNA", ZH: "基因组序列相同"},
	GradeCDNA:             {EN: "cDNA", ZH: "编码序列相同"},
	GradeProtein:          {EN: "protein", ZH: "蛋白相同"},
	GradeGGroup:           {EN: "G group", ZH: "G组相同"},
	GradePGroup:           {EN: "P group", ZH: "P组相同"},
	GradeNullGDNA:         {EN: "same null, gDNA", ZH: "同一无效等位基因（基因组序列）"},
	GradeNullCDNA:         {EN: "same null, cDNA", ZH: "同一无效等位基因（编码序列）"},
	GradeNullPartial:      {EN: "same null, partial sequence", ZH: "同一无效等位基因（部分序列）"},
	GradeAssociated:       {EN: "associated antigen", ZH: "相关抗原相同"},
	GradeSplit:            {EN: "split antigen", ZH: "裂解抗原相同"},
	GradeBroad:            {EN: "broad antigen", ZH: "宽抗原相同"},
	GradeNullMismatch:     {EN: "different nulls", ZH: "不同的无效等位基因"},
	GradeExpressingVsNull: {EN: "expressed beside null", ZH: "表达与无效等位基因相对"},
	GradeMismatch:         {EN: "mismatch", ZH: "不合"},
	GradeUnknown:          {EN: "not known", ZH: "未知"},
}

// Text names the grade for a reader in both languages.
func (g Grade) Text() evidence.Text {
	if words, known := gradeWords[g]; known {
		return words
	}
	return evidence.Text{EN: string(g)}
}
