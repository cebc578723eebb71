//go:build unix

package survival

import (
	"syscall"
	"time"
)

// processorTime is the time that all processors spent on this program so far: what
// a benchmark can say on a machine that others use too.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
