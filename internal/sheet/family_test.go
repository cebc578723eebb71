package sheet_test

import (
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/internal/sheet"
	"github.com/dayzero-hsct/dayzero/plan"
)

func TestTheFamilySheetNamesEveryRelativeBothDirectionsAndWhatIsOpen(t *testing.T) {
	p := plan.Plan{Title: evidence.Text{EN: "Case", ZH: "病例"}, Synthetic: true}
	p.Child.Label, p.Child.Identifier = evidence.Text{EN: "Child <b>", ZH: "患儿"}, "SYN-1"
	p.Family.Members = []plan.Member{{ID: "f", Label: evidence.Text{EN: "Father", ZH: "父亲"}, Haplotypes: []string{"a", "b"}, Status: "carrier", Variants: []string{"c.2440C>T"}}, {ID: "u", Label: evidence.Text{EN: "Uncle", ZH: "叔父"}, Status: "not-tested"}}
	p.Donors = []plan.Donor{{ID: "f", Label: evidence.Text{EN: "Father", ZH: "父亲"}, State: "blocked", Descent: "haploidentical", DescentText: evidence.Text{EN: "Parent and child.", ZH: "亲子关系。"}, FamilyVariant: "carrier",
		Match:   plan.Match{Known: true, Of: 2, Count: 1, GvH: 1, HvG: 1, Loci: []plan.LocusMatch{{Locus: "A", Patient: []string{"02:07", "11:01"}, Donor: []string{"02:07", "24:02"}, Known: true, Count: 1, GvH: 1, HvG: 1}}},
		Reasons: []plan.Note{{Kind: "gap", Title: evidence.Text{EN: "Antibodies not tested", ZH: "未检测抗体"}}, {Kind: "note", Title: evidence.Text{EN: "A note", ZH: "说明"}}},
		Facts:   []plan.Line{{Key: "abo", Label: evidence.Text{EN: "ABO", ZH: "ABO血型"}, Text: evidence.Text{EN: "O+ to A+", ZH: "O+→A+"}}}}}
	options := sheet.FamilyOptions{Lang: "en", PrintedAt: "2026-02-01 12:00", Pedigree: "<svg></svg>", DPB1: func(plan.Donor) evidence.Text {
		return evidence.Text{EN: "DPB1 permissive", ZH: "DPB1 允许性不合"}
	}}
	en := string(sheet.FamilySheet(p, options))
	for _, want := range []string{"Child &lt;b&gt;", "SYN-1", "a · b", "◇ not known", "02:07 · 24:02", "1 / 1", "DPB1 permissive", "c.2440C&gt;T", "Open, blocks sign-off", "Antibodies not tested", "A note", "Synthetic values", "2026-02-01 12:00", "<svg></svg>", "Not for emergencies"} {
		if !strings.Contains(en, want) {
			t.Errorf("the sheet does not say %q:\n%s", want, en)
		}
	}
	if strings.Contains(en, "style=") || strings.Contains(en, "<script") {
		t.Error("the sheet breaks the strict policy")
	}
	options.Lang = "zh"
	zh := string(sheet.FamilySheet(p, options))
	for _, want := range []string{"家系与供者", "父亲", "未检测抗体", "DPB1 允许性不合", "未明，阻止签署"} {
		if !strings.Contains(zh, want) {
			t.Errorf("the Chinese sheet does not say %q", want)
		}
	}
}
