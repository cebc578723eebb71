package plan

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
)

func embedded(t *testing.T) *knowledge.Base {
	t.Helper()
	base, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return base
}

// A criterion in the knowledge that nothing judges, or one that is judged and
// stands nowhere, would change the list without a word.
func TestTheOrderOfDonorsIsThatOfTheKnowledge(t *testing.T) {
	base := embedded(t)
	var names []string
	for _, step := range rankOrder(base) {
		names = append(names, step.Criterion)
		if len(step.Sources) == 0 || step.Status == evidence.Unsure || step.Text.ZH == "" {
			t.Errorf("%s has no source, no Chinese words, or is unsure", step.Criterion)
		}
	}
	if got := strings.Join(names, " "); got != "hla family-variant cmv age sex abo" || len(names) != len(rankCriteria) || len(names) != len(base.FactsUnder(rankingFacts)) {
		t.Errorf("the order is %s", got)
	}
}

func TestEachCriterionDecidesOnlyWhereTheOnesBeforeItDoNot(t *testing.T) {
	best := Donor{ID: "a", State: "eligible", Match: Match{Count: 12}, Descent: "identical", FamilyVariant: "clear", Sex: "male", facts: donorFigures{ageDays: 100, abo: "identical"}}
	worse := []struct {
		name string
		make func(d *Donor)
	}{
		{"id", func(d *Donor) { d.ID = "b" }},
		{"ABO class", func(d *Donor) { d.facts.abo = "minor" }},
		{"ABO not known", func(d *Donor) { d.facts.abo = "" }},
		{"sex", func(d *Donor) { d.Sex = "female" }},
		{"age", func(d *Donor) { d.facts.ageDays = 200 }},
		{"age not known", func(d *Donor) { d.facts.ageDays = behind }},
		{"CMV", func(d *Donor) { d.facts.cmv = 1 }},
		{"carrier", func(d *Donor) { d.FamilyVariant = "carrier" }},
		{"descent not proven", func(d *Donor) { d.Descent = "undetermined" }},
		{"one mismatch", func(d *Donor) { d.Match.Count = 11 }},
		{"blocked", func(d *Donor) { d.State = "blocked" }},
		{"excluded", func(d *Donor) { d.State = "excluded" }},
	}
	m := &maker{base: embedded(t)}
	for _, w := range worse {
		d := best
		w.make(&d)
		if d.ID == "a" {
			d.ID = "0" // in front by its id, behind by the criterion
		}
		m.plan.Donors = []Donor{d, best}
		m.rankDonors()
		if m.plan.Donors[0].ID != "a" || m.plan.Donors[1].Rank != 2 {
			t.Errorf("%s does not decide", w.name)
		}
	}
	// The order of the input never matters.
	var all []Donor
	for i, w := range worse {
		d := best
		w.make(&d)
		d.ID = string(rune('b' + i))
		all = append(all, d)
	}
	m.plan.Donors = slices.Clone(all)
	m.rankDonors()
	want := ids(m.plan.Donors)
	random := rand.New(rand.NewPCG(1, 1))
	for range 50 {
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		m.plan.Donors = slices.Clone(all)
		m.rankDonors()
		if got := ids(m.plan.Donors); got != want {
			t.Fatalf("%s, then %s", want, got)
		}
	}
}

func ids(donors []Donor) string {
	var out []string
	for _, d := range donors {
		out = append(out, d.ID)
	}
	return strings.Join(out, " ")
}

func TestUnknownsThatBlockStandFirst(t *testing.T) {
	notes := []Note{{ID: "n", Kind: "note"}, {ID: "c", Kind: "caution"}, {ID: "s", Kind: "stop", Answered: &Answered{}}, {ID: "open", Kind: "stop"}, {ID: "g", Kind: "gap"}}
	sortReasons(notes)
	var got []string
	for _, n := range notes {
		got = append(got, n.ID)
	}
	if strings.Join(got, " ") != "g open s c n" {
		t.Error(got)
	}
}

func TestTheABOClassIsNamedFromTheSideOfTheRecipient(t *testing.T) {
	for pair, want := range map[[2]string]string{{"A+", "A−"}: "identical", {"O+", "A+"}: "major", {"A+", "O+"}: "minor", {"A+", "B+"}: "bidirectional", {"AB+", "O−"}: "minor", {"O−", "AB+"}: "major"} {
		if got := aboClass(pair[0], pair[1]); got != want {
			t.Errorf("%s to %s: %s, want %s", pair[1], pair[0], got, want)
		}
	}
}
