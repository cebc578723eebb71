package app

import (
	"sync"
	"time"
)

// rates counts acts of strangers, so that nobody can flood the desk or fill the
// disk. It lives in memory: a restart forgives.
type rates struct {
	mu   sync.Mutex
	acts map[string][]time.Time
}

// rate is how often an act is allowed in a window, for one client and for all.
type rate struct {
	act         string
	each, total int
	window      time.Duration
}

// The limits of the public form. They are set for a family that writes for an
// afternoon and for a centre with a few hundred requests a day; they come from
// no source and are a matter of the installation.
var (
	startRate  = rate{"start", 10, 300, time.Hour}
	saveRate   = rate{"save", 600, 20000, time.Hour}
	attachRate = rate{"attach", 60, 600, time.Hour}
)

// forgetAbove bounds the memory of a flood from many addresses.
const forgetAbove = 50000

// take counts one act and reports whether it is allowed.
func (r *rates) take(limit rate, client string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.acts == nil || len(r.acts) > forgetAbove {
		r.acts = map[string][]time.Time{}
	}
	own, all := limit.act+"\n"+client, limit.act
	mine, theirs := recent(r.acts[own], now, limit.window), recent(r.acts[all], now, limit.window)
	if len(mine) >= limit.each || len(theirs) >= limit.total {
		r.acts[own], r.acts[all] = mine, theirs
		return false
	}
	r.acts[own], r.acts[all] = append(mine, now), append(theirs, now)
	return true
}

func recent(times []time.Time, now time.Time, window time.Duration) []time.Time {
	kept := times[:0]
	for _, t := range times {
		if now.Sub(t) < window {
			kept = append(kept, t)
		}
	}
	return kept
}
