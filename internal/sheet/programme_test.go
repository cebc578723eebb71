package sheet_test

import (
	"encoding/json"
	"encoding/xml"
	"html/template"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/internal/demo"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
	"github.com/dayzero-hsct/dayzero/internal/sheet"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/programme"
)

func demoAnalysis(t *testing.T, o programme.Options) programme.Analysis {
	t.Helper()
	var raw [][]byte
	for _, r := range demo.Programme(2025) {
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		raw = append(raw, b)
	}
	a, err := programme.Analyse(programme.Parse(raw), programme.Selection{Synthetic: true}, o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTheReportStandsAloneInBothLanguagesWithTheDataOfEveryFigure(t *testing.T) {
	base, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	a := demoAnalysis(t, programme.Options{})
	body, err := sheet.ProgrammePage(a, sheet.ProgrammeReport{PrintedAt: "2026-11-01", KnowledgeVersion: base.Version(), Options: sheet.ProgrammeOptions{Published: programme.Published(base)}})
	if err != nil {
		t.Fatal(err)
	}
	page := string(body)
	for _, lang := range i18n.Languages() {
		w := i18n.For(lang).Programme
		for _, want := range []string{w.Report, w.SyntheticRows, w.Conventions, w.NotBuiltText, base.Version(), i18n.For(lang).Site.Foot} {
			if !strings.Contains(page, template.HTMLEscapeString(want)) {
				t.Errorf("%s: %q is missing", lang, want)
			}
		}
	}
	figures := strings.Count(page, "<svg")
	if data := strings.Count(page, "data:text/csv"); figures != 2*(len(a.Figures)+2) || data != figures+2 {
		t.Errorf("%d figures, %d tables of data, %d figures computed", figures, data, len(a.Figures))
	}
	for _, bad := range []string{"ZgotmplZ", "NaN", "%!", "<script", "http://www.w3.org/1999", " style="} {
		if strings.Contains(page, bad) {
			t.Errorf("the report holds %q", bad)
		}
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if ids[m[1]] {
			t.Errorf("the id %s occurs twice", m[1])
		}
		ids[m[1]] = true
	}
}

// Control: HAZ-28 (a person found again in an export).
func TestWhatLeavesTheHouseNamesNoGroupBelowFive(t *testing.T) {
	a := demoAnalysis(t, programme.Options{})
	a.Activity = []programme.Activity{{Key: programme.ByDonor, Lines: []programme.Choice{{Value: "haploidentical", N: 40}, {Value: "unrelated", N: 3}, {Value: "unrelated-cord", N: 11}}}}
	masked, err := sheet.Programme(a, sheet.ProgrammeOptions{Lang: "en", Masked: true})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := sheet.Programme(a, sheet.ProgrammeOptions{Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(masked), "&lt;5") || !strings.Contains(string(masked), "<td>◇</td>") || strings.Contains(string(whole), "<td>◇</td>") {
		t.Error("small counts are not hidden in the report, or are hidden from the team")
	}
}

func TestAnEmptyProgrammeIsShownWithoutAFigure(t *testing.T) {
	a, err := programme.Analyse(programme.Table{}, programme.Selection{}, programme.Options{})
	if err != nil {
		t.Fatal(err)
	}
	body, err := sheet.Programme(a, sheet.ProgrammeOptions{Lang: "zh"})
	if err != nil || strings.Contains(string(body), "<svg") {
		t.Errorf("%v", err)
	}
	dec := xml.NewDecoder(strings.NewReader("<div>" + string(body) + "</div>"))
	dec.Strict, dec.AutoClose, dec.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		if _, err := dec.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
