package i18n

import "testing"

func TestALabelThatMeansSomethingElseInOneKindHasItsOwnWords(t *testing.T) {
	if got := FieldOf(Chinese, "meeting", "present"); got != "出席人员" {
		t.Errorf("of a meeting: %s", got)
	}
	if got := FieldOf(Chinese, "finding", "present"); got != "是否存在" {
		t.Errorf("of a finding: %s", got)
	}
	if got := FieldOf(English, "graft", "volume"); got != Field(English, "volume") {
		t.Errorf("of a kind without its own: %s", got)
	}
	for key, words := range fieldsOfKind {
		if words.en == "" || words.zh == "" {
			t.Errorf("%s lacks a language", key)
		}
	}
	if got := CombiningRule(Chinese, "1 PS, 2 PM and at least 2 PP"); got != "1 PS + 2 PM + ≥2 PP" {
		t.Errorf("a rule in Chinese: %s", got)
	}
}
