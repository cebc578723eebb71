package day

import "time"

// Clock tells the present moment. It is always handed in, so that every result
// replays from its inputs.
type Clock interface {
	// Now gives the present moment.
	Now() time.Time
}

// ClockFunc makes a Clock of a function.
type ClockFunc func() time.Time

// Now calls the function.
func (f ClockFunc) Now() time.Time { return f() }

// Fixed gives a Clock that always shows t.
func Fixed(t time.Time) Clock { return ClockFunc(func() time.Time { return t }) }
