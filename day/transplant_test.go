package day_test

import (
	"testing"

	"github.com/dayzero-hsct/dayzero/day"
)

func TestATransplantDayIsWrittenWithItsSign(t *testing.T) {
	dayZero := day.MustDate("2025-01-02")
	cases := []struct{ date, long, short, chinese, words string }{
		{"2025-01-02", "Day 0", "D0", "0 d", "移植日（0 d）"},
		{"2025-01-14", "Day +12", "D+12", "+12 d", "移植后第12天（+12 d）"},
		{"2024-12-27", "Day −6", "D−6", "−6 d", "移植前第6天（−6 d）"},
		{"2025-02-13", "Day +42", "D+42", "+42 d", "移植后第42天（+42 d）"},
	}
	for _, c := range cases {
		number := day.DayOf(day.MustDate(c.date), dayZero)
		if number.String() != c.long || number.Short() != c.short || number.Chinese() != c.chinese || number.ChineseInWords() != c.words {
			t.Errorf("%s is %s, %s, %s, %s", c.date, number, number.Short(), number.Chinese(), number.ChineseInWords())
		}
		if number.On(dayZero) != day.MustDate(c.date) {
			t.Errorf("%s is on %s", number, number.On(dayZero))
		}
		for _, text := range []string{c.long, c.short, c.chinese} {
			if again, err := day.ParseTransplant(text); err != nil || again != number {
				t.Errorf("%q reads as %v, %v", text, again, err)
			}
		}
	}
}

func TestATransplantDayIsReadInTheUsualSpellings(t *testing.T) {
	for text, want := range map[string]day.Transplant{
		"Day 0": 0, "day 0": 0, "D0": 0, "d0": 0, "0": 0, "0 d": 0, "+0": 0, "-0": 0, " Day +12 ": 12, "DAY +12": 12, "Day+12": 12, "D+12": 12, "d+12": 12,
		"+12": 12, "+12 d": 12, "+12d": 12, "−6 d": -6, "-6 d": -6, "D-5": -5, "D−5": -5, "Day -5": -5,
	} {
		if got, err := day.ParseTransplant(text); err != nil || got != want {
			t.Errorf("%q reads as %d, %v", text, got, err)
		}
	}
}

// Control: an unsigned day may be a day in hospital and is refused.
func TestATransplantDayWithoutSignOrWithNoiseIsRefused(t *testing.T) {
	for text, want := range map[string]day.ErrorKind{
		"12": day.KindFormat, "Day 12": day.KindFormat, "D12": day.KindFormat, "12 d": day.KindFormat, "": day.KindFormat, "Day": day.KindFormat, "D": day.KindFormat,
		"D+": day.KindFormat, "+-5": day.KindFormat, "--5": day.KindFormat, "D+1.5": day.KindFormat, "D+１": day.KindFormat, "Day  +5": day.KindFormat, "第12天": day.KindFormat,
		"D +5": day.KindFormat, "D+5 d": day.KindFormat, "+999999": day.KindRange, "+99999999999999999999": day.KindRange,
	} {
		got, err := day.ParseTransplant(text)
		if kind := kindOf(t, err); kind != want || got.Known() {
			t.Errorf("%q gives %v and kind %q, want %q", text, got, kind, want)
		}
	}
}

func TestTheDayOfAnUnknownDateIsNoDay(t *testing.T) {
	one := day.MustDate("2025-01-02")
	for _, number := range []day.Transplant{day.DayOf(day.Date{}, one), day.DayOf(one, day.Date{})} {
		if number.Known() || number.String() != "Day ?" || number.ChineseInWords() != "移植日未知" || number.On(one).Known() {
			t.Errorf("got %v", number)
		}
	}
	if day.Transplant(5).On(day.Date{}).Known() {
		t.Error("a day after an unknown Day 0 is known")
	}
}

func TestAgeIsCountedInCompletedUnits(t *testing.T) {
	cases := []struct {
		birth, on           string
		days, months, years int
		english, chinese    string
	}{
		{"2024-05-20", "2024-05-20", 0, 0, 0, "0 days", "0天"},
		{"2024-05-20", "2024-05-21", 1, 0, 0, "1 day", "1天"},
		{"2024-05-20", "2024-06-01", 12, 0, 0, "12 days", "12天"},
		{"2024-05-20", "2024-06-19", 30, 0, 0, "30 days", "30天"},
		{"2024-05-20", "2024-06-20", 31, 1, 0, "1 month", "1月龄"},
		{"2024-05-20", "2025-01-02", 227, 7, 0, "7 months", "7月龄"},
		{"2024-05-20", "2025-05-19", 364, 11, 0, "11 months", "11月龄"},
		{"2024-05-20", "2025-05-20", 365, 12, 1, "12 months", "12月龄"},
		{"2024-05-20", "2026-05-19", 729, 23, 1, "23 months", "23月龄"},
		{"2024-05-20", "2026-05-20", 730, 24, 2, "2 years", "2岁"},
		{"2024-05-20", "2026-08-20", 822, 27, 2, "2 years 3 months", "2岁3个月"},
		{"2015-05-20", "2024-06-20", 3319, 109, 9, "9 years 1 month", "9岁1个月"},
		{"1990-05-20", "2024-08-20", 12511, 411, 34, "34 years", "34岁"},
		{"2024-02-29", "2025-02-28", 365, 11, 0, "11 months", "11月龄"}, // 29 February: completed on 1 March
		{"2024-02-29", "2025-03-01", 366, 12, 1, "12 months", "12月龄"},
		{"2024-02-29", "2028-02-29", 1461, 48, 4, "4 years", "4岁"},
		{"2024-01-31", "2024-02-29", 29, 0, 0, "29 days", "29天"},
		{"2024-01-31", "2024-03-01", 30, 1, 0, "1 month", "1月龄"},
	}
	for _, c := range cases {
		age, err := day.AgeOn(day.MustDate(c.birth), day.MustDate(c.on))
		if err != nil || !age.Known() {
			t.Fatal(c, err)
		}
		if age.Days() != c.days || age.Months() != c.months || age.Years() != c.years || age.String() != c.english || age.Chinese() != c.chinese {
			t.Errorf("%s to %s: %d d, %d mo, %d y, %s, %s", c.birth, c.on, age.Days(), age.Months(), age.Years(), age, age.Chinese())
		}
	}
}

func TestAnAgeBeforeBirthOrOfUnknownDatesIsAnError(t *testing.T) {
	born := day.MustDate("2024-05-20")
	for name, c := range map[string]struct {
		birth, on day.Date
		want      day.ErrorKind
	}{
		"before birth": {born, born.AddDays(-1), day.KindOrder}, "no birth": {day.Date{}, born, day.KindNotKnown}, "no day": {born, day.Date{}, day.KindNotKnown},
	} {
		age, err := day.AgeOn(c.birth, c.on)
		if kind := kindOf(t, err); kind != c.want || age.Known() {
			t.Errorf("%s: %v, kind %q", name, age, kind)
		}
		if age.String() != "" || age.Chinese() != "" || age.Days() != day.UnknownDays || age.Months() != day.UnknownDays || age.Years() != day.UnknownDays {
			t.Errorf("%s: the unknown age shows %q, %d, %d", name, age, age.Days(), age.Months())
		}
	}
}

func FuzzParseTransplant(f *testing.F) {
	for _, seed := range []string{"Day 0", "Day −5", "D+12", "−6 d", "12", "d", "dayd", "+", "D−−5", "Day 第1天"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		number, err := day.ParseTransplant(text)
		if err != nil {
			kindOf(t, err)
			return
		}
		if again, err := day.ParseTransplant(number.String()); err != nil || again != number {
			t.Fatalf("%q reads as %s, which reads as %v, %v", text, number, again, err)
		}
	})
}
