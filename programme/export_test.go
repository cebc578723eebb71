package programme_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"github.com/dayzero-hsct/dayzero/chart"
	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/internal/demo"
	"github.com/dayzero-hsct/dayzero/knowledge"
	"github.com/dayzero-hsct/dayzero/programme"
)

func read(t *testing.T, body []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// Control: HAZ-28 (a person found again in an export).
func TestTheResearchTableHoldsNoNameNoDiseaseNoTrueDateAndNoRareCombination(t *testing.T) {
	rows := table(t).Synthetic
	out, err := programme.Deidentify(rows, rand.NewChaCha8([32]byte{7}))
	if err != nil {
		t.Fatal(err)
	}
	if out.Later != 12 || out.Rows+out.Suppressed+out.Later != len(rows) || out.K < programme.LeastInGroup || !out.Synthetic {
		t.Fatalf("%d rows, %d suppressed, k %d", out.Rows, out.Suppressed, out.K)
	}
	lines, classes := read(t, out.CSV), map[string]int{}
	for _, l := range lines[1:] {
		classes[strings.Join(l[2:8], "|")]++
	}
	for c, n := range classes {
		if n < programme.LeastInGroup {
			t.Errorf("%d rows share %s", n, c)
		}
	}
	if s := string(out.CSV); strings.Contains(s, "SYN-") || strings.Contains(s, "IL2RG") || strings.Contains(s, "LIG4") {
		t.Error("an identifier or a disease is in the table")
	}
	again, err := programme.Deidentify(rows, rand.NewChaCha8([32]byte{8}))
	if err != nil || bytes.Equal(again.CSV, out.CSV) {
		t.Error("another source of randomness gives the same table")
	}
}

func TestWithoutRandomnessThereIsNoResearchTable(t *testing.T) {
	if _, err := programme.Deidentify(table(t).Synthetic, iotest.ErrReader(errors.New("dry"))); !errors.Is(err, programme.ErrRandom) {
		t.Errorf("%v", err)
	}
}

// Control: HAZ-28 (a person found again in an export).
func TestTheDataOfAFewTransplantsAreNotGiven(t *testing.T) {
	few := programme.Parse([][]byte{
		[]byte(`{"id":"a","date":"2020-01-01","engrafted":"yes","engraftmentDay":14,"status":"alive","statusDate":"2022-01-01"}`),
		[]byte(`{"id":"b","date":"2020-02-01","engrafted":"no","status":"dead","statusDate":"2020-03-15"}`),
		[]byte(`{"id":"c","date":"2020-03-01","engrafted":"yes","engraftmentDay":11,"status":"alive","statusDate":"2022-01-01"}`),
	})
	a, err := programme.Analyse(few, programme.Selection{}, programme.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(read(t, a.Quality.CUSUMCSV())); n != 1 {
		t.Errorf("the path of three children in %d lines", n)
	}
	for _, body := range [][]byte{a.Quality.FunnelCSV(), a.ActivityCSV()} {
		for _, line := range read(t, body)[1:] {
			if !strings.Contains(strings.Join(line, ","), "<5") {
				t.Errorf("a count of three is given: %v", line)
			}
		}
	}
	for _, f := range a.Figures {
		for _, line := range read(t, f.CSV())[1:] {
			if line[3] != "hidden" {
				t.Errorf("%s: %v", f.ID, line)
			}
		}
	}
}

func TestOneHiddenCountNeverStandsAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var counts []programme.Choice
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 12), 0, 8).Draw(t, "counts") {
			counts = append(counts, programme.Choice{N: n})
		}
		hidden, large := 0, 0
		for i, m := range programme.Masked(counts) {
			if counts[i].N >= programme.LeastInGroup {
				large++
			}
			if m.N == "<5" || m.N == "hidden" {
				hidden++
			} else if counts[i].N > 0 && counts[i].N < programme.LeastInGroup {
				t.Errorf("a count of %d is shown", counts[i].N)
			}
		}
		if hidden == 1 && large > 0 {
			t.Error("one hidden count can be found from the total")
		}
	})
}

func TestEveryFigureHasItsDataAndSmallGroupsAreNotNamed(t *testing.T) {
	a := analyse(t, programme.Selection{Group: "IEM"}, programme.Options{By: programme.ByDonor})
	for _, f := range a.Figures {
		if lines := read(t, f.CSV()); len(lines) < 5 {
			t.Errorf("%s: %d lines", f.ID, len(lines))
		}
	}
	small := programme.Figure{ID: "x", Groups: []programme.Group{{Label: "secret", N: 4}}}
	if got := string(small.CSV()); strings.Contains(got, "secret") || !strings.Contains(got, "<5") {
		t.Error(got)
	}
	hostile := programme.Figure{ID: "x", Groups: []programme.Group{{Label: `=HYPERLINK("x")`, N: 40, Risk: []programme.RiskCount{{Events: []int{1}}}}}}
	if lines := read(t, hostile.CSV()); !strings.HasPrefix(lines[1][1], "'=") {
		t.Errorf("a formula is exported: %v", lines[1])
	}
	for _, body := range [][]byte{a.Quality.FunnelCSV(), a.Quality.CUSUMCSV(), a.ActivityCSV()} {
		if len(read(t, body)) < 3 {
			t.Errorf("no data: %s", body)
		}
	}
}

func TestTheFoundingChartGivesOneRow(t *testing.T) {
	cases, err := demo.Cases()
	if err != nil {
		t.Fatal(err)
	}
	base, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	zone, err := cases[0].Centre.Location()
	if err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string]bool{"2024-12-20": false, "2026-01-09": true} {
		v, err := chart.Fold(cases[0], chart.EndOf(day.MustDate(on), zone))
		if err != nil {
			t.Fatal(err)
		}
		rows := programme.FromChart(v, base)
		if (len(rows) == 1) != want || len(rows) > 1 {
			t.Errorf("%s: %d rows", on, len(rows))
			continue
		}
		if !want {
			continue
		}
		if r := rows[0]; r.Date.String() != "2025-01-02" || r.Disease != "LIG4" || r.Status != "alive" || r.Engrafted != "yes" || r.Donor != "sister" || r.Graft != "pbsc" || !r.Synthetic {
			t.Errorf("%s: %+v", on, r)
		}
	}
	if len(programme.Published(base)) < 5 || programme.Published(nil) != nil {
		t.Error("published cohorts are missing")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"id":"SYN-1","date":"2019-03-01","group":"dsb","synthetic":true}`))
	f.Add([]byte(`not json`))
	f.Add([]byte(`{"id":"c-2","child":"c","number":2,"date":"2020-01-01","engrafted":"no","chronicGvhd":"mild","chronicGvhdDay":7,"relapseDay":8,"nextTransplantDay":8,"furtherInfusions":1,"status":"dead","deathCause":"infection","statusDate":"2020-01-10"}`))
	f.Add([]byte(`{"id":"a","date":"2020-01-01","status":"dead","statusDate":"2020-01-10","engrafted":"yes","engraftmentDay":9}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		got := programme.Parse([][]byte{b})
		if len(got.Real)+len(got.Synthetic)+len(got.Refused) != 1 {
			t.Errorf("a row is lost or doubled: %+v", got)
		}
		for _, synthetic := range []bool{false, true} {
			if _, err := programme.Analyse(got, programme.Selection{Synthetic: synthetic}, programme.Options{}); err != nil {
				t.Errorf("a row that was read is not analysed: %v", err)
			}
		}
	})
}
