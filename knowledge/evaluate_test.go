package knowledge

import (
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func outcome(t testing.TB, b *Base, rule string, facts Facts) Outcome {
	t.Helper()
	outcomes, err := b.Evaluate("", facts)
	if err != nil {
		t.Fatal(err)
	}
	o, ok := find(outcomes, func(o Outcome) bool { return o.Rule.ID == rule })
	if !ok {
		t.Fatalf("no outcome of %s", rule)
	}
	return o
}

func mustFloat(t testing.TB, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestAMissingInputIsUnknownAndNeverFalse(t *testing.T) {
	b := shippedBase(t)
	for _, c := range []struct {
		name, rule string
		facts      Facts
		result     Result
		assumed    bool
		missing    []string
	}{
		{"false decides without the missing half", "cyclophosphamide-ceiling-dsb", Facts{"repair_group": "none"}, Quiet, false, nil},
		{"true decides without the missing half", "tbi-in-dsb", Facts{"repair_group": "dsb", "tbi_gy": 1.0}, Fires, false, nil},
		{"a missing half leaves a gap", "cyclophosphamide-ceiling-dsb", Facts{"repair_group": "dsb"}, Unknown, true, []string{"cyclophosphamide_mg_kg"}},
		{"a missing answer fires where the rule fails closed", "cellular-product-not-irradiated", Facts{"product": "platelets"}, Fires, true, []string{"product_irradiated"}},
		{"a missing gene keeps the listing quiet", "protocol-f-listed", Facts{"regimen": "IEWP-F"}, Quiet, true, []string{"repair_group"}},
		{"nothing recorded at all is a gap", "serotherapy-row", Facts{}, Unknown, true, []string{"serotherapy_filled"}},
		{"an integer is taken for a number with a fraction", "cyclophosphamide-ceiling-dsb", Facts{"repair_group": "dsb", "cyclophosphamide_mg_kg": 41}, Fires, false, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := outcome(t, b, c.rule, c.facts)
			if o.Result != c.result || o.Assumed != c.assumed || !slices.Equal(o.Missing, c.missing) {
				t.Errorf("%s, assumed %v, missing %v; want %s, %v, %v", o.Result, o.Assumed, o.Missing, c.result, c.assumed, c.missing)
			}
		})
	}
}

func TestAMessageFillsItsPlaceholders(t *testing.T) {
	b := shippedBase(t)
	o := outcome(t, b, "donor-or-backup-before-conditioning", Facts{"conditioning_days_away": 0, "donor_chosen": true, "donor_cleared": false})
	for _, want := range []string{"starts in 0 days", "Donor chosen: yes", "cleared: no", "back-up named: not known"} {
		if !strings.Contains(o.Message.EN, want) {
			t.Errorf("the English message lacks %q: %s", want, o.Message.EN)
		}
	}
	if !strings.Contains(o.Message.ZH, "备选供者：未知") || !strings.Contains(o.Message.ZH, "最终合格判定：否") {
		t.Errorf("the Chinese message is %s", o.Message.ZH)
	}
	if o := outcome(t, b, "cyclophosphamide-ceiling-dsb", Facts{"repair_group": "dsb", "cyclophosphamide_mg_kg": 140.0}); !strings.Contains(o.Message.EN, "adds up to 140 mg/kg") {
		t.Errorf("the message is %s", o.Message.EN)
	}
	weight := outcome(t, b, "weight-missing-or-stale", Facts{"before_conditioning": true, "plan_signed": false})
	for _, said := range []string{weight.Message.EN, weight.Message.ZH} {
		if said == "" || strings.ContainsAny(said, "—{}") || strings.Contains(said, "距今") || strings.Contains(said, "hours old") {
			t.Errorf("a sentence stands around a weight that is not known: %s", said)
		}
	}
}

func TestFactsThatDoNotFitAreRefusedTogether(t *testing.T) {
	outcomes, err := shippedBase(t).Evaluate("child", Facts{"gene_known": "yes", "weight_kg": "6.8", "shoe_size": 3.0, "age_months": 7.5})
	if err == nil || outcomes != nil {
		t.Fatalf("accepted: %v", outcomes)
	}
	for _, name := range []string{"gene_known", "weight_kg", "shoe_size", "age_months"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("the error does not name %s: %v", name, err)
		}
	}
}

func TestANumberThatIsNoneIsRefused(t *testing.T) {
	for _, text := range []string{"NaN", "+Inf", "-Inf"} {
		if _, err := shippedBase(t).Evaluate("option", Facts{"tbi_gy": mustFloat(t, text)}); err == nil {
			t.Errorf("%s was accepted as a dose", text)
		}
	}
}

func TestOutcomesComeInTheOrderOfTheirRules(t *testing.T) {
	outcomes, err := shippedBase(t).Evaluate("option", Facts{})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(outcomes, func(a, b Outcome) int { return strings.Compare(a.Rule.ID, b.Rule.ID) }) {
		t.Error("the outcomes are not ordered by rule id")
	}
	for _, o := range outcomes {
		if o.Rule.Scope != "option" {
			t.Errorf("%s is of scope %s", o.Rule.ID, o.Rule.Scope)
		}
	}
}

func TestTheListOfRulesIsTheAgreedOne(t *testing.T) {
	var lines []string
	for _, r := range shippedBase(t).Rules("") {
		lines = append(lines, strings.Join([]string{r.ID, r.Scope, r.Effect, r.WhenUnknown, string(r.Status), r.Overrule, r.Verdict}, "\t"))
	}
	got := strings.Join(lines, "\n") + "\n"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile("testdata/rules.golden.tsv", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/rules.golden.tsv")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the rules differ from testdata/rules.golden.tsv:\n%s", got)
	}
}

func TestTheCalendarAsksItsCondition(t *testing.T) {
	b := shippedBase(t)
	item := func(id string) CalendarItem {
		it, ok := find(b.Calendar(), func(c CalendarItem) bool { return c.ID == id })
		if !ok {
			t.Fatalf("no calendar item %s", id)
		}
		return it
	}
	for _, c := range []struct {
		name, id string
		facts    Facts
		want     Result
	}{
		{"an item for every child", "calendar.day0.identity", Facts{}, Fires},
		{"seizure prophylaxis without busulfan", "calendar.conditioning.seizure", Facts{"busulfan": false}, Quiet},
		{"seizure prophylaxis with busulfan", "calendar.conditioning.seizure", Facts{"busulfan": true}, Fires},
		{"bladder protection while the plan is open", "calendar.conditioning.bladder", Facts{}, Unknown},
		{"the radiosensitivity card in LIG4", "calendar.discharge.cards", Facts{"radiosensitivity": "yes"}, Fires},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, missing, err := b.Applies(item(c.id), c.facts)
			if err != nil || got != c.want || (got == Unknown) != (len(missing) > 0) {
				t.Errorf("%s, missing %v, error %v; want %s", got, missing, err, c.want)
			}
		})
	}
	if _, _, err := b.Applies(CalendarItem{ID: "elsewhere", Applies: "true"}, Facts{}); err == nil {
		t.Error("an item of another base was evaluated")
	}
}

func TestCalendarItemsThatCarryRadiationSaySo(t *testing.T) {
	n := 0
	for _, it := range shippedBase(t).Calendar() {
		if it.Ionising {
			n++
			if it.Kind == "vaccine" || it.Kind == "registry" {
				t.Errorf("%s is ionising and of the kind %s", it.ID, it.Kind)
			}
		}
	}
	if n < 5 {
		t.Errorf("only %d items are marked as ionising", n)
	}
}

// A decided answer must not change when other facts are withheld: what stays
// decided stays the same, the rest turns unknown.
func TestWithholdingAFactNeverTurnsADecidedAnswer(t *testing.T) {
	b := shippedBase(t)
	rapid.Check(t, func(rt *rapid.T) {
		full := Facts{}
		for _, v := range b.Variables() {
			full[v.Name] = drawValue(rt, v)
		}
		part := maps.Clone(full)
		for name := range full {
			if rapid.Bool().Draw(rt, "withhold "+name) {
				delete(part, name)
			}
		}
		all, err := b.Evaluate("", full)
		if err != nil {
			rt.Fatal(err)
		}
		some, err := b.Evaluate("", part)
		if err != nil {
			rt.Fatal(err)
		}
		for i := range all {
			if all[i].Assumed || len(all[i].Missing) > 0 {
				rt.Fatalf("%s is open although everything is known", all[i].Rule.ID)
			}
			if !some[i].Assumed && some[i].Result != all[i].Result {
				rt.Fatalf("%s turned from %s to %s", all[i].Rule.ID, all[i].Result, some[i].Result)
			}
			for _, name := range some[i].Missing {
				if _, known := part[name]; known {
					rt.Fatalf("%s calls %s missing", all[i].Rule.ID, name)
				}
			}
		}
	})
}

func drawValue(rt *rapid.T, v Variable) any {
	switch v.Type {
	case "bool":
		return rapid.Bool().Draw(rt, v.Name)
	case "int":
		return int64(rapid.IntRange(-50, 50).Draw(rt, v.Name))
	case "double":
		return rapid.Float64Range(-10, 500).Draw(rt, v.Name)
	}
	values := append([]string{"", "IEWP-F", "T-B-NK+"}, v.Values...)
	return rapid.SampledFrom(values).Draw(rt, v.Name)
}
