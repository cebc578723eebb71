package web

import (
	"slices"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// The states of the exposure room, over a founding case with one level that the
// models expect and, on the next day, one that none of them does.
const (
	oneLevel        = founding + "/exposure?drug=fludarabine&as-of=2024-12-27"
	unexpectedLevel = founding + "/exposure?drug=fludarabine&as-of=2024-12-28"
	envelopesOnly   = founding + "/exposure?drug=cyclophosphamide&as-of=2024-12-20"
)

// oddLevels is the founding case with two levels: 0.262 mg/L, then 26 mg/L.
func oddLevels(t testing.TB) chart.Case {
	t.Helper()
	c := foundingCase(t)
	c.Entries = slices.DeleteFunc(slices.Clone(c.Entries), func(e chart.Entry) bool { return e.ID == "level-f-ara-a-2" })
	at := slices.IndexFunc(c.Entries, func(e chart.Entry) bool { return e.ID == "level-f-ara-a-3" })
	level := *c.Entries[at].Payload.(*chart.DrugLevel)
	var err error
	if level.Value, err = quantity.ParseValue("26 mg/L"); err != nil {
		t.Fatal(err)
	}
	c.Entries[at].Payload = &level
	return c
}

func TestTheExposureRoomIsAccessibleInEachOfItsStates(t *testing.T) {
	source := axe(t)
	x := newHouseOf(t, oddLevels(t), authz.Physician)
	for _, language := range i18n.Languages() {
		t.Run(language, func(t *testing.T) {
			walk(t, x.h, source, x.inLanguage(t, authz.Physician, language, busulfanQuestion, oneLevel, unexpectedLevel, envelopesOnly,
				"/knowledge/model/fludarabine_langenhorst_2019", "/knowledge/target/busulfan-fanconi", "/programme/calibration"))
		})
	}
}

// One level is one re-estimation, drawn before and after with its table twin; a
// level that no model expects is no estimate: a repeat is asked for. Every state
// carries the watermark.
func TestEachStateOfTheExposureRoomSaysWhatItIs(t *testing.T) {
	x := newHouseOf(t, oddLevels(t), authz.Physician)
	for language, repeat := range map[string]string{i18n.English: "repeat the level", i18n.Chinese: "请复测"} {
		w := i18n.For(language).Exposure
		x.inLanguage(t, authz.Physician, language)
		for path, words := range map[string][2][]string{
			busulfanQuestion: {{w.NoLevels, w.Largest + "</dt>"}, {`id="exposure-step-1`}},
			oneLevel:         {{`id="exposure-step-1`, `id="table-step-1"`, w.StepBefore, w.StepAfter, w.StepLead, "0.262 mg/L", w.Largest + "</dt>"}, {`id="exposure-step-2`, repeat}},
			unexpectedLevel:  {{repeat, w.NoDose, `id="exposure-step-1`, `id="exposure-step-2`}, {w.Largest + "</dt>"}},
			envelopesOnly:    {{w.NoModel, w.Envelopes, w.Renal, w.Gaps}, {`id="exposure-auc`, w.Largest + "</dt>"}},
		} {
			page := x.page(t, authz.Physician, path)
			if !strings.Contains(page, w.Reference) {
				t.Errorf("%s %s: no watermark", language, path)
			}
			for i, wanted := range []bool{true, false} {
				for _, part := range words[i] {
					if strings.Contains(page, part) != wanted {
						t.Errorf("%s %s: the page says %q: %v, wanted %v", language, path, part, !wanted, wanted)
					}
				}
			}
		}
	}
}
