package plan_test

import (
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/plan"
)

func TestTheSameInputsGiveTheSameBytes(t *testing.T) {
	for _, date := range []string{"2024-12-17", "2024-12-20", "2026-01-20"} {
		one, err := plan.JSON(planOf(t, founding(t), date))
		if err != nil {
			t.Fatal(err)
		}
		two, _ := plan.JSON(planOf(t, founding(t), date))
		if string(one) != string(two) {
			t.Errorf("%s: two runs differ", date)
		}
	}
}

// No unsure item changes a stop, a dose or a gate: every note that closes
// something and every figure that a dose rests on carries a status that may act.
func TestNoUnsureItemActs(t *testing.T) {
	b := base(t)
	for _, r := range b.Rules("") {
		if !r.Status.MayAct() {
			t.Errorf("rule %s has status %s", r.ID, r.Status)
		}
	}
	for _, g := range b.Groups() {
		for _, c := range g.Ceilings {
			if c.Effect == "stop" && !c.Fact.Status.MayAct() {
				t.Errorf("the ceiling of %s for %s has status %s", g.Key, c.Agent, c.Fact.Status)
			}
		}
	}
	for _, r := range b.Regimens() {
		if !r.Fact.Status.MayAct() {
			t.Errorf("regimen %s has status %s", r.ID, r.Fact.Status)
		}
	}
	for _, name := range []string{"lig4-shanghai", "artemis", "wiskott-aldrich", "unknown-scid"} {
		for _, date := range []string{"2024-12-17", "2024-12-20", "2025-06-01", "2026-06-01"} {
			p := planOf(t, load(t, name), date)
			for _, list := range [][]plan.Note{p.Stops, p.Gaps, p.Cautions} {
				for _, n := range list {
					if !n.Status.MayAct() {
						t.Errorf("%s %s: %s acts with status %s", name, date, n.ID, n.Status)
					}
				}
			}
			for _, o := range p.Options {
				for _, d := range o.Drugs {
					for _, a := range d.Administrations {
						if dv := p.Derivations[a.Derivation]; !dv.Weakest().MayAct() {
							t.Errorf("%s: the dose %s rests on %s", name, a.Derivation, dv.Weakest())
						}
					}
				}
			}
		}
	}
}

// Every figure of a plan leads to its derivation.
func TestNoNumberWithoutADerivation(t *testing.T) {
	for _, name := range []string{"lig4-shanghai", "artemis", "wiskott-aldrich", "unknown-scid"} {
		for _, date := range []string{"2024-12-20", "2026-01-20"} {
			p := planOf(t, load(t, name), date)
			check := func(what string, f plan.Figure) {
				if _, ok := p.Derivations[f.Derivation]; f.Known && !ok {
					t.Errorf("%s %s: %s = %s has no derivation", name, date, what, f)
				}
			}
			check("weight", p.Child.Weight)
			check("length", p.Child.Length)
			check("surface", p.Child.Surface)
			check("dosing weight", p.Child.DosingWeight)
			for _, o := range p.Options {
				for _, d := range o.Drugs {
					check(o.Regimen+" course", d.PerCourse)
					check(o.Regimen+" course max", d.PerCourseMax)
					check(o.Regimen+" day", d.PerDay)
					for _, a := range d.Administrations {
						check("dose", a.Dose)
						check("exact", a.Exact)
						check("deviation", a.Deviation)
						check("per basis", a.PerBasis)
						check("given", a.Given)
					}
				}
			}
			for _, r := range p.Ledger {
				check("planned "+r.Agent, r.Planned)
				check("given "+r.Agent, r.Given)
				check("ceiling "+r.Agent, r.Ceiling)
			}
		}
	}
}

func BenchmarkMake(b *testing.B) {
	c := founding(b)
	k := base(b)
	loc, _ := c.Centre.Location()
	v, err := chart.Fold(c, chart.EndOf(day.MustDate("2024-12-20"), loc))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := plan.Make(v, k); err != nil {
			b.Fatal(err)
		}
	}
}
