package quantity

import (
	"math/big"
	"strconv"
)

// Schedule says how often a dose is given: so many administrations a day, on
// so many days. The zero value is not known. It is the only way from a dose
// per administration to one per day or course.
type Schedule struct{ perDay, days int }

// longest bounds both numbers of a schedule; it is a guard against overflow,
// not a clinical limit.
const longest = 1_000_000

// NewSchedule makes a schedule; both numbers must be at least 1.
func NewSchedule(administrationsPerDay, days int) (Schedule, error) {
	if administrationsPerDay < 1 || days < 1 || administrationsPerDay > longest || days > longest {
		input := strconv.Itoa(administrationsPerDay) + " a day, " + strconv.Itoa(days) + " days"
		return Schedule{}, refuse(KindRange, input,
			"a schedule needs at least one administration a day and at least one day, not "+input,
			"给药计划至少需要每日1次、共1天")
	}
	return Schedule{administrationsPerDay, days}, nil
}

// Known reports whether the schedule was made by NewSchedule.
func (s Schedule) Known() bool { return s.perDay > 0 }

// AdministrationsPerDay gives the administrations of one day, 0 if not known.
func (s Schedule) AdministrationsPerDay() int { return s.perDay }

// Days gives the number of days, 0 if not known.
func (s Schedule) Days() int { return s.days }

// Administrations gives the administrations of the whole course, 0 if not known.
func (s Schedule) Administrations() int { return s.perDay * s.days }

// fold multiplies an exact value by a whole number; nil stays nil.
func fold(value *big.Rat, n int) *big.Rat {
	if value == nil || n < 1 {
		return nil
	}
	return value.Mul(value, new(big.Rat).SetInt64(int64(n)))
}

// DayTotal gives the dose of one day of the schedule; unknown if either is.
func DayTotal[B Basis](d Dose[B, Administration], s Schedule) Dose[B, Day] {
	return doseOf[B, Day](fold(d.a.exact(), s.perDay), d.massUnit())
}

// CourseTotal gives the dose of the whole course of the schedule; unknown if
// either is.
func CourseTotal[B Basis](d Dose[B, Administration], s Schedule) Dose[B, Course] {
	return doseOf[B, Course](fold(d.a.exact(), s.Administrations()), d.massUnit())
}

// CourseOfDays gives the dose of the whole course from the dose of a day and
// the days of the schedule; unknown if either is.
func CourseOfDays[B Basis](d Dose[B, Day], s Schedule) Dose[B, Course] {
	return doseOf[B, Course](fold(d.a.exact(), s.days), d.massUnit())
}

// CourseOf adds single administrations, which need not be equal, exactly. It is
// unknown if one of them is, or if there is none.
func CourseOf[B Basis](administrations ...Dose[B, Administration]) Dose[B, Course] {
	if len(administrations) == 0 {
		return Dose[B, Course]{}
	}
	sum := administrations[0]
	for _, administration := range administrations[1:] {
		sum = sum.Add(administration)
	}
	return doseOf[B, Course](sum.a.exact(), sum.massUnit())
}
