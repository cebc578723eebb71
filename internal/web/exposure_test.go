package web

import (
	"regexp"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

const busulfanQuestion = founding + "/exposure?drug=busulfan&every=6&count=16&minutes=120&as-of=2024-12-20"

// What the engine says about models and doses is said in the reader's language.
func TestTheExposureRoomSaysWhatTheEngineFoundInBothLanguages(t *testing.T) {
	x := newHouse(t, authz.Physician)
	for language, want := range map[string][2]string{
		i18n.English: {"near the edge of the cohort: its variability is widened", "接近建模人群边缘"},
		i18n.Chinese: {"接近建模人群边缘：变异放宽", "near the edge of the cohort"},
	} {
		if err := x.app.SetLanguage(t.Context(), x.tokens[authz.Physician], language); err != nil {
			t.Fatal(err)
		}
		page := x.page(t, authz.Physician, busulfanQuestion)
		if !strings.Contains(page, want[0]) || strings.Contains(page, want[1]) {
			t.Errorf("%s: the page does not say %q, or says %q", language, want[0], want[1])
		}
		for _, part := range []string{`id="exposure-concentration`, `id="exposure-auc`, `id="work"`, "busulfan_paci_2012", i18n.For(language).Exposure.Beside, i18n.For(language).Exposure.NoModel, i18n.For(language).Exposure.Reference} {
			if !strings.Contains(page, part) {
				t.Errorf("%s: the page lacks %s", language, part)
			}
		}
	}
}

// The answer to a move of the slider is the part of the page that depends on the
// dose, with its watermark, and more exposure for more dose.
func TestTheSliderIsAnsweredForItsDose(t *testing.T) {
	x := newHouse(t, authz.Physician)
	middle := regexp.MustCompile(`busulfan_<wbr>paci_<wbr>2012</th>.*?([\d.]+) \(`)
	at := func(dose string) string {
		part := x.page(t, authz.Physician, strings.Replace(busulfanQuestion, "/exposure?", "/exposure/dose?", 1)+"&dose="+dose)
		if strings.Contains(part, "<html") || !strings.Contains(part, i18n.For(i18n.English).Exposure.Reference) {
			t.Errorf("%s mg: the answer is a whole page, or has no watermark", dose)
		}
		found := middle.FindStringSubmatch(strings.ReplaceAll(part, "\n", " "))
		if found == nil {
			t.Fatalf("%s mg: no exposure under the model:\n%.2000s", dose, part)
		}
		return found[1]
	}
	if low, high := at("0.5"), at("1"); low == high {
		t.Errorf("0.5 mg and 1 mg both give %s", low)
	}
	if w := x.get(authz.Physician, strings.Replace(busulfanQuestion, "/exposure?", "/exposure/dose?", 1)+"&dose=NaN"); w.Code == 200 {
		t.Error("a dose that is no number was answered")
	}
}
