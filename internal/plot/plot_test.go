package plot

import (
	"encoding/xml"
	"flag"
	"html/template"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden figures anew")

// foundingFamily is synthetic: the family of the mockups.
func foundingFamily(lang string) PedigreeInput {
	return PedigreeInput{ID: "family", Lang: lang, Members: []PedigreeMember{
		{ID: "father", Relation: "father", Label: "Father", Sex: "male", Status: "carrier", Haplotypes: []string{"a", "b"}, Variants: []string{"LIG4 c.2440C>T (synthetic)"}},
		{ID: "mother", Relation: "mother", Label: "Mother", Sex: "female", Status: "carrier", Haplotypes: []string{"c", "d"}, Variants: []string{"LIG4 c.1904del (synthetic)"}},
		{ID: "child", Relation: "recipient", Label: "Founding case", Sex: "male", Status: "affected", Proband: true, Haplotypes: []string{"a", "c"}, Variants: []string{"both variants, in trans"}},
		{ID: "sister", Relation: "sister", Label: "Sister", Sex: "female", Status: "carrier", Donor: true, Haplotypes: []string{"a", "c"}, Variants: []string{"LIG4 c.1904del (synthetic)"}},
	}}
}

func neutrophils(lang string) TrendInput {
	t := TrendInput{Lang: lang, ID: "neutrophils", Title: "Neutrophils", Unit: "×10⁹/L", Log: true, DayMin: -9, DayMax: 42,
		Thresholds: []Threshold{{0.5, "0.5"}}, Events: []Mark{{12, "engrafted +12"}, {13, "a label that would overlap"}}}
	for i, v := range []float64{2.1, 1.8, 1.1, 0.5, 0.22, 0.08, 0.03, 0, 0.02, 0.05, 0.3, 0.6, 1.1, 2.2, 2.9} {
		t.Points = append(t.Points, TrendPoint{Day: float64(i*2) - 8.75, Value: v, Href: "/child/x/entry/n" + string(rune('a'+i))})
	}
	return t
}

func golden(t *testing.T, name string, figure template.HTML) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(figure), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != string(figure) {
		t.Errorf("%s differs from the golden figure; look at it and run with -update", name)
	}
}

func TestFigures(t *testing.T) {
	halves := foundingFamily("en")
	halves.Members = append(halves.Members[1:], PedigreeMember{Relation: "half-brother", Label: "Half-brother", Sex: "male", Status: "not-tested"},
		PedigreeMember{Relation: "unrelated-donor", Label: "Unrelated donor", Sex: "unknown", Status: "not-related", Donor: true, Haplotypes: []string{"a/b", "?"}})
	zh := neutrophils("zh")
	zh.Title, zh.Points = "中性粒细胞绝对值", nil
	cases := []struct {
		name   string
		figure template.HTML
	}{
		{"family-en.svg", Pedigree(foundingFamily("en"))},
		{"family-zh.svg", Pedigree(foundingFamily("zh"))},
		{"family-no-father.svg", Pedigree(halves)},
		{"family-nobody.svg", Pedigree(PedigreeInput{})},
		{"neutrophils-en.svg", Trend(neutrophils("en"))},
		{"neutrophils-zh-empty.svg", Trend(zh)},
		{"neutrophils-table.html", TrendTable(neutrophils("en"))},
		{"weight-one-point.svg", Trend(TrendInput{Lang: "en", ID: "w", Title: "Weight", Unit: "kg", Points: []TrendPoint{{Day: -13, Value: 6.8, Text: "6.8"}}})},
		{"ciclosporin-band.svg", Trend(TrendInput{Lang: "en", ID: "csa", Title: "Ciclosporin trough", Unit: "ng/mL", DayMin: -7, DayMax: 42,
			Band: &Band{150, 200, "set by the centre"}, Points: []TrendPoint{{Day: -1, Value: 80}, {Day: 1, Value: 118}, {Day: 3, Value: 10, Text: "<25", Censored: true}, {Day: 5, Value: 140}}})},
		{"bar-within.svg", LedgerBar(BarInput{Lang: "en", ID: "cy", Title: "Cyclophosphamide", Unit: "mg/kg", Planned: BarValue{true, 20, "20"},
			Given: BarValue{true, 5, "5"}, Ceiling: BarValue{true, 40, "40"}, Text: "within the ceiling"})},
		{"bar-above.svg", LedgerBar(BarInput{Lang: "zh", ID: "cy2", Title: "环磷酰胺", Unit: "mg/kg", Planned: BarValue{true, 120, "120"}, Ceiling: BarValue{true, 40, "40"}})},
		{"bar-zero-ceiling.svg", LedgerBar(BarInput{Lang: "en", ID: "tbi", Title: "TBI / TLI", Unit: "Gy", Planned: BarValue{true, 0, "0"}, Ceiling: BarValue{true, 0, "0"}})},
		{"bar-unknown.svg", LedgerBar(BarInput{Lang: "en", ID: "u", Title: "Ionising imaging", Unit: "mSv"})},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			sound(t, string(c.figure))
			golden(t, c.name, c.figure)
		})
	}
}

// fatal is what testing.T and rapid.T share.
type fatal interface{ Fatalf(string, ...any) }

var number = regexp.MustCompile(`NaN|Inf`)

// sound checks what every figure promises: well-formed XML, no style and no
// script, a named image or table, no NaN in any attribute.
func sound(t fatal, figure string) {
	decoder := xml.NewDecoder(strings.NewReader(figure))
	elements := map[string]int{}
	for {
		token, err := decoder.Token()
		if token == nil {
			if err.Error() != "EOF" {
				t.Fatalf("not well-formed: %v\n%s", err, figure)
			}
			break
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		elements[start.Name.Local]++
		for _, a := range start.Attr {
			if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") {
				t.Fatalf("attribute %s is not allowed under the content security policy", a.Name.Local)
			}
			if start.Name.Local != "a" && number.MatchString(a.Value) && a.Name.Local != "id" {
				t.Fatalf("attribute %s holds %q", a.Name.Local, a.Value)
			}
		}
	}
	if elements["script"]+elements["style"] > 0 {
		t.Fatalf("script or style in a figure")
	}
	if elements["svg"] == 1 && (elements["title"] < 1 || elements["desc"] != 1 || strings.Count(figure, `role="img"`) != 1) {
		t.Fatalf("the figure is not one image with title and description:\n%s", figure)
	}
	if elements["svg"] == 0 && elements["caption"] != 1 {
		t.Fatalf("the table has no caption")
	}
}

func odd() *rapid.Generator[string] {
	return rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "<script>alert(1)</script>", "\x00\x1b[31m", "\xff\xfe", "]]>", "&amp;&#0;",
		"javascript:alert(1)", "//elsewhere.example", "/child/x", strings.Repeat("长", 300), "a\u2028b\uffff"}))
}

func oddNumber() *rapid.Generator[float64] {
	return rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{0, math.NaN(), math.Inf(1), math.Inf(-1), -0.5, 1e-300, 1e300, 5, 5.0000001}))
}

func TestAnyStringAndAnyNumberGivesASoundPedigree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		relations := []string{"father", "mother", "recipient", "sister", "brother", "half-sister", "aunt", "unrelated-donor", "<"}
		in := PedigreeInput{ID: odd().Draw(t, "id"), Lang: rapid.SampledFrom([]string{"en", "zh", ""}).Draw(t, "lang")}
		for range rapid.IntRange(0, 9).Draw(t, "members") {
			in.Members = append(in.Members, PedigreeMember{ID: odd().Draw(t, "i"), Relation: rapid.SampledFrom(relations).Draw(t, "r"),
				Label: odd().Draw(t, "l"), Sex: rapid.SampledFrom([]string{"male", "female", "unknown", "x"}).Draw(t, "s"),
				Status: rapid.SampledFrom([]string{"affected", "carrier", "clear", "not-tested", "incomplete", "", "<b>"}).Draw(t, "st"),
				Born:   rapid.SampledFrom([]string{"", "2018-01-01", "2024-05-10"}).Draw(t, "b"), Proband: rapid.Bool().Draw(t, "p"), Donor: rapid.Bool().Draw(t, "d"),
				Haplotypes: rapid.SliceOfN(odd(), 0, 5).Draw(t, "h"), Variants: rapid.SliceOfN(odd(), 0, 4).Draw(t, "v")})
		}
		sound(t, string(Pedigree(in)))
	})
}

func TestAnyStringAndAnyNumberGivesASoundTrend(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := TrendInput{ID: odd().Draw(t, "id"), Lang: rapid.SampledFrom([]string{"en", "zh"}).Draw(t, "lang"), Title: odd().Draw(t, "title"),
			Unit: odd().Draw(t, "unit"), Log: rapid.Bool().Draw(t, "log"), DayMin: oddNumber().Draw(t, "min"), DayMax: oddNumber().Draw(t, "max")}
		for range rapid.IntRange(0, 6).Draw(t, "n") {
			in.Points = append(in.Points, TrendPoint{Day: oddNumber().Draw(t, "d"), Value: oddNumber().Draw(t, "v"), Text: odd().Draw(t, "t"),
				Censored: rapid.Bool().Draw(t, "c"), Href: odd().Draw(t, "h")})
			in.Events = append(in.Events, Mark{oddNumber().Draw(t, "ed"), odd().Draw(t, "el")})
			in.Thresholds = append(in.Thresholds, Threshold{oddNumber().Draw(t, "tv"), odd().Draw(t, "tl")})
		}
		if rapid.Bool().Draw(t, "band") {
			in.Band = &Band{oddNumber().Draw(t, "lo"), oddNumber().Draw(t, "hi"), odd().Draw(t, "bl")}
		}
		sound(t, string(Trend(in)))
		sound(t, string(TrendTable(in)))
		for _, figure := range []string{string(Trend(in)), string(TrendTable(in))} {
			if strings.Contains(figure, `href="javascript`) || strings.Contains(figure, `href="//`) {
				t.Fatalf("a link leads out of the site")
			}
		}
	})
}

func TestAnyStringAndAnyNumberGivesASoundBar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := func(name string) BarValue {
			return BarValue{rapid.Bool().Draw(t, name+"k"), oddNumber().Draw(t, name+"v"), odd().Draw(t, name+"t")}
		}
		sound(t, string(LedgerBar(BarInput{Lang: rapid.SampledFrom([]string{"en", "zh"}).Draw(t, "lang"), ID: odd().Draw(t, "id"), Title: odd().Draw(t, "title"),
			Unit: odd().Draw(t, "unit"), Planned: value("p"), Given: value("g"), Ceiling: value("c"), Text: odd().Draw(t, "text")})))
	})
}

func TestStateIsNeverToldByColourAlone(t *testing.T) {
	figure := string(Pedigree(foundingFamily("en")))
	for _, want := range []string{"carrier", "affected", "proband", "donor", "HLA haplotypes a/c", ">a</text>", ">d</text>", ">DONOR</text>"} {
		if !strings.Contains(figure, want) {
			t.Errorf("the family tree does not say %q in words", want)
		}
	}
}

func TestChildrenStandInBirthOrderWhenEveryDateIsKnown(t *testing.T) {
	in := PedigreeInput{Members: []PedigreeMember{{Relation: "recipient", Label: "YOUNGER", Born: "2024-05-10"}, {Relation: "sister", Label: "ELDER", Born: "2018-03-01"}}}
	order := func() bool {
		f := string(Pedigree(in))
		return strings.Index(f, ">ELDER<") < strings.Index(f, ">YOUNGER<")
	}
	if !order() {
		t.Error("the elder child does not come first")
	}
	in.Members[1].Born = ""
	if order() {
		t.Error("a child without a date was placed by a guess")
	}
}

// Control: HAZ-unknown-as-zero. An unknown amount is said, not drawn as none.
func TestAnUnknownAmountIsSaidToBeUnknown(t *testing.T) {
	figure := string(LedgerBar(BarInput{Lang: "en", Title: "Cyclophosphamide", Unit: "mg/kg", Ceiling: BarValue{true, 40, "40"}}))
	if !strings.Contains(figure, "planned unknown. given unknown.") || strings.Contains(figure, tealLight) {
		t.Errorf("unknown amounts are not told apart from zero:\n%s", figure)
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		value float64
		want  string
	}{{0, "0"}, {0.1, "0.1"}, {-7, "−7"}, {math.Copysign(0, -1), "0"}, {1e-12, "1e−12"}, {240, "240"}, {6.5, "6.5"}, {0.30000000000000004, "0.3"}} {
		if got := tickText(c.value); got != c.want {
			t.Errorf("tickText(%v) = %q, want %q", c.value, got, c.want)
		}
	}
}
