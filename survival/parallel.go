package survival

import (
	"runtime"
	"sync"
)

// fewToShare is the length below which work is not shared: starting another
// goroutine would cost more than it saves.
const fewToShare = 1 << 15

// inParallel does the work of n independent places on all processors, each a run
// of neighbours, so that the result does not depend on how many there are.
func inParallel(n int, work func(from, to int)) {
	workers := min(runtime.GOMAXPROCS(0), n/fewToShare)
	if workers < 2 {
		work(0, n)
		return
	}
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() { work(w*n/workers, (w+1)*n/workers) })
	}
	wait.Wait()
}
