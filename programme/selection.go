package programme

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/dayzero-hsct/dayzero/day"
)

// The keys by which rows are selected and compared.
const (
	ByGroup        = "group"
	ByDonor        = "donor"
	ByGraft        = "graft"
	ByConditioning = "conditioning"
	ByPeriod       = "period"
	// ByNumber parts first from later transplants of a child. It selects and never
	// compares: the same child would stand in both groups.
	ByNumber = "number"
	// ByGVHD is known only after the transplant; see [Analyse].
	ByGVHD = "gvhd"
)

// What a selection may ask under ByNumber.
const (
	FirstTransplants = "first"
	LaterTransplants = "later"
)

// Keys lists the keys known at transplant, in the order of pages.
func Keys() []string { return []string{ByGroup, ByDonor, ByGraft, ByConditioning, ByPeriod} }

// selecting are the keys that a selection may ask for.
var selecting = append(Keys(), ByNumber)

// Selection says which rows are looked at; an empty field takes all.
type Selection struct {
	Group, Donor, Graft, Conditioning string
	Number                            string   // FirstTransplants, LaterTransplants; empty: both, and the curves take the first
	From, To                          day.Date // dates of transplant, both included
	Synthetic                         bool
}

// Value is what a row has under a key known at transplant.
func (r *Row) Value(key string) string {
	switch key {
	case ByGroup:
		return r.Group
	case ByDonor:
		return r.Donor
	case ByGraft:
		return r.Graft
	case ByConditioning:
		return r.Conditioning
	case ByNumber:
		if r.first() {
			return FirstTransplants
		}
		return LaterTransplants
	}
	return ""
}

// Wanted is what the selection asks under a key.
func (s Selection) Wanted(key string) string {
	if key == ByNumber {
		return s.Number
	}
	return (&Row{Group: s.Group, Donor: s.Donor, Graft: s.Graft, Conditioning: s.Conditioning}).Value(key)
}

// With is the selection with another wish under a key; a period is written
// "2021–2023".
func (s Selection) With(key, value string) Selection {
	switch key {
	case ByGroup:
		s.Group = value
	case ByDonor:
		s.Donor = value
	case ByGraft:
		s.Graft = value
	case ByConditioning:
		s.Conditioning = value
	case ByNumber:
		s.Number = value
	}
	return s
}

// Keep reports whether the row is looked at.
func (s Selection) Keep(r *Row) bool {
	if r.Synthetic != s.Synthetic {
		return false
	}
	for _, key := range selecting {
		if want := s.Wanted(key); want != "" && want != r.Value(key) {
			return false
		}
	}
	return (!s.From.Known() || !r.Date.Before(s.From)) && (!s.To.Known() || !r.Date.After(s.To))
}

// Select gives the rows of a table that a selection takes.
func (t Table) Select(s Selection) []Row {
	all := t.Rows(s.Synthetic)
	if s == (Selection{Synthetic: s.Synthetic}) {
		return all
	}
	var kept []Row
	for i := range all {
		if s.Keep(&all[i]) {
			kept = append(kept, all[i])
		}
	}
	return kept
}

// Count is the number of rows that a selection takes.
func (t Table) Count(s Selection) int {
	n, all := 0, t.Rows(s.Synthetic)
	for i := range all {
		if s.Keep(&all[i]) {
			n++
		}
	}
	return n
}

// Choice is one value of a key with its rows, the other wishes kept.
type Choice struct {
	Value string
	N     int
}

// Choices lists the values that occur under a key, by name.
func (t Table) Choices(s Selection, key string) []Choice {
	counts, all := map[string]int{}, t.Rows(s.Synthetic)
	s = s.With(key, "")
	for i := range all {
		if v := all[i].Value(key); v != "" && s.Keep(&all[i]) {
			counts[v]++
		}
	}
	return sorted(counts)
}

func sorted(counts map[string]int) []Choice {
	out := make([]Choice, 0, len(counts))
	for v, n := range counts {
		out = append(out, Choice{v, n})
	}
	slices.SortFunc(out, func(a, b Choice) int { return cmp.Compare(a.Value, b.Value) })
	return out
}

// Period is a run of whole calendar years.
type Period struct{ First, Last int }

// periodYears is the length of a period: three years give a centre enough
// transplants and still show change. A convention of this page.
const periodYears = 3

// Periods cuts the years of a table into runs of three, counted back from the
// last one.
func (t Table) Periods(synthetic bool) []Period {
	rows := t.Rows(synthetic)
	if len(rows) == 0 {
		return nil
	}
	first, last := rows[0].Date.Year(), rows[len(rows)-1].Date.Year()
	var out []Period
	for end := last; end >= first; end -= periodYears {
		out = append(out, Period{max(first, end-periodYears+1), end})
	}
	slices.Reverse(out)
	return out
}

// String writes the period as "2021–2023".
func (p Period) String() string {
	if p.First == p.Last {
		return fmt.Sprint(p.First)
	}
	return fmt.Sprintf("%d–%d", p.First, p.Last)
}

// Bounds are the first and the last day of the period; the unknown date where
// a year has four digits no more.
func (p Period) Bounds() (from, to day.Date) {
	from, err := day.NewDate(p.First, 1, 1)
	to, err2 := day.NewDate(p.Last, 12, 31)
	if err != nil || err2 != nil {
		return day.Date{}, day.Date{}
	}
	return from, to
}

// labels gives each row its label under a key.
func labels(rows []*Row, key string, periods []Period) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.Value(key)
		for _, p := range periods {
			if key == ByPeriod && p.First <= r.Date.Year() && r.Date.Year() <= p.Last {
				out[i] = p.String()
			}
		}
	}
	return out
}
