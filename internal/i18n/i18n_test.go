package i18n

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/dayzero-hsct/dayzero/chart"
)

// walk calls visit for every word of a catalogue.
func walk(v reflect.Value, path string, visit func(path, word string)) {
	for i := range v.NumField() {
		name := path + "." + v.Type().Field(i).Name
		if v.Field(i).Kind() == reflect.Struct {
			walk(v.Field(i), name, visit)
			continue
		}
		visit(name, v.Field(i).String())
	}
}

func TestEveryWordIsThereInBothLanguages(t *testing.T) {
	for _, language := range Languages() {
		count := 0
		walk(reflect.ValueOf(*For(language)), language, func(path, word string) {
			count++
			if strings.TrimSpace(word) == "" {
				t.Errorf("%s has no word", path)
			}
		})
		if count < 300 {
			t.Errorf("%s: only %d words walked", language, count)
		}
	}
}

func TestEnglishHoldsNoChineseAndChineseIsChinese(t *testing.T) {
	latin := map[string]bool{"Dayzero": true, "English": true, "/": true, "：": true, "。": true, "、": true}
	walk(reflect.ValueOf(english), "en", func(path, word string) {
		if hasHan(word) && path != "en.Site.Other" {
			t.Errorf("%s: %q holds Chinese", path, word)
		}
	})
	walk(reflect.ValueOf(chinese), "zh", func(path, word string) {
		if !hasHan(word) && !latin[word] {
			t.Errorf("%s: %q is not Chinese", path, word)
		}
	})
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

func TestDigitsAgreeInBothLanguages(t *testing.T) {
	var en, zh []string
	walk(reflect.ValueOf(english), "", func(path, word string) { en = append(en, path+" "+isoDates(word)) })
	walk(reflect.ValueOf(chinese), "", func(path, word string) { zh = append(zh, path+" "+isoDates(word)) })
	for i := range en {
		if strings.HasPrefix(en[i], ".Notes.BlockDayZero") {
			continue // "Day 0" and 移植日（0 d） carry the same digit in another place
		}
		if en[i] != zh[i] {
			t.Errorf("digits differ: %q and %q", en[i], zh[i])
		}
	}
}

// isoDates keeps what looks like a date or a dose example, with its digits.
func isoDates(word string) string {
	var kept []string
	for _, part := range strings.FieldsFunc(word, func(r rune) bool { return !strings.ContainsRune("0123456789-.T:", r) }) {
		if len(part) >= 3 && strings.ContainsAny(part, "0123456789") {
			kept = append(kept, strings.TrimRight(part, "."))
		}
	}
	return strings.Join(kept, " ")
}

func TestEveryKindFieldAndClosedValueOfTheChartHasWords(t *testing.T) {
	for _, kind := range chart.Kinds() {
		if !Known("kind", string(kind)) {
			t.Errorf("kind %q has no words", kind)
		}
		payload, err := chart.New(kind)
		if err != nil {
			t.Fatal(err)
		}
		checkFields(t, string(kind), reflect.TypeOf(payload).Elem())
	}
}

func checkFields(t *testing.T, path string, typ reflect.Type) {
	for i := range typ.NumField() {
		f := typ.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !Known("field", name) {
			t.Errorf("field %s.%s has no words", path, name)
		}
		for value := range strings.SplitSeq(f.Tag.Get("enum"), ",") {
			if value != "" && !Known("term", value) {
				t.Errorf("value %s.%s=%q has no words", path, name, value)
			}
		}
		if f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.Struct && f.Type.Elem().PkgPath() == reflect.TypeFor[chart.Signer]().PkgPath() {
			checkFields(t, path+"."+name, f.Type.Elem())
		}
	}
}

func TestACodeWithoutAWordIsShownAsItIs(t *testing.T) {
	for _, got := range []string{Term("zh", "never-seen"), Kind("en", "never-seen"), Field("zh", "never-seen")} {
		if got != "never-seen" {
			t.Errorf("got %q", got)
		}
	}
	if Known("no-such-table", "yes") || Known("term", "never-seen") {
		t.Error("unknown codes count as known")
	}
}

func TestPickTakesChineseOnlyForChineseTags(t *testing.T) {
	for tag, want := range map[string]string{"zh": "zh", "zh-CN": "zh", "ZH_hans": "zh", "en": "en", "": "en", "zhuang": "en", "de": "en"} {
		if got := Pick(tag); got != want {
			t.Errorf("Pick(%q) = %q, want %q", tag, got, want)
		}
	}
	if Tag("zh-CN") != "zh-Hans" || Tag("en") != "en" {
		t.Error("lang attribute is wrong")
	}
}

func ExampleTerm() {
	fmt.Println(Term("en", "pbsc"), "/", Term("zh", "pbsc"))
	// Output: peripheral-blood stem cells / 外周血造血干细胞
}

func TestPlacesOfAMessageAndColumnsOfATableAreSaidInChinese(t *testing.T) {
	for place, want := range map[string]string{"OBX-3 (segment 4)": "OBX-3 （第4段）", "OBR-7 (before segment 4)": "OBR-7 （第4段之前）", "PID-3": "PID-3"} {
		if got := MessagePlace(Chinese, place); got != want {
			t.Errorf("%q is said %q, want %q", place, got, want)
		}
		if got := MessagePlace(English, place); got != place {
			t.Errorf("%q is said %q in English", place, got)
		}
	}
	if said, english := ColumnMeaning(Chinese, "case_id", "short id"); english || !hasHan(said) {
		t.Errorf("the meaning of case_id in Chinese is %q", said)
	}
	if said, english := ColumnMeaning(Chinese, "a_new_column", "its words"); !english || said != "its words" {
		t.Errorf("a column without Chinese words is said %q", said)
	}
}

func TestTheFieldOfATestIsNotATestMessage(t *testing.T) {
	for _, language := range Languages() {
		if FeedField(language, "test") == FeedTerm(language, "test") {
			t.Errorf("%s: the field is named %q like the kind of task", language, FeedField(language, "test"))
		}
	}
	if FeedField(Chinese, "specimen") != "标本" {
		t.Errorf("the specimen is named %q", FeedField(Chinese, "specimen"))
	}
}
