package course

import (
	"sort"

	"github.com/dayzero-hsct/dayzero/day"
	"github.com/dayzero-hsct/dayzero/quantity"
)

// CountMethod says how a count was made. The zero value is not stated.
type CountMethod uint8

// The methods.
const (
	MethodNotStated CountMethod = iota
	Automated
	Manual
)

// Count is one count of neutrophils, platelets or cells of a subset on a
// transplant day. A count that is not known is a day without a count.
type Count struct {
	Day    day.Transplant
	Value  quantity.CountPerLitre
	Method CountMethod
}

// point is the value that stands for a day.
type point struct {
	day       day.Transplant
	value     num
	automated bool // an automated value without a manual differential
}

// countsOfDays gives one value a day, in order of days: the lowest of several
// (derived, definitions 1.1). An automated count of exactly the threshold gives
// way to a manual differential of the same day (CIBMTR-ANC).
func countsOfDays(counts []Count, threshold string, problems *Problems, path string) []point {
	byDay := map[day.Transplant][]Count{}
	for i, c := range counts {
		if !c.Day.Known() {
			problems.add(KindDay, path+"["+itoa(i)+"].day", "the day of a count is not known")
			continue
		}
		if c.Value.Known() {
			byDay[c.Day] = append(byDay[c.Day], c)
		}
	}
	out := make([]point, 0, len(byDay))
	for d, sameDay := range byDay {
		out = append(out, lowest(d, sameDay, threshold))
	}
	sort.Slice(out, func(i, j int) bool { return out[i].day < out[j].day })
	return out
}

func lowest(d day.Transplant, sameDay []Count, threshold string) point {
	manual := false
	for _, c := range sameDay {
		manual = manual || c.Method == Manual
	}
	best := point{day: d}
	for _, c := range sameDay {
		v := decimal(c.Value.BillionsPerLitre())
		if c.Method == Automated && manual && v.is(threshold) == Yes {
			continue
		}
		if !best.value.known() || v.r.Cmp(best.value.r) < 0 {
			best.value, best.automated = v, c.Method == Automated
		}
	}
	return best
}

// between keeps the points of the days from..to.
func between(points []point, from, to day.Transplant) []point {
	var out []point
	for _, p := range points {
		if p.day >= from && p.day <= to {
			out = append(out, p)
		}
	}
	return out
}

// nadir gives the place of the last occurrence of the lowest value; -1 of none.
func nadir(points []point) int {
	at := -1
	for i, p := range points {
		if at < 0 || p.value.r.Cmp(points[at].value.r) <= 0 {
			at = i
		}
	}
	return at
}

// run is three laboratory values on different days that follow one another,
// none below the threshold.
type run struct {
	points [3]point
	found  bool
}

func (r run) day() day.Transplant {
	if !r.found {
		return day.NoDay
	}
	return r.points[0].day
}

func (r run) daily() bool {
	return r.found && r.points[1].day == r.points[0].day+1 && r.points[2].day == r.points[0].day+2
}

// firstRun finds the first run after a day that also satisfies accept (nil
// accepts every run).
func firstRun(points []point, after day.Transplant, threshold string, accept func(run) bool) run {
	for i := 0; i+2 < len(points); i++ {
		r := run{points: [3]point{points[i], points[i+1], points[i+2]}, found: true}
		if points[i].day <= after || !r.holds(threshold) {
			continue
		}
		if accept == nil || accept(r) {
			return r
		}
	}
	return run{}
}

func (r run) holds(threshold string) bool {
	for _, p := range r.points {
		if p.value.atLeast(threshold) != Yes {
			return false
		}
	}
	return true
}

// firstBelow gives the day of the first value below the threshold, NoDay of none.
func firstBelow(points []point, threshold string) day.Transplant {
	for _, p := range points {
		if p.value.below(threshold) == Yes {
			return p.day
		}
	}
	return day.NoDay
}

// ending is the event that ends the search for recovery: death or a second
// infusion, whichever came first; a tie is the infusion.
func ending(death, second Occurrence) (RecoveryStatus, day.Transplant) {
	switch {
	case second.State() == Yes && (death.State() != Yes || second.Day() <= death.Day()):
		return SecondInfusionBefore, second.Day()
	case death.State() == Yes:
		return DiedBefore, death.Day()
	}
	return NotYet, day.NoDay
}

// RecoveryStatus is the state of a count that is to recover. Death and a second
// infusion before recovery are competing events, not "not yet".
type RecoveryStatus string

// The states.
const (
	Engrafted            RecoveryStatus = "engrafted" // neutrophils
	Recovered            RecoveryStatus = "recovered" // platelets
	NotYet               RecoveryStatus = "not_yet"
	NeverBelow           RecoveryStatus = "never_below"
	DiedBefore           RecoveryStatus = "died_before"
	SecondInfusionBefore RecoveryStatus = "second_infusion_before"
	RecoveryUnknown      RecoveryStatus = "unknown"
	RecoveryTeamDecides  RecoveryStatus = "team_decides" // the threshold is not settled
)

// Basis says on what kind of values a recovery date rests.
type Basis string

// The bases (CIBMTR-ANC footnote: laboratory values where daily counts do not
// exist).
const (
	ConsecutiveDays      Basis = "consecutive days"
	ConsecutiveLabValues Basis = "consecutive lab values"
)

// basisOf names the basis of a run that was found.
func basisOf(r run) Basis {
	if r.daily() {
		return ConsecutiveDays
	}
	return ConsecutiveLabValues
}

// nullDay gives nil for an unknown day.
func nullDay(d day.Transplant) any {
	if !d.Known() {
		return nil
	}
	return int(d)
}

func nullText[T ~string](t T) any {
	if t == "" {
		return nil
	}
	return string(t)
}

func dayZH(d day.Transplant) string { return d.Chinese() }
