package hla

import (
	"slices"
	"sync"
	"sync/atomic"
)

// maxRemembered bounds what a Reducer remembers, in bytes of text.
const maxRemembered = 64 << 20

// fewNames is how many names a Reducer works out one by one before it makes the
// table of every name of the release, which costs about as much as 50,000 names.
const fewNames = 2_000

// Reducer reduces many typings in one mode. Names that the release lists are
// answered from a table, made once for the release when the Reducer has work
// enough; whole typings, codes, families and antigens are worked out once and
// remembered, up to 64 MB of text. It is safe for concurrent use.
type Reducer struct {
	release *Release
	mode    Mode
	options ReduceOptions

	plain atomic.Pointer[plainTable]

	lock   sync.RWMutex
	known  map[string]string
	weight int
	asked  int // answers worked out
}

// Reducer prepares a reducer; see Reduce for modes and options.
func (r *Release) Reducer(mode Mode, options ReduceOptions) *Reducer {
	return &Reducer{release: r, mode: mode, options: options, known: map[string]string{}}
}

// Reduce gives what Release.Reduce gives. Refusals are not remembered.
func (x *Reducer) Reduce(text string) (string, error) {
	if table := x.plain.Load(); table != nil {
		if out, found := table.find(text); found {
			return out, nil
		}
	}
	x.lock.RLock()
	out, known := x.known[text]
	x.lock.RUnlock()
	if known {
		return out, nil
	}
	out, err := x.release.Reduce(text, x.mode, x.options)
	if err != nil {
		return "", err
	}
	if x.remember(text, out) {
		x.Prepare()
	}
	return out, nil
}

// remember keeps an answer and tells whether the table is now worth its price.
func (x *Reducer) remember(text, out string) bool {
	x.lock.Lock()
	defer x.lock.Unlock()
	x.asked++
	if x.weight < maxRemembered {
		x.known[text] = out
		x.weight += len(text) + len(out)
	}
	return x.asked == fewNames
}

// Prepare makes the table of every name of the release now, instead of after
// the first two thousand names.
func (x *Reducer) Prepare() {
	if !slices.Contains(Modes(), x.mode) {
		return // every typing is refused
	}
	table := x.release.plain(plainKey{x.mode, x.options.Naming == NamingFirst})
	x.plain.Store(&table)
}
