package plan_test

import (
	"strings"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/pk"
	"github.com/dayzero-hsct/dayzero/plan"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// The table is made up and no clinical reference.
func TestTheHeightScoreComesFromTheCentresTableOrStaysAGap(t *testing.T) {
	c := founding(t)
	loc, err := c.Centre.Location()
	if err != nil {
		t.Fatal(err)
	}
	v, err := chart.Fold(c, chart.EndOf(day.MustDate("2024-12-20"), loc))
	if err != nil {
		t.Fatal(err)
	}
	base, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	made, err := plan.Make(v, base)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		table string
		known bool
		gap   string
	}{
		"none":            {"", false, "no growth table"},
		"one that serves": {"# source: synthetic\nMEASURE,SEX,AGE_YEARS,L,M,S\nheight,male,0,1,50,0.04\nheight,male,2,1,88,0.04\n", true, ""},
		"too old a table": {"# source: synthetic\nMEASURE,SEX,AGE_YEARS,L,M,S\nheight,male,5,1,110,0.04\nheight,male,9,1,130,0.04\n", false, "does not reach this child"},
	} {
		var growth *pk.Growth
		if c.table != "" {
			if growth, err = pk.ReadGrowth(strings.NewReader(c.table)); err != nil {
				t.Fatal(err)
			}
		}
		e, err := plan.ForDrug(made, v, base, plan.Commissioned{Growth: growth}, plan.ExposureWish{Drug: "busulfan"})
		if err != nil {
			t.Fatal(err)
		}
		known := false
		for _, in := range e.Inputs {
			known = known || in.Key == "HTZ" && in.Known && strings.Contains(in.Note.EN, "synthetic")
		}
		gaps := ""
		for _, u := range e.Unknown {
			gaps += u.EN + "\n"
		}
		if known != c.known || (c.gap != "") != strings.Contains(gaps, "height z-score") || !strings.Contains(gaps, c.gap) {
			t.Errorf("%s: known %v, gaps %s", name, known, gaps)
		}
	}
}

// Where no model may be released the row says so and keeps envelopes, checks of
// the kidney and the named gap.
func TestTheDrugsStandSideBySideAlsoWhereNoModelMaySpeak(t *testing.T) {
	base, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	made := planOf(t, founding(t), "2024-12-20")
	var drugs []string
	for _, e := range base.Exposures() {
		drugs = append(drugs, e.Drug)
	}
	rows := map[string]plan.DrugBeside{}
	for _, r := range plan.DrugsBeside(made, drugs, base) {
		rows[r.Drug] = r
	}
	for _, drug := range []string{"busulfan", "treosulfan", "melphalan", "fludarabine", "tacrolimus", "ciclosporin", "mycophenolate", "cyclophosphamide"} {
		if _, ok := rows[drug]; !ok {
			t.Errorf("%s is missing", drug)
		}
	}
	if c := rows["cyclophosphamide"]; len(c.Doses) != 0 || c.Envelopes == 0 || c.Renal == 0 || len(c.Gaps) == 0 {
		t.Errorf("cyclophosphamide: %+v", c)
	}
	if !rows["treosulfan"].Closed || rows["busulfan"].Closed || len(rows["busulfan"].Doses) == 0 {
		t.Errorf("treosulfan %v, busulfan %v", rows["treosulfan"].Closed, rows["busulfan"].Closed)
	}
}

// A level above the range of its assay is named among what was not known and moves
// nothing; one below its limit is used as such.
func TestALevelAboveItsRangeIsNamedAndNotUsed(t *testing.T) {
	base, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]struct {
		levels int
		below  bool
		gap    string
	}{">5 mg/L": {2, false, "above the range of its assay"}, "<0.3 mg/L": {3, true, ""}, "<=0.3 mg/L": {3, true, ""}} {
		c := changed(t, founding(t), "level-f-ara-a-1", func(l *chart.DrugLevel) { l.Value, _ = quantity.ParseValue(text) })
		v, err := chart.Fold(c, chart.EndOf(day.MustDate("2024-12-28"), mustLocation(t, c)))
		if err != nil {
			t.Fatal(err)
		}
		e, err := plan.ForDrug(planOf(t, c, "2024-12-28"), v, base, plan.Commissioned{Models: base.Running()}, plan.ExposureWish{Drug: "fludarabine"})
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, u := range e.Unknown {
			said += u.EN + "; "
		}
		if len(e.Levels) != want.levels || len(e.Case.Levels) != want.levels || e.Case.Levels[0].Below != want.below || !strings.Contains(said, want.gap) {
			t.Errorf("%s: %d levels, the first below %v; %s", text, len(e.Levels), e.Case.Levels[0].Below, said)
		}
	}
}

func mustLocation(t *testing.T, c chart.Case) *time.Location {
	t.Helper()
	loc, err := c.Centre.Location()
	if err != nil {
		t.Fatal(err)
	}
	return loc
}
