package day_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/dayzero-hsct/dayzero/day"
)

func TestAMomentIsReadInTheCentresZoneUnlessItBringsItsOwn(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	cases := []struct {
		text, utc string
		dateOnly  bool
	}{
		{"2024-12-17", "2024-12-16T16:00:00Z", true},
		{"2024-12-17T06:35", "2024-12-16T22:35:00Z", false},
		{"2024-12-17T06:35:20", "2024-12-16T22:35:20Z", false},
		{"2024-12-17T06:35:20Z", "2024-12-17T06:35:20Z", false},
		{"2024-12-17T06:35:20.5+01:00", "2024-12-17T05:35:20.5Z", false},
		{" 2024-12-17 ", "2024-12-16T16:00:00Z", true},
	}
	for _, c := range cases {
		moment, err := day.ParseMoment(c.text, shanghai)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if got := moment.Time().UTC().Format(time.RFC3339Nano); got != c.utc || moment.DateOnly() != c.dateOnly || !moment.Known() {
			t.Errorf("%q is %s, date only %v", c.text, got, moment.DateOnly())
		}
	}
}

func TestAMomentThatCannotBeIsRefused(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for text, want := range map[string]day.ErrorKind{
		"": day.KindFormat, "now": day.KindFormat, "2024-12-17 06:35": day.KindFormat, "2024-12-17T6:35": day.KindFormat, "06:35": day.KindFormat,
		"2024-12-17T06:35:20,5Z": day.KindFormat, "2024-12-17T06:35Z": day.KindFormat, "17.12.2024 06:35": day.KindFormat,
		"2024-12-17T24:00": day.KindImpossible, "2024-12-17T06:60": day.KindImpossible, "2024-02-30T06:35": day.KindImpossible, "2024-02-30": day.KindImpossible,
		"2025-03-30T02:30": day.KindImpossible, "1899-12-31T06:35": day.KindRange, "1899-12-31T06:35:00Z": day.KindRange,
	} {
		moment, err := day.ParseMoment(text, berlin)
		if kind := kindOf(t, err); kind != want || moment.Known() {
			t.Errorf("%q gives %v and kind %q, want %q", text, moment, kind, want)
		}
	}
}

func TestOfAWallTimeThatOccursTwiceTheFirstIsMeant(t *testing.T) {
	moment, err := day.ParseMoment("2025-10-26T02:30", zone(t, "Europe/Berlin"))
	if err != nil || moment.Time().UTC().Format(time.RFC3339) != "2025-10-26T00:30:00Z" {
		t.Errorf("got %v, %v", moment, err)
	}
	moment, err = day.ParseMoment("2024-11-03T01:30", zone(t, "America/New_York"))
	if err != nil || moment.Time().UTC().Format(time.RFC3339) != "2024-11-03T05:30:00Z" {
		t.Errorf("got %v, %v", moment, err)
	}
}

func TestAMomentKeepsThatOnlyItsDateWasGiven(t *testing.T) {
	shanghai := zone(t, "Asia/Shanghai")
	for _, text := range []string{`"2024-12-17"`, `"2024-12-17T06:35:20+08:00"`, `"2024-12-17T06:35:20.25Z"`, `""`} {
		var moment day.Moment
		if err := json.Unmarshal([]byte(text), &moment); err != nil {
			t.Fatal(err)
		}
		if again, err := json.Marshal(moment); err != nil || string(again) != text {
			t.Errorf("%s comes back as %s, %v", text, again, err)
		}
	}
	var moment day.Moment
	for _, text := range []string{"2024-12-17T06:35", "2024-12-32", "yesterday"} {
		if err := moment.UnmarshalText([]byte(text)); kindOf(t, err) == "" || moment.Known() {
			t.Errorf("%q is taken without a zone as %v", text, moment)
		}
	}
	if err := moment.UnmarshalText([]byte("2024-12-17")); err != nil {
		t.Fatal(err)
	}
	placed := moment.In(shanghai)
	if placed.Time().UTC().Format(time.RFC3339) != "2024-12-16T16:00:00Z" || placed.Date(time.UTC) != day.MustDate("2024-12-17") {
		t.Errorf("placed in Shanghai it is %v", placed.Time())
	}
	exact := day.MomentAt(time.Date(2024, 12, 17, 22, 0, 0, 0, time.UTC))
	if exact.Date(shanghai) != day.MustDate("2024-12-18") || exact.Date(nil) != day.MustDate("2024-12-17") || exact.In(shanghai).String() != "2024-12-18T06:00:00+08:00" {
		t.Errorf("its date in Shanghai is %v", exact.Date(shanghai))
	}
}

func TestMomentsOfOldLocalMeanTimesSurviveStorage(t *testing.T) {
	moment, err := day.ParseMoment("1900-06-01T12:00", zone(t, "Asia/Shanghai"))
	if err != nil {
		t.Fatal(err)
	}
	text, _ := moment.MarshalText()
	var again day.Moment
	if err := again.UnmarshalText(text); err != nil || !again.Equal(moment) {
		t.Errorf("%s comes back as %v, %v", text, again, err)
	}
}

func TestMomentsCompareByInstantAndPutUnknownFirst(t *testing.T) {
	early, late := day.MomentOn(day.MustDate("2024-12-17"), nil), day.MomentAt(time.Date(2024, 12, 17, 6, 0, 0, 0, time.UTC))
	var none day.Moment
	if early.Compare(late) != -1 || late.Compare(early) != 1 || none.Compare(early) != -1 || early.Compare(none) != 1 || none.Compare(none) != 0 {
		t.Error("the order of moments is wrong")
	}
	if !early.Before(late) || !late.After(early) || none.Before(early) || early.After(none) {
		t.Error("before or after is wrong")
	}
	midnight := day.MomentAt(early.Time())
	if early.Equal(midnight) || !early.Equal(early) || !none.Equal(day.Moment{}) {
		t.Error("a date alone equals its midnight")
	}
	if none.Known() || !none.IsZero() || none.String() != "" || none.In(time.UTC).Known() || day.MomentAt(time.Time{}).Known() || day.MomentOn(day.Date{}, nil).Known() {
		t.Error("the unknown moment shows a time")
	}
}

func FuzzParseMoment(f *testing.F) {
	for _, seed := range []string{"2024-12-17", "2024-12-17T06:35", "2024-12-17T06:35:20", "2024-12-17T06:35:20+08:00", "2024-12-17T06:35:20.123456789Z", "1986-05-04T00:30", "2024-12-17T06:35:60Z", ""} {
		f.Add(seed)
	}
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		moment, err := day.ParseMoment(text, shanghai)
		if err != nil {
			kindOf(t, err)
			return
		}
		stored, _ := moment.MarshalText()
		var again day.Moment
		if err := again.UnmarshalText(stored); err != nil || !again.In(shanghai).Equal(moment) {
			t.Fatalf("%q is stored as %s and comes back as %v, %v", text, stored, again, err)
		}
	})
}
