package hla

import (
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// refusalsZH says in Chinese what each kind of refusal means; what was refused
// stands in front of it.
var refusalsZH = map[ErrorKind]string{
	KindLocus:       "不是可识别的位点，或位点与所在位置不符",
	KindForm:        "不符合 HLA 命名或基因型列表的书写格式",
	KindField:       "某一段不是至少两位的数字",
	KindFieldCount:  "段数不符：等位基因名称须为两至四段",
	KindSuffix:      "末尾字母不是表达状态字母（N、L、S、C、A、Q）或组名字母",
	KindCode:        "是多等位基因代码、组名、血清学或旧式名称，须载入命名数据库版本或代码表才能识别",
	KindNoAllele:    "表示没有等位基因名称（NNNN、UUUU 或 NEW）",
	KindDuplicate:   "同一位点或同一人出现两次",
	KindBlank:       "为空，或缺少应有的等位基因",
	KindInheritance: "不能由双亲分型解释",
	KindFamily:      "家系无法据此计算",
	KindUnknown:     "不在所载入的命名数据库版本中",
	KindExpansion:   "代码未知，或展开后没有任何等位基因",
	KindMode:        "没有这种归并方式",
	KindFile:        "文件无法使用",
	KindInput:       "该行无法读取",
}

// Text gives the refusal in both languages. The English sentence is the precise
// one; the Chinese names what was refused and the kind of reason.
func (e *Error) Text() evidence.Text {
	var what []string
	if e.Path != "" {
		what = append(what, e.Path)
	}
	if e.Input != "" {
		what = append(what, "“"+clip(e.Input)+"”")
	} else if e.Locus != "" {
		what = append(what, "位点 "+string(e.Locus))
	}
	reason, known := refusalsZH[e.Kind]
	if !known {
		reason = "无法接受"
	}
	return evidence.Text{EN: e.Error(), ZH: strings.TrimSpace(strings.Join(what, " ") + " " + reason)}
}

// Refusals gives every refusal inside an error in both languages, nil where there
// is none of this package.
func Refusals(err error) []evidence.Text {
	var out []evidence.Text
	for _, e := range refusalsIn(err) {
		out = append(out, e.Text())
	}
	return out
}

// refusalsIn walks through everything that an error wraps.
func refusalsIn(err error) Problems {
	switch e := err.(type) {
	case *Error:
		return Problems{e}
	case Problems:
		return e
	case interface{ Unwrap() []error }:
		var out Problems
		for _, each := range e.Unwrap() {
			out = append(out, refusalsIn(each)...)
		}
		return out
	case interface{ Unwrap() error }:
		return refusalsIn(e.Unwrap())
	}
	return nil
}

// Refusal gives an error in one sentence of both languages; one that is none of
// this package keeps its own words.
func Refusal(err error) evidence.Text {
	all := Refusals(err)
	if len(all) == 0 {
		return evidence.Text{EN: err.Error()}
	}
	var en, zh []string
	for _, each := range all {
		en, zh = append(en, each.EN), append(zh, each.ZH)
	}
	return evidence.Text{EN: strings.Join(en, "; "), ZH: strings.Join(zh, "；")}
}
