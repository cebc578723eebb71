package hla

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestEveryKindOfRefusalAndEveryGradeHasChineseWords(t *testing.T) {
	for _, kind := range []ErrorKind{KindLocus, KindForm, KindField, KindFieldCount, KindSuffix, KindCode, KindNoAllele, KindDuplicate, KindBlank, KindInheritance,
		KindFamily, KindUnknown, KindExpansion, KindMode, KindFile, KindInput} {
		if refusalsZH[kind] == "" {
			t.Errorf("%s has no words", kind)
		}
	}
	if len(refusalsZH) != 16 || len(gradeWords) != 15 {
		t.Errorf("%d kinds, %d grades: a new one needs its words and its place here", len(refusalsZH), len(gradeWords))
	}
	for grade, words := range gradeWords {
		if words.EN == "" || words.ZH == "" || grade.Text() != words {
			t.Errorf("%s has no words", grade)
		}
	}
}

func TestARefusalIsFoundWhereverItIsWrapped(t *testing.T) {
	_, one := ReadName("A*banana")
	_, many := ParseGL("A*banana+B*+C*01:02")
	_, mode := syntheticRelease(t).Reduce("A*01:01", "X", ReduceOptions{})
	for name, c := range map[string]struct {
		err   error
		count int
		zh    string
	}{
		"bare":    {one, 1, "A*banana"},
		"several": {many, 2, "name 1 “A*banana” 不符合 HLA 命名"},
		"wrapped": {fmt.Errorf("the patient: %w", mode), 1, "没有这种归并方式"},
		"joined":  {errors.Join(fmt.Errorf("line 1: %w", one), fmt.Errorf("line 2: %w", mode)), 2, "；"},
		"other":   {errors.New("the disk is full"), 0, ""},
		"nothing": {nil, 0, ""},
	} {
		all := Refusals(c.err)
		if len(all) != c.count {
			t.Errorf("%s: %v", name, all)
		}
		if c.err != nil && !strings.Contains(Refusal(c.err).ZH, c.zh) {
			t.Errorf("%s: %s", name, Refusal(c.err).ZH)
		}
	}
}
