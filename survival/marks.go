package survival

import (
	"fmt"
	"math"
)

// mostCauses is the highest code of a cause. A status beyond it is no cause but a
// mark, or another column.
const mostCauses = 64

// Files write marks where a number should stand: 99999 or 1000000 days for "did not
// happen", the status 9 for "not known". Taken as numbers they would stretch a
// curve by centuries or make a cause of what is missing, so they are refused.
const (
	leastMark    = 99_999 // marks of a time: from here a number of nines or a power of ten
	markDistance = 10     // and so many times the longest other time
	nineMark     = 9      // mark of a status, where no cause 8 stands beside it
)

// looksLikeMark tells whether a number is of the kind that marks: 99999, 100000,
// 999999, 1000000 and so on.
func looksLikeMark(x float64) bool {
	if x < leastMark || x != math.Trunc(x) || x > 1e15 {
		return false
	}
	for power := 1e5; power <= x+1; power *= 10 {
		if x == power || x == power-1 {
			return true
		}
	}
	return false
}

// markedRows lists the rows whose value is a mark: far beyond every other one.
func markedRows(x []float64) (rows []int, longest float64) {
	longest = math.Inf(-1)
	for i, v := range x {
		if looksLikeMark(v) {
			rows = append(rows, i)
		} else {
			longest = math.Max(longest, v)
		}
	}
	if len(rows) == 0 || len(rows) == len(x) {
		return nil, longest
	}
	for _, i := range rows {
		if x[i] < markDistance*longest {
			return nil, longest
		}
	}
	return rows, longest
}

// refuseMarks refuses times and status codes that are marks.
func (d Data) refuseMarks(say func(row int, field, format string, a ...any)) {
	for _, column := range []struct {
		name   string
		values []float64
	}{{"time", d.Time}, {"entry", d.Entry}, {"since", d.Since}} {
		rows, longest := markedRows(column.values)
		for _, i := range rows {
			say(i, column.name, "the %s %.12g looks like a mark for “did not happen”, the longest other is %.12g; give the last contact with status 0, or leave the cell empty", column.name, column.values[i], longest)
		}
	}
	var nine []int
	eight := false
	for i, s := range d.Status {
		eight = eight || s == nineMark-1
		if s == nineMark {
			nine = append(nine, i)
		}
	}
	for _, i := range nine {
		if !eight {
			say(i, "status", "the status 9 looks like a code for “not known”, as no cause 8 stands beside it; leave the cell empty, or number the causes from 1")
		}
	}
}

// markedCovariates says which covariates hold values that look like marks; a
// measurement may be far from the others, so they are used and named.
func markedCovariates(cs []Covariate) []string {
	var out []string
	for _, c := range cs {
		if rows, longest := markedRows(c.Values); len(rows) > 0 {
			out = append(out, fmt.Sprintf("%s holds %.12g in %d rows while the largest other value is %.12g: a mark for “did not happen” would make its coefficient meaningless", c.Name, c.Values[rows[0]], len(rows), longest))
		}
	}
	return out
}
