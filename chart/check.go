package chart

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// Problem is one thing that keeps a payload from being stored: the path of the
// field and one sentence.
type Problem struct {
	Path string // "data.value"; of a list "data.drugs[0].dose"; empty: the payload as a whole
	Said evidence.Text
}

// String gives path and English sentence on one line.
func (p Problem) String() string {
	if p.Path == "" {
		return p.Said.EN
	}
	return p.Path + ": " + p.Said.EN
}

// Sentences gives problems as lines of text.
func Sentences(problems []Problem) []string {
	lines := make([]string, len(problems))
	for i, p := range problems {
		lines[i] = p.String()
	}
	return lines
}

// Check holds a payload against the tags of its fields: required fields present,
// closed lists kept. None means the payload may be stored.
func Check(p Payload) []Problem {
	v := reflect.ValueOf(p)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return []Problem{{"data", evidence.Text{EN: "the payload is missing", ZH: "没有内容"}}}
	}
	return checkStruct("data", v.Elem())
}

func checkStruct(path string, v reflect.Value) []Problem {
	var problems []Problem
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		problems = append(problems, checkField(path+"."+name, f, v.Field(i))...)
	}
	return problems
}

func checkField(path string, f reflect.StructField, v reflect.Value) []Problem {
	if isMissing(v) {
		if f.Tag.Get("req") == "yes" {
			return []Problem{{path, evidence.Text{EN: "is required and missing", ZH: "必填，尚未填写"}}}
		}
		return nil
	}
	if list := f.Tag.Get("enum"); list != "" && v.Kind() == reflect.String {
		for _, allowed := range strings.Split(list, ",") {
			if v.String() == allowed {
				return nil
			}
		}
		return []Problem{{path, evidence.Text{EN: fmt.Sprintf("%q is not one of %s", v.String(), strings.ReplaceAll(list, ",", ", ")),
			ZH: "“" + v.String() + "”不在可选项之内"}}}
	}
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct {
		var problems []Problem
		for i := range v.Len() {
			problems = append(problems, checkStruct(fmt.Sprintf("%s[%d]", path, i), v.Index(i))...)
		}
		return problems
	}
	return nil
}

// isMissing reports an empty value. The number 0 of a step or a day is a value
// only where the field is optional, so it counts as missing where it is required.
func isMissing(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v.Len() == 0
	}
	return v.IsZero()
}
