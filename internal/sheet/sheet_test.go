package sheet

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/plan"
)

var update = flag.Bool("update", false, "write the golden sheets anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs from the golden sheet; look at it and run with -update", name)
	}
}

func options(lang string) OrderOptions {
	return OrderOptions{Lang: lang, PrintedAt: "2024-12-20 11:30 +08:00", PrintedBy: "Pharmacist (demo)"}
}

func TestGoldenSheets(t *testing.T) {
	for name, got := range map[string]string{
		"plan-en.txt":          Text(sample(), "en", 110),
		"plan-zh.txt":          Text(sample(), "zh", 80),
		"empty.txt":            Text(plan.Plan{}, "en", 80),
		"plan-en.html":         string(Page(sample(), "en")),
		"plan-zh.html":         string(Page(sample(), "zh")),
		"order-unsigned.html":  string(OrderPage(sample(), options("en"))),
		"order-signed.html":    string(OrderPage(signed(), options("en"))),
		"order-signed-zh.html": string(OrderPage(signed(), options("zh"))),
		"order-empty.html":     string(OrderPage(plan.Plan{}, OrderOptions{})),
	} {
		t.Run(name, func(t *testing.T) { golden(t, name, got) })
	}
}

// Control: HAZ-unsigned-order. What is not signed by two people says so across
// the sheet in both languages.
func TestAnUnsignedPlanIsMarkedAsNotAnOrder(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		sheet := string(OrderSheet(sample(), options(lang)))
		for _, want := range []string{"NOT SIGNED: not an order", "未签名，不得作为医嘱"} {
			if !strings.Contains(sheet, want) || !strings.Contains(sheet, `<span class="dz-across-unsigned">`) {
				t.Errorf("%s: the sheet does not carry %q as mark and as watermark", lang, want)
			}
		}
		if strings.Contains(string(OrderSheet(signed(), options(lang))), "NOT SIGNED") {
			t.Errorf("%s: a plan signed by both is marked as unsigned", lang)
		}
	}
}

// Control: HAZ-uncommissioned. A protocol that is not commissioned makes a
// reference sheet without fields for preparation and giving.
func TestAnUncommissionedProtocolMakesNoOrder(t *testing.T) {
	p := signed()
	p.Options[0].Commissioned = false
	sheet := string(OrderSheet(p, options("en")))
	for _, want := range []string{"reference only, not for orders", "仅供参考，不得用于医嘱", "<h1>Reference sheet"} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the sheet does not say %q", want)
		}
	}
	for _, never := range []string{"<h1>Order sheet", "given by / checked by", "Prepared by"} {
		if strings.Contains(sheet, never) {
			t.Errorf("the reference sheet still carries %q", never)
		}
	}
}

func TestAnOutdatedOrStoppedPlanIsMarked(t *testing.T) {
	p := signed()
	p.Signing.Outdated, p.Signing.Changed = true, []evidence.Text{txt("dosing weight", "给药体重")}
	p.Options[0].Reasons = append(p.Options[0].Reasons, plan.Note{ID: "cyclophosphamide-ceiling-dsb", Kind: "stop", Title: txt("Above the ceiling", "超过上限")})
	sheet := string(OrderSheet(p, options("en")))
	for _, want := range []string{"OUTDATED", "依据已变更，需重签", "A STOP IS OPEN", "cyclophosphamide-ceiling-dsb", "changed since the signature: dosing weight"} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the sheet does not say %q", want)
		}
	}
}

func TestTheSheetCarriesWhatAnOrderNeeds(t *testing.T) {
	sheet := string(OrderSheet(signed(), options("en")))
	for _, want := range []string{"SYN-0001", "2024-05-10", "6.8 kg (20 Dec 06:35)", "0.3477 m²", "Mosteller", "none known", "2025-01-02 (planned)", "6.8 mg", "before rounding", "IV 30 min, per kg",
		"39.1 mg/m²", "20 mg/kg / 40 mg/kg", "given by / checked by", "signed as none", "Pharmacist (demo)", "9ad1c0ffee00", "2024-12-20 11:30 &#43;08:00", "Not for emergencies", "not the regimen he received"} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the order sheet does not carry %q", want)
		}
	}
	for _, never := range []string{" style=", "<script", "6.80", "34.0 mg"} {
		if strings.Contains(sheet, never) {
			t.Errorf("the order sheet carries %q", never)
		}
	}
}

// Control: HAZ-decimal-point. Ten- and thousandfold errors by writing.
func TestAmountsAreWrittenSafely(t *testing.T) {
	for given, want := range map[string]string{
		"6.80 mg": "6.8 mg", "34.0 mg": "34 mg", ".5 mg": "0.5 mg", "10 mg": "10 mg", "100 mg/m2": "100 mg/m²", "0.050 mg": "0.05 mg", "5 µg": "5 micrograms", "5 ug/kg": "5 micrograms/kg",
		"2.50–3.00 mg": "2.5–3 mg", "10.40 mg · 5.00 mg/kg": "10.4 mg · 5 mg/kg", "0.3477 m2": "0.3477 m²", "0": "0", "0.0 Gy": "0 Gy", "30–42 g/m2": "30–42 g/m²", "2024-12-20": "2024-12-20", "–": "–", "5 10*6/kg": "5 ×10⁶/kg",
	} {
		if got := written(given); got != want {
			t.Errorf("written(%q) = %q, want %q", given, got, want)
		}
	}
}

func TestTheStyleOfASelfContainedPageIsTheOneItsPolicyAllows(t *testing.T) {
	page := string(Page(sample(), "en"))
	_, rest, _ := strings.Cut(page, "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style))
	if !strings.Contains(page, base64.StdEncoding.EncodeToString(sum[:4])[:4]) || style != CSS() {
		t.Error("the policy of the page does not allow its own stylesheet")
	}
	if strings.Contains(page, "http://") || strings.Contains(page, "https://") {
		t.Error("the page refers to the outside")
	}
}

func TestTextStaysWithinItsWidthInBothLanguages(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		for _, at := range []int{60, 80, 132} {
			for _, line := range strings.Split(Text(sample(), lang, at), "\n") {
				if width(line) > at {
					t.Errorf("%s, width %d: a line takes %d columns: %q", lang, at, width(line), line)
				}
			}
		}
	}
}

func TestTheWatermarksSayWhatTheMarksSay(t *testing.T) {
	for _, m := range []mark{unsigned, reference, outdated, synthetic, stopped} {
		if rule := ".dz-across-" + m.Key + `::before { content: "` + m.EN + `\a ` + m.ZH + `"; }`; !strings.Contains(CSS(), rule) {
			t.Errorf("the stylesheet lacks %s", rule)
		}
	}
}

func TestEveryWordHasBothLanguages(t *testing.T) {
	for key, w := range words {
		if w.EN == "" || w.ZH == "" {
			t.Errorf("the word %q lacks a language", key)
		}
	}
}

func TestHostileTextStaysText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		odd := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"<script>alert(1)</script>", "\x1b[2J", "\x9b31m", "\u2028", strings.Repeat("字", 200), "\"><img src=x>"})).Draw(t, "odd")
		p := sample()
		p.Title, p.Child.Label, p.Child.Identifier = txt(odd, odd), txt(odd, odd), odd
		p.Stops[0].Message, p.Stops[0].Answered.Reason, p.Signing.Hash = txt(odd, odd), odd, odd
		p.Matrix.Rows[0].Cells[0].Dose, p.Options[0].Regimen = odd, odd
		text := Text(p, "en", 80)
		if i := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && (r < ' ' || (r >= 0x7f && r <= 0x9f)) }); i >= 0 {
			t.Fatalf("a control character at byte %d of the text", i)
		}
		for _, page := range []string{string(Page(p, "zh")), string(OrderPage(p, OrderOptions{Lang: "en", PrintedAt: odd, PrintedBy: odd}))} {
			if strings.Contains(page, "<script") || strings.Contains(page, "<img") || strings.Contains(page, "could not be written") {
				t.Fatalf("the page lets markup through or failed:\n%s", page)
			}
		}
	})
}

func TestTheOrderSheetIsBalancedMarkup(t *testing.T) {
	body := strings.NewReplacer("<br>", "<br/>", "&nbsp;", " ").Replace(string(OrderSheet(sample(), options("zh"))))
	decoder := xml.NewDecoder(strings.NewReader(body))
	for {
		if _, err := decoder.Token(); err != nil {
			if err.Error() != "EOF" {
				t.Fatalf("not balanced: %v", err)
			}
			return
		}
	}
}
