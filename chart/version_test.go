package chart_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// versionsOfOneCount are what a laboratory issued for one sample: preliminary,
// final, corrected in the same minute, and withdrawn an hour later.
func versionsOfOneCount(t *testing.T) []chart.Entry {
	t.Helper()
	at := time.Date(2025, 1, 14, 7, 0, 0, 0, time.UTC)
	entry := func(id string, issued time.Duration, rank int, p chart.Payload) chart.Entry {
		return chart.Entry{ID: id, Effective: day.MomentAt(at), Recorded: day.MomentAt(at.Add(48 * time.Hour)), Author: "feed", Source: "LIS",
			Version: chart.Version{Of: "LIS/S1/ANC", Issued: day.MomentAt(at.Add(issued)), Rank: rank}, Payload: p}
	}
	count := func(text string) chart.Payload {
		v, err := quantity.ParseValue(text)
		if err != nil {
			t.Fatal(err)
		}
		return &chart.Measurement{What: "neutrophils", Value: v}
	}
	return []chart.Entry{
		entry("p", 0, chart.Preliminary, count("6.2 10*9/L")),
		entry("f", time.Hour, chart.Final, count("0.26 10*9/L")),
		entry("c", time.Hour, chart.Corrected, count("0.62 10*9/L")),
		entry("w", 2*time.Hour, chart.Withdrawn, &chart.Withdrawal{Why: "wrong-patient", What: "neutrophils"}),
	}
}

func viewOf(t *testing.T, entries []chart.Entry, at time.Time) chart.View {
	t.Helper()
	c := chart.Case{ID: "x", Centre: chart.Centre{Timezone: "Asia/Shanghai"}, Entries: entries}
	v, err := chart.Fold(c, chart.Moment{Clinical: at, Recorded: at})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTheVersionIssuedLastStandsInWhateverOrderVersionsArrive(t *testing.T) {
	all := versionsOfOneCount(t)
	late := time.Date(2025, 2, 1, 0, 0, 0, 0, time.UTC)
	for n, want := range map[int]string{1: "p", 2: "f", 3: "c", 4: "w"} {
		for _, order := range permutations(n) {
			var entries []chart.Entry
			for _, i := range order {
				entries = append(entries, all[i])
			}
			v := viewOf(t, entries, late)
			if len(v.Case.Entries) != 1 || v.Case.Entries[0].ID != want {
				t.Fatalf("arrived as %v: %d entries stand, first %q, want %q", order, len(v.Case.Entries), v.Case.Entries[0].ID, want)
			}
			if hidden := v.Corrected(want); len(hidden) != n-1 {
				t.Fatalf("arrived as %v: %d versions are readable beneath, want %d", order, len(hidden), n-1)
			}
		}
	}
	if got := chart.All[*chart.Measurement](viewOf(t, all, late)); len(got) != 0 {
		t.Errorf("a withdrawn value still stands: %v", got[0].Data.Value)
	}
}

func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var out [][]int
	for _, p := range permutations(n - 1) {
		for i := range n {
			out = append(out, slices.Insert(slices.Clone(p), i, n-1)[:n])
			if i == len(p) {
				break
			}
		}
	}
	return out
}

func TestAVersionWrittenDownLaterDoesNotShowThrough(t *testing.T) {
	all := versionsOfOneCount(t)
	all[3].Recorded = day.MomentAt(all[3].Recorded.Time().Add(24 * time.Hour))
	v := viewOf(t, all, all[0].Recorded.Time().Add(time.Hour))
	if len(v.Case.Entries) != 1 || v.Case.Entries[0].ID != "c" {
		t.Errorf("before the withdrawal was known, %v stands", v.Case.Entries)
	}
}

func TestACorrectionByAPersonStandsUntilTheSourceIssuesANewVersion(t *testing.T) {
	all := versionsOfOneCount(t)
	person := all[1]
	person.ID, person.Supersedes, person.Author = "person", "f", "amy"
	person.Version.Issued, person.Version.Rank = day.MomentAt(all[1].Version.Issued.Time().Add(30*time.Minute)), chart.Corrected
	late := time.Date(2025, 2, 1, 0, 0, 0, 0, time.UTC)
	v := viewOf(t, []chart.Entry{all[0], all[1], person}, late)
	if len(v.Case.Entries) != 1 || v.Case.Entries[0].ID != "person" || len(v.Corrected("person")) != 2 {
		t.Errorf("%d entries stand; first %s", len(v.Case.Entries), v.Case.Entries[0].ID)
	}
	v = viewOf(t, []chart.Entry{all[0], all[1], person, all[3]}, late)
	if len(v.Case.Entries) != 1 || v.Case.Entries[0].ID != "w" {
		t.Errorf("the withdrawal that came later does not stand: %v", v.Case.Entries)
	}
}

func TestAVersionIsStoredAndReadBackAndLeftOutWhereThereIsNone(t *testing.T) {
	e := versionsOfOneCount(t)[2]
	body, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var back chart.Entry
	if err := json.Unmarshal(body, &back); err != nil || back.Version.Of != e.Version.Of || back.Version.Rank != e.Version.Rank || back.Version.Issued.Compare(e.Version.Issued) != 0 {
		t.Errorf("read back as %+v, %v", back.Version, err)
	}
	e.Version = chart.Version{}
	if body, err = json.Marshal(e); err != nil || containsKey(body, "version") {
		t.Errorf("an entry without versions is stored as %s, %v", body, err)
	}
}

func containsKey(body []byte, key string) bool {
	var m map[string]json.RawMessage
	_ = json.Unmarshal(body, &m)
	_, found := m[key]
	return found
}
