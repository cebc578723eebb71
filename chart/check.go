package chart

import (
	"fmt"
	"reflect"
	"strings"
)

// Check holds a payload against the tags of its fields: required fields present,
// closed lists kept. It returns one sentence per problem, each beginning with
// the path of the field; none means the payload may be stored.
func Check(p Payload) []string {
	v := reflect.ValueOf(p)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return []string{"data: the payload is missing"}
	}
	return checkStruct("data", v.Elem())
}

func checkStruct(path string, v reflect.Value) []string {
	var problems []string
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

func checkField(path string, f reflect.StructField, v reflect.Value) []string {
	if isMissing(v) {
		if f.Tag.Get("req") == "yes" {
			return []string{path + ": is required and missing"}
		}
		return nil
	}
	if list := f.Tag.Get("enum"); list != "" && v.Kind() == reflect.String {
		for _, allowed := range strings.Split(list, ",") {
			if v.String() == allowed {
				return nil
			}
		}
		return []string{fmt.Sprintf("%s: %q is not one of %s", path, v.String(), strings.ReplaceAll(list, ",", ", "))}
	}
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct {
		var problems []string
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
