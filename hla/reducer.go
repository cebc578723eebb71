package hla

import "sync"

// maxRemembered bounds what a Reducer remembers, in bytes of text.
const maxRemembered = 64 << 20

// Reducer reduces many typings in one mode. A registry repeats few names very
// often: the answer to a typing is worked out once and remembered, up to 64 MB of
// text. It is safe for concurrent use.
type Reducer struct {
	release *Release
	mode    Mode
	options ReduceOptions

	lock   sync.RWMutex
	known  map[string]string
	weight int
}

// Reducer prepares a reducer; see Reduce for modes and options.
func (r *Release) Reducer(mode Mode, options ReduceOptions) *Reducer {
	return &Reducer{release: r, mode: mode, options: options, known: map[string]string{}}
}

// Reduce gives what Release.Reduce gives. Refusals are not remembered.
func (x *Reducer) Reduce(text string) (string, error) {
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
	x.lock.Lock()
	defer x.lock.Unlock()
	if x.weight < maxRemembered {
		x.known[text] = out
		x.weight += len(text) + len(out)
	}
	return out, nil
}
