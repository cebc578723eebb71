package demo

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dayzero-hsct/dayzero/day"
)

// Control: HAZ-23.
func TestTheFoundingCaseComesFirstAndEveryCaseIsSynthetic(t *testing.T) {
	cases, err := Cases()
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) != 4 || cases[0].ID != "lig4-shanghai" {
		t.Fatalf("%d cases, first %q", len(cases), cases[0].ID)
	}
	owner := map[string]string{}
	for _, c := range cases {
		if !c.Synthetic || c.Notice.EN == "" || c.Notice.ZH == "" {
			t.Errorf("%s is not marked", c.ID)
		}
		for _, e := range c.Entries {
			if other, taken := owner[e.ID]; taken {
				t.Errorf("%s: the entry id %s is also used by %s; one store holds all cases", c.ID, e.ID, other)
			}
			owner[e.ID] = c.ID
			if !e.Synthetic && e.Source != "press" {
				t.Errorf("%s: %s is neither synthetic nor from the press", c.ID, e.ID)
			}
		}
	}
}

func TestTheSameSeedGivesTheSameProgramme(t *testing.T) {
	first, err := json.Marshal(Programme(7))
	if err != nil {
		t.Fatal(err)
	}
	second, err := json.Marshal(Programme(7))
	if err != nil {
		t.Fatal(err)
	}
	other, err := json.Marshal(Programme(8))
	if err != nil {
		t.Fatal(err)
	}
	if string(first) != string(second) {
		t.Error("the same seed gives another programme")
	}
	if string(first) == string(other) {
		t.Error("the seed has no effect")
	}
}

// survival is the Kaplan-Meier estimate at a day, from the definition, written
// here so that the test does not rest on the product's own estimator.
func survival(rows []Transplant, at int) float64 {
	sorted := slices.Clone(rows)
	slices.SortFunc(sorted, func(a, b Transplant) int { return a.FollowUpDays - b.FollowUpDays })
	s := 1.0
	for i := 0; i < len(sorted); {
		t := sorted[i].FollowUpDays
		if t > at {
			break
		}
		deaths, risk := 0, len(sorted)-i
		for ; i < len(sorted) && sorted[i].FollowUpDays == t; i++ {
			if sorted[i].Status == "dead" {
				deaths++
			}
		}
		s *= 1 - float64(deaths)/float64(risk)
	}
	return s
}

// Published figures: knowledge/clinical/consult.md, allo-HSCT-PRD cohort.
func TestTheProgrammeResemblesThePublishedCohortForEverySeed(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			rows := Programme(seed)
			var cohort []Transplant
			counts := map[string]int{}
			for _, r := range rows {
				if !r.Date.After(day.MustDate("2024-10-31")) {
					cohort = append(cohort, r)
					counts[r.Group]++
					counts["engrafted "+r.Engrafted]++
				}
			}
			if len(rows) != 640 || len(cohort) != 480 || counts["IEI"] != 428 || counts["IEM"] != 52 {
				t.Errorf("%d rows, %d to October 2024, %v", len(rows), len(cohort), counts)
			}
			if share := 100 * float64(counts["engrafted yes"]) / 480; share < 82.6 || share > 86.6 {
				t.Errorf("engraftment %.1f %%, published 84.6", share)
			}
			if s := 100 * survival(cohort, 5*365); s < 74.9 || s > 82.4 {
				t.Errorf("survival at five years %.1f %%, published 78.5 (74.9 to 82.4)", s)
			}
			if s := 100 * survival(rows, 5*365); s < 74.9 || s > 82.4 {
				t.Errorf("survival of all rows %.1f %%", s)
			}
		})
	}
}

func TestEveryRowIsPossible(t *testing.T) {
	rows := Programme(1)
	for i, r := range rows {
		bad := func(format string, args ...any) {
			t.Helper()
			t.Errorf("%s: %s", r.ID, fmt.Sprintf(format, args...))
		}
		if r.ID != fmt.Sprintf("SYN-%04d", i+1) || !r.Synthetic {
			bad("not marked as synthetic row %d", i+1)
		}
		if i > 0 && r.Date.Before(rows[i-1].Date) {
			bad("not in order of date")
		}
		if r.Date.Year() < 2014 || r.Date.After(closing) || r.StatusDate.After(closing) || r.StatusDate.DaysSince(r.Date) != r.FollowUpDays || r.FollowUpDays < 0 {
			bad("dates %s to %s, %d days", r.Date, r.StatusDate, r.FollowUpDays)
		}
		if (r.Engrafted == "yes") != (r.EngraftmentDay > 0) || r.EngraftmentDay > r.FollowUpDays {
			bad("engrafted %s on day %d of %d", r.Engrafted, r.EngraftmentDay, r.FollowUpDays)
		}
		if !slices.Contains([]string{"alive", "dead", "lost"}, r.Status) || !slices.Contains([]string{"yes", "no", "pending"}, r.Engrafted) {
			bad("status %s, engrafted %s", r.Status, r.Engrafted)
		}
		if slices.Contains([]string{"IL2RG", "WAS", "CD40LG", "XIAP", "SH2D1A", "FOXP3", "IDS", "ABCD1"}, r.Disease) && r.Sex != "male" {
			bad("a girl with %s", r.Disease)
		}
		if slices.Contains([]string{"LIG4", "NBN"}, r.Disease) && r.Conditioning != "Flu/low-dose Cy" {
			bad("%s with %s", r.Disease, r.Conditioning)
		}
		var again Transplant
		data, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &again); err != nil || cmp.Diff(r, again, cmp.Comparer(day.Date.Equal)) != "" {
			bad("JSON does not give it back: %v %s", err, data)
		}
	}
}

func ExampleProgramme() {
	rows := Programme(2025)
	fmt.Println(len(rows), rows[0].ID, rows[0].Synthetic)
	// Output: 640 SYN-0001 true
}
