package day

import "fmt"

// adultYears is the age from which months are no longer written: 18 years, the
// civil age of majority, a matter of wording only.
const adultYears = 18

// Age is the time lived between two civil dates, in completed units. The zero
// value is the unknown age.
//
// Convention: a month is completed on the day of the month of birth, or, where
// the month has no such day, on the first day of the next month. A child born
// on 29 February completes a year on 29 February in leap years and on 1 March
// in common years.
type Age struct {
	birth, on Date
}

// AgeOn gives the age on a date. It is an error if either date is unknown or
// the date is before birth; on the day of birth the age is 0 days.
func AgeOn(birth, on Date) (Age, error) {
	if !birth.Known() || !on.Known() {
		return Age{}, refuse(KindNotKnown, "", "an age needs a known date of birth and a known date")
	}
	if on.Before(birth) {
		return Age{}, refuse(KindOrder, on.String(), "%s is before the birth on %s", on, birth)
	}
	return Age{birth: birth, on: on}, nil
}

// Known reports whether the age is known.
func (a Age) Known() bool { return a.birth.Known() }

// Days gives the completed days, UnknownDays if unknown.
func (a Age) Days() int { return a.on.DaysSince(a.birth) }

// Months gives the completed months, UnknownDays if unknown.
func (a Age) Months() int {
	if !a.Known() {
		return UnknownDays
	}
	months := (a.on.Year()-a.birth.Year())*12 + int(a.on.Month()) - int(a.birth.Month())
	if a.on.Day() < a.birth.Day() {
		months--
	}
	return months
}

// Years gives the completed years, UnknownDays if unknown.
func (a Age) Years() int {
	if !a.Known() {
		return UnknownDays
	}
	return a.Months() / 12
}

// String writes the age in English: days below one month, months below two
// years, then years and months, and years alone from 18 years. Unknown is "".
func (a Age) String() string {
	if !a.Known() {
		return ""
	}
	years, months := a.Months()/12, a.Months()%12
	switch {
	case a.Months() < 1:
		return counted(a.Days(), "day")
	case years < 2:
		return counted(a.Months(), "month")
	case months == 0 || years >= adultYears:
		return counted(years, "year")
	}
	return counted(years, "year") + " " + counted(months, "month")
}

func counted(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// Chinese writes the age in Chinese by the same steps: "12天", "7月龄",
// "2岁3个月", "2岁". Unknown is "".
func (a Age) Chinese() string {
	if !a.Known() {
		return ""
	}
	years, months := a.Months()/12, a.Months()%12
	switch {
	case a.Months() < 1:
		return fmt.Sprintf("%d天", a.Days())
	case years < 2:
		return fmt.Sprintf("%d月龄", a.Months())
	case months == 0 || years >= adultYears:
		return fmt.Sprintf("%d岁", years)
	}
	return fmt.Sprintf("%d岁%d个月", years, months)
}
