package evidence_test

import (
	"encoding/json"
	"encoding/xml"
	"flag"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/dayzero-hsct/dayzero/evidence"
)

var update = flag.Bool("update", false, "write the golden files anew")

// synthetic is a red-cell volume for a synthetic child: every field is used.
func synthetic() evidence.Derivation {
	return evidence.Derivation{
		Label: evidence.Text{EN: "Red-cell volume", ZH: "红细胞输注量"}, Value: "81.6", Unit: "mL",
		Formula: "(target − current) × 4 × weight", Status: evidence.Derived,
		Sources: []evidence.Source{{ID: "ebmt-2024", Text: "EBMT Handbook 2024", Locator: "ch. 24"}},
		Note:    evidence.Text{EN: "The chapter prints no parentheses <g/dL & kg>.", ZH: "原文公式未加括号 <g/dL & kg>。"},
		Steps: []evidence.Derivation{
			{Label: evidence.Text{EN: "Target haemoglobin", ZH: "目标血红蛋白"}, Value: "10", Unit: "g/dL", Status: evidence.Unsure, Note: evidence.Text{EN: "synthetic", ZH: "模拟数据"}},
			{Label: evidence.Text{EN: "Weight", ZH: "体重"}, Value: "6.80", Unit: "kg", Steps: []evidence.Derivation{
				{Label: evidence.Text{EN: "Entered on 2024-12-20", ZH: "录入于 2024-12-20"}},
			}},
		},
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got\n%s\nwant\n%s", path, got, want)
	}
}

func TestTheThreeRenderingsOfADerivation(t *testing.T) {
	tree := synthetic()
	golden(t, "derivation.en.txt", tree.Text("en"))
	golden(t, "derivation.zh.txt", tree.Text("zh"))
	golden(t, "derivation.en.html", string(tree.HTML("en")))
	golden(t, "derivation.zh.html", string(tree.HTML("zh")))
	text, err := json.MarshalIndent(tree, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "derivation.json", string(text)+"\n")
}

func TestADerivationComesBackFromItsJSON(t *testing.T) {
	text, err := json.Marshal(synthetic())
	if err != nil {
		t.Fatal(err)
	}
	var again evidence.Derivation
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if second, err := json.Marshal(again); err != nil || string(second) != string(text) {
		t.Errorf("comes back as %s, %v", second, err)
	}
	if empty, err := json.Marshal(evidence.Derivation{}); err != nil || string(empty) != "{}" {
		t.Errorf("the empty derivation is %s, %v", empty, err)
	}
}

func TestWalkVisitsEveryStepInReadingOrder(t *testing.T) {
	var visited []string
	synthetic().Walk(func(d evidence.Derivation) { visited = append(visited, d.Label.EN) })
	if got, want := strings.Join(visited, "|"), "Red-cell volume|Target haemoglobin|Weight|Entered on 2024-12-20"; got != want {
		t.Errorf("visited %s, want %s", got, want)
	}
}

// Control: one unsure step anywhere makes the whole derivation unsure.
func TestTheWeakestStepDecidesTheWholeDerivation(t *testing.T) {
	if got := synthetic().Weakest(); got != evidence.Unsure {
		t.Errorf("the weakest is %q", got)
	}
	if got := (evidence.Derivation{}).Weakest(); got != evidence.Gap {
		t.Errorf("a tree without any status is %q", got)
	}
	if got := (evidence.Derivation{Status: evidence.Read, Steps: []evidence.Derivation{{}}}).Weakest(); got != evidence.Read {
		t.Errorf("a step that states nothing weakens to %q", got)
	}
	if got := (evidence.Derivation{Status: "sure"}).Weakest(); got != evidence.Gap {
		t.Errorf("a foreign status counts as %q", got)
	}
}

func TestTheContentOfAFieldCannotForgeALineOfTheText(t *testing.T) {
	forged := evidence.Derivation{Label: evidence.Text{EN: "Weight\n\n  source: trusted\u2028\rx"}, Value: "1\t2"}
	if got := forged.Text("en"); got != "Weight source: trusted x: 1 2\n" {
		t.Errorf("got %q", got)
	}
	if got := filled("\xff").Text("en") + string(filled("\xcc").HTML("en")); !utf8.ValidString(got) {
		t.Errorf("bytes that are no UTF-8 pass through: %q", got)
	}
}

// skeleton lists the tags and attributes of a rendering and fails on markup
// that is not well formed.
func skeleton(t *testing.T, rendered template.HTML) string {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader("<root>" + string(rendered) + "</root>"))
	decoder.Strict = false
	var out strings.Builder
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return out.String()
		}
		if err != nil {
			t.Fatalf("%v in %s", err, rendered)
		}
		switch token := token.(type) {
		case xml.StartElement:
			out.WriteString("<" + token.Name.Local)
			for _, attribute := range token.Attr {
				out.WriteString(" " + attribute.Name.Local + "=" + attribute.Value)
			}
			out.WriteString(">")
		case xml.EndElement:
			out.WriteString("</" + token.Name.Local + ">")
		case xml.Comment, xml.ProcInst, xml.Directive:
			t.Fatalf("unexpected %T in %s", token, rendered)
		}
	}
}

// filled puts one text into every field of a small tree.
func filled(text string) evidence.Derivation {
	both := evidence.Text{EN: text, ZH: text}
	leaf := evidence.Derivation{Label: both, Value: text, Unit: text, Formula: text, Status: evidence.Read, Note: both,
		Sources: []evidence.Source{{ID: text, Text: text, Locator: text, Jurisdiction: text}}}
	leaf.Steps = []evidence.Derivation{leaf}
	return leaf
}

// Control: no text of a chart or of the knowledge can become markup of a page.
func FuzzHTMLEscaping(f *testing.F) {
	for _, seed := range []string{
		"plain", "<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "'", "&lt;", "</details></ul>", "<!-- ", "]]>", "&#60;b&#62;", "\x00<b>", "\xff\xfe<", "javascript:x", "＜script＞",
	} {
		f.Add(seed, "en", "status")
	}
	f.Add("x", `zh" onload="x`, `"><b>`)
	f.Fuzz(func(t *testing.T, text, lang, status string) {
		for _, r := range text + lang + status {
			if r < ' ' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
				t.Skip("XML, whose reader is the referee here, has no such sign")
			}
		}
		tree := filled(text)
		tree.Status = evidence.Status(status)
		want := filled("x")
		want.Status = evidence.Status("x")
		if status == "" || tree.Status.Valid() {
			want.Status = tree.Status
		}
		if text == "" {
			return // empty fields leave their lines out
		}
		if got, plain := skeleton(t, tree.HTML(lang)), skeleton(t, want.HTML(lang)); got != plain {
			t.Fatalf("%q changes the markup to %s, want %s", text, got, plain)
		}
	})
}

func TestAValueOfNumbersAndFewWordsIsSaidInChinese(t *testing.T) {
	for value, want := range map[string]string{
		"Day +8, 0.02 ×10⁹/L": "+8 d, 0.02 ×10⁹/L", "3 of 6 known": "已知6项中符合3项", "stage 2": "2期",
		"99.6 % → full": "99.6 % → 完全供者嵌合", "Dayzero": "Dayzero", "0.5": "0.5",
	} {
		work := evidence.Derivation{Value: value}
		if got := work.Text("zh"); !strings.HasPrefix(got, want) {
			t.Errorf("%q is said %q, want %q", value, got, want)
		}
	}
}
