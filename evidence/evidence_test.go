package evidence_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/dayzero-hsct/dayzero/evidence"
	"pgregory.net/rapid"
)

func TestATextFallsBackToTheLanguageThatItHas(t *testing.T) {
	both := evidence.Text{EN: "stop", ZH: "禁止"}
	for lang, want := range map[string]string{"en": "stop", "": "stop", "fr": "stop", "zh": "禁止", "zh-CN": "禁止", "zh_Hans": "禁止", "ZH": "禁止", "zha": "stop"} {
		if got := both.In(lang); got != want {
			t.Errorf("in %q it is %q, want %q", lang, got, want)
		}
	}
	if (evidence.Text{EN: "stop"}).In("zh") != "stop" || (evidence.Text{ZH: "禁止"}).In("en") != "禁止" || (evidence.Text{}).In("zh") != "" {
		t.Error("a text of one language does not fall back to it")
	}
	if !(evidence.Text{}).Empty() || !(evidence.Text{}).IsZero() || both.Empty() || (evidence.Text{ZH: "禁止"}).Empty() {
		t.Error("emptiness is judged wrongly")
	}
}

func TestASourceIsWrittenOnOneLineWithoutItsEmptyParts(t *testing.T) {
	for want, source := range map[string]evidence.Source{
		"EBMT Handbook 2024, ch. 24 [isbn:x] (EU)": {ID: "isbn:x", Text: "EBMT Handbook 2024", Locator: "ch. 24", Jurisdiction: "EU"},
		"EBMT Handbook 2024":                       {Text: "EBMT Handbook 2024"},
		"PMID 28958895":                            {ID: "PMID 28958895"},
		"Table 2 [PMID 1]":                         {ID: "PMID 1", Locator: "Table 2"},
		"(US)":                                     {Jurisdiction: "US"},
		"":                                         {},
	} {
		if got := source.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// The table of status of the knowledge base, mark by mark.
func TestEveryMarkOfTheKnowledgeFilesHasItsStatus(t *testing.T) {
	for status, marks := range map[evidence.Status][]string{
		evidence.Read:      {"read", "[R]", "[P]", "`read`", " Read "},
		evidence.Derived:   {"derived", "own", "[D]", "[C]", "`derived`"},
		evidence.Secondary: {"secondary", "[S]"},
		evidence.Unsure:    {"unsure", "[U]", "[K]", "UNSURE"},
		evidence.Gap:       {"gap", "not_read", "[GAP]", "not found", "not read"},
	} {
		for _, mark := range marks {
			if got, err := evidence.ParseStatus(mark); err != nil || got != status {
				t.Errorf("%q is %q, %v; want %q", mark, got, err, status)
			}
		}
	}
}

// Control: a mark that nobody knows never acts.
func TestAnUnknownMarkIsAnErrorAndAGap(t *testing.T) {
	for _, mark := range []string{"", "R", "[X]", "reads", "sure", "read derived", "local"} {
		status, err := evidence.ParseStatus(mark)
		var refusal *evidence.StatusError
		if !errors.As(err, &refusal) || refusal.Input != mark || refusal.Error() == "" || status != evidence.Gap || status.MayAct() {
			t.Errorf("%q is %q, %v", mark, status, err)
		}
	}
}

// Control: only what was read or derived may act without commissioning.
func TestOnlyReadAndDerivedMayAct(t *testing.T) {
	want := map[evidence.Status]bool{evidence.Read: true, evidence.Derived: true}
	for _, status := range append(evidence.Statuses(), "", "READ", "unknown") {
		if status.MayAct() != want[status] {
			t.Errorf("%q may act: %v", status, status.MayAct())
		}
	}
}

func TestEveryStatusHasItsWordsInBothLanguages(t *testing.T) {
	want := map[evidence.Status][2]string{
		evidence.Read: {"read in the source", "已核对原文"}, evidence.Derived: {"derived", "推导"}, evidence.Secondary: {"from a secondary source", "转引，未核对原文"},
		evidence.Unsure: {"to be verified", "待核实"}, evidence.Gap: {"not read", "未查阅原文"}, "nonsense": {"not read", "未查阅原文"},
	}
	for status, words := range want {
		if status.Label("en") != words[0] || status.Label("zh") != words[1] {
			t.Errorf("%q is %q, %q", status, status.Label("en"), status.Label("zh"))
		}
	}
}

func TestTheWeakestOfNothingOrOfSomethingForeignIsAGap(t *testing.T) {
	if evidence.Weakest() != evidence.Gap || evidence.Weakest(evidence.Read, "") != evidence.Gap || evidence.Weakest(evidence.Read, "sure") != evidence.Gap {
		t.Error("an absent status is stronger than a gap")
	}
	if evidence.Weakest(evidence.Read, evidence.Secondary, evidence.Derived) != evidence.Secondary || evidence.Weakest(evidence.Read) != evidence.Read {
		t.Error("the weakest is not the weakest")
	}
}

func TestPropertyTheWeakestIsOneOfThemAndAddingNeverStrengthens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		statuses := rapid.SliceOfN(rapid.SampledFrom(evidence.Statuses()), 1, 8).Draw(t, "statuses")
		weakest := evidence.Weakest(statuses...)
		found := false
		for _, status := range statuses {
			found = found || status == weakest
			if evidence.Weakest(status, weakest) != weakest {
				t.Fatalf("%v is weaker than %v of %v", status, weakest, statuses)
			}
		}
		more := rapid.SampledFrom(evidence.Statuses()).Draw(t, "more")
		if !found || evidence.Weakest(append(statuses, more)...) != evidence.Weakest(weakest, more) {
			t.Fatalf("%v of %v", weakest, statuses)
		}
	})
}

func TestAStatusTravelsAsItsWordAndIsReadFromAnyMark(t *testing.T) {
	var read struct {
		Status evidence.Status `json:"status"`
	}
	if err := json.Unmarshal([]byte(`{"status":"[P]"}`), &read); err != nil || read.Status != evidence.Read {
		t.Errorf("%v, %v", read, err)
	}
	if text, err := json.Marshal(read); err != nil || string(text) != `{"status":"read"}` {
		t.Errorf("%s, %v", text, err)
	}
	if err := json.Unmarshal([]byte(`{"status":"certain"}`), &read); err == nil {
		t.Error("an unknown mark is taken")
	}
	if err := json.Unmarshal([]byte(`{"status":""}`), &read); err != nil || read.Status != "" || read.Status.Valid() {
		t.Errorf("%v, %v", read, err)
	}
}

func FuzzParseStatus(f *testing.F) {
	for _, seed := range []string{"read", "[P]", "not_read", "`own`", "", "[GAP]", "\x00", "READ\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		status, err := evidence.ParseStatus(text)
		if !status.Valid() || err != nil && status != evidence.Gap {
			t.Fatalf("%q is %q, %v", text, status, err)
		}
	})
}
