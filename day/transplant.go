package day

import (
	"math"
	"strconv"
	"strings"
)

// Transplant is the transplant day number: 0 on the day of the infusion,
// negative before, positive after.
type Transplant int

// NoDay is the transplant day of an unknown date.
const NoDay Transplant = math.MinInt32

// furthest bounds the day numbers that are accepted: the span of years of a Date.
const furthest = (lastYear - firstYear + 1) * 366

// minus is the real minus sign, U+2212.
const minus = "−"

// DayOf gives the transplant day of d for the given Day 0, and NoDay if either
// date is unknown.
func DayOf(d, dayZero Date) Transplant {
	if !d.Known() || !dayZero.Known() {
		return NoDay
	}
	return Transplant(d.DaysSince(dayZero))
}

// Known reports whether the number stands for a day.
func (t Transplant) Known() bool { return t != NoDay }

// On gives the civil date of this transplant day for the given Day 0.
func (t Transplant) On(dayZero Date) Date {
	if !t.Known() {
		return Date{}
	}
	return dayZero.AddDays(int(t))
}

// signed writes the number with its sign: "0", "+12", "−5".
func (t Transplant) signed() string {
	switch {
	case !t.Known():
		return "?"
	case t > 0:
		return "+" + strconv.Itoa(int(t))
	case t < 0:
		return minus + strings.TrimPrefix(strconv.Itoa(int(t)), "-")
	}
	return "0"
}

// String writes "Day 0", "Day +12", "Day −5" (minus sign U+2212).
func (t Transplant) String() string { return "Day " + t.signed() }

// Short writes "D0", "D+12", "D−5".
func (t Transplant) Short() string { return "D" + t.signed() }

// Chinese writes "0 d", "+12 d", "−6 d" as the clinical glossary asks; 第12天
// alone would read as the hospital day.
func (t Transplant) Chinese() string { return t.signed() + " d" }

// ChineseInWords writes "移植日（0 d）", "移植后第12天（+12 d）",
// "移植前第6天（−6 d）" for headings and letters.
func (t Transplant) ChineseInWords() string {
	switch {
	case !t.Known():
		return "移植日未知"
	case t > 0:
		return "移植后第" + strconv.Itoa(int(t)) + "天（" + t.Chinese() + "）"
	case t < 0:
		return "移植前第" + strings.TrimPrefix(strconv.Itoa(int(t)), "-") + "天（" + t.Chinese() + "）"
	}
	return "移植日（" + t.Chinese() + "）"
}

// ParseTransplant reads "Day 0", "Day +12", "Day −5", "D+12", "D-5", "+12",
// "0", "+12 d", "−6 d", with either minus sign and any letter case. A number
// other than 0 without its sign is refused: it may be a hospital day.
func ParseTransplant(text string) (Transplant, error) {
	rest := strings.TrimSpace(text)
	lower := strings.ToLower(rest)
	switch {
	case strings.HasPrefix(lower, "day"):
		rest = strings.TrimPrefix(rest[len("day"):], " ")
	case strings.HasPrefix(lower, "d"):
		rest = rest[len("d"):]
	case strings.HasSuffix(lower, "d"):
		rest = strings.TrimSuffix(rest[:len(rest)-len("d")], " ")
	}
	rest = strings.Replace(rest, minus, "-", 1)
	return transplantNumber(text, rest)
}

func transplantNumber(text, number string) (Transplant, error) {
	const form = "write it as Day 0, Day +12 or Day −5"
	digits := strings.TrimLeft(number, "+-")
	if len(number)-len(digits) > 1 || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return NoDay, refuse(KindFormat, text, "%q is not a transplant day; %s", clip(text), form)
	}
	value, err := strconv.Atoi(digits)
	if err != nil || value > furthest {
		return NoDay, refuse(KindRange, text, "the transplant day %q is out of range", clip(text))
	}
	if value != 0 && number == digits {
		return NoDay, refuse(KindFormat, text, "the transplant day %q has no sign; %s", clip(text), form)
	}
	if number[0] == '-' {
		value = -value
	}
	return Transplant(value), nil
}
