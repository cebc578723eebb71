package plan

import (
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/ward"
)

func TestAnOpenFieldIsTranslatedWholeOrNotAtAll(t *testing.T) {
	for written, want := range map[string]string{
		"fludarabine": "氟达拉滨", "Whole Blood": "全血", "Voriconazole": "伏立康唑", "screen, classes I and II": "Ⅰ类和Ⅱ类筛查", "weight, counts, creatinine, balance": "体重、血象、肌酐、出入量", "chest": "胸部",
		"vitamin drops of the family stopped": "vitamin drops of the family stopped", "ward, something else": "ward, something else", "": "", "NGS": "二代测序",
	} {
		if got := Said(written); got.ZH != want || got.EN != written {
			t.Errorf("%q is read as %+v, want %q", written, got, want)
		}
	}
	for key, zh := range openWords {
		if watched := ward.DrugWords(key).ZH; zh == "" || names[key].ZH != "" || watched != key {
			t.Errorf("%q has its word in two places: %q, %q, %q", key, zh, names[key].ZH, watched)
		}
	}
}

// Whatever outdates a signature is named in both languages.
func TestEveryKindThatAPlanRestsOnHasAName(t *testing.T) {
	for _, kind := range chart.Kinds() {
		p, err := chart.New(kind)
		if err != nil {
			t.Fatal(err)
		}
		if m, is := p.(*chart.Measurement); is {
			m.What = "creatinine"
		}
		if name := entryName(p); restsOn(p) && (name.ZH == "" || name.ZH == name.EN) {
			t.Errorf("%s is called %+v", kind, name)
		}
	}
}
