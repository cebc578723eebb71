package plan

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/hla"
)

// oneGroup is a synthetic release in which two proteins share a P group.
func oneGroup(t *testing.T) *hla.Release {
	t.Helper()
	header := "# file: synthetic\n# date: 2000-01-01\n# version: IPD-IMGT/HLA 0.0.1\n"
	files := fstest.MapFS{}
	for name, rows := range map[string]string{
		"hla_nom.txt":   "A*;02:01;20000101;;;\nA*;02:09;20000101;;;\nA*;11:01;20000101;;;\nA;2;19660101;;;\nA;11;19660101;;;\n",
		"hla_nom_g.txt": "A*;02:01/02:09;02:01:01G\nA*;11:01;\n", "hla_nom_p.txt": "A*;02:01/02:09;02:01P\nA*;11:01;\n",
		"rel_dna_ser.txt": "A*;02:01;2;;;\nA*;02:09;2;;;\nA*;11:01;11;;;\n", "rel_ser_ser.txt": "A;2;;\nA;11;;\n",
	} {
		files["wmda/"+name] = &fstest.MapFile{Data: []byte(header + rows)}
	}
	r, err := hla.LoadRelease(files)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAReleaseComparesByGroupsAndSaysWhereItDiffersFromTwoFields(t *testing.T) {
	now := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	at := day.MomentAt(now)
	typed := func(id, about string, names ...string) chart.Entry {
		return chart.Entry{ID: id, Patient: "x", About: about, Effective: at, Recorded: at, Author: "a", Source: "s", Payload: &chart.HLATyping{Alleles: map[string][]string{"A": names}}}
	}
	person := chart.Entry{ID: "child", Patient: "x", Effective: at, Recorded: at, Author: "a", Source: "s", Payload: &chart.Person{}}
	sister := chart.Entry{ID: "sister", Patient: "x", Effective: at, Recorded: at, Author: "a", Source: "s", Payload: &chart.FamilyMember{Relation: "sibling"}}
	donor := Donor{ID: "sister", Match: Match{Known: true, Of: 2, Count: 1, GvH: 1, HvG: 1, Loci: []LocusMatch{{Locus: "A", Known: true}}}}
	for _, c := range []struct {
		name         string
		child, donor []string
		count        int
		differs      bool
		verdict      string
	}{
		{"one P group", []string{"02:01", "11:01"}, []string{"02:09", "11:01"}, 2, true, "2 of 2 match for certain"},
		{"another protein", []string{"02:01", "02:01"}, []string{"02:01", "11:01"}, 1, true, "1 of 2"},
		{"an unknown name", []string{"02:01", "11:01"}, []string{"77:01", "11:01"}, 0, false, "the typing of the donor cannot be read with IPD-IMGT/HLA 0.0.1"},
	} {
		v, err := chart.Fold(chart.Case{ID: "x", Centre: chart.Centre{Timezone: "Asia/Shanghai"}, Entries: []chart.Entry{person, sister, typed("t1", "child", c.child...), typed("t2", "sister", c.donor...)}}, chart.Moment{Clinical: now, Recorded: now})
		if err != nil {
			t.Fatal(err)
		}
		got := MatchBy(oneGroup(t), nil, v, "child", donor)
		if got.Count != c.count || got.Differs != c.differs || !strings.Contains(got.Verdict.EN, c.verdict) || got.Verdict.ZH == "" || got.Known != (c.count > 0) {
			t.Errorf("%s: %+v", c.name, got)
		}
		if got.Known && (len(got.Loci) != 1 || !strings.HasPrefix(got.Loci[0].EN, "A: ")) {
			t.Errorf("%s: %+v", c.name, got.Loci)
		}
		if none := MatchBy(hla.NamesOnly(), nil, v, "child", donor); none.Known || !none.Verdict.Empty() {
			t.Errorf("%s: without a release: %+v", c.name, none)
		}
	}
}

// What two fields leave open the release may settle: a G group is one P group. The
// verdict stands beside the plan, with its own range where something stays open.
func TestAReleaseReadsWhatThePlanCallsOpen(t *testing.T) {
	now := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	at := day.MomentAt(now)
	entry := func(id, about string, payload chart.Payload) chart.Entry {
		return chart.Entry{ID: id, Patient: "x", About: about, Effective: at, Recorded: at, Author: "a", Source: "s", Payload: payload}
	}
	typed := func(id, about string, copies ...string) chart.Entry {
		return entry(id, about, &chart.HLATyping{Alleles: map[string][]string{"A": copies}})
	}
	donor := Donor{ID: "sister", Match: Match{Of: 2, Loci: []LocusMatch{{Locus: "A", Open: true}}}}
	for name, c := range map[string]struct {
		child, donor []string
		count        hla.Range
		verdict      string
	}{
		"a G group and one of its names":   {[]string{"02:01:01G", "11:01"}, []string{"02:09", "11:01"}, hla.Range{Least: 2, Most: 2}, "2 of 2 match for certain; GvH 0, HvG 0"},
		"a family of one group and others": {[]string{"02:01/11:01", "11:01"}, []string{"02:09", "11:01"}, hla.Range{Least: 1, Most: 2}, "GvH at least 0"},
		"a genotype list":                  {[]string{"02:01+11:01|02:09+11:01"}, []string{"02:09", "11:01"}, hla.Range{Least: 2, Most: 2}, "2 of 2 match for certain"},
		"a code without a list":            {[]string{"02:AB", "11:01"}, []string{"02:09", "11:01"}, hla.Range{}, "can be read only with a loaded code list"},
	} {
		v, err := chart.Fold(chart.Case{ID: "x", Centre: chart.Centre{Timezone: "Asia/Shanghai"}, Entries: []chart.Entry{entry("child", "", &chart.Person{}), entry("sister", "", &chart.FamilyMember{Relation: "sibling"}),
			typed("t1", "child", c.child...), typed("t2", "sister", c.donor...)}}, chart.Moment{Clinical: now, Recorded: now})
		if err != nil {
			t.Fatal(err)
		}
		got := MatchBy(oneGroup(t), nil, v, "child", donor)
		if got.Possible.Count != c.count || got.Differs || !strings.Contains(got.Verdict.EN, c.verdict) || got.Verdict.ZH == "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
