package knowledge

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dayzero-hsct/dayzero/evidence"
)

// Control: HAZ, knowledge that was not read must not close, dose or open.
func TestNothingUnverifiedActs(t *testing.T) {
	b := shippedBase(t)
	acts := map[string]evidence.Status{}
	for _, r := range b.Rules("") {
		acts["rule "+r.ID] = r.Status
	}
	for _, g := range b.Groups() {
		acts["group "+g.Key] = g.Fact.Status
		for _, c := range g.Ceilings {
			acts["ceiling "+g.Key+" "+c.Agent] = c.Fact.Status
		}
	}
	for _, r := range b.Regimens() {
		acts["regimen "+r.ID] = r.Fact.Status
	}
	for _, p := range b.Platforms() {
		acts["platform "+p.ID] = p.Fact.Status
	}
	for _, d := range b.Drugs() {
		for _, c := range d.Contraindications {
			acts["contraindication "+c.ID] = c.Fact.Status
		}
	}
	for _, d := range b.Diseases() {
		acts["radiosensitivity of "+d.Key] = d.RadiosensitiveFact.Status
	}
	if len(acts) < 100 {
		t.Fatalf("only %d acting items were walked", len(acts))
	}
	for what, status := range acts {
		if !status.MayAct() {
			t.Errorf("%s acts with the status %s", what, status)
		}
	}
}

// Control: HAZ, the loader itself refuses an unverified item that would act.
func TestTheLoaderRefusesUnverifiedItemsThatAct(t *testing.T) {
	for _, status := range []string{"unsure", "secondary", "gap"} {
		for _, c := range []struct{ name, file, old string }{
			{"a stop", "rule/tbi-in-dsb/rule.yaml", "status: derived"},
			{"a caution", "rule/bcg-given/rule.yaml", "status: read"},
			{"a ceiling", "group/artemis.yaml", "      status: derived"},
			{"a regimen", "regimen/IEWP-F.yaml", "status: read"},
			{"a platform", "regimen/platform/PTCy.yaml", "status: read"},
			{"a contraindication", "drug/thiotepa.yaml", "      status: read"},
		} {
			t.Run(c.name+" with the status "+status, func(t *testing.T) {
				fsys := shippedPart(t, "rule/tbi-in-dsb/", "rule/bcg-given/", "group/", "regimen/", "drug/thiotepa")
				change(t, fsys, c.file, c.old, strings.Replace(strings.Replace(c.old, "read", status, 1), "derived", status, 1))
				_, err := Load(fsys)
				var refused *LoadError
				if !errors.As(err, &refused) {
					t.Fatalf("loaded, error %v", err)
				}
				if len(refused.Problems) != 1 || refused.Problems[0].File != c.file || !strings.Contains(refused.Problems[0].Sentence, "must be read or derived") {
					t.Errorf("problems: %v", refused)
				}
			})
		}
	}
}

// Control: HAZ, treosulfan stays closed in every repair group.
func TestTreosulfanIsContraindicatedInEveryRepairGroup(t *testing.T) {
	b := shippedBase(t)
	d, _ := b.Drug("treosulfan")
	closed := map[string]bool{}
	for _, c := range d.Contraindications {
		if c.ID == "contraindication.treosulfan-dna-repair" {
			if c.Jurisdiction != "EU" {
				t.Errorf("the jurisdiction is %q", c.Jurisdiction)
			}
			for _, g := range c.Groups {
				closed[g] = true
			}
		}
	}
	for _, g := range b.Groups() {
		if closed[g.Key] != (g.Radiosensitive == "yes") {
			t.Errorf("group %s: closed %v", g.Key, closed[g.Key])
		}
	}
}

// Control: HAZ, the ledger and the rules must not disagree on a limit.
func TestTheRulesFireExactlyAboveTheCeilings(t *testing.T) {
	b := shippedBase(t)
	for _, c := range []struct{ agent, variable, rule string }{
		{"tbi", "tbi_gy", "tbi-in-dsb"},
		{"tli", "tli_gy", "tbi-in-dsb"},
		{"cyclophosphamide", "cyclophosphamide_mg_kg", "cyclophosphamide-ceiling-dsb"},
		{"fludarabine", "fludarabine_mg_m2", "fludarabine-ceiling-dsb"},
	} {
		g, _ := b.Group("dsb")
		ceiling, _ := find(g.Ceilings, func(x Ceiling) bool { return x.Agent == c.agent })
		limit := mustFloat(t, ceiling.Limit)
		for delta, want := range map[float64]Result{0: Quiet, 0.001: Fires} {
			facts := Facts{"repair_group": "dsb", "radiosensitivity": "yes", "tbi_gy": 0.0, "tli_gy": 0.0, c.variable: limit + delta}
			if got := outcome(t, b, c.rule, facts).Result; got != want {
				t.Errorf("%s at the ceiling + %v: %s, want %s", c.agent, delta, got, want)
			}
		}
		rule, _ := b.Rule(c.rule)
		if rule.Effect != ceiling.Effect {
			t.Errorf("%s: the rule is a %s, the ceiling a %s", c.agent, rule.Effect, ceiling.Effect)
		}
	}
}

func TestAFolderWithoutSourcesOrVariablesIsRefused(t *testing.T) {
	for _, file := range []string{"evidence/sources.yaml", "rule/variables.yaml"} {
		fsys := shippedCopy(t)
		delete(fsys, file)
		if _, err := Load(fsys); err == nil || !strings.Contains(err.Error(), file) {
			t.Errorf("without %s: %v", file, err)
		}
	}
	if _, err := Load(fstest.MapFS{}); err == nil {
		t.Error("an empty folder loaded")
	}
}
