package hl7v2

import (
	"fmt"
	"strings"
	"time"
)

// Precision tells how much of a time was sent.
type Precision int

// The precisions, from the coarsest.
const (
	Year Precision = iota + 1
	Month
	Day
	Hour
	Minute
	Second
)

// Time is a time stamp with the precision it was sent with. A part that was not
// sent is not made up: a stamp of Day precision says nothing about the hour.
type Time struct {
	At        time.Time
	Precision Precision
	Zoned     bool // an offset was sent; otherwise the zone of the connection was used
}

// lengths are the digits of each precision.
var lengths = map[int]Precision{4: Year, 6: Month, 8: Day, 10: Hour, 12: Minute, 14: Second}

// ParseTime reads YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+ZZZZ]. A stamp without offset is
// placed in the zone of the connection. The error is one sentence.
func ParseTime(text string, zone *time.Location) (Time, error) {
	digits, offset := text, ""
	if i := strings.IndexAny(text, "+-"); i >= 0 {
		digits, offset = text[:i], text[i:]
	}
	digits, fraction, hasFraction := strings.Cut(digits, ".")
	precision, ok := lengths[len(digits)]
	if !ok || strings.Trim(digits, "0123456789") != "" || hasFraction && (precision != Second || fraction == "" || strings.Trim(fraction, "0123456789") != "") {
		return Time{}, fmt.Errorf("%q is not a time of the form 20250102, 202501020730 or 20250102073000+0800", clip(text))
	}
	const full = "20060102150405"
	layout, zoned := full[:len(digits)], false
	if offset != "" {
		if len(offset) != 5 || strings.Trim(offset[1:], "0123456789") != "" || offset[1:] > "1400" || offset[3:] > "59" {
			return Time{}, fmt.Errorf("%q has an offset that cannot be read; it is written +0800", clip(text))
		}
		layout, digits, zoned = layout+"-0700", digits+offset, true
	}
	at, err := time.ParseInLocation(layout, digits, zone)
	if err != nil {
		return Time{}, fmt.Errorf("%q is not a day and hour that exist", clip(text))
	}
	return Time{at, precision, zoned}, nil
}

// Stamp writes a time to the second with its offset.
func Stamp(at time.Time) string { return at.Format("20060102150405-0700") }
