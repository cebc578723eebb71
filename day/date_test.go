package day_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/dayzero-hsct/dayzero/day"
	"pgregory.net/rapid"
)

func kindOf(t *testing.T, err error) day.ErrorKind {
	t.Helper()
	if err == nil {
		return ""
	}
	var refusal *day.Error
	if !errors.As(err, &refusal) || refusal.Error() == "" {
		t.Fatalf("error %v is %T, want *day.Error with a sentence", err, err)
	}
	return refusal.Kind
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestADateIsReadOnlyAsYearMonthDay(t *testing.T) {
	cases := map[string]day.ErrorKind{
		"2024-12-20": "", "1900-01-01": "", "2200-12-31": "", "2024-02-29": "", "2000-02-29": "",
		"2023-02-29": day.KindImpossible, "1900-02-29": day.KindImpossible, "2100-02-29": day.KindImpossible,
		"2024-04-31": day.KindImpossible, "2024-13-01": day.KindImpossible, "2024-00-10": day.KindImpossible, "2024-01-00": day.KindImpossible,
		"1899-12-31": day.KindRange, "2201-01-01": day.KindRange, "0000-01-01": day.KindRange,
		"2024-1-2": day.KindFormat, "20241220": day.KindFormat, "20/12/2024": day.KindFormat, "2024-12-20 ": day.KindFormat,
		"2024年12月20日": day.KindFormat, "２０２４-12-20": day.KindFormat, "": day.KindFormat, "2024-12-2x": day.KindFormat, "+024-12-20": day.KindFormat,
	}
	for text, want := range cases {
		date, err := day.ParseDate(text)
		if kind := kindOf(t, err); kind != want {
			t.Errorf("%q has kind %q, want %q", text, kind, want)
		}
		if date.Known() != (err == nil) || err == nil && date.String() != text {
			t.Errorf("%q gives %q", text, date)
		}
	}
}

func TestTheUnknownDateStaysUnknown(t *testing.T) {
	var none day.Date
	one := day.MustDate("2024-12-20")
	if none.Known() || !none.IsZero() || none.String() != "" || none.AddDays(3).Known() || none.Year() != 0 || none.Day() != 0 || none.Month() != 0 {
		t.Error("the unknown date shows a day")
	}
	if none.DaysSince(one) != day.UnknownDays || one.DaysSince(none) != day.UnknownDays {
		t.Error("an unknown date has a distance")
	}
	if none.Before(one) || none.After(one) || one.Before(none) || one.After(none) || none.Compare(one) != -1 || !none.Equal(day.Date{}) {
		t.Error("the unknown date is ordered in time")
	}
	if !none.Start(time.UTC).IsZero() || !none.End(time.UTC).IsZero() || day.DateOf(time.Time{}, nil).Known() {
		t.Error("the unknown date has instants")
	}
}

func TestDaysAreAddedAndCountedAcrossLeapDaysAndLimits(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		to   string
	}{
		{"2024-12-20", 13, "2025-01-02"}, {"2024-02-28", 1, "2024-02-29"}, {"2023-02-28", 1, "2023-03-01"},
		{"2025-01-02", 42, "2025-02-13"}, {"2025-01-02", -9, "2024-12-24"}, {"2200-12-31", 1, ""}, {"1900-01-01", -1, ""}, {"2024-01-01", 1 << 60, ""}, {"2024-01-01", -1 << 60, ""},
	} {
		got := day.MustDate(c.from).AddDays(c.n)
		if got.String() != c.to {
			t.Errorf("%s + %d = %q, want %q", c.from, c.n, got, c.to)
		}
		if got.Known() && got.DaysSince(day.MustDate(c.from)) != c.n {
			t.Errorf("%s since %s is %d", got, c.from, got.DaysSince(day.MustDate(c.from)))
		}
	}
}

func TestDatesTravelAsText(t *testing.T) {
	type entry struct {
		Born day.Date `json:"born"`
		Seen day.Date `json:"seen,omitzero"`
	}
	text, err := json.Marshal(entry{})
	if err != nil || string(text) != `{"born":""}` {
		t.Errorf("%s, %v", text, err)
	}
	var read entry
	if err := json.Unmarshal([]byte(`{"born":"2024-05-01","seen":""}`), &read); err != nil || read.Born != day.MustDate("2024-05-01") || read.Seen.Known() {
		t.Errorf("%+v, %v", read, err)
	}
	if err := json.Unmarshal([]byte(`{"born":"2024-05-32"}`), &read); kindOf(t, err) != day.KindImpossible {
		t.Errorf("%v", err)
	}
}

func TestMustDateRefusesWhatParseDateRefuses(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	day.MustDate("2023-02-29")
}

// Control: "as of" a date means the end of that day in the centre's own zone.
func TestTheEndOfADayIsItsLastNanosecondInTheZone(t *testing.T) {
	cases := []struct{ zone, date, start, end string }{
		{"UTC", "2024-12-20", "2024-12-20T00:00:00Z", "2024-12-20T23:59:59.999999999Z"},
		{"Asia/Shanghai", "2024-12-20", "2024-12-20T00:00:00+08:00", "2024-12-20T23:59:59.999999999+08:00"},
		{"Europe/Berlin", "2025-03-30", "2025-03-30T00:00:00+01:00", "2025-03-30T23:59:59.999999999+02:00"},     // 23 hours
		{"Europe/Berlin", "2025-10-26", "2025-10-26T00:00:00+02:00", "2025-10-26T23:59:59.999999999+01:00"},     // 25 hours
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00", "2018-11-04T23:59:59.999999999-02:00"}, // no midnight
		{"America/Sao_Paulo", "2018-02-17", "2018-02-17T00:00:00-02:00", "2018-02-17T23:59:59.999999999-03:00"}, // its last hour twice
		{"America/Havana", "2024-11-03", "2024-11-03T00:00:00-04:00", "2024-11-03T23:59:59.999999999-05:00"},    // midnight twice
		{"America/St_Johns", "2006-10-28", "2006-10-28T00:00:00-02:30", "2006-10-28T23:59:59.999999999-03:30"},  // back from 00:01 to 23:01
		{"America/St_Johns", "2006-10-29", "2006-10-29T00:00:00-02:30", "2006-10-29T23:59:59.999999999-03:30"},  // its first minute twice
		{"Pacific/Apia", "2011-12-29", "2011-12-29T00:00:00-10:00", "2011-12-29T23:59:59.999999999-10:00"},
		{"Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00", "2011-12-29T23:59:59.999999999-10:00"}, // the zone skipped it
		{"Asia/Shanghai", "1986-05-04", "1986-05-04T00:00:00+08:00", "1986-05-04T23:59:59.999999999+09:00"},
	}
	for _, c := range cases {
		t.Run(c.zone+" "+c.date, func(t *testing.T) {
			loc, date := zone(t, c.zone), day.MustDate(c.date)
			start, err := time.Parse(time.RFC3339Nano, c.start)
			if err != nil {
				t.Fatal(err)
			}
			end, err := time.Parse(time.RFC3339Nano, c.end)
			if err != nil {
				t.Fatal(err)
			}
			if got := date.Start(loc); !got.Equal(start) {
				t.Errorf("starts %s, want %s", got.Format(time.RFC3339Nano), c.start)
			}
			if got := date.End(loc); !got.Equal(end) {
				t.Errorf("ends %s, want %s", got.Format(time.RFC3339Nano), c.end)
			}
		})
	}
}

func TestPropertyEveryInstantBelongsToTheDayBetweenItsStartAndEnd(t *testing.T) {
	var zones []*time.Location
	for _, name := range []string{"UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Beirut", "Pacific/Kiritimati", "Australia/Lord_Howe", "Africa/Casablanca"} {
		zones = append(zones, zone(t, name))
	}
	rapid.Check(t, func(t *rapid.T) {
		loc := rapid.SampledFrom(zones).Draw(t, "zone")
		at := time.Unix(rapid.Int64Range(-1_000_000_000, 4_000_000_000).Draw(t, "unix"), 0)
		date := day.DateOf(at, loc)
		start, end := date.Start(loc), date.End(loc)
		if at.Before(start) || at.After(end) {
			t.Fatalf("%s in %s is outside %s to %s", at, loc, start, end)
		}
		if day.DateOf(start, loc) != date || day.DateOf(end, loc) != date {
			t.Fatalf("%s in %s: %s and %s are of other days", date, loc, start, end)
		}
		if day.DateOf(start.Add(-1), loc) == date || day.DateOf(end.Add(1), loc) == date {
			t.Fatalf("%s in %s goes on outside %s to %s", date, loc, start, end)
		}
	})
}

func TestPropertyAddingAndCountingDaysAreInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		date := day.MustDate("2024-02-28").AddDays(rapid.IntRange(-40000, 40000).Draw(t, "from"))
		n := rapid.IntRange(-3000, 3000).Draw(t, "n")
		moved := date.AddDays(n)
		if moved.DaysSince(date) != n || moved.AddDays(-n) != date {
			t.Fatalf("%s + %d = %s", date, n, moved)
		}
		again, err := day.NewDate(moved.Year(), int(moved.Month()), moved.Day())
		if err != nil || again != moved || moved.Compare(date) != sign(n) || moved.After(date) != (n > 0) || moved.Before(date) != (n < 0) {
			t.Fatalf("%s and %s, %v", again, moved, err)
		}
	})
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

func TestAClockShowsWhatItWasGiven(t *testing.T) {
	at := time.Date(2025, 1, 2, 10, 0, 0, 0, time.UTC)
	var clock day.Clock = day.Fixed(at)
	if !clock.Now().Equal(at) || !day.ClockFunc(func() time.Time { return at }).Now().Equal(at) {
		t.Error("the clock shows another time")
	}
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2024-12-20", "2024-02-30", "2024-2-3", "20.12.2024", "", "９９９９-12-20", "2024-12-20T00:00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		date, err := day.ParseDate(text)
		if err != nil {
			kindOf(t, err)
			return
		}
		if date.String() != text || !date.Known() || date.AddDays(0) != date {
			t.Fatalf("%q reads as %q", text, date)
		}
	})
}
