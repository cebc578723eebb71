package day

import (
	"strings"
	"time"
)

// Moment is an instant that remembers whether only its date was given. The
// zero value is the unknown moment.
type Moment struct {
	at       time.Time
	dateOnly Date
}

// The forms of a moment without zone, longest first.
var momentForms = []struct{ pattern, layout string }{
	{"dddd-dd-ddTdd:dd:dd", "2006-01-02T15:04:05"},
	{"dddd-dd-ddTdd:dd", "2006-01-02T15:04"},
}

// MomentAt makes a moment of an instant. The zero time, and a year outside
// 1900 to 2200, give the unknown moment.
func MomentAt(t time.Time) Moment {
	if y := t.Year(); t.IsZero() || y < firstYear || y > lastYear {
		return Moment{}
	}
	return Moment{at: t.Round(0)}
}

// MomentOn makes a moment of which only the date is known: the start of that
// day in loc.
func MomentOn(d Date, loc *time.Location) Moment {
	if !d.Known() {
		return Moment{}
	}
	return Moment{at: d.Start(loc), dateOnly: d}
}

// ParseMoment reads "2024-12-17", "2024-12-17T06:35", "2024-12-17T06:35:20",
// both read in loc, or RFC 3339 with its own zone. A bare date means the start
// of that day in loc, and DateOnly reports it. A wall time that loc skips when
// the clocks change is refused; of one that it shows twice the first is meant.
// A nil loc means UTC.
func ParseMoment(text string, loc *time.Location) (Moment, error) {
	trimmed := strings.TrimSpace(text)
	if len(trimmed) == len("2006-01-02") {
		date, err := ParseDate(trimmed)
		if err != nil {
			return Moment{}, err
		}
		return MomentOn(date, loc), nil
	}
	for _, form := range momentForms {
		var fields [6]int
		if digitsAs(trimmed, form.pattern, fields[:]) {
			return wallMoment(trimmed, form.layout, orUTC(loc))
		}
	}
	return zonedMoment(trimmed)
}

// wallMoment reads a wall time in loc.
func wallMoment(text, layout string, loc *time.Location) (Moment, error) {
	if _, err := ParseDate(text[:len("2006-01-02")]); err != nil {
		return Moment{}, err
	}
	at, err := time.ParseInLocation(layout, text, loc)
	if err != nil {
		return Moment{}, refuse(KindImpossible, text, "%q is not a possible time of day", text)
	}
	if at.Format(layout) != text {
		return Moment{}, refuse(KindImpossible, text, "the clocks in %s skip the time %s", loc, text)
	}
	return Moment{at: firstShowing(at, layout)}, nil
}

// firstShowing gives the earlier instant when the wall time occurs twice.
func firstShowing(at time.Time, layout string) time.Time {
	start, _ := at.ZoneBounds()
	if start.IsZero() {
		return at
	}
	_, now := at.Zone()
	_, before := start.Add(-time.Nanosecond).Zone()
	other := at.Add(time.Duration(now-before) * time.Second)
	if other.Before(at) && other.Before(start) && other.Format(layout) == at.Format(layout) {
		return other
	}
	return at
}

// zonedMoment reads RFC 3339.
func zonedMoment(text string) (Moment, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || strings.Contains(text, ",") {
		return Moment{}, refuse(KindFormat, text, "%q is not a moment; write 2024-12-17, 2024-12-17T06:35 or 2024-12-17T06:35:00+08:00", clip(text))
	}
	moment := MomentAt(at)
	if !moment.Known() {
		return Moment{}, refuse(KindRange, text, "the year of %s is outside %d to %d", clip(text), firstYear, lastYear)
	}
	return moment, nil
}

// Known reports whether the moment is known.
func (m Moment) Known() bool { return !m.at.IsZero() }

// IsZero reports whether the moment is unknown; encoders use it to leave it out.
func (m Moment) IsZero() bool { return !m.Known() }

// Time gives the instant, the zero time if unknown. When only a date was given
// it is the start of that day.
func (m Moment) Time() time.Time { return m.at }

// DateOnly reports whether only a date was given.
func (m Moment) DateOnly() bool { return m.dateOnly.Known() }

// Date gives the civil date of the moment in loc; when only a date was given
// it is that date, whatever loc.
func (m Moment) Date(loc *time.Location) Date {
	if m.DateOnly() {
		return m.dateOnly
	}
	return DateOf(m.at, loc)
}

// Compare is -1, 0 or +1 by instant; the unknown moment sorts first.
func (m Moment) Compare(o Moment) int {
	if !m.Known() || !o.Known() {
		switch {
		case m.Known():
			return 1
		case o.Known():
			return -1
		}
		return 0
	}
	return m.at.Compare(o.at)
}

// Before reports whether both moments are known and m is earlier.
func (m Moment) Before(o Moment) bool { return m.Known() && o.Known() && m.at.Before(o.at) }

// After reports whether both moments are known and m is later.
func (m Moment) After(o Moment) bool { return m.Known() && o.Known() && m.at.After(o.at) }

// Equal reports whether both moments are the same instant given with the same
// precision, or both unknown.
func (m Moment) Equal(o Moment) bool { return m.Compare(o) == 0 && m.dateOnly == o.dateOnly }

// String writes the moment as RFC 3339, a date when only a date was given, and
// nothing when unknown.
func (m Moment) String() string {
	switch {
	case !m.Known():
		return ""
	case m.DateOnly():
		return m.dateOnly.String()
	}
	if _, offset := m.at.Zone(); offset%60 != 0 { // RFC 3339 cannot write the seconds of old local mean times
		return m.at.UTC().Format(time.RFC3339Nano)
	}
	return m.at.Format(time.RFC3339Nano)
}

// MarshalText writes what String writes.
func (m Moment) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads RFC 3339, or a bare date, which then starts in UTC; use
// In to place it in a centre's zone. Empty text is the unknown moment. A wall
// time without zone is refused here, because no zone is at hand.
func (m *Moment) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*m = Moment{}
		return nil
	}
	var moment Moment
	var err error
	if trimmed := strings.TrimSpace(string(text)); len(trimmed) == len("2006-01-02") {
		moment, err = ParseMoment(trimmed, time.UTC)
	} else {
		moment, err = zonedMoment(trimmed)
	}
	if err != nil {
		return err
	}
	*m = moment
	return nil
}

// In places the moment in loc: a bare date starts there, an instant is only
// shown in that zone.
func (m Moment) In(loc *time.Location) Moment {
	switch {
	case !m.Known():
		return m
	case m.DateOnly():
		return MomentOn(m.dateOnly, loc)
	}
	return Moment{at: m.at.In(orUTC(loc))}
}
