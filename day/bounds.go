package day

import "time"

// Start gives the first instant at which a wall calendar in loc shows this
// date. It holds on days whose midnight is skipped or repeated by a change of
// the clocks. A date that the zone skipped altogether starts when the skip
// happens. Unknown gives the zero time; a nil loc means UTC.
func (d Date) Start(loc *time.Location) time.Time {
	if !d.Known() {
		return time.Time{}
	}
	start, _ := d.span(orUTC(loc))
	return start
}

// End gives the last nanosecond at which a wall calendar in loc shows this
// date: what is meant by "as of" a date. A date that the zone skipped ends one
// nanosecond before it starts. Unknown gives the zero time; a nil loc means
// UTC.
func (d Date) End(loc *time.Location) time.Time {
	if !d.Known() {
		return time.Time{}
	}
	_, after := d.span(orUTC(loc))
	return after.Add(-time.Nanosecond)
}

// span gives the first instant of the date in loc and the first instant after
// its last one. It walks the stretches of constant offset around the date and
// cuts the day out of each.
func (d Date) span(loc *time.Location) (start, after time.Time) {
	const widestOffset = 26 * time.Hour // real offsets stay within 16 h of UTC
	midnight := d.utc()
	horizon := midnight.Add(24*time.Hour + widestOffset)
	var skipped time.Time
	for at := midnight.Add(-widestOffset); at.Before(horizon); {
		_, seconds := at.In(loc).Zone()
		_, until := at.In(loc).ZoneBounds()
		if until.IsZero() || until.After(horizon) {
			until = horizon
		}
		offset := time.Duration(seconds) * time.Second
		from := later(at, midnight.Add(-offset))
		to := earlier(until, midnight.Add(24*time.Hour-offset))
		if from.Before(to) {
			if start.IsZero() {
				start = from
			}
			after = to
		}
		if !until.Add(offset).After(midnight) {
			skipped = until
		}
		at = until
	}
	if start.IsZero() {
		start, after = skipped, skipped
	}
	return start.In(loc), after.In(loc)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
