// Package day holds civil dates, moments, ages and transplant day numbers.
//
// A date is a day on the wall calendar without time zone; a moment is an
// instant that remembers whether only its date was given; a transplant day
// counts from Day 0, the day of the infusion. The package never asks what time
// it is: a Clock is always an input.
//
// Unknown is a value: the zero Date, Age and Moment say Known() == false and
// stay unknown through every operation.
package day

import (
	"cmp"
	"fmt"
	"math"
	"time"
)

// The years that a Date can hold.
const (
	firstYear = 1900
	lastYear  = 2200
)

// UnknownDays is what a difference of days gives when one of its dates is
// unknown. It is far outside every real difference, so that no comparison with
// a plausible limit takes it for a small number.
const UnknownDays = math.MinInt32

// Date is a civil date. The zero value is the unknown date.
type Date struct {
	year  int16
	month int8
	day   int8
}

// Error tells why a date, a moment, a transplant day or an age was refused.
type Error struct {
	// Kind is one of the closed kinds.
	Kind ErrorKind
	// Input is the offending text.
	Input string
	// Sentence says the problem in one English sentence.
	Sentence string
}

// Error gives the sentence.
func (e *Error) Error() string { return e.Sentence }

// Chinese says the problem in Chinese: the input and the kind of the reason.
func (e *Error) Chinese() string {
	reason := map[ErrorKind]string{
		KindFormat:     "不是可识别的日期或时间，请写成 2024-12-20 或 2024-12-20T06:35",
		KindImpossible: "在历法或时钟上不存在",
		KindRange:      "超出允许范围（1900至2200年）",
		KindOrder:      "早于出生日期",
		KindNotKnown:   "缺少所需的日期",
	}[e.Kind]
	if e.Input == "" {
		return reason
	}
	return "“" + clip(e.Input) + "”" + reason
}

// ErrorKind names the reason of a refusal. The set is closed.
type ErrorKind string

// The kinds of refusal.
const (
	// KindFormat: the text does not have the expected form.
	KindFormat ErrorKind = "format"
	// KindImpossible: the form is right, but the calendar has no such day or time.
	KindImpossible ErrorKind = "impossible"
	// KindRange: the year is outside 1900 to 2200, or a day number is out of range.
	KindRange ErrorKind = "range"
	// KindOrder: an age was asked for on a day before birth.
	KindOrder ErrorKind = "order"
	// KindNotKnown: an input of a computation is unknown.
	KindNotKnown ErrorKind = "not-known"
)

func refuse(kind ErrorKind, input, format string, args ...any) *Error {
	return &Error{Kind: kind, Input: input, Sentence: fmt.Sprintf(format, args...)}
}

// clip shortens an input for use in a sentence.
func clip(text string) string {
	runes := []rune(text)
	if len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return text
}

// ParseDate reads a date written exactly as YYYY-MM-DD. Impossible days
// (2023-02-29), years outside 1900 to 2200 and every other form are refused
// with an *Error.
func ParseDate(text string) (Date, error) {
	var fields [3]int
	if !digitsAs(text, "dddd-dd-dd", fields[:]) {
		return Date{}, refuse(KindFormat, text, "%q is not a date; write it as year-month-day, such as 2024-12-20", clip(text))
	}
	date, err := NewDate(fields[0], fields[1], fields[2])
	if err != nil {
		return Date{}, err
	}
	return date, nil
}

// digitsAs matches text against a pattern in which d stands for one ASCII
// digit and every other byte for itself, and collects the numbers.
func digitsAs(text, pattern string, numbers []int) bool {
	if len(text) != len(pattern) {
		return false
	}
	field := 0
	for i := range len(pattern) {
		if pattern[i] != 'd' {
			if text[i] != pattern[i] {
				return false
			}
			field++
			continue
		}
		if text[i] < '0' || text[i] > '9' {
			return false
		}
		numbers[field] = numbers[field]*10 + int(text[i]-'0')
	}
	return true
}

// NewDate makes a date from year, month (1 to 12) and day of the month, and
// refuses what the calendar does not have or a year outside 1900 to 2200.
func NewDate(year, month, dayOfMonth int) (Date, error) {
	text := fmt.Sprintf("%04d-%02d-%02d", year, month, dayOfMonth)
	if year < firstYear || year > lastYear {
		return Date{}, refuse(KindRange, text, "the year of %s is outside %d to %d", text, firstYear, lastYear)
	}
	if month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > daysIn(year, month) {
		return Date{}, refuse(KindImpossible, text, "the calendar has no day %s", text)
	}
	return Date{year: int16(year), month: int8(month), day: int8(dayOfMonth)}, nil
}

// MustDate is ParseDate for tests and package data; it panics on a text that
// ParseDate refuses and must never be given input.
func MustDate(text string) Date {
	date, err := ParseDate(text)
	if err != nil {
		panic(err)
	}
	return date
}

// daysIn gives the number of days in a month of the Gregorian calendar.
func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// Known reports whether the date is known.
func (d Date) Known() bool { return d.year != 0 }

// IsZero reports whether the date is unknown; encoders use it to leave it out.
func (d Date) IsZero() bool { return !d.Known() }

// Year gives the calendar year, 0 if unknown.
func (d Date) Year() int { return int(d.year) }

// Month gives the month of the year, 0 if unknown.
func (d Date) Month() time.Month { return time.Month(d.month) }

// Day gives the day of the month, 0 if unknown.
func (d Date) Day() int { return int(d.day) }

// String writes YYYY-MM-DD, and nothing for the unknown date.
func (d Date) String() string {
	if !d.Known() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// MarshalText writes YYYY-MM-DD; the unknown date is empty text.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD; empty text is the unknown date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	date, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = date
	return nil
}

// utc is midnight of the date in UTC, used only to count days.
func (d Date) utc() time.Time {
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, time.UTC)
}

// fromCivil makes a date of its parts, unknown outside 1900 to 2200.
func fromCivil(year int, month time.Month, dayOfMonth int) Date {
	date, err := NewDate(year, int(month), dayOfMonth)
	if err != nil {
		return Date{}
	}
	return date
}

// AddDays moves the date by n days. An unknown date stays unknown, and so does
// one that would leave the years 1900 to 2200.
func (d Date) AddDays(n int) Date {
	const widest = (lastYear - firstYear + 1) * 366
	if !d.Known() || n > widest || n < -widest {
		return Date{}
	}
	return fromCivil(d.utc().AddDate(0, 0, n).Date())
}

// DaysSince gives the number of civil days from o to d, negative if d is
// earlier, and UnknownDays if either is unknown.
func (d Date) DaysSince(o Date) int {
	if !d.Known() || !o.Known() {
		return UnknownDays
	}
	return int(d.utc().Sub(o.utc()) / (24 * time.Hour))
}

// Compare is -1, 0 or +1 as d is before, equal to or after o. The unknown date
// sorts before every known one.
func (d Date) Compare(o Date) int {
	return cmp.Or(cmp.Compare(d.year, o.year), cmp.Compare(d.month, o.month), cmp.Compare(d.day, o.day))
}

// Before reports whether both dates are known and d is earlier.
func (d Date) Before(o Date) bool { return d.Known() && o.Known() && d.Compare(o) < 0 }

// After reports whether both dates are known and d is later.
func (d Date) After(o Date) bool { return d.Known() && o.Known() && d.Compare(o) > 0 }

// Equal reports whether the dates are the same; two unknown dates are equal as
// values, which says nothing about the days behind them.
func (d Date) Equal(o Date) bool { return d == o }

// DateOf gives the civil date that a wall calendar in loc shows at t; a nil
// loc means UTC. The zero time gives the unknown date.
func DateOf(t time.Time, loc *time.Location) Date {
	if t.IsZero() {
		return Date{}
	}
	return fromCivil(t.In(orUTC(loc)).Date())
}

func orUTC(loc *time.Location) *time.Location {
	if loc == nil {
		return time.UTC
	}
	return loc
}
