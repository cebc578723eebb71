package cases

import (
	"slices"
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/evidence"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/quantity"
	"pgregory.net/rapid"
)

// synthetic is an invented chart with one of every feature.
func synthetic(t testing.TB, change func(add func(id, at string, p chart.Payload))) chart.View {
	t.Helper()
	c := chart.Case{ID: "syn", Synthetic: true, Centre: chart.Centre{Timezone: "Asia/Shanghai"}}
	loc, err := c.Centre.Location()
	if err != nil {
		t.Fatal(err)
	}
	add := func(id, at string, p chart.Payload) {
		m, err := day.ParseMoment(at, loc)
		if err != nil {
			t.Fatal(err)
		}
		c.Entries = append(c.Entries, chart.Entry{ID: id, Patient: "syn", Effective: m, Recorded: m, Author: "nurse", Source: "synthetic", Synthetic: true, Payload: p})
	}
	add("child", "2024-06-01", &chart.Person{Role: "recipient", Label: evidence.Text{EN: "Child"}, Sex: "male", Birth: day.MustDate("2024-05-10")})
	change(add)
	v, err := chart.Fold(c, chart.EndOf(day.MustDate("2025-03-01"), loc))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func perM2(t testing.TB, text string) quantity.DosePerM2PerAdministration {
	d, err := quantity.ParseDose[quantity.PerSquareMetre, quantity.Administration](text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func perKg(t testing.TB, text string) quantity.DosePerKgPerAdministration {
	d, err := quantity.ParseDose[quantity.PerKilogram, quantity.Administration](text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func whole(t testing.TB) chart.View {
	return synthetic(t, func(add func(id, at string, p chart.Payload)) {
		add("sister", "2024-06-01", &chart.FamilyMember{Relation: "sister", Label: evidence.Text{EN: "Sister"}, Sex: "female"})
		add("gene", "2024-10-01", &chart.Diagnosis{Gene: "LIG4", Certainty: "confirmed"})
		add("v1", "2024-10-01", &chart.Variant{Gene: "LIG4", HGVS: "c.2440C>T", Protein: "p.Arg814Ter", Zygosity: "heterozygous"})
		add("v2", "2024-10-01", &chart.Variant{Gene: "LIG4", HGVS: "c.833G>T", Protein: "p.Arg278Leu", Zygosity: "heterozygous"})
		add("other", "2024-10-01", &chart.Variant{Gene: "BRCA2", HGVS: "c.1A>G", Zygosity: "heterozygous"})
		add("cmv", "2024-12-01", &chart.Infection{Organism: "CMV", Status: "active"})
		add("cmv2", "2024-12-20", &chart.Infection{Organism: "CMV", Status: "resolved"})
		add("date", "2024-12-10", &chart.Decision{What: "transplant-date", Date: day.MustDate("2025-01-02")})
		add("donor", "2024-12-10", &chart.Decision{What: "donor", Choice: "sister"})
		add("protocol", "2024-12-10", &chart.CentreProtocol{Name: "SYN", Title: evidence.Text{EN: "synthetic"}, Base: "IEWP-F", Drugs: []chart.ProtocolDrug{
			{Drug: "fludarabine", PerM2: perM2(t, "30 mg/m2"), Days: []int{-6, -5, -4, -3, -2}}, {Drug: "cyclophosphamide", PerKg: perKg(t, "5 mg/kg"), Days: []int{-5, -4, -3, -2}}}})
		add("regimen", "2024-12-11", &chart.Decision{What: "regimen", Choice: "SYN"})
		add("bag", "2025-01-02", &chart.Infusion{Graft: "g", Number: 1})
		add("adv", "2025-01-20", &chart.Infection{Organism: "adenovirus", Status: "active"})
	})
}

func TestAChartGivesEachFeatureWithItsEntries(t *testing.T) {
	p := OfChart(theBase(t), whole(t))
	for f, want := range map[Feature]string{Gene: "LIG4", VariantClass: "missense+truncating", Age: "months", Donor: Sibling, Conditioning: Reduced, Infections: NoActive} {
		if got := p.Values[f]; got.Class != want || got.State != knowledge.Reported || len(got.Entries) == 0 || got.Text.Empty() {
			t.Errorf("%s: %+v, want class %q", f, got, want)
		}
	}
	if p.Months != 7 || p.Group != "dsb" {
		t.Errorf("%v months, group %q", p.Months, p.Group)
	}
}

func TestAnEmptyChartLeavesEveryFeatureOpen(t *testing.T) {
	base := theBase(t)
	v := synthetic(t, func(func(id, at string, p chart.Payload)) {})
	p := OfChart(base, v)
	others, _ := Published(base, Rows(base), 2026)
	for _, l := range Rank(p, others) {
		for _, part := range l.Parts {
			if part.Feature != Age && part.Verdict != Open {
				t.Errorf("%s %s: %s without anything recorded", l.Other.ID, part.Feature, part.Verdict)
			}
		}
	}
}

func TestConditioningIsClassedOnlyWithinThePublishedDefinition(t *testing.T) {
	base := theBase(t)
	flu := func(n int) chart.ProtocolDrug {
		return chart.ProtocolDrug{Drug: "fludarabine", PerM2: perM2(t, "30 mg/m2"), Days: make([]int, n)}
	}
	cy := func(dose string) chart.ProtocolDrug {
		return chart.ProtocolDrug{Drug: "cyclophosphamide", PerKg: perKg(t, dose), Days: make([]int, 4)}
	}
	for name, c := range map[string]struct {
		drugs []chart.ProtocolDrug
		want  string
	}{
		"at the limits":           {[]chart.ProtocolDrug{flu(5), cy("10 mg/kg")}, Reduced},
		"fludarabine above":       {[]chart.ProtocolDrug{flu(6), cy("5 mg/kg")}, ""},
		"cyclophosphamide above":  {[]chart.ProtocolDrug{flu(5), cy("10.1 mg/kg")}, ""},
		"another alkylator":       {[]chart.ProtocolDrug{flu(5), {Drug: "melphalan", PerKg: perKg(t, "1 mg/kg"), Days: []int{-3}}}, ""},
		"a dose not recorded":     {[]chart.ProtocolDrug{{Drug: "fludarabine", PerKg: perKg(t, "1 mg/kg"), Days: []int{-3}}}, ""},
		"no drug recorded at all": {nil, ""},
	} {
		v := synthetic(t, func(add func(id, at string, p chart.Payload)) {
			add("protocol", "2024-12-10", &chart.CentreProtocol{Name: "SYN", Drugs: c.drugs})
			add("regimen", "2024-12-11", &chart.Decision{What: "regimen", Choice: "SYN"})
		})
		if got := OfChart(base, v).Values[Conditioning]; got.Class != c.want || got.State != knowledge.Reported {
			t.Errorf("%s: %+v, want %q", name, got, c.want)
		}
	}
}

func TestWhatIsNotKnownIsOpenAndNeverADifference(t *testing.T) {
	base := theBase(t)
	others, _ := Published(base, Rows(base), 2026)
	for _, l := range Rank(OfChart(base, whole(t)), others) {
		if l.Same+l.Near+l.Different+l.Open != len(Features()) {
			t.Errorf("%s: the counts are not those of the parts", l.Other.ID)
		}
		for _, p := range l.Parts {
			if (p.Child.Class == "" || p.Other.Class == "") && p.Verdict != Open {
				t.Errorf("%s %s is %s", l.Other.ID, p.Feature, p.Verdict)
			}
			if p.Other.State != knowledge.Reported && p.Verdict != Open {
				t.Errorf("%s %s is %s though %s", l.Other.ID, p.Feature, p.Verdict, p.Other.State)
			}
		}
	}
}

func TestASharedVariantIsNamed(t *testing.T) {
	base := theBase(t)
	others, _ := Published(base, Rows(base), 2026)
	for _, l := range Rank(OfChart(base, whole(t)), others) {
		if l.Other.ID == "BMC22" {
			if p := l.Part(VariantClass); p.Verdict != Same || p.Why.EN != "shared variant c.833G>T" {
				t.Errorf("%+v", p)
			}
			return
		}
	}
	t.Error("BMC22 is not among them")
}

func TestAgesAreNearWhenTheYoungerIsAtLeastHalfAsOld(t *testing.T) {
	for _, c := range []struct {
		a, b float64
		want Verdict
	}{{7, 7, Same}, {7, 8, Near}, {7, 14, Near}, {14, 7, Near}, {7, 15, Different}, {0, 1, Different}, {0, 0, Same}} {
		if got, _ := ageVerdict(c.a, c.b); got != c.want {
			t.Errorf("%v and %v months: %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

func TestAnotherGeneOfTheSameRepairGroupIsNearAndNoGroupIsNot(t *testing.T) {
	profile := func(gene, group string) Profile {
		return Profile{ID: gene, Group: group, Values: map[Feature]Value{Gene: {State: knowledge.Reported, Class: gene}}}
	}
	for _, c := range []struct {
		a, b Profile
		want Verdict
	}{{profile("LIG4", "dsb"), profile("NHEJ1", "dsb"), Near}, {profile("WAS", "none"), profile("CYBB", "none"), Different}, {profile("LIG4", "dsb"), profile("LIG4", "dsb"), Same}, {profile("LIG4", ""), profile("XX", ""), Different}} {
		if got := Compare(c.a, c.b).Part(Gene).Verdict; got != c.want {
			t.Errorf("%s and %s: %s, want %s", c.a.ID, c.b.ID, got, c.want)
		}
	}
}

func TestTheOrderDoesNotDependOnTheOrderOfTheInput(t *testing.T) {
	base := theBase(t)
	child := OfChart(base, whole(t))
	others, _ := Published(base, Rows(base), 2026)
	want := ids(Rank(child, others))
	rapid.Check(t, func(rt *rapid.T) {
		if got := ids(Rank(child, rapid.Permutation(others).Draw(rt, "others"))); !slices.Equal(got, want) {
			rt.Fatalf("%v, want %v", got, want)
		}
	})
}

func ids(list []Likeness) []string {
	var out []string
	for _, l := range list {
		out = append(out, l.Other.ID)
	}
	return out
}

func TestTheRecordOfTheSameChildIsKnownByItsDayZero(t *testing.T) {
	for _, r := range Rows(theBase(t)) {
		if got := SameDayZero(r, day.MustDate("2025-01-02")); got != (r.ID == "FUD25-1") {
			t.Errorf("%s: %v", r.ID, got)
		}
		if SameDayZero(r, day.MustDate("2025-01-20")) || SameDayZero(r, day.Date{}) {
			t.Errorf("%s is taken for the child of another day", r.ID)
		}
	}
}

func TestAKnownDifferenceStandsBeforeWhatIsNotKnown(t *testing.T) {
	value := func(class string) Value { return Value{State: knowledge.Reported, Class: class} }
	child := Profile{ID: "child", Values: map[Feature]Value{Gene: value("LIG4"), Donor: value(Sibling)}}
	unread := Profile{ID: "a", Values: map[Feature]Value{Gene: value("LIG4"), Donor: missing()}}
	differs := Profile{ID: "b", Values: map[Feature]Value{Gene: value("LIG4"), Donor: value(Unrelated)}}
	if got := ids(Rank(child, []Profile{unread, differs})); !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("order %v", got)
	}
}
