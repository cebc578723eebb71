package web

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/dayzero-hsct/dayzero/internal/authz"
	"github.com/dayzero-hsct/dayzero/internal/i18n"
)

// printedPages gives the text of each sheet that the browser prints of a page.
func printedPages(t *testing.T, ctx context.Context, pdftotext, address string) []string {
	t.Helper()
	open(t, ctx, address)
	pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPrintBackground(), chromedp.PDFPreferCSSPageSize()))
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	file := filepath.Join(t.TempDir(), "page.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(pdftotext, "-layout", file, "-").Output()
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return strings.Split(strings.TrimRight(string(out), "\f\n "), "\f")
}

// Control: HAZ-14 (the wrong child): a sheet that is taken out of its pile still
// says whose it is, by two identifiers.
func TestEverySheetOnPaperSaysWhoseItIs(t *testing.T) {
	pdftotext, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed: what is printed was not read")
	}
	x := newHouse(t, authz.Physician)
	ctx, base := browser(t, x.h)
	open(t, ctx, base+"/about")
	carry(t, ctx, x.tokens[authz.Physician])
	child := []string{"SYN-LIG4-01", "2024-05-10"}
	sheets := 0
	look := func(path string, identifiers ...string) {
		for i, text := range printedPages(t, ctx, pdftotext, base+path) {
			sheets++
			if said := contentOf(text); len(said) < 60 {
				t.Errorf("%s: sheet %d holds nothing but its head and foot: %q", path, i+1, said)
			}
			for _, id := range identifiers {
				if !strings.Contains(text, id) {
					t.Errorf("%s: sheet %d does not say %s:\n%.300s", path, i+1, id, text)
				}
			}
		}
	}
	for _, room := range []string{"?as-of=2025-01-21", "/diagnosis", "/disease", "/evaluation?as-of=2024-12-20", "/donor?as-of=2024-12-18", "/plan?as-of=2024-12-20", "/plan/sheet?as-of=2024-12-20", "/meeting?as-of=2024-12-20",
		"/exposure?as-of=2024-12-29", "/pharmacy?as-of=2024-12-29", "/day-0?as-of=2025-01-03", "/trace?as-of=2025-01-20", "/course/today?as-of=2025-01-21", "/follow-up/calendar?as-of=2025-04-12", "/donor/sheet?as-of=2024-12-18", "/donor/compare?as-of=2024-12-18"} {
		look(founding+room, child...)
	}
	look(founding+"/donor/sister?as-of=2025-01-03", "SYN-LIG4-02", "2018-03-14", "SYN-LIG4-01")
	if sheet := printedPages(t, ctx, pdftotext, base+founding+"/course?as-of=2025-01-21")[0]; !strings.Contains(sheet, "D+6") || !strings.Contains(sheet, "D+19") {
		t.Errorf("the flowsheet on paper does not hold its first and its last day:\n%s", sheet)
	}
	x.inLanguage(t, authz.Physician, i18n.Chinese)
	for _, room := range []string{"?as-of=2025-01-21", "/evaluation?as-of=2024-12-20", "/plan/sheet?as-of=2024-12-20"} {
		look(founding+room, child...)
	}
	t.Logf("%d sheets", sheets)
}

// contentOf is what a printed sheet says beside its running head, its foot and its
// number.
func contentOf(sheet string) string {
	var lines []string
	for line := range strings.Lines(sheet) {
		line = strings.TrimSpace(line)
		running := false
		for _, mark := range []string{"SYN-LIG4", "synthetic values", "模拟数据", i18n.For(i18n.English).Site.Foot[:30], "advice to patients", "供经过培训", " / "} {
			running = running || strings.Contains(line, mark)
		}
		if !running {
			lines = append(lines, line)
		}
	}
	return strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
}

// The panel of models is folded on the screen and open on paper: what is printed
// says which models spoke.
func TestTheExposureOnPaperNamesItsModels(t *testing.T) {
	pdftotext, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed: what is printed was not read")
	}
	x := newHouse(t, authz.Physician)
	ctx, base := browser(t, x.h)
	open(t, ctx, base+"/about")
	carry(t, ctx, x.tokens[authz.Physician])
	text := strings.Join(printedPages(t, ctx, pdftotext, base+founding+"/exposure?as-of=2024-12-29"), "\n")
	w := i18n.For(i18n.English).Exposure
	panel := regexp.MustCompile(`(?ms)^\s*` + w.Model + `$(.*?)^\s*` + w.Work + `$`).FindStringSubmatch(text)
	if panel == nil || !strings.Contains(panel[1], "fludarabine_langenhorst_2019") || !strings.Contains(panel[1], w.WeightAIC) {
		t.Errorf("no model stands on paper: %q", panel)
	}
}

// The answer to a family is a sheet of its own, with the child and the number.
func TestTheConsultAnswerOnPaperSaysWhoseItIs(t *testing.T) {
	pdftotext, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed: what is printed was not read")
	}
	_, h := newSite(t)
	ctx, base := browser(t, h)
	for i, text := range printedPages(t, ctx, pdftotext, base+"/request/"+testLink+"/answer/1") {
		for _, id := range []string{testNumber, "2024-11-10", `Child <b>"x"</b>`} {
			if !strings.Contains(text, id) {
				t.Errorf("sheet %d does not say %s:\n%.300s", i+1, id, text)
			}
		}
	}
}
