package plan_test

import (
	"os"
	"sort"
	"strings"
	"testing"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/chart/casefile"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/quantity"
)

func founding(t testing.TB) chart.Case {
	t.Helper()
	return load(t, "lig4-shanghai")
}

func load(t testing.TB, name string) chart.Case {
	t.Helper()
	f, err := os.Open("../examples/" + name + "/case.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, problems := casefile.Parse(f, name)
	for _, p := range problems {
		t.Fatal(p)
	}
	return c
}

func base(t testing.TB) *knowledge.Base {
	t.Helper()
	b, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func planOf(t testing.TB, c chart.Case, date string) plan.Plan {
	t.Helper()
	loc, err := c.Centre.Location()
	if err != nil {
		t.Fatal(err)
	}
	return planAt(t, c, chart.EndOf(day.MustDate(date), loc))
}

func planAt(t testing.TB, c chart.Case, m chart.Moment) plan.Plan {
	t.Helper()
	v, err := chart.Fold(c, m)
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Make(v, base(t))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// changed returns the case with one payload edited in place. The edit works on a
// fresh copy of the file, so tests do not see each other.
func changed[T chart.Payload](t testing.TB, c chart.Case, id string, edit func(T)) chart.Case {
	t.Helper()
	for _, e := range c.Entries {
		if e.ID == id {
			edit(e.Payload.(T))
			return c
		}
	}
	t.Fatalf("the case has no entry %s", id)
	return c
}

func without(c chart.Case, ids ...string) chart.Case {
	var kept []chart.Entry
	for _, e := range c.Entries {
		drop := false
		for _, id := range ids {
			drop = drop || e.ID == id
		}
		if !drop {
			kept = append(kept, e)
		}
	}
	c.Entries = kept
	return c
}

func with(t testing.TB, c chart.Case, at, about string, payloads ...chart.Payload) chart.Case {
	t.Helper()
	loc, err := c.Centre.Location()
	if err != nil {
		t.Fatal(err)
	}
	m, err := day.ParseMoment(at, loc)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range payloads {
		if problems := chart.Check(p); len(problems) > 0 {
			t.Fatal(problems)
		}
		c.Entries = append(c.Entries, chart.Entry{ID: "added-" + string(p.Kind()) + at + about + string(rune('a'+i)), Patient: c.ID, About: about,
			Effective: m, Recorded: m, Author: "test", Source: "synthetic", Synthetic: true, Payload: p})
	}
	return c
}

func ids(notes []plan.Note) string {
	var out []string
	for _, n := range notes {
		out = append(out, n.ID)
	}
	sort.Strings(out)
	return strings.Join(out, " ")
}

func option(t testing.TB, p plan.Plan, id string) plan.Option {
	t.Helper()
	for _, o := range p.Options {
		if o.Regimen == id {
			return o
		}
	}
	t.Fatalf("no option %s", id)
	return plan.Option{}
}

func donor(t testing.TB, p plan.Plan, id string) plan.Donor {
	t.Helper()
	for _, d := range p.Donors {
		if d.ID == id {
			return d
		}
	}
	t.Fatalf("no donor %s", id)
	return plan.Donor{}
}

func find(notes []plan.Note, id string) (plan.Note, bool) {
	for _, n := range notes {
		if n.ID == id {
			return n, true
		}
	}
	return plan.Note{}, false
}

func mustFind(t testing.TB, notes []plan.Note, id string) plan.Note {
	t.Helper()
	n, ok := find(notes, id)
	if !ok {
		t.Fatalf("%s does not speak; there are: %s", id, ids(notes))
	}
	if len(n.Sources) == 0 || n.Message.EN == "" || n.Message.ZH == "" {
		t.Errorf("%s speaks without a source or without both languages: %+v", id, n)
	}
	return n
}

func decisionBy(what, choice, reason string) *chart.Decision {
	return &chart.Decision{What: what, Choice: choice, Reason: reason,
		By: []chart.Signer{{Name: "P", Role: "physician"}, {Name: "Q", Role: "pharmacist"}}}
}

func gray(t testing.TB, text string) quantity.AbsorbedDose {
	t.Helper()
	d, err := quantity.ParseAbsorbedDose(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func mustValue(t testing.TB, text string) quantity.Value {
	t.Helper()
	v, err := quantity.ParseValue(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
